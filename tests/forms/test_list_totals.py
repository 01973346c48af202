"""Totals of a list are compared with its rows, and what no total has, or no row of it, is asked about."""

from collections.abc import Mapping
from pathlib import Path

import duckdb
import pytest

from pipelines.returns.layout import Forms
from pipelines.returns.reader import read_return
from pipelines.returns.result import ReturnRead
from tests.forms.describing import described
from tests.forms.landed import OF_FORMS, build, built
from tests.forms.test_odd_tables import LINES, LIST, faults, read, read_rows, said, table
from tests.forms.test_several_tables import HEAD
from tests.unit.workbooks import Cell, Draft, Grid

NAME = "danh-sach-du-an"
BELOW: Mapping[str, float | str] = {
    "A19": 5,
    "B19": "Cầu Mới",
    "C19": "PK-2099-01",
    "D19": "Xã Thanh Bình",
    "F19": 100,
    "H19": 5,
}


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        # A sub-total, and not the total, which is right though it differs from it; another total; what the rows of the form
        # say beside figures; a row that no total has.
        # G18, and H18 in the next one, are off by less than decimals of so many rows would round to.
        (
            {"H9": 26000, "G18": 38879.6, "C9": "x", "D9": "-", "C13": "PK-X", "D18": "7 dự án", **BELOW},
            {
                ("FORM-SUM", "H9"),
                ("FORM-SUM", "G18"),
                ("READ-58", "C13"),
                ("READ-58", "D18"),
                ("READ-57", "B19"),
            },
        ),
        # The whole list where sub-totals are blank.
        ({"F9": "", "F13": "", "F18": 139_000, "H13": "", "H18": 34210.6}, {("FORM-SUM", "F18"), ("FORM-SUM", "H18")}),
        # Rows were deleted, and their sub-total was not.
        (
            {f"{column}{row}": "" for row in range(14, 18) for column in "ABCDEFGHI"},
            {("FORM-SUM", f"{column}{row}") for column in "FGH" for row in (13, 18)},
        ),
        # No rows at all: there is no plan of them either.
        (
            {**{f"{column}{row}": "" for row in range(9, 19) for column in "ABCDEFGHI"}, "B10": "Trong kỳ không phát sinh"},
            set(),
        ),
    ],
)
def test_what_the_totals_of_a_list_do_not_say_is_asked_about_at_its_cell(
    changes: dict[str, float | str],
    found: set[tuple[str, str]],
    database: duckdb.DuckDBPyConnection,
    tmp_path: Path,
) -> None:
    db = built(database, tmp_path, NAME, changes, "core.return", rules=OF_FORMS)
    told = "select rule_id, address from quality.finding where rule_id in ('FORM-SUM', 'READ-57', 'READ-58')"
    assert set(db.execute(told).fetchall()) == found
    # As the clerk wrote it, in the measure of the cell; decisions name it in the indicator's own.
    said = "select received, expected, received_key from quality.finding where rule_id = 'FORM-SUM' and address = 'H9'"
    in_millions = ("26.000 triệu đồng", "26.095,5 triệu đồng", "= 26000000000")
    assert db.execute(said).fetchall() == ([in_millions] if changes.get("H9") == 26000 else [])


GROUPS = """
table_id,side,slot_code,label_vi,role,indicator_id,formula
main,column,A,STT,code,,
main,column,B,Tên công trình,label,,
main,column,C,Mã công trình,key,,
main,column,1,Kinh phí,,money,
main,row,A,Nhóm một,heading,,
main,row,_a,Cộng nhóm một,,,items
main,row,B,Nhóm hai,heading,,
main,row,_b,Cộng nhóm hai,,,items
main,row,_all,TỔNG CỘNG,,,_a+_b
"""


BY_SECTION = (
    GROUPS.replace("_a,Cộng nhóm một,,,items", "_a,Cộng nhóm một,,,A")
    .replace("_b,Cộng nhóm hai,,,items", "_b,Cộng nhóm hai,,,B")
    .replace(",heading,,", ",,,items")
)
"""The same where rows above the groups are the sums, which are often printed without figures."""


