"""The marts of a release as Parquet and CSV, described by a datapackage.json, so that any program can take them up."""

import json
from pathlib import Path
from typing import Any

import duckdb

from pipelines import queries
from pipelines.folders import Folders, write_whole
from pipelines.warehouse import code_version, last_release
from pipelines.warehouse.connection import connect
from pipelines.warehouse.dictionary import COLUMN, TABLE
from pipelines.warehouse.exports import FORMULA, INSTANT, write_csv, write_parquet
from pipelines.warehouse.files import sha256
from pipelines.warehouse.made import content

PACKAGE = "datapackage.json"
_TYPES = {
    "VARCHAR": "string",
    "BIGINT": "integer",
    "INTEGER": "integer",
    "DOUBLE": "number",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "TIMESTAMP": "datetime",
}
"""Type in DuckDB → type of a field in a data package; decimals are numbers, lists arrays and maps objects."""


def export_marts(folders: Folders) -> list[str]:
    """Write every mart of the last release into a folder, and what they are beside them; gives those that were written now.

    A mart that is as it was stands, with its files, byte for byte, by the same code.

    Raises:
        PublicationError: nothing is published yet.
    """
    release, folder = last_release(folders.warehouse), folders.exports
    known = _known(folder / PACKAGE)
    version = f"{release.stem} {code_version()}"
    if known.get("version") == version and all(_stands(folder, each) for each in known["resources"]):
        return []
    folder.mkdir(parents=True, exist_ok=True)
    before = {each["name"]: each for each in known.get("resources", ()) if known["code"] == code_version()}
    written, resources = [], []
    with connect(release, read_only=True, attachable=folder) as db:
        columns = _columns(db)
        for table in queries.table(db, TABLE.name):
            if (mart := table["table_name"]) in columns:
                found = content(db, mart)
                resource = before.get(mart.partition(".")[2], {})
                if resource.get("content") != found or not _stands(folder, resource):
                    resource = _write(db, table, columns[mart], folder) | {"content": found}
                    written.append(mart)
                resources.append(resource)
    package = {
        "profile": "tabular-data-package",
        "name": "unit-returns",
        "version": version,
        "release_id": release.stem,
        "code": code_version(),
        "description": "Marts of one release. In CSV a text that a spreadsheet would take for a formula "
        f"({FORMULA}) has an apostrophe in front; the Parquet file beside each CSV has it as it is, with types.",
        "resources": resources,
    }
    write_whole(folder / PACKAGE, json.dumps(package, ensure_ascii=False, indent=1).encode())
    return written


def _known(path: Path) -> dict[str, Any]:
    """What was written before; nothing where the description is missing or cannot be read."""
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) and {"version", "code", "resources"} <= found.keys() else {}


def _stands(folder: Path, resource: dict[str, Any]) -> bool:
    files = [resource, resource.get("parquet", {})]
    return all(
        file and (folder / file["path"]).is_file() and file["hash"] == f"sha256:{sha256(folder / file['path'])}"
        for file in files
    )


def _columns(db: duckdb.DuckDBPyConnection) -> dict[str, list[dict[str, Any]]]:
    """Mart → its columns as the dictionary has them, in their order."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in queries.table(db, COLUMN.name):
        if row["table_name"].startswith("marts."):
            found.setdefault(row["table_name"], []).append(row)
    return found


def _write(db: duckdb.DuckDBPyConnection, table: dict[str, Any], columns: list[dict[str, Any]], folder: Path) -> dict[str, Any]:
    """Write the files of one mart; gives its resource, but for the fingerprint of its content."""
    name = table["table_name"].partition(".")[2]
    csv, parquet = (folder / f"{name}.{end}" for end in ("csv", "parquet"))
    write_csv(db, table["table_name"], {row["column_name"]: row["data_type"] for row in columns}, csv)
    write_parquet(db, table["table_name"], parquet)
    return {
        "name": name,
        "profile": "tabular-data-resource",
        "title": table["name_vi"] or name,
        "description": f"{table['about_vi'] or table['description']} ({table['grain']})",
        **_file(csv),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8-sig",
        "schema": {"fields": [_field(row) for row in columns], "missingValues": [""]},
        "parquet": _file(parquet),
    }


def _file(path: Path) -> dict[str, Any]:
    return {"path": path.name, "bytes": path.stat().st_size, "hash": f"sha256:{sha256(path)}"}


def _field(column: dict[str, Any]) -> dict[str, Any]:
    kind = column["data_type"]
    if kind.startswith("DECIMAL"):
        said = "number"
    elif kind.endswith("[]"):
        said = "array"
    else:
        said = _TYPES.get(kind, "object")
    field = {"name": column["column_name"], "type": said, "title": column["name_vi"] or column["column_name"]}
    return field | {"description": column["description"]} | ({"format": INSTANT} if said == "datetime" else {})
