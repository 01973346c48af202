"""What the sheets of all forms look like: fonts and boxes, the head, the signatures, the paper."""

import datetime as dt
import math
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook  # type: ignore[import-untyped]  # ships without types
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from pipelines.language.words import label, labels
from pipelines.reference import Form, Period, Unit
from pipelines.templates.expressions import Content

HEAD_ROWS = 7
"""Rows of the head; the tables begin below."""
SUMMARY_ROW = HEAD_ROWS - 1
FITTING = 1.1
"""Letters of proportional type for each digit of a column's width."""
LINE_HEIGHT, ROW_MARGIN = 16, 4
"""Points for each line of text in a row, and around them."""

# Without a scheme, or Excel shows the font of its own theme instead.
FONT = {"font_name": "Times New Roman", "font_scheme": "none", "font_size": 12, "valign": "vcenter"}
BOXED = {**FONT, "border": 1}
GREY, CLOSED, SOFT = "#F2F2F2", "#D9D9D9", "#7F7F7F"
PREVIOUS = {**BOXED, "align": "right", "indent": 1, "text_wrap": True, "font_color": SOFT, "bg_color": GREY}
ENTRY = {**BOXED, "locked": False, "align": "right", "indent": 1, "text_wrap": True}
FORMATS: dict[str, dict[str, object]] = {
    "left": FONT,
    "right": {**FONT, "align": "right"},
    "centre": {**FONT, "align": "center"},
    "centre_italic": {**FONT, "align": "center", "italic": True},
    "centre_bold": {**FONT, "align": "center", "bold": True},
    "motto": {**FONT, "align": "center", "bold": True, "underline": 1},
    "title": {**FONT, "font_size": 13, "align": "center", "bold": True, "text_wrap": True},
    "heading": {**BOXED, "align": "center", "bold": True, "text_wrap": True, "bg_color": "#E7E6E6"},
    "column_number": {**BOXED, "font_size": 10, "align": "center", "italic": True},
    "column_formula": {**BOXED, "font_size": 10, "align": "center", "italic": True, "text_wrap": True},
    "section_number": {**BOXED, "align": "center", "bold": True},
    "section": {**BOXED, "bold": True, "text_wrap": True},
    "cell_centre": {**BOXED, "align": "center", "text_wrap": True},
    "label": {**BOXED, "text_wrap": True, "indent": 1},
    "label_total": {**BOXED, "bold": True, "text_wrap": True, "indent": 1},
    "count": {**ENTRY, "num_format": "#,##0"},
    "percent": {**ENTRY, "num_format": "0.00"},
    "rating": {**ENTRY, "align": "center", "indent": 0},
    "count_total": {**ENTRY, "num_format": "#,##0", "bold": True, "locked": True},
    "percent_total": {**ENTRY, "num_format": "0.00", "bold": True, "locked": True},
    "note": {**BOXED, "locked": False, "text_wrap": True, "font_size": 11},
    "count_previous": {**PREVIOUS, "num_format": "#,##0"},
    "percent_previous": {**PREVIOUS, "num_format": "0.00"},
    "rating_previous": {**PREVIOUS, "align": "center", "indent": 0},
    "section_previous": {**BOXED, "bg_color": GREY},
    "stamp": {**FONT, "font_size": 9, "align": "right", "font_color": SOFT},
    "summary": {**FONT, "font_size": 11, "shrink": True, "align": "right", "bold": True, "font_color": SOFT},
    "check": {**FONT, "font_size": 11, "indent": 1, "font_color": SOFT},
    "table_title": {**FONT, "bold": True, "text_wrap": True},
    "table_measure": {**FONT, "align": "right", "italic": True},
    "closed": {**BOXED, "align": "center", "bg_color": CLOSED, "font_color": SOFT},
    "check_heading": {**BOXED, "align": "left", "indent": 1, "bold": True, "bg_color": "#E7E6E6"},
}


class _Sheet(Worksheet):  # type: ignore[misc]
    """A sheet whose formulas of checks are searched once for functions newer than Excel 2007.

    They are alike in the workbooks of all units, and xlsxwriter searches each for a hundred names.
    """

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> Any:
        return _prepared(formula, expand_future_functions)


@cache
def _prepared(formula: str, expand_future_functions: bool) -> Any:
    return Worksheet()._prepare_formula(formula, expand_future_functions)


class _Book(Workbook):  # type: ignore[misc]
    worksheet_class = _Sheet


@contextmanager
def new_workbook(path: Path, title: str, created_on: dt.date) -> Iterator[tuple[Any, dict[str, Any]]]:
    """A workbook that is written when it is left, and its formats by name; the same contents give the same bytes."""
    # xlsxwriter adds to the default format that it is given: it gets a copy.
    # Text from a register stays text, whatever it begins with.
    options = {"strings_to_urls": False, "strings_to_formulas": False, "default_format_properties": {**FONT}, "in_memory": True}
    with _Book(str(path), options) as workbook:
        workbook.set_properties({"title": title, "created": dt.datetime.combine(created_on, dt.time())})
        yield workbook, {name: workbook.add_format(properties) for name, properties in FORMATS.items()}


