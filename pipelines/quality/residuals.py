"""Residuals: how far apart the numbers lie that a rule compares, also where they agree."""

from collections.abc import Mapping, Sequence

import pandas as pd

from pipelines.quality.plan import Plan
from pipelines.quality.suites import Outcome
from pipelines.quality.tables import RESIDUAL
from pipelines.reference import Reference

_NUMBERS = ("received_low", "received_high", "expected_low", "expected_high", "gap")


def residual_rows(
    frame: pd.DataFrame, plans: Sequence[Plan], outcomes: Mapping[str, Outcome], reference: Reference
) -> list[pd.DataFrame]:
    """Rows of quality.residual for each plan on a frame that compares numbers: one per judged case."""
    return [_rows(frame, plan, outcomes[plan.rule.rule_id], reference) for plan in plans if plan.has_residual]


def no_residuals() -> pd.DataFrame:
    """quality.residual without a row."""
    return pd.DataFrame(columns=list(RESIDUAL.columns))


def _rows(frame: pd.DataFrame, plan: Plan, outcome: Outcome, reference: Reference) -> pd.DataFrame:
    rule = plan.rule
    judged = frame[f"{rule.rule_id}.gap"].notna()
    # The failing rows are Great Expectations' own answer, so that table and findings cannot disagree.
    is_within = ~pd.RangeIndex(len(frame)).isin(outcome.failed_rows)
    columns = {
        "rule_id": rule.rule_id,
        "return_id": frame["return_id"],
        "unit_id": frame["unit_id"],
        "period_id": frame[plan.period or "period_id"],
        "indicator_id": rule.subject if rule.subject in reference.indicators else None,
        **{name: frame[f"{rule.rule_id}.{name}"] for name in _NUMBERS},
        "is_within_tolerance": is_within,
    }
    return pd.DataFrame(columns, index=frame.index)[judged].reset_index(drop=True)[list(RESIDUAL.columns)]
