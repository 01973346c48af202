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
    """The shipped registers with those of some described forms, in a new folder; no book tells of the sample's files there."""
    shutil.copytree(PROJECT / "raw" / "reference", folder, ignore=shutil.ignore_patterns("received.csv"))
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
