"""Registers of what the office calls things."""

import re
import unicodedata
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


class DictionaryName(Register):
    """What the office calls a mart or a column of one: in views for analysts, exports and the dictionary."""

    table_name: Text | None = None
    """Mart, without its schema: 'observation'. Empty: the column in every mart that no other line is about."""
    column_name: Text | None = None
    """Column. Empty: the mart itself."""
    name_vi: Text
    """What it is called."""
    about_vi: Text | None = None
    """What it says, in a sentence. Empty: what its model says of it, in English."""

    @property
    def identifier(self) -> str:
        """The name as SQL has it without quotes, small, '_' for whatever is neither letter nor digit: 'mã_đơn_vị'."""
        return re.sub(r"[\W_]+", "_", unicodedata.normalize("NFC", self.name_vi).lower()).strip("_")


def office_words(language: str, wording: Iterable[Wording], sentences: Iterable[Sentence]) -> Words:
    """The words of these registers, in the order of the lists: severities from the gravest on."""
    given = {(row.list_id, row.code): (row.text, *row.aliases) for row in wording}
    return Words(
        language,
        {key: given[key] for list_id, codes in LISTS.items() for code in codes if (key := (list_id, code)) in given},
        {row.english: row.text for row in sentences},
    )
