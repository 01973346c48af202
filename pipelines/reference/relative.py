"""From the period of a return to others: the one before, the same of the year before, the year so far."""

from datetime import date
from typing import Literal, get_args

from pipelines.reference.frequency import PERIOD_TYPES, RANKS, holds
from pipelines.reference.load import Reference
from pipelines.reference.registers import Period, PeriodType

Relative = Literal[
    "same",
    "before",
    "year",
    "year_before",
    "from_january",
    "from_january_year_before",
    "whole_year_before",
    "term",
]
"""What a column is about, seen from the return's own period. same: that; before: the one before it; year: the whole year that
it is part of; year_before: the same period of the year before; from_january: its year from the first day up to its last;
whole_year_before: the year before that; term: the term that it is part of."""
RELATIVES: tuple[Relative, ...] = get_args(Relative)


def relative_period(reference: Reference, period: Period, relative: Relative) -> Period | None:
    """The period of the register that a column is about; None where the register has none with these days.

    A year so far up to June is the first half-year, up to September the nine months. Where no period has its days (January to
    May), it has no name, and figures of it are cumulative ones of the return's own period (`cumulative_days`).
    """
    match relative:
        case "same":
            return period
        case "before":
            return _latest_before(reference, period)
        case "year":
            return _year(reference, period)
        case "term":
            return _shortest(reference, "term", period)
        case "year_before":
            return _year_earlier(reference, period)
        case "whole_year_before":
            return _latest_before(reference, year) if (year := _year(reference, period)) else None
        case "from_january":
            return _with_days(reference, cumulative_days(reference, period), period)
        case "from_january_year_before":
            earlier = _year_earlier(reference, period)
            return _with_days(reference, cumulative_days(reference, earlier), earlier) if earlier else None


def cumulative_days(reference: Reference, period: Period) -> tuple[date, date]:
    """Days from the first of the year of a period up to its own last one, by the register's year where it has one."""
    if year := _year(reference, period):
        return year.starts_on, period.ends_on
    own = reference.years[period.period_id]
    begun = [other.starts_on for other in reference.period if own is not None and reference.years[other.period_id] == own]
    january = date(own, 1, 1) if own is not None else period.starts_on
    # Books that close in December or January begin the year with the first of its periods.
    near = [day for day in begun if abs((day - january).days) <= _CUT_OFF_DAYS]
    return min(near, default=min(january, period.starts_on)), period.ends_on


_CUT_OFF_DAYS = 17


def periods_before(reference: Reference, period: Period) -> dict[PeriodType, Period]:
    """Frequency of an indicator → the period in which it was due last before this one; nothing where the register begins."""
    same = [other for other in reference.period if other.period_type == period.period_type]
    earlier = sorted((other for other in same if other.starts_on < period.starts_on), key=lambda other: other.starts_on)
    return {
        frequency: other
        for frequency in PERIOD_TYPES
        for other in earlier
        if RANKS[frequency] <= RANKS[other.period_type] or frequency in reference.ending_with[other.period_id]
    }


def _latest_before(reference: Reference, period: Period) -> Period | None:
    same = (other for other in reference.period if other.period_type == period.period_type)
    return max((other for other in same if other.ends_on < period.starts_on), key=lambda other: other.ends_on, default=None)


def _shortest(reference: Reference, period_type: PeriodType, part: Period) -> Period | None:
    """The period of a type that holds another one; None where several do, as terms that lie side by side."""
    found = [other for other in reference.period if other.period_type == period_type and holds(other, part)]
    return found[0] if len(found) == 1 else None


def _year(reference: Reference, period: Period) -> Period | None:
    return _shortest(reference, "year", period)


def _year_earlier(reference: Reference, period: Period) -> Period | None:
    """The period of the same type whose days lie a year back, give or take the days by which cut-offs move."""
    same = [other for other in reference.period if other.period_type == period.period_type]
    near = [other for other in same if abs((period.ends_on - other.ends_on).days - 365.25) < _CUT_OFF_DAYS]
    if period.period_type in ("year", "term"):
        return _latest_before(reference, period) if period.period_type == "year" else None
    return near[0] if len(near) == 1 else None


def _with_days(reference: Reference, days: tuple[date, date], own: Period) -> Period | None:
    """The period with exactly these days; its own where that has them."""
    if (own.starts_on, own.ends_on) == days:
        return own
    found = [other for other in reference.period if (other.starts_on, other.ends_on) == days]
    return found[0] if len(found) == 1 else None
