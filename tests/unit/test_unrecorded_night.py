"""A night that the disk leaves no room to record says why once, in a line, and the next one notes it."""

import errno
import io
import os
import random
import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import dagster as dg
import pytest
from rich.console import Console
from typer.testing import CliRunner

from pipelines import nightly
from pipelines.__main__ import app
from pipelines.assets.automation import NIGHTLY
from pipelines.assets.faults import reasons, tells_faults
from pipelines.assets.killed_runs import fail_killed_runs, killed_words
from pipelines.errors import StorageError
from pipelines.folders import PROJECT, Folders
from pipelines.operations.alarms import Alarms
from pipelines.operations.dagster_home import POSTGRES
from pipelines.operations.failures import keep_room_for_last_words, last_words, leave_last_words, unrecorded_failure
from pipelines.operations.watch import last_failure

LEAST_BYTES = 8192
"""Size at which files can grow no more once the disk of a test is full."""


def job_of(work: Callable[[], object]) -> dg.JobDefinition:
    @dg.op
    def step() -> None:
        work()

    @dg.job(name=NIGHTLY.name, executor_def=dg.in_process_executor)
    def night() -> None:
        step()

    return night


def fill_the_disk() -> None:
    """From now on this process can make no file longer: the system says so as of a disk without room."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (LEAST_BYTES, resource.RLIM_INFINITY))


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folders:
    """An installation with room for Dagster's state below it."""
    found = Folders(tmp_path)
    storage = found.warehouse / "dagster"
    storage.mkdir(parents=True)
    monkeypatch.setenv("DAGSTER_STORAGE", str(storage))
    monkeypatch.setenv("DAGSTER_HOME", str(PROJECT))
    return found


@pytest.mark.parametrize("can_note", [True, False], ids=["room for a note", "no room for a note"])
def test_a_disk_that_fills_in_the_midst_of_a_night_is_one_line_and_noted_at_once_or_by_the_next_night(
    folders: Folders, capfd: pytest.CaptureFixture[str], *, can_note: bool
) -> None:
    if not can_note:
        folders.failures.write_text("x" * LEAST_BYTES, encoding="utf-8")
    said = io.StringIO()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        console = Console(file=said)
        with pytest.raises(StorageError) as told, nightly.tells_unrecorded(console, folders) as run_id:
            nightly._run(console, job_of(fill_the_disk), folders, run_id)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert str(told.value).count("\n") == 1
    assert "sqlalche" not in "".join(capfd.readouterr())
    if can_note:
        assert "Dagster's state cannot be read or written" in folders.failures.read_text(encoding="utf-8")
    else:
        assert "It could not be noted or mailed" in said.getvalue()
        assert folders.failures.read_text(encoding="utf-8") == "x" * LEAST_BYTES
    unnoted = last_failure(folders)
    assert unnoted is not None
    assert "Dagster's state cannot be read or written" in unnoted.text
    assert nightly._run(Console(file=said, width=500), job_of(lambda: None), folders, str(uuid4())).success
    assert "failed: " in said.getvalue()
    assert "was killed" not in said.getvalue()
    notes = folders.failures.read_text(encoding="utf-8")
    assert notes.count("Dagster's state cannot be read or written") == 1


@pytest.mark.parametrize("away", ["the database", "the folder"])
def test_a_night_whose_state_cannot_be_had_at_all_is_noted_and_stands_as_a_cause(
    away: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders = Folders(tmp_path)
    folders.warehouse.mkdir()
    monkeypatch.setenv("UNIT_RETURNS_ROOT", str(tmp_path))
    monkeypatch.setenv("DAGSTER_HOME", str(PROJECT))
    monkeypatch.setenv("DAGSTER_STORAGE", str(folders.warehouse / "dagster"))
    if away == "the database":
        monkeypatch.setenv(POSTGRES, "postgresql://127.0.0.1:1/none")
    else:
        (folders.warehouse / "dagster").write_bytes(b"no folder")
    for _ in range(2):
        told = CliRunner().invoke(app, ["nightly"])
        assert isinstance(told.exception, StorageError)
        assert "The run failed; nothing is published yet" in told.output
    assert folders.failures.read_text(encoding="utf-8").count(str(told.exception)) == 2
    (standing,) = Alarms(folders).standing()
    assert standing.alarm.text.startswith(str(told.exception))


def test_a_disk_that_fills_in_the_midst_of_a_night_and_has_room_again_when_it_ends_blames_no_program(
    folders: Folders,
) -> None:
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)

    @dg.resource
    @contextmanager
    def build(_context: dg.InitResourceContext) -> Iterator[None]:
        """What takes room and gives it back when the run ends, as the build file does."""
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)

    @dg.op(required_resource_keys={"build"})
    def step() -> None:
        fill_the_disk()

    @dg.op(ins={"before": dg.In(dg.Nothing)})
    def next_step() -> None:
        """With its beginning is stored what the step before it told."""

    @dg.job(name=NIGHTLY.name, executor_def=dg.in_process_executor, resource_defs={"build": build})
    def night() -> None:
        next_step(step())

    said = io.StringIO()
    try:
        assert not nightly._run(Console(file=said, width=500), night, folders, str(uuid4())).success
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    told = folders.failures.read_text(encoding="utf-8")
    assert "Dagster's state could not be read or written in the midst of the run (" in told
    assert f"\nWhere: {folders.warehouse / 'dagster'}\nRemedy: see that the disk has room" in told
    assert "program" not in told + said.getvalue()
    assert "before the first step" not in told


