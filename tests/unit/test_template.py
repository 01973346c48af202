"""The workbook that a unit fills in, read back with openpyxl and computed again by LibreOffice."""

import dataclasses
import re
import shutil
import subprocess
from decimal import Decimal
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest

from pipelines.reference import Period, Reference, Unit, load_reference
from pipelines.returns.template import TemplateError, Values, write_workbook

ROOT = Path(__file__).parents[2]
RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode"><value>0</value></prop></item>
</oor:items>"""


@pytest.fixture(scope="module")
def reference() -> Reference:
    return load_reference(ROOT / "raw" / "reference")


def write(reference: Reference, path: Path, unit_id: str, period_id: str, values: Values | None = None) -> Path:
    unit, period = at(reference, unit_id, period_id)
    write_workbook(path, reference, unit, period, receiver_vi="Văn phòng Đảng ủy mẫu", values=values, note_vi="SỐ LIỆU MẪU")
    return path


def at(reference: Reference, unit_id: str, period_id: str) -> tuple[Unit, Period]:
    unit = reference.unit_on(unit_id, period_id)
    assert unit is not None
    return unit, reference.periods[period_id]


def column(path: Path, sheet: str, *, data_only: bool = True) -> dict[str, object]:
    """Line code → content of column 'Số liệu'."""
    rows = openpyxl.load_workbook(path, data_only=data_only)[sheet].iter_rows(min_row=10, values_only=True)
    return {str(row[1]): row[4] for row in rows if row[1]}


def test_a_workbook_has_one_sheet_per_due_form_with_every_due_line_in_order(reference: Reference, tmp_path: Path) -> None:
    book = write(reference, tmp_path / "full.xlsx", "TC01", "2020H2")
    due = reference.due_lines(*at(reference, "TC01", "2020H2")[:1], "2020H2")
    assert openpyxl.load_workbook(book).sheetnames == ["01-TCĐ", "02-TCĐ", "03-TCĐ", "04-TCĐ"]
    assert list(column(book, "03-TCĐ")) == [line.line_code for line in due["form_03"]]
    half_year = write(reference, tmp_path / "half.xlsx", "TC01", "2021H1")
    assert openpyxl.load_workbook(half_year).sheetnames == ["01-TCĐ", "02-TCĐ", "03-TCĐ"]
    assert list(column(write(reference, tmp_path / "youth.xlsx", "DTN", "2021H1"), "11-ĐTN"))[-1] == "11.08"


def test_the_head_says_form_unit_period_and_receiver(reference: Reference, tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(write(reference, tmp_path / "book.xlsx", "TC35", "2021H2"))["01-TCĐ"]
    texts = {cell.coordinate: cell.value for row in sheet["A1:F9"] for cell in row if cell.value}
    assert texts["A1"] == "Biểu số: 01-TCĐ"
    assert texts["D1"] == "ĐẢNG CỘNG SẢN VIỆT NAM"
    assert texts["A4"] == "Kỳ báo cáo: 6 tháng cuối năm 2021"
    assert texts["A5"] == "SỐ LIỆU MẪU"
    assert (texts["A6"], texts["D6"]) == ("Đơn vị báo cáo: Đảng bộ cơ sở mẫu số 35", "Mã đơn vị: TC35")
    assert texts["A7"] == "Đơn vị nhận: Văn phòng Đảng ủy mẫu"
    assert [cell.value for cell in sheet[8]] == ["STT", "Mã số", "Nội dung", "Đơn vị tính", "Số liệu", "Ghi chú"]
    assert [cell.value for cell in sheet[9]] == ["A", "B", "C", "D", "1", "2"]
    assert (sheet["A10"].value, sheet["C10"].value) == ("I", "Tổ chức")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("x")'])
def test_text_that_looks_like_a_formula_is_written_as_text(text: str, reference: Reference, tmp_path: Path) -> None:
    unit, period = at(reference, "TC01", "2020H2")
    named = unit.model_copy(update={"name_vi": text})
    values = {("form_01", "1.04"): text}
    write_workbook(tmp_path / "book.xlsx", reference, named, period, receiver_vi=text, values=values, note_vi=text)
    sheet = openpyxl.load_workbook(tmp_path / "book.xlsx")["01-TCĐ"]
    for address in ("A2", "A5", "E15"):
        assert (sheet[address].value, sheet[address].data_type) == (text, "s"), address


def test_a_sheet_prints_on_one_a4_page_wide_under_a_frozen_header(reference: Reference, tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(write(reference, tmp_path / "book.xlsx", "TC01", "2020H2"))["01-TCĐ"]
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "portrait")
    assert sheet.sheet_properties.pageSetUpPr is not None
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.fitToHeight == 0
    assert sheet.freeze_panes == "A10"
    assert sheet.print_area.startswith("'01-TCĐ'!$A$1:$F$")
    assert (sheet["C11"].font.name, sheet["C11"].font.scheme) == ("Times New Roman", None)


def test_labels_and_formulas_are_locked_and_entries_are_not(reference: Reference, tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(write(reference, tmp_path / "book.xlsx", "TC01", "2020H2"))["01-TCĐ"]
    assert sheet.protection.sheet
    locked = {
        str(row[1].value): (row[2].protection.locked, row[4].protection.locked, row[5].protection.locked)
        for row in sheet["A10:F28"]
    }
    assert locked["1.01"] == (True, True, False)
    assert locked["1.02"] == (True, False, False)


def test_every_entry_cell_is_validated_and_explains_itself_in_vietnamese(reference: Reference, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(write(reference, tmp_path / "book.xlsx", "TC01", "2020H2"))
    rules = {rule.promptTitle: rule for sheet in book for rule in sheet.data_validations.dataValidation}
    admitted = rules["Dòng 1.05"]
    assert admitted.type == "custom"
    assert "<=60" in admitted.formula1
    assert "không phát sinh" in admitted.formula1
    assert admitted.prompt == "Ghi một số nguyên từ 0 đến 60; không có thì ghi 0, 'không phát sinh' hoặc 'không áp dụng'."
    rating = rules["Dòng 4.01"]
    assert rating.type == "list"
    assert "Hoàn thành tốt nhiệm vụ" in rating.formula1
    for sheet in book:
        covered = {str(rule.sqref) for rule in sheet.data_validations.dataValidation}
        assert covered == {row[4].coordinate for row in sheet.iter_rows(min_row=10) if row[1].value}


def test_a_blank_template_shows_no_totals(reference: Reference, tmp_path: Path) -> None:
    values = column(write(reference, tmp_path / "book.xlsx", "TC01", "2020H2"), "01-TCĐ")
    assert set(values.values()) <= {None, ""}


def test_a_value_given_for_a_computed_line_replaces_its_formula(reference: Reference, tmp_path: Path) -> None:
    book = write(
        reference, tmp_path / "book.xlsx", "TC01", "2020H2", {("form_01", "1.10"): Decimal(52), ("form_01", "1.13"): "96,5%"}
    )
    contents = column(book, "01-TCĐ", data_only=False)
    assert (contents["1.10"], contents["1.13"]) == (52, "96,5%")
    assert str(contents["1.01"]).startswith("=IF(")


def test_the_same_arguments_give_the_same_bytes(reference: Reference, tmp_path: Path) -> None:
    values = {("form_01", "1.04"): 50}
    books = [write(reference, tmp_path / f"{name}.xlsx", "TC01", "2020H2", values) for name in "ab"]
    assert books[0].read_bytes() == books[1].read_bytes()


def test_a_unit_that_owes_nothing_gets_no_template(reference: Reference, tmp_path: Path) -> None:
    gone = next(unit for unit in reference.unit if unit.unit_id == "TC01").model_copy(
        update={"kind": "observer", "unit_id": "X1"}
    )
    with pytest.raises(TemplateError, match="X1 owes no form for period 2020H2"):
        write_workbook(tmp_path / "x.xlsx", reference, gone, reference.periods["2020H2"], receiver_vi="Văn phòng")


def test_a_formula_that_no_sheet_can_hold_names_its_line(reference: Reference, tmp_path: Path) -> None:
    line = next(line for line in reference.form_line if line.line_code == "1.01")
    strange = line.model_copy(update={"formula": "1.02 ^ 1.03"})
    changed = dataclasses.replace(reference, form_line=(strange,))
    with pytest.raises(TemplateError, match=r"line 1.01: formula '1.02 \^ 1.03'"):
        write(changed, tmp_path / "x.xlsx", "TC01", "2020H2")


CASES: dict[str, tuple[str, str, Values]] = {
    "blank": ("TC01", "2020H2", {}),
    "started": ("TC01", "2020H2", {("form_01", "1.04"): 50, ("form_01", "1.11"): 300}),
    "nothing due": (
        "TC36",
        "2020H2",
        {("form_01", code): 0 for code in ("1.11", "1.12")} | {("form_01", code): "không áp dụng" for code in ("1.14", "1.15")},
    ),
    "texts": (
        "TC36",
        "2020H2",
        {("form_03", code): "không phát sinh" for code in ("3.08", "3.09", "3.12", "3.13", "3.14")} | {("form_03", "3.15"): 2},
    ),
}


def test_libreoffice_computes_the_stored_result_of_every_formula(reference: Reference, tmp_path: Path) -> None:
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("LibreOffice is missing: apt-get install libreoffice-calc")
    books = [write(reference, tmp_path / f"{name}.xlsx", *case) for name, case in CASES.items()]
    books += [
        ROOT / "raw" / "returns" / name
        for name in ("2020H2/TC01_2020H2.xlsx", "2021H1/TC40_2021H1.xlsx", "2022H2/TC58_2022H2.xlsx")
    ]
    (tmp_path / "profile" / "user").mkdir(parents=True)
    (tmp_path / "profile" / "user" / "registrymodifications.xcu").write_text(RECALCULATE, encoding="utf-8")
    for book in books:
        without_results(book, tmp_path / "stripped" / book.name)
    command = [soffice, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to", "xlsx"]
    stripped = sorted((tmp_path / "stripped").iterdir())
    subprocess.run([*command, "--outdir", tmp_path / "computed", *stripped], check=True, capture_output=True, timeout=120)
    for book in books:
        for sheet in openpyxl.load_workbook(book).sheetnames:
            stored, computed = column(book, sheet), column(tmp_path / "computed" / book.name, sheet)
            assert {code: plain(value) for code, value in stored.items()} == {
                code: plain(value) for code, value in computed.items()
            }


def plain(value: object) -> object:
    """A cell's content, an empty text as no content, a number to twelve digits."""
    return None if value == "" else float(f"{value:.12g}") if isinstance(value, int | float) else value


def without_results(book: Path, target: Path) -> None:
    """Copy a workbook without the stored results of its formulas, so that they must be computed."""
    target.parent.mkdir(exist_ok=True)
    count = 0
    with ZipFile(book) as source, ZipFile(target, "w") as copy:
        for name in source.namelist():
            content = source.read(name)
            if name.startswith("xl/worksheets/"):
                content, found = re.subn(rb"(<f>[^<]*</f>)<v>[^<]*</v>", rb"\1", content)
                count += found
            copy.writestr(name, content)
    assert count > 0
