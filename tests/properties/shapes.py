"""Random forms of any shape: tables as registers describe them, filled in, and drawn as a clerk's workbook has them.

A table is a product of axes on its rows and one on its columns; units or a list may stand there too. What each cell of the
sheet is about is kept beside it, so whatever happens to rows and columns it is known what was meant.
"""

import dataclasses
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import product

from hypothesis import strategies as st

from pipelines.reference import FormSlot, FormTable, Indicator, Reference
from pipelines.reference.form_cells import Shape
from pipelines.reference.form_table_links import check_form_tables
from pipelines.reference.lines import Lines
from pipelines.returns.described import table_of
from pipelines.returns.layout import Forms
from tests.forms.reading import all_forms
from tests.forms.registers import reference
from tests.unit.workbooks import Cell

FORM = "members_03"
Key = tuple[str, str, str, str | None, str | None]
"""Table, row, column, owner, item: what an entry is about."""
Fields = Mapping[str, str]
Axis = Sequence[tuple[str, Fields]]
"""Label of each member, and what the register says of it."""
COUNTED = ("Kết nạp mới", "Chuyển đến", "Chuyển đi", "Đảng viên cuối kỳ", "Trong đó: nữ", "Số lượt kiểm tra", "2. Từ trần")
MONEY = ("Kinh phí", "Đảng phí đã thu")
AXES: Mapping[str, Axis] = {
    "sex": (("Nam", {"members": "sex=male"}), ("Nữ", {"members": "sex=female"})),
    "age": tuple((label, {"members": f"age=a{at}"}) for at, label in enumerate(("Dưới 35 tuổi", "35-50", "Trên 50 tuổi"))),
    "place": (("Thành thị", {"members": "place=town"}), ("Nông thôn", {"members": "place=land"})),
    "time": (
        ("Kỳ báo cáo", {}),
        ("Lũy kế từ đầu năm", {"period": "from_january"}),
        ("Cùng kỳ năm {year_before}", {"period": "year_before", "value_kind": "reference"}),
        ("Kế hoạch năm {year}", {"period": "year", "value_kind": "plan"}),
    ),
    "quarter": tuple((f"Quý {roman}", {"period": f"quarter_{at}"}) for at, roman in enumerate(("I", "II"), start=1)),
}
PRINTED = {"{year}": "2025", "{year_before}": "2024"}
MULTIPLES = {"người": 1, "nghìn người": 1000}
MULTIPLES_OF_MONEY = {"đồng": 1, "triệu đồng": 10**6}
UNITS = ("01021", "01024", "01033", "DONGBANG", "MIENNUI")
CODES: Mapping[str, tuple[str, str]] = {
    "path": ("{roman}", "{roman}/{inner}"),
    "letters of sections": ("{roman}", "{roman}/{letter}"),
    "of four digits": ("{outer:02}00", "{outer:02}{inner}0"),
    "R-": ("R-{outer}00", "R-{outer}0{inner}"),
    "with dots": ("1.{outer}", "1.{outer}.{inner}"),
    "with letters": ("{outer}", "{outer}{letter}"),
    "none": ("_{outer}", "_{outer}/_{inner}"),
}
"""Kind of codes → code of a row with others under it, and of one of these."""
KINDS = ("lines", "lines", "lines", "units", "units across", "list", "lines below units", "lines beside units")
ROW_KINDS = {"units": "unit", "list": "item", "lines below units": "unit_slot", "lines beside units": "unit_slot"}
SAID: dict[Cell, tuple[str, Decimal | None]] = {
    None: ("blank", None),
    "-": ("none_occurred", Decimal(0)),
    "x": ("not_applicable", None),
    "…": ("no_data", None),
    0: ("zero", Decimal(0)),
}
"""What a cell says → state and value; any other is a number."""


@dataclass
class Column:
    """One column of a table on a sheet."""

    key: str
    """Code of the slot, or the unit; '' for one that nobody asked for."""
    heads: tuple[str, ...]
    number: str


