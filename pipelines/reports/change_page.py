"""Why figures changed, to read: what came between two releases, and what it changed of each result and of each total so far."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import duckdb

from pipelines import pages
from pipelines.folders import write_whole
from pipelines.intake.causes import METHOD, Cause, between, steps
from pipelines.intake.publications import Publications
from pipelines.language.words import label, say
from pipelines.reports.changes import Changes, changes, figures_at, reason_vi, told_by_receipts
from pipelines.warehouse.signature import own_release

MOST_NAMED = 12
"""Causes that a page names of one reason or behind one part; the rest is counted."""


def write_change_page(made: Changes, earlier: str, later: str, path: Path) -> None:
    """Write them as a page that prints on A4; `earlier` and `later` are names of releases."""
    template = pages.environment("pipelines.reports").get_template("changes.html.jinja")
    write_whole(path, template.render(change_content(made) | {"earlier": earlier, "later": later}).encode())


def change_content(made: Changes) -> dict[str, Any]:
    """What `change_table.html.jinja` shows: causes by reason, and parts of results and of each indicator's longest total."""
    told: dict[str, list[str]] = {}
    for cause in made.causes:
        told.setdefault(cause["reason"], []).append(_named(cause))
    return {
        "causes": [
            {"reason_vi": reason_vi(reason), "count": len(names), "named": _few(names)} for reason, names in told.items()
        ],
        "parts": [part | {"named": _few(part["cause_ids"])} for part in _shown(made.parts)],
        "is_joined": any("+" in (part["reason"] or "") for part in made.parts),
    }


def since_release_before(db: duckdb.DuckDBPyConnection, archive: Path) -> Changes | None:
    """What changed since the release before, as one step: that of its one reason, or of all together; nothing is made again.

    None where nothing did, or the release is not the last one of the journal. `db` is that release.
    """
    published = Publications(archive).journal.read()
    if len(published) < 2 or own_release(db)["release_id"] != published[-1].release_id:
        return None
    said = [figures_at(db, number) for number in (len(published) - 1, len(published))]
    if not len(said[0]) or said[0].sort_by("figure_key").equals(said[1].sort_by("figure_key")):
        return None
    found = steps(
        archive, *between(archive, len(published) - 1, len(published)), told_by_receipts(db, published[-2].receipt_count)
    )
    causes = [cause for step in found for cause in step.causes]
    if published[-2].code_version != published[-1].code_version:
        causes.insert(0, Cause(METHOD, published[-1].code_version, "changed"))
    return changes(db, [causes], said, run_at=published[-1].run_at)


def _named(cause: dict[str, Any]) -> str:
    """A cause as a page names it: 'TC03-2022H2-r1', 'target.csv:7 (T4 congress, sửa đổi)'."""
    if ".csv" not in cause["cause_id"]:
        return str(cause["cause_id"])
    said = [text for text in (cause["about"], label("list_change", cause["change"])) if text]
    return f"{cause['cause_id']} ({', '.join(said)})"


def _few(names: Iterable[str]) -> list[str]:
    kept = list(names)
    left = len(kept) - MOST_NAMED
    return [*kept[:MOST_NAMED], say("and {count} more", count=left)] if left > 0 else kept


def _shown(parts: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Parts that can be read: of what is over, all of results, and of each indicator those of the total that goes furthest."""
    read = [
        part
        for part in parts
        if part["is_over"] and (part["figure_vi"], part["verdict"]) != (part["figure_before_vi"], part["verdict_before"])
    ]
    furthest = {
        part["indicator_id"]: part["figure_key"] for part in sorted(read, key=lambda part: (part["ends_on"], part["day_count"]))
    }
    return [part for part in read if not part["indicator_id"] or furthest[part["indicator_id"]] == part["figure_key"]]
