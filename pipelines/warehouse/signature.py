"""What a release says of itself, inside its own file: which it is, when it was made, and by which version of the code."""

import hashlib
import tomllib
from datetime import datetime
from functools import cache

import duckdb

from pipelines.folders import PROJECT, SQL
from pipelines.tables import Table, comment

RELEASE = Table(
    name="marts.release",
    description="Which release this file is. A night without changes makes none, so it may be older than the last night.",
    grain="one row",
    columns={
        "release_id": ("VARCHAR", "Release: instant of publication (UTC) and first digits of the fingerprint of its content"),
        "released_at": ("TIMESTAMP", "Instant of publication (UTC)"),
        "code_version": ("VARCHAR", "Version of the project that made it, and the first digits of a hash of its code and SQL"),
    },
)


def sign(db: duckdb.DuckDBPyConnection, release_id: str, released_at: datetime) -> None:
    """Put the table marts.release into the database that `db` uses."""
    db.execute("create schema if not exists marts")
    db.execute(RELEASE.create_sql())
    db.execute("insert into marts.release values (?, ?, ?)", [release_id, released_at.replace(tzinfo=None), code_version()])
    comment(db, RELEASE)


@cache
def code_version() -> str:
    """Version of the project and a hash of all that decides what a release holds: '0.1.0+3f2a…'; of when it was first asked."""
    digest = hashlib.sha256()
    package = PROJECT / "pipelines"
    for path in sorted([*package.rglob("*.py"), *SQL.rglob("*.sql")]):
        digest.update(path.relative_to(PROJECT).as_posix().encode() + path.read_bytes())
    version = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    return f"{version}+{digest.hexdigest()[:12]}"
