"""Lines of a form may have codes of any pattern, or none: in registers, formulas, templates and what comes back."""

import shutil
from pathlib import Path

import openpyxl
import pytest

from pipelines.folders import PROJECT
from pipelines.reference import Reference, load_reference
from pipelines.reference.cells import Record
from pipelines.reference.line_codes import with_line_codes
from pipelines.returns.layout import Forms
from pipelines.returns.lines import LineFinder
from pipelines.returns.reader import read_return
from pipelines.templates.expressions import Content
from pipelines.templates.template import write_workbook
from pipelines.templates.validation import validation_of
from tests.unit.register_files import edit, faults, line_of

CODES = {
    "1.01": "0010",
    "1.02": "R-101",
    "1.03": "1.2.1.1",
    "1.04": "1a",
    "1.05": "I.2",
    "1.06": "_youth",
    "1.07": "1",
    "1.08": "2",
    "1.09": "10",
    "1.10": "II",
    "1.11": "1.1",
    "1.12": "0020",
}
FORMULAS = {"0010": "R-101 + 1.2.1.1", "II": "1a + I.2 + 1 - 2 - 10", "1.13": "100 * 0020 / 1.1"}


def with_codes(folder: Path, **formulas: str) -> Path:
    shutil.copytree(PROJECT / "raw" / "reference", folder)
    for before, code in CODES.items():
        edit(folder, "form_line", line_of(folder, "form_line", form_id="form_01", line_code=before), line_code=code)
    for code, formula in (FORMULAS | formulas).items():
        edit(folder, "form_line", line_of(folder, "form_line", form_id="form_01", line_code=code), formula=formula)
    return folder


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Reference:
    return load_reference(with_codes(tmp_path_factory.mktemp("codes") / "reference"))


@pytest.fixture(scope="module")
def filled(reference: Reference, tmp_path_factory: pytest.TempPathFactory) -> Path:
    unit = reference.unit_on("TC01", "2020H2")
    assert unit
    typed: dict[str, Content] = {"R-101": 3, "1.2.1.1": 4, "1a": 90, "I.2": 6, "_youth": 2, "1": 5, "2": 4, "10": 1}
    typed |= {"1.1": 50, "0020": "chưa rõ"}
    values = {("form_01", code): value for code, value in typed.items()}
    path = tmp_path_factory.mktemp("filled") / "a.xlsx"
    write_workbook(path, reference, unit, reference.periods["2020H2"], receiver_vi="…", values=values, is_live=True)
    return path


def test_what_a_spreadsheet_makes_of_a_code_is_a_day_and_a_code_of_letters_is_none() -> None:
    codes = ["DTC-01", "1-BCT", "II-2-24", "1-Oct", "Mar-24", "1-Thg10", "Thg10-24"]
    told: list[str] = []
    records = [Record(line, {"form_id": "a", "line_code": code}) for line, code in enumerate(codes, 2)]
    kept = with_line_codes("form_line.csv", records, told)
    assert [record.fields["line_code"] for record in kept] == codes[:3]
    assert len(told) == len(codes[3:])


def test_a_template_prints_them_and_comes_back(reference: Reference, filled: Path) -> None:
    printed = [row[1] for row in openpyxl.load_workbook(filled)["01-TCĐ"].iter_rows(min_row=10, values_only=True)]
    assert [code for code in printed if code][:11] == [code for code in CODES.values() if code != "_youth"]
    found = read_return(filled, Forms.of(reference))
    of_form = zip(*(found.entries[name] for name in ("form_id", "line_code", "value")), strict=True)
    values = {code: int(value) for form, code, value in of_form if form == "form_01" and value is not None}
    said = {"R-101": 3, "1.2.1.1": 4, "1a": 90, "I.2": 6, "_youth": 2, "1": 5, "2": 4, "10": 1, "1.1": 50}
    assert values == said | {"0010": 7, "II": 96}
    assert set(found.findings["fault"]) == {"unreadable_value"}


def test_a_formula_names_a_line_without_a_code_by_its_label(reference: Reference) -> None:
    line = next(line for line in reference.form_line if line.line_code == "_youth")
    total = line.model_copy(update={"line_code": "II", "formula": "1a + _youth"})
    indicator, labels_vi = reference.indicators[line.indicator_id], {"_youth": line.label_vi}
    said = validation_of(total, indicator, [], "E12", is_prefilled=False, labels_vi=labels_vi)
    assert said["input_message"] == f"Ô này tự tính: 1a + '{line.label_vi}'. Không ghi đè."


