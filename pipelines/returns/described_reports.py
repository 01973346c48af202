"""Tells what stands in and beside the tables of described forms and is none of their figures."""

from collections.abc import Iterable

from pipelines.language.vietnamese import clean
from pipelines.language.words import say
from pipelines.returns.described import Table
from pipelines.returns.described_part import Part, other_unit
from pipelines.returns.described_tables import DescribedTable, numbers_beside
from pipelines.returns.headings import column_role
from pipelines.returns.list_candidates import MAY_BE_SECTION
from pipelines.returns.list_rows import key_of
from pipelines.returns.namesakes import of_one_name
from pipelines.returns.nil_statements import contradiction
from pipelines.returns.sheet_reading import SheetReading, not_read
from pipelines.returns.slot_columns import has_other_numbers, printed_heads
from pipelines.returns.slot_rows import OTHER_PERIOD, RowMatch
from pipelines.returns.table_entries import said_of_row
from pipelines.returns.values import is_bare_number
from pipelines.workbooks.grid import address, as_text

_MOST_QUOTED = 12
"""Rows whose figures are quoted where many are told together."""


class DescribedReports(SheetReading):
    """A sheet of described forms, as far as its findings are about columns and rows that are not read."""

    _described: list[DescribedTable]
    _twice: set[tuple[str, str]]
    """Table and unit, of those told to stand there twice."""
    _unlabelled: list[tuple[int, list[int]]]
    """Rows of the table that is read that have figures and say nothing of themselves, and the columns with these."""

    def _report_columns(self, part: Part) -> None:
        """Columns below heads that are not the form's own, or may be several of it: their figures are told and not read."""
        found, columns = part.found, part.columns
        headed = {heading.column: heading for heading in found.headings}
        last = max(headed)
        beside = [
            column for column in range(min(headed), last + 1) if column not in columns.slots and column not in columns.units
        ]
        for column in beside:
            cells = [(row, self._at(row, column)) for row, match in found.matches if match.is_known]
            self._roles.update(((row, column), "note") for row, _ in cells)
            is_other = column in headed and has_other_numbers(found.table, headed[column], self._forms)
            is_remark = column in headed and column_role(headed[column].texts[-1]) in ("check", "note")
            is_unit = found.table.column_kind == "unit" and column in headed and not is_remark
            is_meant = is_other or is_unit or column in columns.doubtful
            filled = [row for row, value in cells if value != "" and (is_meant or is_bare_number(value))]
            if not filled and not is_other:
                continue
            self._roles.update(((row, column), "explained") for row in filled)
            heads = printed_heads(headed[column]) if column in headed else None
            place = (headed[column].row if column in headed else filled[0], column)
            detail = not_read(filled)
            if column in columns.namesakes:
                said = of_one_name(columns.namesakes[column], self._forms.unit_names)
                self._find("unknown_unit", place, received=heads, period_id=part.period_id, detail=said)
            elif column in columns.doubtful:
                expected = "; ".join(f"{slot.code} {slot.label_vi}" for slot in columns.doubtful[column])
                fault = "head_disagrees" if column in columns.disagreeing else "ambiguous_column"
                self._find(fault, place, received=heads, expected=expected, period_id=part.period_id)
            elif is_other:
                detail = say("the heading names another period than the return, {detail}", detail=detail)
                self._find("other_period", place, received=heads, period_id=part.period_id, detail=detail)
            elif column in headed and found.table.column_kind == "unit":
                detail = say("column '{heading}' is no unit of the register", heading=heads)
                self._find("unknown_unit", place, received=heads, period_id=part.period_id, detail=detail)
            else:
                self._find("extra_column", (filled[0], column), received=heads, detail=detail)

    def _report_statements(self, part: Part) -> None:
        """Statements that nothing occurred of a unit that has figures."""
        for place, figure in part.statements.contradicted.items():
            received, detail = as_text(self._at(*place)), contradiction(self._name, address(*figure))
            self._find("statement_not_applied", place, period_id=part.period_id, received=received, detail=detail)

    def _report_without_section(self, part: Part) -> None:
        """Items of which nothing tells under which of a list's sections they stand."""
        table = part.found.table
        named = [slot for slot in table.rows if slot.role == "heading"] or [slot for slot in table.rows if slot.adds_items]
        if table.row_kind != "item" or (len(named) < 2 and not any(slot.role for slot in named)):
            return
        rows = [row for row, match in part.found.matches if match.is_item and row not in part.sections]
        if rows and not any(match.fault == MAY_BE_SECTION for _, match in part.found.matches):
            place = (rows[0], part.table.columns.label or 0)
            received = said_of_row(self._sheet, rows[0], part.table)
            expected = "; ".join(f"{slot.code} {slot.label_vi}" for slot in named)
            detail = say("{count} row(s) of the list", count=len(rows))
            self._find("no_section", place, period_id=part.period_id, received=received, expected=expected, detail=detail)

    def _report_days(self, part: Part) -> None:
        """Columns of a list in whose days the month comes first, or now the one and now the other; and days that are none."""
        rows = [row for row, match in part.found.matches if match.is_item]
        headed = {heading.column: heading for heading in part.found.headings}
        for column, days in part.items.days.items():
            received = printed_heads(headed[column])
            if days.detail:
                self._find("day_order", (rows[0], column), period_id=part.period_id, received=received, detail=days.detail)
            for row in rows if days.unclear else ():
                if (text := clean(as_text(self._at(row, column)))) in days.unclear:
                    told = say("'{day}' is no day of the calendar, or its year is not written out", day=text)
                    self._find("day_order", (row, column), period_id=part.period_id, received=received, detail=told)

    def _report_beside(self) -> None:
        """Figures in rows of a table and beside all its columns: nobody asked for them."""
        beside = numbers_beside(self._sheet, self._described, self._forms)
        for column, rows in beside.items():
            self._roles.update(((row, column), "explained") for row in rows)
            self._find("extra_column", (rows[0], column), detail=not_read(rows))

    def _read_stray(self, part: Part, row: int, match: RowMatch, *, is_doubtful: bool) -> None:
        """A row that is none of the table's: a section, a note, a signature, or figures that nobody asked for."""
        if is_doubtful and (other := other_unit(self._sheet.rows[row], part, self._forms)):
            told = say("a row among the lines names unit '{unit}': whose figures stand below it cannot be told", unit=other)
            place = (row, part.table.columns.label or 0)
            self._find("unknown_unit", place, received=other, period_id=part.period_id, detail=told)
        filled = [column for column in part.columns.figures if self._at(row, column) != ""]
        if match.nameless:
            self._roles.update(((row, column), "explained") for column in filled)
            self._report_nameless(part, row, match)
            return
        if match.fault == "code_disagrees" and part.found.table.row_kind in ("unit", "unit_slot") and not filled:
            place, received = (row, part.table.columns.label or 0), said_of_row(self._sheet, row, part.table)
            self._find(match.fault, place, received=received, expected=match.expected, period_id=part.period_id)
        meant = [column for column in part.columns.figures if self._is_meant(row, column, is_doubtful=is_doubtful)]
        if not meant:
            return
        self._roles.update(((row, column), "explained") for column in meant)
        fault = match.fault if is_doubtful and match.fault else "unknown_line"
        received = said_of_row(self._sheet, row, part.table)
        if not received and fault == "unknown_line":
            self._unlabelled.append((row, meant))
            return
        received = received or say("with neither a code nor a label: {values}", values=self._values(row, meant))
        detail = say("its label names another period than the return") if fault == OTHER_PERIOD else None
        if match.unit_ids:
            detail = of_one_name(match.unit_ids, self._forms.unit_names)
        elif fault == "unknown_unit":
            detail = self._no_unit(part.found.table, received)
        self._find(fault, (row, meant[0]), period_id=part.period_id, received=received, expected=match.expected, detail=detail)

    @staticmethod
    def _no_unit(table: Table, received: str) -> str:
        """What is wrong with a row of units that no unit has: perhaps it is meant as a row that the form has of its own."""
        if own := "; ".join(f"'{slot.label_vi}'" for slot in table.rows if not slot.role):
            return say("row '{text}' is no unit of the register, nor is it row {own} of the form", text=received, own=own)
        return say("row '{text}' is no unit of the register", text=received)

    def _values(self, row: int, columns: Iterable[int]) -> str:
        return "; ".join(as_text(self._at(row, column)) for column in columns)

    def _report_unlabelled(self, part: Part) -> None:
        """Rows with figures that say nothing of themselves: nobody asked for them. They are told together, at the first."""
        rows, self._unlabelled = self._unlabelled, []
        if not rows:
            return
        (first, columns), count = rows[0], len(rows)
        values = "; ".join(self._values(*each) for each in rows[:_MOST_QUOTED]) + ("; …" if count > _MOST_QUOTED else "")
        received = say("with neither a code nor a label: {values}", values=values)
        if count > 1:
            named = say("rows {row} to {last}, {count} of them", row=first + 1, last=rows[-1][0] + 1, count=count)
            received = f"{named}, {received}"
        self._find("unknown_line", (first, columns[0]), received=received, period_id=part.period_id)

    def _said_again(self, part: Part, row: int) -> str:
        """What a row is that stands there again: an item of a list by its key, any other as it is printed."""
        if part.found.table.row_kind == "item" and (key := key_of(self._sheet.rows[row], part.columns)):
            return part.items.again(key, row)
        return said_of_row(self._sheet, row, part.table)

    def _named_twice(self, part: Part, row: int, line_code: str, about: str | None) -> str | None:
        """A unit whose rows stand twice in a table, with where; '' where that is told; None for other rows that come again."""
        first = part.first_rows.get((about or "", line_code), row)
        if about is None or first == row:
            return None
        if (key := (part.found.table.table_id, about)) in self._twice:
            return ""
        self._twice.add(key)
        unit = self._forms.unit_names[about]
        return say("{unit} (rows {row} and {again})", unit=unit, row=f"{first + 1}", again=f"{row + 1}")

    def _report_nameless(self, part: Part, row: int, match: RowMatch) -> None:
        """Rows of a unit that nobody knows, once at the first of them."""
        block = match.nameless
        rows = part.nameless.get(block, []) if block else []
        if block is None or block.is_told or row not in rows[:1]:
            return
        named = f"{row + 1}–{rows[-1] + 1}" if len(rows) > 1 else f"{row + 1}"
        why = (
            say("'{text}' (rows {rows}) is neither name nor code of a unit of the register", text=block.text, rows=named)
            if block.text
            else say("rows {rows} have no name of a unit of the register beside or above them", rows=named)
        )
        if match.unit_ids:
            why = of_one_name(match.unit_ids, self._forms.unit_names)
        place = (row, next(column for column in part.columns.figures if self._at(row, column) != ""))
        received = block.text or said_of_row(self._sheet, row, part.table)
        self._find("unknown_unit", place, received=received, period_id=part.period_id, detail=why)

    def _is_meant(self, row: int, column: int, *, is_doubtful: bool) -> bool:
        """Whether what stands below a column of figures, in a row that is none of the table's, may be a figure."""
        value = self._at(row, column)
        return value != "" and not self._is_measure(value) and self._may_be_meant(value, is_doubtful=is_doubtful)
