"""Nothing is cut off and nothing told twice: every failing cell, every compared case, and what waits for another rule."""

from dataclasses import replace
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from pipelines.reference import load_reference
from tests.judging import Validation, residuals, validate_bloc_rules, validate_return_rules
from tests.sample.generate import generate
from tests.sample.tables import lay_out
from tests.sample.workbooks import SEED, shipped_periods
from tests.unit.quality_tables import ALL_PERIODS, ALL_UNITS, World, reference, rule

EVERYONE = reference(ALL_UNITS, ALL_PERIODS)


@pytest.fixture
def world() -> World:
    return World(EVERYONE)


def judge(world: World, *rule_ids: str) -> Validation:
    with world.lay() as db:
        return validate_return_rules(db, replace(world.registers, rule=tuple(rule(rule_id) for rule_id in rule_ids)))


def test_each_of_3000_failing_cells_is_a_finding(world: World) -> None:
    failing = [row for row in world.observations if row["code"] is None][:3000]
    for row in failing:
        row.update(value=-1, state="value", comparator="=", received="-1")
    findings = judge(world, "RNG-01").findings
    assert len(findings) == len(failing) == 3000
    assert findings["finding_id"].is_unique
    assert set(zip(findings["return_id"], findings["address"], findings["sheet_name"], strict=True)) == {
        (row["return_id"], row["address"], row["sheet_name"]) for row in failing
    }


def test_a_return_that_breaks_a_prerequisite_is_not_judged_and_not_counted(world: World) -> None:
    world.write("TC01", "2021H2", "members_rated_failed", 50)
    both = judge(world, "RTO-27", "SUM-02")
    assert both.findings["rule_id"].tolist() == ["SUM-02"]
    counts = {result.rule_id: result.case_count for result in both.results}
    assert counts["RTO-27"] == counts["SUM-02"] - 1
    assert judge(world, "RTO-27").findings["rule_id"].tolist() == ["RTO-27"]


def test_a_cell_that_breaks_a_prerequisite_silences_only_rules_that_look_at_it(world: World) -> None:
    world.write("TC01", "2021H2", "members_admitted", 900)
    world.write("TC01", "2021H2", "staff_assessed", 12)
    findings = judge(world, "RNG-01", "RTO-03", "RTO-29", "INT-01").findings
    assert findings[["rule_id", "indicator_id"]].to_numpy().tolist() == [
        ["RNG-01", "members_admitted"],
        ["RTO-29", "staff_assessed"],
    ]


def test_a_rule_is_silent_where_one_that_it_waits_for_fails_and_is_silent_itself(world: World) -> None:
    world.write("TC01", "2021H2", "members_rated_excellent", 99_999)
    waiting = rule("RTO-25").model_copy(update={"prerequisite": ("SUM-02",)})
    with world.lay() as db:
        found = validate_return_rules(db, replace(world.registers, rule=(rule("RNG-01"), rule("SUM-02"), waiting)))
    assert found.findings["rule_id"].tolist() == ["RNG-01"]
    assert [result.state for result in found.results] == ["failed", "passed", "passed"]


def test_a_missing_form_is_not_told_again_line_by_line(world: World) -> None:
    for row in world.observations:
        if (row["return_id"], row["form_id"]) == ("TC01-2021H2-r1", "form_02"):
            row |= {"is_on_form": False, "state": "blank", "sheet_name": None, "address": None, "value": None, "received": None}
    assert judge(world, "READ-05", "READ-09", "REQ-05", "REQ-14").findings["rule_id"].tolist() == ["READ-05"]


def test_a_rule_on_accepted_returns_waits_for_a_finding_of_the_return(world: World) -> None:
    world.write("TC01", "2023H2", "meeting_attendance_due", 60)
    early, late = (
        rule("RTO-01"),
        rule("OWN-02").model_copy(update={"subject": "meeting_attendance_due", "prerequisite": ("RTO-01",)}),
    )
    registers = replace(EVERYONE, rule=(early, late), rule_subject=())
    with world.lay() as db:
        assert validate_bloc_rules(db, registers).findings["rule_id"].tolist() == ["OWN-02"]
        validate_return_rules(db, registers)
        assert validate_bloc_rules(db, registers).findings.empty


