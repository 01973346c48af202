"""Registers of described forms: the shipped ones and, laid over them, those of the forms in this folder."""

import csv
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

from pipelines.folders import PROJECT
from pipelines.reference import Reference, load_reference
from pipelines.reference.contract import column_types

HERE = Path(__file__).parent
NAMES = tuple(sorted(path.parent.name for path in HERE.glob("*/form.csv")))
"""The forms that are described here, by folder."""


_FEW = frozenset({"TC01", "TC56", "TC57", "TC58"})
"""Grassroots units of the sample that its rules name, with the one that two of them became."""


def _keep(path: Path, columns: Iterable[str]) -> None:
    """Keep the lines of a register that name no other grassroots unit."""
    with path.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, lines[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(line for line in lines if all(_is_kept(line[name]) for name in columns))


def _is_kept(unit_id: str) -> bool:
    return unit_id in _FEW or not unit_id.startswith("TC")


def lay_over(folder: Path, register: str, lines: Iterable[Mapping[str, str]]) -> None:
    """Add lines to a register in `folder`."""
    path = folder / f"{register}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows: list[Mapping[str, str]] = list(csv.DictReader(file))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, column_types()[register], lineterminator="\n")
        writer.writeheader()
        writer.writerows([*rows, *lines])


def make_registers(folder: Path, names: Iterable[str] = NAMES) -> Path:
    """The shipped registers with those of some described forms, in a new folder.

    Of the sample's grassroots units few are there, since each owes hundreds of lines; no book tells of its files.
    """
    shutil.copytree(PROJECT / "raw" / "reference", folder, ignore=shutil.ignore_patterns("received.csv"))
    for register, columns in {"unit": ("unit_id",), "unit_alias": ("unit_id",), "unit_event": ("from_id", "to_id")}.items():
        _keep(folder / f"{register}.csv", columns)
    for name in names:
        for path in sorted((HERE / name).glob("*.csv")):
            if path.stem in column_types():
                with path.open(encoding="utf-8", newline="") as file:
                    lay_over(folder, path.stem, csv.DictReader(file))
    return folder


@lru_cache(maxsize=1)
def reference() -> Reference:
    """All of them, loaded and cross-checked once."""

    with tempfile.TemporaryDirectory() as folder:
        return load_reference(make_registers(Path(folder) / "reference"))
