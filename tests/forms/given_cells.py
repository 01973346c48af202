"""Given cells of a described form: what stands in each, and the warehouse that comes of it; no workbook is written."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

import duckdb

from pipelines.definitions import python_tables
from pipelines.quality.validation import OF_THE_BLOC
from pipelines.reference import Reference
from pipelines.reference.figures import shown_key
from pipelines.tables import insert
from pipelines.workbooks.grid import address
from tests.forms.landed import begin
from tests.judging import behind, judged_by, validate_bloc_rules
from tests.sql.given import judge_returns, make_missing

Said = float | str | None
"""A number, '>5', 'none' (không phát sinh), '…' or None for blank."""
Cells = Mapping[tuple[str, str], Said] | Mapping[tuple[str, ...], Said]
Returns = Mapping[tuple[str, str], Cells]
"""Unit and period → row and column of form 'made', before them the table where it is not 'main' → what stands there.

Cells left out are not on the sheet.
"""


def address_of(reference: Reference, row: str, column: str, table: str = "main") -> str:
    """The cell of a row and column as `build` lays them: 'C1', by their places in the form."""
    shape = reference.shapes["made", table]
    rows, columns = ([slot.slot_code for slot in side] for side in (shape.rows, shape.columns))
    units = [unit.unit_id for unit in reference.unit] if shape.table.row_kind == "unit" else []
    return address([*rows, *units].index(row), columns.index(column))


def build(db: duckdb.DuckDBPyConnection, reference: Reference, returns: Returns, *wanted: str) -> duckdb.DuckDBPyConnection:
    """Make the models of core and marts that are wanted, and quality.finding by the rules that follow from described forms.

    Args:
        db: an empty database.
        reference: registers with form 'made'; each of its tables has a sheet of its own.
        returns: what was received, in this order.
        wanted: models; what they read is made too.
    """
    judging = replace(reference, rule=tuple(rule for rule in reference.rule if rule.rule_id.startswith("FORM-")))
    begin(db, reference)
    for table_name, rows in _raw(reference, returns).items():
        [table] = [table for table in python_tables if table.name == table_name]
        insert(db, table, {name: [row.get(name) for row in rows] for name in table.columns})
    judge_returns(db, judging)
    make_missing(db, [name for name in behind((*wanted, "core.observation")) if name.startswith("core.")])
    make_missing(db, [name for name in behind(judged_by(judging, OF_THE_BLOC)) if name.startswith("staging.")])
    validate_bloc_rules(db, judging)
    make_missing(db, wanted)
    return db


def _raw(reference: Reference, returns: Returns) -> dict[str, list[dict[str, Any]]]:
    receipts, files, headings, entries = [], [], [], []
    for number, ((unit_id, period_id), cells) in enumerate(returns.items(), start=1):
        content = f"{number:064}"
        of = {"file_sha256": content, "unit_id": unit_id, "period_id": period_id}
        path = f"{period_id}/{unit_id}.xlsx"
        receipts.append({"receipt_id": number, "path": path, "file_sha256": content, "received_at": datetime(2025, 12, 1)})  # noqa: DTZ001
        files.append({"file_sha256": content, "outcome": "returns", "format": "xlsx", "is_readable": True})
        headings.append(of)
        for where, said in cells.items():
            *named, row, column = where
            table = named[0] if named else "main"
            shape = reference.shapes["made", table]
            slots = {(slot.side, slot.slot_code): slot for slot in (*shape.rows, *shape.columns)}
            cell = shape.cell(slots.get(("row", row)), slots.get(("column", column)))
            is_unit = shape.table.row_kind == "unit" and ("row", row) not in slots
            about = {
                "form_id": "made",
                "table_id": table,
                "line_code": "" if is_unit else row,
                "owner_id": row if is_unit else None,
                "column_code": column,
                "indicator_id": cell.indicator_id,
                "breakdown": " ".join(cell.members),
                "value_kind": cell.value_kind,
                "is_total": cell.is_total,
                "is_of_which": cell.is_of_which,
            }
            sheet = "09" if table == "main" else f"09 {table}"
            place = {"sheet_name": sheet, "address": address_of(reference, row, column, table)}
            entries.append({**of, **about, **place, **_entry(said)})
    return {"raw.receipt": receipts, "raw.file": files, "raw.return": headings, "raw.entry": entries}


def _entry(said: Said) -> dict[str, Any]:
    if said is None:
        return {"state": "blank"}
    received = {"received": str(said), "received_key": shown_key(str(said))}
    if said == "none":
        return {"state": "none_occurred", "value": Decimal(0), "comparator": "=", **received}
    if said == "…":
        return {"state": "no_data", **received}
    if isinstance(said, str):
        return {"state": "value", "value": Decimal(said.lstrip(">")), "comparator": ">", **received}
    return {"state": "value" if said else "zero", "value": Decimal(str(said)), "comparator": "=", **received}
