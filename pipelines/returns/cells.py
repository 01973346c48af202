"""Stores the cells of a sheet with the role that each was given, and keeps the account of them."""

from collections.abc import Iterable, Mapping, Sequence

from pipelines.language.notation import with_marks
from pipelines.returns.result import ReturnRead
from pipelines.returns.values import is_bare_number
from pipelines.workbooks.grid import Place, Sheet, Value, as_text, column_letters


def store_cells(
    read: ReturnRead, sheet: Sheet, name: str, roles_of_cells: Mapping[Place, str], row_roles: Sequence[str]
) -> None:
    """Add every filled cell of a sheet to raw.cell.

    Args:
        read: what the file holds so far; added to.
        sheet: the sheet.
        name: its name as stored.
        roles_of_cells: roles of cells that differ from their row's.
        row_roles: role of each row's other cells.
    """
    rows, special, percents = sheet.rows, roles_of_cells.get, sheet.percents
    letters = list(map(column_letters, range(max(map(len, rows), default=0))))
    filled = [
        (row, column, value, special((row, column), row_role))
        for row, (cells, row_role) in enumerate(zip(rows, row_roles, strict=True))
        for column, value in enumerate(cells)
        if value != ""
    ]
    cells = read.cells
    cells["sheet_name"] += [name] * len(filled)
    cells["address"] += [f"{letters[column]}{row + 1}" for row, column, _, _ in filled]
    cells["row_number"] += [row + 1 for row, _, _, _ in filled]
    cells["column_number"] += [column + 1 for _, column, _, _ in filled]
    cells["text"] += [
        value if isinstance(value, str) else as_text(value, is_percent=(row, column) in percents)
        for row, column, value, _ in filled
    ]
    roles = [role for _, _, _, role in filled]
    cells["role"] += roles
    entries, explained = roles.count("value"), roles.count("explained")
    # Counted in the grid, not in `filled`: the two must agree, and the landing fails when they do not.
    read.filled_count += count_filled(rows)
    read.entry_count += entries
    read.explained_count += explained
    read.label_count += len(roles) - entries - explained


def count_filled(rows: Iterable[list[Value]]) -> int:
    """Filled cells of a grid."""
    return sum(len(row) - row.count("") for row in rows)


def quoted(received: str | None, value: Value) -> str | None:
    """What a finding quotes of a cell: a stored number with the office's marks ('219,5'), a text as it was typed."""
    is_number = isinstance(value, float) and received in (as_text(value), as_text(value, is_percent=True))
    return with_marks(received) if received and is_number else received


def numbers_in(cells: list[Value]) -> list[int]:
    """Columns of a row that hold numbers; not a text that begins the row, as its own number does ('1', '2.')."""
    filled = [column for column, value in enumerate(cells) if value != ""]
    return [
        column
        for column in filled
        if is_bare_number(value := cells[column]) and not (isinstance(value, str) and column == filled[0] != filled[-1])
    ]
