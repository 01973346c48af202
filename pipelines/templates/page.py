"""What the sheets of all forms look like: fonts and boxes, the head, the signatures, the paper."""

import datetime as dt
import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook  # type: ignore[import-untyped]  # ships without types
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from pipelines.language.words import label, labels
from pipelines.reference import Form, Period, Reference, Unit
from pipelines.templates.expressions import Content

HEAD_ROWS = 7
"""Rows of the head; the tables begin below."""
SUMMARY_ROW = HEAD_ROWS - 1
FITTING = 1.1
"""Letters of proportional type for each digit of a column's width."""
LINE_HEIGHT, ROW_MARGIN = 16, 4
"""Points for each line of text in a row, and around them."""
_DIGIT = 5.6
"""Points for each digit of a column's width."""
_PAPER, _MARGINS = (595.0, 842.0), (94.0, 101.0)
"""Points of A4, and of what is left free on both sides of it: width and height."""
_LONGER = 1.4
"""How much longer than a page a sheet may be that is drawn smaller to stand on one."""
_ROOM = {"title": 0.72, "centre_bold": 0.9, "motto": 0.72}
"""Letters for each digit of width, of texts in bold or in capitals."""

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
_WRAPPED = "_wrapped"
FORMATS |= {f"{name}{_WRAPPED}": {**look, "text_wrap": True} for name, look in FORMATS.items() if "border" not in look}


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


def motto_of(reference: Reference, unit: Unit | None) -> tuple[str, ...]:
    """What stands at the top right of a unit's forms: that of its kind, else the office's own."""
    kinds = (code.motto_vi for code in reference.codes("unit_kind") if unit and code.code == unit.kind)
    return next(kinds, ()) or (label("form_word", "motto"),)


def write_head(
    sheet: Any,
    formats: dict[str, Any],
    reference: Reference,
    form: Form,
    period: Period,
    unit: Unit | None,
    *,
    middle: int,
    widths: Sequence[float],
    receiver_vi: str,
    note_vi: str | None = None,
    stamp: str = "",
) -> None:
    """Write the head of a form's sheet: number, unit, title, period, receiver.

    Args:
        sheet: xlsxwriter's sheet.
        formats: its formats, by name.
        reference: the registers.
        form: the form.
        period: the period reported on.
        unit: who reports; None where that is written by hand.
        middle: first column of the right half.
        widths: widths of the columns, in digits.
        receiver_vi: office that receives the return.
        note_vi: a line under the title.
        stamp: version of the form. Where it is told, the right half of the last line is left to the summary of the checks.
    """
    heads, last = labels("head"), len(widths) - 1
    name = reference.unit_names[unit.key] if unit else "…" * 20  # as nobody can take it for another one
    (motto, *below), version = motto_of(reference, unit), f"{heads['version']}: {stamp}" if stamp else ""
    left, right, whole = (0, middle - 1), (middle, last), (0, last)
    is_moved = bool(below and version)
    texts: list[tuple[int, tuple[int, int], str, str]] = [
        (0, left, f"{heads['form']}: {form.code}", "centre_bold"),
        (0, right, motto, "centre_bold" if below else "motto"),
        (1, left, name, "centre_bold"),
        *([(1, right, " ".join(below) or version, "motto" if below else "stamp")] if below or version else []),
        (2, whole, form.title_vi.upper(), "title"),
        (3, whole, f"{heads['period']}: {period.label_vi}", "centre_bold"),
        (4, left if is_moved else whole, note_vi or "", "centre_italic"),
        *([(4, right, version, "stamp")] if is_moved else []),
        (5, left, f"{heads['unit_name']}: {name}", "left"),
        (5, right, f"{heads['unit_code']}: {unit.unit_id if unit else '…' * 5}", "right"),
        (6, left if stamp else whole, f"{heads['receiver']}: {receiver_vi}", "left"),
    ]
    heights = {2: 26, SUMMARY_ROW: 22}
    for row, (start, end), text, look in texts:
        lines = wrapped_lines(text, sum(widths[start : end + 1]) * _ROOM.get(look, 1))
        write_span(sheet, row, start, end, text, formats[look if lines == 1 else f"{look}{_WRAPPED}"])
        if lines > 1:
            heights[row] = max(heights.get(row, 0), lines * LINE_HEIGHT + ROW_MARGIN)
    for row, height in heights.items():
        sheet.set_row(row, height)


def write_signatures(sheet: Any, formats: dict[str, Any], row: int, *, middle: int, last: int) -> None:
    """Write where those who made and who answer for the return sign, from a row on."""
    words, left = labels("form_word"), (0, middle - 1)
    write_span(sheet, row, middle, last, words["day"], formats["centre_italic"])
    write_span(sheet, row + 1, *left, words["maker"], formats["centre_bold"])
    write_span(sheet, row + 1, middle, last, words["head"], formats["centre_bold"])
    write_span(sheet, row + 2, *left, words["signed"], formats["centre_italic"])
    write_span(sheet, row + 2, middle, last, words["sealed"], formats["centre_italic"])


def fits_one_page(width: float, height: float, *, is_wide: bool) -> bool:
    """Whether a sheet that is as wide as its page is little longer than that: its last rows and signatures would stand alone.

    Args:
        width: of all columns, in digits.
        height: of all rows, in points.
        is_wide: whether it is printed across the paper.
    """
    across, down = (_PAPER[1], _PAPER[0]) if is_wide else _PAPER
    scale = min(1.0, (across - _MARGINS[0]) / (width * _DIGIT))
    return height * scale <= (down - _MARGINS[1]) * _LONGER


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
