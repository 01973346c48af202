"""Spans of days that figures are about: named in one way."""

import calendar
import datetime as dt
from typing import NamedTuple

from pipelines.language.languages import PERIOD_WORDS
from pipelines.language.period_words import QUARTER_NUMBER


class Days(NamedTuple):
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


def printed_numbers(own: Days) -> dict[str, str]:
    """What '{year}' and the like in a printed text are for a return's period."""
    year, month = own.last.year, own.last.month
    return {"{year}": str(year), "{year_before}": str(year - 1), "{month}": str(month), QUARTER_NUMBER: str((month + 2) // 3)}


def with_printed_numbers(text: str, own: Days) -> str:
    """A printed text with the numbers of a return's period in place of '{year}' and the like: 'Quý {quarter}' → 'Quý IV'."""
    numbers = printed_numbers(own)
    for words in PERIOD_WORDS.values():
        text = words.with_quarter(text, int(numbers[QUARTER_NUMBER]))
    for name, number in numbers.items():
        text = text.replace(name, number)
    return text


def _days_in(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1]
