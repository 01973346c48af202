"""Checks described tables: that their slots name what there is, and that each cell is one figure and no other one's."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from pipelines.language.months import MONTHS
from pipelines.reference.circles import circle, is_part_of_itself
from pipelines.reference.fields import overlap
from pipelines.reference.form_cells import FormCell, Shape, cuts, operands, shapes_in
from pipelines.reference.form_print_links import PrintLinks
from pipelines.reference.form_tables import UNIT_ROWS, UNITS, Breakdown, FormSlot, FormTable
from pipelines.reference.frequency import RANKS
from pipelines.reference.lines import Lines, Unknown
from pipelines.reference.registers import Form, Indicator, PeriodType

_COLUMN_ROLES = frozenset(("number", "code", "label", "measure", "note", "unit", "key", "key_attribute", "attribute"))
_OF_LISTS = frozenset(("key", "key_attribute", "attribute"))


def check_form_tables(loaded: Mapping[str, Lines], unknown: Unknown) -> Iterator[str]:
    """Yield every fault of form_table, form_slot and breakdown as 'file:line: fault'.

    Args:
        loaded: the registers.
        unknown: yields a fault for each value that a register does not have.
    """
    tables = {line: row for line, row in loaded["form_table"].rows if isinstance(row, FormTable)}
    slots = {line: row for line, row in loaded["form_slot"].rows if isinstance(row, FormSlot)}
    lines_of_slots = {(row.form_id, row.table_id, row.side, row.slot_code): line for line, row in slots.items()}
    for name, rows in (("form_table", tables), ("form_slot", slots)):
        for line, row in rows.items():
            yield from unknown(name, line, "member", "breakdown", row.members)
    for line, slot in slots.items():
        yield from unknown("form_slot", line, "table", "form_table", [f"{slot.form_id} {slot.table_id}"])
    yield from _simple_and_described(loaded, tables)
    yield from _parent_faults(loaded)
    lines_of_tables = {(row.form_id, row.table_id): line for line, row in tables.items()}
    known, printed = shapes_in(loaded), PrintLinks(loaded)
    yield from _same_tables(known.values(), lines_of_tables)
    for key, shape in known.items():
        line_of = {id(slot): lines_of_slots[(*key, slot.side, slot.slot_code)] for slot in (*shape.rows, *shape.columns)}
        yield from (f"form_table.csv:{lines_of_tables[key]}: {fault}" for fault in _table_faults(shape))
        for slot in (*shape.rows, *shape.columns):
            yield from (f"form_slot.csv:{line_of[id(slot)]}: {fault}" for fault in _slot_faults(shape, slot))
        often = _frequencies(loaded, key[0]) if shape.table.row_kind == "item" else set()
        for slot in shape.columns if often else ():
            yield from (f"form_slot.csv:{line_of[id(slot)]}: {fault}" for fault in _period_faults(slot, often))
        yield from _circles(shape, line_of)
        yield from _twins(shape, line_of)
        yield from _cell_faults(shape, line_of, lines_of_tables[key])
        yield from printed.faults(shape, line_of, lines_of_tables[key])


def _simple_and_described(loaded: Mapping[str, Lines], tables: Mapping[int, FormTable]) -> Iterator[str]:
    simple = {getattr(row, "form_id") for _, row in loaded["form_line"].rows}  # noqa: B009
    for line, table in tables.items():
        if table.form_id in simple:
            yield f"form_table.csv:{line}: form '{table.form_id}' has lines in form_line.csv too; describe it in one of the two"


def _parent_faults(loaded: Mapping[str, Lines]) -> Iterator[str]:
    rows = [(line, row) for line, row in loaded["breakdown"].rows if isinstance(row, Breakdown)]
    wholes = {(row.axis_id, row.member_id): (row.axis_id, row.parent_id) if row.parent_id else None for _, row in rows}
    for line, row in rows:
        own = (row.axis_id, row.member_id)
        if (whole := wholes[own]) and whole not in wholes:
            yield f"breakdown.csv:{line}: parent_id '{row.parent_id}' is no member of axis '{row.axis_id}'"
        elif is_part_of_itself(own, whole, wholes):
            yield f"breakdown.csv:{line}: '{row.member_id}' is part of itself by way of '{row.parent_id}'"


def _table_faults(shape: Shape) -> Iterator[str]:
    """What a table as a whole lacks."""
    table, roles = shape.table, {slot.role for slot in shape.columns}
    if table.column_kind == "slot" and None not in roles and table.row_kind != "item":
        yield f"table '{table.table_id}' of '{table.form_id}' has no column of figures in form_slot.csv"
    if table.row_kind in ("slot", "unit_slot") and not any(slot.role is None for slot in shape.rows):
        yield f"table '{table.table_id}' of '{table.form_id}' has no row of figures in form_slot.csv"
    if not roles & {"code", "label"} or (table.row_kind == "item" and "label" not in roles):
        needed = "label" if table.row_kind == "item" else "label or code"
        yield f"table '{table.table_id}' of '{table.form_id}' has no column with role {needed}: nothing tells its rows apart"
    if table.unit_kinds and not table.has_units:
        yield f"table '{table.table_id}' of '{table.form_id}' has unit_kinds, and no units on its rows or columns"
    if table.row_kind in UNIT_ROWS and table.column_kind == "unit":
        yield f"table '{table.table_id}' of '{table.form_id}' has units on both sides; a figure is about one of them"


def _slot_faults(shape: Shape, slot: FormSlot) -> Iterator[str]:
    """What is wrong with one slot by itself."""
    table, codes = shape.table, shape.codes[slot.side]
    if slot.role == "heading" and slot.side == "column":
        yield "role heading is a row's; heads over a column stand in its label_vi, parted by ' / '"
    is_of_all = slot.role == "unit" or (table.row_kind == "unit_slot" and slot.formula == UNITS)
    if is_of_all and slot.side == "row":
        yield from _whole_faults(shape, slot)
    elif slot.role in _COLUMN_ROLES and slot.side == "row":
        yield f"role {slot.role} is a column's"
    if slot.role in _OF_LISTS and table.row_kind != "item":
        yield f"role {slot.role} is a list's; table '{table.table_id}' has row_kind '{table.row_kind}'"
    if slot.role == "unit" and table.row_kind != "unit_slot":
        yield f"role unit needs row_kind unit_slot; table '{table.table_id}' has row_kind '{table.row_kind}'"
    if slot.role and (slot.formula or slot.indicator_id or slot.value_kind or slot.period or slot.members or slot.closed):
        yield f"a slot with role {slot.role} has no figures: leave the columns about figures empty"
    if slot.formula:
        try:
            found = [operands(cut, codes) for cut in cuts(slot.formula)]
            if len(found) > 1 and any(operator in "*/" for cut in found for operator, _ in cut):
                yield f"formula is parted by '=' where a total is cut in several ways, received '{slot.formula}'"
        except ValueError as error:
            yield str(error)
    if slot.of_which and slot.of_which not in codes - {slot.slot_code}:
        yield f"of_which '{slot.of_which}' is no other {slot.side} of the table"
    if slot.side == "row" and shape.added_sections.get(slot.slot_code) == ():
        yield "formula 'items': no heading opens the group that it adds up; it stands below a heading, before the next sum"
    across = shape.codes["column" if slot.side == "row" else "row"]
    for code in slot.closed:
        if code not in across:
            yield f"closed '{code}' is no {'column' if slot.side == 'row' else 'row'} of the table"


def _frequencies(loaded: Mapping[str, Lines], form_id: str) -> set[PeriodType]:
    """How often a form is reported: as it says, else as often as that of its indicators asked for most often."""
    stated = (row.frequency for _, row in loaded["form"].rows if isinstance(row, Form) and row.form_id == form_id)
    rows = [row for name in ("form_table", "form_slot", "list_indicator") for _, row in loaded[name].rows]
    named = {getattr(row, "indicator_id") for row in rows if getattr(row, "form_id") == form_id}  # noqa: B009
    asked = {row.frequency for _, row in loaded["indicator"].rows if isinstance(row, Indicator) and row.indicator_id in named}
    return set(next(stated, ()) or sorted(asked, key=RANKS.__getitem__)[:1])


def _period_faults(slot: FormSlot, often: Collection[PeriodType]) -> Iterator[str]:
    """A month or quarter of the year on a list that is reported for quarters or half-years: it lies in one of them alone."""
    months = {"month": MONTHS["month"], "quarter": MONTHS["quarter"]}.get((slot.period or "").partition("_")[0])
    if months and all(name in ("quarter", "half_year") and months < MONTHS[name] for name in often):
        yield (
            f"period '{slot.period}' lies in one return of a year alone, and the list is reported for each "
            f"{' and '.join(sorted(often))}; leave it empty, or write from_january or year"
        )


def _whole_faults(shape: Shape, slot: FormSlot) -> Iterator[str]:
    """What is wrong with the row that names the rows of all units together, or is the one of all of them."""
    is_row = slot.formula == UNITS
    if slot not in (shape.rows[0], shape.rows[-1]):
        what = "formula units adds up all units" if is_row else "role unit names the rows of all units together"
        yield f"a row with {what}: it stands before the others, or behind them"
    if any(other.role == "unit" or other.formula == UNITS for other in shape.rows if other is not slot):
        yield "one row with role unit, or formula units, is enough: all units together stand there once"


def _circles(shape: Shape, line_of: Mapping[int, int]) -> Iterator[str]:
    """Slots of which each would be computed from the next."""
    for slots in (shape.rows, shape.columns):
        by_code = {slot.slot_code: slot for slot in slots}
        found = circle({slot.slot_code: _named(shape, slot) for slot in slots})
        if found:
            line = line_of[id(by_code[found[0]])]
            yield f"form_slot.csv:{line}: formulas go round in a circle: {' → '.join(found)}"


def _named(shape: Shape, slot: FormSlot) -> list[str]:
    """Slots that a formula names; none where it cannot be read, which is a fault of its own."""
    try:
        ways = cuts(slot.formula) if slot.formula else ()
        return [code for cut in ways for _, code in operands(cut, shape.codes[slot.side])]
    except ValueError:
        return []


def _twins(shape: Shape, line_of: Mapping[int, int]) -> Iterator[str]:
    """Two slots that look alike: nobody could tell whose a figure is."""
    seen: dict[tuple[str, ...], int] = {}
    for slot in (*shape.rows, *shape.columns):
        looks = (slot.side, slot.label_vi.casefold(), *(() if slot.side == "column" else (_printed(slot),)))
        line = line_of[id(slot)]
        if (first := seen.setdefault(looks, line)) != line:
            what = f"{slot.side} '{slot.label_vi}' looks like that of line {first}"
            yield f"form_slot.csv:{line}: {what}; nothing tells which is which"


def _same_tables(found: Iterable[Shape], lines: Mapping[tuple[str, str], int]) -> Iterator[str]:
    """Two tables of a form that look alike: every return would be asked which is which."""
    seen: dict[tuple[object, ...], FormTable] = {}
    for shape in found:
        table = shape.table
        heads = tuple(slot.label_vi.casefold() for slot in shape.columns)
        rows = tuple((_printed(slot), slot.label_vi.casefold()) for slot in shape.rows)
        looks = (table.form_id, (table.title_vi or "").casefold(), table.row_kind, heads, rows)
        first = seen.setdefault(looks, table)
        if first is not table and overlap(first, table):
            line = lines[table.form_id, table.table_id]
            other = f"table '{first.table_id}' of line {lines[first.form_id, first.table_id]}"
            yield f"form_table.csv:{line}: table '{table.table_id}' looks like {other}; give both a title_vi as printed"


def _printed(slot: FormSlot) -> str:
    """Path and code of a row; only the path where no code is printed."""
    return slot.slot_code if slot.has_code else slot.slot_code.rpartition("/")[0]


def _cell_faults(shape: Shape, line_of: Mapping[int, int], table_line: int) -> Iterator[str]:
    """Cells that are no figure, or the same one as another cell."""
    seen: dict[tuple[FormCell, bool, bool], str] = {}
    told: set[str] = set()
    for row, column in shape.pairs:
        where = f"row '{row.slot_code if row else '*'}' and column '{column.slot_code if column else '*'}'"
        named = row or column
        place = f"form_slot.csv:{line_of[id(named)]}" if named else f"form_table.csv:{table_line}"
        try:
            cell = shape.cell(row, column)
        except ValueError as error:
            fault = f"{place}: {where} {error}"
        else:
            if shape.table.row_kind == "item" or cell.is_closed or cell.value_kind == "computed":
                continue
            same = (cell._replace(is_total=False, is_of_which=False), row is None, column is None)
            other = seen.setdefault(same, where)
            if other == where:
                continue
            same_figure = " ".join((str(cell.indicator_id), *cell.members))
            fault = f"{place}: {where} are the same figure as {other}, {same_figure}; close one of them, or tell them apart"
        if place not in told:  # one is enough for each line: a row with a fault has it in every column
            told.add(place)
            yield fault
