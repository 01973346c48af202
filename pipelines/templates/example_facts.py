"""What an example says of its figures besides where they stand: decimals, and their values."""

import re
from collections.abc import Iterable
from decimal import Decimal

from pipelines.reference.figures import FINEST
from pipelines.templates.example_tables import ExampleTable
from pipelines.workbooks.grid import Place

_FRACTION = re.compile(r"\d[.,](\d{1,2})\)?\s*%?")
"""Behind the comma of a number that is a text; three digits may be thousands."""
_NIL = ("-", "–")
_GROUPED = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?")
_PLAIN = re.compile(r"\d+(?:,\d{1,2})?")


def decimals_in(table: ExampleTable, places: Iterable[Place], multiplier: Decimal) -> int | None:
    """Most decimals of the numbers in some cells once they are multiplied out; None where there are none.

    Results of divisions are left out: they have any number of them.
    """
    found = [
        max(0, -int(exponent))
        for row, column in places
        if "/" not in table.sheet.formulas.get((row, column), "") and (number := _number(table.at(row, column))) is not None
        if isinstance(exponent := (number * multiplier).normalize().as_tuple().exponent, int)
    ]
    return min(max(found), FINEST) if found else None


def _number(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    if isinstance(value, str):
        fraction = _FRACTION.search(value)
        return Decimal(f"0.{fraction[1]}") if fraction else Decimal(0) if value.strip().isdigit() else None
    return round(Decimal(repr(value)), FINEST)


def figure_of(value: object) -> Decimal | None:
    """What a cell says as a figure that may be added up; a dash is none that occurred; None where that is not plain."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    if not isinstance(value, str):
        return round(Decimal(repr(value)), FINEST)
    text = value.strip()
    if text in _NIL:
        return Decimal(0)
    plain = text.replace(".", "") if _GROUPED.fullmatch(text) else text
    return Decimal(plain.replace(",", ".")) if _PLAIN.fullmatch(plain) else None
