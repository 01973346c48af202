"""A form drawn from the registers, as the steward who describes it sees it."""

from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from typer.testing import CliRunner

from pipelines.__main__ import app
from pipelines.folders import PROJECT
from pipelines.reference import Reference
from pipelines.templates.form_sheet import TemplateError
from pipelines.templates.page import fits_one_page
from pipelines.templates.preview import form_named, period_of, write_preview
from tests.forms.describing import described
from tests.forms.registers import reference as nine_forms
from tests.forms.test_list_totals import GROUPS
from tests.libreoffice import convert, libreoffice

PARTS = """
table_id,side,slot_code,label_vi,role,indicator_id,members,formula,of_which,measure_vi,closed
main,column,A,TT,code,,,,,,
main,column,B,Nội dung,label,,,,,,
main,column,1,Tổng số,,,,2+3,,,
main,column,2,Chia ra / Nam,,,sex=male,,,,
main,column,3,Chia ra / Nữ,,,sex=female,,,,
main,column,4,So với tổng (%),,,,3/1,,%,
main,row,I,Hộ,,households,,,,,
main,row,I/1,Trong đó: phụ nữ,,women,,,I,,2
"""
SEXES = "axis_id,member_id,label_vi\nsex,male,Nam\nsex,female,Nữ"
AXES = "list_id,code,rank,label_vi,aliases,valid_from_on\naxis,sex,1,Giới tính,,2018-01-01"


def drawn(reference: Reference, path: Path, form: str = "made") -> Worksheet:
    """The form's sheet as drawn for 2021H1."""
    named = form_named(reference, form)
    write_preview(path, reference, named, period_of(reference, named, "2021H1"))
    return openpyxl.load_workbook(path).worksheets[0]


def rows(sheet: Worksheet, first: int, last: int) -> list[list[object]]:
    """What stands in some rows, without the blanks."""
    return [[cell.value for cell in row if cell.value is not None] for row in sheet.iter_rows(min_row=first, max_row=last)]


def meanings(path: Path) -> dict[str, list[str]]:
    """Address → what the second sheet says of the cell."""
    sheet = openpyxl.load_workbook(path)["Ý nghĩa từng ô"]
    return {str(row[0]): [str(text or "") for text in row[1:]] for row in sheet.iter_rows(min_row=2, values_only=True)}


def recalculated(path: Path) -> Worksheet:
    """The first sheet as LibreOffice computes it."""
    convert([path], "xlsx", path.parent / "computed", recalculates=True)
    return openpyxl.load_workbook(path.parent / "computed" / path.name, data_only=True).worksheets[0]


def total(amount: str, count: int, *areas: str) -> str:
    """A total of so many cells: blank while all are, '…' where one says that its figure is not known."""
    ranges = [area if ":" in area else f"{area}:{area}" for area in areas]
    none = ("không phát sinh", "-", "–", "—", "không áp dụng", "x")
    said = "".join(f'+COUNTIF({area},"{text}")' for text in none for area in ranges)
    blank = "+".join(f"COUNTBLANK({area})" for area in areas)
    return f'=IF({blank}={count},"",IF({blank}+COUNT({",".join(areas)}){said}<{count},"…",{amount}))'


@pytest.fixture
def parts(tmp_path: Path) -> Reference:
    return described(tmp_path / "reference", "table_id,measure_vi\nmain,người", PARTS, breakdown=SEXES, code=AXES)


def test_heads_are_merged_and_columns_numbered_as_printed(tmp_path: Path) -> None:
    sheet = drawn(nine_forms(), tmp_path / "a.xlsx", "03-CC")
    assert rows(sheet, 8, 12) == [
        ["Đơn vị tính: người"],
        ["TT", "Nội dung", "Tổng số", "Chia ra", "Trong đó"],
        ["Chính thức", "Dự bị", "Nữ", "Dân tộc thiểu số", "Dưới 35 tuổi"],
        ["Đang công tác", "Nghỉ hưu", "Đang công tác", "Nghỉ hưu"],
        ["A", "B", "1=2+3+4+5", "2", "3", "4", "5", "6", "7", "8"],
    ]
    assert {"A9:A11", "D9:G9", "H9:J9", "D10:E10", "F10:G10", "H10:H11"} <= {str(area) for area in sheet.merged_cells.ranges}


