"""How often something is owed: which types of period there are, which period ends another one, and to which year it counts."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import get_args

from pipelines.language.months import MONTHS
from pipelines.reference.registers import Period, PeriodType, Term

PERIOD_TYPES: tuple[PeriodType, ...] = get_args(PeriodType)
"""Types of period, from short to long."""
TILING: tuple[PeriodType, ...] = ("month", "quarter", "half_year", "year")
"""Types of which one period begins on the day after another: nine months begin each January, and terms lie side by side."""
RANKS = {name: place for place, name in enumerate(PERIOD_TYPES)}


def year_of(period: Period, periods: Iterable[Period]) -> int | None:
    """Year that a period is counted to; None for a term."""
    if period.year is not None or period.period_type == "term":
        return period.year
    whole = (other for other in periods if other.period_type == "year" and holds(other, period))
    return next((year.year for year in whole if year.year is not None), middle(period).year)


def holds(whole: Period, part: Period) -> bool:
    """Whether the days of a period lie in those of another one; a period holds itself."""
    return whole.starts_on <= part.starts_on and part.ends_on <= whole.ends_on


def middle(period: Period) -> date:
    """Day in the middle of a period: it tells the month and the year that a period with cut-off days is meant for."""
    return period.starts_on + (period.ends_on - period.starts_on) / 2


def frequencies_of(
    stated: Collection[PeriodType], asked: Collection[PeriodType], known: Collection[PeriodType]
) -> set[PeriodType]:
    """Types of period for which a form is reported.

    Args:
        stated: what the form says.
        asked: frequencies of its indicators.
        known: types of period that the register has.
    """
    if stated or not asked:
        return set(stated)
    most_often = min(asked, key=RANKS.__getitem__)
    fitting = [name for name in TILING if name in known and RANKS[name] < RANKS[most_often]]
    return {most_often} if most_often in known else set(fitting[-1:])


def is_asked(
    period: Period, frequency: PeriodType, reported: Collection[PeriodType], ends_also: Collection[PeriodType]
) -> bool:
    """Whether a form asks for an indicator in a period.

    Args:
        period: the period.
        frequency: how often the indicator is reported.
        reported: types of period for which the form is reported.
        ends_also: longer types of which one ends with the period.
    """
    if period.period_type not in reported:
        return False
    if RANKS[frequency] <= RANKS[period.period_type]:
        return True
    longest = max((name for name in reported if RANKS[name] <= RANKS[frequency]), key=RANKS.__getitem__)
    return period.period_type == longest and frequency in ends_also


def ends_with(period: Period, periods: Collection[Period], terms: Collection[Term]) -> set[PeriodType]:
    """Longer types of period of which one ends with this one: by the register where it has any, else by the calendar."""
    ends_on = {other.period_id: other.ends_on for other in periods}
    longer = PERIOD_TYPES[RANKS[period.period_type] + 1 :]
    known = {other.period_type for other in periods}
    # One year of the register, as the base of a target, tells where those end that it does not have.
    has = {other.period_type for other in periods if other.starts_on <= period.ends_on <= other.ends_on}
    alike = {other.period_type for other in periods if _day_of_year(other) == _day_of_year(period)}
    by_days = {other.period_type for other in periods if other.ends_on == period.ends_on} | ((alike & MONTHS.keys()) - has)
    by_days |= {"term" for term in terms if ends_on.get(term.last_period_id) == period.ends_on}
    return {name for name in longer if name in by_days or (name not in known and _ends_by_calendar(period, name))}


def _day_of_year(period: Period) -> tuple[int, int]:
    """Month and day on which a period ends; the last ones of February are one."""
    return period.ends_on.month, min(period.ends_on.day, 28)


def _ends_by_calendar(period: Period, longer: PeriodType) -> bool:
    """Whether the next period as long as this one would lie in another longer one."""
    if longer not in MONTHS:
        return False
    months = MONTHS[longer]
    this, following = (
        (day.year, (day.month - 1) // months) for day in (middle(period), middle(period) + (period.ends_on - period.starts_on))
    )
    return this != following and (longer != "nine_months" or following == (this[0], 1))
