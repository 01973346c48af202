"""Writes the slip (phiếu trả lời): the unit's own workbook handed back with every fault on its cell, or the list alone."""

import datetime as dt
import io
import re
import textwrap
import warnings
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple
from xml.etree.ElementTree import ParseError
from xml.sax.saxutils import escape

import openpyxl
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.utils.datetime import to_excel
from openpyxl.utils.exceptions import IllegalCharacterError, InvalidFileException
from openpyxl.workbook import Workbook
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from pipelines.errors import UnreadableReturnError
from pipelines.pages import write_whole
from pipelines.quality.wording import SEVERITIES_VI
from pipelines.returns.headings import count_known_words
from pipelines.returns.personal import find_personal_data
from pipelines.returns.slip_sheet import COLUMNS, EXPLANATION, SHEET_NAME, read_slip
from pipelines.workbooks.books import open_book
from pipelines.workbooks.grid import Sheet, place
from pipelines.workbooks.sniff import DAMAGED, Sniffed, sniff

Severity = Literal["error", "warning", "note"]
Status = Literal["accepted", "accepted_with_warnings", "rejected", "held", "superseded"]

AUTHOR = "Kiểm tra dữ liệu"
"""Author of the comments."""
COLOURS: Mapping[str, str] = {"error": "FFC7CE", "warning": "FFEB9C", "note": "DDEBF7"}
"""Severity → the colour of its cells: light red, yellow and blue."""
VERDICTS: Mapping[Status, str] = {
    "accepted": "ĐƯỢC CHẤP NHẬN",
    "accepted_with_warnings": "ĐƯỢC CHẤP NHẬN, CÓ ĐIỂM CẦN GIẢI TRÌNH",
    "rejected": "BỊ TRẢ LẠI, số liệu của lần gửi này chưa được ghi nhận",
    "held": "ĐƯỢC GIỮ LẠI, chưa tính: thư mục, tên tệp và phần đầu biểu không khớp nhau",
    "superseded": "ĐÃ ĐƯỢC THAY bằng bản gửi sau",
}
MAX_SHEET_BYTES = 16 * 1024**2
"""Most that the sheets of a workbook may come to, unpacked, to be annotated: about 300,000 cells."""

_HEADER_ROW = 8
_SHORT_COLUMNS = 4
"""Columns with a word or a number in the middle, before those with texts."""
_LEFT_COLUMNS = 7
"""Columns below the left half of the head."""
_LINE_POINTS, _ROW_MARGIN = 14.5, 4
"""Points for each line of text in a row, and around them, at 11 points."""
_MAX_ROW_POINTS = 409
"""Highest row that Excel has."""
_COMMENT_PIXELS, _COMMENT_CHARACTERS = 380, 52
"""Width of a comment, and the characters that fit in it."""
_COMMENT_MARK = f"[{AUTHOR}]"
"""First line of what a slip adds to a cell's comment: what stands before it is the unit's own."""
_COLOUR_MARK = f'N("{SHEET_NAME}")=0'
"""Condition of the conditional formats that colour cells: always true, and none but a slip's says it so."""
_UNFIT = (*DAMAGED, TypeError, AttributeError, ParseError, InvalidFileException, IllegalCharacterError)
"""What openpyxl raises on workbooks that it does not understand."""
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
"""Characters that no sheet can hold."""
_WITHOUT_VALUE = re.compile(rb'<c r="([A-Z]+)(\d+)"((?: s="\d+")?)(?: t="\w+")?>(<f\b[^>]*?(?:/>|>[^<]*</f>))<v\s*/></c>')
"""A cell with a formula, as openpyxl writes it."""
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
_DECORATION = re.compile(r"xl/(?:media|charts|diagrams|drawings/drawing|threadedComments|slicers)")
_FIRST_DAY_OF_ZIP = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class SlipFinding:
    """One finding, as the clerk gets it."""

    finding_id: str
    finding_key: str
    """Key that survives revisions: '<rule_id>/<unit_id>/<period_id>/<indicator_id or ->'."""
    rule_id: str
    severity: Severity
    sheet_name: str | None
    address: str | None
    """Cell, e.g. 'E12'; None when no cell is at fault."""
    label_vi: str | None
    """Indicator, as the form calls it."""
    received: str | None
    expected: str | None
    message_vi: str
    remedy_vi: str | None


