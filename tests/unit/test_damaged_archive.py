"""An archived content that is damaged is the warehouse's fault: no unit is blamed, nothing is made of it, and it heals."""

import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines.errors import ArchiveError
from pipelines.folders import Folders
from pipelines.intake import landing
from pipelines.intake.archive import Archive
from pipelines.intake.contracts import READ_TABLES
from pipelines.intake.register_archive import RegisterArchive
from pipelines.intake.soundness import as_repairs
from pipelines.operations.heal import verified
from pipelines.returns.result import ReturnRead, unreadable_return
from pipelines.warehouse import Build, open_build
from pipelines.warehouse.build import locked
from pipelines.warehouse.made import content
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
    """The steps of a night that receive and read, on an installation of a few returns."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.archive, self.returns = Archive(root / "archive"), root / "returns"

    def begin(self, *values: int) -> None:
        """Returns come that say these values in line 1.05, of TC01 and so on, and are read."""
        self.returns.mkdir(parents=True)
        for number, value in enumerate(values, start=1):
            Draft().put("1.05", value).write_xlsx(self.returns / f"TC{number:02}.xlsx")
        self.run()

    def run(self, version: str = "v1") -> list[str]:
        """Receive and read; what was put right."""
        with open_build(self.root) as build:
            build.repairs.forget()  # what looking into the build found
            build.repairs += as_repairs(self.archive.receive(self.returns).put_back)
            landing.land_receipts(build.db, self.archive)
            landing.land_contents(build, self.archive, self.returns, forms(), version)
            for table in READ_TABLES:  # what is noted is what is there, though only what came was looked at
                assert build.made.content(table.name) == content(build.db, table.name)
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
    night.begin(7, 8)
    return night


@pytest.fixture
def night(first: Night, tmp_path: Path) -> Night:
    """The night after the first."""
    return Night(Path(shutil.copytree(first.root, tmp_path / "root")))


@pytest.fixture(scope="module")
def first_of_four(tmp_path_factory: pytest.TempPathFactory) -> Night:
    night = Night(tmp_path_factory.mktemp("first_of_four") / "root")
    night.begin(7, 8, 9, 10)
    return night


@pytest.fixture
def four(first_of_four: Night, tmp_path: Path) -> Night:
    """The night after the first, of four returns, of which three come to harm."""
    return Night(Path(shutil.copytree(first_of_four.root, tmp_path / "root")))


def sound(version: str = "v1") -> list[tuple[Any, ...]]:
    return [("TC01.xlsx", True, version, 7), ("TC02.xlsx", True, version, 8)]


def sound_of_four(version: str = "v1", last: str = "") -> list[tuple[Any, ...]]:
    return [(f"TC0{number}.xlsx", True, last if last and number == 4 else version, 6 + number) for number in range(1, 5)]


HARMED = ("TC01.xlsx", "TC02.xlsx", "TC03.xlsx")
IN_THREES = pytest.mark.parametrize("harms", [list(HARMS)[:3], list(HARMS)[3:]], ids=", ".join)
"""A harm to each of three contents in one night: each is told as alone."""


def harm_each(night: Night, harms: Iterable[str]) -> Callable[[], None]:
    """Let contents come to harm of which no file lies around; gives how to restore them."""
    backup = night.root / "backup"
    backup.mkdir()
    for path, harm in zip(HARMED, harms, strict=True):
        shutil.copy(night.blob(path), backup / path)
        (night.returns / path).unlink()
        HARMS[harm](night.blob(path))

    def restore() -> None:
        for path in HARMED:
            found = [receipt for receipt in night.archive.receipts() if receipt.path == path]
            blob = night.archive.object_path(found[0].file_sha256)
            shutil.rmtree(blob) if blob.is_dir() else blob.unlink(missing_ok=True)
            shutil.copy(backup / path, blob)

    return restore


def tells_each(told: str, begins: str, ends: str) -> bool:
    """Whether a line says of each of the three contents what is wrong with it."""
    return (
        re.fullmatch(begins + "; ".join(rf"{path} (is no longer|cannot be read)[^;]*" for path in HARMED) + ends, told)
        is not None
    )


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


@IN_THREES
def test_what_was_landed_of_a_damaged_content_stands_until_it_is_restored_and_then_it_is_read_by_itself(
    four: Night, harms: list[str]
) -> None:
    restore = harm_each(four, harms)
    for version in ("v2", "v2", "v3"):
        (told,) = four.run(version)
        assert tells_each(told, r"3 archived content\(s\) .* landed .* stands: ", "; restore raw/.*"), told
        assert four.landed() == sound_of_four("v1", last=version)
    restore()
    assert four.run("v2") == []
    assert four.landed() == sound_of_four("v2")


def test_a_damaged_content_is_put_back_from_the_file_that_still_lies_there_and_that_is_told(
    tmp_path: Path,
) -> None:
    night, harms = Night(tmp_path / "root"), [harm for harm in HARMS if harm != "a folder"]
    night.begin(*range(7, 7 + len(harms)))
    for number, harm in enumerate(harms, start=1):
        HARMS[harm](night.blob(f"TC0{number}.xlsx"))
    repairs = night.run("v2")
    assert [line.split(".xlsx ")[0] for line in sorted(repairs)] == [
        f"the archived content of TC0{number}" for number in range(1, 1 + len(harms))
    ]
    assert all(line.endswith("; put back from raw/returns") for line in repairs)
    assert [row[1:] for row in night.landed()] == [(True, "v2", 7 + place) for place in range(len(harms))]
    assert list(night.archive.verify()) == []


def test_what_no_size_shows_is_put_back_by_what_reads_all_hashes_also_a_register_and_with_something_in_the_way(
    tmp_path: Path,
) -> None:
    night = Night(tmp_path / "raw")
    night.begin(7, 8, 9)
    blob = night.blob("TC01.xlsx")
    blob.write_bytes(blob.read_bytes()[::-1])
    HARMS["a folder"](night.blob("TC02.xlsx"))
    folder = night.blob("TC03.xlsx").parent
    shutil.rmtree(folder)
    folder.touch()
    register = tmp_path / "raw" / "reference" / "unit.csv"
    register.parent.mkdir()
    register.write_text("unit_id")
    (state,) = RegisterArchive(night.archive.folder).keep({"unit": b"unit_id"})
    night.archive.object_path(state.file_sha256).unlink()
    told: list[str] = []
    with locked(tmp_path / "warehouse", 0):
        assert verified(Folders(tmp_path), told.append)
        assert told == []  # a night may be at them
    assert verified(Folders(tmp_path), told.append) == []
    assert sorted(told) == [
        "the archived content of TC01.xlsx is no longer what was received; put back from raw/returns",
        "the archived content of TC02.xlsx cannot be read (Is a directory); put back from raw/returns",
        "the archived content of TC03.xlsx cannot be read (Not a directory); put back from raw/returns",
        "the archived content of unit.csv cannot be read (No such file or directory); put back from raw/reference",
    ]


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


@IN_THREES
def test_a_damaged_content_of_which_nothing_was_landed_stops_the_run_until_it_is_restored(
    four: Night, harms: list[str]
) -> None:
    restore = harm_each(four, harms)
    (four.root / "build.duckdb").unlink()
    for _ in range(2):
        with pytest.raises(ArchiveError) as caught:
            four.run()
        first, *_, remedy = str(caught.value).splitlines()
        assert tells_each(first, ".*before: ", ""), first
        assert remedy.startswith("Remedy: restore raw/archive")
    restore()
    assert four.run() == []
    assert four.landed() == sound_of_four()


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
    "a figure": "update raw.entry set value = 9 where line_code = '1.05' and {of_it}",
    "a cell": "update raw.cell set text = 'x' where row_number = 1 and {of_it}",
    "a lost figure": "delete from raw.entry where line_code = '1.05' and {of_it}",
    "a doubled figure": "insert into raw.entry from raw.entry where {of_it}",
    "an invented finding": "insert into raw.reader_fault (file_sha256, fault) "
    "select file_sha256, 'unreadable_file' from raw.file where {of_it}",
    "the unit": "update raw.return set unit_id = 'TC09' where {of_it}",
    "the account": "update raw.file set outcome = 'refused' where {of_it}",
    "the hash": "update raw.file set rows_hash = '1' where {of_it}",
    "figures without their file": "delete from raw.file where {of_it}",
    "a file without its figures": "delete from raw.entry where {of_it}; delete from raw.cell where {of_it}; "
    "delete from raw.return where {of_it}",
}
"""What may be altered of one content."""


def test_rows_of_the_build_that_were_changed_are_read_again_from_the_archive_and_that_is_told(tmp_path: Path) -> None:
    night = Night(tmp_path / "root")
    night.begin(*range(1, len(ALTERATIONS) + 2))
    before = night.landed()
    for number, alteration in enumerate(ALTERATIONS.values(), start=1):
        night.alter(alteration.format(of_it=f"file_sha256 = '{night.blob(f'TC{number:02}.xlsx').name}'"))
    (told,) = night.run()
    assert told.startswith(f"{len(ALTERATIONS)} workbook(s) in the build file were not as they had been landed; read again")
    assert night.landed() == before
    assert night.run() == []


@pytest.mark.parametrize(
    "alteration", ["insert into raw.cell (file_sha256, text) values ('nothing', 'x')", "truncate raw.cell"]
)
def test_rows_of_nothing_received_are_taken_away_and_an_emptied_table_is_read_again(night: Night, alteration: str) -> None:
    night.alter(alteration)
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
