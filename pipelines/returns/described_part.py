"""One described table of a sheet, with whose return it is of."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipelines.language.calendars import KnownPeriod
from pipelines.language.days import Days, printed_numbers
from pipelines.language.months import calendar_days
from pipelines.language.period_words import QUARTER_NUMBER
from pipelines.language.relative_periods import years_of
from pipelines.returns.block_statements import BlockStatements
from pipelines.returns.described import Table
from pipelines.returns.described_tables import DescribedTable
from pipelines.returns.form_tables import FormTable, cell
from pipelines.returns.layout import Forms
from pipelines.returns.list_entries import ListEntries
from pipelines.returns.slot_columns import SlotColumns
from pipelines.returns.slot_rows import Nameless
from pipelines.returns.table_entries import TableEntries
from pipelines.workbooks.grid import Value, as_text


@dataclass(frozen=True, slots=True)
class Part:
    """One table of the sheet, with whose return it is of."""

    found: DescribedTable
    columns: SlotColumns
    table: FormTable
    figures: TableEntries
    unit_id: str
    period_id: str
    ends_on: dt.date
    """Last day of its period."""
    wholes: frozenset[str]
    """Units that are made up of others of the table."""
    sections: dict[int, str]
    """Row of a list → code of the row that heads it."""
    items: ListEntries
    first_rows: Mapping[tuple[str, str], int]
    """See `first_rows`."""
    statements: BlockStatements
    nameless: Mapping[Nameless, list[int]]
    """Rows of a unit that nobody knows → those of them that have figures."""


def other_unit(cells: Sequence[Value], part: Part, forms: Forms) -> str | None:
    """The unit, other than the sender, that a row among lines names: whose those below it are nobody can tell then.

    A table with units of its own has them as rows or columns.
    """
    if part.found.table.row_kind != "slot" or part.found.table.column_kind == "unit":
        return None
    places = (part.table.columns.label, part.table.columns.code)
    for text in (as_text(cells[column]) for column in places if column is not None and column < len(cells)):
        if text and (units := forms.units_named(text)) and part.unit_id not in units:
            return text
    return None


def first_rows(pages: Iterable[DescribedTable]) -> dict[tuple[str, str], int]:
    """Unit and row of the form → the first row of a sheet that it is, on tables with units on their rows; else nothing."""
    found: dict[tuple[str, str], int] = {}
    for page in pages:
        for row, match in page.matches if page.table.row_kind in ("unit", "unit_slot") else ():
            if match.unit_id and (match.slot or page.table.row_kind == "unit"):
                key = (match.unit_id, match.slot.code if match.slot else "")
                found[key] = min(row, found.get(key, row))
    return found


def nameless_rows(found: DescribedTable, columns: SlotColumns) -> dict[Nameless, list[int]]:
    """Rows of a unit that nobody knows → those of them that have figures."""
    rows: dict[Nameless, list[int]] = {}
    for row, match in found.matches:
        if match.nameless and any(cell(found.sheet.rows[row], column) != "" for column in columns.figures):
            rows.setdefault(match.nameless, []).append(row)
    return rows


def says_anything(found: DescribedTable, columns: SlotColumns) -> bool:
    """Whether a table has figures, rows of a list, or a statement in place of them: it is not one left empty."""
    rows = [found.sheet.rows[row] for row in found.known_rows]
    filled = any(cell(cells, column) != "" for cells in rows for column in (*columns.figures, *columns.doubtful))
    return filled or found.nil_at is not None or any(match.is_item for _, match in found.matches)


def days_and_numbers(period: KnownPeriod, table: Table, forms: Forms) -> tuple[Days, dict[str, str]]:
    """The days of a return, and what '{year}' and the like are in the texts of a table there.

    By the months that it means: books that close on 14/6 are the first half-year's. '{quarter}' is none of a month or a
    half-year, if the form is reported for quarters too: 'Thực hiện quý II' is not June's.
    """
    days = Days(*calendar_days(forms.calendar.runs[period.period_id]))
    numbers = printed_numbers(days) | years_of(forms.calendar, period.period_id, table.years)
    if period.period_type != "quarter" and "quarter" in forms.period_types.get(table.form_id, ()):
        del numbers[QUARTER_NUMBER]
    return days, numbers
