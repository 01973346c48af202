"""A return is judged anew when something that concerns it changes, and only then."""

from dataclasses import replace
from datetime import UTC, date, datetime

import duckdb
import pytest

from pipelines.folders import PROJECT
from pipelines.quality.return_validations import RulesVersions, record_validations
from pipelines.reference import Correction, Reference, load_reference
from pipelines.reference.run import Run

RUN = Run(datetime(2021, 8, 1, 2, tzinfo=UTC))


@pytest.fixture(scope="module")
def reference() -> Reference:
    return load_reference(PROJECT / "raw" / "reference")


def changed(reference: Reference, rule_id: str, **columns: object) -> Reference:
    rules = [rule.model_copy(update=columns) if rule.rule_id == rule_id else rule for rule in reference.rule]
    return replace(reference, rule=tuple(rules))


def versions(reference: Reference) -> dict[tuple[str, str], str]:
    found = RulesVersions(reference)
    pairs = [("TC01", "2021H1"), ("TC01", "2021H2"), ("DTN", "2021H1"), ("DTN", "2021H2")]
    return {pair: found.of(*pair) for pair in pairs}


def differing(one: Reference, other: Reference) -> set[tuple[str, str]]:
    before, after = versions(one), versions(other)
    return {pair for pair in before if before[pair] != after[pair]}


def test_a_changed_rule_concerns_those_who_report_its_indicators(reference: Reference) -> None:
    assert differing(reference, changed(reference, "SUM-05", tolerance=1)) == {("TC01", "2021H1"), ("TC01", "2021H2")}
    assert differing(reference, changed(reference, "SUM-02", tolerance=1)) == {("TC01", "2021H2")}
    assert len(differing(reference, changed(reference, "RNG-01", severity="warning"))) == 4
    assert len(differing(reference, changed(reference, "READ-06", message_vi="Khác"))) == 4


def test_a_rule_over_time_or_out_of_effect_judges_no_single_return(reference: Reference) -> None:
    assert differing(reference, changed(reference, "CON-01", tolerance=1)) == set()
    ended = changed(reference, "SUM-05", valid_to_on=date(2020, 12, 31))
    assert differing(ended, changed(ended, "SUM-05", tolerance=1)) == set()


def test_ranges_and_corrections_are_part_of_what_a_return_is_judged_by(reference: Reference) -> None:
    trees = [
        row.model_copy(update={"valid_max": 1}) if row.indicator_id == "youth_trees_planted" else row
        for row in reference.indicator
    ]
    assert differing(reference, replace(reference, indicator=tuple(trees))) == {("DTN", "2021H1"), ("DTN", "2021H2")}
    correction = Correction(
        unit_id="TC01",
        period_id="2021H1",
        indicator_id="members_admitted",
        received="30",
        corrected="3",
        reason_vi="Gõ thừa số 0",
        agreed_by="Đơn vị",
        agreed_on=date(2021, 8, 1),
    )
    assert differing(reference, replace(reference, correction=(correction,))) == {("TC01", "2021H1")}


def test_a_judgement_is_recorded_once_for_each_version_of_the_rules(
    reference: Reference, database: duckdb.DuckDBPyConnection
) -> None:
    for schema in ("staging", "quality"):
        database.execute(f"create schema {schema}")
    database.execute(
        "create table staging.return as select 'TC01-2021H1-r1' as return_id, 'abc' as file_sha256, 'TC01' as unit_id, "
        "'2021H1' as period_id"
    )
    database.execute("create table quality.return_finding as select 'TC01-2021H1-r1' as return_id, 'warning' as severity")
    assert record_validations(database, reference, RUN) == 1
    assert record_validations(database, reference, RUN) == 0
    assert record_validations(database, reference, RUN, are_rules_the_same=True) == 0
    assert record_validations(database, changed(reference, "SUM-05", tolerance=1), RUN) == 1
    rows = database.execute("select return_id, error_count, warning_count from quality.return_validation").fetchall()
    assert rows == [("TC01-2021H1-r1", 0, 1)] * 2
    database.execute("insert into staging.return values ('TC01-2021H1-r2', 'def', 'TC01', '2021H1')")
    assert [record_validations(database, reference, RUN, are_rules_the_same=True) for _ in range(2)] == [1, 0]
