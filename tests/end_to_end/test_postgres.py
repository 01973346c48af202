"""Dagster's state in PostgreSQL, against a real server: the same night, and a server that is away is one line."""

import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.folders import PROJECT
from pipelines.operations.dagster_home import POSTGRES
from tests.conftest import Installation
from tests.postgres import PROGRAMS, postgres

RUNS = "import dagster as dg; i = dg.DagsterInstance.get(); print([r.status.value for r in i.get_runs()], i.run_storage)"


@pytest.mark.skipif(PROGRAMS is None, reason="needs postgresql: apt-get install postgresql")
def test_a_night_with_postgresql_makes_the_release_that_one_without_it_made(
    published: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    releases = published.root / "warehouse" / "releases"
    before, files = published.marts(), sorted(releases.iterdir())
    with postgres() as address:
        monkeypatch.setenv(POSTGRES, address)
        done = published.command("nightly")
        assert done.returncode == 0, done.stdout + done.stderr
        with_driver = address.replace("postgresql:", "postgresql+psycopg2:")
        home = published.root / "warehouse" / "dagster" / "postgres"
        asked = subprocess.run(
            [sys.executable, "-c", RUNS],
            cwd=PROJECT,
            env={**published.environment, "DAGSTER_HOME": str(home), "DAGSTER_POSTGRES_ADDRESS": with_driver},
            capture_output=True,
            text=True,
            check=True,
        )
    assert asked.stdout.startswith("['SUCCESS'] <dagster_postgres.")
    assert published.marts() == before
    assert sorted(releases.iterdir()) == files
    assert list((published.root / "warehouse").rglob("runs.db")) == []
    assert address not in (home / "dagster.yaml").read_text(encoding="utf-8")


def test_a_server_that_is_away_is_told_in_two_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(POSTGRES, f"postgresql://test@/postgres?host={tmp_path}")
    done = Installation(tmp_path).command("nightly")
    assert done.returncode == 1
    assert done.stderr.startswith("UNIT_RETURNS_POSTGRES: the PostgreSQL database cannot be reached: ")
    assert len(done.stderr.splitlines()) == 2
    assert "Remedy: " in done.stderr
