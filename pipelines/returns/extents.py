"""Where the tables of a sheet stand, and which of them a row or a text is about."""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from pipelines.language.words import keys
from pipelines.returns.layout import Forms
from pipelines.returns.lookup import look_up
from pipelines.returns.printed_words import Words, same_words, words_of
from pipelines.workbooks.grid import Sheet

_ROW = re.compile(r"\d+$")


class Extent(NamedTuple):
    """Rows of a table on a sheet, from its head on."""

    first: int
    last: int
    """Last row that is surely its own."""
    end: int
    """Row after those that no other table begins in."""
    form_id: str | None = None
    title: Words | None = None
    """Heading that tells it from others of its form, by which a statement may name it."""
    headed: Mapping[int, int] = MappingProxyType({})
    """Row whose label says that nothing occurred → last of the rows that it heads, with itself."""

    def is_named(self, text: str, forms: Forms) -> bool:
        """Whether a text is its heading, or names its form."""
        is_titled = self.title is not None and any(same_words(self.title, said, None) for said in words_of(text))
        return is_titled or (self.form_id is not None and self.form_id in _forms_in(text, forms))


Sheets = Mapping[str, tuple[Sheet, Sequence[Extent]]]
"""Name of a sheet as stored → sheet and its tables."""


def _forms_in(text: str, forms: Forms) -> set[str | None]:
    """The form that a text names, alone or behind 'Biểu số'."""
    words, heads = text.split(), keys("head")
    named = [" ".join(words[at:]) for at in range(1, len(words)) if look_up(heads, " ".join(words[:at])) == "form"]
    return {forms.form_named(name) for name in (text, *named)}


def near(row: int, extents: Sequence[Extent]) -> tuple[list[Extent], list[Extent]]:
    """The tables that a row is of, [] where it is above them all, and those that begin below it where it stands between two."""
    if own := [extent for extent in extents if extent.first <= row <= extent.last]:
        return own, []
    above = [extent for extent in extents if extent.first <= row < extent.end]
    first = min((extent.first for extent in extents if extent.first > row), default=None)
    return above, [extent for extent in extents if above and extent.first == first]


def row_of(where: str) -> int:
    """Row, from 0, of an address."""
    found = _ROW.search(where)
    return int(found[0]) - 1 if found else -1
