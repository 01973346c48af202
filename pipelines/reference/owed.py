"""Checks that what the steward corrects is owed: a correction of anything else would replace nothing."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pipelines.reference.decisions import Correction
from pipelines.reference.lines import Lines

if TYPE_CHECKING:  # which loads this
    from pipelines.reference.load import Reference
    from pipelines.reference.registers import Unit


def not_owed(corrections: Lines, reference: "Reference") -> Iterator[str]:
    """Yield each correction of a figure that its unit does not owe, as 'file:line: fault'."""
    for line, row in corrections.rows:
        assert isinstance(row, Correction)
        unit = reference.unit_on(row.unit_id, row.period_id)
        if unit is None:
            ends_on = reference.periods[row.period_id].ends_on
            yield f"correction.csv:{line}: {row.unit_id} owes nothing for {row.period_id}: it does not exist on {ends_on}"
            continue
        told = _told_in_tables(reference, unit, row.period_id)
        due = {each.indicator_id for lines in reference.due_lines(unit, row.period_id).values() for each in lines}
        if row.cell and row.indicator_id not in told:
            yield (
                f"correction.csv:{line}: cell: no described form that {row.unit_id} reports for {row.period_id} has "
                f"'{row.indicator_id}'; leave it empty for a line of another form"
            )
        elif row.indicator_id not in told | due:
            yield f"correction.csv:{line}: {row.unit_id} does not owe '{row.indicator_id}' for {row.period_id}"


def _told_in_tables(reference: "Reference", unit: "Unit", period_id: str) -> set[str]:
    """Indicators that the described forms of a unit have a cell for."""
    forms = {form.form_id for form in reference.forms_of(unit, period_id)}
    shapes = [shape for (form_id, _), shape in reference.shapes.items() if form_id in forms]
    cells = (shape.cell(*pair) for shape in shapes for pair in shape.pairs)
    return {cell.indicator_id for cell in cells if cell.indicator_id}
