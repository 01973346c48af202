"""The annex workbook: its numbers are those of the marts, and it is set up to filter, to look at and to print."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from tests.conftest import Installation

HEAD_ROW = 5
"""Row with the heads of columns, from 1."""


@pytest.fixture(scope="module")
def book(sample: Installation) -> Any:
    folder = sample.root / "warehouse" / "reports" / "documents" / "annex"
    return openpyxl.load_workbook(folder / "evaluation_2020_2025_mid_term.xlsx")


def columns_of(page: Any, *heads: str) -> list[tuple[Any, ...]]:
    """Rows below the heads, of some columns."""
    head, *rows = page.iter_rows(min_row=HEAD_ROW, values_only=True)
    places = [head.index(name) for name in heads]
    return [tuple(row[place] for place in places) for row in rows]


def as_numbers(rows: Sequence[Sequence[Any]]) -> list[tuple[Any, ...]]:
    return [tuple(float(cell) if isinstance(cell, Decimal) else cell for cell in row) for row in rows]


def test_every_number_is_a_number_and_that_of_its_mart(sample: Installation, book: Any) -> None:
    targets = columns_of(book["Các chỉ tiêu"], "Mã", "Kết quả (số)", "Ít nhất", "Nhiều nhất", "Kết luận")
    assert sorted(targets, key=str) == sorted(
        as_numbers(
            sample.query(
                "select target_id, result_value, low_value, high_value, verdict_vi from marts.evaluation_mid_term "
                "join marts.target using (target_version_id)"
            )
        ),
        key=str,
    )
    pace = columns_of(book["Tiến độ"], "Mã", "Còn phải thực hiện", "Cần bình quân mỗi kỳ còn lại")
    assert ("T4", 61, 15.25) in pace
    figures = columns_of(book["Số liệu báo cáo"], "Nội dung", "Giá trị số", "Đã có", "Phải nộp")
    assert len(figures) == 79
    assert sorted(figures, key=str) == sorted(
        as_numbers(
            sample.query(
                "select label_vi, value, known_count, due_count from marts.printed_figure where cutoff_period_id = '2023H1'"
            )
        ),
        key=str,
    )
    rates = columns_of(book["Tỷ lệ theo đơn vị"], "Đơn vị", "Tỷ lệ đảng viên hoàn thành tốt nhiệm vụ trở lên (%)")
    by_unit = sample.query(
        "select max_by(name_vi, period_id), 100 * sum(numerator) / sum(denominator) from marts.observation "
        "join marts.unit using (unit_version_id) where indicator_id = (select indicator_id from reference.target "
        "where target_id = 'T3b' limit 1) and period_id <= '2023H1' group by unit_id having sum(denominator) > 0"
    )
    assert {name: rate for name, rate in rates if rate is not None} == pytest.approx(dict(by_unit))
    stood = [kind for (kind,) in columns_of(book["Giới hạn số liệu"], "Loại")]
    assert (stood.count("Bị trả lại để sửa"), stood.count("Cảnh báo chưa có giải trình")) == sample.query(
        "select (select count(*) from marts.return_revision where status = 'rejected' and period_id <= '2023H1'), "
        "(select count(*) from marts.finding where is_open and severity = 'warning' and period_id <= '2023H1')"
    )[0]
    units = columns_of(book["Theo đơn vị"], "Đơn vị", "Phiếu phải nộp", "Được chấp nhận", "Số đảng viên mới kết nạp (người)")
    assert sum(row[3] or 0 for row in units) == 339
    assert [(sum(row[1] for row in units), sum(row[2] for row in units))] == sample.query(
        "select count(*), count(*) filter (where has_figures) from marts.return where period_id <= '2023H1'"
    )


def test_cells_look_as_their_unit_of_measure_asks(book: Any) -> None:
    head, *rows = book["Các chỉ tiêu"].iter_rows(min_row=HEAD_ROW)
    unit, value = ([cell.value for cell in head].index(name) for name in ("Đơn vị tính", "Kết quả (số)"))
    formats = {(row[unit].value, row[value].number_format) for row in rows if row[value].value is not None}
    assert formats == {("%", "0.0"), ("người", "#,##0"), ("lớp", "#,##0")}
    cells = [cell for page in book.worksheets for row in page.iter_rows(min_row=HEAD_ROW + 1) for cell in row]
    assert {cell.number_format for cell in cells} == {"General", "0.0", "#,##0", "#,##0.00"}
    words = [cell.value for cell in cells if isinstance(cell.value, str)]
    assert [text for text in words if text.endswith(" lớp")]
    assert not [text for text in words if re.search(r"(?<![\d.,])[1-9] lớp|\bfn\d", text)]


def test_each_sheet_filters_keeps_its_heads_and_prints_on_a4(book: Any) -> None:
    *tables, charts = book.worksheets
    for page in tables:
        assert page.auto_filter.ref.startswith(f"A{HEAD_ROW}:"), page.title
        assert page.freeze_panes.endswith(str(HEAD_ROW + 1)), page.title
        assert page.print_title_rows == f"${HEAD_ROW}:${HEAD_ROW}"
        assert not page._charts, "heads of a table would come again above its chart in print"
    for page in book.worksheets:
        assert (page.page_setup.paperSize, page.page_setup.orientation) == (9, "landscape")
        assert (page.page_setup.fitToHeight, page.sheet_properties.pageSetUpPr.fitToPage) == (0, True)
    assert (charts.title, charts.print_title_rows) == ("Biểu đồ", None)
    bars, near, low = charts._charts
    assert bars.x_axis.crossesAt == 100
    drawn = bars.series[0].cat.strRef or bars.series[0].cat.numRef
    ids = [row[0].value for row in book["Tiến độ"][drawn.f.split("!")[1].replace("$", "")]]
    assert "T4" in ids
    assert "T3c" not in ids
    assert (near.y_axis.scaling.min, near.y_axis.scaling.max, len(near.series)) == (95, 100, 4)
    assert (low.y_axis.scaling.min, low.y_axis.scaling.max, len(low.series)) == (0, 0.5, 1)
