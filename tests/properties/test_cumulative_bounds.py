"""What a unit told from January on bounds each period as every way in which the unknown may turn out does."""

from itertools import product

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.definitions import models as shipped

MONTHS = 4
MOST = 3
"""Most that the register allows a month; least: 0."""
GIVEN = """
create schema core; create schema reference;
create table reference.period as select unnest(['p1', 'p2', 'p3', 'p4']) as period_id, 'month' as period_type,
    unnest(range(4))::integer * 10 + date '2025-01-01' as starts_on, starts_on + 9 as ends_on;
create table reference.indicator as select 'i' as indicator_id, 'sum' as aggregation, 0 as valid_min, 3 as valid_max;
create table core.kind_value (
    unit_id text, period_id text, indicator_id text, breakdown text, kind text, starts_on date, ends_on date,
    state text, comparator text, value integer, low_value integer, high_value integer
);
create table core.told_figure as select * exclude (kind, period_id) from core.kind_value;
"""
Told = int | str | None
figures = st.one_of(st.none(), st.integers(0, MOST), st.builds(">={}".format, st.integers(0, MOST)))
totals = st.one_of(st.none(), st.none(), st.integers(0, 8), st.builds(">={}".format, st.integers(0, 8)))
years = st.tuples(st.lists(figures, min_size=MONTHS, max_size=MONTHS), st.lists(totals, min_size=MONTHS, max_size=MONTHS))


def holds(said: Told, number: int) -> bool:
    if isinstance(said, str):
        return number >= int(said.removeprefix(">="))
    return said is None or number == said


def ways(own: list[Told], so_far: list[Told]) -> list[tuple[int, ...]]:
    """Figures of the months that agree with all that was told."""
    return [
        months
        for months in product(range(MOST + 1), repeat=MONTHS)
        if all(holds(said, number) for said, number in zip(own, months, strict=True))
        and all(holds(said, sum(months[: at + 1])) for at, said in enumerate(so_far) if at)
    ]


@settings(deadline=None, max_examples=10)
@given(st.lists(years, min_size=40, max_size=40))
def test_bounds_are_those_of_every_way_in_which_months_may_add_up(given_years: list[tuple[list[Told], list[Told]]]) -> None:
    with duckdb.connect() as db:
        db.execute(GIVEN)
        for number, (own, so_far) in enumerate(given_years):
            for at in range(MONTHS):
                _tell(db, number, at, own[at], "own")
                if at:
                    _tell(db, number, at, so_far[at], "cumulative")
        db.execute("insert into core.told_figure select * exclude (kind, period_id) from core.kind_value")
        asked = "select unit_id, period_id, low_value::integer, high_value::integer"
        found = db.execute(f"{asked} from ({shipped['core.cumulative_bound'].sql}) order by all").fetchall()
    expected = []
    for number, (own, so_far) in enumerate(given_years):
        possible = ways(own, so_far)
        last = max((at for at, said in enumerate(so_far) if at and said is not None), default=-1)
        expected += [
            (f"{number}", f"p{at + 1}", min(months), max(months))
            for at, months in enumerate(zip(*possible, strict=True))
            if at <= last
        ]
    assert found == sorted(expected)


def _tell(db: duckdb.DuckDBPyConnection, unit: int, at: int, said: Told, kind: str) -> None:
    """One cell, as models of core have it: the bounds of what is 'at least' so much end at what one month may be."""
    value = None if said is None else int(str(said).removeprefix(">="))
    comparator = None if said is None else ">=" if isinstance(said, str) else "="
    bounds = (0, MOST) if value is None else (value, max(value, MOST) if comparator == ">=" else value)
    first = f"date '2025-01-01' + {0 if kind == 'cumulative' else 10 * at}"
    db.execute(
        f"insert into core.kind_value select ?, ?, 'i', '', ?, {first}, date '2025-01-01' + {10 * at + 9}, ?, ?, ?, ?, ?",
        [f"{unit}", f"p{at + 1}", kind, "blank" if value is None else "value", comparator, value, *bounds],
    )
