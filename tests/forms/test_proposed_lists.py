"""Register lines proposed for lists: groups, what adds them up, pages, and what tells items apart."""

from pathlib import Path

import pytest

from pipelines.reference import Reference
from pipelines.templates.example_columns import ASK
from pipelines.templates.proposal import Proposal, propose
from tests.forms.test_proposal import registered, slots
from tests.unit.workbooks import Draft, Grid, reference

TITLE: Grid = [
    ["Biểu 23-TS"],
    ["DANH MỤC TÀI SẢN CÔNG"],
    ["6 tháng đầu năm 2024", None, None, None, "Đơn vị tính: triệu đồng"],
    [],
]
HEADS: Grid = [["STT", "Tên tài sản", "Mã tài sản", "Ngày sử dụng", "Nguyên giá", "Còn lại"], ["A", "B", "C", "D", 1, 2]]
FIRST: Grid = [
    ["A", "Nhà, đất"],
    [1, "Trụ sở", "TS-001", "12/03/2010", 15400.5, 9240],
    [2, "Nhà văn hóa", "TS-002", "01/09/2015", 8200, 6560],
    [None, "Cộng nhóm A", None, None, 23600.5, 15800],
    ["B", "Phương tiện"],
    [1, "Xe ô tô", "TS-101", "05/05/2019", 1150, 690],
    [None, "Cộng nhóm B", None, None, 1150, 690],
]
SECOND: Grid = [
    ["C", "Máy móc"],
    [1, "Máy phát điện", "TS-201", "10/10/2020", 220, 132],
    [2, "Máy bơm", "TS-202", "02/02/2022", 650, 520],
    [None, "Cộng nhóm C", None, None, 870, 652],
    [None, "TỔNG CỘNG", None, None, 25620.5, 17142],
]
OWN = [
    ("A", "heading", ""),
    ("_cong_nhom_a", "", "items"),
    ("B", "heading", ""),
    ("_cong_nhom_b", "", "items"),
    ("C", "heading", ""),
    ("_cong_nhom_c", "", "items"),
    ("_tong_cong", "", "_cong_nhom_a+_cong_nhom_b+_cong_nhom_c"),
]


@pytest.fixture(scope="module")
def shipped() -> Reference:
    return reference()


def from_sheets(path: Path, shipped: Reference, *pages: Grid) -> Proposal:
    return propose(Draft({f"Trang {at}": page for at, page in enumerate(pages, 1)}).write_xlsx(path / "a.xlsx"), shipped)


def own(found: Proposal) -> list[tuple[str, str, str]]:
    return [(line["slot_code"], line["role"], line["formula"]) for line in found["form_slot"] if line["side"] == "row"]


def test_a_list_over_two_pages_has_its_groups_their_typed_sums_and_its_key(shipped: Reference, tmp_path: Path) -> None:
    found = from_sheets(tmp_path, shipped, [*TITLE, *HEADS, *FIRST], [["Biểu 23-TS (tiếp theo)"], *HEADS, *SECOND])
    assert own(found) == OWN
    assert all(line[ASK] for line in slots(found, "row").values())
    assert [line["role"] for line in slots(found, "column").values()] == ["code", "label", "key", "attribute", "", ""]
    registered(found, tmp_path / "reference")


def test_an_empty_list_has_its_groups_below_the_rows_left_for_its_items(shipped: Reference, tmp_path: Path) -> None:
    def emptied(rows: Grid) -> Grid:
        return [[None] * 6 if len(row) > 2 and row[2] else row[:2] for row in rows]

    blank: Grid = [*emptied(FIRST), *emptied(SECOND), [], [None, "Người lập biểu", None, None, "TỔNG GIÁM ĐỐC"]]
    assert own(from_sheets(tmp_path, shipped, [*TITLE, *HEADS, *blank])) == OWN


def test_groups_that_are_summed_at_their_heads_are_added_up_by_the_total_above_them(shipped: Reference, tmp_path: Path) -> None:
    rows: Grid = [[None, "Tổng số", "x", "x", 24470.5, 16452]]
    rows += [["I", "Nhà, đất", None, None, 23600.5, 15800], *FIRST[1:3]]
    rows += [["II", "Máy móc", None, None, 870, 652], *SECOND[1:3]]
    assert own(from_sheets(tmp_path, shipped, [*TITLE, *HEADS, *rows])) == [
        ("_tong_so", "", "I+II"),
        ("I", "", "items"),
        ("II", "", "items"),
    ]


def test_a_total_that_nothing_adds_up_to_and_a_list_without_codes_are_asked_about(shipped: Reference, tmp_path: Path) -> None:
    rows: Grid = [*FIRST[1:3], [None, "Tổng cộng", None, None, 99, 15800]]
    without = [[*row[:2], *row[3:]] for row in [*HEADS, *rows]]
    found = from_sheets(tmp_path, shipped, [*TITLE, *without])
    assert own(found) == [("_tong_cong", "", "")]
    assert "formula" in slots(found, "row")["_tong_cong"][ASK]
    assert "role = key" in slots(found, "column")["B"][ASK]


def test_a_sheet_with_the_heads_of_the_one_before_is_asked_about(shipped: Reference, tmp_path: Path) -> None:
    found = from_sheets(tmp_path, shipped, [*TITLE, *HEADS, *FIRST], [["Biểu 23-TS"], *HEADS, *SECOND])
    assert ["bảng a" in table[ASK] for table in found["form_table"]] == [False, True]


def test_of_a_blank_list_with_a_column_of_codes_it_is_asked_whether_it_is_one(shipped: Reference, tmp_path: Path) -> None:
    heads: Grid = [["STT", "Tên dự án", "Mã dự án", "Vốn"], ["I", "Dự án thủy lợi"], [None, "Cộng I"], [None, "TỔNG CỘNG"]]
    [table] = from_sheets(tmp_path, shipped, [*TITLE, *heads])["form_table"]
    assert "row_kind = item" in table[ASK]
