"""The questions that the rooms ask of a database: plain SQL in `sql/<room>/`, with `$parameters`."""

from functools import cache
from typing import Any

import duckdb

from pipelines.folders import SQL


@cache
def query(name: str) -> str:
    """Text of a query, e.g. 'reports/completeness': `sql/reports/completeness.sql`."""
    return (SQL / f"{name}.sql").read_text(encoding="utf-8")


def rows(db: duckdb.DuckDBPyConnection, name: str, **parameters: object) -> list[dict[str, Any]]:
    """Rows of a query, column → value."""
    return _read(db, query(name), parameters)


def tuples(db: duckdb.DuckDBPyConnection, name: str, **parameters: object) -> list[tuple[Any, ...]]:
    """Rows of a query, each as a tuple."""
    return db.execute(query(name), parameters).fetchall()


def table(db: duckdb.DuckDBPyConnection, name: str) -> list[dict[str, Any]]:
    """Every row of a table, column → value."""
    return _read(db, f"select * from {name}", {})


def distinct(db: duckdb.DuckDBPyConnection, name: str, *columns: str) -> list[tuple[Any, ...]]:
    """The distinct rows of some columns of a table: a long one is not carried whole."""
    return db.table(name).select(*columns).distinct().fetchall()


def columns(db: duckdb.DuckDBPyConnection) -> dict[str, dict[str, str]]:
    """Table → column → type, for every table of the open database."""
    found: dict[str, dict[str, str]] = {}
    for name, column, data_type, _ in tuples(db, "warehouse/columns"):
        found.setdefault(name, {})[column] = data_type
    return found


def _read(db: duckdb.DuckDBPyConnection, sql: str, parameters: dict[str, object]) -> list[dict[str, Any]]:
    cursor = db.execute(sql, parameters)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
