"""What a night came to, for a terminal: files, returns, findings, rules and verdicts, and by name what does not count."""

from collections import Counter, defaultdict
from typing import Any

import duckdb
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from pipelines import queries
from pipelines.language.notation import format_day, format_number
from pipelines.language.words import say
from pipelines.reference import Reference, Term
from pipelines.reports.evaluation import PAGES, Words, evaluation_rows, lies_ahead

MOST_LINES = 20
"""Files and returns named one by one; the rest is counted, with the query that names them."""
_STYLES = {
    "not_received": "red",
    "refused": "red",
    "unrecognised": "red",
    "rejected": "red",
    "held": "yellow",
    "unreadable": "red",
    "withdrawn": "yellow",
}
_VERDICT_STYLES = {
    "exceeded": "green",
    "met": "cyan",
    "on_the_way": "blue",
    "behind": "magenta",
    "not_met": "red",
    "cannot_yet_say": "yellow",
    "nothing_due_yet": "dim",
    "nothing_due": "dim",
    "not_applicable": "dim",
    "not_defined": "dim",
}


def count_lines(db: duckdb.DuckDBPyConnection, new_receipts: int, read_now: int) -> list[str]:
    """Files received, returns due, open findings and rules, each in one line with markup; `db` is a release.

    Returns are counted by unit and period, not by revision: those whose due day has passed, and those that came before it.
    """
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for row in queries.rows(db, "reports/night_count"):
        counts[row["counted"]][row["as_what"]] = row["count"]
    files, due, findings, rules = (counts[name] for name in ("file", "return", "finding", "rule"))
    unreceived, stale, answered = files.pop("unreceived"), due.pop("stale"), findings["answered"]
    explained = f" ({answered} answered)" if answered else ""
    kinds = {"returns": "read as returns", "refused": "refused", "unrecognised": "unrecognised", "answer": "answers"}
    split = " + ".join(f"{files[outcome]} {words}" for outcome, words in kinds.items() if files[outcome] or outcome != "answer")
    stood_in_for = f" ([yellow]{stale} by an older revision[/yellow])" if stale else ""
    others = {name: name for name in ("rejected", "held", "unreadable", "withdrawn")} | {"overdue": "missing"}
    said = [f"{due[status]} {word}" for status, word in others.items() if due[status] or status in ("rejected", "overdue")]
    besides = f" · [red]{unreceived} could not be received[/red]" if unreceived else ""
    return [
        f"  files      {files.total()} received ({new_receipts} new, {read_now} read now) = {split}{besides}",
        f"  returns    {due.total()} due · {due['accepted']} accepted{stood_in_for} · {' · '.join(said)}",
        f"  findings   {findings['error']} errors · {findings['warning']} warnings{explained} · {findings['note']} notes",
        f"  rules      {rules['passed']} passed · {rules['failed']} failed · {rules['no case']} had no case to judge",
    ]


def not_counted_lines(db: duckdb.DuckDBPyConnection) -> list[str]:
    """What does not count, by name, the worst first, at most MOST_LINES; then what never came, by period."""
    found = queries.rows(db, "reports/not_counted")
    found.sort(key=lambda row: list(_STYLES).index(row["outcome"]))
    lines = [_line(row) for row in found[:MOST_LINES]]
    if len(found) > MOST_LINES:
        lines.append(f"  and {len(found) - MOST_LINES} more: marts.not_counted")
    missing = queries.rows(db, "reports/missing")
    if missing:
        periods = ", ".join(f"{escape(row['period_id'])} {row['count']}" for row in missing)
        total = sum(row["count"] for row in missing)
        lines.append(
            f"  [yellow]missing      {total} past their due day: {periods}[/yellow]   (sql/analyses/who_is_missing.sql)"
        )
    return lines


def left_out_texts(db: duckdb.DuckDBPyConnection) -> list[str]:
    """`not_counted_lines` without markup, for the run's page."""
    return [Text.from_markup(line).plain.strip() for line in not_counted_lines(db)]


def verdict_table(db: duckdb.DuckDBPyConnection, reference: Reference, term: Term) -> Table:
    """What the mid-term evaluation says of one term; `db` is a release."""
    cutoff = PAGES[0].cutoff_of(reference, term)
    ahead = f" ({say('lies ahead, ends on {day}', day=format_day(cutoff.ends_on))})" if lies_ahead(db, cutoff) else ""
    title = escape(f"{say(PAGES[0].title)} – {term.label_vi}{ahead}")
    columns = (say("Id"), say("Target"), say("Aim"), say("Due by now"), say("Result"), say("Verdict"), say("Figures known"))
    table = Table(*columns, title=title, title_justify="left")
    words = Words(reference)
    for row in evaluation_rows(db, reference, PAGES[0], term):
        verdict = f"[{_VERDICT_STYLES[row['verdict']]}]{row['verdict_vi']}"
        result = row["result_vi"] or "—"
        if row["result_years"]:
            result += f" ({row['result_years']})"
        coverage = "—" if row["coverage_pct"] is None else f"{format_number(row['coverage_pct'], 1)} %"
        said = (escape(text) for text in (row["target_id"], row["label_vi"], row["target_vi"], words.due(row), result))
        table.add_row(*said, verdict, coverage)
    return table


def _line(row: dict[str, Any]) -> str:
    whose = " ".join(part for part in (row["unit_id"] or "unit unknown", row["period_id"]) if part)
    stands = "; an older revision stands in for it" if row["is_stood_in_for"] else ""
    text = f"{row['outcome'].replace('_', ' '):<12} {row['path']} ({whose}{stands}): {row['message_vi'] or 'see its findings'}"
    return f"  [{_STYLES[row['outcome']]}]{escape(text)}[/]"
