"""Opens a received file, of whatever format, as sheets of values."""

import io
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

from pipelines.errors import UnreadableReturnError
from pipelines.language.text_marks import written
from pipelines.language.words import say
from pipelines.workbooks import packages, xlsx_marks
from pipelines.workbooks.clutter import is_clutter
from pipelines.workbooks.grid import KnownWords, Marks, Sheet, Value, as_text
from pipelines.workbooks.recalled import Recalled
from pipelines.workbooks.sniff import (
    DAMAGED,
    MAX_FILE_BYTES,
    Sniffed,
    TooSpreadOutError,
    check_spread,
    damaged,
    encrypted,
    part_key,
    sniff,
    too_large,
    unreadable,
    with_entities,
)

MAX_SHEETS = 200
_PROLOG_BYTES = 4096
"""First bytes of a part, in which it would declare entities."""


@dataclass(slots=True)
class Book:
    """One workbook: a file, or a file in a .zip."""

    format: str
    sheets: list[Sheet]
    member: str | None = None
    """Name inside the .zip."""


def open_books(
    path: Path, passwords: tuple[str, ...], known_words: KnownWords
) -> Iterator[Book | tuple[str, UnreadableReturnError]]:
    """Open a file: one workbook, or those in a .zip, one at a time.

    A member that cannot be read is yielded as its name and error.

    Raises:
        UnreadableReturnError: the file itself cannot be read.
    """
    where = path.name
    try:
        size = path.stat().st_size
        if size > MAX_FILE_BYTES:
            raise too_large(size, where)
        content = path.read_bytes()
    except OSError as error:
        raise unreadable(say("the file cannot be opened ({why})", why=error.strerror), where) from error
    sniffed = sniff(content, where)
    archive = sniffed.archive
    if sniffed.format != "zip" or archive is None:
        yield open_book(content, sniffed, where, passwords, known_words)
        return
    # Nothing is unpacked to disk, so a member named '../../x' is only a name.
    members = [part for part in archive.infolist() if not part.filename.endswith("/") and not is_clutter(part.filename)]
    if not members:
        raise unreadable(say("the archive holds no file"), where)
    names: set[str] = set()
    for number, part in enumerate(members, 1):
        name = f"{part.filename} ({number})" if part.filename in names else part.filename
        names.add(name)
        try:
            inner = _member(archive, part, where)
            sniffed = sniff(inner, f"{where}/{name}")
            if sniffed.format == "zip":
                raise unreadable(say("an archive within an archive"), where)
            book = open_book(inner, sniffed, f"{where}/{name}", passwords, known_words)
        except UnreadableReturnError as error:
            yield name, error
            continue
        book.member = name
        yield book


def open_book(content: bytes, sniffed: Sniffed, where: str, passwords: tuple[str, ...], known_words: KnownWords) -> Book:
    """Open one workbook.

    Raises:
        UnreadableReturnError: encrypted, damaged, or not a spreadsheet.
    """
    if sniffed.format == "ole":
        from pipelines.workbooks.ole_files import open_ole  # here: few files need it

        content, sniffed = open_ole(content, where, passwords)
    elif sniffed.format == "locked_ods":
        content, sniffed = _open_locked_ods(sniffed, where, passwords)
    if sniffed.format in ("html", "mhtml", "text"):
        from pipelines.workbooks import html_tables, text_tables  # here: few files need them

        if sniffed.format == "text":
            found, sheet = text_tables.delimited_sheet(content, where, known_words)
            return Book(found, [sheet])
        return Book("html", html_tables.html_sheets(content, where, is_archive=sniffed.format == "mhtml"))
    content, sniffed = _under_usual_names(content, sniffed, where)
    sheets = _sheets(content, sniffed, where)
    if any(sheet.formulas for sheet in sheets):
        recalculation = Recalled(sheets)
        for sheet in sheets:
            sheet.recalculated = partial(recalculation.result, sheet)
            sheet.draws_on_figures = partial(recalculation.draws_on_figures, sheet)
            sheet.has_right_results = recalculation.has_right_results
    return Book(sniffed.format, sheets)


def _sheets(content: bytes, sniffed: Sniffed, where: str) -> list[Sheet]:
    try:
        return list(_calamine_sheets(content, sniffed, where))
    except TooSpreadOutError:
        from pipelines.workbooks.far_blanks import without_blanks  # here: few files need it

        try:
            copy = without_blanks(content, sniffed)
        except DAMAGED as error:
            raise damaged(where) from error
        if copy is None:
            raise
        return list(_calamine_sheets(copy, sniff(copy, where) if sniffed.archive else sniffed, where))


def _under_usual_names(content: bytes, sniffed: Sniffed, where: str) -> tuple[bytes, Sniffed]:
    """The workbook, with the names and XML of parts that calamine goes by."""
    if (archive := sniffed.archive) is None:
        return content, sniffed
    try:
        copy = packages.with_plain_content(archive) if sniffed.format == "ods" else packages.under_usual_names(archive, where)
    except DAMAGED as error:
        raise damaged(where) from error
    return (content, sniffed) if copy is None else (copy, sniff(copy, where))


