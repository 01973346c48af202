"""Evaluates the rules of the register: on returns as received, and on the accepted ones together."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter
from typing import Literal

import duckdb
import pandas as pd

from pipelines.errors import RuleError
from pipelines.quality.findings import Case, failing_cases, place, to_findings
from pipelines.quality.frames import build_frame
from pipelines.quality.holding import decide_held
from pipelines.quality.plan import Plan
from pipelines.quality.plans import plan_rules
from pipelines.quality.prerequisites import Broken, set_aside
from pipelines.quality.reader_faults import evaluated_counts, reader_cases
from pipelines.quality.residuals import no_residuals, residual_rows
from pipelines.quality.suites import validate
from pipelines.quality.tables import RULE_RESULT
from pipelines.reference import Reference, Rule
from pipelines.reference.rules import RETURN_KINDS, is_about_returns

EXAMPLES = 5
"""How many findings a rule's result tells in words."""


@dataclass(frozen=True)
class RuleResult:
    """Outcome of one rule."""

    rule_id: str
    kind: str
    scope: str
    severity: str
    is_blocking: bool
    subject: str
    """Indicator ('*': every one), table, or fault that the rule is about."""
    owner: str
    reason: str
    source: str | None
    """Clause, form or standard behind the rule."""
    expectation_type: str | None
    """Great Expectations' name of what was expected; None for rules that the reader evaluates."""
    evaluated_count: int
    """Cases that could be judged."""
    failed_count: int
    """Cases that break the rule: findings."""
    examples: tuple[str, ...]
    """The first findings in words: 'TC01-2020H2-r1 01-TCĐ!D12: …'."""

    @property
    def is_passed(self) -> bool:
        """Whether it judged a case, and none breaks it."""
        return self.state == "passed"

    @property
    def state(self) -> Literal["passed", "failed", "no case"]:
        """A rule that had nothing to judge has not passed."""
        if self.failed_count:
            return "failed"
        return "passed" if self.evaluated_count else "no case"


@dataclass(frozen=True)
class Evaluation:
    """What the rules found."""

    findings: pd.DataFrame
    """One row per finding, with exactly the columns of quality.return_finding (and quality.finding)."""
    results: tuple[RuleResult, ...]
    """One per evaluated rule, in the register's order."""
    residuals: pd.DataFrame
    """One row per case that a rule compared numbers in, with exactly the columns of quality.residual."""


def evaluate_return_rules(db: duckdb.DuckDBPyConnection, reference: Reference) -> Evaluation:
    """Evaluate the rules about single cells and returns, and the keys of staging, on every return received.

    Args:
        db: connection with schemas raw, reference and staging. Nothing is written.
        reference: the registers that the tables of schema reference were made from.

    Raises:
        RuleError: a rule could not be evaluated, or a fault met by the reader has no rule.
    """
    readers = [rule for rule in reference.rule if rule.kind == "reader"]
    cases = reader_cases(db, readers)
    counts: dict[str, tuple[int, str | None]] = {
        rule_id: (count, None) for rule_id, count in evaluated_counts(db, readers).items()
    }
    return _evaluate(db, reference, "staging", [rule for rule in reference.rule if rule.kind in RETURN_KINDS], cases, counts)


def evaluate_bloc_rules(db: duckdb.DuckDBPyConnection, reference: Reference) -> Evaluation:
    """Evaluate the rules over time, periods and the whole bloc, on the accepted returns in force.

    A period for which no return at all has come yet is not judged.

    Args:
        db: connection with schemas reference and core, and quality.return_finding where a rule about returns is the
            prerequisite of one evaluated here. Nothing is written.
        reference: the registers that the tables of schema reference were made from.

    Raises:
        RuleError: a rule could not be evaluated.
    """
    rules = [rule for rule in reference.rule if not is_about_returns(rule)]
    return _evaluate(db, reference, "core", rules, [], {})


def rule_result_rows(results: Sequence[RuleResult]) -> pd.DataFrame:
    """Rows of quality.rule_result."""
    columns = list(RULE_RESULT.columns)
    return pd.DataFrame([[getattr(result, column) for column in columns] for result in results], columns=columns)


