"""Members of breakdowns as they are proposed: by the registered ones that are called so, else by names made of their texts."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol

from pipelines.language.vietnamese import match_key
from pipelines.language.words import say
from pipelines.reference.form_tables import Breakdown
from pipelines.templates.example_rows import name_of


class Member(NamedTuple):
    """One member of a breakdown that a row or column is proposed to have."""

    axis: str
    axis_label: str
    text: str
    """As printed."""
    member_id: str
    is_registered: bool = False


Named = Mapping[str, tuple[str, str]]
"""Key of a text → axis and member that are called so in the registers."""


class Broken(Protocol):
    """A row or column that may have some."""

    members: list[Member]
    asks: list[str]


def member_of(axis: str, axis_label: str, text: str) -> Member:
    """A member that no register has."""
    return Member(axis, axis_label, text, name_of(text))


def ask_for_members() -> str:
    """What is asked where members are no registered ones."""
    return say("a breakdown: name axis and member as your registers do")


def names_of(registered: Iterable[Breakdown]) -> Named:
    """What the registers call their members; without what several are called."""
    known: dict[str, set[tuple[str, str]]] = {}
    for line in registered:
        for word in (line.label_vi, *line.aliases):
            known.setdefault(match_key(word), set()).add((line.axis_id, line.member_id))
    return {word: next(iter(found)) for word, found in known.items() if len(found) == 1}


def use_registered(slots: Sequence[Broken], only: Named) -> None:
    """Give members the names of the registered ones that are called so, and their axis to those beside them.

    A head above a registered one ('Thiên tai' above 'Do bão') is no second member of that axis.
    """
    found = [member for slot in slots for member in slot.members if match_key(member.text) in only]
    axes = {member.axis: only[match_key(member.text)][0] for member in found}
    for slot in slots:
        named = [_named(member, only.get(match_key(member.text)), axes) for member in slot.members]
        known = {member.axis for member in named if member.is_registered}
        slot.members = [member for member in named if member.is_registered or member.axis not in known]
        if slot.members and all(member.is_registered for member in slot.members):
            slot.asks = [ask for ask in slot.asks if ask != ask_for_members()]


def _named(member: Member, registered: tuple[str, str] | None, axes: dict[str, str]) -> Member:
    if registered is None:
        return member._replace(axis=axes.get(member.axis, member.axis))
    return Member(registered[0], member.axis_label, member.text, registered[1], is_registered=True)
