"""What lies in raw/returns is received, told with its reason, or is what systems leave there; it never stops the others."""

import errno
import hashlib
import json
import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import chdir, contextmanager
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.errors import ArchiveError, DataFolderError, ReturnsFolderError, SettlingError
from pipelines.folders import Folders, write_whole
from pipelines.intake import landing
from pipelines.intake.archive import Archive, Received, utc_text
from pipelines.intake.arrivals import SETTLED_SECONDS, look, settled_seconds, shown, wait_until_settled
from pipelines.operations.unkept import note_unkept, unkept_alarms
from pipelines.reference import load_reference
from pipelines.slips.writing import _targets
from pipelines.workbooks.clutter import is_clutter
from pipelines.workbooks.sniff import MAX_FILE_BYTES

SOUND = "2020H2/TC02.xlsx"
NOBODY = 65534


@pytest.fixture
def returns(tmp_path: Path) -> Path:
    folder = tmp_path / "returns"
    (folder / "2020H2").mkdir(parents=True)
    (folder / SOUND).write_bytes(b"sound")
    return folder


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive")


def received_paths(received: Received) -> list[str]:
    return sorted(receipt.path for receipt in received.new)


def sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(MAX_FILE_BYTES + 1)


def a_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listening, chdir(path.parent):  # the address of a socket has 108 bytes
        listening.bind(path.name)


def linked_folder(path: Path) -> None:
    outside = path.parents[2] / "outside"
    outside.mkdir()
    (outside / "TC09.xlsx").write_bytes(b"outside")
    path.symlink_to(outside, target_is_directory=True)


ODD: dict[str, tuple[Callable[[Path], object], str]] = {
    "a link to a file": (lambda path: path.symlink_to("TC02.xlsx"), "liên kết"),
    "a link to nothing": (lambda path: path.symlink_to("gone.xlsx"), "liên kết"),
    "a link to itself": (lambda path: path.symlink_to(path), "liên kết"),
    "a link to the folder above": (lambda path: path.symlink_to("..", target_is_directory=True), "liên kết"),
    "a link to a folder outside": (linked_folder, "liên kết"),
    "a link to a device": (lambda path: path.symlink_to("/dev/zero"), "liên kết"),
    "a pipe": (os.mkfifo, "ống dẫn"),
    "a socket": (a_socket, "socket"),
    "a folder": (Path.mkdir, "thư mục mang tên như một tệp"),
    "more than is read": (sparse, "tệp lớn 32 MB, vượt giới hạn 32 MB"),
}


@pytest.mark.parametrize("kind", ODD)
def test_what_is_no_file_to_receive_is_told_and_the_others_are_received(archive: Archive, returns: Path, kind: str) -> None:
    make, said = ODD[kind]
    make(returns / "2020H2" / "TC01.xlsx")
    received = archive.receive(returns)
    assert received_paths(received) == [SOUND]
    assert [item.path for item in received.unreceived] == ["2020H2/TC01.xlsx"]
    assert said in received.unreceived[0].reason_vi


def test_files_in_a_folder_named_like_a_file_are_received(archive: Archive, returns: Path) -> None:
    (returns / "2020H2" / "TC01.xlsx").mkdir()
    (returns / "2020H2" / "TC01.xlsx" / "TC03.xlsx").write_bytes(b"inside")
    (returns / "2020H2" / "TC04.ods" / "lan 2").mkdir(parents=True)
    (returns / "2020H2" / "TC04.ods" / "lan 2" / "TC04.ods").write_bytes(b"inside")
    (returns / "2020H2" / "TC05.zip").mkdir()
    received = archive.receive(returns)
    assert received_paths(received) == ["2020H2/TC01.xlsx/TC03.xlsx", SOUND, "2020H2/TC04.ods/lan 2/TC04.ods"]
    assert [item.path for item in received.unreceived] == ["2020H2/TC05.zip"]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        (b"TC02_B\xe1o.xlsx", r"TC02_B\xe1o.xlsx"),
        ("TC02_Báo.xlsx".encode("utf-16-le").replace(b"\0", b""), r"TC02_B\xe1o.xlsx"),
        ("Báo cáo.xlsx".encode("cp1258"), r"B\xe1o c\xe1o.xlsx"),
        (b"Bao\ncao\x1b[31m.xls", r"Bao\x0acao\x1b[31m.xls"),
        (b"\xff\xfe.ods", r"\xff\xfe.ods"),
        (rb"B\xe1o.xlsx", r"B\x5cxe1o.xlsx"),
        (rb"a\b.xlsx", r"a\b.xlsx"),
        ("Báo cáo.xlsx".encode(), "Báo cáo.xlsx"),
    ],
)
def test_a_name_that_is_not_text_is_received_under_a_faithful_spelling(
    archive: Archive, returns: Path, database: duckdb.DuckDBPyConnection, name: bytes, told: str
) -> None:
    (returns / os.fsdecode(name)).write_bytes(b"odd")
    received = archive.receive(returns)
    assert received_paths(received) == sorted([SOUND, told])
    assert archive.receive(returns) == Received([], [])
    database.execute("create schema raw")
    landing.land_receipts(database, archive)
    assert (told,) in database.execute("select path from raw.receipt").fetchall()


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=st.sets(st.binary(min_size=1, max_size=60).filter(lambda name: b"/" not in name and b"\0" not in name)))
def test_every_name_of_bytes_has_a_spelling_of_its_own_that_json_and_duckdb_take(
    database: duckdb.DuckDBPyConnection, names: set[bytes]
) -> None:
    told = {shown(Path("f", os.fsdecode(name)), Path("f")) for name in names - {b".", b".."}}
    assert len(told) == len(names - {b".", b".."})
    assert {text for (text,) in database.execute("select unnest(?)", [list(told)]).fetchall()} == told
    for text in told:
        assert json.loads(json.dumps(text, ensure_ascii=False).encode()) == text
        assert not set(text) & set(map(chr, [*range(32), 127]))


