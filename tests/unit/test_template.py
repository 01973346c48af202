"""The workbook that a unit fills in, read back with openpyxl and computed again by LibreOffice."""

import dataclasses
import re
import shutil
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import duckdb
import openpyxl
import pytest
from python_calamine import CalamineWorkbook
from typer.testing import CliRunner

from pipelines import models
from pipelines.__main__ import app
from pipelines.definitions import models as shipped
from pipelines.reference import Period, Reference, Unit, load_reference
from pipelines.reference.register_tables import lay_registers
from pipelines.reference.unit_events import UnitEvent
from pipelines.returns.layout import Forms
from pipelines.returns.reader import read_return
from pipelines.templates.expressions import Content
from pipelines.templates.live_checks import kinds
from pipelines.templates.previous import PublishedError, previous_figures
from pipelines.templates.template import TemplateError, Values, write_workbook
from tests.libreoffice import convert, libreoffice
from tests.sample.generate import generate

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def reference() -> Reference:
    return load_reference(ROOT / "raw" / "reference")


def write_live(
    reference: Reference, path: Path, unit_id: str, period_id: str, values: Values | None = None, previous: Values | None = None
) -> Path:
    """As `make templates` writes it."""
    unit, period = at(reference, unit_id, period_id)
    write_workbook(path, reference, unit, period, receiver_vi="…………", values=values, previous=previous or {}, is_live=True)
    return path


def filled(reference: Reference, unit_id: str, period_id: str) -> dict[tuple[str, str], Content]:
    """Right figures for every line that is not computed, as numbers and the register's own words."""
    unit, _ = at(reference, unit_id, period_id)
    figures = generate(reference, [name for name in reference.periods if name <= period_id], 165)[unit_id, period_id]
    labels = {code.code: code.label_vi for code in reference.codes("rating")}
    return {
        (form_id, line.line_code): labels.get(str(figures[line.indicator_id]), figures[line.indicator_id])
        for form_id, lines in reference.due_lines(unit, period_id).items()
        for line in lines
        if not line.formula
    }


@lru_cache(maxsize=64)
def results(path: Path) -> dict[str, list[list[Any]]]:
    """Sheet → its rows, from the first on, with what formulas came to; nothing, and what is an error, is ''."""
    with CalamineWorkbook.from_path(path) as book:
        return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def head(path: Path, sheet: str) -> str:
    """What stands in D7: how much is wrong, or left to be filled in."""
    return str(results(path)[sheet][6][3])


def checks(path: Path, sheet: str) -> dict[str, str]:
    """Line code → what column 'Kiểm tra' says."""
    rows = results(path)[sheet][7:]
    place = rows[0].index("Kiểm tra")
    return {str(row[1]): str(row[place]) for row in rows[2:] if row[1] and row[1] != "B"}


