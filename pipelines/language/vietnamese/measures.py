"""Units of measure as clerks write them: where a text states one, and how many of which thing one of its units is."""

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache
from typing import Final, NamedTuple

from pipelines.language.text_marks import runs_of
from pipelines.language.vietnamese.text import clean, legacy_readings, match_key


class Multiple(NamedTuple):
    """One way to read a measure: so many of a thing."""

    multiplier: Decimal
    """1000 for 'nghìn người'."""
    thing: str
    """Key (`match_key`) of what is counted: that of 'người'; '' where only a multiple is said ('triệu')."""


ONE: Final = Decimal(1)
_SCALES: Final = {
    "chục": 10,
    "trăm": 10**2,
    "nghìn": 10**3,
    "ngàn": 10**3,
    "vạn": 10**4,
    "triệu": 10**6,
    "tỷ": 10**9,
    "tỉ": 10**9,
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
}
_SHORT_SCALES: Final = {"ng": 10**3, "n": 10**3, "tr": 10**6}
"""Abbreviations, only before money: 'tr.đ', 'ngđ', 'Tr. đồng'."""
_SCALE: Final = re.compile(rf"({'|'.join(map(match_key, _SCALES))})(?![^\W\d_])\.?\s*")
_SHORT_SCALE: Final = re.compile(rf"({'|'.join(_SHORT_SCALES)})(?:\.\s*|\s+|(?=đ|vn))(?=(?:đ|đồng|vnđ|vnd|vn đồng)\b|₫)")
_POWER: Final = re.compile(r"10\^([1-9])\s*|(1(?:0+|(?:[., ]000)+))(?![\d.,]*\d)\s*")
_RAISED_POWER: Final = re.compile(r"(?<!\d)10([²³⁶⁹])")
_POWERS: Final = {"²": "^2", "³": "^3", "⁶": "^6", "⁹": "^9"}
_KEYS: Final = {match_key(word): value for word, value in _SCALES.items()} | _SHORT_SCALES


def _worn(words: str) -> str:
    """A pattern for words of which any diacritic may be lost: 'Đơn vi tính', 'don vi tinh'; not 'đơn vị tỉnh'."""
    return "".join(f"[{''.join(sorted(_worn_letters(letter)))}]" if letter.isalpha() else re.escape(letter) for letter in words)


def _worn_letters(letter: str) -> set[str]:
    base, *marks = list(unicodedata.normalize("NFD", letter))
    whole = (base, *(base + mark for mark in marks), letter, "d" if letter == "đ" else base)
    return {unicodedata.normalize("NFC", form) for form in whole}


