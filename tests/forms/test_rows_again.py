"""Rows that come again for each unit, below its name or beside it: read, drawn, checked and owed for each of them."""

import tracemalloc
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import duckdb
import openpyxl
import pytest

from pipelines.errors import RegisterError
from pipelines.queries import rows
from pipelines.reference import Reference
from pipelines.reference.described_dues import described_figures_due
from pipelines.returns.layout import Forms
from pipelines.returns.nil_statements import name_before_nil
from pipelines.returns.reader import read_return
from pipelines.returns.result import ReturnRead
from pipelines.templates.preview import form_named, period_of, write_preview
from pipelines.templates.template import write_workbook
from tests.forms.describing import COMMUNES, described
from tests.forms.landed import OF_FORMS, build
from tests.unit.workbooks import Cell, Draft, Grid

ABOVE = """
table_id,side,slot_code,label_vi,role,indicator_id,members,formula,of_which
main,column,A,TT,code,,,,
main,column,B,Chỉ tiêu,label,,,,
main,column,1,Tổng số,,,,,
main,column,2,Trong đó: nữ,,,gender=female,,1
main,row,1,Số hộ,,households,,,
main,row,2,Số nhân khẩu,,women,,,
"""
BESIDE = """
table_id,side,slot_code,label_vi,role,indicator_id,members,formula,of_which
main,column,A,STT,number,,,,
main,column,B,"Xã, thị trấn",unit,,,,
main,column,C,Chia ra,label,,,,
main,column,1,Tổng số,,,,,
main,row,_1,Hộ,,households,,,
main,row,_2,Nhân khẩu,,women,,,
"""
SLOTS = {"above": ABOVE, "beside": BESIDE}
STATE = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
AXES = f"""
list_id,code,rank,label_vi,valid_from_on,motto_vi
axis,gender,900,giới tính,2010-01-01,
unit_kind,place,900,địa phương,2010-01-01,{"|".join(STATE)}
"""
PLACES = COMMUNES.replace("party_committee", "place").replace("party_cell", "place")
MEMBERS = "axis_id,member_id,label_vi\ngender,female,nữ"
TABLE = "table_id,row_kind,unit_kinds\nmain,unit_slot,"
AREAS = ("marts.observation", "marts.observation_by_breakdown", "marts.finding", "marts.return_revision")
HEAD: Grid = [["Biểu số: 09/MẪU"], ["Đơn vị báo cáo: Huyện Tân Lĩnh"], ["Kỳ báo cáo: 6 tháng đầu năm 2025"], []]
HEADS_ABOVE: list[Cell] = ["TT", "Chỉ tiêu", "Tổng số", "Trong đó: nữ"]
TOWN: Grid = [["1", "Số hộ", 10, 4], ["2", "Số nhân khẩu", 40, 20]]
COMMUNE: Grid = [["1", "Số hộ", 5, 1], ["2", "Số nhân khẩu", 15, 8]]
READ: dict[tuple[str, ...], int] = {
    ("01021", "1", "1"): 10,
    ("01021", "1", "2"): 4,
    ("01021", "2", "1"): 40,
    ("01021", "2", "2"): 20,
    ("01024", "1", "1"): 5,
    ("01024", "1", "2"): 1,
    ("01024", "2", "1"): 15,
    ("01024", "2", "2"): 8,
}


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, tuple[Reference, Forms]]:
    folder = tmp_path_factory.mktemp("again")
    more = {"code": AXES, "breakdown": MEMBERS, "unit": PLACES, "unit_alias": "unit_id,alias_vi\nTANLINH,Toàn huyện"}
    registers = {name: described(folder / name, TABLE, slots, **more) for name, slots in SLOTS.items()}
    return {name: (reference, Forms.of(reference)) for name, reference in registers.items()}


