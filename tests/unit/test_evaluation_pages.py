"""The evaluation pages show every term for which returns have come, and say in words what is not due yet."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Literal

import duckdb
import pytest
from rich.console import Console

from pipelines.definitions import models
from pipelines.language.words import Words as Said
from pipelines.language.words import labels, use
from pipelines.outlook import write_outlooks
from pipelines.reference import Correction, Reference, Term
from pipelines.reports import charts, write_evaluations, write_release_notes
from pipelines.reports.evaluation import PAGES, Words, shown_terms
from pipelines.reports.summary import verdict_table
from pipelines.warehouse.signature import sign
from tests.browser import CHROMIUM, browser_tab
from tests.databases import few_rows, make
from tests.page import plainly, unpacked
from tests.sample.generate import Figures
from tests.sql.test_legal_registers import built, few, figures, second_term, shipped_reference

LATER = ("L0", "L1")
MADE = (
    *("marts.decisive_return", "marts.evaluation_end_of_term", "marts.evaluation_mid_term", "marts.finding", "marts.period"),
    *("marts.outlook", "marts.printed_figure", "marts.return", "core.target_words", "marts.result_part", "marts.observation"),
    *("marts.indicator_total", "marts.indicator_total_by_sector", "marts.vintage", "core.indicator_relation"),
)
"""What pages and the table of verdicts are made from."""
VERDICTS = "[...document.querySelectorAll('td.verdict')]"
VERDICTS_IN_SIGHT = f"{VERDICTS}.every(cell => cell.getBoundingClientRect().right <= innerWidth)"
TABLES_IN_SIGHT = "[...document.querySelectorAll('table:not(.map)')].every(table => table.scrollWidth <= table.clientWidth + 1)"
LOOKED_AT: tuple[tuple[Literal["screen", "print"], int], ...] = (("screen", 1100), ("screen", 390), ("print", 1009))
"""How a page is looked at, and how many px wide: a window, a phone, and A4 across."""
LABELS = ["Tỷ lệ [/đơn vị] giỏi", "Thi đua [bold]", "[red] <b>x</b> {a}", "Kết nạp [x\\"]
"""Of targets, as marks of a terminal or of a page would begin."""
OF_LATER_FORMS = {"members_admitted_year": 0, "members_transferred_in_from_bloc": 0, "members_transferred_out_to_bloc": 0}


def written_pages(db: duckdb.DuckDBPyConnection, reference: Reference, folder: Path) -> list[Path]:
    """The pages of a database as if it had been published."""
    sign(db, "20230731T000000000000Z-0", datetime(2023, 7, 31, tzinfo=UTC))
    return write_evaluations(db, reference, folder)


def two_terms() -> tuple[Reference, Figures]:
    """Registers with a second term, two targets of which nothing is due at its middle, and one return of its first period."""
    reference = second_term(few(shipped_reference()))
    later = {"first_period_id": "2028H1", "last_period_id": "2030H1"}
    yearly = [
        target.model_copy(update={"target_id": name, **later}) for name, target in zip(LATER, reference.target, strict=False)
    ]
    object.__setattr__(reference, "target", (*reference.target, *yearly))
    first = {("TC01", "2025H2"): {**figures()["TC01", "2021H2"], **OF_LATER_FORMS}}
    return reference, {**figures(), **first}


def odd_registers() -> Reference:
    """Registers with a target that ended early, odd labels, a bound of what is missing, and a decision that does nothing."""
    reference = few(shipped_reference())
    first, *_ = reference.target
    bound, *_ = reference.missing_bound
    line = {
        "kind": None,
        "minimum": Decimal(3),
        "maximum": None,
        "least_share_pct": Decimal(80),
        "most_share_pct": Decimal(125),
    }
    slip = Correction(
        unit_id="TC01",
        period_id="2021H1",
        indicator_id="members_admitted",
        received="12345",
        corrected="3",
        reason_vi="Gõ thừa",
        agreed_by="Đơn vị",
        agreed_on=date(2021, 8, 1),
    )
    labelled = [first.model_copy(update={"label_vi": label, "target_id": label[:6]}) for label in LABELS]
    return replace(
        reference,
        target=(first.model_copy(update={"last_period_id": "2021H2"}), *labelled),
        missing_bound=(bound.model_copy(update={**line, "reason_vi": "vì sao"}),),
        correction=(slip,),
    )


@dataclass(frozen=True)
class Odd:
    """What came of `odd_registers`, one return being missing, and the text of its page at mid-term."""

    db: duckdb.DuckDBPyConnection
    reference: Reference
    mid_term: str


@pytest.fixture(scope="module")
def all_odd(shipped_words: Said, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Odd]:
    """Made once for all tests here."""
    use(shipped_words)
    reference = odd_registers()
    returns = {key: cells for key, cells in figures().items() if key != ("TC01", "2021H2")}
    with few_rows() as db:
        built(db, reference, returns, *MADE, "marts.decision", "marts.return_revision", "marts.not_counted")
        db.execute("update marts.evaluation_mid_term set stale_count = 3")
        mid_term, _ = written_pages(db, reference, tmp_path_factory.mktemp("odd"))
        yield Odd(db, reference, mid_term.read_text(encoding="utf-8"))


@pytest.fixture
def odd(all_odd: Odd) -> Iterator[Odd]:
    """The same; what a test changes is taken back."""
    all_odd.db.begin()
    yield all_odd
    all_odd.db.rollback()


def test_each_term_has_a_part_of_its_own_and_what_is_not_due_yet_is_said(
    tmp_path: Path, database: duckdb.DuckDBPyConnection
) -> None:
    reference, returns = two_terms()
    del returns["TC58", "2023H1"]
    built(database, reference, returns, *MADE)
    write_outlooks(database)
    make(database, models["marts.outlook"])
    database.execute("create or replace table quality.finding as select * from quality.finding limit 0")
    assert [term.term_id for term in shown_terms(database, reference)] == ["2025_2030", "2020_2025"]
    mid_term, _ = written_pages(database, reference, tmp_path)
    page = mid_term.read_text(encoding="utf-8")
    first, second = page.split("<h1", 2)[1:]
    assert "Kỳ đánh giá này chưa kết thúc (ngày cuối: 30/06/2028)" in second, "what is over comes before what lies ahead"
    assert "chưa kết thúc" not in first
    assert "Nhiệm kỳ 2025 - 2030 · số liệu đến hết" in second
    assert "Nhiệm kỳ 2020 - 2025 · số liệu đến hết" in first
    assert second.count('<td class="verdict nothing_due_yet" data-head="Kết luận">Chưa đến kỳ có số liệu</td>') == len(LATER)
    assert "None" not in page
    (packed,) = re.findall(r'id="behind"[^>]*>([^<]+)<', page)
    behind = unpacked(packed)
    opened = {part[-1] for number in behind["numbers"].values() for part in number["parts"]}
    assert opened, "nothing is told of an indicator in a period in which none was due"
    assert opened <= {*behind["totals"]}
    assert "Triển vọng đến hết thời hạn" in first
    by_sector = first.split("<h2>Theo khối ngành</h2>")[1].split("</table>")[0]
    assert re.search(r"\d,\d\u00a0%", by_sector)
    assert not re.search(r",\d\d", re.sub(r"<svg.*?</svg>", "", by_sector, flags=re.DOTALL)), "as everywhere on the page"
    assert "có thể từ" in by_sector
    assert "Triển vọng" not in second, "nothing is known yet"


def test_what_was_drawn_before_is_not_drawn_again() -> None:
    row = {"target_value": 4, "result_value": 3, "low_value": 3, "high_value": 3, "target_vi": "4 lớp", "result_vi": "3 lớp"}
    with charts.as_drawn_before({}) as drawings:
        charts.bullet(row)
    with charts.as_drawn_before(dict.fromkeys(drawings, "<svg >as before</svg>")) as again:
        assert str(charts.bullet(row)).endswith(">as before</svg>")
    assert again.keys() == drawings.keys()
    assert "as before" not in str(charts.bullet(row))


@pytest.mark.skipif(CHROMIUM is None, reason="needs chromium: apt-get install chromium")
def test_the_widest_words_of_a_verdict_fit_on_the_page_on_paper_and_on_a_phone(
    tmp_path: Path, database: duckdb.DuckDBPyConnection
) -> None:
    reference = few(shipped_reference())
    built(database, reference, {}, *MADE)
    widest = max(labels("verdict").values(), key=len)
    for page in PAGES:
        database.execute(f"update {page.mart} set verdict = 'not_defined', verdict_vi = '{widest}'")
    written = written_pages(database, reference, tmp_path)
    with browser_tab([]) as tab:
        for path in written:
            assert "có thể" in path.read_text(encoding="utf-8")
            for media, width in LOOKED_AT:
                tab.emulate_media(media=media)
                tab.set_viewport_size({"width": width, "height": 900})
                tab.goto(path.as_uri())
                assert tab.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), (path.name, media, width)
                assert tab.evaluate(VERDICTS_IN_SIGHT), (path.name, media, width)
                assert tab.evaluate(TABLES_IN_SIGHT), (path.name, media, width)


def test_a_term_is_shown_that_has_returns_or_overdue_ones_and_the_first_while_none_has(
    database: duckdb.DuckDBPyConnection,
) -> None:
    reference = second_term(few(shipped_reference()))
    built(database, reference, figures(), "marts.return")
    database.execute("update marts.return set is_past_due_day = false")
    assert [term.term_id for term in shown_terms(database, reference)] == ["2020_2025"]
    database.execute("update marts.return set is_past_due_day = true where period_id = '2025H2'")
    assert [term.term_id for term in shown_terms(database, reference)] == ["2025_2030", "2020_2025"]
    database.execute("delete from core.return")
    assert [term.term_id for term in shown_terms(database, reference)] == ["2025_2030"]
    database.execute("update marts.return set is_past_due_day = false")
    assert [term.term_id for term in shown_terms(database, reference)] == ["2020_2025"]


def test_a_target_that_ended_before_the_cut_off_says_when_and_that_older_revisions_stand_in(odd: Odd) -> None:
    assert "trong đó 3 phiếu dùng bản cũ" in odd.mid_term
    # In its row, and before its sentence: the head of the page names a later period.
    assert odd.mid_term.count("kết thúc với 6 tháng cuối năm 2021") == 2


def test_the_page_says_what_missing_figures_are_taken_to_be(odd: Odd) -> None:
    page = plainly(html.unescape(odd.mid_term))
    limits = "ít nhất 3, ít nhất 80 % số liệu lần trước của đơn vị, nhiều nhất 125 % số liệu lần trước của đơn vị"
    assert re.search(rf"Số đảng viên đầu kỳ: 1 số liệu, {limits}, tức mỗi số liệu từ [0-9,]+ người đến [0-9,]+ người", page)
    assert re.search(r";</li>\s*<li>[0-9.]+ số liệu khác: lấy cả khoảng giá trị hợp lệ của chỉ tiêu\.", page)


def verdicts_of(odd: Odd, term: Term) -> str:
    """What a terminal shows of the verdicts of a term."""
    console = Console(file=StringIO(), width=300)
    console.print(verdict_table(odd.db, odd.reference, term))
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


def test_a_label_is_printed_as_it_is_written(odd: Odd) -> None:
    for label in LABELS:
        printed = verdicts_of(odd, odd.reference.term[0].model_copy(update={"label_vi": label}))
        assert printed.count(label) == 2
        assert printed.count(label[:6]) == 3


def test_no_line_ends_between_a_number_and_its_unit_of_measure() -> None:
    words = Words(shipped_reference())
    assert words.unbroken("dưới 1,5 %") == "dưới 1,5\u00a0%"
    assert words.unbroken("1.250 người") == "1.250\u00a0người"
    assert words.unbroken("Hoàn thành tốt nhiệm vụ") == "Hoàn thành tốt nhiệm vụ"
    assert words.unbroken(None) == "—"


def test_bounds_that_are_open_are_said_so() -> None:
    unit = {"unit_of_measure": "persons", "unit_of_measure_vi": "người"}
    row = {"low_value": Decimal(3), "high_value": Decimal(5), "is_low_open": True, **unit}
    words = Words(shipped_reference())
    assert plainly(words.between(row)) == "trên 3 người đến 5 người"
    other = {**row, "is_low_open": False, "is_high_open": True}
    assert plainly(words.between(other)) == "từ 3 người đến dưới 5 người"
    assert words.between({**row, "high_value": Decimal(3)}) is None
    ratings = {"low_value": None, "high_value": None, "low_vi": "Hoàn thành", "high_vi": "Hoàn thành tốt"}
    assert words.between({**row, **ratings, "is_low_open": False}) == "từ Hoàn thành đến Hoàn thành tốt"


def test_the_release_notes_name_every_decision_that_does_nothing(odd: Odd, tmp_path: Path) -> None:
    moved = {"path": "2021H1/TC01.xlsx", "unit_name_vi": "Chi bộ 1", "period_vi": "6 tháng đầu năm 2021"}
    moved |= {"before_vi": "10/07/2021 08:00", "now_vi": "14/07/2021 09:00", "by_vi": "sổ tiếp nhận"}
    write_release_notes(odd.db, odd.reference, "r", tmp_path / "r.html", [moved])
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    told = page.split("<h2>4.")[1].split("<h2>5.")[0]
    assert "12345" in told
    assert "ô không còn ghi số sai này" in told
    assert "2021H1/TC01.xlsx" in page.split("<h2>7. Tệp được tính theo ngày giờ đến khác")[1]


def test_a_rating_is_sorted_by_its_rank_and_not_by_the_alphabet() -> None:
    words = Words(shipped_reference())
    texts = ["Không hoàn thành nhiệm vụ", "Hoàn thành nhiệm vụ", "Hoàn thành tốt nhiệm vụ", "Hoàn thành xuất sắc nhiệm vụ"]
    both = "Hoàn thành tốt nhiệm vụ, và ít nhất một năm Hoàn thành xuất sắc nhiệm vụ"
    assert sorted([both, *texts], key=lambda text: str(words.ranked(text))) == [*texts[:3], both, texts[3]]
    assert [words.ranked(text) for text in ("96,9 %", "—", None)] == [None] * 3


def test_the_table_of_verdicts_says_what_was_to_be_reached_by_then(odd: Odd) -> None:
    term = odd.reference.term[0]
    assert "240" not in plainly(verdicts_of(odd, term))
    odd.db.execute("update marts.evaluation_mid_term set kind = 'cumulative', expected_vi = '240 người'")
    assert "240" in plainly(verdicts_of(odd, term))
