"""Puts together what an example says of one table: its rows and columns on all pages, totals, breakdowns and units."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from pipelines.language.months import Months
from pipelines.language.vietnamese import match_key
from pipelines.language.words import say, sentence
from pipelines.reference.form_tables import UNITS, Breakdown
from pipelines.returns.headings import column_role
from pipelines.returns.layout import Forms
from pipelines.templates.example_blocks import find_blocks
from pipelines.templates.example_breakdowns import break_columns_down, break_rows_down
from pipelines.templates.example_columns import ExampleColumn, columns_of, find_members, find_parts
from pipelines.templates.example_facts import figure_of
from pipelines.templates.example_lines import ExampleRow, kind_of_rows, rows_of
from pipelines.templates.example_lists import find_items, find_key, own_rows
from pipelines.templates.example_measures import stated_in
from pipelines.templates.example_members import Named, ask_for_members, member_of, names_of, use_registered
from pipelines.templates.example_periods import following_texts
from pipelines.templates.example_row_kinds import find_row_kinds
from pipelines.templates.example_row_periods import find_row_periods
from pipelines.templates.example_rows import name_of
from pipelines.templates.example_spans import find_period_sums
from pipelines.templates.example_tables import ExampleTable
from pipelines.templates.example_totals import find_column_totals, find_row_totals, is_bare_total

_AGAIN = sentence(
    "the same rows come again for each unit (row_kind = unit_slot), so they are listed once: is that right? The units must be "
    "in unit.csv, below the one that reports (parent_id); unit_kinds names which of them"
)


Slot = TypeVar("Slot", ExampleRow, ExampleColumn)


@dataclass
class ExampleShape:
    """The rows and columns of one table of an example, and what is proposed for them."""

    columns: list[ExampleColumn]
    rows: list[ExampleRow]
    row_kind: str
    ask: str
    """What is to be asked of the kind of rows; '' for nothing."""
    body: list[ExampleRow]
    """All rows with figures, those of units and items too; `rows` are the form's own in the end."""

    @property
    def has_unit_columns(self) -> bool:
        """Whether units stand on columns."""
        return any(column.is_unit for column in self.columns)

    @property
    def is_of_columns(self) -> bool:
        """Whether each column counts something of its own, and rows are units, items or members of a breakdown."""
        counted = [row for row in self.rows if row.is_counted]
        is_broken_down = all(row.is_split or row.formula or is_bare_total(row.label) for row in counted)
        return self.row_kind in ("unit", "item") or (is_broken_down and any(row.is_split for row in counted))


def shape_of(pages: Sequence[ExampleTable], forms: Forms, own: Months | None, registered: Iterable[Breakdown]) -> ExampleShape:
    """What a table is, on one page or several.

    Args:
        pages: its pages.
        forms: what is registered.
        own: months that the form is about.
        registered: members of breakdowns that are registered.
    """
    shape = ExampleShape([], [], "", "", [])
    figures: dict[tuple[str, str], Decimal] = {}
    alone: tuple[str, ...] = ()
    follows = following_texts(pages[0], own)
    for place, page in enumerate(pages):
        columns = columns_of(page, forms, own, follows)
        find_key(columns)
        of_one = find_blocks(page, columns)
        rows = rows_of(of_one.table if of_one else page, columns)
        if of_one and of_one.whole:
            whole = ExampleRow(
                page, -1, "", of_one.whole, f"_{name_of(of_one.whole)}", "unit", asks=[say("a total of all units?")]
            )
            rows.insert(0 if of_one.is_whole_first else len(rows), whole)
        for row in rows:
            row.page, row.measure = page, row.measure or stated_in(row.label, forms)
        if not place:
            again = ("unit_slot", say(_AGAIN))
            shape.row_kind, shape.ask = kind_of_rows(columns, rows, forms) if of_one is None else again
            alone = of_one.alone if of_one else ()
        for column in columns if shape.row_kind == "unit" else ():
            if column.role == "code" and column.texts and column_role(column.texts[-1]) == "number":
                column.role = "number"  # units have no number in the register
        for row in rows:
            held = ((column.code, figure_of(page.at(row.at, column.at))) for column in columns if column.has_figures)
            row.figures = {code: value for code, value in held if value is not None}
            figures |= {(row.code, code): value for code, value in row.figures.items()}
        if shape.row_kind == "item":
            find_items(columns, rows)
        shape.columns += _fresh(columns, shape.columns, is_next=bool(place))
        shape.rows += rows if shape.row_kind == "item" else _fresh(rows, shape.rows, is_next=bool(place))
    names = names_of(registered)
    if shape.row_kind in ("slot", "unit_slot") and find_row_kinds(shape.rows, forms, own, follows):
        shape.ask = shape.ask or say("the rows are plan, result and the like of what the columns count: is that right?")
    elif shape.row_kind in ("slot", "unit_slot") and find_row_periods(shape.rows, forms, own, follows):
        find_period_sums(shape.rows, figures, own, dict.fromkeys((row.code for row in shape.rows), ()))
        shape.ask = shape.ask or say("the rows are periods, and the columns are what is counted: is that right?")
    _find_totals(shape, figures, names, own)
    for name in alone:
        row = ExampleRow(pages[0], -1, "", name, f"_{name_of(name)}", formula=UNITS, asks=[say("a total of all units?")])
        shape.rows.append(row)
    use_registered([*shape.columns, *shape.rows], names)
    shape.body = shape.rows
    if shape.row_kind == "item":
        shape.rows = own_rows(shape.rows)
    elif shape.row_kind == "unit":
        shape.rows = _totals_of_units(shape.rows)
    return shape


