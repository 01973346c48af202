"""What a figure may turn out to be, tried one by one: the plain way to say what bounds and verdicts must be.

A figure is its interval's ends, just inside where an end is open, and a point between them. Outcomes are exact fractions.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Literal

from tests.sql.given import RATING_RANKS, Cell

SMALL = Fraction(1, 1000)
"""How far inside an open end a figure is tried."""
NEARLY = Fraction(1, 20)
MAXIMUM = Fraction(10)
"""The small world's counts lie between 0 and this."""
Verdict = Literal["exceeded", "met", "behind", "not_met", "not_applicable", "cannot_yet_say"]
Outcome = Fraction | None
"""None: there is no rate, or no rating applies."""


@dataclass(frozen=True)
class Interval:
    """What a cell leaves open."""

    low: Fraction
    high: Fraction
    is_low_open: bool = False
    is_high_open: bool = False

    @property
    def points(self) -> list[Fraction]:
        """Ends, just inside where open, and the middle."""
        low = self.low + SMALL * self.is_low_open
        high = self.high - SMALL * self.is_high_open
        return sorted({low, (low + high) / 2, high})

    def holds(self, value: Fraction) -> bool:
        """Whether the value lies in it."""
        return (self.low < value or (self.low == value and not self.is_low_open)) and (
            value < self.high or (value == self.high and not self.is_high_open)
        )


def interval(cell: Cell) -> Interval:
    """The interval of a count; None is a blank, or a return that is missing."""
    if cell is None:
        return Interval(Fraction(0), MAXIMUM)
    if cell in ("none", "n/a"):
        return Interval(Fraction(0), Fraction(0))
    text = str(cell)
    value = Fraction(text.lstrip("<>=≈"))
    match text.rstrip("0123456789"):
        case ">":
            return Interval(value, MAXIMUM, is_low_open=True)
        case ">=":
            return Interval(value, MAXIMUM)
        case "<":
            return Interval(Fraction(0), value, is_high_open=True)
        case "<=":
            return Interval(Fraction(0), value)
        case "≈":
            return Interval(value * (1 - NEARLY), value * (1 + NEARLY))
        case "≈<":
            return Interval(value * (1 - NEARLY), value, is_high_open=True)
    return Interval(value, value)


def sums(cells: Iterable[Cell]) -> set[Fraction]:
    """Every total that comes out."""
    return {sum(figures, Fraction(0)) for figures in product(*(interval(cell).points for cell in cells))}


def pairs(part: Cell, whole: Cell) -> list[tuple[Fraction, Fraction]]:
    """What a numerator and its denominator may be: the first at most the second, unless the cells say otherwise."""
    inner, outer = interval(part), interval(whole)
    points = {*inner.points, *outer.points}
    tried = [(a, b) for a in points for b in points if inner.holds(a) and outer.holds(b)]
    return [pair for pair in tried if pair[0] <= pair[1]] or tried


def contradict(part: Cell, whole: Cell) -> bool:
    """Whether the numerator is surely more than its denominator."""
    return all(a > b for a, b in pairs(part, whole))


def rates(units: Sequence[tuple[Cell, Cell]]) -> set[Outcome]:
    """Every rate in percent of all units together that comes out."""
    found: set[Outcome] = set()
    for chosen in product(*(pairs(*unit) for unit in units)):
        part, whole = (sum(side, Fraction(0)) for side in zip(*chosen, strict=True))
        found.add(100 * part / whole if whole else None)
    return found


def worst_ratings(cells: Iterable[Cell]) -> set[Outcome]:
    """Every worst rank that comes out; one that does not apply is no rank."""
    ranks: list[list[int | None]] = [
        [None] if cell == "n/a" else list(RATING_RANKS.values()) if cell is None else [RATING_RANKS[str(cell)]]
        for cell in cells
    ]
    return {Fraction(min(rank for rank in chosen if rank is not None)) if any(chosen) else None for chosen in product(*ranks)}


def extremes(years: Sequence[set[Outcome]], *, is_below: bool) -> set[Outcome]:
    """Every worst year that comes out; a year without outcome is no year."""
    found: set[Outcome] = set()
    for chosen in product(*(_few(year) for year in years)):
        known = [outcome for outcome in chosen if outcome is not None]
        found.add((max(known) if is_below else min(known)) if known else None)
    return found


def verdict(outcomes: Iterable[Outcome], asked: Fraction) -> Verdict:
    """The verdict on which all totals agree that are due by a share of the time of a target."""
    return _agreed("behind" if said == "not_met" else said for said in (_verdict(each, asked) for each in outcomes))


def year_verdict(
    over: Sequence[set[Outcome]], running: Sequence[set[Outcome]], asked: Fraction, *, is_below: bool = False
) -> Verdict:
    """The verdict on which all worst years agree: one that is over is lost, one that runs may yet be made good."""
    return _agreed(
        "not_met" if _verdict(past, asked, is_below=is_below) == "not_met" else "behind" if said == "not_met" else said
        for past in extremes(over, is_below=is_below)
        for now in extremes(running, is_below=is_below)
        for worst in extremes([{past}, {now}], is_below=is_below)
        for said in (_verdict(worst, asked, is_below=is_below),)
    )


def verdict_at_the_end(outcomes: Iterable[Fraction], asked: Fraction, direction: str) -> Verdict:
    """The verdict on which all results agree of a target that has ended."""
    if direction == "at_most":
        return _agreed(_verdict(-outcome, -asked) for outcome in outcomes)
    return _agreed(_verdict(outcome, asked, is_below=direction == "below") for outcome in outcomes)


def _agreed(said: Iterable[Verdict]) -> Verdict:
    found = set(said)
    return found.pop() if len(found) == 1 else "cannot_yet_say"


def _verdict(outcome: Outcome, asked: Fraction, *, is_below: bool = False) -> Verdict:
    if outcome is None:
        return "not_applicable"
    if is_below:
        return "exceeded" if outcome < asked else "not_met"
    return "exceeded" if outcome > asked else "met" if outcome == asked else "not_met"


def _few(outcomes: set[Outcome]) -> list[Outcome]:
    """Enough of many outcomes: with whole numbers of percent for targets, which lie between any two of these or are one."""
    known = sorted(outcome for outcome in outcomes if outcome is not None)
    kept: dict[object, Outcome] = {}
    for outcome in known:
        kept.setdefault(("first", outcome.numerator // outcome.denominator, outcome.denominator == 1), outcome)
    if known:
        kept["least"], kept["greatest"] = known[0], known[-1]
    return [*dict.fromkeys(kept.values()), *([None] if None in outcomes else [])]
