"""Decides which row of a described table a row of a sheet is: by section, number and label, and never by a number alone.

Numbers and labels come again under each section. Of several rows that look like one, the section that the row stands in tells
which it is; where that does not tell, it is asked about.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from pipelines.language.letters import SMALL
from pipelines.language.text_marks import in_force
from pipelines.language.vietnamese import clean
from pipelines.language.vietnamese.measures import readings, split_statement
from pipelines.returns.described import Slot, Table
from pipelines.returns.form_tables import cell
from pipelines.returns.layout import Forms
from pipelines.returns.lines import MIN_LABEL_LENGTH, most_alike, subtotal_starts
from pipelines.returns.nil_statements import name_before_nil
from pipelines.returns.printed_words import Words, head_text, number_key, same_words, words_of
from pipelines.workbooks.grid import Value, as_text

_CODE = re.compile(r"(?=.*\d)[^\W_][\w.,/-]+")
"""A code that is a row's own, as '0010', '1.2', 'R-101', '1a' are; '1', 'a' and 'II' number rows anew in each section."""
ENUMERATOR = re.compile(rf"(?:\d{{1,3}}(?:\.\d{{1,3}})*|[IVXLC]+|[A-Z{SMALL}])\s*[.):]\s*(?=\D)|[-–+*]\s*")
"""'3. ', 'b) ', '- ' before a label."""


class Nameless(NamedTuple):
    """Rows that stand together, of a unit that nobody knows."""

    number: int
    """Counted from the top of the table."""
    text: str = ""
    """What stands where the name of the unit should; '' where nothing does."""
    is_told: bool = False
    """Whether the row above them is asked about, and they need not be."""


class RowMatch(NamedTuple):
    """What a row of a sheet was taken for: a slot of the form, a unit, or the fault that kept it from being one."""

    slot: Slot | None = None
    unit_id: str | None = None
    """Unit that it is about, on tables with units as rows, or rows that come again for each unit."""
    fault: str | None = None
    """For a slot or unit 'line_differs' or 'unit_differs', when only a part of it says so; else what it is instead."""
    expected: str | None = None

    is_item: bool = False
    """It is one of a list."""
    is_unit_heading: bool = False
    """It names the unit that those below it are about."""
    may_be: tuple[str, ...] = ()
    """Codes of the slots that a row may be whose code and label disagree, or that is asked about."""
    nameless: Nameless | None = None
    """Of a row that comes again for each unit, and of which no unit is known: those that it stands among."""
    unit_ids: tuple[str, ...] = ()
    """Units of one name of which it is about one, as long as nothing tells which."""
    nil_for: tuple[str, ...] = ()
    """The unit, or several of one name, among whose rows it says that nothing occurred."""
    says_nil: bool = False
    """Its label says behind its own words that nothing occurred: of what it heads as well."""
    heads_others: bool = False
    """It is numbered as the sections of a list are, and is none of them: what stands below it is in none that is known."""

    @property
    def is_known(self) -> bool:
        """Whether its figures are read."""
        is_unit = self.unit_id is not None or (bool(self.unit_ids) and self.fault != "unknown_unit")
        return self.is_item or (self.slot.role != "heading" if self.slot else is_unit)

    @property
    def is_doubtful(self) -> bool:
        """Whether it may be one of the table's though it is not read."""
        return self.fault not in PLAIN_FAULTS or bool(self.unit_ids)

    def about(self, unit_ids: Sequence[str], nameless: Nameless | None = None) -> "RowMatch":
        """The same of a unit, or of one of several, of which it is not known as long as nothing tells (`nameless`)."""
        if len(unit_ids) < 2:
            return self._replace(unit_id=next(iter(unit_ids), None))
        return self._replace(unit_ids=tuple(unit_ids), nameless=nameless)

    def meant_by(self, sender_id: str, day: dt.date, forms: Forms) -> "RowMatch":
        """The same in a return whose sender and last day are known; of which of several units nothing may tell then either."""
        if WHOLE in (self.unit_id, *self.nil_for):
            return self._of_whole(sender_id, forms)
        if not self.unit_ids:
            return self
        unit_id = forms.unit_lines.one_of(self.unit_ids, day, sender_id)
        if unit_id is None:
            return RowMatch(fault="unknown_unit", nameless=self.nameless, unit_ids=self.unit_ids)
        expected = f"{unit_id} {forms.unit_names[unit_id]}" if self.fault == "unit_differs" else self.expected
        return self._replace(unit_id=unit_id, unit_ids=(), nameless=None, expected=expected)

    def _of_whole(self, sender_id: str, forms: Forms) -> "RowMatch":
        """A row about all units together, where it is known who reports."""
        unit_id = all_together(sender_id, forms)
        if unit_id is None:
            return RowMatch(fault="unknown_unit", nameless=self.nameless)
        own = unit_id if self.unit_id == WHOLE else self.unit_id
        return self._replace(unit_id=own, nameless=None, nil_for=(unit_id,) if self.nil_for else ())


