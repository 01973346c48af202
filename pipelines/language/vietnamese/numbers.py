"""Numbers as clerks write them: separators of two conventions, scales, units, 'more than', words.

A text that could be two numbers is refused with both: nothing here guesses.
"""

import itertools
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final, Literal, NoReturn

from pipelines.language.vietnamese.text import clean, match_key

Comparator = Literal["=", ">", ">=", "<", "<=", "≈", "≈<"]
Convention = Literal["comma_decimal", "dot_decimal"]
"""'1.234,5' (Vietnamese) or '1,234.5'."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number as reported."""

    value: Decimal
    """In the indicator's own unit: persons, per cent (96.5, not 0.965), đồng."""
    comparator: Comparator
    """How the true value stands to `value`; '≈<' is 'gần': just below."""


class NotANumberError(ValueError):
    """A text that is not one number."""

    def __init__(self, detail_vi: str) -> None:
        super().__init__(detail_vi)
        self.detail_vi = detail_vi
        """What is wrong, in Vietnamese, for the clerk."""


class AmbiguousNumberError(NotANumberError):
    """A text that is one of several numbers."""

    def __init__(self, detail_vi: str, readings: tuple[Decimal, ...] = ()) -> None:
        super().__init__(detail_vi)
        self.readings = readings
        """The numbers that it could be."""


_UNIT_WORDS: Final = """
người|đồng chí|đ/c|đc|đảng viên|đoàn viên|hội viên|quần chúng|cán bộ|công chức|viên chức|người lao động|thanh niên|nữ|cá nhân
|học viên|lớp|lượt|lượt người|lần|cuộc|buổi|kỳ|đợt|hội nghị|đoàn|vụ|vụ việc|việc|trường hợp|đơn|đơn thư|hồ sơ|phiếu|văn bản
|báo cáo|đơn vị|tổ chức|tổ chức đảng|cơ quan|tập thể|chi bộ|đảng bộ|đảng bộ bộ phận|cấp ủy|chi đoàn|chi hội|công đoàn|tổ|ban
|mô hình|điển hình|chỉ tiêu|nội dung|sáng kiến|đề tài|đề án|chương trình|kế hoạch|thỏa thuận|công trình|phần việc|hoạt động
|tin|bài|tin bài|bài viết|cây|cây xanh|suất|suất quà|phần quà|nhà|căn|cái|chiếc|bộ|quyển|cuốn|giải
"""
_UNITS: Final = frozenset(map(match_key, _UNIT_WORDS.split("|")))
_MONEY_UNITS: Final = frozenset({"đồng", "đ", "vnđ", "vnd", "₫", "đồng việt nam", "®"})
"""'®' is đ in TCVN3, too short to be recognised as such."""

_PHRASES: Final[Mapping[Comparator, str]] = {
    ">=": "ít nhất|chí ít|tối thiểu|không dưới|không ít hơn|không thấp hơn|lớn hơn hoặc bằng|>=|=>|≥",
    "<=": "không quá|không vượt quá|không hơn|không nhiều hơn|không trên|tối đa|nhiều nhất|nhỏ hơn hoặc bằng|<=|=<|≤",
    "≈": "khoảng|vào khoảng|chừng|khoảng chừng|xấp xỉ|ước|ước tính|ước đạt|ước khoảng|trên dưới|tầm|~|≈",
    "≈<": "gần|gần bằng|gần đạt",
    ">": "trên|hơn|lớn hơn|nhiều hơn|>",
    "<": "dưới|chưa đến|chưa tới|chưa đầy|ít hơn|nhỏ hơn|<",
    "=": "đúng|bằng|=",
}
_PREFIXES: Final = {phrase: comparator for comparator, phrases in _PHRASES.items() for phrase in phrases.split("|")}
_PREFIX: Final = re.compile(
    r"(?:(?:đạt|được|có)\s+)?(?:({})\s*)?(?=\S)".format(
        "|".join(
            re.escape(phrase) + (r"(?=[\s\d])" if phrase[0].isalpha() else "")
            for phrase in sorted(_PREFIXES, key=len, reverse=True)
        )
    )
)
_SUFFIX: Final = re.compile(r"(?:(từ)\s+)?(.+?)\s*(?:(trở lên)|(trở xuống))")
_LOOK_ALIKE: Final = re.compile(r"(?<![^\W_])(?=[OoIl]*[0-9])[0-9OoIl]+(?<![Il])(?![^\W_])")
_LOOK_ALIKES: Final = str.maketrans("OoIl", "0011")
_SIGNS: Final = str.maketrans("−–—‒‐‑－", "-" * 7)

