"""Understands which half-years a text names: in words, by ids, by spans of days, by tick boxes."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from pipelines.language.vietnamese import match_key

Half = tuple[int, int]
"""Year, and 1 or 2."""
NO_HALF: Half = (0, 0)
"""What a span of days that is no half-year says beside words that name one: they disagree."""


@dataclass(frozen=True, slots=True)
class PeriodSpan:
    """One reporting period: its half-year and days."""

    period_id: str
    label_vi: str
    year: int
    half: int
    starts_on: dt.date
    ends_on: dt.date


class Named(NamedTuple):
    """What a text says of periods."""

    halves: frozenset[Half]
    rest: str
    """Its other words, as match_key has them."""


_NOT_WORDS = re.compile(r"[\W_]+")
_IN = rf"(?:{match_key('năm')} )*(?P<year>20\d\d)\b"
_SIX = rf"(?:\b0?6|\b{match_key('sáu')}) ?(?:t|th|{match_key('tháng')})"
_FIRST, _LAST = match_key("đầu"), match_key("cuối")
_WHOLE_YEAR = re.compile(rf"^ (?:{match_key('cả')} )?{match_key('năm')} (?P<year>20\d\d) $")
_HALVES = (
    (re.compile(rf"{_SIX} {_FIRST} {_IN}"), 1),
    (re.compile(rf"{_SIX} {_LAST} {_IN}"), 2),
    (re.compile(rf"\bk[ỳì] (?:1|i) {_IN}"), 1),
    (re.compile(rf"\bk[ỳì] (?:2|ii) {_IN}"), 2),
)
_NO_YEAR = rf"\b(?! (?:{match_key('năm')} )*20\d\d)"
_BARE = (
    (re.compile(rf"(?:{_SIX} {_FIRST}|\bk[ỳì] (?:1|i)){_NO_YEAR}"), 1),
    (re.compile(rf"(?:{_SIX} {_LAST}|\bk[ỳì] (?:2|ii)){_NO_YEAR}"), 2),
)
"""A half-year whose year stands behind another one's: '6 tháng đầu năm, 6 tháng cuối năm 2021'."""
_HALF_WORDS = re.compile(rf"{_SIX} (?:{_FIRST}|{_LAST})\b|\bk[ỳì] (?:1|2|i|ii)\b")
_YEAR = re.compile(r"\b20\d\d\b")
_DAY = r"(\d{1,2}) (\d{1,2}) (20\d\d)\b"
_DATES = re.compile(rf"\b{_DAY}\D{{1,12}}?{_DAY}")
_UP_TO = re.compile(rf"\b{match_key('đến')} (?:{match_key('hết')} )?(?:{match_key('ngày')} )?{_DAY}")
_BOX = re.compile(r"([☑☒✓✔✅■◉●]|[\[(][xXvV][\])])|([☐□◯○]|\[\s*\]|\(\s*\))")
"""A tick box that is ticked, or that is not."""
_MOST = 0.6
"""Share of a half-year's days from which a span is about it: offices close their books in the middle of a month."""


def read_periods(text: str, periods: Iterable[PeriodSpan]) -> Named:
    """The half-years that one statement names, whether or not the register has them.

    A half-year without a year of its own is the one of the next year that is said. Words and a span of days that do not agree
    name several. Of tick boxes the one that is ticked counts; where not exactly one is, all that stands beside them.
    """
    words = rest = f" {_words(_ticked(text))} "
    found: set[Half] = set()
    for period in periods:
        for name in (period.label_vi, period.period_id):
            if (name_words := f" {_NOT_WORDS.sub(' ', match_key(name))} ") in words:
                found.add((period.year, period.half))
                rest = rest.replace(name_words, " ")
    for pattern, half in _HALVES:
        for said in pattern.finditer(words):
            found.add((int(said["year"]), half))
            rest = rest.replace(said[0], " ")
    if whole := _WHOLE_YEAR.search(words):
        found |= {(int(whole["year"]), 1), (int(whole["year"]), 2)}
        rest = " "
    found |= _without_year(words) if found else set()
    for span in _DATES.finditer(words):
        first, last = _date(span, 1), _date(span, 4)
        if first and last and first <= last:
            found |= _halves_of(first, last) or ({NO_HALF} if found else set())
        rest = rest.replace(span[0], " ")
    return Named(frozenset(found), rest)


def half_up_to(text: str) -> Half | None:
    """The half-year that ends on the day up to which a text says it counts: 'Số liệu (tính đến 30/6/2020)'."""
    ends = {_half_ending(day) for found in _UP_TO.finditer(f" {_words(text)} ") if (day := _date(found, 1))}
    return ends.pop() if len(ends) == 1 else None


def _half_ending(day: dt.date) -> Half | None:
    return {(6, 30): (day.year, 1), (12, 31): (day.year, 2)}.get((day.month, day.day))


def _words(text: str) -> str:
    return _NOT_WORDS.sub(" ", match_key(text)).strip()


def _without_year(words: str) -> set[Half]:
    return {
        (int(year[0]), half)
        for pattern, half in _BARE
        for said in pattern.finditer(words)
        if (year := _YEAR.search(words, said.end()))
    }


def _halves_of(first: dt.date, last: dt.date) -> set[Half]:
    """Half-years that lie whole in a span of days; if none does, the one of which it has most."""
    halves = {
        (year, half): (dt.date(year, 6 * half - 5, 1), dt.date(year, 6 * half, 30 if half == 1 else 31))
        for year in range(first.year, last.year + 1)
        for half in (1, 2)
    }
    whole = {key for key, (start, end) in halves.items() if first <= start and end <= last}
    return whole or {
        key
        for key, (start, end) in halves.items()
        if (min(end, last) - max(start, first)).days + 1 > _MOST * ((end - start).days + 1)
    }


def _ticked(text: str) -> str:
    """A text without what stands at boxes that are not ticked; all of it where they do not tell."""
    boxes = list(_BOX.finditer(text))
    ticked = [place for place, box in enumerate(boxes) if box[1]]
    if len(boxes) < 2 or len(ticked) != 1 or _HALF_WORDS.search(_words(text[: boxes[0].start()])):
        return text
    ends = [*(box.start() for box in boxes[1:]), len(text)]
    chosen = text[boxes[ticked[0]].end() : ends[ticked[0]]]
    years = set(_YEAR.findall(text))
    year = f" {years.pop()}" if len(years) == 1 and not _YEAR.search(chosen) else ""
    return f"{text[: boxes[0].start()]} {chosen}{year}"


def _date(found: re.Match[str], group: int) -> dt.date | None:
    try:
        return dt.date(int(found[group + 2]), int(found[group + 1]), int(found[group]))
    except ValueError:
        return None
