"""The only place that opens DuckDB: no connection of the project reads or loads anything but the file it was opened on."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import duckdb

STORAGE_VERSION = "v1.0.0"
"""Format of the files that are made: the oldest that clients of DuckDB 1.x can open, for a release is a copy of the build."""
NO_VARIABLES = {"python_enable_replacements": False}
"""No name in SQL is that of a Python variable. Looking for one takes a sixth of the time of a query on few rows."""
_STAYS_OPEN = "set allowed_configs = ['memory_limit', 'threads']"
"""Settings that may be changed on a connection that is open: reading it all needs little, how many arrived is known late."""
_SHUT = (
    "set autoinstall_known_extensions = false",
    "set autoload_known_extensions = false",
    "set allow_community_extensions = false",
    "set enable_external_access = false",
    "set lock_configuration = true",
)
"""Settings in this order: the last two cannot be taken back for as long as the connection lives."""


def connect(
    path: Path,
    *,
    read_only: bool = False,
    attachable: Path | None = None,
    bounds: Mapping[str, int | str] = MappingProxyType({}),
) -> duckdb.DuckDBPyConnection:
    """Open a database file. Its days and instants are UTC, also of what `cursor` gives.

    SQL on it cannot attach or read other files, write any, or load an extension, whatever a register, a workbook or a model
    makes it say; frames come in by `register` alone.

    Args:
        path: the database file.
        read_only: nothing in it can be changed.
        attachable: the one folder whose files may be attached.
        bounds: what it may use of the machine: 'threads', 'memory_limit'.

    Raises:
        duckdb.Error: it cannot be opened.
    """
    made_as: dict[str, bool | int | float | str | list[str]] = dict(bounds)
    if not read_only:
        made_as["storage_compatibility_version"] = STORAGE_VERSION
    db = duckdb.connect(str(path), read_only=read_only, config=made_as)
    try:
        ((is_shut,),) = db.execute("select current_setting('lock_configuration')").fetchall()
        if not is_shut:  # else this process has it open: it is one database, as shut as it was made then
            db.execute("set global timezone = 'UTC'")
            for setting in (*(_reach(attachable) if attachable else ()), _STAYS_OPEN, *_SHUT):
                db.execute(setting)
    except BaseException:
        db.close()
        raise
    return db


def settings_of_a_shell(attachable: Path) -> list[str]:
    """Settings under which a person's own shell reaches as little, but for files in `attachable`; the person may set others.

    What the shell itself does (`.once`, `.read`) it does with that person's rights.
    """
    return [*_reach(attachable), *_SHUT[:-1]]


def _reach(attachable: Path) -> list[str]:
    escaped = str(attachable).replace("'", "''")
    return [f"set allowed_directories = ['{escaped}/']"]
