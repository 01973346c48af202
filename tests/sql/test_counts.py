"""No file without an answer, and no return that is simply 'accepted' although what came last does not count."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from io import StringIO
from pathlib import Path

import duckdb
import pytest
from rich.console import Console

from pipelines.assets.metadata import as_text
from pipelines.definitions import models
from pipelines.folders import PROJECT
from pipelines.reference import Reference, load_reference
from pipelines.reports.summary import MOST_LINES, count_lines, left_out_texts, not_counted_lines
from tests.sql.given import COUNTED, RETURNS, Cell, World, rows
from tests.sql.test_evaluation import target

FIRST: Mapping[str, Cell] = {"admitted": 1}
OTHER: Mapping[str, Cell] = {"admitted": 2}
FILES = (
    "select outcome, unit_id, period_id, is_stood_in_for from marts.file join marts.unit using (unit_version_id) "
    "where outcome <> 'returns'"
)
MISSING = (PROJECT / "sql" / "analyses" / "who_is_missing.sql").read_text(encoding="utf-8")


def stands(unit_id: str, period_id: str) -> str:
    """What is asked of one return."""
    where = f"(unit_id, period_id) = ('{unit_id}', '{period_id}')"
    return f"select status, newest_status, newest_path, is_stale from {RETURNS} where {where}"


STANDS = stands("A", "2020H2")


@cache
def registers() -> Reference:
    """The shipped registers, with those rules of the reader that need no form."""
    loaded = load_reference(PROJECT / "raw" / "reference")
    kept = ("unreadable_file", "unreadable_member", "no_return", "no_form", "unknown_sheet", "unreadable_value")
    return replace(loaded, rule=tuple(rule for rule in loaded.rule if rule.subject in kept))


def second(path: str, outcome: str = "refused", fault: str = "unreadable_file") -> World:
    """A return of unit A for 2020H2, and after it a file that became none."""
    returns = [("A", "2020H2", FIRST), ("A", "2020H2", OTHER)]
    targets = [target("admitted", "cumulative", "10")]
    return World(returns, paths={2: path}, outcomes={2: outcome}, faults={2: fault}, registers=registers(), targets=targets)


def test_a_newer_file_that_gives_no_return_makes_the_one_that_stands_an_older_one(database: duckdb.DuckDBPyConnection) -> None:
    unreadable, unknown = ("refused", "unreadable_file"), ("unrecognised", "no_form")
    came = {
        ("A", "2020H2"): ("2020H2/A.xlsx", *unreadable),
        ("B", "2020H2"): ("2020H2/B.xlsx", *unknown),
        ("A", "2021H1"): ("2021H1/A (2).ods", *unreadable),
        ("B", "2021H1"): ("2021H1/Đơn vị B/bản sửa.csv", *unknown),
        ("A", "2021H2"): ("den/A_2021H2.pdf", *unreadable),
    }
    given = World([(unit, period, FIRST) for unit, period in came], registers=registers())
    given.returns = [*given.returns, *((unit, period, OTHER) for unit, period in came)]
    given.targets = [target("admitted", "cumulative", "10")]
    for number, (path, outcome, fault) in enumerate(came.values(), start=len(came) + 1):
        given.paths, given.outcomes = {**given.paths, number: path}, {**given.outcomes, number: outcome}
        given.faults = {**given.faults, number: fault}
    db = given.build(database, "core.target_stale")
    for (unit, period), (path, *_) in came.items():
        assert rows(db, stands(unit, period)) == [("newest_unreadable", "unreadable", path, True)]
    assert sorted(rows(db, FILES)) == sorted((outcome, *key, True) for key, (_, outcome, _) in came.items())
    missing = rows(db, f"select unit_id, period_id, an_older_revision_stands_in from ({MISSING})")
    assert {(*key, True) for key in came} <= set(missing)
    assert rows(db, "select cutoff_period_id, stale_count from core.target_stale order by 1") == [
        ("2020H2", 2),
        ("2021H1", 4),
        ("2021H2", 5),
        ("2022H1", 5),
    ]
    # A return of a longer period counts with the figures that it tells of parts of it, where these count.
    db.execute("update reference.due_line set told_in_id = '2021H1' where (unit_id, period_id) = ('A', '2020H2')")
    stale = f"select cutoff_period_id, stale_count from ({models['core.target_stale'].sql}) order by 1 limit 2"
    assert rows(db, stale) == [("2020H2", 2), ("2021H1", 3)]
    # Of a target that counts others the days of these decide.
    db.execute("update core.target_measured set starts_on = '2021-01-01', ends_on = '2021-06-30'")
    most = f"select max(stale_count) from ({models['core.target_stale'].sql})"
    assert rows(db, most) == [(2,)]
    # What it is compared with is of the base's days.
    db.execute("update core.target_asked set kind = 'share_of_base', base_period_id = '2020H2'")
    db.execute(f"insert into core.target_measured from ({models['core.target_measured'].sql}) where is_base")
    assert rows(db, most) == [(3,)]


def test_a_file_of_which_nothing_tells_whose_it_is_leaves_returns_as_they_are(database: duckdb.DuckDBPyConnection) -> None:
    paths = ["thu moi.xlsx", "2020H2/hop dong.pdf", "A/thu.docx", "2020H2/A B.xlsx", "2020H2/B.xlsx"]
    numbers = range(2, 2 + len(paths))
    given = World([("A", "2020H2", FIRST), *(("A", "2020H2", {"admitted": number}) for number in numbers)])
    given.registers, given.paths = registers(), dict(zip(numbers, paths, strict=True))
    given.outcomes, given.faults = dict.fromkeys(numbers, "refused"), dict.fromkeys(numbers, "unreadable_file")
    db = given.build(database)
    assert rows(db, STANDS) == [("accepted", "accepted", "2020H2/A.xlsx", False)]
    assert rows(db, "select count(*) from marts.file where outcome = 'refused'") == [(len(paths),)]


def test_a_return_that_nobody_could_read_is_not_missing(database: duckdb.DuckDBPyConnection) -> None:
    given = World([("A", "2020H2", FIRST)], outcomes={1: "refused"}, faults={1: "unreadable_file"}, registers=registers())
    assert rows(given.build(database), STANDS) == [("unreadable", "unreadable", "2020H2/A.xlsx", False)]


@pytest.mark.parametrize("path", ["2020H2/A.xlsx", "den/A 2020H2.ods"])
def test_a_file_that_could_not_be_received_makes_the_return_that_stands_an_older_one(
    path: str, database: duckdb.DuckDBPyConnection
) -> None:
    given = World([("A", "2020H2", FIRST)], unreceived=[path, "2020H2/lạ.xlsx"], office_on=date(2020, 1, 1))
    db = given.build(database, *COUNTED)
    assert rows(db, STANDS) == [("newest_unreadable", "unreadable", path, True)]
    assert "1 received (1 new, 1 read now) = 1 read as returns" in count_lines(db, 1, 1)[0]
    assert "2 could not be received" in count_lines(db, 1, 1)[0]
    told = " ".join(not_counted_lines(db))
    assert f"not received {path} (A 2020H2; an older revision stands in for it): không có quyền đọc" in told
    assert "not received 2020H2/lạ.xlsx (unit unknown 2020H2): không có quyền đọc" in told


def test_the_member_of_an_archive_tells_whose_it_is_by_its_own_name(database: duckdb.DuckDBPyConnection) -> None:
    given = World(
        [("A", "2020H2", FIRST), ("B", "2020H2", OTHER)],
        paths={2: "2020H2/tat ca.zip"},
        faults={2: "unreadable_member"},
        registers=registers(),
    )
    given.received = {2: "A.xls"}
    db = given.build(database, *COUNTED)
    assert rows(db, STANDS) == [("newest_unreadable", "unreadable", "2020H2/tat ca.zip", True)]
    assert rows(db, f"select status, is_stale from {RETURNS} where (unit_id, period_id) = ('B', '2020H2')") == [
        ("accepted", False)
    ]
    (line,) = [line for line in not_counted_lines(db) if "unreadable" in line]
    assert "2020H2/tat ca.zip/A.xls (A 2020H2; an older revision stands in for it): Không đọc được tệp trong tệp nén" in line


def test_a_return_of_a_file_of_several_does_not_count_for_its_own_reason(database: duckdb.DuckDBPyConnection) -> None:
    path = "2020H2/chung.xlsx"
    wrong = [
        {"finding_id": unit, "rule_id": "X", "severity": "error", "return_id": f"{unit}-2020H2-r1", "unit_id": unit}
        | {"period_id": "2020H2", "file_path": path, "message_vi": f"Sai của {unit}"}
        for unit in "AB"
    ]
    given = World([("A", "2020H2", FIRST), ("B", "2020H2", FIRST)], paths={1: path, 2: path}, findings=wrong)
    found = rows(given.build(database), "select message_vi from marts.not_counted order by unit_version_id")
    assert found == [("Sai của A",), ("Sai của B",)]


@pytest.mark.parametrize(("member", "told"), [("tin.txt", ["refused"]), ("B.xls", ["refused", "unreadable"])])
def test_a_refused_archive_is_told_once_unless_a_member_tells_whose_it_is(
    member: str, told: list[str], database: duckdb.DuckDBPyConnection
) -> None:
    given = second("thu moi.zip", fault="unreadable_member")
    given.returns = [*given.returns, ("B", "2020H2", OTHER)]
    given.received = {2: member}
    db = given.build(database)
    assert rows(db, "select outcome from marts.not_counted where path like 'thu moi%' order by all") == [(one,) for one in told]


def test_a_good_file_afterwards_and_a_withdrawal_end_it(
    database: duckdb.DuckDBPyConnection, another: duckdb.DuckDBPyConnection
) -> None:
    again = [("A", "2020H2", FIRST), ("A", "2020H2", OTHER), ("A", "2020H2", {"admitted": 3})]
    given = World(again, outcomes={2: "refused"}, faults={2: "unreadable_file"}, registers=registers())
    assert rows(given.build(database), STANDS) == [("accepted", "accepted", "2020H2/A.xlsx", False)]
    withdrawal = {"file_sha256": f"A2020H2{[('admitted', '2')]}", "reason_vi": "Tệp khác", "withdrawn_on": date(2026, 1, 1)}
    given = second("2020H2/A (2).xlsx")
    given.withdrawals = [withdrawal]
    db = given.build(another, *COUNTED)
    assert rows(db, STANDS) == [("accepted", "accepted", "2020H2/A.xlsx", False)]
    assert rows(db, "from marts.finding where is_current") == []
    assert not [line for line in not_counted_lines(db) if "refused" in line]


@pytest.mark.parametrize(("fault", "found"), [("unknown_sheet", ["READ-22", "READ-52"]), ("no_form", ["READ-25"])])
def test_a_file_that_gives_nothing_has_an_error_whatever_the_reader_said(
    fault: str, found: list[str], database: duckdb.DuckDBPyConnection
) -> None:
    db = second("2020H2/la.xlsx", "unrecognised", fault).build(database)
    assert [row[0] for row in rows(db, "select rule_id from marts.finding where is_current order by 1")] == found


def test_an_answer_without_a_form_is_no_fault_and_in_its_own_count(database: duckdb.DuckDBPyConnection) -> None:
    given = World([("A", "2020H2", FIRST), ("A", "2020H2", OTHER)], outcomes={2: "answer"}, registers=registers())
    given.paths = {2: "2020H2/phieu tra loi.xlsx"}
    db = given.build(database, *COUNTED)
    assert rows(db, "from marts.finding") == []
    assert rows(db, STANDS) == [("accepted", "accepted", "2020H2/A.xlsx", False)]
    files = count_lines(db, 2, 2)[0]
    assert "2 received (2 new, 2 read now) = 1 read as returns + 0 refused + 0 unrecognised + 1 answers" in files


def test_missing_returns_are_listed_once_their_due_day_has_passed(
    database: duckdb.DuckDBPyConnection, another: duckdb.DuckDBPyConnection
) -> None:
    given = World([("A", "2020H2", FIRST)], office_on=date(2021, 7, 1))
    db = given.build(database, *COUNTED)
    assert rows(db, f"select unit_id, period_id, status from ({MISSING})") == [
        ("B", "2020H2", "overdue"),
        ("A", "2021H1", "overdue"),
        ("B", "2021H1", "overdue"),
    ]
    assert "4 due · 1 accepted · 0 rejected · 3 missing" in count_lines(db, 0, 0)[1]
    assert "3 past their due day: 2020H2 1, 2021H1 2" in not_counted_lines(db)[-1]
    same_day = World([("A", "2020H2", FIRST)], office_on=date(2021, 6, 30)).build(another)
    assert rows(same_day, f"select count(*) from ({MISSING})") == [(1,)]


def test_the_summary_counts_returns_and_open_findings_not_revisions_and_names_what_does_not_count(
    database: duckdb.DuckDBPyConnection,
) -> None:
    cells: list[Mapping[str, Cell]] = [{"admitted": number} for number in range(4)]
    given = World([("A", "2020H2", held) for held in cells], faults=dict.fromkeys((1, 2, 4), "unreadable_value"))
    given.registers, given.office_on = registers(), date(2020, 1, 1)
    db = given.build(database, *COUNTED)
    counts = count_lines(db, 1, 1)
    assert "1 received" in counts[0]
    assert "1 due · 1 accepted ([yellow]1 by an older revision[/yellow]) · 0 rejected" in counts[1]
    assert "1 errors" in counts[2]
    assert "answered" not in counts[2]
    assert "no case to judge" in counts[3]
    (line,) = not_counted_lines(db)
    assert "rejected     2020H2/A.xlsx (A 2020H2; an older revision stands in for it): Không đọc được số liệu" in line


def test_the_summary_names_so_many_files_and_counts_the_rest(database: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    count = MOST_LINES + 7
    given = World([("A", "2020H2", {"admitted": number}) for number in range(count)], registers=registers())
    given.office_on = date(2020, 1, 1)
    given.paths = {number: f"den/[tệp {number:02}].xlsx" for number in range(1, count + 1)}
    given.outcomes = dict.fromkeys(given.paths, "refused")
    given.faults = dict.fromkeys(given.paths, "unreadable_file")
    db = given.build(database, *COUNTED)
    lines = not_counted_lines(db)
    assert len(lines) == MOST_LINES + 1
    assert lines[-1].strip().startswith("and 7 more:")
    console = Console(file=StringIO(), width=200)
    console.print(lines[0])
    assert "refused      den/[tệp 01].xlsx (unit unknown): Không đọc được tệp" in console.file.getvalue()  # type: ignore[attr-defined]


def test_a_period_that_the_register_does_not_hold_is_no_period_of_what_could_not_be_read(
    database: duckdb.DuckDBPyConnection,
) -> None:
    given = World([("A", "2020H2", FIRST)], unreceived=["2019/H2/A.xlsx"], registers=registers())
    db = given.build(database, "staging.unread", "staging.path_word")
    assert rows(db, "select unit_id, period_id from staging.unread") == [("A", None)]
    assert rows(db, "select distinct period_id from staging.path_word where path like '2019%' and period_id is not null") == [
        ("2019H2",)
    ]


def test_what_was_left_out_is_told_on_the_runs_page_without_the_terminals_colours(database: duckdb.DuckDBPyConnection) -> None:
    given = World([("A", "2020H2", FIRST)], unreceived=["2020H2/lạ [red]*_x_.xlsx"], registers=registers())
    given.office_on = date(2020, 1, 1)
    (told,) = left_out_texts(given.build(database, *COUNTED))
    assert told == "not received 2020H2/lạ [red]*_x_.xlsx (unit unknown 2020H2): không có quyền đọc"
    assert as_text(told).startswith(r"not received 2020H2/lạ \[red\]\*\_x\_.xlsx (unit unknown 2020H2)")
