"""A backup is whole or refused, and never worse than the one before. (The drill: tests/end_to_end/test_the_way_back.py.)"""

import errno
import hashlib
import os
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from pipelines.__main__ import app, main
from pipelines.errors import BackupBusyError, BackupError
from pipelines.folders import PROJECT, Folders
from pipelines.intake.archive import Archive
from pipelines.intake.register_archive import RegisterArchive
from pipelines.operations.alarms import Alarms
from pipelines.operations.backup import back_up
from pipelines.operations.manifest import MANIFEST, alone
from pipelines.operations.restore import restore
from pipelines.operations.watch import KINDS, look
from pipelines.warehouse import open_build
from pipelines.warehouse.build import locked
from pipelines.warehouse.shelf import record_of

RELEASE = "20260101T000000000000Z-0123456789ab"


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    """An installation with two files received, the shipped registers and a release."""
    found = Folders(tmp_path / "root")
    (found.returns / "2020H2").mkdir(parents=True)
    shutil.copytree(PROJECT / "raw" / "reference", found.reference)
    for name in ("TC01", "TC02"):
        (found.returns / "2020H2" / f"{name}.xlsx").write_text(name, encoding="utf-8")
    Archive(found.archive).receive(found.returns)
    RegisterArchive(found.archive).keep({"unit": (found.reference / "unit.csv").read_bytes()})
    put_release(found, RELEASE, 1)
    (found.warehouse / "build.duckdb").write_text("derived", encoding="utf-8")
    return found


def put_release(folders: Folders, release_id: str, sequence: int) -> None:
    """Lay a release with its record and page on the shelf."""
    shelf = folders.warehouse / "releases"
    shelf.mkdir(parents=True, exist_ok=True)
    content = f"rows of {release_id}".encode()
    (shelf / f"{release_id}.duckdb").write_bytes(content)
    record = record_of(release_id, hashlib.sha256(content).hexdigest(), sequence)
    (shelf / f"{release_id}.sha256").write_text(record, encoding="utf-8")
    (shelf / f"{release_id}.html").write_text("page", encoding="utf-8")


def another_machine(folders: Folders, tmp_path: Path) -> Folders:
    """A machine with the registers as they came with the project, and nothing else."""
    elsewhere = Folders(tmp_path / "elsewhere")
    shutil.copytree(folders.reference, elsewhere.reference)
    return elsewhere


def content_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def first_object(folders: Folders) -> Path:
    return Archive(folders.archive).object_path(Archive(folders.archive).receipts()[0].file_sha256)


def test_what_cannot_be_made_again_comes_back_and_nothing_else(folders: Folders, tmp_path: Path) -> None:
    back_up(folders, tmp_path / "backup")
    elsewhere = Folders(tmp_path / "elsewhere")
    elsewhere.root.mkdir()
    restore(tmp_path / "backup", elsewhere)
    for part in ("archive", "reference"):
        assert content_of(elsewhere.root / "raw" / part) == content_of(folders.root / "raw" / part)
    assert content_of(elsewhere.warehouse) == {f"releases/{path.name}": path.read_bytes() for path in releases(folders)}
    assert Archive(elsewhere.archive).receipts() == Archive(folders.archive).receipts()
    assert not any(elsewhere.returns.iterdir())


def releases(folders: Folders) -> list[Path]:
    return list((folders.warehouse / "releases").iterdir())


def check(backup: Path) -> None:
    """See that the system itself finds a backup whole."""
    subprocess.run(["sha256sum", "--check", "--quiet", "--strict", MANIFEST], cwd=backup, check=True)


def test_the_system_itself_can_check_a_backup(folders: Folders, tmp_path: Path) -> None:
    back_up(folders, tmp_path / "backup")
    check(tmp_path / "backup")


