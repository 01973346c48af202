"""Fields of a form's head, by their words: 'Đơn vị báo cáo: …', 'Kỳ báo cáo: …'."""

import re

from pipelines.language.words import keys, remembered
from pipelines.returns.lookup import look_up

_LEADERS = re.compile(r"^[\s._…]*(?:…|[._]{2})[\s._…]*|[\s._…]*(?:…|[._]{2})[\s._…]*$")
"""Dots and lines to write on, around what was written there."""


@remembered(maxsize=8192)
def field_of(text: str) -> tuple[str, str] | None:
    """Field of a form's head and what follows its words: 'Mã đơn vị: TC01' → ('unit_code', 'TC01'); None for other texts."""
    before, colon, after = text.partition(":")
    known = keys("head")
    field = look_up(known, before)
    if field and (colon or field != "form"):
        return field, _LEADERS.sub("", after.strip()) or after.strip()
    if field == "form" or not colon:
        words = text.split()
        for count in (3, 2):
            if len(words) > count and look_up(known, " ".join(words[:count])) == "form":
                return "form", " ".join(words[count:])
    return None
