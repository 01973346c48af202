"""The nightly job from a terminal: progress while it runs, a summary when it ends."""

import gc
import os
import time
from pathlib import Path

import dagster as dg
import duckdb
from rich.console import Console
from rich.markup import escape

from pipelines.assets.automation import end_failures_before, tell_failure, what_is_published
from pipelines.assets.faults import reasons
from pipelines.assets.killed_runs import NO_RETRY, fail_killed_runs
from pipelines.errors import MailError, StorageError
from pipelines.folders import Folders
from pipelines.intake.arrivals import settled_seconds, wait_until_settled
from pipelines.operations.dagster_repair import mend_storage, tells_storage_faults
from pipelines.processes import this_process
from pipelines.reference import load_reference
from pipelines.reports.decisions import idle_decision_texts
from pipelines.reports.evaluation import PAGES, shown_terms
from pipelines.reports.summary import count_lines, not_counted_lines, verdict_table
from pipelines.warehouse import open_release, what_stands

UI_ADDRESS = "http://127.0.0.1:3000"


def run_nightly(console: Console) -> bool:
    """Run the job in this process, recorded in Dagster's storage; True when it succeeded."""
    # What is made here lives until the run ends: looking for garbage as often as Python does costs a tenth of the time.
    gc.set_threshold(100_000, 50, 50)
    from pipelines.definitions import defs, folders

    console.print("[bold]nightly[/bold]: archive, read, check, publish")
    wait_until_settled(folders.returns, settled_seconds(), console.print, time.sleep)
    job = defs.resolve_job_def("nightly")
    try:
        result = _run(console, job, folders)
    except StorageError:
        console.print(f"\n[bold red]The run failed; {escape(what_stands(folders.warehouse))}.[/bold red]", soft_wrap=True)
        raise
    if not result.success:
        return False
    new_receipts = _metadata(result, "raw_receipt", "new_receipts")
    read_now = _metadata(result, "raw_returns", "workbooks_read_now")
    with open_release(folders.warehouse) as db:
        _summary(console, db, folders, new_receipts, read_now)
    for repair in _repairs(result):
        console.print(f"  [yellow]repaired   {escape(repair)}", soft_wrap=True)
    return True


def _run(console: Console, job: dg.JobDefinition, folders: Folders) -> dg.ExecuteInProcessResult:
    """Run the job, recorded in Dagster's storage; a failure is told here."""
    storage = Path(os.environ["DAGSTER_STORAGE"])
    repairs = mend_storage(storage, folders.warehouse)
    with tells_storage_faults(storage), dg.DagsterInstance.get() as instance:
        for told in (*repairs, *fail_killed_runs(instance, folders, are_retried=False)):
            console.print(f"  [yellow]{escape(told)}", soft_wrap=True)
        result = job.execute_in_process(instance=instance, raise_on_error=False, tags={**this_process(), **NO_RETRY})
        if not result.success:
            _tell_failure(console, instance, folders, result)
        else:
            end_failures_before(folders, instance, result.run_id)
    return result


def _tell_failure(console: Console, instance: dg.DagsterInstance, folders: Folders, result: dg.ExecuteInProcessResult) -> None:
    told = reasons(result.all_events)
    stands = what_is_published(folders, instance, result.run_id)
    console.print(f"\n[bold red]The run failed; {escape(stands)}.[/bold red]", soft_wrap=True)
    for reason in told:
        console.print(f"\n{escape(reason)}")
    console.print(f"\nIts page, with `make ui`: {UI_ADDRESS}/runs/{result.run_id}")
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
    """What was put right at the published path."""
    found = result.asset_materializations_for_node("warehouse__analytics")[0].metadata["repairs"].value
    assert isinstance(found, list)
    return [str(repair) for repair in found]


def _summary(console: Console, db: duckdb.DuckDBPyConnection, folders: Folders, new_receipts: int, read_now: int) -> None:
    console.print()
    for line in (*count_lines(db, new_receipts, read_now), *not_counted_lines(db)):
        console.print(line, soft_wrap=True)
    for text in idle_decision_texts(db):
        console.print(f"  [yellow]decision   {escape(text)}", soft_wrap=True)
    console.print()
    reference = load_reference(folders.reference)
    for term in shown_terms(db, reference):
        console.print(verdict_table(db, reference, term))
    console.print(f"  published  {_shown(folders.warehouse / 'analytics.duckdb')}   (make sql)")
    for page in PAGES:
        console.print(f"  evaluation {_shown(folders.reports / page.file_name)}")
    slips = sum(1 for path in folders.slips.rglob("*") if path.is_file())
    console.print(f"  slips      {slips} in {_shown(folders.slips)}")
    console.print(f"  data docs  {_shown(folders.data_docs / 'index.html')}")
    console.print(f"  lineage    {UI_ADDRESS}   (make ui)", highlight=False)


def _shown(path: Path) -> str:
    return escape(str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path))
