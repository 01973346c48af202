"""Statements that nothing occurred ('Trong kỳ không phát sinh'): of a table, a form or a return, in place of figures."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import chain
from typing import NamedTuple

from pipelines.language.relative_periods import relative_name
from pipelines.language.vietnamese import match_key
from pipelines.language.words import forget_with_words, keys_of, say
from pipelines.returns.described import Table, TableCell
from pipelines.returns.layout import Forms
from pipelines.returns.result import MAX_RECEIVED, ReturnRead
from pipelines.returns.values import BLANK, Entry
from pipelines.workbooks.grid import Place, Remembered, Sheet, Value, address, as_text

_ROW = re.compile(r"\d+$")
_APART = re.compile(r"\s*(?:[:;,(\n]|\s[–-]\s)\s*")
"""What parts the name of a unit from a statement in the same cell."""
_OF_ROWS = ("figure", "plan", "reference")
"""Kinds of figures of which a list without rows has none."""
_LONGEST = 80
"""Characters of such a statement."""


class Extent(NamedTuple):
    """Rows of a table on a sheet, from its head on."""

    first: int
    last: int
    """Last row that is surely its own."""
    end: int
    """Row after those that no other table begins in."""


def is_nil(text: object) -> bool:
    """Whether a text says that nothing occurred in the period, and nothing else."""
    return isinstance(text, str) and _SAYS[text] is not None


def name_before_nil(text: object) -> str | None:
    """What stands before a statement that nothing occurred: 'Xã A' of 'Xã A: Trong kỳ không phát sinh', '' where it is alone.

    None where there is no such statement.
    """
    if is_nil(text):
        return ""
    if not isinstance(text, str):
        return None
    said = text.rstrip(" ).")
    ends = _APART.finditer(said, max(0, len(said) - 2 * _LONGEST))  # a remark may have thousands of commas
    parts = (found for found in ends if is_nil(said[found.end() :].lstrip(" ).")))
    return next((text[: found.start()] for found in parts if found.start()), None)


def _decide(text: str) -> str | None:
    return text if len(text) <= _LONGEST and match_key(text) in keys_of("phrase", "nil") else None


_SAYS = Remembered(_decide)
forget_with_words(_SAYS)


def none_occurred(text: str, *, is_said: bool = True) -> Entry:
    """What a figure is that such a statement stands for; of a plan, a stock or another period it says nothing (`is_said`)."""
    return Entry(text[:MAX_RECEIVED], Decimal(0), None, "none_occurred") if is_said else BLANK


def nil_figure(text: Value, cell: TableCell, table: Table) -> Entry:
    """What a figure is that a statement stands for: of a list without rows a plan or a stock is none either."""
    is_of_none = table.row_kind == "item" and cell.value_kind != "computed" and not cell.is_closed
    return none_occurred(as_text(text), is_said=cell.happens or is_of_none)


def contradiction(sheet_name: str, figure: str) -> str:
    """Why a statement is not said of some figures: there is one, at this address."""
    return say("a figure stands in {cell}, so that blank cells stay blank", cell=f"{sheet_name}!{figure}")


def apply_nil(
    read: ReturnRead,
    sheets: Mapping[str, tuple[Sheet, Sequence[Extent]]],
    forms: Forms,
    settled: Collection[tuple[str, Place]] = (),
) -> None:
    """Let every blank figure of what happens in the period say that nothing occurred where a statement does.

    In the rows of a table or below it, it is said of this table, elsewhere on a sheet of all its tables, and on one without
    tables of all that the workbook holds, if that is one return; in a cell that holds a figure it is said of this one alone.
    Nothing is filled in, and the statement is told, where a table that has figures contradicts it, and where it stands between
    two tables that are both blank.

    Args:
        read: what was read so far; its entries are changed.
        sheets: name of a sheet as stored → sheet and its tables.
        forms: everything known.
        settled: sheets and cells of statements that were read already.
    """
    said = [
        (name, place, text)
        for name, (sheet, _) in sheets.items()
        for place, text in _statements(sheet)
        if (name, place) not in settled
    ]
    if not said:
        return
    figure_cells = set(zip(read.entries["sheet_name"], read.entries["address"], strict=True))
    of_book = [position for position in _own_figures(read, forms) if read.entries["sheet_name"][position] in sheets]
    for name, place, text in said:
        if (name, address(*place)) in figure_cells:
            continue
        extents = sheets[name][1]
        own, following = _near(place[0], extents)
        figures = [position for position in of_book if not extents or read.entries["sheet_name"][position] == name]
        found, beside = (
            [position for position in figures if _is_within(read.entries["address"][position], among)]
            if among is not None
            else []
            for among in (own, following)
        )
        returns = {(read.entries["unit_id"][position], read.entries["period_id"][position]) for position in found}
        if not (found or beside) or (not extents and len(returns) > 1):
            continue
        if detail := _contradiction(read, found) or _ambiguity(read, beside):
            first = (found or beside)[0]
            read.find(
                "statement_not_applied",
                unit_id=read.entries["unit_id"][first],
                period_id=read.entries["period_id"][first],
                sheet_name=name,
                address=address(*place),
                received=text,
                detail=detail,
            )
            continue
        for position in found:
            if read.entries["state"][position] == "blank":
                entry = none_occurred(text)
                for column in ("received", "value", "comparator", "state"):
                    read.entries[column][position] = getattr(entry, column)


def _near(row: int, extents: Sequence[Extent]) -> tuple[list[Extent], list[Extent] | None]:
    """The tables that a row is of, [] where it is above them all, and those that begin below it where it stands between two."""
    if own := [extent for extent in extents if extent.first <= row <= extent.last]:
        return own, None
    above = [extent for extent in extents if extent.first <= row < extent.end]
    first = min((extent.first for extent in extents if extent.first > row), default=None)
    if not above or first is None:
        return above, None
    return above, [extent for extent in extents if extent.first == first]


def _contradiction(read: ReturnRead, found: Sequence[int]) -> str | None:
    """Why a statement is not said of some figures: there is one."""
    for position in found:
        if read.entries["state"][position] == "value":
            return contradiction(read.entries["sheet_name"][position], read.entries["address"][position])
    return None


def _ambiguity(read: ReturnRead, beside: Sequence[int]) -> str | None:
    """Why a statement is not said of the blank table above it: it may be said of the one below, which is blank as well."""
    if not beside or any(read.entries["state"][position] == "value" for position in beside):
        return None
    return say("it stands between two tables without figures, so that blank cells stay blank")


def _statements(sheet: Sheet) -> Iterator[tuple[Place, str]]:
    if any(map(_SAYS.__getitem__, chain.from_iterable(sheet.rows))):  # asked of every cell of every sheet
        for row, cells in enumerate(sheet.rows):
            yield from (((row, column), str(value)) for column, value in enumerate(cells) if is_nil(value))


def _own_figures(read: ReturnRead, forms: Forms) -> Iterator[int]:
    """Entries that are figures of what happens in the period of their return: neither plans, stocks nor figures of other days.

    A list without rows has none of these either.
    """
    entries = read.entries
    tables = list(zip(*(entries[name] for name in ("unit_id", "period_id", "form_id", "table_id")), strict=True))
    filled = {table for table, key in zip(tables, entries["row_key"], strict=True) if key}
    empty = {table for table, kind in zip(tables, entries["value_kind"], strict=True) if kind == "list"} - filled
    cells = zip(*(entries[name] for name in ("form_id", "table_id", "line_code", "column_code")), strict=True)
    others = {(form_id, "", code, "") for (form_id, code), line in forms.lines.items() if not line.is_flow}
    others.update(
        (table.form_id, table.table_id, *at) for table in forms.tables for at, cell in table.cells.items() if not cell.happens
    )
    for position, (kind, days, cell) in enumerate(zip(entries["value_kind"], entries["days"], cells, strict=True)):
        is_own = days is None or days == relative_name(forms.calendar, entries["period_id"][position], "")
        if (kind == "figure" and is_own and cell not in others) or (kind in _OF_ROWS and tables[position] in empty):
            yield position


def row_of(where: str) -> int:
    """Row, from 0, of an address."""
    found = _ROW.search(where)
    return int(found[0]) - 1 if found else -1


def _is_within(where: str, extents: Sequence[Extent]) -> bool:
    """Whether a cell lies in the rows of one of these tables; in any, where there is none."""
    row = row_of(where)
    return not extents or any(extent.first <= row < extent.end for extent in extents)
