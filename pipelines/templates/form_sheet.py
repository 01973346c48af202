"""Decides what the sheet of each form holds, before anything is written: checks look across sheets."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from pipelines.errors import PipelineError
from pipelines.language.words import label, say
from pipelines.reference import Form, FormLine, Period, Reference
from pipelines.reference.earlier import periods_before
from pipelines.reference.frequency import RANKS
from pipelines.reference.registers import PeriodType
from pipelines.templates.expressions import Content, Number, not_applicable
from pipelines.templates.known_texts import ratio_formula, sum_formula, without_result
from pipelines.templates.page import HEAD_ROWS, line_count
from pipelines.workbooks.grid import column_letters

LineKey = tuple[str, str]
"""form_id, line_code."""
Values = Mapping[LineKey, Content]
"""Line → number, text as a clerk writes it, or None for a blank cell."""
COLUMNS = (
    ("number", "A", 5),
    ("code", "B", 7),
    ("label", "C", 42),
    ("measure", "D", 12),
    ("value", "1", 17),
    ("note", "2", 10),
)
"""Code of the heading in list 'column', column number as printed under it, and width in characters."""
NUMBER, CODE, LABEL, MEASURE, VALUE, _ = range(len(COLUMNS))
PREVIOUS_WIDTH, CHECK_WIDTH = 14, 60
HEADER_ROW = HEAD_ROWS
FIRST_ROW = HEADER_ROW + 2
_OPERATORS = ("+", "-", "*", "/")


class TemplateError(PipelineError):
    """The registers ask for a form that a spreadsheet cannot hold."""


@dataclass(frozen=True)
class Columns:
    """The columns of one workbook's forms."""

    printed: tuple[tuple[str, str, int], ...]
    """As COLUMNS, with the headings as printed."""
    previous: int | None
    """Column of the period before, if there is one."""
    check: int | None
    """Column of the live checks, right of what is printed, if there is one."""

    @property
    def note(self) -> int:
        """Column 'Ghi chú', the last that is printed."""
        return len(self.printed) - 1

    def line_count(self, text: str, column: int) -> int:
        """Lines that a text takes in a column."""
        return line_count(text, self.printed[column][2])


@dataclass(frozen=True)
class FormSheet:
    """What one form's sheet holds, decided before anything is written: checks look across sheets."""

    form: Form
    lines: tuple[FormLine, ...]
    columns: Columns
    rows: Mapping[str, int]
    """Line code → row, from 0."""
    contents: Mapping[str, Content]
    """Line code → what column 'Số liệu' comes out as."""
    formulas: Mapping[str, str]
    """Line code → formula of column 'Số liệu', where it is computed."""
    prefilled: frozenset[str]
    """Codes of lines that begin with a figure of the period before."""


def reference_to(form: Form) -> str:
    """The sheet of a form in a formula of another one."""
    return "'" + form.sheet_name.replace("'", "''") + "'!"


def plan_sheet(
    reference: Reference,
    period: Period,
    form: Form,
    lines: tuple[FormLine, ...],
    values: Values,
    previous: Values | None,
    *,
    is_live: bool,
) -> FormSheet:
    """What one form's sheet holds; see write_workbook of the template for the arguments.

    Raises:
        TemplateError: a formula names a line that is not due with it, or an unknown operator.
    """
    rows: dict[str, int] = {}
    row = FIRST_ROW
    for place, line in enumerate(lines):
        row += place == 0 or line.section_vi != lines[place - 1].section_vi
        rows[line.line_code] = row
        row += 1
    codes = {line.indicator_id: line.line_code for line in lines}
    prefilled = {
        codes[opening]: amount
        for opening, closing in opening_stocks(reference, period).items()
        if opening in codes and isinstance(amount := _figure(previous, reference, form.form_id, closing), Number)
    }
    given = {code: values.get((form.form_id, code), prefilled.get(code)) for code in rows}
    contents: dict[str, Content] = dict(given)
    formulas = {}
    for line in lines:
        if line.formula and given[line.line_code] is None:
            formulas[line.line_code], contents[line.line_code] = _formula(line, rows, given)
    return FormSheet(
        form,
        lines,
        _columns(reference, period, lines, with_previous=previous is not None, is_live=is_live),
        rows,
        contents,
        formulas,
        frozenset(code for code in prefilled if (form.form_id, code) not in values),
    )


