"""Looks into the records of .xls (BIFF5 and BIFF8) for what calamine does not tell: error cells, formulas without result,
what number formats and fonts say, what is merged or hidden.

A formula always has a result here, so a program that does not compute writes an empty text or the number 0 in its place. Such a
result is taken for none where the formula can only give a number (the empty text), or is to be computed again on opening and
refers to a number other than 0 (the 0). Any other result is judged as in every format: see returns.computed_entries.
"""

import io
import struct
from collections.abc import Iterator

from pipelines.workbooks.biff_formula import BiffFormulas, sheet_prefix
from pipelines.workbooks.conditional import ConditionalLooks
from pipelines.workbooks.grid import PLAIN, Marks, Place
from pipelines.workbooks.sniff import check_spread
from pipelines.workbooks.xls_conditions import AREAS, CONDITION, Conditions
from pipelines.workbooks.xls_looks import Looks, rich_label

_EOF, _FILEPASS, _CODEPAGE, _BOUNDSHEET, _BOF = 0x0A, 0x2F, 0x42, 0x85, 0x809
_NUMBER, _RK, _MULRK, _BOOLERR, _FORMULA, _MERGEDCELLS = 0x203, 0x27E, 0xBD, 0x205, 0x06, 0xE5
_LABEL, _RICH_TEXT, _SHARED_TEXT, _ROW, _COLUMNS = 0x204, 0xD6, 0xFD, 0x208, 0x7D
_SHARED_FORMULA, _ARRAY, _DEFINED_NAME, _BOOK, _LINKS = 0x4BC, 0x221, 0x18, 0x1AE, 0x17
_OWN_BOOK = b"\1\4"
"""What stands for the workbook itself among those that formulas refer to."""
_LEAST_HEIGHT, _LEAST_WIDTH = 20, 51
"""Twentieths of a point, and 256ths of a letter, below which nobody sees a row or column."""
_BIFF8 = 0x600
_EMPTY_TEXT = 3
_TO_BE_COMPUTED = 0x03
"""Flags of a formula: computed always, or on opening."""
ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
"""Error codes of BIFF, also used in .xlsb."""


def read_marks(content: bytes, where: str) -> dict[str, Marks]:
    """Marks by sheet name; sheets without any are left out.

    Raises:
        UnreadableReturnError: the filled cells of a sheet lie too far apart.
    """
    stream = _stream(content)
    sheets: list[tuple[int, str, bool]] = []
    names: list[str] = []
    books: list[bool] = []
    links: list[tuple[int, int, int]] = []
    looks = Looks()
    for record, data in _of_workbook(stream, looks):
        if record == _BOUNDSHEET:
            sheets.append((struct.unpack_from("<I", data)[0], _name(data[6:], looks.encoding), data[5] == 0))
        elif record == _DEFINED_NAME:
            names.append(_defined_name(data))
        elif record == _BOOK:
            books.append(data[2:4] == _OWN_BOOK)
        elif record == _LINKS and len(data) == 2 + 6 * struct.unpack_from("<H", data)[0]:
            links += struct.iter_unpack("<Hhh", data[2:])
    version = struct.unpack_from("<H", stream, 4)[0]
    biff = 8 if version >= _BIFF8 else 5
    titles = [name for _, name, _ in sheets]
    prefixes = [sheet_prefix(titles, first, last) if book < len(books) and books[book] else "" for book, first, last in links]
    found = [
        (
            name,
            is_sheet,
            _sheet_marks(stream, at, looks, BiffFormulas(biff, names, prefixes if biff == 8 else titles), biff, where),
        )
        for at, name, is_sheet in sheets
    ]
    return {name: marks for name, is_sheet, marks in found if is_sheet and marks}  # the others are charts


def sheet_records(content: bytes, looks: Looks) -> dict[str, Iterator[tuple[int, bytes]]]:
    """Sheet name → its records, type and data; `looks` takes what the workbook says of looks."""
    stream = _stream(content)
    return {
        _name(data[6:], looks.encoding): _records(stream, struct.unpack_from("<I", data)[0])
        for record, data in _of_workbook(stream, looks)
        if record == _BOUNDSHEET
    }


