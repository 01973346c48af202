"""Proposes which rows or columns add up others by the periods that they are about: months to their quarter and to the year."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from pipelines.language.months import Months
from pipelines.language.words import say
from pipelines.templates.example_totals import Figures, adds_up, is_bare_total

_LEAST = 2


class Spanned(Protocol):
    """A row or column that may be of a period."""

    code: str
    formula: str
    run: Months | None
    """Months that it names; None where it names none."""
    asks: list[str]

    @property
    def label(self) -> str:
        """Its own words."""


def find_period_sums(side: Sequence[Spanned], figures: Figures, own: Months | None, beside: Mapping[str, object]) -> None:
    """Propose the formulas of what has none and is about the very months that others are about, each for a part of them.

    Args:
        side: the rows, or the columns of figures.
        figures: what they hold, as far as it is plain; nothing is proposed that these contradict.
        own: months that the form is about, as are totals that name none.
        beside: code → what tells apart those of one period: heads that name none.
    """
    for total in side:
        span = total.run or (own if is_bare_total(total.label) else None)
        if span is None or total.formula:
            continue
        within = [one for one in side if _is_part(one.run, span) and beside[one.code] == beside[total.code]]
        parts = [one for one in within if not any(_is_part(one.run, other.run) for other in within)]
        runs = {one.run for one in parts if one.run}
        is_whole = len(runs) == len(parts) and sum(run.length for run in runs) == span.length
        if len(parts) < _LEAST or not is_whole:
            continue
        if adds_up(total.code, [part.code for part in parts], figures):
            total.formula = "+".join(part.code for part in parts)
            total.asks.append(say("a total of periods without a formula: are those that it adds up right?"))
        elif total.run:
            total.asks.append(say("its periods do not come to it: is it right that it is no total of them (formula)?"))


def _is_part(run: Months | None, whole: Months | None) -> bool:
    return run is not None and whole is not None and run != whole and whole.holds(run)
