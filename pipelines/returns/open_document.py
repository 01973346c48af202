"""Looks into the XML of .ods for what calamine does not tell: error cells, percentages, merged cells."""

import html
import re
import zipfile
from collections.abc import Iterator

from pipelines.returns.grid import Marks, Place
from pipelines.returns.sniff import check_spread

_TAG = re.compile(
    r"<(/?)table:(table-row|table-cell|covered-table-cell|table)((?:\s+[\w:.-]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*)\s*(/?)>"
)
_ATTRIBUTE = re.compile(r"([\w:.-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_PARAGRAPH = re.compile(r"\s*<text:p[^>]*>(.*?)</text:p>", re.DOTALL)
_MARKUP = re.compile(r"<[^>]+>")
_ERROR = re.compile(r"#[A-Z][A-Z0-9/]*[!?]?|Err:\d{3}")
_SIGNS = re.compile(r"value-type\s*=\s*[\"'](?:error|percentage)|number-rows-spanned\s*=\s*[\"'](?!1[\"'])|>(?:#[A-Z]|Err:)")
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
    if not _SIGNS.search(xml) and not _may_be_spread_out(xml):
        return {}
    found: dict[str, Marks] = {}
    marks, percents, merged = Marks(), set[Place](), list[tuple[Place, Place]]()
    corners: set[Place] = set()
    row = column = row_repeat = 0
    for tag in _TAG.finditer(xml):
        is_end, kind, is_empty = bool(tag[1]), tag[2], bool(tag[4])
        attributes = {name: html.unescape(double or single) for name, double, single in _ATTRIBUTE.findall(tag[3])}
        if kind == "table" and not is_end:
            marks, percents, merged, corners, row = Marks(), set(), [], set(), 0
            found[attributes.get("table:name", "")] = marks
        elif kind == "table":
            check_spread(corners, where)
            marks.percents, marks.merged = frozenset(percents), tuple(merged)
        elif kind == "table-row":
            if is_end:
                row += row_repeat
            elif is_empty:
                row += _count(attributes, "rows-repeated")
            else:
                row_repeat, column = _count(attributes, "rows-repeated"), 0
        elif not is_end:
            repeat = _count(attributes, "columns-repeated")
            if value_type := attributes.get("office:value-type"):
                corners |= {(row, column), (row + row_repeat - 1, column + repeat - 1)}
                error = "" if is_empty else _error(attributes, xml, tag.end())
                for place in _places(row, column, row_repeat, repeat) if error or value_type == "percentage" else ():
                    if error:
                        marks.faults[place] = ("error_cell", error)
                    else:
                        percents.add(place)
            down = _count(attributes, "rows-spanned")
            if down > 1:
                merged.append(((row, column), (row + down - 1, column + _count(attributes, "columns-spanned") - 1)))
            column += repeat
    return {name: marks for name, marks in found.items() if marks.faults or marks.percents or marks.merged}


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


def _count(attributes: dict[str, str], name: str) -> int:
    return int(attributes.get(f"table:number-{name}", 1))


def _places(row: int, column: int, down: int, right: int) -> Iterator[Place]:
    for below in range(min(down, MAX_REPEAT)):
        for beside in range(min(right, MAX_REPEAT)):
            yield row + below, column + beside


def _error(attributes: dict[str, str], xml: str, start: int) -> str:
    """The error that a cell shows; older programs store it as the number 0."""
    text = _text_after(xml, start)
    is_error = attributes.get("calcext:value-type") == "error" or ("table:formula" in attributes and _ERROR.fullmatch(text))
    return (text or "#VALUE!") if is_error else ""


def _text_after(xml: str, start: int) -> str:
    """Text of the paragraph that a cell begins with."""
    paragraph = _PARAGRAPH.match(xml, start, start + 2_000)
    return html.unescape(_MARKUP.sub("", paragraph[1])).strip() if paragraph else ""