@pytest.fixture(scope="module")
def with_stock(known: Mapping[str, tuple[Reference, Forms]]) -> Forms:
    """Row 2 counts what there is, and not what happens."""
    forms = known["above"][1]
    [made] = [table for table in forms.tables if table.form_id == "made"]
    cells = {at: replace(cell, line=replace(cell.line, is_flow=at[0] != "2")) for at, cell in made.cells.items()}
    return replace(forms, tables=(replace(made, cells=cells),))


def read(draft: Draft, folder: Path, forms: Forms) -> tuple[list[str], dict[tuple[str, ...], int]]:
    """What is asked, and unit, row and column → figure."""
    return told(read_return(draft.write_xlsx(folder / "a.xlsx"), forms))


def told(found: ReturnRead) -> tuple[list[str], dict[tuple[str, ...], int]]:
    rows = zip(*(found.entries[name] for name in ("owner_id", "line_code", "column_code", "value", "state")), strict=True)
    figures = {(owner or "", *of): int(value) for owner, *of, value, state in rows if state in ("value", "zero")}
    assert set(found.entries["unit_id"]) <= {"TANLINH"}
    assert found.filled_count == found.entry_count + found.label_count + found.explained_count
    return sorted(found.findings["fault"]), figures


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (["I", "Thị trấn Tân Lĩnh"], ["II", "Xã An Phú"]),
        ([None, "THỊ TRẤN TÂN LĨNH"], [None, "Xã An Phú:"]),
        (["1. Thị trấn Tân Lĩnh"], ["2. Xã An Phú"]),
        (["01021", "Thị trấn Tân Lĩnh"], ["01024", "Xã An Phú"]),
    ],
)
def test_rows_below_the_name_of_a_unit_are_about_it(
    tmp_path: Path, known: Mapping[str, tuple[Reference, Forms]], first: list[Cell], second: list[Cell]
) -> None:
    note: list[Cell] = [None, "Ghi chú: đã rà soát"]
    grid: Grid = [*HEAD, HEADS_ABOVE, ["A", "B", 1, 2], first, *TOWN, [], second, COMMUNE[0], note, COMMUNE[1]]
    assert read(Draft({"a": grid}), tmp_path, known["above"][1]) == ([], READ)


@pytest.mark.parametrize("second", ["2. Xã An Phú", "Xã An Phú", "01024"])
def test_a_block_below_heads_of_its_own_is_about_the_unit_named_above_them(
    tmp_path: Path, known: Mapping[str, tuple[Reference, Forms]], second: str
) -> None:
    blocks: Grid = [["Thị trấn Tân Lĩnh"], HEADS_ABOVE, *TOWN, [], [second], HEADS_ABOVE, *COMMUNE]
    bare: Grid = [["Huyện Tân Lĩnh"], *HEAD[2:]]
    for head in (HEAD, bare):
        assert read(Draft({"a": [*head, *blocks]}), tmp_path, known["above"][1]) == ([], READ)


def test_a_block_on_a_sheet_of_its_own_is_about_the_unit_named_there(
    tmp_path: Path, known: Mapping[str, tuple[Reference, Forms]]
) -> None:
    forms = known["above"][1]
    seconds: list[Grid] = [[*HEAD, HEADS_ABOVE, *COMMUNE], [["Xã An Phú"], HEADS_ABOVE, *COMMUNE]]
    for second in seconds:
        sheets: dict[str, Grid] = {"01021": [*HEAD, HEADS_ABOVE, *TOWN], "Xã An Phú": second}
        assert read(Draft(sheets), tmp_path, forms) == ([], READ)


