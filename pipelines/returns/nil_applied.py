"""Applies statements that nothing occurred ('Trong kỳ không phát sinh') in place of the figures of which they are said."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import product
from typing import NamedTuple

from pipelines.language.words import keys_of, say
from pipelines.returns.extents import Extent, Sheets, near, row_of
from pipelines.returns.layout import Forms
from pipelines.returns.lookup import match_keys
from pipelines.returns.nil_sayings import LEAVES, LEAVES_IN_ROW, is_printed, saying
from pipelines.returns.nil_statements import TELLS, TELLS_IN_ROW, contradiction, happens, none_occurred
from pipelines.returns.result import ReturnRead
from pipelines.workbooks.grid import Place, address

_OF_ROWS = ("figure", "plan", "reference")
"""Kinds of figures of which a list without rows has none."""


class _Statement(NamedTuple):
    """A text that says that nothing occurred."""

    sheet_name: str
    place: Place
    text: str
    about: str
    """What stands before it in its cell; '' where it is alone."""
    left: str | None = None
    """What is left of one in a clerk's own words."""


def apply_nil(read: ReturnRead, sheets: Sheets, forms: Forms, settled: Collection[tuple[str, Place]] = ()) -> None:
    """Let every blank figure of what happens in the period say that nothing occurred where a statement does.

    In the rows of a table or below it, it is said of this table, elsewhere on a sheet of all its tables, and on one without
    tables of all that the workbook holds, if that is one return; behind the heading of a table, the name of a form or that of
    a unit of these alone, of a row or a section of its figures; in a cell that holds a figure of this one, and told where it is
    the one of a row that is blank otherwise. Nothing is filled in, and the statement is told, where a
    table that has figures contradicts it, where it stands between two tables that are both blank, where nobody knows what it
    is about, and where it would leave all that is blank as it is. So is one in a clerk's own words ('Quý II không phát sinh'),
    that is said of another period, of what nobody knows, or beside other words.

    Args:
        read: what was read so far; its entries are changed.
        sheets: the sheets that were read.
        forms: everything known.
        settled: sheets and cells of statements that were read already.
    """
    said = [one for one in _statements(sheets) if (one.sheet_name, one.place) not in settled]
    in_rows = _rows_that_say_it(read)
    known = said and _places_told(read)
    said = [one for one in said if one.left is None or (one.sheet_name, address(*one.place)) not in known]
    if said or in_rows:
        book = _Book(read, sheets, forms)
        for one in said:
            book.apply(one) if one.left is None else book.apply_own_words(one, one.left)
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

    def apply_own_words(self, one: _Statement, left: str) -> None:
        """The same of a statement in a clerk's own words: applied where all of it is understood, else told.

        Nobody is told where no figure is blank, or where a table that has figures stands beside words that are not understood.
        """
        extents, row = self._sheets[one.sheet_name][1], one.place[0]
        sheet_names, above = self._read.entries["sheet_name"], near(row, extents)[0]
        here = [at for at in self._of_book if not extents or sheet_names[at] == one.sheet_name]
        about = [at for at in here if self._is_within(at, above)]
        if not self._has_blank(about):
            return None
        run = self._forms.calendar.runs[self._periods[about[0]]]
        says = saying(left, self._forms.calendar, run)
        meant = one._replace(about=says.about)
        is_known = not says.about or self._meant(meant)[0] is not None
        if says.runs - {run}:
            detail = say("it names another period than that of the return, so that blank cells stay blank")
        elif is_known and not (says.is_bare and not self._is_alone(one)):
            return self.apply(meant)
        elif says.is_bare:
            about = [at for at in about if row_of(self._read.entries["address"][at]) == row] or about
            detail = say("it stands beside other words, so that nobody knows of what it is said, and blank cells stay blank")
        else:
            detail = say("it is not known what '{name}' is, so that blank cells stay blank", name=says.about)
        is_filled = self._contradiction(self._own.intersection(about)) is not None
        if self._has_blank(about) and not (is_filled or is_printed(one.text, self._forms)):
            self._tell(one, about, detail)
        return None

    def _is_alone(self, one: _Statement) -> bool:
        """Whether a statement stands below the rows of its table, with no text before it nor between them."""
        sheet, extents = self._sheets[one.sheet_name]
        row, column = one.place
        last = max((extent.last for extent in near(row, extents)[0]), default=row)
        others = [value for cells in sheet.rows[last + 1 : row] for value in cells]
        others += sheet.rows[row][:column]  # behind it, the day of the signature may stand
        texts = (value for value in others if isinstance(value, str) and any(map(str.isalpha, value)))
        return last < row and all(match_keys(text)[0] in keys_of("phrase", "footnote") for text in texts)

    def tell_of_rows(self, rows: Collection[tuple[str, int]]) -> None:
        """Tell of cells of some rows that they alone say that nothing occurred, where all else in them is blank."""
        names = {name for name, _ in rows}
        of_rows: dict[tuple[str, int, str], list[int]] = defaultdict(list)
        for position in self._of_book:
            if (name := self._read.entries["sheet_name"][position]) in names and position in self._own:
                row = row_of(self._read.entries["address"][position])
                if (name, row) in rows:
                    of_rows[name, row, self._whose(position)].append(position)
        detail = say("it is said of this cell alone, so that the other cells of its row stay blank")
        for (name, _, _), own in of_rows.items():
            states = [self._read.entries["state"][position] for position in own]
            if states.count("none_occurred") == 1 and {"none_occurred", "blank"} == set(states) - {"not_applicable"}:
                one = own[states.index("none_occurred")]
                at, text = (self._read.entries[column][one] for column in ("address", "received"))
                self._tell_at(name, at, text, one, detail)

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
            return *near(one.place[0], extents), nobody
        row = one.place[0]
        if headed := [Extent(row, extent.headed[row], extent.headed[row] + 1) for extent in extents if row in extent.headed]:
            return headed, [], nobody
        if named := [extent for extent in extents if extent.is_named(one.about, self._forms)]:
            return named, [], nobody
        if units := self._forms.units_named(one.about):
            return *near(one.place[0], extents), frozenset(units)
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

    def _contradiction(self, found: Iterable[int]) -> str | None:
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


