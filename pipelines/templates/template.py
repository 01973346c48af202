"""Writes the workbook that a unit fills in: one printable sheet per due form, hard to fill in wrongly."""

import datetime as dt
from pathlib import Path

from xlsxwriter import Workbook  # type: ignore[import-untyped]  # ships without types

from pipelines.reference import Period, Reference, Unit
from pipelines.returns.versions import version_stamp
from pipelines.templates.check_column import checks, write_checks, write_summary
from pipelines.templates.expressions import Number
from pipelines.templates.form_sheet import MEASURE, TemplateError, Values, plan_sheet
from pipelines.templates.line_sheet import write_lines
from pipelines.templates.page import FONT, FORMATS, write_stamp

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
        is_live: with the version of each form in its head, and the rules of the register checked beside each figure while it is
            typed (see live_checks); without, a plain form.

    Raises:
        TemplateError: the unit owes no form for the period, or a formula or code list does not fit in a sheet.
    """
    due = reference.due_lines(unit, period.period_id)
    if not due:
        raise TemplateError(
            f"unit {unit.unit_id} owes no form for period {period.period_id}",
            where=str(path),
            remedy="choose a unit and period of Reference.units_owing, or add the unit's kind to form.csv (reported_by)",
        )
    known = {} if previous is None else previous
    sheets = [
        plan_sheet(reference, period, form, due[form.form_id], values or {}, previous, is_live=is_live)
        for form in reference.forms_of(unit, period.period_id)
        if form.form_id in due
    ]
    said = {sheet.form.form_id: checks(reference, period, sheet, sheets, known) for sheet in sheets} if is_live else {}
    # xlsxwriter adds to the default format that it is given: it gets a copy.
    # Text from a register stays text, whatever it begins with.
    options = {"strings_to_urls": False, "strings_to_formulas": False, "default_format_properties": {**FONT}}
    with Workbook(str(path), options) as workbook:
        workbook.set_properties(
            {"title": f"{unit.name_vi} - {period.label_vi}", "created": dt.datetime.combine(period.starts_on, dt.time())}
        )
        formats = {name: workbook.add_format(properties) for name, properties in FORMATS.items()}
        for plan in sheets:
            sheet = workbook.add_worksheet(plan.form.sheet_name)
            write_lines(sheet, formats, plan, reference, period, unit, receiver_vi=receiver_vi, note_vi=note_vi, previous=known)
            if is_live:
                stamp = version_stamp(reference, plan.form.form_id, period.period_id)
                write_stamp(sheet, formats, stamp, middle=MEASURE, last=plan.columns.note)
                write_checks(workbook, sheet, formats, plan, said[plan.form.form_id])
                write_summary(workbook, sheet, formats, plan, sheets, said)
