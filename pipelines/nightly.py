"""The nightly job from a terminal: progress while it runs, a summary when it ends."""

import gc
import io
import logging
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TextIO
from uuid import uuid4

import dagster as dg
import duckdb
from rich.console import Console
from rich.markup import escape

from pipelines.assets.automation import end_failures_before, tell, tell_failure, what_is_published
from pipelines.assets.faults import reasons
from pipelines.assets.killed_runs import NO_RETRY, fail_killed_runs
from pipelines.errors import MailError
from pipelines.folders import Folders
from pipelines.intake.arrivals import settled_seconds, wait_until_settled
from pipelines.operations.dagster_home import POSTGRES
from pipelines.operations.dagster_repair import mend_storage, tells_storage_faults
from pipelines.operations.failures import add_note, keep_room_for_last_words, leave_last_words
from pipelines.operations.outage import Outage, OutageFilter
from pipelines.processes import this_process
from pipelines.reference import load_reference
from pipelines.reports.decisions import idle_decision_texts
from pipelines.reports.evaluation import PAGES, terms_of
from pipelines.reports.receipts import moved_texts
from pipelines.reports.steward import FILE_NAME
from pipelines.reports.summary import count_lines, not_counted_lines, verdict_table
from pipelines.warehouse import open_release, what_stands

DUMP = "Exception while writing logger call to event log"
"""How Dagster begins what it writes to standard error when its state cannot be written."""
UI_ADDRESS = "http://127.0.0.1:3000"


@contextmanager
def tells_unrecorded(console: Console, folders: Folders) -> Iterator[str]:
    """Give a night its id, and note and mail why it failed where Dagster has no record of it: its state cannot be written.

    What cannot be noted, for the disk is full, is kept in a file that has room for it, and told by the next run or `watch`.
    """
    run_id = str(uuid4())
    try:
        yield run_id
    except Exception as error:
        stands = what_stands(folders.warehouse)
        console.print(f"\n[bold red]The run failed; {escape(stands)}.[/bold red]", soft_wrap=True)
        run, told = f"run {run_id} failed", str(error)
        note = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC  {run}; {stands}\n{told}\n\n"
        untold = []
        for tell_it in (
            partial(leave_last_words, folders.warehouse, run_id, told),
            partial(add_note, folders.failures, run, note),
            partial(tell, folders, told, run),
        ):
            try:
                tell_it()
            except (MailError, OSError) as reason:
                untold.append(str(reason))
        if untold:
            console.print(f"\nIt could not be noted or mailed: {escape('; '.join(untold))}", soft_wrap=True)
        raise


def run_nightly(console: Console, run_id: str) -> bool:
    """Run the job in this process, recorded in Dagster's storage; True when it succeeded."""
    # What is made here lives until the run ends: looking for garbage as often as Python does costs a tenth of the time.
    gc.set_threshold(100_000, 50, 50)
    from pipelines.definitions import defs, folders

    console.print("[bold]nightly[/bold]: archive, read, check, publish")
    wait_until_settled(folders.returns, settled_seconds(), console.print, time.sleep)
    job = defs.resolve_job_def("nightly")
    result = _run(console, job, folders, run_id)
    if result.success:
        _tell_success(console, folders, result)
    for repair in _repairs(result):
        console.print(f"  [yellow]repaired   {escape(repair)}", soft_wrap=True)
    return result.success


def _tell_success(console: Console, folders: Folders, result: dg.ExecuteInProcessResult) -> None:
    new_receipts = _metadata(result, "raw_receipt", "new_receipts")
    read_now = _metadata(result, "raw_returns", "workbooks_read_now")
    with open_release(folders.warehouse) as db:
        _summary(console, db, folders, new_receipts, read_now)
    for text in moved_texts(_metadata(result, "reports__release_notes", "moved_receipts")):
        console.print(f"  [yellow]{escape(text)}", soft_wrap=True)


