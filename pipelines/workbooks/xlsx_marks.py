"""Looks into the XML of .xlsx for what calamine does not tell: error cells, formulas without result, what number formats and
fonts say, what is merged or hidden.

A sheet without any of them costs a few searches in its bytes; its cells are looked at one by one only when a search finds some.
"""

import html
import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache

from pipelines.errors import UnreadableReturnError
from pipelines.language.words import say
from pipelines.workbooks.conditional import ConditionalLooks
from pipelines.workbooks.grid import MAX_COLUMNS, PLAIN, Marks, Place, place
from pipelines.workbooks.inks import PAPER
from pipelines.workbooks.sniff import check_spread, unreadable
from pipelines.workbooks.xlsx_conditions import conditional_looks
from pipelines.workbooks.xlsx_formulas import read_formulas
from pipelines.workbooks.xlsx_looks import RichText, Styles, is_marked, looks_of, rich_text
from pipelines.workbooks.xlsx_xml import TRUE, attributes_of, number_in, without_prefixes

_BARE_FORMULAS = tuple(re.compile(start + rb"\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>") for start in (rb"</f>", rb"<f [^>]*/>"))
"""A formula, written out or shared, that nothing follows. Patterns that start with plain bytes are searched fastest."""
_CELL = re.compile(rb"<c\b([^>]*?)(?:/>|>(.*?)</c>)|<row\b([^>]*)>", re.DOTALL)
_FILLED = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"[^>]*(?<!/)>')
_FORMULA = re.compile(rb"<f\b[^>]*>(.*?)</f>", re.DOTALL)
_VALUE = re.compile(rb"<v\b[^>]*>(.*?)</v>", re.DOTALL)
_MERGE = re.compile(rb"<mergeCell\b[^>]*?\bref=[\"']([A-Z]+)(\d+):([A-Z]+)(\d+)")
_TO_BE_COMPUTED = re.compile(rb"<(?:\w+:)?calcPr\b[^>]*\bfullCalcOnLoad\s*=\s*[\"'](?:1|true)")
_FAR = re.compile(rb'r="(?:[A-Z]{3}|[A-Z]{0,2}\d{5})')
"""A row or cell so far out that the spread of the filled cells is worth a look."""
_CELL_ADDRESS = re.compile(rb"<c\b[^>]*?\br=[\"']([A-Z]{1,3}\d{1,7})[\"']")
_ROW_NUMBER = re.compile(rb"<row\b[^>]*?\br=[\"'](\d{1,7})[\"']")
_MORE_DATA = re.compile(rb"<row[ />]|<sheetData\b")
_ADDRESS = re.compile(r"([A-Z]{1,3})(\d+)")
_ROW = re.compile(rb"<row\b([^>]*)>")
_COLUMNS = re.compile(rb"<col\b([^>]*)>")
_SHEET = re.compile(rb"<sheet\b([^>]*)>")
_RELATION = re.compile(rb"<Relationship\b([^>]*)>")
_LEAST_HEIGHT, _LEAST_WIDTH = 1.0, 0.2
"""Points and letters below which nobody sees a row or column, hidden or not."""
_NUMBER = re.compile(rb"<v>[-+.0-9eE]+</v>")
MAX_REMEMBERED_BYTES = 128 * 1024
"""Longest XML of a sheet for which marks are remembered."""
_TWO_VALUES = re.compile(rb"</v>\s*<v\b")
MANY_TEXTS = 20
"""Marked texts beyond which a sheet is looked at without searching it for each."""


def read_marks(archive: zipfile.ZipFile, where: str) -> dict[str, Marks]:
    """Marks by sheet name; sheets without any are left out.

    Raises:
        UnreadableReturnError: filled cells lie so far apart that the grid between them cannot be held.
    """
    styles, rich = looks_of(archive)
    found: dict[str, Marks] = {}
    workbook = archive.read("xl/workbook.xml")
    is_to_be_computed = bool(_TO_BE_COMPUTED.search(workbook))
    for part, name in _sheet_names(workbook, archive.read("xl/_rels/workbook.xml.rels")).items():
        xml = without_prefixes(archive.read(part), b"<sheetData")
        marks = None if rich else marks_without_figures(xml, styles, is_to_be_computed)
        if marks is None:
            marks = sheet_marks(xml, styles, rich, where)
            marks.is_to_be_computed = is_to_be_computed and bool(marks)
        if marks:
            found[name] = marks
    return found


