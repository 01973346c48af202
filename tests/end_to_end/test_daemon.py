"""The daemon, for real: files arrive, the sensor sees them settle, a run starts and publishes."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import dagster as dg
import pytest

from pipelines.definitions import defs
from pipelines.folders import PROJECT
from pipelines.intake.arrivals import SETTLED_SECONDS
from tests.conftest import Installation
from tests.waiting import PATIENCE_SECONDS, until

LATER = "2021H1"
"""The period of the returns that arrive, after the one that is published."""


def age(folder: Path, seconds: float) -> None:
    for path in folder.rglob("*.xlsx"):
        os.utime(path, (time.time() - seconds, time.time() - seconds))


def test_files_that_arrive_are_published_by_the_daemon_without_anyone_asking(
    published: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrived = published.root / "raw" / "returns" / LATER
    arrived.mkdir()
    for path in (PROJECT / "raw" / "returns" / LATER).glob("TC0*"):
        shutil.copy(path, arrived)
    age(arrived, SETTLED_SECONDS + 60)
    for name in ("DAGSTER_HOME", "DAGSTER_STORAGE"):
        monkeypatch.setenv(name, published.environment[name])
    log = tmp_path / "daemon.log"
    with log.open("w") as output, dg.DagsterInstance.get() as instance:
        daemon = subprocess.Popen(
            [Path(sys.executable).parent / "dagster-daemon", "run"],
            cwd=PROJECT,
            env=published.environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

        def ended() -> list[dg.DagsterRun]:
            assert daemon.poll() is None, log.read_text()
            return [run for run in instance.get_runs() if run.is_finished]

        try:
            (run,) = until(ended)
        finally:
            os.killpg(daemon.pid, signal.SIGTERM)
            daemon.wait(PATIENCE_SECONDS)
    assert (run.status.value, run.tags["dagster/sensor_name"]) == ("SUCCESS", "returns_arrived"), log.read_text()
    due = published.query(f"select count(*) from marts.return where period_id = '{LATER}' and has_figures")
    assert due == [(len(list(arrived.glob("*.xlsx"))),)]


def test_the_schedule_is_on_and_due_at_two_in_the_morning_in_vietnam() -> None:
    schedule = defs.resolve_schedule_def("nightly")
    assert schedule.default_status is dg.DefaultScheduleStatus.RUNNING
    assert schedule.cron_schedule == "0 2 * * *"
    assert schedule.execution_timezone == "Asia/Ho_Chi_Minh"