def _run(console: Console, job: dg.JobDefinition, folders: Folders, run_id: str) -> dg.ExecuteInProcessResult:
    """Run the job, recorded in Dagster's storage; a failure is told."""
    storage = Path(os.environ["DAGSTER_STORAGE"])
    if os.environ.get(POSTGRES):
        outage = Outage(lambda told: console.print(f"[yellow]{escape(told)}", soft_wrap=True, end=""))
        logging.getLogger().addFilter(OutageFilter(outage))
    repairs = mend_storage(storage, folders.warehouse)
    with tells_storage_faults(storage), dg.DagsterInstance.get() as instance:
        killed = fail_killed_runs(instance, folders, are_retried=False)
        for told in (*repairs, *killed):
            console.print(f"  [yellow]{escape(told)}", soft_wrap=True)
        for told in killed:
            add_note(folders.failures, told.partition(":")[0], f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC  {told}\n\n")
        keep_room_for_last_words(folders.warehouse)
        with redirect_stderr(_WithoutDumps(sys.stderr)):
            result = job.execute_in_process(
                instance=instance, raise_on_error=False, run_id=run_id, tags={**this_process(run_id), **NO_RETRY}
            )
        if not result.success:
            _tell_failure(console, instance, folders, result)
        else:
            end_failures_before(folders, instance, result.run_id)
    return result


class _WithoutDumps(io.TextIOBase):
    """Standard error without the statements that Dagster writes there when its state cannot be written, which is told by us."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        return len(text) if text.startswith(DUMP) else self._stream.write(text)

    def flush(self) -> None:
        self._stream.flush()

    def isatty(self) -> bool:
        return self._stream.isatty()

    def fileno(self) -> int:
        return self._stream.fileno()


def _tell_failure(console: Console, instance: dg.DagsterInstance, folders: Folders, result: dg.ExecuteInProcessResult) -> None:
    told = reasons(result.all_events)
    stands = what_is_published(folders, instance, result.run_id)
    console.print(f"\n[bold red]The run failed; {escape(stands)}.[/bold red]", soft_wrap=True)
    for reason in told:
        console.print(f"\n{escape(reason)}")
    console.print(f"\nIts page, with `make ui`: {UI_ADDRESS}/runs/{result.run_id}")
    stored = instance.get_run_by_id(result.run_id)
    if stored and not stored.is_finished:  # Dagster could not record its end, and goes on without a word
        instance.report_run_failed(stored, "\n".join(told))
    try:
        tell_failure(folders, instance, result.run_id, told)
    except (MailError, OSError) as error:
        console.print(f"\nIt could not be noted or mailed: {escape(str(error))}", soft_wrap=True)


def _metadata(result: dg.ExecuteInProcessResult, node: str, name: str) -> int:
    materialised = result.asset_materializations_for_node(node)[0]
    value = materialised.metadata[name].value
    assert isinstance(value, int)
    return value


def _repairs(result: dg.ExecuteInProcessResult) -> list[str]:
    """What the release tells that was put right; nothing where the run failed before there was one."""
    found = (made.metadata["repairs"].value for made in result.asset_materializations_for_node("warehouse__analytics"))
    return [str(repair) for told in found if isinstance(told, list) for repair in told]


def _summary(console: Console, db: duckdb.DuckDBPyConnection, folders: Folders, new_receipts: int, read_now: int) -> None:
    console.print()
    for line in (*count_lines(db, new_receipts, read_now), *not_counted_lines(db)):
        console.print(line, soft_wrap=True)
    for text in idle_decision_texts(db):
        console.print(f"  [yellow]decision   {escape(text)}", soft_wrap=True)
    console.print()
    reference = load_reference(folders.reference)
    for term in terms_of(db, reference, PAGES[0]):
        console.print(verdict_table(db, reference, term))
    console.print(f"  published  {_shown(folders.warehouse / 'analytics.duckdb')}   (make sql)")
    for page in PAGES:
        console.print(f"  evaluation {_shown(folders.reports / page.file_name)}")
    console.print(f"  steward    {_shown(folders.reports / FILE_NAME)}")
    slips = sum(1 for path in folders.slips.rglob("*") if path.is_file())
    console.print(f"  slips      {slips} in {_shown(folders.slips)}")
    console.print(f"  data docs  {_shown(folders.data_docs / 'index.html')}")
    console.print(f"  lineage    {UI_ADDRESS}   (make ui)", highlight=False)


def _shown(path: Path) -> str:
    return escape(str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path))
