"""What a decision or a target says of an indicator: read as a cell of a return is read, in any spelling that a person sees."""

import difflib
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from pipelines.language.vietnamese import AmbiguousNumberError, NotANumberError, clean, match_key, parse_number, parse_state
from pipelines.language.vietnamese.measures import ONE, readings
from pipelines.reference.cells import FULL_WIDTH
from pipelines.reference.decisions import Correction
from pipelines.reference.fields import Register
from pipelines.reference.lines import Lines
from pipelines.reference.registers import Code, FormLine, Indicator, Target
from pipelines.reference.target_kinds import KINDS

EMPTY_STATES = ("none_occurred", "not_applicable")
_LIMIT = Decimal(10) ** 18
FINEST = 6
"""Decimals that the warehouse keeps."""


@dataclass(frozen=True)
class Figure:
    """A figure as raw.entry has it."""

    value: Decimal | None
    comparator: str | None
    state: str
    code: str | None = None
    measure: str | None = None
    """What the text itself says of its measure: 'triệu đồng', '' for a multiple alone; None: nothing."""

    @property
    def key(self) -> str:
        """What is compared: the same for every spelling of one figure."""
        return figure_key(self.state, self.value, self.comparator, self.code)

    @property
    def plain(self) -> str:
        """Its one spelling: a number like 1234.5, a rating code, 'none_occurred' or 'not_applicable'."""
        return self.code or (self.state if self.state in EMPTY_STATES else f"{self.value:f}")


def figure_key(state: str, value: Decimal | None, comparator: str | None, code: str | None) -> str:
    """Key of a figure with the columns of raw.entry: '= 290000', '> 5', a rating code, or its state."""
    if code or value is None or comparator is None:
        return code or state
    whole = value == value.to_integral_value()
    return f"{comparator} {value.to_integral_value() if whole else value.normalize():f}"


def text_key(text: str) -> str:
    """Key of a text that is no figure."""
    return f"text {clean(text).casefold()}"


class NotAFigureError(ValueError):
    """A text that is no figure of its indicator, or could be several."""


def rating_words(codes: Iterable[Code]) -> dict[str, tuple[str, int]]:
    """Code, label and aliases of each rating, as compared → code and rank."""
    return {
        match_key(word): (code.code, code.rank)
        for code in codes
        if code.list_id == "rating"
        for word in (code.code, code.label_vi, *code.aliases)
    }


def read_figure(text: str, indicator: Indicator, ratings: Mapping[str, tuple[str, int]], *, is_total: bool = False) -> Figure:
    """Read what is said of one indicator.

    Args:
        text: a number in either notation with or without its unit, a rating, or words for 'none occurred'.
        indicator: decides what separators and '%' mean.
        ratings: `rating_words`.
        is_total: it is about many units, so what one unit can report tells nothing about it.

    Raises:
        NotAFigureError: it is none, or could be two numbers.
    """
    text = text.translate(FULL_WIDTH)
    state = text if text in EMPTY_STATES else parse_state(text)
    if state:
        return Figure(Decimal(0) if state == "none_occurred" else None, None, state)
    if indicator.unit_of_measure == "rating":
        if match_key(text) not in ratings:
            near = difflib.get_close_matches(text, sorted({code for code, _ in ratings.values()}), n=1)
            raise NotAFigureError("is no rating" + (f" (did you mean '{near[0]}'?)" if near else ""))
        code, rank = ratings[match_key(text)]
        return Figure(Decimal(rank), "=", "value", code)
    try:
        number = parse_number(
            text,
            decimals=indicator.decimals,
            is_percent=indicator.unit_of_measure == "percent",
            is_money=indicator.unit_of_measure == "VND",
            minimum=-_LIMIT if is_total else indicator.valid_min,
            maximum=_LIMIT if is_total else indicator.valid_max,
        )
    except AmbiguousNumberError as error:
        may_be = " or ".join(f"{value:f}" for value in error.readings)
        raise NotAFigureError(f"may be {may_be}; write it without separators" if may_be else error.detail_vi) from error
    except NotANumberError as error:
        raise NotAFigureError(f"is no number of it: {error.detail_vi}") from error
    is_zero = not number.value and number.comparator == "="
    return Figure(number.value, number.comparator, "zero" if is_zero else "value", measure=number.measure)


