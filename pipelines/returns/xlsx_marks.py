"""Looks into the XML of .xlsx for what calamine does not tell: error cells, formulas without a stored result, percentages, merged cells.

A sheet without any of them costs a few searches in its bytes; its cells are looked at one by one only when a search finds something.
"""

import html
import posixpath
import re
import zipfile
from collections.abc import Iterator
from functools import lru_cache

from pipelines.returns.grid import Marks, Place, place, shows_percent

_TAG = rb"<(?:\w+:)?"
_END = rb"</(?:\w+:)?"
_BARE_FORMULA = re.compile(
    rb"(?:"
    + _END
    + rb"f>|"
    + _TAG
    + rb"f\b[^>]*/>)\s*(?:"
    + _TAG
    + rb"v\s*/>|"
    + _TAG
    + rb"v>\s*"
    + _END
    + rb"v>)?\s*"
    + _END
    + rb"c>"
)
_CELL = re.compile(_TAG + rb"c\b([^>]*?)(?:/>|>(.*?)" + _END + rb"c>)|" + _TAG + rb"row\b([^>]*)>", re.DOTALL)
_FORMULA = re.compile(_TAG + rb"f\b[^>]*>(.*?)" + _END + rb"f>", re.DOTALL)
_VALUE = re.compile(_TAG + rb"v>(.*?)" + _END + rb"v>", re.DOTALL)
_ATTRIBUTE = re.compile(rb"\b([\w:]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_MERGE = re.compile(_TAG + rb"mergeCell\b[^>]*?\bref=[\"']([A-Z]+)(\d+):([A-Z]+)(\d+)")
_ADDRESS = re.compile(r"([A-Z]{1,3})(\d+)")
_SHEET = re.compile(_TAG + rb"sheet\b([^>]*)>")
_RELATION = re.compile(_TAG + rb"Relationship\b([^>]*)>")
_FORMATS = re.compile(_TAG + rb"numFmt\b([^>]*)>")
_CELL_FORMATS = re.compile(_TAG + rb"cellXfs\b[^>]*>(.*?)" + _END + rb"cellXfs>", re.DOTALL)
_CELL_FORMAT = re.compile(_TAG + rb"xf\b([^>]*)>")
_PERCENT_FORMATS = {b"9", b"10"}
"""Built-in formats 0% and 0.00%."""


def read_marks(archive: zipfile.ZipFile) -> dict[str, Marks]:
    """Marks by sheet name; sheets without any are left out."""
    percent_styles = _percent_styles(archive)
    found: dict[str, Marks] = {}
    names: dict[str, str] | None = None
    for part in archive.namelist():
        if part.startswith("xl/worksheets/") and part.endswith(".xml"):
            marks = _sheet_marks(archive.read(part), percent_styles)
            if marks is not None:
                names = _sheet_names(archive) if names is None else names
                if part in names:
                    found[names[part]] = marks
    return found


def _sheet_marks(xml: bytes, percent_styles: frozenset[bytes]) -> Marks | None:
    if b"<!ENTITY" in xml:
        raise ValueError("entities are not allowed in a sheet")
    has_errors = b't="e"' in xml or b"t='e'" in xml
    has_percents = any(b's="%s"' % style in xml or b"s='%s'" % style in xml for style in percent_styles)
    merged = tuple(
        (place(first.decode(), top.decode()), place(last.decode(), bottom.decode()))
        for first, top, last, bottom in _MERGE.findall(xml)
        if top != bottom
    )
    if not (has_errors or has_percents or merged or _BARE_FORMULA.search(xml)):
        return None
    marks = Marks(merged=merged)
    percents = set()
    bare: dict[Place, str] = {}
    filled: set[Place] = set()
    for at, attributes, body in _cells(xml):
        value = _VALUE.search(body)
        text = html.unescape(value[1].decode("utf-8", "replace")).strip() if value else ""
        kind = attributes.get(b"t", b"n")
        if kind == b"e":
            marks.faults[at] = ("error_cell", text or "#VALUE!")
        elif text or kind == b"inlineStr":
            filled.add(at)
            if attributes.get(b"s") in percent_styles and kind == b"n":
                percents.add(at)
        elif kind != b"str" and (b"<f" in body or b":f" in body):
            formula = _FORMULA.search(body)
            bare[at] = "=" + html.unescape(formula[1].decode("utf-8", "replace")) if formula else "="
    for at, written in bare.items():
        # A total whose cells are all blank has nothing to compute: it is blank as well.
        if _operands(written) & (filled | marks.faults.keys() | bare.keys()) or not _ADDRESS.search(written):
            marks.faults[at] = ("formula_without_value", written)
    marks.percents = frozenset(percents)
    return marks


def _cells(xml: bytes) -> Iterator[tuple[Place, dict[bytes, bytes], bytes]]:
    """Cells with their place, attributes and inner XML; a cell without an address follows the one before it."""
    row, column = -1, -1
    for found in _CELL.finditer(xml):
        if found[3] is not None:
            number = _attributes(found[3]).get(b"r")
            row, column = int(number) - 1 if number else row + 1, -1
            continue
        attributes = _attributes(found[1])
        address = _ADDRESS.fullmatch(attributes.get(b"r", b"").decode("ascii", "replace"))
        row, column = place(address[1], address[2]) if address else (row, column + 1)
        yield (row, column), attributes, found[2] or b""


def _attributes(tag: bytes) -> dict[bytes, bytes]:
    return {name: double or single for name, double, single in _ATTRIBUTE.findall(tag)}


def _operands(formula: str) -> set[Place]:
    """Cells that a formula names, ranges spread out as far as a form goes."""
    cells = set()
    for first, top, last, bottom in re.findall(r"\$?([A-Z]{1,3})\$?(\d+)(?::\$?([A-Z]{1,3})\$?(\d+))?", formula):
        start = place(first, top)
        end = place(last, bottom) if last else start
        if (end[0] - start[0]) * (end[1] - start[1]) < 100_000:
            cells |= {(row, column) for row in range(start[0], end[0] + 1) for column in range(start[1], end[1] + 1)}
    return cells


def _sheet_names(archive: zipfile.ZipFile) -> dict[str, str]:
    """Part of each sheet → its name."""
    relations = {}
    for attributes in _RELATION.findall(archive.read("xl/_rels/workbook.xml.rels")):
        relation = _attributes(attributes)
        target = relation.get(b"Target", b"").decode()
        relations[relation.get(b"Id")] = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
    names = {}
    for attributes in _SHEET.findall(archive.read("xl/workbook.xml")):
        sheet = {key.split(b":")[-1]: value for key, value in _attributes(attributes).items()}
        names[relations.get(sheet.get(b"id"), "")] = html.unescape(sheet.get(b"name", b"").decode())
    return names


def _percent_styles(archive: zipfile.ZipFile) -> frozenset[bytes]:
    """Style numbers, as in a cell's attribute 's', whose number format shows a percentage."""
    try:
        return _percent_styles_in(archive.read("xl/styles.xml"))
    except KeyError:
        return frozenset()


@lru_cache(maxsize=16)
def _percent_styles_in(xml: bytes) -> frozenset[bytes]:
    """As above; the styles of one template are the same in every workbook."""
    percents = set(_PERCENT_FORMATS)
    for attributes in _FORMATS.findall(xml):
        found = _attributes(attributes)
        if shows_percent(html.unescape(found.get(b"formatCode", b"").decode("utf-8", "replace"))):
            percents.add(found.get(b"numFmtId", b""))
    cell_formats = _CELL_FORMATS.search(xml)
    if not cell_formats:
        return frozenset()
    return frozenset(
        str(number).encode()
        for number, attributes in enumerate(_CELL_FORMAT.findall(cell_formats[1]))
        if _attributes(attributes).get(b"numFmtId") in percents
    )
