"""Great Expectations on the tables of cases: nothing passes unseen, and nothing is validated twice."""

import random
import threading
from collections.abc import Iterator

import duckdb
import pandas as pd
import pytest

from pipelines import models
from pipelines.definitions import models as shipped
from pipelines.errors import RuleError
from pipelines.quality.cases import table_of, validate_cases
from pipelines.quality.suites import GreatExpectations, Total, rendered
from pipelines.reference.kinds import KINDS, RETURN_KINDS, Expectation
from tests.judging import validate_bloc_rules, validate_return_rules
from tests.unit.quality_tables import World, reference

STATED = [kind for kind in KINDS if kind in {rule.kind for rule in reference().rule}]
"""Kinds of the register's rules: of others a world has no cases."""
OF_RETURNS = [kind for kind in STATED if kind in RETURN_KINDS]
CASE_COLUMNS = {"rule_id", "return_id", "unit_id", "period_id", "indicator_id"}


@pytest.fixture(scope="module")
def engine() -> GreatExpectations:
    return GreatExpectations()


@pytest.fixture(scope="module")
def bloc() -> Iterator[duckdb.DuckDBPyConnection]:
    world = World()
    with world.lay() as db:
        validate_return_rules(db, world.registers)
        validate_bloc_rules(db, world.registers)
        yield db


@pytest.fixture
def validated(bloc: duckdb.DuckDBPyConnection) -> Iterator[duckdb.DuckDBPyConnection]:
    """A bloc of which every rule was validated; what a test does to it is taken back."""
    bloc.begin()
    yield bloc
    bloc.rollback()


def test_a_validation_begins_no_thread_that_may_outlive_the_run(
    engine: GreatExpectations, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[object] = []
    monkeypatch.setattr(threading.Thread, "start", begun.append)
    engine.validate("required", pd.DataFrame({"answer": ["value"]}), KINDS["required"].expectations)
    assert begun == []


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
    assert validation.failing == {1: ("blank",)}
    told = rendered("required", validation.results, [Total(200, 3, ("blank", "refused"))])
    assert "values must not belong to this set" in told
    assert "3 unexpected values found" in told
    assert "200 total rows" in told


def test_a_value_out_of_a_workbook_is_no_html(engine: GreatExpectations) -> None:
    frame = pd.DataFrame({"code": ["a", "<img src=x>"], "listed_code": ["a", ""]})
    validation = engine.validate("in_code_list", frame, KINDS["in_code_list"].expectations)
    assert validation.failing == {1: ("(<img src=x>, )",)}
    told = rendered("in_code_list", validation.results, [Total(2, 1, ("(<img src=x>, )",))])
    assert "&lt;img src=x&gt;" in told
    assert "<img" not in told


def test_what_was_validated_is_validated_again_only_where_its_cases_have_changed() -> None:
    world = World()
    with world.lay() as db:
        validate_return_rules(db, world.registers)
        assert validate_cases(db, OF_RETURNS) == {}
        db.execute("update staging.figure set state = 'blank' where indicator_id = 'members_closing' and unit_id = 'TC01'")
        models.build(db, shipped[table_of("required")])
        assert set(validate_cases(db, OF_RETURNS)) == {"required"}
        assert db.sql("select distinct rule_id, unit_id from quality.failing_case").fetchall() == [("REQ-01", "TC01")]
        db.execute("update quality.case_required set answer = 'value'")
        assert set(validate_cases(db, OF_RETURNS)) == {"required"}
        assert db.sql("select rule_id from quality.failing_case").fetchall() == []


def kept(db: duckdb.DuckDBPyConnection) -> list[list[tuple[object, ...]]]:
    """All that validating leaves, in an order of its own."""
    tables = ("validation", "validated", "failing_case")
    return [db.sql(f"from quality.{table} order by all").fetchall() for table in tables]


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.soak) for seed in range(1, 9))])
def test_cases_of_returns_that_changed_are_validated_alone_and_give_what_validating_all_gives(
    validated: duckdb.DuckDBPyConnection, seed: int
) -> None:
    chance, before = random.Random(seed), kept(validated)
    judged = [kind for kind in STATED if validated.sql(f"from {table_of(kind)} limit 1").fetchall()]
    for _ in range(3):
        for kind in chance.sample(judged, 5):
            table = table_of(kind)
            parts = validated.sql(f"select distinct unit_id, period_id from {table} order by all").fetchall()
            unit_id, period_id = chance.choice(parts or [(None, None)])
            of_part = f"unit_id is not distinct from {quoted(unit_id)} and period_id is not distinct from {quoted(period_id)}"
            gone = chance.random() < 0.3
            validated.execute(
                f"delete from {table} where {of_part}" if gone else f"update {table} set {spoilt(kind)} where {of_part}"
            )
            rest = validated.sql(f"select count(*) from {table} where {of_part}").fetchall()[0][0]
            assert validate_cases(validated, [kind]).get(kind, 0) in (0, rest)  # none where the same case is spoilt again
    validate_cases(validated, STATED)
    by_parts = kept(validated)
    assert by_parts[2] != before[2]
    for table in ("validation", "validated", "failing_case"):
        validated.execute(f"drop table quality.{table}")
    assert sum(validate_cases(validated, STATED).values()) > 1000
    assert kept(validated) == by_parts


def quoted(name: str | None) -> str:
    return "null" if name is None else f"'{name}'"


def spoilt(kind: str) -> str:
    """An assignment by which cases of a kind fail what is expected of them."""
    expected = KINDS[kind].expectations[-1]
    arguments = expected.arguments
    if "column_A" in arguments:
        number = expected.name.endswith("GreaterThanB")
        return f"{arguments['column_A']} = {-1e12 if number else chr(39) + '-7' + chr(39)}"
    if "value_set" in arguments and expected.name.endswith("NotBeInSet"):
        return f"{arguments['column']} = '{arguments['value_set'][0]}'"  # type: ignore[index]
    return f"{arguments['column']} = '-5'" if "max_value" not in arguments else f"{arguments['column']} = 9"


def test_a_case_that_cannot_be_judged_does_not_pass_unseen(validated: duckdb.DuckDBPyConnection) -> None:
    validated.execute("update quality.case_ratio set accepted_low = null where return_id = 'TC01-2021H2-r1'")
    with pytest.raises(RuleError, match=r"cases of kind 'ratio' have no accepted_low(.|\n)*sql/quality/case_ratio.sql"):
        validate_cases(validated, ["ratio"])


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
        assert db.sql("from quality.validation").fetchall() == []
