"""Contracts of the tables that Python makes (those that SQL makes state theirs in the file's header)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import duckdb
import pyarrow as pa


@dataclass(frozen=True)
class Table:
    """One table made by Python: its name, grain, and columns with type and description."""

    name: str
    """Schema and table, e.g. 'raw.cell'; split at the dot it is also the asset key."""
    description: str
    grain: str
    columns: dict[str, tuple[str, str]]
    """Column name → (DuckDB type, description). Every description becomes a COMMENT."""

    def create_sql(self, *, if_missing: bool = False) -> str:
        """The statement that makes this table, empty; `if_missing` leaves one that stands."""
        columns = ",\n    ".join(f'"{name}" {sql_type}' for name, (sql_type, _) in self.columns.items())
        create = "create table if not exists" if if_missing else "create or replace table"
        return f"{create} {self.name} (\n    {columns}\n)"


@dataclass(frozen=True)
class Reach:
    """An input of a table kept by parts of which a part reads the rows of other parts: those that a third table names."""

    table: str
    """The input, with the columns that the table is kept by."""
    link: str
    """Table that names them: it has the columns that the table is kept by, for the part that reads, and…"""
    columns: tuple[str, ...]
    """… these, in the same order, for the part that is read."""


def comment(db: duckdb.DuckDBPyConnection, table: Table) -> None:
    """Put the contract into the database: a COMMENT on the table and on every column."""
    said = [f"comment on table {table.name} is {quoted_text(f'{table.description} Grain: {table.grain}.')}"]
    said += [f'comment on column {table.name}."{name}" is {quoted_text(about)}' for name, (_, about) in table.columns.items()]
    db.execute(";".join(said))  # parsed together, they take a fifth less time


def by_column(table: Table, rows: Iterable[Sequence[object]]) -> dict[str, list[object]]:
    """Rows that have a value for each column of a table, in its order, column by column as `insert` takes them."""
    held = list(rows)
    return {column: [row[place] for row in held] for place, column in enumerate(table.columns)}


def insert(db: duckdb.DuckDBPyConnection, table: Table, columns: Mapping[str, Iterable[object]]) -> None:
    """Insert rows given column by column, through Arrow; decimals go as text, exactly, and DuckDB rounds them to the scale."""
    batch = pa.table(
        {
            name: pa.array(map(_decimal_text, values), pa.string())
            if table.columns[name][0].startswith("DECIMAL")
            else pa.array(values)
            for name, values in columns.items()
        }
    )
    if not batch.num_rows:
        return
    db.register("batch", batch)
    db.execute(f"insert into {table.name} by name from batch")
    db.unregister("batch")


def delete(db: duckdb.DuckDBPyConnection, table: Table, column: str, values: Iterable[object]) -> None:
    """Delete the rows that have one of these values in a column."""
    db.execute(f"delete from {table.name} where {column} in (select unnest(?))", [list(values)])


def _decimal_text(value: object) -> str | None:
    return None if value is None else f"{value:f}"


def quoted_text(text: str) -> str:
    """A text as SQL writes it, for statements that take no parameters."""
    return "'" + text.replace("'", "''") + "'"
