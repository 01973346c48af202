"""What the rest of a target's time may bring: an interval and a probability, from the means and variances of core.outlook_*.

A total of counts is taken as negative binomial (a gamma-Poisson over units), a share of a year as beta-binomial, of many
as beta. Nothing here decides a verdict.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt

from pipelines import queries
from pipelines.tables import Table, by_column, comment, insert

Numbers = npt.NDArray[np.float64]
COVERED = 0.8
"""Share of cases in which what comes lies within the interval."""
BOUNDS = np.array([(1 - COVERED) / 2, 0.5, (1 + COVERED) / 2])
"""Least, middle and most as quantiles."""
_LEVELS = 64
"""Paces at which the years of a share are looked at together, as they have one pace in common."""
_FEW = 400
"""Up to so many of which a share is open each count has a probability of its own; more are taken as continuous."""
_STEPS = 2000
"""Steps in which the worst year of a share is told: a twentieth of a percent."""

MADE_FROM = ("core.outlook_asked", "core.outlook_part", "core.outlook_total", "core.outlook_unrest")
OUTLOOK = Table(
    name="core.outlook_interval",
    description="What each target may come to at its end, and what the open figures of each unit may add. Never in a verdict.",
    grain="one row per target, version, cut-off period with an outlook and, of a total, unit; one for all units",
    columns={
        "target_id": ("VARCHAR", "Target"),
        "version": ("VARCHAR", "congress, or rest_of_term (set at mid-term)"),
        "cutoff_period_id": ("VARCHAR", "Last period that counts"),
        "unit_version_id": ("VARCHAR", "Unit, whose open figures alone are told; null: all, with what is known"),
        "low_value": ("DOUBLE", "Least of the 80 % interval; of a share the worst year in percent"),
        "middle_value": ("DOUBLE", "Median"),
        "high_value": ("DOUBLE", "Most of the 80 % interval"),
        "met_share": ("DOUBLE", "Probability that the target is met at its end, 0 to 1; null for a unit"),
    },
)


@dataclass(frozen=True)
class Year:
    """Figures of a share in one year: what is known, and mean and variances of what is open."""

    known_part: float
    known_whole: float
    open_whole: float
    mean_part: float
    level_variance: float
    chance_variance: float


def write_outlooks(db: duckdb.DuckDBPyConnection) -> None:
    """Make table core.outlook_interval from core.outlook_asked, core.outlook_total and core.outlook_part."""
    asked = {_key(row): row for row in queries.table(db, "core.outlook_asked")}
    totals = sorted(queries.table(db, "core.outlook_total"), key=lambda row: (_key(row), row["year"] or 0))
    rows = [_of_all(asked[key], list(of_target)) for key, of_target in groupby(totals, key=_key)]
    db.execute(OUTLOOK.create_sql())
    comment(db, OUTLOOK)
    insert(db, OUTLOOK, by_column(OUTLOOK, [*rows, *_of_units(db, asked)]))


def count_interval(mean: Numbers, variance: Numbers) -> Numbers:
    """Least, median and most of counts with these means and variances (none of which is less than its mean).

    Returns:
        whole numbers, one row per count and one column per quantile of BOUNDS.
    """
    from scipy.special import nbdtrik  # type: ignore[import-untyped]  # only when something is to be told: it takes a third of a second

    size, chance = _negative_binomial(mean, variance)
    found = np.ceil(nbdtrik(BOUNDS[None, :], size[:, None], chance[:, None]) - 1e-9).clip(min=0)
    return np.where(found > 0, found, 0.0)


def count_at_most(most: float, mean: float, variance: float) -> float:
    """Probability that a count with this mean and variance is no more than a whole number."""
    from scipy.special import betainc

    if most < 0:
        return 0.0
    size, chance = _negative_binomial(np.array([mean]), np.array([variance]))
    return float(betainc(size, most + 1, chance)[0])


def worst_year_at_least(years: list[Year], shares: Numbers, *, is_more: bool = False) -> Numbers:
    """Probability that no year of a share comes to less than each of `shares` (0 to 1); `is_more`: that each comes to more."""
    from scipy.special import betainc, betaincinv

    at = (np.arange(_LEVELS) + 0.5) / _LEVELS
    found = np.ones((_LEVELS, len(shares)))
    for year in years:
        is_few = 0 < year.open_whole <= _FEW
        # Few are so many in whole numbers.
        open_whole = max(round(year.open_whole), 1) if is_few else year.open_whole
        whole = year.known_whole + open_whole
        # Counts are whole: the least that is enough, and half of one below it where the count is taken as continuous.
        enough = np.floor(shares * whole + 1e-9) + 1 if is_more else np.ceil(shares * whole - 1e-9)
        if not year.open_whole:
            found *= (enough <= year.known_part + 1e-9) | (whole == 0)
            continue
        pace = min(max(year.mean_part / year.open_whole, 1e-9), 1 - 1e-9)
        size = max(pace * (1 - pace) * year.open_whole**2 / year.level_variance - 1, 1e-3)
        level = betaincinv(pace * size, (1 - pace) * size, at).clip(1e-9, 1 - 1e-9)[:, None]
        unrest = max(year.chance_variance / (year.open_whole * pace * (1 - pace)), 1.0)
        lacks = enough - year.known_part
        if is_few:
            reached = few_at_least(int(open_whole), level, unrest)[:, np.ceil(lacks - 1e-9).clip(0, open_whole + 1).astype(int)]
        else:
            size = max(open_whole / unrest - 1, 1e-3)
            reached = 1 - betainc(level * size, (1 - level) * size, ((lacks - 0.5) / open_whole).clip(0, 1)[None, :])
        found *= np.where(lacks <= 0, 1.0, np.where(lacks > open_whole, 0.0, reached))
    mean: Numbers = found.mean(axis=0)
    return mean


def few_at_least(whole: int, level: Numbers, unrest: float) -> Numbers:
    """Probability that of so many at least 0, 1 … `whole` + 1 are counted (beta-binomial), one row for each `level`.

    Args:
        whole: how many there are.
        level: share of them that is expected, one in each row.
        unrest: variance as a multiple of the binomial one, 1 or more.
    """
    from scipy.special import betaln, gammaln

    size = min(max((whole - unrest) / max(unrest - 1, 1e-9), 1e-3), 1e7)
    hit, miss = level * size, (1 - level) * size
    count = np.arange(whole + 1.0)[None, :]
    ways = gammaln(whole + 1) - gammaln(count + 1) - gammaln(whole - count + 1)
    chance = np.exp(ways + betaln(count + hit, whole - count + miss) - betaln(hit, miss))
    at_least = np.cumsum(chance[:, ::-1], axis=1)[:, ::-1].clip(max=1)
    return np.hstack([at_least, np.zeros_like(level)])


def _of_all(asked: Mapping[str, Any], totals: list[dict[str, Any]]) -> tuple[object, ...]:
    bounds, met = _share(asked, totals) if asked["is_share"] else _count(asked, totals[0])
    return (*_key(asked), None, *bounds, met)


def _count(asked: Mapping[str, Any], total: Mapping[str, Any]) -> tuple[list[float], float]:
    known, mean = total["known_part"], total["mean_part"]
    variance = total["level_variance"] + total["chance_variance"]
    bounds = known + count_interval(np.array([mean]), np.array([variance]))[0]
    lacks = float(asked["asked_value"]) - known
    if asked["is_less_better"]:
        most = np.ceil(lacks) - 1 if asked["is_strict"] else np.floor(lacks)
        return bounds.tolist(), _unsure(count_at_most(most, mean, variance)) if most >= 0 else 0.0
    return bounds.tolist(), _unsure(1 - count_at_most(np.ceil(lacks) - 1, mean, variance)) if lacks > 0 else 1.0


def _share(asked: Mapping[str, Any], totals: list[dict[str, Any]]) -> tuple[list[float], float]:
    """The worst year: where less is better, the best of the others' share."""
    is_less_better = asked["is_less_better"]
    years = [_mirrored(year) if is_less_better else year for year in map(_year, totals)]
    aim = float(asked["asked_value"]) / 100
    met = worst_year_at_least(years, np.array([1 - aim if is_less_better else aim]), is_more=asked["is_strict"])
    steps = np.linspace(0, 1, _STEPS + 1)
    reached = worst_year_at_least(years, steps)
    # The greatest share that the worst year reaches with each probability.
    bounds = [steps[reached >= 1 - bound - 1e-12].max(initial=0) for bound in BOUNDS]
    found = [100 * (1 - share) for share in reversed(bounds)] if is_less_better else [100 * share for share in bounds]
    return found, _unsure(float(met[0])) if met[0] > 0 else 0.0


