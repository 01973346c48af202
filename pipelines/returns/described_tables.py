"""Finds the tables of described forms on a sheet: whose heads they are, where each ends, and which of its rows are whose."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pipelines.returns.cells import numbers_in
from pipelines.returns.described import Table
from pipelines.returns.form_tables import cell
from pipelines.returns.head_fields import field_of
from pipelines.returns.heads import Head, read_head
from pipelines.returns.layout import Forms
from pipelines.returns.list_rows import with_items
from pipelines.returns.list_totals import with_sum_of_units
from pipelines.returns.nil_statements import TELLS, is_nil
from pipelines.returns.printed_words import Words, words_of
from pipelines.returns.slot_columns import Numbers, SlotColumns, assign
from pipelines.returns.slot_rows import (
    NOTHING,
    OF_NO_ROW,
    OTHER_PERIOD,
    RowFinder,
    RowMatch,
    names_other_period,
    without_contested,
)
from pipelines.returns.table_heads import Band, Heading, find_bands, head_words
from pipelines.returns.unit_blocks import BlockFinder, Units, senders
from pipelines.returns.values import is_bare_number
from pipelines.workbooks.grid import Place, Sheet, Value, as_text

Meant = Callable[[RowMatch], RowMatch]
"""What a row is once the return's sender is known."""
LEAST_SHARE = 0.5
"""Share of a table's headings that must be a form's, where no head names the form."""


@dataclass(frozen=True, slots=True)
class DescribedTable:
    """One table of a described form, or a part of it, on a sheet."""

    tables: tuple[Table, ...]
    """The table that it is; several where nothing tells which."""
    head: Head
    """What the head above says, completed by those above on the same sheet."""
    first_head_row: int
    """Row below the rows of the table above, from which the head may begin."""
    band: Band
    headings: tuple[Heading, ...]
    """Its own columns; another table may stand beside it."""
    matches: tuple[tuple[int, RowMatch], ...]
    """Every row below its heads, up to the next ones or the sheet's end."""
    end_row: int
    sheet: Sheet
    """The sheet as far as it is this table's: without the columns of those that stand beside it."""

    @property
    def table(self) -> Table:
        """The table that it is, where that is known."""
        return self.tables[0]

    @property
    def form_id(self) -> str | None:
        """Its form; None where it may be one of two."""
        return self.table.form_id if len({table.form_id for table in self.tables}) == 1 else None

    @property
    def known_rows(self) -> list[int]:
        """Rows whose figures are read."""
        return [row for row, match in self.matches if match.is_known]

    @property
    def own_rows(self) -> list[int]:
        """Rows that are the table's, though their figures may not be read: they are nobody's head."""
        return [row for row, match in self.matches if match.is_known or match.fault not in OF_NO_ROW]

    @property
    def nil_at(self) -> Place | None:
        """Where a statement that nothing occurred stands in the place of all rows of the table; None where none does."""
        if self.table.row_kind in ("unit", "unit_slot") or any(match.slot or match.is_known for _, match in self.matches):
            return None
        said = ((row, column) for row, _ in self.matches for column, value in enumerate(self.sheet.rows[row]) if is_nil(value))
        return next(said, None)

    @property
    def title_row(self) -> int:
        """Row of the title above it, of its heads where it has none."""
        rows = range(self.first_head_row, self.band.header_row) if self.table.title else ()
        titled = (row for row in rows if self.table.is_titled(_titles(self.sheet.rows[row : row + 1])))
        return next(titled, self.band.header_row)

    def within(self, numbers: Mapping[str, str], columns: SlotColumns, meant: Meant) -> "DescribedTable":
        """The table in a return whose period is known: a row that names another ('Cùng kỳ năm 2023') is none of its rows.

        Args:
            numbers: what '{year}' and the like are.
            columns: what its columns are.
            meant: what a row is in a return whose sender is known.
        """
        label = columns.with_role("label")
        return replace(
            self,
            matches=tuple(
                (row, RowMatch(fault=OTHER_PERIOD, expected=match.slot.label_vi))
                if match.slot and names_other_period(match.slot, cell(self.sheet.rows[row], label), numbers)
                else (row, meant(match))
                for row, match in self.matches
            ),
        )

    def columns(self, forms: Forms, numbers: Numbers) -> SlotColumns:
        """What its columns are in a return whose period is known."""
        return assign(self.table, self.headings, forms, numbers)


