"""Which row of a list adds up all others: by the office's words for totals, whatever the form's own, or because it does."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from itertools import takewhile
from math import isclose
from typing import NamedTuple

from pipelines.language.vietnamese import clean
from pipelines.language.words import keys_of, remembered
from pipelines.returns.described import Table
from pipelines.returns.form_tables import cell
from pipelines.returns.lookup import match_keys
from pipelines.returns.slot_columns import SlotColumns
from pipelines.returns.slot_rows import MAY_BE_ITEM, SUBTOTAL, RowMatch
from pipelines.workbooks.grid import Sheet, Value, as_decimal, as_text

REMARK = re.compile(r"(?:\s*(?:\([^()]*\)|\[[^][]*\]|[:;.]))+\s*$")
"""'(03 dự án)' or ':' behind a label."""
LEAST_PARTS = 2
"""Items that a row without name and attributes adds up, from which on it is taken for their total."""
_NEARLY = 1e-9
"""Share of a sum by which a spreadsheet's own addition may be off it."""
_WHOLE = re.compile(r"\d{1,3}(?:[., ]\d{3})+|\d+")
"""A number as text that is surely whole."""


class _Sum(NamedTuple):
    """What some items are together in a column."""

    total: Decimal
    part_count: int
    """Those that are not 0."""


def totals_in(sheet: Sheet, columns: SlotColumns, matches: Sequence[tuple[int, RowMatch]]) -> list[int]:
    """Rows of which all that tells what they are says that they are totals: 'Cộng', 'TỔNG SỐ (03 dự án):'."""
    places = [columns.with_role(role) for role in ("label", "key", "code", "number")]
    found = []
    for row, match in matches:
        if match in MAY_BE_ITEM:
            label, *others = (cell(sheet.rows[row], column) for column in places)
            text = label or next((value for value in others if value != ""), "")
            if isinstance(text, str) and text and not (label and others[0]) and is_total(text):
                found.append(row)
    return found


@remembered(maxsize=1 << 13)
def is_total(text: str) -> bool:
    """Whether a text says that it is a total, and no more."""
    return any(reading in keys_of("phrase", "total") for reading in match_keys(REMARK.sub("", clean(text))))


class ItemSums:
    """What items of a list are together, added up once however many rows may be their sum."""

    def __init__(self, sheet: Sheet, columns: SlotColumns, items: Collection[int]) -> None:
        self.items = frozenset(items)
        self._sheet = sheet
        self._columns = columns

    @cached_property
    def _sums(self) -> dict[int, _Sum | None]:
        return _sums_of(self._sheet, self._columns, self.items)

    def of(self, column: int) -> Decimal | None:
        """What all items are together in a column of figures; None where what one of them holds is not plain."""
        found = self._sums.get(column)
        return found.total if found else None

    def stand_in(self, row: int) -> bool:
        """Whether the figures of a row are the sums of those of all items but itself, at least one of them not 0."""
        totals = []
        for column in self._columns.figures if self.items else ():
            if cell(self._sheet.rows[row], column) != "":
                total, parts = number_in(cell(self._sheet.rows[row], column)), self._sums[column]
                if total and parts and row in self.items:
                    parts = parts._replace(total=parts.total - total)
                if parts is None or not is_sum(total, parts.total):
                    return False
                totals.append(total)
        return any(totals)


def sums_among(sheet: Sheet, columns: SlotColumns, matches: Sequence[tuple[int, RowMatch]], items: Collection[int]) -> set[int]:
    """Items that may be sums of others, whatever they are called: no number, key or attribute says that they are items.

    One of their figures is the sum of those of all items that are told apart so, or of those that stand together above or
    below. Where nothing tells any item apart, the first or the last may be the sum of all others.
    """
    own = {item for item in items if not says_of_no_item(sheet, item, columns)}
    if not own:
        ends, sums = {min(items), max(items)} if items else set(), ItemSums(sheet, columns, items)
        return {row for row in ends if len(items) - 1 > LEAST_PARTS and sums.stand_in(row)}
    rows = sorted({*items, *(row for row, match in matches if match.slot)})
    of_own = _sums_of(sheet, columns, own)
    found = {}
    for at, row in enumerate(rows):
        if row in items and row not in own:
            beside = (map(rows.__getitem__, places) for places in (range(at - 1, -1, -1), range(at + 1, len(rows))))
            near = (_sums_of(sheet, columns, list(takewhile(own.__contains__, others))) for others in beside)
            found[row] = max(_parts(sheet, row, sums) for sums in (of_own, *near))
    # One item below a heading of its own: it is told only beside another that surely adds up several.
    is_sure = any(count >= LEAST_PARTS for count in found.values())
    return {row for row, count in found.items() if count and is_sure}


