"""Reads the conditional formats of .ods: LibreOffice's own, which say their areas, and those of cell styles."""

import html
import re
from collections import defaultdict
from collections.abc import Mapping

from pipelines.workbooks.conditional import ConditionalLook
from pipelines.workbooks.grid import Place, place
from pipelines.workbooks.inks import Ink

AppliedLook = tuple[Ink, str, str | None]
"""Font, number format and fill of a style that a condition applies."""
_EVERYWHERE = ((0, 0), (1 << 20, 1 << 14))
_FORMAT = re.compile(r"<calcext:conditional-format\b([^>]*)>(.*?)</calcext:conditional-format>", re.DOTALL)
_CONDITION = re.compile(r"<calcext:condition\b([^>]*)>")
_ATTRIBUTE = re.compile(r"([\w:-]+)\s*=\s*\"([^\"]*)\"")
_HIDES_VALUE = re.compile(r"show-value\s*=\s*\"false\"")
_AREA = re.compile(
    r"(?:\$?('(?:[^']|'')+'|[^.\s]+))?\.\$?([A-Z]{1,3})\$?(\d+)(?::[^.\s]*(?:'[^']*')?\.\$?([A-Z]{1,3})\$?(\d+))?"
)
_REFERENCE = re.compile(r"\[?\.?(\$?[A-Z]{1,3}\$?\d+)\]?")
_COMPARED = re.compile(r"(?:cell-content\(\))?\s*(<=|>=|!=|<>|<|>|=)\s*(.+)")
_BETWEEN = re.compile(r"(?:cell-content-is-)?(not-)?between\((.+)[,;](.+)\)")
_FORMULA = re.compile(r"(?:formula-is|is-true-formula)\((.*)\)", re.DOTALL)
_SIGNS = {"<": "lessThan", "<=": "lessThanOrEqual", "=": "equal", "!=": "notEqual", "<>": "notEqual"} | {
    ">=": "greaterThanOrEqual",
    ">": "greaterThan",
}
_WORDS = {"is-error": "containsErrors"}


def conditions_in(xml: str, styles: Mapping[str, AppliedLook]) -> Mapping[str, list[ConditionalLook]]:
    """Name of a sheet → its conditional formats that may change what a figure says."""
    found: dict[str, list[ConditionalLook]] = defaultdict(list)
    for about, body in _FORMAT.findall(xml) if "<calcext:conditional-format " in xml else ():
        target = html.unescape(dict(_ATTRIBUTE.findall(about)).get("calcext:target-range-address", ""))
        areas = list(_AREA.finditer(target))
        corners = tuple((place(area[2], area[3]), place(area[4] or area[2], area[5] or area[3])) for area in areas)
        if not corners:
            continue
        looks = [ConditionalLook(corners, "dataBar", "", (), Ink("hidden"))] if _HIDES_VALUE.search(body) else []
        for tag in _CONDITION.findall(body):
            said = {name: html.unescape(value) for name, value in _ATTRIBUTE.findall(tag)}
            applied = styles.get(said.get("calcext:apply-style-name", ""))
            if applied:
                looks.append(look_under(said.get("calcext:value", ""), corners, applied))
        name = areas[0][1] or ""
        found[name[1:-1].replace("''", "'") if name.startswith("'") else name.lstrip("$")] += looks
    return found


def look_of_map(condition: str, base: str, applied: AppliedLook) -> ConditionalLook:
    """A format that cells of a style take under a condition, whose references are written as they are for the cell `base`."""
    found = _AREA.fullmatch(base)
    first = place(found[2], found[3]) if found else (0, 0)
    return look_under(condition, ((first, first), _EVERYWHERE), applied)


def look_under(condition: str, areas: tuple[tuple[Place, Place], ...], applied: AppliedLook) -> ConditionalLook:
    """A format under a condition: '>100', 'between(1,5)', 'formula-is([.E5]=0)', 'cell-content()>100'."""
    ink, code, fill = applied
    kind, sign = _WORDS.get(condition, "other"), ""
    operands: tuple[str, ...] = ()
    if found := _FORMULA.fullmatch(condition):
        kind, operands = "expression", (_REFERENCE.sub(r"\1", found[1]),)
    elif found := _BETWEEN.fullmatch(condition):
        kind, sign, operands = "cellIs", "notBetween" if found[1] else "between", (found[2], found[3])
    elif found := _COMPARED.fullmatch(condition):
        kind, sign, operands = "cellIs", _SIGNS[found[1]], (found[2],)
    return ConditionalLook(areas, kind, sign, operands, ink, code, fill)
