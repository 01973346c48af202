"""The sheet of a slip that lists all findings, with a column for the unit's explanations."""

from collections.abc import Mapping, Sequence

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from pipelines.language.words import label, labels, say
from pipelines.returns.slip_sheet import COLUMNS, EXPLANATION
from pipelines.slips.facts import COLOURS, VERDICTS, Explained, SlipFacts, SlipFinding, Target, line_count, printed

_HEADER_ROW = 8
_SHORT_COLUMNS = 4
"""Columns with a word or a number in the middle, before those with texts."""
_LEFT_COLUMNS = 7
"""Columns below the left half of the head."""
_LINE_POINTS, _ROW_MARGIN = 14.5, 4
"""Points for each line of text in a row, and around them, at 11 points."""
_MAX_ROW_POINTS = 409
"""Highest row that Excel has."""
_INK = Side(style="thin", color="808080")
_BOXED = Border(left=_INK, right=_INK, top=_INK, bottom=_INK)
_TO_FILL = Side(style="medium", color="FFC000")


def _font(size: float = 11, **look: object) -> Font:
    # Without a scheme, or Excel shows the font of its own theme instead.
    return Font(name="Times New Roman", size=size, scheme=None, **look)  # type: ignore[arg-type]


def write_list(
    sheet: Worksheet,
    findings: Sequence[SlipFinding],
    facts: SlipFacts,
    targets: Mapping[str, Target],
    explained: Explained,
    *,
    list_alone_vi: str | None = None,
    remark_vi: str | None = None,
) -> None:
    """Write the sheet that lists all findings. `list_alone_vi`: why no workbook comes with it."""
    _write_head(sheet, findings, facts, targets, list_alone_vi, remark_vi)
    for column, (code, width) in enumerate(COLUMNS.items(), 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
        cell = _write(sheet, _HEADER_ROW, column, label("slip", code))
        cell.font, cell.border = _font(bold=True), _BOXED
        cell.fill = PatternFill("solid", start_color="E7E6E6")
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    sheet.row_dimensions[_HEADER_ROW].height = 2 * _LINE_POINTS + _ROW_MARGIN
    for number, finding in enumerate(findings, 1):
        _write_finding(sheet, number, finding, targets.get(finding.finding_id), explained)
    if not findings:
        row = _HEADER_ROW + 1
        _write(sheet, row, 1, say("No errors, warnings or notes.")).alignment = Alignment(horizontal="center")
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=len(COLUMNS))
    _set_up_page(sheet)


def _write_head(
    sheet: Worksheet,
    findings: Sequence[SlipFinding],
    facts: SlipFacts,
    targets: Mapping[str, Target],
    list_alone_vi: str | None,
    remark_vi: str | None,
) -> None:
    counts = {severity: sum(finding.severity == severity for finding in findings) for severity in labels("severity")}
    unit = " – ".join(part for part in (facts.unit_id, facts.unit_vi) if part) or say("not known")
    named = {label("severity", severity).lower(): count for severity, count in counts.items()}
    counted = ", ".join(say("{severity}: {count}", severity=severity, count=count) for severity, count in named.items())
    pairs = (
        (say("Reporting unit: {unit}", unit=unit), say("Period: {period}", period=facts.period_vi or say("not known"))),
        (
            say("File received: {path}", path=facts.path),
            say("Received at {time} on {day}", time=f"{facts.received_at:%H:%M}", day=f"{facts.received_at:%d/%m/%Y}"),
        ),
        (say("Verdict: {verdict}", verdict=say(VERDICTS[facts.status])), say("Points raised: {counts}", counts=counted)),
    )
    if list_alone_vi:
        mend = say("{why} Please correct your own file by the list below and send it again as .xlsx.", why=list_alone_vi)
    else:
        are_coloured = any(finding.address for finding in findings if finding.finding_id in targets)
        mend = (
            say("Please correct the coloured cells on the sheets that follow and send this very file again.")
            if are_coloured
            else say(
                "No cell is coloured: please do what column '{remedy}' of the list below says and send it again.",
                remedy=label("slip", "remedy"),
            )
        )
    column = label("slip", EXPLANATION)
    explain = (
        say("Where a warning is right, keep the figure and say why in column '{column}' (yellow border).", column=column)
        if not list_alone_vi
        else say(
            "Where a warning is right, keep the figure, say why in column '{column}' (yellow border) and send this file back.",
            column=column,
        )
    )
    explain += f" {remark_vi}" if remark_vi else ""
    last = len(COLUMNS)
    _write(sheet, 1, 1, say("WHAT THE CHECK OF YOUR RETURN FOUND")).font = _font(14, bold=True)
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
    widths = list(COLUMNS.values())
    for row in range(1, _HEADER_ROW):
        texts = (
            (sheet.cell(row, 1).value, widths if row in (1, 5, 6) else widths[:_LEFT_COLUMNS]),
            (sheet.cell(row, _LEFT_COLUMNS + 1).value, widths[_LEFT_COLUMNS:]),
        )
        lines = max(line_count(str(text or ""), sum(room)) for text, room in texts)
        sheet.row_dimensions[row].height = 8 if row == _HEADER_ROW - 1 else 16 * lines + (8 if row == 1 else 3)


def _write_finding(sheet: Worksheet, number: int, finding: SlipFinding, target: Target | None, explained: Explained) -> None:
    row = _HEADER_ROW + number
    explanation = explained.get((finding.finding_key, printed(finding.received)))
    texts = (
        None,
        label("severity", finding.severity),
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
    for column, (text, code) in enumerate(zip(texts, COLUMNS, strict=True), 1):
        cell = _write(sheet, row, column, text)
        cell.font, cell.border = _font(), _BOXED
        side, indent = ("center", 0) if column <= _SHORT_COLUMNS else ("left", 1)
        cell.alignment = Alignment(horizontal=side, vertical="center", wrap_text=True, indent=indent)
        if code == EXPLANATION and finding.severity == "error":
            cell.fill = PatternFill("solid", start_color="E7E6E6")  # an error is mended, not explained
        elif code == EXPLANATION:
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
    lines = max(line_count(printed(text), int(width * 0.95)) for text, width in zip(texts, COLUMNS.values(), strict=True))
    sheet.row_dimensions[row].height = min(_LINE_POINTS * max(lines, 2) + _ROW_MARGIN, _MAX_ROW_POINTS)


def _write(sheet: Worksheet, row: int, column: int, text: str | None) -> Cell:
    """Write a text that stays text, whatever it begins with."""
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)  # nothing is merged before it is written
    if text:
        cell.value = printed(text)
        cell.data_type = "s"
        cell.quotePrefix = text[0] in "=+-@"
    return cell


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
    footer.text, footer.font, footer.size = f"{label('form_word', 'page')} &P/&N", "Times New Roman", 10
    # No password: it keeps a slip of the hand off the list, and anybody may lift it.
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False
