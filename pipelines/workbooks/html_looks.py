"""Reads what the looks of a web page say of meaning: elements, inline styles, and rules of its sheets of styles."""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from pipelines.language.text_marks import Face
from pipelines.workbooks.html_rules import Declarations, Element, Rules, declarations
from pipelines.workbooks.inks import BLACK, PAPER, is_tiny, is_unseen

_ELEMENTS: Final[dict[str, Declarations]] = {
    "sup": {"vertical-align": "super"},
    "sub": {"vertical-align": "sub"},
    **{tag: {"text-decoration": "line-through"} for tag in ("s", "strike", "del")},
    **{tag: {"display": "none"} for tag in ("noscript", "template", "rt", "rp")},
}
_SAYING: Final = frozenset({"style", "hidden", "bgcolor", "color"})
"""Attributes that say something by themselves."""
_STRENGTH: Final[dict[Face, int]] = {"plain": 0, "lowered": 1, "raised": 2, "struck": 3, "hidden": 4}
_COLOURS: Final = {
    **dict.fromkeys(("white", "window", "snow", "ivory", "ghostwhite", "floralwhite", "mintcream", "azure"), PAPER),
    **dict.fromkeys(("black", "windowtext", "canvastext"), BLACK),
}
"""Colours by name; any other is compared by its name."""
_RGB: Final = re.compile(r"rgba?\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)(?:[\s,/]+([\d.]+)(%?))?\s*\)")
_HEX: Final = re.compile(r"#([0-9a-f]{3,8})\b")
_SIZE: Final = re.compile(r"(\d*\.?\d+)\s*(pt|px|em|rem|%|mm|cm|in)?")
_POINTS: Final = {"pt": 1.0, "px": 0.75, "em": 12.0, "rem": 12.0, "%": 0.12, "mm": 2.83, "cm": 28.3, "in": 72.0, None: 0.75}
"""Points of one of each measure of size; letters of which nothing is said are 12 points high."""
_FAR: Final = re.compile(r"-\d{3,}(?:\.\d+)?(?:px|pt|%)?(?![\d.])|-\d{2,}(?:\.\d+)?r?em")
"""So far off that it is not on the page."""
_CLIPPED: Final = re.compile(
    r"rect\(\s*(?:[01](?:px)?[\s,]*){4}\)|inset\(\s*(?:50|100)%.*\)|(?:circle|ellipse)\(\s*0.*\)|polygon\(\s*(?:0(?:px|%)?[\s,]*)+\)"
)
_SHRUNK: Final = re.compile(r"scale(?:x|y|3d)?\(\s*0?(?:\.0\d*|(?<=0))\s*[,)]|^0(?:\.0\d*)?$")
_FAINT: Final = 0.1
"""Share of what is not seen through, up to which letters are not seen."""


class Look(NamedTuple):
    """How what stands in an element looks."""

    shape: Face = "plain"
    """Of this element and all around it."""
    colour: str = ""
    ground: str = PAPER
    is_tiny: bool = False

    @property
    def face(self) -> Face:
        """What is seen of letters."""
        return "hidden" if self.is_tiny or is_unseen(self.colour, self.ground) else self.shape


def look_of(element: Element, around: Sequence[tuple[Element, Look]], rules: Rules) -> Look:
    """How what stands in an element looks, inside these others, outermost first."""
    outer = around[-1][1] if around else Look()
    tag, attributes = element
    if not rules and tag not in _ELEMENTS and not _SAYING & attributes.keys():
        return outer
    said: Declarations = {**_ELEMENTS.get(tag, {})}
    for name, property_name in (("bgcolor", "background"), ("color", "color")):
        if written := attributes.get(name):
            said[property_name] = written.lower()
    if rules:
        said |= rules.of(element, [one for one, _ in around])
    said |= declarations(attributes.get("style") or "")
    shape = _shape(said, tag, is_hidden="hidden" in attributes)
    return Look(
        max(outer.shape, shape, key=lambda face: _STRENGTH[face]),
        _colour(said.get("color", ""), outer.colour),
        _colour(said.get("background", ""), outer.ground),
        _is_tiny(said["font-size"]) if "font-size" in said else outer.is_tiny,
    )


def _shape(said: Declarations, tag: str, *, is_hidden: bool) -> Face:
    """How an element looks by itself, whatever its colours."""
    is_gone = said.get("display") == "none" or said.get("visibility") in ("hidden", "collapse") or said.get("mso-hide") == "all"
    is_gone |= _FAR.search(said.get("offset", "")) is not None or _CLIPPED.search(said.get("clip", "")) is not None
    moved = said.get("transform", "")
    is_gone |= _SHRUNK.search(moved) is not None or ("translate" in moved and _FAR.search(moved) is not None)
    opacity = _SIZE.fullmatch(said.get("opacity", ""))
    is_faint = opacity is not None and float(opacity[1]) * (0.01 if opacity[2] == "%" else 1) <= _FAINT
    if is_gone or is_faint or (is_hidden and "display" not in said) or _is_transparent(said.get("color", "")):
        return "hidden"
    if "line-through" in said.get("text-decoration", ""):
        return "struck"
    height = "" if tag in ("tr", "td", "th", "col") else said.get("vertical-align", "")
    return "raised" if height == "super" else "lowered" if height == "sub" else "plain"


def _is_transparent(written: str) -> bool:
    found = _RGB.fullmatch(written)
    return written == "transparent" or bool(found and found[4] and float(found[4]) * (0.01 if found[5] else 1) <= _FAINT)


def _colour(written: str, outer: str) -> str:
    """A colour as 'RRGGBB', or its name; that of what is around where nothing, or nothing of its own, is said."""
    if not written or _is_transparent(written) or written in ("inherit", "none", "initial", "unset", "auto", "currentcolor"):
        return outer
    if found := _RGB.search(written):
        return "".join(f"{min(int(part), 255):02X}" for part in found.groups()[:3])
    if found := _HEX.search(written):
        digits = found[1].upper()
        return digits[:6] if len(digits) >= 6 else "".join(2 * digit for digit in digits[:3])
    word = written.split()[0]
    return "" if "url(" in written or "gradient" in written else _COLOURS.get(word, word)


def _is_tiny(written: str) -> bool:
    found = _SIZE.fullmatch(written)
    return found is not None and is_tiny(float(found[1]) * _POINTS[found[2]])
