"""What a formula is made of, written as spreadsheets show it: '=SUM(E4:E6)/E8'."""

import re
from functools import lru_cache

from pipelines.workbooks.grid import Place, address, place

MAX_LENGTH, MAX_DEPTH = 8192, 64
"""Characters and nested parentheses of a formula, as Excel limits them."""

_SHEET = r"(?:'(?:[^']|'')+'|[^\W\d]\w*)!"
_CELL = r"\$?[A-Z]{1,3}\$?[1-9]\d{0,6}"
_REFERENCE = rf"({_SHEET})?({_CELL})(?::({_CELL}))?(?![\w(!.])"
_REFERENCES = re.compile(rf"{_REFERENCE}|\"(?:[^\"]|\"\")*\"")
_PARTS = re.compile(r"(\$?)([A-Z]{1,3})(\$?)(\d+)")
_FUNCTIONS = (
    "ABS|AND|AVERAGE|COUNT|COUNTA|COUNTBLANK|COUNTIF|IF|IFERROR|INT|ISBLANK|ISNUMBER|MAX|MIN|MOD|N|NOT|OR|PRODUCT|ROUND|ROUNDDOWN"
    "|ROUNDUP|SIGN|SUM|SUMIF|SUMPRODUCT|TRUNC"
)
"""Functions that give the same in every program and language, and look at nothing but what they are given."""
_TOKEN = re.compile(
    rf"(?P<open>(?:(?:{_FUNCTIONS})\b)?\()|(?P<close>\))|\s+|{_REFERENCE}|(?:TRUE|FALSE)\b|(?:\d++(?:\.\d*+)?|\.\d++)(?:E[+-]?\d++)?+(?![\w.])"
    r"|[-+*/^%&=<>,]|\"(?:[^\"]|\"\")*\""
)
_BLIND = re.compile(rf"\b(?:COUNT|COUNTA|ISNUMBER|MAX|MIN|N|PRODUCT|SUM)\((?:{_REFERENCE}|[\s,])*\)")
"""What takes cells and leaves out the texts among them, or only counts them."""


@lru_cache(maxsize=4096)
def is_understood(formula: str) -> bool:
    """Whether a formula only computes with numbers, texts and cells of its own workbook, alike in every program."""
    at, depth = 1, 0
    while at < len(formula) <= MAX_LENGTH and depth <= MAX_DEPTH and (token := _TOKEN.match(formula, at)):
        at = token.end()
        depth += bool(token["open"]) - bool(token["close"])
    return at == len(formula) and depth == 0


@lru_cache(maxsize=4096)
def is_blind_to_texts(formula: str) -> bool:
    """Whether what texts stand in the cells of a formula makes no difference to it, but whether any stand there."""
    return not any(found[2] for found in _REFERENCES.finditer(_BLIND.sub("0", formula)))


@lru_cache(maxsize=4096)
def references(formula: str) -> tuple[tuple[str | None, range, range], ...]:
    """Sheet (None: its own), rows and columns of each area that a formula names."""
    found = []
    for sheet_name, first, last in (area.groups() for area in _REFERENCES.finditer(formula) if area[2]):
        corners = _place(first), _place(last or first)
        rows, columns = (range(min(pair), max(pair) + 1) for pair in zip(*corners, strict=True))
        found.append((sheet_name and _sheet_name(sheet_name[:-1]), rows, columns))
    return tuple(found)


def _sheet_name(written: str) -> str:
    return written[1:-1].replace("''", "'") if written.startswith("'") else written


def shifted(formula: str, down: int, right: int) -> str:
    """A formula as it reads that many rows below and columns beside its own cell: 'A1+$B$1', 1, 0 → 'A2+$B$1'."""

    def moved(found: re.Match[str]) -> str:
        ends = [end for end in (found[2], found[3]) if end]
        return (found[1] or "") + ":".join(_moved(end, down, right) for end in ends) if ends else found[0]

    return _REFERENCES.sub(moved, formula)


def _moved(cell: str, down: int, right: int) -> str:
    fixed_column, letters, fixed_row, number = _PARTS.fullmatch(cell).groups()  # type: ignore[union-attr]  # matched before
    row, column = place(letters, number)
    moved = address(max(row + (0 if fixed_row else down), 0), max(column + (0 if fixed_column else right), 0))
    letters, number = re.match(r"([A-Z]+)(\d+)", moved).groups()  # type: ignore[union-attr]  # an address
    return f"{fixed_column}{letters}{fixed_row}{number}"


def _place(cell: str) -> Place:
    _, letters, _, number = _PARTS.fullmatch(cell).groups()  # type: ignore[union-attr]  # matched before
    return place(letters, number)
