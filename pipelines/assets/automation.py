"""The nightly job, when it runs by itself, and what it says while it runs."""

import hashlib
import json
import logging
import re
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import dagster as dg
from rich.console import Console

from pipelines.assets.faults import MARKED, reasons
from pipelines.assets.killed_runs import STARTING_SECONDS, fail_killed_runs, killed_words
from pipelines.errors import MailError
from pipelines.folders import Folders
from pipelines.intake.arrivals import SETTLED_SECONDS
from pipelines.intake.waiting import REGISTERS, Waiting, last_register_change, state_of_registers, waiting
from pipelines.operations.alarms import Alarms
from pipelines.operations.failures import add_note, failure_alarm
from pipelines.operations.mail import Mail
from pipelines.operations.watch import archive_alarms
from pipelines.warehouse import is_held, what_stands

NIGHTLY = dg.define_asset_job(
    "nightly",
    selection=dg.AssetSelection.all(),
    config={"loggers": {"progress": {"config": {}}}},
    tags={"dagster/retry_strategy": "ALL_STEPS"},
    description="Archive, read, check and publish: everything from the workbooks in raw/returns to the evaluation.",
)
ROUTINE = re.compile(r"Dependencies for step|did not yield or return expected outputs")
"""What Dagster says once for each step that comes after one that failed, and of checks that had no case."""
SUCCESS = dg.DagsterRunStatus.SUCCESS
RELEASE = dg.AssetKey(["warehouse", "analytics"])
RUN_KEY = "dagster/run_key"
"""Tag by which Dagster knows the key that a run was asked for with."""


def nightly_schedule(time_zone: ZoneInfo) -> dg.ScheduleDefinition:
    """Schedule that starts the job at two in the morning where the office is."""
    return dg.ScheduleDefinition(
        name="nightly",
        job=NIGHTLY,
        cron_schedule="0 2 * * *",
        execution_timezone=time_zone.key,
        default_status=dg.DefaultScheduleStatus.RUNNING,
        description=f"Every night at two o'clock, time of {time_zone.key}.",
    )


def arrival_sensor(folders: Folders, *, settled_seconds: float = SETTLED_SECONDS) -> dg.SensorDefinition:
    """Sensor that starts the job when something waits to be published, or when a register was mended after a failed run.

    What made a run fail is not tried again as it is: a run key is used once, and tells what waits and, after a failed run,
    how the registers stand.
    """

    @dg.sensor(
        name="returns_arrived",
        job=NIGHTLY,
        minimum_interval_seconds=30,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Starts the job when raw/returns holds what the last release does not, and it has settled; and when a "
        "register was changed after a failed run.",
    )
    def returns_arrived(context: dg.SensorEvaluationContext) -> dg.SensorResult:
        fail_killed_runs(context.instance, folders, are_retried=True)
        last = _last_run(context.instance)
        if last and _is_under_way(last, folders):
            return dg.SensorResult(skip_reason="a run is under way")
        registers = state_of_registers(folders.reference)
        failed = last.dagster_run if last and last.dagster_run.status is not SUCCESS else None
        is_mended = failed is not None and failed.tags.get(REGISTERS) != registers
        found = waiting(folders)
        if not found.items and not is_mended:
            return dg.SensorResult(skip_reason="nothing new in raw/returns: the last release holds all that lies there")
        ages = [time.time() - written_at for written_at in (*found.written_at, last_register_change(folders.reference))]
        # A time in the future is a wrong clock, not a file being written.
        if youngest := [age for age in ages if 0 <= age < settled_seconds]:
            return dg.SensorResult(
                skip_reason=f"{len(found.items)} file(s) new; the last was written {min(youngest):.0f} s ago, not settled yet"
            )
        key = json.dumps([found.items, registers if is_mended else ""])
        run_key = hashlib.sha256(key.encode()).hexdigest()
        if said := _tried_before(context.instance, run_key, found):
            return dg.SensorResult(skip_reason=said)
        return dg.SensorResult(run_requests=[dg.RunRequest(run_key=run_key, tags={"new_files": str(len(found.items))})])

    return returns_arrived


def _tried_before(instance: dg.DagsterInstance, run_key: str, found: Waiting) -> str | None:
    """What to say where a run was asked for with this key, which Dagster passes over without a word; None where none was."""
    tried = instance.get_runs(dg.RunsFilter(tags={RUN_KEY: run_key}), limit=1)
    if not tried:
        return None
    first = found.items[0][0] if found.items else "a register"
    return (
        f"{len(found.items)} file(s) wait, first {first}: run {tried[0].run_id} tried just these; mend what it says, "
        "or start the job by hand"
    )


def _last_run(instance: dg.DagsterInstance) -> dg.RunRecord | None:
    return next(iter(instance.get_run_records(dg.RunsFilter(job_name=NIGHTLY.name), limit=1)), None)


def _is_under_way(run: dg.RunRecord, folders: Folders) -> bool:
    """Whether a run is still going: unfinished, and it holds the build file or began so lately that it may not do so yet."""
    if run.dagster_run.is_finished:
        return False
    began = time.time() - run.create_timestamp.timestamp()
    return began < STARTING_SECONDS or is_held(folders.warehouse)


