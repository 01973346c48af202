"""What the open cells of a described table accept, and what they say when they are chosen or filled in wrongly."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from pipelines.language.notation import format_number
from pipelines.language.words import say
from pipelines.reference import Reference
from pipelines.templates.expressions import Number, none_occurred, not_applicable
from pipelines.templates.known_texts import CLOSED, NO_DATA, NONE_SIGN
from pipelines.templates.table_cells import CellValues, PlannedCell, TableCells
from pipelines.templates.table_measures import Amount, amount_of
from pipelines.templates.validation import shown_number
from pipelines.workbooks.grid import address

_LONGEST_TITLE = 32
"""Characters of a validation's title, as spreadsheets limit it."""
_LONGEST_MESSAGE = 255
"""Characters of its message."""
_LONGEST_MEASURE = 80
"""Characters of a measure that a validation's message has room for."""


def _texts() -> tuple[str, ...]:
    """What may stand for a number."""
    return (NONE_SIGN, CLOSED, NO_DATA, none_occurred(), not_applicable())


class Area(NamedTuple):
    """Open cells side by side, or below one another, that accept the same."""

    top: int
    left: int
    bottom: int
    right: int
    amount: Amount
    title: str
    before: str = ""
    """Figure of the period before; '' where none is known."""


def validate(sheet: Any, reference: Reference, cells: TableCells, before: CellValues) -> None:
    """Let a spreadsheet refuse what is no figure of the open cells, and tell the figure `before` where one is chosen."""
    for area in open_areas(reference, cells, before):
        sheet.data_validation(area.top, area.left, area.bottom, area.right, _validation(area))


def open_areas(reference: Reference, cells: TableCells, before: CellValues) -> Iterator[Area]:
    """Open cells in areas that accept and tell the same: along each row, and down over rows of units or of a list."""
    above: dict[tuple[int, int, Amount, str, str], Area] = {}
    for row in cells.table.rows:
        if not row.has_figures:
            continue
        title = "" if row.slot is None else f"{row.code} {row.label}".strip()[:_LONGEST_TITLE]
        here: dict[tuple[int, int, Amount, str, str], Area] = {}
        for area in _runs(reference, cells, [cells.at(row, column) for column in cells.table.figure_columns], title, before):
            key = (area.left, area.right, area.amount, area.title, area.before)
            over = above.pop(key, None)
            here[key] = over._replace(bottom=area.bottom) if over and over.bottom == area.top - 1 else area
        yield from above.values()
        above = here
    yield from above.values()


def _runs(reference: Reference, cells: TableCells, row: list[PlannedCell], title: str, before: CellValues) -> Iterator[Area]:
    last: Area | None = None
    for cell in row:
        if cell.is_closed or cell.formula:
            continue
        amount, at = amount_of(reference, cells.table, cell), cell.column.at
        known = before.get((cells.table.shape.table.table_id, cell.row.key, cell.column.key))
        said = "" if known is None else format_number(known) if isinstance(known, Number) else str(known)
        if last and last.right == at - 1 and last.amount == amount and last.before == said:
            last = last._replace(right=at)
            continue
        if last:
            yield last
        last = Area(cell.row.at, at, cell.row.at, at, amount, title, said)
    if last:
        yield last


def _validation(area: Area) -> dict[str, object]:
    first, amount = address(area.top, area.left), area.amount
    texts = ",".join(f'TRIM({first})="{text}"' for text in _texts())
    conditions = [f"{first}=INT({first})"] if amount.is_count else []
    conditions += [f"{first}>={amount.least:f}"] if amount.least is not None else []
    conditions += [f"{first}<={amount.most:f}"] if amount.most is not None else []
    number = f"AND({','.join(conditions)})" if conditions else "TRUE"
    kind = say("a whole number") if amount.is_count else say("a number")
    span = ""
    if amount.least is not None and amount.most is not None:
        said = say("from {least} to {most}", least=shown_number(amount.least), most=shown_number(amount.most))
        span = f" {said}"
    measure = f" ({amount.measure})" if 0 < len(amount.measure) < _LONGEST_MEASURE else ""
    message = say(
        "Write {kind}{span}{measure}; where there is none write 0 or '{none}', where it does not apply '{closed}'.",
        kind=kind,
        span=span,
        measure=measure,
        none=NONE_SIGN,
        closed=CLOSED,
    )
    if area.before:
        message = f"{message} {say('The period before: {figure}.', figure=area.before)}"
    return {
        # A plain validation of numbers would refuse the texts that mean none and not applicable.
        "validate": "custom",
        "value": f"=IF(ISNUMBER({first}),{number},OR({texts}))",
        "input_title": area.title,
        "input_message": message[:_LONGEST_MESSAGE],
        "error_title": say("The figure is not right"),
        "error_message": (
            say(
                "This cell takes {kind}{span}, '{none}' or '{closed}' only, without unit of measure or separators.",
                kind=kind,
                span=span,
                none=NONE_SIGN,
                closed=CLOSED,
            )
        ),
    }
