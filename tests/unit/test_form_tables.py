"""A described form is sound, or every fault of its registers is named with file and line."""

import csv
from pathlib import Path

import pytest

from pipelines.reference import FormSlot, FormTable, load_reference
from pipelines.reference.form_cells import Shape, operands
from tests.forms.registers import lay_over, make_registers, reference
from tests.unit.register_files import edit, faults

MEMBERS = "bieu-dang-vien-ba-tang"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_registers(tmp_path / "reference", [MEMBERS])


def test_described_forms_load_beside_those_with_one_line_per_indicator() -> None:
    described = {table.form_id for table in reference().form_table}
    assert {"members_03", "facility_m2"} <= described
    assert not described & {line.form_id for line in reference().form_line}


SAYS = """
form_table 2 form_id=members_3 | form_table.csv:2: form_id 'members_3' is not in register form; did you mean
form_table 2 row_kind=line | form_table.csv:2: row_kind: must be 'slot', 'unit', 'unit_slot' or 'item'
form_table 2 members=sex | form_table.csv:2: members.0: must be axis=member, like sex=female
form_table 2 row_kind=unit column_kind=unit | form_table.csv:2: table 'main' of 'members_03' has units on both sides
form_table 2 indicator_id=mm_nobody | form_table.csv:2: indicator_id 'mm_nobody' is not in register indicator
form_slot 4 table_id=man | form_slot.csv:4: table 'members_03 man' is not in register form_table; did you mean
form_slot 5 members=sex=femal | form_slot.csv:5: member 'sex=femal' is not in register breakdown; did you mean
form_slot 5 side=top | form_slot.csv:5: side: must be 'row' or 'column', received 'top'
form_slot 5 slot_code=2_ | form_slot.csv:4: formula is codes of its side with + - * / between them, received '2+3+4+5'
form_slot 5 period=yesterday | form_slot.csv:5: period: must be year, last_year, from_january
form_slot 5 role=heading | form_slot.csv:5: role heading is a row's; heads over a column stand in its label_vi
form_slot 5 role=key | form_slot.csv:5: role key is a list's; table 'main' has row_kind 'slot'
form_slot 5 role=note | form_slot.csv:5: a slot with role note has no figures
form_slot 3 role=note |
form_slot 13 role=note | form_slot.csv:13: role note is a column's
form_slot 4 formula=2+3+9 | form_slot.csv:4: formula is codes of its side with + - * / between them
form_slot 4 formula=1+2 | form_slot.csv:4: formulas go round in a circle: 1 → 1
form_slot 9 of_which=9 | form_slot.csv:9: of_which '9' is no other column of the table
form_slot 14 closed=9 | form_slot.csv:14: closed '9' is no column of the table
form_slot 3 label_vi=tT | form_slot.csv:3: column 'tT' looks like that of line 2
form_slot 4 members=sex=female | form_slot.csv:12: row 'I' and column '6' are the same figure as row 'I' and column '1'
form_slot 12 indicator_id= | form_slot.csv:12: row 'I' and column '1' have no indicator
form_slot 9 indicator_id=mm_lost | form_slot.csv:12: row 'I' and column '6' have two indicators: 'mm_opening' and 'mm_lost'
form_slot 13 members=member_kind=full | form_slot.csv:13: row 'II' and column '4' have two members of one axis
form_slot 5 label_vi={yr} | form_slot.csv:5: label_vi: '{yr}' stands for nothing; write one of {year}, {year_before}, {month},
form_slot 5 label_vi={Year} | form_slot.csv:5: label_vi: '{Year}' stands for nothing
form_slot 5 label_vi={year | form_slot.csv:5: label_vi: '{year' stands for nothing
form_table 2 title_vi={nam} | form_table.csv:2: title_vi: '{nam}' stands for nothing
form_slot 12 measure_vi=sào | form_slot.csv:12: measure_vi 'sào' is no unit of measure: neither label nor alias of
form_slot 12 measure_vi=sào,người |
form_slot 12 measure_vi=nghìn |
form_slot 12 measure_vi=đồng | form_slot.csv:12: measure_vi 'đồng' does not count what 'mm_opening' does ('persons')
form_slot 5 measure_vi=tỷ₫ | form_slot.csv:5: measure_vi 'tỷ₫' does not count what 'mm_opening' does ('persons')
form_table 2 measure_vi=văn_bản | form_table.csv:2: measure_vi 'văn_bản' is no unit of measure: neither label nor alias
form_table 2 measure_vi=cây | form_table.csv:2: measure_vi 'cây' does not count what 'mm_opening' does ('persons')
form_table 2 measure_vi=lượt |
form_slot 4 formula=2+3+4 | form_slot.csv:4: formula: leaves out '5' (member_kind=probationary, activity=retired), broken down
form_slot 4 formula=2+3+4+5+5 | form_slot.csv:4: formula: '5' is added twice; take it out once
form_slot 8 of_which=3 | form_slot.csv:4: formula: '5' is part of '3' (of_which), which is added too; take it out
form_slot 13 formula=II/1+II/1/-+II/2 | form_slot.csv:13: formula: 'II/1/-' is part of 'II/1' (of_which), which is added too
form_slot 13 formula=II/1-II/1/-+II/2 |
form_slot 13 formula=II/1+II/2+II/2/a | form_slot.csv:13: formula: 'II/2/a' is added twice
breakdown 2 axis_id=membr_kind | breakdown.csv:2: axis_id 'membr_kind' is not in register code 'axis'; did you mean
breakdown 3 parent_id=total | breakdown.csv:3: parent_id 'total' is no member of axis 'member_kind'
breakdown 3 parent_id=probationary | breakdown.csv:3: 'probationary' is part of itself by way of 'probationary'
unit 2 parent_id=NOBODY | unit.csv:2: parent_id 'NOBODY' is not in register unit
unit 2 parent_id=TC01 | unit.csv:2: TC01 is part of itself by way of TC01
"""
"""Register, line of the file, fields changed | the fault that they are; nothing where they are none."""


