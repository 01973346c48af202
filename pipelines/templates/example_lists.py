"""Finds the rows of an example's list that are the form's own: headings of groups, their sums, and the sum of all."""

import re
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from itertools import takewhile

from pipelines.language.vietnamese import match_key
from pipelines.language.words import keys_of, say
from pipelines.reference.form_tables import ITEMS
from pipelines.templates.example_columns import ExampleColumn
from pipelines.templates.example_lines import ExampleRow
from pipelines.templates.example_rows import row_codes
from pipelines.templates.example_totals import begins_as_total

_TELLING = ("key", "key_attribute", "attribute")
_NONE = ("x", "×", "-", "–")
_NUMBER = re.compile(r"\d+")


def find_key(columns: Sequence[ExampleColumn]) -> None:
    """Propose which column of a list tells its items apart: one of codes beside that of numbers, else ask."""
    if not any(column.role in _TELLING for column in columns):
        return
    number = next((column for column in columns if column.role == "number"), None)
    for column in columns:
        is_code = match_key(" ".join(column.heads)).startswith(keys_of("example", "code"))
        if number and is_code and column.role == "code":
            column.role, number.role = "key", "code"
            column.asks.append(
                say("a column of texts: is role '{role}' right (key, key_attribute, attribute, note)?", role=column.role)
            )
    for column in columns:
        if column.role == "label" and not any(other.role == "key" for other in columns):
            column.asks.append(say("rows of the list are told apart by this name: is there a code that does it better (key)?"))


def find_items(columns: Sequence[ExampleColumn], rows: Sequence[ExampleRow]) -> None:
    """Tell the items among the rows of one page of a list, and which rows its own formulas add up to others."""
    by_code = {row.code: row for row in rows}
    for row in rows:
        held = (row.page.at(row.at, column.at) for column in columns if column.role in _TELLING)
        is_told = any(value != "" and not (isinstance(value, str) and value.strip().casefold() in _NONE) for value in held)
        row.adds = [by_code[code] for code in row.formula.split("+") if code in by_code]
        is_numbered = _NUMBER.fullmatch(row.printed) is not None and not begins_as_total(row.label)
        row.is_item = not row.adds and (is_told or is_numbered)


def own_rows(rows: Sequence[ExampleRow]) -> list[ExampleRow]:
    """The rows of a list that are the form's own, over all its pages, with what they add up."""
    items = [row for row in rows if row.is_item]
    own = list(_first_of_each(row for row in rows if not row.is_item))
    for row, code in zip(own, row_codes([(row.printed, row.label) for row in own]), strict=True):
        row.code, row.asks, row.closed, row.of_which = code, [], [], ""
    totals = [row for row in own if row.adds or row.figures or begins_as_total(row.label)]
    groups = {row.code: group for row in totals if (group := _group_of(row, rows, totals))}
    if not items:
        groups = {row.code: [] for row in totals[:-1] or totals}
    for row in own:
        row.role, row.formula = "" if row in totals else "heading", ""
        if row not in totals:
            row.asks.append(say("a row without numbers: is it a heading (role = heading), or left blank?"))
            continue
        others = [code for code in groups if code != row.code]
        is_group = row.code in groups and not (others and len(items) > 1 and groups[row.code] == items)
        row.formula = ITEMS if is_group else _sum_of(row, totals, [one for one in totals if one.code in others], items)
        row.asks.append(say("a group or total row of a list") if row.formula else say("a total row: of which rows (formula)?"))
    return own


def _first_of_each(rows: Iterable[ExampleRow]) -> Iterable[ExampleRow]:
    """Rows without the headings that a next page prints again."""
    seen: set[tuple[str, str]] = set()
    for row in rows:
        looks = (row.printed, match_key(row.label))
        if row.figures or row.adds or begins_as_total(row.label) or looks not in seen:
            yield row
        seen.add(looks)


def _group_of(row: ExampleRow, rows: Sequence[ExampleRow], totals: Sequence[ExampleRow]) -> list[ExampleRow]:
    """The items that a row adds up: those that its formulas name, or those above or below it up to the next row of the form."""
    if row.adds:
        return row.adds if all(other.is_item for other in row.adds) else []
    at = next(place for place, other in enumerate(rows) if other is row)

    def near(others: Iterable[ExampleRow], is_end: Callable[[ExampleRow], bool]) -> list[ExampleRow]:
        return [other for other in takewhile(lambda other: not is_end(other), others) if other.is_item]

    above = near(reversed(rows[:at]), lambda other: any(other is total for total in totals))[::-1]
    below = near(rows[at + 1 :], lambda other: not other.is_item)
    return next((group for group in (above, below) if group and _adds_up(row, group)), [])


def _sum_of(row: ExampleRow, totals: Sequence[ExampleRow], groups: list[ExampleRow], items: list[ExampleRow]) -> str:
    """What a row that is no group's adds up: rows that its formulas name, the groups, or all items; '' where nothing does."""
    named = [other for other in totals if any(other is added for added in row.adds)]
    if row.adds and len(named) == len(row.adds):
        return "+".join(other.code for other in named)
    if groups and (not items or _adds_up(row, groups)):
        return "+".join(other.code for other in groups)
    return ITEMS if items and not groups and _adds_up(row, items) else ""


def _adds_up(row: ExampleRow, parts: Sequence[ExampleRow]) -> bool:
    """Whether a row has what others are together in every column in which it has a figure; so too where it has none."""
    return all(
        value == sum((part.figures.get(code, Decimal(0)) for part in parts), Decimal(0)) for code, value in row.figures.items()
    )
