"""Entries of a list besides its figures: that it stands there, and what each row says of its item."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from pipelines.language.words import say
from pipelines.returns.described import Table
from pipelines.returns.form_tables import cell
from pipelines.returns.list_days import ColumnDays
from pipelines.returns.list_rows import LIST_TEXTS
from pipelines.returns.result import MAX_RECEIVED
from pipelines.returns.slot_columns import SlotColumns
from pipelines.returns.values import ONE
from pipelines.workbooks.grid import Place, Sheet, Value, address, as_text


class ListEntry(NamedTuple):
    """One entry: its cell, what tells it from others, and its row of raw.entry."""

    place: Place
    value: Value
    key: tuple[str | None, ...]
    row: tuple[object, ...]
    text: str | None


class ListEntries:
    """Makes the entries of one list of a return."""

    def __init__(
        self,
        sheet_name: str,
        table: Table,
        of: tuple[str, str],
        span: str,
        days: Mapping[int, ColumnDays],
        first: dict[str, tuple[str, int]],
    ) -> None:
        """`of`: unit and period of the return; `span`: days that it is about; `days`: column → what its days tell.

        `first`: key of an item → sheet and row where it stands first, over all pages; added to.
        """
        self.days = days
        self._first = first
        self._sheet_name = sheet_name
        self._own = (*of, table.form_id, "")
        self._table_id = table.table_id
        self._span = span

    def presence(self, head: Place) -> ListEntry:
        """That the list stands below this cell, also one without rows."""
        return self._entry(head, "", ("", None), ("list", None), None)

    def texts(self, sheet: Sheet, row: int, columns: SlotColumns, row_key: str, section: str | None) -> Iterator[ListEntry]:
        """Name, key and attributes of the item in a row: texts and days."""
        self._first.setdefault(row_key, (self._sheet_name, row))
        for column, slot in sorted(columns.slots.items()):
            if slot.role in LIST_TEXTS:
                value = cell(sheet.rows[row], column)
                text = self.days.get(column, ColumnDays()).attribute(value) or None
                yield self._entry((row, column), value, (slot.code, row_key), ("attribute", section), text)

    def again(self, row_key: str, row: int) -> str:
        """An item that stands there a second time, by its key and its rows: 'PK-2022-03 (dòng 10 và 11)'."""
        sheet_name, first = self._first.get(row_key, (self._sheet_name, row))
        if (sheet_name, first) == (self._sheet_name, row):
            return row_key
        where = f"{first + 1}" if sheet_name == self._sheet_name else f"{sheet_name}!{first + 1}"
        return say("{unit} (rows {row} and {again})", unit=row_key, row=where, again=f"{row + 1}")

    def _entry(
        self, place: Place, value: Value, of: tuple[str, str | None], as_what: tuple[str, str | None], text: str | None
    ) -> ListEntry:
        (column_code, row_key), (kind, section) = of, as_what
        more = (self._table_id, column_code, None, row_key)
        state = "value" if text or kind == "list" else "blank"
        received = as_text(value)[:MAX_RECEIVED] or None
        stands = (self._sheet_name, address(*place), received, None, None, state, text, None, ONE)
        said = (None, "", self._span, kind, False, False, section)
        return ListEntry(place, value, self._own + more, (*self._own, *stands, *more, *said), text)
