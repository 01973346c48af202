"""Checks what described tables print: measures of other things than the figures, placeholders, totals of wrong parts."""

import re
from collections.abc import Iterable, Iterator, Mapping

from pipelines.language.vietnamese import match_key
from pipelines.language.vietnamese.measures import listed, readings, says_nothing
from pipelines.reference.breakdown_cuts import wholes_of, widened
from pipelines.reference.fields import overlap
from pipelines.reference.form_cells import Shape, cuts, operands
from pipelines.reference.form_tables import ITEMS, UNITS, Breakdown, FormSlot
from pipelines.reference.lines import Lines
from pipelines.reference.registers import Code, Indicator

_ALIKE = ({"organisations", "collectives", "agencies"}, {"persons", "attendances"})
"""Units of measure of which one is often printed for another."""
_PLACEHOLDERS = ("year", "year_before", "month", "quarter")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}?")


class PrintLinks:
    """Finds faults of what is printed, with what other registers say of indicators, measures and members."""

    def __init__(self, loaded: Mapping[str, Lines]) -> None:
        self._units = {
            row.indicator_id: row.unit_of_measure for _, row in loaded["indicator"].rows if isinstance(row, Indicator)
        }
        self._codes: dict[str, set[str]] = {}
        for _, row in loaded["code"].rows:
            if isinstance(row, Code) and row.list_id == "unit_of_measure":
                for word in (row.label_vi, *row.aliases):
                    self._codes.setdefault(match_key(word), set()).add(row.code)
        self._wholes = wholes_of(row for _, row in loaded["breakdown"].rows if isinstance(row, Breakdown))

    def faults(self, shape: Shape, line_of: Mapping[int, int], table_line: int) -> Iterator[str]:
        """Yield each fault of a table as 'file:line: fault; remedy'.

        Args:
            shape: the table.
            line_of: id of a slot → its line.
            table_line: line of the table.
        """
        for slot in (*shape.rows, *shape.columns):
            place = f"form_slot.csv:{line_of[id(slot)]}"
            yield from (f"{place}: label_vi: {fault}" for fault in placeholder_faults(slot.label_vi))
            yield from (f"{place}: formula: {fault}" for fault in _overlaps(shape, slot))
            if fault := self._left_out(shape, slot):
                yield f"{place}: formula: {fault}"
        if shape.table.title_vi:
            title = placeholder_faults(shape.table.title_vi)
            yield from (f"form_table.csv:{table_line}: title_vi: {fault}" for fault in title)
        yield from self._measures(shape, line_of, table_line)

    def _measures(self, shape: Shape, line_of: Mapping[int, int], table_line: int) -> Iterator[str]:
        """Measures that say what their figures do not count: 'triệu đồng' over organisations; one fault for each line."""
        told: set[int] = set()
        for row, column in shape.pairs:
            stating = next((one for one in (row, column, shape.table) if one and one.measure_vi), None)
            if stating is None or id(stating) in told:
                continue
            try:
                cell = shape.cell(row, column)
            except ValueError:
                continue  # told among the faults of cells
            if cell.is_closed or cell.value_kind == "computed" or cell.indicator_id not in self._units:
                continue
            unit, measure = self._units[cell.indicator_id], stating.measure_vi or ""
            if not (fault := self._measure_fault(measure, cell.indicator_id, unit)):
                continue
            told.add(id(stating))
            is_slot = isinstance(stating, FormSlot)
            place = f"form_slot.csv:{line_of[id(stating)]}" if is_slot else f"form_table.csv:{table_line}"
            yield f"{place}: measure_vi '{measure}' {fault}"

    def _measure_fault(self, measure: str, indicator_id: str, unit: str) -> str:
        """What is wrong with a measure: every word counts other things, or one is known to nobody; '' where one is its own."""
        if says_nothing(measure):
            return ""
        found = [self._known(stated) for stated in listed(measure)]
        whole = self._known(measure)
        if any(code in (unit, "") or {code, unit} <= alike for code in whole.union(*found) for alike in _ALIKE):
            return ""
        if whole or all(found):
            remedy = "mend one of the two, or state it on its own rows or columns"
            return f"does not count what '{indicator_id}' does ('{unit}'); {remedy}"
        return (
            "is no unit of measure: neither label nor alias of list unit_of_measure of code.csv, nor a multiple of one; "
            f"write one of '{unit}', in which '{indicator_id}' counts, or give '{unit}' this alias if it says the same"
        )

    def _known(self, stated: str) -> set[str]:
        """Codes of the things that a measure may count; '' for a multiple alone ('triệu'): it is one of any."""
        return set().union(*(self._codes.get(one.thing, ()) if one.thing else ("",) for one in readings(stated)))

    def _left_out(self, shape: Shape, total: FormSlot) -> str:
        """A slot that is broken down like the parts of a total, and is none of them."""
        across = [slot for slot in shape.side(total.side) if slot.role is None]
        by_code = {slot.slot_code: slot for slot in across}
        for cut in _cuts(shape, total):
            if not cut or any(operator != "+" or code not in by_code for operator, code in cut):
                continue
            parts = [by_code[code] for _, code in cut]
            own = {_axes(part.members) for part in parts}
            if len(own) > 1 or _axes(total.members) >= (axes := own.pop()):
                continue
            within = _leaves(shape, total, set())
            for slot in across:
                if (
                    slot is not total
                    and slot.slot_code not in within
                    and not slot.of_which
                    and not slot.formula
                    and _axes(slot.members) == axes
                    and _like(slot, parts[0])
                    and overlap(slot, total)
                    and widened(slot.members, self._wholes).issuperset(total.members)
                    and not any(self._overlap(slot, part) for part in parts)
                ):
                    return (
                        f"leaves out '{slot.slot_code}' ({', '.join(slot.members)}), broken down like its parts; add it, or "
                        f"give it of_which or the total members, received '{total.formula}'"
                    )
        return ""

    def _overlap(self, one: FormSlot, other: FormSlot) -> bool:
        """Whether on each axis they say the same member, or one is part of the other's."""
        return all(
            any(mine in widened([others], self._wholes) or others in widened([mine], self._wholes) for others in other.members)
            for mine in one.members
        )


