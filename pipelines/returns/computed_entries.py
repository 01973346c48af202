"""Judges the figure of a cell that a formula fills: whether what the file stores of it is what the formula comes out as."""

import re
from collections.abc import Iterator

from pipelines.language.notation import quoted
from pipelines.language.words import say
from pipelines.returns.result import MAX_RECEIVED
from pipelines.returns.values import BLANK, Entry
from pipelines.workbooks.formulas import is_conditional, references
from pipelines.workbooks.grid import Place, Sheet, Value, as_text
from pipelines.workbooks.recalculation import CIRCULAR, is_same

_NOTHING = ("", 0)
"""What programs store that do not compute."""
_IS_WORDS = re.compile(r"[^#\d]+")


def by_formula(sheet: Sheet, at: Place, stored: Value) -> Entry | None:
    """What to make of a formula's figure before it is read; None when it is to be read as stored.

    A formula that comes out blank holds no figure, whatever 0 was stored in its place: so a template that nobody filled in is
    blank. Any other result that is not the formula's is a doubt, and neither of the two is taken. So is any result of a formula
    that draws on itself, and a 0 of one that nobody here understands, where the workbook asks to be computed first or the
    formula names a cell that is not 0; but where other results show that a program computed the workbook, the 0 of a formula
    that counts by a condition is one.
    """
    fault = sheet.faults.get(at)
    computed = sheet.recalculated(at)
    if computed == CIRCULAR:
        return _stale(
            sheet,
            at,
            stored,
            None,
            say(
                "a formula refers to itself: {formula} is worked out from this cell or from one that is",
                formula=quoted(sheet.formulas[at]),
            ),
        )
    if stored == "" and computed == 0 and _is_over_blanks(sheet, sheet.formulas[at]):
        return BLANK
    if computed == "" and (stored in _NOTHING or fault == "formula_without_value"):
        return BLANK
    if computed is None and stored == 0 and (reason := _reason_to_doubt_zero(sheet, at)):
        detail = say("{reason}, its result 0 may never have been worked out", reason=reason)
        return Entry(_short(sheet, at), None, None, "unreadable", None, "formula_without_value", None, detail)
    if fault or computed is None or is_same(stored, computed):
        return BLANK if stored == "" else None
    expected = (as_text(computed, is_percent=at in sheet.percents) or say("a blank cell"))[:MAX_RECEIVED]
    return _stale(
        sheet,
        at,
        stored,
        expected,
        say("formula {formula} makes {expected}", formula=quoted(sheet.formulas[at]), expected=expected),
    )


def text_behind_zero(sheet: Sheet, at: Place) -> str | None:
    """The text that a formula comes out as where 0 is stored for it; None for any other.

    LibreOffice stores 0 in .xls for a text in a cell that is formatted as a number: a total that is not known ('…'). One with a
    digit, and a fault of the formula, are left to `by_formula`.
    """
    computed = sheet.recalculated(at)
    is_text = isinstance(computed, str) and computed not in ("", CIRCULAR) and _IS_WORDS.fullmatch(computed)
    return str(computed) if is_text else None


def _stale(sheet: Sheet, at: Place, stored: Value, expected: str | None, detail: str) -> Entry:
    received = as_text(stored, is_percent=at in sheet.percents)[:MAX_RECEIVED] or None
    return Entry(received, None, None, "unreadable", None, "stale_result", expected, detail)


def _short(sheet: Sheet, at: Place) -> str:
    return sheet.formulas[at][:MAX_RECEIVED]


def _reason_to_doubt_zero(sheet: Sheet, at: Place) -> str | None:
    """Why the 0 of a formula that is not understood may be there only because nobody computed it; None when nothing says so."""
    if sheet.is_to_be_computed:
        return say("the file asks to be worked out when it is opened")
    if is_conditional(sheet.formulas[at]) and sheet.has_right_results():
        return None
    return say("the cells that the formula refers to hold figures") if sheet.draws_on_figures(at) else None


def _is_over_blanks(sheet: Sheet, formula: str) -> bool:
    """Whether all cells that a formula names are blank ones of its own sheet: a total without a result is then blank, too."""
    return all(
        name is None and not any(sheet.rows[row][column] != "" for row, column in _within(sheet, rows, columns))
        for name, rows, columns in references(formula)
    )


def _within(sheet: Sheet, rows: range, columns: range) -> Iterator[Place]:
    """Places of an area that the sheet has."""
    for row in rows[: max(len(sheet.rows) - rows.start, 0)]:
        yield from ((row, column) for column in columns[: max(len(sheet.rows[row]) - columns.start, 0)])
