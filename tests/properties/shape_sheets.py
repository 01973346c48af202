"""Draws random forms as workbooks, and changes them as clerks do: rows and columns moved, merged, inserted, hidden."""

import dataclasses
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

from hypothesis import strategies as st

from tests.properties.shapes import UNITS, Block, Column, Form, Row
from tests.unit.workbooks import Cell, Draft, Grid

Merge = tuple[int, int, int, int]
HEAD: Grid = [["Biểu số: 03-CC"], ["Kỳ báo cáo: 6 tháng đầu năm 2025"], ["Đơn vị báo cáo: Đảng bộ cơ sở Sông Trà"]]
FOREIGN = 7777
"""What stands in rows and columns that nobody asked for."""


def drawn(form: Form) -> Draft:
    """The form as a workbook."""
    pages: list[list[list[Block]]]
    if form.layout == "beside":
        pages = [[form.blocks]]
    elif form.layout == "sheets":
        pages = [[[block]] for block in form.blocks]
    elif form.layout == "continued":
        pages = [[[half] for half in halves] for halves in zip(*map(halved, form.blocks), strict=True)]
    else:
        pages = [[[block] for block in form.blocks]]
    draft = Draft({})
    for at, bands in enumerate(pages, start=1):
        grid: Grid = [list(row) for row in HEAD]
        merges: list[Merge] = []
        for band in bands:
            if any(row.key for block in band for row in block.rows):
                draw_band(band, grid, merges)
        grid += [[], [None, "NGƯỜI LẬP BIỂU", None, "THỦ TRƯỞNG ĐƠN VỊ"]]
        draft.sheets[f"Trang {at}"] = grid
        draft.merges_on[f"Trang {at}"] = merges
    return draft


def halved(block: Block) -> tuple[Block, Block]:
    """The rows of a table on two pages: a section's own row stands on the first of them."""
    middle = (len(block.rows) + 1) // 2
    if block.kind == "unit_slot":  # a page begins with a unit
        units = [row.unit for row in block.rows]
        middle = max(at for at, unit in enumerate(units) if at == 0 or (at <= middle and unit and units.index(unit) == at))
        one, other = (dataclasses.replace(block, rows=rows) for rows in (block.rows[:middle], block.rows[middle:]))
        return one, other
    sections = {key.rpartition("/")[0] for key in (row.key for row in block.rows[middle:])} - {""}
    while middle > 0 and sections and block.rows[middle - 1 : middle] and block.rows[middle - 1].key not in sections:
        middle -= 1
    middle = middle - 1 if middle > 0 and block.rows[middle - 1].key in sections else middle
    one, other = (dataclasses.replace(block, rows=rows) for rows in (block.rows[:middle], block.rows[middle:]))
    return one, other


def draw_band(band: Sequence[Block], grid: Grid, merges: list[Merge]) -> None:
    """Tables beside one another, below what is there."""
    depth = max(block.depth for block in band)
    top, left = len(grid) + 2, 0
    height = depth + max(block.has_numbers for block in band) + max(len(block.rows) for block in band)
    grid += [[] for _ in range(2 + height)]
    for block in band:
        put(grid, top - 2, left, block.title or None)
        put(grid, top - 1, left + len(block.columns) - 1, f"Đơn vị tính: {block.measure}" if block.measure else None)
        draw_heads(block, depth, grid, merges, top, left)
        first = top + depth
        if block.has_numbers:
            for at, column in enumerate(block.columns):
                put(grid, first, left + at, column.number or None)
        first += any(other.has_numbers for other in band)
        for number, row in enumerate(block.rows):
            for at, column in enumerate(block.columns):
                put(grid, first + number, left + at, row.cells.get(column.key))
        left += len(block.columns) + 1


