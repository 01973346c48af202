"""From failing cases to findings: the cell at fault, and words for the person who mends it."""

import hashlib
import re
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import duckdb
import pandas as pd

from pipelines import queries
from pipelines.errors import RuleError
from pipelines.language.notation import format_number
from pipelines.language.wording import format_bounds, format_observation
from pipelines.language.words import say
from pipelines.quality.tables import RETURN_FINDING
from pipelines.quality.wording import fill
from pipelines.reference import Indicator, Reference, Rule
from pipelines.reference.figures import rating_words, shown_key, written_key
from pipelines.reference.kinds import KINDS


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

    def finding_id(self, former_rules: Mapping[tuple[str, str], str]) -> str:
        """Hash of rule, return (or receipt, where the file became no return) and cell.

        Where another rule was about the indicator before, its id is hashed: a finding keeps its key.
        """
        where = self.return_id or (self.receipt_id is not None and f"receipt {self.receipt_id}") or ""
        key = (
            former_rules.get((self.rule.rule_id, self.indicator_id or ""), self.rule.rule_id),
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
        finding_id = case.finding_id(reference.former_rules)
        rows[finding_id] = (
            finding_id,
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
    db: duckdb.DuckDBPyConnection, reference: Reference, order: Sequence[Rule], *, are_returns: bool
) -> list[Case]:
    """The cases of quality.failing_case of some rules, joined back to their cells.

    A case points at the rule's subject: the part of part_of_whole, the total of sum_of_parts, the share of reported_share,
    the opening stock of continuity; rules about a period or the whole bloc point at no cell. What a return says is told as it
    stands there, what is compared over returns as the numbers that were compared.
    """
    found = queries.rows(db, "quality/queries/failing", rules=[rule.rule_id for rule in order])
    rules = {rule.rule_id: rule for rule in order}
    return [_case(rules[row["rule_id"]], row, reference, are_returns=are_returns) for row in found]


def _case(rule: Rule, row: Mapping[str, Any], reference: Reference, *, are_returns: bool) -> Case:
    decimals = 2 if KINDS[rule.kind].is_rounded else 4
    ranks = _ranks(row["indicator_id"], row["period_id"], reference)
    if (not are_returns or row["is_of_cell"]) and row["received_low"] not in ranks:
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
        written=row["written"] if are_returns else None,
        expected=_expected(rule, row, decimals, reference),
        detail=row["detail"],
    )


def reader_cases(db: duckdb.DuckDBPyConnection, rules: Sequence[Rule]) -> list[Case]:
    """The cases of quality.case_reader.

    Raises:
        RuleError: the reader met a fault that no rule names.
    """
    met = {fault for (fault,) in db.table("raw.reader_fault").select("fault").distinct().fetchall()}
    for fault in sorted(met - {rule.subject for rule in rules}):
        raise RuleError(
            f"the reader met the fault '{fault}', which no rule names",
            where="rule.csv",
            remedy=f"add a rule of kind 'reader' with subject '{fault}'; to pass over the fault, let it end with valid_to_on",
        )
    found: dict[str, list[dict[str, Any]]] = {rule.rule_id: [] for rule in rules}
    for row in queries.rows(db, "quality/queries/reader_case"):
        found[row["rule_id"]].append(row)
    return [_reader_case(rule, row) for rule in rules for row in found[rule.rule_id]]


def _reader_case(rule: Rule, row: Mapping[str, Any]) -> Case:
    received, expected = row["received"], row["expected"]
    if row["state"] is not None:
        received = format_observation(state=row["state"], value=row["value"], comparator=row["comparator"], received=received)
    if rule.subject in _OF_CORRECTIONS and expected and _PLAIN_NUMBER.fullmatch(expected):
        expected = format_number(Decimal(expected))
    kept = ("receipt_id", "path", "return_id", "unit_id", "period_id", "indicator_id", "sheet_name", "address")
    facts = {column: row[column] for column in (*kept, "detail", "discriminator")}
    return Case(rule=rule, received=received, expected=expected, **facts)


_OF_CORRECTIONS = ("corrected", "correction_expired")
_PLAIN_NUMBER = re.compile(r"-?\d{1,18}(?:\.\d+)?")
"""A number as register 'correction' has it."""


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
        return say("a whole number")
    if rule.kind == "in_code_list":
        ends_on = reference.periods[row["period_id"]].ends_on
        codes = reference.codes(reference.indicators[row["indicator_id"]].unit_of_measure, ends_on)
        return "; ".join(code.label_vi for code in codes)
    return None


def place(finding: Mapping[Hashable, Any]) -> tuple[str, str]:
    """Where a finding is: return (else file, period, or nothing) and cell ('01-TCĐ!D12', or nothing)."""
    where = [finding[column] for column in ("return_id", "path", "period_id") if isinstance(finding[column], str)]
    cell = [finding[column] for column in ("sheet_name", "address") if isinstance(finding[column], str)]
    return where[0] if where else "", "!".join(cell)
