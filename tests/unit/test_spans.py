"""A figure's span of days has one name, and follows from the return's period."""

import datetime as dt

import pytest

from pipelines.returns.spans import Span, printed_numbers, relative


def span(first: str, last: str) -> Span:
    return Span(dt.date.fromisoformat(first), dt.date.fromisoformat(last))


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
    assert relative(span(*own), said).name == name


def test_what_a_head_prints_follows_the_last_day() -> None:
    numbers = printed_numbers(span("2024-08-01", "2025-07-31"))
    assert numbers == {"{year}": "2025", "{year_before}": "2024", "{month}": "7", "{quarter}": "3"}
