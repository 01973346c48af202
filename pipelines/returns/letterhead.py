"""What two lines of a letterhead say, the one below the other: one unit, or a unit below the one that it is part of."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from pipelines.language.vietnamese import match_key
from pipelines.language.words import keys_of
from pipelines.returns.layout import Forms


class TextLine(NamedTuple):
    """One line of a cell above a table."""

    row: int
    column: int
    text: str
    field: tuple[str, str] | None
    """See `field_of`."""

    @property
    def begun(self) -> str:
        """With what the name of a unit may begin on it."""
        return (self.field[1] if self.field[0] == "unit_name" else "") if self.field else self.text.strip()


def over_lines(lines: Sequence[TextLine], forms: Forms) -> str:
    """The text of two lines that together are the name of one unit; '' where no two are, or several name several.

    The one may begin the name ('ỦY BAN NHÂN DÂN', 'XÃ AN PHÚ'), or end with the place that belongs behind the other
    ('ỦY BAN NHÂN DÂN HUYỆN PHÚ KHÊ', 'BAN QUẢN LÝ DỰ ÁN').

    Args:
        lines: lines of all cells, from the top; of a cell in their order.
        forms: everything known.
    """
    begun: dict[str, str] = {}
    placed: dict[str, str] = {}
    for upper, lower in _pairs(lines):
        above, below = upper.begun, lower.text.strip()
        for joined, found in ((f"{above} {below}", begun), *((text, placed) for text in _placed(below, above))):
            units = forms.units_named(joined)
            if len(units) == 1:
                found[units[0]] = joined  # of several the topmost stays
    known = begun or placed
    return next(iter(known.values())) if len(known) == 1 else ""


def begun_above(lines: Sequence[TextLine], names: Collection[str], forms: Forms) -> str:
    """The name of a unit that one line begins and another one's name below it ends: 'BAN QUẢN LÝ DỰ ÁN', 'HUYỆN PHÚ KHÊ'."""
    pairs = [(upper, lower) for upper, lower in _pairs(lines) if lower.text in names and upper.text not in names]
    joined = [f"{upper.begun} {lower.text.strip()}" for upper, lower in pairs]
    found = {units: text for text in joined if (units := forms.units_named(text))}
    return next(iter(found.values())) if len(found) == 1 else ""


class Sender(NamedTuple):
    """Whom a letterhead without a field for it names as the unit that reports."""

    names: Sequence[str]
    """Name of the unit; several where nothing tells which of them reports."""
    superior: str = ""
    """Name of the unit that it is part of, right above it."""
    unknown: str = ""
    """Name of a body that nobody knows, right below the unit that is taken for the sender, or above it as its place."""


def sender_in(lines: Sequence[TextLine], names: Sequence[str], forms: Forms) -> Sender:
    """Who reports: of two lines the lower, which is part of the upper and may leave out its place.

    'UBND HUYỆN PHÚ KHÊ' above 'PHÒNG TÀI CHÍNH', which the register has as 'Phòng Tài chính huyện Phú Khê', or above
    'XÃ AN LẠC', of which it has one in each of two districts. The upper is taken where nobody knows the lower, and a place
    where nobody knows the body whose name it seems to end: 'TRẠM KHUYẾN NÔNG', 'HUYỆN PHÚ KHÊ'.

    Args:
        lines: lines of all cells, from the top; of a cell in their order.
        names: those of them that name units, or what some of them name together.
        forms: everything known.
    """
    named = {units for name in names if (units := forms.units_named(name))}
    if len(named) == 2:
        for upper, lower in _pairs([line for line in lines if any(map(str.isalnum, line.text))], apart=2):
            if joined := _part_below(upper, [lower.text, f"{lower.text.strip()}, {upper.text.strip()}"], forms):
                return Sender([joined], upper.text)
    if len(named) != 1:
        return Sender(names)
    below = [(upper, lower) for upper, lower in _pairs(lines) if upper.text in names]
    for upper, lower in below:
        if joined := _part_below(upper, _placed(lower.text.strip(), upper.text), forms):
            return Sender([joined], upper.text)
    if not forms.wholes.intersection(named.pop()):
        return Sender(names)  # what works for a unit without parts is its own office, as 'ỦY BAN KIỂM TRA' below a committee
    beside = [lower.text.strip() for _, lower in below]
    beside += [upper.begun for upper, lower in _pairs(lines) if lower.text in names and _is_of_place(upper.begun, lower.text)]
    unknown = (text for text in beside if not forms.units_named(text) and _is_body(text))
    return Sender(names, unknown=next(unknown, ""))


def _placed(name: str, above: str) -> Iterator[str]:
    """A name with what may be its place behind it: each end of the line above."""
    words = above.split()
    return (f"{name} {' '.join(words[at:])}" for at in range(len(words)))


def _part_below(upper: TextLine, texts: Iterable[str], forms: Forms) -> str:
    """The text that names one unit, which is part of the one that the upper line names; '' where none does."""
    units = forms.units_named(upper.text)
    found = ((text, forms.units_named(text)) for text in texts)
    parts = (text for text, named in found if len(named) == 1 and units[0] in forms.units_above(named))
    return next(parts, "") if len(units) == 1 else ""


def _is_body(text: str) -> bool:
    """Whether a text begins as the names of bodies do, and is neither a field nor a number of a document."""
    return _begins_as("body", text) and not any(character.isdigit() or character == ":" for character in text)


def _is_of_place(upper: str, lower: str) -> bool:
    """Whether the lower line is a place alone, and the upper no place above it nor what speaks for all of a place."""
    return _begins_as("place", lower) and not _begins_as("place", upper) and not _begins_as("whole", upper)


def _begins_as(code: str, text: str) -> bool:
    words, begins = match_key(text).split(), keys_of("letterhead", code)
    return any(" ".join(words[:count]) in begins for count in range(1, 4))


def _pairs(lines: Sequence[TextLine], apart: int = 1) -> Iterator[tuple[TextLine, TextLine]]:
    """Lines of one column, the one below the other, no more than so many rows apart; from the bottom."""
    following: dict[int, TextLine] = {}
    for line in reversed(lines):
        below = following.get(line.column)
        following[line.column] = line
        if line.begun and below and below.row - line.row <= apart and below.field is None and below.text.strip():
            yield line, below
