"""What random forms were once read wrongly by, each fault as small as it can be: see tests/properties/test_shapes.py."""

import dataclasses
from pathlib import Path

import pytest

from pipelines.reference import FormSlot, FormTable
from pipelines.reference.form_cells import Shape
from pipelines.returns.described import Table, table_of
from pipelines.returns.reader import read_return
from pipelines.returns.result import ReturnRead
from tests.forms.reading import all_forms
from tests.forms.test_several_tables import HEAD
from tests.properties.shapes import FORM, registers
from tests.unit.workbooks import Cell, Draft, Grid


def table(table_id: str, slots: str, **fields: str) -> Table:
    """A table of form 03-CC: a line for each row or column, 'row|1|Kết nạp|indicator_id=counted_0'."""
    sides: dict[str, list[FormSlot]] = {"row": [], "column": []}
    for line in slots.strip().splitlines():
        side, code, label, *more = line.strip().split("|")
        own = {"form_id": FORM, "table_id": table_id, "side": side, "slot_code": code, "label_vi": label}
        sides[side].append(FormSlot.model_validate({**own, **dict(one.split("=", 1) for one in more)}))
    described = FormTable.model_validate({"form_id": FORM, "table_id": table_id, **fields})
    return table_of(registers(), Shape(described, tuple(sides["row"]), tuple(sides["column"])))


LINES = """
column|A|TT|role=code
column|B|Nội dung|role=label
column|1|Tổng số
column|2|Nữ|members=sex=female
row|1|Kết nạp mới|indicator_id=counted_0
row|2|Chuyển đến|indicator_id=counted_1
"""
LIST = """
column|A|Mã công trình|role=key
column|B|Tên công trình|role=label
column|C|Nguồn vốn|role=attribute
column|1|Kinh phí|indicator_id=money_0
"""
BY_UNIT = """
column|B|Nội dung|role=label
row|_1|Kết nạp mới|indicator_id=counted_0
row|_2|Chuyển đến|indicator_id=counted_1
"""


def read(path: Path, *tables: Table) -> ReturnRead:
    return read_return(path, dataclasses.replace(all_forms(), tables=tables))


def read_rows(rows: Grid, folder: Path, *tables: Table, merges: list[tuple[int, int, int, int]] | None = None) -> ReturnRead:
    """A sheet with these rows below the head of a form."""
    draft = Draft({"a": [*map(list, HEAD), *rows]})
    draft.merges = [(len(HEAD) + top, left, len(HEAD) + bottom, right) for top, left, bottom, right in merges or []]
    return read(draft.write_xlsx(folder / "a.xlsx"), *tables)


def said(found: ReturnRead) -> dict[tuple[str, ...], str]:
    """Table, row, column and whose (unit or item) → value, state where there is none."""
    names = ("table_id", "line_code", "column_code", "owner_id", "row_key", "value", "state", "value_kind")
    rows = zip(*(found.entries[name] for name in names), strict=True)
    return {
        tuple(str(part) for part in row[:5] if part is not None): str(row[6] if row[5] is None else f"{row[5]:f}")
        for row in rows
        if row[7] not in ("attribute", "list")
    }


def faults(found: ReturnRead) -> list[str]:
    return sorted(found.findings["fault"])


def test_a_list_beside_a_table_keeps_the_keys_of_its_items(tmp_path: Path) -> None:
    heads: list[Cell] = ["TT", "Nội dung", "Tổng số", "Nữ", None, "Mã công trình", "Tên công trình", "Nguồn vốn", "Kinh phí"]
    rows: Grid = [heads, [1, "Kết nạp mới", 5, 2, None, "CT1", "Cầu", "Huyện", 70], [2, "Chuyển đến", 6, 3]]
    found = read_rows(rows, tmp_path, table("a", LINES), table("b", LIST, row_kind="item"))
    assert faults(found) == []
    assert said(found)["b", "", "1", "CT1"] == "70"
    assert said(found)["a", "2", "2"] == "3"


