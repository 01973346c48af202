"""What rules found when they were last evaluated, as it was landed: it stands as long as they and what they read do."""

from collections.abc import Sequence

import duckdb

from pipelines.quality.evaluation import RuleResult
from pipelines.queries import table
from pipelines.reference import Rule


def standing_results(db: duckdb.DuckDBPyConnection, name: str, rules: Sequence[Rule]) -> tuple[RuleResult, ...]:
    """Outcome of each of these rules that was evaluated, in their order, from a table of outcomes."""
    counts = {row["rule_id"]: (row["evaluated_count"], row["failed_count"]) for row in table(db, name)}
    return tuple(RuleResult.of(rule, *counts[rule.rule_id]) for rule in rules if rule.rule_id in counts)
