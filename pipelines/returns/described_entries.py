"""Reads the figure in one cell of a described table: as any figure, and with what tables say of cells that have none."""

from pipelines.language.text_marks import has_marks
from pipelines.language.vietnamese import clean, parse_state
from pipelines.language.words import say
from pipelines.returns.described import TableCell
from pipelines.returns.described_tables import DescribedTable
from pipelines.returns.form_tables import FormTable
from pipelines.returns.headings import Columns
from pipelines.returns.heads import Head
from pipelines.returns.layout import Forms
from pipelines.returns.lines import Match
from pipelines.returns.measures import Statement, statement_in
from pipelines.returns.slot_columns import SlotColumns, printed_heads
from pipelines.returns.table_entries import TableEntries
from pipelines.returns.table_heads import Heading
from pipelines.returns.values import BLANK, Entry
from pipelines.workbooks.grid import Value, as_text

CROSSES = ("x", "×", "✕")
"""What bars a cell of a printed table: there is no such figure."""
_DOTS = ("…", "...")
"""What stands where something occurred and nobody has its figure; dotted lines to write on are longer."""
_OTHERS = {"measure": "measure", "note": "note", "number": "number"}
_WITHOUT_RESULT = ("error_cell", "formula_without_value")
NOT_APPLICABLE = Entry(None, None, None, "not_applicable")


def state_of(value: Value, cell: TableCell) -> Entry | None:
    """What a cell says that holds no figure as printed tables do: a cross, dots, nothing where there is none; else None."""
    if value == "":
        return NOT_APPLICABLE if cell.is_closed else BLANK
    if not isinstance(value, str) or has_marks(value):
        return NOT_APPLICABLE._replace(received=as_text(value)) if cell.is_closed and value == 0 else None
    text = clean(value)
    if text.casefold() in CROSSES:
        return NOT_APPLICABLE._replace(received=text)
    if cell.is_closed and (parse_state(text) is not None or text in _DOTS):
        return NOT_APPLICABLE._replace(received=text)
    return Entry(text, None, None, "no_data") if text in _DOTS else None


def read_cell(figures: TableEntries, row: int, column: int, value: Value, cell: TableCell) -> tuple[Entry, str | None, object]:
    """A figure in its indicator's measure; the sheet's measure and its multiple, where it was multiplied."""
    figure, measure, multiplier = figures.read(row, column, value, cell.line)
    if figure.state == "blank" and figure.received in _DOTS and not figure.fault:  # as the total of a template may come out
        figure = figure._replace(state="no_data")
    if cell.is_closed and figure.fault is None and figure.state not in ("blank", "zero"):
        detail = say("the form has no such figure (a barred or grey cell)")
        return figure.doubted("closed_cell", detail), measure, multiplier
    return figure, measure, multiplier


def fault_of(figure: Entry, cell: TableCell) -> str | None:
    """What is wrong with a figure. A ratio without a result ('#DIV/0!' of no plan) costs no return: it is only compared."""
    is_ratio = cell.value_kind == "computed" and figure.fault in _WITHOUT_RESULT
    return "ratio_without_result" if is_ratio else figure.fault


def as_form_table(found: DescribedTable, columns: SlotColumns, head: Head, forms: Forms) -> FormTable:
    """The table as those see it who read figures."""
    named = {heading.column: heading for heading in found.headings}
    others = {column: _OTHERS.get(slot.role, "extra") for column, slot in columns.slots.items() if slot.role}
    fixed = {role: columns.with_role(role) for role in ("number", "code", "label")}
    return FormTable(
        head,
        Columns(
            found.band.header_row,
            found.band.first_row,
            fixed["number"],
            fixed["code"],
            fixed["label"],
            tuple((column, ()) for column in columns.figures),
            {column: role for column, role in others.items() if column not in fixed.values()},
            {column: printed_heads(heading) for column, heading in named.items()},
            {column: said for column, heading in named.items() if (said := _measure_over(heading, forms))},
        ),
        [(row, Match(fault=match.fault, expected=match.expected)) for row, match in found.matches],
        found.known_rows,
        found.end_row,
        found.first_head_row,
    )


def _measure_over(heading: Heading, forms: Forms) -> Statement | None:
    """The measure that the heads of a column state, the lowest first."""
    return next((said for text in reversed(heading.texts) if (said := statement_in(text, "heading", forms))), None)
