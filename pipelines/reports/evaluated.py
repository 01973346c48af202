"""What documents and annexes say of one term at a cut-off, read from a published release: rows of its marts, as they are."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb

from pipelines import queries
from pipelines.errors import DocumentError, did_you_mean
from pipelines.reference import Period, Reference, Term
from pipelines.reports.evaluation import decisive_returns, foretold, in_order, place_in_report, shown_terms
from pipelines.warehouse.connection import connect
from pipelines.warehouse.signature import RELEASE, own_release

Row = dict[str, Any]


@dataclass(frozen=True)
class Cutoff:
    """An evaluation to write: of a term, up to a period."""

    term: Term
    period: Period
    document_id: str
    """Line of register document: mid_term, end_of_term or any_cutoff."""

    @property
    def name(self) -> str:
        """Name of its files, without what tells their format."""
        told = self.period.period_id if self.document_id == "any_cutoff" else self.document_id
        return f"evaluation_{self.term.term_id}_{told}".replace("/", "-")


@dataclass(frozen=True)
class Evaluated:
    """One term at a cut-off; every row is one of a mart, or of a query in sql/reports on marts."""

    cutoff: Cutoff
    last_on: date
    """Last day that counts."""
    release_id: str
    released_at: datetime
    """When that release was made, where the office is."""
    targets: list[Row]
    """Rows of document_target at the cut-off, in the register's order."""
    before: list[Row]
    """Likewise at the evaluation before, as it was frozen where it was; empty where there is none."""
    before_again: list[Row]
    """Likewise as this release works it out; the same where nothing was frozen."""
    frozen: Row | None
    """The row of marts.release that it was frozen as; None where it was not."""
    before_vi: str
    """Its cut-off by name; '' where there is none."""
    ahead: list[Row]
    """Targets that begin behind the cut-off: rows of document_ahead, in the register's order."""
    outlook: list[Row]
    """What the rest of the targets' time may bring, as of the cut-off: rows of marts.outlook, in the register's order."""
    decisive: dict[str, list[Row]]
    """Target version of which it cannot yet be said → the returns that would decide it."""
    years: dict[str, list[Row]]
    """Indicator of these targets → its rows of document_year of which anything is known, in order of time."""
    figures: list[Row]
    """Rows of document_figure, in the register's order."""
    unit_returns: list[Row]
    unit_totals: dict[tuple[str, str], Row]
    """Unit and indicator → row of document_unit_total."""
    unit_rates: dict[tuple[str, str], Row]
    """Unit and rate → row of document_unit_rate."""
    limits: Row
    stood: list[Row]
    """What was missing, late, sent back, doubted, corrected or overridden, units with the same together: reports/frozen."""


def cutoffs(db: duckdb.DuckDBPyConnection, reference: Reference, period_id: str = "") -> list[Cutoff]:
    """Evaluations to write: at mid-term and end of the term shown first, as far as these are over; or the one at `period_id`.

    Raises:
        DocumentError: `period_id` is no period of a shown term that is over.
    """
    [(office_on,)] = queries.distinct(db, "reference.run", "office_on")
    written = {document.document_id for document in reference.document}
    found = []
    for term in shown_terms(db, reference):
        named = {term.mid_term_period_id: "mid_term", term.last_period_id: "end_of_term"}
        first, last = (reference.periods[name] for name in (term.first_period_id, term.last_period_id))
        within = [
            Cutoff(term, period, named.get(period.period_id, "any_cutoff"))
            for period in reference.period
            if period.ends_on < office_on and first.starts_on <= period.starts_on and period.ends_on <= last.ends_on
        ]
        found += [cutoff for cutoff in within if cutoff.document_id in written]
    if period_id:
        known = [cutoff.period.period_id for cutoff in found]
        if period_id not in known:
            raise DocumentError(
                f"no evaluation can be written up to '{period_id}'{did_you_mean(period_id, known)}",
                where="cutoff",
                remedy=f"name one of {', '.join(known)}" if known else "add a line to raw/reference/document.csv",
            )
        return [found[known.index(period_id)]]
    due = [cutoff for cutoff in found if cutoff.document_id != "any_cutoff"]
    return [cutoff for cutoff in due if cutoff.term == due[0].term]


