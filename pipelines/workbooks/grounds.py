"""Which cells of an .ods or .xls workbook have another ground than paper: also empty ones, of which nothing else is read."""

import io
import struct
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from xml.etree import ElementTree

from pipelines.workbooks.grid import Place
from pipelines.workbooks.inks import PAPER
from pipelines.workbooks.open_document_looks import looks_of
from pipelines.workbooks.xls_looks import Looks
from pipelines.workbooks.xls_marks import sheet_records

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_IN_ROWS = tuple(_TABLE + name for name in ("table-row-group", "table-header-rows", "table-rows"))
_IN_COLUMNS = tuple(_TABLE + name for name in ("table-column-group", "table-header-columns", "table-columns"))
_MOST_REPEATED = 256
"""Repeats of a row or cell that are followed; beyond them it fills the page up."""
_CELLS = (0x203, 0x27E, 0x205, 0x06, 0x204, 0xD6, 0xFD, 0x201)
"""Records of BIFF for one cell: numbers, results, texts, and cells with a look alone."""
_NUMBERS, _BLANKS = 0xBD, 0xBE
"""Records for cells side by side."""


def grounds_of_ods(content: bytes) -> Mapping[str, frozenset[Place]]:
    """Sheet → cells, from 0, with another ground.

    Raises:
        ValueError: its XML is damaged, or has entities.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        xml = archive.read("content.xml").decode("utf-8", "replace")
        if "<!ENTITY" in xml:
            raise ValueError("entities are not allowed in a sheet")
        fills = looks_of(archive, xml).fills
    sheets = ElementTree.fromstring(xml).iter(f"{_TABLE}table")  # noqa: S314  # without entities
    return {sheet.get(f"{_TABLE}name", ""): frozenset(_shaded(sheet, fills)) for sheet in sheets}


def _shaded(sheet: ElementTree.Element, fills: Mapping[str, str]) -> Iterator[Place]:
    of_columns = [
        column.get(f"{_TABLE}default-cell-style-name", "")
        for column in _within(sheet, "table-column", _IN_COLUMNS)
        for _ in range(_repeated(column, "columns"))
    ]
    at = 0
    for row in _within(sheet, "table-row", _IN_ROWS):
        down = int(row.get(f"{_TABLE}number-rows-repeated", 1))
        columns: list[int] = []
        place = 0
        for cell in row:
            right = int(cell.get(f"{_TABLE}number-columns-repeated", 1))
            of_column = of_columns[place] if place < len(of_columns) else ""
            style = cell.get(f"{_TABLE}style-name") or row.get(f"{_TABLE}default-cell-style-name") or of_column
            if fills.get(style, PAPER) != PAPER and right <= _MOST_REPEATED:
                columns += range(place, place + right)
            place += right
        if down <= _MOST_REPEATED:
            yield from ((line, column) for line in range(at, at + down) for column in columns)
        at += down


def _within(element: ElementTree.Element, name: str, groups: tuple[str, ...]) -> Iterator[ElementTree.Element]:
    """Rows or columns of a sheet, also those that are grouped."""
    for child in element:
        if child.tag == _TABLE + name:
            yield child
        elif child.tag in groups:
            yield from _within(child, name, groups)


def _repeated(element: ElementTree.Element, what: str) -> int:
    return min(int(element.get(f"{_TABLE}number-{what}-repeated", 1)), _MOST_REPEATED)


def grounds_of_xls(content: bytes) -> Mapping[str, frozenset[Place]]:
    """Sheet → cells, from 0, with another ground."""
    looks = Looks()
    sheets = sheet_records(content, looks)
    found: dict[str, set[Place]] = defaultdict(set)
    for name, records in sheets.items():
        for record, data in records:
            for row, column, cell_format in _formats(record, data):
                if looks.fill(cell_format) != PAPER:
                    found[name].add((row, column))
    return {name: frozenset(places) for name, places in found.items()}


def _formats(record: int, data: bytes) -> Iterator[tuple[int, int, int]]:
    """Row, column and format of the cells of a record."""
    if record in _CELLS:
        yield struct.unpack_from("<HHH", data)
    elif record in (_NUMBERS, _BLANKS):
        row, first = struct.unpack_from("<HH", data)
        size = 6 if record == _NUMBERS else 2
        for place, at in enumerate(range(4, len(data) - 2, size)):
            yield row, first + place, struct.unpack_from("<H", data, at)[0]
