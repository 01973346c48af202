"""What was known at an instant comes out again from the archive alone: each release row for row."""

import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.as_of import AsOf, make_as_of, replay_releases
from pipelines.errors import AsOfError
from pipelines.folders import Folders, Replay
from pipelines.intake.archive import Archive, Receipt, utc_text
from pipelines.intake.freezes import Freeze, Freezes
from pipelines.intake.journals import mend_journals
from pipelines.intake.past import Past, past
from pipelines.intake.publications import Publication, Publications
from pipelines.intake.register_archive import RegisterArchive, State
from pipelines.operations.freeze import freeze
from pipelines.warehouse import open_build
from pipelines.warehouse.shelf import releases
from pipelines.warehouse.signature import code_version
from tests.conftest import PERIOD, Installation
from tests.corpus.making import clean, xlsx
from tests.end_to_end.test_the_way_back import add_line
from tests.unit.register_files import edit, line_of

BEGAN = datetime(2026, 1, 5, 2, tzinfo=UTC)


@pytest.fixture(scope="module")
def history(one_period: Installation, tmp_path_factory: pytest.TempPathFactory) -> Folders:
    """Two releases: before the second came a freeze, a revision, a link, a correction, a withdrawal and another rule."""
    root = tmp_path_factory.mktemp("history") / "root"
    shutil.copytree(one_period.root, root, symlinks=True, ignore=shutil.ignore_patterns("slips", ".data_docs", "dagster"))
    folders, installation = Folders(root), Installation(root)
    freeze(folders, "Sơ kết", "2023H1", datetime.now(UTC))
    xlsx(clean(), folders.returns / PERIOD / f"TC01_{PERIOD}.xlsx")
    (folders.returns / PERIOD / "liên kết.xlsx").symlink_to("đâu đó")
    (said,) = installation.query(
        "select entry.unit_id, entry.received from raw.entry join raw.receipt using (file_sha256) "
        "where line_code = '3.07' and state = 'value' and unit_id not in ('TC01', 'TC07') order by unit_id limit 1"
    )
    decided = {"agreed_by": "Đơn vị", "agreed_on": "2021-08-02", "reason_vi": "Gõ nhầm"}
    wrong = {"unit_id": said[0], "period_id": PERIOD, "indicator_id": "members_admitted", "received": said[1]}
    add_line(folders.reference / "correction.csv", **wrong, corrected="1", **decided)
    (sent,) = installation.query(f"select file_sha256 from raw.receipt where path = '{PERIOD}/TC07_{PERIOD}.xlsx'")
    by = {"reason_vi": "Gửi nhầm", "withdrawn_by": "Văn phòng", "withdrawn_on": "2021-08-02"}
    add_line(folders.reference / "withdrawal.csv", file_sha256=sent[0], **by)
    edit(folders.reference, "rule", line_of(folders.reference, "rule", rule_id="SUM-05"), tolerance="1")
    installation.night()
    return folders


@pytest.fixture
def archive_alone(history: Folders, tmp_path: Path) -> Folders:
    """Only what cannot be made again: no warehouse, no inbox; of the registers the office's, for its time zone."""
    alone = Folders(tmp_path / "alone")
    shutil.copytree(history.archive, alone.archive)
    alone.reference.mkdir()
    shutil.copy(history.reference / "office.csv", alone.reference)
    return alone


def differing_rows(one: Path, other: Path) -> dict[str, int]:
    """Table of schema marts → rows that are in one of two files and not in the other, each as often as it is there."""
    with duckdb.connect(str(one), read_only=True) as db:
        db.execute(f"attach '{other}' as other (read_only)")
        names = [
            name for (name,) in db.execute("select table_name from duckdb_tables() where schema_name = 'marts'").fetchall()
        ]
        found = {}
        for name in set(names):
            own, theirs = f"from marts.{name}", f"from other.marts.{name}"
            differing = f"(({own} except all {theirs}) union all ({theirs} except all {own}))"
            (found[name],) = db.execute(f"select count(*) from {differing}").fetchone() or (0,)
    return {name: count for name, count in found.items() if count}


def test_a_release_comes_out_again_row_for_row_from_the_archive_alone(history: Folders, archive_alone: Folders) -> None:
    published = Publications(history.archive).journal.read()
    files = releases(history.warehouse)
    assert [line.release_id for line in published] == [path.stem for path in files]
    assert (published[1].receipt_count - published[0].receipt_count, published[1].freeze_count) == (1, 1)
    assert differing_rows(*files)
    last = published[-1]
    made = make_as_of(archive_alone, f"{last.published_at}+00:00", datetime.now(UTC))
    assert (made.is_the_release, made.release_id) == (True, last.release_id)
    assert made.told == f"It is release {last.release_id}, published {last.published_at}Z, row for row."
    assert differing_rows(made.path, files[-1]) == {}
    assert [path.name for path in archive_alone.warehouse.iterdir()] == ["as_of"]
    assert list(Archive(archive_alone.archive).verify()) == []


@pytest.mark.soak
def test_each_release_comes_out_again_row_for_row_one_after_the_other(history: Folders, archive_alone: Folders) -> None:
    """What the other test shows of one release, of all in their order: two more nights."""
    replayed = zip(replay_releases(archive_alone), releases(history.warehouse), strict=True)
    again = [(each.release_id, differing_rows(each.path, file)) for each, file in replayed]
    assert again == [(line.release_id, {}) for line in Publications(history.archive).journal.read()]