WHOLE = "*"
"""In the place of a unit: all together about which who reports tells."""
NOTHING = RowMatch()
"""A row that holds nothing of the table."""
UNKNOWN, SUBTOTAL = RowMatch(fault="unknown_line"), RowMatch(fault="subtotal_line")
MAY_BE_ITEM = (UNKNOWN, SUBTOTAL, NOTHING)
"""Rows that are none of the form's, and of a list may be an item."""
OTHER_PERIOD = "other_period"
OF_NO_ROW = (None, "unknown_line", "subtotal_line")
_TOP = frozenset({""})
"""What is open above the first row."""
PLAIN_FAULTS = (*OF_NO_ROW, "unknown_unit")
"""Faults of rows that are none of the table's; any other row may be one. One with a name in it is nobody's head."""


class RowFinder:
    """Finds the rows of one table on a sheet, from the top: what was found so far says in which section a row stands."""

    def __init__(self, table: Table, code: int | None, label: int | None, forms: Forms) -> None:
        """`code`, `label`: columns that tell rows apart."""
        self._table = table
        self._code = code
        self._label = label
        self._forms = forms
        self._open = _TOP
        """Sections that the last row stands in, and that row itself."""
        self._seen: set[str] = set()
        """Rows found so far."""
        self._numbers = [slot.number for slot in table.rows]
        self._by_path = {number_key(slot.code): slot for slot in table.rows if slot.section and slot.number}

    def find(self, cells: Sequence[Value]) -> RowMatch:
        """What a row is."""
        code, label = cell(cells, self._code), cell(cells, self._label)
        if label == "" and (only := _only_text(cells)) is not None:
            code, label = "", only  # a heading that is merged over the row
        if code == "" and label == "":
            return NOTHING
        match = self._row(code, label)
        if (match.slot is None or match.fault) and (name := name_before_nil(label)):
            of_name = self._row(code, name)
            match, label = (of_name._replace(says_nil=True), name) if of_name.slot else (match, name)
        if match.slot:
            self._open = self._table.open_below[match.slot.code]
            self._seen.add(match.slot.code)
        elif self._table.row_kind == "unit" and match.fault in ("unknown_line", "subtotal_line"):
            return self.unit(code, label)
        return match

    def _row(self, code: Value, label: Value) -> RowMatch:
        number = number_key(code) if code != "" else ""
        texts = _label_readings(head_text(label)) if label != "" else ()
        if (named := self._by_path.get(number)) and any(_is_label(named, text) for text in texts):
            return RowMatch(named)  # 'I/2', as whoever is asked about a row is told it
        same_label = [slot for slot in self._table.rows if slot.path and any(_is_label(slot, text) for text in texts)]
        same_number = [slot for slot in self._table.rows if number and slot.number == number]
        both = [slot for slot in same_label if not number or not slot.number or slot.number == number]
        if both:
            return self._one_of(both, exact=True)
        if same_label:
            numbered = [slot for slot in same_number if self._is_own_code(slot) or slot.section in self._open]
            if numbered:
                may_be = [*numbered, *same_label]
                return RowMatch(fault="code_disagrees", expected=_listed(may_be), may_be=tuple(slot.code for slot in may_be))
            return self._one_of(same_label, exact=False)
        if measured := self._but_for_measure(as_text(label), same_number if number else None):
            return self._one_of(measured, exact=False)
        near = self._near(texts, same_number or list(self._table.rows)) if texts else []
        if near:
            return self._one_of(near, exact=False)
        own_code = [slot for slot in same_number if self._is_own_code(slot)]
        if len(own_code) == 1:
            return RowMatch(own_code[0], None, "line_differs" if texts else None, _listed(own_code) if texts else None)
        return SUBTOTAL if any(said.text.startswith(subtotal_starts()) for said in texts) else UNKNOWN

    def _one_of(self, slots: Sequence[Slot], *, exact: bool) -> RowMatch:
        """The one slot that may stand here; `exact`: both number and label say so.

        It stands in its section, or in none that the sheet has: a section's own row may have been deleted.
        """
        inside = [slot for slot in slots if slot.section in self._open]
        found = inside or [slot for slot in slots if slot.section not in self._seen]
        if len(found) != 1:
            return RowMatch(fault="ambiguous_label", expected=_listed(found or slots))
        return RowMatch(found[0]) if exact else RowMatch(found[0], None, "line_differs", _listed(found))

    def _is_own_code(self, slot: Slot) -> bool:
        return self._numbers.count(slot.number) == 1 and _CODE.fullmatch(slot.number) is not None

    def begin_again(self) -> None:
        """Take what follows for rows of another unit: none of them was found yet."""
        self._open, self._seen = _TOP, set()

    def unit(self, code: Value, label: Value) -> RowMatch:
        """The unit that a row is about, by its code, its name, or both."""
        by_code = self._forms.units_named(as_text(code)) if code != "" else ()
        by_name = self._forms.units_named(as_text(label)) if label != "" else ()
        both = tuple(unit_id for unit_id in by_code if unit_id in by_name)
        if by_code and by_name and not both:
            return of_two_units((*by_code, *by_name), self._forms)
        unit_ids = both or by_code or by_name
        if not unit_ids:
            return RowMatch(fault="unknown_unit")
        is_half = bool(label != "" and not by_name) or bool(code != "" and not by_code)
        expected = f"{unit_ids[0]} {self._forms.unit_names[unit_ids[0]]}" if is_half else None
        return RowMatch(fault="unit_differs" if is_half else None, expected=expected).about(unit_ids)

    def _but_for_measure(self, label: str, same_number: Sequence[Slot] | None) -> list[Slot]:
        """Slots whose label is a text that states another measure: 'Chi phí (nghìn đồng)' for '(triệu đồng)'."""
        said = _without_measure(label)
        return [
            slot
            for slot in (self._table.rows if said else ())
            if slot.path and (same_number is None or not slot.number or slot in same_number)
            if any(same_words(own, one, None) for own in (slot.path[0], *_without_measure(slot.label_vi)) for one in said)
        ]

    def _near(self, texts: Sequence[Words], slots: Sequence[Slot]) -> list[Slot]:
        """Slots whose label resembles a text as a misspelling does, with the same numbers and as many words."""
        from rapidfuzz import fuzz  # here: it costs more to import than most files to read, and few need it

        scored = [
            (fuzz.ratio(said.text, slot.path[0].text), slot)
            for said in texts
            for slot in slots
            if slot.path and len(said.text) >= MIN_LABEL_LENGTH and said.numbers == slot.path[0].numbers
            if said.text.count(" ") == slot.path[0].text.count(" ")
        ]
        return list({slot.code: slot for slot in most_alike(scored)}.values())


