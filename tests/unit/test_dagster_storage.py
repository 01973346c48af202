"""Connections to Dagster's state stay open: what is stored is what Dagster itself stores, and few files are open."""

import sqlite3
from collections import Counter
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.storage.event_log.schema import (
    AssetCheckExecutionsTable,
    AssetEventTagsTable,
    AssetKeyTable,
    SqlEventLogStorageTable,
)
from dagster._core.storage.event_log.sqlite import SqliteEventLogStorage
from dagster._core.storage.sqlite_storage import DagsterSqliteStorage
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from pipelines.assets.state import prune
from pipelines.operations.dagster_storage import KEPT, KeptEventLog, KeptSqliteStorage


@pytest.fixture
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dg.DagsterInstance:
    """Dagster as dagster.yaml sets it up, its state in a folder of the test."""
    monkeypatch.setenv("DAGSTER_STORAGE", str(tmp_path))
    monkeypatch.setenv("DAGSTER_HOME", str(Path(__file__).parents[2]))
    return dg.DagsterInstance.get()


def run(instance: dg.DagsterInstance) -> str:
    @dg.asset
    def made() -> dg.MaterializeResult[None]:
        return dg.MaterializeResult(metadata={"rows": 1})

    @dg.asset_check(asset=made)
    def holds() -> dg.AssetCheckResult:
        return dg.AssetCheckResult(passed=True)

    return dg.materialize([made, holds], instance=instance).run_id


def told(storage: DagsterSqliteStorage, run_id: str) -> Counter[str]:
    logs = storage.event_log_storage.get_logs_for_run(run_id)
    return Counter(entry.dagster_event.event_type_value for entry in logs if entry.dagster_event)


def open_shards(instance: dg.DagsterInstance) -> list[str]:
    events = instance.event_log_storage
    assert isinstance(events, KeptEventLog)
    return list(events._engines)


def test_dagster_itself_reads_what_was_stored(instance: dg.DagsterInstance, tmp_path: Path) -> None:
    run_id = run(instance)
    kept, own = KeptSqliteStorage.from_local(str(tmp_path)), DagsterSqliteStorage.from_local(str(tmp_path))
    assert told(kept, run_id) == told(own, run_id)
    assert told(own, run_id)["ASSET_CHECK_EVALUATION"] == 1
    record = own.event_log_storage.get_asset_records([dg.AssetKey("made")])[0]
    assert record.asset_entry.last_run_id == run_id


def test_few_files_stay_open_however_many_runs_there_are(instance: dg.DagsterInstance) -> None:
    runs = [run(instance) for _ in range(4)]
    assert len(open_shards(instance)) == KEPT
    assert runs[-1] in open_shards(instance)
    instance.event_log_storage.dispose()
    assert open_shards(instance) == []


def test_runs_are_removed_while_the_storage_is_open(instance: dg.DagsterInstance, tmp_path: Path) -> None:
    runs = [run(instance) for _ in range(3)]
    assert sorted(prune(instance, kept=1)) == sorted(runs[:2])
    assert {path.stem for path in (tmp_path / "history" / "runs").glob("*-*.db")} == {runs[2]}
    assert run(instance) in {found.run_id for found in instance.get_runs()}


def stored_last(instance: dg.DagsterInstance) -> tuple[str, int] | None:
    """Run and number of rows of what was stored last of the asset, as a step that reads it learns it."""
    (record,) = instance.get_asset_records([dg.AssetKey("made")])
    event = record.asset_entry.last_materialization_record
    if event is None:
        return None
    assert event.asset_materialization is not None
    rows = event.asset_materialization.metadata["rows"].value
    assert isinstance(rows, int)
    return event.run_id, rows


