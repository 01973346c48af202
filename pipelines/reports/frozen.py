"""The evaluation that is kept with a frozen release: with what was missing, late, corrected and overridden on that day."""

from datetime import datetime
from typing import Any

import duckdb

from pipelines import queries
from pipelines.language.notation import format_instant
from pipelines.language.words import say, sentence
from pipelines.reference import Reference, Term
from pipelines.reports.behind import Cells
from pipelines.reports.evaluation import content_at, evaluation_page, in_order
from pipelines.warehouse.signature import own_release

_STOOD = {
    "missing": sentence("Without an accepted return ({count})"),
    "late": sentence("Accepted after their day ({count})"),
    "correction": sentence("Figures that the office corrected ({count})"),
    "override": sentence("Explanations that were accepted against a rule ({count})"),
}
"""What is told of the freeze, in this order."""


def frozen_evaluation(
    db: duckdb.DuckDBPyConnection, reference: Reference, cutoff_period_id: str, label: str, at: datetime, fingerprint: str
) -> bytes:
    """The page of a release that is frozen: its evaluation at a cut-off, for each term that this lies in, under the label.

    `db` is that release and `reference` its registers; `at` carries the office's time zone.
    """
    rows = [row for row in queries.table(db, "marts.target_evaluation") if row["cutoff_period_id"] == cutoff_period_id]
    parts = []
    for term in _terms(reference, cutoff_period_id):
        part = content_at(db, reference, in_order(reference, rows), term, reference.periods[cutoff_period_id])
        parts.append(part | {"stood": _stood(db, part["days"])})
    frozen = say(
        "Frozen on {at}: release {release}, SHA-256 {fingerprint}",
        at=format_instant(at),
        release=own_release(db)["release_id"],
        fingerprint=fingerprint,
    )
    return evaluation_page(db, reference, label, parts, Cells(), frozen)


def _terms(reference: Reference, cutoff_period_id: str) -> list[Term]:
    """Terms in which a period lies; all where it lies in none."""
    cutoff, days = reference.periods[cutoff_period_id], reference.periods
    around = [
        term
        for term in reference.term
        if days[term.first_period_id].starts_on <= cutoff.ends_on <= days[term.last_period_id].ends_on
    ]
    return around or list(reference.term)


def _stood(db: duckdb.DuckDBPyConnection, days: dict[str, Any]) -> list[tuple[str, list[dict[str, Any]]]]:
    """What stood how when it was frozen: a heading, and its rows."""
    found = queries.rows(db, "reports/frozen", **days)
    told = {what: [row for row in found if row["what"] == what] for what in _STOOD}
    return [(say(_STOOD[what], count=sum(row["count"] for row in rows)), rows) for what, rows in told.items()]
