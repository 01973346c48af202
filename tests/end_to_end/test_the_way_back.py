"""The way back to the units: a bad return and one that is asked about, their slips, what the units send back.

What was known in the end comes out again from the archive of a backup alone, row for row. The night after, with decisions, and
how they end, and each release again: `make soak`. (Of given rows: tests/sql/test_overrides, tests/sql/test_standing.)
"""

import csv
import shutil
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest

from pipelines.as_of import make_as_of, replay_releases
from pipelines.errors import ArchiveError, AsOfError
from pipelines.folders import PROJECT, Folders
from pipelines.intake.archive import Archive
from pipelines.intake.contracts import PUBLISHED_FIGURE
from pipelines.intake.journals import land_journals, mend_journals
from pipelines.intake.publications import Publications
from pipelines.intake.register_archive import RegisterArchive
from pipelines.operations.backup import back_up
from pipelines.operations.chase import chase
from pipelines.operations.freeze import freeze
from pipelines.operations.restore import restore
from pipelines.reference import load_reference
from pipelines.returns.layout import Forms
from pipelines.returns.reader import read_return
from pipelines.templates.template import Values, write_workbook
from pipelines.warehouse import open_build
from pipelines.warehouse.shelf import releases
from pipelines.why import make_why
from tests.adding_up import adds_up
from tests.conftest import PERIOD as EARLIER
from tests.conftest import Installation
from tests.libreoffice import convert, libreoffice
from tests.word import text_of

UNIT, PERIOD = "TC05", "2021H1"
ASKED = "TC06"
"""Unit that opens with other members than it closed with, and says why."""
KEY = f"CON-01/{ASKED}/{PERIOD}/members_opening"
"""How its finding is named in the slip."""
EXPLANATION = "Tiếp nhận bốn đảng viên bị sót trong kỳ trước, đã có quyết định"
WITHDRAWN = "TC07"
"""Unit whose return of the period before is withdrawn."""
OTHERS = (
    "select * from marts.observation "
    f"where split_part(unit_version_id, '/', 1) not in ('{UNIT}', '{ASKED}', '{WITHDRAWN}') order by all"
)
FIGURE = (
    "select state, value from marts.observation join marts.unit using (unit_version_id) "
    f"where (unit_id, period_id, indicator_id) = ('{UNIT}', '{PERIOD}', 'members_admitted_youth')"
)
EARLIER_FIGURE = FIGURE.replace("members_admitted_youth", "model_individuals").replace(PERIOD, EARLIER)
IN_FORCE = "select decision_kind, corrected from marts.decision where decision_kind = 'correction' and status = 'in_force'"
STATUS = "select status, open_warning_count from marts.return_revision where of_return_id = '{}-{}' order by revision"


def figures(path: Path) -> dict[tuple[str, str], Any]:
    """What a sample workbook says, line by line, ratings in words, without the lines that it computes."""
    reference = load_reference(PROJECT / "raw" / "reference")
    computed = {(line.form_id, line.line_code) for line in reference.form_line if line.formula}
    entries = read_return(path, Forms.of(reference)).entries
    lines = zip(*(entries[name] for name in ("form_id", "line_code", "code", "received", "value")), strict=True)
    return {
        (form_id, line): received if code else value
        for form_id, line, code, received, value in lines
        if (form_id, line) not in computed
    }


def write(target: Path, values: Values, unit_id: str = UNIT, period_id: str = PERIOD) -> None:
    reference = load_reference(PROJECT / "raw" / "reference")
    unit = reference.unit_on(unit_id, period_id)
    assert unit is not None
    write_workbook(target, reference, unit, reference.periods[period_id], receiver_vi="Văn phòng Đảng ủy mẫu", values=values)


def fill_in(returned: Path, slips: dict[Path, dict[tuple[str, str], str | int]]) -> None:
    """Change cells of slips and send them in, saved as clerks do with LibreOffice."""
    changed = []
    for slip, cells in slips.items():
        book = openpyxl.load_workbook(slip)
        for (sheet, address), value in cells.items():
            book[sheet][address] = value
        changed.append(slip.parents[2] / "changed" / slip.name)
        changed[-1].parent.mkdir(exist_ok=True)
        book.save(changed[-1])
    convert(changed, "xlsx", returned)