def test_what_was_stored_last_of_an_asset_is_told_whoever_stored_it(instance: dg.DagsterInstance, tmp_path: Path) -> None:
    first = run(instance)
    assert stored_last(instance) == (first, 1)
    with dg.DagsterInstance.get() as another:  # as another process would
        second = run(another)
    assert stored_last(instance) == (second, 1)
    own = DagsterSqliteStorage.from_local(str(tmp_path)).event_log_storage
    assert instance.event_log_storage.get_asset_records() == own.get_asset_records()


def test_an_asset_that_was_wiped_has_nothing_stored_until_it_is_made_again(instance: dg.DagsterInstance) -> None:
    run(instance)
    assert stored_last(instance) is not None
    instance.wipe_assets([dg.AssetKey("made")])
    assert instance.get_asset_records([dg.AssetKey("made")]) == []
    again = run(instance)
    assert stored_last(instance) == (again, 1)


def test_what_is_not_there_yet_is_asked_for_again(instance: dg.DagsterInstance) -> None:
    events = instance.event_log_storage
    assert isinstance(events, KeptEventLog)
    assert not events.has_table("later")
    assert not events.has_secondary_index("later")
    with events.index_connection() as connection:
        connection.exec_driver_sql("create table later (id integer)")
    events.enable_secondary_index("later")
    assert events.has_table("later")
    assert events.has_secondary_index("later")
    assert events.has_asset_key_col("cached_status_data")
    assert not events.has_asset_key_col("later")


def test_no_event_waits_for_the_disk_and_every_file_keeps_a_log_ahead(instance: dg.DagsterInstance) -> None:
    events, run_id = instance.event_log_storage, run(instance)
    assert isinstance(events, KeptEventLog)
    for connected in (events.index_connection(), events.run_connection(run_id)):
        with connected as connection:
            assert connection.exec_driver_sql("pragma journal_mode").scalar() == "wal"
            assert connection.exec_driver_sql("pragma synchronous").scalar() == 1


def rows(events: SqliteEventLogStorage, run_id: str) -> dict[str, list[tuple[object, ...]]]:
    """Table of the file of a run and of that of all runs → its rows, without the instant at which each was written."""
    found = {}
    for shard, connected in ((run_id, events.run_connection(run_id)), ("index", events.index_connection())):
        with connected as connection:
            for table in (SqlEventLogStorageTable, AssetKeyTable, AssetEventTagsTable, AssetCheckExecutionsTable):
                columns = [column for column in table.c if column.name != "create_timestamp"]
                found[f"{shard} {table.name}"] = [
                    tuple(row) for row in connection.execute(select(*columns).order_by(table.c.id))
                ]
    return found


def test_events_that_were_held_are_stored_as_dagster_stores_each(instance: dg.DagsterInstance, tmp_path: Path) -> None:
    runs = [run(instance), run(instance)]
    told = [entry for run_id in runs for entry in instance.all_logs(run_id)]
    held, own = KeptEventLog(str(tmp_path / "held")), SqliteEventLogStorage(str(tmp_path / "own"))
    for entry in told:
        for events in (held, own):
            events.store_event(entry)
    for run_id in runs:
        assert rows(held, run_id) == rows(own, run_id)
        assert len(rows(held, run_id)["index asset_check_executions"]) == 2


def test_an_event_that_could_not_be_stored_is_stored_with_the_next(instance: dg.DagsterInstance) -> None:
    told = instance.all_logs(run(instance))
    events = instance.event_log_storage
    assert isinstance(events, KeptEventLog)
    before = len(told)
    with events.index_connection() as connection:
        connection.exec_driver_sql("alter table asset_keys rename to away")
    made = next(entry for entry in told if entry.dagster_event_type is dg.DagsterEventType.ASSET_MATERIALIZATION)
    events.store_event(made)
    with pytest.raises(SQLAlchemyError):
        instance.all_logs(made.run_id)
    with sqlite3.connect(events.path_for_shard("index")) as connection:
        connection.execute("alter table away rename to asset_keys")
    assert len(instance.all_logs(made.run_id)) == before + 1
