"""How bounds are combined: the one that binds says whether the result is open, a sum is open when any part is."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

import duckdb
import pytest

from tests.sql.given import OFFICE_ON, PERIODS, TOTALS, Cell, World, begun, in_copies, rows
from tests.sql.test_evaluation import both, by_target, progress, target, verdict

FIRST = ("2020H2", "2021H1")


def ends(db: duckdb.DuckDBPyConnection, indicator: str, span: str = "period:2020H2:2020H2") -> list[tuple[object, ...]]:
    columns = "low_value, high_value, is_low_open, is_high_open"
    return rows(db, f"select {columns} from {TOTALS} where span_id = '{span}' and indicator_id = '{indicator}'")


NOUGHT: Mapping[str, Cell] = {"attended": 0, "due": 0}
WORST: list[tuple[Mapping[str, Cell], str]] = [
    # The worst year is exactly as asked; how open the better one is says nothing of the worst.
    ({"attended": ">6", "due": 10}, "met"),
    ({"attended": ">=6", "due": 10}, "met"),
    ({"attended": 7, "due": "<10"}, "met"),
    # As good as asked or better, but surely more.
    ({"attended": ">5", "due": 10}, "met"),
    ({"attended": ">4", "due": 10}, "cannot_yet_say"),
    ({"attended": "<5", "due": 10}, "behind"),
    ({"attended": None, "due": 10}, "cannot_yet_say"),
]
"""What A tells of the other year, and the verdict of a target of 50 % every year."""
Ends = tuple[float | None, float | None, bool, bool]
SUMS: list[tuple[Cell, Cell, Ends]] = [
    (">4", 3, (7, 13, True, False)),
    (">=4", 3, (7, 13, False, False)),
    ("<4", ">4", (4, 14, True, True)),
    ("≈<4", "<=2", (3.8, 6, False, True)),
    (None, "n/a", (0, 10, False, False)),
    ("none", 0, (0, 0, False, False)),
]
RATES: list[tuple[Cell, Cell, Ends]] = [
    (5, 10, (50, 50, False, False)),
    (5, ">=8", (50, 62.5, False, False)),
    (5, ">8", (50, 62.5, False, True)),  # an open denominator opens the other end
    (5, "<8", (62.5, 100, True, False)),
    (">5", 8, (62.5, 100, True, False)),
    ("<5", 8, (0, 62.5, False, True)),
    (0, ">8", (0, 0, False, False)),  # nothing of anything is nothing
    ("<5", "<5", (0, 100, False, False)),  # some may be all: 4 of 4
    (None, None, (0, 100, False, False)),
    (0, 0, (None, None, False, False)),  # there is no rate
]
STATES: list[tuple[Cell, Cell, str]] = [
    ("n/a", None, "blank"),
    (None, "n/a", "blank"),
    ("n/a", 5, "not_applicable"),
    ("none", 5, "zero"),
    (0, 5, "zero"),
    (5, 5, "value"),
    (0, 0, "not_applicable"),
    ("none", "none", "not_applicable"),
]


TIED = [((5, 5, 4), "2022"), ((4, 4, 5), "2020, 2021"), ((4, 5, 4), "2020, 2022"), ((4, 4, 4), None)]
"""How many of five attended in each year, and the years that were worst."""


@pytest.fixture(scope="module")
def of_years() -> Iterator[duckdb.DuckDBPyConnection]:
    """A target for each of WORST, and after these for each of TIED."""
    worst: Mapping[str, Cell] = {"attended": 1, "due": 2}
    nothing = [NOUGHT] * len(WORST)
    of_a = ([worst] * len(WORST), [year for year, _ in WORST], nothing, nothing)
    of_both = [[{"attended": rates[year], "due": 5} for rates, _ in TIED] for year in (0, 1, 1, 2)]
    returns = [
        given
        for period, of_worst, tied in zip(PERIODS, of_a, of_both, strict=True)
        for given in both(in_copies([*of_worst, *tied]), in_copies([*nothing, *tied]), period)
    ]
    copies = len(WORST) + len(TIED)
    targets = [target(f"attended_pct_{n}", "every_year", "50") | {"target_id": f"T{n}"} for n in range(copies)]
    with begun() as db:
        yield World(returns, targets=targets, copies=copies).build(db)


@pytest.mark.parametrize("case", range(len(WORST)))
def test_the_row_that_bounds_says_whether_the_result_is_open(case: int, of_years: duckdb.DuckDBPyConnection) -> None:
    assert by_target(of_years)[f"T{case}"] == (WORST[case][1],)


@pytest.mark.parametrize("case", range(len(TIED)))
def test_worst_years_that_tie_are_all_named(case: int, of_years: duckdb.DuckDBPyConnection) -> None:
    assert by_target(of_years, "result_years", "2022H1")[f"T{len(WORST) + case}"] == (TIED[case][1],)


@pytest.fixture(scope="module")
def combined() -> Iterator[duckdb.DuckDBPyConnection]:
    """What A and B tell in SUMS, and after these what A tells in RATES, where B has nothing."""
    cells_a = [*({"admitted": a} for a, _, _ in SUMS), *({"attended": part, "due": of} for part, of, _ in RATES)]
    cells_b = [*({"admitted": b} for _, b, _ in SUMS), *([NOUGHT] * len(RATES))]
    world = World(both(in_copies(cells_a), in_copies(cells_b), "2020H2"), copies=len(cells_a))
    with begun() as db:
        yield world.build(db)


@pytest.mark.parametrize("case", range(len(SUMS)))
def test_a_sum_is_open_where_any_part_is(case: int, combined: duckdb.DuckDBPyConnection) -> None:
    assert ends(combined, f"admitted_{case}") == [SUMS[case][2]]


@pytest.mark.parametrize("case", range(len(RATES)))
def test_a_rate_is_open_where_the_part_is_that_binds_it(case: int, combined: duckdb.DuckDBPyConnection) -> None:
    assert ends(combined, f"attended_pct_{len(SUMS) + case}") == [RATES[case][2]]


def test_what_one_unit_leaves_open_is_no_part_of_anothers_denominator(database: duckdb.DuckDBPyConnection) -> None:
    # A's attendances are blank, and 8 were due; B had none, and what was due is blank: at best 8 of 8.
    db = World(both({"attended": None, "due": 8}, {"attended": 0, "due": None}, "2020H2")).build(database)
    assert ends(db, "attended_pct") == [(0, 100, False, False)]


def test_a_rate_is_that_of_the_units_of_which_both_parts_are_known(database: duckdb.DuckDBPyConnection) -> None:
    db = World(both({"attended": 4, "due": 5}, {"attended": 10, "due": None}, "2020H2")).build(database)
    query = f"select value, known_count, due_count from {TOTALS} where span_id = 'period:2020H2:2020H2'"
    assert rows(db, f"{query} and indicator_id = 'attended_pct'") == [(80.0, 1, 2)]


@pytest.fixture(scope="module")
def stated() -> Iterator[duckdb.DuckDBPyConnection]:
    """What A tells in STATES; B tells nothing."""
    told = in_copies([{"attended": attended, "due": due} for attended, due, _ in STATES])
    with begun() as db:
        yield World([("A", "2020H2", told)], copies=len(STATES)).build(db)


@pytest.mark.parametrize("case", range(len(STATES)))
def test_the_state_of_a_rate_is_that_of_its_worse_known_part(case: int, stated: duckdb.DuckDBPyConnection) -> None:
    query = f"select unit_id, state from core.unit_value where period_id = '2020H2' and indicator_id = 'attended_pct_{case}'"
    assert rows(stated, f"{query} order by 1") == [("A", STATES[case][2]), ("B", "missing")]


def test_a_year_without_a_rate_is_no_worst_year(
    database: duckdb.DuckDBPyConnection, another: duckdb.DuckDBPyConnection
) -> None:
    nought: Mapping[str, Cell] = {"attended": 0, "due": 0}
    known: Mapping[str, Cell] = {"attended": 4, "due": 5}
    asked = [target("attended_pct", "every_year", "80")]
    given = World([*both(nought, nought, "2020H2"), *both(known, nought, "2021H1")], targets=asked)
    assert verdict(given.build(database)) == "met"
    db = World(both(nought, nought, *FIRST), targets=asked).build(another)
    assert progress(db, "verdict, result_value, low_value, coverage_pct") == [("not_applicable", None, None, 100.0)]


def test_an_opening_stock_is_that_of_the_first_half_year_and_a_closing_one_that_of_the_last(
    database: duckdb.DuckDBPyConnection,
) -> None:
    stocks = dict(zip(PERIODS, (2, 3, 5, 6), strict=True))
    returns = [
        (unit, period, {"opening": stock, "admitted": 1, "members": stock + 1})
        for period, stock in stocks.items()
        for unit in ("A", "B")
    ]
    db = World(returns).build(database)
    query = f"select span_kind, first_period_id, last_period_id, value from {TOTALS} where indicator_id = '{{}}'"
    opening, closing = (
        {(kind, first, last): value for kind, first, last, value in rows(db, query.format(name))}
        for name in ("opening", "members")
    )
    assert opening["since_start", "2020H2", "2022H1"] == 2 * 2
    for (kind, first, last), value in opening.items():
        assert value == 2 * stocks[str(first)]
        assert closing[kind, first, last] == 2 * (stocks[str(last)] + 1)


def test_an_opening_stock_loses_no_unit_that_is_dissolved_within_the_span(database: duckdb.DuckDBPyConnection) -> None:
    # B has 4, of whom none leaves: they are A's from 2021 on, as A's opening says.
    returns: list[tuple[str, str, Mapping[str, Cell]]] = [
        ("A", "2020H2", {"opening": 3, "admitted": 1, "members": 4}),
        ("B", "2020H2", {"opening": 4, "admitted": 0, "members": 4}),
        ("A", "2021H1", {"opening": 8, "admitted": 1, "members": 9}),
    ]
    db = World(returns, merged=True).build(database)
    span = "span_id = 'since_start:2020H2:2021H1'"
    found = dict(rows(db, f"select indicator_id, value from {TOTALS} where {span}"))
    assert found["opening"] + found["admitted"] == found["members"] == 9


def test_an_override_for_all_indicators_does_not_count_what_one_of_its_own_covers(
    database: duckdb.DuckDBPyConnection,
    another: duckdb.DuckDBPyConnection,
) -> None:
    warning = {"rule_id": "W-1", "severity": "warning", "return_id": "A-2020H2-r1", "unit_id": "A", "period_id": "2020H2"}
    findings = [{**warning, "indicator_id": name, "received": "7"} for name in ("admitted", "members", "attended")]
    general = {
        "rule_id": "W-1",
        "unit_id": "A",
        "period_id": "2020H2",
        "received": ["7"],
        "cell_count": 2,
        "reason_vi": "r",
        "approved_by": "a",
        "approved_on": OFFICE_ON,
    }
    own = {**general, "indicator_id": "admitted", "cell_count": 1}
    db = World([("A", "2020H2", {"admitted": 7})], findings=findings, overrides=[general, own]).build(database, "marts.finding")
    assert rows(db, "select distinct override_status from marts.finding") == [("accepted",)]
    more = [*findings, {**warning, "indicator_id": "due", "received": "7"}]
    given = World([("A", "2020H2", {"admitted": 7})], findings=more, overrides=[general, own])
    db = given.build(another, "marts.finding")
    assert rows(db, "select indicator_id, override_status from marts.finding order by 1") == [
        ("admitted", "accepted"),
        ("attended", "too_many"),
        ("due", "too_many"),
        ("members", "too_many"),
    ]


def test_bounds_are_made_once_in_staging_and_only_used_after_it(database: duckdb.DuckDBPyConnection) -> None:
    db = World([("A", "2020H2", {"admitted": "≈4", "members": None})]).build(database)
    query = "select indicator_id, low_value, high_value from {} where return_id = 'A-2020H2-r1' order by 1"
    staged, used = (rows(db, query.format(table)) for table in ("staging.observation", "core.observation"))
    assert staged == used
    assert ("admitted", float(Decimal("3.8")), float(Decimal("4.2"))) in staged


def test_a_missing_rating_may_not_apply_and_is_then_not_counted(
    database: duckdb.DuckDBPyConnection, another: duckdb.DuckDBPyConnection
) -> None:
    db = World([("A", "2020H2", {"rating": "good"})]).build(database)
    assert ends(db, "rated_good") == [(1, 2, False, False)]
    without = World([("A", "2020H2", {"rating": "good"}), ("B", "2020H2", {"rating": "n/a"})])
    assert ends(without.build(another), "rated_good") == [(1, 1, False, False)]


@pytest.mark.parametrize("missing", [None, {"rating": None, "members": None}])
def test_what_is_known_lies_within_the_bounds_though_the_register_asks_more_of_each_unit(
    missing: Mapping[str, Cell] | None, database: duckdb.DuckDBPyConnection
) -> None:
    returns: list[tuple[str, str, Mapping[str, Cell]]] = [("A", "2020H2", {"rating": "failed", "members": 3, "opening": 3})]
    given = World(returns + ([("B", "2020H2", missing)] if missing else []), least=3)
    db = given.build(database)
    aside = f"select span_id, indicator_id from {TOTALS} where not value between low_value and high_value"
    assert rows(db, aside) == []
    assert ends(db, "members") == [(3, 13, False, False)]
    assert ends(db, "rated") == [(1, 2, False, False)]
