"""Runs whose process was killed: Dagster takes them for running until somebody says that they are not."""

import time

import dagster as dg

from pipelines.assets.faults import REMEDY_OF_A_KILL
from pipelines.folders import Folders
from pipelines.operations.failures import last_words
from pipelines.processes import HOST, PROCESS, has_ended
from pipelines.warehouse import is_held

STARTING_SECONDS = 300
"""A run that changed no longer ago may not hold the build file yet, or not any more."""
NO_RETRY = {"dagster/max_retries": "0"}
"""Tag of runs that Dagster must not start again by itself."""
_UNDER_WAY = [
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
]


def fail_killed_runs(instance: dg.DagsterInstance, folders: Folders, *, are_retried: bool) -> list[str]:
    """Mark runs as failed whose process is gone, so that they block no other; one line each.

    The process that a run notes tells. Where it notes none, or one of another machine, the build file does: a run that has
    not changed for a while and does not hold it is dead.

    Args:
        instance: where runs are recorded.
        folders: where the build file lies.
        are_retried: whether Dagster may start them again; not when the caller is about to do their work.
    """
    told = []
    for record in instance.get_run_records(dg.RunsFilter(statuses=_UNDER_WAY)):
        words = last_words(folders.warehouse, record.dagster_run.run_id)
        why = words or _why_dead(record, folders)
        run = instance.get_run_by_id(record.dagster_run.run_id)
        if why is None or run is None or run.is_finished:
            continue
        if not are_retried:
            instance.add_run_tags(run.run_id, NO_RETRY)
        if words:
            said, told_of = f"run {run.run_id} failed: {words.partition(chr(10))[0]}", words
        else:
            told_of = _told_of(run, why)
            said = told_of.partition("\n")[0]
        instance.report_run_failed(run, told_of)
        told.append(said)
    return told


def killed_words(run: dg.DagsterRun, folders: Folders) -> str | None:
    """What, where and remedy of a run that Dagster has marked as failed, for its worker is gone; None if it is not.

    A worker that could record nothing, for the disk was full, has left word of that.
    """
    if words := last_words(folders.warehouse, run.run_id):
        return words
    return _told_of(run, _process_gone(run)) if has_ended(run.tags, run.run_id) else None


def _told_of(run: dg.DagsterRun, why: str) -> str:
    said = f"run {run.run_id} was killed: {why}; what it had not published is done by the next run"
    return f"{said}\nWhere: {run.tags.get(HOST, 'unknown machine')}\nRemedy: {REMEDY_OF_A_KILL}"


def _process_gone(run: dg.DagsterRun) -> str:
    return f"its process {run.tags[PROCESS]} is gone"


def _why_dead(record: dg.RunRecord, folders: Folders) -> str | None:
    # Of two containers with one name and one warehouse each takes the other's process for gone: who holds the file is not.
    if is_held(folders.warehouse):
        return None
    run = record.dagster_run
    ended = has_ended(run.tags, run.run_id)
    if ended is not None:
        return _process_gone(run) if ended else None
    is_noted = run.status is not dg.DagsterRunStatus.NOT_STARTED
    unchanged = time.time() - record.update_timestamp.timestamp()
    if is_noted and unchanged > STARTING_SECONDS:
        return "nobody holds the build file"
    return None
