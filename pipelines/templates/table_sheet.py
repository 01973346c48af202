"""Draws described tables: title, merged heads, column numbers, rows with their codes, labels and figures."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from pipelines.language.words import label
from pipelines.reference import Reference
from pipelines.returns.described import measure_printed
from pipelines.templates.page import (
    BOXED,
    ENTRY,
    LINE_HEIGHT,
    ROW_MARGIN,
    line_count,
    wrapped_lines,
    write_box,
    write_content,
    write_span,
)
from pipelines.templates.printed_slots import Printed
from pipelines.templates.table_cells import PlannedCell, TableCells
from pipelines.templates.table_measures import amount_of
from pipelines.templates.table_plan import PlannedTable

_DAY = "dd/mm/yyyy"
TITLE_HEIGHT = 22.0
"""Points of the row over a table."""


class Looks:
    """The formats of one workbook: those that have a name, and others made when they are needed.

    Attributes:
        named: formats by name.
    """

    def __init__(self, workbook: Any, named: dict[str, Any]) -> None:
        self.named = named
        self._workbook = workbook
        self._made: dict[tuple[tuple[str, object], ...], Any] = {}

    def of(self, **properties: object) -> Any:
        """The format with these properties."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._workbook.add_format(properties)
        return self._made[key]


def set_widths(sheet: Any, tables: Sequence[PlannedTable]) -> list[float]:
    """Make each column as wide as the tables need it that have it; returns the widths, of columns between tables too."""
    last = max(table.right for table in tables)
    widths = [3.0] * (last + 1)
    for table in tables:
        for column in table.columns:
            widths[column.at] = max(widths[column.at], round(table.widths[column.at], 1))
    for at, width in enumerate(widths):
        sheet.set_column(at, at, width)
    return widths


def draw_table(sheet: Any, looks: Looks, reference: Reference, cells: TableCells, widths: Sequence[float]) -> None:
    """Draw one table."""
    table = cells.table
    if table.title or table.measure:
        _draw_title(sheet, looks, table, widths)
    for box in head_cells(table):
        write_box(sheet, *box, looks.named["heading"])
    if table.has_numbers:
        for printed in table.columns:
            sheet.write_string(table.number_row, printed.at, printed.code, looks.named["column_formula"])
    labels = {code.code: code.label_vi for code in reference.codes("unit_of_measure")}
    for row in table.rows:
        _draw_row(sheet, looks, reference, cells, row, labels)
    for rows in table.blocks:
        for column in table.block_columns:
            role, first = column.slot.role if column.slot else None, rows[0]
            look: dict[str, object] = {**BOXED, "text_wrap": True, "bold": True, "locked": first.unit is not None}
            look |= {"indent": 1} if role == "unit" else {"align": "center"}
            number = "" if first.slot is table.shape.of_all_units else str(first.unit_number)
            text = first.unit_name if role == "unit" else number
            write_box(sheet, first.at, column.at, rows[-1].at, column.at, text, looks.of(**look))


def set_heights(sheet: Any, tables: Sequence[PlannedTable], widths: Sequence[float]) -> dict[int, float]:
    """Make the rows of tables that stand beside one another as high as the fullest of them; returns row → points."""
    heights: dict[int, float] = {}
    for table in tables:
        if table.head_row > table.top:
            heights[table.top] = TITLE_HEIGHT
        for row, lines in enumerate(_head_lines(table, widths), table.head_row):
            heights[row] = max(heights.get(row, 0.0), float(lines * LINE_HEIGHT + ROW_MARGIN))
        if table.has_numbers:
            widest = max(line_count(column.code, widths[column.at]) for column in table.columns)
            heights[table.number_row] = max(heights.get(table.number_row, 0), widest * LINE_HEIGHT)
        for printed in table.rows:
            height = float(table.line_count(printed) * LINE_HEIGHT + ROW_MARGIN)
            heights[printed.at] = max(heights.get(printed.at, 0.0), height)
    for row, height in heights.items():
        sheet.set_row(row, height)
    return heights


def head_cells(table: PlannedTable) -> Iterator[tuple[int, int, int, int, str]]:
    """The cells of the heads: first row and column, last row and column, text.

    A column's own head reaches down to the figures.
    """
    paths = [column.heads for column in table.columns]
    for level in range(table.depth):
        at = 0
        while at < len(paths):
            path, end = paths[at], at + 1
            if level >= len(path):
                if level == 0:
                    yield (*_box(table, at, at, 0, table.depth - 1), "")
            elif level == len(path) - 1:
                yield (*_box(table, at, at, level, table.depth - 1), path[level])
            else:
                while end < len(paths) and paths[end][: level + 1] == path[: level + 1] and len(paths[end]) > level + 1:
                    end += 1
                yield (*_box(table, at, end - 1, level, level), path[level])
            at = end


def _box(table: PlannedTable, first: int, last: int, top: int, bottom: int) -> tuple[int, int, int, int]:
    return table.head_row + top, table.columns[first].at, table.head_row + bottom, table.columns[last].at


