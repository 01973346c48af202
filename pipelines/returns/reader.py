"""Reads one return: every filled cell with its role, the figure of every form line found, and every fault."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipelines.errors import UnreadableReturnError
from pipelines.returns.books import Book, open_books
from pipelines.returns.grid import Place, Sheet, Value, address, as_text, column_letters
from pipelines.returns.headings import Columns, Head, is_header_row, read_columns, read_head
from pipelines.returns.layout import Forms, Line
from pipelines.returns.lines import ROMAN, SECTION, LineFinder, Match, line_finder
from pipelines.returns.personal import find_personal_data
from pipelines.returns.values import BLANK, MAX_RECEIVED, Figure, read_figure, reread_in_column
from pipelines.returns.vietnamese import clean, match_key

RETURN_COLUMNS = ("unit_id", "period_id", "unit_text", "period_text")
CELL_COLUMNS = ("sheet_name", "address", "row_number", "column_number", "text", "role")
ENTRY_COLUMNS = (
    "unit_id",
    "period_id",
    "form_id",
    "line_code",
    "sheet_name",
    "address",
    "received",
    "value",
    "comparator",
    "state",
    "code",
)
FINDING_COLUMNS = (
    "fault",
    "unit_id",
    "period_id",
    "form_id",
    "line_code",
    "sheet_name",
    "address",
    "received",
    "expected",
    "detail",
)

Columnar = dict[str, list[Any]]
"""Column → values, all of one length."""
HEAD_ROWS = 60
"""Rows of a sheet without a table in which its head is looked for."""
MAX_COLUMN_NUMBER = 2
"""Characters of a column's number ('A', '10'); longer texts are labels."""
_FIGURE = re.compile(r"[-+(]?\d[\d.,\s]*%?\)?")


def _empty(columns: Sequence[str]) -> Columnar:
    return {name: [] for name in columns}


@dataclass(slots=True)
class ReturnRead:
    """What one file holds. Tables are column → values, with the columns of raw.return, raw.cell, raw.entry and raw.finding."""

    format: str
    is_readable: bool
    returns: Columnar = field(default_factory=lambda: _empty(RETURN_COLUMNS))
    """One row per unit and period that the workbook names."""
    cells: Columnar = field(default_factory=lambda: _empty(CELL_COLUMNS))
    """One row per filled cell, but for sheets with personal data, whose cells are only counted."""
    entries: Columnar = field(default_factory=lambda: _empty(ENTRY_COLUMNS))
    """One row per unit, period and form line found, blank ones included."""
    findings: Columnar = field(default_factory=lambda: _empty(FINDING_COLUMNS))
    """One row per fault. Empty when the workbook is clean."""
    filled_count: int = 0
    """Filled cells, counted in the grid and apart from the roles below."""
    entry_count: int = 0
    """Filled cells that are the figure of a form line."""
    label_count: int = 0
    """Filled cells that are headings, labels, notes or signatures."""
    explained_count: int = 0
    """Filled cells that a finding explains."""

    def find(self, fault: str, **places: str | None) -> None:
        """Add a finding; columns not named are null."""
        self.findings["fault"].append(fault)
        for name in FINDING_COLUMNS[1:]:
            self.findings[name].append(places.get(name))


def read_return(path: Path, forms: Forms) -> ReturnRead:
    """Read every form of one file: a workbook, or a .zip of several.

    Returns:
        returns, cells, entries, findings, and the account of the filled cells: see ReturnRead. All faults are gathered.

    Raises:
        UnreadableReturnError: not a spreadsheet, encrypted, damaged, or over the size limits. Nothing else raises.
    """
    read: ReturnRead | None = None
    for book in open_books(path, forms.passwords):
        if isinstance(book, Book):
            if read is None:
                read = ReturnRead("zip" if book.member else book.format, is_readable=True)
            _BookReading(book, forms, read).read()
        else:
            member, error = book
            read = read or ReturnRead("zip", is_readable=True)
            read.find("unreadable_file", received=member, detail=f"{member}: {error.what}")
    assert read is not None  # open_books yields at least one
    return read


def unreadable_return(reason_vi: str, found_format: str = "unknown") -> ReturnRead:
    """What stands for a file that could not be read."""
    read = ReturnRead(found_format, is_readable=False)
    read.find("unreadable_file", detail=reason_vi)
    return read


