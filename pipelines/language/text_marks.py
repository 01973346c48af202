"""Marks on letters, written as letters: what is struck out, raised, lowered or hidden in a cell stays visible in its text.

A text with looks, '5' beside a raised '1', would be '51' without them. Here it is '5¹'; a struck-out 5 before 8 is '5̶8', as
plain text writes it; what nobody sees stands in '⟦⟧'. So what was received is stored whole, and can be told from what it means.
"""

import re
import unicodedata
from collections.abc import Iterable
from itertools import groupby
from typing import Literal

Face = Literal["plain", "struck", "raised", "lowered", "hidden"]
"""How letters stand in a cell."""
Run = tuple[str, Face]

_STROKE = "\u0336"
_DIGITS, _RAISED_DIGITS, _LOWERED_DIGITS = "0123456789+-=()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎"
_RAISE, _LOWER = str.maketrans(_DIGITS, _RAISED_DIGITS), str.maketrans(_DIGITS, _LOWERED_DIGITS)
_LEVEL = str.maketrans(_RAISED_DIGITS + _LOWERED_DIGITS, _DIGITS * 2)
_ANY = re.compile(rf"[{_STROKE}⟦{_RAISED_DIGITS}{_LOWERED_DIGITS}]")
_PARTS = re.compile(
    rf"(?P<hidden>⟦[^⟧]*⟧)|(?P<struck>(?:[^{_STROKE}]{_STROKE}+)+)"
    rf"|(?P<raised>(?:⁽[^⁽⁾]*⁾|[{_RAISED_DIGITS}])+)|(?P<lowered>(?:₍[^₍₎]*₎|[{_LOWERED_DIGITS}])+)"
)
_UNIT = re.compile(r"(?:^|[^\w])[kdcm]?m$")
"""What comes before the ² of a square measure: it is part of the word."""


def written(runs: Iterable[Run]) -> str:
    """One text of all runs, their looks as marks."""
    alike = groupby(runs, key=lambda run: run[1])
    return "".join(_mark("".join(text for text, _ in same), face) for face, same in alike)


def _mark(text: str, face: Face) -> str:
    body = text.strip()
    if face == "plain" or not body:
        return text
    if face == "struck":
        marked = "".join(letter + _STROKE for letter in unicodedata.normalize("NFC", body))
    elif face == "hidden":
        marked = f"⟦{body}⟧"
    else:
        marks, first, last = (_RAISE, "⁽", "⁾") if face == "raised" else (_LOWER, "₍", "₎")
        marked = body.translate(marks) if all(letter in _DIGITS for letter in body) else f"{first}{body}{last}"
    return text.replace(body, marked, 1)


def has_marks(text: str) -> bool:
    """Whether any letter of a text is marked, by its looks or as the clerk typed it ('5²')."""
    return not text.isascii() and _ANY.search(text) is not None


def runs_of(text: str) -> list[Run]:
    """The runs that `written` made one text of; neighbours of one look are one run."""
    runs: list[Run] = []
    end = 0
    for part in _PARTS.finditer(text):
        if part.start() > end:
            runs.append((text[end : part.start()], "plain"))
        if part["hidden"]:
            runs.append((part[0][1:-1].replace(_STROKE, ""), "hidden"))
        elif part["struck"]:
            runs.append((part[0].replace(_STROKE, ""), "struck"))
        else:
            runs.append((_on_the_line(part[0]), "raised" if part["raised"] else "lowered"))
        end = part.end()
    if end < len(text):
        runs.append((text[end:], "plain"))
    return runs


def _on_the_line(text: str) -> str:
    if text[0] in "⁽₍" and text[-1] in "⁾₎" and any(letter not in _RAISED_DIGITS + _LOWERED_DIGITS for letter in text):
        return text[1:-1]
    return text.translate(_LEVEL)


def is_struck_out(text: str) -> bool:
    """Whether a text is struck out from its first letter to its last."""
    return _STROKE in text and all(face == "struck" for body, face in runs_of(text) if body.strip())


def without_marks(text: str) -> str:
    """Every letter of a text, whatever its looks: '5̶8' → '58'. For what must be found even where it is struck out or hidden."""
    return "".join(body for body, _ in runs_of(text)) if has_marks(text) else text


def in_force(text: str) -> str:
    """What a label says, without what is struck out, hidden, or points to a note; all of it where nothing else is left.

    'Đảng viên¹' → 'Đảng viên'; 'm²' → 'm2'.
    """
    if not has_marks(text):
        return text
    kept = ""
    for body, face in runs_of(text):
        if face in ("plain", "lowered") or (face == "raised" and _UNIT.search(kept)):
            kept += body
    return " ".join((kept if kept.strip() else without_marks(text)).split())
