"""Proposes what figures of a row or column are, by its words: plans, those of the year before, or from January on."""

from typing import Protocol

from pipelines.language.example_words import said
from pipelines.language.months import YEAR, Months
from pipelines.language.relative_periods import FROM_JANUARY, YEAR_BEFORE
from pipelines.language.words import say


class Kinded(Protocol):
    """A row or column with what is proposed for its kind of value."""

    value_kind: str
    run: Months | None
    period: str
    asks: list[str]


def find_kind(one: Kinded, key: str) -> None:
    """Propose what figures are, and of which period; `key`: the words above or beside them, as `match_key` has them."""
    is_before = "{year_before}" in key or said("year_before").search(key) is not None
    if said("plan").search(key):
        one.value_kind = "plan"
        one.period = one.period or ("year" if not one.run and said("year").search(key) else "")
        one.asks.append(say("plans: of which period (period)?"))
    elif is_before or one.period.endswith(YEAR_BEFORE) or one.period == "last_year":
        one.value_kind = "reference"
        is_whole_year = one.run is not None and one.run.length == YEAR
        if not one.period or (is_whole_year and said("year_before").search(key)):
            one.period = f"from_january_{YEAR_BEFORE}" if said("months").search(key) else YEAR_BEFORE
        one.asks.append(say("figures of the year before, for comparison: is the period right?"))
    elif one.period == FROM_JANUARY or said(FROM_JANUARY).search(key):
        one.period = FROM_JANUARY
        one.asks.append(say("cumulative: is it really from January on?"))
    elif one.period == "year":
        one.asks.append(say("figures of another period: is it right (period)?"))
