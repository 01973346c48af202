"""Which rows of a list count for the indicators that are counted or summed from it."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from pipelines.reference.form_cells import Shape, shapes_in
from pipelines.reference.form_tables import ListIndicator
from pipelines.reference.lines import Lines, Unknown
from pipelines.reference.registers import Indicator
from pipelines.tables import Table, by_column

SECTION = "section"
"""What a condition calls the row of the form that heads a row of a list."""
IN_PERIOD = "{period}"
"""Value that any day of the return's period is."""
_CONDITION = re.compile(r"(\S+?)\s*(>=|<=|!=|=|>|<)\s*(.*)", re.DOTALL)
_SLIPS = ("=", "!=")
"""What no value begins with: '==', '=>' and '=!=' are slips of the hand, and no row would have such a text."""
_TEXTS = frozenset(("label", "key", "key_attribute", "attribute"))


class Condition(NamedTuple):
    """One condition on the rows of a list."""

    column_code: str
    """Column; '' for the section."""
    kind: str
    """What is compared: number, day or text."""
    operator: str
    values: tuple[str, ...]
    """Numbers, days as 2024-01-31, IN_PERIOD, texts in one spelling; '' for nothing."""


LIST_CONDITION = Table(
    name="reference.list_condition",
    description="Which rows of lists count for the indicators that are made of them: conditions, all of which must hold.",
    grain="one row per indicator, condition and value, of which one must be met; one without a column where all rows count",
    columns={
        "indicator_id": ("VARCHAR", "indicator"),
        "form_id": ("VARCHAR", "form"),
        "table_id": ("VARCHAR", "table that is the list"),
        "sum_code": ("VARCHAR", "column of which it is the sum; null: the rows are counted"),
        "place": ("INTEGER", "number of the condition, from 1"),
        "column_code": ("VARCHAR", "column that it is about; empty: the section; null: there is no condition"),
        "kind": ("VARCHAR", "what is compared: number, day or text"),
        "operator": ("VARCHAR", "=, !=, >, >=, < or <="),
        "text": ("VARCHAR", "value in one spelling; '' where nothing is to stand there"),
        "number": ("DECIMAL(24, 6)", "value that is a number"),
        "day": ("DATE", "value that is a day"),
        "is_period": ("BOOLEAN", "whether any day of the return's period is the value"),
    },
)


def spelt(text: str) -> str:
    """A text in the spelling in which those of lists are compared."""
    return " ".join(unicodedata.normalize("NFC", text).split()).lower()


def conditions_of(row: ListIndicator, shape: Shape) -> tuple[Condition, ...]:
    """The conditions on the rows of a list.

    Raises:
        ValueError: says which of them is none, and why.
    """
    return tuple(_condition(part.strip(), shape) for part in (row.condition or "").split(";") if part.strip())


def _condition(text: str, shape: Shape) -> Condition:
    found = _CONDITION.fullmatch(text)
    if found is None:
        raise ValueError(f"'{text}' is no condition: write a column, one of = != > >= < <=, and a value")
    code, operator, written = found.groups()
    values = [" ".join(value.split()) for value in written.split("|")]
    if slip := next((value for value in values if value.startswith(_SLIPS)), ""):
        raise ValueError(f"'{text}': the value '{slip}' begins with '{slip[0]}'; write one of = != > >= < <=, and a value")
    kind = _kind(code, operator, values, shape)
    if code == SECTION:
        for value in values:
            if value not in shape.codes["row"]:
                raise ValueError(f"'{text}': the table has no row '{value}'")
    if kind == "number":
        values = [value and str(_number(value, text)) for value in values]
    if kind == "day":
        values = [value if value in (IN_PERIOD, "") else _day(value, text) for value in values]
    if operator not in ("=", "!=") and (len(values) > 1 or values[0] in ("", IN_PERIOD)):
        raise ValueError(f"'{text}': {operator} compares with one value")
    is_text = kind == "text" and code != SECTION
    return Condition("" if code == SECTION else code, kind, operator, tuple(spelt(v) if is_text else v for v in values))


