"""Where a reader could guess, lose a figure in silence, or take it for another: each is a finding, and never a number."""

import csv
import dataclasses
import re
import struct
import unicodedata
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from pipelines.language.vietnamese.text import _TCVN3, _VNI
from pipelines.returns.layout import Forms
from pipelines.returns.lines import LineFinder
from pipelines.returns.reader import read_return, read_return_or_finding
from pipelines.returns.result import ReturnRead
from pipelines.workbooks.biff_formula import formula_text
from tests.libreoffice import converted
from tests.unit.test_reader import PLAIN, check, faults, read_draft, rows, values
from tests.unit.workbooks import (
    CODE,
    HEADER_ROW,
    LABEL,
    NOTE,
    ROOT,
    VALUE,
    VALUES,
    Cell,
    Draft,
    Grid,
    forms,
    plain_grid,
    reference,
    rezipped,
    row_of,
    zipped,
)

FIRST_LINE = row_of(plain_grid(), "1.01")


def known(read: ReturnRead) -> dict[str, Decimal]:
    """Values by line code, without the unknown ones."""
    return {code: value for code, value in values(read).items() if value is not None}


def details(read: ReturnRead) -> str:
    return " ".join(text for text in read.findings["detail"] if text)


def with_column(at: int, heading: Cell, content: Callable[[int], Cell]) -> Draft:
    """The plain return with a column inserted; `content` is asked for each line, counted from 0."""
    draft, line = Draft(), 0
    for number, row in enumerate(draft.grid[HEADER_ROW:], HEADER_ROW):
        is_line = len(row) > CODE and re.fullmatch(r"\d\.\d\d", str(row[CODE]))
        row[at:at] = [heading if number == HEADER_ROW else content(line) if is_line else None]
        line += bool(is_line)
    return draft


# Who and when.
@pytest.mark.parametrize(
    "head",
    [
        [["Kỳ báo cáo: 6 tháng cuối năm 2020"], ["Thời gian báo cáo: 6 tháng đầu năm 2021"]],
        [["BÁO CÁO 6 THÁNG CUỐI NĂM 2020"], ["Số liệu 6 tháng đầu năm 2021"]],
        [["Kỳ báo cáo: 6 tháng cuối năm 2020, 6T đầu 2021"]],
    ],
)
def test_a_head_that_names_two_periods_is_asked_about(head: Grid, tmp_path: Path) -> None:
    draft = Draft()
    draft.grid[2:3] = head
    read = read_draft(draft, tmp_path)
    assert [fault for fault, _ in faults(read)] == ["unknown_period"]
    assert "nhiều kỳ" in details(read)
    assert read.entries["value"] == []


@pytest.mark.parametrize("aside", ["Thời điểm báo cáo: 10/01/2021", "So với 6 tháng đầu năm 2020: tăng", "Cùng kỳ: năm 2019"])
def test_a_date_or_a_comparison_in_the_head_names_no_other_period(aside: str, tmp_path: Path) -> None:
    draft = Draft()
    draft.grid.insert(2, [aside])
    read = read_draft(draft, tmp_path)
    assert (values(read), faults(read), read.returns["period_id"]) == (PLAIN, [], ["2020H2"])


@pytest.mark.parametrize(
    "receiver",
    [
        ["Kính gửi:", "Ban Tổ chức"],
        ["Kính gửi: các đơn vị\nBan Tổ chức"],
        ["Đơn vị nhận:", None, "Ban Tổ chức", "Ban Tuyên giáo"],
    ],
)
def test_whom_a_return_is_sent_to_does_not_report_it(receiver: list[Cell], tmp_path: Path) -> None:
    department = next(unit.name_vi for unit in reference().unit if unit.kind == "department")
    draft = Draft()
    draft.grid[3] = ["ĐẢNG BỘ PHƯỜNG X"]
    draft.grid[4] = [text.replace("Ban Tổ chức", department) if isinstance(text, str) else text for text in receiver]
    read = read_draft(draft, tmp_path)
    assert [fault for fault, _ in faults(read)] == ["unknown_unit"]
    assert read.returns["unit_id"] == []