def test_a_journal_of_publications_that_is_lost_is_written_again_from_the_build_and_the_last_release(
    history: Folders, tmp_path: Path
) -> None:
    folders = Folders(Path(shutil.copytree(history.root, tmp_path / "root", symlinks=True)))
    publications = Publications(folders.archive)
    before = publications.journal.path.read_bytes()
    publications.journal.path.unlink()
    with open_build(folders.warehouse) as build:
        mend_journals(build, folders.archive)
        told = "publications.jsonl had lost 1 line(s); written again from what had been landed"
        assert told in build.repairs
    assert publications.journal.path.read_bytes() == before
    assert list(publications.archive.verify()) == []


def test_an_instant_that_cannot_be_had_is_one_line_with_its_remedy(history: Folders, archive_alone: Folders) -> None:
    now = datetime.now(UTC)

    def told(at: str) -> str:
        with pytest.raises(AsOfError) as caught:
            make_as_of(archive_alone, at, now)
        return str(caught.value)

    first = RegisterArchive(history.archive).states()[0].loaded_at
    example = "make as-of AT=2023-07-31T02:00"
    assert told("31/7/2023") == (
        "AT: '31/7/2023' is no instant\nRemedy: write it as AT=2023-07-31T02:00, of Asia/Ho_Chi_Minh, or with its offset: "
        "AT=2023-07-31T02:00+07:00"
    )
    assert told("") == told("31/7/2023").replace("'31/7/2023' is no instant", "no instant is given")
    assert told("2020-01-01T02:00") == (
        f"{archive_alone.archive}/registers.jsonl: no register was known yet at 2020-01-01T02:00:00+07:00: it begins at "
        f"{first[:19]} UTC\nRemedy: name a later instant: {example}"
    )
    assert told("2999-01-01T02:00").startswith("AT: 2999-01-01T02:00:00+07:00 is in the future")
    lost = Archive(archive_alone.archive).receipts()[-1].file_sha256
    path = Archive(archive_alone.archive).object_path(lost)
    path.unlink()
    assert told(now.isoformat()).startswith(
        f"{path}: a content that was known at {now.isoformat()} cannot be read (No such file"
    )
    assert "is no instant" in told("31/7/2023")
    assert not list((archive_alone.warehouse / "as_of").glob("*.duckdb"))


def test_a_release_that_this_version_makes_otherwise_now_is_told_so_and_of_another_instant_the_day() -> None:
    at = BEGAN.isoformat(timespec="microseconds").removesuffix("+00:00")
    line = Publication(1, "r-aaaa", at, at, "", code_version(), 0, 0, 0, 0, "")
    known = Past(BEGAN, 0, (), 0, [line])
    made = AsOf(Path("made"), known, "r-bbbb", ["marts.unit"])
    assert made.is_wrong
    assert made.told.endswith(": this version made it, and makes it otherwise now; other rows in marts.unit.")
    later = replace(made, known=replace(known, at=BEGAN + timedelta(days=1)))
    assert (later.is_wrong, later.told.endswith(": the day is another; other rows in marts.unit.")) == (False, True)
    of_before = replace(made, known=replace(known, publications=[replace(line, code_version="1.0")]))
    assert (of_before.is_wrong, "version 1.0 made it, and this is" in of_before.told) == (False, True)


EVENT = st.tuples(
    st.sampled_from(["file", "register", "freeze", "release"]),
    st.sampled_from([0.0, 1.5, 3600.25, 31_536_000.75, -31_536_000.75]),
)
"""What came, and how wrong the clock was then in seconds: up to a year ahead or behind."""


@settings(max_examples=40, deadline=None)
@given(events=st.lists(EVENT, min_size=1, max_size=25))
def test_a_release_is_cut_to_what_it_was_made_from_whatever_the_clock_said(
    events: list[tuple[str, float]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    archive = tmp_path_factory.mktemp("cut") / "archive"
    files, states, freezes = Archive(archive).journal, RegisterArchive(archive).journal, Freezes(archive).journal
    counts, made = {"file": 0, "register": 0, "freeze": 0}, list[Publication]()
    for second, (what, wrong) in enumerate([("register", 0.0), *events]):
        at = utc_text((BEGAN + timedelta(seconds=second + wrong)).timestamp())
        if what == "release":
            made_from = dict(zip(("receipt_count", "state_count", "freeze_count"), counts.values(), strict=True))
            made.append(Publication(len(made) + 1, f"r{second}", at, at, "", "", **made_from, judged_count=0, notes_sha256=""))
            Publications(archive).journal.append(made[-1:])
            continue
        counts[what] += 1
        if what == "file":
            files.append([Receipt(counts[what], f"{second}.xlsx", "", 1, at, at)])
        elif what == "register":
            states.append([State(counts[what], "unit", f"{second}", 1, at)])
        else:
            freezes.append([Freeze(counts[what], f"{second}", "", at, "", at, "", "", "", "")])
    for line in made:
        at_that = datetime.fromisoformat(line.published_at).replace(tzinfo=UTC)
        known = past(archive, at_that, at_that)
        assert (known.receipt_count, len(known.states), known.freeze_count, known.last) == (
            *(line.receipt_count, line.state_count, line.freeze_count),
            line,
        )
        assert known.since_last == (0, 0, 0)
        assert known.replay == Replay(at_that, at_that)
