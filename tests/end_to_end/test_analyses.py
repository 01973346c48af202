"""The questions that analysts ask, in sql/analyses: each answered from the published file as the sample's figures answer it.

What is expected is worked out from what the generator put into the workbooks, the registers and the printed report alone.
"""

import csv
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines.folders import PROJECT, SQL
from pipelines.language.notation import format_number
from pipelines.reference import Reference, Unit, load_reference
from tests.conftest import FIRST_HALF, Installation
from tests.sample.generate import Figures, generate, known_by
from tests.sample.workbooks import SEED, shipped_periods

ANALYSES = SQL / "analyses"
MERGED = {"TC56": "TC58", "TC57": "TC58"}


@pytest.fixture(scope="module")
def sample(sample: Installation) -> Iterator[Installation]:
    with sample.opened() as opened:
        yield opened


@cache
def registers() -> Reference:
    """The registers as the sample's night knows them."""
    return known_by(load_reference(PROJECT / "raw" / "reference"), FIRST_HALF[-1])


@cache
def figures() -> Figures:
    """What every unit reports, as it was written into the shipped workbooks."""
    return generate(registers(), shipped_periods(registers()), SEED)


def reported(indicator_id: str) -> Iterator[tuple[Unit, str, int]]:
    """Unit as it was, half-year and figure of every return with a number of this indicator."""
    for (unit_id, period_id), cells in figures().items():
        unit = registers().unit_on(unit_id, period_id)
        if unit and isinstance(value := cells.get(indicator_id), int):
            yield unit, period_id, value


def ask(sample: Installation, name: str) -> list[dict[str, Any]]:
    """Rows of an analysis on the published file, column → value."""
    assert sample.open_file
    cursor = sample.open_file.execute((ANALYSES / f"{name}.sql").read_text(encoding="utf-8"))
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def labels(list_id: str) -> dict[str, str]:
    return {code.code: code.label_vi for code in registers().codes(list_id)}


@pytest.mark.parametrize("path", sorted(ANALYSES.glob("*.sql")), ids=lambda path: str(path.stem))
def test_every_analysis_runs_on_the_published_file(path: Path, sample: Installation) -> None:
    if path.stem not in ("changed_since_a_release", "compared_with_a_frozen_release", "why_figures_changed"):
        ask(sample, path.stem)


def test_whom_to_chase_names_every_return_that_is_still_to_come_once(sample: Installation) -> None:
    found = ask(sample, "whom_to_chase")
    to_come = [period.period_id for period in registers().period if period.period_id > "2023H1"]
    owing = sum(
        any(
            line.indicator_id == "members_admitted"
            for lines in registers().due_lines(unit, period_id).values()
            for line in lines
        )
        for period_id in to_come
        for unit in registers().units_owing(period_id)
    )
    assert [row["decisive_rank"] for row in found] == list(range(1, owing + 1))
    assert sum(row["unknown_pct"] for row in found) == pytest.approx(100, abs=0.1 * owing)


def test_admissions_per_unit_and_year_with_names_and_sector(sample: Installation) -> None:
    expected: dict[tuple[str, int], int] = defaultdict(int)
    named: dict[tuple[str, int], Unit] = {}
    for unit, period_id, value in reported("members_admitted"):
        key = unit.unit_id, registers().years[period_id] or 0
        expected[key] += value
        named[key] = unit
    due = ask(sample, "admissions_by_unit_and_year")
    assert {(row["known_count"], row["due_count"]) for row in due if row["year_vi"] == "Năm 2023"} == {(1, 2)}
    found = [row for row in due if row["known_count"]]
    assert sum(row["admitted_count"] for row in found) == 339
    assert [(row["unit_id"], row["name_vi"], row["sector_vi"], row["admitted_count"]) for row in found] == [
        (unit_id, named[unit_id, year].name_vi, labels("sector")[named[unit_id, year].sector], count)
        for (unit_id, year), count in sorted(expected.items())
    ]
    halves = {row["year_vi"] for row in found if "chỉ có" in row["year_vi"]}
    assert halves == {"Năm 2020 (chỉ có 6 tháng cuối năm 2020)"}


