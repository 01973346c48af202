"""Validates the rules of the register: on returns as received, and on the accepted ones together."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import duckdb
import pandas as pd

from pipelines.errors import RuleError
from pipelines.quality.cases import table_of, validate_cases
from pipelines.quality.findings import Case, failing_cases, reader_cases, to_findings
from pipelines.quality.holding import decide_held
from pipelines.quality.prerequisites import Order, Place, is_aside, set_aside
from pipelines.quality.tables import (
    FAILING_CASE,
    OF_ALL,
    OF_RETURNS,
    RETURN_FINDING,
    RULE_RESULT,
    SET_ASIDE,
    VALIDATION,
)
from pipelines.queries import table, tuples
from pipelines.reference import Reference, Rule
from pipelines.reference.kinds import KINDS, READER, RETURN_KINDS
from pipelines.reference.rules import is_about_returns
from pipelines.tables import Table, comment


@dataclass(frozen=True)
class RuleResult:
    """Outcome of one rule."""

    rule_id: str
    kind: str
    severity: str
    is_blocking: bool
    case_count: int
    """Cases that could be judged."""
    finding_count: int
    """Cases that break the rule: findings."""

    @classmethod
    def of(cls, rule: Rule, case_count: int, finding_count: int) -> "RuleResult":
        """Outcome of a rule of the register."""
        return cls(rule.rule_id, rule.kind, rule.severity, rule.is_blocking, case_count, finding_count)

    @property
    def is_passed(self) -> bool:
        """Whether it judged a case, and none breaks it."""
        return self.state == "passed"

    @property
    def state(self) -> Literal["passed", "failed", "no case"]:
        """A rule that had nothing to judge has not passed."""
        if self.finding_count:
            return "failed"
        return "passed" if self.case_count else "no case"


@dataclass(frozen=True)
class Validation:
    """What the rules found."""

    findings: pd.DataFrame
    """One row per finding, with exactly the columns of quality.return_finding (and quality.finding)."""
    results: tuple[RuleResult, ...]
    """One per judged rule, in the register's order."""
    set_aside: pd.DataFrame
    """What is not judged, as it breaks a prerequisite, with exactly the columns of quality.set_aside."""
    rendered: Mapping[str, str]
    """Kind → what Great Expectations says of its cases, as HTML."""


def validate_return_rules(db: duckdb.DuckDBPyConnection, reference: Reference) -> Validation:
    """Validate the rules about single cells and returns, and the keys of staging, on every return received.

    Args:
        db: connection with schemas raw, reference and staging, and the tables of cases of these kinds. What was validated is
            kept in quality.validation and quality.failing_case.
        reference: the registers that the tables of schema reference were made from.

    Raises:
        RuleError: a rule could not be judged, or a fault met by the reader has no rule.
    """
    rules = [rule for rule in reference.rule if rule.kind in RETURN_KINDS]
    readers = [rule for rule in reference.rule if rule.kind == READER]
    met = reader_cases(db, readers)
    earlier: dict[str, list[Place]] = {}
    for case in met:
        earlier.setdefault(case.rule.rule_id, []).append((case.return_id, case.period_id, case.indicator_id))
    judged = _Judged(db, reference, rules, earlier)
    counts = dict(db.table("quality.reader_scope").fetchall())
    cases = decide_held(db, [*met, *judged.cases(are_returns=True)])
    return _validation(reference, cases, counts | judged.counts(), judged)


def validate_bloc_rules(db: duckdb.DuckDBPyConnection, reference: Reference) -> Validation:
    """Validate the rules over time, periods and the whole bloc, on the accepted returns in force.

    A period for which no return at all has come yet is not judged.

    Args:
        db: connection with schemas reference and staging, quality.return_finding, and the tables of cases of these kinds.
        reference: the registers that the tables of schema reference were made from.

    Raises:
        RuleError: a rule could not be judged.
    """
    rules = [rule for rule in reference.rule if not is_about_returns(rule)]
    earlier: dict[str, list[Place]] = {}
    for rule_id, place in _places(db, RETURN_FINDING.name):
        earlier.setdefault(rule_id, []).append(place)
    judged = _Judged(db, reference, rules, earlier)
    return _validation(reference, judged.cases(are_returns=False), judged.counts(), judged)


def rule_result_rows(results: Sequence[RuleResult]) -> pd.DataFrame:
    """Rows of quality.rule_result."""
    columns = list(RULE_RESULT.columns)
    return pd.DataFrame([[getattr(result, column) for column in columns] for result in results], columns=columns)


