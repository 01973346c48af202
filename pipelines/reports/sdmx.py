"""Figures of a release as SDMX-CSV 2.0, with their structure as SDMX-JSON 2.0, for programs that know SDMX."""

import re
from collections import defaultdict
from pathlib import Path

import duckdb

from pipelines import queries
from pipelines.folders import write_whole
from pipelines.reports.sdmx_concepts import AXIS, CONCEPTS, FLOWS, VERSION, is_dimension
from pipelines.warehouse.exports import write_rows
from pipelines.warehouse.signature import RELEASE

STRUCTURE = "structure.json"
Files = dict[Path, dict[str, str]]
"""File → its columns with their types in DuckDB; the structure has none."""


def write_sdmx(db: duckdb.DuckDBPyConnection, folder: Path, said: dict[str, tuple[str, str]]) -> Files:
    """Write the file of each dataflow that has rows, and that of their structure; a file of before that is none of them goes.

    Args:
        db: a release, on a connection that may reach the folder.
        folder: where the files go.
        said: mart and column ('marts.unit', 'unit.sector') → its name and what it says.
    """
    # Whoever has nothing to write need not wait for pysdmx.
    from pipelines.reports.sdmx_structure import Office, structure_message

    folder.mkdir(parents=True, exist_ok=True)
    db.execute(queries.query("reports/sdmx_functions"))
    ((office_id, name),) = db.table("reference.office").select("office_id", "name_vi").fetchall()
    # An agency's id begins with a letter.
    office = Office(office_id if re.match("[A-Za-z]", office_id) else f"OFFICE_{office_id}", name)
    codes = _codes(db)
    axes = sorted(name.removeprefix(AXIS) for name in codes if name.startswith(AXIS))
    titles = {flow: said[mart] for flow, (_, mart) in FLOWS.items()}
    titles |= {concept: (said[one.named_as][0], one.meaning or said[one.named_as][1]) for concept, one in CONCEPTS.items()}
    titles |= {f"{AXIS}{code}": (name, "") for code, name, _ in codes["axis"]}
    flows, files = {}, Files()
    for flow, (query, _) in FLOWS.items():
        rows = _by_axes(db.sql(queries.query(f"reports/{query}")), axes)
        if not rows.limit(1).fetchall():
            continue  # a file without rows says of nothing what it is
        key = [name for name in rows.columns if is_dimension(name)]
        path = folder / f"{flow.lower()}.csv"
        head = {"STRUCTURE": "dataflow", "STRUCTURE_ID": f"{office.id}:{flow}({VERSION})", "ACTION": "I"}
        write_rows(rows, path, head=head, key=key)
        flows[flow] = dict(zip(rows.columns, map(str, rows.types), strict=True))
        files[path] = dict.fromkeys(head, "VARCHAR") | flows[flow]
    if flows:
        (released_at,) = db.table(RELEASE.name).max("released_at").fetchall()[0]
        write_whole(folder / STRUCTURE, structure_message(office, released_at, flows, titles, codes))
        files[folder / STRUCTURE] = {}
    for path in {*folder.iterdir()} - files.keys():
        path.unlink()
    return files


def _codes(db: duckdb.DuckDBPyConnection) -> dict[str, list[tuple[str, str, str | None]]]:
    found = defaultdict(list)
    for list_id, *code in queries.tuples(db, "reports/sdmx_code"):
        found[list_id].append(tuple(code))
    return found


def _by_axes(rows: duckdb.DuckDBPyRelation, axes: list[str]) -> duckdb.DuckDBPyRelation:
    """Rows with a column for each axis in place of `members`: '_T' where they are not split by it."""
    split = [f"coalesce(sdmx_id(members['{axis}']), '_T') as \"{AXIS}{axis}\"" for axis in axes]
    columns = ([f'"{name}"'] if name != "members" else split for name in rows.columns)
    return rows.project(", ".join(part for parts in columns for part in parts))