_SCALES: Final = {"nghìn": 10**3, "ngàn": 10**3, "triệu": 10**6, "tr": 10**6, "tỷ": 10**9, "tỉ": 10**9}
_NUMERAL: Final = re.compile(r"[0-9](?:[0-9., ]*[0-9])?")
_TERM: Final = re.compile(
    r"([0-9](?:[0-9., ]*[0-9])?)\s*"
    r"((?:(?:(?:nghìn|ngàn|triệu)\s+)?(?:tỷ|tỉ)|nghìn|ngàn|triệu)(?![^\W\d_])|tr\.?(?=\s*(?:đ|đồng|vnđ)?$))\s*"
)
_REPEATED: Final = re.compile(r"\(([^()0-9]+)\)\s*")
"""The number once more in words, as official letters write it: '05 (năm) đồng chí'."""
_PERCENT: Final = re.compile(r"(?:%|phần trăm(?!\w))\s*")

_DATE: Final = re.compile(r"\d{1,2}([/.\-])\d{1,2}\1(?:\d{2}|\d{4})|\d{4}[/.\-]\d{1,2}[/.\-]\d{1,2}(\s+[\d:.]+)?|\d{1,2}/\d{4}")
_FRACTION: Final = re.compile(r"\d+\s*/\s*\d+")
_TIME: Final = re.compile(r"\d{1,2}\s*(:|h|g|giờ)\s*(\d{2}\s*(:\d{2}|phút|p)?)?")
_SPAN: Final = re.compile(r".*\d\s*%?\s*(-|~|đến|tới)\s*\d.*")

_MAX_DIGITS, _MAX_WHOLE_DIGITS = 24, 18
"""What the warehouse's DECIMAL(24, 6) holds; arithmetic on that many digits is exact."""
_MAX_LENGTH: Final = 120
"""Longer texts are prose."""


def _refuse(detail_vi: str) -> NoReturn:
    raise NotANumberError(detail_vi)


@dataclass(frozen=True, slots=True)
class _Reading:
    value: Decimal
    convention: Convention | None
    """What the separators then mean; None: any convention reads it so."""


def _numeral_readings(numeral: str) -> list[_Reading]:
    """What digits with separators can mean: one reading, or two where three digits follow a lone separator; [] if malformed."""
    if " " in numeral:
        found = re.fullmatch(r"([1-9][0-9]{0,2}(?: [0-9]{3})+)(?:[.,]([0-9]+))?", numeral)
        return [_Reading(Decimal(f"{found[1].replace(' ', '')}.{found[2] or ''}"), None)] if found else []
    separators = re.sub("[0-9]", "", numeral)
    if not separators:
        return [_Reading(Decimal(numeral), None)]
    readings: list[_Reading] = []
    last: Convention = "comma_decimal" if separators[-1] == "," else "dot_decimal"
    whole, _, decimals = numeral.rpartition(separators[-1])
    if separators[-1] not in whole and re.fullmatch(r"[0-9]+|[1-9][0-9]{0,2}(?:[.,][0-9]{3})+", whole):
        readings.append(_Reading(Decimal(f"{re.sub('[.,]', '', whole)}.{decimals}"), last))
    if len(set(separators)) == 1 and re.fullmatch(r"[1-9][0-9]{0,2}(?:[.,][0-9]{3})+", numeral):
        grouped: Convention = "dot_decimal" if last == "comma_decimal" else "comma_decimal"
        readings.append(_Reading(Decimal(re.sub("[.,]", "", numeral)), grouped))
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
class _Quantity:
    """The number at the start of a text."""

    readings: list[_Reading]
    """What it can be; empty: it is malformed."""
    tail: str
    """The text after it."""
    form: Literal["digits", "scaled", "words"]
    """'1.234', '1,5 triệu' or 'mười hai'."""


