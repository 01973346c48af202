"""Dagster's state in PostgreSQL, against a real server: the same night, and a server that is away is one line."""

from pathlib import Path

import dagster as dg
import pytest
from dagster_postgres import PostgresRunStorage

from pipelines.assets.faults import reasons
from pipelines.definitions import definitions_of
from pipelines.folders import Folders
from pipelines.operations.dagster_home import POSTGRES, set_up_dagster
from tests.conftest import Installation
from tests.postgres import PROGRAMS, postgres


@pytest.mark.skipif(PROGRAMS is None, reason="needs postgresql: apt-get install postgresql")
def test_a_night_with_postgresql_makes_the_release_that_one_without_it_made(
    published: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    releases = published.root / "warehouse" / "releases"
    before, files = published.marts(), sorted(releases.iterdir())
    for name, value in published.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("DAGSTER_HOME")
    monkeypatch.setenv("DAGSTER_POSTGRES_ADDRESS", "")  # and away again after the test
    with postgres() as address:
        monkeypatch.setenv(POSTGRES, address)
        set_up_dagster(Folders(published.root))
        job = definitions_of(Folders(published.root)).resolve_job_def("nightly")
        with dg.DagsterInstance.get() as instance:
            done = job.execute_in_process(instance=instance, raise_on_error=False)
            assert done.success, reasons(done.all_events)
        with dg.DagsterInstance.get() as instance:
            assert [run.status.value for run in instance.get_runs()] == ["SUCCESS"]
            assert isinstance(instance.run_storage, PostgresRunStorage)
    home = published.root / "warehouse" / "dagster" / "postgres"
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
