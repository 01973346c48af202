"""Reads the figure cell of a line: a number, a bound, a rating, a kind of emptiness, or nothing that can be read."""

import datetime as dt
import re
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from typing import Literal, NamedTuple

from pipelines.language.text_marks import without_marks
from pipelines.language.vietnamese import (
    AmbiguousNumberError,
    Convention,
    NotANumberError,
    clean,
    parse_number,
    parse_state,
)
from pipelines.language.words import remembered, say, sentence
from pipelines.returns.form_lines import Line
from pipelines.returns.layout import Forms
from pipelines.returns.lookup import look_up
from pipelines.returns.measures import counts_other_things
from pipelines.returns.result import MAX_RECEIVED
from pipelines.workbooks.grid import Value, as_decimal, as_text


class Entry(NamedTuple):
    """What a figure cell says; see raw.entry for the columns."""

    received: str | None
    value: Decimal | None
    comparator: str | None
    state: str
    code: str | None = None
    fault: str | None = None
    """'unreadable_value', 'ambiguous_number', 'error_cell', 'formula_without_value', 'merged_value', a fault of its measure;
    None when it was read."""
    expected: str | None = None
    detail: str | None = None
    """What is wrong, in the office's words."""
    measure: str | None = None
    """What the cell itself says of its measure ('đồng', '%', '' for a multiple alone); None: nothing."""

    def doubted(self, fault: str, detail: str, expected: str | None = None) -> "Entry":
        """The same cell, not taken for a figure after all."""
        return Entry(self.received, None, None, "unreadable", None, fault, expected, detail)


ColumnConvention = Convention | Literal["mixed"] | None
"""What separators mean in a column; 'mixed' where its cells disagree, None where none tells."""

BLANK = Entry(None, None, None, "blank")
ONE = Decimal(1)
_ZERO = Decimal(0)
_SCALE = Decimal("0.000001")
_MAX_WHOLE = Decimal(10) ** 18
"""What the warehouse's DECIMAL(24, 6) holds."""
_ERROR = re.compile(r"#(?:DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!)|Err:\d{3}")
"""Error values as formats without types spell them."""
_TWO_WAYS = re.compile(r"(?<![\d.,])[1-9]\d{0,2}[.,]\d{3}(?![\d.,]*\d)")
_BROKEN = re.compile(r"\d[.,]?(?:[^\S\n\v\f\r\x85\u2028\u2029]*[\n\t\v\f\r\x85\u2028\u2029]\s*|\s{2,})[.,]?\d")
"""Digits on two lines of a cell, or far apart on one: a single space may part thousands, this parts numbers."""
_NUMERAL = re.compile(r"\d[\d.,]*\d")
_BARE = re.compile(r"[-+(]?\d[\d.,\s]*%?\)?")
_BEFORE_COMMA, _AFTER_COMMA = re.compile(r"[-+(]?\d[\d.]*"), re.compile(r"\d+\s*%?\)?")
_KINDS: tuple[dict[str, bool], ...] = tuple(
    {"is_percent": kind == "percent", "is_money": kind == "money"} for kind in ("count", "percent", "money")
)
_FAULT_DETAILS = {
    "error_cell": sentence("the formula in the cell reports an error"),
    "formula_without_value": sentence("the formula was never worked out, the file holds no result"),
}


def read_figure(
    value: Value,
    line: Line,
    forms: Forms,
    *,
    fault: str | None,
    is_percent: bool,
    multiplier: Decimal = ONE,
    convention: ColumnConvention = None,
) -> Entry:
    """What a figure cell says.

    Args:
        value: what the cell holds.
        line: the form line that it stands on.
        forms: for the lists of ratings and of measures.
        fault: 'error_cell' or 'formula_without_value' where the cell has no value of its own.
        is_percent: the cell shows its number as a percentage.
        multiplier: how many of the line's units one of the sheet's is; a cell that says its own measure is not multiplied.
        convention: what separators mean in the cell's column.
    """
    if isinstance(value, float) and not is_percent and not line.is_rating:
        return plain_number(value) if multiplier == ONE else _number(as_text(value), as_decimal(value) * multiplier)
    if fault:
        return _unreadable(as_text(value), fault, say(_FAULT_DETAILS[fault]))
    if isinstance(value, str):
        return _read_text(value, line, forms, multiplier, convention)
    received = as_text(value, is_percent=is_percent)
    if isinstance(value, bool):
        return _unreadable(received, detail=say("the cell holds TRUE or FALSE, no figure"))
    if isinstance(value, dt.date | dt.time | dt.timedelta):
        return _unreadable(
            received,
            detail=say("the spreadsheet took this number for a date or a time; format the cell and type the number again"),
        )
    if line.is_rating:
        return _unreadable(received, detail=say("this line asks for a rating"), expected="; ".join(forms.rating_labels))
    if is_percent and not line.is_percent:
        return _unreadable(received, detail=say("the cell is formatted as a percentage, but this line is none"))
    if is_percent:
        return _number(received, as_decimal(value) * 100)._replace(measure="%")
    return _number(received, as_decimal(value) * multiplier)


@remembered(maxsize=1 << 14)
def plain_number(value: float) -> Entry:
    """What a cell says that holds a number in its line's own measure, shown as it is."""
    return _number(as_text(value), as_decimal(value))


