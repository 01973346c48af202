"""Reads what the looks of .xlsx say of meaning: number formats and fonts of cells, and texts whose letters look different."""

import html
import re
import zipfile
from dataclasses import dataclass, field
from functools import lru_cache

from pipelines.language.text_marks import Face, Run
from pipelines.workbooks.grid import PLAIN, Style
from pipelines.workbooks.inks import BLACK, PALETTE, PAPER, THEME, Ink, is_tiny, tinted
from pipelines.workbooks.number_formats import BUILT_IN, changes_meaning
from pipelines.workbooks.xlsx_xml import TRUE, attributes_of, number_in, without_prefixes

RichText = tuple[tuple[str, Ink | None], ...]
"""Runs of a text; a look of None is that of its cell."""


@dataclass(frozen=True, slots=True, eq=False)
class Styles:
    """What the styles of a workbook say, by their number as in a cell's attribute 's'.

    Compared by identity: those of one template are one object, and what sheets look like hangs on it.
    """

    by_number: dict[bytes, Style] = field(default_factory=dict)
    """Styles that say more than looks."""
    fills: dict[bytes, str] = field(default_factory=dict)
    """Colours of cells that are not white."""
    theme: tuple[str, ...] = THEME
    conditional: list[tuple[Ink, str, str | None]] = field(default_factory=list)
    """Font, number format and fill of each format that a condition may give a cell; a fill of None is the cell's own."""

    def runs(self, style: bytes, text: RichText) -> list[Run]:
        """The runs of a rich text as they look in a cell of this style."""
        own, fill = self.by_number.get(style, PLAIN).face, self.fills.get(style, PAPER)
        return [(letters, own if ink is None else ink.on(fill)) for letters, ink in text]

    @property
    def has_faces(self) -> bool:
        """Whether any cell looks different whole."""
        return any(style.face != "plain" for style in self.by_number.values())


_FORMATS = re.compile(rb"<numFmt\b([^>]*)>")
_FONTS = re.compile(rb"<fonts\b[^>]*>(.*?)</fonts>", re.DOTALL)
_FONT = re.compile(rb"<font\b[^>]*?(?:/>|>(.*?)</font>)", re.DOTALL)
_CELL_FORMATS = re.compile(rb"<cellXfs\b[^>]*>(.*?)</cellXfs>", re.DOTALL)
_CELL_FORMAT = re.compile(rb"<xf\b([^>]*)>")
_FILLS = re.compile(rb"<fills\b[^>]*>(.*?)</fills>", re.DOTALL)
_FILL = re.compile(rb"<fill\b[^>]*?(?:/>|>(.*?)</fill>)", re.DOTALL)
_SOLID = re.compile(rb"<patternFill\b[^>]*\bpatternType\s*=\s*[\"']solid[\"'][^>]*>.*?<fgColor\b([^>]*)>", re.DOTALL)
_NO_FILL = re.compile(rb"<patternFill\b(?:[^>]*\bpatternType\s*=\s*[\"']none[\"'][^>]*|\s*/?)>")
_COLOUR = re.compile(rb"<color\b([^>]*)>")
_COLOUR_CODE = re.compile("[0-9A-F]{6}")
_SIZE = re.compile(rb"<sz\b([^>]*)>")
_NEEDS_THEME = re.compile(rb"\btheme\s*=\s*[\"'](?!1[\"'])")
"""Any colour of the theme but that of letters."""
_SCHEME = re.compile(rb"<(?:\w+:)?clrScheme\b.*?</(?:\w+:)?clrScheme>", re.DOTALL)
_SCHEME_COLOUR = re.compile(rb"\b(?:lastClr|srgbClr val)\s*=\s*[\"']([0-9A-Fa-f]{6})")
_CONDITIONAL_FORMATS = re.compile(rb"<dxfs\b[^>]*>(.*?)</dxfs>", re.DOTALL)
_CONDITIONAL_FORMAT = re.compile(rb"<dxf\b[^>]*?(?:/>|>(.*?)</dxf>)", re.DOTALL)
_DXF_FILL = re.compile(rb"<fill>.*?<bgColor\b([^>]*)>", re.DOTALL)
_BORDERS = re.compile(rb"<borders\b[^>]*>(.*?)</borders>", re.DOTALL)
_BORDER = re.compile(rb"<border\b([^>]*)(?:/>|(?<!/)>(.*?)</border>)", re.DOTALL)
_DIAGONAL = re.compile(rb"<diagonal\b[^>]*\bstyle=[\"'](?!none)")
_STRIKE = re.compile(rb"<strike\b([^>]*)>")
_HEIGHT = re.compile(rb"<vertAlign\b([^>]*)>")
_HEIGHTS: dict[bytes, Face] = {b"superscript": "raised", b"subscript": "lowered"}
_ITEM = re.compile(rb"<si\b[^>]*?(?:/>|>(.*?)</si>)", re.DOTALL)
_RUN = re.compile(rb"<r(?:\s[^>]*)?>(.*?)</r>", re.DOTALL)
_RUN_LOOK = re.compile(rb"<rPr\b[^>]*?(?:/>|>(.*?)</rPr>)", re.DOTALL)
_TEXT = re.compile(rb"<t\b[^>/]*>(.*?)</t>", re.DOTALL)


