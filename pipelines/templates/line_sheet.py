"""Writes the sheet of a form whose lines stand in form_line: one line per indicator, one column of figures."""

from typing import Any

from pipelines.reference import Period, Reference, Unit
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
    Values,
    value_address,
)
from pipelines.templates.page import LINE_HEIGHT, ROW_MARGIN, set_up_page, write_content, write_head, write_signatures
from pipelines.templates.validation import validation_of


def write_lines(
    sheet: Any,
    formats: dict[str, Any],
    plan: FormSheet,
    reference: Reference,
    period: Period,
    unit: Unit | None,
    *,
    receiver_vi: str,
    note_vi: str | None = None,
    previous: Values | None = None,
    stamp: str = "",
) -> None:
    """Write a form's sheet: head, lines, signatures, paper; see write_workbook of the template for the arguments."""
    _write_form_head(sheet, formats, plan, reference, unit, period, receiver_vi, note_vi, stamp)
    last_row = _write_lines(sheet, formats, plan, reference, period, previous or {})
    write_signatures(sheet, formats, last_row + 2, middle=MEASURE, last=plan.columns.note)
    set_up_page(sheet, last_row + 9, plan.columns.note)
    sheet.repeat_rows(HEADER_ROW, HEADER_ROW + 1)
    sheet.freeze_panes(FIRST_ROW, 0)


def _write_form_head(
    sheet: Any,
    formats: dict[str, Any],
    plan: FormSheet,
    reference: Reference,
    unit: Unit | None,
    period: Period,
    receiver_vi: str,
    note_vi: str | None,
    stamp: str,
) -> None:
    columns = plan.columns
    for column, (heading, column_number, width) in enumerate(columns.printed):
        sheet.set_column(column, column, width)
        sheet.write_string(HEADER_ROW, column, heading, formats["heading"])
        sheet.write_string(HEADER_ROW + 1, column, column_number, formats["column_number"])
    write_head(
        sheet,
        formats,
        reference,
        plan.form,
        period,
        unit,
        middle=MEASURE,
        widths=[width for *_, width in columns.printed],
        receiver_vi=receiver_vi,
        note_vi=note_vi,
        stamp=stamp,
    )
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
    labels_vi = {line.line_code: line.label_vi for line in plan.lines if not line.printed_code}
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
        sheet.write_string(row, CODE, line.printed_code, formats["cell_centre"])
        sheet.write_string(row, LABEL, line.label_vi, formats["label_total" if line.formula else "label"])
        sheet.write_string(row, MEASURE, measure, formats["cell_centre"])
        sheet.write_blank(row, columns.note, None, formats["note"])
        kind = indicator.unit_of_measure if indicator.unit_of_measure in ("percent", "rating") else "count"
        formula = plan.formulas.get(line.line_code)
        value = plan.contents[line.line_code]
        if formula:
            sheet.write_formula(row, VALUE, formula, formats[f"{kind}_total"], value)
        else:
            write_content(sheet, row, VALUE, value, formats[kind])
        widest_rating = max((code.label_vi for code in ratings), key=len) if kind == "rating" else ""
        texts = [
            (line.label_vi, LABEL),
            (measure, MEASURE),
            (widest_rating, VALUE),
            ("" if formula else str(value or ""), VALUE),
        ]
        if columns.previous is not None:
            before = previous.get((line.form_id, line.line_code))
            write_content(sheet, row, columns.previous, before, formats[f"{kind}_previous"])
            texts.append((before if isinstance(before, str) else "", columns.previous))
        sheet.set_row(row, LINE_HEIGHT * max(columns.line_count(text, column) for text, column in texts) + ROW_MARGIN)
        is_prefilled = line.line_code in plan.prefilled
        validation = validation_of(line, indicator, ratings, value_address(row), is_prefilled=is_prefilled, labels_vi=labels_vi)
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
