"""Reads how a row or column of a workbook follows from others: from its cells' formulas, and from the row of column numbers."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from pipelines.workbooks.grid import Place, place

_AREA = r"\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?"
_SHELL = re.compile(r'^IF\(.*?=\d*,"",(.*)\)$|^IFERROR\((.*),[^,]*\)$|^ROUND\((.*),\d+\)$')
_TERM = re.compile(rf"([-+*/])?(?:SUM\(((?:{_AREA},?)+)\)|N\(({_AREA})\)|({_AREA})|(100))")
_CELLS = re.compile(r"\$?([A-Z]{1,3})\$?(\d+)(?::\$?([A-Z]{1,3})\$?(\d+))?")
_RANGE = re.compile(r"(\d+)\+…\+(\d+)|(\d+)\+\.\.\.\+(\d+)")
Term = tuple[str, Place]


def terms_of(formula: str) -> list[Term] | None:
    """Signs and cells of a formula that adds, subtracts or divides cells of its own sheet; None for any other."""
    text = formula.removeprefix("=").replace(" ", "")
    while shell := _SHELL.match(text):
        text = next(part for part in shell.groups() if part is not None)
    found: list[Term] = []
    at = 0
    while at < len(text):
        term = _TERM.match(text, at)
        if not term:
            return None
        sign, areas = term[1] or "+", term[2] or term[3] or term[4]
        if areas:
            found += [(sign, cell) for cell in _cells(areas)]
        at = term.end()
    return found or None


def _cells(areas: str) -> Iterable[Place]:
    for first, top, last, bottom in _CELLS.findall(areas):
        (row, column), (end_row, end_column) = place(first, top), place(last or first, bottom or top)
        yield from ((r, c) for r in range(row, end_row + 1) for c in range(column, end_column + 1))


def most_say(formulas: Mapping[Place, str], cells: Iterable[Place], along: Callable[[Place, Place], str | None]) -> str:
    """The arithmetic that most of some cells have; '' where none has any.

    Args:
        formulas: formulas of the sheet.
        cells: cells of one row or column.
        along: code of the row or column of a cell that a formula names, None where that is no other of the same side.
    """
    said: Counter[str] = Counter()
    for cell in cells:
        terms = terms_of(formulas[cell]) if cell in formulas else None
        if terms:
            codes = [along(cell, other) for _, other in terms]
            if all(codes):
                text = "".join(f"{sign}{code}" for (sign, _), code in zip(terms, codes, strict=True))
                said[text.removeprefix("+")] += 1
    return said.most_common(1)[0][0] if said else ""


def said_by_number(printed: str) -> tuple[str, str]:
    """Code and arithmetic of a column number: '1=2+3' → ('1', '2+3'); '1=2+…+4' → ('1', '2+3+4')."""
    code, _, formula = printed.replace(" ", "").partition("=")

    def spelled(found: re.Match[str]) -> str:
        first, last = (int(part) for part in found.groups() if part)
        return "+".join(map(str, range(first, last + 1)))

    return code.strip("()"), _RANGE.sub(spelled, formula)