def test_the_first_release_alone_has_revised_nothing(sample: Installation) -> None:
    found = {row["cutoff_vi"]: row for row in ask(sample, "revision_triangle")}
    last = found["6 tháng đầu năm 2023"]
    assert (last["first_vi"], last["releases_vi"], last["revised_value"]) == ("339 người", ["#1: 339 người"], None)


def test_the_ten_units_with_most_admissions_per_100_members(sample: Installation) -> None:
    admitted: dict[str, int] = defaultdict(int)
    for unit, _, value in reported("members_admitted"):
        admitted[MERGED.get(unit.unit_id, unit.unit_id)] += value
    members = {unit.unit_id: value for unit, period_id, value in reported("members_closing") if period_id == "2023H1"}
    shares = sorted((100 * admitted[unit_id] / members[unit_id] for unit_id in members), reverse=True)
    found = ask(sample, "top_ten_by_admissions")
    assert [float(row["admitted_per_100_members"]) for row in found] == pytest.approx(shares[:10])
    for row in found:
        unit_id = row["current_unit_id"]
        assert (row["admitted_count"], row["member_count"]) == (admitted[unit_id], members[unit_id])


def test_attendance_by_sector_and_half_year(sample: Installation) -> None:
    parts: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for place, indicator_id in enumerate(("meeting_attendance_present", "meeting_attendance_due")):
        for unit, period_id, value in reported(indicator_id):
            parts[labels("sector")[unit.sector], registers().periods[period_id].label_vi][place] += value
    found = {(row["sector_vi"], row["period_vi"]): row for row in ask(sample, "attendance_by_sector")}
    assert found.keys() == parts.keys()
    for key, (present, due) in parts.items():
        assert (found[key]["present_count"], found[key]["due_count"]) == (present, due)
        assert float(found[key]["attendance_pct"]) == pytest.approx(100 * present / due, abs=1e-6)


def test_a_rate_of_several_rows_is_its_numerators_through_its_denominators_and_no_mean_of_rates(sample: Installation) -> None:
    parts: dict[tuple[str, int], list[int]] = defaultdict(lambda: [0, 0])
    for place, indicator_id in enumerate(("meeting_attendance_present", "meeting_attendance_due")):
        for unit, period_id, value in reported(indicator_id):
            parts[labels("unit_kind")[unit.kind], registers().years[period_id] or 0][place] += value
    found = ask(sample, "attendance_by_kind_and_year")
    assert [row["attendance_pct"] for row in found] == pytest.approx(
        [100 * parts[key][0] / parts[key][1] for key in sorted(parts)]
    )
    assert {row["due_count"] - row["known_count"] for row in found if row["year_vi"] != "Năm 2023"} == {0}
    means = sample.query(
        "select avg(rate_pct) from marts.observation join marts.unit using (unit_version_id) "
        "join marts.period using (period_id) where indicator_id = 'meeting_attendance_pct' "
        "group by kind_vi, year having count(rate_pct) > 0 order by kind_vi, year"
    )
    assert all(abs(mean - row["attendance_pct"]) > 1e-4 for (mean,), row in zip(means, found, strict=True))


def test_the_mid_term_table_is_that_of_the_printed_report(sample: Installation) -> None:
    words = {"exceeded": "Vượt", "met": "Đạt", "not_met": "Chưa đạt"}
    with (PROJECT / "tests" / "data" / "report_165_targets.csv").open(encoding="utf-8", newline="") as file:
        printed = {f"{line['target_id']}/congress": words[line["midterm_verdict"]] for line in csv.DictReader(file)}
    found = ask(sample, "mid_term")
    assert {row["target_version_id"]: row["verdict_vi"] for row in found} == printed
    results = {row["target_version_id"]: (row["target_vi"], row["result_vi"]) for row in found}
    assert results["T4/congress"] == ("400 người", "339 người")
    expected = {row["target_version_id"]: row["expected_vi"] for row in found}
    assert (expected["T4/congress"], expected["T3c/congress"]) == ("240 người", "dưới 1,5 %")
    assert results["T5/congress"] == ("5 lớp", "3 lớp")
    assert results["T3c/congress"][0] == "dưới 1,5 %"
    assert results["T2/congress"] == ("Hoàn thành tốt nhiệm vụ", "Hoàn thành tốt nhiệm vụ")


