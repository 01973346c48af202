"""Draws a form from the registers, for the steward who describes it: the form itself, and what each of its cells becomes."""

from pathlib import Path

from pipelines.reference import Form, Period, Reference, Unit
from pipelines.reference.described_dues import shapes_due, units_listed
from pipelines.reference.fields import holds_on
from pipelines.templates.described_sheet import plan_described, write_described
from pipelines.templates.form_sheet import TemplateError, plan_sheet
from pipelines.templates.line_sheet import write_lines
from pipelines.templates.meaning_sheet import meanings, meanings_of_lines, write_meanings
from pipelines.templates.page import new_workbook
from pipelines.templates.table_sheet import Looks

_BLANK = "…" * 20


def form_named(reference: Reference, name: str) -> Form:
    """The form with this id or code.

    Raises:
        TemplateError: there is none.
    """
    for form in reference.form:
        if name.strip().casefold() in (form.form_id.casefold(), form.code.casefold()):
            return form
    raise TemplateError(
        f"form '{name}' is not in the register; known are {', '.join(form.form_id for form in reference.form)}",
        where="raw/reference/form.csv",
        remedy="name a form of the register, by its id or code: make form-preview FORM=form_01",
    )


def period_of(reference: Reference, form: Form, period_id: str) -> Period:
    """The period named, or the last one in which a form asks for something.

    Raises:
        TemplateError: there is none.
    """
    if period_id and (named := reference.periods.get(period_id)):
        return named
    due = [period for period in reference.period if holds_on(form, period.ends_on) and _asks(reference, form, period)]
    if period_id or not due:
        raise TemplateError(
            f"period '{period_id}' is not in the register" if period_id else f"form '{form.form_id}' is due in no period",
            where="raw/reference/period.csv" if period_id else "raw/reference/form.csv",
            remedy=f"name one of {', '.join(period.period_id for period in due or reference.period)}",
        )
    return max(due, key=lambda period: period.ends_on)


def write_preview(path: Path, reference: Reference, form: Form, period: Period, unit: Unit | None = None) -> int:
    """Draw a form as a workbook, with the sheet that says what each cell becomes.

    Args:
        path: file to write, .xlsx; an existing one is replaced.
        reference: the registers.
        form: the form.
        period: the period that its heads name.
        unit: who reports; without, the first of those who owe it, one with units below it first.

    Returns:
        How many cells of figures it has, closed ones included.
    """
    unit = unit or _some_unit(reference, form, period)
    with new_workbook(path, form.title_vi, period.starts_on) as (workbook, formats):
        sheet = workbook.add_worksheet(form.sheet_name)
        if shapes_due(reference, form.form_id, period):
            planned = plan_described(reference, form, period, unit)
            looks = Looks(workbook, formats)
            write_described(sheet, looks, reference, form, period, unit, planned, receiver_vi=_BLANK)
            said = [meaning for cells in planned for meaning in meanings(reference, cells, unit)]
        else:
            plan = plan_sheet(reference, period, form, reference.lines_due(form, period.period_id), {}, None, is_live=False)
            write_lines(sheet, formats, plan, reference, period, unit, receiver_vi=_BLANK)
            said = list(meanings_of_lines(reference, plan, period, unit))
        write_meanings(workbook, formats, said)
    return len(said)


def _asks(reference: Reference, form: Form, period: Period) -> bool:
    return bool(shapes_due(reference, form.form_id, period) or reference.lines_due(form, period.period_id))


def _some_unit(reference: Reference, form: Form, period: Period) -> Unit | None:
    """Who might report a form, one with units below it first."""
    owing = [unit for unit in reference.unit if holds_on(unit, period.ends_on) and form.is_reported_by(unit)]
    return next((unit for unit in owing if any(units_listed(reference, unit, period))), next(iter(owing), None))
