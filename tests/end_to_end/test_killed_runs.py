"""Runs killed without warning cost nothing but itself. (Crashes at each write of a publication: tests/unit.)"""

import shutil
import subprocess
import sys

import duckdb

from pipelines.folders import PROJECT
from tests.conftest import Installation

LATE = "2021H1/TC01_2021H1.xlsx"
"""A return that comes when one period is published."""


def test_runs_killed_after_a_step_leave_the_last_release_and_the_next_run_succeeds(published: Installation) -> None:
    accepted = count_accepted(published)
    late = published.root / "raw" / "returns" / LATE
    late.parent.mkdir()
    shutil.copyfile(PROJECT / "raw" / "returns" / LATE, late)
    for step in ("core_observation", "marts_evaluation_mid_term"):
        kill_after(step, published)
        assert count_accepted(published) in (accepted, accepted + 1)
    done = published.command("nightly")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "was killed: its process" in done.stdout
    assert count_accepted(published) == accepted + 1


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


def kill_after(step: str, installation: Installation) -> None:
    """Start a run and kill it without warning as soon as it says that a step has ended."""
    with subprocess.Popen(
        [sys.executable, "-m", "pipelines", "nightly"],
        cwd=PROJECT,
        env=installation.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as run:
        assert run.stderr is not None
        said = []
        for line in run.stderr:
            said.append(line)
            if f"✓ {step} " in line:
                run.kill()
        assert run.wait() < 0, "".join(said)
