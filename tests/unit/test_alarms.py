"""Somebody is told, once per cause, by a real mail server; and what could not be sent is sent later."""

import datetime as dt
import hashlib
import os
import shutil
import ssl
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.message import Message as Sent
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from aiosmtpd.smtp import AuthResult, LoginPassword
from typer.testing import CliRunner

from pipelines.__main__ import app
from pipelines.assets.automation import tell_failure
from pipelines.errors import ArchiveError, DataFolderError, MailError
from pipelines.folders import PROJECT, Folders
from pipelines.intake.archive import Archive
from pipelines.language.words import Words, use
from pipelines.operations import mail as mails
from pipelines.operations.alarms import Alarm, Alarms
from pipelines.operations.failures import NOTES_BYTES, add_note, failure_alarm, leave_last_words
from pipelines.operations.mail import Mail
from pipelines.operations.watch import BACKUP_AGE, KINDS, archive_alarms, confirm, last_failure, look, note_backup
from pipelines.warehouse import open_build
from pipelines.warehouse.shelf import record_of
from tests.certificates import certificate
from tests.ports import free_ports

NOW = datetime(2026, 7, 1, 7, 0, tzinfo=UTC)
NIGHT = timedelta(days=1)
RELEASE = "20260601T000000000000Z-0123456789ab"


class Inbox(Message):
    """Keeps what came."""

    def __init__(self) -> None:
        super().__init__()
        self.messages: list[Sent] = []
        self.unknown: set[str] = set()
        """Whom the server does not take mail for."""
        self.disliked: set[str] = set()
        """Subjects of messages that the server does not take."""

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802 aiosmtpd's
        if address in self.unknown:
            return "550 5.1.1 no such user here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 aiosmtpd's
        if any(f"Subject: {subject}".encode() in envelope.content for subject in self.disliked):
            return "554 5.7.1 looks like spam"
        return str(await super().handle_DATA(server, session, envelope))

    def handle_message(self, message: Sent) -> None:
        self.messages.append(message)

    @property
    def subjects(self) -> list[str]:
        return [str(message["Subject"]) for message in self.messages]


@pytest.fixture
def inbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Inbox]:
    """A mail server on this machine, named by the environment."""
    found = Inbox()
    server = Controller(found, hostname="127.0.0.1", port=free_ports(1)[0])
    server.start()
    address(monkeypatch, f"smtp://127.0.0.1:{server.port}")
    yield found
    server.stop()


def address(monkeypatch: pytest.MonkeyPatch, server: str) -> None:
    monkeypatch.setenv(mails.SERVER, server)
    monkeypatch.setenv(mails.SENDER, "kho@so-lieu.example")
    monkeypatch.setenv(mails.OPERATORS, "van.hanh@so-lieu.example")


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    """An installation with one file received and a release, confirmed now, for which one return is due in two days."""
    found = Folders(tmp_path)
    found.returns.mkdir(parents=True)
    (found.returns / "TC01.xlsx").write_text("one", encoding="utf-8")
    Archive(found.archive).receive(found.returns)
    (found.warehouse / "releases").mkdir(parents=True)
    with duckdb.connect(str(found.warehouse / "releases" / f"{RELEASE}.duckdb")) as db:
        db.execute("create schema reference; create table reference.office as select 'Asia/Ho_Chi_Minh' as time_zone")
        db.execute(
            "create schema marts; create table marts.return as select * from (values "
            "('TC01', 'Tổ chức 01', '2026H1', date '2026-07-03', false), "
            "('TC02', 'Tổ chức 02', '2026H1', date '2026-07-03', true), "
            "('TC03', 'Tổ chức 03', '2026H1', date '2026-07-03', false), "
            "('TC01', 'Tổ chức 01', '2026H2', date '2027-01-05', false)"
            ") as due (unit_version_id, unit_name_vi, period_id, due_on, has_figures)"
        )
    confirm(found, RELEASE, NOW)
    return found


def watch(folders: Folders, now: datetime) -> None:
    """One look of the dead man's check, with mail."""
    alarms = Alarms(folders)
    alarms.observe(KINDS, look(folders, now), now)
    alarms.deliver(Mail.from_environment(), now)


