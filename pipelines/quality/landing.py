"""Lands what the rules found. The tables of returns come first, as they decide what is accepted; the whole bloc's follow."""

from dataclasses import replace

import duckdb
import pandas as pd

from pipelines.quality.checks import RETURN_CHECK
from pipelines.quality.evaluation import Evaluation, rule_result_rows
from pipelines.quality.plans import RETURN_KINDS
from pipelines.quality.tables import FINDING, RETURN_FINDING, RULE_RESULT
from pipelines.reference import Rule
from pipelines.tables import Table, comment

RETURN_RULE_RESULT = replace(
    RULE_RESULT,
    name="quality.return_rule_result",
    description="Outcome of every rule about single cells and returns.",
)
TABLES = (RETURN_FINDING, RETURN_RULE_RESULT, RETURN_CHECK, FINDING, RULE_RESULT)
"""Tables of schema quality, in the order in which they are filled."""


def is_return_rule(rule: Rule) -> bool:
    """Whether a rule is about returns as received, and not about accepted returns together."""
    return rule.kind in RETURN_KINDS or rule.kind == "reader"


def land_return_findings(db: duckdb.DuckDBPyConnection, evaluation: Evaluation) -> None:
    """Make quality.return_finding and quality.return_rule_result anew."""
    _fill(db, RETURN_FINDING, evaluation.findings)
    _fill(db, RETURN_RULE_RESULT, rule_result_rows(evaluation.results))


def land_bloc_findings(db: duckdb.DuckDBPyConnection, evaluation: Evaluation) -> None:
    """Make quality.finding and quality.rule_result anew: those of returns, and those of the bloc in `evaluation`."""
    _fill(db, FINDING, evaluation.findings)
    db.execute(f"insert into {FINDING.name} by name from {RETURN_FINDING.name}")
    _fill(db, RULE_RESULT, rule_result_rows(evaluation.results))
    db.execute(f"insert into {RULE_RESULT.name} by name from {RETURN_RULE_RESULT.name}")


def _fill(db: duckdb.DuckDBPyConnection, table: Table, rows: pd.DataFrame) -> None:
    db.execute(table.create_sql())
    db.register("batch", rows)
    db.execute(f"insert into {table.name} by name from batch")
    db.unregister("batch")
    comment(db, table)
