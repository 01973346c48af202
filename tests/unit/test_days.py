"""A figure's span of days has one name, and follows from the return's period."""

import datetime as dt

import pytest

from pipelines.language.calendars import Calendar, KnownPeriod
from pipelines.language.days import Days, printed_numbers
from pipelines.language.relative_periods import relative_name, relative_period


def span(first: str, last: str) -> Days:
    return Days(dt.date.fromisoformat(first), dt.date.fromisoformat(last))


@pytest.mark.parametrize(
    ("first", "last", "name"),
    [
        ("2025-03-01", "2025-03-31", "2025-03"),
        ("2024-02-01", "2024-02-29", "2024-02"),
        ("2025-01-01", "2025-03-31", "2025Q1"),
        ("2025-07-01", "2025-09-30", "2025Q3"),
        ("2025-01-01", "2025-06-30", "2025H1"),
        ("2025-07-01", "2025-12-31", "2025H2"),
        ("2025-01-01", "2025-12-31", "2025"),
        ("2025-01-01", "2025-09-30", "2025M01-M09"),
        ("2025-02-01", "2025-04-30", "2025-02..2025-04"),
        ("2024-08-01", "2025-07-31", "2024-08..2025-07"),
        ("2024-12-15", "2025-06-14", "2024-12-15..2025-06-14"),
        ("2024-12-31", "2024-12-31", "2024-12-31"),
        ("2025-01-01", "2025-01-31", "2025-01"),
        ("2025-12-01", "2025-12-31", "2025-12"),
        ("2025-10-01", "2025-12-31", "2025Q4"),
    ],
)
def test_a_span_has_one_name(first: str, last: str, name: str) -> None:
    assert span(first, last).name == name


@pytest.mark.parametrize(
    ("own", "said", "name"),
    [
        (("2025-09-01", "2025-09-30"), "", "2025-09"),
        (("2025-09-01", "2025-09-30"), "year", "2025"),
        (("2025-09-01", "2025-09-30"), "from_january", "2025M01-M09"),
        (("2025-09-01", "2025-09-30"), "from_january_year_before", "2024M01-M09"),
        (("2025-09-01", "2025-09-30"), "year_before", "2024-09"),
        (("2025-06-01", "2025-06-30"), "from_january", "2025H1"),
        (("2025-01-01", "2025-03-31"), "month_2", "2025-02"),
        (("2025-01-01", "2025-12-31"), "quarter_4", "2025Q4"),
        (("2025-01-01", "2025-12-31"), "half_1_year_before", "2024H1"),
        (("2024-08-01", "2025-07-31"), "year_before", "2023-08..2024-07"),
        (("2025-02-01", "2025-02-28"), "year_before", "2024-02"),
        (("2024-02-01", "2024-02-29"), "year_before", "2023-02"),
        (("2025-07-01", "2025-12-31"), "last_year", "2024"),
    ],
)
def test_a_column_is_about_a_span_relative_to_the_returns_own(own: tuple[str, str], said: str, name: str) -> None:
    first, last = span(*own)
    period_type = {1: "month", 3: "quarter", 6: "half_year"}.get(round((last - first).days / 30.4), "year")
    alone = Calendar((KnownPeriod("own", "Kỳ", period_type, first, last),))
    assert relative_name(alone, "own", said) == name


CUT_OFF = Calendar(
    tuple(
        KnownPeriod(name, label, period_type, dt.date.fromisoformat(first), dt.date.fromisoformat(last))
        for name, label, period_type, first, last in (
            ("2024H1", "6 tháng đầu năm 2024", "half_year", "2023-12-15", "2024-06-14"),
            ("2024H2", "6 tháng cuối năm 2024", "half_year", "2024-06-15", "2024-12-14"),
            ("2024/n", "Năm 2024", "year", "2023-12-15", "2024-12-14"),
            ("2025H1", "6 tháng đầu năm 2025", "half_year", "2024-12-15", "2025-06-14"),
            ("2025H2", "6 tháng cuối năm 2025", "half_year", "2025-06-15", "2025-12-14"),
            ("2025T9", "Tháng 9 năm 2025", "month", "2025-08-15", "2025-09-14"),
            ("2025-9T", "9 tháng đầu năm 2025", "nine_months", "2024-12-15", "2025-09-14"),
            ("2025", "Năm 2025", "year", "2024-12-15", "2025-12-14"),
        )
    )
)


@pytest.mark.parametrize(
    ("own", "said", "named", "days"),
    [
        ("2025H2", "from_january", "2025", "2024-12-15..2025-12-14"),
        ("2025H2", "year_before", "2024H2", "2024-06-15..2024-12-14"),
        ("2025H2", "half_1", "2025H1", "2024-12-15..2025-06-14"),
        ("2025T9", "from_january", "2025-9T", "2024-12-15..2025-09-14"),
        ("2025T9", "from_january_year_before", None, "2023-12-15..2024-09-30"),
        ("2025T9", "year_before", None, "2024-09"),
        ("2025T9", "year", "2025", "2024-12-15..2025-12-14"),
        ("2025T9", "last_year", "2024/n", "2023-12-15..2024-12-14"),
        ("2025T9", "", "2025T9", "2025-08-15..2025-09-14"),
    ],
)
def test_where_books_close_within_a_month_years_do_too(own: str, said: str, named: str | None, days: str) -> None:
    about = relative_period(CUT_OFF, own, said)
    assert (about.period.period_id if about.period else None, Days(about.first, about.last).name) == (named, days)


def test_a_financial_year_begins_where_the_register_says() -> None:
    first, last = dt.date(2024, 8, 1), dt.date(2025, 7, 31)
    calendar = Calendar(
        (
            KnownPeriod("2024/25", "Year ended 31 July 2025", "year", first, last),
            KnownPeriod("2025-03", "March 2025", "month", dt.date(2025, 3, 1), dt.date(2025, 3, 31)),
        ),
        "en",
    )
    said = {said: relative_name(calendar, "2025-03", said) for said in ("from_january", "year", "month_1")}
    assert said == {"from_january": "2024-08..2025-03", "year": "2024-08..2025-07", "month_1": "2024-08"}


@pytest.mark.parametrize("label", ["Kỳ chốt ngày 20 tháng 3 năm 2025", "Kỳ chốt ngày 20/3/2025"])
def test_a_period_is_known_by_a_label_with_a_day_however_it_is_written(label: str) -> None:
    quarter = KnownPeriod("own", label, "quarter", dt.date(2025, 1, 1), dt.date(2025, 3, 31))
    calendar = Calendar((quarter,))
    (found,) = calendar.read("Kỳ báo cáo: Kỳ chốt ngày 20 tháng 3 năm 2025").runs
    assert calendar.matching(found) == (quarter,)


def test_what_a_head_prints_follows_the_last_day() -> None:
    numbers = printed_numbers(span("2024-08-01", "2025-07-31"))
    assert numbers == {"{year}": "2025", "{year_before}": "2024", "{month}": "7", "{quarter}": "3"}