def marks_without_figures(xml: bytes, styles: Styles, is_to_be_computed: bool) -> Marks | None:
    """Marks of a sheet that are the same whatever numbers stand in its cells; None where they are not, or nobody can tell.

    Worked out once for all sheets that differ in their numbers alone, as those of one template do. Not to be changed.
    """
    if len(xml) > MAX_REMEMBERED_BYTES:
        return None
    return _marks_of_skeleton(_NUMBER.sub(b"<v>0</v>", xml), styles, is_to_be_computed)


@lru_cache(maxsize=512)
def _marks_of_skeleton(xml: bytes, styles: Styles, is_to_be_computed: bool) -> Marks | None:
    try:
        _check_soundness(xml, "")
    except UnreadableReturnError:
        return None  # said anew of each file, by its name
    marks, conditional = _marks_beside_cells(xml, styles)
    if conditional or _has_odd_cells(xml, styles, {}):
        return None
    marks.is_to_be_computed = is_to_be_computed and bool(marks)
    return marks


def sheet_marks(xml: bytes, styles: Styles, rich: Mapping[bytes, RichText], where: str) -> Marks:
    """Marks of a sheet, looked for in all of it.

    Raises:
        UnreadableReturnError: see read_marks; or it says a cell twice.
    """
    _check_soundness(xml, where)
    marks, conditional = _marks_beside_cells(xml, styles)
    if conditional or _has_odd_cells(xml, styles, rich):
        _mark_cells(xml, styles, rich, conditional, marks)
    return marks


def _check_soundness(xml: bytes, where: str) -> None:
    _check_addresses(xml, where)
    if _FAR.search(xml) or b"r='" in xml:
        _check_spread(xml, where)
    if b"<!ENTITY" in xml:
        raise ValueError("entities are not allowed in a sheet")


def _marks_beside_cells(xml: bytes, styles: Styles) -> tuple[Marks, ConditionalLooks]:
    """What a sheet says beside its cells, and the conditional looks of these."""
    merges = xml.find(b"<mergeCell")  # a pattern takes longer over a whole sheet than all searches for plain bytes
    merged = (
        (place(first.decode(), top.decode()), place(last.decode(), bottom.decode()))
        for first, top, last, bottom in (_MERGE.findall(xml, merges) if merges >= 0 else ())
    )
    marks = Marks(formulas=read_formulas(xml))
    marks.merge(merged)
    if b"hidden=" in xml or b' ht="0' in xml or xml.find(b' width="0', 0, xml.find(b"<sheetData")) >= 0:
        marks.hidden_rows, marks.hidden_columns = frozenset(_hidden_rows(xml)), frozenset(_hidden_columns(xml))
    return marks, ConditionalLooks(conditional_looks(xml, styles) if b"onditionalFormatting" in xml else ())


def _has_odd_cells(xml: bytes, styles: Styles, rich: Mapping[bytes, RichText]) -> bool:
    """Whether the cells are worth a look one by one."""
    is_single = b"'" in xml  # the quickest of searches, and hardly any program writes attributes so
    return (
        b't="e"' in xml
        or (is_single and b"t='e'" in xml)
        or any(b's="%s"' % style in xml or (is_single and b"s='%s'" % style in xml) for style in styles.by_number)
        or (bool(rich) and (len(rich) > MANY_TEXTS or any(b">%s</v>" % number in xml for number in rich)))
        or (b"inlineStr" in xml and is_marked(xml))
        or any(pattern.search(xml) for pattern in _BARE_FORMULAS)
    )


def _mark_cells(
    xml: bytes, styles: Styles, rich: Mapping[bytes, RichText], conditional: ConditionalLooks, marks: Marks
) -> None:
    bare: dict[Place, str] = {}
    filled: set[Place] = set()
    for at, attributes, body in _cells(xml):
        value = _VALUE.search(body)
        text = html.unescape(value[1].decode("utf-8", "replace")).strip() if value else ""
        kind = attributes.get(b"t", b"n")
        number = attributes.get(b"s", b"")
        style = styles.by_number.get(number, PLAIN)
        if kind == b"e":
            marks.faults[at] = ("error_cell", text or "#VALUE!")
        elif text or kind == b"inlineStr":
            filled.add(at)
            if style:
                marks.style(at, style, float(text) if kind == b"n" else None)
            if runs := _runs(kind, body, text, rich, styles):
                marks.letters(at, styles.runs(number, runs), style)
            if conditional:
                conditional.mark(marks, at, float(text) if kind == b"n" else text or "-", styles.fills.get(number, PAPER))
        elif kind != b"str" and b"<f" in body:
            formula = _FORMULA.search(body)
            bare[at] = "=" + html.unescape(formula[1].decode("utf-8", "replace")) if formula else "="
    marks.find_bare_formulas(bare, filled | marks.faults.keys())


