"""Rows of lists of the period before, so that nobody types again what is still there: from what is published."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

import duckdb

from pipelines.queries import rows
from pipelines.reference import Period, Reference
from pipelines.reference.earlier import periods_before
from pipelines.templates.printed_slots import ItemBefore, ItemsBefore

_OF_FORM, _OF_ROW = itemgetter("unit_id", "form_id"), itemgetter("table_id", "row_key")
_KNOWN = ("value", "zero", "none_occurred", "not_applicable")
"""States of a figure that says something."""


def items_before(db: duckdb.DuckDBPyConnection, reference: Reference, period: Period) -> Mapping[tuple[str, str], ItemsBefore]:
    """The rows that the lists of each unit and form had in the period before of the same type.

    Args:
        db: the published warehouse.
        reference: the registers.
        period: the period that is to be reported on.

    Raises:
        duckdb.Error: the file holds no such rows.
    """
    before = periods_before(reference, period).get(period.period_type)
    has_lists = any(table.row_kind == "item" for table in reference.form_table)
    said = rows(db, "templates/list_row_before", period_ids=[before.period_id]) if before and has_lists else []
    found: dict[tuple[str, str], dict[tuple[str, str | None], list[ItemBefore]]] = {}
    for of_form, cells in groupby(said, key=_OF_FORM):
        for (table_id, _), row in groupby(cells, key=_OF_ROW):
            held = list(row)
            place = (table_id, held[0]["section_code"])
            found.setdefault(of_form, {}).setdefault(place, []).append(_item(held))
    return found


def _item(cells: Sequence[Mapping[str, Any]]) -> ItemBefore:
    texts = {cell["column_code"]: cell["day"] or cell["text"] for cell in cells if cell["text"]}
    name = next((cell["text"] or "" for cell in cells if cell["is_name"]), "")
    figures = {cell["column_code"]: cell for cell in cells if cell["text"] is None and cell["state"] in _KNOWN}
    return ItemBefore(name, texts, figures)
