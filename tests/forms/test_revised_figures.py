"""A return that tells figures of many units is kept, compared and sent again unit by unit."""

from pathlib import Path

import duckdb

from pipelines.definitions import models
from pipelines.intake.archive import Archive
from pipelines.reference import load_reference
from tests.forms.landed import OF_FORMS, build, forms_of, registers_of, send
from tests.sql.given import rows

NAME = "bieu-chi-bo-theo-cot"


def test_what_a_revision_changes_of_several_units_is_told_of_each(database: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    reference = load_reference(registers_of(tmp_path / "reference", NAME))
    send(tmp_path, NAME, {})
    Archive(tmp_path / "archive").receive(tmp_path / "returns")
    send(tmp_path, NAME, {"E10": 15, "F10": 23, "I13": "…"})
    db = build(database, tmp_path, reference, forms_of(reference, NAME), "marts.figure_change", rules=OF_FORMS)
    changes = "select indicator_id, address, value_before, value, state from marts.figure_change order by address"
    assert rows(db, changes) == [
        ("pm_closing", "E10", 14, 15, "value"),
        ("pm_closing", "F10", 22, 23, "value"),
        ("pm_meetings", "I13", 1, None, "no_data"),
    ]


def test_figures_of_two_units_may_stand_in_the_same_cell_of_two_sheets(database: duckdb.DuckDBPyConnection) -> None:
    database.execute("create schema marts")
    told = "'r1' as revision_id, 'poor' as indicator_id, '' as breakdown, 'plan' as kind, 'D9' as address, 'x' as kind_vi"
    days = "date '2025-01-01' as starts_on, null as value_by_kind, null as part_by_axes"
    pages = "(values ('X1/2010', 'Trang 1'), ('X2/2010', 'Trang 2')) as page (unit_version_id, sheet_name)"
    database.execute(f"create table marts.observation_by_kind as select {told}, {days}, * from {pages}")
    [check] = models["marts.observation_by_kind"].tests
    assert rows(database, check.sql) == []


def test_yearly_figures_of_two_units_in_one_return_are_each_compared_with_their_periods(
    database: duckdb.DuckDBPyConnection,
) -> None:
    told = "as is_in_force, value::double as value, value::double as low, value::double as high"
    given = {
        "quality.rule_in_force": "select 'YTT' as rule_id, 'year_total' as kind, 'Y' as period_id, 'year' as indicator_id, "
        "'half' as whole, 0.0 as tolerance",
        "reference.period": "select 'H' || part as period_id, 'half_year' as period_type, 2025 as year, "
        "make_date(2025, 6 * part - 5, 1) as starts_on, last_day(make_date(2025, 6 * part, 1)) as ends_on "
        "from range(1, 3) as parts (part) union all select 'Y', 'year', 2025, date '2025-01-01', date '2025-12-31'",
        "core.observation": f"select 'D' as return_id, unit_id, period_id, indicator_id, true {told} "
        "from (values ('X1', 'Y', 'year', 9), ('X2', 'Y', 'year', 7), ('X1', 'H1', 'half', 4), ('X1', 'H2', 'half', 5), "
        "('X2', 'H1', 'half', 3), ('X2', 'H2', 'half', 3)) as figure (unit_id, period_id, indicator_id, value)",
        "core.unit_lineage": "select unit_id, 'H2' as period_id, true as is_same_year, false as is_parted, "
        "unit_id as earlier_unit_id, period_id as earlier_period_id from core.observation where indicator_id = 'half'",
    }
    for schema in ("quality", "reference", "core"):
        database.execute(f"create schema {schema}")
    for table, query in given.items():
        database.execute(f"create table {table} as {query}")
    model = models["quality.case_year_total"]
    cases = f"select unit_id, received_low, expected_low from ({model.sql}) order by unit_id"
    assert rows(database, cases) == [("X1", 9, 9), ("X2", 7, 6)]
