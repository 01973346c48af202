"""The rest of the term after the mid-term report, as it might have gone on: all of it is invented."""

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from pipelines.reference import Reference, Unit
from tests.sample import plan
from tests.sample.generate import Bloc, Figures, filled

TOTALS = {"members_admitted": 127, "political_theory_classes": 1, "youth_covid_donations_vnd": 0}
"""What does not go on as in the first half; everything else does, in proportion to the time."""
NEVER_CAME = {("TC38", "2024H2"), ("TC51", "2024H2")}
"""Two cells that never answered for one period, with its yearly ratings."""
LATE_DAYS = {
    "2020H2": (4, 19),
    "2021H1": (2,),
    "2021H2": (7, 30),
    "2022H1": (1,),
    "2022H2": (3, 5),
    "2023H1": (2, 16),
    "2023H2": (3, 9, 26),
    "2024H1": (1, 5, 17, 40),
    "2024H2": (2, 4, 12, 33),
    "2025H1": (1, 6, 8),
}
"""Period → by how many days returns were late, each another unit's."""
CORRECTED = {"2023H2": 3, "2024H1": 4, "2024H2": 3, "2025H1": 2}
"""Period → how many units sent another return after their first."""
FIRST_YEARS = 3
"""Ends of years up to mid-term."""


@dataclass(frozen=True)
class Sent:
    """A workbook that came."""

    unit: Unit
    period_id: str
    name: str
    """Of its file, without suffix."""
    came_at: dt.datetime
    """Where the office is."""
    is_first_of_two: bool = False
    """Whether it has a mistake that the next one mends."""


def rest_of_term(reference: Reference, before: Bloc, periods: Sequence[str], seed: int) -> Figures:
    """Invent what every owing unit would report for the periods after those of `before`."""
    bloc = _Rest(reference, before, periods, seed)
    filled(bloc, seed)
    for period in periods:
        youth = sum(bloc.number(unit.unit_id, period, "members_admitted_youth") for unit in bloc.grassroots(period))
        bloc.figures["DTN", period]["youth_admitted_to_party"] = youth  # both counted alike since mid-term
    return {key: found for key, found in bloc.figures.items() if key[1] in periods}


class _Rest(Bloc):
    """Goes on from a bloc's last period: stocks, sizes and habits of its units, also where these were split or merged."""

    first_year = FIRST_YEARS

    def __init__(self, reference: Reference, before: Bloc, periods: Sequence[str], seed: int) -> None:
        super().__init__(reference, periods, seed)
        self.before = before
        self.rng = random.Random(f"{seed} {periods[0]}")
        self.first_place = len(before.periods)
        share = self.duration
        learners = round(self.totals["political_theory_learners"] * TOTALS["political_theory_classes"] / 3)
        scaled = {name: round(total * share) for name, total in self.totals.items()}
        self.totals = scaled | TOTALS | {"political_theory_learners": learners}
        self.growth = self.duration = Fraction(1)
        self.figures = before.figures | self.figures

    @cached_property
    def sizes(self) -> dict[str, float]:
        """As before; of a unit that was split its share, of one that took others in what they were."""
        sizes = dict(self.before.sizes)
        for event in self.reference.unit_event:
            if event.kind == "split" and event.from_id and event.to_id:
                sizes[event.to_id] = self.before.sizes[event.from_id] * float(event.share_pct or 0) / 100
        for unit in self.reference.unit:
            if unit.unit_id not in sizes:
                sizes[unit.unit_id] = sum(sizes[old] for old in self.predecessors(unit.unit_id))
        return sizes

    def size(self, unit: Unit, period: str) -> float:
        """As before until it is split."""
        is_split_later = any(
            event.kind == "split"
            and event.from_id == unit.unit_id
            and event.happened_on > self.reference.periods[period].ends_on
            for event in self.reference.unit_event
        )
        return (self.before if is_split_later else self).sizes[unit.unit_id]

    @cached_property
    def staff_per_member(self) -> dict[str, float]:
        """As before; new units are like others."""
        return {unit_id: self.before.staff_per_member.get(unit_id, 1.5) for unit_id in self.sizes}

    def members_at_start(self) -> dict[str, int]:
        """Those at mid-term."""
        return self.stock_before("members_closing")

    def stock_before(self, indicator: str) -> dict[str, int]:
        """What each unit had at mid-term."""
        last = self.before.periods[-1]
        return {unit.unit_id: self.number(unit.unit_id, last, indicator) for unit in self.before.grassroots(last)}

    def carried(self, stock: dict[str, int], unit_id: str, period: str) -> int:
        """As before; what a unit had that was split since falls to its parts by their shares."""
        span = self.reference.periods[period]
        parts = [
            event
            for event in self.reference.unit_event
            if event.kind == "split" and span.starts_on <= event.happened_on <= span.ends_on
        ]
        new = [event.to_id for event in parts if event.to_id and event.to_id not in stock]
        if new and unit_id in {event.to_id for event in parts}:
            whole = stock[parts[0].from_id or ""]
            for event in parts:
                stock[event.to_id or ""] = int(whole * float(event.share_pct or 0) / 100)
            stock[new[0] or ""] += whole - sum(stock[event.to_id or ""] for event in parts)
        return super().carried(stock, unit_id, period)


def arrivals(reference: Reference, periods: Sequence[str], seed: int) -> list[Sent]:
    """Every workbook of the term in the order of the register, each with the instant at which it came.

    Some were late; after mid-term some were corrected, and two never came.
    """
    rng = random.Random(f"{seed} arrivals")
    sent: list[Sent] = []
    for period in periods:
        due_on = reference.periods[period].due_on
        units = [unit for unit in reference.units_owing(period) if (unit.unit_id, period) not in NEVER_CAME]
        grassroots = [unit for unit in units if unit.kind in (plan.COMMITTEE, plan.CELL)]
        chosen = rng.sample(grassroots, len(LATE_DAYS.get(period, ())) + CORRECTED.get(period, 0))
        late = dict(zip((unit.unit_id for unit in chosen), LATE_DAYS.get(period, ()), strict=False))
        corrected = {unit.unit_id for unit in chosen[len(late) :]}
        for unit in units:
            days = late.get(unit.unit_id, -rng.randint(0, 9))
            came_at = _at_work(due_on + dt.timedelta(days=days), rng)
            name = f"{unit.unit_id}_{period}"
            sent.append(Sent(unit, period, name, came_at, unit.unit_id in corrected))
            if unit.unit_id in corrected:
                again_at = _at_work(due_on + dt.timedelta(days=rng.randint(3, 45)), rng)
                sent.append(Sent(unit, period, f"{name}_lan2", again_at))
    return sent


def _at_work(day: dt.date, rng: random.Random) -> dt.datetime:
    """A minute of the day at which an office works."""
    return dt.datetime.combine(day, dt.time(rng.choice((8, 9, 10, 14, 15, 16)), rng.randint(0, 59)))
