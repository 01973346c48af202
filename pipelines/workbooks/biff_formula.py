"""Reads the formulas of .xls and .xlsb as text, as far as they compute with numbers, texts and cells of their own workbook.

Functions that are not known here stand as '?100(E4,E5)': nobody computes such a formula, but which cells it draws on is known.
"""

import re
import struct
from collections.abc import Sequence
from typing import Any

from pipelines.workbooks.formulas import array_formula
from pipelines.workbooks.grid import Place, address

_LAYOUTS = {5: ("H", "B", 0x3FFF, 0xFF), 8: ("H", "H", 0xFFFF, 0xFF), 12: ("I", "H", 0xFFFFF, 0x3FFF)}
"""Version of BIFF → how row and column are stored, and which bits of them count: the others say whether they are relative."""
_SIGNS_BETWEEN = ("+", "-", "*", "/", "^", "&", "<", "<=", "=", ">=", ">", "<>", " ", ",", ":")
_OPERATORS = dict(zip(range(0x03, 0x12), _SIGNS_BETWEEN, strict=True))
_SIGNS = {0x12: "+{}", 0x13: "-{}", 0x14: "{}%", 0x15: "({})"}
_SHARED, _MISSING, _TEXT, _ATTRIBUTE, _BOOLEAN, _INTEGER, _REAL = 0x01, 0x16, 0x17, 0x19, 0x1D, 0x1E, 0x1F
_FUNCTION, _FUNCTION_OF_MANY, _NAME, _CELL, _AREA, _CELL_BESIDE, _AREA_BESIDE = 0x21, 0x22, 0x23, 0x24, 0x25, 0x2C, 0x2D
_CELL_ELSEWHERE, _AREA_ELSEWHERE = 0x3A, 0x3B
_PASSED_OVER = {0x26: {5: 6, 8: 6, 12: 6}, 0x29: {5: 2, 8: 2, 12: 4}}
"""Tokens that say nothing of the formula, and how many bytes follow them in each version."""
_CHOOSE, _SUMS, _SAYS_NOTHING = 0x04, 0x10, {0x01, 0x02, 0x08, 0x40, 0x41, 0x80}
"""Attributes: the sum of one area; where to go on in an IF, blanks in the written formula, or that it is computed always."""
_FIXED = {
    76: ("ROWS", 1), 77: ("COLUMNS", 1),
    3: ("ISERROR", 1), 20: ("SQRT", 1), 24: ("ABS", 1), 25: ("INT", 1), 26: ("SIGN", 1), 27: ("ROUND", 2),
    33: ("VALUE", 1), 38: ("NOT", 1), 39: ("MOD", 2), 48: ("TEXT", 2), 127: ("ISTEXT", 1), 128: ("ISNUMBER", 1),
    129: ("ISBLANK", 1), 131: ("N", 1), 212: ("ROUNDUP", 2), 213: ("ROUNDDOWN", 2), 325: ("LARGE", 2),
    326: ("SMALL", 2), 337: ("POWER", 2), 346: ("COUNTIF", 2), 347: ("COUNTBLANK", 1), 480: ("IFERROR", 2),
}  # fmt: skip
_VARIABLE = {
    8: "ROW", 9: "COLUMN", 100: "CHOOSE",
    0: "COUNT", 1: "IF", 4: "SUM", 5: "AVERAGE", 6: "MIN", 7: "MAX", 29: "INDEX", 36: "AND", 37: "OR", 64: "MATCH",
    78: "OFFSET", 101: "HLOOKUP", 102: "VLOOKUP", 169: "COUNTA", 183: "PRODUCT", 197: "TRUNC", 227: "MEDIAN",
    228: "SUMPRODUCT", 321: "SUMSQ", 336: "CONCATENATE", 344: "SUBTOTAL", 345: "SUMIF", 481: "COUNTIFS", 482: "SUMIFS",
    483: "AVERAGEIF", 484: "AVERAGEIFS",
}  # fmt: skip
"""Number of a function → its name, and how many arguments it has where that is fixed."""
_NAMED, _NEWER = 255, "_xlfn."
"""A function called by a name before its arguments, and how the names of newer ones begin."""
_ONLY_NUMBERS = re.compile(r"=(?:SUM\(|[A-Z]{1,3}\d+|[-+*/(),:.\d])+")


