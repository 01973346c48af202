"""What digits with separators, scales and spelled numbers can mean: every reading, and the text after it."""

import itertools
import math
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

Convention = Literal["comma_decimal", "dot_decimal"]
"""'1.234,5' (Vietnamese) or '1,234.5'."""

_SCALES: Final = {"nghìn": 10**3, "ngàn": 10**3, "triệu": 10**6, "tr": 10**6, "tỷ": 10**9, "tỉ": 10**9}
_NUMERAL: Final = re.compile(r"[0-9](?:[0-9., ]*[0-9])?")
_TERM: Final = re.compile(
    r"([0-9](?:[0-9., ]*[0-9])?)\s*"
    r"((?:(?:(?:nghìn|ngàn|triệu)\s+)?(?:tỷ|tỉ)|nghìn|ngàn|triệu)(?![^\W\d_])|tr\.?(?=\s*(?:đ|đồng|vnđ)?$))\s*"
)
_REPEATED: Final = re.compile(r"\(([^()0-9]+)\)\s*")
"""The number once more in words, as official letters write it: '05 (năm) đồng chí'."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One number that a text can mean."""

    value: Decimal
    convention: Convention | None
    """What the separators then mean; None: any convention reads it so."""


def _numeral_readings(numeral: str) -> list[Reading]:
    """What digits with separators can mean: one reading, or two where three digits follow a lone separator; [] if malformed."""
    if " " in numeral:
        found = re.fullmatch(r"([1-9][0-9]{0,2}(?: [0-9]{3})+)(?:[.,]([0-9]+))?", numeral)
        return [Reading(Decimal(f"{found[1].replace(' ', '')}.{found[2] or ''}"), None)] if found else []
    separators = re.sub("[0-9]", "", numeral)
    if not separators:
        return [Reading(Decimal(numeral), None)]
    readings: list[Reading] = []
    last: Convention = "comma_decimal" if separators[-1] == "," else "dot_decimal"
    whole, _, decimals = numeral.rpartition(separators[-1])
    if separators[-1] not in whole and re.fullmatch(r"[0-9]+|[1-9][0-9]{0,2}(?:[.,][0-9]{3})+", whole):
        readings.append(Reading(Decimal(f"{re.sub('[.,]', '', whole)}.{decimals}"), last))
    if len(set(separators)) == 1 and re.fullmatch(r"[1-9][0-9]{0,2}(?:[.,][0-9]{3})+", numeral):
        grouped: Convention = "dot_decimal" if last == "comma_decimal" else "comma_decimal"
        readings.append(Reading(Decimal(re.sub("[.,]", "", numeral)), grouped))
    return readings


_DIGIT_WORDS: Final = "không một hai ba bốn năm sáu bảy tám chín"
_DIGITS: Final = {word: value for value, word in enumerate(_DIGIT_WORDS.split())}
_AFTER_TENS: Final = {word: value for word, value in _DIGITS.items() if value not in (0, 5)} | {
    "mốt": 1,
    "tư": 4,
    "lăm": 5,
    "nhăm": 5,
}
_SPELLINGS: Final = {"tỉ": "tỷ", "ngàn": "nghìn", "bẩy": "bảy", "lẻ": "linh", "mười": "một mươi"}
_WORDS: Final = frozenset({*_DIGITS, *_AFTER_TENS, *_SPELLINGS, "mươi", "trăm", "linh", "nghìn", "triệu", "tỷ"})
_GROUP: Final = re.compile(
    r"(?:(?P<hundreds>{digit}) trăm)?(?: ?(?:linh (?P<units>{digit})|(?P<tens>{digit}) mươi(?: (?P<after>{after}))?))?".format(
        digit="|".join(_DIGITS), after="|".join(_AFTER_TENS)
    )
)


def _spelled_group(words: list[str], *, is_first: bool) -> int | None:
    """A number below a thousand in words. Clipped speech ('một trăm hai': 102 or 120?) is None."""
    if is_first and len(words) == 1 and words[0] in _DIGITS:
        return _DIGITS[words[0]]
    found = _GROUP.fullmatch(" ".join(words))
    if not words or not found or (is_first and (words[0] in ("không", "linh"))) or found["tens"] == "không":
        return None
    return (
        100 * _DIGITS.get(found["hundreds"], 0)
        + 10 * _DIGITS.get(found["tens"], 0)
        + _DIGITS.get(found["units"], 0)
        + _AFTER_TENS.get(found["after"], 0)
    )


def _spelled(words: list[str]) -> Decimal | None:
    rest = " ".join(_SPELLINGS.get(word, word) for word in words).split()
    total, is_first = 0, True
    for name, scale in (("tỷ", 10**9), ("triệu", 10**6), ("nghìn", 10**3), ("", 1)):
        if (name not in rest) if name else not rest:
            continue
        end = rest.index(name) if name else len(rest)
        group = _spelled_group(rest[:end], is_first=is_first)
        if group is None:
            return None
        total, rest, is_first = total + group * scale, rest[end + 1 :], False
    return Decimal(total)


@dataclass(frozen=True, slots=True)
class Quantity:
    """The number at the start of a text."""

    readings: list[Reading]
    """What it can be; empty: it is malformed."""
    tail: str
    """The text after it."""
    form: Literal["digits", "scaled", "words"]
    """'1.234', '1,5 triệu' or 'mười hai'."""


def quantity_of(body: str) -> Quantity:
    """The number at the start of a text in lower case: in digits, with scales, or in words."""
    terms: list[tuple[list[Reading], int]] = []
    tail = body
    while found := _TERM.match(tail):
        scale = math.prod(_SCALES[name.rstrip(".")] for name in found[2].split())
        terms.append((_numeral_readings(found[1]), scale))
        tail = tail[found.end() :]
    if terms:
        return Quantity(_sums(terms), tail, "scaled")
    words = body.split()
    if spelled := list(itertools.takewhile(_WORDS.__contains__, words)):
        value = _spelled(spelled)
        tail = " ".join(words[len(spelled) :])
        # 'không báo cáo' says that nobody reported, not that nothing was.
        is_number = value is not None and (value or not tail)
        return Quantity([Reading(value, None)] if value is not None and is_number else [], tail, "words")
    found = _NUMERAL.match(body)
    if not found:
        return Quantity([], body, "digits")
    readings, tail = _numeral_readings(found[0]), body[found.end() :].strip()
    if repeated := _REPEATED.match(tail):
        value = _spelled(repeated[1].split())
        if same := [reading for reading in readings if reading.value == value]:
            readings, tail = same, tail[repeated.end() :]
    return Quantity(readings, tail, "digits")


def _sums(terms: list[tuple[list[Reading], int]]) -> list[Reading]:
    """Readings of '1,5 triệu' or '1 tỷ 250 triệu'. In the latter each part is whole and smaller than one of the part before."""
    if len(terms) == 1:
        ((readings, scale),) = terms
        return [Reading(reading.value * scale, reading.convention) for reading in readings]
    if any(len(readings) != 1 or readings[0].value % 1 for readings, _ in terms):
        return []
    parts = [readings[0].value * scale for readings, scale in terms]
    if any(part >= above for part, (_, above) in zip(parts[1:], terms, strict=False)):
        return []
    return [Reading(sum(parts, Decimal(0)), None)]
