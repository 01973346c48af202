"""Units that were split: figures as they are now, and stocks of all that came of a split against what it was."""

from datetime import date
from decimal import Decimal

import duckdb
import pytest

from pipelines.definitions import models as shipped
from pipelines.folders import SQL
from pipelines.reference.registers import Period, Unit
from pipelines.reference.unit_events import UNIT_SHARE, UNIT_SPLIT, UnitEvent, unit_shares, unit_splits, with_successors
from pipelines.tables import insert
from tests.sql.given import rows

SPLIT_ON = date(2021, 1, 1)
PERIODS = [
    Period.model_validate(
        {"period_id": name, "label_vi": name, "period_type": "half_year", "starts_on": first, "ends_on": last, "due_on": last}
    )
    for name, first, last in (("2020H2", "2020-07-01", "2020-12-31"), ("2021H1", "2021-01-01", "2021-06-30"))
]


def units() -> list[Unit]:
    """A is split into itself and B; C and D are merged into E."""
    spans = [("A", None, "2020-12-31"), ("A", "2021-01-01", None), ("B", "2021-01-01", None)]
    spans += [("C", None, "2020-12-31"), ("D", None, "2020-12-31"), ("E", "2021-01-01", None)]
    return [
        Unit.model_validate(
            {"unit_id": unit_id, "name_vi": unit_id, "kind": "k", "sector": "s"}
            | {"valid_from_on": first or "2010-01-01", "valid_to_on": last}
        )
        for unit_id, first, last in spans
    ]


def events(share: int | None) -> list[UnitEvent]:
    told = [("split", "A", "A", share), ("split", "A", "B", None), ("merged", "C", "E", None), ("merged", "D", "E", None)]
    return [
        UnitEvent.model_validate(
            {"event_id": kind, "kind": kind, "happened_on": SPLIT_ON, "from_id": was, "to_id": became, "share_pct": part}
        )
        for kind, was, became, part in told
    ]


@pytest.fixture
def changed(empty: duckdb.DuckDBPyConnection, request: pytest.FixtureRequest) -> duckdb.DuckDBPyConnection:
    """What follows of the registers, A keeping so many percent, and what units told of members and of attendance."""
    told = events(request.param)
    empty.execute("create schema reference; create schema core; create schema quality; create schema marts")
    for table, columns in (
        (UNIT_SHARE, unit_shares(units(), told)),
        (UNIT_SPLIT, unit_splits(units(), told, PERIODS)),
    ):
        empty.execute(table.create_sql())
        insert(empty, table, columns)
    empty.execute("""
        create table reference.run as select date '2023-01-02' as office_on;
        create table reference.word (list_id varchar, code varchar, label_vi varchar);
        create table reference.unit (
            unit_id varchar, distinct_name_vi varchar, kind varchar, sector varchar, valid_from_on date);
        create table core.unit_lineage (unit_id varchar, period_id varchar, earlier_unit_id varchar, earlier_period_id varchar,
            periods_back integer);
    """)
    lines = [[unit.unit_id, unit.name_vi, unit.kind, unit.sector, unit.valid_from_on] for unit in units()]
    empty.executemany("insert into reference.unit values (?, ?, ?, ?, ?)", lines)
    past = [(unit, "2021H1", unit, "2021H1", 0) for unit in "ABE"]
    past += [("A", "2021H1", "A", "2020H2", 1), *(("E", "2021H1", was, "2020H2", 1) for was in "CD")]
    empty.executemany("insert into core.unit_lineage values (?, ?, ?, ?, ?)", past)
    return empty


def make(db: duckdb.DuckDBPyConnection, name: str) -> None:
    db.execute(f"create or replace table {name} as {shipped[name].sql}")