def says_of_no_item(sheet: Sheet, row: int, columns: SlotColumns) -> bool:
    """Whether a row has neither a number, which 'III' and 'A' of a heading are not, nor a key or an attribute."""
    cells = sheet.rows[row]
    numbers = (cell(cells, column) for column, slot in columns.slots.items() if slot.role in ("number", "code"))
    return not (columns.says_of_item(cells) or any(re.search(r"\d", str(number)) for number in numbers))


def _sums_of(sheet: Sheet, columns: SlotColumns, items: Collection[int]) -> dict[int, _Sum | None]:
    return {column: _sum_of(sheet, column, items) for column in columns.figures}


def _parts(sheet: Sheet, row: int, sums: Mapping[int, _Sum | None]) -> int:
    """How many items a row adds up in a column, 0 where it does in none; those that are 0 there do not count."""
    counts = [0]
    for column, parts in sums.items():
        total = number_in(cell(sheet.rows[row], column))
        if total and parts and is_sum(total, parts.total):
            counts.append(parts.part_count)
    return max(counts)


def with_total(
    sheet: Sheet,
    table: Table,
    columns: SlotColumns,
    matches: Sequence[tuple[int, RowMatch]],
    total: Sequence[int],
    sums: ItemSums,
) -> Iterator[tuple[int, RowMatch]]:
    """The rows of a list, those that say no more than that they are a total taken for the form's own, or for a sub-total.

    The form's own adds up the whole list, and stands above or below all items. Of several that do the last is it that really
    adds them up; where there is none, one that has nothing of an item but a key, if it adds up all others, which is told.

    Args:
        sheet: the sheet.
        table: the list.
        columns: what its columns are.
        matches: its rows.
        total: those that say no more than that (`totals_in`).
        sums: those that are items, and what they are together.
    """
    found = {match.slot.code for _, match in matches if match.slot}
    missing = [slot for slot in table.rows if slot.adds_all and slot.code not in found]
    first, last = min(sums.items, default=0), max(sums.items, default=0)
    outside = [row for row in total if not first < row < last]
    if len(total) > 1:
        outside = [row for row in outside if sums.stand_in(row)][-1:]
    of_items = [column for column, slot in columns.slots.items() if slot.role in ("label", "key_attribute", "attribute")]
    nameless = [
        row
        for row in ({first, last} if len(sums.items) > LEAST_PARTS and not total else ())
        if all(cell(sheet.rows[row], column) == "" for column in of_items) and sums.stand_in(row)
    ]
    for row, match in matches:
        if row in outside and len(missing) == 1:
            yield row, RowMatch(missing[0])
        elif row in nameless and len(missing) == 1:
            yield row, RowMatch(missing[0], None, "line_differs", missing[0].named)
        else:
            yield row, SUBTOTAL if row in total else match


def with_sum_of_units(
    sheet: Sheet, table: Table, columns: SlotColumns, matches: Iterable[tuple[int, RowMatch]]
) -> Iterator[tuple[int, RowMatch]]:
    """The rows of a table of units, the only one that says no more than that it is a total taken for the form's only one."""
    known = list(matches)
    own = [slot for slot in table.rows if slot.adds_units] if table.row_kind == "unit" else []
    total = []
    if len(own) == 1 and not any(match.slot is own[0] for _, match in known):
        places = [columns.with_role(role) for role in ("code", "label")]
        for row, match in known:
            texts = [as_text(value) for column in places if (value := cell(sheet.rows[row], column)) != ""]
            if match.fault == "unknown_unit" and len(texts) == 1 and is_total(texts[0]):
                total.append(row)
    for row, match in known:
        yield row, RowMatch(own[0]) if total == [row] else match


def _sum_of(sheet: Sheet, column: int, items: Collection[int]) -> _Sum | None:
    """The sum of some items in a column; None where what one of them holds is not plain."""
    numbers = [number_in(cell(sheet.rows[item], column)) for item in items]
    known = [number for number in numbers if number is not None]
    return _Sum(sum(known, Decimal(0)), sum(bool(number) for number in known)) if len(known) == len(numbers) else None


def is_sum(total: Decimal | None, parts: Decimal) -> bool:
    """Whether a total is known and is what its parts are, as near as a spreadsheet adds."""
    return total is not None and isclose(total, parts, rel_tol=_NEARLY)


def number_in(value: Value) -> Decimal | None:
    """What a cell holds, 0 for nothing; None where that is not plain."""
    if isinstance(value, str):
        return Decimal(re.sub(r"\D", "", value)) if _WHOLE.fullmatch(value.strip()) else None if value else Decimal(0)
    return as_decimal(value) if isinstance(value, int | float) else None
