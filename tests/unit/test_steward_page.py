"""The steward's page says of every return where it stands, as the marts do, what waits for the steward, and whom to remind."""

import csv
import html
import re
import shutil
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import duckdb
import pytest

from pipelines import queries
from pipelines.assets.faults import tells_the_steward
from pipelines.errors import RegisterError
from pipelines.folders import PROJECT, Folders
from pipelines.intake.contracts import REMINDER
from pipelines.intake.reminders import Event, Reminder
from pipelines.intake.witness import land_lines
from pipelines.reports.steward import FILE_NAME, SHOWN, write_steward_page
from tests.conftest import Installation
from tests.databases import few_rows
from tests.sql.given import RETURNS, World, make_missing, rows
from tests.sql.test_evaluation import target
from tests.sql.test_overrides import RETURN, WARNING, correction

TODAY = date(2023, 2, 1)
EXPLANATION = "Đúng như vậy; đã <đối chiếu>"
LETTERS: tuple[tuple[str, int, tuple[Event, ...]], ...] = (
    ("A", 1, ("written", "sending", "sent")),
    ("B", 1, ("written", "sending", "not_sent")),
    ("B", 2, ("written", "sending")),
)
"""Unit, step, and what became of its letter about 2021H1; each event on another day, at 20:00 UTC."""
SLIP = Path("slips/2020H2/A & B.xlsx")


def sections(page: str) -> dict[str, str]:
    """Anchor of a section → its source; what stands before the first is 'head'."""
    head, *parts = re.split(r'<h2 id="(\w+)">', page)
    return {"head": head, **dict(zip(parts[::2], parts[1::2], strict=True))}


def table(section: str) -> list[list[str]]:
    """The cells of a section's tables, row by row, without the small print below them."""
    section = re.sub(r'<span class="bounds">.*?</span>', "", section)
    found = re.findall(r"<tr>(.*?)</tr>", section, re.DOTALL)
    cells = [re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL) for row in found]
    return [[html.unescape(re.sub(r"<[^>]+>", "", cell)) for cell in row] for row in cells if row]


def as_told(found: Sequence[tuple[object, ...]]) -> list[list[str]]:
    return [[value.strftime("%d/%m/%Y") if isinstance(value, date) else str(value) for value in row] for row in found]


@pytest.fixture(scope="module")
def database() -> Iterator[duckdb.DuckDBPyConnection]:
    with few_rows() as db:
        yield db


@pytest.fixture(scope="module")
def told(
    tmp_path_factory: pytest.TempPathFactory, database: duckdb.DuckDBPyConnection
) -> tuple[duckdb.DuckDBPyConnection, dict[str, str]]:
    """A world with one of everything, and its page: A is accepted and asked, then rejected, then late and revised in vain; B
    sends nothing."""
    rejected = {"rule_id": "E-1", "severity": "error", "return_id": "A-2021H1-r1", "unit_id": "A", "period_id": "2021H1"}
    explained = {"finding_key": "W-1/A/2020H2/admitted", "received": "70", "explanation_vi": EXPLANATION}
    of_the_bloc = {"rule_id": "W-2", "severity": "warning", "period_id": "2021H1", "message_vi": "Danh mục có 2"}
    asked = {**WARNING, "message_vi": "Số khác thường", "path": "2020H2/A.xlsx"}
    aim = target("admitted", "cumulative", "100")
    db = World(
        [RETURN, ("A", "2021H1", {"admitted": 3}), *(("A", "2022H1", {"admitted": n}) for n in (3, 4))],
        rejected={2, 4},
        findings=[asked, {**rejected, "message_vi": "Tổng không khớp"}, {**of_the_bloc, "remedy_vi": "Đối chiếu danh mục"}],
        explanations=[explained],
        corrections=[correction("99", "7") | {"agreed_on": TODAY}],
        targets=[aim, {**aim, "version": "rest_of_term"}, {**aim, "target_id": "T2"}],
        office_on=TODAY,
    ).build(database)
    events = [(unit_id, step, event) for unit_id, step, of_letter in LETTERS for event in of_letter]
    lines = [
        Reminder(number, unit_id, "2021H1", step, event, f"2023-02-0{number} 20:00:00", 9, "f", f"{number}", "")
        for number, (unit_id, step, event) in enumerate(events, 1)
    ]
    land_lines(db, REMINDER, lines)
    make_missing(db, ["marts.target", *(name for name in SHOWN if name.startswith("marts."))])
    root = tmp_path_factory.mktemp("steward")
    db.execute("insert into reference.rule (rule_id, kind, subject) values ('W-2', 'matches_register', 'organisations')")
    write_steward_page(db, root / "reports" / FILE_NAME, TODAY, {"2020H2/A.xlsx": root / SLIP})
    return db, sections((root / "reports" / FILE_NAME).read_text(encoding="utf-8"))