def add_line(register: Path, **values: str) -> None:
    with register.open(encoding="utf-8", newline="") as file:
        names = next(csv.reader(file))
    with register.open("a", encoding="utf-8", newline="") as file:
        csv.DictWriter(file, names, restval="", lineterminator="\n").writerow(values)


def decide(installation: Installation, earlier: Values) -> None:
    """Correct a figure of the period before, and let a rule about the grassroots units' returns reject no more."""
    registers = installation.root / "raw" / "reference"
    text = (registers / "rule.csv").read_text(encoding="utf-8")
    changed = text.replace("PRT-01,part_of_whole,return,error", "PRT-01,part_of_whole,return,warning")
    (registers / "rule.csv").write_text(changed, encoding="utf-8")
    add_line(
        registers / "correction.csv",
        unit_id=UNIT,
        period_id=EARLIER,
        indicator_id="model_individuals",
        received=f"{earlier['form_02', '2.02']}",
        corrected="37",
        reason_vi="Đơn vị báo lại qua điện thoại",
        agreed_by="Đồng chí phụ trách biểu",
        agreed_on="2021-08-02",
    )


def remind_of_what_was_refused(installation: Installation) -> None:
    """Let nobody be reminded of a return that never came: of this period there are few."""
    steps = installation.root / "raw" / "reference" / "reminder_step.csv"
    steps.write_text(steps.read_text(encoding="utf-8").replace("\n1,1,0,", "\n1,99999,0,"), encoding="utf-8")


def assert_decided(installation: Installation, earlier: Values) -> None:
    # The changed rule concerns the grassroots units; the returns of the others are not judged again.
    counted = f"select distinct validation_count from marts.return_revision where period_id = '{EARLIER}' and unit_version_id"
    again, spared = installation.query(f"{counted} like 'TC%'"), installation.query(f"{counted} not like 'TC%'")
    assert (again, spared) == ([(2,)], [(1,)])
    assert installation.query(EARLIER_FIGURE) == [("value", 37)]
    raw = f"select received from raw.entry where (unit_id, period_id, line_code) = ('{UNIT}', '{EARLIER}', '2.02')"
    assert installation.query(raw) == [(f"{earlier['form_02', '2.02']}",)]
    assert installation.query(IN_FORCE) == [("correction", "37")]


def withdraw(installation: Installation) -> None:
    (sent,) = installation.query(f"select file_sha256 from raw.receipt where path = '{EARLIER}/{WITHDRAWN}_{EARLIER}.xlsx'")
    add_line(
        installation.root / "raw" / "reference" / "withdrawal.csv",
        file_sha256=sent[0],
        reason_vi="Gửi nhầm",
        withdrawn_by="Văn phòng",
        withdrawn_on="2021-08-02",
    )


def newest_release(installation: Installation) -> str:
    return max(path.stem for path in (installation.root / "warehouse" / "releases").glob("*.duckdb"))


@dataclass
class Story:
    """Releases, the first of one period, and what lies between them."""

    at: Installation
    others: list[tuple[Any, ...]]
    """What is known of the units that nothing happens to."""
    right: int
    """What the bad return should have said."""
    cell: str
    """Where the other one says what it is asked about."""

    @property
    def folders(self) -> Folders:
        return Folders(self.at.root)

    @property
    def slips(self) -> list[Path]:
        return [self.folders.warehouse / "slips" / PERIOD / f"{unit_id}_{PERIOD}.xlsx" for unit_id in (UNIT, ASKED)]


def earlier() -> Values:
    """What the return of the period before said."""
    return figures(PROJECT / "raw" / "returns" / EARLIER / f"{UNIT}_{EARLIER}.xlsx")


