"""Lands what the rules found. The tables of returns come first, as they decide what is accepted; the whole bloc's follow."""

from dataclasses import replace

import duckdb
import pandas as pd

from pipelines.quality.checks import RETURN_CHECK
from pipelines.quality.evaluation import Evaluation, rule_result_rows
from pipelines.quality.tables import FAILING_CASE, FINDING, RETURN_FINDING, RULE_RESULT, SET_ASIDE, VALIDATION
from pipelines.tables import Table, comment

RETURN_RULE_RESULT = replace(
    RULE_RESULT,
    name="quality.return_rule_result",
    description="Outcome of every rule about single cells and returns.",
)
RETURN_SET_ASIDE = replace(SET_ASIDE, name="quality.return_set_aside")
OF_RETURNS = (RETURN_FINDING, RETURN_RULE_RESULT, RETURN_SET_ASIDE)
"""What the rules about single cells and returns found."""
OF_ALL = (FINDING, RULE_RESULT, SET_ASIDE)
"""What all rules found: in the same order, of returns and of the bloc together."""
TABLES = (VALIDATION, FAILING_CASE, *OF_RETURNS, RETURN_CHECK, *OF_ALL)
"""Tables of schema quality that Python makes, in the order in which they are filled."""


def land_return_findings(db: duckdb.DuckDBPyConnection, evaluation: Evaluation) -> None:
    """Make the tables OF_RETURNS anew."""
    for table, rows in zip(OF_RETURNS, _rows(evaluation), strict=True):
        _fill(db, table, rows)


def land_bloc_findings(db: duckdb.DuckDBPyConnection, evaluation: Evaluation) -> None:
    """Make the tables OF_ALL anew: what was found in returns, and what `evaluation` found in the bloc."""
    for table, of_returns, rows in zip(OF_ALL, OF_RETURNS, _rows(evaluation), strict=True):
        _fill(db, table, rows)
        db.execute(f"insert into {table.name} by name from {of_returns.name}")


def _rows(evaluation: Evaluation) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    return evaluation.findings, rule_result_rows(evaluation.results), evaluation.set_aside


def _fill(db: duckdb.DuckDBPyConnection, table: Table, rows: pd.DataFrame) -> None:
    db.execute(table.create_sql())
    db.register("batch", rows)
    db.execute(f"insert into {table.name} by name from batch")
    db.unregister("batch")
    comment(db, table)