@dataclass(frozen=True, slots=True)
class SlipFacts:
    """What the head of a slip says of the return."""

    unit_id: str | None
    unit_vi: str | None
    period_vi: str | None
    path: str
    """File as received, below raw/returns."""
    received_at: dt.datetime
    """Instant of receipt, in the time zone of the office."""
    status: Status


class _ListAloneError(Exception):
    """The workbook cannot be handed back annotated; says why, as a sentence for the clerk."""


class _Target(NamedTuple):
    """Where a finding points in the workbook handed back."""

    sheet_name: str
    address: str


Explained = Mapping[tuple[str, str], str]
"""Finding key and what is explained, '' for blank → explanation."""


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
    findings = sorted(findings, key=_order)
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


def _order(finding: SlipFinding) -> tuple[object, ...]:
    """By severity, sheet, row and column."""
    at = _place(finding.address)
    return (
        list(SEVERITIES_VI).index(finding.severity),
        finding.sheet_name or "",
        at or (-1, -1),
        finding.rule_id,
        finding.finding_id,
    )


def _place(address: str | None) -> tuple[int, int] | None:
    """Row and column, from 0, of an address that a sheet has."""
    found = re.fullmatch(r"([A-Z]{1,3})([1-9]\d{0,6})", address or "")
    at = place(found[1], found[2]) if found else None
    return at if at and at[0] < 1_048_576 and at[1] < 16_384 else None


def _openable(content: bytes, where: str) -> tuple[zipfile.ZipFile, str]:
    """The container of an .xlsx or .xlsm, and the suffix of its slip."""
    try:
        sniffed = sniff(content, where)
    except UnreadableReturnError as error:
        raise _ListAloneError(f"Không mở được tệp đã gửi: {error.what}.") from error
    if sniffed.archive is None or sniffed.format not in ("xlsx", "xlsm"):
        raise _ListAloneError("Tệp đã gửi không phải dạng .xlsx nên các ô không được tô màu.")
    parts = sniffed.archive.infolist()
    if sum(part.file_size for part in parts if part.filename.startswith("xl/worksheets/")) > MAX_SHEET_BYTES:
        raise _ListAloneError("Tệp đã gửi quá lớn nên các ô không được tô màu.")
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
        raise _ListAloneError(f"Không mở được tệp đã gửi: {error.what}.") from error
    if any(find_personal_data(sheet.rows) for sheet in sheets):
        raise _ListAloneError("Tệp đã gửi có dữ liệu cá nhân nên không được gửi trả.")
    explained: dict[tuple[str, str], str] = {}
    try:
        with warnings.catch_warnings(record=True) as lost:
            warnings.simplefilter("always")
            book = openpyxl.load_workbook(io.BytesIO(content), keep_vba=has_macros, rich_text=True)
        if not book.worksheets:
            raise _ListAloneError("Tệp đã gửi có cấu trúc lạ nên các ô không được tô màu.")
        book.template = False
        for sheet in sheets:
            old = read_slip(sheet.rows)
            if old is not None and sheet.name in book.sheetnames:
                explained |= {(one.finding_key, one.received or ""): one.explanation_vi for one in old}
                book.remove(book[sheet.name])
        targets = _mark_cells(book, findings)
        remark = (
            "Bản này có thể thiếu hình ảnh, biểu đồ của tệp đã gửi; tệp đã gửi vẫn được lưu nguyên vẹn."
            if lost or any(_DECORATION.match(name) for name in archive.namelist())
            else None
        )
        _write_list(book.create_sheet(SHEET_NAME, 0), findings, facts, targets, explained, remark_vi=remark)
        _show_first_sheet(book)
        if book.calculation is not None:
            book.calculation.fullCalcOnLoad = True
        return _saved(book, facts, {sheet.name: sheet for sheet in sheets})
    except _UNFIT as error:
        raise _ListAloneError("Tệp đã gửi có cấu trúc lạ nên các ô không được tô màu.") from error


