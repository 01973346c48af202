"""Register lines proposed for periods over columns, totals told by words alone, units of measure and rows that break down."""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import openpyxl
import pytest

from pipelines.reference import Reference, load_reference
from pipelines.templates.example_columns import ASK
from pipelines.templates.proposal import Proposal, propose
from tests.forms.registers import lay_over, make_registers
from tests.forms.test_proposal import registered, slots
from tests.unit.workbooks import Draft, Grid, reference

Proposed = Callable[..., Proposal]
HEAD: Grid = [["Biểu số: 09/MẪU"], ["BÁO CÁO MỘT SỐ CHỈ TIÊU CHÍNH"]]


@pytest.fixture(scope="module")
def shipped() -> Reference:
    return reference()


@pytest.fixture
def proposed(shipped: Reference, tmp_path: Path) -> Proposed:
    def of(period: str, grid: Grid, formulas: Mapping[str, tuple[str, float]] | None = None) -> Proposal:
        rows: Grid = [*HEAD, [period], [], *grid]
        places = {_place(cell): found for cell, found in (formulas or {}).items()}
        return propose(Draft({"a": rows}, formulas=places).write_xlsx(tmp_path / "a.xlsx"), shipped)

    return of


def _place(cell: str) -> tuple[int, int]:
    return int(cell[1:]) - 1, ord(cell[0]) - ord("A")


def test_months_over_columns_are_periods_and_their_sum_is_the_year(proposed: Proposed) -> None:
    months = [f"Tháng {month}" for month in range(1, 13)]
    grid: Grid = [["TT", "Chỉ tiêu", *months, "Cộng cả năm"], ["A", "B", *range(1, 14)]]
    grid += [[row, f"Chỉ tiêu {row}", *range(row, row + 12), 12 * row + 66] for row in range(1, 10)]
    sums = {f"O{row}": (f"=SUM(C{row}:N{row})", 12 * (row - 6) + 66.0) for row in range(7, 16)}
    found = proposed("Năm 2024", grid, sums)
    columns = slots(found, "column")
    assert [columns[str(month)]["period"] for month in range(1, 13)] == [f"month_{month}" for month in range(1, 13)]
    assert [columns[str(month)]["label_vi"] for month in range(1, 13)] == months
    assert (columns["13"]["formula"], columns["13"]["period"]) == ("+".join(map(str, range(1, 13))), "")
    assert (found["form"][0]["frequency"], found["breakdown"]) == ("year", [])


def test_months_below_their_quarters_are_periods_of_one_indicator_and_a_row_that_adds_up_all_is_of_units(
    proposed: Proposed,
) -> None:
    grid: Grid = [["STT", "Xã", "Quý I", None, None, None, "Quý II", None, None, None, "Cả năm"]]
    grid += [[None, None, "Tháng 1", "Tháng 2", "Tháng 3", "Cộng", "Tháng 4", "Tháng 5", "Tháng 6", "Cộng"]]
    grid += [["A", "B", *range(1, 10)]]
    grid += [[at, f"Xã {at}", *[at] * 3, 3 * at, *[at] * 3, 3 * at, 6 * at] for at in (1, 2, 3)]
    grid += [[None, "Toàn huyện", *[6] * 3, 18, *[6] * 3, 18, 36]]
    sums = {f"{column}11": (f"=SUM({column}8:{column}10)", 6.0) for column in "CDEFGHIJK"}
    for row in (8, 9, 10):
        sums |= {
            f"F{row}": (f"=SUM(C{row}:E{row})", 3.0),
            f"J{row}": (f"=SUM(G{row}:I{row})", 3.0),
            f"K{row}": (f"=F{row}+J{row}", 6.0),
        }
    found = proposed("Năm 2024", grid, sums)
    columns = slots(found, "column")
    periods = ["month_1", "month_2", "month_3", "quarter_1", "month_4", "month_5", "month_6", "quarter_2", ""]
    assert [columns[str(at)]["period"] for at in range(1, 10)] == periods
    assert {columns[str(at)]["indicator_id"] for at in range(1, 10)} == {found["indicator"][0]["indicator_id"]}
    assert len(found["indicator"]) == 1
    assert [(row["label_vi"], row["formula"]) for row in slots(found, "row").values()] == [("Toàn huyện", "units")]


def test_what_columns_say_beside_their_month_or_kind_is_counted_in_each_of_them(proposed: Proposed) -> None:
    grid: Grid = [["STT", "Xã", "Số hộ", None, "Diện tích", None], [None, None, "Tháng 1", "Tháng 2", "Kế hoạch", "Thực hiện"]]
    found = proposed("Năm 2024", [*grid, ["A", "B", 1, 2, 3, 4], *([at, f"Xã {at}", 4, 9, 3, 7] for at in (1, 2))])
    columns = slots(found, "column")
    assert [line["label_vi"] for line in found["indicator"]] == ["Số hộ", "Diện tích"]
    assert [columns[code]["indicator_id"] for code in "1234"] == ["so_ho", "so_ho", "dien_tich", "dien_tich"]
    assert [(columns[code]["period"], columns[code]["value_kind"]) for code in "1234"] == [
        ("month_1", ""), ("month_2", ""), ("", "plan"), ("", ""),
    ]  # fmt: skip