@pytest.mark.parametrize(
    ("shape", "reporters", "sender", "owners"),
    [
        ("beside", ("TANLINH",), "TANLINH", {"01021", "01024"}),
        ("above", ("TANLINH",), "TANLINH", {"01021", "01024"}),
        ("above", ("TANLINH", "VP"), "TANLINH", {"01021", "01024"}),
        ("beside", ("VP",), "VP", {"01021", "01024"}),
        ("nameless", ("VP",), "VP", {"TANLINH"}),
        ("nameless", ("TANLINH", "VP"), "VP", {"TANLINH"}),
        ("nameless", ("TANLINH",), "TANLINH", set()),
    ],
)
def test_the_lower_of_a_letterhead_sends_the_rows_below_it_but_those_that_the_upper_alone_reports_or_that_name_none(
    tmp_path: Path,
    known: Mapping[str, tuple[Reference, Forms]],
    shape: str,
    reporters: tuple[str, ...],
    sender: str,
    owners: set[str],
) -> None:
    forms = known["beside" if shape == "beside" else "above"][1]
    tables = tuple(replace(table, reporters=reporters) for table in forms.tables if table.form_id == "made")
    forms = replace(forms, tables=tables, unit_parents={**forms.unit_parents, "TANLINH": "VP"})
    beside: Grid = [[None, "Thị trấn Tân Lĩnh", "Hộ", 10], [None, None, "Nhân khẩu", 40], [None, "Xã An Phú", "Hộ", 5]]
    rows: Mapping[str, Grid] = {
        "beside": [["STT", "Xã, thị trấn", "Chia ra", "Tổng số"], *beside],
        "above": [HEADS_ABOVE, ["Thị trấn Tân Lĩnh"], *TOWN, ["Xã An Phú"], *COMMUNE],
        "nameless": [HEADS_ABOVE, *TOWN],
    }
    head: Grid = [["Biểu số: 09/MẪU"], [forms.unit_names["VP"].upper()], ["HUYỆN TÂN LĨNH"], HEAD[2], []]
    found = read_return(Draft({"a": [*head, *rows[shape]]}).write_xlsx(tmp_path / "a.xlsx"), forms)
    assert found.returns["unit_id"] == [sender]
    assert set(found.entries["owner_id"]) == owners
    assert ("unknown_unit" in found.findings["fault"]) == (not owners)


def test_a_field_above_heads_of_its_own_names_another_sender(
    tmp_path: Path, known: Mapping[str, tuple[Reference, Forms]]
) -> None:
    blocks: Grid = [["Thị trấn Tân Lĩnh"], HEADS_ABOVE, *TOWN, [], ["Đơn vị báo cáo: Xã An Phú"], HEADS_ABOVE, *COMMUNE]
    found = read_return(Draft({"a": [*HEAD, *blocks]}).write_xlsx(tmp_path / "a.xlsx"), known["above"][1])
    assert set(found.returns["unit_id"]) == {"TANLINH", "01024"}


@pytest.mark.parametrize("is_repeated", [True, False])
def test_rows_beside_the_name_of_a_unit_are_about_it(
    tmp_path: Path, known: Mapping[str, tuple[Reference, Forms]], is_repeated: bool
) -> None:
    again = [["Thị trấn Tân Lĩnh", "Xã An Phú"][at] if is_repeated else None for at in (0, 1)]
    rows: Grid = [
        ["STT", "Xã, thị trấn", "Chia ra", "Tổng số"],
        [1, "Thị trấn Tân Lĩnh", "Hộ", 10],
        [None, again[0], "Nhân khẩu", 40],
        [2, "Xã An Phú", "Hộ", 5],
        [None, again[1], "Nhân khẩu", 15],
    ]
    draft = Draft({"a": [*HEAD, *rows]})
    if not is_repeated:
        draft.merges = [(5, 1, 6, 1), (7, 1, 8, 1)]
    figures = {("01021", "_1", "1"): 10, ("01021", "_2", "1"): 40, ("01024", "_1", "1"): 5, ("01024", "_2", "1"): 15}
    assert read(draft, tmp_path, known["beside"][1]) == ([], figures)


