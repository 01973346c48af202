"""From what is known to verdicts: totals, rates, and what missing figures do to them."""

from collections.abc import Iterable, Mapping
from typing import Any

import duckdb
import pytest

from tests.sql.given import PERIODS, TOTALS, Cell, World, in_copies, rows


def target(indicator: str, kind: str, value: str, direction: str = "at_least", once: str | None = None) -> dict[str, Any]:
    return {
        "target_id": "T1",
        "version": "congress",
        "label_vi": "l",
        "indicator_id": indicator,
        "kind": kind,
        "direction": direction,
        "target_value": value,
        "once_value": once,
        "first_period_id": "2020H2",
        "last_period_id": "2022H1",
        "clause": "c",
    }


def both(cells_a: Mapping[str, Cell], cells_b: Mapping[str, Cell], *periods: str) -> list[tuple[str, str, Mapping[str, Cell]]]:
    return [(unit, period, cells) for period in periods for unit, cells in (("A", cells_a), ("B", cells_b))]


def progress(db: duckdb.DuckDBPyConnection, columns: str, cutoff: str = "2021H1") -> list[tuple[Any, ...]]:
    return rows(db, f"select {columns} from core.target_progress where cutoff_period_id = '{cutoff}'")


def first_period(db: duckdb.DuckDBPyConnection, columns: str, indicator: str) -> list[tuple[Any, ...]]:
    return rows(
        db,
        f"select {columns} from {TOTALS} where span_id = 'period:2020H2:2020H2' and indicator_id = '{indicator}'",
    )


def verdict(db: duckdb.DuckDBPyConnection, cutoff: str = "2021H1") -> Any:
    found = progress(db, "verdict", cutoff)
    assert len(found) == 1
    return found[0][0]


def by_target(db: duckdb.DuckDBPyConnection, columns: str = "verdict", cutoff: str = "2021H1") -> dict[str, tuple[Any, ...]]:
    """Target → these columns of its progress."""
    return {name: tuple(found) for name, *found in progress(db, f"target_id, {columns}", cutoff)}


def of_copies(count: int, indicator: str, *asked: str, **more: str) -> list[dict[str, Any]]:
    """One target for each copy of an indicator, named by its number."""
    return [target(f"{indicator}_{copy}", *asked, **more) | {"target_id": f"{copy}"} for copy in range(count)]


def by_value(indicator: str, kind: str, values: Iterable[str], **more: str) -> list[dict[str, Any]]:
    """One target for each value that is asked for, named by it."""
    return [target(indicator, kind, value, **more) | {"target_id": value} for value in values]


def test_a_cumulative_total_is_compared_with_the_elapsed_share_of_the_target(database: duckdb.DuckDBPyConnection) -> None:
    # Two of four half-years have passed: 4 of 8 were to be reached, and 4 were.
    says = {"7": "exceeded", "8": "met", "9": "behind"}
    returns = both({"admitted": 1}, {"admitted": 1}, "2020H2", "2021H1")
    db = World(returns, targets=by_value("admitted", "cumulative", says)).build(database)
    assert by_target(db, "verdict, result_value, expected_value, elapsed_share, coverage_pct") == {
        asked: (verdict, 4.0, float(asked) / 2, 0.5, 100.0) for asked, verdict in says.items()
    }


def test_a_missing_return_widens_the_verdict(database: duckdb.DuckDBPyConnection) -> None:
    cases = [
        (9, "10", "exceeded"),  # even if the missing return says 0
        (5, "10", "cannot_yet_say"),  # 5 are met, and the missing return can only add
        (3, "10", "cannot_yet_say"),
        (3, "60", "behind"),  # even if the missing return says 10
    ]
    nought = in_copies([{"admitted": 0}] * len(cases))
    known = in_copies([{"admitted": admitted} for admitted, *_ in cases])
    targets = [
        target(f"admitted_{copy}", "cumulative", asked) | {"target_id": f"{copy}"} for copy, (_, asked, _) in enumerate(cases)
    ]
    returns = [("A", "2020H2", known), ("A", "2021H1", nought), ("B", "2020H2", nought)]
    db = World(returns, targets=targets, copies=len(cases)).build(database)
    assert by_target(db, "verdict, low_value, high_value, known_count, due_count") == {
        f"{copy}": (says, float(admitted), admitted + 10.0, 3, 4) for copy, (admitted, _, says) in enumerate(cases)
    }


def test_a_blank_is_not_zero(database: duckdb.DuckDBPyConnection) -> None:
    says: dict[Cell, str] = {None: "cannot_yet_say", 0: "behind", "none": "behind", "n/a": "behind"}
    nought = in_copies([{"admitted": 0}] * len(says))
    returns = [
        *both(in_copies([{"admitted": 1}] * len(says)), nought, "2020H2"),
        ("A", "2021H1", nought),
        ("B", "2021H1", in_copies([{"admitted": blank_is} for blank_is in says])),
    ]
    targets = of_copies(len(says), "admitted", "cumulative", "10")
    db = World(returns, targets=targets, copies=len(says)).build(database)
    assert by_target(db) == {f"{copy}": (verdict,) for copy, verdict in enumerate(says.values())}


