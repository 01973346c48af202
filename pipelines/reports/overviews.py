"""Overviews of the evaluation page: indicators by sector, and where the returns of each unit stand."""

from dataclasses import dataclass
from functools import cache
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
_FIELD = Markup('<td style="background: var(--{state})" title="{period}: {said}">{sign}</td>')
_NOTHING_OWED = Markup("<td></td>")
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
    rows: list[tuple[str, Markup]]
    """Name of a unit, and a field for each period: where it owes a return, its state as a colour, a sign and in words."""
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

    @cache  # a page of thousands of returns has few fields that differ
    def field(period_id: str, state: str, late_days: int | None, status_vi: str) -> Markup:
        is_late = state == "late"
        sign, said = (late_days, say("{count} day(s) late", count=late_days)) if is_late else (SIGNS[state], status_vi)
        return _FIELD.format(state=state, period=reference.periods[period_id].label_vi, said=said, sign=sign)

    fields: dict[str, dict[str, Markup]] = {}
    names: dict[str, str] = {}
    shown: dict[str, None] = {}
    for row in queries.rows(db, "reports/return_state", **days):
        name = row["unit_version_id"]
        fields.setdefault(name, {})[row["period_id"]] = field(
            row["period_id"], row["state"], row["late_days"], row["status_vi"]
        )
        names[name] = row["unit_name_vi"]
        if row["state"] not in ("accepted", "ahead"):
            shown.setdefault(name)
    owed = {period_id for of_unit in fields.values() for period_id in of_unit}
    periods = sorted((reference.periods[name] for name in owed), key=lambda period: (period.ends_on, period.starts_on))
    units = [name for name in names if len(names) <= MOST_UNITS or name in shown]
    rows = [
        (names[name], Markup("").join(fields[name].get(period.period_id, _NOTHING_OWED) for period in periods))
        for name in units
    ]
    return UnitReturns(periods, rows, len(names) - len(units))
