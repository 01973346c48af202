"""What is no number, or none of its indicator: dates, times, spans, words, other measures; each is told with its remedy."""

import re
from decimal import Decimal
from typing import Final, NoReturn

from pipelines.language.vietnamese.text import match_key
from pipelines.language.words import keys_of, say


class NotANumberError(ValueError):
    """A text that is not one number."""

    def __init__(self, detail_vi: str) -> None:
        super().__init__(detail_vi)
        self.detail_vi = detail_vi
        """What is wrong, in the office's words, for the clerk."""


class AmbiguousNumberError(NotANumberError):
    """A text that is one of several numbers."""

    def __init__(self, detail_vi: str, readings: tuple[Decimal, ...] = ()) -> None:
        super().__init__(detail_vi)
        self.readings = readings
        """The numbers that it could be."""


_MONEY_UNITS: Final = frozenset({"đồng", "đ", "vnđ", "vnd", "₫", "đồng việt nam", "®"})
"""'®' is đ in TCVN3, too short to be recognised as such."""
_PERCENT: Final = re.compile(r"(?:%|phần trăm(?!\w))\s*")

_DATE: Final = re.compile(r"\d{1,2}([/.\-])\d{1,2}\1(?:\d{2}|\d{4})|\d{4}[/.\-]\d{1,2}[/.\-]\d{1,2}(\s+[\d:.]+)?|\d{1,2}/\d{4}")
_FRACTION: Final = re.compile(r"\d+\s*/\s*\d+")
_TIME: Final = re.compile(r"\d{1,2}\s*(:|h|g|giờ)\s*(\d{2}\s*(:\d{2}|phút|p)?)?")
_SPAN: Final = re.compile(r"(?:từ\s+)?\d[\d.,\s]*%?\s*(-|~|đến|tới)\s*\d.*")
"""Not 'giai đoạn 2020-2025' nor 'Nghị quyết 18-NQ/TW': those are words."""


def refuse(detail_vi: str) -> NoReturn:
    """Say why a text is no number of its indicator."""
    raise NotANumberError(detail_vi)


def check_unit(tail: str, text: str, *, is_percent: bool, is_money: bool, measures: frozenset[str]) -> None:
    """Refuse words after the number that are not a unit of this indicator."""
    percent = _PERCENT.match(tail)
    if percent and not is_percent:
        refuse(say("'{text}' is a percentage; this indicator takes an absolute number", text=text))
    tail = tail[percent.end() :] if percent else tail
    if not tail:
        return
    unit = match_key(tail) if tail[0].isalpha() else tail
    if unit in _MONEY_UNITS:
        if not is_money:
            refuse(say("'{text}' is an amount of money; this indicator is not counted in money", text=text))
    elif unit not in keys_of("phrase", "counted") and unit not in measures:
        refuse(
            say(
                "'{word}' in '{text}' is not understood; write one number alone, and what explains it in the column of notes",
                word=tail,
                text=text,
            )
        )
    elif is_money or (is_percent and not percent):
        needed = say("an amount of money") if is_money else say("a percentage")
        refuse(say("'{text}' is counted in '{word}'; this indicator takes {needed}", text=text, word=tail, needed=needed))


def refuse_several(body: str, text: str) -> None:
    """Refuse what looks like several numbers: dates, times, fractions, spans."""
    if _DATE.fullmatch(body):
        refuse(say("'{text}' is a date and no figure; write one number", text=text))
    if _FRACTION.match(body):
        refuse(say("'{text}' is a fraction or a date; write one number", text=text))
    if _TIME.fullmatch(body):
        refuse(say("'{text}' is a time and no figure; write one number", text=text))
    if _SPAN.fullmatch(body):
        refuse(say("'{text}' is a span from one number to another; write one number", text=text))
