"""The column of a form's sheet that says what is wrong while it is filled in, and the line in its head that counts it."""

from collections.abc import Mapping, Sequence
from typing import Any

from pipelines.language.vietnamese.wording import SEVERITIES_VI
from pipelines.reference import Period, Reference
from pipelines.templates.expressions import BLANK_VI, NEEDED_VI, Cell, Expression
from pipelines.templates.form_sheet import CHECK_WIDTH, FIRST_ROW, HEADER_ROW, MEASURE, VALUE, FormSheet, Values, value_address
from pipelines.templates.live_checks import messages
from pipelines.workbooks.grid import column_letters

CHECK_VI = "Kiểm tra"
RED, AMBER, GREEN = "#C00000", "#9C5700", "#00703C"
CELL_AT_FAULT = {
    SEVERITIES_VI["error"]: {"bg_color": "#FFC7CE", "font_color": RED},
    SEVERITIES_VI["warning"]: {"bg_color": "#FFEB9C", "font_color": AMBER},
}
"""First word of the check beside a figure → how the figure is shown."""
MESSAGE = {
    SEVERITIES_VI["error"]: {"font_color": RED, "bold": True},
    SEVERITIES_VI["warning"]: {"font_color": AMBER, "bold": True},
}
ERRORS_VI, ELSEWHERE_VI, DONE_VI = "Còn ", "cả tệp còn ", "Không còn lỗi"
"""Words of the summary: red where anything is wrong, green when all is done, grey while figures are missing."""


def checks(
    reference: Reference, period: Period, sheet: FormSheet, sheets: Sequence[FormSheet], previous: Values
) -> dict[str, Expression]:
    """Line code → what the check beside it says."""
    by_indicator = {line.indicator_id: (other, line) for other in reversed(sheets) for line in other.lines}
    by_indicator |= {line.indicator_id: (sheet, line) for line in sheet.lines}
    cells = {
        name: Cell(
            ("" if other is sheet else other.reference_to) + value_address(other.rows[line.line_code]),
            other.contents[line.line_code],
            is_computed=line.line_code in other.formulas,
        )
        for name, (other, line) in by_indicator.items()
    }
    lines_before = {line.indicator_id: (line.form_id, line.line_code) for line in reference.form_line}
    lines_before |= {name: (line.form_id, line.line_code) for name, (_, line) in by_indicator.items()}
    before = {name: figure for name, key in lines_before.items() if (figure := previous.get(key)) is not None}
    said = messages(reference, period, cells, before, [line.indicator_id for line in sheet.lines])
    return {line.line_code: said[line.indicator_id] for line in sheet.lines if line.indicator_id in said}


def write_checks(workbook: Any, sheet: Any, formats: dict[str, Any], plan: FormSheet, said: Mapping[str, Expression]) -> None:
    """The column that says what is wrong beside each figure, in red; the figure turns red with it."""
    column = plan.columns.check
    assert column is not None
    sheet.set_column(column, column, CHECK_WIDTH)
    sheet.write_string(HEADER_ROW, column, CHECK_VI, formats["check_heading"])
    sheet.write_string(HEADER_ROW + 1, column, str(len(plan.columns.printed) - VALUE + 1), formats["column_number"])
    for code, expression in said.items():
        sheet.write_formula(plan.rows[code], column, f"={expression.formula}", formats["check"], expression.result)
    first, last = FIRST_ROW, max(plan.rows.values())
    beside = f"${column_letters(column)}{first + 1}"
    for place, looks in ((VALUE, CELL_AT_FAULT), (column, MESSAGE)):
        for word, look in looks.items():
            criteria = f'=LEFT({beside},{len(word)})="{word}"'
            rule = {"type": "formula", "criteria": criteria, "format": workbook.add_format(look), "stop_if_true": True}
            sheet.conditional_format(first, place, last, place, rule)


