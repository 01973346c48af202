"""The annex workbook: the tables of an evaluation, numbers as numbers, to filter, drawn, and to print on A4."""

import io
import re
import textwrap
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from pipelines.folders import write_whole
from pipelines.language.notation import format_day, format_instant
from pipelines.language.words import label, say
from pipelines.reference import Reference
from pipelines.reference.load import Loaded
from pipelines.reports.annex_sheet import Chart, Sheet
from pipelines.reports.annex_tables import sheets
from pipelines.reports.document_head import line_of
from pipelines.reports.evaluated import Evaluated, cutoffs, evaluated

HEAD_ROW = 4
"""Row of a sheet, from 0, with the heads of its columns; above it stand title, cut-off and release."""
A4 = 9
_FITTING = 1.15
"""Letters for each digit of a column's width."""
_BOLD = 1.2
"""How much wider text in bold is."""
FONT = {"font_name": "Times New Roman", "font_scheme": "none", "font_size": 11, "valign": "vcenter"}
_BOXED = {**FONT, "border": 1, "text_wrap": True}
_LOOKS: dict[str, dict[str, object]] = {
    "title": {**FONT, "font_size": 14, "bold": True},
    "below": {**FONT, "italic": True},
    "head": {**_BOXED, "bold": True, "align": "center", "bg_color": "#E7E6E6"},
    "text": _BOXED,
    "centre": {**_BOXED, "align": "center"},
    "unit": {**_BOXED, "align": "center"},
    "whole": {**_BOXED, "num_format": "#,##0"},
    "mean": {**_BOXED, "num_format": "#,##0.00"},
    "rate": {**_BOXED, "num_format": "0.0"},
}
LINE_PT, MARGIN_PT = 15, 3
"""Points for each line of text in a row, and beside them."""
_CHART_ROWS, _CHART_COLUMNS = 27, 14
"""Rows that a chart takes with the room below it, and its columns."""
_ROW_PX, _COLUMN_PX = 20, 64
"""Height and width of a cell that nobody changed."""
_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\']")
_LONGEST_NAME = 31


def write_annexes(
    db: duckdb.DuckDBPyConnection, loaded: Loaded, folder: Path, period_id: str = "", shelf: Path | None = None
) -> list[Path]:
    """Write an annex for each evaluation that is written as a document, each replaced whole; returns their paths.

    Args:
        db: a published release.
        loaded: the registers.
        folder: where they are written.
        period_id: write the one up to this period alone.
        shelf: the folder of releases with frozen ones, beside which an evaluation stands.

    Raises:
        DocumentError: there is no such evaluation.
    """
    written = []
    for cutoff in cutoffs(db, loaded.reference, period_id):
        written.append(folder / f"{cutoff.name}.xlsx")
        write_whole(written[-1], annex(loaded.reference, evaluated(db, loaded.reference, cutoff, shelf)))
    return written


def annex(reference: Reference, found: Evaluated) -> bytes:
    """The workbook of one evaluation; a sheet without rows is left out."""
    from xlsxwriter import Workbook  # type: ignore[import-untyped]  # ships without types; only who writes pays for it

    saved = io.BytesIO()
    options = {"strings_to_urls": False, "strings_to_formulas": False, "default_format_properties": {**FONT}, "in_memory": True}
    document, _ = line_of(reference, found)
    with Workbook(saved, options) as book:
        book.set_properties(
            {
                "title": f"{document.title_vi}: {say('annex of figures')}",
                "author": reference.office[0].name_vi,
                "created": found.released_at.replace(tzinfo=None),
            }
        )
        looks = {name: book.add_format(properties) for name, properties in _LOOKS.items()}
        written = [(_write(book, looks, sheet, found), sheet) for sheet in sheets(reference, found) if sheet.rows]
        if drawn := [(page, sheet, chart) for page, sheet in written for chart in sheet.charts]:
            _draw_all(book, looks, drawn, found)
    return saved.getvalue()


def _begin(book: Any, looks: dict[str, Any], name: str, title: str, found: Evaluated) -> Any:
    """A sheet across A4 with its title, cut-off and release."""
    page = book.add_worksheet(_NOT_IN_A_NAME.sub(" ", name)[:_LONGEST_NAME])
    page.write_string(0, 0, title, looks["title"])
    until = say("figures up to {period} ({day})", period=found.cutoff.period.label_vi, day=format_day(found.last_on))
    page.write_string(1, 0, f"{found.cutoff.term.label_vi} · {until}", looks["below"])
    release = say("release {release}, published {at}", release=found.release_id, at=format_instant(found.released_at))
    page.write_string(2, 0, release, looks["below"])
    page.set_paper(A4)
    page.set_landscape()
    page.set_margins(left=0.6, right=0.6, top=0.7, bottom=0.7)
    page.fit_to_pages(1, 0)
    page.set_footer(f'&C&"Times New Roman"&10{label("form_word", "page")} &P/&N')
    return page


