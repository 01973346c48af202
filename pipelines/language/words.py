"""What an office calls things: words that it prints, spellings that it knows, its sentences. One office's are in force.

The code says every sentence in English; an office that writes another language has it in its register, so none is ever left
in a language that nobody chose.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from functools import _lru_cache_wrapper

Result = TypeVar("Result")


class _Forgetful(Protocol):
    def cache_clear(self) -> None: ...


def _key(text: str) -> str:
    from pipelines.language.vietnamese import match_key  # that package reads by the words of this module

    return match_key(text)


@dataclass(frozen=True, eq=False)
class Words:
    """The words of one office."""

    language: str = "en"
    """Language of its numbers, periods and sentences."""
    spellings: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    """(list, code) → how it is printed, then its other spellings."""
    sentences: Mapping[str, str] = field(default_factory=dict)
    """Sentence as the code has it → the same in the office's language."""

    def __reduce__(self) -> tuple[type["Words"], tuple[object, ...]]:
        """What is worked out from these stays with the process that did: workers get them small."""
        return Words, (self.language, self.spellings, self.sentences)

    @cached_property
    def fingerprint(self) -> str:
        """Hash of all of them, by which what was written in these words is known."""
        said = (self.language, list(self.spellings.items()), list(self.sentences.items()))
        return hashlib.sha256(repr(said).encode()).hexdigest()[:16]

    @cached_property
    def labels(self) -> Mapping[str, Mapping[str, str]]:
        """List → code → how it is printed, in the register's order."""
        found: dict[str, dict[str, str]] = {}
        for (list_id, code), (printed, *_) in self.spellings.items():
            found.setdefault(list_id, {})[code] = printed
        return found

    @cached_property
    def marks(self) -> Mapping[int, int]:
        """Marks between thousands and before decimals, for those of Python."""
        said = self.labels.get("said", _NONE)
        return str.maketrans(",.", said.get("group_mark", ",") + said.get("decimal_mark", "."))

    @cached_property
    def keys(self) -> Mapping[str, Mapping[str, str]]:
        """List → key (`match_key`) of every spelling → code."""
        found: dict[str, dict[str, str]] = {}
        for (list_id, code), spelled in self.spellings.items():
            found.setdefault(list_id, {}).update((_key(text), code) for text in spelled)
        return found

    @cached_property
    def _keys_of(self) -> dict[tuple[str, str], tuple[str, ...]]:
        return {code: tuple(map(_key, spelled)) for code, spelled in self.spellings.items()}

    def keys_of(self, list_id: str, code: str) -> tuple[str, ...]:
        """Keys of the spellings of one code."""
        return self._keys_of.get((list_id, code), ())

    def say(self, sentence: str, /, **values: object) -> str:
        """A sentence in the office's language, with values in place of the names in braces."""
        return self.unfilled(sentence).format(**values)

    def unfilled(self, sentence: str) -> str:
        """A sentence in the office's language, with the names in braces."""
        return self.sentences.get(sentence, sentence)


_NONE: Mapping[str, str] = {}
_in_force = Words()
_remembered: list[_Forgetful] = []


def use(words: Words) -> None:
    """Speak and read in an office's words from here on. What was remembered of another office's is forgotten."""
    global _in_force  # one office per process, as one locale
    if words is not _in_force:
        _in_force = words
        for cache in _remembered:
            cache.cache_clear()


def words() -> Words:
    """The words in force."""
    return _in_force


def say(sentence: str, /, **values: object) -> str:
    """A sentence in the words in force; names in braces stand for values."""
    return _in_force.say(sentence, **values)


def sentence(text: str) -> str:
    """Mark a sentence that is said elsewhere; as it stands."""
    return text


def labels(list_id: str) -> Mapping[str, str]:
    """Code → how it is printed, of one list, in the register's order."""
    return _in_force.labels.get(list_id, _NONE)


def label(list_id: str, code: str) -> str:
    """How one code of a list is printed; the code itself where nobody's words are in force."""
    return labels(list_id).get(code, code)


def spellings(list_id: str, code: str) -> tuple[str, ...]:
    """Every spelling of a code, the printed one first."""
    return _in_force.spellings.get((list_id, code), ())


def keys(list_id: str) -> Mapping[str, str]:
    """Key (`match_key`) of every spelling of a list → its code."""
    return _in_force.keys.get(list_id, _NONE)


def keys_of(list_id: str, code: str) -> tuple[str, ...]:
    """Keys of the spellings of one code, the printed one first."""
    return _in_force.keys_of(list_id, code)


def forget_with_words(cache: _Forgetful) -> None:
    """Have a cache cleared when other words come into force."""
    _remembered.append(cache)


def remembered(maxsize: int | None = 1) -> "Callable[[Callable[..., Result]], _lru_cache_wrapper[Result]]":
    """As functools.lru_cache, for what depends on the words in force."""

    def decorate(function: Callable[..., Result]) -> "_lru_cache_wrapper[Result]":
        cached = lru_cache(maxsize)(function)
        forget_with_words(cached)
        return cached

    return decorate