def test_a_sheet_without_a_head_in_a_workbook_of_two_periods_is_asked_about(tmp_path: Path) -> None:
    later, silent = plain_grid(), plain_grid("form_02", {"2.01": 3})
    later[2] = ["Kỳ báo cáo: 6 tháng đầu năm 2021"]
    silent[2] = []
    read = read_draft(Draft({"A": plain_grid(), "B": later, "C": silent}), tmp_path)
    assert set(read.entries["form_id"]) == {"form_01"}
    assert [(f["fault"], f["sheet_name"]) for f in rows(read.findings)] == [("unknown_period", "C")]


def test_a_sheet_without_a_head_takes_what_all_others_say(tmp_path: Path) -> None:
    silent = plain_grid("form_02", {"2.01": 3})
    silent[2:4] = [[], []]
    read = read_draft(Draft({"A": plain_grid(), "C": silent}), tmp_path)
    assert set(zip(read.entries["form_id"], read.entries["period_id"], strict=True)) == {
        ("form_01", "2020H2"),
        ("form_02", "2020H2"),
    }
    assert faults(read) == []


def test_a_note_between_two_pages_does_not_move_the_second_to_another_period(tmp_path: Path) -> None:
    draft = Draft().put("1.04", "so sánh 6 tháng đầu năm 2020", NOTE)
    at = row_of(draft.grid, "1.11") - 1
    draft.grid[at:at] = [[], list(draft.grid[HEADER_ROW]), list(draft.grid[HEADER_ROW + 1])]
    read = read_draft(draft, tmp_path)
    assert (values(read), set(read.entries["period_id"]), faults(read)) == (PLAIN, {"2020H2"}, [])


def test_two_units_on_one_sheet_are_told_apart(tmp_path: Path) -> None:
    other = plain_grid(values={**VALUES, "1.05": 9})
    other[3] = ["Đơn vị báo cáo: Đảng bộ cơ sở mẫu số 02"]
    read = read_draft(Draft({"A": [*plain_grid(), [], *other]}), tmp_path)
    admitted = {e["unit_id"]: e["value"] for e in rows(read.entries) if e["line_code"] == "1.05"}
    assert admitted == {"TC01": Decimal(7), "TC02": Decimal(9)}
    assert faults(read) == []


# Columns.
@pytest.mark.parametrize(
    "heading", ["Kế hoạch 6 tháng cuối năm 2020", "Ước 6 tháng cuối năm 2020", "So với 6 tháng cuối năm 2020"]
)
def test_a_column_that_says_more_than_a_period_is_not_read_as_figures(heading: str, tmp_path: Path) -> None:
    beside = read_draft(with_column(NOTE, heading, lambda line: line + 1000), tmp_path)
    assert (values(beside), faults(beside)) == (PLAIN, [("extra_column", f"F{FIRST_LINE + 1}")])
    alone = Draft()
    alone.grid[HEADER_ROW][VALUE] = heading
    read = read_draft(alone, tmp_path)
    assert [fault for fault, _ in faults(read)] == ["no_value_column", "extra_column"]
    assert read.entries["value"] == []


def test_a_year_over_half_years_names_the_periods(tmp_path: Path) -> None:
    draft = with_column(NOTE, None, lambda line: 9)
    draft.grid[2] = []
    draft.grid[HEADER_ROW][VALUE] = "Năm 2021"
    draft.grid.insert(HEADER_ROW + 1, [None, None, None, None, "6 tháng đầu năm", "6 tháng cuối năm"])
    read = read_draft(draft, tmp_path)
    admitted = {e["period_id"]: e["value"] for e in rows(read.entries) if e["line_code"] == "1.05"}
    assert (admitted, faults(read)) == ({"2021H1": Decimal(7), "2021H2": Decimal(9)}, [])


def test_a_second_column_of_words_for_a_label_that_holds_figures_is_reported(tmp_path: Path) -> None:
    read = read_draft(with_column(VALUE, "Chỉ tiêu", lambda line: 500), tmp_path)
    assert (values(read), faults(read)) == (PLAIN, [("extra_column", f"E{FIRST_LINE + 1}")])


