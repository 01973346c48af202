"""Numbers as clerks write them: separators of two conventions, scales, units, 'more than', words.

A text that could be two numbers is refused with both: nothing here guesses.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, Literal

from pipelines.language.notation import with_marks
from pipelines.language.vietnamese.numerals import Convention, Reading, quantity_of
from pipelines.language.vietnamese.refusals import AmbiguousNumberError, check_unit, refuse, refuse_several
from pipelines.language.vietnamese.text import clean
from pipelines.language.words import remembered, say, spellings

Comparator = Literal["=", ">", ">=", "<", "<=", "≈", "≈<"]


@dataclass(frozen=True, slots=True)
class Number:
    """A number as reported."""

    value: Decimal
    """In the indicator's own unit: persons, per cent (96.5, not 0.965), đồng."""
    comparator: Comparator
    """How the true value stands to `value`; '≈<' is 'gần': just below."""
    measure: str | None = field(default=None, compare=False)
    """What the text itself says of its measure: 'triệu đồng', '%', '' for a multiple alone ('1,5 triệu'); None: nothing."""


_SIGNS_OF: Final[Mapping[str, tuple[Comparator, str]]] = {
    "at_least": (">=", ">=|=>|≥"),
    "at_most": ("<=", "<=|=<|≤"),
    "about": ("≈", "~|≈"),
    "nearly": ("≈<", ""),
    "above": (">", ">"),
    "below": ("<", "<"),
    "exactly": ("=", "="),
}
"""Code of list 'comparison' → what it says, and its signs."""


@remembered()
def _prefixes() -> dict[str, Comparator]:
    return {
        phrase: comparator
        for code, (comparator, signs) in _SIGNS_OF.items()
        for phrase in (*spellings("comparison", code), *filter(None, signs.split("|")))
    }


@remembered()
def _prefix() -> re.Pattern[str]:
    return re.compile(
        r"(?:(?:đạt|được|có)\s+)?(?:({})\s*)?(?=\S)".format(
            "|".join(
                re.escape(phrase) + (r"(?=[\s\d])" if phrase[0].isalpha() else "")
                for phrase in sorted(_prefixes(), key=len, reverse=True)
            )
        )
    )


_SUFFIX: Final = re.compile(r"(?:(từ)\s+)?(.+?)\s*(?:(trở lên)|(trở xuống))")
_LOOK_ALIKE: Final = re.compile(r"(?<![^\W_])(?=[OoIl]*[0-9])[0-9OoIl]+(?<![Il])(?![^\W_])")
_LOOK_ALIKES: Final = str.maketrans("OoIl", "0011")
_SIGNS: Final = str.maketrans("−–—‒‐‑－", "-" * 7)

_MAX_DIGITS, _MAX_WHOLE_DIGITS = 24, 18
"""What the warehouse's DECIMAL(24, 6) holds; arithmetic on that many digits is exact."""
ONE: Final = Decimal(1)
_MAX_LENGTH: Final = 120
"""Longer texts are prose."""


def _plain(value: Decimal) -> str:
    return with_marks(format(_tidy(value), "f"))


def _tidy(value: Decimal) -> Decimal:
    return value.to_integral_value() if value % 1 == 0 else value


def _choose(
    readings: list[Reading],
    text: str,
    *,
    preferred: Literal["grouped", "decimal"] | None,
    decimals: int,
    is_percent: bool,
    is_multiplied: bool,
    minimum: Decimal,
    maximum: Decimal,
    convention: Convention | Literal["mixed"] | None,
) -> Decimal:
    """One of two readings, if unit of measure, range and the rest of the column do not disagree about it.

    A reading that the indicator cannot have (7,082 persons) is none, but the rest of the column may say that it was meant: then
    the text is refused. Of '7.082 triệu' the range does not tell: the reading beyond it is as likely what was written.
    """
    allowed = [reading for reading in readings if _is_allowed(reading, decimals)] or readings
    if len(readings) == 1:
        return allowed[0].value
    values = sorted((_tidy(reading.value) for reading in allowed), key=abs)
    fitting = [value for value in values if minimum <= value <= maximum]
    votes = set(fitting) if len(fitting) == 1 and not is_multiplied else set()
    if preferred:
        votes.add(values[-1] if preferred == "grouped" else values[0])
    if len(allowed) == 1:
        votes = {values[0]}
    # No percentage has thousands: there the column's convention counts only for a reading that fits.
    votes |= {
        _tidy(reading.value)
        for reading in readings
        if convention in (reading.convention, "mixed") and (reading.value in fitting or not is_percent)
    }
    if (not fitting and len(allowed) > 1 and not is_multiplied) or len(votes) != 1:
        every = sorted((_tidy(reading.value) for reading in readings), key=abs)
        listed = f" {say('or')} ".join(map(_plain, every))
        detail = say("'{text}' may be {numbers}; write it without marks between thousands", text=text, numbers=listed)
        raise AmbiguousNumberError(detail, tuple(every))
    return votes.pop()


def _is_allowed(reading: Reading, decimals: int) -> bool:
    """Whether an indicator with so many decimals may have a value as it is written."""
    written = -int(reading.value.as_tuple().exponent)
    return reading.value % 1 == 0 if decimals == 0 else written <= decimals or reading.value % 1 == 0