def _write(book: Any, looks: dict[str, Any], sheet: Sheet, found: Evaluated) -> Any:
    page = _begin(book, looks, sheet.name, sheet.title, found)
    last_row, last_column = HEAD_ROW + len(sheet.rows), len(sheet.columns) - 1
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, column.width)
        page.write_string(HEAD_ROW, place, column.head, looks["head"])
    heads = [column.head for column in sheet.columns]
    page.set_row(HEAD_ROW, _height(sheet, heads, _BOLD))
    for number, row in enumerate(sheet.rows, HEAD_ROW + 1):
        page.set_row(number, _height(sheet, row))
        for place, (column, value) in enumerate(zip(sheet.columns, row, strict=True)):
            _write_cell(page, number, place, value, looks[sheet.look_of(column, row, value)])
    page.autofilter(HEAD_ROW, 0, last_row, last_column)
    page.freeze_panes(HEAD_ROW + 1, sheet.frozen_columns)
    page.repeat_rows(HEAD_ROW)
    page.print_area(0, 0, last_row, last_column)
    return page


def _draw_all(book: Any, looks: dict[str, Any], drawn: list[tuple[Any, Sheet, Chart]], found: Evaluated) -> None:
    """The charts on a sheet of their own, each on a printed page: below a table its heads would come again above them."""
    page = _begin(book, looks, say("Charts"), say("Targets and percentages, drawn"), found)
    for place, (table, _, chart) in enumerate(drawn):
        _draw(book, page, table.get_name(), chart, HEAD_ROW + _CHART_ROWS * place)
    page.print_area(0, 0, HEAD_ROW + _CHART_ROWS * len(drawn) - 1, _CHART_COLUMNS - 1)
    page.set_h_pagebreaks([HEAD_ROW - 1 + _CHART_ROWS * place for place in range(1, len(drawn))])


def _height(sheet: Sheet, row: list[Any], wider: float = 1.0) -> float:
    """Points that a row needs for its longest text: no program but Excel makes a row as high as what is wrapped in it."""
    texts = [(text, column.width / wider) for text, column in zip(row, sheet.columns, strict=True) if isinstance(text, str)]
    lines = max((len(textwrap.wrap(text, int(width * _FITTING))) for text, width in texts), default=1)
    return max(lines, 1) * LINE_PT + MARGIN_PT


def _write_cell(page: Any, row: int, column: int, value: object, look: Any) -> None:
    if value is None:
        page.write_blank(row, column, None, look)
    elif isinstance(value, (int, float, Decimal)):
        page.write_number(row, column, float(value), look)
    else:
        page.write_string(row, column, str(value), look)


def _draw(book: Any, page: Any, name: str, drawn: Chart, at_row: int) -> None:
    """A native chart of the sheet with a name: it changes with what is filtered there."""
    chart, first_row = book.add_chart({"type": drawn.kind}), HEAD_ROW + 1
    if drawn.by_row:
        for place in (first_row + row for row in drawn.rows):
            chart.add_series(
                {
                    "name": [name, place, 0],
                    "categories": [name, HEAD_ROW, drawn.first, HEAD_ROW, drawn.last],
                    "values": [name, place, drawn.first, place, drawn.last],
                    "marker": {"type": "automatic"},
                }
            )
        chart.set_legend({"position": "bottom"})
        chart.set_y_axis(drawn.axis)
    else:
        first, last = first_row + drawn.rows[0], first_row + drawn.rows[-1]
        chart.add_series(
            {
                "name": [name, HEAD_ROW, drawn.first],
                "categories": [name, first, 0, last, 0],
                "values": [name, first, drawn.first, last, drawn.first],
                "data_labels": {"value": True},
            }
        )
        chart.set_legend({"none": True})
        chart.set_y_axis({"reverse": True, "label_position": "low"})
        chart.set_x_axis(drawn.axis)
    chart.set_title({"name": drawn.title, "name_font": {"name": "Times New Roman", "size": 12}})
    chart.set_size({"width": _CHART_COLUMNS * _COLUMN_PX, "height": (_CHART_ROWS - 2) * _ROW_PX})
    page.insert_chart(at_row, 0, chart, {"description": drawn.title})
