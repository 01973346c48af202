"""A night makes again what changed or was harmed, and nothing else; by `make soak` with Dagster's state in PostgreSQL, too."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
import pytest

from pipelines.assets.faults import reasons
from pipelines.definitions import definitions_of
from pipelines.folders import Folders
from pipelines.operations.dagster_home import POSTGRES, set_up_dagster
from pipelines.reference import load_reference
from pipelines.reference.run import INSTANT, read_run
from pipelines.warehouse import open_build
from tests.conftest import Installation
from tests.postgres import PROGRAMS, postgres

HARMED = ("core.observation", "marts.finding", "quality.finding", "staging.entry")


def since(installation: Installation) -> dict[str, datetime | None]:
    """Table → since when it is as it is."""
    with open_build(installation.root / "warehouse") as build:
        return {table: build.made.since(table) for table in build.columns()}


@dataclass
class State:
    """What lies there, but for Dagster's state."""

    at: Installation
    marts: dict[str, list[tuple[Any, ...]]] = field(init=False)
    since: dict[str, datetime | None] = field(init=False)
    published_ns: int = field(init=False)
    page: bytes = field(init=False)

    def __post_init__(self) -> None:
        self.marts, self.since = self.at.marts(), since(self.at)
        self.published_ns = (self.at.root / "warehouse" / "analytics.duckdb").stat().st_mtime_ns
        self.page = page_of(self.at).read_bytes()


@dataclass(frozen=True)
class Night:
    """A night with nothing new, after somebody harmed what had been made."""

    before: State
    after: State
    made: dg.ExecuteInProcessResult


def page_of(installation: Installation) -> Path:
    return installation.root / "warehouse" / "reports" / "evaluation_mid_term.html"


def harm(installation: Installation) -> datetime:
    """Change, empty and drop tables, alter a page, lose another; gives when the last run was."""
    with duckdb.connect(str(installation.root / "warehouse" / "build.duckdb")) as db:
        db.execute("update core.observation set value = value + 1; delete from marts.finding; truncate quality.finding")
        db.execute("drop table staging.entry")
        last = read_run(db, load_reference(installation.root / "raw" / "reference").time_zone)
    page_of(installation).write_text("another page")
    (installation.root / "warehouse" / "data_docs" / "index.html").unlink()
    return last.run_at


def harmed_night(machine: Installation, run: Callable[[], dg.ExecuteInProcessResult]) -> Night:
    """A night with nothing new on an installation that was harmed before it."""
    before = State(machine)
    with pytest.MonkeyPatch.context() as patch:
        # The day after, whatever the clock says: nothing falls due on it, so the day alone makes nothing again.
        patch.setenv(INSTANT, (harm(machine) + timedelta(days=1)).isoformat())
        made = run()
    return Night(before, State(machine), made)


def assert_nothing_new(night: Night) -> None:
    """Nothing was read, only what was harmed made again, and the release kept."""
    warehouse, before, after = night.after.at.root / "warehouse", night.before, night.after
    for node, count in (("raw_receipt", "new_receipts"), ("raw_returns", "workbooks_read_now")):
        assert night.made.asset_materializations_for_node(node)[0].metadata[count].value == 0
    assert after.published_ns == before.published_ns
    assert len(list((warehouse / "releases").glob("*.duckdb"))) == 1
    changed = {table for table in after.since if after.since[table] != before.since[table]}
    assert changed == {*HARMED, "reference.run", "reference.publication"}
    assert after.marts == before.marts
    assert after.page == before.page
    assert (warehouse / "data_docs" / "index.html").is_file()
    published_now = night.made.asset_materializations_for_node("warehouse__analytics")[0].metadata
    assert not published_now["is_new"].value
    told = f"{', '.join(HARMED)} in the build file: not as they had been made; made again"
    assert published_now["repairs"].value == [told]


def test_a_night_with_nothing_new_reads_nothing_makes_again_only_what_was_harmed_and_keeps_the_release(
    published: Installation,
) -> None:
    assert_nothing_new(harmed_night(published, published.night))


@pytest.mark.soak
@pytest.mark.skipif(PROGRAMS is None, reason="needs postgresql: apt-get install postgresql")
def test_a_night_with_postgresql_keeps_dagsters_state_there_alone_and_the_same_release(
    published: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dagster_postgres import PostgresRunStorage

    for name, value in published.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("DAGSTER_HOME")
    monkeypatch.setenv("DAGSTER_POSTGRES_ADDRESS", "")  # and away again after it

    def run() -> dg.ExecuteInProcessResult:
        job = definitions_of(Folders(published.root)).resolve_job_def("nightly")
        with dg.DagsterInstance.get() as instance:
            made = job.execute_in_process(instance=instance, raise_on_error=False)
        assert made.success, reasons(made.all_events)
        return made

    with postgres() as address:
        monkeypatch.setenv(POSTGRES, address)
        set_up_dagster(Folders(published.root))
        assert_nothing_new(harmed_night(published, run))
        with dg.DagsterInstance.get() as instance:
            assert isinstance(instance.run_storage, PostgresRunStorage)
            assert [run.status.value for run in instance.get_runs()] == ["SUCCESS"]
    warehouse = published.root / "warehouse"
    assert list(warehouse.rglob("runs.db")) == []
    assert address not in (warehouse / "dagster" / "postgres" / "dagster.yaml").read_text(encoding="utf-8")