def test_columns_of_which_one_is_what_is_left_of_others_are_what_is_counted(proposed: Proposed) -> None:
    heads: Grid = [["TT", "Loại đơn", "Tồn kỳ trước", "Tiếp nhận", None, "Đã giải quyết", None, "Còn tồn"]]
    heads += [[None, None, None, "Tổng số", "Trong đó: đơn trùng", "Trong kỳ", "Lũy kế từ đầu năm", None]]
    heads += [["A", "B", 1, 2, 3, 4, 5, "6=1+2-4"]]
    rows: Grid = [[1, "Tố cáo", 3, 10, 2, 9, 15, 4], [2, "Khiếu nại", 1, 4, 0, 3, 6, 2], [None, "Cộng", 4, 14, 2, 12, 21, 6]]
    found = proposed("Quý II năm 2024", [*heads, *rows])
    columns = slots(found, "column")
    assert [columns[code]["indicator_id"] for code in "123456"] == [
        "ton_ky_truoc", *["tiep_nhan_tong_so"] * 2, *["da_giai_quyet"] * 2, "con_ton",
    ]  # fmt: skip
    assert [code for code in "123456" if columns[code]["members"]] == ["3"]
    assert [columns[code]["of_which"] for code in "123456"] == ["", "", "2", "", "", ""]
    assert [row["members"] for row in slots(found, "row").values()] == ["loai_don=to_cao", "loai_don=khieu_nai", ""]


def test_a_column_beside_a_head_with_a_total_of_its_own_is_no_part_of_that(proposed: Proposed) -> None:
    heads: Grid = [["STT", "Lớp", "Số lớp", "Số học viên", None, None, None, None]]
    heads += [[None, None, None, "Tổng số", "Chia theo giới tính", None, "Chia theo độ tuổi", None]]
    heads += [[None, None, None, None, "Nam", "Nữ", "Dưới 30", "Từ 30 trở lên"], ["A", "B", 1, "2=3+4=5+6", 3, 4, 5, 6]]
    rows: Grid = [[1, "Kết nạp Đảng", 3, 90, 50, 40, 60, 30], [2, "Cấp ủy", 1, 30, 20, 10, 0, 30]]
    found = proposed("Năm 2024", [*heads, *rows])
    columns = slots(found, "column")
    assert [columns[code]["indicator_id"] for code in "123456"] == ["so_lop", *["so_hoc_vien_tong_so"] * 5]
    assert (columns["1"]["members"], columns["1"]["of_which"]) == ("", "")
    axes = [columns[code]["members"].partition("=")[0] for code in "3456"]
    assert (axes[:2], axes[2:]) == ([axes[0]] * 2, ["do_tuoi"] * 2)
    assert axes[0] != axes[2]


def test_ages_below_each_sex_are_members_of_both(proposed: Proposed) -> None:
    heads: Grid = [["TT", "Hình thức", "Tổng số", "Nam", None, None, "Nữ", None, None]]
    heads += [[None, None, None, "Tổng", "Chia theo độ tuổi", None, "Tổng", "Chia theo độ tuổi", None]]
    heads += [[None, None, None, None, "Dưới 30", "Từ 30", None, "Dưới 30", "Từ 30"]]
    heads += [["A", "B", "1=2+5", "2=3+4", 3, 4, "5=6+7", 6, 7]]
    found = proposed("Năm 2024", [*heads, [1, "Khiển trách", 10, 4, 1, 3, 6, 4, 2], [2, "Cảnh cáo", 7, 3, 3, 0, 4, 2, 2]])
    members = [set(slots(found, "column")[code]["members"].split()) for code in "1234567"]
    assert len({*map(frozenset, members)}) == len(members)
    assert members[0] == set()
    assert [members[1] < one for one in (members[2], members[3])] == [True, True]
    assert [members[4] < one for one in (members[5], members[6])] == [True, True]
    assert members[2] - members[1] == members[5] - members[4] == {"do_tuoi=duoi_30"}


