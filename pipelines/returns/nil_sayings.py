"""Statements that nothing occurred in a clerk's own words: 'Quý II không phát sinh', '(Không phát sinh)'."""

import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

from pipelines.language.calendars import Calendar
from pipelines.language.months import Months
from pipelines.language.vietnamese import match_key
from pipelines.language.words import forget_with_words, keys_of, remembered
from pipelines.returns.layout import Forms
from pipelines.returns.nil_statements import TELLS
from pipelines.workbooks.remembered import Remembered, RememberedRows

_LONGEST = 80
"""Characters of such a statement."""
_AROUND = "()[]*.,:;!- "
_PIECE = "\n"
"""Stands in what is left of a statement where the words that nothing occurred stood."""
_LENGTHS = frozenset({1, 3, 6, 9, 12})
_YEAR = re.compile(r"(?<!\d)(19|20)\d\d(?!\d)")
_WORD = re.compile(r"\w+")


class Saying(NamedTuple):
    """What a text says besides that nothing occurred."""

    about: str
    """What it names, as `match_key` has it; '' where that is nothing but its period or its table."""
    runs: frozenset[Months]
    """The periods that it names."""
    is_bare: bool
    """Whether it says nothing besides."""


def _decide(text: str) -> str | None:
    if len(text) > _LONGEST or TELLS[text] is not None:
        return None
    shown = unicodedata.normalize("NFC", text).casefold()
    if not any(word in shown for word in _last_words()):
        return None
    key = match_key(text)
    rest, times = _said().subn(_PIECE, key)
    # "ghi 0 hoặc 'không phát sinh'" tells what to write.
    is_quoted = any(f"{mark}{_PIECE}" in rest for mark in "'\"") or "0" in _WORD.findall(rest)
    return None if not times or is_quoted else _PIECE.join(piece.strip(_AROUND) for piece in rest.split(_PIECE))


@remembered()
def _said() -> re.Pattern[str]:
    return _any_of({*keys_of("phrase", "nil"), *keys_of("phrase", "nil_behind")})


def _any_of(known: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(known, key=lambda key: (-len(key), key))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")


@remembered()
def _last_words() -> frozenset[str]:
    return frozenset(key.rpartition(" ")[2] for code in ("nil", "nil_behind") for key in keys_of("phrase", code))


@remembered()
def _frame() -> frozenset[str]:
    """Words that stand beside such a statement and name nothing: 'trong', 'kỳ', 'này', 'biểu'."""
    behind = re.compile(
        "|".join(re.escape(key) for key in sorted(keys_of("phrase", "nil_behind"), key=len, reverse=True)) or "$^"
    )
    beside = [behind.sub(" ", key) for key in keys_of("phrase", "nil") if behind.search(key)]
    notes = keys_of("phrase", "footnote")
    return frozenset(word for text in (*beside, *notes) for word in _WORD.findall(text) if not word.isdigit())


LEAVES = Remembered(_decide)
"""What is left of a text that says so in a clerk's own words; None for any other, and for those that `TELLS` knows."""
LEAVES_IN_ROW = RememberedRows(lambda row: any(isinstance(value, str) and LEAVES[value] is not None for value in row))
"""Whether any cell of a row does, by its texts."""
for _cache in (LEAVES, LEAVES_IN_ROW):
    forget_with_words(_cache)


def saying(left: str, calendar: Calendar, own: Months) -> Saying:
    """What is said besides that nothing occurred, in a return of a period; `left`: of `LEAVES`."""
    runs: set[Months] = set()
    others: list[str] = []
    for piece in filter(None, left.split(_PIECE)):
        year = "" if _YEAR.search(piece) else f" {own.first // 12}"
        named = calendar.read(piece + year, _LENGTHS)
        runs |= named.runs
        words = _WORD.findall(named.rest) if named.runs else _WORD.findall(piece)
        if all(word in _frame() for word in words):
            continue
        others.append(" ".join(words) if named.runs else piece)
    return Saying(" ".join(others), frozenset(runs), not left.strip(_PIECE))


def is_printed(text: str, forms: Forms) -> bool:
    """Whether a text is what a form prints: the label of a line, a row or a column."""
    key = match_key(text)
    slots = (slot.label_vi for table in forms.tables for slot in (*table.rows, *table.columns))
    return any(key == match_key(label) for label in (*slots, *(line.label_vi for line in forms.lines.values())))