def _evaluate(
    db: duckdb.DuckDBPyConnection,
    reference: Reference,
    layer: Literal["staging", "core"],
    rules: Sequence[Rule],
    cases: list[Case],
    counts: dict[str, tuple[int, str | None]],
) -> Evaluation:
    """Evaluate `rules` frame by frame; `cases` and `counts` (evaluated count, expectation type) come from the reader.

    Rules with prerequisites come after them, as another suite on the same frame.
    """
    plans = plan_rules(reference, rules)
    broken = Broken(cases)
    if layer == "core":
        broken.add_findings(db, reference, plans)
    frames: dict[str, pd.DataFrame] = {}
    residuals: list[pd.DataFrame] = []
    for turn, in_turn in enumerate(_turns(plans), start=1):
        for name in dict.fromkeys(plan.frame for plan in in_turn):
            of_frame = [plan for plan in in_turn if plan.frame == name]
            if name not in frames:
                frames[name] = build_frame(db, name, [plan for plan in plans if plan.frame == name])
            frame = set_aside(frames[name], of_frame, broken)
            outcomes = validate(_asked(frame, of_frame), name if turn == 1 else f"{name}_{turn}", of_frame)
            for plan in of_frame:
                broken.add_rows(plan, frame, outcomes[plan.rule.rule_id])
            cases += failing_cases(db, reference, layer, frame, of_frame, outcomes)
            residuals += residual_rows(frame, of_frame, outcomes, reference)
            counts |= {rule_id: (found.evaluated_count, ", ".join(found.expectations)) for rule_id, found in outcomes.items()}
    if not counts:
        raise RuleError("no rule was evaluated", where="rule.csv", remedy="restore the rules: without any, all passes")
    findings = to_findings(decide_held(db, cases) if layer == "staging" else cases, reference)
    evaluated = [rule for rule in reference.rule if rule.rule_id in counts]
    of_rule = dict(tuple(findings.groupby("rule_id")))
    nothing = findings.iloc[:0]
    results = tuple(_result(rule, *counts[rule.rule_id], of_rule.get(rule.rule_id, nothing)) for rule in evaluated)
    return Evaluation(findings, results, pd.concat(residuals, ignore_index=True) if residuals else no_residuals())


def _turns(plans: Sequence[Plan]) -> list[list[Plan]]:
    """The plans in the order of evaluation: first those without prerequisites among them, then those that wait for them."""
    here = {plan.rule.rule_id for plan in plans}
    waiting = TopologicalSorter({plan.rule.rule_id: here & set(plan.rule.prerequisite) for plan in plans})
    waiting.prepare()
    turns: list[list[Plan]] = []
    while waiting.is_active():
        ready = set(waiting.get_ready())
        turns.append([plan for plan in plans if plan.rule.rule_id in ready])
        waiting.done(*ready)
    return turns


def _asked(frame: pd.DataFrame, plans: Sequence[Plan]) -> pd.DataFrame:
    """The columns that expectations look at: the rest need not travel to Great Expectations."""
    named = {name for plan in plans for check in plan.checks for name in check.columns}
    return frame[[column for column in frame.columns if column in named]]


def _result(rule: Rule, evaluated_count: int, expectation_type: str | None, findings: pd.DataFrame) -> RuleResult:
    return RuleResult(
        rule_id=rule.rule_id,
        kind=rule.kind,
        scope=rule.scope,
        severity=rule.severity,
        is_blocking=rule.is_blocking,
        subject=rule.subject,
        owner=rule.owner,
        reason=rule.reason,
        source=rule.source,
        expectation_type=expectation_type,
        evaluated_count=evaluated_count,
        failed_count=len(findings),
        examples=tuple(_in_words(row) for row in findings.head(EXAMPLES).to_dict("records")),
    )


def _in_words(finding: Mapping[Hashable, object]) -> str:
    return f"{' '.join(place(finding)).strip()}: {finding['message_vi']}"
