"""Commands: `python -m pipelines nightly`, `ui`, `sql`, `templates`, `form-preview`, `form-from` and others, see `--help`."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from pipelines.errors import BackupError, MailError, PipelineError, remedy_of_the_system
from pipelines.folders import Folders
from pipelines.intake.archive import Archive
from pipelines.links import LAST_PORT, UI_PORT
from pipelines.reference import load_reference

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
Port = Annotated[int, typer.Option(min=1, max=LAST_PORT)]
LOG_WIDTH = 120
"""Columns of the summary when it goes to a file, as in a scheduled run."""
DOTTED_LINE = "…" * 20
"""Where the receiver is written by hand."""


@app.command()
def nightly() -> None:
    """Run the nightly job now, with progress and a summary."""
    from pipelines.nightly import run_nightly, tells_unrecorded

    console = Console(highlight=False, width=None if sys.stdout.isatty() else LOG_WIDTH)
    with tells_unrecorded(console, Folders.from_environment()) as run_id:
        _set_up_dagster()
        is_success = run_nightly(console, run_id)
    if not is_success:
        raise typer.Exit(1)


@app.command()
def ui(port: Port = UI_PORT, *, read_only: bool = False) -> None:
    """Open Dagster's UI, its daemon and the pages, reachable from this machine only, until Ctrl-C.

    Read-only, nothing can be started or changed, and no daemon runs.
    """
    _set_up_dagster()
    from pipelines.ui import run_ui

    run_ui(Console(highlight=False), Folders.from_environment(), port, is_read_only=read_only)


@app.command(hidden=True)
def webserver(port: Port = UI_PORT, *, read_only: bool = False) -> None:
    """Dagster's UI alone, as `ui` starts it."""
    _set_up_dagster()
    from pipelines.webserver import run_webserver

    run_webserver(port, is_read_only=read_only)


@app.command()
def sql() -> None:
    """Open an interactive SQL shell on the published file, read-only, which greets with what there is."""
    from pipelines.sql_shell import open_shell

    open_shell(Folders.from_environment())


@app.command()
def export() -> None:
    """Write the marts as Parquet, CSV and SDMX into warehouse/exports, which each night brings up to date from then on."""
    from pipelines.reports.export import SDMX, export_marts

    written = export_marts(Folders.from_environment())
    what = f"{sum(each != SDMX for each in written)} mart(s){' and the SDMX files' * (SDMX in written)}"
    typer.echo(f"{what} written now; warehouse/exports/datapackage.json says what they are")


@app.command()
def templates(
    period_id: str,
    receiver: Annotated[
        str, typer.Option(help="Office that receives the returns, as printed on the form; a dotted line when empty.")
    ] = "",
) -> None:
    """Write the workbook of every unit that owes a return for a period, into warehouse/templates.

    With the figures of the period before, where they are published.
    """
    from pipelines.templates.of_a_period import write_templates

    folders = Folders.from_environment()
    reference = load_reference(folders.reference)
    folder, count, known = write_templates(folders, reference, period_id, receiver.strip() or DOTTED_LINE)
    typer.echo(f"{count} workbooks in {folder}, {known} of them with figures of the period before")


@app.command()
def form_preview(
    form: str,
    period: Annotated[str, typer.Option(help="Period that the heads name; the last in which the form is due when empty.")] = "",
) -> None:
    """Draw a form from the registers as a workbook in warehouse/previews, with what each of its cells becomes."""
    from pipelines.templates.preview import form_named, period_of, write_preview

    folders = Folders.from_environment()
    reference = load_reference(folders.reference)
    named = form_named(reference, form)
    path = folders.warehouse / "previews" / f"{named.form_id}.xlsx"
    path.parent.mkdir(parents=True, exist_ok=True)
    count = write_preview(path, reference, named, period_of(reference, named, period.strip()))
    typer.echo(f"{count} cells of {named.form_id} drawn in {path}")


@app.command()
def form_from(file: Path) -> None:
    """Propose the register lines of the form in a workbook, in warehouse/proposals; nothing is changed, doubts are asked."""
    from pipelines.reference.describing import load_to_describe
    from pipelines.templates.proposal import propose, write_proposal

    folders = Folders.from_environment()
    folder = folders.warehouse / "proposals" / file.stem
    found = propose(file, load_to_describe(folders.reference))
    asked = write_proposal(folder, found)
    count = sum(map(len, found.values()))
    typer.echo(f"{count} lines proposed in {folder}, {asked} of them with a question (column ask_vi)")


@app.command()
def words() -> None:
    """Take over what this version says and the registers lack, drop what it says no more, and check all registers."""
    from pipelines.reference.take_over import take_over

    take_over(Folders.from_environment().reference, typer.echo)


@app.command()
def verify_archive() -> None:
    """Compare every archived file with its hash and the journal; one that is damaged and lies elsewhere whole is put back."""
    from pipelines.operations.heal import verified

    folders = Folders.from_environment()
    faults = verified(folders, typer.echo)
    for fault in faults:
        typer.echo(fault, err=True)
    typer.echo(f"{len(Archive(folders.archive).receipts())} receipts, {len(faults)} fault(s)")
    raise typer.Exit(1 if faults else 0)


@app.command()
def freeze(label: str = "", cutoff: str = "") -> None:
    """Keep the last release for ever under a label, with its evaluation at a cut-off as it is today."""
    from pipelines.operations.freeze import freeze as keep_for_ever

    kept, path = keep_for_ever(Folders.from_environment(), label, cutoff.strip(), datetime.now(UTC))
    typer.echo(f"Release {kept.release_id} is kept for ever as '{kept.label}', SHA-256 {kept.file_sha256}")
    typer.echo(f"  release     {path}\n  evaluation  {path.with_suffix('.html')}")
    typer.echo("The next night lists it in marts.release; `make backup` takes it along.")