@pytest.mark.parametrize("changed", [None], indirect=True)
@pytest.mark.parametrize("is_b_told", [True, False])
def test_what_came_of_a_split_is_compared_together_with_what_it_was(
    is_b_told: bool, changed: duckdb.DuckDBPyConnection
) -> None:
    make(changed, "core.unit_continuity")
    changed.execute("""
        create table quality.rule_in_force as from (values
            ('CON-01', 'continuity', 'opening', '2021H1', 'closing', 0)
        ) as rule (rule_id, kind, indicator_id, period_id, whole, tolerance);
        create table core.observation as from (values
            ('A', '2020H2', 'closing', 10), ('C', '2020H2', 'closing', 3), ('D', '2020H2', 'closing', 4),
            ('A', '2021H1', 'opening', 6), ('B', '2021H1', 'opening', 5), ('E', '2021H1', 'opening', 7)
        ) as told (unit_id, period_id, indicator_id, value);
        alter table core.observation add column is_in_force boolean default true;
        alter table core.observation add column return_id varchar; update core.observation set return_id = unit_id;
        alter table core.observation add column low integer; alter table core.observation add column high integer;
        update core.observation set low = value, high = value;
    """)
    if not is_b_told:
        changed.execute("delete from core.observation where unit_id = 'B'")
    make(changed, "quality.case_continuity")
    found = rows(changed, "select unit_id, received_low, expected_high, detail from quality.case_continuity order by 1")
    split = [("A", 11, 10, "A, B / A"), ("B", 11, 10, "A, B / A")]
    assert found == (split if is_b_told else []) + [("E", 7, 7, "E / C, D")]


@pytest.mark.parametrize("changed", [60], indirect=True)
def test_the_past_of_a_unit_that_came_of_a_split_is_not_its_own(changed: duckdb.DuckDBPyConnection) -> None:
    changed.execute("""
        create table reference.period as from (values
            ('2020H1', 'half_year', 2020, date '2020-01-01'), ('2020H2', 'half_year', 2020, date '2020-07-01'),
            ('2021H1', 'half_year', 2021, date '2021-01-01'), ('2021H2', 'half_year', 2021, date '2021-07-01')
        ) as period (period_id, period_type, year, starts_on);
        create table core.unit_heir as
        select unit_id, period_id, true as is_alive,
            case when became <> '' and period_id > '2021' then became else unit_id end as heir_id
        from (values ('A', ''), ('B', ''), ('C', 'E'), ('D', 'E'), ('E', '')) as unit (unit_id, became), reference.period
        where unit_id not in ('B', 'E') or period_id > '2021';
    """)
    make(changed, "core.unit_lineage")
    columns = "earlier_unit_id, earlier_period_id, is_parted"
    past = f"select {columns} from core.unit_lineage where unit_id = $id and period_id = '2021H2'"
    assert sorted(changed.execute(past, {"id": "A"}).fetchall()) == [
        ("A", "2020H1", True),
        ("A", "2020H2", True),
        ("A", "2021H1", False),
        ("A", "2021H2", False),
    ]
    assert {row[2] for row in changed.execute(past, {"id": "E"}).fetchall()} == {False}


FIGURES = """
    create table marts.observation as from (values
        ('A/2010-01-01', '2020H2', 'admitted', 'flow', 10, 8, 12, null, null, null, null),
        ('B/2021-01-01', '2021H1', 'admitted', 'flow', 1, 1, 1, null, null, null, null),
        ('C/2010-01-01', '2020H2', 'admitted', 'flow', 3, 3, 3, null, null, null, null),
        ('D/2010-01-01', '2020H2', 'admitted', 'flow', 4, 4, 4, null, null, null, null),
        ('A/2010-01-01', '2020H2', 'attended', 'rate', null, 90, 90, 9, 10, null, null),
        ('C/2010-01-01', '2020H2', 'attended', 'rate', null, 50, 50, 1, 2, null, null),
        ('D/2010-01-01', '2020H2', 'attended', 'rate', null, 75, 75, 6, 8, null, null),
        ('A/2010-01-01', '2020H2', 'rating', 'rating', null, null, null, null, null, '3', 'good'),
        ('C/2010-01-01', '2020H2', 'rating', 'rating', null, null, null, null, null, '2', 'fair'),
        ('D/2010-01-01', '2020H2', 'rating', 'rating', null, null, null, null, null, '4', 'excellent'),
        ('C/2010-01-01', '2020H2', 'worst', 'level', null, 30, 30, null, null, null, null),
        ('D/2010-01-01', '2020H2', 'worst', 'level', null, 50, 50, null, null, null, null)
    ) as told (unit_version_id, period_id, indicator_id, measure, value, low_value, high_value, numerator, denominator,
        rating_rank, rating_vi);
    alter table marts.observation add column opening_by_period map(varchar, integer);
    alter table marts.observation add column closing_by_period map(varchar, integer);
    alter table marts.observation add column indicator_vi varchar; alter table marts.observation add column is_whole boolean;
    update marts.observation set is_whole = false;
"""