@pytest.mark.parametrize("name", ["Xã Lạ", None, "Khối khác"])
def test_rows_below_a_name_that_nobody_knows_are_asked_about_once(
    tmp_path: Path, known: Mapping[str, tuple[Reference, Forms]], name: str | None
) -> None:
    forms = known["above"][1]
    grid: Grid = [*HEAD, HEADS_ABOVE, ["I", "Thị trấn Tân Lĩnh"], *TOWN, [None, name], *COMMUNE]
    found = read_return(Draft({"a": grid}).write_xlsx(tmp_path / "a.xlsx"), forms)
    assert told(found) == (["unknown_unit"], {key: figure for key, figure in READ.items() if key[0] == "01021"})
    assert found.findings["address"] == ["C10"]
    assert f"'{name}' (dòng 10–11)" in str(found.findings["detail"]) if name else "dòng 10–11" in str(found.findings["detail"])
    unnamed = [*HEAD, HEADS_ABOVE, *TOWN]
    assert read(Draft({"a": unnamed}), tmp_path, forms) == (["unknown_unit"], {})


@pytest.mark.parametrize("name", ["Xã Lạ", None])
def test_rows_beside_a_name_that_nobody_knows_are_asked_about_once(
    tmp_path: Path, known: Mapping[str, tuple[Reference, Forms]], name: str | None
) -> None:
    rows: Grid = [
        ["STT", "Xã, thị trấn", "Chia ra", "Tổng số"],
        [1, "Thị trấn Tân Lĩnh", "Hộ", 10],
        [None, None, "Nhân khẩu", 40],
        [2, name, "Hộ", 5],
        [None, None, "Nhân khẩu", 15],
        [3, "Xã An Phú", "Hộ", 6],
        [None, None, "Nhân khẩu", 16],
    ]
    found = read_return(Draft({"a": [*HEAD, *rows]}).write_xlsx(tmp_path / "a.xlsx"), known["beside"][1])
    figures = {("01021", "_1", "1"): 10, ("01021", "_2", "1"): 40, ("01024", "_1", "1"): 6, ("01024", "_2", "1"): 16}
    assert told(found) == (["unknown_unit"], figures)
    assert found.findings["received"] == [name or "Hộ"]
    assert "dòng 8–9" in str(found.findings["detail"])


def test_a_row_with_the_code_of_one_unit_and_the_name_of_another_is_asked_about_alone(
    tmp_path: Path, known: Mapping[str, tuple[Reference, Forms]]
) -> None:
    grid: Grid = [*HEAD, HEADS_ABOVE, ["01024", "Thị trấn Tân Lĩnh"], *TOWN, ["01033", "Xã Đại Thắng"], *COMMUNE]
    found = read_return(Draft({"a": grid}).write_xlsx(tmp_path / "a.xlsx"), known["above"][1])
    assert (found.findings["fault"], found.findings["address"]) == (["code_disagrees"], ["B6"])
    assert found.findings["expected"] == ["01024 Xã An Phú; 01021 Thị trấn Tân Lĩnh"]
    assert set(found.entries["owner_id"]) == {"01033"}


def test_a_row_that_a_unit_lacks_is_told_with_its_name(tmp_path: Path, known: Mapping[str, tuple[Reference, Forms]]) -> None:
    grid: Grid = [*HEAD, HEADS_ABOVE, ["I", "Thị trấn Tân Lĩnh"], *TOWN, ["II", "Xã An Phú"], COMMUNE[0]]
    found = read_return(Draft({"a": grid}).write_xlsx(tmp_path / "a.xlsx"), known["above"][1])
    assert found.findings["received"] == ["2 Số nhân khẩu (Xã An Phú)"]


@pytest.mark.parametrize("name", sorted(SLOTS))
def test_each_unit_owes_each_row(known: Mapping[str, tuple[Reference, Forms]], name: str) -> None:
    due = {
        (owner, indicator)
        for _, owner, period, _, _, indicator, *_ in described_figures_due(known[name][0])
        if period == "2025H1"
    }
    assert due == {(unit, of) for unit in ("01021", "01024", "01033") for of in ("households", "women")}


