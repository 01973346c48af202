"""What came between two releases, in steps: which are one, and what needs none. (That they add up: tests/properties.)"""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from pipelines.definitions import models
from pipelines.folders import PROJECT
from pipelines.intake.archive import Archive, Receipt, utc_text
from pipelines.intake.causes import Step, Told, steps, that_load
from pipelines.intake.line_days import NEVER, first_day, prerequisites
from pipelines.intake.past import Past
from pipelines.intake.register_archive import RegisterArchive

BEGAN = datetime(2026, 11, 5, 2, tzinfo=UTC)


def came(folder: Path, receipts: list[Receipt], **added: str) -> tuple[Past, Past]:
    """What the journals held before and after some files and lines of registers came to the shipped registers."""
    archive = RegisterArchive(folder)
    folder_of_shipped = PROJECT / "raw" / "reference"
    shipped = {path.stem: path.read_bytes() for path in folder_of_shipped.glob("*.csv")}
    shipped |= {path.name: path.read_bytes() for path in folder_of_shipped.glob("*.docx")}
    archive.keep(shipped)
    begin = Past(BEGAN, (), archive.states(), 0, ())
    archive.keep({name: shipped[name] + f"{line}\n".encode() for name, line in added.items()})
    Archive(folder).journal.append(receipts)
    return begin, Past(BEGAN, receipts, archive.states(), 0, ())


def found(folder: Path, begin: Past, end: Past, told: dict[int, list[Told]]) -> list[Step]:
    return that_load(steps(folder, begin, end, told), folder)


def test_registers_that_load_only_together_are_one_step_and_others_are_steps_of_their_own(tmp_path: Path) -> None:
    begin, end = came(
        tmp_path,
        [],
        unit="TC90,Chi bộ cơ sở mẫu số 90,new_kind,government,2026-01-01,,",
        code="unit_kind,new_kind,9,Loại hình mới,,2010-01-01,",
        withdrawal=f"{'0' * 64},Gửi nhầm,Trần Thị B,2026-11-04",
    )
    together, withdrawn = found(tmp_path, begin, end, {})
    assert together.reason == "unit_event+register"
    assert [(cause.change, cause.about) for cause in together.causes] == [
        ("added", "TC90 2026-01-01"),
        ("added", "unit_kind new_kind 2010-01-01"),
    ]
    assert (withdrawn.reason, [cause.about for cause in withdrawn.causes]) == ("withdrawal", ["0" * 64])


def test_what_the_book_says_of_files_that_came_since_is_no_reason_beside_them(tmp_path: Path) -> None:
    receipt = Receipt(1, "2024H1/TC01_2024H1 (2).xlsx", "0" * 64, 1, utc_text(0), utc_text(0))
    told = {1: [Told("TC01-2024H1-r2", "2024H1", 2, is_late=True)]}
    begin, end = came(tmp_path / "one", [receipt], received=f"{receipt.path},2026-11-04 08:00")
    (revised,) = found(tmp_path / "one", begin, end, told)
    assert (revised.reason, [cause.cause_id for cause in revised.causes]) == ("revision", ["TC01-2024H1-r2"])
    assert {state.name for state in revised.known.states[len(begin.states) :]} == {"received"}
    begin, end = came(tmp_path / "other", [receipt], received="2024H1/TC02_2024H1.xlsx,2026-11-04 08:00")
    assert [step.reason for step in found(tmp_path / "other", begin, end, told)] == ["revision", "received"]


def test_the_day_of_a_run_changes_no_figure_unless_a_period_ended() -> None:
    """By it alone is told which targets are over: otherwise two nights differ in more than `steps` takes for a cause."""
    read, waiting = set[str](), ["core.figure_said"]
    while waiting:
        name = waiting.pop()
        if name not in read and name in models:
            read.add(name)
            waiting += models[name].reads
    assert [name for name in sorted(read) if "reference.run" in models[name].reads] == ["core.target_progress"]
    assert "period.ends_on < (select office_on from reference.run)" in models["core.target_progress"].sql


RULE = {
    "rule_id": "A",
    "severity": "error",
    "message_vi": "m",
    "maximum": "1",
    "valid_from_on": "2021-01-01",
    "valid_to_on": "",
}
UNIT = {"unit_id": "U", "name_vi": "n", "valid_from_on": "2010-01-01", "valid_to_on": "", "successor_id": ""}
ENDED = {"valid_to_on": "2022-06-30", "successor_id": "V"}
EVENT = {"event_id": "e", "happened_on": "2022-07-01"}
NAMED = {"name_vi": "o"}
LINES: list[tuple[str, dict[str, str] | None, dict[str, str] | None, date | None]] = [
    ("unit", UNIT, UNIT | ENDED, date(2022, 7, 1)),
    ("unit", UNIT | ENDED, UNIT | ENDED | {"valid_to_on": "2021-06-30"}, date(2021, 7, 1)),
    ("unit", UNIT, UNIT | NAMED, date(2010, 1, 1)),
    ("unit", None, UNIT | {"valid_from_on": "2022-07-01"}, date(2022, 7, 1)),
    ("unit", UNIT, UNIT | {"valid_from_on": "1/7/2022"}, None),
    ("unit_event", None, EVENT, date(2022, 7, 1)),
    ("unit_alias", None, {"unit_id": "U", "alias_vi": "u"}, None),
    ("rule", RULE, RULE | {"maximum": "2"}, date(2021, 1, 1)),
    ("rule", RULE, RULE | {"valid_to_on": "2022-12-31"}, date(2023, 1, 1)),
    ("rule", RULE, RULE | {"message_vi": "n"}, NEVER),
    ("rule", RULE | {"severity": "warning"}, RULE | {"severity": "warning", "maximum": "2"}, NEVER),
    ("rule", RULE | {"severity": "warning"}, RULE, date(2021, 1, 1)),
    ("rule", RULE | {"rule_id": "B", "severity": "note"}, None, date(2021, 1, 1)),  # which A needs
]
"""A line before and after, and the first day of which it may tell."""


@pytest.mark.parametrize("case", range(len(LINES)))
def test_a_line_of_a_register_tells_of_the_days_from_which_on_it_says_otherwise(case: int) -> None:
    register, before, after, day = LINES[case]
    assert first_day(register, before, after, prerequisites([{"prerequisite": "B C"}])) == day