def test_signatures_stand_alone_on_no_page_where_the_form_almost_fits_one(tmp_path: Path) -> None:
    assert drawn(nine_forms(), tmp_path / "a.xlsx", "06/LĐ-N").page_setup.fitToHeight != 0
    assert not fits_one_page(130, 1200, is_wide=True)


def test_rows_have_their_codes_labels_and_indents(tmp_path: Path) -> None:
    sheet = drawn(nine_forms(), tmp_path / "a.xlsx", "03-CC")
    assert [(sheet.cell(row, 1).value, sheet.cell(row, 2).alignment.indent) for row in range(13, 18)] == [
        ("I", 1), ("II", 1), ("1", 2), ("-", 3), ("2", 2),
    ]  # fmt: skip


def test_closed_cells_are_grey_and_locked_open_ones_free_and_totals_computed(tmp_path: Path) -> None:
    sheet = drawn(nine_forms(), tmp_path / "a.xlsx", "03-CC")
    assert sheet["D15"].value == "x"
    assert sheet["D15"].fill.fgColor.rgb == "FFD9D9D9"
    assert sheet["D15"].protection.locked
    assert sheet["F15"].value is None
    assert not sheet["F15"].protection.locked
    assert sheet["C13"].value == total("N(D13)+N(E13)+N(F13)+N(G13)", 4, "D13:G13")
    assert sheet["C13"].protection.locked
    assert sheet["C15"].value == total("N(F15)+N(G15)", 2, "F15:G15")
    assert sheet["D24"].value == total("N(D13)+N(D14)-N(D20)", 3, "D13:D14", "D20")


def test_totals_and_shares_come_out_right_in_libreoffice(parts: Reference, tmp_path: Path) -> None:
    libreoffice()
    sheet = drawn(parts, tmp_path / "a.xlsx")
    book = sheet.parent
    assert book
    assert rows(sheet, 12, 13)[0][:2] == ["I", "Hộ"]
    sheet["D12"], sheet["E12"], sheet["E13"] = 30, 10, "-"
    book.save(tmp_path / "a.xlsx")
    computed = recalculated(tmp_path / "a.xlsx")
    assert [computed[name].value for name in ("C12", "F12", "C13", "D13", "F13")] == [40, 25, 0, "x", "không áp dụng"]


def test_each_cell_is_listed_with_what_it_becomes(parts: Reference, tmp_path: Path) -> None:
    drawn(parts, tmp_path / "a.xlsx")
    said = meanings(tmp_path / "a.xlsx")
    assert list(said) == ["C12", "D12", "E12", "F12", "C13", "D13", "E13", "F13"]
    assert said["C12"] == [
        "I Hộ", "1 Tổng số", "Huyện Tân Lĩnh", "Số hộ (households)", "", "kỳ báo cáo", "người", "thực hiện",
        "Là tổng: không cộng cùng các phần",
    ]  # fmt: skip
    assert said["E13"][4:] == ["Giới tính: Nữ", "kỳ báo cáo", "người", "thực hiện", "Trong đó: không cộng thêm"]
    assert said["D13"][-1] == "Ô đóng: không có số liệu"
    assert said["F12"][6:8] == ["%", "tỷ lệ, chỉ để kiểm tra"]


