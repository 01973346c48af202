"""Spreads the plan's totals over units and periods so that every rule of the registers holds."""

import math
import random
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cached_property
from itertools import chain
from typing import TypeVar

from pipelines.reference import FormLine, Reference, Unit
from tests.sample import plan

Figures = dict[tuple[str, str], dict[str, int | str]]
"""(unit_id, period_id) → indicator → number, rating code, or text 'không áp dụng'."""
NOT_APPLICABLE = "không áp dụng"
Number = TypeVar("Number", int, float)
OfCell = Callable[[Unit, str], float]
"""Weight or cap of one unit in one period."""


def generate(reference: Reference, periods: Sequence[str], seed: int) -> Figures:
    """Invent what every owing unit reports for every one of `periods`; the same seed gives the same figures."""
    return filled(Bloc(known_by(reference, periods[-1]), periods, seed), seed).figures


def filled(bloc: "Bloc", seed: int) -> "Bloc":
    """The bloc with every figure invented."""
    bloc.spread_counts()
    bloc.spread_members()
    bloc.spread_transfers_inside(random.Random(seed))
    bloc.add_up_years()
    bloc.spread_attendance()
    bloc.spread_propagandists()
    for period in bloc.periods:
        if "year" in bloc.reference.ending_with[period]:
            bloc.rate(period)
    bloc.spread_departments()
    return bloc


def known_by(reference: Reference, period_id: str) -> Reference:
    """The registers as they were at the end of a period: what became of units later changes no figure of before."""
    last = reference.periods[period_id].ends_on
    units = [unit for unit in reference.unit if unit.valid_from_on <= last]
    ahead = {"valid_to_on": None, "successor_id": None}
    return replace(
        reference,
        unit=tuple(unit.model_copy(update=ahead if unit.valid_to_on and unit.valid_to_on > last else {}) for unit in units),
        unit_event=tuple(event for event in reference.unit_event if event.happened_on <= last),
    )


