"""Rows of a list: as many as there are, each with a key and attributes of its own."""

import math
import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Sequence

from pipelines.language.letters import SMALL
from pipelines.language.vietnamese import clean
from pipelines.returns.described import Table
from pipelines.returns.form_tables import cell
from pipelines.returns.list_candidates import MAY_BE_SECTION, code_of, says_figure, with_own_rows
from pipelines.returns.list_totals import ItemSums, sums_among, totals_in, with_total
from pipelines.returns.slot_columns import OF_ITEMS, SlotColumns
from pipelines.returns.slot_rows import MAY_BE_ITEM, SUBTOTAL, UNKNOWN, RowMatch
from pipelines.workbooks.grid import Sheet, Value, as_text

_NUMBERED = (re.compile(r"[ivx]+"), re.compile(rf"(?![ivx])[{SMALL}]"))
"""Numerals and letters that number sections, as `number_key` has them."""
ITEM = RowMatch(is_item=True)
BELOW_TOTAL = "item_below_total"
"""Fault of an item that stands below the row that adds up the list."""
LEFT_OUT = RowMatch(fault="no_item")
"""A row between items that has a number and a name, and is none."""
LIST_TEXTS = ("label", *OF_ITEMS)
"""Roles of columns that tell what a row of a list is."""


def with_items(
    sheet: Sheet, table: Table, columns: SlotColumns, matches: Sequence[tuple[int, RowMatch]]
) -> tuple[tuple[int, RowMatch], ...]:
    """The rows below a list's heads, those that are no row of the form itself taken for its items.

    An item has a label or a key, and a key, a figure or a number that goes on from the row above; one without any is only known
    by standing above the last of them: below it stand signatures. A sum that the form does not have is no item, whatever it is
    called, nor is a text alone in its row: a title or a note.
    A row of the form whose label is written a little otherwise is known by its code, and never an item.
    """
    total = totals_in(sheet, columns, matches)
    items = _numbered_on(sheet, columns, matches, total, _items(sheet, columns, matches, total))
    added = ItemSums(sheet, columns, items)
    matches = list(with_total(sheet, table, columns, matches, total, added))
    matches = list(with_own_rows(sheet, table, columns, matches, added))
    matches = [(row, _or_other_section(sheet, row, table, columns, match)) for row, match in matches]
    items = items.difference(row for row, match in matches if match not in MAY_BE_ITEM)
    if sums := sums_among(sheet, columns, matches, items):
        items -= sums
        matches = [(row, UNKNOWN if row in sums else match) for row, match in matches]
    last = max(items, default=-1)
    items |= {row for row, match in matches if match == UNKNOWN and row < last and _has_attribute(sheet, row, columns)}
    end, below = _after_total(items, matches)
    found = {row: below if row > end else ITEM for row in items}
    found |= dict.fromkeys(_left_out(sheet, columns, matches, items), LEFT_OUT)
    return tuple((row, found.get(row, match)) for row, match in matches)


def _or_other_section(sheet: Sheet, row: int, table: Table, columns: SlotColumns, match: RowMatch) -> RowMatch:
    """A row as it is known, unless it says nothing of an item and is numbered as the form's sections are: 'III' after 'II'."""
    code = code_of(sheet, row, columns)
    sections = [slot.number for slot in table.rows if slot.adds_items or slot.role == "heading"]
    if match not in MAY_BE_ITEM or code in ("", *sections) or columns.says_of_item(sheet.rows[row]):
        return match
    is_alike = any(style.fullmatch(code) and style.fullmatch(own) for own in sections for style in _NUMBERED)
    return UNKNOWN._replace(heads_others=True) if is_alike else match


def _after_total(items: Collection[int], matches: Sequence[tuple[int, RowMatch]]) -> tuple[float, RowMatch]:
    """The row that adds up all items above it, and what one below it is: no total has it, so that it is asked about."""
    first = min(items, default=0)
    totals = [(row, match.slot.label_vi) for row, match in matches if match.slot and match.slot.adds_all and row > first]
    row, label = min(totals, default=(math.inf, ""))
    return row, RowMatch(fault=BELOW_TOTAL, expected=label)


def sections(matches: Sequence[tuple[int, RowMatch]], table: Table, before: str) -> tuple[dict[int, str], str]:
    """Row of an item → code of the form's row that heads it, or adds it up; without those of which no row says so.

    Headings head what stands below them. Where there is none, each of several rows that add up items belongs to those below
    it, or above it where all of them stand under their items. A single one of a form adds up all items, and heads none.
    Below the sum that closes a group the next heading is awaited: where it is missing, the rows are of no known section.

    Args:
        matches: rows of one page of the list.
        table: the list.
        before: the section that was open where the page before ended; '' where none was.

    Returns:
        The sections, and the one that is open where this page ends.
    """
    slots = [(row, match.slot) for row, match in matches if match.slot]
    items = [row for row, match in matches if match.is_item]
    unsure = [(row, "") for row, match in matches if match.fault == MAY_BE_SECTION or match.heads_others]
    heads = [(row, slot.code) for row, slot in slots if slot.role == "heading"]
    if not any(slot.role == "heading" for slot in table.rows):
        heads = [(row, slot.code) for row, slot in slots if slot.adds_items]
        if sum(slot.adds_items for slot in table.rows) < 2:
            return {}, ""
        is_above = before or not items or (heads and heads[0][0] < items[0]) or any(slot.closes for slot in table.rows)
        if not is_above:
            from_below = [(-row, code) for row, code in reversed(heads)]
            found = _headed([-row for row in items], from_below)
            # Items above the first total and others below the last: nothing tells whose they are.
            return ({-row: code for row, code in found.items()} if len(found) == len(items) else {}), ""
    heads = sorted([*([(-1, before)] if before else []), *heads, *unsure])
    heads = _with_ends(table, items, heads, [(row, slot.closes) for row, slot in slots if slot.closes])
    return {row: code for row, code in _headed(items, heads).items() if code}, heads[-1][1] if heads else ""