_MARK_WORDS = "|".join(map(_worn, ("đơn vị tính", "đơn vị đo lường", "đv tính", "đvt", "đ.v.t", "đ/v tính")))
_MARK: Final = re.compile(
    rf"[\s(\[,;.:–—-]*\b(?:(?:{_MARK_WORDS}|đơn vị đo)\b\.?\s*[:\-–=]?|{_worn('tính')} (?:{_worn('bằng')}|theo)\s*:)\s*",
    re.IGNORECASE,
)
_MAY_MARK: Final = re.compile(
    rf"[\s(\[,;.–—-]*\b(?:{_worn('đơn vị')}\s*:|units?\s*:|{_worn('tính bằng')}|tính theo)\s*", re.IGNORECASE
)
"""'Đơn vị: triệu đồng' states a measure, 'Đơn vị: Chi bộ 1' a unit."""
MONEY: Final = "đồng"
"""What money is counted in, as `readings` has it."""
_WORN_MONEY: Final = re.compile(
    rf"(?:(?:{'|'.join(map(_worn, ('triệu', 'nghìn', 'ngàn', 'trăm', 'chục', 'vạn', 'tỷ', 'tỉ')))})\s+)*{_worn('đồng')}"
    rf"|(?:(?:{'|'.join(map(_worn, ('triệu', 'nghìn', 'ngàn', 'trăm', 'chục', 'tỷ')))})\s*)+(?:đ|d|vnđ|vnd)"
)
"""Money, as match_key has it, with diacritics lost: 'trieu dong'. Of others nobody can tell: 'van ban'."""
_WHOLE_WORDS: Final = {
    re.compile(rf"\b{_worn(word)}\b"): word for word in ("triệu", "nghìn", "ngàn", "trăm", "chục", "vạn", "tỷ", "đồng")
}
_TIMES: Final = re.compile(r"[x×]\s*(?=1[0.,])")
"""'x1.000 đồng': so many times."""
_FOREIGN: Final = re.compile(
    r"usd|us\$|\$|eur|euro|€|cny|rmb|jpy|¥|gbp|£|(?:đô la|đôla|do la|dollars?)(?: mỹ| my)?|nhân dân tệ|ndt|kíp|bạt|yên"
)
_PRICED: Final = re.compile(r"([£$€¥])\s?(?:['’,]?(000)(?:s|’s|'s)?|(k)|(m|mn|million)|(bn|billion))", re.IGNORECASE)
"""'£000', '$m': so many of a currency, as tables of accounts write it."""
_TRAILING: Final = re.compile(
    rf"(?<![\d.,])(?<!\d )\s((?:(?:{'|'.join(_SCALES)})\.?\s*)+(?:đồng|đ|vnđ|vnd)|(?:trđ|tr\.đ|ngđ|ng\.đ))\s*$", re.IGNORECASE
)
"""A multiple of money at the end of a label: 'Kinh phí triệu đồng'; not 'ủng hộ 650 triệu đồng'."""
_LOOSE_SCALE: Final = rf"(?:{'|'.join(map(_worn, ('triệu', 'nghìn', 'ngàn')))}|tỷ|tỉ|vạn|trăm|chục)"
_LOOSE: Final = re.compile(
    rf"(?:^|[\s(\[:/,;–—-])((?:{_LOOSE_SCALE}\.?\s*)+(?:{_worn('đồng')}|đ|vnđ|vnd|₫)|(?:tr|ng)\.?(?:\s?đồng|đ|vnđ)|(?:tr|ng|t)\.\s?đồng|(?:tr|ng)\.\sđ"
    rf"|(?<=[:(])\s*(?:triệu|nghìn|ngàn|tỷ|tỉ|1[.,]000(?:[.,]000)?\s*(?:đồng|đ|vnđ)))\s*[)\]]*\s*[.;*]?$"
)
"""A multiple of money at the end of any text."""
_COUNTED: Final = re.compile(
    r"(?:\d|\b(?:một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|mươi|trăm|chục|hàng|vài|mấy|nhiều|những))\s*$"
)
"""What stands before a multiple that is part of an amount: 'ủng hộ 650 triệu đồng', 'hàng triệu đồng'."""
_LONGEST_LOOSE: Final = 120
"""Longer texts are prose."""
_BRACKETS: Final = re.compile(r"\s*(?:\(([^()]*)\)|\[([^][]*)\])")
_AFTER: Final = re.compile(r"(?:\s+[–—-]\s*|\s*[:,;]\s*)([^–—:;,-]+)$")
_NOTE_MARK: Final = re.compile(r"(?<=[^\W\d])[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2}\s*$")
"""A raised figure behind a word points to a note; '10³ đồng' is a thousand."""
_LIST: Final = re.compile(r"\s*(?:[,;+]|\bvà\b|\bhoặc\b)\s*")
_SILENT_WORDS: Final = """
như trong biểu|như biểu|trong biểu|theo biểu|theo biểu mẫu|như biểu mẫu|theo mẫu|ghi trong biểu|theo từng chỉ tiêu
|theo chỉ tiêu|theo từng dòng|như cột|xem trong biểu|xem cột|nhiều đơn vị|các đơn vị|khác nhau|theo nội dung
|theo từng nội dung|như trong bảng|theo bảng
"""
_SILENT: Final = frozenset(map(match_key, _SILENT_WORDS.split("|")))
_DITTO: Final = frozenset({'"', "''", '""', "nt", "-nt-", "//", "như trên", "như trên nt", '-"-', "(nt)", "n.t", "-//-"})
"""Marks that say 'as above'."""
_NOTHING: Final = re.compile(r"[\W_]*")


@lru_cache(maxsize=4096)
def readings(text: str) -> tuple[Multiple, ...]:
    """How a text may be read as one measure: whole, and, where it begins with a multiple, as a multiple of the rest.

    'nghìn người' → 1 of 'nghìn người' and 1000 of 'người'; the register knows which of the things there is. 'nghìn tỷ đồng',
    '1.000đ', '10³ đồng', 'tr.đ' and texts in legacy encodings are understood.
    """
    found: dict[Multiple, None] = {}
    text = _RAISED_POWER.sub(lambda found: f"10{_POWERS[found[1]]}", _NOTE_MARK.sub("", text))
    if priced := _PRICED.fullmatch(clean(text)):
        power = 3 if priced[2] or priced[3] else 6 if priced[4] else 9
        found[Multiple(Decimal(10**power), priced[1])] = None
    for reading in (clean(text), *legacy_readings(text)):
        key = _restored(_TIMES.sub("", _unwrapped(match_key(reading)), count=1))
        found[Multiple(ONE, key)] = None
        multiplier, rest = 1, key
        while scale := _POWER.match(rest) or _SCALE.match(rest) or _SHORT_SCALE.match(rest):
            multiplier *= _scale(scale)
            rest = rest[scale.end() :]
        if rest != key:
            found[Multiple(Decimal(multiplier), _unwrapped(match_key(rest)) if rest else "")] = None
    return tuple(found)


def _restored(key: str) -> str:
    """A measure of money with its diacritics: 'trieu dong' → 'triệu đồng'; any other as it is."""
    if _WORN_MONEY.fullmatch(key):
        for pattern, word in _WHOLE_WORDS.items():
            key = pattern.sub(match_key(word), key)
        return re.sub(r"\bd$", "đ", key)
    return key


