"""A PostgreSQL server that is away is two lines.

(One that is there: tests/unit/test_state; a whole night with it: test_nothing_new, by `make soak`.)
"""

import sys
from pathlib import Path

import pytest

from pipelines.__main__ import main
from pipelines.operations.dagster_home import POSTGRES
from tests.conftest import Installation


def test_a_server_that_is_away_is_told_in_two_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in Installation(tmp_path).environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv(POSTGRES, f"postgresql://test@/postgres?host={tmp_path}")
    monkeypatch.setattr(sys, "argv", ["pipelines", "nightly"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    said = capsys.readouterr().err
    assert said.startswith("UNIT_RETURNS_POSTGRES: the PostgreSQL database cannot be reached: ")
    assert len(said.splitlines()) == 2
    assert "Remedy: " in said
