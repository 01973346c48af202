"""Looks into the XML of .ods for what calamine does not tell: error cells, formulas without result, what number formats and
fonts say, what is merged or hidden.
"""

import html
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence

from pipelines.workbooks.conditional import ConditionalLook, ConditionalLooks
from pipelines.workbooks.formulas import array_formula
from pipelines.workbooks.grid import MAX_COLUMNS, PLAIN, Marks, Place, Style
from pipelines.workbooks.inks import PAPER
from pipelines.workbooks.open_document_conditions import conditions_in
from pipelines.workbooks.open_document_looks import OdsLooks, looks_of
from pipelines.workbooks.sniff import check_spread

_TAG = re.compile(
    r"<(/?)table:(table-row-group|table-row|table-column-group|table-column|table-cell|covered-table-cell|table)((?:\s+[\w:.-]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*)\s*(/?)>"
)
_ATTRIBUTE = re.compile(r"([\w:.-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_PARAGRAPH = re.compile(r"\s*<text:p[^>]*>(.*?)</text:p>", re.DOTALL)
_CELL_END = re.compile(r"</table:(?:covered-)?table-cell>")
_MARKUP = re.compile(r"<[^>]+>")
_ERROR = re.compile(r"#[A-Z][A-Z0-9/]*[!?]?|Err:\d{3}")
_SIGNS = re.compile(
    r"value-type\s*=\s*[\"'](?:error|percentage)|number-(?:rows|columns)-spanned\s*=\s*[\"'](?!1[\"'])|>(?:#[A-Z]|Err:)"
    r"|<table:table-cell\b(?![^>]*(?:value\s*=|value-type\s*=\s*[\"']string))[^>]*(?<!/)>\s*<(?:text|office)"
    r"|<text:(?:tab|line-break)\b|visibility\s*=\s*[\"'](?:collapse|filter)|table:display\s*=\s*[\"']false"
)
_VALUES = ("office:value", "office:string-value", "office:boolean-value", "office:date-value", "office:time-value")
_SHEET = r"\$?('(?:[^']|'')+'|[^\W\d]\w*)"
_REFERENCE = re.compile(rf"\[(?:{_SHEET})?\.([$A-Z0-9]+)(?::(?:{_SHEET})?\.([$A-Z0-9]+))?\]|\"[^\"]*\"|;")
"""A reference, or what may hold a semicolon, or one."""
_NOTE = re.compile(r"<office:annotation\b.*?</office:annotation>", re.DOTALL)
_VALUE = "office:value-type"
_REPEATED = re.compile(r"[^>]*number-rows-repeated\s*=\s*[\"'](\d+)")
_WIDE = re.compile(r"number-columns-repeated\s*=\s*[\"']\d{4}")
MANY_ROWS = 10_000
"""Fewer rows, of fewer than a thousand columns, can always be held."""
MAX_REPEAT = 1024
"""Repeats of a marked cell that are followed; beyond them a row is filler."""


def read_marks(archive: zipfile.ZipFile, where: str) -> dict[str, Marks]:
    """Marks by sheet name; sheets without any are left out.

    Raises:
        UnreadableReturnError: filled cells lie so far apart that the grid between them cannot be held.
    """
    xml = archive.read("content.xml").decode("utf-8", "replace")
    if "<!ENTITY" in xml:
        raise ValueError("entities are not allowed in a sheet")
    looks = looks_of(archive, xml)
    if not (looks or _SIGNS.search(xml) or "table:formula" in xml or _may_be_spread_out(xml)):
        return {}
    found: dict[str, Marks] = {}
    conditions = conditions_in(xml, looks.applied)
    scan = _SheetScan(looks, ())
    for tag in _TAG.finditer(xml):
        is_end, kind, is_empty = bool(tag[1]), tag[2], bool(tag[4])
        attributes = {name: html.unescape(double or single) for name, double, single in _ATTRIBUTE.findall(tag[3])}
        if kind == "table" and not is_end:
            name = attributes.get("table:name", "")
            scan = _SheetScan(looks, conditions.get(name, ()))
            found[name] = scan.marks
        elif kind == "table":
            scan.finish(where)
        elif kind in ("table-row-group", "table-column-group"):
            scan.group(attributes, is_end=is_end, is_empty=is_empty)
        elif kind == "table-column" and not is_end:
            scan.column_look(attributes)
        elif kind == "table-row":
            scan.row(attributes, is_end=is_end, is_empty=is_empty)
        elif not is_end:
            scan.cell(attributes, "" if is_empty else _body(xml, tag.end()))
    return {name: marks for name, marks in found.items() if marks}


class _SheetScan:
    """Goes through the cells of one sheet and marks them."""

    def __init__(self, looks: OdsLooks, conditions: Sequence[ConditionalLook]) -> None:
        self.marks = Marks()
        self._looks = looks
        self._conditions = ConditionalLooks(conditions)
        self._column_styles: list[tuple[int, str]] = []
        """End of each run of columns, and the style of its cells that say none."""
        self._row_style = ""
        self._row = self._column = self._look_column = 0
        self._row_repeat = 1
        self._is_row_hidden = False
        self._groups: list[bool] = []
        """Groups of rows or columns that are open, and whether each is folded away."""
        self._merged: list[tuple[Place, Place]] = []
        self._hidden_rows: set[int] = set()
        self._hidden_columns: set[int] = set()
        self._filled: list[tuple[int, int, int, int]] = []
        """First row and column of each filled cell, and how often it is repeated down and to the right."""
        self._bare: dict[Place, str] = {}
        self._formulas: dict[Place, str] = {}

    def group(self, attributes: Mapping[str, str], *, is_end: bool, is_empty: bool) -> None:
        if is_end:
            del self._groups[-1:]
        elif not is_empty:
            self._groups.append(attributes.get("table:display") == "false")

    def column_look(self, attributes: Mapping[str, str]) -> None:
        repeat = _count(attributes, "columns-repeated")
        if self._is_hidden(attributes):
            self._hidden_columns.update(range(self._look_column, min(self._look_column + repeat, MAX_COLUMNS)))
        self._look_column += repeat
        self._column_styles.append((self._look_column, attributes.get("table:default-cell-style-name", "")))

    def row(self, attributes: Mapping[str, str], *, is_end: bool, is_empty: bool) -> None:
        if is_end:
            self._row += self._row_repeat
        elif is_empty:
            self._row += _count(attributes, "rows-repeated")
        else:
            self._row_repeat, self._column = _count(attributes, "rows-repeated"), 0
            self._is_row_hidden = self._is_hidden(attributes)
            self._row_style = attributes.get("table:default-cell-style-name", "")

    def cell(self, attributes: Mapping[str, str], body: str) -> None:
        """Take a cell; `body` is the XML inside it."""
        text = _first_text(body)
        repeat = _count(attributes, "columns-repeated")
        area = (self._row, self._column, self._row_repeat, repeat)
        value_type = attributes.get("office:value-type")
        if "table:formula" in attributes and "table:number-matrix-rows-spanned" in attributes:
            down, right = _count(attributes, "matrix-rows-spanned"), _count(attributes, "matrix-columns-spanned")
            array = array_formula(_formula(attributes["table:formula"]))
            self._formulas.update(dict.fromkeys(_places(self._row, self._column, down, right), array))
        elif "table:formula" in attributes:
            self._formulas.update(dict.fromkeys(_places(*area), _formula(attributes["table:formula"])))
        if "table:formula" in attributes and not text and not any(name in attributes for name in _VALUES):
            self._bare.update(dict.fromkeys(_places(*area), _formula(attributes["table:formula"])))
        elif value_type or text:
            self._filled.append(area)
            if not any(name in attributes for name in _VALUES) and (value_type != "string") and (shown := _shown(body)):
                self.marks.texts.update(dict.fromkeys(_places(*area), shown))
            if error := _error(attributes, text):
                self.marks.faults.update(dict.fromkeys(_places(*area), ("error_cell", error)))
            else:
                self._look(attributes, body, area)
            if self._is_row_hidden:
                self._hidden_rows.update(row for row, _ in _places(self._row, 0, self._row_repeat, 1))
        down, right = _count(attributes, "rows-spanned"), _count(attributes, "columns-spanned")
        if down > 1 or right > 1:
            last = (self._row + down - 1, self._column + right - 1)
            self._merged.append(((self._row, self._column), last))
        self._column += repeat

    def _look(self, attributes: Mapping[str, str], body: str, area: tuple[int, int, int, int]) -> None:
        """Add what the look of a filled cell says."""
        value_type = attributes.get("office:value-type")
        style_name = attributes.get("table:style-name") or self._default_style() if self._looks else ""
        style = self._looks.cells.get(style_name, PLAIN)
        if value_type == "percentage" and not style.number_format:
            style = Style("0%", style.face)
        if (currency := attributes.get("office:currency", "")) not in ("", "VND") and not style.number_format:
            style = Style(f'General" {currency}"', style.face)
        runs = self._looks.runs(body, style_name)
        own_conditions = self._looks.conditional.get(style_name, ())
        if not style and not runs and not self._conditions and not own_conditions:
            return
        value = float(attributes.get("office:value", 0)) if value_type in ("float", "percentage", "currency") else None
        fill = self._looks.fills.get(style_name, PAPER)
        for at in _places(*area):
            self.marks.style(at, style, value)
            self._conditions.mark(self.marks, at, "-" if value is None else value, fill)
            for look in own_conditions:
                look.mark(self.marks, at, "-" if value is None else value, fill)
            if runs:
                self.marks.letters(at, runs, style)

    def _default_style(self) -> str:
        """Style of a cell that says none."""
        return self._row_style or next((style for end, style in self._column_styles if end > self._column), "")

    def finish(self, where: str) -> None:
        """Gather the marks.

        Raises:
            UnreadableReturnError: filled cells lie so far apart that the grid between them cannot be held.
        """
        corners = {(row, column) for row, column, _, _ in self._filled}
        corners |= {(row + down - 1, column + right - 1) for row, column, down, right in self._filled}
        check_spread(corners | self._bare.keys(), where)
        if self._bare:
            filled = {place for area in self._filled for place in _places(*area)}
            self.marks.find_bare_formulas(self._bare, filled)
        self.marks.merge(self._merged)
        self.marks.formulas = self._formulas
        self.marks.hidden_rows, self.marks.hidden_columns = frozenset(self._hidden_rows), frozenset(self._hidden_columns)

    def _is_hidden(self, attributes: Mapping[str, str]) -> bool:
        return any(self._groups) or (
            attributes.get("table:visibility") in ("collapse", "filter")
            or attributes.get("table:style-name") in self._looks.thin
        )


def _formula(written: str) -> str:
    """A formula as spreadsheets show it: 'of:=SUM([.E4:.E6];[$'02'.E8])' → "=SUM(E4:E6,'02'!E8)"."""

    def plain(found: re.Match[str]) -> str:
        sheet, first, last_sheet, last = found.groups()
        if first is None:
            return "," if found[0] == ";" else found[0]
        if last_sheet and last_sheet != sheet:
            sheet = "'" + ":".join((name or "").removeprefix("'").removesuffix("'") for name in (sheet, last_sheet)) + "'"
            last = None if last == first else last
        return (f"{sheet}!" if sheet else "") + first + (f":{last}" if last else "")

    return "=" + _REFERENCE.sub(plain, written.partition("=")[2])


def _may_be_spread_out(xml: str) -> bool:
    """Whether a look at the rows alone leaves it open that filled cells lie far apart."""
    for table in xml.split("<table:table ")[1:]:
        filled: list[int] = []
        row = 0
        for cells in table.split("<table:table-row")[1:]:
            repeated = _REPEATED.match(cells)
            end = row + (int(repeated[1]) if repeated else 1)
            if _VALUE in cells:
                filled += (row, end)
                wide = _WIDE.search(cells)
                if wide and cells.rfind(_VALUE) > cells.rfind("<", 0, wide.start()):
                    return True
            row = end
        if filled and filled[-1] - filled[0] > MANY_ROWS:
            return True
    return False


def _count(attributes: Mapping[str, str], name: str) -> int:
    return int(attributes.get(f"table:number-{name}", 1))


def _places(row: int, column: int, down: int, right: int) -> Iterator[Place]:
    for below in range(min(down, MAX_REPEAT)):
        for beside in range(min(right, MAX_REPEAT)):
            yield row + below, column + beside


def _error(attributes: Mapping[str, str], text: str) -> str:
    """The error that a cell shows; older programs store it as the number 0."""
    is_error = attributes.get("calcext:value-type") == "error" or ("table:formula" in attributes and _ERROR.fullmatch(text))
    return (text or "#VALUE!") if is_error else ""


def _body(xml: str, start: int) -> str:
    """What is inside a cell."""
    end = _CELL_END.search(xml, start)
    return xml[start : end.start()] if end else ""


def _shown(body: str) -> str:
    """All that a cell shows, line by line, but its comments: what is left of a number whose value is not given."""
    lines = _NOTE.sub("", body).replace("</text:p>", "\n")
    return html.unescape(_MARKUP.sub("", lines)).strip()


def _first_text(body: str) -> str:
    """Text of the paragraph that a cell begins with."""
    paragraph = _PARAGRAPH.match(body, 0, 2_000)
    return html.unescape(_MARKUP.sub("", paragraph[1])).strip() if paragraph else ""