def _quantity(body: str) -> _Quantity:
    terms: list[tuple[list[_Reading], int]] = []
    tail = body
    while found := _TERM.match(tail):
        scale = math.prod(_SCALES[name.rstrip(".")] for name in found[2].split())
        terms.append((_numeral_readings(found[1]), scale))
        tail = tail[found.end() :]
    if terms:
        return _Quantity(_sums(terms), tail, "scaled")
    words = body.split()
    if spelled := list(itertools.takewhile(_WORDS.__contains__, words)):
        value = _spelled(spelled)
        tail = " ".join(words[len(spelled) :])
        # 'không báo cáo' says that nobody reported, not that nothing was.
        is_number = value is not None and (value or not tail)
        return _Quantity([_Reading(value, None)] if value is not None and is_number else [], tail, "words")
    found = _NUMERAL.match(body)
    if not found:
        return _Quantity([], body, "digits")
    readings, tail = _numeral_readings(found[0]), body[found.end() :].strip()
    if repeated := _REPEATED.match(tail):
        value = _spelled(repeated[1].split())
        if same := [reading for reading in readings if reading.value == value]:
            readings, tail = same, tail[repeated.end() :]
    return _Quantity(readings, tail, "digits")


def _sums(terms: list[tuple[list[_Reading], int]]) -> list[_Reading]:
    """Readings of '1,5 triệu' or '1 tỷ 250 triệu'. In the latter each part is whole and smaller than one of the part before."""
    if len(terms) == 1:
        ((readings, scale),) = terms
        return [_Reading(reading.value * scale, reading.convention) for reading in readings]
    if any(len(readings) != 1 or readings[0].value % 1 for readings, _ in terms):
        return []
    parts = [readings[0].value * scale for readings, scale in terms]
    if any(part >= above for part, (_, above) in zip(parts[1:], terms, strict=False)):
        return []
    return [_Reading(sum(parts, Decimal(0)), None)]


def _check_unit(tail: str, text: str, *, is_percent: bool, is_money: bool) -> None:
    """Refuse words after the number that are not a unit of this indicator."""
    percent = _PERCENT.match(tail)
    if percent and not is_percent:
        _refuse(f"'{text}' là tỷ lệ phần trăm, chỉ tiêu này cần số tuyệt đối")
    tail = tail[percent.end() :] if percent else tail
    if not tail:
        return
    unit = match_key(tail) if tail[0].isalpha() else tail
    if unit in _MONEY_UNITS:
        if not is_money:
            _refuse(f"'{text}' là số tiền, chỉ tiêu này không tính bằng tiền")
    elif unit not in _UNITS:
        _refuse(f"Không hiểu '{tail}' trong '{text}'; chỉ ghi một số, giải thích ghi ở cột ghi chú")
    elif is_money or (is_percent and not percent):
        _refuse(f"'{text}' tính theo '{tail}', chỉ tiêu này cần {'số tiền' if is_money else 'tỷ lệ phần trăm'}")


def _plain(value: Decimal) -> str:
    return format(_tidy(value), "f").replace(".", ",")


def _tidy(value: Decimal) -> Decimal:
    return value.to_integral_value() if value % 1 == 0 else value


def _choose(
    readings: list[_Reading],
    text: str,
    *,
    preferred: Literal["grouped", "decimal"] | None,
    is_percent: bool,
    minimum: Decimal,
    maximum: Decimal,
    convention: Convention | None,
) -> Decimal:
    """One of two readings, if unit of measure, range and the rest of the column do not disagree about it."""
    if len(readings) == 1:
        return readings[0].value
    values = sorted((_tidy(reading.value) for reading in readings), key=abs)
    fitting = [value for value in values if minimum <= value <= maximum]
    votes = set(fitting) if len(fitting) == 1 else set()
    if preferred:
        votes.add(values[-1] if preferred == "grouped" else values[0])
    # No percentage has thousands: there the column's convention counts only for a reading that fits.
    votes |= {
        reading.value
        for reading in readings
        if reading.convention == convention and (reading.value in fitting or not is_percent)
    }
    if not fitting or len(votes) != 1:
        listed = " hoặc ".join(map(_plain, values))
        raise AmbiguousNumberError(f"'{text}' có thể là {listed}; ghi lại không dùng dấu phân cách hàng nghìn", tuple(values))
    return votes.pop()


def _refuse_several(body: str, text: str) -> None:
    """Refuse what looks like several numbers: dates, times, fractions, spans."""
    if _DATE.fullmatch(body):
        _refuse(f"'{text}' là ngày tháng, không phải số liệu; ghi một số")
    if _FRACTION.match(body):
        _refuse(f"'{text}' là phân số hoặc ngày tháng; ghi một số")
    if _TIME.fullmatch(body):
        _refuse(f"'{text}' là giờ, không phải số liệu; ghi một số")
    if _SPAN.fullmatch(body):
        _refuse(f"'{text}' là một khoảng từ số này đến số kia; ghi một số")


