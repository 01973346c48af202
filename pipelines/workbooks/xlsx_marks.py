"""Looks into the XML of .xlsx for what calamine does not tell: error cells, formulas without result, percentages, what is
merged or hidden.

A sheet without any of them costs a few searches in its bytes; its cells are looked at one by one only when a search finds some.
"""

import html
import posixpath
import re
import zipfile
from collections.abc import Iterator
from functools import lru_cache

from pipelines.workbooks.grid import MAX_COLUMNS, Marks, Place, place, shows_percent
from pipelines.workbooks.sniff import check_spread

_BARE_FORMULAS = tuple(re.compile(start + rb"\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>") for start in (rb"</f>", rb"<f [^>]*/>"))
"""A formula, written out or shared, that nothing follows. Patterns that start with plain bytes are searched fastest."""
_CELL = re.compile(rb"<c\b([^>]*?)(?:/>|>(.*?)</c>)|<row\b([^>]*)>", re.DOTALL)
_FILLED = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"[^>]*(?<!/)>')
_FORMULA = re.compile(rb"<f\b[^>]*>(.*?)</f>", re.DOTALL)
_VALUE = re.compile(rb"<v\b[^>]*>(.*?)</v>", re.DOTALL)
_ATTRIBUTE = re.compile(rb"\b([\w:]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_MERGE = re.compile(rb"<mergeCell\b[^>]*?\bref=[\"']([A-Z]+)(\d+):([A-Z]+)(\d+)")
_FAR = re.compile(rb'r="(?:[A-Z]{3}|[A-Z]{0,2}\d{5})')
"""A row or cell so far out that the spread of the filled cells is worth a look."""
_ADDRESS = re.compile(r"([A-Z]{1,3})(\d+)")
_ROW = re.compile(rb"<row\b([^>]*)>")
_COLUMNS = re.compile(rb"<col\b([^>]*)>")
_SHEET = re.compile(rb"<sheet\b([^>]*)>")
_RELATION = re.compile(rb"<Relationship\b([^>]*)>")
_FORMATS = re.compile(rb"<numFmt\b([^>]*)>")
_CELL_FORMATS = re.compile(rb"<cellXfs\b[^>]*>(.*?)</cellXfs>", re.DOTALL)
_CELL_FORMAT = re.compile(rb"<xf\b([^>]*)>")
_PREFIX = re.compile(rb"<(/?)\w+:")
_TRUE = {b"1", b"true"}
_PERCENT_FORMATS = {b"9", b"10"}
"""Built-in formats 0% and 0.00%."""


def read_marks(archive: zipfile.ZipFile, where: str) -> dict[str, Marks]:
    """Marks by sheet name; sheets without any are left out.

    Raises:
        UnreadableReturnError: filled cells lie so far apart that the grid between them cannot be held.
    """
    percent_styles = _percent_styles(archive)
    found: dict[str, Marks] = {}
    for part, name in _sheet_names(archive).items():
        xml = _without_prefixes(archive.read(part), b"<sheetData")
        if _FAR.search(xml) or b"r='" in xml:
            _check_spread(xml, where)
        marks = _sheet_marks(xml, percent_styles)
        if marks is not None:
            found[name] = marks
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
    marks = Marks(merged=merged)
    if b"hidden=" in xml:
        marks.hidden_rows, marks.hidden_columns = frozenset(_hidden_rows(xml)), frozenset(_hidden_columns(xml))
    if not (has_errors or has_percents or any(pattern.search(xml) for pattern in _BARE_FORMULAS)):
        return marks or None
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
        elif kind != b"str" and b"<f" in body:
            formula = _FORMULA.search(body)
            bare[at] = "=" + html.unescape(formula[1].decode("utf-8", "replace")) if formula else "="
    marks.find_bare_formulas(bare, filled | marks.faults.keys())
    marks.percents = frozenset(percents)
    return marks


def _check_spread(xml: bytes, where: str) -> None:
    if xml.count(b"<c ") == xml.count(b'<c r="') and b"<c>" not in xml:
        filled = [place(letters.decode(), number.decode()) for letters, number in _FILLED.findall(xml)]
    else:
        filled = [at for at, _, body in _cells(xml) if body]
    check_spread(filled, where)


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


def _hidden_rows(xml: bytes) -> Iterator[int]:
    row = -1
    for found in _ROW.finditer(xml):
        attributes = _attributes(found[1])
        number = attributes.get(b"r")
        row = int(number) - 1 if number else row + 1
        if attributes.get(b"hidden") in _TRUE:
            yield row


def _hidden_columns(xml: bytes) -> Iterator[int]:
    for found in _COLUMNS.finditer(xml):
        attributes = _attributes(found[1])
        if attributes.get(b"hidden") in _TRUE:
            yield from range(int(attributes.get(b"min", 1)) - 1, min(int(attributes.get(b"max", 1)), MAX_COLUMNS))


def _without_prefixes(xml: bytes, sign: bytes) -> bytes:
    """The XML with '<x:c>' as '<c>', which some writers prefer; `sign` is an element that stands in every file of its kind."""
    return xml if sign in xml else _PREFIX.sub(rb"<\1", xml)


def _sheet_names(archive: zipfile.ZipFile) -> dict[str, str]:
    """Part of each sheet → its name."""
    return _sheet_names_in(archive.read("xl/workbook.xml"), archive.read("xl/_rels/workbook.xml.rels"))


@lru_cache(maxsize=16)
def _sheet_names_in(workbook: bytes, relationships: bytes) -> dict[str, str]:
    """As above; the workbooks of one template are the same in this."""
    relations = {}
    for attributes in _RELATION.findall(_without_prefixes(relationships, b"<Relationships")):
        relation = _attributes(attributes)
        target = relation.get(b"Target", b"").decode()
        relations[relation.get(b"Id")] = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
    names = {}
    for attributes in _SHEET.findall(_without_prefixes(workbook, b"<workbook")):
        sheet = {key.split(b":")[-1]: value for key, value in _attributes(attributes).items()}
        names[relations[sheet.get(b"id")]] = html.unescape(sheet.get(b"name", b"").decode())
    return names


def _percent_styles(archive: zipfile.ZipFile) -> frozenset[bytes]:
    """Style numbers, as in a cell's attribute 's', whose number format shows a percentage."""
    try:
        return _percent_styles_in(_without_prefixes(archive.read("xl/styles.xml"), b"<styleSheet"))
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