def _unsure(probability: float) -> float:
    """A probability of what may still turn out either way: never all or nothing, however little is left of a double."""
    return min(max(probability, 1e-9), 1 - 1e-9)


def _year(total: Mapping[str, Any]) -> Year:
    return Year(**{name: total[name] for name in Year.__dataclass_fields__})


def _mirrored(year: Year) -> Year:
    return Year(
        year.known_whole - year.known_part,
        year.known_whole,
        year.open_whole,
        year.open_whole - year.mean_part,
        year.level_variance,
        year.chance_variance,
    )


def _of_units(
    db: duckdb.DuckDBPyConnection, asked: Mapping[tuple[str, ...], Mapping[str, Any]]
) -> Iterator[tuple[object, ...]]:
    """What the open figures of each unit may add to a total."""
    unrest = {_key(row): row["pace_variance"] for row in queries.table(db, "core.outlook_unrest")}
    parts = [row for row in queries.table(db, "core.outlook_part") if not asked[_key(row)]["is_share"]]
    if not parts:
        return
    mean = np.array([row["mean_part"] for row in parts])
    variance = np.array([row["own_variance"] + row["pull"] ** 2 * unrest[_key(row)] + row["mean_part"] for row in parts])
    for row, bounds in zip(parts, count_interval(mean, variance), strict=True):
        yield (*_key(row), row["unit_version_id"], *(row["least_part"] + bounds).tolist(), None)


def _negative_binomial(mean: Numbers, variance: Numbers) -> tuple[Numbers, Numbers]:
    """Size and chance of the negative binomial with a mean and variance; without more variance than mean all but a Poisson."""
    more = np.maximum(variance - mean, mean * 1e-6)
    return mean**2 / more, mean / (mean + more)


_key = itemgetter("target_id", "version", "cutoff_period_id")