def draw_heads(block: Block, depth: int, grid: Grid, merges: list[Merge], top: int, left: int) -> None:
    """The heads over a table's columns; those in common stand once, and one that stands alone reaches down."""
    for level in range(depth):
        for at, column in enumerate(block.columns):
            path, before = column.heads, block.columns[at - 1].heads if at else ()
            is_same = before[: level + 1] == path[: level + 1] and len(path) > level + 1 and len(before) > level + 1
            if is_same or len(path) <= level:
                continue
            put(grid, top + level, left + at, path[level])
            last = at
            while (
                last + 1 < len(block.columns)
                and len(path) > level + 1
                and len(block.columns[last + 1].heads) > level + 1
                and block.columns[last + 1].heads[: level + 1] == path[: level + 1]
            ):
                last += 1
            bottom = depth - 1 if len(path) == level + 1 else level
            if block.is_merged and (last > at or bottom > level):
                merges.append((top + level, left + at, top + bottom, left + last))


def put(grid: Grid, row: int, column: int, value: Cell) -> None:
    """Write into a cell."""
    grid[row].extend([None] * (column + 1 - len(grid[row])))
    grid[row][column] = value


Draw = Callable[[st.SearchStrategy[Any]], Any]
Change = Callable[[Draw, Form, Block], None]


def insert_blank_row(draw: Draw, _: Form, block: Block) -> None:
    block.rows.insert(draw(st.integers(0, len(block.rows))), Row("", {}))


def insert_foreign_row(draw: Draw, _: Form, block: Block) -> None:
    label = draw(st.sampled_from(("Dòng lạ", "Cộng I + II", "Tổng số", "Trong đó", "Kết nạp mới")))
    cells: dict[str, Cell] = {column.key: FOREIGN for column in block.columns if not column.key.isalpha()}
    block.rows.insert(
        draw(st.integers(0, len(block.rows))),
        Row("", {"A": draw(st.sampled_from(("9", None, "I"))), "B": label, "C": label, **cells}),
    )


def insert_note_row(draw: Draw, _: Form, block: Block) -> None:
    block.rows.insert(draw(st.integers(0, len(block.rows))), Row("", {"B": "Ghi chú: số liệu đã được rà soát"}))


def insert_foreign_column(draw: Draw, _: Form, block: Block) -> None:
    at = draw(st.integers(first_figure(block), len(block.columns)))
    heads = draw(st.sampled_from((("Khác",), ("So sánh", "Tăng"), ("Tổng số",), ("Nữ",), ("",))))
    block.columns.insert(at, Column("foreign", heads, draw(st.sampled_from(("", "9")))))
    for row in block.rows:
        row.cells["foreign"] = FOREIGN


def first_figure(block: Block) -> int:
    return next((at for at, column in enumerate(block.columns) if not column.key.isalpha()), len(block.columns))


def move_row(draw: Draw, _: Form, block: Block) -> None:
    """A row elsewhere; not one that others stand under, for then these plainly stand under another."""
    if block.kind == "unit_slot":  # a row elsewhere is plainly another unit's
        return
    sections = {row.key.rpartition("/")[0] for row in block.rows}
    movable = [at for at, row in enumerate(block.rows) if row.key not in sections]
    if movable:
        row = block.rows.pop(draw(st.sampled_from(movable)))
        block.rows.insert(draw(st.integers(0, len(block.rows))), row)


def move_column(draw: Draw, _: Form, block: Block) -> None:
    first = first_figure(block)
    if first < len(block.columns):
        column = block.columns.pop(draw(st.integers(first, len(block.columns) - 1)))
        block.columns.insert(draw(st.integers(first, len(block.columns))), column)


def delete_row(draw: Draw, _: Form, block: Block) -> None:
    if block.kind not in ("slot", "unit_slot"):  # who lists fewer units or items has fewer
        return
    rows_of = Counter(row.unit for row in block.rows if row.key)
    deletable = [at for at, row in enumerate(block.rows) if block.kind == "slot" or not row.key or rows_of[row.unit] > 1]
    if deletable:
        del block.rows[draw(st.sampled_from(deletable))]


