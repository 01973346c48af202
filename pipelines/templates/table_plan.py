"""Decides where each row and column of a described table stands on a sheet, before anything is written."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby

from pipelines.reference import Period, Reference, Unit
from pipelines.reference.described_dues import shapes_due
from pipelines.reference.form_cells import Shape
from pipelines.returns.described import measure_printed
from pipelines.templates.page import line_count, wrapped_lines
from pipelines.templates.printed_slots import ItemsBefore, Printed, filled_in, printed_columns, printed_rows
from pipelines.workbooks.grid import Place


@dataclass(frozen=True)
class PlannedTable:
    """One described table on a sheet."""

    shape: Shape
    top: int
    """Row of its title and unit of measure, which is left out where it has neither."""
    title: str
    measure: str
    """Unit of measure printed over it; '' for none."""
    head_row: int
    """First row of its heads."""
    depth: int
    """Rows of heads."""
    has_numbers: bool
    """Whether a row below its heads numbers the columns."""
    rows: tuple[Printed, ...]
    columns: tuple[Printed, ...]

    @property
    def number_row(self) -> int:
        """Row that numbers its columns, where it has one."""
        return self.head_row + self.depth

    @property
    def first_row(self) -> int:
        """First row below its heads."""
        return self.number_row + self.has_numbers

    @property
    def end_row(self) -> int:
        """Row below its last."""
        return self.first_row + len(self.rows)

    @property
    def left(self) -> int:
        """Its first column."""
        return self.columns[0].at

    @property
    def right(self) -> int:
        """Its last column."""
        return self.columns[-1].at

    @cached_property
    def figure_columns(self) -> tuple[Printed, ...]:
        """Columns of figures."""
        return tuple(column for column in self.columns if column.has_figures)

    @cached_property
    def widths(self) -> dict[int, float]:
        """Column, as the sheet counts them → its width in digits."""
        return {column.at: self._width(column) for column in self.columns}

    def _width(self, column: Printed) -> float:
        role, heads = (column.slot.role if column.slot else None), column.heads or [""]
        longest = max(map(len, heads[-1].split()), default=0) * 1.15 + 2
        if role == "label":
            texts = [len(row.label) + 3 * row.depth for row in self.rows]
            return min(max(*texts, 24, longest), 46)
        if role in ("number", "code"):
            codes = [len(row.code) for row in self.rows]
            return min(max(*codes, 4) * 1.2 + 2, 16) if role == "code" or codes else 6
        if role in ("key_attribute", "attribute"):
            return max(16, longest)
        if role == "unit":
            return min(max(*(len(row.unit_name) for row in self.rows), 16, longest) + 3, 36)
        if role in ("measure", "note", "key"):
            return max(13, longest)
        least = 8.5 if len(self.figure_columns) > 10 else 11
        number = max(map(len, column.code.split(" = ")))
        return max(least, longest, len(heads[-1]) / 3.5, min(number + 1, 24))

    @cached_property
    def blocks(self) -> tuple[tuple[Printed, ...], ...]:
        """The rows of each unit that is named beside them."""
        named = (row for row in self.rows if row.unit_number)
        return tuple(tuple(rows) for _, rows in groupby(named, lambda row: row.unit_number))

    @cached_property
    def block_columns(self) -> tuple[Printed, ...]:
        """Columns that hold one cell for all rows of a unit: its name, and its number where the rows have none."""
        roles = ("unit",) if any(row.code for row in self.rows) else ("unit", "number")
        return tuple(column for column in self.columns if self.blocks and column.slot and column.slot.role in roles)

    def line_count(self, row: Printed) -> int:
        """Lines of text that a row takes; the last of those beside one name has what is left of it."""
        lines = self._own_lines(row)
        block = next((rows for rows in self.blocks if rows[-1] is row), ())
        for column in self.columns if block else ():
            if column.slot and column.slot.role == "unit":
                needed = wrapped_lines(row.unit_name, self.widths[column.at] * 0.9 - 2)
                lines = max(lines, needed - sum(map(self._own_lines, block[:-1])))
        return lines

    def _own_lines(self, row: Printed) -> int:
        roles = {column.slot.role: self.widths[column.at] for column in self.columns if column.slot}
        widths = [width - 2 * row.depth - 2 for role, width in roles.items() if role == "label"]
        measures = [width for role, width in roles.items() if role == "measure"]
        said = measure_printed(row.slot) if row.slot else ""
        return max([line_count(row.label, width) for width in widths] + [line_count(said, width) for width in measures] + [1])


def plan_tables(
    reference: Reference, form_id: str, period: Period, sender: Unit | None, first_row: int, before: ItemsBefore
) -> tuple[PlannedTable, ...]:
    """Where the tables of a form stand: below one another, or beside the one before where the register says so.

    Args:
        reference: the registers.
        form_id: a described form.
        period: the period reported on; what is not due in it is left out.
        sender: unit that reports: units as rows or columns are those below it.
        first_row: row of the sheet below its head.
        before: rows of its lists in the period before, which stand there already.
    """
    planned: list[PlannedTable] = []
    top, left = first_row, 0
    for shape in shapes_due(reference, form_id, period):
        if planned and shape.table.is_beside:
            top, left = planned[-1].top, planned[-1].right + 2
        elif planned:
            top, left = max(table.end_row for table in planned) + 1, 0
        planned.append(_plan(reference, shape, period, sender, (top, left), before))
    return tuple(_aligned(planned))


def _aligned(planned: Sequence[PlannedTable]) -> Iterator[PlannedTable]:
    """Tables that stand beside one another with as many head rows each, so that their rows begin together."""
    for table in planned:
        beside = [other for other in planned if other.top == table.top]
        depth = max(other.depth for other in beside)
        has_numbers = any(other.has_numbers for other in beside)
        down = (depth - table.depth) + (has_numbers - table.has_numbers)
        rows = tuple(replace(row, at=row.at + down) for row in table.rows)
        yield replace(table, depth=depth, has_numbers=has_numbers, rows=rows)


def _plan(
    reference: Reference, shape: Shape, period: Period, sender: Unit | None, place: Place, before: ItemsBefore
) -> PlannedTable:
    table, (top, left) = shape.table, place
    columns = tuple(printed_columns(reference, shape, period, sender, left))
    depth = max(len(column.heads) for column in columns) or 1
    measure = table.measure_vi or common_measure(reference, shape, period)
    head_row = top + bool(table.title_vi or measure)
    has_numbers = any(column.code for column in columns)
    rows = tuple(printed_rows(reference, shape, period, sender, head_row + depth + has_numbers, before))
    title = filled_in(table.title_vi or "", period)
    return PlannedTable(shape, top, title, measure, head_row, depth, has_numbers, rows, columns)


def common_measure(reference: Reference, shape: Shape, period: Period) -> str:
    """The unit of measure of all figures of a table whose registers print none; '' where they differ or print some."""
    slots = (*shape.rows, *shape.columns)
    if any(measure_printed(slot) or slot.role == "measure" for slot in slots):
        return ""
    about = [shape.cell(row, column) for row, column in shape.pairs]
    units = {reference.indicators[cell.indicator_id].unit_of_measure for cell in about if cell.indicator_id}
    labels = {code.code: code.label_vi for code in reference.codes("unit_of_measure", period.ends_on)}
    return labels.get(units.pop(), "") if len(units) == 1 else ""
