"""The daemon, for real: files arrive, the sensor sees them settle, a run starts and publishes."""

import os
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
from tests.conftest import PERIOD, copy_of_sample
from tests.waiting import PATIENCE_SECONDS, until


def age(folder: Path, seconds: float) -> None:
    for path in folder.rglob("*.xlsx"):
        os.utime(path, (time.time() - seconds, time.time() - seconds))


def test_files_that_arrive_are_published_by_the_daemon_without_anyone_asking(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installation = copy_of_sample(tmp_path, PERIOD)
    age(tmp_path / "raw" / "returns", SETTLED_SECONDS + 60)
    for name in ("DAGSTER_HOME", "DAGSTER_STORAGE"):
        monkeypatch.setenv(name, installation.environment[name])
    log = tmp_path / "daemon.log"
    with log.open("w") as output, dg.DagsterInstance.get() as instance:
        daemon = subprocess.Popen(
            [Path(sys.executable).parent / "dagster-daemon", "run"],
            cwd=PROJECT,
            env=installation.environment,
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
    due = installation.query("select count(*) from marts.return where period_id = '2020H2' and has_figures")
    assert due == [(len(list((tmp_path / "raw" / "returns" / "2020H2").glob("*.xlsx"))),)]


def test_the_schedule_is_on_and_due_at_two_in_the_morning_in_vietnam() -> None:
    schedule = defs.resolve_schedule_def("nightly")
    assert schedule.default_status is dg.DefaultScheduleStatus.RUNNING
    assert schedule.cron_schedule == "0 2 * * *"
    assert schedule.execution_timezone == "Asia/Ho_Chi_Minh"
