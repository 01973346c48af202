"""Dagster's own state: it keeps every run and every event for ever, and this asset does not."""

from collections.abc import Sequence
from pathlib import Path

import dagster as dg
from dagster._core.storage.event_log import SqlEventLogStorage
from dagster._core.storage.event_log.schema import AssetCheckExecutionsTable
from dagster._core.storage.event_log.sqlite import SqliteEventLogStorage
from dagster._core.storage.runs import SqlRunStorage
from dagster._core.storage.runs.schema import RunTagsTable, SnapshotsTable

from pipelines.assets.faults import tells_faults

RUNS_KEPT = 20
"""Newest runs that stay with their events and logs: three weeks of nights, of 7 MB each."""
MOST_REMOVED = 100
"""Runs that one night removes at most: an old installation takes some nights."""
SNAPSHOTS_KEPT = 10
"""Newest snapshots that stay in any case: a run that is asked for just now refers to one of them."""
FINISHED = [dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED]


@dg.asset(
    key=dg.AssetKey(["operations", "dagster_state"]),
    group_name="operations",
    kinds={"dagster"},
    owners=["team:operator"],
    description=f"Removes runs with their events and logs, but for the newest {RUNS_KEPT} and the newest that succeeded, and "
    "says how much is left. Nothing that Dagster keeps is needed to build a release.",
)
@tells_faults
def dagster_state(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
    """Waits for nothing, so that nights that fail are cleared away too."""
    removed = prune(context.instance)
    return dg.MaterializeResult(
        metadata={
            "runs_removed": len(removed),
            "runs_kept": context.instance.get_runs_count(),
            "files_bytes": sum(path.stat().st_size for path in _files(context.instance)),
            "open_files": sum(1 for _ in Path("/proc/self/fd").iterdir()) if Path("/proc/self/fd").is_dir() else None,
        }
    )


def prune(instance: dg.DagsterInstance, *, kept: int = RUNS_KEPT) -> list[str]:
    """Remove all that is stored of finished runs, oldest first, but for the newest and the newest that succeeded.

    Returns:
        ids of the runs removed.
    """
    finished = instance.get_runs(dg.RunsFilter(statuses=FINISHED))
    succeeded = next((run.run_id for run in finished if run.is_success), None)
    old = [run.run_id for run in finished[kept:] if run.run_id != succeeded]
    removed = old[::-1][:MOST_REMOVED]
    for run_id in removed:
        _remove(instance, run_id)
    _remove_snapshots(instance)
    return removed


def _remove_snapshots(instance: dg.DagsterInstance) -> None:
    """Remove what Dagster keeps of each state of the definitions (17 KB), but for what a run refers to and the newest."""
    runs = instance.run_storage
    if not isinstance(runs, SqlRunStorage):
        return
    kept = set[str | None]()
    for run in instance.get_runs():
        kept |= {run.job_snapshot_id, run.execution_plan_snapshot_id}
        if run.job_snapshot_id and (lineage := instance.get_job_snapshot(run.job_snapshot_id).lineage_snapshot):
            kept.add(lineage.parent_snapshot_id)
    snapshots = SnapshotsTable.c
    with runs.connect() as db:
        newest = db.execute(SnapshotsTable.select().order_by(snapshots.id.desc()).limit(SNAPSHOTS_KEPT)).mappings()
        kept |= {row["snapshot_id"] for row in newest}
        db.execute(SnapshotsTable.delete().where(snapshots.snapshot_id.not_in([name for name in kept if name])))


def _remove(instance: dg.DagsterInstance, run_id: str) -> None:
    """Remove a run with what Dagster's own deletion leaves: checks, tags, logs, and the file of its events."""
    instance.delete_run(run_id)
    events, runs = instance.event_log_storage, instance.run_storage
    if isinstance(events, SqlEventLogStorage):
        with events.index_connection() as db:
            db.execute(AssetCheckExecutionsTable.delete().where(AssetCheckExecutionsTable.c.run_id == run_id))
    if isinstance(runs, SqlRunStorage):
        with runs.connect() as db:
            db.execute(RunTagsTable.delete().where(RunTagsTable.c.run_id == run_id))
    if isinstance(events, SqliteEventLogStorage):
        for suffix in ("", "-wal", "-shm"):
            Path(f"{events.path_for_shard(run_id)}{suffix}").unlink(missing_ok=True)
    instance.compute_log_manager.delete_logs(prefix=[run_id])


def _files(instance: dg.DagsterInstance) -> Sequence[Path]:
    """Files of Dagster's state, as far as it lies in files."""
    return [path for path in Path(instance.storage_directory()).parent.rglob("*") if path.is_file()]
