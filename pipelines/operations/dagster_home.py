"""Where Dagster keeps its state: SQLite files in the warehouse folder, or PostgreSQL where an environment variable names it."""

import os
import re
from pathlib import Path

import yaml

from pipelines.errors import StorageError
from pipelines.folders import PROJECT, Folders

POSTGRES = "UNIT_RETURNS_POSTGRES"
"""Environment variable with the address of a PostgreSQL database: postgresql://user:password@host:5432/name."""
CONNECT_SECONDS = 10
_ADDRESS = "DAGSTER_POSTGRES_ADDRESS"
"""The same, as Dagster's own settings read it: with the driver that is installed, which is not SQLAlchemy's own choice."""
_SCHEME = re.compile(r"^postgres(ql)?://")


def set_up_dagster(folders: Folders) -> None:
    """Point Dagster, in this process and those that it starts, at its settings and its state.

    Raises:
        StorageError: the state can be neither written nor reached.
    """
    storage = Path(os.environ.setdefault("DAGSTER_STORAGE", str(folders.warehouse / "dagster")))
    # Its settings name a class of this project, and its own programs do not look for modules in the folder they start in.
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (str(PROJECT), os.environ.get("PYTHONPATH"))))
    try:
        storage.mkdir(parents=True, exist_ok=True)
        if address := os.environ.get(POSTGRES):
            _require_postgres(address)
            os.environ[_ADDRESS] = _SCHEME.sub("postgresql+psycopg2://", address)
            os.environ["DAGSTER_HOME"] = str(_postgres_home(storage))
        else:
            os.environ.setdefault("DAGSTER_HOME", str(PROJECT))
    except OSError as error:
        raise StorageError(
            f"Dagster's state cannot be written ({error.strerror or error})",
            where=str(storage),
            remedy="let the account that runs the night write to the warehouse folder, and see that the disk has room",
        ) from error


def _postgres_home(storage: Path) -> Path:
    """A folder with the project's dagster.yaml, its storage exchanged; the address itself stays in the environment."""
    settings = yaml.safe_load((PROJECT / "dagster.yaml").read_text(encoding="utf-8"))
    settings["storage"] = {"postgres": {"postgres_url": {"env": _ADDRESS}}}
    home = storage / "postgres"
    home.mkdir(exist_ok=True)
    part = home / f".dagster.{os.getpid()}.part"
    part.write_text(yaml.safe_dump(settings), encoding="utf-8")
    part.replace(home / "dagster.yaml")
    return home


def _require_postgres(address: str) -> None:
    """See that the database answers, before Dagster says so in a trace of a hundred lines."""
    import psycopg2

    try:
        psycopg2.connect(address, connect_timeout=CONNECT_SECONDS).close()
    except psycopg2.Error as error:
        raise StorageError(
            f"the PostgreSQL database cannot be reached: {' '.join(str(error).split())}",
            where=POSTGRES,
            remedy="see that the server runs and lets this account in (`psql` with the same address), or unset the variable: "
            "Dagster then keeps its state in SQLite; returns and releases are the same in both",
        ) from error