@app.command()
def chase(period_id: str, *, mail: bool = False) -> None:
    """Write a letter to each unit whose return is late or refused and whose next step is due, and the list for the leaders.

    Into warehouse/reminders. With `--mail` letters that were written go to the addresses in unit_mail.csv, each once.
    """
    from pipelines.language.words import use
    from pipelines.operations.chase_mail import remind
    from pipelines.reference import readable_words

    folders = Folders.from_environment()
    use(readable_words(folders.reference))
    remind(folders, period_id, typer.echo, is_mailed=mail)


@app.command()
def as_of(at: str = "", *, every_release: bool = False) -> None:
    """Make the warehouse as it was known at an instant, in warehouse/as_of, or each release to compare; from the archive alone.

    Exit status 1 where this code made a release and makes it otherwise now.
    """
    from pipelines.as_of import compare_releases, tell_as_of

    if not every_release:
        tell_as_of(Folders.from_environment(), at, datetime.now(UTC), typer.echo)
    elif compare_releases(Folders.from_environment(), typer.echo):
        raise typer.Exit(1)


@app.command()
def why(since: Annotated[str, typer.Option("--from")] = "", to: str = "") -> None:
    """Take what changed between two releases apart by reason, into releases/why; the last two where none is named."""
    from pipelines.why import tell_why

    tell_why(Folders.from_environment(), since, to, typer.echo)


@app.command()
def backup(to: str) -> None:
    """Copy archive, journals, registers and releases into a folder; every hash is compared, and a failure is mailed."""
    from pipelines.operations.alarms import Alarms
    from pipelines.operations.heal import backed_up
    from pipelines.operations.mail import Mail
    from pipelines.operations.watch import note_backup, observe_failed_backup
    from pipelines.warehouse.obstacles import clear_notes

    folders, now = Folders.from_environment(), datetime.now(UTC)
    place = _named(to, "make backup TO=/mnt/backup/unit-returns")
    for told in clear_notes(folders.warehouse):
        typer.echo(told)
    alarms = Alarms(folders)
    try:
        done = backed_up(folders, place, typer.echo)
    except BackupError as error:
        observe_failed_backup(folders, alarms, error, now)
        try:
            alarms.deliver(Mail.from_environment(), now)
        except MailError as unsent:
            typer.echo(str(unsent), err=True)
        raise
    alarms.observe(["backup"], [], now)
    note_backup(folders, place, now)
    typer.echo(f"{len(done.copied)} file(s) copied to {place}; every file there agrees with its hash")
    if done.unnamed:
        typer.echo(
            f"{done.unnamed} archived content(s) in it no journal names: run `make nightly`, which mends the journal or says "
            "what to do, then `make backup` again; a night on what is restored from this one would stop there",
            err=True,
        )


def _named(place: str, remedy: str) -> Path:
    """The folder that a command names; 'make' hands on an empty text where it names none."""
    if not place.strip():
        raise BackupError("no folder is named", where="the command", remedy=f"name one: {remedy}")
    return Path(place)


@app.command()
def restore(source: str) -> None:
    """Put a backup back where nothing lies yet; `nightly` then builds everything else from it."""
    from pipelines.operations.restore import restore as put_back

    folders = Folders.from_environment()
    done = put_back(_named(source, "make restore FROM=/mnt/backup/unit-returns"), folders)
    if done.set_aside:
        typer.echo(f"What a warehouse had made there of another archive lies in {done.set_aside}")
    typer.echo(f"{done.count} file(s) put back below {folders.root}; every file agrees with its hash. Now run `make nightly`.")


@app.command()
def watch() -> None:
    """Tell what stands: a release that grew old, faults of the archive, returns due soon. Run it by the system's own clock.

    Each cause is mailed once, where mail is set up; exit status 1 while something stands or could not be mailed.
    """
    from pipelines.language.words import use
    from pipelines.operations.alarms import Alarms
    from pipelines.operations.heal import looked
    from pipelines.operations.mail import Mail
    from pipelines.operations.watch import KINDS, last_failure
    from pipelines.reference import readable_words
    from pipelines.warehouse.obstacles import clear_notes

    folders, now = Folders.from_environment(), datetime.now(UTC)
    use(readable_words(folders.reference))
    for told in clear_notes(folders.warehouse):
        typer.echo(told)
    alarms = Alarms(folders)
    alarms.observe(KINDS, looked(folders, now, typer.echo), now)
    if unnoted := last_failure(folders):
        alarms.add(unnoted, now)
    for standing in alarms.standing():
        typer.echo(f"{standing.alarm.text}\n")
    typer.echo(f"{len(alarms.standing())} cause(s) stand")
    sent = alarms.deliver(Mail.from_environment(), now)
    typer.echo(f"{sent} message(s) sent now")
    raise typer.Exit(1 if alarms.standing() else 0)


def _set_up_dagster() -> None:
    from pipelines.operations.dagster_home import set_up_dagster

    set_up_dagster(Folders.from_environment())


def main() -> None:
    """Run a command; a fault that a person can mend is told as what, where and remedy, with exit status 1."""
    try:
        app()
    except PipelineError as error:
        typer.echo(str(error), err=True)
        sys.exit(1)
    except OSError as error:
        seen = "see to what the system says (space on the disk, rights, a share that is away), then run again"
        remedy = remedy_of_the_system(error) or seen
        typer.echo(f"{error.filename or 'the system'}: {error.strerror or error}\nRemedy: {remedy}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
