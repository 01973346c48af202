"""A journal tells at once when a line of it is lost, changed or moved, and is rebuilt from what was landed of it."""

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.errors import ArchiveError, DataFolderError
from pipelines.folders import Folders
from pipelines.intake import landing
from pipelines.intake.archive import Archive, Receipt
from pipelines.intake.contracts import FREEZE, RECEIPT, REGISTER_STATE
from pipelines.intake.freezes import Freeze
from pipelines.intake.register_archive import RegisterArchive, State
from pipelines.intake.soundness import mend_journal
from pipelines.intake.witness import has_all_landed, land_lines, landed_lines
from pipelines.journal import Journal, examine
from pipelines.warehouse import Build, last_release, open_build, publish


@dataclass(frozen=True, slots=True)
class Note:
    note_id: int
    text: str


NOTES = [Note(number, f"ghi chú {number}") for number in range(1, 6)]


@pytest.fixture
def journal(tmp_path: Path) -> Journal[Note]:
    made = Journal(tmp_path / "notes.jsonl", Note)
    for note in NOTES:
        made.append([note])
    return made


def holds(_: Note) -> bool:
    return True


def unchained(path: Path, *notes: Note) -> Journal[Note]:
    """A journal as an earlier version wrote it."""
    path.write_text("".join(json.dumps(asdict(note)) + "\n" for note in notes), encoding="utf-8")
    return Journal(path, Note)


def lines(journal: Journal[Note]) -> list[bytes]:
    return journal.path.read_bytes().splitlines(keepends=True)


HARMS: dict[str, Callable[[list[bytes]], list[bytes]]] = {
    "a line lost": lambda found: found[:2] + found[3:],
    "the first line lost": lambda found: found[1:],
    "two lines exchanged": lambda found: [found[0], found[2], found[1], *found[3:]],
    "a line doubled": lambda found: [*found[:3], found[2], *found[3:]],
    "a line changed": lambda found: [found[0], found[1].replace(b' 2"', b' 9"'), *found[2:]],
    "a line numbered anew": lambda found: [found[0], found[1].replace(b"2", b"9", 1), *found[2:]],
    "a line without its hash": lambda found: [*found[:2], json.dumps(asdict(NOTES[2])).encode() + b"\n", *found[3:]],
    "a line that is none": lambda found: [*found[:2], b"\x00\xff\n", *found[3:]],
    "an empty line": lambda found: [*found[:2], b"\n", *found[2:]],
    "a line cut": lambda found: [found[0], found[1][:20] + b"\n", *found[2:]],
    "random": lambda found: [os.urandom(30) + b"\n" for _ in found],
}


@pytest.mark.parametrize("harm", HARMS)
def test_a_damaged_journal_is_refused_and_rebuilt_from_what_was_landed(journal: Journal[Note], harm: str) -> None:
    journal.path.write_bytes(b"".join(HARMS[harm](lines(journal))))
    before = journal.path.read_bytes()
    with pytest.raises(ArchiveError, match="the journal is damaged"):
        journal.read()
    with pytest.raises(ArchiveError, match="the journal is damaged"):
        journal.append([Note(6, "")])
    assert journal.path.read_bytes() == before
    (told,) = journal.mend(NOTES, holds)
    assert "rebuilt with 5 line(s) that had been landed" in told
    assert journal.read() == NOTES
    assert (journal.path.parent / "notes.jsonl.damaged-1").read_bytes() == before
    assert journal.mend(NOTES, holds) == []


@pytest.mark.parametrize("kept", range(5))
def test_a_journal_that_lost_its_last_lines_gets_them_back_from_what_was_landed(journal: Journal[Note], kept: int) -> None:
    whole = journal.path.read_bytes()
    journal.path.write_bytes(b"".join(lines(journal)[:kept]))
    (told,) = journal.mend(NOTES, holds)
    assert f"had lost {5 - kept} line(s)" in told
    assert journal.path.read_bytes() == whole


