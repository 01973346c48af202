"""Months, quarters, years and terms in one installation: each figure is due where its form says, and no sum has it twice."""

import re
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from pipelines import models
from pipelines.definitions import models as shipped
from pipelines.reference import Reference, load_reference
from pipelines.reports import write_evaluations
from pipelines.returns.layout import Forms
from pipelines.returns.reader import read_return
from pipelines.templates.template import write_workbook
from pipelines.warehouse.signature import sign
from tests.databases import FEW_ROWS
from tests.sample.tables import lay_out
from tests.sql.given import rows
from tests.sql.office import MONTHS, QUARTERS, figures, registers

ALSO_MADE = (
    "quality.rule_in_force",
    "quality.case_year_total",
    "quality.quantity",
    "quality.past_likeness",
    "quality.case_copied",
)
"""What these tests ask for beside the marts."""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Reference:
    return load_reference(registers(tmp_path_factory.mktemp("office") / "reference"))


@pytest.fixture(scope="module")
def built(office: Reference) -> duckdb.DuckDBPyConnection:
    """Every model on the office's returns; a blocking test that fails raises."""
    db = duckdb.connect(config=FEW_ROWS)
    lay_out(db, office, figures(office))
    db.execute(
        "insert into quality.return_validation by name select return_id, file_sha256, now() as validated_at from staging.return"
    )
    for model in shipped.values():
        if model.name.startswith("marts.") or model.name in ALSO_MADE:
            models.build(db, model)
        for test in model.tests:
            models.require(test, model, models.run_test(db, test))
    return db


def total(months: list[str]) -> int:
    return 11 * sum(MONTHS.index(name) + 1 for name in months)


def months_of(year: int) -> list[str]:
    return [name for name in MONTHS if name.startswith(str(year))]


def test_each_form_is_due_for_its_types_of_period(office: Reference) -> None:
    due: dict[str, set[str]] = defaultdict(set)
    unit = office.unit_on("A", "2024")
    assert unit
    for period in office.period:
        for form_id in office.due_lines(unit, period.period_id):
            due[form_id].add(period.period_type)
    assert due == {"form_1": {"month", "quarter"}, "form_2": {"quarter"}, "form_3": {"year"}, "form_4": {"term"}}


def test_a_sum_over_a_year_counts_each_figure_once(built: duckdb.DuckDBPyConnection) -> None:
    query = """
        select sum(value), sum(whole_value) from marts.{} join marts.period using (period_id)
        where indicator_id = 'admitted' and year = 2024
    """
    expected = total(months_of(2024))
    assert rows(built, query.format("observation")) == [(expected, expected)]  # the quarters say it again
    assert rows(built, query.format("indicator_total")) == [(expected, 2 * expected)]  # and so does the year, of its months


def test_a_rate_of_a_year_counts_the_parts_of_each_figure_once(built: duckdb.DuckDBPyConnection) -> None:
    query = """
        select sum(numerator), sum(denominator) from marts.{} join marts.period using (period_id)
        where indicator_id = 'attended_pct' and year = 2024
    """
    for mart in ("observation", "indicator_total", "indicator_total_by_kind", "indicator_total_by_sector"):
        assert rows(built, query.format(mart)) == [(11 * 3 * 12, 11 * 4 * 12)], mart


@pytest.mark.parametrize(
    ("indicator", "due"), [("admitted", 12), ("attended_pct", 12), ("members", 12), ("visits", 4), ("budget", 1)]
)
def test_figures_due_in_a_year_are_counted_once(indicator: str, due: int, built: duckdb.DuckDBPyConnection) -> None:
    query = f"""
        select count(*) from marts.observation join marts.period using (period_id)
        where indicator_id = '{indicator}' and year = 2024 and not is_whole
    """
    assert rows(built, query) == [(2 * due,)]


@pytest.mark.parametrize(
    ("indicator", "period", "column", "value"),
    [
        ("admitted", "2024-05", "value", 55),
        ("admitted", "2024Q2", "whole_value", 11 * (4 + 5 + 6)),
        ("admitted", "2024", "whole_value", 11 * 78),
        ("visits", "2024Q1", "value", 33),
        ("visits", "2024", "whole_value", 132),
        ("budget", "2024", "value", 77),
        ("members", "2024Q2", "closing_by_period[period_id]", 1100 + 12),
        ("members", "2024", "closing_by_period[period_id]", 1100 + 24),
        ("opening", "2024", "opening_by_period[period_id]", 1100),
        ("attended_pct", "2024-01", "rate_pct", 75),
        ("attended_pct", "2024", "rate_pct", 75),
    ],
)
def test_a_longer_period_is_made_of_its_parts(
    built: duckdb.DuckDBPyConnection, indicator: str, period: str, column: str, value: float
) -> None:
    columns = ("value", "whole_value", "opening_by_period[period_id]", "closing_by_period[period_id]", "rate_pct")
    query = (
        f"from marts.indicator_total select {', '.join(columns)} where indicator_id = '{indicator}' and period_id = '{period}'"
    )
    assert rows(built, query) == [tuple(value if name == column else None for name in columns)]


