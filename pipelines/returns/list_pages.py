"""A list that goes on over several pages: the row on one of them that adds up the items of all."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from pipelines.returns.described_tables import DescribedTable
from pipelines.returns.form_tables import cell
from pipelines.returns.layout import Forms
from pipelines.returns.list_candidates import MAY_BE_SECTION
from pipelines.returns.list_totals import LEAST_PARTS, ItemSums, is_sum, number_in, says_of_no_item
from pipelines.returns.slot_columns import SlotColumns
from pipelines.returns.slot_rows import UNKNOWN, RowMatch


def without_sums_of_pages(pages: Sequence[DescribedTable], forms: Forms) -> list[DescribedTable]:
    """The pages of one list, without the first or last item of all if it may be the sum of all others: it is asked about.

    Nothing tells that it is an item: no number, key or attribute; and all its figures are these sums. What may be a row of the
    form that stands on another page as it is printed is none ('Mang sang trang sau').
    """
    pages = _without_rows_of_others(pages)
    columns = [page.columns(forms, None) for page in pages]
    items = [[row for row, match in page.matches if match.is_item] for page in pages]
    if sum(map(len, items)) - 1 < LEAST_PARTS:
        return list(pages)
    filled = [at for at, rows in enumerate(items) if rows]
    ends = {(filled[0], items[filled[0]][0]), (filled[-1], items[filled[-1]][-1])}
    sums = [ItemSums(page.sheet, own, rows) for page, own, rows in zip(pages, columns, items, strict=True)]
    found = {(at, row) for at, row in ends if _adds_up(pages[at], row, columns[at], list(zip(columns, sums, strict=True)))}
    return [
        replace(page, matches=tuple((row, UNKNOWN if (at, row) in found else match) for row, match in page.matches))
        for at, page in enumerate(pages)
    ]


def _without_rows_of_others(pages: Sequence[DescribedTable]) -> list[DescribedTable]:
    """The pages, without what may be a row of the form that another page has, or was taken for a total printed on another."""
    known = [
        {match.slot.code for _, match in page.matches if match.slot and not (match.fault and match.slot.adds_all)}
        for page in pages
    ]

    def meant(match: RowMatch, others: frozenset[str]) -> RowMatch:
        if match.slot:
            return UNKNOWN if match.fault and match.slot.adds_all and match.slot.code in others else match
        if match.fault != MAY_BE_SECTION or not others.intersection(match.may_be):
            return match
        left = [slot for slot in pages[0].table.rows if slot.code in match.may_be and slot.code not in others]
        may_be = tuple(slot.code for slot in left)
        return match._replace(may_be=may_be, expected="; ".join(slot.named for slot in left)) if left else UNKNOWN

    found = []
    for at, page in enumerate(pages):
        others = frozenset[str]().union(*known[:at], *known[at + 1 :])
        found.append(replace(page, matches=tuple((row, meant(match, others)) for row, match in page.matches)))
    return found


def _adds_up(page: DescribedTable, row: int, columns: SlotColumns, pages: Sequence[tuple[SlotColumns, ItemSums]]) -> bool:
    """Whether a row has nothing of an item, and its figures are the sums of all other items of all pages."""
    if not says_of_no_item(page.sheet, row, columns):
        return False
    own = []
    for column, slot in columns.slots.items():
        value = cell(page.sheet.rows[row], column)
        if slot.role or value == "":
            continue
        figure, others = number_in(value), _sum_of(slot.code, pages)
        if figure is None or others is None or not is_sum(figure, others - figure):
            return False
        own.append(figure)
    return any(own)


def _sum_of(code: str, pages: Iterable[tuple[SlotColumns, ItemSums]]) -> Decimal | None:
    """What the items of all pages are together in one column of the form; None where one of them is not plain."""
    total = Decimal(0)
    for columns, sums in pages:
        for column, slot in columns.slots.items():
            if slot.code == code:
                if (found := sums.of(column)) is None:
                    return None
                total += found
    return total


def lists_of(tables: Iterable[DescribedTable]) -> Iterator[list[DescribedTable]]:
    """The pages of each list of a workbook that has several; another unit or period begins another list."""
    pages: dict[int, list[DescribedTable]] = {}
    for found in tables:
        if len(found.tables) > 1 or found.table.row_kind != "item":
            continue
        own = pages.setdefault(id(found.table), [])
        said = (found.head.unit_name, found.head.unit_code, found.head.period)
        if own and any(said) and said != (own[0].head.unit_name, own[0].head.unit_code, own[0].head.period):
            yield own
            own = pages[id(found.table)] = []
        own.append(found)
    yield from (own for own in pages.values() if len(own) > 1)
