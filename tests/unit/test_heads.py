"""Who reports and for when, as heads say it in one cell or in several."""

import dataclasses
import datetime as dt

import pytest

from pipelines.language.calendars import Calendar, KnownPeriod
from pipelines.language.months import NO_MONTHS, calendar_days, part_of_year
from pipelines.returns.heads import Head, read_head
from pipelines.returns.layout import Forms
from pipelines.workbooks.grid import Value
from tests.unit.workbooks import forms

PERIOD: list[Value] = ["Kỳ báo cáo: 6 tháng cuối năm 2020"]
UNIT = "Đảng bộ cơ sở mẫu số 01"


def head(*rows: list[Value]) -> Head:
    return read_head(rows, forms())


@pytest.mark.parametrize(
    "text",
    [
        "(Số liệu tính đến 30/6/2021)",
        "Số liệu tính đến hết ngày 30/6/2020",
        "Tính đến 31/12/2019",
        "Số liệu chốt đến ngày 30 tháng 6 năm 2021",
        "Thời điểm báo cáo: tính đến 30/6/2021",
    ],
)
def test_a_day_of_another_period_up_to_which_a_head_counts_contradicts_its_period(text: str) -> None:
    said = head(PERIOD, [text]).period or ""
    assert forms().runs_in(said) == {part_of_year(2020, 6, 2), NO_MONTHS}
    assert forms().periods_in(said) == ()


@pytest.mark.parametrize(
    "text",
    [
        "(Số liệu tính đến 31/12/2020)",
        "Số liệu tính đến 15/12/2020",
        "Số liệu tính đến ngày 05/01/2021",
        "Số liệu tính đến 31/12",
        "Hạn nộp: đến 20/02/2021",
    ],
)
def test_a_day_of_the_period_or_soon_after_it_contradicts_nothing(text: str) -> None:
    assert head(PERIOD, [text]).period == "6 tháng cuối năm 2020"


@pytest.mark.parametrize(
    "row",
    [
        ["Kỳ báo cáo:", "6 tháng cuối năm", 2020],
        ["Kỳ báo cáo:", "6 tháng cuối", "năm", "2020"],
        ["Kỳ báo cáo:", "", "6 tháng cuối năm", 2020.0],
        ["Kỳ báo cáo", "Từ ngày", dt.date(2020, 7, 1), "đến ngày", dt.date(2020, 12, 31)],
        ["", "Từ ngày:", dt.datetime(2020, 7, 1), "đến ngày:", dt.datetime(2020, 12, 31)],  # noqa: DTZ001  # as a cell has it
        ["Từ ngày", "01/07/2020", "đến ngày", "31/12/2020"],
        ["Kỳ báo cáo: Từ 01/7 đến 31/12/2020"],
        ["(từ ngày 1/7 đến hết ngày 31/12/2020)"],
    ],
)
def test_a_period_may_be_spelt_over_several_cells_and_its_year_said_once(row: list[Value]) -> None:
    assert forms().periods_in(head(row).period or "") == ("2020H2",)


@pytest.mark.parametrize(
    "row",
    [
        ["Từ ngày", dt.date(2020, 10, 1), "đến ngày", dt.date(2020, 12, 31)],
        ["Kỳ báo cáo: Từ 01/10 đến 31/12/2020"],
        ["Kỳ báo cáo:", "6 tháng cuối năm", "Số 5", 2020],
        ["Kỳ báo cáo:", "6 tháng", 2020],
    ],
)
def test_days_and_words_that_are_no_half_year_are_no_period(row: list[Value]) -> None:
    assert forms().periods_in(head(row).period or "") == ()


@pytest.mark.parametrize(
    "text",
    [
        f"Đơn vị báo cáo: …..{UNIT}…..",
        f"Đơn vị báo cáo: {UNIT}.........",
        f"Đơn vị báo cáo: {UNIT} (TC01)",
        f"Đơn vị báo cáo: TC01 - {UNIT}",
        f"Đơn vị báo cáo: {UNIT} – TC01",
        "Mã ĐV: TC01",
    ],
)
def test_a_unit_is_known_between_dots_and_beside_its_own_code(text: str) -> None:
    assert head([text]).unit_ids(forms()) == {"TC01"}