def test_a_year_of_which_months_are_not_due_has_no_total(built: duckdb.DuckDBPyConnection) -> None:
    query = "select indicator_id from marts.indicator_total where period_id = '2025' order by 1"
    assert rows(built, query) == [("admitted_year",), ("budget",)]


def test_a_year_so_far_adds_up_periods_of_its_own_type(built: duckdb.DuckDBPyConnection) -> None:
    query = """
        select period_id, year_to_date_value, term_to_date_value from marts.indicator_cumulative
        where indicator_id = 'admitted' and period_id in ('2024-05', '2024Q2', '2025-02', '2025Q1') order by 1
    """
    first, second = total(MONTHS[:5]), total(MONTHS[:6])
    # The youth's term of quarters began last: it is the one that counts where the terms lie side by side.
    assert rows(built, query) == [
        ("2024-05", first, first),
        ("2024Q2", second, second),
        ("2025-02", total(MONTHS[12:14]), total(MONTHS[6:14])),
        ("2025Q1", total(MONTHS[12:15]), total(MONTHS[6:15])),
    ]


def test_a_target_is_judged_by_the_periods_that_it_names(built: duckdb.DuckDBPyConnection) -> None:
    query = (
        "select target_id, cutoff_period_id, result_value, elapsed_share, result_years from core.target_progress order by all"
    )
    found = rows(built, query)
    assert ("T1", "2024", 11.0 * 78, 0.5, None) in found
    assert ("T2", "2024", 75.0, 0.5, None) in found
    assert {row[1] for row in found} == {"2024", "2025"}


@pytest.mark.parametrize("name", ["evaluation_mid_term", "evaluation_end_of_term"])
def test_of_terms_side_by_side_a_target_is_judged_in_its_own(built: duckdb.DuckDBPyConnection, name: str) -> None:
    query = f"select term_id, target_version_id from marts.{name} order by all"
    assert rows(built, query) == [("bloc", "T1/congress"), ("bloc", "T2/congress")]


def test_a_figure_of_a_year_is_taken_from_what_makes_it_up(built: duckdb.DuckDBPyConnection) -> None:
    query = "select figure_id, cutoff_period_id, value from core.printed_figure_value where value is not null order by all"
    # F1 of the year in the term of years; in that of quarters, of the part of the year that lies in it.
    assert rows(built, query) == [
        ("F1", "2024", 858.0),
        ("F1", "2024Q4", total(MONTHS[6:12])),
        ("F1", "2025", 858.0),
        ("F1", "2025Q2", total(MONTHS[6:12])),
        ("F2", "2024", 132.0),
        ("F2", "2024Q4", 66.0),
        ("F2", "2025Q2", 132.0),
    ]


def test_a_yearly_figure_is_compared_with_its_parts_once(built: duckdb.DuckDBPyConnection) -> None:
    query = "select unit_id, period_id, received_low, expected_low from quality.case_year_total order by all"
    assert rows(built, query) == [("A", "2024", 78.0, 78.0), ("B", "2024", 780.0, 780.0)]


def test_what_is_counted_each_month_is_compared_with_the_month_before(built: duckdb.DuckDBPyConnection) -> None:
    query = "select unit_id, share from quality.case_copied where period_id = '{}' order by all"
    # Attendances are those of the month before, admissions are not.
    assert rows(built, query.format("2024-05")) == [("A", pytest.approx(2 / 3)), ("B", pytest.approx(2 / 3))]
    assert rows(built, query.format("2024")) == []  # two figures are asked for each year


