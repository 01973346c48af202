"""The book of incoming files: when a file came, as the office knows it, decides its day, lateness and order."""

from datetime import datetime
from zoneinfo import ZoneInfo

import duckdb

from pipelines.reports.receipts import moved_receipts
from tests.sql.given import World, make_missing, rows

PATH = "2020H2/A.xlsx"
OFFICE = ZoneInfo("Asia/Ho_Chi_Minh")
OTHER = "2020H2/A lan 2.xlsx"
NIGHT = datetime(2023, 1, 1)  # noqa: DTZ001 UTC, as stored: the night that takes in what lies there
RETURNS = "select revision, path, received_at, is_in_force, known_to_at from core.return order by unit_id, revision"


def at(month: int, day: int, hour: int = 3, year: int = 2021) -> datetime:
    return datetime(year, month, day, hour)  # noqa: DTZ001


def test_the_day_in_the_book_is_the_day_on_which_a_return_came_and_without_one_it_is_that_of_the_night(
    database: duckdb.DuckDBPyConnection,
) -> None:
    given = World([("A", "2020H2", {"members": 5}), ("B", "2020H2", {"members": 5})], booked=[(PATH, at(1, 20, hour=18))])
    db = given.build(database, "marts.return", "marts.file")
    # 18 hours UTC are one o'clock of the next day where the office is; due was the last day of the period.
    assert rows(db, "select return_id, received_on::varchar, late_days from marts.return where status = 'accepted'") == [
        ("A-2020H2", "2021-01-21", 21),
        ("B-2020H2", "2023-01-01", 731),
    ]
    assert rows(db, "select path, received_at, landed_at from marts.file order by receipt_id") == [
        (PATH, at(1, 20, hour=18), NIGHT),
        ("2020H2/B.xlsx", NIGHT, NIGHT),
    ]
    # What the release before said without that line, or with one of B that is lost since, is told; a file that is new is not.
    with duckdb.connect() as before:
        before.execute("create schema marts")
        before.register("frame", db.execute("select * from marts.file").df())
        before.execute("create table marts.file as select * replace (landed_at as received_at) from frame")
        told = [(row["path"], row["before_vi"], row["now_vi"], row["by_vi"]) for row in moved_receipts(db, before, OFFICE)]
        assert told == [(PATH, "01/01/2023 07:00", "21/01/2021 01:00", "sổ tiếp nhận")]
        assert [row["now_vi"] for row in moved_receipts(before, db, OFFICE)] == ["01/01/2023 07:00"]
        assert moved_receipts(db, db, OFFICE) == []
        before.execute("delete from marts.file")
        assert moved_receipts(db, before, OFFICE) == []


def test_what_came_last_by_the_book_counts_whatever_was_taken_in_last(database: duckdb.DuckDBPyConnection) -> None:
    given = World(
        [("A", "2020H2", {"members": 5}), ("A", "2020H2", {"members": 6}), ("B", "2020H2", {"members": 5})],
        paths={1: OTHER},
        booked=[(PATH, at(1, 10)), (OTHER, at(2, 1))],
    )
    db = given.build(database, "core.return", "core.standing", "marts.return")
    assert rows(db, RETURNS) == [
        (1, PATH, at(1, 10), False, at(2, 1)),
        (2, OTHER, at(2, 1), True, None),
        (1, "2020H2/B.xlsx", NIGHT, True, None),
    ]
    assert rows(db, "select newest_path, newest_status, is_stale from core.standing where unit_id = 'A'") == [
        (OTHER, "accepted", False)
    ]
    assert rows(db, "select received_on::varchar from marts.return where return_id = 'A-2020H2'") == [("2021-01-10",)]
    # Before the book said so the second was the first, and was judged as that by other rules: its checks stay its own.
    db.execute(
        "insert into quality.return_validation by name select 'A-2020H2-r1' as return_id, file_sha256, "
        "'other' as rules_version, timestamp '2024-01-01' as validated_at from staging.return where return_id = 'A-2020H2-r2'"
    )
    make_missing(db, ["marts.return_revision"])
    assert rows(
        db, "select path, validation_count, validated_at from marts.return_revision where of_return_id = 'A-2020H2'"
    ) == [
        (PATH, 1, at(1, 10)),
        (OTHER, 2, at(1, 1, hour=0, year=2024)),
    ]


