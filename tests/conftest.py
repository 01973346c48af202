"""Shared by all tests: the shipped sample run once, and no skipped test where CI says so.

What takes long to load is loaded where it is used: the process that hands the tests out to others waits for none of it.
"""

from __future__ import annotations

import atexit
import csv
import fcntl
import gc
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pipelines.folders import PROJECT, Folders

if TYPE_CHECKING:
    import dagster as dg
    import duckdb

    from pipelines.language.words import Words

SKIPPED_IN_CI = 5
"""Exit status when CI meets a skipped test: there, every system program must be installed."""


SHARED_FIRST = ("test_analyses.py", "test_the_way_back.py")
"""Files of tests that begin with `sample` and with `one_period`."""

LONG = ("test_corpus.py", "test_publication.py", "test_template.py")
"""Files that take half a minute: begun last, one of them leaves the other workers idle."""

IN_MEMORY = Path("/dev/shm")
ROOM = 8 * 1024**3
"""Bytes that must be free there and in memory: tests leave about a third of it at a time."""

PERIOD = "2020H2"
"""The one period of most tests: its units report every half-yearly and yearly form."""


FIRST_HALF = ("2020H2", "2021H1", "2021H2", "2022H1", "2022H2", "2023H1")
"""Periods up to mid-term, of which a report is known."""
MID_TERM = "2023-06-30"
TERM = (*FIRST_HALF, "2023H2", "2024H1", "2024H2", "2025H1")
"""The whole term: of the tests only those of its end take it."""


@dataclass(frozen=True)
class Installation:
    """A copy of the project's data in a folder of its own, worked on by the project's own commands."""

    root: Path
    open_file: duckdb.DuckDBPyConnection | None = None
    """The published file, while it is kept open (`opened`)."""

    @property
    def environment(self) -> dict[str, str]:
        """Environment of a command that works on this installation."""
        from pipelines.intake.arrivals import SETTLED

        storage = self.root / "warehouse" / "dagster"
        storage.mkdir(parents=True, exist_ok=True)
        own = {"UNIT_RETURNS_ROOT": str(self.root), "DAGSTER_STORAGE": str(storage), "DAGSTER_HOME": str(PROJECT)}
        own |= {"PYTHONPATH": str(PROJECT), SETTLED: "0"}  # what a test writes is whole
        return {**os.environ, **own, "COLUMNS": "160"}

    def copied(self, root: Path) -> Installation:
        """A copy of its own, in a folder that is not there yet."""
        return Installation(Path(shutil.copytree(self.root, root, symlinks=True)))

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run `python -m pipelines …` to its end."""
        return subprocess.run(
            [sys.executable, "-m", "pipelines", *arguments],
            cwd=PROJECT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=900,
        )

    def night(self) -> dg.ExecuteInProcessResult:
        """Run the nightly job to its end in this process, its history not kept: half of the work of a command."""
        from pipelines.assets.faults import reasons

        result = self._run()
        assert result.success, reasons(result.all_events)
        return result

    def steps(self) -> None:
        """Run the steps of a night without Dagster around them, which takes a sixth less: of what it notes nobody asks."""
        from pipelines.intake.arrivals import SETTLED
        from tests.steps import run

        with pytest.MonkeyPatch.context() as patch:
            patch.setenv(SETTLED, "0")
            run(Folders(self.root), frozenset({"operations"}))

    def failed_night(self) -> list[str]:
        """Run the nightly job in this process; what it says when it fails, which it must."""
        from pipelines.assets.faults import reasons

        result = self._run()
        assert not result.success
        return reasons(result.all_events)

    def _run(self) -> dg.ExecuteInProcessResult:
        import dagster as dg
        from dagster._core.execution.context.system import StepExecutionContext

        from pipelines.definitions import definitions_of
        from pipelines.intake.arrivals import SETTLED

        job = definitions_of(Folders(self.root)).resolve_job_def("nightly")
        # The project's own storage costs less than Dagster's in memory, which opens a connection for each query.
        with tempfile.TemporaryDirectory() as history, pytest.MonkeyPatch.context() as patch:
            for name, value in {SETTLED: "0", "DAGSTER_HOME": str(PROJECT), "DAGSTER_STORAGE": history}.items():
                patch.setenv(name, value)
            with dg.DagsterInstance.get() as instance:
                for kept in ("store_event", "store_event_batch"):  # a third of a night's work, for whoever looks back
                    patch.setattr(instance.event_log_storage, kept, _forget)
                # A sixth of it: before each step Dagster looks in that history for how its inputs were made last.
                patch.setattr(StepExecutionContext, "fetch_external_input_asset_version_info", _forget)
                return job.execute_in_process(instance=instance, raise_on_error=False)

    @contextmanager
    def opened(self) -> Iterator[Installation]:
        """The same with its published file kept open: to open it takes longer than most questions."""
        import duckdb

        with duckdb.connect(str(self.root / "warehouse" / "analytics.duckdb"), read_only=True) as db:
            yield replace(self, open_file=db)

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows of a query on the published file."""
        if self.open_file:
            return self.open_file.execute(sql).fetchall()
        with self.opened() as opened:
            return opened.query(sql)

    def marts(self, *, without: tuple[str, ...] = ()) -> dict[str, list[tuple[Any, ...]]]:
        """Mart → its rows, in order, without instants, which tell when a run was, the named columns, and marts.release."""
        named = ", ".join(f"'{name}'" for name in without)
        with self.opened() as opened:
            tables = opened.query(
                "select table_name, string_agg(column_name, ', ' order by column_index) from duckdb_columns() "
                "where schema_name = 'marts' and table_name <> 'release' and data_type <> 'TIMESTAMP' "
                f"and not list_contains([{named}], column_name) "
                "group by table_name order by table_name"
            )
            return {name: opened.query(f"select {columns} from marts.{name} order by all") for name, columns in tables}


