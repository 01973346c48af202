"""What is printed on the rows and columns of a described table: slots of the form, units, empty rows of a list."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pipelines.language.days import Days, with_printed_numbers
from pipelines.reference import FormSlot, Period, Reference, Unit
from pipelines.reference.described_dues import Listed, units_listed, whole_of_units
from pipelines.reference.form_cells import Shape, cuts
from pipelines.reference.form_tables import ITEMS, UNITS
from pipelines.returns.described import HEADS_APART, NOT_PRINTED, section_of

ITEM_ROWS = 6
"""Empty rows of a list as it is drawn."""
UNIT_ROWS = 6
"""Empty rows of a table of units as it is drawn for a unit that has none below it."""


@dataclass(frozen=True)
class ItemBefore:
    """A row of a list as the period before had it."""

    label: str
    """What the item is called."""
    texts: Mapping[str, str | dt.date] = field(compare=False)
    """Column → key or attribute."""
    figures: Mapping[str, Mapping[str, Any]] = field(compare=False)
    """Column → figure, as it is published."""


ItemsBefore = Mapping[tuple[str, str | None], Sequence[ItemBefore]]
"""table_id and section (None: of a list without any) → its rows in the period before."""


@dataclass(frozen=True)
class Printed:
    """One row or column of figures or texts as it is printed: a slot of the form, a unit, or an empty row of a list."""

    at: int
    """Row or column of the sheet, from 0."""
    slot: FormSlot | None = None
    unit: Unit | None = None
    code: str = ""
    """Code as printed; '' where none is."""
    label: str = ""
    depth: int = 0
    """How far its text is indented."""
    parent: str | None = None
    """Unit that a unit is part of, if that stands here too; slot below which a row of a list stands."""

    unit_name: str = ""
    """Name of the unit beside the rows that come again for it, as nobody can take it for another one."""
    unit_number: int = 0
    """Place of that unit among those of the table, from 1."""
    item: ItemBefore | None = None
    """What stands there already on a row of a list."""
    is_heading: bool = False
    """It only names the unit that the rows below it are about."""

    @property
    def key(self) -> str:
        """What identifies it on its side: slot code, unit id, both where rows come again, or '#' and the row's number."""
        if self.slot and self.unit:
            return f"{self.unit.unit_id} {self.slot.slot_code}"
        return self.slot.slot_code if self.slot else self.unit.unit_id if self.unit else f"#{self.at}"

    @property
    def has_figures(self) -> bool:
        """Whether figures stand in it."""
        return not self.is_heading and (self.slot is None or self.slot.role is None)

    @property
    def said(self) -> str:
        """As a clerk knows it: its printed code, else its text."""
        if self.slot and self.slot.has_code:
            return self.slot.slot_code
        return f"'{self.label.split(HEADS_APART)[-1]}'"

    @property
    def heads(self) -> list[str]:
        """Texts over a column, from the top."""
        return [text for text in self.label.split(HEADS_APART) if text != NOT_PRINTED]


def filled_in(label: str, period: Period) -> str:
    """A label with the parts that follow the period."""
    return with_printed_numbers(label, Days(period.starts_on, period.ends_on))


def printed_columns(reference: Reference, shape: Shape, period: Period, sender: Unit | None, left: int) -> Iterator[Printed]:
    """The columns of a table from column `left` of the sheet on; units stand behind the form's own columns of figures."""
    listed = units_listed(reference, sender, period, shape.table.unit_kinds) if shape.table.column_kind == "unit" else []
    figures = [place for place, slot in enumerate(shape.columns) if slot.role is None]
    stubs = [place for place, slot in enumerate(shape.columns) if slot.role not in (None, "note")]
    after = max(figures or stubs, default=-1)
    number = max((int(slot.slot_code) for slot in shape.columns if slot.slot_code.isdecimal()), default=0)
    has_codes = any(not slot.slot_code.startswith(NOT_PRINTED) for slot in shape.columns)
    at = left
    for place, slot in enumerate(shape.columns):
        yield Printed(at, slot, None, _column_code(slot, number, len(listed)), _column_label(shape, slot, period))
        at += 1
        for unit, _, above in listed if place == after else []:
            number += 1
            yield Printed(at, None, unit, str(number) if has_codes else "", reference.unit_names[unit.key], 0, above)
            at += 1


def _column_label(shape: Shape, slot: FormSlot, period: Period) -> str:
    """A column's heads with its unit of measure, where that is another than the table's and they do not say it."""
    label, measure = filled_in(slot.label_vi, period), slot.measure_vi or ""
    is_said = not measure or measure == shape.table.measure_vi or measure.casefold() in label.casefold()
    return label if is_said else f"{label} ({measure})"


def _column_code(slot: FormSlot, number: int, unit_count: int) -> str:
    """What the row of column numbers says: '1=2+3', of all units '1=2+…+6'."""
    if slot.slot_code.startswith(NOT_PRINTED):
        return ""
    formula = " = ".join("".join(cut.split()) for cut in cuts(slot.formula or ""))
    if formula == UNITS:
        formula = f"{number + 1}+…+{number + unit_count}" if unit_count > 1 else ""
    return slot.slot_code if not formula or NOT_PRINTED in formula or formula == ITEMS else f"{slot.slot_code}={formula}"


