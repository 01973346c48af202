"""Finds the rows of an example that come again for each unit: below its name, or beside it."""

from collections.abc import Sequence
from dataclasses import replace

from pipelines.language.vietnamese import clean, match_key
from pipelines.templates.example_columns import ExampleColumn
from pipelines.templates.example_tables import ExampleTable
from pipelines.workbooks.grid import as_text

_LEAST = 3
"""Rows that must come again, all units taken together, before they are no chance."""


def find_blocks(table: ExampleTable, columns: Sequence[ExampleColumn]) -> ExampleTable | None:
    """The table with the rows of its first unit alone, where the same rows come again for others; None for any other table.

    Where names of units stand beside their rows, the roles of both columns are set.
    """
    rows = range(table.first_row, table.end_row)
    texts = {column.at: [match_key(clean(as_text(table.at(row, column.at)))) for row in rows] for column in columns}
    named = [column for column in columns if column.role in ("label", "key", "key_attribute", "attribute")]
    for place, names in enumerate(named):
        for labels in named[place + 1 :]:
            if size := _size_beside(texts[names.at], texts[labels.at]):
                names.role, labels.role, names.asks, labels.asks = "unit", "label", [], []
                for column in columns:
                    stands = [bool(text) for text in texts[column.at]]
                    if column.role == "code" and stands == [at % size == 0 for at in range(len(rows))]:
                        column.role = "number"
                return replace(table, end_row=table.first_row + size)
    label = next((column for column in named if column.role == "label"), None)
    figures = [column.at for column in columns if column.has_figures]
    codes = next((texts[column.at] for column in columns if column.role == "code"), [""] * len(rows))
    if label and (size := _size_below([own or code for own, code in zip(texts[label.at], codes, strict=True)])):
        heads = rows[::size]
        if all(table.at(row, at) == "" and (row, at) not in table.sheet.formulas for row in heads for at in figures):
            return replace(table, first_row=table.first_row + 1, end_row=table.first_row + size)
    return None


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
