"""What a formula is made of, written as spreadsheets show it: '=SUM(E4:E6)/E8'."""

import re
from functools import lru_cache

from pipelines.workbooks.grid import Place, address, place

MAX_LENGTH, MAX_DEPTH = 8192, 64
"""Characters and nested parentheses of a formula, as Excel limits them."""

_SHEET = r"(?:'(?:[^']|'')+'|[^\W\d]\w*)!"
_CELL = r"\$?[A-Z]{1,3}\$?[1-9]\d{0,6}"
_REFERENCE = rf"({_SHEET})?({_CELL})(?::({_CELL}))?(?![\w(!.])"
_TEXT = r"\"(?:[^\"]|\"\")*\""
_REFERENCES = re.compile(rf"{_REFERENCE}|{_TEXT}")
_CONSTANT = rf"(?:-?\d++(?:\.\d*+)?|{_TEXT})"
_PARTS = re.compile(r"(\$?)([A-Z]{1,3})(\$?)(\d+)")
_FUNCTIONS = (
    "ABS|AND|AVERAGE|AVERAGEIF|AVERAGEIFS|CHOOSE|CONCATENATE|COUNT|COUNTA|COUNTBLANK|COUNTIF|COUNTIFS|HLOOKUP|IF|IFERROR|IFNA|IFS"
    "|INDEX|INT|ISBLANK|ISERROR|ISNUMBER|ISTEXT|LARGE|LEFT|MATCH|MAX|MEDIAN|MID|MIN|MOD|N|NOT|OR|POWER|PRODUCT|QUOTIENT|RIGHT"
    "|ROUND|ROUNDDOWN|ROUNDUP|SIGN|SMALL|SQRT|SUBTOTAL|SUM|SUMIF|SUMIFS|SUMPRODUCT|SUMSQ|SWITCH|TEXT|TRUNC|VALUE|VLOOKUP"
)
"""Functions that give the same in every program and language, and look at nothing but what they are given."""
_TOKEN = re.compile(
    rf"(?P<open>(?:(?:{_FUNCTIONS})\b)?\()|(?P<close>\))|\s+|{_REFERENCE}|(?:TRUE|FALSE)\b|(?:\d++(?:\.\d*+)?|\.\d++)(?:E[+-]?\d++)?+(?![\w.])"
    rf"|[-+*/^%&=<>,]|{_TEXT}|\{{(?:{_CONSTANT}[,;])*+{_CONSTANT}\}}"
)
_SOUGHT = rf"\bVLOOKUP\((?:{_TEXT}|{_CELL}),{_REFERENCE},\d+,(?:0|FALSE)\)|\bMATCH\((?:{_TEXT}|{_CELL}),{_REFERENCE},0\)"
_WORDS = r"\s*\"(?:-|[^\W\d_][^\"<>=~*?]*[^\W\d_][^\"<>=~*?]*)\"\s*"
"""A text that is a number in no language."""
_BLIND = re.compile(
    rf"\b(?:(?:COUNT|COUNTA|COUNTBLANK|ISNUMBER|MAX|MIN|N|PRODUCT|SUM)\(|SUBTOTAL\(\s*\d+\s*,)(?:{_REFERENCE}|[\s,])*\)"
    rf"|{_SOUGHT}|\bCOUNTIFS?\(\s*{_REFERENCE}\s*,{_WORDS}(?:,\s*{_REFERENCE}\s*,{_WORDS})*\)"
    rf"|(?:\b(?:LEFT|RIGHT|MID)\(\s*{_REFERENCE}\s*(?:,\s*\d+\s*)*\)|{_REFERENCE})\s*(?:=|<>){_WORDS}"
)
"""What takes cells and leaves out the texts among them, only counts them, seeks one of them or compares them with words."""
_NUMERAL = r"\d+(?:\.\d*)?"
_TERM = rf"(?:{_REFERENCE}|{_TEXT}|[-+*/<>=,;{{}}\s\d.])"
_ALIKE = re.compile(
    rf"\b(?:AVERAGE|COUNT|COUNTA|COUNTBLANK|MAX|MEDIAN|MIN|PRODUCT|SUBTOTAL|SUMSQ)\((?:{_REFERENCE}|[\s,\d.])*\)"
    rf"|\b(?:SUM|SUMPRODUCT)\((?:{_TERM}|(?:\bIF)?\({_TERM}*\))*\)|{_SOUGHT}"
    rf"|\b(?:COUNTIF|SUMIF)\(\s*{_REFERENCE}\s*,\s*(?:{_TEXT}|{_NUMERAL})\s*(?:,\s*{_REFERENCE}\s*)?\)"
)
"""What makes one number of areas, whether it stands in an array formula or not."""
_CONDITIONAL = re.compile(r"\b(?:COUNTBLANK|COUNTIFS?|SUMIFS?|SUMPRODUCT)\(")
"""Functions that often come out as 0 over filled cells."""
_SPOKEN = re.compile(r"\b(?:TEXT|VALUE)\(")
"""Functions that write or read numbers in the program's language: '0,0' and 'dd' are not the same in all of them."""
_IN_ANY_LANGUAGE = re.compile(r"\"[0-9#@%]*\"")
_WHOLE = re.compile(
    rf"{_TEXT}|'(?:[^']|'')+'|(?<![\w$.:])(?:(\$?[A-Z]{{1,3}}):(\$?[A-Z]{{1,3}})|(\$?[1-9]\d{{0,6}}):(\$?[1-9]\d{{0,6}}))(?![\w(!.:$])"
)
"""Whole columns or rows: 'E:E', '$3:4'; and the texts and names in which they are none."""
_LAST_ROW, _LAST_COLUMN = "1048576", "XFD"
_UNREAD = re.compile(
    rf"\b(?:AREAS|COLUMN|COLUMNS|INDEX|ISREF|OFFSET|ROW|ROWS)\(\s*{_REFERENCE}",
)
"""An area that only its place counts of, or of which another cell is sought: '=SUM(E1:OFFSET(E9,-1,0))' may stand in E9."""


