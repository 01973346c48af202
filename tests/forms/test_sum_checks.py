"""What a template says beside totals that are filled in: by the members of their breakdowns, and in each way of parting."""

from pathlib import Path

import openpyxl
import pytest

from pipelines.reference import Reference
from pipelines.templates.expressions import Content
from pipelines.templates.table_cells import CellKey
from pipelines.templates.template import write_workbook
from tests.forms.describing import described
from tests.forms.test_described_template import checks
from tests.libreoffice import convert

AXES = "list_id,code,rank,label_vi,valid_from_on\naxis,sex,20,Giới,2010-01-01\naxis,age,21,Tuổi,2010-01-01"
MEMBERS = "axis_id,member_id,label_vi\nsex,male,Nam\nsex,female,Nữ\nage,young,Trẻ\nage,old,Già\nage,child,Nhỏ"
ACROSS = """
table_id,side,slot_code,label_vi,role,indicator_id,members,formula
main,column,A,TT,code,,,
main,column,B,Nội dung,label,,,
main,column,1,Tổng số,,,,2+3 = 4+5
main,column,2,Nam,,,sex=male,
main,column,3,Nữ,,,sex=female,
main,column,4,Trẻ,,,age=young,
main,column,5,Già,,,age=old,
main,row,I,Hộ,,households,,
"""
BY_MEMBERS = ACROSS.replace("2+3 = 4+5", "")
DOWN = """
table_id,side,slot_code,label_vi,role,indicator_id,members
main,column,A,TT,code,,
main,column,B,Nội dung,label,,
main,column,1,Số hộ,,households,
main,column,2,Kinh phí,,money,
main,row,_all,Tổng số,,,
main,row,_male,Nam,,,sex=male
main,row,_female,Nữ,,,sex=female
"""


def written(folder: Path, slots: str, cells: dict[tuple[str, str], Content], **more: str) -> tuple[Reference, Path]:
    reference = described(folder / "reference", "table_id\nmain", slots, code=AXES, breakdown=MEMBERS, **more)
    values: dict[CellKey, Content] = {("main", *key): content for key, content in cells.items()}
    period, unit = reference.periods["2021H2"], reference.unit_on("TANLINH", "2021H2")
    assert unit
    path = folder / "a.xlsx"
    write_workbook(path, reference, unit, period, receiver_vi="…", cells=values, is_live=True)
    return reference, path


def said(path: Path) -> list[str]:
    sheet = openpyxl.load_workbook(path, data_only=True)["09-MẪU"]
    return [text for text in checks(sheet).values() if text != "Kiểm tra"]


WRONG: dict[tuple[str, str], Content] = {("I", "1"): 10, ("I", "2"): 4, ("I", "3"): 5, ("I", "4"): 8, ("I", "5"): 3}
CASES: list[tuple[str, dict[tuple[str, str], Content], list[str]]] = [
    (ACROSS, {key: content for key, content in WRONG.items() if key[1] != "1"}, ["Cảnh báo cột 1 ghi 9, cộng 4+5 là 11."]),
    (ACROSS, WRONG | {("I", "1"): 9, ("I", "4"): 6}, []),
    (
        BY_MEMBERS,
        WRONG,
        ["Cảnh báo cột 1 ghi 10, cộng 2+3 là 9. Cảnh báo cột 1 ghi 10, ít hơn cộng 4+5 là 11."],
    ),
    (BY_MEMBERS, WRONG | {("I", "3"): 6, ("I", "4"): "-"}, []),
    (
        BY_MEMBERS,
        WRONG | {("I", "3"): 6, ("I", "4"): "- "},
        ["Lỗi có ô thừa dấu cách ở đầu hoặc cuối; hãy xóa dấu cách thừa."],
    ),
    (BY_MEMBERS, WRONG | {("I", "3"): "…", ("I", "4"): 7}, []),
    (
        DOWN,
        {("_all", "1"): 5, ("_male", "1"): 2, ("_female", "1"): 2, ("_all", "2"): 7, ("_male", "2"): 7, ("_female", "2"): "-"},
        ["Cảnh báo dòng này khác cộng các dòng 'Nam'+'Nữ' ở 1 cột."],
    ),
]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The workbook of each case."""
    folder, paths = tmp_path_factory.mktemp("made"), []
    for place, (slots, cells, _) in enumerate(CASES):
        (folder / str(place)).mkdir()
        paths.append(written(folder / str(place), slots, cells)[1].rename(folder / f"{place}.xlsx"))
    return paths


@pytest.mark.parametrize("place", range(len(CASES)))
def test_a_total_that_is_not_its_parts_is_said_beside_it(place: int, made: list[Path]) -> None:
    assert said(made[place]) == CASES[place][2]


def test_a_rule_of_the_register_makes_it_an_error_or_accepts_what_is_rounded(tmp_path: Path) -> None:
    rule = "rule_id,kind,scope,severity,is_blocking,subject,tolerance,message_vi,remedy_vi,owner,reason,valid_from_on\n"
    for name, severity, tolerance, expected in (("a", "error", 0, "Lỗi cột 1 ghi 10"), ("b", "warning", 1, "")):
        more = f"{rule}RTO-99,form_total,return,{severity},false,households,{tolerance},…,…,x,x,2018-01-01"
        (tmp_path / name).mkdir()
        path = written(tmp_path / name, BY_MEMBERS, WRONG | {("I", "4"): 7}, rule=more)[1]
        assert (said(path) or [""])[0].startswith(expected)


def test_the_checks_come_out_in_libreoffice_as_they_are_stored(made: list[Path], tmp_path: Path) -> None:
    convert(made, "xlsx", tmp_path, recalculates=True)
    assert [said(tmp_path / path.name) for path in made] == [expected for *_, expected in CASES]
