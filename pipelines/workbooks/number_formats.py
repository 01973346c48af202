"""What a number format makes of a number: the number itself, a percentage, nothing at all, or another number.

A format has up to four sections (positive; negative; zero; text), each with literal text, padding, colours and conditions;
which of them applies to a value decides what a person sees. Only what changes the meaning is told, so neither rounding nor
grouping nor padding. Words and signs around a number are told as they are: whether they change it is for its line to say.
"""

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Literal, NamedTuple

from pipelines.language.words import remembered, say

Kind = Literal["same", "percent", "percent_sign", "hidden", "other"]


class Look(NamedTuple):
    """What a person sees of a number."""

    kind: Kind
    """'percent': it is shown times 100. 'percent_sign': as it is, with a '%' behind it. 'other': as something else."""
    shown: str = ""
    """For 'other', and where there is a wording: what is seen, '38' for 38000 under '0,'."""
    wording: str = ""
    """What the format itself writes beside the number: 'trđ', 'trên', '+'; '…' is the number where it writes on both sides."""


@dataclass(frozen=True, slots=True)
class _Section:
    condition: tuple[str, Decimal] | None = None
    percents: int = 0
    thousands: int = 0
    decimals: int = 0
    """Places for decimals; -1 where the program chooses how many."""
    has_places: bool = False
    has_fixed_places: bool = False
    """A 0 that shows where there is no digit."""
    is_date: bool = False
    is_text: bool = False
    has_sign: bool = False
    """A colour, brackets or a minus, by which a negative number is known."""
    is_signed: bool = False
    """The program itself puts a minus before a negative number."""
    before: str = ""
    after: str = ""

    @property
    def is_empty(self) -> bool:
        return not (
            self.has_places or self.percents or self.is_date or self.is_text or self.before.strip() or self.after.strip()
        )


BUILT_IN = {9: "0%", 10: "0.00%"} | dict.fromkeys((5, 6, 7, 8, 42, 44), '#,##0 "₫"')
"""Numbers of the formats that every program knows and that change what is seen; for dates see calamine. Those of money show
the currency of who opens the workbook.
"""
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|_(?P<padding>.)|\*(?P<fill>.)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<general>general|standard)|(?P<exponent>e[+-]0+)|(?P<time>am/pm|a/p)|(?P<place>[0#?]|\.(?=[0#?]|$|;)|,)|(?P<percent>%)"
    r"|(?P<end>;)|(?P<text>@)|(?P<date>[ymdhsbg]+)|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?[\d.]+(?:E[+-]?\d+)?)", re.IGNORECASE)
_ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)
_CURRENCY = re.compile(r"\$([^-\]]*)(?:-.*)?")
_FIGURES_BEFORE, _FIGURES_AFTER = re.compile(r"\d[.,]?\s*$"), re.compile(r"\s*[.,]?\d")
_NO_SIGNS = str.maketrans("", "", "-−()")
_AS_STORED = Look("same")
_MOST_DIGITS = 24
"""More are not rounded: the arithmetic of decimals has places for 28."""
_PROBES = tuple(map(Decimal, ("-1234567", "-5", "-1", "0", "1", "5", "1234567")))
_HOLDS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "<>": operator.ne,
}


@lru_cache(maxsize=1024)
def changes_meaning(number_format: str) -> bool:
    """Whether a format shows any number as anything but itself, or hides text: only then are its cells worth a look."""
    limits = [section.condition[1] for section in _sections(number_format) if section.condition]
    probes = (*_PROBES, *(limit + step for limit in limits for step in (-1, 0, 1)))
    return hides_text(number_format) or any(look_of(number_format, float(value)) != _AS_STORED for value in probes)


@lru_cache(maxsize=1024)
def hides_text(number_format: str) -> bool:
    """Whether a text under this format is not seen: ';;;'."""
    sections = _sections(number_format)
    return len(sections) == 4 and sections[3].is_empty


@remembered(maxsize=1 << 14)
def look_of(number_format: str, value: float) -> Look:
    """What a number format makes of a number."""
    exact = Decimal(repr(value))
    if not exact.is_finite():
        return Look("same")
    section = _section_for(_sections(number_format), exact)
    if section is None:
        return Look("other", "####")
    if section.is_empty:
        return Look("hidden")
    if section.is_date:
        return Look("other", say("a date or time"))
    if not section.has_places:
        said = (section.before + "%" * section.percents + section.after).strip()
        is_dash = not exact and not any(letter.isalnum() for letter in said)
        return Look("same") if section.is_text or is_dash else Look("other", said)
    if not exact or not _rounded(exact, section):
        # A number that rounds to nothing is a matter of decimals, unless not even a 0 is left of it.
        if not section.has_fixed_places:
            return Look("same" if section.before.strip() or section.after.strip() else "hidden")
        if not exact:
            return _worded("percent" if section.percents == 1 and not section.thousands else "same", exact, section)
    has_figures = _FIGURES_BEFORE.search(section.before) or _FIGURES_AFTER.match(section.after)
    is_unsigned = exact < 0 and not (section.has_sign or section.is_signed)
    if section.percents > 1 or section.thousands or has_figures or is_unsigned:
        return Look("other", _shown(exact, section))
    if section.percents:
        return _worded("percent", exact, section)
    return _worded("percent_sign" if "%" in section.before + section.after else "same", exact, section)


