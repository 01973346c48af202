"""What the warehouse remembers of the archive's journals: the lines that were landed in the build and in the last release."""

from dataclasses import fields
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

import duckdb

from pipelines import queries
from pipelines.tables import Table, comment, insert
from pipelines.warehouse import Build, newest_release, open_release

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Row = TypeVar("Row", bound="DataclassInstance")


def landed_lines(build: Build, *journals: tuple[Table, type[Any]]) -> list[list[Any]]:
    """Lines of some journals as the build or the last release has them, oldest first: of each, whichever has more.

    Args:
        build: as the last run left it.
        journals: the table of each, and the dataclass of its lines; a release that can be read is opened once for all.
    """
    found = [_lines(build.db, *journal) for journal in journals]
    if newest_release(build.folder):
        try:
            with open_release(build.folder) as db:
                found = [max(lines, _lines(db, *journal), key=len) for lines, journal in zip(found, journals, strict=True)]
        except duckdb.Error as error:
            if len(journals) > 1:  # what is damaged may be one of them
                return [lines for journal in journals for lines in landed_lines(build, journal)]
            build.repairs.append(f"the last release cannot be read ({str(error).splitlines()[0]})")
    return found


def has_all_landed(build: Build, table: Table, landed: list[Row]) -> bool:
    """Whether the build itself has lines of a journal, no fewer than the last release: then it is no new one.

    `landed` is what `landed_lines` gave.
    """
    return bool(landed) and len(_lines(build.db, table, type(landed[0]))) == len(landed)


def land_lines(db: duckdb.DuckDBPyConnection, table: Table, rows: list[Row]) -> None:
    """Fill a table anew from a journal. The caller's transaction makes it all or nothing."""
    db.execute(table.create_sql())
    insert(db, table, {name: [getattr(row, name) for row in rows] for name in table.columns})
    comment(db, table)


def _lines(db: duckdb.DuckDBPyConnection, table: Table, kind: type[Row]) -> list[Row]:
    names = [field.name for field in fields(kind)]
    if not set(names) <= queries.columns(db).get(table.name, {}).keys():
        return []
    rows = db.table(table.name).select(*names).order(names[0]).fetchall()
    lines = [kind(*map(_as_in_a_journal, row)) for row in rows]
    return lines if [row[0] for row in rows] == list(range(1, len(rows) + 1)) else []


def _as_in_a_journal(value: Any) -> Any:
    return value.isoformat(timespec="microseconds") if isinstance(value, datetime) else value
