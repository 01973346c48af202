"""Tables of described forms as the reader looks them up: rows, columns, and what each cell of them is about.

They are built once from the registers, and pickle: worker processes need neither pydantic nor the registers.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from pipelines.language.vietnamese import match_key
from pipelines.language.vietnamese.measures import ONE, readings, split_statement
from pipelines.returns.form_lines import Line
from pipelines.returns.printed_words import Words, number_key, printed, same_words

if TYPE_CHECKING:  # the registers pull in pydantic, which worker processes do without
    from pipelines.reference import FormSlot, Reference
    from pipelines.reference.form_cells import FormCell, Shape

NOT_PRINTED = "_"
"""How codes and labels begin that stand on no sheet."""
HEADS_APART = " / "
"""Between the heads of a column that stand above one another."""
PERCENT = "percent"
ITEMS, UNITS = "items", "units"
"""Formula of what adds up all rows of a list, or of a part of it; of what adds up all units."""
_MOST = Decimal(10**18)


@dataclass(frozen=True, slots=True)
class Slot:
    """One printed row or column."""

    code: str
    label_vi: str
    path: tuple[Words, ...]
    """A column's heads from the top; a row's label alone. () where nothing is printed."""
    number: str
    """Key (`number_key`) of what is printed as its code; '' where nothing is."""
    year: str
    """Key of what tells the year of the month or quarter that it is, where its text may say it besides; '' where none may."""
    section: str
    """Code of the row that it stands under; '' where there is none."""
    role: str
    """'' for figures; see register form_slot."""
    adds_items: bool = False
    """Whether it adds up rows of a list."""
    adds_all: bool = False
    """Whether it adds up all of them."""
    adds_units: bool = False
    """Whether it adds up all units."""
    closes: tuple[str, ...] = ()
    """Codes of the rows that head the groups of a list that it closes."""
    valid_from_on: dt.date | None = None
    valid_to_on: dt.date | None = None

    @property
    def heads(self) -> tuple[str, ...]:
        """A column's heads from the top, as printed."""
        return tuple(self.label_vi.split(HEADS_APART))

    @property
    def named(self) -> str:
        """What a person is told that it is: its code, where one is printed, and its label."""
        return self.label_vi if self.code.startswith(NOT_PRINTED) else f"{self.code} {self.label_vi}"

    def is_due(self, day: dt.date) -> bool:
        """Whether it is asked for in a period that ends on a day."""
        return (self.valid_from_on or day) <= day <= (self.valid_to_on or day)


@dataclass(frozen=True, slots=True)
class TableCell:
    """What the figure in one cell is."""

    line: Line
    """How it is measured and bounded; its code is the row's."""
    indicator_id: str | None
    breakdown: str
    """'axis=member axis=member', sorted; '' where it is not broken down."""
    period: str
    """Relative to the return's; '' for its own."""
    value_kind: str
    """'figure', 'plan', 'reference' or 'computed'."""
    is_total: bool
    is_of_which: bool
    is_closed: bool

    @property
    def counts(self) -> bool:
        """Whether it counts what happens in its period."""
        return self.value_kind == "figure" and self.line.is_flow and not self.is_closed


@dataclass(frozen=True, eq=False)
class Table:
    """One table of a described form."""

    form_id: str
    table_id: str
    title: Words | None
    """The heading that tells it from others of its form, as printed; None where it has none."""
    row_kind: str
    """'slot', 'unit', 'unit_slot' or 'item'."""
    column_kind: str
    """'slot' or 'unit'."""
    rows: tuple[Slot, ...]
    columns: tuple[Slot, ...]
    cells: Mapping[tuple[str, str], TableCell] = field(default_factory=dict)
    """(row code, column code) → cell; '' for any unit, or any row of a list."""
    title_vi: str = ""
    valid_from_on: dt.date | None = None
    valid_to_on: dt.date | None = None
    reporters: tuple[str, ...] = ()
    """Where rows come again for each unit: units that report it at some time."""

    def is_due(self, day: dt.date) -> bool:
        """Whether it is asked for in a period that ends on a day."""
        return (self.valid_from_on or day) <= day <= (self.valid_to_on or day)

    def is_titled(self, titles: Iterable[Words]) -> bool:
        """Whether its heading is among some texts; of what follows the period any number will do."""
        return self.title is not None and any(same_words(self.title, said, None) for said in titles)

    @cached_property
    def years(self) -> frozenset[str]:
        """Periods, relative to the return's, of which a text may say the year: 'month_1'."""
        return frozenset(slot.year for slot in (*self.rows, *self.columns) if slot.year and not slot.year.startswith("{"))

    @cached_property
    def head_words(self) -> frozenset[str]:
        """Texts of all heads."""
        return frozenset(words.text for slot in self.columns for words in slot.path)

    @cached_property
    def depth(self) -> int:
        """Rows of heads that it has as printed."""
        return max((len(slot.path) for slot in self.columns), default=0)

    @cached_property
    def whole(self) -> Slot | None:
        """What names the rows of all units together, where rows come again for each."""
        return next((slot for slot in self.rows if slot.role == "unit"), None)

    @cached_property
    def of_all_units(self) -> Slot | None:
        """The one row of all units together, where rows come again for each."""
        return next((slot for slot in self.rows if self.row_kind == "unit_slot" and slot.adds_units), None)

    @cached_property
    def open_below(self) -> Mapping[str, frozenset[str]]:
        """Row → those that may head the one below it: itself, those it stands under, and '' for none.

        A row that heads none also stands under those in whose midst it is printed: an unnumbered 'Trong đó' closes no section.
        """
        above = {slot.code: frozenset(self._up(slot)) for slot in self.rows}
        last = {section: place for place, slot in enumerate(self.rows) for section in above[slot.code]}
        heads: list[str] = []
        found = {}
        for place, slot in enumerate(self.rows):
            around = [head for head in heads if last[head] > place and slot.section in ("", *above[head])]
            found[slot.code] = frozenset(("", slot.code, *above[slot.code], *(() if slot.code in last else around)))
            heads += [slot.code] if slot.code in last else []
        return found

    def _up(self, slot: Slot) -> Iterator[str]:
        section = slot.section
        while section:
            yield section
            section = self.by_code[section].section

    @cached_property
    def by_code(self) -> dict[str, Slot]:
        """Rows by code."""
        return {slot.code: slot for slot in self.rows}


