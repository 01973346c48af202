"""Proposes what rows, and columns that count something of their own, break down: members of what is counted."""

import re
from collections import Counter
from collections.abc import Sequence

from pipelines.language.example_words import begins
from pipelines.language.vietnamese import match_key
from pipelines.language.vietnamese.measures import split_statement
from pipelines.language.words import say
from pipelines.templates.example_columns import ExampleColumn, axis_over
from pipelines.templates.example_lines import DASHED, ExampleRow
from pipelines.templates.example_members import Named, ask_for_members, member_of
from pipelines.templates.example_rows import name_of
from pipelines.templates.example_totals import begins_as_total, is_bare_total

_LEAST = 2
"""Rows that are members of one axis before a table is taken to be broken down by it."""
Slot = ExampleRow | ExampleColumn


def part_text(slot: Slot) -> str:
    """What a row or column says by itself, without 'trong đó', a dash, and the unit of measure that it states in brackets."""
    text = DASHED.sub("", begins("of_which").sub("", slot.label), count=1).strip()
    return split_statement(text).rest.strip() or text if slot.measure else text


def whole_of(slot: Slot, side: Sequence[Slot]) -> Slot | None:
    """The row or column that one is a part of: the one it overlaps, the total that adds it up, or the one above its path."""
    others = [other for other in side if other is not slot]
    above = [other for other in others if slot.code.startswith((f"{other.code}/", f"{other.code}."))]
    # What is left of others ('1 + 2 - 4') has none of them as a part, nor has a ratio.
    sums = [other for other in others if not re.search("[-/]", other.formula)]
    adding = [other for other in sums if slot.code in re.split(r"[+= ]+", other.formula)]
    named = [other for other in others if other.code == slot.of_which]
    return next((other for other in (*named, *adding, *sorted(above, key=_by_length, reverse=True))), None)


def _by_length(slot: Slot) -> int:
    return len(slot.code)


def break_rows_down(rows: Sequence[ExampleRow], columns: Sequence[ExampleColumn], names: Named, head: str) -> str:
    """Propose members for rows; what is to be asked of the table then, '' for nothing.

    All rows but totals are members where the registers call them so, or where the columns count several things: then no row
    counts one. Otherwise those are that a row above them has as a part, and that are called so.

    Args:
        rows: the rows.
        columns: the columns of figures.
        names: what the registers call members.
        head: what stands over the labels of the rows: 'Cấp học'.
    """
    counted = [row for row in rows if row.is_counted]
    body = [row for row in counted if not (row.formula or is_bare_total(row.label) or row.of_which)]
    axes = Counter(names[key][0] for row in body if (key := match_key(row.label)) in names)
    is_named = max(axes.values(), default=0) >= max(_LEAST, len(body) / 2)
    is_of_rows = any(row.measure or _is_balance(row.formula) for row in counted) or len(body) < _LEAST
    if not is_named and (is_of_rows or not _count_several_things(columns, names)):
        _break_parts_down(counted, names)
        return ""
    for row in [*body, *(row for row in counted if row.of_which)]:
        row.members = [member_of(name_of(head), head or say("Axis of breakdown"), part_text(row))]
        row.asks.append(ask_for_members())
    return say("the columns are what is counted, and the rows break it down (members): is that right?")


def _count_several_things(columns: Sequence[ExampleColumn], names: Named) -> bool:
    """Whether columns count things that are no parts of one another.

    They do where their units of measure differ, where one is what is left of others ('6 = 1 + 2 - 4'), and where one stands
    beside a head that has a total below it: 'Số lớp' beside 'Số học viên', above 'Tổng số', 'Nam' and 'Nữ'.
    """
    counted = [column for column in columns if column.is_counted]
    measures = {column.measure for column in counted if column.measure not in ("", "%")}
    if len(measures) >= _LEAST or any(_is_balance(column.formula) for column in counted):
        return True
    whole = [column.heads[0] for column in counted if len(column.heads) > 1 and is_bare_total(column.heads[-1])]
    return bool(whole) and any(
        not (column.formula or begins("of_which").match(column.label) or begins_as_total(column.label))
        and match_key(column.label) not in names
        for column in counted
        if len(column.heads) == 1 and column.heads[0] not in whole
    )


def _is_balance(formula: str) -> bool:
    """Whether a formula says what is left of several others: '1 + 2 - 4'; the difference of two may be a part of one."""
    return "-" in formula and "+" in formula


def _break_parts_down(rows: Sequence[ExampleRow], names: Named) -> None:
    wholes = {row.code: whole_of(row, rows) for row in rows}
    parts = Counter(whole.code for row in rows if (whole := wholes[row.code]) and match_key(part_text(row)) in names)
    for row in rows:
        whole = wholes[row.code]
        if whole is None or row.measure != whole.measure or row.formula:
            continue
        if match_key(part_text(row)) in names:
            row.members = [member_of("axis", say("Axis of breakdown"), part_text(row))]
            row.of_which = row.of_which or (whole.code if parts[whole.code] == 1 and not whole.formula else "")
        elif row.of_which:
            row.asks.append(
                say("a part of row {whole}: a breakdown of it (members), or an indicator of its own?", whole=whole.code)
            )


def break_columns_down(columns: Sequence[ExampleColumn], names: Named, *, is_any: bool) -> None:
    """Propose members for columns that are parts of another one, where each counts something of its own.

    Args:
        columns: the columns of figures.
        names: what the registers call members.
        is_any: of all parts; else of those that the registers call so.
    """
    for column in columns:
        whole = whole_of(column, columns) if column.is_counted and not column.formula else None
        text, is_known = part_text(column), match_key(part_text(column)) in names
        if whole and text and whole.is_counted and (is_any or is_known):
            axis = axis_over(column.heads)
            column.members = [member_of(name_of(axis) if axis else "axis", axis or say("Axis of breakdown"), text)]
            column.asks += [] if is_known else [ask_for_members()]
