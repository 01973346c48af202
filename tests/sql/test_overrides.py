"""Corrections, explanations and overrides: what the steward decided, and when it stops to count."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import duckdb
import pytest

from pipelines.definitions import models as shipped
from pipelines.reports.decisions import MOST_LINES, REASONS, SOURCES, idle_decision_texts
from pipelines.reports.summary import count_lines
from tests.sql.given import COUNTED, DECIDED, OFFICE_ON, Cell, World, in_copies, rows

RETURN = ("A", "2020H2", {"admitted": 70, "members": 5})
WARNING = {
    "rule_id": "W-1",
    "severity": "warning",
    "return_id": "A-2020H2-r1",
    "unit_id": "A",
    "period_id": "2020H2",
    "indicator_id": "admitted",
    "received": "70",
}
OVERRIDE = {
    "rule_id": "W-1",
    "unit_id": "A",
    "period_id": "2020H2",
    "indicator_id": "admitted",
    "received": ["70"],
    "cell_count": 1,
    "reason_vi": "Đợt kết nạp đặc biệt",
    "approved_by": "Văn phòng",
    "approved_on": OFFICE_ON,
}


def correction(received: str | None, corrected: str) -> dict[str, Any]:
    key = {"unit_id": "A", "period_id": "2020H2", "indicator_id": "admitted"}
    return {**key, "received": received, "corrected": corrected, "reason_vi": "Gõ thừa số 0", "agreed_by": "Đơn vị A"}


def in_each_copy(lines: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Lines about the figure that each copy of the small world tells, one for each."""
    return [line | {"indicator_id": f"admitted_{copy}"} for copy, line in enumerate(lines)]


def test_a_correction_replaces_the_wrong_figure_and_keeps_what_was_received(database: duckdb.DuckDBPyConnection) -> None:
    cases = [
        ("7", "value", 7),
        ("0", "zero", 0),
        ("none_occurred", "none_occurred", 0),
        ("not_applicable", "not_applicable", None),
    ]
    told = ("A", "2020H2", in_copies([{"admitted": 70}] * len(cases)))
    corrections = in_each_copy(correction("70", corrected) for corrected, *_ in cases)
    db = World([told], corrections=corrections, copies=len(cases)).build(database)
    names = [f"admitted_{copy}" for copy in range(len(cases))]
    where = f"where return_id = 'A-2020H2-r1' and list_contains({names}, indicator_id) order by indicator_id"
    assert rows(db, f"select received, state, value, is_corrected from staging.observation {where}") == [
        ("70", state, value, True) for _, state, value in cases
    ]
    assert rows(db, f"select state, value, is_corrected from core.observation {where}") == [
        (state, value, True) for _, state, value in cases
    ]
    assert rows(db, "select decision_kind, received, corrected, decided_by from marts.decision order by indicator_id") == [
        ("correction", "70", corrected, "Đơn vị A") for corrected, *_ in cases
    ]


def test_a_correction_of_a_rating_puts_its_code_and_rank(database: duckdb.DuckDBPyConnection) -> None:
    of_rating = {**correction("failed", "good"), "indicator_id": "rating"}
    db = World([("A", "2020H2", {"rating": "failed"})], corrections=[of_rating]).build(database)
    assert rows(db, "select received, code, value from staging.observation where is_corrected") == [("failed", "good", 3.0)]


def test_what_names_a_rule_that_became_a_further_subject_still_names_its_findings(database: duckdb.DuckDBPyConnection) -> None:
    further = [{"rule_id": "W-1", "indicator_id": "admitted", "known_as": "W-7"}]
    members = {**WARNING, "indicator_id": "members", "received": "5"}
    db = World(
        [RETURN],
        findings=[WARNING, members],
        overrides=[{**OVERRIDE, "rule_id": "W-7", "indicator_id": None}],
        rule_subjects=further,
    ).build(database)
    assert rows(db, "select finding_key from core.finding order by all") == [
        ("W-1/A/2020H2/members",),
        ("W-7/A/2020H2/admitted",),
    ]
    assert rows(db, "select indicator_id, override_status from marts.finding order by all") == [
        ("admitted", "accepted"),
        ("members", None),
    ]


def test_a_correction_names_the_wrong_value_by_number(database: duckdb.DuckDBPyConnection) -> None:
    said = ["70,0", "70.0", "70 người", "bảy mươi"]
    told = ("A", "2020H2", in_copies([{"admitted": 70}] * len(said)))
    corrections = in_each_copy(correction(received, "7") for received in said)
    db = World([told], corrections=corrections, copies=len(said)).build(database)
    found = rows(db, "select indicator_id, value from core.observation where is_corrected order by 1")
    assert found == [(f"admitted_{copy}", 7.0) for copy in range(len(said))]


