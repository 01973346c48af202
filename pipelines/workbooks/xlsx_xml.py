"""What the readers of .xlsx parts share: XML as bytes, searched rather than parsed, for most of it says nothing of interest."""

import html
import re

TRUE = {b"1", b"true"}
_ATTRIBUTE = re.compile(rb"\b([\w:]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_ODD = (b"&#", b"<![CDATA[", b"<!--", b"<?")
"""How references by number, sections of text as it is, comments and instructions to a program begin."""
_ODD_PARTS = re.compile(
    rb"<!--.*?-->|<\?.*?\?>|<!\[CDATA\[(.*?)\]\]>|&#(x[0-9A-Fa-f]{1,6}|[0-9]{1,7});|</?\w(?:[^>\"']|\"[^\"]*\"|'[^']*')*+>",
    re.DOTALL,
)
_NUMBERED = re.compile(rb"&#(?:x[0-9A-Fa-f]{1,6}|[0-9]{1,7});")
_PREFIX = re.compile(rb"<(/?)\w+:")


def attributes_of(tag: bytes) -> dict[bytes, bytes]:
    """Attributes of a tag, by name."""
    return {name: double or single for name, double, single in _ATTRIBUTE.findall(tag)}


def number_in(attributes: dict[bytes, bytes], name: bytes, usual: float) -> float:
    """A number that a tag says; the usual one where it says none, or none that can be read."""
    try:
        return float(attributes.get(name, usual))
    except ValueError:
        return usual


def without_prefixes(xml: bytes, sign: bytes) -> bytes:
    """The XML with '<x:c>' as '<c>', which some writers prefer; `sign` is an element that stands in every file of its kind."""
    return xml if sign in xml else _PREFIX.sub(rb"<\1", xml)


def is_plain(xml: bytes) -> bool:
    """Whether all texts of a part are written in letters of one byte code and named references alone."""
    if xml.startswith(_UTF_16):
        return False
    start = xml.find(b"?>") + 2 if xml[:8].lstrip(b"\xef\xbb\xbf").startswith(b"<?xml") else 0
    return not any(xml.find(sign, start) >= 0 for sign in _ODD)


def plainly(xml: bytes) -> bytes:
    """The same XML with its texts in letters and named references alone: '5&#56;', '5<![CDATA[8]]>' and '5<!-- -->8' are '58'.

    So are references by number in attributes; and what is in UTF-16 is in UTF-8.
    """
    if xml.startswith(_UTF_16):
        xml = xml.decode("utf-16", "replace").encode()

    def plain(found: re.Match[bytes]) -> bytes:
        if found[1] is not None:
            return html.escape(found[1].decode(), quote=False).encode()
        if found[2] is not None:
            return html.escape(html.unescape(found[0].decode()), quote=False).encode()
        if found[0][1:2] in (b"!", b"?"):
            return b""
        return _NUMBERED.sub(lambda one: html.escape(html.unescape(one[0].decode())).encode(), found[0])

    return _ODD_PARTS.sub(plain, xml)
