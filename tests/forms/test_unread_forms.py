"""A form that stands in a return and is not read is told by what keeps it from being read, and is not said to be missing."""

from pathlib import Path

import duckdb
import pytest

from pipelines.returns.layout import Forms
from pipelines.returns.reader import read_return
from tests.forms.describing import described
from tests.forms.landed import build
from tests.forms.test_rows_again import ABOVE, AXES, COMMUNE, HEADS_ABOVE, MEMBERS, PLACES
from tests.unit.workbooks import HEADER_ROW, VALUE, Draft, Grid, forms, plain_grid

LACKS = "Biểu có trong tệp nhưng không có số liệu nào phải báo cáo: Biểu 09/MẪU (Biểu mẫu thử): thiếu "


def test_what_keeps_a_form_from_being_read_is_told_and_not_that_it_is_missing(
    tmp_path: Path, database: duckdb.DuckDBPyConnection
) -> None:
    """Of returns of half-years one has all, one another head over a column, one rows that nobody knows."""
    given = {"unit": PLACES, "code": AXES, "breakdown": MEMBERS}
    reference = described(tmp_path / "reference", "table_id,row_kind\nmain,slot", ABOVE, **given)
    folder = tmp_path / "returns"
    folder.mkdir()
    rows: dict[str, Grid] = {
        "6 tháng đầu năm 2023": [HEADS_ABOVE, *COMMUNE],
        "6 tháng cuối năm 2023": [["TT", "Chỉ tiêu", "Con số", "Trong đó: nữ"], *COMMUNE],
        "6 tháng đầu năm 2024": [HEADS_ABOVE, ["1", "Gia đình", 5, 1], ["2", "Dân cư", 15, 8]],
    }
    for number, (period, table) in enumerate(rows.items()):
        head: Grid = [["Biểu số: 09/MẪU"], ["Đơn vị báo cáo: Huyện Tân Lĩnh"], [f"Kỳ báo cáo: {period}"], []]
        Draft({"Hộ": [*head, *table]}).write_xlsx(folder / f"{number}.xlsx")
    db = build(database, tmp_path, reference, Forms.of(reference), "quality.finding")
    found = db.execute("""
        select path, rule_id, severity, sheet_name, message_vi from quality.finding
        where path is not null and rule_id not in ('READ-07', 'READ-19') order by all
    """).fetchall()
    heads = "TT; Chỉ tiêu; Con số; Trong đó: nữ"
    assert found == [
        ("1.xlsx", "READ-21", "error", "Hộ", f"Biểu không có cột '1 Tổng số'; các cột đọc được: {heads}"),
        ("2.xlsx", "READ-67", "error", "Hộ", f"{LACKS}1 Số hộ; 2 Số nhân khẩu"),
    ]


def second(grid: Grid) -> Draft:
    return Draft({"01-TCĐ": plain_grid(), "02-TCĐ": grid})


def changed(place: tuple[int, int], text: str) -> Grid:
    grid = plain_grid("form_02")
    grid[place[0]][place[1]] = text
    return grid


@pytest.mark.parametrize(
    ("grid", "fault"),
    [
        (changed((HEADER_ROW, VALUE), "Cùng kỳ năm trước"), "no_value_column"),
        ([["Biểu số: 02-TCĐ"], ["Tập thể", 5], ["Cá nhân", 6]], "unknown_sheet"),
        ([["Họ và tên", "Số CCCD"], ["Nguyễn Văn A", "001203004567"]], "personal_data"),
    ],
)
def test_what_keeps_a_sheet_from_being_read_names_its_form(tmp_path: Path, grid: Grid, fault: str) -> None:
    found = read_return(second(grid).write_xlsx(tmp_path / "a.xlsx"), forms())
    told = dict(zip(found.findings["fault"], found.findings["form_id"], strict=True))
    assert told.get(fault) == "form_02", told
