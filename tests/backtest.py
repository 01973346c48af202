"""How outlooks fare on terms that are made up and played to their end: `make backtest`.

Each term has 57 units and ten half-years, six of them known. Units differ by a log-normal, which is not what an outlook takes
them to do; the half-years are calm, go up and down by turns, or are good and bad ones for all units. Beside the outlook stand
a normal and a plain Poisson projection of the same figures. Printed are the share of ends that lie in the 80 % interval, and
the mean interval score (its width, and ten times what lies outside: less is better); then how often targets were met that
were told to be with some probability.
"""

from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from typing import Annotated

import duckdb
import numpy as np
import numpy.typing as npt
import pandas as pd
import scoringrules  # type: ignore[import-untyped]
import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table
from scipy import stats  # type: ignore[import-untyped]

from pipelines import queries
from pipelines.definitions import models
from pipelines.outlook import BOUNDS, COVERED, write_outlooks
from pipelines.queries import query
from pipelines.warehouse import FUNCTIONS
from tests.databases import make

UNITS, KNOWN, AHEAD = 57, 6, 4
HALVES = [(year, half) for year in range(2020, 2026) for half in (1, 2)][1 : KNOWN + AHEAD + 1]
MODELS = ("season", "open", "point", "pool", "unit", "unrest", "part", "total")
KINDS = ("calm", "by turns", "good and bad")
BINS = (0, 0.1, 0.3, 0.5, 0.7, 0.9, 1)
Numbers = npt.NDArray[np.float64]
Drawn = np.random.Generator


def main(
    terms: Annotated[int, typer.Option(min=1, help="Terms of each kind.")] = 100,
    seed: Annotated[int, typer.Option(help="Seed of what is drawn.")] = 165,
) -> None:
    """Print coverage, scores and reliability of outlooks on terms of each kind."""
    console, drawn = Console(), np.random.default_rng(seed)
    shown = Table("half-years", "about", "outlook", "normal", "Poisson", title="in the 80 % interval; interval score")
    sure: dict[str, list[tuple[float, bool]]] = {"totals": [], "shares": []}
    for kind in track(KINDS, "playing terms", console=console, transient=True):
        counts, shares = _counts(drawn, kind, terms), _shares(drawn, kind, terms)
        with duckdb.connect() as db:
            _lay(db, counts, shares)
            for name, by_unit in (("all units", False), ("one unit", True)):
                shown.add_row(kind, name, *(_scored(*found) for found in _projected(db, counts, by_unit=by_unit)))
            for row in queries.table(db, "core.outlook_interval"):
                if row["met_share"] is not None:
                    is_met, what = _outcome(row["target_id"], counts, shares)
                    sure[what].append((row["met_share"], is_met))
    console.print(shown)
    console.print(_reliability(sure))


def _paces(drawn: Drawn, kind: str) -> Numbers:
    """What each half-year is as a multiple of the others."""
    count = len(HALVES)
    if kind == "by turns":
        return np.where(np.arange(count) % 2, 1.3, 0.7)
    return drawn.lognormal(0, 0.15, count) if kind == "good and bad" else np.ones(count)


def _counts(drawn: Drawn, kind: str, terms: int) -> Numbers:
    """Counts by term, unit and half-year."""
    paces = drawn.lognormal(0, 0.7, (terms, UNITS, 1))
    halves = np.array([_paces(drawn, kind) for _ in range(terms)])[:, None, :]
    counts: Numbers = drawn.poisson(paces * halves).astype(float)
    return counts


def _shares(drawn: Drawn, kind: str, terms: int) -> tuple[Numbers, Numbers]:
    """Of how many, and how many, by term, unit and half-year."""
    whole = np.broadcast_to(drawn.integers(5, 150, (terms, UNITS, 1)), (terms, UNITS, len(HALVES)))
    level = drawn.normal(2.5, 0.6, (terms, UNITS, 1))
    halves = np.array([np.log(_paces(drawn, kind)) for _ in range(terms)])[:, None, :]
    return whole.astype(float), drawn.binomial(whole, 1 / (1 + np.exp(-level - halves))).astype(float)


def _asked_total(counts: Numbers, term: int) -> float:
    """What a term's total is asked to come to: now easier, now harder than its pace."""
    return float(round(counts[term, :, :KNOWN].sum() * len(HALVES) / KNOWN * (0.9 + 0.2 * (term % 11) / 10)))


def _asked_pct(whole: Numbers, part: Numbers, term: int) -> float:
    """What each year of a term is asked to be at least, in percent."""
    return float(100 * part[term, :, :KNOWN].sum() / whole[term, :, :KNOWN].sum() - 2.5 + (term % 11) / 4)