def delete_column(draw: Draw, _: Form, block: Block) -> None:
    deletable = [at for at, column in enumerate(block.columns) if column.key not in UNITS]  # there may be fewer units
    if deletable:
        del block.columns[draw(st.sampled_from(deletable))]


def repeat_row(draw: Draw, _: Form, block: Block) -> None:
    """A row twice, with other figures."""
    if block.rows:
        row = block.rows[draw(st.integers(0, len(block.rows) - 1))]
        cells = {key: FOREIGN if isinstance(value, int) and value != 0 else value for key, value in row.cells.items()}
        block.rows.insert(draw(st.integers(0, len(block.rows))), Row("twice", cells))


def repeat_column(draw: Draw, _: Form, block: Block) -> None:
    """A column twice, with other figures."""
    at = draw(st.integers(0, len(block.columns) - 1))
    column = block.columns[at]
    block.columns.insert(draw(st.integers(at, len(block.columns))), Column("twice", column.heads, column.number))
    for row in block.rows:
        row.cells["twice"] = FOREIGN if isinstance(row.cells.get(column.key), int) else row.cells.get(column.key)


def change_label(draw: Draw, _: Form, block: Block) -> None:
    if block.rows:
        row = block.rows[draw(st.integers(0, len(block.rows) - 1))]
        others = [other.cells.get("B") for other in block.rows]
        row.cells["B"] = draw(st.sampled_from(("Khác", None, "Nữ", "Cộng", *others)))


def change_code(draw: Draw, _: Form, block: Block) -> None:
    if block.rows and block.kind != "item":
        row = block.rows[draw(st.integers(0, len(block.rows) - 1))]
        row.cells["A"] = draw(st.sampled_from(("1", "II", "a", None, "0110", "R-101", "1.1.1", "1a")))


def change_head(draw: Draw, _: Form, block: Block) -> None:
    column = block.columns[draw(st.integers(0, len(block.columns) - 1))]
    level = draw(st.integers(0, len(column.heads) - 1))
    text = draw(st.sampled_from(("Khác", "", "Nữ", "Tổng số", "Kỳ báo cáo", "Cùng kỳ năm 2023", "Quý III")))
    column.heads = (*column.heads[:level], text, *column.heads[level + 1 :])


def unmerge(_: Draw, __: Form, block: Block) -> None:
    block.is_merged = False


def delete_title(_: Draw, __: Form, block: Block) -> None:
    block.title = ""


def add_numbers(_: Draw, __: Form, block: Block) -> None:
    block.has_numbers = not block.has_numbers


def delete_head_row(draw: Draw, _: Form, block: Block) -> None:
    if block.depth > 1:
        level = draw(st.integers(0, block.depth - 1))
        for column in block.columns:
            column.heads = (*column.heads[:level], *column.heads[level + 1 :]) or column.heads


HARMLESS: tuple[Change, ...] = (insert_blank_row, insert_note_row)
"""What must not keep anything from being read."""
STRANGE: tuple[Change, ...] = (*HARMLESS, insert_foreign_row, insert_foreign_column, unmerge, add_numbers)
"""What adds to a table, or takes a look away."""
OF_NAMES: tuple[Change, ...] = (
    move_row,
    move_column,
    delete_row,
    delete_column,
    repeat_row,
    repeat_column,
    change_label,
    change_code,
    change_head,
    delete_title,
    delete_head_row,
)
"""What changes where a row or column stands, or what it is called: two of them could make it plainly say another."""


def merge_figures(draw: Draw, draft: Draft) -> None:
    """Two cells beside one another merged, as if one figure were of both: the second one's is lost."""
    name = draw(st.sampled_from(sorted(draft.sheets)))
    places = [
        (row, column)
        for row, cells in enumerate(draft.sheets[name])
        for column, (one, other) in enumerate(pairwise(cells))
        if isinstance(one, int) and (isinstance(other, int) or other is None)
    ]
    if places:
        row, column = draw(st.sampled_from(places))
        draft.sheets[name][row][column + 1] = None
        draft.merges_on[name].append((row, column, row, column + 1))