@lru_cache(maxsize=4096)
def is_foreign_money(text: str) -> bool:
    """Whether a measure is another currency, or a multiple of it: 'USD', 'nghìn USD', 'đô la Mỹ'."""
    return any(_FOREIGN.fullmatch(multiple.thing) for multiple in readings(text))


def is_withdrawn(text: str) -> bool:
    """Whether all that a measure says is struck out or hidden: it does not stand, and what does is not said."""
    return all(face in ("struck", "hidden") for body, face in runs_of(text) if body.strip())


@lru_cache(maxsize=4096)
def loose_multiple(text: str) -> str:
    """The multiple of money that a short text ends with: 'Các số tiền: triệu đồng'; '' for an amount and for none."""
    if len(text) > _LONGEST_LOOSE:
        return ""
    for reading in (clean(text), *legacy_readings(text)):
        shown = reading.lower()
        if (found := _LOOSE.search(shown)) and not _COUNTED.search(shown[: found.start(1)].rstrip()):
            return found[1].strip()
    return ""


def _scale(found: re.Match[str]) -> int:
    if found.re is not _POWER:
        return _KEYS[found[1]]
    return int(re.sub(r"\D", "", found[2])) if found[2] else int(10 ** int(found[1]))


def _unwrapped(key: str) -> str:
    while len(key) > 2 and key[0] + key[-1] in ("()", "[]"):
        key = match_key(key[1:-1])
    return key


@lru_cache(maxsize=4096)
def listed(text: str) -> tuple[str, ...]:
    """The measures of a list: 'người, triệu đồng' → ('người', 'triệu đồng'); one alone is a list of one."""
    return tuple(part for part in _LIST.split(_unbracketed(clean(text))) if part) or (text,)


def _unbracketed(text: str) -> str:
    return text[1:-1].strip() if len(text) > 2 and text[0] + text[-1] in ("()", "[]") else text


@lru_cache(maxsize=4096)
def says_nothing(text: str) -> bool:
    """Whether what stands for a measure names none: dots, dashes, 'như trong biểu'."""
    is_bare = _NOTHING.fullmatch(text) is not None and not {"%", "‰", "₫", "$"} & set(text)
    return is_bare or match_key(text) in _SILENT


def says_as_above(text: str) -> bool:
    """Whether what stands for a measure is a ditto mark."""
    return match_key(text) in _DITTO or text.strip() in _DITTO


class Split(NamedTuple):
    """A text, and the measure that it may state."""

    rest: str
    """The text without the statement."""
    stated: str
    """The measure; '' if there is none."""
    is_marked: bool = False
    """Words such as 'ĐVT' introduce it. Without them it is one only if it is a measure that someone knows."""
    is_bracketed: bool = False
    """It stands in brackets, or after 'Đơn vị:' or 'tính bằng'."""


@lru_cache(maxsize=4096)
def split_statement(text: str) -> Split:
    """Take the unit of measure out of a heading, label or head.

    'Số liệu – ĐVT: nghìn người', 'Số liệu (triệu đồng)', 'Số liệu, triệu đồng', 'Đơn vị: đồng', 'Số liệu tính bằng nghìn đồng'.
    """
    shown = clean(text)
    if found := _MARK.search(shown) or _MAY_MARK.search(shown):
        stated, rest = _up_to_bracket(shown[found.end() :])
        return Split(f"{shown[: found.start()]} {rest}".strip(), stated, found.re is _MARK, True)
    if brackets := list(_BRACKETS.finditer(shown)):
        plain = (one for one in reversed(brackets) if any(read.multiplier != ONE for read in readings(one[1] or one[2] or "")))
        last = next(plain, brackets[-1])
        rest = f"{shown[: last.start()]} {shown[last.end() :]}".strip()
        return Split(rest, (last[1] or last[2] or "").strip(), False, True)
    if after := _AFTER.search(shown):
        return Split(shown[: after.start()].strip(), after[1].strip())
    if trailing := _TRAILING.search(shown):
        return Split(shown[: trailing.start()].strip(), trailing[1].strip())
    return Split(shown, "")


@lru_cache(maxsize=4096)
def without_measure(text: str) -> str:
    """A heading without the measure that it plainly states: 'Số liệu – ĐVT: nghìn người' → 'Số liệu'."""
    split = split_statement(text)
    is_plain = split.is_marked or any(multiple.multiplier != ONE for multiple in readings(split.stated))
    return split.rest if split.stated and is_plain else text


def _up_to_bracket(text: str) -> tuple[str, str]:
    """What stands before the bracket that closes a statement, and what after it."""
    depth = 0
    for place, letter in enumerate(text):
        depth += letter in "(["
        if letter in ")]":
            if depth == 0:
                return text[:place].strip(), text[place + 1 :].strip()
            depth -= 1
    return text.strip(), ""
