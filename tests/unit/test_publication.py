"""What lies at the published path is a release, byte for byte: whatever crashed, was altered, or was left behind."""

import errno
import hashlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
import pytest

from pipelines.assets.publication import release_asset
from pipelines.errors import PublicationError
from pipelines.folders import Folders
from pipelines.warehouse import (
    PUBLISHED,
    Build,
    Release,
    is_in_place,
    last_release,
    open_build,
    open_published,
    open_release,
    publish,
    release,
    what_stands,
)
from pipelines.warehouse.repairs import Repairs
from pipelines.warehouse.shelf import journal, releases
from tests.holding import held_open
from tests.unit.test_receiving import as_nobody
from tests.unit.test_warehouse import fill, published


def publish_values(folder: Path, *values: int) -> Release:
    with open_build(folder) as build:
        fill(build, *values)
        release = publish(build)
        build.repairs.forget()  # the night told them
        return release


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Release]:
    """A folder in which 1 was published, and the release."""
    folder = tmp_path_factory.mktemp("prepared")
    return folder, publish_values(folder, 1)


THEN = pytest.mark.parametrize(
    "then", [pytest.param((1,), id="nothing new"), pytest.param((1, 2), id="a new release", marks=pytest.mark.soak)]
)
"""What is published after the harm. A new release is tried after one harm, and after each of the others by `make soak`."""


@pytest.fixture
def first(prepared: tuple[Path, Release], tmp_path: Path) -> Release:
    """The first release: 1 was published in `tmp_path`."""
    folder, made = prepared
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    return made


def edit(path: Path, sql: str) -> None:
    """Change a database as somebody does who may write to it."""
    path.chmod(0o644)
    with duckdb.connect(str(path)) as db:
        db.execute(sql)


def leave_a_log(path: Path, sql: str) -> Path:
    """Change a database as one who dies before it is closed: the change stays in the write-ahead log."""
    edit(path, f"pragma disable_checkpoint_on_shutdown; {sql}")
    path.chmod(0o444)
    log = path.with_name(path.name + ".wal")
    assert log.exists()
    return log


def assert_verified(folder: Path) -> None:
    """The published file is the newest release, as it was recorded; nobody may write to either, and nothing lies beside."""
    newest = last_release(folder)
    content = newest.read_bytes()
    assert (folder / PUBLISHED).read_bytes() == content
    assert newest.with_suffix(".sha256").read_text().split()[:2] == [hashlib.sha256(content).hexdigest(), newest.name]
    assert {path.stat().st_mode & 0o777 for path in (folder / PUBLISHED, newest)} == {0o444}
    assert is_in_place(folder)
    assert [path.name for path in folder.rglob("*") if ".part" in path.name or path.name.startswith("analytics.duckdb.")] == []


