"""Command line of the benchmark: `python -m tests.bench --help`."""

import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Annotated, Any

import dagster as dg
import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from pipelines.definitions import defs
from pipelines.folders import PROJECT
from pipelines.intake.landing import default_workers
from tests.bench import nights, scale, shapes
from tests.conftest import Installation, copy_of_sample

PARSING = ("raw_receipt", "raw_returns")
"""Steps that parse and land."""
PUBLICATION = "what people read"
REST = {
    "registers and models": ("reference", "staging_", "core_", "marts_"),
    "cases and rules": ("quality_",),
    "release": ("warehouse_",),
    PUBLICATION: ("reports_",),
}
"""What a first night does beside Dagster and landing → how the names of its steps begin."""
FLOOR_AIM = 1.5
ALONE_AIM = 2
"""What reading and landing in one process may take of the processor, against calamine alone."""
USUAL_AIM = 10
OVERHEAD_AIM_SECONDS = 6
"""What a first night may take beside Dagster alone and landing."""
AGAIN_AIM, CHANGED_AIM, MEMORY_AIM = 1.3, 1.5, 1.05
"""Nothing new against Dagster alone; one workbook changed against nothing new; memory against half of the periods."""
SAMPLE_UNITS, UNITS = 56, 5000
"""Grassroots units of the sample, and of the bloc for which all rules are evaluated as well."""
DISTRICT_AIM_MB = 32
"""What the reader may hold of a district's return at most."""
FORMAT_FILES = 32
"""Workbooks read in every format."""
CONVERTED = {"csv": "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1", "ods": "ods", "xls": "xls"}
"""Format → what LibreOffice calls it (.csv: UTF-8, one file for each sheet)."""
WIDTH = 112
"""Characters of a line."""
PACKAGES = ("dagster", "duckdb", "great-expectations", "python-calamine", "pandas", "openpyxl")
Seconds = dict[str, list[float]]
"""What was measured → seconds, one for each repetition."""


def main(
    repetitions: Annotated[int, typer.Option(min=1, help="Rounds; each measures everything once, in turn.")] = 5,
    period: Annotated[list[str] | None, typer.Option(help="Only the returns of this period; may be repeated.")] = None,
    format_files: Annotated[int, typer.Option(min=1, help="Workbooks read in every format.")] = FORMAT_FILES,
    many_units: Annotated[
        int, typer.Option(min=7, help="Units for which all rules are evaluated, beside the sample's.")
    ] = UNITS,
    bloc: Annotated[tuple[int, int], typer.Option(help="Units and periods of the large bloc whose nights are measured.")] = (
        2000,
        4,
    ),
) -> None:
    """Measure the nightly job on the shipped sample against Dagster alone, calamine alone, and pandas with openpyxl."""
    console = Console(width=WIDTH, highlight=False)
    load_before = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = _lay_out_formats(folder / "formats", period or [], format_files)
        seconds: Seconds = defaultdict(list)
        for repetition in track(range(repetitions), "measuring", console=Console(stderr=True), transient=True):
            installation = copy_of_sample(folder / str(repetition), *(period or []))
            cells = _measure_once(installation, folder / "formats", seconds)
            rules = _measure_rules((SAMPLE_UNITS, many_units), seconds)
        (folder / "bloc").mkdir()
        large = scale.measure(folder / "bloc", *bloc)
        of_shapes = shapes.measure(folder)
    console.print(
        f"{cells:,} filled cells · {repetitions} interleaved repetition(s), medians · {os.cpu_count()} cores · "
        f"load {load_before:.1f} before, {os.getloadavg()[0]:.1f} after"
    )
    console.print(
        f"{platform.machine()} · Python {platform.python_version()} · {' · '.join(f'{p} {version(p)}' for p in PACKAGES)}\n"
    )
    for table in (*tables(seconds, files, rules), scale_table(large, *bloc), shapes_table(of_shapes)):
        console.print(table, "")


