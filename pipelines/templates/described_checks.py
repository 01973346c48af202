"""What is checked on the sheets of described forms while they are filled in, beside their rows and in their heads."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from pipelines.language.words import label
from pipelines.reference import Form, Period, Reference
from pipelines.templates.check_column import CELL_AT_FAULT, MESSAGE, CheckedSheet, Elsewhere, colour_by_check
from pipelines.templates.expressions import Cell, Content, Expression, joined
from pipelines.templates.form_sheet import CHECK_WIDTH, reference_to
from pipelines.templates.live_checks import messages
from pipelines.templates.page import write_box
from pipelines.templates.sum_checks import SumChecks
from pipelines.templates.table_cells import TableCells
from pipelines.templates.table_checks import colour_faults, row_checks, totals
from pipelines.templates.table_sheet import Looks
from pipelines.workbooks.grid import column_letters


def named_cells(
    reference: Reference, planned: Mapping[str, tuple[Form, tuple[TableCells, ...]]]
) -> dict[str, tuple[str, Cell]]:
    """Indicator → the cell of its whole figure on the sheets of described forms."""
    found: dict[str, tuple[str, Cell]] = {}
    for form, tables in planned.values():
        prefix = reference_to(form)
        for cells in tables:
            for name, cell in totals(reference, cells).items():
                found.setdefault(name, (prefix, Cell(cell.address, cell.content, is_computed=cell.formula is not None)))
    return found


def checks_of(
    reference: Reference,
    period: Period,
    form: Form,
    planned: Sequence[SumChecks],
    cells: Elsewhere,
    before: Mapping[str, Content],
) -> dict[int, Expression]:
    """Row of a described form's sheet → what the check beside it says.

    Args:
        reference: the registers.
        period: the period reported on.
        form: the form.
        planned: its tables, with their totals.
        cells: figure cells of all indicators of the workbook.
        before: figures of the period before, by indicator.
    """
    own = reference_to(form)
    seen = {
        name: cell if prefix == own else replace(cell, address=prefix + cell.address) for name, (prefix, cell) in cells.items()
    }
    found: dict[int, list[Expression]] = {}
    for sums in planned:
        tables = sums.cells
        mine = {
            name: cell
            for name, cell in totals(reference, tables).items()
            if (cells[name][0], cells[name][1].address) == (own, cell.address)
        }
        rules = messages(reference, period, seen, before, mine, says_blanks=False)
        said = {(cell.row.at, cell.column.at): rules[name] for name, cell in mine.items() if name in rules}
        for row, text in row_checks(sums, said).items():
            found.setdefault(row, []).append(text)
    return {row: texts[0] if len(texts) == 1 else joined(texts) for row, texts in found.items()}


def write_described_checks(
    workbook: Any, sheet: Any, looks: Looks, sums: Sequence[SumChecks], said: Mapping[int, Expression]
) -> None:
    """Write the column that says what is wrong in each row, and show parts above their whole in red."""
    planned = [one.cells for one in sums]
    column = max(cells.table.right for cells in planned) + 1
    sheet.set_column(column, column, CHECK_WIDTH)
    for cells in planned:
        table = cells.table
        if not table.shape.table.is_beside:
            write_box(
                sheet,
                table.head_row,
                column,
                table.first_row - 1,
                column,
                label("column", "check"),
                looks.named["check_heading"],
            )
        colour_faults(workbook, sheet, cells, CELL_AT_FAULT["error"])
    for one in sums:
        one.colour(workbook, sheet, dict(CELL_AT_FAULT["warning"]))
    for row, text in said.items():
        sheet.write_formula(row, column, f"={text.formula}", looks.named["check"], text.result)
    first, last = min(cells.table.first_row for cells in planned), max(cells.table.end_row for cells in planned) - 1
    colour_by_check(workbook, sheet, column, MESSAGE, column, (first, last))


def checked_described(form: Form, planned: Sequence[TableCells], said: Mapping[int, Expression]) -> CheckedSheet:
    """The column of checks of a described form."""
    letter = column_letters(max(cells.table.right for cells in planned) + 1)
    first, last = min(cells.table.first_row for cells in planned), max(cells.table.end_row for cells in planned)
    area = f"${letter}${first + 1}:${letter}${last}"
    return CheckedSheet(reference_to(form), area, tuple(str(text.result) for text in said.values()), "row")