def test_tables_beside_one_another_number_their_columns_and_state_their_measures_each(tmp_path: Path) -> None:
    rows: Grid = [
        [None, None, None, "ĐVT: nghìn người", None, None, "ĐVT: người"],
        ["TT", "Nội dung", "Tổng số", "Nữ", None, "Nội dung", "Thị trấn Tân Lĩnh"],
        ["A", "B", 1, 2, None, "B", 1],
        [1, "Kết nạp mới", 5, 2, None, "Kết nạp mới", 7],
        [2, "Chuyển đến", 6, 3, None, "Chuyển đến", 8],
    ]
    found = read_rows(rows, tmp_path, table("a", LINES), table("b", BY_UNIT, column_kind="unit"))
    assert faults(found) == []
    assert said(found)["a", "1", "1"] == "5000"
    assert said(found)["b", "_1", "", "01021"] == "7"


def test_the_code_of_a_heading_is_no_figure_beside_the_table_that_stands_left_of_it(tmp_path: Path) -> None:
    sections = LINES + "row|1.1|Mục|role=heading"
    rows: Grid = [
        ["Nội dung", "Thị trấn Tân Lĩnh", None, "TT", "Nội dung", "Tổng số", "Nữ"],
        ["Kết nạp mới", 5, None, "1.1", "Mục"],
        ["Chuyển đến", 6, None, 1, "Kết nạp mới", 1, 1],
        [None, None, None, 2, "Chuyển đến", 2, 1],
    ]
    found = read_rows(rows, tmp_path, table("a", BY_UNIT, column_kind="unit"), table("b", sections))
    assert faults(found) == []


def test_a_title_or_note_below_a_list_is_no_item_of_it(tmp_path: Path) -> None:
    rows: Grid = [
        ["Mã công trình", "Tên công trình", "Nguồn vốn", "Kinh phí"],
        ["CT1", "Cầu", "Huyện", 70],
        ["Ghi chú: chưa quyết toán"],
        ["B. Đảng viên"],
        ["TT", "Nội dung", "Tổng số", "Nữ"],
        [1, "Kết nạp mới", 5, 2],
        [2, "Chuyển đến", 6, 3],
    ]
    found = read_rows(rows, tmp_path, table("a", LIST, row_kind="item"), table("b", LINES, title_vi="B. Đảng viên"))
    assert faults(found) == []
    assert {key[3] for key in said(found) if key[0] == "a"} == {"CT1"}


def test_a_list_without_items_is_one(tmp_path: Path) -> None:
    rows: Grid = [["Mã công trình", "Tên công trình", "Nguồn vốn", "Kinh phí"], ["A", "B", "C", 1], [None, "Không có"]]
    found = read_rows(rows, tmp_path, table("a", LIST, row_kind="item"))
    assert faults(found) == []
    assert said(found) == {}


def test_a_list_whose_label_stands_twice_is_asked_about(tmp_path: Path) -> None:
    rows: Grid = [
        ["Mã công trình", "Tên công trình", "Nguồn vốn", "Tên công trình", "Kinh phí"],
        ["CT1", "Cầu", "Huyện", "Đường", 70],
    ]
    found = read_rows(rows, tmp_path, table("a", LIST, row_kind="item"))
    assert faults(found)
    assert said(found) == {}


def test_a_list_that_lacks_a_key_or_an_attribute_says_so(tmp_path: Path) -> None:
    rows: Grid = [["Tên công trình", "Kinh phí"], ["Cầu", 70]]
    found = read_rows(rows, tmp_path, table("a", LIST, row_kind="item"))
    assert found.findings["expected"] == ["A Mã công trình; C Nguồn vốn"]


def test_a_total_of_a_list_that_is_not_there_is_told(tmp_path: Path) -> None:
    rows: Grid = [
        ["Mã công trình", "Tên công trình", "Nguồn vốn", "Kinh phí"],
        ["CT1", "Cầu", "Huyện", 70],
        [None, "Tất cả", None, 70],
    ]
    own = table("a", f"{LIST}row|_all|Tổng cộng|formula=items", row_kind="item")
    assert read_rows(rows, tmp_path, own).findings["received"] == ["Tất cả"]  # which may be it, and is asked about
    assert read_rows(rows[:-1], tmp_path, own).findings["received"] == ["Tổng cộng"]