def _kind(code: str, operator: str, values: Collection[str], shape: Shape) -> str:
    if code == SECTION:
        if operator not in ("=", "!="):
            raise ValueError(f"a section is compared by = and !=, received '{operator}'")
        return "text"
    column = next((slot for slot in shape.columns if slot.slot_code == code), None)
    if column is None or (column.role is not None and column.role not in _TEXTS):
        raise ValueError(f"'{code}' is no column of the list that holds figures, a key, a name or an attribute")
    if column.role is None:
        return "number"
    return "day" if operator not in ("=", "!=") or IN_PERIOD in values else "text"


def _number(value: str, text: str) -> Decimal:
    try:
        return Decimal(value)
    except InvalidOperation:
        raise ValueError(f"'{text}': '{value}' is no number") from None


def _day(value: str, text: str) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        raise ValueError(f"'{text}': '{value}' is no day like 2024-01-31, and texts are compared by = and !=") from None


def list_conditions(rows: Iterable[ListIndicator], shapes: Mapping[tuple[str, str], Shape]) -> dict[str, list[object]]:
    """Rows of reference.list_condition, column by column."""
    found: list[tuple[object, ...]] = []
    for row in rows:
        own = (row.indicator_id, row.form_id, row.table_id, row.column_code)
        conditions = conditions_of(row, shapes[row.form_id, row.table_id])
        found += [
            (*own, place, code, kind, operator, *_typed(kind, value))
            for place, (code, kind, operator, values) in enumerate(conditions, start=1)
            for value in values
        ]
        if not conditions:
            found.append((*own, 1, None, None, None, None, None, None, False))
    return by_column(LIST_CONDITION, found)


def _typed(kind: str, value: str) -> tuple[str, Decimal | None, date | None, bool]:
    is_period = value == IN_PERIOD
    number = Decimal(value) if kind == "number" and value else None
    day = date.fromisoformat(value) if kind == "day" and value and not is_period else None
    return value, number, day, is_period


def check_list_indicators(loaded: Mapping[str, Lines], unknown: Unknown) -> Iterator[str]:
    """Yield every fault of list_indicator as 'file:line: fault'; as `check_form_tables`."""
    indicators = {row.indicator_id: row for _, row in loaded["indicator"].rows if isinstance(row, Indicator)}
    known = shapes_in(loaded)
    for line, row in loaded["list_indicator"].rows:
        assert isinstance(row, ListIndicator)
        yield from unknown("list_indicator", line, "table", "form_table", [f"{row.form_id} {row.table_id}"])
        shape = known.get((row.form_id, row.table_id))
        if shape:
            yield from (f"list_indicator.csv:{line}: {fault}" for fault in _faults(row, shape, indicators))


def _faults(row: ListIndicator, shape: Shape, indicators: Mapping[str, Indicator]) -> Iterator[str]:
    if shape.table.row_kind != "item":
        yield f"table '{row.table_id}' of '{row.form_id}' is no list: its row_kind is '{shape.table.row_kind}'"
    try:
        conditions_of(row, shape)
    except ValueError as error:
        yield f"condition: {error}"
    own = indicators.get(row.indicator_id)
    if own and own.aggregation not in ("sum", "last"):
        yield f"'{row.indicator_id}' is counted or summed: its aggregation is sum (a flow) or last (a stock)"
    if row.column_code is None:
        return
    column = next((slot for slot in shape.columns if slot.slot_code == row.column_code and slot.role is None), None)
    if column is None or shape.kind_of(column) == "computed":
        yield f"column_code '{row.column_code}' is no column of figures of the list that can be added up"
        return
    summed = indicators.get(column.indicator_id or shape.table.indicator_id or "")
    if own and summed and own.unit_of_measure != summed.unit_of_measure:
        yield (
            f"'{row.indicator_id}' is in '{own.unit_of_measure}', and the column that it sums is in '{summed.unit_of_measure}'"
        )
