"""The slips of a release: one that cannot be written costs no other, and garbage gets one list and not a slip each."""

import errno
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest

from pipelines.errors import SlipError
from pipelines.folders import PROJECT
from pipelines.intake.archive import Archive
from pipelines.language.words import Words, use
from pipelines.reference import load_reference
from pipelines.slips import slip, write_slips, writing
from pipelines.slips.facts import SlipFinding
from pipelines.slips.unowned import NAME
from pipelines.warehouse import open_build
from pipelines.warehouse.made import Made
from tests.unit.workbooks import Draft

COLUMNS = ["indicator_id", *("indicator_vi" if name == "label_vi" else name for name in SlipFinding.__dataclass_fields__)]
REFERENCE = load_reference(PROJECT / "raw" / "reference")


class Release:
    """The tables of a release that slips are made from."""

    def __init__(self, root: Path, db: duckdb.DuckDBPyConnection) -> None:
        self.db, self.slips = db, root / "slips"
        self.returns, self.archive = root / "returns", Archive(root / "archive")
        self.returns.mkdir()
        db.execute("create schema raw; create schema marts")
        db.execute("create table raw.receipt (receipt_id integer, path text, file_sha256 text, received_at timestamp)")
        db.execute("create table marts.file (receipt_id integer, unit_version_id text, outcome text, received_at timestamp)")
        db.execute(
            "create table marts.return_revision"
            " (file_sha256 text, unit_version_id text, period_id text, status text, is_superseded boolean, revision_id text,"
            " unit_name_vi text)"
        )
        db.execute("create table marts.unit (unit_version_id text, unit_id text)")
        columns = ", ".join(f"{name} text" for name in COLUMNS)
        db.execute(
            f"create table marts.finding ({columns}, written text, receipt_id integer, is_open boolean, is_current boolean,"
            " revision_id text, unit_name_vi text)"
        )

    def add(self, name: str, content: bytes, *, unit_id: str | None, address: str | None) -> None:
        """A file with one finding."""
        (self.returns / name).write_bytes(content)
        (receipt,) = self.archive.receive(self.returns).new
        at = datetime.fromisoformat(receipt.received_at)
        self.db.execute("insert into raw.receipt values (?, ?, ?, ?)", [receipt.receipt_id, name, receipt.file_sha256, at])
        self.db.execute(
            "insert into marts.file values (?, ?, ?, ?)",
            [receipt.receipt_id, unit_id or "-", "returns" if unit_id else "refused", at],
        )
        finding = {
            "finding_id": f"READ-01/{name}",
            "finding_key": "READ-01/-/-/-",
            "rule_id": "READ-01",
            "severity": "error",
            "indicator_id": "-",
            "address": address,
            "message_vi": f"=không đọc được {name}",
            "remedy_vi": "gửi lại",
        }
        row = (*(finding.get(name) for name in COLUMNS), None, receipt.receipt_id, True, True, None, None)
        self.db.execute(f"insert into marts.finding values ({', '.join('?' * len(row))})", list(row))

    def write(self, made: Made | None = None) -> list[str]:
        """Write the slips; their paths."""
        written = write_slips(self.db, REFERENCE, self.archive, self.slips, made)
        return [path.relative_to(self.slips).as_posix() for path in written]

    def there(self) -> list[str]:
        return sorted(path.relative_to(self.slips).as_posix() for path in self.slips.rglob("*") if path.is_file())


@pytest.fixture
def release(tmp_path: Path, database: duckdb.DuckDBPyConnection) -> Release:
    release = Release(tmp_path, database)
    for unit in ("TC01", "TC02", "TC03"):
        content = Draft().put("1.05", unit).write_xlsx(tmp_path / "draft.xlsx").read_bytes()
        release.add(f"{unit}.xlsx", content, unit_id=unit, address="E9")
    return release


CHANGES: dict[str, tuple[Callable[[Release], object], list[str]]] = {
    "nothing": (lambda release: None, []),
    "a finding": (
        lambda release: release.db.execute("update marts.finding set remedy_vi = 'sửa' where finding_id like '%TC02%'"),
        ["TC02"],
    ),
    "what its head says": (
        lambda release: release.db.execute(
            "update marts.file set received_at = '2020-01-01' where receipt_id in "
            "(select receipt_id from raw.receipt where path < 'TC02')"
        ),
        ["TC01"],
    ),
    "a slip, by hand": (lambda release: (release.slips / "TC03.xlsx").write_bytes(b"another"), ["TC03"]),
    "a slip, taken away": (lambda release: (release.slips / "TC03.xlsx").unlink(), ["TC03"]),
    "a slip, put elsewhere": (lambda release: (release.slips / "TC03.xlsx").rename(release.slips / "TC03.xlsm"), ["TC03"]),
    "the office's words": (
        lambda release: use(Words("en", {("severity", code): (code,) for code in ("error", "warning", "note")})),
        ["TC01", "TC02", "TC03"],
    ),
}