def tables_of(reference: "Reference") -> tuple[Table, ...]:
    """The tables of all described forms, in the order of the registers."""
    return tuple(table_of(reference, shape) for shape in reference.shapes.values())


def table_of(reference: "Reference", shape: "Shape") -> Table:
    """One table, as the register describes it."""
    table = shape.table
    cells = {
        (row.slot_code if row else "", column.slot_code if column else ""): _cell(reference, shape, row, column)
        for row, column in shape.pairs
    }
    codes = [slot.slot_code for slot in shape.rows]
    return Table(
        table.form_id,
        table.table_id,
        printed(table.title_vi) if table.title_vi else None,
        table.row_kind,
        table.column_kind,
        tuple(_row_slot(shape, slot, section_of(slot.slot_code, codes)) for slot in shape.rows),
        tuple(_slot(slot, "", slot.label_vi.split(HEADS_APART)) for slot in shape.columns),
        cells,
        table.title_vi or "",
        table.valid_from_on,
        table.valid_to_on,
        _reporters(reference, table.form_id) if table.row_kind == "unit_slot" else (),
    )


def _reporters(reference: "Reference", form_id: str) -> tuple[str, ...]:
    forms = [form for form in reference.form if form.form_id == form_id]
    return tuple(sorted({unit.unit_id for unit in reference.unit if any(form.is_reported_by(unit) for form in forms)}))


def _row_slot(shape: "Shape", slot: "FormSlot", section: str) -> Slot:
    found = _slot(slot, section, (slot.label_vi,))
    return replace(found, adds_all=slot.slot_code in shape.whole_lists, closes=shape.closed_sections.get(slot.slot_code, ()))


def _slot(slot: "FormSlot", section: str, heads: Iterable[str]) -> Slot:
    own = slot.slot_code.removeprefix(f"{section}/") if section else slot.slot_code
    return Slot(
        slot.slot_code,
        slot.label_vi,
        path := tuple(printed(head) for head in heads if head != NOT_PRINTED),
        "" if own.startswith(NOT_PRINTED) else number_key(own),
        _year_of(slot, path),
        section,
        slot.role or "",
        slot.formula == ITEMS,
        adds_units=slot.formula == UNITS,
        valid_from_on=slot.valid_from_on,
        valid_to_on=slot.valid_to_on,
    )


def _year_of(slot: "FormSlot", path: Iterable[Words]) -> str:
    """See Slot.year."""
    if not any(words.is_period for words in path):
        return ""
    follows = any(number in ("{month}", "{quarter}") for words in path for number in words.numbers)
    return slot.period or ("{year}" if follows else "")


def section_of(code: str, codes: Iterable[str]) -> str:
    """The row whose code is the path to this one's: 'II/2' of 'II/2/a'; '' where there is none."""
    return max((other for other in codes if code.startswith(f"{other}/")), key=len, default="")


def _cell(reference: "Reference", shape: "Shape", row: "FormSlot | None", column: "FormSlot | None") -> TableCell:
    cell = shape.cell(row, column)
    return TableCell(
        _line(reference, shape, cell, row, column),
        cell.indicator_id,
        " ".join(cell.members),
        cell.period,
        cell.value_kind,
        cell.is_total,
        cell.is_of_which,
        cell.is_closed,
    )


def _line(reference: "Reference", shape: "Shape", cell: "FormCell", row: "FormSlot | None", column: "FormSlot | None") -> Line:
    """How the figure of a cell is measured. A ratio that has no indicator of its own is in percent if it is printed so."""
    label = row.label_vi if row else ""
    code = row.slot_code if row else ""
    ratio = next((slot for slot in (column, row) if slot and shape.kind_of(slot) == "computed"), None)
    own_id = ratio.indicator_id if ratio else cell.indicator_id
    if own_id is None:
        said = f"{ratio.label_vi} {ratio.measure_vi or ''}" if ratio else ""
        unit, decimals, least, most, is_flow = (PERCENT if "%" in said else ""), 6, -_MOST, _MOST, False
    else:
        indicator = reference.indicators[own_id]
        unit, decimals = indicator.unit_of_measure, indicator.decimals
        least, most, is_flow = indicator.valid_min, indicator.valid_max, indicator.aggregation == "sum"
    own = next((said for slot in (row, column) if slot and (said := measure_printed(slot))), "")
    return Line(
        shape.table.form_id,
        code,
        label,
        match_key(label),
        unit,
        decimals,
        least,
        most,
        has_own_measure=bool(row and row.measure_vi),
        printed_measure=own or shape.table.measure_vi or "",
        is_flow=is_flow,
        is_ratio=ratio is not None,
    )


def measure_printed(slot: "FormSlot") -> str:
    """The measure that a slot says, or the multiple in its label: 'triệu đồng' of 'Chi (triệu đồng)'; '' for none."""
    if slot.measure_vi:
        return slot.measure_vi
    stated = (split_statement(text).stated for text in reversed(slot.label_vi.split(HEADS_APART)))
    return next((text for text in stated if text and any(one.multiplier != ONE for one in readings(text))), "")
