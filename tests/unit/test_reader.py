"""The reader on real files: one odd thing each, with the entries and findings it must give."""

import datetime as dt
import os
import unicodedata
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import msoffcrypto
import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.errors import UnreadableReturnError
from pipelines.reference import load_reference
from pipelines.returns.reader import read_return
from pipelines.returns.result import CELL_COLUMNS, ENTRY_COLUMNS, ENTRY_OF_LINE, FINDING_COLUMNS, RETURN_COLUMNS, ReturnRead
from tests.libreoffice import converted
from tests.unit.workbooks import (
    CODE,
    HEADER_ROW,
    LABEL,
    NOTE,
    NUMBER,
    ROOT,
    VALUE,
    VALUES,
    Cell,
    Draft,
    forms,
    plain_grid,
    rezipped,
    row_of,
    zipped,
)

Change = Callable[[Draft], object]
PLAIN = {code: Decimal(str(value)) for code, value in VALUES.items()}


def rows(table: dict[str, list[Any]]) -> list[dict[str, Any]]:
    """A column-oriented table as rows."""
    return [dict(zip(table, values, strict=True)) for values in zip(*table.values(), strict=True)]


def values(read: ReturnRead) -> dict[str, Decimal | None]:
    """Value by line code, of a read of one unit, period and form."""
    return dict(zip(read.entries["line_code"], read.entries["value"], strict=True))


def faults(read: ReturnRead) -> list[tuple[str, str | None]]:
    """Fault and address of every finding."""
    return list(zip(read.findings["fault"], read.findings["address"], strict=True))


def check(read: ReturnRead) -> None:
    """What holds for every file: tables are whole, every cell is accounted for, every fault is a rule."""
    for table, columns in (
        (read.returns, RETURN_COLUMNS),
        (read.cells, CELL_COLUMNS),
        (read.entries, ENTRY_COLUMNS),
        (read.findings, FINDING_COLUMNS),
    ):
        assert tuple(table) == columns
        assert len({len(column) for column in table.values()}) == 1
    assert read.filled_count == read.entry_count + read.label_count + read.explained_count
    assert set(read.findings["fault"]) <= RULES
    assert len(set(zip(read.cells["sheet_name"], read.cells["address"], strict=True))) == len(read.cells["address"])
    keys = list(zip(*(read.entries[name] for name in ENTRY_COLUMNS[:4]), strict=True))
    assert len(set(keys)) == len(keys)
    for state, value, comparator in zip(read.entries["state"], read.entries["value"], read.entries["comparator"], strict=True):
        assert (comparator is not None) == (state in ("value", "zero"))
        assert (value is None) == (state in ("blank", "not_applicable", "unreadable"))
    if "explained" in read.cells["role"]:
        assert read.findings["fault"]


RULES = {rule.subject for rule in load_reference(ROOT / "raw" / "reference").rule if rule.kind == "reader"}


def read_draft(draft: Draft, folder: Path) -> ReturnRead:
    read = read_return(draft.write_xlsx(folder / "a.xlsx"), forms())
    check(read)
    return read


def test_a_plain_return_is_read_whole_without_a_finding(tmp_path: Path) -> None:
    read = read_draft(Draft(), tmp_path)
    assert rows(read.returns) == [
        {
            "unit_id": "TC01",
            "period_id": "2020H2",
            "unit_text": "TC01 / Đảng bộ cơ sở mẫu số 01",
            "period_text": "6 tháng cuối năm 2020",
        }
    ]
    assert values(read) == PLAIN
    assert faults(read) == []
    assert (read.format, read.is_readable) == ("xlsx", True)
    assert read.entry_count == len(VALUES)
    entry = rows(read.entries)[4]
    assert entry == {
        "unit_id": "TC01",
        "period_id": "2020H2",
        "form_id": "form_01",
        "line_code": "1.05",
        "sheet_name": "01-TCĐ",
        "address": f"E{row_of(plain_grid(), '1.05') + 1}",
        "received": "7",
        "value": Decimal(7),
        "comparator": "=",
        "state": "value",
        "code": None,
        "measure_text": None,
        "multiplier": Decimal(1),
        **ENTRY_OF_LINE,
    }


def test_every_filled_cell_is_kept_with_sheet_address_text_and_role(tmp_path: Path) -> None:
    draft = Draft().put("1.05", "cao hơn kỳ trước", NOTE)
    read = read_draft(draft, tmp_path)
    expected = {
        (row + 1, column + 1): str(value)
        for row, cells in enumerate(draft.grid)
        for column, value in enumerate(cells)
        if value is not None
    }
    found = {(cell["row_number"], cell["column_number"]): cell["text"] for cell in rows(read.cells)}
    assert found == expected
    roles = {cell["address"]: cell["role"] for cell in rows(read.cells)}
    line = row_of(draft.grid, "1.05") + 1
    assert [roles[f"{letter}{line}"] for letter in "ABCDEF"] == ["label", "label", "label", "label", "value", "note"]
    assert (roles["A1"], roles["C7"]) == ("heading", "heading")
    assert roles[f"A{len(draft.grid)}"] == "signature"


