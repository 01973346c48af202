"""What every table shows in Dagster's UI: rows, preview, columns and where they come from."""

from collections.abc import Mapping

import dagster as dg
import duckdb

from pipelines.tables import Table

PREVIEW_ROWS = 10
LONGEST_TEXT = 80
OWNERS = {
    "raw": "team:operator",
    "reference": "team:data-steward",
    "staging": "team:operator",
    "quality": "team:data-steward",
    "core": "team:data-steward",
    "marts": "team:analyst",
}
"""Layer → who answers for it."""


def asset_key(table: str) -> dg.AssetKey:
    """Asset key of a table: schema and table."""
    return dg.AssetKey(table.split("."))


def asset_spec(table: Table, *, kinds: set[str], deps: list[str]) -> dg.AssetSpec:
    """Spec of the asset that fills `table`; everything it shows comes from the table's contract."""
    return dg.AssetSpec(
        key=asset_key(table.name),
        description=f"{table.description}\n\nGrain: {table.grain}.",
        group_name=table.name.split(".")[0],
        kinds=kinds,
        owners=[OWNERS[table.name.split(".")[0]]],
        deps=[asset_key(name) for name in deps],
        metadata={"dagster/table_name": table.name, "dagster/column_schema": column_schema(table, {})},
    )


def column_schema(table: Table, types: Mapping[str, str]) -> dg.TableSchema:
    """Columns of a table with their descriptions; `types` are those found in the database."""
    return dg.TableSchema(
        [
            dg.TableColumn(name, types.get(name) or sql_type or "unknown", description=description)
            for name, (sql_type, description) in table.columns.items()
        ]
    )


def table_metadata(db: duckdb.DuckDBPyConnection, table: Table) -> dict[str, dg.MetadataValue]:
    """Row count, preview and column types of a table as it stands in the build."""
    cursor = db.execute(f"select * from {table.name} limit {PREVIEW_ROWS}")
    types = {column[0]: str(column[1]) for column in cursor.description}
    preview = cursor.fetchall()
    counted = db.execute(f"select count(*) from {table.name}").fetchone()
    assert counted is not None
    return {
        "dagster/row_count": dg.MetadataValue.int(counted[0]),
        "dagster/column_schema": dg.MetadataValue.table_schema(column_schema(table, types)),
        "preview": dg.MetadataValue.md(_markdown(list(types), preview)),
    }


def _markdown(header: list[str], rows: list[tuple[object, ...]]) -> str:
    lines = [header, ["---"] * len(header), *[[_short(value) for value in row] for row in rows]]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _short(value: object) -> str:
    text = "" if value is None else str(value).replace("|", "\\|").replace("\n", " ")
    return text if len(text) <= LONGEST_TEXT else f"{text[:LONGEST_TEXT]}…"
