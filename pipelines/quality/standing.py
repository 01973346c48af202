"""What rules found when they were last evaluated, as it was landed: it stands as long as they and what they read do."""

from collections.abc import Sequence

import duckdb

from pipelines.quality.evaluation import RuleResult
from pipelines.reference import Rule


def standing_results(db: duckdb.DuckDBPyConnection, table: str, rules: Sequence[Rule]) -> tuple[RuleResult, ...]:
    """Outcome of each of these rules that was evaluated, in their order, from a table of outcomes."""
    rows = db.execute(f"select rule_id, evaluated_count, failed_count from {table}").fetchall()
    counts = {rule_id: (evaluated, failed) for rule_id, evaluated, failed in rows}
    return tuple(RuleResult.of(rule, *counts[rule.rule_id]) for rule in rules if rule.rule_id in counts)