def write_return_findings(db: duckdb.DuckDBPyConnection, validation: Validation) -> None:
    """Make the tables OF_RETURNS anew."""
    for made, rows in zip(OF_RETURNS, _rows(validation), strict=True):
        _fill(db, made, rows)


def write_bloc_findings(db: duckdb.DuckDBPyConnection, validation: Validation) -> None:
    """Make the tables OF_ALL anew: what was found in returns, and what `validation` found in the bloc."""
    for made, of_returns, rows in zip(OF_ALL, OF_RETURNS, _rows(validation), strict=True):
        _fill(db, made, rows)
        db.execute(f"insert into {made.name} by name from {of_returns.name}")


def _rows(validation: Validation) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    return validation.findings, rule_result_rows(validation.results), validation.set_aside


def _fill(db: duckdb.DuckDBPyConnection, made: Table, rows: pd.DataFrame) -> None:
    db.execute(made.create_sql())
    db.register("batch", rows)
    db.execute(f"insert into {made.name} by name from batch")
    db.unregister("batch")
    comment(db, made)


def standing_results(db: duckdb.DuckDBPyConnection, name: str, rules: Sequence[Rule]) -> tuple[RuleResult, ...]:
    """Outcome of each of these rules that was judged, in their order, from a table of outcomes."""
    counts = {row["rule_id"]: (row["case_count"], row["finding_count"]) for row in table(db, name)}
    return tuple(RuleResult.of(rule, *counts[rule.rule_id]) for rule in rules if rule.rule_id in counts)


class _Judged:
    """Some rules of the register, validated, with what they do not speak about."""

    def __init__(
        self, db: duckdb.DuckDBPyConnection, reference: Reference, rules: Sequence[Rule], earlier: Mapping[str, Sequence[Place]]
    ) -> None:
        self._db, self._reference = db, reference
        self._order = Order.of(reference, rules)
        self.kinds = tuple(kind for kind in KINDS if kind in {rule.kind for rule in rules})
        validate_cases(db, self.kinds)
        about_cells = frozenset(rule.rule_id for rule in reference.rule if rule.scope == "cell" or rule.subject == "*")
        self._aside = set_aside(self._order, _places(db, FAILING_CASE.name), earlier, about_cells)
        places = [(rule_id, *place) for rule_id, silent in self._aside.items() for place in silent]
        places.sort(key=repr)
        self.set_aside = pd.DataFrame(places, columns=list(SET_ASIDE.columns), dtype="str")

    def cases(self, *, are_returns: bool) -> list[Case]:
        """The cases that break their rule and are not set aside."""
        found = failing_cases(self._db, self._reference, self._order.rules, are_returns=are_returns)
        return [
            case
            for case in found
            if not is_aside((case.return_id, case.period_id, case.indicator_id), self._aside.get(case.rule.rule_id, set()))
        ]

    def counts(self) -> dict[str, int]:
        """Rule → number of its cases that are not set aside."""
        counts = {rule.rule_id: 0 for rule in self._order.rules}
        self._db.register("aside", self.set_aside)
        for kind in self.kinds:
            found = tuples(self._db, "quality/queries/judged", cases=table_of(kind))
            counts |= {rule_id: count for rule_id, count in found if rule_id in counts}
        self._db.unregister("aside")
        return counts

    def rendered(self) -> dict[str, str]:
        """Kind → what Great Expectations says of its cases."""
        return {row["kind"]: row["rendered"] for row in table(self._db, VALIDATION.name) if row["kind"] in self.kinds}


def _places(db: duckdb.DuckDBPyConnection, name: str) -> list[tuple[str, Place]]:
    """Rule and place of each case in a table of broken cases."""
    found = db.table(name).select("rule_id", "return_id", "period_id", "indicator_id").fetchall()
    return [(rule_id, (return_id, period_id, indicator_id)) for rule_id, return_id, period_id, indicator_id in found]


def _validation(reference: Reference, cases: Sequence[Case], counts: Mapping[str, int], judged: _Judged) -> Validation:
    if not counts:
        raise RuleError("no rule was judged", where="rule.csv", remedy="restore the rules: without any, all passes")
    findings = to_findings(cases, reference)
    failed = Counter(findings["rule_id"])
    results = tuple(
        RuleResult.of(rule, counts[rule.rule_id], failed[rule.rule_id]) for rule in reference.rule if rule.rule_id in counts
    )
    return Validation(findings, results, judged.set_aside, judged.rendered())
