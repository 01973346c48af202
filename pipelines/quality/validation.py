"""Validates the rules of the register: on returns as received, and on the accepted ones together."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import duckdb

from pipelines import models, queries
from pipelines.errors import RuleError
from pipelines.models import Model
from pipelines.quality.cases import table_of, validate_cases
from pipelines.quality.findings import write_findings
from pipelines.quality.tables import FINDING, KEPT, RETURN_FINDING, RETURN_RULE_RESULT, RETURN_VALIDATION, RULE_RESULT
from pipelines.reference import Reference, Rule
from pipelines.reference.kinds import KINDS, READER, RETURN_KINDS
from pipelines.tables import Table, comment, delete


@dataclass(frozen=True)
class Half:
    """The rules about returns as received, or those about the accepted ones together: which tables come out, in this order."""

    kinds: tuple[str, ...]
    models: tuple[str, ...]
    """Models of what is set aside and of what breaks a rule, which are made between the judging and its words."""
    finding: Table
    result: Table
    noted: tuple[Table, ...] = ()
    """When each return was judged, where returns are."""
    before: "Half | None" = None
    """The half whose findings and outcomes these tables hold too."""

    @property
    def set_aside(self) -> str:
        """Table of what is not judged."""
        return self.models[0]

    @property
    def broken_case(self) -> str:
        """Table of what becomes findings."""
        return self.models[-1]

    def holds(self, rule: Rule) -> bool:
        """Whether a rule belongs to it."""
        return rule.kind in self.kinds


OF_RETURNS = Half(
    (READER, *(kind for kind in KINDS if kind in RETURN_KINDS)),
    ("quality.return_set_aside", "quality.held_return", "quality.return_broken_case"),
    RETURN_FINDING,
    RETURN_RULE_RESULT,
    noted=(RETURN_VALIDATION,),
)
OF_THE_BLOC = Half(
    tuple(kind for kind in KINDS if kind not in RETURN_KINDS),
    ("quality.set_aside", "quality.bloc_broken_case"),
    FINDING,
    RULE_RESULT,
    before=OF_RETURNS,
)


@dataclass(frozen=True)
class RuleResult:
    """Outcome of one rule: a row of a table of outcomes."""

    rule_id: str
    kind: str
    severity: str
    is_blocking: bool
    case_count: int
    """Cases that could be judged."""
    finding_count: int
    """Cases that break the rule: findings."""
    state: Literal["passed", "failed", "no case"]
    """A rule that had nothing to judge has not passed."""
    is_passed: bool


def validate(
    db: duckdb.DuckDBPyConnection,
    reference: Reference,
    half: Half,
    made: Mapping[str, Model],
    unchanged: Collection[str] = (),
) -> None:
    """Validate the rules of one half, and make its tables anew. The caller's transaction makes it all or nothing.

    Args:
        db: connection with the tables of cases of these kinds, and whatever the half's models read. What was validated is kept.
        reference: the registers that the tables of schema reference were made from.
        half: which rules.
        made: models by name.
        unchanged: tables of cases that are as they were when they were validated.

    Raises:
        RuleError: a rule could not be judged, or there is none.
    """
    known = {rule.kind for rule in reference.rule}
    stated = [kind for kind in half.kinds if kind in known]
    if not stated:
        raise RuleError("no rule was judged", where="rule.csv", remedy="restore the rules: without any, all passes")
    validate_cases(db, [kind for kind in stated if kind != READER and table_of(kind) not in unchanged])
    for kept in KEPT:
        delete(db, kept, "kind", set(half.kinds) - set(stated))
    for name in half.models:
        models.build(db, made[name])
    write_findings(db, reference, half.broken_case, half.finding)
    db.execute(half.result.create_sql())
    for kind in stated:
        outcome = f"insert into {half.result.name} by name\n{queries.query('quality/queries/rule_result')}"
        sources = {"cases": table_of(kind), "set_aside": half.set_aside, "findings": half.finding.name}
        db.execute(outcome, {"kind": kind, **sources})
    if half.before:
        for whole, part in ((half.finding, half.before.finding), (half.result, half.before.result)):
            db.execute(f"insert into {whole.name} by name from {part.name}")
    for table in (half.finding, half.result):
        comment(db, table)


def results(db: duckdb.DuckDBPyConnection, name: str, rules: Sequence[Rule]) -> tuple[RuleResult, ...]:
    """Outcome of each of these rules that was judged, in their order, from a table of outcomes."""
    found = {row["rule_id"]: RuleResult(**row) for row in queries.table(db, name)}
    return tuple(found[rule.rule_id] for rule in rules if rule.rule_id in found)
