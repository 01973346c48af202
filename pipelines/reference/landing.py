"""Lands the registers, and what follows from them, as tables."""

import duckdb

from pipelines.reference.contract import REGISTERS, tables
from pipelines.reference.load import Reference
from pipelines.tables import Table, comment, insert

DUE_LINE = Table(
    name="reference.due_line",
    description="What each unit owes: the lines of the forms that its kind reports, in each period in which it exists.",
    grain="one row per unit, period, form and line due",
    columns={
        "unit_id": ("VARCHAR", "unit that owes the line"),
        "period_id": ("VARCHAR", "half-year"),
        "form_id": ("VARCHAR", "form"),
        "line_code": ("VARCHAR", "line of the form"),
        "indicator_id": ("VARCHAR", "indicator that the line asks for"),
    },
)
TABLES: dict[str, Table] = {**tables(), "due_line": DUE_LINE}
"""Name → contract of every table in schema reference."""


def land(db: duckdb.DuckDBPyConnection, reference: Reference) -> None:
    """Make every table of schema reference anew. The caller's transaction makes it all or nothing."""
    for name in REGISTERS:
        rows = getattr(reference, name)
        _fill(db, TABLES[name], {column: [getattr(row, column) for row in rows] for column in TABLES[name].columns})
    _fill(db, DUE_LINE, _due_lines(reference))


def _due_lines(reference: Reference) -> dict[str, list[object]]:
    rows = [
        (unit.unit_id, period.period_id, line.form_id, line.line_code, line.indicator_id)
        for period in reference.period
        for unit in reference.units_owing(period.period_id)
        for lines in reference.due_lines(unit, period.period_id).values()
        for line in lines
    ]
    return dict(zip(DUE_LINE.columns, (list(column) for column in zip(*rows, strict=True)), strict=True))


def _fill(db: duckdb.DuckDBPyConnection, table: Table, columns: dict[str, list[object]]) -> None:
    db.execute(table.create_sql())
    insert(db, table, columns)
    comment(db, table)