GROUP_HEADS: list[Cell] = ["STT", "Tên công trình", "Mã công trình", "Kinh phí"]
TOP: Grid = [["Biểu số: 09/MẪU"], ["Đơn vị báo cáo: Huyện Tân Lĩnh"], ["Kỳ báo cáo: 6 tháng đầu năm 2022"], []]


@pytest.fixture(scope="module")
def sections(tmp_path_factory: pytest.TempPathFactory) -> Forms:
    return Forms.of(described(tmp_path_factory.mktemp("a") / "reference", "table_id,row_kind\nmain,item", BY_SECTION))


@pytest.mark.parametrize(("slots", "total", "wrong"), [(GROUPS, 23, {"D3", "D4"}), (BY_SECTION, 22, {"D3"})])
def test_a_sum_below_each_group_adds_up_its_items_and_a_total_that_is_right_is_not_told(
    slots: str, total: int, wrong: set[str], database: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    reference = described(tmp_path / "reference", "table_id,row_kind\nmain,item", slots)
    first: Grid = [["A", "Nhóm một"], [1, "Cầu", "C1", 5], [2, "Chợ", "C2", 7], [None, "Cộng nhóm một", None, 12]]
    # A group that goes on over a page, and whose sum is wrong.
    draft = Draft(
        {
            "Trang 1": [*TOP, GROUP_HEADS, *first, ["B", "Nhóm hai"], [1, "Kè", "C3", 9]],
            "Trang 2": [GROUP_HEADS, [2, "Hồ", "C4", 1], [None, "Cộng nhóm hai", None, 11], [None, "TỔNG CỘNG", None, total]],
        }
    )
    (tmp_path / "returns").mkdir()
    draft.write_xlsx(tmp_path / "returns" / "a.xlsx")
    db = build(database, tmp_path, reference, Forms.of(reference), "core.return", rules=OF_FORMS)
    told = "select rule_id, sheet_name, address from quality.finding where rule_id like 'FORM-%'"
    assert set(db.execute(told).fetchall()) == {("FORM-SUM", "Trang 2", cell) for cell in wrong}


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, []),
        # What closes a group is known by where it stands, if it says that it is a total or adds its items up; on a page
        # without heading it is asked about.
        ({"B9": "Cộng", "B16": "Cộng"}, [("line_differs", "Cộng nhóm một"), ("ambiguous_label", "Cộng nhóm hai")]),
        ({"B9": "Tổng của nhóm"}, [("line_differs", "Cộng nhóm một")]),
        ({"B9": "Tổng của nhóm", "D9": 13}, [("ambiguous_label", "Cộng nhóm một")]),
        ({"B17": "Tổng công trình"}, [("ambiguous_label", "TỔNG CỘNG")]),
        ({"B12": "Mang sang trang sau", "D12": 21}, [("unknown_line", None)]),
    ],
)
def test_a_sum_in_other_words_is_asked_about_as_what_may_stand_there_and_once(
    changes: dict[str, Cell], told: list[tuple[str, str | None]], sections: Forms, tmp_path: Path
) -> None:
    first: Grid = [["A", "Nhóm một"], [1, "Cầu", "C1", 5], [2, "Chợ", "C2", 7], [None, "Cộng nhóm một", None, 12]]
    book: Grid = [*TOP, GROUP_HEADS, *first, ["B", "Nhóm hai"], [1, "Kè", "C3", 9], [], [], GROUP_HEADS]
    book += [[2, "Hồ", "C4", 1], [None, "Cộng nhóm hai", None, 10], [None, "TỔNG CỘNG", None, 22]]
    for cell, value in changes.items():
        row = book[int(cell[1:]) - 1]
        row += [None] * (4 - len(row))
        row["ABCD".index(cell[0])] = value
    path = Draft({"Trang 1": book[:13], "Trang 2": book[13:]}).write_xlsx(tmp_path / "a.xlsx")
    found = read_return(path, sections)
    assert list(zip(found.findings["fault"], found.findings["expected"], strict=True)) == told
    assert found.entries["row_key"].count("C4") == 3


HEADS: list[Cell] = ["Mã công trình", "Tên công trình", "Nguồn vốn", "Kinh phí"]
ALL = f"{LIST}row|_all|Tổng cộng|formula=items"