def write_summary(
    workbook: Any,
    sheet: Any,
    formats: dict[str, Any],
    plan: FormSheet,
    sheets: Sequence[FormSheet],
    said: Mapping[str, Mapping[str, Expression]],
) -> None:
    """The line in the head that counts what is still wrong or missing on the sheet, and what is wrong in the whole workbook."""
    formula, result = _summary(plan, sheets, said)
    sheet.merge_range(6, MEASURE, 6, plan.columns.note, "", formats["summary"])
    sheet.write_formula(6, MEASURE, formula, formats["summary"], result)
    place = f"${column_letters(MEASURE)}$7"
    red, green = (workbook.add_format({"font_color": colour}) for colour in (RED, GREEN))
    for criteria, look in (
        (f'=OR(LEFT({place},{len(ERRORS_VI)})="{ERRORS_VI}",ISNUMBER(SEARCH("{ELSEWHERE_VI}",{place})))', red),
        (f'=LEFT({place},{len(DONE_VI)})="{DONE_VI}"', green),
    ):
        rule = {"type": "formula", "criteria": criteria, "format": look, "stop_if_true": True}
        sheet.conditional_format(6, MEASURE, 6, plan.columns.note, rule)


def _summary(plan: FormSheet, sheets: Sequence[FormSheet], said: Mapping[str, Mapping[str, Expression]]) -> tuple[str, str]:
    """'Còn 2 lỗi, 1 cảnh báo', 'Chưa ghi 3 ô, trong đó 1 ô bắt buộc' or 'Không còn lỗi': the formula and its result."""

    def texts(sheet: FormSheet) -> list[str]:
        return [str(expression.result) for expression in said[sheet.form.form_id].values()]

    def cells(sheet: FormSheet) -> str:
        letter = column_letters(sheet.columns.check or 0)
        own = "" if sheet is plan else sheet.reference_to
        return f"{own}${letter}${FIRST_ROW + 1}:${letter}${max(sheet.rows.values()) + 1}"

    def said_of(severity: str, sheet: FormSheet) -> str:
        word = f"{SEVERITIES_VI[severity]} "
        return f'SUMPRODUCT(LEN({cells(sheet)})-LEN(SUBSTITUTE({cells(sheet)},"{word}","")))/{len(word)}'

    def begun_with(start: str) -> str:
        return f'SUMPRODUCT(--(LEFT({cells(plan)},{len(start)})="{start}"))'

    errors, warnings = said_of("error", plan), said_of("warning", plan)
    everywhere = "+".join(said_of("error", sheet) for sheet in sheets)
    blank, needed = begun_with(BLANK_VI), begun_with(NEEDED_VI)
    formula = (
        f'=IF({errors}>0,"{ERRORS_VI}"&{errors}&" lỗi",IF({blank}>0,"{BLANK_VI} "&{blank}&" ô"'
        f'&IF({needed}>0,", trong đó "&{needed}&" ô bắt buộc",""),"{DONE_VI}"))'
        f'&IF({warnings}>0,", "&{warnings}&" cảnh báo","")'
        f'&IF({everywhere}>{errors},"; {ELSEWHERE_VI}"&({everywhere})&" lỗi","")'
    )
    own = texts(plan)
    counts = {name: sum(text.count(f"{word} ") for text in own) for name, word in SEVERITIES_VI.items()}
    total = sum(text.count(f"{SEVERITIES_VI['error']} ") for sheet in sheets for text in texts(sheet))
    waiting, required = (sum(text.startswith(start) for text in own) for start in (BLANK_VI, NEEDED_VI))
    if counts["error"]:
        result = f"{ERRORS_VI}{counts['error']} lỗi"
    elif waiting:
        result = f"{BLANK_VI} {waiting} ô" + (f", trong đó {required} ô bắt buộc" if required else "")
    else:
        result = DONE_VI
    result += f", {counts['warning']} cảnh báo" if counts["warning"] else ""
    return formula, result + (f"; {ELSEWHERE_VI}{total} lỗi" if total > counts["error"] else "")
