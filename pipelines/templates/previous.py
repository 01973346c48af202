"""Figures of the period before, as a template shows them for reference: from what is published."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import duckdb

from pipelines.errors import PipelineError
from pipelines.language.wording import format_observation
from pipelines.queries import rows
from pipelines.reference import Indicator, Period, Reference
from pipelines.reference.earlier import periods_before
from pipelines.reference.unit_events import unit_splits
from pipelines.templates.expressions import Content
from pipelines.templates.form_sheet import Values

_NUMBERS = ("value", "zero")
"""States of a figure that is a number."""


class PublishedError(PipelineError):
    """The published warehouse cannot be read."""


def previous_figures(db: duckdb.DuckDBPyConnection, reference: Reference, period: Period) -> dict[str, Values]:
    """Last known figure of every line that is due in a period, unit by unit.

    That is the figure of the period before, for yearly lines of the year before. A unit that has taken over others has the sum
    of theirs and its own where the indicator is added up over units, and all of them reported it exactly; nothing otherwise.
    One that was split since has nothing: what it was is no figure of its own.

    Args:
        db: the published warehouse.
        reference: the registers.
        period: the period that is to be reported on.

    Returns:
        unit_id → line → number, or text for a bound ('trên 500'), a rating, 'không phát sinh' and 'không áp dụng'. Lines of
        which nothing is known are left out.

    Raises:
        duckdb.Error: the file holds no such figures.
    """
    before = periods_before(reference, period)
    period_ids = [other.period_id for other in before.values()]
    labels = {
        (code.rank, other.period_id): code.label_vi
        for other in before.values()
        for code in reference.codes("rating", other.ends_on)
    }
    figures = {
        (row["unit_id"], row["period_id"], row["indicator_id"]): _figure(reference.indicators[row["indicator_id"]], row, labels)
        for row in rows(db, "templates/previous_figure", period_id=period.period_id, period_ids=period_ids)
        if row["indicator_id"] in reference.indicators
    }
    splits = unit_splits(reference.unit, reference.unit_event, reference.period)
    parted = {
        frequency: {
            unit_id
            for unit_id, period_id in zip(splits["unit_id"], splits["period_id"], strict=True)
            if other.ends_on < reference.periods[str(period_id)].ends_on <= period.ends_on
        }
        for frequency, other in before.items()
    }
    found: dict[str, Values] = {}
    for unit in reference.units_owing(period.period_id):
        due = [line for lines in reference.due_lines(unit, period.period_id).values() for line in lines]
        known = {
            (line.form_id, line.line_code): figures.get((unit.unit_id, before[frequency].period_id, line.indicator_id))
            for line in due
            if (frequency := reference.indicators[line.indicator_id].frequency) in before
            and unit.unit_id not in parted[frequency]
        }
        found[unit.unit_id] = {line: figure for line, figure in known.items() if figure is not None}
    return found


def _figure(indicator: Indicator, row: Mapping[str, Any], labels: Mapping[tuple[int, str], str]) -> Content:
    """A rating by its label, any other figure as a clerk writes it."""
    if indicator.unit_of_measure == "rating" and row["state"] in _NUMBERS and row["value"] is not None:
        return labels.get((int(row["value"]), row["period_id"]))
    return as_written(row)


def as_written(row: Mapping[str, Any], multiplier: Decimal = Decimal(1)) -> Content:
    """A figure as a clerk writes it, counted in `multiplier` of its indicator's units: a number as it is, all else in words."""
    value: Decimal | None = row["value"]
    if row["state"] in _NUMBERS and value is not None:
        value /= multiplier
        if (row["comparator"] or "=") == "=":
            return int(value) if value == value.to_integral_value() else value.normalize()
    return format_observation(state=row["state"], value=value, comparator=row["comparator"], received=None)
