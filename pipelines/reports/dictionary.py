"""The dictionary of a release as a page: every public table and column, what it means, and where it comes from."""

from pathlib import Path

import duckdb

from pipelines import pages, queries
from pipelines.folders import write_whole
from pipelines.warehouse.build import row_counts
from pipelines.warehouse.dictionary import COLUMN, TABLE
from pipelines.warehouse.signature import own_release

FILE_NAME = "dictionary.html"


def write_dictionary_page(db: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Write the page; `db` is a release. The tables and columns are those of its marts, the rows as they stand in it."""
    tables = [row for row in queries.table(db, TABLE.name) if row["table_name"].startswith("marts.")]
    names = {row["table_name"] for row in tables}
    counts = row_counts(db, {name: {} for name in names})
    content = {
        "tables": [row | {"row_count": counts[row["table_name"]]} for row in tables],
        "columns": [row for row in queries.table(db, COLUMN.name) if row["table_name"] in names],
        "named": {row["table_name"]: row["name_vi"] for row in tables},
        "release_id": own_release(db)["release_id"],
    }
    write_whole(path, pages.environment("pipelines.reports").get_template("dictionary.html.jinja").render(content).encode())
