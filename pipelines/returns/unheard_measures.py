"""Finds multiples of money that someone wrote around a table and that nothing here understands as its figures' measure.

'Số tiền: triệu đồng' above the table, below it, or in the sheet's name: whoever wrote it meant it of some figures. Nobody
guesses which: amounts of money that such a text may mean are asked about.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from pipelines.language.vietnamese import AmbiguousNumberError, NotANumberError, match_key, parse_number
from pipelines.language.vietnamese.measures import ONE, loose_multiple, readings
from pipelines.language.words import remembered, say, spellings
from pipelines.returns.form_lines import Line
from pipelines.returns.form_tables import FormTable, cell
from pipelines.workbooks.grid import Place, Sheet, address

MONEY = "VND"
_MULTIPLES = (Decimal(10**3), Decimal(10**6), Decimal(10**9))
_MOST = Decimal(10**18)


@remembered()
def _footnotes() -> tuple[str, ...]:
    return ("*", "(*", *(text.lower() for text in spellings("phrase", "footnote")))


class Unheard(NamedTuple):
    """A text that may say how amounts are measured."""

    text: str
    multiple: str
    """The part of it that says so: 'triệu đồng'; '' where it is an amount itself."""
    place: Place | None
    """None: the sheet's name."""

    @property
    def where(self) -> str:
        """Where it stands, in the office's words."""
        return say("cell {cell}", cell=address(*self.place)) if self.place else say("the name of the sheet")

    def agrees_with(self, multiplier: Decimal) -> bool:
        """Whether figures that are read in this multiple may be what it says."""
        said = {one.multiplier for one in readings(self.multiple)} - {ONE}
        return multiplier != ONE and (not said or multiplier in said)


class UnheardMeasures:
    """The texts of one table that may say how its amounts are measured."""

    def __init__(self, sheet: Sheet, table: FormTable) -> None:
        self._sheet = sheet
        self._table = table
        self._around: list[Unheard] | None = None
        self._above: dict[int, int] = {}
        """Line → the row above those that it stands among."""
        for row in sorted(table.line_rows):
            self._above[row] = self._above.get(row - 1, row - 1)

    def of(self, row: int, column: int, line: Line, value: Decimal) -> Iterator[Unheard]:
        """What may say how an amount is measured, nearest first."""
        cells, columns = self._sheet.rows[row], self._table.columns
        notes = [number for number, role in columns.others.items() if role == "note"]
        label = cell(cells, columns.label)
        is_printed = isinstance(label, str) and match_key(label) == line.label_key
        yield from self._in_cells(row, [*([] if is_printed else [columns.label]), columns.code, *notes])
        for number in notes:
            note = cell(cells, number)
            if isinstance(note, str) and _is_same_in_a_multiple(note, value):
                yield Unheard(note, "", (row, number))
        above = self._above.get(row - 1, row - 1)
        while above >= columns.first_row and above not in self._above:
            yield from self._between(above)
            above -= 1
        for above in range(columns.header_row, columns.first_row):
            yield from self._in_cells(above, [column, columns.label, columns.measure])
        if self._around is None:
            self._around = list(self._around_table())
        yield from self._around

    def _in_cells(self, row: int, numbers: list[int | None]) -> Iterator[Unheard]:
        cells = self._sheet.rows[row]
        for column in numbers:
            value = cell(cells, column)
            if column is not None and isinstance(value, str) and (found := loose_multiple(value)):
                yield Unheard(value, found, (row, column))

    def _between(self, row: int) -> Iterator[Unheard]:
        """A row between lines; where it has figures, its column 'Đơn vị tính' says how these are measured, and no others."""
        cells, columns = self._sheet.rows[row], self._table.columns
        has_figures = any(cell(cells, column) != "" for column, _ in columns.values)
        yield from self._in_cells(row, [place for place in range(len(cells)) if not (has_figures and place == columns.measure)])

    def _in_row(self, row: int) -> Iterator[Unheard]:
        yield from self._in_cells(row, list(range(len(self._sheet.rows[row]))))

    def _around_table(self) -> Iterator[Unheard]:
        """Head, foot and the sheet's name; below a table that another follows, only notes are its own."""
        for row in range(self._table.first_head_row, self._table.columns.header_row):
            yield from self._in_row(row)
        is_last = self._table.end_row == len(self._sheet.rows)
        for row in range(self._table.line_rows[-1] + 1, self._table.end_row):
            found = list(self._in_row(row))
            yield from (one for one in found if is_last or one.text.strip().lower().startswith(_footnotes()))
        if found_in_name := loose_multiple(self._sheet.name):
            yield Unheard(self._sheet.name, found_in_name, None)


@remembered(maxsize=4096)
def _is_same_in_a_multiple(note: str, value: Decimal) -> bool:
    """Whether a note is the same amount in a multiple: '650 triệu đồng' beside 650."""
    try:
        said = [parse_number(note, decimals=0, is_percent=False, is_money=True, minimum=-_MOST, maximum=_MOST).value]
    except AmbiguousNumberError as error:
        said = list(error.readings)
    except NotANumberError:
        return False
    return value not in said and any(amount == value * multiple for amount in said for multiple in _MULTIPLES)
