"""Commands: `python -m pipelines nightly | ui | sql | templates | verify-archive`."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from pipelines.folders import PROJECT, Folders
from pipelines.reference import load_reference
from pipelines.returns.archive import Archive
from pipelines.returns.template import write_workbook

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
PORT = 3000
LOG_WIDTH = 120
"""Columns of the summary when it goes to a file, as in a scheduled run."""


@app.command()
def nightly() -> None:
    """Run the nightly job now, with progress and a summary."""
    _set_up_dagster()
    from pipelines.nightly import run_nightly

    console = Console(highlight=False, width=None if sys.stdout.isatty() else LOG_WIDTH)
    if not run_nightly(console):
        raise typer.Exit(1)


@app.command()
def ui(port: int = PORT) -> None:
    """Open Dagster's UI (webserver and daemon, reachable from this machine only) until Ctrl-C."""
    _set_up_dagster()
    bin_folder = Path(sys.executable).parent
    commands = (
        [str(bin_folder / "dagster-webserver"), "--host", "127.0.0.1", "--port", str(port)],
        [str(bin_folder / "dagster-daemon"), "run"],
    )
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    processes = [subprocess.Popen(command, cwd=PROJECT) for command in commands]  # noqa: S603 our own commands
    try:
        while all(process.poll() is None for process in processes):
            time.sleep(0.5)
    except KeyboardInterrupt:
        typer.echo("stopping")
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait()


@app.command()
def sql() -> None:
    """Open an interactive SQL shell on the published file, read-only."""
    published = Folders.from_environment().warehouse / "analytics.duckdb"
    if not published.exists():
        typer.echo("Nothing is published yet. Run `make nightly` first.", err=True)
        raise typer.Exit(1)
    shell = Path(sys.executable).parent / "duckdb"
    os.execv(shell, [str(shell), "-readonly", str(published)])  # noqa: S606


@app.command()
def templates(
    period_id: str,
    receiver: Annotated[str, typer.Option(help="Office that receives the returns, as printed on the form.")],
) -> None:
    """Write a blank workbook for every unit that owes a return for a period, into warehouse/templates."""
    folders = Folders.from_environment()
    reference = load_reference(folders.reference)
    if period_id not in reference.periods:
        raise typer.BadParameter(f"'{period_id}' is not in raw/reference/period.csv")
    folder = folders.warehouse / "templates" / period_id
    folder.mkdir(parents=True, exist_ok=True)
    units = reference.units_owing(period_id)
    for unit in units:
        path = folder / f"{unit.unit_id}_{period_id}.xlsx"
        write_workbook(path, reference, unit, reference.periods[period_id], receiver_vi=receiver)
    typer.echo(f"{len(units)} blank workbooks in {folder}")


@app.command()
def verify_archive() -> None:
    """Compare every archived file with its hash and the journal."""
    archive = Archive(Folders.from_environment().archive)
    faults = list(archive.verify())
    for fault in faults:
        typer.echo(fault, err=True)
    typer.echo(f"{len(archive.receipts())} receipts, {len(faults)} fault(s)")
    raise typer.Exit(1 if faults else 0)


def _set_up_dagster() -> None:
    """Point Dagster at dagster.yaml and keep its state in the warehouse folder."""
    storage = Path(os.environ.setdefault("DAGSTER_STORAGE", str(Folders.from_environment().warehouse / "dagster")))
    storage.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("DAGSTER_HOME", str(PROJECT))


if __name__ == "__main__":
    app()
