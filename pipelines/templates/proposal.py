"""Proposes the register lines of a form from a workbook, empty or filled in: `make form-from FILE=…`."""

import csv
import re
from collections.abc import Sequence
from operator import itemgetter
from pathlib import Path

from pipelines.language.example_words import following_month, month
from pipelines.language.vietnamese.measures import split_statement
from pipelines.language.words import say, sentence
from pipelines.reference import Reference
from pipelines.reference.contract import column_types
from pipelines.returns.described import HEADS_APART, NOT_PRINTED
from pipelines.returns.layout import Forms
from pipelines.templates.example_blocks import find_blocks
from pipelines.templates.example_columns import ASK, ExampleColumn, Line, columns_of, find_members, find_parts
from pipelines.templates.example_facts import frequency_in
from pipelines.templates.example_indicators import indicators_of
from pipelines.templates.example_lines import ExampleRow, kind_of_rows, rows_of
from pipelines.templates.example_rows import name_of
from pipelines.templates.example_tables import ExampleTable, find_tables, head_of
from pipelines.templates.form_sheet import TemplateError
from pipelines.workbooks.books import Book, open_books
from pipelines.workbooks.grid import Sheet, as_text

REGISTERS = ("form", "form_table", "form_slot", "breakdown", "code", "indicator")
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_SLOT, _MEMBER = itemgetter("table_id", "side", "slot_code"), itemgetter("axis_id", "member_id")
"""What tells lines of form_slot, and of breakdown, apart."""
_AGAIN = sentence(
    "the same rows come again for each unit (row_kind = unit_slot), so they are listed once: is that right? The units must be "
    "in unit.csv, below the one that reports (parent_id); unit_kinds names which of them"
)
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
    tables = [(sheet, table) for sheet in sheets for table in find_tables(sheet)]
    if not tables:
        raise TemplateError(
            "no table was found: no row numbers its columns, and none has three heads side by side",
            where=str(path),
            remedy="give a workbook with the form as it is printed, heads above its columns",
        )
    first = tables[0]
    code, title = head_of(*first)
    form_id = name_of(code or path.stem)
    asks = [
        say("which units report it (reported_by)?"),
        *([] if code else [say("code of the form?")]),
        *([] if title else [say("title of the form?")]),
    ]
    found["form"].append(
        {
            "form_id": form_id,
            "code": code or path.stem,
            "title_vi": title or path.stem,
            "frequency": frequency_in(first[1], forms),
            ASK: "; ".join([*asks, say("from which day on?"), say("for which types of period (frequency)?")]),
        }
    )
    is_one = all(table.is_continued for _, table in tables[1:])
    for sheet, table in tables:
        is_continued = table.is_continued and bool(found["form_table"])
        table_id = "main" if is_one else chr(ord("a") + min(len(found["form_table"]), 25))
        _add_table(found, form_id, table_id, table, forms, _dates(sheet, table), is_continued=is_continued)
    return found


