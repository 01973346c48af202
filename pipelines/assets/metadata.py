"""What every table shows in Dagster's UI: rows, preview, columns and where they come from."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import dagster as dg

from pipelines.tables import Table
from pipelines.warehouse import Build

Lineage = Mapping[str, Sequence[tuple[str, str]]]
"""Column → (table, column) behind it."""
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


def asset_spec(
    table: Table, *, kinds: set[str], deps: list[str], group: str | None = None, behind: Lineage | None = None
) -> dg.AssetSpec:
    """Spec of the asset that fills `table`; everything it shows comes from the table's contract. Its group is its schema."""
    return dg.AssetSpec(
        key=asset_key(table.name),
        description=f"{table.description}\n\nGrain: {table.grain}.",
        group_name=group or table.name.split(".")[0],
        kinds=kinds,
        owners=[OWNERS[table.name.split(".")[0]]],
        deps=[asset_key(name) for name in deps],
        metadata={"dagster/table_name": table.name, "dagster/column_schema": column_schema(table, {}, behind or {})},
    )


def column_schema(table: Table, types: Mapping[str, str], behind: Lineage) -> dg.TableSchema:
    """Columns of a table with their descriptions; `types` are those found in the database.

    The free UI draws no column lineage, so the columns behind each column stand in its description.
    """
    columns = [
        dg.TableColumn(
            name, types.get(name) or sql_type or "unknown", description=_described(description, behind.get(name, []))
        )
        for name, (sql_type, description) in table.columns.items()
    ]
    return dg.TableSchema(columns)


def table_metadata(build: Build, table: Table, behind: Lineage | None = None) -> dict[str, Any]:
    """Row count, preview and columns of a table as it stands in the build; `behind` is its column lineage, where known."""
    db = build.db
    cursor = db.execute(f"select * from {table.name} limit {PREVIEW_ROWS}")
    types = {column[0]: str(column[1]) for column in cursor.description}
    preview = cursor.fetchall()
    counted = db.execute(f"select count(*) from {table.name}").fetchone()
    assert counted is not None
    return {
        "dagster/row_count": dg.MetadataValue.int(counted[0]),
        "dagster/column_schema": dg.MetadataValue.table_schema(column_schema(table, types, behind or {})),
        "preview": dg.MetadataValue.md(markdown(list(types), [[_short(value) for value in row] for row in preview])),
        **unchanged_since(build, table.name),
    }


def unchanged_since(build: Build, name: str) -> dict[str, Any]:
    """Since when a table, or files, are as they are; nothing where nothing is noted of them."""
    since = build.made.since(name)
    return {"unchanged_since": dg.MetadataValue.timestamp(since)} if since else {}


def markdown(header: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A table in Markdown."""
    lines = [header, ["---"] * len(header), *([_cell(value) for value in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _described(description: str, sources: Sequence[tuple[str, str]]) -> str:
    return f"{description} ⟵ {', '.join(f'{table}.{column}' for table, column in sources)}" if sources else description


def link(text: str, address: str) -> str:
    """A link in Markdown, whatever stands in the text."""
    escaped = re.sub(r"[\[\]]", r"\\\g<0>", text)
    return f"[{escaped}]({address})"


def as_text(text: str) -> str:
    """A text in one line of Markdown that means nothing there."""
    return re.sub(r"[\\\[\]*_`<>|]", r"\\\g<0>", " ".join(text.split()))


def _cell(value: object) -> str:
    return "" if value is None else str(value).replace("|", "\\|").replace("\n", " ")


def _short(value: object) -> str:
    text = "" if value is None else str(value)
    return text if len(text) <= LONGEST_TEXT else f"{text[:LONGEST_TEXT]}…"
