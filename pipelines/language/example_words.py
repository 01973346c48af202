"""Words of printed forms by which register lines are proposed for them: list 'example' of the office's wording."""

import re
from collections.abc import Iterable

from pipelines.language.words import keys_of, label, remembered, spellings

_MONTH = "{month}"
"""Where the number of a month stands in the words for it."""
_NEVER = "(?!)"


def _any_of(texts: Iterable[str]) -> str:
    """A pattern for one of some texts, the longest first."""
    return "|".join(map(re.escape, sorted(texts, key=len, reverse=True))) or _NEVER


@remembered(maxsize=None)
def said(code: str) -> re.Pattern[str]:
    """The words of a code anywhere in a key (`match_key`)."""
    return re.compile(rf"(?<!\w)(?:{_any_of(keys_of('example', code))})(?!\w)")


@remembered(maxsize=None)
def begins(code: str) -> re.Pattern[str]:
    """The words of a code at the beginning of a text, behind a dash or without, with what divides them from the rest."""
    return re.compile(rf"\s*(?:[-–+*•]\s*)?(?:{_any_of(spellings('example', code))})\b[:\s]*", re.IGNORECASE)


@remembered()
def form_code() -> re.Pattern[str]:
    """What a head says the code of its form to be: 'Biểu số 03-CC'; the code is the group."""
    return re.compile(rf"\b(?:{_any_of(spellings('example', 'form'))})\s*:?\s*([\w./-]*\d[\w./-]*)", re.IGNORECASE)


@remembered()
def continued() -> re.Pattern[str]:
    """What a page says that goes on from the one before: '(tiếp theo)'."""
    words = _any_of(spellings("example", "continued"))
    return re.compile(rf"(?:[(\[]|^)\s*(?:{words})\b", re.IGNORECASE)


@remembered()
def period_in_label() -> re.Pattern[str]:
    """What follows the period in a label, with the word for a year before it."""
    return re.compile(rf"(?:\s*(?:{_any_of(spellings('example', 'year'))}))?\s*\{{\w+\}}", re.IGNORECASE)


@remembered()
def month() -> re.Pattern[str]:
    """A text that names a month by its number, which is the group."""
    named = (text.partition(_MONTH) for text in spellings("example", "month"))
    ways = "|".join(rf"{re.escape(before)}(\d{{1,2}})(?!\d){re.escape(after)}" for before, _, after in named)
    return re.compile(ways.replace(r"\ ", r"\s+") or _NEVER, re.IGNORECASE)


def following_month(number: str) -> dict[str, str]:
    """Texts that name a month → the same as they follow the period: 'Tháng 9' → 'Tháng {month}'."""
    texts = (label("example", code) for code in ("month", "months"))
    return {text.replace(_MONTH, number): text for text in texts}