def test_published_files_and_releases_are_read_only_and_the_record_is_one_that_sha256sum_reads(
    tmp_path: Path, first: Release
) -> None:
    assert_verified(tmp_path)
    done = subprocess.run(
        ["sha256sum", "--check", last_release(tmp_path).with_suffix(".sha256").name],
        cwd=tmp_path / "releases",
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_what_was_put_right_is_told_by_the_next_night_when_one_fails_after_it_published(tmp_path: Path) -> None:
    def night() -> dg.ExecuteInProcessResult:
        with open_build(tmp_path / "warehouse") as build:
            fill(build, 1)
            resources = {"folders": Folders(tmp_path), "warehouse": build, "registers": None}
            return dg.materialize([release_asset(["marts.thing"], lambda _: None)], resources=resources, raise_on_error=False)

    in_the_way = tmp_path / "warehouse" / "confirmed.json"
    in_the_way.mkdir(parents=True)
    (tmp_path / "raw" / "archive").mkdir(parents=True)
    repairs = Repairs(tmp_path / "warehouse")
    repairs.append("the build was damaged")
    assert not night().success
    assert published(tmp_path / "warehouse") == [(1,)]
    assert list(repairs) == ["the build was damaged"]
    in_the_way.rmdir()
    (made,) = night().asset_materializations_for_node("warehouse__analytics")
    assert made.metadata["repairs"].value == ["the build was damaged"]
    assert list(repairs) == []


@THEN
@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda path: edit(path, "update marts.thing set a = 77"), "altered"),
        (lambda path: edit(path, "create table my_notes as select 1 as a"), "altered"),
        (lambda path: (path.chmod(0o644), path.write_bytes(path.read_bytes()[:5000])), "altered"),
        (lambda path: (path.chmod(0o644), path.write_bytes(b"")), "altered"),
        (lambda path: path.unlink(), "missing"),
        (lambda path: (shutil.copy(path, f"{path}.own"), path.unlink(), path.symlink_to(f"{path.name}.own")), "a link"),
        (lambda path: path.chmod(0o644), "could be written to"),
    ],
    ids=["a row", "a table", "cut off", "empty", "gone", "a link", "writable"],
)
def test_a_published_file_that_was_meddled_with_is_put_back_and_that_is_said(
    tmp_path: Path, first: Release, harm: Callable[[Path], object], said: str, then: tuple[int, ...]
) -> None:
    harm(tmp_path / PUBLISHED)
    (tmp_path / f"{PUBLISHED}.own").unlink(missing_ok=True)
    again = publish_values(tmp_path, *then)
    assert said in "; ".join(again.repairs)
    assert published(tmp_path) == [(value,) for value in then]
    assert_verified(tmp_path)
    assert publish_values(tmp_path, *then).repairs == ()


@pytest.mark.parametrize(
    "sql",
    [
        "update marts.thing set a = 77; create table my_notes as select 1 as a",
        pytest.param("delete from marts.thing", marks=pytest.mark.soak),
    ],
)
@THEN
def test_a_log_left_beside_the_published_file_is_never_replayed(
    tmp_path: Path, first: Release, sql: str, then: tuple[int, ...]
) -> None:
    leave_a_log(tmp_path / PUBLISHED, sql)
    again = publish_values(tmp_path, *then)
    assert any("analytics.duckdb.wal lay beside" in repair for repair in again.repairs)
    assert published(tmp_path) == [(value,) for value in then]
    with open_published(tmp_path) as db:
        assert db.execute("select table_name from duckdb_tables() order by 1").fetchall() == [("release",), ("thing",)]
    assert_verified(tmp_path)


def test_a_log_left_beside_a_release_is_never_replayed(tmp_path: Path, first: Release) -> None:
    log = leave_a_log(last_release(tmp_path), "delete from marts.thing")
    again = publish_values(tmp_path, 1)
    assert log.name in "; ".join(again.repairs)
    with open_release(tmp_path) as db:
        assert db.execute("from marts.thing").fetchall() == [(1,)]
    assert_verified(tmp_path)


@pytest.mark.parametrize("then", [(1,), (1, 2)], ids=["nothing new", "a new release"])
@pytest.mark.parametrize(
    "harm",
    [
        lambda path: edit(path, "update marts.thing set a = 77"),
        lambda path: (path.chmod(0o644), path.write_bytes(b"")),
    ],
    ids=["altered", "empty"],
)
def test_a_release_that_is_not_what_was_recorded_is_written_anew_from_the_build(
    tmp_path: Path, first: Release, harm: Callable[[Path], object], then: tuple[int, ...]
) -> None:
    harm(last_release(tmp_path))
    again = publish_values(tmp_path, *then)
    assert again.is_new
    assert f"release {first.release_id} is not what was published" in "; ".join(again.repairs)
    assert [path.stem for path in (tmp_path / "releases").glob("*.duckdb")] == [again.release_id]
    assert published(tmp_path) == [(value,) for value in then]
    assert_verified(tmp_path)


