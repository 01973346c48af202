"""Reads a sheet with tables of described forms: gives every figure its unit, row, column, breakdown and span of days."""

from pipelines.language.calendars import KnownPeriod
from pipelines.language.relative_periods import relative_name
from pipelines.language.words import say
from pipelines.returns.block_statements import block_statements
from pipelines.returns.cells import store_cells
from pipelines.returns.described import Slot, TableCell
from pipelines.returns.described_entries import as_form_table, fault_of, read_cell, state_of
from pipelines.returns.described_pages import Pages
from pipelines.returns.described_part import Part, days_and_numbers, first_rows, nameless_rows, says_anything
from pipelines.returns.described_reports import DescribedReports
from pipelines.returns.described_tables import DescribedTable, rows_above
from pipelines.returns.heads import Head
from pipelines.returns.layout import Forms
from pipelines.returns.list_candidates import MAY_BE_SECTION
from pipelines.returns.list_days import days_by_column
from pipelines.returns.list_entries import ListEntries
from pipelines.returns.list_findings import NOT_CHOSEN, list_findings
from pipelines.returns.list_rows import key_of
from pipelines.returns.nil_statements import happens, is_nil, nil_figure, none_occurred
from pipelines.returns.owners import Owner, Owners
from pipelines.returns.result import ENTRY_COLUMNS, MAX_RECEIVED, ReturnRead
from pipelines.returns.sheet_reading import DISPUTED, EntryRow, Seen, not_read
from pipelines.returns.slot_columns import SlotColumns, printed_heads
from pipelines.returns.slot_rows import RowMatch
from pipelines.returns.table_entries import TableEntries, said_of_row
from pipelines.returns.values import BLANK, ONE, Entry, is_bare_number
from pipelines.workbooks.grid import Place, Sheet, Value, address, as_text


