"""Recognises personal data: identity numbers, mobile numbers, lists of people. A sheet that carries any is refused."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.returns.grid import Remembered, Value
from pipelines.returns.vietnamese import clean, match_key

IDENTITY_HEADINGS = ("CCCD", "CMND", "CMTND", "Căn cước", "Chứng minh", "Số định danh", "Hộ chiếu", "Thẻ đảng", "BHXH")
"""A column whose heading contains one of these words holds identity numbers."""
CONTACT_HEADINGS = ("Số điện thoại", "Điện thoại", "Điện thoại di động", "SĐT", "Di động", "Số di động")
NAME_HEADINGS = ("Họ và tên", "Họ tên", "Họ và tên đảng viên", "Họ tên đảng viên", "Họ, tên", "Họ và chữ đệm")

_IDENTITY_WORDS = re.compile("|".join(rf"\b{re.escape(match_key(word))}\b" for word in IDENTITY_HEADINGS))
_CONTACTS = frozenset(map(match_key, CONTACT_HEADINGS))
_NAMES = frozenset(map(match_key, NAME_HEADINGS))
_MOBILE = re.compile(r"(?<![\d.,])(?:0|\+?84[ .-]?)[35789]\d(?:[ .-]?\d){7}(?![\d.,]*\d)")
_CITIZEN = re.compile(r"(?<![\d.,])0\d{11}(?!\d)")
_LONG_NUMBER = re.compile(r"\d(?:[ .-]?\d){8,}")
MAX_HEADING = 40
"""Longer texts are sentences, not headings."""
ROWS_BELOW = 3
"""Rows below a heading that may be empty before the column counts as unused."""
LEAST_PEOPLE = 2
"""Names below 'Họ và tên' that make a list of people."""


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
            if isinstance(value, str) and value and (kind := personal_kind(value)):
                if kind in ("identity_heading", "contact_heading"):
                    filled = _filled_below(rows, row_number, column, ROWS_BELOW)
                    if filled:
                        return PersonalData(row_number + filled[0], column, _KINDS[kind])
                elif kind == "name_heading":
                    filled = _filled_below(rows, row_number, column, LEAST_PEOPLE + ROWS_BELOW)
                    if len(filled) >= LEAST_PEOPLE:
                        return PersonalData(row_number + filled[0], column, _KINDS[kind])
                else:
                    return PersonalData(row_number, column, _KINDS[kind])
    return None


_KINDS = {
    "identity_heading": "cột số giấy tờ tùy thân",
    "contact_heading": "cột số điện thoại",
    "name_heading": "danh sách họ tên",
    "identity": "số căn cước hoặc chứng minh nhân dân",
    "mobile": "số điện thoại di động",
}


def personal_kind(text: str) -> str | None:
    """Whether a text is, or heads a column of, personal data: a key of the kinds above."""
    return _KIND_OF[text]


def _decide_kind(text: str) -> str | None:
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
    if key in _NAMES:
        return "name_heading"
    written = clean(text)
    if _CITIZEN.search(written):
        return "identity"
    return "mobile" if _MOBILE.search(written) else None


_KIND_OF = Remembered(_decide_kind)


def _filled_below(rows: Sequence[Sequence[Value]], row: int, column: int, count: int) -> list[int]:
    """Distances of the filled cells among the next rows of a column, without column numbers ('A', '1') and headings."""
    below = [(distance, rows[row + distance]) for distance in range(1, count + 1) if row + distance < len(rows)]
    return [
        distance
        for distance, cells in below
        if column < len(cells)
        and len(str(cells[column]).strip()) > 2
        and not (isinstance(cells[column], str) and personal_kind(str(cells[column])) in _HEADING_KINDS)
    ]


_HEADING_KINDS = ("identity_heading", "contact_heading", "name_heading")
