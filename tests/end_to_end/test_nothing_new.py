"""A night makes again what changed or was harmed, and nothing else; here with Dagster's state in PostgreSQL, where that is."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
import pytest
from dagster_postgres import PostgresRunStorage

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
    address: str | None = None
    """Of the PostgreSQL server, which is gone."""
    storage: object = None
    runs: tuple[str, ...] = ()
    """How the runs ended that the server knew of."""


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


@pytest.fixture(scope="module")
def night(one_period: Installation, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Night]:
    machine = one_period.copied(tmp_path_factory.mktemp("quiet") / "machine")
    before = State(machine)
    with pytest.MonkeyPatch.context() as patch:
        # The day after, whatever the clock says: nothing falls due on it, so the day alone makes nothing again.
        patch.setenv(INSTANT, (harm(machine) + timedelta(days=1)).isoformat())
        if PROGRAMS is None:
            made = machine.night()
            yield Night(before, State(machine), made)
            return
        with postgres() as address:
            for name, value in machine.environment.items():
                patch.setenv(name, value)
            patch.delenv("DAGSTER_HOME")
            patch.setenv("DAGSTER_POSTGRES_ADDRESS", "")  # and away again after it
            patch.setenv(POSTGRES, address)
            set_up_dagster(Folders(machine.root))
            job = definitions_of(Folders(machine.root)).resolve_job_def("nightly")
            with dg.DagsterInstance.get() as instance:
                made = job.execute_in_process(instance=instance, raise_on_error=False)
            assert made.success, reasons(made.all_events)
            with dg.DagsterInstance.get() as instance:
                runs = tuple(run.status.value for run in instance.get_runs())
                yield Night(before, State(machine), made, address, instance.run_storage, runs)


def test_a_night_with_nothing_new_reads_nothing_makes_again_only_what_was_harmed_and_keeps_the_release(night: Night) -> None:
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


@pytest.mark.skipif(PROGRAMS is None, reason="needs postgresql: apt-get install postgresql")
def test_a_night_with_postgresql_keeps_dagsters_state_there_alone_and_the_same_release(night: Night) -> None:
    assert isinstance(night.storage, PostgresRunStorage)
    assert night.runs == ("SUCCESS",)
    warehouse = night.after.at.root / "warehouse"
    assert list(warehouse.rglob("runs.db")) == []
    assert night.address
    assert night.address not in (warehouse / "dagster" / "postgres" / "dagster.yaml").read_text(encoding="utf-8")
