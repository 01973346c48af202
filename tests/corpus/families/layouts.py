"""Tables that moved, grew, shrank, merged or stand where nobody expects them."""

import copy
from typing import Any

from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.workbook import Workbook

from tests.corpus.case import ALL_GONE, Case, also, gone
from tests.corpus.making import (
    FIRST,
    FOURTH,
    HEADER,
    PERIOD_TITLE,
    SECOND,
    THIRD,
    Change,
    add_sheet,
    after,
    at,
    both,
    columns,
    drop_row,
    each_code,
    edited,
    head,
    insert_column,
    insert_rows,
    is_line,
    line,
    merge,
    one_sheet,
    only,
    put,
    rename,
    reverse_lines,
    shift,
)
from tests.unit.workbooks import CLEAN, CODE, LABEL, MEASURE, NOTE, NUMBER, VALUE, Cell, Draft

COLUMN_NUMBERS: tuple[tuple[Cell, Cell], ...] = ((-1, -2), ("(-1)", "(-2)"), ("(1)", "(2)"), ("-1", "-2"))
"""How a row of column numbers may be written."""


def _subheadings(*rows: list[Cell]) -> Change:
    return insert_rows(HEADER + 1, *rows)


def _two_row_header(draft: Draft) -> None:
    _subheadings([None, None, None, None, "Trong kỳ", None])(draft)
    draft.merges += [(HEADER, column, HEADER + 1, column) for column in (NUMBER, CODE, LABEL)]


def _column_per_period(draft: Draft) -> None:
    for name in list(draft.sheets):
        insert_column(5, "6 tháng cuối năm 2020", 3, sheet=name)(draft)
        at(HEADER, VALUE, "6 tháng đầu năm 2021", name)(draft)
        at(PERIOD_TITLE, 0, None, name)(draft)


def _sheet_per_period(draft: Draft) -> None:
    later = copy.deepcopy(draft.sheets[FIRST])
    later[PERIOD_TITLE][0] = "Kỳ báo cáo: 6 tháng đầu năm 2021"
    later[15][VALUE] = 9
    draft.sheets["01-TCĐ 2021"] = later


def _side_by_side(draft: Draft) -> None:
    left, right = draft.sheets[FIRST], draft.sheets.pop(SECOND)
    for number, row in enumerate(right):
        cells = left[number] if number < len(left) else []
        left[number : number + 1] = [[*cells, *[None] * (7 - len(cells)), *row]]


def _transposed(draft: Draft) -> None:
    only(FIRST)(draft)
    table = [row for row in draft.grid if is_line(row)]
    draft.sheets = {FIRST: [*draft.grid[:HEADER], *([row[column] for row in table] for column in (CODE, LABEL, VALUE))]}


def _copy_of_first_sheet(draft: Draft) -> None:
    draft.sheets["01-TCĐ (2)"] = copy.deepcopy(draft.sheets[FIRST])


def _new_page(draft: Draft) -> None:
    grid, row = line(draft, "1.07")
    grid[row:row] = [[], copy.deepcopy(grid[HEADER]), copy.deepcopy(grid[HEADER + 1])]


def _swap(column: int) -> Change:
    def change(draft: Draft) -> None:
        (grid, one), (_, other) = line(draft, "1.07"), line(draft, "1.08")
        grid[one][column], grid[other][column] = grid[other][column], grid[one][column]

    return change


def _decorated(book: Workbook) -> None:
    sheet: Any = book[FIRST]
    sheet["E16"].comment = Comment("Tăng 2 so với kỳ trước", "Nguyễn Văn A")
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=5, min_row=15, max_row=21))
    sheet.add_chart(chart, "H2")
    sheet.auto_filter.ref = "A8:F28"


def _chart_sheet(book: Workbook) -> None:
    chart = BarChart()
    chart.add_data(Reference(book[FIRST], min_col=5, min_row=15, max_row=21))
    chart_sheet: Any = book.create_chartsheet("Biểu đồ")
    chart_sheet.add_chart(chart)


MERGED = ("merged_value 01-TCĐ!E18", "merged_value 01-TCĐ!E19")
SIDE_BY_SIDE = ("extra_column 01-TCĐ!I11", *(f"unknown_line 01-TCĐ!{address}" for address in ("E9", "L9", "L14", "L22")))
DIFFERS = ("line_differs 01-TCĐ!C16",)
NO_VALUE_COLUMN = ("no_value_column 01-TCĐ!A8", "extra_column 01-TCĐ!E11")


def _unknown_lines(draft: Draft) -> None:
    """The form of another office: its header row is like ours, none of its lines is."""
    draft.sheets = {"Biểu lạ": [["STT", "Mã số", "Nội dung", "Số liệu"], ["1", "A1", "Diện tích rừng", None]]}


