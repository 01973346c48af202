"""What is due of described forms: their tables, the units that stand on them, and the figures that each of these owes."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from pipelines.language.relative_periods import FROM_JANUARY, relative_period
from pipelines.reference.cell_meanings import counts
from pipelines.reference.fields import holds_on
from pipelines.reference.form_cells import Shape
from pipelines.reference.frequency import RANKS, holds, is_asked
from pipelines.reference.load import Reference
from pipelines.reference.registers import Form, Period, PeriodType, Unit

Listed = tuple[Unit, int, str | None]
"""A unit, its depth below the first, and the unit above it, if that is listed too."""


def units_listed(
    reference: Reference, sender: Unit | None, period: Period, kinds: Collection[str] = (), *, has_total: bool = True
) -> list[Listed]:
    """The units about which one reports, parts below the unit that they are part of; of some kinds alone where any are named.

    They are those below it; for a department, which has none, those below the unit that it is part of, or below the only one
    of the register that has any. Where the form has no line for all of them, that unit stands above them.
    """
    top, parts = _whole(reference, sender, period)
    if top is None:
        return []
    is_shown = not has_total and not (sender and top.unit_id == sender.unit_id)
    below = _below(parts, top.unit_id, is_shown, top.unit_id if is_shown else None, {top.unit_id})
    return [
        *([(top, 0, None)] if is_shown else []),
        *_of_kinds((each for each in below if not sender or each[0].unit_id != sender.unit_id), kinds),
    ]


def whole_of_units(reference: Reference, sender: Unit | None, period: Period) -> Unit | None:
    """The unit that all those together are about which one reports; None where there is none."""
    return _whole(reference, sender, period)[0]


def _whole(reference: Reference, sender: Unit | None, period: Period) -> tuple[Unit | None, dict[str, list[Unit]]]:
    """That unit, and the parts of every unit."""
    units = {unit.unit_id: unit for unit in reference.unit if holds_on(unit, period.ends_on)}
    parts: dict[str, list[Unit]] = {}
    for unit in units.values():
        if unit.parent_id:
            parts.setdefault(unit.parent_id, []).append(unit)
    tops = [unit_id for unit_id in parts if unit_id in units and units[unit_id].parent_id not in parts]
    near = [unit_id for unit_id in (sender.unit_id, sender.parent_id) if unit_id in parts] if sender else []
    return units.get(str(near[0])) if near else units[tops[0]] if len(tops) == 1 else None, parts


def _of_kinds(listed: Iterable[Listed], kinds: Collection[str]) -> Iterator[Listed]:
    """Units of these kinds, or all; each below the nearest listed one that it is part of."""
    nearest: dict[str | None, tuple[str | None, int]] = {}
    for unit, depth, above in listed:
        near, level = nearest.get(above, (above, depth))
        is_kept = not kinds or unit.kind in kinds
        nearest[unit.unit_id] = (unit.unit_id, level + 1) if is_kept else (near, level)
        if is_kept:
            yield unit, level, near


def _below(
    parts: Mapping[str, Sequence[Unit]], unit_id: str, depth: int, above: str | None, seen: set[str]
) -> Iterator[Listed]:
    for part in parts.get(unit_id, ()):
        if part.unit_id not in seen:
            seen.add(part.unit_id)
            yield part, depth, above
            yield from _below(parts, part.unit_id, depth + 1, part.unit_id, seen)


def shapes_due(reference: Reference, form_id: str, period: Period) -> list[Shape]:
    """The tables of a form that are due in a period, each with the rows and columns that are."""
    day, reported = period.ends_on, reference.frequencies[form_id]
    if reported and period.period_type not in reported:
        return []
    return [
        Shape(
            shape.table,
            tuple(slot for slot in shape.rows if holds_on(slot, day)),
            tuple(slot for slot in shape.columns if holds_on(slot, day)),
        )
        for (form, _), shape in reference.shapes.items()
        if form == form_id and holds_on(shape.table, day)
    ]


def described_due(reference: Reference, unit: Unit, period: Period) -> tuple[Form, ...]:
    """The described forms that a unit reports in a period."""
    forms = reference.forms_of(unit, period.period_id)
    return tuple(form for form in forms if shapes_due(reference, form.form_id, period))


def reporters(reference: Reference, period: Period) -> tuple[Unit, ...]:
    """Units that report a form in a period, of either kind."""
    found = []
    for unit_id in dict.fromkeys(unit.unit_id for unit in reference.unit):
        unit = reference.unit_on(unit_id, period.period_id)
        if unit and (reference.due_lines(unit, period.period_id) or described_due(reference, unit, period)):
            found.append(unit)
    return tuple(found)


Owed = tuple[str, str | None, str, str, str, str, bool, str]
"""Sender, unit that the figure is about where it is another one, period, form, row, indicator, whether it is told from January
on alone, and the period of the return that tells it."""
Asked = tuple[tuple[str, ...] | None, str, str, bool, str]
"""Kinds of the units below the sender of which each is asked (empty: all; None: the sender alone), row, indicator, whether from
January on alone, and the period that it is about."""


def described_figures_due(reference: Reference, *, is_beside: bool = False) -> Iterator[Owed]:
    """Yield each total of an indicator that a described form asks for, once for each unit that it is about.

    Args:
        reference: the registers.
        is_beside: not what is owed, but the months, quarters and halves that a form tells beside the period that it owes.

    Parts, plans, figures of other periods and of single rows of a list are no such figures, nor is what adds up units. What is
    told from January on alone is asked for too: the period's own figure follows from it and the one before. A form that tells
    nothing but months, quarters or halves of its period owes the figures of these.
    """
    described = dict.fromkeys(form_id for form_id, _ in reference.shapes)
    for period in reference.period:
        asked = {form_id: found for form_id in described if (found := _asked(reference, form_id, period, is_beside))}
        for unit, forms in _reporting(reference, asked, period):
            lines = (line for due in reference.due_lines(unit, period.period_id).values() for line in due)
            seen: set[tuple[str | None, str, str]] = {(None, line.indicator_id, period.period_id) for line in lines}
            kinds = {asks[0] for form_id in forms for asks in asked[form_id]}
            owners = {of: [None] if of is None else _without_parts(reference, unit, period, of) for of in kinds}
            every = [(form_id, line) for form_id in forms for line in asked[form_id]]
            for form_id, (of_kinds, line_code, indicator_id, is_cumulative, about_id) in sorted(
                every, key=lambda item: item[1][3]
            ):
                for owner_id in owners[of_kinds]:
                    if (key := (owner_id, indicator_id, about_id)) not in seen:
                        seen.add(key)
                        about = owner_id, about_id, form_id, line_code, indicator_id
                        yield unit.unit_id, *about, is_cumulative, period.period_id


def _reporting(reference: Reference, form_ids: Collection[str], period: Period) -> Iterator[tuple[Unit, list[str]]]:
    """Units that report some of these forms in a period, each with those."""
    for unit_id in dict.fromkeys(unit.unit_id for unit in reference.unit) if form_ids else ():
        unit = reference.unit_on(unit_id, period.period_id)
        forms = reference.forms_of(unit, period.period_id) if unit else ()
        if unit and (own := [form.form_id for form in forms if form.form_id in form_ids]):
            yield unit, own


def _asked(reference: Reference, form_id: str, period: Period, is_beside: bool) -> list[Asked]:
    """What a form asks for in a period, table by table: of the period, or else of those in it that it has columns for.

    Those that it has columns for beside the period's own are no such figures: they are what is told beside.
    """
    found = list(_asked_of_any(reference, form_id, period))
    own = [asked for asked in found if asked[-1] == period.period_id]
    if is_beside:
        return [asked for asked in found if own and asked[-1] != period.period_id]
    return own or found


def _asked_of_any(reference: Reference, form_id: str, period: Period) -> Iterator[Asked]:
    reported, ending = reference.frequencies[form_id], reference.ending_with[period.period_id]
    for shape in shapes_due(reference, form_id, period):
        of_kinds = shape.table.unit_kinds if shape.table.has_units else None
        own = (shape.table.form_id, shape.table.table_id)
        summed = [row.indicator_id for row in reference.list_indicator if (row.form_id, row.table_id) == own]
        summed += [
            cell.indicator_id
            for cell in reference.part_cells
            if (cell.form_id, cell.table_id) == own and holds_on(cell, period.ends_on)
        ]
        for indicator_id, line_code, said in (*_totals(shape), *((name, "", "") for name in dict.fromkeys(summed))):
            about = relative_period(reference.calendar, period.period_id, said).period if said else None
            is_own = not said or (about is not None and about.period_id == period.period_id)
            indicator = reference.indicators[indicator_id]
            is_told = is_own or (said == FROM_JANUARY and indicator.aggregation in ("sum", "last"))
            if is_told and is_asked(period, indicator.frequency, reported, ending):
                yield of_kinds, line_code, indicator_id, not is_own, period.period_id
            elif about and _is_within(reference, about.period_id, period, indicator.frequency):
                yield of_kinds, line_code, indicator_id, False, about.period_id


def _is_within(reference: Reference, about_id: str, period: Period, frequency: PeriodType) -> bool:
    """Whether a period lies within another, and an indicator of this frequency is told for it."""
    about = reference.periods[about_id]
    return about_id != period.period_id and holds(period, about) and RANKS[frequency] <= RANKS[about.period_type]


def _totals(shape: Shape) -> Iterator[tuple[str, str, str]]:
    """Indicators of which a table has a total, each with its row and the period that it is about, relative to the return's."""
    for row, column in shape.pairs:
        cell = shape.cell(row, column)
        if cell.indicator_id and not cell.members and counts(shape, (row, column), cell):
            yield cell.indicator_id, row.slot_code if row else "", cell.period


def _without_parts(reference: Reference, sender: Unit, period: Period, kinds: Collection[str]) -> list[str | None]:
    """The units listed of which none is part: those above them are totals."""
    listed = units_listed(reference, sender, period, kinds)
    above = {unit_id for _, _, unit_id in listed}
    return [unit.unit_id for unit, _, _ in listed if unit.unit_id not in above]
