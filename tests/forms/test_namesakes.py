"""Units of one name below different ones: told apart by code, by who reports, by the unit above; else asked about."""

from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest

from pipelines.errors import RegisterError
from pipelines.reference import Reference
from pipelines.returns.layout import Forms
from pipelines.returns.reader import read_return
from pipelines.templates.template import write_workbook
from tests.forms.describing import described
from tests.unit.workbooks import Cell, Draft, Grid

UNITS = """
unit_id,name_vi,kind,sector,valid_from_on,valid_to_on,parent_id
TINH,Tỉnh,place,government,2010-01-01,,
H1,Huyện Một,place,government,2010-01-01,,TINH
PNN1,Phòng Nông nghiệp Một,place,government,2010-01-01,,H1
KV1,Khu vực đồng bằng,place,government,2010-01-01,,H1
X11,Xã An Phú,place,government,2010-01-01,,KV1
X12,Xã Bình Hòa,place,government,2010-01-01,,KV1
H2,Huyện Hai,place,government,2010-01-01,,TINH
KV2,Khu vực đồng bằng,place,government,2010-01-01,,H2
X21,Xã An Phú,place,government,2010-01-01,,KV2
X22,Xã Đại Lộc,place,government,2010-01-01,2024-06-30,KV2
X23,Xã Đại Lộc,place,government,2024-07-01,,KV2
"""
KIND = "list_id,code,rank,label_vi,valid_from_on\nunit_kind,place,900,địa phương,2010-01-01"
FORM = "form_id,code,title_vi,reported_by,valid_from_on\nmade,09/MẪU,Biểu mẫu thử,TINH H1 PNN1 H2,2020-01-01"
SLOTS = {
    "unit": """
table_id,side,slot_code,label_vi,role,indicator_id,formula
main,column,A,Mã,code,,
main,column,B,Đơn vị,label,,
main,column,1,Số hộ,,households,
main,column,2,Số nữ,,women,
""",
    "unit_slot": """
table_id,side,slot_code,label_vi,role,indicator_id,formula
main,column,A,TT,number,,
main,column,B,Chỉ tiêu,label,,
main,column,1,Tổng số,,,
main,row,_1,Số hộ,,households,
main,row,_2,Số nữ,,women,
""",
    "columns": """
table_id,side,slot_code,label_vi,role,indicator_id,formula
main,column,A,TT,number,,
main,column,B,Chỉ tiêu,label,,
main,row,_1,Số hộ,,households,
main,row,_2,Số nữ,,women,
""",
}
TABLES = {
    "unit": "table_id,row_kind\nmain,unit",
    "unit_slot": "table_id,row_kind\nmain,unit_slot",
    "columns": "table_id,column_kind\nmain,unit",
}
ASKED = "nhiều đơn vị cùng mang tên này (X11 Xã An Phú (Huyện Một); X21 Xã An Phú (Huyện Hai)); ghi mã"


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, tuple[Reference, Forms]]:
    folder = tmp_path_factory.mktemp("namesakes")
    more = {"unit": UNITS, "code": KIND, "form": FORM}
    registers = {name: described(folder / name, TABLES[name], slots, **more) for name, slots in SLOTS.items()}
    return {name: (reference, Forms.of(reference)) for name, reference in registers.items()}


def head(sender: str, period: str = "6 tháng đầu năm 2025") -> Grid:
    return [["Biểu số: 09/MẪU"], [f"Đơn vị báo cáo: {sender}"], [f"Kỳ báo cáo: {period}"], []]


def read(draft: Draft, folder: Path, forms: Forms) -> tuple[list[tuple[str, str]], dict[tuple[str, str], int]]:
    """What is asked, and unit and indicator → figure."""
    found = read_return(draft.write_xlsx(folder / "a.xlsx"), forms)
    assert found.filled_count == found.entry_count + found.label_count + found.explained_count
    rows = zip(*(found.entries[name] for name in ("owner_id", "indicator_id", "value", "state")), strict=True)
    figures = {(owner, indicator): int(value) for owner, indicator, value, state in rows if state in ("value", "zero")}
    findings = zip(found.findings["fault"], found.findings["detail"], strict=True)
    return sorted((fault, detail or "") for fault, detail in findings if fault != "missing_line"), figures


HEADS: list[Cell] = ["Mã", "Đơn vị", "Số hộ", "Số nữ"]


