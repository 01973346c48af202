"""What the rest of a target's time may bring: which figures it stands on, by hand, and the distributions by scipy's own."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import duckdb
import numpy as np
import pytest

from pipelines.definitions import models
from pipelines.outlook import BOUNDS, Year, count_at_most, count_interval, few_at_least, worst_year_at_least, write_outlooks
from pipelines.queries import query
from pipelines.warehouse import FUNCTIONS
from pipelines.warehouse.made import content
from tests.databases import few_rows, make
from tests.sql.given import Cell, World, begun, in_copies, make_missing, rows
from tests.sql.test_evaluation import target

ASKED_FOR = ("core.outlook_asked", "core.outlook_figure", "core.unit_of_period", "core.unit_origin")
"""What outlooks are made from."""
ORIGIN = "unit_id as earlier_unit_id, '2010-01-01'::date as from_on, 1 as least_share, 1 as most_share"
MODELS = ("core.outlook_part", "core.outlook_total")
TOLD: list[tuple[list[Cell], list[Cell]]] = [
    ([1, 1, 2], [2, 0, 2]),  # alike
    ([9, 9, 9], [0, 0, 0]),  # not at all alike
    ([0, 0, 0], [0, 0, 0]),  # nothing yet
    ([3, ">2", 1], [1, 1, 1]),  # a figure that is but a bound
]
"""Admitted by A and by B in the first three half-years, in a copy of the small world each."""
PERIODS = ("2020H2", "2021H1", "2021H2")
AT_LAST = "cutoff_period_id = '2021H2'"
ATTENDED = {"A": (8, 9, 9), "B": (5, 5, 5)}
"""Of ten each time."""


def asked(target_id: str, indicator: str, value: str, direction: str = "at_least", kind: str = "cumulative") -> dict[str, Any]:
    return {**target(indicator, kind, value, direction), "target_id": target_id}


TARGETS = [
    *(asked(f"T{copy}", f"admitted_{copy}", "10") for copy in range(len(TOLD))),
    asked("reached", "admitted_0", "8"),
    asked("passed", "admitted_0", "7", "at_most"),
    asked("surely passed", "admitted_3", "9", "at_most"),
    asked("at most", "admitted_0", "10", "at_most"),
    asked("below", "admitted_0", "10", "below"),
    asked("share", "attended_pct_0", "65", kind="every_year"),
    asked("lost", "attended_pct_0", "66", kind="every_year"),
    asked("fewer", "attended_pct_0", "75", "below", kind="every_year"),
    asked("level", "members_0", "1", kind="every_year"),
]


@pytest.fixture(scope="module")
def stats() -> Any:
    """Of scipy, loaded only where a test of this file runs: it takes more than a second."""
    from scipy import stats  # type: ignore[import-untyped]

    return stats


@pytest.fixture(scope="module")
def world() -> Iterator[duckdb.DuckDBPyConnection]:
    """Three half-years of four are over; the fourth is open."""
    returns: list[tuple[str, str, Mapping[str, Cell]]] = []
    for place, period_id in enumerate(PERIODS):
        for of_unit, unit in enumerate(("A", "B")):
            more = {"attended": ATTENDED[unit][place], "due": 10, "members": 5}
            returns.append((unit, period_id, in_copies([{"admitted": case[of_unit][place], **more} for case in TOLD])))
    given = World(returns, targets=TARGETS, copies=len(TOLD), office_on=date(2022, 3, 1))
    with begun() as db:
        given.build(db, *MODELS)
        write_outlooks(db)
        make_missing(db, ["marts.outlook", "marts.outlook_by_unit"])
        yield db


def of(db: duckdb.DuckDBPyConnection, table: str, what: str, target_id: str) -> tuple[Any, ...]:
    [row] = rows(db, f"select {what} from {table} where target_id = '{target_id}' and {AT_LAST}")
    return row


def outlook(db: duckdb.DuckDBPyConnection, what: str, target_id: str) -> tuple[Any, ...]:
    [row] = rows(db, f"select {what} from marts.outlook where target_version_id = '{target_id}/congress'")
    return row


def test_only_what_goes_on_and_of_which_enough_is_known_has_an_outlook(world: duckdb.DuckDBPyConnection) -> None:
    told = rows(world, "select target_version_id, cutoff_period_id, point_count, left_count from marts.outlook order by all")
    wanted = sorted(row["target_id"] for row in TARGETS if row["target_id"] != "level")
    assert told == [(f"{name}/congress", "2021H2", 3, 1) for name in wanted], "at mid-term there are but two periods"


def test_units_that_are_alike_have_one_pace(world: duckdb.DuckDBPyConnection) -> None:
    pace = 8.5 / 6  # 8 in six figures, and half of one more
    assert of(world, "core.outlook_pool", "spread", "T0") == (0,)
    assert of(world, "core.outlook_total", "known_part, open_whole", "T0") == (8, 2)
    found = of(world, "core.outlook_total", "mean_part, level_variance, chance_variance", "T0")
    # The pace is known from six figures; no half-year was more unlike another than chance lets it.
    assert found == pytest.approx((2 * pace, 4 * pace / 6, 2 * pace))
    assert outlook(world, "known_value, pace_value, needed_value", "T0") == (8, pytest.approx(8 / 3), 2)


def test_units_that_differ_keep_their_own_pace_as_far_as_it_is_known(world: duckdb.DuckDBPyConnection) -> None:
    pace = 27.5 / 6
    spread = (27**2 / 3 - 27**2 / 6 - pace) / (6 - 18 / 6)
    assert of(world, "core.outlook_pool", "spread", "T1") == pytest.approx((spread,))
    weight = pace / (pace + 3 * spread)
    found = rows(world, f"select weight, pace from core.outlook_unit where target_id = 'T1' and {AT_LAST} order by pace desc")
    assert found == [pytest.approx((weight, weight * pace + (1 - weight) * own)) for own in (9, 0)]


def test_an_outlook_is_the_same_to_the_last_digit_whatever_the_order_of_rows_is(world: duckdb.DuckDBPyConnection) -> None:
    """A release that is made again has its rows in another order, and each digit of a double counts as one."""
    made = [name for name in models if name.startswith("core.outlook_") and name not in ASKED_FOR]
    found = []
    with few_rows() as db:
        db.execute(query(FUNCTIONS))
        for schema in ("core", "reference"):
            db.execute(f"create schema {schema}")
        for name in {read for model in (*made, *ASKED_FOR) for read in models[model].reads} | {*ASKED_FOR}:
            if name not in made:
                db.register("given", world.table(name).to_arrow_table())
                db.execute(f"create table {name} as from given")
        db.execute("delete from core.outlook_figure")
        db.execute(
            "insert into core.outlook_figure by name "
            "select indicator_id, 'U' || unit as unit_id, period_id, ends_on, year, ends_on < '2022-01-01' as is_known, "
            "if(is_known, if(is_share, 1 + sin(unit * 7 + month(ends_on) + year), 1 + unit % 3), null) as part, "
            "if(is_known, 10 + cos(unit * year), null) as whole, 0 as least_part, 0 as least_missed, 0 as least_whole "
            "from (select distinct indicator_id, is_share from core.outlook_asked) cross join reference.period "
            "cross join range(40) as t(unit)"
        )
        for table, more in (("unit_of_period", "unit_id || '/v' as unit_version_id"), ("unit_origin", ORIGIN)):
            db.execute(f"insert into core.{table} by name select distinct unit_id, period_id, {more} from core.outlook_figure")
        for order in ("hash(t)", "hash(t) desc"):
            for name in ASKED_FOR:
                db.execute(f"create or replace table {name} as from {name} as t order by {order}")
            for name in made:
                make(db, models[name])
            write_outlooks(db)
            found.append({name: content(db, name) for name in (*made, "core.outlook_interval")})
    assert found[0] == found[1]


def test_where_nothing_was_counted_yet_something_may_still_come(world: duckdb.DuckDBPyConnection) -> None:
    assert outlook(world, "known_value, low_value, met_pct", "T2") == (0, 0, 1)
    [(found,)] = rows(world, "select met_share from core.outlook_interval where target_id = 'T2' and unit_version_id is null")
    assert 0 < found < 0.001


def test_what_is_but_a_bound_is_still_open_above_it(world: duckdb.DuckDBPyConnection) -> None:
    [(pace,)] = rows(world, f"select pace from core.outlook_unit where target_id = 'T3' and {AT_LAST} and point_count = 2")
    found = of(world, "core.outlook_total", "known_part, open_whole", "T3")
    assert found == (7 + 3, pytest.approx(3 - 3 / (pace + 3))), "'more than 2' is 3, and little more is expected of it"
    told = "open_count, point_count, low_value >= if(open_count = 2, 3, 0)"
    counted = f"select {told} from marts.outlook_by_unit where target_version_id = 'T3/congress' order by all"
    assert rows(world, counted) == [(1, 3, True), (2, 2, True)]
    assert outlook(world, "known_value, low_value >= 10, met_pct", "T3") == (10, True, 100), "reached for good"
    assert outlook(world, "met_pct", "surely passed") == (0,)


def test_the_units_together_lack_what_all_lack(world: duckdb.DuckDBPyConnection) -> None:
    lacks = "select sum(needed_value * open_count) from marts.outlook_by_unit where target_version_id = 'T1/congress'"
    assert rows(world, lacks) == [(0,)], "27 are more than 10"
    lacks = lacks.replace("T1/", "T3/")
    assert rows(world, lacks) == [(pytest.approx(3),)]


def test_what_nothing_can_change_any_more_is_sure_and_nothing_else_is(world: duckdb.DuckDBPyConnection) -> None:
    sure = {name: outlook(world, "met_pct", name)[0] for name in ("reached", "passed", "lost", "T1")}
    assert sure == {"reached": 100, "passed": 0, "lost": 0, "T1": 100}
    assert all(0 < outlook(world, "met_pct", name)[0] < 100 for name in ("T0", "T2", "share", "fewer"))


def test_a_total_is_at_most_what_asks_for_less(world: duckdb.DuckDBPyConnection, stats: Any) -> None:
    mean, variance = 17 / 6, 17 / 6 + 4 * 8.5 / 36
    size, chance = mean**2 / (variance - mean), mean / variance
    for name, most in (("at most", 2), ("below", 1)):
        assert outlook(world, "met_pct", name) == (round(100 * stats.nbinom.cdf(most, size, chance)),)


def test_the_worst_year_lies_no_higher_than_one_that_is_over(world: duckdb.DuckDBPyConnection) -> None:
    # 13 of 20 in 2020, 28 of 40 in 2021; in 2022 some 20 more.
    low, middle, high = outlook(world, "low_value, middle_value, high_value", "share")
    assert 40 < low < middle <= high == 65
    low, middle, high = outlook(world, "low_value, middle_value, high_value", "fewer")
    assert 70 == low <= middle < high < 95, "where less is better the worst is the most"


def test_a_unit_to_which_a_share_never_applied_is_expected_to_bring_nothing_to_it(empty: duckdb.DuckDBPyConnection) -> None:
    empty.execute("create schema core")
    key = "'S' as target_id, 'congress' as version, '2021H2' as cutoff_period_id"
    empty.execute(f"create table core.outlook_asked as select {key}, true as is_share")
    empty.execute(f"create table core.outlook_pool as select {key}, 0.5 as pace, 0.1 as spread, 9.0 as mean_whole")
    units = "unnest(['never', 'not last', 'new', 'always']) as unit_version_id"
    empty.execute(f"create table core.outlook_open as select {key}, {units}")
    empty.execute(f"""create table core.outlook_point as
        select {key}, unit_version_id, ends_on as period_id, ends_on, whole / 2 as part, whole
        from (values ('never', 0.0, 0.0), ('not last', 8, 0), ('always', 4, 6)) as told(unit_version_id, once, then_)
        cross join (values (date '2021-06-30', true), (date '2021-12-31', false)) as half(ends_on, is_first)
        cross join lateral (select if(is_first, once, then_)::double as whole)""")
    make(empty, models["core.outlook_unit"])
    found = rows(empty, "select unit_version_id, latest_whole::integer from core.outlook_unit order by all")
    assert found == [("always", 6), ("never", 0), ("new", 9), ("not last", 4)]


# Of 60 of which 48 were expected: sure to be in it, sure not to be, and the denominator between.
BOUNDED = [(0, 0, 60, 60), (51, 0, 60, 60), (45, 0, 60, 60), (0, 14, 60, 60), (40, 10, 60, 60), (60, 0, 60, 60), (0, 0, 70, 80)]


def test_what_is_sure_of_a_share_is_sure_and_the_less_comes_beyond_the_more_it_is(
    empty: duckdb.DuckDBPyConnection, stats: Any
) -> None:
    empty.execute(query(FUNCTIONS))
    empty.execute("create schema core")
    key = "'S' as target_id, 'congress' as version, '2021H2' as cutoff_period_id"
    empty.execute(f"create table core.outlook_asked as select {key}, true as is_share")
    empty.execute(f"create table core.outlook_unrest as select {key}, 1.0 as unrest")
    values = ", ".join(f"('{number}', {one})" for number, one in enumerate(str(case)[1:-1] for case in BOUNDED))
    empty.execute(f"""create table core.outlook_open as
        select {key}, *, unit_version_id as unit_id, 2021 as year, '2021H2' as bounded_id, 1 as open_count, 1.0 as weight,
            0.0 as told_weight
        from (values {values}) as open(unit_version_id, least_part, least_missed, least_whole, most_whole)""")
    empty.execute(f"""create table core.outlook_unit as
        select {key}, unit_version_id, 0.8 as pace, 0.0 as pace_variance, 60.0 as latest_whole, 1.0 as weight
        from core.outlook_open""")
    make(empty, models["core.outlook_part"])
    found = rows(empty, "select sure_whole, open_whole, least_part + mean_part from core.outlook_part order by unit_version_id")
    for (least, missed, whole, _), (sure, left, mean) in zip(BOUNDED, found, strict=True):
        count = np.arange(least, whole - missed + 1)
        chance = stats.binom.pmf(count, whole, 0.8)
        assert (sure, left) == (least + missed, whole - least - missed)
        assert mean == pytest.approx((count * chance).sum() / chance.sum(), abs=0.5)


@pytest.mark.parametrize(
    ("counts", "factors"),
    [
        ([20, 10, 22, 11, 21, 9], [(6, pytest.approx(2 * 10 / 31)), (12, pytest.approx(2 * 21 / 31))]),
        ([20, 0, 22, 0, 21, 0], [(6, pytest.approx(0.5 / 6 / 10.5)), (12, 2)]),  # nothing yet in one half, and yet it may come
        ([20, 10, 22, 11], [(6, 1), (12, 1)]),  # two years alone
        ([20, 10, 15, 21, 21, 9], [(6, 1), (12, 1)]),  # now one half is more, now the other
        ([3, 2, 3, 2, 3, 2], [(6, 1), (12, 1)]),  # no more unlike than chance lets them be
    ],
)
def test_times_of_year_are_told_apart_where_they_differ_year_for_year(
    counts: list[int], factors: list[tuple[int, float]], empty: duckdb.DuckDBPyConnection
) -> None:
    season_of(empty, counts)
    assert rows(empty, "select season, factor from core.outlook_season order by season") == factors


def test_months_have_a_time_of_year_too(empty: duckdb.DuckDBPyConnection) -> None:
    busy = [42 if month == 12 else 9 for month in (*range(7, 13), *range(1, 7))]
    season_of(empty, busy * 6, months=1)
    found = rows(empty, "select season, factor from core.outlook_season order by season")
    assert found == [(month, pytest.approx((42 if month == 12 else 9) * 12 / (11 * 9 + 42))) for month in range(1, 13)]


def season_of(empty: duckdb.DuckDBPyConnection, counts: list[int], months: int = 6) -> None:
    """Make core.outlook_season of two units that count alike, in periods of so many months up to the first half of 2023."""
    empty.execute("create schema core")
    empty.execute("""create table core.outlook_asked as
        select 'T' as target_id, 'congress' as version, '2023H1' as cutoff_period_id, 'i' as indicator_id, false as is_share,
            date '2023-06-30' as cutoff_ends_on""")
    empty.execute(
        """create table core.outlook_figure as
        select 'i' as indicator_id, place as period_id, true as is_known, $counts[place + 1]::double as part,
            last_day(date '2023-06-01' - to_months(($months * (len($counts) - 1 - place))::integer)) as ends_on
        from range(len($counts)) as period(place) cross join range(2) as unit""",
        {"counts": counts, "months": months},
    )
    make(empty, models["core.outlook_season"])


@pytest.mark.parametrize(("mean", "variance"), [(0.3, 0.31), (2.8, 3.8), (227, 373), (5000, 90_000)])
def test_counts_are_negative_binomial(mean: float, variance: float, stats: Any) -> None:
    size, chance = mean**2 / (variance - mean), mean / variance
    expected = stats.nbinom.ppf(BOUNDS, size, chance)
    assert count_interval(np.array([mean]), np.array([variance])).tolist() == [expected.tolist()]
    for most in (0, *expected):
        assert count_at_most(most, mean, variance) == pytest.approx(stats.nbinom.cdf(most, size, chance), abs=1e-9)
    assert count_at_most(-1, mean, variance) == 0


def test_without_more_variance_than_mean_a_count_is_poisson(stats: Any) -> None:
    assert count_interval(np.array([7.0]), np.array([7.0])).tolist() == [stats.poisson.ppf(BOUNDS, 7).tolist()]


@pytest.mark.parametrize(("pace", "whole", "spread"), [(0.9, 60, 0.002), (0.5, 400, 0.0001), (0.97, 5000, 0.00005)])
def test_a_year_of_a_share_is_as_a_beta_binomial(pace: float, whole: int, spread: float, stats: Any) -> None:
    year = Year(0, 0, whole, pace * whole, spread * pace * (1 - pace) * whole**2, whole * pace * (1 - pace))
    size = 1 / spread - 1
    exact = stats.betabinom(whole, pace * size, (1 - pace) * size)
    counts = exact.ppf([0.05, 0.2, 0.5, 0.8, 0.95])
    assert worst_year_at_least([year], counts / whole) == pytest.approx(exact.sf(counts - 1), abs=0.02)
    assert worst_year_at_least([year], counts / whole, is_more=True) == pytest.approx(exact.sf(counts), abs=0.02)


@pytest.mark.parametrize(("pace", "whole"), [(0.9, 3), (0.95, 5), (0.5, 2), (0.98, 10), (0.7, 50)])
def test_of_few_each_count_has_its_own_probability(pace: float, whole: int, stats: Any) -> None:
    year = Year(0, 0, whole, pace * whole, 1e-6 * whole**2, whole * pace * (1 - pace))
    counts = np.arange(whole + 1)
    exact = stats.binom(whole, pace)
    assert worst_year_at_least([year], counts / whole) == pytest.approx(exact.sf(counts - 1), abs=0.002)
    twice = stats.betabinom(whole, *(share * (whole - 1.5) / 0.5 for share in (pace, 1 - pace)))
    assert few_at_least(whole, np.array([[pace]]), 1.5)[0] == pytest.approx([*twice.sf(counts - 1), 0], abs=1e-6)


def test_years_have_one_pace_in_common() -> None:
    year = Year(0, 0, 1000, 500, 50.0**2, 250)
    [once], [twice] = (worst_year_at_least([year] * count, np.array([0.5])) for count in (1, 2))
    assert once**2 < twice < once, "a pace that is enough for the one is for the other"


def test_outlooks_of_made_up_terms_are_scored(capsys: pytest.CaptureFixture[str]) -> None:
    from tests import backtest

    backtest.main(terms=2, seed=1)
    told = capsys.readouterr().out
    assert all(f"{kind} " in told for kind in backtest.KINDS)
    inside = [float(share) for share in re.findall(r"(?:one unit) *. (\d\.\d\d) ", told)]
    assert len(inside) == len(backtest.KINDS)
    assert all(0.7 < share < 0.95 for share in inside), "of 114 units each, whose paces are no gamma"
