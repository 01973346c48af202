"""Whatever becomes of units, nothing of their figures is lost or made up: as they were and as they are, tried one by one."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise, product

from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.reference.registers import Unit
from pipelines.reference.unit_events import Became, Key, UnitEvent, UnitHistory, unit_shares
from tests.properties.batches import examples
from tests.unit.test_unit_event_faults import faults

START = date(2020, 1, 1)
SHARES = (None, 0, 25, 40, 100)
Histories = tuple[list[Unit], list[UnitEvent]]


@st.composite
def histories(draw: st.DrawFn) -> Histories:
    """Units and what became of them on up to four days: merged, split, moved, dissolved, with shares or without."""
    units: dict[str, dict[str, object]] = {f"U{number}": line(f"U{number}", START) for number in range(3)}
    ended: list[dict[str, object]] = []
    events: list[UnitEvent] = []
    for number in range(draw(st.integers(1, 4))):
        if not units:
            break
        day = START + timedelta(days=100 * (number + 1))
        sources = draw(st.lists(st.sampled_from(sorted(units)), min_size=1, max_size=2, unique=True))
        kind = draw(st.sampled_from(("split", "merged", "moved", "dissolved")))
        new = [f"N{number}{place}" for place in range(2 if kind == "split" else 1)]
        into = {"moved": [], "dissolved": draw(st.sampled_from(([], sorted(units.keys() - set(sources)))))}.get(kind, new)
        goes_on = kind == "split" and draw(st.booleans())
        for source in sources:
            ended.append(units.pop(source) | {"valid_to_on": day - timedelta(days=1)})
            targets: list[str | None] = [source] if kind == "moved" else [*into, *([source] if goes_on else [])]
            shares = draw(st.sampled_from(stated(len(targets))))
            for target, share in zip(targets or [None], shares or (None,), strict=True):
                row = {"event_id": f"E{number}", "kind": kind, "happened_on": day, "from_id": source, "to_id": target}
                events.append(UnitEvent.model_validate(row | {"share_pct": share}))
            if kind == "moved" or goes_on:
                units[source] = line(source, day) | {"sector": f"s{number}"}
        units |= {name: line(name, day) for name in into if name not in units}
    return [Unit.model_validate(row) for row in (*ended, *units.values())], events


def stated(count: int) -> list[tuple[int | None, ...]]:
    """Shares that a register may state of so many parts: none, all, or some that leave something."""
    return [
        shares
        for shares in product(SHARES, repeat=count)
        if (total := sum(share or 0 for share in shares)) <= 100 and (None in shares) == (total < 100 or not count)
    ] or [()]


def line(unit_id: str, day: date) -> dict[str, object]:
    return {"unit_id": unit_id, "name_vi": unit_id, "kind": "k", "sector": "s", "valid_from_on": day}


def outcomes(history: UnitHistory) -> Iterator[Mapping[Key, Mapping[Key, Fraction]]]:
    """Every way in which what is left of each split goes to one of those whose share is not stated: the corners of all ways."""
    open_ones = [key for key, became in history.became.items() if became.others]
    for chosen in product(*(history.became[key].others for key in open_ones)):
        picked = dict(zip(open_ones, chosen, strict=True))
        yield {key: parts(became, picked.get(key)) for key, became in history.became.items()}


def parts(became: Became, picked: Key | None) -> dict[Key, Fraction]:
    found = dict(became.shares)
    if picked:
        found[picked] = found.get(picked, Fraction(0)) + became.rest
    return found


def today(key: Key, became: Mapping[Key, Mapping[Key, Fraction]]) -> dict[str, Fraction]:
    """What a line falls to in the end, one way that it may have been."""
    if key not in became:
        return {key[0]: Fraction(1)}
    found: dict[str, Fraction] = {}
    for after, share in became[key].items():
        for unit_id, part in today(after, became).items():
            found[unit_id] = found.get(unit_id, Fraction(0)) + share * part
    return found


def on_each_day(rows: Iterable[tuple[object, ...]]) -> list[list[tuple[object, ...]]]:
    """Rows of reference.unit_share by the days on which they hold, which follow one another without a gap."""
    of_days: dict[tuple[object, object], list[tuple[object, ...]]] = defaultdict(list)
    for row in rows:
        of_days[row[6], row[7]].append(row)
    days = list(of_days)
    assert days[0][0] is days[-1][1] is None
    assert all(last == first - timedelta(days=1) for (_, last), (first, _) in pairwise(days))  # type: ignore[operator]
    return list(of_days.values())


@settings(deadline=None, max_examples=examples(100))
@given(histories(), st.lists(st.integers(0, 100), min_size=20, max_size=20))
def test_totals_of_units_as_they_are_are_those_of_units_as_they_were(told: Histories, figures: Sequence[int]) -> None:
    units, events = told
    assert not faults(units, events)
    history = UnitHistory(units, events)
    of_units = dict(zip((unit.key for unit in units), figures, strict=False))
    bounds = {key: {line[0]: ends for line, ends in days[max(days)].items()} for key, days in history.shares().items()}
    ways = [{key: today(key, became) for key in of_units} for became in outcomes(history)]
    for key in of_units:
        for unit_id in {unit_id for way in ways for unit_id in way[key]} | bounds[key].keys():
            found = [way[key].get(unit_id, Fraction(0)) for way in ways]
            assert bounds[key].get(unit_id, (0, 0)) == (min(found), max(found))
    total = sum(of_units.values())
    for way in ways:
        assert sum(figure * part for key, figure in of_units.items() for part in way[key].values()) == total
    least, most = (
        sum(figure * share[end] for key, figure in of_units.items() for share in bounds[key].values()) for end in (0, 1)
    )
    assert least <= total <= most
    assert least == most or any(became.others for became in history.became.values()), "all of it is known where all shares are"
    landed = unit_shares(units, events)
    for key in of_units:
        for rows in on_each_day(row for row in zip(*landed.values(), strict=True) if row[:2] == key):
            assert (
                sum((Decimal(str(row[4])) for row in rows), Decimal(0))
                <= 1
                <= sum((Decimal(str(row[5])) for row in rows), Decimal(0))
            )
