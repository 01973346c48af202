"""A build file that cannot be read is derived: it is set aside and built again, unless somebody only holds it."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from pipelines.errors import BuildFileError
from pipelines.warehouse import build, is_held, open_build, publish
from tests.holding import held_open
from tests.unit.test_warehouse import fill, published


def _cut(path: Path, size: int) -> None:
    os.truncate(path, size)


def _into_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()
    (path / "mine.txt").write_text("mine")


def _into_sqlite(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as db:
        db.execute("create table a (b)")
    db.close()


HARMS: dict[str, Callable[[Path], object]] = {
    "empty": lambda path: _cut(path, 0),
    "ten bytes": lambda path: _cut(path, 10),
    "its first header": lambda path: _cut(path, 5_000),
    "half": lambda path: _cut(path, path.stat().st_size // 2),
    "random": lambda path: path.write_bytes(os.urandom(50_000)),
    "text": lambda path: path.write_text("unit_id,value" * 5_000),
    "another header": lambda path: path.write_bytes(path.read_bytes()[:4096] + bytes(8192) + path.read_bytes()[12288:]),
    "a folder": _into_folder,
    "of another program": _into_sqlite,
    "its log is a folder": lambda path: Path(f"{path}.wal").mkdir(),
}


def test_a_build_file_that_is_no_database_is_kept_aside_and_built_again(tmp_path: Path) -> None:
    """One harm after the other; of what is kept aside the newest stays."""
    with open_build(tmp_path) as build:
        fill(build, 1)
        publish(build)
    path = tmp_path / "build.duckdb"
    for number, (name, harm) in enumerate(HARMS.items(), start=1):
        Path(f"{path}.wal").unlink(missing_ok=True)
        if name != "its log is a folder":
            Path(f"{path}.wal").write_bytes(b"stale")
        harm(path)
        with open_build(tmp_path) as build:
            fill(build, 1)
            release = publish(build)
            build.repairs.forget()  # the night told them
        assert f"kept as build.duckdb.broken-{number}, and built again from the archive" in "; ".join(release.repairs), name
        assert {found.name.removesuffix(".wal") for found in tmp_path.glob("*broken*")} == {f"build.duckdb.broken-{number}"}
        assert not Path(f"{path}.wal").exists()
    assert published(tmp_path) == [(1,)]
    with open_build(tmp_path) as build:
        assert list(build.repairs) == []


@pytest.mark.parametrize("part", [0.2, 0.4, 0.6, 0.8])
def test_a_build_file_with_a_damaged_block_in_its_midst_is_kept_aside_before_a_run_meets_it(
    tmp_path: Path, part: float
) -> None:
    with open_build(tmp_path) as build:
        build.db.execute("create table raw.cell as select sha256(i::varchar) as text from range(100_000) as r(i)")
    path = tmp_path / "build.duckdb"
    with path.open("r+b") as file:
        file.seek(int(path.stat().st_size * part))
        file.write(os.urandom(64))
    with open_build(tmp_path) as build:
        assert "kept as build.duckdb.broken-1" in next(iter(build.repairs))
        assert build.row_counts() == {}


def test_a_build_file_that_another_program_has_open_is_not_set_aside(tmp_path: Path) -> None:
    with open_build(tmp_path) as build:
        fill(build, 1)
    with (
        held_open(tmp_path / "build.duckdb"),
        pytest.raises(BuildFileError, match="close the program that has it open"),
        open_build(tmp_path),
    ):
        pass
    with open_build(tmp_path) as build:
        assert build.row_counts() == {"marts.thing": 1}
    assert list(tmp_path.glob("*broken*")) == []


def test_a_folder_in_the_place_of_the_lock_is_told_with_its_remedy(tmp_path: Path) -> None:
    (tmp_path / "build.lock").mkdir()
    assert not is_held(tmp_path)
    with (
        pytest.raises(BuildFileError, match=r"build\.lock.*Is a directory[^$]*move away what lies there"),
        open_build(tmp_path),
    ):
        pass


def test_a_warehouse_in_the_place_of_which_a_file_lies_is_told_with_its_remedy(tmp_path: Path) -> None:
    (tmp_path / "warehouse").write_text("x")
    with pytest.raises(BuildFileError, match="let the account that runs the night write"), open_build(tmp_path / "warehouse"):
        pass


def of_a_killed_night(folder: Path, statements: str) -> None:
    """Leave a build file with a log, as a night does that was killed."""
    program = (
        "import os, sys\nfrom pathlib import Path\nfrom pipelines.warehouse import open_build\n"
        "with open_build(Path(sys.argv[1])) as build:\n    build.db.execute(sys.argv[2])\n    os._exit(0)"
    )
    subprocess.run([sys.executable, "-c", program, str(folder), statements], check=True)


def test_a_log_that_needs_more_memory_than_reading_gets_is_replayed_and_what_does_not_fit_is_read_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build, "_FOR_READING", {"memory_limit": "1MB", "threads": 1})
    changes = "".join(f"update core.thing set b = b || 'x' where a % 3 = {rest}; " for rest in range(3))
    of_a_killed_night(
        tmp_path, f"create table core.thing as select range as a, md5(range::text) as b from range(100000); {changes}"
    )
    assert (tmp_path / "build.duckdb.wal").exists()
    with open_build(tmp_path) as opened:
        assert list(opened.repairs) == []
        assert opened.db.execute("select count(*), min(length(b)) from core.thing").fetchall() == [(100_000, 33)]


def test_only_a_build_that_this_code_made_is_worked_on_by_one_thread(tmp_path: Path) -> None:
    threads = "select current_setting('threads')::int"
    with open_build(tmp_path) as opened:
        first = opened.db.execute(threads).fetchall()
        opened.db.execute("create table core.thing as select 1 as a")
        opened.made.note(["core.thing"], "key")
    with open_build(tmp_path) as opened:
        assert opened.db.execute(threads).fetchall() == [(1,)]
        opened.use_every_thread()
        assert opened.db.execute(threads).fetchall() == first
        opened.db.execute("update notes.made set code = 'another'")
    with open_build(tmp_path) as opened, duckdb.connect() as unbounded:
        assert opened.db.execute(threads).fetchall() == first == unbounded.execute(threads).fetchall()