def looks_of(archive: zipfile.ZipFile) -> tuple[Styles, dict[bytes, RichText]]:
    """Styles of a workbook, and the texts of its shared table, by number, whose letters may look different in some cell."""
    parts = archive.NameToInfo
    xml, shared = (archive.read(name) if name in parts else b"" for name in ("xl/styles.xml", "xl/sharedStrings.xml"))
    xml = without_prefixes(xml, b"<styleSheet") if xml else xml
    needs_theme = _NEEDS_THEME.search(xml) or (is_marked(shared) and _NEEDS_THEME.search(shared))
    is_there = needs_theme and "xl/theme/theme1.xml" in parts
    styles = _styles_in(xml, _theme_in(archive.read("xl/theme/theme1.xml")) if is_there else THEME)
    return styles, _rich_texts_in(shared, styles)


@lru_cache(maxsize=16)
def _theme_in(xml: bytes) -> tuple[str, ...]:
    scheme = _SCHEME.search(xml)
    found = [colour.decode().upper() for colour in _SCHEME_COLOUR.findall(scheme[0])] if scheme else []
    if len(found) != len(THEME):
        return THEME
    found[0:4] = found[1], found[0], found[3], found[2]  # dark before light there, light before dark in workbooks
    return tuple(found)


@lru_cache(maxsize=16)
def _styles_in(xml: bytes, theme: tuple[str, ...]) -> Styles:
    """As above; the styles of one template are the same in every workbook."""
    codes = {b"%d" % number: code for number, code in BUILT_IN.items()}
    for tag in _FORMATS.findall(xml):
        found = attributes_of(tag)
        codes[found.get(b"numFmtId", b"")] = html.unescape(found.get(b"formatCode", b"").decode("utf-8", "replace"))
    fonts, fills = _FONTS.search(xml), _FILLS.search(xml)
    inks = {b"%d" % number: _ink(font, theme) for number, font in enumerate(_FONT.findall(fonts[1] if fonts else b""))}
    colours = {b"%d" % number: _fill(fill, theme) for number, fill in enumerate(_FILL.findall(fills[1] if fills else b""))}
    crossed = _crossed(xml)
    cell_formats = _CELL_FORMATS.search(xml)
    styles = Styles(theme=theme)
    for number, tag in enumerate(_CELL_FORMAT.findall(cell_formats[1] if cell_formats else b"")):
        found = attributes_of(tag)
        code, fill = codes.get(found.get(b"numFmtId", b""), ""), colours.get(found.get(b"fillId", b""), PAPER)
        face = inks.get(found.get(b"fontId", b""), Ink()).on(fill)
        if face == "plain" and found.get(b"borderId") in crossed:
            face = "struck"
        style = Style(code if changes_meaning(code) else "", face)
        if style:
            styles.by_number[b"%d" % number] = style
        if fill != PAPER:
            styles.fills[b"%d" % number] = fill
    formats = _CONDITIONAL_FORMATS.search(xml)
    styles.conditional.extend(
        conditional_look(part, theme) for part in _CONDITIONAL_FORMAT.findall(formats[1] if formats else b"")
    )
    return styles


