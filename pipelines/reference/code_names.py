"""Checks what the entries of code lists are called: a spelling means one of them, and no measure is a multiple of another."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from pipelines.language.vietnamese import match_key
from pipelines.language.vietnamese.measures import ONE, readings
from pipelines.reference.fields import overlap
from pipelines.reference.registers import Code

_MEASURES = "unit_of_measure"


def code_name_faults(codes: Sequence[tuple[int, Code]]) -> Iterator[str]:
    """Yield every spelling that means two entries of a list, or a multiple of what a measure counts, as 'file:line: fault'.

    Measures share spellings ('lượt' of several things): there the form line says which is meant.
    """
    known: dict[tuple[str, str], list[tuple[int, Code]]] = defaultdict(list)
    things = {match_key(word) for _, code in codes if code.list_id == _MEASURES for word in _words(code)}
    for line, code in codes:
        for word in _words(code):
            if code.list_id == _MEASURES:
                yield from (f"code.csv:{line}: {fault}" for fault in _multiple_faults(code, word, things))
                continue
            same = known[code.list_id, match_key(word)]
            other = next((item for item in same if item[1].code != code.code and overlap(item[1], code)), None)
            if other:
                yield (
                    f"code.csv:{line}: '{word}' of '{code.code}' already means '{other[1].code}' of list {code.list_id} (line "
                    f"{other[0]}); take it away from one of the two"
                )
            same.append((line, code))


def _words(code: Code) -> tuple[str, ...]:
    return (code.code, code.label_vi, *code.aliases)


def _multiple_faults(code: Code, word: str, things: set[str]) -> Iterator[str]:
    for reading in readings(word):
        if reading.multiplier != ONE and (reading.thing in things or not reading.thing):
            yield (
                f"'{word}' of measure '{code.code}' means {reading.multiplier:f} of '{reading.thing}', and every figure of it "
                "would be so many times as much; a sheet may state it without the register: write what one unit of it is"
            )