@pytest.fixture(scope="module")
def story(one_period: Installation, tmp_path_factory: pytest.TempPathFactory) -> Story:
    libreoffice()
    return tell(one_period.copied(tmp_path_factory.mktemp("history") / "root"))


@pytest.fixture(scope="module")
def history(story: Story) -> Folders:
    return story.folders


def put_back(history: Folders, root: Path) -> Installation:
    """An empty machine on which the backup of another one was put back."""
    back_up(history, root / "backup")
    machine = Installation(root / "machine")
    restore(root / "backup", Folders(machine.root))
    assert not any((machine.root / "raw" / "returns").iterdir())
    return machine


def of_earlier(installation: Installation) -> dict[str, list[tuple[Any, ...]]]:
    """Mart that tells periods apart → its rows of the first one, without instants, which tell when a run was."""
    columns = (
        "select table_name, string_agg(column_name, ', ' order by column_index) from duckdb_columns() "
        "where schema_name = 'marts' and data_type <> 'TIMESTAMP' group by table_name "
        "having list_contains(list(column_name), 'period_id') order by table_name"
    )
    with installation.opened() as opened:
        return {
            name: opened.query(f"select {listed} from marts.{name} where period_id = '{EARLIER}' order by all")
            for name, listed in opened.query(columns)
        }


def tell(installation: Installation) -> Story:
    """After a first release, which is frozen, let returns of another period come, one of them bad, and one asked about."""
    was = of_earlier(installation)
    assert was.pop("not_counted") == []
    assert all(was[name] for name in ("finding", "indicator_total", "observation", "return_revision"))
    freeze(Folders(installation.root), "Sơ kết", "2023H1", datetime.now(UTC))
    (installation.root / "raw" / "returns" / EARLIER / "liên kết.xlsx").symlink_to("đâu đó")
    returned = installation.root / "raw" / "returns" / PERIOD
    returned.mkdir()
    for path in (PROJECT / "raw" / "returns" / PERIOD).glob(f"{UNIT[:3]}*.xlsx"):
        shutil.copyfile(path, returned / path.name)
    bad, asked = (returned / f"{unit_id}_{PERIOD}.xlsx" for unit_id in (UNIT, ASKED))
    values = figures(bad)
    youth, opening = ("form_01", "1.06"), ("form_01", "1.04")
    write(bad, {**values, youth: 40})
    told = figures(asked)
    write(asked, {**told, opening: told[opening] + 4}, ASKED)
    remind_of_what_was_refused(installation)
    installation.steps()

    # Of what was there already only the link is new.
    now = of_earlier(installation)
    (link,) = now.pop("not_counted")
    assert f"{EARLIER}/liên kết.xlsx" in link
    assert now == was

    # The bad return is rejected with its cell; every other unit is published, one is asked about its opening stock.
    found = installation.query("select rule_id, sheet_name, address from marts.finding where severity = 'error' and is_open")
    assert ("PRT-01", "01-TCĐ", "E17") in found
    assert installation.query(STATUS.format(UNIT, PERIOD)) == [("rejected", 0)]
    assert installation.query(STATUS.format(ASKED, PERIOD)) == [("accepted_with_warnings", 1)]
    assert installation.query(FIGURE) == [("missing", None)]
    others = installation.query(OTHERS)
    assert len({row[0] for row in others}) > 50
    neighbours = installation.query(f"select count(*) from marts.return where period_id = '{PERIOD}' and has_figures")
    assert neighbours == [(len(list(returned.iterdir())) - 1,)]
    ((message, cell),) = installation.query(
        "select message_vi, address from marts.finding where rule_id = 'CON-01' and is_open"
    )
    assert "khác cuối kỳ trước" in message
    story = Story(installation, others, int(values[youth]), cell)

    # Of what was refused it is reminded once, with its slip, and the office keeps the letter.
    ((letter,), again) = (chase(story.folders, PERIOD).letters for _ in range(2))
    assert again == []
    assert any(line.startswith("1 | 01-TCĐ, E17 | ") for line in text_of(letter))
    assert (letter.parent / bad.name).read_bytes() == story.slips[0].read_bytes()
    return story


