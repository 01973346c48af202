"""Great Expectations works in a process of its own: what becomes of a run when that process fails or ends."""

import multiprocessing as mp

import pandas as pd
import pytest

from pipelines.errors import RuleError
from pipelines.quality.plan import Check, Plan
from pipelines.quality.plans import plan_rules
from pipelines.quality.suites import start_engine, take_validations, validate
from tests.unit.quality_tables import reference, rule

FRAME = pd.DataFrame({"REQ-01.state": ["value", "blank"]})


def plan(**changes: object) -> Plan:
    (made,) = plan_rules(reference(), [rule("REQ-01")])
    for name, value in changes.items():
        object.__setattr__(made, name, value)
    return made


def test_an_expectation_that_does_not_exist_fails_the_run_and_names_itself() -> None:
    unknown = plan(checks=(Check("ExpectColumnToSmile", {"column": "REQ-01.state"}),))
    with pytest.raises(RuleError, match=r"Great Expectations failed:(.|\n)*ExpectColumnToSmile(.|\n)*Remedy: "):
        validate(FRAME, "return", [unknown])
    assert validate(FRAME, "return", [plan()])["REQ-01"].failed_rows == (1,)


def test_a_process_that_ends_fails_the_run_and_the_next_question_starts_another() -> None:
    start_engine()
    (process,) = [child for child in mp.active_children() if child.name == "great-expectations"]
    process.kill()
    process.join()
    with pytest.raises(RuleError, match=r"ended before it answered(.|\n)*Remedy: run again"):
        validate(FRAME, "return", [plan()])
    assert validate(FRAME, "return", [plan()])["REQ-01"].failed_rows == (1,)


def test_a_suite_is_told_in_the_words_of_great_expectations_once() -> None:
    take_validations()
    validate(FRAME, "return_2", [plan()])
    (validation,) = take_validations()
    assert validation.frame == "return"
    assert list(validation.rendered) == ["REQ-01"]
    assert "values must not belong to this set" in validation.rendered["REQ-01"]
    assert "1 unexpected values found" in validation.rendered["REQ-01"]
    assert take_validations() == ()


def test_a_rule_that_could_not_be_evaluated_leaves_no_validation() -> None:
    take_validations()
    with pytest.raises(RuleError, match="REQ-01 could not be evaluated"):
        validate(FRAME.rename(columns={"REQ-01.state": "other"}), "return", [plan()])
    assert take_validations() == ()


def test_a_value_out_of_a_workbook_is_no_html() -> None:
    take_validations()
    unlisted = plan(checks=(Check("ExpectColumnValuesToBeInSet", {"column": "REQ-01.state", "value_set": ["value"]}),))
    validate(pd.DataFrame({"REQ-01.state": ["value", "<img src=x>"]}), "return", [unlisted])
    (validation,) = take_validations()
    assert "&lt;img src=x&gt;" in validation.rendered["REQ-01"]
    assert "<img" not in validation.rendered["REQ-01"]
