"""An archived content that is damaged is the warehouse's fault: no unit is blamed, nothing is made of it, and it heals."""

import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines.errors import ArchiveError
from pipelines.intake import landing
from pipelines.intake.archive import Archive
from pipelines.returns.result import ReturnRead, unreadable_return
from pipelines.warehouse import Build, open_build
from tests.unit.workbooks import Draft, forms


def _into_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


HARMS: dict[str, Callable[[Path], object]] = {
    "changed": lambda path: path.write_bytes(b"1;2;3\n"),
    "another return": lambda path: Draft().put("1.05", 999).write_xlsx(path),
    "cut": lambda path: path.write_bytes(path.read_bytes()[:2000]),
    "empty": lambda path: path.write_bytes(b""),
    "missing": lambda path: path.unlink(),
    "a folder": _into_folder,
}


class Night:
    """The steps of a night that receive and read, on an installation of two returns."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.archive, self.returns = Archive(root / "archive"), root / "returns"

    def begin(self) -> None:
        """Two returns come, and are read."""
        self.returns.mkdir(parents=True)
        for unit, value in (("TC01", 7), ("TC02", 8)):
            Draft().put("1.05", value).write_xlsx(self.returns / f"{unit}.xlsx")
        self.run()

    def run(self, version: str = "v1") -> list[str]:
        """Receive and read; what was put right."""
        with open_build(self.root) as build:
            build.repairs.forget()  # what looking into the build found
            self.archive.receive(self.returns)
            landing.land_receipts(build.db, self.archive)
            landing.land_contents(build, self.archive, self.returns, forms(), version)
            told = list(build.repairs)
            build.repairs.forget()
            return told

    def landed(self) -> list[tuple[Any, ...]]:
        """What was read: path, whether it was readable, version, and the figure of line 1.05."""
        with duckdb.connect(str(self.root / "build.duckdb"), read_only=True) as db:
            return db.execute(
                "select path, is_readable, reader_version, value::integer from raw.receipt join raw.file using (file_sha256) "
                "left join (from raw.entry where line_code = '1.05') using (file_sha256) order by path"
            ).fetchall()

    def alter(self, sql: str) -> None:
        with duckdb.connect(str(self.root / "build.duckdb")) as db:
            db.execute(sql)

    def blob(self, path: str) -> Path:
        """Where the content of a file lies, open to harm."""
        (found,) = [receipt for receipt in self.archive.receipts() if receipt.path == path]
        blob = self.archive.object_path(found.file_sha256)
        blob.chmod(0o644)
        return blob


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Night:
    night = Night(tmp_path_factory.mktemp("first") / "root")
    night.begin()
    return night


@pytest.fixture
def night(first: Night, tmp_path: Path) -> Night:
    """The night after the first."""
    return Night(Path(shutil.copytree(first.root, tmp_path / "root")))


def sound(version: str = "v1") -> list[tuple[Any, ...]]:
    return [("TC01.xlsx", True, version, 7), ("TC02.xlsx", True, version, 8)]


def test_a_content_whose_reader_was_killed_from_outside_is_read_again_by_the_next_run(
    night: Night, monkeypatch: pytest.MonkeyPatch
) -> None:
    first_blob = night.blob("TC01.xlsx").name

    def killed(paths: Iterable[Path], *_: object, **__: object) -> Iterator[tuple[Path, ReturnRead]]:
        return ((path, unreadable_return("đã dừng", is_final=path.name != first_blob)) for path in paths)

    with monkeypatch.context() as patch:
        patch.setattr(landing, "read_returns", killed)
        night.run("v2")
    with open_build(night.root) as build:
        assert "not as they had been made" not in "".join(build.repairs)
    assert [is_readable for _, is_readable, *_ in night.landed()] == [False, False]
    night.run("v2")
    assert night.landed() == [sound("v2")[0], ("TC02.xlsx", False, "v2", None)]


@pytest.mark.parametrize("harm", HARMS)
def test_what_was_landed_of_a_damaged_content_stands_until_it_is_restored_and_then_it_is_read_by_itself(
    night: Night, harm: str
) -> None:
    blob = night.blob("TC01.xlsx")
    shutil.copy(blob, night.root / "backup")
    shutil.move(night.returns / "TC01.xlsx", night.root / "elsewhere")
    HARMS[harm](blob)
    for version in ("v2", "v2", "v3"):
        (told,) = night.run(version)
        assert re.match(
            r"1 archived content\(s\) .* landed .* stands: TC01\.xlsx (is no longer|cannot be read).*; restore raw/", told
        )
        assert night.landed() == [sound("v1")[0], sound(version)[1]]
    shutil.rmtree(blob) if blob.is_dir() else blob.unlink(missing_ok=True)
    shutil.copy(night.root / "backup", blob)
    assert night.run("v2") == []
    assert night.landed() == sound("v2")


@pytest.mark.parametrize("harm", [harm for harm in HARMS if harm != "a folder"])
def test_a_damaged_content_is_put_back_from_the_file_that_still_lies_there_and_that_is_told(night: Night, harm: str) -> None:
    HARMS[harm](night.blob("TC01.xlsx"))
    (repair,) = night.run("v2")
    assert repair.startswith("the archived content of TC01.xlsx ")
    assert repair.endswith("; put back from raw/returns")
    assert night.landed() == sound("v2")
    assert list(night.archive.verify()) == []


def test_a_content_that_is_damaged_while_it_is_read_blames_no_unit(night: Night, monkeypatch: pytest.MonkeyPatch) -> None:
    blob = night.blob("TC01.xlsx")

    def looked(*_: object) -> tuple[list[str], list[str]]:
        blob.unlink()
        return [], []

    monkeypatch.setattr(landing, "require_sound", looked)
    with pytest.raises(ArchiveError, match=r"archived content of TC01\.xlsx cannot be read"):
        night.run("v2")
    assert "TC01.xlsx" not in [path for path, *_ in night.landed()]
    monkeypatch.undo()
    assert len(night.run("v2")) == 1
    assert night.landed() == sound("v2")


@pytest.mark.parametrize("harm", HARMS)
def test_a_damaged_content_of_which_nothing_was_landed_stops_the_run_until_it_is_restored(night: Night, harm: str) -> None:
    blob = night.blob("TC01.xlsx")
    shutil.copy(blob, night.root / "backup")
    (night.returns / "TC01.xlsx").unlink()
    (night.root / "build.duckdb").unlink()
    HARMS[harm](blob)
    for _ in range(2):
        with pytest.raises(ArchiveError, match=r"TC01\.xlsx (is no longer|cannot be read)(.|\n)*Remedy: restore raw/arch"):
            night.run()
    shutil.rmtree(blob) if blob.is_dir() else blob.unlink(missing_ok=True)
    shutil.copy(night.root / "backup", blob)
    assert night.run() == []
    assert night.landed() == sound()


def test_many_damaged_contents_are_one_line(night: Night) -> None:
    for path in night.returns.iterdir():
        night.blob(path.name).unlink()
        path.unlink()
    (told,) = night.run("v2")
    assert re.match(r"2 archived content\(s\) .*TC01\.xlsx .*TC02\.xlsx", told)
    (night.root / "build.duckdb").unlink()
    with pytest.raises(ArchiveError, match=r"2 archived content\(s\) (.|\n)*TC01\.xlsx .*TC02\.xlsx"):
        night.run("v2")


ALTERATIONS = {
    "a figure": "update raw.entry set value = 9 where line_code = '1.05'",
    "a cell": "update raw.cell set text = 'x' where row_number = 1",
    "a lost figure": "delete from raw.entry where line_code = '1.05'",
    "a doubled figure": "insert into raw.entry from raw.entry",
    "an invented finding": "insert into raw.reader_fault (file_sha256, fault) "
    "select file_sha256, 'unreadable_file' from raw.file",
    "the unit": "update raw.return set unit_id = 'TC09'",
    "the account": "update raw.file set outcome = 'refused'",
    "the hash": "update raw.file set rows_hash = '1'",
    "figures without their file": "delete from raw.file",
    "a file without its figures": "delete from raw.entry; delete from raw.cell; delete from raw.return",
    "rows of nothing received": "insert into raw.cell (file_sha256, text) values ('nothing', 'x')",
    "an emptied table": "truncate raw.cell",
}


@pytest.mark.parametrize("alteration", ALTERATIONS)
def test_rows_of_the_build_that_were_changed_are_read_again_from_the_archive_and_that_is_told(
    night: Night, alteration: str
) -> None:
    night.alter(ALTERATIONS[alteration])
    assert "in the build file were not as they had been landed; read again" in "; ".join(night.run())
    assert night.landed() == sound()
    assert night.run() == []


def test_a_night_with_nothing_new_reads_nothing_again(night: Night) -> None:
    with open_build(night.root) as build:
        assert count_read(build, night) == 0
        assert build.db.execute("select current_setting('threads')::int").fetchall() == [(1,)]


def test_where_much_is_read_again_every_thread_works(night: Night) -> None:
    with open_build(night.root) as build, duckdb.connect() as unbounded:
        landing.land_contents(build, night.archive, night.returns, forms(), "v2")
        threads = "select current_setting('threads')::int"
        assert build.db.execute(threads).fetchall() == unbounded.execute(threads).fetchall()


def count_read(build: Build, night: Night) -> int:
    return landing.land_contents(build, night.archive, night.returns, forms(), "v1")
