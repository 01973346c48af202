"""Reads what the looks of .ods say of meaning: number formats and fonts of cells, and texts whose letters look different."""

import html
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import takewhile
from typing import Final
from xml.etree import ElementTree

from pipelines.language.text_marks import Face, Run
from pipelines.workbooks.conditional import ConditionalLook
from pipelines.workbooks.grid import PLAIN, Style
from pipelines.workbooks.inks import BLACK, PAPER, Ink, is_tiny
from pipelines.workbooks.number_formats import changes_meaning
from pipelines.workbooks.open_document_conditions import AppliedLook, look_of_map

_SPACES: Final = {
    "urn:oasis:names:tc:opendocument:xmlns:style:1.0": "style",
    "urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0": "number",
    "urn:oasis:names:tc:opendocument:xmlns:text:1.0": "text",
    "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0": "fo",
}
_STYLES_END = "</office:automatic-styles>"
_STANDARD: Final = (["value()>=0"], ["value()>0", "value()<0"], ["value()>0", "value()<0", "value()=0"])
"""Conditions of the sections of a format that says none itself."""
_TOKEN = re.compile(
    r"<text:span\b(?P<span>[^>]*[^/])>|(?P<end></text:span>)|<text:s\b(?P<spaces>[^>]*)/>|(?P<tab><text:tab\s*/>)"
    r"|(?P<line><text:line-break\s*/>|</text:p>\s*(?=<text:p\b))|<[^>]+>|(?P<letters>[^<]+)"
)
_BREAK = re.compile(r"<text:(?:tab|line-break)\b")
_NOTE = re.compile(r"<office:annotation\b.*?</office:annotation>", re.DOTALL)
_STYLE_NAME = re.compile(r"text:style-name\s*=\s*[\"']([^\"']*)")
_SIZES: Final = {"table-row": "style:row-height", "table-column": "style:column-width"}
_LENGTH = re.compile(r"(\d*\.?\d+)(pt|in|cm|mm|px)")
_POINTS_IN: Final = {"pt": 1.0, "in": 72.0, "cm": 28.3, "mm": 2.83, "px": 0.75}
_POINTS = re.compile(r"(\d+(?:\.\d+)?)pt")
_COUNT = re.compile(r"text:c\s*=\s*[\"'](\d{1,3})")


@dataclass(frozen=True, slots=True)
class OdsLooks:
    """What the styles of a workbook say; those that say nothing are left out."""

    cells: Mapping[str, Style] = field(default_factory=dict)
    texts: Mapping[str, Ink] = field(default_factory=dict)
    """Styles of letters that look different in some cell."""
    fills: Mapping[str, str] = field(default_factory=dict)
    """Style of a cell → its colour, where it is not white."""
    applied: Mapping[str, AppliedLook] = field(default_factory=dict)
    """Style that a condition may apply, by either of its names; those that say nothing are left out."""
    thin: frozenset[str] = frozenset()
    """Styles of rows and columns that are too low or narrow to see."""
    conditional: Mapping[str, list[ConditionalLook]] = field(default_factory=dict)
    """Style of a cell → what it becomes under conditions of its own."""

    def __bool__(self) -> bool:
        return bool(self.cells or self.texts or self.applied or self.thin)

    def runs(self, body: str, style_name: str) -> list[Run]:
        """The text of a cell with looks and breaks; [] where its letters look alike and calamine does not join its lines."""
        style = self.cells.get(style_name, PLAIN)
        is_broken = _BREAK.search(body) is not None
        if not is_broken and ("<text:span" not in body or not (self.texts or style.face != "plain")):
            return []
        runs = list(self._runs(_NOTE.sub("", body).strip(), style.face, self.fills.get(style_name, PAPER)))
        return runs if is_broken or any(face != style.face for _, face in runs) else []

    def _runs(self, body: str, own: Face, fill: str) -> Iterator[Run]:
        faces = [own]
        for token in _TOKEN.finditer(body):
            if token["span"] is not None:
                named = _STYLE_NAME.search(token["span"])
                faces.append(self.texts.get(named[1], Ink()).on(fill) if named else faces[-1])
            elif token["end"]:
                faces = faces[:-1] or [own]
            elif token["spaces"] is not None:
                count = _COUNT.search(token["spaces"])
                yield " " * (int(count[1]) if count else 1), faces[-1]
            elif token["tab"] or token["line"]:
                yield "\t" if token["tab"] else "\n", faces[-1]
            elif token["letters"]:
                yield html.unescape(token["letters"]), faces[-1]


