"""Tells tables apart that stand side by side below one row of heads."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from pipelines.returns.headings import column_role
from pipelines.returns.table_heads import Heading


def sides_of(headings: Sequence[Heading], numbers: Mapping[int, str], blank: Collection[int]) -> Iterator[tuple[Heading, ...]]:
    """The heads of each table, from left to right; all of them where there is one.

    Another one begins where the columns are numbered anew, where a second column numbers the rows, or behind a blank column
    where heads or numbers come again.

    Args:
        headings: what stands over the columns, from left to right.
        numbers: column → what the row of column numbers says.
        blank: columns of the table in which nothing at all stands.
    """
    first = 0
    for place, heading in enumerate(headings):
        own, before = headings[first], headings[place - 1]
        if place - first < 2:  # one column makes no table
            continue
        is_anew = _number(heading, numbers) != "" and _number(heading, numbers) == _number(own, numbers)
        is_second = heading.texts == own.texts and len(own.texts) == 1 and column_role(own.texts[0]) in ("number", "code")
        is_apart = any(column in blank for column in range(before.column + 1, heading.column))
        if is_anew or is_second or (is_apart and _come_again(headings[first:place], headings[place:], numbers)):
            yield tuple(headings[first:place])
            first = place
    yield tuple(headings[first:])


def _come_again(left: Sequence[Heading], right: Sequence[Heading], numbers: Mapping[int, str]) -> bool:
    here, there = ({heading.texts for heading in side} for side in (left, right))
    coded, again = ({_number(heading, numbers) for heading in side} - {""} for side in (left, right))
    return bool(here & there or coded & again)


def _number(heading: Heading, numbers: Mapping[int, str]) -> str:
    return numbers.get(heading.column, "").partition("=")[0].strip()