def _crossed(xml: bytes) -> set[bytes]:
    """Numbers of the borders that cross a cell out from corner to corner, both ways."""
    found = _BORDERS.search(xml) if b"diagonalUp" in xml and b"diagonalDown" in xml else None
    return {
        b"%d" % number
        for number, (about, inside) in enumerate(_BORDER.findall(found[1] if found else b""))
        if all(attributes_of(about).get(name) in TRUE for name in (b"diagonalUp", b"diagonalDown")) and _DIAGONAL.search(inside)
    }


def conditional_look(xml: bytes, theme: tuple[str, ...]) -> tuple[Ink, str, str | None]:
    """Font, number format and fill of a format <dxf>."""
    font, code, fill = _FONT.search(xml), _FORMATS.search(xml), _DXF_FILL.search(xml)
    written = html.unescape(attributes_of(code[1]).get(b"formatCode", b"").decode("utf-8", "replace")) if code else ""
    ink = _ink(font[1] or b"", theme) if font else Ink()
    return ink, written, _colour(attributes_of(fill[1]), theme) if fill else None


def _rich_texts_in(xml: bytes, styles: Styles) -> dict[bytes, RichText]:
    if not styles.has_faces and not is_marked(xml):
        return {}
    found = {}
    fills = {PAPER, *styles.fills.values()}
    for number, item in enumerate(_ITEM.findall(without_prefixes(xml, b"<sst"))):
        if styles.has_faces or is_marked(item):
            runs = rich_text(item, styles.theme)
            if runs and (styles.has_faces or any(ink and any(ink.on(fill) != "plain" for fill in fills) for _, ink in runs)):
                found[b"%d" % number] = runs
    return found


def is_marked(xml: bytes) -> bool:
    """Whether any letter may look different than those beside it."""
    return b"rPr" in xml


def rich_text(xml: bytes, theme: tuple[str, ...]) -> RichText:
    """The runs in an item of the shared table, or in an inline text; () when it has none."""
    runs: list[tuple[str, Ink | None]] = []
    for run in _RUN.findall(xml):
        look = _RUN_LOOK.search(run)
        text = b"".join(_TEXT.findall(run)).decode("utf-8", "replace")
        runs.append((html.unescape(text), _ink(look[1] or b"", theme) if look else None))
    return tuple(runs)


def _ink(look: bytes, theme: tuple[str, ...]) -> Ink:
    """What a font, or the look of a run, says."""
    strike, height, size, colour = (part.search(look) for part in (_STRIKE, _HEIGHT, _SIZE, _COLOUR))
    face: Face = _HEIGHTS.get(attributes_of(height[1]).get(b"val", b""), "plain") if height else "plain"
    if strike and attributes_of(strike[1]).get(b"val", b"1") in TRUE:
        face = "struck"
    if size and is_tiny(number_in(attributes_of(size[1]), b"val", 11)):
        face = "hidden"
    return Ink(face, _colour(attributes_of(colour[1]), theme) if colour else "")


def _fill(xml: bytes, theme: tuple[str, ...]) -> str:
    """Colour of a cell; '' for a pattern or a gradient."""
    if solid := _SOLID.search(xml):
        return _colour(attributes_of(solid[1]), theme)
    return PAPER if _NO_FILL.search(xml) else ""


def _colour(found: dict[bytes, bytes], theme: tuple[str, ...]) -> str:
    if rgb := found.get(b"rgb"):
        colour = rgb[-6:].decode("ascii", "replace").upper()
        return colour if _COLOUR_CODE.fullmatch(colour) else ""
    tint = number_in(found, b"tint", 0)
    if b"theme" in found:
        number = int(number_in(found, b"theme", 1))
        return tinted(theme[number] if 0 <= number < len(theme) else BLACK, tint)
    return tinted(PALETTE.get(int(number_in(found, b"indexed", -1)), ""), tint)
