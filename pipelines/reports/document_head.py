"""What stands at the head and at the foot of an office's document: issuer, number, place and day, who signs, who receives."""

import re
from typing import Any

from pipelines.language.notation import parts_of_a_day
from pipelines.language.words import say
from pipelines.reference import Reference
from pipelines.reference.documents import Document, LayoutProfile
from pipelines.reports.document_words import uncapital
from pipelines.reports.evaluated import Evaluated

_ROOM = "\u00a0" * 6
"""Room to write in by hand."""
_SHORT = 30
"""Letters of a name that stands on one line of a title."""


def line_of(reference: Reference, found: Evaluated) -> tuple[Document, LayoutProfile]:
    """The line of register document that is about this evaluation, and the profile that it names."""
    document = next(line for line in reference.document if line.document_id == found.cutoff.document_id)
    return document, next(each for each in reference.layout_profile if each.profile_id == document.profile_id)


def head(reference: Reference, found: Evaluated) -> dict[str, Any]:
    """Texts of head and foot, by the names that the template has for them."""
    document, profile = line_of(reference, found)
    motto, *motto_below = profile.motto_vi or ("",)
    number = profile.number_form_vi.replace("{number}", document.number or _ROOM).replace("{symbol}", document.symbol_vi)
    names = {"{term}": uncapital(found.cutoff.term.label_vi), "{period}": found.cutoff.period.label_vi}
    subject = document.subject_vi
    for name, value in names.items():
        subject = subject.replace(name, _unbroken(value))
    kept = profile.kept_form_vi.replace("{office}", document.kept_vi)
    return {
        "issuer_above": (document.issuer_above_vi or "").upper(),
        "issuer": document.issuer_vi.upper(),
        "issuer_mark": profile.issuer_mark or "",
        "has_issuer_rule": profile.issuer_rule_mm is not None,
        "number": number,
        "motto": motto,
        "motto_below": motto_below,
        "place_day": f"{document.place_vi}, {_day(document)}",
        "title": document.title_vi.upper(),
        "subject": subject,
        "title_mark": profile.title_mark or "",
        "has_title_rule": profile.title_rule_mm is not None,
        "signed_for": profile.signed_for_form_vi.replace("{body}", document.signed_for_vi.upper()),
        "signer_title": document.signer_title_vi.upper(),
        "receivers_head": profile.receivers_head_vi,
        "receivers": [*(f"- {receiver};" for receiver in document.receivers_vi), f"- {kept}"],
    }


def _unbroken(name: str) -> str:
    """A name in a title, of which no part stands alone on a line; of a long one its years alone do not."""
    return name.replace(" ", "\u00a0") if len(name) <= _SHORT else re.sub(r"(?<=\d) - (?=\d)", "\u00a0-\u00a0", name)


def _day(document: Document) -> str:
    """'ngày 05 tháng 02 năm 2026', with room for what is not known yet."""
    on = document.signed_on
    parts = parts_of_a_day(on) if on else {"day": _ROOM, "month": _ROOM, "year": _ROOM}
    return say("day {day}, month {month}, year {year}", **parts)
