"""A frozen release is kept for ever in the archive, with its evaluation as it was, and whole copies of both to open."""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from pipelines.errors import FreezeError
from pipelines.folders import SQL, Folders
from pipelines.intake.archive import Archive
from pipelines.intake.contracts import FREEZE
from pipelines.intake.freezes import FROZEN, Freeze, Freezes
from pipelines.intake.witness import land_lines, landed_lines
from pipelines.operations.alarms import Alarm, Alarms
from pipelines.operations.backup import back_up
from pipelines.operations.freeze import _in_a_file_name, freeze
from pipelines.operations.restore import restore
from pipelines.operations.watch import archive_alarms
from pipelines.reference import load_reference
from pipelines.reports.frozen import frozen_evaluation
from pipelines.warehouse import last_release, newest_release, open_build, open_published, publish, release
from pipelines.warehouse.files import sha256
from tests.conftest import Installation
from tests.unit.test_warehouse import fill

NOW = datetime(2026, 11, 28, 9, 30, tzinfo=UTC)
LABEL = "Sơ kết giữa nhiệm kỳ"
NAME = "1-so-ket-giua-nhiem-ky"


@pytest.fixture(scope="module")
def once(one_period: Installation, tmp_path_factory: pytest.TempPathFactory) -> Folders:
    """One period after one night, frozen for its mid-term. Tests only read it, or copy it."""
    root = tmp_path_factory.mktemp("frozen") / "root"
    shutil.copytree(one_period.root, root, symlinks=True, ignore=shutil.ignore_patterns("slips", ".data_docs", "dagster"))
    freeze(Folders(root), LABEL, "2023H1", NOW)
    return Folders(root)


@pytest.fixture
def frozen(once: Folders, tmp_path: Path) -> Folders:
    """A copy of its own."""
    return Folders(Path(shutil.copytree(once.root, tmp_path / "root", symlinks=True)))


def copies(folders: Folders) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folders.warehouse / FROZEN).iterdir()}


def the_freeze(folders: Folders) -> Freeze:
    (found,) = Freezes(folders.archive).journal.read()
    return found


def spoil(path: Path) -> None:
    path.chmod(0o644)
    path.write_bytes(b"rotten")


def test_a_frozen_release_is_the_release_byte_for_byte_and_opens_with_plain_duckdb(once: Folders) -> None:
    kept, last = the_freeze(once), last_release(once.warehouse)
    assert (kept.release_id, kept.file_name, kept.frozen_at) == (last.stem, NAME, "2026-11-28T09:30:00.000000")
    assert copies(once)[f"{NAME}.duckdb"] == last.read_bytes()
    assert list(Archive(once.archive).verify()) == []
    with duckdb.connect(str(once.warehouse / FROZEN / f"{NAME}.duckdb"), read_only=True) as db:
        assert db.execute("select release_id, frozen_label from marts.release").fetchall() == [(kept.release_id, None)]


def test_its_page_says_what_was_missing_late_corrected_and_overridden_and_which_release_it_is(once: Folders) -> None:
    page = copies(once)[f"{NAME}.html"].decode()
    assert f"<h1>{LABEL}</h1>" in page
    told = f"Số liệu được chốt ngày 28/11/2026 16:30: bản phát hành {last_release(once.warehouse).stem}, SHA-256 "
    assert told + the_freeze(once).file_sha256 in page
    with duckdb.connect(str(last_release(once.warehouse)), read_only=True) as db:
        of_the_term = "from marts.return where period_id between '2020H2' and '2023H1'"
        (missing,) = db.execute(f"select count(*) {of_the_term} and not has_figures").fetchone() or ()
        (late,) = db.execute(f"select count(*) {of_the_term} and has_figures and late_days > 0").fetchone() or ()
    assert missing
    assert f"Chưa có phiếu được chấp nhận ({missing})" in page
    assert f"Được chấp nhận nhưng nộp muộn ({late})" in page
    assert "Số liệu do cán bộ tổng hợp điều chỉnh (" in page
    assert "Giải trình được chấp nhận dù trái quy tắc kiểm tra (" in page
    assert "None" not in page


def test_its_page_names_corrections_and_explanations_in_force_with_who_decided_them(once: Folders, tmp_path: Path) -> None:
    edited = tmp_path / "edited.duckdb"
    shutil.copyfile(last_release(once.warehouse), edited)
    reference = load_reference(once.reference)
    decided = "'2020H2' as period_id, '6 tháng' as period_vi, 'TC01' as unit_name_vi, 'i' as indicator_id, 'why' as reason_vi"
    with duckdb.connect(str(edited)) as db:
        for kind, status, who in (
            ("correction", "in_force", "An"),
            ("override", "in_force", "Bình"),
            ("override", "expired", "C"),
        ):
            db.execute(
                f"insert into marts.decision by name select '{kind}' as decision_kind, '{status}' as status, {decided}, "
                f"'Kết nạp' as indicator_vi, '{who}' as decided_by"
            )
        page = frozen_evaluation(db, reference, "2023H1", LABEL, NOW, "0" * 64).decode()
    for heading, who in (("Số liệu do cán bộ tổng hợp điều chỉnh", "An"), ("Giải trình được chấp nhận", "Bình")):
        assert f"<li>6 tháng, Kết nạp, why, {who} (1): TC01.</li>" in page.partition(heading)[2]
    assert "why, C" not in page


