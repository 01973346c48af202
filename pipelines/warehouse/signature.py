"""What a release says of itself, inside its own file: which it is, when it was made, and by which version of the code."""

import hashlib
import tomllib
from datetime import datetime
from functools import cache
from typing import Any

import duckdb

from pipelines.folders import PROJECT, SQL
from pipelines.queries import columns, query, table
from pipelines.tables import Table, comment

RELEASE = Table(
    name="marts.release",
    description="Which release this file is (frozen_label is null), and the earlier ones that are kept for ever. "
    "A night without changes makes none, so it may be older than the last night.",
    grain="one row for this release, and one per freeze of an earlier one",
    columns={
        "release_id": ("VARCHAR", "Release: instant of publication (UTC) and first digits of the fingerprint of its content"),
        "released_at": ("TIMESTAMP", "Instant of publication (UTC; with '+00:00' behind it what `make as-of AT=` takes)"),
        "code_version": ("VARCHAR", "Version of the project that made it, and the first digits of a hash of its code and SQL"),
        "frozen_label": ("VARCHAR", "What it is kept for ever as (`make freeze LABEL=…`); null: it is this file"),
        "cutoff_period_id": ("VARCHAR", "Last period that counts in the evaluation it was frozen for; null for this file"),
        "cutoff_vi": ("VARCHAR", "Its name; null for this file, and where register period has it no more"),
        "frozen_at": ("TIMESTAMP", "Instant of the freeze (UTC); null for this file"),
        "fingerprint": ("VARCHAR", "SHA-256 of its file; null for this file, which cannot hold its own"),
        "frozen_file": ("VARCHAR", "Its file below warehouse/releases, to attach; null for this file"),
    },
)


def sign(db: duckdb.DuckDBPyConnection, release_id: str, released_at: datetime) -> None:
    """Put the table marts.release into the database that `db` uses."""
    db.execute("create schema if not exists marts")
    db.execute(RELEASE.create_sql())
    own = [release_id, released_at.replace(tzinfo=None), code_version()]
    db.execute("insert into marts.release (release_id, released_at, code_version) values (?, ?, ?)", own)
    if {"reference.frozen_release", "reference.period"} <= columns(db).keys():
        db.execute(query("warehouse/frozen"))
    comment(db, RELEASE)


def own_release(db: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """The row of marts.release that says which release this is; `db` is a release."""
    (own,) = (row for row in table(db, RELEASE.name) if row["frozen_label"] is None)
    return own


@cache
def code_version() -> str:
    """Version of the project and a hash of all that decides what a release holds: '0.1.0+3f2a…'; of when it was first asked."""
    digest = hashlib.sha256()
    package = PROJECT / "pipelines"
    for path in sorted([*package.rglob("*.py"), *SQL.rglob("*.sql")]):
        digest.update(path.relative_to(PROJECT).as_posix().encode() + path.read_bytes())
    version = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    return f"{version}+{digest.hexdigest()[:12]}"
