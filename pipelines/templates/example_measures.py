"""Proposes the units of measure of an example: those that are registered, and lines of code.csv for others."""

import re
from collections.abc import Sequence
from decimal import Decimal
from operator import attrgetter
from typing import NamedTuple

from pipelines.language.vietnamese import clean, match_key
from pipelines.language.vietnamese.measures import MONEY, readings, split_statement
from pipelines.language.words import say
from pipelines.returns.layout import Forms
from pipelines.returns.measures import statement_in
from pipelines.templates.example_columns import ASK, ExampleColumn, Line
from pipelines.templates.example_rows import name_of

_LIST = "unit_of_measure"
_OWN_CODES = {MONEY: "VND", "%": "percent"}
"""Units of measure whose code says that they are amounts, or shares."""
_LONGEST = 20
"""Longer texts in brackets are remarks."""
_ARITHMETIC = re.compile(r"[\divxlc\s.,/+=–−*:×-]*", re.IGNORECASE)
"""What numbers of rows and columns make: '(I + II - III)', '(07/01)'."""


class Unit(NamedTuple):
    """A unit of measure that figures are proposed in."""

    code: str
    """Of code list 'unit_of_measure'; '' where none is stated."""
    multiplier: Decimal
    is_shared: bool
    """Whether other codes are called so."""


def stated_in(label: str, forms: Forms) -> str:
    """The unit of measure that a label or head states, in brackets or otherwise; '' for none."""
    if found := statement_in(label, "label", forms):
        return found.text
    split = split_statement(label)
    is_measure = split.is_bracketed and len(split.stated) <= _LONGEST and not _ARITHMETIC.fullmatch(split.stated)
    return split.stated if is_measure and clean(label).endswith((")", "]")) else ""


def without_brackets(label: str, forms: Forms) -> str:
    """A label as the name of what is counted: without its measure and its arithmetic."""
    split = split_statement(label)
    is_said = split.is_bracketed and (_ARITHMETIC.fullmatch(split.stated) or stated_in(label, forms) == split.stated)
    return split.rest if is_said and split.rest else label


def measure_of_column(column: ExampleColumn, forms: Forms) -> str:
    """The measure that the heads over a column state, the lowest one."""
    return column.measure or next((text for head in reversed(column.heads) if (text := stated_in(head, forms))), "")


def shared_measure(columns: Sequence[ExampleColumn]) -> str:
    """The measure of all columns of figures, where they state the same one."""
    stated = {column.measure for column in columns if "/" not in column.formula}
    return stated.pop() if len(stated) == 1 else ""


def unit_of(measure: str, forms: Forms, codes: list[Line]) -> Unit:
    """The registered unit of measure of a text, else one that is proposed in `codes` (lines of code.csv)."""
    known = readings(measure) if measure else ()
    for reading in known:
        found = forms.measures.get(reading.thing) or forms.measures.get(match_key(reading.thing))
        if found:
            return Unit(found[0], reading.multiplier, len(found) > 1)
    if not known or not (reading := max(known, key=attrgetter("multiplier"))).thing:
        return Unit("", Decimal(1), is_shared=False)
    proposed = {line["label_vi"]: line["code"] for line in codes if line["list_id"] == _LIST}
    if reading.thing not in proposed:
        code = _OWN_CODES.get(reading.thing) or name_of(reading.thing)
        code = code if code != "item" else f"unit_{len(proposed) + 1}"
        ask = say("a unit of measure that is not in code.csv: its code, and other words for it (aliases)?")
        rank = str(len(forms.measures) + len(proposed) + 1)
        codes.append({"list_id": _LIST, "code": code, "rank": rank, "label_vi": reading.thing, ASK: ask})
        proposed[reading.thing] = code
    return Unit(proposed[reading.thing], reading.multiplier, is_shared=False)