def _forget(*_: object, **__: object) -> None:
    """In place of keeping, or asking for, events of a run whose history nobody will look at."""


def _take_back_what_came_later(registers: Path) -> None:
    """Let registers say of units what was known at mid-term, and have no book of incoming files."""
    (registers / "received.csv").unlink()
    for name, begins in {"unit": "valid_from_on", "unit_event": "happened_on"}.items():
        with (registers / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            lines = [line for line in csv.DictReader(file) if line[begins] <= MID_TERM]
        for line in lines:
            if line.get("valid_to_on", "") > MID_TERM:
                line["valid_to_on"] = ""
        with (registers / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, lines[0], lineterminator="\n")
            writer.writeheader()
            writer.writerows(lines)


def copy_of_sample(root: Path, *periods: str) -> Installation:
    """A fresh installation with the shipped registers and the sample returns, up to mid-term or of the periods named.

    What became of units later, and the book of incoming files, are there with the whole term alone. What the project's SQL
    says is known there if this process knows it.
    """
    from pipelines.lineage import FILE

    if (known := PROJECT / "warehouse" / FILE).is_file():
        (root / "warehouse").mkdir(parents=True)
        shutil.copyfile(known, root / "warehouse" / FILE)
    shutil.copytree(PROJECT / "raw" / "reference", root / "raw" / "reference")
    if periods != TERM:
        _take_back_what_came_later(root / "raw" / "reference")
    if periods and periods != TERM:
        # A night of a test need not pay for documents that it does not look at.
        (root / "raw" / "reference" / "document.csv").unlink()
    for period in periods or FIRST_HALF:
        shutil.copytree(PROJECT / "raw" / "returns" / period, root / "raw" / "returns" / period)
    return Installation(root)


def shared_run(
    tmp_path_factory: pytest.TempPathFactory, name: str, run: Callable[[Installation], str], *periods: str
) -> Installation:
    """The sample, or some of its periods, after one run. Parallel workers share it, and the first one runs it."""
    base = tmp_path_factory.getbasetemp()
    root = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / name
    with root.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (root / "nightly.out").exists():
            said = run(copy_of_sample(root, *periods))
            (root / "nightly.out").write_text(said, encoding="utf-8")
    return Installation(root)


def _by_command(installation: Installation) -> str:
    done = installation.command("nightly")
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _in_process(installation: Installation) -> str:
    installation.steps()
    return ""


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """The shipped sample after `make nightly`, with what it said and its history. Tests read it, or a copy."""
    return shared_run(tmp_path_factory, "sample", _by_command)


@pytest.fixture(scope="session")
def one_period(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """One period of the sample after the steps of one night. Tests only read it, or work on a `published` copy."""
    return shared_run(tmp_path_factory, PERIOD, _in_process, PERIOD)


@pytest.fixture
def published(one_period: Installation, tmp_path: Path) -> Installation:
    """A copy of its own of one period after one nightly run."""
    return one_period.copied(tmp_path / "published")


def pytest_configure() -> None:
    """Let files that tests make lie in memory where it has room for them: on the disk, what is made safe is waited for.

    A worker is done when it has told all: to take its million objects apart, one after the other, takes seconds.
    """
    if "PYTEST_XDIST_WORKER" in os.environ:
        atexit.register(os._exit, 0)
    if "TMPDIR" not in os.environ and IN_MEMORY.is_dir():
        found = os.statvfs(IN_MEMORY)
        free = min(found.f_bavail * found.f_frsize, _memory_available())
        if free > ROOM and os.access(IN_MEMORY, os.W_OK) and not found.f_flag & os.ST_NOEXEC:
            os.environ["TMPDIR"] = str(IN_MEMORY)
            tempfile.tempdir = None


def _memory_available() -> int:
    """Bytes of memory that programs may still take."""
    lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:")), 0)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What runs the whole job comes first, then what takes long: a long file that begins last leaves the other workers idle.

    The first of all make the installations that the others share, each in another worker, so that none waits for the other.
    """
    items.sort(
        key=lambda item: (
            item.path.name not in SHARED_FIRST,
            "end_to_end" not in item.path.parts,
            item.path.name not in LONG,
        )
    )


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """What is loaded to collect the tests stays to the end: no collection of garbage need look through it, then or later."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_unconfigure() -> None:
    """Let all of it go at the very end: what stays frozen is told as leaked by libraries in C."""
    for name, let_go in {"libreoffice": "end", "sql.given": "forget", "databases": "forget"}.items():
        if used := sys.modules.get(f"tests.{name}"):
            getattr(used, let_go)()
    atexit.register(gc.unfreeze)  # not before: pytest looks through what is not frozen, twice


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """In CI a skipped test is a failed run."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") and exitstatus == 0 and reporter and reporter.stats.get("skipped"):
        session.exitstatus = SKIPPED_IN_CI


@pytest.fixture
def database() -> Iterator[duckdb.DuckDBPyConnection]:
    """An empty database in memory."""
    from tests.databases import few_rows

    with few_rows() as db:
        yield db


@pytest.fixture(scope="session")
def shipped_words() -> Words:
    """The words of the shipped registers."""
    from pipelines.reference import load_reference

    return load_reference(PROJECT / "raw" / "reference").words


@pytest.fixture(autouse=True)
def _words_of_the_sample(shipped_words: Words) -> Iterator[None]:
    """Each test begins with the sample's words in force, whatever another one loaded."""
    from pipelines.language.words import use

    use(shipped_words)
    yield
    use(shipped_words)