def written_key(text: str, indicator: Indicator, ratings: Mapping[str, tuple[str, int]]) -> str:
    """Key of what the steward wrote of an indicator, as a spreadsheet, a slip or a finding shows it."""
    try:
        return read_figure(text, indicator, ratings).key
    except NotAFigureError:
        return shown_key(text)


def shown_key(text: str) -> str:
    """Key of what a finding shows, where numbers are in Vietnamese notation ('1.234,5') and may be shares of anything."""
    state = parse_state(text)
    if state:
        return state
    for kind in ("count", "percent", "money"):
        if key := _key_of_number(text, kind=kind):
            return key
    return _key_in_a_multiple(text) or text_key(text)


def _key_of_number(text: str, *, kind: str = "count", multiplier: Decimal = ONE) -> str | None:
    """Key of a number as findings show it; None: it is none of that kind."""
    try:
        number = parse_number(
            text,
            decimals=FINEST,
            is_percent=kind == "percent",
            is_money=kind == "money",
            minimum=-_LIMIT,
            maximum=_LIMIT,
            convention="comma_decimal",
            multiplier=multiplier,
        )
    except NotANumberError:
        return None
    return figure_key("value", number.value, number.comparator, None)


_IN_A_MULTIPLE = re.compile(r"([^()]*?\d)\s+(?:\((.+)\)|([^\W\d].*))")
"""A number in the measure of its cell, as findings and slips show it: '4 nghìn người', '4 (1000 m³)'."""

_ANOTHER_NUMBER = re.compile(r"(?<!\w)\d")


def _key_in_a_multiple(text: str) -> str | None:
    """Key of a number that is counted in a multiple of anything; None for what is none, or may be of two multiples.

    What is counted tells nothing here: only figures of one cell are compared.
    """
    found = _IN_A_MULTIPLE.fullmatch(clean(text))
    said = readings(found[2] or found[3]) if found else ()
    multipliers = {one.multiplier for one in said if not _ANOTHER_NUMBER.search(one.thing)} - {ONE}
    if not found or len(multipliers) != 1:
        return None
    return _key_of_number(found[1], multiplier=multipliers.pop())


_FIGURES = {"target": ("target_value", "once_value"), "correction": ("corrected",)}
"""Register → columns that hold a figure of the line's indicator."""


def decide(loaded: Mapping[str, Lines], faults: list[str]) -> dict[str, Lines]:
    """The registers with every figure in its one spelling; one that cannot be read is a fault."""
    indicators = {row.indicator_id: row for _, row in loaded["indicator"].rows if isinstance(row, Indicator)}
    ratings = rating_words(row for _, row in loaded["code"].rows if isinstance(row, Code))
    in_lines = {row.indicator_id for _, row in loaded["form_line"].rows if isinstance(row, FormLine)}
    decided = dict(loaded)
    for name, columns in _FIGURES.items():
        rows: list[tuple[int, Register]] = []
        for line, row in loaded[name].rows:
            assert isinstance(row, Target | Correction)
            indicator = indicators.get(row.indicator_id or "")
            if indicator is None:
                rows.append((line, row))
                continue
            is_share = isinstance(row, Target) and row.kind in KINDS and KINDS[row.kind].is_percent
            asked = _as_share(indicator) if is_share else indicator
            # A mean of whole things is none, nor is one in a cell of 'triệu đồng'.
            may_be_finer = (isinstance(row, Target) and row.kind == "average") or (
                isinstance(row, Correction) and _may_be_multiple(row, indicator, in_lines)
            )
            plain = {}
            for column in columns:
                text = getattr(row, column)
                try:
                    plain[column] = text and _one_figure(text, asked, ratings, name, may_be_finer=may_be_finer)
                    if isinstance(row, Correction):
                        _check_alike(row, indicator, ratings)
                    if isinstance(row, Target) and plain[column] and not is_share:
                        _check_askable(plain[column], row.direction, indicator)
                except NotAFigureError as error:
                    faults.append(f"{name}.csv:{line}: {column} of '{row.indicator_id}' {error}, received '{text}'")
            rows.append((line, row.model_copy(update=plain)))
        decided[name] = replace(loaded[name], rows=rows)
    return decided


