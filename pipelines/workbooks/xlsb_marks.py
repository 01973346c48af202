"""Looks into the records of .xlsb for what calamine does not tell: error cells, formulas without result, what number formats
and fonts say, what is merged or hidden. What an empty text or a 0 means as the result of a formula: see xls_marks.
"""

import posixpath
import re
import struct
import zipfile
from collections.abc import Iterator

from pipelines.workbooks.biff_formula import BiffFormulas, sheet_prefix
from pipelines.workbooks.grid import MAX_COLUMNS, Marks, Place
from pipelines.workbooks.sniff import check_spread
from pipelines.workbooks.xls_marks import ERRORS
from pipelines.workbooks.xlsb_looks import RICH_TEXT, XlsbLooks, looks_of
from pipelines.workbooks.xlsb_records import records, text_at

_ROW, _RK, _CELL_ERROR, _REAL, _FORMULA_TEXT, _FORMULA_NUMBER, _FORMULA_ERROR, _COLUMNS = 0, 2, 3, 5, 8, 9, 11, 60
_NUMBERS = {_RK: 4, _REAL: 8, _FORMULA_NUMBER: 8}
"""Records of numbers → bytes of the number."""
_TO_BE_COMPUTED = 2
"""Flag of a formula that is always computed."""
_LAST_CELL = 11
"""Records 2 to 11 are filled cells; 1 is one that only has a look."""
_FORMULA_BOOLEAN, _SHARED_FORMULA, _ARRAY = 10, 427, 426
_SHEET, _MERGE = 156, 176
_LINKS, _OWN_BOOK, _OTHER_BOOKS = 362, 357, (355, 358, 667)


def read_marks(archive: zipfile.ZipFile, where: str) -> dict[str, Marks]:
    """Marks by sheet name; sheets without any are left out.

    Raises:
        UnreadableReturnError: filled cells lie so far apart that the grid between them cannot be held.
    """
    relations = dict(_relations(archive.read("xl/_rels/workbook.bin.rels")))
    looks = looks_of(archive)
    found = {}
    prefixes = _prefixes(archive.read("xl/workbook.bin"))
    for record, data in records(archive.read("xl/workbook.bin")):
        if record == _SHEET:
            relation, at = text_at(data, 8)
            name, _ = text_at(data, at)
            target = relations.get(relation.encode(), b"").decode()
            part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
            marks = _sheet_marks(archive.read(part), looks, prefixes, where)
            if marks:
                found[name] = marks
    return found


def _prefixes(workbook: bytes) -> list[str]:
    """What formulas write before cells of other sheets, by the number of the link; '' for other workbooks."""
    names: list[str] = []
    books: list[bool] = []
    links: list[tuple[int, int, int]] = []
    for record, data in records(workbook):
        if record == _SHEET:
            names.append(text_at(data, text_at(data, 8)[1])[0])
        elif record == _OWN_BOOK or record in _OTHER_BOOKS:
            books.append(record == _OWN_BOOK)
        elif record == _LINKS:
            links += struct.iter_unpack("<Iii", data[4 : 4 + 12 * struct.unpack_from("<I", data)[0]])
    return [sheet_prefix(names, first, last) if book < len(books) and books[book] else "" for book, first, last in links]


def _sheet_marks(data: bytes, looks: XlsbLooks, prefixes: list[str], where: str) -> Marks:
    marks, formulas = Marks(), BiffFormulas(12, (), prefixes)
    merged: list[tuple[Place, Place]] = []
    filled: set[Place] = set()
    nonzero: set[Place] = set()
    bare: dict[Place, str] = {}
    zeros: dict[Place, str] = {}
    hidden_rows: set[int] = set()
    hidden_columns: set[int] = set()
    row = -1
    for record, body in records(data):
        if _RK <= record <= _LAST_CELL or record == RICH_TEXT:
            at = (row, struct.unpack_from("<I", body)[0])
            is_zero = record in _NUMBERS and not any(body[8 : 8 + _NUMBERS[record]])
            flags_at = _flags_at(record, body)
            formula = formulas.take(at, _tokens(body, flags_at + 2)) if flags_at else None
            if record == _FORMULA_TEXT and formula and body[8:12] == b"\0\0\0\0":
                bare[at] = formula
            elif record == _FORMULA_NUMBER and formula and is_zero and body[16] & _TO_BE_COMPUTED:
                zeros[at] = formula
            else:
                filled.add(at)
                if record in _NUMBERS and not is_zero:
                    nonzero.add(at)
                looks.mark(marks, at, record, body)
        if record == _ROW:
            row = struct.unpack_from("<I", body)[0]
            if body[11] & 0x10:
                hidden_rows.add(row)
        elif record == _COLUMNS and body[16] & 1:
            first, last = struct.unpack_from("<II", body)
            hidden_columns.update(range(first, min(last + 1, MAX_COLUMNS)))
        elif record in (_CELL_ERROR, _FORMULA_ERROR):
            column = struct.unpack_from("<I", body)[0]
            marks.faults[row, column] = ("error_cell", ERRORS.get(body[8], "#VALUE!"))
        elif record == _SHARED_FORMULA:
            formulas.share(_tokens(body, 16))
        elif record == _ARRAY:
            formulas.share_array(_tokens(body, 17))
        elif record == _MERGE:
            top, bottom, left, right = struct.unpack_from("<IIII", body)
            merged.append(((top, left), (bottom, right)))
    check_spread(filled | bare.keys() | zeros.keys(), where)
    marks.find_bare_formulas(bare, filled | zeros.keys())
    marks.find_bare_formulas(zeros, nonzero | bare.keys())
    marks.merge(merged)
    marks.formulas = formulas.by_cell()
    marks.hidden_rows, marks.hidden_columns = frozenset(hidden_rows), frozenset(hidden_columns)
    return marks


def _flags_at(record: int, body: bytes) -> int:
    """Where the flags of a formula stand, before its tokens; 0 for a cell without one."""
    if record == _FORMULA_TEXT:
        return 12 + 2 * int(struct.unpack_from("<I", body, 8)[0])
    return {_FORMULA_NUMBER: 16, _FORMULA_BOOLEAN: 9, _FORMULA_ERROR: 9}.get(record, 0)


def _tokens(body: bytes, at: int) -> bytes:
    """The tokens of a formula, which their length precedes."""
    return body[at + 4 : at + 4 + struct.unpack_from("<I", body, at)[0]]


def _relations(xml: bytes) -> Iterator[tuple[bytes, bytes]]:
    for attributes in re.findall(rb"<Relationship\b([^>]*)>", xml):
        found = dict(re.findall(rb"(\w+)=\"([^\"]*)\"", attributes))
        yield found.get(b"Id", b""), found.get(b"Target", b"")
