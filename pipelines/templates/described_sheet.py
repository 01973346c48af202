"""Writes the sheet of a described form: head, tables, signatures, paper."""

from typing import Any

from pipelines.reference import Form, Period, Reference, Unit
from pipelines.templates.page import HEAD_ROWS, LINE_HEIGHT, fits_one_page, set_up_page, write_head, write_signatures
from pipelines.templates.printed_slots import ItemsBefore
from pipelines.templates.table_cells import CellValues, TableCells
from pipelines.templates.table_plan import plan_tables
from pipelines.templates.table_sheet import Looks, draw_table, set_heights, set_widths
from pipelines.templates.table_validation import validate

_SIGNED_ROWS = 8
"""Rows below the last table: those who sign, and room for their names."""
WIDE = 95
"""Width in digits from which a sheet is printed across the paper."""


def plan_described(
    reference: Reference,
    form: Form,
    period: Period,
    unit: Unit | None,
    values: CellValues | None = None,
    items: ItemsBefore | None = None,
) -> tuple[TableCells, ...]:
    """The tables of a form with all their cells, before anything is written; see `write_described` and `plan_tables`."""
    tables = plan_tables(reference, form.form_id, period, unit, HEAD_ROWS, items or {})
    return tuple(TableCells(reference, table, values or {}) for table in tables)


def write_described(
    sheet: Any,
    looks: Looks,
    reference: Reference,
    form: Form,
    period: Period,
    unit: Unit | None,
    planned: tuple[TableCells, ...],
    *,
    receiver_vi: str,
    note_vi: str | None = None,
    before: CellValues | None = None,
    stamp: str = "",
) -> int:
    """Write a form's sheet.

    Args:
        sheet: xlsxwriter's sheet.
        looks: formats of its workbook.
        reference: the registers.
        form: a described form.
        period: the period reported on.
        unit: who reports; None where that is written by hand.
        planned: its tables.
        receiver_vi: office that receives the return.
        note_vi: a line under the title.
        before: figures of the period before, told where a cell is chosen.
        stamp: version of the form; where it is told, the head has room for the summary of the checks.

    Returns:
        First column of the right half of the head.
    """
    tables = [cells.table for cells in planned]
    widths = set_widths(sheet, tables)
    last, total = len(widths) - 1, sum(widths)
    middle = next(column for column in range(1, last + 1) if sum(widths[:column]) >= total * 0.4 or column == last)
    write_head(
        sheet,
        looks.named,
        reference,
        form,
        period,
        unit,
        middle=middle,
        widths=widths,
        receiver_vi=receiver_vi,
        note_vi=note_vi,
        stamp=stamp,
    )
    for cells in planned:
        validate(sheet, reference, cells, before or {})
        draw_table(sheet, looks, reference, cells, widths)
    heights = set_heights(sheet, tables, widths)
    end = max(table.end_row for table in tables)
    write_signatures(sheet, looks.named, end + 1, middle=middle, last=last)
    height = sum(heights.get(row, float(LINE_HEIGHT)) for row in range(end + _SIGNED_ROWS))
    set_up_page(sheet, end + _SIGNED_ROWS, last, is_wide=total > WIDE)
    if fits_one_page(total, height, is_wide=total > WIDE):
        sheet.fit_to_pages(1, 1)
    if len({table.top for table in tables}) == 1:
        first = tables[0]
        sheet.repeat_rows(first.head_row, first.first_row - 1)
        labels = [column.at + 1 for column in first.columns if column.slot and column.slot.role == "label"]
        sheet.freeze_panes(first.first_row, labels[0] if labels and len(tables) == 1 else 0)
    return middle
