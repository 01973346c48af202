"""Decisions and explanations that do nothing in a release: for the release notes, the summary and the run's page."""

from typing import Any

import duckdb

from pipelines import queries
from pipelines.language.words import say, sentence

REASONS = {
    "return_rejected": {"correction": sentence("the return was rejected")},
    "names_nothing": {
        "correction": sentence("no return of this unit and period counts"),
        "override": sentence("there is no such warning: it was mended, or rule, unit, period or indicator are wrong"),
        "withdrawal": sentence("no file has this hash"),
        "explanation": sentence("there is no such warning: it was mended"),
    },
    "names_several": {"withdrawal": sentence("several files have a hash that begins so; write more of its digits")},
    "expired": {"override": sentence("it has expired")},
    "shadowed": {"override": sentence("every warning belongs to another line that names the indicator")},
    "not_needed": {
        "correction": sentence("the return says so itself by now"),
        "override": sentence("only an older return has this warning"),
        "explanation": sentence("only an older return has this warning"),
    },
    "value_changed": {
        "correction": sentence("the cell no longer holds the wrong value"),
        "override": sentence("the figure has changed"),
        "explanation": sentence("the figure has changed"),
    },
    "told_elsewhere": {
        "correction": sentence(
            "another return tells it: write that return's unit and period, and in column cell where it stands"
        )
    },
    "not_whole": {"correction": sentence("the cell counts whole things, and it would make parts of one")},
    "too_many": {"override": sentence("more cells fail than were accepted")},
}
"""Status in marts.decision → kind of decision → why it does nothing."""
SOURCES = {
    "correction": "correction.csv",
    "override": "override.csv",
    "withdrawal": "withdrawal.csv",
    "explanation": sentence("the unit's explanation"),
}
_ORDER = ("decision_kind", "period_id", "unit_id", "rule_id", "indicator_id", "file_sha256", "received")
MOST_LINES = 10
"""Decisions named one by one in a terminal; the rest is counted."""


def idle_decisions(db: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """Rows of marts.decision that do nothing, each with 'source_vi' and 'why_vi'; `db` is a release."""
    found = [row for row in queries.rows(db, "reports/decision") if row["is_idle"]]
    found.sort(key=lambda row: [(row[name] is None, row[name]) for name in _ORDER])
    for row in found:
        row["source_vi"] = say(SOURCES[row["decision_kind"]])
        row["why_vi"] = say(REASONS[row["status"]][row["decision_kind"]])
        if row["status"] == "names_nothing" and row["cell"] and row["revision_id"]:
            row["why_vi"] = say(
                "the return that counts has no figure of this indicator in cell {cell}; name the sheet as the file does",
                cell=row["cell"],
            )
        if row["status"] == "return_rejected":
            row["why_vi"] = say(
                "{why} because of rule(s) {rules}: correct its total and the lines around it too, or ask for a new return",
                why=row["why_vi"],
                rules=row["broken_rules"] or "—",
            )
    return found


def idle_decision_texts(db: duckdb.DuckDBPyConnection) -> list[str]:
    """One sentence for each decision that does nothing, at most MOST_LINES, then how many more; [] when all are in force."""
    found = idle_decisions(db)
    named = ("rule_id", "unit_id", "period_id", "indicator_id", "file_sha256", "received")
    texts = [
        say(
            "{decision} {about}: without effect, {why}",
            decision=row["source_vi"],
            about=" ".join(str(row[name]) for name in named if row[name]),
            why=row["why_vi"],
        )
        for row in found[:MOST_LINES]
    ]
    more = len(found) - MOST_LINES
    return [*texts, say("and {count} more decision(s) without effect: marts.decision", count=more)] if more > 0 else texts
