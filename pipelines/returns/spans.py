"""Spans of days that figures are about: named in one way, and found relative to the period of a return."""

import calendar
import datetime as dt
from functools import lru_cache
from typing import NamedTuple

YEAR_BEFORE = "year_before"
_MONTHS_OF = {"year": (1, 12), "last_year": (1, 12)}
_LENGTHS = {"month": 1, "quarter": 3, "half": 6}


class Span(NamedTuple):
    """First and last day."""

    first: dt.date
    last: dt.date

    @property
    def name(self) -> str:
        """'2025-03', '2025Q1', '2025H1', '2025', '2025M01-M09' from January on, '2024-08..2025-07', '2024-12-31' for a day."""
        first, last = self
        if first == last:
            return first.isoformat()
        if first.day != 1 or last.day != _days_in(last.year, last.month):
            return f"{first.isoformat()}..{last.isoformat()}"
        if first.year != last.year:
            return f"{first:%Y-%m}..{last:%Y-%m}"
        months = last.month - first.month + 1
        if months in (1, 3, 6, 12) and first.month % months == 1 % months:
            number = (last.month + months - 1) // months
            return {1: f"{first:%Y-%m}", 3: f"{first.year}Q{number}", 6: f"{first.year}H{number}", 12: f"{first.year}"}[months]
        is_from_january = first.month == 1
        return f"{first.year}M01-M{last.month:02d}" if is_from_january else f"{first:%Y-%m}..{last:%Y-%m}"


@lru_cache(maxsize=4096)
def relative(own: Span, said: str) -> Span:
    """The span that register form_slot names relative to a return's own: 'from_january', 'month_3', 'year_before', ….

    'year' is the calendar year of the last day; 'quarter_2' and the like lie in it.
    """
    if said == "" or said == YEAR_BEFORE:
        return _year_before(own) if said else own
    base = said.removesuffix(f"_{YEAR_BEFORE}")
    year = own.last.year - (base == "last_year")
    if base == "from_january":
        span = Span(dt.date(year, 1, 1), own.last)
    elif base in _MONTHS_OF:
        span = _months(year, *_MONTHS_OF[base])
    else:
        kind, number = base.split("_")
        length = _LENGTHS[kind]
        span = _months(year, length * (int(number) - 1) + 1, length * int(number))
    return _year_before(span) if base != said else span


@lru_cache(maxsize=4096)
def relative_name(own: Span, said: str) -> str:
    """Name of that span."""
    return relative(own, said).name


def printed_numbers(own: Span) -> dict[str, str]:
    """What '{year}' and the like in a printed text are for a return's period."""
    year, month = own.last.year, own.last.month
    return {"{year}": str(year), "{year_before}": str(year - 1), "{month}": str(month), "{quarter}": str((month + 2) // 3)}


def _months(year: int, first: int, last: int) -> Span:
    return Span(dt.date(year, first, 1), dt.date(year, last, _days_in(year, last)))


def _year_before(span: Span) -> Span:
    """The same days of the year before; the last day of February stays the last."""
    first, last = span
    return Span(_day(first.year - 1, first), _day(last.year - 1, last))


def _day(year: int, like: dt.date) -> dt.date:
    is_last = like.day == _days_in(like.year, like.month)
    return dt.date(year, like.month, _days_in(year, like.month) if is_last else like.day)


def _days_in(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1]
