"""Which row of the form a row of a list may be that says nothing of an item: by its code, its label, or where it stands."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from pipelines.language.vietnamese import clean, parse_state
from pipelines.returns.described import Slot, Table
from pipelines.returns.form_tables import cell
from pipelines.returns.list_totals import REMARK, ItemSums, is_total
from pipelines.returns.printed_words import Words, number_key, same_words, words_of
from pipelines.returns.slot_columns import OF_ITEMS, SlotColumns
from pipelines.returns.slot_rows import SUBTOTAL, UNKNOWN, RowMatch
from pipelines.returns.values import is_figure
from pipelines.workbooks.grid import Sheet, Value, as_text

MAY_BE_SECTION = "ambiguous_label"
"""Fault of what may be a row of the form or an item."""


class _Around:
    """What stands above and below the rows of a list."""

    def __init__(self, sheet: Sheet, columns: SlotColumns, matches: Sequence[tuple[int, RowMatch]], sums: ItemSums) -> None:
        self._sheet, self._columns = sheet, columns
        self._slots = {row: match.slot for row, match in matches if match.slot}
        self._items = {row for row in sums.items if columns.says_of_item(sheet.rows[row])}
        self._rows = sorted(self._slots.keys() | self._items)

    def may_stand(self, row: int, missing: Sequence[Slot]) -> list[Slot]:
        """Rows of the form that may stand in a place.

        Right below items the sum that closes their group; where nothing follows the total of the list; elsewhere what heads a
        group, above its items if the form has such sums.
        """
        above = max((other for other in self._rows if other < row), default=None)
        below = min((other for other in self._rows if other > row), default=None)
        opened = self._opened(row)
        closing = [slot for slot in missing if slot.closes and (opened is None or opened.code in slot.closes)]
        if above in self._items and below not in self._items and closing:
            return closing
        heads = [slot for slot in missing if (slot.adds_items and not slot.closes) or slot.role == "heading"]
        has_ends = any(slot.closes for slot in (*missing, *self._slots.values()))
        whole = [slot for slot in missing if slot.adds_all and slot not in heads and below is None]
        return whole if whole and has_ends else [*heads, *whole] if not has_ends or below in self._items else []

    def adds_up_group(self, row: int) -> bool:
        """Whether a row adds up the items between it and the row of the form above them."""
        first = max((other for other in self._slots if other < row), default=-1)
        return ItemSums(self._sheet, self._columns, {item for item in self._items if first < item < row}).stand_in(row)

    def _opened(self, row: int) -> Slot | None:
        """The heading above a row, on its page."""
        above = max((other for other in self._slots if other < row), default=None)
        return None if above is None or self._slots[above].closes else self._slots[above]


def with_own_rows(
    sheet: Sheet, table: Table, columns: SlotColumns, matches: Sequence[tuple[int, RowMatch]], sums: ItemSums
) -> Iterator[tuple[int, RowMatch]]:
    """Rows that say nothing of an item, and by their code or label are a row of the form that no other row is.

    One that may be the total of the list is it if it adds up all items; one that may close a group, if it adds up its items or
    says that it is a total and no more.
    """
    found = {match.slot.code for _, match in matches if match.slot}
    missing = [slot for slot in table.rows if slot.code not in found and slot.path]
    around = _Around(sheet, columns, matches, sums)
    codes = Counter(code_of(sheet, row, columns) for row, _ in matches)
    may_be = {
        row: like
        for row, match in matches
        if missing and match in (UNKNOWN, SUBTOTAL) and not columns.says_of_item(sheet.rows[row])
        if (like := _sections_like(sheet, row, columns, missing, codes, around))[0]
    }
    claims = Counter(slot.code for slots, _ in may_be.values() for slot in slots)
    for row, match in matches:
        slots, is_sure = may_be.get(row, ([], False))
        expected = "; ".join(slot.named for slot in slots)
        is_sure = is_sure or (len(slots) == 1 and slots[0].adds_all and sums.stand_in(row))
        if is_sure and len(slots) == 1 and claims[slots[0].code] == 1:
            yield row, RowMatch(slots[0], None, "line_differs", expected)
        else:
            asked = RowMatch(fault=MAY_BE_SECTION, expected=expected, may_be=tuple(slot.code for slot in slots))
            yield row, asked if slots else match


def _sections_like(
    sheet: Sheet, row: int, columns: SlotColumns, missing: Sequence[Slot], codes: Mapping[str, int], around: "_Around"
) -> tuple[list[Slot], bool]:
    """Rows of the form that a row may be, and whether it surely is: by its label, '(03 dự án)' behind it, or a code of its own.

    Where items have keys or attributes, one that has none and says more than a label is asked about, or any such row that has
    figures while rows are missing that may stand there.
    """
    code, label = code_of(sheet, row, columns), clean(as_text(cell(sheet.rows[row], columns.with_role("label"))))
    readings = [reading for text in (label, REMARK.sub("", label)) if text for reading in words_of(text)]
    same = [slot for slot in missing if any(same_words(one, reading, None) for one in _names(slot) for reading in readings)]
    by_code = [slot for slot in missing if code and slot.number == code and codes[code] == 1 and not code.isdigit()]
    is_bare = any(slot.role in OF_ITEMS for slot in columns.slots.values())
    if same or by_code or not is_bare:
        return same or by_code, True
    longer = [slot for slot in missing if any(_says_more(slot, reading.text) for reading in readings)]
    has_figures = any(says_figure(cell(sheet.rows[row], column)) for column in columns.figures)
    if longer or not has_figures:
        return longer, False
    found = around.may_stand(row, missing)
    return found, len(found) == 1 and bool(found[0].closes) and (is_total(label) or around.adds_up_group(row))


def _names(slot: Slot) -> tuple[Words, ...]:
    """A label as printed, and without what stands behind it: 'TỔNG CỘNG (I + II)' → 'TỔNG CỘNG'."""
    return (slot.path[0], *words_of(REMARK.sub("", slot.label_vi)))


def _says_more(slot: Slot, text: str) -> bool:
    return any(f" {one.text} " in f" {text} " for one in _names(slot))


def code_of(sheet: Sheet, row: int, columns: SlotColumns) -> str:
    """What is printed as a row's code or number."""
    cells = sheet.rows[row]
    texts = (cell(cells, columns.with_role(role)) for role in ("code", "number"))
    return next((number_key(value) for value in texts if value != ""), "")


def says_figure(value: Value) -> bool:
    """Whether a cell holds a figure, or says that there is none."""
    if not isinstance(value, str):
        return True
    return bool(clean(value)) and (is_figure(value) or parse_state(value) in ("none_occurred", "not_applicable"))
