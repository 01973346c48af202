"""What stands on a sheet beside its figures is heard: measures, separators, other things, two periods, cells twice."""

import re
from decimal import Decimal
from pathlib import Path

import pytest

from pipelines.returns.reader import read_return_or_finding
from pipelines.returns.values import read_figure
from pipelines.workbooks.grid import address
from tests.corpus.making import insert_column
from tests.unit.test_reader import faults, read_draft, rows
from tests.unit.workbooks import (
    CODE,
    HEADER_ROW,
    LABEL,
    MEASURE,
    NOTE,
    VALUE,
    Cell,
    Draft,
    forms,
    plain_grid,
    rezipped,
    row_of,
)

MONEY = "10.05"
SIX_FIFTY_MILLION = Decimal(650_000_000)


def money(figure: str | int = 650, *, has_column: bool = False) -> Draft:
    """A form with one amount in đồng, without what the column 'Đơn vị tính' prints."""
    draft = Draft({"10-CĐ": plain_grid("form_10", {MONEY: figure})})
    if not has_column:
        for row in draft.grid[HEADER_ROW:]:
            row[MEASURE : MEASURE + 1] = [None] * len(row[MEASURE : MEASURE + 1])
    return draft


def amount(draft: Draft, tmp_path: Path) -> tuple[Decimal | None, list[str]]:
    """What is read of the amount, and the faults."""
    read = read_draft(draft, tmp_path)
    entries = {entry["line_code"]: entry["value"] for entry in rows(read.entries)}
    return entries[MONEY], [fault for fault, _ in faults(read)]


@pytest.mark.parametrize(
    "text",
    [
        "Tính bằng: trđ",
        "(Tính bằng: triệu đồng)",
        "(Tính theo triệu đồng)",
        "triệu đồng",
        "(triệu đồng)",
        "Trđ",
        "DVT: trieu dong",
        "Đơn vi tính: triệu đồng",
        "Đon vị tính: triệu đồng",
        "Don vi: trieu dong",
        "Unit: million VND",
    ],
)
def test_a_measure_above_the_table_is_understood_in_other_words(text: str, tmp_path: Path) -> None:
    draft = money()
    draft.grid[HEADER_ROW - 1] = [*[None] * VALUE, text]
    assert amount(draft, tmp_path) == (SIX_FIFTY_MILLION, [])


@pytest.mark.parametrize("text", ["Đơn vị tỉnh: Đồng Nai", "Ngày 01/01/2021", "ĐVT: Như trong biểu", "ĐVT: dong"])
def test_other_words_above_the_table_change_no_amount(text: str, tmp_path: Path) -> None:
    draft = money()
    draft.grid[HEADER_ROW - 1] = [*[None] * VALUE, text]
    assert amount(draft, tmp_path) == (Decimal(650), [])


@pytest.mark.parametrize(
    "where", [(HEADER_ROW - 1, "(USD)"), (HEADER_ROW - 1, "Tính bằng: USD"), (HEADER_ROW, "Số liệu (nghìn USD)")]
)
def test_another_currency_is_asked_about(where: tuple[int, str], tmp_path: Path) -> None:
    draft = money()
    row, text = where
    draft.grid[row] += [None] * 6
    draft.grid[row][VALUE] = text
    assert amount(draft, tmp_path) == (None, ["unknown_measure"])


@pytest.mark.parametrize(
    ("column", "text", "value"),
    [
        (VALUE, "Số liệu (x1.000 đồng)", 650_000),
        (VALUE, "Số liệu (×1000 đồng)", 650_000),
        (MEASURE, "Đơn vị tính: triệu đồng", 650_000_000),
        (MEASURE, "ĐVT: nghìn đồng", 650_000),
        (NOTE, "Ghi chú (ĐVT: triệu đồng)", 650_000_000),
    ],
)
def test_a_heading_says_the_measure_of_the_figures(column: int, text: str, value: int, tmp_path: Path) -> None:
    draft = money()
    draft.grid[HEADER_ROW][column] = text
    assert amount(draft, tmp_path) == (Decimal(value), [])