def test_a_further_subject_has_arguments_of_its_own_and_its_findings_keep_the_key_of_the_rule_it_was(
    world: World,
) -> None:
    world.write("TC01", "2023H2", "propagandists", 9)
    with world.lay() as db:
        (now,) = validate_bloc_rules(db, EVERYONE).findings.to_dict("records")
        own = next(row for row in EVERYONE.rule_subject if row.known_as == "OWN-05")
        alone = rule("OWN-02").about(own).model_copy(update={"rule_id": "OWN-05"})
        (then,) = validate_bloc_rules(db, replace(EVERYONE, rule=(alone,), rule_subject=())).findings.to_dict("records")
    assert (now["rule_id"], then["rule_id"]) == ("OWN-02", "OWN-05")
    assert now["finding_id"] == then["finding_id"]
    assert (now["received"], now["expected"]) == (then["received"], then["expected"]) == ("9", "từ 0 đến 6")


def test_every_case_that_compares_numbers_leaves_its_residual(world: World) -> None:
    world.write("TC01", "2021H2", "members_closing", 97)
    world.write("TC02", "2021H2", "members_closing", "blank")
    with world.lay() as db:
        validation = validate_return_rules(db, replace(world.registers, rule=(rule("SUM-05"), rule("RAT-01"), rule("RNG-01"))))
        found = residuals(db)
    counts = {result.rule_id: result.case_count for result in validation.results if result.kind != "range"}
    assert found.groupby("rule_id").size().to_dict() == counts
    (gap,) = found[found["gap"] != 0].to_dict("records")
    assert gap == {
        "rule_id": "SUM-05",
        "return_id": "TC01-2021H2-r1",
        "unit_id": "TC01",
        "period_id": "2021H2",
        "indicator_id": "members_closing",
        "received_low": 97,
        "received_high": 97,
        "expected_low": 100,
        "expected_high": 100,
        "gap": -3,
        "is_within_tolerance": False,
    }


def test_what_waits_for_another_rule_leaves_no_residual(world: World) -> None:
    world.write("TC01", "2021H2", "members_closing", 100_000)
    with world.lay() as db:
        validation = validate_return_rules(db, replace(world.registers, rule=(rule("SUM-05"), rule("RNG-01"))))
        found = residuals(db)
    assert validation.findings["rule_id"].tolist() == ["RNG-01"]
    assert "TC01-2021H2-r1" not in set(found["return_id"])
    assert len(found) == validation.results[0].case_count


def test_residuals_of_sums_over_units_name_their_period(world: World) -> None:
    ids = ("CON-01", "REC-01", "REG-01", "BAL-01", "YTT-01", "CMP-01", "OWN-02")
    world.write("TC01", "2023H2", "members_transferred_out_to_bloc", 2)
    with world.lay() as db:
        registers = replace(EVERYONE, rule=tuple(rule(rule_id) for rule_id in ids))
        validate_bloc_rules(db, registers)
        found = residuals(db)
    assert set(found["rule_id"]) == {"CON-01", "REC-01", "REG-01", "BAL-01", "YTT-01"}
    balance = found[(found["rule_id"] == "BAL-01")].iloc[0]
    assert pd.isna(balance["return_id"])
    assert (balance["period_id"], balance["gap"], balance["is_within_tolerance"]) == ("2023H2", -1, False)
    assert found[found["rule_id"] == "REC-01"]["period_id"].tolist() == ["2023H2"]
    assert found[found["rule_id"] == "REG-01"]["period_id"].tolist() == list(ALL_PERIODS)


def test_the_sample_laid_out_as_tables_breaks_only_what_the_report_contradicts(database: duckdb.DuckDBPyConnection) -> None:
    shipped = load_reference(Path("raw/reference"))
    lay_out(database, shipped, generate(shipped, shipped_periods(shipped), SEED))
    validations = [validate(database, shipped) for validate in (validate_return_rules, validate_bloc_rules)]
    found = pd.concat([validation.findings for validation in validations])
    assert found.groupby("rule_id").size().to_dict() == {"PER-01": 6, "REC-01": 1, "RTO-40": 6}