@dataclass
class Row:
    """One row of a table on a sheet; '' as key: nobody asked for it."""

    key: str
    cells: dict[str, Cell]
    """By the column's key."""
    unit: str | None = None
    """Unit that it is about, where rows come again for each."""


@dataclass
class Block:
    """One table as it is drawn."""

    table_id: str
    kind: str
    """What stands on its rows: slot, unit or item."""
    title: str
    measure: str
    columns: list[Column]
    rows: list[Row]
    has_numbers: bool = False
    is_merged: bool = True

    @property
    def depth(self) -> int:
        return max(len(column.heads) for column in self.columns)


@dataclass(repr=False)
class Form:
    """A form as registers describe it, how it is filled in, and what is meant by it."""

    shapes: list[Shape]
    blocks: list[Block]
    meant: dict[Key, tuple[str, Decimal | None]]
    layout: str = "below"
    """below, beside, sheets (one for each table), or continued (the rows of a table go on over a second sheet)."""

    @property
    def is_plain(self) -> bool:
        """Whether titles tell its tables apart: else it may be asked which is which."""
        return len(self.blocks) == 1 or all(block.title for block in self.blocks)


@lru_cache(maxsize=1)
def registers() -> Reference:
    """The registers with indicators that are counted or are money."""

    def indicator(name: str, label: str, unit: str) -> Indicator:
        fields = {
            "indicator_id": name,
            "label_vi": label,
            "label_en": label,
            "domain": "party_building",
            "frequency": "half_year",
        }
        fields |= {"unit_of_measure": unit, "aggregation": "sum", "valid_min": "0", "valid_max": "1000000000000"}
        return Indicator.model_validate(fields)

    made = [indicator(f"counted_{at}", label, "persons") for at, label in enumerate(COUNTED)]
    made.append(indicator("counted_all", "Cộng", "persons"))
    made += [indicator(f"money_{at}", label, "VND") for at, label in enumerate(MONEY)]
    return dataclasses.replace(reference(), indicator=(*reference().indicator, *made))


def faults_of(shapes: Sequence[Shape]) -> list[str]:
    """What the registers find wrong with a form."""
    tables = [shape.table for shape in shapes]
    slots = [slot for shape in shapes for slot in (*shape.rows, *shape.columns)]
    loaded = {
        name: Lines(f"{name}.csv", list(enumerate(rows, start=2)))
        for name, rows in (("form_table", tables), ("form_slot", slots))
    }
    empty = ("breakdown", "code", "form", "form_line", "indicator", "list_indicator")
    loaded |= {name: Lines(f"{name}.csv", []) for name in empty}
    return list(check_form_tables(loaded, lambda *_: iter(())))


def forms_with(form: Form) -> Forms:
    """What the reader knows of a form."""
    return dataclasses.replace(all_forms(), tables=tuple(table_of(registers(), shape) for shape in form.shapes))


@st.composite
def forms(draw: st.DrawFn, most_tables: int = 3) -> Form:
    """A form of one to three tables, filled in."""
    count = draw(st.integers(1, most_tables))
    # A table that states no measure has that of the one above: all of them state theirs, or none.
    is_stated = draw(st.booleans())
    form = Form([], [], {}, draw(st.sampled_from(("below", "beside", "sheets", "continued"))))
    number = iter(range(1, 9999))
    has_numbers = draw(st.booleans())
    for table_id in "abc"[:count]:
        title = f"{table_id.upper()}. Bảng {table_id}" if count > 1 and draw(st.integers(0, 3)) else ""
        kind = draw(st.sampled_from(KINDS))
        add_table(draw, form, table_id, title, kind, number, is_stated=is_stated)
        form.blocks[-1].has_numbers = has_numbers
    return form


