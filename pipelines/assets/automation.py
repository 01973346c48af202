"""The nightly job, when it runs by itself, and what it says while it runs."""

import hashlib
import json
import logging
import re
import time
from zoneinfo import ZoneInfo

import dagster as dg
from rich.console import Console

from pipelines.folders import Folders
from pipelines.intake.archive import Archive, arrived, utc_text

NIGHTLY = dg.define_asset_job(
    "nightly",
    selection=dg.AssetSelection.all(),
    description="Archive, read, check and publish: everything from the workbooks in raw/returns to the evaluation.",
)
ROUTINE = re.compile(r"Dependencies for step|did not yield or return expected outputs")
"""What Dagster says once for each step that comes after one that failed, and of checks that had no case."""
SETTLED_SECONDS = 20
"""A file counts as arrived when nobody has written to it for this long."""


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
    """Sensor that starts the job when files have come or changed and nobody writes to them any more."""

    @dg.sensor(
        name="returns_arrived",
        job=NIGHTLY,
        minimum_interval_seconds=30,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Starts the job when workbooks in raw/returns are new or changed and have settled.",
    )
    def returns_arrived() -> dg.SensorResult:
        stats = [(path, path.stat()) for path in arrived(folders.returns)]
        held = {(receipt.path, receipt.size_bytes, receipt.modified_at) for receipt in Archive(folders.archive).receipts()}
        seen = {(path.relative_to(folders.returns).as_posix(), stat.st_size, utc_text(stat.st_mtime)) for path, stat in stats}
        new = sorted(seen - held)
        if not new:
            return dg.SensorResult(skip_reason="nothing new in raw/returns")
        youngest = time.time() - max(stat.st_mtime for _, stat in stats)
        # A time in the future is a wrong clock, not a file being written.
        if 0 <= youngest < settled_seconds:
            return dg.SensorResult(
                skip_reason=f"{len(new)} file(s) new; the last was written {youngest:.0f} s ago, not settled yet"
            )
        run_key = hashlib.sha256(json.dumps(new).encode()).hexdigest()
        return dg.SensorResult(run_requests=[dg.RunRequest(run_key=run_key, tags={"new_files": str(len(new))})])

    return returns_arrived


class _ProgressHandler(logging.Handler):
    """One line per finished step; warnings and errors as they come."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.console = Console(stderr=True, highlight=False)

    def emit(self, record: logging.LogRecord) -> None:
        event: dg.DagsterEvent | None = getattr(record, "dagster_event", None)
        if event is None and record.levelno >= logging.INFO and not ROUTINE.search(record.getMessage()):
            self.console.print(f"    {record.getMessage().rsplit(' - ', 1)[-1]}", style="dim")
        elif event and event.event_type is dg.DagsterEventType.STEP_SUCCESS:
            self.console.print(f"  ✓ {event.step_key:<32}{event.step_success_data.duration_ms / 1000:6.2f} s")
        elif event and event.event_type is dg.DagsterEventType.STEP_FAILURE:
            self.console.print(f"  ✗ {event.step_key}", style="bold red")


@dg.logger
def progress_logger(_init_context: dg.InitLoggerContext) -> logging.Logger:
    """Logger for runs that a person started in a terminal."""
    logger = logging.Logger("progress", logging.DEBUG)
    logger.addHandler(_ProgressHandler())
    return logger