def test_what_was_not_yet_landed_is_rebuilt_from_what_can_be_read_if_what_it_tells_of_is_there(journal: Journal[Note]) -> None:
    journal.path.write_bytes(b"".join(HARMS["a line that is none"](lines(journal))))
    journal.mend(NOTES[:3], lambda note: note.note_id != 4)
    assert journal.read() == [*NOTES[:3], Note(4, "ghi chú 5")]


def test_a_journal_that_is_intact_stands_whatever_was_landed(journal: Journal[Note]) -> None:
    assert journal.mend([Note(1, "another")] * 9, holds) == []
    assert journal.read() == NOTES


@pytest.mark.parametrize("count", range(1, 5))
def test_a_journal_of_an_earlier_version_is_taken_over_and_guarded_from_then_on(tmp_path: Path, count: int) -> None:
    journal = unchained(tmp_path / "notes.jsonl", *NOTES[:count])
    assert journal.read() == NOTES[:count]
    for note in NOTES[count:]:
        journal.append([note])
    assert journal.read() == NOTES
    for number in range(count):
        found = lines(journal)
        found[number] = found[number].replace(b"ghi", b"GHI")
        assert examine(b"".join(found), Note).fault == f"line {count + 1} does not follow line {count}"


def test_a_line_of_an_earlier_version_that_is_not_what_was_landed_is_put_right(tmp_path: Path) -> None:
    journal = unchained(tmp_path / "notes.jsonl", NOTES[0], Note(2, "changed"), NOTES[2])
    assert "line 2 is not what was landed" in journal.mend(NOTES[:2], holds)[0]
    assert journal.read() == NOTES[:3]


@pytest.mark.parametrize("missing", [0, 1, 2, 10, 60])
def test_a_last_line_without_its_newline_is_whole_or_torn_and_nothing_of_it_is_lost(
    journal: Journal[Note], missing: int
) -> None:
    whole = journal.path.read_bytes()
    left = whole[: len(whole) - missing]
    journal.path.write_bytes(left)
    known = 5 if missing < 2 else 4
    assert journal.read() == NOTES[:known]
    journal.append([Note(known + 1, "after")])
    assert journal.read() == [*NOTES[:known], Note(known + 1, "after")]
    torn = journal.path.with_name("notes.jsonl.torn")
    assert (torn.read_bytes() if torn.exists() else b"") == (left.splitlines()[-1] + b"\n" if known == 4 else b"")


