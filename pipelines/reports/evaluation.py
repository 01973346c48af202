"""The evaluations at mid-term and at the end of each term as web pages that print on A4, in the office's words."""

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from pipelines import pages, queries
from pipelines.folders import write_whole
from pipelines.language.notation import format_instant, format_number
from pipelines.language.words import label, say, sentence
from pipelines.reference import Period, Reference, Term
from pipelines.reports import charts, overviews
from pipelines.reports.behind import Behind, Cells


@dataclass(frozen=True)
class Page:
    """One evaluation to write."""

    file_name: str
    title: str
    """A sentence."""
    mart: str
    cutoff: str
    """Column of register 'term' that holds the cut-off."""

    def cutoff_of(self, reference: Reference, term: Term) -> Period:
        """Last period that counts of a term."""
        return reference.periods[getattr(term, self.cutoff)]


_BETWEEN = {
    (False, False): "from_to",
    (True, False): "above_to",
    (False, True): "from_to_below",
    (True, True): "above_to_below",
}
"""Whether the lower and the upper bound are open → code of what lies between them, of list 'said' as in core.target_words."""
_AS_PRINTED = {"value": "figure_vi", "low_value": "low_vi", "high_value": "high_vi"}
"""Column of a printed figure → column that has it in words, rounded once."""
_LIMITS = {
    "minimum": sentence("at least {value}"),
    "maximum": sentence("at most {value}"),
    "least_share_pct": sentence("at least {value} % of the unit's figure of the period before"),
    "most_share_pct": sentence("at most {value} % of the unit's figure of the period before"),
    "most_change": sentence("at most {value} more or less than the unit's figure of the period before"),
}
"""Column of register missing_bound → what it says of a missing figure."""
MOST_DECISIVE = 5
"""Returns that a page names of those that would decide one target."""
PAGES = (
    Page("evaluation_mid_term.html", sentence("Mid-term evaluation"), "marts.evaluation_mid_term", "mid_term_period_id"),
    Page("evaluation_end_of_term.html", sentence("End-of-term evaluation"), "marts.evaluation_end_of_term", "last_period_id"),
)


def write_evaluations(db: duckdb.DuckDBPyConnection, reference: Reference, folder: Path) -> list[Path]:
    """Write one page per evaluation, each replaced whole; returns their paths.

    `db` is a published release. Every number on a page stands in its marts.
    """
    cells = Cells()
    for page in PAGES:
        parts = []
        for term in terms_of(db, reference, page):
            rows = evaluation_rows(db, reference, page, term)
            parts.append(content_at(db, reference, rows, term, page.cutoff_of(reference, term)))
        write_whole(folder / page.file_name, evaluation_page(db, reference, say(page.title), parts, cells))
    return [folder / page.file_name for page in PAGES]


def evaluation_page(
    db: duckdb.DuckDBPyConnection,
    reference: Reference,
    title: str,
    parts: list[dict[str, Any]],
    cells: Cells,
    frozen: str | None = None,
) -> bytes:
    """A page with a part for each term, as `content_at` gives them; `frozen` says when a release was frozen and which."""
    environment = pages.environment("pipelines.reports")
    words = Words(reference)
    environment.filters |= {
        name: getattr(words, name) for name in ("measure", "due", "when", "unbroken", "between", "limits", "ranked")
    }
    environment.filters |= {"bullet": charts.bullet, "local": words.local}
    behind = Behind()
    for part in parts:
        behind.add_targets(db, [row for _, rows in part["groups"] for row in rows])
        behind.add_figures(db, part["cutoff"].period_id, part["term"].term_id)
    content = {
        "title": title,
        "frozen": frozen,
        "cannot_yet_say": label("verdict", "cannot_yet_say"),
        "parts": parts,
        "periods": reference.periods,
        "states": overviews.STATES,
        "behind": behind.content(db, cells),
        "issued": queries.rows(db, "reports/issued")[0],
    }
    return environment.get_template("evaluation.html.jinja").render(content).encode()