# What a clerk may write in the figure cell of line 1.05 (persons, 0 to 60): received, state, comparator, value, fault.
FIGURES: list[tuple[Cell, str, str | None, str | None, str | None]] = [
    (7, "value", "=", "7", None),
    (7.0, "value", "=", "7", None),
    ("7", "value", "=", "7", None),
    ("07", "value", "=", "7", None),
    (" 7 ", "value", "=", "7", None),
    ("\u00a07\u200b", "value", "=", "7", None),
    ("O7", "value", "=", "7", None),
    ("7 người", "value", "=", "7", None),
    ("7 đồng chí", "value", "=", "7", None),
    ("(5)", "value", "=", "-5", None),
    ("-5", "value", "=", "-5", None),
    ("1.234", "value", "=", "1234", None),
    ("1,234", "value", "=", "1234", None),
    ("1 234", "value", "=", "1234", None),
    ("trên 50", "value", ">", "50", None),
    ("hơn 50", "value", ">", "50", None),
    ("gần 50", "value", "≈<", "50", None),
    ("khoảng 50", "value", "≈", "50", None),
    ("dưới 50", "value", "<", "50", None),
    ("không quá 50", "value", "<=", "50", None),
    ("từ 50 trở lên", "value", ">=", "50", None),
    ("bảy", "value", "=", "7", None),
    (0, "zero", "=", "0", None),
    ("0", "zero", "=", "0", None),
    ("00", "zero", "=", "0", None),
    ("không phát sinh", "none_occurred", None, "0", None),
    ("Không phát sinh", "none_occurred", None, "0", None),
    ("KPS", "none_occurred", None, "0", None),
    ("-", "none_occurred", None, "0", None),
    ("không áp dụng", "not_applicable", None, None, None),
    ("…", "blank", None, None, None),
    ("   ", "blank", None, None, None),
    (None, "blank", None, None, None),
    ("1,5", "unreadable", None, None, "unreadable_value"),
    ("14/21", "unreadable", None, None, "unreadable_value"),
    ("bảy hoặc tám", "unreadable", None, None, "unreadable_value"),
    ("?", "unreadable", None, None, "unreadable_value"),
    ("x", "unreadable", None, None, "unreadable_value"),
    ("96,5%", "unreadable", None, None, "unreadable_value"),
    ("=1+1", "unreadable", None, None, "unreadable_value"),
    ("@SUM(A1)", "unreadable", None, None, "unreadable_value"),
    (True, "unreadable", None, None, "unreadable_value"),
    (1e30, "unreadable", None, None, "unreadable_value"),
    ("9" * 400, "unreadable", None, None, "unreadable_value"),
]


@pytest.mark.parametrize(
    ("written", "state", "comparator", "value", "fault"), FIGURES, ids=[repr(case[0])[:20] for case in FIGURES]
)
def test_a_figure_cell_is_read_as_written(
    written: Cell, state: str, comparator: str | None, value: str | None, fault: str | None, tmp_path: Path
) -> None:
    draft = Draft().put("1.05", written)
    read = read_draft(draft, tmp_path)
    entry = next(entry for entry in rows(read.entries) if entry["line_code"] == "1.05")
    expected = None if value is None else Decimal(value)
    assert (entry["state"], entry["comparator"], entry["value"]) == (state, comparator, expected)
    row, _ = draft.at("1.05")
    assert faults(read) == ([(fault, f"E{row + 1}")] if fault else [])
    assert {code: found for code, found in values(read).items() if code != "1.05"} == {
        c: v for c, v in PLAIN.items() if c != "1.05"
    }


PERCENTS: list[tuple[Cell, str, str]] = [
    ("97,5%", "=", "97.5"),
    ("97.5 %", "=", "97.5"),
    ("97,5", "=", "97.5"),
    ("trên 96%", ">", "96"),
    ("gần 90 %", "≈<", "90"),
    (97.5, "=", "97.5"),
    (100, "=", "100"),
]


@pytest.mark.parametrize(("written", "comparator", "value"), PERCENTS)
def test_a_percentage_is_read_in_percent(written: Cell, comparator: str, value: str, tmp_path: Path) -> None:
    read = read_draft(Draft().put("1.13", written), tmp_path)
    entry = next(entry for entry in rows(read.entries) if entry["line_code"] == "1.13")
    assert (entry["comparator"], entry["value"]) == (comparator, Decimal(value))
    assert faults(read) == []


@pytest.mark.parametrize("number_format", ["0%", "0.00%", "0.0 %", '0.0"%"'])
def test_a_share_shown_as_a_percentage_is_taken_as_shown(number_format: str, tmp_path: Path) -> None:
    draft = Draft().put("1.13", 0.965)
    draft.formats[draft.at("1.13")] = {"num_format": number_format}
    read = read_draft(draft, tmp_path)
    entry = next(entry for entry in rows(read.entries) if entry["line_code"] == "1.13")
    if '"' in number_format:  # the sign is mere text there: the number shown is 1.0 %, and 0.965 is stored
        assert entry["value"] == Decimal("0.965")
    else:
        assert (entry["value"], entry["received"]) == (Decimal("96.5"), "96.5%")


def test_a_count_shown_as_a_percentage_is_a_finding(tmp_path: Path) -> None:
    draft = Draft().put("1.05", 0.07)
    draft.formats[draft.at("1.05")] = {"num_format": "0%"}
    assert [fault for fault, _ in faults(read_draft(draft, tmp_path))] == ["unreadable_value"]


@pytest.mark.parametrize("is_1904", [False, True])
def test_a_figure_that_became_a_date_is_a_finding_and_never_a_number(is_1904: bool, tmp_path: Path) -> None:
    draft = Draft(options={"date_1904": is_1904}).put("1.05", 44000)
    draft.formats[draft.at("1.05")] = {"num_format": "dd/mm/yyyy"}
    read = read_draft(draft, tmp_path)
    assert [fault for fault, _ in faults(read)] == ["unreadable_value"]
    assert read.findings["received"] == ["19/06/2024" if is_1904 else "18/06/2020"]


def test_an_error_cell_names_the_cell_and_the_error(tmp_path: Path) -> None:
    draft = Draft()
    draft.formulas[draft.at("1.10")] = ("=1/0", "#DIV/0!")
    read = read_draft(draft, tmp_path)
    assert [(f["fault"], f["line_code"], f["received"]) for f in rows(read.findings)] == [("error_cell", "1.10", "#DIV/0!")]
    assert values(read)["1.10"] is None
    assert "#DIV/0!" in read.cells["text"]


