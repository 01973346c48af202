"""The build file is private, transactions are whole, and publication is atomic."""

import multiprocessing
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from pipelines.errors import AuditError, WarehouseBusyError
from pipelines.tables import Table, comment
from pipelines.warehouse import PUBLISHED, RELEASES_KEPT, Build, last_release, open_build, open_published, publish
from pipelines.warehouse.connection import STORAGE_VERSION
from pipelines.warehouse.release import _copy_bytes
from pipelines.warehouse.rows import write_differing
from pipelines.warehouse.shelf import INSTANT, JOURNAL
from pipelines.warehouse.signature import code_version
from tests.databases import few_rows

THING = Table("marts.thing", "Things.", "one row per thing", {"a": ("INTEGER", "a number")})


def fill(build: Build, *values: int) -> None:
    with build.transaction() as db:
        db.execute(THING.create_sql())
        db.executemany("insert into marts.thing values (?)", [[value] for value in values])
        comment(db, THING)


def published(folder: Path) -> list[tuple[int]]:
    """What analysts read; attached to what is open, for to open a file by itself takes 15 ms."""
    with few_rows() as db:
        db.execute(f"attach '{folder / PUBLISHED}' as published (read_only)")
        try:
            return db.execute("from published.marts.thing order by all").fetchall()
        finally:
            db.execute("detach published")


def test_a_transaction_that_fails_leaves_nothing(tmp_path: Path) -> None:
    with open_build(tmp_path) as build:
        fill(build, 1)
        with pytest.raises(duckdb.CatalogException), build.transaction() as db:
            db.execute("delete from marts.thing; from marts.nothing")
        assert build.row_counts() == {"marts.thing": 1}


def test_a_second_run_is_told_that_the_build_file_is_taken(tmp_path: Path) -> None:
    with (
        open_build(tmp_path),
        pytest.raises(WarehouseBusyError, match="another run still holds"),
        open_build(tmp_path, wait_seconds=0.3),
    ):
        pass


def test_a_release_is_what_was_built_with_its_comments(tmp_path: Path) -> None:
    with open_build(tmp_path) as build:
        fill(build, 1, 2)
        release = publish(build)
    assert release.is_new
    assert published(tmp_path) == [(1,), (2,)]
    with open_published(tmp_path) as db:
        commented = "select comment from duckdb_columns() where not internal and table_name = 'thing'"
        assert db.execute(commented).fetchall() == [("a number",)]


def numbers(build: Build, last: int) -> None:
    """Make marts.thing of the numbers from 0 to `last`, on the disk."""
    with build.transaction() as db:
        db.execute(THING.create_sql())
        db.execute(f"insert into marts.thing from range({last} + 1)")
        comment(db, THING)
    build.db.execute("checkpoint")


def of_a_newer_format(folder: Path) -> None:
    with duckdb.connect(str(folder / "build.duckdb"), config={"storage_compatibility_version": "latest"}) as db:
        db.execute("create table made_before as select 1 as a; drop table made_before")


def much_of_it_free(folder: Path) -> None:
    with open_build(folder) as build:
        numbers(build, 1_000_000)
        numbers(build, 1)


@pytest.mark.parametrize(
    ("before", "is_copied"), [(lambda folder: None, True), (of_a_newer_format, False), (much_of_it_free, False)]
)
def test_a_release_is_the_bytes_of_the_build_where_those_are_what_is_published(
    tmp_path: Path, before: Callable[[Path], object], *, is_copied: bool
) -> None:
    before(tmp_path)
    with open_build(tmp_path) as build:
        numbers(build, 1000)
        assert _copy_bytes(build, tmp_path / "copy.duckdb") is is_copied
        publish(build)
    assert published(tmp_path) == [(number,) for number in range(1001)]
    with open_published(tmp_path) as db:
        of_the_file = "select tags['storage_version'] from duckdb_databases() where database_name = 'analytics'"
        assert db.execute(of_the_file).fetchall() == [(f"{STORAGE_VERSION}+",)]
        assert db.execute("select 1 from duckdb_schemas() where schema_name = 'notes'").fetchall() == []


def test_while_a_release_is_copied_nobody_else_can_write_to_the_build(tmp_path: Path) -> None:
    with open_build(tmp_path) as build:
        numbers(build, 1)
        publish(build)
        opened = [sys.executable, "-c", "import duckdb, sys; duckdb.connect(sys.argv[1])", str(tmp_path / "build.duckdb")]
        assert "Could not set lock" in subprocess.run(opened, capture_output=True, text=True, check=False).stderr


