"""Sheets, or tables on a sheet, that say nothing but what another says already: told once, not row by row."""

from collections import Counter
from collections.abc import Mapping, Sequence

from pipelines.language.words import say
from pipelines.returns.nil_statements import Extent, row_of
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
    own = set(read.entries["sheet_name"])
    repeated = Counter(sheet for sheet, _ in _twice(read) if sheet not in own)
    for sheet, count in repeated.items():
        if count >= LEAST:
            _tell_once(read, sheet)
    for sheet in dict.fromkeys(sheet for sheet, _ in _twice(read)):
        for table in tables.get(sheet, ()):
            _tell_table(read, sheet, table, tables[sheet])


def _twice(read: ReturnRead) -> list[tuple[str, str]]:
    """Sheet and cell of each figure that stands there again."""
    rows = zip(*(read.findings[name] for name in ("fault", "sheet_name", "address")), strict=True)
    return [(sheet, address) for fault, sheet, address in rows if fault == "duplicate_line"]


def _tell_table(read: ReturnRead, sheet: str, table: Extent, tables: Sequence[Extent]) -> None:
    places = [address for name, address in _twice(read) if name == sheet and table.first <= row_of(address) < table.end]
    rows = zip(read.entries["sheet_name"], read.entries["address"], strict=True)
    known = {row_of(address) for name, address in rows if name == sheet}
    first = next((one for one in tables if any(one.first <= row < one.end for row in known)), None)
    if first is None or len(places) < LEAST or any(table.first <= row < table.end for row in known):
        return
    of = _without(read, sheet, places)
    where = say(
        "rows {row} and {again}", row=f"{first.first + 1}–{first.last + 1}", again=f"{table.first + 1}–{table.last + 1}"
    )
    detail = say("{count} figure(s) stand in both", count=len(places))
    read.find("repeated_form", **of, sheet_name=sheet, address=places[0], received=sheet, expected=where, detail=detail)


def _without(read: ReturnRead, sheet: str, places: Sequence[str]) -> dict[str, str | None]:
    """Take the findings about figures that stand there again away; what the first of them is about."""
    rows = zip(*(read.findings[name] for name in ("fault", "sheet_name", "address")), strict=True)
    again = set(places)
    is_told = [found == "duplicate_line" and name == sheet and place in again for found, name, place in rows]
    of = {name: read.findings[name][is_told.index(True)] for name in ("unit_id", "period_id", "form_id")}
    for name, values in read.findings.items():
        read.findings[name] = [value for value, is_one in zip(values, is_told, strict=True) if not is_one]
    return of


def _tell_once(read: ReturnRead, sheet: str) -> None:
    places = [address for name, address in _twice(read) if name == sheet]
    of = _without(read, sheet, places)
    known = zip(*(read.entries[name] for name in ("sheet_name", *of)), strict=True)
    other = next((name for name, *rest in known if rest == list(of.values())), "")
    texts = dict(zip(zip(read.cells["sheet_name"], read.cells["address"], strict=True), read.cells["text"], strict=True))
    differing = [place for place in places if texts.get((sheet, place)) != texts.get((other, place))]
    detail = say("{count} figure(s) stand on both", count=len(places))
    if differing:
        detail += "; " + say("they differ in {cells}", cells=", ".join(differing[:MOST_NAMED]))
    read.find("repeated_sheet", **of, sheet_name=sheet, address=places[0], received=sheet, expected=other, detail=detail)
