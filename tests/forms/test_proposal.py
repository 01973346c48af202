"""Register lines proposed from a workbook: as a steward gets them, and what comes of them once edited."""

import csv
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import msoffcrypto
import openpyxl
import pytest
from typer.testing import CliRunner

from pipelines.__main__ import app
from pipelines.reference import Reference, load_reference
from pipelines.templates.example_columns import ASK, Line
from pipelines.templates.form_sheet import TemplateError
from pipelines.templates.preview import period_of, write_preview
from pipelines.templates.proposal import Proposal, propose, write_proposal
from pipelines.workbooks.ole_files import EXCEL_DEFAULT_PASSWORD
from tests.forms.registers import HERE, NAMES, lay_over, make_registers
from tests.libreoffice import converted
from tests.unit.workbooks import Draft, Grid, reference


@pytest.fixture(scope="module")
def shipped() -> Reference:
    return reference()


@cache
def proposal_of(name: str) -> Proposal:
    """What is proposed for a workbook of the tests: looked at alone, never changed."""
    return propose(HERE / name / "workbook.xlsx", reference())


def slots(found: Proposal, side: str, table_id: str = "main") -> dict[str, Line]:
    return {line["slot_code"]: line for line in found["form_slot"] if (line["side"], line["table_id"]) == (side, table_id)}


def edited(lines: Iterable[Line], register: str) -> list[Line]:
    """The lines as a steward hands them on: every question answered."""
    answers = {
        "form": {"reported_by": "TC01", "valid_from_on": "2020-01-01"},
        "code": {"valid_from_on": "2018-01-01"},
        "indicator": {"domain": "party_building", "valid_max": "100000"},
    }
    return [{name: text for name, text in line.items() if name != ASK} | answers.get(register, {}) for line in lines]


def registered(found: Proposal, folder: Path) -> Reference:
    """The registers, in a new folder, with a proposal as a steward hands it on."""
    make_registers(folder, ())
    for register, lines in found.items():
        lay_over(folder, register, edited(lines, register))
    return load_reference(folder)


def printed(path: Path, first: str, rows: int) -> list[list[str]]:
    """Heads, column numbers, codes and labels from the cell that begins the heads: all but what formulas and figures hold."""
    sheet = openpyxl.load_workbook(path).worksheets[0]
    top = next(cell.row for row in sheet.iter_rows() for cell in row if cell.value == first)
    found = []
    for row in sheet.iter_rows(min_row=top, max_row=top + rows - 1):
        texts = [cell.value for cell in row if isinstance(cell.value, str) and not cell.value.startswith("=")]
        found.append([text for text in texts if text not in ("", "-")])
    return found


@pytest.mark.parametrize(("name", "rows"), [("bieu-dang-vien-ba-tang", 16), ("bieu-hai-phan", 17)])
def test_a_proposal_once_edited_draws_the_form_from_which_it_was_made(name: str, rows: int, tmp_path: Path) -> None:
    found = proposal_of(name)
    own = registered(found, tmp_path / "reference")
    form = next(form for form in own.form if form.code == found["form"][0]["code"])
    write_preview(tmp_path / "drawn.xlsx", own, form, period_of(own, form, ""))
    assert printed(tmp_path / "drawn.xlsx", "TT", rows) == printed(HERE / name / "workbook.xlsx", "TT", rows)


def test_sections_totals_parts_and_closed_cells_are_found() -> None:
    found = proposal_of("bieu-dang-vien-ba-tang")
    rows, columns = slots(found, "row"), slots(found, "column")
    assert list(rows)[:6] == ["I", "II", "II/1", "II/1/-", "II/2", "II/2/a"]
    assert (rows["IV"]["formula"], rows["II/2"]["formula"]) == ("I+II-III", "II/2/a+II/2/b")
    assert (rows["II/1/-"]["of_which"], rows["II/1"]["closed"]) == ("II/1", "2 3")
    assert (columns["1"]["formula"], columns["6"]["of_which"]) == ("2+3+4+5", "1")
    assert columns["2"]["label_vi"] == "Chia ra / Chính thức / Đang công tác"
    assert found["form_table"][0]["measure_vi"] == "người"


def test_a_shaded_cell_without_a_figure_is_proposed_as_closed_and_asked_about() -> None:
    rows = slots(proposal_of("monthly-age-by-sex"), "row")
    assert rows["2.1"]["closed"] == "_under_5_m _under_5_f _5_14_m _5_14_f _15_49_m _50_m _all_ages_m"
    assert rows["2.1"][ASK].startswith("ô tô màu ở cột _under_5_m")
    assert (rows["1.4"]["closed"], rows["1.4"][ASK]) == ("", "")  # blank and white


