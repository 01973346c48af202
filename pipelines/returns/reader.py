"""Reads one return: every filled cell with its role, the figure of every form line found, and every fault."""

from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path

from pipelines.errors import UnreadableReturnError
from pipelines.language.words import label, say, use
from pipelines.returns.block_statements import rows_headed
from pipelines.returns.cells import count_filled
from pipelines.returns.described_pages import Pages
from pipelines.returns.described_reading import DescribedReading
from pipelines.returns.described_tables import DescribedTable, find_described
from pipelines.returns.extents import Extent
from pipelines.returns.form_tables import HEAD_ROWS, FormTable, find_tables, form_of
from pipelines.returns.headings import count_known_words
from pipelines.returns.heads import Head, read_head
from pipelines.returns.layout import Forms
from pipelines.returns.list_pages import lists_of, without_sums_of_pages
from pipelines.returns.nil_applied import apply_nil
from pipelines.returns.owners import Owners
from pipelines.returns.personal import find_personal_data, without_contacts
from pipelines.returns.repeated_sheets import tell_repeated_sheets
from pipelines.returns.result import ENTRY_KEY, SAID_COLUMNS, ReturnRead, unreadable_return
from pipelines.returns.sheet_reading import DISPUTED, Seen, SheetReading
from pipelines.returns.slip_sheet import read_slip
from pipelines.returns.table_heads import count_head_words
from pipelines.workbooks.books import Book, open_books
from pipelines.workbooks.grid import Sheet, address
from pipelines.workbooks.sniff import SAVE_AS_XLSX

OfSheet = tuple[Sheet, list[FormTable], list[DescribedTable]]
"""A sheet with its tables: those with one line for each indicator, or those of described forms."""


def read_return(path: Path, forms: Forms) -> ReturnRead:
    """Read every form of one file: a workbook, or a .zip of several.

    Returns:
        returns, cells, entries, findings, explanations, and the account of the filled cells: see ReturnRead. All faults are
        gathered.

    Raises:
        UnreadableReturnError: not a spreadsheet, encrypted, damaged, or over the size limits. Nothing else raises.
    """
    use(forms.words)
    read = ReturnRead("zip", is_readable=True)
    for book in open_books(path, forms.passwords, partial(_count_words, forms) if forms.tables else count_known_words):
        if isinstance(book, Book):
            if not book.member:
                read.format = book.format
            _read_book(book, forms, read)
        else:
            member, error = book
            read.find("unreadable_member", sheet_name=member, received=member, detail=f"{member}: {_why(error)}")
    return read


def _count_words(forms: Forms, rows: Sequence[Sequence[str]]) -> int:
    """How many words of some rows are those of a form of any kind."""
    return count_known_words(rows) + count_head_words(rows, forms)


def read_return_or_finding(path: Path, forms: Forms) -> ReturnRead:
    """As read_return, with an unreadable file as a finding instead of an error."""
    try:
        return read_return(path, forms)
    except UnreadableReturnError as error:
        return unreadable_return(_why(error))


def _why(error: UnreadableReturnError) -> str:
    """What is wrong with a file, and what mends it where the rule's own remedy is another."""
    return error.what if error.remedy == say(SAVE_AS_XLSX) else f"{error.what}; {error.remedy}"


def _read_book(book: Book, forms: Forms, read: ReturnRead) -> None:
    accepted = [sheet for sheet in book.sheets if not _refuse_personal_data(book, sheet, forms, read)]
    owners = Owners(forms, read)
    is_answer = False
    sheets: list[OfSheet] = []
    before: Head | None = None
    for sheet in accepted:
        explanations = read_slip(sheet)
        if explanations is None:
            tables, described = _tables_of(sheet, forms, before)
            sheets.append((sheet, tables, described))
            before = described[-1].head if described else before
            continue
        SheetReading(sheet, _stored_name(book, sheet), [], Head(), forms, owners, read).store_as_notes()
        read.explain(explanations)
        is_answer |= bool(explanations)
    sheets = _with_lists(sheets, forms)
    whole = _agreed(_heads(sheets, forms), forms)
    # The list alone, sent back with explanations, is an answer without a form.
    if len(accepted) == len(book.sheets) and not is_answer:
        _report_nothing_found(book, sheets, read)
    seen: Seen = dict(zip(_keys(read), zip(*(read.entries[name] for name in SAID_COLUMNS), strict=True), strict=True))
    pages = Pages()
    readings: list[SheetReading] = []
    for sheet, tables, described in sheets:
        name = _stored_name(book, sheet)
        if described:
            reading = DescribedReading(sheet, name, described, whole, forms, owners, read, pages)
            reading.begin()
            readings.append(reading)
        else:
            readings.append(SheetReading(sheet, name, tables, whole, forms, owners, read))
    for one in readings:
        one.read(seen)
    pages.report_missing(read, forms)
    extents = {_stored_name(book, sheet): (sheet, _extents(tables, described, forms)) for sheet, tables, described in sheets}
    apply_nil(read, extents, forms, pages.settled)
    tell_repeated_sheets(read, {name: own for name, (_, own) in extents.items()})
    if DISPUTED in seen.values():
        for position, key in enumerate(_keys(read)):
            if seen[key] == DISPUTED:
                for name, said in zip(SAID_COLUMNS, DISPUTED, strict=True):
                    read.entries[name][position] = said