def _worded(kind: Kind, value: Decimal, section: _Section) -> Look:
    """A look, with what the section writes beside the number; the sign of a negative number belongs to it."""
    before, after = section.before, section.after
    if value < 0:
        before, after = before.translate(_NO_SIGNS), after.translate(_NO_SIGNS)
    before, after = before.strip(), after.strip()
    wording = f"{before}…{after}" if before and after else before or after
    return Look(kind, _shown(value, section), wording) if wording else Look(kind)


def _rounded(value: Decimal, section: _Section) -> Decimal:
    """The digits that are shown, without their sign."""
    scaled = abs(value) * Decimal(100) ** section.percents / Decimal(1000) ** section.thousands
    if section.decimals < 0 or scaled.adjusted() + section.decimals > _MOST_DIGITS:
        return scaled
    return scaled.quantize(Decimal(1).scaleb(-section.decimals), ROUND_HALF_UP)


def _shown(value: Decimal, section: _Section) -> str:
    digits = f"{_rounded(value, section):f}".replace(".", ",")
    sign = "-" if value < 0 and section.is_signed and not any(sign in section.before for sign in "-−(") else ""
    return " ".join(f"{sign}{section.before}{digits}{'%' * section.percents}{section.after}".split())


def _section_for(sections: tuple[_Section, ...], value: Decimal) -> _Section | None:
    """The section that applies to a number; None where no condition holds, and the cell shows '####'."""
    numbers = sections[:3]
    if len(numbers) > 1 and numbers[-1].is_text and not numbers[-1].has_places:
        numbers = numbers[:-1]  # '0;@': the last section is that of texts
    if any(section.condition for section in numbers):
        for number, section in enumerate(numbers):
            if section.condition:
                if _HOLDS[section.condition[0]](value, section.condition[1]):
                    return section
            elif number == len(numbers) - 1 or (number == 0 and value > 0) or (number == 1 and value < 0):
                return section
        return None
    if value < 0 and len(numbers) > 1:
        return numbers[1]
    return numbers[2] if not value and len(numbers) > 2 else numbers[0]


@lru_cache(maxsize=1024)
def _sections(number_format: str) -> tuple[_Section, ...]:
    """The sections of a format; the first is there even if the format is empty, which then is 'General'."""
    tokens: list[list[re.Match[str]]] = [[]]
    for token in _TOKEN.finditer(number_format or "General"):
        if token["end"]:
            tokens.append([])
        else:
            tokens[-1].append(token)
    sections = [_section(found) for found in tokens]
    if len(sections) == 1 or sections[0].condition:
        return tuple(replace(section, is_signed=True) for section in sections)
    return (replace(sections[0], is_signed=True), *sections[1:])


def _section(tokens: list[re.Match[str]]) -> _Section:
    condition, percents, decimals = None, 0, 0
    has_places = has_fixed = is_date = is_text = has_sign = is_decimal = False
    thousands = 0
    before = after = ""
    for token in tokens:
        literal = token["quoted"] or token["escaped"] or token["other"] or (" " if token["padding"] else "")
        if token["bracket"] is not None:
            if found := _CONDITION.fullmatch(token["bracket"].strip()):
                condition = (found[1], Decimal(found[2]))
            elif currency := _CURRENCY.fullmatch(token["bracket"]):
                literal = currency[1]
            elif _ELAPSED.fullmatch(token["bracket"]):
                is_date = True
            else:
                has_sign = True  # a colour
        elif token["percent"]:
            percents += 1
        elif token["text"]:
            is_text = True
        elif token["date"] or token["time"]:
            is_date = True
        elif token["general"]:
            has_places = has_fixed = True
            decimals = -1
        elif token["exponent"]:
            decimals = -1
        elif token["place"]:
            place = token["place"]
            if place == ",":
                thousands += has_places  # scales only behind the last place: taken back by the next one
            elif place == ".":
                is_decimal = True
            else:
                thousands = 0
                has_places = True
                has_fixed |= place == "0"
                decimals += is_decimal and decimals >= 0
        elif token["other"] == "/" and has_places:
            decimals, has_fixed, literal = -1, True, ""  # a fraction
        if literal:
            if has_places or percents:
                after += literal
            else:
                before += literal
    has_sign |= any(sign in before + after for sign in "-−(")
    is_date &= not has_places or bool(re.search("[hs]", "".join(token["date"] or "" for token in tokens), re.IGNORECASE))
    return _Section(
        condition,
        percents,
        thousands,
        decimals,
        has_places,
        has_fixed,
        is_date,
        is_text,
        has_sign,
        before=before,
        after=after,
    )