def shown_terms(db: duckdb.DuckDBPyConnection, reference: Reference) -> list[Term]:
    """Terms for whose periods any return has come or is overdue, the latest first; the first of the register while none is."""
    came = {row["period_id"] for row in queries.rows(db, "reports/period_come")}
    days = reference.periods
    latest_first = sorted(reference.term, key=lambda term: days[term.first_period_id].starts_on, reverse=True)
    shown = [
        term
        for term in latest_first
        if any(
            days[term.first_period_id].starts_on <= days[name].starts_on
            and days[name].ends_on <= days[term.last_period_id].ends_on
            for name in came
        )
    ]
    return shown or latest_first[-1:]


def terms_of(db: duckdb.DuckDBPyConnection, reference: Reference, page: Page) -> list[Term]:
    """Shown terms in their order on a page: those whose evaluation is over before those of which it lies ahead."""
    return sorted(shown_terms(db, reference), key=lambda term: lies_ahead(db, page.cutoff_of(reference, term)))


def lies_ahead(db: duckdb.DuckDBPyConnection, cutoff: Period) -> bool:
    """Whether a cut-off is not over yet in a release, so that what it says is how things stand so far."""
    [(office_on,)] = queries.distinct(db, "reference.run", "office_on")
    return bool(cutoff.ends_on >= office_on)


def content_at(
    db: duckdb.DuckDBPyConnection, reference: Reference, rows: list[dict[str, Any]], term: Term, cutoff: Period
) -> dict[str, Any]:
    """What a page says of one term at a cut-off; `rows` are its evaluations, in their order."""
    # Names of periods do not sort in order of time, and a term holds periods of several types.
    days = {"first": reference.periods[term.first_period_id].starts_on, "last": cutoff.ends_on}
    return {
        "term": term,
        "cutoff": cutoff,
        "is_ahead": lies_ahead(db, cutoff),
        "days": days,
        "groups": by_version([row | {"result_id": f"{row['target_version_id']}/{row['cutoff_period_id']}"} for row in rows]),
        "decisive": decisive_returns(db),
        "outlook": in_order(reference, _outlook(db, reference, cutoff)),
        "figures": sorted(
            (row for row in queries.table(db, "marts.printed_figure") if row["cutoff_period_id"] == cutoff.period_id),
            key=place_in_report(reference),
        ),
        "completeness": queries.rows(db, "reports/completeness", **days),
        "stale": queries.rows(db, "reports/stale", **days),
        "missing_bounds": queries.rows(db, "reports/missing_bound", **days),
        "warnings": queries.rows(db, "reports/warning", **days),
        "by_sector": overviews.by_sector(db, reference, days, Words(reference)),
        "unit_returns": overviews.unit_returns(db, reference, days),
        "revised": queries.rows(db, "reports/revised", **days),
    }


def evaluation_rows(db: duckdb.DuckDBPyConnection, reference: Reference, page: Page, term: Term) -> list[dict[str, Any]]:
    """Rows of an evaluation for one term, in the register's order of targets; columns as in its mart, with 'target_id'."""
    return in_order(reference, [row for row in queries.table(db, page.mart) if row["term_id"] == term.term_id])


