"""The column of a form's sheet that says what is wrong while it is filled in, and the line in its head that counts it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal, NamedTuple

from pipelines.language.words import label, labels, say, sentence
from pipelines.reference import Period, Reference
from pipelines.templates.expressions import (
    Cell,
    Content,
    Expression,
    begins,
    blank_said,
    needed_said,
    quoted,
    spoken,
)
from pipelines.templates.form_sheet import (
    CHECK_WIDTH,
    FIRST_ROW,
    HEADER_ROW,
    VALUE,
    FormSheet,
    Values,
    reference_to,
    value_address,
)
from pipelines.templates.live_checks import messages
from pipelines.templates.page import SUMMARY_ROW, write_span
from pipelines.workbooks.grid import column_letters

RED, AMBER, GREEN = "#C00000", "#9C5700", "#00703C"
CELL_AT_FAULT = {
    "error": {"bg_color": "#FFC7CE", "font_color": RED},
    "warning": {"bg_color": "#FFEB9C", "font_color": AMBER},
}
"""Severity that the check beside a figure begins with → how the figure is shown."""
MESSAGE = {
    "error": {"font_color": RED, "bold": True},
    "warning": {"font_color": AMBER, "bold": True},
}
ERRORS = sentence("Left: {count} error(s)")
ELSEWHERE = sentence("; in the whole file {count} error(s)")
DONE = sentence("No errors left")
WARNINGS = sentence(", {count} warning(s)")
WAITING = {"cell": sentence("{blank} {count} cell(s)"), "row": sentence("{blank} {count} row(s)")}
REQUIRED = {"cell": sentence(", of which {count} cell(s) required"), "row": sentence(", of which {count} row(s) required")}
"""Sentences of the summary: red where anything is wrong, green when all is done, grey while figures are missing."""


Elsewhere = Mapping[str, tuple[str, Cell]]
"""Indicator → prefix of its sheet in a formula and its cell, for those of described forms."""


class CheckedSheet(NamedTuple):
    """The column of checks of one sheet."""

    reference_to: str
    """The sheet in a formula of another one."""
    area: str
    """Its cells: '$G$10:$G$33'."""
    texts: tuple[str, ...]
    """What they come to."""
    counted: Literal["cell", "row"]
    """What waits, where a text says so."""


def checks(
    reference: Reference,
    period: Period,
    sheet: FormSheet,
    sheets: Sequence[FormSheet],
    before: Mapping[str, Content],
    elsewhere: Elsewhere,
) -> dict[str, Expression]:
    """Line code → what the check beside it says; `before` has figures of the period before, by indicator."""
    cells = {name: replace(cell, address=prefix + cell.address) for name, (prefix, cell) in elsewhere.items()}
    cells |= cells_of_lines(sheets, sheet)
    said = messages(reference, period, cells, before, [line.indicator_id for line in sheet.lines])
    return {line.line_code: said[line.indicator_id] for line in sheet.lines if line.indicator_id in said}


def cells_of_lines(sheets: Sequence[FormSheet], own: FormSheet | None = None) -> dict[str, Cell]:
    """Indicator → figure cell of its line, as a formula of sheet `own` names it; of several, that of the own sheet."""
    by_indicator = {line.indicator_id: (other, line) for other in reversed(sheets) for line in other.lines}
    by_indicator |= {line.indicator_id: (own, line) for line in own.lines} if own else {}
    return {
        name: Cell(
            ("" if other is own else reference_to(other.form)) + value_address(other.rows[line.line_code]),
            other.contents[line.line_code],
            is_computed=line.line_code in other.formulas,
        )
        for name, (other, line) in by_indicator.items()
    }


def before_by_indicator(reference: Reference, sheets: Sequence[FormSheet], previous: Values) -> dict[str, Content]:
    """Indicator → figure of the period before, where it is known."""
    lines_before = {line.indicator_id: (line.form_id, line.line_code) for line in reference.form_line}
    lines_before |= {line.indicator_id: (line.form_id, line.line_code) for other in reversed(sheets) for line in other.lines}
    return {name: figure for name, key in lines_before.items() if (figure := previous.get(key)) is not None}


def checked_lines(plan: FormSheet, said: Mapping[str, Expression]) -> CheckedSheet:
    """The column of checks of a form with a line for each indicator."""
    letter = column_letters(plan.columns.check or 0)
    area = f"${letter}${FIRST_ROW + 1}:${letter}${max(plan.rows.values()) + 1}"
    texts = tuple(str(expression.result) for expression in said.values())
    return CheckedSheet(reference_to(plan.form), area, texts, "cell")


def write_checks(workbook: Any, sheet: Any, formats: dict[str, Any], plan: FormSheet, said: Mapping[str, Expression]) -> None:
    """The column that says what is wrong beside each figure, in red; the figure turns red with it."""
    column = plan.columns.check
    assert column is not None
    sheet.set_column(column, column, CHECK_WIDTH)
    sheet.write_string(HEADER_ROW, column, label("column", "check"), formats["check_heading"])
    sheet.write_string(HEADER_ROW + 1, column, str(len(plan.columns.printed) - VALUE + 1), formats["column_number"])
    for code, expression in said.items():
        sheet.write_formula(plan.rows[code], column, f"={expression.formula}", formats["check"], expression.result)
    rows = (FIRST_ROW, max(plan.rows.values()))
    colour_by_check(workbook, sheet, VALUE, CELL_AT_FAULT, column, rows)
    colour_by_check(workbook, sheet, column, MESSAGE, column, rows)


def colour_by_check(
    workbook: Any, sheet: Any, place: int, looks: Mapping[str, Mapping[str, object]], column: int, rows: tuple[int, int]
) -> None:
    """Show the cells of a column by the first word of the checks beside them.

    Args:
        workbook: xlsxwriter's workbook.
        sheet: its sheet.
        place: the column.
        looks: severity → how a cell is shown.
        column: the column of checks.
        rows: first and last row.
    """
    first, last = rows
    beside = f"${column_letters(column)}{first + 1}"
    for severity, look in looks.items():
        word = label("severity", severity)
        criteria = f'=LEFT({beside},{len(word)})="{word}"'
        rule = {"type": "formula", "criteria": criteria, "format": workbook.add_format(dict(look)), "stop_if_true": True}
        sheet.conditional_format(first, place, last, place, rule)


def write_summary(
    workbook: Any,
    sheet: Any,
    formats: dict[str, Any],
    own: CheckedSheet,
    sheets: Collection[CheckedSheet],
    *,
    middle: int,
    last: int,
) -> None:
    """The line in the head that counts what is still wrong or missing on the sheet, and what is wrong in the whole workbook."""
    formula, result = _summary(own, sheets)
    write_span(sheet, SUMMARY_ROW, middle, last, "", formats["summary"])
    sheet.write_formula(SUMMARY_ROW, middle, formula, formats["summary"], result)
    place = f"${column_letters(middle)}${SUMMARY_ROW + 1}"
    wrong, elsewhere, done = begins(ERRORS), begins(ELSEWHERE).lstrip("; "), say(DONE)
    red, green = (workbook.add_format({"font_color": colour}) for colour in (RED, GREEN))
    for criteria, look in (
        (f'=OR(LEFT({place},{len(wrong)})="{wrong}",ISNUMBER(SEARCH("{elsewhere}",{place})))', red),
        (f'=LEFT({place},{len(done)})="{done}"', green),
    ):
        rule = {"type": "formula", "criteria": criteria, "format": look, "stop_if_true": True}
        sheet.conditional_format(SUMMARY_ROW, middle, SUMMARY_ROW, last, rule)


def _summary(own: CheckedSheet, sheets: Collection[CheckedSheet]) -> tuple[str, str]:
    """'Còn 2 lỗi, 1 cảnh báo', 'Chưa ghi 3 ô, trong đó 1 ô bắt buộc' or 'Không còn lỗi': the formula and its result."""

    def said_of(severity: str, sheet: CheckedSheet) -> str:
        word = f"{label('severity', severity)} "
        area = sheet.area if sheet is own else f"{sheet.reference_to}{sheet.area}"
        return f'SUMPRODUCT(LEN({area})-LEN(SUBSTITUTE({area},"{word}","")))/{len(word)}'

    def begun_with(start: str) -> str:
        return f'SUMPRODUCT(--(LEFT({own.area},{len(start)})="{start}"))'

    def formula_of(text: str, count: str, **values: str) -> str:
        return spoken(text, count=Expression(count, ""), **values).formula

    errors, warnings = said_of("error", own), said_of("warning", own)
    everywhere = "+".join(said_of("error", sheet) for sheet in sheets)
    blank, needed = begun_with(blank_said()), begun_with(needed_said())
    waiting = formula_of(WAITING[own.counted], blank, blank=blank_said())
    formula = (
        f"=IF({errors}>0,{formula_of(ERRORS, errors)},IF({blank}>0,{waiting}"
        f'&IF({needed}>0,{formula_of(REQUIRED[own.counted], needed)},""),{quoted(say(DONE))}))'
        f'&IF({warnings}>0,{formula_of(WARNINGS, warnings)},"")'
        f'&IF({everywhere}>{errors},{formula_of(ELSEWHERE, f"({everywhere})")},"")'
    )
    counts = {name: sum(text.count(f"{word} ") for text in own.texts) for name, word in labels("severity").items()}
    total = sum(text.count(f"{label('severity', 'error')} ") for sheet in sheets for text in sheet.texts)
    open_count, required = (sum(text.startswith(start) for text in own.texts) for start in (blank_said(), needed_said()))
    if counts["error"]:
        result = say(ERRORS, count=counts["error"])
    elif open_count:
        result = say(WAITING[own.counted], blank=blank_said(), count=open_count)
        result += say(REQUIRED[own.counted], count=required) if required else ""
    else:
        result = say(DONE)
    result += say(WARNINGS, count=counts["warning"]) if counts["warning"] else ""
    return formula, result + (say(ELSEWHERE, count=total) if total > counts["error"] else "")