@THEN
@pytest.mark.parametrize(
    "harm",
    [
        lambda record: record.unlink(),
        lambda record: (record.unlink(), record.write_text("none")),
        lambda record: (record.unlink(), record.mkdir()),
    ],
    ids=["none", "of nothing", "a folder"],
)
def test_a_release_without_a_record_as_an_earlier_version_wrote_is_kept_and_not_called_altered(
    tmp_path: Path, first: Release, harm: Callable[[Path], object], then: tuple[int, ...]
) -> None:
    before = last_release(tmp_path)
    harm(before.with_suffix(".sha256"))
    again = publish_values(tmp_path, *then)
    assert again.is_new
    said = "; ".join(again.repairs)
    assert f"release {first.release_id} has no record" in said
    assert "altered" not in said
    assert "removed" not in said
    assert before.exists()
    assert published(tmp_path) == [(value,) for value in then]
    assert_verified(tmp_path)
    assert publish_values(tmp_path, *then).repairs == ()


@THEN
@pytest.mark.parametrize(
    ("place", "record"),
    [
        pytest.param(0, None, id="an older one without a record"),
        pytest.param(-1, os.urandom(80), id="the last one with a random record"),
        pytest.param(-1, None, id="the last one without a record", marks=pytest.mark.soak),
        pytest.param(0, os.urandom(80), id="an older one with a random record", marks=pytest.mark.soak),
    ],
)
def test_a_release_that_is_no_database_and_has_no_record_is_set_aside(
    tmp_path: Path, first: Release, record: bytes | None, place: int, then: tuple[int, ...]
) -> None:
    publish_values(tmp_path, 1, 2)
    harmed = releases(tmp_path)[place]
    harmed.chmod(0o644)
    harmed.write_bytes(os.urandom(5000))
    harmed.with_suffix(".html").write_text("page", encoding="utf-8")
    harmed.with_suffix(".sha256").unlink()
    if record is not None:
        harmed.with_suffix(".sha256").write_bytes(record)
    again = publish_values(tmp_path, *then)
    (told,) = [line for line in again.repairs if harmed.stem in line]
    assert told.startswith(f"releases/{harmed.name} was no database, and no record tells what it was; moved to set_aside/")
    assert "earlier version" not in "; ".join(again.repairs)
    assert not list((tmp_path / "releases").glob(f"{harmed.stem}*"))
    assert published(tmp_path) == [(value,) for value in then]
    assert_verified(tmp_path)
    assert publish_values(tmp_path, *then).repairs == ()


