"""What a unit told from January on bounds each period as every way in which the unknown may turn out does."""

from datetime import date, timedelta
from itertools import product

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.definitions import models as shipped
from tests.databases import few_rows
from tests.properties.batches import examples

MONTHS = 4
MOST = 3
"""Most that the register allows a month; least: 0."""
FIRST = date(2025, 1, 1)
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


def cell(unit: int, at: int, said: Told, kind: str) -> dict[str, object]:
    """One cell, as models of core have it: the bounds of what is 'at least' so much end at what one month may be."""
    value = None if said is None else int(str(said).removeprefix(">="))
    comparator = None if said is None else ">=" if isinstance(said, str) else "="
    low, high = (0, MOST) if value is None else (value, max(value, MOST) if comparator == ">=" else value)
    return {
        "unit_id": f"{unit}",
        "period_id": f"p{at + 1}",
        "indicator_id": "i",
        "breakdown": "",
        "kind": kind,
        "starts_on": FIRST + timedelta(days=0 if kind == "cumulative" else 10 * at),
        "ends_on": FIRST + timedelta(days=10 * at + 9),
        "state": "blank" if value is None else "value",
        "comparator": comparator,
        "value": value,
        "low_value": low,
        "high_value": high,
    }


@settings(deadline=None, max_examples=examples(10))
@given(st.lists(years, min_size=40, max_size=40))
def test_bounds_are_those_of_every_way_in_which_months_may_add_up(given_years: list[tuple[list[Told], list[Told]]]) -> None:
    cells = [
        cell(number, at, said, kind)
        for number, (own, so_far) in enumerate(given_years)
        for kind, told in (("own", own), ("cumulative", so_far))
        for at, said in enumerate(told)
        if at or kind == "own"
    ]
    with few_rows() as db:
        db.execute(GIVEN)
        db.register("cell", pa.Table.from_pylist(cells))
        db.execute("insert into core.kind_value by name from cell")
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
