"""What a workbook may hold: forms, lines, units, periods and ratings, as the reader looks them up.

`Forms` is built once from the registers, is small and pickles: worker processes need neither pydantic nor the registers.
"""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

from pipelines.returns.vietnamese import match_key

if TYPE_CHECKING:  # the registers pull in pydantic, which worker processes do without
    from pipelines.reference import Reference

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a form, with what its indicator allows."""

    form_id: str
    line_code: str
    label_vi: str
    label_key: str
    """`label_vi` as match_key compares it."""
    unit_of_measure: str
    valid_min: Decimal
    valid_max: Decimal

    @property
    def is_rating(self) -> bool:
        """Whether the line takes a rating from the code list instead of a number."""
        return self.unit_of_measure == "rating"

    @property
    def is_percent(self) -> bool:
        """Whether the line's numbers are percentages."""
        return self.unit_of_measure == "percent"


@dataclass(frozen=True, slots=True)
class PeriodSpan:
    """One reporting period: its half-year and days."""

    period_id: str
    label_vi: str
    year: int
    half: int
    starts_on: dt.date
    ends_on: dt.date


# Compared by identity: one Forms serves a whole run, and caches hang on it.
@dataclass(frozen=True, eq=False)
class Forms:
    """Everything that a workbook may hold, keyed as the reader meets it. Keys of text are `match_key`s."""

    lines: Mapping[tuple[str, str], Line]
    """(form_id, line_code) → line, in printed order."""
    form_codes: Mapping[str, str]
    """Form code as printed ('01-TCĐ') → form_id."""
    form_titles: Mapping[str, str]
    """Form title → form_id."""
    units: Mapping[str, str]
    """Unit code, name or alias → unit_id."""
    unit_names: Mapping[str, str]
    """unit_id → name as registered (the latest)."""
    periods: tuple[PeriodSpan, ...]
    ratings: Mapping[str, tuple[str, int]]
    """Rating code, label or alias → (code, rank)."""
    rating_labels: tuple[str, ...] = ()
    """Labels of the ratings as printed, best first."""
    passwords: tuple[str, ...] = ()
    """Passwords to try on encrypted files, besides Excel's own default."""

    @classmethod
    def of(cls, reference: "Reference", passwords: Iterable[str] = ()) -> "Forms":
        """Gather what the reader needs from the registers."""
        lines = {}
        for line in reference.form_line:
            indicator = reference.indicators[line.indicator_id]
            lines[line.form_id, line.line_code] = Line(
                line.form_id,
                line.line_code,
                line.label_vi,
                match_key(line.label_vi),
                indicator.unit_of_measure,
                indicator.valid_min,
                indicator.valid_max,
            )
        ratings = sorted(reference.codes("rating"), key=lambda code: -code.rank)
        units = [(unit.unit_id, text) for unit in reference.unit for text in (unit.unit_id, unit.name_vi)]
        units += [(alias.unit_id, alias.alias_vi) for alias in reference.unit_alias]
        return cls(
            lines=lines,
            form_codes={match_key(form.code): form.form_id for form in reference.form},
            form_titles=_unique((match_key(form.title_vi), form.form_id) for form in reference.form),
            units=_unique((match_key(text), unit_id) for unit_id, text in units),
            unit_names={unit.unit_id: unit.name_vi for unit in reference.unit},
            periods=tuple(
                PeriodSpan(period.period_id, period.label_vi, period.year, period.half, period.starts_on, period.ends_on)
                for period in reference.period
            ),
            ratings=_unique(
                (match_key(text), (code.code, code.rank))
                for code in ratings
                for text in (code.code, code.label_vi, *code.aliases)
            ),
            rating_labels=tuple(dict.fromkeys(code.label_vi for code in ratings)),
            passwords=tuple(passwords),
        )

    def periods_in(self, text: str) -> tuple[str, ...]:
        """Periods that a text names, in the register's order; () when none, several for a whole year.

        Understands the register's labels, '6 tháng đầu năm 2021', '6T cuối 2020', 'kỳ II/2020', '2020H2', 'năm 2021', and a
        span of days, which names the half-years that lie in it whole.
        """
        return _periods_in(self, text)


_NOT_WORDS = re.compile(r"[\W_]+")
_IN = rf"(?:{match_key('năm')} )?(?P<year>20\d\d)"
_SIX = rf"(?:\b0?6|\b{match_key('sáu')}) ?(?:t|th|{match_key('tháng')})"
_HALVES = tuple(
    (re.compile(pattern), halves)
    for pattern, halves in (
        (rf"{_SIX} {match_key('đầu')} {_IN}", (1,)),
        (rf"{_SIX} {match_key('cuối')} {_IN}", (2,)),
        (rf"\b{match_key('kỳ')} (?:1|i)[ /.-]*{_IN}", (1,)),
        (rf"\b{match_key('kỳ')} (?:2|ii)[ /.-]*{_IN}", (2,)),
        (rf"^(?:{match_key('cả')} )?{match_key('năm')} (?P<year>20\d\d)$", (1, 2)),
    )
)
_DAY = r"(\d{1,2})[/.-](\d{1,2})[/.-](20\d\d)"
_DATES = re.compile(rf"{_DAY}\D{{1,12}}?{_DAY}")


@lru_cache(maxsize=4096)
def _periods_in(forms: Forms, text: str) -> tuple[str, ...]:
    key = match_key(text)
    words = f" {_NOT_WORDS.sub(' ', key)} "
    named = tuple(
        period.period_id
        for period in forms.periods
        if f" {_NOT_WORDS.sub(' ', match_key(period.label_vi))} " in words or f" {period.period_id.casefold()} " in words
    )
    if named:
        return named
    if span := _DATES.search(key):
        first, last = _date(span, 1), _date(span, 4)
        return tuple(p.period_id for p in forms.periods if first and last and first <= p.starts_on and p.ends_on <= last)
    for pattern, halves in _HALVES:
        if found := pattern.search(key):
            year = int(found["year"])
            return tuple(p.period_id for p in forms.periods if p.year == year and p.half in halves)
    return ()


def _date(found: re.Match[str], group: int) -> dt.date | None:
    try:
        return dt.date(int(found[group + 2]), int(found[group + 1]), int(found[group]))
    except ValueError:
        return None


def _unique(pairs: Iterable[tuple[str, Value]]) -> dict[str, Value]:
    """Pairs as a dict, without the keys that mean two things: an ambiguous name names nobody."""
    found: dict[str, set[Value]] = defaultdict(set)
    for key, value in pairs:
        found[key].add(value)
    return {key: next(iter(values)) for key, values in found.items() if len(values) == 1}
