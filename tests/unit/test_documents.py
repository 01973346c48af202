"""The evaluation document: it says what the marts hold, looks as its profile says, and the office edits its template."""

import io
import re
import shutil
from dataclasses import replace
from decimal import Decimal
from itertools import takewhile
from pathlib import Path
from typing import Any

import docx
import duckdb
import pytest
from docx.document import Document as WordDocument
from docx.enum.text import WD_LINE_SPACING
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph
from pypdf import PdfReader

from pipelines import queries
from pipelines.errors import DocumentError
from pipelines.folders import PROJECT
from pipelines.intake.past import lay_registers
from pipelines.intake.register_archive import RegisterArchive
from pipelines.reference import Reference
from pipelines.reference.documents import DOCUMENT_TEMPLATE, registers_in
from pipelines.reference.load import Loaded, load_registers
from pipelines.reports.document import document, write_documents
from pipelines.reports.document_content import document_content
from pipelines.reports.document_words import MARK, Figures, Notes
from pipelines.reports.evaluated import Evaluated, cutoffs, evaluated
from pipelines.reports.pdf import libreoffice
from pipelines.warehouse import last_release, open_release
from tests.conftest import Installation
from tests.page import plainly

FOOTNOTE_REFERENCE = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}footnoteReference"


@pytest.fixture(scope="session")
def loaded() -> Loaded:
    return load_registers(PROJECT / "raw" / "reference")


@pytest.fixture(scope="session")
def mid_term(sample: Installation, loaded: Loaded) -> Evaluated:
    with open_release(sample.root / "warehouse") as db:
        (cutoff,) = [each for each in cutoffs(db, loaded.reference) if each.document_id == "mid_term"]
        return evaluated(db, loaded.reference, cutoff)


def written(sample: Installation) -> WordDocument:
    folder = sample.root / "warehouse" / "reports" / "documents" / "document"
    return docx.Document(str(folder / "evaluation_2020_2025_mid_term.docx"))


def with_profile(reference: Reference, profile_id: str) -> Reference:
    """The registers with all documents in one profile, whose margins are not those of the template."""
    changed = tuple(line.model_copy(update={"profile_id": profile_id}) for line in reference.document)
    margins = {"margin_left_mm": Decimal(35), "margin_right_mm": Decimal(20)}
    profiles = tuple(profile.model_copy(update=margins) for profile in reference.layout_profile)
    return replace(reference, document=changed, layout_profile=profiles)


def rows_of(word: WordDocument, head: str) -> list[list[str]]:
    """Rows of the table whose first row holds a head, without that row."""
    tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in word.tables]
    return next(rows[1:] for rows in tables if any(head in cell for cell in rows[0]))


def plain(text: str | None) -> str:
    """A text without what keeps its lines together, and counts without the zero before them."""
    return re.sub(r"(?<![\d.,])0(?=[1-9](?![\d.,]))", "", plainly(text or "—"))


def name_of(line: Paragraph) -> str:
    """Name of a paragraph's style."""
    return (line.style and line.style.name) or ""


def number(text: str) -> Decimal | None:
    """'96,9 %' → 96.9; None of a text without a number."""
    found = re.search(r"\d[\d.]*(,\d+)?", text)
    return Decimal(found[0].replace(".", "").replace(",", ".")) if found else None


def test_every_result_of_the_document_is_that_of_the_mart(sample: Installation) -> None:
    rows = sample.query(
        "select target_id, target.target_vi, result_vi, verdict_vi from marts.evaluation_mid_term "
        "join marts.target using (target_version_id) order by target_id"
    )
    printed = rows_of(written(sample), "Kết luận")
    told = sorted((row[0], plain(row[2].split("\n")[0]), plain(row[3].split("\n")[0]), row[4]) for row in printed)
    assert told == [(name, plain(asked), plain(result), verdict) for name, asked, result, verdict in rows]
    text = "\n".join(paragraph.text for paragraph in written(sample).paragraphs)
    assert "11/11 chỉ tiêu đạt và vượt (08 chỉ tiêu vượt, 03 chỉ tiêu đạt)" in text
    left = "đã đạt 339 người, còn thiếu 61 người so với mức 400 người; đến nay bình quân mỗi kỳ 56,5 người"
    assert f"{left}, các kỳ còn lại cần bình quân 15,25 người" in plainly(text)
    (release,) = sample.query("select release_id from marts.release")
    assert release[0] in text