@pytest.mark.parametrize(
    "error",
    [
        duckdb.IOException('IO Error: Cannot open file "/w/releases/.x.part": Permission denied'),
        PermissionError(errno.EACCES, "Permission denied", "/w/releases/.x.part"),
        OSError(errno.EROFS, "Read-only file system", "/w/releases/.x.part"),
    ],
    ids=["of DuckDB", "of the system", "read-only"],
)
def test_a_folder_without_rights_is_told_with_rights_as_the_remedy_and_not_room(
    tmp_path: Path, first: Release, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def refuse(*_: object) -> None:
        raise error

    monkeypatch.setattr(release, "_copy_build", refuse)
    with pytest.raises(PublicationError, match="Remedy: let the account that runs the night read and write"):
        publish_values(tmp_path, 3)


def test_pages_are_made_from_the_release_and_not_from_what_lies_at_the_published_path(tmp_path: Path, first: Release) -> None:
    edit(tmp_path / PUBLISHED, "update marts.thing set a = 77")
    with open_release(tmp_path) as db:
        assert db.execute("from marts.thing").fetchall() == [(1,)]
    with open_build(tmp_path) as build:
        for values in ([1], [1, 2]):
            fill(build, *values)
            publish(build)
            with build.release.open() as db:
                assert db.execute("select a, current_setting('TimeZone') from marts.thing order by a").fetchall() == [
                    (value, "UTC") for value in values
                ]


def at_clock(monkeypatch: pytest.MonkeyPatch, days: float) -> None:
    """Let publication find a clock that is wrong by so many days."""

    class Wrong(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return datetime.now(UTC) + timedelta(days=days)

    monkeypatch.setattr(release, "datetime", Wrong)


@pytest.mark.parametrize("days", [[366, 0, -1, -401, -1, -1], pytest.param([0, 366, 0, 1], marks=pytest.mark.soak)])
def test_the_release_published_last_is_the_newest_whatever_the_clock_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, days: list[float]
) -> None:
    for value, day in enumerate(days):
        at_clock(monkeypatch, day)
        made = publish_values(tmp_path, value)
        assert last_release(tmp_path).stem == made.release_id
        assert published(tmp_path) == [(value,)]
        assert_verified(tmp_path)
    assert [path.stem for path in releases(tmp_path)][-1] == made.release_id
    assert len(releases(tmp_path)) == len(days)


def test_a_night_a_year_ahead_prunes_no_release_that_is_newer_than_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(release, "RELEASES_KEPT", 3)
    made = []
    for value, day in enumerate([0, 366, 0, 1, 2, 3]):
        at_clock(monkeypatch, day)
        made.append(publish_values(tmp_path, value).release_id)
    assert [path.stem for path in releases(tmp_path)] == made[-3:]


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """A folder in which 0, 1 and 2 were published, and the releases in order."""
    folder = tmp_path_factory.mktemp("three")
    return folder, [publish_values(folder, value).release_id for value in range(3)]


def restored(prepared: tuple[Path, list[str]], folder: Path) -> list[str]:
    """Lay into a folder what was published in another one; gives the releases in order."""
    shutil.copytree(prepared[0], folder, dirs_exist_ok=True)
    return list(prepared[1])


@pytest.mark.parametrize(
    "harm",
    [
        lambda journal: journal.write_bytes(b""),
        lambda journal: journal.write_bytes(b"".join(journal.read_bytes().splitlines(keepends=True)[1:])),
    ],
    ids=["empty", "without its first line"],
)
def test_a_damaged_journal_of_releases_hides_none_and_is_made_again(
    tmp_path: Path, three: tuple[Path, list[str]], harm: Callable[[Path], object]
) -> None:
    made = restored(three, tmp_path)
    harm(tmp_path / "releases" / "journal.jsonl")
    assert [path.stem for path in releases(tmp_path)] == made
    assert not publish_values(tmp_path, 2).is_new
    made.append(publish_values(tmp_path, 3).release_id)
    assert [path.stem for path in releases(tmp_path)] == made
    assert [line.release_id for line in journal(tmp_path).read()][-1] == made[-1]


def forget_sequence(shelf: Path, *release_ids: str) -> None:
    """Leave of records what an earlier version wrote."""
    for release_id in release_ids:
        record = shelf / f"{release_id}.sha256"
        record.chmod(0o644)
        record.write_text(record.read_text().splitlines(keepends=True)[0])


def lose_journal_and_a_record(shelf: Path, made: list[str]) -> None:
    (shelf / "journal.jsonl").unlink()
    (shelf / f"{made[0]}.sha256").unlink(missing_ok=True)


HARMS: dict[str, Callable[[Path, list[str]], object]] = {
    "journal gone": lambda shelf, _: (shelf / "journal.jsonl").rename(shelf / "lost"),
    "journal random": lambda shelf, _: (shelf / "journal.jsonl").write_bytes(os.urandom(50)),
    "journal cut": lambda shelf, _: (shelf / "journal.jsonl").write_bytes(
        (shelf / "journal.jsonl").read_bytes().splitlines(keepends=True)[0]
    ),
    "records of an earlier version": lambda shelf, made: forget_sequence(shelf, *made),
    "a record in the midst of an earlier version": lambda shelf, made: forget_sequence(shelf, made[1]),
    "journal and an old record gone": lose_journal_and_a_record,
}


JUMPS = ((0, 366, 0, 1), (366, 0, -400, 2), (5, 4, 3, 2))
"""Days by which the clock was wrong from release to release."""


@pytest.fixture(scope="module")
def jumped(tmp_path_factory: pytest.TempPathFactory) -> Callable[[tuple[float, ...]], tuple[Path, list[str]]]:
    """Gives a folder in which the values from 0 on were published by a clock that jumped so, and the releases in order."""

    @cache
    def publish_all(days: tuple[float, ...]) -> tuple[Path, list[str]]:
        folder = tmp_path_factory.mktemp("jumped")
        made = []
        for value, day in enumerate(days):
            with pytest.MonkeyPatch.context() as patch:
                at_clock(patch, day)
                made.append(publish_values(folder, value).release_id)
        return folder, made

    return publish_all


@pytest.mark.parametrize(
    ("days", "harms"),
    [
        # Each harm after one jump, and one harm after each; all of them, and twice, by `make soak`.
        *((JUMPS[0], (harm,)) for harm in HARMS),
        *((days, ("journal gone",)) for days in JUMPS[1:]),
        *(pytest.param(days, (harm, harm), marks=pytest.mark.soak) for days in JUMPS for harm in HARMS),
    ],
)
def test_with_the_journal_or_records_lost_after_a_clock_that_jumped_the_order_of_releases_stays(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    jumped: Callable[[tuple[float, ...]], tuple[Path, list[str]]],
    days: tuple[float, ...],
    harms: tuple[str, ...],
) -> None:
    made = restored(jumped(days), tmp_path)
    at_clock(monkeypatch, days[-1])
    for harm in harms:
        HARMS[harm](tmp_path / "releases", made)
        assert [path.stem for path in releases(tmp_path)] == made
        assert what_stands(tmp_path) == f"analysts read release {made[-1]} as it was published"
        assert "altered" not in "; ".join(publish_values(tmp_path, len(made) - 1).repairs)
        assert published(tmp_path) == [(len(made) - 1,)]
        made.append(publish_values(tmp_path, len(made)).release_id)
        assert [path.stem for path in releases(tmp_path)] == made


def test_releases_of_an_earlier_version_are_taken_over_by_their_names(tmp_path: Path, three: tuple[Path, list[str]]) -> None:
    made = restored(three, tmp_path)
    (tmp_path / "releases" / "journal.jsonl").unlink()
    forget_sequence(tmp_path / "releases", *made)
    assert [path.stem for path in releases(tmp_path)] == made
    made.append(publish_values(tmp_path, 3).release_id)
    assert [line.release_id for line in journal(tmp_path).read()] == made


@THEN
@pytest.mark.parametrize(
    ("which", "mode"),
    [
        pytest.param("published", 0o444, id="published, made read-only since"),
        pytest.param("release", 0o644, id="release, writable"),
        pytest.param("published", 0o644, id="published, writable", marks=pytest.mark.soak),
        pytest.param("release", 0o444, id="release, made read-only since", marks=pytest.mark.soak),
    ],
)
def test_a_process_that_has_a_file_open_for_writing_writes_to_nothing_published(
    tmp_path: Path, first: Release, then: tuple[int, ...], mode: int, which: str
) -> None:
    held = tmp_path / PUBLISHED if which == "published" else last_release(tmp_path)
    held.chmod(0o644)
    with held_open(held, "delete from marts.thing", "create table marts.mine as select 1 as a"):
        held.chmod(mode)
        again = publish_values(tmp_path, *then)
    if which == "published":
        assert "open for writing" in "; ".join(again.repairs)
    assert published(tmp_path) == [(value,) for value in then]
    assert_verified(tmp_path)
    assert publish_values(tmp_path, *then).repairs == ()


@pytest.mark.parametrize(
    "harm",
    [
        lambda path: path.chmod(0o644),
        lambda path: path.chmod(0o464),
        lambda path: path.with_name(f"{path.name}.wal").write_bytes(b""),
        lambda path: (path.unlink(), path.hardlink_to(last_release(path.parent))),
    ],
    ids=["writable", "writable for a group", "an empty log", "the file of the release"],
)
def test_a_published_file_that_somebody_may_have_open_is_another_file_after_the_night(
    tmp_path: Path, first: Release, harm: Callable[[Path], object]
) -> None:
    path = tmp_path / PUBLISHED
    harm(path)
    with path.open("rb") as before:
        assert not publish_values(tmp_path, 1).is_new
        assert os.fstat(before.fileno()).st_ino != path.stat().st_ino
    assert not path.samefile(last_release(tmp_path))
    assert_verified(tmp_path)
    inode = path.stat().st_ino
    assert publish_values(tmp_path, 1).repairs == ()
    assert path.stat().st_ino == inode


def test_what_is_not_named_as_a_release_is_left_alone(tmp_path: Path, first: Release) -> None:
    names = (
        "my_copy.duckdb",
        "99991231T235959999999Z-aaaaaaaaaaaa.duckdb",
        "20269931T235959999999Z-aaaaaaaaaaaa.duckdb",
        "zz.duckdb.wal",
        "notes.sha256",
        "29990101T000000000000Z-aaaaaaaaaaaa.duckdb.bak",
    )
    others = [Path(shutil.copy(last_release(tmp_path), tmp_path / "releases" / name)) for name in names]
    assert not publish_values(tmp_path, 1).is_new
    assert publish_values(tmp_path, 2).repairs == ()
    assert [other.name for other in others if not other.exists()] == []
    assert published(tmp_path) == [(2,)]
    assert last_release(tmp_path) not in others


def test_a_link_or_a_folder_named_as_a_release_is_none(tmp_path: Path, first: Release) -> None:
    (tmp_path / "releases" / "29990101T000000000000Z-aaaaaaaaaaaa.duckdb").symlink_to("nowhere")
    (tmp_path / "releases" / "29990101T000000000000Z-bbbbbbbbbbbb.duckdb").mkdir()
    assert publish_values(tmp_path, 2).repairs == ()
    assert published(tmp_path) == [(2,)]


PLACES: dict[str, Callable[[Path], Path]] = {
    "published": lambda folder: folder / PUBLISHED,
    "log": lambda folder: folder / f"{PUBLISHED}.wal",
    "part": lambda folder: folder / f".{PUBLISHED}.part",
    "journal": lambda folder: folder / "releases" / "journal.jsonl",
    "record": lambda folder: last_release(folder).with_suffix(".sha256"),
    "page": lambda folder: last_release(folder).with_suffix(".html"),
    "log of a release": lambda folder: last_release(folder).with_suffix(".duckdb.wal"),
    "part of a release": lambda folder: folder / "releases" / ".x.part",
}


@THEN
@pytest.mark.parametrize(
    "places",
    [
        pytest.param(["published"], id="published"),
        pytest.param([place for place in PLACES if place != "published"], id="all others"),
        *(pytest.param([place], id=place, marks=pytest.mark.soak) for place in PLACES if place != "published"),
    ],
)
def test_a_folder_where_a_file_belongs_is_set_aside_with_what_is_in_it(
    tmp_path: Path, first: Release, places: list[str], then: tuple[int, ...]
) -> None:
    paths = [PLACES[place](tmp_path) for place in places]
    for path in paths:
        path.unlink(missing_ok=True)
        path.mkdir()
        (path / "mine.txt").write_text(path.name)
    told = "; ".join(publish_values(tmp_path, *then).repairs)
    for path in paths:
        assert f"{path.relative_to(tmp_path)} was a folder where a file belongs; moved to set_aside/" in told
        (mine,) = (tmp_path / "set_aside").glob(f"*-{path.name}/mine.txt")
        assert mine.read_text() == path.name
    assert published(tmp_path) == [(value,) for value in then]
    assert publish_values(tmp_path, *then).repairs == ()


@pytest.mark.parametrize(
    "harm", [lambda path: path.write_text("x"), lambda path: path.symlink_to("nowhere")], ids=["a file", "a link to nothing"]
)
def test_what_lies_where_the_releases_belong_is_set_aside(
    tmp_path: Path, first: Release, harm: Callable[[Path], object]
) -> None:
    shutil.rmtree(tmp_path / "releases")
    harm(tmp_path / "releases")
    assert "releases was not a folder; moved to set_aside/1-releases" in "; ".join(publish_values(tmp_path, 1).repairs)
    assert_verified(tmp_path)


@pytest.mark.parametrize(
    "harm", [lambda path: path.write_text("x"), lambda path: path.symlink_to("nowhere")], ids=["a file", "a link to nothing"]
)
def test_what_lies_where_pages_belong_is_set_aside(tmp_path: Path, harm: Callable[[Path], object]) -> None:
    names = ("reports", "slips", ".data_docs", "data_docs")
    for name in names:
        harm(tmp_path / name)
    told = publish_values(tmp_path, 1).repairs
    for name in names:
        assert [line for line in told if f"{name} was not a folder; moved to set_aside/" in line and line.endswith(f"-{name}")]


class CrashError(BaseException):
    """Power is cut: nothing in the project catches this."""


CALLS = (
    *((Path, name) for name in ("mkdir", "chmod", "replace", "unlink", "write_text")),
    *((os, name) for name in ("fsync", "utime")),
    *((release, name) for name in ("_copy_build", "_audit")),
)
"""Everything by which publication changes what lies on the disk, or makes sure of it."""


@contextmanager
def crash_at(number: int) -> Iterator[list[str]]:
    """Crash at the call with this number, from 1, which then takes no effect; yields the names of the calls made."""
    made: list[str] = []

    def crashing(function: Callable[..., Any], name: str) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            made.append(name)
            if len(made) == number:
                raise CrashError
            return function(*arguments, **options)

        return call

    with pytest.MonkeyPatch.context() as patch:
        for owner, name in CALLS:
            patch.setattr(owner, name, crashing(getattr(owner, name), name))
        yield made


def publish_and_crash(build: Build, number: int) -> None:
    with crash_at(number), pytest.raises(CrashError):
        publish(build)


def of_each_kind(calls: Sequence[str]) -> list[int]:
    """Numbers, from 1, of the first and of the last call of each name."""
    return sorted({1 + calls.index(name) for name in calls} | {len(calls) - calls[::-1].index(name) for name in calls})


def unpublish(folder: Path) -> None:
    shutil.rmtree(folder / "releases")
    (folder / PUBLISHED).unlink()


STATES: dict[str, tuple[Callable[[Path], object], int]] = {
    "the first release": (unpublish, 2),
    "the next release": (lambda folder: None, 2),
    "the next after one that was altered": (lambda folder: edit(last_release(folder), "update marts.thing set a = 77"), 2),
    "nothing new, the published file altered": (lambda folder: edit(folder / PUBLISHED, "delete from marts.thing"), 1),
    "nothing new, a log left": (lambda folder: (folder / f"{PUBLISHED}.wal").write_bytes(b"left"), 1),
}
"""What lies there when publication begins, and the value to publish, where 1 was published before."""
OF_SOAK = ("the first release", "the next after one that was altered", "nothing new, a log left")
"""States whose way is that of another, but for one step: they are tried by `make soak`."""


@pytest.mark.parametrize("state", [name for name in STATES if name not in OF_SOAK])
def test_a_crash_at_any_touch_of_the_disk_leaves_a_release_and_the_next_run_ends_in_the_newest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, state: str
) -> None:
    """Of each kind of touch the first and the last."""
    crash(tmp_path, monkeypatch, state, of_each_kind)


