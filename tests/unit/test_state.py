"""Dagster's state stays small: what an old run left goes, wholly, and what the pages of assets show stays."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg
import psycopg2
import pytest
from dagster._core.remote_origin import GrpcServerCodeLocationOrigin, RemoteInstigatorOrigin, RemoteRepositoryOrigin
from dagster._core.scheduler.instigation import (
    InstigatorState,
    InstigatorStatus,
    InstigatorType,
    ScheduleInstigatorData,
    SensorInstigatorData,
    TickData,
    TickStatus,
)

from pipelines.assets import state
from pipelines.assets.clock import forget_what_is_to_come
from pipelines.assets.state import dagster_state, prune
from pipelines.folders import PROJECT
from tests.postgres import PROGRAMS, postgres


@dg.asset(check_specs=[dg.AssetCheckSpec("holds", asset="made")])
def made(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
    """What a night makes."""
    print("said in a night")
    yield dg.MaterializeResult(metadata={"night": context.run.tags["night"]})
    yield dg.AssetCheckResult(passed=True)
    if context.run.tags["night"].endswith("fails"):
        raise RuntimeError


def night(instance: dg.DagsterInstance, name: str) -> str:
    """Id of a run."""
    return dg.materialize([made], instance=instance, tags={"night": name}, raise_on_error=False).run_id


@pytest.fixture
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dg.DagsterInstance]:
    """Dagster with the project's own settings and state of its own."""
    monkeypatch.setenv("DAGSTER_STORAGE", str(tmp_path))
    monkeypatch.setenv("DAGSTER_HOME", str(PROJECT))
    with dg.DagsterInstance.get() as found:
        yield found


def names(folder: Path) -> str:
    return " ".join(str(path.relative_to(folder)) for path in folder.rglob("*"))


def test_of_an_old_run_nothing_is_left_and_the_newest_are_untouched(instance: dg.DagsterInstance, tmp_path: Path) -> None:
    runs = [night(instance, str(number)) for number in range(4)]
    assert prune(instance, kept=2) == runs[:2]
    assert [run.run_id for run in instance.get_runs()] == runs[:1:-1]
    assert not any(run_id in names(tmp_path) for run_id in runs[:2])
    for database in (tmp_path / "history" / "runs.db", tmp_path / "history" / "runs" / "index.db"):
        with sqlite3.connect(database) as db:
            dump = "\n".join(db.iterdump())
            assert not any(run_id in dump for run_id in runs[:2]), database
        db.close()
    assert all(len(instance.all_logs(run_id)) > 5 for run_id in runs[2:])
    event = instance.get_latest_materialization_event(made.key)
    assert event is not None
    assert event.run_id == runs[3]


