"""What the readers of .xlsx parts share: XML as bytes, searched rather than parsed, for most of it says nothing of interest."""

import re

TRUE = {b"1", b"true"}
_ATTRIBUTE = re.compile(rb"\b([\w:]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_PREFIX = re.compile(rb"<(/?)\w+:")


def attributes_of(tag: bytes) -> dict[bytes, bytes]:
    """Attributes of a tag, by name."""
    return {name: double or single for name, double, single in _ATTRIBUTE.findall(tag)}


def without_prefixes(xml: bytes, sign: bytes) -> bytes:
    """The XML with '<x:c>' as '<c>', which some writers prefer; `sign` is an element that stands in every file of its kind."""
    return xml if sign in xml else _PREFIX.sub(rb"<\1", xml)