def test_a_formula_without_a_stored_result_is_a_finding(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(Draft().write_xlsx(tmp_path / "a.xlsx"))
    row = row_of(plain_grid(), "1.10") + 1
    book.active[f"E{row}"] = f"=E{row - 6}+E{row - 5}"  # type: ignore[index]
    book.save(tmp_path / "b.xlsx")
    read = read_return(tmp_path / "b.xlsx", forms())
    check(read)
    assert faults(read) == [("formula_without_value", f"E{row}")]
    assert read.findings["received"] == [f"=E{row - 6}+E{row - 5}"]


def test_a_total_over_blank_cells_is_blank(tmp_path: Path) -> None:
    draft = Draft({"01-TCĐ": plain_grid(values={})})
    first = draft.at("1.02")[0] + 1
    draft.formulas[draft.at("1.01")] = (f'=IF(COUNTA(E{first},E{first + 1})=0,"",E{first}+E{first + 1})', "")
    read = read_draft(draft, tmp_path)
    assert faults(read) == []
    assert set(read.entries["state"]) == {"blank"}


def test_a_total_with_a_stored_result_is_read(tmp_path: Path) -> None:
    draft = Draft()
    draft.formulas[draft.at("1.10")] = ("=E14+8", 128)
    read = read_draft(draft, tmp_path)
    assert (values(read), faults(read)) == (PLAIN, [])


def test_an_ambiguous_number_is_decided_by_the_rest_of_its_column_or_asked_about(tmp_path: Path) -> None:
    grid = plain_grid("form_10", {"10.01": "4.500", "10.05": "1,5 tỷ đồng"})
    grid[3] = ["Đơn vị báo cáo: Công đoàn Viên chức mẫu", None, None, "Mã đơn vị: CDVC"]
    read = read_draft(Draft({"10-CĐ": grid}), tmp_path)
    assert values(read)["10.01"] == Decimal(4500)
    assert values(read)["10.05"] == Decimal(1_500_000_000)


RATINGS = [
    ("Hoàn thành tốt nhiệm vụ", "hoan_thanh_tot", 3),
    ("HTXSNV", "hoan_thanh_xuat_sac", 4),
    ("hoàn thành nhiệm vụ", "hoan_thanh", 2),
    ("KHTNV", "khong_hoan_thanh", 1),
    (unicodedata.normalize("NFD", "Hoàn thành tốt nhiệm vụ"), "hoan_thanh_tot", 3),
    ("Hòan thành tốt nhiệm vụ", "hoan_thanh_tot", 3),
]


@pytest.mark.parametrize(("written", "code", "rank"), RATINGS)
def test_a_rating_is_read_by_its_label_or_abbreviation(written: str, code: str, rank: int, tmp_path: Path) -> None:
    read = read_draft(Draft({"04-TCĐ": plain_grid("form_04", {"4.01": written})}), tmp_path)
    entry = rows(read.entries)[0]
    assert (entry["code"], entry["value"], entry["comparator"], entry["state"]) == (code, Decimal(rank), "=", "value")


@pytest.mark.parametrize("written", ["Hoàn thành xuất", "Giỏi", 3, "A"])
def test_a_rating_that_is_in_no_list_is_a_finding_that_lists_the_ratings(written: Cell, tmp_path: Path) -> None:
    read = read_draft(Draft({"04-TCĐ": plain_grid("form_04", {"4.01": written})}), tmp_path)
    finding = rows(read.findings)[0]
    assert (finding["fault"], finding["line_code"]) == ("unreadable_value", "4.01")
    assert "Hoàn thành tốt nhiệm vụ" in finding["expected"]
    assert (read.entries["code"][0], read.entries["value"][0], read.entries["state"][0]) == (None, None, "unreadable")


# Changes of the workbook that change no figure.
def _drop_column(column: int) -> Change:
    def change(draft: Draft) -> None:
        for row in draft.grid[HEADER_ROW:]:
            del row[column : column + 1]

    return change


def _insert_column(at: int, heading: Cell = None, content: Cell = None) -> Change:
    def change(draft: Draft) -> None:
        for number, row in enumerate(draft.grid[HEADER_ROW:], HEADER_ROW):
            if len(row) > at:
                row.insert(at, heading if number == HEADER_ROW else content if number > HEADER_ROW + 2 and row[CODE] else None)

    return change


def _insert_rows(at: int, *new: list[Cell]) -> Change:
    return lambda draft: draft.grid.__setitem__(slice(at, at), [list(row) for row in new])


def _set(row: int, column: int, value: Cell) -> Change:
    def change(draft: Draft) -> None:
        cells = draft.grid[row]
        cells.extend([None] * (column + 1 - len(cells)))
        cells[column] = value

    return change


def _each_text(function: Callable[[str], Cell]) -> Change:
    def change(draft: Draft) -> None:
        for row in draft.grid:
            row[:] = [function(value) if isinstance(value, str) else value for value in row]

    return change


def _all(*changes: Change) -> Change:
    def change(draft: Draft) -> None:
        for one in changes:
            one(draft)

    return change


def _rename(name: str) -> Change:
    return lambda draft: draft.sheets.__setitem__(name, draft.sheets.pop("01-TCĐ"))


def _codes(function: Callable[[str], Cell]) -> Change:
    def change(draft: Draft) -> None:
        for row in draft.grid[HEADER_ROW + 2 :]:
            if len(row) > CODE and isinstance(row[CODE], str):
                row[CODE] = function(str(row[CODE]))

    return change


def _split_heading(draft: Draft) -> None:
    draft.grid[HEADER_ROW] = ["STT", "Mã số", "Nội dung", "Đơn vị tính", "Số liệu", "Ghi chú"]
    draft.grid.insert(HEADER_ROW + 1, [None, None, None, None, "Trong kỳ", "Giải trình"])
    draft.merges = [(HEADER_ROW, CODE, HEADER_ROW + 1, CODE), (HEADER_ROW, LABEL, HEADER_ROW + 1, LABEL)]


def _shuffle(draft: Draft) -> None:
    first, last = row_of(draft.grid, "1.04"), row_of(draft.grid, "1.10")
    draft.grid[first : last + 1] = reversed(draft.grid[first : last + 1])


def _new_page(draft: Draft) -> None:
    at = row_of(draft.grid, "1.11") - 1
    draft.grid[at:at] = [[], list(draft.grid[HEADER_ROW]), list(draft.grid[HEADER_ROW + 1])]


def _reorder_columns(draft: Draft) -> None:
    for row in draft.grid[HEADER_ROW:]:
        row.extend([None] * (6 - len(row)))
        row[:] = [row[VALUE], row[NOTE], row[LABEL], row[CODE], row[NUMBER], row[3]]


def _strip_tones(text: str) -> str:
    return text.replace("hòa", "hoà").replace("Tổ", unicodedata.normalize("NFD", "Tổ"))


def _each_row(draft: Draft, function: Callable[[list[Cell]], list[Cell]]) -> None:
    draft.grid[:] = [function(row) for row in draft.grid]


def _cover_sheet(draft: Draft) -> None:
    draft.sheets["Bìa"] = [list(row) for row in draft.grid[:6]]
    draft.grid[2:4] = [[], []]


HARMLESS: dict[str, Change] = {
    "rows inserted above the head": _insert_rows(0, [], ["Mẫu in năm 2020"], []),
    "rows inserted above the header row": _insert_rows(HEADER_ROW, [], [], []),
    "rows inserted between lines": _insert_rows(HEADER_ROW + 5, [], []),
    "row of column numbers missing": lambda draft: draft.grid.pop(HEADER_ROW + 1),
    "empty column at the left": lambda draft: _each_row(draft, lambda row: [None, *row]),
    "empty column between": _insert_column(3),
    "columns in another order": _reorder_columns,
    "no column for notes": _drop_column(NOTE),
    "no column for units of measure": _drop_column(3),
    "no column for line numbers": _drop_column(NUMBER),
    "no codes": _drop_column(CODE),
    "no labels": _drop_column(LABEL),
    "codes with a comma": _codes(lambda code: code.replace(".", ",")),
    "codes with blanks": _codes(lambda code: f" {code} "),
    "codes with an apostrophe": _codes(lambda code: f"'{code}"),
    "codes with a leading zero": _codes(lambda code: f"0{code}"),
    "codes as numbers: 1.10 becomes 1.1": _codes(float),
    "codes without an inner zero": _codes(lambda code: code.replace(".0", ".")),
    "lines in another order": _shuffle,
    "headings in capitals": lambda draft: draft.grid.__setitem__(HEADER_ROW, [str(v).upper() for v in draft.grid[HEADER_ROW]]),
    "headings with line breaks": lambda draft: draft.grid.__setitem__(
        HEADER_ROW, [str(v).replace(" ", "\n") for v in draft.grid[HEADER_ROW]]
    ),
    "headings with a remark in brackets": _set(HEADER_ROW, VALUE, "Số liệu (người)"),
    "another word for the figures": _set(HEADER_ROW, VALUE, "Kết quả thực hiện"),
    "the period in the heading": _set(HEADER_ROW, VALUE, "Số liệu 6 tháng cuối năm 2020"),
    "a header of two rows": _split_heading,
    "a header repeated on a new page": _new_page,
    "text decomposed (NFD)": _each_text(lambda text: unicodedata.normalize("NFD", text)),
    "text with no-break spaces": _each_text(lambda text: text.replace(" ", "\u00a0")),
    "text with zero-width characters": _each_text(lambda text: text.replace(" ", " \u200b")),
    "text with double blanks": _each_text(lambda text: text.replace(" ", "  ")),
    "labels in capitals": _each_text(lambda text: text.upper() if text.startswith("Đảng viên") else text),
    "tones in the other place": _each_text(_strip_tones),
    "labels with a colon": lambda draft: [
        row.__setitem__(LABEL, f"{row[LABEL]}:") for row in draft.grid[9:] if len(row) > LABEL and row[LABEL]
    ],
    "sheet renamed": _rename("Sheet1"),
    "form code unknown": _set(0, 0, "Biểu số: 99-XYZ"),
    "no form code": _all(_set(0, 0, None), _rename("Sheet1")),
    "form code without a colon": _set(0, 0, "Biểu số 01-TCĐ"),
    "another form's code on the sheet's tab": _rename("02-TCĐ"),
    "unit by code alone": _set(3, 0, None),
    "unit by name alone": _set(3, 3, None),
    "unit by alias": _set(3, 0, "Đơn vị báo cáo: ĐBCS mẫu số 01"),
    "unit in capitals": _set(3, 0, "ĐƠN VỊ BÁO CÁO: ĐẢNG BỘ CƠ SỞ MẪU SỐ 01"),
    "unit in the next cell": _all(_set(3, 0, "Đơn vị báo cáo:"), _set(3, 1, "Đảng bộ cơ sở mẫu số 01")),
    "unit as a bare title": _all(_set(3, 0, "ĐẢNG BỘ CƠ SỞ MẪU SỐ 01"), _set(3, 3, None)),
    "period as months": _set(2, 0, "Kỳ báo cáo: 6T cuối 2020"),
    "period as a half-year": _set(2, 0, "Kỳ báo cáo: 2020H2"),
    "period as days": _set(2, 0, "Kỳ báo cáo: từ 01/07/2020 đến 31/12/2020"),
    "period in brackets": _set(2, 0, "(Số liệu 6 tháng cuối năm 2020)"),
    "period in words": _set(2, 0, "Kỳ báo cáo: sáu tháng cuối năm 2020"),
    "period in the next cell": _all(_set(2, 0, "Kỳ báo cáo"), _set(2, 2, "6 tháng cuối năm 2020")),
    "hidden columns": lambda draft: draft.hidden_columns.append(CODE),
    "a merged title": lambda draft: draft.merges.append((1, 0, 1, 5)),
    "a second sheet of words": lambda draft: draft.sheets.__setitem__(
        "Hướng dẫn", [["Ghi số liệu vào cột E"], ["Không sửa mã số"]]
    ),
    "an empty second sheet": lambda draft: draft.sheets.__setitem__("Sheet2", []),
    "head on a cover sheet": _cover_sheet,
    "a letterhead with the office's telephone": _set(4, 0, "Điện thoại: 0203.3835.123"),
    "a signature with names": _set(-1, 2, "Nguyễn Văn A"),
    "a note beside a line": _set(10, NOTE, "Tăng 2 so với kỳ trước, -5 %"),
    "text that looks like a formula": _set(10, NOTE, '=HYPERLINK("http://example.invalid")'),
}


@pytest.mark.parametrize("name", HARMLESS)
def test_a_change_of_layout_changes_no_figure(name: str, tmp_path: Path) -> None:
    draft = Draft()
    HARMLESS[name](draft)
    read = read_draft(draft, tmp_path)
    assert faults(read) == []
    assert values(read) == PLAIN
    assert (read.returns["unit_id"], read.returns["period_id"]) == (["TC01"], ["2020H2"])


def _append_line(code: Cell, label: Cell, value: Cell) -> Change:
    return lambda draft: draft.grid.insert(row_of(draft.grid, "1.16") + 1, [None, code, label, None, value])


def _extra_column(draft: Draft) -> None:
    _insert_column(5, "So sánh", 5)(draft)


# Changes that are answered with a finding: faults with addresses, and lines whose value is not the plain one (None: unknown).
ODD: dict[str, tuple[Change, list[tuple[str, str | None]], dict[str, Decimal | None]]] = {
    "an unknown line": (_append_line("1.99", "Đảng viên danh dự", 5), [("unknown_line", "E28")], {}),
    "an unknown line without a code": (_append_line(None, "Số đoàn ra nước ngoài", 5), [("unknown_line", "E28")], {}),
    "a figure without a label": (_append_line(None, None, 5), [("unknown_line", "E28")], {}),
    "a line twice": (_append_line("1.05", "Đảng viên mới kết nạp trong kỳ", 7), [("duplicate_line", "E28")], {}),
    "a line twice, with two figures": (
        _append_line("1.05", "Đảng viên mới kết nạp trong kỳ", 9),
        [("duplicate_line", "E28")],
        {"1.05": None},
    ),
    "a sub-total": (_append_line(None, "Cộng I + II", 9), [("subtotal_line", "E28")], {}),
    "a total of one's own": (_append_line(None, "Tổng cộng", 9), [("subtotal_line", "E28")], {}),
    "a misspelt label without code": (
        _all(_set(13, CODE, None), _set(13, LABEL, "Đảng viên đầu kì")),
        [("line_differs", "C14")],
        {},
    ),
    "a label between two lines": (
        _all(_set(16, CODE, None), _set(16, LABEL, "Đảng viên chuyển đ")),
        [("ambiguous_label", "E17")],
        {"1.07": None},
    ),
    "code and label of two lines": (
        _set(14, LABEL, "Đảng viên chuyển đi"),
        [("code_disagrees", "E15")],
        {"1.05": None},
    ),
    "a short code without a label": (
        _all(_set(19, CODE, 1.1), _set(19, LABEL, None)),
        [("ambiguous_code", "E20")],
        {"1.10": None},
    ),
    "a column of figures to compare with": (_extra_column, [("extra_column", "F10")], {}),
    "a second column of figures": (
        _insert_column(5, "Số liệu", 5),
        [("ambiguous_column", "E7"), ("ambiguous_column", "F7")],
        dict.fromkeys(VALUES),
    ),
    "no heading over the figures": (
        _set(HEADER_ROW, VALUE, "Kế hoạch"),
        [("no_value_column", "A7"), ("extra_column", "E10")],
        dict.fromkeys(VALUES),
    ),
    "a figure merged over two lines": (
        lambda draft: draft.merges.append((*draft.at("1.07"), draft.at("1.08")[0], VALUE)),
        [("merged_value", "E17"), ("merged_value", "E18"), ("hidden_figures", "E18")],
        {"1.07": None, "1.08": None},
    ),
    "a sheet of other figures": (
        lambda draft: draft.sheets.__setitem__("Phụ lục", [["Năm", "Số"], ["2019", 5]]),
        [("unknown_sheet", "B2")],
        {},
    ),
    "an unknown unit": (
        _all(_set(3, 0, "Đơn vị báo cáo: Đảng bộ phường X"), _set(3, 3, None)),
        [("unknown_unit", None)],
        dict.fromkeys(VALUES),
    ),
    "no unit": (_all(_set(3, 0, None), _set(3, 3, None)), [("unknown_unit", None)], dict.fromkeys(VALUES)),
    "name and code of two units": (_set(3, 3, "Mã đơn vị: TC02"), [("unknown_unit", None)], dict.fromkeys(VALUES)),
    "an unknown name beside a known code": (_set(3, 0, "Đơn vị báo cáo: Đảng bộ số một"), [("unit_differs", None)], {}),
    "an unknown code beside a known name": (_set(3, 3, "Mã đơn vị: TC1"), [("unit_differs", None)], {}),
    "an unknown period": (_set(2, 0, "Kỳ báo cáo: 6 tháng cuối năm 2019"), [("unknown_period", None)], dict.fromkeys(VALUES)),
    "no period": (_set(2, 0, None), [("unknown_period", None)], dict.fromkeys(VALUES)),
    "a whole year": (_set(2, 0, "Kỳ báo cáo: năm 2021"), [("unknown_period", None)], dict.fromkeys(VALUES)),
    "a list of people": (
        lambda draft: draft.sheets.__setitem__("Danh sách", [["STT", "Họ và tên"], [1, "Nguyễn Văn A"], [2, "Trần Thị B"]]),
        [("personal_data", "B2")],
        {},
    ),
    "identity numbers": (
        lambda draft: draft.sheets.__setitem__("Danh sách", [["TT", "Số CCCD"], [1, 22099001234]]),
        [("personal_data", "B2")],
        {},
    ),
    "old identity numbers": (
        lambda draft: draft.sheets.__setitem__("Danh sách", [["TT", "CMND/CCCD"], [1, "100123456"]]),
        [("personal_data", "B2")],
        {},
    ),
    "telephone numbers": (
        lambda draft: draft.sheets.__setitem__("Liên hệ", [["TT", "Số điện thoại"], [1, 912345678]]),
        [("personal_data", "B2")],
        {},
    ),
    "an identity number in a sentence": (
        lambda draft: draft.sheets.__setitem__("Ghi chú", [["Đ/c A, CCCD số 022099001234"]]),
        [("personal_data", "A1")],
        {},
    ),
    "a mobile number in a sentence": (
        lambda draft: draft.sheets.__setitem__("Ghi chú", [["Đ/c A: 0912 345 678"]]),
        [("personal_data", "A1")],
        {},
    ),
}


@pytest.mark.parametrize("name", ODD)
def test_what_is_odd_is_read_right_or_answered_with_a_finding(name: str, tmp_path: Path) -> None:
    change, expected_faults, expected_values = ODD[name]
    draft = Draft()
    change(draft)
    read = read_draft(draft, tmp_path)
    assert faults(read) == expected_faults
    known = {code: value for code, value in {**PLAIN, **expected_values}.items() if value is not None}
    assert {code: value for code, value in values(read).items() if value is not None} == known


def test_personal_data_is_counted_and_not_stored(tmp_path: Path) -> None:
    draft = Draft()
    draft.sheets["Danh sách"] = [
        ["STT", "Họ và tên", "CCCD"],
        [1, "Nguyễn Văn A", "022099001234"],
        [2, "Trần Thị B", "022099001235"],
    ]
    read = read_draft(draft, tmp_path)
    everything = repr([read.cells, read.findings, read.entries])
    assert "Nguyễn Văn A" not in everything
    assert "0220990" not in everything
    assert "Danh sách" not in read.cells["sheet_name"]
    assert read.explained_count == 9


def test_personal_data_beside_the_figures_refuses_that_sheet(tmp_path: Path) -> None:
    draft = Draft().put("1.05", "022099001234", NOTE)
    read = read_draft(draft, tmp_path)
    assert [fault for fault, _ in faults(read)] == ["personal_data"]
    assert read.entries["value"] == []
    assert read.cells["text"] == []


def test_several_forms_on_one_sheet_are_told_apart_by_their_codes(tmp_path: Path) -> None:
    grid = [*plain_grid(), [], *plain_grid("form_02", {"2.01": 3, "2.12": 1})]
    read = read_draft(Draft({"Tổng hợp": grid}), tmp_path)
    found = {(e["form_id"], e["line_code"]): e["value"] for e in rows(read.entries)}
    assert found[("form_01", "1.10")] == Decimal(128)
    assert found[("form_02", "2.01")] == Decimal(3)
    assert len(found) == 16 + 12
    assert faults(read) == []


def test_several_forms_under_one_header_row_are_told_apart_by_their_codes(tmp_path: Path) -> None:
    draft = Draft()
    lines = [row for row in plain_grid("form_02", {"2.01": 3}) if len(row) > CODE and str(row[CODE]).startswith("2.")]
    draft.grid[row_of(draft.grid, "1.16") + 1 : row_of(draft.grid, "1.16") + 1] = lines
    read = read_draft(draft, tmp_path)
    assert {entry["form_id"] for entry in rows(read.entries)} == {"form_01", "form_02"}
    assert faults(read) == []


def test_a_section_called_like_a_line_of_another_form_is_no_line(tmp_path: Path) -> None:
    # Section I of form 04-TCĐ is called 'Tổ chức cơ sở đảng', as line 1.01 of form 01-TCĐ is.
    read = read_draft(Draft({"04-TCĐ": plain_grid("form_04", {"4.01": "HTXSNV"})}), tmp_path)
    assert set(read.entries["form_id"]) == {"form_04"}


def test_a_workbook_with_a_sheet_per_period_is_one_return_per_period(tmp_path: Path) -> None:
    later = plain_grid(values={**VALUES, "1.05": 9})
    later[2] = ["Kỳ báo cáo: 6 tháng đầu năm 2021"]
    read = read_draft(Draft({"01 (2020)": plain_grid(), "01 (2021)": later}), tmp_path)
    assert sorted(zip(read.returns["unit_id"], read.returns["period_id"], strict=True)) == [
        ("TC01", "2020H2"),
        ("TC01", "2021H1"),
    ]
    admitted = {e["period_id"]: e["value"] for e in rows(read.entries) if e["line_code"] == "1.05"}
    assert admitted == {"2020H2": Decimal(7), "2021H1": Decimal(9)}
    assert faults(read) == []


@pytest.mark.parametrize("head", ["Kỳ báo cáo: năm 2021", None])
def test_a_column_per_period_is_one_return_per_period(head: str | None, tmp_path: Path) -> None:
    draft = Draft()
    _insert_column(5, "6 tháng cuối năm 2021", 9)(draft)
    draft.grid[HEADER_ROW][VALUE] = "6 tháng đầu năm 2021"
    draft.grid[2] = [head]
    read = read_draft(draft, tmp_path)
    admitted = {e["period_id"]: (e["value"], e["address"]) for e in rows(read.entries) if e["line_code"] == "1.05"}
    assert admitted == {"2021H1": (Decimal(7), "E15"), "2021H2": (Decimal(9), "F15")}
    assert faults(read) == []


def test_periods_in_smaller_headings_below_one_heading_are_told_apart(tmp_path: Path) -> None:
    draft = Draft()
    _insert_column(5, None, 9)(draft)
    draft.grid[2] = ["Kỳ báo cáo: năm 2021"]
    draft.grid.insert(HEADER_ROW + 1, [None, None, None, None, "6 tháng đầu năm 2021", "6 tháng cuối năm 2021"])
    draft.merges = [(HEADER_ROW, VALUE, HEADER_ROW, VALUE + 1)]
    read = read_draft(draft, tmp_path)
    admitted = {e["period_id"]: e["value"] for e in rows(read.entries) if e["line_code"] == "1.05"}
    assert admitted == {"2021H1": Decimal(7), "2021H2": Decimal(9)}


def test_a_column_of_another_period_than_the_head_names_is_for_reference_and_not_read(tmp_path: Path) -> None:
    draft = Draft()
    _insert_column(5, "6 tháng đầu năm 2020", 9)(draft)
    read = read_draft(draft, tmp_path)
    assert read.returns["period_id"] == ["2020H2"]
    assert values(read) == PLAIN
    assert [fault for fault, _ in faults(read)] == ["extra_column"]


def test_a_figure_in_persons_by_sex_keeps_only_the_total(tmp_path: Path) -> None:
    draft = Draft()
    _insert_column(5, None, 3)(draft)
    draft.grid.insert(HEADER_ROW + 1, [None, None, None, None, "Tổng số", "Trong đó: nữ"])
    read = read_draft(draft, tmp_path)
    assert values(read) == PLAIN
    assert [fault for fault, _ in faults(read)] == ["extra_column"]


# Formats.
def test_macros_change_nothing(tmp_path: Path) -> None:
    path = Draft().write_xlsx(tmp_path / "a.xlsx")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0 no macro is ever looked at")
    read = read_return(path.rename(tmp_path / "a.xlsm"), forms())
    check(read)
    assert (read.format, values(read), faults(read)) == ("xlsm", PLAIN, [])


def _odd_xlsb(folder: Path) -> Path:
    draft = Draft().put("1.05", "gần 50").put("1.13", 0.965).put("1.08", None)
    draft.formats[draft.at("1.13")] = {"num_format": "0.0%"}
    draft.formulas[draft.at("1.10")] = ("=1/0", "#DIV/0!")
    draft.merges.append((*draft.at("1.07"), draft.at("1.08")[0], VALUE))
    return draft.write_xlsb(folder / "a.xlsb")


ODD_XLSB = {**PLAIN, "1.05": Decimal(50), "1.07": None, "1.08": None, "1.10": None, "1.13": Decimal("96.5")}


def test_a_binary_workbook_is_read(tmp_path: Path) -> None:
    read = read_return(_odd_xlsb(tmp_path), forms())
    check(read)
    assert (read.format, values(read)) == ("xlsb", ODD_XLSB)
    assert [(f["fault"], f["line_code"]) for f in rows(read.findings)] == [
        ("merged_value", "1.07"),
        ("merged_value", "1.08"),
        ("error_cell", "1.10"),
    ]


def test_the_binary_workbook_of_the_test_is_one_that_libreoffice_opens(tmp_path: Path) -> None:
    read = read_return(converted(_odd_xlsb(tmp_path), "xlsx"), forms())
    assert values(read) == ODD_XLSB


ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1258"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_delimited_text_reads_the_same_in_every_encoding(encoding: str, delimiter: str, tmp_path: Path) -> None:
    draft = Draft()
    if encoding == "cp1258":
        _each_text(_for_windows_1258)(draft)
    read = read_return(draft.write_text(tmp_path / "a.csv", encoding=encoding, delimiter=delimiter), forms())
    check(read)
    assert values(read) == PLAIN
    assert faults(read) == []
    assert read.format == ("tsv" if delimiter == "\t" else "csv")


def _for_windows_1258(text: str) -> str:
    """Windows-1258 has letters with quality marks whole, and tones as combining characters."""
    letters = []
    for letter in unicodedata.normalize("NFC", text):
        try:
            letter.encode("cp1258")
            letters.append(letter)
        except UnicodeEncodeError:
            base = unicodedata.normalize("NFD", letter)
            tone = next(mark for mark in base if mark in "\u0300\u0301\u0303\u0309\u0323")
            letters.append(unicodedata.normalize("NFC", base.replace(tone, "")) + tone)
    return "".join(letters)


def test_text_in_tcvn3_is_read(tmp_path: Path) -> None:
    from pipelines.language.vietnamese import text as vietnamese_text

    to_tcvn3 = {letter: code for code, letter in vietnamese_text._TCVN3.items()}
    draft = Draft()
    _each_text(lambda text: "".join(to_tcvn3.get(letter, to_tcvn3.get(letter.lower(), letter)) for letter in text))(draft)
    read = read_return(draft.write_text(tmp_path / "a.csv", encoding="cp1252", delimiter=";"), forms())
    check(read)
    assert (read.returns["unit_id"], read.returns["period_id"]) == (["TC01"], ["2020H2"])
    assert values(read) == PLAIN


@pytest.mark.parametrize("name", ["a.xls", "a.html", "a.xlsx"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_page_that_calls_itself_a_workbook_is_read(name: str, encoding: str, tmp_path: Path) -> None:
    read = read_return(Draft().write_html(tmp_path / name, encoding=encoding), forms())
    check(read)
    assert (read.format, values(read), faults(read)) == ("html", PLAIN, [])


@pytest.mark.parametrize("name", ["a.xls", "a", "a.csv", "0" * 64])
def test_the_content_decides_and_not_the_name(name: str, tmp_path: Path) -> None:
    read = read_return(Draft().write_xlsx(tmp_path / "b.xlsx").rename(tmp_path / name), forms())
    assert (read.format, values(read)) == ("xlsx", PLAIN)


def test_csv_that_calls_itself_xls_is_read(tmp_path: Path) -> None:
    read = read_return(Draft().write_text(tmp_path / "a.xls"), forms())
    assert (read.format, values(read)) == ("csv", PLAIN)


def test_a_zip_of_several_returns_is_read_whole(tmp_path: Path) -> None:
    first = Draft().write_xlsx(tmp_path / "a.xlsx").read_bytes()
    other = Draft()
    other.grid[3] = ["Đơn vị báo cáo: Đảng bộ cơ sở mẫu số 02", None, None, "Mã đơn vị: TC02"]
    second = other.write_text(tmp_path / "b.csv").read_bytes()
    members = [("TC01.xlsx", first), ("../../TC02.csv", second), ("__MACOSX/._TC01.xlsx", b"x"), ("anh.png", b"\x89PNG....")]
    read = read_return(zipped(tmp_path / "a.zip", members), forms())
    check(read)
    assert read.returns["unit_id"] == ["TC01", "TC02"]
    assert read.format == "zip"
    assert {name.split("/")[0] for name in read.cells["sheet_name"]} == {"TC01.xlsx", ".."}
    assert [(f["fault"], f["received"]) for f in rows(read.findings)] == [("unreadable_member", "anh.png")]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.xlsx", "a.zip", "b.csv"]


def _encrypted(path: Path, password: str) -> Path:
    target = path.with_name("encrypted.xlsx")
    with path.open("rb") as plain, target.open("wb") as cipher:
        msoffcrypto.OfficeFile(plain).encrypt(password, cipher)
    return target


@pytest.mark.parametrize("password", ["VelvetSweatshop", "bi-mat"])
def test_a_file_with_a_known_password_is_read(password: str, tmp_path: Path) -> None:
    read = read_return(_encrypted(Draft().write_xlsx(tmp_path / "a.xlsx"), password), forms())
    assert (read.format, values(read), faults(read)) == ("xlsx", PLAIN, [])


def _fails(path: Path) -> str:
    with pytest.raises(UnreadableReturnError) as caught:
        read_return(path, forms())
    return caught.value.what


def test_a_file_with_an_unknown_password_says_so(tmp_path: Path) -> None:
    assert _fails(_encrypted(Draft().write_xlsx(tmp_path / "a.xlsx"), "khác")) == "tệp được đặt mật khẩu"


BAD_CONTENT: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "tệp rỗng"),
    "only zeros": (b"\0" * 5000, "byte 0"),
    "a PDF": (b"%PDF-1.7 ...", "PDF"),
    "a picture": (b"\x89PNG\r\n", "ảnh"),
    "a RAR": (b"Rar!\x1a\x07", "RAR"),
    "RTF": (b"{\\rtf1 x}", "RTF"),
    "a Word document": (b"PK", "cắt cụt hoặc hỏng"),
    "a broken OLE file": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "cắt cụt hoặc hỏng"),
    "words": ("Kính gửi Văn phòng, đơn vị xin gửi báo cáo.".encode(), "không có bảng"),
    "binary rubbish": (bytes(range(1, 256)) * 40, "không"),
    "a page without a table": (b"<html><body>Loi dang nhap</body></html>", "không có bảng"),
    "XML 2003": (
        b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"></Workbook>',
        "XML 2003",
    ),
}