def test_every_number_of_the_page_is_that_of_the_marts(told: tuple[duckdb.DuckDBPyConnection, dict[str, str]]) -> None:
    db, page = told
    by_period = """
        select period_vi, due_on, count(*), count(*) filter (where late_days = 0), count(*) filter (where late_days > 0),
            count(*) filter (where status = 'rejected'), count(*) filter (where status = 'overdue'),
            count(*) filter (where status = 'not_yet_due')
        from marts.return group by all order by due_on desc
    """
    assert table(page["periods"]) == as_told(rows(db, by_period))
    overdue = f"""
        select due.unit_name_vi, due.period_vi, due_on, date '{TODAY}' - due_on, count(distinct decisive.target_version_id),
            (select count(*) from marts.reminder where reminder.return_id = due.return_id)
        from marts.return as due left join marts.decisive_return as decisive using (return_id)
        where status = 'overdue' group by all
    """
    missing = table(page["missing"])
    assert sorted(missing) == sorted(as_told(rows(db, overdue)))
    waiting = [int(row[-2]) for row in missing]
    assert waiting == sorted(waiting, reverse=True)
    assert waiting[0] > 0
    (late,) = rows(db, "select count(*) from marts.return where late_days > 0 and period_id = '2022H1'")[0]
    assert len(re.findall(r"<b>", page["sent"])) == late
    tiles = [int(count) for count in re.findall(r"<b>(\d+)</b>", page["head"])]
    assert tiles == [len(missing), 2, len(re.findall(r"<b>", page["sent"])), 1, 1, 1]
    assert len(table(page["refused"])) == 2
    assert "None" not in "".join(page.values())


def test_whom_to_remind_stands_there_in_the_order_of_the_verdicts_that_wait(
    told: tuple[duckdb.DuckDBPyConnection, dict[str, str]],
) -> None:
    db, _ = told
    found = queries.rows(db, "operations/to_remind", period_id="2021H1", office_on=TODAY)
    assert [(row["unit_id"], row["stands"]) for row in found] == [("A", "refused"), ("B", "missing")]
    waiting = rows(db, "select return_id, cutoff_period_id from marts.decisive_return where period_id = '2021H1'")
    assert len(waiting) > len(dict(waiting))
    told_once = {row["return_id"]: (row["verdict_count"], row["targets"]) for row in found if row["verdict_count"]}
    assert told_once == dict.fromkeys(dict(waiting), (3, "T1 – Chỉ tiêu phần còn lại của nhiệm kỳ; T1 – Chỉ tiêu Đại hội; T2"))
    (fault,) = queries.rows(db, "operations/to_mend", period_id="2021H1")
    assert (fault["return_id"], fault["message_vi"]) == ("A-2021H1", "Tổng không khớp")
    of_2020 = queries.rows(db, "operations/to_remind", period_id="2020H2", office_on=TODAY)
    assert [(row["unit_id"], row["stands"], row["late_days"]) for row in of_2020 if row["late_days"]] == rows(
        db, f"select 'A', 'late', late_days from {RETURNS} where period_id = '2020H2' and late_days > 0"
    )


def test_the_ledger_has_a_row_for_each_step_with_what_became_of_its_letter(
    database: duckdb.DuckDBPyConnection, told: object
) -> None:
    asked = "select return_id, step_number, status, reminded_on, sent_at is not null, letter_sha256 from marts.reminder"
    assert rows(database, f"{asked} order by all") == [
        ("A-2021H1", 1, "sent", date(2023, 2, 2), True, "3"),
        ("B-2021H1", 1, "written", date(2023, 2, 5), False, "5"),
        ("B-2021H1", 2, "unclear", date(2023, 2, 8), False, "8"),
    ]


def test_what_waits_for_the_steward_is_said_with_a_line_to_copy_and_a_link_to_the_slip(
    told: tuple[duckdb.DuckDBPyConnection, dict[str, str]],
) -> None:
    _, page = told
    assert 'href="../slips/2020H2/A%20%26%20B.xlsx"' in page["explanations"]
    (lines,) = re.findall(r"<pre[^>]*>(.*?)</pre>", page["explanations"], re.DOTALL)
    header, line = html.unescape(lines).splitlines()
    assert header == (PROJECT / "raw" / "reference" / "override.csv").read_text(encoding="utf-8").splitlines()[0]
    assert next(csv.reader([line])) == ["W-1", "A", "2020H2", "admitted", "70", "1", EXPLANATION, "A", "", "", ""]
    assert "Tổng không khớp" in page["refused"]
    assert "ô không còn ghi số sai này" in page["decisions"]
    assert "Danh mục có 2" in page["registers"]


def test_faults_that_keep_registers_from_being_loaded_stand_on_the_page_of_the_last_release(
    tmp_path: Path, one_period: Installation
) -> None:
    for name in ("warehouse/releases", "raw/reference"):
        shutil.copytree(one_period.root / name, tmp_path / name)
    folders = Folders(tmp_path)
    with pytest.raises(RegisterError), tells_the_steward(folders):
        raise RegisterError(["period.csv:3: due_on: <no> day"], where="raw/reference")
    page = sections((folders.reports / FILE_NAME).read_text(encoding="utf-8"))
    assert "period.csv:3: due_on: &lt;no&gt; day" in page["head"]
    made = sections((one_period.root / "warehouse" / "reports" / FILE_NAME).read_text(encoding="utf-8"))
    assert "period.csv" not in made["head"]
    assert [(len(table(made["missing"])),)] == one_period.query("select count(*) from marts.return where status = 'overdue'")


def test_pages_take_their_colours_from_the_one_list_that_has_them_for_light_and_dark() -> None:
    """A colour of its own was too pale in the light, or too dark in the dark."""
    templates = list((PROJECT / "pipelines" / "reports" / "templates").glob("*.jinja"))
    own = {
        path.name for path in templates if re.search(r"(?:color|border|background)[^;]*: ?[^;]*#[0-9a-f]{3}", path.read_text())
    }
    assert own <= {"style.html.jinja"}
