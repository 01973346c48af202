"""The contract of the marts: what an analyst adds up, joins and reads there is right, or does not come out at all."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines import models
from pipelines.definitions import models as shipped
from pipelines.folders import SQL
from pipelines.reference import load_reference
from tests.sql.given import OFFICE_ON, PERIODS, Cell, World, in_copies, rows
from tests.sql.test_evaluation import both, target

HEALTH = Path("tests/offices/health/reference")
CHANGED = (SQL / "analyses" / "changed_since_a_release.sql").read_text(encoding="utf-8")
FIRST: Mapping[str, Cell] = {"admitted": 1, "members": 5, "opening": 4, "attended": 1, "due": 2, "rating": "good"}
SECOND: Mapping[str, Cell] = {"admitted": 2, "members": 7, "opening": 5, "attended": 3, "due": 4, "rating": "excellent"}


def observed(db: duckdb.DuckDBPyConnection, what: str, indicator: str) -> list[tuple[Any, ...]]:
    return rows(db, f"select {what} from marts.observation where indicator_id = '{indicator}' and period_id = '2020H2'")


def test_only_a_flow_is_a_number_that_can_be_added_up(empty: duckdb.DuckDBPyConnection) -> None:
    db = World(both(FIRST, SECOND, "2020H2")).build(empty, "marts.observation")
    assert observed(db, "sum(value)", "admitted") == [(3.0,)]
    for indicator in ("members", "opening", "attended_pct", "rating"):
        assert observed(db, "sum(value)", indicator) == [(None,)]
    assert observed(db, "sum(closing_by_period['2020H2'])", "members") == [(12.0,)]
    assert observed(db, "sum(opening_by_period['2020H2'])", "opening") == [(9.0,)]
    assert observed(db, "100 * sum(numerator) / sum(denominator)", "attended_pct") == [(pytest.approx(100 * 4 / 6),)]
    assert sorted(observed(db, "rating_vi, rating_rank", "rating")) == [("excellent", "4"), ("good", "3")]
    for refused in ("avg(rating_vi)", "avg(rating_rank)", "sum(closing_by_period)", "avg(opening_by_period)"):
        with pytest.raises(duckdb.BinderException, match="No function matches"):
            observed(db, refused, "rating")


def test_a_join_that_would_double_figures_does_not_come_about(empty: duckdb.DuckDBPyConnection) -> None:
    again = [("A", "2020H2", {"admitted": 9}), *both(FIRST, SECOND, "2020H2")]
    targets = [target("admitted", "cumulative", "9"), target("admitted", "cumulative", "9") | {"version": "rest_of_term"}]
    joinable = [f"marts.{name}" for name in ("observation", "unit", "target", "return_revision")]
    db = World(again, targets=targets, merged=True).build(empty, *joinable)
    admitted = "where indicator_id = 'admitted' and value is not null"
    for other, key in (("unit", "unit_id"), ("target", "indicator_id"), ("return_revision", "return_id")):
        with pytest.raises(duckdb.BinderException, match=key):
            db.execute(f"select sum(value) from marts.observation join marts.{other} using ({key}) {admitted}")
    joined = "marts.observation join marts.unit using (unit_version_id) join marts.return using (return_id)"
    assert rows(db, f"select current_unit_id, sum(value) from {joined} {admitted} group by 1") == [("A", 3.0)]
    part = "marts.result_part join marts.observation using (indicator_id, period_id)"
    for result_id in ("T1/congress/2021H1", "T1/rest_of_term/2020H2"):
        parts = f"{part} join marts.target_evaluation using (result_id) where value is not null"
        assert rows(db, f"select sum(value), count(*) from {parts} and result_id = '{result_id}'") == [(3.0, 2)]
    with pytest.raises(duckdb.BinderException, match="target_version_id"):
        db.execute(f"select sum(value) from {part} join marts.target using (target_version_id)")


@pytest.mark.parametrize(("office_on", "status"), [(date(2020, 12, 31), "not_yet_due"), (date(2021, 1, 1), "overdue")])
def test_a_return_that_has_not_come_is_overdue_after_its_day(
    office_on: date, status: str, database: duckdb.DuckDBPyConnection
) -> None:
    db = World(office_on=office_on).build(database, "marts.return")
    found = rows(db, "select status, has_figures, status_vi is not null from marts.return where return_id = 'A-2020H2'")
    assert found == [(status, False, True)]


def test_a_return_stands_in_one_place(database: duckdb.DuckDBPyConnection) -> None:
    places = {
        ("A", "2020H2"): ("accepted", True),
        ("B", "2020H2"): ("rejected", False),
        ("A", "2021H1"): ("newest_rejected", True),
        ("B", "2021H1"): ("newest_unreadable", True),
        ("A", "2021H2"): ("unreadable", False),
    }
    again = [("A", "2021H1", SECOND), ("B", "2021H1", SECOND)]
    given = World([*((unit, period, FIRST) for unit, period in places), *again], rejected={2, 6})
    given.outcomes = {5: "refused", 7: "refused"}
    db = given.build(database, "marts.return")
    found = rows(db, "select return_id, status, has_figures, status_vi is not null from marts.return")
    assert {(f"{unit}-{period}", *stands, True) for (unit, period), stands in places.items()} <= set(found)


@pytest.mark.parametrize(
    ("received_at", "received_on", "late_days"),
    [
        (datetime(2020, 12, 31, 16, 59), date(2020, 12, 31), 0),  # noqa: DTZ001  # UTC, as stored
        (datetime(2020, 12, 31, 17, 0), date(2021, 1, 1), 1),  # noqa: DTZ001  # midnight where the office is
        (datetime(2020, 12, 1), date(2020, 12, 1), 0),  # noqa: DTZ001
    ],
)
def test_how_late_a_return_came_is_counted_in_the_offices_days(
    received_at: datetime, received_on: date, late_days: int, database: duckdb.DuckDBPyConnection
) -> None:
    db = World([("A", "2020H2", FIRST)], received_at=received_at).build(database, "marts.return")
    late = "select received_on, late_days from marts.return where return_id = '{}-2020H2'"
    assert rows(db, late.format("A")) == [(received_on, late_days)]
    assert rows(db, late.format("B")) == [(None, None)]


def test_a_result_is_said_so_that_it_can_be_told_from_the_target(database: duckdb.DuckDBPyConnection) -> None:
    cases = [
        (5698, 6000, "95", "94,97 %"),
        (95, 100, "95", "95 %"),
        (9496, 10000, "95", "94,96 %"),
        (87333, 100000, "95", "87,3 %"),
        (1499999, 100000000, "1.5", "1,499999 %"),
    ]
    cells = in_copies([{"attended": attended, "due": due} for attended, due, *_ in cases])
    asking = [
        target(f"attended_pct_{copy}", "every_year", asked) | {"target_id": f"T{copy}"}
        for copy, (*_, asked, _) in enumerate(cases)
    ]
    given = World(both(cells, dict.fromkeys(cells, 0), "2020H2"), targets=asking, copies=len(cases))
    db = given.build(database, "marts.target_evaluation")
    found = rows(
        db,
        "select target_version_id, result_vi from marts.target_evaluation where cutoff_period_id = '2020H2' order by 1",
    )
    assert [result for _, result in found] == [said for *_, said in cases]


def test_a_target_says_in_words_how_much_it_asks_for(database: duckdb.DuckDBPyConnection) -> None:
    cases = [
        (target("admitted", "cumulative", "1250"), "1.250 người"),
        (target("admitted", "cumulative", "1234567"), "1.234.567 người"),
        (target("attended_pct", "every_year", "1.5", "below"), "dưới 1,5 %"),
        (target("rating", "every_year", "good", once="excellent"), "good, và ít nhất một năm excellent"),
    ]
    asked = [asks | {"target_id": f"T{number}"} for number, (asks, _) in enumerate(cases)]
    db = World(targets=asked).build(database, "marts.target")
    assert rows(db, "select target_vi from marts.target order by target_version_id") == [(said,) for _, said in cases]


def test_what_a_cumulative_target_lacks_is_told(database: duckdb.DuckDBPyConnection) -> None:
    asked = [target("admitted", "cumulative", "9"), target("members", "every_year", "9") | {"target_id": "T2"}]
    db = World(both({"admitted": 2}, {"admitted": 3}, "2020H2"), targets=asked).build(database, "marts.target_evaluation")
    query = "select left(target_version_id, 2), remaining_value from marts.target_evaluation where cutoff_period_id = '2020H2'"
    assert rows(db, f"{query} order by 1") == [("T1", 4.0), ("T2", None)]


def test_what_a_cumulative_target_lacks_is_not_told_while_nothing_that_was_due_is_known(
    database: duckdb.DuckDBPyConnection,
) -> None:
    db = World(both({"members": 2}, {"members": 3}, "2020H2"), targets=[target("admitted", "cumulative", "9")]).build(
        database, "marts.target_evaluation"
    )
    query = "select result_value, remaining_value from marts.target_evaluation where cutoff_period_id = '2020H2'"
    assert rows(db, query) == [(None, None)]


def test_a_half_year_its_year_and_its_term_stand_side_by_side(database: duckdb.DuckDBPyConnection) -> None:
    db = World(both(FIRST, SECOND, *PERIODS)).build(database, "marts.indicator_cumulative")
    columns = "period_id, start_period_id, period_value, year_to_date_value, term_to_date_value"
    assert rows(db, f"select {columns} from marts.indicator_cumulative where indicator_id = 'admitted' order by 1") == [
        ("2020H2", "2020H2", 3, 3, 3),
        ("2021H1", "2020H2", 3, 3, 6),
        ("2021H2", "2020H2", 3, 6, 9),
        ("2022H1", "2020H2", 3, 3, 12),
    ]
    stock = "period_value, closing_value, term_to_date_opening_value"
    query = f"select {stock} from marts.indicator_cumulative where period_id = '2022H1' and indicator_id = "
    assert rows(db, f"{query} 'members'") == [(None, 12, None)]
    assert rows(db, f"{query} 'opening'") == [(None, None, 9)]


def test_what_changed_between_two_releases_is_listed(tmp_path: Path) -> None:
    earlier, later = tmp_path / "earlier.duckdb", tmp_path / "later.duckdb"
    mended: Mapping[str, Cell] = {**FIRST, "admitted": ">1", "rating": "excellent"}
    blank: Mapping[str, Cell] = {"admitted": None}
    before, after = both(FIRST, blank, "2020H2")[:1], both(mended, blank, "2020H2")
    for path, returns in ((earlier, before), (later, after)):
        with duckdb.connect(str(path)) as db:
            World(returns).build(db, "marts.observation")
    with duckdb.connect(str(later), read_only=True) as db:
        found = db.execute(CHANGED.replace("warehouse/releases/EARLIER.duckdb", str(earlier))).fetchall()
    changes = sorted((row[0], row[3], row[4]) for row in found)
    assert ("Đơn vị A", "1 người", "trên 1 người") in changes
    assert ("Đơn vị A", "good", "excellent") in changes
    assert {change[0] for change in changes if change[1:] == ("chưa có phiếu được tính", "để trống")} == {"Đơn vị B"}
    assert len([change for change in changes if change[0] == "Đơn vị A"]) == 2


def test_dimensions_hold_what_there_is_alone_and_a_fact_of_none_says_so_by_itself(database: duckdb.DuckDBPyConnection) -> None:
    given = World([("A", "2020H2", FIRST), ("B", "2020H2", FIRST)], paths={2: "x.xlsx"}, outcomes={2: "refused"})
    found = {"rule_id": "R", "severity": "warning"}
    given.findings = [found | {"receipt_id": 2}, found | {"unit_id": "A", "period_id": "2020H2", "indicator_id": "admitted"}]
    db = given.build(database, "marts.finding", "marts.file", "marts.indicator", "marts.period")
    said = "period_id, unit_name_vi, period_vi"
    known = [(None, "chưa rõ đơn vị", "chưa rõ kỳ"), ("2020H2", "Đơn vị A", "2020H2")]
    assert rows(db, f"select {said} from marts.finding join marts.unit using (unit_version_id) order by 2") == known
    assert rows(db, f"select {said} from marts.file join marts.unit using (unit_version_id) order by 2") == known
    assert rows(db, "select year_vi, indicator_id, indicator_vi from marts.finding order by unit_name_vi") == [
        ("chưa rõ năm", None, "không riêng chỉ tiêu nào"),
        ("Năm 2020 (chỉ có 2020H2)", "admitted", "l"),
    ]
    for dimension in ("indicator", "period"):
        counted = f"select (select count(*) from marts.{dimension}) - (select count(*) from reference.{dimension})"
        assert rows(db, counted) == [(0,)]
    assert rows(db, "select count(distinct unit_id), count(distinct current_unit_id) from marts.unit") == [(2, 2)]


@pytest.mark.parametrize(("indicator_id", "key"), [("admitted", "R/A/2020H2/admitted"), (None, "R/A/2020H2/admitted")])
def test_who_closed_a_warning_is_told(indicator_id: str | None, key: str, database: duckdb.DuckDBPyConnection) -> None:
    about = {"rule_id": "R", "unit_id": "A", "period_id": "2020H2"}
    line: dict[str, Any] = {"received": ["1"], "cell_count": 1, "reason_vi": "đúng", "approved_by": "Văn phòng"}
    line["approved_on"] = date(2023, 1, 1)
    given = World([("A", "2020H2", FIRST)], overrides=[about | {"indicator_id": indicator_id} | line])
    given.findings = [about | {"severity": "warning", "return_id": "A-2020H2-r1", "indicator_id": "admitted", "received": "1"}]
    db = given.build(database, "marts.finding", "marts.decision")
    assert rows(db, "select finding_key, answered_by, answered_on, answer_vi from marts.finding") == [
        (key, "Văn phòng", date(2023, 1, 1), "đúng")
    ]
    assert rows(db, "select decision_kind, decided_by from marts.decision join marts.finding using (finding_key)") == [
        ("override", "Văn phòng")
    ]


def test_figures_that_a_unit_wrote_are_told_from_those_computed_and_those_missing(database: duckdb.DuckDBPyConnection) -> None:
    db = World([("A", "2020H2", {**FIRST, "members": None})]).build(database, "marts.observation")
    counted = "count(*) filter (is_reported), count(*) filter (not is_computed), count(*)"
    query = f"select unit_name_vi, {counted} from marts.observation where period_id = '2020H2' group by 1 order by 1"
    assert rows(db, query) == [
        ("Đơn vị A", 6, 6, 9),
        ("Đơn vị B", 0, 6, 9),
    ]


def test_a_sum_tells_of_how_many_figures_due_it_is(database: duckdb.DuckDBPyConnection) -> None:
    db = World([("A", "2021H1", FIRST)]).build(database, "marts.observation", "marts.unit", "marts.period")
    found = rows(db, (SQL / "analyses" / "admissions_by_unit_and_year.sql").read_text(encoding="utf-8").replace("members_", ""))
    assert [row[4:] for row in found if row[0] == "A" and row[3] == "Năm 2021"] == [(1, 1, 2)]


def test_what_a_later_revision_changed_is_told_once_whatever_came_between(database: duckdb.DuckDBPyConnection) -> None:
    after: Mapping[str, Cell] = {**FIRST, "admitted": ">1", "rating": "excellent", "members": None}
    given = [("A", "2020H2", FIRST), ("A", "2020H2", {**FIRST, "due": 9}), ("A", "2020H2", after), ("A", "2020H2", {})]
    db = World(given[:3], rejected={2}).build(database, "marts.figure_change")
    columns = "indicator_id, value_before, comparator, value, rating_before_vi, rating_vi, state_vi"
    assert rows(db, f"select {columns} from marts.figure_change order by 1") == [
        ("admitted", 1, ">", 1, None, None, "có số liệu"),
        ("members", 5, None, None, None, None, "để trống"),
        ("rating", None, "=", None, "good", "excellent", "có số liệu"),
    ]
    assert rows(db, "select distinct revision_before_id, revision_id from marts.figure_change") == [
        ("A-2020H2-r1", "A-2020H2-r3")
    ]


def test_a_content_that_was_overwritten_keeps_its_row(database: duckdb.DuckDBPyConnection) -> None:
    at = datetime(2022, 12, 31, 18, 0)  # noqa: DTZ001  # UTC, as stored
    given = World([("A", "2020H2", FIRST), ("A", "2020H2", SECOND)], received_at=at)
    db = given.build(database, "marts.file")
    assert rows(db, "select receipt_id, path, is_latest, received_on from marts.file order by 1") == [
        (1, "2020H2/A.xlsx", False, date(2023, 1, 1)),
        (2, "2020H2/A.xlsx", True, date(2023, 1, 1)),
    ]


def test_a_figure_says_itself_in_words(database: duckdb.DuckDBPyConnection) -> None:
    says: dict[Cell, str] = {
        7: "7 người",
        0: "0 người",
        1234567: "1.234.567 người",
        ">=3": "từ 3 người trở lên",
        "none": "không phát sinh",
        None: "để trống",
        "n/a": "không áp dụng",
        "≈40": "khoảng 40 người",
        1000: "1.000 người",
    }
    told = in_copies([{"admitted": cell} for cell in says])
    db = World([("A", "2020H2", told)], copies=len(says)).build(database, "marts.observation")
    for copy, (cell, said) in enumerate(says.items()):
        found = f"select figure_vi from marts.observation where indicator_id = 'admitted_{copy}' and return_id"
        assert rows(db, f"{found} = 'A-2020H2'") == [(said,)], cell
        assert rows(db, f"{found} = 'B-2020H2'") == [("chưa có phiếu được tính",)]


def test_a_figure_and_a_total_are_marked_as_the_office_writes_numbers(database: duckdb.DuckDBPyConnection) -> None:
    load_reference(HEALTH)
    cells: Mapping[str, Cell] = {**FIRST, "admitted": 1234567, "attended": 1, "due": 3}
    db = World(both(cells, {}, "2020H2")[:1]).build(database, "marts.observation", "marts.indicator_total")
    about = "indicator_id in ('admitted', 'attended_pct') and figure_vi like '%3%'"
    for mart in ("observation", "indicator_total"):
        found = rows(db, f"select figure_vi from marts.{mart} where {about} order by all")
        assert found == [("1,234,567 người",), ("33.33 %",)]


def test_a_total_says_itself_in_words_whatever_its_measure(database: duckdb.DuckDBPyConnection) -> None:
    huge = 999_999_999_999_999_999
    second = {**SECOND, "admitted": huge, "members": 1_240, "attended": 1}
    db = World(both({**FIRST, "admitted": huge}, second, "2020H2")).build(database, "marts.indicator_total")
    said = dict(rows(db, "select indicator_id, figure_vi from marts.indicator_total where period_id = '2020H2'"))
    assert said["admitted"] == "1.999.999.999.999.999.998 người"
    assert said["members"] == "1.245 người"
    assert said["attended_pct"] == "33,33 %"
    assert said["rating"] == "good"
    assert set(rows(db, "select figure_vi from marts.indicator_total where known_count = 0")) <= {(None,)}


def test_what_was_to_be_reached_is_said_in_words(database: duckdb.DuckDBPyConnection) -> None:
    asked = [
        target("admitted", "cumulative", "2500"),
        target("admitted", "cumulative", "3", "below") | {"target_id": "T2"},
        target("attended_pct", "every_year", "1.5", "below") | {"target_id": "T3"},
        target("rating", "every_year", "good") | {"target_id": "T4"},
    ]
    db = World(both(FIRST, SECOND, "2020H2"), targets=asked).build(database, "marts.target_evaluation")
    query = "select expected_vi from marts.target_evaluation where cutoff_period_id = '2020H2' order by target_version_id"
    assert rows(db, query) == [("625 người",), ("dưới 0,75 người",), ("dưới 1,5 %",), ("good",)]


@pytest.mark.parametrize(
    ("first_day", "last_day", "is_part"),
    [
        (OFFICE_ON - timedelta(days=1), None, True),
        (OFFICE_ON, OFFICE_ON, True),
        (OFFICE_ON, OFFICE_ON + timedelta(days=400), True),
        (OFFICE_ON - timedelta(days=400), OFFICE_ON - timedelta(days=1), False),
        (OFFICE_ON + timedelta(days=1), None, False),
    ],
)
def test_an_indicator_is_counted_in_another_while_a_rule_that_says_so_is_in_force(
    first_day: date, last_day: date | None, is_part: bool, database: duckdb.DuckDBPyConnection
) -> None:
    db = World().build(database, "core.indicator_relation")
    db.execute(
        "insert into reference.rule by name select 'PRT-1' as rule_id, 'part_of_whole' as kind, 'due' as whole, "
        "['attended'] as parts, ? as valid_from_on, ? as valid_to_on",
        [first_day, last_day],
    )
    models.make(db, shipped["core.indicator_relation"])
    found = rows(db, "select indicator_id, other_id from core.indicator_relation where role = 'whole'")
    assert found == ([("attended", "due")] if is_part else [])
