"""A rule that waits for another is silent about what that one's broken case touches, and judged on all else."""

import duckdb
import pytest

from pipelines.definitions import models as shipped
from tests.sql.given import rows

GIVEN = """
create schema staging; create schema quality;
create table staging.return as select 'r' as return_id, 'district' as unit_id;
create table staging.unit_above as from (values ('c1', 'p', 'area'), ('c1', 'p', 'district'), ('c2', 'p', 'area'))
    as above(part_id, period_id, whole_id);
create table quality.prerequisite as from (values
    ('waits', 'needed', 'indicator', 'i', 'j'), ('waits_all', 'needed', 'return', null, null),
    ('of_period', 'needed', 'period', null, null), ('of_bloc', 'needed', 'bloc', null, null)
) as waiting(rule_id, needed_rule_id, silent_about, broken_indicator_id, indicator_id);
create table quality.case_reader (rule_id text, return_id text, unit_id text, period_id text, indicator_id text);
"""
BROKEN = "create table quality.failing_case as select 'needed' as rule_id, 'r' as return_id, ? as unit_id, 'p' as period_id, "


@pytest.mark.parametrize("is_about_returns", [True, False])
@pytest.mark.parametrize(
    ("unit_id", "touched"),
    [
        ("c1", ["area", "c1", "district"]),  # and no other commune
        ("c3", ["c3", "district"]),
        ("district", [None]),
        (None, [None]),
    ],
)
def test_a_broken_figure_silences_what_waits_for_it_of_its_unit_and_of_the_totals_over_it(
    unit_id: str | None, touched: list[str | None], is_about_returns: bool, empty: duckdb.DuckDBPyConnection
) -> None:
    empty.execute(GIVEN)
    empty.execute(f"{BROKEN} 'i' as indicator_id, {is_about_returns} as is_about_returns", [unit_id])
    empty.execute(f"create table quality.return_set_aside as {shipped['quality.return_set_aside'].sql}")
    assert bool(rows(empty, "from quality.return_set_aside")) == is_about_returns
    found = rows(empty, f"from ({shipped['quality.set_aside'].sql}) order by all")
    assert found == [
        ("of_bloc", None, None, None, None),
        ("of_period", None, None, "p", None),
        *(("waits", "r", unit, None, "j") for unit in touched),
        *(("waits_all", "r", unit, None, None) for unit in touched),
    ]