def test_a_literal_escape_and_the_byte_it_would_mean_are_two_files(archive: Archive, returns: Path) -> None:
    for name in (b"B\xe1o.xlsx", rb"B\xe1o.xlsx", rb"B\x5cxe1o.xlsx"):
        (returns / os.fsdecode(name)).write_bytes(name)
    assert len(set(received_paths(archive.receive(returns)))) == 4


@contextmanager
def as_nobody() -> Iterator[None]:
    """Be an ordinary user, also where tests are run by root, who may read everything."""
    if os.getuid() != 0:
        yield
        return
    os.setresuid(NOBODY, NOBODY, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)


@pytest.mark.parametrize("locked", ["2020H2/TC01.xlsx", "2021H1"])
def test_a_file_or_folder_that_may_not_be_read_is_told_and_heals(
    tmp_path: Path, returns: Path, monkeypatch: pytest.MonkeyPatch, locked: str
) -> None:
    (returns / "2021H1").mkdir()
    for name in ("2020H2/TC01.xlsx", "2021H1/TC03.xlsx"):
        (returns / name).write_bytes(name.encode())
    tmp_path.chmod(0o777)
    monkeypatch.chdir(tmp_path)  # the folders above may be closed to others
    archive, mode = Archive(Path("archive")), (returns / locked).stat().st_mode
    (returns / locked).chmod(0)
    with as_nobody():
        received = archive.receive(Path("returns"))
    (returns / locked).chmod(mode)
    with as_nobody():
        healed = archive.receive(Path("returns"))
    assert [item.path for item in received.unreceived] == [locked]
    assert "không có quyền đọc" in received.unreceived[0].reason_vi
    assert SOUND in received_paths(received)
    assert healed.unreceived == []
    assert len(received.new) + len(healed.new) == 3