def add_table(
    draw: st.DrawFn, form: Form, table_id: str, title: str, kind: str, number: Iterator[int], *, is_stated: bool
) -> None:
    """A table for `form`, with its figures; `number`: what they are, each another."""
    has_money = not kind.startswith("lines") or draw(st.booleans())
    measure = draw(st.sampled_from(sorted(MULTIPLES))) if is_stated else ""
    money = draw(st.sampled_from(sorted(MULTIPLES_OF_MONEY)))
    indicators = draw_indicators(draw, money if has_money else "", is_across=kind in ("units", "list"))
    names = draw(st.lists(st.sampled_from(sorted(AXES)), max_size=2, unique=True))
    if {"time", "quarter"} <= set(names):
        names.remove("quarter")
    axes: list[Axis] = [AXES[name][: draw(st.integers(1, len(AXES[name])))] for name in names]
    if kind.startswith("lines"):
        down = draw(st.integers(0, len(axes)))
        rows, across = axes[:down], axes[down:]
        side = draw(st.sampled_from(("row", "column"))) if rows and across else "column" if rows else "row"
        if has_money:
            side = "column"  # a measure of their own is printed in the heads
        rows, across = ([indicators, *rows][:2], across) if side == "row" else (rows, [indicators, *across])
        unused = iter(AXES[name] for name in ("place", "age", "sex") if name not in names)
        rows, across = rows or [next(unused)], across or [next(unused)]
    else:
        rows, across = (
            ([indicators] if kind == "units across" else []),
            ([] if kind == "units across" else [indicators, *axes[:1]]),
        )
    style = draw(st.sampled_from(sorted(CODES)))
    table = FormTable.model_validate(
        {
            "form_id": FORM,
            "table_id": table_id,
            "title_vi": title or None,
            "row_kind": ROW_KINDS.get(kind, "slot"),
            "column_kind": "unit" if kind == "units across" else "slot",
        }
    )
    row_slots = slots_down(draw, table_id, rows, style) if rows else total_of(draw, table_id, kind)
    fixed = fixed_columns(table_id, kind, style)
    shape = Shape(table, tuple(row_slots), (*fixed, *slots_across(draw, table_id, across)))
    form.shapes.append(shape)
    form.blocks.append(fill(draw, form, shape, title, measure, money, number))


def draw_indicators(draw: st.DrawFn, money: str, *, is_across: bool) -> Axis:
    counted = draw(st.lists(st.sampled_from(range(len(COUNTED))), min_size=1, max_size=3, unique=True))
    found = [(COUNTED[at], {"indicator_id": f"counted_{at}"}) for at in counted if not is_across or "2. " not in COUNTED[at]]
    found = found or [(COUNTED[0], {"indicator_id": "counted_0"})]
    if money:
        found.append((f"{MONEY[0]} ({money})", {"indicator_id": "money_0"}))
    return found


def slot(table_id: str, side: str, code: str, label: str, fields: Fields) -> FormSlot:
    """A line of the register."""
    more = {"form_id": FORM, "table_id": table_id, "side": side, "slot_code": code, "label_vi": label}
    return FormSlot.model_validate({**more, **fields})


def slots_down(draw: st.DrawFn, table_id: str, axes: Sequence[Axis], style: str) -> list[FormSlot]:
    """Rows: of two axes the second stands under each member of the first, which heads it or is its total."""
    outer_code, inner_code = CODES[style]
    if len(axes) == 1:
        rows = [
            slot(table_id, "row", outer_code.format(**places(at, 0)), label, fields)
            for at, (label, fields) in enumerate(axes[0], start=1)
        ]
        if len(rows) > 1 and style in ("path", "of four digits", "none") and draw(st.booleans()) and is_one_kind(axes[0]):
            total = axes[0][0][1].get("indicator_id")
            own = {"formula": "+".join(row.slot_code for row in rows)} | ({"indicator_id": "counted_all"} if total else {})
            rows.append(slot(table_id, "row", "_total", "Cộng", own))
        return rows
    found = []
    has_totals = draw(st.booleans()) and is_one_kind(axes[1])
    for at, (label, fields) in enumerate(axes[0], start=1):
        inner = [
            slot(table_id, "row", inner_code.format(**places(at, number)), text, {**fields, **more})
            for number, (text, more) in enumerate(axes[1], start=1)
        ]
        own = {**fields, "formula": "+".join(row.slot_code for row in inner)} if has_totals else {"role": "heading"}
        found += [slot(table_id, "row", outer_code.format(**places(at, 0)), label, own), *inner]
    return found