def test_what_is_not_sure_is_asked() -> None:
    found = proposal_of("bieu-hai-phan")
    assert "là 'trong đó' của cột 1" in slots(found, "column", "a")["5"][ASK]
    assert not slots(found, "row", "a")["1"][ASK]
    blank = proposal_of("monthly-age-by-sex")
    assert "_15_49_m" in slots(blank, "row")["2.1"][ASK]


@pytest.mark.parametrize(
    ("name", "row_kind", "column_kind"),
    [
        ("bieu-huyen-theo-xa", "unit", ""),
        ("bieu-chi-bo-theo-cot", "", "unit"),
        ("danh-sach-du-an", "item", ""),
        ("bieu-nhieu-trang", "", ""),
    ],
)
def test_units_and_lists_are_told_from_lines(name: str, row_kind: str, column_kind: str) -> None:
    (table,) = proposal_of(name)["form_table"]
    assert (table["row_kind"], table["column_kind"]) == (row_kind, column_kind)


ABOVE: Grid = [
    ["TT", "Chỉ tiêu", "Tổng số", "Trong đó: nữ"],
    ["A", "B", 1, 2],
    ["I", "Xã Một"],
    [1, "Số hộ", 10, 4],
    [2, "Số nhân khẩu", 40, 20],
    ["II", "Xã Hai"],
    [1, "Số hộ", 5, 1],
    [2, "Số nhân khẩu", 15, 8],
]
BESIDE: Grid = [
    ["STT", "Xã, thị trấn", "Chia ra", "Tổng số"],
    ["A", "B", "C", 1],
    [1, "Xã Một", "Số hộ", 10],
    [None, None, "Số nhân khẩu", 40.5],
    [2, "Xã Hai", "Số hộ", 5],
    [None, None, "Số nhân khẩu", 15],
]


@pytest.mark.parametrize(("grid", "roles"), [(ABOVE, ["code", "label", "", ""]), (BESIDE, ["number", "unit", "label", ""])])
def test_rows_that_come_again_for_each_unit_are_proposed_once(
    grid: Grid, roles: list[str], shipped: Reference, tmp_path: Path
) -> None:
    found = propose(Draft({"a": [["Biểu số: 09/MẪU"], [], *grid]}).write_xlsx(tmp_path / "a.xlsx"), shipped)
    (table,) = found["form_table"]
    assert (table["row_kind"], "unit_slot" in table[ASK]) == ("unit_slot", True)
    assert [line["role"] for line in slots(found, "column").values()] == roles
    assert [line["label_vi"] for line in slots(found, "row").values()] == ["Số hộ", "Số nhân khẩu"]
    assert [line["decimals"] for line in found["indicator"]] == ["0", "1" if grid is BESIDE else "0"]
    assert all("(decimals), có đúng không" in line[ASK] for line in found["indicator"])


def test_plan_cumulative_and_last_year_are_told_by_their_heads() -> None:
    columns = slots(proposal_of("bieu-ke-hoach-thang-luy-ke"), "column")
    assert [(columns[code]["value_kind"], columns[code]["period"], columns[code]["formula"]) for code in "12345"] == [
        ("plan", "year", ""), ("", "", ""), ("", "from_january", ""), ("reference", "from_january_year_before", ""),
        ("", "from_january", "3/1"),
    ]  # fmt: skip
    assert columns["3"]["label_vi"] == "Thực hiện / Lũy kế {month} tháng năm {year}"


def test_an_empty_form_is_proposed_as_the_filled_one_is(shipped: Reference, tmp_path: Path) -> None:
    source = HERE / "bieu-dang-vien-ba-tang" / "workbook.xlsx"
    book = openpyxl.load_workbook(source)
    for row in book.worksheets[0]["D11:J22"]:
        for cell in row:
            cell.value = None if isinstance(cell.value, int) or cell.value == "-" else cell.value
    book.save(tmp_path / "empty.xlsx")
    empty, full = propose(tmp_path / "empty.xlsx", shipped), propose(source, shipped)
    assert [line | {ASK: ""} for line in empty["form_slot"]] == [line | {ASK: ""} for line in full["form_slot"]]


@pytest.mark.parametrize("to", ["ods", "xls"])
def test_every_format_that_is_read_is_proposed_from(to: str, shipped: Reference, tmp_path: Path) -> None:
    """With formulas of totals, and cells that are shaded."""
    source = tmp_path / "a.xlsx"
    source.write_bytes((HERE / "monthly-age-by-sex" / "workbook.xlsx").read_bytes())
    found, same = propose(converted(source, to), shipped), propose(source, shipped)
    assert found["form_slot"] == same["form_slot"]


