"""Where Dagster keeps its state: SQLite files in the warehouse folder, or PostgreSQL where an environment variable names it."""

import os
import re
from pathlib import Path
from urllib.parse import unquote

import yaml

from pipelines.errors import StorageError
from pipelines.folders import PROJECT, Folders

POSTGRES = "UNIT_RETURNS_POSTGRES"
"""Environment variable with the address of a PostgreSQL database: postgresql://user:password@host:5432/name."""
CONNECT_SECONDS = 10
_ADDRESS = "DAGSTER_POSTGRES_ADDRESS"
"""The same, as Dagster's own settings read it: with the driver that is installed, which is not SQLAlchemy's own choice."""
REMEDY_OF_THE_SERVER = (
    "see that the server runs, has room on its disk and lets this account in (`psql` with the same address); then run again, "
    f"or unset {POSTGRES}: Dagster then keeps its state in SQLite; returns and releases are the same in both"
)
_SCHEME = re.compile(r"^postgres(ql)?://")
_DRIVER = re.compile(r"^\(psycopg2\.[\w.]+\) ")


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
            require_postgres(address)
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
    kept = {"module": "pipelines.operations.dagster_postgres_storage", "class": "KeptPostgresStorage"}
    settings["storage"] = {"custom": {**kept, "config": {"postgres_url": {"env": _ADDRESS}}}}
    home = storage / "postgres"
    home.mkdir(exist_ok=True)
    part = home / f".dagster.{os.getpid()}.part"
    part.write_text(yaml.safe_dump(settings), encoding="utf-8")
    part.replace(home / "dagster.yaml")
    return home


def server() -> str | None:
    """PostgreSQL with Dagster's state, as it may be shown ('PostgreSQL at db.example:5432, database dagster'); None in SQLite.

    A password is in no part of it.
    """
    address = os.environ.get(POSTGRES)
    if not address:
        return None
    import psycopg2
    from psycopg2.extensions import parse_dsn

    try:
        parts = parse_dsn(address)
    except psycopg2.ProgrammingError:  # its message holds the address, with the password
        return f"PostgreSQL as {POSTGRES} names it"
    host, port = (
        parts.get("host") or os.environ.get("PGHOST", "localhost"),
        parts.get("port") or os.environ.get("PGPORT", "5432"),
    )
    return f"PostgreSQL at {host}:{port}, database {parts.get('dbname') or parts.get('user') or 'of this account'}"


def said_of_server(error: BaseException | str) -> str:
    """What PostgreSQL or its driver said, in a line, without the statement that it was about and without the password."""
    said = " ".join(_DRIVER.sub("", str(error).strip()).partition("[SQL:")[0].partition("(Background on")[0].split())
    password = _account(os.environ.get(POSTGRES, ""))[0].partition(":")[2]
    return said.replace(password, "…").replace(unquote(password), "…") if password else said


def require_postgres(address: str) -> None:
    """See that the database answers, before Dagster says so in a trace of a hundred lines.

    Raises:
        StorageError: it does not.
    """
    import psycopg2

    account, beyond = _account(address)
    if "@" in account or "@" in beyond.partition("?")[0]:  # then part of the password is taken for server or database
        raise _unreadable_address()
    try:
        psycopg2.connect(address, connect_timeout=CONNECT_SECONDS).close()
    except psycopg2.ProgrammingError as error:
        raise _unreadable_address() from error
    except psycopg2.Error as error:
        raise StorageError(
            f"the PostgreSQL database cannot be reached: {said_of_server(error)} ({server()})",
            where=POSTGRES,
            remedy=REMEDY_OF_THE_SERVER,
        ) from error


def _account(address: str) -> tuple[str, str]:
    """User and password as an address has them, and what follows its server; '' where it has none.

    Not of urllib, which ends a password at a '#' or '?' and refuses one with a '[': PostgreSQL takes all three.
    """
    authority, _, beyond = _SCHEME.sub("", address).partition("/") if _SCHEME.match(address) else ("", "", "")
    return authority.rpartition("@")[0], beyond


def _unreadable_address() -> StorageError:
    return StorageError(
        "the address of the PostgreSQL database cannot be read",
        where=POSTGRES,
        remedy="write it as 'postgresql://user:password@host:5432/name', with %40 for an @ in the password, %2F for a / and "
        "%23 for a #, or unset it",
    )
