"""What was known at an instant, and what is told of it. (That it comes out again row for row: tests/end_to_end.)"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.as_of import AsOf
from pipelines.folders import Replay
from pipelines.intake.archive import Archive, Receipt, utc_text
from pipelines.intake.freezes import Freeze, Freezes
from pipelines.intake.past import Past, past
from pipelines.intake.publications import Publication, Publications
from pipelines.intake.register_archive import RegisterArchive, State
from pipelines.intake.reminders import Reminder, Reminders
from pipelines.warehouse.signature import code_version

BEGAN = datetime(2026, 1, 5, 2, tzinfo=UTC)


def test_a_release_that_this_version_makes_otherwise_now_is_told_so_and_of_another_instant_the_day() -> None:
    at = BEGAN.isoformat(timespec="microseconds").removesuffix("+00:00")
    line = Publication(1, "r-aaaa", at, at, "", code_version(), 0, 0, 0, 0, "")
    known = Past(BEGAN, (), (), 0, [line])
    made = AsOf(Path("made"), known, "r-bbbb", ["marts.unit"])
    assert made.is_wrong
    assert made.told.endswith(": this version made it, and makes it otherwise now; other rows in marts.unit.")
    later = replace(made, known=replace(known, at=BEGAN + timedelta(days=1)))
    assert (later.is_wrong, later.told.endswith(": the day is another; other rows in marts.unit.")) == (False, True)
    of_before = replace(made, known=replace(known, publications=[replace(line, code_version="1.0")]))
    assert (of_before.is_wrong, "version 1.0 made it, and this is" in of_before.told) == (False, True)


EVENT = st.tuples(
    st.sampled_from(["file", "register", "freeze", "reminder", "release"]),
    st.sampled_from([0.0, 1.5, 3600.25, 31_536_000.75, -31_536_000.75]),
)
"""What came, and how wrong the clock was then in seconds: up to a year ahead or behind."""


@settings(max_examples=40, deadline=None)
@given(events=st.lists(EVENT, min_size=1, max_size=25))
def test_a_release_is_cut_to_what_it_was_made_from_whatever_the_clock_said(
    events: list[tuple[str, float]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    archive = tmp_path_factory.mktemp("cut") / "archive"
    files, states, freezes = Archive(archive).journal, RegisterArchive(archive).journal, Freezes(archive).journal
    reminders = Reminders(archive).journal
    counts, made = {"file": 0, "register": 0, "freeze": 0, "reminder": 0}, list[Publication]()
    for second, (what, wrong) in enumerate([("register", 0.0), *events]):
        at = utc_text((BEGAN + timedelta(seconds=second + wrong)).timestamp())
        if what == "release":
            made_from = dict(
                zip(("receipt_count", "state_count", "freeze_count", "reminder_count"), counts.values(), strict=True)
            )
            made.append(Publication(len(made) + 1, f"r{second}", at, at, "", "", **made_from, judged_count=0, notes_sha256=""))
            Publications(archive).journal.append(made[-1:])
            continue
        counts[what] += 1
        if what == "reminder":
            reminders.append([Reminder(counts[what], "A", "2020H2", 1, "written", at, 1, "", "", "")])
        elif what == "file":
            files.append([Receipt(counts[what], f"{second}.xlsx", "", 1, at, at)])
        elif what == "register":
            states.append([State(counts[what], "unit", f"{second}", 1, at)])
        else:
            freezes.append([Freeze(counts[what], f"{second}", "", at, "", at, "", "", "", "")])
    for line in made:
        at_that = datetime.fromisoformat(line.published_at).replace(tzinfo=UTC)
        known = past(archive, at_that, at_that)
        assert (len(known.receipts), len(known.states), known.freeze_count, known.last) == (
            *(line.receipt_count, line.state_count, line.freeze_count),
            line,
        )
        assert known.since_last == (0, 0, 0, 0)
        assert known.replay == Replay(at_that, at_that)