@pytest.mark.parametrize("name", sorted(SLOTS))
def test_a_template_has_the_rows_of_each_unit_and_comes_back_as_it_was_filled_in(
    tmp_path: Path, known: Mapping[str, tuple[Reference, Forms]], name: str
) -> None:
    reference, forms = known[name]
    period, unit = reference.periods["2025H1"], reference.unit_on("TANLINH", "2025H1")
    assert unit
    rows = [slot.slot_code for slot in reference.shapes["made", "main"].rows]
    typed = {
        ("main", f"{owner} {row}", "1"): 100 * at + 10 * number
        for at, owner in enumerate(("01021", "01024", "01033"), 1)
        for number, row in enumerate(rows, 1)
    }
    path = tmp_path / "a.xlsx"
    receiver = "Ủy ban nhân dân tỉnh mẫu, qua Phòng Thống kê tổng hợp"
    write_workbook(path, reference, unit, period, receiver_vi=receiver, cells=typed, is_live=True)
    faults, figures = told(read_return(path, forms))
    assert faults == []
    for (_, key, column), value in typed.items():
        owner, row = key.split(" ")
        assert figures[owner, row, column] == value
    assert figures["DB", rows[0], "1"] == 110 + 210
    assert figures["MN", rows[1], "1"] == 320
    form = form_named(reference, "made")
    assert write_preview(tmp_path / "b.xlsx", reference, form, period_of(reference, form, "2025H1")) > 0
    sheet = openpyxl.load_workbook(path)["09-MẪU"]
    texts = [value for row in sheet.iter_rows(values_only=True) for value in row if value]
    assert texts.count("Xã An Phú") == 1
    assert [text for text in texts if text in STATE] == list(STATE)
    assert [text for text in texts if "Phiên bản" in str(text)]
    assert (sheet.row_dimensions[7].height or 0) > 30, "the receiver is cut"
    beside = {"A11:A12", "B11:B12", "A15:A16", "B15:B16"}
    assert beside <= {str(area) for area in sheet.merged_cells.ranges} or name == "above"


def test_areas_are_compared_with_their_parts_row_by_row(tmp_path: Path, database: duckdb.DuckDBPyConnection) -> None:
    more = {"code": AXES, "breakdown": MEMBERS, "unit": PLACES}
    reference = described(tmp_path / "reference", TABLE, f"{ABOVE.rstrip()}\nmain,row,_h,Toàn huyện,unit,,,,", **more)
    forms = Forms.of(reference)
    area: Grid = [["1", "Số hộ", 15, 5], ["2", "Số nhân khẩu", 56, 28]]
    blocks: Grid = [[None, "Khu vực đồng bằng"], *area, [None, "Thị trấn Tân Lĩnh"], *TOWN, [None, "Xã An Phú"], *COMMUNE]
    blocks += [["TOÀN HUYỆN"], ["1", "Số hộ", 16, 5], ["2", "Số nhân khẩu", 55, 28]]
    folder = tmp_path / "returns"
    folder.mkdir()
    Draft({"a": [*HEAD, HEADS_ABOVE, *blocks]}).write_xlsx(folder / "a.xlsx")
    db = build(database, tmp_path, reference, forms, *AREAS, rules=OF_FORMS)
    found = "select rule_id, address from quality.finding where rule_id like 'FORM-%' order by all"
    assert db.execute(found).fetchall() == [("FORM-SUM", "C16"), ("FORM-SUM", "C8")]
    said = db.execute("select message_vi from quality.finding where rule_id = 'FORM-SUM' and address = 'C16'").fetchall()
    assert "(dòng 'Số hộ': các đơn vị cấp dưới cộng lại)" in said[0][0]
    told = {row["label_vi"] for row in rows(db, "slips/finding") if row["rule_id"] == "FORM-SUM"}
    assert told == {"Số nữ – Khu vực đồng bằng", "Số hộ"}
    counted = "select unit_name_vi, indicator_id, value::int from marts.observation where not is_whole"
    assert db.execute(f"{counted} and state = 'value' order by all").fetchall() == [
        ("Thị trấn Tân Lĩnh", "households", 10),
        ("Thị trấn Tân Lĩnh", "women", 40),
        ("Xã An Phú", "households", 5),
        ("Xã An Phú", "women", 15),
    ]
    parts = "select sum(value_by_axes['gender'])::int from marts.observation_by_breakdown"
    assert db.execute(parts).fetchone() == (33,)


