"""A total that is parted in two ways ('1 = 2+3 = 4+5') is compared with both."""

from pathlib import Path

import duckdb
import openpyxl
import pytest

from pipelines.errors import RegisterError
from pipelines.reference import Reference
from pipelines.returns.layout import Forms
from pipelines.returns.reader import read_return
from pipelines.templates.expressions import Content
from pipelines.templates.table_cells import CellKey
from pipelines.templates.template import write_workbook
from tests.forms.describing import described
from tests.forms.given_cells import address_of, build

SLOTS = """
table_id,side,slot_code,label_vi,role,indicator_id,members,formula
main,column,A,STT,code,,,
main,column,B,Chỉ tiêu,label,,,
main,column,1,Tổng số,,,,{formula}
main,column,2,Nam,,,gender=male,
main,column,3,Nữ,,,gender=female,
main,column,4,Trẻ,,,age=young,
main,column,5,Già,,,age=old,
main,row,I,Số hộ,,households,,
"""
AXES = "list_id,code,rank,label_vi,valid_from_on\naxis,gender,900,giới tính,2010-01-01\naxis,age,901,tuổi,2010-01-01"
MEMBERS = "axis_id,member_id,label_vi\ngender,female,nữ\ngender,male,nam\nage,young,trẻ\nage,old,già"


def registers(folder: Path, formula: str) -> Reference:
    return described(folder, "table_id\nmain", SLOTS.format(formula=formula), code=AXES, breakdown=MEMBERS)


def test_each_way_of_parting_a_total_is_compared(database: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    reference = registers(tmp_path / "reference", "2+3 = 4+5")
    cells = {("I", "1"): 30, ("I", "2"): 10, ("I", "3"): 20, ("I", "4"): 5, ("I", "5"): 35}
    db = build(database, reference, {("TANLINH", "2021H1"): cells}, "core.return")
    found = db.execute("select address, expected, message_vi from quality.finding where rule_id = 'FORM-SUM'").fetchall()
    [(address, expected, message)] = found
    assert (address, expected) == (address_of(reference, "I", "1"), "40")
    assert message.endswith("(cột 'Tổng số' = 4+5)")


def test_a_template_numbers_such_a_total_by_both_and_is_read_without_a_finding(tmp_path: Path) -> None:
    reference = registers(tmp_path / "reference", "2+3 = 4+5")
    period, unit = reference.periods["2021H1"], reference.unit_on("TANLINH", "2021H1")
    assert unit
    cells: dict[CellKey, Content] = {("main", "I", column): said for column, said in zip("2345", (10, 20, 5, 25), strict=True)}
    path = tmp_path / "a.xlsx"
    write_workbook(path, reference, unit, period, receiver_vi="…", cells=cells, is_live=True)
    sheet = openpyxl.load_workbook(path)["09-MẪU"]
    at = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "1=2+3 = 4+5")
    assert sheet.column_dimensions[at.column_letter].width > len("1=2+3")
    found = read_return(path, Forms.of(reference))
    assert list(found.findings["fault"]) == []
    told = zip(found.entries["form_id"], found.entries["value"], strict=True)
    assert [value for form_id, value in told if form_id == "made"] == [30, 10, 20, 5, 25]


@pytest.mark.parametrize(
    ("formula", "says"),
    [("2+3=4+9", "between them; '9' is none of them"), ("2+3=4/5", "formula is parted by '='"), ("2+3=", "formula is codes")],
)
def test_a_second_way_that_is_no_sum_is_a_fault_of_its_line(formula: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(RegisterError, match=f"form_slot.csv:.*{says}"):
        registers(tmp_path / "reference", formula)
