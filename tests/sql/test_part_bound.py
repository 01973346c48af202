"""What is not known of totals and of their parts is bounded by one another, as far as no return is accepted otherwise."""

from collections.abc import Iterator, Mapping
from typing import Any

import duckdb
import pytest

from tests.databases import few_rows
from tests.sql.given import Cell, World, in_copies, rows

TOTAL, PART, OTHER = "due", "attended", "admitted"
NAMES = (TOTAL, PART, OTHER, "opening", "members")
CASES: list[tuple[Mapping[str, Cell], Mapping[str, tuple[float, float]]]] = [
    ({TOTAL: 4}, {TOTAL: (4, 4), PART: (0, 4), OTHER: (0, 4)}),
    ({TOTAL: 4, PART: 3}, {OTHER: (1, 1)}),
    ({TOTAL: 4, PART: 0}, {OTHER: (4, 4)}),
    ({PART: 3}, {TOTAL: (3, 10), OTHER: (0, 7)}),
    ({PART: 3, OTHER: 4}, {TOTAL: (7, 7)}),
    ({PART: ">2", OTHER: 4}, {TOTAL: (6, 10), PART: (2, 6)}),
    ({TOTAL: 5, PART: ">2"}, {PART: (2, 5), OTHER: (0, 3)}),
    ({TOTAL: "<4"}, {TOTAL: (0, 4), PART: (0, 4), OTHER: (0, 4)}),
    ({TOTAL: "none"}, {PART: (0, 0), OTHER: (0, 0)}),
    ({TOTAL: "n/a"}, {TOTAL: (0, 0), PART: (0, 10), OTHER: (0, 10)}),
    ({TOTAL: 4, PART: "n/a"}, {OTHER: (4, 4)}),
    ({TOTAL: 1, PART: 3}, {OTHER: (0, 10)}),  # accepted all the same: what contradicts itself bounds nothing
    ({TOTAL: 4}, {"opening": (0, 4), "members": (0, 4)}),
    ({"members": 3}, {TOTAL: (3, 10), "opening": (3, 10)}),
    ({}, dict.fromkeys(NAMES, (0, 10))),
    ({TOTAL: 4}, {PART: (0, 10), OTHER: (0, 10), "opening": (0, 10)}),
]
"""What a unit tells, and what else may be; each is 0 to 10 by itself. The last one's rules do but warn."""


class Related(World):
    """In each copy a total of two parts; of that total the opening ones are a part, and of these the members."""

    def _reference(self) -> dict[str, list[dict[str, Any]]]:
        tables = super()._reference()
        begun_on = tables["reference.period"][0]["starts_on"]
        rules, parts = [], []
        for copy in range(self.copies):
            dated = {"severity": "error" if copy < self.copies - 1 else "warning", "valid_from_on": begun_on}
            total = f"{TOTAL}_{copy}"
            rules += [
                {"rule_id": f"S{copy}", "kind": "sum_of_parts", "subject": total, **dated},
                {"rule_id": f"P{copy}", "kind": "part_of_whole", "subject": f"opening_{copy}", "whole": total, **dated},
            ]
            parts += [
                {"rule_id": f"S{copy}", "kind": "sum_of_parts", "indicator_id": f"{name}_{copy}", "is_subtracted": False}
                for name in (PART, OTHER)
            ]
            own = next(row for row in tables["reference.indicator"] if row["indicator_id"] == f"members_{copy}")
            own["part_of_id"] = f"opening_{copy}"
        return tables | {"reference.rule": rules, "reference.rule_part": parts}


@pytest.fixture(scope="module")
def related() -> Iterator[duckdb.DuckDBPyConnection]:
    """Each case in a copy; unit B tells nothing, of which at most 3 are the total of the first."""
    told = in_copies([dict.fromkeys(NAMES) | dict(cells) for cells, _ in CASES])
    most = [{"indicator_id": f"{TOTAL}_0", "maximum": 3}]
    with few_rows() as db:
        yield Related([("A", "2020H2", told)], copies=len(CASES), missing_bounds=most).build(db, "core.reported_value")


def bounds(db: duckdb.DuckDBPyConnection, unit_id: str, copy: int) -> dict[str, tuple[float, float]]:
    ids = {f"{name}_{copy}": name for name in NAMES}
    found = rows(
        db,
        "select indicator_id, low_value, high_value from core.reported_value "
        f"where unit_id = '{unit_id}' and period_id = '2020H2'",
    )
    return {ids[indicator_id]: (low, high) for indicator_id, low, high in found if indicator_id in ids}


@pytest.mark.parametrize("case", range(len(CASES)))
def test_a_part_is_what_its_total_leaves_and_a_total_what_its_parts_come_to(
    case: int, related: duckdb.DuckDBPyConnection
) -> None:
    found = bounds(related, "A", case)
    assert {name: found[name] for name in CASES[case][1]} == CASES[case][1]


def test_of_a_return_that_never_came_no_part_is_more_than_its_total(related: duckdb.DuckDBPyConnection) -> None:
    assert bounds(related, "B", 0) == dict.fromkeys(NAMES, (0, 3))