@pytest.mark.parametrize("case", SAYS.strip().splitlines())
def test_a_fault_of_a_described_form_is_named_with_file_and_line(folder: Path, case: str) -> None:
    changed, _, says = case.partition("|")
    register, line, *values = changed.split()
    edit(folder, register, int(line), **dict(value.split("=", 1) for value in values))
    if says:
        assert any(fault.startswith(says.strip()) for fault in faults(folder)), faults(folder)
    else:
        load_reference(folder)


def test_members_in_a_circle_are_told_and_not_those_that_lead_into_it(folder: Path) -> None:
    parents = {"child": "one", "one": "two", "two": "one"}
    members = [{"axis_id": "sex", "member_id": name, "label_vi": name, "parent_id": of} for name, of in parents.items()]
    lay_over(folder, "breakdown", members)
    told = [fault.partition(": ")[2] for fault in faults(folder) if "itself" in fault]
    assert told == ["'one' is part of itself by way of 'two'", "'two' is part of itself by way of 'one'"]


def test_all_faults_are_told_at_once(folder: Path) -> None:
    edit(folder, "form_slot", 4, formula="2+3+9")
    edit(folder, "form_slot", 9, of_which="9")
    edit(folder, "breakdown", 3, parent_id="total")
    edit(folder, "form", 2, form_id="form_one")
    files = {fault.partition(":")[0] for fault in faults(folder)}
    assert {"form_slot.csv", "breakdown.csv", "form_line.csv"} <= files


def test_a_form_is_described_once(folder: Path) -> None:
    table = {"form_id": "form_01", "table_id": "main", "indicator_id": "mm_lost"}
    slot = {"form_id": "form_01", "table_id": "main"}
    lay_over(folder, "form_table", [table])
    lay_over(
        folder,
        "form_slot",
        [
            {**slot, "side": "column", "slot_code": "B", "label_vi": "Nội dung", "role": "label"},
            {**slot, "side": "column", "slot_code": "1", "label_vi": "Số liệu"},
            {**slot, "side": "row", "slot_code": "1", "label_vi": "Dòng"},
        ],
    )
    assert faults(folder) == ("form_table.csv:3: form 'form_01' has lines in form_line.csv too; describe it in one of the two",)


def test_a_form_without_a_line_and_without_a_table_is_a_fault(folder: Path) -> None:
    lay_over(
        folder,
        "form",
        [
            {
                "form_id": "bare",
                "code": "99-X",
                "title_vi": "Không có gì",
                "reported_by": "SONGTRA",
                "valid_from_on": "2020-01-01",
            }
        ],
    )
    assert any("form 'bare' has no line in form_line.csv, and no table in form_table.csv" in fault for fault in faults(folder))