def test_figures_under_no_heading_are_reported(tmp_path: Path) -> None:
    draft = with_column(NOTE + 1, None, lambda line: 5)
    for row in draft.grid[HEADER_ROW:]:
        del row[CODE : CODE + 1]
    read = read_draft(draft, tmp_path)
    assert (values(read), faults(read)) == (PLAIN, [("extra_column", f"F{FIRST_LINE + 1}")])


@pytest.mark.parametrize("is_padded", [True, False])
def test_a_decimal_comma_that_ends_a_cell_is_asked_about(is_padded: bool, tmp_path: Path) -> None:
    path = Draft().put("1.13", None).write_text(tmp_path / "a.csv")
    written = b"%,97,5,\r\n" if is_padded else b"%,97,5\r\n"
    path.write_bytes(path.read_bytes().replace(b"%,,\r\n", written))
    read = read_return(path, forms())
    check(read)
    assert [(f["fault"], f["line_code"]) for f in rows(read.findings)] == [("ambiguous_number", "1.13")]
    assert "97,5" in details(read)
    assert values(read)["1.13"] is None


# Lines.
@pytest.mark.parametrize(
    ("code", "label", "fault"),
    [
        ("1.05", "Số cây xanh đã trồng", "line_differs"),
        ("1.05", "Đảng viên nữ mới kết nạp trong kỳ", "line_differs"),
        ("1.99", "Đảng viên mới kết nạp trong kỳ", "line_differs"),
        ("", "Đảng viên mới kêt nạp trong kỳ", "line_differs"),
        ("", "Đảng viên nữ mới kết nạp trong kỳ", "ambiguous_label"),
        ("1.05", "Đảng viên chuyển đ", "code_disagrees"),
        ("1.05", "Tập thể điển hình", "line_differs"),
    ],
)
def test_a_row_that_differs_from_the_form_is_never_taken_in_silence(code: str, label: str, fault: str, tmp_path: Path) -> None:
    draft = Draft().put("1.05", label, LABEL)
    draft.put("1.05", code, CODE)
    read = read_draft(draft, tmp_path)
    assert [found for found, _ in faults(read)] == [fault]
    assert values(read).get("1.05") == (Decimal(7) if fault == "line_differs" else None)
    if fault == "line_differs":
        assert read.findings["expected"] == ["1.05 Đảng viên mới kết nạp trong kỳ"]


@pytest.mark.parametrize("label", ["5. Đảng viên mới kết nạp trong kỳ", "b) Đảng viên mới kết nạp trong kỳ"])
def test_a_numbered_label_is_still_that_label(label: str, tmp_path: Path) -> None:
    draft = Draft().put("1.05", label, LABEL)
    draft.put("1.05", None, CODE)
    read = read_draft(draft, tmp_path)
    assert (values(read), faults(read)) == (PLAIN, [])


@pytest.mark.parametrize("figure", ["trên 50", "07 đồng chí", "bảy", "50", 50, True, "không phát sinh", "KPS", "…x", "#N/A"])
def test_whatever_stands_for_a_figure_on_an_unknown_line_is_not_lost(figure: Cell, tmp_path: Path) -> None:
    draft = Draft()
    draft.grid.insert(row_of(draft.grid, "1.08"), [None, "1.99", "Đảng viên danh dự", None, figure])
    read = read_draft(draft, tmp_path)
    assert faults(read) == [("unknown_line", "E18")]
    assert values(read) == PLAIN


def test_an_unknown_line_above_all_others_is_no_row_of_column_numbers(tmp_path: Path) -> None:
    draft = Draft()
    draft.grid.insert(HEADER_ROW + 2, [None, "0", "TS", None, 25])
    assert faults(read_draft(draft, tmp_path)) == [("unknown_line", "E9")]


@pytest.mark.parametrize("numbering", [["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"], ["A", "B", "C", "D", "1 = 2 + 3", "2"]])
def test_a_row_of_column_numbers_is_no_line(numbering: list[Cell], tmp_path: Path) -> None:
    draft = Draft()
    draft.grid[HEADER_ROW + 1] = numbering
    read = read_draft(draft, tmp_path)
    assert (values(read), faults(read)) == (PLAIN, [])


def _legacy(text: str, letters: dict[str, str]) -> str:
    """A text in TCVN3 or VNI; what has no capital there is written small."""
    codes = {letter: code for code, letter in letters.items()}
    return "".join(codes.get(letter, codes.get(letter.lower(), letter)) for letter in unicodedata.normalize("NFC", text))


