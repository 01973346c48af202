"""Writes the workbook that a unit fills in: one printable sheet per due form, hard to fill in wrongly."""

import datetime as dt
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook  # type: ignore[import-untyped]  # ships without types

from pipelines.reference import Period, Reference, Unit
from pipelines.returns.layout import version_stamp
from pipelines.templates.check_column import checks, write_checks, write_summary
from pipelines.templates.expressions import Content, Number
from pipelines.templates.form_sheet import (
    CODE,
    FIRST_ROW,
    HEADER_ROW,
    LABEL,
    MEASURE,
    NUMBER,
    VALUE,
    Columns,
    FormSheet,
    TemplateError,
    Values,
    plan_sheet,
    value_address,
)
from pipelines.templates.validation import validation_of

__all__ = ["Number", "TemplateError", "Values", "write_workbook"]

LINE_HEIGHT, ROW_MARGIN = 16, 4
"""Points for each line of text in a row, and around them."""

# Without a scheme, or Excel shows the font of its own theme instead.
FONT = {"font_name": "Times New Roman", "font_scheme": "none", "font_size": 12, "valign": "vcenter"}
BOXED = {**FONT, "border": 1}
GREY, SOFT = "#F2F2F2", "#7F7F7F"
PREVIOUS = {**BOXED, "align": "right", "indent": 1, "text_wrap": True, "font_color": SOFT, "bg_color": GREY}
ENTRY = {**BOXED, "locked": False, "align": "right", "indent": 1, "text_wrap": True}
FORMATS: dict[str, dict[str, object]] = {
    "left": FONT,
    "right": {**FONT, "align": "right"},
    "centre": {**FONT, "align": "center"},
    "centre_italic": {**FONT, "align": "center", "italic": True},
    "centre_bold": {**FONT, "align": "center", "bold": True},
    "motto": {**FONT, "align": "center", "bold": True, "underline": 1},
    "title": {**FONT, "font_size": 13, "align": "center", "bold": True, "text_wrap": True},
    "heading": {**BOXED, "align": "center", "bold": True, "text_wrap": True, "bg_color": "#E7E6E6"},
    "column_number": {**BOXED, "font_size": 10, "align": "center", "italic": True},
    "section_number": {**BOXED, "align": "center", "bold": True},
    "section": {**BOXED, "bold": True, "text_wrap": True},
    "cell_centre": {**BOXED, "align": "center", "text_wrap": True},
    "label": {**BOXED, "text_wrap": True, "indent": 1},
    "label_total": {**BOXED, "bold": True, "text_wrap": True, "indent": 1},
    "count": {**ENTRY, "num_format": "#,##0"},
    "percent": {**ENTRY, "num_format": "0.00"},
    "rating": {**ENTRY, "align": "center", "indent": 0},
    "count_total": {**ENTRY, "num_format": "#,##0", "bold": True, "locked": True},
    "percent_total": {**ENTRY, "num_format": "0.00", "bold": True, "locked": True},
    "note": {**BOXED, "locked": False, "text_wrap": True, "font_size": 11},
    "count_previous": {**PREVIOUS, "num_format": "#,##0"},
    "percent_previous": {**PREVIOUS, "num_format": "0.00"},
    "rating_previous": {**PREVIOUS, "align": "center", "indent": 0},
    "section_previous": {**BOXED, "bg_color": GREY},
    "stamp": {**FONT, "font_size": 9, "align": "right", "font_color": SOFT},
    "summary": {**FONT, "font_size": 11, "align": "right", "bold": True, "font_color": SOFT},
    "check": {**FONT, "font_size": 11, "indent": 1, "font_color": SOFT},
    "check_heading": {**BOXED, "align": "left", "indent": 1, "bold": True, "bg_color": "#E7E6E6"},
}


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
            _write_head(sheet, formats, plan, unit, period, receiver_vi, note_vi)
            last_row = _write_lines(sheet, formats, plan, reference, period, known)
            if is_live:
                stamp = f"Phiên bản biểu: {version_stamp(reference, plan.form.form_id, period.period_id)}"
                sheet.merge_range(1, MEASURE, 1, plan.columns.note, stamp, formats["stamp"])
                write_checks(workbook, sheet, formats, plan, said[plan.form.form_id])
                write_summary(workbook, sheet, formats, plan, sheets, said)
            _write_signatures(sheet, formats, last_row + 2, plan.columns.note)
            _set_up_page(sheet, last_row + 9, plan.columns.note)


def _write_head(
    sheet: Any,
    formats: dict[str, Any],
    plan: FormSheet,
    unit: Unit,
    period: Period,
    receiver_vi: str,
    note_vi: str | None,
) -> None:
    form, columns, last = plan.form, plan.columns, plan.columns.note
    for column, (heading, column_number, width) in enumerate(columns.printed):
        sheet.set_column(column, column, width)
        sheet.write_string(HEADER_ROW, column, heading, formats["heading"])
        sheet.write_string(HEADER_ROW + 1, column, column_number, formats["column_number"])
    sheet.merge_range(0, NUMBER, 0, LABEL, f"Biểu số: {form.code}", formats["centre_bold"])
    sheet.merge_range(0, MEASURE, 0, last, "ĐẢNG CỘNG SẢN VIỆT NAM", formats["motto"])
    sheet.merge_range(1, NUMBER, 1, LABEL, unit.name_vi, formats["centre_bold"])
    sheet.merge_range(2, NUMBER, 2, last, form.title_vi.upper(), formats["title"])
    sheet.merge_range(3, NUMBER, 3, last, f"Kỳ báo cáo: {period.label_vi}", formats["centre_bold"])
    sheet.merge_range(4, NUMBER, 4, last, note_vi or "", formats["centre_italic"])
    sheet.merge_range(5, NUMBER, 5, LABEL, f"Đơn vị báo cáo: {unit.name_vi}", formats["left"])
    sheet.merge_range(5, MEASURE, 5, last, f"Mã đơn vị: {unit.unit_id}", formats["right"])
    receiver = f"Đơn vị nhận: {receiver_vi}"
    sheet.merge_range(6, NUMBER, 6, last if columns.check is None else LABEL, receiver, formats["left"])
    sheet.set_row(2, 26)
    sheet.set_row(6, 22)
    if columns.previous is not None:
        # Bold capitals and digits are wide: a word more or less decides whether the heading fits.
        lines = columns.line_count(columns.printed[columns.previous][0], columns.previous) + 1
        sheet.set_row(HEADER_ROW, LINE_HEIGHT * lines + ROW_MARGIN)