@pytest.mark.parametrize(
    ("sender", "unit_id"), [("Huyện Một", "X11"), ("Phòng Nông nghiệp Một", "X11"), ("Huyện Hai", "X21"), ("H2", "X21")]
)
def test_a_name_that_two_communes_have_is_that_of_the_one_below_who_reports(
    tmp_path: Path, known: Mapping[str, tuple[Reference, Forms]], sender: str, unit_id: str
) -> None:
    rows = Draft({"a": [*head(sender), HEADS, [None, "Xã An Phú", 17, 9]]})
    assert read(rows, tmp_path, known["unit"][1]) == ([], {(unit_id, "households"): 17, (unit_id, "women"): 9})
    blocks = Draft(
        {"a": [*head(sender), ["TT", "Chỉ tiêu", "Tổng số"], [None, "Xã An Phú:"], [1, "Số hộ", 17], [2, "Số nữ", 9]]}
    )
    assert read(blocks, tmp_path, known["unit_slot"][1]) == ([], {(unit_id, "households"): 17, (unit_id, "women"): 9})
    columns = Draft({"a": [*head(sender), ["TT", "Chỉ tiêu", "Xã An Phú"], [1, "Số hộ", 17], [2, "Số nữ", 9]]})
    assert read(columns, tmp_path, known["columns"][1]) == ([], {(unit_id, "households"): 17, (unit_id, "women"): 9})


@pytest.mark.parametrize("name", ["unit", "unit_slot", "columns"])
def test_who_reports_of_both_is_asked_which_one_is_meant(
    tmp_path: Path, known: Mapping[str, tuple[Reference, Forms]], name: str
) -> None:
    grids: dict[str, Grid] = {
        "unit": [HEADS, ["X12", "Xã Bình Hòa", 1, 0], [None, "Xã An Phú", 17, 9]],
        "unit_slot": [["TT", "Chỉ tiêu", "Tổng số"], [None, "Xã An Phú"], [1, "Số hộ", 17]],
        "columns": [["TT", "Chỉ tiêu", "Xã Bình Hòa", "Xã An Phú"], [1, "Số hộ", 1, 17]],
    }
    found, figures = read(Draft({"a": [*head("Tỉnh"), *grids[name]]}), tmp_path, known[name][1])
    assert {fault for fault, _ in found} == {"unknown_unit"}
    assert all(ASKED in detail for _, detail in found)
    assert not [unit_id for unit_id, _ in figures if unit_id in ("X11", "X21")]


@pytest.mark.parametrize(
    ("row", "unit_id"),
    [
        (["X21", "Xã An Phú"], "X21"),
        ([None, "Xã An Phú (Huyện Hai)"], "X21"),
        ([None, "Xã An Phú, huyện Một"], "X11"),
        ([None, "Xã An Phú (X21)"], "X21"),
        ([None, "Huyện Hai - Xã An Phú"], "X21"),
    ],
)
def test_a_code_or_the_unit_above_tells_which_commune_is_meant(
    tmp_path: Path, known: Mapping[str, tuple[Reference, Forms]], row: list[Cell], unit_id: str
) -> None:
    found = read(Draft({"a": [*head("Tỉnh"), HEADS, [*row, 17, 9]]}), tmp_path, known["unit"][1])
    assert found == ([], {(unit_id, "households"): 17, (unit_id, "women"): 9})


def test_the_code_of_another_unit_beside_a_name_of_two_is_asked_about(
    tmp_path: Path, known: Mapping[str, tuple[Reference, Forms]]
) -> None:
    found, figures = read(Draft({"a": [*head("Huyện Hai"), HEADS, ["X12", "Xã An Phú", 17, 9]]}), tmp_path, known["unit"][1])
    assert [fault for fault, _ in found] == ["code_disagrees"]
    assert not figures


def test_two_rows_of_one_name_are_never_both_the_same_commune(
    tmp_path: Path, known: Mapping[str, tuple[Reference, Forms]]
) -> None:
    rows: Grid = [HEADS, [None, "Xã An Phú", 17, 9], [None, "Xã An Phú", 3, 1]]
    found, figures = read(Draft({"a": [*head("Huyện Hai"), *rows]}), tmp_path, known["unit"][1])
    assert {fault for fault, _ in found} == {"duplicate_line"}
    assert not figures
    columns: Grid = [["TT", "Chỉ tiêu", "Xã An Phú", "Xã An Phú"], [1, "Số hộ", 17, 3]]
    found, figures = read(Draft({"a": [*head("Huyện Hai"), *columns]}), tmp_path, known["columns"][1])
    assert {fault for fault, _ in found} == {"ambiguous_column"}
    assert not figures


