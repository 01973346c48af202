"""Days that rows of a list state as texts: whether the day or the month comes first, as the other days of the column tell."""

import datetime as dt
import re
from calendar import monthrange
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from pipelines.language.vietnamese import clean
from pipelines.language.words import say
from pipelines.returns.form_tables import cell
from pipelines.returns.slot_columns import SlotColumns
from pipelines.workbooks.grid import Sheet, Value, as_text

Order = Literal["day", "month"]
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-]((?:19|20)\d\d)")
_YEAR_FIRST = re.compile(r"((?:19|20)\d\d)[/.-](\d{1,2})[/.-](\d{1,2})")
_SHORT_YEAR = re.compile(r"\d{1,2}([/.-])\d{1,2}\1\d\d")


@dataclass(frozen=True)
class ColumnDays:
    """What comes first in the days of a column."""

    order: Order | None = "day"
    """None: its days tell both, and one that may be either is not read."""
    detail: str = ""
    """What is to be asked about them; '' for nothing."""
    unclear: tuple[str, ...] = ()
    """Texts that are written like days, and are none of the calendar or leave out the century."""

    def attribute(self, value: Value) -> str:
        """An attribute in one spelling: days as 2022-08-15, also those that were typed as text, '15/8/2022'."""
        if isinstance(value, dt.date):
            return value.strftime("%Y-%m-%d")
        text = clean(as_text(value))
        found = _readings(text)
        day = found.get(self.order) if self.order and len(found) == 2 else next(iter(found.values()), None)
        is_known = day is not None and (self.order is not None or len(set(found.values())) == 1)
        return day.isoformat() if day and is_known else text


def column_days(values: Iterable[Value]) -> ColumnDays:
    """What the days of a column tell of one another: what comes first in them, and which are unclear."""
    values = list(values)
    return replace(_in_order(values), unclear=tuple(dict.fromkeys(_unclear(values))))


def _unclear(values: Collection[Value]) -> Iterator[str]:
    """Texts that stand for a day which nobody can tell; points alone may divide other numbers, where nothing else is a day."""
    texts = [clean(as_text(value)) for value in values if not isinstance(value, dt.date)]
    has_days = len(texts) < len(values) or any(map(_readings, texts))
    for text in texts:
        is_whole = _DAY.fullmatch(text) or _YEAR_FIRST.fullmatch(text)
        short = _SHORT_YEAR.fullmatch(text)
        if (is_whole and not _readings(text)) or (short and (has_days or short[1] == "/")):
            yield text


def _in_order(values: Iterable[Value]) -> ColumnDays:
    """What the days of a column tell of one another: the day comes first unless one of them says otherwise.

    A program that takes the month first leaves '08/15/2022' as it is where another makes days of what it can: a day of the
    first twelve of a month may be one of those.
    """
    proofs: dict[Order, str] = {}
    either = ""
    for value in values:
        text = clean(as_text(value))
        if isinstance(value, dt.date):
            either = either or (text if value.day <= 12 and value.day != value.month else "")
            continue
        found = _readings(text)
        if len(found) == 1:
            proofs.setdefault(next(iter(found)), text)
        elif len(set(found.values())) == 2:
            either = either or text
    if "month" not in proofs:
        return ColumnDays()
    if "day" in proofs:
        told = say(
            "'{one}' has the month first and '{other}' the day, so a day like '{either}' is not sure",
            one=proofs["month"],
            other=proofs["day"],
            either=either,
        )
        return ColumnDays(None, told if either else "")
    told = say("'{one}' has the month first, so '{either}' is taken to have it first too", one=proofs["month"], either=either)
    return ColumnDays("month", told if either else "")


def days_by_column(sheet: Sheet, rows: Collection[int], columns: SlotColumns) -> dict[int, ColumnDays]:
    """Column of attributes → what its days tell in these rows."""
    asked = [column for column, slot in sorted(columns.slots.items()) if slot.role in ("key_attribute", "attribute")]
    return {column: column_days(cell(sheet.rows[row], column) for row in rows) for column in asked}


def _readings(text: str) -> Mapping[Order, dt.date]:
    """What a text is as a day, by what comes first in it; without those that are no day of the calendar.

    With the year first the month comes next, whatever the others have: both readings are one.
    """
    orders: dict[Order, tuple[int, int]] = {}
    if parts := _YEAR_FIRST.fullmatch(text):
        year, month, day = map(int, parts.groups())
        orders = {"day": (month, day), "month": (month, day)}
    elif parts := _DAY.fullmatch(text):
        first, second, year = map(int, parts.groups())
        orders = {"day": (second, first), "month": (first, second)}
    return {
        order: dt.date(year, month, day)
        for order, (month, day) in orders.items()
        if 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]
    }