@pytest.mark.soak
@pytest.mark.parametrize("state", STATES)
def test_a_crash_at_every_touch_of_the_disk_leaves_a_release(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, state: str
) -> None:
    crash(tmp_path, monkeypatch, state, lambda calls: range(1, len(calls) + 1))


def crash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, state: str, chosen: Callable[[list[str]], Iterable[int]]) -> None:
    """Publish and crash at each of the chosen calls, and then publish whole."""
    monkeypatch.setattr(release, "RELEASES_KEPT", 1)
    prepared, folder = tmp_path / "prepared", tmp_path / "folder"
    publish_values(prepared, 1)
    prepare, then = STATES[state]
    prepare(prepared)
    shutil.copytree(prepared, folder)
    lay_there = (prepared / PUBLISHED).exists() and (prepared / PUBLISHED).read_bytes()
    with open_build(folder) as build:
        fill(build, then)
        with crash_at(0) as calls:
            publish(build)
        assert len(calls) > 3
        for number in chosen(calls):
            lay_again(prepared, folder)
            publish_and_crash(build, number)
            lies_there = (folder / PUBLISHED).exists() and (folder / PUBLISHED).read_bytes()
            assert lies_there in (lay_there, *(path.read_bytes() for path in (folder / "releases").glob("*.duckdb")))
            publish(build)
            assert published(folder) == [(then,)]
            assert_verified(folder)


