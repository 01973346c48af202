"""Applies statements that nothing occurred ('Trong kỳ không phát sinh') in place of the figures of which they are said."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import product
from types import MappingProxyType
from typing import NamedTuple

from pipelines.language.words import keys, keys_of, say
from pipelines.returns.layout import Forms
from pipelines.returns.lookup import look_up, match_keys
from pipelines.returns.nil_statements import TELLS, TELLS_IN_ROW, contradiction, happens, none_occurred
from pipelines.returns.printed_words import Words, same_words, words_of
from pipelines.returns.result import ReturnRead
from pipelines.workbooks.grid import Place, Sheet, address

_ROW = re.compile(r"\d+$")
_OF_ROWS = ("figure", "plan", "reference")
"""Kinds of figures of which a list without rows has none."""


class Extent(NamedTuple):
    """Rows of a table on a sheet, from its head on."""

    first: int
    last: int
    """Last row that is surely its own."""
    end: int
    """Row after those that no other table begins in."""
    form_id: str | None = None
    title: Words | None = None
    """Heading that tells it from others of its form, by which a statement may name it."""
    headed: Mapping[int, int] = MappingProxyType({})
    """Row whose label says that nothing occurred → last of the rows that it heads, with itself."""

    def is_named(self, text: str, forms: Forms) -> bool:
        """Whether a text is its heading, or names its form."""
        is_titled = self.title is not None and any(same_words(self.title, said, None) for said in words_of(text))
        return is_titled or (self.form_id is not None and self.form_id in _forms_in(text, forms))


Sheets = Mapping[str, tuple[Sheet, Sequence[Extent]]]
"""Name of a sheet as stored → sheet and its tables."""


class _Statement(NamedTuple):
    """A text that says that nothing occurred."""

    sheet_name: str
    place: Place
    text: str
    about: str
    """What stands before it in its cell; '' where it is alone."""


def apply_nil(read: ReturnRead, sheets: Sheets, forms: Forms, settled: Collection[tuple[str, Place]] = ()) -> None:
    """Let every blank figure of what happens in the period say that nothing occurred where a statement does.

    In the rows of a table or below it, it is said of this table, elsewhere on a sheet of all its tables, and on one without
    tables of all that the workbook holds, if that is one return; behind the heading of a table, the name of a form or that of
    a unit of these alone, of a row or a section of its figures; in a cell that holds a figure of this one, and told where it is
    the first of a row that is blank otherwise. Nothing is filled in, and the statement is told, where a
    table that has figures contradicts it, where it stands between two tables that are both blank, where nobody knows what it
    is about, and where it would leave all that is blank as it is.

    Args:
        read: what was read so far; its entries are changed.
        sheets: the sheets that were read.
        forms: everything known.
        settled: sheets and cells of statements that were read already.
    """
    said = [one for one in _statements(sheets) if (one.sheet_name, one.place) not in settled]
    in_rows = _rows_that_say_it(read)
    if said or in_rows:
        book = _Book(read, sheets, forms)
        for one in said:
            book.apply(one)
        book.tell_of_rows(in_rows)


class _Book:
    """The figures of a workbook, of which statements are said."""

    def __init__(self, read: ReturnRead, sheets: Sheets, forms: Forms) -> None:
        self._read, self._sheets, self._forms = read, sheets, forms
        self._units: list[str] = read.entries["unit_id"]
        self._periods: list[str] = read.entries["period_id"]
        self._own = frozenset(_own_figures(read, forms))
        self._of_book = [position for position, name in enumerate(read.entries["sheet_name"]) if name in sheets]
        self._at: dict[tuple[str, str], list[int]] = defaultdict(list)
        for position in self._of_book:
            self._at[read.entries["sheet_name"][position], read.entries["address"][position]].append(position)

    def apply(self, one: _Statement) -> None:
        """Fill in what a statement says, or tell why it says nothing."""
        if in_cell := self._at.get((one.sheet_name, address(*one.place))):
            if not self._is_said_in(one):
                self._tell(one, in_cell, _nothing_to_fill())
            return
        among, below, units = self._meant(one)
        figures = [
            position
            for position in self._of_book
            if self._read.entries["sheet_name"][position] == one.sheet_name or not self._sheets[one.sheet_name][1]
            if not units or self._whose(position) in units
        ]
        within = [position for position in figures if self._is_within(position, among or ())]
        found = [position for position in within if position in self._own and among is not None]
        beside = [position for position in figures if below and position in self._own and self._is_within(position, below)]
        if detail := self._contradiction(found) or self._ambiguity(beside):
            self._tell(one, found or beside, detail)
        elif not (detail := self._without_effect(one, among, within)):
            self._fill(found, one.text)
        elif self._has_blank(within) or (among is None and self._is_for_a_row(one, within)):
            self._tell(one, within, detail)

    def tell_of_rows(self, rows: Collection[tuple[str, int]]) -> None:
        """Tell of the first cells of some rows that they alone say that nothing occurred, where all else in them is blank."""
        names = {name for name, _ in rows}
        of_rows: dict[tuple[str, int, str], list[int]] = defaultdict(list)
        for position in self._of_book:
            if (name := self._read.entries["sheet_name"][position]) in names and position in self._own:
                row = row_of(self._read.entries["address"][position])
                if (name, row) in rows:
                    of_rows[name, row, self._whose(position)].append(position)
        detail = say("it is said of this cell alone, so that the other cells of its row stay blank")
        for (name, _, _), (first, *others) in of_rows.items():
            states = {self._read.entries["state"][position] for position in others}
            if self._read.entries["state"][first] == "none_occurred" and states == {"blank"}:
                at, text = (self._read.entries[column][first] for column in ("address", "received"))
                self._tell_at(name, at, text, first, detail)

    def _is_said_in(self, one: _Statement) -> bool:
        """Whether a statement in the cell of a figure, or merged over several, is what any of these says."""
        (row, column), covering = one.place, self._sheets[one.sheet_name][0].covering
        last_row, last_column = next((last for first, last in covering if first == one.place), one.place)
        return any(
            self._read.entries["state"][position] != "blank"
            for cell in product(range(row, last_row + 1), range(column, last_column + 1))
            for position in self._at.get((one.sheet_name, address(*cell)), ())
        )

    def _meant(self, one: _Statement) -> tuple[list[Extent] | None, list[Extent], frozenset[str]]:
        """The tables that a statement is of, the ones below that it may be of, and the units that it names.

        [] for all tables of its sheet, None where nobody knows what it names.
        """
        extents, nobody = self._sheets[one.sheet_name][1], frozenset[str]()
        if not one.about or any(key in keys_of("phrase", "footnote") for key in match_keys(one.about)):
            return *_near(one.place[0], extents), nobody
        row = one.place[0]
        if headed := [Extent(row, extent.headed[row], extent.headed[row] + 1) for extent in extents if row in extent.headed]:
            return headed, [], nobody
        if named := [extent for extent in extents if extent.is_named(one.about, self._forms)]:
            return named, [], nobody
        if units := self._forms.units_named(one.about):
            return *_near(one.place[0], extents), frozenset(units)
        return None, [], nobody

    def _fill(self, found: Sequence[int], text: str) -> None:
        entry = none_occurred(text)
        for position in found:
            if self._read.entries["state"][position] == "blank":
                for name in ("received", "value", "comparator", "state"):
                    self._read.entries[name][position] = getattr(entry, name)

    def _has_blank(self, within: Sequence[int]) -> bool:
        return any(self._read.entries["state"][position] == "blank" for position in within)

    def _is_for_a_row(self, one: _Statement, within: Sequence[int]) -> bool:
        """Whether a statement stands among the rows of a table, where no row is read."""
        row = one.place[0]
        is_among = any(extent.first <= row <= extent.last for extent in self._sheets[one.sheet_name][1])
        return bool(within) and is_among and all(row_of(self._read.entries["address"][position]) != row for position in within)

    def _tell(self, one: _Statement, about: Sequence[int], detail: str) -> None:
        self._tell_at(one.sheet_name, address(*one.place), one.text, about[0], detail)

    def _tell_at(self, sheet_name: str, where: str, text: str, about: int, detail: str) -> None:
        unit_id, period_id = self._return_of(about)
        self._read.find(
            "statement_not_applied",
            unit_id=unit_id,
            period_id=period_id,
            sheet_name=sheet_name,
            address=where,
            received=text,
            detail=detail,
        )

    def _without_effect(self, one: _Statement, among: Sequence[Extent] | None, within: Sequence[int]) -> str | None:
        """Why a statement says nothing of any figure."""
        if among is None:
            return say("it is not known what '{name}' is, so that blank cells stay blank", name=one.about)
        if not self._sheets[one.sheet_name][1] and len(set(map(self._return_of, within))) > 1:
            return say("the file holds several returns, so that blank cells stay blank")
        return None if self._own.intersection(within) else _nothing_to_fill()

    def _contradiction(self, found: Sequence[int]) -> str | None:
        """Why a statement is not said of some figures: there is one."""
        entries = self._read.entries
        filled = (position for position in found if entries["state"][position] == "value")
        return next((contradiction(entries["sheet_name"][at], entries["address"][at]) for at in filled), None)

    def _ambiguity(self, beside: Sequence[int]) -> str | None:
        """Why a statement is not said of the blank table above it: it may be said of the one below, which is blank as well."""
        if not beside or any(self._read.entries["state"][position] == "value" for position in beside):
            return None
        return say("it stands between two tables without figures, so that blank cells stay blank")

    def _return_of(self, position: int) -> tuple[str, str]:
        return self._units[position], self._periods[position]

    def _whose(self, position: int) -> str:
        owner_id: str | None = self._read.entries["owner_id"][position]
        return owner_id or self._units[position]

    def _is_within(self, position: int, extents: Sequence[Extent]) -> bool:
        """Whether a figure stands in the rows of one of these tables; in any, where there is none."""
        row = row_of(self._read.entries["address"][position])
        return not extents or any(extent.first <= row < extent.end for extent in extents)


def _forms_in(text: str, forms: Forms) -> set[str | None]:
    """The form that a text names, alone or behind 'Biểu số'."""
    words, heads = text.split(), keys("head")
    named = [" ".join(words[at:]) for at in range(1, len(words)) if look_up(heads, " ".join(words[:at])) == "form"]
    return {forms.form_named(name) for name in (text, *named)}


def _rows_that_say_it(read: ReturnRead) -> set[tuple[str, int]]:
    """Sheets and rows, from 0, with a cell that says in words that nothing occurred."""
    if not any(read.entries["table_id"]):
        return set()  # of forms of lines, which have one cell each
    cells = zip(*(read.entries[name] for name in ("state", "received", "sheet_name", "address")), strict=True)
    return {(name, row_of(at)) for state, text, name, at in cells if state == "none_occurred" and any(map(str.isalpha, text))}


def _nothing_to_fill() -> str:
    return say("no blank cell there is a figure of what happens in the period, so that blank cells stay blank")


def _near(row: int, extents: Sequence[Extent]) -> tuple[list[Extent], list[Extent]]:
    """The tables that a row is of, [] where it is above them all, and those that begin below it where it stands between two."""
    if own := [extent for extent in extents if extent.first <= row <= extent.last]:
        return own, []
    above = [extent for extent in extents if extent.first <= row < extent.end]
    first = min((extent.first for extent in extents if extent.first > row), default=None)
    return above, [extent for extent in extents if above and extent.first == first]


def _statements(sheets: Sheets) -> Iterator[_Statement]:
    for name, (sheet, _) in sheets.items():
        for row, kinds in enumerate(sheet.skeleton):
            for column, value in enumerate(sheet.rows[row]) if TELLS_IN_ROW[kinds] else ():
                if (about := TELLS[value]) is not None:
                    yield _Statement(name, (row, column), str(value), about)


def _own_figures(read: ReturnRead, forms: Forms) -> Iterator[int]:
    """Entries that are figures of what happens in the period of their return: neither plans, stocks nor figures of other days.

    A list without rows has none of these either.
    """
    entries = read.entries
    tables = list(zip(*(entries[name] for name in ("unit_id", "period_id", "form_id", "table_id")), strict=True))
    filled = {table for table, key in zip(tables, entries["row_key"], strict=True) if key}
    empty = {table for table, kind in zip(tables, entries["value_kind"], strict=True) if kind == "list"} - filled
    named = {form_id for _, _, form_id, _ in tables}
    cells = {
        (table.form_id, table.table_id, *at): cell
        for table in forms.tables
        if table.form_id in named
        for at, cell in table.cells.items()
    }
    codes = zip(entries["line_code"], entries["column_code"], strict=True)
    for position, (of, (line_code, column_code), kind) in enumerate(zip(tables, codes, entries["value_kind"], strict=True)):
        _, period_id, form_id, table_id = of
        if cell := cells.get((form_id, table_id, line_code, column_code)):
            is_own = happens(cell, forms.calendar, period_id)
        else:
            line = forms.lines.get((form_id, line_code))
            is_own = line is None or line.is_flow
        if (kind == "figure" and is_own) or (kind in _OF_ROWS and of in empty):
            yield position


def row_of(where: str) -> int:
    """Row, from 0, of an address."""
    found = _ROW.search(where)
    return int(found[0]) - 1 if found else -1
