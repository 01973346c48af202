"""Computes formulas anew, to see whether the results that a file stores are theirs.

A program that writes workbooks without computing them stores a 0, or nothing, in the place of every result. What is computed
here is compared, never published.
"""

import datetime as dt
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipelines.workbooks.formulas import is_blind_to_texts, is_understood, read_areas, references, skips_hidden_rows
from pipelines.workbooks.grid import Place, Sheet, Value

if TYPE_CHECKING:
    import ironcalc

MAX_CELLS = 20_000
"""Cells that one formula may draw on, directly and through others; beyond them it is not judged."""
MAX_STEPS = 400_000
"""Cells of one workbook that are looked at in all; formulas beyond them are not judged."""
_SHOWS_ONE_NUMBER = re.compile(r"\s*\d{1,15}\s*|\D*")
"""A text that every program takes for the same number, or for none; '12,5' depends on the language."""
_SAME = 1e-6, 1e-14
"""Difference that makes none: the last place that the warehouse holds, and a share of the larger number."""
_DIVISION_BY_ZERO = "#DIV/0!"
CIRCULAR = "#CIRC!"
"""Result of a formula that draws on itself, directly or through others, or on one that does: there is none."""

Cell = tuple[int, int, int]
"""Sheet, row and column, all from 0."""


