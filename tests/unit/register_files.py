"""Registers as files: one field changed, and every fault that loading them then finds."""

import csv
from pathlib import Path

import pytest

from pipelines.errors import RegisterError
from pipelines.reference import load_reference


def edit(folder: Path, register: str, line: int, **values: str) -> None:
    """Change fields of the record that begins on a line of the file (2: the first after the header)."""
    path = folder / f"{register}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        names = list(dict.fromkeys([*(reader.fieldnames or []), *values]))
        rows = list(reader)
    rows[line - 2].update(values)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def line_of(folder: Path, register: str, **wanted: str) -> int:
    """Line of the file on which the first record with these values stands, as `edit` takes it."""
    with (folder / f"{register}.csv").open(encoding="utf-8", newline="") as file:
        return next(
            line for line, row in enumerate(csv.DictReader(file), 2) if all(row[name] == text for name, text in wanted.items())
        )


def faults(folder: Path) -> tuple[str, ...]:
    """Every fault of the registers in a folder, which must have one."""
    with pytest.raises(RegisterError) as caught:
        load_reference(folder)
    return caught.value.faults
