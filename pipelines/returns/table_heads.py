"""Finds the heads of described tables on a sheet: rows of texts above one another, and below them often a row of numbers.

The heads of a column are its own text in each head row and, where that is empty, the text that spans it: by a merged cell where
the format tells, else the nearest to the left below the same head.
"""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from pipelines.language.letters import CAPITALS, SMALL
from pipelines.language.vietnamese import clean
from pipelines.returns.described import Table
from pipelines.returns.layout import Forms
from pipelines.returns.measures import statement_in
from pipelines.returns.printed_words import head_text, is_month, number_key, words_of
from pipelines.returns.values import is_bare_number
from pipelines.workbooks.grid import Place, Sheet, Value, as_text

MAX_HEAD_ROWS = 8
"""Rows of heads above one another."""
LONGEST_HEAD = 250
"""Longer texts are no heads."""
_YEARS = range(1900, 2201)
_YEAR_TEXTS = frozenset(map(str, _YEARS))
_NUMBERED = re.compile(rf"\(?(?:[{CAPITALS}]|\d{{1,3}}[{SMALL}]|-?(\d{{1,3}}))\)?(?:\s*=[\d\s+:/x*().…,-]+)*")
"""A column's number: 'A', '(1)', '2b', '1=2+3', '6 = 5/4', '1=2+…+6', '1=3+4=5+6' of a total that is parted in two ways."""


class Heading(NamedTuple):
    """What stands over one column."""

    column: int
    texts: tuple[str, ...]
    """Its heads from the top, as printed."""
    sure: tuple[str, ...]
    """Those among them that are its own or span it by a merged cell; a text to the left may also span its own column alone."""
    number: str
    """Key of what the row of column numbers says below them; '' where it says nothing."""
    row: int
    """Row of its lowest text."""


@dataclass(frozen=True, slots=True)
class Band:
    """The head rows of one table, or of several side by side."""

    header_row: int
    """First of them."""
    first_row: int
    """First row below them and below the row of column numbers."""
    headings: tuple[Heading, ...]
    """Columns with a text of their own, from left to right."""


@dataclass(frozen=True, eq=False)
class HeadWords:
    """Texts of all heads and rows of some tables."""

    heads: dict[str, tuple[Table, ...]]
    """Text of a head → tables that have it."""
    row_labels: frozenset[str]
    fixed: frozenset[str]
    """Heads of columns that tell rows apart."""
    telling: frozenset[str]
    """Heads of these and of what else is said of a row: its number, the key and the attributes of an item."""
    beside_units: frozenset[str]
    """Those of tables with units as columns, by which the names of units beside them are heads."""

    @property
    def has_unit_columns(self) -> bool:
        """Whether the names of units may be heads."""
        return bool(self.beside_units)


@lru_cache(maxsize=8)
def head_words(forms: Forms) -> HeadWords:
    """Gathered once for a run."""
    heads: dict[str, list[Table]] = {}
    for table in forms.tables:
        for text in table.head_words:
            heads.setdefault(text, []).append(table)
    columns = [slot for table in forms.tables for slot in table.columns]
    return HeadWords(
        {text: tuple(tables) for text, tables in heads.items()},
        frozenset(words.text for table in forms.tables for slot in table.rows for words in slot.path),
        frozenset(words.text for slot in columns if slot.role in ("code", "label", "unit") for words in slot.path),
        frozenset(words.text for slot in columns if slot.role not in ("", "note", "measure") for words in slot.path),
        frozenset(
            words.text
            for table in forms.tables
            if table.column_kind == "unit"
            for slot in table.columns
            if slot.role in ("code", "label")
            for words in slot.path
        ),
    )


def count_head_words(rows: Sequence[Sequence[str]], forms: Forms) -> int:
    """How much of a table is heads of described forms; as `count_known_words` counts."""
    words = head_words(forms)
    known = sum(bool(value) and any(text in words.heads for text in _texts(value)) for row in rows for value in row)
    return known + 100 * sum(_begins_heads(row, words, forms) for row in rows)


def find_bands(sheet: Sheet, forms: Forms) -> list[Band]:
    """The heads on a sheet that may be those of described tables, from top to bottom."""
    bands: list[Band] = []
    row = 0
    while row < len(sheet.rows):
        if _begins_heads(sheet.rows[row], head_words(forms), forms):
            end, numbers = _end_of_heads(sheet.rows, row, forms)
            first_row = end if numbers is None else end + 1
            bands.append(Band(row, first_row, tuple(headings_over(sheet, row, end, numbers))))
            row = first_row
        else:
            row += 1
    return bands


def _begins_heads(row: Sequence[Value], words: HeadWords, forms: Forms) -> bool:
    """Whether a row has two heads of one table, the name of a unit among them where units are columns, and only texts."""
    cells = [value for value in row if value != ""]
    if not all(map(_may_be_head, cells)):
        return False
    texts = [_texts(head_text(value)) for value in cells]
    counts: dict[int, int] = {}
    for said in texts:
        for table in {id(table) for text in said for table in words.heads.get(text, ())}:
            counts[table] = counts.get(table, 0) + 1
    if max(counts.values(), default=0) > 1:
        return True
    is_beside = any(words.beside_units.intersection(said) for said in texts)
    return is_beside and any(forms.units_named(as_text(value)) for value in cells)


def _may_be_head(value: Value) -> bool:
    """Whether a cell may stand among heads: a text, a year or a month; a file of texts has its figures as texts too."""
    if isinstance(value, str):
        return not is_bare_number(value) or value.strip() in _YEAR_TEXTS
    if isinstance(value, dt.date):
        return is_month(value)
    return isinstance(value, int | float) and value in _YEARS


