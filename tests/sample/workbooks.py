"""Writes the sample bloc's returns as workbooks."""

import csv
import random
from collections.abc import Collection
from pathlib import Path

from pipelines.reference import FormLine, Reference, Unit
from pipelines.templates.template import Values, write_workbook
from tests.sample import plan
from tests.sample.generate import Bloc, Figures, filled, generate, known_by
from tests.sample.rest_of_term import arrivals, rest_of_term
from tests.sample.spelling import TEXT_SHARE, as_written, percent_as_written

SEED = 165


def shipped_periods(reference: Reference) -> list[str]:
    """The periods of the sample whose totals a report tells: the term's first to its mid-term period."""
    term = reference.term[0]
    return [name for name in reference.periods if term.first_period_id <= name <= term.mid_term_period_id]


def rest_periods(reference: Reference) -> list[str]:
    """The periods of the rest of the term."""
    term = reference.term[0]
    return [name for name in reference.periods if term.mid_term_period_id < name <= term.last_period_id]


def write_returns(
    reference: Reference, periods: list[str], folder: Path, seed: int = SEED, units: Collection[str] | None = None
) -> int:
    """Write folder/<period>/<unit>_<period>.xlsx for every owing unit or some; returns how many owe one.

    The same seed gives the same bytes, whichever units are written.
    """
    figures = generate(reference, periods, seed)
    rng = random.Random(seed)
    for period in periods:
        for unit in reference.units_owing(period):
            cells = _cells(reference, figures[unit.unit_id, period], unit, period, rng)
            if units is None or unit.unit_id in units:
                _write(reference, folder, unit, period, f"{unit.unit_id}_{period}", cells)
    return len(figures)


def write_term(reference: Reference, folder: Path, book: Path, seed: int = SEED) -> int:
    """Write the returns of the whole term, and the book of incoming files; returns how many workbooks."""
    return write_returns(reference, shipped_periods(reference), folder, seed) + write_rest(reference, folder, book, seed)


def write_rest(reference: Reference, folder: Path, book: Path, seed: int = SEED, units: Collection[str] | None = None) -> int:
    """Write the returns of the rest of the term, of all units or some, and the book of incoming files of the whole term."""
    first, rest = shipped_periods(reference), rest_periods(reference)
    figures = term_figures(reference, seed)
    sent = arrivals(reference, [*first, *rest], seed)
    mistakes = 0
    for each in sent:
        if each.period_id in rest:
            found = figures[each.unit.unit_id, each.period_id]
            if each.is_first_of_two:
                found, mistakes = mistaken(found, mistakes), mistakes + 1
            # Both revisions of one return are spelt alike.
            rng = random.Random(f"{seed} {each.unit.unit_id} {each.period_id}")
            if units is None or each.unit.unit_id in units:
                cells = _cells(reference, found, each.unit, each.period_id, rng)
                _write(reference, folder, each.unit, each.period_id, each.name, cells)
    with book.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["path", "received_at"])
        writer.writerows([f"{each.period_id}/{each.name}.xlsx", f"{each.came_at:%Y-%m-%d %H:%M}"] for each in sent)
    return sum(each.period_id in rest for each in sent)


def term_figures(reference: Reference, seed: int = SEED) -> Figures:
    """What every owing unit reports in the whole term, or would."""
    first = shipped_periods(reference)
    before = filled(Bloc(known_by(reference, first[-1]), first, seed), seed)
    return before.figures | rest_of_term(reference, before, rest_periods(reference), seed)


def mistaken(found: dict[str, int | str], place: int) -> dict[str, int | str]:
    """Figures with a slip: by turns one model too many, two inspections too many, or more youth than were admitted."""
    match place % 3:
        case 0:
            return found | {"model_individuals": int(found["model_individuals"]) + 1}
        case 1:
            return found | {"member_inspections_by_grassroots": int(found["member_inspections_by_grassroots"]) + 2}
    return found | {"members_admitted_youth": int(found["members_admitted"]) + 1}


def _write(reference: Reference, folder: Path, unit: Unit, period: str, name: str, cells: Values) -> None:
    receiver = reference.unit_on(plan.RECEIVER, period)
    assert receiver is not None
    (folder / period).mkdir(parents=True, exist_ok=True)
    write_workbook(
        folder / period / f"{name}.xlsx",
        reference,
        unit,
        reference.periods[period],
        receiver_vi=receiver.name_vi,
        values=cells,
        note_vi=plan.NOTE_VI,
    )


def _cells(reference: Reference, found: dict[str, int | str], unit: Unit, period: str, rng: random.Random) -> Values:
    values: dict[tuple[str, str], int | str | None] = {}
    for form_id, lines in reference.due_lines(unit, period).items():
        summed = {word for line in lines for word in (line.formula or "").split()}
        by_code = {line.line_code: line for line in lines}
        for line in lines:
            indicator = reference.indicators[line.indicator_id]
            if not line.formula:
                value = as_written(found[indicator.indicator_id], indicator, reference, rng, is_summed=line.line_code in summed)
                values[form_id, line.line_code] = value
            elif indicator.unit_of_measure == "percent" and rng.random() < TEXT_SHARE["percent"]:
                values[form_id, line.line_code] = percent_as_written(_share(line, by_code, found))
    return values


def _share(line: FormLine, by_code: dict[str, FormLine], found: dict[str, int | str]) -> float:
    """Result of a formula of the shape '100 * part / whole'."""
    _, _, part, _, whole = (line.formula or "").split()
    return 100 * int(found[by_code[part].indicator_id]) / int(found[by_code[whole].indicator_id])
