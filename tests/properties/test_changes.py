"""The parts of a change: whatever came between two releases, they add up to what changed, and each thing is in one step."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.folders import SQL
from pipelines.intake.archive import Archive, Receipt, utc_text
from pipelines.intake.causes import OF_FILES, REASONS, Cause, Told, between, steps
from pipelines.intake.line_days import NEVER
from pipelines.intake.publications import Publication, Publications
from pipelines.intake.register_archive import RegisterArchive
from pipelines.reports.change_page import change_content, write_change_page
from pipelines.reports.changes import changes, write_tables
from tests.databases import few_rows, keep
from tests.properties.batches import examples
from tests.sql.given import Cell, World
from tests.sql.test_evaluation import target

BEGAN = datetime(2026, 1, 5, 2, tzinfo=UTC)
SAID = pa.schema(
    [
        *((name, pa.string()) for name in ("figure_key", "target_id", "version", "indicator_id", "first_period_id")),
        *((name, pa.string()) for name in ("last_period_id", "verdict", "figure_vi")),
        *((name, pa.decimal128(38, 6)) for name in ("value", "low_value", "high_value")),
        *((name, pa.int64()) for name in ("due_count", "known_count")),
    ]
)
RUN_AT = "2021-07-01T02:00:00"
TOTAL = {"indicator_id": "admitted", "first_period_id": "2020H2"}
VALUES = st.none() | st.decimals(-(10**12), 10**12, places=6)
ASKED = (
    *("core.return", "core.missing_bound", "core.part_term", "core.unknown_value", "core.target_measured"),
    *("staging.figure", "staging.observation"),
)
"""Models that say which returns tell what."""
NAMES = keep(lambda db: World().build(db, *ASKED))
"""A world without returns."""
STATE = st.fixed_dictionaries({}, optional=dict.fromkeys(("T1/congress@2021H1", "admitted@2020H2:2021H1"), VALUES))
"""Figure → number; a figure may be missing from a state, and one that is there may have no number."""


def said(state: Mapping[str, Decimal | None], **of: str) -> pa.Table:
    """Figures as a release says them."""
    rows = [
        dict.fromkeys(SAID.names)
        | ({"target_id": "T1", "version": "congress"} if "/" in key else TOTAL)
        | of
        | {"figure_key": key, "last_period_id": "2021H1", "verdict": "met" if "/" in key else None}
        | {"figure_vi": str(value), "value": value, "due_count": 2}
        for key, value in state.items()
    ]
    return pa.Table.from_pylist(rows, SAID)


@settings(max_examples=examples(12), deadline=None)
@given(states=st.lists(STATE, min_size=2, max_size=6), data=st.data())
def test_the_parts_of_a_change_add_up_to_it_exactly_and_follow_one_another(
    states: list[dict[str, Decimal | None]], data: st.DataObject
) -> None:
    causes = st.builds(Cause, st.sampled_from(REASONS), st.sampled_from("abc"), st.just("added"))
    applied = [data.draw(st.lists(causes, min_size=1, max_size=3)) for _ in states[1:]]
    with few_rows(like=NAMES) as db:
        made = changes(db, applied, [said(state) for state in states], run_at=RUN_AT)
    for key in {key for state in states for key in state}:
        parts = [part for part in made.parts if part["figure_key"] == key]
        first, last = states[0].get(key), states[-1].get(key)
        if first is None or last is None:
            assert {part["part_value"] for part in parts} <= {None}
        else:
            assert sum(part["part_value"] or 0 for part in parts) == last - first
        told = [(part["step_number"], part["value_before"], part["figure_value"]) for part in parts]
        pairs = [(number, states[number - 1].get(key), states[number].get(key)) for number in range(1, len(states))]
        is_there = [(key in states[number - 1], key in states[number]) for number, *_ in pairs]
        assert told == [pair for pair, (was, now) in zip(pairs, is_there, strict=True) if pair[1] != pair[2] or was != now]
        for part in parts:
            step = applied[part["step_number"] - 1]
            idle = (*OF_FILES, "received", "withdrawal", *(() if part["target_version_id"] else ("day",)))  # there is no return
            step = [cause for cause in step if cause.reason not in idle] or step
            assert part["reason"] == "+".join(sorted({cause.reason for cause in step}, key=REASONS.index))
            assert sorted(part["cause_ids"]) == sorted(cause.cause_id for cause in step)


OF = {
    "T1/congress@2021H1": {"target_id": "T1"},
    "T2/congress@2021H1": {"target_id": "T2"},
    "rated_good@2020H2:2021H1": {"indicator_id": "rated_good", "first_period_id": "2020H2"},
    **{
        f"{indicator_id}@2021H1:2021H1": {"indicator_id": indicator_id, "first_period_id": "2021H1"}
        for indicator_id in ("attended_pct", "admitted", "members")
    },
}
"""Figure → what it is."""
RETURNS = ("A-2021H1-r1", "A-2021H1-r2", "A-2021H1-r3", "A-2020H2-r1", "A-2020H2-r2", "B-2020H2-r1")


@pytest.fixture(scope="module")
def told() -> Iterator[duckdb.DuckDBPyConnection]:
    """A tells rates, then what is refused, then the same; a rating, then another; B owes the new members alone."""
    cells: list[Mapping[str, Cell]] = [
        {"attended": 1},
        {"attended": 2},
        {"attended": 1},
        {"rating": "good"},
        {"rating": "fair"},
        {"admitted": 3},
    ]
    world = World(
        [(return_id[0], return_id[2:8], told) for return_id, told in zip(RETURNS, cells, strict=True)],
        rejected={2},
        targets=[target("attended_pct", "every_year", "50"), target("admitted", "cumulative", "20") | {"target_id": "T2"}],
        missing_bounds=[{"indicator_id": "admitted", "most_change": Decimal(2), "reason_vi": "ít"}],
    )
    with few_rows() as db:
        world.build(db, *ASKED)
        owed = "if(return_id[1] = 'A', indicator_id in ('attended', 'due', 'rating'), indicator_id = 'admitted')"
        for table in ("staging.observation", "staging.figure"):
            db.execute(f"delete from {table} where not {owed}")
        yield db


def behind(db: duckdb.DuckDBPyConnection, *step: Cause) -> dict[str, list[str]]:
    """Figure → causes that are told, of one step that changes all figures."""
    states = [pa.concat_tables(said({key: Decimal(value)}, **of) for key, of in OF.items()) for value in (1, 3)]
    return {
        part["figure_key"].partition("@")[0]: part["cause_ids"] for part in changes(db, [step], states, run_at=RUN_AT).parts
    }


def test_a_figure_that_changed_has_the_returns_that_tell_what_it_is_made_of_in_its_days_otherwise(
    told: duckdb.DuckDBPyConnection,
) -> None:
    came = [Cause("revision", return_id, "added", "x.xlsx", return_id[2:8]) for return_id in RETURNS]
    first, *_, good, fair, other = RETURNS
    assert behind(told, *came, Cause("revision", "rác.docx", "added")) == {
        "T1/congress": [first, good],  # which owes it, and left it blank
        "T2/congress": [other],
        "attended_pct": [first],
        "rated_good": [good, fair],
        "admitted": [other],  # what was told last bounds what is missing
        "members": [*RETURNS, "rác.docx"],  # nothing that came tells it: all may be behind it
    }


def test_a_figure_that_changed_has_the_lines_that_are_about_its_returns_its_indicator_or_its_target(
    told: duckdb.DuckDBPyConnection,
) -> None:
    first, _, third, *_, other = RETURNS
    told.execute(f"update core.return set file_sha256 = 'content' where return_id = '{other}'")
    found = behind(
        told,
        Cause("register", "missing_bound.csv:2", "changed", indicator_id="due"),
        Cause("register", "target.csv:3", "changed", target_id="T2"),
        *(Cause("revision", return_id, "added", "x.xlsx", return_id[2:8]) for return_id in (first, third)),
        Cause("received", "received.csv:2", "added", "2020H2/B.xlsx"),
        Cause("withdrawal", "withdrawal.csv:2", "added", "content"),
        Cause("correction", "correction.csv:2", "added", period_id="2021H1", unit_id="A"),
    )
    of_first = [first, third, "correction.csv:2"]  # with the line a revision may count for all that it says
    assert found == {
        "T1/congress": ["missing_bound.csv:2", *of_first],
        "T2/congress": ["target.csv:3", "received.csv:2", "withdrawal.csv:2"],
        "attended_pct": ["missing_bound.csv:2", *of_first],
        "admitted": ["received.csv:2", "withdrawal.csv:2"],
        "rated_good": found["members"],
        "members": found["members"],
    }
    assert len(found["members"]) == 7
    ended = Cause("day", "2021H1", "added", period_id="2021H1"), Cause("rule", "rule.csv:2", "changed")
    ids = [cause.cause_id for cause in ended]
    assert behind(told, *ended) == {figure: ids if "/" in figure else ids[1:] for figure in found}
    later, never = (
        Cause("rule", f"rule.csv:{line}", "changed", from_on=day) for line, day in ((3, "2030-01-01"), (4, str(NEVER)))
    )
    assert behind(told, *ended, later, never) == behind(told, *ended), "which tell of later days, and of none"


@pytest.mark.parametrize(("run_at", "count"), [("2021-06-30T16:59:00", 0), ("2021-06-30T17:01:00", 2)])
def test_a_page_tells_of_what_is_over_where_the_office_is(run_at: str, count: int) -> None:
    states = [said(dict.fromkeys(("T1/congress@2021H1", "admitted@2020H2:2021H1"), Decimal(value))) for value in (1, 3)]
    with few_rows(like=NAMES) as db:
        made = changes(db, [[Cause("return", "A-2021H1-r1", "added")]], states, run_at=run_at)
    assert len(change_content(made)["parts"]) == count
    assert len(made.parts) == 2, "analysts have them all"


def test_a_change_of_which_nothing_that_came_is_the_cause_is_told_without_a_reason(tmp_path: Path) -> None:
    """Another version of a library, say: it stops no release."""
    states = [said({"T1/congress@2021H1": Decimal(value)}) for value in (1, 3)]
    with few_rows(like=NAMES) as db:
        made = changes(db, [[]], states, run_at=RUN_AT)
    (part,) = made.parts
    assert (part["reason"], part["reason_vi"], part["cause_ids"], part["part_value"]) == (None, None, [], 2)
    write_change_page(made, "earlier", "later", tmp_path / "page.html")
    assert '<td>—</td><td class="long"></td>' in (tmp_path / "page.html").read_text(encoding="utf-8")


def test_each_pair_of_releases_that_was_compared_stands_once_in_one_file_which_the_analysis_asks(tmp_path: Path) -> None:
    held, part = tmp_path / "why.duckdb", tmp_path / "why.part"
    states = [said({"T1/congress@2021H1": Decimal(value)}) for value in (1, 3)]
    cause = Cause("rule", "rule.csv:2", "changed")
    held.write_bytes(b"no database")
    with few_rows(like=NAMES) as db:
        made = changes(db, [[cause]], states, run_at=RUN_AT)
    for pair in ((1, 2), (2, 3), (1, 2)):
        write_tables(made, *pair, part, held=held)
        part.replace(held)
    analysis = (SQL / "analyses" / "why_figures_changed.sql").read_text(encoding="utf-8")
    with duckdb.connect() as db:
        found = db.execute(analysis.replace("warehouse/releases/why", str(tmp_path))).fetchall()
        assert [row[:2] for row in found] == [(1, 2), (2, 3)]
        assert {row[5] for row in found} == {Decimal(2)}
        assert [part["cause_ids"] for (*_, parts) in found for part in parts] == [["rule.csv:2"]] * 2
        assert db.execute("select count(*) from why.change_cause").fetchall() == [(2,)]


REGISTERS = {
    "unit": "unit_id,valid_from_on,name_vi\nA,2010-01-01,{}",
    "target": "target_id,version,target_value\nT1,congress,{}",
    "rule": "rule_id,message_vi\nR1,{}",
    "correction": "unit_id,period_id,indicator_id,corrected\nA,2021H1,admitted,{}",
    "received": "path,received_at\n{}.xlsx,2026-01-04 08:00",
}
STANDS = {
    "office": "office_id,time_zone\nO,Asia/Ho_Chi_Minh",
    "period": "period_id,starts_on,ends_on\n2021H1,2021-01-01,2021-06-30\n2025H2,2025-07-01,2026-01-07",
}
ENDS_ON = date(2026, 1, 7)
EVENT = st.one_of(
    st.tuples(st.just("file"), st.integers(0, 4), st.integers(1, 2), st.booleans()),
    st.tuples(st.sampled_from(sorted(REGISTERS)), st.integers(0, 4), st.just(0), st.just(value=False)),
    st.tuples(st.just("release"), st.integers(0, 3), st.just(0), st.just(value=False)),
)
"""What came: a file and what it brings, a register and its content, or a release, so many days after the one before."""


@settings(max_examples=examples(20), deadline=None)
@given(events=st.lists(EVENT, min_size=2, max_size=15))
def test_whatever_came_between_two_releases_is_applied_once_and_then_all_is_there(
    events: list[tuple[str, int, int, bool]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder, now = tmp_path_factory.mktemp("between") / "archive", BEGAN
    archive, registers, publications = Archive(folder), RegisterArchive(folder), Publications(folder)
    told: dict[int, list[Told]] = {}
    registers.keep({name: text.encode() for name, text in STANDS.items()})
    for number, (what, which, revision, is_late) in enumerate([*events, ("release", 0, 0, False), ("release", 1, 0, False)]):
        if what == "file":
            receipt = Receipt(len(told) + 1, f"{which}.xlsx", f"{number:064}", 1, utc_text(0), utc_text(0))
            archive.journal.append([receipt])
            brought = Told(f"A-2021H1-r{number}", "2021H1", revision, is_late)
            told[receipt.receipt_id] = [brought] if which else []
        elif what == "release":
            now += timedelta(days=which)
            at, made = utc_text(now.timestamp()), len(publications.journal.read())
            counts = {"receipt_count": len(told), "state_count": len(registers.states())}
            publications.journal.append(
                [Publication(made + 1, f"r{number}", at, at, "", "", **counts, freeze_count=0, judged_count=0, notes_sha256="")]
            )
        else:
            registers.keep({what: REGISTERS[what].format(which).encode()})
    count = len(publications.journal.read())
    for earlier in range(1, count):
        begin, end = between(folder, earlier, count)
        found = steps(folder, begin, end, told)
        reasons = [step.reason for step in found]
        assert reasons == sorted(reasons, key=REASONS.index)
        assert len(set(reasons)) == len(reasons)
        last = found[-1].known if found else begin
        assert list(last.receipts) == list(end.receipts)
        stand = [{state.name: state.file_sha256 for state in known.states} for known in (last, end)]
        assert stand[0] == stand[1]
        assert [state.state_id for state in last.states] == list(range(1, len(last.states) + 1))
        new = end.receipts[len(begin.receipts) :]
        returns = [each.return_id for receipt in new for each in told[receipt.receipt_id]]
        ids = [cause.cause_id for step in found for cause in step.causes if cause.cause_id.startswith("A-")]
        assert sorted(ids) == sorted(returns)
        assert ("day" in reasons) == (begin.at.date() <= ENDS_ON < end.at.date())
