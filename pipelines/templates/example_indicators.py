"""Proposes the indicators of an example: one for each row, or column, that counts something of its own."""

import re
from collections.abc import Mapping, Sequence

from pipelines.language.example_words import begins, period_in_label
from pipelines.language.words import say
from pipelines.reference.form_tables import UNITS
from pipelines.returns.described import HEADS_APART
from pipelines.returns.layout import Forms
from pipelines.templates.example_breakdowns import Slot, whole_of
from pipelines.templates.example_columns import ASK, ExampleColumn, Line
from pipelines.templates.example_facts import decimals_in
from pipelines.templates.example_kinds import says_kind_alone
from pipelines.templates.example_lines import DASHED, ExampleRow
from pipelines.templates.example_measures import measure_of_column, unit_of, without_brackets
from pipelines.templates.example_rows import is_ratio, name_of
from pipelines.templates.example_shapes import ExampleShape
from pipelines.templates.example_totals import is_bare_total

_APART = " – "
"""Between the parts of an indicator's label."""
_SEVERAL = 2


def indicators_of(
    lines: Sequence[Line],
    shape: ExampleShape,
    measure: str,
    found: Mapping[str, list[Line]],
    frequency: str,
    forms: Forms,
) -> list[Line]:
    """Name the indicators of the rows or columns that are counted in their lines of form_slot, and propose each.

    Args:
        lines: lines of form_slot; what they count is written into them.
        shape: the rows and columns of their table.
        measure: unit of measure of the table.
        found: all that is proposed so far; a unit of measure that is not registered is added to its codes.
        frequency: type of period that the form is about; '' where it is not known.
        forms: what is registered.
    """
    columns = [column for column in shape.columns if column.has_figures and not column.is_unit]
    all_columns = [column for column in shape.columns if column.has_figures]
    sides: tuple[Sequence[Slot], Sequence[Slot]]
    sides = (columns, shape.body) if shape.is_of_columns else ([row for row in shape.rows if not row.role], all_columns)
    counted, across = ([one for one in side if not is_ratio(one.formula)] for side in sides)
    by_code = {one.code: one for one in counted}
    side, names = "column" if shape.is_of_columns else "row", {line["indicator_id"] for line in found["indicator"]}
    [form], table = found["form"], found["form_table"][-1]
    same = _counted_alike(shape, forms) if shape.is_of_columns else {}
    first: dict[tuple[str, ...], Line] = {}
    shared: dict[str, str] = {}
    proposed = []
    for line in lines:
        if line["side"] != side or line["slot_code"] not in by_code or line.get("role"):
            continue
        one, title = by_code[line["slot_code"]], table["title_vi"] or form["title_vi"]
        thing = same.get(line["slot_code"])
        if thing in first:
            line["indicator_id"] = first[thing]["indicator_id"]
            continue
        if one.members and (owner := _owner(one, counted)) is not one:
            shared[line["slot_code"]] = owner.code
            continue
        if thing is not None:
            first[thing] = line
        text = line["label_vi"] if not thing else HEADS_APART.join(thing)
        is_of_all = thing == () or one.formula == UNITS
        label = title if is_of_all and title else _label(text, title, _of(one, counted), forms)
        indicator_id = _unused(name_of(label), names)
        names.add(indicator_id)
        line["indicator_id"] = indicator_id
        own = measure_of_column(one, forms) if isinstance(one, ExampleColumn) else one.measure
        unit = unit_of(own or measure, forms, found["code"])
        places = [_place(one, other) for other in across if other.page is one.page]
        decimals = decimals_in(one.page, places, unit.multiplier)
        asks = [
            say("domain, aggregation, largest value (valid_max)?"),
            say("as often as the example tells (frequency)?") if frequency else say("how often (frequency)?"),
            say("as many decimals as the example has?") if decimals is not None else say("how many decimals?"),
            *([] if unit.code else [say("which unit of measure?")]),
            *([say("several units of measure are called so: is it this one?")] if unit.is_shared else []),
        ]
        proposed.append(
            {
                "indicator_id": indicator_id,
                "label_vi": label,
                "label_en": label,
                "unit_of_measure": unit.code,
                "decimals": "" if decimals is None else str(decimals),
                "aggregation": "rate" if unit.code == "percent" else "sum",
                "frequency": frequency,
                "valid_min": "0",
                ASK: " ".join(asks),
            }
        )
    named = {line["slot_code"]: line.get("indicator_id", "") for line in lines if line["side"] == side}
    for line in lines:
        if line["side"] == side and line["slot_code"] in shared:
            line["indicator_id"] = named[shared[line["slot_code"]]]
    return proposed


def _owner(one: Slot, counted: Sequence[Slot]) -> Slot:
    """The row or column that counts what one breaks down: the whole that it is a part of, itself where there is none."""
    while one.members and (whole := whole_of(one, counted)):
        one = whole
    return one


def _of(one: Slot, counted: Sequence[Slot]) -> str:
    """What a row that says 'trong đó' is a part of, which its own words do not say; '' for any other."""
    whole = whole_of(one, counted) if one.of_which and isinstance(one, ExampleRow) else None
    return whole.label if whole else ""


def _counted_alike(shape: ExampleShape, forms: Forms) -> dict[str, tuple[str, ...]]:
    """Columns that count the same thing in several periods, or as plan and result, and the sums of such: code → that thing.

    It is what their heads say beside that; () where they say nothing else, since the table counts one thing then.
    """
    figures = [column for column in shape.columns if column.has_figures and not (column.is_unit or is_ratio(column.formula))]
    things: dict[tuple[str, ...], list[ExampleColumn]] = {}
    for column in figures:
        heads = [(text, head) for text, head in zip(column.texts, column.heads, strict=True) if not is_bare_total(text)]
        thing = tuple(head for text, head in heads if not says_kind_alone(text, forms))
        if not column.members and (column.period or column.value_kind or len(thing) < len(heads)):
            things.setdefault(thing, []).append(column)
    found = {
        column.code: thing
        for thing, alike in things.items()
        if len(alike) >= _SEVERAL and len({(column.value_kind, column.period) for column in alike}) == len(alike)
        for column in alike
    }
    for column in figures:
        things_in = {found.get(code) for code in re.split(r"[+= ]+", column.formula)}
        thing_of_all = things_in.pop() if len(things_in) == 1 else None
        if column.formula and not column.value_kind and thing_of_all is not None:
            found.setdefault(column.code, thing_of_all)
    return found


def _place(one: Slot, other: Slot) -> tuple[int, int]:
    return (one.at, other.at) if isinstance(one, ExampleRow) else (other.at, one.at)


def _label(text: str, title: str, whole: str, forms: Forms) -> str:
    """What a row or column counts: its text without measure, arithmetic and period; of 'Cộng' alone, of what it is a total.

    Before it stands what it is a part of (`whole`), where its own words do not say.
    """
    heads = [begins("of_which").sub("", without_brackets(head, forms)) for head in (whole, *text.split(HEADS_APART))]
    heads = [DASHED.sub("", head, count=1) for head in heads]
    label = period_in_label().sub("", _APART.join(filter(None, heads))).strip()
    label = f"{title}{_APART}{label}" if is_bare_total(label) and title else label
    return label[:1].upper() + label[1:]


def _unused(name: str, names: set[str]) -> str:
    number, free = 2, name
    while free in names:
        free, number = f"{name}_{number}", number + 1
    return free
