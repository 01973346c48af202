"""The slip: what the clerk gets, and what comes back with it."""

import datetime as dt
import os
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from pipelines.returns.reader import read_return
from pipelines.returns.result import ReturnRead
from pipelines.slips.facts import VERDICTS, SlipFacts, SlipFinding
from pipelines.slips.slip import write_slip
from pipelines.slips.writing import _facts
from pipelines.templates.template import write_workbook
from tests.libreoffice import converted
from tests.unit.test_reader import PLAIN, check, faults, rows, values
from tests.unit.workbooks import NOTE, Draft, forms, plain_grid, reference, row_of

FORM = "01-TCĐ"
SHEET_NAME, AUTHOR = "Phiếu trả lời", "Kiểm tra dữ liệu"
HEADINGS = [
    "STT",
    "Mức độ",
    "Trang tính",
    "Ô",
    "Chỉ tiêu",
    "Đã ghi",
    "Yêu cầu",
    "Nội dung",
    "Cách sửa",
    "Giải trình",
    "Mã lỗi",
]
FACTS = SlipFacts(
    unit_id="TC01",
    unit_vi="Đảng bộ cơ sở mẫu số 01",
    period_vi="6 tháng cuối năm 2020",
    path="2020H2/TC01.xlsx",
    received_at=dt.datetime(2021, 1, 6, 1, 15, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")),
    status="rejected",
)


def at(code: str) -> str:
    return f"E{row_of(plain_grid(), code) + 1}"


def finding(number: int, **changes: Any) -> SlipFinding:
    plain = SlipFinding(
        finding_id=f"{number:020}",
        finding_key=f"RANGE-{number:02}/TC01/2020H2/indicator_{number}",
        rule_id=f"RANGE-{number:02}",
        severity="warning",
        sheet_name=FORM,
        address=at("1.05"),
        label_vi="Đảng viên mới kết nạp trong kỳ",
        received="70",
        expected="từ 0 đến 60",
        message_vi="Số kết nạp là 70, ngoài khoảng cho phép",
        remedy_vi="Kiểm tra lại",
    )
    return replace(plain, **changes)


FINDINGS = [
    finding(1),
    finding(2, severity="error", address=at("1.04"), received="mười", message_vi="Không đọc được số liệu"),
    finding(3, severity="note", address=at("1.11"), received=None, expected=None, remedy_vi=None),
    finding(4, severity="error", sheet_name=None, address=None, label_vi=None, message_vi="Thiếu biểu 03-TCĐ"),
    finding(5, severity="error"),
]


def faulty(folder: Path) -> Path:
    return Draft().put("1.04", "mười").put("1.05", 70).write_xlsx(folder / "content")


def written(folder: Path, original: Path, findings: list[SlipFinding] = FINDINGS) -> Path:
    return write_slip(folder / "slips" / "TC01_2020H2", original, findings, facts=FACTS)


def listed(sheet: Worksheet) -> list[dict[str, Any]]:
    """The rows of the list, by heading."""
    table = list(sheet.iter_rows(values_only=True))
    header = next(number for number, row in enumerate(table) if row[0] == "STT")
    return [dict(zip(HEADINGS, row, strict=True)) for row in table[header + 1 :] if isinstance(row[0], int)]


def filled(read: ReturnRead) -> dict[str, Any]:
    """Figures of the lines that the plain return fills."""
    return {code: value for code, value in values(read).items() if code in PLAIN}


def colours(sheet: Worksheet) -> dict[str, str]:
    """Cell → colour that a conditional format of the slip gives it."""
    found = {}
    for ranges in sheet.conditional_formatting:
        for rule in ranges.rules:
            for cell in str(ranges.sqref).split():
                found[cell] = str(rule.dxf.fill.bgColor.rgb)[-6:]
    return found


def test_the_slip_lists_every_finding_worst_first_and_links_it_to_its_cell(tmp_path: Path) -> None:
    path = written(tmp_path, faulty(tmp_path))
    book = openpyxl.load_workbook(path)
    assert path.name == "TC01_2020H2.xlsx"
    assert book.sheetnames == [SHEET_NAME, FORM]
    sheet = book[SHEET_NAME]
    found = listed(sheet)
    assert [row["Mã lỗi"].split("/")[0] for row in found] == ["RANGE-04", "RANGE-02", "RANGE-05", "RANGE-01", "RANGE-03"]
    assert [row["Mức độ"] for row in found] == ["Lỗi", "Lỗi", "Lỗi", "Cảnh báo", "Lưu ý"]
    assert (found[1]["Ô"], found[1]["Đã ghi"], found[1]["Nội dung"]) == (at("1.04"), "mười", "Không đọc được số liệu")
    links = {cell.value: cell.hyperlink.location for row in sheet for cell in row if cell.hyperlink and cell.column == 4}
    assert links == {at(code): f"'{FORM}'!{at(code)}" for code in ("1.04", "1.05", "1.11")}
    head = " ".join(str(cell.value) for row in sheet["A1:K6"] for cell in row if cell.value)
    for text in ("TC01 – Đảng bộ cơ sở mẫu số 01", "01:15 ngày 06/01/2021", "BỊ TRẢ LẠI", "3 lỗi, 1 cảnh báo, 1 lưu ý"):
        assert text in head
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.freeze_panes) == ("landscape", 9, "A9")
    assert [view.sheet_view.tabSelected for view in book.worksheets] == [True, False]


