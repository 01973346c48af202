"""Registers of what the office calls things, and the check that nothing it will be asked for is missing."""

import difflib
import string
from collections.abc import Collection, Iterable, Iterator

from pipelines.language.catalogue import known_sentences
from pipelines.language.vietnamese import match_key
from pipelines.language.words import Words
from pipelines.reference.fields import Aliases, Id, Register, Text
from pipelines.reference.wording_lists import LISTS, RECOGNISED

SOURCE_LANGUAGE = "en"
"""Language of the sentences in the code: an office that writes it needs no other ones."""


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


def wording_faults(language: str, wording: list[tuple[int, Wording]], sentences: list[tuple[int, Sentence]]) -> Iterator[str]:
    """Yield each word or sentence that is missing, that nobody asks for, or that can mean two things, as 'file:line: fault'."""
    yield from _unknown_words(wording)
    given = {(row.list_id, row.code) for _, row in wording}
    for list_id, codes in LISTS.items():
        for code in codes:
            if (list_id, code) not in given:
                yield f"wording.csv:{_last(wording)}: no line says what '{code}' of list {list_id} is called; add one"
    yield from _two_meanings(wording)
    yield from _sentence_faults(language, sentences)


def _last(rows: Collection[tuple[int, Register]]) -> int:
    return max((line for line, _ in rows), default=1)


def _unknown_words(wording: list[tuple[int, Wording]]) -> Iterator[str]:
    for line, row in wording:
        if row.list_id not in LISTS:
            yield f"wording.csv:{line}: there is no list '{row.list_id}'{_hint(row.list_id, LISTS)}"
        elif row.code not in LISTS[row.list_id]:
            yield f"wording.csv:{line}: list {row.list_id} has no '{row.code}'{_hint(row.code, LISTS[row.list_id])}"


def _two_meanings(wording: list[tuple[int, Wording]]) -> Iterator[str]:
    known: dict[tuple[str, str], tuple[int, str]] = {}
    for line, row in wording:
        for text in (row.text, *row.aliases) if row.list_id in RECOGNISED else ():
            before, code = known.setdefault((row.list_id, match_key(text)), (line, row.code))
            if code != row.code:
                yield f"wording.csv:{line}: '{text}' already means '{code}' of list {row.list_id} (line {before}); choose one"


def _sentence_faults(language: str, sentences: list[tuple[int, Sentence]]) -> Iterator[str]:
    asked = known_sentences()
    for line, row in sentences:
        if row.english not in asked:
            yield f"sentence.csv:{line}: nobody says '{row.english}'{_hint(row.english, asked)}"
        elif (own := _named_in(row.text)) != _named_in(row.english):
            wanted = ", ".join(sorted(_named_in(row.english) or ())) or "none"
            said = "cannot be read" if own is None else f"has {', '.join(sorted(own)) or 'none'}"
            yield f"sentence.csv:{line}: names in braces must be those of the English sentence ({wanted}); the text {said}"
    given = {row.english for _, row in sentences}
    if language != SOURCE_LANGUAGE:
        for missing in sorted(asked - given):
            yield f"sentence.csv:{_last(sentences)}: no line says '{missing}' in the office's language; add one"


def _named_in(text: str) -> frozenset[str] | None:
    """Names in braces; None where the braces do not match."""
    try:
        return frozenset(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)
    except ValueError:
        return None


def _hint(value: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(value, list(known), n=1)
    return f"; did you mean '{near[0]}'?" if near else ""