def test_units_below_a_bare_word_for_them_have_plan_and_result_of_one_thing_and_the_row_without_a_number_is_their_total(
    proposed: Proposed,
) -> None:
    grid: Grid = [["TT", "Đơn vị", "Trồng rừng (ha)", None, None, "Vốn (triệu đồng)", None]]
    grid += [[None, None, "Kế hoạch", "Thực hiện", "Tỷ lệ (%)", "Kế hoạch", "Thực hiện"], ["A", "B", 1, 2, "3=2/1", 4, 5]]
    grid += [
        [None, "TOÀN HUYỆN", 30, 20, 66.7, 9, 9],
        ["I", "Vùng thượng", 10, 10, 100, 4, 5],
        [1, "Xã Một", 10, 10, 100, 4, 5],
    ]
    grid += [["II", "Vùng hạ", 20, 10, 50, 5, 4], [2, "Xã Hai", 20, 10, 50, 5, 4]]
    found = proposed("Năm 2024", grid)
    columns = slots(found, "column")
    assert (found["form_table"][0]["row_kind"], columns["B"]["role"]) == ("unit", "label")
    assert [line["label_vi"] for line in found["indicator"]] == ["Trồng rừng", "Vốn"]
    assert [columns[code].get("indicator_id", "") for code in "12345"] == ["trong_rung", "trong_rung", "", "von", "von"]
    assert [(row["label_vi"], row["formula"]) for row in slots(found, "row").values()] == [("TOÀN HUYỆN", "units")]


def test_rows_with_a_dash_before_their_label_may_be_parts_and_are_asked_about(proposed: Proposed) -> None:
    grid: Grid = [
        ["TT", "Chỉ tiêu", "Số lượng"],
        ["A", "B", 1],
        [1, "Lao động có việc làm", 9],
        [None, "- Xuất khẩu lao động", 4],
    ]
    grid += [[None, "- Trong đó: nữ", 3], [2, "Hộ nghèo", 5]]
    found = proposed("Năm 2024", grid)
    _, exported, women, poor = slots(found, "row").values()
    assert (found["indicator"][1]["label_vi"], exported["label_vi"]) == ("Xuất khẩu lao động", "- Xuất khẩu lao động")
    assert ("dòng 1" in exported[ASK], exported["of_which"]) == (True, "")
    assert (women["of_which"], "of_which" in women[ASK], poor[ASK]) == ("1", True, "")


def test_rows_whose_columns_are_counted_in_several_units_of_measure_break_them_down(proposed: Proposed) -> None:
    heads: Grid = [["TT", "Cấp học", "Số học sinh (người)", None, None, "Kinh phí (triệu đồng)"]]
    heads += [[None, None, "Tổng số", "Nam", "Nữ", None], ["A", "B", "1=2+3", 2, 3, 4]]
    found = proposed("Năm 2024", [*heads, [1, "Mầm non", 9, 4, 5, 1200.5], [2, "Tiểu học", 9, 4, 5, 300]])
    columns = slots(found, "column")
    assert (columns["4"]["of_which"], columns["4"]["members"], columns["4"]["measure_vi"]) == ("", "", "triệu đồng")
    assert [columns[code]["indicator_id"] for code in "1234"] == [*["so_hoc_sinh_tong_so"] * 3, "kinh_phi"]
    assert columns["2"]["members"]
    assert [row["members"] for row in slots(found, "row").values()] == ["cap_hoc=mam_non", "cap_hoc=tieu_hoc"]
    assert "members" in found["form_table"][0][ASK]


def test_the_form_s_own_quarter_follows_the_period_and_the_year_is_another_one(proposed: Proposed) -> None:
    grid: Grid = [["TT", "Chỉ tiêu", "Thực hiện", None, "Cùng kỳ năm 2024"], [None, None, "Quý IV", "Cả năm 2025"]]
    columns = slots(proposed("Quý IV và cả năm 2025", [*grid, ["A", "B", 1, 2, 3], [1, "Số hộ", 4, 9, 3]]), "column")
    assert [(column["label_vi"], column["period"], column["value_kind"]) for column in columns.values()][2:] == [
        ("Thực hiện / Quý {quarter}", "", ""),
        ("Thực hiện / Cả năm {year}", "year", ""),
        ("Cùng kỳ năm {year_before}", "year_before", "reference"),
    ]
    assert not columns["1"]["members"]


def test_quarters_side_by_side_stay_as_they_are_printed(proposed: Proposed) -> None:
    grid: Grid = [["TT", "Chỉ tiêu", "Quý I", "Quý II", "Quý III", "Quý IV"], ["A", "B", 1, 2, 3, 4], [1, "Số hộ", 4, 9, 3, 1]]
    columns = slots(proposed("Năm ……", grid), "column")
    assert [columns[code]["period"] for code in "1234"] == ["quarter_1", "quarter_2", "quarter_3", "quarter_4"]
    assert columns["4"]["label_vi"] == "Quý IV"