def _tables_of(sheet: Sheet, forms: Forms, before: Head | None) -> tuple[list[FormTable], list[DescribedTable]]:
    """The tables of a sheet: those with one line for each indicator, or those of described forms, whichever have more rows.

    A list has none where there was nothing to list.
    """
    simple = list(find_tables(sheet, forms))
    described = find_described(sheet, forms, before)
    lines = sum(len(table.line_rows) for table in simple)
    if sum(len(table.known_rows) for table in described) > lines or (described and not lines):
        return [], described
    return simple, []


def _with_lists(sheets: list[OfSheet], forms: Forms) -> list[OfSheet]:
    """The same with what pages of one list tell of one another."""
    lists = list(lists_of(table for _, _, described in sheets for table in described))
    pages = [(id(old), new) for own in lists for old, new in zip(own, without_sums_of_pages(own, forms), strict=True)]
    meant = dict(pages)
    return [(sheet, tables, [meant.get(id(table), table) for table in described]) for sheet, tables, described in sheets]


def _extents(tables: Iterable[FormTable], described: Iterable[DescribedTable], forms: Forms) -> list[Extent]:
    """Where the tables of a sheet stand; of those with lines the ones in which a line is known."""
    of_lines = [
        Extent(one.columns.header_row, one.line_rows[-1], one.end_row, form_of(one, "", forms))
        for one in tables
        if one.line_rows
    ]
    return of_lines + [
        Extent(
            one.title_row,
            max((row for row, match in one.matches if match.is_known or match.nameless), default=one.band.first_row),
            one.end_row,
            one.form_id,
            one.table.title if len(one.tables) == 1 else None,
            rows_headed(one),
        )
        for one in described
    ]


def _report_nothing_found(book: Book, sheets: Sequence[OfSheet], read: ReturnRead) -> None:
    """Say why a workbook is no return: every file that comes in is one, or is told why not."""
    if any(described for _, _, described in sheets):
        return
    unknown = [sheet.name for sheet, tables, _ in sheets if tables]
    if not unknown:
        read.find("no_form", sheet_name=book.member, detail=_no_form())
    elif not any(table.line_rows for _, tables, _ in sheets for table in tables):
        sheets_named = ", ".join(f"'{name}'" for name in unknown)
        detail = say(
            "the table on sheet {sheets} has headings, but neither codes nor labels of its lines are in the register",
            sheets=sheets_named,
        )
        read.find("no_known_line", sheet_name=_stored_name(book, sheets[0][0]), received=unknown[0], detail=detail)


def _no_form() -> str:
    named = {role: label("column", role) for role in ("code", "label", "value")}
    return say("no sheet has a row of headings with columns '{code}', '{label}', '{value}'", **named)


def _keys(read: ReturnRead) -> list[tuple[str | None, ...]]:
    """What identifies each entry."""
    return list(zip(*(read.entries[name] for name in ENTRY_KEY), strict=True))


def _stored_name(book: Book, sheet: Sheet) -> str:
    """A sheet's name as stored: with the file's name before it in a .zip."""
    return f"{book.member}/{sheet.name}" if book.member else sheet.name


def _refuse_personal_data(book: Book, sheet: Sheet, forms: Forms, read: ReturnRead) -> bool:
    found = find_personal_data(sheet)
    if found is None:
        sheet.rows = without_contacts(sheet)
        return False
    count = count_filled(sheet.rows)
    read.filled_count += count
    read.explained_count += count
    read.find(
        "personal_data",
        form_id=forms.form_named(sheet.name),
        sheet_name=_stored_name(book, sheet),
        address=address(found.row, found.column),
        detail=say("{kind}; nothing of the sheet is kept", kind=found.kind_vi),
    )
    return True


def _heads(sheets: Iterable[OfSheet], forms: Forms) -> list[Head]:
    heads = []
    for sheet, tables, described in sheets:
        own = [table.head for table in tables] + [table.head for table in described]
        heads += own or [read_head(sheet.rows[:HEAD_ROWS], forms)]
    return heads


def _agreed(heads: list[Head], forms: Forms) -> Head:
    """What a workbook says of itself as a whole, for the tables whose own head is silent; None where its heads disagree."""
    by_unit = {head.unit_ids(forms): head for head in heads if head.unit_name or head.unit_code}
    by_period = {forms.runs_in(head.period): head.period for head in heads if head.period}
    unit = next(iter(by_unit.values())) if len(by_unit) == 1 else Head()
    period = next(iter(by_period.values())) if len(by_period) == 1 else None
    return Head(None, unit.unit_name, unit.unit_code, period)