@lru_cache(maxsize=4096)
def is_understood(formula: str) -> bool:
    """Whether a formula only computes with numbers, texts and cells of its own workbook, alike in every program."""
    formula = _spelled_out(formula)
    if _SPOKEN.search(formula) and not all(_IN_ANY_LANGUAGE.fullmatch(text) for text in re.findall(_TEXT, formula)):
        return False
    at, depth = 1, 0
    while at < len(formula) <= MAX_LENGTH and depth <= MAX_DEPTH and (token := _TOKEN.match(formula, at)):
        at = token.end()
        depth += bool(token["open"]) - bool(token["close"])
    return at == len(formula) and depth == 0


@lru_cache(maxsize=4096)
def is_blind_to_texts(formula: str) -> bool:
    """Whether what texts stand in the cells of a formula makes no difference to it, but whether any stand there."""
    return not any(found[2] for found in _REFERENCES.finditer(_BLIND.sub("0", _spelled_out(formula))))


@lru_cache(maxsize=4096)
def array_formula(formula: str) -> str:
    """An array formula, given without braces: '=SUM(E4:E6)' where it comes out as a plain one does, else '{=A1:A3*B1:B3}'.

    One with braces is not understood; which cells it names is known all the same.
    """
    rest = _ALIKE.sub("0", _spelled_out(formula))
    is_plain = "{" not in rest and not any(found[3] for found in _REFERENCES.finditer(rest))
    return formula if is_plain else f"{{{formula}}}"


@lru_cache(maxsize=4096)
def is_conditional(formula: str) -> bool:
    """Whether a formula counts or adds up what fulfils a condition, so that 0 says little against its result."""
    return _CONDITIONAL.search(formula) is not None


@lru_cache(maxsize=4096)
def skips_hidden_rows(formula: str) -> bool:
    """Whether rows that a filter hides do not count for a formula."""
    return "SUBTOTAL(" in formula


@lru_cache(maxsize=4096)
def references(formula: str) -> tuple[tuple[str | None, range, range], ...]:
    """Sheet (None: its own), rows and columns of each area that a formula names."""
    found = []
    for sheet_name, first, last in (area.groups() for area in _REFERENCES.finditer(_spelled_out(formula)) if area[2]):
        corners = _place(first), _place(last or first)
        rows, columns = (range(min(pair), max(pair) + 1) for pair in zip(*corners, strict=True))
        found.append((sheet_name and _sheet_name(sheet_name[:-1]), rows, columns))
    return tuple(found)


@lru_cache(maxsize=4096)
def read_areas(formula: str) -> tuple[tuple[str | None, range, range], ...]:
    """The areas, as `references` gives them, whose values a formula takes: in '=SUM(E1:E8)+ROW(E9)' the first alone."""
    return references(_UNREAD.sub("(", _spelled_out(formula)))


@lru_cache(maxsize=4096)
def _spelled_out(formula: str) -> str:
    """A formula with whole columns and rows as areas: '=SUM(E:E)' → '=SUM(E$1:E$1048576)'."""

    def area(found: re.Match[str]) -> str:
        left, right, top, bottom = found.groups()
        if left:
            return f"{left}$1:{right}${_LAST_ROW}"
        return f"$A{top}:${_LAST_COLUMN}{bottom}" if top else found[0]

    return _WHOLE.sub(area, formula) if ":" in formula else formula


def _sheet_name(written: str) -> str:
    return written[1:-1].replace("''", "'") if written.startswith("'") else written


def shifted(formula: str, down: int, right: int) -> str:
    """A formula as it reads that many rows below and columns beside its own cell: 'A1+$B$1', 1, 0 → 'A2+$B$1'."""

    def moved(found: re.Match[str]) -> str:
        ends = [end for end in (found[2], found[3]) if end]
        return (found[1] or "") + ":".join(_moved(end, down, right) for end in ends) if ends else found[0]

    return _REFERENCES.sub(moved, _spelled_out(formula))


def _moved(cell: str, down: int, right: int) -> str:
    fixed_column, letters, fixed_row, number = _PARTS.fullmatch(cell).groups()  # type: ignore[union-attr]  # matched before
    row, column = place(letters, number)
    moved = address(max(row + (0 if fixed_row else down), 0), max(column + (0 if fixed_column else right), 0))
    letters, number = re.match(r"([A-Z]+)(\d+)", moved).groups()  # type: ignore[union-attr]  # an address
    return f"{fixed_column}{letters}{fixed_row}{number}"


def _place(cell: str) -> Place:
    _, letters, _, number = _PARTS.fullmatch(cell).groups()  # type: ignore[union-attr]  # matched before
    return place(letters, number)
