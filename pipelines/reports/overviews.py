"""Overviews of the evaluation page: indicators by sector, and where the returns of each unit stand."""

from dataclasses import dataclass
from typing import Any, Protocol

import duckdb
from markupsafe import Markup

from pipelines import queries
from pipelines.language.words import say, sentence
from pipelines.reference import Period, Reference
from pipelines.reports import charts

MOST_UNITS = 150
"""Units of which the page shows where each return stands; of more only those whose returns are not all accepted in time."""
STATES = {
    "accepted": sentence("accepted in time"),
    "late": sentence("accepted late, with the days"),
    "stale": sentence("an older version counts"),
    "refused": sentence("rejected, held or not readable"),
    "missing": sentence("not there"),
    "ahead": sentence("not yet due"),
}
"""State of a return → what it says; the page has a colour for each."""
SIGNS = {"accepted": "✓", "stale": "↺", "refused": "×", "missing": "–", "ahead": ""}
"""State → sign in its field, for those who do not tell colours apart; of a late one it is its days."""


class Measures(Protocol):
    """How the page writes numbers, as `evaluation.Words` does."""

    def measure(self, row: dict[str, Any]) -> str:
        """A row's figure with its unit of measure."""

    def between(self, row: dict[str, Any]) -> str | None:
        """What lies between its bounds; None when they are one."""


@dataclass(frozen=True)
class Sectors:
    """Indicators by which targets are measured, by sector."""

    sectors: dict[str, str]
    """Sector → its name, in the register's order."""
    rows: list[tuple[str, dict[str, tuple[Markup, str, str | None]]]]
    """Name of an indicator, and of each sector with figures its course, its latest figure and between what that lies."""


@dataclass(frozen=True)
class UnitReturns:
    """Where the return of each unit for each period stands."""

    periods: list[Period]
    rows: list[tuple[str, dict[str, tuple[str, str, str]]]]
    """Name of a unit, and of each period for which it owes a return its state, sign and that in words."""
    left_out: int
    """Units whose returns are all accepted in time, and which are too many to show."""


def by_sector(db: duckdb.DuckDBPyConnection, reference: Reference, days: dict[str, Any], words: Measures) -> Sectors:
    """Courses of the indicators that targets measure, in the register's order of targets, between two days."""
    totals: dict[str, list[dict[str, Any]]] = {}
    for row in queries.rows(db, "reports/sector_total", **days):
        totals.setdefault(row["indicator_id"], []).append(row | {"group": row["sector"], "figure_vi": words.measure(row)})
    named = {row["sector"]: row["sector_vi"] for rows in totals.values() for row in rows}
    order = [code.code for code in reference.code if code.list_id == "sector" and code.code in named]
    rows = []
    for name in dict.fromkeys(target.indicator_id for target in reference.target):
        if name in totals:
            latest = {row["sector"]: (str(row["figure_vi"]), words.between(row)) for row in totals[name]}
            drawn = charts.trends(totals[name])
            rows.append((totals[name][0]["indicator_vi"], {sector: (drawn[sector], *latest[sector]) for sector in drawn}))
    return Sectors({code: named[code] for code in dict.fromkeys([*order, *named])}, rows)


def unit_returns(db: duckdb.DuckDBPyConnection, reference: Reference, days: dict[str, Any]) -> UnitReturns:
    """Where the returns between two days stand, of each unit as it was then."""
    found: dict[str, dict[str, tuple[str, str, str]]] = {}
    names: dict[str, str] = {}
    for row in queries.rows(db, "reports/return_state", **days):
        state = row["state"]
        late = say("{count} day(s) late", count=row["late_days"]) if state == "late" else ""
        sign = str(row["late_days"]) if state == "late" else SIGNS[state]
        found.setdefault(row["unit_version_id"], {})[row["period_id"]] = (state, sign, late or row["status_vi"])
        names[row["unit_version_id"]] = row["unit_name_vi"]
    owed = {period_id for states in found.values() for period_id in states}
    shown = list(found)
    if len(shown) > MOST_UNITS:
        shown = [unit for unit in shown if any(state not in ("accepted", "ahead") for state, *_ in found[unit].values())]
    periods = sorted((reference.periods[name] for name in owed), key=lambda period: (period.ends_on, period.starts_on))
    return UnitReturns(periods, [(names[unit], found[unit]) for unit in shown], len(found) - len(shown))