def is_one_kind(axis: Axis) -> bool:
    """Whether its members may be added up."""
    return not any("period" in fields or "value_kind" in fields or fields == {} for _, fields in axis)


def places(outer: int, inner: int) -> dict[str, object]:
    """What stands in a code."""
    return {"outer": outer, "inner": inner, "roman": ("", "I", "II", "III", "IV", "V")[outer], "letter": " abcdefg"[inner]}


def total_of(draw: st.DrawFn, table_id: str, kind: str) -> list[FormSlot]:
    formula = "units" if kind == "units" else "items"
    return [slot(table_id, "row", "_all", "Tổng cộng", {"formula": formula})] if draw(st.booleans()) else []


def fixed_columns(table_id: str, kind: str, style: str) -> list[FormSlot]:
    """The columns that tell rows apart."""
    made: Sequence[tuple[str, str, Fields]]
    if kind == "list":
        made = [
            ("A", "Mã công trình", {"role": "key"}),
            ("B", "Tên công trình", {"role": "label"}),
            ("C", "Nguồn vốn", {"role": "attribute"}),
        ]
    elif kind == "units":
        made = [("A", "STT", {"role": "number"}), ("B", "Mã xã", {"role": "code"}), ("C", "Xã, thị trấn", {"role": "label"})]
    elif kind == "lines beside units":
        made = [("A", "TT", {"role": "code"})] * (style != "none")
        made += [("B", "Nội dung", {"role": "label"}), ("C", "Địa phương", {"role": "unit"})]
    else:
        made = [("A", "TT", {"role": "code"})] * (style != "none") + [("B", "Nội dung", {"role": "label"})]
    return [slot(table_id, "column", code, label, fields) for code, label, fields in made]


def slots_across(draw: st.DrawFn, table_id: str, axes: Sequence[Axis]) -> list[FormSlot]:
    """Columns: a product of axes, with a total where one may stand."""
    found: list[tuple[str, Fields]] = []
    for members in product(*axes):
        heads = " / ".join(label for label, _ in members)
        fields: Fields = {}
        for _, more in members:
            joined = " ".join(filter(None, (fields.get("members"), more.get("members"))))
            fields = {**fields, **more, **({"members": joined} if joined else {})}
        found.append((heads, fields))
    if not axes:
        found = [("Cộng", {"formula": "units"})] if draw(st.booleans()) else []
    made = [slot(table_id, "column", str(at), heads, fields) for at, (heads, fields) in enumerate(found, start=1)]
    if axes and len(axes[-1]) > 1 and len(axes) == 1 and is_one_kind(axes[0]) and "members" in axes[0][0][1]:
        formula = "+".join(one.slot_code for one in made)
        made.append(slot(table_id, "column", str(len(made) + 1), "Tổng số", {"formula": formula}))
        if draw(st.booleans()):
            fields = {"members": "origin=minority", "of_which": made[-1].slot_code}
            made.append(slot(table_id, "column", str(len(made) + 1), "Trong đó: dân tộc thiểu số", fields))
    return made


