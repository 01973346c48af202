"""What register unit_event may not say: figures would be nobody's, or an event would be counted as several."""

from datetime import date

import pytest

from pipelines.reference.lines import Lines
from pipelines.reference.registers import Unit
from pipelines.reference.unit_event_faults import event_faults
from pipelines.reference.unit_events import UnitEvent, UnitHistory, unit_shares, with_successors

Row = tuple[str, ...]
A_ENDS, X = ("A", "2010-01-01", "2020-12-31"), ("X", "2010-01-01", "")
A_GOES_ON = ("A", "2021-01-01", "", "Đảng bộ A", "party_committee")


def units(told: list[Row]) -> list[Unit]:
    """Unit, first and last day, and where they change name and kind."""
    names = ("unit_id", "valid_from_on", "valid_to_on", "name_vi", "kind")
    same = {"name_vi": "Chi bộ", "kind": "party_cell", "sector": "s"}
    return [Unit.model_validate(same | {name: text or None for name, text in zip(names, row, strict=False)}) for row in told]


def events(told: list[Row]) -> list[UnitEvent]:
    """Event, kind, day, unit before, unit after and share."""
    names = ("event_id", "kind", "happened_on", "from_id", "to_id", "share_pct")
    return [UnitEvent.model_validate({name: text or None for name, text in zip(names, row, strict=False)}) for row in told]


def faults(of_units: list[Unit], of_events: list[UnitEvent]) -> list[str]:
    lines = {"unit": Lines("unit.csv", list(enumerate(of_units, 2)))}
    return list(event_faults({**lines, "unit_event": Lines("unit_event.csv", list(enumerate(of_events, 2)))}))


@pytest.mark.parametrize(
    ("more", "told", "says"),
    [
        (
            [],
            [("1", "dissolved", "2021-01-01", "A", "X", "50"), ("1", "dissolved", "2021-01-01", "A", "")],
            "unit_event.csv:3: A becomes X by line 2, so nothing of it falls to none; take this line out, or name a unit after",
        ),
        (
            [],
            [("1", "merged", "2021-01-01", "A", "X"), ("1", "merged", "2021-01-02", "X", "X")],
            "unit_event.csv:3: event 1 happened on 2021-01-01 by line 2, and here on 2021-01-02; mend the day, or",
        ),
        (
            [A_GOES_ON],
            [("1", "renamed", "2021-01-01", "A", "A"), ("1", "upgraded", "2021-01-01", "A", "A")],
            "event 1 is 'renamed' by line 2, and here 'upgraded'; mend the kind, or give this line an event_id of its own",
        ),
        (
            [A_GOES_ON],
            [("1", "founded", "2021-01-01", "", "A")],
            "unit_event.csv:2: founded: A is a unit on 2020-12-31 too by unit.csv; mend the kind or the day",
        ),
        (
            [A_GOES_ON],
            [("1", "renamed", "2021-01-01", "A", "A", "50")],
            "unit_event.csv:2: renamed: a unit that goes on keeps all that it was; leave share_pct empty",
        ),
        (
            [A_GOES_ON],
            [("1", "split", "2021-01-01", "A", "X"), ("1", "split", "2021-01-01", "A", "A", "60"),
             ("2", "split", "2021-01-01", "A", "A")],
            "unit_event.csv:2: A is in two events of 2021-01-01; what became of it on one day is one event, with one event_id",
        ),
    ],
)  # fmt: skip
def test_what_an_event_cannot_say_is_told_with_its_line(more: list[Row], told: list[Row], says: str) -> None:
    assert any(says in fault for fault in faults(units([A_ENDS, X, *more]), events(told)))


def test_a_unit_may_change_in_two_ways_on_one_day_and_be_split_or_take_another_in() -> None:
    changed = [("1", "renamed", "2021-01-01", "A", "A"), ("2", "upgraded", "2021-01-01", "A", "A")]
    of_units = units([A_ENDS, A_GOES_ON, ("B", "2010-01-01", "2020-12-31"), ("C", "2021-01-01", "")])
    merged = [("3", "merged", "2021-01-01", "B", "A"), ("3", "merged", "2021-01-01", "A", "A")]
    split = [("3", "split", "2021-01-01", "A", "A", "60"), ("3", "split", "2021-01-01", "A", "C", "")]
    for more, became in (([], {"A": 1}), (merged, {"A": 1}), (split, {"A": 0.6, "C": 0.4})):
        for told in (events([*changed, *more]), events([*more, *changed])):
            assert not faults(of_units, told)
            shares = zip(*unit_shares(of_units, told).values(), strict=True)
            found = {
                row[2]: (float(str(row[4])), float(str(row[5])))
                for row in shares
                if (row[0], str(row[1])) == ("A", "2010-01-01") and row[7] is None
            }
            assert found == {unit_id: (share, share) for unit_id, share in became.items()}


def test_a_unit_that_became_part_of_another_may_begin_again_later() -> None:
    of_units = units([("A", "2010-01-01", "2020-12-31"), ("B", "2010-01-01", "2021-12-31"), ("A", "2022-01-01", "")])
    of_units[0] = of_units[0].model_copy(update={"paused_until_on": date(2021, 12, 31)})
    merged = events([("1", "merged", "2021-01-01", "A", "B"), ("2", "merged", "2022-01-01", "B", "A")])
    assert not faults(of_units, merged)
    assert [unit.successor_id for unit in with_successors(of_units, merged)] == ["B", "A", None]
    dissolved = events([("1", "dissolved", "2021-01-01", "A", "")])
    assert not faults(of_units, dissolved)
    assert UnitHistory(of_units, merged).became_by(of_units[0].key, date(2021, 6, 30)) == {"B"}
    assert UnitHistory(of_units, []).became_by(of_units[0].key, date(2022, 1, 1)) == {"A"}