def test_columns_below_the_heads_of_their_districts_are_told_apart(
    tmp_path: Path, known: Mapping[str, tuple[Reference, Forms]]
) -> None:
    draft = Draft({"a": [*head("Tỉnh"), ["TT", "Chỉ tiêu", "Huyện Một", "Huyện Hai"], [None, None, "Xã An Phú", "Xã An Phú"]]})
    draft.sheets["a"].append([1, "Số hộ", 17, 3])
    found = read(draft, tmp_path, known["columns"][1])
    assert found == ([], {("X11", "households"): 17, ("X21", "households"): 3})


@pytest.mark.parametrize(("period", "unit_id"), [("6 tháng đầu năm 2024", "X22"), ("6 tháng cuối năm 2024", "X23")])
def test_a_name_that_passes_to_another_unit_is_that_of_the_one_that_was_then(
    tmp_path: Path, known: Mapping[str, tuple[Reference, Forms]], period: str, unit_id: str
) -> None:
    found = read(Draft({"a": [*head("Huyện Hai", period), HEADS, [None, "Xã Đại Lộc", 17, 9]]}), tmp_path, known["unit"][1])
    assert found == ([], {(unit_id, "households"): 17, (unit_id, "women"): 9})
    owner = read_return(Draft({"a": [*head("Xã Đại Lộc", period), HEADS]}).write_xlsx(tmp_path / "b.xlsx"), known["unit"][1])
    assert owner.returns["unit_id"] == [unit_id]


@pytest.mark.parametrize(
    ("sender", "code", "unit_id"),
    [("Xã An Phú", "X21", "X21"), ("Xã An Phú (Huyện Hai)", "", "X21"), ("Xã An Phú", "", None)],
)
def test_a_sender_whose_name_two_have_says_its_code_or_is_asked(
    tmp_path: Path, known: Mapping[str, tuple[Reference, Forms]], sender: str, code: str, unit_id: str | None
) -> None:
    code_row: Grid = [[f"Mã đơn vị: {code}"]] if code else []
    grid: Grid = [*head(sender)[:-1], *code_row, [], HEADS, [None, "Xã Bình Hòa", 1, 1]]
    found = read_return(Draft({"a": grid}).write_xlsx(tmp_path / "a.xlsx"), known["unit"][1])
    assert found.returns["unit_id"] == ([unit_id] if unit_id else [])
    if unit_id is None:
        assert found.findings["fault"] == ["unknown_unit"]
        assert ASKED in (found.findings["detail"][0] or "")


@pytest.mark.parametrize("name", ["unit", "unit_slot", "columns"])
def test_a_template_shows_the_unit_above_and_comes_back_without_a_finding(
    tmp_path: Path, known: Mapping[str, tuple[Reference, Forms]], name: str
) -> None:
    reference, forms = known[name]
    period, sender = reference.periods["2025H1"], reference.unit_on("TINH", "2025H1")
    assert sender
    write_workbook(tmp_path / "t.xlsx", reference, sender, period, receiver_vi="Văn phòng")
    sheet = openpyxl.load_workbook(tmp_path / "t.xlsx").worksheets[0]
    shown = {str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value}
    assert {"Xã An Phú (Huyện Một)", "Xã An Phú (Huyện Hai)", "Xã Bình Hòa"} <= shown
    assert "Xã An Phú" not in shown
    found = read_return(tmp_path / "t.xlsx", forms)
    assert found.findings["fault"] == []
    assert {"X11", "X21"} <= set(found.entries["owner_id"])


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("X13,Xã An Phú,place,government,2010-01-01,,KV1", "name 'Xã An Phú' already belongs to X11"),
        ("X13,Xã Bình Hòa,place,government,2025-01-01,,KV1", "name 'Xã Bình Hòa' already belongs to X12"),
    ],
)
def test_two_units_of_one_name_below_the_same_one_are_a_fault_of_the_register(tmp_path: Path, line: str, fault: str) -> None:
    with pytest.raises(RegisterError) as error:
        described(tmp_path / "r", TABLES["unit"], SLOTS["unit"], unit=f"{UNITS.rstrip()}\n{line}", code=KIND, form=FORM)
    assert fault in str(error.value)


