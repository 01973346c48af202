"""What is missing is bounded as closely as a register says, by the unit's own past and by its kind, and no closer."""

from collections.abc import Iterator, Mapping
from typing import Any

import duckdb
import pytest

from tests.databases import few_rows
from tests.sql.given import Cell, World, in_copies, rows
from tests.sql.test_evaluation import target

FIRST: tuple[str, str, Mapping[str, Cell]] = ("B", "2020H2", {"admitted": 4, "members": 8})
OTHERS: list[tuple[str, str, Mapping[str, Cell]]] = [
    ("A", "2020H2", {"admitted": 1, "members": 2}),
    ("A", "2021H1", {"admitted": 1, "members": 2}),
]


def bounds(db: duckdb.DuckDBPyConnection, indicator_id: str, period_id: str = "2021H1") -> list[tuple[Any, ...]]:
    return rows(
        db,
        "select low_value, high_value from core.reported_value "
        f"where unit_id = 'B' and period_id = '{period_id}' and indicator_id = '{indicator_id}'",
    )


LINES: list[tuple[dict[str, Any], float, float]] = [
    ({}, 0, 10),
    ({"maximum": 3}, 0, 3),
    ({"minimum": 1, "maximum": 3}, 1, 3),
    ({"minimum": 1}, 1, 10),
    ({"least_share_pct": 50, "most_share_pct": 150}, 2, 6),
    ({"most_share_pct": 150, "maximum": 5}, 0, 5),
    ({"most_share_pct": 150, "maximum": 7}, 0, 6),
    ({"maximum": 3, "kind": "k"}, 0, 3),
    ({"maximum": 3, "kind": "another"}, 0, 10),
    ({"least_share_pct": 100, "maximum": 3}, 3, 4),
    ({"most_change": 1}, 3, 5),
    ({"most_change": 6}, 0, 10),
    ({"most_change": 3, "least_share_pct": 50, "most_share_pct": 150}, 2, 6),
]
"""A line of the register, and the least and most that a missing figure may then be."""
WHOLE: list[tuple[Cell, float, float, tuple[float, float]]] = [
    (7, 80, 125, (6, 8)),  # 5.6 to 8.75
    (5, 80, 120, (4, 6)),  # exactly: no error of a floating point makes it 5
    (1, 80, 125, (1, 1)),
    (0, 80, 125, (0, 10)),  # of nothing there is no share
    ("≈2", 60, 90, (1.14, 1.89)),  # no whole one lies between
]
"""The last figure, the least and most share of it in percent, and what a missing one may then be."""


@pytest.fixture(scope="module")
def bounded() -> Iterator[duckdb.DuckDBPyConnection]:
    """Each of LINES, and after these each of WHOLE, for an indicator of its own."""
    shares = [{"least_share_pct": least, "most_share_pct": most} for _, least, most, _ in WHOLE]
    lines = [
        {"indicator_id": f"admitted_{number}", "reason_vi": "Theo kỳ trước", **line}
        for number, line in enumerate([*(line for line, _, _ in LINES), *shares])
        if line
    ]
    past = [*([FIRST[2]] * len(LINES)), *({"admitted": last} for last, *_ in WHOLE)]
    others = [(unit_id, period_id, in_copies([cells] * len(past))) for unit_id, period_id, cells in OTHERS]
    world = World([("B", "2020H2", in_copies(past)), *others], missing_bounds=lines, copies=len(past))
    with few_rows() as db:
        yield world.build(db, "core.reported_value")


@pytest.mark.parametrize("case", range(len(LINES)))
def test_what_is_missing_lies_within_what_the_register_says(case: int, bounded: duckdb.DuckDBPyConnection) -> None:
    _, least, most = LINES[case]
    assert bounds(bounded, f"admitted_{case}") == [(least, most)]
    assert bounds(bounded, f"members_{case}") == [(0, 10)]
    assert bounds(bounded, f"admitted_{case}", "2020H2") == [(4, 4)], "what came is what it says"


