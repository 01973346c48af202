"""Draws the workbooks of this folder anew, changed in one way, in any format: their values, texts and merged cells."""

import copy
import datetime as dt
import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from pipelines.workbooks.books import Book, open_books
from pipelines.workbooks.grid import Sheet, place
from tests.forms.registers import HERE
from tests.unit.workbooks import Cell, Draft

Change = Callable[[Draft], object]
_ADDRESS = re.compile(r"(?:(.+)!)?([A-Z]+)(\d+)")


@lru_cache(maxsize=16)
def _drawn(name: str) -> Draft:
    (book,) = open_books(HERE / name / "workbook.xlsx", (), lambda _: 0)
    assert isinstance(book, Book)
    draft = Draft({sheet.name: [[_plain(value) for value in row] for row in sheet.rows] for sheet in book.sheets})
    first: Sheet = book.sheets[0]
    draft.merges = [(*top, *bottom) for top, bottom in first.covering]
    dates = [(row, column) for row, cells in enumerate(first.rows) for column, value in enumerate(cells) if _is_day(value)]
    draft.formats = {at: {"num_format": "dd/mm/yyyy"} for at in dates}
    return draft


def drawn(name: str) -> Draft:
    """The workbook of a form as cells: results in the place of formulas; merged cells on the first sheet alone."""
    return copy.deepcopy(_drawn(name))


def _is_day(value: object) -> bool:
    return isinstance(value, dt.date)


def _plain(value: object) -> Cell:
    if value == "":
        return None
    if isinstance(value, dt.date):
        return float((dt.datetime.combine(value, dt.time()) - dt.datetime(1899, 12, 30)).days)  # noqa: DTZ001  # a serial day
    assert isinstance(value, str | float | int)
    return value


def at(address: str) -> tuple[int, int]:
    """Row and column of an address."""
    found = _ADDRESS.fullmatch(address)
    assert found
    return place(found[2], found[3])


def put(**cells: Cell) -> Change:
    """Other values in cells of the first sheet: put(H13=8)."""

    def change(draft: Draft) -> None:
        for address, value in cells.items():
            row, column = at(address)
            draft.grid.extend([] for _ in range(row + 1 - len(draft.grid)))
            draft.grid[row].extend([None] * (column + 1 - len(draft.grid[row])))
            draft.grid[row][column] = value
            draft.formats.pop((row, column), None)

    return change


def clear(area: str) -> Change:
    """Nothing in the cells of an area: clear('A12:J12')."""
    first, last = map(at, area.split(":"))
    return lambda draft: [
        draft.grid[row].__setitem__(column, None)
        for row in range(first[0], last[0] + 1)
        for column in range(first[1], min(last[1] + 1, len(draft.grid[row])))
    ]


def merge(area: str) -> Change:
    """An area merged: merge('D12:E12')."""
    first, last = map(at, area.split(":"))
    return lambda draft: draft.merges.append((*first, *last))


def unmerge(draft: Draft) -> None:
    """Nothing merged."""
    draft.merges.clear()


def insert_row(before: int, *cells: Cell) -> Change:
    """A row more, before a row of the first sheet (from 1)."""

    def change(draft: Draft) -> None:
        draft.grid.insert(before - 1, list(cells))
        _move(draft, lambda row: row + (row >= before - 1), lambda column: column)

    return change


def delete_row(row: int) -> Change:
    """A row less (from 1)."""

    def change(draft: Draft) -> None:
        del draft.grid[row - 1]
        draft.merges = [one for one in draft.merges if not (one[0] == one[2] == row - 1)]
        _move(draft, lambda other: other - (other >= row), lambda column: column)

    return change


def swap_columns(one: str, other: str, first_row: int = 7) -> Change:
    """Two columns in each other's place, from a row (from 1) on; what was merged there is not."""
    left, right = place(one, "1")[1], place(other, "1")[1]

    def change(draft: Draft) -> None:
        draft.merges = [range_ for range_ in draft.merges if range_[2] < first_row - 1]
        for cells in draft.grid[first_row - 1 :]:
            cells.extend([None] * (max(left, right) + 1 - len(cells)))
            cells[left], cells[right] = cells[right], cells[left]

    return change


def both(*changes: Change) -> Change:
    """Several changes, in this order."""
    return lambda draft: [change(draft) for change in changes]


def _move(draft: Draft, rows: Callable[[int], int], columns: Callable[[int], int]) -> None:
    draft.merges = [(rows(a), columns(b), rows(c), columns(d)) for a, b, c, d in draft.merges]
    draft.merges = [one for one in draft.merges if one[:2] != one[2:]]
    draft.formats = {(rows(row), columns(column)): look for (row, column), look in draft.formats.items()}


def write(draft: Draft, folder: Path, suffix: str = "xlsx") -> Path:
    """The workbook as a file."""
    path = folder / f"a.{suffix}"
    if suffix in ("csv", "tsv", "html"):
        for row, column in draft.formats:
            days = dt.timedelta(days=float(draft.grid[row][column] or 0))
            draft.grid[row][column] = f"{dt.date(1899, 12, 30) + days:%d/%m/%Y}"
        draft.formats.clear()
    if suffix == "csv":
        return draft.write_text(path)
    if suffix == "tsv":
        return draft.write_text(path, delimiter="\t")
    if suffix == "html":
        return draft.write_html(path)
    return draft.write_xlsb(path) if suffix == "xlsb" else draft.write_xlsx(path)