def tables(seconds: Seconds, files: int, cells: dict[int, int]) -> tuple[Table, ...]:
    """What was measured, in tables.

    Args:
        seconds: what was measured.
        files: workbooks of each format.
        cells: units of a bloc → its figures.
    """
    return _job_table(seconds), _reading_table(seconds), _formats_table(seconds, files), _rules_table(seconds, cells)


def _measure_once(installation: Installation, formats: Path, seconds: Seconds) -> int:
    """One round of everything; gives the filled cells of the sample."""
    first = nights.night(installation)
    seconds["landing"].append(sum(first.steps[step] for step in PARSING))
    for part, begins in REST.items():
        seconds[part].append(sum(took for step, took in first.steps.items() if step.startswith(begins)))
    spent = {"nightly": first, "again": nights.night(installation)}
    spent["dagster"] = nights.dagster_alone(installation, assets_of_steps())
    floor = _contender("floor", installation.root / "raw" / "returns")
    seconds["floor"].append(floor["seconds"])
    if installation.query("select sum(filled_count) from raw.file") != [(floor["cells"],)]:
        raise AssertionError("the floor has not read the same cells as the nightly job: the comparison is void")
    alone = _contender("landing", installation.root / "raw" / "returns")
    seconds["landing alone"].append(alone["seconds"])
    seconds["floor alone"].append(alone["floor"])
    seconds["usual"].append(_contender("usual", installation.root / "raw" / "returns")["seconds"])
    for name, of_format in _contender("formats", formats).items():
        seconds[f"reader {name}"].append(of_format["reader"])
        seconds[f"floor {name}"].append(of_format["floor"])
    scale.change_one(installation)
    spent["changed"] = nights.night(installation)
    for name, of_night in spent.items():
        seconds[name].append(of_night.seconds)
        seconds[f"{name} cpu"].append(of_night.cpu_seconds)
    return int(floor["cells"])


def assets_of_steps() -> list[int]:
    """How many assets each step of the nightly job makes."""
    found = [asset for asset in defs.assets or () if isinstance(asset, dg.AssetsDefinition) and asset.is_executable]
    return [len(list(asset.keys)) for asset in found]


def _measure_rules(sizes: tuple[int, ...], seconds: Seconds) -> dict[int, int]:
    """Evaluate all rules over one period for blocs of these sizes; gives the figures of each."""
    told = json.loads(_python("tests.bench.rules", *map(str, sizes), environment=dict(os.environ)))
    for units, found in told.items():
        for what in ("returns", "bloc", "floor"):
            seconds[f"rules {what} {units}"].append(found[what])
    return {int(units): found["cells"] for units, found in told.items()}


def _contender(name: str, folder: Path) -> Any:
    return json.loads(_python("tests.bench.contenders", name, str(folder), environment=dict(os.environ)))


def _python(module: str, *arguments: str, environment: dict[str, str]) -> str:
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise AssertionError(done.stdout + done.stderr)
    return done.stdout