@pytest.mark.parametrize(
    ("table", "slots", "fault"),
    [
        (TABLE.replace("unit_slot", "slot"), BESIDE, "role unit needs row_kind unit_slot"),
        ("table_id,row_kind,column_kind\nmain,unit_slot,unit", ABOVE, "has units on both sides"),
    ],
)
def test_what_such_a_table_cannot_be_is_told(tmp_path: Path, table: str, slots: str, fault: str) -> None:
    with pytest.raises(RegisterError, match=fault):
        described(tmp_path / "reference", table, slots)


def test_a_unit_whose_row_of_totals_is_lost_is_told_by_that_row_alone(
    tmp_path: Path, database: duckdb.DuckDBPyConnection, known: Mapping[str, tuple[Reference, Forms]]
) -> None:
    reference, forms = known["above"]
    blocks: Grid = [[None, "Thị trấn Tân Lĩnh"], *TOWN, [None, "Xã An Phú"], COMMUNE[1]]
    folder = tmp_path / "returns"
    folder.mkdir()
    Draft({"a": [*HEAD, HEADS_ABOVE, *blocks]}).write_xlsx(folder / "a.xlsx")
    db = build(database, tmp_path, reference, forms, "quality.finding", rules=OF_FORMS)
    found = "select received from quality.finding where rule_id = 'READ-09' order by all"
    assert db.execute(found).fetchall() == [("1 Số hộ (Xã An Phú)",), ("Xã Đại Thắng",)]


def test_a_unit_that_stands_there_twice_is_told_once_with_both_rows(
    tmp_path: Path, known: Mapping[str, tuple[Reference, Forms]]
) -> None:
    grid: Grid = [
        *HEAD,
        HEADS_ABOVE,
        ["I", "Xã An Phú"],
        *COMMUNE,
        ["II", "Thị trấn Tân Lĩnh"],
        *TOWN,
        ["III", "Xã An Phú"],
        *COMMUNE,
    ]
    found = read_return(Draft({"a": grid}).write_xlsx(tmp_path / "a.xlsx"), known["above"][1])
    assert told(found) == (["duplicate_line"], READ)
    assert (found.findings["received"], found.findings["address"]) == (["Xã An Phú (dòng 7 và 13)"], ["C13"])
    apart: Grid = [*HEAD, ["Xã An Phú"], HEADS_ABOVE, *COMMUNE, [], ["Xã An Phú"], HEADS_ABOVE, *COMMUNE]
    found = read_return(Draft({"a": apart}).write_xlsx(tmp_path / "b.xlsx"), known["above"][1])
    assert found.findings["received"] == ["Xã An Phú (dòng 7 và 12)"]


NIL = "Trong kỳ không phát sinh"
BLANK: Grid = [["1", "Số hộ"], ["2", "Số nhân khẩu"]]
OF_TOWN = {key: figure for key, figure in READ.items() if key[0] == "01021"}


