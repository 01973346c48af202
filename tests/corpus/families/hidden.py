"""Rows, columns and sheets that nobody sees: their figures are read like the others and said; disputed ones are asked about."""

import copy
from collections.abc import Callable
from typing import Literal

from openpyxl.workbook import Workbook

from tests.corpus.case import Case, also, gone
from tests.corpus.making import (
    FIRST,
    PERIOD_TITLE,
    SECOND,
    Change,
    LibreOffice,
    Writer,
    add_sheet,
    after,
    both,
    edited,
    in_sheets,
    insert_column,
    line,
    only,
    put,
    xlsb,
    xlsx,
)
from tests.unit.workbooks import CODE, LABEL, MEASURE, VALUE, Draft

Edit = Callable[[Workbook], None]


def _rows(*codes: str) -> Change:
    """Hide the rows of lines."""
    return lambda draft: draft.hidden_rows.extend(line(draft, code)[1] for code in codes)


def _columns(*columns: int) -> Change:
    return lambda draft: draft.hidden_columns.extend(columns)


def _sheet(name: str, state: Literal["hidden", "veryHidden"] = "hidden") -> Edit:
    def edit(book: Workbook) -> None:
        book[name].sheet_state = state

    return edit


def _folded(book: Workbook) -> None:
    sheet = book[FIRST]
    sheet.row_dimensions.group(15, 18, hidden=True)
    sheet.column_dimensions.group("B", "B", hidden=True)


def _filtered(book: Workbook) -> None:
    """Only the lines in percent are shown, as a filter on 'Đơn vị tính' leaves them."""
    sheet = book[FIRST]
    sheet.auto_filter.ref = "A8:F28"
    sheet.auto_filter.add_filter_column(MEASURE, ["%"])
    for row in range(10, 29):
        if sheet.cell(row, MEASURE + 1).value != "%":
            sheet.row_dimensions[row].hidden = True


def _old_copy(period: str | None, figure: int) -> Change:
    """A second sheet of form 1, of this or another period, that says something else on line 1.05."""

    def change(draft: Draft) -> None:
        grid = copy.deepcopy(draft.sheets[FIRST])
        _, row = line(draft, "1.05")
        grid[row][VALUE] = figure
        if period:
            grid[PERIOD_TITLE][0] = period
        add_sheet("cũ", grid)(draft)

    return change


COPIED = ("repeated_sheet cũ!E11",)
HIDDEN_ROWS = (f"hidden_figures {FIRST}!E15",)
DISPUTED = (f"duplicate_line {FIRST}!E17", f"hidden_figures {FIRST}!E17")
WORKBOOKS: dict[str, tuple[str, Callable[[Writer], Writer]]] = {
    ".xlsx": ("xlsx", lambda source: source),
    ".xls": ("xls", lambda source: LibreOffice("xls", source=source)),
    ".ods": ("ods", lambda source: LibreOffice("ods", source=source)),
}


def _second_row(draft: Draft) -> None:
    """A hidden row below line 1.05 that says something else of it."""
    grid, row = line(draft, "1.05")
    after("1.05", [*grid[row][:VALUE], 8])(draft)
    draft.hidden_rows.append(row + 1)


def _in_each_format(
    what: str,
    change: Change,
    entries: dict[str, str] | None = None,
    findings: tuple[str, ...] = (),
    source: Writer = xlsx,
    returns: tuple[str, ...] = ("TC01 2020H2",),
    because: str = "",
) -> list[Case]:
    return [
        Case(f"{what} in {name}", change, entries or {}, findings, made(source), because, returns, found)
        for name, (found, made) in WORKBOOKS.items()
    ]


def _covered(merged: str) -> Writer:
    """The first sheet with a merged range laid over what its cells hold, as programs that do not clear them write it."""
    xml = f'</sheetData><mergeCells count="1"><mergeCell ref="{merged}"/></mergeCells>'
    return in_sheets(b"</sheetData>", xml.encode())


