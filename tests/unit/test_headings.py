"""What stands over a column of figures: the period's own, another's, or something that nobody can tell."""

import datetime as dt

import pytest

from pipelines.returns.headings import Columns, read_columns
from pipelines.workbooks.grid import Value
from tests.unit.workbooks import forms

FIXED: list[Value] = ["Mã số", "Nội dung"]


def columns(*headings: list[Value]) -> Columns:
    """The columns below headings beside 'Mã số' and 'Nội dung', over one line."""
    top, *below = headings
    return read_columns([[*FIXED, *top], *(["", "", *row] for row in below), ["1.04", "Đảng viên đầu kỳ", 77, 120]], 0, forms())


def read_of(*headings: list[Value]) -> list[int]:
    """The columns, counted behind 'Nội dung', whose figures are taken for 2020H2."""
    return [column - 2 for column, named in columns(*headings).values if named in ((), ("2020H2",))]


@pytest.mark.parametrize(
    "remark",
    [
        *("kỳ trước", "năm trước", "năm 2019", "2019", "2020", "năm 2020", "6 tháng đầu năm", "2020H1", "6T/2021", "Quý III"),
        *("tháng 12", "kế hoạch", "dự kiến", "lũy kế", "nữ", "nam", "chênh lệch", "triệu đồng kỳ trước", "đảng viên nữ"),
        *("người, lũy kế", "lũy kế đến 31/12/2020", "tính đến 30/6/2020", "kỳ II", "đơn vị: nữ", "chính thức"),
    ],
)
def test_a_remark_that_is_not_known_to_be_harmless_makes_the_column_another_one(remark: str) -> None:
    assert read_of([f"Số liệu ({remark})"]) == []
    assert read_of(["Số liệu"], [remark]) == []


@pytest.mark.parametrize(
    "remark",
    [
        *("*", "**", "1", "3 = 1 + 2", "A", "người", "%; người", "tin, bài, ảnh", "triệu đồng", "x1.000 đồng", "USD"),
        *("ĐVT: người", "đơn vị: đồng", "tính bằng nghìn đồng", "ghi bằng số", "chỉ ghi số", "trong kỳ", "kỳ báo cáo"),
        *("thực hiện", "trong kỳ, người", "6 tháng cuối năm 2020", "Kỳ báo cáo: 2020H2", "tính đến 31/12/2020"),
        *("từ 01/07/2020 đến 31/12/2020", "như trong biểu", "…"),
    ],
)
def test_measures_marks_the_period_and_how_to_fill_in_are_harmless(remark: str) -> None:
    assert read_of([f"Số liệu ({remark})"]) == [0]


@pytest.mark.parametrize(
    ("heading", "found"),
    [
        ("Số liệu – ĐVT: người", [0]),
        ("Số liệu – ĐVT: đồng (VNĐ)", [0]),
        ("Số liệu – ĐVT: người (kỳ trước)", []),
        ("Số liệu (ĐVT: người) (kỳ trước)", []),
        ("Số liệu (1)(nữ)", []),
        ("Số liệu, triệu đồng kỳ trước", []),
    ],
)
def test_a_remark_counts_wherever_it_stands_beside_the_measure(heading: str, found: list[int]) -> None:
    assert read_of([heading]) == found


def test_figures_of_another_period_in_brackets_are_for_reference_beside_the_period_s_own() -> None:
    found = columns(["Số liệu (kỳ trước)", "Số liệu"])
    assert (found.values, found.others) == (((3, ()),), {2: "reference"})


@pytest.mark.parametrize("above", ["Kỳ trước", "Kế hoạch", "Lũy kế"])
def test_a_word_for_figures_below_other_words_is_not_taken_for_the_period_s(above: str) -> None:
    assert read_of([above], ["Số liệu"]) == []


@pytest.mark.parametrize(
    "below",
    [
        ("2019", "2020"),
        (2019, 2020),
        (2020, 2019),
        ("12/2019", "12/2020"),
        ("30/6/2020", "31/12/2020"),
        (dt.date(2020, 6, 30), dt.date(2020, 12, 31)),
        ("01/2020", "02/2020"),
        (7, 8),
        ("<30", "≥30"),
        ("18-30", "31-45"),
        ("Dưới 30", "30-45"),
        ("2020", ""),
    ],
)
def test_of_columns_below_one_heading_none_is_chosen_unless_it_says_that_it_is_the_period_s(below: tuple[Value, Value]) -> None:
    found = columns(["Số liệu", ""], list(below))
    assert (found.first_row, found.values) == (2, ())
    assert set(found.others.values()) == {"extra"}


@pytest.mark.parametrize("below", [("1", "2"), ("(1)", "(2)"), (1, "2 = 1")])
def test_numbers_of_columns_are_no_headings(below: tuple[Value, Value]) -> None:
    assert read_of(["Số liệu", "Ghi chú"], list(below)) == [0]


def test_a_column_that_says_that_it_is_the_period_s_is_taken_from_among_several() -> None:
    assert read_of(["Số liệu", ""], ["2019", "Kỳ này"]) == [1]
    assert read_of(["Số liệu", ""], ["6 tháng đầu năm 2020", "6 tháng cuối năm 2020"]) == [1]