@dataclass(slots=True)
class Recalculation:
    """Formulas of one workbook, computed as they are asked for."""

    sheets: list[Sheet]
    _numbers: dict[str, int] = field(init=False)
    """Name of a sheet, as formulas compare it → its number."""
    _model: "ironcalc.Model | None" = None
    _clear: set[Cell] = field(default_factory=set)
    """Cells that can be computed with, as can all that they draw on."""
    _loaded: set[Cell] = field(default_factory=set)
    _computed: set[Cell] = field(default_factory=set)
    """Those of them that hold formulas."""
    _steps: int = 0
    """Cells looked at so far."""
    _straight: set[Cell] = field(default_factory=set)
    """Cells with formulas from which no way leads into a circle."""
    _results: dict[tuple[int, int], Mapping[int, Value | None]] = field(default_factory=dict)
    """Sheet and column → row → result of the formula there; None where it is not judged."""

    def __post_init__(self) -> None:
        self._numbers = {sheet.name.casefold(): number for number, sheet in enumerate(self.sheets)}

    def result(self, sheet: Sheet, at: Place) -> Value | None:
        """What the formula of a cell comes out as: a number, a text, True, '#DIV/0!'; None where that cannot be told here.

        CIRCULAR where it draws on a circle, also through formulas that are not computed here.
        """
        number, (row, column) = self._numbers[sheet.name.casefold()], at
        if at in sheet.formulas and self._is_circular((number, row, column)):
            return CIRCULAR
        if (number, column) not in self._results:
            self._results[number, column] = self._column(number, column)
        return self._results[number, column].get(row)

    def draws_on_figures(self, sheet: Sheet, at: Place) -> bool:
        """Whether the formula of a cell, also one that is not computed here, names a filled cell that is not 0."""
        own = (self._numbers[sheet.name.casefold()], *at)
        return any(
            self.sheets[number].rows[row][column] not in ("", 0)
            for name, rows, columns in references(sheet.formulas[at])
            for other in self._sheets_named(name, own[0])
            for number, row, column in self._filled(other, rows, columns)
            if (number, row, column) != own
        )

    def has_right_results(self) -> bool:
        """Whether some formula has a stored result other than 0 that is its own."""
        return any(
            isinstance(stored, float)
            and stored
            and isinstance(computed := self.result(sheet, (row, column)), float | int)
            and is_same(stored, computed)
            for sheet in self.sheets
            for row, column in sheet.formulas
            if row < len(sheet.rows) and column < len(sheet.rows[row])
            for stored in [sheet.rows[row][column]]
        )

    def results(self) -> dict[Cell, Value | None]:
        """The results of all formulas."""
        return {(number, *at): self.result(sheet, at) for number, sheet in enumerate(self.sheets) for at in sheet.formulas}

    def learnt(self) -> "tuple[ironcalc.Model, tuple[Cell, ...], tuple[Cell, ...]] | None":
        """The engine, and the cells with numbers and with formulas that it holds.

        None where it computed none, or where its limits may have had a part in what it did.
        """
        if self._model is None or self._steps > MAX_STEPS // 4:
            return None
        given = self._loaded - self._computed
        numbers = [cell for cell in given if type(self.sheets[cell[0]].rows[cell[1]][cell[2]]) is float]
        return self._model, tuple(numbers), tuple(self._computed)

    def _sheets_named(self, name: str | None, own: int) -> range:
        """Numbers of the sheets that a formula means by a name: one, or all from one to another in 'Quý 1:Quý 4'."""
        if name is None:
            return range(own, own + 1)
        first, _, last = name.casefold().partition(":")
        ends = self._numbers.get(first), self._numbers.get(last or first)
        return range(ends[0], ends[1] + 1) if ends[0] is not None and ends[1] is not None else range(0)

    def _column(self, number: int, column: int) -> dict[int, Value | None]:
        """Results of all formulas of one column, computed together."""
        asked = [(number, row, own) for row, own in self.sheets[number].formulas if own == column]
        judged = [cell for cell in asked if self._is_computed(cell) and self._take_in(cell)]
        if not judged:
            return {}
        model = self._model = self._model or self._new_model()
        new = self._clear - self._loaded
        for cell in new:
            self._load(model, cell)
        self._loaded |= new
        model.evaluate()
        faulty = {cell for cell in self._computed if is_faulty(model, cell)}
        return {cell[1]: value_in(model, cell) for cell in judged if not (faulty and self._draws_on(cell, faulty))}

    def _is_circular(self, start: Cell) -> bool:
        """Whether the way from a formula through those that it draws on leads into a circle; False when too long to tell."""
        if start in self._straight:
            return False
        way = {start: iter(self._formulas_read(start))}
        while way and self._steps <= MAX_STEPS:
            cell, rest = next(reversed(way.items()))
            following = next((each for each in rest if each not in self._straight), None)
            if following is None:
                self._straight.add(cell)
                del way[cell]
            elif following in way:
                return True
            else:
                way[following] = iter(self._formulas_read(following))
        return False

    def _formulas_read(self, cell: Cell) -> list[Cell]:
        """Cells with formulas whose values a cell's formula takes."""
        number, row, column = cell
        found: list[Cell] = []
        for sheet_name, rows, columns in read_areas(self.sheets[number].formulas[row, column]):
            other = number if sheet_name is None else self._numbers.get(sheet_name.casefold())
            if other is None:
                continue
            formulas = self.sheets[other].formulas
            if len(rows) * len(columns) <= len(formulas):
                within = [(below, beside) for below in rows for beside in columns if (below, beside) in formulas]
            else:
                within = [(below, beside) for below, beside in formulas if below in rows and beside in columns]
            self._steps += 1 + len(within)
            found += [(other, *at) for at in within]
        return found

    def _take_in(self, start: Cell) -> bool:
        """Add what a formula draws on, directly and through others, to the cells that are clear; False when one is not."""
        found, todo = {start}, [start]
        while todo:
            drawn = self._drawn_on(todo.pop())
            self._steps += 1 + len(drawn or ())
            if drawn is None or self._steps > MAX_STEPS or len(found) > MAX_CELLS:
                return False
            new = [cell for cell in drawn if cell not in found and cell not in self._clear]
            found.update(new)
            todo += new
        self._clear |= found
        return True

    def _drawn_on(self, cell: Cell) -> list[Cell] | None:
        """Filled cells that a cell's formula names; None when one of them cannot be computed with."""
        number, row, column = cell
        if not self._is_computed(cell):
            return []
        formula = self.sheets[number].formulas[row, column]
        is_blind = is_blind_to_texts(formula)
        drawn: list[Cell] = []
        for sheet_name, rows, columns in references(formula):
            other = number if sheet_name is None else self._numbers.get(sheet_name.casefold())
            if other is None or (skips_hidden_rows(formula) and any(at in rows for at in self.sheets[other].hidden_rows)):
                return None
            drawn += self._filled(other, rows, columns)
        return drawn if all(self._is_clear(each, is_blind=is_blind) for each in drawn) else None

    def _draws_on(self, start: Cell, faulty: set[Cell]) -> bool:
        """Whether a formula draws on one of these cells, or is one; also when that would take too long to tell."""
        found, todo = {start}, [start]
        while todo:
            cell = todo.pop()
            drawn = self._drawn_on(cell) or []
            self._steps += 1 + len(drawn)
            if cell in faulty or self._steps > MAX_STEPS:
                return True
            new = [each for each in drawn if each not in found]
            found.update(new)
            todo += new
        return False

    def _filled(self, number: int, rows: range, columns: range) -> list[Cell]:
        sheet = self.sheets[number]
        return [
            (number, row, column)
            for row in rows[: max(len(sheet.rows) - rows.start, 0)]
            for column in columns[: max(len(sheet.rows[row]) - columns.start, 0)]
            if sheet.rows[row][column] != "" or (row, column) in sheet.formulas
        ]

    def _is_computed(self, cell: Cell) -> bool:
        number, row, column = cell
        formula = self.sheets[number].formulas.get((row, column))
        return formula is not None and is_understood(formula)

    def _is_clear(self, cell: Cell, *, is_blind: bool) -> bool:
        """Whether a cell counts as the same number in every program, if as any: no error, no date, no '12,5' as text."""
        number, row, column = cell
        value = self.sheets[number].rows[row][column]
        if type(value) is float or self._is_computed(cell):
            return True
        if value == "" or isinstance(value, dt.date | dt.time | dt.timedelta) or (row, column) in self.sheets[number].faults:
            return False
        return is_blind or not isinstance(value, str) or bool(_SHOWS_ONE_NUMBER.fullmatch(value))

    def _new_model(self) -> "ironcalc.Model":
        import ironcalc  # here: most workbooks have no formulas where figures stand

        model = ironcalc.create("return", "en", "UTC", "en")
        for number, sheet in enumerate(self.sheets):
            if number:
                model.new_sheet()
            with suppress(ironcalc.WorkbookError):  # a name too long for it: formulas that use it are then not judged
                model.rename_sheet(number, sheet.name)
        return model

    def _load(self, model: "ironcalc.Model", cell: Cell) -> None:
        number, row, column = cell
        value = self.sheets[number].rows[row][column] if row < len(self.sheets[number].rows) else ""
        at = (number, row + 1, column + 1)
        if self._is_computed(cell):
            self._computed.add(cell)
            model.update_cell_with_formula(*at, self.sheets[number].formulas[row, column])
        elif isinstance(value, bool):
            model.update_cell_with_bool(*at, value)
        elif isinstance(value, float | int):
            model.update_cell_with_number(*at, value)
        else:
            model.update_cell_with_text(*at, str(value))


