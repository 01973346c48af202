"""Great Expectations on the tables of cases: nothing passes unseen, and nothing is validated twice."""

import pandas as pd
import pytest

from pipelines import models
from pipelines.definitions import models as shipped
from pipelines.errors import RuleError
from pipelines.quality.cases import table_of, validate_cases
from pipelines.quality.suites import GreatExpectations
from pipelines.reference.kinds import KINDS, RETURN_KINDS, Expectation
from tests.judging import validate_bloc_rules, validate_return_rules
from tests.unit.quality_tables import World

CASE_COLUMNS = {"rule_id", "return_id", "unit_id", "period_id", "indicator_id"}


@pytest.fixture(scope="module")
def engine() -> GreatExpectations:
    return GreatExpectations()


def test_an_expectation_that_does_not_exist_fails_the_run_and_names_itself(engine: GreatExpectations) -> None:
    with pytest.raises(RuleError, match=r"case_required: .* has no ExpectColumnToSmile(.|\n)*Remedy: "):
        engine.validate("required", pd.DataFrame({"answer": ["value"]}), [Expectation("ExpectColumnToSmile", {})])


def test_a_kind_without_an_expectation_does_not_pass_unseen(engine: GreatExpectations) -> None:
    with pytest.raises(RuleError, match="0 of 0 expectations of kind 'required'"):
        engine.validate("required", pd.DataFrame({"answer": ["value"]}), [])


def test_a_missing_column_fails_its_kind_loudly(engine: GreatExpectations) -> None:
    with pytest.raises(RuleError, match=r"kind 'required' could not be judged: .*answer"):
        engine.validate("required", pd.DataFrame({"other": ["value"]}), KINDS["required"].expectations)


def test_an_expectation_on_numbers_that_are_text_is_an_error_and_not_a_finding(engine: GreatExpectations) -> None:
    with pytest.raises(RuleError, match="kind 'completeness' could not be judged"):
        engine.validate("completeness", pd.DataFrame({"slack": ["một"]}), KINDS["completeness"].expectations)


def test_a_suite_is_told_in_the_words_of_great_expectations(engine: GreatExpectations) -> None:
    validation = engine.validate("required", pd.DataFrame({"answer": ["value", "blank"]}), KINDS["required"].expectations)
    assert validation.failed_rows == (1,)
    assert "values must not belong to this set" in validation.rendered
    assert "1 unexpected values found" in validation.rendered


def test_a_value_out_of_a_workbook_is_no_html(engine: GreatExpectations) -> None:
    frame = pd.DataFrame({"code": ["a", "<img src=x>"], "listed_code": ["a", ""]})
    validation = engine.validate("in_code_list", frame, KINDS["in_code_list"].expectations)
    assert validation.failed_rows == (1,)
    assert "&lt;img src=x&gt;" in validation.rendered
    assert "<img" not in validation.rendered


def test_what_was_validated_is_validated_again_only_where_its_cases_have_changed() -> None:
    world = World()
    with world.lay() as db:
        validate_return_rules(db, world.registers)
        assert validate_cases(db, RETURN_KINDS) == []
        db.execute("update staging.observation set state = 'blank' where indicator_id = 'members_closing' and unit_id = 'TC01'")
        models.build(db, shipped[table_of("required")])
        assert validate_cases(db, RETURN_KINDS) == ["required"]
        assert db.sql("select distinct rule_id, unit_id from quality.failing_case").fetchall() == [("REQ-01", "TC01")]
        db.execute("update quality.case_required set answer = 'value'")
        assert validate_cases(db, RETURN_KINDS) == ["required"]
        assert db.sql("select rule_id from quality.failing_case").fetchall() == []


def test_a_case_that_cannot_be_judged_does_not_pass_unseen() -> None:
    world = World()
    with world.lay() as db:
        validate_return_rules(db, world.registers)
        db.execute("update quality.case_ratio set accepted_low = null where return_id = 'TC01-2021H2-r1'")
        with pytest.raises(RuleError, match=r"cases of kind 'ratio' have no accepted_low(.|\n)*sql/quality/case_ratio.sql"):
            validate_cases(db, ["ratio"])


def test_every_kind_has_a_table_of_cases_with_the_columns_that_are_told_and_looked_at() -> None:
    for kind, what in KINDS.items():
        looked_at = {column for expected in what.expectations for column in expected.columns}
        assert shipped[table_of(kind)].table.columns.keys() >= CASE_COLUMNS | looked_at, kind
    named = {name.removeprefix("quality.case_") for name in shipped if name.startswith("quality.case_")}
    assert named == {*KINDS, "reader"}


def test_a_case_of_the_bloc_says_what_was_received_and_expected() -> None:
    for kind in KINDS.keys() - RETURN_KINDS:
        bounds = {f"{side}_{end}" for side in ("received", "expected") for end in ("low", "high")}
        assert shipped[table_of(kind)].table.columns.keys() >= bounds, kind


def test_an_empty_warehouse_needs_no_validation() -> None:
    world = World()
    world.drop(lambda row: True)
    with world.lay() as db:
        validate_bloc_rules(db, world.registers)
        assert {row[0] for row in db.sql("select distinct rendered from quality.validation").fetchall()} == {""}
