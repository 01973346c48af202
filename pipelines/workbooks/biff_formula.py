"""Reads the formulas of .xls and .xlsb as text, as far as they compute with numbers and cells of their own sheet."""

import struct

from pipelines.workbooks.grid import address

_LAYOUTS = {5: ("H", "B", 0x3FFF, 0xFF), 8: ("H", "H", 0xFFFF, 0x3FFF), 12: ("I", "H", 0xFFFFF, 0x3FFF)}
"""Version of BIFF → how row and column are stored, and which bits of them count: the others say whether they are relative."""
_OPERATORS = {0x03: "+", 0x04: "-", 0x05: "*", 0x06: "/"}
_PARENTHESES, _ATTRIBUTE, _INTEGER, _REAL, _FUNCTION, _CELL, _AREA = 0x15, 0x19, 0x1E, 0x1F, 0x22, 0x24, 0x25
_SUM = 4
_SUMS, _SAYS_NOTHING = 0x10, 0x41
"""Attributes: the sum of one area; blanks in the written formula, or that it is computed always."""


def formula_text(tokens: bytes, biff: int) -> str | None:
    """A formula, '=SUM(E4:E6)'; None when it does more than compute with numbers and cells of its own sheet.

    Args:
        tokens: the formula in postfix notation.
        biff: 5, 8, or 12 (.xlsb).
    """
    row_kind, column_kind, row_bits, column_bits = _LAYOUTS[biff]
    cell, area = f"<{row_kind}{column_kind}", f"<2{row_kind}2{column_kind}"
    stack: list[str] = []
    at = 0

    def take(layout: str) -> tuple[int, ...]:
        nonlocal at
        taken = struct.unpack_from(layout, tokens, at)
        at += struct.calcsize(layout)
        return taken

    while at < len(tokens):
        (token,) = take("<B")
        token = token if token < 0x20 else token & 0x1F | 0x20  # the higher bits only say what is wanted of it
        if token in _OPERATORS and len(stack) > 1:
            right = stack.pop()
            stack[-1] += _OPERATORS[token] + right
        elif token == _CELL:
            row, column = take(cell)
            stack.append(address(row & row_bits, column & column_bits))
        elif token == _AREA:
            top, bottom, left, right_column = take(area)
            first, last = address(top & row_bits, left & column_bits), address(bottom & row_bits, right_column & column_bits)
            stack.append(f"{first}:{last}")
        elif token == _INTEGER:
            stack.append(str(*take("<H")))
        elif token == _REAL:
            stack.append(f"{take('<d')[0]:g}")
        elif token == _PARENTHESES and stack:
            stack[-1] = f"({stack[-1]})"
        elif token == _ATTRIBUTE:
            kind, _ = take("<BH")
            if kind & _SUMS and stack:
                stack[-1] = f"SUM({stack[-1]})"
            elif not kind & _SAYS_NOTHING:
                return None
        elif token == _FUNCTION:
            count, function = take("<BH")
            if function != _SUM or not 0 < count <= len(stack):
                return None
            stack[-count:] = [f"SUM({','.join(stack[-count:])})"]
        else:
            return None
    return f"={stack[0]}" if len(stack) == 1 else None
