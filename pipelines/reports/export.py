"""The marts of a release as Parquet, CSV and SDMX, described by a datapackage.json, so that any program can take them up."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

from pipelines import queries
from pipelines.folders import Folders, write_whole
from pipelines.reports.sdmx import write_sdmx
from pipelines.reports.sdmx_concepts import READ, is_dimension
from pipelines.warehouse import code_version, last_release
from pipelines.warehouse.connection import connect
from pipelines.warehouse.dictionary import COLUMN, TABLE
from pipelines.warehouse.exports import FORMULA, INSTANT, write_csv, write_parquet
from pipelines.warehouse.files import sha256
from pipelines.warehouse.made import content

PACKAGE = "datapackage.json"
SDMX = "sdmx"
"""Folder of the SDMX files, and how the names of their resources begin."""
_SDMX = "application/vnd.sdmx."
Resource = dict[str, Any]
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

    A mart that is as it was stands, with its files, byte for byte, by the same code; so do the SDMX files together.

    Raises:
        PublicationError: nothing is published yet.
    """
    release, folder = last_release(folders.warehouse), folders.exports
    known = _known(folder / PACKAGE)
    version = f"{release.stem} {code_version()}"
    if known.get("version") == version and all(_stands(folder, each) for each in known["resources"]):
        return []
    folder.mkdir(parents=True, exist_ok=True)
    before = known.get("resources", []) if known.get("code") == code_version() else []
    with connect(release, read_only=True, attachable=folder) as db:
        writing = _Writing(db, folder, before)
        resources = [*writing.marts(), *writing.sdmx()]
    package = {
        "profile": "data-package",
        "name": "unit-returns",
        "version": version,
        "release_id": release.stem,
        "code": code_version(),
        "description": "Marts of one release. In CSV a text that a spreadsheet would take for a formula "
        f"({FORMULA}) has an apostrophe in front; the Parquet file beside each CSV has it as it is, with types.",
        "resources": resources,
    }
    write_whole(folder / PACKAGE, json.dumps(package, ensure_ascii=False, indent=1).encode())
    return writing.written


def _known(path: Path) -> Resource:
    """What was written before; nothing where the description is missing or cannot be read."""
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) and {"version", "code", "resources"} <= found.keys() else {}


def _stands(folder: Path, resource: Resource) -> bool:
    files = [resource, *filter(None, [resource.get("parquet")])]
    return all(
        (folder / file["path"]).is_file() and file["hash"] == f"sha256:{sha256(folder / file['path'])}" for file in files
    )


class _Writing:
    """Writes what does not stand; gives the resources of all."""

    def __init__(self, db: duckdb.DuckDBPyConnection, folder: Path, before: list[Resource]) -> None:
        self.written: list[str] = []
        self._db, self._folder, self._before = db, folder, before
        self._tables = queries.table(db, TABLE.name)
        self._columns: dict[str, list[Resource]] = {}
        """Mart → its columns as the dictionary has them, in their order."""
        for row in queries.table(db, COLUMN.name):
            if row["table_name"].startswith("marts."):
                self._columns.setdefault(row["table_name"], []).append(row)

    def marts(self) -> Iterator[Resource]:
        """That of each mart."""
        for table in self._tables:
            if (mart := table["table_name"]) in self._columns:
                name, found = mart.partition(".")[2], content(self._db, mart)
                known = self._standing([each for each in self._before if each["name"] == name], found)
                yield from known or [self._mart(table, name) | {"content": found}]

    def sdmx(self) -> list[Resource]:
        """Those of the SDMX files, which are written together."""
        found = " ".join(content(self._db, table) for table in READ)
        if known := self._standing([each for each in self._before if each["name"].startswith(SDMX)], found):
            return known
        self.written.append(SDMX)
        said = {each["table_name"]: (each["name_vi"] or each["table_name"], each["description"]) for each in self._tables}
        said |= {
            f"{mart.partition('.')[2]}.{each['column_name']}": (each["name_vi"] or each["column_name"], each["description"])
            for mart, rows in self._columns.items()
            for each in rows
        }
        files = write_sdmx(self._db, self._folder / SDMX, said)
        return [
            {"name": f"{SDMX}-{path.stem}", **_file(path, self._folder), **_described(types), "content": found}
            for path, types in files.items()
        ]

    def _standing(self, known: list[Resource], found: str) -> list[Resource]:
        return known if all(each["content"] == found and _stands(self._folder, each) for each in known) else []

    def _mart(self, table: Resource, name: str) -> Resource:
        """Write the files of one mart."""
        mart, folder = table["table_name"], self._folder
        self.written.append(mart)
        columns = self._columns[mart]
        csv, parquet = (folder / f"{name}.{end}" for end in ("csv", "parquet"))
        write_csv(self._db, mart, {row["column_name"]: row["data_type"] for row in columns}, csv)
        write_parquet(self._db, mart, parquet)
        return {
            "name": name,
            "profile": "tabular-data-resource",
            "title": table["name_vi"] or name,
            "description": f"{table['about_vi'] or table['description']} ({table['grain']})",
            **_file(csv, folder),
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8-sig",
            "schema": {"fields": [_field(row) for row in columns], "missingValues": [""]},
            "parquet": _file(parquet, folder),
        }


def _described(types: dict[str, str]) -> Resource:
    """What a data package says of an SDMX file: of the data what they are, of the structure that it is one."""
    if not types:
        return {"profile": "data-resource", "format": "sdmx-json", "mediatype": f"{_SDMX}structure+json;version=2.0.0"}
    fields = [{"name": name, "type": _type(kind)} for name, kind in types.items()]
    return {
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": f"{_SDMX}data+csv;version=2.0.0",
        "encoding": "utf-8",
        "schema": {"fields": fields, "missingValues": [""], "primaryKey": [name for name in types if is_dimension(name)]},
    }


def _file(path: Path, folder: Path) -> Resource:
    return {"path": path.relative_to(folder).as_posix(), "bytes": path.stat().st_size, "hash": f"sha256:{sha256(path)}"}


def _field(column: Resource) -> Resource:
    said = _type(column["data_type"])
    field = {"name": column["column_name"], "type": said, "title": column["name_vi"] or column["column_name"]}
    return field | {"description": column["description"]} | ({"format": INSTANT} if said == "datetime" else {})


def _type(kind: str) -> str:
    if kind.startswith("DECIMAL"):
        return "number"
    return "array" if kind.endswith("[]") else _TYPES.get(kind, "object")