def _list_alone(findings: Sequence[SlipFinding], facts: SlipFacts, reason_vi: str) -> bytes:
    book = Workbook()
    book.properties.created = _utc(facts.received_at).replace(tzinfo=None)
    sheet = book.worksheets[0]
    sheet.title = SHEET_NAME
    _write_list(sheet, findings, facts, {}, {}, list_alone_vi=reason_vi)
    return _saved(book, facts, {})


def _mark_cells(book: Workbook, findings: Iterable[SlipFinding]) -> dict[str, _Target]:
    """Take off what an earlier slip left, colour and comment the cells at fault.

    Returns:
        finding_id → cell, for the findings on a sheet of the workbook; the sheet's first cell where they name none.
    """
    targets: dict[str, _Target] = {}
    by_cell: defaultdict[str, defaultdict[str, list[SlipFinding]]] = defaultdict(lambda: defaultdict(list))
    sheets = {sheet.title: sheet for sheet in book.worksheets}
    for finding in findings:
        if finding.sheet_name in sheets:
            at = _place(finding.address)
            targets[finding.finding_id] = _Target(finding.sheet_name, finding.address if at and finding.address else "A1")
            if at:
                anchor = _anchor(sheets[finding.sheet_name], *at)
                by_cell[finding.sheet_name][anchor].append(finding)
    for name, sheet in sheets.items():
        _clear(sheet)
        _colour(sheet, by_cell[name])
        for address, found in by_cell[name].items():
            _comment(sheet[address], found)
    return targets


def _anchor(sheet: Worksheet, row: int, column: int) -> str:
    """The cell that a merged range shows, for any cell in it."""
    for merged in sheet.merged_cells.ranges:
        if merged.min_row <= row + 1 <= merged.max_row and merged.min_col <= column + 1 <= merged.max_col:
            row, column = merged.min_row - 1, merged.min_col - 1
    return f"{get_column_letter(column + 1)}{row + 1}"


def _clear(sheet: Worksheet) -> None:
    """Take off the comments and colours of an earlier slip."""
    for cell in sheet._cells.values():  # the cells that exist: the public ways make all those between them
        if cell.comment:
            own, mark, _ = cell.comment.text.partition(_COMMENT_MARK)
            if mark:
                cell.comment = Comment(own.strip(), cell.comment.author or "") if own.strip() else None
    kept = ConditionalFormattingList()
    for ranges in sheet.conditional_formatting:
        for rule in ranges.rules:
            if _COLOUR_MARK not in rule.formula:
                kept.add(str(ranges.sqref), rule)
    sheet.conditional_formatting = kept


def _colour(sheet: Worksheet, by_cell: Mapping[str, Sequence[SlipFinding]]) -> None:
    """Colour cells by their worst finding, above the workbook's own conditional formats."""
    for ranges in sheet.conditional_formatting:
        for rule in ranges.rules:
            rule.priority += len(COLOURS)
    for priority, (severity, colour) in enumerate(COLOURS.items(), 1):
        addresses = [address for address, found in by_cell.items() if found[0].severity == severity]
        if addresses:
            look = DifferentialStyle(fill=PatternFill(bgColor=colour))
            rule = Rule("expression", priority=priority, formula=[_COLOUR_MARK], dxf=look)
            sheet.conditional_formatting.add(" ".join(addresses), rule)


