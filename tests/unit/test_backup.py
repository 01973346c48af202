"""A backup is whole or refused, and never worse than the one before. (The drill: tests/end_to_end/test_nightly.py.)"""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.errors import BackupError
from pipelines.folders import Folders
from pipelines.intake.archive import Archive
from pipelines.intake.register_archive import RegisterArchive
from pipelines.operations.backup import MANIFEST, back_up, restore

RELEASE = "20260101T000000000000Z-0123456789ab"


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    """An installation with two files received, a register and a release."""
    found = Folders(tmp_path / "root")
    (found.returns / "2020H2").mkdir(parents=True)
    found.reference.mkdir(parents=True)
    (found.reference / "unit.csv").write_text("unit_id\nTC01\n", encoding="utf-8")
    for name in ("TC01", "TC02"):
        (found.returns / "2020H2" / f"{name}.xlsx").write_text(name, encoding="utf-8")
    Archive(found.archive).receive(found.returns)
    RegisterArchive(found.archive).keep({"unit": (found.reference / "unit.csv").read_bytes()})
    (found.warehouse / "releases").mkdir(parents=True)
    for suffix in (".duckdb", ".sha256", ".html"):
        (found.warehouse / "releases" / f"{RELEASE}{suffix}").write_text(suffix, encoding="utf-8")
    (found.warehouse / "build.duckdb").write_text("derived", encoding="utf-8")
    return found


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


def test_the_system_itself_can_check_a_backup(folders: Folders, tmp_path: Path) -> None:
    back_up(folders, tmp_path / "backup")
    subprocess.run(["sha256sum", "--check", "--quiet", "--strict", MANIFEST], cwd=tmp_path / "backup", check=True)


def test_a_second_backup_copies_what_is_new_and_forgets_a_release_that_is_gone(folders: Folders, tmp_path: Path) -> None:
    back_up(folders, tmp_path / "backup")
    assert back_up(folders, tmp_path / "backup") == []
    (folders.returns / "2020H2" / "TC03.xlsx").write_text("TC03", encoding="utf-8")
    Archive(folders.archive).receive(folders.returns)
    for path in releases(folders):
        path.unlink()
    copied = back_up(folders, tmp_path / "backup")
    assert sorted(path.suffix for path in copied) == ["", ".jsonl"]
    assert list((tmp_path / "backup" / "releases").iterdir()) == []


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
    assert back_up(folders, tmp_path / "backup") == [rotten]


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


def test_where_nothing_is_to_be_backed_up_the_remedy_names_the_folder(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="nothing to back up"):
        back_up(Folders(tmp_path / "mistyped"), tmp_path / "backup")


def test_a_restore_that_was_killed_is_begun_again(folders: Folders, tmp_path: Path) -> None:
    back_up(folders, tmp_path / "backup")
    elsewhere = Folders(tmp_path / "elsewhere")
    (elsewhere.root / ".restore" / "archive").mkdir(parents=True)
    (elsewhere.root / ".restore" / "archive" / "half").write_text("half", encoding="utf-8")
    restore(tmp_path / "backup", elsewhere)
    assert content_of(elsewhere.root / "raw" / "archive") == content_of(folders.archive)
    assert not (elsewhere.root / ".restore").exists()


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