def test_a_file_that_vanishes_after_it_was_listed_is_told_and_the_others_are_received(
    archive: Archive, returns: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (returns / "TC01.xlsx").write_bytes(b"gone")
    listed = look(returns)
    (returns / "TC01.xlsx").unlink()
    monkeypatch.setattr("pipelines.intake.archive.look", lambda folder: listed)
    received = archive.receive(returns)
    assert received_paths(received) == [SOUND]
    assert [(item.path, item.reason_vi) for item in received.unreceived] == [("TC01.xlsx", "đã biến mất trong khi nhận")]


@pytest.mark.parametrize("becomes", ["a link to a file", "a pipe", "a folder"])
def test_a_file_that_turns_into_something_else_after_it_was_listed_is_never_opened(
    archive: Archive, returns: Path, monkeypatch: pytest.MonkeyPatch, becomes: str
) -> None:
    (returns / "TC01.xlsx").write_bytes(b"gone")
    listed = look(returns)
    (returns / "TC01.xlsx").unlink()
    ODD[becomes][0](returns / "TC01.xlsx")
    monkeypatch.setattr("pipelines.intake.archive.look", lambda folder: listed)
    received = archive.receive(returns)
    assert received_paths(received) == [SOUND]
    assert [item.path for item in received.unreceived] == ["TC01.xlsx"]


def test_a_file_that_is_written_while_it_is_read_is_told_and_left_for_the_next_time(
    archive: Archive, returns: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stat_now = os.fstat

    def written_meanwhile(descriptor: int) -> os.stat_result:
        found = stat_now(descriptor)
        with (returns / SOUND).open("ab") as file:
            file.write(b"more")
        return found

    monkeypatch.setattr(os, "fstat", written_meanwhile)
    received = archive.receive(returns)
    assert (received.new, [item.path for item in received.unreceived]) == ([], [SOUND])
    assert "đang được ghi" in received.unreceived[0].reason_vi
    monkeypatch.undo()
    assert received_paths(archive.receive(returns)) == [SOUND]


def fill_disk(monkeypatch: pytest.MonkeyPatch, *, above: int, code: int = errno.ENOSPC) -> None:
    """Let the disk take no more than so many bytes at once."""
    write = Path.write_bytes

    def limited(path: Path, content: bytes) -> int:
        if len(content) <= above:
            return write(path, content)
        write(path, content[:above])
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(Path, "write_bytes", limited)


def test_a_file_that_the_disk_has_no_room_for_is_told_and_the_others_are_kept(
    archive: Archive, returns: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (returns / "TC01.xlsx").write_bytes(b"much " * 100)
    fill_disk(monkeypatch, above=100)
    received = archive.receive(returns)
    assert received_paths(received) == [SOUND]
    assert "hết chỗ" in received.unreceived[0].reason_vi
    assert list(archive.folder.rglob("*.part")) == []
    monkeypatch.undo()
    assert received_paths(archive.receive(returns)) == ["TC01.xlsx"]
    assert list(archive.verify()) == []


def test_files_that_the_archive_may_not_take_are_told_to_its_operator_until_it_takes_them(
    tmp_path: Path, returns: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders = Folders(tmp_path)
    tmp_path.chmod(0o777)
    monkeypatch.chdir(tmp_path)  # the folders above may be closed to others
    archive = Archive(Path("archive"))
    for name in ("TC01.xlsx", "TC03.xlsx"):
        (returns / name).write_bytes(name.encode())
    closed = archive.object_path(hashlib.sha256(b"TC01.xlsx").hexdigest()).parent
    closed.mkdir(parents=True)
    for folder in (closed.parent, closed.parents[1]):
        folder.chmod(0o777)
    closed.chmod(0o555)  # as a night of another account leaves it
    with as_nobody():
        received = archive.receive(Path("returns"))
    assert received_paths(received) == [SOUND, "TC03.xlsx"]
    note_unkept(folders, received.unkept)
    (alarm,) = unkept_alarms(folders)
    assert (alarm.kind, alarm.subject) == ("archive", "1 file(s) that came could not be archived")
    assert f"(Permission denied):\n  TC01.xlsx\nWhere: {closed}\nRemedy: let the account that runs the night" in alarm.text
    closed.chmod(0o777)
    with as_nobody():
        received = archive.receive(Path("returns"))
    note_unkept(folders, received.unkept)
    assert list(unkept_alarms(folders)) == []


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS, errno.EDQUOT, errno.EIO])
def test_an_archive_that_takes_nothing_is_a_fault_in_one_line_and_what_it_held_stays(
    archive: Archive, returns: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    archive.receive(returns)
    (returns / "TC01.xlsx").write_bytes(b"new")
    fill_disk(monkeypatch, above=0, code=code)
    with pytest.raises(ArchiveError, match=rf"none could be archived \({os.strerror(code)}\)(.|\n)*Remedy: make room"):
        archive.receive(returns)
    monkeypatch.undo()
    assert [receipt.path for receipt in archive.receipts()] == [SOUND]
    assert received_paths(archive.receive(returns)) == ["TC01.xlsx"]
    assert list(archive.verify()) == []


@pytest.mark.parametrize("seconds", [-(1 << 40), 1 << 40])
def test_a_time_of_change_beyond_the_calendar_stops_nothing(seconds: float) -> None:
    assert utc_text(seconds).startswith(("0001", "9999"))


CLUTTER = (
    *("desktop.ini", "Desktop.ini", "Thumbs.db", "ehthumbs.db", "~$TC01.xlsx", "~WRL0001.tmp", "TC01.xlsx:Zone.Identifier"),
    *(".DS_Store", "._TC01.xlsx", ".~lock.TC01.xlsx#", ".TC01.xlsx.aB3dE", ".nfs0001", "Icon\r", ".sync/TC01.xlsx"),
    *("__MACOSX/._TC01.xlsx", "__MACOSX/TC01.xlsx", "$RECYCLE.BIN/TC01.xlsx", "System Volume Information/x"),
    *("Thumbs.db:encryptable", "TC01.xlsx.crdownload", "TC01.xlsx.part", "Chưa xác nhận.CRDOWNLOAD", "TC01.xlsx.partial"),
    *("@eaDir/TC01.xlsx", "#recycle/TC01.xlsx", "lost+found/x", "2020H2/@eaDir/TC01.xlsx/SYNO.xlsx"),
)


@pytest.mark.parametrize("name", CLUTTER)
def test_what_systems_lay_beside_the_files_is_passed_over_by_one_list_for_folders_and_zips(
    archive: Archive, returns: Path, name: str
) -> None:
    (returns / name).parent.mkdir(parents=True, exist_ok=True)
    (returns / name).write_bytes(b"system")
    received = archive.receive(returns)
    assert (received_paths(received), received.unreceived) == ([SOUND], [])
    assert is_clutter(name)
    assert is_clutter(name.replace("/", "\\"))


@pytest.mark.parametrize(
    "name",
    [
        "TC01.xlsx",
        "~TC01.xlsx",
        "../../TC02.csv",
        "./TC01.xlsx",
        "desktop.ini.xlsx",
        "2020H2/thumbs.xlsx",
        "TC01.tmp",
        "TC01.part.xlsx",
        "part",
        "#1.xls",
    ],
)
def test_what_people_name_so_is_never_passed_over(name: str) -> None:
    assert not is_clutter(name)


def test_a_name_of_the_greatest_length_is_received_and_gets_a_slip_that_can_be_written(
    archive: Archive, returns: Path, tmp_path: Path
) -> None:
    names = ["a" * 250 + ".xlsx", "b" * 251 + ".csv", os.fsdecode(b"\xe1" * 250 + b".xlsx"), "ô" * 125 + ".xlsx", "c" * 255]
    for name in names:
        (returns / name).write_bytes(os.fsencode(name))
    (returns / ("e" * 255) / ("f" * 255)).mkdir(parents=True)
    (returns / ("e" * 255) / ("f" * 255) / names[0]).write_bytes(b"deep")
    received = archive.receive(returns)
    assert (len(received.new), received.unreceived) == (len(names) + 2, [])
    targets = _targets([receipt.path for receipt in received.new])
    assert len(set(targets.values())) == len(targets)
    for target in targets.values():
        write_whole(tmp_path / "slips" / target.with_name(f"{target.name}.xlsx"), b"slip")


def test_slips_of_a_file_and_of_a_folder_of_one_name_do_not_meet(tmp_path: Path) -> None:
    targets = _targets(["a.csv", "a.xlsx/TC01.xlsx", "b.xlsm/TC01.ods", "b.xls", "c.xlsx", "c.csv", "2020H2/TC01.xlsx"])
    assert [str(target) for target in targets.values()] == [
        *("a", "a.xlsx_/TC01", "b.xlsm_/TC01", "b", "c.xlsx", "c.csv", "2020H2/TC01"),
    ]
    for target in targets.values():
        write_whole(tmp_path / target.with_name(f"{target.name}.xlsx"), b"slip")


def test_folders_deeper_than_any_path_may_be_stop_nothing(
    archive: Archive, returns: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(returns)
    for _ in range(20):
        Path("d" * 250).mkdir()
        os.chdir("d" * 250)
    monkeypatch.undo()
    received = archive.receive(returns)
    assert received_paths(received) == [SOUND]
    assert len(received.unreceived) == 1
    assert "quá dài" in received.unreceived[0].reason_vi


def touch(path: Path, age: float) -> None:
    """Let a file have been written so many seconds ago."""
    os.utime(path, (time.time() - age, time.time() - age))


@pytest.mark.parametrize("age", [0.0, 15.0])
def test_a_file_that_was_written_just_now_is_left_for_the_next_time_and_told(
    archive: Archive, returns: Path, age: float
) -> None:
    (returns / "TC01.xlsx").write_bytes(b"half")
    touch(returns / "TC01.xlsx", age)
    touch(returns / SOUND, 25)
    received = archive.receive(returns, settled=20)
    assert received_paths(received) == [SOUND]
    assert [(item.path, "chưa ghi xong" in item.reason_vi) for item in received.unreceived] == [("TC01.xlsx", True)]
    (returns / "TC01.xlsx").write_bytes(b"half and half")
    touch(returns / "TC01.xlsx", 25)
    received = archive.receive(returns, settled=20)
    assert (received_paths(received), received.unreceived) == (["TC01.xlsx"], [])


@pytest.mark.parametrize("age", [-3600.0, -1.5, 20.0, 10**9])
def test_a_time_in_the_future_is_a_wrong_clock_and_holds_nothing_up(archive: Archive, returns: Path, age: float) -> None:
    touch(returns / SOUND, age)
    assert received_paths(archive.receive(returns, settled=20)) == [SOUND]


def test_a_file_that_was_only_touched_is_not_waited_for(archive: Archive, returns: Path) -> None:
    archive.receive(returns)
    touch(returns / SOUND, 0)
    assert archive.receive(returns, settled=20) == Received([], [])


def test_a_night_in_a_terminal_waits_for_what_was_just_written_but_not_for_ever(returns: Path) -> None:
    touch(returns / SOUND, 5)
    said: list[str] = []
    slept: list[float] = []

    def settles(seconds: float) -> None:
        slept.append(seconds)
        touch(returns / SOUND, 5 + sum(slept))

    wait_until_settled(returns, 20, said.append, settles)
    assert said == ["1 file(s) were written less than 20 s ago: waiting until they settle"]
    assert [round(seconds) for seconds in slept] == [15]
    touch(returns / SOUND, 0)
    wait_until_settled(returns, 20, said.append, slept.append)
    assert [round(seconds) for seconds in slept[1:]] == [20] * 3
    wait_until_settled(returns / "none", 20, said.append, slept.append)
    assert len(slept) == 4


@pytest.mark.parametrize("given", ["soon", "-1", "nan", "99999"])
def test_a_time_to_settle_that_is_none_is_told(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.delenv("UNIT_RETURNS_SETTLED_SECONDS", raising=False)
    assert settled_seconds() == SETTLED_SECONDS
    monkeypatch.setenv("UNIT_RETURNS_SETTLED_SECONDS", given)
    with pytest.raises(SettlingError, match=f"'{given}' is no number of seconds"):
        settled_seconds()


@pytest.mark.parametrize("kind", ["missing", "a file", "closed"])
def test_an_inbox_that_is_away_is_no_empty_inbox(
    archive: Archive, returns: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    archive.receive(returns)
    monkeypatch.chdir(returns.parent)
    returns.parent.chmod(0o755)
    returns.rename("elsewhere")
    if kind != "missing":
        returns.touch() if kind == "a file" else returns.mkdir(mode=0)
    with as_nobody(), pytest.raises(ReturnsFolderError, match=r"returns: the folder .*\nRemedy: mount the share"):
        archive.receive(Path("returns"))


def test_without_the_folder_above_all_that_is_missing_is_one_fault(tmp_path: Path) -> None:
    folders = Folders(tmp_path)
    said = set()
    for step in (
        lambda: Archive(folders.archive).receive(folders.returns),
        lambda: load_reference(folders.reference),
    ):
        with pytest.raises(DataFolderError, match=r"raw: the folder with returns, .* is not there\nRemedy: see that") as told:
            step()
        said.add(str(told.value))
    assert len(said) == 1


def test_what_a_killed_run_left_in_the_archive_stops_no_ordinary_user(
    tmp_path: Path, returns: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tmp_path.chmod(0o777)
    monkeypatch.chdir(tmp_path)
    assert returns.is_dir()
    with as_nobody():
        Path("archive").mkdir()
        Path("archive/incoming.part").write_bytes(b"half")
        Path("archive/incoming.part").chmod(0o444)
        Path("archive/.receipts.jsonl.part").write_bytes(b"half")
        Path("archive/.receipts.jsonl.part").chmod(0o444)
        archive = Archive(Path("archive"))
        assert received_paths(archive.receive(Path("returns"))) == [SOUND]
        assert list(archive.verify()) == []
        assert not Path("archive/incoming.part").exists()


def test_a_content_that_a_power_cut_left_empty_under_its_name_is_written_whole(archive: Archive, returns: Path) -> None:
    archive.receive(returns)
    (receipt,) = archive.receipts()
    archive.journal.path.unlink()
    archive.object_path(receipt.file_sha256).chmod(0o644)
    archive.object_path(receipt.file_sha256).write_bytes(b"")
    assert received_paths(archive.receive(returns)) == [SOUND]
    assert list(archive.verify()) == []


def test_what_could_not_be_received_lands_as_it_is_now_and_heals(
    archive: Archive, returns: Path, database: duckdb.DuckDBPyConnection
) -> None:
    database.execute("create schema raw")
    (returns / "TC01.xlsx").symlink_to(SOUND)
    landing.land_unreceived(database, archive.receive(returns).unreceived)
    assert database.execute("select path from raw.unreceived").fetchall() == [("TC01.xlsx",)]
    (returns / "TC01.xlsx").unlink()
    landing.land_unreceived(database, archive.receive(returns).unreceived)
    assert database.execute("select path from raw.unreceived").fetchall() == []
