"""The steward's page: who has sent and who is late, what was refused and why, what waits for a decision or mends nothing."""

import csv
import io
import os
from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

import duckdb

from pipelines import pages, queries
from pipelines.folders import write_whole
from pipelines.reference import Override
from pipelines.reports.decisions import idle_decisions

FILE_NAME = "steward.html"
SHOWN = (
    *("marts.return", "marts.period", "marts.unit", "marts.decisive_return", "marts.not_counted", "marts.finding"),
    *("marts.decision", "marts.reminder", "reference.rule", "reference.office"),
)
"""Tables that the page is made from."""


def write_steward_page(
    db: duckdb.DuckDBPyConnection,
    path: Path,
    office_on: date,
    slips: Mapping[str, Path],
    register_faults: Sequence[str] = (),
) -> None:
    """Write the page of a release, as of a day where the office is.

    Args:
        db: a published release.
        path: the page.
        office_on: day from which days overdue are counted.
        slips: path of a file below raw/returns → its slip; those that are named have a link.
        register_faults: why registers could not be loaded since, so that the release is an earlier one; a line each.
    """
    returns = queries.rows(db, "reports/steward_return", office_on=office_on)
    standing = {name: [row for row in returns if row["stands"] == name] for name in ("missing", "awaited")}
    sent = [row for row in returns if row["is_gathered"] and row["has_figures"]]
    decisions = [row for row in idle_decisions(db) if row["decision_kind"] != "explanation"]
    explanations = queries.rows(db, "reports/explanation_to_decide")
    (office,) = queries.table(db, "reference.office")
    content = {
        "office_vi": office["name_vi"],
        "office_on": office_on,
        "periods": queries.rows(db, "reports/steward_period", office_on=office_on),
        "missing": standing["missing"],
        "awaited": standing["awaited"],
        "sent": sorted(sent, key=lambda row: -(row["late_days"] or 0)),
        "refused": queries.rows(db, "reports/not_counted"),
        "explanations": explanations,
        "override_lines": _lines(explanations),
        "decisions": decisions,
        "register_findings": queries.rows(db, "reports/register_fault"),
        "register_faults": register_faults,
        "period_names": {row["period_id"]: row["label_vi"] for row in queries.table(db, "marts.period")},
    }
    environment = pages.environment("pipelines.reports")
    links = {name: quote(os.path.relpath(slip, path.parent)) for name, slip in slips.items()}
    environment.globals["slip_of"] = partial(_link, links)
    write_whole(path, environment.get_template("steward.html.jinja").render(content).encode())


def _link(links: Mapping[str, str], path: str | None) -> str | None:
    """Address of the slip of a file, or of that of the .zip in which it came."""
    places = [path, *map(str, Path(path).parents)] if path else []
    return next((links[place] for place in places if place in links), None)


def _lines(explanations: Sequence[Mapping[str, Any]]) -> str:
    """Explanations as lines of override.csv, in which the approver writes who, when and until when; '' without any."""
    if not explanations:
        return ""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(Override.model_fields)
    writer.writerows([row.get(column) for column in Override.model_fields] for row in explanations)
    return text.getvalue()
