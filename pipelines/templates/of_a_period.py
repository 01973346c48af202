"""The workbooks of all units that owe a return for a period, with what is published of the period before."""

from pathlib import Path

from pipelines.folders import Folders
from pipelines.reference import Period, Reference, Unit
from pipelines.reference.described_dues import reporters
from pipelines.reference.period_faults import file_name
from pipelines.templates.cells_before import CellsBefore, figures_before
from pipelines.templates.form_sheet import TemplateError, Values
from pipelines.templates.template import write_workbook

Before = tuple[dict[str, Values], dict[str, dict[str, CellsBefore]]]
"""Unit → figures of the period before, of lines and of cells, as `figures_before` gives them."""


def write_templates(folders: Folders, reference: Reference, period_id: str, receiver_vi: str) -> tuple[Path, int, int]:
    """Write them into warehouse/templates; returns the folder, how many there are, and how many know figures of before.

    Raises:
        TemplateError: there is no such period.
    """
    period = reference.periods.get(period_id)
    if period is None:
        raise TemplateError(
            f"period '{period_id}' is not in the register; known are {', '.join(reference.periods)}",
            where="raw/reference/period.csv",
            remedy="name a period of the register, or add it there: make templates PERIOD=2023H2",
        )
    before = figures_before(folders.warehouse, reference, period)
    folder = folders.warehouse / "templates" / file_name(period_id)
    units = reporters(reference, period)
    for unit in units:
        write_template(folder, reference, unit, period, receiver_vi, before)
    return folder, len(units), sum(bool(before[0].get(unit.unit_id) or before[1].get(unit.unit_id)) for unit in units)


def template_name(unit_id: str, period_id: str) -> str:
    """Name of the workbook of one unit: 'TC05_2025H1.xlsx'."""
    return f"{unit_id}_{file_name(period_id)}.xlsx"


def write_template(folder: Path, reference: Reference, unit: Unit, period: Period, receiver_vi: str, before: Before) -> None:
    """Write the workbook of one unit into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    write_workbook(
        folder / template_name(unit.unit_id, period.period_id),
        reference,
        unit,
        period,
        receiver_vi=receiver_vi,
        previous=before[0].get(unit.unit_id, {}),
        cells_before=before[1].get(unit.unit_id),
        is_live=True,
    )
