"""Reads what the looks of a web page say of meaning: elements, inline styles, and rules of its sheets of styles.

Rules are followed as far as office programs and web systems write them: for an element, a class, or both.
"""

import re
from collections.abc import Mapping
from typing import Final

from pipelines.language.text_marks import Face

Look = dict[str, str]
"""Property → value, in small letters, for the few that say more than looks."""
Rules = Mapping[str, Look]
"""Selector ('td', '.xl65', 'td.xl65') → what it says."""

_ELEMENTS: Final[Mapping[str, Look]] = {
    "sup": {"vertical-align": "super"},
    "sub": {"vertical-align": "sub"},
    **{tag: {"text-decoration": "line-through"} for tag in ("s", "strike", "del")},
}
_PROPERTIES: Final = {
    "text-decoration": "text-decoration",
    "text-decoration-line": "text-decoration",
    "vertical-align": "vertical-align",
    "display": "display",
    "visibility": "visibility",
    "mso-hide": "mso-hide",
}
_NOT_PLAIN: Final = re.compile(r"line-through|display|visibility|vertical-align|mso-hide", re.IGNORECASE)
_LEFT_OUT: Final = re.compile(r"/\*.*?\*/|<!--|-->|@media[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", re.DOTALL)
_RULE: Final = re.compile(r"([^{};]+)\{([^{}]*)\}")
_SELECTOR: Final = re.compile(r"[a-z]*\d?(?:\.[\w-]+)?", re.IGNORECASE)
_STRENGTH: Final[Mapping[Face, int]] = {"plain": 0, "lowered": 1, "raised": 2, "struck": 3, "hidden": 4}


def rules_in(css: str) -> Rules:
    """Rules of a sheet of styles that say more than looks."""
    rules: dict[str, Look] = {}
    if not _NOT_PLAIN.search(css):
        return rules
    for selectors, body in _RULE.findall(_LEFT_OUT.sub(" ", css)):
        if look := _look(body):
            for selector in (part.strip() for part in selectors.split(",")):
                if selector and _SELECTOR.fullmatch(selector):
                    tag, dot, name = selector.partition(".")
                    rules.setdefault(tag.lower() + dot + name, {}).update(look)
    return rules


def face_of(tag: str, attributes: Mapping[str, str | None], rules: Rules) -> Face:
    """How what stands in an element looks, by itself."""
    if not rules and tag not in _ELEMENTS and "style" not in attributes and "hidden" not in attributes:
        return "plain"
    look: Look = {**_ELEMENTS.get(tag, {}), **rules.get(tag, {})}
    if rules:
        for name in (attributes.get("class") or "").split():
            look |= {**rules.get(f".{name}", {}), **rules.get(f"{tag}.{name}", {})}
    if style := attributes.get("style"):
        look |= _look(style)
    if not look and "hidden" not in attributes:
        return "plain"
    is_hidden = (
        look.get("display") == "none" or look.get("visibility") in ("hidden", "collapse") or look.get("mso-hide") == "all"
    )
    if is_hidden or ("hidden" in attributes and "display" not in look):
        return "hidden"
    if "line-through" in look.get("text-decoration", ""):
        return "struck"
    height = "" if tag in ("tr", "td", "th", "col") else look.get("vertical-align", "")
    return "raised" if height == "super" else "lowered" if height == "sub" else "plain"


def stronger(outer: Face, inner: Face) -> Face:
    """How letters look in one element inside another."""
    return max(outer, inner, key=lambda face: _STRENGTH[face])


def _look(declarations: str) -> Look:
    if not _NOT_PLAIN.search(declarations) and "text-decoration" not in declarations:
        return {}
    pairs = (declaration.partition(":") for declaration in declarations.lower().split(";"))
    said = ((name.strip(), value.replace("!important", "").strip()) for name, _, value in pairs)
    return {_PROPERTIES[name]: value for name, value in said if name in _PROPERTIES}
