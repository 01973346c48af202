"""Checks the days of periods and of the terms that they make up: every type by itself, for types may lie over one another."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise

from pipelines.language.languages import PERIOD_WORDS
from pipelines.language.months import MONTHS, NO_MONTHS, PARTS, calendar_days
from pipelines.language.period_words import PeriodWords
from pipelines.reference.frequency import PERIOD_TYPES, TILING, frequencies_of
from pipelines.reference.lines import Lines
from pipelines.reference.registers import Form, FormLine, Indicator, Period, PeriodType, Target, Term
from pipelines.reference.run import Office

DAY = timedelta(days=1)
_MONTH_DAYS = 365.25 / 12
_SLACK = {1: 10}
"""Months of a period → days by which it may be longer or shorter, as where cut-off days change; of longer ones 16."""
_Periods = Sequence[tuple[int, Period]]


def period_faults(loaded: Mapping[str, Lines]) -> Iterator[str]:
    """Yield every fault of periods, and of what is made of them, as 'file:line: fault'."""
    periods = [(line, row) for line, row in loaded["period"].rows if isinstance(row, Period)]
    words = PERIOD_WORDS[next((row.language for _, row in loaded["office"].rows if isinstance(row, Office)), "vi")]
    by_type: dict[PeriodType, list[tuple[int, Period]]] = defaultdict(list)
    for line, period in sorted(periods, key=lambda item: item[1].starts_on):
        by_type[period.period_type].append((line, period))
        yield from (f"period.csv:{line}: {fault}" for fault in _length_faults(period))
        yield from (f"period.csv:{line}: {fault}" for fault in _label_faults(period, words))
    for period_type, found in by_type.items():
        if period_type != "term":
            yield from _neighbour_faults(found, is_tiling=period_type in TILING)
    yield from _name_faults(periods)
    yield from _whole_faults(loaded, {row.period_id: row for _, row in periods})
    yield from _frequency_faults(loaded, set(by_type))


def _length_faults(period: Period) -> Iterator[str]:
    days = (period.ends_on - period.starts_on).days + 1
    months = MONTHS.get(period.period_type)
    if days < 1:
        yield f"{period.period_id} ends on {period.ends_on}, before it begins on {period.starts_on}"
    elif months and abs(days - months * _MONTH_DAYS) > _SLACK.get(months, 16):
        yield (
            f"{period.period_id} is a {period.period_type}, so of {months} months; "
            f"{period.starts_on} to {period.ends_on} are {days} days"
        )


def _label_faults(period: Period, words: PeriodWords) -> Iterator[str]:
    """Yield a label that clerks and the reader would take for another period: most of its days lie outside."""
    named = [run for run in words.read(period.label_vi, PARTS).runs if run != NO_MONTHS and not run.is_term]
    for first, last in map(calendar_days, named if len(named) == 1 else []):
        shared = (min(last, period.ends_on) - max(first, period.starts_on)).days + 1
        if shared * 2 < (period.ends_on - period.starts_on).days + 1:
            yield (
                f"label '{period.label_vi}' names other days than {period.starts_on} to {period.ends_on}: those are "
                f"{first} to {last}"
            )


def _neighbour_faults(found: _Periods, *, is_tiling: bool) -> Iterator[str]:
    for (line_before, before), (line, after) in pairwise(found):
        if before.ends_on >= after.starts_on:
            yield f"period.csv:{line}: dates of {after.period_id} overlap those of line {line_before}"
        elif is_tiling and before.ends_on != after.starts_on - DAY:
            yield (
                f"period.csv:{line}: {after.period_id} begins on {after.starts_on}, but line {line_before} ends on "
                f"{before.ends_on}: no {after.period_type} covers the days between; put it back, or mend the day"
            )


def _name_faults(periods: _Periods) -> Iterator[str]:
    """Yield names that stand for two periods, also where only capitals or '/' tell them apart: files are named after them."""
    ids: dict[str, tuple[int, str]] = {}
    labels: dict[str, tuple[int, str]] = {}
    for line, row in periods:
        other, name = ids.setdefault(file_name(row.period_id).casefold(), (line, row.period_id))
        if other != line and name != row.period_id:
            yield f"period.csv:{line}: {row.period_id} is too much like {name} of line {other}; give one of them another id"
        other, name = labels.setdefault(" ".join(row.label_vi.casefold().split()), (line, row.period_id))
        if name != row.period_id:
            yield f"period.csv:{line}: label '{row.label_vi}' stands on line {other} already"


def file_name(period_id: str) -> str:
    """A period's id as part of the name of a file."""
    return period_id.replace("/", "-")


def _whole_faults(loaded: Mapping[str, Lines], periods: Mapping[str, Period]) -> Iterator[str]:
    """Yield terms and targets whose periods are not in order, or not all of one type. Unknown ones are told elsewhere."""
    for line, row in loaded["term"].rows:
        assert isinstance(row, Term)
        named = [periods.get(name) for name in (row.first_period_id, row.mid_term_period_id, row.last_period_id)]
        yield from (f"term.csv:{line}: periods of {row.term_id} {fault}" for fault in _order_faults(named))
    for line, row in loaded["target"].rows:
        assert isinstance(row, Target)
        named = [periods.get(name) for name in (row.first_period_id, row.last_period_id)]
        yield from (f"target.csv:{line}: periods of {row.target_id} {fault}" for fault in _order_faults(named))


def _order_faults(named: Sequence[Period | None]) -> Iterator[str]:
    known = [period for period in named if period]
    if len(known) < len(named):
        return
    days: list[date] = [period.starts_on for period in known]
    if days != sorted(days):
        yield "are not in order"
    if len({period.period_type for period in known}) > 1:
        types = sorted({period.period_type for period in known}, key=PERIOD_TYPES.index)
        yield f"are of more than one type: {', '.join(types)}"


def _frequency_faults(loaded: Mapping[str, Lines], known: set[PeriodType]) -> Iterator[str]:
    """Yield forms that are reported for a type of period that the register does not have: nobody would ever owe them."""
    frequency = {row.indicator_id: row.frequency for _, row in loaded["indicator"].rows if isinstance(row, Indicator)}
    asked: dict[str, set[PeriodType]] = defaultdict(set)
    for _, row in loaded["form_line"].rows:
        if isinstance(row, FormLine) and row.indicator_id in frequency:
            asked[row.form_id].add(frequency[row.indicator_id])
    for line, row in loaded["form"].rows:
        assert isinstance(row, Form)
        for name in row.frequency:
            if name not in known:
                yield f"form.csv:{line}: frequency: period.csv has no {name}"
        if asked[row.form_id] and not frequencies_of(row.frequency, asked[row.form_id], known):
            often = ", ".join(sorted(asked[row.form_id], key=PERIOD_TYPES.index))
            yield f"form.csv:{line}: nobody owes {row.form_id}: it is asked for each {often}, and period.csv has none"