@pytest.mark.parametrize("letters", [_TCVN3, _VNI], ids=["TCVN3", "VNI"])
def test_every_line_is_found_by_a_label_in_a_legacy_encoding_however_short(letters: dict[str, str]) -> None:
    finder = LineFinder(forms())
    missed = {
        line.label_vi: match.fault
        for (form_id, code), line in forms().lines.items()
        if (match := finder.find(form_id, "", _legacy(line.label_vi, letters))).line != line
    }
    assert missed == {}


@pytest.mark.parametrize("letters", [_TCVN3, _VNI], ids=["TCVN3", "VNI"])
def test_a_return_in_a_legacy_encoding_is_read_whole(letters: dict[str, str], tmp_path: Path) -> None:
    draft = Draft()
    for row in draft.grid:
        row[:] = [_legacy(value, letters) if isinstance(value, str) else value for value in row]
    read = read_draft(draft, tmp_path)
    assert (values(read), faults(read)) == (PLAIN, [])
    assert (read.returns["unit_id"], read.returns["period_id"]) == (["TC01"], ["2020H2"])


def test_a_text_is_read_wherever_its_table_begins(tmp_path: Path) -> None:
    draft = Draft()
    draft.grid[:0] = [[] for _ in range(200)]
    read = read_return(draft.write_text(tmp_path / "a.csv"), forms())
    assert (values(read), faults(read)) == (PLAIN, [])


def test_a_text_with_a_cell_too_long_to_split_is_refused_and_not_cut(tmp_path: Path) -> None:
    draft = Draft()
    draft.grid.extend([["ghi chú"] for _ in range(60)])
    draft.grid.append(["x" * 200_000])
    csv.field_size_limit(1_000_000)  # as a package does somewhere in the same process
    assert "ô quá dài" in details(read_return_or_finding(draft.write_text(tmp_path / "a.csv"), forms()))


