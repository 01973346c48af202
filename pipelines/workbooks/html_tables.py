"""Reads sheets out of web pages that call themselves .xls, and out of web archives."""

import email
import email.policy
import re
import unicodedata
from collections.abc import Mapping
from html.parser import HTMLParser
from typing import NamedTuple

from pipelines.language.text_marks import Run, written
from pipelines.language.words import say
from pipelines.workbooks.grid import Place, Sheet, Value
from pipelines.workbooks.html_fields import Choice, other_number, shown_in
from pipelines.workbooks.html_looks import Look, look_of
from pipelines.workbooks.html_rules import Element, Rules
from pipelines.workbooks.sniff import unreadable
from pipelines.workbooks.text_tables import BYTE_ORDER_MARKS

MAX_PAGE_BYTES = 8 * 1024**2
"""Largest web page that is read: one megabyte takes a second at worst."""
MAX_SPAN = 1_000
"""Most columns or rows that a cell of HTML may span, as in browsers."""
_META = re.compile(rb"charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
_STYLE = re.compile(r"<style\b[^>]*>(.*?)</style>", re.DOTALL | re.IGNORECASE)
_BLANKS = re.compile(r"\s+")
_BREAK_IN_FIGURES = re.compile(r"(?<=\d)\s*\n\s*(?=\d)")
"""The one break of a line that must stay: between words it says no more than a space does."""
_BLOCKS = frozenset(
    ("p", "div", "li", "dt", "dd", "blockquote", "pre", "table", "tr", "td", "th", *(f"h{n}" for n in range(1, 7)))
)
"""Elements that stand on lines of their own; those of a table inside a cell as well."""
_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr")
)
"""Elements without an end."""


def html_sheets(content: bytes, where: str, *, is_archive: bool) -> list[Sheet]:
    """The tables of a page, each a sheet. `is_archive`: a web archive (MHTML), as Excel also writes.

    Raises:
        UnreadableReturnError: too large, or no table in it.
    """
    if len(content) > MAX_PAGE_BYTES:
        size, most = len(content) // 1024**2, MAX_PAGE_BYTES // 1024**2
        raise unreadable(say("the web page has {size} MB, above the limit of {most} MB", size=size, most=most), where)
    pages, sheet_of_styles = _parts(content) if is_archive else ([_page_text(content)], "")
    sheets: list[Sheet] = []
    for page in pages:
        parser = _TableParser(Rules(sheet_of_styles + " ".join(_STYLE.findall(page))))
        parser.feed(page)
        parser.close()
        sheets += [
            table.sheet(say("Table {number}", number=number)) for number, table in enumerate(parser.tables, len(sheets) + 1)
        ]
    if not any(sheet.rows for sheet in sheets):
        raise unreadable(say("the web page has no table"), where)
    return sheets


def _page_text(content: bytes) -> str:
    if found := next((name for mark, name in BYTE_ORDER_MARKS if content.startswith(mark)), None):
        return content.decode(found, "replace")
    declared = _META.search(content[:4096])
    for name in (declared[1].decode("ascii") if declared else "utf-8", "utf-8", "cp1258"):
        try:
            return unicodedata.normalize("NFC", content.decode(name))
        except (UnicodeDecodeError, LookupError):
            continue
    return content.decode("cp1252", "replace")


def _parts(content: bytes) -> tuple[list[str], str]:
    """Pages of a web archive, and its sheets of styles."""
    pages, styles = [], ""
    for part in email.message_from_bytes(content, policy=email.policy.default).walk():
        payload = part.get_payload(decode=True)
        body = payload if isinstance(payload, bytes) else b""
        if part.get_content_type() == "text/html":
            pages.append(_page_text(body))
        elif part.get_content_type() == "text/css":
            styles += body.decode("latin-1")
    return pages, styles


class _Cell(NamedTuple):
    """A cell that is open."""

    across: int
    down: int
    runs: list[Run]
    attributes: Mapping[str, str | None]
    depth: int
    """Elements around it."""


class _Table:
    """Cells of one table by place; spanned places stay empty, as in a workbook."""

    def __init__(self, *, is_hidden: bool) -> None:
        self.cells: dict[Place, Value] = {}
        self.shown: dict[Place, str] = {}
        """Cells that hold another number than they show."""
        self.is_hidden = is_hidden
        self.covered: set[Place] = set()
        self.merged: list[tuple[Place, Place]] = []
        self.hidden_cells: set[Place] = set()
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.row = -1
        self.column = self.look_column = 0

    def start_row(self, *, is_hidden: bool = False) -> None:
        self.row += 1
        self.column = 0
        if is_hidden:
            self.hidden_rows.add(self.row)

    def column_look(self, count: int, *, is_hidden: bool) -> None:
        if is_hidden:
            self.hidden_columns.update(range(self.look_column, self.look_column + count))
        self.look_column += count

    def add(self, cell: _Cell) -> None:
        while (self.row, self.column) in self.covered:
            self.column += 1
        start, across, down = (self.row, self.column), cell.across, cell.down
        seen = cell.runs
        if {face for text, face in seen if text.strip()} == {"hidden"}:
            seen = [(text, "plain") for text, _ in seen]
            self.hidden_cells.add(start)
        parts = _BREAK_IN_FIGURES.split(written(seen))
        if text := "\n".join(" ".join(part.split()) for part in parts).strip():
            self.cells[start] = text
        if (number := other_number(cell.attributes, text)) is not None:
            self.cells[start], self.shown[start] = number, text
        if across > 1 or down > 1:
            self.covered |= {(start[0] + i, start[1] + j) for i in range(down) for j in range(across)}
            if down > 1:
                self.merged.append((start, (start[0] + down - 1, start[1] + across - 1)))
        self.column += across

    def sheet(self, name: str) -> Sheet:
        width = max((column for _, column in self.cells), default=-1) + 1
        rows: list[list[Value]] = [
            [self.cells.get((row, column), "") for column in range(width)] for row in range(self.row + 1)
        ]
        return Sheet(
            name,
            rows,
            shown=self.shown,
            merged=tuple(self.merged),
            is_hidden=self.is_hidden,
            hidden_rows=frozenset(self.hidden_rows),
            hidden_columns=frozenset(self.hidden_columns),
            hidden_cells=self.hidden_cells & self.cells.keys(),
        )