def looks_of(archive: zipfile.ZipFile, content: str) -> OdsLooks:
    """What a workbook says of looks.

    Raises:
        ValueError: its styles are damaged, or have entities.
    """
    try:
        common = archive.read("styles.xml").decode("utf-8", "replace")
    except KeyError:
        common = ""
    end = content.find(_STYLES_END)
    own = content[: end + len(_STYLES_END)] if end >= 0 else ""
    return _looks_in(common, own)


@lru_cache(maxsize=16)
def _looks_in(common: str, own: str) -> OdsLooks:
    """As above; the styles of one template are the same in every workbook."""
    styles: dict[tuple[str, str], ElementTree.Element] = {}
    formats: dict[str, ElementTree.Element] = {}
    for xml in (common, own):
        for element in _elements(xml):
            kind = _name(element.tag)
            if kind == "style:style":
                styles[_get(element, "style:family"), _get(element, "style:name")] = element
            elif kind.startswith("number:") and (name := _get(element, "style:name")):
                formats[name] = element
    names = [name for family, name in styles if family == "table-cell"]
    fills = {name: fill for name in names if (fill := _fill_of(styles, name)) != PAPER}
    cells = {name: _cell_style(styles, formats, name, fills.get(name, PAPER)) for name in names}
    texts = {name: _ink_of(styles, family, name) for family, name in styles if family == "text"}
    grounds = {PAPER, *fills.values()}
    applied = {name: look for name in names if _says_something(look := _applied(styles, formats, name, fills))}
    for name in list(applied):
        applied[_get(styles["table-cell", name], "style:display-name") or name] = applied[name]
    return OdsLooks(
        {name: style for name, style in cells.items() if style},
        {name: ink for name, ink in texts.items() if any(ink.on(ground) != "plain" for ground in grounds)},
        fills,
        applied,
        frozenset(name for family, name in styles if family in _SIZES and _is_thin(styles, family, name)),
        {name: looks for name in names if (looks := list(_conditional(styles, applied, name)))},
    )


def _applied(
    styles: Mapping[tuple[str, str], ElementTree.Element],
    formats: Mapping[str, ElementTree.Element],
    name: str,
    fills: Mapping[str, str],
) -> AppliedLook:
    """What a style makes of a cell to which a condition applies it."""
    return _ink_of(styles, "table-cell", name), _format_of(styles, formats, name), fills.get(name)


def _says_something(look: AppliedLook) -> bool:
    ink, code, _ = look
    return ink.face != "plain" or ink.colour not in ("", BLACK) or changes_meaning(code)


def _conditional(
    styles: Mapping[tuple[str, str], ElementTree.Element], applied: Mapping[str, AppliedLook], name: str
) -> Iterator[ConditionalLook]:
    for child in styles["table-cell", name]:
        if _name(child.tag) == "style:map" and (look := applied.get(_get(child, "style:apply-style-name"))):
            yield look_of_map(_get(child, "style:condition"), _get(child, "style:base-cell-address"), look)


def _elements(xml: str) -> list[ElementTree.Element]:
    """Elements that are whole in the start of a document."""
    if "<!ENTITY" in xml:
        raise ValueError("entities are not allowed in a sheet")
    parser: ElementTree.XMLPullParser[ElementTree.Element] = ElementTree.XMLPullParser(("end",))
    try:
        parser.feed(xml)
        return [event[-1] for event in parser.read_events() if isinstance(event[-1], ElementTree.Element)]
    except ElementTree.ParseError as error:
        raise ValueError("the styles are damaged") from error


def _name(qualified: str) -> str:
    """'{urn:…:style:1.0}name' → 'style:name'."""
    space, _, name = qualified[1:].partition("}")
    return f"{_SPACES.get(space, '')}:{name}"


def _get(element: ElementTree.Element, name: str) -> str:
    return next((value for key, value in element.items() if _name(key) == name), "")


def _inherited(styles: Mapping[tuple[str, str], ElementTree.Element], family: str, name: str) -> Iterator[ElementTree.Element]:
    """A style and those that it is made from."""
    seen: set[str] = set()
    while name not in seen and (element := styles.get((family, name))) is not None:
        seen.add(name)
        yield element
        name = _get(element, "style:parent-style-name")


def _cell_style(
    styles: Mapping[tuple[str, str], ElementTree.Element], formats: Mapping[str, ElementTree.Element], name: str, fill: str
) -> Style:
    code = _format_of(styles, formats, name)
    face = _ink_of(styles, "table-cell", name).on(fill)
    return Style(code if changes_meaning(code) else "", face) if code or face != "plain" else PLAIN


def _is_thin(styles: Mapping[tuple[str, str], ElementTree.Element], family: str, name: str) -> bool:
    size = _LENGTH.fullmatch(_said(styles, family, name, f"style:{family}-properties").get(_SIZES[family], ""))
    return size is not None and float(size[1]) * _POINTS_IN[size[2]] < 1