def test_a_total_above_its_rows_has_none_below_it(tmp_path: Path) -> None:
    rows: Grid = [HEADS, [None, "Tổng cộng", None, 70], ["CT1", "Cầu", "Huyện", 40], ["CT2", "Đường", "Xã", 30]]
    found = read_rows(rows, tmp_path, table("a", ALL, row_kind="item"))
    assert faults(found) == []
    assert said(found)["a", "", "1", "CT2"] == "30"


def test_a_row_below_the_total_is_told_once_whatever_it_holds(tmp_path: Path) -> None:
    rows: Grid = [HEADS, ["CT1", "Cầu", "Huyện", 40], [None, "Tổng cộng", None, 40], ["CT2", "Đường", "Xã", 30]]
    found = read_rows(rows, tmp_path, table("a", ALL, row_kind="item"))
    columns = ("fault", "received", "expected")
    assert list(zip(*(found.findings[name] for name in columns), strict=True)) == [("item_below_total", "CT2", "Tổng cộng")]
    assert found.explained_count == 4
    assert {key[-1] for key in said(found)} == {"CT1", "1"}


@pytest.mark.parametrize(
    "total", [[None, "Tổng số", None, 70], [None, "CỘNG (02 công trình):", None, 71], ["Cộng", None, None, 70]]
)
@pytest.mark.parametrize("is_above", [True, False])
def test_a_total_in_other_words_of_the_office_is_the_forms_own(tmp_path: Path, total: list[Cell], is_above: bool) -> None:
    items: Grid = [["CT1", "Cầu", "Huyện", 40], ["CT2", "Tổng kho xăng dầu", "Xã", 30]]
    rows: Grid = [HEADS, *([total] if is_above else []), *items, *([] if is_above else [total])]
    found = read_rows(rows, tmp_path, table("a", ALL, row_kind="item"))
    assert faults(found) == []
    assert said(found) == {("a", "_all", "1"): str(total[-1]), ("a", "", "1", "CT1"): "40", ("a", "", "1", "CT2"): "30"}


@pytest.mark.parametrize("total", [[None, "Toàn huyện", None, 70], ["Toàn huyện", None, None, 70]])
def test_a_row_that_adds_up_all_others_is_the_total_whatever_its_name(tmp_path: Path, total: list[Cell]) -> None:
    items: Grid = [["CT1", "Cầu", "Huyện", 40], ["CT2", "Đường", "Xã", 30]]
    found = read_rows([HEADS, *items, total], tmp_path, table("a", ALL, row_kind="item"))
    assert faults(found) == ["line_differs"]
    assert said(found)["a", "_all", "1"] == "70"
    other = read_rows([HEADS, *items, [None, "Toàn huyện", None, 71]], tmp_path, table("a", ALL, row_kind="item"))
    assert faults(other) == ["ambiguous_label"]


def test_a_total_that_a_spreadsheet_added_up_is_it_though_its_last_digit_is_off(tmp_path: Path) -> None:
    items: Grid = [["CT1", "Cầu", "Huyện", 38.2], ["CT2", "Đường", "Xã", 31.6], ["CT3", "Kè", "Tỉnh", 2]]
    found = read_rows([HEADS, *items, ["Toàn huyện", None, None, 38.2 + 31.6 + 2]], tmp_path, table("a", ALL, row_kind="item"))
    assert faults(found) == ["line_differs"]
    assert said(found)["a", "_all", "1"] == "71.8"


def test_an_item_whose_name_is_blank_is_no_total_though_it_adds_up_the_others(tmp_path: Path) -> None:
    items: Grid = [["CT1", "Cầu", "Huyện", 40], ["CT2", "Đường", "Xã", 30], ["CT3", None, "Tỉnh", 70]]
    found = read_rows([HEADS, *items], tmp_path, table("a", ALL, row_kind="item"))
    assert said(found)["a", "", "1", "CT3"] == "70"


NUMBERED = """
column|A|STT|role=number
column|B|Tên công trình|role=label
column|C|Nguồn vốn|role=key_attribute
column|1|Kinh phí|indicator_id=money_0
column|2|Số hộ|indicator_id=counted_0
"""
IN_GROUPS: Grid = [[1, "Cầu", "Huyện", 0.1, 80], [2, "Đường", "Xã", 0.2, 40]]


