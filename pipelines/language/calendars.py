"""Which periods of the register a text names, whatever their days and ids: by the months that words and days say."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from pipelines.language.languages import PERIOD_WORDS
from pipelines.language.months import (
    HALF,
    LATEST_CLOSING,
    MONTHS,
    NINE,
    NO_MONTHS,
    PARTS,
    YEAR,
    Months,
    calendar_days,
    ending_on,
    nominal,
    term,
)
from pipelines.language.period_words import Named, PeriodWords


class _Registered(Protocol):
    """A line of register 'period'."""

    @property
    def period_id(self) -> str: ...
    @property
    def label_vi(self) -> str: ...
    @property
    def period_type(self) -> str: ...
    @property
    def starts_on(self) -> dt.date: ...
    @property
    def ends_on(self) -> dt.date: ...


@dataclass(frozen=True, slots=True)
class KnownPeriod:
    """One reporting period of the register, with its days."""

    period_id: str
    label_vi: str
    period_type: str
    starts_on: dt.date
    ends_on: dt.date


@dataclass(frozen=True, eq=False)
class Calendar:
    """The periods of the register, as texts name them."""

    periods: tuple[KnownPeriod, ...]
    language: str = "vi"

    @classmethod
    def of(cls, periods: Iterable[_Registered], language: str) -> "Calendar":
        """The calendar of an office: lines of its register, and the language in which it names periods."""
        known = (KnownPeriod(row.period_id, row.label_vi, row.period_type, row.starts_on, row.ends_on) for row in periods)
        return cls(tuple(known), language)

    @property
    def words(self) -> PeriodWords:
        """How the office's language names periods."""
        return PERIOD_WORDS[self.language]

    @cached_property
    def runs(self) -> dict[str, Months]:
        """What each period is: the months that its label names, else those that its days are nearest to."""
        return {period.period_id: self._run(period) for period in self.periods}

    @cached_property
    def lengths(self) -> frozenset[int]:
        """Months of the periods that the register has, and of half-years: parts that it lacks are no periods of a head."""
        return frozenset({HALF, *(MONTHS[period.period_type] for period in self.periods if period.period_type in MONTHS)})

    @cached_property
    def _names(self) -> list[tuple[str, Months]]:
        """Words that the language alone would not understand, longest first, with what they stand for.

        Of a name in digits alone only all of a text is it: '2025' stands in many.
        """
        names = {
            self.words.words_of(name): self.runs[period.period_id]
            for period in self.periods
            for name in (period.label_vi, period.period_id)
            if self.words.read(name, PARTS).runs != {self.runs[period.period_id]}
        }
        return sorted(names.items(), key=lambda item: -len(item[0]))

    def _run(self, period: KnownPeriod) -> Months:
        if period.period_type == "term":
            return term(period.starts_on.year, period.ends_on.year)
        named = self.words.read(period.label_vi, PARTS).runs - {NO_MONTHS}
        if len(named) == 1 and not next(iter(named)).is_term:
            return next(iter(named))
        return nominal(period.starts_on, period.ends_on, MONTHS[period.period_type])

    def read(self, text: str, lengths: frozenset[int] | None = None) -> Named:
        """The runs that one statement names, whether or not the register has them, and its other words."""
        words = self.words.words_of(text)
        found: set[Months] = set()
        rest = text
        for name, run in self._names:
            if name == words or (name in words and any(character.isalpha() for character in name)):
                found.add(run)
                words = words.replace(name, " ")
                rest = words
        if lengths is None and (counted := self._counted_on(rest)):
            return Named(counted.runs | found, counted.rest)
        named = self.words.read(rest, self.lengths if lengths is None else lengths)
        return Named(named.runs | found, named.rest)

    def _counted_on(self, text: str) -> Named | None:
        """What 'Tháng 8 và 8 tháng năm 2025' names, whatever the register has: a period, and the months that it completes."""
        named = self.words.read(text, PARTS, is_so_far=True)
        is_known = any(run.length in self.lengths for run in named.runs)
        return named if len(named.runs) > 1 and is_known and any(ends_together(run, named.runs) for run in named.runs) else None

    def matching(self, run: Months) -> tuple[KnownPeriod, ...]:
        """The periods of the register that a run is; those that make it up where it is none itself; () where it is neither."""
        if found := tuple(period for period in self.periods if self.runs[period.period_id] == run):
            return found
        for length in sorted(self.lengths, reverse=True):
            parts = tuple(
                period
                for period in self.periods
                if MONTHS.get(period.period_type) == length and run.holds(self.runs[period.period_id])
            )
            if parts and length * len(parts) == run.length and length != NINE:
                return parts
        return ()

    def up_to(self, text: str) -> set[Months]:
        """What ends on the one day up to which a text counts: 'Số liệu (tính đến 30/6/2020)'; several, but for their length."""
        days = set(self.words.days_up_to(text))
        if len(days) != 1:
            return set()
        [day] = days
        return {self.runs[period.period_id] for period in self.periods if period.ends_on == day} | (
            {half} if (half := ending_on(day, HALF)) else set()
        )

    def is_as_of_another(self, text: str, runs: Iterable[Months]) -> bool:
        """Whether a text counts up to a day that lies in none of these runs, nor in the days of closing after one."""
        days = self.words.days_as_of(text)
        closing = dt.timedelta(days=LATEST_CLOSING)
        known = [
            (min(first, *(period.starts_on for period in own)), max(last, *(period.ends_on for period in own)) + closing)
            if (own := [period for period in self.periods if self.runs[period.period_id] == run])
            else (first, last + closing)
            for run in runs
            if run != NO_MONTHS
            for first, last in [calendar_days(run)]
        ]
        return any(not any(first <= day <= last for first, last in known) for day in days)


def agree(named: Iterable[Months], other: Iterable[Months]) -> bool:
    """Whether each of what is named lies in what else is: '6 tháng đầu năm 2021' under the title 'Năm 2021'.

    'Tháng 9 và 9 tháng năm 2025' is about September too.
    """
    held, named = set(other), set(named)
    own = next((run for run in named if len(named) > 1 and ends_together(run, named)), None)
    runs = named if own is None else {own}
    return all(any(whole == run or (NO_MONTHS not in (run, whole) and whole.holds(run)) for whole in held) for run in runs)


def ends_together(run: Months, named: Iterable[Months]) -> bool:
    """Whether all else that is named counts from January on to the end of a run: 'Quý III và 9 tháng năm 2025'."""
    return not run.is_term and all(
        other == run or (other.first % YEAR == 0 and other.first < run.first and other.last == run.last and not other.is_term)
        for other in named
    )
