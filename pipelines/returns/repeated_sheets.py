"""Sheets that say nothing but what another sheet of the workbook says already: told once, not row by row."""

from collections import Counter

from pipelines.language.words import say
from pipelines.returns.result import ReturnRead

LEAST = 2
"""Repeated figures of a sheet from which on it is told as a whole."""
MOST_NAMED = 20
"""Cells that are named where the two sheets differ."""


def tell_repeated_sheets(read: ReturnRead) -> None:
    """Put one finding in the place of those about each figure of a sheet of which every figure stands on another sheet.

    Args:
        read: what was read of the file; its findings are changed.
    """
    own = set(read.entries["sheet_name"])
    faults = list(zip(read.findings["fault"], read.findings["sheet_name"], strict=True))
    repeated = Counter(sheet for fault, sheet in faults if fault == "duplicate_line" and sheet not in own)
    for sheet, count in repeated.items():
        if count >= LEAST:
            _tell_once(read, sheet)


def _tell_once(read: ReturnRead, sheet: str) -> None:
    faults = zip(read.findings["fault"], read.findings["sheet_name"], strict=True)
    is_told = [found == ("duplicate_line", sheet) for found in faults]
    places = [place for place, is_one in zip(read.findings["address"], is_told, strict=True) if is_one]
    first = is_told.index(True)
    of = {name: read.findings[name][first] for name in ("unit_id", "period_id", "form_id")}
    for name, values in read.findings.items():
        read.findings[name] = [value for value, is_one in zip(values, is_told, strict=True) if not is_one]
    known = zip(*(read.entries[name] for name in ("sheet_name", *of)), strict=True)
    other = next((name for name, *rest in known if rest == list(of.values())), "")
    texts = dict(zip(zip(read.cells["sheet_name"], read.cells["address"], strict=True), read.cells["text"], strict=True))
    differing = [place for place in places if texts.get((sheet, place)) != texts.get((other, place))]
    detail = say("{count} figure(s) stand on both", count=len(places))
    if differing:
        detail += "; " + say("they differ in {cells}", cells=", ".join(differing[:MOST_NAMED]))
    read.find("repeated_sheet", **of, sheet_name=sheet, address=places[0], received=sheet, expected=other, detail=detail)
