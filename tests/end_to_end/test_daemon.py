"""The daemon, for real: files arrive, the sensor sees them settle, a run starts and publishes."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import dagster as dg

from pipelines.definitions import defs
from pipelines.folders import PROJECT
from pipelines.intake.arrivals import SETTLED_SECONDS
from tests.conftest import PERIOD, copy_of_sample

PATIENCE_SECONDS = 600
"""Guards against hanging; a busy machine takes its time."""


def age(folder: Path, seconds: float) -> None:
    for path in folder.rglob("*.xlsx"):
        os.utime(path, (time.time() - seconds, time.time() - seconds))


def test_files_that_arrive_are_published_by_the_daemon_without_anyone_asking(tmp_path: Path) -> None:
    installation = copy_of_sample(tmp_path, PERIOD)
    age(tmp_path / "raw" / "returns", SETTLED_SECONDS + 60)
    published = tmp_path / "warehouse" / "analytics.duckdb"
    log = tmp_path / "daemon.log"
    with log.open("w") as output:
        daemon = subprocess.Popen(
            [Path(sys.executable).parent / "dagster-daemon", "run"],
            cwd=PROJECT,
            env=installation.environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            deadline = time.monotonic() + PATIENCE_SECONDS
            while not published.exists() and time.monotonic() < deadline and daemon.poll() is None:
                time.sleep(0.5)
            run_status = wait_for_success(installation.environment["DAGSTER_STORAGE"], deadline) if published.exists() else None
        finally:
            os.killpg(daemon.pid, signal.SIGTERM)
            daemon.wait(PATIENCE_SECONDS)
    assert published.exists(), log.read_text()
    assert run_status == "SUCCESS"
    due = installation.query(
        "select count(*) from marts.return_completeness where period_id = '2020H2' and status = 'accepted'"
    )
    assert due == [(len(list((tmp_path / "raw" / "returns" / "2020H2").glob("*.xlsx"))),)]


def wait_for_success(storage: str, deadline: float) -> str:
    """Final status of the one run, as `dagster`'s own storage has it."""
    query = (
        "import dagster as dg; i = dg.DagsterInstance.get(); r = i.get_runs(); "
        "print(len(r), r[0].status.value, r[0].tags.get('dagster/sensor_name'))"
    )
    while True:
        done = subprocess.run(
            [sys.executable, "-c", query],
            cwd=PROJECT,
            env={**os.environ, "DAGSTER_HOME": str(PROJECT), "DAGSTER_STORAGE": storage},
            capture_output=True,
            text=True,
            check=True,
        )
        count, status, sensor = done.stdout.split()
        assert (count, sensor) == ("1", "returns_arrived")
        if status not in ("STARTED", "STARTING", "QUEUED") or time.monotonic() > deadline:
            return status
        time.sleep(1)


def test_the_schedule_is_on_and_due_at_two_in_the_morning_in_vietnam() -> None:
    schedule = defs.resolve_schedule_def("nightly")
    assert schedule.default_status is dg.DefaultScheduleStatus.RUNNING
    assert schedule.cron_schedule == "0 2 * * *"
    assert schedule.execution_timezone == "Asia/Ho_Chi_Minh"
