"""Writes the workbook that a unit fills in: one printable sheet per due form, hard to fill in wrongly."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pipelines.reference import Form, Period, Reference, Unit
from pipelines.reference.described_dues import described_due
from pipelines.returns.versions import version_stamp
from pipelines.templates.cells_before import CellsBefore
from pipelines.templates.check_column import (
    before_by_indicator,
    cells_of_lines,
    checked_lines,
    checks,
    write_checks,
    write_summary,
)
from pipelines.templates.described_checks import checked_described, checks_of, named_cells, write_described_checks
from pipelines.templates.described_sheet import plan_described, write_described
from pipelines.templates.expressions import Number
from pipelines.templates.form_sheet import MEASURE, FormSheet, TemplateError, Values, plan_sheet
from pipelines.templates.line_sheet import write_lines
from pipelines.templates.page import new_workbook
from pipelines.templates.sum_checks import SumChecks
from pipelines.templates.table_cells import CellValues, TableCells
from pipelines.templates.table_sheet import Looks

__all__ = ["Number", "TemplateError", "Values", "write_workbook"]


def write_workbook(
    path: Path,
    reference: Reference,
    unit: Unit,
    period: Period,
    *,
    receiver_vi: str,
    values: Values | None = None,
    note_vi: str | None = None,
    previous: Values | None = None,
    cells: CellValues | None = None,
    cells_before: Mapping[str, CellsBefore] | None = None,
    is_live: bool = False,
) -> None:
    """Write the workbook of one unit for one period: one sheet per due form, named by the form's code.

    A line with a formula is computed, its result stored beside the formula, unless `values` holds something for it.
    The same arguments give the same bytes.

    Args:
        path: file to write, .xlsx; an existing one is replaced.
        reference: the registers.
        unit: the unit as it was in the period.
        period: the period reported on.
        receiver_vi: office that receives the return, as printed.
        values: what stands in column 'Số liệu'; empty: a blank template.
        note_vi: a line under the title, e.g. that the figures are a sample.
        previous: figures of the period before (for yearly lines, of the year before), a bound as text ('trên 500'). They fill a
            grey column 'Kỳ trước'; a line that a rule of kind 'continuity' ties to a closing stock begins with it. None: no
            such column, nor where the register has no period before.
        cells: what stands in the cells of described forms; empty: a blank template.
        cells_before: form → what is known of its cells already, which is filled in, or told where they are chosen.
        is_live: with the version of each form in its head, and the rules of the register checked beside each figure while it is
            typed (see live_checks); without, a plain form.

    Raises:
        TemplateError: the unit owes no form for the period, or a formula or code list does not fit in a sheet.
    """
    due, described = reference.due_lines(unit, period.period_id), described_due(reference, unit, period)
    if not due and not described:
        raise TemplateError(
            f"unit {unit.unit_id} owes no form for period {period.period_id}",
            where=str(path),
            remedy="choose a unit and period of Reference.units_owing, or add the unit's kind to form.csv (reported_by)",
        )
    known = {} if previous is None else previous
    forms = reference.forms_of(unit, period.period_id)
    lines = [
        plan_sheet(reference, period, form, due[form.form_id], values or {}, previous, is_live=is_live)
        for form in forms
        if form.form_id in due
    ]
    before = {form.form_id: (cells_before or {}).get(form.form_id, CellsBefore()) for form in described}
    tables = {}
    for form in described:
        told = before[form.form_id]
        planned = plan_described(reference, form, period, unit, {**told.given, **(cells or {})}, told.items)
        tables[form.form_id] = (form, planned)
    checked = _Checked(reference, period, lines, tables, known) if is_live else None
    with new_workbook(path, f"{unit.name_vi} - {period.label_vi}", period.starts_on) as (workbook, formats):
        looks, plans = Looks(workbook, formats), {plan.form.form_id: plan for plan in lines}
        for form in forms:
            stamp = version_stamp(reference, form.form_id, period.period_id) if is_live else ""
            if form.form_id in tables:
                sheet, (_, planned) = workbook.add_worksheet(form.sheet_name), tables[form.form_id]
                middle = write_described(
                    sheet,
                    looks,
                    reference,
                    form,
                    period,
                    unit,
                    planned,
                    receiver_vi=receiver_vi,
                    note_vi=note_vi,
                    before=before[form.form_id].shown,
                    stamp=stamp,
                )
                last = max(cells.table.right for cells in planned)
            elif plan := plans.get(form.form_id):
                sheet, middle, last = workbook.add_worksheet(form.sheet_name), MEASURE, plan.columns.note
                write_lines(
                    sheet,
                    formats,
                    plan,
                    reference,
                    period,
                    unit,
                    receiver_vi=receiver_vi,
                    note_vi=note_vi,
                    previous=known,
                    stamp=stamp,
                )
            else:
                continue
            if checked:
                checked.write(workbook, sheet, looks, form.form_id, middle=middle, last=last)


class _Checked:
    """What the checks of one workbook say, decided before anything is written: they look across sheets."""

    def __init__(
        self,
        reference: Reference,
        period: Period,
        lines: Sequence[FormSheet],
        tables: Mapping[str, tuple[Form, tuple[TableCells, ...]]],
        previous: Values,
    ) -> None:
        named = named_cells(reference, tables)
        known = {name: ("", cell) for name, cell in cells_of_lines(lines).items()}
        before = before_by_indicator(reference, lines, previous)
        self._lines = {plan.form.form_id: (plan, checks(reference, period, plan, lines, before, named)) for plan in lines}
        self._tables = {}
        for form_id, (form, planned) in tables.items():
            sums = tuple(SumChecks(reference, period, cells) for cells in planned)
            said = checks_of(reference, period, form, sums, known | named, before)
            self._tables[form_id] = (sums, said)
        self._sheets = {form_id: checked_lines(plan, said) for form_id, (plan, said) in self._lines.items()} | {
            form_id: checked_described(form, planned, self._tables[form_id][1]) for form_id, (form, planned) in tables.items()
        }

    def write(self, workbook: Any, sheet: Any, looks: Looks, form_id: str, *, middle: int, last: int) -> None:
        """Write what the checks of a form say beside its figures, and their count into its head."""
        if form_id in self._tables:
            write_described_checks(workbook, sheet, looks, *self._tables[form_id])
        else:
            write_checks(workbook, sheet, looks.named, *self._lines[form_id])
        own, sheets = self._sheets[form_id], self._sheets.values()
        write_summary(workbook, sheet, looks.named, own, sheets, middle=middle, last=last)