def test_printed_figures_stand_beside_computed_ones_and_agree_with_the_mart(sample: Installation, loaded: Loaded) -> None:
    said = {figure.label_vi: figure.printed_vi for figure in loaded.reference.printed_figure}
    computed = dict(sample.query("select label_vi, figure_vi from marts.printed_figure where cutoff_period_id = '2023H1'"))
    rows = rows_of(written(sample), "Báo cáo đã in")
    assert len(rows) == len(computed) == 79
    for _, name, printed, figure in rows:
        assert plain(printed) == plain(said[name])
        assert plain(figure) == plain(computed[name])


def test_figures_by_field_say_what_the_mart_holds(sample: Installation) -> None:
    word = written(sample)
    lines = [plainly(line.text) for line in word.paragraphs if line.text.startswith("- ")]
    notes = word.part.part_related_by("http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes")
    text = " ".join(lines) + plainly(re.sub(r"<[^>]+>", "", notes.blob.decode()))
    figures = sample.query(
        "select label_vi, figure_vi from marts.printed_figure "
        "where cutoff_period_id = '2023H1' and taken_over in ('cumulative', 'at_cutoff') "
        "and indicator_id not in (select indicator_id from reference.target)"
    )
    assert len(figures) > 50
    assert not [(name, value) for name, value in figures if f"{name}: {plain(value)}" not in plain(text)]
    assert "Tỷ lệ cán bộ đảng viên tham gia học tập nghị quyết: kỳ nào cũng trên 95 %" in text
    references = list(word.element.body.iter(FOOTNOTE_REFERENCE))
    assert len(references) == notes.blob.count(b"FootnoteText") > 5
    assert not MARK.search(text)


def test_years_and_units_add_up_to_the_results(sample: Installation) -> None:
    word = written(sample)
    years = {row[0]: [number(plain(cell)) for cell in row[1:]] for row in rows_of(word, "Số liệu")}
    marts = sample.query(
        "select any_value(indicator_vi), year, max_by(year_to_date_value, period_id) from marts.indicator_cumulative "
        "join marts.period using (period_id) where indicator_id in ('members_admitted', 'political_theory_classes') "
        "and period_id <= '2023H1' group by indicator_id, year order by indicator_id, year"
    )
    assert [value for name in dict.fromkeys(row[0] for row in marts) for value in years[_starting(years, name)]] == [
        row[2] for row in marts
    ]
    *units, total = rows_of(word, "Đơn vị")
    by_unit = sample.query(
        "select max_by(name_vi, period_id), sum(value) from marts.observation join marts.unit using (unit_version_id) "
        "where indicator_id = 'members_admitted' and period_id <= '2023H1' group by unit_id"
    )
    told = {row[0]: number(row[3]) for row in units}
    assert {name: told[name] for name, _ in by_unit} == dict(by_unit)
    assert number(total[3]) == 339
    assert not [cell for row in units for cell in row[2:] if re.fullmatch(r"[1-9]\*?", cell)]
    assert sum(int(row[1].split("/")[1]) for row in units) == int(total[1].split("/")[1])


def _starting(rows: dict[str, Any], name: str) -> str:
    return next(key for key in rows if key.startswith(name))