@pytest.mark.parametrize(
    ("rows", "asked"),
    [
        ([*IN_GROUPS, [None, "Toàn ban", None, 0.3, 60]], ["Toàn ban"]),
        ([["A", "Tất cả các công trình", None, 0.30000000000000004, 60], *IN_GROUPS], ["Tất cả các công trình"]),
        # Sums of groups, one of them of a single item, and of them all.
        (
            [*IN_GROUPS, [None, "Vốn cũ", None, 0.3, 60], [3, "Chợ", "Xã", 5, 9], [None, "Vốn mới", None, 5, 9]],
            ["Vốn cũ", "Vốn mới"],
        ),
        # Items, though one of them is not told apart.
        ([*IN_GROUPS, [None, "Chợ", None, 0.4, 60]], []),
        ([*IN_GROUPS, [3, "Chợ", None, 0.3, 60]], []),
        ([[1, "Cầu", "Huyện", 5, 1], [None, "Chợ", None, 5, 2]], []),
        # Nothing tells any apart.
        (
            [[None, "Cầu", None, 5, 1], [None, "Đường", None, 6, 2], [None, "Kè", None, 1, 2], [None, "Cả xã", None, 12, 5]],
            ["Cả xã"],
        ),
        ([[None, "Cầu", None, 1, 1], [None, "Đường", None, 2, 2], [None, "Kè", None, 3, 3]], []),
    ],
)
def test_a_row_that_nothing_says_is_an_item_and_that_adds_up_others_is_asked_about(
    tmp_path: Path, rows: Grid, asked: list[str]
) -> None:
    found = read_rows([["STT", *HEADS[1:], "Số hộ"], *rows], tmp_path, table("a", NUMBERED, row_kind="item"))
    assert found.findings["received"] == asked
    assert set(found.findings["fault"]) <= {"unknown_line"}
    assert len([at for at in said(found) if at[2] == "1"]) == len(rows) - len(asked)


@pytest.mark.parametrize(
    ("rows", "items"),
    [
        ([*IN_GROUPS, [3, "Chợ", None, None, None]], {"Cầu @ Huyện", "Đường @ Xã", "Chợ"}),
        ([[1, "Chợ"], [2, "Kè"], [None, "Ghi chú: chưa duyệt"]], {"Chợ", "Kè"}),
        ([[8, "Đường", "Xã", 5, 9], [9, "Chợ"]], {"Đường @ Xã", "Chợ"}),
        ([[1, "Chợ", None, None], [2, "Đường", "Xã", 5, 9], [3, "Kè", None, None]], {"Chợ", "Đường @ Xã", "Kè"}),
        # A heading, notes below a gap, and a number that does not go on.
        ([[1, "Công trình cũ"], *IN_GROUPS], {"Cầu @ Huyện", "Đường @ Xã"}),
        ([*IN_GROUPS, [], [1, "Số liệu lấy từ sổ theo dõi"]], {"Cầu @ Huyện", "Đường @ Xã"}),
        ([*IN_GROUPS, [1, "Số liệu lấy từ sổ theo dõi"]], {"Cầu @ Huyện", "Đường @ Xã"}),
    ],
)
def test_a_row_with_a_name_whose_number_goes_on_is_an_item_also_without_key_and_figures(
    tmp_path: Path, rows: Grid, items: set[str]
) -> None:
    found = read_rows([["STT", *HEADS[1:], "Số hộ"], *rows], tmp_path, table("a", NUMBERED, row_kind="item"))
    assert {key[-1] for key in said(found)} == items
    assert faults(found) == []


def test_a_row_between_items_whose_number_does_not_go_on_is_not_left_out_in_silence(tmp_path: Path) -> None:
    rows: Grid = [["STT", *HEADS[1:], "Số hộ"], [1, "Cầu", "Huyện", 5, 9], [3, "Trạm y tế"], [2, "Đường", "Xã", 5, 9]]
    found = read_rows(rows, tmp_path, table("a", NUMBERED, row_kind="item"))
    assert {key[-1] for key in said(found)} == {"Cầu @ Huyện", "Đường @ Xã"}
    told = [found.findings[name] for name in ("fault", "received", "expected")]
    assert told == [["no_item"], ["Trạm y tế"], ["3 Trạm y tế"]]


