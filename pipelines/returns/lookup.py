"""Looks up what a text stands for, in any encoding that it may be in."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import TypeVar

from pipelines.language.text_marks import in_force
from pipelines.language.vietnamese import legacy_readings, match_key

Value = TypeVar("Value")


@lru_cache(maxsize=1 << 14)
def match_keys(text: str) -> tuple[str, ...]:
    """Keys under which a text may be looked up: as it stands, then as TCVN3 and VNI, for a short text may be any of them.

    '¹' is a letter in TCVN3, so a text with a footnote mark is also read without it.
    """
    texts = dict.fromkeys((text, in_force(text)))
    readings = [reading for plain in texts for reading in (plain, *legacy_readings(plain))]
    return tuple(dict.fromkeys(match_key(reading) for reading in readings))


def look_up(known: Mapping[str, Value], text: str) -> Value | None:
    """What a text stands for, keys being `match_key`s; None when it is not known, or is two things in two legacy encodings."""
    key, *others = match_keys(text)
    if key in known:
        return known[key]
    found = {known[other] for other in others if other in known}
    return found.pop() if len(found) == 1 else None


def unique(pairs: Iterable[tuple[str, Value]]) -> dict[str, Value]:
    """Pairs as a dict, without the keys that mean two things: an ambiguous name names nobody."""
    found: dict[str, set[Value]] = defaultdict(set)
    for key, value in pairs:
        found[key].add(value)
    return {key: next(iter(values)) for key, values in found.items() if len(values) == 1}


def several(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """Pairs as a dict of all that a key means."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for key, value in pairs:
        found[key][value] = None
    return {key: tuple(values) for key, values in found.items()}


def all_above(unit_id: str, above: Callable[[str], str | None]) -> Iterator[str]:
    """Units that one is part of, the nearest first; `above`: of one the next."""
    found: set[str] = set()
    while (unit := above(unit_id)) and unit not in found:
        found.add(unit)
        yield unit
        unit_id = unit
