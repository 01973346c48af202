"""Compares what a sheet says with what a form prints: the same words, with the numbers that the period makes of '{year}'."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from pipelines.language.languages import PERIOD_WORDS
from pipelines.language.period_heads import period_heads
from pipelines.language.vietnamese import clean, match_key
from pipelines.language.words import label
from pipelines.returns.lookup import match_keys
from pipelines.workbooks.grid import Value, as_text

_NUMBERS = re.compile(r"\d+|\{(?:year|year_before|month|quarter)\}")
_PERIODS = ("month #", "quarter #")


class Words(NamedTuple):
    """What a printed text says, its numbers apart: the year in a head is another one each year."""

    text: str
    """As `match_key` has it, quarters in one spelling, with '#' for each number."""
    numbers: tuple[str, ...]
    """In their order, without zeros before them; '{year}' and the like for those that follow the period."""
    year: str = ""
    """Year that stands beside a month or quarter and is left out of `text`: '2024' of 'Tháng 1/2024', read as 'Tháng 1'."""

    @property
    def is_period(self) -> bool:
        """Whether it is a month or quarter, without its year, and no more."""
        return self.text in _PERIODS


@lru_cache(maxsize=1 << 14)
def words_of(text: str) -> tuple[Words, ...]:
    """The ways to read a printed text: as it stands, and as TCVN3 and VNI; a month or quarter also without its year."""
    return tuple(dict.fromkeys(words for key in match_keys(text) for words in _readings(key)))


def printed(text: str) -> Words:
    """A text as a form prints it."""
    return next(_readings(match_key(text)))


def number_key(value: Value) -> str:
    """A row's or column's printed code in one spelling: 'I.' and ' (i)' → 'i', 1.0 → '1'."""
    text = clean(as_text(value)).casefold().replace(" ", "")
    return text.strip("'.()") or text


def head_text(value: Value) -> str:
    """A head or label as text; of '6/2024', which a spreadsheet takes for the first of June, the month: 'Tháng 6/2024'."""
    if isinstance(value, dt.date) and is_month(value):
        return f"{label('example', 'month').replace('{month}', str(value.month))}/{value.year}"
    return as_text(value)


def is_month(day: dt.date) -> bool:
    """Whether a day may stand for its month, as a spreadsheet has it: it is the first, without a time."""
    return day.day == 1 and (not isinstance(day, dt.datetime) or day.time() == dt.time())


def same_words(printed: Words, said: Words, numbers: Mapping[str, str] | None, year: str = "") -> bool:
    """Whether a text is the printed one.

    `numbers`: what '{year}' and the like are, None where nobody knows yet; `year`: see Slot.
    """
    if printed.text != said.text or len(printed.numbers) != len(said.numbers):
        return False
    if said.year and (not year or (numbers is not None and numbers.get(year) != said.year)):
        return False
    return all(
        one == other if not one.startswith("{") else numbers is None or numbers.get(one) == other
        for one, other in zip(printed.numbers, said.numbers, strict=True)
    )


def _readings(key: str) -> Iterator[Words]:
    """How a key is read; one that is a month or quarter and no more in one spelling, and also without its year."""
    # '{month}' stands where '1' may, and so on: what a form prints is read as what is written there.
    plain, number_said, year_said = key, "", ""
    for name in ("{month}", "{quarter}"):
        if name in key:
            plain, number_said = plain.replace(name, "1"), name
    for name in ("{year_before}", "{year}"):
        if name in key:
            plain, year_said = plain.replace(name, "2000"), name
    found = period_heads(plain)
    if len(found) != 1:
        yield _words(key)
    for head in found:
        number, year = number_said or head.number, year_said or head.year
        if year:
            yield Words(f"{head.name} # #", (number, year))
        yield Words(f"{head.name} #", (number,), "" if year_said else year)


def _words(key: str) -> Words:
    for language in PERIOD_WORDS.values():
        key = language.one_spelling(key)
    return Words(_NUMBERS.sub("#", key), tuple(number.lstrip("0") or "0" for number in _NUMBERS.findall(key)))