def fill(draw: st.DrawFn, form: Form, shape: Shape, title: str, measure: str, money: str, number: Iterator[int]) -> Block:
    """The table as a clerk fills it in."""
    units = draw(st.lists(st.sampled_from(UNITS), min_size=1, max_size=3, unique=True))
    chance = random.Random(draw(st.integers(0, 1000)))  # drawing each cell would take most of the time
    columns, rows = columns_of(shape, units), rows_of(shape, units)
    down = {slot.slot_code: slot for slot in shape.rows}
    over = {slot.slot_code: slot for slot in shape.columns}
    for row, column in product(rows, columns):
        one, other = down.get(row.key), over.get(column.key)
        is_name = one is None and shape.table.row_kind == "unit_slot"
        if is_name or (one and one.role) or (other and other.role):
            continue
        cell = shape.cell(one, other)
        value = chance.choice([next(number)] * 5 + [None, "-", "x", "…", 0])
        row.cells[column.key] = value
        multiple = MULTIPLES_OF_MONEY[money] if (cell.indicator_id or "").startswith("money") else MULTIPLES.get(measure, 1)
        key = (shape.table.table_id, row.key if one else "", column.key if other else "", *owner_and_item(shape, row, column))
        form.meant[key] = ("value", Decimal(value) * multiple) if isinstance(value, int) and value else SAID[value]
    return Block(shape.table.table_id, shape.table.row_kind, title, measure, columns, rows)


def owner_and_item(shape: Shape, row: Row, column: Column) -> tuple[str | None, str | None]:
    """The unit that a cell is about, and the item of a list."""
    if shape.table.row_kind == "unit_slot":
        return row.unit, None
    is_slot = row.key in shape.codes["row"], column.key in shape.codes["column"]
    if shape.table.row_kind != "slot" and not is_slot[0]:
        return (row.key, None) if shape.table.row_kind == "unit" else (None, row.key)
    return (None if is_slot[1] else column.key), None


def columns_of(shape: Shape, units: Sequence[str]) -> list[Column]:
    """The columns as they are printed; units stand before their total."""
    columns = [
        Column(slot.slot_code, printed(slot.label_vi), "" if slot.slot_code.startswith("_") else slot.slot_code)
        for slot in shape.columns
    ]
    if shape.table.column_kind == "unit":
        first = next((at for at, slot in enumerate(shape.columns) if slot.formula), len(columns))
        columns[first:first] = [Column(unit, (name_of(unit),), "") for unit in units]
    return columns


def rows_of(shape: Shape, units: Sequence[str]) -> list[Row]:
    """The rows as they are printed; units and items stand before their total."""
    kind = shape.table.row_kind
    label = "C" if kind == "unit" else "B"
    own = [
        Row(
            slot.slot_code,
            {"A": own_code(slot.slot_code) if kind in ("slot", "unit_slot") else None, label: printed(slot.label_vi)[0]},
        )
        for slot in shape.rows
    ]
    if kind == "unit_slot":
        is_beside = any(slot.role == "unit" for slot in shape.columns)
        return [row for unit in units for row in rows_of_unit(unit, own, is_beside=is_beside)]
    if kind == "unit":
        return [Row(unit, {"A": at, "B": unit, "C": name_of(unit)}) for at, unit in enumerate(units, start=1)] + own
    if kind == "item":
        items = [(f"CT{at}", f"Công trình {unit}") for at, unit in enumerate(units)]
        return [Row(key, {"A": key, "B": name, "C": "Ngân sách"}) for key, name in items] + own
    return own


def rows_of_unit(unit: str, own: Sequence[Row], *, is_beside: bool) -> Iterator[Row]:
    """The rows of a form again for one unit: below its name, or with its name beside the first of them."""
    if not is_beside:
        yield Row("", {"B": name_of(unit)}, unit)
    for at, row in enumerate(own):
        beside: dict[str, Cell] = {"C": name_of(unit)} if is_beside and at == 0 else {}
        yield Row(row.key, {**row.cells, **beside}, unit)


def name_of(unit_id: str) -> str:
    """A unit's name as the register has it."""
    return registers().versions_of(unit_id)[0].name_vi


def printed(label: str) -> tuple[str, ...]:
    """Heads as they stand on the sheet."""
    for name, said in PRINTED.items():
        label = label.replace(name, said)
    return tuple(label.split(" / "))


def own_code(code: str) -> str | None:
    """A row's code as it is printed."""
    own = code.rpartition("/")[2]
    return None if own.startswith("_") else own