def test_a_second_backup_copies_what_is_new_and_forgets_the_oldest_release(folders: Folders, tmp_path: Path) -> None:
    back_up(folders, tmp_path / "backup")
    assert back_up(folders, tmp_path / "backup").copied == []
    (folders.returns / "2020H2" / "TC03.xlsx").write_text("TC03", encoding="utf-8")
    Archive(folders.archive).receive(folders.returns)
    for path in releases(folders):
        path.unlink()
    later = [f"202601{day:02}T000000000000Z-0123456789ab" for day in range(2, 12)]
    for number, release_id in enumerate(later, 2):
        put_release(folders, release_id, number)
    copied = back_up(folders, tmp_path / "backup").copied
    assert sorted(path.suffix for path in copied if path.parent.name != "releases") == ["", ".jsonl"]
    assert sorted({path.stem for path in (tmp_path / "backup" / "releases").iterdir()}) == later


def test_releases_that_were_lost_stay_in_the_backup_while_no_newer_ones_take_their_place(
    folders: Folders, tmp_path: Path
) -> None:
    back_up(folders, tmp_path / "backup")
    before = content_of(tmp_path / "backup" / "releases")
    shutil.rmtree(folders.warehouse)
    assert back_up(folders, tmp_path / "backup").copied == []
    assert content_of(tmp_path / "backup" / "releases") == before
    put_release(folders, "20260301T000000000000Z-0123456789ab", 1)
    back_up(folders, tmp_path / "backup")
    assert content_of(tmp_path / "backup" / "releases").items() > before.items()
    check(tmp_path / "backup")


def test_a_page_of_a_release_that_is_gone_meanwhile_is_not_missed(folders: Folders, tmp_path: Path) -> None:
    page = folders.warehouse / "releases" / f"{RELEASE}.html"
    page.unlink()
    page.symlink_to("gone")
    back_up(folders, tmp_path / "backup")
    assert not (tmp_path / "backup" / "releases" / page.name).exists()


def change(path: Path) -> None:
    path.chmod(0o644)
    path.write_text("changed", encoding="utf-8")


@pytest.mark.parametrize("harm", [change, Path.unlink], ids=["changed", "missing"])
def test_a_damaged_archive_is_not_copied_over_a_good_backup(
    harm: Callable[[Path], None], folders: Folders, tmp_path: Path
) -> None:
    back_up(folders, tmp_path / "backup")
    before = content_of(tmp_path / "backup")
    harm(first_object(folders))
    with pytest.raises(BackupError, match=r"1 file\(s\) are damaged:\n.*; the backup has it: .*backup/archive/objects"):
        back_up(folders, tmp_path / "backup")
    assert content_of(tmp_path / "backup") == before


def rot(path: Path) -> None:
    path.chmod(0o644)
    path.write_bytes(os.urandom(50))


@pytest.mark.parametrize("release_id", [RELEASE, "20260102T000000000000Z-0123456789ab"], ids=["an older", "the last"])
@pytest.mark.parametrize("suffixes", [[".duckdb"], [".duckdb", ".sha256"]], ids=["alone", "with its record"])
def test_a_release_that_is_no_longer_what_was_published_replaces_no_good_one_and_all_else_is_backed_up(
    suffixes: list[str], release_id: str, folders: Folders, tmp_path: Path
) -> None:
    put_release(folders, "20260102T000000000000Z-0123456789ab", 2)
    back_up(folders, tmp_path / "backup")
    before = content_of(tmp_path / "backup" / "releases")
    for suffix in suffixes:
        rot(folders.warehouse / "releases" / f"{release_id}{suffix}")
    (folders.returns / "2020H2" / "TC03.xlsx").write_text("TC03", encoding="utf-8")
    Archive(folders.archive).receive(folders.returns)
    told = rf"{release_id}\.duckdb: is no longer what was published; the backup has it: .*backup/releases/{release_id}"
    for _ in range(2):
        with pytest.raises(BackupError, match=told):
            back_up(folders, tmp_path / "backup")
    assert content_of(tmp_path / "backup" / "releases") == before
    check(tmp_path / "backup")
    restore(tmp_path / "backup", Folders(tmp_path / "elsewhere"))
    assert content_of(tmp_path / "elsewhere" / "raw" / "archive") == content_of(folders.archive)