def test_a_total_is_of_rows_that_add_up_in_one_measure_and_of_no_part_of_them(proposed: Proposed) -> None:
    grid: Grid = [
        ["TT", "Nội dung", "Đơn vị tính", "Số lượng"],
        ["A", "B", "C", 1],
        ["1", "Vốn ngân sách", "tỷ đồng", 5],
        ["1.1", "Trong đó: vốn huyện", "tỷ đồng", 2],
        ["2", "Vốn vay", "tỷ đồng", 3],
        ["3", "Diện tích", "ha", 12],
        [None, "Tổng cộng vốn", "tỷ đồng", 8],
    ]
    rows = slots(proposed("Năm 2024", grid), "row")
    assert rows["_tong_cong_von"]["formula"] == "1+2"
    grid[-1][-1] = 9
    rows = slots(proposed("Năm 2024", grid), "row")
    assert (rows["_tong_cong_von"]["formula"], "formula" in rows["_tong_cong_von"][ASK]) == ("", True)


def test_a_typed_total_column_is_of_those_below_the_next_head(proposed: Proposed) -> None:
    grid: Grid = [
        ["TT", "Nội dung", "Tổng số", "Chia theo cấp", None, "Trong đó: nữ", "Chia theo tuổi", None],
        [None, None, None, "Huyện", "Xã", None, "Trẻ", "Già"],
        ["A", "B", 1, 2, 3, 4, 5, 6],
        [1, "Cán bộ", 10, 4, 6, 3, 2, 8],
        [2, "Hội viên", 20, 9, 11, 5, 17, 3],
    ]
    columns = slots(proposed("Năm 2024", grid), "column")
    assert columns["1"]["formula"] == "2+3 = 5+6"
    assert (columns["1"]["members"], columns["4"]["of_which"], columns["5"]["of_which"]) == ("", "1", "")
    assert "formula" in columns["1"][ASK]


def test_a_heading_of_the_next_table_is_no_row_of_the_one_above(proposed: Proposed) -> None:
    heads: Grid = [["TT", "Nội dung", "Số lượng"], ["A", "B", 1]]
    grid: Grid = [["A. Dân số"], *heads, [1, "Nam", 4], [2, "Nữ", 5], ["B. Hộ"], ["ĐVT: hộ"], *heads, [1, "Hộ nghèo", 2]]
    found = proposed("Năm 2024", grid)
    assert [table["title_vi"] for table in found["form_table"]] == ["A. Dân số", "B. Hộ"]
    assert [table["measure_vi"] for table in found["form_table"]] == ["", "hộ"]
    assert list(slots(found, "row", "a")) == ["1", "2"]


def test_rows_of_a_total_and_its_parts_for_each_unit_break_down_what_columns_count(proposed: Proposed) -> None:
    grid: Grid = [["TT", "Xã", "Chia ra", "Hội viên đầu kỳ", "Kết nạp"], ["A", "B", "C", 1, 2]]
    for place, unit in enumerate(("Xã Một", "Xã Hai"), 1):
        grid += [[place, unit, "Tổng", 10, 3], [None, None, "Nam", 4, 2], [None, None, "Nữ", 6, 1]]
    found = proposed("Năm 2024", grid)
    rows, columns = slots(found, "row"), slots(found, "column")
    assert [(row["formula"], row["members"], row.get("indicator_id", "")) for row in rows.values()] == [
        ("_nam+_nu", "", ""), ("", "axis=nam", ""), ("", "axis=nu", ""),
    ]  # fmt: skip
    assert [columns[code]["indicator_id"] for code in "12"] == ["hoi_vien_dau_ky", "ket_nap"]
    assert not columns["1"]["members"]


def test_units_of_measure_that_no_register_has_are_proposed_once(proposed: Proposed) -> None:
    grid: Grid = [["TT", "Xã", "Diện tích (ha)", "Sản lượng (nghìn tấn)", "Ước tính (ha)"], ["A", "B", 1, 2, 3]]
    grid += [[1, "Xã Một", 10.5, 3, 1], [2, "Xã Hai", 4, 2.25, 2]]
    found = proposed("Năm 2024", grid)
    assert [(line["code"], line["label_vi"]) for line in found["code"]] == [("ha", "ha"), ("tan", "tấn")]
    assert [line["unit_of_measure"] for line in found["indicator"]] == ["ha", "tan", "ha"]
    assert [line["decimals"] for line in found["indicator"]] == ["1", "0", "0"]
    assert [line["label_vi"] for line in found["indicator"]] == ["Diện tích", "Sản lượng", "Ước tính"]


def test_units_without_codes_are_known_by_what_they_are_called_and_their_columns_have_totals_of_their_own(
    proposed: Proposed,
) -> None:
    grid: Grid = [
        ["STT", "Tên xã", "Hộ nghèo", None, "Hộ cận nghèo", None],
        [None, None, "Tổng số", "Trong đó: nữ", "Tổng số", "Trong đó: nữ"],
        ["A", "B", 1, 2, 3, 4],
        [None, "TỔNG CỘNG", 9, 4, 5, 1],
        [1, "Xã Một", 5, 3, 1, 0],
        [2, "Xã Hai", 4, 1, 4, 1],
    ]
    found = proposed("Năm 2024", grid)
    columns = slots(found, "column")
    assert (found["form_table"][0]["row_kind"], columns["A"]["role"]) == ("unit", "number")
    assert [(row["label_vi"], row["formula"]) for row in slots(found, "row").values()] == [("TỔNG CỘNG", "units")]
    assert [columns[code]["of_which"] for code in "1234"] == ["", "1", "", "3"]
    assert [line["label_vi"] for line in found["indicator"]][:2] == ["Hộ nghèo – Tổng số", "Hộ nghèo – nữ"]