def _lay(db: duckdb.DuckDBPyConnection, counts: Numbers, shares: tuple[Numbers, Numbers]) -> None:
    """What the outlook reads, and the outlook."""
    ends = [date(year, 6, 30) if half == 1 else date(year, 12, 31) for year, half in HALVES]
    starts = [date(year, 1 if half == 1 else 7, 1) for year, half in HALVES]
    names = [f"{year}H{half}" for year, half in HALVES]
    units = [f"U{number}" for number in range(UNITS)]
    period = pd.DataFrame({"period_id": names, "starts_on": starts, "ends_on": ends})
    unit = pd.MultiIndex.from_product([units, names], names=["unit_id", "period_id"]).to_frame(index=False)
    of_period = unit.assign(unit_version_id=unit["unit_id"])
    origin = unit.assign(earlier_unit_id=unit["unit_id"], from_on=date(2010, 1, 1), until_on=None, least_share=1, most_share=1)
    terms = range(len(counts))
    aims = [_asked_total(counts, term) for term in terms] + [_asked_pct(*shares, term) for term in terms]
    asked = pd.DataFrame({"indicator_id": [f"{what}{term}" for what in ("total", "share") for term in terms]})
    asked = asked.assign(target_id=asked["indicator_id"], version="congress", cutoff_period_id=names[KNOWN - 1])
    asked = asked.assign(is_share=asked["target_id"].str.startswith("share"), is_less_better=False, is_strict=False)
    asked = asked.assign(asked_value=aims, starts_on=starts[0], ends_on=ends[-1], cutoff_ends_on=ends[KNOWN - 1])
    whole, part = shares
    about = ["indicator_id", "unit_id", "period_id"]
    index = pd.MultiIndex.from_product([asked["indicator_id"], units, names], names=about)
    figure = index.to_frame(index=False).merge(period[["period_id", "ends_on"]], on="period_id", how="left")
    figure = figure.assign(year=figure["period_id"].str[:4].astype(int), is_known=True)
    figure = figure.assign(least_part=0.0, least_missed=0.0, least_whole=0.0, most_whole=0.0)
    figure = figure.assign(part=np.concatenate([counts, part]).ravel())
    figure = figure.assign(whole=np.concatenate([np.ones_like(counts), whole]).ravel())
    db.execute(query(FUNCTIONS))
    for schema in ("core", "reference"):
        db.execute(f"create schema {schema}")
    laid: Mapping[str, pd.DataFrame] = {
        "reference.period": period,
        "core.unit_of_period": of_period,
        "core.unit_origin": origin.astype({"until_on": "datetime64[s]"}),
        "core.outlook_asked": asked,
        "core.outlook_figure": figure,
    }
    for name, frame in laid.items():
        db.register("frame", frame)
        db.execute(f"create table {name} as from frame")
        db.unregister("frame")
    for name in MODELS:
        make(db, models[f"core.outlook_{name}"])
    write_outlooks(db)


def _projected(db: duckdb.DuckDBPyConnection, counts: Numbers, *, by_unit: bool) -> list[tuple[Numbers, Numbers, Numbers]]:
    """What came, and the bounds between which it was to lie, by outlook, normal and Poisson."""
    known, came = counts[:, :, :KNOWN], counts[:, :, KNOWN:].sum(axis=2)
    order = "left(target_id, 5), right('00000' || target_id[6:], 5)::integer, right('000' || unit_version_id[2:], 3)::integer"
    which = "is not null" if by_unit else "is null and target_id like 'total%'"
    sql = f"select low_value, high_value from core.outlook_interval where unit_version_id {which} order by {order}"
    low, high = (np.array(column) for column in zip(*db.execute(sql).fetchall(), strict=True))
    if by_unit:
        came, totals = came.ravel(), known.reshape(-1, KNOWN)
    else:
        came, totals = came.sum(axis=1), known.sum(axis=1)
        low, high = low - totals.sum(axis=1), high - totals.sum(axis=1)
    mean = totals.mean(axis=1) * AHEAD
    spread = totals.std(axis=1, ddof=1) * np.sqrt(AHEAD * (1 + AHEAD / KNOWN))
    normal = [mean + spread * stats.norm.ppf(bound) for bound in (BOUNDS[0], BOUNDS[2])]
    poisson = [stats.poisson.ppf(bound, mean) for bound in (BOUNDS[0], BOUNDS[2])]
    return [(came, low, high), (came, normal[0], normal[1]), (came, poisson[0], poisson[1])]


def _scored(came: Numbers, low: Numbers, high: Numbers) -> str:
    inside = np.mean((low <= came) & (came <= high))
    return f"{inside:.2f}  {np.mean(scoringrules.interval_score(came, low, high, 1 - COVERED)):6.1f}"


def _outcome(target_id: str, counts: Numbers, shares: tuple[Numbers, Numbers]) -> tuple[bool, str]:
    """Whether a target was met at its end, and which kind it is."""
    what, term = target_id[:5], int(target_id[5:])
    if what == "total":
        return bool(counts[term].sum() >= _asked_total(counts, term)), "totals"
    whole, part = (figures[term].sum(axis=0) for figures in shares)
    years = np.array([year for year, _ in HALVES])
    rates = [100 * part[years == year].sum() / whole[years == year].sum() for year in sorted(set(years.tolist()))]
    return bool(min(rates) >= _asked_pct(*shares, term)), "shares"


def _reliability(sure: Mapping[str, list[tuple[float, bool]]]) -> Table:
    """How many of the targets told to be met with some probability were."""
    shown = Table("told", *(f"{what}: met, of" for what in sure), title="targets met, by the probability told")
    for least, most in pairwise(BINS):
        row = []
        for told in sure.values():
            met = [is_met for share, is_met in told if least <= share < most or share == most == 1]
            row.append(f"{np.mean(met):.2f} of {len(met)}" if met else "")
        shown.add_row(f"{least:.0%} to {most:.0%}", *row)
    return shown


if __name__ == "__main__":
    typer.run(main)