def find_described(sheet: Sheet, forms: Forms, before: Head | None = None) -> list[DescribedTable]:
    """The tables of described forms on a sheet, from top to bottom and left to right; [] for a sheet that has none.

    `before`: head of the last table of the sheets before, None where there is none: whose part a unit named here may be.
    """
    if not forms.tables:
        return []
    bands = find_bands(sheet, forms)
    ends = [*(band.header_row for band in bands[1:]), len(sheet.rows)]
    found: list[DescribedTable] = []
    head, first_head_row, sender = Head(), 0, before or Head()
    for band, end in zip(bands, ends, strict=bool(bands)):
        own = read_head(sheet.rows[first_head_row : band.header_row], forms, first_head_row).completed_by(head)
        below = list(_tables_below(sheet, band, end, own, sender, first_head_row, forms))
        if below:
            head = sender = own.sent_by(below[0].head)
            found += below
            first_head_row = max((row for table in below for row in table.own_rows), default=band.first_row - 1) + 1
    return found


def _tables_below(
    sheet: Sheet, band: Band, end: int, head: Head, before: Head, first_head_row: int, forms: Forms
) -> Iterator[DescribedTable]:
    """The tables whose heads a band is: one, or several side by side; `before`: head of the table before."""
    named = next((form_id for text in (head.form, sheet.name) if text and (form_id := forms.form_named(text))), None)
    parts = _side_by_side(band.headings, named, forms)
    for headings, after in zip(parts, [*parts[1:], ()], strict=True):
        part, own = sheet, head
        if len(parts) > 1:
            first = headings[0].column if headings is not parts[0] else 0
            part = _within(sheet, first, after[0].column if after else None)
            said = read_head(part.rows[first_head_row : band.header_row], forms, first_head_row)
            own = replace(head, measure=said.measure or head.measure)
        above = part.rows[first_head_row : band.header_row]
        found = []
        for table in _that_may_be(headings, named, _titles(above), forms):
            ways = []
            for of, units in senders(own, before, table, above, sheet.name, forms):
                rows = _rows_below(part, table, band, headings, end, units, forms)
                ways.append(DescribedTable((table,), of, first_head_row, band, headings, rows, end, part))
            found.append(max(ways, key=lambda one: any(match.unit_id or match.unit_ids for _, match in one.matches)))
        most = max((len(one.known_rows) for one in found), default=0)
        best = [one for one in found if len(one.known_rows) == most]
        # Heads that are surely a table's are, though none of the rows below may be known: they are asked about.
        if best and (most or best[0].table.row_kind == "item" or _is_sure(best[0].table, headings, forms)):
            yield replace(best[0], tables=tuple(one.table for one in best))


def _is_sure(table: Table, headings: tuple[Heading, ...], forms: Forms) -> bool:
    """Whether most headings are surely columns of a table, figures among them."""
    columns = assign(table, headings, forms, None)
    return bool(columns.figures) and columns.known - len(columns.doubtful) > LEAST_SHARE * len(headings)


def _titles(rows: Sequence[Sequence[Value]]) -> frozenset[Words]:
    """The texts above a table; also without the statement that nothing occurred which stands behind one."""
    texts = [value for row in rows for value in row if isinstance(value, str) and value]
    texts += [name for text in texts if (name := TELLS[text])]
    return frozenset(words for text in texts for words in words_of(text))


def _within(sheet: Sheet, first: int, end: int | None) -> Sheet:
    """A sheet with nothing outside its columns from `first` up to before `end`."""
    return replace(
        sheet, rows=[["" if column < first else value for column, value in enumerate(row[:end])] for row in sheet.rows]
    )


def _side_by_side(headings: tuple[Heading, ...], named: str | None, forms: Forms) -> list[tuple[Heading, ...]]:
    """The headings of a band, apart for tables that stand beside one another.

    One begins where rows are told apart again, after columns of figures; it stands beside another if both have more columns
    that are surely theirs than one table has.
    """
    telling = head_words(forms).telling
    is_telling = [any(words.text in telling for text in heading.texts for words in words_of(text)) for heading in headings]
    cuts = [at for at in range(1, len(headings)) if is_telling[at] and not is_telling[at - 1]]
    if not cuts:
        return [headings]
    gaps = {at for at in cuts if headings[at].column > headings[at - 1].column + 1}
    # The best way to part what stands left of each cut: columns that are known, and where its parts begin. Of equals the one
    # that parts where a column is empty, then the one with fewer parts.
    best: dict[int, tuple[int, tuple[int, ...]]] = {0: (0, ())}
    for end in (*cuts, len(headings)):
        ways = [
            (score + known, (*begins, begin))
            for begin, (score, begins) in best.items()
            if (known := _known(headings[begin:end], named, forms))
        ]
        if ways:
            best[end] = max(ways, key=lambda way: (way[0], len(gaps.intersection(way[1])), -len(way[1])))
    _, begins = best.get(len(headings), (0, (0,)))
    parts = [headings[begin:end] for begin, end in zip(begins, (*begins[1:], len(headings)), strict=True)]
    told_apart = {_identities(part, named, forms) for part in parts}
    is_one_list = len({table_id for table_id, _ in told_apart}) < len(told_apart)
    return [headings] if is_one_list else parts