def _of_workbook(stream: bytes, looks: Looks) -> Iterator[tuple[int, bytes]]:
    """Records about the workbook as a whole; `looks` takes what each says of looks."""
    for record, data in _records(stream, 0):
        if record == _CODEPAGE:
            looks.encoding = _encoding(struct.unpack_from("<H", data)[0])
        looks.take(record, data)
        yield record, data


def _stream(content: bytes) -> bytes:
    import olefile  # here: few files need it

    with olefile.OleFileIO(io.BytesIO(content)) as ole:
        found: bytes = ole.openstream("Workbook" if ole.exists("Workbook") else "Book").read()
        return found


def is_encrypted(stream: bytes) -> bool:
    """Whether a workbook's stream asks for a password."""
    return any(record == _FILEPASS for record, _ in _records(stream, 0))


def _sheet_marks(stream: bytes, start: int, looks: Looks, formulas: BiffFormulas, biff: int, where: str) -> Marks:
    marks = Marks()
    styles, rich, has_marks = looks.styles(), looks.rich_texts(), looks.has_marks
    bare: dict[Place, str] = {}
    zeros: dict[Place, str] = {}
    filled: set[Place] = set()
    nonzero: set[Place] = set()
    hidden_rows: set[int] = set()
    hidden_columns: set[int] = set()
    merged: list[tuple[Place, Place]] = []
    conditions = Conditions(looks, formulas.names)
    for record, data in _records(stream, start):
        if record in (_NUMBER, _RK, _FORMULA, _BOOLERR):
            row, column, cell_format = struct.unpack_from("<HHH", data)
            tokens = data[22 : 22 + data[20] + 256 * data[21]] if record == _FORMULA else b""
            formula = formulas.take((row, column), tokens) if tokens else None
            if formula and data[12:14] == b"\xff\xff" and data[6] == _EMPTY_TEXT:
                bare[row, column] = formula
                continue
            if formula and data[14] & _TO_BE_COMPUTED and not any(data[6:14]):
                zeros[row, column] = formula
                continue
            filled.add((row, column))
            if any(data[6:14]):
                nonzero.add((row, column))
            if record == _BOOLERR and data[7]:
                marks.faults[row, column] = ("error_cell", ERRORS.get(data[6], "#VALUE!"))
            elif record == _FORMULA and data[12:14] == b"\xff\xff" and data[6] == 2:
                marks.faults[row, column] = ("error_cell", ERRORS.get(data[8], "#VALUE!"))
            elif cell_format in styles:
                marks.style((row, column), styles[cell_format], _value(record, data))
        elif record == _SHARED_FORMULA:
            formulas.share(data[10 : 10 + struct.unpack_from("<H", data, 8)[0]])
        elif record == _ARRAY:
            formulas.share_array(data[14 : 14 + struct.unpack_from("<H", data, 12)[0]])
        elif record == _MULRK:
            row, first = struct.unpack_from("<HH", data)
            for position in range((len(data) - 6) // 6):
                at = (row, first + position)
                cell_format, number = struct.unpack_from("<HI", data, 4 + 6 * position)
                filled.add(at)
                if number:
                    nonzero.add(at)
                if cell_format in styles:
                    marks.style(at, styles[cell_format], number_of_rk(number))
        elif record == _MERGEDCELLS:
            for position in range(struct.unpack_from("<H", data)[0]):
                top, bottom, left, right = struct.unpack_from("<HHHH", data, 2 + 8 * position)
                merged.append(((top, left), (bottom, right)))
        elif record in (_LABEL, _RICH_TEXT, _SHARED_TEXT):
            row, column, cell_format = struct.unpack_from("<HHH", data)
            filled.add((row, column))
            if cell_format in styles:
                marks.style((row, column), styles[cell_format], None)
            text = rich_label(data, biff, looks.encoding) if record == _RICH_TEXT and has_marks else None
            if record == _SHARED_TEXT and rich:
                text = rich.get(struct.unpack_from("<I", data, 6)[0])
            if text:
                marks.letters((row, column), looks.runs(*text, cell_format), styles.get(cell_format, PLAIN))
        elif record in (AREAS, CONDITION):
            conditions.take(record, data)
        elif record == _ROW and (data[12] & 0x20 or struct.unpack_from("<H", data, 6)[0] < _LEAST_HEIGHT):
            hidden_rows.add(struct.unpack_from("<H", data)[0])
        elif record == _COLUMNS and (data[8] & 1 or struct.unpack_from("<H", data, 4)[0] < _LEAST_WIDTH):
            first, last = struct.unpack_from("<HH", data)
            hidden_columns.update(range(first, last + 1))
    conditional = ConditionalLooks(conditions.found)
    for at, value, cell_format in _values(stream, start) if conditional else ():
        if at in filled:
            conditional.mark(marks, at, value, looks.fill(cell_format))
    check_spread(filled | bare.keys() | zeros.keys(), where)
    marks.find_bare_formulas(bare, filled | zeros.keys())
    marks.find_bare_formulas(zeros, nonzero | bare.keys())
    marks.merge(merged)
    marks.formulas = formulas.by_cell()
    marks.hidden_rows, marks.hidden_columns = frozenset(hidden_rows), frozenset(hidden_columns)
    return marks


def _values(stream: bytes, start: int) -> Iterator[tuple[Place, float | str, int]]:
    """Cells with their numbers and formats; of any other content it only says that there is some."""
    for record, data in _records(stream, start):
        if record in (_NUMBER, _RK, _FORMULA, _LABEL, _RICH_TEXT, _SHARED_TEXT):
            row, column, cell_format = struct.unpack_from("<HHH", data)
            value = _value(record, data)
            yield (row, column), "-" if value is None else value, cell_format
        elif record == _MULRK:
            row, first = struct.unpack_from("<HH", data)
            for position in range((len(data) - 6) // 6):
                cell_format, number = struct.unpack_from("<HI", data, 4 + 6 * position)
                yield (row, first + position), number_of_rk(number), cell_format


def _value(record: int, data: bytes) -> float | None:
    """The number of a cell; None when it holds a text or a boolean."""
    if record == _RK:
        return number_of_rk(struct.unpack_from("<I", data, 6)[0])
    is_number = record == _NUMBER or (record == _FORMULA and data[12:14] != b"\xff\xff")
    return float(struct.unpack_from("<d", data, 6)[0]) if is_number else None


def number_of_rk(packed: int) -> float:
    """A number packed into 30 bits, in .xlsb as well: the first bit says a hundredth, the second a whole number."""
    if packed & 2:
        value = float((packed >> 2) - ((packed & 0x80000000) >> 1))
    else:
        value = float(struct.unpack("<d", struct.pack("<Q", (packed & 0xFFFFFFFC) << 32))[0])
    return value / 100 if packed & 1 else value


def record_places(stream: bytes) -> Iterator[tuple[int, int, int]]:
    """All records of a workbook: type, and where its data start and how many they are."""
    at = 0
    while at + 4 <= len(stream):
        record, size = struct.unpack_from("<HH", stream, at)
        yield record, at + 4, size
        at += 4 + size


def _records(stream: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """Records of one substream, up to its end: type and data."""
    depth, at = 0, start
    while at + 4 <= len(stream):
        record, size = struct.unpack_from("<HH", stream, at)
        if record == _BOF:
            depth += 1  # an embedded chart is a substream of its own
        elif record == _EOF:
            depth -= 1
            if depth <= 0:
                return
        elif depth <= 1:
            yield record, stream[at + 4 : at + 4 + size]
        at += 4 + size


def _encoding(codepage: int) -> str:
    """Encoding of the texts of BIFF5; BIFF8 has its own."""
    return {10000: "mac-roman", 32768: "mac-roman", 32769: "cp1252"}.get(codepage, f"cp{codepage}")


def _defined_name(data: bytes) -> str:
    """A defined name of BIFF8, by which formulas call newer functions."""
    letters = data[15 : 15 + data[3] * (2 if data[14] & 1 else 1)]
    return letters.decode("utf-16-le" if data[14] & 1 else "latin-1", "replace")


def _name(data: bytes, encoding: str) -> str:
    """A sheet's name: BIFF8 has a byte of flags after the length, BIFF5 the bytes at once."""
    length = data[0]
    if len(data) == length + 1:
        return data[1:].decode(encoding, "replace")
    return data[2 : 2 + 2 * length].decode("utf-16-le", "replace") if data[1] & 1 else data[2 : 2 + length].decode("latin-1")
