"""The run's instant and the office's day are data: nothing else asks what time it is."""

import re
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pytest

from pipelines.definitions import models
from pipelines.errors import RegisterError, RunInstantError
from pipelines.folders import PROJECT, SQL
from pipelines.reference import load_reference, readable_time_zone
from pipelines.reference.run import INSTANT, begin, read_run, write_run
from pipelines.warehouse import open_build, publish
from tests.unit.test_reference import folder as folder

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
CLOCKS = re.compile(r"\b(current_date|current_time|current_timestamp|localtime\w*|today|now|get_current_\w+)\b", re.IGNORECASE)


def reads_a_clock(path: Path) -> bool:
    return any(CLOCKS.search(line.partition("--")[0]) for line in path.read_text(encoding="utf-8").splitlines())


def test_no_model_test_or_analysis_reads_a_clock() -> None:
    paths = sorted(SQL.rglob("*.sql"))
    assert len(paths) > 300
    assert [str(path.relative_to(SQL)) for path in paths if reads_a_clock(path)] == []


def test_only_answers_rules_in_force_what_is_overdue_targets_that_ended_and_units_in_effect_depend_on_the_day() -> None:
    # Whoever adds another must know: what depends on the day makes a new release when the day changes it.
    # core.figure_vintage takes the instant for what is said otherwise alone, which makes a new release anyway.
    assert sorted(name for name, model in models.items() if "reference.run" in model.dependencies) == [
        "core.figure_vintage",
        "core.finding_answer",
        "core.indicator_relation",
        "core.outlook_asked",
        "core.target_progress",
        "core.unit_history",
        "marts.return",
        "marts.unit",
        "marts.unit_as_is",
    ]


@pytest.mark.parametrize(
    ("instant", "zone", "day"),
    [
        ("2026-11-27T16:59:59+00:00", "Asia/Ho_Chi_Minh", date(2026, 11, 27)),
        ("2026-11-27T17:00:00+00:00", "Asia/Ho_Chi_Minh", date(2026, 11, 28)),
        ("2026-11-28T02:00:00+07:00", "Asia/Ho_Chi_Minh", date(2026, 11, 28)),
        ("2026-11-28T02:00:00+07:00", "UTC", date(2026, 11, 27)),
        ("2026-11-28T02:00:00+07:00", "America/Lima", date(2026, 11, 27)),
    ],
)
def test_the_day_is_that_of_the_office_wherever_the_machine_is(
    instant: str, zone: str, day: date, monkeypatch: pytest.MonkeyPatch, database: duckdb.DuckDBPyConnection
) -> None:
    monkeypatch.setenv(INSTANT, instant)
    database.execute("create schema reference")
    run = begin(ZoneInfo(zone))
    write_run(database, run)
    run_at = datetime.fromisoformat(instant).astimezone(UTC).replace(tzinfo=None)
    assert database.execute("from reference.run").fetchall() == [(run_at, day)]
    assert read_run(database, ZoneInfo(zone)) == run
    assert run.office_on == day


def test_a_run_begins_now_unless_an_instant_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(INSTANT, raising=False)
    before = datetime.now(UTC)
    assert before <= begin(HANOI).run_at <= datetime.now(UTC)


@pytest.mark.parametrize("given", ["tomorrow", "2026-11-27", "2026-11-27T02:00:00"])
def test_an_instant_without_an_offset_says_how_to_write_one(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(INSTANT, given)
    with pytest.raises(RunInstantError, match=r"write it as '2026-11-27T02:00:00\+07:00'"):
        begin(HANOI)


def test_the_office_is_one_and_its_time_zone_is_known(folder: Path) -> None:
    register = folder / "office.csv"
    line = register.read_text(encoding="utf-8").splitlines()[1]
    register.write_text(register.read_text(encoding="utf-8") + line.replace("bloc_office", "second"), encoding="utf-8")
    with pytest.raises(RegisterError, match=r"office\.csv:3: a warehouse has one office"):
        load_reference(folder)
    register.write_text("office_id,name_vi,time_zone\nbloc_office,Văn phòng,Asia/Hanoi_\n", encoding="utf-8")
    with pytest.raises(RegisterError, match=r"office\.csv:2: time_zone: .*not a time zone; write one as 'Asia/Ho_Chi_Minh'"):
        load_reference(folder)


def test_the_clock_of_the_schedule_is_set_even_where_a_register_is_broken(folder: Path) -> None:
    assert readable_time_zone(PROJECT / "raw" / "reference").key == "Asia/Ho_Chi_Minh"
    (folder / "office.csv").unlink()
    assert readable_time_zone(folder).key == "UTC"


def test_another_day_alone_makes_no_new_release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    releases = []
    for day, figure in ((1, 5), (2, 5), (3, 6)):
        monkeypatch.setenv(INSTANT, f"2026-11-0{day}T02:00:00+07:00")
        with open_build(tmp_path) as build:
            write_run(build.db, begin(HANOI))
            build.db.execute(f"create or replace table marts.t as select {figure} as a")
            build.db.execute("comment on table marts.t is 'c'")
            build.db.execute("comment on column marts.t.a is 'c'")
            releases.append(publish(build))
    assert [release.is_new for release in releases] == [True, False, True]