def _write_lines(
    sheet: Any, formats: dict[str, Any], plan: FormSheet, reference: Reference, period: Period, previous: Values
) -> int:
    """Write sections and lines; returns the last row (0-based)."""
    columns = plan.columns
    measures = {code.code: code.label_vi for code in reference.codes("unit_of_measure")}
    ratings = reference.codes("rating", period.ends_on)
    section, number = None, 0
    for line in plan.lines:
        row = plan.rows[line.line_code]
        if line.section_vi != section:
            section, number = line.section_vi, 0
            _write_section(sheet, formats, columns, row - 1, section)
        number += 1
        indicator = reference.indicators[line.indicator_id]
        measure = measures[indicator.unit_of_measure]
        sheet.write_number(row, NUMBER, number, formats["cell_centre"])
        sheet.write_string(row, CODE, line.line_code, formats["cell_centre"])
        sheet.write_string(row, LABEL, line.label_vi, formats["label_total" if line.formula else "label"])
        sheet.write_string(row, MEASURE, measure, formats["cell_centre"])
        sheet.write_blank(row, columns.note, None, formats["note"])
        kind = indicator.unit_of_measure if indicator.unit_of_measure in ("percent", "rating") else "count"
        formula = plan.formulas.get(line.line_code)
        value = plan.contents[line.line_code]
        if formula:
            sheet.write_formula(row, VALUE, formula, formats[f"{kind}_total"], value)
        else:
            _write_value(sheet, row, VALUE, value, formats[kind])
        widest_rating = max((code.label_vi for code in ratings), key=len) if kind == "rating" else ""
        texts = [
            (line.label_vi, LABEL),
            (measure, MEASURE),
            (widest_rating, VALUE),
            ("" if formula else str(value or ""), VALUE),
        ]
        if columns.previous is not None:
            before = previous.get((line.form_id, line.line_code))
            _write_value(sheet, row, columns.previous, before, formats[f"{kind}_previous"])
            texts.append((before if isinstance(before, str) else "", columns.previous))
        sheet.set_row(row, LINE_HEIGHT * max(columns.line_count(text, column) for text, column in texts) + ROW_MARGIN)
        is_prefilled = line.line_code in plan.prefilled
        validation = validation_of(line, indicator, ratings, value_address(row), is_prefilled=is_prefilled)
        sheet.data_validation(row, VALUE, row, VALUE, validation)
    return row


def _write_section(sheet: Any, formats: dict[str, Any], columns: Columns, row: int, section: str) -> None:
    numeral, dot, title = section.partition(". ")
    numeral, title = (numeral, title) if dot else ("", section)
    sheet.write_string(row, NUMBER, numeral, formats["section_number"])
    sheet.write_blank(row, CODE, None, formats["section"])
    sheet.write_string(row, LABEL, title, formats["section"])
    for column in range(MEASURE, columns.note + 1):
        sheet.write_blank(row, column, None, formats["section_previous" if column == columns.previous else "section"])
    sheet.set_row(row, LINE_HEIGHT + ROW_MARGIN)


def _write_value(sheet: Any, row: int, column: int, value: Content, look: Any) -> None:
    if value is None:
        sheet.write_blank(row, column, None, look)
    elif isinstance(value, str):
        sheet.write_string(row, column, value, look)
    else:
        sheet.write_number(row, column, value, look)


def _write_signatures(sheet: Any, formats: dict[str, Any], row: int, last: int) -> None:
    sheet.merge_range(row, MEASURE, row, last, "Ngày …… tháng …… năm ………", formats["centre_italic"])
    sheet.merge_range(row + 1, NUMBER, row + 1, LABEL, "NGƯỜI LẬP BIỂU", formats["centre_bold"])
    sheet.merge_range(row + 1, MEASURE, row + 1, last, "THỦ TRƯỞNG ĐƠN VỊ", formats["centre_bold"])
    sheet.merge_range(row + 2, NUMBER, row + 2, LABEL, "(ký, họ tên)", formats["centre_italic"])
    sheet.merge_range(row + 2, MEASURE, row + 2, last, "(ký, họ tên, đóng dấu)", formats["centre_italic"])


def _set_up_page(sheet: Any, last_row: int, last: int) -> None:
    sheet.set_paper(9)  # A4
    sheet.set_portrait()
    sheet.set_margins(left=0.8, right=0.5, top=0.7, bottom=0.7)
    sheet.center_horizontally()
    sheet.fit_to_pages(1, 0)
    sheet.print_area(0, 0, last_row, last)
    sheet.repeat_rows(HEADER_ROW, HEADER_ROW + 1)
    sheet.set_footer('&C&"Times New Roman"&10Trang &P/&N')
    sheet.hide_gridlines(2)
    sheet.freeze_panes(FIRST_ROW, 0)
    # No password: it keeps a slip of the hand off labels and formulas, and anybody may lift it.
    sheet.protect("", {"format_columns": True, "format_rows": True})
