"""A run that was killed is marked so by whoever starts next, and blocks nothing; a living one is let be."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import dagster as dg
import pytest

from pipelines.assets import killed_runs
from pipelines.assets.automation import NIGHTLY, failure_sensor
from pipelines.assets.faults import reasons
from pipelines.assets.killed_runs import NO_RETRY, fail_killed_runs
from pipelines.folders import Folders
from pipelines.operations.failures import failure_alarm
from pipelines.processes import BEGAN, HOST, PROCESS, RUN, has_ended, noted, this_process
from pipelines.warehouse import open_build
from pipelines.warehouse.resource import Warehouse

UNDER_WAY = [dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.CANCELING]


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as made:
        yield made


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    return Folders(tmp_path)


@dg.op
def work() -> None:
    """Done by nobody."""


@dg.job(name=NIGHTLY.name)
def nightly() -> None:
    work()


def begun(instance: dg.DagsterInstance, status: dg.DagsterRunStatus, tags: dict[str, str]) -> str:
    """A run, and what is noted of its process."""
    run_id = str(uuid4())
    return instance.create_run_for_job(nightly, run_id=run_id, status=status, tags=tags and {**tags, RUN: run_id}).run_id


def status(instance: dg.DagsterInstance, run_id: str) -> dg.DagsterRunStatus:
    run = instance.get_run_by_id(run_id)
    assert run is not None
    return run.status


@pytest.fixture
def killed() -> dict[str, str]:
    """What was noted of a process that was killed."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        note = noted(process.pid, "a run")
        assert has_ended(note, "a run") is False
        process.send_signal(signal.SIGKILL)
        process.wait()
    return note


@pytest.mark.parametrize("before", [dg.DagsterRunStatus.NOT_STARTED, *UNDER_WAY])
def test_a_run_whose_process_is_gone_is_failed_at_once_and_told(
    instance: dg.DagsterInstance, folders: Folders, killed: dict[str, str], before: dg.DagsterRunStatus
) -> None:
    run_id = begun(instance, before, killed)
    (told,) = fail_killed_runs(instance, folders, are_retried=True)
    assert f"run {run_id} was killed: its process {killed[PROCESS]} is gone" in told
    assert status(instance, run_id) is dg.DagsterRunStatus.FAILURE
    (event,) = [entry.dagster_event for entry in instance.all_logs(run_id, of_type=dg.DagsterEventType.RUN_FAILURE)]
    assert event
    (reason,) = reasons([event])
    assert reason.startswith(f"{told}\nWhere: ")
    assert "Remedy: none if somebody ended it" in reason
    assert fail_killed_runs(instance, folders, are_retried=True) == []


def test_a_run_that_still_holds_the_build_file_lives_whatever_its_process_seems(
    instance: dg.DagsterInstance, folders: Folders, killed: dict[str, str]
) -> None:
    run_id = begun(instance, dg.DagsterRunStatus.STARTED, killed)
    with open_build(folders.warehouse):
        assert fail_killed_runs(instance, folders, are_retried=True) == []
    assert status(instance, run_id) is dg.DagsterRunStatus.STARTED


def test_a_process_that_got_the_number_of_one_that_was_killed_is_another(
    instance: dg.DagsterInstance, folders: Folders
) -> None:
    run_id = begun(instance, dg.DagsterRunStatus.STARTED, {**this_process(""), BEGAN: "1 of a machine before its restart"})
    assert len(fail_killed_runs(instance, folders, are_retried=True)) == 1
    assert status(instance, run_id) is dg.DagsterRunStatus.FAILURE


