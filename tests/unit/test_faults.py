"""What a failed run says: what, where and remedy, before any trace, in the list of runs, in the terminal and in a file."""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import dagster as dg
import duckdb
import pytest

from pipelines.assets.automation import failure_sensor, recovery_sensor, tell_failure, what_is_published
from pipelines.assets.faults import FAULT_TAG, reasons, tells_faults
from pipelines.assets.publication import release_asset
from pipelines.errors import FIRST_FAULTS, PipelineError, RegisterError
from pipelines.folders import Folders, remove_folder
from pipelines.operations.alarms import Alarms
from tests.unit.test_publication import publish_values
from tests.unit.test_receiving import as_nobody

WHAT, WHERE, REMEDY = "two totals differ", "sql/core/span.sql", "mend the model"
TOLD = f"{WHAT}\nWhere: {WHERE}\nRemedy: {REMEDY}"


def raise_fault() -> None:
    raise PipelineError(WHAT, where=WHERE, remedy=REMEDY)


def raise_program_fault() -> None:
    raise KeyError("unit_id")


def raise_full_disk() -> None:
    raise OSError(28, "No space left on device", "/warehouse/build.duckdb")


def run(fault: Callable[[], None], instance: dg.DagsterInstance, *, streams: bool = False) -> dg.ExecuteInProcessResult:
    """Run an asset that meets a fault, and one that waits for it."""

    if streams:

        @dg.multi_asset(name="span", specs=[dg.AssetSpec("span")])
        @tells_faults
        def span() -> Iterator[dg.MaterializeResult[None]]:
            fault()
            yield dg.MaterializeResult()
    else:

        @dg.asset
        @tells_faults
        def span() -> dg.MaterializeResult[None]:
            fault()
            return dg.MaterializeResult()

    @dg.asset(deps=["span"])
    @tells_faults
    def total() -> None:
        """Never made."""

    return dg.materialize([span, total], instance=instance, raise_on_error=False)


def told_of(error: Exception, instance: dg.DagsterInstance) -> str:
    """What is told of a run whose asset met this error."""

    def fault() -> None:
        raise error

    (told,) = reasons(run(fault, instance).all_events)
    return told


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as made:
        yield made


@pytest.mark.parametrize("streams", [False, True])
def test_a_fault_that_a_person_can_mend_is_told_without_a_trace_of_the_program(
    instance: dg.DagsterInstance, *, streams: bool
) -> None:
    result = run(raise_fault, instance, streams=streams)
    assert reasons(result.all_events) == [TOLD]
    (failed,) = [event for event in result.all_events if event.is_step_failure]
    error = failed.step_failure_data.error
    assert error is not None
    assert error.message.strip().endswith(TOLD)
    assert error.cause is None
    assert failed.step_failure_data.user_failure_data is not None
    metadata = failed.step_failure_data.user_failure_data.metadata
    assert {name: value.value for name, value in metadata.items()} == {"what": WHAT, "where": WHERE, "remedy": REMEDY}


@pytest.mark.parametrize(("count", "is_split"), [(5, False), (6, True), (35, True)])
def test_of_many_faults_of_registers_the_first_stand_before_the_remedy_and_all_are_told(
    instance: dg.DagsterInstance, count: int, *, is_split: bool
) -> None:
    listed = [f"unit.csv:{line}: no such day" for line in range(2, count + 2)]

    def fault() -> None:
        raise RegisterError(listed, where="raw/reference")

    (told,) = reasons(run(fault, instance).all_events)
    lines = told.splitlines()
    assert lines[0].startswith(f"{count} fault(s) in the registers")
    assert lines[FIRST_FAULTS + 2].startswith("Remedy: mend the lines named here")
    assert [line.strip() for line in lines if line.startswith("  ")] == listed
    assert (f"The other {count - FIRST_FAULTS}:" in lines) == is_split


def test_the_event_that_ends_a_run_begins_with_the_fault(instance: dg.DagsterInstance) -> None:
    (ended,) = [event for event in run(raise_fault, instance).all_events if event.is_job_failure]
    error = ended.job_failure_data.error
    assert error is not None
    assert error.message.split(": ", 1)[1].startswith(WHAT)


