"""Reads what the looks of .xlsx say of meaning: number formats and fonts of cells, and texts whose letters look different."""

import html
import re
import zipfile
from functools import lru_cache

from pipelines.language.text_marks import Face, Run, written
from pipelines.workbooks.grid import Style
from pipelines.workbooks.number_formats import BUILT_IN, changes_meaning
from pipelines.workbooks.xlsx_xml import TRUE, attributes_of, without_prefixes

Styles = dict[bytes, Style]
"""Number of a style, as in a cell's attribute 's' → what it says; styles that say nothing are left out."""
RichText = tuple[tuple[str, Face | None], ...]
"""Runs of a text; a look of None is that of its cell."""

_FORMATS = re.compile(rb"<numFmt\b([^>]*)>")
_FONTS = re.compile(rb"<fonts\b[^>]*>(.*?)</fonts>", re.DOTALL)
_FONT = re.compile(rb"<font\b[^>]*?(?:/>|>(.*?)</font>)", re.DOTALL)
_CELL_FORMATS = re.compile(rb"<cellXfs\b[^>]*>(.*?)</cellXfs>", re.DOTALL)
_CELL_FORMAT = re.compile(rb"<xf\b([^>]*)>")
_STRIKE = re.compile(rb"<strike\b([^>]*)>")
_HEIGHT = re.compile(rb"<vertAlign\b([^>]*)>")
_HEIGHTS: dict[bytes, Face] = {b"superscript": "raised", b"subscript": "lowered"}
_ITEM = re.compile(rb"<si\b[^>]*?(?:/>|>(.*?)</si>)", re.DOTALL)
_RUN = re.compile(rb"<r(?:\s[^>]*)?>(.*?)</r>", re.DOTALL)
_RUN_LOOK = re.compile(rb"<rPr\b[^>]*?(?:/>|>(.*?)</rPr>)", re.DOTALL)
_TEXT = re.compile(rb"<t\b[^>/]*>(.*?)</t>", re.DOTALL)


def styles_of(archive: zipfile.ZipFile) -> Styles:
    """Styles of a workbook that say more than looks."""
    try:
        return _styles_in(without_prefixes(archive.read("xl/styles.xml"), b"<styleSheet"))
    except KeyError:
        return {}


@lru_cache(maxsize=16)
def _styles_in(xml: bytes) -> Styles:
    """As above; the styles of one template are the same in every workbook."""
    codes = {b"%d" % number: code for number, code in BUILT_IN.items()}
    for tag in _FORMATS.findall(xml):
        found = attributes_of(tag)
        codes[found.get(b"numFmtId", b"")] = html.unescape(found.get(b"formatCode", b"").decode("utf-8", "replace"))
    fonts = _FONTS.search(xml)
    faces = {b"%d" % number: _face(font) for number, font in enumerate(_FONT.findall(fonts[1] if fonts else b""))}
    cell_formats = _CELL_FORMATS.search(xml)
    styles = {}
    for number, tag in enumerate(_CELL_FORMAT.findall(cell_formats[1] if cell_formats else b"")):
        found = attributes_of(tag)
        code = codes.get(found.get(b"numFmtId", b""), "")
        style = Style(code if changes_meaning(code) else "", faces.get(found.get(b"fontId", b""), "plain"))
        if style:
            styles[b"%d" % number] = style
    return styles


def rich_texts_of(archive: zipfile.ZipFile, *, is_every: bool) -> dict[bytes, RichText]:
    """Texts of the shared table, by their number as cells have it, whose letters look different.

    `is_every`: also those whose letters look alike, for their cell may look different.
    """
    try:
        xml = archive.read("xl/sharedStrings.xml")
    except KeyError:
        return {}
    if not is_every and not is_marked(xml):
        return {}
    found = {}
    for number, item in enumerate(_ITEM.findall(without_prefixes(xml, b"<sst"))):
        if is_every or is_marked(item):
            runs = rich_text(item)
            if runs and (is_every or any(face not in (None, "plain") for _, face in runs)):
                found[b"%d" % number] = runs
    return found


def is_marked(xml: bytes) -> bool:
    """Whether any letter may be struck out, raised or lowered."""
    return b"strike" in xml or b"vertAlign" in xml


def rich_text(xml: bytes) -> RichText:
    """The runs in an item of the shared table, or in an inline text; () when it has none."""
    runs: list[tuple[str, Face | None]] = []
    for run in _RUN.findall(xml):
        look = _RUN_LOOK.search(run)
        text = b"".join(_TEXT.findall(run)).decode("utf-8", "replace")
        runs.append((html.unescape(text), _face(look[1] or b"") if look else None))
    return tuple(runs)


def as_written(runs: RichText, style: Style) -> str:
    """A rich text in a cell of a style, with marks."""
    with_faces: list[Run] = [(text, face or style.face) for text, face in runs]
    return written(with_faces)


def _face(look: bytes) -> Face:
    """What a font, or the look of a run, says."""
    strike, height = _STRIKE.search(look), _HEIGHT.search(look)
    if strike and attributes_of(strike[1]).get(b"val", b"1") in TRUE:
        return "struck"
    return _HEIGHTS.get(attributes_of(height[1]).get(b"val", b""), "plain") if height else "plain"