def test_units_stand_as_rows_below_their_areas_whose_rows_add_them_up(tmp_path: Path) -> None:
    slots = """
table_id,side,slot_code,label_vi,role,indicator_id,formula,measure_vi
main,column,A,STT,number,,,
main,column,B,Mã xã,code,,,
main,column,C,Xã,label,,,
main,column,1,Số hộ (hộ),,households,,
main,column,2,Kinh phí (triệu đồng),,money,,triệu đồng
main,column,D,Ghi chú,note,,,
main,row,_total,Toàn huyện,,,units,
"""
    reference = described(tmp_path / "reference", "table_id,row_kind\nmain,unit", slots)
    sheet = drawn(reference, tmp_path / "a.xlsx")
    assert [row[:3] for row in sheet.iter_rows(min_row=10, max_row=15, values_only=True)] == [
        (None, None, "Toàn huyện"), ("A", "DB", "Khu vực đồng bằng"), ("1", "01021", "Thị trấn Tân Lĩnh"),
        ("2", "01024", "Xã An Phú"), ("B", "MN", "Khu vực miền núi"), ("1", "01033", "Xã Đại Thắng"),
    ]  # fmt: skip
    assert sheet["D11"].value == total("SUM(D12:D13)", 2, "D12:D13")
    assert sheet["E10"].value == total("SUM(E11,E14)", 2, "E11", "E14")
    said = meanings(tmp_path / "a.xlsx")
    assert said["E12"][2] == "Thị trấn Tân Lĩnh (01021)"
    assert said["E12"][6] == "triệu đồng"
    assert said["D10"][2] == "Huyện Tân Lĩnh"
    assert said["D11"][-1] == "Là tổng: không cộng cùng các phần"


def test_units_stand_as_columns_with_numbers_of_their_own(tmp_path: Path) -> None:
    slots = """
table_id,side,slot_code,label_vi,role,indicator_id,formula,measure_vi
main,column,A,Mã số,code,,,
main,column,B,Chỉ tiêu,label,,,
main,column,C,Đơn vị tính,measure,,,
main,column,1,Toàn huyện,,,units,
main,row,01,Số hộ,,households,,Đồng chí
main,row,02,Nữ trên hộ,,,03/01,%
main,row,03,Số nữ,,women,,Người
"""
    reference = described(tmp_path / "reference", "table_id,column_kind\nmain,unit", slots)
    sheet = drawn(reference, tmp_path / "a.xlsx")
    assert rows(sheet, 9, 9) == [["A", "B", "C", "1=2+…+6", "2", "3", "4", "5", "6"]]
    assert rows(sheet, 8, 8)[0][4:6] == ["Khu vực đồng bằng", "Thị trấn Tân Lĩnh"]
    nil = ("không phát sinh", "-", "–", "—")
    none = "".join(f'+COUNTIF({at}:{at},"{text}")' for text in nil for at in ("D12", "D10"))
    assert sheet["D11"].value == f'=IF(COUNT(D12,D10){none}<2,"",IFERROR(N(D12)/N(D10)*100,"không áp dụng"))'
    assert sheet["D10"].value == total("SUM(E10,H10)", 2, "E10", "H10")
    assert [sheet.cell(row, 3).value for row in (10, 11, 12)] == ["Đồng chí", "%", "Người"]


def test_a_column_says_its_unit_of_measure_where_its_heads_do_not(tmp_path: Path) -> None:
    sheet = drawn(nine_forms(), tmp_path / "a.xlsx", "finance_t2")
    assert rows(sheet, 8, 8)[0][-2:] == ["Year ended 31 July 2021 (£000)", "Year ended 31 July 2020 (restated) (£000)"]