def _numbered(*labels: str) -> Change:
    """Lines without codes, numbered I, II, III."""

    def change(draft: Draft) -> None:
        grid = draft.sheets[FIRST]
        for number, (numeral, label) in enumerate(zip(("I", "II", "III"), labels, strict=True)):
            grid.insert(9 + number, [numeral, None, label, "người", 40 + number, None])

    return change


CASES = [
    Case("no known line", _unknown_lines, ALL_GONE, ("no_known_line Biểu lạ",), returns=(), because="Biểu lạ"),
    Case(
        "no known line, filled in",
        both(_unknown_lines, lambda draft: draft.grid[1].__setitem__(3, 5)),
        ALL_GONE,
        ("no_known_line Biểu lạ", "unknown_sheet Biểu lạ!D2"),
        returns=(),
    ),
    Case(
        "lines numbered I, II, III without codes",
        both(
            drop_row("1.05"),
            drop_row("1.07"),
            drop_row("1.08"),
            _numbered("Đảng viên mới kết nạp trong kỳ", "Đảng viên chuyển đến", "Đảng viên chuyển đi"),
        ),
        {"1.05": "40", "1.07": "41", "1.08": "42"},
    ),
    Case("a section called like a line that is there", at(9, 2, "Đảng viên đầu kỳ")),
    *(
        Case(
            f"columns numbered {', '.join(map(repr, numbers))}",
            both(*(at(8, 4 + n, number) for n, number in enumerate(numbers))),
        )
        for numbers in COLUMN_NUMBERS
    ),
    # Moved.
    Case("everything three rows down", shift(rows=3)),
    Case("everything two columns to the right", shift(right=2)),
    Case("everything far down and far right", shift(rows=4000, right=30)),
    Case("a line of print above the head", insert_rows(0, ["Mẫu in năm 2020"], [])),
    Case("blank rows between head and table", insert_rows(HEADER, [], [], [])),
    Case("blank rows between lines", insert_rows(16, [], [])),
    Case("a remark between lines", insert_rows(16, [None, None, "Số liệu tính đến 31/12", None, None])),
    Case("lines in another order", reverse_lines),
    Case("no row of column numbers", lambda draft: draft.grid.pop(HEADER + 1)),
    Case("column numbers with a formula: 3 = 1 + 2", at(HEADER + 1, VALUE, "3 = 1 + 2")),
    Case("hidden columns of codes and measures", lambda draft: draft.hidden_columns.extend([CODE, MEASURE])),
    Case("comments, a chart and a filter", write=edited(_decorated)),
    # Columns.
    Case("no column for line numbers", columns(1, 2, 3, 4, 5)),
    Case("no column for units of measure", columns(0, 1, 2, 4, 5)),
    Case("no column for notes", columns(0, 1, 2, 3, 4)),
    Case("no codes", columns(0, 2, 3, 4, 5)),
    Case("no labels", columns(0, 1, 3, 4, 5)),
    Case(
        "neither codes nor labels",
        columns(0, 3, 4, 5),
        ALL_GONE,
        ("no_form", *(f"unknown_sheet {name}!C9" for name in (FIRST, SECOND, THIRD, FOURTH))),
        returns=(),
    ),
    Case("columns in another order", columns(4, 5, 2, 1, 0, 3)),
    Case("codes behind labels", columns(0, 2, 1, 3, 4, 5)),
    Case("figures at the left", columns(4, 0, 1, 2, 3, 5)),
    Case("an empty column between", columns(0, 1, None, 2, None, 3, 4, 5)),
    Case("a column of remarks", insert_column(5, "So sánh", "tăng")),
    Case("a column of last period's figures", insert_column(5, "Kỳ trước", 5)),
    Case("a column of figures to compare with", insert_column(5, "So sánh", 5), findings=("extra_column 01-TCĐ!F11",)),
    Case("a column of the plan before the figures", insert_column(4, "Kế hoạch năm", 5), findings=("extra_column 01-TCĐ!E11",)),
    Case("figures without a heading", insert_column(6, None, 5), findings=("extra_column 01-TCĐ!G11",)),
    Case(
        "a column of another period's figures",
        insert_column(5, "6 tháng đầu năm 2020", 5),
        findings=("extra_column 01-TCĐ!F11",),
    ),
    Case("a column that names the head's period", at(HEADER, VALUE, "Số liệu 6 tháng cuối năm 2020")),
    Case(
        "two columns of figures",
        insert_column(5, "Số liệu", 5),
        gone("1"),
        ("ambiguous_column 01-TCĐ!E8", "ambiguous_column 01-TCĐ!F8"),
    ),
    Case("no heading that we know over the figures", at(HEADER, VALUE, "Kế hoạch"), gone("1"), NO_VALUE_COLUMN),
    Case("a slip in the heading of the figures", at(HEADER, VALUE, "Sô liêu"), gone("1"), NO_VALUE_COLUMN),
    Case("another word for the figures", at(HEADER, VALUE, "Kết quả thực hiện")),
    Case("a remark in brackets in a heading", at(HEADER, VALUE, "Số liệu (trong kỳ)")),
    Case("a running total by its heading", at(HEADER, VALUE, "Số liệu (lũy kế)"), gone("1"), NO_VALUE_COLUMN),
    # Header rows.
    Case("a header of two rows", _two_row_header),
    Case(
        "a header of three rows",
        _subheadings([None, None, None, None, "Trong kỳ", None], [None, None, None, None, "(người)", None]),
    ),
    Case(
        "totals and women in smaller headings",
        both(insert_column(5, None, 1), _subheadings([None, None, None, None, "Tổng số", "Trong đó: nữ"])),
        findings=("extra_column 01-TCĐ!F12",),
    ),
    Case("a header repeated on a new page", _new_page),
    Case(
        "no header row",
        both(*(head(HEADER, column, None) for column in range(6))),
        ALL_GONE,
        ("no_form", *(f"unknown_sheet {name}!E9" for name in (FIRST, SECOND, THIRD, FOURTH))),
        returns=(),
    ),
    Case(
        "no header row on one sheet",
        both(*(at(HEADER, column, None) for column in range(6))),
        gone("1"),
        ("unknown_sheet 01-TCĐ!E9",),
    ),
    Case("lines as columns", _transposed, ALL_GONE, ("no_form", "unknown_sheet 01-TCĐ!B8"), returns=()),
    # Merged cells.
    Case("a merged title", lambda draft: draft.merges.append((2, 0, 2, 5))),
    Case("a figure merged with the note beside it", merge("1.07", "1.07", VALUE, NOTE)),
    Case("a figure merged over two lines", merge("1.07", "1.08"), {"1.07": "unreadable", "1.08": "unreadable"}, MERGED),
    Case(
        "an empty merged cell over two lines",
        both(put("1.07", None), merge("1.07", "1.08")),
        {"1.07": "blank", "1.08": "blank"},
    ),
    Case("a label merged over two lines", merge("1.07", "1.08", LABEL, LABEL)),
    Case("a unit of measure merged over a section", merge("1.04", "1.10", MEASURE, MEASURE)),
    # Sheets.
    Case("all forms on one sheet", one_sheet),
    Case(
        "two forms side by side",
        _side_by_side,
        gone("1", "2"),
        ("ambiguous_column 01-TCĐ!E8", "ambiguous_column 01-TCĐ!L8", *SIDE_BY_SIDE),
    ),
    Case("sheets called Sheet1 to Sheet4", rename("Sheet1", "Sheet2", "Sheet3", "Sheet4")),
    Case("tabs of two forms exchanged", rename(SECOND, FIRST)),
    Case("a tab with a quote and an exclamation mark", rename("Biểu '01'!")),
    Case("a sheet copied", _copy_of_first_sheet, {}, ("repeated_sheet 01-TCĐ (2)!E11",)),
    Case("an empty sheet first", add_sheet("Sheet9", [], first=True)),
    Case("a sheet of instructions", add_sheet("Hướng dẫn", [["Ghi số liệu vào cột E"], ["Không sửa mã số"]], first=True)),
    Case(
        "a sheet of other figures", add_sheet("Phụ lục", [["Năm", "Số"], ["2019", 5]]), findings=("unknown_sheet Phụ lục!B2",)
    ),
    Case("a sheet of charts", write=edited(_chart_sheet)),
    # Codes and labels.
    Case("codes with commas", each_code(lambda code: code.replace(".", ","))),
    Case("codes with blanks", each_code(lambda code: f" {code} ")),
    Case("codes with leading zeros", each_code(lambda code: f"0{code}")),
    Case("codes as numbers", each_code(float)),
    Case("codes without an inner zero", each_code(lambda code: code.replace(".0", "."))),
    Case("no code on one line", put("1.05", None, CODE)),
    Case(
        "a slip in a label without a code",
        both(put("1.05", "Đảng viên mới kêt nap trong kỳ", LABEL), put("1.05", None, CODE)),
        findings=DIFFERS,
    ),
    Case("a slip in a label with a code", put("1.05", "Đảng viên mới kêt nap trong kỳ", LABEL)),
    Case("a label in one's own words with a code", put("1.05", "Số kết nạp", LABEL), findings=DIFFERS, because="Số kết nạp"),
    Case(
        "a label between two lines",
        both(put("1.07", "Đảng viên chuyển đ", LABEL), put("1.07", None, CODE)),
        {"1.07": "gone"},
        ("ambiguous_label 01-TCĐ!E18",),
        because="1.08",
    ),
    Case(
        "a label that another form has too",
        both(put("3.11", "Đảng viên", LABEL), put("3.11", None, CODE)),
        {"3.11": "gone"},
        ("unknown_line 03-TCĐ!E24",),
    ),
    Case(
        "a code in front of the label",
        both(put("1.05", "1.05. Đảng viên mới kết nạp trong kỳ", LABEL), put("1.05", None, CODE)),
    ),
    Case(
        "labels of two lines exchanged",
        _swap(LABEL),
        {"1.07": "gone", "1.08": "gone"},
        ("code_disagrees 01-TCĐ!E18", "code_disagrees 01-TCĐ!E19"),
    ),
    Case(
        "codes of two lines exchanged",
        _swap(CODE),
        {"1.07": "gone", "1.08": "gone"},
        ("code_disagrees 01-TCĐ!E18", "code_disagrees 01-TCĐ!E19"),
    ),
    Case(
        "code 1.1 without a label: 1.10 or 1.01",
        both(put("1.10", 1.1, CODE), at(20, LABEL, None)),
        {"1.10": "gone"},
        ("ambiguous_code 01-TCĐ!E21",),
    ),
    Case(
        "neither code nor label on one line",
        both(at(15, CODE, None), at(15, LABEL, None)),
        {"1.05": "gone"},
        ("unknown_line 01-TCĐ!E16",),
    ),
    Case("a code of no line with a line's label", put("1.05", "1.55", CODE), findings=DIFFERS, because="1.55"),
    # Lines of one's own.
    Case(
        "a line of one's own",
        after("1.16", [7, "1.99", "Đảng viên danh dự", "người", 5]),
        findings=("unknown_line 01-TCĐ!E29",),
        because="Đảng viên danh dự",
    ),
    Case(
        "a line of one's own without a code",
        after("1.16", [7, None, "Số đoàn ra nước ngoài", "đoàn", 5]),
        findings=("unknown_line 01-TCĐ!E29",),
    ),
    Case(
        "a line twice",
        after("1.16", [7, "1.05", "Đảng viên mới kết nạp trong kỳ", "người", 9]),
        {"1.05": "unreadable"},
        ("duplicate_line 01-TCĐ!E29",),
    ),
    Case(
        "a line twice with the same figure",
        after("1.16", [7, "1.05", "Đảng viên mới kết nạp trong kỳ", "người", 7]),
        findings=("duplicate_line 01-TCĐ!E29",),
    ),
    Case(
        "a figure merged with that of a line of one's own",
        both(merge("1.01", "1.03"), at(10, CODE, "1.99"), at(10, LABEL, "Chi bộ trực thuộc")),
        {"1.01": "gone", "1.02": "unreadable", "1.03": "unreadable"},
        ("unknown_line 01-TCĐ!E11", "merged_value 01-TCĐ!E12", "merged_value 01-TCĐ!E13"),
    ),
    Case("a line twice, the second blank", after("1.16", [7, "1.05", "Đảng viên mới kết nạp trong kỳ", "người", None])),
    Case("a sub-total", after("1.10", [None, None, "Cộng I + II", None, 129]), findings=("subtotal_line 01-TCĐ!E22",)),
    Case("a sub-total without a figure", after("1.10", [None, None, "Cộng I + II", None, None])),
    Case("a grand total", after("1.16", [None, None, "Tổng cộng", None, 129]), findings=("subtotal_line 01-TCĐ!E29",)),
    Case("a figure on a section's row", at(13, VALUE, 128), findings=("unknown_line 01-TCĐ!E14",)),
    Case(
        "notes under the table",
        after(
            "1.16",
            [],
            ["Ghi chú: số liệu tính đến ngày 31/12/2020; 02 đồng chí chuyển đi."],
            [None, None, "Giảm khác gồm 01 từ trần"],
        ),
    ),
    Case("a figure under the table", after("1.16", [], [None, None, None, None, 5]), findings=("unknown_line 01-TCĐ!E30",)),
    Case(
        "a label that goes on in the next row",
        both(put("1.09", "Giảm khác (từ trần, xóa tên,", LABEL), after("1.09", [None, None, "khai trừ, xin ra)"])),
        findings=("line_differs 01-TCĐ!C20",),
    ),
    Case(
        "a line of another form among the lines",
        both(drop_row("2.12"), after("1.16", [7, "2.12", "Chủ nhiệm ủy ban kiểm tra", "người", 0])),
    ),
    # Several periods.
    Case(
        "a sheet per period", _sheet_per_period, also("TC01 2021H1", "1", {"1.05": "9"}), returns=("TC01 2020H2", "TC01 2021H1")
    ),
    Case(
        "a column per period",
        _column_per_period,
        {**dict.fromkeys(CLEAN, "3"), "4.01": "unreadable"} | also("TC01 2021H1", "1234"),
        ("unreadable_value 04-TCĐ!F11",),
        returns=("TC01 2020H2", "TC01 2021H1"),
    ),
]
