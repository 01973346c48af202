"""Every rule of the register, from given rows: passes on a clean bloc, and finds exactly the fault that is put into it."""

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest

from pipelines.quality import Evaluation
from pipelines.reference import Reference, Rule
from pipelines.reference.kinds import RETURN_KINDS
from tests.judging import evaluate_bloc_rules, evaluate_return_rules
from tests.unit.broken_rules import BROKEN
from tests.unit.quality_tables import ALL_PERIODS, ALL_UNITS, World, reference

EVERYONE = reference(ALL_UNITS, ALL_PERIODS)


def evaluate(world: World, rule: Rule) -> Evaluation:
    """Evaluate a rule and what it builds on."""
    evaluate_kind = evaluate_return_rules if rule.kind == "reader" or rule.kind in RETURN_KINDS else evaluate_bloc_rules
    with world.lay() as db:
        return evaluate_kind(db, with_prerequisites(world.registers, rule))


def with_prerequisites(registers: Reference, rule: Rule) -> Reference:
    needed = [rule.rule_id]
    for name in needed:
        needed += [other for other in rules()[name].prerequisite if other not in needed]
    return replace(registers, rule=tuple(rule for rule in registers.rule if rule.rule_id in needed))


def rules() -> dict[str, Rule]:
    return {rule.rule_id: rule for rule in reference().rule}


def as_written(finding: pd.Series) -> tuple[object, ...]:
    cell = [finding[column] for column in ("sheet_name", "address") if not pd.isna(finding[column])]
    values = (finding["return_id"], "!".join(cell), finding["message_vi"], finding["received"], finding["expected"])
    return tuple(None if pd.isna(value) or value == "" else value for value in values)


@pytest.mark.parametrize("evaluate_kinds", [evaluate_return_rules, evaluate_bloc_rules])
def test_a_clean_bloc_passes_every_rule_and_every_rule_has_something_to_judge(
    evaluate_kinds: Callable[..., Evaluation],
) -> None:
    world = World(EVERYONE)
    with world.lay() as db:
        evaluation = evaluate_kinds(db, world.registers)
    assert evaluation.findings.empty
    assert [result.rule_id for result in evaluation.results if result.state == "failed"] == []
    idle = {result.rule_id for result in evaluation.results if result.evaluated_count == 0}
    assert all(rule_id.startswith("READ-") for rule_id in idle)


def test_the_two_evaluations_together_give_each_rule_of_the_register_one_result() -> None:
    world = World()
    with world.lay() as db:
        results = evaluate_return_rules(db, world.registers).results + evaluate_bloc_rules(db, world.registers).results
    assert sorted(result.rule_id for result in results) == sorted(rule.rule_id for rule in reference().rule)


@pytest.mark.parametrize("rule_id", [rule.rule_id for rule in reference().rule])
def test_each_rule_finds_the_fault_put_into_a_clean_bloc_and_says_where_and_what(rule_id: str) -> None:
    rule = rules()[rule_id]
    assert rule_id in BROKEN, f"{rule_id} has no failing case: add to BROKEN a change that breaks it"
    broken = BROKEN[rule_id]
    world = World(EVERYONE)
    broken.mutate(world)
    evaluation = evaluate(world, rule)
    findings = evaluation.findings[evaluation.findings["rule_id"] == rule_id]
    assert [as_written(finding) for _, finding in findings.iterrows()] == [
        (*broken.where, broken.message, broken.received, broken.expected)
    ]
    assert (findings["severity"] == rule.severity).all()
    result = next(result for result in evaluation.results if result.rule_id == rule_id)
    assert (result.failed_count, result.is_passed, result.is_blocking) == (1, False, rule.is_blocking)
    assert broken.message in result.examples[0]
