"""Reads the conditional formats of a sheet of .xlsx, those that newer programs keep apart included."""

import html
import re

from pipelines.workbooks.conditional import ConditionalLook
from pipelines.workbooks.grid import Place, place
from pipelines.workbooks.inks import Ink
from pipelines.workbooks.xlsx_looks import Styles, conditional_look
from pipelines.workbooks.xlsx_xml import attributes_of

_FORMATTING = re.compile(rb"<(?:\w+:)?conditionalFormatting\b([^>]*)>(.*?)</(?:\w+:)?conditionalFormatting>", re.DOTALL)
_RULE = re.compile(rb"<(?:\w+:)?cfRule\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?cfRule>)", re.DOTALL)
_FORMULA = re.compile(rb"<(?:formula|xm:f)>([^<]*)</")
_OWN_AREAS = re.compile(rb"<xm:sqref>([^<]*)</")
_OWN_FORMAT = re.compile(rb"<(?:\w+:)?dxf>(.*?)</(?:\w+:)?dxf>", re.DOTALL)
_HIDES_VALUE = re.compile(rb"\bshowValue\s*=\s*[\"'](?:0|false)")
"""Of bars and icons that stand in the place of the figure."""
_AREA = re.compile(r"([A-Z]{1,3})(\d{1,7})(?::([A-Z]{1,3})(\d{1,7}))?")


def conditional_looks(xml: bytes, styles: Styles) -> list[ConditionalLook]:
    """The conditional formats that may change what a figure says."""
    found = []
    for attributes, body in _FORMATTING.findall(xml):
        own = _OWN_AREAS.search(body)
        areas = _areas(own[1] if own else attributes_of(attributes).get(b"sqref", b""))
        for rule, inside in _RULE.findall(body):
            look = _look(attributes_of(rule), inside, areas, styles)
            if areas and look.says_something:
                found.append(look)
    return found


def _look(rule: dict[bytes, bytes], body: bytes, areas: tuple[tuple[Place, Place], ...], styles: Styles) -> ConditionalLook:
    number, own = rule.get(b"dxfId", b""), _OWN_FORMAT.search(body)
    ink, code, fill = conditional_look(own[1], styles.theme) if own else (Ink(), "", None)
    if number.isdigit() and int(number) < len(styles.conditional):
        ink, code, fill = styles.conditional[int(number)]
    if _HIDES_VALUE.search(body):
        ink = Ink("hidden")
    kind = rule.get(b"type", b"").decode("ascii", "replace")
    written = [rule[b"text"]] if kind == "containsText" and b"text" in rule else _FORMULA.findall(body)
    operands = tuple(html.unescape(one.decode("utf-8", "replace")).strip() for one in written)
    return ConditionalLook(areas, kind, rule.get(b"operator", b"").decode("ascii", "replace"), operands, ink, code, fill)


def _areas(written: bytes) -> tuple[tuple[Place, Place], ...]:
    areas = (_AREA.fullmatch(area) for area in written.decode("ascii", "replace").replace("$", "").split())
    return tuple((place(one[1], one[2]), place(one[3] or one[1], one[4] or one[2])) for one in areas if one)