@pytest.mark.parametrize(
    "second",
    [
        [["II", "Xã An Phú"], [None, NIL]],
        [["II", "Xã An Phú"], [NIL]],
        [["II", "Xã An Phú", NIL]],
        [["II", f"Xã An Phú: {NIL}"], *BLANK],
        [["01024", f"Xã An Phú ({NIL})"], *BLANK],
        [["II", "Xã An Phú: không phát sinh"], *BLANK],
        [["II", "Xã An Phú: không phát sinh"]],
        [["II", "Xã An Phú"], [None, NIL], *BLANK],
        [["II", "Xã An Phú"], BLANK[0], [None, NIL], BLANK[1]],
        [["II", "Xã An Phú"], *BLANK, [None, NIL]],
    ],
)
@pytest.mark.parametrize("is_last", [True, False])
def test_a_statement_among_the_rows_of_a_unit_is_said_of_what_happens_in_it_alone(
    tmp_path: Path, with_stock: Forms, second: Grid, is_last: bool
) -> None:
    town: Grid = [["I", "Thị trấn Tân Lĩnh"], *TOWN]
    found = read_return(
        Draft({"a": [*HEAD, HEADS_ABOVE, *(town if is_last else second), *(second if is_last else town)]}).write_xlsx(
            tmp_path / "a.xlsx"
        ),
        with_stock,
    )
    columns = (found.entries[name] for name in ("owner_id", "line_code", "state"))
    none = Counter({("01024", "1", "none_occurred"): 2, ("01024", "2", "blank"): 2})
    assert Counter(key for key in zip(*columns, strict=True) if key[0] != "01021") == none
    assert told(found) == ([], OF_TOWN)


SECTION = f"""{ABOVE[: ABOVE.index("main,row")]}main,row,I,Dân cư,heading,,,,
main,row,I/1,Số hộ,,households,,,
main,row,I/2,Số nhân khẩu,,women,,,
"""
SAYS_NIL: Grid = [["I", "Dân cư: không phát sinh"]]


@pytest.mark.parametrize(
    ("above", "first", "second", "state"),
    [([], SAYS_NIL, [["I", "Dân cư"]], "blank"), ([], SAYS_NIL, [], "blank"), (SAYS_NIL, [], [], "none_occurred")],
    ids=["the section again", "rows alone", "the section above all"],
)
def test_a_statement_behind_the_section_of_one_unit_is_said_of_no_other(
    tmp_path: Path, above: Grid, first: Grid, second: Grid, state: str
) -> None:
    """`above`, `first`, `second`: what stands above all units, and between the name of each and its rows."""
    forms = Forms.of(described(tmp_path / "reference", TABLE, SECTION, code=AXES, breakdown=MEMBERS, unit=PLACES))
    own: Grid = [["1", "Số hộ"], ["2", "Số nhân khẩu"]]
    rows: Grid = [*HEAD, HEADS_ABOVE, *above, [None, "Thị trấn Tân Lĩnh"], *first, *own, [None, "Xã An Phú"], *second, *own]
    found = read_return(Draft({"a": rows}).write_xlsx(tmp_path / "a.xlsx"), forms)
    states = zip(found.entries["owner_id"], found.entries["state"], strict=True)
    assert Counter(states) == {("01021", "none_occurred"): 4, ("01024", state): 4}


def test_a_statement_beside_a_unit_stands_for_its_rows(tmp_path: Path, known: Mapping[str, tuple[Reference, Forms]]) -> None:
    rows: Grid = [["STT", "Xã, thị trấn", "Chia ra", "Tổng số"], [1, "Thị trấn Tân Lĩnh", NIL], [2, "Xã An Phú", "Hộ", 5]]
    rows.append([None, None, "Nhân khẩu", 15])
    found = read_return(Draft({"a": [*HEAD, *rows]}).write_xlsx(tmp_path / "a.xlsx"), known["beside"][1])
    assert told(found) == ([], {("01024", "_1", "1"): 5, ("01024", "_2", "1"): 15})
    assert found.entries["state"] == ["value", "value", "none_occurred", "none_occurred"]


