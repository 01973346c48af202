"""Rows that are plan, result and the like of what the columns count are proposed so, and read so once registered."""

from pathlib import Path

import pytest

from pipelines.reference import Reference
from pipelines.returns.layout import Forms
from pipelines.returns.reader import read_return
from pipelines.templates.example_columns import ASK
from pipelines.templates.proposal import propose
from tests.forms.test_proposal import registered, slots
from tests.unit.workbooks import Draft, Grid, reference

PLAN, DONE, SUM, BEFORE = "Kế hoạch năm 2025", "Thực hiện quý II", "Lũy kế 6 tháng", "Cùng kỳ năm trước"
HEAD: Grid = [["Biểu số: 09/MẪU"], ["ƯỚC THỰC HIỆN THU, CHI"], ["Đơn vị báo cáo: Đảng bộ cơ sở mẫu số 01"]]
HEADS: Grid = [["TT", "Nội dung", "Thu (người)", "Chi (người)"], ["A", "B", "1", "2"]]


@pytest.fixture(scope="module")
def shipped() -> Reference:
    return reference()


def workbook(folder: Path, period: str, rows: Grid) -> Path:
    return Draft({"a": [*HEAD, [period], [], *HEADS, *rows]}).write_xlsx(folder / "a.xlsx")


@pytest.mark.parametrize("is_filled", [True, False])
def test_rows_of_plan_result_sum_and_year_before_are_kinds_of_what_the_columns_count(
    is_filled: bool, shipped: Reference, tmp_path: Path
) -> None:
    rows: Grid = [["1", PLAN, 1200, 800], ["2", DONE, 300, 150], ["3", SUM, 930, 600], ["4", BEFORE, 850, 480]]
    rows += [["5", "So với kế hoạch (%)", 77.5, 75], ["6", "So với cùng kỳ (%)", 109.4, 125]]
    found = propose(workbook(tmp_path, "Quý II năm 2025", [row if is_filled else row[:2] for row in rows]), shipped)
    before = "from_january_year_before" if is_filled else "year_before"
    assert [
        (row["label_vi"], row["value_kind"], row["period"], row["formula"], row.get("indicator_id"))
        for row in slots(found, "row").values()
    ] == [
        ("Kế hoạch năm {year}", "plan", "year", "", None),
        ("Thực hiện quý {quarter}", "", "", "", None),
        ("Lũy kế {month} tháng", "", "from_january", "", None),
        (BEFORE, "reference", before, "", None),
        ("So với kế hoạch (%)", "", "from_january" if is_filled else "", "3/1" if is_filled else "", None),
        ("So với cùng kỳ (%)", "", "from_january" if is_filled else "", "3/4" if is_filled else "", None),
    ]
    assert [row[ASK] != "" for row in slots(found, "row").values()] == [True, False, True, True, True, True]
    assert [line["label_vi"] for line in found["indicator"]] == ["Thu", "Chi"]


def test_such_rows_are_read_as_what_they_are(shipped: Reference, tmp_path: Path) -> None:
    rows: Grid = [["1", PLAN, 1200, 800], ["2", "Thực hiện 6 tháng đầu năm", 930, 600], ["3", BEFORE, 850, 480]]
    path = workbook(tmp_path, "6 tháng đầu năm 2025", [*rows, ["4", "Tỷ lệ thực hiện so với kế hoạch (%)", 77.5, 75]])
    found = read_return(path, Forms.of(registered(propose(path, shipped), tmp_path / "reference")))
    names = ("address", "value_kind", "days", "value")
    assert {
        at: (kind, days, float(value)) for at, kind, days, value in zip(*(found.entries[one] for one in names), strict=True)
    } == {
        "C8": ("plan", "2025", 1200),
        "D8": ("plan", "2025", 800),
        "C9": ("figure", "2025H1", 930),
        "D9": ("figure", "2025H1", 600),
        "C10": ("reference", "2024H1", 850),
        "D10": ("reference", "2024H1", 480),
        "C11": ("computed", "2025H1", 77.5),
        "D11": ("computed", "2025H1", 75),
    }
    assert found.findings["fault"] == []


def test_rows_that_count_plans_and_other_things_stay_indicators(shipped: Reference, tmp_path: Path) -> None:
    rows: Grid = [["1", "Kế hoạch kiểm tra ban hành", 3, 4], ["2", "Cuộc kiểm tra đã thực hiện", 5, 6]]
    found = propose(workbook(tmp_path, "6 tháng đầu năm 2025", rows), shipped)
    assert [row["value_kind"] for row in slots(found, "row").values()] == ["", ""]
    assert len(found["indicator"]) == 2