def test_a_bound_is_not_an_exact_number(database: duckdb.DuckDBPyConnection) -> None:
    says: dict[Cell, str] = {">4": "exceeded", ">=4": "cannot_yet_say", "<4": "behind", "≈<4": "behind", 4: "met"}
    nought = in_copies([{"admitted": 0}] * len(says))
    told = in_copies([{"admitted": cell} for cell in says])
    targets = of_copies(len(says), "admitted", "cumulative", "8")
    returns = [*both(told, nought, "2020H2"), *both(nought, nought, "2021H1")]
    db = World(returns, targets=targets, copies=len(says)).build(database)
    assert by_target(db) == {f"{copy}": (verdict,) for copy, verdict in enumerate(says.values())}


def test_the_worst_year_decides_an_every_year_target(database: duckdb.DuckDBPyConnection) -> None:
    says = {"fair": "exceeded", "good": "met", "excellent": "not_met"}
    returns = both({"rating": "excellent"}, {"rating": "excellent"}, "2020H2") + both(
        {"rating": "excellent"}, {"rating": "good"}, "2021H2"
    )
    db = World(returns, targets=by_value("rating", "every_year", says)).build(database)
    assert by_target(db, "verdict, result_value, result_years", "2022H1") == {
        asked: (verdict, 3.0, "2021") for asked, verdict in says.items()
    }


def test_a_rating_asked_for_in_one_year_must_be_reached_in_one(database: duckdb.DuckDBPyConnection) -> None:
    # The worst year is good, as asked; whether one year was excellent is another question.
    says: dict[Cell, str] = {"excellent": "met", "good": "not_met", None: "cannot_yet_say"}
    good, excellent = (in_copies([{"rating": rating}] * len(says)) for rating in ("good", "excellent"))
    best = in_copies([{"rating": rating} for rating in says])
    targets = of_copies(len(says), "rating", "every_year", "good", once="excellent")
    returns = [*both(good, good, "2020H2"), *both(best, excellent, "2021H2")]
    db = World(returns, targets=targets, copies=len(says)).build(database)
    assert by_target(db, cutoff="2022H1") == {f"{copy}": (verdict,) for copy, verdict in enumerate(says.values())}


def test_below_is_strict(database: duckdb.DuckDBPyConnection) -> None:
    says = {"81": "exceeded", "80": "not_met", "79": "not_met"}
    returns = both({"attended": 4, "due": 5}, {"attended": 4, "due": 5}, "2020H2", "2021H1")
    targets = by_value("attended_pct", "every_year", says, direction="below")
    db = World(returns, targets=targets).build(database)
    assert by_target(db) == {asked: (verdict,) for asked, verdict in says.items()}


def test_a_target_counts_its_first_year_from_its_first_half_year_on(database: duckdb.DuckDBPyConnection) -> None:
    whole, none = {"attended": 5, "due": 5}, {"attended": 0, "due": 5}
    returns = [*both(whole, whole, "2020H2", "2021H2", "2022H1"), *both(none, none, "2021H1")]
    asked = [
        {**target("attended_pct", "every_year", "80"), "first_period_id": start, "target_id": start}
        for start in ("2020H2", "2021H1", "2021H2")
    ]
    db = World(returns, targets=asked).build(database)
    for first, cutoff, *says in [
        ("2021H1", "2021H2", "not_met", 50.0, 4),
        ("2021H2", "2021H2", "exceeded", 100.0, 2),  # the first half of 2021 lies before the target
        ("2021H2", "2022H1", "exceeded", 100.0, 4),
        ("2020H2", "2022H1", "not_met", 50.0, 8),
    ]:
        assert by_target(db, "verdict, result_value, due_count, coverage_pct", cutoff)[first] == (*says, 100.0)


def test_a_rate_is_that_of_all_units_together_and_not_the_mean_of_rates(database: duckdb.DuckDBPyConnection) -> None:
    db = World(both({"attended": 1, "due": 1}, {"attended": 1, "due": 3}, "2020H2")).build(database)
    assert first_period(db, "value, low_value, high_value", "attended_pct") == [(50.0, 50.0, 50.0)]
    by_unit = "select unit_id, value from core.unit_value where period_id = '2020H2' and indicator_id = 'attended_pct'"
    assert rows(db, f"{by_unit} order by 1") == [
        ("A", 100.0),
        ("B", 33.333333),
    ]


def test_a_missing_return_can_lower_a_rate_by_its_whole_base_or_raise_it(database: duckdb.DuckDBPyConnection) -> None:
    # Known: 4 of 5. The missing unit owes up to 10 attendances, none or all of which took place.
    db = World([("A", "2020H2", {"attended": 4, "due": 5})]).build(database)
    found = first_period(db, "value, low_value, high_value", "attended_pct")
    assert found == [(80.0, pytest.approx(100 * 4 / 15, abs=1e-5), pytest.approx(100 * 14 / 15, abs=1e-5))]