def test_the_cells_behind_a_target_are_those_with_its_figures(sample: Installation) -> None:
    expected = sorted(
        (unit.name_vi, registers().periods[period_id].label_vi, value)
        for unit, period_id, value in reported("members_admitted")
    )
    found = ask(sample, "behind_a_target")
    assert sorted((row["unit_name_vi"], row["period_vi"], row["value"]) for row in found) == expected
    assert sum(row["value"] for row in found) == 339
    assert all(row["path"] and row["sheet_name"] and row["address"] for row in found)


def test_the_cells_behind_a_rate_are_those_of_its_numerator_and_denominator(sample: Installation) -> None:
    year = [(unit, value) for unit, period_id, value in reported("members_rated") if period_id == "2021H2"]
    found = ask(sample, "behind_a_rate")
    assert sorted((row["unit_name_vi"], row["value"]) for row in found if row["part_vi"] == "mẫu số") == sorted(
        (unit.name_vi, value) for unit, value in year
    )
    good = sum(
        value
        for name in ("members_rated_excellent", "members_rated_good")
        for _, period_id, value in reported(name)
        if period_id == "2021H2"
    )
    assert sum(row["value"] for row in found if row["part_vi"] == "tử số") == good
    assert all(row["address"] for row in found)


def test_the_share_rated_excellent_by_kind_of_unit(sample: Installation) -> None:
    rated: dict[tuple[str, int], list[str]] = defaultdict(list)
    for (unit_id, period_id), cells in figures().items():
        unit = registers().unit_on(unit_id, period_id)
        if unit and (rating := cells.get("organisation_rating")):
            rated[labels("unit_kind")[unit.kind], registers().years[period_id] or 0].append(str(rating))
    found = ask(sample, "rated_excellent_by_kind")
    assert {(row["kind_vi"], row["year"]): (row["rated_count"], row["excellent_count"]) for row in found} == {
        key: (len(ratings), ratings.count("hoan_thanh_xuat_sac")) for key, ratings in rated.items()
    }


def test_members_as_organised_then_and_now_come_to_the_same(sample: Installation) -> None:
    then = {(period_id, unit.unit_id): value for unit, period_id, value in reported("members_closing")}
    now: dict[tuple[str, str], int] = defaultdict(int)
    for (period_id, unit_id), value in then.items():
        now[period_id, MERGED.get(unit_id, unit_id)] += value
    found = ask(sample, "members_then_and_now")
    assert {(row["period_id"], row["unit_then"]): row["member_count"] for row in found} == then
    assert {(row["period_id"], row["unit_now"]): row["member_count_now"] for row in found} == now
    happened = sample.query("select event_kind, from_unit_version_id, to_unit_version_id from marts.unit_event order by all")
    assert happened == [
        ("merged", "TC56/2010-01-01", "TC58/2022-01-01"),
        ("merged", "TC57/2010-01-01", "TC58/2022-01-01"),
        ("upgraded", "TC35/2010-01-01", "TC35/2021-07-01"),
    ]
    as_is = [row for row in ask(sample, "units_as_is") if row["indicator_id"] == "members_closing" and row["value"] is not None]
    assert {(row["period_id"], row["as_is_unit_version_id"].split("/")[0]): row["value"] for row in as_is} == now


def test_members_at_the_start_and_at_the_end_balance(sample: Installation) -> None:
    found = {row["period_id"]: row for row in ask(sample, "member_balance")}
    assert found["2023H1"]["known_count"] == found["2023H1"]["due_count"] == 56
    assert found["2023H2"]["known_count"] == 0 < found["2023H2"]["due_count"]
    assert [(row["term_known_count"], row["term_due_count"]) for row in found.values()][5:7] == [(339, 339), (339, 395)]
    assert found["2023H1"]["members_opening"] == 4186
    assert found["2023H1"]["members_admitted"] == 339
    for period_id in shipped_periods(registers()):
        row = found[period_id]
        flows = row["members_admitted"] + row["members_transferred_in"]
        flows -= row["members_transferred_out"] + row["members_removed"]
        assert row["members_opening"] + flows == row["members_closing"]
        closing = sum(value for _, period, value in reported("members_closing") if period == period_id)
        assert row["members_closing"] == closing