def sheets_with_errors(path: Path) -> list[str]:
    """Parts of a workbook with a cell whose formula came to an error."""
    with ZipFile(path) as book:
        sheets = [name for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
        assert sheets
        return [name for name in sheets if re.search(rb'<c [^>]*t="e"', book.read(name))]


def recalculated(books: list[Path], folder: Path) -> dict[str, Path]:
    """Name → copy of each workbook whose every formula LibreOffice has computed anew."""
    libreoffice()
    for book in books:
        without_results(book, folder / "stripped" / book.name)
    convert(sorted((folder / "stripped").iterdir()), "xlsx", folder / "computed", recalculates=True)
    return {book.stem: folder / "computed" / book.name for book in books}


def write(reference: Reference, path: Path, unit_id: str, period_id: str, values: Values | None = None) -> Path:
    unit, period = at(reference, unit_id, period_id)
    write_workbook(path, reference, unit, period, receiver_vi="Văn phòng Đảng ủy mẫu", values=values, note_vi="SỐ LIỆU MẪU")
    return path


def at(reference: Reference, unit_id: str, period_id: str) -> tuple[Unit, Period]:
    unit = reference.unit_on(unit_id, period_id)
    assert unit is not None
    return unit, reference.periods[period_id]


def column(path: Path, sheet: str) -> dict[str, object]:
    """Line code → content of column 'Số liệu'."""
    return {row[1]: row[4] for row in results(path)[sheet][9:] if row[1]}


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
    renamed = dataclasses.replace(reference, unit=tuple(named if one == unit else one for one in reference.unit))
    write_workbook(tmp_path / "book.xlsx", renamed, named, period, receiver_vi=text, values=values, note_vi=text)
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
    assert set(values.values()) == {""}


def test_a_value_given_for_a_computed_line_replaces_its_formula(reference: Reference, tmp_path: Path) -> None:
    book = write(
        reference, tmp_path / "book.xlsx", "TC01", "2020H2", {("form_01", "1.10"): Decimal(52), ("form_01", "1.13"): "96,5%"}
    )
    rows = openpyxl.load_workbook(book)["01-TCĐ"].iter_rows(min_row=10, values_only=True)
    contents = {row[1]: row[4] for row in rows}
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
    books = [write(reference, tmp_path / f"{name}.xlsx", *case) for name, case in CASES.items()]
    books += [
        ROOT / "raw" / "returns" / name
        for name in ("2020H2/TC01_2020H2.xlsx", "2021H1/TC40_2021H1.xlsx", "2022H2/TC58_2022H2.xlsx")
    ]
    computed_books = recalculated(books, tmp_path)
    for book in books:
        assert sheets_with_errors(computed_books[book.stem]) == []
        for sheet in results(book):
            stored, computed = column(book, sheet), column(computed_books[book.stem], sheet)
            assert {code: plain(value) for code, value in stored.items()} == {
                code: plain(value) for code, value in computed.items()
            }


def plain(value: object) -> object:
    """A cell's content, a number to twelve digits."""
    return float(f"{value:.12g}") if isinstance(value, float) else value


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


UNITS = ("TC01", "TC36", "TC58", "VP", "BTC", "BTG", "BDV", "UBKT", "CDVC", "DTN", "CCB")
"""One of every kind of reporter, and one that took over two others."""


@pytest.mark.parametrize("period_id", ["2022H1", "2022H2"])
@pytest.mark.parametrize("unit_id", UNITS)
def test_a_filled_template_reads_back_without_findings(
    unit_id: str, period_id: str, reference: Reference, tmp_path: Path
) -> None:
    values = filled(reference, unit_id, period_id)
    previous = {**values, next(iter(values)): "trên 500"}
    opening = {("form_01", "1.10"): values.get(("form_01", "1.04"))}
    book = write_live(reference, tmp_path / "book.xlsx", unit_id, period_id, values, {**previous, **opening})
    read = read_return(book, Forms.of(reference))
    assert list(zip(read.findings["fault"], read.findings["address"], read.findings["received"], strict=True)) == []
    unit, _ = at(reference, unit_id, period_id)
    due = [line for lines in reference.due_lines(unit, period_id).values() for line in lines]
    assert sorted(read.entries["line_code"]) == sorted(line.line_code for line in due)
    assert "blank" not in read.entries["state"]
    assert read.filled_count == read.entry_count + read.label_count
    for sheet in results(book):
        assert not [text for text in checks(book, sheet).values() if text.startswith(("Lỗi", "Chưa"))]
    assert head(book, next(iter(results(book)))).startswith("Không còn lỗi")


def test_a_blank_template_says_what_is_to_be_filled_in_and_names_no_error(reference: Reference, tmp_path: Path) -> None:
    book = write_live(reference, tmp_path / "book.xlsx", "TC01", "2022H2")
    for sheet in results(book):
        assert set(checks(book, sheet).values()) <= {"", "Chưa ghi", "Chưa ghi (bắt buộc)"}
        assert head(book, sheet).startswith("Chưa ghi ")
    assert checks(book, "01-TCĐ")["1.05"] == "Chưa ghi (bắt buộc)"
    assert checks(book, "01-TCĐ")["1.10"] == ""


def test_a_template_that_nobody_filled_in_has_no_formula_error_and_reads_back_blank(
    reference: Reference, tmp_path: Path
) -> None:
    books = []
    for unit_id in UNITS:
        for period_id in ("2022H1", "2022H2") if unit_id == "TC01" else ("2022H2",):
            unit, period = at(reference, unit_id, period_id)
            for name, previous in (("first", None), ("unknown", {})) if unit_id in ("TC01", "CDVC") else (("unknown", {}),):
                path = tmp_path / f"{unit_id} {period_id} {name}.xlsx"
                write_workbook(path, reference, unit, period, receiver_vi="…………", previous=previous, is_live=True)
                books.append(path)
    forms = Forms.of(reference)
    for book in [*books, *recalculated(books, tmp_path).values()]:
        assert sheets_with_errors(book) == [], book.name
        read = read_return(book, forms)
        assert (read.findings["fault"], set(read.entries["state"])) == ([], {"blank"}), book.name


BROKEN: dict[str, tuple[str, str, dict[tuple[str, str], Content], str]] = {
    "ratio": ("01-TCĐ", "1.11", {("form_01", "1.11"): 1000}, "Cảnh báo RTO-01: Lượt phải dự sinh hoạt (1000) không tương ứng"),
    "part_of_whole": ("01-TCĐ", "1.06", {("form_01", "1.05"): 2, ("form_01", "1.06"): 3}, "Lỗi PRT-01: Số đoàn viên"),
    "sum_of_parts": ("04-TCĐ", "4.02", {("form_04", "4.02"): 777}, "Lỗi SUM-02: Số đảng viên được xếp loại (777) khác"),
    "reported_share": ("01-TCĐ", "1.13", {("form_01", "1.13"): 12.345}, "Cảnh báo RAT-01: Tỷ lệ dự sinh hoạt (12"),
    "continuity": (
        "01-TCĐ",
        "1.04",
        {("form_01", "1.04"): 33},
        "Cảnh báo CON-01: Đảng viên đầu kỳ (33) khác cuối kỳ trước (50)",
    ),
    "range": ("01-TCĐ", "1.05", {("form_01", "1.05"): 1000}, "nằm ngoài khoảng cho phép (từ 0 đến 60)"),
    "integer": ("02-TCĐ", "2.01", {("form_02", "2.01"): 1.5}, "Lỗi INT-01: Số tập thể điển hình: số liệu '1"),
    "in_code_list": ("04-TCĐ", "4.01", {("form_04", "4.01"): "khá"}, "Lỗi SET-01: Mức xếp loại 'khá' không có trong danh mục."),
    "across sheets": ("03-TCĐ", "3.15", {("form_01", "1.09"): 0, ("form_03", "3.15"): 1}, "Cảnh báo PRT-06: Số đảng viên"),
    "required": ("01-TCĐ", "1.05", {("form_01", "1.05"): None}, "Chưa ghi (bắt buộc)"),
    "a number as text": (
        "01-TCĐ",
        "1.05",
        {("form_01", "1.05"): "1.200 "},
        "Lỗi ô chứa chữ, không phải số: hãy gõ lại bằng số.",
    ),
    "blanks around a text": ("01-TCĐ", "1.05", {("form_01", "1.05"): "- "}, "Lỗi có ô thừa dấu cách ở đầu hoặc cuối"),
    "none occurred is 0": ("01-TCĐ", "1.06", {("form_01", "1.05"): "Không phát sinh", ("form_01", "1.06"): 3}, "Lỗi PRT-01"),
}
"""Kind of rule → sheet, line, what is changed in a right workbook, and what is then said beside the line."""
UNJUDGED: dict[str, dict[tuple[str, str], Content]] = {
    "right": {},
    "whole not applicable": {("form_01", "1.05"): "không áp dụng", ("form_01", "1.06"): 3},
    "a text that is no number": {("form_01", "1.05"): "khoảng 2", ("form_01", "1.06"): 3},
}


def test_every_kind_of_live_check_has_a_case_that_breaks_it() -> None:
    assert kinds() <= BROKEN.keys()


def test_libreoffice_says_beside_the_cell_what_is_wrong_and_nothing_when_it_is_right(
    reference: Reference, tmp_path: Path
) -> None:
    right: dict[tuple[str, str], Content] = filled(reference, "TC01", "2022H2")
    previous: Values = {("form_01", "1.10"): 50}
    right |= {("form_01", code): value for code, value in (("1.04", 50), ("1.05", 4), ("1.06", 2), ("1.09", 4))}
    cases = {name: changes for name, (_, _, changes, _) in BROKEN.items()} | UNJUDGED
    books = [
        write_live(reference, tmp_path / f"{name}.xlsx", "TC01", "2022H2", {**right, **changes}, previous)
        for name, changes in cases.items()
    ]
    computed = recalculated(books, tmp_path)
    for book in books:
        for sheet in results(book):
            assert checks(computed[book.stem], sheet) == checks(book, sheet), book.stem
            assert head(computed[book.stem], sheet) == head(book, sheet), book.stem
    for name, (sheet, code, _, text) in BROKEN.items():
        assert text in checks(computed[name], sheet)[code], name
        summary = head(computed[name], sheet)
        is_wrong = any(said.startswith("Lỗi") for said in checks(computed[name], sheet).values())
        assert summary.startswith("Còn " if is_wrong else ("Không còn lỗi", "Chưa ghi")), name
    for name in UNJUDGED:
        for sheet in results(computed[name]):
            assert set(checks(computed[name], sheet).values()) <= {"", "Chưa ghi", "Chưa ghi (bắt buộc)"}, name
    assert head(computed["in_code_list"], "01-TCĐ") == "Không còn lỗi; cả tệp còn 1 lỗi"


def test_the_cell_at_fault_and_its_message_turn_red(reference: Reference, tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(write_live(reference, tmp_path / "book.xlsx", "TC01", "2022H2"))["01-TCĐ"]
    looks = {str(found.sqref): [rule.formula[0] for rule in found.rules] for found in sheet.conditional_formatting}
    assert looks["E10:E28"] == ['LEFT($H10,3)="Lỗi"', 'LEFT($H10,8)="Cảnh báo"']
    assert looks["H10:H28"] == looks["E10:E28"]


def test_figures_of_the_period_before_stand_locked_beside_the_entries(reference: Reference, tmp_path: Path) -> None:
    previous: Values = {("form_01", "1.04"): 48, ("form_01", "1.10"): 50, ("form_01", "1.05"): "trên 5", ("form_04", "4.03"): 9}
    book = openpyxl.load_workbook(write_live(reference, tmp_path / "book.xlsx", "TC01", "2022H2", previous=previous))
    sheet = book["01-TCĐ"]
    assert [cell.value for cell in sheet[8]][4:] == ["Số liệu", "Kỳ trước: 6 tháng đầu năm 2022", "Ghi chú", "Kiểm tra"]
    assert book["04-TCĐ"]["F8"].value == "Kỳ trước: năm 2021"
    rows = {str(row[1].value): row for row in sheet["A10:H28"] if row[1].value}
    assert [rows[code][5].value for code in ("1.04", "1.05", "1.06", "1.10")] == [48, "trên 5", None, 50]
    assert [cell.protection.locked for cell in rows["1.05"]] == [True, True, True, True, False, True, False, True]
    assert sheet.protection.sheet
    assert rows["1.04"][4].value == 50, "the opening stock begins with the closing stock of the period before"
    assert not rows["1.04"][4].protection.locked
    assert rows["1.05"][4].value is None
    first = write_live(reference, tmp_path / "first.xlsx", "TC01", "2020H2")
    assert [cell.value for cell in openpyxl.load_workbook(first)["01-TCĐ"][8]][5:] == ["Ghi chú", "Kiểm tra"]


def test_a_bound_is_no_opening_stock(reference: Reference, tmp_path: Path) -> None:
    book = write_live(reference, tmp_path / "book.xlsx", "TC01", "2022H1", previous={("form_01", "1.10"): "trên 50"})
    assert column(book, "01-TCĐ")["1.04"] == ""


def test_a_workbook_in_an_older_version_of_a_form_is_a_finding_on_the_stamp(reference: Reference, tmp_path: Path) -> None:
    older = dataclasses.replace(
        reference,
        form_line=tuple(
            line.model_copy(update={"label_vi": "Đảng viên kết nạp mới"}) if line.line_code == "1.05" else line
            for line in reference.form_line
        ),
    )
    book = write_live(older, tmp_path / "book.xlsx", "TC01", "2022H1", filled(reference, "TC01", "2022H1"))
    stamps = {sheet.title: sheet["D2"].value for sheet in openpyxl.load_workbook(book)}
    assert re.fullmatch(r"Phiên bản biểu: 01-TCĐ-2022H1-[0-9a-f]{6}", str(stamps["01-TCĐ"]))
    forms = Forms.of(reference)
    findings = read_return(book, forms).findings
    found = [row for row in zip(*findings.values(), strict=True) if row[0] == "outdated_template"]
    received = str(stamps["01-TCĐ"]).removeprefix("Phiên bản biểu: ")
    assert found == [
        (
            "outdated_template",
            "TC01",
            "2022H1",
            "form_01",
            None,
            "01-TCĐ",
            "D2",
            received,
            forms.versions["form_01", "2022H1"],
            None,
        )
    ]


def published(
    reference: Reference, rows: list[tuple[str, str, str, str, str | None, float | None]]
) -> duckdb.DuckDBPyConnection:
    """A database with the registers and the figures of core.indicator_value."""
    db = duckdb.connect()
    db.execute("create schema core")
    db.execute("create schema reference")
    lay_registers(db, reference)
    models.make(db, shipped["core.unit_heir"])
    db.execute(
        "create table core.indicator_value (unit_id varchar, period_id varchar, indicator_id varchar, state varchar, "
        "comparator varchar, value decimal(24, 6))"
    )
    db.executemany("insert into core.indicator_value values (?, ?, ?, ?, ?, ?)", rows)
    return db


def test_the_period_before_is_last_half_year_or_last_year_and_a_merger_adds_up(reference: Reference) -> None:
    with published(
        reference,
        [
            ("TC01", "2022H1", "members_closing", "value", "=", 50),
            ("TC01", "2022H1", "members_admitted", "value", ">", 500),
            ("TC01", "2022H1", "members_removed", "none_occurred", None, None),
            ("TC01", "2022H1", "members_opening", "blank", None, None),
            ("TC01", "2021H2", "organisation_rating", "value", "=", 3),
            ("TC01", "2021H2", "members_rated", "value", "=", 48),
            ("TC56", "2021H2", "members_closing", "value", "=", 11),
            ("TC57", "2021H2", "members_closing", "value", "=", 12),
            ("TC56", "2021H2", "members_opening", "value", "=", 10),
            ("TC57", "2021H2", "members_opening", "value", ">", 10),
            ("TC56", "2021H2", "meeting_attendance_reported_pct", "value", "=", 99),
            ("TC57", "2021H2", "meeting_attendance_reported_pct", "value", "=", 98),
        ],
    ) as db:
        assert previous_figures(db, reference, reference.periods["2022H2"])["TC01"] == {
            ("form_01", "1.05"): "trên 500",
            ("form_01", "1.09"): "không phát sinh",
            ("form_01", "1.10"): 50,
            ("form_04", "4.01"): "Hoàn thành tốt nhiệm vụ",
            ("form_04", "4.02"): 48,
        }
        assert previous_figures(db, reference, reference.periods["2022H1"])["TC58"] == {("form_01", "1.10"): 23}
        assert previous_figures(db, reference, reference.periods["2020H2"])["TC01"] == {}


def test_a_unit_that_was_split_has_no_figure_before_it(reference: Reference) -> None:
    old = next(unit for unit in reference.unit if unit.unit_id == "TC01")
    new = {"valid_from_on": date(2022, 1, 1)}
    lines = [old.model_copy(update={"valid_to_on": date(2021, 12, 31)}), old.model_copy(update=new)]
    lines += [old.model_copy(update={**new, "unit_id": "TC91", "name_vi": "Đảng bộ mẫu số 91"})]
    events = [
        UnitEvent(event_id="s", kind="split", happened_on=date(2022, 1, 1), from_id="TC01", to_id=name)
        for name in ("TC01", "TC91")
    ]
    others = [unit for unit in reference.unit if unit.unit_id != "TC01"]
    changed = replace(reference, unit=(*lines, *others), unit_event=tuple(events))
    with published(changed, [("TC01", "2021H2", "members_closing", "value", "=", 50)]) as db:
        assert previous_figures(db, changed, changed.periods["2022H1"])["TC01"] == {}


def test_units_that_became_one_have_no_figure_before_it_unless_all_of_them_said_it_exactly(reference: Reference) -> None:
    with published(
        reference,
        [
            ("TC56", "2021H2", "members_closing", "value", "=", 11),
            ("TC56", "2021H2", "members_admitted", "none_occurred", None, None),
            ("TC57", "2021H2", "members_admitted", "value", "=", 2),
            ("TC56", "2021H2", "members_removed", "not_applicable", None, None),
            ("TC57", "2021H2", "members_removed", "not_applicable", None, None),
            ("TC56", "2021H2", "members_transferred_in", "value", "<", 2),
            ("TC57", "2021H2", "members_transferred_in", "value", "=", 1),
        ],
    ) as db:
        assert previous_figures(db, reference, reference.periods["2022H1"])["TC58"] == {
            ("form_01", "1.05"): 2,
            ("form_01", "1.09"): "không áp dụng",
        }


def test_the_command_writes_without_a_warehouse_and_without_a_receiver(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    registers = Path(shutil.copytree(ROOT / "raw" / "reference", tmp_path / "raw" / "reference"))
    for name in ("unit.csv", "unit_alias.csv", "unit_event.csv"):  # each unit takes its time, and those of the bloc are alike
        lines = (registers / name).read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [line for line in lines if not re.search(r"\bTC(0[2-9]|[1-4]\d|5[0-5])\b", line)]
        (registers / name).write_text("".join(kept), encoding="utf-8")
    monkeypatch.setenv("UNIT_RETURNS_ROOT", str(tmp_path))
    done = CliRunner().invoke(app, ["templates", "2023H1", "--receiver", ""])
    assert done.exit_code == 0, done.output
    assert done.output.startswith("10 workbooks in ")
    sheet = openpyxl.load_workbook(tmp_path / "warehouse" / "templates" / "2023H1" / "TC01_2023H1.xlsx")["01-TCĐ"]
    assert sheet["A7"].value == "Đơn vị nhận: " + "…" * 20
    wrong = CliRunner().invoke(app, ["templates", "2099H1"])
    assert wrong.exit_code == 1
    assert "period '2099H1' is not in the register" in str(wrong.exception)
    releases = tmp_path / "warehouse" / "releases"
    releases.mkdir()
    (releases / "20230701T000000000000Z-0123456789ab.duckdb").write_text("no database")
    broken = CliRunner().invoke(app, ["templates", "2023H1"])
    assert isinstance(broken.exception, PublishedError)
    assert "Remedy: " in str(broken.exception)
