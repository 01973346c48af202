"""The words of the registers as they were read, before and while these are checked against one another."""

from collections.abc import Iterator, Mapping

from pipelines.language.words import Words
from pipelines.reference.lines import Lines
from pipelines.reference.run import Office
from pipelines.reference.wording import Sentence, Wording, office_words, wording_faults


def words_in(loaded: Mapping[str, Lines]) -> Words:
    """The words of registers that are not yet checked: enough to say in them what is wrong."""
    wording, sentences = _rows(loaded)
    return office_words(_language(loaded), [row for _, row in wording], [row for _, row in sentences])


def check_words(loaded: Mapping[str, Lines]) -> Iterator[str]:
    """Yield every fault of the words, as 'file:line: fault'."""
    return wording_faults(_language(loaded), *_rows(loaded))


def _language(loaded: Mapping[str, Lines]) -> str:
    return next((row.language for _, row in loaded["office"].rows if isinstance(row, Office)), "")


def _rows(loaded: Mapping[str, Lines]) -> tuple[list[tuple[int, Wording]], list[tuple[int, Sentence]]]:
    wording = [(line, row) for line, row in loaded["wording"].rows if isinstance(row, Wording)]
    return wording, [(line, row) for line, row in loaded["sentence"].rows if isinstance(row, Sentence)]