def test_a_release_says_inside_its_file_which_it_is_and_what_made_it(tmp_path: Path) -> None:
    for values in ((1,), (1,), (2,)):
        with open_build(tmp_path) as build:
            fill(build, *values)
            release = publish(build)
            assert "marts.release" not in build.columns()
        with open_published(tmp_path) as db:
            (told,) = db.execute("from marts.release").fetchall()
        assert told[0] == release.release_id == last_release(tmp_path).stem
        assert told[1].strftime(INSTANT) == release.release_id.split("-")[0]
        assert told[2] == code_version()


def test_nothing_changed_is_no_new_release(tmp_path: Path) -> None:
    with open_build(tmp_path) as build:
        fill(build, 1, 2)
        first = publish(build)
        fill(build, 2, 1)
        second = publish(build)
        fill(build, 1, 3)
        third = publish(build)
    assert (first.release_id, False) == (second.release_id, second.is_new)
    assert third.is_new


def test_the_last_ten_releases_are_kept(tmp_path: Path) -> None:
    with open_build(tmp_path) as build:
        for value in range(RELEASES_KEPT + 3):
            fill(build, value)
            last = publish(build)
    kept = sorted(path.name for path in (tmp_path / "releases").iterdir() if path.name != JOURNAL)
    assert len(kept) == 2 * RELEASES_KEPT
    assert kept[-2:] == [f"{last.release_id}.duckdb", f"{last.release_id}.sha256"]
    assert published(tmp_path) == [(RELEASES_KEPT + 2,)]


def _publish_another(folder: Path) -> None:
    with open_build(folder) as build:
        fill(build, 99)
        publish(build)


def test_an_open_connection_keeps_its_release_and_a_new_one_sees_the_next(tmp_path: Path) -> None:
    with open_build(tmp_path) as build:
        fill(build, 1)
        publish(build)
    analyst = duckdb.connect(str(tmp_path / "analytics.duckdb"), read_only=True)
    run = multiprocessing.get_context("spawn").Process(target=_publish_another, args=(tmp_path,))
    run.start()
    run.join(60)
    assert run.exitcode == 0
    assert analyst.execute("from marts.thing").fetchall() == [(1,)]
    analyst.close()
    assert published(tmp_path) == [(99,)]


def test_a_table_without_comments_stops_the_release_and_the_last_one_stands(tmp_path: Path) -> None:
    with open_build(tmp_path) as build:
        fill(build, 1)
        publish(build)
        build.db.execute("create table marts.bare as select 1 as a")
        with pytest.raises(AuditError, match=r"without a comment, first: marts\.bare"):
            publish(build)
    assert published(tmp_path) == [(1,)]


def test_tables_that_nothing_makes_any_more_are_dropped_before_they_are_published(tmp_path: Path) -> None:
    with open_build(tmp_path) as build:
        fill(build, 1)
        build.db.execute("create table marts.figure_of_an_earlier_version as select 1 as value")
        build.db.execute('create table core."odd name" as select 1 as value')
        assert build.keep_only({"marts.thing"}) == ["core.odd name", "marts.figure_of_an_earlier_version"]
        assert set(build.columns()) == {"marts.thing"}
        assert build.keep_only({"marts.thing"}) == []


def test_what_a_crash_left_behind_is_cleared_away(tmp_path: Path) -> None:
    with open_build(tmp_path) as build:
        fill(build, 1)
        publish(build)
        (tmp_path / "releases" / ".20200101T000000Z-aaaa.part").write_bytes(b"half")
        (tmp_path / ".analytics.20200101T000000Z-aaaa.part").write_bytes(b"half")
        fill(build, 2)
        publish(build)
    assert [path.name for path in tmp_path.rglob("*.part")] == []


@pytest.mark.parametrize(
    "rows",
    ["(1), (2), (2), (3)", "(2)", "(2), (2), (2), (null), (null)", "(4)", ""],
    ids=["the same", "one copy less", "more copies", "all others", "none"],
)
def test_a_table_brought_to_rows_holds_them_as_often_and_keeps_what_is_said_of_it(tmp_path: Path, rows: str) -> None:
    select = f"select * from (values {rows}) as t (a)" if rows else "select 1 as a where false"
    with open_build(tmp_path) as build:
        build.db.execute("create table core.thing as select * from (values (1), (2), (2), (3)) as t (a)")
        build.db.execute("comment on column core.thing.a is 'a number'")
        with build.transaction() as db:
            write_differing(db, "core.thing", select)
        expected = build.db.execute(f"{select} order by all").fetchall()
        assert build.db.execute("from core.thing order by all").fetchall() == expected
        assert build.db.execute("select comment from duckdb_columns() where table_name = 'thing'").fetchall() == [("a number",)]