def test_cells_at_fault_are_coloured_by_their_worst_finding_and_say_all_of_them(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(written(tmp_path, faulty(tmp_path)))[FORM]
    assert colours(sheet) == {at("1.04"): "FFC7CE", at("1.05"): "FFC7CE", at("1.11"): "DDEBF7"}
    comment = sheet[at("1.05")].comment
    assert comment is not None
    assert comment.author == AUTHOR
    assert comment.text.count("Số kết nạp là 70") == 2
    assert "CẢNH BÁO" in comment.text
    assert "Yêu cầu: từ 0 đến 60\nCách sửa: Kiểm tra lại" in comment.text


def test_a_corrected_slip_reads_back_with_the_corrected_figures_and_the_explanation(tmp_path: Path) -> None:
    path = written(tmp_path, faulty(tmp_path))
    book = openpyxl.load_workbook(path)
    book[FORM][at("1.04")], book[FORM][at("1.05")] = 120, 7
    for row in book[SHEET_NAME].iter_rows(min_row=9):
        if row[1].value == "Cảnh báo":
            row[9].value = "  Do sáp nhập chi bo\u0323\u0302  "
    back = tmp_path / "back.xlsx"
    book.save(back)
    read = read_return(back, forms())
    check(read)
    assert filled(read) == PLAIN
    assert faults(read) == []
    assert rows(read.explanations) == [
        {"finding_key": FINDINGS[0].finding_key, "received": "70", "explanation_vi": "Do sáp nhập chi bộ"}
    ]
    roles = {cell["role"] for cell in rows(read.cells) if cell["sheet_name"] == SHEET_NAME}
    assert roles == {"note"}


def test_a_slip_is_known_by_its_headings_wherever_they_stand(tmp_path: Path) -> None:
    draft = Draft()
    draft.sheets["Khác"] = [
        ["MÃ LỖI", 1, "giải trình", "Đã ghi"],
        ["K/1", 2, "vì", None],
        ["K/1", 3, "do", None],
        ["K/2", 4, "…"],
    ]
    read = read_return(draft.write_xlsx(tmp_path / "a.xlsx"), forms())
    check(read)
    assert faults(read) == []
    assert rows(read.explanations) == [{"finding_key": "K/1", "received": None, "explanation_vi": "vì; do"}]


def test_a_telephone_number_in_an_explanation_is_refused(tmp_path: Path) -> None:
    draft = Draft()
    draft.sheets["Phiếu"] = [["Mã lỗi", "Giải trình"], ["K/1", "gọi 0912 345 678"]]
    read = read_return(draft.write_xlsx(tmp_path / "a.xlsx"), forms())
    check(read)
    assert faults(read) == [("personal_data", "B2")]
    assert rows(read.explanations) == []


def test_the_list_alone_sent_back_with_an_explanation_is_an_answer(tmp_path: Path) -> None:
    path = written(tmp_path, Draft().write_text(tmp_path / "content"))
    book = openpyxl.load_workbook(path)
    assert "no_form" in read_return(path, forms()).findings["fault"]
    book[SHEET_NAME]["J12"].value = "đúng"
    book.save(path)
    read = read_return(path, forms())
    check(read)
    assert (faults(read), read.explanations["explanation_vi"]) == ([], ["đúng"])


@pytest.mark.parametrize("kind", ["csv", "ods", "xls", "broken"])
def test_what_cannot_be_annotated_gets_the_list_alone(kind: str, tmp_path: Path) -> None:
    draft = Draft()
    if kind == "csv":
        original = draft.write_text(tmp_path / "a")
    elif kind == "broken":
        original = draft.write_xlsx(tmp_path / "a")
        os.truncate(original, 2000)
    else:
        original = converted(draft.write_xlsx(tmp_path / "a.xlsx"), kind)
    book = openpyxl.load_workbook(written(tmp_path, original))
    assert book.sheetnames == [SHEET_NAME]
    assert len(listed(book[SHEET_NAME])) == len(FINDINGS)
    assert not [cell for row in book[SHEET_NAME] for cell in row if cell.hyperlink]


def test_a_workbook_with_personal_data_is_not_handed_back(tmp_path: Path) -> None:
    draft = Draft()
    draft.sheets["Danh sách"] = [["Số CCCD"], ["001082012345"]]
    path = written(tmp_path, draft.write_xlsx(tmp_path / "content"))
    assert openpyxl.load_workbook(path).sheetnames == [SHEET_NAME]
    assert b"001082012345" not in b"".join(zipfile.ZipFile(path).read(name) for name in zipfile.ZipFile(path).namelist())


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("x")', "a\x01b\x0b"])
def test_hostile_text_stays_text(text: str, tmp_path: Path) -> None:
    hostile = finding(1, label_vi=text, received=text, expected=text, message_vi=text, remedy_vi=text, finding_key=text)
    sheet = openpyxl.load_workbook(written(tmp_path, faulty(tmp_path), [hostile]))[SHEET_NAME]
    clean = text.replace("\x01", "").replace("\x0b", "")
    for column in "EFGHIK":
        assert (sheet[f"{column}9"].value, sheet[f"{column}9"].data_type) == (clean, "s")


def test_a_slip_of_a_slip_carries_one_list_and_only_the_new_marks(tmp_path: Path) -> None:
    first = written(tmp_path, faulty(tmp_path))
    book = openpyxl.load_workbook(first)
    book[SHEET_NAME]["J12"].value = "Do sáp nhập"
    book.save(tmp_path / "back")
    second = openpyxl.load_workbook(written(tmp_path, tmp_path / "back", [FINDINGS[0]]))
    assert second.sheetnames == [SHEET_NAME, FORM]
    assert [row["Giải trình"] for row in listed(second[SHEET_NAME])] == ["Do sáp nhập"]
    assert colours(second[FORM]) == {at("1.05"): "FFEB9C"}
    assert [cell.coordinate for row in second[FORM] for cell in row if cell.comment] == [at("1.05")]


def test_the_units_own_comments_and_colours_outlive_the_slip(tmp_path: Path) -> None:
    faulty(tmp_path).rename(tmp_path / "faulty.xlsx")
    book = openpyxl.load_workbook(tmp_path / "faulty.xlsx")
    cell = book[FORM][at("1.05")]
    cell.comment = Comment("Xem lại", "Văn thư")
    cell.fill = PatternFill("solid", start_color="00FF00")
    book.save(tmp_path / "own")
    slip = written(tmp_path, tmp_path / "own")
    marked = openpyxl.load_workbook(slip)[FORM][at("1.05")]
    assert marked.comment is not None
    assert marked.comment.text.startswith("Xem lại\n")
    again = openpyxl.load_workbook(write_slip(tmp_path / "again", slip, [], facts=FACTS))[FORM][at("1.05")]
    assert again.comment is not None
    assert (again.comment.text, again.comment.author) == ("Xem lại", "Văn thư")
    assert again.fill.start_color.rgb == "0000FF00"


def test_a_finding_in_a_merged_cell_is_marked_where_the_cell_shows(tmp_path: Path) -> None:
    draft = Draft(merges=[(0, 0, 0, 2)])
    sheet = openpyxl.load_workbook(written(tmp_path, draft.write_xlsx(tmp_path / "c"), [finding(1, address="B1")]))[FORM]
    assert list(colours(sheet)) == ["A1"]
    assert sheet["A1"].comment is not None


def with_formula(folder: Path) -> Path:
    draft = Draft()
    row, column = draft.at("1.10")
    draft.formulas[row, column] = (f"={at('1.04')}+{at('1.05')}+1", 128)
    draft.formulas[row, NOTE] = ('="a"&"<b"', "a<b")
    return draft.write_xlsx(folder / "content")


def test_formulas_and_their_results_are_handed_back(tmp_path: Path) -> None:
    path = written(tmp_path, with_formula(tmp_path))
    assert openpyxl.load_workbook(path)[FORM][at("1.10")].value == f"={at('1.04')}+{at('1.05')}+1"
    stored = openpyxl.load_workbook(path, data_only=True)[FORM]
    assert (stored[at("1.10")].value, stored[at("1.10").replace("E", "F")].value) == (128, "a<b")
    read = read_return(path, forms())
    check(read)
    assert filled(read) == PLAIN
    assert faults(read) == []


def test_a_slip_opens_in_libreoffice_with_results_comments_and_links(tmp_path: Path) -> None:
    path = converted(written(tmp_path, with_formula(tmp_path)), "xlsx")
    assert openpyxl.load_workbook(path, data_only=True)[FORM][at("1.10")].value == 128
    book = openpyxl.load_workbook(path)
    assert book[FORM][at("1.05")].comment is not None
    assert colours(book[FORM])[at("1.05")] == "FFC7CE"
    assert book[SHEET_NAME]["D10"].hyperlink is not None
    again = openpyxl.load_workbook(write_slip(tmp_path / "again", path, [], facts=FACTS))
    assert colours(again[FORM]) == {}
    assert not [cell for row in again[FORM] for cell in row if cell.comment]


def test_macros_are_kept(tmp_path: Path) -> None:
    plain = faulty(tmp_path)
    original = tmp_path / "macros"
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(original, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            if name == "[Content_Types].xml":
                part = part.replace(b"spreadsheetml.sheet.main+xml", b"sheet.main+xml").replace(
                    b"vnd.openxmlformats-officedocument.sheet.main", b"vnd.ms-excel.sheet.macroEnabled.main"
                )
                part = part.replace(
                    b"<Default ", b'<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/><Default ', 1
                )
            target.writestr(name, part)
        target.writestr("xl/vbaProject.bin", b"macros")
    path = written(tmp_path, original)
    assert path.suffix == ".xlsm"
    assert zipfile.ZipFile(path).read("xl/vbaProject.bin") == b"macros"
    assert b"macroEnabled" in zipfile.ZipFile(path).read("[Content_Types].xml")


def test_the_same_arguments_give_the_same_bytes_in_every_process_and_no_new_file(tmp_path: Path) -> None:
    original = faulty(tmp_path)
    path = written(tmp_path, original)
    first, changed_at = path.read_bytes(), path.stat().st_mtime_ns
    assert written(tmp_path, original, FINDINGS[::-1]).stat().st_mtime_ns == changed_at
    code = (
        "from pathlib import Path; from tests.unit.test_slip import *; "
        f"written(Path({str(tmp_path / 'other')!r}), Path({str(original)!r}))"
    )
    subprocess.run([sys.executable, "-c", code], check=True, env={**os.environ, "PYTHONHASHSEED": "7"}, timeout=600)
    assert (tmp_path / "other" / "slips" / path.name).read_bytes() == first


def test_a_slip_of_a_template_stays_protected_and_its_entry_cells_editable(tmp_path: Path) -> None:
    register = reference()
    unit, period = next(unit for unit in register.unit if unit.unit_id == "TC01"), register.periods["2020H2"]
    original = tmp_path / "template.xlsx"
    write_workbook(original, register, unit, period, receiver_vi="Văn phòng", values={("form_01", "1.04"): 50})
    before = openpyxl.load_workbook(original)
    line = next(row for row in before[FORM].iter_rows(min_row=10) if row[1].value == "1.05")
    address = line[4].coordinate
    slip = written(tmp_path, original, [finding(1, address=address)])
    after = openpyxl.load_workbook(slip)
    assert after.sheetnames == [SHEET_NAME, *before.sheetnames]
    for sheet in before:
        copy = after[sheet.title]
        assert copy.protection.sheet == sheet.protection.sheet
        assert len(copy.data_validations.dataValidation) == len(sheet.data_validations.dataValidation)
        assert copy.print_title_rows == sheet.print_title_rows
    assert after[FORM][address].protection.locked is False
    assert after[FORM][address].border.left.style == "thin"
    assert after[SHEET_NAME].protection.sheet
    assert after[SHEET_NAME]["J9"].protection.locked is False
    assert [row for row in rows(read_return(slip, forms()).entries) if row["value"] is not None] == [
        row for row in rows(read_return(original, forms()).entries) if row["value"] is not None
    ]


def test_formulas_without_stored_results_are_named_when_the_slip_comes_back_unopened(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(with_formula(tmp_path).rename(tmp_path / "formula.xlsx"))
    book.save(tmp_path / "bare")  # openpyxl drops the results
    assert faults(read_return(written(tmp_path, tmp_path / "bare"), forms())) == [("formula_without_value", at("1.10"))]


def test_a_slip_whose_findings_are_on_no_cell_sends_nobody_to_coloured_cells(tmp_path: Path) -> None:
    held = finding(1, severity="error", rule_id="READ-50", sheet_name=None, address=None, label_vi=None)
    for name, findings, says in (
        ("held", [held], "Không có ô nào được tô màu: hãy làm theo cột 'Cách sửa'"),
        ("cells", [held, finding(2)], "Hãy sửa các ô có màu"),
    ):
        slip = write_slip(tmp_path / name, faulty(tmp_path), findings, facts=replace(FACTS, status="held"))
        assert str(openpyxl.load_workbook(slip)[SHEET_NAME]["A5"].value).startswith(says)


@pytest.mark.parametrize(
    ("statuses", "status"),
    [(["withdrawn"], "withdrawn"), (["withdrawn", "accepted"], "accepted"), (["held", "accepted"], "held"), ([], "rejected")],
)
def test_the_head_of_a_slip_tells_the_worst_of_what_became_of_its_returns(statuses: list[str], status: str) -> None:
    file = {"path": "2020H2/TC01.xlsx", "received_at": dt.datetime(2021, 1, 6, 1, 15)}  # noqa: DTZ001 as the warehouse has it
    returns = [{"unit_id": "TC01", "period_id": "2020H2", "status": each} for each in statuses]
    facts = _facts(reference(), file, returns)
    assert facts.status == status
    assert facts.unit_id == ("TC01" if statuses else None)
    assert VERDICTS[facts.status]