def _with_ends(
    table: Table, items: Sequence[int], heads: Sequence[tuple[int, str]], ends: Iterable[tuple[int, tuple[str, ...]]]
) -> list[tuple[int, str]]:
    """The heads, and the sums that close a group which has rows, as heads of none.

    Where a sum closes a group that comes after the open one, its heading is missing: whose the rows above it are is not known.
    """
    order = {slot.code: place for place, slot in enumerate(table.rows)}
    found = list(heads)
    for row, closed in ends:
        if not (at := bisect_left(found, (row, ""))):
            continue
        opened, code = found[at - 1]
        if code and order[code] < min(order[one] for one in closed):
            found[at - 1] = opened, ""
        if opened < 0 or any(opened < item < row for item in items):
            found.insert(at, (row, ""))
    return found


def _headed(items: Sequence[int], heads: Sequence[tuple[int, str]]) -> dict[int, str]:
    """Item → the last of the heads, in their order, before it."""
    rows = [row for row, _ in heads]
    return {item: heads[count - 1][1] for item in items if (count := bisect_left(rows, item))}


def key_of(cells: Sequence[Value], columns: SlotColumns) -> str | None:
    """What identifies an item: its key, else its label and what tells it apart ('Nhà văn hóa xã @ Xã Thanh Bình')."""
    key = clean(as_text(cell(cells, columns.with_role("key"))))
    if key or cell(cells, columns.with_role("label")) == "":
        return key or None
    apart = [column for column, slot in columns.slots.items() if slot.role == "key_attribute"]
    texts = [clean(as_text(cell(cells, column))) for column in (columns.with_role("label"), *sorted(apart))]
    return " @ ".join(text for text in texts if text) or None


def _has_attribute(sheet: Sheet, row: int, columns: SlotColumns) -> bool:
    if cell(sheet.rows[row], columns.with_role("label")) == "":
        return False
    roles = ("key_attribute", "attribute")
    return any(cell(sheet.rows[row], column) != "" for column, slot in columns.slots.items() if slot.role in roles)


def _items(sheet: Sheet, columns: SlotColumns, matches: Sequence[tuple[int, RowMatch]], total: Collection[int]) -> set[int]:
    return {row for row, match in matches if match in MAY_BE_ITEM and row not in total and _is_item(sheet, row, columns, match)}


def _numbered_on(
    sheet: Sheet, columns: SlotColumns, matches: Sequence[tuple[int, RowMatch]], total: Collection[int], items: Collection[int]
) -> set[int]:
    """The items, and rows with a name whose number goes on from the one above and to the row below, also without figures.

    One whose number does not may be a heading ('1. Nhóm A', and below it 1, 2), and one below a total or a gap a note.
    """
    numbers = {row: _number_of(sheet, row, columns) for row, match in matches if match in MAY_BE_ITEM and row not in total}
    begins = (
        {matches[0][0], *(row + 1 for row, match in matches if match.slot and not match.slot.adds_all)} if matches else set()
    )
    found = set(items)
    for row, number in numbers.items():
        # A text alone below it is no row of the list.
        follows = [numbers[row + 1]] if row + 1 in numbers and sum(value != "" for value in sheet.rows[row + 1]) > 1 else []
        is_next = (number == 1 and row in begins) or (row - 1 in found and numbers.get(row - 1) == (number or 0) - 1)
        if number and is_next and follows in ([], [number + 1]):
            found.add(row)
    return found


def _left_out(
    sheet: Sheet, columns: SlotColumns, matches: Sequence[tuple[int, RowMatch]], items: Collection[int]
) -> Iterator[int]:
    """Rows between two items that have a number and a name, which does not go on; above a row numbered 1 it is a heading."""
    for row, match in matches:
        is_between = match in MAY_BE_ITEM and row not in items and row - 1 in items and row + 1 in items
        if is_between and _number_of(sheet, row, columns) is not None and _number_of(sheet, row + 1, columns) != 1:
            yield row


def _number_of(sheet: Sheet, row: int, columns: SlotColumns) -> int | None:
    """The whole number of a row that has a name; None where it has none."""
    code, label = code_of(sheet, row, columns), as_text(cell(sheet.rows[row], columns.with_role("label")))
    return int(code) if code.isdecimal() and any(character.isalpha() for character in label) else None


def _is_item(sheet: Sheet, row: int, columns: SlotColumns, match: RowMatch) -> bool:
    cells = sheet.rows[row]
    if sum(value != "" for value in cells) < 2:  # a text alone
        return False
    has_key = cell(cells, columns.with_role("key")) != ""
    if cell(cells, columns.with_role("label")) == "":
        return has_key
    # 'Tổng kho xăng dầu' begins as sums do, and is an item where it has what only these have.
    if match == SUBTOTAL and not _has_attribute(sheet, row, columns):
        return has_key or code_of(sheet, row, columns).isdigit()
    if not columns.figures:
        return has_key or _has_attribute(sheet, row, columns)
    return has_key or any(says_figure(cell(cells, column)) for column in columns.figures)
