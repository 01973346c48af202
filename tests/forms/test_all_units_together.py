"""The rows of all units together ('Toàn huyện') among rows that come again for each, and the total row of a table of units."""

from collections.abc import Mapping
from pathlib import Path

import duckdb
import openpyxl
import pytest

from pipelines.errors import RegisterError
from pipelines.reference import Reference
from pipelines.returns.layout import Forms
from pipelines.returns.reader import read_return
from pipelines.templates.template import write_workbook
from tests.forms.describing import COMMUNES, described
from tests.forms.landed import build
from tests.forms.test_rows_again import (
    ABOVE,
    AXES,
    BESIDE,
    COMMUNE,
    HEAD,
    HEADS_ABOVE,
    MEMBERS,
    PLACES,
    READ,
    TABLE,
    TOWN,
    read,
    told,
)
from tests.unit.workbooks import Cell, Draft, Grid

WHOLE = "main,row,_h,Toàn huyện,unit,,,,"
BEFORE = ABOVE.replace("main,row,1,", f"{WHOLE}\nmain,row,1,")
BEHIND = f"{BESIDE.rstrip()}\n{WHOLE}\n"
ALONE = """
table_id,side,slot_code,label_vi,role,indicator_id,members,formula,of_which
main,column,A,STT,number,,,,
main,column,B,"Xã, thị trấn",unit,,,,
main,column,C,Giới tính,label,,,,
main,column,1,Khiển trách,,households,,,
main,column,2,Cảnh cáo,,women,,,
main,row,_nam,Nam,,,gender=male,,
main,row,_nu,Nữ,,,gender=female,,
main,row,_h,Toàn huyện,,,,units,
"""
"""One row for all units below rows that come again for each."""
UNITS = """
table_id,side,slot_code,label_vi,role,indicator_id,members,formula,of_which
main,column,A,STT,number,,,,
main,column,B,"Xã, thị trấn",label,,,,
main,column,1,Số hộ,,households,,,
main,row,_h,Toàn huyện,,,,units,
"""
STATISTICS = f"{COMMUNES.rstrip()}\nPTK,Phòng Thống kê,party_cell,government,2010-01-01,\n"
"""With a department that the register has as a part of no unit."""
BESIDE_HEADS: list[Cell] = ["STT", "Xã, thị trấn", "Chia ra", "Tổng số"]


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, tuple[Reference, Forms]]:
    folder = tmp_path_factory.mktemp("together")
    more = {"code": AXES, "breakdown": MEMBERS, "unit": STATISTICS}
    registers = {
        "above": described(folder / "above", TABLE, BEFORE, **more),
        "beside": described(folder / "beside", TABLE, BEHIND, **more),
        "units": described(folder / "units", "table_id,row_kind\nmain,unit", UNITS, **more),
        "alone": described(
            folder / "alone", TABLE, ALONE, **more | {"breakdown": f"{MEMBERS}\ngender,male,nam", "unit": PLACES}
        ),
    }
    return {name: (reference, Forms.of(reference)) for name, reference in registers.items()}


@pytest.mark.parametrize("name", ["TOÀN HUYỆN", "III. Toàn huyện:", "Tổng cộng", "Toàn huyên"])
def test_rows_below_the_name_of_all_units_are_about_who_reports(
    tmp_path: Path, known: Mapping[str, tuple[Reference, Forms]], name: str
) -> None:
    units: Grid = [["I", "Thị trấn Tân Lĩnh"], *TOWN, ["II", "Xã An Phú"], *COMMUNE]
    whole: Grid = [[None, name], ["1", "Số hộ", 15, 5], ["2", "Số nhân khẩu", 55, 28]]
    together = {("", "1", "1"): 15, ("", "1", "2"): 5, ("", "2", "1"): 55, ("", "2", "2"): 28}
    for rows in ([*units, *whole], [*whole, *units]):
        draft = Draft({"a": [*HEAD, HEADS_ABOVE, *rows]})
        assert read(draft, tmp_path, known["above"][1]) == ([], READ | together)


def test_what_a_department_that_is_part_of_nothing_tells_of_all_units_is_about_the_only_one_that_has_parts(
    tmp_path: Path, known: Mapping[str, tuple[Reference, Forms]]
) -> None:
    head: Grid = [HEAD[0], ["Đơn vị báo cáo: Phòng Thống kê"], *HEAD[2:]]
    rows: Grid = [["Toàn huyện"], *TOWN, ["Thị trấn Tân Lĩnh"], *TOWN, ["Xã An Phú"], *COMMUNE]
    found = read_return(Draft({"a": [*head, HEADS_ABOVE, *rows]}).write_xlsx(tmp_path / "a.xlsx"), known["above"][1])
    assert (found.findings["fault"], found.returns["unit_id"]) == ([], ["PTK"])
    assert list(dict.fromkeys(found.entries["owner_id"])) == ["TANLINH", "01021", "01024"]


