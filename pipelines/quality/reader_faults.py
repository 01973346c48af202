"""Rules of kind 'reader': faults met while a workbook was read, and those seen by comparing it with what was due."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb

from pipelines.errors import RuleError
from pipelines.folders import SQL
from pipelines.language.vietnamese.wording import format_observation
from pipelines.pages import format_number
from pipelines.quality.findings import Case
from pipelines.reference import Rule, holds_on

_FAULTS, _EVALUATED = SQL / "quality" / "reader_fault.sql", SQL / "quality" / "reader_fault_count.sql"
_OF_CORRECTIONS = ("corrected", "correction_expired")
_PLAIN_NUMBER = re.compile(r"-?\d{1,18}(?:\.\d+)?")
"""A number as register 'correction' has it."""


def reader_cases(db: duckdb.DuckDBPyConnection, rules: Sequence[Rule]) -> list[Case]:
    """Cases that break a rule of kind 'reader'.

    A fault belongs to each return that its file became; a file that became none has a case per receipt. A line missing
    because its whole form is missing is told once, as 'missing_form'. A rule covers the periods within its dates of
    effect, and faults whose period is unknown.

    Raises:
        RuleError: the reader met a fault that no rule names.
    """
    named = [rule.subject for rule in rules]
    met = db.execute("select distinct fault from raw.reader_fault where not list_contains(?, fault) order by fault", [named])
    for (fault,) in met.fetchall():
        raise RuleError(
            f"the reader met the fault '{fault}', which no rule names",
            where="rule.csv",
            remedy=f"add a rule of kind 'reader' with subject '{fault}'; to pass over the fault, let it end with valid_to_on",
        )
    found = db.sql(f"""
        select fault.*, period.ends_on
        from ({_FAULTS.read_text(encoding="utf-8")}) as fault
        left join reference.period as period using (period_id)
        order by all
    """)
    rows: dict[str, list[dict[str, Any]]] = {rule.subject: [] for rule in rules}
    for record in found.fetchall():
        row = dict(zip(found.columns, record, strict=True))
        rows.get(row["fault"], []).append(row)
    return [_case(rule, row) for rule in rules for row in rows[rule.subject] if _covers(rule, row["ends_on"])]


def evaluated_counts(db: duckdb.DuckDBPyConnection, rules: Sequence[Rule]) -> dict[str, int]:
    """How many cases each rule of kind 'reader' was looked for in, by rule id: receipts, filled lines, or what was due."""
    counts = db.sql(_EVALUATED.read_text(encoding="utf-8"))
    by_name = dict(zip(counts.columns, counts.fetchall()[0], strict=True))
    return {rule.rule_id: by_name.get(rule.subject, by_name[rule.scope]) for rule in rules}


def _covers(rule: Rule, ends_on: date | None) -> bool:
    return ends_on is None or holds_on(rule, ends_on)


def _case(rule: Rule, row: Mapping[str, Any]) -> Case:
    received = row["received"]
    if row["state"] is not None:
        received = format_observation(state=row["state"], value=row["value"], comparator=row["comparator"], received=received)
    expected = row["expected"]
    if rule.subject in _OF_CORRECTIONS and expected and _PLAIN_NUMBER.fullmatch(expected):
        expected = format_number(Decimal(expected))
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
        expected=expected,
        detail=row["detail"],
        discriminator=row["discriminator"],
    )
