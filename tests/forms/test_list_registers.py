"""What the register of indicators over lists may say, and how lists of any shape are read."""

import csv
import io
from pathlib import Path

import pytest

from pipelines.errors import RegisterError
from pipelines.reference import load_reference
from pipelines.reference.form_tables import ListIndicator
from pipelines.reference.list_indicators import conditions_of
from pipelines.returns.layout import Forms
from pipelines.returns.reader import read_return
from pipelines.returns.result import ReturnRead
from tests.forms.describing import described
from tests.forms.registers import lay_over, make_registers
from tests.unit.register_files import edit, line_of
from tests.unit.workbooks import Cell, Draft

FAULTY = {
    "p01,projects_07,main,,2 ~ Xã": "condition: '2 ~ Xã' is no condition: write a column, one of = != > >= < <=, and a value",
    "p02,projects_07,main,,9 = 1": "condition: '9' is no column of the list that holds figures, a key, a name or an attribute",
    "p03,projects_07,main,,8 = x": "condition: '8' is no column of the list that holds figures, a key, a name or an attribute",
    "p04,projects_07,main,,4 > nhiều": "condition: '4 > nhiều': 'nhiều' is no number",
    "p05,projects_07,main,,2 > Xã": "condition: '2 > Xã': 'Xã' is no day like 2024-01-31, and texts are compared by = and !=",
    "p06,projects_07,main,,3 >= 2024-01-01|2025-01-01": "condition: '3 >= 2024-01-01|2025-01-01': >= compares with one value",
    "p07,projects_07,main,,section = V": "condition: 'section = V': the table has no row 'V'",
    "p08,projects_07,main,,section > I": "condition: a section is compared by = and !=, received '>'",
    "p09,projects_07,main,7,": "column_code '7' is no column of figures of the list that can be added up",
    "p10,projects_07,main,2,": "column_code '2' is no column of figures of the list that can be added up",
    "p11,projects_07,main,6,": "'p11' is in 'persons', and the column that it sums is in 'VND'",
    "p12,projects_07,rest,,": "table 'projects_07 rest' is not in register form_table; did you mean 'projects_07 main'?",
    "p13,projects_07,main,,2 == Xã": (
        "condition: '2 == Xã': the value '= Xã' begins with '='; write one of = != > >= < <=, and a value"
    ),
    "prj_capital,projects_07,main,4,": None,
}
"""Line of list_indicator → what it is answered with."""


def test_faults_of_the_register_are_told_with_their_line_and_remedy(tmp_path: Path) -> None:
    folder = make_registers(tmp_path / "reference", ["danh-sach-du-an"])
    own = {
        "label_vi": "Dự án",
        "label_en": "Projects",
        "domain": "political_task",
        "decimals": "0",
        "unit_of_measure": "persons",
    }
    more = {"aggregation": "sum", "frequency": "year", "valid_min": "0", "valid_max": "99"}
    lay_over(folder, "indicator", [{"indicator_id": f"p{number:02}", **own, **more} for number in range(1, 14)])
    text = "\n".join(("indicator_id,form_id,table_id,column_code,condition", *FAULTY))
    lay_over(folder, "list_indicator", csv.DictReader(io.StringIO(text)))
    edit(folder, "form_slot", line := line_of(folder, "form_slot", slot_code="4"), period="quarter_1")
    with pytest.raises(RegisterError) as error:
        load_reference(folder)
    assert any(fault.startswith(f"form_slot.csv:{line}: period 'quarter_1' lies in one") for fault in error.value.faults)
    told = {fault for fault in error.value.faults if fault.startswith("list_indicator.csv")}
    assert told == {f"list_indicator.csv:{line}: {says}" for line, says in enumerate(FAULTY.values(), start=2) if says}
    assert any("'prj_capital' is computed and must not stand on a form" in fault for fault in error.value.faults)


def test_a_table_that_is_no_list_counts_no_rows(tmp_path: Path) -> None:
    folder = make_registers(tmp_path / "reference", ["bieu-huyen-theo-xa"])
    with (folder / "form_table.csv").open(encoding="utf-8", newline="") as file:
        table = next(csv.DictReader(file))
    lay_over(folder, "list_indicator", [{"indicator_id": "x", "form_id": table["form_id"], "table_id": table["table_id"]}])
    with pytest.raises(RegisterError, match="is no list: its row_kind is 'unit'"):
        load_reference(folder)


SLOTS = """
table_id,side,slot_code,label_vi,role,indicator_id,formula
main,column,A,STT,code,,
main,column,B,Tên công trình,label,,
main,column,C,Mã công trình,key,,
main,column,D,Tình trạng,attribute,,
main,column,1,Kinh phí,,money,
"""
TOTALS = """main,row,I,Cộng nhóm một,,,items
main,row,II,Cộng nhóm hai,,,items
main,row,_total,Tổng cộng,,,I+II
"""
HEADINGS = """main,row,I,Nhóm một,heading,,
main,row,II,Nhóm hai,heading,,
"""
HEADS = ("STT", "Tên công trình", "Mã công trình", "Tình trạng", "Kinh phí")
ONE, TWO, THREE = (("1", "Cầu", "C1", "Mới", 5), ("2", "Chợ", "C2", "Cũ", 7), ("1", "Kè", "C3", "Mới", 9))