def test_what_counts_from_january_follows_the_period_and_ratios_in_cells_are_of_its_months(proposed: Proposed) -> None:
    grid: Grid = [
        ["TT", "Chỉ tiêu", "Kế hoạch năm 2025", "Thực hiện", None, "So sánh 9 tháng (%)"],
        [None, None, None, "Quý III", "9 tháng", "Kế hoạch"],
        [1, "Số hộ", 4, 1, 2, 50],
    ]
    columns = list(slots(proposed("Quý III và 9 tháng năm 2025", grid, {"F7": ("=E7/C7*100", 50.0)}), "column").values())
    assert [column["label_vi"] for column in columns[3:]] == [
        "Thực hiện / Quý {quarter}", "Thực hiện / {month} tháng", "So sánh {month} tháng (%) / Kế hoạch",
    ]  # fmt: skip
    assert [(column["value_kind"], column["period"]) for column in columns[2:]] == [
        ("plan", "year"), ("", ""), ("", "from_january"), ("", "from_january"),
    ]  # fmt: skip


def test_tables_below_one_another_without_column_numbers_are_each_found(proposed: Proposed) -> None:
    one: Grid = [["TT", "Nội dung", "Số lượng"], [1, "Cây", 4], []]
    head: Grid = [["GIEO TRỒNG VÀ CHĂN NUÔI"], ["Năm 2024"], ["A. TRỒNG TRỌT CÁC LOẠI"]]
    found = proposed("Năm 2024", [*head, *one, ["B. Chăn nuôi"], ["TT", "Nội dung", "Số con"], [1, "Bò", 7]])
    assert found["form"][0]["title_vi"] == "Gieo trồng và chăn nuôi"
    assert [table["title_vi"] for table in found["form_table"]] == ["A. TRỒNG TRỌT CÁC LOẠI", "B. Chăn nuôi"]
    assert [line["label_vi"] for line in found["form_slot"] if line["side"] == "row"] == ["Cây", "Bò"]


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Reference:
    """Registers that have members of breakdowns."""
    folder = make_registers(tmp_path_factory.mktemp("known") / "reference", ["bieu-dang-vien-ba-tang"])
    lay_over(
        folder,
        "code",
        [{"list_id": "axis", "code": "school", "rank": "90", "label_vi": "Cấp học", "valid_from_on": "2018-01-01"}],
    )
    members = {"pre": "Mầm non", "primary": "Tiểu học"}
    lay_over(
        folder, "breakdown", [{"axis_id": "school", "member_id": id_, "label_vi": label} for id_, label in members.items()]
    )
    return load_reference(folder)


def test_rows_that_are_members_of_an_axis_are_proposed_as_such(known: Reference, tmp_path: Path) -> None:
    rows: Grid = [["TT", "Chỉ tiêu", "Số lượng"], ["A", "B", 1], [1, "Lao động có việc làm", 9], [None, "Trong đó: nữ", 4]]
    rows += [[None, "Trong đó: vay vốn", 4], [2, "Hộ nghèo", 4]]
    schools: Grid = [["TT", "Cấp học", "Số lớp (lớp)", "Số học sinh (người)", "Trong đó: nữ (người)"], ["A", "B", 1, 2, 3]]
    schools += [[1, "Mầm non", 4, 90, 40], [2, "Tiểu học", 3, 70, 30], [3, "Cấp khác", 1, 9, 4], [None, "Cộng", 8, 169, 74]]
    grid: Grid = [*HEAD, ["Năm 2024"], [], ["I. LAO ĐỘNG"], *rows, [], ["II. GIÁO DỤC"], *schools]
    found = propose(Draft({"a": grid}).write_xlsx(tmp_path / "a.xlsx"), known)
    of_row, alone, other, _ = (slots(found, "row", "a")[code] for code in ("1", "_trong_do_nu", "_trong_do_vay_von", "2"))
    assert (alone["members"], alone["of_which"], alone["indicator_id"]) == ("sex=female", "1", of_row["indicator_id"])
    assert (other["members"], other["indicator_id"]) == ("", "lao_dong_co_viec_lam_vay_von")
    assert "dòng 1" in other[ASK]
    assert [row["members"] for row in slots(found, "row", "b").values()] == [
        "school=pre", "school=primary", "school=cap_khac", "",
    ]  # fmt: skip
    columns = list(slots(found, "column", "b").values())[2:]
    assert [column["indicator_id"] for column in columns] == ["so_lop", "so_hoc_sinh", "so_hoc_sinh"]
    assert [column["members"] for column in columns] == ["", "", "sex=female"]