def test_later_releases_list_it_and_however_many_there_are_it_stays(
    frozen: Folders, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(release, "RELEASES_KEPT", 1)
    kept, warehouse = the_freeze(frozen), tmp_path / "warehouse"
    with open_build(warehouse) as build:
        for value in range(2):
            fill(build, value)
            build.db.execute("create schema if not exists reference")
            build.db.execute("create or replace table reference.period as select '2023H1' as period_id, 'Kỳ' as label_vi")
            build.db.execute("comment on table reference.period is 'p'; comment on column reference.period.period_id is 'i'")
            build.db.execute("comment on column reference.period.label_vi is 'l'")
            land_lines(build.db, FREEZE, [kept])
            publish(build)
            Freezes(frozen.archive).lay_out(warehouse)
    with open_published(warehouse) as db:
        (own, listed) = db.execute("from marts.release order by frozen_label nulls first").fetchall()
        attached = f"attach '{warehouse}/releases/{listed[8]}' as frozen (read_only)"
        assert duckdb.connect().execute(attached)
    assert own[3:] == (None,) * 6
    assert listed[:1] + listed[2:6] == (kept.release_id, kept.code_version, LABEL, "2023H1", "Kỳ")
    assert (listed[6], listed[7]) == (NOW.replace(tzinfo=None), sha256(frozen.warehouse / FROZEN / f"{NAME}.duckdb"))


def test_today_is_compared_with_it_in_one_query(frozen: Folders) -> None:
    asked = (SQL / "analyses" / "compared_with_a_frozen_release.sql").read_text(encoding="utf-8")
    today = frozen.root / "today.duckdb"
    shutil.copyfile(last_release(frozen.warehouse), today)
    today.chmod(0o644)
    with duckdb.connect(str(today)) as db:
        asked = asked.replace("warehouse/releases/FROZEN_FILE", str(frozen.warehouse / FROZEN / f"{NAME}.duckdb"))
        assert db.execute(asked).fetchall() == []
        db.execute("detach earlier")
        one = "(select min(target_version_id) from marts.target_evaluation where cutoff_period_id = '2023H1')"
        changed = db.execute(
            "update marts.target_evaluation set verdict_vi = 'Vượt', result_vi = '339 người' "
            f"where target_version_id = {one} and cutoff_period_id = '2023H1' returning target_version_id"
        ).fetchall()
        ((name, cutoff, then, _, verdict, result),) = db.execute(asked).fetchall()
    assert [(name,)] == changed
    assert (cutoff, verdict, result) == ("2023H1", "Vượt", "339 người")
    assert then != verdict


def test_with_the_warehouse_lost_it_is_put_back_from_the_archive(frozen: Folders) -> None:
    before = copies(frozen)
    shutil.rmtree(frozen.warehouse)
    told = Freezes(frozen.archive).lay_out(frozen.warehouse)
    assert told == [f"{FROZEN}/{NAME}.{suffix} was missing; put there from the archive" for suffix in ("duckdb", "html")]
    assert copies(frozen) == before
    assert Freezes(frozen.archive).lay_out(frozen.warehouse) == []


def test_a_backup_takes_it_along_and_a_restore_puts_it_back(frozen: Folders, tmp_path: Path) -> None:
    back_up(frozen, tmp_path / "backup")
    elsewhere = Folders(tmp_path / "elsewhere")
    elsewhere.root.mkdir()
    restore(tmp_path / "backup", elsewhere)
    Freezes(elsewhere.archive).lay_out(elsewhere.warehouse)
    assert the_freeze(elsewhere) == the_freeze(frozen)
    assert copies(elsewhere) == copies(frozen)


def test_damage_is_put_right_from_the_other_place_and_told(frozen: Folders) -> None:
    before, kept, freezes = copies(frozen), the_freeze(frozen), Freezes(frozen.archive)
    place, copy = freezes.archive.object_path(kept.file_sha256), frozen.warehouse / FROZEN / f"{NAME}.duckdb"
    spoil(copy)
    copy.with_name(f"{copy.name}.wal").write_bytes(b"a log")
    assert freezes.lay_out(frozen.warehouse) == [f"{FROZEN}/{copy.name} was not as it was frozen; put there from the archive"]
    assert copies(frozen) == before
    spoil(place)
    (fault,) = freezes.name(freezes.archive.verify())
    assert f"{place}: is no longer what was received (frozen release '{LABEL}': `make nightly` puts it back" in fault
    (alarm,) = archive_alarms(frozen)
    assert f"(frozen release '{LABEL}': `make nightly` puts it back" in alarm.text
    (told,) = freezes.lay_out(frozen.warehouse)
    assert told.endswith(f"is no longer what was received in the archive; put back from {FROZEN}/{copy.name}")
    assert list(freezes.archive.verify()) == []


def test_damage_in_both_places_names_the_file_to_put_back_from_a_backup(frozen: Folders) -> None:
    freezes, copy = Freezes(frozen.archive), frozen.warehouse / FROZEN / f"{NAME}.duckdb"
    place = freezes.archive.object_path(the_freeze(frozen).file_sha256)
    place.unlink()
    spoil(copy)
    (told,) = freezes.lay_out(frozen.warehouse)
    assert told.startswith(f"frozen release '{LABEL}' cannot be read")
    assert told.endswith(f"put {place} back from a backup")


def test_what_lies_in_the_way_of_a_copy_is_told_and_stops_nothing(frozen: Folders) -> None:
    page = frozen.warehouse / FROZEN / f"{NAME}.html"
    page.unlink()
    page.mkdir()
    (told,) = Freezes(frozen.archive).lay_out(frozen.warehouse)
    assert told.startswith(f"{FROZEN}/{NAME}.html could not be put back (")


def test_a_journal_of_freezes_that_is_lost_is_written_again_from_what_was_landed(frozen: Folders, tmp_path: Path) -> None:
    kept, freezes = the_freeze(frozen), Freezes(frozen.archive)
    with open_build(tmp_path / "warehouse") as build:
        land_lines(build.db, FREEZE, [kept])
        freezes.journal.path.unlink()
        (told,) = freezes.mend_journal(*landed_lines(build, (FREEZE, Freeze)))
    assert told.startswith("freezes.jsonl had lost 1 line(s)")
    assert the_freeze(frozen) == kept


@pytest.mark.parametrize(
    ("label", "cutoff", "said"),
    [
        (LABEL, "2023H1", f"'{LABEL}' was frozen before, at 2026-11-28T09:30 UTC"),
        (f"  {LABEL.upper()} ", "2023H1", f"'{LABEL}' was frozen before"),
        ("", "2023H1", "no label is given"),
        ("—", "2023H1", "the label '—' has no letter or digit"),
        ("a\x1b[31mb", "2023H1", "signs that cannot be printed"),
        ("a" * 101, "2023H1", "more than 100 letters"),
        ("Other", "", "no cut-off is given"),
        ("Other", "2023h1", "'2023h1' is no cut-off: no target is evaluated there; did you mean '2023H1'?"),
    ],
)
def test_a_label_or_cut_off_that_cannot_serve_is_told_and_nothing_is_kept(
    once: Folders, label: str, cutoff: str, said: str
) -> None:
    with pytest.raises(FreezeError) as raised:
        freeze(once, label, cutoff, NOW)
    assert said in str(raised.value)
    assert "make freeze" in raised.value.remedy or LABEL in raised.value.remedy
    assert the_freeze(once)


def test_a_label_with_odd_signs_is_kept_as_it_is_and_its_files_have_plain_names(frozen: Folders) -> None:
    label = "Đánh giá 'cuối/kỳ' \"2025\" $x; ../.."
    kept, path = freeze(frozen, label, "2023H1", NOW)
    assert (kept.label, path) == (label, frozen.warehouse / FROZEN / "2-danh-gia-cuoi-ky-2025-x.duckdb")
    assert path.is_file()
    assert [each.label for each in Freezes(frozen.archive).journal.read()] == [LABEL, label]
    assert [_in_a_file_name(other) for other in ("-2025", "会议", "a" * 80)] == ["2025", "", "a" * 50]


def fail_the_last_night(folders: Folders) -> None:
    Alarms(folders).add(Alarm("failure", "a cause", "The night failed: an audit", "told"), NOW)


def edit_a_register(folders: Folders) -> None:
    path = folders.reference / "unit.csv"
    path.write_bytes(path.read_bytes() + b"\n")


def lose_the_releases(folders: Folders) -> None:
    shutil.rmtree(folders.warehouse / "releases")


def spoil_the_release(folders: Folders) -> None:
    spoil(newest_release(folders.warehouse) or Path())


@pytest.mark.parametrize(
    ("amiss", "said"),
    [
        (fail_the_last_night, "the last run failed, so not every audit has passed (The night failed: an audit)"),
        (edit_a_register, "registers were changed since the last night: unit"),
        (lose_the_releases, "nothing is published yet"),
        (spoil_the_release, "the last release is no longer what was published"),
    ],
)
def test_nothing_is_frozen_while_something_is_amiss(frozen: Folders, amiss: Callable[[Folders], None], said: str) -> None:
    amiss(frozen)
    with pytest.raises(FreezeError, match="make nightly") as raised:
        freeze(frozen, "Other", "2023H1", NOW)
    assert said in str(raised.value)
    assert the_freeze(frozen)
