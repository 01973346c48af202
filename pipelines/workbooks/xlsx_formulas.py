"""Reads the formulas of a sheet of .xlsx, those that cells share and those of arrays included."""

import html
import re

from pipelines.workbooks.formulas import array_formula, shifted
from pipelines.workbooks.grid import Place, place

_HAS_FORMULAS = re.compile(rb"<f[ >/]")
_CELL = re.compile(rb"<c\b([^>]*)>\s*<f\b([^>]*?)(?:/>|>([^<]*)</f>)")
_ADDRESS = re.compile(rb"\br\s*=\s*[\"']([A-Z]{1,3})(\d{1,7})[\"']")
_KIND = re.compile(rb"\bt\s*=\s*[\"'](\w+)")
_AREA = re.compile(rb"\bref\s*=\s*[\"']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})")
_MOST_CELLS = 10_000
"""Cells of one array formula that are followed."""
_GROUP = re.compile(rb"\bsi\s*=\s*[\"'](\d+)")


def read_formulas(xml: bytes) -> dict[Place, str]:
    """Cell → '=SUM(E4:E6)', or '{=A1:A3*2}' for each cell of an array. Those of cells that have no address are left out."""
    if not _HAS_FORMULAS.search(xml):
        return {}
    found = {}
    shared: dict[bytes, tuple[Place, str]] = {}
    for cell, about, written in _CELL.findall(xml):
        address = _ADDRESS.search(cell)
        kind = _KIND.search(about)
        if address is None or (kind and kind[1] not in (b"shared", b"normal", b"array")):
            continue
        at = place(address[1].decode(), address[2].decode())
        formula = "=" + html.unescape(written.decode("utf-8", "replace")) if written else ""
        if kind and kind[1] == b"shared" and (group := _GROUP.search(about)):
            if formula:
                shared[group[1]] = (at, formula)
            elif group[1] in shared:
                (row, column), first = shared[group[1]]
                formula = shifted(first, at[0] - row, at[1] - column)
        if formula and kind and kind[1] == b"array":
            found.update(dict.fromkeys(_array(at, about), array_formula(formula)))
        elif formula:
            found[at] = formula
    return found


def _array(at: Place, about: bytes) -> list[Place]:
    """Cells that an array formula fills."""
    if (area := _AREA.search(about)) is None:
        return [at]
    first, top, last, bottom = (part.decode() for part in area.groups())
    (top_row, left), (bottom_row, right) = place(first, top), place(last, bottom)
    if (bottom_row - top_row + 1) * (right - left + 1) > _MOST_CELLS:
        return [at]
    return [(row, column) for row in range(top_row, bottom_row + 1) for column in range(left, right + 1)]
