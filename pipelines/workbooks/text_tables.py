"""Reads sheets out of text: CSV and TSV in the encodings met here."""

import csv
import io
import unicodedata
from collections.abc import Iterator
from itertools import islice

from pipelines.language.words import say
from pipelines.workbooks.grid import KnownWords, Sheet, Value
from pipelines.workbooks.sniff import unreadable

ENCODINGS = ("utf-8-sig", "cp1258", "cp1252")
"""Tried in turn for text without a mark of its encoding; the most known headings win. TCVN3 and VNI come as cp1252."""
BAD = "\ufffd"
"""Stands for bytes that are no character. In a note or a label it does no harm; a figure with it is none, and is found."""
MAX_BAD_SHARE = 0.02
"""Most of the letters beyond ASCII that may be bad: a few were damaged on the way; with more it is another encoding."""
DELIMITERS = (",", ";", "\t", "|")
MAX_ROWS = 100_000
MAX_COLUMNS = 1_000
BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
MAX_LETTERS = 131_072
"""Letters of a cell; with more of them a text is no table."""
_SAMPLE_ROWS = 60


def delimited_sheet(content: bytes, where: str, known_words: KnownWords) -> tuple[str, Sheet]:
    """What a text is, 'csv' or 'tsv', and its one sheet.

    Raises:
        UnreadableReturnError: not text, no table in it, or over the limits.
    """
    texts = _decoded(content)
    if not texts:
        raise unreadable(say("neither a spreadsheet nor a text"), where)
    tried = [(known_words(_sample(text, mark)), text, mark) for text in texts for mark in DELIMITERS]
    score, text, delimiter = max(tried, key=lambda trial: trial[0])
    if score == 0:
        raise unreadable(say("a text without any table"), where)
    try:
        rows: list[list[Value]] = [list(cells) for cells in islice(_split(text, delimiter), MAX_ROWS + 1)]
    except csv.Error as error:
        raise unreadable(say("a text with cells too long to be a table"), where) from error
    if len(rows) > MAX_ROWS or max(map(len, rows), default=0) > MAX_COLUMNS:
        raise unreadable(
            say("the file has more than {rows} rows or {columns} columns", rows=MAX_ROWS, columns=MAX_COLUMNS), where
        )
    found = "tsv" if delimiter == "\t" else "csv"
    return found, Sheet(found.upper(), rows, is_comma_separated=delimiter == ",")


def _decoded(content: bytes) -> list[str]:
    """The text in every encoding that it may be in, likelier ones first."""
    encoding = next((name for mark, name in BYTE_ORDER_MARKS if content.startswith(mark)), None)
    if encoding is None and content[:400].count(b"\0") > len(content[:400]) // 4:
        encoding = "utf-16-le" if content[1:2] == b"\0" else "utf-16-be"
    texts = []
    for name in (encoding,) if encoding else ENCODINGS:
        text = content.decode(name, "replace").replace("\0", BAD)
        bad = text.count(BAD)
        if bad > 1 and bad > MAX_BAD_SHARE * _beyond_ascii(text):
            continue
        texts.append(unicodedata.normalize("NFC", text))
        if name == "utf-8-sig" and not bad:
            break
    return texts


def _beyond_ascii(text: str) -> int:
    return len(text) - len(text.encode("ascii", "ignore"))


def _split(text: str, delimiter: str) -> Iterator[list[str]]:
    csv.field_size_limit(MAX_LETTERS)  # other packages set it for the whole process
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)


def _sample(text: str, delimiter: str) -> list[list[str]]:
    """The first filled rows among the rows that a text may have; [] when it does not fit the delimiter."""
    try:
        rows = list(islice(filter(any, islice(_split(text, delimiter), MAX_ROWS)), _SAMPLE_ROWS))
    except csv.Error:
        return []
    return rows if any(len(row) > 1 for row in rows) else []
