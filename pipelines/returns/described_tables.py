"""Finds the tables of described forms on a sheet: whose heads they are, where each ends, and which of its rows are whose."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from pipelines.returns.described import Table, words_of
from pipelines.returns.heads import Head, read_head
from pipelines.returns.layout import Forms
from pipelines.returns.list_rows import with_items
from pipelines.returns.lookup import match_keys
from pipelines.returns.slot_columns import Numbers, SlotColumns, assign
from pipelines.returns.slot_rows import NOTHING, RowFinder, RowMatch
from pipelines.returns.table_heads import Band, Heading, find_bands, head_words
from pipelines.workbooks.grid import Sheet

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

    @property
    def table(self) -> Table:
        """The table that it is, where that is known."""
        return self.tables[0]

    @property
    def known_rows(self) -> list[int]:
        """Rows whose figures are read."""
        return [row for row, match in self.matches if match.is_known]

    def columns(self, forms: Forms, numbers: Numbers) -> SlotColumns:
        """What its columns are in a return whose period is known."""
        return assign(self.table, self.headings, forms, numbers)


def find_described(sheet: Sheet, forms: Forms) -> list[DescribedTable]:
    """The tables of described forms on a sheet, from top to bottom and left to right; [] for a sheet that has none."""
    if not forms.tables:
        return []
    bands = find_bands(sheet, forms)
    ends = [*(band.header_row for band in bands[1:]), len(sheet.rows)]
    found: list[DescribedTable] = []
    head, first_head_row = Head(), 0
    for band, end in zip(bands, ends, strict=bool(bands)):
        own = read_head(sheet.rows[first_head_row : band.header_row], forms, first_head_row).completed_by(head)
        below = list(_tables_below(sheet, band, end, own, first_head_row, forms))
        if below:
            head, found = own, found + below
            first_head_row = max((row for table in below for row in table.known_rows), default=band.first_row - 1) + 1
    return found


def _tables_below(
    sheet: Sheet, band: Band, end: int, head: Head, first_head_row: int, forms: Forms
) -> Iterator[DescribedTable]:
    """The tables whose heads a band is: one, or several side by side."""
    titles = frozenset(
        key
        for row in sheet.rows[first_head_row : band.header_row]
        for value in row
        if isinstance(value, str) and value
        for key in match_keys(value)
    )
    named = next((form_id for text in (head.form, sheet.name) if text and (form_id := forms.form_named(text))), None)
    for headings in _side_by_side(band, named, titles, forms):
        found = [
            DescribedTable(
                (table,), head, first_head_row, band, headings, _rows_below(sheet, table, band, headings, end, forms), end
            )
            for table in _that_may_be(headings, named, titles, forms)
        ]
        most = max((len(one.known_rows) for one in found), default=0)
        best = [one for one in found if len(one.known_rows) == most]
        if best and (most or best[0].table.row_kind == "item"):
            yield replace(best[0], tables=tuple(one.table for one in best))


def _side_by_side(band: Band, named: str | None, titles: frozenset[str], forms: Forms) -> list[tuple[Heading, ...]]:
    """The headings of a band, apart for tables that stand beside one another: each begins where rows are told apart again."""
    fixed = head_words(forms).fixed
    parts: list[list[Heading]] = [[]]
    is_after_figures = False
    for heading in band.headings:
        is_fixed = any(words.text in fixed for words in words_of(heading.texts[-1]))
        if is_fixed and is_after_figures:
            parts.append([])
        is_after_figures = not is_fixed
        parts[-1].append(heading)
    apart = [tuple(part) for part in parts]
    if len(apart) > 1:
        whole = _known(band.headings, _that_may_be(band.headings, named, titles, forms), forms)
        each = [_known(part, _that_may_be(part, named, titles, forms), forms) for part in apart]
        if all(each) and sum(each) > whole:
            return apart
    return [band.headings]


def _known(headings: tuple[Heading, ...], tables: list[Table], forms: Forms) -> int:
    """Columns that are surely those of one table."""
    found = [assign(table, headings, forms, None) for table in tables]
    return max((columns.known - len(columns.doubtful) for columns in found), default=0)


def _that_may_be(headings: tuple[Heading, ...], named: str | None, titles: frozenset[str], forms: Forms) -> list[Table]:
    """Tables that have these headings: of the form that the head names; where it names none, those that have most of them."""
    scored: list[tuple[tuple[bool, int], Table]] = []
    for table in forms.tables:
        if named and table.form_id != named:
            continue
        columns = assign(table, headings, forms, None)
        has_rows = columns.with_role("label") is not None or columns.with_role("code") is not None
        is_it = named is not None or columns.known > LEAST_SHARE * len(headings)
        if is_it and has_rows and (columns.figures or columns.doubtful or table.row_kind == "item"):
            scored.append(((bool(table.title) and table.title in titles, columns.known), table))
    best = max((score for score, _ in scored), default=(False, 0))
    return [table for score, table in scored if score == best]


def _rows_below(
    sheet: Sheet, table: Table, band: Band, headings: tuple[Heading, ...], end: int, forms: Forms
) -> tuple[tuple[int, RowMatch], ...]:
    """What each row below the heads is to the table; only its own columns count."""
    columns = assign(table, headings, forms, None)
    first, last = min((*columns.slots, headings[0].column)), headings[-1].column
    finder = RowFinder(table, columns.with_role("code"), columns.with_role("label"), forms)
    matches = []
    for row in range(band.first_row, end):
        cells = ["" if column < first else value for column, value in enumerate(sheet.rows[row][: last + 1])]
        matches.append((row, finder.find(cells) if any(value != "" for value in cells) else NOTHING))
    return with_items(sheet, columns, matches) if table.row_kind == "item" else tuple(matches)