@pytest.mark.parametrize("text", [f"{UNIT} (TC02)", f"{UNIT} (cũ)", f"TC02 - {UNIT}", "……….", "Khối (TC01)"])
def test_a_unit_beside_a_code_that_is_not_its_own_is_unknown(text: str) -> None:
    assert forms().unit_named(text) is None
    assert head([f"Đơn vị báo cáo: {text}"]).unit_ids(forms()) == {text}


@pytest.fixture(scope="module")
def quarterly() -> Forms:
    """Forms of an office with months, quarters, nine months and years."""
    kinds = (("month", 1, 12), ("quarter", 3, 4), ("nine_months", 9, 1), ("year", 12, 1))
    periods = [
        KnownPeriod(f"{kind}-{place}", f"{kind} {place}", kind, *calendar_days(part_of_year(2024, months, place)))
        for kind, months, count in kinds
        for place in range(1, count + 1)
    ]
    return dataclasses.replace(forms(), calendar=Calendar(tuple(periods)))


@pytest.mark.parametrize(
    ("rows", "period_id"),
    [
        ([["Quý I"], ["Năm 2024"]], "quarter-1"),
        ([["Năm 2024"], ["Quý IV"]], "quarter-4"),
        ([["Kỳ báo cáo: Quý II", "Năm: 2024"]], "quarter-2"),
        ([["Năm báo cáo: 2024"], ["Kỳ báo cáo:", "Tháng 3"]], "month-3"),
        ([["BÁO CÁO TỔNG HỢP NĂM 2024"], ["9 tháng"]], "nine_months-1"),
        ([["T12"], ["Năm 2024"]], "month-12"),
        # Heads of several columns, and words that are none of a period, leave the year what it is.
        ([["Năm 2024"], ["Quý I", "Quý II"]], "year-1"),
        ([["Năm 2024"], ["Quý trọng"]], "year-1"),
    ],
)
def test_a_part_of_a_year_and_the_year_that_stands_apart_are_one_period(
    rows: list[list[Value]], period_id: str, quarterly: Forms
) -> None:
    said = read_head(rows, quarterly).period or ""
    assert quarterly.periods_in(said) == (period_id,)


@pytest.mark.parametrize("rows", [[["Quý I"], ["Kỳ báo cáo: Năm 2024"]], [["Quý I"], ["Năm 2023"], ["Năm 2024"]], [["Quý I"]]])
def test_a_part_that_contradicts_the_field_or_has_no_year_of_its_own_names_no_period(
    rows: list[list[Value]], quarterly: Forms
) -> None:
    said = read_head(rows, quarterly).period or ""
    assert len(quarterly.periods_in(said)) != 1


def test_six_months_of_a_year_that_stands_apart_are_either_half() -> None:
    assert forms().periods_in(head(["6 tháng"], ["Năm 2021"]).period or "") == ("2021H1", "2021H2")
    assert forms().periods_in(head(["6 tháng đầu năm"], ["Năm 2021"]).period or "") == ("2021H1",)


@pytest.mark.parametrize(
    "rows",
    [
        [["ĐẢNG BỘ", "ĐẢNG CỘNG SẢN VIỆT NAM"], ["CƠ SỞ MẪU SỐ 01"]],
        [["Đảng bộ\ncơ sở mẫu số 01"]],
        [["Đơn vị báo cáo: Đảng bộ"], ["cơ sở mẫu số 01"]],
    ],
)
def test_the_name_of_a_unit_over_two_lines_is_read_as_one(rows: list[list[Value]]) -> None:
    assert head(*rows, PERIOD).unit_ids(forms()) == {"TC01"}


@pytest.mark.parametrize(
    "rows",
    [
        [["ĐẢNG BỘ"], ["CƠ SỞ MẪU SỐ 99"]],
        [["ĐẢNG BỘ", "CƠ SỞ MẪU SỐ 01"]],
        [["Đơn vị nhận: Đảng bộ"], ["cơ sở mẫu số 01"]],
        [["Đảng bộ", "Đảng bộ"], ["cơ sở mẫu số 01", "cơ sở mẫu số 02"]],
    ],
)
def test_lines_that_are_together_no_unit_or_several_name_none(rows: list[list[Value]]) -> None:
    assert not forms().units_named(head(*rows, PERIOD).unit_name or "")
