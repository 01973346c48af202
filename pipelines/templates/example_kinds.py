"""Proposes what figures of a row or column are, by its words: plans, those of the year before, or from January on."""

from typing import Protocol

from pipelines.language.example_words import said
from pipelines.language.months import YEAR, Months
from pipelines.language.relative_periods import FROM_JANUARY, YEAR_BEFORE
from pipelines.language.vietnamese import match_key
from pipelines.language.words import say
from pipelines.returns.layout import Forms
from pipelines.templates.example_periods import names_periods_alone

KINDS = ("plan", "year_before", FROM_JANUARY)
"""Codes of the words that say what figures are."""


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


def says_kind_alone(text: str, forms: Forms) -> bool:
    """Whether a text says nothing but a period, and that its figures are a plan, a result or of the year before."""
    key = match_key(text)
    for word in KINDS:
        key = said(word).sub(" ", key)
    return names_periods_alone((key,), forms)
