"""Reads sheets of styles: which declarations that say more than looks hold for an element of a web page.

Selectors are followed by elements, ids, classes and what stands around an element. What cannot be told from the page as it is
read ('the second of its kind', 'beside another') is taken to hold: a doubt too much rather than one too few.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

Declarations = dict[str, str]
"""Property → value, in small letters, for the few that say more than looks."""

_PROPERTIES: Final = {
    "text-decoration": "text-decoration",
    "text-decoration-line": "text-decoration",
    "vertical-align": "vertical-align",
    "display": "display",
    "visibility": "visibility",
    "mso-hide": "mso-hide",
    "color": "color",
    "background": "background",
    "background-color": "background",
    "font-size": "font-size",
    "opacity": "opacity",
    **dict.fromkeys(
        ("left", "right", "top", "bottom", "margin-left", "margin-top", "text-indent"),
        "offset",
    ),
    "clip": "clip",
    "clip-path": "clip",
    "transform": "transform",
    "scale": "transform",
}
_NOT_PLAIN: Final = re.compile(
    r"text-decoration|display|visibility|vertical-align|mso-hide|color|background|font-size|opacity"
    r"|left|right|top|bottom|text-indent|clip|transform|scale",
    re.IGNORECASE,
)
_LEFT_OUT: Final = re.compile(r"/\*.*?\*/|<!--|-->|@media[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", re.DOTALL)
_RULE: Final = re.compile(r"([^{};]+)\{([^{}]*)\}")
_SELECTOR_END: Final = re.compile(r",(?![^(]*\))")
_SIMPLE: Final = re.compile(
    r"(?P<tag>[a-z][\w-]*|\*)|#(?P<id>[\w-]+)|\.(?P<name>[\w-]+)|\[\s*(?P<attribute>[\w:-]+)[^]]*\]"
    r"|::?(?P<pseudo>[\w-]+)(?:\([^)]*\))?|(?P<beside>\s*[+~]\s*)|(?P<within>\s*>\s*|\s+)",
    re.IGNORECASE,
)
_NOT_AT_REST: Final = frozenset(
    ("hover", "focus", "focus-within", "active", "target", "visited", "before", "after", "selection", "placeholder", "checked")
)
"""States of an element, and parts of it, that are not what who opens the page sees in the cell."""


class Element(NamedTuple):
    """What selectors ask of an element."""

    tag: str
    attributes: Mapping[str, str | None]

    @property
    def classes(self) -> list[str]:
        """Its classes."""
        return (self.attributes.get("class") or "").split()


class _Compound(NamedTuple):
    """What a selector asks of one element."""

    tag: str = ""
    ids: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()

    def matches(self, element: Element) -> bool:
        return (
            self.tag in ("", "*", element.tag)
            and all(name == element.attributes.get("id") for name in self.ids)
            and set(self.classes) <= set(element.classes)
            and all(name in element.attributes for name in self.attributes)
        )


class _Rule(NamedTuple):
    strength: tuple[int, int, int, int]
    """Ids, classes, elements, place: the strongest wins, the last of those that are alike."""
    compounds: tuple[_Compound, ...]
    """Outermost first."""
    look: Declarations


class Rules:
    """Rules of the sheets of styles of a page that say more than looks."""

    def __init__(self, css: str = "") -> None:
        self._by_subject: dict[str, list[_Rule]] = {}
        if not _NOT_PLAIN.search(css):
            return
        for selectors, body in _RULE.findall(_LEFT_OUT.sub(" ", css)):
            if look := declarations(body):
                for number, selector in enumerate(_SELECTOR_END.split(selectors)):
                    self._add(selector.strip(), look, number)

    def __bool__(self) -> bool:
        return bool(self._by_subject)

    def _add(self, selector: str, look: Declarations, number: int) -> None:
        if not (compounds := _compounds(selector)):
            return
        last = compounds[-1]
        subject = f"#{last.ids[0]}" if last.ids else f".{last.classes[0]}" if last.classes else last.tag or "*"
        place = sum(map(len, self._by_subject.values())) + number
        strength = (
            sum(len(one.ids) for one in compounds),
            sum(len(one.classes) + len(one.attributes) for one in compounds),
            sum(one.tag not in ("", "*") for one in compounds),
            place,
        )
        self._by_subject.setdefault(subject, []).append(_Rule(strength, compounds, look))

    def of(self, element: Element, around: Sequence[Element]) -> Declarations:
        """What holds for an element; `around`: those that it stands in, outermost first."""
        found: Declarations = {}
        for rule in sorted(self._matching(element, around)):
            found |= rule.look
        return found

    def _matching(self, element: Element, around: Sequence[Element]) -> Iterator[_Rule]:
        subjects = {"*", element.tag, f"#{element.attributes.get('id')}", *(f".{name}" for name in element.classes)}
        for subject in subjects & self._by_subject.keys():
            for rule in self._by_subject[subject]:
                if rule.compounds[-1].matches(element) and _are_around(rule.compounds[:-1], around):
                    yield rule


def declarations(written: str) -> Declarations:
    """The declarations of a rule, or of an element's own style."""
    if not _NOT_PLAIN.search(written):
        return {}
    pairs = (declaration.partition(":") for declaration in written.lower().split(";"))
    said = ((name.strip(), value.replace("!important", "").strip()) for name, _, value in pairs)
    known = [(_PROPERTIES[name], value) for name, value in said if name in _PROPERTIES]
    offsets = " ".join(value for name, value in known if name == "offset")
    return dict(known) | ({"offset": offsets} if offsets else {})


def _are_around(compounds: Sequence[_Compound], around: Sequence[Element]) -> bool:
    """Whether an element stands in such ones, in this order."""
    rest = list(around)
    for compound in reversed(compounds):
        while rest and not compound.matches(rest[-1]):
            rest.pop()
        if not rest:
            return False
        rest.pop()
    return True


def _compounds(selector: str) -> tuple[_Compound, ...]:
    """The parts of a selector; () for one that never holds of a page as it lies there, or that is not understood."""
    found = [_Compound()]
    at = 0
    while at < len(selector):
        part = _SIMPLE.match(selector, at)
        if part is None or (part["pseudo"] or "").lower() in _NOT_AT_REST:
            return ()
        at = part.end()
        last = found[-1]
        if part["within"]:
            found.append(_Compound())
        elif part["beside"]:
            found[-1] = _Compound()  # whatever stands beside it
        elif part["tag"]:
            found[-1] = last._replace(tag=part["tag"].lower())
        elif part["id"]:
            found[-1] = last._replace(ids=(*last.ids, part["id"]))
        elif part["name"]:
            found[-1] = last._replace(classes=(*last.classes, part["name"]))
        elif part["attribute"]:
            found[-1] = last._replace(attributes=(*last.attributes, part["attribute"].lower()))
    return tuple(found)
