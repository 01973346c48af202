"""Each workbook goes from its file to the marts: totals and their parts apart, each figure once, and none asked about."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import duckdb
import pytest

from tests.databases import few_rows
from tests.forms.landed import built
from tests.forms.reading import expected
from tests.forms.registers import NAMES

Form = tuple[str, duckdb.DuckDBPyConnection]
Told = tuple[str, float | None, str]
"""Unit, value and state."""
FIGURES = {
    "bieu-chi-bo-theo-cot": (35, 0),
    "bieu-dang-vien-ba-tang": (12, 80),
    "bieu-hai-phan": (9, 45),
    "bieu-huyen-theo-xa": (56, 0),
    "bieu-ke-hoach-thang-luy-ke": (8, 0),
    "bieu-nhieu-trang": (10, 70),
    "danh-sach-du-an": (2, 0),
    "finance-two-years": (13, 0),
    "monthly-age-by-sex": (8, 52),
}
"""How many of its figures stand for an indicator as a whole, of units without parts there, and how many for a part of one."""
IN_ALL_MODELS = "bieu-huyen-theo-xa"
"""The form of which all models are made, with their tests; of each of the others: `make soak`."""


@pytest.mark.soak
@pytest.mark.parametrize("name", sorted(set(NAMES) - {IN_ALL_MODELS}))
def test_every_model_is_made_of_a_form_and_each_test_of_it_holds(
    name: str, database: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    db = built(database, tmp_path, name)
    assert db.execute("select distinct status from marts.return_revision").fetchall() == [("accepted",)]


@pytest.fixture(scope="module")
def warehouse_of(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], duckdb.DuckDBPyConnection]]:
    """Gives the warehouse of one form's workbook, built when it is first asked for. Tests only read it."""
    with ExitStack() as opened:

        @cache
        def built_once(name: str) -> duckdb.DuckDBPyConnection:
            db = opened.enter_context(few_rows())
            wanted = () if name == IN_ALL_MODELS else ("marts.observation", "marts.observation_by_breakdown", "marts.return")
            return built(db, tmp_path_factory.mktemp("form"), name, {}, *wanted)

        yield built_once


@pytest.fixture(params=NAMES)
def form(request: pytest.FixtureRequest, warehouse_of: Callable[[str], duckdb.DuckDBPyConnection]) -> Form:
    return request.param, warehouse_of(request.param)


def told(name: str, *, is_part: bool) -> dict[str, Told]:
    """Cell → what a careful reader takes from it, of figures as a whole or in parts."""
    return {
        row["cell"]: (row["unit"], float(row["value"]) if row["value"] else None, row["state"])
        for row in expected(name)
        if row["role"] == "figure" and (row["column_or_breakdown"] != "*") == is_part
    }


def stood(db: duckdb.DuckDBPyConnection, mart: str) -> dict[str, Told]:
    """Cell → what stands of it in a mart."""
    of_mart = {
        "observation": "value, opening_by_period[period_id], closing_by_period[period_id]",
        "observation_by_breakdown": "value_by_axes[axes], opening_by_axes[axes][period_id], closing_by_axes[axes][period_id]",
    }
    value = f"coalesce({of_mart[mart]}, level_value, rate_pct)::double"
    found = db.execute(
        f"select sheet_name || '!' || address, split_part(unit_version_id, '/', 1), {value}, state "
        f"from marts.{mart} where address is not null"
    ).fetchall()
    assert len(found) == len({cell for cell, *_ in found})
    return {cell: (unit, value, state) for cell, unit, value, state in found}


def test_each_figure_of_the_marts_is_what_stands_in_its_cell(form: Form) -> None:
    name, db = form
    observed, parts = stood(db, "observation"), stood(db, "observation_by_breakdown")
    assert (len(observed), len(parts)) == FIGURES[name]
    assert observed.items() <= told(name, is_part=False).items()
    assert parts.items() <= told(name, is_part=True).items()


def test_parts_with_the_same_axes_do_not_add_up_to_more_than_the_whole(form: Form) -> None:
    name, db = form
    compared = db.execute("""
        with part as (
            select unit_version_id, period_id, indicator_id, axes, sum(low_value) as low, sum(high_value) as high,
                bool_or(is_partial) as is_partial
            from marts.observation_by_breakdown group by all
        )
        select axes, low, high, whole.low_value, whole.high_value, is_partial
        from part join marts.observation as whole using (unit_version_id, period_id, indicator_id)
    """).fetchall()
    assert bool(compared) == (FIGURES[name][1] > 0)
    for axes, low, high, whole_low, whole_high, is_partial in compared:
        assert low <= whole_high, axes
        assert is_partial or high >= whole_low, axes


def test_a_workbook_that_agrees_with_itself_is_asked_nothing(form: Form) -> None:
    _, db = form
    # What two of them leave open is asked for.
    query = "select message_vi from quality.finding where rule_id like 'FORM-%' and rule_id <> 'FORM-UNKNOWN'"
    assert db.execute(query).fetchall() == []
    assert db.execute("select distinct status from core.return").fetchall() == [("accepted",)]
    cases = "select (select count(*) from quality.case_form_total) + (select count(*) from quality.case_form_ratio)"
    assert db.execute(cases).fetchall() > [(0,)]


def test_of_a_list_the_total_of_all_its_sections_is_the_figure(
    warehouse_of: Callable[[str], duckdb.DuckDBPyConnection],
) -> None:
    db = warehouse_of("danh-sach-du-an")
    figure = "coalesce(value, list_first(map_values(closing_by_period)))::bigint"
    found = db.execute(f"select indicator_id, {figure} from marts.observation where is_reported order by all").fetchall()
    told = {row["measure"]: row["value"] for row in expected("danh-sach-du-an") if row["line"] == "_total"}
    assert found == [(name, int(told[f"{name} [VND]"])) for name in ("prj_disbursed", "prj_investment")]


def test_a_figure_of_several_axes_is_asked_for_by_one_of_them(warehouse_of: Callable[[str], duckdb.DuckDBPyConnection]) -> None:
    db = warehouse_of("monthly-age-by-sex")
    by_age = db.execute("""
        select members_vi['age_group'] as age_group, sum(value_by_axes['age_group gender'])::integer
        from marts.observation_by_breakdown
        where indicator_id = 'op_all'
        group by age_group
    """).fetchall()
    [(whole,)] = db.execute("select value::integer from marts.observation where indicator_id = 'op_all'").fetchall()
    assert len(by_age) == 4
    assert sum(count for _, count in by_age) == whole


def test_figures_of_communes_belong_to_them_and_come_with_the_return_of_the_department(
    warehouse_of: Callable[[str], duckdb.DuckDBPyConnection],
) -> None:
    db = warehouse_of("bieu-huyen-theo-xa")
    found = db.execute("""
        select distinct returned.unit_name_vi
        from marts.observation
        join marts.return as returned using (return_id)
        where indicator_id = 'farm_households' and observation.value is not null
    """).fetchall()
    assert found == [("Phòng Nông nghiệp huyện Tân Lĩnh",)]
    total = "select sum(value)::double from marts.observation where indicator_id = 'farm_households'"
    assert db.execute(total).fetchall() == [(1369.0,)]
