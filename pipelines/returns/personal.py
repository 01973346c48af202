"""Recognises personal data: identity numbers, mobile numbers, lists of people. A sheet that carries any is refused."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.language.text_marks import without_marks
from pipelines.language.vietnamese import clean, match_key
from pipelines.workbooks.grid import Remembered, Value, as_text

IDENTITY_HEADINGS = ("CCCD", "CMND", "CMTND", "Căn cước", "Chứng minh", "Số định danh", "Hộ chiếu", "Thẻ đảng", "BHXH")
"""A column whose heading contains one of these words holds identity numbers."""
CONTACT_HEADINGS = ("Số điện thoại", "Điện thoại", "Điện thoại di động", "SĐT", "Di động", "Số di động")
NAME_HEADINGS = ("Họ và tên", "Họ tên", "Họ và tên đảng viên", "Họ tên đảng viên", "Họ, tên", "Họ và chữ đệm")

_IDENTITY_WORDS = re.compile("|".join(rf"\b{re.escape(match_key(word))}\b" for word in IDENTITY_HEADINGS))
_CONTACTS = frozenset(map(match_key, CONTACT_HEADINGS))
_NAMES = frozenset(map(match_key, NAME_HEADINGS))
_MOBILE = re.compile(r"(?<![\d.,])(?:0|\+?84[ .-]?)[35789]\d(?:[ .-]?\d){7}(?![\d.,]*\d)")
_CITIZEN = re.compile(r"(?<![\d.,])0\d\d(?:[ .]?\d{3}){3}(?!\d)")
_GROUPED = re.compile(r"(?<![+\d.,])[1-9]\d{0,2}(?:[.,]\d{3})+(?!\d)")
"""A number with groups of three digits, as money is written: '84.512.345.678' is no telephone."""
_TO_FILL_IN = re.compile(r"…|[._]{2}")
_LONG_NUMBER = re.compile(r"\d(?:[ .-]?\d){8,}")
MAX_HEADING = 40
"""Longer texts are sentences, not headings."""
ROWS_BELOW = 10
"""Rows below a heading that are looked at."""


@dataclass(frozen=True, slots=True)
class PersonalData:
    """The first personal datum met on a sheet; what it says is never kept."""

    row: int
    column: int
    kind_vi: str


def find_personal_data(rows: Sequence[Sequence[Value]]) -> PersonalData | None:
    """The first personal datum of a sheet, or None."""
    for row_number, row in enumerate(rows):
        if not any(map(_KIND_OF.__getitem__, row)):
            continue
        for column, value in enumerate(row):
            if not isinstance(value, str) or not (kind := personal_kind(value)):
                continue
            if kind not in _HEADED:
                return PersonalData(row_number, column, _KINDS[kind])
            least, digits = _HEADED[kind]
            filled = _filled_below(rows, row_number, column, digits)
            if len(filled) >= least:
                return PersonalData(filled[0], column, _KINDS[kind])
    return None


_KINDS = {
    "identity_heading": "cột số giấy tờ tùy thân",
    "contact_heading": "cột số điện thoại",
    "name_heading": "danh sách họ tên",
    "identity": "số căn cước hoặc chứng minh nhân dân",
    "mobile": "số điện thoại di động",
}
_HEADED = {"identity_heading": (1, 6), "contact_heading": (1, 7), "name_heading": (2, 0)}
"""Kinds that are only a heading → cells below it, and digits in each, that make it one of personal data."""


def personal_kind(text: str) -> str | None:
    """Whether a text is, or heads a column of, personal data: a key of the kinds above."""
    return _KIND_OF[text]


def _decide_kind(text: str) -> str | None:
    text = without_marks(text)  # struck out, it is still there
    if text.isascii() and not any(character.isdigit() for character in text) and len(text) > MAX_HEADING:
        return None
    key = match_key(text)
    if _IDENTITY_WORDS.search(key):
        if _LONG_NUMBER.search(key):
            return "identity"
        if len(key) <= MAX_HEADING:
            return "identity_heading"
    if key in _CONTACTS:
        return "contact_heading"
    if key in _NAMES and not _TO_FILL_IN.search(text):
        return "name_heading"
    written = clean(text)
    if _CITIZEN.search(written):
        return "identity"
    return "mobile" if _MOBILE.search(_GROUPED.sub(" ", written)) else None


_KIND_OF = Remembered(_decide_kind)


def _filled_below(rows: Sequence[Sequence[Value]], row: int, column: int, digits: int) -> list[int]:
    """The next rows where a column is filled, with that many digits; not by column numbers ('A', '1'), remarks or headings."""
    found = []
    for below in range(row + 1, min(row + 1 + ROWS_BELOW, len(rows))):
        text = as_text(rows[below][column]).strip() if column < len(rows[below]) else ""
        if len(text) > 2 and text[0] != "(" and sum(map(str.isdigit, text)) >= digits and personal_kind(text) not in _HEADED:
            found.append(below)
    return found
