"""The sheet 'Phiếu trả lời' of a slip: its columns, and how it is known again when a unit sends the slip back."""

import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipelines.language.vietnamese import match_key
from pipelines.language.words import forget_with_words, keys, label
from pipelines.workbooks.grid import Sheet, Value, as_text
from pipelines.workbooks.remembered import Remembered, RememberedRows

SHEET, RECEIVED, EXPLANATION, KEY = "sheet", "received", "explanation", "key"
"""Codes of list 'slip': the sheet itself, and the columns that are read again."""
COLUMNS = {
    "number": 5,
    "severity": 10,
    "sheet_name": 11,
    "cell": 7,
    "indicator": 21,
    RECEIVED: 18,
    "required": 18,
    "message": 31,
    "remedy": 28,
    EXPLANATION: 26,
    KEY: 17,
}
"""Code of each column in list 'slip' → its width in characters."""
_LONGEST = 40
"""Longer texts are no headings."""


def _read_again(text: str) -> str | None:
    code = keys("slip").get(match_key(text)) if len(text) < _LONGEST else None
    return code if code in (RECEIVED, EXPLANATION, KEY) else None


_HEADING_OF = Remembered(_read_again)
_HEADS_SLIP = RememberedRows(lambda row: {_HEADING_OF[value] for value in row if isinstance(value, str)} >= {EXPLANATION, KEY})
for _cache in (_HEADING_OF, _HEADS_SLIP):
    forget_with_words(_cache)


def sheet_name() -> str:
    """Name of the sheet that a slip adds."""
    return label("slip", SHEET)


class Explanation(NamedTuple):
    """What a unit wrote in column 'Giải trình' beside one finding."""

    finding_key: str
    received: str | None
    """What the unit explains, as the slip shows it; None where that is blank."""
    explanation_vi: str
    """Trimmed, in composed form (NFC)."""


def read_slip(sheet: Sheet) -> list[Explanation] | None:
    """The explanations on a sheet, in its order; None when it is no slip.

    A slip is known by a row with the headings 'Giải trình' and 'Mã lỗi', in whatever column they stand and whatever the
    sheet is called: 'Mã lỗi' is a heading that no form has.
    """
    rows = sheet.rows
    for number, kinds in enumerate(sheet.skeleton):
        if not _HEADS_SLIP[kinds]:
            continue
        row = rows[number]
        columns = {heading: column for column, value in reversed(list(enumerate(row))) if (heading := _HEADING_OF[value])}
        return list(_explanations(rows[number + 1 :], columns))
    return None


def _explanations(rows: Sequence[Sequence[Value]], columns: dict[str, int]) -> Iterator[Explanation]:
    for row in rows:
        texts = {heading: as_text(row[column]) for heading, column in columns.items() if column < len(row)}
        key = unicodedata.normalize("NFC", texts.get(KEY, "")).strip()
        explanation = unicodedata.normalize("NFC", texts.get(EXPLANATION, "")).strip()
        if key and any(map(str.isalnum, explanation)):  # '…' is the blank line of a printed form
            yield Explanation(key, texts.get(RECEIVED) or None, explanation)
