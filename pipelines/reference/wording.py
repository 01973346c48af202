"""Registers of what the office calls things."""

from collections.abc import Iterable

from pipelines.language.words import Words
from pipelines.reference.fields import Aliases, Id, Register, Text
from pipelines.reference.wording_lists import LISTS


class Wording(Register):
    """A word of the office: how it prints a heading, a field of the head, a state or a code, and how else it is met."""

    list_id: Id
    """List: 'column' and 'head' for headings of forms, 'cell_state' for words in cells, 'verdict' for what a mart says …"""
    code: Text
    """What it stands for."""
    text: Text
    """As printed."""
    aliases: Aliases = ()
    """Other spellings in returns, separated by '|'."""


class Sentence(Register):
    """A sentence that people read, in the office's language; names in braces stand for what is filled in."""

    english: Text
    """The sentence as the code has it."""
    text: Text
    """The same in the office's language."""


def office_words(language: str, wording: Iterable[Wording], sentences: Iterable[Sentence]) -> Words:
    """The words of these registers, in the order of the lists: severities from the gravest on."""
    given = {(row.list_id, row.code): (row.text, *row.aliases) for row in wording}
    return Words(
        language,
        {key: given[key] for list_id, codes in LISTS.items() for code in codes if (key := (list_id, code)) in given},
        {row.english: row.text for row in sentences},
    )
