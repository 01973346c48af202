"""A head that names a period and the months that it completes: the form's own, or a question that says what was read."""

import dataclasses
import datetime as dt
from pathlib import Path

import pytest

from pipelines.language.calendars import Calendar, KnownPeriod
from pipelines.returns.layout import Forms
from pipelines.returns.reader import read_return
from pipelines.returns.result import ReturnRead
from tests.forms.drawing import drawn, put
from tests.forms.reading import forms_for

NAME = "bieu-ke-hoach-thang-luy-ke"
MONTH = KnownPeriod("2025-09", "Tháng 9 năm 2025", "month", dt.date(2025, 9, 1), dt.date(2025, 9, 30))
QUARTER = KnownPeriod("2025Q3", "Quý III năm 2025", "quarter", dt.date(2025, 7, 1), dt.date(2025, 9, 30))
DECEMBER = KnownPeriod("2025-12", "Tháng 12 năm 2025", "month", dt.date(2025, 12, 1), dt.date(2025, 12, 31))
YEAR = KnownPeriod("2025", "Năm 2025", "year", dt.date(2025, 1, 1), dt.date(2025, 12, 31))
NINE = KnownPeriod("2025-9M", "9 tháng năm 2025", "nine_months", dt.date(2025, 1, 1), dt.date(2025, 9, 30))


def with_periods(*periods: KnownPeriod, types: frozenset[str] = frozenset(), is_counted_on: bool = True) -> Forms:
    """The form in an office with these periods, reported for some types of them; without columns from January on or with."""
    known = forms_for(NAME)
    tables = known.tables
    if not is_counted_on:
        tables = tuple(
            dataclasses.replace(table, cells={at: dataclasses.replace(cell, period="") for at, cell in table.cells.items()})
            for table in tables
        )
    form_ids = {table.form_id for table in tables}
    calendar = Calendar(tuple(periods))
    return dataclasses.replace(known, calendar=calendar, tables=tables, period_types=dict.fromkeys(form_ids, types))


def read(folder: Path, title: str, forms: Forms) -> ReturnRead:
    draft = drawn(NAME)
    put(A5=title)(draft)
    return read_return(draft.write_xlsx(folder / "a.xlsx"), forms)


def asked(found: ReturnRead) -> list[tuple[str, str, str]]:
    named = ("fault", "received", "detail")
    rows = zip(*(found.findings[name] for name in named), strict=True)
    return [(fault, received, detail) for fault, received, detail in rows if fault == "unknown_period"]


@pytest.mark.parametrize(
    ("title", "periods", "types", "period_id"),
    [
        ("Tháng 9 và 9 tháng năm 2025", [MONTH], ["month"], "2025-09"),
        ("Tháng 9 và 9 tháng năm 2025", [MONTH], [], "2025-09"),
        ("9 tháng và tháng 9 năm 2025", [MONTH, NINE], ["month"], "2025-09"),
        ("Tháng 9 và lũy kế 9 tháng đầu năm 2025", [MONTH, QUARTER, NINE], ["month"], "2025-09"),
        ("Quý III và 9 tháng năm 2025", [QUARTER], ["quarter"], "2025Q3"),
        ("Quý III và 9 tháng năm 2025", [MONTH, QUARTER, NINE], ["quarter"], "2025Q3"),
        ("Tháng 12 và cả năm 2025", [DECEMBER, YEAR], ["month"], "2025-12"),
        ("Tháng 12 năm 2025 và lũy kế năm 2025", [DECEMBER], [], "2025-12"),
        ("Quý IV và cả năm 2025", [YEAR], [], "2025"),
    ],
)
def test_of_a_period_and_what_it_completes_the_one_that_is_the_forms_is_taken(
    tmp_path: Path, title: str, periods: list[KnownPeriod], types: list[str], period_id: str
) -> None:
    found = read(tmp_path, title, with_periods(*periods, types=frozenset(types)))
    assert found.returns["period_id"] == [period_id]
    assert not asked(found)


@pytest.mark.parametrize(
    ("title", "period"),
    [("Tháng 9 và 9 tháng năm 2025", MONTH), ("Tháng 12 và cả năm 2025", DECEMBER), ("Quý IV và cả năm 2025", YEAR)],
)
def test_a_period_that_the_register_lacks_costs_no_return_that_names_another_beside_it(
    tmp_path: Path, title: str, period: KnownPeriod
) -> None:
    found = read(tmp_path, title, with_periods(period, is_counted_on=False))
    assert found.returns["period_id"] == [period.period_id]
    assert not asked(found)


@pytest.mark.parametrize(
    ("title", "forms", "said"),
    [
        (
            "Tháng 9 và 9 tháng năm 2025",
            with_periods(MONTH, NINE, types=frozenset({"month", "nine_months"})),
            "9 tháng năm 2025; Tháng 9 năm 2025",
        ),
        ("Tháng 12 và cả năm 2025", with_periods(DECEMBER, YEAR, is_counted_on=False), "Năm 2025; Tháng 12 năm 2025"),
        ("Tháng 12 và cả năm 2025", with_periods(MONTH), "01/2025–12/2025; 12/2025"),
        ("Quý IV và cả năm 2025", with_periods(MONTH), "'Quý IV và cả năm 2025', không phải kỳ nào"),
        ("Quý III và 9 tháng năm 2025", with_periods(MONTH), "'Quý III và 9 tháng năm 2025', không phải kỳ nào"),
        ("Tháng 9 và 8 tháng năm 2025", with_periods(MONTH), "'Tháng 9 và 8 tháng năm 2025', không phải kỳ nào"),
    ],
)
def test_where_it_stays_undecided_the_finding_quotes_the_head_and_says_what_was_read(
    tmp_path: Path, title: str, forms: Forms, said: str
) -> None:
    found = read(tmp_path, title, forms)
    assert not found.returns["period_id"]
    [(_, received, detail)] = asked(found)
    assert received == title
    assert said in detail