def test_labels_and_the_names_of_units_alone_are_heads(tmp_path: Path) -> None:
    rows: Grid = [["Nội dung", "Thị trấn Tân Lĩnh"], ["Kết nạp mới", 5], ["Chuyển đến", 6]]
    found = read_rows(rows, tmp_path, table("a", BY_UNIT, column_kind="unit"))
    assert faults(found) == []
    assert said(found) == {("a", "_1", "", "01021"): "5", ("a", "_2", "", "01021"): "6"}


def test_a_row_that_is_not_there_is_told_where_units_are_columns(tmp_path: Path) -> None:
    rows: Grid = [["Nội dung", "Thị trấn Tân Lĩnh"], ["Kết nạp mới", 5]]
    found = read_rows(rows, tmp_path, table("a", BY_UNIT, column_kind="unit"))
    assert list(zip(found.findings["fault"], found.findings["received"], strict=True)) == [("missing_line", "Chuyển đến")]


def test_the_name_of_a_unit_left_of_the_labels_is_another_tables(tmp_path: Path) -> None:
    rows: Grid = [["Xã An Phú", None, "Nội dung", "Thị trấn Tân Lĩnh"], [9, None, "Kết nạp mới", 5], [8, None, "Chuyển đến", 6]]
    found = read_rows(rows, tmp_path, table("a", BY_UNIT, column_kind="unit"))
    assert faults(found) == ["ambiguous_column"]
    assert {key[3] for key in said(found)} == {"01021"}


def test_a_column_that_is_no_units_is_told_also_where_it_holds_no_number(tmp_path: Path) -> None:
    for name, told in (("Xã Nào", ["unknown_unit"]), ("Tổng số", ["unknown_unit"]), ("Ghi chú", [])):
        rows: Grid = [["Nội dung", "Thị trấn Tân Lĩnh", name], ["Kết nạp mới", 5, "…"], ["Chuyển đến", 6, None]]
        assert faults(read_rows(rows, tmp_path, table("a", BY_UNIT, column_kind="unit"))) == told


MONEY = """
column|A|TT|role=code
column|B|Nội dung|role=label
column|1|Tổng số
row|1.1|Chuyển đến|indicator_id=counted_1
row|1.2|Kinh phí (triệu đồng)|indicator_id=money_0
"""
MONEY_ACROSS = """
column|A|TT|role=code
column|B|Nội dung|role=label
column|1|Số lượt|indicator_id=counted_5
column|2|Kinh phí (triệu đồng)|indicator_id=money_0
row|1.1|Kiểm tra
row|1.2|Giám sát|members=kind=b
"""


def test_the_multiple_in_the_label_of_a_row_is_its_own(tmp_path: Path) -> None:
    rows: Grid = [["TT", "Nội dung", "Tổng số"], ["1.1", "Chuyển đến", 5], ["1.2", "Kinh phí (triệu đồng)", 6]]
    found = read_rows([["ĐVT: nghìn người"], *rows], tmp_path, table("a", MONEY))
    assert faults(found) == []
    assert said(found) == {("a", "1.1", "1"): "5000", ("a", "1.2", "1"): "6000000"}


def test_a_row_whose_label_states_another_multiple_is_that_row_in_it(tmp_path: Path) -> None:
    rows: Grid = [["TT", "Nội dung", "Tổng số"], ["1", "Chuyển đến", 5], ["2", "Kinh phí (nghìn đồng)", 6000]]
    own = table("a", MONEY.replace("1.1", "1").replace("1.2", "2"))
    found = read_rows(rows, tmp_path, own)
    assert faults(found) == ["line_differs"]
    assert said(found) == {("a", "1", "1"): "5", ("a", "2", "1"): "6000000"}


def test_the_measure_in_a_row_of_figures_above_heads_is_not_theirs(tmp_path: Path) -> None:
    heads: Grid = [["TT", "Nội dung", "Tổng số"]]
    strange: Grid = [["9", "Chi khác (nghìn đồng)", 7, 8]]
    found = read_rows(
        [*heads, ["1.1", "Chuyển đến", 5], *strange, [], *heads, ["1.1", "Chuyển đến", 5]], tmp_path, table("a", MONEY)
    )
    assert "other_measure" not in faults(found)
    assert said(found)["a", "1.1", "1"] == "5"


