"""A register that the code names in one place and not in another is told before anything runs."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.errors import ContractError
from pipelines.folders import PROJECT
from pipelines.reference import contract, links
from pipelines.reference.contract import KEYS, REGISTERS, require_registers
from pipelines.reference.fields import Id, Register
from pipelines.reference.links import require_links
from pipelines.reference.load import HELD
from pipelines.reference.register_tables import TABLES


class Sector(Register):
    """A sector of units."""

    sector_id: Id
    """Sector."""
    head: Id


@pytest.fixture
def added(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A register with a model and a key, and nothing else."""
    monkeypatch.setitem(REGISTERS, "sector", Sector)
    monkeypatch.setitem(KEYS, "sector", ("sector_id",))
    return monkeypatch


def test_the_registers_are_named_everywhere() -> None:
    require_registers(HELD)
    require_links()
    assert set(REGISTERS) < set(TABLES)


def test_a_register_without_a_key_is_told(added: pytest.MonkeyPatch) -> None:
    added.delitem(KEYS, "sector")
    with pytest.raises(ContractError, match=r"^pipelines/reference/contract\.py: register 'sector' has no key\nRemedy: add"):
        require_registers({*HELD, "sector"})


def test_a_register_with_a_key_that_it_does_not_have_is_told(added: pytest.MonkeyPatch) -> None:
    added.setitem(KEYS, "sector", ("sector",))
    with pytest.raises(ContractError, match=r"has no column 'sector' for its key\nRemedy: name columns of Sector: sector_id"):
        require_registers({*HELD, "sector"})


def test_a_register_that_reference_does_not_hold_is_told(added: pytest.MonkeyPatch) -> None:
    with pytest.raises(ContractError, match=r"reference/load\.py: register 'sector' has no field\nRemedy: add to Reference"):
        require_registers(HELD)


def test_a_column_that_nothing_describes_is_told(added: pytest.MonkeyPatch) -> None:
    with pytest.raises(ContractError, match=r"^tests/unit/\w+\.py: column 'head' of register 'sector' is not described"):
        require_registers({*HELD, "sector"})


def test_a_name_that_is_no_register_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contract, "MAY_BE_EMPTY", (*contract.MAY_BE_EMPTY, "withdrawl"))
    with pytest.raises(ContractError, match="'withdrawl' is no register"):
        require_registers(HELD)
    with pytest.raises(ContractError, match="'sectors' is no register"):
        require_registers({*HELD, "sectors"})


@pytest.mark.parametrize("link", [("unit", "sectr", "code 'sector'"), ("units", "kind", "unit"), ("unit", "kind", "unitt")])
def test_a_link_between_what_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch, link: tuple[str, str, str]) -> None:
    monkeypatch.setattr(links, "_LINKS", (*links._LINKS, link))
    with pytest.raises(ContractError, match=r"reference/links\.py: (.|\n)*Remedy: mend the line"):
        require_links()


@pytest.mark.parametrize("command", ["nightly", "templates"])
def test_a_command_tells_it_in_two_lines_and_without_a_trace(tmp_path: Path, command: str) -> None:
    for name in ("pipelines", "sql"):
        shutil.copytree(PROJECT / name, tmp_path / name)  # with what was compiled: all but the register's contract
    shutil.copytree(PROJECT / "raw" / "reference", tmp_path / "raw" / "reference")
    (tmp_path / "raw" / "returns").mkdir()
    path = tmp_path / "pipelines" / "reference" / "contract.py"
    code = path.read_text(encoding="utf-8")
    path.write_text(code.replace('    "withdrawal": ("file_sha256",),\n', ""), encoding="utf-8")
    (tmp_path / "warehouse").mkdir()
    for name in ("dagster.yaml", "pyproject.toml"):
        shutil.copy(PROJECT / name, tmp_path)
    asked = [sys.executable, "-m", "pipelines", command, *(["2023H1"] if command == "templates" else [])]
    done = subprocess.run(asked, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    said = (done.stdout + done.stderr).strip().splitlines()
    assert "pipelines/reference/contract.py: register 'withdrawal' has no key" in said
    assert not [line for line in said if "Traceback" in line or line.lstrip().startswith("File ")]