def _rows_that_say_it(read: ReturnRead) -> set[tuple[str, int]]:
    """Sheets and rows, from 0, with a cell that says in words that nothing occurred."""
    if not any(read.entries["table_id"]):
        return set()  # of forms of lines, which have one cell each
    cells = zip(*(read.entries[name] for name in ("state", "received", "sheet_name", "address")), strict=True)
    return {(name, row_of(at)) for state, text, name, at in cells if state == "none_occurred" and any(map(str.isalpha, text))}


def _nothing_to_fill() -> str:
    return say("no blank cell there is a figure of what happens in the period, so that blank cells stay blank")


def _places_told(read: ReturnRead) -> set[tuple[str, str]]:
    """Sheets and addresses of cells of which something is said already: figures that are not blank, and findings."""
    cells = zip(*(read.entries[name] for name in ("state", "sheet_name", "address")), strict=True)
    told = zip(*(read.findings[name] for name in ("sheet_name", "address")), strict=True)
    return {*((name, at) for state, name, at in cells if state != "blank"), *told}


def _statements(sheets: Sheets) -> Iterator[_Statement]:
    for name, (sheet, _) in sheets.items():
        for row, kinds in enumerate(sheet.skeleton):
            for column, value in enumerate(sheet.rows[row]) if TELLS_IN_ROW[kinds] or LEAVES_IN_ROW[kinds] else ():
                if (about := TELLS[value]) is not None:
                    yield _Statement(name, (row, column), str(value), about)
                elif (left := LEAVES[value]) is not None:
                    yield _Statement(name, (row, column), str(value), "", left)


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