@pytest.mark.parametrize(
    ("changed", "of_a", "of_b"),
    [
        (None, (None, None, None, 0, 12), (None, None, None, 0, 12)),
        (60, (6, 90, None, 4.8, 7.2), (4, 90, None, 3.2, 4.8)),
    ],
    indirect=["changed"],
)
def test_figures_as_organised_now_are_shared_bounded_or_not_comparable(
    changed: duckdb.DuckDBPyConnection, of_a: tuple[object, ...], of_b: tuple[object, ...]
) -> None:
    make(changed, "marts.unit_as_is")
    changed.execute(FIGURES)
    analysis = (SQL / "analyses" / "units_as_is.sql").read_text(encoding="utf-8")
    columns = "max(value), max(rate_pct), max(worst_rating_vi), max(low_value), max(high_value)"
    query = f"select as_is_unit_name_vi, {columns} from ({analysis}) where period_id = '2020H2' group by all order by 1"
    found = {row[0]: tuple(float(one) if isinstance(one, Decimal) else one for one in row[1:]) for row in rows(changed, query)}
    assert found == {"A": of_a, "B": of_b, "E": (7, 70, "fair", 7, 7)}


@pytest.mark.parametrize("changed", [60], indirect=True)
def test_what_is_decided_for_a_day_to_come_is_not_told_as_done(changed: duckdb.DuckDBPyConnection) -> None:
    for column in ("valid_to_on date", "successor_id text"):
        changed.execute(f"alter table reference.unit add column {column}")
    found = {}
    for day in ("2020-12-31", "2021-01-01"):
        changed.execute(f"update reference.run set office_on = date '{day}'")
        for name in ("core.unit_history", "marts.unit_as_is"):
            make(changed, name)
        became = "select unit_id, current_unit_id from core.unit_history where valid_from_on < '2020-01-01'"
        shares = "select as_is_unit_version_id, least_share from marts.unit_as_is where as_was_unit_version_id = 'A/2010-01-01'"
        current, parts = rows(changed, became), rows(changed, shares)
        found[day] = (dict(current), dict(parts))
    assert found == {
        "2020-12-31": ({"A": "A", "C": "C", "D": "D"}, {"A/2010-01-01": 1}),
        "2021-01-01": ({"A": None, "C": "E", "D": "E"}, {"A/2021-01-01": 0.6, "B/2021-01-01": 0.4}),
    }


def test_what_became_of_a_unit_as_a_whole_is_its_successor() -> None:
    assert {unit.unit_id: unit.successor_id for unit in with_successors(units(), events(None)) if unit.valid_to_on} == {
        "A": None,
        "C": "E",
        "D": "E",
    }


def test_what_is_left_after_two_splits_with_shares_is_known_and_all_of_it() -> None:
    spans = [("A", "2010-01-01", "2020-12-31"), ("B", "2021-01-01", "2021-12-31"), ("C", "2021-01-01", None)]
    spans += [(unit_id, "2022-01-01", None) for unit_id in ("D", "E", "F")]
    same = {"name_vi": "x", "kind": "k", "sector": "s"}
    lines = [
        Unit.model_validate(same | {"unit_id": unit_id, "valid_from_on": first, "valid_to_on": last})
        for unit_id, first, last in spans
    ]
    parts = [("A", "B", "33.33"), ("A", "C", None), ("B", "D", "33.333333"), ("B", "E", "33.333333"), ("B", "F", None)]
    told = [
        UnitEvent.model_validate(
            {"event_id": was, "kind": "split", "happened_on": day, "from_id": was, "to_id": became, "share_pct": share}
        )
        for was, became, share in parts
        for day in [date(2021 if was == "A" else 2022, 1, 1)]
    ]
    told_of_a = [row for row in zip(*unit_shares(lines, told).values(), strict=True) if row[0] == "A"]
    found = {row[2]: row[4:6] for row in told_of_a if row[7] is None}
    assert found["C"] == (Decimal("0.6667"), Decimal("0.6667"))
    assert found["D"] == found["E"] == (Decimal("0.111099998889"), Decimal("0.111099998889"))
    assert [sum(Decimal(str(row[end])) for row in found.values()) for end in (0, 1)] == [1, 1]
