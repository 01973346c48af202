"""Proposes of rows whether they are plan, result, result from January on and the like of what the columns count."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from pipelines.language.example_words import said
from pipelines.language.months import Months
from pipelines.language.relative_periods import FROM_JANUARY, YEAR_BEFORE
from pipelines.language.vietnamese import match_key
from pipelines.language.words import say
from pipelines.returns.layout import Forms
from pipelines.templates.example_kinds import KINDS, find_kind, says_kind_alone
from pipelines.templates.example_lines import ExampleRow
from pipelines.templates.example_periods import find_periods
from pipelines.templates.example_row_periods import RowLabel

_LEAST = 2
_PERCENT = Decimal(100)
_ROUNDED = Decimal("0.06")
"""How far a share of one decimal may be from the exact one."""


def find_row_kinds(rows: Sequence[ExampleRow], forms: Forms, own: Months | None, follows: Mapping[str, str]) -> bool:
    """Whether rows are plan, result, result from January on and the like of what the columns count; it is written into them.

    All of them say nothing else, but for shares in percent, which are proposed as ratios of two others.
    """
    shares = [row for row in rows if "%" in row.label or row.measure == "%"]
    kinds = [row for row in rows if row not in shares]
    is_plain = all(not (row.role or row.formula or row.of_which) and says_kind_alone(row.label, forms) for row in kinds)
    if not is_plain or len(kinds) < _LEAST or not any(_is_of_kind(row.label) for row in kinds):
        return False
    labels = [RowLabel((row.label,)) for row in kinds]
    find_periods(labels, forms, own, follows)
    for row, label in zip(kinds, labels, strict=True):
        row.run, row.period, row.label, row.asks, row.is_kind = label.run, label.period, label.heads[0], label.asks, True
        find_kind(row, match_key(row.label))
    for row in shares:
        row.measure, row.role, row.is_kind = "%", "", True
        row.formula = row.formula or _ratio_of(row, kinds)
        _tell_periods(row, {one.code: one for one in kinds})
        row.asks = [say("a share in percent: of which row in which (formula)?")]
    return True


def _tell_periods(share: ExampleRow, kinds: Mapping[str, ExampleRow]) -> None:
    """A share is of the period of what it is a share of; of a result from January on, the year before is so too."""
    over, _, below = share.formula.partition("/")
    part, whole = kinds.get(over), kinds.get(below)
    if part is None or whole is None or part.value_kind:
        return
    share.period = part.period
    if part.period == FROM_JANUARY and whole.period == YEAR_BEFORE:
        whole.period = f"{FROM_JANUARY}_{YEAR_BEFORE}"


def _is_of_kind(label: str) -> bool:
    return any(said(word).search(match_key(label)) for word in KINDS)


def _ratio_of(share: ExampleRow, kinds: Sequence[ExampleRow]) -> str:
    """The two rows whose ratio all figures of a share are; '' where they do not tell."""
    found = [
        f"{part.code}/{whole.code}"
        for part in kinds
        for whole in kinds
        if part is not whole and share.figures and all(_is_share(share, part, whole, column) for column in share.figures)
    ]
    return found[0] if len(found) == 1 else ""


def _is_share(share: ExampleRow, part: ExampleRow, whole: ExampleRow, column: str) -> bool:
    over, below = part.figures.get(column), whole.figures.get(column)
    if over is None or not below:
        return False
    return abs(over / below * _PERCENT - share.figures[column]) <= _ROUNDED
