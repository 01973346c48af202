"""The colours and comments that a slip puts on the cells of the unit's own workbook, and takes off again."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.formatting.rule import Rule
from openpyxl.styles import PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from pipelines.language.words import label, say, sentence
from pipelines.returns.slip_sheet import sheet_name
from pipelines.slips.facts import COLOURS, CONTROLS, SlipFinding, Target, line_count, place_of

AUTHOR = sentence("Data check")
"""Author of the comments."""
_COMMENT_PIXELS, _COMMENT_CHARACTERS = 380, 52
"""Width of a comment, and the characters that fit in it."""


def _comment_mark() -> str:
    """First line of what a slip adds to a cell's comment: what stands before it is the unit's own."""
    return f"[{say(AUTHOR)}]"


def _colour_mark() -> str:
    """Condition of the conditional formats that colour cells: always true, and none but a slip's says it so."""
    return f'N("{sheet_name()}")=0'


def mark_cells(book: Workbook, findings: Iterable[SlipFinding]) -> dict[str, Target]:
    """Take off what an earlier slip left, colour and comment the cells at fault.

    Returns:
        finding_id → cell, for the findings on a sheet of the workbook; the sheet's first cell where they name none.
    """
    targets: dict[str, Target] = {}
    by_cell: defaultdict[str, defaultdict[str, list[SlipFinding]]] = defaultdict(lambda: defaultdict(list))
    sheets = {sheet.title: sheet for sheet in book.worksheets}
    for finding in findings:
        if finding.sheet_name in sheets:
            at = place_of(finding.address)
            targets[finding.finding_id] = Target(finding.sheet_name, finding.address if at and finding.address else "A1")
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
            own, mark, _ = cell.comment.text.partition(_comment_mark())
            if mark:
                cell.comment = Comment(own.strip(), cell.comment.author or "") if own.strip() else None
    kept = ConditionalFormattingList()
    for ranges in sheet.conditional_formatting:
        for rule in ranges.rules:
            if _colour_mark() not in rule.formula:
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
            rule = Rule("expression", priority=priority, formula=[_colour_mark()], dxf=look)
            sheet.conditional_formatting.add(" ".join(addresses), rule)


def _comment(cell: Cell | MergedCell, findings: Sequence[SlipFinding]) -> None:
    """Put one comment on a cell that says all its findings, below what the unit has written there itself."""
    texts = []
    for finding in findings:
        lines = [f"{label('severity', finding.severity).upper()}: {finding.message_vi}"]
        if finding.expected:
            lines.append(say("Required: {expected}", expected=finding.expected))
        if finding.remedy_vi:
            lines.append(say("How to correct it: {remedy}", remedy=finding.remedy_vi))
        texts.append("\n".join(lines))
    own = f"{cell.comment.text.strip()}\n\n" if cell.comment else ""
    author = cell.comment.author if cell.comment else say(AUTHOR)
    text = CONTROLS.sub("", f"{own}{_comment_mark()}\n" + "\n\n".join(texts))
    height = 17 * line_count(text, _COMMENT_CHARACTERS) + 14
    cell.comment = Comment(text, author or say(AUTHOR), height=height, width=_COMMENT_PIXELS)