@pytest.mark.parametrize("name", BAD_CONTENT)
def test_what_is_no_workbook_is_refused_with_the_reason(name: str, tmp_path: Path) -> None:
    content, reason = BAD_CONTENT[name]
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    assert reason in _fails(path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    assert "không mở được" in _fails(tmp_path / "none.xlsx")


def test_a_file_over_the_size_limit_is_not_even_read(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.touch()
    os.truncate(path, 200 * 1024**2)
    assert "vượt giới hạn" in _fails(path)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_truncated_file_is_refused(share: float, tmp_path: Path) -> None:
    path = Draft().write_xlsx(tmp_path / "a.xlsx")
    os.truncate(path, int(path.stat().st_size * share))
    assert "cắt cụt" in _fails(path)


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = rezipped(Draft().write_xlsx(tmp_path / "a.xlsx"), lambda name, content: content)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/image1.png", b"\0" * 300 * 1024**2)
    assert "giải nén" in _fails(path)


def test_a_part_that_shrinks_beyond_reason_is_refused(tmp_path: Path) -> None:
    path = Draft().write_xlsx(tmp_path / "a.xlsx")
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/image1.png", b"\0" * 50 * 1024**2)
    assert "bom nén" in _fails(path)


def test_entities_are_refused(tmp_path: Path) -> None:
    bomb = b'<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'

    def change(name: str, content: bytes) -> bytes:
        return content.replace(b"?>", b"?>" + bomb, 1) if name.startswith("xl/worksheets/") else content

    assert "thực thể XML" in _fails(rezipped(Draft().write_xlsx(tmp_path / "a.xlsx"), change))


def test_claimed_dimensions_are_not_believed(tmp_path: Path) -> None:
    def change(name: str, content: bytes) -> bytes:
        import re

        return re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"', content)

    read = read_return(rezipped(Draft().write_xlsx(tmp_path / "a.xlsx"), change), forms())
    assert (values(read), faults(read)) == (PLAIN, [])


def test_cells_far_apart_are_refused_with_the_size(tmp_path: Path) -> None:
    def change(name: str, content: bytes) -> bytes:
        far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
        return content.replace(b"</sheetData>", far) if "worksheets" in name else content

    assert "1048576 dòng × 16384 cột" in _fails(rezipped(Draft().write_xlsx(tmp_path / "a.xlsx"), change))


def test_a_figure_in_a_far_row_is_read(tmp_path: Path) -> None:
    draft = Draft()
    draft.grid[HEADER_ROW + 3 : HEADER_ROW + 3] = [[] for _ in range(12_000)]
    read = read_draft(draft, tmp_path)
    assert (values(read), faults(read)) == (PLAIN, [])


# Properties.
figures = st.one_of(
    st.none(),
    st.integers(0, 5000),
    st.decimals(0, 100, places=2, allow_nan=False).map(float),
    st.sampled_from(["không phát sinh", "không áp dụng", "trên 50", "1.234", "x?", "03"]),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(written=st.dictionaries(st.sampled_from(sorted(VALUES)), figures), change=st.sampled_from(sorted(HARMLESS)))
def test_any_change_of_layout_gives_the_same_observations(written: dict[str, Cell], change: str, tmp_path: Path) -> None:
    plain = read_draft(Draft({"01-TCĐ": plain_grid(values={**VALUES, **written})}), tmp_path)
    draft = Draft({"01-TCĐ": plain_grid(values={**VALUES, **written})})
    HARMLESS[change](draft)
    moved = read_draft(draft, tmp_path)

    def said(read: ReturnRead) -> dict[str, tuple[Any, ...]]:
        return {e["line_code"]: (e["value"], e["comparator"], e["state"], e["received"]) for e in rows(read.entries)}

    if "NFD" in change or "blanks" in change or "no-break" in change or "zero-width" in change or "double" in change:
        assert {code: found[:3] for code, found in said(moved).items()} == {
            code: found[:3] for code, found in said(plain).items()
        }
    else:
        assert said(moved) == said(plain)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_damaged_file_raises_anything_but_unreadable(data: st.DataObject, tmp_path: Path) -> None:
    path = tmp_path / "fuzzed.xlsx"
    content = bytearray(Draft().write_xlsx(path).read_bytes())
    for position, byte in data.draw(st.lists(st.tuples(st.integers(0, 2**20), st.integers(0, 255)), min_size=1, max_size=8)):
        content[position % len(content)] = byte
    path.write_bytes(bytes(content))
    try:
        check(read_return(path, forms()))
    except UnreadableReturnError:
        pass
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # the pool answers it
            raise


def test_dates_in_the_head_are_read_as_days(tmp_path: Path) -> None:
    assert forms().periods_in(f"từ {dt.date(2020, 7, 1):%d/%m/%Y} đến {dt.date(2020, 12, 31):%d/%m/%Y}") == ("2020H2",)