def test_an_evaluation_tells_what_came_for_every_period_of_its_term(
    built: duckdb.DuckDBPyConnection, office: Reference, tmp_path: Path
) -> None:
    sign(built, "20260131T000000000000Z-0", datetime(2026, 1, 31, tzinfo=UTC))
    mid_term, _ = write_evaluations(built, office, tmp_path)
    page = mid_term.read_text(encoding="utf-8")
    [(_, youth), (_, bloc)] = sorted((part.find("Nhiệm kỳ của khối"), part) for part in page.split("<h1")[1:])
    for part, periods in ((bloc, [*MONTHS[:12], *QUARTERS[:4], "2024"]), (youth, [*MONTHS[6:12], *QUARTERS[2:4]])):
        told = re.findall(
            r"<tr><td data-head=\"Kỳ báo cáo\">([^<]*)</td><td class=\"number\" data-head=\"[^\"]*\">\d+</td>", part
        )
        assert sorted(told) == sorted(office.periods[name].label_vi for name in periods)


def test_periods_are_told_by_their_type_and_days(built: duckdb.DuckDBPyConnection) -> None:
    query = """
        select period_id, period_type, year, year_vi, is_of_full_year, previous_period_id, term_id, number_in_term
        from marts.period where period_id in ('2024-01', '2025-01', '2025Q1', '2024', '2024/25') order by 1
    """
    assert rows(built, query) == [
        ("2024", "year", 2024, "Năm 2024", True, None, "bloc", 1),
        ("2024-01", "month", 2024, "Năm 2024", True, None, "bloc", 1),
        ("2024/25", "term", None, "Nhiệm kỳ 2024-2025", False, None, "bloc", 1),
        ("2025-01", "month", 2025, "Năm 2025 (chỉ có Tháng 1 năm 2025 – Tháng 6 năm 2025)", False, "2024-12", "youth", 7),
        ("2025Q1", "quarter", 2025, "Năm 2025 (chỉ có Quý I năm 2025 – Quý II năm 2025)", False, "2024Q4", "youth", 3),
    ]


@pytest.mark.parametrize(
    ("text", "form_id", "named"),
    [
        ("Tháng 9/2024", "form_1", ("2024-09",)),
        ("Q3/2024", "form_1", ("2024Q3",)),
        ("2024-09", None, ("2024-09",)),
        ("2024/25", None, ("2024/25",)),
        ("Năm 2024", "form_3", ("2024",)),
        ("Nhiệm kỳ 2024 - 2025", "form_4", ("2024/25",)),
        ("01/01/2024 - 31/12/2025", None, ("2024", "2025")),
        # a month or a quarter: where the form is reported for one of them it is that, where for both it is asked about
        ("01/2024", "form_1", ("2024-01", "2024Q1")),
        ("01/2024", "form_2", ("2024Q1",)),
        ("09/2024", "form_1", ("2024-09",)),
        # the register has no half-years, and no nine months: what makes up the one is several, and the other is unknown
        ("6 tháng đầu năm 2024", "form_1", ("2024Q1", "2024Q2")),
        ("9 tháng năm 2024", "form_1", ()),
        ("Tháng 9/2026", "form_1", ()),
        ("cùng kỳ năm trước", "form_1", ()),
    ],
)
def test_what_a_head_names_is_a_period_of_the_form_or_asked_about(
    office: Reference, text: str, form_id: str | None, named: tuple[str, ...]
) -> None:
    assert Forms.of(office).periods_in(text, form_id) == named


def test_a_column_that_counts_up_to_a_day_is_about_whatever_ends_then(office: Reference) -> None:
    forms = Forms.of(office)
    named = forms.periods_of_column("Số liệu (tính đến 31/3/2024)")
    assert set(named) == {"2024-03", "2024Q1"}
    assert forms.are_one(named)
    assert not forms.are_one(forms.periods_of_column("Quý I, Quý II năm 2024"))


@pytest.mark.parametrize("period_id", [MONTHS[3], QUARTERS[1], "2024", "2024/25"])
def test_a_template_of_any_period_reads_back(office: Reference, tmp_path: Path, period_id: str) -> None:
    unit, period = office.unit_on("A", period_id), office.periods[period_id]
    assert unit
    due = [line for lines in office.due_lines(unit, period_id).values() for line in lines]
    values = {(line.form_id, line.line_code): number for number, line in enumerate(due, start=1)}
    path = tmp_path / "A.xlsx"
    write_workbook(path, office, unit, period, receiver_vi="Văn phòng", values=values, previous={}, is_live=True)
    read = read_return(path, Forms.of(office))
    assert read.findings["fault"] == []
    assert set(zip(read.entries["unit_id"], read.entries["period_id"], strict=True)) == {("A", period_id)}
    assert [int(value) for value in read.entries["value"]] == list(range(1, len(due) + 1))
