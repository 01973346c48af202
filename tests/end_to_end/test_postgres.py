"""A PostgreSQL server that is away is two lines. (A night with one that is there: test_nightly.)"""

from pathlib import Path

import pytest

from pipelines.operations.dagster_home import POSTGRES
from tests.conftest import Installation


def test_a_server_that_is_away_is_told_in_two_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(POSTGRES, f"postgresql://test@/postgres?host={tmp_path}")
    done = Installation(tmp_path).command("nightly")
    assert done.returncode == 1
    assert done.stderr.startswith("UNIT_RETURNS_POSTGRES: the PostgreSQL database cannot be reached: ")
    assert len(done.stderr.splitlines()) == 2
    assert "Remedy: " in done.stderr
