"""Tables reference.part_cell and reference.summed_indicator: which cells of described forms make up an indicator that has none.

An indicator that is the part of another one that has members of breakdowns ('women among new members') is printed so, or
follows from finer parts. One that is printed in parts alone is their sum.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from pipelines.reference.cell_meanings import Meaning, counts, is_per_item, meanings
from pipelines.reference.form_cells import Pair, Shape
from pipelines.reference.form_tables import ListIndicator
from pipelines.reference.registers import FormLine, Indicator
from pipelines.tables import Table, by_column

PART_CELL = Table(
    name="reference.part_cell",
    description="Cells of described forms that make up indicators that stand in no cell as a whole: parts, and sums of parts.",
    grain="one row per indicator, form, table, cut and cell",
    columns={
        "indicator_id": ("VARCHAR", "indicator that is made up"),
        "whole_id": (
            "VARCHAR",
            "indicator of its cells: that of which it is a part; itself where it is printed in parts alone",
        ),
        "form_id": ("VARCHAR", "form"),
        "table_id": ("VARCHAR", "table of the form"),
        "cut": ("INTEGER", "way to make it up, the best first: 0 printed as such, then sums of parts along ever more axes"),
        "is_exhaustive": ("BOOLEAN", "whether these cells make it up wholly; else it is at least their sum ('of which')"),
        "line_code": ("VARCHAR", "row; empty: any unit"),
        "column_code": ("VARCHAR", "column; empty: any unit"),
        "valid_from_on": ("DATE", "first day of the periods in which the cell is due"),
        "valid_to_on": ("DATE", "last day of the periods in which the cell is due"),
    },
)
SUMMED_INDICATOR = Table(
    name="reference.summed_indicator",
    description="Indicators that stand in no cell of their own, and are made of several.",
    grain="one row per indicator",
    columns={
        "indicator_id": ("VARCHAR", "indicator"),
        "made_of": (
            "VARCHAR",
            "list: of rows of a list; part: it is one of another indicator; parts: it is printed so alone",
        ),
    },
)


class PartCell(NamedTuple):
    """One cell that makes up an indicator, as reference.part_cell has it."""

    indicator_id: str
    whole_id: str
    form_id: str
    table_id: str
    cut: int
    is_exhaustive: bool
    line_code: str
    column_code: str
    valid_from_on: date | None
    valid_to_on: date | None


def part_cells(
    indicators: Iterable[Indicator], form_lines: Iterable[FormLine], shapes: Iterable[Shape], wholes: Mapping[str, str]
) -> list[PartCell]:
    """The cells that make up each indicator that is a part, or is printed in parts alone, table by table."""
    known = [(shape, meanings(shape, wholes)) for shape in shapes]
    whole: set[str | None] = {line.indicator_id for line in form_lines}
    whole |= {one.cell.indicator_id for shape, found in known for one in found if _is_whole(shape, one)}
    asked = [(row.indicator_id, row.part_of_id or row.indicator_id, row.members) for row in indicators]
    return [
        PartCell(indicator_id, whole_id, shape.table.form_id, shape.table.table_id, *where)
        for shape, found in known
        for indicator_id, whole_id, members in asked
        if members or indicator_id not in whole
        for where in _cuts(shape, [one for one in found if one.cell.indicator_id == whole_id and _is_own(shape, one)], members)
    ]


def summed_indicators(cells: Iterable[PartCell], listed: Iterable[ListIndicator]) -> dict[str, list[object]]:
    """Rows of reference.summed_indicator, column by column."""
    found = {cell.indicator_id: "part" if cell.whole_id != cell.indicator_id else "parts" for cell in cells}
    found |= {row.indicator_id: "list" for row in listed}
    return by_column(SUMMED_INDICATOR, found.items())


def _is_whole(shape: Shape, one: Meaning) -> bool:
    """Whether a cell tells an indicator as a whole, of whatever period."""
    cell = one.cell
    row = one.pair[0]
    is_of_others = is_per_item(shape, row) or (row is not None and row is shape.of_all_units)
    return not (cell.members or cell.is_closed or is_of_others) and cell.value_kind == "figure"


def _is_own(shape: Shape, one: Meaning) -> bool:
    """Whether a cell counts, and is of the return's own period."""
    return not one.cell.period and counts(shape, one.pair, one.cell)


def _cuts(
    shape: Shape, alike: list[Meaning], members: tuple[str, ...]
) -> Iterator[tuple[int, bool, str, str, date | None, date | None]]:
    """Cells that make up the part with these members, cut by cut."""
    asked = tuple(sorted(members))
    if exact := next((one for one in alike if one.cell.members == asked), None):
        yield (0, True, *_place(shape, exact.pair))
    by_axes: dict[str, list[Meaning]] = defaultdict(list)
    for one in alike:
        if one.cell.members != asked and one.widened.issuperset(asked) and not one.is_marginal:
            by_axes[one.axes].append(one)
    for cut, axes in enumerate(sorted(by_axes, key=lambda axes: (axes.count(" "), axes)), start=1):
        is_exhaustive = _makes_up(by_axes[axes], asked)
        yield from ((cut, is_exhaustive, *_place(shape, one.pair)) for one in by_axes[axes])


def _makes_up(parts: Iterable[Meaning], asked: Collection[str]) -> bool:
    """Whether parts make up what they are parts of: none overlaps another, and of each axis that it lacks there are several."""
    several: dict[str, set[str]] = defaultdict(set)
    for one in parts:
        if not one.overlapping.issubset(asked):
            return False
        for member in one.cell.members:
            several[member.partition("=")[0]].add(member)
    axes = {member.partition("=")[0] for member in asked}
    return all(len(members) > 1 for axis, members in several.items() if axis not in axes)


def _place(shape: Shape, pair: Pair) -> tuple[str, str, date | None, date | None]:
    row, column = pair
    dated = [of for of in (row, column, shape.table) if of]
    return (
        row.slot_code if row else "",
        column.slot_code if column else "",
        max((of.valid_from_on for of in dated if of.valid_from_on), default=None),
        min((of.valid_to_on for of in dated if of.valid_to_on), default=None),
    )
