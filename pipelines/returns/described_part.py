"""One described table of a sheet, with whose return it is of."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.returns.described_tables import DescribedTable
from pipelines.returns.form_tables import FormTable
from pipelines.returns.layout import Forms
from pipelines.returns.list_entries import ListEntries
from pipelines.returns.slot_columns import SlotColumns
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
    wholes: frozenset[str]
    """Units that are made up of others of the table."""
    sections: dict[int, str]
    """Row of a list → code of the row that heads it."""
    items: ListEntries


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
