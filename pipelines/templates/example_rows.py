"""Gives the rows of an example their codes: as printed, by path where numbers come again, by a name where nothing is."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

from pipelines.language.letters import CAPITALS, SMALL, STROKED
from pipelines.language.vietnamese import match_key

_KINDS = (
    ("roman", re.compile(r"[IVXLC]+")),
    ("number", re.compile(r"\d{1,3}")),
    ("letter", re.compile(rf"[{SMALL}]")),
    ("capital", re.compile(rf"[{CAPITALS}]")),
)
_DASHES = ("-", "–", "+", "*", "•")
_PLAIN = str.maketrans(STROKED, "dD")
_WORD = re.compile(r"[a-z0-9]+")
_LONGEST = 30
_RATIO = re.compile(r"[^-+]+/[^-+]+")


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
    dash that of the row above it; a row without a code a name from its label.
    """
    codes = [code.strip().rstrip(".)").strip("(") for code, _ in printed]
    plain = [code for code in codes if code and code not in _DASHES]
    is_flat = len(set(plain)) == len(plain)
    stack: list[tuple[str, str]] = []
    found = []
    for code, (_, label) in zip(codes, printed, strict=True):
        if not code:
            stack = []
            found.append(f"_{name_of(label)}")
        elif code in _DASHES:
            above = [own for kind, own in stack if kind != "dash"]
            stack = [*(each for each in stack if each[0] != "dash"), ("dash", code)]
            found.append("/".join((*above, code)))
        elif is_flat:
            stack = [("flat", code)]
            found.append(code.replace(" ", ""))
        else:
            kind = next((name for name, pattern in _KINDS if pattern.fullmatch(code)), "other")
            kinds = [name for name, _ in stack]
            kept = stack[: kinds.index(kind)] if kind in kinds else [each for each in stack if each[0] != "dash"]
            stack = [*kept, (kind, code.replace(" ", ""))]
            found.append("/".join(own for _, own in stack))
    return unique(found)
