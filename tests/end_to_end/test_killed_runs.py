"""Runs killed without warning cost nothing but itself. (Crashes at each write of a publication: tests/unit.)"""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from pipelines.folders import PROJECT
from tests.conftest import Installation

LATE = "2021H1/TC01_2021H1.xlsx"
"""A return that comes when one period is published."""


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

    def run(self, killed_after: str = "") -> tuple[int, str]:
        """One run, killed without warning as soon as it says that a step has ended; gives exit status and what it said."""
        assert self._process.stdin
        assert self._process.stderr
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        child, said = int(next(self._process.stderr)), list[str]()
        for line in self._process.stderr:
            if line.startswith("ended "):
                return int(line.split()[1]), "".join(said)
            said.append(line)
            if killed_after and f"✓ {killed_after} " in line:
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
    late = published.root / "raw" / "returns" / LATE
    late.parent.mkdir()
    shutil.copyfile(PROJECT / "raw" / "returns" / LATE, late)
    with runs(published) as nightly:
        for step in ("core_observation", "marts_evaluation_mid_term"):
            status, said = nightly.run(killed_after=step)
            assert status < 0, said
            assert count_accepted(published) in (accepted, accepted + 1)
        status, said = nightly.run()
        assert status == 0, said
    assert "was killed: its process" in (published.root / "said").read_text(encoding="utf-8")
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