def _runs(kind: bytes, body: bytes, text: str, rich: Mapping[bytes, RichText], styles: Styles) -> RichText:
    """The runs of a cell's text if any of its letters may look different."""
    if kind == b"s":
        return rich.get(text.encode(), ())
    return rich_text(body, styles.theme) if kind == b"inlineStr" and is_marked(body) else ()


def _check_addresses(xml: bytes, where: str) -> None:
    """Refuse a sheet that says a cell or a row twice: one program keeps the first, another the last.

    Raises:
        UnreadableReturnError: two values in one cell, two cells of one address, two rows of one number, or rows
            behind the end of the sheet's data.
    """
    end = xml.find(b"</sheetData>")
    if end >= 0 and _MORE_DATA.search(xml, end):
        raise unreadable(say("the sheet has rows outside its data; which are right cannot be told"), where)
    if _TWO_VALUES.search(xml):
        raise unreadable(say("a cell has two values; which one is right cannot be told"), where)
    for pattern, what in ((_CELL_ADDRESS, say("cell")), (_ROW_NUMBER, say("row"))):
        found = pattern.findall(xml)
        if len(set(found)) < len(found):
            twice = next(address for address, count in Counter(found).items() if count > 1).decode()
            raise unreadable(
                say("{what} {place} stands twice on a sheet; which one is right cannot be told", what=what, place=twice), where
            )


def _check_spread(xml: bytes, where: str) -> None:
    if xml.count(b"<c ") == xml.count(b'<c r="') and b"<c>" not in xml:
        filled = [place(letters.decode(), number.decode()) for letters, number in _FILLED.findall(xml)]
    else:
        filled = [at for at, _, body in _cells(xml) if body]
    check_spread(filled, where)


def _cells(xml: bytes) -> Iterator[tuple[Place, dict[bytes, bytes], bytes]]:
    """Cells with their place, attributes and inner XML; a cell without an address follows the one before it."""
    row, column = -1, -1
    for found in _CELL.finditer(xml):
        if found[3] is not None:
            number = attributes_of(found[3]).get(b"r")
            row, column = int(number) - 1 if number else row + 1, -1
            continue
        attributes = attributes_of(found[1])
        address = _ADDRESS.fullmatch(attributes.get(b"r", b"").decode("ascii", "replace"))
        row, column = place(address[1], address[2]) if address else (row, column + 1)
        yield (row, column), attributes, found[2] or b""


def _hidden_rows(xml: bytes) -> Iterator[int]:
    row = -1
    for found in _ROW.finditer(xml):
        attributes = attributes_of(found[1])
        number = attributes.get(b"r")
        row = int(number) - 1 if number else row + 1
        if attributes.get(b"hidden") in TRUE or number_in(attributes, b"ht", 15) < _LEAST_HEIGHT:
            yield row


def _hidden_columns(xml: bytes) -> Iterator[int]:
    for found in _COLUMNS.finditer(xml):
        attributes = attributes_of(found[1])
        if attributes.get(b"hidden") in TRUE or number_in(attributes, b"width", 9) < _LEAST_WIDTH:
            yield from range(int(attributes.get(b"min", 1)) - 1, min(int(attributes.get(b"max", 1)), MAX_COLUMNS))


@lru_cache(maxsize=16)
def _sheet_names(workbook: bytes, relationships: bytes) -> dict[str, str]:
    """Part of each sheet → its name; the workbooks of one template are the same in this."""
    relations = {}
    for attributes in _RELATION.findall(without_prefixes(relationships, b"<Relationships")):
        relation = attributes_of(attributes)
        target = relation.get(b"Target", b"").decode()
        relations[relation.get(b"Id")] = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
    names = {}
    for attributes in _SHEET.findall(without_prefixes(workbook, b"<workbook")):
        sheet = {key.split(b":")[-1]: value for key, value in attributes_of(attributes).items()}
        names[relations[sheet.get(b"id")]] = html.unescape(sheet.get(b"name", b"").decode())
    return names
