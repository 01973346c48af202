"""A sheet as a grid of values, whatever format it came in, and how a value is written down as text."""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

from pipelines.language.text_marks import Face, Run, written
from pipelines.language.words import say
from pipelines.workbooks.number_formats import hides_text, look_of

Value = str | float | int | bool | dt.date | dt.datetime | dt.time | dt.timedelta
"""What a cell holds; '' when it is empty."""
Place = tuple[int, int]
"""Row and column, both from 0."""
Kinds = tuple[object, ...]
"""What the cells of a row hold, but for which number: see kinds_of."""
KnownWords = Callable[[Sequence[Sequence[str]]], int]
"""How many words of rows are known to the reader; of several ways to decode and split a text, the one with most is right."""
MAX_COLUMNS = 16_384
"""Columns of the widest sheet that any format has."""


@dataclass(slots=True)
class Sheet:
    """One sheet. Row and column numbers are those of the workbook, from 0."""

    name: str
    rows: list[list[Value]]
    """Values by row; rows may differ in length."""
    faults: Mapping[Place, str] = field(default_factory=dict)
    """Cells without a usable value: 'error_cell' or 'formula_without_value'. `rows` holds their error or formula as text."""
    percents: Set[Place] = frozenset()
    """Numbers shown as a percentage: 0.965 that reads 96,5 %."""
    percent_signs: Set[Place] = frozenset()
    """Numbers shown as they are, with a percent sign behind them."""
    shown: Mapping[Place, str] = field(default_factory=dict)
    """Numbers whose format shows another number, and what it shows: 38000 that reads '38'."""
    worded: Mapping[Place, tuple[str, str]] = field(default_factory=dict)
    """Numbers beside which their format writes something: that, and what is seen, 'trđ' and '650 trđ'."""
    merged: tuple[tuple[Place, Place], ...] = ()
    """First and last cell of each range merged over several rows, where the format tells."""
    doubts: Mapping[Place, str] = field(default_factory=dict)
    """Cells that may not show what they hold, and why, in the office's words."""
    covering: tuple[tuple[Place, Place], ...] = ()
    """First and last cell of each merged range, where cells below it may be filled: nobody sees what they hold."""
    is_comma_separated: bool = False
    """Read from text whose cells a comma ends: an unquoted decimal comma ends one too."""
    is_hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    """Rows that nobody sees: hidden, folded away, or left out by a filter."""
    hidden_columns: frozenset[int] = frozenset()
    hidden_cells: Set[Place] = frozenset()
    """Cells whose own look hides what they hold."""
    formulas: Mapping[Place, str] = field(default_factory=dict)
    """Cells that a formula fills → '=SUM(E4:E6)', as far as the format tells it."""
    is_to_be_computed: bool = False
    """The workbook asks to be computed when it is opened: its writer did not vouch for the results."""
    recalculated: Callable[[Place], Value | None] = lambda _: None
    """What the formula of a cell comes out as when it is computed anew; None where that cannot be told: see recalculation."""
    draws_on_figures: Callable[[Place], bool] = lambda _: False
    """Whether the formula of a cell names a filled cell of the workbook that is not 0."""
    has_right_results: Callable[[], bool] = lambda: False
    """Whether a formula of the workbook has a result other than 0 that is its own: a program computed it."""
    _skeleton: tuple[object, list[Kinds]] | None = field(default=None, init=False, repr=False, compare=False)
    """The rows that were looked at, and what they came to."""

    @property
    def skeleton(self) -> list[Kinds]:
        """What the cells of each row hold, but for which number."""
        if self._skeleton is None or self._skeleton[0] is not self.rows:
            self._skeleton = self.rows, list(map(kinds_of, self.rows))
        return self._skeleton[1]

    def may_hide(self, rows: range) -> bool:
        """Whether it may hide cells of some rows."""
        is_folded = self.is_hidden or self.hidden_rows or self.hidden_columns or self.hidden_cells
        return bool(is_folded) or any(first[0] < rows.stop and last[0] >= rows.start for first, last in self.covering)

    def hides(self, row: int, column: int) -> bool:
        """Whether who looks at the workbook does not see a cell."""
        return (
            self.is_hidden
            or row in self.hidden_rows
            or column in self.hidden_columns
            or (row, column) in self.hidden_cells
            or self.covers(row, column)
        )

    def covers(self, row: int, column: int) -> bool:
        """Whether a cell lies under the first cell of a merged range."""
        return self.first_of(row, column) not in (None, (row, column))

    def first_of(self, row: int, column: int) -> Place | None:
        """First cell of the merged range that a cell lies in; None where it lies in none. Of several, one that covers it."""
        found = None
        for first, last in self.covering:  # asked of every figure: a loop is twice as quick as next()
            if first[0] <= row <= last[0] and first[1] <= column <= last[1]:
                if first != (row, column):
                    return first
                found = first
        return found