def _calamine_sheets(content: bytes, sniffed: Sniffed, where: str) -> Iterator[Sheet]:
    try:
        marks = _read_marks(content, sniffed, where)
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        names = book.sheet_names
        if not names:
            raise unreadable(say("the file has no sheet"), where)
        if len(names) > MAX_SHEETS:
            raise unreadable(
                say("the file has {count} sheets, above the limit of {most}", count=len(names), most=MAX_SHEETS), where
            )
        if len(set(names)) < len(names) or not marks.keys() <= set(names):
            raise unreadable(say("names of sheets are the same or damaged"), where)
        for about in book.sheets_metadata:
            sheet = book.get_sheet_by_name(about.name)
            check_spread([(0, 0), (sheet.total_height - 1, sheet.total_width - 1)], where)
            rows = sheet.to_python(skip_empty_area=False)
            is_hidden = about.visible != SheetVisibleEnum.Visible
            yield _marked(about.name, rows, marks.get(about.name), is_hidden=is_hidden)
    except PasswordError as error:
        raise encrypted(where) from error
    except (CalamineError, *DAMAGED) as error:
        raise _reason(sniffed.archive, where) from error


def _reason(archive: zipfile.ZipFile | None, where: str) -> UnreadableReturnError:
    """Why a workbook could not be read."""
    if archive:
        if any(part_key(name).startswith("xl/macrosheets/") for name in archive.namelist()):
            return unreadable(say("the file has Excel 4 macro sheets, which cannot be read"), where)
        with suppress(*DAMAGED):
            for part in archive.infolist():
                with archive.open(part) as file:
                    if b"<!ENTITY" in file.read(_PROLOG_BYTES).replace(b"\0", b""):
                        return with_entities(where)
    return damaged(where)


def _read_marks(content: bytes, sniffed: Sniffed, where: str) -> dict[str, Marks]:
    """Marks by sheet name, read before calamine, which would try to hold a sheet of any size.

    All but .xlsx is imported when it comes: start-up of a worker counts.
    """
    archive = sniffed.archive
    if archive is None:
        from pipelines.workbooks import xls_marks

        return xls_marks.read_marks(content, where)
    if sniffed.format == "ods":
        from pipelines.workbooks import open_document

        return open_document.read_marks(archive, where)
    if sniffed.format == "xlsb":
        from pipelines.workbooks import xlsb_marks

        return xlsb_marks.read_marks(archive, where)
    return xlsx_marks.read_marks(archive, where)


def _marked(name: str, rows: list[list[Value]], marks: Marks | None, *, is_hidden: bool) -> Sheet:
    """A sheet with what calamine drops put back: the texts of its error cells, and how letters look."""
    if marks is None:
        return Sheet(name, rows, is_hidden=is_hidden)
    for (row, column), (_, text) in marks.faults.items():
        _put(rows, row, column, text)
    for (row, column), text in marks.texts.items():
        _put(rows, row, column, text)
    for (row, column), face in marks.faces.items():
        if (row, column) not in marks.texts and row < len(rows) and column < len(rows[row]):
            plain = as_text(rows[row][column], is_percent=(row, column) in marks.percents)
            rows[row][column] = written([(plain, face)])
    return Sheet(
        name,
        rows,
        {at: fault for at, (fault, _) in marks.faults.items()},
        marks.percents,
        marks.percent_signs,
        marks.shown,
        marks.worded,
        marks.merged,
        marks.doubts,
        marks.covering,
        is_hidden=is_hidden,
        hidden_rows=marks.hidden_rows,
        hidden_columns=marks.hidden_columns,
        hidden_cells=marks.hidden_cells,
        formulas=marks.formulas,
        is_to_be_computed=marks.is_to_be_computed,
    )


def _put(rows: list[list[Value]], row: int, column: int, text: str) -> None:
    rows.extend([] for _ in range(row + 1 - len(rows)))
    rows[row].extend([""] * (column + 1 - len(rows[row])))
    rows[row][column] = text


def _open_locked_ods(sniffed: Sniffed, where: str, passwords: tuple[str, ...]) -> tuple[bytes, Sniffed]:
    from pipelines.workbooks import open_document_lock

    assert sniffed.archive
    try:
        plain = open_document_lock.decrypted(sniffed.archive, passwords)
    except DAMAGED as error:
        raise damaged(where) from error
    if plain is None:
        raise encrypted(where)
    return plain, sniff(plain, where)


def _member(archive: zipfile.ZipFile, part: zipfile.ZipInfo, where: str) -> bytes:
    if part.flag_bits & 1:
        raise encrypted(where)
    if part.file_size > MAX_FILE_BYTES:
        raise too_large(part.file_size, where)
    try:
        return archive.read(part)
    except DAMAGED as error:
        raise damaged(where) from error