def test_one_unit_wide_with_half_years_as_columns(sample: Installation) -> None:
    found = {row["indicator_vi"]: row for row in ask(sample, "one_unit")}
    admitted = found[registers().indicators["members_admitted"].label_vi]
    for (unit_id, period_id), cells in figures().items():
        if unit_id == "TC35":
            assert admitted[period_id] == f"{cells['members_admitted']} người"
    rating = figures()["TC35", "2021H2"]["organisation_rating"]
    assert found[registers().indicators["organisation_rating"].label_vi]["2021H2"] == labels("rating")[str(rating)]
    assert admitted["2023H2"] == "chưa có phiếu được tính"


def test_admissions_cumulative_by_half_year(sample: Installation) -> None:
    found = ask(sample, "cumulative_by_half_year")
    of_period: dict[str, int] = defaultdict(int)
    for _, period_id, value in reported("members_admitted"):
        of_period[period_id] += value
    term = 0
    for row, period_id in zip(found, sorted(of_period), strict=False):
        term += of_period[period_id]
        same_year = [other for other in of_period if other[:4] == period_id[:4] and other <= period_id]
        assert row["period_value"] == of_period[period_id]
        assert row["year_to_date_value"] == sum(of_period[other] for other in same_year)
        assert row["term_to_date_value"] == term
    assert term == 339


def test_open_warnings_by_unit_and_rule(sample: Installation) -> None:
    found = {(row["unit_name_vi"], row["rule_id"]): row["warning_count"] for row in ask(sample, "open_warnings")}
    # Youth planted far more than ten trees per member in each half-year, the bloc as a whole too, and two reporters differ.
    assert found == {("Đoàn Thanh niên mẫu", "RTO-40"): 6, ("toàn Khối", "PER-01"): 6, ("toàn Khối", "REC-01"): 1}


def test_the_numbers_of_a_finding_are_those_of_its_words(sample: Installation) -> None:
    numbers = "received, received_low_value, received_high_value, expected, expected_low_value, expected_high_value"
    found = sample.query(f"select {numbers} from marts.finding")
    assert len(found) == 13
    for received, low, high, expected, least, most in found:
        assert format_number(low) == format_number(high) == received
        assert format_number(least) == format_number(most) == expected


def test_what_an_analyst_would_ask_besides_comes_out_as_the_workbooks_say(sample: Installation) -> None:
    units = {unit.unit_id for unit in registers().unit}
    closing = {unit.unit_id: value for unit, period_id, value in reported("members_closing") if period_id == "2023H1"}
    by_sector: dict[str, int] = defaultdict(int)
    for unit, period_id, value in reported("members_closing"):
        if period_id == "2023H1":
            by_sector[labels("sector")[unit.sector]] += value
    of_members = "marts.observation join marts.unit using (unit_version_id) where indicator_id = 'members_closing'"
    answers = {
        "select count(*) from marts.unit where is_latest_version": [(len(units),)],
        "select count(*) from marts.target where is_latest_version": [(len({row.target_id for row in registers().target}),)],
        "select count(*) from marts.indicator": [(len(registers().indicator),)],
        "select indicator_id, part_of_ids from marts.indicator where indicator_id in ('members_opening', 'members_expelled') "
        "order by all": [("members_expelled", ["members_disciplined", "members_removed"]), ("members_opening", [])],
        "select count(*) from marts.period": [(len(registers().period),)],
        f"select sum(closing_by_period['2023H1']) from {of_members}": [(4486,)],
        f"select round(avg(closing_by_period['2023H1']), 4) from {of_members}": [(round(4486 / len(closing), 4),)],
        f"select max(closing_by_period['2023H1']) from {of_members}": [(max(closing.values()),)],
        f"select sector_vi, sum(closing_by_period['2023H1']) from {of_members} and period_id = '2023H1' group by 1 "
        "order by 1": sorted(by_sector.items()),
        "select sum(closing_by_period['2023H1']) from marts.indicator_total_by_sector where indicator_id = 'members_closing'": [
            (4486,)
        ],
        "select sum(value) from marts.indicator_total where indicator_id = 'members_admitted'": [(339,)],
        "select sum(value) from marts.result_part join marts.observation using (indicator_id, period_id) "
        "join marts.target_evaluation using (result_id) where target_version_id = 'T4/congress' "
        "and cutoff_period_id = '2023H1'": [(339,)],
        "select count(*) from marts.return where period_id = '2023H1' and status = 'accepted'": [
            (len(registers().units_owing("2023H1")),)
        ],
        "select count(*), count(distinct receipt_id), count(*) filter (where is_latest) from marts.file": [(387, 387, 387)],
        "select count(*) from marts.observation where figure_vi is null": [(0,)],
        "select count(*) from marts.indicator_total where figure_vi is null and known_count > 0 "
        "and coalesce(denominator, 1) > 0": [(0,)],
        "select distinct figure_vi from marts.indicator_total_by_sector where indicator_id = 'members_closing' "
        "and value is null and known_count = 0": [(None,)],
        "select figure_vi from marts.indicator_total where indicator_id = 'members_closing' and period_id = '2023H1'": [
            ("4.486 người",)
        ],
        "select count(*) from marts.printed_figure where figure_vi is null and known_count > 0": [(0,)],
        "select figure_vi from marts.printed_figure where figure_id in ('F004', 'F003') and cutoff_period_id = '2023H1' "
        "order by figure_id": [("Hoàn thành tốt nhiệm vụ",), ("98,2 %",)],
        "select count(*) from marts.finding join marts.unit using (unit_version_id) join marts.rule using (rule_id)": [(13,)],
    }
    for query, expected in answers.items():
        assert sample.query(query) == expected, query