def kinds_of(row: Iterable[Value]) -> Kinds:
    """What the cells of a row hold, but for which number: the same in all workbooks of a template, where figures stand."""
    return tuple(value if type(value) is str else float if type(value) is float else (type(value), value) for value in row)


@lru_cache(maxsize=1024)
def column_letters(column: int) -> str:
    """Letters of a column, counted from 0: 0 → 'A', 26 → 'AA'."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def address(row: int, column: int) -> str:
    """Address of a cell, row and column counted from 0: (11, 3) → 'D12'."""
    return f"{column_letters(column)}{row + 1}"


def place(letters: str, number: str) -> Place:
    """Row and column, from 0, of an address given as letters and digits: 'D', '12' → (11, 3)."""
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return int(number) - 1, column - 1


@lru_cache(maxsize=1 << 14, typed=True)
def as_text(value: Value, *, is_percent: bool = False) -> str:
    """A cell's value as text, the way a person sees it: 12.0 → '12', 0.965 shown as a percentage → '96.5%'."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float | int):
        if is_percent:
            return f"{as_decimal(value) * 100:f}".rstrip("0").rstrip(".") + "%" if value else "0%"
        return str(int(value)) if value == value and abs(value) < 1e15 and value == int(value) else repr(value)
    if isinstance(value, dt.datetime):
        return f"{value:%d/%m/%Y}" if value.time() == dt.time() else f"{value:%d/%m/%Y %H:%M:%S}"
    if isinstance(value, dt.date):
        return f"{value:%d/%m/%Y}"
    return str(value)


def as_decimal(value: float) -> Decimal:
    """A stored number as the decimal that its shortest text means (96.5, not 96.4999…)."""
    return Decimal(repr(value))


@dataclass(frozen=True, slots=True)
class Style:
    """What the style of a cell says of its meaning; false when it says nothing."""

    number_format: str = ""
    """'' where it shows every number as it is."""
    face: Face = "plain"

    def __bool__(self) -> bool:
        return bool(self.number_format) or self.face != "plain"


PLAIN = Style()