def read_return_or_finding(path: Path, forms: Forms) -> ReturnRead:
    """As read_return, with an unreadable file as a finding instead of an error."""
    try:
        return read_return(path, forms)
    except UnreadableReturnError as error:
        return unreadable_return(error.what)


@dataclass(frozen=True, slots=True)
class _Table:
    """One form's table on a sheet, and where the rows that belong to it end."""

    head: Head
    columns: Columns
    first_head_row: int
    end_row: int


@dataclass(frozen=True, slots=True)
class _Owner:
    """Who and when a table is about, once recognised."""

    unit_id: str | None
    period_ids: tuple[str, ...]
    unit_text: str | None
    period_text: str | None


class _BookReading:
    """Reads one workbook into a ReturnRead."""

    def __init__(self, book: Book, forms: Forms, read: ReturnRead) -> None:
        self.book = book
        self.forms = forms
        self.read_into = read
        self.finder: LineFinder = line_finder(forms)
        self.seen: set[tuple[str, str, str, str]] = set()
        self.reported: set[tuple[str | None, str]] = set()
        self.is_period_missing_said = False
        self.entries: list[tuple[Any, ...]] = []
        """Rows of raw.entry, in the order of ENTRY_COLUMNS."""
        self.owners: dict[tuple[str | None, str | None, str | None], _Owner] = {}

    def read(self) -> None:
        """Read every sheet."""
        sheets = [(sheet, list(self._tables(sheet))) for sheet in self.book.sheets if not self._refuse_personal_data(sheet)]
        heads = [table.head for _, tables in sheets for table in tables]
        heads += [read_head(sheet.rows[:HEAD_ROWS], self.forms) for sheet, tables in sheets if not tables]
        whole = Head(
            *(
                next((getattr(h, name) for h in heads if getattr(h, name)), None)
                for name in ("form", "unit_name", "unit_code", "period")
            )
        )
        if len(sheets) == len(self.book.sheets) and not any(tables for _, tables in sheets):
            self.read_into.find(
                "no_form",
                sheet_name=self.book.member,
                detail="không trang tính nào có hàng tiêu đề với các cột 'Mã số', 'Nội dung', 'Số liệu'",
            )
        for sheet, tables in sheets:
            _SheetReading(self, sheet, tables, whole).read()
        for name, column in zip(ENTRY_COLUMNS, zip(*self.entries, strict=True), strict=False):
            self.read_into.entries[name] += column

    def name_of(self, sheet: Sheet) -> str:
        """A sheet's name as stored: with the file's name before it in a .zip."""
        return f"{self.book.member}/{sheet.name}" if self.book.member else sheet.name

    def _refuse_personal_data(self, sheet: Sheet) -> bool:
        found = find_personal_data(sheet.rows)
        if found is None:
            return False
        count = sum(len(row) - row.count("") for row in sheet.rows)
        self.read_into.filled_count += count
        self.read_into.explained_count += count
        self.read_into.find(
            "personal_data",
            sheet_name=self.name_of(sheet),
            address=f"{column_letters(found.column)}{found.row + 1}",
            detail=f"{found.kind_vi}; cả trang tính không được lưu",
        )
        return True

    def _tables(self, sheet: Sheet) -> Iterator[_Table]:
        rows = sheet.rows
        header_rows = [number for number, row in enumerate(rows) if is_header_row(row)]
        first_head_row = 0
        head = Head()
        for header_row, end_row in zip(header_rows, [*header_rows, len(rows)][1:], strict=True):
            columns = read_columns(rows, header_row, self.forms)
            own = read_head(rows[first_head_row:header_row], self.forms)
            # A table without a head of its own goes on where the one above stopped, as on a new printed page.
            head = Head(
                own.form or head.form,
                own.unit_name or head.unit_name,
                own.unit_code or head.unit_code,
                own.period or head.period,
            )
            yield _Table(head, columns, first_head_row, end_row)
            first_head_row = columns.first_row

    def owner(self, head: Head, sheet_name: str) -> _Owner:
        """Unit and periods that a head names, looked up; what is not recognised is reported once per text."""
        key = (head.unit_name, head.unit_code, head.period)
        if key not in self.owners:
            unit_text = " / ".join(text for text in (head.unit_code, head.unit_name) if text) or None
            self.owners[key] = _Owner(self._unit(head, sheet_name), self._periods(head, sheet_name), unit_text, head.period)
        return self.owners[key]

    def _unit(self, head: Head, sheet_name: str) -> str | None:
        by_code, by_name = (
            self.forms.units.get(match_key(text)) if text else None for text in (head.unit_code, head.unit_name)
        )
        received = " / ".join(text for text in (head.unit_code, head.unit_name) if text) or None
        if by_code and by_name and by_code != by_name:
            detail = f"mã '{head.unit_code}' là {self.forms.unit_names[by_code]}, nhưng tên ghi '{head.unit_name}'"
            self.read_into.find("unknown_unit", sheet_name=sheet_name, received=received, detail=detail)
            return None
        unit_id = by_code or by_name
        if unit_id is None:
            detail = f"'{received}' không có trong danh mục" if received else "biểu không ghi tên hoặc mã đơn vị"
            self.read_into.find("unknown_unit", sheet_name=sheet_name, received=received, detail=detail)
        elif (head.unit_code and not by_code) or (head.unit_name and not by_name):
            strange = head.unit_name if by_code else head.unit_code
            expected = self.forms.unit_names[unit_id] if by_code else unit_id
            self.read_into.find("unit_differs", unit_id=unit_id, sheet_name=sheet_name, received=strange, expected=expected)
        return unit_id

    def _periods(self, head: Head, sheet_name: str) -> tuple[str, ...]:
        periods = self.forms.periods_in(head.period) if head.period else ()
        if not periods and head.period:
            self.read_into.find(
                "unknown_period", sheet_name=sheet_name, received=head.period, detail=f"'{head.period}' không có trong danh mục"
            )
        return periods

    def period_missing(self, sheet_name: str, owner: _Owner) -> None:
        """Report, once, that figures stand under no single period."""
        if not self.is_period_missing_said and ("unknown_period" not in self.read_into.findings["fault"]):
            detail = "kỳ báo cáo gồm nhiều kỳ, không rõ số liệu của kỳ nào" if owner.period_ids else "biểu không ghi kỳ báo cáo"
            self.read_into.find("unknown_period", unit_id=owner.unit_id, sheet_name=sheet_name, detail=detail)
        self.is_period_missing_said = True

    def reports(self, owner: _Owner, period_id: str) -> None:
        """Note that the workbook reports for a unit and period."""
        if (owner.unit_id, period_id) not in self.reported:
            self.reported.add((owner.unit_id, period_id))
            for name, item in zip(RETURN_COLUMNS, (owner.unit_id, period_id, owner.unit_text, owner.period_text), strict=True):
                self.read_into.returns[name].append(item)