def test_last_words_are_those_of_their_run_alone_and_as_long_as_their_room(tmp_path: Path) -> None:
    assert last_words(tmp_path, "a") is None
    keep_room_for_last_words(tmp_path)
    leave_last_words(tmp_path, "a", "đĩa đầy " * 2000)
    keep_room_for_last_words(tmp_path)
    assert (last_words(tmp_path, "a") or "").startswith("đĩa đầy đĩa")
    assert last_words(tmp_path, "b") is None
    for seed in range(20):
        (tmp_path / "last_words.txt").write_bytes(random.Random(seed).randbytes(4096))  # of a damaged disk
        assert unrecorded_failure(tmp_path, None) is None
    assert [path.stat().st_size for path in tmp_path.iterdir()] == [4096]


@pytest.mark.parametrize("odd", ["12\u00a0000", "9.41\u202fAM", "x\u200b", "\ue000"])
def test_last_words_stand_whatever_they_quote(odd: str, tmp_path: Path) -> None:
    leave_last_words(tmp_path, "a", f"unit.csv:3: '{odd}'\nRemedy: mend it")
    leave_last_words(tmp_path, "b", "a\x07b\fc \udcff")
    assert last_words(tmp_path, "a") == f"unit.csv:3: '{odd}'\nRemedy: mend it"
    assert last_words(tmp_path, "b") == "a b c ?"


def test_of_several_nights_on_a_full_disk_each_is_told_by_what_it_said(tmp_path: Path) -> None:
    for run_id in ("a", "b", "b", "c"):
        leave_last_words(tmp_path, run_id, f"no room for {run_id}\nWhere: here")
    assert [last_words(tmp_path, run_id) for run_id in "abc"] == [f"no room for {run_id}\nWhere: here" for run_id in "abc"]
    standing = unrecorded_failure(tmp_path, None)
    assert standing is not None
    assert standing.text.startswith("no room for c")
    for number in range(200):
        leave_last_words(tmp_path, str(number), "no room " * 20)
    assert last_words(tmp_path, "199")
    assert last_words(tmp_path, "a") is None
    assert (tmp_path / "last_words.txt").stat().st_size == LEAST_BYTES // 2


def test_a_night_whose_end_dagster_did_not_record_is_recorded_by_us_and_not_killed(
    folders: Folders,
) -> None:
    """Dagster may come back from a run as if all were told though its storage kept the run as under way."""
    with dg.DagsterInstance.get() as instance:
        result = job_of(lambda: 1 // 0).execute_in_process(instance=instance, raise_on_error=False)
        run = instance.get_run_by_id(result.run_id)
        assert run
        instance.delete_run(run.run_id)
        instance.add_run(run.with_status(dg.DagsterRunStatus.STARTED))
        nightly._tell_failure(Console(file=io.StringIO()), instance, folders, result)
        again = instance.get_run_by_id(run.run_id)
        assert again
        assert again.status is dg.DagsterRunStatus.FAILURE
        assert fail_killed_runs(instance, folders, are_retried=False) == []


def test_a_step_without_room_on_the_disk_leaves_word_so_that_the_daemon_calls_its_run_no_killed_one(
    folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UNIT_RETURNS_ROOT", str(folders.root))

    def full() -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "build.duckdb")

    with dg.DagsterInstance.get() as instance:
        result = job_of(tells_faults(full)).execute_in_process(instance=instance, raise_on_error=False)
        run = instance.get_run_by_id(result.run_id)
        assert run
        told = killed_words(run, folders)
        assert told
        assert "No space left on device" in told
        assert "Remedy: make room on the disk" in told
        assert told == "\n".join(reasons(result.all_events))
