"""What each cell of a described table is about: the product of its row, its column and its table."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import product
from typing import Literal, NamedTuple

from pipelines.reference.form_tables import ITEMS, UNITS, FormSlot, FormTable, Side
from pipelines.reference.lines import Lines

Sums = Literal["", "total", "computed"]
Pair = tuple[FormSlot | None, FormSlot | None]
"""Row and column; None for any slot that is a unit or a row of a list."""


class FormCell(NamedTuple):
    """What the figure in one cell of a form is."""

    indicator_id: str | None
    """None where a ratio has no indicator of its own."""
    members: tuple[str, ...]
    """'axis=member', sorted; () where it is not broken down."""
    period: str
    """Relative to the return's; '' for its own."""
    value_kind: str
    """'figure', 'plan', 'reference' or 'computed'."""
    is_total: bool
    """A sum of others of its table."""
    is_of_which: bool
    """A part that overlaps others, which must not be added to them."""
    is_closed: bool
    """There is no such figure."""


@dataclass(frozen=True)
class Shape:
    """One described table with its slots, in the order in which they are printed."""

    table: FormTable
    rows: tuple[FormSlot, ...]
    columns: tuple[FormSlot, ...]

    @cached_property
    def codes(self) -> dict[Side, frozenset[str]]:
        """Codes of each side."""
        return {
            "row": frozenset(slot.slot_code for slot in self.rows),
            "column": frozenset(slot.slot_code for slot in self.columns),
        }

    def side(self, side: Side) -> tuple[FormSlot, ...]:
        """Its rows or its columns."""
        return self.rows if side == "row" else self.columns

    @property
    def pairs(self) -> Iterator[Pair]:
        """Every row and column that have figures in common, closed cells included, in printed order."""
        rows: list[FormSlot | None] = [slot for slot in self.rows if slot.role is None]
        columns: list[FormSlot | None] = [slot for slot in self.columns if slot.role is None]
        return product(
            rows if self.table.row_kind in ("slot", "unit_slot") else [*rows, None],
            columns if self.table.column_kind == "slot" else [*columns, None],
        )

    @cached_property
    def of_all_units(self) -> FormSlot | None:
        """The one row of all units together where rows come again for each: 'Toàn huyện', with formula 'units'."""
        return next((slot for slot in self.rows if self.table.row_kind == "unit_slot" and slot.formula == UNITS), None)

    @cached_property
    def rows_of_units(self) -> frozenset[str]:
        """Codes of the rows that this one adds up of each unit: those that no other row of a unit adds up or has as a part."""
        own = [slot for slot in self.rows if slot.role is None and slot is not self.of_all_units and not slot.of_which]
        own = [slot for slot in own if self.kind_of(slot) == "figure"]
        sums = [slot for slot in own if self.sums_of(slot) == "total"]
        parts = {code for slot in sums for cut in cuts(slot.formula or "") for _, code in operands(cut, self.codes["row"])}
        finer = {slot.slot_code for slot in own if any(_is_part(slot, other) for other in own)}
        return frozenset(slot.slot_code for slot in own) - parts - finer

    def sums_of(self, slot: FormSlot) -> Sums:
        """Whether a slot adds up others ('total'), divides them ('computed'), or is its own ('')."""
        if not slot.formula:
            return ""
        try:
            operators = {operator for operator, _ in operands(slot.formula, self.codes[slot.side])}
        except ValueError:
            return ""  # told among the faults of the registers
        return "computed" if operators & {"*", "/"} else "total"

    @cached_property
    def whole_lists(self) -> frozenset[str]:
        """Codes of the rows that add up all rows of a list: the one that does, or those that add up all that do."""
        by_code = {slot.slot_code: slot for slot in self.rows}
        items = {slot.slot_code for slot in self.rows if slot.formula == ITEMS}

        def added(code: str, above: tuple[str, ...] = ()) -> set[str]:
            slot = by_code[code]
            if code in items or code in above or self.sums_of(slot) != "total":
                return {code}
            found = operands(slot.formula or "", self.codes["row"])
            if any(operator != "+" or part not in by_code for operator, part in found):
                return {code}
            return set().union(*(added(part, (*above, code)) for _, part in found))

        return frozenset(code for code in by_code if items and added(code) == items)

    @cached_property
    def added_sections(self) -> Mapping[str, tuple[str, ...]]:
        """Row that adds up a group of a list → rows that head what it adds: itself where the form has no headings, else those
        between it and the sum before it, as a group is opened by its heading and closed by its sum.

        Without the only sum of a form, which adds up all rows.
        """
        sums = [slot for slot in self.rows if slot.formula == ITEMS]
        if len(sums) < 2:
            return {}
        if not any(slot.role == "heading" for slot in self.rows):
            return {slot.slot_code: (slot.slot_code,) for slot in sums}
        found: dict[str, tuple[str, ...]] = {}
        opened: list[str] = []
        for slot in self.rows:
            opened += [slot.slot_code] if slot.role == "heading" else []
            if slot.formula == ITEMS:
                found[slot.slot_code] = tuple(opened)
                opened.clear()
        return found

    @cached_property
    def closed_sections(self) -> Mapping[str, tuple[str, ...]]:
        """Row that stands below groups of a list and adds them up, and not all → rows that head these groups."""
        added = self.added_sections
        found = dict(added) if any(slot.role == "heading" for slot in self.rows) else {}
        above: set[str] = set()
        for slot in self.rows:
            if slot.slot_code not in self.whole_lists and self.sums_of(slot) == "total" and slot.formula != ITEMS:
                parts = operands(slot.formula or "", self.codes["row"])
                if all(operator == "+" and part in above for operator, part in parts):
                    found[slot.slot_code] = tuple(code for _, part in parts for code in added[part])
            above |= {slot.slot_code} & added.keys()
        return found

    def kind_of(self, slot: FormSlot) -> str:
        """'figure', 'plan', 'reference' or 'computed'; a slot whose formula divides is computed."""
        return slot.value_kind or ("computed" if self.sums_of(slot) == "computed" else "figure")

    def cell(self, row: FormSlot | None, column: FormSlot | None) -> FormCell:
        """The cell in which a row and a column meet.

        Raises:
            ValueError: they name two indicators, periods, kinds or members of one axis, or no indicator at all.
        """
        sides = [slot for slot in (row, column) if slot]
        kind = _one_kind(map(self.kind_of, sides))
        # A ratio beside a figure is about that figure.
        named = [slot for slot in sides if slot.indicator_id]
        own = [slot for slot in named if self.kind_of(slot) != "computed"] or named
        indicators = dict.fromkeys(slot.indicator_id for slot in own)
        if len(indicators) > 1:
            raise ValueError(f"have two indicators: {_listed(indicators)}")
        indicator_id = next(iter(indicators), self.table.indicator_id)
        if indicator_id is None and kind != "computed":
            raise ValueError("have no indicator: neither of them names one, nor does their table")
        periods = dict.fromkeys(slot.period for slot in sides if slot.period)
        if len(periods) > 1:
            raise ValueError(f"have two periods: {_listed(periods)}")
        is_row_total, is_column_total = (slot is not None and self.sums_of(slot) == "total" for slot in (row, column))
        return FormCell(
            indicator_id=indicator_id,
            members=_members(self.table, sides),
            period=next(iter(periods), None) or "",
            value_kind=kind,
            # The ratio on a line of totals is theirs; the one below 'all units' is no sum of the units' ratios.
            is_total=is_row_total or (is_column_total and kind != "computed"),
            is_of_which=any(slot.of_which for slot in sides),
            is_closed=row is not None and column is not None and self._is_closed(row, column),
        )

    @staticmethod
    def _is_closed(row: FormSlot, column: FormSlot) -> bool:
        return column.slot_code in row.closed or row.slot_code in column.closed


