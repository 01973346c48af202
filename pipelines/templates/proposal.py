"""Proposes the register lines of a form from a workbook, empty or filled in: `make form-from FILE=…`."""

import csv
from collections.abc import Sequence
from operator import itemgetter
from pathlib import Path

from pipelines.language.months import Months
from pipelines.language.words import say
from pipelines.reference import Reference
from pipelines.reference.contract import column_types
from pipelines.reference.form_tables import Breakdown
from pipelines.returns.described import HEADS_APART, NOT_PRINTED
from pipelines.returns.layout import Forms
from pipelines.templates.example_columns import ASK, ExampleColumn, Line
from pipelines.templates.example_indicators import indicators_of
from pipelines.templates.example_lines import ExampleRow
from pipelines.templates.example_measures import measure_of_column, shared_measure
from pipelines.templates.example_members import Member
from pipelines.templates.example_periods import frequency_of, own_period
from pipelines.templates.example_rows import name_of
from pipelines.templates.example_shades import shaded_cells
from pipelines.templates.example_shapes import shape_of
from pipelines.templates.example_tables import ExampleTable, find_tables, head_of
from pipelines.templates.form_sheet import TemplateError
from pipelines.workbooks.books import Book, open_books

REGISTERS = ("form", "form_table", "form_slot", "breakdown", "code", "indicator")
_MEMBER = itemgetter("axis_id", "member_id")
"""What tells lines of breakdown apart."""
Proposal = dict[str, list[Line]]
"""Register → lines."""


def propose(path: Path, reference: Reference) -> Proposal:
    """What the registers would say of the form in a workbook, as far as it tells.

    Raises:
        UnreadableReturnError: the file is no workbook.
        TemplateError: there is no such file, or it has no table.
    """
    if not path.is_file():
        remedy = "name the workbook of the form: make form-from FILE=bieu.xlsx"
        what, where = ("no such file", f"'{path}'") if path != Path() else ("no workbook is named", "the command")
        raise TemplateError(what, where=where, remedy=remedy)
    forms, found = Forms.of(reference), Proposal({register: [] for register in REGISTERS})
    books = [book for book in open_books(path, (), lambda _: 0) if isinstance(book, Book)]
    sheets = [sheet for book in books for sheet in book.sheets if not sheet.is_hidden]
    shaded = shaded_cells(path)
    tables = [table for sheet in sheets for table in find_tables(sheet, shaded.get(sheet.name, frozenset()))]
    if not tables:
        raise TemplateError(
            "no table was found: no row numbers its columns, and none has three heads side by side",
            where=str(path),
            remedy="give a workbook with the form as it is printed, heads above its columns",
        )
    own = own_period(tables[0], forms)
    _add_form(found, tables[0], path.stem, own)
    lots: list[list[ExampleTable]] = []
    for table in tables:
        if table.is_continued and lots:
            alike_lots = [lot for lot in lots if _heads(lot[0]) == _heads(table)]
            (alike_lots or lots)[-1].append(table)
        else:
            lots.append([table])
    names = ["main"] if len(lots) == 1 else [chr(ord("a") + min(place, 25)) for place in range(len(lots))]
    looks = [_heads(pages[0]) for pages in lots]
    for place, (table_id, pages) in enumerate(zip(names, lots, strict=True)):
        alike = next((name for name, other in zip(names[:place], looks, strict=False) if other == looks[place]), "")
        _add_table(found, table_id, pages, forms, own, reference.breakdown, alike)
    return found


def _heads(table: ExampleTable) -> list[tuple[str, ...]]:
    return [heading.texts for heading in table.headings]