def test_a_multiple_that_is_no_longer_printed_is_asked_about(tmp_path: Path) -> None:
    down: Grid = [["TT", "Nội dung", "Tổng số"], ["1.1", "Chuyển đến", 5], ["1.2", None, 6]]
    across: Grid = [["TT", "Nội dung", "Số lượt", "Kinh phí"], ["1.1", "Kiểm tra", 1, 7], ["1.2", "Giám sát", 2, 0]]
    for rows, own in ((down, table("a", MONEY)), (across, table("a", MONEY_ACROSS))):
        found = read_rows(rows, tmp_path, own)
        assert "unknown_measure" in found.findings["fault"]
        assert not {"6", "7"} & set(said(found).values())


def test_a_row_of_figures_that_are_texts_is_no_row_of_heads(tmp_path: Path) -> None:
    axes = LINES + "column|3|Kết nạp mới|members=a=b\ncolumn|4|Chuyển đến|members=a=c"
    rows: Grid = [
        ["TT", "Nội dung", "Tổng số", "Nữ", "Kết nạp mới", "Chuyển đến"],
        ["1", "Kết nạp mới", "1", "2", "3", "4"],
        ["2", "Chuyển đến", "15", "6", "7", "8"],
    ]
    path = Draft({"a": [*map(list, HEAD), *rows]}).write_text(tmp_path / "a.csv")
    found = read(path, table("a", axes))
    assert faults(found) == []
    assert said(found)["a", "2", "1"] == "15"


def test_figures_beside_one_another_in_text_are_no_number_and_its_decimals(tmp_path: Path) -> None:
    wide = LINES.replace("Nữ", "Tổng số / Nữ").replace("|Tổng số\n", "|Tổng số / Cộng\n")
    rows: Grid = [["TT", "Nội dung", "Tổng số"], [None, None, "Cộng", "Nữ"], ["1", "Kết nạp mới", "10", "11"]]
    path = Draft({"a": [*map(list, HEAD), *rows, ["2", "Chuyển đến", "6", "3"]]}).write_text(tmp_path / "a.csv")
    found = read(path, table("a", wide))
    assert faults(found) == []
    assert said(found)["a", "1", "2"] == "11"


def test_a_column_of_another_year_is_told_also_where_it_holds_no_number(tmp_path: Path) -> None:
    rows: Grid = [["TT", "Nội dung", "Năm 2024"], [1, "Kết nạp mới", "x"], [2, "Chuyển đến", "-"]]
    years = LINES.replace("Tổng số", "Năm {year}").replace("column|2|Nữ|members=sex=female\n", "")
    found = read_rows(rows, tmp_path, table("a", years))
    assert "other_period" in found.findings["fault"]


def test_a_row_of_another_year_is_told_and_not_read(tmp_path: Path) -> None:
    periods = """
    column|B|Kỳ|role=label
    column|1|Kết nạp mới|indicator_id=counted_0
    row|_1|Kỳ này
    row|_2|Cùng kỳ năm {year_before}|period=year_before|value_kind=reference
    """
    for year in (2024, 2023):
        rows: Grid = [["Kỳ", "Kết nạp mới"], ["Kỳ này", 5], [f"Cùng kỳ năm {year}", 6]]
        found = read_rows(rows, tmp_path, table("a", periods))
        assert set(faults(found)) == (set() if year == 2024 else {"other_period", "missing_line"})
        assert said(found).get(("a", "_2", "1")) == ("6" if year == 2024 else None)


def test_a_row_that_only_its_label_names_is_asked_about_where_another_has_its_code(tmp_path: Path) -> None:
    coded = LINES.replace("row|1|", "row|0100|").replace("row|2|", "row|0200|")
    heads: list[Cell] = ["TT", "Nội dung", "Tổng số", "Nữ"]
    rows: Grid = [heads, ["0100", "Kết nạp mới", 5, 2], ["9", "Chuyển đến", 7, 7], ["0200", "Kết nạp mới", 6, 3]]
    found = read_rows(rows, tmp_path, table("a", coded))
    assert set(faults(found)) == {"ambiguous_label", "code_disagrees", "missing_line"}
    assert {key[1] for key in said(found)} == {"0100"}


