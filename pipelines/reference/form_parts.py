"""Table reference.form_part: how the rows and columns of described forms follow from others, slot by slot."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import count

from pipelines.language.words import label
from pipelines.reference.breakdown_cuts import Children, children_of, implied_cuts, wholes_of
from pipelines.reference.form_cells import Shape, cuts, operands
from pipelines.reference.form_tables import ITEMS, UNITS, Breakdown, FormSlot, Side
from pipelines.tables import Table, by_column

FORM_PART = Table(
    name="reference.form_part",
    description="How rows and columns of described forms follow from others of their side: totals, ratios, parts of others.",
    grain="one row per row or column that follows from others, relation, way in which it is parted and place in that formula",
    columns={
        "form_id": ("VARCHAR", "form"),
        "table_id": ("VARCHAR", "table of the form"),
        "side": ("VARCHAR", "row or column"),
        "slot_code": ("VARCHAR", "row or column that follows"),
        "relation": (
            "VARCHAR",
            (
                "total (+ and -), unit_rows (rows of each unit that the one row of all adds up), ratio (a / b), "
                "whole_list (totals of all rows of a list), section (of those below headings), "
                "of_which: a part of the other; "
                "parts: all members of an axis, some_parts: some of them, though no formula says so"
            ),
        ),
        "cut": ("INTEGER", "which of the ways in which a total is parted, from 1; 1 where there is one"),
        "place": ("INTEGER", "place in the formula, from 1"),
        "operator": ("VARCHAR", "+, - or /"),
        "part_code": ("VARCHAR", "row or column that it follows from; 'units': all units; 'items': all rows of a list"),
        "section_codes": ("VARCHAR[]", "of 'items', rows that head what is added; null: all rows of the list, or no list"),
        "said_vi": ("VARCHAR", 'the arithmetic as it may be shown: "column 1 = 2+3"'),
    },
)


def form_parts(shapes: Iterable[Shape], breakdown: Collection[Breakdown]) -> dict[str, list[object]]:
    """Rows of reference.form_part, column by column."""
    slots = ((shape, slot) for shape in shapes for slot in (*shape.rows, *shape.columns))
    wholes, children = wholes_of(breakdown), children_of(breakdown)
    return by_column(
        FORM_PART,
        (row for shape, slot in slots for row in (*_of_slot(shape, slot), *_of_members(shape, slot, wholes, children))),
    )


def _of_slot(shape: Shape, slot: FormSlot) -> Iterator[tuple[object, ...]]:
    own = (slot.form_id, slot.table_id, slot.side, slot.slot_code)
    side = label("meaning", slot.side).lower()
    named = f"{side} '{slot.label_vi}'"
    if slot.of_which:
        yield *own, "of_which", 1, 1, "+", slot.of_which, None, f"{named} ≤ {side} {_shown(shape, slot.side, slot.of_which)}"
    if not slot.formula or slot.role is not None:
        return
    if slot is shape.of_all_units:
        said = f"{named} = {_shown(shape, slot.side, UNITS)}"
        for place, code in enumerate(sorted(shape.rows_of_units), start=1):
            yield *own, "unit_rows", 1, place, "+", code, None, said
        return
    found = operands(slot.formula, shape.codes[slot.side])
    operators = [operator for operator, _ in found]
    relation = "total" if shape.sums_of(slot) == "total" else "ratio" if operators == ["+", "/"] else None
    # Other arithmetic ('(a-b)/c') has no brackets in a register: it is printed, and not judged.
    for number, cut in enumerate(cuts(slot.formula) if relation else (), start=1):
        said = f"{named} = {_arithmetic(shape, slot.side, cut)}"
        for place, (operator, code) in enumerate(operands(cut, shape.codes[slot.side]), start=1):
            sections = shape.added_sections.get(slot.slot_code) if code == ITEMS else None
            yield *own, relation, number, place, operator, code, sections and list(sections), said
    if slot.side == "row" and slot.formula != ITEMS and slot.slot_code in shape.whole_lists:
        yield *own, "whole_list", 1, 1, "+", ITEMS, None, f"{named} = {_shown(shape, slot.side, ITEMS)}"
    elif slot.side == "row" and slot.formula != ITEMS and (closed := shape.closed_sections.get(slot.slot_code)):
        # A row that heads a group is often printed without figures: it is what its items add up to.
        yield *own, "section", 1, 1, "+", ITEMS, list(closed), f"{named} = {_shown(shape, slot.side, ITEMS)}"


def _of_members(shape: Shape, slot: FormSlot, wholes: Mapping[str, str], children: Children) -> Iterator[tuple[object, ...]]:
    """How it follows from others of its side that differ in members alone, where no formula says so."""
    own = (slot.form_id, slot.table_id, slot.side, slot.slot_code)
    named = f"{label('meaning', slot.side).lower()} '{slot.label_vi}'"
    numbers = count(len(cuts(slot.formula or "")) + 1)
    for cut, number in zip(implied_cuts(shape, slot, wholes, children), numbers, strict=False):
        relation, sign = ("parts", "=") if cut.is_exhaustive else ("some_parts", "≥")
        said = f"{named} {sign} {' + '.join(_printed(part) for part in cut.parts)}"
        found = ((place, "+", part.slot_code, None, said) for place, part in enumerate(cut.parts, start=1))
        yield from ((*own, relation, number, *each) for each in found)


def _printed(slot: FormSlot) -> str:
    """A row or column as the form prints it: its code, or its text where it has none."""
    return slot.slot_code if slot.has_code else f"'{slot.label_vi}'"


def _arithmetic(shape: Shape, side: Side, formula: str) -> str:
    """A formula as it may be shown: '2+3'; with the labels of what is printed without a code: "'Nam' + 'Nữ'"."""
    terms = operands(formula, shape.codes[side])
    shown = [(operator, _shown(shape, side, code)) for operator, code in terms]
    if [text for _, text in shown] == [code for _, code in terms]:
        return formula
    return "".join(f" {operator} {text}" for operator, text in shown).removeprefix(" + ").strip()


def _shown(shape: Shape, side: Side, code: str) -> str:
    """A row or column by its code or label; all units, or all rows of a list, in words."""
    words = {UNITS: label("meaning", "units_together"), ITEMS: label("meaning", "rows_together")}
    slots = {slot.slot_code: slot for slot in shape.side(side)}
    return words[code] if code in words else _printed(slots[code]) if code in slots else code
