"""The dictionary of a release, inside its own file: what each column says, what the office calls it, where it comes from.

What is said of them has one source, the contract of each table, which is its comments; what lies behind a column is read from
the SQL. Views have the office's names.
"""

from collections.abc import Collection, Mapping, Sequence

import duckdb
import pyarrow as pa

from pipelines import queries
from pipelines.headers import described_columns
from pipelines.tables import Table, comment, quoted_text
from pipelines.warehouse.signature import RELEASE

Behind = Mapping[str, Mapping[str, Sequence[tuple[str, str]]]]
"""Model → column → (table, column) behind it."""
TABLE = Table(
    name="marts.dictionary_table",
    description="Tables of this file: what each says, what one row of it is, and what the office calls it.",
    grain="one row per table of this file, in any schema",
    columns={
        "table_name": ("VARCHAR", "Schema and table, e.g. 'marts.observation'"),
        "name_vi": ("VARCHAR", "What the office calls it; null where register dictionary names it not, as the workings"),
        "about_vi": ("VARCHAR", "What it says, in the office's language; null where register dictionary does not tell"),
        "view_name": (
            "VARCHAR",
            "View of it under the office's names, in the schema of the office's language; null where it has no name",
        ),
        "description": ("VARCHAR", "What it says, in English"),
        "grain": ("VARCHAR", "What one row is, in English"),
        "made_from": ("VARCHAR[]", "Tables that it is made from; those of them that are not in this file stay in the build"),
    },
)
COLUMN = Table(
    name="marts.dictionary_column",
    description="Columns of every table of this file: type, meaning, the office's name, and the columns behind it.",
    grain="one row per table of this file and column",
    columns={
        "table_name": ("VARCHAR", "Schema and table: key of marts.dictionary_table"),
        "column_name": ("VARCHAR", "Column"),
        "place": ("INTEGER", "Its place in the table, from 1"),
        "name_vi": ("VARCHAR", "What the office calls it; null where register dictionary names it not"),
        "about_vi": ("VARCHAR", "What it means, in the office's language; null where register dictionary does not tell"),
        "view_column": ("VARCHAR", "Its name in the view of its table; null where there is no view"),
        "data_type": ("VARCHAR", "Type, as DuckDB names it"),
        "description": ("VARCHAR", "What it means, with its unit and when it is null, in English"),
        "sources": (
            "VARCHAR[]",
            "Columns behind it, e.g. 'core.observation.value'; empty where Python makes the table, or none is",
        ),
    },
)


def mart_columns() -> dict[str, tuple[str, ...]]:
    """Mart → its columns, for every one that is published: what register dictionary may name."""
    own = {table.name.partition(".")[2]: tuple(table.columns) for table in (RELEASE, TABLE, COLUMN)}
    return described_columns("marts") | own


def write_dictionary(db: duckdb.DuckDBPyConnection, *, reads: Mapping[str, Collection[str]], behind: Behind) -> None:
    """Put the tables of the dictionary, and the views under the office's names, into the database that `db` uses.

    Args:
        db: a release that is being written, with the registers, every table in it described.
        reads: model → the tables that it reads.
        behind: model → column → the columns behind it.
    """
    for table in (TABLE, COLUMN):
        db.execute(table.create_sql())
        comment(db, table)
    sources = [
        {"table_name": name, "column_name": column, "sources": [f"{table}.{source}" for table, source in found]}
        for name, columns in behind.items()
        for column, found in columns.items()
    ]
    made_from = [{"table_name": name, "made_from": sorted(found)} for name, found in reads.items()]
    db.register("column_behind", pa.Table.from_pylist(sources, _BEHIND))
    db.register("table_read", pa.Table.from_pylist(made_from, _READ))
    for query in ("warehouse/dictionary_column", "warehouse/dictionary_table"):
        db.execute(queries.query(query))
    db.unregister("column_behind")
    db.unregister("table_read")
    _write_views(db)


_BEHIND = pa.schema([("table_name", pa.string()), ("column_name", pa.string()), ("sources", pa.list_(pa.string()))])
_READ = pa.schema([("table_name", pa.string()), ("made_from", pa.list_(pa.string()))])


def _write_views(db: duckdb.DuckDBPyConnection) -> None:
    """Make the views. Their columns have no comments, which would take ten times as long as the views: the dictionary tells."""
    said = []
    for view in queries.rows(db, "warehouse/named_view"):
        schema, _, name = view["view_name"].partition(".")
        quoted = f"{_quoted(schema)}.{_quoted(name)}"
        columns = ", ".join(f"{_quoted(column)} as {_quoted(named)}" for column, named in view["columns"])
        said.append(f"create schema if not exists {_quoted(schema)}")
        said.append(f"create view {quoted} as select {columns} from {view['table_name']}")
        said.append(f"comment on view {quoted} is {quoted_text(view['description'])}")
    db.execute(";".join(said))


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