def all_together(sender_id: str, forms: Forms) -> str | None:
    """The unit that all those together are about which one reports: see `units_listed`, which says which these are."""
    near = [one for one in (sender_id, forms.unit_parents.get(sender_id)) if one in forms.wholes]
    tops = [one for one in forms.wholes if one not in forms.unit_parents]
    return near[0] if near else tops[0] if len(tops) == 1 else None


def of_two_units(unit_ids: Iterable[str], forms: Forms) -> RowMatch:
    """A row whose code is one unit's and whose name is another's."""
    names = "; ".join(f"{unit_id} {forms.unit_names[unit_id]}" for unit_id in unit_ids)
    return RowMatch(fault="code_disagrees", expected=names)


def without_contested(matches: Iterable[tuple[int, RowMatch]]) -> Iterator[tuple[int, RowMatch]]:
    """Matches without those of which only a part says so and that another row may be as well: none of them is chosen."""
    known = list(matches)
    contested = {code for _, match in known for code in match.may_be}
    for row, match in known:
        is_contested = match.slot is not None and match.fault is not None and match.slot.code in contested
        yield row, (RowMatch(fault="ambiguous_label", expected=match.expected) if is_contested else match)


def _is_label(slot: Slot, said: Words) -> bool:
    """Whether a text is the slot's label, whatever the period that it names."""
    return same_words(slot.path[0], said, None, slot.year)


@lru_cache(maxsize=1 << 12)
def _without_measure(label: str) -> tuple[Words, ...]:
    """A label without the measure that it states in brackets; () where it states none."""
    split = split_statement(label)
    return _label_readings(split.rest) if split.rest and split.is_bracketed and readings(split.stated) else ()


def names_other_period(slot: Slot, label: Value, numbers: Mapping[str, str]) -> bool:
    """Whether a row's label is a slot's but for the period that it names; `numbers`: what '{year}' and the like are."""
    follows = slot.year or any(number.startswith("{") for words in slot.path for number in words.numbers)
    if label == "" or not slot.path or not follows:
        return False
    readings = [said for said in _label_readings(head_text(label)) if _is_label(slot, said)]
    return bool(readings) and not any(same_words(slot.path[0], said, numbers, slot.year) for said in readings)


def _label_readings(text: str) -> tuple[Words, ...]:
    """A label as it stands, and without a number of its own before it."""
    shown = clean(in_force(text))
    bare = ENUMERATOR.sub("", shown, count=1) if ENUMERATOR.match(shown) else ""
    return (*words_of(text), *(words_of(bare) if bare else ()))


def _only_text(cells: Sequence[Value]) -> str | None:
    """The text of a row that has no other."""
    filled = [value for value in cells if value != ""]
    return filled[0] if len(filled) == 1 and isinstance(filled[0], str) else None


def _listed(slots: Sequence[Slot]) -> str:
    return "; ".join(dict.fromkeys(f"{slot.code} {slot.label_vi}" for slot in slots))