def test_rows_beside_the_name_of_all_units_are_totals_and_missed_where_they_are_not_there(
    tmp_path: Path, known: Mapping[str, tuple[Reference, Forms]]
) -> None:
    unit: Grid = [[1, "Xã An Phú", "Hộ", 5], [None, None, "Nhân khẩu", 15]]
    whole: Grid = [[None, "Tổng số", "Hộ", 5], [None, None, "Nhân khẩu", 15]]
    forms = known["beside"][1]
    found = read_return(Draft({"a": [*HEAD, BESIDE_HEADS, *unit, *whole]}).write_xlsx(tmp_path / "a.xlsx"), forms)
    assert found.findings["fault"] == []
    assert list(zip(found.entries["owner_id"], found.entries["is_total"], strict=True)) == [
        *[("01024", False)] * 2,
        *[(None, True)] * 2,
    ]
    lacking = read_return(Draft({"a": [*HEAD, BESIDE_HEADS, *unit]}).write_xlsx(tmp_path / "b.xlsx"), forms)
    assert (lacking.findings["fault"], lacking.findings["received"]) == (["missing_line"], ["Toàn huyện"])


SEXES: list[Cell] = ["STT", "Xã, thị trấn", "Giới tính", "Khiển trách", "Cảnh cáo"]
TOLD = {
    ("01021", "_nam", "1"): 3, ("01021", "_nam", "2"): 1, ("01021", "_nu", "1"): 2, ("01021", "_nu", "2"): 0,
    ("01024", "_nam", "1"): 4, ("01024", "_nam", "2"): 2, ("01024", "_nu", "1"): 1, ("01024", "_nu", "2"): 1,
    ("", "_h", "1"): 10, ("", "_h", "2"): 4,
}  # fmt: skip


@pytest.mark.parametrize("name", ["Toàn huyện", "TOÀN HUYỆN:", "Tổng cộng"])
@pytest.mark.parametrize("column", [0, 1, 2])
def test_the_one_row_of_all_units_is_about_who_reports(
    tmp_path: Path, known: Mapping[str, tuple[Reference, Forms]], name: str, column: int
) -> None:
    units: Grid = [[1, "Thị trấn Tân Lĩnh", "Nam", 3, 1], [None, None, "Nữ", 2, 0]]
    units += [[2, "Xã An Phú", "Nam", 4, 2], [None, None, "Nữ", 1, 1]]
    whole: list[Cell] = [*(name if place == column else None for place in range(3)), 10, 4]
    if column == 0:
        assert read(Draft({"a": [*HEAD, SEXES, *units, whole]}), tmp_path, known["alone"][1])[0] != []
        return
    for rows in ([*units, whole], [whole, *units]):
        assert read(Draft({"a": [*HEAD, SEXES, *rows]}), tmp_path, known["alone"][1]) == ([], TOLD)
    assert read(Draft({"a": [*HEAD, SEXES, *units]}), tmp_path, known["alone"][1])[0] == ["missing_line"]


def test_the_one_row_of_all_units_is_compared_with_them_and_never_counted(
    tmp_path: Path, known: Mapping[str, tuple[Reference, Forms]], database: duckdb.DuckDBPyConnection
) -> None:
    units: Grid = [[1, "Thị trấn Tân Lĩnh", "Nam", 3, 1], [None, None, "Nữ", 2, 0]]
    grid: Grid = [*HEAD, SEXES, *units, [None, "Toàn huyện", None, 6, 1]]
    (tmp_path / "returns").mkdir()
    Draft({"a": grid}).write_xlsx(tmp_path / "returns" / "a.xlsx")
    db = build(database, tmp_path, *known["alone"], "marts.observation", "quality.finding")
    told = "select unit_name_vi, indicator_id, value::int from marts.observation where value is not null order by all"
    assert db.execute(told).fetchall() == [("Thị trấn Tân Lĩnh", "households", 5), ("Thị trấn Tân Lĩnh", "women", 1)]
    said = "select address, message_vi from quality.finding where rule_id = 'FORM-SUM'"
    [(address, message)] = db.execute(said).fetchall()
    assert (address, "tổng ghi là 6, các phần cộng lại là 5 (dòng 'Toàn huyện'" in message) == ("D8", True)