def shapes(tables: Iterable[FormTable], slots: Iterable[FormSlot]) -> dict[tuple[str, str], Shape]:
    """(form_id, table_id) → table with its rows and columns."""
    sides: dict[tuple[str, str, Side], list[FormSlot]] = {}
    for slot in slots:
        sides.setdefault((slot.form_id, slot.table_id, slot.side), []).append(slot)
    return {
        (table.form_id, table.table_id): Shape(
            table,
            tuple(sides.get((table.form_id, table.table_id, "row"), ())),
            tuple(sides.get((table.form_id, table.table_id, "column"), ())),
        )
        for table in tables
    }


def shapes_in(loaded: Mapping[str, Lines]) -> dict[tuple[str, str], Shape]:
    """`shapes` of registers that are not yet checked."""
    return shapes(
        (row for _, row in loaded["form_table"].rows if isinstance(row, FormTable)),
        (row for _, row in loaded["form_slot"].rows if isinstance(row, FormSlot)),
    )


def _is_part(slot: FormSlot, other: FormSlot) -> bool:
    """Whether a row or column differs from another in members alone, which it has more of."""
    is_alike = (slot.indicator_id, slot.period) == (other.indicator_id, other.period)
    return is_alike and set(slot.members) > set(other.members)


def _one_kind(kinds: Iterable[str]) -> str:
    found = dict.fromkeys(kind for kind in kinds if kind != "figure")
    if "computed" in found:
        return "computed"
    if len(found) > 1:
        raise ValueError(f"have two kinds of value: {_listed(found)}")
    return next(iter(found), "figure")


def _members(table: FormTable, sides: Sequence[FormSlot]) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for member in (*table.members, *(member for slot in sides for member in slot.members)):
        axis = member.partition("=")[0]
        if found.setdefault(axis, member) != member:
            raise ValueError(f"have two members of one axis: {_listed((found[axis], member))}")
    return tuple(sorted(found.values()))


def _listed(names: Iterable[str | None]) -> str:
    return " and ".join(f"'{name}'" for name in names)


def cuts(formula: str) -> list[str]:
    """The formulas of a total that is parted in several ways: '3+4=5+6' → '3+4', '5+6'."""
    return [cut.strip() for cut in formula.split("=")]


@lru_cache(maxsize=4096)
def operands(formula: str, codes: frozenset[str]) -> tuple[tuple[str, str], ...]:
    """Operators and slots of a formula, in its order: '6/5' → (('+', '6'), ('/', '5')); of several ('2+3=4+5') of the first.

    Codes may hold '-' and '/': of several ways to read a formula the one with the longest codes is meant.

    Raises:
        ValueError: it is no arithmetic over these codes.
    """
    found = next(_parsed("".join(cuts(formula)[0].split()), "+", codes | {UNITS, ITEMS}), None)
    if found is None:
        unknown = [name for name in re.split(r"[-+*/=\s]+", formula) if name and not any(name in code for code in codes)]
        said = f"; {_listed(unknown)} is none of them" if unknown else ""
        raise ValueError(f"formula is codes of its side with + - * / between them{said}, received '{formula}'")
    return found


def _parsed(text: str, operator: str, codes: Collection[str]) -> Iterator[tuple[tuple[str, str], ...]]:
    for code in sorted((code for code in codes if text.startswith(code)), key=len, reverse=True):
        rest = text[len(code) :]
        if not rest:
            yield ((operator, code),)
        elif rest[0] in "+-*/":
            yield from (((operator, code), *others) for others in _parsed(rest[1:], rest[0], codes))
