"""What is missing is bounded as closely as a register says, by the unit's own past and by its kind, and no closer."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

import duckdb
import pytest

from pipelines.reference.fields import holds_on
from pipelines.reference.registers import Unit
from pipelines.reference.unit_events import UnitEvent, unit_shares
from tests.sql.given import Cell, World, begun, in_copies, rows
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
    ("≈2", 60, 90, (1, 2)),  # between 1.14 and 1.89 lies no whole one: either next to them may be
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
    with begun() as db:
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
    with begun() as other:
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


CHANGED_ON, TAKEN_IN_ON = date(2021, 1, 1), date(2021, 6, 1)
CHANGES: list[tuple[date, str, str, int | None]] = [
    (CHANGED_ON, "M M1", "M", None),  # goes on, and took in another
    (CHANGED_ON, "N1 N2", "N", None),
    (CHANGED_ON, "P", "P1", 40),
    (CHANGED_ON, "P", "P2", None),
    (CHANGED_ON, "Q", "Q", 25),  # goes on, and gave most away
    (CHANGED_ON, "Q", "Q1", None),
    (CHANGED_ON, "R", "R1", None),
    (CHANGED_ON, "R", "R2", None),
    (CHANGED_ON, "S1 S2", "S", None),
    (CHANGED_ON, "T1 T2", "T", None),
    (CHANGED_ON, "W", "W1", 30),
    (CHANGED_ON, "W", "W2", None),
    (TAKEN_IN_ON, "V V1", "V", None),  # V1 was founded in 2021
]
"""Day, units before, unit after, share of it."""
CELLS = {"M": 2, "M1": 3, "N1": 2, "N2": 3, "P": 10, "Q": 8, "R": 4, "S1": 0, "S2": 4, "T1": 4, "T2": None}
CELLS |= {"U": 4, "V": 4, "W": 1}
AFTER = {
    "M": (4, 6),
    "N": (4, 6),
    "P1": (4, 5),
    "P2": (5, 7),
    "Q": (2, 2),
    "Q1": (5, 7),
    "R1": (0, 5),
    "R2": (0, 5),
    "S": (4, 10),  # what was nothing may have grown to any before the day
    "T": (0, 10),
    "U": (4, 5),
    "V": (0, 10),
    "W1": (0, 1),  # the one went to this or to that, and not by three tenths
    "W2": (0, 1),
}
"""What each may have when four to five fourths of the last figure are missing."""


class Changed(World):
    """Units that others became; U goes on under another name. `opening` is a percentage."""

    def spans(self) -> list[dict[str, Any]]:
        day = timedelta(days=1)
        first = {"V1": CHANGED_ON} | dict.fromkeys(AFTER.keys() - CELLS.keys(), CHANGED_ON)
        ends = {was: on - day for on, before, _, _ in CHANGES for was in before.split()} | {"U": CHANGED_ON - day}
        spans = [(unit, first.get(unit, date(2010, 1, 1)), ends.get(unit)) for unit in sorted({*CELLS, "V1", *AFTER})]
        spans += [(unit, ends[unit] + day, None) for unit in ends if unit in AFTER]
        same = {"kind": "k", "sector": "s"}
        return [
            {"unit_id": unit, "name_vi": unit, "distinct_name_vi": unit, "valid_from_on": start, "valid_to_on": end, **same}
            for unit, start, end in spans
        ]

    def _units(self) -> list[str]:
        return sorted({*CELLS, "V1", *AFTER})

    def _reference(self) -> dict[str, list[dict[str, Any]]]:
        tables, lines = super()._reference(), self.spans()
        days = {period["period_id"]: period["ends_on"] for period in tables["reference.period"]}
        for row in tables["reference.indicator"]:
            row["unit_of_measure"] = "percent" if row["indicator_id"] == "opening" else row["unit_of_measure"]
        events = [
            {"event_id": after, "kind": "merged", "happened_on": on, "from_id": was, "to_id": after, "share_pct": share}
            for on, before, after, share in CHANGES
            for was in before.split()
        ]
        units = [Unit.model_validate({name: line[name] for name in line if name != "distinct_name_vi"}) for line in lines]
        shares = unit_shares(units, map(UnitEvent.model_validate, events))
        return {
            **tables,
            "reference.unit": lines,
            "reference.unit_share": [dict(zip(shares, row, strict=True)) for row in zip(*shares.values(), strict=True)],
            "reference.due_line": [
                row
                for row in tables["reference.due_line"]
                if any(holds_on(unit, days[row["period_id"]]) for unit in units if unit.unit_id == row["unit_id"])
            ],
        }


@pytest.fixture(scope="module")
def changed() -> Iterator[duckdb.DuckDBPyConnection]:
    returns = [(unit, "2020H2", dict.fromkeys(("members", "opening", "admitted"), cell)) for unit, cell in CELLS.items()]
    share = {"least_share_pct": 80, "most_share_pct": 125}
    bounds = [{"indicator_id": indicator_id, **share} for indicator_id in ("members", "opening")]
    bounds.append({"indicator_id": "admitted", "most_change": 1})
    with begun() as db:
        world = Changed([*returns, ("N", "2021H1", {"members": 8})], missing_bounds=bounds)
        yield world.build(db, "core.reported_value")


def after(db: duckdb.DuckDBPyConnection, indicator_id: str, period_id: str) -> dict[str, tuple[float, float]]:
    query = f"""
        select unit_id, low_value, high_value from core.reported_value
        where indicator_id = '{indicator_id}' and period_id = '{period_id}'
    """
    return {unit_id: (low, high) for unit_id, low, high in rows(db, query)}


def test_what_came_of_others_is_bounded_by_what_these_were(changed: duckdb.DuckDBPyConnection) -> None:
    found = after(changed, "members", "2021H1")
    assert found == AFTER | {"N": (8, 8)}


def test_since_its_own_figure_a_unit_is_bounded_by_that(changed: duckdb.DuckDBPyConnection) -> None:
    assert after(changed, "members", "2021H2")["N"] == (7, 10)


def test_each_that_a_unit_came_of_may_have_changed_by_as_much(changed: duckdb.DuckDBPyConnection) -> None:
    found = after(changed, "admitted", "2021H1")
    assert (found["M"], found["P1"], found["U"]) == ((3, 7), (3, 5), (3, 5))


def test_a_percentage_of_what_a_unit_came_of_says_nothing_of_it(changed: duckdb.DuckDBPyConnection) -> None:
    unknown = (0, 10)
    assert after(changed, "opening", "2021H1") == dict.fromkeys(AFTER, unknown) | {"U": AFTER["U"]}
