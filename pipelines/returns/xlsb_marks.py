"""Looks into the records of .xlsb for the error cells that calamine does not tell."""

import posixpath
import re
import struct
import zipfile
from collections.abc import Iterator

from pipelines.returns.grid import Marks
from pipelines.returns.xls_marks import ERRORS

_ROW, _CELL_ERROR, _FORMULA_ERROR, _SHEET = 0, 3, 11, 156


def read_marks(archive: zipfile.ZipFile) -> dict[str, Marks]:
    """Marks by sheet name; sheets without any are left out."""
    relations = dict(_relations(archive.read("xl/_rels/workbook.bin.rels")))
    found = {}
    for record, data in _records(archive.read("xl/workbook.bin")):
        if record == _SHEET:
            relation, at = _text(data, 8)
            name, _ = _text(data, at)
            target = relations.get(relation.encode(), b"").decode()
            part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
            marks = _sheet_marks(archive.read(part))
            if marks.faults:
                found[name] = marks
    return found


def _sheet_marks(data: bytes) -> Marks:
    marks = Marks()
    row = -1
    for record, body in _records(data):
        if record == _ROW:
            row = struct.unpack_from("<I", body)[0]
        elif record in (_CELL_ERROR, _FORMULA_ERROR):
            column = struct.unpack_from("<I", body)[0]
            marks.faults[row, column] = ("error_cell", ERRORS.get(body[8], "#VALUE!"))
    return marks


def _relations(xml: bytes) -> Iterator[tuple[bytes, bytes]]:
    for attributes in re.findall(rb"<Relationship\b([^>]*)>", xml):
        found = dict(re.findall(rb"(\w+)=\"([^\"]*)\"", attributes))
        yield found.get(b"Id", b""), found.get(b"Target", b"")


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Records: type in one or two bytes, length in one to four, seven bits each."""
    at = 0
    while at < len(data):
        record = data[at]
        at += 1
        if record & 0x80:
            record = (record & 0x7F) | (data[at] & 0x7F) << 7
            at += 1
        size = shift = 0
        while True:
            byte = data[at]
            at += 1
            size |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80 or shift > 21:
                break
        yield record, data[at : at + size]
        at += size


def _text(data: bytes, at: int) -> tuple[str, int]:
    """A counted UTF-16 text, and where the next one starts."""
    length = struct.unpack_from("<I", data, at)[0]
    end = at + 4 + 2 * length
    return data[at + 4 : end].decode("utf-16-le", "replace"), end