# Formulas, errors, merged cells.
@pytest.mark.parametrize("formula", ["='02-TCĐ'!E11", "=SUM(E40:E50)*2+7", "=TONG", "=E40+5", "=SUM(E1:E19)", "=SUM(E19:E10)"])
def test_a_formula_without_a_result_is_blank_only_if_it_adds_up_blank_cells(formula: str, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(Draft().write_xlsx(tmp_path / "a.xlsx"))
    address = f"E{row_of(plain_grid(), '1.10') + 1}"
    book.worksheets[0][address] = formula
    book.save(tmp_path / "b.xlsx")
    read = read_return(tmp_path / "b.xlsx", forms())
    assert faults(read) == [("formula_without_value", address)]


def test_a_figure_merged_over_its_own_two_rows_is_read(tmp_path: Path) -> None:
    draft = Draft()
    row, column = draft.at("1.05")
    draft.grid.insert(row + 1, [])
    draft.merges.append((row, column, row + 1, column))
    read = read_draft(draft, tmp_path)
    assert (values(read), faults(read)) == (PLAIN, [])


def test_a_figure_merged_over_a_line_and_an_unknown_row_is_nobodys(tmp_path: Path) -> None:
    draft = Draft().put("1.07", "Đảng viên danh dự", LABEL).put("1.07", "8.88", CODE)
    draft.merges.append((*draft.at("8.88"), draft.at("1.08")[0], VALUE))
    read = read_draft(draft, tmp_path)
    assert faults(read) == [("unknown_line", "E17"), ("merged_value", "E18"), ("hidden_figures", "E18")]
    assert "1.08" not in known(read)


def test_error_cells_are_found_wherever_the_sheet_lies_in_the_file(tmp_path: Path) -> None:
    draft = Draft()
    draft.formulas[draft.at("1.10")] = ("=1/0", "#DIV/0!")
    draft.write_xlsx(tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        parts = [(name.replace("worksheets/sheet1", "du-lieu/trang1"), archive.read(name)) for name in archive.namelist()]
    moved = [(name, content.replace(b"worksheets/sheet1", b"du-lieu/trang1")) for name, content in parts]
    read = read_return(zipped(tmp_path / "b.xlsx", moved), forms())
    assert [(f["fault"], f["received"]) for f in rows(read.findings)] == [("error_cell", "#DIV/0!")]


def test_an_error_that_an_older_program_stored_as_zero_is_an_error(tmp_path: Path) -> None:
    draft = Draft()
    draft.formulas[draft.at("1.10")] = ("=1/0", "#DIV/0!")
    path = converted(draft.write_xlsx(tmp_path / "a.xlsx"), "ods")
    modern = b'office:value-type="string" office:string-value="" calcext:value-type="error"'

    def change(name: str, content: bytes) -> bytes:
        assert name != "content.xml" or modern in content
        return content.replace(modern, b'office:value-type="float" office:value="0"')

    read = read_return(rezipped(path, change), forms())
    assert [(f["fault"], f["line_code"], f["received"]) for f in rows(read.findings)] == [("error_cell", "1.10", "#DIV/0!")]


def test_sheets_of_one_name_are_refused(tmp_path: Path) -> None:
    path = Draft({"A": plain_grid(), "B": plain_grid()}).write_xlsx(tmp_path / "a.xlsx")
    read = read_return_or_finding(rezipped(path, lambda name, content: content.replace(b'name="B"', b'name="A"')), forms())
    assert "trùng nhau" in details(read)


def test_a_text_of_too_many_columns_is_refused_and_not_cut(tmp_path: Path) -> None:
    draft = Draft()
    draft.grid.insert(8, [*[None] * 1200, "x"])
    assert "1000 cột" in details(read_return_or_finding(draft.write_text(tmp_path / "a.csv"), forms()))


# Several returns in one .zip.
def test_two_members_for_one_unit_and_period_are_told_once_and_none_is_chosen(tmp_path: Path) -> None:
    first, second = (Draft().put("1.05", value).write_xlsx(tmp_path / f"{value}.xlsx").read_bytes() for value in (7, 9))
    read = read_return(zipped(tmp_path / "a.zip", [("a.xlsx", first), ("b.xlsx", second)]), forms())
    check(read)
    assert values(read) == {**PLAIN, "1.05": None}
    assert set(read.findings["fault"]) == {"repeated_sheet"}
    assert len(read.returns["unit_id"]) == 1


@pytest.mark.filterwarnings("ignore:Duplicate name:UserWarning")
def test_members_of_one_name_are_told_apart(tmp_path: Path) -> None:
    other = Draft()
    other.grid[3] = ["Mã đơn vị: TC02"]
    contents = [draft.write_xlsx(tmp_path / "x.xlsx").read_bytes() for draft in (Draft(), other)]
    read = read_return(zipped(tmp_path / "a.zip", [("a.xlsx", content) for content in contents]), forms())
    check(read)
    assert read.returns["unit_id"] == ["TC01", "TC02"]
    assert set(read.cells["sheet_name"]) == {"a.xlsx/01-TCĐ", "a.xlsx (2)/01-TCĐ"}


def test_each_member_says_for_itself_that_its_period_is_missing(tmp_path: Path) -> None:
    unknown, silent = Draft(), Draft()
    unknown.grid[2] = ["Kỳ báo cáo: 6 tháng cuối năm 2019"]
    silent.grid[2] = []
    members = [(f"{n}.xlsx", d.write_xlsx(tmp_path / "x.xlsx").read_bytes()) for n, d in enumerate((unknown, silent))]
    read = read_return(zipped(tmp_path / "a.zip", members), forms())
    check(read)
    assert [(f["fault"], f["sheet_name"]) for f in rows(read.findings)] == [
        ("unknown_period", "0.xlsx/01-TCĐ"),
        ("unknown_period", "1.xlsx/01-TCĐ"),
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "tệp rỗng"),
        (b"PK\x03\x04 cut", "cắt cụt"),
        (b"%PDF-1.7", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "cắt cụt"),
        ("Kính gửi Văn phòng".encode(), "không có bảng"),
    ],
)
def test_a_member_that_cannot_be_read_is_found_and_the_others_are_read(content: bytes, reason: str, tmp_path: Path) -> None:
    good = Draft().write_xlsx(tmp_path / "x.xlsx").read_bytes()
    read = read_return(zipped(tmp_path / "a.zip", [("dir/bad.xls", content), ("good.xlsx", good)]), forms())
    check(read)
    assert values(read) == PLAIN
    assert [(f["fault"], f["received"]) for f in rows(read.findings)] == [("unreadable_member", "dir/bad.xls")]
    assert reason in details(read)


