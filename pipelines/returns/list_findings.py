"""What is told of the rows of a list: items that no total has, and what stands in a total or heading as if it were an item."""

from collections.abc import Iterator
from typing import NamedTuple

from pipelines.language.vietnamese import clean, parse_state
from pipelines.returns.described import Table
from pipelines.returns.described_entries import CROSSES
from pipelines.returns.form_tables import cell
from pipelines.returns.list_candidates import MAY_BE_SECTION
from pipelines.returns.list_rows import BELOW_TOTAL, key_of
from pipelines.returns.slot_columns import OF_ITEMS, SlotColumns
from pipelines.returns.slot_rows import RowMatch
from pipelines.workbooks.grid import Place, Sheet, as_text

NOT_CHOSEN = (BELOW_TOTAL, MAY_BE_SECTION, "no_item")
"""Faults of rows that are asked about once, and not read."""


class ListFinding(NamedTuple):
    """A finding about a row of a list, and the cells that it explains."""

    fault: str
    cells: tuple[Place, ...]
    """The finding stands at the first."""
    received: str
    expected: str | None
    detail: str | None


def list_findings(sheet: Sheet, table: Table, row: int, match: RowMatch, columns: SlotColumns) -> Iterator[ListFinding]:
    """What is told of one row; nothing of tables that are no lists."""
    cells = sheet.rows[row]
    if match.fault in NOT_CHOSEN and table.row_kind == "item" and not match.slot:
        label = columns.with_role("label")
        own = sorted({*columns.slots, *columns.units}, key=lambda column: (column != label, column))
        filled = tuple((row, column) for column in own if cell(cells, column) != "")
        received = key_of(cells, columns) or ""
        if match.fault == "no_item":  # told with the column and the row, by its number
            places = [place for role in ("code", "number") if (place := columns.with_role(role)) is not None]
            number = next((as_text(cell(cells, place)) for place in places), "")
            where = columns.slots[label].heads[-1] if label is not None else ""
            yield ListFinding(match.fault, filled, received, f"{number} {received}".strip(), where)
            return
        yield ListFinding(match.fault, filled, received, match.expected, None)
    elif table.row_kind == "item" and match.slot:
        named_by = ("code", "label") if cell(cells, columns.with_role("label")) != "" else ("code", "key")
        labels = {clean(as_text(cell(cells, columns.with_role(role)))) for role in named_by}
        for column, slot in sorted(columns.slots.items()):
            text = clean(as_text(cell(cells, column)))
            says_nothing = parse_state(text) is not None or text.casefold() in CROSSES
            if slot.role in OF_ITEMS and text not in ("", *labels) and not says_nothing:
                yield ListFinding("no_item", ((row, column),), text, match.slot.label_vi, slot.heads[-1])
