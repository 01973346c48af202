"""Finds the tables of a workbook that nobody has described yet: by the row that numbers columns, or by a row of many texts."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipelines.language.example_words import begins, continued, form_code
from pipelines.language.vietnamese import clean, match_key
from pipelines.language.vietnamese.measures import split_statement
from pipelines.language.words import keys_of
from pipelines.returns.table_heads import Heading, headings_over, is_numbers
from pipelines.templates.example_sides import sides_of
from pipelines.templates.example_totals import begins_as_total
from pipelines.workbooks.grid import Place, Sheet, Value, as_text

_LEAST_HEADS = 3
"""Texts side by side that make a row of heads where no row numbers the columns."""
_SECTION = re.compile(r"(?:[IVXLC]+|[A-Z]|\d+)\s*(?:[.):/]|[-–]\s)")
"""Number before the heading of one of several tables: 'I. DIỆN TÍCH'."""
_NUMBER = re.compile(r"[-+(]?\d[\d.,]*\)?")


@dataclass(frozen=True)
class ExampleTable:
    """One table on a sheet. Rows and columns are counted from 0."""

    sheet: Sheet
    headings: tuple[Heading, ...]
    numbers: dict[int, str]
    """Column → what the row of column numbers says: 'A', '1=2+3'."""
    header_row: int
    """First row of its heads."""
    first_row: int
    end_row: int
    """Row after its last."""
    title: str
    measure: str
    """Unit of measure stated above it; '' for none."""
    is_continued: bool
    """It says that it goes on from a page before."""
    is_beside: bool
    """It stands beside the one before."""
    shaded: frozenset[Place] = frozenset()
    """Cells of the sheet that are shaded, as far as the format tells."""

    def at(self, row: int, column: int) -> Value:
        """What a cell holds."""
        return at(self.sheet, row, column)

    def is_blank(self, row: int, column: int) -> bool:
        """Whether a cell holds neither a value nor a formula."""
        return self.at(row, column) == "" and (row, column) not in self.sheet.formulas


def find_tables(sheet: Sheet, shaded: frozenset[Place] = frozenset()) -> list[ExampleTable]:
    """The tables of a sheet, from top to bottom, those side by side from left to right; `shaded`: its cells that are."""
    heads = list(_heads(sheet))
    found: list[ExampleTable] = []
    above = 0
    for place, (header_row, end_of_heads, numbers_row) in enumerate(heads):
        limit = _above_heads(sheet, heads[place + 1][0]) if place + 1 < len(heads) else len(sheet.rows)
        headings = tuple(headings_over(sheet, header_row, end_of_heads, numbers_row))
        numbers = _numbers(sheet, headings, numbers_row)
        first_row = end_of_heads + (numbers_row is not None)
        texts = [as_text(value) for row in sheet.rows[above:header_row] for value in row if value != ""]
        measures = [split.stated for text in texts if (split := split_statement(text)).is_marked]
        near = sheet.rows[_above_heads(sheet, header_row) : header_row] if place or len(heads) > 1 else []
        titles = [text for row in near for text in _unmeasured(row)]
        is_continued = any(continued().search(text) for text in texts)
        measure = measures[-1] if measures else ""
        gaps = set(range(headings[0].column, headings[-1].column)) - {heading.column for heading in headings}
        blank = {column for column in gaps if all(at(sheet, row, column) == "" for row in range(header_row, limit))}
        sides = list(sides_of(headings, numbers, blank))
        for side, own in enumerate(sides):
            columns = range(own[0].column, own[-1].column + 1)
            end_row = _end(sheet, first_row, limit, columns)
            title = next(iter(titles), "") if len(sides) == 1 else _title_over(sheet, header_row, columns, len(sides))
            held = {column: number for column, number in numbers.items() if column in columns}
            rows = (header_row, first_row, end_row)
            found.append(ExampleTable(sheet, own, held, *rows, title, measure, is_continued, side > 0, shaded))
            above = max(above, end_row)
    return found


def _title_over(sheet: Sheet, header_row: int, columns: range, sides: int) -> str:
    """What stands over one of several tables side by side, right above its heads, where one text stands over each."""
    row = _above_measure(sheet, header_row)
    texts = [column for column, value in enumerate(sheet.rows[row - 1]) if value != ""] if row else []
    own = [as_text(at(sheet, row - 1, column)) for column in texts if column in columns]
    return own[0] if len(texts) == sides and len(own) == 1 else ""


def _above_heads(sheet: Sheet, header_row: int) -> int:
    """First of the rows right above some heads that are theirs: the unit of measure, and the heading of the table."""
    row = _above_measure(sheet, header_row)
    return row - bool(row and len(_unmeasured(sheet.rows[row - 1])) == 1)


def _above_measure(sheet: Sheet, header_row: int) -> int:
    """First of the rows right above some heads that state the unit of measure; that of the heads where none does."""
    row = header_row
    while row and _is_measure_row(sheet.rows[row - 1]):
        row -= 1
    return row


def _is_measure_row(row: Sequence[Value]) -> bool:
    return any(value != "" for value in row) and not _unmeasured(row)


def _unmeasured(row: Sequence[Value]) -> list[str]:
    """Texts of a row that state no unit of measure."""
    return [text for value in row if (text := as_text(value)) and not split_statement(text).is_marked]


def _numbers(sheet: Sheet, headings: Sequence[Heading], row: int | None) -> dict[int, str]:
    if row is None:
        return {}
    return {heading.column: clean(as_text(at(sheet, row, heading.column))) for heading in headings}


def head_of(table: ExampleTable) -> tuple[str, str]:
    """Code and title of the form, as far as its head tells: the last text in capitals that heads no section is its title."""
    first = min(heading.row for heading in table.headings)
    texts = [clean(as_text(value)) for row in table.sheet.rows[:first] for value in row if isinstance(value, str) and value]
    code = next((match[1].rstrip(".") for text in texts if (match := form_code().search(text))), "")
    titles = [text for text in texts if not _SECTION.match(text) and match_key(text) not in keys_of("phrase", "motto")]
    capitals = [text for text in titles if text == text.upper() and len(text.split()) > 3]
    title = capitals[-1] if capitals else ""
    return code, form_code().sub("", title).strip(" .-–").capitalize() if title else ""


def at(sheet: Sheet, row: int, column: int) -> Value:
    """What a cell holds; '' beyond the end of its row."""
    cells = sheet.rows[row] if row < len(sheet.rows) else []
    return cells[column] if column < len(cells) else ""


def is_figure(value: Value) -> bool:
    """Whether a cell holds a number, or a text that is one."""
    return (isinstance(value, int | float) and not isinstance(value, bool)) or (
        isinstance(value, str) and _NUMBER.fullmatch(value.strip()) is not None
    )


def _heads(sheet: Sheet) -> Iterator[tuple[int, int, int | None]]:
    """First row of the heads, row after them, and the row that numbers the columns."""
    numbered = [row for row, cells in enumerate(sheet.rows) if is_numbers(cells)]
    for row in numbered:
        first = next(column for column, value in enumerate(sheet.rows[row]) if value != "")
        header_row = next((above for above in range(row - 1, -1, -1) if at(sheet, above, first) != ""), row - 1)
        yield header_row, row, row
    row = 0
    while row < len(sheet.rows) and not numbered:
        cells = sheet.rows[row]
        texts = [value for value in cells if isinstance(value, str) and value.strip()]
        is_plain = not any(is_figure(value) for value in cells) and all(
            ":" not in begins("of_which").sub("", text) for text in texts
        )
        end = row + 1
        if len(texts) >= _LEAST_HEADS and is_plain:
            end = 1 + max((bottom[0] for top, bottom in sheet.covering if top[0] == row), default=row)
            while _goes_on(sheet, row, end):
                end += 1
            yield row, end, None
            while end < len(sheet.rows) and any(value != "" for value in sheet.rows[end]):
                end += 1  # to the blank row below which another table may begin
        row = end


def _goes_on(sheet: Sheet, header_row: int, row: int) -> bool:
    """Whether a row below heads has more of them: texts alone, none of what begins a line, some below a gap between heads."""
    if row >= len(sheet.rows):
        return False
    filled = [column for column, value in enumerate(sheet.rows[row]) if value != ""]
    heads = [column for column, value in enumerate(sheet.rows[header_row]) if value != ""]
    is_plain = all(isinstance(sheet.rows[row][column], str) and not is_figure(sheet.rows[row][column]) for column in filled)
    return bool(filled) and is_plain and filled[0] > heads[0] and not set(filled) <= set(heads)


def _end(sheet: Sheet, first: int, limit: int, columns: range) -> int:
    """Row after the last of a table: a remark ends it, or a row that is empty, unless a total stands below that."""
    end = limit
    for row in range(first, limit):
        texts = [value for column in columns if (value := at(sheet, row, column)) != ""]
        if len(texts) == 1 and begins("remark").match(as_text(texts[0])):
            return min(end, row)
        if not texts:
            end = min(end, row)
        elif end < limit and _is_total(sheet, row, columns):
            end = limit
    return end


def _is_total(sheet: Sheet, row: int, columns: range) -> bool:
    """Whether a row says on its left that it is a total, and nothing but figures beside that: who signs stands on the right."""
    texts = [column for column in columns if not is_figure(value := at(sheet, row, column)) and value != ""]
    return len(texts) == 1 and texts[0] < columns[len(columns) // 2] and begins_as_total(as_text(at(sheet, row, texts[0])))
