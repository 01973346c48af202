"""From the period of a return to what its columns are about: the year so far, the same of the year before, a month of it."""

import datetime as dt
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from pipelines.language.calendars import Calendar, KnownPeriod
from pipelines.language.days import Days
from pipelines.language.months import HALF, MONTH, QUARTER, YEAR, Months, calendar_days

YEAR_BEFORE, FROM_JANUARY = "year_before", "from_january"
_LENGTHS = {"month": MONTH, "quarter": QUARTER, "half": HALF}


class Relative(NamedTuple):
    """What a column is about."""

    run: Months
    """Months."""
    first: dt.date
    last: dt.date
    """Days, as the office closes its books."""
    period: KnownPeriod | None
    """The period of the register with these months; None where it has none: January to May has no name."""


@lru_cache(maxsize=4096)
def relative_period(calendar: Calendar, period_id: str, said: str) -> Relative:
    """Days that register form_slot names relative to a return's own: 'from_january', 'quarter_3', 'year_before', ….

    A year is the one of the register that holds the period, else the calendar's; it begins and ends with the days on which the
    register's periods do, where books close within a month.

    Args:
        calendar: the periods of the register.
        period_id: the return's own.
        said: year, last_year, from_january, month_1 to month_12, quarter_1 to quarter_4, half_1 or half_2, each also with
            '_year_before' behind it, or that alone; '': the return's own.
    """
    own = calendar.runs[period_id]
    if said == "":
        found = [period for period in calendar.periods if period.period_id == period_id]
        return Relative(own, found[0].starts_on, found[0].ends_on, found[0])
    base = said.removesuffix(YEAR_BEFORE).rstrip("_")
    run = _within_year(_year_of(calendar, own), own, base) if base else own
    run = _earlier(run, YEAR) if said.endswith(YEAR_BEFORE) else run
    period = next((period for period in calendar.periods if calendar.runs[period.period_id] == run), None)
    return Relative(run, *(period.starts_on, period.ends_on) if period else _days(calendar, run), period)


@lru_cache(maxsize=4096)
def relative_name(calendar: Calendar, period_id: str, said: str) -> str:
    """Name of the months that a column is about: books that close on 14/6 are the first half-year's."""
    return Days(*calendar_days(relative_period(calendar, period_id, said).run)).name


def years_of(calendar: Calendar, period_id: str, said: Iterable[str]) -> dict[str, str]:
    """The year of months and quarters named relative to a return's own: 'month_1' → '2024'."""
    return {name: str(relative_period(calendar, period_id, name).run.last // YEAR) for name in said}


def _within_year(year: Months, own: Months, base: str) -> Months:
    if base == "year":
        return year
    if base == "last_year":
        return _earlier(year, YEAR)
    if base == FROM_JANUARY:
        return Months(year.first, own.last)
    kind, number = base.split("_")
    first = year.first + _LENGTHS[kind] * (int(number) - 1)
    return Months(first, first + _LENGTHS[kind] - 1)


def _year_of(calendar: Calendar, own: Months) -> Months:
    years = (calendar.runs[period.period_id] for period in calendar.periods if period.period_type == "year")
    january = own.last // YEAR * YEAR
    return next((year for year in years if year.holds(own)), Months(january, january + YEAR - 1))


def _earlier(run: Months, months: int) -> Months:
    return Months(run.first - months, run.last - months)


def _days(calendar: Calendar, run: Months) -> tuple[dt.date, dt.date]:
    """Days of a run: those with which periods of the register begin and end, else those of the calendar."""
    first, last = calendar_days(run)
    known = [(calendar.runs[period.period_id], period) for period in calendar.periods if period.period_type != "term"]
    return (
        next((period.starts_on for other, period in known if other.first == run.first), first),
        next((period.ends_on for other, period in known if other.last == run.last), last),
    )