def test_a_correction_of_another_value_replaces_nothing(database: duckdb.DuckDBPyConnection) -> None:
    said = ["7", "trên 70", "70.000", "không phát sinh", None]
    told = ("A", "2020H2", in_copies([{"admitted": 70}] * len(said)))
    corrections = in_each_copy(correction(received, "7") for received in said)
    db = World([told], corrections=corrections, copies=len(said)).build(database)
    assert rows(db, "select value from core.observation where is_corrected") == []


def test_a_correction_expires_when_the_source_holds_anything_else(database: duckdb.DuckDBPyConnection) -> None:
    db = World([RETURN, ("A", "2020H2", {"admitted": 8})], corrections=[correction("70", "7")]).build(database)
    assert rows(
        db, "select return_id, value, is_corrected from core.observation where indicator_id = 'admitted' order by 1"
    ) == [("A-2020H2-r1", 7.0, True), ("A-2020H2-r2", 8.0, False)]


def test_an_override_closes_its_warning_while_value_number_and_date_hold(database: duckdb.DuckDBPyConnection) -> None:
    cases: list[tuple[dict[str, Any], str | None]] = [
        ({}, "accepted"),
        ({"received": ["7"]}, "value_changed"),
        ({"received": ["71", "70,0"]}, "accepted"),
        ({"received": ["70 người"]}, "accepted"),
        ({"received": ["trên 70"]}, "value_changed"),
        ({"received": ["70.000"]}, "value_changed"),
        ({"received": []}, "value_changed"),
        ({"cell_count": 0}, "too_many"),
        ({"valid_to_on": OFFICE_ON - timedelta(days=1)}, "expired"),
        ({"valid_to_on": OFFICE_ON}, "accepted"),
        ({"unit_id": "B"}, None),
        ({"period_id": "2021H1"}, None),
        ({"rule_id": "W-2"}, None),
    ]
    told = ("A", "2020H2", in_copies([{"admitted": 70}] * len(cases)))
    findings, overrides = in_each_copy([WARNING] * len(cases)), in_each_copy(OVERRIDE | more for more, _ in cases)
    db = World([told], findings=findings, overrides=overrides, copies=len(cases)).build(database)
    found = dict(rows(db, "select indicator_id, (override_status, is_open) from marts.finding"))
    assert found == {f"admitted_{copy}": (status, status != "accepted") for copy, (_, status) in enumerate(cases)}
    does = [{"accepted": "in_force", None: "names_nothing"}.get(status, status) for _, status in cases]
    assert dict(rows(db, "select indicator_id, (decision_kind, status, is_idle) from marts.decision")) == {
        f"admitted_{copy}": ("override", status, status != "in_force") for copy, status in enumerate(does)
    }


@pytest.mark.parametrize(("changes", "is_open"), [({"indicator_id": None}, False), ({"received": ["7"]}, True)])
def test_a_return_whose_warnings_are_all_closed_has_none(
    changes: dict[str, Any], *, is_open: bool, database: duckdb.DuckDBPyConnection
) -> None:
    db = World([RETURN], findings=[WARNING], overrides=[OVERRIDE | changes]).build(database, *COUNTED)
    assert rows(db, "select override_status, is_open from marts.finding") == [
        ("value_changed" if is_open else "accepted", is_open)
    ]
    assert rows(db, "select status from marts.return_revision") == [("accepted_with_warnings" if is_open else "accepted",)]
    assert rows(db, "select decision_kind, status from marts.decision") == [
        ("override", "value_changed" if is_open else "in_force")
    ]
    counted = "1 warnings · 0 notes" if is_open else "0 warnings (1 answered) · 0 notes"
    assert f"0 errors · {counted}" in count_lines(db, 1, 1)[2]


def test_more_cells_than_were_accepted_void_an_override_but_those_of_former_revisions_do_not_count(
    database: duckdb.DuckDBPyConnection,
    another: duckdb.DuckDBPyConnection,
) -> None:
    other = {**WARNING, "address": "E9"}
    db = World([RETURN], findings=[WARNING, other], overrides=[OVERRIDE]).build(database)
    assert rows(db, "select distinct override_status from marts.finding") == [("too_many",)]
    second = {**WARNING, "return_id": "A-2020H2-r2"}
    again = ("A", "2020H2", {"admitted": 70, "members": 6})
    db = World([RETURN, again], findings=[WARNING, second], overrides=[OVERRIDE]).build(another)
    assert rows(db, "select revision_id, is_current, is_open from marts.finding order by 1") == [
        ("A-2020H2-r1", False, False),
        ("A-2020H2-r2", True, False),
    ]