@pytest.mark.parametrize(
    ("column", "text"),
    [
        (CODE, "10.05 (trđ)"),
        (LABEL, "{} - trđ"),
        (LABEL, "{}, triệu đồng"),
        (LABEL, "{} triệu đồng"),
        (LABEL, "{} (triệu đồng)"),
        (NOTE, "ĐVT: triệu đồng"),
        (NOTE, "tính bằng trđ"),
        (NOTE, "triệu đồng"),
    ],
)
def test_a_line_says_its_measure_in_any_of_its_cells(column: int, text: str, tmp_path: Path) -> None:
    draft = money()
    label = str(draft.grid[row_of(draft.grid, MONEY)][LABEL])
    value, found = amount(draft.put(MONEY, text.format(label), column), tmp_path)
    assert value == SIX_FIFTY_MILLION
    assert set(found) <= {"line_differs"}


@pytest.mark.parametrize("text", ["ĐVT: triệu đồng", "(trđ)", "ĐVT: USD"])
def test_a_note_against_the_printed_measure_is_asked_about(text: str, tmp_path: Path) -> None:
    draft = money(has_column=True).put(MONEY, text, NOTE)
    assert amount(draft, tmp_path) == (None, ["measures_disagree"])


@pytest.mark.parametrize("text", ["Ủng hộ 650 triệu đồng", "gồm 2 quỹ: 100 triệu đồng", "Quỹ vì người nghèo"])
def test_a_note_about_sums_is_no_measure(text: str, tmp_path: Path) -> None:
    assert amount(money().put(MONEY, text, NOTE), tmp_path) == (Decimal(650), [])


@pytest.mark.parametrize(("text", "factor"), [("trieu dong", 10**6), ("nghin dong", 1000), ("dong", 1), ("million VND", 10**6)])
def test_a_measure_without_diacritics_is_understood(text: str, factor: int, tmp_path: Path) -> None:
    assert amount(money(has_column=True).put(MONEY, text, MEASURE), tmp_path) == (Decimal(650 * factor), [])


@pytest.mark.parametrize("number", ["10", "100", "(1.000)"])
def test_a_number_alone_is_no_multiple(number: str, tmp_path: Path) -> None:
    draft = money(650)
    draft.grid.insert(row_of(draft.grid, MONEY), [None, None, "Phúc lợi", None, number, None])
    path = draft.write_text(tmp_path / "a.csv", delimiter=";")
    read = read_return_or_finding(path, forms())
    assert {entry["line_code"]: entry["value"] for entry in rows(read.entries)}[MONEY] == 650


def test_a_measure_that_is_struck_out_is_not_applied(tmp_path: Path) -> None:
    draft = money(has_column=True).put(MONEY, "triệu đồng", MEASURE)
    draft.formats[draft.at(MONEY, MEASURE)] = {"font_strikeout": True}
    assert amount(draft, tmp_path) == (None, ["unknown_measure"])


@pytest.mark.parametrize("extension", ["xlsx", "csv"])
def test_all_tables_of_a_sheet_say_what_its_separators_mean(extension: str, tmp_path: Path) -> None:
    above, below = plain_grid("form_01", {"1.13": "96.15"}), plain_grid("form_02", {"2.05": "7.082"})
    draft = Draft({"01-TCĐ": above + below})
    path = draft.write_xlsx(tmp_path / "a.xlsx") if extension == "xlsx" else draft.write_text(tmp_path / "a.csv", delimiter=";")
    read = read_return_or_finding(path, forms())
    at = address(len(above) + row_of(below, "2.05"), VALUE)
    assert ("ambiguous_number", at) in faults(read)


@pytest.mark.parametrize("text", ["5 chi bộ", "5 tổ", "5 lượt", "5 hội nghị", "5 đơn vị"])
def test_other_things_counted_on_a_line_of_persons_are_a_finding(text: str, tmp_path: Path) -> None:
    read = read_draft(Draft().put("1.05", text), tmp_path)
    assert [fault for fault, _ in faults(read)] == ["other_measure"]