class BiffFormulas:
    """Formulas of one sheet, gathered record by record; several cells may share one."""

    def __init__(self, biff: int, names: Sequence[str] = (), links: Sequence[str] = ()) -> None:
        self._biff = biff
        self._links = links
        self.names = names
        self._last: Place = (0, 0)
        self._sharing: dict[Place, Place] = {}
        """Cell → the cell whose formula it shares."""
        self._shared: dict[Place, bytes] = {}
        self._arrays: dict[Place, bytes] = {}
        self._found: dict[Place, str] = {}

    def take(self, at: Place, tokens: bytes) -> str | None:
        """Take the formula of a cell; gives it when it can only come out as a number, which an empty text then is not."""
        self._last = at
        if tokens[:1] == bytes([_SHARED]):
            row = struct.unpack_from(f"<{_LAYOUTS[self._biff][0]}", tokens, 1)[0]
            column = struct.unpack_from("<H", tokens, 3)[0] if self._biff != 12 else -1
            self._sharing[at] = (row, column)
            return None
        formula = formula_text(tokens, self._biff, self.names, links=self._links)
        if formula is None:
            return None
        self._found[at] = formula
        return formula if _ONLY_NUMBERS.fullmatch(formula) else None

    def share(self, tokens: bytes) -> None:
        """Take the formula that the cell before begins to share. In .xlsb its row alone is named by those that do."""
        self._shared[self._first()] = tokens

    def share_array(self, tokens: bytes) -> None:
        """Take the array formula that the cell before begins; all cells of the array name it as they would a shared one."""
        self._arrays[self._first()] = tokens

    def _first(self) -> Place:
        row, column = self._last
        return row, column if self._biff != 12 else -1

    def by_cell(self) -> dict[Place, str]:
        """Cell → '=SUM(E4:E6)', or '{=A1:A3*2}' for a cell of an array, for all that can be written so."""
        for at, first in self._sharing.items():
            tokens = self._shared.get(first)
            if array := self._arrays.get(first):
                if formula := formula_text(array, self._biff, self.names, links=self._links):
                    self._found[at] = array_formula(formula)
            elif tokens and (formula := formula_text(tokens, self._biff, self.names, at, self._links)):
                self._found[at] = formula
        return self._found


def sheet_prefix(names: Sequence[str], first: int, last: int) -> str:
    """What stands before cells of a sheet, or of several, in a formula: "'Quý 1:Quý 4'!"; '' where there is none."""
    if not (0 <= first < len(names) and 0 <= last < len(names)):
        return ""
    name = names[first] if first == last else f"{names[first]}:{names[last]}"
    return "'" + name.replace("'", "''") + "'!"


def formula_text(
    tokens: bytes, biff: int, names: Sequence[str] = (), own: Place = (0, 0), links: Sequence[str] = ()
) -> str | None:
    """A formula, '=SUM(E4:E6)'; None when it does more than compute with numbers, texts and cells of its own workbook.

    Args:
        tokens: the formula in postfix notation.
        biff: 5, 8, or 12 (.xlsb).
        names: defined names, by which newer functions are called.
        own: cell that it stands in, where it is one that cells share.
        links: what stands before the cells of other sheets, "'Quý 1:Quý 4'!", by number; '' for other workbooks.
    """
    reading = _Reading(tokens, biff, names, own, links)
    while reading.at < len(tokens):
        if not reading.step():
            return None
    return f"={reading.stack[0]}" if len(reading.stack) == 1 else None