def failure_sensor(folders: Folders) -> dg.SensorDefinition:
    """Sensor that notes each failed run in warehouse/failures.txt and mails each cause once."""

    @dg.run_failure_sensor(
        name="tell_failures",
        monitored_jobs=[NIGHTLY],
        minimum_interval_seconds=30,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Notes what failed, where and the remedy in warehouse/failures.txt, newest last; mails each cause once.",
    )
    def tell_failures(context: dg.RunFailureSensorContext) -> None:
        failed = [*context.get_step_failure_events(), context.failure_event]
        killed = killed_words(context.dagster_run, folders) if context.failure_event.message == MARKED else None
        told = [killed] if killed else reasons(failed)
        context.log.error("\n".join(told))
        try:
            tell_failure(folders, context.instance, context.dagster_run.run_id, told)
        except MailError as error:
            context.log.warning(str(error))  # kept among what is still to be told, which the dead man's check sends

    return tell_failures


def recovery_sensor(folders: Folders) -> dg.SensorDefinition:
    """Sensor that ends what stood of failed runs when one succeeds: the same cause is told again if it comes back."""

    @dg.run_status_sensor(
        name="end_failures",
        run_status=SUCCESS,
        monitored_jobs=[NIGHTLY],
        minimum_interval_seconds=60,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="When a run succeeds, forgets which failures were mailed: one that comes back is mailed again.",
    )
    def end_failures(context: dg.RunStatusSensorContext) -> None:
        end_failures_before(folders, context.instance, context.dagster_run.run_id)

    return end_failures


def end_failures_before(folders: Folders, instance: dg.DagsterInstance, run_id: str) -> None:
    """What was seen of failed runs before this one succeeded stands no longer."""
    record = instance.get_run_record_by_id(run_id)
    if record and record.end_time:
        Alarms(folders).end("failure", datetime.fromtimestamp(record.end_time, UTC), datetime.now(UTC))


def tell_failure(folders: Folders, instance: dg.DagsterInstance, run_id: str, told: Sequence[str]) -> None:
    """Note a failed run in warehouse/failures.txt, and mail its cause unless it was mailed since the last run that succeeded.

    Both the terminal and the daemon may tell the same run.

    Raises:
        MailError: the mail could not be sent; it is kept to be sent.
    """
    now = datetime.now(UTC)
    run, stands = f"run {run_id} failed", what_is_published(folders, instance, run_id)
    text = "\n".join(told)
    try:
        add_note(folders.failures, run, f"{now:%Y-%m-%d %H:%M} UTC  {run}; {stands}\n{text}\n\n")
    finally:  # a full disk takes no note; mail goes out all the same
        tell(folders, text, run)


def tell(folders: Folders, text: str, run: str) -> None:
    """Mail why a run failed, unless the same cause stands.

    Raises:
        MailError: the mail could not be sent; it is kept to be sent.
    """
    now = datetime.now(UTC)
    alarms = Alarms(folders)
    is_the_archives = f"Where: {folders.archive}" in text or f"Where: {folders.archive.parent}\n" in text
    # What the dead man's check tells of the archive is the same cause: one message.
    for alarm in (is_the_archives and archive_alarms(folders)) or [failure_alarm(text, run)]:
        alarms.add(alarm, now)
    alarms.deliver(Mail.from_environment(), now)


def what_is_published(folders: Folders, instance: dg.DagsterInstance, run_id: str) -> str:
    """In words, what analysts read after a run that failed: what it published before it failed, or an earlier release."""
    logged = instance.all_logs(run_id, of_type=dg.DagsterEventType.ASSET_MATERIALIZATION)
    events = [entry.dagster_event for entry in logged if entry.dagster_event]
    if any(event.asset_key == RELEASE for event in events):
        return f"the release itself is published, only what is made from it is not all there: {what_stands(folders.warehouse)}"
    return what_stands(folders.warehouse)


class _ProgressHandler(logging.Handler):
    """One line per finished step; warnings and errors as they come."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.console = Console(stderr=True, highlight=False)

    def emit(self, record: logging.LogRecord) -> None:
        event: dg.DagsterEvent | None = getattr(record, "dagster_event", None)
        if event is None and record.levelno >= logging.INFO and not ROUTINE.search(record.getMessage()):
            self.console.print(f"    {record.getMessage().rsplit(' - ', 1)[-1]}", style="dim", markup=False)
        elif event and event.event_type is dg.DagsterEventType.STEP_SUCCESS:
            self.console.print(f"  ✓ {event.step_key:<32}{event.step_success_data.duration_ms / 1000:6.2f} s")
        elif event and event.event_type is dg.DagsterEventType.STEP_FAILURE:
            self.console.print(f"  ✗ {event.step_key}", style="bold red")


@dg.logger({"is_quiet": dg.Field(bool, default_value=False)})
def progress_logger(init_context: dg.InitLoggerContext) -> logging.Logger:
    """Logger for runs that a person started in a terminal; quiet, it says nothing."""
    logger = logging.Logger("progress", logging.DEBUG)
    if not init_context.logger_config["is_quiet"]:
        logger.addHandler(_ProgressHandler())
    return logger
