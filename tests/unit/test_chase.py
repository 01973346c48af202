"""Late units are reminded step by step, each step once, in letters and a list that say what is known, by mail once."""

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from shutil import copyfile
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import pytest
from docx import Document
from docx.shared import Mm

from pipelines import queries
from pipelines.errors import MailError, ReminderError
from pipelines.folders import PROJECT, Folders
from pipelines.intake.reminders import Reminders
from pipelines.operations import mail as mails
from pipelines.operations.chase import chase, due_step, put_back, require_somebody, write_letters, write_list
from pipelines.operations.chase_mail import mail_letters
from pipelines.operations.late_returns import Chase
from pipelines.operations.mail import Mail
from pipelines.reference import Reference, UnitMail
from pipelines.reference.documents import LETTER_TEMPLATE, LIST_TEMPLATE
from tests.sql.test_legal_registers import shipped_reference
from tests.unit.test_alarms import Inbox, inbox
from tests.word import text_of

__all__ = ["inbox"]

PERIOD, DUE_ON = "2025H1", date(2025, 7, 15)
MORNING = datetime(2025, 8, 5, 9, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
ADDRESS = "van-thu@tc05.example"
ORDER = "Đơn vị có nhiều kết luận đánh giá đang chờ số liệu nhất xếp trước."
FAULT = {"sheet_name": "01-TCĐ", "address": "E17", "message_vi": "Số <đoàn viên> lớn hơn", "remedy_vi": "Sửa dòng 1.06"}


def late(unit_id: str, stands: str = "missing", **more: Any) -> dict[str, Any]:
    """A row as sql/operations/to_remind.sql gives it."""
    is_refused = stands == "refused"
    return {
        "unit_id": unit_id,
        "unit_name_vi": f"Đơn vị {unit_id} & bạn",
        "return_id": f"{unit_id}-{PERIOD}",
        "due_on": DUE_ON,
        "received_on": None,
        "late_days": None,
        "stands": stands,
        "has_older_version": False,
        "newest_path": f"{PERIOD}/{unit_id}.xlsx" if is_refused else None,
        "newest_status": "rejected" if is_refused else None,
        "overdue_days": 21,
        "verdict_count": 0,
        "targets": None,
        "figure_count": 45,
        **more,
    }


ROWS = (
    late("TC05", "refused", verdict_count=2, targets="T1b; T4"),
    late("TC03", overdue_days=21, verdict_count=1, targets="T1b"),
    late("TC09", "late", late_days=6, received_on=date(2025, 7, 21)),
)


@pytest.fixture(scope="module")
def reference() -> Reference:
    mail = {"unit_id": "TC05", "mail_to": f"{ADDRESS}|bi-thu@tc05.example"}
    shipped = shipped_reference()
    profiles = tuple(profile.model_copy(update={"margin_left_mm": Decimal(35)}) for profile in shipped.layout_profile)
    return replace(shipped, unit_mail=(UnitMail.model_validate(mail),), layout_profile=profiles)


@pytest.fixture
def found(tmp_path: Path, reference: Reference) -> Chase:
    """One unit whose return was refused, one that is missing, one that came late; and the slip of the first."""
    folders = Folders(tmp_path)
    folders.reference.mkdir(parents=True)
    for name in (LETTER_TEMPLATE, LIST_TEMPLATE):
        copyfile(PROJECT / "raw" / "reference" / name, folders.reference / name)
    slip = folders.slips / PERIOD / f"TC05_{PERIOD}.xlsx"
    slip.parent.mkdir(parents=True)
    slip.write_bytes(b"slip")
    return Chase(
        folders,
        reference,
        reference.periods[PERIOD],
        MORNING,
        list(ROWS),
        {f"TC05-{PERIOD}": [FAULT]},
        {f"{PERIOD}/TC05.xlsx": slip},
        Reminders(folders.archive),
    )


def later(found: Chase, days: int, **changes: Any) -> Chase:
    """The same command so many days later."""
    return replace(found, run_at=found.run_at + timedelta(days=days), letters=[], put_back=[], **changes)


def written(found: Chase) -> list[str]:
    write_letters(found)
    write_list(found)
    return [path.name for path in found.letters]


def test_a_formula_that_was_never_worked_out_is_told_behind_other_faults_and_in_no_formula() -> None:
    database = duckdb.connect()
    database.execute("""
        create schema reference; create schema marts;
        create table reference.rule as from (values ('READ-13', 'formula_without_value'), ('RNG-01', 'valid_range'))
            as rule(rule_id, subject);
        create table marts.finding as
        select 'R' as return_id, rule_id, '02-TCĐ' as sheet_name, address, rule_id as message_vi, null as remedy_vi,
            true as is_open, 'error' as severity, '2025H1' as period_id, address as finding_id
        from (values ('READ-13', 'E11'), ('RNG-01', 'E14')) as found(rule_id, address)
    """)
    told = queries.rows(database, "operations/to_mend", period_id=PERIOD)
    assert [row["message_vi"] for row in told] == ["RNG-01", "READ-13"]
    assert all("{received}" not in rule.message_vi for rule in shipped_reference().rule if rule.rule_id == "READ-13")


STEPS = MappingProxyType(
    {
        # stands, days overdue, days since the last letter by step → step
        ("missing", 0): (None, {}),
        ("missing", 1): (1, {}),
        ("missing", 400): (1, {}),
        ("refused", 0): (1, {}),
        ("missing", 9): (None, {1: 8}),
        ("missing", 10): (2, {1: 9}),
        ("missing", 20): (None, {1: 4}),
        ("refused", 10): (2, {1: 5}),
        ("missing", 30): (3, {1: 20, 2: 7}),
        ("missing", 300): (None, {1: 200, 2: 100, 3: 90}),
        ("late", 30): (None, {}),
    }
)


@pytest.mark.parametrize(("case", "expected"), STEPS.items(), ids=str)
def test_a_step_is_due_after_so_many_days_and_each_follows_the_one_before(
    case: tuple[str, int], expected: tuple[int | None, dict[int, int]], reference: Reference
) -> None:
    (stands, overdue), (step, before) = case, expected
    days = {number: MORNING.date() - timedelta(days=ago) for number, ago in before.items()}
    due = due_step(reference.reminder_step, late("TC03", stands, overdue_days=overdue), days, MORNING.date())
    assert (due and due.step_number) == step


def test_letters_and_list_say_what_is_known_in_its_order_and_a_second_call_writes_nothing(found: Chase) -> None:
    assert written(found) == [f"TC05_{PERIOD}_1.docx", f"TC03_{PERIOD}_1.docx"]
    refused, missing = map(text_of, found.letters)
    assert "1 | 01-TCĐ, E17 | Số <đoàn viên> lớn hơn | Sửa dòng 1.06" in refused
    (said,) = [line for line in refused if "nội dung phải sửa" in line]
    assert all(part in said for part in ("Đơn vị TC05 & bạn", "còn 01 nội dung", "15/07/2025", "quá hạn 21 ngày"))
    word = Document(str(found.letters[0]))
    assert round((word.sections[0].left_margin or Mm(0)).mm) == 35, "it looks as the profile of its step says"
    looks = {line.style and line.style.name for table in word.tables for cell in table._cells for line in cell.paragraphs}
    assert {"Issuer", "Number", "Motto", "Motto rule", "Place", "Receivers", "Signer", "Table text"} <= looks
    assert "V/v sửa và nộp lại phiếu báo cáo 6 tháng đầu năm 2025" in refused[0]
    assert "V/v đôn đốc nộp phiếu báo cáo 6 tháng đầu năm 2025" in missing[0]
    assert any("phiếu trả lời" in line and f"TC05_{PERIOD}.xlsx" in line for line in refused)
    assert (found.folder / f"TC05_{PERIOD}.xlsx").read_bytes() == b"slip"
    (said,) = [line for line in missing if "chưa nhận được" in line]
    assert all(part in said for part in ("6 tháng đầu năm 2025", "15/07/2025", "05/08/2025", "quá hạn 21 ngày"))
    unit = found.reference.unit_on("TC03", PERIOD)
    assert unit
    forms = found.reference.due_lines(unit, PERIOD)
    assert f"Phiếu báo cáo gồm 45 chỉ tiêu ở {len(forms):02d} biểu:" in missing
    assert any("trước ngày 10/08/2025" in line for line in missing)
    assert (found.folder / f"TC03_{PERIOD}.xlsx").is_file()
    assert "ngày 05 tháng 8 năm 2025" in missing[0] + missing[1]
    told = "01 (gần nhất: 05/08/2025)"
    listed = text_of(found.list_path)
    assert f"1 | Đơn vị TC03 & bạn | 21 | 01 (T1b) | {told} | Cả phiếu: 45 chỉ tiêu" in listed
    assert f"1 | Đơn vị TC05 & bạn | 21 | 02 (T1b; T4) | {told} | 01 nội dung: 01-TCĐ, E17: Số <đoàn viên> lớn hơn" in listed
    assert "1 | Đơn vị TC09 & bạn | 21/07/2025 | 6" in listed

    lay_there = {path: path.read_bytes() for path in found.folder.iterdir()}
    journal = found.reminders.journal.path.read_bytes()
    assert written(later(found, 0)) == []
    assert {path: path.read_bytes() for path in found.folder.iterdir()} == lay_there
    assert found.reminders.journal.path.read_bytes() == journal

    # What was deleted comes back as it was, and nothing else.
    gone = {found.letters[0], found.folder / f"TC05_{PERIOD}.xlsx"}
    for path in gone:
        path.unlink()
    again = later(found, 0)
    put_back(again)
    assert {*again.put_back} == gone
    assert {path: path.read_bytes() for path in found.folder.iterdir()} == lay_there
    put_back(again := later(found, 0))
    assert again.put_back == []

    # Ten days later one has sent: it is silent about it, and the next letter to the other tells of the first.
    again = later(found, 10, rows=[late("TC03", overdue_days=31)])
    assert written(again) == [f"TC03_{PERIOD}_2.docx"]
    assert any("đã nhắc việc này 01 lần (ngày 05/08/2025)" in line for line in text_of(again.letters[0]))
    assert [(line.unit_id, line.step_number, line.event) for line in found.reminders.journal.read()] == [
        ("TC05", 1, "written"),
        ("TC03", 1, "written"),
        ("TC03", 2, "written"),
    ]
    assert list(found.reminders.archive.verify()) == []


def test_a_unit_whose_earlier_version_counts_is_not_said_to_be_overdue(found: Chase) -> None:
    found.rows = [late("TC05", "refused", has_older_version=True)]
    assert written(found) == [f"TC05_{PERIOD}_1.docx"]
    (letter,), listed = map(text_of, found.letters), text_of(found.list_path)
    (said,) = [line for line in letter if "nội dung phải sửa" in line]
    assert "đã nhận được bản mới của phiếu báo cáo" in said
    assert not any("quá hạn" in line for line in letter)
    assert any(line.startswith("1 | Đơn vị TC05 & bạn | bản trước vẫn tính | 0 |") for line in listed)
    for path in (*found.letters, found.list_path):
        document = Document(str(path))
        assert all(row._tr.xpath("w:trPr/w:cantSplit") for row in document.tables[-1].rows)
        assert document.paragraphs[-1].paragraph_format.keep_with_next


@pytest.fixture
def server(inbox: Inbox) -> tuple[Mail, Inbox]:
    mail = Mail.from_environment()
    assert mail
    return mail, inbox


def test_a_letter_is_mailed_once_as_it_lies_there_with_its_workbook(found: Chase, server: tuple[Mail, Inbox]) -> None:
    mail, inbox = server
    written(found)
    signed = found.letters[0]
    signed.write_bytes(signed.read_bytes() + b"signed")
    inbox.disliked = {"=?"}  # so begins a subject with marks on its letters
    inbox.unknown = {"bi-thu@tc05.example"}
    sent, told = mail_letters(found, mail)
    assert (sent, inbox.messages) == (0, [])
    assert any("unit_mail.csv has no address of TC03" in line for line in told)
    inbox.disliked = set()
    assert mail_letters(found, mail)[0] == 1
    assert mail_letters(found, mail)[0] == 0
    (message,) = inbox.messages
    assert message["X-RcptTo"] == ADDRESS
    attached = {part.get_filename(): part.get_payload(decode=True) for part in message.walk() if part.get_filename()}
    assert attached == {signed.name: signed.read_bytes(), f"TC05_{PERIOD}.xlsx": b"slip"}
    events = [line for line in found.reminders.journal.read() if line.unit_id == "TC05"]
    assert [line.event for line in events] == ["written", "sending", "not_sent", "sending", "sent"]
    assert events[-1].mail_to == ADDRESS
    assert found.reminders.archive.checked_path(events[-1].file_sha256).read_bytes() == signed.read_bytes()


def test_a_letter_of_which_nobody_knows_whether_it_went_out_is_not_mailed_again(
    found: Chase, server: tuple[Mail, Inbox], monkeypatch: pytest.MonkeyPatch
) -> None:
    mail, inbox = server
    written(found)
    with pytest.raises(MailError):
        mail_letters(found, replace(mail, port=1))
    monkeypatch.setattr(mails.Mail, "send", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        mail_letters(found, mail)
    monkeypatch.undo()
    assert [line.event for line in found.reminders.of_period(PERIOD)["TC05"]] == ["written", "sending", "not_sent", "sending"]
    assert (mail_letters(found, mail)[0], inbox.messages) == (0, [])


LISTED = {
    # units that have not sent, must mend, sent late → what the head says and how the parts are numbered
    (0, 0, 2): ("Có 02 đơn vị gửi chậm.", ["I. Đơn vị gửi chậm"]),
    (1, 0, 1): (
        f"Có 01 đơn vị chưa gửi, 01 đơn vị gửi chậm. {ORDER}",
        ["I. Đơn vị chưa gửi", "II. Đơn vị gửi chậm"],
    ),
    (0, 3, 0): (f"Có 03 đơn vị phải sửa. {ORDER}", ["I. Đơn vị phải sửa"]),
    (1, 1, 1): (
        f"Có 01 đơn vị chưa gửi, 01 đơn vị phải sửa, 01 đơn vị gửi chậm. {ORDER}",
        ["I. Đơn vị chưa gửi", "II. Đơn vị phải sửa", "III. Đơn vị gửi chậm"],
    ),
    (0, 0, 0): (None, []),
}


@pytest.mark.parametrize(("counts", "expected"), LISTED.items(), ids=str)
def test_the_list_names_and_numbers_only_the_parts_that_it_has(
    found: Chase, counts: tuple[int, int, int], expected: tuple[str | None, list[str]]
) -> None:
    of_kind = zip(counts, ("missing", "refused", "late"), strict=True)
    came = {"late_days": 6, "received_on": DUE_ON}
    found.rows = [late("TC03", kind, **(came if kind == "late" else {})) for count, kind in of_kind for _ in range(count)]
    write_list(found)
    said = text_of(found.list_path)
    assert next((line for line in said if line.startswith("Có ")), None) == expected[0]
    assert [line for line in said if re.match("I+[.] ", line)] == expected[1]
    assert any("đúng hạn và được chấp nhận" in line for line in said) == (not any(counts))


def test_a_template_that_cannot_be_filled_in_is_told_with_its_file(found: Chase) -> None:
    copyfile(found.folders.reference / LIST_TEMPLATE, found.folders.reference / LETTER_TEMPLATE)
    with pytest.raises(ReminderError, match="'missing' is undefined"):
        write_letters(found)
    for text, told in {"{{ 1/0 }}": "division by zero", "Kính gửi {% if office": "paragraph 'Kính gửi {% if office'"}.items():
        edited = Document(str(PROJECT / "raw" / "reference" / LETTER_TEMPLATE))
        edited.add_paragraph(text)
        edited.save(str(found.folders.reference / LETTER_TEMPLATE))
        with pytest.raises(ReminderError, match=told):
            write_letters(found)
    for content in (b"no document", b"PK no more"):
        (found.folders.reference / LETTER_TEMPLATE).write_bytes(content)
        with pytest.raises(ReminderError, match="cannot be opened"):
            write_letters(found)
    (found.folders.reference / LETTER_TEMPLATE).unlink()
    with pytest.raises(ReminderError, match="cannot be opened"):
        write_letters(found)
    assert found.reminders.journal.read() == []


def test_nobody_is_reminded_while_nothing_is_published_or_of_a_period_that_is_none(tmp_path: Path) -> None:
    folders = Folders(tmp_path)
    folders.archive.mkdir(parents=True)
    folders.reference.symlink_to(PROJECT / "raw" / "reference")
    for period, told in {"2025H3": "did you mean", PERIOD: "nothing is published yet"}.items():
        with pytest.raises(ReminderError, match=told):
            chase(folders, period, MORNING)


def test_nobody_is_listed_of_a_period_that_is_not_due_yet(reference: Reference) -> None:
    period = reference.periods[PERIOD]
    with pytest.raises(ReminderError, match=f"due on {DUE_ON}"):
        require_somebody([], period, DUE_ON)
    require_somebody([late("TC05", "refused")], period, DUE_ON)
    require_somebody([], period, DUE_ON + timedelta(days=1))