def _figure(previous: Values | None, reference: Reference, form_id: str, indicator_id: str) -> Content:
    """Figure that a form had for an indicator."""
    for line in reference.lines_by_form[form_id]:
        if line.indicator_id == indicator_id:
            return (previous or {}).get((form_id, line.line_code))
    return None


def _columns(reference: Reference, period: Period, lines: Sequence[FormLine], *, with_previous: bool, is_live: bool) -> Columns:
    headed = tuple((label("column", code), number, width) for code, number, width in COLUMNS)
    before = periods_before(reference, period)
    frequencies = {reference.indicators[line.indicator_id].frequency for line in lines}
    asked = {name for name in frequencies if name in before}
    if not with_previous or not asked:
        return Columns(headed, None, len(COLUMNS) if is_live else None)
    said = _said_of_periods(reference, period, asked, before)
    *first, (note, _, width) = headed
    printed = (*first, (f"{label('column', 'reference')}: {said}", "2", PREVIOUS_WIDTH), (note, "3", width))
    return Columns(printed, VALUE + 1, len(printed) if is_live else None)


def _said_of_periods(
    reference: Reference, period: Period, asked: Collection[PeriodType], before: Mapping[PeriodType, Period]
) -> str:
    """Which periods earlier figures are of: those of the period before, and of what is due less often the longer one."""
    own = [before[name].label_vi for name in asked if RANKS[name] <= RANKS[period.period_type]]
    longer = {
        name: say("year {year}", year=reference.years[before[name].period_id]) if name == "year" else before[name].label_vi
        for name in sorted(asked, key=RANKS.__getitem__)
        if RANKS[name] > RANKS[period.period_type]
    }
    if not own:
        return "; ".join(longer.values())
    notes = "; ".join(
        say("indicators by the {frequency}: {period}", frequency=label("frequency", name), period=said)
        for name, said in longer.items()
    )
    return f"{own[0]} ({notes})" if notes else own[0]


def _formula(line: FormLine, rows: Mapping[str, int], contents: Mapping[str, Content]) -> tuple[str, Number | str]:
    """The line's formula as a spreadsheet formula, and its result from what the other lines hold: see `known_texts`."""
    tokens = (line.formula or "").split()
    codes = [token for token in tokens if token in rows]
    strange = [token for token in tokens if token not in rows and token not in _OPERATORS and not token.isdecimal()]
    if strange or not codes:
        raise TemplateError(
            f"line {line.line_code}: formula '{line.formula}' cannot be written: {' '.join(strange) or 'no line code'}",
            where="raw/reference/form_line.csv",
            remedy="use codes of lines due with it, whole numbers and + - * / only, separated by spaces",
        )
    cells = {code: value_address(rows[code]) for code in codes}
    received = {code: contents[code] for code in codes}
    numbers = {code: value if isinstance(value, Number) else 0 for code, value in received.items()}
    is_share = "/" in tokens
    expression = "".join(f"N({cells[token]})" if token in cells else token for token in tokens)
    formula = (ratio_formula if is_share else sum_formula)(_areas([rows[code] for code in cells]), len(cells), expression)
    if (found := without_result([*received.values()], is_ratio=is_share)) is not None:
        return formula, found
    try:
        result = evaluate([float(numbers.get(token, token)) if token not in _OPERATORS else token for token in tokens])
    except ZeroDivisionError:
        return formula, not_applicable()
    return formula, int(result) if result.is_integer() else result


def _areas(rows: Sequence[int]) -> list[str]:
    """Areas of the figures of some rows, as few as can be."""
    runs: list[list[int]] = []
    for row in sorted(rows):
        if runs and runs[-1][-1] == row - 1:
            runs[-1].append(row)
        else:
            runs.append([row])
    return [value_address(run[0]) if len(run) == 1 else f"{value_address(run[0])}:{value_address(run[-1])}" for run in runs]


def evaluate(terms: Sequence[float | str]) -> float:
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


def value_address(row: int) -> str:
    """Address of the figure cell of a row, which is counted from 0."""
    return f"{column_letters(VALUE)}{row + 1}"


def opening_stocks(reference: Reference, period: Period) -> dict[str, str]:
    """Indicator that opens a period → the one that closed the period before, from the rules of kind 'continuity' in force."""
    return {rule.subject: rule.whole for rule in reference.rules_on(period.ends_on) if rule.kind == "continuity" and rule.whole}