@pytest.mark.parametrize(
    ("code", "number", "at", "read"),
    [("_of", 2, 4, "94375"), ("9", 2, 4, "94375"), ("_of", "I/2", 4, "94375"), ("_of", "I/2", 7, "94753")],
)
def test_a_row_is_in_the_section_that_the_form_has_it_in_or_its_number_says(
    tmp_path: Path, code: str, number: Cell, at: int, read: str
) -> None:
    """`code`: of a row of no section within one; `number`, `at`: what the row behind it bears, and where it stands."""
    slots = f"""
    column|A|TT|role=code
    column|B|Nội dung|role=label
    column|1|Tổng số
    row|I|Kiểm tra|role=heading
    row|I/1|Số cuộc|indicator_id=counted_0
    row|{code}|Trong đó: chuyên đề|indicator_id=counted_1|of_which=I/1
    row|I/2|Có vi phạm|indicator_id=counted_2
    row|II|Giám sát|role=heading
    row|II/1|Số cuộc|indicator_id=counted_0|members=sex=female
    row|II/2|Có vi phạm|indicator_id=counted_2|members=sex=female
    """
    of_which: list[Cell] = [None if code == "_of" else code, "Trong đó: chuyên đề", 4]
    rows: Grid = [["TT", "Nội dung", "Tổng số"], ["I", "Kiểm tra"], [1, "Số cuộc", 9], of_which]
    rows += [["II", "Giám sát"], [1, "Số cuộc", 7], [2, "Có vi phạm", 5]]
    rows.insert(at, [number, "Có vi phạm", 3])
    found = read_rows(rows, tmp_path, table("a", slots))
    assert (faults(found), "".join(said(found).values())) == ([], read)


@pytest.mark.parametrize(
    ("row", "texts", "nil", "told"),
    [
        (1, ["I", "Kiểm tra: không phát sinh"], "1 3 5 2 4 6", None),
        (1, ["I. Kiểm tra - chưa phát sinh"], "1 3 5 2 4 6", None),
        (1, ["I", "Kiểm tra (trong kỳ không phát sinh)"], "1 3 5 2 4 6", None),
        (1, ["I", "Kiểm toán: không phát sinh"], "", "B6"),
        (4, [2, "Có vi phạm: không phát sinh"], "5 6", None),
        (4, [2, "Có vi phạm", "Không phát sinh"], "5", "C9"),
        (4, [2, "Có vi phạm", None, "Không phát sinh"], "6", "D9"),
        (5, ["II", "Giám sát: không phát sinh"], "", "B10"),
    ],
)
def test_what_the_label_of_a_row_or_section_says_of_its_figures_fills_them_in_or_is_told(
    tmp_path: Path, row: int, texts: list[Cell], nil: str, told: str | None
) -> None:
    """`nil`: figures of which nothing occurred, counted as they are printed."""
    slots = """
    column|A|TT|role=code
    column|B|Nội dung|role=label
    column|1|Tổng số
    column|2|Nữ|members=sex=female
    row|I|Kiểm tra|role=heading
    row|I/1|Số cuộc|indicator_id=counted_0
    row|_of|Trong đó: chuyên đề|indicator_id=counted_1|of_which=I/1
    row|I/2|Có vi phạm|indicator_id=counted_2
    row|II|Giám sát|role=heading
    row|II/1|Số đợt|indicator_id=counted_3
    """
    inspected: Grid = [["I", "Kiểm tra"], [1, "Số cuộc"], [None, "Trong đó: chuyên đề"], [2, "Có vi phạm"]]
    rows: Grid = [["TT", "Nội dung", "Tổng số", "Nữ"], *inspected, ["II", "Giám sát"], [1, "Số đợt", 5, None]]
    rows[row] = texts
    found = read_rows(rows, tmp_path, table("a", slots))
    assert sorted(str(at) for at, state in enumerate(found.entries["state"], 1) if state == "none_occurred") == sorted(
        nil.split()
    )
    assert list(found.findings["fault"]) == ["statement_not_applied"] * bool(told)
    assert found.findings["address"] == [told] * bool(told)


def test_figures_above_the_first_heads_are_told(tmp_path: Path) -> None:
    heads: list[Cell] = ["TT", "Nội dung", "Tổng số", "Nữ"]
    rows: Grid = [["Bảng phụ"], ["Đoàn viên", 12, 7], heads, [1, "Kết nạp mới", 5, 2], [2, "Chuyển đến", 6, 3]]
    found = read_rows(rows, tmp_path, table("a", LINES))
    assert list(zip(found.findings["fault"], found.findings["received"], strict=True)) == [("unknown_line", "Đoàn viên")]
    assert len(said(found)) == 4