@pytest.mark.parametrize("text", ["7 người", "07 đ/c", "7 đồng chí", "7 đảng viên", "7 nữ", "7 trường hợp"])
def test_persons_counted_on_a_line_of_persons_are_its_figure(text: str, tmp_path: Path) -> None:
    read = read_draft(Draft().put("1.05", text), tmp_path)
    assert {entry["line_code"]: entry["value"] for entry in rows(read.entries)}["1.05"] == 7
    assert faults(read) == []


@pytest.mark.parametrize("line_code", ["1.01", "1.05", "1.11", "2.01", "3.01", "3.04", "4.07"])
def test_every_registered_word_of_a_lines_measure_may_follow_its_figure(line_code: str) -> None:
    line = next(line for (_, code), line in forms().lines.items() if code == line_code)
    words = [word for word, codes in forms().measures.items() if line.unit_of_measure in codes]
    figures = [read_figure(f"5 {word}", line, forms(), fault=None, is_percent=False) for word in words if word[-1] != ")"]
    assert {figure.value for figure in figures} == {Decimal(5)}
    assert {figure.fault for figure in figures} == {None}


def test_beside_an_unknown_period_a_column_of_another_one_is_no_return(tmp_path: Path) -> None:
    draft = Draft()
    draft.grid[2] = ["Kỳ báo cáo: 6 táng cuối năm 2020"]
    insert_column(5, "6 tháng đầu năm 2021", 77)(draft)
    read = read_draft(draft, tmp_path)
    assert ("unknown_period" in [fault for fault, _ in faults(read)], read.entries["value"]) == (True, [])


@pytest.mark.parametrize(
    "text",
    [
        "6 tháng đầu năm, 6 tháng cuối năm 2021",
        "6 tháng đầu năm, 6 tháng cuối năm 2020",
        "☐ 6 tháng đầu ☐ 6 tháng cuối năm 2021",
        "☑ 6 tháng đầu ☑ 6 tháng cuối năm 2021",
        "6 tháng đầu ☐ 6 tháng cuối ☑ năm 2021",
        "kỳ I, kỳ II năm 2021",
        "6 tháng cuối năm 2020 (từ 01/01/2020 đến 30/6/2020)",
        "6 tháng đầu năm 2021\n(từ ngày 01/7/2021 đến ngày 31/12/2021)",
        "6 tháng cuối năm 2020 (từ 01/10/2020 đến 31/12/2020)",
    ],
)
def test_a_head_that_names_two_half_years_is_nobodys(text: str, tmp_path: Path) -> None:
    draft = Draft()
    draft.grid[2:3] = [[line] for line in f"Kỳ báo cáo: {text}".splitlines()]
    read = read_draft(draft, tmp_path)
    assert ([fault for fault, _ in faults(read)], read.returns["period_id"]) == (["unknown_period"], [])


@pytest.mark.parametrize(
    ("text", "period_id"),
    [
        ("☑ 6 tháng đầu ☐ 6 tháng cuối năm 2021", "2021H1"),
        ("☐ 6 tháng đầu ☑ 6 tháng cuối năm 2021", "2021H2"),
        ("[x] 6 tháng đầu năm [ ] 6 tháng cuối năm 2021", "2021H1"),
        ("6 tháng cuối năm 2020 (từ ngày 01/7/2020 đến ngày 31/12/2020)", "2020H2"),
        ("6 tháng cuối năm 2020 (từ 15/6/2020 đến 14/12/2020)", "2020H2"),
        ("6 tháng cuối năm 2020 (tính đến 31/12/2020)", "2020H2"),
    ],
)
def test_the_half_year_that_is_ticked_or_said_twice_is_the_period(text: str, period_id: str, tmp_path: Path) -> None:
    draft = Draft()
    draft.grid[2] = [f"Kỳ báo cáo: {text}"]
    assert read_draft(draft, tmp_path).returns["period_id"] == [period_id]


