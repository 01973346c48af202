"""Writes the sample bloc's returns as workbooks."""

import random
from pathlib import Path

from pipelines.reference import FormLine, Reference, Unit
from pipelines.templates.template import Values, write_workbook
from tests.sample import plan
from tests.sample.generate import Figures, generate
from tests.sample.spelling import TEXT_SHARE, as_written, percent_as_written

SEED = 165


def shipped_periods(reference: Reference) -> list[str]:
    """The periods of the shipped sample: the first term's first to its mid-term period."""
    term = reference.term[0]
    return [name for name in reference.periods if term.first_period_id <= name <= term.mid_term_period_id]


def write_returns(reference: Reference, periods: list[str], folder: Path, seed: int = SEED) -> int:
    """Write folder/<period>/<unit>_<period>.xlsx for every owing unit; returns how many. The same seed gives the same bytes."""
    figures = generate(reference, periods, seed)
    rng = random.Random(seed)
    for period in periods:
        (folder / period).mkdir(parents=True, exist_ok=True)
        receiver = reference.unit_on(plan.RECEIVER, period)
        assert receiver is not None
        for unit in reference.units_owing(period):
            write_workbook(
                folder / period / f"{unit.unit_id}_{period}.xlsx",
                reference,
                unit,
                reference.periods[period],
                receiver_vi=receiver.name_vi,
                values=_cells(reference, figures, unit, period, rng),
                note_vi=plan.NOTE_VI,
            )
    return len(figures)


def _cells(reference: Reference, figures: Figures, unit: Unit, period: str, rng: random.Random) -> Values:
    found = figures[unit.unit_id, period]
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