@pytest.mark.parametrize("case", range(len(WHOLE)))
def test_what_is_counted_whole_is_missing_whole(case: int, bounded: duckdb.DuckDBPyConnection) -> None:
    assert bounds(bounded, f"admitted_{len(LINES) + case}") == [WHOLE[case][3]]


def test_the_line_of_a_kind_of_unit_comes_before_the_one_for_all(database: duckdb.DuckDBPyConnection) -> None:
    lines = [{"indicator_id": "admitted", "maximum": most, "kind": kind} for most, kind in ((2, None), (6, "k"))]
    db = World([FIRST, *OTHERS], missing_bounds=lines).build(database, "core.reported_value")
    assert bounds(db, "admitted") == [(0, 6)]


def test_a_share_of_a_past_that_is_not_known_says_nothing(database: duckdb.DuckDBPyConnection) -> None:
    share = {"indicator_id": "admitted", "most_share_pct": 100}
    db = World(OTHERS, missing_bounds=[share]).build(database, "core.reported_value")
    assert bounds(db, "admitted") == [(0, 10)]
    later = [("B", "2020H2", {"admitted": None}), *OTHERS, ("B", "2021H2", {"admitted": 1})]
    with few_rows() as other:
        db = World(later, missing_bounds=[share]).build(other, "core.reported_value")
        assert bounds(db, "admitted") == [(0, 10)], "a blank is no past, and what came afterwards is none"


def test_the_past_is_the_last_figure_with_its_own_bounds(database: duckdb.DuckDBPyConnection) -> None:
    share = {"indicator_id": "admitted", "least_share_pct": 50, "most_share_pct": 200}
    returns = [FIRST, *OTHERS, ("B", "2021H1", {"admitted": "≈2"})]
    db = World(returns, missing_bounds=[share]).build(database, "core.reported_value")
    assert bounds(db, "admitted", "2021H2") == [(1, 4)], "of 1.9 to 2.1 half and twice, and nobody is admitted in part"


def test_the_longer_the_past_is_ago_the_wider_are_its_shares(database: duckdb.DuckDBPyConnection) -> None:
    share = {"indicator_id": "members", "least_share_pct": 50, "most_share_pct": 110}
    db = World([FIRST, *OTHERS], missing_bounds=[share]).build(database, "core.reported_value")
    found = [bounds(db, "members", period_id)[0] for period_id in ("2021H1", "2021H2", "2022H1")]
    assert found == [(4, 8), (2, 9), (1, 10)], "and never wider than what the indicator allows"


class Yearly(World):
    """New members are told once a year."""

    def _reference(self) -> dict[str, list[dict[str, Any]]]:
        tables = super()._reference()
        for row in tables["reference.indicator"]:
            row["frequency"] = "year" if row["indicator_id"] == "admitted" else row["frequency"]
        return tables


def test_what_is_told_yearly_may_differ_by_the_share_of_each_year(database: duckdb.DuckDBPyConnection) -> None:
    shares = {"indicator_id": "admitted", "most_share_pct": 200, "most_change": 3}
    db = Yearly([("B", "2020H2", {"admitted": 2}), *OTHERS], missing_bounds=[shares]).build(database, "core.reported_value")
    assert bounds(db, "admitted", "2021H2") == [(0, 4)], "2 to 4 of one year, not 2 to 8 of two half-years"


@pytest.mark.parametrize(("maximum", "verdict"), [(None, "cannot_yet_say"), (1, "exceeded")])
def test_a_missing_return_no_longer_holds_a_verdict_open_that_it_could_not_change(
    maximum: int | None, verdict: str, database: duckdb.DuckDBPyConnection
) -> None:
    lines = [{"indicator_id": "admitted", "maximum": maximum}] if maximum else []
    targets = [target("admitted", "cumulative", "20", "below")]
    db = World([FIRST, *OTHERS], targets=targets, missing_bounds=lines).build(database, "core.target_progress")
    assert rows(db, "select verdict from core.target_progress where cutoff_period_id = '2021H1'") == [(verdict,)]
