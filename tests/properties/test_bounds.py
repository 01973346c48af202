"""Bounds and verdicts are those of every way in which what is unknown may turn out."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import duckdb
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.databases import FEW_ROWS
from tests.properties.batches import examples
from tests.properties.completions import (
    Outcome,
    Verdict,
    contradict,
    extremes,
    interval,
    rates,
    sums,
    verdict,
    verdict_at_the_end,
    worst_ratings,
    year_verdict,
)
from tests.sql.given import RATING_RANKS, Cell, World, rows

WORLDS = 24
"""Small worlds in one database."""
UNITS = ("A", "B")
YEARS = {"2020H2": "2020", "2021H1": "2021"}
LATE = {"first_period_id": "2021H1"}
"""A target that begins a half-year after the term."""
FIRST_YEAR = {"last_period_id": "2021H1"}
ROUNDED = Fraction(1, 10**6)
"""Rates are rounded to six decimals."""
MANY = settings(
    deadline=None,
    max_examples=examples(3),
    phases=[Phase.explicit, Phase.generate],  # to shrink two dozen worlds takes minutes and tells no more than the message does
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

numbers = st.integers(0, 6)
bounds = st.builds(
    lambda comparator, value: f"{comparator}{value}", st.sampled_from([">", ">=", "<", "<=", "≈", "≈<"]), st.integers(1, 6)
)
counts = st.one_of(numbers, numbers, bounds, st.sampled_from([None, "none", "n/a"]))
ratings = st.sampled_from([*RATING_RANKS, None, "n/a"])
lines = st.fixed_dictionaries({"admitted": counts, "attended": counts, "due": counts, "rating": ratings})
worlds = st.lists(
    st.fixed_dictionaries({(unit, period): lines for unit in UNITS for period in ("2020H2", "2021H1", "2021H2")}),
    min_size=WORLDS,
    max_size=WORLDS,
)
missing = st.sets(st.tuples(st.sampled_from(UNITS), st.sampled_from(["2020H2", "2021H1", "2021H2"])), max_size=2)
asked = st.lists(st.one_of(st.integers(0, 30), st.sampled_from([40, 50, 75, 100])), min_size=WORLDS, max_size=WORLDS)
Cells = dict[tuple[str, str], dict[str, Cell]]


def asks(number: int, indicator: str, kind: str, value: object, direction: str = "at_least", **more: str) -> dict[str, Any]:
    target = {"target_id": f"{indicator}-{direction}-{number}", "version": "congress", "label_vi": "l", "clause": "c"}
    span = {"first_period_id": "2020H2", "last_period_id": "2022H1"}
    return {
        **target,
        **span,
        "indicator_id": indicator,
        "kind": kind,
        "direction": direction,
        "target_value": str(value),
        **more,
    }


def built(given_worlds: Sequence[Cells], gone: set[tuple[str, str]], percents: Sequence[int]) -> duckdb.DuckDBPyConnection:
    """All worlds in one database, with six targets each."""
    returns = [
        (
            unit,
            period,
            {f"{name}_{n}": cell for n, cells in enumerate(given_worlds) for name, cell in told(cells, unit, period)},
        )
        for unit in UNITS
        for period in ("2020H2", "2021H1", "2021H2")
        if (unit, period) not in gone
    ]
    targets = []
    for number, percent in enumerate(percents):
        targets += [
            asks(number, f"admitted_{number}", "cumulative", percent),
            asks(number, f"attended_pct_{number}", "every_year", percent),
            asks(number, f"attended_pct_{number}", "every_year", percent, "below"),
            asks(number, f"rating_{number}", "every_year", ("fair", "good", "excellent")[percent % 3]),
            asks(number, f"admitted_{number}", "cumulative", percent, target_id=f"late-sum-{number}", **LATE),
            asks(number, f"attended_pct_{number}", "every_year", percent, target_id=f"late-rate-{number}", **LATE),
        ]
        for kind, (value, direction, _) in near(given_worlds[number], gone, percent).items():
            name = f"near-{kind}-{number}"
            base = {"base_period_id": "2020H2"} if kind == "growth" else {}
            targets.append(asks(number, f"attended_pct_{number}", kind, value, direction, target_id=name, **FIRST_YEAR, **base))
    return World(returns, targets=targets, copies=len(given_worlds)).build(
        duckdb.connect(config=FEW_ROWS), "core.target_progress", "core.span_extreme", "core.span_value"
    )


def ended(cells: Cells, gone: set[tuple[str, str]], direction: str) -> dict[str, list[Fraction]]:
    """Kind → every result of a rate that ends after its first two half-years, where it surely has one in both."""
    pairs = {
        period: [(of(cells, gone, unit, period, "attended"), of(cells, gone, unit, period, "due")) for unit in UNITS]
        for period in YEARS
    }
    told = [pair for pairs_of_year in pairs.values() for pair in pairs_of_year]
    # Just inside an open end there is always something nearer to it than what is tried.
    is_open = any(interval(cell).is_low_open or interval(cell).is_high_open for pair in told for cell in pair)
    years = [rates(pairs_of_year) for pairs_of_year in pairs.values()]
    if is_open or any(contradict(*pair) for pair in told) or any(None in year for year in years):
        return {}
    first, second = ([rate for rate in year if rate is not None] for year in years)
    ends = [(a, b) for a in (min(first), max(first)) for b in (min(second), max(second))]
    worst, best = (min, max) if direction == "at_least" else (max, min)
    found = {
        "every_year": [worst(pair) for pair in ends],
        "once": [best(pair) for pair in ends],
        "by_date": [b for _, b in ends],
        "average": [(a + b) / 2 for a, b in ends],
    }
    return found | ({"growth": [100 * (b - a) / a for a, b in ends]} if min(first) > 0 else {})


def near(cells: Cells, gone: set[tuple[str, str]], percent: int) -> dict[str, tuple[Decimal, str, Verdict]]:
    """Kind → value and direction of a target that one of its results meets, or misses by some millionth, and its verdict."""
    direction = ("at_least", "at_most", "below")[percent // 6 % 3]
    found = {}
    for kind, results in ended(cells, gone, direction).items():
        millionths = round((min(results), max(results))[percent % 2] * 10**6) + percent // 2 % 3 - 1
        says = verdict_at_the_end(results, Fraction(millionths, 10**6), direction)
        found[kind] = (Decimal(millionths) / 10**6, direction, says)
    return found


def told(cells: Cells, unit: str, period: str) -> list[tuple[str, Cell]]:
    return [(name, cell) for name, cell in cells[unit, period].items() if name != "rating" or period.endswith("H2")]


def of(cells: Cells, gone: set[tuple[str, str]], unit: str, period: str, name: str) -> Cell:
    return None if (unit, period) in gone else cells[unit, period][name]


def spans(db: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], tuple[Any, ...]]:
    columns = "span_id, indicator_id, low_value, high_value, is_low_open, is_high_open"
    found = rows(db, f"select {columns} from core.span_value where group_kind = 'bloc'")
    return {(str(span), str(indicator)): tuple(ends) for span, indicator, *ends in found}


def worst_years(db: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], tuple[Any, ...]]:
    """Indicator and direction → bounds of the worst of the years up to 2021H1."""
    found: dict[tuple[str, str], tuple[Any, ...]] = {}
    for direction, side in (("at_least", "least"), ("below", "greatest")):
        columns = f"indicator_id, {side}_low_value, {side}_high_value, is_{side}_low_open, is_{side}_high_open"
        where = "span_kind = 'year_to_date' and first_period_id = '2020H2' and last_period_id = '2021H1'"
        for indicator, *ends in rows(db, f"select {columns} from core.span_extreme where {where}"):
            found[str(indicator), direction] = tuple(ends)
    return found


def fits(ends: tuple[Any, ...], outcomes: set[Outcome], rounding: Fraction = Fraction(0)) -> None:
    """No outcome lies outside of the bounds."""
    low, high, is_low_open, is_high_open = ends
    known = [outcome for outcome in outcomes if outcome is not None]
    if not known:
        assert (low, high) == (None, None)
        return
    low, high = Fraction(str(low)), Fraction(str(high))
    assert low - rounding <= min(known)
    assert max(known) <= high + rounding
    if is_low_open:
        assert low < min(known)
    if is_high_open:
        assert max(known) < high


def is_tight(ends: tuple[Any, ...], outcomes: set[Outcome], rounding: Fraction = Fraction(0)) -> None:
    """An end that is closed is reached, one that is open is not, and is what outcomes come close to."""
    low, high = (Fraction(str(end)) for end in ends[:2])
    known = [outcome for outcome in outcomes if outcome is not None]
    assert ends[2] == (min(known) > low + rounding)
    assert ends[3] == (max(known) < high - rounding)


@MANY
@given(worlds, missing, asked)
def test_bounds_and_verdicts_are_those_of_every_completion(
    given_worlds: list[Cells], gone: set[tuple[str, str]], percents: list[int]
) -> None:
    with built(given_worlds, gone, percents) as db:
        ends, worst = spans(db), worst_years(db)
        query = "select target_id, verdict from core.target_progress where cutoff_period_id = '{}'"
        at_first, at_second = (dict(rows(db, query.format(cutoff))) for cutoff in ("2021H1", "2021H2"))
    for number, cells in enumerate(given_worlds):
        percent = Fraction(percents[number])

        for kind, (value, direction, says) in near(cells, gone, percents[number]).items():
            assert at_first[f"near-{kind}-{number}"] == says, (cells, gone, kind, value, direction)

        totals = sums(of(cells, gone, unit, period, "admitted") for unit in UNITS for period in YEARS)
        of_sum = ends["since_start:2020H2:2021H1", f"admitted_{number}"]
        fits(of_sum, set(totals))
        is_tight(of_sum, set(totals))
        assert at_first[f"admitted_{number}-at_least-{number}"] == verdict(totals, percent / 2)

        late = sums(of(cells, gone, unit, "2021H1", "admitted") for unit in UNITS)
        assert at_first[f"late-sum-{number}"] == verdict(late, percent / 3)

        years: list[set[Outcome]] = []
        is_contradicted = False
        for period in YEARS:
            pairs = [tuple(of(cells, gone, unit, period, name) for name in ("attended", "due")) for unit in UNITS]
            years.append(rates([(part, whole) for part, whole in pairs]))
            contradicted = any(contradict(part, whole) for part, whole in pairs)
            of_rate = ends[f"year_to_date:{period}:{period}", f"attended_pct_{number}"]
            # More than all of nearly nothing is no percentage, and has no bound.
            if not contradicted or any(interval(whole).low > 0 for _, whole in pairs):
                fits(of_rate, years[-1], ROUNDED)
            if years[-1] != {None} and not contradicted:
                is_tight(of_rate, years[-1], ROUNDED)
            is_contradicted |= contradicted
        for direction in ("at_least", "below"):
            of_worst = worst[f"attended_pct_{number}", direction]
            outcomes = extremes(years, is_below=direction == "below")
            if not is_contradicted and None not in outcomes:
                fits(of_worst, outcomes, ROUNDED)
                is_tight(of_worst, outcomes, ROUNDED)
            says = at_first[f"attended_pct_{number}-{direction}-{number}"]
            expected = year_verdict(years[:1], years[1:], percent, is_below=direction == "below")
            assert says == expected or is_contradicted, (cells, gone, direction, percent)

        late_rate = year_verdict([], years[1:], percent)
        assert at_first[f"late-rate-{number}"] == late_rate or is_contradicted, (cells, gone, percent)

        ranks = [worst_ratings(of(cells, gone, unit, period, "rating") for unit in UNITS) for period in ("2020H2", "2021H2")]
        rank = Fraction((2, 3, 4)[percents[number] % 3])
        assert at_second[f"rating_{number}-at_least-{number}"] == year_verdict(ranks, [], rank)