def placeholder_faults(label: str) -> Iterator[str]:
    """Yield each placeholder of a label that no period fills in."""
    for found in _PLACEHOLDER.finditer(label):
        if found[1] not in _PLACEHOLDERS or not found[0].endswith("}"):
            known = ", ".join(f"{{{name}}}" for name in _PLACEHOLDERS)
            yield f"'{found[0]}' stands for nothing; write one of {known}, received '{label}'"


def _axes(members: Iterable[str]) -> frozenset[str]:
    return frozenset(member.partition("=")[0] for member in members)


def _like(one: FormSlot, other: FormSlot) -> bool:
    """Whether two slots say figures of one indicator, period and kind."""
    return (one.indicator_id, one.period, one.value_kind) == (other.indicator_id, other.period, other.value_kind)


def _cuts(shape: Shape, slot: FormSlot) -> list[tuple[tuple[str, str], ...]]:
    """Operators and slots of each way in which a total is parted; [] where it is none, or cannot be read."""
    if shape.sums_of(slot) != "total":
        return []
    try:
        return [operands(cut, shape.codes[slot.side]) for cut in cuts(slot.formula or "")]
    except ValueError:
        return []  # told among the faults of slots


def _leaves(shape: Shape, slot: FormSlot, seen: set[str]) -> set[str]:
    """Codes of the slots that a total adds up, at any depth."""
    by_code = {other.slot_code: other for other in shape.side(slot.side)}
    for cut in _cuts(shape, slot):
        for _, code in cut:
            if code in by_code and code not in seen:
                seen.add(code)
                _leaves(shape, by_code[code], seen)
    return seen


def _overlaps(shape: Shape, total: FormSlot) -> Iterator[str]:
    """Yield each part of a total that another part of it has already: 'trong đó' beside its whole, or a part beside its sum."""
    by_code = {slot.slot_code: slot for slot in shape.side(total.side)}
    for cut in _cuts(shape, total):
        added = [code for operator, code in cut if operator == "+" and code not in (UNITS, ITEMS)]
        for code in added:
            others = [other for other in added if other != code]
            inner = {below for other in others for below in (other, *_leaves(shape, by_code[other], set()))}
            if by_code[code].of_which in inner:
                yield (
                    f"'{code}' is part of '{by_code[code].of_which}' (of_which), which is added too; take it out, received "
                    f"'{total.formula}'"
                )
            elif code in inner - set(others) or added.count(code) > 1:
                yield f"'{code}' is added twice; take it out once, received '{total.formula}'"