class _Reading:
    """Goes through the tokens of a formula; `stack` holds the terms that are not yet part of another."""

    def __init__(self, tokens: bytes, biff: int, names: Sequence[str], own: Place, links: Sequence[str]) -> None:
        self.at = 0
        self.stack: list[str] = []
        self._tokens, self._biff, self._names, self._own, self._links = tokens, biff, names, own, links
        self._row_kind, self._column_kind, self._row_bits, self._column_bits = _LAYOUTS[biff]

    def _take(self, layout: str) -> tuple[Any, ...]:
        taken = struct.unpack_from(layout, self._tokens, self.at)
        self.at += struct.calcsize(layout)
        return taken

    def step(self) -> bool:
        """Take one token; False when it is one that is not known here."""
        stack = self.stack
        (token,) = self._take("<B")
        token = token if token < 0x20 else token & 0x1F | 0x20  # the higher bits only say what is wanted of it
        if token in _OPERATORS and len(stack) > 1:
            right = stack.pop()
            stack[-1] += _OPERATORS[token] + right
        elif token in _SIGNS and stack:
            stack[-1] = _SIGNS[token].format(stack[-1])
        elif token in (_CELL, _CELL_BESIDE):
            row, column = self._take(f"<{self._row_kind}{self._column_kind}")
            stack.append(self._address(row, column, is_beside=token == _CELL_BESIDE))
        elif token in (_AREA, _AREA_BESIDE):
            top, bottom, left, right = self._take(f"<2{self._row_kind}2{self._column_kind}")
            is_beside = token == _AREA_BESIDE
            first, last = self._address(top, left, is_beside=is_beside), self._address(bottom, right, is_beside=is_beside)
            stack.append(f"{first}:{last}")
        elif token in (_CELL_ELSEWHERE, _AREA_ELSEWHERE):
            stack.append(self._elsewhere(is_area=token == _AREA_ELSEWHERE))
        elif token in _PASSED_OVER:
            self.at += _PASSED_OVER[token][self._biff]
        elif token in (_FUNCTION, _FUNCTION_OF_MANY):
            return self._call(token)
        elif token == _ATTRIBUTE:
            kind, count = self._take("<BH")
            if kind == _CHOOSE:
                self.at += 2 * (count + 1)
                return True
            if kind == _SUMS and stack:
                stack[-1] = f"SUM({stack[-1]})"
            return kind == _SUMS or kind in _SAYS_NOTHING
        elif (term := self._constant(token)) is not None:
            stack.append(term)
        else:
            return False
        return True

    def _elsewhere(self, *, is_area: bool) -> str:
        """Cells of another sheet, or of several; '?' for those of another workbook."""
        if self._biff == 5:
            outside, first_sheet, last_sheet = self._take("<h8xhh")
            link = sheet_prefix(self._links, first_sheet, last_sheet) if outside < 0 else ""
        else:
            (number,) = self._take("<H")
            link = self._links[number] if number < len(self._links) else ""
        count = 2 if is_area else 1
        numbers = self._take(f"<{count}{self._row_kind}{count}{self._column_kind}")
        corners = zip(numbers[:count], numbers[count:], strict=True)
        cells = ":".join(self._address(row, column, is_beside=False) for row, column in corners)
        return link + cells if link else "?"

    def _constant(self, token: int) -> str | None:
        if token == _INTEGER:
            return str(*self._take("<H"))
        if token == _REAL:
            return repr(*self._take("<d")).upper().removesuffix(".0")
        if token == _BOOLEAN:
            return "TRUE" if self._take("<B")[0] else "FALSE"
        if token == _MISSING:
            return ""
        if token == _TEXT:
            return '"' + self._text().replace('"', '""') + '"'
        if token == _NAME:
            number = self._take("<I" if self._biff > 5 else "<H12x")[0]
            return self._names[number - 1] if 0 < number <= len(self._names) else None
        return None

    def _text(self) -> str:
        (length,) = self._take("<H" if self._biff == 12 else "<B")
        is_wide = self._biff == 12 or (self._biff == 8 and self._take("<B")[0] & 1)
        (letters,) = self._take(f"{length * (2 if is_wide else 1)}s")
        return str(letters.decode("utf-16-le" if is_wide else "latin-1", "replace"))

    def _call(self, token: int) -> bool:
        if token == _FUNCTION:
            (number,) = self._take("<H")
            name, count = _FIXED.get(number, (f"?{number}", len(self.stack)))  # it may take all that is there
        else:
            count, number = self._take("<BH")
            count &= 0x7F
            name = _VARIABLE.get(number, f"?{number}")
            if number == _NAMED and 1 < count <= len(self.stack) and self.stack[-count].startswith(_NEWER):
                count -= 1
                name = self.stack.pop(-count - 1).removeprefix(_NEWER)
        if count > len(self.stack):
            return False
        start = len(self.stack) - count
        self.stack[start:] = [f"{name}({','.join(self.stack[start:])})"]
        return True

    def _address(self, row: int, column: int, *, is_beside: bool) -> str:
        """An address; `is_beside`: counted from the formula's own cell where it is relative."""
        flags = row if self._biff == 5 else column
        row, column = row & self._row_bits, column & self._column_bits
        if is_beside and flags & 0x8000:
            row = row + self._own[0] & self._row_bits
        if is_beside and flags & 0x4000:
            column = column + self._own[1] & self._column_bits
        return address(row, column)
