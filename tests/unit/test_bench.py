"""The benchmark measures and tells everything it is asked for; how fast anything is, no test decides.

Its parts here, on a few workbooks and units; `make soak` runs it as its user does.
"""

import shutil
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest
from rich.console import Console

from pipelines.folders import PROJECT
from pipelines.reference import load_reference
from pipelines.returns.layout import Forms
from pipelines.returns.reader import read_return
from tests.bench import __main__ as bench
from tests.bench import contenders, rules, shapes
from tests.bench.nights import Spent
from tests.bench.scale import Scale

TOLD = (
    "nightly job, first run",
    "Dagster: ",
    "parsing and landing",
    "everything else",
    "≤ 6 s",
    "steps: registers and models",
    "steps: cases and rules",
    "steps: release",
    "steps: what people read",
    "nightly job again, nothing new",
    "≤ 1.3 × Dagster",
    "nightly job again, one changed",
    "floor: calamine",
    "≤ 1.5 × floor",
    "the same, 1 process, processor",
    "≤ 2 × floor",
    "pandas.read_excel (openpyxl), then to_sql",
    "≥ 10 × landing",
    ".xlsx against calamine alone",
    "All rules over one period",
    "ms per 1,000 figures",
    "nothing new, half of the periods in",
    "≤ 1.05 × MB of half",
    "one changed, half of the periods in",
    "≤ 1.5 × nothing new",
    "1.00: yes",
)


@pytest.fixture
def workbooks(tmp_path: Path) -> Path:
    """A folder with a few returns of the sample."""
    for unit in ("TC01", "TC02", "CDVC", "DTN"):
        (tmp_path / "xlsx").mkdir(exist_ok=True)
        shutil.copy(PROJECT / "raw" / "returns" / "2020H2" / f"{unit}_2020H2.xlsx", tmp_path / "xlsx")
    return tmp_path


def test_every_contender_reads_the_cells_that_the_reader_reads(workbooks: Path) -> None:
    forms = Forms.of(load_reference(PROJECT / "raw" / "reference"))
    cells = sum(read_return(path, forms).filled_count for path in workbooks.rglob("*.xlsx"))
    floor = contenders.floor(workbooks)
    assert floor["cells"] == cells
    assert min(floor["seconds"], contenders.usual(workbooks)["seconds"]) > 0
    assert min(contenders.landing(workbooks).values()) > 0
    ((name, measured),) = ((key, found) for key, found in contenders.formats(workbooks).items() if key == "xlsx")
    assert (name, sorted(measured)) == ("xlsx", ["floor", "reader"])


def test_all_rules_are_measured_for_a_bloc_of_any_size() -> None:
    measured = rules.measure(rules.WARM_UP_UNITS)
    assert sorted(measured) == ["bloc", "cells", "floor", "returns"]
    assert min(measured.values()) > 0


def test_the_tables_tell_every_contender_side_by_side() -> None:
    seconds: bench.Seconds = defaultdict(lambda: [2.0])
    seconds |= {f"{what} xlsx": [1.0] for what in ("reader", "floor")}
    console = Console(width=bench.WIDTH, record=True, quiet=False)
    spent = Spent(2.0, 1.0, 1_000_000, "")
    large = bench.scale_table(Scale(8, spent, spent, spent, spent, spent), 2, 4)
    for table in (*bench.tables(seconds, files=4, cells={7: 100}), large):
        console.print(table)
    said = console.export_text()
    for expected in TOLD:
        assert expected in said


@pytest.mark.soak
def test_the_benchmark_measures_every_contender_side_by_side() -> None:
    arguments = ["--period", "2020H2", "--repetitions", "1", "--format-files", "4", "--many-units", "120", "--bloc", "7", "2"]
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench", *arguments], cwd=PROJECT, capture_output=True, text=True, check=False, timeout=900
    )
    assert done.returncode == 0, done.stdout + done.stderr
    for expected in ("filled cells", "cores", *TOLD):
        assert expected in done.stdout


def test_forms_of_other_shapes_are_measured_and_told(tmp_path: Path) -> None:
    console = Console(width=bench.WIDTH, record=True)
    console.print(bench.shapes_table(shapes.measure(tmp_path, rounds=1)))
    told = console.export_text()
    assert all(text in told for text in ("a form of lines", "a matrix of 40 × 30", "a district of 300 × 40"))
