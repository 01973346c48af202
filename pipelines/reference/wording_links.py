"""The words of the registers as they were read: those to say faults in, and what is wrong with them."""

import string
from collections.abc import Collection, Iterator, Mapping

from pipelines.errors import did_you_mean
from pipelines.language.catalogue import known_sentences
from pipelines.language.vietnamese import match_key
from pipelines.language.words import Words
from pipelines.reference.contract import FORMER_LISTS
from pipelines.reference.fields import Register
from pipelines.reference.lines import Lines
from pipelines.reference.run import Office
from pipelines.reference.wording import Sentence, Wording, office_words
from pipelines.reference.wording_lists import LISTS, OPEN, OPTIONAL, RECOGNISED

SOURCE_LANGUAGE = "en"
"""Language of the sentences in the code: an office that writes it needs no other ones."""


def words_in(loaded: Mapping[str, Lines]) -> Words:
    """The words of registers that are not yet checked: enough to say in them what is wrong."""
    wording, sentences = _rows(loaded)
    return office_words(_language(loaded), [row for _, row in wording], [row for _, row in sentences])


def check_words(loaded: Mapping[str, Lines]) -> Iterator[str]:
    """Yield each word or sentence that is missing, that nobody asks for, or that can mean two things, as 'file:line: fault'."""
    wording, sentences = _rows(loaded)
    yield from _unknown_words(wording)
    given = {(row.list_id, row.code) for _, row in wording}
    for list_id, codes in LISTS.items():
        for code in codes:
            if (list_id, code) not in given and list_id not in OPTIONAL:
                yield f"wording.csv:{_last(wording)}: no line says what '{code}' of list {list_id} is called; add one"
    yield from _two_meanings(wording)
    yield from _sentence_faults(_language(loaded), sentences)


def _language(loaded: Mapping[str, Lines]) -> str:
    return next((row.language for _, row in loaded["office"].rows if isinstance(row, Office)), "")


def _rows(loaded: Mapping[str, Lines]) -> tuple[list[tuple[int, Wording]], list[tuple[int, Sentence]]]:
    wording = [(line, row) for line, row in loaded["wording"].rows if isinstance(row, Wording)]
    return wording, [(line, row) for line, row in loaded["sentence"].rows if isinstance(row, Sentence)]


def _last(rows: Collection[tuple[int, Register]]) -> int:
    return max((line for line, _ in rows), default=1)


def _unknown_words(wording: list[tuple[int, Wording]]) -> Iterator[str]:
    for line, row in wording:
        if row.list_id not in LISTS:
            yield f"wording.csv:{line}: there is no list '{row.list_id}'{did_you_mean(row.list_id, LISTS, FORMER_LISTS)}"
        elif row.code not in LISTS[row.list_id] and row.list_id not in OPEN:
            yield f"wording.csv:{line}: list {row.list_id} has no '{row.code}'{did_you_mean(row.code, LISTS[row.list_id])}"


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
            yield f"sentence.csv:{line}: nobody says '{row.english}'{did_you_mean(row.english, asked)}"
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
