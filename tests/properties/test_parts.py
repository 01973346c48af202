"""Tables that are kept by parts are what making all anew gives, whatever came, went or changed in a register."""

import random
from collections.abc import Callable, Iterable
from pathlib import Path

import dagster as dg
import duckdb
import pytest
import sqlglot
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlglot import exp

from pipelines import models
from pipelines.assets.sql import bring, make
from pipelines.definitions import models as shipped
from pipelines.definitions import python_tables
from pipelines.errors import SqlTestError
from pipelines.folders import PROJECT
from pipelines.reference import load_reference
from pipelines.reference.register_tables import write_rules
from pipelines.warehouse import Build, open_build
from pipelines.warehouse.made import contents
from pipelines.warehouse.parts import Kept, restricted
from tests.judging import behind
from tests.sample.generate import generate
from tests.sample.scale import write_registers
from tests.sample.tables import lay_out

KEPT = [model for model in shipped.values() if model.kept_by]
NEEDED = behind(model.name for model in KEPT)
GIVEN = {read for name in NEEDED for read in shipped[name].dependencies} - NEEDED
BEHIND = [model for model in shipped.values() if model.name in NEEDED and not model.kept_by]
UNITS, PERIODS = 7, 3


def revise(db: duckdb.DuckDBPyConnection, chance: random.Random) -> None:
    """One unit sends its workbook again, some figures changed, some blank, one line gone."""
    receipt_id, content = chance.choice(db.execute("select receipt_id, file_sha256 from raw.receipt order by all").fetchall())
    new = f"{content}-{chance.random()}"
    db.execute(
        "insert into raw.receipt select max(receipt_id) over () + 1 as receipt_id, path, ? as file_sha256, size_bytes, "
        "modified_at, received_at + interval 1 day from raw.receipt qualify receipt_id = ?",
        [new, receipt_id],
    )
    for table in ("raw.file", "raw.return"):
        db.execute(
            f"insert into {table} select * replace (? as file_sha256) from {table} where file_sha256 = ?", [new, content]
        )
    db.execute(
        "insert into raw.entry select * replace (? as file_sha256, value + (hash(line_code, ?) % 3) as value, "
        "if(hash(line_code, ?) % 11 = 0, 'blank', state) as state) "
        "from raw.entry where file_sha256 = ? and hash(line_code, ?) % 13 <> 0",
        [new, new, new, content, new],
    )
    db.execute("update raw.entry set value = null, comparator = null where state = 'blank'")


def lose(db: duckdb.DuckDBPyConnection, chance: random.Random) -> None:
    """A receipt is no more, as after a registers' change that let its content be read as another's."""
    (receipt_id,) = chance.choice(db.execute("select receipt_id from raw.receipt order by all").fetchall())
    db.execute("delete from raw.receipt where receipt_id = ?", [receipt_id])


def withdraw(db: duckdb.DuckDBPyConnection, chance: random.Random) -> None:
    (content,) = chance.choice(db.execute("select file_sha256 from raw.receipt order by all").fetchall())
    db.execute("insert into reference.withdrawal by name select ? as file_sha256, date '2026-01-02' as withdrawn_on", [content])


def book(db: duckdb.DuckDBPyConnection, chance: random.Random) -> None:
    """The book of incoming files gets a line: what came last may be another revision now."""
    (path,) = chance.choice(db.execute("select distinct path from raw.receipt order by all").fetchall())
    db.execute(
        "insert into reference.received by name select (select count(*) from reference.received) + 2 as line_number, "
        "? as path, '-' as received_at, timestamp '2025-12-25' + interval 1 day * ? as came_at",
        [path, chance.randrange(10)],
    )


def reject(db: duckdb.DuckDBPyConnection, chance: random.Random) -> None:
    (return_id,) = chance.choice(db.execute("select return_id from staging.return order by all").fetchall())
    db.execute("insert into quality.return_finding by name select ? as return_id, 'error' as severity", [return_id])


def correct(db: duckdb.DuckDBPyConnection, chance: random.Random) -> None:
    found = db.execute(
        "select unit_id, period_id, indicator_id, received from staging.observation where state = 'value' order by all"
    )
    unit_id, period_id, indicator_id, received = chance.choice(found.fetchall())
    db.execute(
        "insert into reference.correction by name select ? as unit_id, ? as period_id, ? as indicator_id, ? as received, "
        "'7' as corrected",
        [unit_id, period_id, indicator_id, received],
    )


def change_a_range(db: duckdb.DuckDBPyConnection, chance: random.Random) -> None:
    db.execute(
        "update reference.indicator set valid_max = valid_max + 1 where hash(indicator_id, ?) % 20 = 0", [chance.random()]
    )