def test_a_head_above_a_member_that_is_registered_is_no_second_member_of_its_axis(known: Reference, tmp_path: Path) -> None:
    heads: Grid = [
        ["TT", "Chỉ tiêu", "Tổng số", "Chia theo cấp học", None, None],
        [None, None, None, "Trường công", "Trường tư", "Tiểu học"],
        [None, None, None, "Mầm non", "Trẻ em", None],
    ]
    grid: Grid = [*HEAD, ["Năm 2024"], [], *heads, ["A", "B", 1, 2, 3, 4], [1, "Số lớp", 9, 4, 3, 2]]
    found = propose(Draft({"a": grid}, merges=[(4, 3, 4, 5)]).write_xlsx(tmp_path / "a.xlsx"), known)
    members = [line["members"].split() for line in slots(found, "column").values()]
    assert members[3] == ["school=pre"]


@pytest.mark.parametrize(
    ("is_beside", "is_filled", "is_first"),
    [(True, True, False), (True, False, True), (False, True, True), (False, False, False)],
)
def test_units_by_members_have_their_columns_as_indicators_and_the_block_of_all_together(
    is_beside: bool, is_filled: bool, is_first: bool, known: Reference, tmp_path: Path
) -> None:
    """Together are those without a number, or that have what the others come to."""
    units: list[tuple[int | None, str, int]] = [(1, "Xã Một", 1), (2, "Xã Hai", 2), (3, "Xã Ba", 4)]
    units.insert(0 if is_first else 3, (4 if is_filled else None, "Toàn huyện", 7))
    grid: Grid = [*HEAD, [], ["STT", "Xã", *(["Cấp học"] if is_beside else []), "Số lớp", "Số học sinh"]]
    for number, name, figure in units:
        held: Grid = [[text, *([figure, 3 * figure] if is_filled else [])] for text in ("Mầm non", "Tiểu học")]
        named: Grid = [[number, name, *held[0]], [None, None, *held[1]]]
        grid += named if is_beside else [[number, name], *([None, *row] for row in held)]
    found = propose(Draft({"a": grid}).write_xlsx(tmp_path / "a.xlsx"), known)
    rows = [(code, line["role"], line["members"]) for code, line in slots(found, "row").items()]
    own = [("_mam_non", "", "school=pre"), ("_tieu_hoc", "", "school=primary")]
    whole = [("_toan_huyen", "unit", "")]
    assert (found["form_table"][0]["row_kind"], found["breakdown"]) == ("unit_slot", [])
    assert rows == (whole + own if is_first else own + whole)
    assert [line["label_vi"] for line in found["indicator"]] == ["Số lớp", "Số học sinh"]


def test_members_that_are_registered_are_named_as_they_are(known: Reference, tmp_path: Path) -> None:
    grid: Grid = [["TT", "Nội dung", "Tổng số", "Trong đó", None], [None, None, None, "Nữ", "Tôn giáo"], ["A", "B", 1, 2, 3]]
    path = Draft({"a": [*HEAD, ["Năm 2024"], [], *grid, [1, "Đảng viên", 9, 4, 2]]}).write_xlsx(tmp_path / "a.xlsx")
    found = propose(path, known)
    columns = slots(found, "column")
    assert (columns["2"]["members"], columns["2"][ASK]) == ("sex=female", "")
    assert columns["3"]["members"] == "ton_giao=ton_giao"
    assert [line["member_id"] for line in found["breakdown"]] == ["ton_giao"]


@pytest.mark.parametrize(
    ("printed", "codes"),
    [
        ("I 1 ~ 2 3 II 1 2 +", "I I/1 ~ I/2 I/3 II II/1 II/2 +"),
        ("A 1 2 B 1 2 C 1 2", "A A/1 A/2 B B/1 B/2 C C/1 C/2"),
        ("1 2 I 1 2 II 1", "1 2 I I/1 I/2 II II/1"),
        ("_ 1 2 _ 1 2", "_ _/1 _/2 _ _/1 _/2"),
        ("I 1 - - 2 - II 1", "I I/1 I/1/_ I/1/_ I/2 I/2/- II II/1"),
        ("1 2 1", "1 2 1_2"),
    ],
)
def test_numbers_of_rows_have_the_path_of_the_section_that_they_stand_in(printed: str, codes: str, proposed: Proposed) -> None:
    """`~`: a row 'Trong đó' without a number; `+`: 'Cộng II'; `_`: another one, named so that each is told."""
    texts = {"~": "Trong đó: cấp ủy viên", "+": "Cộng II"}
    grid: Grid = [["TT", "Nội dung", "Tổng số", "Trong đó: nữ"], ["A", "B", 1, 2]]
    grid += [[None if code in "~+_" else code, texts.get(code, f"Mục {at}")] for at, code in enumerate(printed.split())]
    found = slots(proposed("Năm 2024", grid), "row")
    names = {"_trong_do_cap_uy_vien": "~", "_cong_ii": "+"}
    assert [names.get(code) or re.sub(r"_muc_\d+", "_", code) for code in found] == codes.split()
    assert ["slot_code" in line[ASK] for line in found.values()] == [code == "1_2" for code in found]
    if "_cong_ii" in found:
        assert (found["_cong_ii"]["formula"], found["_trong_do_cap_uy_vien"]["of_which"]) == ("II/1+II/2", "I/1")


