"""From failing cases to findings: the cell at fault, and words for the person who mends it."""

import hashlib
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import duckdb
import pandas as pd

from pipelines.language.vietnamese.wording import format_bounds, format_observation
from pipelines.quality.plan import CELL_FRAMES, Plan
from pipelines.quality.suites import Outcome
from pipelines.quality.tables import RETURN_FINDING
from pipelines.quality.wording import fill
from pipelines.reference import Indicator, Reference, Rule
from pipelines.reference.figures import rating_words, shown_key, written_key


@dataclass(frozen=True)
class Case:
    """One case that breaks a rule: which return and cell, what stands there, and what should."""

    rule: Rule
    receipt_id: int | None = None
    path: str | None = None
    return_id: str | None = None
    unit_id: str | None = None
    period_id: str | None = None
    indicator_id: str | None = None
    sheet_name: str | None = None
    address: str | None = None
    received: str | None = None
    written: str | None = None
    """What the cell says, where the steward's correction was judged in its place."""
    expected: str | None = None
    detail: str | None = None
    discriminator: str | None = None
    """Tells cases apart that share rule, return and cell: the form that is missing, …"""

    @property
    def finding_id(self) -> str:
        """Hash of rule, return (or receipt, where the file became no return) and cell."""
        where = self.return_id or (self.receipt_id is not None and f"receipt {self.receipt_id}") or ""
        key = (
            self.rule.rule_id,
            where,
            self.unit_id,
            self.period_id,
            self.indicator_id,
            self.sheet_name,
            self.address,
            self.discriminator,
        )
        return hashlib.sha256("\x1f".join(part or "" for part in key).encode()).hexdigest()[:20]


def to_findings(cases: Iterable[Case], reference: Reference) -> pd.DataFrame:
    """Findings with exactly the columns of quality.return_finding; cases that are the same are one finding.

    Raises:
        RuleError: a template has a placeholder that is not known.
    """
    rows: dict[str, tuple[object, ...]] = {}
    ratings = rating_words(reference.code)
    for case in cases:
        indicator = reference.indicators.get(case.indicator_id or "")
        period = reference.periods.get(case.period_id or "")
        facts = {
            "received": case.received,
            "expected": case.expected,
            "detail": case.detail,
            "label": indicator.label_vi if indicator else None,
            "period": period.label_vi if period else None,
        }
        rows[case.finding_id] = (
            case.finding_id,
            case.rule.rule_id,
            case.rule.severity,
            case.receipt_id,
            case.path,
            case.return_id,
            case.unit_id,
            case.period_id,
            case.indicator_id,
            case.sheet_name,
            case.address,
            case.received,
            _received_key(case.received, indicator, ratings),
            case.written,
            case.expected,
            fill(case.rule, case.rule.message_vi, facts),
            fill(case.rule, case.rule.remedy_vi, facts),
        )
    columns = list(RETURN_FINDING.columns)
    types = {column: "Int64" if sql_type == "INTEGER" else "str" for column, (sql_type, _) in RETURN_FINDING.columns.items()}
    return pd.DataFrame(list(rows.values()), columns=columns).astype(types)


def _received_key(received: str | None, indicator: Indicator | None, ratings: Mapping[str, tuple[str, int]]) -> str | None:
    if received is None:
        return None
    return (
        written_key(received, indicator, ratings)
        if indicator and indicator.unit_of_measure == "rating"
        else shown_key(received)
    )


def failing_cases(
    db: duckdb.DuckDBPyConnection,
    reference: Reference,
    layer: Literal["staging", "core"],
    frame: pd.DataFrame,
    plans: Sequence[Plan],
    outcomes: Mapping[str, Outcome],
) -> list[Case]:
    """Join the failing rows of a frame back to their cells.

    A case points at the rule's subject: the part of part_of_whole, the total of sum_of_parts, the share of reported_share,
    the opening stock of continuity; rules about a period or the whole bloc point at no cell.
    """
    rows = [_failing_rows(frame, plan, outcomes[plan.rule.rule_id], reference) for plan in plans]
    rows = [found for found in rows if len(found)]
    if not rows:
        return []
    received = "observation.received" if layer == "staging" else "null::varchar"
    written = "if(observation.is_corrected, coalesce(observation.received, ''), null)" if layer == "staging" else "null"
    db.register("failing_row", pd.concat(rows, ignore_index=True))
    try:
        found = db.sql(f"""
            select
                failing_row.*,
                "return".receipt_id,
                "return".path,
                observation.sheet_name,
                observation.address,
                observation.state,
                observation.value,
                observation.comparator,
                {received} as received,
                {written} as written
            from failing_row
            left join {layer}.return as "return" using (return_id)
            left join {layer}.observation as observation using (return_id, indicator_id)
            order by failing_row.rule_id, failing_row.number
        """)
        names, records = found.columns, found.fetchall()
    finally:
        db.unregister("failing_row")
    rules = {plan.rule.rule_id: plan.rule for plan in plans}
    return [_case(rules[record[0]], dict(zip(names, record, strict=True)), reference) for record in records]