def test_of_several_totals_the_forms_own_adds_up_all_items(tmp_path: Path) -> None:
    rows: Grid = [HEADS, ["CT1", "Cầu", "Huyện", 40], [None, "Cộng", None, 40], ["CT2", "Đường", "Xã", 30]]
    rows += [[None, "Cộng", None, 30], [None, "Tổng số", None, 70]]
    found = read_rows(rows, tmp_path, table("a", ALL, row_kind="item"))
    assert faults(found) == ["subtotal_line", "subtotal_line"]
    assert said(found)["a", "_all", "1"] == "70"


def test_signatures_below_the_total_are_no_rows(tmp_path: Path) -> None:
    rows: Grid = [HEADS, ["CT1", "Cầu", "Huyện", 40], [None, "Tổng cộng", None, 40], [None, "NGƯỜI LẬP", None, "GIÁM ĐỐC"]]
    assert faults(read_rows(rows, tmp_path, table("a", ALL, row_kind="item"))) == []


OF_SECTIONS = """
column|A|STT|role=code
column|B|Tên công trình|role=label
column|C|Nguồn vốn|role=attribute
column|1|Kinh phí|indicator_id=money_0
"""
SECTIONS = f"""{OF_SECTIONS}row|I|Công trình chuyển tiếp|formula=items
row|II|Công trình khởi công mới|formula=items
row|_all|Tổng cộng|formula=I+II
"""


@pytest.mark.parametrize(
    ("code", "label", "told"),
    [
        ("I", "Công trình chuyển tiếp (02 công trình)", ["line_differs"]),
        (None, "Công trình chuyển tiếp (02 công trình):", ["line_differs"]),
        ("I", "Các công trình từ năm trước sang", ["line_differs"]),
        ("(I)", "Chuyển tiếp", ["line_differs"]),
        (None, "Công trình chuyển tiếp từ năm 2024", ["ambiguous_label"]),
        (1, "Công trình chuyển tiếp từ năm 2024", ["ambiguous_label"]),
        (None, "Các công trình chuyển tiếp từ năm 2024", ["ambiguous_label"]),
        (None, "Công trình cũ", ["ambiguous_label"]),
    ],
)
def test_a_section_whose_label_is_written_otherwise_is_known_or_asked_about_and_never_counted(
    tmp_path: Path, code: Cell, label: str, told: list[str]
) -> None:
    rows: Grid = [
        ["STT", *HEADS[1:]],
        [code, label, None, 70],
        [1, "Cầu", "Huyện", 40],
        [2, "Đường", "Xã", 30],
        ["II", "Công trình khởi công mới", None, 5],
        [1, "Chợ", "Xã", 5],
        [None, "Tổng cộng", None, 75],
    ]
    found = read_rows(rows, tmp_path, table("a", SECTIONS, row_kind="item"))
    assert [fault for fault in faults(found) if fault != "missing_line"] == told
    items = {key[-1] for key in said(found) if not key[1]}
    assert items == {"Cầu", "Đường", "Chợ"}
    of_items = {
        found.entries["row_key"][at]: found.entries["section_code"][at]
        for at, kind in enumerate(found.entries["value_kind"])
        if kind == "attribute"
    }
    is_known = told == ["line_differs"]
    assert of_items == ({"Cầu": "I", "Đường": "I", "Chợ": "II"} if is_known else dict.fromkeys(items))


OVER_PAGES = OF_SECTIONS.replace("role=code", "role=number")


def test_what_adds_up_the_items_of_all_pages_is_asked_about_whatever_it_is_called(tmp_path: Path) -> None:
    first: Grid = [[1, "Cầu", "Huyện", 40], [2, "Đường", "Xã", 30]]
    heads: list[Cell] = ["STT", *HEADS[1:]]
    lasts: Grid = [[None, "Toàn ban", None, 75], [4, "Toàn ban", None, 75], [None, "Kè suối", None, 74]]
    for row, items in zip(lasts, (3, 4, 4), strict=True):
        draft = Draft({"1": [*map(list, HEAD), heads, *first], "2": [heads, [3, "Chợ", "Xã", 5], row]})
        found = read(draft.write_xlsx(tmp_path / "a.xlsx"), table("a", OVER_PAGES, row_kind="item"))
        keys = {key[-1] for key in said(found)}
        assert (faults(found), len(keys)) == (["unknown_line"] if items == 3 else [], items)


