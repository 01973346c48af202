"""Decides which column of a described table stands below which heads: by all of them from the top, and never by a guess."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from pipelines.language.vietnamese import match_key
from pipelines.language.vietnamese.measures import split_statement
from pipelines.returns.described import HEADS_APART, NOT_PRINTED, Slot, Table
from pipelines.returns.form_tables import cell
from pipelines.returns.layout import Forms
from pipelines.returns.lines import MIN_LABEL_LENGTH, most_alike
from pipelines.returns.measures import statement_in
from pipelines.returns.printed_words import same_words, words_of
from pipelines.returns.table_heads import Heading, is_measure
from pipelines.workbooks.grid import Value

Numbers = tuple[tuple[str, str], ...] | None
"""What '{year}' and the like are; None while the period is not known."""
_Numbers = Mapping[str, str] | None
"""The same, to look them up."""
_NOT_WORDS = re.compile(r"[^\w{}]+")
_DIGITS = re.compile(r"\d+")
OF_ITEMS = ("key", "key_attribute", "attribute")
"""Roles of columns that only rows of a list have something in."""


@dataclass(slots=True)
class SlotColumns:
    """What each column of one table on a sheet is."""

    slots: dict[int, Slot] = field(default_factory=dict)
    """Column → the form's."""
    units: dict[int, str] = field(default_factory=dict)
    """Column → unit that it is about."""
    namesakes: dict[int, tuple[str, ...]] = field(default_factory=dict)
    """Column → units of one name of which it is about one, as long as nothing tells which."""
    doubtful: dict[int, tuple[Slot, ...]] = field(default_factory=dict)
    """Column → those that it may be; of several columns for one, none is chosen. () for one of several of a unit."""

    disagreeing: set[int] = field(default_factory=set)
    """Those among the doubtful ones whose heads are one column's and whose number is another's."""

    @property
    def known(self) -> int:
        """How many columns are the form's."""
        return len({*self.slots, *self.units, *self.namesakes, *self.doubtful})

    @property
    def all_slots(self) -> Iterator[Slot]:
        """Those that a column is, or may be."""
        yield from self.slots.values()
        for slots in self.doubtful.values():
            yield from slots

    def with_role(self, role: str) -> int | None:
        """The column of this role."""
        return next((column for column, slot in self.slots.items() if slot.role == role), None)

    def says_of_item(self, cells: Sequence[Value]) -> bool:
        """Whether a row has what only items of a list have: a key or an attribute."""
        return any(cell(cells, column) != "" for column, slot in self.slots.items() if slot.role in OF_ITEMS)

    @property
    def figures(self) -> list[int]:
        """Columns of figures."""
        namesakes = self.namesakes.keys() - self.doubtful.keys()
        return sorted([*(column for column, slot in self.slots.items() if not slot.role), *self.units, *namesakes])

    def meant_by(self, sender_id: str, day: dt.date, forms: Forms) -> "SlotColumns":
        """The same in a return whose sender and last day are known; of which of several units nothing may tell then either."""
        if not self.namesakes:
            return self
        meant = {column: forms.unit_lines.one_of(units, day, sender_id) for column, units in self.namesakes.items()}
        told = {column: unit_id for column, unit_id in meant.items() if unit_id}
        asked = {column: units for column, units in self.namesakes.items() if column not in told}
        doubtful = {**self.doubtful, **dict.fromkeys(asked, ())}
        found = replace(self, units={**self.units, **told}, namesakes=asked, doubtful=doubtful)
        _doubt_units(found)
        return found


@lru_cache(maxsize=4096)
def assign(table: Table, headings: tuple[Heading, ...], forms: Forms, numbers: Numbers) -> SlotColumns:
    """The column of each heading, as far as exactly one can be meant. Remembered: the same heads stand in every workbook."""
    found = SlotColumns()
    known = None if numbers is None else dict(numbers)
    claims: dict[str, list[tuple[int, int]]] = {}
    for heading in headings:
        level, slots = _candidates(table, heading, forms, known)
        if len(slots) > 1 and heading.number:
            slots = [slot for slot in slots if slot.number == heading.number] or slots
        if len(slots) > 1:
            found.doubtful[heading.column] = tuple(slots)
        elif slots:
            found.slots[heading.column] = slots[0]
            claims.setdefault(slots[0].code, []).append((level, heading.column))
        elif table.column_kind == "unit" and (units := _units(heading, forms)):
            if len(units) == 1:
                found.units[heading.column] = units[0]
            else:
                found.namesakes[heading.column] = units
    for rivals in claims.values():
        best = min(level for level, _ in rivals)
        chosen = [column for level, column in rivals if level == best]
        for _, column in rivals:
            if column not in chosen or len(chosen) > 1:
                found.doubtful[column] = (found.slots.pop(column),)
    _doubt_contradicted(table, headings, found)
    _doubt_units(found)
    _find_unheaded(table, headings, found)
    return found


def _units(heading: Heading, forms: Forms) -> tuple[str, ...]:
    """The unit that a head names, or several of one name: the unit above it may stand in the head above."""
    units = forms.units_named(heading.texts[-1])
    for text in heading.sure[:-1] if len(units) > 1 else ():
        units = forms.unit_lines.of_both(units, forms.units_named(text)) or units
    return units


def _doubt_contradicted(table: Table, headings: Sequence[Heading], found: SlotColumns) -> None:
    """A column of figures whose heads are one column's and whose number is another's is neither, as with a row."""
    for heading in headings:
        slot = found.slots.get(heading.column)
        if slot is None or slot.role or not slot.number or heading.number in ("", slot.number):
            continue
        if others := [other for other in table.columns if not other.role and other.number == heading.number]:
            found.doubtful[heading.column] = (found.slots.pop(heading.column), *others)
            found.disagreeing.add(heading.column)


