"""What an example says of its figures besides where they stand: decimals, and the period that it is about."""

import re
from collections.abc import Iterable
from decimal import Decimal

from pipelines.language.calendars import ends_together
from pipelines.language.months import MONTHS, NO_MONTHS, PARTS
from pipelines.reference.figures import FINEST
from pipelines.returns.layout import Forms
from pipelines.templates.example_tables import ExampleTable
from pipelines.workbooks.grid import Place, as_text

_FRACTION = re.compile(r"\d[.,](\d{1,2})\)?\s*%?")
"""Behind the comma of a number that is a text; three digits may be thousands."""


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


def frequency_in(table: ExampleTable, forms: Forms) -> str:
    """Type of the one period that texts above a table name, 'month' of 'Tháng 9 và 9 tháng năm 2025'; '' if they name none."""
    heads = {text for heading in table.headings for text in heading.texts}
    cells = [as_text(value) for row in table.sheet.rows[: table.first_row] for value in row if isinstance(value, str)]
    texts = [text for text in cells if text not in heads]
    words = forms.calendar.words
    named = [set(words.read(text, PARTS, is_so_far=True).runs) - {NO_MONTHS} for text in texts if "20" in text]
    runs: set[tuple[int, bool]] = set()
    for said in named:
        own = [run for run in said if ends_together(run, said)]
        runs |= {(run.length, run.is_term) for run in (own if len(own) == 1 else said)}
    types = {length: name for name, length in MONTHS.items()}
    if len(runs) != 1:
        return ""
    [(length, is_term)] = runs
    return "term" if is_term else types.get(length, "")
