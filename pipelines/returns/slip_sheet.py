"""The sheet 'Phiếu trả lời' of a slip: its columns, and how it is known again when a unit sends the slip back."""

import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipelines.language.vietnamese import match_key
from pipelines.workbooks.grid import Remembered, Value, as_text

SHEET_NAME = "Phiếu trả lời"
RECEIVED, EXPLANATION, KEY = "Đã ghi", "Giải trình", "Mã lỗi"
COLUMNS = (
    ("STT", 5),
    ("Mức độ", 10),
    ("Trang tính", 11),
    ("Ô", 7),
    ("Chỉ tiêu", 21),
    (RECEIVED, 13),
    ("Yêu cầu", 13),
    ("Nội dung", 31),
    ("Cách sửa", 28),
    (EXPLANATION, 26),
    (KEY, 17),
)
"""Heading and width in characters of each column."""

_HEADINGS = {match_key(heading): heading for heading in (RECEIVED, EXPLANATION, KEY)}
_HEADING_OF = Remembered(lambda text: _HEADINGS.get(match_key(text)) if len(text) < 20 else None)


class Explanation(NamedTuple):
    """What a unit wrote in column 'Giải trình' beside one finding."""

    finding_key: str
    received: str | None
    """What the unit explains, as the slip shows it; None where that is blank."""
    explanation_vi: str
    """Trimmed, in composed form (NFC)."""


def read_slip(rows: Sequence[Sequence[Value]]) -> list[Explanation] | None:
    """The explanations on a sheet, in its order; None when it is no slip.

    A slip is known by a row with the headings 'Giải trình' and 'Mã lỗi', in whatever column they stand and whatever the
    sheet is called: 'Mã lỗi' is a heading that no form has.
    """
    for number, row in enumerate(rows):
        columns = {heading: column for column, value in reversed(list(enumerate(row))) if (heading := _HEADING_OF[value])}
        if columns.keys() >= {EXPLANATION, KEY}:
            return list(_explanations(rows[number + 1 :], columns))
    return None


def _explanations(rows: Sequence[Sequence[Value]], columns: dict[str, int]) -> Iterator[Explanation]:
    for row in rows:
        texts = {heading: as_text(row[column]) for heading, column in columns.items() if column < len(row)}
        key = unicodedata.normalize("NFC", texts.get(KEY, "")).strip()
        explanation = unicodedata.normalize("NFC", texts.get(EXPLANATION, "")).strip()
        if key and any(map(str.isalnum, explanation)):  # '…' is the blank line of a printed form
            yield Explanation(key, texts.get(RECEIVED) or None, explanation)
