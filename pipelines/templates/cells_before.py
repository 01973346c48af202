"""Figures that are known already, as templates of described forms have them: from what is published."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from pipelines.language.relative_periods import FROM_JANUARY, relative_period
from pipelines.queries import rows
from pipelines.reference import Period, Reference, Unit
from pipelines.reference.described_dues import described_due, reporters
from pipelines.reference.earlier import periods_before
from pipelines.templates.described_sheet import plan_described
from pipelines.templates.expressions import Content
from pipelines.templates.form_sheet import Values, opening_stocks
from pipelines.templates.items_before import items_before
from pipelines.templates.previous import PublishedError, as_written, previous_figures
from pipelines.templates.printed_slots import ItemsBefore
from pipelines.templates.table_cells import CellKey, PlannedCell, TableCells
from pipelines.templates.table_measures import amount_of
from pipelines.warehouse import newest_release, open_release

_Days = tuple[dt.date, dt.date]
_Known = tuple[str, str, str, str, _Days]
"""Unit, indicator, breakdown, 'figure' or 'plan', days."""


@dataclass(frozen=True)
class CellsBefore:
    """What one form of one unit is known of already, cell by cell, in the measures that it prints."""

    given: dict[CellKey, Content] = field(default_factory=dict)
    """Filled in: plans, figures of other periods, stocks that open where the period before closed."""
    shown: dict[CellKey, Content] = field(default_factory=dict)
    """Told beside the cell: its figure of the period before."""
    items: ItemsBefore = field(default_factory=dict)
    """Rows of its lists in the period before: what they are called, their keys and attributes are filled in."""


def figures_before(
    warehouse: Path, reference: Reference, period: Period
) -> tuple[dict[str, Values], dict[str, dict[str, CellsBefore]]]:
    """Figures of the period before, unit by unit, of lines and of cells; none where nothing is published."""
    release = newest_release(warehouse)
    if release is None:
        return {}, {}
    try:
        with open_release(warehouse) as db:
            return previous_figures(db, reference, period), cells_before(db, reference, period)
    except duckdb.Error as error:
        remedy = "close what else writes to it, or run `make nightly` to publish it again"
        raise PublishedError(f"cannot be read: {error}", where=str(release), remedy=remedy) from error


def cells_before(db: duckdb.DuckDBPyConnection, reference: Reference, period: Period) -> dict[str, dict[str, CellsBefore]]:
    """What is known of the cells that are to be filled in for a period.

    Args:
        db: the published warehouse.
        reference: the registers.
        period: the period that is to be reported on.

    Returns:
        unit_id → form_id → its cells; forms of which nothing is known are left out.

    Raises:
        duckdb.Error: the file holds no such figures.
    """
    wanted = _Wanted(reference, period)
    found = rows(db, "templates/figure_of_days", days=[f"{first}/{last}" for first, last in wanted.days])
    known = {
        (row["unit_id"], row["indicator_id"], row["breakdown"], row["kind"], (row["starts_on"], row["ends_on"])): row
        for row in found
    }
    items = items_before(db, reference, period)
    cells: dict[str, dict[str, CellsBefore]] = {}
    for unit in reporters(reference, period) if known or items else ():
        for form in described_due(reference, unit, period):
            before = CellsBefore(items=items.get((unit.unit_id, form.form_id), {}))
            for table in plan_described(reference, form, period, unit, items=before.items):
                wanted.fill(before, table, unit, known)
                wanted.show_items(before, table)
            if before.given or before.shown or before.items:
                cells.setdefault(unit.unit_id, {})[form.form_id] = before
    return cells


class _Wanted:
    """Which figure each cell of a period's forms is, and the one before it."""

    def __init__(self, reference: Reference, period: Period) -> None:
        self._reference = reference
        self._own = (period.starts_on, period.ends_on)
        self._openings = opening_stocks(reference, period)
        said = dict.fromkeys(slot.period for slot in reference.form_slot if slot.period)
        relative = {name: relative_period(reference.calendar, period.period_id, name) for name in said}
        self._relative: dict[str, _Days] = {name: (about.first, about.last) for name, about in relative.items()}
        before = periods_before(reference, period)
        self._before: dict[str, _Days] = {name: (other.starts_on, other.ends_on) for name, other in before.items()}
        so_far = {name: relative_period(reference.calendar, other.period_id, FROM_JANUARY) for name, other in before.items()}
        own_first = relative_period(reference.calendar, period.period_id, FROM_JANUARY).first
        self._so_far: dict[str, _Days] = {
            name: (about.first, about.last) for name, about in so_far.items() if about.first == own_first
        }

    @property
    def days(self) -> set[_Days]:
        """Runs of days of which something is asked."""
        return {*self._relative.values(), *self._before.values(), *self._so_far.values()}

    def fill(self, before: CellsBefore, table: TableCells, unit: Unit, known: Mapping[_Known, Mapping[str, Any]]) -> None:
        """Add what is known of the open cells of a table."""
        for cell in table.cells:
            indicator = self._reference.indicators.get(cell.about.indicator_id or "")
            is_anyones = cell.row.slot is None and cell.row.unit is None  # a row of a list, or of a unit still to be named
            if is_anyones or cell.is_closed or cell.formula or cell.about.value_kind == "computed":
                continue
            if indicator is None or indicator.unit_of_measure == "rating":
                continue
            owner = next((side.unit for side in (cell.row, cell.column) if side.unit), unit)
            key = (table.table.shape.table.table_id, cell.row.key, cell.column.key)
            for is_given, indicator_id, kind, days in self._asked(cell):
                row = known.get((owner.unit_id, indicator_id, " ".join(cell.about.members), kind, days))
                content = as_written(row, amount_of(self._reference, table.table, cell).multiplier) if row else None
                if content is not None:
                    (before.given if is_given else before.shown)[key] = content

    def show_items(self, before: CellsBefore, table: TableCells) -> None:
        """Tell beside each open cell of a row of a list what the period before had there."""
        for cell in table.cells:
            said = cell.row.item.figures.get(cell.column.key) if cell.row.item else None
            if said and not (cell.is_closed or cell.formula or cell.about.period or cell.about.value_kind != "figure"):
                content = as_written(said, amount_of(self._reference, table.table, cell).multiplier)
                if content is not None:
                    before.shown[table.table.shape.table.table_id, cell.row.key, cell.column.key] = content

    def _asked(self, cell: PlannedCell) -> Iterator[tuple[bool, str, str, _Days]]:
        """Figures that a cell is filled in with, or shown: whether it is filled in, indicator, kind and days."""
        about, indicator_id = cell.about, str(cell.about.indicator_id)
        days = self._relative.get(about.period, self._own)
        frequency = self._reference.indicators[indicator_id].frequency
        if about.value_kind == "plan":
            yield True, indicator_id, "plan", days
        elif about.value_kind == "reference" or (about.period not in ("", FROM_JANUARY) and days != self._own):
            yield True, indicator_id, "figure", days
        elif about.period == FROM_JANUARY and frequency in self._so_far:
            yield False, indicator_id, "figure", self._so_far[frequency]
        elif not about.period and frequency in self._before:
            yield False, indicator_id, "figure", self._before[frequency]
            if indicator_id in self._openings:
                yield True, self._openings[indicator_id], "figure", self._before[frequency]
