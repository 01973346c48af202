"""A run killed without warning, at any moment, costs nothing but itself."""

import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from pipelines.folders import PROJECT
from tests.conftest import Installation, copy_of_sample

KILLS = 10
SEED = 165


@pytest.fixture
def one_period(tmp_path: Path) -> Installation:
    return copy_of_sample(tmp_path, "2020H2")


@pytest.mark.timeout(900)
def test_a_run_killed_at_any_moment_leaves_the_last_release_and_the_next_run_succeeds(one_period: Installation) -> None:
    moments = random.Random(SEED)
    waiting = one_period.root / "waiting"
    folder = one_period.root / "raw" / "returns" / "2020H2"
    waiting.mkdir()
    for path in sorted(folder.glob("TC*"))[:KILLS]:
        shutil.move(path, waiting / path.name)
    started = time.monotonic()
    assert one_period.command("nightly").returncode == 0
    fastest = time.monotonic() - started
    accepted = count_accepted(one_period)
    killed = 0
    for path in sorted(waiting.iterdir()):
        shutil.move(path, folder / path.name)
        killed += kill_after(one_period, moments.uniform(0.05, 0.9) * fastest)
        assert count_accepted(one_period) in (accepted, accepted + 1)
        started = time.monotonic()
        done = one_period.command("nightly")
        fastest = min(fastest, time.monotonic() - started)
        assert done.returncode == 0, done.stdout + done.stderr
        accepted += 1
        assert count_accepted(one_period) == accepted
    assert killed >= KILLS // 2


def count_accepted(installation: Installation) -> int:
    """Accepted returns, after every table of the release has been read whole."""
    with duckdb.connect(str(installation.root / "warehouse" / "analytics.duckdb"), read_only=True) as db:
        for schema, table in db.execute("select schema_name, table_name from duckdb_tables() where not internal").fetchall():
            db.execute(f"select sum(hash(t)::hugeint) from {schema}.{table} as t").fetchall()
        counts = db.execute(
            "select (select count(*) from core.return where is_in_force), "
            "(select count(*) from marts.return_completeness where status = 'accepted')"
        ).fetchone()
    assert counts is not None
    assert counts[0] == counts[1]
    return int(counts[0])


def kill_after(installation: Installation, seconds: float) -> bool:
    """Start a run, kill it without warning; True when it was still running."""
    run = subprocess.Popen(
        [sys.executable, "-m", "pipelines", "nightly"],
        cwd=PROJECT,
        env=installation.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        run.wait(seconds)
    except subprocess.TimeoutExpired:
        run.send_signal(signal.SIGKILL)
        run.wait()
        return True
    return False