@pytest.mark.parametrize("profile_id", ["nd30_2020", "hd05_2026", "hd36_2018"])
def test_a_document_looks_as_its_profile_says(mid_term: Evaluated, loaded: Loaded, profile_id: str) -> None:
    reference = with_profile(loaded.reference, profile_id)
    profile = next(each for each in reference.layout_profile if each.profile_id == profile_id)
    word = docx.Document(io.BytesIO(document(reference, loaded.contents[DOCUMENT_TEMPLATE], mid_term)))
    section, styles = word.sections[0], {style.name: style for style in word.styles}
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    expected = (profile.margin_top_mm, profile.margin_bottom_mm, profile.margin_left_mm, profile.margin_right_mm)
    assert [round(margin.mm) for margin in margins if margin] == list(expected)
    assert (round((section.page_width or Mm(0)).mm), section.different_first_page_header_footer) == (210, True)
    assert 'w:ascii="Times New Roman"' in word.styles.element.xml
    body = styles["Body Text"].paragraph_format
    assert styles["Body Text"].font.size == Pt(float(profile.body_pt))
    if profile.line_pt:
        assert (body.line_spacing_rule, body.line_spacing) == (WD_LINE_SPACING.EXACTLY, Pt(float(profile.line_pt)))
    else:
        assert body.line_spacing == float(profile.line_multiple or 1)
    head: dict[str | None, Any] = {
        name_of(line): line for row in word.tables[0].rows for cell in row.cells for line in cell.paragraphs
    }
    assert head["Motto"].text == profile.motto_vi[0]
    assert head["Motto"].style.font.size == Pt(float(profile.motto_pt))
    assert ("Motto below" in head) == (len(profile.motto_vi) > 1)
    assert ("Issuer rule" in head) == (profile.issuer_mark is None)
    assert head["Issuer"].text == "ĐẢNG ỦY KHỐI MẪU"
    assert head["Number"].text == profile.number_form_vi.format(number="\u00a0" * 6, symbol="ĐUK")
    below = {name_of(line): line.text for line in word.paragraphs}
    assert below["Title"] == "BÁO CÁO"
    assert below.get("Title mark", "") == (profile.title_mark or "")
    assert ("Title rule" in below) == (profile.title_rule_mm is not None)
    text_width = (section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0)
    widths = [sum(column.width or 0 for column in table.columns) for table in word.tables]
    assert all(abs(width - text_width) < Mm(0.3) for width in widths), "tables stand out over the margins"
    foot = word.tables[-3].rows[0].cells
    assert foot[1].paragraphs[0].text == profile.signed_for_form_vi.format(body="BAN THƯỜNG VỤ")
    look = styles["Receivers head"].font
    assert (look.size, bool(look.underline)) == (
        Pt(float(profile.receivers_head_pt)),
        profile.receivers_look == "underline",
    )
    assert foot[0].paragraphs[0].text == profile.receivers_head_vi
    assert foot[0].paragraphs[-1].text == "- " + profile.kept_form_vi.format(office="Văn phòng Đảng ủy Khối")
    before = [Paragraph(line, word) for line in word.tables[-3]._tbl.itersiblings("{*}p", preceding=True)]
    kept = list(takewhile(lambda line: line.paragraph_format.keep_with_next, before))
    assert kept[-1].text.startswith("- “Trên”"), "who signs stands on no page without the text"
    assert "Đảng\u00a0bộ" not in below["Subject"]
    assert below["Subject"].endswith("nhiệm\u00a0kỳ\u00a02020\u00a0-\u00a02025")


def test_every_template_beside_the_registers_is_archived_as_they_are_and_made_again(loaded: Loaded, tmp_path: Path) -> None:
    shipped = {path.name: path.read_bytes() for path in (PROJECT / "raw" / "reference").iterdir()}
    archive = RegisterArchive(tmp_path / "archive")
    lay_registers(archive.keep(loaded.contents), archive.archive, tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()} == shipped
    assert {path.name for path in registers_in(PROJECT / "raw" / "reference")} == {*shipped}


def test_the_office_edits_the_template_in_word(mid_term: Evaluated, loaded: Loaded) -> None:
    edited = docx.Document(io.BytesIO(loaded.contents[DOCUMENT_TEMPLATE]))
    edited.add_paragraph("Kính gửi: {{ head.receivers[0] }}")
    saved = io.BytesIO()
    edited.save(saved)
    word = docx.Document(io.BytesIO(document(loaded.reference, saved.getvalue(), mid_term)))
    assert word.paragraphs[-1].text == "Kính gửi: - Ban Thường vụ Tỉnh ủy;"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{{ nobody }}", "'nobody' is undefined"),
        ("{% if %}", "cannot be filled in"),
        ("", "Word document"),
        ("{{ 1/0 }}", "cannot be filled in: division by zero"),
        ("{{ cycler.__init__.__globals__.os.getpid() }}", "cannot be filled in: access to attribute '__init__'"),
        ("Kính gửi {% if summary", "not closed.* in the paragraph 'Kính gửi {% if summary'"),
        ("Kính gửi intro }}", "not closed.* in the paragraph 'Kính gửi intro }}'"),
    ],
)
def test_a_template_that_cannot_be_filled_in_says_so(mid_term: Evaluated, loaded: Loaded, text: str, said: str) -> None:
    edited, saved = docx.Document(io.BytesIO(loaded.contents[DOCUMENT_TEMPLATE])), io.BytesIO()
    edited.add_paragraph(text)
    edited.save(saved)
    with pytest.raises(DocumentError, match=said) as refused:
        document(loaded.reference, saved.getvalue() if text else b"PK no more", mid_term)
    assert "raw/reference/evaluation.docx" in str(refused.value)


