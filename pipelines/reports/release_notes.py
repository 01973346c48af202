"""Release notes: what the steward decided against a rule or a figure, and what was still open when a release was published."""

import re
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from pipelines import pages, queries
from pipelines.folders import write_whole
from pipelines.language.notation import format_number
from pipelines.language.wording import WORDED
from pipelines.language.words import label, say, sentence
from pipelines.reference import Reference
from pipelines.reports.change_page import change_content
from pipelines.reports.changes import Changes
from pipelines.reports.decisions import idle_decisions

WITHDRAWALS = {
    "in_force": sentence("withdrawn"),
    "names_nothing": sentence("withdraws nothing: no file has this hash"),
    "names_several": sentence("withdraws nothing: several files have a hash that begins so"),
}
OVERRIDES = {
    "in_force": sentence("in force"),
    "value_changed": sentence("no longer in force: the figure has changed"),
    "too_many": sentence("no longer in force: more cells fail than were accepted"),
    "expired": sentence("no longer in force: it has expired"),
}


def write_release_notes(
    db: duckdb.DuckDBPyConnection,
    reference: Reference,
    release_id: str,
    path: Path,
    moved: Sequence[dict[str, Any]] = (),
    changed: Changes | None = None,
) -> None:
    """Write the notes of one release as a page that prints on A4.

    `db` is that release. Every line of marts.decision stands on the page, but for explanations that wait for a decision.
    `moved` are the files that count from another instant than in the release before (`moved_receipts`), `changed` is what its
    figures say otherwise (`since_release_before`).
    """
    ratings = {code.code: code.label_vi for code in reference.codes("rating")}
    decided = queries.rows(db, "reports/decision")
    content = {
        "release_id": release_id,
        "statuses": queries.rows(db, "reports/return_status"),
        "corrections": [row for row in decided if row["decision_kind"] == "correction" and row["status"] == "in_force"],
        "explanations": [row for row in decided if row["decision_kind"] == "override" and row["status"] in OVERRIDES],
        "withdrawals": [row for row in decided if row["decision_kind"] == "withdrawal"],
        "idle": idle_decisions(db),
        "open_findings": queries.rows(db, "reports/open_finding"),
        "moved": moved,
        "changed": change_content(changed) if changed else None,
        "periods": reference.periods,
        "words": {state: label("cell_state", state) for state in WORDED} | ratings,
        "overrides_vi": {status: say(text) for status, text in OVERRIDES.items()},
        "withdrawals_vi": {status: say(text) for status, text in WITHDRAWALS.items()},
    }
    environment = pages.environment("pipelines.reports")
    environment.filters["figure"] = figure_vi
    template = environment.get_template("release_notes.html.jinja")
    write_whole(path, template.render(content).encode())


def figure_vi(plain: str) -> str:
    """A decided figure in the office's notation: '29000' → '29.000'; a word as it is."""
    return format_number(Decimal(plain)) if re.fullmatch(r"-?\d+(\.\d+)?", plain) else plain