def test_the_list_of_runs_shows_the_fault(instance: dg.DagsterInstance) -> None:
    run_id = run(raise_fault, instance).run_id
    found = instance.get_run_by_id(run_id)
    assert found is not None
    assert found.tags[FAULT_TAG] == WHAT


def test_a_fault_of_the_program_keeps_its_trace_and_says_so(instance: dg.DagsterInstance) -> None:
    result = run(raise_program_fault, instance)
    (told,) = reasons(result.all_events)
    assert told.startswith("KeyError: 'unit_id'\nWhere: span, test_faults.py line ")
    assert "the program is at fault and not the data" in told
    (failed,) = [event for event in result.all_events if event.is_step_failure]
    assert failed.step_failure_data.error is not None
    assert failed.step_failure_data.error.cause is not None
    assert "raise_program_fault" in "".join(failed.step_failure_data.error.cause.stack)


def test_a_fault_of_the_system_names_the_file_and_what_to_see_to(instance: dg.DagsterInstance) -> None:
    (told,) = reasons(run(raise_full_disk, instance).all_events)
    assert "No space left on device: '/warehouse/build.duckdb'" in told
    assert "Remedy: make room on the disk" in told


@pytest.mark.parametrize("error", [duckdb.IOException, duckdb.TransactionException, ValueError])
def test_a_full_disk_is_told_as_such_whatever_class_meets_it(error: type[Exception], instance: dg.DagsterInstance) -> None:
    told = told_of(error("Failed to commit: Could not write file: No space left on device"), instance)
    assert "Remedy: make room on the disk" in told


@pytest.mark.parametrize("error", [duckdb.IOException, duckdb.TransactionException, OSError])
def test_a_limit_on_the_size_of_files_is_no_fault_of_the_program(error: type[Exception], instance: dg.DagsterInstance) -> None:
    what = 'Failed to commit: Could not write file "/warehouse/build.duckdb.wal": File too large'
    told = told_of(error(what), instance)
    assert "Remedy: raise the limit on the size of a file" in told
    assert "LimitFSIZE" in told


@pytest.mark.parametrize("error", [duckdb.IOException, duckdb.TransactionException, OSError])
@pytest.mark.parametrize("said", ["Permission denied", "Read-only file system"])
def test_a_folder_without_rights_is_told_as_such_whatever_class_meets_it(
    said: str, error: type[Exception], instance: dg.DagsterInstance
) -> None:
    what = f'Failed to commit: Cannot open file "/warehouse/build.duckdb.wal": {said}'
    told = told_of(error(what), instance)
    assert told.startswith(f"{what}\nWhere: span, ")
    assert "Remedy: let the account that runs the night read and write the folder" in told
    assert "program" not in told