def _format_of(
    styles: Mapping[tuple[str, str], ElementTree.Element], formats: Mapping[str, ElementTree.Element], name: str
) -> str:
    named = (_get(element, "style:data-style-name") for element in _inherited(styles, "table-cell", name))
    number_format = next(filter(None, named), "")
    return _code(formats[number_format], formats) if number_format in formats else ""


def _said(styles: Mapping[tuple[str, str], ElementTree.Element], family: str, name: str, kind: str) -> dict[str, str]:
    """Properties of one kind that a style has, or takes over."""
    said: dict[str, str] = {}
    for element in _inherited(styles, family, name):
        for properties in element:
            if _name(properties.tag) == kind:
                said = {_name(key): value for key, value in properties.items()} | said
    return said


def _fill_of(styles: Mapping[tuple[str, str], ElementTree.Element], name: str) -> str:
    return _colour(_said(styles, "table-cell", name, "style:table-cell-properties").get("fo:background-color", "")) or PAPER


def _colour(written: str) -> str:
    return written[1:].upper() if re.fullmatch(r"#[0-9A-Fa-f]{6}", written) else ""


def _ink_of(styles: Mapping[tuple[str, str], ElementTree.Element], family: str, name: str) -> Ink:
    said = _said(styles, family, name, "style:text-properties")
    size = _POINTS.fullmatch(said.get("fo:font-size", ""))
    if said.get("text:display") == "none" or (size and is_tiny(float(size[1]))):
        return Ink("hidden")
    return Ink(_face_of(said), "" if said.get("style:use-window-font-color") == "true" else _colour(said.get("fo:color", "")))


def _face_of(said: Mapping[str, str]) -> Face:
    lines = [said.get(f"style:text-line-through-{part}", "") for part in ("style", "type")]
    if any(line not in ("", "none") for line in lines) and "none" not in lines:
        return "struck"
    height = said.get("style:text-position", "0%").split()[0]
    if height in ("super", "sub"):
        return "raised" if height == "super" else "lowered"
    return "plain" if height.rstrip("%").strip("0.-") == "" else "lowered" if height.startswith("-") else "raised"


def _code(element: ElementTree.Element, formats: Mapping[str, ElementTree.Element]) -> str:
    """A number style as number format, as Excel writes it."""
    kind = _name(element.tag).removeprefix("number:")
    main = {"date-style": "d", "time-style": "h", "boolean-style": "General"}.get(kind) or "".join(_parts(element, kind))
    maps = [child for child in element if _name(child.tag) == "style:map"]
    conditions = [_get(child, "style:condition").replace(" ", "") for child in maps]
    sections = []
    for child, condition in zip(maps, conditions, strict=True):
        applied = formats.get(_get(child, "style:apply-style-name"))
        own = "".join(_parts(applied, _name(applied.tag).removeprefix("number:"))) if applied is not None else "General"
        limit = "" if conditions in _STANDARD else f"[{condition.removeprefix('value()').replace('!=', '<>')}]"
        sections.append(limit + (own or '""'))
    return ";".join([*sections, main or '""'])


def _parts(element: ElementTree.Element, kind: str) -> Iterator[str]:
    """The parts of one section."""
    for child in element:
        part = _name(child.tag).removeprefix("number:")
        text = (child.text or "").replace('"', "'")
        if part == "style:text-properties" and _get(child, "fo:color"):
            yield "[Red]"
        elif part == "text" and kind == "percentage-style" and "%" in text:
            before, _, after = text.partition("%")
            yield f'"{before}"%"{after}"'
        elif part in ("text", "currency-symbol"):
            yield f'"{text}"'
        elif part == "text-content":
            yield "@"
        elif part == "fraction":
            yield "# ?/?"
        elif part == "scientific-number":
            yield "0.0E+00"
        elif part == "number":
            yield _places(child)
        elif part in ("day", "month", "year", "hours", "minutes", "seconds"):
            yield "d"


def _places(number: ElementTree.Element) -> str:
    decimals, digits = _get(number, "number:decimal-places"), _get(number, "number:min-integer-digits")
    if not decimals:
        return "General"
    fixed = int(_get(number, "number:min-decimal-places") or decimals)
    places = ("0" if int(digits or 0) else "#") + ("." if int(decimals) else "") + "0" * fixed + "#" * (int(decimals) - fixed)
    factor = _get(number, "number:display-factor") or "1"
    return places + "," * sum(1 for _ in takewhile(lambda power: float(factor) >= 1000**power, range(1, 5)))