@pytest.mark.parametrize(
    "query",
    [
        "select unit_version_id, sum(closing_by_period) from marts.observation group by 1",
        "select avg(opening_by_period) from marts.observation",
        "select sum(closing_by_period) from marts.indicator_total",
        "select avg(rating_rank) from marts.observation",
        "select sum(rating_vi) from marts.observation",
        "select sum(value) from marts.observation join marts.unit using (unit_id)",
        "select sum(value) from marts.observation join marts.target using (target_id)",
    ],
)
def test_what_would_come_out_wrong_does_not_come_out(query: str, sample: Installation) -> None:
    with pytest.raises(duckdb.BinderException):
        sample.query(query)


def test_what_never_came_is_missing_and_nothing_else_is(sample: Installation) -> None:
    later = [period for period in registers().period if period.period_id > "2023H1"]
    owed = {(unit.name_vi, period.label_vi) for period in later for unit in registers().units_owing(period.period_id)}
    found = ask(sample, "missing_late_or_refused")
    assert {(row["unit_name_vi"], row["period_vi"]) for row in found if row["status_vi"] == "quá hạn chưa nộp"} == owed
    assert {row["status_vi"] for row in found if row["late_days"]} == {"được chấp nhận"}


FACTS = (
    "observation",
    "return",
    "return_revision",
    "finding",
    "decision",
    "file",
    "not_counted",
    "figure_change",
    "indicator_total",
    "indicator_total_by_kind",
    "indicator_total_by_sector",
    "indicator_cumulative",
    "target_evaluation",
    "result_part",
    "printed_figure",
)
DIMENSIONS = {
    "unit_version_id": "unit",
    "period_id": "period",
    "indicator_id": "indicator",
    "target_version_id": "target",
    "rule_id": "rule",
}


@pytest.mark.parametrize("fact", FACTS)
def test_a_fact_joined_to_its_dimensions_keeps_its_rows_and_offers_no_join_that_would_not(
    fact: str, sample: Installation
) -> None:
    of_fact = f"schema_name = 'marts' and table_name = '{fact}'"
    columns = {name for (name,) in sample.query(f"select column_name from duckdb_columns() where {of_fact}")}
    assert columns
    ((count,),) = sample.query(f"select count(*) from marts.{fact}")
    for key, dimension in DIMENSIONS.items():
        if key in columns:
            joined = sample.query(f"select count(*) from marts.{fact} join marts.{dimension} using ({key})")
            # An inner join loses none: what is about no unit, half-year or indicator names a row of the dimension.
            assert joined == [(count,)], key
    # What is the same through several versions stands in the dimension alone.
    assert not columns & {"unit_id", "target_id"}