def test_a_condition_on_section_is_never_about_a_column_of_that_code(tmp_path: Path) -> None:
    slots = SLOTS.replace(",column,1,", ",column,section,") + HEADINGS
    shape = described(tmp_path / "reference", "table_id,row_kind\nmain,item", slots).shapes["made", "main"]
    counted = ListIndicator(indicator_id="x", form_id="made", table_id="main", condition="section > 5")
    with pytest.raises(ValueError, match="a section is compared by = and !=, received '>'"):
        conditions_of(counted, shape)


@pytest.mark.parametrize(
    "rows", ["main,row,_a,Cộng,,,items\n" + HEADINGS + "main,row,_b,Cộng hai,,,items\n", HEADINGS + TOTALS.replace("I", "III")]
)
def test_a_sum_of_a_group_that_no_heading_opens_does_not_load(rows: str, tmp_path: Path) -> None:
    with pytest.raises(RegisterError, match="formula 'items': no heading opens the group that it adds up"):
        described(tmp_path / "reference", "table_id,row_kind\nmain,item", SLOTS + rows)


def read_list(folder: Path, slots: str, rows: list[tuple[Cell, ...]], heads: tuple[Cell, ...] = HEADS) -> ReturnRead:
    """A workbook with these rows below the heads of a list, as it is read."""
    reference = described(folder / "reference", "table_id,row_kind\nmain,item", slots)
    top: list[list[Cell]] = [["Biểu số: 09/MẪU"], ["Đơn vị báo cáo: Huyện Tân Lĩnh"], ["Kỳ báo cáo: 6 tháng đầu năm 2022"], []]
    path = folder / "list.xlsx"
    Draft({"09-MẪU": [*top, list(heads), *map(list, rows)]}).write_xlsx(path)
    return read_return(path, Forms.of(reference))


def sections_in(found: ReturnRead) -> dict[str, str | None]:
    """Key of each row → its section."""
    items = zip(found.entries["row_key"], found.entries["section_code"], strict=True)
    return {key: section for key, section in items if key}


@pytest.mark.parametrize(
    ("slots", "rows", "sections"),
    [
        (
            SLOTS + TOTALS,
            [("I", "Cộng nhóm một", None, None, 12), ONE, TWO, ("II", "Cộng nhóm hai", None, None, 9), THREE],
            {"C1": "I", "C2": "I", "C3": "II"},
        ),
        (
            SLOTS + TOTALS,
            [ONE, TWO, ("I", "Cộng nhóm một", None, None, 12), THREE, ("II", "Cộng nhóm hai", None, None, 9)],
            {"C1": "I", "C2": "I", "C3": "II"},
        ),
        (SLOTS + HEADINGS, [("I", "Nhóm một"), ONE, ("II", "Nhóm hai"), TWO, THREE], {"C1": "I", "C2": "II", "C3": "II"}),
        (
            SLOTS + TOTALS,
            [ONE, ("I", "Cộng nhóm một", None, None, 5), ("II", "Cộng nhóm hai", None, None, 16), TWO, THREE],
            {"C1": None, "C2": None, "C3": None},
        ),
        (
            SLOTS + "main,row,_total,Tổng cộng,,,items\n",
            [ONE, TWO, ("", "Tổng cộng", None, None, 12)],
            {"C1": None, "C2": None},
        ),
    ],
    ids=["above", "below", "headings", "on both sides", "one total"],
)
def test_the_section_of_a_row_is_what_heads_it_or_adds_it_up(
    slots: str, rows: list[tuple[Cell, ...]], sections: dict[str, str | None], tmp_path: Path
) -> None:
    found = read_list(tmp_path, slots, rows)
    assert sections_in(found) == sections
    assert found.filled_count == found.entry_count + found.label_count + found.explained_count


def test_a_list_may_have_no_figures(tmp_path: Path) -> None:
    """Its rows are counted; a key that comes twice is a fault, and what is signed below it is no row."""
    slots = SLOTS.replace("main,column,1,Kinh phí,,money,\n", "")
    rows: list[tuple[Cell, ...]] = [ONE[:4], TWO[:4], ("3", "Cống", "C2", "Cũ"), ("", "Người lập biểu")]
    found = read_list(tmp_path, slots, rows, HEADS[:4])
    assert list(sections_in(found)) == ["C1", "C2"]
    assert found.entries["value_kind"].count("list") == 1
    assert set(found.findings["fault"]) == {"duplicate_line"}
    [said] = set(found.findings["received"])
    first, again = found.entries["address"][found.entries["row_key"].index("C2")], found.findings["address"][0]
    assert said == f"C2 (dòng {first[1:]} và {again[1:]})"


def test_a_list_with_numbers_of_persons_is_refused(tmp_path: Path) -> None:
    rows: list[tuple[Cell, ...]] = [
        ("1", "Nguyễn Văn A", "001085012345", "Mới", 5),
        ("2", "Trần Thị B", "001185012346", "Cũ", 6),
    ]
    slots = SLOTS.replace("Mã công trình", "Số CCCD")
    found = read_list(tmp_path, slots, rows, ("STT", "Tên công trình", "Số CCCD", "Tình trạng", "Kinh phí"))
    assert (found.outcome, found.entries["row_key"]) == ("refused", [])