def test_a_folder_that_may_not_be_removed_is_named_with_its_path(
    instance: dg.DagsterInstance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tmp_path.chmod(0o755)
    monkeypatch.chdir(tmp_path)  # the folders above may be closed to others
    page = tmp_path / "docs" / "old" / "year_total.html"
    page.parent.mkdir(parents=True)
    page.touch()
    page.parent.chmod(0o555)

    def remove() -> None:
        with as_nobody():
            remove_folder(Path("docs"))

    (told,) = reasons(run(remove, instance).all_events)
    page.parent.chmod(0o755)
    assert told.startswith(f"[Errno 13] Permission denied: '{page}'\nWhere: span, {page}\nRemedy: let the account that runs")


def test_what_two_steps_met_is_told_once_with_both_places(instance: dg.DagsterInstance) -> None:
    def met(name: str) -> dg.AssetsDefinition:
        @dg.asset(name=name)
        @tells_faults
        def step() -> None:
            raise duckdb.TransactionException("Failed to commit: Permission denied")

        return step

    told = reasons(dg.materialize([met("one"), met("two")], instance=instance, raise_on_error=False).all_events)
    assert len(told) == 1
    assert "\nWhere: one, test_faults.py line" in told[0]
    assert "; two, test_faults.py line" in told[0]


def test_a_check_that_stops_the_release_leads_to_its_table(instance: dg.DagsterInstance) -> None:
    @dg.multi_asset(specs=[dg.AssetSpec("finding")], check_specs=[dg.AssetCheckSpec("keys", asset="finding", blocking=True)])
    @tells_faults
    def finding() -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
        yield dg.MaterializeResult()
        yield dg.AssetCheckResult(passed=False)

    (told,) = reasons(dg.materialize([finding], instance=instance, raise_on_error=False).all_events)
    assert "keys" in told
    assert "Where: finding\nRemedy: open the check in Dagster's UI" in told


def test_a_resource_that_cannot_be_had_is_told_too(instance: dg.DagsterInstance) -> None:
    @dg.resource
    def busy(_context: dg.InitResourceContext) -> None:
        raise_fault()

    @dg.asset(required_resource_keys={"busy"})
    @tells_faults
    def span() -> None:
        """Never made."""

    result = dg.materialize([span], resources={"busy": busy}, instance=instance, raise_on_error=False)
    assert reasons(result.all_events) == [f"{WHERE}: {WHAT}\nRemedy: {REMEDY}"]


def test_a_failed_run_is_noted_in_a_file_newest_last(instance: dg.DagsterInstance, tmp_path: Path) -> None:
    sensor = failure_sensor(Folders(tmp_path))
    assert sensor.default_status is dg.DefaultSensorStatus.RUNNING
    runs = [run(fault, instance) for fault in (raise_fault, raise_program_fault)]
    for result in runs:
        (ended,) = [event for event in result.all_events if event.is_job_failure]
        context = dg.build_run_status_sensor_context(
            sensor_name=sensor.name, dagster_event=ended, dagster_instance=instance, dagster_run=result.dagster_run
        )
        sensor(context.for_run_failure())
    noted = Folders(tmp_path).failures.read_text(encoding="utf-8")
    assert [noted.index(result.run_id) for result in runs] == sorted(noted.index(result.run_id) for result in runs)
    assert TOLD in noted
    assert "KeyError: 'unit_id'" in noted


def test_a_run_that_succeeds_ends_what_stood_of_those_that_failed(instance: dg.DagsterInstance, tmp_path: Path) -> None:
    folders, sensor = Folders(tmp_path), recovery_sensor(Folders(tmp_path))
    failed = run(raise_fault, instance)
    tell_failure(folders, instance, failed.run_id, reasons(failed.all_events))
    assert [standing.alarm.subject for standing in Alarms(folders).standing()] == [f"The night failed: {WHAT}"]
    well = run(lambda: None, instance)
    (ended,) = [event for event in well.all_events if event.event_type is dg.DagsterEventType.RUN_SUCCESS]
    sensor(
        dg.build_run_status_sensor_context(
            sensor_name=sensor.name, dagster_event=ended, dagster_instance=instance, dagster_run=well.dagster_run
        )
    )
    assert Alarms(folders).standing() == []


@pytest.mark.parametrize("is_published", [True, False])
def test_a_run_that_failed_says_whether_it_published_before_it_failed(
    instance: dg.DagsterInstance, tmp_path: Path, *, is_published: bool
) -> None:
    folders = Folders(tmp_path)
    release_id = publish_values(folders.warehouse, 1).release_id

    @dg.asset(key=["warehouse", "analytics"])
    def analytics() -> None:
        if not is_published:
            raise KeyError

    @dg.asset(deps=[analytics])
    @tells_faults
    def slip() -> None:
        raise_full_disk()

    run_id = dg.materialize([analytics, slip], instance=instance, raise_on_error=False).run_id
    said = what_is_published(folders, instance, run_id)
    assert said.startswith("the release itself is published, only what is made from it") == is_published
    assert said.endswith(f"analysts read release {release_id} as it was published")


def test_a_release_that_is_not_renewed_shows_yellow_and_then_red() -> None:
    (policy,) = [spec.freshness_policy for spec in release_asset([], lambda _: None).specs]
    assert policy == dg.FreshnessPolicy.time_window(fail_window=timedelta(hours=36), warn_window=timedelta(hours=26))


def test_a_run_that_is_stopped_by_hand_blames_no_program(instance: dg.DagsterInstance) -> None:
    def stop() -> None:
        os.kill(os.getpid(), signal.SIGINT)
        threading.Event().wait(60)

    (told,) = reasons(run(stop, instance).all_events)
    assert told.startswith(
        "the run was stopped, by Ctrl-C or a signal, before it ended\nWhere: span\nRemedy: run again: it goes on"
    )