@pytest.mark.parametrize("suffix", [".duckdb", ".sha256"])
def test_an_older_release_that_cannot_be_read_is_told_as_that_and_all_else_is_backed_up(
    suffix: str, folders: Folders, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_release(folders, "20260102T000000000000Z-0123456789ab", 2)
    back_up(folders, tmp_path / "backup")
    before = content_of(tmp_path / "backup" / "releases")
    refuse(folders.warehouse / "releases" / f"{RELEASE}{suffix}", monkeypatch)
    (folders.returns / "2020H2" / "TC03.xlsx").write_text("TC03", encoding="utf-8")
    Archive(folders.archive).receive(folders.returns)
    told = rf"{RELEASE}\.duckdb: cannot be read \(Input/output error\); the backup has it: .*backup/releases/{RELEASE}"
    with pytest.raises(BackupError, match=told):
        back_up(folders, tmp_path / "backup")
    assert [alarm.subject for alarm in look(folders, datetime.now(UTC)) if "older" in alarm.subject] == [
        "1 older release(s) cannot be read"
    ]
    monkeypatch.undo()
    assert content_of(tmp_path / "backup" / "releases") == before
    assert content_of(tmp_path / "backup" / "archive") == content_of(folders.archive)
    check(tmp_path / "backup")


def test_a_backup_where_another_is_being_made_is_told_so_and_is_no_failure(
    folders: Folders, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with alone(tmp_path / "backup"):
        monkeypatch.setenv("UNIT_RETURNS_ROOT", str(folders.root))
        done = CliRunner().invoke(app, ["backup", str(tmp_path / "backup")])
        assert isinstance(done.exception, BackupBusyError)
        assert content_of(tmp_path / "backup") == {}
    assert Alarms(folders).standing() == []
    assert back_up(folders, tmp_path / "backup").copied


def test_what_is_backed_up_and_cannot_be_read_is_no_fault_of_the_disk_of_the_backup(folders: Folders, tmp_path: Path) -> None:
    (folders.archive / "underway").mkdir()
    with pytest.raises(BackupError, match=r"what is to be backed up cannot be read: .*underway") as told:
        back_up(folders, tmp_path / "backup")
    assert told.value.where == str(folders.archive)


def refuse(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the disk fail wherever a file is opened."""
    opened = Path.open

    def fail(self: Path, *args: Any, **kwargs: Any) -> Any:
        if self == path:
            raise OSError(errno.EIO, os.strerror(errno.EIO), str(self))
        return opened(self, *args, **kwargs)

    monkeypatch.setattr(Path, "open", fail)


def test_a_release_that_rotted_before_its_first_backup_is_not_taken(folders: Folders, tmp_path: Path) -> None:
    rot(folders.warehouse / "releases" / f"{RELEASE}.duckdb")
    with pytest.raises(BackupError, match=rf"{RELEASE}\.duckdb: is no longer what was published\nRemedy"):
        back_up(folders, tmp_path / "backup")
    check(tmp_path / "backup")


def test_a_record_that_was_lost_or_rotted_replaces_no_good_one(folders: Folders, tmp_path: Path) -> None:
    back_up(folders, tmp_path / "backup")
    before = content_of(tmp_path / "backup")
    rot(folders.warehouse / "releases" / f"{RELEASE}.sha256")
    assert back_up(folders, tmp_path / "backup").copied == []
    (folders.warehouse / "releases" / f"{RELEASE}.sha256").unlink()
    assert back_up(folders, tmp_path / "backup").copied == []
    assert content_of(tmp_path / "backup") == before


@pytest.mark.parametrize(
    "harm",
    [lambda path: path.write_bytes(b""), rot, Path.unlink, lambda path: path.write_text("unit_id\n", encoding="utf-8")],
    ids=["emptied", "random", "missing", "its lines lost"],
)
def test_registers_that_do_not_agree_replace_no_good_ones_and_all_else_is_backed_up(
    harm: Callable[[Path], object], folders: Folders, tmp_path: Path
) -> None:
    back_up(folders, tmp_path / "backup")
    before = content_of(tmp_path / "backup" / "reference")
    harm(folders.reference / "unit.csv")
    put_release(folders, "20260102T000000000000Z-0123456789ab", 2)
    with pytest.raises(BackupError, match=r"reference: \d+ fault\(s\) in the registers, first"):
        back_up(folders, tmp_path / "backup")
    assert content_of(tmp_path / "backup" / "reference") == before
    assert (tmp_path / "backup" / "releases" / "20260102T000000000000Z-0123456789ab.duckdb").exists()
    check(tmp_path / "backup")


def test_a_backup_that_is_stopped_is_the_one_before(folders: Folders, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    back_up(folders, tmp_path / "backup")
    (folders.returns / "2020H2" / "TC03.xlsx").write_text("TC03", encoding="utf-8")
    Archive(folders.archive).receive(folders.returns)
    (folders.warehouse / "releases" / f"{RELEASE}.html").write_text("another page", encoding="utf-8")
    with monkeypatch.context() as patch:
        patch.setattr(os, "sync", lambda: (_ for _ in ()).throw(OSError(28, "No space left on device")))
        with pytest.raises(BackupError, match="what it held is still whole"):
            back_up(folders, tmp_path / "backup")
    check(tmp_path / "backup")
    restore(tmp_path / "backup", Folders(tmp_path / "elsewhere"))
    back_up(folders, tmp_path / "backup")
    check(tmp_path / "backup")
    assert list((tmp_path / "backup").rglob("*.part")) == []


@pytest.mark.parametrize("died_at", range(4))
@pytest.mark.parametrize("is_first", [False, True])
def test_a_backup_that_is_killed_as_it_puts_its_files_in_place_can_be_put_back_and_is_mended_by_the_next(
    folders: Folders, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, died_at: int, *, is_first: bool
) -> None:
    if not is_first:
        back_up(folders, tmp_path / "backup")
    (folders.returns / "2020H2" / "TC03.xlsx").write_text("TC03", encoding="utf-8")
    Archive(folders.archive).receive(folders.returns)
    (folders.reference / "unit.csv").write_text((folders.reference / "unit.csv").read_text() + "\n", encoding="utf-8")
    (folders.warehouse / "releases" / f"{RELEASE}.html").write_text("another page", encoding="utf-8")
    moved, move = [], Path.replace

    def replace(part: Path, target: Path) -> Path:
        if target.suffix in (".jsonl", ".csv", ".html") or target.name == MANIFEST:
            moved.append(target)
            if len(moved) > died_at:
                raise KeyboardInterrupt
        return move(part, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", replace)
        with pytest.raises(KeyboardInterrupt):
            back_up(folders, tmp_path / "backup")
    restore(tmp_path / "backup", Folders(tmp_path / "elsewhere"))
    assert len(Archive(tmp_path / "elsewhere" / "raw" / "archive").receipts()) == (2 if died_at == 0 and not is_first else 3)
    back_up(folders, tmp_path / "backup")
    check(tmp_path / "backup")
    assert list((tmp_path / "backup").rglob("*.part")) == []


@pytest.mark.parametrize("lines", [[], [1], [1, 0]], ids=["emptied", "lost its first line", "reordered"])
def test_a_journal_that_lost_lines_is_not_copied_over_a_good_one(lines: list[int], folders: Folders, tmp_path: Path) -> None:
    back_up(folders, tmp_path / "backup")
    before = content_of(tmp_path / "backup")
    journal = Archive(folders.archive).journal.path
    written = journal.read_text(encoding="utf-8").splitlines(keepends=True)
    journal.write_text("".join(written[line] for line in lines), encoding="utf-8")
    with pytest.raises(BackupError, match=r"receipts\.jsonl(: | does not begin as the one in the backup does)"):
        back_up(folders, tmp_path / "backup")
    assert content_of(tmp_path / "backup") == before


def test_a_backup_that_rotted_is_mended_from_the_archive(folders: Folders, tmp_path: Path) -> None:
    back_up(folders, tmp_path / "backup")
    rotten = tmp_path / "backup" / "archive" / first_object(folders).relative_to(folders.archive)
    change(rotten)
    assert back_up(folders, tmp_path / "backup").copied == [rotten]


@pytest.mark.parametrize("path", ["reference/unit.csv", f"releases/{RELEASE}.duckdb", "archive/receipts.jsonl"])
@pytest.mark.parametrize("harm", [change, Path.unlink], ids=["changed", "missing"])
def test_a_damaged_backup_is_not_put_back(harm: Callable[[Path], None], path: str, folders: Folders, tmp_path: Path) -> None:
    back_up(folders, tmp_path / "backup")
    harm(tmp_path / "backup" / path)
    (tmp_path / "elsewhere").mkdir()
    with pytest.raises(BackupError, match=f"{path}: (changed|missing)"):
        restore(tmp_path / "backup", Folders(tmp_path / "elsewhere"))
    assert list((tmp_path / "elsewhere").iterdir()) == []


@pytest.mark.parametrize(
    "line", ["nonsense", f"{'0' * 64}  /etc/passwd", f"{'0' * 64}  archive/../../out", f"{'0' * 64}  other/x"]
)
def test_a_manifest_leads_nowhere_else(line: str, folders: Folders, tmp_path: Path) -> None:
    back_up(folders, tmp_path / "backup")
    with (tmp_path / "backup" / MANIFEST).open("a", encoding="utf-8") as manifest:
        manifest.write(f"{line}\n")
    with pytest.raises(BackupError, match="a line of SHA256SUMS is none"):
        restore(tmp_path / "backup", Folders(tmp_path / "elsewhere"))


def kept_lines(backup: Path, keep: Callable[[list[str]], list[str]]) -> None:
    lines = (backup / MANIFEST).read_text(encoding="utf-8").splitlines(keepends=True)
    (backup / MANIFEST).write_text("".join(keep(lines)), encoding="utf-8")


@pytest.mark.parametrize(
    "keep",
    [
        lambda lines: [],
        lambda lines: lines[:-2],
        lambda lines: lines[:3],
        lambda lines: [*lines[:3], *lines[4:]],
        lambda lines: [*lines[:-1], lines[-1][:-9]],
        lambda lines: [line for line in lines if "archive/" not in line and not line.startswith("#")],
        lambda lines: [line for line in lines if "reference/" not in line and not line.startswith("#")],
    ],
    ids=["emptied", "its last lines", "most", "a line in its midst", "half a line", "the archive", "the registers"],
)
def test_a_manifest_that_was_cut_is_no_backup_and_nothing_is_changed(
    keep: Callable[[list[str]], list[str]], folders: Folders, tmp_path: Path
) -> None:
    back_up(folders, tmp_path / "backup")
    kept_lines(tmp_path / "backup", keep)
    elsewhere = another_machine(folders, tmp_path)
    before = content_of(elsewhere.root)
    with pytest.raises(BackupError, match=r"lost or changed lines|so it was cut"):
        restore(tmp_path / "backup", elsewhere)
    assert content_of(elsewhere.root) == before
    back_up(folders, tmp_path / "backup")
    restore(tmp_path / "backup", elsewhere)


def test_a_backup_that_lost_files_together_with_their_lines_is_none(folders: Folders, tmp_path: Path) -> None:
    backup = tmp_path / "backup"
    back_up(folders, backup)
    lost = first_object(folders).name
    kept_lines(backup, lambda lines: [line for line in lines if lost not in line and not line.startswith("#")])
    (backup / "archive" / first_object(folders).relative_to(folders.archive)).unlink()
    with pytest.raises(BackupError, match=rf"does not name the content {lost} of archive/receipts\.jsonl"):
        restore(backup, Folders(tmp_path / "elsewhere"))


def test_a_backup_of_an_earlier_version_without_a_last_line_that_seals_it_is_put_back(folders: Folders, tmp_path: Path) -> None:
    back_up(folders, tmp_path / "backup")
    kept_lines(tmp_path / "backup", lambda lines: [line for line in lines if not line.startswith("#")])
    restore(tmp_path / "backup", Folders(tmp_path / "elsewhere"))
    back_up(folders, tmp_path / "backup")
    assert (tmp_path / "backup" / MANIFEST).read_text(encoding="utf-8").splitlines()[-1].startswith("#")


def command(*arguments: str, folders: Folders, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run a command in this process."""
    monkeypatch.setenv("UNIT_RETURNS_ROOT", str(folders.root))
    monkeypatch.setattr("sys.argv", ["pipelines", *arguments])
    main()


@pytest.mark.parametrize(("name", "remedy"), [("backup", "make backup TO="), ("restore", "make restore FROM=")])
def test_a_command_that_names_no_folder_says_how_to_name_one(
    name: str, remedy: str, folders: Folders, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="1"):
        command(name, "", folders=folders, monkeypatch=monkeypatch)
    assert remedy in capsys.readouterr().err


def test_a_backup_that_failed_for_a_damaged_archive_is_its_alarm_and_ends_when_it_is_healed(
    folders: Folders, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    harmed, content = first_object(folders), first_object(folders).read_bytes()
    harmed.chmod(0o644)
    harmed.write_bytes(b"")
    shutil.rmtree(folders.returns)  # else it were put back from there
    with pytest.raises(SystemExit):
        command("backup", str(tmp_path / "backup"), folders=folders, monkeypatch=monkeypatch)
    (standing,) = Alarms(folders).standing()
    assert standing.alarm.kind == "archive"
    said = f"{harmed}: is no longer what was received"
    assert said in standing.alarm.text
    assert said in capsys.readouterr().err
    harmed.write_bytes(content)
    Alarms(folders).observe(
        KINDS, [alarm for alarm in look(folders, datetime.now(UTC)) if alarm.kind == "archive"], datetime.now(UTC)
    )
    assert Alarms(folders).standing() == []


def test_nothing_that_lies_there_is_overwritten(folders: Folders, tmp_path: Path) -> None:
    back_up(folders, tmp_path / "backup")
    before = content_of(folders.root)
    with pytest.raises(BackupError, match="something lies where the backup belongs"):
        restore(tmp_path / "backup", folders)
    assert content_of(folders.root) == before


def test_a_machine_that_is_set_up_keeps_its_inbox_and_the_registers_it_had(folders: Folders, tmp_path: Path) -> None:
    back_up(folders, tmp_path / "backup")
    elsewhere = Folders(tmp_path / "elsewhere")
    for folder in (elsewhere.returns, elsewhere.reference, elsewhere.warehouse / "dagster"):
        folder.mkdir(parents=True)
    (elsewhere.returns / "TC03.xlsx").write_text("waits", encoding="utf-8")
    (elsewhere.reference / "unit.csv").write_text("unit_id\n", encoding="utf-8")
    restore(tmp_path / "backup", elsewhere)
    assert content_of(elsewhere.reference) == content_of(folders.reference)
    assert content_of(elsewhere.root / "raw" / "reference.before_restore") == {"unit.csv": b"unit_id\n"}
    assert content_of(elsewhere.returns) == {"TC03.xlsx": b"waits"}


def test_contents_whose_lines_the_journal_lost_are_copied_too(folders: Folders, tmp_path: Path) -> None:
    journal = folders.archive / "receipts.jsonl"
    journal.write_bytes(b"".join(journal.read_bytes().splitlines(keepends=True)[:1]))
    back_up(folders, tmp_path / "backup")
    restore(tmp_path / "backup", Folders(tmp_path / "elsewhere"))
    assert content_of(tmp_path / "elsewhere" / "raw" / "archive") == content_of(folders.archive)


def test_a_backup_counts_the_contents_that_no_journal_names_and_says_so(
    folders: Folders, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert back_up(folders, tmp_path / "backup").unnamed == 0
    Archive(folders.archive).keep(hashlib.sha256(b"lost").hexdigest(), b"lost")
    assert back_up(folders, tmp_path / "backup").unnamed == 1
    with pytest.raises(SystemExit, match="0"):
        command("backup", str(tmp_path / "backup"), folders=folders, monkeypatch=monkeypatch)
    assert "1 archived content(s) in it no journal names: run `make nightly`" in capsys.readouterr().err


def test_a_backup_made_while_a_night_receives_waits_or_says_so_and_leaves_the_one_before(
    folders: Folders, tmp_path: Path
) -> None:
    back_up(folders, tmp_path / "backup")
    before = content_of(tmp_path / "backup")
    archive, late = Archive(folders.archive), hashlib.sha256(b"late").hexdigest()
    with locked(folders.warehouse, 0):
        archive.begin(late)
        archive.keep(late, b"late")
        with pytest.raises(BackupError, match="a night still runs after 0 s"):
            back_up(folders, tmp_path / "backup", wait_seconds=0)
    assert content_of(tmp_path / "backup") == before
    # The night was killed: what it had not named was never received, and stops no night on what is restored.
    assert back_up(folders, tmp_path / "backup").unnamed == 0
    assert content_of(tmp_path / "backup") == before
    (folders.returns / "2020H2" / "TC03.xlsx").write_bytes(b"late")
    archive.receive(folders.returns)
    assert back_up(folders, tmp_path / "backup").copied


def test_a_night_that_begins_while_a_backup_copies_leaves_it_whole(
    folders: Folders, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy, archive = shutil.copyfile, Archive(folders.archive)

    def meanwhile(source: Path, target: Path) -> Path:
        with locked(folders.warehouse, 0):
            (folders.returns / "2020H2" / "TC03.xlsx").write_bytes(b"late")
            archive.receive(folders.returns)
        return copy(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(shutil, "copyfile", meanwhile)
        assert back_up(folders, tmp_path / "backup").unnamed == 0
    elsewhere = Folders(tmp_path / "elsewhere")
    restore(tmp_path / "backup", elsewhere)
    assert list(Archive(elsewhere.archive).verify()) == []
    assert len(Archive(elsewhere.archive).receipts()) == 2


def test_where_nothing_is_to_be_backed_up_the_remedy_names_the_folder(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="nothing to back up"):
        back_up(Folders(tmp_path / "mistyped"), tmp_path / "backup")


def test_a_restore_that_was_killed_is_begun_again(folders: Folders, tmp_path: Path) -> None:
    back_up(folders, tmp_path / "backup")
    elsewhere = Folders(tmp_path / "elsewhere")
    half = elsewhere.root / "raw" / ".archive.restore"
    half.mkdir(parents=True)
    (half / "half").write_text("half", encoding="utf-8")
    restore(tmp_path / "backup", elsewhere)
    assert content_of(elsewhere.root / "raw" / "archive") == content_of(folders.archive)
    assert not half.exists()


def test_what_was_made_of_another_archive_is_set_aside_by_a_restore_and_all_else_of_the_warehouse_stays(
    folders: Folders, tmp_path: Path
) -> None:
    back_up(folders, tmp_path / "backup")
    for name in ("build.duckdb.wal", "analytics.duckdb", "slips/a.xlsx", "as_of/2023.duckdb", "dagster/runs.db"):
        (folders.warehouse / name).parent.mkdir(exist_ok=True)
        (folders.warehouse / name).write_text(name, encoding="utf-8")
    for number in (1, 2):
        shutil.rmtree(folders.archive)
        shutil.rmtree(folders.warehouse / "releases")
        shutil.rmtree(folders.root / "raw" / "reference.before_restore", ignore_errors=True)
        (folders.warehouse / "build.duckdb").write_text(f"of another archive {number}", encoding="utf-8")
        restored = restore(tmp_path / "backup", folders)
        assert restored.set_aside == folders.warehouse / "set_aside" / f"before_restore-{number}"
    assert set(content_of(folders.warehouse / "set_aside" / "before_restore-1")) == {
        "build.duckdb",
        "build.duckdb.wal",
        "analytics.duckdb",
        "slips/a.xlsx",
        "as_of/2023.duckdb",
    }
    assert {path.name for path in folders.warehouse.iterdir()} == {"set_aside", "releases", "dagster", "build.lock"}


def refuse_to_cross(monkeypatch: pytest.MonkeyPatch, *disks: Path) -> None:
    """Renames between these folders, and into them, are what the system makes of those between disks."""
    rename = Path.replace

    def crossing(source: Path, target: Path) -> Path:
        if [source.is_relative_to(disk) for disk in disks] != [target.is_relative_to(disk) for disk in disks]:
            raise OSError(errno.EXDEV, "Invalid cross-device link", str(source))
        return rename(source, target)

    monkeypatch.setattr(Path, "replace", crossing)


@pytest.mark.parametrize("died_at", range(5))
def test_a_restore_that_was_killed_between_two_moves_goes_on_from_there(
    died_at: int, folders: Folders, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    back_up(folders, tmp_path / "backup")
    elsewhere = another_machine(folders, tmp_path)
    elsewhere.warehouse.mkdir()
    (elsewhere.warehouse / "build.duckdb").write_text("older", encoding="utf-8")
    left, move = iter(range(5)), Path.replace

    def replace(source: Path, target: Path) -> Path:
        if next(left) == died_at:
            raise KeyboardInterrupt
        return move(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", replace)
        with pytest.raises(KeyboardInterrupt):
            restore(tmp_path / "backup", elsewhere)
    restore(tmp_path / "backup", elsewhere)
    assert content_of(elsewhere.archive) == content_of(folders.archive)
    assert content_of(elsewhere.warehouse / "releases") == content_of(folders.warehouse / "releases")
    assert content_of(elsewhere.reference) == content_of(folders.reference)
    assert not list(elsewhere.root.rglob("*.restore"))
    with pytest.raises(BackupError, match="something lies where the backup belongs"):
        restore(tmp_path / "backup", elsewhere)


def test_a_backup_is_put_back_where_raw_and_warehouse_are_disks_of_their_own(
    folders: Folders, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    back_up(folders, tmp_path / "backup")
    elsewhere = another_machine(folders, tmp_path)
    refuse_to_cross(monkeypatch, elsewhere.root / "raw", elsewhere.warehouse)
    restore(tmp_path / "backup", elsewhere)
    assert content_of(elsewhere.archive) == content_of(folders.archive)


@pytest.mark.parametrize("disk", ["raw/archive", "raw/reference", "warehouse/releases"])
def test_a_restore_that_cannot_move_a_folder_leaves_all_as_it_was(
    disk: str, folders: Folders, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    back_up(folders, tmp_path / "backup")
    elsewhere = another_machine(folders, tmp_path)
    shutil.copytree(folders.returns, elsewhere.returns)
    elsewhere.warehouse.mkdir()
    (elsewhere.warehouse / "build.duckdb").write_text("older", encoding="utf-8")
    before = content_of(elsewhere.root)
    with monkeypatch.context() as patch:
        refuse_to_cross(patch, elsewhere.root / disk)
        with pytest.raises(BackupError, match=r"all is as it was: .*cross-device"):
            restore(tmp_path / "backup", elsewhere)
        assert content_of(elsewhere.root) == before
        patch.setattr(Path, "is_mount", lambda path: path == elsewhere.root / disk)
        with pytest.raises(BackupError, match="is a disk of its own"):
            restore(tmp_path / "backup", elsewhere)
    restore(tmp_path / "backup", elsewhere)


def test_a_restore_waits_for_no_night_and_touches_nothing_of_it(folders: Folders, tmp_path: Path) -> None:
    back_up(folders, tmp_path / "backup")
    elsewhere = Folders(tmp_path / "elsewhere")
    with open_build(elsewhere.warehouse), pytest.raises(BackupError, match="a night runs there"):
        restore(tmp_path / "backup", elsewhere)


@pytest.mark.parametrize("place", ["root/raw/backup", "root/warehouse/backup", "root", ".", "other"])
def test_a_place_where_a_backup_would_harm_or_be_lost_is_refused(place: str, folders: Folders, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "letters.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(BackupError, match="a backup cannot lie there"):
        back_up(folders, tmp_path / place)


def test_where_there_is_no_backup_the_remedy_says_what_to_name(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="no backup lies there"):
        restore(tmp_path, Folders(tmp_path / "elsewhere"))


def test_a_disk_that_cannot_be_written_is_one_line_with_a_remedy(folders: Folders, tmp_path: Path) -> None:
    (tmp_path / "backup").write_text("a file", encoding="utf-8")
    with pytest.raises(BackupError) as caught:
        back_up(folders, tmp_path / "backup" / "below")
    assert len(str(caught.value).splitlines()) == 2
    shutil.rmtree(folders.root)
