"""Checks that what the steward corrects is owed: a correction of anything else would replace nothing."""

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pipelines.reference.decisions import Correction
from pipelines.reference.lines import Lines

if TYPE_CHECKING:  # which loads this
    from pipelines.reference.load import Reference


def not_owed(corrections: Lines, reference: "Reference") -> Iterator[str]:
    """Yield each correction of a figure that its unit does not owe, as 'file:line: fault'."""
    in_tables = _in_tables(reference) if corrections.rows else {}
    for line, row in corrections.rows:
        assert isinstance(row, Correction)
        unit = reference.unit_on(row.unit_id, row.period_id)
        if unit is None:
            ends_on = reference.periods[row.period_id].ends_on
            yield f"correction.csv:{line}: {row.unit_id} owes nothing for {row.period_id}: it does not exist on {ends_on}"
            continue
        told = {one for form in reference.forms_of(unit, row.period_id) for one in in_tables.get(form.form_id, ())}
        due = {each.indicator_id for lines in reference.due_lines(unit, row.period_id).values() for each in lines}
        if row.cell and row.indicator_id not in told:
            yield (
                f"correction.csv:{line}: cell: no described form that {row.unit_id} reports for {row.period_id} has "
                f"'{row.indicator_id}'; leave it empty for a line of another form"
            )
        elif row.indicator_id not in told | due:
            yield (
                f"correction.csv:{line}: {row.unit_id} does not owe '{row.indicator_id}' for {row.period_id}; where another "
                "return tells it, write that return's unit and period, and in column cell where it stands"
            )


def _in_tables(reference: "Reference") -> dict[str, set[str]]:
    """Described form → indicators that it has a cell for."""
    found: dict[str, set[str]] = defaultdict(set)
    for (form_id, _), shape in reference.shapes.items():
        cells = (shape.cell(*pair) for pair in shape.pairs)
        found[form_id] |= {cell.indicator_id for cell in cells if cell.indicator_id}
    return found
