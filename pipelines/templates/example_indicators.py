"""Proposes the indicators of an example: one for each row, or column, that counts something of its own."""

import re
from collections.abc import Collection, Sequence
from decimal import Decimal

from pipelines.language.example_words import begins, period_in_label
from pipelines.language.vietnamese import match_key
from pipelines.language.vietnamese.measures import readings
from pipelines.language.words import say
from pipelines.returns.described import HEADS_APART
from pipelines.returns.layout import Forms
from pipelines.templates.example_columns import ASK, ExampleColumn, Line
from pipelines.templates.example_facts import decimals_in, frequency_in
from pipelines.templates.example_lines import ExampleRow
from pipelines.templates.example_rows import name_of
from pipelines.templates.example_tables import ExampleTable

_RATIO = re.compile(r"[^-+]+/[^-+]+")
Side = Sequence[ExampleRow | ExampleColumn]


def indicators_of(
    lines: Sequence[Line], counted: Side, across: Side, table: ExampleTable, measure: str, taken: Collection[str], forms: Forms
) -> list[Line]:
    """Name the indicators of the rows or columns that are counted in their lines of form_slot, and propose each.

    Args:
        lines: lines of form_slot; what they count is written into them.
        counted: rows or columns that may count something of their own.
        across: those of the other side.
        table: their table.
        measure: unit of measure of the table.
        taken: ids that are proposed already.
        forms: what is registered.
    """
    by_code = {one.code: one for one in counted if not _RATIO.fullmatch(one.formula)}
    plain, frequency = [other for other in across if not _RATIO.fullmatch(other.formula)], frequency_in(table, forms)
    side, names = "row" if counted and isinstance(counted[0], ExampleRow) else "column", set(taken)
    found = []
    for line in lines:
        if line["side"] != side or line["slot_code"] not in by_code or line.get("role"):
            continue
        label = period_in_label().sub("", begins("of_which").sub("", line["label_vi"].replace(HEADS_APART, " – "))).strip()
        own, number = name_of(label), 2
        indicator_id = own
        while indicator_id in names:
            indicator_id, number = f"{own}_{number}", number + 1
        names.add(indicator_id)
        line["indicator_id"] = indicator_id
        unit, multiplier, is_shared = _unit_of(line.get("measure_vi") or measure, forms)
        one = by_code[line["slot_code"]]
        places = [(one.at, other.at) if side == "row" else (other.at, one.at) for other in plain]
        decimals = decimals_in(table, places, multiplier)
        asks = [
            say("domain, aggregation, largest value (valid_max)?"),
            say("as often as the example tells (frequency)?") if frequency else say("how often (frequency)?"),
            say("as many decimals as the example has?") if decimals is not None else say("how many decimals?"),
            *([] if unit else [say("the unit of measure is not in code.csv")]),
            *([say("several units of measure are called so: is it this one?")] if is_shared else []),
        ]
        found.append(
            {
                "indicator_id": indicator_id,
                "label_vi": label[:1].upper() + label[1:],
                "label_en": label,
                "unit_of_measure": unit,
                "decimals": "" if decimals is None else str(decimals),
                "aggregation": "rate" if unit == "percent" else "sum",
                "frequency": frequency,
                "valid_min": "0",
                ASK: " ".join(asks),
            }
        )
    return found


def _unit_of(measure: str, forms: Forms) -> tuple[str, Decimal, bool]:
    """Code of a unit of measure, '' where none is registered; the multiple printed; whether other codes are called so."""
    for reading in readings(measure) if measure else ():
        codes = forms.measures.get(reading.thing) or forms.measures.get(match_key(reading.thing))
        if codes:
            return codes[0], reading.multiplier, len(codes) > 1
    return "", Decimal(1), False