def _identities(headings: tuple[Heading, ...], named: str | None, forms: Forms) -> tuple[str, frozenset[str]]:
    """The list that some headings are of, and by which of its columns items are told apart: two parts of one have the same."""
    table = next(iter(_that_may_be(headings, named, frozenset(), forms)), None)
    if table is None or table.row_kind != "item":
        return f"{headings[0].column}", frozenset()
    slots = assign(table, headings, forms, None).slots.values()
    return f"{table.form_id} {table.table_id}", frozenset(
        slot.code for slot in slots if "key" in slot.role or slot.role == "label"
    )


def _known(headings: tuple[Heading, ...], named: str | None, forms: Forms) -> int:
    """Columns that are surely those of one table."""
    found = [assign(table, headings, forms, None) for table in _that_may_be(headings, named, frozenset(), forms)]
    return max((columns.known - len(columns.doubtful) for columns in found), default=0)


def _that_may_be(headings: tuple[Heading, ...], named: str | None, titles: frozenset[Words], forms: Forms) -> list[Table]:
    """Tables that have these headings: of the form that the head names; where it names none, those that have most of them."""
    scored: list[tuple[tuple[bool, int], Table]] = []
    for table in forms.tables:
        if named and table.form_id != named:
            continue
        columns = assign(table, headings, forms, None)
        has_rows = columns.with_role("label") is not None or columns.with_role("code") is not None
        is_it = named is not None or columns.known > LEAST_SHARE * len(headings)
        if is_it and has_rows and (columns.figures or columns.doubtful or table.row_kind == "item"):
            scored.append(((table.is_titled(titles), columns.known), table))
    best = max((score for score, _ in scored), default=(False, 0))
    return [table for score, table in scored if score == best]


def _finder(table: Table, columns: SlotColumns, units: Units, forms: Forms) -> RowFinder | BlockFinder:
    of_roles = {role: columns.with_role(role) for role in ("code", "label", "unit")}
    if table.row_kind == "unit_slot":
        return BlockFinder(table, of_roles, units, forms)
    return RowFinder(table, of_roles["code"], of_roles["label"], forms)


def _rows_below(
    sheet: Sheet, table: Table, band: Band, headings: tuple[Heading, ...], end: int, units: Units, forms: Forms
) -> tuple[tuple[int, RowMatch], ...]:
    """What each row below the heads is to the table; only its own columns count.

    `units`: of which the table as a whole is about one.
    """
    columns = assign(table, headings, forms, None)
    first, last = min((*columns.slots, headings[0].column)), headings[-1].column
    finder = _finder(table, columns, units, forms)
    matches = []
    for row in range(band.first_row, end):
        cells = ["" if column < first else value for column, value in enumerate(sheet.rows[row][: last + 1])]
        matches.append((row, finder.find(cells) if any(value != "" for value in cells) else NOTHING))
    matches = list(with_sum_of_units(sheet, table, columns, without_contested(matches)))
    return with_items(sheet, table, columns, matches) if table.row_kind == "item" else tuple(matches)


def numbers_beside(sheet: Sheet, tables: Iterable[DescribedTable], forms: Forms) -> dict[int, list[int]]:
    """Column → rows of tables in which it holds numbers, though it is none of theirs."""
    own: dict[int, set[int]] = {}
    known: set[int] = set()
    for found in tables:
        heads = [heading.column for heading in found.headings]
        columns = range(min([*heads, *found.columns(forms, None).slots]), heads[-1] + 1)
        known.update(found.known_rows)
        for row, _ in found.matches:
            own.setdefault(row, set()).update(columns)
    beside: dict[int, list[int]] = {}
    for row in sorted(known):
        for column, value in enumerate(sheet.rows[row]):
            if column not in own[row] and value != "" and is_bare_number(value):
                beside.setdefault(column, []).append(row)
    return beside


def rows_above(sheet: Sheet, first: int, end: int, forms: Forms) -> list[tuple[int, list[int]]]:
    """Rows above heads that are another table's: with two numbers or more, neither a field of the head nor a period."""
    found = []
    for row in range(first, end):
        numbers = numbers_in(sheet.rows[row])
        texts = [as_text(value) for value in sheet.rows[row] if value != ""]
        is_head = any(field_of(text) for text in texts) or forms.runs_in(" ".join(texts))
        if len(numbers) > 1 and not is_head:
            found.append((row, numbers))
    return found
