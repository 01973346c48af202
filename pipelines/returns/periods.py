"""Understands which half-years a text names: in words, by ids, by spans of days, by tick boxes."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from pipelines.language.vietnamese import clean, match_key

Half = tuple[int, int]
"""Year, and 1 or 2."""
NO_HALF: Half = (0, 0)
"""What a span of days says that is no half-year, nor several whole ones."""


@dataclass(frozen=True, slots=True)
class KnownPeriod:
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
_FIRST_HALF, _LAST_HALF = re.compile(rf"{_SIX} {_FIRST}\b"), re.compile(rf"{_SIX} {_LAST}\b")
_YEAR = re.compile(r"\b20\d\d\b")
_DAY = r"(\d{1,2}) (\d{1,2}) (20\d\d)\b"
_DATES = re.compile(rf"\b{_DAY}\D{{1,12}}?{_DAY}")
_UP_TO = re.compile(rf"\b{match_key('đến')} (?:{match_key('hết')} )?(?:{match_key('ngày')} )?{_DAY}")
_DAY_WORDS = rf"(?:{match_key('hết')} )?(?:{match_key('ngày')} )?"
_WITHOUT_FIRST_YEAR = re.compile(
    rf"\b{match_key('từ')} {_DAY_WORDS}(\d{{1,2}}) (\d{{1,2}}) {match_key('đến')} {_DAY_WORDS}{_DAY}",
)
"""'từ 01/7 đến 31/12/2020': both days are of one year."""
_AS_OF = re.compile(
    rf"\b(?:{'|'.join(map(match_key, ('tính', 'số liệu', 'chốt', 'thống kê')))})\b"
    rf"(?: [^\W\d]+){{0,4}} {match_key('đến')} {_DAY_WORDS}"
    rf"(\d{{1,2}}) (?:{match_key('tháng')} )?(\d{{1,2}}) (?:{match_key('năm')} )?(20\d\d)\b"
)
"""'Số liệu tính đến ngày 30/6/2021', '… 30 tháng 6 năm 2021'."""
_BOX = re.compile(r"([☑☒✓✔✅■◉●]|[\[(][xXvV][\])])|([☐□◯○]|\[\s*\]|\(\s*\))")
"""A tick box that is ticked, or that is not."""
_EARLIEST_CLOSING, _LATEST_CLOSING = 14, 16
"""Days of a month from and up to which offices close their books: '15/12–14/6' and '16/1–15/7' are half-years."""
_MONTHS = 6
_DIRECTIONS = "phương hướng"
_PLANS = re.compile(
    rf"{_DIRECTIONS}|(?<!thực hiện )(?<!kết quả )(?<!hoàn thành )(?<!triển khai )(?:nhiệm vụ|kế hoạch|mục tiêu|giải pháp)"
)
"""What comes after these is still to be done."""


def read_periods(text: str, periods: Iterable[KnownPeriod]) -> Named:
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
    words, rest = (_WITHOUT_FIRST_YEAR.sub(r"\1 \2 \5 - \3 \4 \5", text) for text in (words, rest))
    for span in _DATES.finditer(words):
        first, last = _date(span, 1), _date(span, 4)
        if first and last and first <= last:
            found |= _halves_of(first, last) or {NO_HALF}
        rest = rest.replace(span[0], " ")
    return Named(frozenset(found), rest)


def half_up_to(text: str) -> Half | None:
    """The half-year that ends on the day up to which a text says it counts: 'Số liệu (tính đến 30/6/2020)'."""
    ends = {_half_ending(day) for found in _UP_TO.finditer(f" {_words(text)} ") if (day := _date(found, 1))}
    return ends.pop() if len(ends) == 1 else None


def is_as_of(text: str) -> bool:
    """Whether a text says up to which day figures are counted."""
    return "20" in text and _AS_OF.search(f" {_words(text)} ") is not None


def is_as_of_another(text: str, halves: Iterable[Half]) -> bool:
    """Whether a text counts up to a day that lies in none of these half-years, nor in the days of closing after one."""
    days = [day for found in _AS_OF.finditer(f" {_words(text)} ") if (day := _date(found, 1))]
    spans = [_days_of(half) for half in halves if half != NO_HALF]
    return any(not any(first <= day <= last + dt.timedelta(days=_LATEST_CLOSING) for first, last in spans) for day in days)


def _days_of(half: Half) -> tuple[dt.date, dt.date]:
    year, number = half
    return (dt.date(year, 1, 1), dt.date(year, 6, 30)) if number == 1 else (dt.date(year, 7, 1), dt.date(year, 12, 31))


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
    """Half-years that a span of days is, by the calendar or by an office's closing day; none for any other span."""
    day_after = last + dt.timedelta(days=1)
    if (first.day, day_after.day) == (1, 1) and {first.month, day_after.month} <= {1, 7}:
        numbers = range(2 * first.year + first.month // 7, 2 * day_after.year + day_after.month // 7)
        return {(number // 2, number % 2 + 1) for number in numbers}
    months = 12 * (last.year - first.year) + last.month - first.month
    if months != _MONTHS or first.day - last.day not in (0, 1):
        return set()
    if last.month in (6, 12) and last.day >= _EARLIEST_CLOSING:
        return {(last.year, last.month // 6)}
    if last.month in (1, 7) and last.day <= _LATEST_CLOSING:
        return {(last.year, 1) if last.month == 7 else (last.year - 1, 2)}
    return set()


def without_plans(text: str) -> str:
    """What a title says of the past: 'Kết quả 6 tháng đầu năm; phương hướng 6 tháng cuối năm' is about the former."""
    shown = clean(text)
    for found in _PLANS.finditer(shown.casefold()):
        before, after = shown[: found.start()], shown[found.end() :]
        if after.strip() and (found[0] == _DIRECTIONS or _names_half(before) or not before.strip("-+*. ")):
            return before + _year_of_plans(before, after)
    return text


def _year_of_plans(before: str, after: str) -> str:
    """The year that stands behind the plans alone, where they are for the later half of the same one."""
    year = _YEAR.search(after)
    is_same = _FIRST_HALF.search(_words(before)) and _LAST_HALF.search(_words(after)) and not _YEAR.search(before)
    return f" {year[0]}" if year and is_same else ""


def _names_half(text: str) -> bool:
    words = f" {_words(text)} "
    return any(pattern.search(words) for pattern, _ in _HALVES) or _HALF_WORDS.search(words) is not None


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