NARROW = in_sheets(b"<sheetData>", b'<cols><col min="5" max="5" width="0" customWidth="1"/></cols><sheetData>')
LOW = in_sheets(b'<row r="16"', b'<row r="16" ht="0" customHeight="1"')
CASES = [
    Case("a column of no width", only(FIRST), gone("2", "3", "4"), (f"hidden_figures {FIRST}!E11",), NARROW),
    Case("a row of no height", only(FIRST), gone("2", "3", "4"), (f"hidden_figures {FIRST}!E16",), LOW),
    *(
        case
        for merged in ("D16:E16", "C16:F16", "A16:F16")
        for case in _in_each_format(
            f"a figure under the merged {merged}",
            only(FIRST),
            gone("2", "3", "4"),
            (f"hidden_figures {FIRST}!E16",),
            _covered(merged),
            because="ô gộp che khuất",
        )
    ),
    *_in_each_format(
        "a figure under the merged one above it",
        only(FIRST),
        {**gone("2", "3", "4"), "1.04": "unreadable", "1.05": "unreadable"},
        (f"merged_value {FIRST}!E15", f"merged_value {FIRST}!E16", f"hidden_figures {FIRST}!E16"),
        _covered("E15:E16"),
    ),
    *_in_each_format(
        "a figure under a blank merged one",
        both(only(FIRST), put("1.04", None)),
        {**gone("2", "3", "4"), "1.04": "blank"},
        (f"hidden_figures {FIRST}!E16",),
        _covered("E15:E16"),
    ),
    *_in_each_format("a figure in the first cell of a merged range", only(FIRST), gone("2", "3", "4"), (), _covered("E16:F16")),
    *_in_each_format("hidden rows", _rows("1.04", "1.05", "1.06"), findings=HIDDEN_ROWS, because="3 ô số ở dòng"),
    *_in_each_format("a hidden row that says something else of its line", _second_row, {"1.05": "unreadable"}, DISPUTED),
    *_in_each_format("a hidden blank row", both(put("1.05", None), _rows("1.05")), {"1.05": "blank"}),
    *_in_each_format(
        "a hidden column of figures that nobody asked for",
        both(insert_column(5, "So sánh", 3), _columns(5)),
        findings=(f"extra_column {FIRST}!F11",),
    ),
    *_in_each_format(
        "the column of figures hidden", _columns(VALUE), findings=(f"hidden_figures {FIRST}!E11",), because="16 ô số"
    ),
    *_in_each_format(
        "a hidden second column for the same period",
        both(insert_column(5, "Số liệu", 3), _columns(5)),
        {f"1.{number:02}": "gone" for number in range(1, 17)},
        (f"ambiguous_column {FIRST}!E8", f"ambiguous_column {FIRST}!F8", f"hidden_figures {FIRST}!F11"),
    ),
    *_in_each_format("hidden columns of codes and measures", _columns(CODE, MEASURE)),
    *_in_each_format("a hidden column of labels", _columns(LABEL)),
    *_in_each_format(
        "a hidden sheet with a form",
        lambda draft: None,
        findings=(f"hidden_figures {SECOND}!E11",),
        source=edited(_sheet(SECOND)),
        because="trang tính bị ẩn",
    ),
    *_in_each_format(
        "a hidden second copy of a form with another figure",
        _old_copy(None, 8),
        {"1.05": "unreadable"},
        (*COPIED, "hidden_figures cũ!E11"),
        edited(_sheet("cũ")),
    ),
    *_in_each_format(
        "a hidden copy of a form for the period before",
        both(only(FIRST), _old_copy("Kỳ báo cáo: 6 tháng đầu năm 2021", 8)),
        {**gone("2", "3", "4"), **also("TC01 2021H1", "1", {"1.05": "8"})},
        ("hidden_figures cũ!E11",),
        edited(_sheet("cũ")),
        ("TC01 2020H2", "TC01 2021H1"),
    ),
    Case("a very hidden sheet", findings=(f"hidden_figures {SECOND}!E11",), write=edited(_sheet(SECOND, "veryHidden"))),
    Case("folded rows and columns", findings=HIDDEN_ROWS, write=edited(_folded), because="4 ô số"),
    *_in_each_format(
        "rows left out by a filter",
        lambda draft: None,
        findings=(f"hidden_figures {FIRST}!E11",),
        source=edited(_filtered),
    ),
    Case(
        "hidden rows and columns in .xlsb, by hand",
        both(only(FIRST), _rows("1.04", "1.05"), _columns(CODE)),
        gone("2", "3", "4"),
        HIDDEN_ROWS,
        xlsb,
        "2 ô số",
        format="xlsb",
    ),
]
