"""Table reference.form_cell: every cell of every described table, and which of its figures overlap which."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from pipelines.reference.breakdown_cuts import Children, children_of, make_up, wholes_of, widened
from pipelines.reference.form_cells import FormCell, Pair, Shape, cuts, operands
from pipelines.reference.form_tables import Breakdown, FormSlot
from pipelines.tables import Table, by_column

FORM_CELL = Table(
    name="reference.form_cell",
    description="What each cell of each described form is about.",
    grain=(
        "one row per form, table, row and column that have figures in common; "
        "one for all units, or all rows of a list, that stand on a side"
    ),
    columns={
        "form_id": ("VARCHAR", "form"),
        "table_id": ("VARCHAR", "table of the form"),
        "line_code": ("VARCHAR", "row; empty: any unit, or any row of a list"),
        "column_code": ("VARCHAR", "column; empty: any unit"),
        "printed_order": ("INTEGER", "its place in the form, from 1: by table, row and column"),
        "indicator_id": ("VARCHAR", "indicator; null for a ratio that has none of its own"),
        "breakdown": ("VARCHAR", "members that it is broken down by, sorted, 'axis=member axis=member'; empty: a total"),
        "axes": (
            "VARCHAR",
            "axes of its members, 'age sex': parts with the same do not overlap; 'ethnicity of ethnicity=minority': of a part",
        ),
        "period": ("VARCHAR", "period relative to the return's: from_january, year_before, …; empty: its own"),
        "value_kind": ("VARCHAR", "figure, plan, reference (another period's) or computed (a ratio)"),
        "is_total": ("BOOLEAN", "whether it adds up other rows or columns of its table"),
        "is_unit_total": ("BOOLEAN", "whether it adds up units that stand on the other rows or columns"),
        "is_of_which": ("BOOLEAN", "whether it is a part that overlaps others ('of which')"),
        "is_partial": ("BOOLEAN", "whether the parts with these axes need not make up the whole ('of which')"),
        "is_exhaustive": (
            "BOOLEAN",
            "whether the parts with these axes that its table has are all of them, as register breakdown has members",
        ),
        "is_marginal": (
            "BOOLEAN",
            "whether finer parts of its table make it up ('women': 'women under 35', 'women from 35 on')",
        ),
        "is_subtotal": ("BOOLEAN", "whether another total of its table adds it up as the same figure (section of a list)"),
        "is_closed": ("BOOLEAN", "whether there is no such figure (grey, 'x')"),
        "is_per_unit": ("BOOLEAN", "whether units stand on a side of the table"),
        "is_per_item": ("BOOLEAN", "whether it is the column of a list, with a figure for each row"),
    },
)


@dataclass(frozen=True)
class Meaning:
    """One cell: where it stands, what it is, and how it lies to others of its table."""

    pair: Pair
    cell: FormCell
    overlapping: frozenset[str]
    """Members that it has from a row or column that is 'trong đó' of another."""
    widened: frozenset[str]
    """Its members, and all that they are part of."""
    axes: str
    is_marginal: bool

    @property
    def is_partial(self) -> bool:
        """Whether the parts with its axes need not make up the whole."""
        return bool(self.overlapping)


def form_cells(shapes: Iterable[Shape], breakdown: Iterable[Breakdown]) -> dict[str, list[object]]:
    """Rows of reference.form_cell, column by column."""
    wholes, children = wholes_of(breakdown), children_of(breakdown)
    found = [row for shape in shapes for row in _rows(shape, wholes, children)]
    return by_column(FORM_CELL, ((*row[:4], number, *row[4:]) for number, row in enumerate(found, start=1)))


class _Said(NamedTuple):
    """What a cell says of its members, as `Meaning` has it: many cells of a table say the same."""

    members: tuple[str, ...]
    overlapping: frozenset[str]
    widened: frozenset[str]
    axes: str

    def is_finer(self, other: "_Said") -> bool:
        """Whether it is a part of the other, and not the same."""
        return self.widened.issuperset(other.members) and self.members != other.members


def meanings(shape: Shape, wholes: Mapping[str, str]) -> list[Meaning]:
    """Every cell of a table, in printed order.

    Args:
        shape: the table.
        wholes: of members, as `wholes_of` gives them.
    """
    cells = [(pair, cell := shape.cell(*pair), _said(pair, cell, wholes)) for pair in shape.pairs]
    alike: dict[tuple[str | None, str, str], dict[_Said, None]] = defaultdict(dict)
    for _, cell, said in cells:
        if not cell.is_closed:
            alike[cell.indicator_id, cell.period, cell.value_kind][said] = None
    return [
        Meaning(
            pair,
            cell,
            said.overlapping,
            said.widened,
            *_related(said, alike[cell.indicator_id, cell.period, cell.value_kind]),
        )
        for pair, cell, said in cells
    ]


def _said(pair: Pair, cell: FormCell, wholes: Mapping[str, str]) -> _Said:
    overlapping = frozenset(member for slot in pair if slot and slot.of_which for member in slot.members)
    axes = " ".join(sorted(member.partition("=")[0] for member in cell.members))
    return _Said(cell.members, overlapping.intersection(cell.members), widened(cell.members, wholes), axes)


def _related(own: _Said, alike: Iterable[_Said]) -> tuple[str, bool]:
    """Its axes, and whether finer parts make it up."""
    finer: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    part_of = ""
    for other in alike:
        # What is merely 'trong đó' does not make up the whole.
        if other.is_finer(own) and other.overlapping.issubset(own.members):
            finer[other.axes].add(other.members)
        if own.overlapping and not part_of and other.axes == own.axes and own.is_finer(other):
            part_of = f" of {' '.join(other.members)}"
    return own.axes + part_of, any(len(parts) > 1 for parts in finer.values())


def _rows(shape: Shape, wholes: Mapping[str, str], children: Children) -> Iterator[tuple[object, ...]]:
    table, found = shape.table, meanings(shape, wholes)
    parts: dict[tuple[object, ...], set[tuple[str, ...]]] = defaultdict(set)
    for meaning in found:
        if not meaning.cell.is_closed:
            parts[_with_same_axes(meaning)].add(meaning.cell.members)
    exhaustive = {alike for alike, members in parts.items() if make_up(members, (), children)}
    for meaning in found:
        (row, column), cell = meaning.pair, meaning.cell
        yield (
            table.form_id,
            table.table_id,
            row.slot_code if row else "",
            column.slot_code if column else "",
            cell.indicator_id,
            " ".join(cell.members),
            meaning.axes,
            cell.period,
            cell.value_kind,
            cell.is_total,
            adds_units(shape, row, column),
            cell.is_of_which,
            meaning.is_partial,
            _with_same_axes(meaning) in exhaustive,
            meaning.is_marginal,
            is_subtotal(shape, row, column),
            cell.is_closed,
            table.has_units,
            is_per_item(shape, row),
        )


def _with_same_axes(meaning: Meaning) -> tuple[object, ...]:
    cell = meaning.cell
    return cell.indicator_id, cell.period, cell.value_kind, meaning.axes


def counts(shape: Shape, pair: Pair, cell: FormCell) -> bool:
    """Whether a cell is a figure about one unit, or about all rows of a list, that no other one of its table adds up."""
    return (
        cell.value_kind == "figure"
        and not cell.is_closed
        and not is_per_item(shape, pair[0])
        and not adds_units(shape, *pair)
        and not is_subtotal(shape, *pair)
    )


def is_per_item(shape: Shape, row: FormSlot | None) -> bool:
    """Whether a cell of this row stands for the rows of a list, with a figure for each."""
    return shape.table.row_kind == "item" and row is None


def is_subtotal(shape: Shape, row: FormSlot | None, column: FormSlot | None) -> bool:
    """Whether a row or column of the table adds this cell up to the same figure: of what it stands for, it is only a part."""
    own = shape.cell(row, column)
    above = [(other, column) for other in shape.rows if row and _adds(shape, other, row.slot_code)]
    beside = [(row, other) for other in shape.columns if column and _adds(shape, other, column.slot_code)]
    return any(
        (whole.indicator_id, whole.members, whole.period, whole.value_kind)
        == (own.indicator_id, own.members, own.period, own.value_kind)
        for whole in (shape.cell(*pair) for pair in (*above, *beside))
    )


def _adds(shape: Shape, slot: FormSlot, code: str) -> bool:
    if slot.role is not None or not slot.formula or shape.sums_of(slot) != "total":
        return False
    return code in {part for cut in cuts(slot.formula) for _, part in operands(cut, shape.codes[slot.side])}


def adds_units(shape: Shape, row: FormSlot | None, column: FormSlot | None) -> bool:
    """Whether a cell adds up units: its row or column is a total on the side on which units stand, or the one row of all."""
    sides = ((row, shape.table.row_kind), (column, shape.table.column_kind))
    is_sum = any(slot is not None and kind == "unit" and shape.sums_of(slot) == "total" for slot, kind in sides)
    return is_sum or (row is not None and row is shape.of_all_units)
