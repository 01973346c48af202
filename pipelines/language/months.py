"""Runs of months, by which texts name periods, and the days that mean one, also where books close within a month."""

import datetime as dt
from typing import NamedTuple

YEAR, HALF, QUARTER, MONTH, NINE = 12, 6, 3, 1, 9
"""Months of each part of a year that has a name."""
MONTHS = {"month": MONTH, "quarter": QUARTER, "half_year": HALF, "nine_months": NINE, "year": YEAR}
"""Type of period → its months; a term has any number."""
PARTS = frozenset(MONTHS.values())
EARLIEST_CLOSING, LATEST_CLOSING = 14, 16
"""Days of a month from and up to which offices close their books: '15/12–14/6' and '16/1–15/7' are half-years."""


class Months(NamedTuple):
    """A run of months, counted from the year 0, or a term of office from one year to another."""

    first: int
    last: int
    is_term: bool = False

    @property
    def length(self) -> int:
        """How many months it has."""
        return self.last - self.first + 1

    def holds(self, other: "Months") -> bool:
        """Whether another run lies in it; a run holds itself."""
        return self.first <= other.first and other.last <= self.last

    def __str__(self) -> str:
        """'2025M01', '2025M01-M09', '2024M08-2025M07'."""
        (year, month), (last_year, last) = divmod(self.first, YEAR), divmod(self.last, YEAR)
        if self.first == self.last:
            return f"{year}M{month + 1:02}"
        return f"{year}M{month + 1:02}-{'' if year == last_year else last_year}M{last + 1:02}"

    @property
    def shown(self) -> str:
        """'09/2025', '01/2025–09/2025'."""
        ends = [f"{month % YEAR + 1:02}/{month // YEAR}" for month in (self.first, self.last)]
        return "–".join(dict.fromkeys(ends))


NO_MONTHS = Months(0, -1)
"""What days say that are no run of months."""


def part_of_year(year: int, months: int, place: int = 1) -> Months:
    """One of the parts of so many months of a calendar year: the second half (6, 2), September (1, 9)."""
    first = YEAR * year + months * (place - 1)
    return Months(first, first + months - 1)


def term(first_year: int, last_year: int) -> Months:
    """A term of office that begins and ends somewhere in two years."""
    return Months(YEAR * first_year, YEAR * last_year + YEAR - 1, is_term=True)


def calendar_days(run: Months) -> tuple[dt.date, dt.date]:
    """First and last day of a run by the calendar."""
    return _first_of(run.first), _first_of(run.last + 1) - dt.timedelta(days=1)


def months_of_days(first: dt.date, last: dt.date) -> set[Months]:
    """Runs of months that a run of days may mean, by the calendar or by an office's closing day; none for any other.

    A month that closes about its middle may be this one or the next.
    """
    if first > last:
        return set()
    day_after = last + dt.timedelta(days=1)
    begins, ends = _month(first), _month(last)
    if (first.day, day_after.day) == (1, 1):
        return {Months(begins, ends)}
    months = ends - begins
    if months not in PARTS or first.day - last.day not in (0, 1):
        return set()
    closings = {ends} if last.day >= EARLIEST_CLOSING else set()
    closings |= {ends - 1} if last.day <= LATEST_CLOSING else set()
    return {Months(closing - months + 1, closing) for closing in closings if _is_part(closing - months + 1, months)}


def ending_on(day: dt.date, months: int) -> Months | None:
    """The part of so many months of a calendar year that ends on a day."""
    run = Months(_month(day) - months + 1, _month(day))
    return run if calendar_days(run)[1] == day and _is_part(run.first, months) else None


def nominal(first: dt.date, last: dt.date, months: int) -> Months:
    """The run of so many months that days are nearest to: what they mean where nothing else tells."""
    meant = months_of_days(first, last)
    middle = first + (last - first) / 2
    begins = round(_month(middle) + middle.day / 31 - months / 2)
    near = Months(begins, begins + months - 1)
    return min(meant, key=lambda run: abs(run.first - near.first)) if meant else near


def _is_part(first: int, months: int) -> bool:
    """Whether a run of months is one of the parts into which calendar years are divided; of nine, the first of a year."""
    return first % (YEAR if months == NINE else months) == 0


def _month(day: dt.date) -> int:
    return YEAR * day.year + day.month - 1


def _first_of(month: int) -> dt.date:
    return dt.date(month // YEAR, month % YEAR + 1, 1)
