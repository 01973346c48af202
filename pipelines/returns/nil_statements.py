"""Statements that nothing occurred ('Trong kỳ không phát sinh'): of a table, a form or a return, in place of figures."""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from pipelines.language.relative_periods import relative_name
from pipelines.language.vietnamese import match_key
from pipelines.language.words import forget_with_words, keys_of, say
from pipelines.returns.layout import Forms
from pipelines.returns.result import MAX_RECEIVED, ReturnRead
from pipelines.returns.values import BLANK, Entry
from pipelines.workbooks.grid import Place, Remembered, Sheet, address

_ROW = re.compile(r"\d+$")
_LONGEST = 80
"""Characters of such a statement."""


class Extent(NamedTuple):
    """Rows of a table on a sheet, from its head on."""

    first: int
    end: int


def is_nil(text: object) -> bool:
    """Whether a text says that nothing occurred in the period, and nothing else."""
    return isinstance(text, str) and _SAYS[text] is not None


def _decide(text: str) -> str | None:
    return text if len(text) <= _LONGEST and match_key(text) in keys_of("phrase", "nil") else None


_SAYS = Remembered(_decide)
forget_with_words(_SAYS)


def none_occurred(text: str, *, is_own: bool = True) -> Entry:
    """What a figure is that such a statement stands for; of a plan or another period it says nothing (`is_own`)."""
    return Entry(text[:MAX_RECEIVED], Decimal(0), None, "none_occurred") if is_own else BLANK


def apply_nil(read: ReturnRead, sheets: Mapping[str, tuple[Sheet, Sequence[Extent]]], forms: Forms) -> None:
    """Let every blank figure of the period say that nothing occurred where a statement does.

    In the rows of a table it is said of this table, elsewhere on a sheet of all its tables, and on a sheet that has none of
    all that the workbook holds, if that is one return. A table that has figures contradicts it: then nothing is filled in, and
    the statement is told.

    Args:
        read: what was read so far; its entries are changed.
        sheets: name of a sheet as stored → sheet and its tables.
        forms: everything known.
    """
    said = [(name, place, text) for name, (sheet, _) in sheets.items() for place, text in _statements(sheet)]
    for name, place, text in said:
        extents = sheets[name][1]
        own = [extent for extent in extents if extent.first <= place[0] < extent.end]
        found = [
            position
            for position in _own_figures(read, forms)
            if (where := read.entries["sheet_name"][position]) in sheets
            and (not extents or (where == name and _is_within(read.entries["address"][position], own)))
        ]
        returns = {(read.entries["unit_id"][position], read.entries["period_id"][position]) for position in found}
        if not found or (not extents and len(returns) > 1):
            continue
        if filled := [position for position in found if read.entries["state"][position] == "value"]:
            first = filled[0]
            cell = f"{read.entries['sheet_name'][first]}!{read.entries['address'][first]}"
            read.find(
                "marked_figure",
                unit_id=read.entries["unit_id"][first],
                period_id=read.entries["period_id"][first],
                sheet_name=name,
                address=address(*place),
                received=text,
                expected=say("(blank)"),
                detail=say("a figure stands in {cell}, so that blank cells stay blank", cell=cell),
            )
            continue
        for position in found:
            if read.entries["state"][position] == "blank":
                entry = none_occurred(text)
                for column in ("received", "value", "comparator", "state"):
                    read.entries[column][position] = getattr(entry, column)


def _statements(sheet: Sheet) -> Iterator[tuple[Place, str]]:
    for row, cells in enumerate(sheet.rows):
        if any(map(_SAYS.__getitem__, cells)):  # asked of every cell of every sheet
            yield from (((row, column), str(value)) for column, value in enumerate(cells) if is_nil(value))


def _own_figures(read: ReturnRead, forms: Forms) -> Iterator[int]:
    """Entries that are figures of the period of their return; neither plans nor figures of other days."""
    entries = read.entries
    for position, (kind, span) in enumerate(zip(entries["value_kind"], entries["span"], strict=True)):
        period_id = entries["period_id"][position]
        if kind == "figure" and (span is None or span == relative_name(forms.calendar, period_id, "")):
            yield position


def _is_within(where: str, extents: Sequence[Extent]) -> bool:
    """Whether a cell lies in the rows of one of these tables; in any, where there is none."""
    found = _ROW.search(where)
    row = int(found[0]) - 1 if found else -1
    return not extents or any(extent.first <= row < extent.end for extent in extents)