def test_a_template_that_lost_its_footnotes_says_so(mid_term: Evaluated, loaded: Loaded) -> None:
    edited, saved = docx.Document(io.BytesIO(loaded.contents[DOCUMENT_TEMPLATE])), io.BytesIO()
    (lost,) = (number for number, each in edited.part.rels.items() if each.reltype.endswith("/footnotes"))
    edited.part.rels.pop(lost)
    edited.save(saved)
    with pytest.raises(DocumentError, match=r"evaluation\.docx: it cannot be laid out: .*footnotes"):
        document(loaded.reference, saved.getvalue(), mid_term)


def test_counts_and_bounds_agree_with_their_words(loaded: Loaded) -> None:
    figures = Figures(loaded.reference)
    assert plainly(figures.counted("3 lớp")) == "03 lớp"
    sentence = plainly(figures.counted("Phải đạt 5 lớp × 6/10 kỳ = 3 lớp; từ 1.203 lớp"))
    assert sentence == "Phải đạt 05 lớp × 6/10 kỳ = 03 lớp; từ 1.203 lớp"
    assert plainly(figures.counted("6 tháng đầu năm 2023: 5 %")) == "6 tháng đầu năm 2023: 5 %"
    assert figures.cell("6180000000 đồng; 6.180.000.000 đồng; 1.203 lớp; 3 lớp") == (
        "6180000000 đồng; 6.180.000.000 đồng; 1.203\u00a0lớp; 03\u00a0lớp"
    )
    assert figures.cell("Hoàn thành tốt nhiệm vụ") == "Hoàn thành tốt nhiệm\u00a0vụ"
    row: dict[str, Any] = {
        "taken_over": "worst_year",
        "unit_of_measure": "percent",
        "unit_of_measure_vi": "%",
        "rating_vi": None,
    }
    row |= {"known_count": 6, "due_count": 6, "worst_when": "2021", "is_higher_better": True}

    def told(value: str, *, higher: bool = True) -> str:
        number, notes = Decimal(value), Notes()
        same = {"value": number, "low_value": number, "high_value": number, "low_vi": None, "high_vi": None}
        said = figures.printed({**row, **same, "figure_vi": f"{value} %".replace(".", ","), "is_higher_better": higher}, notes)
        return MARK.sub("", plainly(said))

    assert told("96.938776") == "năm nào cũng trên 96 %"
    assert told("95") == "năm nào cũng từ 95 % trở lên"
    assert told("0.397382", higher=False) == "năm nào cũng dưới 0,5 %"
    assert told("1.2", higher=False) == "năm nào cũng dưới 2 %"
    assert told("0", higher=False) == "năm nào cũng 0 %"
    unknown = {"value": Decimal("95.6"), "low_value": Decimal("94.6"), "high_value": Decimal("95.6"), "due_count": 8}
    texts = {"figure_vi": "95,6 %", "low_vi": "94,6 %", "high_vi": "95,6 %", "taken_over_vi": "năm kém nhất"}
    notes = Notes()
    assert MARK.sub("", plainly(figures.printed(row | unknown | texts, notes))) == "năm kém nhất 95,6 % (2021)"
    assert plainly(notes.texts[0]) == "Đã có 6/8 số liệu; kết quả có thể từ 94,6 % đến 95,6 %."


def test_limits_are_told_where_there_are_any(mid_term: Evaluated, loaded: Loaded) -> None:
    counts = {"due_count": 12, "accepted_count": 10, "missing_count": 2, "corrected_count": 1}
    limits = dict.fromkeys(mid_term.limits, 0) | counts
    stood: list[dict[str, Any]] = [
        {"what": "missing", "period_vi": "Quý I", "units_vi": "Đơn vị A; Đơn vị B"},
        {"what": "correction", "period_vi": None, "units_vi": "Đơn vị C"},
    ]
    other = [row | {"version": "other", "version_vi": "Chỉ tiêu khác", "verdict": "not_met"} for row in mid_term.targets[:2]]
    other[0]["verdict"] = "exceeded"
    found = replace(mid_term, limits=limits, stood=stood, before=mid_term.targets, before_vi="năm trước")
    found = replace(found, targets=[*mid_term.targets, *other])
    said = document_content(loaded.reference, found, Notes())
    first = "chỉ tiêu Đại hội: 11/11 chỉ tiêu đạt và vượt (08 chỉ tiêu vượt, 03 chỉ tiêu đạt)"
    second = "Chỉ tiêu khác: 1/2 chỉ tiêu đạt và vượt (01 chỉ tiêu vượt); 01 chỉ tiêu chưa đạt"
    assert said["summary"] == f"Đến hết 6 tháng đầu năm 2023, {first}. {second}."
    assert said["limits"][1:] == [
        "Thiếu 02 phiếu: Đơn vị A (Quý I); Đơn vị B (Quý I).",
        "Văn phòng đã đính chính 01 số liệu: Đơn vị C.",
    ]
    assert [row["result_before"] for row in said["before"]] == [row["result"] for row in said["before"]] != []