def _doubt_units(found: SlotColumns) -> None:
    """Of two columns for one unit none is chosen; nor is one that stands before the rows' labels: it is of another table."""
    labels = [column for column, slot in found.slots.items() if slot.role in ("code", "label")]
    named = list(found.units.values())
    for column, unit_id in list(found.units.items()):
        if named.count(unit_id) > 1 or column < min(labels, default=column):
            del found.units[column]
            found.doubtful[column] = ()


def _find_unheaded(table: Table, headings: Sequence[Heading], found: SlotColumns) -> None:
    """A column over which nothing is printed is known by its neighbours: it is the one between theirs."""
    places = {slot.code: column for column, slot in found.slots.items()}
    headed = {heading.column for heading in headings}
    for position, slot in enumerate(table.columns):
        if slot.path or slot.label_vi != NOT_PRINTED:
            continue
        before = [places[other.code] for other in table.columns[:position] if other.code in places]
        after = [places[other.code] for other in table.columns[position + 1 :] if other.code in places]
        between = range(max(before, default=-1) + 1, min(after, default=max(headed) + 1))
        free = [column for column in between if column not in headed]
        if len(free) == 1:
            found.slots[free[0]] = slot
            places[slot.code] = free[0]


def _candidates(table: Table, heading: Heading, forms: Forms, numbers: _Numbers) -> tuple[int, list[Slot]]:
    """How well the best of a table's columns fit a heading (0: exactly), and these."""
    tries = [(fits, heading.texts) for fits in (_is_same, _is_same_but_measures, _is_same_joined, _is_part)]
    if heading.sure != heading.texts:
        tries += [(fits, heading.sure) for fits, _ in tries]
    for level, (fits, texts) in enumerate(tries):
        found = [slot for slot in table.columns if slot.path and fits(slot, texts, forms, numbers)]
        if fits is _is_part and heading.number:
            found = [slot for slot in found if slot.number in ("", heading.number)]
        if found:
            return level, found
    return len(tries), _near(table, heading, forms)


def _is_same(slot: Slot, texts: Sequence[str], _: Forms, numbers: _Numbers) -> bool:
    return _are_same(slot.heads, texts, numbers, slot.year)


def _is_same_but_measures(slot: Slot, texts: Sequence[str], forms: Forms, numbers: _Numbers) -> bool:
    said = _without_measures(tuple(texts), forms)
    return bool(said) and _are_same(_without_measures(slot.heads, forms), said, numbers, slot.year)


def _is_same_joined(slot: Slot, texts: Sequence[str], forms: Forms, numbers: _Numbers) -> bool:
    """Whether the same words stand in more or fewer head rows: 'Chia ra: chính thức' for 'Chia ra' over 'Chính thức'."""
    printed = _joined(_without_measures(slot.heads, forms))
    said = _joined(_without_measures(tuple(texts), forms))
    return bool(said) and _are_same([printed], [said], numbers, slot.year)


def _is_part(slot: Slot, texts: Sequence[str], forms: Forms, numbers: _Numbers) -> bool:
    """Whether the lowest head is the column's own and those above it are some of its heads: a head row was deleted."""
    printed = list(_without_measures(slot.heads, forms))
    said = list(_without_measures(tuple(texts), forms))
    if not said or len(said) >= len(printed) or not _are_same(printed[-1:], said[-1:], numbers, slot.year):
        return False
    for text in said[:-1]:
        while printed and not _are_same(printed[:1], [text], numbers, slot.year):
            printed.pop(0)
        if not printed:
            return False
        printed.pop(0)
    return True


def _are_same(printed: Sequence[str], said: Sequence[str], numbers: _Numbers, year: str) -> bool:
    return len(printed) == len(said) and all(
        any(same_words(words_of(one)[0], reading, numbers, year) for reading in words_of(other))
        for one, other in zip(printed, said, strict=True)
    )


@lru_cache(maxsize=1 << 13)
def _without_measures(texts: tuple[str, ...], forms: Forms) -> tuple[str, ...]:
    """Heads without the measures that they state: 'Sản lượng (tấn)' over 'Lúa' → 'Sản lượng', 'Lúa'."""
    kept = []
    for text in texts:
        if is_measure(text, forms):
            continue
        kept.append(split_statement(text).rest if statement_in(text, "heading", forms) else text)
    return tuple(kept)


def _joined(texts: Iterable[str]) -> str:
    return _NOT_WORDS.sub(" ", " ".join(map(match_key, texts))).strip()


def _near(table: Table, heading: Heading, forms: Forms) -> list[Slot]:
    """Columns whose heads resemble these as a misspelling does, with the same numbers; [] where the number row contradicts."""
    from rapidfuzz import fuzz  # here: it costs more to import than most files to read, and few need it

    said = _joined(_without_measures(heading.texts, forms))
    if len(said) < MIN_LABEL_LENGTH:
        return []
    scored = []
    for slot in table.columns:
        printed = _joined(_without_measures(slot.heads, forms))
        is_contradicted = heading.number and slot.number and slot.number != heading.number
        is_alike = _DIGITS.findall(printed) == _DIGITS.findall(said) and printed.count(" ") == said.count(" ")
        if is_alike and not is_contradicted and "{" not in slot.label_vi:
            scored.append((fuzz.ratio(said, printed), slot))
    return most_alike(scored)


def printed_heads(heading: Heading) -> str:
    """Heads of a column as a person is told them."""
    return HEADS_APART.join(heading.sure)


def has_other_numbers(table: Table, heading: Heading, forms: Forms) -> bool:
    """Whether a heading is one of the table's but for the period that it names: 'Kế hoạch năm 2024' in a return for 2025."""
    return bool(_candidates(table, heading, forms, None)[1])