def test_a_blank_that_was_explained_stays_closed_while_it_is_blank(database: duckdb.DuckDBPyConnection) -> None:
    blank = {**WARNING, "received": None}
    db = World([RETURN], findings=[blank], overrides=[{**OVERRIDE, "received": []}]).build(database)
    assert rows(db, "select override_status from marts.finding") == [("accepted",)]


def test_an_explanation_stands_beside_its_finding_until_the_value_changes(database: duckdb.DuckDBPyConnection) -> None:
    told = ("A", "2020H2", in_copies([{"admitted": 70}, {"admitted": 71}]))
    findings = in_each_copy([WARNING, {**WARNING, "received": "71"}])
    explained = [
        {"finding_key": f"W-1/A/2020H2/{line['indicator_id']}", "received": "70", "explanation_vi": "Đúng như vậy"}
        for line in findings
    ]
    db = World([told], findings=findings, explanations=explained, copies=2).build(database)
    assert rows(db, "select finding_key, explanation_vi, is_open from marts.finding order by 1") == [
        ("W-1/A/2020H2/admitted_0", "Đúng như vậy", True),
        ("W-1/A/2020H2/admitted_1", None, True),
    ]


def test_a_return_is_superseded_by_the_next_accepted_one_and_a_rejected_one_by_whatever_comes(
    database: duckdb.DuckDBPyConnection,
) -> None:
    world = World([("A", "2020H2", {"admitted": number}) for number in (1, 2, 3, 4)], rejected={1, 3, 4})
    asked = "select revision_id, status, is_superseded, is_in_force from marts.return_revision order by 1"
    assert rows(world.build(database), asked) == [
        ("A-2020H2-r1", "rejected", True, False),
        ("A-2020H2-r2", "accepted", False, True),
        ("A-2020H2-r3", "rejected", True, False),
        ("A-2020H2-r4", "rejected", False, False),
    ]


def test_an_override_for_all_indicators_says_that_one_for_the_indicator_speaks_in_its_place(
    database: duckdb.DuckDBPyConnection,
) -> None:
    general = OVERRIDE | {"indicator_id": None}
    db = World([RETURN], findings=[WARNING], overrides=[general, OVERRIDE]).build(database)
    assert rows(db, "select indicator_id, status from marts.decision order by all") == [
        ("admitted", "in_force"),
        (None, "shadowed"),
    ]


def test_an_override_of_what_a_later_revision_mended_is_not_needed_any_more(database: duckdb.DuckDBPyConnection) -> None:
    mended = ("A", "2020H2", {"admitted": 7, "members": 5})
    db = World([RETURN, mended], findings=[WARNING], overrides=[OVERRIDE]).build(database)
    assert rows(db, "select status from marts.decision") == [("not_needed",)]


def test_every_correction_says_what_it_does_also_when_it_does_nothing(database: duckdb.DuckDBPyConnection) -> None:
    cases: list[tuple[Cell, str, str]] = [
        (70, "7", "in_force"),
        (7, "7", "not_needed"),
        ("none", "none_occurred", "not_needed"),
        (9, "7", "value_changed"),
        (">6", "6", "value_changed"),
        (None, "7", "value_changed"),
    ]
    told = ("A", "2020H2", in_copies([{"admitted": stands} for stands, *_ in cases]))
    corrections = in_each_copy(correction("70", corrected) for _, corrected, _ in cases)
    db = World([told], corrections=corrections, copies=len(cases)).build(database)
    assert rows(db, "select indicator_id, decision_kind, status from marts.decision order by 1") == [
        (f"admitted_{copy}", "correction", status) for copy, (*_, status) in enumerate(cases)
    ]


def test_a_correction_of_a_return_that_does_not_count_says_which_rule_throws_it_out(
    database: duckdb.DuckDBPyConnection,
) -> None:
    other, absent = {"indicator_id": "members", "received": "71"}, {"period_id": "2021H1"}
    corrections = [correction("70", "7") | more for more in ({}, other, absent)]
    db = World([RETURN], rejected={1}, corrections=corrections).build(database, *DECIDED)
    assert rows(db, "select period_id, indicator_id, status, is_idle from marts.decision order by all") == [
        ("2020H2", "admitted", "return_rejected", True),
        ("2020H2", "members", "names_nothing", True),
        ("2021H1", "admitted", "names_nothing", True),
    ]
    (told,) = [text for text in idle_decision_texts(db) if "2020H2 admitted 70" in text]
    assert "phiếu bị trả lại vì trái quy tắc" in told
    assert "đính chính cả dòng tổng" in told