def _comment(cell: Cell | MergedCell, findings: Sequence[SlipFinding]) -> None:
    """Put one comment on a cell that says all its findings, below what the unit has written there itself."""
    texts = []
    for finding in findings:
        lines = [f"{SEVERITIES_VI[finding.severity].upper()}: {finding.message_vi}"]
        if finding.expected:
            lines.append(f"Yêu cầu: {finding.expected}")
        if finding.remedy_vi:
            lines.append(f"Cách sửa: {finding.remedy_vi}")
        texts.append("\n".join(lines))
    own = f"{cell.comment.text.strip()}\n\n" if cell.comment else ""
    author = cell.comment.author if cell.comment else AUTHOR
    text = _CONTROLS.sub("", f"{own}{_COMMENT_MARK}\n" + "\n\n".join(texts))
    height = 17 * _line_count(text, _COMMENT_CHARACTERS) + 14
    cell.comment = Comment(text, author or AUTHOR, height=height, width=_COMMENT_PIXELS)


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


_INK = Side(style="thin", color="808080")
_BOXED = Border(left=_INK, right=_INK, top=_INK, bottom=_INK)
_TO_FILL = Side(style="medium", color="FFC000")


def _font(size: float = 11, **look: object) -> Font:
    # Without a scheme, or Excel shows the font of its own theme instead.
    return Font(name="Times New Roman", size=size, scheme=None, **look)  # type: ignore[arg-type]


def _write_list(
    sheet: Worksheet,
    findings: Sequence[SlipFinding],
    facts: SlipFacts,
    targets: Mapping[str, _Target],
    explained: Explained,
    *,
    list_alone_vi: str | None = None,
    remark_vi: str | None = None,
) -> None:
    """Write the sheet that lists all findings. `list_alone_vi`: why no workbook comes with it."""
    _write_head(sheet, findings, facts, targets, list_alone_vi, remark_vi)
    for column, (heading, width) in enumerate(COLUMNS, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
        cell = _write(sheet, _HEADER_ROW, column, heading)
        cell.font, cell.border = _font(bold=True), _BOXED
        cell.fill = PatternFill("solid", start_color="E7E6E6")
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    sheet.row_dimensions[_HEADER_ROW].height = 2 * _LINE_POINTS + _ROW_MARGIN
    for number, finding in enumerate(findings, 1):
        _write_finding(sheet, number, finding, targets.get(finding.finding_id), explained)
    if not findings:
        row = _HEADER_ROW + 1
        _write(sheet, row, 1, "Không có lỗi, cảnh báo hay lưu ý nào.").alignment = Alignment(horizontal="center")
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=len(COLUMNS))
    _set_up_page(sheet)


def _write_head(
    sheet: Worksheet,
    findings: Sequence[SlipFinding],
    facts: SlipFacts,
    targets: Mapping[str, _Target],
    list_alone_vi: str | None,
    remark_vi: str | None,
) -> None:
    counts = {severity: sum(finding.severity == severity for finding in findings) for severity in SEVERITIES_VI}
    unit = " – ".join(part for part in (facts.unit_id, facts.unit_vi) if part) or "chưa xác định được"
    counted = ", ".join(f"{count} {SEVERITIES_VI[severity].lower()}" for severity, count in counts.items())
    pairs = (
        (f"Đơn vị báo cáo: {unit}", f"Kỳ báo cáo: {facts.period_vi or 'chưa xác định được'}"),
        (f"Tệp đã nhận: {facts.path}", f"Nhận lúc: {facts.received_at:%H:%M} ngày {facts.received_at:%d/%m/%Y}"),
        (f"Kết luận: {VERDICTS[facts.status]}", f"Số điểm nêu ra: {counted}"),
    )
    if list_alone_vi:
        mend = f"{list_alone_vi} Hãy sửa trong tệp của đơn vị theo danh sách dưới đây rồi gửi lại dạng .xlsx."
    else:
        are_coloured = any(finding.address for finding in findings if finding.finding_id in targets)
        mend = (
            "Hãy sửa các ô có màu trên những trang tính sau rồi gửi lại chính tệp này."
            if are_coloured
            else "Không có ô nào được tô màu: hãy làm theo cột 'Cách sửa' của danh sách dưới đây rồi gửi lại."
        )
    explain = (
        f"Cảnh báo nào đúng với thực tế thì giữ nguyên số liệu và ghi lý do vào cột '{EXPLANATION}' (ô viền vàng)"
        + (", rồi gửi lại cả tệp này." if list_alone_vi else ".")
        + (f" {remark_vi}" if remark_vi else "")
    )
    last = len(COLUMNS)
    _write(sheet, 1, 1, "PHIẾU TRẢ LỜI KẾT QUẢ KIỂM TRA BÁO CÁO").font = _font(14, bold=True)
    sheet.cell(1, 1).alignment = Alignment(horizontal="center", vertical="center")
    sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=last)
    for row, pair in enumerate(pairs, 2):
        for text, first, end in ((pair[0], 1, _LEFT_COLUMNS), (pair[1], _LEFT_COLUMNS + 1, last)):
            cell = _write(sheet, row, first, text)
            cell.font = _font(12, bold=row == 4)
            cell.alignment = Alignment(vertical="center", wrap_text=True)
            sheet.merge_cells(start_row=row, end_row=row, start_column=first, end_column=end)
    for row, text in ((5, mend), (6, explain)) if findings else ():
        cell = _write(sheet, row, 1, text)
        cell.font = _font(12, italic=True)
        cell.alignment = Alignment(vertical="center", wrap_text=True)
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=last)
    widths = [width for _, width in COLUMNS]
    for row in range(1, _HEADER_ROW):
        texts = (
            (sheet.cell(row, 1).value, widths if row in (1, 5, 6) else widths[:_LEFT_COLUMNS]),
            (sheet.cell(row, _LEFT_COLUMNS + 1).value, widths[_LEFT_COLUMNS:]),
        )
        lines = max(_line_count(str(text or ""), sum(room)) for text, room in texts)
        sheet.row_dimensions[row].height = 8 if row == _HEADER_ROW - 1 else 16 * lines + (8 if row == 1 else 3)