@pytest.mark.parametrize(
    ("period", "heads", "periods", "asks"),
    [
        ("6 tháng đầu năm 2024", [f"{month}/2024" for month in range(1, 7)], [f"month_{month}" for month in range(1, 7)], []),
        ("Quý I năm 2024", ["01/2024", "02/2024", "03/2024"], ["month_1", "month_2", "month_3"], []),
        ("Năm 2024", ["1/2024", "2/2024", "3/2024", "4/2024"], [f"quarter_{at}" for at in range(1, 5)], ["tháng hay quý"] * 4),
    ],
)
def test_numbers_of_a_year_are_months_or_quarters_by_what_stands_beside_them(
    period: str, heads: list[str], periods: list[str], asks: list[str], proposed: Proposed
) -> None:
    sums = sum(range(1, len(heads) + 1))
    grid: Grid = [["TT", "Chỉ tiêu", *heads, "Cộng"], ["A", "B", *range(1, len(heads) + 2)]]
    grid += [[row, f"Chỉ tiêu {row}", *[row * at for at in range(1, len(heads) + 1)], row * sums] for row in (1, 2)]
    *columns, total = [line for line in slots(proposed(period, grid), "column").values() if not line["role"]]
    assert [(line["period"], line["members"], line["of_which"]) for line in columns] == [(one, "", "") for one in periods]
    assert [line[ASK] for line in columns if line[ASK]] == [f"đây là {ask} (period)?" for ask in asks]
    assert total["formula"] == "+".join(line["slot_code"] for line in columns)


MONTHS: list[list[str | dt.date]] = [
    [f"Tháng {month}" for month in range(1, 7)],
    [f"{month:02}/2024" for month in range(1, 7)],
    [dt.date(2024, month, 1) for month in range(1, 7)],
]


