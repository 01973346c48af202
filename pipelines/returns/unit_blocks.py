"""Rows that come again for each unit: below its name, or beside it in a column of its own.

The unit stands in the row, in one above it, or where the table names it once, above its heads or as the name of the sheet.
Whose a row is is never guessed: rows that begin anew below a name that nobody knows are asked about.
"""

from collections.abc import Iterable, Sequence

from pipelines.language.text_marks import in_force
from pipelines.language.vietnamese import clean
from pipelines.returns.described import Table
from pipelines.returns.form_tables import cell
from pipelines.returns.heads import Head, field_of
from pipelines.returns.layout import Forms
from pipelines.returns.slot_rows import ENUMERATOR, NOTHING, Nameless, RowFinder, RowMatch, of_two_units
from pipelines.workbooks.grid import Value, as_text


class BlockFinder:
    """Finds the rows of one table, and the unit that each is about, from the top."""

    def __init__(self, table: Table, columns: dict[str, int | None], unit_id: str | None, forms: Forms) -> None:
        """`columns`: that of each role; `unit_id`: the unit that the table as a whole is about, None where it names none."""
        self._rows = RowFinder(table, columns["code"], columns["label"], forms)
        self._columns = columns
        self._order = {slot.code: place for place, slot in enumerate(table.rows)}
        self._forms = forms
        self._unit_id = unit_id
        self._nameless = Nameless(0)
        """Whose the rows are while no unit is known."""
        self._name = ""
        """What stood where the unit of these rows is named."""
        self._seen: set[str] = set()
        """Rows of the form found of this unit."""
        self._last = -1
        """Place in the form of the row found last of this unit."""
        self._parting: str | None = None
        """What has stood since that is no row of the form."""

    def find(self, cells: Sequence[Value]) -> RowMatch:
        """What a row is, and about whom."""
        name = clean(as_text(cell(cells, self._columns["unit"])))
        if name not in ("", self._name):
            self._begin(self._unit_named(name), name)
        match = self._rows.find(cells)
        if match.slot is None:
            return match if match == NOTHING or self._columns["unit"] is not None else self._between(cells, match)
        place = self._order[match.slot.code]
        if match.slot.code in self._seen or (self._parting is not None and place <= self._last):
            self._begin(None if name == "" else self._unit_id, self._parting or name)  # another unit, of no known name
        self._seen.add(match.slot.code)
        self._last, self._parting = place, None
        if self._unit_id is None and match.slot.role != "heading":
            return RowMatch(fault="unknown_unit", expected=match.slot.label_vi, nameless=self._nameless)
        return match._replace(unit_id=self._unit_id)

    def _between(self, cells: Sequence[Value], match: RowMatch) -> RowMatch:
        """A row that is none of the form: it names the unit of those below it, or parts them from those above it."""
        texts = [cell(cells, self._columns[role]) for role in ("code", "label")]
        shown = next((as_text(value) for value in (texts[1], *_only(cells)) if value != ""), "")
        about = list(dict.fromkeys(unit_id for value in (*texts, *_only(cells)) if (unit_id := self._unit_named(value))))
        if not about:
            self._parting = shown
            return match
        self._begin(about[0] if len(about) == 1 else None, shown, is_told=len(about) > 1)
        return RowMatch(is_unit_heading=True) if len(about) == 1 else of_two_units(about, self._forms)

    def _begin(self, unit_id: str | None, text: str, *, is_told: bool = False) -> None:
        self._unit_id, self._last, self._parting, self._seen = unit_id, -1, None, set()
        self._name = text
        self._nameless = Nameless(self._nameless.number + 1, text, is_told)
        self._rows.begin_again()

    def _unit_named(self, value: Value) -> str | None:
        return unit_in(as_text(value), self._forms) if value != "" else None


def unit_in(text: str, forms: Forms) -> str | None:
    """The unit that a text names, with a number before it or without: 'I. Xã Tân Lập:'."""
    shown = clean(in_force(text)).rstrip(" :.")
    return forms.unit_named(text) or forms.unit_named(shown) or forms.unit_named(ENUMERATOR.sub("", shown, count=1))


def unit_above(rows: Iterable[Sequence[Value]], sheet_name: str, head: Head, forms: Forms) -> str | None:
    """The one unit that a table as a whole is about, other than the one that reports: named above its heads, else the sheet."""
    texts = [value for row in rows for value in row if isinstance(value, str) and value and not field_of(value)]
    senders = head.unit_ids(forms)
    found = {unit_id for text in texts if (unit_id := unit_in(text, forms)) and unit_id not in senders}
    if found:
        return found.pop() if len(found) == 1 else None
    return unit_in(sheet_name, forms)


def _only(cells: Sequence[Value]) -> list[Value]:
    """The text of a row that has no other: a name that is merged over the row."""
    filled = [value for value in cells if value != ""]
    return filled if len(filled) == 1 else []