def test_a_stock_counts_at_the_end_and_a_flow_throughout(database: duckdb.DuckDBPyConnection) -> None:
    db = World(both({"members": 5, "admitted": 2}, {"members": 4, "admitted": 1}, *PERIODS)).build(database)
    span = f"select indicator_id, value from {TOTALS} where span_id = 'since_start:2020H2:2022H1'"
    assert rows(db, f"{span} and indicator_id in ('admitted', 'members') order by 1") == [("admitted", 12.0), ("members", 9.0)]


def test_a_rating_becomes_a_count_of_those_that_reach_it(database: duckdb.DuckDBPyConnection) -> None:
    db = World(both({"rating": "excellent"}, {"rating": "fair"}, "2020H2")).build(database)
    assert first_period(db, "value", "rated_good") == [(1.0,)]


def test_totals_are_conserved_through_a_merger(database: duckdb.DuckDBPyConnection) -> None:
    returns = [*both({"admitted": 1}, {"admitted": 2}, "2020H2"), ("A", "2021H1", {"admitted": 4})]
    db = World(returns, merged=True).build(database, "marts.observation", "marts.unit", "core.span_value")
    as_was = rows(db, "select sum(value) from marts.observation where indicator_id = 'admitted'")
    as_is = rows(
        db,
        "select current_unit_id, sum(value) from marts.observation join marts.unit using (unit_version_id) "
        "where indicator_id = 'admitted' group by 1",
    )
    assert as_was == [(7.0,)]
    assert as_is == [("A", 7.0)]
    total = f"select value, due_count, known_count from {TOTALS} where span_id = 'since_start:2020H2:2021H1'"
    assert rows(db, f"{total} and indicator_id = 'admitted'") == [(7.0, 3, 3)]


@pytest.mark.parametrize(
    ("last", "pages"),
    [("2020H2", "mid_term end_of_term"), ("2021H1", "mid_term end_of_term"), ("2021H2", "end_of_term")],
)
def test_a_target_that_ends_before_a_cutoff_is_shown_as_it_ended(
    last: str, pages: str, database: duckdb.DuckDBPyConnection
) -> None:
    asked = {**target("admitted", "cumulative", "4"), "last_period_id": last}
    given = World(both({"admitted": 3}, {"admitted": 3}, *PERIODS), targets=[asked])
    db = given.build(database, "marts.evaluation_mid_term", "marts.evaluation_end_of_term")
    for page in pages.split():
        found = rows(db, f"select cutoff_period_id, expected_value, verdict from marts.evaluation_{page}")
        assert found == [(last, 4.0, "exceeded")], page


def test_a_year_so_far_has_one_row_whatever_targets_begin_within_it(database: duckdb.DuckDBPyConnection) -> None:
    late = target("admitted", "cumulative", "7") | {"target_id": "T2", "first_period_id": "2021H2"}
    world = World(both({"admitted": 1}, {"admitted": 1}, "2021H1", "2021H2"), targets=[late])
    where = "where span_kind = 'year_to_date' and indicator_id = 'admitted' and last_period_id = '2021H2'"
    db = world.build(database)
    assert rows(db, f"select first_period_id, value from {TOTALS} {where}") == [("2021H1", 4)]
    assert rows(db, "select count(*) from core.span where span_id = 'year_to_date:2021H2:2021H2'") == [(1,)]


def test_the_evaluations_say_which_of_their_bounds_are_excluded(database: duckdb.DuckDBPyConnection) -> None:
    asked = [target("admitted", "cumulative", "9"), target("members", "every_year", "9", "below") | {"target_id": "T2"}]
    world = World(both({"admitted": ">3", "members": "<8"}, {"admitted": 1, "members": 1}, "2020H2", "2021H1"), targets=asked)
    db = world.build(database, "marts.evaluation_mid_term")
    for mart in ("marts.target_evaluation where cutoff_period_id = '2021H1'", "marts.evaluation_mid_term"):
        found = rows(db, f"select left(target_version_id, 2), is_low_open, is_high_open from {mart} order by 1")
        assert found == [("T1", True, False), ("T2", False, True)], mart


def test_the_pace_so_far_stands_beside_what_each_period_left_must_bring(database: duckdb.DuckDBPyConnection) -> None:
    # 20 are asked for, and 2 come with each half-year: 18 are left for three, 16 for two, 14 for one.
    given = World(both({"admitted": 1}, {"admitted": 1}, *PERIODS), targets=[target("admitted", "cumulative", "20")])
    db = given.build(database, "marts.target_evaluation")
    assert rows(db, "select cutoff_period_id, pace_value, needed_value from marts.target_evaluation order by 1") == [
        ("2020H2", 2, 6),
        ("2021H1", 2, 8),
        ("2021H2", 2, 14),
        ("2022H1", 2, None),
    ]
