"""Statements that nothing occurred within rows that come again for each unit: said of the one in whose rows they stand."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pipelines.language.calendars import KnownPeriod
from pipelines.language.vietnamese import parse_state
from pipelines.returns.described_tables import DescribedTable
from pipelines.returns.form_tables import cell as cell_of
from pipelines.returns.layout import Forms
from pipelines.returns.nil_statements import happens, name_before_nil
from pipelines.returns.slot_columns import SlotColumns
from pipelines.returns.values import is_figure
from pipelines.workbooks.grid import Place, Value


@dataclass(frozen=True, slots=True)
class BlockStatements:
    """What the statements in one table say, unit by unit."""

    nil: Mapping[str, Place] = field(default_factory=dict)
    """Unit of which nothing occurred → the cell that says so."""
    without_rows: frozenset[str] = frozenset()
    """Those among them for which it stands in the place of all rows."""
    contradicted: Mapping[Place, Place] = field(default_factory=dict)
    """Statement → a figure of its unit."""

    @property
    def settled(self) -> frozenset[Place]:
        """Statements that are about one unit."""
        return frozenset((*self.nil.values(), *self.contradicted))


def block_statements(
    found: DescribedTable, columns: SlotColumns, sender_id: str, period: KnownPeriod, forms: Forms
) -> BlockStatements:
    """What is said in a table whose sender and period are known.

    Below the last row it is said of the whole table, if no other unit has figures there.
    """
    said = list(_said(found, sender_id, period, forms)) if found.table.row_kind == "unit_slot" else []
    if not said:
        return BlockStatements()
    rows: dict[str, list[int]] = {}
    for row, match in found.matches:
        if match.slot and match.unit_id:
            rows.setdefault(match.unit_id, []).append(row)
    figures = {unit_id: _figure_in(found, columns, own, period, forms) for unit_id, own in rows.items()}
    last = max((row for own in rows.values() for row in own), default=-1)
    nil: dict[str, Place] = {}
    contradicted: dict[Place, Place] = {}
    for unit_id, place in said:
        others = [figure for other, figure in figures.items() if other != unit_id]
        if place[0] > last and unit_id in rows and others and not any(others):
            continue
        if figure := figures.get(unit_id):
            contradicted[place] = figure
        else:
            nil.setdefault(unit_id, place)
    return BlockStatements(nil, frozenset(nil.keys() - rows.keys()), contradicted)


def rows_headed(found: DescribedTable) -> dict[int, int]:
    """Row whose label says that nothing occurred → last of the rows that it heads, with itself.

    One of a unit heads no other unit's, and none heads what stands below the same row again.
    """
    headed: dict[int, int] = {}
    said: dict[str, tuple[int, object]] = {}
    for row, match in found.matches:
        if match.slot:
            code, whose = match.slot.code, (match.unit_id, match.unit_ids, match.nameless)
            below = found.table.open_below[code]
            said = {head: (at, of) for head, (at, of) in said.items() if head in below and head != code and of in (None, whose)}
            if match.says_nil:
                said[code] = row, whose if match.unit_id or match.unit_ids else None
            headed.update({at: row for at, _ in said.values()})
    return headed


def _said(found: DescribedTable, sender_id: str, period: KnownPeriod, forms: Forms) -> Iterator[tuple[str, Place]]:
    for row, match in found.matches:
        if match.nil_for and (unit_id := forms.unit_lines.one_of(match.nil_for, period.ends_on, sender_id)):
            column = next(column for column, value in enumerate(found.sheet.rows[row]) if name_before_nil(value) is not None)
            yield unit_id, (row, column)


def _figure_in(found: DescribedTable, columns: SlotColumns, rows: list[int], period: KnownPeriod, forms: Forms) -> Place | None:
    """A figure of what happened in the period, in some rows, that is not 0."""
    slots = {row: match.slot for row, match in found.matches if match.slot}
    for row in rows:
        for column in columns.figures:
            own = found.table.cells.get((slots[row].code, columns.slots[column].code))
            is_own = own is not None and happens(own, forms.calendar, period.period_id)
            if is_own and _is_value(cell_of(found.sheet.rows[row], column)):
                return row, column
    return None


def _is_value(value: Value) -> bool:
    if isinstance(value, str):
        return parse_state(value) is None and is_figure(value) and any(digit in value for digit in "123456789")
    return bool(value)
