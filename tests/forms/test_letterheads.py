"""A letterhead names the unit that reports below the one that it is part of, or over two lines; other two are asked about."""

from pathlib import Path

import pytest

from pipelines.returns.layout import Forms
from pipelines.returns.reader import read_return
from tests.forms.describing import COMMUNES, described
from tests.unit.workbooks import Draft, Grid

SLOTS = """
table_id,side,slot_code,label_vi,role,indicator_id,members
main,column,A,TT,code,,
main,column,B,Chỉ tiêu,label,,
main,column,1,Tổng số,,,
main,row,1,Số hộ,,households,
"""
UNITS = f"""{COMMUNES.rstrip()}
PNN,Phòng Nông nghiệp huyện Tân Lĩnh,party_cell,government,2010-01-01,TANLINH
BQL,Ban Quản lý dự án huyện Tân Lĩnh,party_cell,government,2010-01-01,PNN
YEN,Huyện Yên Bình,party_committee,government,2010-01-01,
ANPHU,Xã An Phú,party_cell,government,2010-01-01,YEN
KHAC,Trạm Thú y,party_cell,government,2010-01-01,
"""
TABLE: Grid = [["Kỳ báo cáo: 6 tháng đầu năm 2025"], ["TT", "Chỉ tiêu", "Tổng số"], ["1", "Số hộ", 5]]


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Forms:
    folder = tmp_path_factory.mktemp("letterheads")
    return Forms.of(described(folder / "a", "table_id,row_kind\nmain,slot", SLOTS, unit=UNITS))


@pytest.mark.parametrize(
    ("lines", "unit"),
    [
        ([["PHÒNG NÔNG NGHIỆP HUYỆN TÂN LĨNH"], ["BAN QUẢN LÝ DỰ ÁN HUYỆN TÂN LĨNH"]], "BQL"),
        ([["PHÒNG NÔNG NGHIỆP HUYỆN TÂN LĨNH"], ["***"], ["BAN QUẢN LÝ DỰ ÁN HUYỆN TÂN LĨNH"]], "BQL"),
        ([["PHÒNG NÔNG NGHIỆP HUYỆN TÂN LĨNH\nBAN QUẢN LÝ DỰ ÁN HUYỆN TÂN LĨNH"]], "BQL"),
        ([["ỦY BAN NHÂN DÂN HUYỆN TÂN LĨNH"], ["BAN QUẢN LÝ DỰ ÁN"]], "BQL"),
        ([["BAN QUẢN LÝ DỰ ÁN"], ["HUYỆN TÂN LĨNH"]], "BQL"),
        # The lower leaves out its place, or is told from another of its name by the upper.
        ([["HUYỆN TÂN LĨNH"], ["BAN QUẢN LÝ DỰ ÁN"]], "BQL"),
        ([["HUYỆN TÂN LĨNH\nPHÒNG NÔNG NGHIỆP"]], "PNN"),
        ([["HUYỆN TÂN LĨNH"], ["XÃ AN PHÚ"]], "01024"),
        ([["HUYỆN YÊN BÌNH"], ["XÃ AN PHÚ"]], "ANPHU"),
        ([["ỦY BAN NHÂN DÂN"], ["HUYỆN TÂN LĨNH"]], "TANLINH"),
        ([["TỈNH SƠN HÀ"], ["HUYỆN TÂN LĨNH"]], "TANLINH"),
        ([["HUYỆN TÂN LĨNH"], ["Phòng, chống dịch năm 2025: lần 1"]], "TANLINH"),
    ],
)
def test_the_lower_line_of_a_letterhead_reports(tmp_path: Path, known: Forms, lines: Grid, unit: str) -> None:
    found = read_return(Draft({"a": [["Biểu số: 09/MẪU"], *lines, *TABLE]}).write_xlsx(tmp_path / "a.xlsx"), known)
    assert (found.findings["fault"], found.returns["unit_id"]) == ([], [unit])


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        *((body, [["HUYỆN TÂN LĨNH"], [body]]) for body in ("TRẠM KHUYẾN NÔNG", "VĂN PHÒNG", "XÃ KHÔNG AI BIẾT")),
        ("TRẠM KHUYẾN NÔNG", [["TRẠM KHUYẾN NÔNG"], ["HUYỆN TÂN LĨNH"]]),
    ],
)
def test_a_body_that_nobody_knows_beside_the_unit_is_told(tmp_path: Path, known: Forms, body: str, lines: Grid) -> None:
    rows: Grid = [["Biểu số: 09/MẪU"], *lines, *TABLE]
    found = read_return(Draft({"a": rows}).write_xlsx(tmp_path / "a.xlsx"), known)
    told = [found.findings[name] for name in ("fault", "received", "expected")]
    assert told == [["unit_differs"], [body], ["Huyện Tân Lĩnh"]]
    assert found.returns["unit_id"] == ["TANLINH"]


@pytest.mark.parametrize(
    "lines",
    [
        [["TRẠM THÚ Y"], ["BAN QUẢN LÝ DỰ ÁN HUYỆN TÂN LĨNH"]],
        [["BAN QUẢN LÝ DỰ ÁN HUYỆN TÂN LĨNH"], ["PHÒNG NÔNG NGHIỆP HUYỆN TÂN LĨNH"]],
        [["PHÒNG NÔNG NGHIỆP HUYỆN TÂN LĨNH", "BAN QUẢN LÝ DỰ ÁN HUYỆN TÂN LĨNH"]],
    ],
)
def test_two_units_of_which_neither_surely_reports_are_both_told(tmp_path: Path, known: Forms, lines: Grid) -> None:
    found = read_return(Draft({"a": [["Biểu số: 09/MẪU"], *lines, *TABLE]}).write_xlsx(tmp_path / "a.xlsx"), known)
    assert found.findings["fault"] == ["unknown_unit"]
    assert "nêu nhiều đơn vị" in str(found.findings["detail"][0])