@pytest.mark.parametrize(("day", "is_read"), [("31/12/2020", True), ("30/6/2020", False)])
def test_a_column_up_to_the_end_of_another_half_year_is_not_read(day: str, is_read: bool, tmp_path: Path) -> None:
    draft = Draft()
    draft.grid[HEADER_ROW][VALUE] = f"Số liệu (tính đến {day})"
    read = read_draft(draft, tmp_path)
    assert bool(read.returns["period_id"]) is is_read
    assert ("no_value_column" in read.findings["fault"]) is not is_read


@pytest.mark.parametrize(
    ("pattern", "twice"),
    [
        (rb'(<c r="E1\d"[^>]*><v>)7(</v></c>)', rb"\g<0>\g<1>8\2"),
        (rb'<row r="16".*?</row>', rb"\g<0>\g<0>"),
        (rb"</sheetData>", rb'\g<0><row r="90"><c r="A90"><v>1</v></c></row>'),
    ],
)
def test_a_sheet_that_says_a_cell_or_a_row_twice_is_refused(pattern: bytes, twice: bytes, tmp_path: Path) -> None:
    def change(name: str, content: bytes) -> bytes:
        return re.sub(pattern, twice, content, count=1, flags=re.DOTALL) if name.endswith("sheet1.xml") else content

    plain = Draft().write_xlsx(tmp_path / "a.xlsx")
    path = rezipped(plain, change)
    assert read_return_or_finding(path, forms()).findings["fault"] == ["unreadable_file"]


@pytest.mark.parametrize(
    "text",
    ["STK: 022099001234 Vietcombank", "Mã dự án 037123456789", "0912345678-001", "Công văn số 0912345678/CV", "MST 0912345678"],
)
def test_numbers_of_accounts_and_letters_are_no_personal_data(text: str, tmp_path: Path) -> None:
    assert "personal_data" not in read_draft(Draft().put("1.05", text, NOTE), tmp_path).findings["fault"]


@pytest.mark.parametrize("text", ["STK: 022099001234, ĐT 0912345678", "CCCD 022099001234", "Mã số thuế cá nhân 022099001234"])
def test_a_persons_number_beside_them_still_is(text: str, tmp_path: Path) -> None:
    assert "personal_data" in read_draft(Draft().put("1.05", text, NOTE), tmp_path).findings["fault"]


@pytest.mark.parametrize(
    "foot",
    [
        ["Người lập: Nguyễn Văn A, ĐT 0912345678"],
        ["Hotline hỗ trợ: 0912.345.678"],
        [None, None, "Điện thoại liên hệ:", None, "+84 912 345 678"],
        ["ĐT: 0912 345 678", None, None, "Zalo: 0987654321"],
    ],
)
def test_a_number_for_contact_in_the_foot_refuses_no_return_and_is_not_kept(foot: list[Cell], tmp_path: Path) -> None:
    draft = Draft()
    draft.grid.append(foot)
    read = read_draft(draft, tmp_path)
    assert (read.findings["fault"], len(read.entries["value"])) == ([], 16)
    assert not re.search(r"9[18][27]", "".join(read.cells["text"]))


@pytest.mark.parametrize(
    "feet",
    [
        [["Đ/c A, ĐT 0912345678"], ["Đ/c B, ĐT 0912345679"], ["Đ/c C, ĐT 0912345670"]],
        [[1, "Đ/c A", "ĐT 0912345678"]],
        [["ĐT 0912345678, CCCD 022099001234"]],
        [["ĐT: 0912345678; 0912345679; 0912345670"]],
    ],
)
def test_lists_of_numbers_for_contact_still_refuse(feet: list[list[Cell]], tmp_path: Path) -> None:
    draft = Draft()
    draft.grid.extend(feet)
    assert read_draft(draft, tmp_path).findings["fault"] == ["personal_data"]