def write_proposal(folder: Path, found: Proposal) -> int:
    """Write a proposal as CSV beside the registers, never over them; returns how many lines ask for a decision."""
    folder.mkdir(parents=True, exist_ok=True)
    for register, lines in found.items():
        with (folder / f"{register}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, [*column_types()[register], ASK], lineterminator="\n", restval="")
            writer.writeheader()
            writer.writerows(lines)
    return sum(bool(line.get(ASK)) for lines in found.values() for line in lines)


def _dates(sheet: Sheet, table: ExampleTable) -> dict[str, str]:
    """Texts of the heads that follow the period: by the year and the month that stand above them."""
    above = " ".join(as_text(value) for row in sheet.rows[: table.first_row] for value in row if value != "")
    years = [int(year) for year in _YEAR.findall(above)]
    if not years:
        return {}
    months = [next(filter(None, found.groups())) for found in month().finditer(above)]
    found = {str(years[0]): "{year}", str(years[0] - 1): "{year_before}"}
    if months:
        found |= following_month(months[0])
    return found


def _add_table(
    found: Proposal,
    form_id: str,
    table_id: str,
    table: ExampleTable,
    forms: Forms,
    dates: dict[str, str],
    *,
    is_continued: bool,
) -> None:
    columns = columns_of(table, forms, dates)
    of_one = find_blocks(table, columns)
    rows = rows_of(of_one or table, columns)
    row_kind, ask = kind_of_rows(columns, rows, forms) if of_one is None else ("unit_slot", say(_AGAIN))
    is_listed = row_kind in ("slot", "unit_slot")
    figures = [column for column in columns if column.has_figures]
    has_units = any(column.is_unit for column in figures)
    find_parts(figures, is_said=not is_listed)
    if is_listed:
        find_members(figures)
    if not is_continued:
        asks = [ask] if ask else []
        asks += [say("the columns are units (column_kind = unit): they must be in unit.csv")] if has_units else []
        asks += (
            [say("unit of measure of the table?")]
            if not (table.measure or any(row.measure for row in rows) or all(map(_has_measure, figures)))
            else []
        )
        found["form_table"].append(
            {
                "form_id": form_id,
                "table_id": table_id,
                "title_vi": table.title,
                "row_kind": "" if row_kind == "slot" else row_kind,
                "column_kind": "unit" if has_units else "",
                "measure_vi": table.measure,
                ASK: "; ".join(asks),
            }
        )
    base = {"form_id": form_id, "table_id": table_id}
    known = set(map(_SLOT, found["form_slot"]))
    lines = [base | _column_line(column) for column in columns if not column.is_unit]
    if row_kind != "unit":
        lines += [base | _row_line(row) for row in (rows if is_listed else _groups(rows))]
    fresh = [line for line in lines if _SLOT(line) not in known]
    for line in fresh if is_continued else ():
        line[ASK] = "; ".join(filter(None, (line[ASK], say("taken from the next page"))))
    counted = [row for row in rows if not row.role] if is_listed else [c for c in figures if not c.is_unit]
    across: Sequence[ExampleRow | ExampleColumn] = figures if is_listed else rows
    taken = {line["indicator_id"] for line in found["indicator"]}
    measure = found["form_table"][-1]["measure_vi"]
    found["indicator"] += indicators_of(fresh, counted, across, table, measure, taken, forms)
    found["form_slot"] += fresh
    _add_members(found, columns)


def _has_measure(column: ExampleColumn) -> bool:
    """Whether the heads of a column state a measure, known or not: 'Sản lượng (tấn)'."""
    return bool(column.measure) or any(split_statement(text).stated for text in column.heads)


def _groups(rows: Sequence[ExampleRow]) -> list[ExampleRow]:
    """The rows of a list that are the form's own: those that add others up."""
    groups = [row for row in rows if row.formula]
    codes = {row.code for row in groups}
    for row in groups:
        if not set(re.split(r"[-+]", row.formula)) & codes:
            row.formula = "items"
        row.asks.append(say("a group or total row of a list"))
    return groups


def _column_line(column: ExampleColumn) -> Line:
    return {
        "side": "column",
        "slot_code": column.code,
        "label_vi": HEADS_APART.join(column.heads) or NOT_PRINTED,
        "role": column.role,
        "value_kind": column.value_kind,
        "members": " ".join(f"{axis}={name_of(text)}" for axis, _, text in column.members),
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
        "formula": row.formula,
        "of_which": row.of_which,
        "measure_vi": row.measure,
        "closed": " ".join(row.closed),
        ASK: "; ".join(row.asks),
    }


def _add_members(found: Proposal, columns: Sequence[ExampleColumn]) -> None:
    for column in columns:
        for axis, label, text in column.members:
            if axis not in {line["code"] for line in found["code"]}:
                rank = str(len(found["code"]) + 1)
                line = {"list_id": "axis", "code": axis, "rank": rank, "label_vi": label, ASK: say("name of the axis?")}
                found["code"].append(line)
            member = {"axis_id": axis, "member_id": name_of(text), "label_vi": text}
            if _MEMBER(member) not in map(_MEMBER, found["breakdown"]):
                found["breakdown"].append(member | {ASK: ""})