def spread(
    total: int, weights: Sequence[float], caps: Sequence[int], rng: random.Random, jitter: float = plan.JITTER
) -> list[int]:
    """Whole numbers that add up to `total`, in proportion to jittered weights, none above its cap (systematic sampling)."""
    given = [0] * len(weights)
    jittered = [weight * (1 + jitter * (2 * rng.random() - 1)) for weight in weights]
    while (missing := total - sum(given)) > 0:
        room = [weight if count < cap else 0.0 for weight, count, cap in zip(jittered, given, caps, strict=True)]
        if not any(room):
            raise ValueError(f"{total} does not fit under caps that add up to {sum(caps)}")
        step = sum(room) / missing
        point, reached = rng.random() * step, 0.0
        for place, weight in enumerate(room):
            reached += weight
            hits = max(0, int((reached - point) // step) + 1)
            given[place] = min(caps[place], given[place] + hits)
            point += hits * step
    return given


class Bloc:
    """Units and periods whose figures are invented, and the totals that they come to."""

    first_place, first_year = 0, 0
    """How many periods, and ends of years, came before the first one."""

    def __init__(self, reference: Reference, periods: Sequence[str], seed: int) -> None:
        self.reference = reference
        self.periods = periods
        self.rng = random.Random(seed)
        self.owing = {period: reference.units_owing(period) for period in periods}
        self.figures: Figures = {(unit.unit_id, period): {} for period in periods for unit in self.owing[period]}
        self.totals = plan.totals(reference)
        self.cells = [(unit, period) for period in periods for unit in self.grassroots(period)]
        self.growth = Fraction(len(self.grassroots(periods[-1])), plan.UNITS)
        self.duration = Fraction(len(periods), plan.PERIODS)

    def grassroots(self, period: str) -> list[Unit]:
        return [unit for unit in self.owing[period] if unit.kind in (plan.COMMITTEE, plan.CELL)]

    def predecessors(self, unit_id: str) -> list[str]:
        return self.taken_over.get(unit_id, [])

    @cached_property
    def taken_over(self) -> dict[str, list[str]]:
        """Unit → units that it took over."""
        found: dict[str, list[str]] = {}
        for unit in self.reference.unit:
            if unit.successor_id:
                found.setdefault(unit.successor_id, []).append(unit.unit_id)
        return found

    def number(self, unit_id: str, period: str, indicator: str) -> int:
        value = self.figures[unit_id, period][indicator]
        return value if isinstance(value, int) else 0

    @cached_property
    def sizes(self) -> dict[str, float]:
        """Members that each unit starts with, roughly; a merged unit is as large as those it takes over."""
        sizes: dict[str, float] = {}
        for unit in self.reference.unit:
            sort = "upgraded" if unit.unit_id in sizes else "merged" if unit.successor_id else unit.kind
            low, high = plan.MEMBERS.get(sort, (1, 1))
            sizes[unit.unit_id] = low + (high - low) * self.rng.random()
        for unit_id in sizes:
            if merged := self.predecessors(unit_id):
                sizes[unit_id] = sum(sizes[predecessor] for predecessor in merged)
        return sizes

    def size(self, unit: Unit, period: str) -> float:
        """Members of a unit in a period, roughly."""
        return self.sizes[unit.unit_id]

    @cached_property
    def staff_per_member(self) -> dict[str, float]:
        low, high = plan.STAFF_PER_MEMBER
        return {unit_id: low + (high - low) * self.rng.random() for unit_id in self.sizes}

    def scatter(
        self,
        indicator: str,
        total: int,
        cells: Sequence[tuple[Unit, str]],
        weight: OfCell | None = None,
        cap: OfCell | None = None,
    ) -> None:
        """Spread a total over units and periods: by size unless told otherwise, within the bounds of register and plan."""
        known = self.reference.indicators.get(indicator)
        widest = plan.AT_MOST.get(indicator, int(known.valid_max) if known else sys.maxsize)
        weights = [weight(unit, period) if weight else self.sizes[unit.unit_id] for unit, period in cells]
        caps = [min(widest, math.ceil(cap(unit, period))) if cap else widest for unit, period in cells]
        for (unit, period), count in zip(cells, spread(total, weights, caps, self.rng), strict=True):
            self.figures[unit.unit_id, period][indicator] = count

    def lines(self, *kinds: str) -> list[FormLine]:
        """Lines of the forms that units of these kinds report."""
        reporters = {unit.unit_id for unit in self.reference.unit if unit.kind in kinds} | set(kinds)
        forms = [form.form_id for form in self.reference.form if reporters & set(form.reported_by)]
        return [line for form_id in forms for line in self.reference.lines_by_form[form_id]]

    def part_of_size(self, share: float) -> OfCell:
        return lambda unit, _: int(self.sizes[unit.unit_id] * share)

    def of_department(self, indicator: str) -> int:
        """A department's part of a total: it does not grow with the number of units."""
        total = self.totals[indicator] * self.duration
        shared = {line.indicator_id for line in self.lines(plan.COMMITTEE, plan.CELL)}
        return round(total * (plan.BLOC_SHARE if indicator in shared else 1))

    def spread_counts(self) -> None:
        """Everything that grassroots units merely count."""
        departments = {line.indicator_id for line in self.lines("department", "mass_organisation")}
        for line in self.lines(plan.COMMITTEE, plan.CELL):
            indicator = line.indicator_id
            if indicator not in self.totals or line.formula or indicator in plan.FLOWS:
                continue
            total = round(self.totals[indicator] * self.growth * self.duration)
            if indicator in departments:
                total = max(0, total - self.of_department(indicator))
            cells = self.cells
            if indicator in plan.COMMITTEE_ONLY:
                cells = [(unit, period) for unit, period in self.cells if unit.kind == plan.COMMITTEE]
                for unit, period in self.cells:
                    self.figures[unit.unit_id, period][indicator] = NOT_APPLICABLE
            self.scatter(indicator, total if cells else 0, cells)

    def spread_members(self) -> None:
        """Members at the start, what comes and goes, members at the end; youth among the admitted."""
        for indicator, most in plan.FLOWS.items():
            total = round(self.totals[indicator] * self.growth * self.duration)
            self.scatter(indicator, total, self.cells, cap=self.part_of_size(most))

        def admitted(unit: Unit, period: str) -> int:
            return self.number(unit.unit_id, period, "members_admitted")

        everybody = sum(admitted(*cell) for cell in self.cells)
        older = everybody - int(everybody * plan.YOUTH_OF_ADMITTED)
        self.scatter("members_admitted_older", older, self.cells, weight=admitted, cap=admitted)
        stock = self.members_at_start()
        for unit, period in self.cells:
            figures = self.figures[unit.unit_id, period]
            n = {name: self.number(unit.unit_id, period, name) for name in figures}
            removed = n["members_lost_otherwise"] + n["members_expelled"]
            del figures["members_lost_otherwise"], figures["members_admitted_older"]
            opening = self.carried(stock, unit.unit_id, period)
            closing = opening + n["members_admitted"] + n["members_transferred_in"] - n["members_transferred_out"] - removed
            stock[unit.unit_id] = closing
            figures |= {
                "grassroots_committees": int(unit.kind == plan.COMMITTEE),
                "grassroots_cells": int(unit.kind == plan.CELL),
                "members_opening": opening,
                "members_admitted_youth": n["members_admitted"] - n["members_admitted_older"],
                "members_removed": removed,
                "members_closing": closing,
            }

    def spread_transfers_inside(self, rng: random.Random) -> None:
        """Of those who come and go, the ones who change units inside the bloc: as many come as go, in every period."""
        for period in self.periods:
            units = self.grassroots(period)
            ways = {
                "members_transferred_in_from_bloc": [self.number(u.unit_id, period, "members_transferred_in") for u in units],
                "members_transferred_out_to_bloc": [self.number(u.unit_id, period, "members_transferred_out") for u in units],
            }
            most = int(min(map(sum, ways.values())) * plan.TRANSFERRED_INSIDE) if len(units) > 1 else 0
            for indicator, caps in ways.items():
                for unit, count in zip(units, spread(most, [float(cap) for cap in caps], caps, rng), strict=True):
                    self.figures[unit.unit_id, period][indicator] = count

    def add_up_years(self) -> None:
        """The yearly count of new members."""
        for unit, period in self.cells:
            if "year" in self.reference.ending_with[period]:
                self.figures[unit.unit_id, period]["members_admitted_year"] = self.of_year(unit, period, "members_admitted")

    def of_year(self, unit: Unit, period: str, indicator: str) -> int:
        """What the unit and those that it took over reported in the half-years of a calendar year."""
        owners = [unit.unit_id, *self.predecessors(unit.unit_id)]
        years = self.reference.years
        halves = [name for name in self.reference.periods if years[name] == years[period]]
        reported = [(owner, half) for half in halves for owner in owners if indicator in self.figures.get((owner, half), {})]
        return sum(self.number(owner, half, indicator) for owner, half in reported)

    def is_disciplined(self, unit: Unit, period: str) -> bool:
        """Whether the organisation was disciplined in the year: then it is not rated excellent."""
        parts = ("organisations_reprimanded", "organisations_warned", "organisations_dissolved_as_discipline")
        return any(self.of_year(unit, period, part) for part in parts)

    def members_at_start(self) -> dict[str, int]:
        """Cells are as large as planned; the committees share the rest."""
        units = self.grassroots(self.periods[0])
        stock = {unit.unit_id: round(self.sizes[unit.unit_id]) for unit in units if unit.kind == plan.CELL}
        committees = [unit.unit_id for unit in units if unit.kind == plan.COMMITTEE]
        rest = round(plan.MEMBERS_AT_START * self.growth) - sum(stock.values())
        largest = int(self.reference.indicators["members_opening"].valid_max)
        sizes = [self.sizes[unit_id] for unit_id in committees]
        counts = spread(rest, sizes, [largest] * len(sizes), self.rng, jitter=0)
        return stock | dict(zip(committees, counts, strict=True))

    def stock_before(self, indicator: str) -> dict[str, int]:
        """A stock of each unit at the end of the period before the first one."""
        return {}

    def carried(self, stock: dict[str, int], unit_id: str, period: str) -> int:
        """Stock at the end of the previous period; a new unit takes over those of its predecessors."""
        return stock[unit_id] if unit_id in stock else sum(stock.pop(old) for old in self.predecessors(unit_id))

    def share(self, whole: str, part: str, lost_pct: float, period: str, most: float = 0.15) -> None:
        """Make `part` of every unit fall short of `whole`, by `lost_pct` percent over the whole bloc."""
        cells = [(unit, period) for unit in self.grassroots(period)]
        wholes = {unit.unit_id: self.number(unit.unit_id, period, whole) for unit, _ in cells}
        lost = int(sum(wholes.values()) * lost_pct / 100)
        self.scatter(part, lost, cells, lambda unit, _: wholes[unit.unit_id], lambda unit, _: wholes[unit.unit_id] * most)
        for unit, _ in cells:
            self.figures[unit.unit_id, period][part] = wholes[unit.unit_id] - self.number(unit.unit_id, period, part)

    def spread_attendance(self) -> None:
        for unit, period in self.cells:
            members = self.number(unit.unit_id, period, "members_closing")
            self.figures[unit.unit_id, period] |= {
                "meeting_attendance_due": members * plan.MEETINGS,
                "resolution_study_due": members,
            }
        for place, period in enumerate(self.periods, self.first_place):
            meetings = _in_turn(plan.ABSENT_FROM_MEETINGS_PCT, place)
            study = _in_turn(plan.ABSENT_FROM_STUDY_PCT, place)
            self.share("meeting_attendance_due", "meeting_attendance_present", meetings, period)
            self.share("resolution_study_due", "resolution_study_attended", study, period)

    def spread_propagandists(self) -> None:
        first, step = plan.STOCKS["propagandists"]
        stock = self.stock_before("propagandists")
        for place, period in enumerate(self.periods, self.first_place):
            cells = [(unit, period) for unit in self.grassroots(period)]
            self.scatter("propagandists", round((step if place else first) * self.growth), cells)
            for unit, _ in cells:
                before = self.carried(stock, unit.unit_id, period) if place else 0
                stock[unit.unit_id] = before + self.number(unit.unit_id, period, "propagandists")
                self.figures[unit.unit_id, period]["propagandists"] = stock[unit.unit_id]

    def rate(self, period: str) -> None:
        """Yearly ratings of organisations, members, agencies and staff."""
        years = [name for name in self.periods if "year" in self.reference.ending_with[name]]
        year = self.first_year + years.index(period)
        units = self.grassroots(period)
        not_good = {int(self.rng.random() * len(units)) for _ in range(len(units) // plan.ORGANISATION_NOT_GOOD_OF)}
        for place, unit in enumerate(units):
            figures = self.figures[unit.unit_id, period]
            is_excellent = self.rng.random() * 100 < plan.ORGANISATION_EXCELLENT_PCT
            is_excellent = is_excellent and not self.is_disciplined(unit, period)
            rating = "hoan_thanh" if place in not_good else "hoan_thanh_xuat_sac" if is_excellent else "hoan_thanh_tot"
            # Those just admitted are not rated yet.
            rated = self.number(unit.unit_id, period, "members_closing") - self.number(unit.unit_id, period, "members_admitted")
            agencies = 1 + int(self.size(unit, period) / plan.MEMBERS_PER_AGENCY)
            staff = int(rated * self.staff_per_member[unit.unit_id])
            figures |= {
                "organisation_rating": rating,
                "members_rated": rated,
                "agencies_rated": agencies,
                "staff_assessed": staff,
            }
        self.share("agencies_rated", "agencies_rated_good", _in_turn(plan.AGENCIES_NOT_GOOD_PCT, year), period)
        self.share("staff_assessed", "staff_advanced", _in_turn(plan.STAFF_NOT_ADVANCED_PCT, year), period)
        self.share("members_rated", "members_not_failed", _in_turn(plan.MEMBERS_FAILED_PCT, year), period, most=0.05)
        self.share("members_not_failed", "members_good_or_better", _in_turn(plan.MEMBERS_FAIR_PCT, year), period)
        for unit in units:
            figures = self.figures[unit.unit_id, period]
            rated = self.number(unit.unit_id, period, "members_rated")
            not_failed, good = int(figures.pop("members_not_failed")), int(figures.pop("members_good_or_better"))
            # At most a fifth of those rated 'tốt': a sixth of both together.
            excellent = int(good / 6 * (0.7 + 0.3 * self.rng.random()))
            figures |= {
                "members_rated_excellent": excellent,
                "members_rated_good": good - excellent,
                "members_rated_fair": not_failed - good,
                "members_rated_failed": rated - not_failed,
            }

    def spread_departments(self) -> None:
        """What departments and mass organisations report, classes before their learners."""
        cells: dict[str, list[tuple[Unit, str]]] = {}
        for period in self.periods:
            for unit in self.owing[period]:
                if unit.kind not in (plan.COMMITTEE, plan.CELL):
                    for line in chain.from_iterable(self.reference.due_lines(unit, period).values()):
                        cells.setdefault(line.indicator_id, []).append((unit, period))
        changes = {period: self.changes(period) for period in self.periods}
        for indicator in sorted(cells, key=lambda name: (name in plan.LEARNERS, name)):
            if indicator in self.totals and indicator not in changes[self.periods[0]]:
                self.scatter_department(indicator, cells[indicator])
                continue
            for place, (unit, period) in enumerate(cells[indicator]):
                value = changes[period].get(indicator)
                self.figures[unit.unit_id, period][indicator] = self.stated(indicator, place) if value is None else value

    def scatter_department(self, indicator: str, cells: Sequence[tuple[Unit, str]]) -> None:
        total = self.of_department(indicator)
        grain = plan.GRAIN.get(indicator, 1)
        classes = plan.LEARNERS.get(indicator)
        most = int(self.reference.indicators[indicator].valid_max) // grain
        weights = [float(self.number(unit.unit_id, period, classes)) if classes else 1.0 for unit, period in cells]
        counts = spread(total // grain if any(weights) else 0, weights, [most] * len(cells), self.rng)
        for (unit, period), count in zip(cells, counts, strict=True):
            self.figures[unit.unit_id, period][indicator] = count * grain

    def stated(self, indicator: str, place: int) -> int | str:
        """Value number `place` of an indicator that is not spread: a rating, stock or yearly count."""
        place += self.first_place if indicator in plan.STOCKS else self.first_year
        if indicator in plan.BLOC_RATINGS:
            ratings = plan.BLOC_RATINGS[indicator]
            return ratings[min(place, len(ratings) - 1)]
        if indicator in plan.STOCKS:
            first, step = plan.STOCKS[indicator]
            return first + step * place
        return _in_turn(plan.YEARLY[indicator], place)

    def changes(self, period: str) -> dict[str, int]:
        """Changes of units that the unit register dates within the period."""
        span = self.reference.periods[period]
        units = self.reference.unit
        begun = [unit for unit in units if span.starts_on <= unit.valid_from_on <= span.ends_on]
        upgraded = [new for new in begun for old in units if (new.unit_id, plan.CELL) == (old.unit_id, old.kind) and old != new]
        ended = [unit for unit in units if unit.valid_to_on and span.starts_on <= unit.valid_to_on <= span.ends_on]
        return {
            "committees_founded_by_upgrade": len(upgraded),
            "cells_founded_by_merger": sum(bool(self.predecessors(unit.unit_id)) for unit in begun),
            "cells_dissolved": sum(bool(unit.successor_id) for unit in ended),
        }


def _in_turn(items: Sequence[Number], place: int) -> Number:
    return items[place % len(items)]