def _head_lines(table: PlannedTable, widths: Sequence[float]) -> list[int]:
    """Lines of text that each head row takes; what does not fit in several rows makes the last of them higher."""
    boxes = sorted(head_cells(table), key=lambda box: box[2] - box[0])
    lines = [1] * table.depth
    for row, column, end_row, end_column, text in boxes:
        first, last = row - table.head_row, end_row - table.head_row
        # Bold letters are wide.
        needed = wrapped_lines(text, sum(widths[column : end_column + 1]) * 0.9)
        lines[last] += max(0, needed - sum(lines[first : last + 1]))
    return lines


def _draw_title(sheet: Any, looks: Looks, table: PlannedTable, widths: Sequence[float]) -> None:
    measure = f"{label('form_word', 'measure')}: {table.measure}" if table.measure else ""
    if not measure:
        write_span(sheet, table.top, table.left, table.right, table.title, looks.named["table_title"])
        return
    middle = table.right
    while middle > table.left + 1 and sum(widths[middle : table.right + 1]) < len(measure) * 1.1:
        middle -= 1
    if table.title:
        write_span(sheet, table.top, table.left, middle - 1, table.title, looks.named["table_title"])
    write_span(sheet, table.top, middle, table.right, measure, looks.named["table_measure"])


def _draw_row(
    sheet: Any, looks: Looks, reference: Reference, cells: TableCells, row: Printed, measures: dict[str, str]
) -> None:
    table, is_bold = cells.table, is_strong(cells.table, row)
    for column in table.columns:
        if column in table.block_columns:
            continue
        if row.has_figures and column.has_figures:
            _draw_figure(sheet, looks, reference, table, cells.at(row, column), is_bold=is_bold)
            continue
        role = column.slot.role if column.slot else None
        text, look = _stub(table, row, role or "", reference, measures, is_bold=is_bold)
        said = row.item.texts.get(column.key) if row.item else None
        if isinstance(said, dt.date):
            sheet.write_datetime(row.at, column.at, said, looks.of(**look, num_format=_DAY))
            continue
        text = said or text
        write_content(sheet, row.at, column.at, cells.written(row, column) or text or None, looks.of(**look))


def is_strong(table: PlannedTable, row: Printed) -> bool:
    """Whether a row is printed bold: a heading, a total, or the head of a section."""
    if row.is_heading:
        return True
    if row.slot is None:
        return any(row.unit and other.parent == row.unit.unit_id for other in table.rows)
    is_total = row.slot.role == "heading" or table.shape.sums_of(row.slot) == "total"
    is_section = row.depth == 0 and any(other.depth and other.slot and not other.slot.of_which for other in table.rows)
    return (is_total and row.depth == 0) or is_section


def _stub(
    table: PlannedTable, row: Printed, role: str, reference: Reference, measures: dict[str, str], *, is_bold: bool
) -> tuple[str, dict[str, object]]:
    """What stands beside the figures of a row in a column of this role, and how it looks."""
    is_free = row.slot is None and row.unit is None
    look: dict[str, object] = {**BOXED, "text_wrap": True, "bold": is_bold, "locked": not is_free}
    roles = {column.slot.role for column in table.columns if column.slot}
    if role == "label":
        return row.label, {**look, "indent": 1 + row.depth}
    if role == "note":
        return "", {**look, "locked": False, "bold": False}
    if role in ("key", "key_attribute", "attribute"):
        return "", {**look, "bold": False, "indent": 1}
    look["align"] = "center"
    if role == "code":
        if row.unit and not row.slot:
            return row.unit.unit_id, look
        return ("" if "number" in roles and table.shape.table.row_kind != "slot" else row.code), look
    if role == "number":
        is_own = table.shape.table.row_kind != "slot" or "code" not in roles
        return (row.code if is_own else ""), look
    if role == "measure" and row.slot and row.has_figures:
        indicator = reference.indicators.get(row.slot.indicator_id or "")
        return measure_printed(row.slot) or (measures.get(indicator.unit_of_measure, "") if indicator else ""), look
    return "", look


def _draw_figure(
    sheet: Any, looks: Looks, reference: Reference, table: PlannedTable, cell: PlannedCell, *, is_bold: bool
) -> None:
    row, column = cell.row.at, cell.column.at
    if cell.is_closed:
        sheet.write_string(row, column, str(cell.content), looks.named["closed"])
        return
    amount = amount_of(reference, table, cell)
    is_computed = cell.formula is not None
    # Columns are narrow and rows have one line: a text like 'không áp dụng' is made to fit and not cut off.
    fits: dict[str, object] = {"text_wrap": False, "shrink": True}
    own = {"num_format": amount.number_format, "locked": is_computed, "bold": is_bold or is_computed}
    look = looks.of(**ENTRY | fits | own)
    if cell.formula:
        sheet.write_formula(row, column, cell.formula, look, cell.content)
    else:
        write_content(sheet, row, column, cell.content, look)
