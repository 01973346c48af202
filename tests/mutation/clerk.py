"""What a clerk does wrong: one figure of a return, corrupted."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from random import Random

Written = float | str
"""What is typed into a cell: a number, or text; '' leaves it blank."""

NOT_APPLICABLE = "không áp dụng"
TEXTS = ("xem phụ lục", "12O", "đã báo cáo", "?", "chưa có số")


@dataclass(frozen=True)
class Cell:
    """A figure of the clean sample."""

    unit_id: str
    period_id: str
    form_id: str
    line_code: str
    indicator_id: str
    unit_of_measure: str
    value: Decimal | None
    """Number, for ratings the rank; None: not applicable."""

    @property
    def key(self) -> tuple[str, str, str, str]:
        """Unit, period, form and line."""
        return self.unit_id, self.period_id, self.form_id, self.line_code

    @property
    def is_rating(self) -> bool:
        """Whether it is a rating."""
        return self.unit_of_measure == "rating"


@dataclass(frozen=True)
class Sheet:
    """What a clerk has before him: the cells of the form in printed order, and the same form of the period before."""

    cells: tuple[Cell, ...]
    before: Mapping[str, Cell]
    """Line → cell of the last period in which the unit reported it."""
    ratings: tuple[str, ...]
    """Labels of the ratings, worst first."""


Change = dict[Cell, Written]
Slip = Callable[[Cell, Sheet, Random], Change | None]
"""A way to corrupt a cell; None where it would change nothing or cannot happen there."""


def corrupt(cell: Cell, sheet: Sheet, rng: Random) -> tuple[str, Change]:
    """One way of those that are possible in this cell, each as likely as the others."""
    possible = [(name, change) for name, slip in SLIPS.items() if (change := slip(cell, sheet, rng))]
    return rng.choice(possible)


def _number(cell: Cell) -> Decimal | None:
    return None if cell.is_rating else cell.value


def _digits(cell: Cell) -> str | None:
    """Digits of a whole number."""
    value = _number(cell)
    return None if value is None or value != int(value) else str(int(value))


def _typed(cell: Cell, value: Decimal | int) -> Change | None:
    return None if value == cell.value else {cell: float(value)}


def digit_dropped(cell: Cell, _: Sheet, rng: Random) -> Change | None:
    digits = _digits(cell)
    if digits is None or len(digits) < 2:
        return None
    place = rng.randrange(len(digits))
    return _typed(cell, int(digits[:place] + digits[place + 1 :]))


def digit_added(cell: Cell, _: Sheet, rng: Random) -> Change | None:
    digits = _digits(cell)
    if digits is None:
        return None
    place = rng.randrange(len(digits) + 1)
    return _typed(cell, int(digits[:place] + rng.choice("0123456789") + digits[place:]))


def digits_transposed(cell: Cell, _: Sheet, rng: Random) -> Change | None:
    digits = _digits(cell)
    places = [place for place in range(len(digits or "") - 1) if digits and digits[place] != digits[place + 1]]
    if digits is None or not places:
        return None
    place = rng.choice(places)
    return _typed(cell, int(digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]))


def times_ten(cell: Cell, _: Sheet, __: Random) -> Change | None:
    value = _number(cell)
    return _typed(cell, value * 10) if value else None


def times_thousand(cell: Cell, _: Sheet, __: Random) -> Change | None:
    value = _number(cell)
    return _typed(cell, value * 1000) if value else None


def lines_swapped(cell: Cell, sheet: Sheet, rng: Random) -> Change | None:
    neighbour = _neighbour(cell, sheet, rng)
    if neighbour is None:
        return None
    return {cell: as_typed(neighbour), neighbour: as_typed(cell)}


def neighbour_copied(cell: Cell, sheet: Sheet, rng: Random) -> Change | None:
    neighbour = _neighbour(cell, sheet, rng)
    return {cell: as_typed(neighbour)} if neighbour else None


def last_period_copied(cell: Cell, sheet: Sheet, _: Random) -> Change | None:
    before = sheet.before.get(cell.line_code)
    if before is None or before.value == cell.value:
        return None
    return {cell: sheet.ratings[int(before.value or 0) - 1] if cell.is_rating else as_typed(before)}


def blank(cell: Cell, _: Sheet, __: Random) -> Change | None:
    return {cell: ""}


def zero_for_a_figure(cell: Cell, _: Sheet, __: Random) -> Change | None:
    return {cell: 0.0} if _number(cell) else None


def decimal_comma_lost(cell: Cell, _: Sheet, __: Random) -> Change | None:
    value = _number(cell)
    if cell.unit_of_measure != "percent" or value is None or value == int(value):
        return None
    return _typed(cell, int(round(value, 1) * 10))


def sign(cell: Cell, _: Sheet, __: Random) -> Change | None:
    value = _number(cell)
    return _typed(cell, -value) if value else None


def rating_changed_one_level(cell: Cell, sheet: Sheet, rng: Random) -> Change | None:
    if not cell.is_rating or cell.value is None:
        return None
    rank = int(cell.value)
    return {cell: sheet.ratings[rng.choice([other for other in (rank - 1, rank + 1) if 1 <= other <= len(sheet.ratings)]) - 1]}


def text(cell: Cell, _: Sheet, rng: Random) -> Change | None:
    return {cell: rng.choice(TEXTS)}


def _neighbour(cell: Cell, sheet: Sheet, rng: Random) -> Cell | None:
    """The line above or below, where something else stands."""
    place = sheet.cells.index(cell)
    beside = [sheet.cells[other] for other in (place - 1, place + 1) if 0 <= other < len(sheet.cells)]
    beside = [other for other in beside if other.value != cell.value and not other.is_rating and not cell.is_rating]
    return rng.choice(beside) if beside else None


def as_typed(cell: Cell) -> Written:
    """What a clerk types who copies a number."""
    return NOT_APPLICABLE if cell.value is None else float(cell.value)


SLIPS: dict[str, Slip] = {
    slip.__name__.replace("_", " "): slip
    for slip in (
        digit_dropped,
        digit_added,
        digits_transposed,
        times_ten,
        times_thousand,
        lines_swapped,
        neighbour_copied,
        last_period_copied,
        blank,
        zero_for_a_figure,
        decimal_comma_lost,
        sign,
        rating_changed_one_level,
        text,
    )
}