def write_proposal(folder: Path, found: Proposal) -> int:
    """Write a proposal as CSV beside the registers, never over them; returns how many lines ask for a decision."""
    folder.mkdir(parents=True, exist_ok=True)
    for register, lines in found.items():
        with (folder / f"{register}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, [*column_types()[register], ASK], lineterminator="\n", restval="")
            writer.writeheader()
            writer.writerows(lines)
    return sum(bool(line.get(ASK)) for lines in found.values() for line in lines)


def _add_form(found: Proposal, table: ExampleTable, name: str, own: Months | None) -> None:
    code, title = head_of(table)
    asks = [
        say("which units report it (reported_by)?"),
        *([] if code else [say("code of the form?")]),
        *([] if title else [say("title of the form?")]),
        say("from which day on?"),
        say("for which types of period (frequency)?"),
    ]
    found["form"].append(
        {
            "form_id": name_of(code or name),
            "code": code or name,
            "title_vi": title or name,
            "frequency": frequency_of(own),
            ASK: "; ".join(asks),
        }
    )


def _add_table(
    found: Proposal,
    table_id: str,
    pages: Sequence[ExampleTable],
    forms: Forms,
    own: Months | None,
    registered: Sequence[Breakdown],
    alike: str,
) -> None:
    """Add the lines of one table; `alike`: a table before it with the same heads, '' for none."""
    shape = shape_of(pages, forms, own, registered)
    [form] = found["form"]
    figures = [column for column in shape.columns if column.has_figures]
    base = {"form_id": form["form_id"], "table_id": table_id}
    measure = pages[0].measure or shared_measure(figures)
    asks = [shape.ask] if shape.ask else []
    asks += [say("it stands beside the table before (is_beside): is it one of its own?")] if pages[0].is_beside else []
    asks += [say("the columns are units (column_kind = unit): they must be in unit.csv")] if shape.has_unit_columns else []
    is_said = measure or any(row.measure for row in shape.rows) or all(measure_of_column(one, forms) for one in figures)
    asks += [] if is_said else [say("unit of measure of the table?")]
    asks += (
        [say("its heads are those of table {table}: does it go on there, or is it a table of its own?", table=alike)]
        if alike
        else []
    )
    found["form_table"].append(
        base
        | {
            "title_vi": pages[0].title,
            "row_kind": "" if shape.row_kind == "slot" else shape.row_kind,
            "column_kind": "unit" if shape.has_unit_columns else "",
            "measure_vi": pages[0].measure,
            "is_beside": "true" if pages[0].is_beside else "",
            ASK: "; ".join(asks),
        }
    )
    lines = [base | _column_line(column) for column in shape.columns if not column.is_unit]
    lines += [base | _row_line(row) for row in shape.rows]
    found["indicator"] += indicators_of(lines, shape, measure, found, form["frequency"], forms)
    found["form_slot"] += lines
    _add_members(found, [*shape.columns, *shape.rows], registered)


def _column_line(column: ExampleColumn) -> Line:
    return {
        "side": "column",
        "slot_code": column.code,
        "label_vi": HEADS_APART.join(column.heads) or NOT_PRINTED,
        "role": column.role,
        "value_kind": column.value_kind,
        "members": _members(column),
        "period": column.period,
        "formula": column.formula,
        "of_which": column.of_which,
        "measure_vi": column.measure,
        ASK: "; ".join(column.asks),
    }


def _row_line(row: ExampleRow) -> Line:
    return {
        "side": "row",
        "slot_code": row.code,
        "label_vi": row.label,
        "role": row.role,
        "value_kind": row.value_kind,
        "members": _members(row),
        "period": row.period,
        "formula": row.formula,
        "of_which": row.of_which,
        "measure_vi": row.measure,
        "closed": " ".join(row.closed),
        ASK: "; ".join(row.asks),
    }


def _members(one: ExampleRow | ExampleColumn) -> str:
    return " ".join(f"{member.axis}={member.member_id}" for member in one.members)


def _add_members(found: Proposal, slots: Sequence[ExampleRow | ExampleColumn], registered: Sequence[Breakdown]) -> None:
    for slot in slots:
        for member in slot.members:
            if not member.is_registered:
                _add_member(found, member, registered)


def _add_member(found: Proposal, member: Member, registered: Sequence[Breakdown]) -> None:
    axes = [line["code"] for line in found["code"] if line["list_id"] == "axis"]
    if member.axis not in (*axes, *(line.axis_id for line in registered)):
        line = {"list_id": "axis", "code": member.axis, "rank": str(len(axes) + 1), "label_vi": member.axis_label}
        found["code"].append(line | {ASK: say("name of the axis?")})
    own = {"axis_id": member.axis, "member_id": member.member_id, "label_vi": member.text}
    if _MEMBER(own) not in map(_MEMBER, found["breakdown"]):
        found["breakdown"].append(own | {ASK: ""})
