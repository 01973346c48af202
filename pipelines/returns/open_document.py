"""Looks into the XML of .ods for what calamine does not tell: error cells, percentages, merged cells."""

import html
import re
import zipfile

from pipelines.returns.grid import Marks, Place

_TAG = re.compile(r"<(/?)table:(table-row|table-cell|covered-table-cell|table)(?![\w-])([^>]*?)(/?)>")
_ATTRIBUTE = re.compile(r"([\w:-]+)=\"([^\"]*)\"")
_PARAGRAPH = re.compile(r"<text:p[^>]*>(.*?)</text:p>", re.DOTALL)
_MARKUP = re.compile(r"<[^>]+>")
_SIGNS = re.compile(r'value-type="(?:error|percentage)"|number-rows-spanned="(?!1")')
MAX_REPEAT = 1024
"""Repeats of a marked cell that are followed; beyond them a row is filler."""


def read_marks(archive: zipfile.ZipFile) -> dict[str, Marks]:
    """Marks by sheet name; sheets without any are left out."""
    xml = archive.read("content.xml").decode("utf-8", "replace")
    if "<!ENTITY" in xml:
        raise ValueError("entities are not allowed in a sheet")
    if not _SIGNS.search(xml):
        return {}
    found: dict[str, Marks] = {}
    marks, percents, merged = Marks(), set[Place](), list[tuple[Place, Place]]()
    row = column = row_repeat = 0
    for tag in _TAG.finditer(xml):
        is_end, kind, attributes = tag[1], tag[2], dict(_ATTRIBUTE.findall(tag[3]))
        if kind == "table" and not is_end:
            marks, percents, merged, row = Marks(), set(), [], 0
            found[html.unescape(attributes.get("table:name", ""))] = marks
        elif kind == "table":
            marks.percents, marks.merged = frozenset(percents), tuple(merged)
        elif kind == "table-row":
            if is_end or tag[4]:
                row += int(attributes.get("table:number-rows-repeated", 1)) if tag[4] else row_repeat
            else:
                row_repeat, column = int(attributes.get("table:number-rows-repeated", 1)), 0
        elif not is_end:
            repeat = int(attributes.get("table:number-columns-repeated", 1))
            for place in (
                [
                    (row + down, column + right)
                    for down in range(min(row_repeat, MAX_REPEAT))
                    for right in range(min(repeat, MAX_REPEAT))
                ]
                if "office:value-type" in attributes
                else ()
            ):
                if attributes.get("calcext:value-type") == "error":
                    marks.faults[place] = ("error_cell", _text_after(xml, tag.end()))
                elif attributes["office:value-type"] == "percentage":
                    percents.add(place)
            down = int(attributes.get("table:number-rows-spanned", 1))
            if down > 1:
                right = int(attributes.get("table:number-columns-spanned", 1))
                merged.append(((row, column), (row + down - 1, column + right - 1)))
            column += repeat
    return {name: marks for name, marks in found.items() if marks.faults or marks.percents or marks.merged}


def _text_after(xml: str, start: int) -> str:
    paragraph = _PARAGRAPH.search(xml, start, start + 2_000)
    return html.unescape(_MARKUP.sub("", paragraph[1])) if paragraph else "#VALUE!"
