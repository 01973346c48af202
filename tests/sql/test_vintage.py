"""What was known of each figure from which release on: only what changed is kept."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import duckdb

from pipelines.assets.sql import make
from pipelines.definitions import models as shipped
from pipelines.folders import SQL
from pipelines.intake.journals import land_journals
from pipelines.reference.run import Run, write_run
from pipelines.reports.changes import figures_at
from pipelines.warehouse import open_build
from tests.databases import FEW_ROWS
from tests.sql.given import World, make_tested, rows
from tests.sql.test_evaluation import target

MADE = ("core.figure_vintage", "marts.vintage")


def publish(db: duckdb.DuckDBPyConnection, number: int) -> None:
    """What a publication leaves behind for the next night."""
    db.execute(f"insert into reference.published_figure from core.figure_vintage where release_number = {number}")
    db.execute(f"insert into reference.publication (publication_id) values ({number})")


def test_a_release_adds_what_it_says_otherwise_and_nothing_else() -> None:
    first = duckdb.connect(config=FEW_ROWS)
    told = World([("A", "2020H2", {"admitted": 3})], targets=[target("admitted", "cumulative", "20")])
    told.build(first, "marts.vintage")
    assert rows(first, "select distinct from_release, to_release, first_release, change_value from marts.vintage") == [
        (1, None, 1, None)
    ]
    publish(first, 1)
    made = rows(first, "select * from marts.vintage order by all")
    make_tested(first, [shipped[name] for name in MADE])
    assert rows(first, "select * from marts.vintage order by all") == made
    # A night with nothing new says the same, so that it makes no release.
    [(own,)] = rows(first, "select count(*) from core.figure_vintage")
    assert own == len(made)

    second = duckdb.connect(config=FEW_ROWS)
    told.returns = [*told.returns, ("B", "2020H2", {"admitted": 2})]
    told.build(second, "marts.vintage")
    for table in ("reference.published_figure", "reference.publication"):
        second.register("before", first.table(table).arrow())
        second.execute(f"insert into {table} from before")
        second.unregister("before")
    make_tested(second, [shipped[name] for name in MADE])
    asked = (
        "select from_release, to_release, first_release, figure_value, change_value, low_value, high_value from marts.vintage"
    )
    assert rows(second, f"{asked} where figure_key = 'admitted@2020H2:2020H2' order by from_release") == [
        (1, 2, 1, Decimal(3), None, Decimal(3), Decimal(13)),
        (2, None, 1, Decimal(5), Decimal(2), Decimal(5), Decimal(5)),
    ]
    of_target = f"{asked} where target_version_id = 'T1/congress' and cutoff_period_id = '2020H2' order by from_release"
    assert [row[:5] for row in rows(second, of_target)] == [(1, 2, 1, Decimal(3), None), (2, None, 1, Decimal(5), Decimal(2))]
    # What nobody told anything of since stands as it was.
    assert rows(second, "select distinct from_release from marts.vintage where start_period_id = '2022H1'") == [(1,)]

    # Both can be told again, as tables of the same columns.
    released = [figures_at(second, number).sort_by("figure_key") for number in (1, 2)]
    assert released == [db.table("core.figure_said").to_arrow_table().sort_by("figure_key") for db in (first, second)]

    # The history stands once: beside it is only what the last release said otherwise.
    assert rows(second, "select distinct release_number from core.figure_vintage") == [(2,)]

    # A figure that is there no more is said so, once.
    publish(second, 2)
    second.execute("delete from core.figure_said where target_id is not null")
    make_tested(second, [shipped[name] for name in MADE])
    gone = "select from_release, figure_vi, verdict, due_count from marts.vintage where target_version_id = 'T1/congress'"
    assert (3, None, None, None) in rows(second, gone)
    assert figures_at(second, 3).column("target_id").null_count == len(figures_at(second, 3)) < len(released[1])
    publish(second, 3)
    make_tested(second, [shipped[name] for name in MADE])
    assert rows(second, "select max(from_release) from marts.vintage") == [(3,)]


def test_the_mean_and_the_mean_absolute_revision_of_a_unit_are_shares_of_what_it_had_said_before(
    database: duckdb.DuckDBPyConnection,
) -> None:
    said = [("A", "2020H2", {"admitted": 4, "due": 2}), ("A", "2020H2", {"admitted": 6, "due": 1}), ("B", "2020H2", {"due": 1})]
    World(said).build(database, "marts.figure_change", "marts.unit")
    asked = (SQL / "analyses" / "revisions_by_unit.sql").read_text(encoding="utf-8")
    assert [row[1:] for row in rows(database, asked)] == [(2, 0.0, 50.0)]


def test_what_a_run_said_that_published_nothing_is_said_by_the_one_that_does(tmp_path: Path) -> None:
    model = shipped["core.figure_vintage"]
    said = []
    with open_build(tmp_path) as build:
        build.db.execute("""
            create table core.figure_said as select 'a@1:1' as figure_key, null::varchar as target_id, null::varchar as version,
                'a' as indicator_id, '1' as first_period_id, '1' as last_period_id, null::varchar as verdict, '1' as figure_vi,
                1::decimal(38, 6) as value, value as low_value, value as high_value, 1::bigint as due_count,
                due_count as known_count
        """)
        for hour in (1, 2):
            write_run(build.db, Run(datetime(2026, 1, 5, hour, tzinfo=UTC)))
            land_journals(build, tmp_path / "archive", "key")
            key = build.made.key(model.reads)
            if not build.made.stand([model.name], key):
                make(build, model, key, [])
            said += rows(build.db, "select release_number, hour(known_from_at) from core.figure_vintage")
    assert said == [(1, 1), (1, 2)]
