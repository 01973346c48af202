"""Runs killed without warning cost nothing but themselves: the next one publishes what came.

The daemon, for real, finds by itself that something came, and runs to its end: `make soak`. (What it looks at, and what it says
of killed runs: tests/unit/test_sensor.py, test_killed_run_records.py; that it looks: test_ui_command.py. Crashes at each write
of a publication: tests/unit/test_publication.py.)
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg
import duckdb
import pytest

from pipelines.definitions import defs
from pipelines.folders import PROJECT
from pipelines.intake.arrivals import SETTLED_SECONDS
from tests.conftest import Installation
from tests.waiting import PATIENCE_SECONDS, until

LATER = "2021H1"
"""The period of the returns that come when one period is published."""


RUNS = """
import os, sys
import great_expectations, pipelines.definitions
from pipelines.__main__ import main

for line in sys.stdin:
    if not (child := os.fork()):
        main()
    print(child, file=sys.stderr, flush=True)
    print("ended", os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), file=sys.stderr, flush=True)
"""
"""Runs the command once for each line that it is given, in a process of its own; what all of them load is loaded once."""


class Runs:
    """Nightly runs by the command, one after the other."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def killed_after(self, step: str) -> None:
        """One run, killed without warning as soon as it says that a step has ended."""
        status, said = self._run(step)
        assert status < 0, said

    def succeeds(self) -> None:
        """One run to its end."""
        status, said = self._run(None)
        assert status == 0, said

    def _run(self, killed_after: str | None) -> tuple[int, str]:
        """How a run ended, and what it said."""
        assert self._process.stdin
        assert self._process.stderr
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        child, said = int(next(self._process.stderr)), list[str]()
        for line in self._process.stderr:
            if line.startswith("ended "):
                return int(line.split()[1]), "".join(said)
            said.append(line)
            if f"✓ {killed_after} " in line:
                os.kill(child, signal.SIGKILL)
        raise AssertionError("".join(said))


@contextmanager
def runs(installation: Installation) -> Iterator[Runs]:
    with (
        (installation.root / "said").open("w") as told,
        subprocess.Popen(
            [sys.executable, "-c", RUNS, "nightly"],
            cwd=PROJECT,
            env=installation.environment,
            stdin=subprocess.PIPE,
            stdout=told,
            stderr=subprocess.PIPE,
            text=True,
        ) as process,
    ):
        yield Runs(process)


def test_runs_killed_after_a_step_leave_the_last_release_and_the_next_run_succeeds(published: Installation) -> None:
    accepted = count_accepted(published)
    arrive(published, "TC01*")
    with runs(published) as nightly:
        for step in ("raw_returns", "staging_observation"):
            nightly.killed_after(step)
            assert count_accepted(published) in (accepted, accepted + 1)
        arrive(published, "TC0[2-9]*")
        nightly.succeeds()
    assert (published.root / "said").read_text(encoding="utf-8").count("was killed: its process") == 2
    assert count_accepted(published) == accepted + 9


@pytest.mark.soak
def test_the_daemon_publishes_what_came_after_a_run_that_was_killed(
    published: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It finds by itself that more has come, and the run before to be dead."""
    accepted = count_accepted(published)
    arrive(published, "TC01*")
    with runs(published) as nightly:
        nightly.killed_after("core_observation")
    arrive(published, "TC0[2-9]*")
    for name in ("DAGSTER_HOME", "DAGSTER_STORAGE"):
        monkeypatch.setenv(name, published.environment[name])
    with dg.DagsterInstance.get() as instance, daemon(published) as running:

        def ended() -> list[dg.DagsterRun]:
            assert running.poll() is None, log_of(published).read_text(encoding="utf-8")
            return [run for run in instance.get_runs() if "dagster/sensor_name" in run.tags and run.is_finished]

        (run,) = until(ended)
        before = [other.status.value for other in instance.get_runs() if other.run_id != run.run_id]
    assert (run.status.value, run.tags["dagster/sensor_name"]) == ("SUCCESS", "returns_arrived")
    assert before == ["FAILURE"]
    assert count_accepted(published) == accepted + 9


def arrive(installation: Installation, names: str) -> None:
    """Let returns come that nobody is writing any more."""
    folder = installation.root / "raw" / "returns" / LATER
    folder.mkdir(exist_ok=True)
    for path in (PROJECT / "raw" / "returns" / LATER).glob(names):
        arrived = shutil.copy(path, folder)
        os.utime(arrived, (time.time() - SETTLED_SECONDS - 60,) * 2)


def log_of(installation: Installation) -> Path:
    """What its daemon says."""
    return installation.root / "daemon.log"


@contextmanager
def daemon(installation: Installation) -> Iterator[subprocess.Popen[bytes]]:
    with log_of(installation).open("w") as output:
        running = subprocess.Popen(
            [Path(sys.executable).parent / "dagster-daemon", "run"],
            cwd=PROJECT,
            env=installation.environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            yield running
        finally:
            os.killpg(running.pid, signal.SIGTERM)
            running.wait(PATIENCE_SECONDS)


def count_accepted(installation: Installation) -> int:
    """Accepted returns, after every table of the release has been read whole."""
    with duckdb.connect(str(installation.root / "warehouse" / "analytics.duckdb"), read_only=True) as db:
        for schema, table in db.execute("select schema_name, table_name from duckdb_tables() where not internal").fetchall():
            db.execute(f"select sum(hash(t)::hugeint) from {schema}.{table} as t").fetchall()
        counts = db.execute(
            "select (select count(*) from core.return where is_in_force), (select count(*) from marts.return where has_figures)"
        ).fetchone()
    assert counts is not None
    assert counts[0] == counts[1]
    return int(counts[0])


def test_the_schedule_is_on_and_due_at_two_in_the_morning_in_vietnam() -> None:
    schedule = defs.resolve_schedule_def("nightly")
    assert schedule.default_status is dg.DefaultScheduleStatus.RUNNING
    assert schedule.cron_schedule == "0 2 * * *"
    assert schedule.execution_timezone == "Asia/Ho_Chi_Minh"
