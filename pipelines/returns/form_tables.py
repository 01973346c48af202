"""Finds the tables of a sheet: where each starts and ends, which form it is, and which of its rows are lines."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipelines.returns.headings import HEADS_TABLE, Columns, is_column_numbers, read_columns
from pipelines.returns.heads import Head, read_head
from pipelines.returns.layout import Forms
from pipelines.returns.lines import COLUMN_NUMBERS, ROMAN, SECTION, Match, line_finder
from pipelines.workbooks.grid import Sheet, Value

HEAD_ROWS = 60
"""Rows of a sheet without a table in which its head is looked for."""
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


def find_tables(sheet: Sheet, forms: Forms) -> Iterator[FormTable]:
    """The tables of a sheet, from top to bottom."""
    rows = sheet.rows
    header_rows = [number for number, kinds in enumerate(sheet.skeleton) if HEADS_TABLE[kinds]]
    head, first_head_row = Head(), 0
    for header_row, end_row in zip(header_rows, [*header_rows, len(rows)][1:], strict=True):
        columns = read_columns(rows, header_row, forms)
        # A table without a head of its own goes on where the one above stopped, as on a new printed page.
        head = read_head(rows[first_head_row:header_row], forms, first_head_row).completed_by(head)
        form_id = form_named(head, sheet.name, forms)
        matches = [(row, _match(rows[row], row, columns, form_id, forms)) for row in range(columns.first_row, end_row)]
        matches = _with_numbered_lines(matches, rows, columns, form_id, forms)
        line_rows = [row for row, match in matches if match.line]
        yield FormTable(head, columns, matches, line_rows, end_row, first_head_row)
        first_head_row = line_rows[-1] + 1 if line_rows else columns.first_row


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
