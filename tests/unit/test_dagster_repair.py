"""Dagster's state is no truth: what of it is damaged is set aside, made anew, and told; what it lacks is told in one line."""

import os
import re
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import dagster as dg
import pytest
import sqlalchemy
from dagster_postgres.utils import retry_pg_connection_fn

from pipelines.assets.faults import reasons, tells_faults
from pipelines.errors import StorageError
from pipelines.folders import Folders
from pipelines.operations.dagster_home import (
    POSTGRES,
    REMEDY_OF_THE_SERVER,
    require_postgres,
    said_of_server,
    server,
    set_up_dagster,
)
from pipelines.operations.dagster_repair import mend_storage, tells_storage_faults
from pipelines.operations.failures import keep_room_for_last_words
from pipelines.warehouse.obstacles import NOTES
from pipelines.warehouse.repairs import Repairs
from tests.unit.test_receiving import as_nobody

FILES = ("history/runs.db", "history/runs/index.db", "schedules/schedules.db")


@dg.op
def work() -> None:
    """Does nothing."""


@dg.job
def nightly() -> None:
    work()


def instance_in(storage: Path) -> dg.DagsterInstance:
    """Dagster's state in SQLite, as dagster.yaml says."""
    return dg.DagsterInstance.local_temp(str(storage), overrides={"telemetry": {"enabled": False}})


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """State with one run in it."""
    storage = tmp_path_factory.mktemp("used")
    with instance_in(storage) as instance:
        assert nightly.execute_in_process(instance=instance).success
    return storage


@pytest.fixture
def storage(used: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(used, tmp_path / "dagster"))


def _sql(path: Path, sql: str) -> None:
    with sqlite3.connect(path) as db:
        db.execute(sql)
    db.close()


def _another(path: Path) -> None:
    path.unlink()
    _sql(path, "create table a (b)")


def _into_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _garble(path: Path) -> None:
    """Spoil its midst: its first page, by which it is known, is whole."""
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(os.urandom(path.stat().st_size - 4096))


