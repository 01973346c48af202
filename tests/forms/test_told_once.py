"""Cells of one cause are told once, at the first of them, with how many there are: what is to be mended is one thing."""

from pathlib import Path

import duckdb

from pipelines.reference import Reference
from pipelines.returns.layout import Forms
from pipelines.returns.reader import read_return
from tests.forms.describing import described
from tests.forms.landed import build
from tests.forms.test_rows_again import AXES, PLACES
from tests.unit.workbooks import Cell, Draft, Grid

SLOTS = """
table_id,side,slot_code,label_vi,role,indicator_id,measure_vi,members,of_which
main,column,A,TT,code,,,,
main,column,B,Chỉ tiêu,label,,,,
main,column,C,ĐVT,measure,,,,
main,column,1,Kỳ này,,,,,
main,column,2,Trong đó: xã,,,,level=xa,1
main,row,1,Kinh phí,,money,nghìn đồng,,
main,row,2,Số hộ,,households,,,
main,row,3,Số nữ,,women,,,
"""
TABLE = "table_id,row_kind\nmain,slot"
HEAD: Grid = [["Biểu số: 09/MẪU"], ["Đơn vị báo cáo: Huyện Tân Lĩnh"]]
HEADS: list[Cell] = ["TT", "Chỉ tiêu", "ĐVT", "Kỳ này", "Trong đó: xã"]


def forms_of(folder: Path) -> tuple[Reference, Forms]:
    more = {"code": AXES.replace("axis,gender,900,giới tính", "axis,level,900,cấp"), "unit": PLACES}
    reference = described(folder, TABLE, SLOTS, breakdown="axis_id,member_id,label_vi\nlevel,xa,xã", **more)
    return reference, Forms.of(reference)


def test_another_measure_in_a_line_s_own_cell_is_taken_as_written(tmp_path: Path) -> None:
    _, forms = forms_of(tmp_path / "reference")
    for measure, value in (("đồng", 5000), ("nghìn đồng", 5_000_000), ("triệu đồng", 5_000_000_000)):
        rows: Grid = [["1", "Kinh phí", measure, 5000, 5000], ["2", "Số hộ", "người", 4, 1], ["3", "Số nữ", "người", 2, 1]]
        draft = Draft({"a": [*HEAD, ["Kỳ báo cáo: 6 tháng đầu năm 2025"], [], HEADS, *rows]})
        found = read_return(draft.write_xlsx(tmp_path / "a.xlsx"), forms)
        assert (found.findings["fault"], int(found.entries["value"][0])) == ([], value)


def test_cells_of_one_cause_and_rows_that_a_form_lacks_are_told_once(
    tmp_path: Path, database: duckdb.DuckDBPyConnection
) -> None:
    reference, forms = forms_of(tmp_path / "reference")
    folder = tmp_path / "returns"
    folder.mkdir()
    given: dict[str, Grid] = {
        "6 tháng đầu năm 2024": [["1", "Kinh phí", "kg", 5, 6], ["2", "Số hộ", "người", 4, 1], ["3", "Số nữ", "người", 2, 1]],
        "6 tháng cuối năm 2024": [["1", "Kinh phí", "đồng", 5, 4]],
        "6 tháng đầu năm 2025": [
            ["1", "Kinh phí", "đồng", 5, 4],
            ["2", "Số hộ", "người", 4, 1],
            ["3", "Số nữ", "người", 2, 1],
            ["3", "Số nữ", "người", 3, 2],
        ],
        "6 tháng đầu năm 2023": [
            ["1", "Kinh phí", "đồng", 5, 4, 1, 2, 3],
            ["2", "Số hộ", "người", 4, None],
            ["3", "Số nữ", "người", 2, 1],
        ],
    }
    for number, (period, rows) in enumerate(given.items()):
        heads: list[Cell] = [*HEADS, *(["Tháng 1", "Tháng 2", "Cộng"] if number == 3 else [])]
        draft = Draft({"a": [*HEAD, [f"Kỳ báo cáo: {period}"], [], heads, *rows]})
        draft.merges = [(6, 3, 6, 4)] if number == 3 else []
        draft.write_xlsx(folder / f"{number}.xlsx")
    db = build(database, tmp_path, reference, forms, "quality.finding")
    found = db.execute("""
        select path, rule_id, address, message_vi from quality.finding
        where path is not null and rule_id <> 'REQ-04' order by all
    """).fetchall()
    measured = "Không hiểu đơn vị tính của số liệu '5': cột đơn vị tính (ô C6) ghi 'kg'; biểu mẫu tính bằng 'đồng'"
    assert found == [
        ("0.xlsx", "READ-41", "D6", f"{measured}; 1 ô khác cũng vậy: E6"),
        ("1.xlsx", "READ-09", None, "Biểu thiếu dòng 2 Số hộ; 3 Số nữ"),
        ("2.xlsx", "READ-08", "D9", "Dòng 3 Số nữ xuất hiện hai lần trong biểu"),
        ("3.xlsx", "READ-14", "D7", "Số liệu '4' nằm trong ô gộp: ô gộp từ D7 trải qua nhiều cột; 1 ô khác cũng vậy: E7"),
        (
            "3.xlsx",
            "READ-19",
            "F6",
            "Cột 'Tháng 1' không thuộc biểu: 1 ô số không được đọc; 2 ô khác cũng vậy: G6, H6",
        ),
    ]
