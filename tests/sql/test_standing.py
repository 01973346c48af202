"""Which revision stands: a file that says two things of whose it is, and what the steward takes back."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import duckdb
import pytest

from pipelines.folders import PROJECT
from pipelines.quality.findings import HELD
from pipelines.reference import Reference, load_reference
from pipelines.reports.summary import not_counted_lines
from tests.sql.given import COUNTED, RECEIVED_AT, Cell, World, begun, rows

FIRST: Mapping[str, Cell] = {"members": 5}
OTHER: Mapping[str, Cell] = {"members": 9}
MENDED: Mapping[str, Cell] = {"members": 6}
STATUS = "select return_id, status, is_in_force from core.return order by return_id"
CURRENT = "select rule_id, severity, revision_id, path from marts.finding where is_current order by all"
MEMBERS = "select value from core.observation where is_in_force and unit_id = 'A' and indicator_id = 'members'"


@cache
def registers() -> Reference:
    """The shipped registers, with those rules of the reader that need no form."""
    loaded = load_reference(PROJECT / "raw" / "reference")
    kept = ("header_disagrees", "key_contradicts", "withdrawal_unknown", "withdrawn_content", "unreadable_value")
    return replace(loaded, rule=tuple(rule for rule in loaded.rule if rule.subject in kept))


def world(*cells: Mapping[str, Cell], paths: dict[int, str] | None = None, **more: object) -> World:
    """What came for unit A and 2020H2, one receipt after another."""
    return World([("A", "2020H2", held) for held in cells], paths=paths or {}, registers=registers(), **more)  # type: ignore[arg-type]


def withdrawal(content: str, on: date = date(2026, 1, 1)) -> dict[str, object]:
    return {"file_sha256": content, "reason_vi": "Gửi nhầm kỳ", "withdrawn_by": "Văn phòng", "withdrawn_on": on}


def content(cells: Mapping[str, Cell]) -> str:
    """Hash that World gives to a return of unit A for 2020H2."""
    return f"A2020H2{sorted((name, str(cell)) for name, cell in cells.items())}"


CONTRADICTIONS = [
    "2021H2/A.xlsx",
    "2020/H1/A.xlsx",
    "2020H1/A.xlsx",
    "H2 2018/A.xlsx",
    "2020H2/A_2024_H2.xlsx",
    "2021H2/A_2021H2.xlsx",
    "2020H2/A_2021H1.ods",
    "2020H2/B.csv",
    "2020H2/B (1).xlsx",
    "2020H2/b-2020h2-ban-cuoi.xls",
    "2020H2/Đơn vị B/bao cao.xlsx",
    "B/2020H2.tsv",
    "bao cao Đơn vị B cuoi nam.xlsx",
    "01_B_2020H2.xlsx",
    "2021_H1/A_2021-H1.xlsx",
    "2021/H1/A.ods",
    "Năm 2021/6 tháng đầu năm/A.xlsx",
    "A h1.2021.csv",
    "Nam 2021/A.xlsx",
    "A_2021.xlsx",
    "2021H1/tong-hop.zip",
    "A_HK1_2021.xlsx",
    "A hk 2 nam 2021.xlsx",
    "A 6T cuoi nam 2021.xlsx",
    "A 6 tháng đầu 2021.ods",
    "A.2021.2.xlsx",
    "A_31-12-2021.xlsx",
    "A 20210630.csv",
    "A den 30.6.2021.xlsx",
    "A1_2021.xlsx",
    "2020H2/A2_2019.xls",
    "bao cao ky 2 nam 2021.xlsx",
    "bao cao kỳ I 2021.xlsx",
    "2021/A ky 1.xlsx",
]
AGREEMENTS = [
    "A.xlsx",
    "2020H2/A.xlsx",
    "2020H2/A - ban sua.xlsx",
    "2020H2/gui B/A_2020H2.csv",
    "den/bao cao.ods",
    "2020H2/B gui thay A.xlsx",
    "2020/AB_12020H2.xlsx",
    "2020H2/so sanh 2020H2 voi 2021H1 A.xlsx",
    "2020H2/B/A.xlsx",
    "Nop lan 2 (2021H1)/2020H2/A.xlsx",
    "2020/H2/A.xlsx",
    "nop ngay 15-01-2021/A.xlsx",
    "A cong van so 2021.xlsx",
    "2020H2/A nam 2021.xlsx",
    "Năm 2020/6 tháng cuối năm/A.xlsx",
    "AB B2 1B.xlsx",
    "A HK2 2020.xlsx",
    "A 31-12-2020 nop 05-01-2021.xlsx",
    "2020H2/A nop 05-01-2021.xlsx",
    "2020H2/A gui thang 1 nam 2021.xlsx",
    "2020H2/A T1.2021.xlsx",
    "2020H2/A mau 2019.xlsx",
    "2020H2/A_2021.xls",
    "2019/2020H2/A.ods",
    "2020H2/A 2019 va 2020.xlsx",
    "2020H2/A_2021-01-15.xlsx",
    "2020H2/A (2).xlsx",
    "2020H2/2 A 2020 (1).xlsx",
    "ky 2/A 2020.xlsx",
]


def test_a_file_in_a_zip_is_compared_with_its_head_as_a_loose_one_is(database: duckdb.DuckDBPyConnection) -> None:
    files = [
        ("2020H2/gui.zip", "B_2020H2.xlsx", "held"),
        ("2020H2/gui.zip", "2021H1/A.xlsx", "held"),
        ("gui.zip", "A ky 1 nam 2021.csv", "held"),
        ("2020H2/B.zip", "bao cao.xlsx", "held"),
        ("2021H1/B.zip", "2020H2/A.xlsx", "accepted"),
        ("gui.zip", "bao cao.xlsx", "accepted"),
        ("2020H2/gui.zip", "A_2020H2.ods", "accepted"),
    ]
    paths = {number: path for number, (path, *_) in enumerate(files, start=2)}
    members = {number: member for number, (_, member, _) in enumerate(files, start=2)}
    given = world(FIRST, *({"members": number} for number in paths), paths=paths, members=members)
    assert rows(given.build(database), STATUS)[1:] == [
        (f"A-2020H2-r{number}", status, number == max(paths)) for number, (*_, status) in enumerate(files, start=2)
    ]


Standing = Mapping[str, tuple[str, bool, list[tuple[object, ...]]]]
"""Path → status of the return in that file, whether it is in force, and its findings."""


def after_the_first(paths: Sequence[str]) -> tuple[Standing, list[tuple[object, ...]]]:
    """What became of files that came to these paths after a return that stands, and the members that count then."""
    given = world(FIRST, *({"members": number} for number in range(len(paths))), paths=dict(enumerate(paths, start=2)))
    with begun() as db:
        given.build(db)
        assert len(rows(db, STATUS)) == 1 + len(paths)
        found = rows(
            db,
            "select r.path, r.status, r.is_in_force, list((f.rule_id, f.severity)) filter (f.rule_id is not null) "
            "from core.return as r left join marts.finding as f on f.revision_id = r.return_id and f.is_current "
            "where r.revision > 1 group by all",
        )
        return {path: (status, is_in_force, told or []) for path, status, is_in_force, told in found}, rows(db, MEMBERS)


@pytest.fixture(scope="module")
def contradicting() -> tuple[Standing, list[tuple[object, ...]]]:
    return after_the_first(CONTRADICTIONS)


@pytest.fixture(scope="module")
def agreeing() -> tuple[Standing, list[tuple[object, ...]]]:
    return after_the_first(AGREEMENTS)


@pytest.mark.parametrize("path", CONTRADICTIONS)
def test_a_file_whose_path_and_header_contradict_does_not_replace_a_return_that_stands(
    path: str, contradicting: tuple[Standing, list[tuple[object, ...]]]
) -> None:
    standing, members = contradicting
    assert standing[path] == ("held", False, [("READ-50", "error")])
    assert members == [(5,)]


@pytest.mark.parametrize("path", CONTRADICTIONS[::7])  # the path counts by its contradiction alone, which is seen above
def test_where_nothing_stands_yet_such_a_file_is_accepted_and_asked_about(
    path: str, database: duckdb.DuckDBPyConnection
) -> None:
    db = world(OTHER, paths={1: path}).build(database)
    assert rows(db, STATUS) == [("A-2020H2-r1", "accepted", True)]
    assert rows(db, CURRENT) == [("READ-04", "warning", "A-2020H2-r1", path)]


@pytest.mark.parametrize("path", AGREEMENTS)
def test_a_path_that_agrees_or_says_nothing_supersedes_as_always(
    path: str, agreeing: tuple[Standing, list[tuple[object, ...]]]
) -> None:
    standing, members = agreeing
    assert standing[path] == ("accepted", path == AGREEMENTS[-1], [])
    assert members == [(len(AGREEMENTS) - 1,)]


def test_what_was_not_accepted_does_not_stand(database: duckdb.DuckDBPyConnection) -> None:
    db = world(FIRST, OTHER, MENDED, paths={2: "2021H2/A.xlsx", 3: "2021H2/A.xlsx"}, faults={1: "unreadable_value"}).build(
        database
    )
    assert rows(db, STATUS) == [
        ("A-2020H2-r1", "rejected", False),
        ("A-2020H2-r2", "accepted", True),
        ("A-2020H2-r3", "held", False),
    ]


def test_a_return_that_contradicts_and_has_errors_too_is_rejected(database: duckdb.DuckDBPyConnection) -> None:
    db = world(FIRST, OTHER, paths={2: "2021H2/A.xlsx"}, faults={2: "unreadable_value"}).build(database)
    assert rows(db, STATUS) == [("A-2020H2-r1", "accepted", True), ("A-2020H2-r2", "rejected", False)]


class LikeAYear(World):
    """A unit whose code is a year but for leading zeros."""

    def _units(self) -> list[str]:
        return ["A", "B", "02020"]


@pytest.mark.parametrize(("path", "status"), [("2020/ban sua.xlsx", "accepted"), ("2020H2/02020.xlsx", "held")])
def test_a_folder_that_is_a_year_is_no_unit_with_that_code(path: str, status: str, database: duckdb.DuckDBPyConnection) -> None:
    came = [("A", "2020H2", cells) for cells in (FIRST, OTHER)]
    db = LikeAYear(came, paths={2: path}, registers=registers()).build(database)
    assert rows(db, "select status from core.return where return_id = 'A-2020H2-r2'") == [(status,)]


def test_a_held_file_counts_once_it_is_moved_to_where_its_path_agrees(database: duckdb.DuckDBPyConnection) -> None:
    moved = {2: "2021H2/A.xlsx", 3: "2020H2/A (2).xlsx"}
    db = world(FIRST, OTHER, OTHER, paths=moved).build(database)
    assert rows(db, STATUS) == [
        ("A-2020H2-r1", "accepted", False),
        ("A-2020H2-r2", "held", False),
        ("A-2020H2-r3", "accepted", True),
    ]
    assert rows(db, MEMBERS) == [(9,)]
    assert rows(db, CURRENT) == []


def test_moving_it_to_another_wrong_place_changes_nothing(database: duckdb.DuckDBPyConnection) -> None:
    db = world(FIRST, OTHER, OTHER, paths={2: "2021H2/A.xlsx", 3: "2022H1/A.xlsx"}).build(database)
    assert rows(db, STATUS) == [("A-2020H2-r1", "accepted", True), ("A-2020H2-r2", "held", False)]


def test_the_return_that_stands_copied_into_the_wrong_folder_is_asked_about_and_stays(
    database: duckdb.DuckDBPyConnection,
) -> None:
    db = world(FIRST, FIRST, paths={2: "2021H2/A.xlsx"}).build(database)
    assert rows(db, STATUS) == [("A-2020H2-r1", "accepted", True)]
    assert rows(db, CURRENT) == [("READ-04", "warning", None, "2021H2/A.xlsx")]


def test_the_right_file_sent_again_and_a_later_one_in_the_right_place_settle_what_is_held(
    database: duckdb.DuckDBPyConnection,
) -> None:
    db = world(FIRST, OTHER, MENDED, paths={2: "2021H2/A.xlsx"}).build(database)
    assert rows(db, STATUS)[-1] == ("A-2020H2-r3", "accepted", True)
    assert rows(db, "select revision_id, status, is_superseded from marts.return_revision order by 1") == [
        ("A-2020H2-r1", "accepted", True),
        ("A-2020H2-r2", "held", True),
        ("A-2020H2-r3", "accepted", False),
    ]
    assert rows(db, CURRENT) == []


def test_of_a_file_with_two_periods_only_the_one_that_its_folder_names_replaces_what_stands(
    database: duckdb.DuckDBPyConnection,
) -> None:
    given = World([("A", "2020H2", FIRST), ("A", "2021H1", OTHER)], paths={2: "2021H1/A.xlsx"}, registers=registers())
    both = given._raw()["raw.return"][1]["file_sha256"]
    given.more_headings = [{"file_sha256": both, "unit_id": "A", "period_id": "2020H2"}]
    assert rows(given.build(database), STATUS) == [
        ("A-2020H2-r1", "accepted", True),
        ("A-2020H2-r2", "held", False),
        ("A-2021H1-r1", "accepted", True),
    ]


def test_a_withdrawn_content_no_longer_counts_and_the_revision_before_it_stands_again(
    database: duckdb.DuckDBPyConnection,
) -> None:
    db = world(FIRST, OTHER, faults={2: "unreadable_value"}, withdrawals=[withdrawal(content(OTHER))]).build(database)
    assert rows(db, STATUS) == [("A-2020H2-r1", "accepted", True), ("A-2020H2-r2", "withdrawn", False)]
    assert rows(db, "select return_id, known_from_at is null, known_to_at is null from core.return order by 1") == [
        ("A-2020H2-r1", False, True),
        ("A-2020H2-r2", True, True),
    ]
    assert rows(db, MEMBERS) == [(5,)]
    assert rows(db, "select revision_id, status from marts.return_revision order by 1") == [
        ("A-2020H2-r1", "accepted"),
        ("A-2020H2-r2", "withdrawn"),
    ]
    assert rows(db, CURRENT) == []
    assert rows(db, "select status, withdrawn_revision_id, revision_id, decided_by from marts.decision") == [
        ("in_force", "A-2020H2-r2", "A-2020H2-r1", "Văn phòng")
    ]


def test_a_rejected_revision_is_the_latest_again_when_the_one_after_it_is_withdrawn(
    database: duckdb.DuckDBPyConnection,
) -> None:
    db = world(FIRST, OTHER, faults={1: "unreadable_value"}, withdrawals=[withdrawal(content(OTHER))]).build(database)
    assert rows(db, "select revision_id, status from marts.return_revision order by 1") == [
        ("A-2020H2-r1", "rejected"),
        ("A-2020H2-r2", "withdrawn"),
    ]
    assert rows(db, CURRENT) == [("READ-06", "error", "A-2020H2-r1", "2020H2/A.xlsx")]


def test_the_withdrawn_content_sent_again_stays_withdrawn_and_another_one_counts(
    database: duckdb.DuckDBPyConnection,
) -> None:
    again = world(FIRST, OTHER, MENDED, OTHER, withdrawals=[withdrawal(content(OTHER))]).build(database)
    assert [row[1:] for row in rows(again, STATUS)] == [
        ("accepted", False),
        ("withdrawn", False),
        ("accepted", True),
        ("withdrawn", False),
    ]


@pytest.mark.parametrize(
    ("named", "status", "detail"),
    [
        ("0123abcd", "names_nothing", "không có tệp nào đã nhận mang mã này"),
        ("A2020H2[", "names_several", "2 tệp đã nhận có mã bắt đầu như vậy"),
    ],
)
def test_a_withdrawal_that_names_nothing_or_several_takes_nothing_back_and_says_so(
    named: str, status: str, detail: str, database: duckdb.DuckDBPyConnection
) -> None:
    db = world(FIRST, OTHER, withdrawals=[withdrawal(named)]).build(database)
    assert [row[1] for row in rows(db, STATUS)] == ["accepted", "accepted"]
    ((rule_id, message, is_open),) = rows(
        db, "select rule_id, message_vi, is_open from marts.finding where revision_id is null and is_current"
    )
    assert (rule_id, is_open) == ("READ-51", True)
    assert detail in message
    assert rows(db, "select status, withdrawn_revision_id from marts.decision") == [(status, None)]


@pytest.mark.parametrize(("on", "status"), [(date(2023, 1, 1), "held"), (date(2022, 12, 31), "accepted")])
def test_what_was_withdrawn_after_a_file_came_stood_when_it_came(
    on: date, status: str, database: duckdb.DuckDBPyConnection
) -> None:
    given = world(FIRST, OTHER, paths={2: "2021H2/A.xlsx"}, withdrawals=[withdrawal(content(FIRST), on)])
    assert rows(given.build(database), STATUS) == [
        ("A-2020H2-r1", "withdrawn", False),
        ("A-2020H2-r2", status, status == "accepted"),
    ]


def test_an_office_may_let_the_rule_only_warn(database: duckdb.DuckDBPyConnection) -> None:
    mild = tuple(rule.model_copy(update={"severity": "warning"}) if rule.subject == HELD else rule for rule in registers().rule)
    given = world(FIRST, OTHER, paths={2: "2021H2/A.xlsx"})
    given.registers = replace(registers(), rule=mild)
    assert rows(given.build(database), STATUS)[1] == ("A-2020H2-r2", "accepted", True)


def test_a_withdrawn_content_that_comes_again_says_when_by_whom_and_why_it_was_taken_back(
    database: duckdb.DuckDBPyConnection,
) -> None:
    given = world(FIRST, OTHER, OTHER, withdrawals=[withdrawal(content(OTHER), date(2023, 1, 1))])
    given.paths = {3: "2020H2/A (2).xlsx"}
    db = given.build(database, *COUNTED)
    ((path, severity, unit_id, message),) = rows(
        db,
        "select path, severity, unit_id, message_vi from marts.finding join marts.unit using (unit_version_id) "
        "where is_open and rule_id = 'READ-53'",
    )
    assert (path, severity, unit_id) == ("2020H2/A (2).xlsx", "error", "A")
    assert message.endswith("rút ngày 01/01/2023, người quyết định: Văn phòng, lý do: Gửi nhầm kỳ")
    assert [line for line in not_counted_lines(db) if "withdrawn" in line and "A (2).xlsx" in line]


def test_a_withdrawn_content_that_comes_again_in_the_offices_morning_is_told_though_utc_is_a_day_behind(
    database: duckdb.DuckDBPyConnection,
) -> None:
    given = world(FIRST, OTHER, OTHER, withdrawals=[withdrawal(content(OTHER), date(2023, 1, 2))])
    given.paths, given.received_at = {3: "2020H2/lan2/A.xlsx"}, RECEIVED_AT.replace(hour=23)
    db = given.build(database)
    assert rows(db, "select outcome, message_vi like '%đã rút%' from marts.file where path like '%lan2%'") == [
        ("returns", True)
    ]


def test_a_withdrawn_content_that_did_not_come_again_or_came_before_is_not_asked_about(
    database: duckdb.DuckDBPyConnection,
    another: duckdb.DuckDBPyConnection,
) -> None:
    once = world(FIRST, OTHER, withdrawals=[withdrawal(content(OTHER), date(2023, 1, 1))])
    assert rows(once.build(database), "from marts.finding where rule_id = 'READ-53'") == []
    before = world(FIRST, OTHER, OTHER, withdrawals=[withdrawal(content(OTHER), date(2023, 2, 1))])
    assert rows(before.build(another), "from marts.finding where rule_id = 'READ-53'") == []


@pytest.mark.parametrize(
    ("withdrawn", "says"),
    [
        ([], "khi tệp này đến; phiếu đó vẫn được tính"),
        ([withdrawal(content(FIRST), date(2023, 1, 5))], "khi tệp này đến; phiếu đó đã được rút ngày 05/01/2023"),
    ],
)
def test_what_is_said_of_a_held_return_follows_what_became_of_the_one_that_stood(
    withdrawn: list[dict[str, object]], says: str, database: duckdb.DuckDBPyConnection
) -> None:
    db = world(FIRST, OTHER, paths={2: "2021H2/A.xlsx"}, withdrawals=withdrawn).build(database)
    ((message,),) = rows(db, "select message_vi from marts.finding where rule_id = 'READ-50' and is_current")
    assert says in message


def test_what_another_held_return_says_is_not_taken_for_one_that_stands(database: duckdb.DuckDBPyConnection) -> None:
    taken = [withdrawal(content(FIRST), date(2023, 1, 5))]
    given = world(FIRST, OTHER, MENDED, paths={2: "2021H2/A.xlsx", 3: "2021H2/A.xlsx"}, withdrawals=taken)
    found = rows(
        given.build(database),
        "select message_vi from marts.finding where rule_id = 'READ-50' and revision_id like '%3'",
    )
    assert "phiếu đó đã được rút ngày 05/01/2023" in found[0][0]


def test_a_return_taken_back_does_not_count_and_says_why(database: duckdb.DuckDBPyConnection) -> None:
    given = World([("A", "2020H2", FIRST)], withdrawals=[withdrawal(content(FIRST), date(2023, 1, 1))])
    (line,) = [line for line in not_counted_lines(given.build(database, *COUNTED)) if "withdrawn" in line]
    assert "2020H2/A.xlsx (A 2020H2): Gửi nhầm kỳ" in line


@pytest.mark.parametrize("wrong", [1, 2, 3])
@pytest.mark.parametrize("days", [-365, 365])
def test_the_newest_revision_stands_whatever_the_clock_said_when_one_came(
    database: duckdb.DuckDBPyConnection, wrong: int, days: int
) -> None:
    clocks = {number: RECEIVED_AT + timedelta(hours=number) for number in (1, 2, 3)}
    clocks[wrong] += timedelta(days=days)
    world(FIRST, OTHER, MENDED, clocks=clocks).build(database)
    assert rows(database, STATUS) == [
        ("A-2020H2-r1", "accepted", False),
        ("A-2020H2-r2", "accepted", False),
        ("A-2020H2-r3", "accepted", True),
    ]
    assert rows(database, MEMBERS) == [(6,)]
    known = rows(database, "select known_from_at, known_to_at from core.return order by revision")
    assert [later for later, _ in known[1:]] == [to for _, to in known[:-1]]
    assert [start for start, _ in known] == sorted(start for start, _ in known)
    assert known[-1] == (clocks[3], None)