def test_a_locked_workbook_that_is_opened_without_a_password_is_proposed_from_as_it_is(
    shipped: Reference, tmp_path: Path
) -> None:
    """So Excel saves a workbook whose structure is protected; with cells that are shaded."""
    name, locked = "monthly-age-by-sex", tmp_path / "a.xlsx"
    with (HERE / name / "workbook.xlsx").open("rb") as plain, locked.open("wb") as cipher:
        msoffcrypto.OfficeFile(plain).encrypt(EXCEL_DEFAULT_PASSWORD, cipher)
    assert propose(locked, shipped)["form_slot"] == proposal_of(name)["form_slot"]


@pytest.mark.parametrize("name", NAMES)
def test_a_proposal_is_written_beside_the_registers_with_their_columns(name: str, tmp_path: Path) -> None:
    found = proposal_of(name)
    asked = write_proposal(tmp_path / "new", found)
    with (tmp_path / "new" / "form_slot.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    assert len(lines) == len(found["form_slot"])
    assert list(lines[0])[-1] == ASK
    assert 0 < asked <= sum(map(len, found.values()))


def test_the_command_changes_no_register(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = make_registers(tmp_path / "raw" / "reference", ())
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    monkeypatch.setenv("UNIT_RETURNS_ROOT", str(tmp_path))
    file = HERE / "bieu-hai-phan" / "workbook.xlsx"
    done = CliRunner().invoke(app, ["form-from", str(file)], catch_exceptions=False)
    assert "lines proposed" in done.output
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert (tmp_path / "warehouse" / "proposals" / "workbook" / "form_slot.csv").exists()


def test_a_workbook_without_a_table_is_told(shipped: Reference, tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "empty.xlsx")
    with pytest.raises(TemplateError, match="no table was found"):
        propose(tmp_path / "empty.xlsx", shipped)
    with pytest.raises(TemplateError, match="no such file"):
        propose(tmp_path / "other.xlsx", shipped)


@pytest.mark.parametrize(
    ("name", "frequency", "decimals"),
    [
        ("bieu-ke-hoach-thang-luy-ke", "month", {"0", "1"}),
        ("bieu-huyen-theo-xa", "quarter", {"0", "1"}),
        ("danh-sach-du-an", "year", {"0"}),  # in millions, with a decimal: none of the base unit
        ("bieu-dang-vien-ba-tang", "half_year", {"0"}),
    ],
)
def test_frequency_and_decimals_are_those_of_the_example(name: str, frequency: str, decimals: set[str]) -> None:
    found = proposal_of(name)
    assert {line["frequency"] for line in (*found["form"], *found["indicator"])} == {frequency}
    assert {line["decimals"] for line in found["indicator"]} == decimals


def test_what_an_empty_form_does_not_say_of_its_figures_is_asked(shipped: Reference, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (["Biểu số 01-X"], [], ["TT", "Nội dung", "Số lượng"], ["A", "B", 1], [1, "Cây trồng"], [2, "Vật nuôi"]):
        sheet.append(row)
    book.save(tmp_path / "a.xlsx")
    for line in propose(tmp_path / "a.xlsx", shipped)["indicator"]:
        assert (line["decimals"], line["frequency"]) == ("", "")
        assert "thập phân" in line[ASK]
        assert "frequency" in line[ASK]


def test_a_form_is_proposed_in_an_office_that_has_no_more_than_words_and_codes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make_registers(tmp_path / "raw" / "reference", ())
    for path in folder.glob("*.csv"):
        if path.stem not in ("office", "wording", "sentence", "code", "rule"):
            path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    monkeypatch.setenv("UNIT_RETURNS_ROOT", str(tmp_path))
    file = HERE / "bieu-hai-phan" / "workbook.xlsx"
    assert "lines proposed" in CliRunner().invoke(app, ["form-from", str(file)], catch_exceptions=False).output


@pytest.mark.parametrize(("name", "axes"), [("monthly-age-by-sex", ["axis", "axis_2"]), ("finance-two-years", [])])
def test_ids_that_no_text_of_the_form_gives_are_of_no_office_s_language(name: str, axes: list[str]) -> None:
    found = proposal_of(name)
    assert [line["code"] for line in found["code"] if line["list_id"] == "axis"] == axes
    assert not [line for line in found["form_slot"] if line["slot_code"] in ("_noi_dung", "_muc")]
