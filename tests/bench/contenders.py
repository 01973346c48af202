"""What the reader is measured against, each in a process of its own: `python -m tests.bench.contenders NAME FOLDER`.

Prints JSON. Seconds are those of the work alone: neither the start of Python nor imports count.
"""

import csv
import json
import sqlite3
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import duckdb
import openpyxl  # noqa: F401  # pandas would import it within the time measured
import pandas as pd
from python_calamine import CalamineWorkbook

from pipelines.folders import PROJECT
from pipelines.intake.contracts import READ_TABLES
from pipelines.intake.landing import BATCH_FILES, gathered, land_batch
from pipelines.reference import load_reference
from pipelines.returns.layout import Forms
from pipelines.returns.reader import read_return, read_return_or_finding

WARM_UP_FILES = 2
"""Files read before the clock starts, so that imports made on first use do not count."""


def floor(folder: Path) -> dict[str, float]:
    """Read every cell of every workbook with calamine: 'seconds', and 'cells' that are filled."""
    seconds, cells = timed(calamine_cells, workbooks(folder))
    return {"seconds": seconds, "cells": cells}


def usual(folder: Path) -> dict[str, float]:
    """What one would otherwise write: pandas.read_excel of every sheet, then to_sql into SQLite, one table per sheet name."""
    started = time.perf_counter()
    sheets: dict[str, list[pd.DataFrame]] = defaultdict(list)
    for path in workbooks(folder):
        for name, sheet in pd.read_excel(path, sheet_name=None, header=None, engine="openpyxl").items():
            sheets[name].append(sheet.assign(path=str(path)))
    with sqlite3.connect(folder / "usual.sqlite") as db:
        for name, parts in sheets.items():
            pd.concat(parts).to_sql(name, db, index=False, if_exists="replace")
    return {"seconds": time.perf_counter() - started}


def landing(folder: Path) -> dict[str, float]:
    """Read and land every workbook in this process: 'seconds' of the processor, 'floor' those of calamine alone."""
    forms = Forms.of(load_reference(PROJECT / "raw" / "reference"))
    paths = workbooks(folder)
    for read in (calamine_cells, lambda paths: reader_cells(paths, forms)):
        read(paths[:WARM_UP_FILES])
    began_at = time.process_time()
    calamine_cells(paths)
    floor_until = time.process_time()
    with duckdb.connect() as db:
        db.execute("create schema raw")
        for table in READ_TABLES:
            db.execute(table.create_sql())
        for start in range(0, len(paths), BATCH_FILES):
            batch = [(path, read_return_or_finding(path, forms)) for path in paths[start : start + BATCH_FILES]]
            land_batch(db, gathered(batch, "bench"))
        landed_at = time.process_time()
    return {"seconds": landed_at - floor_until, "floor": floor_until - began_at}


def formats(folder: Path) -> dict[str, dict[str, float]]:
    """Format → 'reader' and 'floor': seconds in which read_return, and calamine alone, read the files of FOLDER/<format>.

    Calamine reads no .csv; the standard library's csv module stands in for it.
    """
    forms = Forms.of(load_reference(PROJECT / "raw" / "reference"))
    found = {}
    for of_format in sorted(path for path in folder.iterdir() if path.is_dir()):
        floor_cells = csv_cells if of_format.name == "csv" else calamine_cells
        paths = workbooks(of_format)
        for read in (floor_cells, lambda paths: reader_cells(paths, forms)):
            read(paths[:WARM_UP_FILES])
        floor_seconds, _ = timed(floor_cells, paths)
        reader_seconds, _ = timed(lambda paths: reader_cells(paths, forms), paths)
        found[of_format.name] = {"floor": floor_seconds, "reader": reader_seconds}
    return found


def timed(read: Callable[[list[Path]], int], paths: list[Path]) -> tuple[float, int]:
    """Seconds it took, and what came of it."""
    started = time.perf_counter()
    cells = read(paths)
    return time.perf_counter() - started, cells


def workbooks(folder: Path) -> list[Path]:
    """Files below a folder, in order."""
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix in {".xlsx", ".xls", ".ods", ".csv"})


def calamine_cells(paths: list[Path]) -> int:
    """Filled cells, read by calamine alone."""
    count = 0
    for path in paths:
        with CalamineWorkbook.from_path(path) as book:
            for name in book.sheet_names:
                count += sum(len(row) - row.count("") for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False))
    return count


def csv_cells(paths: list[Path]) -> int:
    """Filled cells, read by the csv module alone."""
    count = 0
    for path in paths:
        with path.open(encoding="utf-8", newline="") as file:
            count += sum(len(row) - row.count("") for row in csv.reader(file))
    return count


def reader_cells(paths: list[Path], forms: Forms) -> int:
    """Filled cells, read by the project's reader, in this process."""
    return sum(read_return(path, forms).filled_count for path in paths)


if __name__ == "__main__":
    contender = {"floor": floor, "landing": landing, "usual": usual, "formats": formats}[sys.argv[1]]
    print(json.dumps(contender(Path(sys.argv[2]))))