def test_an_alias_may_be_the_name_of_a_unit_elsewhere(tmp_path: Path) -> None:
    more = {"unit": UNITS, "code": KIND, "form": FORM, "unit_alias": "unit_id,alias_vi\nX23,Xã Bình Hòa"}
    forms = Forms.of(described(tmp_path / "r", TABLES["unit"], SLOTS["unit"], **more))
    for sender, unit_id in (("Huyện Một", "X12"), ("Huyện Hai", "X23")):
        found = read(Draft({"a": [*head(sender), HEADS, [None, "Xã Bình Hòa", 17, 9]]}), tmp_path, forms)
        assert found == ([], {(unit_id, "households"): 17, (unit_id, "women"): 9})
    more["unit_alias"] = "unit_id,alias_vi\nX11,Xã Bình Hòa"
    with pytest.raises(RegisterError, match="'Xã Bình Hòa' is the name of X12"):
        described(tmp_path / "s", TABLES["unit"], SLOTS["unit"], **more)


SWAPPED = """
unit_id,name_vi,kind,sector,valid_from_on,valid_to_on,parent_id
X31,Xã Mai,place,government,2010-01-01,2024-06-30,KV2
X31,Xã Nam,place,government,2024-07-01,,KV2
X32,Xã Nam,place,government,2010-01-01,2024-06-30,KV2
X32,Xã Mai,place,government,2024-07-01,,KV2
X33,Xã Cũ,place,government,2010-01-01,2023-12-31,KV2
X33,Xã Mới,place,government,2024-01-01,,KV2
X34,Xã Đông,place,government,2010-01-01,2024-12-31,KV2
X34,Xã Cũ,place,government,2025-01-01,,KV2
"""


@pytest.fixture(scope="module")
def swapped(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Forms]:
    """Two communes that swap their names, and one that takes the name which another one gave up a year before."""
    folder = tmp_path_factory.mktemp("swapped")
    more = {"unit": UNITS.rstrip() + SWAPPED.partition("parent_id")[2], "code": KIND, "form": FORM}
    return {name: Forms.of(described(folder / name, TABLES[name], slots, **more)) for name, slots in SLOTS.items()}


@pytest.mark.parametrize(
    ("name", "year", "unit_id"),
    [
        ("Xã Mai", "đầu năm 2024", "X31"),
        ("Xã Mai", "cuối năm 2024", "X32"),
        ("Xã Nam", "đầu năm 2024", "X32"),
        ("Xã Nam", "cuối năm 2024", "X31"),
        ("Xã Cũ", "cuối năm 2023", "X33"),
        ("Xã Cũ", "cuối năm 2024", "X33"),  # nobody else ever had that name yet
        ("Xã Cũ", "đầu năm 2025", "X34"),
    ],
)
def test_a_name_that_goes_to_a_unit_that_lives_on_is_that_of_the_one_that_had_it_then(
    tmp_path: Path, swapped: Mapping[str, Forms], name: str, year: str, unit_id: str
) -> None:
    top, told = head("Huyện Hai", f"6 tháng {year}"), {(unit_id, "households"): 17}
    assert read(Draft({"a": [*top, HEADS[:3], [None, name, 17]]}), tmp_path, swapped["unit"])[1] == told
    blocks: Grid = [*top, ["TT", "Chỉ tiêu", "Tổng số"], [None, name], [1, "Số hộ", 17]]
    assert read(Draft({"a": blocks}), tmp_path, swapped["unit_slot"])[1] == told
    assert read(Draft({"a": [*top, ["TT", "Chỉ tiêu", name], [1, "Số hộ", 17]]}), tmp_path, swapped["columns"])[1] == told
    own = Draft({"a": [*head(name, f"6 tháng {year}"), HEADS]})
    assert read_return(own.write_xlsx(tmp_path / "b.xlsx"), swapped["unit"]).returns["unit_id"] == [unit_id]


@pytest.mark.parametrize(("year", "unit_id"), [("đầu năm 2024", "X31"), ("cuối năm 2024", None)])
def test_a_code_beside_a_name_that_is_another_units_by_then_is_asked_about(
    tmp_path: Path, swapped: Mapping[str, Forms], year: str, unit_id: str | None
) -> None:
    period = f"6 tháng {year}"
    grid: Grid = [*head("Xã Mai", period)[:-1], ["Mã đơn vị: X31"], [], HEADS, [None, "Xã Bình Hòa", 1, 1]]
    found = read_return(Draft({"a": grid}).write_xlsx(tmp_path / "a.xlsx"), swapped["unit"])
    assert found.returns["unit_id"] == ([unit_id] if unit_id else [])
    assert unit_id or "mã 'X31' là Xã Nam, nhưng tên ghi 'Xã Mai'" in str(found.findings["detail"])