_FAILING_TYPES = {
    "rule_id": "str",
    "number": "int64",
    "return_id": "str",
    "unit_id": "str",
    "period_id": "str",
    "indicator_id": "str",
    "expected_low": "float64",
    "expected_high": "float64",
    "received_low": "float64",
    "received_high": "float64",
    "detail": "str",
}


def _failing_rows(frame: pd.DataFrame, plan: Plan, outcome: Outcome, reference: Reference) -> pd.DataFrame:
    """Failing rows of one rule, columns _FAILING_TYPES."""
    failing = frame.iloc[list(outcome.failed_rows)]
    rows = failing[["return_id", "unit_id", "period_id"]].copy()
    rows.insert(0, "rule_id", plan.rule.rule_id)
    rows.insert(1, "number", list(outcome.failed_rows))
    if plan.period:
        rows["period_id"] = failing[plan.period]
    rows["indicator_id"] = (
        failing["indicator_id"]
        if plan.frame in CELL_FRAMES
        else (plan.rule.subject if plan.rule.subject in reference.indicators else None)
    )
    for name, columns in (("expected", plan.expected), ("received", plan.received)):
        for end, column in zip(("low", "high"), columns or (None, None), strict=True):
            rows[f"{name}_{end}"] = failing[column] if column else None
    rows["detail"] = failing[plan.detail] if plan.detail else None
    return rows[list(_FAILING_TYPES)].astype(_FAILING_TYPES)


def _case(rule: Rule, row: Mapping[str, Any], reference: Reference) -> Case:
    decimals = 2 if rule.kind in _ROUNDED else 4
    ranks = _ranks(row["indicator_id"], row["period_id"], reference)
    if row["received_low"] is not None:
        received: str | None = format_bounds(row["received_low"], row["received_high"], decimals)
    elif row["value"] in ranks:
        received = ranks[row["value"]]
    elif row["state"] is not None:
        received = format_observation(
            state=row["state"], value=row["value"], comparator=row["comparator"], received=row["received"]
        )
    else:
        received = row["received"]
    return Case(
        rule=rule,
        receipt_id=row["receipt_id"],
        path=row["path"],
        return_id=row["return_id"],
        unit_id=row["unit_id"],
        period_id=row["period_id"],
        indicator_id=row["indicator_id"],
        sheet_name=row["sheet_name"],
        address=row["address"],
        received=received,
        written=row["written"],
        expected=_expected(rule, row, decimals, reference),
        detail=row["detail"],
    )


_ROUNDED = frozenset({"reported_share", "ratio", "period_ratio", "own_past", "peers"})
"""Kinds that compare with a share or a usual size: hundredths are enough."""


def _ranks(indicator_id: str | None, period_id: str | None, reference: Reference) -> dict[float, str]:
    """Rank → label of a rating in a period; nothing for numbers."""
    if indicator_id not in reference.indicators or reference.indicators[indicator_id].unit_of_measure != "rating":
        return {}
    codes = reference.codes("rating", reference.periods[str(period_id)].ends_on)
    return {float(code.rank): code.label_vi for code in codes}


def _expected(rule: Rule, row: Mapping[str, Any], decimals: int, reference: Reference) -> str | None:
    ranks = _ranks(row["indicator_id"], row["period_id"], reference)
    if row["expected_low"] in ranks:
        return ranks[row["expected_low"]]
    if row["expected_low"] is not None:
        low, high = row["expected_low"], row["expected_high"]
        # A limit that is a span is passed where even its far end is: 'không quá {expected}' has room for one number.
        if rule.kind in ("ratio", "period_ratio") and (rule.minimum is None) != (rule.maximum is None):
            low = high = high if rule.minimum is None else low
        return format_bounds(low, high, decimals)
    if rule.kind == "integer":
        return "số nguyên"
    if rule.kind == "in_code_list":
        ends_on = reference.periods[row["period_id"]].ends_on
        codes = reference.codes(reference.indicators[rule.subject].unit_of_measure, ends_on)
        return "; ".join(code.label_vi for code in codes)
    return None


def place(finding: Mapping[Hashable, Any]) -> tuple[str, str]:
    """Where a finding is: return (else file, period, or nothing) and cell ('01-TCĐ!D12', or nothing)."""
    where = [finding[column] for column in ("return_id", "path", "period_id") if isinstance(finding[column], str)]
    cell = [finding[column] for column in ("sheet_name", "address") if isinstance(finding[column], str)]
    return where[0] if where else "", "!".join(cell)