def _fresh(found: Iterable[Slot], known: Iterable[Slot], *, is_next: bool) -> list[Slot]:
    """Those that no page before has."""
    codes = {slot.code for slot in known}
    fresh = [slot for slot in found if slot.code not in codes]
    for slot in fresh if is_next else ():
        slot.asks.append(say("taken from the next page"))
    return fresh


def _find_totals(shape: ExampleShape, figures: dict[tuple[str, str], Decimal], names: Named, own: Months | None) -> None:
    held = [column for column in shape.columns if column.has_figures]
    is_listed = shape.row_kind in ("slot", "unit_slot")
    is_of_kinds = any(row.is_kind for row in shape.rows)
    if is_listed and not is_of_kinds:
        find_row_totals(shape.rows, figures)
    if is_listed and not is_of_kinds and not any(row.run for row in shape.rows):
        if shape.row_kind == "unit_slot":
            _find_row_members(shape, names)
            if len([column for column in held if column.is_counted]) > 1 and not any(row.members for row in shape.rows):
                shape.ask += "; " + say("do the rows break down what the columns count (members)?")
        elif not shape.has_unit_columns:
            heads = [column.label for column in shape.columns if column.role == "label"]
            asks = (shape.ask, break_rows_down(shape.rows, held, names, *heads[:1] or [""]))
            shape.ask = "; ".join(filter(None, asks))
    across = {(column, row): value for (row, column), value in figures.items()}
    own_kind = [column for column in held if not (column.value_kind or column.is_unit)]
    find_period_sums(own_kind, across, own, {column.code: _heads_beside(column) for column in own_kind})
    find_column_totals(held, across, {column.code: column.heads or ("",) for column in held})
    find_parts(held, is_said=shape.is_of_columns)
    if is_listed and not shape.is_of_columns:
        find_members(held)
    elif not shape.has_unit_columns:
        break_columns_down(held, names, is_any=shape.row_kind == "slot")


def _heads_beside(column: ExampleColumn) -> tuple[str, ...]:
    """Heads of a column that name no period, nor that it is a total."""
    return tuple(text for text in column.undated if not is_bare_total(text))


def _find_row_members(shape: ExampleShape, names: Named) -> None:
    """Rows that come again for each unit break down what columns count: a total and its parts ('Tổng', 'Nam', 'Nữ').

    So do those that the registers call members of one axis.
    """
    own = [row for row in shape.rows if row.role != "unit"]
    counted = [row for row in own if row.is_counted]
    totals = [row for row in counted if is_bare_total(row.label)]
    axes = {names.get(match_key(row.label), ("", ""))[0] for row in counted if row not in totals}
    is_named = len(axes) == 1 and "" not in axes and len(totals) < 2
    if len(counted) < len(own) or not (is_named or len(totals) == 1):
        return
    for row in counted:
        if row not in totals:
            row.members = [member_of("axis", say("Axis of breakdown"), row.label)]
            row.asks.append(ask_for_members())


def _totals_of_units(rows: Sequence[ExampleRow]) -> list[ExampleRow]:
    """The rows of a table of units that are the form's own: those called totals, or that add up all others ('Toàn huyện').

    So is the first or last one that alone has no number.
    """
    codes = {row.code for row in rows}
    apart = [row for row in (*rows[:1], *rows[-1:]) if [row] == [other for other in rows if not other.printed]]
    totals = [
        row
        for row in rows
        if is_bare_total(row.label)
        or (row.formula and set(row.formula.split("+")) == codes - {row.code})
        or (row in apart and (row.figures or not any(other.figures for other in rows)))
    ]
    for row in totals:
        row.formula, row.role, row.of_which, row.closed = UNITS, "", "", []
        row.asks = [say("a total of all units?")]
    return totals