OF_A_PAGE: list[Cell] = ["STT", *HEADS[1:]]


def pages(folder: Path, *of_pages: Grid, slots: str = SECTIONS) -> ReturnRead:
    draft = Draft({f"Trang {at}": [*map(list, HEAD), [], OF_A_PAGE, *rows] for at, rows in enumerate(of_pages, 1)})
    return read(draft.write_xlsx(folder / "a.xlsx"), table("a", slots, row_kind="item"))


def sections_of(found: ReturnRead) -> dict[str, str]:
    rows = zip(*(found.entries[name] for name in ("row_key", "section_code", "value_kind")), strict=True)
    return {key: section for key, section, kind in rows if kind == "attribute"}


def test_a_section_goes_on_over_the_next_page_until_another_begins(tmp_path: Path) -> None:
    found = pages(
        tmp_path,
        [["I", "Công trình chuyển tiếp", None, 70], [1, "Cầu", "Huyện", 40]],
        [[2, "Đường", "Xã", 30], ["II", "Công trình khởi công mới", None, 12], [1, "Chợ", "Xã", 5]],
        [[2, "Trạm", "Xã", 7], [None, "Tổng cộng", None, 82]],
    )
    assert faults(found) == []
    assert sections_of(found) == {"Cầu": "I", "Đường": "I", "Chợ": "II", "Trạm": "II"}


def test_a_section_that_a_page_has_alone_heads_what_stands_below_it(tmp_path: Path) -> None:
    found = pages(
        tmp_path,
        [["I", "Công trình chuyển tiếp", None, 40], [1, "Cầu", "Huyện", 40]],
        [["II", "Công trình khởi công mới", None, 5], [1, "Chợ", "Xã", 5], [None, "Tổng cộng", None, 45]],
    )
    assert faults(found) == []
    assert sections_of(found) == {"Cầu": "I", "Chợ": "II"}


@pytest.mark.parametrize(
    ("third", "told"),
    [
        (["III", "Công trình chuẩn bị đầu tư", None, 0], ["no_section", "unknown_line"]),
        (["III.", "Công trình chuẩn bị đầu tư", None, None], ["no_section"]),
    ],
)
def test_a_section_that_the_form_does_not_have_is_no_item_and_heads_none_of_another(
    third: list[Cell], told: list[str], tmp_path: Path
) -> None:
    rows: Grid = [
        ["I", "Công trình chuyển tiếp", None, 40],
        [1, "Cầu", "Huyện", 40],
        ["II", "Công trình khởi công mới", None, 5],
    ]
    rows += [[1, "Chợ", "Xã", 5], third, [1, "Hồ", "Xã", 0], [None, "Tổng cộng", None, 45]]
    found = pages(tmp_path, rows)
    assert faults(found) == told
    assert sections_of(found) == {"Cầu": "I", "Chợ": "II", "Hồ": None}


HEADED = f"""{OF_SECTIONS}row|I|Công trình chuyển tiếp|role=heading
row|_i|Cộng công trình chuyển tiếp|formula=items
row|II|Công trình khởi công mới|role=heading
row|_ii|Cộng công trình khởi công mới|formula=items
row|_all|Tổng cộng|formula=_i+_ii
"""
HEADED_BY_SUMS = HEADED.replace("items", "{}").format("I", "II").replace("role=heading", "formula=items")
FIRST, ITS_SUM, SECOND, ITS_SUM_TOO = (
    ["I", "Công trình chuyển tiếp"],
    [None, "Cộng công trình chuyển tiếp", None, 40],
    ["II", "Công trình khởi công mới"],
    [None, "Cộng công trình khởi công mới", None, 5],
)