def lay_again(prepared: Path, folder: Path) -> None:
    """Let everything lie there again as it was prepared, but for the build, which is open."""
    for path in folder.iterdir():
        if not path.name.startswith("build."):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    shutil.copytree(prepared, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("build.*"))


@pytest.mark.parametrize(
    ("number", "remedy"), [(errno.EROFS, "let the account"), (errno.ENOTDIR, "move away"), (errno.EIO, "see that the disk")]
)
def test_the_remedy_of_a_failed_publication_is_that_of_its_cause(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, remedy: str
) -> None:
    def fail(_: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(PublicationError, match=f"Remedy: {remedy}"):
        publish_values(tmp_path, 1)


def test_a_full_disk_is_told_as_a_fault_of_publication_and_the_last_release_stands(
    tmp_path: Path, first: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (tmp_path / PUBLISHED).read_bytes()

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(PublicationError, match=r"No space left on device"):
        publish_values(tmp_path, 2)
    monkeypatch.undo()
    assert (tmp_path / PUBLISHED).read_bytes() == before
    assert publish_values(tmp_path, 2).is_new
    assert_verified(tmp_path)


def test_the_cases_of_rules_stay_in_the_build_and_make_no_new_release(first: Release, tmp_path: Path) -> None:
    cases = ("quality.case_ratio", "quality.case_of_tomorrow", "quality.own_past", "quality.failing_case")
    with open_build(tmp_path) as build:
        for table in (*cases, "quality.residual"):
            build.db.execute(f"create table {table} as select 1 as case_number")
            build.db.execute(f"comment on table {table} is 'given'")
            build.db.execute(f"comment on column {table}.case_number is 'given'")
        made = publish(build)
        build.db.execute("insert into quality.case_ratio values (2)")
        again = publish(build)
        assert set(cases) < build.tables()
    assert (made.is_new, again.is_new) == (True, False)
    with open_published(tmp_path) as db:
        found = {
            name for (name,) in db.execute("select table_name from duckdb_tables() where schema_name = 'quality'").fetchall()
        }
        assert found == {"residual"}
        assert db.execute("select case_number from quality.residual").fetchall() == [(1,)]
    with open_build(tmp_path) as build:
        assert set(build.keep_only([*sorted(build.tables() - {"quality.case_of_tomorrow"})])) == {"quality.case_of_tomorrow"}


def test_with_nothing_new_a_night_as_another_account_confirms_a_release_that_it_does_not_own() -> None:
    with tempfile.TemporaryDirectory() as root:  # the folders above those of other tests are closed to others
        made = publish_values(Path(root) / "warehouse", 1)
        for path in (Path(root), *Path(root).rglob("*")):
            if path.is_dir() or path.stem not in (made.release_id, "analytics"):
                path.chmod(0o777)
        with as_nobody():
            again = publish_values(Path(root) / "warehouse", 1)
    assert (again.release_id, again.is_new, again.repairs) == (made.release_id, False, ())


def test_what_a_night_put_right_that_was_killed_before_it_published_is_told_by_the_next(tmp_path: Path) -> None:
    with open_build(tmp_path) as build:
        build.repairs.append("one thing was mended")
    with open_build(tmp_path) as build:
        build.repairs += ["one thing was mended", "another\nthing too"]
    assert publish_values(tmp_path, 1).repairs == ("one thing was mended", "another thing too")
    assert publish_values(tmp_path, 1).repairs == ()
