"""From entries to what is known: revisions, states, bounds."""

import duckdb
import pytest

from pipelines.definitions import models as shipped
from tests.sql.given import RETURNS, Cell, World, in_copies, rows

FIRST = "unit_id = 'A' and period_id = '2020H2'"


def test_the_latest_accepted_revision_is_in_force_and_a_rejected_one_leaves_the_former(
    database: duckdb.DuckDBPyConnection,
) -> None:
    world = World(
        [("A", "2020H2", {"admitted": 1}), ("A", "2020H2", {"admitted": 2}), ("A", "2020H2", {"admitted": 3})], rejected={3}
    )
    db = world.build(database)
    assert rows(db, "select return_id, status, is_in_force from core.return order by revision") == [
        ("A-2020H2-r1", "accepted", False),
        ("A-2020H2-r2", "accepted", True),
        ("A-2020H2-r3", "rejected", False),
    ]
    assert rows(
        db,
        f"select value, return_id from core.unit_value where {FIRST} and indicator_id = 'admitted'",
    ) == [(2.0, "A-2020H2-r2")]
    assert rows(
        db,
        f"select status, revision_count, newest_status, is_stale from {RETURNS} where {FIRST}",
    ) == [("newest_rejected", 3, "rejected", True)]


def test_the_same_content_again_is_one_return_and_a_restored_one_a_new_revision(database: duckdb.DuckDBPyConnection) -> None:
    first, second = {"admitted": 1}, {"admitted": 2}
    db = World([("A", "2020H2", cells) for cells in (first, first, second, first)]).build(database)
    assert rows(db, "select revision, receipt_id, is_in_force from core.return order by 1") == [
        (1, 1, False),
        (2, 3, False),
        (3, 4, True),
    ]


def test_a_cell_means_no_more_than_it_says(database: duckdb.DuckDBPyConnection) -> None:
    cases: list[tuple[Cell, str, float, float]] = [
        (3, "value", 3, 3),
        (0, "zero", 0, 0),
        ("none", "none_occurred", 0, 0),
        ("n/a", "not_applicable", 0, 0),
        (None, "blank", 0, 10),
        (">4", "value", 4, 10),
        (">=4", "value", 4, 10),
        ("<4", "value", 0, 4),
        ("≈<4", "value", 3.8, 4),
        ("≈4", "value", 3.8, 4.2),
    ]
    told = in_copies([{"admitted": cell} for cell, *_ in cases])
    db = World([("A", "2020H2", told)], copies=len(cases)).build(database)
    for copy, (cell, *says) in enumerate(cases):
        found = f"from core.indicator_value where {FIRST} and indicator_id = 'admitted_{copy}'"
        assert rows(db, f"select state, low_value, high_value {found}") == [tuple(says)], cell


def test_the_six_states_are_counted_apart_up_to_the_marts(database: duckdb.DuckDBPyConnection) -> None:
    db = World([("A", "2020H2", {"admitted": 1, "attended": 0, "due": "none", "members": "n/a", "rating": None})]).build(
        database
    )
    counts = "value_count, zero_count, none_occurred_count, not_applicable_count, blank_count, missing_count"
    assert rows(db, f"select unit_id, {counts} from {RETURNS} where period_id = '2020H2' order by 1") == [
        ("A", 1, 1, 1, 1, 2, 0),
        ("B", 0, 0, 0, 0, 0, 6),
    ]


def test_a_line_that_is_not_on_the_form_is_blank_and_not_zero(database: duckdb.DuckDBPyConnection) -> None:
    db = World([("A", "2020H2", {"admitted": 1})]).build(database)
    assert rows(db, "select state, is_on_form from staging.observation where indicator_id = 'members'") == [("blank", False)]


def test_a_figure_that_is_not_due_is_kept_but_not_used(database: duckdb.DuckDBPyConnection) -> None:
    db = World([("A", "2021H1", {"admitted": 1, "rating": "good"})]).build(database)
    assert rows(db, "select is_due from staging.observation where indicator_id = 'rating'") == [(False,)]
    assert rows(db, "select count(*) from core.observation where indicator_id = 'rating'") == [(0,)]


def test_a_dissolved_unit_points_to_the_unit_that_answers_for_it_today(database: duckdb.DuckDBPyConnection) -> None:
    db = World([("B", "2020H2", {"admitted": 1})], merged=True).build(database)
    assert rows(db, "select unit_id, current_unit_id from core.unit_history order by 1") == [("A", "A"), ("B", "A")]
    known = "marts.observation join marts.unit using (unit_version_id) where indicator_id = 'admitted' and value is not null"
    assert rows(db, f"select unit_id, current_unit_id, value from {known}") == [("B", "A", 1.0)]
    assert rows(db, f"select count(*) from {RETURNS} where unit_id = 'B'") == [(1,)]


@pytest.mark.parametrize(
    ("unit_id", "answers"),
    [
        ("chain", {"2020H2": ("chain", True), "2021H1": ("middle", True), "2021H2": ("last", True)}),
        ("pause", {"2020H2": ("pause", True), "2021H1": ("pause", False), "2021H2": ("pause", True)}),
        # It was succeeded, came back, and ended without a successor: what it was last decides.
        ("back", {"2020H2": ("last", True), "2021H1": ("back", True), "2021H2": ("back", False)}),
        ("new", {"2021H2": ("new", True)}),
    ],
)
def test_what_a_unit_was_last_decides_who_answers_for_it(
    unit_id: str, answers: dict[str, tuple[str, bool]], empty: duckdb.DuckDBPyConnection
) -> None:
    empty.execute("""
        create schema reference; create schema core;
        create table reference.period as from (values
            ('2020H2', date '2020-12-31'), ('2021H1', date '2021-06-30'), ('2021H2', date '2021-12-31')
        ) as period (period_id, ends_on);
        create table reference.unit as from (values
            ('chain', date '2010-01-01', date '2021-03-01', 'middle'), ('middle', date '2015-01-01', date '2021-08-01', 'last'),
            ('last', date '2010-01-01', null, null),
            ('pause', date '2010-01-01', date '2020-12-31', null), ('pause', date '2021-07-01', null, null),
            ('back', date '2010-01-01', date '2019-12-31', 'last'), ('back', date '2021-02-01', date '2021-07-31', null),
            ('new', date '2021-12-31', null, null)
        ) as unit (unit_id, valid_from_on, valid_to_on, successor_id);
    """)
    empty.execute(f"create table core.unit_heir as {shipped['core.unit_heir'].sql}")
    found = rows(empty, f"select period_id, heir_id, is_alive from core.unit_heir where unit_id = '{unit_id}'")
    assert {row[0]: row[1:] for row in found} == answers
