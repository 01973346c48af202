"""The sheet 'Ý nghĩa từng ô': what each cell of a form becomes when it is read."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from pipelines.language.wording import relative_period
from pipelines.language.words import label, labels
from pipelines.reference import Period, Reference, Unit
from pipelines.reference.form_tables import UNIT_ROWS
from pipelines.returns.described import HEADS_APART
from pipelines.templates.form_sheet import FormSheet, value_address
from pipelines.templates.page import BOXED, LINE_HEIGHT, ROW_MARGIN, wrapped_lines
from pipelines.templates.printed_slots import Printed
from pipelines.templates.table_cells import PlannedCell, TableCells
from pipelines.templates.table_measures import amount_of


class Meaning(NamedTuple):
    """What one cell becomes, in words."""

    cell: str
    row: str
    column: str
    owner: str
    indicator: str
    breakdown: str
    period: str
    measure: str
    kind: str
    part: str


_WIDTHS = Meaning(*(str(width) for width in (7, 34, 34, 22, 30, 30, 24, 13, 15, 24)))


def meanings(reference: Reference, cells: TableCells, unit: Unit | None) -> Iterator[Meaning]:
    """What each cell of figures of a table becomes, row by row."""
    words = labels("meaning")
    members = {f"{member.axis_id}={member.member_id}": member.label_vi for member in reference.breakdown}
    axes = {code.code: code.label_vi for code in reference.codes("axis")}
    units = {code.code: code.label_vi for code in reference.codes("unit_of_measure")}
    sender = reference.unit_names[unit.key] if unit else words["is_sender"]
    row_kind = cells.table.shape.table.row_kind
    is_unit = row_kind in UNIT_ROWS
    by_slot = words["any_unit"] if row_kind == "unit_slot" else sender
    for cell in cells.cells:
        about = cell.about
        indicator = reference.indicators.get(about.indicator_id or "")
        said = [(axes.get(member.partition("=")[0], ""), members.get(member, member)) for member in about.members]
        yield Meaning(
            cell.address,
            _named(cell.row, words["any_item"] if row_kind == "item" else words["any_unit"]),
            _named(cell.column, ""),
            _owner(reference, cell, by_slot, words["any_unit"] if is_unit else sender),
            f"{indicator.label_vi} ({indicator.indicator_id})" if indicator else "",
            "; ".join(f"{axis}: {label}" for axis, label in said),
            relative_period(about.period),
            amount_of(reference, cells.table, cell).measure or (units.get(indicator.unit_of_measure, "") if indicator else ""),
            label("value_kind", about.value_kind),
            _part(cell),
        )


def meanings_of_lines(reference: Reference, plan: FormSheet, period: Period, unit: Unit | None) -> Iterator[Meaning]:
    """What each cell of figures of a form becomes whose lines stand in form_line."""
    labels = {code.code: code.label_vi for code in reference.codes("unit_of_measure", period.ends_on)}
    for line in plan.lines:
        indicator = reference.indicators[line.indicator_id]
        yield Meaning(
            value_address(plan.rows[line.line_code]),
            line.shown,
            plan.columns.printed[-2][0] if plan.columns.previous is None else "",
            reference.unit_names[unit.key] if unit else label("meaning", "is_sender"),
            f"{indicator.label_vi} ({indicator.indicator_id})",
            "",
            relative_period(""),
            labels[indicator.unit_of_measure],
            label("value_kind", "figure"),
            label("meaning", "total" if line.formula else "own"),
        )


def write_meanings(workbook: Any, formats: dict[str, Any], said: Sequence[Meaning]) -> None:
    """Add the sheet."""
    sheet = workbook.add_worksheet(label("meaning", "sheet"))
    look = workbook.add_format({**BOXED, "font_size": 11, "text_wrap": True, "indent": 1})
    for column, (name, width) in enumerate(zip(Meaning._fields, _WIDTHS, strict=True)):
        sheet.set_column(column, column, int(width))
        sheet.write_string(0, column, label("meaning", name), formats["heading"])
    sheet.set_row(0, 2 * LINE_HEIGHT + ROW_MARGIN)
    for row, meaning in enumerate(said, 1):
        lines = max(wrapped_lines(text, int(width) - 2) for text, width in zip(meaning, _WIDTHS, strict=True))
        sheet.set_row(row, lines * LINE_HEIGHT + ROW_MARGIN)
        for column, text in enumerate(meaning):
            sheet.write_string(row, column, text, look)
    sheet.autofilter(0, 0, max(len(said), 1), len(Meaning._fields) - 1)
    sheet.freeze_panes(1, 1)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _named(printed: Printed, free: str) -> str:
    label = printed.label.replace(HEADS_APART, " › ")
    return " ".join(text for text in (printed.slot.slot_code if printed.slot else printed.code, label) if text) or free


def _owner(reference: Reference, cell: PlannedCell, sender: str, free: str) -> str:
    unit = cell.row.unit or cell.column.unit
    if unit:
        return f"{reference.unit_names[unit.key]} ({unit.unit_id})"
    return free if cell.row.slot is None else sender


def _part(cell: PlannedCell) -> str:
    """How a figure goes into sums, which a ratio does not; a row of units that has others below it is their total."""
    words, about = labels("meaning"), cell.about
    if cell.is_closed:
        return words["closed"]
    if about.value_kind == "computed":
        return ""
    is_total = about.is_total or cell.formula is not None
    said = [words[name] for name, holds in (("total", is_total), ("of_which", about.is_of_which)) if holds]
    return "; ".join(said) or words["own"]
