"""What each cell of a described table holds when it is drawn: its formula, what that comes to, or a place to fill in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from pipelines.reference import FormSlot, Reference
from pipelines.reference.form_cells import FormCell, operands
from pipelines.reference.form_tables import ITEMS, UNITS
from pipelines.templates.expressions import Content, Number, not_applicable
from pipelines.templates.form_sheet import evaluate
from pipelines.templates.known_texts import CLOSED, blank_count, ratio_formula, sum_formula, without_result
from pipelines.templates.printed_slots import Printed
from pipelines.templates.table_plan import PlannedTable
from pipelines.workbooks.grid import address

CellKey = tuple[str, str, str]
"""table_id, row and column, as `Printed.key` has them."""
CellValues = Mapping[CellKey, Content]
"""Cell → number, text as a clerk writes it, or None where it is blank; also names and keys of the rows of a list."""
Terms = tuple[tuple[str, tuple[Printed, ...]], ...]
"""Operators, each with the rows or columns that it takes: one, or all units or rows of a list."""


@dataclass(frozen=True)
class PlannedCell:
    """One cell of figures."""

    row: Printed
    column: Printed
    about: FormCell
    is_closed: bool
    """There is no figure, or it divides by one that there is not."""
    formula: str | None
    """'=…', where it follows from others."""
    content: Content
    """What it holds or comes to."""

    @property
    def address(self) -> str:
        """Its address."""
        return address(self.row.at, self.column.at)


class TableCells:
    """The cells of figures of one table.

    Attributes:
        table: where its rows and columns stand.
    """

    def __init__(self, reference: Reference, table: PlannedTable, values: CellValues) -> None:
        self.table = table
        self._reference = reference
        self._values = values
        self._planned: dict[tuple[int, int], PlannedCell] = {}

    @cached_property
    def cells(self) -> tuple[PlannedCell, ...]:
        """All of them, row by row."""
        return tuple(self.at(row, column) for row in self.table.rows if row.has_figures for column in self.table.figure_columns)

    def at(self, row: Printed, column: Printed) -> PlannedCell:
        """The cell in which a row and a column of figures meet."""
        if (row.at, column.at) not in self._planned:
            self._planned[row.at, column.at] = self._plan(row, column)
        return self._planned[row.at, column.at]

    def written(self, row: Printed, column: Printed) -> Content:
        """What stands beside the figures of a row that is not the form's own: the name or key of a row of a list."""
        return self._values.get((self.table.shape.table.table_id, row.key, column.key))

    def about(self, row: Printed, column: Printed) -> FormCell:
        """What the figure of a cell is."""
        return self.table.shape.cell(row.slot, column.slot)

    @cached_property
    def _above(self) -> frozenset[str]:
        """Units that others on the table are part of."""
        return frozenset(printed.parent for printed in (*self.table.rows, *self.table.columns) if printed.parent)

    def _plan(self, row: Printed, column: Printed) -> PlannedCell:
        about = self.about(row, column)
        if about.is_closed:
            return PlannedCell(row, column, about, True, None, CLOSED)
        key = (self.table.shape.table.table_id, row.key, column.key)
        terms, is_percent = self._terms(row, column)
        open_terms = tuple(
            (operator, kept) for operator, cells in terms if (kept := tuple(cell for cell in cells if not cell.is_closed))
        )
        is_ratio = any(operator in "*/" for operator, _ in terms)
        if is_ratio and len(open_terms) < len(terms):
            return PlannedCell(row, column, about, True, None, CLOSED)
        if not open_terms:
            return PlannedCell(row, column, about, False, None, self._values.get(key))
        if key in self._values:  # typed over, as some clerks do
            return PlannedCell(row, column, about, False, None, self._values[key])
        formula = _ratio(open_terms, is_percent=is_percent) if is_ratio else _sum(open_terms)
        return PlannedCell(row, column, about, False, formula, _result(open_terms, is_ratio=is_ratio, is_percent=is_percent))

    def _terms(self, row: Printed, column: Printed) -> tuple[tuple[tuple[str, tuple[PlannedCell, ...]], ...], bool]:
        """The cells from which one follows, and whether as a share of a hundred; () where it is a figure of its own."""
        by_row, by_column = self._operands(row, self.table.rows), self._operands(column, self.table.columns)
        row_kind = self.table.shape.sums_of(row.slot) if row.slot else ""
        # A ratio of sums is no sum of ratios: what divides decides.
        if by_row and (row_kind == "computed" or not by_column):
            found = [(operator, tuple(self.at(other, column) for other in others)) for operator, others in by_row]
            return tuple(found), self._is_percent(row.slot)
        found = [(operator, tuple(self.at(row, other) for other in others)) for operator, others in by_column]
        return tuple(found), self._is_percent(column.slot)

    def _operands(self, printed: Printed, side: Sequence[Printed]) -> Terms:
        """Rows or columns from which one follows."""
        slot = printed.slot
        above = printed.unit.unit_id if printed.unit and printed.unit.unit_id in self._above else None
        parts = tuple(other for other in side if other.parent == above and other.slot is slot) if above else ()
        if slot is None or (parts and not slot.formula):
            return (("+", parts),) if parts else ()
        if not slot.formula:
            return ()
        named = {other.slot.slot_code: other for other in side if other.slot and other.unit is printed.unit}
        found: list[tuple[str, tuple[Printed, ...]]] = []
        for operator, code in operands(slot.formula, self.table.shape.codes[slot.side]):
            if code in named:
                found.append((operator, (named[code],)))
            elif slot is self.table.shape.of_all_units:
                again = (other for other in side if other.slot and other.slot.slot_code in self.table.shape.rows_of_units)
                found.append((operator, tuple(row for row in again if row.unit and row.unit.unit_id not in self._above)))
            elif code in (UNITS, ITEMS):
                found.append((operator, _open(side, self.table.shape.added_sections.get(slot.slot_code))))
        return tuple(term for term in found if term[1])

    def _is_percent(self, slot: FormSlot | None) -> bool:
        if slot is None:
            return False
        indicator = self._reference.indicators.get(slot.indicator_id or "")
        return "%" in f"{slot.label_vi} {slot.measure_vi}" or bool(indicator and indicator.unit_of_measure == "percent")