def test_a_zip_in_a_zip_is_found(tmp_path: Path) -> None:
    inner = zipped(tmp_path / "b.zip", [("a.xlsx", Draft().write_xlsx(tmp_path / "x.xlsx").read_bytes())]).read_bytes()
    assert "nằm trong tệp nén" in details(read_return(zipped(tmp_path / "a.zip", [("b.zip", inner)]), forms()))


# Personal data.
@pytest.mark.parametrize(
    "text", ["84.512.345.678", "84.512.345.678 đồng", "0203.3835.123", "Phát thẻ đảng viên", "0,123456789012"]
)
def test_figures_and_labels_are_no_personal_data(text: str, tmp_path: Path) -> None:
    assert "personal_data" not in read_draft(Draft().put("1.05", text, NOTE), tmp_path).findings["fault"]


@pytest.mark.parametrize(
    "text", ["022 099 001 234", "+84 912 345 678", "+84.912.345.678", "ĐT 0912.345.678", "CMND 100 123 456"]
)
def test_personal_numbers_in_any_grouping_are_found(text: str, tmp_path: Path) -> None:
    read = read_draft(Draft().put("1.05", text, NOTE), tmp_path)
    assert (read.findings["fault"], read.cells["text"], read.entries["value"]) == (["personal_data"], [], [])


# Passwords.
def test_passwords_show_in_no_representation_but_a_change_does() -> None:
    first, second = (Forms.of(reference(), passwords=(word,)) for word in ("bi-mat-1", "bi-mat-2"))
    assert "bi-mat" not in repr(first)
    assert repr(first) != repr(second)
    assert repr(first) == repr(Forms.of(reference(), passwords=("bi-mat-1",)))


SUM = "=SUM(E15:E20)"
NOT_COMPUTED = [("formula_without_value", "E20")]


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        (b'office:value-type="float"><text:p>64', "64"),
        (b'office:value-type="percentage"><text:p>64', "64"),
        (b"><text:p>64", "64"),
        (b'office:value-type="string"><text:p>6<![CDATA[4]]>', "64"),
        (b'office:value-type="string"><text:p>6&#52;', "64"),
        (b'office:value-type="float" office:value="64"><!-- 7 --><text:p>64', "64"),
    ],
)
def test_an_ods_cell_is_read_by_what_it_shows_however_it_is_written(tmp_path: Path, written: bytes, read_as: str) -> None:
    draft = Draft()
    draft.put("1.10", 777)
    path = converted(draft.write_xlsx(tmp_path / "a.xlsx"), "ods")

    def change(name: str, content: bytes) -> bytes:
        changed, count = re.subn(rb'office:value-type="float" office:value="777"[^>]*><text:p>777', written, content)
        assert count == (name == "content.xml")
        return changed

    read = read_return(rezipped(path, change), forms())
    assert list(rows(read.findings)) == []
    assert [str(entry["value"]) for entry in rows(read.entries) if entry["line_code"] == "1.10"] == [read_as]


def summed(*, over: str = "E13:E19") -> Draft:
    """A return whose line 1.10 is a formula."""
    draft = Draft()
    draft.formulas[draft.at("1.10")] = (f"=SUM({over})", 137)
    return draft


def uncomputed_ods(path: Path, value: str = "") -> Path:
    """The same .ods as a program leaves it that writes formulas without computing them."""

    def change(name: str, content: bytes) -> bytes:
        if name != "content.xml":
            return content
        cell = re.compile(rb'(<table:table-cell[^>]*table:formula="[^"]*")[^>]*?>.*?</table:table-cell>', re.DOTALL)
        changed, count = cell.subn(rb"\1" + value.encode() + rb"/>", content)
        assert count == 1
        return changed

    return rezipped(path, change)