HARMS: dict[str, Callable[[Path], object]] = {
    "empty": lambda path: os.truncate(path, 0),
    "cut": lambda path: os.truncate(path, path.stat().st_size // 2),
    "ten bytes": lambda path: os.truncate(path, 10),
    "random": lambda path: path.write_bytes(os.urandom(20_000)),
    "its midst random": _garble,
    "text": lambda path: path.write_text("unit_id;value\n" * 1000),
    "a folder": _into_folder,
    "of another program": _another,
    "of a later version": lambda path: _sql(path, "update alembic_version set version_num = 'ffffffffffff'"),
}


@pytest.mark.parametrize(
    ("harm", "name"),
    [  # each harm comes to one of the files, by turns; to each of them by `make soak`
        pytest.param(harm, name, marks=() if place % len(FILES) == turn else pytest.mark.soak)
        for place, harm in enumerate(HARMS)
        for turn, name in enumerate(FILES)
    ],
)
def test_a_damaged_file_of_dagsters_state_is_set_aside_and_runs_go_on(storage: Path, harm: str, name: str) -> None:
    for suffix in ("-wal", "-shm"):
        Path(f"{storage / name}{suffix}").unlink(missing_ok=True)
    HARMS[harm](storage / name)
    (told,) = mend_storage(storage, storage.parent)
    assert f"Dagster's dagster/{name} was " in told
    assert f"moved to set_aside/1-{Path(name).name}" in told
    assert list(Repairs(storage.parent)) == [told], "the night that mends may be killed before its release tells"
    with instance_in(storage) as instance:
        if harm in ("empty", "random"):  # each run takes a second
            assert nightly.execute_in_process(instance=instance).success
        assert {run.status for run in instance.get_runs()} <= {dg.DagsterRunStatus.SUCCESS}
    assert mend_storage(storage, storage.parent) == []


@pytest.mark.parametrize("harm", ["empty", "ten bytes", "random"])
def test_the_log_of_one_run_that_is_damaged_is_set_aside_alone(storage: Path, harm: str) -> None:
    (log,) = (path for path in (storage / "history" / "runs").glob("*.db") if path.name != "index.db")
    HARMS[harm](log)
    (told,) = mend_storage(storage, storage.parent)
    assert log.name in told
    with instance_in(storage) as instance:
        (run,) = instance.get_runs()
        assert instance.all_logs(run.run_id) == []


def test_what_is_whole_or_not_there_yet_is_left_alone(storage: Path, tmp_path: Path) -> None:
    assert mend_storage(storage, storage.parent) == []
    assert mend_storage(tmp_path / "none", storage.parent) == []
    assert not (storage.parent / "set_aside").exists()


def test_folders_where_commands_keep_their_notes_are_set_aside(storage: Path) -> None:
    for note in NOTES:
        (storage.parent / note).mkdir()
    (storage.parent / f".{NOTES[0]}.part").mkdir()
    told = mend_storage(storage, storage.parent)
    assert len(told) == len(NOTES) + 1
    assert list(Repairs(storage.parent)) == told
    keep_room_for_last_words(storage.parent)
    assert mend_storage(storage, storage.parent) == []


def test_state_that_another_program_writes_to_is_left_alone(storage: Path) -> None:
    with sqlite3.connect(storage / FILES[0]) as db:
        db.execute("begin exclusive")
        assert mend_storage(storage, storage.parent) == []
    db.close()


def test_a_full_disk_is_one_line_with_its_remedy(tmp_path: Path) -> None:
    engine = sqlalchemy.create_engine(f"sqlite:///{tmp_path / 'runs.db'}")

    @tells_storage_faults(tmp_path)
    def fill() -> None:
        with engine.begin() as db:
            for sql in ("pragma max_page_count = 2", "create table a (b)", "insert into a values (zeroblob(100000))"):
                db.execute(sqlalchemy.text(sql))

    with pytest.raises(StorageError, match=r"written \(database or disk is full\)\nRemedy: see that the disk has room") as told:
        fill()
    assert str(told.value).count("\n") == 1


def test_a_folder_that_cannot_be_written_is_one_line_with_its_remedy(
    storage: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tmp_path.chmod(0o755)
    monkeypatch.chdir(tmp_path)  # the folders above may be closed to others

    @tells_storage_faults(storage)
    def write() -> None:
        _sql(Path("dagster/history/runs.db"), "create table a (b)")

    with as_nobody(), pytest.raises(StorageError, match=r"cannot be read or written \(.*\)\nRemedy: ") as told:
        write()
    assert str(told.value).count("\n") == 1


ADDRESS = "postgresql://night:s%40fe-word@127.0.0.1:1/state"
"""A server that is away: nothing listens on port 1."""
SHOWN = "PostgreSQL at 127.0.0.1:1, database state"


def lose_the_server() -> None:
    """What Dagster meets when its server goes away: its own exception, with what the driver said as its cause."""
    engine = sqlalchemy.create_engine(ADDRESS.replace("postgresql", "postgresql+psycopg2"))
    retry_pg_connection_fn(engine.connect, retry_limit=0)


def test_a_server_that_dies_in_a_night_is_named_with_its_remedy_and_no_disk_or_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(POSTGRES, ADDRESS)
    with pytest.raises(StorageError) as told, tells_storage_faults(tmp_path):
        lose_the_server()
    assert (told.value.where, told.value.remedy) == (SHOWN, REMEDY_OF_THE_SERVER)
    assert "connection to server" in told.value.what
    assert str(told.value).count("\n") == 1
    assert str(tmp_path) not in str(told.value)

    @dg.asset
    @tells_faults
    def state() -> None:
        lose_the_server()

    @dg.asset
    def untold() -> None:
        lose_the_server()

    for each in (state, untold):
        with dg.DagsterInstance.ephemeral() as instance:
            (reason,) = reasons(dg.materialize([each], instance=instance, raise_on_error=False).all_events)
        what, where, remedy = reason.split("\n")
        assert what.startswith("Dagster's state could not be read or written in the midst of the run (")
        assert (where, remedy) == (f"Where: {SHOWN}", f"Remedy: {REMEDY_OF_THE_SERVER}")


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://night:s%40fe-word@db.example/x?sslmode=nonsense",
        "postgres:/night:s@fe-word@db.example/x",
        "host=db pasword=s@fe-word",
    ],
)
def test_no_message_about_the_server_holds_its_password(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(POSTGRES, address)
    monkeypatch.setenv("DAGSTER_STORAGE", str(tmp_path))
    monkeypatch.setenv("PYTHONPATH", "")  # it is changed, and given back
    with pytest.raises(StorageError) as told:
        set_up_dagster(Folders(tmp_path))
    assert "fe-word" not in f"{told.value} {server()}"


def test_a_fault_of_the_program_is_no_fault_of_the_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(POSTGRES, ADDRESS)
    with pytest.raises(KeyError), tells_storage_faults(tmp_path):
        raise KeyError("unit_id")
    monkeypatch.delenv(POSTGRES)
    assert server() is None


@pytest.mark.parametrize("password", ["p@ss/w#rd", "p/rd", "p/w#rd", "p/w[#rd"])
def test_of_an_address_whose_password_has_bare_signs_nothing_is_shown(password: str) -> None:
    address = f"postgresql://night:{password}@127.0.0.1:1/state"
    with pytest.raises(StorageError, match=r"%40 for an @ in the password, %2F for a /") as told:
        require_postgres(address)
    assert not re.search(r"w#rd|rd@127|127\.0", str(told.value))


@pytest.mark.parametrize("password", ["p[ss", "p?#ss"])
def test_a_password_with_a_sign_that_the_server_takes_is_hidden_in_what_it_says(
    password: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(POSTGRES, f"postgresql://night:{password}@127.0.0.1:1/state")
    assert said_of_server(f"no entry for {password}") == "no entry for …"
    with pytest.raises(StorageError, match="cannot be reached: connection to server"):
        require_postgres(os.environ[POSTGRES])