@pytest.mark.parametrize("months", MONTHS)
def test_rows_that_are_months_are_periods_of_what_the_columns_count(
    months: list[str | dt.date], shipped: Reference, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    above: Grid = [*HEAD, ["6 tháng đầu năm 2024"], ["(Đơn vị tính: người)"]]
    above += [["TT", "Tháng", "Tổng số", "Trong đó: nữ", "Khai trừ"], ["A", "B", "1", "2", "3"]]
    for row in above:
        sheet.append(row)
    for at, month in enumerate(months, 1):
        sheet.append([at, month, *((2 * at, at, 1) if at < 6 else ())])
    sheet.append([None, "Cộng 6 tháng", 30, 15, 5])
    book.save(tmp_path / "a.xlsx")
    found = propose(tmp_path / "a.xlsx", shipped)
    *rows, total = slots(found, "row").values()
    assert [(row["period"], row["role"], row.get("indicator_id")) for row in rows] == [
        (f"month_{at}", "", None) for at in range(1, 7)
    ]
    assert total["formula"] == "+".join(map(str, range(1, 7)))
    assert rows[4]["label_vi"] in ("Tháng 5", "05/{year}", "Tháng 5/{year}")
    assert "các dòng là kỳ" in found["form_table"][0][ASK]
    assert len(found["indicator"]) == 2
    registered(found, tmp_path / "reference")


def test_periods_on_rows_that_do_not_come_to_the_year_or_stand_among_others_are_asked_about(proposed: Proposed) -> None:
    heads: Grid = [["TT", "Quý", "Tố cáo", "Khiếu nại"], ["A", "B", 1, 2]]
    quarters: Grid = [[at, f"Quý {number}", at, 2] for at, number in enumerate(("I", "II", "III", "IV"), 1)]
    *_, year = slots(proposed("Năm 2024", [*heads, *quarters, [None, "Cả năm", 10, 9]]), "row").values()
    assert (year["formula"], "(formula)" in year[ASK]) == ("", True)
    rows = slots(proposed("Năm 2024", [*heads, [1, "Số đơn", 5, 2], *([2, *row[1:]] for row in quarters[:1])]), "row")
    assert [("(period)" in row[ASK], row["period"]) for row in rows.values()] == [(False, ""), (True, "")]


@pytest.mark.parametrize(
    ("above", "numbers", "gap"),
    [([], ["A", "B", 1, 2], [None]), (["A. Trình độ", "B. Độ tuổi"], [], [None]), ([], ["A", "B", 1, 2], []), ([], [], [])],
)
def test_tables_side_by_side_are_proposed_as_such(
    above: list[str], numbers: list[str | int], gap: list[None], shipped: Reference, tmp_path: Path
) -> None:
    titles: Grid = [[above[0], None, None, None, *gap, above[1]]] if above else []
    grid: Grid = [*HEAD, ["6 tháng đầu năm 2024"], [], ["Đơn vị tính: người"], *titles]
    grid += [["TT", "Trình độ", "Tổng số", "Trong đó: nữ", *gap, "TT", "Độ tuổi", "Tổng số", "Trong đó: nữ"]]
    grid += [[*numbers, *gap, *numbers]] if numbers else []
    grid += [[1, "Đại học", 9, 4, *gap, 1, "Dưới 40", 6, 3], [2, "Thạc sĩ", 5, 2, *gap, 2, "Trên 40", 4, 2]]
    grid += [[None, None, None, None, *gap, 3, "Trên 60", 4, 1]]
    found = propose(Draft({"a": grid}).write_xlsx(tmp_path / "a.xlsx"), shipped)
    tables = [(line["title_vi"], line["is_beside"], "is_beside" in line[ASK]) for line in found["form_table"]]
    assert tables == [(above[0] if above else "", "", False), (above[1] if above else "", "true", True)]
    left, right = (slots(found, "row", table) for table in "ab")
    assert [line["label_vi"] for line in left.values()] == ["Đại học", "Thạc sĩ"]
    assert [line["label_vi"] for line in right.values()] == ["Dưới 40", "Trên 40", "Trên 60"]
    *_, whole, part = slots(found, "column", "b").values()
    assert (whole["formula"], part["of_which"], part["members"] != "") == ("", whole["slot_code"], True)


def test_a_column_number_that_comes_twice_is_asked_about(proposed: Proposed) -> None:
    heads: Grid = [["TT", "Nội dung", "Tố cáo", "Khiếu nại", "Phản ánh"], ["A", "A", 1, 2, 3], [1, "Số đơn", 4, 2, 1]]
    columns = slots(proposed("Năm 2024", heads), "column")
    assert ["slot_code" in line[ASK] for line in columns.values()] == [False, True, False, False, False]


def test_a_column_beside_units_that_is_none_of_them_is_asked_about(proposed: Proposed) -> None:
    heads: Grid = [
        ["TT", "Nội dung", "Toàn huyện", "Chia theo xã"],
        [None, None, None, "Xã Một", "Xã Hai"],
        ["A", "B", 1, 2, 3],
    ]
    found = proposed("Năm 2024", [*heads, [1, "Số đơn"], [2, "Số vụ"]])
    assert found["form_table"][0]["column_kind"] == "unit"
    assert "tất cả các đơn vị" in slots(found, "column")["1"][ASK]


def test_a_single_row_for_all_units_below_rows_that_come_again_adds_them_up(proposed: Proposed) -> None:
    grid: Grid = [["STT", "Xã", "Giới tính", "Khiển trách", "Cảnh cáo"], ["A", "B", "C", "1", "2"]]
    for at, unit in enumerate(("Xã An Nghĩa", "Xã Bình Hẻm", "Xã Vụ Bản"), 1):
        grid += [[at, unit, "Nam", at, 2], [None, None, "Nữ", 1, at]]
    found = proposed("6 tháng đầu năm 2025", [*grid, [None, "Toàn huyện", None, 9, 12]])
    rows = slots(found, "row").values()
    assert [(line["label_vi"], line["formula"]) for line in rows] == [("Nam", ""), ("Nữ", ""), ("Toàn huyện", "units")]
    assert [line["role"] for line in slots(found, "column").values()] == ["number", "unit", "label", "", ""]
    assert found["form_table"][0]["row_kind"] == "unit_slot"


def test_members_below_what_is_counted_are_of_the_axis_that_the_head_above_them_names(proposed: Proposed) -> None:
    grid: Grid = [["STT", "Lớp", "Số học viên", None, None, None, None]]
    grid += [[None, None, "Tổng số", "Chia theo giới tính", None, "Chia theo độ tuổi", None]]
    grid += [[None, None, None, "Nam", "Nữ", "Dưới 30", "Từ 30 trở lên"], ["A", "B", "1=2+3=4+5", *range(2, 6)]]
    found = proposed("6 tháng đầu năm 2025", [*grid, [1, "Lớp một", 9, 4, 5, 3, 6], [2, "Lớp hai", 7, 4, 3, 1, 6]])
    axes = [slots(found, "column")[code]["members"].split("=")[0] for code in "2345"]
    assert (axes[0], axes[2]) == (axes[1], axes[3])
    assert axes[0] != axes[2]
    assert all(" " not in slots(found, "column")[code]["members"] for code in "2345")
