"""What a cell says and how a slot's period is called, in words."""

from collections.abc import Sequence
from decimal import Decimal

from pipelines.language.notation import format_number
from pipelines.language.words import label, labels, say, sentence

_ROOM = "…"
"""Where the number stands in the words for a bound."""
WORDED = ("none_occurred", "not_applicable")
"""States without a number that a cell says in words."""


def relative_period(said: str) -> str:
    """A period of a form's slot in words: 'from_january_year_before' → 'lũy kế từ đầu năm, cùng kỳ năm trước'."""
    base = said.removesuffix("year_before").removesuffix("_")
    name, _, number = base.partition("_")
    if name == "month":
        text = say("month {number} of the year", number=number)
    elif name == "quarter":
        text = say("quarter {number} of the year", number=number)
    else:
        text = label("relative_period", base or "same")
    return (
        text
        if base == said
        else say("same period of the year before")
        if not base
        else say("{period}, of the year before", period=text)
    )


_ARGUMENTS = {
    "whole": sentence("write the indicator that it is compared with"),
    "parts": sentence("write the parts, separated by blanks"),
    "minimum": sentence("write the least that is accepted"),
    "maximum": sentence("write the most that is accepted"),
    "tolerance": sentence("write the difference that is accepted"),
    "minimum_history": sentence("write the least number of periods, units or indicators to compare with"),
}
"""Column of register 'rule' → what the steward writes there."""


def missing_argument(columns: Sequence[str], kind: str, title_vi: str) -> str:
    """What is wrong with a rule that lacks a column which its kind needs (of several, one of them), and what to write."""
    named = f" {say('or')} ".join(f"'{column}'" for column in columns)
    remedy = f" {say('or')} ".join(say(_ARGUMENTS[column]) for column in columns)
    return say(
        "column {columns} is empty, and a rule of kind '{kind}' ({title}) cannot be judged without it; {remedy}",
        columns=named,
        kind=kind,
        title=title_vi,
        remedy=remedy,
    )


def format_bounds(low: float, high: float, decimals: int = 4) -> str:
    """A number, or the bounds it lies between: (3, 3) → '3'; (3, 5) → 'từ 3 đến 5'."""
    first, last = format_number(low, decimals), format_number(high, decimals)
    return first if first == last else say("from {least} to {most}", least=first, most=last)


def format_observation(*, state: str, value: Decimal | None, comparator: str | None, received: str | None) -> str | None:
    """What a cell says: '1.234,5', 'trên 20', 'không phát sinh'; text that is no number as received; None when blank."""
    if state in WORDED:
        return label("cell_state", state)
    if state not in ("value", "zero") or value is None:
        return received
    return labels("comparator").get(comparator or "=", _ROOM).replace(_ROOM, format_number(value))
