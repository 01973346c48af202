"""What ships in deploy/ and what docs/operations.md says of it, checked as far as one machine can."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from pipelines.folders import PROJECT

DEPLOY = PROJECT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
SERVICES = [path for path in UNITS if path.suffix == ".service"]
LONGEST_EXPOSURE = "20"
"""Of 100, as `systemd-analyze security` reckons; 0 would be no service at all."""
VARIABLE = re.compile(r"UNIT_RETURNS_[A-Z_]+[A-Z]")
systemd = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd: apt-get install systemd")


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """The units as if the project were installed where it lies."""
    for unit in UNITS:
        (tmp_path / unit.name).write_text(unit.read_text(encoding="utf-8").replace("/opt/unit-returns", str(PROJECT)))
    return tmp_path


@systemd
def test_systemd_takes_every_unit_without_a_word(installed: Path) -> None:
    names = sorted(str(path) for path in installed.iterdir())
    done = subprocess.run(["systemd-analyze", "verify", *names], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


@systemd
@pytest.mark.parametrize("service", SERVICES, ids=lambda path: path.stem)
def test_a_service_is_shut_off_from_the_rest_of_the_machine(service: Path, installed: Path) -> None:
    command = ["systemd-analyze", "security", "--offline=true", f"--threshold={LONGEST_EXPOSURE}", service.name]
    done = subprocess.run(command, cwd=installed, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-300:] + done.stderr


@pytest.mark.parametrize("service", SERVICES, ids=lambda path: path.stem)
def test_a_service_runs_a_command_that_there_is(service: Path) -> None:
    (arguments,) = re.findall(r"^ExecStart=/opt/unit-returns/\.venv/bin/python -m pipelines (.+)$", service.read_text(), re.M)
    command = arguments.split()[0]
    assert f"def {command}(" in (PROJECT / "pipelines" / "__main__.py").read_text(encoding="utf-8")


def test_the_container_is_built_from_the_lock_and_holds_what_a_run_reads() -> None:
    lines = (DEPLOY / "Containerfile").read_text(encoding="utf-8").splitlines()
    copied = [name for line in lines if line.startswith("COPY ") for name in line.split()[1:-1]]
    assert all((PROJECT / name).exists() for name in copied)
    assert {"requirements.txt", "dagster.yaml", "pyproject.toml", "pipelines/", "sql/"} == set(copied)
    allowed = {line[1:] for line in (PROJECT / ".containerignore").read_text(encoding="utf-8").splitlines() if line[0] == "!"}
    assert allowed == {name.rstrip("/") for name in copied}
    (install,) = [line for line in lines if "pip install" in line]
    assert "--no-deps --require-hashes -r requirements.txt" in install
    assert "USER unit-returns" in lines
    # A named volume takes over the owner of the folder that it is mounted on.
    assert any("install --directory --owner=unit-returns" in line and line.endswith(" /data") for line in lines)


def test_every_variable_that_the_program_reads_is_described_and_no_other() -> None:
    read = {
        name for path in (PROJECT / "pipelines").rglob("*.py") for name in VARIABLE.findall(path.read_text(encoding="utf-8"))
    }
    described = set(VARIABLE.findall((PROJECT / "docs" / "operations.md").read_text(encoding="utf-8")))
    assert described == read
    deployed = {name for path in DEPLOY.rglob("*") if path.is_file() for name in VARIABLE.findall(path.read_text())}
    assert deployed <= read