@lru_cache(maxsize=1 << 14)
def _texts(value: str) -> tuple[str, ...]:
    return tuple(words.text for words in words_of(value)) if len(value) <= LONGEST_HEAD else ()


def _end_of_heads(rows: Sequence[Sequence[Value]], first: int, forms: Forms) -> tuple[int, int | None]:
    """Row after the last head row, and the row of column numbers: below heads that nobody knows it says that they are some."""
    words = head_words(forms)
    fixed = {
        column for column, value in enumerate(rows[first]) if isinstance(value, str) and words.fixed.intersection(_texts(value))
    }
    end = first + 1
    while end < min(len(rows), first + MAX_HEAD_ROWS) and _goes_on(rows[end], fixed, words, forms):
        end += 1
    for row in range(end, min(len(rows), first + MAX_HEAD_ROWS)):
        if is_numbers(rows[row]):
            return row, row
        if not all(_may_be_head(value) and (value == "" or column not in fixed) for column, value in enumerate(rows[row])):
            break
    return end, None


def _goes_on(row: Sequence[Value], fixed: set[int], words: HeadWords, forms: Forms) -> bool:
    """Whether a row below heads has heads as well: known ones, units or measures, and none that begins a line."""
    cells = [(column, value) for column, value in enumerate(row) if value != ""]
    if not cells or not all(_may_be_head(value) or words.heads.keys() & {*_texts(head_text(value))} for _, value in cells):
        return False
    known = [column for column, value in cells if _is_head(head_text(value), words, forms)]
    if any(column in fixed for column, _ in cells):
        labels = [head_text(value) for column, value in cells if column in fixed]
        return len(known) == len(cells) and not any(words.row_labels.intersection(_texts(label)) for label in labels)
    return bool(known) and not (len(known) < len(cells) and is_numbers(row))


def _is_head(text: str, words: HeadWords, forms: Forms) -> bool:
    if any(reading in words.heads for reading in _texts(text)) or is_measure(text, forms):
        return True
    return words.has_unit_columns and bool(forms.units_named(text))


def is_measure(text: str, forms: Forms) -> bool:
    """Whether a head is nothing but a measure: '£000', 'triệu đồng', '(ha)'."""
    found = statement_in(text, "heading", forms)
    return found is not None and found.text in (text, clean(text).strip("()[] "))


def is_numbers(row: Sequence[Value]) -> bool:
    """Whether a row numbers the columns: 'A', 'B', '1=2+3', '2', '3'. Letters alone are none: 'M' and 'F' are heads.

    Of tables beside one another each has numbers of its own, from letters on. Numbers alone that do not follow one another are
    figures.
    """
    texts = [clean(as_text(value)) for value in row if value != ""]
    found = [_NUMBERED.fullmatch(text) for text in texts]
    if len(texts) < 2 or not all(found):  # one text is a title or a figure
        return False
    runs: list[list[int]] = [[]]
    is_after_number = False
    for number in found:
        digits = number[1] if number else None
        if not digits and is_after_number:
            runs.append([])
        runs[-1] += [int(digits)] if digits else []
        is_after_number = bool(digits)
    is_each_once = all(len(run) == len(set(run)) for run in runs) or "=" in "".join(texts)
    is_marked = any(not text.isdigit() for text in texts)
    return any(runs) and is_each_once and (is_marked or max(runs[0]) - min(runs[0]) < len(runs[0]))


def headings_over(sheet: Sheet, first: int, end: int, numbers: int | None) -> Iterable[Heading]:
    """What stands over each column that has a text of its own in the rows from `first` up to before `end`."""
    width = max(len(row) for row in sheet.rows[first:end])
    spans = _spans(sheet, first, end)
    above: list[Place | None] = [None] * width
    """The text that spans each column in the row above."""
    paths: list[dict[Place, bool]] = [{} for _ in range(width)]
    """Texts over each column, and whether they surely are."""
    merged = set(spans.values())
    own: dict[int, int] = {}
    for row in range(first, end):
        here: list[Place | None] = [None] * width
        for column in range(width):
            if _at(sheet, row, column) != "":
                own[column] = row
                here[column] = (row, column)
            elif (row, column) in spans:
                here[column] = spans[row, column]
            elif column and (left := here[column - 1]) and above[column] == above[column - 1] and left not in merged:
                here[column] = left
        for column, place in enumerate(here):
            if place and _at(sheet, *place) != "":
                paths[column].setdefault(place, place[1] == column or (row, column) in spans)
        above = [place or before for place, before in zip(here, above, strict=True)]
    for column, row in sorted(own.items()):
        texts, sure = (
            dict.fromkeys(head_text(_at(sheet, *place)) for place, is_sure in paths[column].items() if is_sure or not only)
            for only in (False, True)
        )
        number = _at(sheet, numbers, column) if numbers is not None else ""
        yield Heading(column, tuple(texts), tuple(sure), number_key(as_text(number).partition("=")[0]), row)


def _spans(sheet: Sheet, first: int, end: int) -> dict[Place, Place]:
    """Cell under a merged range of the head rows → its first cell."""
    return {
        (row, column): top
        for top, bottom in sheet.covering
        if first <= top[0] < end
        for row in range(top[0], min(bottom[0] + 1, end))
        for column in range(top[1], bottom[1] + 1)
        if (row, column) != top
    }


def _at(sheet: Sheet, row: int, column: int) -> Value:
    cells = sheet.rows[row]
    return cells[column] if column < len(cells) else ""
