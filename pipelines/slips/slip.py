"""Writes the slip (phiếu trả lời): the unit's own workbook handed back with every fault on its cell, or the list alone."""

import io
import re
import warnings
import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.utils.exceptions import IllegalCharacterError, InvalidFileException
from openpyxl.workbook import Workbook

from pipelines.errors import UnreadableReturnError
from pipelines.folders import write_whole
from pipelines.language.words import say
from pipelines.returns.headings import count_known_words
from pipelines.returns.personal import find_personal_data
from pipelines.returns.slip_sheet import read_slip, sheet_name
from pipelines.slips.facts import SlipFacts, SlipFinding, order
from pipelines.slips.finding_list import write_list
from pipelines.slips.marks import mark_cells
from pipelines.slips.saving import saved_bytes, utc
from pipelines.workbooks.books import open_book
from pipelines.workbooks.sniff import DAMAGED, Sniffed, sniff

MAX_SHEET_BYTES = 16 * 1024**2
"""Most that the sheets of a workbook may come to, unpacked, to be annotated: about 300,000 cells."""
_UNFIT = (*DAMAGED, TypeError, AttributeError, ParseError, InvalidFileException, IllegalCharacterError)
"""What openpyxl raises on workbooks that it does not understand."""
_DECORATION = re.compile(r"xl/(?:media|charts|diagrams|drawings/drawing|threadedComments|slicers)")


class _ListAloneError(Exception):
    """The workbook cannot be handed back annotated; says why, as a sentence for the clerk."""


def write_slip(target: Path, original: Path, findings: Sequence[SlipFinding], *, facts: SlipFacts) -> Path:
    """Write the slip of one return.

    An .xlsx or .xlsm is handed back itself: cells at fault coloured and commented, and before its sheets one that lists all
    findings. The colours are conditional formats: the cells keep their own look, and the next slip takes them off again.
    A slip that was sent back is thus annotated anew; what the unit explained there stands in the new list, where the finding
    and its value are still the same. Of every other file, of one with personal data, and of one that openpyxl does not
    understand, the list alone is written.

    The same arguments give the same bytes; a file that has them already is not touched.

    Args:
        target: file to write, without suffix.
        original: content as archived; its name tells nothing.
        findings: all findings of the return, in any order.
        facts: what the head says.

    Returns:
        The file written: target with '.xlsx', or '.xlsm' where the workbook has macros.
    """
    findings = sorted(findings, key=order)
    content = original.read_bytes()
    suffix = ".xlsx"
    try:
        archive, suffix = _openable(content, original.name)
        slip = _annotated(content, archive, findings, facts, has_macros=suffix == ".xlsm")
    except _ListAloneError as reason:
        suffix = ".xlsx"
        slip = _list_alone(findings, facts, str(reason))
    path = target.with_name(target.name + suffix)
    if not path.exists() or path.read_bytes() != slip:
        write_whole(path, slip)
    return path


def _openable(content: bytes, where: str) -> tuple[zipfile.ZipFile, str]:
    """The container of an .xlsx or .xlsm, and the suffix of its slip."""
    try:
        sniffed = sniff(content, where)
    except UnreadableReturnError as error:
        raise _ListAloneError(say("The file that you sent cannot be opened: {why}.", why=error.what)) from error
    if sniffed.archive is None or sniffed.format not in ("xlsx", "xlsm"):
        raise _ListAloneError(say("The file that you sent is no .xlsx, so no cells are coloured."))
    parts = sniffed.archive.infolist()
    if sum(part.file_size for part in parts if part.filename.startswith("xl/worksheets/")) > MAX_SHEET_BYTES:
        raise _ListAloneError(say("The file that you sent is too large, so no cells are coloured."))
    return sniffed.archive, f".{sniffed.format}"


def _annotated(
    content: bytes, archive: zipfile.ZipFile, findings: Sequence[SlipFinding], facts: SlipFacts, *, has_macros: bool
) -> bytes:
    """The workbook handed back.

    Raises:
        _ListAloneError: it holds personal data, or openpyxl does not understand it.
    """
    try:
        sheets = open_book(content, Sniffed("xlsx", archive), "", (), count_known_words).sheets
    except UnreadableReturnError as error:
        raise _ListAloneError(say("The file that you sent cannot be opened: {why}.", why=error.what)) from error
    if any(find_personal_data(sheet) for sheet in sheets):
        raise _ListAloneError(say("The file that you sent holds personal data, so it is not sent back."))
    explained: dict[tuple[str, str], str] = {}
    try:
        with warnings.catch_warnings(record=True) as lost:
            warnings.simplefilter("always")
            book = openpyxl.load_workbook(io.BytesIO(content), keep_vba=has_macros, rich_text=True)
        if not book.worksheets:
            raise _ListAloneError(say("The file that you sent is built in an unusual way, so no cells are coloured."))
        book.template = False
        for sheet in sheets:
            old = read_slip(sheet)
            if old is not None and sheet.name in book.sheetnames:
                explained |= {(one.finding_key, one.received or ""): one.explanation_vi for one in old}
                book.remove(book[sheet.name])
        targets = mark_cells(book, findings)
        remark = (
            say("This copy may lack pictures and charts of the file that you sent; that file is kept as it was.")
            if lost or any(_DECORATION.match(name) for name in archive.namelist())
            else None
        )
        write_list(book.create_sheet(sheet_name(), 0), findings, facts, targets, explained, remark_vi=remark)
        _show_first_sheet(book)
        if book.calculation is not None:
            book.calculation.fullCalcOnLoad = True
        return saved_bytes(book, facts, {sheet.name: sheet for sheet in sheets})
    except _UNFIT as error:
        raise _ListAloneError(say("The file that you sent is built in an unusual way, so no cells are coloured.")) from error


def _list_alone(findings: Sequence[SlipFinding], facts: SlipFacts, reason_vi: str) -> bytes:
    book = Workbook()
    book.properties.created = utc(facts.received_at).replace(tzinfo=None)
    sheet = book.worksheets[0]
    sheet.title = sheet_name()
    write_list(sheet, findings, facts, {}, {}, list_alone_vi=reason_vi)
    return saved_bytes(book, facts, {})


def _show_first_sheet(book: Workbook) -> None:
    """Open on the slip; a second selected tab would have whatever is typed written to both."""
    book.active = 0
    for sheet in book.worksheets:
        for view in sheet.views.sheetView:
            view.tabSelected = sheet is book.worksheets[0]
    for chart in book.chartsheets:
        for chart_view in chart.sheetViews.sheetView:
            chart_view.tabSelected = False
    for view in book.views:
        view.firstSheet = 0
