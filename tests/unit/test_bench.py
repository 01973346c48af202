"""The benchmark runs to its end and tells everything it is asked for; how fast anything is, no test decides."""

import subprocess
import sys

from pipelines.folders import PROJECT


def test_the_benchmark_measures_every_contender_side_by_side() -> None:
    arguments = ["--period", "2020H2", "--repetitions", "1", "--format-files", "4", "--many-units", "120"]
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench", *arguments], cwd=PROJECT, capture_output=True, text=True, check=False, timeout=900
    )
    assert done.returncode == 0, done.stdout + done.stderr
    for expected in (
        "filled cells",
        "cores",
        "nightly job, first run",
        "steps that do nothing",
        "parsing and landing",
        "everything else",
        "< 5 s",
        "nightly job again, nothing new",
        "floor: calamine",
        "≤ 1.5 × floor",
        "pandas.read_excel (openpyxl), then to_sql",
        "≥ 10 × landing",
        ".xlsx against calamine alone",
        "All rules over one period",
        "ms per 1,000 figures",
    ):
        assert expected in done.stdout
