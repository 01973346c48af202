"""Writes the workbook that a unit fills in: one printable sheet per due form, hard to fill in wrongly."""

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook  # type: ignore[import-untyped]  # ships without types

from pipelines.errors import PipelineError
from pipelines.reference import Code, Form, FormLine, Indicator, Period, Reference, Unit

Number = int | float | Decimal
Values = Mapping[tuple[str, str], Number | str | None]
"""(form_id, line_code) → number, text as a clerk writes it, or None for a blank cell."""

NONE_OCCURRED_VI = "không phát sinh"
NOT_APPLICABLE_VI = "không áp dụng"

COLUMNS = (
    ("STT", "A", 5),
    ("Mã số", "B", 7),
    ("Nội dung", "C", 42),
    ("Đơn vị tính", "D", 12),
    ("Số liệu", "1", 17),
    ("Ghi chú", "2", 10),
)
"""Heading, column number as printed under it, and width in characters."""
NUMBER, CODE, LABEL, MEASURE, VALUE, NOTE = range(len(COLUMNS))
HEADER_ROW = 7
FIRST_ROW = HEADER_ROW + 2
_OPERATORS = ("+", "-", "*", "/")
LINE_HEIGHT, ROW_MARGIN = 16, 4
"""Points for each line of text in a row, and around them."""

# Without a scheme, or Excel shows the font of its own theme instead.
FONT = {"font_name": "Times New Roman", "font_scheme": "none", "font_size": 12, "valign": "vcenter"}
BOXED = {**FONT, "border": 1}
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
}


class TemplateError(PipelineError):
    """The registers ask for a form that a spreadsheet cannot hold."""


