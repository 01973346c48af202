"""Data-quality rules: the register's rules, evaluated by Great Expectations, become findings in Vietnamese."""

from pipelines.quality.evaluation import Evaluation, RuleResult, evaluate_bloc_rules, evaluate_return_rules, rule_result_rows
from pipelines.quality.tables import FINDING, RETURN_FINDING, RULE_RESULT, tables

__all__ = [
    "FINDING",
    "RETURN_FINDING",
    "RULE_RESULT",
    "Evaluation",
    "RuleResult",
    "evaluate_bloc_rules",
    "evaluate_return_rules",
    "rule_result_rows",
    "tables",
]
