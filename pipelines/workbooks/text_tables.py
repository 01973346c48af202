"""Reads sheets out of text: CSV and TSV in the encodings met here, and HTML that calls itself .xls."""

import csv
import email
import email.policy
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from itertools import islice

from pipelines.workbooks.grid import KnownWords, Place, Sheet, Value
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
MAX_PAGE_BYTES = 8 * 1024**2
"""Largest web page that is read: one megabyte takes half a second at worst."""
MAX_SPAN = 1_000
"""Most columns or rows that a cell of HTML may span, as in browsers."""
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_META = re.compile(rb"charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
_SAMPLE_ROWS = 60


def delimited_sheet(content: bytes, where: str, known_words: KnownWords) -> tuple[str, Sheet]:
    """What a text is, 'csv' or 'tsv', and its one sheet.

    Raises:
        UnreadableReturnError: not text, no table in it, or over the limits.
    """
    texts = _decoded(content)
    if not texts:
        raise unreadable("không phải bảng tính và cũng không phải văn bản", where)
    tried = [(known_words(_sample(text, mark)), text, mark) for text in texts for mark in DELIMITERS]
    score, text, delimiter = max(tried, key=lambda trial: trial[0])
    if score == 0:
        raise unreadable("là văn bản nhưng không có bảng nào nhận ra được", where)
    try:
        rows: list[list[Value]] = [list(cells) for cells in islice(_split(text, delimiter), MAX_ROWS + 1)]
    except csv.Error as error:
        raise unreadable("văn bản có ô quá dài, không đọc được thành bảng", where) from error
    if len(rows) > MAX_ROWS or max(map(len, rows), default=0) > MAX_COLUMNS:
        raise unreadable(f"tệp có hơn {MAX_ROWS} dòng hoặc {MAX_COLUMNS} cột", where)
    found = "tsv" if delimiter == "\t" else "csv"
    return found, Sheet(found.upper(), rows, is_comma_separated=delimiter == ",")


def html_sheets(content: bytes, where: str, *, is_archive: bool) -> list[Sheet]:
    """The tables of a page, each a sheet. `is_archive`: a web archive (MHTML), as Excel also writes.

    Raises:
        UnreadableReturnError: too large, or no table in it.
    """
    if len(content) > MAX_PAGE_BYTES:
        size, most = len(content) // 1024**2, MAX_PAGE_BYTES // 1024**2
        raise unreadable(f"trang web lớn {size} MB, vượt giới hạn {most} MB", where)
    pages = list(_pages(content)) if is_archive else [_page_text(content)]
    sheets: list[Sheet] = []
    for page in pages:
        parser = _TableParser()
        parser.feed(page)
        parser.close()
        sheets += [
            Sheet(f"Bảng {number}", table.rows(), merged=tuple(table.merged))
            for number, table in enumerate(parser.tables, len(sheets) + 1)
        ]
    if not any(sheet.rows for sheet in sheets):
        raise unreadable("trang web không có bảng nào", where)
    return sheets


def _decoded(content: bytes) -> list[str]:
    """The text in every encoding that it may be in, likelier ones first."""
    encoding = next((name for mark, name in _MARKS if content.startswith(mark)), None)
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
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)


def _sample(text: str, delimiter: str) -> list[list[str]]:
    """The first filled rows of a text; [] when it does not fit the delimiter."""
    try:
        rows = list(islice(filter(any, _split(text, delimiter)), _SAMPLE_ROWS))
    except csv.Error:
        return []
    return rows if any(len(row) > 1 for row in rows) else []


def _page_text(content: bytes) -> str:
    if found := next((name for mark, name in _MARKS if content.startswith(mark)), None):
        return content.decode(found, "replace")
    declared = _META.search(content[:4096])
    for name in (declared[1].decode("ascii") if declared else "utf-8", "utf-8", "cp1258"):
        try:
            return unicodedata.normalize("NFC", content.decode(name))
        except (UnicodeDecodeError, LookupError):
            continue
    return content.decode("cp1252", "replace")


def _pages(content: bytes) -> Iterable[str]:
    message = email.message_from_bytes(content, policy=email.policy.default)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            payload = part.get_payload(decode=True)
            yield _page_text(payload if isinstance(payload, bytes) else b"")


class _Table:
    """Cells of one table by place; spanned places stay empty, as in a workbook."""

    def __init__(self) -> None:
        self.cells: dict[Place, str] = {}
        self.covered: set[Place] = set()
        self.merged: list[tuple[Place, Place]] = []
        self.row = -1
        self.column = 0

    def start_row(self) -> None:
        self.row += 1
        self.column = 0

    def add(self, text: str, across: int, down: int) -> None:
        while (self.row, self.column) in self.covered:
            self.column += 1
        start = (self.row, self.column)
        if text:
            self.cells[start] = text
        if across > 1 or down > 1:
            self.covered |= {(start[0] + i, start[1] + j) for i in range(down) for j in range(across)}
            if down > 1:
                self.merged.append((start, (start[0] + down - 1, start[1] + across - 1)))
        self.column += across

    def rows(self) -> list[list[Value]]:
        width = max((column for _, column in self.cells), default=-1) + 1
        return [[self.cells.get((row, column), "") for column in range(width)] for row in range(self.row + 1)]


class _TableParser(HTMLParser):
    """Collects the tables of a page; a table inside a cell is part of that cell's text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[_Table] = []
        self._depth = 0
        self._text: list[str] | None = None
        self._span = (1, 1)
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Start a table, row or cell."""
        if tag in ("script", "style"):
            self._silent += 1
        elif tag == "table":
            self._depth += 1
            if self._depth == 1:
                self.tables.append(_Table())
        elif self._depth == 1 and tag == "tr":
            self._end_cell()
            self.tables[-1].start_row()
        elif self._depth == 1 and tag in ("td", "th"):
            self._end_cell()
            if self.tables[-1].row < 0:
                self.tables[-1].start_row()
            found = dict(attrs)
            self._span = (_span(found.get("colspan")), _span(found.get("rowspan")))
            self._text = []
        elif tag in ("br", "p", "div") and self._text:
            self._text.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """End a table, row or cell."""
        if tag in ("script", "style"):
            self._silent = max(0, self._silent - 1)
        elif self._depth == 1 and tag in ("td", "th", "tr", "table"):
            self._end_cell()
        if tag == "table":
            self._depth = max(0, self._depth - 1)

    def handle_data(self, data: str) -> None:
        """Take text inside a cell."""
        if self._text is not None and not self._silent:
            self._text.append(data)

    def _end_cell(self) -> None:
        if self._text is not None:
            lines = " ".join(" ".join(line.split()) for line in "".join(self._text).split("\n"))
            self.tables[-1].add(lines.strip(), *self._span)
            self._text = None


def _span(text: str | None) -> int:
    return min(max(int(text), 1), MAX_SPAN) if text and text.isdigit() else 1
