"""What is noted of everything derived: it stands only while its inputs, the code and what came out are the same."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from pipelines.models import Model, SqlTest
from pipelines.tables import Table
from pipelines.warehouse import Build, made, open_build, open_release, publish
from tests.unit.test_warehouse import THING, fill


def noted(build: Build, *values: int) -> str:
    """Make marts.thing of these values, as a model would that reads raw.given."""
    build.db.execute("create or replace table raw.given as select 1 as a")
    key = build.made.key(["raw.given"])
    fill(build, *values)
    build.made.note([THING.name], key)
    return key


def test_what_was_made_from_the_same_stands(tmp_path: Path) -> None:
    with open_build(tmp_path) as build:
        key = noted(build, 1, 2)
    with open_build(tmp_path) as build:
        assert build.made.stand([THING.name], key)
        assert build.made.key(["raw.given"]) == key
        assert list(build.repairs) == []


@pytest.mark.parametrize(
    "change", ["insert into raw.given values (2)", "alter table raw.given add column b integer", "drop table raw.given"]
)
def test_another_input_is_another_key(tmp_path: Path, change: str) -> None:
    with open_build(tmp_path) as build:
        key = noted(build, 1)
        build.db.execute(change)
        assert build.made.key(["raw.given"]) != key


def test_an_input_that_comes_out_the_same_in_another_order_is_no_other(tmp_path: Path) -> None:
    with open_build(tmp_path) as build:
        build.db.execute("create table raw.given as select unnest([1, 2, 3]) as a")
        key = build.made.key(["raw.given"])
        build.db.execute("create or replace table raw.given as select unnest([3, 1, 2]) as a")
        assert build.made.key(["raw.given"]) == key


@pytest.mark.parametrize(
    "harm",
    [
        "update marts.thing set a = 7 where a = 1",
        "delete from marts.thing",
        "insert into marts.thing values (2)",
        "alter table marts.thing rename column a to b",
        "drop table marts.thing",
    ],
)
def test_a_table_that_is_not_as_it_was_made_does_not_stand_and_is_told(tmp_path: Path, harm: str) -> None:
    with open_build(tmp_path) as build:
        key = noted(build, 1, 2)
        build.db.execute(harm)
    with open_build(tmp_path) as build:
        assert not build.made.stand([THING.name], key)
        assert list(build.repairs) == ["marts.thing in the build file: not as they had been made; made again"]
    with open_build(tmp_path) as build:
        assert "made again" in "".join(build.repairs)  # no release told of it
        build.repairs.forget()
    with open_build(tmp_path) as build:
        assert list(build.repairs) == []


def test_after_an_upgrade_nothing_stands_and_nothing_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_build(tmp_path) as build:
        key = noted(build, 1)
        build.db.execute("delete from marts.thing")
    monkeypatch.setattr(made, "code_version", lambda: "newer")
    with open_build(tmp_path) as build:
        assert not build.made.stand([THING.name], key)
        assert build.made.key(["raw.given"]) != key
        assert list(build.repairs) == []


def test_texts_that_take_long_are_kept_until_other_code_or_somebody_changes_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_build(tmp_path) as build:
        build.made.keep_texts({"of before": "old"})
        build.made.keep_texts({"of this": "text"})
    with open_build(tmp_path) as build:
        assert build.made.texts() == {"of this": "text"}
        with monkeypatch.context() as patched:
            patched.setattr(made, "code_version", lambda: "newer")
            assert build.made.texts() == {}
        build.db.execute("update notes.text set said = 'another'")
    with open_build(tmp_path) as build:
        assert build.made.texts() == {}
        assert list(build.repairs) == ["notes.text in the build file: not as they had been made; made again"]


def test_what_was_rolled_back_does_not_stand(tmp_path: Path) -> None:
    with open_build(tmp_path) as build:
        with suppress(KeyError), build.transaction():
            build.db.execute(THING.create_sql())
            build.made.note([THING.name], "key")
            raise KeyError
        assert not build.made.stand([THING.name], "key")


def test_since_tells_when_something_last_came_out_otherwise(tmp_path: Path) -> None:
    with open_build(tmp_path) as build:
        noted(build, 1)
        first = build.made.since(THING.name)
        noted(build, 1)
        assert build.made.since(THING.name) == first
        noted(build, 2)
        second = build.made.since(THING.name)
    assert first
    assert second
    assert second > first


@pytest.mark.parametrize(
    ("harm", "stands"),
    [
        (lambda folder: None, True),
        (lambda folder: (folder / "a.html").write_text("another"), False),
        (lambda folder: (folder / "a.html").unlink(), False),
        (lambda folder: (folder / "b.html").write_text("more"), False),
    ],
)
def test_files_stand_as_long_as_they_are_those_that_were_made(
    tmp_path: Path, harm: Callable[[Path], object], *, stands: bool
) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "a.html").write_text("one")
    with open_build(tmp_path) as build:
        build.made.note_files("pages", "key", pages.rglob("*"))
        harm(pages)
        assert build.made.files_stand("pages", "key", pages.rglob("*")) is stands
        assert not build.made.files_stand("pages", "another key", pages.rglob("*"))


def test_a_release_has_no_notes(tmp_path: Path) -> None:
    with open_build(tmp_path) as build:
        noted(build, 1)
        build.db.execute("drop table raw.given")
        publish(build)
    with open_release(tmp_path) as db:
        found = {table for (table,) in db.execute("select schema_name || '.' || table_name from duckdb_tables()").fetchall()}
    assert found - {"marts.release"} == {THING.name}


def test_only_the_day_of_a_run_is_an_input(tmp_path: Path) -> None:
    with open_build(tmp_path) as build:
        keys = []
        for run_at in ("2026-11-27 01:00", "2026-11-27 02:00", "2026-11-28 02:00"):
            build.db.execute(
                "create or replace table reference.run as "
                f"select timestamp '{run_at}' as run_at, timestamp '{run_at}'::date as office_on"
            )
            keys.append(build.made.key(["reference.run"]))
    assert keys[0] == keys[1] != keys[2]


def test_a_model_is_made_from_what_it_and_its_tests_read() -> None:
    test = SqlTest("a", "Holds.", "select * from core.a join staging.b using (x) where raw.c.y > 0")
    model = Model(Table("core.a", "", "", {}), "", ("staging.d",), (test,))
    assert model.reads == {"staging.d", "staging.b", "raw.c"}