def in_order(reference: Reference, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows with a target version, one at most for each, in the register's order of targets, with 'target_id'."""
    targets = {f"{target.target_id}/{target.version}": target.target_id for target in reference.target}
    named = {row["target_version_id"]: row for row in rows}
    return [named[name] | {"target_id": target_id} for name, target_id in targets.items() if name in named]


def by_version(rows: list[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Targets by version, in the order of the register."""
    versions = dict.fromkeys(str(row["version_vi"]) for row in rows)
    return [(version, [row for row in rows if row["version_vi"] == version]) for version in versions]


def _outlook(db: duckdb.DuckDBPyConnection, reference: Reference, cutoff: Period) -> list[dict[str, Any]]:
    """What the rest of targets' time may bring: as of the cut-off or, before it has come, of the last period that is over."""
    of_cutoff, latest = [], []
    for row in foretold(db):
        if row["cutoff_period_id"] == cutoff.period_id:
            of_cutoff.append(row)
        elif row["is_latest"] and reference.periods[row["cutoff_period_id"]].ends_on < cutoff.ends_on:
            latest.append(row)
    return of_cutoff or latest


def foretold(db: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """Rows of marts.outlook of targets of which something is known: else the pace would be that of the term before."""
    return [row for row in queries.table(db, "marts.outlook") if row["result_vi"] is not None]


def decisive_returns(db: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], list[dict[str, Any]]]:
    """Target version and cut-off of which it cannot yet be said → the first returns that would decide it."""
    found: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in queries.rows(db, "reports/decisive_return", most=MOST_DECISIVE):
        found[row["target_version_id"], row["cutoff_period_id"]].append(row)
    return found


def place_in_report(reference: Reference) -> Callable[[dict[str, Any]], int]:
    """Place of a printed figure's row in the register's order."""
    order = {figure.figure_id: place for place, figure in enumerate(reference.printed_figure)}
    return lambda row: order[str(row["figure_id"])]


class Words:
    """Numbers with their unit of measure, and ratings by name, as a Vietnamese reader expects them."""

    def __init__(self, reference: Reference) -> None:
        self.periods = {period.period_id: period.label_vi for period in reference.period}
        self.time_zone = reference.time_zone
        self.ranks = {code.label_vi: code.rank for code in reference.code if code.list_id == "rating"}

    def ranked(self, text: str | None) -> str | None:
        """What a rating, or a text that begins with one, is sorted by: its rank, then the text; None for any other."""
        found = max((rating for rating in self.ranks if text and text.startswith(rating)), key=len, default=None)
        return None if found is None else f"{self.ranks[found]:05} {text}"

    def local(self, at: datetime) -> str:
        """'24/11/2026 02:00', where the office is, of an instant as models hold it (UTC)."""
        return format_instant(at.replace(tzinfo=UTC).astimezone(self.time_zone))

    def when(self, text: str) -> str:
        """'2020, 2021' as it is, other periods by their name."""
        return ", ".join(self.periods.get(part, part) for part in text.split(", "))

    def unbroken(self, text: str | None) -> str:
        """A text in which no line ends between a number and its unit of measure; '—' when there is none."""
        return re.sub(r"(?<=\d) ", "\u00a0", text) if text else "—"

    def due(self, row: dict[str, Any]) -> str:
        """What was to be reached by the cut-off: 'hằng năm', '240 người'; '—' while nothing was."""
        return say("every year") if row["kind"] == "every_year" else self.unbroken(row["expected_vi"])

    def between(self, row: dict[str, Any]) -> str | None:
        """What lies between a row's bounds: 'từ 3 người đến 5 người', 'trên 3 người đến …'; None when they are one."""
        low, high = (self.measure(row, column) for column in ("low_value", "high_value"))
        if low == high and row["low_value"] == row["high_value"]:
            return None
        said = label("said", _BETWEEN[bool(row.get("is_low_open")), bool(row.get("is_high_open"))])
        return said.replace("{low}", low).replace("{high}", high)

    def limits(self, row: dict[str, Any]) -> str:
        """What a line of register missing_bound says, and between what the missing figures that it is about lie by it."""
        parts = [say(text, value=format_number(row[column], 6)) for column, text in _LIMITS.items() if row[column] is not None]
        least, most = self.measure(row, "low_value"), self.measure(row, "high_value")
        return say("{limits}, so each from {least} to {most}", limits=", ".join(parts), least=least, most=most)

    def measure(self, row: dict[str, Any], column: str = "value") -> str:
        """'98,2 %', '339 người', 'Hoàn thành tốt nhiệm vụ'; '—' when nothing is known."""
        value, text = row[column], row.get(_AS_PRINTED.get(column, ""))
        if text or value is None:
            return self.unbroken(text)
        decimals = 1 if row["unit_of_measure"] == "percent" else 6
        return f"{format_number(value, decimals)}\u00a0{row['unit_of_measure_vi']}"