def _write_finding(sheet: Worksheet, number: int, finding: SlipFinding, target: _Target | None, explained: Explained) -> None:
    row = _HEADER_ROW + number
    explanation = explained.get((finding.finding_key, _printed(finding.received)))
    texts = (
        None,
        SEVERITIES_VI[finding.severity],
        finding.sheet_name,
        finding.address,
        finding.label_vi,
        finding.received,
        finding.expected,
        finding.message_vi,
        finding.remedy_vi,
        explanation if finding.severity != "error" else None,
        finding.finding_key,
    )
    for column, (text, (heading, _)) in enumerate(zip(texts, COLUMNS, strict=True), 1):
        cell = _write(sheet, row, column, text)
        cell.font, cell.border = _font(), _BOXED
        side, indent = ("center", 0) if column <= _SHORT_COLUMNS else ("left", 1)
        cell.alignment = Alignment(horizontal=side, vertical="center", wrap_text=True, indent=indent)
        if heading == EXPLANATION and finding.severity == "error":
            cell.fill = PatternFill("solid", start_color="E7E6E6")  # an error is mended, not explained
        elif heading == EXPLANATION:
            cell.protection = Protection(locked=False)
            cell.border = Border(left=_TO_FILL, right=_TO_FILL, top=_TO_FILL, bottom=_TO_FILL)
            cell.number_format = "@"  # '- do sáp nhập' is a remark here, not a formula
    sheet.cell(row, 1).value = number
    sheet.cell(row, 2).fill = PatternFill("solid", start_color=COLOURS[finding.severity])
    sheet.cell(row, len(COLUMNS)).font = _font(9, color="595959")
    if target:
        link = f"{quote_sheetname(target.sheet_name)}!{target.address}"
        for column in (3, 4) if finding.address else (3,):
            linked = sheet.cell(row, column)
            linked.hyperlink = Hyperlink(ref=linked.coordinate, location=link, display=str(linked.value))
            linked.font = _font(color="0563C1", underline="single")
    lines = max(_line_count(_printed(text), int(width * 0.95)) for text, (_, width) in zip(texts, COLUMNS, strict=True))
    sheet.row_dimensions[row].height = min(_LINE_POINTS * max(lines, 2) + _ROW_MARGIN, _MAX_ROW_POINTS)