@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_no_change_of_a_byte_goes_unnoticed_but_in_a_last_line(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    journal = Journal(tmp_path_factory.mktemp("journal") / "notes.jsonl", Note)
    journal.append(NOTES)
    content = bytearray(journal.path.read_bytes())
    place = data.draw(st.integers(0, len(content) - len(lines(journal)[-1]) - 1))
    content[place] = data.draw(st.integers(0, 255).filter(lambda byte: byte != content[place]))
    found = examine(bytes(content), Note)
    assert found.fault
    assert found.rows == NOTES[: len(found.rows)] or found.rows[:-1] == NOTES[: len(found.rows) - 1]


@pytest.mark.parametrize("harm", [None, *HARMS])
def test_of_a_journal_that_was_read_before_only_what_follows_the_same_bytes_is_read(
    journal: Journal[Note], harm: str | None
) -> None:
    whole = journal.path.read_bytes()
    later = whole if harm is None else b"".join(HARMS[harm](lines(journal)))
    for cut in range(0, len(whole), 5):
        taken: list[object] = []

        def kind(taken: list[object] = taken, **said: object) -> Note:
            taken.append(said["note_id"])
            return Note(**said)  # type: ignore[arg-type]

        examine(whole[:cut], kind)
        before = len(taken)
        assert examine(later, kind) == examine(later, lambda **said: Note(**said))
        assert harm or taken[before:] == [*range(whole[:cut].count(b"\n") + 1, 6)]


@pytest.fixture(scope="module")
def first_received(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which three files were received, landed and published, and one came after."""
    root = tmp_path_factory.mktemp("received") / "root"
    archive, returns = Archive(root / "archive"), root / "returns"
    returns.mkdir(parents=True)
    for name in ("a", "b", "c"):
        (returns / name).write_bytes(name.encode())
        archive.receive(returns)
    with open_build(root) as build:
        landing.land_receipts(build.db, archive)
        publish(build)
    (returns / "d").write_bytes(b"d")
    archive.receive(returns)
    return root


@pytest.fixture
def received(first_received: Path, tmp_path: Path) -> Archive:
    """Three files received, landed and published; one came after."""
    shutil.copytree(first_received, tmp_path, dirs_exist_ok=True)
    return Archive(tmp_path / "archive")


def landed_receipts(build: Build) -> list[Receipt]:
    (landed,) = landed_lines(build, (RECEIPT, Receipt))
    return landed


def mended(archive: Archive) -> list[str]:
    with open_build(archive.folder.parent) as build:
        return archive.mend_journal(landed_receipts(build))


@pytest.mark.parametrize("lost", ["neither", "the build", "the build and the releases"])
@pytest.mark.parametrize("harm", ["gone", "empty", "cut", "reordered"])
def test_receipts_come_back_as_far_as_the_warehouse_tells_and_the_rest_is_received_again(
    received: Archive, harm: str, lost: str
) -> None:
    before, path, root = received.receipts(), received.journal.path, received.folder.parent
    content = path.read_bytes().splitlines(keepends=True)
    if harm == "gone":
        path.unlink()
    else:
        kept = {"empty": [], "cut": content[:1], "reordered": [content[0], content[2], content[1], content[3]]}[harm]
        path.write_bytes(b"".join(kept))
    if lost != "neither":
        (root / "build.duckdb").unlink()
    if lost == "the build and the releases":
        shutil.rmtree(root / "releases")
    told = mended(received)
    if lost == "the build and the releases":
        told += mend_journal(received, [], root / "returns")
    assert told
    received.receive(root / "returns")
    assert [(receipt.path, receipt.file_sha256) for receipt in received.receipts()] == [
        (receipt.path, receipt.file_sha256) for receipt in before
    ]
    if lost != "the build and the releases":
        assert received.receipts()[:3] == before[:3]
    assert list(received.verify()) == []


def test_an_archive_that_was_deleted_comes_back_with_its_receipts_as_far_as_the_same_files_lie_there(
    received: Archive,
) -> None:
    root, before = received.folder.parent, received.receipts()
    shutil.rmtree(received.folder)
    (root / "returns" / "a").unlink()
    with open_build(root) as build:
        told = mend_journal(received, landed_receipts(build), root / "returns")
    assert "had lost 3 line(s)" in told[0]
    assert sorted(text.split(" cannot")[0] for text in told[1:3]) == [f"the archived content of {name}" for name in "bc"]
    assert "1 archived content(s) are damaged or missing, first a: restore" in told[3]
    assert received.receipts() == before[:3]


def test_where_the_folder_of_data_is_away_no_journal_is_written_in_its_place(tmp_path: Path) -> None:
    folders = Folders(tmp_path)
    (folders.returns).mkdir(parents=True)
    (folders.returns / "a").write_text("one", encoding="utf-8")
    archive = Archive(folders.archive)
    archive.receive(folders.returns)
    with open_build(folders.warehouse) as build:
        landing.land_receipts(build.db, archive)
        shutil.move(tmp_path / "raw", tmp_path / "away")
        landed = landed_receipts(build)
        with pytest.raises(DataFolderError):
            mend_journal(archive, landed, folders.returns)
        with pytest.raises(OSError, match="No such file"):
            archive.journal.append(landed)
        assert not (tmp_path / "raw").exists()
        shutil.move(tmp_path / "away", tmp_path / "raw")
        assert mend_journal(archive, landed, folders.returns) == []


def forget_warehouse(archive: Archive, kept: int) -> None:
    """Lose build and releases, and all of the journal but so many lines."""
    root, path = archive.folder.parent, archive.journal.path
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:kept]))
    (root / "build.duckdb").unlink()
    shutil.rmtree(root / "releases")


def started(archive: Archive) -> list[str]:
    """What a run says that begins."""
    root = archive.folder.parent
    with open_build(root) as build:
        return mend_journal(archive, landed_receipts(build), root / "returns")


def test_a_journal_with_a_damaged_line_is_not_made_again_without_it_where_nothing_else_tells_of_it(received: Archive) -> None:
    forget_warehouse(received, 4)
    path = received.journal.path
    path.write_bytes(b"?" + path.read_bytes())
    (received.folder.parent / "returns" / "a").unlink()
    for _ in range(2):
        with pytest.raises(ArchiveError, match="no receipt is left of 1 archived content"):
            started(received)
    (received.folder.parent / "returns" / "a").write_bytes(b"a")
    assert "rebuilt with 0 line(s) that had been landed and 3 that could be read" in started(received)[1]


@pytest.mark.parametrize("kept", [0, 2])
def test_contents_that_no_receipt_is_left_of_stop_the_release_until_they_have_one_again(received: Archive, kept: int) -> None:
    root, whole = received.folder.parent, received.journal.path.read_bytes()
    forget_warehouse(received, kept)
    for name in "cd":
        (root / "returns" / name).unlink()
    for _ in range(2):  # each night
        with pytest.raises(ArchiveError, match=r"no receipt is left of 2 archived content\(s\) that do not lie in") as told:
            started(received)
        assert hashlib.sha256(b"c").hexdigest()[:12] in told.value.what
        assert "restore receipts.jsonl" in told.value.remedy
    (root / "returns" / "c").write_bytes(b"c")
    received.object_path(hashlib.sha256(b"d").hexdigest()).unlink()
    assert f"no receipt is left of {4 - 1 - kept} archived content(s); they still lie in raw/returns" in started(received)[0]
    received.journal.path.write_bytes(whole)
    assert "no receipt is left" not in str(started(received))


@pytest.mark.parametrize("age", [0.0, 4e9], ids=["before its time", "after it"])
def test_a_journal_that_was_cut_with_the_last_release_behind_stops_the_release_whatever_the_clocks_say(
    received: Archive, age: float
) -> None:
    root, path = received.folder.parent, received.journal.path
    whole, landed = path.read_bytes(), received.receipts()[:2]
    path.write_bytes(b"".join(whole.splitlines(keepends=True)[:2]))
    shutil.rmtree(root / "returns")
    (root / "returns").mkdir()
    for each in received.folder.glob("objects/*/*"):
        os.utime(each, (age, age))
    with pytest.raises(ArchiveError, match=r"no receipt is left of 2 archived content\(s\)"):
        mend_journal(received, landed, root / "returns")
    assert len(received.receipts()) == 2
    (root / "build.duckdb").write_bytes(b"random")  # and the release knows three
    with pytest.raises(ArchiveError, match=r"no receipt is left of 1 archived content\(s\)"):
        started(received)
    path.write_bytes(whole)
    assert "no receipt" not in str(started(received))


def killed_while_receiving(archive: Archive, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that archives a file and is killed before its journal names it."""
    (archive.folder.parent / "returns" / name).write_text(name, encoding="utf-8")
    with monkeypatch.context() as patch:
        patch.setattr(os, "sync", lambda: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            archive.receive(archive.folder.parent / "returns")


@pytest.mark.parametrize("is_build_lost", [False, True])
def test_what_a_run_left_that_was_killed_while_it_received_is_received_or_set_aside_and_ends(
    received: Archive, monkeypatch: pytest.MonkeyPatch, *, is_build_lost: bool
) -> None:
    root = received.folder.parent
    for name in "ef":
        killed_while_receiving(received, name, monkeypatch)
    (root / "returns" / "f").unlink()
    if is_build_lost:
        (root / "build.duckdb").unlink()
        shutil.rmtree(root / "releases")
    (told,) = started(received)
    assert "1 archived content(s) were never received, for a run was killed" in told
    assert [path.read_bytes() for path in (received.folder / "never_received").iterdir()] == [b"f"]
    received.receive(root / "returns")
    assert [receipt.path for receipt in received.receipts()] == list("abcde")
    assert not received.underway.exists()
    assert list(received.verify()) == []
    assert started(received) == []


def test_what_a_killed_run_left_is_forgotten_once_a_journal_names_it_so_that_a_cut_is_one(
    received: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, path = received.folder.parent, received.journal.path
    killed_while_receiving(received, "e", monkeypatch)
    received.receive(root / "returns")
    (root / "returns" / "e").unlink()
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:4]))
    with pytest.raises(ArchiveError, match="no receipt is left of 1"):
        mend_journal(received, received.receipts(), root / "returns")


def test_a_content_that_nobody_noted_is_set_aside_where_the_build_has_all_receipts_and_the_alarm_ends(
    received: Archive,
) -> None:
    root, left = received.folder.parent, hashlib.sha256(b"e").hexdigest()
    received.keep(left, b"e")
    with open_build(root) as build:
        landing.land_receipts(build.db, received)
        assert has_all_landed(build, RECEIPT, landed_receipts(build))
        (told,) = mend_journal(received, received.receipts(), root / "returns", all_landed=True)
    assert left[:12] in told
    assert (received.folder / "never_received" / left).read_bytes() == b"e"
    assert list(received.verify()) == []


def test_verification_names_a_content_that_no_receipt_is_left_of(received: Archive) -> None:
    received.journal.path.write_bytes(b"".join(received.journal.path.read_bytes().splitlines(keepends=True)[:3]))
    (orphan,) = received.verify()
    assert "no journal names it, since " in orphan


def test_states_of_registers_come_back_too(tmp_path: Path) -> None:
    archive = RegisterArchive(tmp_path / "archive")
    for text in (b"one", b"two"):
        archive.keep({"unit": text, "form": b"one"})
    before = archive.states()
    with open_build(tmp_path) as build:
        land_lines(build.db, REGISTER_STATE, before)
        archive.journal.path.unlink()
        assert "had lost 3 line(s)" in archive.mend_journal(*landed_lines(build, (REGISTER_STATE, State)))[0]
    assert archive.states() == before
    assert archive.last()["unit"][1] == b"two"


def test_a_release_that_is_damaged_in_one_journal_still_tells_of_the_others(tmp_path: Path) -> None:
    states = [State(1, "unit", "0" * 64, 3, "2026-11-28T09:30:00.000000")]
    with open_build(tmp_path) as build:
        land_lines(build.db, FREEZE, [])
        land_lines(build.db, REGISTER_STATE, states)
        publish(build)
    (tmp_path / "build.duckdb").unlink()
    with duckdb.connect(last_release(tmp_path)) as db:
        db.execute("pragma force_compression = 'uncompressed'")
        db.execute(
            "insert into reference.frozen_release (freeze_id, label) select i, 'kept' || md5(i::varchar) from range(30000) t(i)"
        )
    content = bytearray(last_release(tmp_path).read_bytes())
    content[content.index(b"kept", len(content) // 2)] ^= 1  # in a block of its own: the other table is whole
    last_release(tmp_path).write_bytes(content)
    with open_build(tmp_path) as build:
        assert landed_lines(build, (FREEZE, Freeze), (REGISTER_STATE, State)) == [[], states]
        (told,) = build.repairs
    assert "the last release cannot be read (" in told


def test_verification_names_the_line_of_a_journal_that_is_wrong(received: Archive) -> None:
    content = received.journal.path.read_bytes().splitlines(keepends=True)
    received.journal.path.write_bytes(b"".join([*content[:1], *content[2:]]))
    assert any(fault.endswith("receipts.jsonl: line 2 is numbered 3") for fault in received.verify())