def write_span(sheet: Any, row: int, first: int, last: int, text: str, look: Any) -> None:
    """Write a text over columns, which may be one."""
    write_box(sheet, row, first, row, last, text, look)


def write_box(sheet: Any, top: int, left: int, bottom: int, right: int, text: str, look: Any) -> None:
    """Write a text over rows and columns, which may be one cell."""
    if (top, left) == (bottom, right):
        sheet.write_string(top, left, text, look)
    else:
        sheet.merge_range(top, left, bottom, right, text, look)


def line_count(text: str, width: float) -> int:
    """Lines that a text takes in a column of a width in digits."""
    return math.ceil(len(text) / (width * FITTING)) or 1


def wrapped_lines(text: str, width: float) -> int:
    """Lines that a text takes when it is broken between words."""
    lines, used = 1, 0
    for word in text.split():
        if used and used + 1 + len(word) > width:
            lines, used = lines + 1, 0
        used += len(word) + bool(used)
    return lines


def write_head(
    sheet: Any,
    formats: dict[str, Any],
    form: Form,
    period: Period,
    unit: Unit | None,
    *,
    unit_vi: str | None,
    middle: int,
    last: int,
    receiver_vi: str,
    note_vi: str | None = None,
    has_summary: bool = False,
) -> None:
    """Write the head of a form's sheet: number, unit, title, period, receiver.

    Args:
        sheet: xlsxwriter's sheet.
        formats: its formats, by name.
        form: the form.
        period: the period reported on.
        unit: who reports; None where that is written by hand.
        unit_vi: its name, as nobody can take it for another one.
        middle: first column of the right half.
        last: last column.
        receiver_vi: office that receives the return.
        note_vi: a line under the title.
        has_summary: whether the right half of the last line is left to the summary of the checks.
    """
    words, heads, name = labels("form_word"), labels("head"), unit_vi or "…" * 20
    write_span(sheet, 0, 0, middle - 1, f"{heads['form']}: {form.code}", formats["centre_bold"])
    write_span(sheet, 0, middle, last, words["motto"], formats["motto"])
    write_span(sheet, 1, 0, middle - 1, name, formats["centre_bold"])
    write_span(sheet, 2, 0, last, form.title_vi.upper(), formats["title"])
    write_span(sheet, 3, 0, last, f"{heads['period']}: {period.label_vi}", formats["centre_bold"])
    write_span(sheet, 4, 0, last, note_vi or "", formats["centre_italic"])
    write_span(sheet, 5, 0, middle - 1, f"{heads['unit_name']}: {name}", formats["left"])
    unit_code = f"{heads['unit_code']}: {unit.unit_id if unit else '…' * 5}"
    write_span(sheet, 5, middle, last, unit_code, formats["right"])
    write_span(sheet, 6, 0, middle - 1 if has_summary else last, f"{heads['receiver']}: {receiver_vi}", formats["left"])
    sheet.set_row(2, 26)
    sheet.set_row(SUMMARY_ROW, 22)


def write_stamp(sheet: Any, formats: dict[str, Any], stamp: str, *, middle: int, last: int) -> None:
    """Write the version of the form into the head."""
    write_span(sheet, 1, middle, last, f"{label('head', 'version')}: {stamp}", formats["stamp"])


def write_signatures(sheet: Any, formats: dict[str, Any], row: int, *, middle: int, last: int) -> None:
    """Write where those who made and who answer for the return sign, from a row on."""
    words, left = labels("form_word"), (0, middle - 1)
    write_span(sheet, row, middle, last, words["day"], formats["centre_italic"])
    write_span(sheet, row + 1, *left, words["maker"], formats["centre_bold"])
    write_span(sheet, row + 1, middle, last, words["head"], formats["centre_bold"])
    write_span(sheet, row + 2, *left, words["signed"], formats["centre_italic"])
    write_span(sheet, row + 2, middle, last, words["sealed"], formats["centre_italic"])


def set_up_page(sheet: Any, last_row: int, last: int, *, is_wide: bool = False) -> None:
    """A4, as wide as the page, protected against a slip of the hand."""
    sheet.set_paper(9)  # A4
    if is_wide:
        sheet.set_landscape()
    else:
        sheet.set_portrait()
    sheet.set_margins(left=0.8, right=0.5, top=0.7, bottom=0.7)
    sheet.center_horizontally()
    sheet.fit_to_pages(1, 0)
    sheet.print_area(0, 0, last_row, last)
    sheet.set_footer(f'&C&"Times New Roman"&10{label("form_word", "page")} &P/&N')
    sheet.hide_gridlines(2)
    # No password: it keeps a slip of the hand off labels and formulas, and anybody may lift it.
    sheet.protect("", {"format_columns": True, "format_rows": True})


def write_content(sheet: Any, row: int, column: int, content: Content, look: Any) -> None:
    """Write what a cell holds."""
    if content is None:
        sheet.write_blank(row, column, None, look)
    elif isinstance(content, str):
        sheet.write_string(row, column, content, look)
    else:
        sheet.write_number(row, column, content, look)