class DescribedReading(DescribedReports):
    """Reads one sheet of described forms into a ReturnRead."""

    def __init__(
        self,
        sheet: Sheet,
        name: str,
        tables: list[DescribedTable],
        whole: Head,
        forms: Forms,
        owners: Owners,
        read: ReturnRead,
        pages: Pages,
    ) -> None:
        super().__init__(sheet, name, [], whole, forms, owners, read)
        self._described = tables
        self._twice, self._unlabelled = set(), []
        self._pages = pages
        """What the sheets of the workbook so far have of each table; added to."""
        self._entries: list[EntryRow] = []
        self._owned: list[tuple[DescribedTable, Owner, KnownPeriod | None]] = []

    def begin(self) -> None:
        """Recognise whose the sheet's tables are; a page may state the measure of one that stands before it."""
        for found in self._described:
            owner = self._owners.of(found.head.completed_by(self._whole), self._name, found.form_id)
            period = self._owners.period_of(owner, found.form_id)
            self._owned.append((found, owner, period))
            if period and owner.unit_id and len(found.tables) == 1:
                self._pages.begin((owner.unit_id, period.period_id), found.table, self._name, period.ends_on, found.head)

    def read(self, seen: Seen) -> None:
        """Read the sheet's tables, then store its cells. Every sheet of the workbook has begun."""
        for found, owner, period in self._owned:
            for row, numbers in rows_above(self._sheet, len(self._row_roles), found.band.header_row, self._forms):
                if all(self._roles.get((row, column)) == "explained" for column in numbers):
                    continue
                self._roles.update(((row, column), "explained") for column in numbers)
                received = next((as_text(value) for value in self._sheet.rows[row] if value != ""), "")
                self._find("unknown_line", (row, numbers[0]), received=received, detail=not_read(numbers))
            self._row_role("heading", found.band.first_row)
            self._unit_id, self._form_id = owner.unit_id, found.form_id
            self._read_described(found, self._part(found, owner, period), seen)
            self._row_role("label", max(found.known_rows, default=found.band.first_row - 1) + 1)
        self._row_role("signature", len(self._sheet.rows))
        self._report_beside()
        for name, column in zip(ENTRY_COLUMNS, zip(*self._entries, strict=True), strict=False):
            self._read.entries[name] += column
        store_cells(self._read, self._sheet, self._name, self._roles, self._row_roles)

    def _read_described(self, found: DescribedTable, part: Part | None, seen: Seen) -> None:
        if len(found.tables) > 1:
            names = "; ".join(f"{table.form_id} {table.table_id}" for table in found.tables)
            place = (found.band.header_row, found.headings[0].column)
            self._find("ambiguous_table", place, received=printed_heads(found.headings[0]), expected=names)
        if part is None:
            self._explain(found, found.columns(self._forms, None))
            return
        self._report_columns(part)
        if part.found.table.row_kind == "item":
            listed = part.items.presence((found.band.header_row, found.headings[0].column))
            if listed.key not in seen:
                seen[listed.key] = (None, None, "value", None)
                self._entries.append(listed.row)
        last = max(part.found.known_rows, default=-1)
        for row, match in part.found.matches:
            self._read_row(part, row, match, seen, is_last=row >= last)
        self._say_nothing_occurred(part, seen)
        self._report_unlabelled(part)
        self._report_statements(part)
        self._report_without_section(part)
        self._report_days(part)
        self._report_hidden(part.table, dict.fromkeys(part.columns.figures, part.period_id))

    def _part(self, found: DescribedTable, owner: Owner, period: KnownPeriod | None) -> Part | None:
        """The table as one of a return; None where nobody knows of which, or which table it is."""
        # A workbook holds the year's form in each quarter too; it is asked about once it is filled in.
        if period is None and (len(owner.period_ids) != 1 or says_anything(found, found.columns(self._forms, None))):
            self._owners.report_period(owner, self._name, self._form_id)
        if period is None or owner.unit_id is None or len(found.tables) > 1:
            return None
        self._owners.report_return(owner, period.period_id)
        of = (owner.unit_id, period.period_id)
        head = self._pages.head(of, found.table, found.head)
        days, numbers = days_and_numbers(period, found.table, self._forms)
        by_whom = (owner.unit_id, period.ends_on, self._forms)
        pages = [other for other in self._described if other.table is found.table and other is not found]
        columns = found.columns(self._forms, tuple(numbers.items())).meant_by(*by_whom)
        found = found.within(numbers, columns, lambda match: match.meant_by(*by_whom))
        table = as_form_table(found, columns, head, self._forms)
        figures = TableEntries(found.sheet, table, self._forms)
        nil_at = found.nil_at
        is_again = found.table.row_kind == "unit_slot"
        rows = [(match.unit_id or "" if is_again else "", match.slot.code) for _, match in found.matches if match.slot]
        rows += [("", code) for _, match in found.matches if match.fault == MAY_BE_SECTION for code in match.may_be]
        statements = block_statements(found, columns, owner.unit_id, period, self._forms)
        self._pages.settled.update((self._name, place) for place in statements.settled)
        own = [slot.code for slot in found.table.rows if slot is not found.table.of_all_units]
        rows += [(unit_id, code) for unit_id in statements.without_rows for code in own]
        if nil_at or (is_again and not rows):  # said of all rows, or of none that any unit is known of
            rows = [("", slot.code) for slot in found.table.rows]
        slots = [slot.code for known in (columns, found.columns(self._forms, None)) for slot in known.all_slots]
        slots += [""] * bool(columns.units or columns.namesakes)
        self._pages.note(of, found.table, rows or [("", "")], slots, map(printed_heads, found.headings))
        units = [match.unit_id for _, match in found.matches if match.unit_id]
        wholes = self._forms.units_above([*units, *columns.units.values()])
        headed = self._pages.sections(of, found.table, found.matches)
        listed = [row for row, match in found.matches if match.is_item]
        told_days, first = days_by_column(self._sheet, listed, columns), self._pages.items(of, found.table)
        items = ListEntries(self._name, found.table, of, days.name, told_days, first)
        again, nameless = first_rows([*pages, found]), nameless_rows(found, columns)
        whose = (owner.unit_id, period.period_id, period.ends_on)
        return Part(found, columns, table, figures, *whose, wholes, headed, items, again, statements, nameless)

    def _explain(self, found: DescribedTable, columns: SlotColumns) -> None:
        """The figures of a table that cannot be read, which a finding says."""
        for row in found.known_rows:
            for column in (*columns.figures, *columns.doubtful):
                if self._at(row, column) != "":
                    self._roles[row, column] = "explained"

    def _read_row(self, part: Part, row: int, match: RowMatch, seen: Seen, *, is_last: bool) -> None:
        """`is_last`: no row below it is one of the table."""
        for told in list_findings(self._sheet, part.found.table, row, match, part.columns):
            self._roles.update(dict.fromkeys(told.cells, "explained"))
            at, said = told.cells[0], told.received
            self._find(told.fault, at, period_id=part.period_id, received=said, expected=told.expected, detail=told.detail)
        if match.fault in NOT_CHOSEN and part.found.table.row_kind == "item":
            return
        if not match.is_known:
            if not is_last and not match.nameless:
                part.figures.pass_row(row)
            self._read_stray(part, row, match, is_doubtful=not is_last or match.is_doubtful)
            return
        if match.fault:
            place = (row, part.table.columns.label or part.table.columns.code or 0)
            received = said_of_row(self._sheet, row, part.table)
            self._find(match.fault, place, received=received, expected=match.expected, period_id=part.period_id)
        row_key = key_of(self._sheet.rows[row], part.columns) if match.is_item else None
        if row_key:
            self._read_item(part, row, row_key, seen)
        for column in part.columns.figures:
            slot = part.columns.slots.get(column)
            cell = part.found.table.cells[match.slot.code if match.slot else "", slot.code if slot else ""]
            of = (slot, match.unit_id or part.columns.units.get(column), row_key)
            self._read_cell(part, (row, column), cell, of, seen)

    def _say_nothing_occurred(self, part: Part, seen: Seen) -> None:
        """A statement in the place of all rows of a table, or of a unit, is said of each of them."""
        in_place: list[tuple[Place, str | None]] = [(place, None)] if (place := part.found.nil_at) else []
        in_place += [(part.statements.nil[unit_id], unit_id) for unit_id in sorted(part.statements.without_rows)]
        for place, unit_id in in_place:
            for row in part.found.table.rows:
                is_said = not row.role and row.is_due(part.ends_on) and row is not part.found.table.of_all_units
                for column in part.columns.figures if is_said else ():
                    slot = part.columns.slots.get(column)
                    cell = part.found.table.cells[row.code, slot.code if slot else ""]
                    of = (slot, unit_id or part.columns.units.get(column), None)
                    figure = self._nil_figure(part, place, cell)
                    self._keep(part, place, cell, of, (figure, None, ONE), seen, is_told_again=False)

    def _nil_figure(self, part: Part, said: Place, cell: TableCell) -> Entry:
        """What a cell says for which a statement stands."""
        return nil_figure(self._at(*said), cell, part.found.table, self._forms.calendar, part.period_id)

    def _read_cell(
        self,
        part: Part,
        place: Place,
        cell: TableCell,
        of: tuple[Slot | None, str | None, str | None],
        seen: Seen,
    ) -> None:
        """The figure in one cell; `of`: its column in the form, the unit that it is about, and the item of a list."""
        value = self._at(*place)
        read = self._figure(part, place, value, cell)
        if read[0] == BLANK and (said := part.statements.nil.get(of[1] or "")):
            read = (self._nil_figure(part, said, cell), *read[1:])
        if not self._keep(part, place, cell, of, read, seen, is_told_again=value != ""):
            return
        self._roles[place] = "value"
        figure, _, _ = read
        if fault := fault_of(figure, cell):
            self._find_in(part, fault, place, cell, received=figure.received, expected=figure.expected, detail=figure.detail)

    def _keep(
        self,
        part: Part,
        place: Place,
        cell: TableCell,
        of: tuple[Slot | None, str | None, str | None],
        read: tuple[Entry, str | None, object],
        seen: Seen,
        *,
        is_told_again: bool,
    ) -> bool:
        """Store what a cell says, unless another has said it: then it is told, if `is_told_again` or it says something else.

        `of`: see `_read_cell`. Returns whether it is stored.
        """
        (slot, about, row_key), (figure, measure_text, multiplier) = of, read
        own = (part.unit_id, part.period_id, cell.line.form_id, cell.line.line_code)
        more = (part.found.table.table_id, slot.code if slot else "", about if about != part.unit_id else None, row_key)
        if (key := own + more) in seen:
            is_other = figure[1:5] != seen[key]
            if is_other:
                seen[key] = DISPUTED
            if is_told_again or is_other:
                self._tell_again(part, place, cell, about)
            return False
        seen[key] = figure[1:5]
        is_total = cell.is_total or (about in part.wholes and cell.value_kind != "computed")
        said = (
            cell.indicator_id,
            cell.breakdown,
            relative_name(self._forms.calendar, part.period_id, cell.period),
            cell.value_kind,
            is_total,
        )
        stands = (self._name, address(*place), *figure[:5], measure_text, multiplier)
        section = part.sections.get(place[0]) if row_key else None
        self._entries.append((*own, *stands, *more, *said, cell.is_of_which, section))
        return True

    def _tell_again(self, part: Part, place: Place, cell: TableCell, about: str | None) -> None:
        """A cell of a figure that stands in another one too."""
        if self._at(*place) != "":
            self._roles[place] = "explained"
        if (twice := self._named_twice(part, place[0], cell.line.line_code, about)) is None:
            self._find_in(part, "duplicate_line", place, cell, received=self._said_again(part, place[0]))
        elif twice:
            self._find("duplicate_line", place, received=twice, period_id=part.period_id)

    def _figure(self, part: Part, place: Place, value: Value, cell: TableCell) -> tuple[Entry, str | None, object]:
        """What a cell says; one that is merged over several columns of figures says nothing of any."""
        first = self._sheet.first_of(*place)
        if first and self._at(*first) != "" and self._spans_figures(part, place, first):
            received = as_text(self._at(*first))[:MAX_RECEIVED]
            if is_nil(received):
                return none_occurred(received, is_said=happens(cell, self._forms.calendar, part.period_id)), None, ONE
            detail = say("the merged cell from {cell} on spans several columns", cell=address(*first))
            return Entry(received, None, None, "unreadable").doubted("merged_value", detail), None, ONE
        is_free = place not in self._sheet.formulas and (first is None or self._at(*first) == "" or value != "")
        if is_free and (found := state_of(value, cell)):
            return found, *part.figures.measured(*place, cell.line)
        return read_cell(part.figures, *place, value, cell)

    def _spans_figures(self, part: Part, place: Place, first: Place) -> bool:
        """Whether a merged cell is over several columns of figures, or begins with a number that is none of the table's."""
        if sum(self._sheet.first_of(place[0], column) == first for column in part.columns.figures) > 1:
            return True
        return first != place and first[1] not in part.columns.slots and is_bare_number(self._at(*first))

    def _read_item(self, part: Part, row: int, row_key: str, seen: Seen) -> None:
        """What a row of a list says of its item besides figures; of two rows of one item the first."""
        for entry in part.items.texts(self._sheet, row, part.columns, row_key, part.sections.get(row)):
            if entry.key not in seen:
                seen[entry.key] = (None, None, "value" if entry.text else "blank", entry.text)
                self._roles[entry.place] = "value"
                self._entries.append(entry.row)
                continue
            self._roles[entry.place] = "explained" if entry.value != "" else "label"
            if not part.columns.figures and entry.value != "":
                received = part.items.again(row_key, row)
                self._find("duplicate_line", entry.place, received=received, period_id=part.period_id)

    def _find_in(self, part: Part, fault: str, place: Place, cell: TableCell, **more: str | None) -> None:
        self._find(fault, place, line=cell.line, period_id=part.period_id, **more)
