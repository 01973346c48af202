"""Checks register target against the others: what each kind of target needs, and what its milestones and parts name."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from pipelines.errors import did_you_mean
from pipelines.reference.lines import Lines
from pipelines.reference.registers import Code, Indicator, Period, Target
from pipelines.reference.target_kinds import KINDS, TargetKind

_OWN = frozenset(column for kind in KINDS.values() for column in kind.uses)
"""Columns that only some kinds look at."""


def check_targets(loaded: Mapping[str, Lines]) -> Iterator[str]:
    """Yield every fault of register target as 'file:line: fault'. Unknown indicators and periods are told elsewhere."""
    indicators = {row.indicator_id: row for _, row in loaded["indicator"].rows if isinstance(row, Indicator)}
    periods = {row.period_id: row for _, row in loaded["period"].rows if isinstance(row, Period)}
    ratings = {row.code: row.rank for _, row in loaded["code"].rows if isinstance(row, Code) and row.list_id == "rating"}
    targets: dict[tuple[str, str], Target] = {
        (row.target_id, row.version): row for _, row in loaded["target"].rows if isinstance(row, Target)
    }
    for line, row in loaded["target"].rows:
        assert isinstance(row, Target)
        kind = KINDS.get(row.kind)
        if kind is None:
            kinds = did_you_mean(row.kind, KINDS) or f"; the kinds are {', '.join(KINDS)}"
            yield f"target.csv:{line}: there is no kind of target '{row.kind}'{kinds}"
            continue
        indicator = indicators.get(row.indicator_id or "")
        base = indicators.get(row.base_indicator_id or row.indicator_id or "")
        for fault in (
            *_column_faults(row, kind),
            *_indicator_faults(row, kind, indicator),
            *_once_faults(row, ratings),
            *_base_faults(row, indicator, base, periods.get(row.base_period_id or "")),
            *_part_faults(row, targets),
            *_stage_faults(row, periods, ratings if indicator and indicator.unit_of_measure == "rating" else None),
            *_course_faults(row, indicator),
        ):
            yield f"target.csv:{line}: {fault}"


def _column_faults(row: Target, kind: TargetKind) -> Iterator[str]:
    filled = {column for column in _OWN if getattr(row, column) not in (None, ())}
    for columns in kind.needs:
        if filled.isdisjoint(columns):
            yield f"{row.kind} target {row.target_id} needs {' or '.join(sorted(columns))}"
    for column in sorted(filled - kind.uses):
        yield f"{row.kind} target {row.target_id} has no {column}; leave it empty"
    if row.kind in ("done", "composite") and row.direction != "at_least":
        yield f"{row.kind} target {row.target_id} is at_least, received '{row.direction}'"


def _indicator_faults(row: Target, kind: TargetKind, indicator: Indicator | None) -> Iterator[str]:
    if bool(row.indicator_id) != bool(kind.aggregations):
        yield f"{row.kind} target {row.target_id} " + (
            "counts other targets; leave indicator_id empty" if row.indicator_id else "needs an indicator_id"
        )
    if indicator is None:
        return
    if row.once_value and indicator.unit_of_measure != "rating":
        yield f"once_value: only a rating is asked for once, received '{row.once_value}'"
    if kind.aggregations == {"sum"} and indicator.aggregation != "sum":
        yield f"{row.kind} target {row.target_id} needs an indicator that is summed"
    elif kind.aggregations and indicator.aggregation not in kind.aggregations:
        yield f"{row.kind} target {row.target_id} cannot be about '{indicator.indicator_id}', which is a {_said(indicator)}"
    if kind.is_by_year and indicator.aggregation == "sum" and indicator.frequency not in ("year", "term"):
        # A sum of part of a year against a whole year's target would be judged before the year is over.
        yield f"{row.kind} target {row.target_id} needs a rate, a stock, a rating or a yearly indicator"
    if kind.is_by_year and indicator.aggregation == "worst" and indicator.is_higher_better is None:
        # Of everything else the target's direction says which year is the worse.
        yield f"'{row.indicator_id}' does not say which of two is the worse; fill in is_higher_better of it in indicator.csv"


def _once_faults(row: Target, ratings: Mapping[str, int]) -> Iterator[str]:
    asked, once = ratings.get(row.target_value), ratings.get(row.once_value or "")
    if asked is not None and once is not None and once <= asked:
        yield f"once_value '{row.once_value}' is no better than '{row.target_value}', which every year must be; leave it empty"


def _said(indicator: Indicator) -> str:
    return "rating" if indicator.unit_of_measure == "rating" else indicator.aggregation


def _base_faults(row: Target, own: Indicator | None, base: Indicator | None, period: Period | None) -> Iterator[str]:
    if row.base_value is not None and (row.base_indicator_id or row.base_period_id):
        yield f"{row.target_id} has both a base_value and what it would be taken from; keep one"
    if row.base_value is not None and row.base_value <= 0:
        yield f"base_value of {row.target_id} must be more than zero, of which there is no share"
    if base and KINDS[row.kind].is_percent:
        # A share is one of what is counted; growth compares a rate with a rate.
        of_shares = ("rate",) if row.kind == "growth" and own and own.aggregation == "rate" else ("sum", "last")
        if base.aggregation not in of_shares:
            yield f"base_indicator_id '{base.indicator_id}' is a {_said(base)}, of which '{row.indicator_id}' is no share"
    if base and period and row.kind == "growth" and base.aggregation == "sum" and period.period_type != "year":
        # Its last whole year is compared with the base.
        yield (
            f"base_period_id {period.period_id} of {row.target_id} is no year; give base_value, or add the year to period.csv, "
            "after each form that asks for yearly figures alone has its frequency in form.csv"
        )


def _part_faults(row: Target, targets: Mapping[tuple[str, str], Target]) -> Iterator[str]:
    for part_id in row.part_ids:
        part = targets.get((part_id, row.version))
        if part is None:
            yield f"part_ids '{part_id}' is no target of version {row.version}"
        elif part.kind == "composite":
            yield f"part_ids '{part_id}' counts targets itself; name those"
    if len(set(row.part_ids)) < len(row.part_ids):
        yield f"part_ids of {row.target_id} name a target twice"
    if row.part_ids and not (row.target_value.isdecimal() and 0 < int(row.target_value) <= len(row.part_ids)):
        yield f"target_value of {row.target_id} must be how many of {len(row.part_ids)} targets, received '{row.target_value}'"


def _stage_faults(row: Target, periods: Mapping[str, Period], ratings: Collection[str] | None) -> Iterator[str]:
    """Yield what is wrong with milestones or a profile; `ratings` are the codes where it asks for a rating."""
    if row.milestones and row.profile_pct:
        yield f"{row.target_id} has both milestones and profile_pct; keep one"
    if ratings is not None and row.profile_pct:
        yield f"profile_pct: there is no share of a rating; say the milestones of {row.target_id}"
    first, last = periods.get(row.first_period_id), periods.get(row.last_period_id)
    for column in ("milestones", "profile_pct"):
        before: date | None = None
        for stage in getattr(row, column):
            period_id, _, value = stage.rpartition("=")
            period = periods.get(period_id)
            if period is None:
                yield f"{column} '{stage}' names no period of period.csv; write <period>=<value>, several parted by spaces"
            elif first and last and not (first.starts_on <= period.starts_on and period.ends_on < last.ends_on):
                yield f"{column} '{stage}' must lie within {row.first_period_id} to {row.last_period_id} and end before it does"
            elif before and period.ends_on < before:
                yield f"{column} '{stage}' comes after a later one; write them in order of time"
            elif period.ends_on == before:
                yield f"{column} '{stage}' ends on the same day as the one before it; keep one of them, or correct its period"
            if not (value in ratings if ratings is not None and column == "milestones" else _is_number(value)):
                yield f"{column} '{stage}' has no {'number' if ratings is None else 'rating'} behind '='"
            before = period.ends_on if period else before


def _course_faults(row: Target, indicator: Indicator | None) -> Iterator[str]:
    """Yield each milestone that asks for less than an earlier one, or for more than the end, of what can only grow."""
    grows = bool(indicator and indicator.aggregation == "sum" and indicator.valid_min >= 0 and row.kind != "growth")
    for column, stages, last in (
        ("milestones", row.milestones if grows else (), row.target_value),
        ("profile_pct", row.profile_pct, "100"),
    ):
        before = Decimal(0)
        for stage in stages:
            value = stage.rpartition("=")[2]
            if not (_is_number(value) and _is_number(last)):
                return
            if Decimal(value) > Decimal(last):
                yield f"{column} '{stage}' is more than {last}, which is asked for in the end"
            elif Decimal(value) < before:
                yield f"{column} '{stage}' is less than what is asked for before it; it must not fall"
            before = max(before, Decimal(value))


def _is_number(text: str) -> bool:
    try:
        return Decimal(text).is_finite() and abs(Decimal(text)) < 10**15
    except InvalidOperation:
        return False