def uncomputed_xls(path: Path, at: tuple[int, int], result: bytes, flags: int) -> Path:
    """The same .xls with another stored result and other flags on a formula."""
    content = bytearray(path.read_bytes())
    found = re.search(rb"\x06\x00..%s" % re.escape(struct.pack("<HH", *at)), bytes(content), re.DOTALL)
    assert found
    start = found.start() + 10
    content[start : start + 10] = result + struct.pack("<H", flags)
    path.write_bytes(bytes(content))
    return path


EMPTY_RESULT, ZERO_RESULT = b"\3\0\0\0\0\0\xff\xff", b"\0" * 8


@pytest.mark.parametrize("value", ["", ' office:value-type="float"'])
def test_a_formula_that_an_ods_has_not_computed_is_a_finding(value: str, tmp_path: Path) -> None:
    path = uncomputed_ods(converted(summed().write_xlsx(tmp_path / "a.xlsx"), "ods"), value)
    read = read_return(path, forms())
    check(read)
    assert faults(read) == NOT_COMPUTED
    assert (values(read)["1.10"], read.findings["received"]) == (None, ["=SUM(E13:E19)"])


@pytest.mark.parametrize(("result", "flags"), [(EMPTY_RESULT, 0), (ZERO_RESULT, 1), (ZERO_RESULT, 2), (ZERO_RESULT, 3)])
def test_a_formula_that_an_xls_has_not_computed_is_a_finding(result: bytes, flags: int, tmp_path: Path) -> None:
    draft = summed()
    path = uncomputed_xls(converted(draft.write_xlsx(tmp_path / "a.xlsx"), "xls"), draft.at("1.10"), result, flags)
    read = read_return(path, forms())
    check(read)
    assert faults(read) == NOT_COMPUTED
    assert (values(read)["1.10"], read.findings["received"]) == (None, ["=SUM(E13:E19)"])


@pytest.mark.parametrize(("formula", "fault"), [("=ROW(E14)+1", "formula_without_value"), ("=CHOOSE(1,E14)", "stale_result")])
def test_a_zero_in_the_place_of_what_an_xls_draws_from_figures_is_a_finding(formula: str, fault: str, tmp_path: Path) -> None:
    draft = Draft()
    draft.formulas[draft.at("1.10")] = (formula, 128)
    path = uncomputed_xls(converted(draft.write_xlsx(tmp_path / "a.xlsx"), "xls"), draft.at("1.10"), ZERO_RESULT, 0)
    read = read_return(path, forms())
    check(read)
    assert (read.findings["fault"], values(read)["1.10"]) == ([fault], None)


@pytest.mark.parametrize(
    ("text", "state", "fault"),
    [
        ("…", "blank", []),
        ("không áp dụng", "not_applicable", []),
        ("12", "unreadable", ["stale_result"]),
    ],
)
def test_a_zero_that_stands_for_the_text_of_a_formula_is_that_text(
    text: str, state: str, fault: list[str], tmp_path: Path
) -> None:
    """LibreOffice writes it so into .xls, where the cell is formatted as a number."""
    draft = Draft()
    draft.formulas[draft.at("1.10")] = (f'=IF(E14>0,"{text}",0)', 0)
    read = read_return(draft.write_xlsx(tmp_path / "a.xlsx"), forms())
    check(read)
    assert (read.findings["fault"], dict(zip(read.entries["line_code"], read.entries["state"], strict=True))["1.10"]) == (
        fault,
        state,
    )


@pytest.mark.parametrize("result", ["", 0])
def test_a_formula_that_an_xlsb_has_not_computed_is_a_finding(result: str | int, tmp_path: Path) -> None:
    draft = Draft()
    draft.formulas[draft.at("1.10")] = ("=SUM(E13:E19)", result)
    read = read_return(draft.write_xlsb(tmp_path / "a.xlsb"), forms())
    check(read)
    assert faults(read) == NOT_COMPUTED
    assert (values(read)["1.10"], read.findings["received"]) == (None, ["=SUM(E13:E19)"])