def _open(side: Sequence[Printed], sections: tuple[str, ...] | None) -> tuple[Printed, ...]:
    """Units that no other printed unit holds, or rows of a list: those of these sections, all where it is none's."""
    free = tuple(other for other in side if other.slot is None)
    if sections is not None:
        return tuple(other for other in free if other.parent in sections)
    return tuple(other for other in free if not any(unit.key == other.parent for unit in free))


def areas_of(cells: Iterable[PlannedCell]) -> list[str]:
    """Areas that hold some cells, as few as can be: 'E12:E15'."""
    runs: list[list[PlannedCell]] = []
    for cell in cells:
        if runs and (step := _step(runs[-1][-1], cell)) and (len(runs[-1]) == 1 or step == _step(*runs[-1][-2:])):
            runs[-1].append(cell)
        else:
            runs.append([cell])
    return [run[0].address if len(run) == 1 else f"{run[0].address}:{run[-1].address}" for run in runs]


def _step(cell: PlannedCell, other: PlannedCell) -> str:
    """Whether a cell stands right 'below' or 'beside' another; '' for neither."""
    down, right = other.row.at - cell.row.at, other.column.at - cell.column.at
    return {(1, 0): "below", (0, 1): "beside"}.get((down, right), "")


CellTerms = Sequence[tuple[str, Sequence[PlannedCell]]]


def _all(terms: CellTerms) -> list[PlannedCell]:
    return [cell for _, cells in terms for cell in cells]


def blank_count_of(cells: Sequence[PlannedCell]) -> str:
    """How many of some cells are blank, as a formula."""
    return blank_count(areas_of(cells))


def _sum(terms: CellTerms) -> str:
    parts = []
    for operator, cells in terms:
        amount = f"N({cells[0].address})" if len(cells) == 1 else f"SUM({','.join(areas_of(cells))})"
        parts.append(f"{operator}{amount}")
    cells = _all(terms)
    return sum_formula(areas_of(cells), len(cells), "".join(parts).removeprefix("+"))


def _ratio(terms: CellTerms, *, is_percent: bool) -> str:
    (_, first), *rest = terms
    amount = f"N({first[0].address})" + "".join(f"{operator}N({cells[0].address})" for operator, cells in rest)
    cells = _all(terms)
    return ratio_formula(areas_of(cells), len(cells), amount + ("*100" if is_percent else ""))


def _result(terms: CellTerms, *, is_ratio: bool, is_percent: bool) -> Content:
    found = without_result([cell.content for cell in _all(terms)], is_ratio=is_ratio)
    if found is not None:
        return found
    tokens: list[float | str] = []
    for operator, cells in terms:
        amount = sum(float(cell.content) if isinstance(cell.content, Number) else 0.0 for cell in cells)
        tokens += [operator, amount]
    try:
        total = evaluate(tokens if tokens[0] == "-" else tokens[1:])
    except ZeroDivisionError:
        return not_applicable()
    total = total * 100 if is_percent and is_ratio else total
    return int(total) if total.is_integer() else total
