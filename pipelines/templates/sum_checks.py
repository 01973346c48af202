"""What a described table says beside totals that no formula fills: parts that do not come to them, or to more than they are.

A total is parted by the formulas of its row or column, of which a template computes the first alone, and by the members of the
breakdowns that stand beside it. Parts that are all blank, or one of which says that its figure is not known, come to nothing.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from pipelines.language.words import label
from pipelines.reference import FormSlot, Period, Reference, Rule
from pipelines.reference.breakdown_cuts import children_of, implied_cuts, wholes_of
from pipelines.reference.form_cells import cuts, operands
from pipelines.templates.expressions import Expression, Number, constant, shown, spoken, when
from pipelines.templates.known_texts import is_known_text, known_count
from pipelines.templates.printed_slots import Printed
from pipelines.templates.table_cells import PlannedCell, TableCells, areas_of

_PLACES = 6
"""Digits to which sums are compared, as in the warehouse."""


class Way(NamedTuple):
    """One way in which a row or column is parted into others of its side."""

    whole: Printed
    parts: tuple[tuple[str, Printed], ...]
    """Each with its sign."""
    is_exhaustive: bool
    """Whether they make it up; else they are no more than it."""
    is_of_rows: bool


class Sum(NamedTuple):
    """A cell that is parted, and its parts."""

    whole: PlannedCell
    parts: tuple[tuple[str, PlannedCell], ...]
    is_exhaustive: bool
    rule: Rule

    @property
    def amount(self) -> Expression:
        """What the parts come to."""
        result = sum(_number(cell) * (-1 if sign == "-" else 1) for sign, cell in self.parts)
        if all(sign == "+" for sign, _ in self.parts):
            return Expression(f"SUM({','.join(self._areas)})", float(result))
        formula = "".join(f"{sign}N({cell.address})" for sign, cell in self.parts).removeprefix("+")
        return Expression(f"({formula})", float(result))

    @property
    def is_wrong(self) -> Expression:
        """Whether they do not come to it, or to more than it is."""
        tolerance = self.rule.tolerance or Decimal(0)
        gap = f"{self.amount.formula}-N({self.whole.address})"
        far = f"ROUND({f'ABS({gap})' if self.is_exhaustive else gap},{_PLACES})>{constant(tolerance).formula}"
        known = f"{known_count(self._areas, is_ratio=False)}={len(self.parts)}"
        conditions = [f"ISNUMBER({self.whole.address})", *([known] if self.is_exhaustive else []), far]
        over = round(float(self.amount.result) - float(_number(self.whole)), _PLACES)
        is_known = all(isinstance(cell.content, Number) or is_known_text(cell.content) for _, cell in self.parts)
        is_far = abs(over) > tolerance and is_known if self.is_exhaustive else over > tolerance
        return Expression(f"AND({','.join(conditions)})", isinstance(self.whole.content, Number) and is_far)

    @property
    def _areas(self) -> list[str]:
        return areas_of([cell for _, cell in self.parts])


class SumChecks:
    """The totals of one table that are compared while it is filled in.

    Attributes:
        cells: the table.
    """

    def __init__(self, reference: Reference, period: Period, cells: TableCells) -> None:
        self.cells = cells
        self._sums: dict[tuple[int, int], Sum | None] = {}
        self._rules = {rule.subject: rule for rule in reference.rules_on(period.ends_on) if rule.kind == "form_total"}
        self._wholes, self._children = wholes_of(reference.breakdown), children_of(reference.breakdown)

    def beside(self, row: Printed) -> Iterator[Expression]:
        """What is said beside a row: of its cells that are the sum of others in it, and of it as a sum of rows."""
        for way in self._column_ways:
            if found := self._sum(way, row):
                yield when(found.is_wrong, _said_of_column(way, found))
        for way in self._ways_of_row.get(row.at, ()):
            if sums := self._sums_of_rows(way):
                yield _said_of_row(way, sums)

    def colour(self, workbook: Any, sheet: Any, look: dict[str, object]) -> None:
        """Show totals that are wrong."""
        colour = workbook.add_format(look)
        rows = [row for row in self.cells.table.rows if row.has_figures]
        of_columns = (found for row in rows for way in self._column_ways if (found := self._sum(way, row)))
        for found in (*of_columns, *(found for way in self._row_ways for found in self._sums_of_rows(way))):
            at = (found.whole.row.at, found.whole.column.at)
            rule = {"type": "formula", "criteria": f"={found.is_wrong.formula}", "format": colour}
            sheet.conditional_format(*at, *at, rule)

    def _sums_of_rows(self, way: Way) -> list[Sum]:
        return [found for column in self.cells.table.figure_columns if (found := self._sum(way, column))]

    def _sum(self, way: Way, across: Printed) -> Sum | None:
        """The cells of a way in one row or column of the other side; None where there is no figure, or a ratio."""
        key = (id(way), across.at)  # ways are kept as long as this
        if key not in self._sums:
            self._sums[key] = self._found(way, across)
        return self._sums[key]

    def _found(self, way: Way, across: Printed) -> Sum | None:
        whole, *parts = (
            self.cells.at(one, across) if way.is_of_rows else self.cells.at(across, one)
            for one in (way.whole, *(part for _, part in way.parts))
        )
        opened = [(sign, cell) for (sign, _), cell in zip(way.parts, parts, strict=True) if not cell.is_closed]
        is_ratio = any(cell.about.value_kind == "computed" for cell in (whole, *(cell for _, cell in opened)))
        rule = self._rules.get(whole.about.indicator_id or "") or self._rules.get("*")
        if whole.is_closed or is_ratio or not opened or rule is None:
            return None
        return Sum(whole, tuple(opened), way.is_exhaustive, rule)

    @cached_property
    def _column_ways(self) -> tuple[Way, ...]:
        return tuple(self._ways(self.cells.table.columns, is_of_rows=False))

    @cached_property
    def _ways_of_row(self) -> dict[int, list[Way]]:
        found: dict[int, list[Way]] = {}
        for way in self._row_ways:
            found.setdefault(way.whole.at, []).append(way)
        return found

    @cached_property
    def _row_ways(self) -> tuple[Way, ...]:
        return tuple(self._ways(self.cells.table.rows, is_of_rows=True))

    def _ways(self, side: Sequence[Printed], *, is_of_rows: bool) -> Iterator[Way]:
        by_code = {(printed.unit, printed.slot.slot_code): printed for printed in side if printed.slot}
        slots = {printed.slot.slot_code: printed.slot for printed in side if printed.slot and printed.has_figures}
        terms_of = {code: tuple(self._terms(slot)) for code, slot in slots.items()}
        for printed in side:
            for terms, is_exhaustive in terms_of.get(printed.slot.slot_code, ()) if printed.slot else ():
                parts = tuple((sign, by_code[printed.unit, code]) for sign, code in terms if (printed.unit, code) in by_code)
                if parts and (len(parts) == len(terms) or not is_exhaustive):
                    yield Way(printed, parts, is_exhaustive, is_of_rows)

    def _terms(self, slot: FormSlot) -> Iterator[tuple[list[tuple[str, str]], bool]]:
        """Signs and codes of each way in which a row or column is parted, but for the one that is computed."""
        shape = self.cells.table.shape
        for cut in cuts(slot.formula or "")[1:] if shape.sums_of(slot) == "total" else ():
            yield list(operands(cut, shape.codes[slot.side])), True
        for implied in implied_cuts(shape, slot, self._wholes, self._children):
            yield [("+", part.slot_code) for part in implied.parts], implied.is_exhaustive


def _said_of_column(way: Way, found: Sum) -> Expression:
    values: dict[str, Expression | str] = {
        "severity": label("severity", found.rule.severity),
        "whole": way.whole.said,
        "received": shown(Expression(f"N({found.whole.address})", float(_number(found.whole)))),
        "parts": _listed(way),
        "expected": shown(found.amount),
    }
    if way.is_exhaustive:
        return spoken("{severity} column {whole} is {received}, and {parts} come to {expected}.", after=" ", **values)
    return spoken("{severity} column {whole} is {received}, less than {parts} together: {expected}.", after=" ", **values)


def _said_of_row(way: Way, sums: Sequence[Sum]) -> Expression:
    wrong = [found.is_wrong for found in sums]
    formula, number = "+".join(f"{one.formula}*1" for one in wrong), sum(bool(one.result) for one in wrong)
    severities = {found.rule.severity for found in sums}
    values: dict[str, Expression | str] = {
        "severity": label("severity", "error" if "error" in severities else min(severities)),
        "parts": _listed(way),
        "count": Expression(f"({formula})", str(number)),
    }
    if way.is_exhaustive:
        text = spoken("{severity} this row is not what {parts} come to in {count} column(s).", after=" ", **values)
    else:
        text = spoken("{severity} this row is less than {parts} together in {count} column(s).", after=" ", **values)
    return when(Expression(f"({formula})>0", number > 0), text)


def _listed(way: Way) -> str:
    """The parts as the form prints them: '2+3', "'Nam'+'Nữ'"."""
    return "".join(f"{sign}{part.said}" for sign, part in way.parts).removeprefix("+")


def _number(cell: PlannedCell) -> Number:
    return cell.content if isinstance(cell.content, Number) else 0