def test_snapshots_of_definitions_that_no_run_refers_to_go_and_those_of_runs_stay(
    instance: dg.DagsterInstance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(state, "SNAPSHOTS_KEPT", 1)

    def of_definitions(number: int) -> str:
        @dg.op(name=f"step_{number}")
        def step() -> None:
            """Another one each time, as definitions change."""

        @dg.job(name=f"job_{number}")
        def job() -> None:
            step()

        return job.execute_in_process(instance=instance).run_id

    runs = [of_definitions(number) for number in range(5)]
    with closing(sqlite3.connect(tmp_path / "history" / "runs.db")) as db:
        before = db.execute("select count(*) from snapshots").fetchall()[0][0]
        prune(instance, kept=2)
        after = db.execute("select count(*) from snapshots").fetchall()[0][0]
    assert (before, after) == (10, 4)
    for run in instance.get_runs():
        assert run.run_id in runs[3:]
        assert run.job_snapshot_id
        assert instance.get_job_snapshot(run.job_snapshot_id).name == run.job_name
    again = of_definitions(0)
    assert again in {run.run_id for run in instance.get_runs()}


def test_the_newest_that_succeeded_stays_however_many_fail_after_it(instance: dg.DagsterInstance) -> None:
    runs = [night(instance, name) for name in ("old", "good", "1 fails", "2 fails", "3 fails")]
    prune(instance, kept=1)
    assert [run.run_id for run in instance.get_runs()] == [runs[4], runs[1]]


def test_a_run_that_has_not_ended_is_never_removed(instance: dg.DagsterInstance) -> None:
    runs = [night(instance, str(number)) for number in range(2)]
    waiting = instance.create_run_for_job(
        dg.define_asset_job("waits").resolve(asset_graph=dg.Definitions([made]).resolve_asset_graph())
    )
    assert prune(instance, kept=0) == runs[:1]
    assert waiting.run_id in {run.run_id for run in instance.get_runs()}


def test_the_asset_says_how_much_is_left(instance: dg.DagsterInstance) -> None:
    night(instance, "1")
    result = dg.materialize([dagster_state], instance=instance)
    metadata = result.asset_materializations_for_node("operations__dagster_state")[0].metadata
    assert metadata["runs_kept"].value == 2
    assert int(str(metadata["files_bytes"].value)) > 100_000
    assert 0 < int(str(metadata["open_files"].value)) < 200


@pytest.mark.parametrize("noted_by", ["a tick", "the schedule"])
def test_a_schedule_that_ticked_while_the_clock_was_ahead_goes_on_now_and_what_is_stopped_stays_so(
    instance: dg.DagsterInstance, noted_by: str
) -> None:
    now = datetime(2026, 7, 1, tzinfo=UTC)
    ahead, before = (now + timedelta(days=365)).timestamp(), (now - timedelta(days=1)).timestamp()
    code = GrpcServerCodeLocationOrigin(host="localhost", port=1, location_name="pipelines")
    nightly, arrived = (
        RemoteInstigatorOrigin(RemoteRepositoryOrigin(code, "__repository__"), name) for name in ("nightly", "returns_arrived")
    )
    last = before if noted_by == "a tick" else ahead
    schedule = InstigatorState(
        nightly,
        InstigatorType.SCHEDULE,
        InstigatorStatus.RUNNING,
        ScheduleInstigatorData("0 2 * * *", start_timestamp=before, last_iteration_timestamp=last),
    )
    instance.add_instigator_state(schedule)
    stopped = SensorInstigatorData(cursor="seen")
    instance.add_instigator_state(InstigatorState(arrived, InstigatorType.SENSOR, InstigatorStatus.STOPPED, stopped))
    if noted_by == "a tick":
        assert forget_what_is_to_come(instance, now) == []
        tick = TickData(
            schedule.instigator_origin_id,
            "nightly",
            InstigatorType.SCHEDULE,
            TickStatus.SKIPPED,
            ahead,
            selector_id=schedule.selector_id,
        )
        instance.create_tick(tick)
    (told,) = forget_what_is_to_come(instance, now)
    assert "waited for 2027-07-01 00:00 UTC" in told
    assert forget_what_is_to_come(instance, now) == []
    assert instance.get_ticks(schedule.instigator_origin_id, schedule.selector_id) == []
    found = {each.instigator_name: (each.status, each.instigator_data) for each in instance.all_instigator_state()}
    assert found == {
        "nightly": (InstigatorStatus.RUNNING, ScheduleInstigatorData("0 2 * * *", start_timestamp=now.timestamp())),
        "returns_arrived": (
            InstigatorStatus.STOPPED,
            SensorInstigatorData(cursor="seen", last_sensor_start_timestamp=now.timestamp()),
        ),
    }


@pytest.mark.skipif(PROGRAMS is None, reason="needs postgresql: apt-get install postgresql")
def test_with_postgresql_the_state_is_there_alone_and_an_old_run_is_gone_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dagster_postgres import PostgresRunStorage

    from pipelines.folders import Folders
    from pipelines.operations.dagster_home import POSTGRES, set_up_dagster

    monkeypatch.setenv("DAGSTER_STORAGE", str(tmp_path / "dagster"))
    monkeypatch.setenv("DAGSTER_HOME", str(PROJECT))
    with postgres() as address:
        monkeypatch.setenv(POSTGRES, address)
        set_up_dagster(Folders(tmp_path))
        with dg.DagsterInstance.get() as found:
            runs = [night(found, str(number)) for number in range(3)]
            assert prune(found, kept=1) == runs[:2]
            assert [run.run_id for run in found.get_runs()] == runs[2:]
            assert found.all_logs(runs[0]) == []
            # Connections stay open, one for each part of the state; when the server ends them, others take their place.
            with closing(psycopg2.connect(address)) as own, own, own.cursor() as cursor:
                cursor.execute(
                    "select count(pg_terminate_backend(pid)) from pg_stat_activity "
                    "where datname is not null and pid <> pg_backend_pid()"
                )
                assert cursor.fetchone() in {(1,), (2,), (3,)}
            assert [run.run_id for run in found.get_runs()] == runs[2:]
            assert isinstance(found.run_storage, PostgresRunStorage)
    assert list(tmp_path.rglob("runs.db")) == []
    assert address not in (tmp_path / "dagster" / "postgres" / "dagster.yaml").read_text(encoding="utf-8")
    monkeypatch.delenv("DAGSTER_POSTGRES_ADDRESS")
    assert "DAGSTER_POSTGRES_ADDRESS" not in os.environ
