"""How late units are reminded: the steps of escalation, and where units have mail."""

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from pipelines.reference.fields import Aliases, Id, Register, Text, naming

PLACES = ("unit", "office", "period", "due_on", "late_days", "answer_on")
"""What a sentence of a letter may name in braces."""
_ADDRESS = re.compile(r"[^\s@,;]+@[^\s@,;]+")


def _addresses(found: tuple[str, ...]) -> tuple[str, ...]:
    if not found or not all(_ADDRESS.fullmatch(each) for each in found):
        raise ValueError("write mail addresses such as van-thu@don-vi.example, separated by '|'")
    return found


Sentence = Annotated[Text, naming(*PLACES, known_to="a letter")]


class ReminderStep(Register):
    """A step of escalation: when a unit is reminded so, in which words, and who signs."""

    step_number: Annotated[int, Field(ge=1, le=99)]
    """Place of the step: each follows the one before, and none is left out."""
    late_days: Annotated[int, Field(ge=0)]
    """Least days after the due day; a return that was sent and refused is told of by the first step at once."""
    days_since_last: Annotated[int, Field(ge=0)]
    """Least days since the step before it was written."""
    answer_days: Annotated[int, Field(ge=1)]
    """Days in which the return is asked for; {answer_on} is the last of them."""
    subject_vi: Sentence
    """What the letter is about."""
    refused_subject_vi: Sentence | None = None
    """What it is about where a return was refused; empty: as above."""
    missing_vi: Sentence
    """What is asked of a unit whose return never came."""
    refused_vi: Sentence
    """What is asked of a unit whose return was refused."""
    signer_vi: Aliases
    """For whom and as what is signed, a line each, separated by '|'."""
    signer_name_vi: Text | None = None
    """Who signs; empty: the name is written by hand."""
    profile_id: Id | None = None
    """How its letter looks on paper: a profile of layout_profile.csv; empty: as its template has it."""


class UnitMail(Register):
    """Where a unit has mail."""

    unit_id: Id
    """Unit."""
    mail_to: Annotated[Aliases, AfterValidator(_addresses)]
    """Its addresses, separated by '|': of offices, not of persons."""
