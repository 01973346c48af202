"""Recognises personal data: identity numbers, mobile numbers, lists of people. A sheet that carries any is refused.

Words alone are none: 'Thu BHXH', 'Số thẻ đảng cấp mới' and a letter's number '771/BHXH' stand in many a report. A heading that
names persons' numbers counts when values of their form stand below it; a heading that says more than that, when two do.
One or two mobile numbers that are said to be for contact ('Người lập: …, ĐT 0912…') refuse no return, but are not kept either.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.language.personal_words import LISTED, personal_words
from pipelines.language.text_marks import without_marks
from pipelines.language.vietnamese import clean, match_key
from pipelines.language.words import forget_with_words, keys, say, sentence
from pipelines.workbooks.grid import Sheet, Value, as_text
from pipelines.workbooks.remembered import Remembered, RememberedRows

MAX_HEADING = 40
"""Longer texts are sentences, not headings."""
MAX_CONTACTS = 2
"""Mobile numbers for contact that may stand on a sheet: its preparer's, a help line's. More are a list."""
ROWS_BELOW = 10
"""Rows below a heading that are looked at."""


@dataclass(frozen=True, slots=True)
class PersonalData:
    """The first personal datum met on a sheet; what it says is never kept."""

    row: int
    column: int
    kind_vi: str


_TELEPHONE = re.compile(r"(?:\(?0|\+?84)[\d ().-]{8,15}|[2-9]\d{8,9}")
_GROUPED = re.compile(r"(?<![+\d.,])[1-9]\d{0,2}(?:[.,]\d{3})+(?!\d)")
"""A number with groups of three digits, as money is written: '84.512.345.678' is no telephone."""
_TO_FILL_IN = re.compile(r"…|[._]{2}")

_KINDS = {
    **dict.fromkeys(LISTED, sentence("a column of numbers of identity papers")),
    "contact_heading": sentence("a column of telephone numbers"),
    "name_heading": sentence("a list of names of persons"),
    "identity_number": sentence("a number of an identity card"),
    "mobile": sentence("a mobile telephone number"),
}
_HEADED = {*LISTED, "contact_heading", "name_heading"}
"""Kinds that are only a heading: what stands below it decides."""


def find_personal_data(sheet: Sheet) -> PersonalData | None:
    """The first personal datum of a sheet, or None. Up to MAX_CONTACTS mobile numbers for contact are none."""
    contacts, rows = 0, sheet.rows
    for row_number, (row, kinds) in enumerate(zip(rows, sheet.skeleton, strict=True)):
        if not _HAS_KIND[kinds]:
            continue
        for column, value in enumerate(row):
            if not isinstance(value, str) or not (kind := personal_kind(value)):
                continue
            if kind == "mobile" and _is_for_contact(row, column):
                contacts += len(_mobiles_in(value))
                if contacts <= MAX_CONTACTS:
                    continue
            if kind not in _HEADED:
                return PersonalData(row_number, column, say(_KINDS[kind]))
            if found := _persons_below(rows, row_number, column, kind):
                return PersonalData(found[0], column, say(_KINDS[kind]))
    return None


def without_contacts(sheet: Sheet) -> list[list[Value]]:
    """The rows of a sheet that is not refused, with '…' for the mobile numbers on it: what they say is never kept."""
    if not any(map(_HAS_KIND.__getitem__, sheet.skeleton)):
        return sheet.rows
    rows = sheet.rows
    return [[_without_mobiles(value) if _KIND_OF[value] == "mobile" else value for value in row] for row in rows]


def _without_mobiles(value: Value) -> Value:
    masked = personal_words().mobile.sub("…", str(value))
    return masked if masked != value and not _mobiles_in(masked) else "…"


def _mobiles_in(text: str) -> list[str]:
    known = personal_words()
    return known.mobile.findall(_GROUPED.sub(" ", known.of_business.sub(" ", clean(without_marks(text)))))


def _is_for_contact(row: Sequence[Value], column: int) -> bool:
    """Whether the words in a cell, or in the one to the left of a number alone, say that a number is for contact.

    In a head or foot: a row with other numbers is a line, or a list's.
    """
    others = [as_text(value) for place, value in enumerate(row) if place != column and _KIND_OF[value] != "mobile"]
    if any(letter.isdigit() for text in others for letter in text):
        return False
    before = next((value for value in reversed(row[:column]) if value != ""), "") if _is_mobile(row[column]) else ""
    return any(personal_words().contact.search(match_key(without_marks(as_text(value)))) for value in (row[column], before))


def personal_kind(text: str) -> str | None:
    """Whether a text is, or heads a column of, personal data: a key of the kinds above."""
    return _KIND_OF[text]


def _decide_kind(text: str) -> str | None:
    text = without_marks(text)  # struck out, it is still there
    if text.isascii() and not any(character.isdigit() for character in text) and len(text) > MAX_HEADING:
        return None
    key, known = match_key(text), personal_words()
    if known.may_name.search(key):
        if any(number.in_text and number.in_text.search(key) for number in known.numbers.values()):
            return "identity_number"
        kinds = (kind for kind, number in known.numbers.items() if number.words.search(key))
        if len(key) <= MAX_HEADING and (kind := next(kinds, None)):
            return kind
    heads = keys("personal").get(key)
    if heads == "phone":
        return "contact_heading"
    if heads == "name" and not _TO_FILL_IN.search(text):
        return "name_heading"
    if known.citizen.search(known.of_business.sub(" ", clean(text))):
        return "identity_number"
    return "mobile" if _mobiles_in(text) else None


_KIND_OF = Remembered(_decide_kind)
_HAS_KIND = RememberedRows(lambda row: any(isinstance(value, str) and _KIND_OF[value] for value in row))
for _cache in (_KIND_OF, _HAS_KIND):
    forget_with_words(_cache)


def _persons_below(rows: Sequence[Sequence[Value]], row: int, column: int, kind: str) -> list[int]:
    """The next rows below a heading where its column holds what persons have; [] if there are too few of them to be a list."""
    below = range(row + 1, min(row + 1 + ROWS_BELOW, len(rows)))
    cells = [(number, rows[number][column]) for number in below if column < len(rows[number]) and rows[number][column] != ""]
    if kind == "name_heading":
        found, least = [number for number, value in cells if _may_be_name(value)], 2
    elif kind == "contact_heading":
        found = [number for number, value in cells if _is_telephone(value)]
        # One telephone may be the office's own; a mobile one is somebody's.
        least = 1 if any(_is_mobile(value) for _, value in cells) else 2
    else:
        found = [number for number, value in cells if _has_form(value, kind)]
        known = personal_words()
        rest = known.beside.sub("", known.numbers[kind].words.sub(" ", match_key(str(rows[row][column]))))
        least = 3 if kind == "insurance_alone" else 2 if rest else 1
    return found if len(found) >= least else []


def _may_be_name(value: Value) -> bool:
    """Not column numbers ('A', '1'), remarks or further headings."""
    text = as_text(value).strip()
    return len(text) > 2 and text[0] != "(" and personal_kind(text) not in _HEADED


def _has_form(value: Value, kind: str) -> bool:
    number = personal_words().numbers[kind]
    text = clean(without_marks(as_text(value))).lower()
    return (number.written if isinstance(value, str) else number.stored).fullmatch(text) is not None


def _is_telephone(value: Value) -> bool:
    return _is_mobile(value) or _TELEPHONE.fullmatch(clean(as_text(value))) is not None


def _is_mobile(value: Value) -> bool:
    known, text = personal_words(), clean(as_text(value))
    return (known.mobile_written if isinstance(value, str) else known.mobile_stored).fullmatch(text) is not None