def test_a_list_has_empty_rows_below_each_group_and_sums_of_them(tmp_path: Path) -> None:
    slots = """
table_id,side,slot_code,label_vi,role,indicator_id,formula,measure_vi
main,column,A,STT,number,,,
main,column,B,Tên dự án,label,,,
main,column,1,Mã dự án,key,,,
main,column,2,Kế hoạch vốn năm {year},,money,,triệu đồng
main,row,I,Chuyển tiếp,,,items,
main,row,II,Khởi công mới,,,items,
main,row,_total,TỔNG CỘNG,,,I+II,
"""
    reference = described(tmp_path / "reference", "table_id,row_kind\nmain,item", slots)
    sheet = drawn(reference, tmp_path / "a.xlsx")
    assert rows(sheet, 8, 8)[0][-1] == "Kế hoạch vốn năm 2021 (triệu đồng)"
    assert [sheet.cell(row, 2).value for row in (10, 17, 24)] == ["Chuyển tiếp", "Khởi công mới", "TỔNG CỘNG"]
    assert sheet["D10"].value == total("SUM(D11:D16)", 6, "D11:D16")
    assert sheet["D24"].value == total("N(D10)+N(D17)", 2, "D10", "D17")
    assert not any(sheet.cell(12, column).protection.locked for column in range(1, 5))


def test_a_list_has_empty_rows_between_a_heading_and_the_sum_of_its_group(tmp_path: Path) -> None:
    reference = described(tmp_path / "reference", "table_id,row_kind\nmain,item", GROUPS)
    sheet = drawn(reference, tmp_path / "a.xlsx")
    said = {cell.value: cell.row for [cell] in sheet.iter_rows(11, min_col=2, max_col=2) if cell.value}
    assert said == {"Nhóm một": 11, "Cộng nhóm một": 18, "Nhóm hai": 19, "Cộng nhóm hai": 26, "TỔNG CỘNG": 27}
    assert sheet["D26"].value == total("SUM(D20:D25)", 6, "D20:D25")


@pytest.mark.parametrize(("is_beside", "place"), [("", "A16"), ("true", "H9")])
def test_a_second_table_stands_below_the_first_or_beside_it(is_beside: str, place: str, tmp_path: Path) -> None:
    second = (
        "\n".join(
            line.replace("main,", "b,").replace("Tổng số", "Cộng")
            for line in PARTS.strip().splitlines()[1:]
            if ",4," not in line
        )
        .replace("households", "money")
        .replace("women", "bloc_money")
    )
    indicators = "indicator_id,label_vi,label_en,domain,unit_of_measure,decimals,aggregation,frequency,valid_min,valid_max\n"
    indicators += "\n".join(
        f"{name},{name},{name},party_building,persons,0,sum,half_year,0,100000"
        for name in ("households", "women", "money", "bloc_money")
    )
    reference = described(
        tmp_path / "reference",
        f"table_id,title_vi,is_beside\nmain,A. Hộ,\nb,B. Tiền,{is_beside}",
        f"{PARTS.strip()}\n{second}",
        breakdown=SEXES,
        code=AXES,
        indicator=indicators,
    )
    sheet = drawn(reference, tmp_path / "a.xlsx")
    assert [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.value == "TT"] == ["A9", place]


def test_a_simple_form_is_drawn_too(tmp_path: Path) -> None:
    sheet = drawn(nine_forms(), tmp_path / "a.xlsx", "form_01")
    assert sheet["A1"].value == "Biểu số: 01-TCĐ"
    assert meanings(tmp_path / "a.xlsx")["E11"][3] == "Số tổ chức cơ sở đảng (grassroots_organisations)"


def test_the_command_draws_a_form_by_its_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "reference").symlink_to(PROJECT / "raw" / "reference")
    monkeypatch.setenv("UNIT_RETURNS_ROOT", str(tmp_path))
    done = CliRunner().invoke(app, ["form-preview", "01-tcđ"], catch_exceptions=False)
    assert done.exit_code == 0
    assert "cells of form_01" in done.output
    assert (tmp_path / "warehouse" / "previews" / "form_01.xlsx").exists()
    with pytest.raises(TemplateError, match="'01' is not in the register; known are form_01"):
        CliRunner().invoke(app, ["form-preview", "01"], catch_exceptions=False)