def test_a_line_is_about_what_was_taken_in_first_from_then_on_and_of_several_the_last_counts(
    database: duckdb.DuckDBPyConnection,
) -> None:
    given = World(
        [("A", "2020H2", {"members": 5}), ("A", "2020H2", {"members": 6})],
        clocks={1: at(1, 10), 2: at(3, 1)},
        booked=[(PATH, at(1, 5)), (PATH, at(1, 9)), (PATH, at(2, 20)), (PATH, at(3, 2)), (PATH, at(6, 30, year=2020))],
    )
    db = given.build(database, "core.return")
    assert rows(db, "select line_number, receipt_id, status from staging.incoming order by line_number") == [
        (2, 1, "replaced"),
        (3, 1, "used"),
        (4, 2, "used"),
        (5, None, "unknown"),
        (6, 1, "early"),
    ]
    assert [row[2] for row in rows(db, RETURNS)] == [at(1, 9), at(2, 20)]


def test_a_clock_that_was_set_back_changes_no_order_and_a_line_without_an_instant_says_nothing(
    database: duckdb.DuckDBPyConnection,
) -> None:
    given = World(
        [("A", "2020H2", {"members": 5}), ("A", "2020H2", {"members": 6})],
        clocks={1: at(6, 1, year=2030), 2: at(3, 1)},
        booked=[(PATH, None), ("2020H2/C.xlsx", at(1, 9)), ("", at(1, 9)), (PATH, ""), (PATH, "03/04/2021"), (PATH, "15/1")],
    )
    db = given.build(database, "core.return")
    assert rows(db, "select status from staging.incoming order by line_number") == [
        (status,) for status in ("unreadable", "unknown", "unfinished", "unfinished", "ambiguous", "unreadable")
    ]
    assert [(row[0], row[2], row[3]) for row in rows(db, RETURNS)] == [
        (1, at(6, 1, year=2030), False),
        (2, at(3, 1), True),
    ]


def test_a_line_written_after_a_machine_took_its_file_is_about_that_one_and_not_about_the_next(
    database: duckdb.DuckDBPyConnection,
) -> None:
    given = World(
        [("A", "2020H2", {"members": 5}), ("A", "2020H2", {"members": 6})],
        clocks={1: at(1, 9, hour=19), 2: at(3, 1)},  # two o'clock of the 10th where the office is
        booked=[(PATH, at(1, 10, hour=1))],
    )
    db = given.build(database, "core.return")
    assert [(row[0], row[2], row[3]) for row in rows(db, RETURNS)] == [(1, at(1, 9, hour=19), False), (2, at(3, 1), True)]
    assert rows(db, "select receipt_id, status from staging.incoming") == [(1, "used")]


def test_of_a_day_alone_the_file_came_by_its_end_and_not_after_it_was_taken_in(database: duckdb.DuckDBPyConnection) -> None:
    end = datetime(2021, 1, 10, 16, 59, 59)  # noqa: DTZ001 UTC: the last second of the day where the office is
    given = World(
        [("A", "2020H2", {"members": 5}), ("A", "2020H2", {"members": 6}), ("B", "2020H2", {"members": 5})],
        paths={1: OTHER},
        clocks={1: at(1, 10, hour=2), 2: at(1, 10, hour=8)},
        booked=[(PATH, end), ("2020H2/B.xlsx", end)],
    )
    assert rows(given.build(database, "core.return"), RETURNS) == [
        (1, OTHER, at(1, 10, hour=2), False, at(1, 10, hour=8)),
        (2, PATH, at(1, 10, hour=8), True, None),
        (1, "2020H2/B.xlsx", end, True, None),
    ]