def _lay_out_formats(folder: Path, periods: list[str], count: int) -> int:
    """Fill FOLDER/<format> with the same workbooks in every format that can be had here; gives their number."""
    returns = sorted(
        path for path in (PROJECT / "raw" / "returns").glob("*/*.xlsx") if path.parent.name in periods or not periods
    )
    originals = returns[:: max(1, len(returns) // count)][:count]
    (folder / "xlsx").mkdir(parents=True)
    for path in originals:
        shutil.copy(path, folder / "xlsx")
    soffice = shutil.which("soffice") or shutil.which("libreoffice")
    for extension, target in CONVERTED.items() if soffice else ():
        profile = f"-env:UserInstallation={(folder.parent / 'profile').as_uri()}"
        command = [str(soffice), profile, "--headless", "--convert-to", target, "--outdir", str(folder / extension)]
        subprocess.run([*command, *originals], check=True, capture_output=True)
    return len(originals)


def _job_table(seconds: Seconds) -> Table:
    whole, dagster, landing, again = (median(seconds[name]) for name in ("nightly", "dagster", "landing", "again"))
    rest = whole - dagster - landing
    assets = assets_of_steps()
    table = _table("The nightly job", "of the whole", "processor")

    def row(what: str, name: str, *aim: str) -> None:
        cpu = f"{median(seconds[f'{name} cpu']):.2f}" if seconds.get(f"{name} cpu") else ""
        _row(table, what, seconds[name], whole, cpu, *aim)

    row("nightly job, first run", "nightly")
    row(f"  Dagster: {len(assets)} steps, {sum(assets)} assets", "dagster")
    row(f"  parsing and landing, {default_workers()} workers", "landing")
    aim = f"≤ {OVERHEAD_AIM_SECONDS} s", _reached(rest <= OVERHEAD_AIM_SECONDS)
    table.add_row("  everything else", f"{rest:.2f}", "", f"{rest / whole:.2f}", "", *aim)
    for part in REST:
        is_within = median(seconds[part]) <= landing
        row(f"    steps: {part}", part, *(("≤ landing", _reached(is_within)) if part == PUBLICATION else ()))
    row("nightly job again, nothing new", "again", f"≤ {AGAIN_AIM} × Dagster", _reached(again <= AGAIN_AIM * dagster))
    row("nightly job again, one changed", "changed")
    table.caption = (
        f"again / Dagster alone: {again / dagster:.2f}. A fresh process each; seconds from start to exit. "
        "Dagster alone keeps its state as it comes; the nightly job keeps its connections open. "
        "The seconds of steps are what the job tells of each, with Dagster's part in them."
    )
    return table


def scale_table(found: scale.Scale, units: int, periods: int) -> Table:
    """Nights of a large bloc, in a table."""
    title = f"{units:,} units × {periods} periods: {found.workbooks:,} workbooks"
    table = Table("what", title=title, title_justify="left", caption_justify="left", min_width=WIDTH)
    for name in ("seconds", "processor", "peak MB"):
        table.add_column(name, justify="right")
    table.add_column("aim")
    table.add_column("reached")
    growth = found.nothing.peak_bytes / found.nothing_with_half.peak_bytes
    of_changed = found.changed.peak_bytes / found.changed_with_half.peak_bytes
    memory = f"≤ {MEMORY_AIM} × MB of half"

    def row(what: str, spent: nights.Spent, *aim: str) -> None:
        table.add_row(what, f"{spent.seconds:.1f}", f"{spent.cpu_seconds:.1f}", f"{spent.peak_bytes / 1e6:,.0f}", *aim)

    def its_processor(changed: nights.Spent, nothing: nights.Spent) -> None:
        ratio = changed.cpu_seconds / nothing.cpu_seconds
        table.add_row("  its processor", "", "", "", f"≤ {CHANGED_AIM} × nothing new", _against(ratio, CHANGED_AIM))

    row("every workbook read, in two nights", found.first)
    row("nothing new, half of the periods in", found.nothing_with_half)
    row("nothing new, all periods in", found.nothing, memory, _against(growth, MEMORY_AIM))
    row("one changed, half of the periods in", found.changed_with_half)
    its_processor(found.changed_with_half, found.nothing_with_half)
    row("one changed, all periods in", found.changed, memory, _against(of_changed, MEMORY_AIM))
    its_processor(found.changed, found.nothing)
    return table


def shapes_table(found: shapes.Shapes) -> Table:
    """What a figure costs in forms of other shapes, in a table."""
    table = Table("what", title="One figure of forms of other shapes", title_justify="left", min_width=WIDTH)
    for name in ("processor, µs", "peak MB"):
        table.add_column(name, justify="right")
    table.add_column("aim")
    table.add_column("reached")
    size = f"{shapes.ROWS} × {shapes.COLUMNS}", f"{shapes.COMMUNES} × {shapes.FIGURES}"
    aim, of_district = "≤ a form of lines", f"≤ that, ≤ {DISTRICT_AIM_MB} MB"
    is_bounded = found.district <= found.line and found.district_mb <= DISTRICT_AIM_MB
    table.add_row("a form of lines", f"{found.line * 1e6:.0f}", "", "", "")
    table.add_row(f"a matrix of {size[0]}", f"{found.matrix * 1e6:.0f}", "", aim, _reached(found.matrix <= found.line))
    peak = f"{found.district_mb:.0f}"
    table.add_row(f"a district of {size[1]}", f"{found.district * 1e6:.0f}", peak, of_district, _reached(is_bounded))
    return table


def _reading_table(seconds: Seconds) -> Table:
    floor, landing, usual = (median(seconds[name]) for name in ("floor", "landing", "usual"))
    table = _table("Reading every workbook", "of the floor")
    _row(table, "floor: calamine, the same cells, 1 process", seconds["floor"], floor)
    aim = f"≤ {FLOOR_AIM} × floor", _reached(landing <= FLOOR_AIM * floor)
    _row(table, f"parsing and landing, {default_workers()} workers", seconds["landing"], floor, *aim)
    alone, own_floor = median(seconds["landing alone"]), median(seconds["floor alone"])
    aim = f"≤ {ALONE_AIM} × floor", _reached(alone <= ALONE_AIM * own_floor)
    _row(table, "the same, 1 process, processor", seconds["landing alone"], own_floor, *aim)
    aim = f"≥ {USUAL_AIM} × landing", _reached(usual >= USUAL_AIM * landing)
    _row(table, "pandas.read_excel (openpyxl), then to_sql", seconds["usual"], floor, *aim)
    table.caption = f"pandas and openpyxl / parsing and landing: {usual / landing:.1f}. Imports do not count."
    return table


def _formats_table(seconds: Seconds, files: int) -> Table:
    table = Table("what", title=f"The reader by format, 1 process, {files} workbooks", title_justify="left", min_width=WIDTH)
    for name in ("alone, ms a workbook", "read_return, ms a workbook", "of the floor"):
        table.add_column(name, justify="right")
    names = [name.removeprefix("reader ") for name in seconds if name.startswith("reader ")]
    for name in names:
        floor, reader = (median(seconds[f"{what} {name}"]) * 1000 / files for what in ("floor", "reader"))
        alone = "the csv module" if name == "csv" else "calamine"
        table.add_row(f".{name} against {alone} alone", f"{floor:.2f}", f"{reader:.2f}", f"{reader / floor:.2f}")
    if missing := sorted(set(CONVERTED) - set(names)):
        table.caption = f"Not measured, for LibreOffice is not installed: {', '.join(missing)}."
    return table


def _rules_table(seconds: Seconds, cells: dict[int, int]) -> Table:
    table = Table("units", title="All rules over one period", title_justify="left", caption_justify="left", min_width=WIDTH)
    for name in ("figures", "of returns, s", "of the bloc, s", "ms per 1,000 figures", "of handing them to pandas"):
        table.add_column(name, justify="right")
    for units, count in cells.items():
        returns, bloc, floor = (median(seconds[f"rules {what} {units}"]) for what in ("returns", "bloc", "floor"))
        whole = returns + bloc
        per_thousand = f"{1_000_000 * whole / count:.1f}"
        table.add_row(f"{units:,}", f"{count:,}", f"{returns:.2f}", f"{bloc:.2f}", per_thousand, f"{whole / floor:.0f} ×")
    table.caption = "Without the import of Great Expectations, which goes on while workbooks are read."
    return table


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", caption_justify="left", min_width=WIDTH)
    table.add_column("what", ratio=1)
    for name in ("seconds", "min–max", *columns):
        table.add_column(name, justify="right")
    table.add_column("aim")
    table.add_column("reached")
    return table


def _row(table: Table, what: str, measured: list[float], base: float, *more: str) -> None:
    seconds = median(measured)
    table.add_row(what, f"{seconds:.2f}", f"{min(measured):.2f}–{max(measured):.2f}", f"{seconds / base:.2f}", *more)


def _against(ratio: float, most: float) -> str:
    return f"{ratio:.2f}: {_reached(ratio <= most)}"


def _reached(is_reached: bool) -> str:
    return "yes" if is_reached else "not here"


if __name__ == "__main__":
    typer.run(main)