@pytest.mark.parametrize("slots", [HEADED, HEADED_BY_SUMS])
@pytest.mark.parametrize(
    ("of_pages", "expected"),
    [
        ([[FIRST, "Cầu", ITS_SUM, SECOND, "Chợ", ITS_SUM_TOO]], "I II"),
        ([[FIRST, "Cầu", ITS_SUM, "Chợ", ITS_SUM_TOO]], "I -"),
        ([[FIRST, "Cầu", ITS_SUM], ["Chợ", ITS_SUM_TOO]], "I -"),
        ([[FIRST, "Cầu"], [ITS_SUM, "Chợ"]], "I -"),
        # Only the sum below tells that a group began somewhere; and of the first group nothing but its sum is left.
        ([[FIRST, "Cầu", "Chợ", ITS_SUM_TOO]], "- -"),
        ([["Cầu", ITS_SUM, SECOND, "Chợ", ITS_SUM_TOO]], "- II"),
        # Sums below their headings, and all of them at the end.
        ([[FIRST, ITS_SUM, "Cầu", SECOND, ITS_SUM_TOO, "Chợ"]], "I II"),
        ([[FIRST, "Cầu", SECOND, "Chợ", ITS_SUM, ITS_SUM_TOO]], "I II"),
    ],
)
def test_rows_below_the_sum_of_a_group_are_of_no_known_section_until_a_heading(
    slots: str, of_pages: list[list[str | list[Cell]]], expected: str, tmp_path: Path
) -> None:
    costs = {"Cầu": 40, "Chợ": 5}
    drawn: list[Grid] = [[[1, row, "Xã", costs[row]] if isinstance(row, str) else row for row in rows] for rows in of_pages]
    found = pages(tmp_path, *drawn, slots=slots)
    assert [sections_of(found)[key] or "-" for key in costs] == expected.split()
    assert [fault for fault in faults(found) if fault != "missing_line"] == ["no_section"] * ("-" in expected)


def test_rows_of_which_no_section_is_known_are_told_once(tmp_path: Path) -> None:
    found = pages(
        tmp_path,
        [[1, "Cầu", "Huyện", 40], ["I", "Công trình chuyển tiếp", None, 30], [2, "Đường", "Xã", 30], [3, "Chợ", "Xã", 5]],
    )
    assert [fault for fault in faults(found) if fault != "missing_line"] == ["no_section"]
    assert set(sections_of(found).values()) == {None}


@pytest.mark.parametrize("place", [0, 1])
def test_a_statement_in_the_place_of_all_rows_says_that_there_was_none(tmp_path: Path, place: int) -> None:
    found = pages(tmp_path, [[*[None] * place, "Trong kỳ không phát sinh"]])
    assert faults(found) == []
    assert set(said(found).values()) == {"0"}
    assert {key[1] for key in said(found)} == {"I", "II", "_all"}


def test_a_statement_in_the_place_of_the_rows_of_a_table_says_it_of_each(tmp_path: Path) -> None:
    rows: Grid = [["TT", "Nội dung", "Tổng số", "Nữ"], [None, "Trong kỳ không phát sinh"]]
    found = read_rows(rows, tmp_path, table("a", LINES))
    assert faults(found) == []
    assert said(found) == dict.fromkeys([("a", row, column) for row in "12" for column in "12"], "0")


@pytest.mark.parametrize("is_below", [True, False])
def test_a_statement_in_the_place_of_rows_that_another_page_has_contradicts_them(tmp_path: Path, is_below: bool) -> None:
    heads: list[Cell] = ["TT", "Nội dung", "Tổng số", "Nữ"]
    nil: Grid = [*map(list, HEAD), heads, [None, "Trong kỳ không phát sinh"]]
    full: Grid = [*map(list, HEAD), heads, ["1", "Kết nạp mới", 10, 4], ["2", "Chuyển đến", 3, 1]]
    both = read(Draft({"a": nil, "b": nil}).write_xlsx(tmp_path / "a.xlsx"), table("a", LINES))
    assert faults(both) == []
    assert [*both.entries["value"]] == [0] * 4
    draft = Draft({"a": full, "b": nil} if is_below else {"a": nil, "b": full})
    found = read(draft.write_xlsx(tmp_path / "b.xlsx"), table("a", LINES))
    assert faults(found) == ["repeated_sheet"]
    assert found.entries["state"] == ["unreadable"] * 4