def write_workbook(
    path: Path,
    reference: Reference,
    unit: Unit,
    period: Period,
    *,
    receiver_vi: str,
    values: Values | None = None,
    note_vi: str | None = None,
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
    # xlsxwriter adds to the default format that it is given: it gets a copy.
    # Text from a register stays text, whatever it begins with.
    options = {"strings_to_urls": False, "strings_to_formulas": False, "default_format_properties": {**FONT}}
    with Workbook(str(path), options) as workbook:
        workbook.set_properties(
            {"title": f"{unit.name_vi} - {period.label_vi}", "created": dt.datetime.combine(period.starts_on, dt.time())}
        )
        formats = {name: workbook.add_format(properties) for name, properties in FORMATS.items()}
        for form in reference.forms_of(unit, period.period_id):
            if form.form_id in due:
                sheet = workbook.add_worksheet(form.code)
                _write_head(sheet, formats, form, unit, period, receiver_vi, note_vi)
                last_row = _write_lines(sheet, formats, reference, period, due[form.form_id], values or {})
                _write_signatures(sheet, formats, last_row + 2)
                _set_up_page(sheet, last_row + 9)


def _write_head(
    sheet: Any, formats: dict[str, Any], form: Form, unit: Unit, period: Period, receiver_vi: str, note_vi: str | None
) -> None:
    for column, (heading, column_number, width) in enumerate(COLUMNS):
        sheet.set_column(column, column, width)
        sheet.write_string(HEADER_ROW, column, heading, formats["heading"])
        sheet.write_string(HEADER_ROW + 1, column, column_number, formats["column_number"])
    sheet.merge_range(0, NUMBER, 0, LABEL, f"Biểu số: {form.code}", formats["centre_bold"])
    sheet.merge_range(0, MEASURE, 0, NOTE, "ĐẢNG CỘNG SẢN VIỆT NAM", formats["motto"])
    sheet.merge_range(1, NUMBER, 1, LABEL, unit.name_vi, formats["centre_bold"])
    sheet.merge_range(2, NUMBER, 2, NOTE, form.title_vi.upper(), formats["title"])
    sheet.merge_range(3, NUMBER, 3, NOTE, f"Kỳ báo cáo: {period.label_vi}", formats["centre_bold"])
    sheet.merge_range(4, NUMBER, 4, NOTE, note_vi or "", formats["centre_italic"])
    sheet.merge_range(5, NUMBER, 5, LABEL, f"Đơn vị báo cáo: {unit.name_vi}", formats["left"])
    sheet.merge_range(5, MEASURE, 5, NOTE, f"Mã đơn vị: {unit.unit_id}", formats["right"])
    sheet.merge_range(6, NUMBER, 6, NOTE, f"Đơn vị nhận: {receiver_vi}", formats["left"])
    sheet.set_row(2, 26)
    sheet.set_row(6, 22)


def _write_lines(
    sheet: Any, formats: dict[str, Any], reference: Reference, period: Period, lines: Sequence[FormLine], values: Values
) -> int:
    """Write sections and lines; returns the last row (0-based)."""
    rows: dict[str, int] = {}
    row = FIRST_ROW
    for place, line in enumerate(lines):
        row += place == 0 or line.section_vi != lines[place - 1].section_vi
        rows[line.line_code] = row
        row += 1
    measures = {code.code: code.label_vi for code in reference.codes("unit_of_measure")}
    on = period.ends_on
    ratings = [code for code in reference.codes("rating") if code.valid_from_on <= on <= (code.valid_to_on or on)]
    section, number = None, 0
    for line in lines:
        row = rows[line.line_code]
        if line.section_vi != section:
            section, number = line.section_vi, 0
            numeral, dot, title = section.partition(". ")
            numeral, title = (numeral, title) if dot else ("", section)
            sheet.write_string(row - 1, NUMBER, numeral, formats["section_number"])
            sheet.write_blank(row - 1, CODE, None, formats["section"])
            sheet.write_string(row - 1, LABEL, title, formats["section"])
            for column in (MEASURE, VALUE, NOTE):
                sheet.write_blank(row - 1, column, None, formats["section"])
            sheet.set_row(row - 1, LINE_HEIGHT + ROW_MARGIN)
        number += 1
        indicator = reference.indicators[line.indicator_id]
        measure = measures[indicator.unit_of_measure]
        sheet.write_number(row, NUMBER, number, formats["cell_centre"])
        sheet.write_string(row, CODE, line.line_code, formats["cell_centre"])
        sheet.write_string(row, LABEL, line.label_vi, formats["label_total" if line.formula else "label"])
        sheet.write_string(row, MEASURE, measure, formats["cell_centre"])
        sheet.write_blank(row, NOTE, None, formats["note"])
        kind = indicator.unit_of_measure if indicator.unit_of_measure in ("percent", "rating") else "count"
        value = values.get((line.form_id, line.line_code))
        widest_rating = max((code.label_vi for code in ratings), key=len) if kind == "rating" else ""
        texts = ((line.label_vi, LABEL), (measure, MEASURE), (widest_rating, VALUE), (str(value or ""), VALUE))
        sheet.set_row(row, LINE_HEIGHT * max(_line_count(text, column) for text, column in texts) + ROW_MARGIN)
        if line.formula and value is None:
            formula, result = _formula(line, rows, values)
            sheet.write_formula(row, VALUE, formula, formats[f"{kind}_total"], result)
        elif value is None:
            sheet.write_blank(row, VALUE, None, formats[kind])
        elif isinstance(value, str):
            sheet.write_string(row, VALUE, value, formats[kind])
        else:
            sheet.write_number(row, VALUE, value, formats[kind])
        sheet.data_validation(row, VALUE, row, VALUE, _validation(line, indicator, ratings, _address(row)))
    return row


def _write_signatures(sheet: Any, formats: dict[str, Any], row: int) -> None:
    sheet.merge_range(row, MEASURE, row, NOTE, "Ngày …… tháng …… năm ………", formats["centre_italic"])
    sheet.merge_range(row + 1, NUMBER, row + 1, LABEL, "NGƯỜI LẬP BIỂU", formats["centre_bold"])
    sheet.merge_range(row + 1, MEASURE, row + 1, NOTE, "THỦ TRƯỞNG ĐƠN VỊ", formats["centre_bold"])
    sheet.merge_range(row + 2, NUMBER, row + 2, LABEL, "(ký, họ tên)", formats["centre_italic"])
    sheet.merge_range(row + 2, MEASURE, row + 2, NOTE, "(ký, họ tên, đóng dấu)", formats["centre_italic"])


def _set_up_page(sheet: Any, last_row: int) -> None:
    sheet.set_paper(9)  # A4
    sheet.set_portrait()
    sheet.set_margins(left=0.8, right=0.5, top=0.7, bottom=0.7)
    sheet.center_horizontally()
    sheet.fit_to_pages(1, 0)
    sheet.print_area(0, 0, last_row, NOTE)
    sheet.repeat_rows(HEADER_ROW, HEADER_ROW + 1)
    sheet.set_footer('&C&"Times New Roman"&10Trang &P/&N')
    sheet.hide_gridlines(2)
    sheet.freeze_panes(FIRST_ROW, 0)
    # No password: it keeps a slip of the hand off labels and formulas, and anybody may lift it.
    sheet.protect("", {"format_columns": True, "format_rows": True})


def _validation(line: FormLine, indicator: Indicator, ratings: Sequence[Code], address: str) -> dict[str, object]:
    """What the cell accepts and says, as xlsxwriter's data validation."""
    if line.formula:
        return {
            "validate": "any",
            "input_title": f"Dòng {line.line_code}",
            "input_message": f"Ô này tự tính: {line.formula}. Không ghi đè.",
        }
    if indicator.unit_of_measure == "rating":
        labels = [*(code.label_vi for code in ratings), NOT_APPLICABLE_VI.capitalize()]
        if len(",".join(labels)) > 255 or any("," in label for label in labels):
            raise TemplateError(
                "the labels of code list 'rating' do not fit in a drop-down list",
                where="raw/reference/code.csv",
                remedy="keep them under 255 characters in all, without commas",
            )
        return {
            "validate": "list",
            "source": labels,
            "input_title": f"Dòng {line.line_code}",
            "input_message": "Chọn một mức xếp loại trong danh sách.",
            "error_title": "Mức xếp loại chưa đúng",
            "error_message": "Chọn một mức trong danh sách; không ghi mức khác.",
        }
    kind, whole = ("số", "") if indicator.unit_of_measure == "percent" else ("số nguyên", f"{address}=INT({address}),")
    span = f"từ {_shown(indicator.valid_min)} đến {_shown(indicator.valid_max)}"
    return {
        # A plain 'whole number' validation would refuse the two texts that mean none and not applicable.
        "validate": "custom",
        "value": (
            f"=IF(ISNUMBER({address}),AND({whole}{address}>={indicator.valid_min},{address}<={indicator.valid_max}),"
            f'OR(TRIM({address})="{NONE_OCCURRED_VI}",TRIM({address})="{NOT_APPLICABLE_VI}"))'
        ),
        "input_title": f"Dòng {line.line_code}",
        "input_message": f"Ghi một {kind} {span}; không có thì ghi 0, '{NONE_OCCURRED_VI}' hoặc '{NOT_APPLICABLE_VI}'.",
        "error_title": "Số liệu chưa đúng",
        "error_message": (
            f"Dòng {line.line_code} chỉ nhận {kind} {span}, '{NONE_OCCURRED_VI}' hoặc '{NOT_APPLICABLE_VI}'. "
            "Không ghi kèm đơn vị tính hay dấu chấm phân cách."
        ),
    }


def _formula(line: FormLine, rows: Mapping[str, int], values: Values) -> tuple[str, Number | str]:
    """The line's formula as a spreadsheet formula, and its result from `values`.

    Text counts as 0 (as in SUM). A sum is blank while all its lines are; a share is blank until all its lines are filled,
    and 'không áp dụng' when it divides by 0.
    """
    tokens = (line.formula or "").split()
    codes = [token for token in tokens if token in rows]
    strange = [token for token in tokens if token not in rows and token not in _OPERATORS and not token.isdecimal()]
    if strange or not codes:
        raise TemplateError(
            f"line {line.line_code}: formula '{line.formula}' cannot be written: {' '.join(strange) or 'no line code'}",
            where="raw/reference/form_line.csv",
            remedy="use codes of lines due with it, whole numbers and + - * / only, separated by spaces",
        )
    cells = {code: _address(rows[code]) for code in codes}
    received = {code: values.get((line.form_id, code)) for code in codes}
    filled = [value for value in received.values() if value is not None]
    numbers = {code: value if isinstance(value, Number) else 0 for code, value in received.items()}
    count = f"COUNTA({','.join(cells.values())})"
    is_share = "/" in tokens
    expression = "".join(f"N({cells[token]})" if token in cells else token for token in tokens)
    if is_share:
        formula = f'=IF({count}<{len(cells)},"",IFERROR({expression},"{NOT_APPLICABLE_VI}"))'
    else:
        formula = f'=IF({count}=0,"",{expression})'
    if len(filled) < (len(cells) if is_share else 1):
        return formula, ""
    try:
        result = _evaluate([float(numbers.get(token, token)) if token not in _OPERATORS else token for token in tokens])
    except ZeroDivisionError:
        return formula, NOT_APPLICABLE_VI
    return formula, int(result) if result.is_integer() else result


def _evaluate(terms: Sequence[float | str]) -> float:
    """Value of numbers joined by + - * /, products first, in floating point as a spreadsheet computes it."""
    total, product, sign, operator = 0.0, 1.0, 1.0, "*"
    for term in terms:
        if isinstance(term, float):
            product = product * term if operator == "*" else product / term
        elif term in "*/":
            operator = term
        else:
            total += sign * product
            product, sign, operator = 1.0, float(f"{term}1"), "*"
    return total + sign * product


def _line_count(text: str, column: int) -> int:
    """Lines that a text takes in a column: proportional type fits about a tenth more than the width in digits."""
    return math.ceil(len(text) / (COLUMNS[column][2] * 1.1)) or 1


def _address(row: int) -> str:
    return f"{'ABCDEF'[VALUE]}{row + 1}"


def _shown(number: Decimal) -> str:
    """A bound as printed in Vietnamese: '6.000', '0,5'."""
    return f"{number:,}".translate(str.maketrans(",.", ".,"))
