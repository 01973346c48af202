"""Reads one sheet: gives every filled cell one role, every form line its figure, every fault a finding."""

from collections.abc import Sized
from decimal import Decimal
from typing import Any

from pipelines.language.vietnamese import clean, parse_state
from pipelines.language.vietnamese.measures import split_statement
from pipelines.language.words import label, say
from pipelines.returns.cells import numbers_in, quoted, store_cells
from pipelines.returns.form_lines import Line
from pipelines.returns.form_tables import HEAD_ROWS, FormTable, cell, form_named, form_of
from pipelines.returns.headings import column_role
from pipelines.returns.heads import Head, read_head
from pipelines.returns.layout import Forms
from pipelines.returns.lines import COLUMN_NUMBERS, Match
from pipelines.returns.lookup import look_up
from pipelines.returns.measures import statement_in
from pipelines.returns.nil_statements import is_nil
from pipelines.returns.owners import Owner, Owners
from pipelines.returns.result import ENTRY_COLUMNS, ENTRY_OF_LINE, KEY_OF_LINE, ReturnRead
from pipelines.returns.table_entries import TableEntries, said_of_row
from pipelines.returns.values import (
    is_bare_number,
    is_figure,
)
from pipelines.workbooks.grid import Place, Sheet, Value, address, as_text

EntryRow = tuple[Any, ...]
"""A row of raw.entry, in the order of ENTRY_COLUMNS; without those of ENTRY_OF_LINE where they are as there."""
Said = tuple[Decimal | None, str | None, str, str | None]
"""What an entry says: value, comparator, state, code."""
Seen = dict[tuple[str | None, ...], Said]
"""Key of an entry → what the first cell for it says, or DISPUTED."""
DISPUTED: Said = (None, None, "unreadable", None)
"""What a line says whose rows say different things: none of them is chosen."""
Periods = dict[int, str | None]
"""Column of figures → its period; None where its cells cannot be read, which a finding then says."""


def not_read(cells: Sized) -> str:
    """What is said of numbers that are no figures of a form."""
    return say("{count} cell(s) with numbers are not read", count=len(cells))


