"""Contents are read again when what reads them changes, and only then."""

import ast
import importlib.metadata
import shutil
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from pipelines.folders import PROJECT
from pipelines.intake import pool
from pipelines.intake.version import LIBRARIES, PACKAGE, ROOMS, reader_version
from pipelines.reference import Reference, load_reference
from pipelines.reference.registers import UnitAlias
from pipelines.returns.layout import Forms


@pytest.fixture(scope="module")
def reference() -> Reference:
    return load_reference(PROJECT / "raw" / "reference")


@pytest.fixture(scope="module")
def forms(reference: Reference) -> Forms:
    return Forms.of(reference)


@pytest.fixture
def package(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PACKAGE, tmp_path / "pipelines", ignore=shutil.ignore_patterns("__pycache__")))


@pytest.mark.parametrize("room", ["slips", "templates", "reports", "quality", "assets", "warehouse", "reference"])
def test_other_code_makes_nothing_be_read_again(forms: Forms, package: Path, room: str) -> None:
    before = reader_version(forms, package)
    for path in (package / room).rglob("*.py"):
        path.write_text("changed", encoding="utf-8")
    assert reader_version(forms, package) == before


@pytest.mark.parametrize("room", ROOMS)
def test_code_that_reads_makes_all_be_read_again(forms: Forms, package: Path, room: str) -> None:
    before = reader_version(forms, package)
    next((package / room).rglob("[a-z]*.py")).write_text("changed", encoding="utf-8")
    assert reader_version(forms, package) != before


@pytest.mark.parametrize("library", LIBRARIES)
def test_another_version_of_a_library_that_reads_makes_all_be_read_again(
    forms: Forms, monkeypatch: pytest.MonkeyPatch, library: str
) -> None:
    before, known = reader_version(forms), importlib.metadata.version
    monkeypatch.setattr(importlib.metadata, "version", lambda name: "99" if name == library else known(name))
    assert reader_version(forms) != before


@pytest.mark.parametrize(
    "change",
    [
        lambda patch: patch.setattr(sys, "version_info", (3, 99, 0)),
        lambda patch: patch.setattr(pool, "DEFAULT_CPU_SECONDS", 1.0),
        lambda patch: patch.setattr(pool, "DEFAULT_MEMORY_BYTES", 1),
    ],
    ids=["Python", "time", "memory"],
)
def test_another_python_or_limit_makes_all_be_read_again(
    forms: Forms, monkeypatch: pytest.MonkeyPatch, change: Callable[[pytest.MonkeyPatch], None]
) -> None:
    before = reader_version(forms)
    change(monkeypatch)
    assert reader_version(forms) != before


def test_registers_that_do_not_tell_how_to_read_make_nothing_be_read_again(reference: Reference, forms: Forms) -> None:
    kept = replace(reference, target=reference.target[:1], printed_figure=reference.printed_figure[:1], rule=reference.rule[:1])
    assert reader_version(Forms.of(kept)) == reader_version(forms)
    renamed = replace(reference, unit=(reference.unit[0].model_copy(update={"name_vi": "Tên khác"}), *reference.unit[1:]))
    assert reader_version(Forms.of(renamed)) != reader_version(forms)


def test_days_of_a_unit_make_all_be_read_again_only_where_they_tell_units_of_one_name_apart(reference: Reference) -> None:
    def version(dissolved: str, *also: str) -> str:
        """Of the registers with a unit that is no more, and an alias that several have."""
        closed = {"valid_to_on": date(2031, 12, 31)}
        units = tuple(unit.model_copy(update=closed if unit.unit_id == dissolved else {}) for unit in reference.unit)
        aliases = tuple(UnitAlias(unit_id=unit_id, alias_vi="Chi bộ xóm") for unit_id in also)
        return reader_version(Forms.of(replace(reference, unit=units, unit_alias=aliases)))

    assert version("TC01") == version("")
    assert version("TC03", "TC01", "TC02") == version("", "TC01", "TC02")
    assert version("TC01", "TC01", "TC02") != version("", "TC01", "TC02")


def test_every_library_that_a_reading_room_imports_is_named() -> None:
    names = set()
    for path in (path for room in ROOMS for path in (PACKAGE / room).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                names.add(node.module.split(".")[0])
    packages = importlib.metadata.packages_distributions()
    used = {packages[name][0].casefold() for name in names - {"pipelines"} - sys.stdlib_module_names}
    assert used == set(LIBRARIES)