def end_a_rule(db: duckdb.DuckDBPyConnection, chance: random.Random) -> None:
    (rule_id,) = chance.choice(db.execute("select rule_id from reference.rule order by all").fetchall())
    db.execute("update reference.rule set valid_to_on = date '2020-12-31' where rule_id = ?", [rule_id])


def owe_less(db: duckdb.DuckDBPyConnection, chance: random.Random) -> None:
    (unit_id,) = chance.choice(db.execute("select distinct unit_id from reference.due_line order by all").fetchall())
    db.execute("delete from reference.due_line where unit_id = ? and hash(line_code) % 5 = 0", [unit_id])


OF_RETURNS = (book, lose, withdraw, reject, correct)
OF_REGISTERS = (change_a_range, end_a_rule, owe_less)
EVENTS: list[Callable[[duckdb.DuckDBPyConnection, random.Random], None]] = [*[revise] * 3, *OF_RETURNS, *OF_REGISTERS]


@pytest.fixture(scope="module")
def laid_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build file of a small bloc after a first night."""
    folder, source = tmp_path_factory.mktemp("laid_out"), PROJECT / "raw" / "reference"
    write_registers(load_reference(source), source, folder / "reference", UNITS, PERIODS)
    reference = load_reference(folder / "reference")
    with open_build(folder) as build:
        lay_out(build.db, reference, generate(reference, list(reference.periods), 165))
        write_rules(build.db, reference)
        assert set(make_all(build).values()) == {None}
    return folder / "build.duckdb"


def make_all(build: Build) -> dict[str, int | None]:
    """Make, as a night does, the models kept by parts and those behind them; gives how many parts of each were made again."""
    counts: dict[str, int | None] = {}
    with build.transaction():  # as landing does: what is noted is not read again by each model that is made from it
        build.made.note(sorted(GIVEN & build.tables()), "given")
    for model in (model for model in shipped.values() if model.name in NEEDED):
        with build.transaction():
            key = build.made.key(model.dependencies)
            if build.made.stand([model.name], key):
                continue
            counts[model.name] = bring(build, model)
            build.made.note([model.name], key)
    found = contents(build.db)
    assert {name: build.made.content(name) for name in counts} == {name: found[name] for name in counts}
    return {name: count for name, count in counts.items() if shipped[name].kept_by}


def differing(db: duckdb.DuckDBPyConnection, made: Iterable[models.Model] = KEPT) -> list[str]:
    """Tables that are not what their select gives."""
    told = "select count(*), sum(hash(told)::hugeint) from {} as told"
    return [
        model.name
        for model in made
        if db.execute(told.format(model.name)).fetchall() != db.execute(told.format(f"(\n{model.sql}\n)")).fetchall()
    ]


EVENT = st.tuples(st.sampled_from(EVENTS), st.randoms(use_true_random=False))


@pytest.mark.soak
@given(st.lists(st.lists(EVENT, min_size=1, max_size=3), min_size=1, max_size=2))
@settings(max_examples=20, deadline=None)
def test_what_is_kept_by_parts_is_what_all_of_it_made_anew_is(
    laid_out: Path, tmp_path_factory: pytest.TempPathFactory, nights: list[list[tuple[Callable[..., None], random.Random]]]
) -> None:
    folder = tmp_path_factory.mktemp("build")
    (folder / "build.duckdb").write_bytes(laid_out.read_bytes())
    with open_build(folder) as build:
        for events in nights:
            for event, chance in events:
                event(build.db, chance)
            make_all(build)
            assert differing(build.db) == []
        assert differing(build.db, exact_behind(build)) == []


def exact_behind(build: Build) -> list[models.Model]:
    """Models behind but those with a sum of DOUBLE, which has other last digits in another order."""
    return [model for model in BEHIND if "DOUBLE" not in {str(kind) for kind in build.db.table(model.name).types}]


def test_after_one_workbook_only_its_part_is_made_again_and_after_all_else_too_tables_are_what_making_anew_gives(
    laid_out: Path, tmp_path: Path
) -> None:
    """Each kind of event in three nights: a workbook; all that happens to returns; all that changes in registers."""
    (tmp_path / "build.duckdb").write_bytes(laid_out.read_bytes())
    chance = random.Random(1)
    with open_build(tmp_path) as build:
        revise(build.db, chance)
        counts = make_all(build)
        assert list(build.repairs) == []
        assert None not in counts.values(), counts
        assert counts["staging.entry"] == counts["core.reported_value"] == counts["marts.observation"] == 1
        for event in (*OF_RETURNS, revise):
            event(build.db, chance)
        make_all(build)
        assert differing(build.db) == []
        for event in (*OF_REGISTERS, revise):
            event(build.db, chance)
        make_all(build)
        assert differing(build.db) == []
        assert differing(build.db, exact_behind(build)) == []


def test_a_test_of_each_part_finds_what_is_wrong_in_the_one_that_was_made_again(laid_out: Path, tmp_path: Path) -> None:
    (tmp_path / "build.duckdb").write_bytes(laid_out.read_bytes())
    model = shipped["marts.observation"]
    with open_build(tmp_path) as build:
        twice = "from core.unit_value union all (from core.unit_value order by all limit 1)"
        with build.transaction():
            build.parts.write("core.unit_value", twice)
            build.made.note(["core.unit_value"], "key")
        results: list[dg.AssetCheckResult] = []
        with pytest.raises(SqlTestError):
            make(build, model, "key", results)
        assert [result.metadata["wrong_rows"].value for result in results] == [1]


@pytest.mark.parametrize("model", [model for model in KEPT if any(test.is_of_each_part for test in model.tests)])
def test_a_test_of_each_part_tells_parts_apart(model: models.Model) -> None:
    assert model.reads <= set(model.dependencies)
    for test in (test for test in model.tests if test.is_of_each_part):
        for select in sqlglot.parse_one(test.sql, dialect="duckdb").find_all(exp.Select):
            grouped = select.args.get("group")
            assert not grouped or set(model.kept_by) <= {column.name for column in grouped.expressions}
            assert grouped or not list(select.find_all(exp.AggFunc, exp.Window))


def test_a_part_without_a_name_lets_the_table_decide_as_a_whole(tmp_path: Path) -> None:
    with open_build(tmp_path) as build:
        build.db.execute(
            "create table raw.given as select * from (values (1, 'a'), (2, 'b'), (3, 'c'), (null, 'd')) as t (a, b)"
        )
        kept = Kept("core.thing", "select a, b from raw.given", ["raw.given"], ["a"])

        def make() -> int | None:
            found = build.parts.make(kept, lambda: build.db.execute("create or replace table core.thing as from raw.given"))
            build.made.note(["core.thing"], "key")
            return found

        assert make() is None
        build.db.execute("update raw.given set b = 'e' where a = 1")
        assert make() is None
        build.db.execute("delete from raw.given where a is null")
        assert make() is None
        build.db.execute("update raw.given set b = 'f' where a = 1")
        assert make() == 1
        build.db.execute("delete from raw.given where a = 2")
        assert make() == 1
        assert build.db.execute("from core.thing order by all").fetchall() == [(1, "f"), (3, "c")]


def test_what_differs_is_told_also_over_a_night_that_came_to_no_end(tmp_path: Path) -> None:
    kept = Kept("core.thing", "select unit_id, b from staging.given", ["staging.given"], ["unit_id"])

    def change(build: Build, unit_id: str, b: str) -> None:
        changed = f"select unit_id, if(unit_id = '{unit_id}', '{b}', b) as b from staging.given"
        with build.transaction():
            build.parts.write("staging.given", changed)
            build.made.note(["staging.given"], "key")

    def make(build: Build) -> int | None:
        with build.transaction() as db:
            found = build.parts.make(kept, lambda: db.execute("create or replace table core.thing as from staging.given"))
            build.made.note(["core.thing"], "key")
            return found

    with open_build(tmp_path) as build:
        build.db.execute(
            "create table staging.given as select * from (values ('u1', 'a'), ('u2', 'b'), ('u3', 'c')) as t (unit_id, b)"
        )
        build.made.note(["staging.given"], "key")
        assert make(build) is None
        change(build, "u1", "d")
    with open_build(tmp_path) as build:
        change(build, "u2", "e")
        assert (make(build), make(build)) == (2, 0)
        assert build.db.execute("from core.thing order by all").fetchall() == [("u1", "d"), ("u2", "e"), ("u3", "c")]
        change(build, "u3", "f")
    with open_build(tmp_path) as build:
        assert make(build) == 1
        build.db.execute("update staging.given set b = 'g' where unit_id = 'u1'")  # by somebody who tells nothing
        build.made.note(["staging.given"], "key")
        assert make(build) is None


def test_only_tables_are_restricted_and_not_texts_comments_or_columns() -> None:
    sql = "-- core.a\nselect 'core.a' as t, a.x from core.a join core.b as b using (x) where core.a.x > 0"
    assert restricted(Kept("core.c", "select x from core.a", [], ["x"]), ["core.a"]) == (
        "select x from (from core.a semi join part_changed using (x)) as a"
    )
    assert restricted(Kept("core.c", sql, [], ["x"]), ["core.b"]) == sql.replace(
        "core.b as b", "(from core.b semi join part_changed using (x)) as b"
    )


def test_a_kept_model_has_inputs_that_come_in_parts() -> None:
    columns = {table.name: set(table.columns) for table in [*python_tables, *(found.table for found in shipped.values())]}
    for model in KEPT:
        assert any(columns[name].issuperset(model.kept_by) for name in model.dependencies), model.name