def _may_be_multiple(row: Correction, indicator: Indicator, in_lines: Collection[str]) -> bool:
    """Whether what a correction is about may stand in a cell of 'triệu đồng' or 'nghìn người'."""
    is_number = indicator.unit_of_measure not in ("percent", "rating")
    return is_number and (row.cell is not None or indicator.unit_of_measure == "VND" or row.indicator_id not in in_lines)


def _as_share(indicator: Indicator) -> Indicator:
    """What a share of an indicator, or its growth, is read as: a percentage."""
    return indicator.model_copy(update={"unit_of_measure": "percent", "decimals": 2})


def _one_figure(
    text: str, indicator: Indicator, ratings: Mapping[str, tuple[str, int]], register: str, *, may_be_finer: bool = False
) -> str:
    figure = _finer(text, indicator, ratings, is_target=register == "target") if may_be_finer else None
    figure = figure or read_figure(text, indicator, ratings, is_total=register == "target")
    if figure.comparator is None and register == "target":
        raise NotAFigureError("is no number")
    if figure.state == "blank":
        raise NotAFigureError("is blank; write a number, 'none_occurred' or 'not_applicable'")
    if figure.comparator not in ("=", None):
        raise NotAFigureError("is a bound; write one number")
    if register == "correction" and figure.state in ("value", "zero") and figure.value is not None:
        _check_reportable(figure.value, indicator, FINEST if may_be_finer and figure.measure is None else indicator.decimals)
    return figure.plain


def _finer(text: str, indicator: Indicator, ratings: Mapping[str, tuple[str, int]], *, is_target: bool) -> Figure | None:
    """A number with more decimals than its indicator has: '950,5' in a cell of 'triệu đồng', or a mean; None: it is none.

    Only the cell tells in what it counts: `staging.correction` lets none through that would make parts of a whole thing.
    """
    fine = indicator.model_copy(update={"decimals": FINEST})
    try:
        read_figure(text, indicator, ratings)
    except NotAFigureError:
        figure = read_figure(text, fine, ratings)
        return figure if figure.value is not None and figure.value % 1 and (is_target or figure.measure is None) else None
    return None


def _check_alike(row: Correction, indicator: Indicator, ratings: Mapping[str, tuple[str, int]]) -> None:
    """Refuse one side with a measure of its own and one without: this one is in the measure of the cell, whatever that is."""
    if row.corrected not in EMPTY_STATES and _is_measured(row.received or "", indicator, ratings) != _is_measured(
        row.corrected, indicator, ratings
    ):
        raise NotAFigureError("is not said like 'received': write both as the cell does, or both with their measure")


def _is_measured(text: str, indicator: Indicator, ratings: Mapping[str, tuple[str, int]]) -> bool:
    """Whether a text says by itself what multiple it is in, or that it is in none."""
    try:
        measure = read_figure(text, indicator, ratings).measure
    except NotAFigureError:
        return False
    if measure is None:
        return False
    return indicator.unit_of_measure == "VND" or not measure or any(one.multiplier != ONE for one in readings(measure))


def _check_askable(plain: str, direction: str, indicator: Indicator) -> None:
    """Refuse what no congress asks for: less than nothing, more than all, or a share where a percentage is meant."""
    if indicator.unit_of_measure == "rating":
        return
    value = Decimal(plain)
    if value < min(indicator.valid_min, Decimal(0)):
        raise NotAFigureError("is less than any figure of it may be")
    if indicator.aggregation == "rate" and value > indicator.valid_max:
        raise NotAFigureError(f"is more than {indicator.valid_max:f}, the most that it may be")
    if indicator.unit_of_measure == "percent" and direction == "at_least" and 0 < value <= 1:
        raise NotAFigureError(f"is {value:f} percent; write the percentage, e.g. '{value * 100:f}', not the share")


def _check_reportable(value: Decimal, indicator: Indicator, decimals: int) -> None:
    """Refuse what one unit cannot report: a rule would reject the unit's return for the steward's slip of the pen."""
    if not (is_rating := indicator.unit_of_measure == "rating") and not indicator.valid_min <= value <= indicator.valid_max:
        raise NotAFigureError(f"is outside {indicator.valid_min:f} to {indicator.valid_max:f}, what one unit can report")
    if not is_rating and value != round(value, decimals) and indicator.unit_of_measure not in ("percent", "VND"):
        raise NotAFigureError(f"has more than {decimals} decimals")