def evaluated(db: duckdb.DuckDBPyConnection, reference: Reference, cutoff: Cutoff, shelf: Path | None = None) -> Evaluated:
    """Read what one evaluation says; `db` is a published release, and `shelf` the folder of releases with frozen ones."""
    periods, term = reference.periods, cutoff.term
    first, last = periods[term.first_period_id].starts_on, cutoff.period.ends_on
    days = {"first": first, "last": last}
    mid_term = periods[term.mid_term_period_id]
    has_before = mid_term.ends_on < last
    of_term = {"term_first": first, "term_last": periods[term.last_period_id].ends_on}

    def targets(period: Period, release: duckdb.DuckDBPyConnection = db) -> list[Row]:
        rows = queries.rows(release, "reports/document_target", cutoff_period_id=period.period_id, **of_term)
        return in_order(reference, rows)

    def by_unit(query: str) -> dict[tuple[str, str], Row]:
        return {(row["unit_id"], row["indicator_id"]): row for row in queries.rows(db, query, **days)}

    found = targets(cutoff.period)
    asked = {row["target_version_id"] for row in found}
    years: dict[str, list[Row]] = {
        target.indicator_id: []
        for target in reference.target
        if target.indicator_id and f"{target.target_id}/{target.version}" in asked
    }
    for row in queries.rows(db, "reports/document_year", **days):
        if row["known_count"]:
            years.get(row["indicator_id"], []).append(row)
    versions = {row["target_version_id"]: row["version_vi"] for row in found}
    outlook = [
        row | {"version_vi": versions[row["target_version_id"]]}
        for row in foretold(db)
        if row["cutoff_period_id"] == cutoff.period.period_id and row["target_version_id"] in versions
    ]
    release = own_release(db)
    again = targets(mid_term) if has_before else []
    frozen = _frozen(db, shelf, mid_term) if has_before and shelf else None
    before = again
    if frozen:
        try:
            with connect(frozen["path"], read_only=True) as kept:
                before = targets(mid_term, kept)
        except (duckdb.CatalogException, duckdb.BinderException):
            frozen = None  # made by a version of long ago, which had other marts
    return Evaluated(
        cutoff=cutoff,
        last_on=last,
        release_id=release["release_id"],
        released_at=release["released_at"].replace(tzinfo=UTC).astimezone(reference.time_zone),
        targets=found,
        before=before,
        before_again=again,
        frozen=frozen,
        before_vi=mid_term.label_vi if has_before else "",
        ahead=in_order(reference, queries.rows(db, "reports/document_ahead", last=last, term_last=of_term["term_last"])),
        outlook=in_order(reference, outlook),
        decisive={version: rows for (version, name), rows in decisive_returns(db).items() if name == cutoff.period.period_id},
        years={indicator_id: rows for indicator_id, rows in years.items() if rows},
        figures=sorted(
            queries.rows(db, "reports/document_figure", cutoff_period_id=cutoff.period.period_id),
            key=place_in_report(reference),
        ),
        unit_returns=queries.rows(db, "reports/document_unit_return", **days),
        unit_totals=by_unit("reports/document_unit_total"),
        unit_rates=by_unit("reports/document_unit_rate"),
        limits=queries.rows(db, "reports/document_limit", **days)[0],
        stood=queries.rows(db, "reports/frozen", **days),
    )


def _frozen(db: duckdb.DuckDBPyConnection, shelf: Path, cutoff: Period) -> Row | None:
    """The release that was frozen last for a cut-off, with the 'path' of its file; None where there is none to read."""
    kept = [
        row | {"path": shelf / row["frozen_file"]}
        for row in queries.table(db, RELEASE.name)
        if row["frozen_label"] is not None and row["cutoff_period_id"] == cutoff.period_id
    ]
    return max((row for row in kept if row["path"].is_file()), key=lambda row: row["frozen_at"], default=None)
