"""What a unit told from January on bounds each period as every way in which the unknown may turn out does."""

from datetime import date, timedelta
from itertools import product

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.definitions import models as shipped
from tests.databases import few_rows, make
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
create table core.unit_origin (
    unit_id text, period_id text, earlier_unit_id text, from_on date, until_on date, least_share decimal(9, 6)
);
"""
Told = int | str | None
figures = st.one_of(st.none(), st.integers(0, MOST), st.builds(">={}".format, st.integers(0, MOST)))
totals = st.one_of(st.none(), st.none(), st.integers(0, 8), st.builds(">={}".format, st.integers(0, 8)))
years = st.tuples(st.lists(figures, min_size=MONTHS, max_size=MONTHS), st.lists(totals, min_size=MONTHS, max_size=MONTHS))
events = st.sampled_from([None, "merged", "founded", "split"])
"""What came within the year: another unit that it took in, of which it was founded, or of a part of which it was."""
changes = st.tuples(
    events,
    st.integers(1, MONTHS - 1),
    st.lists(figures, min_size=MONTHS, max_size=MONTHS),
    st.one_of(st.none(), st.integers(0, 8)),
)
"""What came, before which month, what the other unit had told, and all up to then as it had told that."""
Change = tuple[str | None, int, list[Told], int | None]


def holds(said: Told, number: int) -> bool:
    if isinstance(said, str):
        return number >= int(said.removeprefix(">="))
    return said is None or number == said


def ways(own: list[Told], so_far: list[Told], change: Change) -> list[tuple[int, ...]]:
    """Figures of the months that agree with all that was told, where all of the other unit's count in it, or none do."""
    event, month, other, in_all = change
    begins = month if event in ("founded", "split") else 0
    of_other = [[number for number in range(MOST + 1) if holds(said, number)] for said in other[:month]]
    sums = {sum(numbers) for numbers in product(*of_other)}
    if month > 1 and in_all in sums:
        sums = {in_all}
    taken_in = set(range(max(sums) + 1)) if event == "split" else {0, *(sums if event else ())}
    return [
        months
        for months in product(*(range(MOST + 1 if at >= begins else 1) for at in range(MONTHS)))
        if all(holds(said, number) for said, number in zip(own[begins:], months[begins:], strict=True))
        and any(
            all(
                holds(said, sum(months[: at + 1]) + (more if at >= month else 0))
                for at, said in enumerate(so_far)
                if at and at >= begins
            )
            for more in taken_in
        )
    ]


def origins(unit: int, change: Change) -> list[dict[str, object]]:
    """What the unit came of, month by month."""
    event, month, *_ = change
    begins = month if event in ("founded", "split") else 0
    line = {"unit_id": f"{unit}", "from_on": FIRST, "until_on": None, "least_share": 1.0}
    found = [line | {"period_id": f"p{at + 1}", "earlier_unit_id": f"{unit}"} for at in range(begins, MONTHS)]
    # It came in the middle of the month, which is the new unit's.
    ended = {"until_on": FIRST + timedelta(days=10 * month + 4), "least_share": 0.5 if event == "split" else 1.0}
    after = range(month, MONTHS) if event else ()
    return found + [line | ended | {"period_id": f"p{at + 1}", "earlier_unit_id": f"other {unit}"} for at in after]


def cell(unit: int | str, at: int, said: Told, kind: str) -> dict[str, object]:
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
@given(st.lists(st.tuples(years, changes), min_size=30, max_size=30))
def test_bounds_are_those_of_every_way_in_which_months_may_add_up(
    given_years: list[tuple[tuple[list[Told], list[Told]], Change]],
) -> None:
    cells = []
    for number, ((own, so_far), (event, month, other, in_all)) in enumerate(given_years):
        begins = month if event in ("founded", "split") else 0
        cells += [
            cell(unit, at, said, kind)
            for unit, kind, told, first, end in (
                (number, "own", own, begins, MONTHS),
                (number, "cumulative", so_far, max(begins, 1), MONTHS),
                (f"other {number}", "own", other, 0, month if event else 0),
                (f"other {number}", "cumulative", [in_all] * month, max(month - 1, 1), month if event else 0),
            )
            for at, said in enumerate(told)
            if first <= at < end
        ]
    lines = [line for number, (_, change) in enumerate(given_years) for line in origins(number, change)]
    with few_rows() as db:
        db.execute(GIVEN)
        db.register("cell", pa.Table.from_pylist(cells))
        db.execute("insert into core.kind_value by name from cell")
        db.execute("insert into core.told_figure select * exclude (kind, period_id) from core.kind_value")
        db.register("line", pa.Table.from_pylist(lines))
        db.execute("insert into core.unit_origin by name from line")
        for name in ("core.cumulative_taken_in", "core.cumulative_told"):
            make(db, shipped[name])
        asked = "select unit_id, period_id, low_value::integer, high_value::integer"
        found = db.execute(
            f"{asked} from ({shipped['core.cumulative_bound'].sql}) where unit_id not like 'other%' order by all"
        ).fetchall()
    expected = []
    for number, ((own, so_far), change) in enumerate(given_years):
        possible = ways(own, so_far, change)
        begins = change[1] if change[0] in ("founded", "split") else 1
        last = max((at for at, said in enumerate(so_far) if at >= begins and said is not None), default=-1)
        expected += [
            (f"{number}", f"p{at + 1}", min(months), max(months))
            for at, months in enumerate(zip(*possible, strict=True))
            if at <= last
        ]
    assert found == sorted(expected)