@pytest.fixture(scope="module")
def answers(story: Story, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the two units send back: their own workbooks, one with the figure mended in it, the other with an explanation."""
    slip, asked = story.slips
    book = openpyxl.load_workbook(slip)
    assert book.sheetnames == ["Phiếu trả lời", "01-TCĐ", "02-TCĐ", "03-TCĐ"]
    comment = book["01-TCĐ"]["E17"].comment
    assert comment is not None
    assert "lớn hơn số kết nạp" in comment.text
    sheet = openpyxl.load_workbook(asked)["Phiếu trả lời"]
    (place,) = [c.coordinate for row in sheet.iter_rows() for c in row if c.value == KEY]
    headings = {c.value: c.column_letter for row in sheet.iter_rows() for c in row if isinstance(c.value, str)}
    answer = f"{headings['Giải trình']}{''.join(filter(str.isdigit, place))}"
    folder = tmp_path_factory.mktemp("answers")
    fill_in(folder, {slip: {("01-TCĐ", "E17"): story.right}, asked: {("Phiếu trả lời", answer): EXPLANATION}})
    return folder


def test_a_bad_return_comes_back_as_a_slip_and_what_units_mend_and_explain_in_theirs_is_read(
    story: Story, answers: Path
) -> None:
    assert [line.publication_id for line in Publications(story.folders.archive).journal.read()] == [1, 2]
    assert len(releases(story.folders.warehouse)) == 2
    forms = Forms.of(load_reference(PROJECT / "raw" / "reference"))
    mended, explained = (read_return(answers / slip.name, forms) for slip in story.slips)
    assert dict(zip(mended.entries["address"], mended.entries["value"], strict=True))["E17"] == story.right
    assert (mended.findings["fault"], explained.findings["fault"]) == ([], [])
    assert (explained.explanations["finding_key"], explained.explanations["explanation_vi"]) == ([KEY], [EXPLANATION])


@pytest.fixture(scope="module")
def answered(story: Story, answers: Path, tmp_path_factory: pytest.TempPathFactory) -> Story:
    """One release more: both answers came, and the steward corrected another figure, took a return back and changed a rule."""
    installation = story.at.copied(tmp_path_factory.mktemp("answered") / "root")
    shutil.copytree(answers, installation.root / "raw" / "returns" / PERIOD, dirs_exist_ok=True)
    decide(installation, earlier())
    withdraw(installation)
    installation.night()
    assert_decided(installation, earlier())
    # Judged again, the first revision is rejected no more.
    assert installation.query(STATUS.format(UNIT, PERIOD)) == [("accepted", 0), ("accepted", 0)]
    assert installation.query(FIGURE) == [("value", story.right) if story.right else ("zero", 0)]
    assert installation.query(OTHERS) == story.others
    explained = "select explanation_vi, is_open, address from marts.finding where rule_id = 'CON-01' and is_current"
    assert installation.query(explained) == [(EXPLANATION, True, story.cell)]
    assert installation.query(STATUS.format(ASKED, PERIOD))[-1] == ("accepted_with_warnings", 1)
    withdrawal = "select status from marts.decision where decision_kind = 'withdrawal'"
    assert installation.query(withdrawal) == [("in_force",)]
    again = replace(story, at=installation)
    assert [slip.exists() for slip in again.slips] == [False, True]
    assert chase(again.folders, PERIOD).letters == []
    reminded = "select return_id, step_number, status, letter_path from marts.reminder"
    assert installation.query(reminded) == [(f"{UNIT}-{PERIOD}", 1, "written", f"{PERIOD}/{UNIT}_{PERIOD}_1.docx")]
    assert [line.reminder_count for line in Publications(again.folders.archive).journal.read()] == [0, 0, 1]
    return again


def proposed(story: Story) -> tuple[Any, ...]:
    """What the office is asked to accept, as its register takes it."""
    ask = (PROJECT / "sql" / "analyses" / "explanations_to_decide.sql").read_text(encoding="utf-8")
    (found,) = story.at.query(ask)
    return found[:5]


@pytest.mark.soak
def test_what_units_answer_counts_from_the_next_night_on_and_so_does_what_the_steward_decides(answered: Story) -> None:
    assert [line.publication_id for line in Publications(answered.folders.archive).journal.read()] == [1, 2, 3]
    assert proposed(answered)[:4] == ("CON-01", ASKED, PERIOD, "members_opening")


@pytest.mark.soak
def test_a_machine_on_which_a_backup_was_put_back_builds_all_of_it_anew_row_for_row(story: Story, tmp_path: Path) -> None:
    machine = put_back(story.folders, tmp_path)
    machine.night()
    was, now = of_earlier(story.at), of_earlier(machine)
    assert (len(was.pop("not_counted")), now.pop("not_counted")) == (1, [])
    assert now == was


@pytest.fixture(scope="module")
def ended(answered: Story, tmp_path_factory: pytest.TempPathFactory) -> Folders:
    """Another one: the steward accepts the explanation in the register, and the correction ends with its fault."""
    installation = answered.at.copied(tmp_path_factory.mktemp("ended") / "root")
    add_line(
        installation.root / "raw" / "reference" / "override.csv",
        **dict(zip(("rule_id", "unit_id", "period_id", "indicator_id", "received"), proposed(answered), strict=True)),
        cell_count="1",
        reason_vi=EXPLANATION,
        explained_by=ASKED,
        approved_by="Văn phòng Đảng ủy mẫu",
        approved_on="2021-08-01",
    )
    before = installation.root / "raw" / "returns" / EARLIER / f"{UNIT}_{EARLIER}.xlsx"
    write(before, {**earlier(), ("form_02", "2.02"): 38}, period_id=EARLIER)
    installation.night()
    assert installation.query(EARLIER_FIGURE) == [("value", 38)]
    assert installation.query(IN_FORCE) == []
    assert installation.query(STATUS.format(ASKED, PERIOD))[-1] == ("accepted", 0)
    slips = installation.root / "warehouse" / "slips" / PERIOD
    assert not [path for path in slips.iterdir() if path.name.startswith((UNIT, ASKED))]
    (notes,) = (installation.root / "warehouse" / "releases").glob(f"{newest_release(installation)}.html")
    assert EXPLANATION in notes.read_text(encoding="utf-8")
    assert installation.query(OTHERS) == answered.others
    return Folders(installation.root)


def alone(folders: Folders, root: Path) -> Folders:
    """Only what cannot be made again: no warehouse, no inbox; of the registers the office's, for its time zone."""
    found = Folders(root / "alone")
    shutil.copytree(folders.archive, found.archive)
    found.reference.mkdir()
    shutil.copy(folders.reference / "office.csv", found.reference)
    return found


@pytest.fixture
def archive_alone(history: Folders, tmp_path: Path) -> Folders:
    return alone(history, tmp_path)


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


def test_a_release_comes_out_again_row_for_row_from_the_archive_of_a_backup_alone(history: Folders, tmp_path: Path) -> None:
    archive_alone = alone(Folders(put_back(history, tmp_path).root), tmp_path)
    published = Publications(history.archive).journal.read()
    files = releases(history.warehouse)
    assert [line.release_id for line in published] == [path.stem for path in files]
    assert (published[0].freeze_count, published[1].freeze_count) == (0, 1)
    assert published[1].receipt_count - published[0].receipt_count == len(list((history.returns / PERIOD).iterdir()))
    assert differing_rows(*files[-2:])
    last = published[-1]
    made = make_as_of(archive_alone, f"{last.published_at}+00:00", datetime.now(UTC))
    assert (made.is_the_release, made.release_id) == (True, last.release_id)
    assert made.told == f"It is release {last.release_id}, published {last.published_at}Z, row for row."
    assert differing_rows(made.path, files[-1]) == {}
    assert [path.name for path in archive_alone.warehouse.iterdir()] == ["as_of"]
    assert list(Archive(archive_alone.archive).verify()) == []


@pytest.mark.soak
def test_each_release_comes_out_again_row_for_row_one_after_the_other(ended: Folders, tmp_path: Path) -> None:
    """What the other test shows of one release, of all in their order."""
    replayed = zip(replay_releases(alone(ended, tmp_path)), releases(ended.warehouse), strict=True)
    again = [(each.release_id, differing_rows(each.path, file)) for each, file in replayed]
    assert again == [(line.release_id, {}) for line in Publications(ended.archive).journal.read()]


def taken_apart(history: Folders, earlier: int, later: int) -> list[tuple[str, list[str]]]:
    """Each step between two releases with the returns and registers behind it; what it changed adds up to the whole."""
    found = make_why(history, str(earlier), str(later))
    assert any(adds_up(history, found).values())
    with duckdb.connect(str(found.path), read_only=True) as db:
        asked = "select reason, cause_id from change_cause where (from_release, to_release) = (?, ?) order by cause_number"
        causes = db.execute(asked, [earlier, later]).fetchall()
    told: dict[str, list[str]] = {}
    for reason, cause_id in causes:
        told.setdefault(reason, []).append(cause_id.partition(":")[0])
    return list(told.items())


def page_of(history: Folders, releases: str) -> str:
    return (history.warehouse / "releases" / "why" / f"{releases}.html").read_text(encoding="utf-8")


def test_what_changed_between_two_releases_is_taken_apart_by_what_came_and_adds_up(history: Folders) -> None:
    """One step, both of whose ends were published: no state is made again. (Several steps: tests/properties, `make soak`.)"""
    ((reason, returns),) = taken_apart(history, 1, 2)
    assert reason == "late_return"
    assert sorted(returns) == [f"TC{number:02}-{PERIOD}-r1" for number in range(1, 10)]
    assert "phiếu báo cáo nộp muộn" in page_of(history, "1-2")


@pytest.mark.soak
def test_what_changed_is_taken_apart_in_steps_whose_states_are_made_again(ended: Folders) -> None:
    rule, revised, withdrawn, corrected = taken_apart(ended, 2, 3)
    assert rule == ("rule", ["rule.csv"])
    assert revised == ("revision", [f"{unit_id}-{PERIOD}-r2" for unit_id in (UNIT, ASKED)])
    assert withdrawn == ("withdrawal", ["withdrawal.csv"])
    assert corrected == ("correction", ["correction.csv"])
    assert "số liệu do cán bộ tổng hợp điều chỉnh" in page_of(ended, "2-3")
    reasons = [reason for reason, _ in taken_apart(ended, 1, 4)]
    assert reasons == ["rule", "late_return", "revision", "withdrawal", "correction", "override"]


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


def test_what_was_noted_with_a_release_is_written_again_from_it_where_the_archive_lost_it(
    history: Folders, tmp_path: Path
) -> None:
    folders = Folders(Path(shutil.copytree(history.root, tmp_path / "root", symlinks=True)))
    publications = Publications(folders.archive)
    last = publications.journal.read()[-1]
    publications.archive.object_path(last.notes_sha256).unlink()
    with open_build(folders.warehouse) as build:
        build.repairs.forget()
        build.made.forget([PUBLISHED_FIGURE.name])  # as where the build file is made anew
        land_journals(build, folders.archive, "key")
        (told,) = build.repairs
    assert told.startswith(f"what was noted with release {last.release_id} cannot be read")
    assert told.endswith("; written again from that release")
    assert list(publications.archive.verify()) == []
    publications.archive.object_path(last.notes_sha256).unlink()
    (folders.warehouse / "releases" / f"{last.release_id}.duckdb").unlink()
    assert publications.put_back(folders.warehouse) == []
    with pytest.raises(ArchiveError, match=rf"put releases/{last.release_id}\.duckdb of the warehouse back"):
        list(publications.notes(PUBLISHED_FIGURE.name, [last]))


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
