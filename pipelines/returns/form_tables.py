"""Finds the tables of a sheet: where each starts and ends, which form it is, and which of its rows are lines."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from pipelines.returns.headings import HEADS_TABLE, MAX_SUBHEADINGS, Columns, is_column_numbers, read_columns
from pipelines.returns.heads import Head, read_head
from pipelines.returns.layout import Forms
from pipelines.returns.lines import COLUMN_NUMBERS, ROMAN, SECTION, Match, line_finder
from pipelines.returns.measures import Stated
from pipelines.workbooks.grid import Kinds, Place, Sheet, Value

HEAD_ROWS = 60
"""Rows of a sheet without a table in which its head is looked for."""
MAX_REMEMBERED_ROWS = 500
"""Rows of the longest table that is remembered."""
_MOST_KNOWN = 512
_LINE_BEFORE_COLUMN_NUMBERS = 3
"""Rows below the headings among which the row of column numbers stands."""


@dataclass(frozen=True, slots=True)
class FormTable:
    """One form's table on a sheet."""

    head: Head
    """What the head above it says, completed by the tables above on the same sheet."""
    columns: Columns
    matches: list[tuple[int, Match]]
    """Every row below the headings, up to the next table or the sheet's end, and what it was taken for."""
    line_rows: list[int]
    """The rows among them that are lines; when there are none, it is no form's table."""
    end_row: int
    """Row after the last one of `matches`."""
    first_head_row: int = 0
    """Row below the lines of the table above, from which the head may begin."""
    plain: dict[Stated | None, dict[Place, bool]] | None = field(default=None, compare=False, repr=False)
    """Measure in the head → cells of figures → whether a number there is what it says; of all tables that differ in their
    figures alone. None: nothing is remembered of it."""


class _Body(NamedTuple):
    """What a table is from its headings on, whatever figures stand on its lines."""

    columns: Columns
    matches: list[tuple[int, Match]]
    line_rows: list[int]
    plain: dict[Stated | None, dict[Place, bool]]


@dataclass(frozen=True, slots=True)
class _Known:
    """The bodies that tables of one skeleton have."""

    numbers: tuple[Place, ...]
    """Cells with numbers that have a part in it."""
    figures: frozenset[Place]
    """Those with numbers that have none."""
    bodies: dict[tuple[Value, ...], _Body] = field(default_factory=dict)
    """Those numbers → body."""

    def numbers_of(self, sheet: Sheet) -> tuple[Value, ...]:
        """The numbers of one table that have a part in its body."""
        return tuple(sheet.rows[row][column] for row, column in self.numbers)


def find_tables(sheet: Sheet, forms: Forms) -> Iterator[FormTable]:
    """The tables of a sheet, from top to bottom."""
    rows = sheet.rows
    header_rows = [number for number, kinds in enumerate(sheet.skeleton) if HEADS_TABLE[kinds]]
    head, first_head_row = Head(), 0
    for header_row, end_row in zip(header_rows, [*header_rows, len(rows)][1:], strict=True):
        # A table without a head of its own goes on where the one above stopped, as on a new printed page.
        head = read_head(rows[first_head_row:header_row], forms, first_head_row).completed_by(head)
        form_id = form_named(head, sheet.name, forms)
        body = _body(sheet, header_row, end_row, form_id, forms)
        yield FormTable(head, body.columns, body.matches, body.line_rows, end_row, first_head_row, body.plain)
        first_head_row = body.line_rows[-1] + 1 if body.line_rows else body.columns.first_row


