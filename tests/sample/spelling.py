"""Writes figures the way clerks do: some numbers, zeros, amounts and ratings come as text that means exactly the same."""

import random
from decimal import Decimal

from pipelines.reference import Indicator, Reference

TEXT_SHARE = {"zero": 0.06, "small": 0.06, "thousands": 0.10, "large": 0.5, "percent": 0.05, "rating": 0.2}
"""Share of the cells of each sort that come as text."""
LARGE = ("VND", "trees")
SCALES = ((Decimal(10**9), "tỷ"), (Decimal(10**6), "triệu"))


def as_written(
    value: int | str, indicator: Indicator, reference: Reference, rng: random.Random, *, is_summed: bool = False
) -> int | str:
    """A cell's content for a value. One that a formula of the form takes up (`is_summed`) may be text only when it is zero."""
    if isinstance(value, str):
        codes = {code.code: code for code in reference.codes("rating")}
        if value not in codes:
            return value if rng.random() > TEXT_SHARE["small"] else value.capitalize()
        return codes[value].aliases[0] if rng.random() < TEXT_SHARE["rating"] else codes[value].label_vi
    sort = "large" if indicator.unit_of_measure in LARGE else "thousands" if value >= 1000 else "small" if value < 10 else ""
    sort = sort if value else "zero"
    if rng.random() >= TEXT_SHARE.get(sort, 0) or (is_summed and value):
        return value
    match sort:
        case "zero":
            return "không phát sinh"
        case "small":
            return f"{value:02}"
        case "thousands":
            return grouped(value)
        case _:
            return amount(value, "đồng" if indicator.unit_of_measure == "VND" else "", rng)


def percent_as_written(share: float) -> str:
    """A share as typed over the formula, to one decimal: '96,5%'."""
    return f"{share:.1f}%".replace(".", ",")


def amount(value: int, measure: str, rng: random.Random) -> str:
    """A large amount: '1,2 tỷ đồng', '350 triệu đồng', '250.000'."""
    for scale, word in SCALES:
        # Nobody writes '0,178 tỷ đồng', but '0,3 triệu' of anything else is common.
        if value >= (scale if measure else scale / 10) and rng.random() < 0.7:
            return f"{value / scale:f} {word} {measure}".replace(".", ",").strip()
    return f"{grouped(value)} {measure}".strip()


def grouped(value: int) -> str:
    """A whole number with dots between thousands: '1.234'."""
    return f"{value:,}".replace(",", ".")
