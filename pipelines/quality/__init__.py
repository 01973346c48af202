"""Data-quality rules: the register's rules, judged by Great Expectations, become findings in Vietnamese."""

from pipelines.quality.tables import FINDING, RETURN_FINDING, RULE_RESULT
from pipelines.quality.validation import RuleResult, Validation, rule_result_rows, validate_bloc_rules, validate_return_rules

__all__ = [
    "FINDING",
    "RETURN_FINDING",
    "RULE_RESULT",
    "RuleResult",
    "Validation",
    "rule_result_rows",
    "validate_bloc_rules",
    "validate_return_rules",
]