@dataclass(slots=True)
class Marks:
    """What a format tells of a sheet's cells beyond their values."""

    faults: dict[Place, tuple[str, str]] = field(default_factory=dict)
    """Cell → ('error_cell', '#DIV/0!') or ('formula_without_value', '=SUM(E4:E6)')."""
    percents: set[Place] = field(default_factory=set)
    percent_signs: set[Place] = field(default_factory=set)
    shown: dict[Place, str] = field(default_factory=dict)
    worded: dict[Place, tuple[str, str]] = field(default_factory=dict)
    texts: dict[Place, str] = field(default_factory=dict)
    """Texts whose letters look different, with marks: '5̶8'."""
    faces: dict[Place, Face] = field(default_factory=dict)
    """Cells that are struck out, raised or lowered whole."""
    doubts: dict[Place, str] = field(default_factory=dict)
    merged: tuple[tuple[Place, Place], ...] = ()
    covering: tuple[tuple[Place, Place], ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    hidden_cells: set[Place] = field(default_factory=set)
    formulas: Mapping[Place, str] = field(default_factory=dict)
    is_to_be_computed: bool = False
    """The workbook asks to be computed when it is opened: its writer did not vouch for the results."""

    def __bool__(self) -> bool:
        """Whether there is anything to tell."""
        return any(getattr(self, name) for name in self.__slots__)

    def style(self, at: Place, style: Style, value: float | None) -> None:
        """Add what a filled cell's style says; `value` is None for a text."""
        if style.face == "hidden" or (value is None and style.number_format and hides_text(style.number_format)):
            self.hidden_cells.add(at)
        elif style.face != "plain":
            self.faces[at] = style.face
        if value is None or not style.number_format:
            return
        kind, shown, wording = look_of(style.number_format, value)
        if wording:
            self.worded[at] = wording, shown
        if kind == "percent":
            self.percents.add(at)
        elif kind == "percent_sign":
            self.percent_signs.add(at)
        elif kind == "hidden":
            self.hidden_cells.add(at)
        elif kind == "other":
            self.shown[at] = shown

    def doubt(self, at: Place, style: Style, value: float | None) -> None:
        """Add what a style that may hold of a filled cell would make of it; `value` is None for a text."""
        look = look_of(style.number_format, value) if value is not None and style.number_format else None
        is_hiding = value is None and bool(style.number_format) and hides_text(style.number_format)
        if style.face == "hidden" or is_hiding or (look and look.kind == "hidden"):
            self.hidden_cells.add(at)
        elif style.face == "struck":
            self.doubts[at] = say("a conditional format may strike this cell out")
        elif look and (look.kind != "same" or look.wording):
            self.doubts[at] = say("a conditional format may show this cell otherwise ({format})", format=style.number_format)

    def letters(self, at: Place, runs: Sequence[Run], style: Style) -> None:
        """Add a text whose letters look different; where nobody sees any of them, the cell is one that hides its content."""
        if all(face == "hidden" for text, face in runs if text.strip()):
            self.hidden_cells.add(at)
            return
        self.texts[at] = written(runs)
        if style.face == "hidden":
            self.hidden_cells.discard(at)

    def merge(self, ranges: Iterable[tuple[Place, Place]]) -> None:
        """Add the merged ranges."""
        self.covering = tuple(ranges)
        self.merged = tuple((first, last) for first, last in self.covering if first[0] != last[0])

    def find_bare_formulas(self, bare: Mapping[Place, str], filled: Set[Place]) -> None:
        """Add the faults of formulas without a stored result; a total whose cells are all blank is blank as well, and has none.

        Args:
            bare: cell → formula.
            filled: cells that hold anything else.
        """
        rest = dict(bare)
        while blank := [at for at, formula in rest.items() if _adds_blanks(formula, filled, rest.keys())]:
            for at in blank:
                del rest[at]
        self.faults.update((at, ("formula_without_value", formula)) for at, formula in rest.items())


_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?(\d+)(?::\$?([A-Z]{1,3})\$?(\d+))?")
_SUM = re.compile(r'=(?:SUM|COUNTA|IF|\$?[A-Z]{1,3}\$?\d+|[-+(),:]|=0|"")+')


def _adds_blanks(formula: str, *filled: Set[Place]) -> bool:
    """Whether a formula does nothing but add up cells of its own sheet, all of them blank."""
    areas = referred_areas(formula)
    if not areas or not _SUM.fullmatch(formula.replace(" ", "")):
        return False
    return not any(_is_filled(area, places) for area in areas for places in filled)


def referred_areas(formula: str) -> list[tuple[range, range]]:
    """Rows and columns of the areas that a formula names: '=SUM(E4:E6)' → [(range(3, 6), range(4, 5))]."""
    areas = []
    for first, top, last, bottom in _RANGE.findall(formula):
        corners = place(first, top), place(last or first, bottom or top)
        rows, columns = (range(min(pair), max(pair) + 1) for pair in zip(*corners, strict=True))
        areas.append((rows, columns))
    return areas


def _is_filled(area: tuple[range, range], filled: Set[Place]) -> bool:
    rows, columns = area
    if len(rows) * len(columns) < len(filled):
        return any((row, column) in filled for row in rows for column in columns)
    return any(row in rows and column in columns for row, column in filled)