@pytest.mark.parametrize(("change", "expected"), CHANGES.values(), ids=CHANGES)
def test_only_slips_of_which_something_changed_are_made_again(
    release: Release,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    change: Callable[[Release], object],
    expected: list[str],
) -> None:
    with open_build(tmp_path / "warehouse") as build:
        assert release.write(build.made) == SLIPS
        opened: list[str] = []
        write = slip.write_slip

        def told(target: Path, *arguments: Any, **named: Any) -> Path:
            opened.append(target.name)
            return write(target, *arguments, **named)

        monkeypatch.setattr(writing, "write_slip", told)
        change(release)
        assert release.write(build.made) == SLIPS
        assert opened == expected
        assert release.there() == SLIPS


SLIPS = ["TC01.xlsx", "TC02.xlsx", "TC03.xlsx"]


def _damage(release: Release) -> Callable[[], object]:
    sound = release.archive.object_path(release.archive.receipts()[1].file_sha256)
    content = sound.read_bytes()
    sound.unlink()
    return lambda: sound.write_bytes(content)


@pytest.mark.parametrize("is_there_before", [True, False])
def test_the_slip_of_a_damaged_content_is_told_the_others_are_written_and_it_heals(
    release: Release, *, is_there_before: bool
) -> None:
    if is_there_before:
        release.write()
    restore = _damage(release)
    with pytest.raises(
        SlipError, match=r"1 of 3 slips could not be written, the others are: TC02\.xlsx: .*\nRemedy: restore it"
    ) as told:
        release.write()
    assert str(told.value).count("\n") == 1
    assert release.there() == (SLIPS if is_there_before else ["TC01.xlsx", "TC03.xlsx"])
    restore()
    assert release.write() == SLIPS


def test_a_program_fault_at_one_file_costs_no_other_its_slip_and_is_told_with_its_place(
    release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = slip.write_slip

    def failing(target: Path, *arguments: Any, **named: Any) -> Path:
        if target.name == "TC02":
            raise KeyError("cell")
        return write(target, *arguments, **named)

    monkeypatch.setattr(writing, "write_slip", failing)
    with pytest.raises(SlipError, match=r"TC02\.xlsx: KeyError: 'cell' \(test_slips_of_a_night\.py line \d+\)"):
        release.write()
    assert release.there() == ["TC01.xlsx", "TC03.xlsx"]


def test_a_full_disk_is_one_fault_and_not_one_per_slip(release: Release, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("pipelines.slips.slip.write_whole", full)
    with pytest.raises(SlipError, match=r"3 of 3 slips .*No space left(.|\n)*Remedy: see that the disk has room"):
        release.write()


def test_two_thousand_files_of_garbage_are_one_list_and_no_slips(release: Release) -> None:
    for number in range(1, 41):  # each is a receipt of its own: more would only take longer
        release.add(f"rác {number}.bin", os.urandom(20), unit_id=None, address=None)
    assert release.write() == [*SLIPS, NAME]
    assert release.there() == sorted([*SLIPS, NAME])
    rows = list(openpyxl.load_workbook(release.slips / NAME).worksheets[0].iter_rows(values_only=True))
    assert [row[0] for row in rows[1:]] == [f"rác {number}.bin" for number in range(1, 41)]
    assert rows[1][2:] == ("READ-01", "=không đọc được rác 1.bin", "gửi lại")
    before = (release.slips / NAME).stat()
    release.write()
    assert (release.slips / NAME).stat().st_mtime_ns == before.st_mtime_ns
    release.db.execute("update marts.finding set is_open = false where address is null")
    assert release.write() == SLIPS
    assert release.there() == SLIPS


def test_a_file_of_no_known_unit_with_cells_to_mark_keeps_its_slip_and_one_named_as_the_list_too(release: Release) -> None:
    release.add("lạ.csv", b"a;b\n1;2\n", unit_id=None, address="A1")
    release.add(NAME.replace(".xlsx", ".csv"), b"a;b\n3;4\n", unit_id="TC04", address="A1")
    release.add("rác.bin", b"\0", unit_id=None, address=None)
    written = release.write()
    assert {*SLIPS, "lạ.xlsx", NAME} < set(written)
    assert len(written) == len(set(written)) == 6
