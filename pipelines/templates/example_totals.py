"""Proposes which rows or columns of an example are totals by their words, and of which others: those whose figures add up."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Protocol

from pipelines.language.vietnamese import match_key
from pipelines.language.words import keys_of, say
from pipelines.reference.form_tables import UNITS

Figures = Mapping[tuple[str, str], Decimal]
"""Code of one of a side and of one across it → the figure there."""


class Summed(Protocol):
    """A row or column that may be a total or one of its parts."""

    code: str
    formula: str
    of_which: str
    measure: str
    is_total: bool
    """Whether its words say that it adds up others."""
    asks: list[str]

    @property
    def label(self) -> str:
        """Its own words."""

    @property
    def is_counted(self) -> bool:
        """Whether it has figures that others may add up: no heading, plan, ratio or figure of another period."""


Side = Sequence[Summed]


def is_bare_total(label: str) -> bool:
    """Whether a text is nothing but a word for totals: 'Cộng', 'TỔNG SỐ'."""
    return match_key(label).strip(" .:") in keys_of("phrase", "total")


def begins_as_total(label: str) -> bool:
    """Whether a text begins with a word for totals: 'Tổng cộng vốn', and 'Tổng mức bán lẻ' too."""
    return re.match(rf"(?:{'|'.join(map(re.escape, keys_of('phrase', 'total'))) or '(?!)'})\b", match_key(label)) is not None


def find_row_totals(rows: Side, figures: Figures) -> None:
    """Propose the formulas of rows that say that they are totals and have none, and ask where nothing adds up to them."""
    for place, row in enumerate(rows):
        row.is_total = begins_as_total(row.label)
        if not row.is_total or row.formula or not row.is_counted:
            continue
        parts = _adding_up(row, _rows_for(rows, place), figures)
        if parts is None and not is_bare_total(row.label) and any(code == row.code for code, _ in figures):
            row.asks.append(say("its words may be those of a total, and no rows add up to it: of which rows (formula)?"))
        elif parts is None:
            row.asks.append(say("a total row: of which rows (formula)?"))
        else:
            row.formula = "+".join(part.code for part in parts)
            row.asks.append(say("a total row without a formula: are the rows that it adds up right?"))


def find_column_totals(columns: Side, figures: Figures, heads: Mapping[str, tuple[str, ...]]) -> None:
    """The same of columns. `heads`: code of a column → its heads from the top."""
    for place, column in enumerate(columns):
        said = [is_bare_total(text) for text in heads[column.code]]
        column.is_total = any(said)
        if not column.is_total or column.formula or not column.is_counted:
            continue
        lots = (lot for lot in _columns_for(columns, place, heads, is_leaf=said[-1]) if len(lot) > 1)
        parts = _adding_up(column, lots, figures)
        if parts is None:
            column.asks.append(say("a total column: of which columns (formula)?"))
        else:
            column.formula = "+".join(part.code for part in parts)
            column.asks.append(say("a total column without a formula: are the columns that it adds up right?"))
    for place, column in enumerate(columns):
        if column.formula and column.is_counted and "=" not in column.formula and column.formula != UNITS:
            _find_other_cuts(column, columns, place, figures, heads)


def _find_other_cuts(total: Summed, columns: Side, place: int, figures: Figures, heads: Mapping[str, tuple[str, ...]]) -> None:
    """The columns below one other head that come to the same total wherever it has a figure: it is cut in several ways."""
    said = set(re.split(r"[-+]", total.formula))
    for top in dict.fromkeys(heads[column.code][0] for column in columns[place + 1 :] if len(heads[column.code]) > 1):
        parts = _uppermost([column for column in columns if heads[column.code][0] == top and column is not total])
        is_other = len(parts) > 1 and not said & {part.code for part in parts}
        if is_other and any(code == total.code for code, _ in figures) and _adding_up(total, [parts], figures):
            total.formula += " = " + "+".join(part.code for part in parts)
            total.asks.append(say("columns of one more head add up to it: is it cut in these ways too (formula)?"))


def _adding_up(total: Summed, candidates: Iterable[list[Summed]], figures: Figures) -> list[Summed] | None:
    """The first of some lots that comes to a total wherever it has a figure; where it has none, the first of all."""
    for lot in candidates:
        parts = [part for part in lot if part.measure == total.measure]
        if parts and adds_up(total.code, [part.code for part in parts], figures):
            return parts
    return None


def adds_up(total: str, parts: Sequence[str], figures: Figures) -> bool:
    """Whether some come to a total wherever it has a figure; so too where it has none. All by their codes."""
    own = {across: value for (code, across), value in figures.items() if code == total}
    sums = {across: [figures[part, across] for part in parts if (part, across) in figures] for across in own}
    return all(found and sum(found) == own[across] for across, found in sums.items())


def _rows_for(rows: Side, place: int) -> Iterator[list[Summed]]:
    """What a row may add up: the rows of its section, totals above it, the rows above or below it, near ones first."""
    own, above, below = rows[place], rows[:place], rows[place + 1 :]
    named = own.label.split()[1:][-1:]  # 'Cộng II'
    yield _uppermost([row for row in above for section in named if row.code.startswith(f"{section}/")])
    yield _uppermost([row for row in below if row.code.startswith((f"{own.code}/", f"{own.code}."))])
    totals = [row for row in above if row.is_total and row.formula]
    yield totals if len(totals) > 1 else []
    for side in (above[::-1], below):
        near = next((count for count, row in enumerate(side) if row.is_total or not row.is_counted), len(side))
        for some in (side[:near], side):
            found = _uppermost(some)
            yield found[::-1] if side is not below else found


def _columns_for(columns: Side, place: int, heads: Mapping[str, tuple[str, ...]], *, is_leaf: bool) -> Iterator[list[Summed]]:
    """What a column may add up: those below the same head or with the same one below it, else the next ones of one head."""
    own = heads[columns[place].code]
    others = [column for column in columns if column is not columns[place] and column.is_counted]
    if not is_leaf:
        yield _uppermost([column for column in others if heads[column.code][1:] == own[1:]])
        return
    if len(own) > 1:
        yield _uppermost([column for column in others if heads[column.code][:-1] == own[:-1]])
        return
    tops = dict.fromkeys(heads[column.code][0] for column in columns[place + 1 :] if len(heads[column.code]) > 1)
    for top in tops:
        yield _uppermost([column for column in others if heads[column.code][0] == top])
    for side in (columns[place + 1 :], columns[:place]):
        yield _uppermost(side)


def _uppermost(some: Side) -> list[Summed]:
    """Those that are counted and no part of another one among them."""
    counted = [one for one in some if one.is_counted and not one.of_which]
    parts = {code for one in counted for code in re.split(r"[-+= ]+", one.formula) if one.formula}
    codes = [one.code for one in counted]
    return [
        one
        for one in counted
        if one.code not in parts and not any(one.code.startswith((f"{code}/", f"{code}.")) for code in codes)
    ]