@pytest.mark.parametrize("formula", [None, " + ".join(["1.01"] * 60)])
def test_a_long_label_or_formula_keeps_the_check_of_its_cell(formula: str | None, reference: Reference) -> None:
    line = next(line for line in reference.form_line if line.line_code == "_youth")
    line = line.model_copy(update={"label_vi": "Số đảng viên được kết nạp " * 20, "formula": formula})
    said = validation_of(line, reference.indicators[line.indicator_id], [], "E12", is_prefilled=True, labels_vi={})
    assert said["input_title"] == "Dòng Số đảng viên được kết…"
    assert all(len(str(text)) <= 255 for name, text in said.items() if name.endswith("_message"))
    assert "…" in str(said["error_message" if formula is None else "input_message"])


def test_codes_that_differ_in_capitals_or_brackets_alone_are_lines_of_their_own(tmp_path: Path) -> None:
    folder = with_codes(tmp_path / "reference")
    for before, code in {"0010": "A", "1a": "a", "2": "(1)"}.items():
        edit(folder, "form_line", line_of(folder, "form_line", form_id="form_01", line_code=before), line_code=code)
    edit(folder, "form_line", line_of(folder, "form_line", form_id="form_01", line_code="II"), formula="a + I.2 + 1 - (1) - 10")
    found = LineFinder(Forms.of(load_reference(folder)))
    labels = {code: found.forms.lines["form_01", code].label_vi for code in ("A", "a", "1", "(1)")}
    decided = [found.find("form_01", code, label) for code, label in labels.items()]
    assert [(match.line and match.line.line_code, match.fault) for match in decided] == [(code, None) for code in labels]
    assert [match.line and match.line.line_code for code in labels if (match := found.find("form_01", code, ""))] == [*labels]
    assert found.find("form_01", "a", labels["A"]).line == found.forms.lines["form_01", "A"]


def test_a_text_that_is_no_figure_leaves_a_ratio_blank_and_a_sum_unknown(
    reference: Reference, filled: Path, tmp_path: Path
) -> None:
    sheet = openpyxl.load_workbook(filled, data_only=True)["01-TCĐ"]
    results = {row[1]: row[4] for row in sheet.iter_rows(min_row=10, values_only=True) if row[1]}
    assert (results["1.13"], results["II"]) == (None, 96)
    unit = reference.unit_on("TC01", "2020H2")
    assert unit
    values: dict[tuple[str, str], Content] = {("form_01", "R-101"): "chưa rõ", ("form_01", "1.2.1.1"): 4}
    path = tmp_path / "a.xlsx"
    write_workbook(path, reference, unit, reference.periods["2020H2"], receiver_vi="…", values=values)
    sheet = openpyxl.load_workbook(path, data_only=True)["01-TCĐ"]
    assert next(row[4] for row in sheet.iter_rows(min_row=10, values_only=True) if row[1] == "0010") == "…"


@pytest.mark.parametrize(
    ("code", "label", "expected"),
    [
        ("r-101.", "", "R-101"),
        ("0010", "", "0010"),
        (20, "Lượt đảng viên đã dự sinh hoạt", "0020"),
        ("10", "Giảm khác (từ trần, xóa tên, khai trừ, xin ra)", "10"),
        ("1", "Đảng viên chuyển đến", "1"),
        ("1", "Đảng viên chuyển đi", "code_disagrees"),
        ("1", "Một dòng khác hẳn", "unknown_line"),
        ("II", "Đảng viên", "unknown_line"),
        ("", "Trong đó: là đoàn viên thanh niên", "_youth"),
        ("_youth", "", "unknown_line"),
        ("1.1", "", "1.1"),
    ],
)
def test_a_row_is_known_by_them(reference: Reference, code: str | int, label: str, expected: str) -> None:
    match = LineFinder(Forms.of(reference)).find("form_01", code, label)
    assert (match.line.line_code if match.line else match.fault) == expected


def test_a_formula_of_numbered_lines_names_no_line_that_there_is_not(tmp_path: Path) -> None:
    said = faults(with_codes(tmp_path / "reference", II="1a + I.2 + 1 - 3"))
    assert any(fault.endswith("formula names line 3, which form_01 does not have") for fault in said)