def _comparator(body: str, text: str) -> tuple[str, Comparator]:
    """The text without its words of comparison, and what they say."""
    found = _PREFIX.match(body)
    before = _PREFIXES[found[1]] if found and found[1] else None
    rest = body[found.end() :] if found else body
    after: Comparator | None = None
    if suffix := _SUFFIX.fullmatch(rest):
        rest, after = suffix[2], ">=" if suffix[3] else "<="
    elif plus := re.fullmatch(r"(.*\d%?)\+(\s.*)?", rest):
        rest, after = plus[1] + (plus[2] or ""), ">="
    if before and after:
        _refuse(f"'{text}' có hai cách so sánh trái nhau; chỉ giữ một")
    return rest, before or after or "="


def _sign(body: str, text: str) -> tuple[str, bool]:
    """The text without a minus or the bookkeeper's brackets, and whether it had them."""
    if bracketed := re.fullmatch(r"\(\s*([0-9][^()]*?)\s*\)", body):
        return bracketed[1], True
    if re.match(r"-\s+[0-9]", body):
        _refuse(f"'{text}': không rõ gạch ngang là dấu trừ hay gạch đầu dòng; ghi liền dấu trừ với số, hoặc bỏ gạch ngang")
    return (body[1:], True) if re.match("-[0-9]", body) else (body, False)


@lru_cache(maxsize=1 << 16)
def parse_number(
    text: str,
    *,
    is_integer: bool,
    is_percent: bool,
    is_money: bool,
    minimum: Decimal,
    maximum: Decimal,
    convention: Convention | None = None,
) -> Number:
    """Read a cell that a clerk typed as text.

    Cells that the workbook stores as numbers are not for this function: their value is known, while '1.234' here is a thousand.
    A value outside the range is returned all the same (a rule reports it): the range only helps to tell two readings apart.

    Args:
        text: the cell, in any encoding.
        is_integer: the indicator counts whole things (persons, classes, đồng).
        is_percent: the indicator is a percentage: '%' may follow, and '96.125' has decimals.
        is_money: the indicator is in đồng: 'đồng' may follow.
        minimum: least valid value of the indicator.
        maximum: greatest valid value of the indicator.
        convention: what separators mean in the rest of the column, where that is plain.

    Raises:
        AmbiguousNumberError: the text can be two numbers, and unit, range and column do not settle which.
        NotANumberError: a date, fraction, span, unknown words, decimals in a count, or no number at all.
    """
    if text.isascii() and text.isdigit() and len(text) <= _MAX_WHOLE_DIGITS:
        return Number(Decimal(text), "=")
    shown = clean(text)
    if not shown:
        _refuse("Ô trống")
    if len(shown) > _MAX_LENGTH:
        _refuse(f"'{shown[:_MAX_LENGTH]}…' là một đoạn văn, không phải số liệu; ghi một số")
    body = _LOOK_ALIKE.sub(lambda found: found[0].translate(_LOOK_ALIKES), shown).lower().translate(_SIGNS)
    _refuse_several(body, shown)
    body, comparator = _comparator(body, shown)
    _refuse_several(body, shown)
    body, is_negative = _sign(body, shown)
    if sum(letter.isdigit() for letter in body) > _MAX_DIGITS:
        _refuse(f"'{shown}' có quá nhiều chữ số")
    quantity = _quantity(body)
    if not quantity.readings:
        is_digits = any(letter.isdigit() for letter in body)
        _refuse(
            f"'{shown}' không phải là một số viết đúng" if is_digits else f"'{shown}' là chữ, không phải số liệu; ghi một số"
        )
    if any(reading.value.adjusted() >= _MAX_WHOLE_DIGITS for reading in quantity.readings):
        _refuse(f"'{shown}' có quá nhiều chữ số")
    if is_percent and quantity.form == "scaled":
        _refuse(f"'{shown}' không phải là tỷ lệ phần trăm")
    _check_unit(quantity.tail, shown, is_percent=is_percent, is_money=is_money)
    readings = [reading for reading in quantity.readings if not is_integer or reading.value % 1 == 0]
    if not readings:
        _refuse(f"'{shown}' là số lẻ ({_plain(quantity.readings[0].value)}), chỉ tiêu này cần số nguyên")
    value = _choose(
        [_Reading(reading.value.copy_negate(), reading.convention) for reading in readings] if is_negative else readings,
        shown,
        preferred="decimal" if is_percent else "grouped" if is_integer and quantity.form == "digits" else None,
        is_percent=is_percent,
        minimum=minimum,
        maximum=maximum,
        convention=convention,
    )
    return Number(_tidy(value), comparator)