def test_a_correction_of_a_rating_that_was_mended_is_not_needed_any_more(database: duckdb.DuckDBPyConnection) -> None:
    of_rating = {**correction("failed", "good"), "indicator_id": "rating"}
    db = World([("A", "2020H2", {"rating": "good"})], corrections=[of_rating]).build(database)
    assert rows(db, "select status from marts.decision") == [("not_needed",)]


def test_every_explanation_says_what_became_of_it(database: duckdb.DuckDBPyConnection) -> None:
    cases = [
        ("W-1", "70", "waiting"),
        ("W-1", "70", "in_force"),
        ("W-1", "69", "value_changed"),
        ("W-9", "70", "names_nothing"),
    ]
    told = ("A", "2020H2", in_copies([{"admitted": 70}] * len(cases)))
    explanations = [
        {"finding_key": f"{rule_id}/A/2020H2/admitted_{copy}", "received": received, "explanation_vi": "Đúng như vậy"}
        for copy, (rule_id, received, _) in enumerate(cases)
    ]
    accepted = OVERRIDE | {"indicator_id": "admitted_1"}
    findings = in_each_copy([WARNING] * len(cases))
    given = World([told], findings=findings, explanations=explanations, overrides=[accepted], copies=len(cases))
    db = given.build(database)
    found = rows(db, "select indicator_id, status from marts.decision where decision_kind = 'explanation' order by 1")
    assert found == [(f"admitted_{copy}", status) for copy, (*_, status) in enumerate(cases)]


def test_decisions_that_do_nothing_are_said_in_the_summary_and_those_in_force_are_not(
    database: duckdb.DuckDBPyConnection,
) -> None:
    idle = OVERRIDE | {"unit_id": "B", "period_id": "2021H1"}
    elsewhere = correction("70", "7") | {"cell": "11-HV!E27"}
    given = World([RETURN], findings=[WARNING], overrides=[OVERRIDE, idle], corrections=[elsewhere, correction("71", "7")])
    db = given.build(database, *DECIDED)
    of_cell, of_correction, of_override = idle_decision_texts(db)
    assert of_cell.endswith("số liệu của chỉ tiêu này ở ô 11-HV!E27; ghi tên trang tính đúng như trong tệp")
    assert of_correction == "correction.csv A 2020H2 admitted 71: không có tác dụng, ô không còn ghi số sai này"
    assert of_override.startswith("override.csv W-1 B 2021H1 admitted 70: không có tác dụng, không có cảnh báo nào như vậy:")


def test_of_many_decisions_that_do_nothing_the_first_are_named_and_the_rest_counted(
    database: duckdb.DuckDBPyConnection,
) -> None:
    many = [OVERRIDE | {"rule_id": f"W-{number}"} for number in range(10, 23)]
    texts = idle_decision_texts(World([RETURN], overrides=many).build(database, *DECIDED))
    assert len(texts) == MOST_LINES + 1
    assert texts[-1] == "và 3 quyết định khác không có tác dụng: marts.decision"


def test_every_reason_for_doing_nothing_has_its_words() -> None:
    described = shipped["marts.decision"].table.columns["status"][1]
    assert all(status in described for status in REASONS)
    kinds = {kind for reasons in REASONS.values() for kind in reasons}
    assert kinds == set(SOURCES)


def test_an_explanation_names_what_its_key_does(database: duckdb.DuckDBPyConnection) -> None:
    named: dict[str, tuple[str | None, ...]] = {
        "W-1/A/2020H2/admitted": ("W-1", "A", "2020H2", "admitted"),
        "W-1/-/2024/25/-": ("W-1", None, "2024/25", None),
    }
    explained = [{"finding_key": key, "received": "70", "explanation_vi": "Đúng như vậy"} for key in named]
    db = World([RETURN], findings=[WARNING], explanations=explained).build(database)
    about = "rule_id, split_part(nullif(unit_version_id, '-'), '/', 1), period_id, indicator_id"
    found = rows(db, f"select {about} from marts.decision where decision_kind = 'explanation'")
    assert sorted(found, key=str) == sorted(named.values(), key=str)