def test_a_template_adds_up_all_units_in_their_one_row_and_comes_back(
    tmp_path: Path, known: Mapping[str, tuple[Reference, Forms]]
) -> None:
    reference, forms = known["alone"]
    unit = reference.unit_on("TANLINH", "2025H1")
    assert unit
    typed = {("main", f"{owner} {row}", "1"): 2 for owner in ("01021", "01024", "01033") for row in ("_nam", "_nu")}
    path = tmp_path / "a.xlsx"
    write_workbook(path, reference, unit, reference.periods["2025H1"], receiver_vi="Tỉnh mẫu", cells=typed, is_live=True)
    faults, figures = told(read_return(path, forms))
    assert (faults, figures["", "_h", "1"], figures["DB", "_nam", "1"]) == ([], 12, 4)
    [sheet] = [sheet for sheet in openpyxl.load_workbook(path) if "09" in sheet.title]
    [row] = [cells for cells in sheet.iter_rows(values_only=True) if "Toàn huyện" in cells]
    assert (row[0] or "", row[1], row[2] or "") == ("", "Toàn huyện", "")


@pytest.mark.parametrize("name", ["above", "beside"])
def test_a_template_adds_up_the_rows_of_all_units_and_comes_back(
    tmp_path: Path, known: Mapping[str, tuple[Reference, Forms]], name: str
) -> None:
    reference, forms = known[name]
    unit = reference.unit_on("TANLINH", "2025H1")
    assert unit
    rows = [slot.slot_code for slot in reference.shapes["made", "main"].rows if not slot.role]
    typed = {
        ("main", f"{owner} {row}", "1"): 100 * at + 10 * number
        for at, owner in enumerate(("01021", "01024", "01033"), 1)
        for number, row in enumerate(rows, 1)
    }
    path = tmp_path / "a.xlsx"
    write_workbook(path, reference, unit, reference.periods["2025H1"], receiver_vi="Tỉnh mẫu", cells=typed, is_live=True)
    faults, figures = told(read_return(path, forms))
    assert (faults, figures["", rows[0], "1"], figures["", rows[1], "1"]) == ([], 630, 660)
    assert figures["DB", rows[0], "1"] == 110 + 210
    [sheet] = [sheet for sheet in openpyxl.load_workbook(path) if "09" in sheet.title]
    texts = [str(value) for row in sheet.iter_rows(values_only=True) for value in row if value]
    places = [texts.index("Toàn huyện"), texts.index("Xã An Phú")]
    assert places == (sorted(places) if name == "above" else sorted(places, reverse=True))


def test_the_only_total_of_a_table_of_units_is_the_form_s_own_whatever_it_is_called(
    tmp_path: Path, known: Mapping[str, tuple[Reference, Forms]]
) -> None:
    heads: list[Cell] = ["STT", "Xã, thị trấn", "Số hộ"]
    units: Grid = [[1, "Thị trấn Tân Lĩnh", 10], [2, "Xã An Phú", 5]]
    for word in ("Tổng cộng", "TỔNG SỐ:", "Cộng"):
        draft = Draft({"a": [*HEAD, heads, *units, [None, word, 15]]})
        faults, figures = read(draft, tmp_path, known["units"][1])
        assert (faults, figures["", "_h", "1"]) == ([], 15)
    for word, asked in (("Tổng cộng", ["missing_line", "unknown_line", "unknown_unit"]), ("Toàn huyện", ["unknown_line"])):
        draft = Draft({"a": [*HEAD, heads, [None, word, 15], *units, [None, "Cộng", 15]]})
        assert read(draft, tmp_path, known["units"][1])[0] == asked


@pytest.mark.parametrize(
    ("slots", "fault"),
    [
        (ABOVE.replace("main,row,2,", f"{WHOLE}\nmain,row,2,"), "it stands before the others, or behind them"),
        (f"{BEFORE.rstrip()}\nmain,row,_g,Cả huyện,unit,,,,", "one row with role unit, or formula units, is enough"),
        (ALONE.replace("main,row,_nu", "main,row,_g,Cả huyện,,,,units,\nmain,row,_nu"), "a row with formula units adds up"),
    ],
)
def test_where_such_a_row_cannot_stand_is_told(tmp_path: Path, slots: str, fault: str) -> None:
    with pytest.raises(RegisterError, match=fault):
        described(tmp_path / "reference", TABLE, slots, code=AXES, breakdown=MEMBERS)