@pytest.mark.parametrize("extension", ["ods", "xls", "xlsb"])
def test_a_total_over_blank_cells_is_no_fault_in_any_format(extension: str, tmp_path: Path) -> None:
    draft = summed(over="E40:E45")
    if extension == "xlsb":
        draft.formulas[draft.at("1.10")] = ("=SUM(E40:E45)", "")
        path = draft.write_xlsb(tmp_path / "a.xlsb")
    elif extension == "ods":
        path = uncomputed_ods(converted(draft.write_xlsx(tmp_path / "a.xlsx"), "ods"))
    else:
        path = converted(draft.write_xlsx(tmp_path / "a.xlsx"), "xls")
        uncomputed_xls(path, draft.at("1.10"), EMPTY_RESULT, 0)
    read = read_return(path, forms())
    check(read)
    assert (faults(read), values(read)["1.10"]) == ([], None)


def test_a_sum_that_is_to_be_computed_again_and_is_really_zero_is_zero(tmp_path: Path) -> None:
    draft = summed(over="E40:E45")
    path = uncomputed_xls(converted(draft.write_xlsx(tmp_path / "a.xlsx"), "xls"), draft.at("1.10"), ZERO_RESULT, 3)
    read = read_return(path, forms())
    assert (faults(read), values(read)["1.10"]) == ([], Decimal(0))


@pytest.mark.parametrize(
    ("tokens", "written"),
    [
        (struct.pack("<BHHBHHB", 0x44, 3, 0xC004, 0x44, 4, 0xC004, 0x03), "=E4+E5"),
        (struct.pack("<BHHBHBBBH", 0x24, 3, 4, 0x1E, 100, 0x05, 0x15, 0x19, 0x40) + b"\0", "=(E4*100)"),
        (struct.pack("<BHHHHBBH", 0x25, 3, 5, 4, 4, 0x19, 0x10, 0), "=SUM(E4:E6)"),
        (struct.pack("<BHHBdB", 0x24, 3, 4, 0x1F, 0.5, 0x06), "=E4/0.5"),
        (struct.pack("<BHHBBH", 0x24, 3, 4, 0x42, 1, 221), "=?221(E4)"),
        (b"\x17\1\0a", '="a"'),
        (b"\x03", None),
        (b"", None),
    ],
)
def test_a_formula_is_read_as_far_as_it_only_computes(tokens: bytes, written: str | None) -> None:
    assert formula_text(tokens, 8) == written


def test_a_bad_byte_in_a_text_costs_no_more_than_its_cell(tmp_path: Path) -> None:
    path = Draft().put("1.05", "7 ").put("1.07", "Ghi chú", NOTE).write_text(tmp_path / "a.csv")
    good = path.read_bytes()
    for old, new, expected in (
        (b"7 ", b"7\xff", [("unreadable_value", "E15")]),
        ("Ghi chú".encode(), b"Ghi ch\xc3", []),
        ("Đảng viên mới".encode(), "Đảng viên mớ".encode() + b"\xff", []),
        ("ĐẢNG CỘNG".encode(), b"\0\xfe CONG", []),
    ):
        assert old in good
        path.write_bytes(good.replace(old, new, 1))
        read = read_return(path, forms())
        check(read)
        assert (read.format, faults(read)) == ("csv", expected)
        assert {**values(read), "1.05": 7} == PLAIN


LOCKED = ROOT / "tests" / "corpus" / "locked"
"""The plain return, saved by LibreOffice 7.4 with the password 'bi-mat': .ods by AES-256, .xls by RC4. It says 'người' on
every line, whatever is counted."""


@pytest.mark.parametrize("extension", ["ods", "xls"])
def test_a_file_of_libreoffice_with_a_password_is_read_with_it_and_refused_without(extension: str, tmp_path: Path) -> None:
    path = LOCKED / f"return.{extension}"
    known = dataclasses.replace(forms(), measures={"người": tuple(forms().measure_labels)})
    read = read_return(path, known)
    check(read)
    assert (read.format, values(read), faults(read)) == (extension, PLAIN, [])
    for passwords in ((), ("khác",)):
        refused = read_return_or_finding(path, dataclasses.replace(known, passwords=passwords))
        assert (refused.is_readable, refused.findings["detail"]) == (
            False,
            ["tệp được đặt mật khẩu; bỏ mật khẩu, lưu lại rồi gửi lại"],
        )
    zipped(tmp_path / "a.zip", [(path.name, path.read_bytes())])
    assert values(read_return(tmp_path / "a.zip", known)) == PLAIN
