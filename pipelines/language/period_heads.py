"""Months and quarters that are all of a text, as heads of columns are: 'T1/2024', 'Tháng I', 'Quý IV năm 2024', 'Mar 2025'."""

import re
from typing import NamedTuple

from pipelines.language.languages import PERIOD_WORDS
from pipelines.language.months import MONTH, QUARTER, YEAR
from pipelines.language.period_words import ROMAN, PeriodWords

_LONGEST = 30
"""Characters of such a text."""
_NAMES = {MONTH: "month", QUARTER: "quarter"}
_MONTH_OF_YEAR = re.compile(r"(?P<n>0?[1-9]|1[0-2]) (?P<year>20\d\d)")


class PeriodHead(NamedTuple):
    """A month or quarter."""

    name: str
    """'month' or 'quarter', in any language."""
    number: str
    """Which of a year."""
    year: str
    """'' where none is said."""


def period_heads(key: str) -> list[PeriodHead]:
    """What a key (`match_key`) is that says a month or quarter and no more.

    '01/2024' is a month, or where there are quarters perhaps one of them: so it is both.
    """
    return [head for words in PERIOD_WORDS.values() for head in _read(key, words)] if len(key) <= _LONGEST else []


def _read(key: str, words: PeriodWords) -> list[PeriodHead]:
    said = words.words_of(key).strip()
    if bare := _MONTH_OF_YEAR.fullmatch(said):
        number = int(bare["n"])
        return [PeriodHead(name, f"{number}", bare["year"]) for months, name in _NAMES.items() if number <= YEAR // months]
    said = " ".join(str(ROMAN.get(word, word)) for word in said.split())
    for pattern, part in words.alone:
        if found := pattern.fullmatch(said):
            return [PeriodHead(_NAMES[part.months], f"{part.place or int(found['n'])}", found["year"] or "")]
    return []
