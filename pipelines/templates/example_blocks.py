"""Finds the rows of an example that come again for each unit: below its name, or beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from pipelines.language.vietnamese import clean, match_key
from pipelines.templates.example_columns import ExampleColumn
from pipelines.templates.example_facts import figure_of
from pipelines.templates.example_tables import ExampleTable
from pipelines.templates.example_totals import begins_as_total
from pipelines.workbooks.grid import as_text

_LEAST = 3
"""Rows that must come again, all units taken together, before they are no chance."""


_SURE = 3
"""Blocks from which on one that the others add up to is no chance."""


class Blocks(NamedTuple):
    """A table whose rows come again for each unit."""

    table: ExampleTable
    """It with the rows of its first unit alone."""
    whole: str
    """What the rows of all units together are called; '' where there are none."""
    is_whole_first: bool
    alone: tuple[str, ...] = ()
    """What single rows below all of them are called, of which one adds up all units; () where there is none."""


def find_blocks(table: ExampleTable, columns: Sequence[ExampleColumn]) -> Blocks | None:
    """The rows that come again for each unit; None for any other table.

    Where names of units stand beside their rows, the roles of both columns are set.
    """
    rows = range(table.first_row, table.end_row)
    texts = {column.at: [match_key(clean(as_text(table.at(row, column.at)))) for row in rows] for column in columns}
    named = [column for column in columns if column.role in ("label", "key", "key_attribute", "attribute")]
    for place, names in enumerate(named):
        for labels in named[place + 1 :]:
            if size := _size_beside(texts[names.at], texts[labels.at]):
                names.role, labels.role, names.asks, labels.asks = "unit", "label", [], []
                found = _with_whole(table, columns, names.at, size)
                for column in columns:
                    stands = {at % size for at, text in enumerate(texts[column.at]) if text}
                    if column.role == "code" and stands == {0}:  # it numbers the units
                        column.role = "number"
                return found._replace(table=replace(table, end_row=table.first_row + size))
    if _ends_alone(columns, named, texts) and (above := find_blocks(replace(table, end_row=table.end_row - 1), columns)):
        name = next(text for column in named if (text := clean(as_text(table.at(table.end_row - 1, column.at)))))
        return above._replace(alone=(*above.alone, name))
    label = next((column for column in named if column.role == "label"), None)
    figures = [column.at for column in columns if column.has_figures]
    codes = next((texts[column.at] for column in columns if column.role == "code"), [""] * len(rows))
    if label and (size := _size_below([own or code for own, code in zip(texts[label.at], codes, strict=True)])):
        heads = rows[::size]
        if all(table.is_blank(row, at) for row in heads for at in figures):
            own = replace(table, first_row=table.first_row + 1, end_row=table.first_row + size)
            return _with_whole(table, columns, label.at, size)._replace(table=own)
    return None


def _ends_alone(columns: Sequence[ExampleColumn], named: Sequence[ExampleColumn], texts: Mapping[int, Sequence[str]]) -> bool:
    """Whether the last row has one text, and no number, where two columns of texts stand beside one another."""
    numbers = [column.at for column in columns if column.role in ("code", "number")]
    last = [texts[column.at][-1] for column in named if texts[column.at]]
    return len(named) > 1 and sum(map(bool, last)) == 1 and not any(texts[at][-1] for at in numbers if texts[at])


def _with_whole(table: ExampleTable, columns: Sequence[ExampleColumn], names: int, size: int) -> Blocks:
    """The blocks of a table, the last or first of which may be of all units together.

    It says so, has no number where all others have one, or has what they come to.
    """
    heads = range(table.first_row, table.end_row, size)
    numbers = next((column.at for column in columns if column.role in ("code", "number")), None)
    for head in (heads[-1], heads[0]):
        name, others = clean(as_text(table.at(head, names))), [row for row in heads if row != head]
        is_numbered = [numbers is not None and table.at(row, numbers) != "" for row in (head, *others)]
        is_apart = all(is_numbered[1:]) and not is_numbered[0]
        if begins_as_total(name) or is_apart or (len(heads) >= _SURE and _adds_up(table, columns, head, others, size)):
            return Blocks(table, name, head == heads[0])
    return Blocks(table, "", is_whole_first=False)


def _adds_up(table: ExampleTable, columns: Sequence[ExampleColumn], head: int, others: Sequence[int], size: int) -> bool:
    """Whether a block has in every cell what all others have in theirs, taken together."""
    figures = [column.at for column in columns if column.has_figures]
    sums = []
    for row in range(size):
        for at in figures:
            own, *parts = (figure_of(table.at(top + row, at)) for top in (head, *others))
            sums.append((own or 0, sum(part or 0 for part in parts)))
    return any(own for own, _ in sums) and all(own == parts for own, parts in sums)


def _size_below(labels: Sequence[str]) -> int:
    """Rows of each block, the name above them among them; 0 where none come again."""
    for size in range(2, len(labels) // 2 + 1):
        heads, body = labels[::size], labels[1:size]
        again = [labels[at : at + size - 1] == body for at in range(1, len(labels), size)]
        is_whole = len(labels) % size == 0 and all(body) and len(labels) - len(heads) >= _LEAST
        if is_whole and all(again) and len({*heads}) == len(heads) and not {*heads} & {*body}:
            return size
    return 0


def _size_beside(names: Sequence[str], labels: Sequence[str]) -> int:
    """Rows beside each name, which stands at the first of them or at all; 0 where none come again."""
    for size in range(2, len(labels) // 2 + 1):
        firsts = names[::size]
        is_named = all(own in ("", firsts[at // size]) for at, own in enumerate(names) if at % size)
        is_again = all(own == labels[at % size] for at, own in enumerate(labels))
        if len(labels) % size == 0 and is_again and is_named and all(firsts) and len({*firsts}) == len(firsts):
            return size if all(labels[:size]) else 0
    return 0