class _TableParser(HTMLParser):
    """Collects the tables of a page; a table inside a cell is part of that cell's text."""

    def __init__(self, rules: Rules) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[_Table] = []
        self._rules = rules
        self._depth = 0
        self._cell: _Cell | None = None
        self._choice: Choice | None = None
        self._open: list[tuple[Element, Look]] = []
        """Elements that are open, outermost first, and how what stands in them looks."""
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Start a table, row, cell, or anything else."""
        element = Element(tag, dict(attrs))
        if tag in ("script", "style"):
            self._silent += 1
        elif tag == "table":
            self._depth += 1
            look = self._enter(element)
            if self._depth == 1:
                self.tables.append(_Table(is_hidden=look.face == "hidden"))
        elif self._depth == 1 and tag in ("tr", "td", "th", "col"):
            self._start_part(element)
        elif tag == "input":
            self._take(shown_in(element.attributes))
        elif tag == "select" and self._cell is not None:
            self._choice = Choice()
        elif tag == "option" and self._choice:
            self._choice.option(element.attributes)
        else:
            if self._cell is not None and (tag == "br" or tag in _BLOCKS):
                self._cell.runs.append(("\n", "plain"))
            if tag not in _VOID:
                self._enter(element)

    def _enter(self, element: Element) -> Look:
        """Open an element. In a table that is hidden whole, its cells are no more hidden than it is."""
        look = look_of(element, self._open, self._rules)
        self._open.append((element, Look() if element.tag == "table" and look.face == "hidden" else look))
        return look

    def _start_part(self, element: Element) -> None:
        """Start a row or cell of a table, or tell of its columns."""
        table = self.tables[-1]
        tag, found = element
        self._end_cell()
        self._leave(("tr", "td", "th") if tag in ("tr", "col") else ("td", "th"))
        if tag == "col":
            is_hidden = look_of(element, self._open, self._rules).face == "hidden"
            table.column_look(_span(found.get("span")), is_hidden=is_hidden)
            return
        look = self._enter(element)
        if tag == "tr":
            table.start_row(is_hidden=look.shape == "hidden")
            if look.shape == "hidden":
                self._open[-1] = (element, look._replace(shape="plain"))
            return
        if table.row < 0:
            table.start_row()
        self._cell = _Cell(_span(found.get("colspan")), _span(found.get("rowspan")), [], found, len(self._open) - 1)

    def _leave(self, tags: tuple[str, ...]) -> None:
        """Close the outermost of these that is open in the table, and all in it."""
        start = next((place for place, (element, _) in enumerate(self._open) if element.tag == "table"), -1)
        places = [place for place, (element, _) in enumerate(self._open) if place > start and element.tag in tags]
        if places:
            del self._open[places[0] :]

    def handle_endtag(self, tag: str) -> None:
        """End a table, row, cell, or anything else."""
        if tag in ("script", "style"):
            self._silent = max(0, self._silent - 1)
        elif tag == "select" and self._choice:
            text, self._choice = self._choice.shown, None
            self._take(text)
        elif self._depth == 1 and tag in ("td", "th", "tr", "table"):
            self._end_cell()
        elif tag in _BLOCKS and self._cell is not None:
            self._cell.runs.append(("\n", "plain"))
        if tag == "table":
            self._depth = max(0, self._depth - 1)
        self._close(tag)

    def _close(self, tag: str) -> None:
        """Close the innermost element of this name; inside a cell, none around it."""
        end = -1 if self._cell is None else self._cell.depth
        place = next((place for place in range(len(self._open) - 1, end, -1) if self._open[place][0].tag == tag), None)
        if place is not None:
            del self._open[place:]

    def handle_data(self, data: str) -> None:
        """Take text inside a cell."""
        if self._choice:
            self._choice.take(data)
        elif not self._silent:
            self._take(data)

    def _take(self, text: str) -> None:
        if self._cell is not None and text:
            self._cell.runs.append((_BLANKS.sub(" ", text), self._open[-1][1].face if self._open else "plain"))

    def _end_cell(self) -> None:
        if self._cell is not None:
            self.tables[-1].add(self._cell)
            self._cell = None
            self._choice = None


def _span(text: str | None) -> int:
    return min(max(int(text), 1), MAX_SPAN) if text and text.isdigit() else 1
