"""The archive loses nothing, changes nothing, and survives being cut off."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.errors import ArchiveError
from pipelines.intake.archive import Archive, Received


def put(folder: Path, name: str, content: bytes, modified: int = 1_700_000_000) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    os.utime(path, (modified, modified))
    return path


@pytest.fixture
def returns(tmp_path: Path) -> Path:
    folder = tmp_path / "returns"
    folder.mkdir()
    return folder


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive")


def test_a_file_is_kept_under_its_hash_with_when_it_came(archive: Archive, returns: Path) -> None:
    put(returns, "2020H2/TC01.xlsx", b"one")
    (receipt,) = archive.receive(returns).new
    assert receipt.path == "2020H2/TC01.xlsx"
    assert receipt.modified_at == "2023-11-14T22:13:20.000000"
    assert archive.object_path(receipt.file_sha256).read_bytes() == b"one"
    assert archive.receipts() == [receipt]


def test_the_same_content_again_is_nothing_new(archive: Archive, returns: Path) -> None:
    path = put(returns, "2020H2/TC01.xlsx", b"one")
    archive.receive(returns)
    os.utime(path, (1_800_000_000, 1_800_000_000))
    assert archive.receive(returns) == Received([], [])


def test_a_changed_and_a_restored_content_are_receipts_of_their_own(archive: Archive, returns: Path) -> None:
    for content in (b"one", b"two", b"one"):
        put(returns, "2020H2/TC01.xlsx", content)
        archive.receive(returns)
    hashes = [receipt.file_sha256 for receipt in archive.receipts()]
    assert len(hashes) == 3
    assert hashes[0] == hashes[2] != hashes[1]


def test_a_file_that_vanishes_stays_in_the_archive(archive: Archive, returns: Path) -> None:
    path = put(returns, "2020H2/TC01.xlsx", b"one")
    archive.receive(returns)
    path.unlink()
    assert archive.receive(returns) == Received([], [])
    assert len(archive.receipts()) == 1
    assert list(archive.verify()) == []


def test_the_later_change_is_the_later_receipt_whatever_the_name(archive: Archive, returns: Path) -> None:
    put(returns, "2020H2/a.xlsx", b"late", modified=1_700_000_100)
    put(returns, "2020H2/b.xlsx", b"early", modified=1_700_000_000)
    assert [receipt.path for receipt in archive.receive(returns).new] == ["2020H2/b.xlsx", "2020H2/a.xlsx"]


def test_a_journal_line_torn_by_a_crash_does_not_count_and_is_kept_aside(archive: Archive, returns: Path) -> None:
    put(returns, "2020H2/TC01.xlsx", b"one")
    archive.receive(returns)
    with archive.journal.path.open("ab") as file:
        file.write(b'{"receipt_id": 2, "pa')
    assert len(archive.receipts()) == 1
    put(returns, "2020H2/TC02.xlsx", b"two")
    archive.receive(returns)
    assert [json.loads(line)["path"] for line in archive.journal.path.read_text().splitlines()] == [
        "2020H2/TC01.xlsx",
        "2020H2/TC02.xlsx",
    ]
    assert (archive.folder / "receipts.jsonl.torn").read_bytes() == b'{"receipt_id": 2, "pa\n'


def test_a_damaged_journal_names_the_remedy(archive: Archive) -> None:
    archive.folder.mkdir()
    archive.journal.path.write_text("not json\n")
    with pytest.raises(ArchiveError, match="run `make nightly`, which rebuilds it"):
        archive.receipts()


def test_verify_finds_what_is_missing_changed_or_unnamed(archive: Archive, returns: Path) -> None:
    for name in ("a", "b"):
        put(returns, f"2020H2/{name}.xlsx", name.encode())
    first, second = (archive.object_path(receipt.file_sha256) for receipt in archive.receive(returns).new)
    first.unlink()
    second.chmod(0o644)
    second.write_bytes(b"changed")
    faults = list(archive.verify())
    assert [fault.split(": ")[1].split(",")[0] for fault in faults] == ["missing", "is no longer what was received"]


def test_what_a_share_or_a_file_manager_lays_among_the_contents_is_none_of_them(archive: Archive, returns: Path) -> None:
    put(returns, "2020H2/a.xlsx", b"a")
    folder = archive.object_path(archive.receive(returns).new[0].file_sha256).parent
    before = archive.contents()
    (folder / "Thumbs.db").write_bytes(b"x")
    (folder / "@eaDir").mkdir()
    assert (list(archive.verify()), archive.contents(), archive.unnamed()) == ([], before, ([], []))


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda path: path.write_bytes(b"changed"), "is no longer what was received"),
        (lambda path: path.write_bytes(b""), "is no longer what was received"),
        (lambda path: path.unlink(), "cannot be read"),
    ],
)
def test_a_content_is_checked_before_it_is_used_and_the_fault_names_its_files(
    archive: Archive, returns: Path, harm: Callable[[Path], object], said: str
) -> None:
    put(returns, "2020H2/TC01.xlsx", b"one")
    (receipt,) = archive.receive(returns).new
    path = archive.checked_path(receipt.file_sha256)
    path.chmod(0o644)
    harm(path)
    with pytest.raises(ArchiveError, match=rf"archived content of 2020H2/TC01.xlsx {said}(.|\n)*Remedy: restore it"):
        archive.checked_path(receipt.file_sha256)


def test_a_damaged_object_is_put_right_when_the_same_content_comes_again(archive: Archive, returns: Path) -> None:
    put(returns, "2020H2/TC01.xlsx", b"one")
    (receipt,) = archive.receive(returns).new
    archive.object_path(receipt.file_sha256).chmod(0o644)
    archive.object_path(receipt.file_sha256).write_bytes(b"changed")
    put(returns, "2020H2/again.xlsx", b"one")
    archive.receive(returns)
    assert list(archive.verify()) == []
