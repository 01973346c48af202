"""Codes, periods and states as SDMX writes them."""

import re
from datetime import date

import duckdb
from hypothesis import strategies as st

from pipelines.queries import query
from tests.properties.batches import batch
from tests.sdmx_files import PERIOD, code_of
from tests.sql.given import World, make_missing

ID = re.compile(r"[A-Za-z0-9_@$-]+")


def with_periods(rows: list[tuple[str, str, date, date]]) -> duckdb.DuckDBPyConnection:
    db = duckdb.connect()
    db.execute("create schema marts")
    db.execute("create table marts.return (period_id varchar, status varchar)")
    db.execute("create table marts.period (period_id varchar, period_type varchar, starts_on date, ends_on date)")
    if rows:
        db.executemany("insert into marts.period values (?, ?, ?, ?)", rows)
    db.execute(query("reports/sdmx_functions"))
    return db


def test_each_code_has_an_id_of_its_own_that_leads_back() -> None:
    signs = st.one_of(st.sampled_from("aZ0_@/$-."), st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
    odd = dict.fromkeys(batch(st.text(signs, min_size=1, max_size=6), 300))
    codes = [*odd, *({"_T", "T4/congress", "T4@congress", "T4$2Fcongress", ">=", "đơn vị"} - odd.keys())]
    ids = with_periods([]).execute("select list_transform(?, lambda code: sdmx_id(code))", [codes]).fetchall()[0][0]
    assert all(ID.fullmatch(each) for each in ids)
    assert [code_of(each) for each in ids] == codes
    said = dict(zip(codes, ids, strict=True))
    assert "_T" not in ids  # a total is SDMX's own
    assert said["T4/congress"] == "T4@congress"


def test_periods_of_the_calendar_have_its_names_and_others_their_days() -> None:
    said = {
        "2023M05": ("month", "2023-05-01", "2023-05-31", "M", "2023-05"),
        "2024M02": ("month", "2024-02-01", "2024-02-29", "M", "2024-02"),
        "2023Q2": ("quarter", "2023-04-01", "2023-06-30", "Q", "2023-Q2"),
        "2023H1": ("half_year", "2023-01-01", "2023-06-30", "S", "2023-S1"),
        "2023H2": ("half_year", "2023-07-01", "2023-12-31", "S", "2023-S2"),
        "own half": ("half_year", "2022-12-15", "2023-06-14", "S", "2022-12-15/P182D"),
        "2023": ("year", "2023-01-01", "2023-12-31", "A", "2023"),
        "2023/24": ("year", "2023-08-01", "2024-07-31", "A", "2023-08-01/P366D"),
        "2023M01-M09": ("nine_months", "2023-01-01", "2023-09-30", "_O", "2023-01-01/P273D"),
        "term": ("term", "2020-07-01", "2025-06-30", "_O", "2020-07-01/P1826D"),
    }
    days = [(name, kind, date.fromisoformat(first), date.fromisoformat(last)) for name, (kind, first, last, *_) in said.items()]
    with with_periods(days) as db:
        found = db.execute("select period_id, frequency, time_period from sdmx_period").fetchall()
    assert {name: tuple(rest) for name, *rest in found} == {name: each[3:] for name, each in said.items()}
    assert all(PERIOD.fullmatch(each) for *_, each in found)


def test_each_state_has_its_status_and_a_bound_is_an_estimate(database: duckdb.DuckDBPyConnection) -> None:
    cells = {"admitted": ">5", "attended": None, "due": 8, "members": "n/a", "rating": "good", "opening": "none"}
    build = World(returns=[("A", "2020H2", cells), ("B", "2020H2", {**cells, "admitted": 0})]).build(database)
    make_missing(build, ["marts.observation", "marts.indicator", "marts.period", "marts.indicator_total", "core.rating"])
    make_missing(build, ["marts.return", "marts.indicator_total_by_kind", "marts.indicator_total_by_sector"])
    build.execute("update marts.return set status = 'not_yet_due' where period_id = '2022H1'")
    build.execute(query("reports/sdmx_functions"))
    figure = '"OBS_VALUE"::double, "RATING", "OBS_STATUS", "COMPARATOR", "LOWER_BOUND"::double'
    rows = build.sql(query("reports/sdmx_observation")).project(f'"REPORTING_UNIT"[1], "INDICATOR", "TIME_PERIOD", {figure}')
    found = {row[:3]: row[3:] for row in rows.fetchall()}
    assert {indicator: found["A", indicator, "2020-S2"] for indicator in cells} == {
        "admitted": (5, None, "E", "$3E", 5),
        "attended": (None, None, "O", None, 0),
        "due": (8, None, "A", None, 8),
        "members": (None, None, "M", None, 0),
        "rating": (None, "good", "A", None, None),
        "opening": (0, None, "A", None, 0),
    }
    assert found["B", "admitted", "2020-S2"][:3] == (0, None, "A")
    assert found["B", "admitted", "2021-S1"][:3] == (None, None, "L")
    assert found["B", "admitted", "2022-S1"][:3] == (None, None, "O")  # it may not exist yet
    totals = build.sql(query("reports/sdmx_indicator_total")).filter(
        "\"TIME_PERIOD\" = '2020-S2' and \"SECTOR\" = '_T' and \"UNIT_KIND\" = '_T'"
    )
    assert dict(totals.project('"INDICATOR", "OBS_STATUS"').fetchall()).items() >= {
        ("admitted", "E"),
        ("attended", "O"),
        ("due", "A"),
        ("members", "M"),
        ("rating", "A"),
    }