def _number(received: str, value: Decimal, comparator: str = "=") -> Entry:
    if not value.is_finite() or abs(value) >= _MAX_WHOLE:
        return _unreadable(received, detail=say("the number is too large"))
    value = value.quantize(_SCALE).normalize() if value != value.to_integral_value() else value.to_integral_value()
    return Entry(received, value, comparator, "zero" if not value and comparator == "=" else "value")


def _read_text(text: str, line: Line, forms: Forms, multiplier: Decimal, convention: ColumnConvention) -> Entry:
    received = text[:MAX_RECEIVED]
    if not clean(text):
        return BLANK
    if _ERROR.fullmatch(text.strip()):
        return _unreadable(received, "error_cell", say(_FAULT_DETAILS["error_cell"]))
    if line.is_rating and (rating := look_up(forms.ratings, text)):
        return Entry(received, Decimal(rating[1]), "=", "value", rating[0])
    state = parse_state(text)
    if state:
        return Entry(received, _ZERO if state == "none_occurred" else None, None, state)
    if line.is_rating:
        return _unreadable(received, detail=say("it is in no list of ratings"), expected="; ".join(forms.rating_labels))
    figure = _number_in_text(text, line, forms, multiplier, convention)
    if figure.measure and counts_other_things(figure.measure, line.unit_of_measure, forms):
        expected = forms.measure_labels.get(line.unit_of_measure, line.unit_of_measure)
        return figure.doubted(
            "other_measure",
            say("the cell says '{text}'; the form counts in '{measure}'", text=figure.measure, measure=expected),
            expected,
        )
    return figure


def may_be_two_numbers(value: Value) -> bool:
    """Whether a cell has three digits after a lone separator, which may be thousands or decimals."""
    return isinstance(value, str) and _TWO_WAYS.search(value) is not None


def convention_of(column: Iterable[Value]) -> ColumnConvention:
    """What separators mean in a column: every numeral that can be read one way alone has a vote."""
    conventions = {found for value in column if isinstance(value, str) and (found := _convention(value))}
    return "mixed" if len(conventions) > 1 else next(iter(conventions), None)


def _number_in_text(text: str, line: Line, forms: Forms, multiplier: Decimal, convention: ColumnConvention) -> Entry:
    received = text[:MAX_RECEIVED]
    if _BROKEN.search(text):
        detail = say(
            "digits stand on several lines or far apart, and may be one number or several; write one number on one line"
        )
        return _unreadable(received, "ambiguous_number", detail)
    try:
        number = parse_number(
            text[:MAX_RECEIVED],
            decimals=line.decimals,
            is_percent=line.is_percent,
            is_money=line.unit_of_measure == "VND",
            minimum=line.valid_min,
            maximum=line.valid_max,
            convention=convention,
            multiplier=multiplier,
            measures=forms.measure_words,
        )
    except AmbiguousNumberError as error:
        return _unreadable(received, "ambiguous_number", error.detail_vi)
    except NotANumberError as error:
        return _unreadable(received, detail=error.detail_vi)
    return _number(received, number.value, number.comparator)._replace(measure=number.measure)


@lru_cache(maxsize=4096)
def _convention(text: str) -> Convention | None:
    """What separators mean in a text with one number that can only be read one way."""
    numerals = _NUMERAL.findall(clean(text))
    if len(numerals) != 1:
        return None
    conventions: tuple[tuple[str, str, Convention], ...] = ((",", ".", "comma_decimal"), (".", ",", "dot_decimal"))
    for decimal, group, convention in conventions:
        whole, _, decimals = numerals[0].rpartition(decimal)
        if decimals.isdigit() and whole.replace(group, "").isdigit() and (group in whole or len(decimals) != 3):
            return convention
        if re.fullmatch(rf"\d{{1,3}}(?:{re.escape(group)}\d{{3}}){{2,}}", numerals[0]):
            return convention
    return None


def _unreadable(received: str, fault: str = "unreadable_value", detail: str = "", expected: str | None = None) -> Entry:
    return Entry(received, None, None, "unreadable", None, fault, expected, detail)


def is_bare_number(value: Value) -> bool:
    """Whether a cell holds a number, or digits written as one."""
    if isinstance(value, str):
        return bool(_BARE.fullmatch(clean(without_marks(value))))
    return isinstance(value, float | int) and not isinstance(value, bool)


@remembered(maxsize=4096)
def is_figure(text: str) -> bool:
    """Whether a text says a number of any kind: '5', 'trên 50', '1,5 triệu đồng', '96 %', 'bảy'."""
    if is_bare_number(text):
        return True
    for kind in _KINDS:
        try:
            parse_number(without_marks(text), decimals=6, minimum=-_MAX_WHOLE, maximum=_MAX_WHOLE, **kind)
        except AmbiguousNumberError:
            return True
        except NotANumberError:
            continue
        return True
    return False


def split_number(value: Value, beside: Value) -> str | None:
    """The number that two neighbours make if its decimal comma was taken for the end of a cell: '97' and '5' are '97,5'."""
    if isinstance(value, str) and isinstance(beside, str):
        before, after = clean(value), clean(beside)
        if _BEFORE_COMMA.fullmatch(before) and _AFTER_COMMA.fullmatch(after):
            return f"{before},{after}"
    return None