def test_what_identifies_slots_of_two_tables_may_be_the_same(folder: Path) -> None:
    """Row 1 of part A and row 1 of part B are two lines."""
    with (folder / "form_slot.csv").open(encoding="utf-8", newline="") as file:
        slots = [slot for slot in csv.DictReader(file) if slot["side"] == "column"]
    lay_over(
        folder, "form_table", [{"form_id": "members_03", "table_id": "b", "indicator_id": "mm_lost", "title_vi": "Phần B"}]
    )
    lay_over(folder, "form_slot", [{**slot, "table_id": "b"} for slot in slots])
    lay_over(
        folder,
        "form_slot",
        [{"form_id": "members_03", "table_id": "b", "side": "row", "slot_code": "I", "label_vi": "Đảng viên đầu kỳ"}],
    )
    assert len(load_reference(folder).form_table) == 2


def test_two_tables_that_look_alike_need_titles(folder: Path) -> None:
    with (folder / "form_slot.csv").open(encoding="utf-8", newline="") as file:
        slots = list(csv.DictReader(file))
    lay_over(folder, "form_table", [{"form_id": "members_03", "table_id": "b"}])
    lay_over(folder, "form_slot", [{**slot, "table_id": "b"} for slot in slots])
    assert "form_table.csv:3: table 'b' looks like table 'main' of line 2; give both a title_vi as printed" in faults(folder)


@pytest.mark.parametrize(
    ("formula", "codes", "found"),
    [
        ("2+3+4+5", "1 2 3 4 5", "+2 +3 +4 +5"),
        ("I + II - III", "I II III IV", "+I +II -III"),
        ("6/5", "4 5 6", "+6 /5"),
        ("II/1+II/2", "II II/1 II/1/- II/2 1 2", "+II/1 +II/2"),
        ("II/1/-", "II II/1 II/1/-", "+II/1/-"),
        ("R-101-R-102", "R-101 R-102 R", "+R-101 -R-102"),
        ("07/01", "01 07", "+07 /01"),
        ("units", "1 2", "+units"),
        ("2+9", "1 2", None),
        ("2+", "1 2", None),
        ("", "1 2", None),
        ("+2", "1 2", None),
    ],
)
def test_a_formula_is_read_by_the_codes_of_its_side(formula: str, codes: str, found: str | None) -> None:
    if found is None:
        with pytest.raises(ValueError, match="formula is codes of its side"):
            operands(formula, frozenset(codes.split()))
    else:
        assert " ".join(sign + code for sign, code in operands(formula, frozenset(codes.split()))) == found


def test_a_cell_takes_what_it_is_about_from_row_column_and_table() -> None:
    def slot(side: str, code: str, **more: object) -> FormSlot:
        fields = {"form_id": "f", "table_id": "t", "side": side, "slot_code": code, "label_vi": code, **more}
        return FormSlot.model_validate(fields)

    rows = (
        slot("row", "1", indicator_id="area"),
        slot("row", "2", indicator_id="people", closed="plan"),
        slot("row", "_all", indicator_id="all", formula="1+2"),
    )
    columns = (
        slot("column", "own", members="sex=female", of_which="last"),
        slot("column", "last", period="year_before", value_kind="reference"),
        slot("column", "plan", period="year", value_kind="plan"),
        slot("column", "share", formula="own/plan", indicator_id="share"),
    )
    table = FormTable.model_validate({"form_id": "f", "table_id": "t", "members": "level=district"})
    shape = Shape(table, rows, columns)
    cells = {(row and row.slot_code, column and column.slot_code): shape.cell(row, column) for row, column in shape.pairs}
    assert cells["1", "own"] == ("area", ("level=district", "sex=female"), "", "figure", False, True, False)
    assert cells["1", "last"] == ("area", ("level=district",), "year_before", "reference", False, False, False)
    assert cells["2", "plan"] == ("people", ("level=district",), "year", "plan", False, False, True)
    assert cells["_all", "own"].is_total
    assert cells["1", "share"].value_kind == "computed"
    assert cells["1", "share"].indicator_id == "area"
    assert len(cells) == len(rows) * len(columns)