def test_the_evaluation_before_is_as_it_was_frozen(sample: Installation, loaded: Loaded, tmp_path: Path) -> None:
    """The release says that it was frozen once, and what was frozen then had one result less."""
    release = last_release(sample.root / "warehouse")
    today, kept = (Path(shutil.copy(release, tmp_path / name)) for name in ("today.duckdb", "frozen.duckdb"))
    with duckdb.connect(str(kept)) as db:
        db.execute("update marts.target_evaluation set result_vi = '300 người' where result_id = 'T4/congress/2023H1'")
    with duckdb.connect(str(today)) as db:
        db.execute(
            "insert into marts.release (release_id, frozen_label, cutoff_period_id, frozen_at, frozen_file) "
            "values ('R', 'Sơ kết', '2023H1', '2023-07-31', 'frozen.duckdb')"
        )
        (cutoff,) = [each for each in cutoffs(db, loaded.reference) if each.document_id == "end_of_term"]
        found = evaluated(db, loaded.reference, cutoff, tmp_path)
        assert evaluated(db, loaded.reference, cutoff, tmp_path / "nowhere").frozen is None
    said = document_content(loaded.reference, found, Notes())
    told = {row["id"]: plainly(row["result_before"]) for row in said["before"]}
    assert told["T4"] == "300 người\n(nay tính lại: 339 người)"
    assert told["T5"] == "03 lớp"
    assert said["before_note"].startswith("Kết quả, kết luận lần trước ghi theo bản đã chốt “Sơ kết” (bản phát hành R)")


def test_nothing_is_said_where_nothing_is_known(mid_term: Evaluated, loaded: Loaded) -> None:
    limits = dict.fromkeys(mid_term.limits, 0) | {"due_count": 12, "missing_count": 12}
    none = {"result_vi": "0 lớp", "result_value": Decimal(0), "remaining_value": Decimal(5), "needed_value": Decimal(1)}
    targets = [row | none for row in mid_term.targets if row["target_id"] == "T5"]
    said = document_content(loaded.reference, replace(mid_term, limits=limits, targets=targets, years={}), Notes())
    assert (said["years"], said["units"]["rows"]) == (None, [])
    assert said["limits"][0] == "Đến hết 6 tháng đầu năm 2023 phải nộp 12 phiếu; chưa có phiếu nào được chấp nhận."
    (pace,) = map(plainly, said["pace"])
    assert pace.endswith("đến nay chưa có lớp nào so với mức 05 lớp; các kỳ còn lại cần bình quân 1 lớp.")


def test_one_cut_off_can_be_made_alone_and_others_are_refused(sample: Installation, loaded: Loaded, tmp_path: Path) -> None:
    with open_release(sample.root / "warehouse") as db:
        [(office_on,)] = queries.distinct(db, "reference.run", "office_on")
        assert office_on.year > 2023
        with pytest.raises(DocumentError, match="did you mean '2022H2'"):
            write_documents(db, loaded, tmp_path, "2022H3")
        path, *pdfs = write_documents(db, loaded, tmp_path, "2022H2")
    assert path.name == "evaluation_2020_2025_2022H2.docx"
    assert pdfs == ([path.with_suffix(".pdf")] if libreoffice() else [])
    assert all(pdf.read_bytes().startswith(b"%PDF-") for pdf in pdfs), "they are waited for"
    text = "\n".join(line.text for line in docx.Document(str(path)).paragraphs)
    assert "đến hết 6 tháng cuối năm 2022" in text
    assert "CHỈ TIÊU CỦA THỜI GIAN CÒN LẠI" not in text, "these were decided in 2023"


def test_the_pdf_is_tagged_for_readers_aloud(sample: Installation) -> None:
    if libreoffice() is None:
        pytest.skip("LibreOffice Writer is not installed: apt-get install libreoffice-writer-nogui")
    path = sample.root / "warehouse" / "reports" / "documents" / "document" / "evaluation_2020_2025_mid_term.pdf"
    pdf: Any = PdfReader(path)
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "vi-VN"
    assert root["/StructTreeRoot"]
    assert "pdfuaid:part>1<" in root["/Metadata"].get_data().decode().replace(" ", "")
    assert pdf.metadata.title.startswith("BÁO CÁO")
