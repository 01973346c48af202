"""Registers for a sample bloc of another size."""

import csv
import datetime as dt
import math
from collections.abc import Iterable
from pathlib import Path

from pipelines.reference import REGISTERS, Reference, Unit
from pipelines.reference.examples import read_example
from tests.sample import plan
from tests.sample.generate import known_by

Row = dict[str, object]


def write_registers(reference: Reference, source: Path, folder: Path, units: int, periods: int) -> None:
    """Write a complete set of registers: `units` grassroots units at the end of a term of `periods` half-years.

    The shipped bloc's units are repeated as often as needed; only the first ones are upgraded and merged. The term starts
    with the shipped one's first period; mid-term is after six tenths of it.
    """
    reference = known_by(reference, reference.term[0].mid_term_period_id)
    folder.mkdir(parents=True, exist_ok=True)
    for name in REGISTERS:
        (folder / f"{name}.csv").write_bytes((source / f"{name}.csv").read_bytes())
    spans = _periods(reference, periods)
    ids = [str(span["period_id"]) for span in spans]
    kept = _units(reference, units)
    _write(folder / "period.csv", spans)
    _write(folder / "unit.csv", (unit.model_dump() for unit in kept))
    known = {unit.unit_id for unit in kept}
    _write(folder / "unit_alias.csv", (alias.model_dump() for alias in reference.unit_alias if alias.unit_id in known))
    told = {event.event_id for event in reference.unit_event}
    events = [
        row for row in _lines(folder / "unit_event.csv") if row["event_id"] in told and {row["from_id"], row["to_id"]} <= known
    ]
    for name in ("received", "document"):  # no book of what came in, and no documents
        (folder / f"{name}.csv").unlink()
    _write(folder / "printed_figure.csv", (_printed(row, ids) for row in _lines(folder / "printed_figure.csv")))
    if events:
        _write(folder / "unit_event.csv", events)
    else:
        (folder / "unit_event.csv").unlink()
    term = {"first_period_id": ids[0], "mid_term_period_id": ids[math.ceil(0.6 * periods) - 1], "last_period_id": ids[-1]}
    _write(folder / "term.csv", [{**reference.term[0].model_dump(), **term}])
    _write(
        folder / "target.csv",
        (
            {**row, "first_period_id": min(str(row["first_period_id"]), ids[-1]), "last_period_id": ids[-1]}
            for row in _lines(folder / "target.csv")
        ),
    )
    for name in ("rule", "rule_subject"):
        _write(folder / f"{name}.csv", _with_examples(folder / f"{name}.csv", known, ids))


def _lines(path: Path) -> list[Row]:
    """The lines of a register as they stand in its file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _printed(row: Row, periods: list[str]) -> Row:
    """A line of printed figures; what a report printed of a period that this bloc lacks is left out."""
    return row if row["printed_period_id"] in periods else {**row, "printed_vi": "", "printed_period_id": ""}


def _with_examples(path: Path, units: set[str], periods: list[str]) -> list[Row]:
    """The lines of a register of rules; an example names a unit and a period of this bloc in the place of one that it lacks."""
    rows = _lines(path)
    for row in rows:
        for cell in read_example(str(row["breaks_with"])) if row["breaks_with"] else ():
            unit_id = cell.unit_id if cell.unit_id in units else min(units)
            period_id = cell.period_id if cell.period_id in periods else periods[-1]
            row["breaks_with"] = str(row["breaks_with"]).replace(f"{cell.unit_id} {cell.period_id}", f"{unit_id} {period_id}")
    return rows


def _periods(reference: Reference, periods: int) -> list[Row]:
    first = reference.periods[reference.term[0].first_period_id]
    rows: list[Row] = []
    for place in range(periods):
        year, half = divmod(first.starts_on.year * 2 + first.starts_on.month // 7 + place, 2)
        after = dt.date(year + half, 1 if half else 7, 1)
        rows.append(
            {
                "period_id": f"{year}H{half + 1}",
                "label_vi": f"6 tháng {'cuối' if half else 'đầu'} năm {year}",
                "period_type": "half_year",
                "starts_on": dt.date(year, 7 if half else 1, 1),
                "ends_on": after - dt.timedelta(days=1),
                "due_on": after + dt.timedelta(days=14),
            }
        )
    return rows


def _units(reference: Reference, count: int) -> list[Unit]:
    """The office's own units and `count` grassroots ones, counted as they are at the end."""
    grassroots = [unit for unit in reference.unit if unit.kind in (plan.COMMITTEE, plan.CELL)]
    lasting = [unit for unit in grassroots if not unit.valid_to_on]
    units: list[Unit] = []
    for place in range(count):
        block, unit = place // len(lasting), lasting[place % len(lasting)]
        if block == 0:
            units += [old for old in grassroots if unit.unit_id in (old.unit_id, old.successor_id)]
            continue
        first_day = min(old.valid_from_on for old in grassroots)
        renamed = {"unit_id": f"{unit.unit_id[:-2]}{block}{unit.unit_id[-2:]}", "name_vi": f"{unit.name_vi}-{block:03}"}
        units.append(unit.model_copy(update={**renamed, "valid_from_on": first_day}))
    return units + [unit for unit in reference.unit if unit not in grassroots]


def _write(path: Path, rows: Iterable[Row]) -> None:
    listed = list(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, listed[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(listed)