def test_returns_due_soon_are_told_once_to_the_stewards_with_the_units_missing(
    folders: Folders, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(mails.STEWARDS, "dau.moi@so-lieu.example, pho@so-lieu.example")
    for hours in (0, 12, 24):
        confirm(folders, RELEASE, NOW + timedelta(hours=hours))
        watch(folders, NOW + timedelta(hours=hours))
    (message,) = inbox.messages
    assert message["To"] == "dau.moi@so-lieu.example, pho@so-lieu.example"
    text = message.get_payload(decode=True)
    assert isinstance(text, bytes)
    assert "Hạn nộp báo cáo kỳ 2026H1 là ngày 03/07/2026" in text.decode()
    assert "- Tổ chức 01\n- Tổ chức 03\n" in text.decode()


def test_the_command_speaks_the_office_s_words(folders: Folders, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(PROJECT / "raw" / "reference", folders.reference)
    with duckdb.connect(str(folders.warehouse / "releases" / f"{RELEASE}.duckdb")) as db:
        db.execute("update marts.return set due_on = current_date + 1")
    monkeypatch.setenv("UNIT_RETURNS_ROOT", str(folders.root))
    use(Words())
    assert "Hạn nộp báo cáo kỳ 2026H1" in CliRunner().invoke(app, ["watch"]).output


def test_the_day_of_the_office_decides_what_is_due_soon(folders: Folders) -> None:
    evening_before = datetime(2026, 6, 29, 16, 59, tzinfo=UTC)
    assert [alarm.kind for alarm in look(folders, evening_before + timedelta(minutes=1)) if alarm.kind == "due"] == ["due"]
    assert [alarm for alarm in look(folders, evening_before) if alarm.kind == "due"] == []


def test_a_release_older_than_36_hours_is_told_once_until_a_night_confirms_one_again(folders: Folders, inbox: Inbox) -> None:
    later = NOW + timedelta(days=5)
    assert "release" not in [alarm.kind for alarm in look(folders, NOW + timedelta(hours=36))]
    for night in range(4):
        watch(folders, later + night * NIGHT)
    assert inbox.subjects == ["No release since 2026-07-01 07:00 UTC"]
    confirm(folders, RELEASE, later + 4 * NIGHT)
    watch(folders, later + 4 * NIGHT)
    assert Alarms(folders).standing() == []
    watch(folders, later + 6 * NIGHT)
    assert inbox.subjects[1:] == ["No release since 2026-07-10 07:00 UTC"]


@pytest.mark.parametrize(
    ("harm", "subject"),
    [
        (lambda folders: shutil.rmtree(folders.warehouse / "releases"), "No release is published"),
        (lambda folders: confirm(folders, RELEASE, NOW + 400 * NIGHT), "The clock was set back, or the last night's was wrong"),
        (lambda folders: folders.confirmed.unlink(), "No release since 2026-06-01 00:00 UTC"),
        (lambda folders: folders.confirmed.write_text("{"), "No release since 2026-06-01 00:00 UTC"),
        (lambda folders: folders.confirmed.write_bytes(b"\xff\x00"), "No release since 2026-06-01 00:00 UTC"),
        (
            lambda folders: (folders.warehouse / "releases" / f"{RELEASE}.duckdb").write_bytes(b"random"),
            "The last release cannot be read",
        ),
    ],
)
def test_a_release_that_is_missing_damaged_or_of_a_wrong_clock_is_told(
    harm: Callable[[Folders], object], subject: str, folders: Folders
) -> None:
    harm(folders)
    assert subject in [alarm.subject for alarm in look(folders, NOW)]


def test_a_release_that_rotted_though_it_is_not_the_last_is_told_once_and_ends(folders: Folders, inbox: Inbox) -> None:
    shelf = folders.warehouse / "releases"
    older = shelf / "20260501T000000000000Z-0123456789ab.duckdb"
    older.write_bytes(b"rows")
    for sequence, path in enumerate((older, shelf / f"{RELEASE}.duckdb"), 1):
        record = record_of(path.stem, hashlib.sha256(path.read_bytes()).hexdigest(), sequence)
        path.with_suffix(".sha256").write_text(record, encoding="utf-8")
    assert [alarm.kind for alarm in look(folders, NOW)] == ["due"]
    older.write_bytes(b"rot")
    for _ in range(2):
        watch(folders, NOW)
    assert inbox.subjects.count("1 release(s) are no longer what was published") == 1
    (told,) = [alarm.text for alarm in look(folders, NOW) if alarm.kind == "release"]
    assert str(older) in told
    older.write_bytes(b"rows")
    watch(folders, NOW)
    assert {standing.alarm.kind for standing in Alarms(folders).standing()} == {"due"}


def test_faults_of_the_archive_are_one_message_and_another_when_there_are_more(folders: Folders, inbox: Inbox) -> None:
    archive = Archive(folders.archive)
    for name in ("TC02", "TC03"):
        (folders.returns / f"{name}.xlsx").write_text(name, encoding="utf-8")
    archive.receive(folders.returns)
    objects = [archive.object_path(receipt.file_sha256) for receipt in archive.receipts()]
    for damaged, told in ((objects[:2], 1), (objects[:2], 1), (objects, 2)):
        for path in damaged:
            path.unlink(missing_ok=True)
        watch(folders, NOW)
        assert len([subject for subject in inbox.subjects if "of the archive" in subject]) == told


def test_many_contents_that_no_journal_names_are_one_alarm_with_the_remedy_that_heals(folders: Folders, inbox: Inbox) -> None:
    archive = Archive(folders.archive)
    for number in range(25):
        (folders.returns / f"{number}.xlsx").write_text(str(number), encoding="utf-8")
    archive.receive(folders.returns)
    journal = archive.journal.path
    lines = journal.read_bytes().splitlines(keepends=True)
    for kept in (lines[:2], [*lines[:2], *lines[3:]], []):  # cut, garbled in its midst, gone
        journal.write_bytes(b"".join(kept))
        (found,) = archive_alarms(folders)
        assert "Remedy: run `make nightly`" in found.text
        assert found.text.count("\n") <= 9
        watch(folders, NOW)
    assert "26 archived content(s) that no journal names, the first:" in found.text
    assert [subject for subject in inbox.subjects if "archive" in subject] == ["The archive's journal has lost lines"]
    assert found in [each.alarm for each in Alarms(folders).standing()]  # `watch` prints what stands now, not what was


def test_a_night_that_fails_for_a_damaged_archive_is_the_same_cause_and_one_message(folders: Folders, inbox: Inbox) -> None:
    archive = Archive(folders.archive)
    [receipt] = archive.receipts()
    archive.object_path(receipt.file_sha256).unlink()
    with pytest.raises(ArchiveError) as fault:
        archive.checked_path(receipt.file_sha256)
    told = [f"{fault.value.what}\nWhere: {fault.value.where}\nRemedy: {fault.value.remedy}"]
    with dg.DagsterInstance.ephemeral() as instance:
        for night in range(3):
            tell_failure(folders, instance, f"night-{night}", told)
            watch(folders, NOW)
        assert [subject for subject in inbox.subjects if "archive" in subject] == ["1 fault(s) of the archive"]
        assert [subject for subject in inbox.subjects if "failed" in subject] == []
        assert folders.failures.read_text(encoding="utf-8").count("Remedy: restore it from a backup") == 3
        tell_failure(folders, instance, "night-4", ["disk\nWhere: /elsewhere\nRemedy: room"])
    assert [subject for subject in inbox.subjects if "failed" in subject] == ["The night failed: disk"]


def test_a_folder_of_data_that_is_away_is_one_fault_and_one_message(folders: Folders, inbox: Inbox) -> None:
    folders.archive.parent.rename(folders.root / "elsewhere")
    with pytest.raises(DataFolderError) as told:
        Archive(folders.archive).receive(folders.returns)
    text = f"{told.value.what}\nWhere: {told.value.where}\nRemedy: {told.value.remedy}"
    with dg.DagsterInstance.ephemeral() as instance:
        tell_failure(folders, instance, "a", [text])
    watch(folders, NOW)
    said = "The folder with returns, registers and archive is not there"
    assert [subject for subject in inbox.subjects if "2026H1" not in subject and "utf-8" not in subject] == [said]
    (folders.root / "elsewhere").rename(folders.archive.parent)
    assert archive_alarms(folders) == []


@pytest.mark.parametrize("name", ["receipts", "freezes"])
def test_a_journal_that_cannot_be_read_is_no_damaged_content_and_has_one_remedy(name: str, folders: Folders) -> None:
    journal = folders.archive / f"{name}.jsonl"
    journal.unlink(missing_ok=True)
    journal.mkdir()
    (found,) = archive_alarms(folders)
    assert (found.subject, found.text.count("Remedy: ")) == ("The archive cannot be read", 1)
    assert "(Is a directory)" in found.text
    assert f"\nWhere: {journal}\nRemedy: let the account" in found.text


def test_what_a_run_is_just_receiving_is_no_fault(folders: Folders) -> None:
    Archive(folders.archive).keep(hashlib.sha256(b"new").hexdigest(), b"new")
    assert "archive" in [alarm.kind for alarm in look(folders, NOW)]
    with open_build(folders.warehouse):
        assert "archive" not in [alarm.kind for alarm in look(folders, NOW)]


def test_one_cause_of_failing_nights_is_one_message_until_a_night_succeeds(folders: Folders, inbox: Inbox) -> None:
    alarms, disk = Alarms(folders), "[Errno 28] No space left on device: '/w/.20260701T0200-ab12cd34ef56.part'"
    night = NOW
    for told, ends_well in (
        (disk, False),
        (disk.replace("0701", "0702"), False),
        ("unit.csv:3: no such unit", False),
        (disk, True),
        (disk, False),
    ):
        night += NIGHT
        alarms.add(failure_alarm(told, f"run {night:%d} failed"), night)
        alarms.deliver(Mail.from_environment(), night)
        if ends_well:
            alarms.end("failure", night + NIGHT / 2, night + NIGHT)
            assert alarms.standing() == []
    assert len(inbox.messages) == 3
    alarms.add(failure_alarm(disk, "run of a clock that was ahead"), night + 365 * NIGHT)
    alarms.end("failure", night + NIGHT, night + NIGHT)
    assert alarms.standing() == []


def test_what_could_not_be_sent_is_sent_later_and_once(folders: Folders, inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    alarms = Alarms(folders)
    alarms.add(Alarm("failure", "x", "The night\nfailed", "text"), NOW)
    address_of_the_server = Mail.from_environment()
    address(monkeypatch, "smtp://127.0.0.1:1")
    with pytest.raises(MailError, match=r"127\.0\.0\.1:1: a message could not be sent: .*\nRemedy: "):
        alarms.deliver(Mail.from_environment(), NOW)
    for _ in range(2):
        alarms.deliver(address_of_the_server, NOW)
    assert inbox.subjects == ["The night failed"]


def test_whom_the_server_refuses_is_told_stops_nobody_else_and_is_written_to_again_and_they_alone(
    folders: Folders, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(mails.OPERATORS, "van.hanh@so-lieu.example, nham@so-lieu.example")
    monkeypatch.setenv(mails.STEWARDS, "dau.moi@so-lieu.example")
    inbox.unknown = {"nham@so-lieu.example", "dau.moi@so-lieu.example"}
    alarms = Alarms(folders)
    for name, audience in (("due", "stewards"), ("first", "operators"), ("second", "operators")):
        alarms.add(Alarm(name, name, name, "text", audience), NOW)  # type: ignore[arg-type]
    with pytest.raises(
        MailError, match=r"2 recipient\(s\) refused: .*dau\.moi@so-lieu\.example \(550 5\.1\.1 no such user here\)"
    ):
        alarms.deliver(Mail.from_environment(), NOW)
    assert inbox.subjects == ["first", "second"]
    with pytest.raises(MailError, match=rf"refused: .*nham@.*\nRemedy: mend the addresses in {mails.OPERATORS}"):
        alarms.deliver(Mail.from_environment(), NOW)
    assert len(inbox.messages) == 2
    monkeypatch.setenv(mails.OPERATORS, "van.hanh@so-lieu.example, dung@so-lieu.example")
    inbox.unknown = set()
    for _ in range(2):
        alarms.deliver(Mail.from_environment(), NOW)
    assert [(message["Subject"], message["To"]) for message in inbox.messages[2:]] == [
        ("due", "dau.moi@so-lieu.example"),
        ("first", "dung@so-lieu.example"),
        ("second", "dung@so-lieu.example"),
    ]
    assert None not in [standing.told_at for standing in alarms.standing()]


def test_a_message_that_the_server_does_not_take_stops_no_other_and_is_offered_again(folders: Folders, inbox: Inbox) -> None:
    alarms = Alarms(folders)
    for name in ("first", "second", "third"):
        alarms.add(Alarm(name, name, name, "text"), NOW)
    inbox.disliked = {"first", "third"}
    for _ in range(2):
        with pytest.raises(
            MailError, match=r"'first' was not taken: .*554.*; 'third' was not taken: .*\nRemedy: see in the serv"
        ):
            alarms.deliver(Mail.from_environment(), NOW)
        assert inbox.subjects == ["second"]
    inbox.disliked = set()
    assert alarms.deliver(Mail.from_environment(), NOW) == 2
    assert inbox.subjects == ["second", "first", "third"]


@pytest.mark.parametrize("closed", [".alarms.json.part", "alarms.lock"])
def test_where_nothing_can_be_noted_mail_goes_out_all_the_same_and_that_is_told(
    closed: str, folders: Folders, inbox: Inbox
) -> None:
    (folders.warehouse / closed).mkdir()  # a disk without room, or not to be written to
    (folders.warehouse / ".failures.txt.part").mkdir()
    with dg.DagsterInstance.ephemeral() as instance, pytest.raises((MailError, OSError)) as told:
        tell_failure(folders, instance, "a night", ["disk\nWhere: /here\nRemedy: room"])
    assert inbox.subjects == ["The night failed: disk"]
    assert ("cannot be noted" in str(told.value)) == (closed == ".alarms.json.part")


@pytest.mark.parametrize("note", ["whole", "damaged"])
def test_a_backup_that_is_not_made_any_more_is_told_once_and_none_that_never_was(
    note: str, folders: Folders, inbox: Inbox
) -> None:
    late = NOW + BACKUP_AGE + timedelta(hours=1)
    confirm(folders, RELEASE, late)
    assert "backup age" not in [alarm.kind for alarm in look(folders, late)]
    note_backup(folders, Path("/mnt/backup"), NOW)
    if note == "damaged":
        folders.backed_up.write_text("{", encoding="utf-8")
        os.utime(folders.backed_up, (NOW.timestamp(), NOW.timestamp()))
    assert "backup age" not in [alarm.kind for alarm in look(folders, NOW + BACKUP_AGE)]
    for _ in range(2):
        watch(folders, late)
    assert inbox.subjects == ["No backup since 2026-07-01 07:00 UTC"]
    note_backup(folders, Path("/mnt/backup"), late)
    watch(folders, late)
    assert Alarms(folders).standing() == []
    note_backup(folders, Path("/mnt/backup"), late + 365 * NIGHT)
    watch(folders, late)
    assert inbox.subjects[1:] == ["The clock was set back, or that of the last backup was wrong"]


def test_a_night_that_could_note_its_failure_nowhere_is_told_by_the_next_look_until_a_night_succeeds(folders: Folders) -> None:
    assert last_failure(folders) is None
    leave_last_words(folders.warehouse, "a night", "disk\nRemedy: room")
    told = last_failure(folders)
    assert told is not None
    assert (told.subject, told.text) == ("The night failed: disk", "disk\nRemedy: room\n\nrun a night failed")
    confirm(folders, RELEASE, datetime.now(UTC) + NIGHT)
    assert last_failure(folders) is None


@pytest.mark.parametrize("content", ["", "{", "[1]", '[{"alarm": {}}]', '{"a": 1}'])
def test_a_damaged_file_of_causes_is_begun_anew(content: str, folders: Folders) -> None:
    (folders.warehouse / "alarms.json").write_text(content, encoding="utf-8")
    Alarms(folders).observe(KINDS, look(folders, NOW), NOW)
    assert [standing.alarm.kind for standing in Alarms(folders).standing()] == ["due"]


@pytest.mark.parametrize("password", ["secret", "wrong"])
def test_a_password_goes_over_tls_to_a_server_that_is_known(
    password: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cert, key = certificate(tmp_path, "localhost")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(cert, key)

    def authenticate(*said: object) -> AuthResult:
        given = said[-1]
        assert isinstance(given, LoginPassword)
        return AuthResult(success=given == LoginPassword(b"kho@so-lieu", b"secret"), handled=False)

    inbox = Inbox()
    server = Controller(
        inbox, hostname="127.0.0.1", port=free_ports(1)[0], tls_context=context, auth_required=True, authenticator=authenticate
    )
    server.start()
    try:
        address(monkeypatch, f"smtp+starttls://kho%40so-lieu@localhost:{server.port}")
        (tmp_path / "password").write_text(f"{password}\n", encoding="utf-8")
        monkeypatch.setenv(mails.PASSWORD_FILE, str(tmp_path / "password"))
        configured = Mail.from_environment()
        assert configured is not None
        with pytest.raises(MailError, match="certificate verify failed"):
            configured.send(["van.hanh@so-lieu.example"], "subject", "text")
        monkeypatch.setenv("SSL_CERT_FILE", str(cert))
        if password == "wrong":
            with pytest.raises(MailError, match="535"):
                configured.send(["van.hanh@so-lieu.example"], "subject", "text")
        else:
            configured.send(["van.hanh@so-lieu.example"], "Kỳ 2026H1", "text")
        assert len(inbox.messages) == (password != "wrong")
    finally:
        server.stop()


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        (mails.SERVER, "mail.example"),
        (mails.SERVER, "smtp://mail.example:abc"),
        (mails.SERVER, "smtp://mail.example:99999"),
        (mails.SERVER, "smtp://mail.example:0"),
        (mails.SERVER, "smtp://[::1"),
        (mails.SERVER, "smtps://user:secret@mail.example"),
        (mails.SERVER, "smtp://user@mail.example"),
        (mails.SENDER, ""),
        (mails.OPERATORS, "nobody"),
        (mails.OPERATORS, "a@b.example\nBcc: c@d.example"),
        (mails.PASSWORD_FILE, "/no/such/file"),
    ],
)
def test_a_setting_that_cannot_work_is_named_with_the_remedy(
    variable: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    address(monkeypatch, "smtps://user@mail.example" if variable == mails.PASSWORD_FILE else "smtps://mail.example")
    monkeypatch.setenv(variable, value)
    with pytest.raises(MailError, match=rf"^{variable}: .*\nRemedy: "):
        Mail.from_environment()


def test_a_password_that_smtp_cannot_carry_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    address(monkeypatch, "smtps://user@mail.example")
    (tmp_path / "password").write_text("bí mật", encoding="utf-8")
    monkeypatch.setenv(mails.PASSWORD_FILE, str(tmp_path / "password"))
    with pytest.raises(MailError, match="letters and signs without diacritics"):
        Mail.from_environment()


def test_without_a_server_nothing_is_sent_and_everything_stands(folders: Folders) -> None:
    watch(folders, NOW)
    (standing,) = Alarms(folders).standing()
    assert standing.told_at is None
    assert dt.datetime.fromisoformat(standing.since) == NOW


def test_notes_of_failures_hold_each_run_once_and_stay_small(tmp_path: Path) -> None:
    notes = tmp_path / "warehouse" / "failures.txt"
    for night in range(40):
        for _ in range(2):
            add_note(notes, f"run {night:03} failed", f"run {night:03} failed\n{'tệp hỏng ' * 1000}\n\n")
    text = notes.read_text(encoding="utf-8")
    assert len(text.encode()) <= NOTES_BYTES
    assert text.count("run 039 failed") == 1
