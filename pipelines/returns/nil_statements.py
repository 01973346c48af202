"""Statements that nothing occurred ('Trong kỳ không phát sinh'): the words, and what a figure is that they stand for."""

import re
from decimal import Decimal

from pipelines.language.calendars import Calendar
from pipelines.language.relative_periods import relative_period
from pipelines.language.vietnamese import match_key
from pipelines.language.words import forget_with_words, keys_of, remembered, say
from pipelines.returns.described import Table, TableCell
from pipelines.returns.result import MAX_RECEIVED
from pipelines.returns.values import BLANK, Entry
from pipelines.workbooks.grid import Value, as_text
from pipelines.workbooks.remembered import Remembered, RememberedRows

_APART = re.compile(r"\s*(?:[:;,(\n]|\s[–-]\s)\s*")
"""What parts the name of a unit or the title of a table from a statement in the same cell."""
_LONGEST = 80
"""Characters of such a statement."""


def is_nil(text: object) -> bool:
    """Whether a text says that nothing occurred in the period, and nothing else."""
    return isinstance(text, str) and _SAYS[text] is not None


def name_before_nil(text: object) -> str | None:
    """What stands before a statement that nothing occurred: 'Xã A' of 'Xã A: Trong kỳ không phát sinh', '' where it is alone.

    None where there is no such statement.
    """
    return TELLS[text] if isinstance(text, str) else None


def _decide_told(text: str) -> str | None:
    words = text[-_LONGEST:].rstrip(" ).").split()
    if not words or match_key(words[-1]) not in _last_words():
        return None
    if is_nil(text):
        return ""
    said = text.rstrip(" ).")
    ends = _APART.finditer(said, max(0, len(said) - 2 * _LONGEST))  # a remark may have thousands of commas
    parts = (found for found in ends if _is_said_behind(said[found.end() :].lstrip(" ).")))
    return next((text[: found.start()] for found in parts if found.start()), None)


def _is_said_behind(text: str) -> bool:
    """Whether a text says so where a name stands before it; alone, 'không phát sinh' is what one cell says."""
    return is_nil(text) or match_key(text) in keys_of("phrase", "nil_behind")


def _decide(text: str) -> str | None:
    return text if len(text) <= _LONGEST and match_key(text) in keys_of("phrase", "nil") else None


_SAYS = Remembered(_decide)
forget_with_words(_SAYS)


@remembered()
def _last_words() -> frozenset[str]:
    said = (*keys_of("phrase", "nil"), *keys_of("phrase", "nil_behind"))
    return frozenset(key.rpartition(" ")[2] for key in said)


TELLS = Remembered(_decide_told)
"""As `name_before_nil`, of a cell of a sheet: asked of all of them."""
TELLS_IN_ROW = RememberedRows(lambda row: any(isinstance(value, str) and TELLS[value] is not None for value in row))
"""Whether any cell of a row does, by its texts."""
for _cache in (TELLS, TELLS_IN_ROW):
    forget_with_words(_cache)


def none_occurred(text: str, *, is_said: bool = True) -> Entry:
    """What a figure is that such a statement stands for; of a plan, a stock or another period it says nothing (`is_said`)."""
    return Entry(text[:MAX_RECEIVED], Decimal(0), None, "none_occurred") if is_said else BLANK


def happens(cell: TableCell, calendar: Calendar, period_id: str) -> bool:
    """Whether a cell counts what happens in the period of a return, or in a part of it, so that it is 0 where nothing does."""
    own = calendar.runs[period_id]
    return cell.counts and (not cell.period or own.holds(relative_period(calendar, period_id, cell.period).run))


def nil_figure(text: Value, cell: TableCell, table: Table, calendar: Calendar, period_id: str) -> Entry:
    """What a figure is that a statement stands for: of a list without rows a plan or a stock is none either."""
    is_of_none = table.row_kind == "item" and cell.value_kind != "computed" and not cell.is_closed
    return none_occurred(as_text(text), is_said=is_of_none or happens(cell, calendar, period_id))


def contradiction(sheet_name: str, figure: str) -> str:
    """Why a statement is not said of some figures: there is one, at this address."""
    return say("a figure stands in {cell}, so that blank cells stay blank", cell=f"{sheet_name}!{figure}")