def _comparator(body: str, text: str) -> tuple[str, Comparator]:
    """The text without its words of comparison, and what they say."""
    found = _prefix().match(body)
    before = _prefixes()[found[1]] if found and found[1] else None
    rest = body[found.end() :] if found else body
    after: Comparator | None = None
    if suffix := _SUFFIX.fullmatch(rest):
        rest, after = suffix[2], ">=" if suffix[3] else "<="
    elif plus := re.fullmatch(r"(.*\d%?)\+(\s.*)?", rest):
        rest, after = plus[1] + (plus[2] or ""), ">="
    if before and after:
        refuse(say("'{text}' compares in two ways that contradict each other; keep one", text=text))
    return rest, before or after or "="


def _sign(body: str, text: str) -> tuple[str, bool]:
    """The text without a minus or the bookkeeper's brackets, and whether it had them."""
    if bracketed := re.fullmatch(r"\(\s*([0-9][^()]*?)\s*\)", body):
        return bracketed[1], True
    if re.match(r"-\s+[0-9]", body):
        refuse(
            say(
                "'{text}': the dash may be a minus or begin the line; write a minus right before its number, or no dash",
                text=text,
            )
        )
    return (body[1:], True) if re.match("-[0-9]", body) else (body, False)


@remembered(maxsize=1 << 16)
def parse_number(
    text: str,
    *,
    decimals: int,
    is_percent: bool,
    is_money: bool,
    minimum: Decimal,
    maximum: Decimal,
    convention: Convention | Literal["mixed"] | None = None,
    multiplier: Decimal = ONE,
    measures: frozenset[str] = frozenset(),
) -> Number:
    """Read a cell that a clerk typed as text.

    Cells that the workbook stores as numbers are not for this function: their value is known, while '1.234' here is a thousand.
    A value outside the range is returned all the same (a rule reports it): the range only helps to tell two readings apart.

    Args:
        text: the cell, in any encoding.
        decimals: digits after the decimal mark that the indicator's figures have; 0 where whole things are counted (persons,
            đồng). A longer fraction is no fault, but speaks for the other of two readings.
        is_percent: the indicator is a percentage: '%' may follow, and '96.125' has decimals.
        is_money: the indicator is in đồng: 'đồng' may follow.
        minimum: least valid value of the indicator.
        maximum: greatest valid value of the indicator. What is counted in multiples is not told apart by its range.
        convention: what separators mean in the rest of the column, where that is plain; 'mixed' where its cells disagree.
        multiplier: how many of the indicator's units the sheet counts in (10^6 for 'triệu đồng'); a text that says its own
            measure ('1,5 triệu') is not multiplied.
        measures: keys (`match_key`) of the words for measures that are registered; one may follow, besides those known here.

    Raises:
        AmbiguousNumberError: the text can be two numbers, and unit, range and column do not settle which.
        NotANumberError: a date, fraction, span, unknown words, decimals in a count, or no number at all.
    """
    if text.isascii() and text.isdigit() and len(text) <= _MAX_WHOLE_DIGITS:
        return Number(Decimal(text) * multiplier, "=")
    shown = clean(text)
    if not shown:
        refuse(say("the cell is empty"))
    if len(shown) > _MAX_LENGTH:
        refuse(say("'{text}…' is prose and no figure; write one number", text=shown[:_MAX_LENGTH]))
    body = _LOOK_ALIKE.sub(lambda found: found[0].translate(_LOOK_ALIKES), shown).lower().translate(_SIGNS)
    refuse_several(body, shown)
    body, comparator = _comparator(body, shown)
    refuse_several(body, shown)
    body, is_negative = _sign(body, shown)
    if sum(letter.isdigit() for letter in body) > _MAX_DIGITS:
        refuse(say("'{text}' has too many digits", text=shown))
    quantity = quantity_of(body)
    if not quantity.readings:
        is_digits = any(letter.isdigit() for letter in body)
        refuse(
            say("'{text}' is no number written properly", text=shown)
            if is_digits
            else say("'{text}' is words and no figure; write one number", text=shown)
        )
    if any(reading.value.adjusted() >= _MAX_WHOLE_DIGITS for reading in quantity.readings):
        refuse(say("'{text}' has too many digits", text=shown))
    if is_percent and quantity.form == "scaled":
        refuse(say("'{text}' is no percentage", text=shown))
    check_unit(quantity.tail, shown, is_percent=is_percent, is_money=is_money, measures=measures)
    measure = quantity.tail if quantity.tail or quantity.form == "scaled" else None
    multiplier = ONE if measure is not None else multiplier
    factor = -multiplier if is_negative else multiplier
    readings = [Reading(reading.value * factor, reading.convention) for reading in quantity.readings]
    if decimals == 0 and all(reading.value % 1 for reading in readings):
        number = _plain(quantity.readings[0].value)
        refuse(say("'{text}' has decimals ({number}); this indicator takes whole numbers", text=shown, number=number))
    is_plain = quantity.form == "digits" and multiplier == ONE
    value = _choose(
        readings,
        shown,
        preferred="decimal" if is_percent else "grouped" if decimals == 0 and is_plain else None,
        decimals=decimals,
        is_percent=is_percent,
        is_multiplied=quantity.form == "scaled" or multiplier != ONE,
        minimum=minimum,
        maximum=maximum,
        convention=convention,
    )
    return Number(_tidy(value), comparator, measure)
