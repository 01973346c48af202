"""Rows that come again for each unit: below its name, or beside it in a column of its own.

The unit stands in the row, in one above it, or where the table names it once, above its heads or as the name of the sheet.
Whose a row is is never guessed: rows that begin anew below a name that nobody knows are asked about.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain

from pipelines.language.text_marks import in_force
from pipelines.language.vietnamese import clean
from pipelines.returns.described import Slot, Table
from pipelines.returns.form_tables import cell
from pipelines.returns.head_fields import field_of
from pipelines.returns.heads import Head
from pipelines.returns.layout import STATEMENTS, Forms
from pipelines.returns.list_totals import is_total
from pipelines.returns.nil_statements import name_before_nil
from pipelines.returns.printed_words import same_words, words_of
from pipelines.returns.slot_rows import ENUMERATOR, NOTHING, WHOLE, Nameless, RowFinder, RowMatch, of_two_units
from pipelines.workbooks.grid import Value, as_text

Units = tuple[str, ...]
"""A unit, or several of one name of which it is one; () for none."""
NO_UNIT: Units = ()


class BlockFinder:
    """Finds the rows of one table, and the unit that each is about, from the top."""

    def __init__(self, table: Table, columns: dict[str, int | None], units: Units, forms: Forms) -> None:
        """`columns`: that of each role; `units`: of which the table as a whole is about one, () where it names none."""
        self._rows = RowFinder(table, columns["code"], columns["label"], forms)
        self._columns = columns
        self._order = {slot.code: place for place, slot in enumerate(table.rows)}
        self._forms = forms
        self._whole = table.whole
        self._of_all = table.of_all_units
        self._units = units
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
        if self._of_all and self._is_of_all(cells, name):
            self._begin(NO_UNIT, name)
            return RowMatch(self._of_all, WHOLE, nameless=self._nameless)
        if name not in ("", self._name):
            self._begin(self._units_named(name), name)
        match = self._rows.find(cells)
        if match.slot and match.slot is self._whole:
            self._begin((WHOLE,), match.slot.label_vi)
            return RowMatch(is_unit_heading=True)
        if match.slot is None:
            says_nil = any(name_before_nil(value) is not None for value in cells)
            if match != NOTHING and self._columns["unit"] is None:
                match = self._between(cells, match, says_nil=says_nil)
            return match._replace(nil_for=self._units) if says_nil else match
        place = self._order[match.slot.code]
        if match.slot.code in self._seen or (self._parting is not None and place <= self._last):
            self._begin(() if name == "" else self._units, self._parting or name)  # another unit, of no known name
        self._seen.add(match.slot.code)
        self._last, self._parting = place, None
        if not self._units and match.slot.role != "heading":
            return RowMatch(fault="unknown_unit", expected=match.slot.label_vi, nameless=self._nameless)
        match = match.about(self._units, self._nameless)
        if self._units == (WHOLE,):
            match = match._replace(nameless=self._nameless)
        return match._replace(nil_for=self._units) if name_before_nil(name) else match

    def _is_of_all(self, cells: Sequence[Value], name: str) -> bool:
        """Whether a row is the one of all units together: it says so, as the form prints it or as a total, and no more."""
        labels = [clean(as_text(cell(cells, self._columns[role]))) for role in ("code", "label")]
        texts = {text for text in (name, *labels) if text}
        if self._of_all is None or len(texts) != 1:
            return False
        [text] = texts
        match = self._rows.find(cells) if text in labels else NOTHING
        return match.slot is self._of_all or (match.slot is None and _says(text, self._of_all))

    def _between(self, cells: Sequence[Value], match: RowMatch, *, says_nil: bool) -> RowMatch:
        """A row that is none of the form: it names the unit of those below it, or parts them from those above it."""
        texts = [cell(cells, self._columns[role]) for role in ("code", "label")]
        shown = next((as_text(value) for value in (texts[1], *_only(cells)) if value != ""), "")
        about = list(dict.fromkeys(units for value in (*texts, *_only(cells)) if (units := self._units_named(value))))
        if not about:
            self._parting = self._parting if says_nil else shown
            return match
        both = tuple(unit_id for unit_id in about[0] if all(unit_id in units for units in about))
        self._begin(both, shown, is_told=not both)
        return RowMatch(is_unit_heading=True) if both else of_two_units(dict.fromkeys(chain(*about)), self._forms)

    def _begin(self, units: Units, text: str, *, is_told: bool = False) -> None:
        self._units, self._last, self._parting, self._seen = units, -1, None, set()
        self._name = text
        self._nameless = Nameless(self._nameless.number + 1, text, is_told)
        self._rows.begin_again()

    def _units_named(self, value: Value) -> Units:
        text = name_before_nil(as_text(value)) or as_text(value)
        found = units_in(text, self._forms) if value != "" else ()
        return (WHOLE,) if not found and self._is_whole(text) else found

    def _is_whole(self, text: str) -> bool:
        """Whether a text names all units together: as the form prints it, or as a total and no more."""
        return self._whole is not None and _says(text, self._whole)


def _says(text: str, whole: Slot) -> bool:
    """Whether a text names all units together: as the form prints them, or as a total and no more."""
    shown = ENUMERATOR.sub("", clean(in_force(text)).rstrip(" :."), count=1)
    return is_total(shown) or any(same_words(whole.path[0], said, None) for said in words_of(shown))


def units_in(text: str, forms: Forms) -> Units:
    """The unit that a text names, or several of one name, with a number before it or without: 'I. Xã Tân Lập:'."""
    shown = clean(in_force(text)).rstrip(" :.")
    return forms.units_named(text) or forms.units_named(shown) or forms.units_named(ENUMERATOR.sub("", shown, count=1))


def senders(
    own: Head, before: Head, table: Table, above: Sequence[Sequence[Value]], sheet_name: str, forms: Forms
) -> list[tuple[Head, Units]]:
    """The head of a table, and the unit that the table as a whole is about; several where its rows tell, the likeliest first.

    Where rows come again for each unit, a bare name in a head may be that of whose rows stand below. Who sends is one that
    reports the form: the superior of a letterhead, or who sent the table before. Where the lower of the letterhead reports it
    as well it is the lower, unless no row names a unit.

    Args:
        own: what stands above the table.
        before: the head of the table before.
        table: what is below.
        above: the rows above the heads.
        sheet_name: which may name the unit too.
        forms: everything known.
    """
    if table.row_kind != "unit_slot":
        return [(own, NO_UNIT)]
    one_above = _sent_by_one_above(own, before, table, forms)
    is_either = one_above and own.superior and not own.unit_ids(forms).isdisjoint(table.reporters)
    found = [own, one_above] if one_above and is_either else [one_above or own]
    return [(head, _about(above, sheet_name, head, forms)) for head in found]


def _sent_by_one_above(own: Head, before: Head, table: Table, forms: Forms) -> Head | None:
    """The same head, sent by one that reports the form and is above the other units that it names; None where none is."""
    if not own.is_unit_bare or own.unit_name is None:
        return None
    texts = [*filter(None, [own.superior]), *own.unit_name.split(STATEMENTS)]
    named = {forms.units_named(text) or (text,) for text in texts}
    for sender in (before, *(replace(own, unit_name=text) for text in texts)):
        one = sender.unit_ids(forms)
        others = [units for units in named if not one.intersection(units)]
        is_above = bool(others) and all(any(one <= forms.units_above([unit]) for unit in units) for units in others)
        if len(one) == 1 and is_above and one.issubset(table.reporters):
            return own.sent_by(sender)
    return None


def _about(above: Iterable[Sequence[Value]], sheet_name: str, head: Head, forms: Forms) -> Units:
    """The unit that a table as a whole is about: named above its heads, else the sheet; several of one name.

    None that reports, nor one above it: in a letterhead both stand.
    """
    texts = [value for row in above for value in row if isinstance(value, str) and value and not field_of(value)]
    reporting = head.unit_ids(forms)
    over = forms.units_above(reporting)
    found = {units for text in texts if (units := units_in(text, forms)) and (reporting | over).isdisjoint(units)}
    if found:
        return found.pop() if len(found) == 1 else NO_UNIT
    named = units_in(sheet_name, forms)
    return named if over.isdisjoint(named) else NO_UNIT


def _only(cells: Sequence[Value]) -> list[Value]:
    """The text of a row that has no other: a name that is merged over the row."""
    filled = [value for value in cells if value != ""]
    return filled if len(filled) == 1 else []
