"""Gives the rows of an example their codes: as printed, by path where numbers come again, by a name where nothing is."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

from pipelines.language.example_words import begins
from pipelines.language.letters import CAPITALS, SMALL, STROKED
from pipelines.language.vietnamese import match_key
from pipelines.templates.example_totals import begins_as_total

_KINDS = (
    ("roman", re.compile(r"[IVXLC]+")),
    ("number", re.compile(r"\d{1,3}")),
    ("letter", re.compile(rf"[{SMALL}]")),
    ("capital", re.compile(rf"[{CAPITALS}]")),
)
_BESIDE = {"C": "XCIX", "I": "II", "L": "XLIX", "V": "IV", "X": "IX"}
"""Letter that is a numeral too → the numeral that stands beside it where it is one."""
_OVER_NUMBERS = ("roman", "capital")
"""What counts sections: above numbers and letters that begin anew in each."""
_DASHES = ("-", "–", "+", "*", "•")
_PLAIN = str.maketrans(STROKED, "dD")
_WORD = re.compile(r"[a-z0-9]+")
_LONGEST = 30
_RATIO = re.compile(r"[^-+]+/[^-+]+")
Row = tuple[str, str, str]
"""Printed code of a row, what that counts in, and the name that its label makes."""


def name_of(text: str, *, longest: int = _LONGEST) -> str:
    """A text as an id: 'Đảng viên đầu kỳ' → 'dang_vien_dau_ky'."""
    plain = unicodedata.normalize("NFD", match_key(text).translate(_PLAIN))
    words = _WORD.findall("".join(letter for letter in plain if not unicodedata.combining(letter)))
    name = ""
    for word in words:
        if name and len(name) + 1 + len(word) > longest:
            break
        name = f"{name}_{word}" if name else word
    return name or "item"


def is_ratio(formula: str) -> bool:
    """Whether a formula divides: '07/01'; 'II/1+II/2' adds rows up."""
    return _RATIO.fullmatch(formula) is not None


def unique(names: Iterable[str]) -> list[str]:
    """Names, those that come again with a number behind them."""
    seen: dict[str, int] = {}
    found = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        found.append(name if seen[name] == 1 else f"{name}_{seen[name]}")
    return found


def row_codes(printed: Sequence[tuple[str, str]]) -> list[str]:
    """Slot codes of rows, from their printed code and label, in printed order.

    Codes that stand once are taken as they are; numbers that come again get the path of the numbers above them ('II/2/a'), a
    dash that of the row above it. A row without a code gets a name from its label, as do several dashes below one row, and is
    in the path of numbers that begin anew below it. A number that comes twice in one place gets another behind it ('1_2').
    """
    codes = [_bare(code) for code, _ in printed]
    rows = [*zip(codes, _kinds(codes), (f"_{name_of(label)}" for _, label in printed), strict=True)]
    own = [row for row, (code, (_, label)) in enumerate(zip(codes, printed, strict=True)) if not code and _may_head(label)]
    found, heads = _paths(rows, frozenset(), own)
    if heads:  # what has no number above it heads the rows below it as well as that below which numbers begin anew
        found, _ = _paths(rows, heads | {row for row in own if row < min(heads) and not any(codes[:row])}, own)
    often = Counter(found)
    return unique(
        f"{path.removesuffix(code)}{name}" if kind == "dash" and often[path] > 1 else path
        for path, (code, kind, name) in zip(found, rows, strict=True)
    )


def is_printed(code: str, printed: str) -> bool:
    """Whether the code of a row is, behind its path, what is printed for it, or a name."""
    own = code.rpartition("/")[2]
    return own.startswith("_") or own == _bare(printed)


def _bare(code: str) -> str:
    return code.strip().rstrip(".)").strip("(").replace(" ", "")


def _may_head(label: str) -> bool:
    return not begins("of_which").match(label) and not begins_as_total(label)


def _kinds(codes: Sequence[str]) -> list[str]:
    """What each code counts in: 'C' behind 'B' is a letter, beside 'XCIX' a numeral."""
    letters = {code for code, numeral in _BESIDE.items() if numeral not in codes and chr(ord(code) - 1) in codes}
    plain = [next((name for name, pattern in _KINDS if pattern.fullmatch(code)), "other") for code in codes]
    named = ["capital" if code in letters else kind for code, kind in zip(codes, plain, strict=True)]
    return ["dash" if code in _DASHES else kind for code, kind in zip(codes, named, strict=True)]


def _paths(rows: Sequence[Row], heads: frozenset[int], own: Sequence[int]) -> tuple[list[str], frozenset[int]]:
    """Paths of rows, of which some without a code head others; and which of `own` do, below which numbers begin anew."""
    plain = [code for code, kind, _ in rows if code and kind != "dash"]
    is_flat = len(set(plain)) == len(plain)
    again = {kind for code, kind, _ in rows if plain.count(code) > 1}
    stack: list[tuple[str, str]] = []
    found: list[str] = []
    anew: set[int] = set()
    heading = ""
    for row, (code, kind, name) in enumerate(rows):
        if not code:
            stack = [("name", name)] if row in heads else stack
            heading = name if row in own else heading
            found.append(name)
            continue
        if kind == "dash":
            found.append("/".join((*([heading] if heading else [part for _, part in stack]), code)))
            continue
        kinds, heading = [each for each, _ in stack], ""
        if is_flat:
            stack = []
        elif kind in kinds:
            stack = stack[: kinds.index(kind)]
        elif kind in _OVER_NUMBERS and kind not in again:
            stack = [each for each in stack if each[0] not in again]
            stack = [] if [each for each, _ in stack] == ["name"] else stack
        stack = [*stack, (kind, code)]
        path = "/".join(part for _, part in stack)
        if path in found:
            first = found.index(path)
            anew.update([at for at in own if first < at < row][-1:])
        found.append(path)
    return found, frozenset(anew)
