"""The nightly job as its operator meets it: from a folder of workbooks to a release, and again."""

from collections.abc import Iterator
from dataclasses import dataclass

import dagster as dg
import pytest
from dagster_postgres import PostgresRunStorage

from pipelines.assets.faults import reasons
from pipelines.definitions import definitions_of
from pipelines.folders import Folders
from pipelines.operations.backup import back_up
from pipelines.operations.dagster_home import POSTGRES, set_up_dagster
from pipelines.operations.restore import restore
from tests.conftest import Installation
from tests.postgres import PROGRAMS, postgres

DESCRIBED = ("list_change", "list_row", "observation_by_breakdown", "observation_by_kind", "plan")
EMPTY = (
    *DESCRIBED,
    "decision",
    "figure_change",
    "indicator_total_by_unit",
    "not_counted",
    "outlook",
    "outlook_by_unit",
    "override",
    "target_stale",
    "withdrawal",
)
"""Marts of which the sample has no row: it has no described form, no unit above others, and nothing went wrong in it.

Of its first period alone there is no outlook either.
"""


def test_the_summary_says_what_came_what_it_means_and_where_it_is(sample: Installation) -> None:
    said = (sample.root / "nightly.out").read_text(encoding="utf-8")
    files = len(list((sample.root / "raw" / "returns").glob("*/*.xlsx")))
    assert f"{files} received ({files} new, {files} read now) = {files} read as returns + 0 refused + 0 unrecognised" in said
    assert f"{files} accepted · 0 rejected" in said
    assert "0 errors" in said
    for expected in ("T1a", "T6c", "Vượt", "Đạt", "analytics.duckdb", "evaluation_mid_term.html", "http://127.0.0.1:3000"):
        assert expected in said


@dataclass(frozen=True)
class Restored:
    """A machine on which a backup was put back, after its first night, with Dagster's state in PostgreSQL where that is."""

    machine: Installation
    address: str | None
    """Of the server, which is gone."""
    storage: object
    runs: list[str]
    """How the runs ended that the server knew of."""


@pytest.fixture(scope="module")
def restored(one_period: Installation, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Restored]:
    root = tmp_path_factory.mktemp("restored")
    machine, before = Installation(root / "machine"), one_period.copied(root / "before")
    back_up(Folders(before.root), root / "backup")
    restore(root / "backup", Folders(machine.root))
    assert not any((machine.root / "raw" / "returns").iterdir())
    if PROGRAMS is None:
        machine.night()
        yield Restored(machine, None, None, [])
        return
    with pytest.MonkeyPatch.context() as patch, postgres() as address:
        for name, value in machine.environment.items():
            patch.setenv(name, value)
        patch.delenv("DAGSTER_HOME")
        patch.setenv("DAGSTER_POSTGRES_ADDRESS", "")  # and away again after it
        patch.setenv(POSTGRES, address)
        set_up_dagster(Folders(machine.root))
        job = definitions_of(Folders(machine.root)).resolve_job_def("nightly")
        with dg.DagsterInstance.get() as instance:
            done = job.execute_in_process(instance=instance, raise_on_error=False)
            assert done.success, reasons(done.all_events)
        with dg.DagsterInstance.get() as instance:
            runs = [run.status.value for run in instance.get_runs()]
            yield Restored(machine, address, instance.run_storage, runs)


def test_a_backup_put_back_on_an_empty_machine_is_built_anew_row_for_row(one_period: Installation, restored: Restored) -> None:
    before, after = one_period.marts(), restored.machine.marts()
    assert list(after) == list(before)
    for name, rows in before.items():
        assert rows or name in EMPTY, name
        assert after[name] == rows, name
    shelves = [at.root / "warehouse" / "releases" for at in (one_period, restored.machine)]
    assert len({tuple(sorted(path.name for path in shelf.iterdir())) for shelf in shelves}) == 1


@pytest.mark.skipif(PROGRAMS is None, reason="needs postgresql: apt-get install postgresql")
def test_a_night_with_postgresql_keeps_dagsters_state_there_alone_and_makes_the_same_release(restored: Restored) -> None:
    assert isinstance(restored.storage, PostgresRunStorage)
    assert restored.runs == ["SUCCESS"]
    warehouse = restored.machine.root / "warehouse"
    assert list(warehouse.rglob("runs.db")) == []
    assert restored.address
    assert restored.address not in (warehouse / "dagster" / "postgres" / "dagster.yaml").read_text(encoding="utf-8")


def test_every_table_and_column_of_the_release_is_described(sample: Installation) -> None:
    bare = sample.query(
        "select table_name, column_name from duckdb_columns() where not internal and coalesce(comment, '') = '' "
        "union all select table_name, null from duckdb_tables() where not internal and coalesce(comment, '') = ''"
    )
    assert bare == []


def test_every_file_is_accounted_for_cell_by_cell(sample: Installation) -> None:
    wrong = sample.query(
        "select file_sha256 from raw.file "
        "left join (select file_sha256, count(*) as cells from raw.cell group by all) using (file_sha256) "
        "where filled_count <> entry_count + label_count + explained_count "
        "or (is_readable and filled_count <> coalesce(cells, 0))"
    )
    assert wrong == []
