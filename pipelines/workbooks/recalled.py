"""Computes formulas anew, all of a workbook at once, with what is known of workbooks that differ in their numbers alone.

What the formulas draw on is found out once for all of these; and the engine, which takes longer to read a formula than to
compute ten, reads each once.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from pipelines.workbooks.formulas import references
from pipelines.workbooks.grid import Place, Sheet, Value, kinds_of
from pipelines.workbooks.recalculation import Cell, Recalculation, is_faulty, value_in

if TYPE_CHECKING:
    import ironcalc

MAX_FORMULAS = 500
"""Formulas of a workbook whose results are all worked out when one is asked for."""
MAX_DRAWN = 5_000
"""Cells that they name in all."""
MAX_PLANS = 512

_Formulas = tuple[tuple[str, tuple[tuple[Place, str], ...], frozenset[int], frozenset[Place]], ...]
"""Of each sheet its name, formulas, hidden rows, and cells without a usable value."""
_Area = tuple[int, range, range]
"""Sheet, rows and columns."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is computed in workbooks of one skeleton."""

    model: "ironcalc.Model"
    numbers: tuple[Cell, ...]
    """Cells with numbers that the formulas draw on, directly or through others."""
    formulas: tuple[Cell, ...]
    """Those that are judged."""


_plans: dict[tuple[object, ...], _Plan | None] = {}
"""Skeleton → its plan; None where it has none, so that each of its workbooks is looked at by itself."""


@dataclass(slots=True)
class Recalled(Recalculation):
    """As Recalculation, and gives the same."""

    _all: dict[Cell, Value | None] | None = field(default=None, init=False)
    """Results of all formulas; None as long as none was asked for, or where each is computed when it is."""
    _is_begun: bool = field(default=False, init=False)

    def result(self, sheet: Sheet, at: Place) -> Value | None:
        """What the formula of a cell comes out as: see Recalculation."""
        if not self._is_begun:
            self._is_begun = True
            self._all = _results(self.sheets)
        if self._all is None:
            return Recalculation.result(self, sheet, at)
        return self._all.get((self._numbers[sheet.name.casefold()], *at))


def _results(sheets: Sequence[Sheet]) -> dict[Cell, Value | None] | None:
    """The results of all formulas that have one; None where each is to be computed when it is asked for."""
    if sum(len(one.formulas) for one in sheets) > MAX_FORMULAS:
        return None
    formulas = tuple((one.name, tuple(one.formulas.items()), one.hidden_rows, frozenset(one.faults)) for one in sheets)
    areas = _areas(formulas)
    drawn = sum(min(len(rows), len(sheets[number].rows)) * len(columns) for number, rows, columns in areas)
    if drawn > MAX_DRAWN:
        return None
    skeleton = (
        formulas,
        *(
            tuple(kinds_of(row[columns.start : columns.stop]) for row in sheets[number].rows[rows.start : rows.stop])
            for number, rows, columns in areas
        ),
    )
    if skeleton in _plans:
        plan = _plans[skeleton]
        return _computed(plan, sheets) if plan else None
    one_by_one = Recalculation(list(sheets))
    found = one_by_one.results()
    if len(_plans) >= MAX_PLANS:
        _plans.clear()
    learnt = one_by_one.learnt()
    _plans[skeleton] = _Plan(*learnt) if learnt else None
    return found if learnt else None


def _computed(plan: _Plan, sheets: Sequence[Sheet]) -> dict[Cell, Value | None] | None:
    """The results with the numbers of one workbook; None where one is an error that may be the engine's own."""
    model = plan.model
    for number, row, column in plan.numbers:
        value = sheets[number].rows[row][column]
        assert isinstance(value, float)  # as in all workbooks of the skeleton
        model.update_cell_with_number(number, row + 1, column + 1, value)
    model.evaluate()
    if any(is_faulty(model, cell) for cell in plan.formulas):
        return None
    return {cell: value_in(model, cell) for cell in plan.formulas}


@lru_cache(maxsize=64)
def _areas(formulas: _Formulas) -> tuple[_Area, ...]:
    """All areas that formulas name on sheets of their workbook, once each."""
    numbers = {name.casefold(): number for number, (name, *_) in enumerate(formulas)}
    return tuple(
        dict.fromkeys(
            (of, rows, columns)
            for own, (_, by_place, *_) in enumerate(formulas)
            for _, formula in by_place
            for name, rows, columns in references(formula)
            if (of := own if name is None else numbers.get(name.casefold())) is not None
        )
    )
