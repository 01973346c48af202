"""Registers of forms whose tables have any shape: tables, their rows and columns, members of breakdowns, what lists count.

A form that has lines here is a *described* form. One whose lines stand in form_line needs none of this.
"""

from datetime import date
from typing import Literal

from pipelines.reference.fields import Aliases, Id, Members, Register, RelativePeriod, SlotCode, Text, Words

Side = Literal["row", "column"]
Role = Literal["number", "code", "label", "measure", "note", "unit", "key", "key_attribute", "attribute", "heading"]
ValueKind = Literal["plan", "reference", "computed"]
UNIT_ROWS = ("unit", "unit_slot")
"""Kinds of rows that are about units."""
UNITS, ITEMS = "units", "items"
"""What a formula adds up besides slots: all units that stand on the other slots of the side, all rows of a list."""


class FormTable(Register):
    """One table of a form whose shape is described row by row and column by column."""

    form_id: Id
    """Form that the table belongs to."""
    table_id: Id
    """Table within the form, e.g. 'a'."""
    title_vi: Text | None = None
    """Heading above the table that tells it from others of its form, e.g. 'A. Đối với tổ chức đảng'; empty: it has none."""
    row_kind: Literal["slot", "unit", "unit_slot", "item"] = "slot"
    """What stands on its rows: slot: what form_slot lists; unit: units of the register; unit_slot: what form_slot lists, again
    for each unit, below its name or beside it in a column of role unit; item: a list, as long as it may be."""
    column_kind: Literal["slot", "unit"] = "slot"
    """What stands on its columns: slot: what form_slot lists; unit: beside these, units of the register."""
    indicator_id: Id | None = None
    """Indicator of its figures where neither row nor column names one."""
    members: Members = ()
    """Members of breakdowns of all its figures, e.g. 'level=province', separated by spaces."""
    measure_vi: Text | None = None
    """Unit of measure as printed over the table, e.g. 'nghìn người'."""
    unit_kinds: Words = ()
    """Kinds of unit that stand on it, separated by spaces: a table of districts stops above their communes, which owe nothing
    in it. Empty: all units below the one that reports."""
    is_beside: bool = False
    """Whether it is drawn beside the table before it, not below; a return may have it anywhere."""
    valid_from_on: date | None = None
    """First day of the periods in which the table is due; empty: as long as its form."""
    valid_to_on: date | None = None
    """Last day of the periods in which the table is due; empty: as long as its form."""

    @property
    def has_units(self) -> bool:
        """Whether units stand on a side of it."""
        return self.row_kind in UNIT_ROWS or self.column_kind == "unit"


class FormSlot(Register):
    """One row or column of a described table as it is printed."""

    form_id: Id
    """Form."""
    table_id: Id
    """Table within the form."""
    side: Side
    """Whether it is a row or a column."""
    slot_code: SlotCode
    """Its code as printed ('A', '1', '0010', 'R-101'); for numbers that come again under each section the path, 'II/2/a'.

    Where nothing is printed, a name of ours that begins with '_': '_total'.
    """
    label_vi: Text
    """Its text as printed; head rows from the top, joined by ' / ': 'Chia ra / Chính thức / Đang công tác'.

    What follows the period is written {year}, {year_before}, {month} or {quarter}: 'Kế hoạch năm {year}'.
    """
    role: Role | None = None
    """What it holds besides figures: number, code, label, measure, note; unit: the unit that a row of a table of kind unit_slot
    is about, and as a row of one, before or behind the others, what the rows of all units together are called ('Toàn huyện');
    in a list key, key_attribute (tells rows without
    a key apart) or attribute; heading: a row that heads those below it. Empty: figures."""
    value_kind: ValueKind | None = None
    """plan; reference (another period's, for comparison); computed (a ratio: checked, never added). Empty: figures."""
    indicator_id: Id | None = None
    """Indicator of its figures, where this side names it."""
    members: Members = ()
    """Members of breakdowns of its figures, e.g. 'sex=female age=under_5', separated by spaces."""
    period: RelativePeriod | None = None
    """Period of its figures, relative to the return's: year, from_january, year_before, …; empty: the return's own."""
    formula: Text | None = None
    """How it follows from others of its side: '2+3+4', 'I + II - III', '6/5'; 'units' or 'items' for all of them.

    With + and - it is a total, which is never counted with its parts; with / it is computed. A total that is cut in several
    ways has each, '3+4 = 5+6+7+8': a template computes the first, all are compared. Where rows come again for each unit, a row
    of 'units' stands once, before or behind them, and adds up those that no other row of a unit adds up.
    """
    of_which: SlotCode | None = None
    """Slot of its side of which it is a part that overlaps others ('trong đó')."""
    measure_vi: Text | None = None
    """Unit of measure as printed for it: 'triệu đồng', '%'; the nearest to a figure holds: column or row, table, head."""
    closed: Words = ()
    """Codes of the other side with which it has no figure ('x', grey), separated by spaces."""
    valid_from_on: date | None = None
    """First day of the periods in which it is due; empty: as long as its table."""
    valid_to_on: date | None = None
    """Last day of the periods in which it is due; empty: as long as its table."""

    @property
    def has_code(self) -> bool:
        """Whether a code is printed for it."""
        return not self.slot_code.rpartition("/")[2].startswith("_")


class Breakdown(Register):
    """One member of an axis along which indicators are broken down (phân tổ)."""

    axis_id: Id
    """Axis, from code list 'axis', e.g. 'sex'."""
    member_id: Id
    """Member, e.g. 'female'."""
    label_vi: Text
    """Label as printed."""
    aliases: Aliases = ()
    """Other spellings, separated by '|'."""
    parent_id: Id | None = None
    """Member of the same axis that it is part of."""


class ListIndicator(Register):
    """An indicator that is counted or summed from the rows of a list (form_table with row_kind item)."""

    indicator_id: Id
    """Indicator; it stands on no line or cell of a form."""
    form_id: Id
    """Form."""
    table_id: Id
    """Its table that is a list."""
    column_code: SlotCode | None = None
    """Column of which it is the sum; empty: the rows are counted."""
    condition: Text | None = None
    """Which rows count; empty: all. '2 = Xã Hồng Phong|Xã Sơn Lộc; 3 >= 2024-01-01; section != II': all of them must hold.

    A condition is a column (or section: the row of the form that heads a row), one of = != > >= < <=, and a value; of several
    values parted by '|' any. Days are written 2024-01-31, or {period}: any day of the period; numbers in the unit of measure
    of the column's indicator; no value: nothing is written there.
    """