def _write(sheet: Worksheet, row: int, column: int, text: str | None) -> Cell:
    """Write a text that stays text, whatever it begins with."""
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)  # nothing is merged before it is written
    if text:
        cell.value = _printed(text)
        cell.data_type = "s"
        cell.quotePrefix = text[0] in "=+-@"
    return cell


def _printed(text: str | None) -> str:
    """A text as it stands in the list."""
    return _CONTROLS.sub("", text or "")


def _line_count(text: str, width: int) -> int:
    """Lines that a text takes where so many characters fit in one."""
    return sum(len(textwrap.wrap(line, width)) or 1 for line in text.split("\n"))


def _set_up_page(sheet: Worksheet) -> None:
    last = f"{get_column_letter(len(COLUMNS))}{max(sheet.max_row, _HEADER_ROW + 1)}"
    sheet.freeze_panes = f"A{_HEADER_ROW + 1}"
    sheet.sheet_view.showGridLines = False
    sheet.sheet_properties.tabColor = "C00000"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.orientation = "landscape"
    assert sheet.sheet_properties.pageSetUpPr is not None
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    for side in ("left", "right", "top", "bottom"):
        setattr(sheet.page_margins, side, 0.5)
    sheet.print_options.horizontalCentered = True
    sheet.print_title_rows = f"{_HEADER_ROW}:{_HEADER_ROW}"
    sheet.print_area = f"A1:{last}"
    assert sheet.oddFooter is not None
    footer = sheet.oddFooter.center
    footer.text, footer.font, footer.size = "Trang &P/&N", "Times New Roman", 10
    # No password: it keeps a slip of the hand off the list, and anybody may lift it.
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False


def _utc(instant: dt.datetime) -> dt.datetime:
    return instant.astimezone(dt.UTC)


def _saved(book: Workbook, facts: SlipFacts, sheets: Mapping[str, Sheet]) -> bytes:
    """The bytes of a workbook, the same each time, with the results of its formulas, which openpyxl leaves out."""
    raw = io.BytesIO()
    book.save(raw)
    grids = {sheet.path.lstrip("/"): sheets[sheet.title] for sheet in book.worksheets if sheet.title in sheets}
    saved = io.BytesIO()
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(saved, "w", zipfile.ZIP_DEFLATED) as target:
        # The list of types first, as Excel does; the rest by name, for openpyxl writes the parts of macros in any order.
        for name in sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            part = source.read(name)
            if name == "docProps/core.xml":
                part = _MODIFIED.sub(rb"\g<1>%b" % f"{_utc(facts.received_at):%Y-%m-%dT%H:%M:%SZ}".encode(), part)
            elif name in grids:
                part = _with_results(part, grids[name], book.epoch)
            entry = zipfile.ZipInfo(name, _FIRST_DAY_OF_ZIP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, part)
    return saved.getvalue()


def _with_results(xml: bytes, sheet: Sheet, epoch: dt.datetime) -> bytes:
    """A sheet with the stored results put back into its formulas: nothing that they depend on has changed."""

    def complete(found: re.Match[bytes]) -> bytes:
        row, column = place(found[1].decode(), found[2].decode())
        cells = sheet.rows[row] if row < len(sheet.rows) else []
        value = cells[column] if column < len(cells) else ""
        fault = sheet.faults.get((row, column))
        if fault == "formula_without_value":
            return found[0]
        if fault == "error_cell":
            kind, text = "e", str(value)
        elif isinstance(value, bool):
            kind, text = "b", str(int(value))
        elif isinstance(value, str):
            kind, text = "str", value
        elif isinstance(value, int | float):
            kind, text = "n", str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)
        else:
            kind, text = "n", str(to_excel(value, epoch))  # type: ignore[no-untyped-call]
        written = escape(text).encode()
        return b'<c r="%b%b"%b t="%b">%b<v>%b</v></c>' % (found[1], found[2], found[3], kind.encode(), found[4], written)

    return _WITHOUT_VALUE.sub(complete, xml)