def _body(sheet: Sheet, header_row: int, end_row: int, form_id: str | None, forms: Forms) -> _Body:
    """The body of a table, worked out once for all of which it is the same."""
    last = max(end_row, header_row + 1 + MAX_SUBHEADINGS)
    if last - header_row > MAX_REMEMBERED_ROWS:
        return _worked_out(sheet.rows, header_row, end_row, form_id, forms)
    known, key = _known(forms), (header_row, end_row, form_id, tuple(sheet.skeleton[header_row:last]))
    one = known.get(key)
    if one and (body := one.bodies.get(one.numbers_of(sheet))):
        return body
    body = _worked_out(sheet.rows, header_row, end_row, form_id, forms)
    figures = {(row, column) for row in body.line_rows for column, _ in body.columns.values}
    if one is None:
        rows = enumerate(key[3], header_row)
        numbers = {(row, column) for row, kinds in rows for column, kind in enumerate(kinds) if kind is float}
        if len(known) >= _MOST_KNOWN:
            known.clear()
        one = known[key] = _Known(tuple(sorted(numbers - figures)), frozenset(numbers & figures))
    if one.figures <= figures:  # else a number that is not compared has a part in it
        if len(one.bodies) >= _MOST_KNOWN:
            one.bodies.clear()
        one.bodies[one.numbers_of(sheet)] = body
    return body


@lru_cache(maxsize=8)
def _known(_: Forms) -> dict[tuple[int, int, str | None, tuple[Kinds, ...]], _Known]:
    """What is remembered of the tables of these forms: their rows, form and skeleton → bodies."""
    return {}


def _worked_out(rows: Sequence[Sequence[Value]], header_row: int, end_row: int, form_id: str | None, forms: Forms) -> _Body:
    columns = read_columns(rows, header_row, forms)
    matches = [(row, _match(rows[row], row, columns, form_id, forms)) for row in range(columns.first_row, end_row)]
    matches = _with_numbered_lines(matches, rows, columns, form_id, forms)
    return _Body(columns, matches, [row for row, match in matches if match.line], {})


def _with_numbered_lines(
    matches: list[tuple[int, Match]], rows: Sequence[Sequence[Value]], columns: Columns, form_id: str | None, forms: Forms
) -> list[tuple[int, Match]]:
    """Rows numbered I, II, III are lines if their label is one's, and they have its figure, or no other row is that line."""
    finder = line_finder(forms)
    labels = {row: cell(rows[row], columns.label) for row, match in matches if match is SECTION}
    numbered = {row: label for row, label in labels.items() if finder.is_label(form_id, label)}
    if not numbered:
        return matches
    lines = {match.line for _, match in matches if match.line}
    taken = {}
    for row, label in numbered.items():
        match = finder.find(form_id, "", label)
        if match.line not in lines or any(cell(rows[row], column) != "" for column, _ in columns.values):
            taken[row] = match
    return [(row, taken.get(row, match)) for row, match in matches]


def form_named(head: Head, sheet_name: str, forms: Forms) -> str | None:
    """The form that a head names, else the sheet."""
    for text in (head.form, sheet_name):
        if text and (found := forms.form_named(text)):
            return found
    return None


def form_of(table: FormTable, sheet_name: str, forms: Forms) -> str | None:
    """The form that all lines of a table are of; where it has none the one that its head names, else the sheet."""
    of_lines = {match.line.form_id for _, match in table.matches if match.line}
    return of_lines.pop() if len(of_lines) == 1 else None if of_lines else form_named(table.head, sheet_name, forms)


def _match(cells: Sequence[Value], row: int, columns: Columns, form_id: str | None, forms: Forms) -> Match:
    code, label = cell(cells, columns.code), cell(cells, columns.label)
    if code == "":
        number = cell(cells, columns.number)
        if isinstance(number, str) and ROMAN.fullmatch(number.strip()):
            return SECTION
    match = line_finder(forms).find(form_id, code, label)
    if not match.line and row < columns.first_row + _LINE_BEFORE_COLUMN_NUMBERS and is_column_numbers(cells):
        return COLUMN_NUMBERS
    return match


def cell(cells: Sequence[Value], column: int | None) -> Value:
    """A cell of a row that may be shorter; '' when the table has no such column."""
    return cells[column] if column is not None and column < len(cells) else ""