class SheetReading:
    """Reads one sheet into a ReturnRead."""

    def __init__(
        self, sheet: Sheet, name: str, tables: list[FormTable], whole: Head, forms: Forms, owners: Owners, read: ReturnRead
    ) -> None:
        self._sheet = sheet
        self._name = name
        self._tables = tables
        self._whole = whole
        self._forms = forms
        self._owners = owners
        self._read = read
        self._roles: dict[Place, str] = {}
        """Roles of cells that differ from their row's."""
        self._row_roles: list[str] = []
        """Role of each row's other cells."""
        self._unit_id: str | None = None
        self._form_id: str | None = None
        """Form of the table that is read, where that is known."""

    def read(self, seen: Seen) -> None:
        """Read the sheet's tables, then store its cells.

        Args:
            seen: what the entries of the file say so far; added to.
        """
        entries: list[EntryRow] = []
        for table in self._tables:
            self._row_role("heading", table.columns.first_row)
            self._form_id = form_of(table, self._sheet.name, self._forms)
            if table.line_rows:
                self._read_table(table, seen, entries)
            else:
                self._explain_numbers(table.columns.first_row, table.end_row)
                self._row_role("note", table.end_row)
        end = len(self._sheet.rows)
        if not self._tables:
            self._explain_numbers(0, end)
        self._row_role("signature" if self._tables else "note", end)
        for name, column in zip(ENTRY_COLUMNS, zip(*entries, strict=True), strict=False):
            self._read.entries[name] += column
        for name, said in ENTRY_OF_LINE.items():
            self._read.entries[name] += [said] * len(entries)
        store_cells(self._read, self._sheet, self._name, self._roles, self._row_roles)

    def store_as_notes(self) -> None:
        """Store the cells of a sheet that is no form and of which nothing is a figure: a slip that came back."""
        self._row_role("note", len(self._sheet.rows))
        store_cells(self._read, self._sheet, self._name, self._roles, self._row_roles)

    def _row_role(self, role: str, end: int) -> None:
        self._row_roles += [role] * (end - len(self._row_roles))

    def _at(self, row: int, column: int | None) -> Value:
        return cell(self._sheet.rows[row], column)

    def _explain_numbers(self, start: int, end: int) -> None:
        """Rows that are no form: words are notes; figures are reported, for they may have been meant."""
        numbers = [(row, column) for row in range(start, end) for column in numbers_in(self._sheet.rows[row])]
        if numbers:
            self._roles.update(dict.fromkeys(numbers, "explained"))
            if not self._tables:
                self._form_id = form_named(read_head(self._sheet.rows[:HEAD_ROWS], self._forms), self._sheet.name, self._forms)
            self._find("unknown_sheet", numbers[0], received=self._sheet.name, detail=not_read(numbers))

    def _read_table(self, table: FormTable, seen: Seen, entries: list[EntryRow]) -> None:
        owner = self._owners.of(table.head.completed_by(self._whole), self._name)
        self._unit_id = owner.unit_id
        periods = self._figure_columns(table, owner)
        self._explain_columns(table, periods)
        figures = TableEntries(self._sheet, table, self._forms, [other for other in self._tables if other is not table])
        for row, match in table.matches:
            if match.line:
                self._read_line(row, match.line, periods, figures, seen, entries)
                if match.fault:
                    place = (row, table.columns.label or table.columns.code or 0)
                    self._find(
                        match.fault,
                        place,
                        line=match.line,
                        received=said_of_row(self._sheet, row, table),
                        expected=match.expected,
                    )
            elif match is not COLUMN_NUMBERS:
                if row < table.line_rows[-1]:
                    figures.pass_row(row)
                self._read_stray_row(row, match, table, periods)
        self._report_hidden(table, periods)
        self._row_role("label", table.line_rows[-1] + 1)

    def _report_hidden(self, table: FormTable, periods: Periods) -> None:
        """Say once that figures stand where who filled in the table does not see them; they are read like the others."""
        sheet = self._sheet
        figures = [
            (row, column)
            for row, _ in table.matches
            for column in periods
            if self._roles.get((row, column)) in ("value", "explained") and self._at(row, column) != ""
        ]
        if not figures or not sheet.may_hide(range(figures[0][0], figures[-1][0] + 1)):
            return
        unseen = [place for place in figures if sheet.hides(*place)]
        if unseen:
            if sheet.is_hidden:
                where = say("a hidden sheet")
            elif all(place in sheet.hidden_cells for place in unseen):
                where = say("cells whose format shows nothing")
            elif all(sheet.covers(*place) for place in unseen):
                where = say("cells under merged ones")
            else:
                where = say("rows, columns or cells that are hidden, folded or filtered out")
            period_id = next(iter(periods.values())) if len(periods) == 1 else None
            detail = say("{count} cell(s) with numbers in {where}", count=len(unseen), where=where)
            self._find("hidden_figures", unseen[0], period_id=period_id, received=sheet.name, detail=detail)

    def _figure_columns(self, table: FormTable, owner: Owner) -> Periods:
        """Columns that hold figures, with their period.

        A column that names another period than the head is there for reference and is not read; so is any that names one beside
        one that does not, while nobody knows the head's period. Two columns for one period are not chosen between.
        """
        columns = table.columns
        found: Periods = {}
        for column, named in columns.values:
            periods = tuple(period for period in named if period in (owner.period_ids or self._forms.period_ids))
            if not named:
                periods = owner.period_ids
            if not named or (periods and self._forms.are_one(named)):
                found[column] = periods[0] if len(periods) == 1 else None
        if not owner.period_ids and None in found.values():
            found = dict.fromkeys(found)
        if not found:
            place = (columns.header_row, min((column for column, _ in columns.values), default=0))
            self._find(
                "no_value_column", place, expected=label("column", "value"), received="; ".join(columns.headings.values())
            )
        elif None in found.values():
            self._owners.report_period(owner, self._name, self._form_id)
        known = [period for period in found.values() if period]
        for column, period in found.items():
            if period and known.count(period) > 1:
                place = (columns.header_row, column)
                self._find("ambiguous_column", place, received=columns.headings[column], period_id=period)
                found[column] = None
        if owner.unit_id is None:
            return dict.fromkeys(found)
        for period in found.values():
            if period:
                self._owners.report_return(owner, period)
        return found

    def _explain_columns(self, table: FormTable, periods: Periods) -> None:
        """Columns beside the form's own: words are notes, figures are reported once per column."""
        columns = table.columns
        known = {columns.code, columns.label, *periods}
        width = max(len(self._sheet.rows[row]) for row in table.line_rows)
        for column in [column for column in range(width) if column not in known]:
            role = columns.others.get(column, "extra")
            if role in ("number", "measure"):
                continue
            self._roles.update(((row, column), "note") for row in table.line_rows)
            if role in ("note", "reference"):
                continue
            numbers = [
                row
                for row, match in table.matches
                if match is not COLUMN_NUMBERS and (value := self._at(row, column)) != "" and is_bare_number(value)
            ]
            if numbers:
                self._roles.update(((row, column), "explained") for row in numbers)
                heading = columns.headings.get(column)
                self._find("extra_column", (numbers[0], column), received=heading, detail=not_read(numbers))

    def _read_line(
        self, row: int, line: Line, periods: Periods, figures: TableEntries, seen: Seen, entries: list[EntryRow]
    ) -> None:
        for column, period_id in periods.items():
            value = self._at(row, column)
            if period_id is None or self._unit_id is None:
                self._roles[row, column] = "explained"
                continue
            own = (self._unit_id, period_id, line.form_id, line.line_code)
            if (key := own + KEY_OF_LINE) in seen:
                if value != "":
                    self._roles[row, column] = "explained"
                    if figures.read(row, column, value, line)[0][1:5] != seen[key]:
                        seen[key] = DISPUTED
                    received = line.shown
                    self._find("duplicate_line", (row, column), line=line, period_id=period_id, received=received)
                continue
            figure, measure_text, multiplier = figures.read(row, column, value, line)
            seen[key] = figure[1:5]
            self._roles[row, column] = "value"
            entries.append((*own, self._name, address(row, column), *figure[:5], measure_text, multiplier))
            if figure.fault:
                self._find(
                    figure.fault,
                    (row, column),
                    line=line,
                    period_id=period_id,
                    received=figure.received,
                    expected=figure.expected,
                    detail=figure.detail,
                )

    def _read_stray_row(self, row: int, match: Match, table: FormTable, periods: Periods) -> None:
        """A row that is no form line: a section, a signature, or figures that nobody asked for."""
        is_doubtful = row < table.line_rows[-1] or match.fault not in (None, "unknown_line", "subtotal_line")
        for column in periods:
            value = self._at(row, column)
            if value != "" and not self._is_measure(value) and self._may_be_meant(value, is_doubtful=is_doubtful):
                self._roles[row, column] = "explained"
                received = said_of_row(self._sheet, row, table) or as_text(value)
                self._find(match.fault or "unknown_line", (row, column), received=received, expected=match.expected)

    def _is_measure(self, value: Value) -> bool:
        """Whether a cell in a column of figures says nothing but the measure of those below: 'ĐVT: triệu đồng', 'trđ'."""
        found = statement_in(value, "section", self._forms) if isinstance(value, str) else None
        return found is not None and (found.text == value or not split_statement(str(value)).rest)

    def _may_be_meant(self, value: Value, *, is_doubtful: bool) -> bool:
        """Whether what stands in a column of figures, on no line, may be one.

        On a doubtful row, which may be a line after all, that is all that would not leave a line's cell blank; below the lines,
        where the signatures stand, what says a figure.
        """
        if not isinstance(value, str):
            return is_doubtful or is_bare_number(value)
        if is_nil(value):
            return False
        if is_doubtful:
            return bool(clean(value)) and parse_state(value) != "blank" and not column_role(value)
        return (
            is_figure(value)
            or parse_state(value) in ("none_occurred", "not_applicable")
            or look_up(self._forms.ratings, value) is not None
        )

    def _find(
        self, fault: str, place: Place, *, line: Line | None = None, period_id: str | None = None, **more: str | None
    ) -> None:
        self._read.find(
            fault,
            unit_id=self._unit_id,
            period_id=period_id,
            form_id=line.form_id if line else self._form_id,
            line_code=line.line_code if line else None,
            sheet_name=self._name,
            address=address(*place),
            **more | {"received": quoted(more.get("received"), self._at(*place))},
        )
