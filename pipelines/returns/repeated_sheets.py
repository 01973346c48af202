"""Sheets, or tables on a sheet, that say nothing but what another says already: told once, not row by row."""

from collections.abc import Collection, Mapping, Sequence

from pipelines.language.words import say
from pipelines.returns.extents import Extent, row_of
from pipelines.returns.result import ReturnRead

LEAST = 2
"""Repeated figures of a sheet from which on it is told as a whole."""
MOST_NAMED = 20
"""Cells that are named where the two sheets differ."""


def tell_repeated_sheets(read: ReturnRead, tables: Mapping[str, Sequence[Extent]]) -> None:
    """Put one finding in the place of those about each figure of a sheet of which every figure stands on another sheet.

    Likewise of a table of which every figure stands in another one of its sheet.

    Args:
        read: what was read of the file; its findings are changed.
        tables: sheet → where its tables stand.
    """
    again: dict[str, list[str]] = {}
    for fault, sheet, place in zip(*(read.findings[name] for name in ("fault", "sheet_name", "address")), strict=True):
        if fault == "duplicate_line":
            again.setdefault(sheet, []).append(place)
    rows: dict[str, set[int]] = {}
    for sheet, place in zip(read.entries["sheet_name"], read.entries["address"], strict=True) if again else ():
        rows.setdefault(sheet, set()).add(row_of(place))
    for sheet, places in again.items():
        if sheet in rows:
            _tell_tables(read, sheet, places, rows[sheet], tables.get(sheet, ()))
        elif len(places) >= LEAST:
            _tell_sheet(read, sheet, places)


def _tell_tables(read: ReturnRead, sheet: str, places: Sequence[str], rows: Collection[int], tables: Sequence[Extent]) -> None:
    """`places`: cells of figures that stand there again; `rows`: those of figures that are read."""
    own = [table for table in tables if any(table.first <= row < table.end for row in rows)]
    left = set(places)  # tables may stand side by side
    for table in tables if own else ():
        found = [place for place in places if place in left and table.first <= row_of(place) < table.end]
        if table not in own and len(found) >= LEAST:
            of = _without(read, sheet, found)
            left.difference_update(found)
            row, again = (f"{one.first + 1}–{one.last + 1}" for one in (own[0], table))
            where = say("rows {row} and {again}", row=row, again=again)
            detail = say("{count} figure(s) stand in both", count=len(found))
            read.find("repeated_form", **of, sheet_name=sheet, address=found[0], received=sheet, expected=where, detail=detail)


def _without(read: ReturnRead, sheet: str, places: Sequence[str]) -> dict[str, str | None]:
    """Take the findings about figures that stand there again away; what the first of them is about."""
    rows = zip(*(read.findings[name] for name in ("fault", "sheet_name", "address")), strict=True)
    again = set(places)
    is_told = [found == "duplicate_line" and name == sheet and place in again for found, name, place in rows]
    of = {name: read.findings[name][is_told.index(True)] for name in ("unit_id", "period_id", "form_id")}
    for name, values in read.findings.items():
        read.findings[name] = [value for value, is_one in zip(values, is_told, strict=True) if not is_one]
    return of


def _tell_sheet(read: ReturnRead, sheet: str, places: Sequence[str]) -> None:
    of = _without(read, sheet, places)
    known = zip(*(read.entries[name] for name in ("sheet_name", *of)), strict=True)
    other = next((name for name, *rest in known if rest == list(of.values())), "")
    texts = dict(zip(zip(read.cells["sheet_name"], read.cells["address"], strict=True), read.cells["text"], strict=True))
    differing = [place for place in places if texts.get((sheet, place)) != texts.get((other, place))]
    detail = say("{count} figure(s) stand on both", count=len(places))
    if differing:
        detail += "; " + say("they differ in {cells}", cells=", ".join(differing[:MOST_NAMED]))
    read.find("repeated_sheet", **of, sheet_name=sheet, address=places[0], received=sheet, expected=other, detail=detail)
