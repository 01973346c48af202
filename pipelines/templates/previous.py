"""Figures of the period before, as a template shows them for reference: from what is published."""

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal

import duckdb

from pipelines.errors import PipelineError
from pipelines.language.vietnamese.wording import format_observation
from pipelines.queries import tuples
from pipelines.reference import Indicator, Period, Reference
from pipelines.reference.earlier import periods_before
from pipelines.templates.expressions import NONE_OCCURRED_VI, NOT_APPLICABLE_VI, Content, Number
from pipelines.templates.form_sheet import LineKey, Values


class PublishedError(PipelineError):
    """The published warehouse cannot be read."""


def previous_figures(db: duckdb.DuckDBPyConnection, reference: Reference, period: Period) -> dict[str, Values]:
    """Last known figure of every line that is due in a period, unit by unit.

    That is the figure of the period before, for yearly lines of the year before. A unit that has taken over others has the sum
    of theirs and its own where the indicator is added up over units, and all of them reported it exactly; nothing otherwise.

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
    rows = tuples(db, "templates/previous_figure", period_ids=[other.period_id for other in before.values()])
    labels = {
        (code.rank, other.period_id): code.label_vi
        for other in before.values()
        for code in reference.codes("rating", other.ends_on)
    }
    figures = {
        (unit_id, period_id, indicator_id): _figure(
            reference.indicators[indicator_id], period_id, state, comparator, value, labels
        )
        for unit_id, period_id, indicator_id, state, comparator, value in rows
        if indicator_id in reference.indicators
    }
    found: dict[str, Values] = {}
    origins = {frequency: _origins(reference, other, period) for frequency, other in before.items()}
    for unit in reference.units_owing(period.period_id):
        known: dict[LineKey, Content] = {}
        for lines in reference.due_lines(unit, period.period_id).values():
            for line in lines:
                indicator = reference.indicators[line.indicator_id]
                other = before.get(indicator.frequency)
                if other is None:
                    continue
                units = origins[indicator.frequency].get(unit.unit_id, [])
                figure = _together([figures.get((name, other.period_id, line.indicator_id)) for name in units], indicator)
                if figure is not None:
                    known[line.form_id, line.line_code] = figure
        found[unit.unit_id] = known
    return found


def _figure(
    indicator: Indicator,
    period_id: str,
    state: str,
    comparator: str | None,
    value: Decimal | None,
    labels: Mapping[tuple[int, str], str],
) -> Content:
    if state in ("value", "zero") and value is not None:
        if indicator.unit_of_measure == "rating":
            return labels.get((int(value), period_id))
        if (comparator or "=") == "=":
            return int(value) if value == value.to_integral_value() else value.normalize()
    return format_observation(state=state, value=value, comparator=comparator, received=None)


def _origins(reference: Reference, before: Period, period: Period) -> dict[str, list[str]]:
    """Unit of a period → units of an earlier one that are this unit now: itself, and those that it has taken over since."""
    found: dict[str, list[str]] = defaultdict(list)
    for unit_id in sorted({unit.unit_id for unit in reference.unit}):
        if reference.unit_on(unit_id, before.period_id) and (heir := _heir(reference, unit_id, period)):
            found[heir].append(unit_id)
    return found


def _heir(reference: Reference, unit_id: str, period: Period) -> str | None:
    """The unit that a unit is in a period: itself, or whoever took over from it, and so on; None when nobody did."""
    seen: set[str] = set()
    heir: str | None = unit_id
    while heir and heir not in seen:
        if reference.unit_on(heir, period.period_id):
            return heir
        seen.add(heir)
        ended = (unit for unit in reference.versions_of(heir) if (unit.valid_to_on or period.ends_on) < period.ends_on)
        heir = next((unit.successor_id for unit in ended if unit.successor_id), None)
    return None


def _together(figures: list[Content], indicator: Indicator) -> Content:
    """What the figures of one unit, or of several that have become one, come to; None when that is not known."""
    if len(figures) < 2:
        return figures[0] if figures else None
    if indicator.aggregation not in ("sum", "last") or indicator.unit_of_measure in ("percent", "rating"):
        return None
    if all(figure == NOT_APPLICABLE_VI for figure in figures):
        return NOT_APPLICABLE_VI
    numbers = [0 if figure in (NONE_OCCURRED_VI, NOT_APPLICABLE_VI) else figure for figure in figures]
    known: list[Number] = [number for number in numbers if isinstance(number, Number)]
    return int(total) if len(known) == len(numbers) and (total := sum(map(Decimal, known))) == int(total) else None