def test_a_run_whose_process_lives_is_let_be_however_long_it_takes(
    instance: dg.DagsterInstance, folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(killed_runs, "STARTING_SECONDS", -1)
    run_id = begun(instance, dg.DagsterRunStatus.STARTED, this_process(""))
    assert fail_killed_runs(instance, folders, are_retried=True) == []
    assert status(instance, run_id) is dg.DagsterRunStatus.STARTED


@pytest.mark.parametrize(
    "tags",
    [{}, {HOST: "another", PROCESS: "1", BEGAN: "1"}, {**this_process(""), BEGAN: ""}],
    ids=["nothing noted", "another machine", "a system that does not tell"],
)
def test_what_no_process_here_tells_is_told_by_the_build_file(
    instance: dg.DagsterInstance, folders: Folders, monkeypatch: pytest.MonkeyPatch, tags: dict[str, str]
) -> None:
    run_id = begun(instance, dg.DagsterRunStatus.STARTED, tags)
    assert fail_killed_runs(instance, folders, are_retried=True) == []
    monkeypatch.setattr(killed_runs, "STARTING_SECONDS", -1)
    with open_build(folders.warehouse):
        assert fail_killed_runs(instance, folders, are_retried=True) == []
    assert "nobody holds the build file" in fail_killed_runs(instance, folders, are_retried=True)[0]
    assert status(instance, run_id) is dg.DagsterRunStatus.FAILURE


@pytest.mark.parametrize("before", [dg.DagsterRunStatus.CANCELED, dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE])
def test_runs_that_have_ended_are_let_be(
    instance: dg.DagsterInstance, folders: Folders, killed: dict[str, str], before: dg.DagsterRunStatus
) -> None:
    run_id = begun(instance, before, killed)
    assert fail_killed_runs(instance, folders, are_retried=True) == []
    assert status(instance, run_id) is before


@pytest.mark.parametrize("before", [dg.DagsterRunStatus.NOT_STARTED, *UNDER_WAY])
def test_a_run_that_is_started_again_for_one_that_was_killed_is_no_dead_one_though_it_inherits_its_tags(
    instance: dg.DagsterInstance, folders: Folders, killed: dict[str, str], before: dg.DagsterRunStatus
) -> None:
    first = begun(instance, dg.DagsterRunStatus.STARTED, killed)
    fail_killed_runs(instance, folders, are_retried=True)
    run = instance.get_run_by_id(first)
    assert run is not None
    again = instance.create_run_for_job(nightly, status=before, tags=run.tags, parent_run_id=first, root_run_id=first).run_id
    assert fail_killed_runs(instance, folders, are_retried=True) == []
    assert status(instance, again) is before
    instance.add_run_tags(again, {**killed, RUN: again})  # its own process
    assert len(fail_killed_runs(instance, folders, are_retried=True)) == 1


@pytest.mark.parametrize("is_gone", [True, False])
def test_a_run_whose_worker_the_daemon_finds_gone_is_told_as_killed_and_blames_no_program(
    instance: dg.DagsterInstance, folders: Folders, killed: dict[str, str], *, is_gone: bool
) -> None:
    run_id = begun(instance, dg.DagsterRunStatus.STARTED, killed if is_gone else this_process(""))
    run = instance.get_run_by_id(run_id)
    assert run is not None
    instance.report_run_failed(run)  # as Dagster's code server does
    (event,) = [entry.dagster_event for entry in instance.all_logs(run_id, of_type=dg.DagsterEventType.RUN_FAILURE)]
    assert event
    sensor = failure_sensor(folders)
    context = dg.build_run_status_sensor_context(
        sensor_name=sensor.name, dagster_event=event, dagster_instance=instance, dagster_run=run
    )
    sensor(context.for_run_failure())
    noted = folders.failures.read_text(encoding="utf-8")
    said = f"run {run_id} was killed: its process {killed[PROCESS]} is gone" if is_gone else "ended from outside"
    assert said in noted
    assert "Remedy: none if somebody ended it" in noted
    assert "the program is at fault" not in noted
    assert "before the first step" not in noted


def test_runs_killed_night_after_night_are_one_cause(instance: dg.DagsterInstance, folders: Folders) -> None:
    for number in range(20):
        begun(instance, dg.DagsterRunStatus.STARTED, {**this_process(""), BEGAN: f"{number} of a machine before its restart"})
    fail_killed_runs(instance, folders, are_retried=True)
    causes = set()
    for run in instance.get_runs():
        (event,) = [entry.dagster_event for entry in instance.all_logs(run.run_id, of_type=dg.DagsterEventType.RUN_FAILURE)]
        assert event
        causes.add(failure_alarm("\n".join(reasons([event])), run.run_id).cause)
    assert len(causes) == 1


@pytest.mark.parametrize("are_retried", [True, False])
def test_a_killed_run_is_done_again_by_the_daemon_or_by_who_found_it_but_not_by_both(
    folders: Folders, killed: dict[str, str], tmp_path: Path, *, are_retried: bool
) -> None:
    settings = {"run_retries": {"enabled": True, "max_retries": 1, "retry_on_asset_or_op_failure": False}}
    with dg.DagsterInstance.local_temp(str(tmp_path), overrides=settings) as instance:
        run_id = begun(instance, dg.DagsterRunStatus.STARTED, killed)
        fail_killed_runs(instance, folders, are_retried=are_retried)
        run = instance.get_run_by_id(run_id)
        assert run is not None
        assert run.tags["dagster/will_retry"] == str(are_retried).lower()


def test_a_run_notes_its_process_as_soon_as_it_holds_the_build_file(instance: dg.DagsterInstance, folders: Folders) -> None:
    @dg.asset
    def seen(context: dg.AssetExecutionContext, warehouse: dg.ResourceParam[object]) -> None:
        run = context.instance.get_run_by_id(context.run.run_id)
        assert run is not None
        assert this_process(context.run.run_id).items() <= run.tags.items()

    assert dg.materialize([seen], resources={"warehouse": Warehouse(folder=str(folders.warehouse))}, instance=instance).success


def test_what_a_terminal_starts_is_never_started_again_by_the_daemon() -> None:
    assert NO_RETRY == {"dagster/max_retries": "0"}
    assert (NIGHTLY.tags or {})["dagster/retry_strategy"] == "ALL_STEPS"