def printed_rows(
    reference: Reference, shape: Shape, period: Period, sender: Unit | None, first: int, before: ItemsBefore
) -> Iterator[Printed]:
    """The rows of a table from row `first` of the sheet on; units stand below the form's own rows.

    Of a list, its rows of the period before and empty ones stand above its one sum, or below each heading, or each sum of a
    group where there is none.
    """
    kind, at = shape.table.row_kind, first
    if kind == "unit_slot":
        yield from _rows_again(reference, shape, period, sender, first)
        return
    headings = [slot for slot in shape.rows if slot.role == "heading"] if kind == "item" else []
    lists = headings or [slot for slot in shape.rows if slot.formula == ITEMS]
    for row in slot_rows(shape, period):
        slot = row.slot
        assert slot
        is_listed = kind == "item" and slot in lists
        is_above = is_listed and (bool(headings) or len(lists) > 1)
        for item in _items(before, shape, None) if is_listed and not is_above else ():
            yield Printed(at, label=item.label if item else "", parent=slot.slot_code, item=item)
            at += 1
        yield replace(row, at=at)
        at += 1
        for item in _items(before, shape, slot.slot_code) if is_above else ():
            yield Printed(at, label=item.label if item else "", depth=1, parent=slot.slot_code, item=item)
            at += 1
    if kind == "item" and not lists:
        for place, item in enumerate(_items(before, shape, None)):
            yield Printed(at + place, label=item.label if item else "", item=item)
    if kind == "unit":
        has_total = any(slot.formula == UNITS for slot in shape.rows)
        listed = units_listed(reference, sender, period, shape.table.unit_kinds, has_total=has_total)
        yield from _unit_rows(reference, listed, at)


def _items(before: ItemsBefore, shape: Shape, section: str | None) -> list[ItemBefore | None]:
    """What stands on the rows of a section of a list: what did in the period before, then nothing on empty ones."""
    return [*before.get((shape.table.table_id, section), ()), *[None] * ITEM_ROWS]


def _rows_again(reference: Reference, shape: Shape, period: Period, sender: Unit | None, at: int) -> Iterator[Printed]:
    """The rows of the form for each unit, below its name where no column is for it, and for all of them where it says so."""
    listed = units_listed(reference, sender, period, shape.table.unit_kinds)
    is_headed = not any(slot.role == "unit" for slot in shape.columns)
    blocks: list[tuple[FormSlot | None, Unit | None, int, str | None]]
    blocks = [(None, *each) for each in listed] or [(None, None, 0, None)]
    whole, total = whole_of_units(reference, sender, period), next((slot for slot in shape.rows if slot.role == "unit"), None)
    if listed and whole and total:
        blocks = [(slot, unit, depth, above or whole.unit_id) for slot, unit, depth, above in blocks]
        blocks.insert(0 if shape.rows[0] is total else len(blocks), (total, whole, 0, None))
    of_all = shape.of_all_units
    alone = [replace(row, unit=whole) for row in slot_rows(shape, period) if row.slot is of_all]
    if not is_headed:  # its text stands where the names of units do
        alone = [replace(row, unit_name=row.label, label="", unit_number=len(blocks) + 1) for row in alone]
    for row in alone if shape.rows[0] is of_all else ():
        yield replace(row, at=at)
        at += 1
    for number, (slot, unit, depth, above) in enumerate(blocks, 1):
        name = filled_in(slot.label_vi, period) if slot else reference.unit_names[unit.key] if unit else ""
        if is_headed:
            yield Printed(at, slot, unit, "", name, depth, above, is_heading=True)
            at += 1
        for row in slot_rows(shape, period):
            if row.slot in (total, of_all):
                continue
            own = replace(row, at=at, unit=unit, parent=above, depth=row.depth + is_headed)
            yield own if is_headed else replace(own, unit_name=name, unit_number=number)
            at += 1
    for row in alone if shape.rows[0] is not of_all else ():
        yield replace(row, at=at)


def _unit_rows(reference: Reference, units: Sequence[Listed], at: int) -> Iterator[Printed]:
    """Rows of units, numbered anew below each; those that have parts take letters."""
    numbers: dict[str | None, int] = {}
    parents = {above for _, _, above in units}
    above_areas = {above for unit, _, above in units if unit.unit_id in parents}
    for place, (unit, depth, above) in enumerate(units):
        numbers[above] = numbers.get(above, 0) + 1
        number = _letter(numbers[above]) if unit.unit_id in parents else str(numbers[above])
        code, name = "" if unit.unit_id in above_areas else number, reference.unit_names[unit.key]
        yield Printed(at + place, None, unit, code, name, depth, above)
    if not units:
        yield from (Printed(at + place) for place in range(UNIT_ROWS))


def _letter(number: int) -> str:
    return chr(ord("A") + number - 1) if number <= 26 else str(number)


def slot_rows(shape: Shape, period: Period) -> list[Printed]:
    """The rows that a table's register lists, in printed order: code and depth from the path to each, places from 0."""
    codes = {slot.slot_code for slot in shape.rows}
    depths: dict[str, int] = {}
    found = []
    for place, slot in enumerate(shape.rows):
        section = section_of(slot.slot_code, codes)
        own = slot.slot_code.removeprefix(f"{section}/") if section else slot.slot_code
        depth = depths[section] + 1 if section in depths else 0
        if slot.of_which in depths:
            depth = max(depth, depths[slot.of_which] + 1)
        depths[slot.slot_code] = depth
        code = "" if own.startswith(NOT_PRINTED) else own
        label = "" if slot.label_vi == NOT_PRINTED else filled_in(slot.label_vi, period)
        found.append(Printed(place, slot, None, code, label, depth))
    return found