@pytest.mark.parametrize(
    ("second", "fault"),
    [
        (f"Thị trấn Tân Lĩnh: {NIL}", None),
        ("Thị trấn Tân Lĩnh - không phát sinh", None),
        ("Thị trấn Tân Lĩnh (chưa phát sinh)", None),
        ("Thị trấn nào đó: không phát sinh", "statement_not_applied"),
    ],
)
def test_a_statement_behind_the_name_beside_rows_is_said_of_them_or_told(
    tmp_path: Path, known: Mapping[str, tuple[Reference, Forms]], second: str, fault: str | None
) -> None:
    rows: Grid = [["STT", "Xã, thị trấn", "Chia ra", "Tổng số"], [1, "Xã An Phú", "Hộ", 5], [None, None, "Nhân khẩu", 15]]
    rows += [[2, second, "Hộ"], [None, None, "Nhân khẩu"]]
    found = read_return(Draft({"a": [*HEAD, *rows]}).write_xlsx(tmp_path / "a.xlsx"), known["beside"][1])
    assert list(found.findings["fault"]) == [fault] * bool(fault)
    assert found.entries["state"] == ["value", "value", *["none_occurred"] * (0 if fault else 2)]


def test_a_statement_is_looked_for_at_the_end_of_a_long_text_alone() -> None:
    """A remark of as many letters as a cell holds: 450 MB, when what follows each comma was looked up."""
    remark = "a, " * 10_000
    tracemalloc.start()
    try:
        assert (name_before_nil(remark), name_before_nil(f"{remark}b: {NIL}.")) == (None, f"{remark}b")
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()


def test_figures_of_a_unit_contradict_the_statement_among_its_rows(
    tmp_path: Path, known: Mapping[str, tuple[Reference, Forms]]
) -> None:
    rows: Grid = [["I", "Thị trấn Tân Lĩnh"], TOWN[0], [None, NIL], BLANK[1], ["II", "Xã An Phú"], *COMMUNE]
    found = read_return(Draft({"a": [*HEAD, HEADS_ABOVE, *rows]}).write_xlsx(tmp_path / "a.xlsx"), known["above"][1])
    assert (found.findings["fault"], found.findings["address"]) == (["statement_not_applied"], ["B8"])
    assert "none_occurred" not in found.entries["state"]


MEASURED = ABOVE.replace("main,column,1,", "main,column,C,ĐVT,measure,,,,\nmain,column,1,").replace(
    "of_which", "of_which,measure_vi"
)
MONEY = """
main,row,1,Thu,,money,,,,triệu đồng
main,row,2,Chi,,spent,,,,nghìn đồng
"""


def test_rows_of_a_unit_that_nobody_knows_say_nothing_of_how_those_below_are_measured(tmp_path: Path) -> None:
    columns = "\n".join(line for line in MEASURED.splitlines() if ",row," not in line)
    money = "indicator_id,label_vi,label_en,domain,unit_of_measure,decimals,aggregation,frequency,valid_min,valid_max"
    amounts = f"{money}\n" + "\n".join(
        f"{name},{label},{label},party_building,VND,0,sum,half_year,0,1000000000000"
        for name, label in (("money", "Thu"), ("spent", "Chi"))
    )
    more = {"code": AXES, "breakdown": MEMBERS, "unit": PLACES, "indicator": amounts}
    forms = Forms.of(described(tmp_path / "reference", TABLE, columns + MONEY, **more))
    rows: Grid = [["1", "Thu", "triệu đồng", 5, 1], ["2", "Chi", "nghìn đồng", 15, 8]]
    heads: list[Cell] = ["TT", "Chỉ tiêu", "ĐVT", "Tổng số", "Trong đó: nữ"]
    grid: Grid = [*HEAD, heads, ["I", "Xã Lạ"], *rows, ["II", "Xã An Phú"], *rows]
    asked, figures = read(Draft({"a": grid}), tmp_path, forms)
    assert (asked, figures["01024", "1", "1"], figures["01024", "2", "2"]) == (["unknown_unit"], 5_000_000, 8_000)
