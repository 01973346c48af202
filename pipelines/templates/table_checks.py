"""What a described table says beside each of its rows: numbers typed as text, parts above their whole, blanks."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pipelines.language.words import label, say
from pipelines.reference import Reference
from pipelines.templates.expressions import (
    Cell,
    Expression,
    Number,
    blank_said,
    is_empty,
    is_padded,
    is_typed_number,
    joined,
    number_as_text_said,
    number_from_text,
    padded_said,
    quoted,
    spoken,
    text_of,
    when,
)
from pipelines.templates.known_texts import is_known_text, known_texts
from pipelines.templates.printed_slots import Printed
from pipelines.templates.sum_checks import SumChecks
from pipelines.templates.table_cells import (
    PlannedCell,
    TableCells,
    areas_of,
    blank_count_of,
)
from pipelines.templates.table_measures import amount_of

LONGEST = 8000
"""Characters of a formula, as spreadsheets limit them."""


def row_checks(sums: SumChecks, said: Mapping[tuple[int, int], Expression]) -> dict[int, Expression]:
    """Row of the sheet → what stands beside it.

    Args:
        sums: the table, with its totals.
        said: row and column of a cell → what rules of the register say of its figure.
    """
    found, cells = {}, sums.cells
    for row in cells.table.rows:
        if not row.has_figures:
            continue
        texts = [*_of_row(cells, row), *sums.beside(row), *(text for (at, _), text in said.items() if at == row.at)]
        if row.slot or row.unit:
            texts += _blanks(cells, row)
        kept: list[Expression] = []
        for text in texts:
            if sum(len(other.formula) for other in (*kept, text)) < LONGEST:
                kept.append(text)
        if kept:
            found[row.at] = joined(kept)
    return found


def colour_faults(workbook: Any, sheet: Any, cells: TableCells, look: Mapping[str, object]) -> None:
    """Show in red the parts that are above their whole."""
    colour = workbook.add_format(dict(look))
    for part, whole in _pairs(cells):
        inner, outer = part.address, whole.address
        # A text that says that the whole is not known is above no part.
        is_nothing = ",".join(f"{outer}={quoted(text)}" for text in known_texts(is_ratio=False))
        nothing = f"AND(OR({is_nothing}),{inner}>0)"
        criteria = f"=AND(ISNUMBER({inner}),OR(AND(ISNUMBER({outer}),{inner}>{outer}),{nothing}))"
        at = (part.row.at, part.column.at)
        sheet.conditional_format(*at, *at, {"type": "formula", "criteria": criteria, "format": colour})


def _pairs(cells: TableCells) -> Iterator[tuple[PlannedCell, PlannedCell]]:
    """Each cell that is 'of which', and the cell of which it is a part."""
    for row in cells.table.rows:
        for part, whole in _within(cells.table.figure_columns) if row.has_figures else ():
            yield from _judged(cells.at(row, part), cells.at(row, whole))
    for part, whole in _within(cells.table.rows):
        for column in cells.table.figure_columns:
            yield from _judged(cells.at(part, column), cells.at(whole, column))


def _judged(part: PlannedCell, whole: PlannedCell) -> Iterator[tuple[PlannedCell, PlannedCell]]:
    is_ratio = "computed" in (part.about.value_kind, whole.about.value_kind)
    if not (part.is_closed or whole.is_closed or is_ratio):
        yield part, whole


def _within(side: Sequence[Printed]) -> Iterator[tuple[Printed, Printed]]:
    """Rows or columns that are part of another one, and that one."""
    by_code = {(printed.unit, printed.slot.slot_code): printed for printed in side if printed.slot}
    for printed in side:
        if printed.slot and printed.slot.of_which and (whole := by_code.get((printed.unit, printed.slot.of_which))):
            yield printed, whole


def _of_row(cells: TableCells, row: Printed) -> Iterator[Expression]:
    opened = _open(cells, row)
    for area in areas_of(opened):
        formula = f"SUMPRODUCT(ISTEXT({area})*ISNUMBER({number_from_text(area)}))>0"
        yield when(Expression(formula, any(is_typed_number(cell.content) for cell in opened)), text_of(number_as_text_said()))
        padded = f"SUMPRODUCT(ISTEXT({area})*(LEN({area})<>LEN(TRIM({area}))))>0"
        is_said = any(is_padded(Cell(cell.address, cell.content)).result for cell in opened)
        yield when(Expression(padded, is_said), text_of(padded_said()))
    for part, whole in _within(cells.table.figure_columns):
        for inner, outer in _judged(cells.at(row, part), cells.at(row, whole)):
            text = say(
                "{error} column {part}: greater than column {whole}.",
                error=label("severity", "error"),
                part=part.said,
                whole=whole.said,
            )
            is_above = Expression(f"{_above(inner.address, outer.address)}>0", _is_above(inner, outer))
            yield when(is_above, text_of(f"{text} "))
    for part, whole in _within(cells.table.rows):
        if part is row:
            yield from _above_row(cells, part, whole)


def _open(cells: TableCells, row: Printed) -> list[PlannedCell]:
    """The cells of a row that are to be filled in."""
    found = [cells.at(row, column) for column in cells.table.figure_columns]
    return [cell for cell in found if not cell.is_closed and not cell.formula]


def _above_row(cells: TableCells, part: Printed, whole: Printed) -> Iterator[Expression]:
    pairs = [pair for column in cells.table.figure_columns for pair in _judged(cells.at(part, column), cells.at(whole, column))]
    if not pairs:
        return
    inner, outer = (areas_of(list(side)) for side in zip(*pairs, strict=True))
    count = Expression(f"({'+'.join(map(_above, inner, outer))})", sum(_is_above(part, whole) for part, whole in pairs))
    said = spoken(
        "{error} this row is greater than row {whole} in {count} column(s).",
        error=label("severity", "error"),
        whole=whole.said,
        count=Expression(count.formula, str(count.result)),
        after=" ",
    )
    yield when(Expression(f"{count.formula}>0", bool(count.result)), said)


def _above(inner: str, outer: str) -> str:
    """How many cells of an area are above those of another; a text there ('-', 'x') is nothing, if it is not '…'."""
    is_nothing = f"ISNUMBER(MATCH({outer},{{{','.join(map(quoted, known_texts(is_ratio=False)))}}},0))"
    return f"SUMPRODUCT(ISNUMBER({inner})*(ISNUMBER({outer})*({inner}>{outer})+{is_nothing}*({inner}>0)))"


def _is_above(part: PlannedCell, whole: PlannedCell) -> bool:
    if not isinstance(part.content, Number):
        return False
    if isinstance(whole.content, Number):
        return float(part.content) > float(whole.content)
    return is_known_text(whole.content) and float(part.content) > 0


def _blanks(cells: TableCells, row: Printed) -> Iterator[Expression]:
    """'Chưa ghi 3 ô'."""
    opened = _open(cells, row)
    if not opened:
        return
    count, blank = blank_count_of(opened), sum(is_empty(cell.content) for cell in opened)
    said = spoken("{blank} {count} cell(s)", blank=blank_said(), count=Expression(f"({count})", str(blank)))
    yield when(Expression(f"({count})>0", blank > 0), said)


def totals(reference: Reference, cells: TableCells) -> dict[str, PlannedCell]:
    """Indicator → the cell of the figure that is not broken down, of the unit that reports, in the indicator's own measure."""
    found: dict[str, PlannedCell] = {}
    if cells.table.shape.table.row_kind != "slot":
        return found
    for cell in cells.cells:
        about = cell.about
        is_whole = not (about.members or about.period or cell.is_closed or cell.column.unit) and about.value_kind == "figure"
        if is_whole and about.indicator_id and amount_of(reference, cells.table, cell).is_plain:
            found.setdefault(about.indicator_id, cell)
    return found