class _SheetReading:
    """Reads one sheet: gives every filled cell one role."""

    def __init__(self, book: _BookReading, sheet: Sheet, tables: list[_Table], whole: Head) -> None:
        self.book = book
        self.forms = book.forms
        self.read_into = book.read_into
        self.sheet = sheet
        self.name = book.name_of(sheet)
        self.tables = tables
        self.whole = whole
        self.roles: dict[Place, str] = {}
        """Roles of cells that differ from their row's."""
        self.row_roles: list[str] = []
        """Role of each row's other cells."""
        self.unit_id: str | None = None

    def read(self) -> None:
        """Read the sheet's tables, then store its cells."""
        for table in self.tables:
            self._row_role("heading", table.columns.first_row)
            self._read_table(table)
        if not self.tables:
            self._explain_numbers(0, len(self.sheet.rows))
        self._row_role("signature" if self.tables else "note", len(self.sheet.rows))
        self._store_cells()

    def _row_role(self, role: str, end: int) -> None:
        self.row_roles += [role] * (end - len(self.row_roles))

    def _explain_numbers(self, start: int, end: int) -> None:
        """Rows that are no form: words are notes; figures are reported, for they may have been meant."""
        numbers = [
            (row, column)
            for row in range(start, end)
            for column, value in enumerate(self.sheet.rows[row])
            if isinstance(value, float | int) and not isinstance(value, bool)
        ]
        if numbers:
            self.roles.update(dict.fromkeys(numbers, "explained"))
            self._find("unknown_sheet", numbers[0], received=self.sheet.name, detail=f"{len(numbers)} ô số không được đọc")

    def _read_table(self, table: _Table) -> None:
        columns = table.columns
        form_id = self._form_id(table.head)
        matches = [(row, self._match(row, columns, form_id)) for row in range(columns.first_row, table.end_row)]
        line_rows = [row for row, match in matches if match.line]
        if not line_rows:
            self._explain_numbers(columns.first_row, table.end_row)
            self._row_role("note", table.end_row)
            return
        owner = self.book.owner(self._completed(table.head), self.name)
        self.unit_id = owner.unit_id
        figures = self._figure_columns(columns, owner, line_rows)
        for row, match in matches:
            if match.line:
                self._read_line(row, match.line, figures)
            else:
                self._read_stray_row(row, match, columns, figures, is_above=row < line_rows[0])
        self._row_role("label", line_rows[-1] + 1)

    def _match(self, row: int, columns: Columns, form_id: str | None) -> Match:
        code, number = self._at(row, columns.code), self._at(row, columns.number)
        if code == "" and isinstance(number, str) and ROMAN.fullmatch(number.strip()):
            return SECTION
        return self.book.finder.find(form_id, code, self._at(row, columns.label))

    def _at(self, row: int, column: int | None) -> Value:
        cells = self.sheet.rows[row]
        return cells[column] if column is not None and column < len(cells) else ""

    def _completed(self, head: Head) -> Head:
        """A head, with what it leaves out taken from the rest of the workbook; name and code together, as one statement."""
        said = head if head.unit_name or head.unit_code else self.whole
        return Head(head.form, said.unit_name, said.unit_code, head.period or self.whole.period)

    def _form_id(self, head: Head) -> str | None:
        for text in (head.form, self.sheet.name):
            key = match_key(text) if text else ""
            found = self.forms.form_codes.get(key) or self.forms.form_titles.get(key)
            if found:
                return found
        return None

    def _figure_columns(self, columns: Columns, owner: _Owner, line_rows: list[int]) -> dict[int, str | None]:
        """Columns that hold figures, with their period; None where the cells cannot be read, which a finding then says.

        A column that names another period than the head is there for reference and is not read. Two columns for one period are
        not chosen between.
        """
        found: dict[int, str | None] = {}
        strange = [column for column, role in columns.others.items() if role == "extra"]
        for column, named in columns.values:
            periods = [period for period in named if period in owner.period_ids] if named and owner.period_ids else named
            periods = periods if named else owner.period_ids
            if len(named) > 1 or (named and not periods):
                strange.append(column)
            else:
                found[column] = periods[0] if len(periods) == 1 else None
        if not found:
            place = (columns.header_row, min((column for column, _ in columns.values), default=0))
            self._find("no_value_column", place, expected="Số liệu", received="; ".join(columns.headings.values()))
        elif None in found.values():
            self.book.period_missing(self.name, owner)
        periods_found = list(found.values())
        for column in [column for column, period in found.items() if period and periods_found.count(period) > 1]:
            self._find(
                "ambiguous_column", (columns.header_row, column), received=columns.headings[column], period_id=found[column]
            )
            found[column] = None
        if owner.unit_id is None:
            found = dict.fromkeys(found)
        for period_id in found.values():
            if period_id and owner.unit_id:
                self.book.reports(owner, period_id)
        headed = {columns.code, columns.label, *columns.others, *(column for column, _ in columns.values)}
        width = max(len(self.sheet.rows[row]) for row in line_rows)
        if width > len(headed):
            strange += [column for column in range(width) if column not in headed]
        self._explain_columns(strange, columns, line_rows)
        for column, role in columns.others.items():
            if role == "note":
                self.roles.update(((row, column), "note") for row in line_rows)
        return found

    def _explain_columns(self, strange: list[int], columns: Columns, line_rows: list[int]) -> None:
        """Columns beside the form's own: words are notes, figures are reported once per column."""
        for column in strange:
            numbers = [
                row for row in line_rows if isinstance(value := self._at(row, column), float | int | str) and _is_figure(value)
            ]
            self.roles.update(((row, column), "note") for row in line_rows)
            if numbers:
                self.roles.update(((row, column), "explained") for row in numbers)
                heading = columns.headings.get(column)
                self._find("extra_column", (numbers[0], column), received=heading, detail=f"{len(numbers)} ô số không được đọc")

    def _read_line(self, row: int, line: Line, figures: dict[int, str | None]) -> None:
        for column, period_id in figures.items():
            value = self._at(row, column)
            if period_id is None or self.unit_id is None:
                self.roles[row, column] = "explained"
                continue
            key = (self.unit_id, period_id, line.form_id, line.line_code)
            if key in self.book.seen:
                if value != "":
                    self.roles[row, column] = "explained"
                    self._find(
                        "duplicate_line",
                        (row, column),
                        line=line,
                        period_id=period_id,
                        received=f"{line.line_code} {line.label_vi}",
                    )
                continue
            self.book.seen.add(key)
            figure = BLANK if value == "" else self._figure(row, column, value, line)
            self.roles[row, column] = "value"
            self.book.entries.append((*key, self.name, address(row, column), *figure[:5]))
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

    def _figure(self, row: int, column: int, value: Value, line: Line) -> Figure:
        sheet = self.sheet
        place = (row, column)
        figure = read_figure(value, line, self.forms, fault=sheet.faults.get(place), is_percent=place in sheet.percents)
        if figure.fault == "ambiguous_number" and isinstance(value, str):
            figure = reread_in_column(value, line, (self._at(other, column) for other in range(len(sheet.rows))))
        for first, last in sheet.merged:
            if first[0] <= row <= last[0] and first[1] <= column <= last[1]:
                return figure._replace(
                    value=None,
                    comparator=None,
                    state="unreadable",
                    code=None,
                    fault="merged_value",
                    expected=None,
                    detail=f"ô gộp {address(*first)}:{address(*last)} trải qua nhiều dòng",
                )
        return figure

    def _read_stray_row(
        self, row: int, match: Match, columns: Columns, figures: dict[int, str | None], *, is_above: bool
    ) -> None:
        """A row that is no form line: a section, a column number, a signature, or figures that nobody asked for."""
        code, label = self._at(row, columns.code), self._at(row, columns.label)
        if is_above and code != label and max(len(as_text(code)), len(as_text(label))) <= MAX_COLUMN_NUMBER:
            return  # the row of column numbers: A, B, C, 1, 2
        for column in figures:
            value = self._at(row, column)
            if value != "" and (_is_figure(value) or (isinstance(value, str) and match_key(value) in self.forms.ratings)):
                self.roles[row, column] = "explained"
                received = " ".join(text for text in (as_text(code).strip(), as_text(label).strip()) if text) or as_text(value)
                self._find(match.fault or "unknown_line", (row, column), received=received, expected=match.expected)

    def _find(
        self,
        fault: str,
        place: Place,
        *,
        line: Line | None = None,
        period_id: str | None = None,
        received: str | None = None,
        **more: str | None,
    ) -> None:
        self.read_into.find(
            fault,
            unit_id=self.unit_id,
            period_id=period_id,
            form_id=line.form_id if line else None,
            line_code=line.line_code if line else None,
            sheet_name=self.name,
            address=address(*place),
            received=received and received[:MAX_RECEIVED],
            **more,
        )

    def _store_cells(self) -> None:
        read, name, special, percents = self.read_into, self.name, self.roles.get, self.sheet.percents
        rows = self.sheet.rows
        filled = [
            (row, column, value, special((row, column), row_role))
            for row, (cells, row_role) in enumerate(zip(rows, self.row_roles, strict=True))
            for column, value in enumerate(cells)
            if value != ""
        ]
        cells = read.cells
        cells["sheet_name"] += [name] * len(filled)
        cells["address"] += [f"{column_letters(column)}{row + 1}" for row, column, _, _ in filled]
        cells["row_number"] += [row + 1 for row, _, _, _ in filled]
        cells["column_number"] += [column + 1 for _, column, _, _ in filled]
        cells["text"] += [
            value if isinstance(value, str) else as_text(value, is_percent=(row, column) in percents)
            for row, column, value, _ in filled
        ]
        roles = [role for _, _, _, role in filled]
        cells["role"] += roles
        entries, explained = roles.count("value"), roles.count("explained")
        # Counted in the grid, not in `filled`: the two must agree, and the landing fails when they do not.
        read.filled_count += sum(len(row) - row.count("") for row in rows)
        read.entry_count += entries
        read.explained_count += explained
        read.label_count += len(roles) - entries - explained


def _is_figure(value: Value) -> bool:
    """Whether a cell outside a form's lines may be meant as a figure: a number, or digits written as one."""
    if isinstance(value, str):
        return bool(_FIGURE.fullmatch(clean(value)))
    return isinstance(value, float | int) and not isinstance(value, bool)