def test_a_row_that_names_another_unit_is_told_among_lines(tmp_path: Path) -> None:
    heads: list[Cell] = ["TT", "Nội dung", "Tổng số", "Nữ"]
    for name, told in (("Xã An Phú", ["unknown_unit"]), ("Đảng bộ cơ sở Sông Trà", []), ("Mục chung", [])):
        rows: Grid = [heads, ["I", name], [1, "Kết nạp mới", 5, 2], [2, "Chuyển đến", 6, 3]]
        assert faults(read_rows(rows, tmp_path, table("a", LINES))) == told


def test_a_unit_whose_code_and_name_disagree_is_told_also_without_figures(tmp_path: Path) -> None:
    units = """
    column|B|Mã xã|role=code
    column|C|Xã|role=label
    column|1|Kết nạp mới|indicator_id=counted_0
    """
    rows: Grid = [["Mã xã", "Xã", "Kết nạp mới"], ["MIENNUI", "Xã An Phú", None], ["01021", "Thị trấn Tân Lĩnh", 5]]
    assert faults(read_rows(rows, tmp_path, table("a", units, row_kind="unit"))) == ["code_disagrees"]


def test_a_row_that_is_no_unit_is_told_by_what_stands_there_and_what_the_form_has(tmp_path: Path) -> None:
    units = """
    column|B|Xã|role=label
    column|1|Kết nạp mới|indicator_id=counted_0
    row|_all|Toàn huyện|formula=units
    """
    rows: Grid = [["Xã", "Kết nạp mới"], ["Cụm vùng cao", 5], ["Thị trấn Tân Lĩnh", 5]]
    found = read_rows(rows, tmp_path, table("a", units, row_kind="unit"))
    at = found.findings["fault"].index("unknown_unit")
    own = "dòng 'Cụm vùng cao' không phải đơn vị nào trong danh mục, cũng không phải dòng 'Toàn huyện' của biểu"
    assert found.findings["detail"][at] == own


def test_a_merged_cell_that_begins_beside_the_form_is_no_blank(tmp_path: Path) -> None:
    rows: Grid = [
        ["TT", "Nội dung", "Tổng số", "Khác", "Nữ"],
        [1, "Kết nạp mới", 5, 7777, None],
        [2, "Chuyển đến", 6, 8, 3],
    ]
    found = read_rows(rows, tmp_path, table("a", LINES), merges=[(1, 3, 1, 4)])
    assert faults(found) == ["extra_column", "merged_value"]
    assert said(found)["a", "1", "2"] == "unreadable"


def test_heads_that_nobody_knows_stand_above_the_numbers_of_columns(tmp_path: Path) -> None:
    rows: Grid = [
        ["Mã công trình", "Tên công trình", "Nguồn vốn", "Kinh phí", "So sánh"],
        [None, None, None, None, "Tăng"],
        ["A", "B", "C", 1, None],
        ["CT1", "Cầu", "Huyện", 70, None],
    ]
    found = read_rows(rows, tmp_path, table("a", LIST, row_kind="item"))
    assert {key[3] for key in said(found)} == {"CT1"}


def test_figures_below_heads_are_told_where_no_row_is_known(tmp_path: Path) -> None:
    other = LINES.replace("Kết nạp mới", "Đảng viên").replace("Chuyển đến", "Đoàn viên")
    rows: Grid = [
        ["A. Đầu"],
        ["TT", "Nội dung", "Tổng số", "Nữ"],
        ["9", None, 5, 2],
        [],
        ["TT", "Nội dung", "Tổng số", "Nữ"],
        [1, "Đảng viên", 6, 3],
        [2, "Đoàn viên", 7, 1],
    ]
    found = read_rows(rows, tmp_path, table("a", LINES, title_vi="A. Đầu"), table("b", other))
    assert said(found)["b", "1", "1"] == "6"
    assert "C7" in found.findings["address"]
    assert {key[0] for key in said(found)} == {"b"}
