"""What the pages of one return have of each described table: the measure that holds for all, and what none of them has."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product

from pipelines.language.days import Days, with_printed_numbers
from pipelines.language.words import say
from pipelines.returns.described import Table
from pipelines.returns.heads import Head
from pipelines.returns.layout import Forms
from pipelines.returns.list_rows import sections
from pipelines.returns.measures import Stated
from pipelines.returns.result import ReturnRead
from pipelines.returns.slot_columns import OF_ITEMS
from pipelines.returns.slot_rows import RowMatch, all_together
from pipelines.workbooks.grid import Place

MOST_TOLD = 20
"""Rows and columns of a table that are told when they are missing; who lacks more of them than that sees it."""
_TOLD = ("", *OF_ITEMS)
"""Roles of columns that are told when they are missing: figures, and what a list says of its items."""
Return = tuple[str, str]
"""Unit and period."""
TableKey = tuple[str, str]
"""Form and table."""


@dataclass(slots=True)
class _Found:
    """One table of one return, as far as its pages have been read."""

    table: Table
    sheet_name: str
    day: dt.date
    """Last day of the period: what is due on it."""
    measure: Stated | None = None
    cells: dict[str, set[tuple[str, str]]] = field(default_factory=dict)
    """Unit, '' where rows do not come again for each → codes of row and column, of all that its pages have."""
    heads: dict[str, None] = field(default_factory=dict)
    section: str = ""
    """Section of a list that is open where its last page ended."""
    items: dict[str, tuple[str, int]] = field(default_factory=dict)
    """Key of an item of a list → sheet and row where it stands first."""

    def lacking(self, names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        """Faults and what is missing: columns, rows, and rows that lack some of the columns; `names`: of units."""
        seen = {column for cells in self.cells.values() for _, column in cells}
        due = [slot for slot in self.table.columns if slot.role in _TOLD and slot.is_due(self.day)]
        if missing_columns := [slot.named for slot in due if slot.code not in seen]:
            yield "no_value_column", "; ".join(missing_columns)
        columns = [slot for slot in due if not slot.role and slot.code in seen]
        for unit_id, cells in self.cells.items():
            of = f" ({names.get(unit_id, unit_id)})" if unit_id else ""
            rows, of_all = {row for row, _ in cells}, self.table.of_all_units
            if unit_id and of_all and of_all.code in rows:
                continue
            for row in self.table.rows:
                if row.role or row is of_all or not row.is_due(self.day):
                    continue
                missing = [slot.code for slot in columns if (row.code, slot.code) not in cells]
                if row.code not in rows:
                    yield "missing_line", row.named + of
                elif missing:
                    yield "missing_line", say("{row} (column {columns})", row=row.named + of, columns=", ".join(missing))


class Pages:
    """The described tables of one workbook, by return: a table may go on over several sheets."""

    def __init__(self) -> None:
        self._found: dict[Return, dict[TableKey, _Found]] = {}
        self.settled: set[tuple[str, Place]] = set()
        """Sheets and cells of statements that nothing occurred of one unit, which are read so."""

    def begin(self, of: Return, table: Table, sheet_name: str, day: dt.date, head: Head) -> None:
        """Note that a page has a table, and the measure that its head states: it holds for the pages that state none."""
        of_return = self._found.setdefault(of, {})
        found = of_return.setdefault((table.form_id, table.table_id), _Found(table, sheet_name, day))
        found.measure = found.measure or head.measure

    def head(self, of: Return, table: Table, head: Head) -> Head:
        """The head of a page; one that states no measure has that of the table's first page that does."""
        return replace(head, measure=head.measure or self._found[of][table.form_id, table.table_id].measure)

    def sections(self, of: Return, table: Table, matches: Sequence[tuple[int, RowMatch]]) -> dict[int, str]:
        """Row of an item of a list → its section, which may have begun on the page before."""
        if table.row_kind != "item":
            return {}
        found = self._found[of][table.form_id, table.table_id]
        headed, found.section = sections(matches, table, found.section)
        return headed

    def items(self, of: Return, table: Table) -> dict[str, tuple[str, int]]:
        """Key of an item of a list → sheet and row where it stands first; to be added to."""
        return self._found[of][table.form_id, table.table_id].items

    def note(
        self, of: Return, table: Table, rows: Iterable[tuple[str, str]], columns: Sequence[str], heads: Iterable[str]
    ) -> None:
        """Note what a page has: rows by unit ('' where they do not come again for each) and code, columns, and all heads."""
        found = self._found[of][table.form_id, table.table_id]
        for unit_id, row in rows:
            found.cells.setdefault(unit_id, set()).update(product([row], columns))
        found.heads.update(dict.fromkeys(heads))

    def report_missing(self, read: ReturnRead, forms: Forms) -> None:
        """Tell each table, column and row of figures that is due and stands on no page."""
        for (unit_id, period_id), tables in self._found.items():
            of: dict[str, str | None] = {"unit_id": unit_id, "period_id": period_id}
            for found in tables.values():
                where = {**of, "form_id": found.table.form_id, "sheet_name": found.sheet_name}
                for fault, label in list(found.lacking(forms.unit_names))[:MOST_TOLD]:
                    if fault == "missing_line":
                        read.find(fault, **where, received=label)
                    else:
                        read.find(fault, **where, received="; ".join(found.heads), expected=label)
                whole = found.table.whole or found.table.of_all_units
                if whole and found.cells and whole.is_due(found.day) and all_together(unit_id, forms) not in found.cells:
                    read.find("missing_line", **where, received=whole.label_vi)
            begun = {form_id: found.day for (form_id, _), found in tables.items()}
            for table in forms.tables:
                is_due = table.form_id in begun and table.is_due(begun[table.form_id])
                if is_due and (table.form_id, table.table_id) not in tables:
                    day = begun[table.form_id]
                    named = with_printed_numbers(table.title_vi, Days(day, day)) or table.table_id
                    read.find("missing_form", **of, form_id=table.form_id, detail=say("table '{name}'", name=named))