def is_faulty(model: "ironcalc.Model", cell: Cell) -> bool:
    """Whether a formula is an error that may be the engine's own: any but a division by zero."""
    import ironcalc

    at = (cell[0], cell[1] + 1, cell[2] + 1)
    is_error = model.get_cell_type(*at) == ironcalc.CellType.ErrorValue
    return is_error and model.get_cell_value(*at) != _DIVISION_BY_ZERO


def value_in(model: "ironcalc.Model", cell: Cell) -> Value:
    """What a formula comes out as."""
    found = model.get_cell_value(cell[0], cell[1] + 1, cell[2] + 1)
    return "" if found is None else found


def is_same(stored: Value, computed: Value) -> bool:
    """Whether a stored result is what its formula comes out as, but for the last digits; words are not compared with words."""
    if isinstance(stored, str) and isinstance(computed, str) and computed != _DIVISION_BY_ZERO:
        return bool(stored) == bool(computed)
    if isinstance(stored, bool) or isinstance(computed, bool):
        return stored is computed
    if isinstance(stored, float | int | str) and isinstance(computed, float | int | str):
        first, second = _number(stored), _number(computed)
        smallest, share = _SAME
        if first is None or second is None:
            return False
        return abs(first - second) <= max(smallest, share * max(abs(first), abs(second)))
    return True  # shown as a date: no figure, and said as such


def _number(value: float | str) -> float | None:
    """A number, also one that a formula gives as text ('="12"&"8"'); None for another text."""
    try:
        return float(value)
    except ValueError:
        return None
