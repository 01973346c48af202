"""The registers of corrections and overrides: what the steward may decide, and what is refused with file and line."""

import csv
import shutil
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pytest

from pipelines.errors import RegisterError
from pipelines.folders import PROJECT
from pipelines.reference import load_reference, register_tables
from pipelines.reference.ahead import refuse_decided_ahead
from pipelines.reference.load import load_registers
from pipelines.reference.run import Run

CORRECTION = {
    "unit_id": "TC05",
    "period_id": "2021H1",
    "indicator_id": "members_admitted",
    "received": "30",
    "corrected": "3",
    "reason_vi": "Gõ thừa số 0",
    "agreed_by": "Đơn vị",
    "agreed_on": "2021-08-01",
}
OVERRIDE = {
    "rule_id": "CON-01",
    "unit_id": "TC05",
    "period_id": "2021H1",
    "indicator_id": "members_opening",
    "received": "75",
    "cell_count": "1",
    "reason_vi": "Tiếp nhận đảng viên",
    "explained_by": "TC05",
    "approved_by": "Văn phòng",
    "approved_on": "2021-08-01",
}
WITHDRAWAL = {
    "file_sha256": "3f" * 32,
    "reason_vi": "Gửi nhầm kỳ",
    "withdrawn_by": "Văn phòng",
    "withdrawn_on": "2021-08-01",
}


NO_NUMBER = "correction.csv:2: corrected of 'members_admitted' is no number of it"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PROJECT / "raw" / "reference", tmp_path / "reference"))


def add(folder: Path, register: str, values: dict[str, str]) -> None:
    path = folder / f"{register}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        names = next(csv.reader(file))
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.DictWriter(file, names, lineterminator="\n").writerow(values)


@pytest.mark.parametrize(
    ("register", "values", "says"),
    [
        (
            "correction",
            CORRECTION | {"indicator_id": "members_admited"},
            "correction.csv:2: indicator_id 'members_admited' is not in",
        ),
        *(("correction", CORRECTION | {"corrected": odd}, NO_NUMBER) for odd in ("vài", "nan", "inf", "1e5", "12,5", "1_0")),
        (
            "correction",
            CORRECTION | {"indicator_id": "organisation_rating", "corrected": "kha"},
            "correction.csv:2: corrected of 'organisation_rating' is no rating",
        ),
        (
            "correction",
            CORRECTION | {"indicator_id": "organisation_rating", "corrected": "hoan_thanh_tot"},
            "correction.csv:2: TC05 does not owe 'organisation_rating' for 2021H1",
        ),
        (
            "correction",
            CORRECTION | {"unit_id": "TC57", "period_id": "2022H1"},
            "correction.csv:2: TC57 owes nothing for 2022H1: it does not exist on 2022-06-30",
        ),
        ("correction", CORRECTION | {"unit_id": "VP"}, "correction.csv:2: VP does not owe 'members_admitted' for 2021H1"),
        ("correction", CORRECTION | {"corrected": "trên 3"}, "correction.csv:2: corrected of 'members_admitted' is a bound"),
        *(
            ("correction", CORRECTION | {"corrected": slip}, "correction.csv:2: corrected of 'members_admitted' is")
            for slip in ("-1", "99999999", "99.999.999")
        ),
        ("correction", CORRECTION | {"corrected": "..."}, "correction.csv:2: corrected of 'members_admitted' is blank"),
        ("correction", CORRECTION | {"reason_vi": ""}, "correction.csv:2: reason_vi: is empty, and must be filled in"),
        (
            "override",
            OVERRIDE | {"rule_id": "SUM-05"},
            "override.csv:2: SUM-05 is an error: the return is mended, not explained",
        ),
        ("override", OVERRIDE | {"rule_id": "CON-99"}, "override.csv:2: rule_id 'CON-99' is not in register rule"),
        ("override", OVERRIDE | {"cell_count": "0"}, "override.csv:2: cell_count"),
        ("override", OVERRIDE | {"valid_to_on": "2020-01-01"}, "override.csv:2: ends on 2020-01-01, before it was approved"),
        ("withdrawal", WITHDRAWAL | {"file_sha256": "3f3f3f3"}, "withdrawal.csv:2: file_sha256: must be the hash"),
        ("withdrawal", WITHDRAWAL | {"file_sha256": "3.43E+12"}, "withdrawal.csv:2: file_sha256: must be the hash"),
        ("withdrawal", WITHDRAWAL | {"file_sha256": "3f" * 33}, "withdrawal.csv:2: file_sha256: must be the hash"),
        ("withdrawal", WITHDRAWAL | {"withdrawn_by": ""}, "withdrawal.csv:2: withdrawn_by: is empty, and must be filled in"),
        ("withdrawal", WITHDRAWAL | {"withdrawn_on": "hôm qua"}, "withdrawal.csv:2: withdrawn_on: "),
    ],
)
def test_a_decision_that_cannot_be_right_is_refused_with_file_and_line(
    register: str, values: dict[str, str], says: str, folder: Path
) -> None:
    add(folder, register, values)
    with pytest.raises(RegisterError) as caught:
        load_reference(folder)
    assert any(fault.startswith(says) for fault in caught.value.faults), caught.value.faults


def test_the_same_cell_is_corrected_once(folder: Path) -> None:
    add(folder, "correction", CORRECTION)
    add(folder, "correction", CORRECTION | {"corrected": "4"})
    with pytest.raises(RegisterError, match=r"correction\.csv:3: TC05 2021H1 members_admitted stands on line 2 already"):
        load_reference(folder)


@pytest.mark.parametrize(
    ("written", "corrected"),
    [
        ("3", "3"),
        ("３", "3"),
        ("3,0", "3"),
        ("3 người", "3"),
        ("ba", "3"),
        ("none_occurred", "none_occurred"),
        ("Không phát sinh", "none_occurred"),
        ("not_applicable", "not_applicable"),
    ],
)
def test_a_decision_lands_as_a_row(written: str, corrected: str, folder: Path, database: duckdb.DuckDBPyConnection) -> None:
    add(folder, "correction", CORRECTION | {"corrected": written})
    add(folder, "override", OVERRIDE | {"received": "75 | 76"})
    database.execute("create schema reference")
    register_tables.lay_registers(database, load_reference(folder))
    assert database.execute("select corrected from reference.correction").fetchall() == [(corrected,)]
    assert database.execute("select received, cell_count from reference.override").fetchall() == [(["75", "76"], 1)]


@pytest.mark.parametrize("named", ["3f3f3f3f", " 3F3F3F3F ", "3f" * 32])
def test_a_withdrawal_takes_the_hash_in_either_case_whole_or_its_first_digits(
    named: str, folder: Path, database: duckdb.DuckDBPyConnection
) -> None:
    add(folder, "withdrawal", WITHDRAWAL | {"file_sha256": named})
    database.execute("create schema reference")
    register_tables.lay_registers(database, load_reference(folder))
    assert database.execute("select file_sha256 from reference.withdrawal").fetchall() == [(named.strip().lower(),)]


@pytest.mark.parametrize(
    ("register", "values", "says"),
    [
        ("correction", CORRECTION | {"agreed_on": "2031-08-01"}, "correction.csv:2: agreed_on: is after the day of this run"),
        (
            "override",
            OVERRIDE | {"approved_on": "2026-11-29"},
            "override.csv:2: approved_on: is after the day of this run, 2026-11-28",
        ),
        (
            "withdrawal",
            WITHDRAWAL | {"withdrawn_on": "2026-12-01"},
            "withdrawal.csv:2: withdrawn_on: is after the day of this run",
        ),
    ],
)
def test_nothing_is_decided_ahead(register: str, values: dict[str, str], says: str, folder: Path) -> None:
    run = Run(datetime(2026, 11, 28, 1, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")))
    add(folder, register, values)
    with pytest.raises(RegisterError, match=says):
        refuse_decided_ahead(load_registers(folder), run, folder)


def test_what_is_decided_on_the_day_of_the_run_holds(folder: Path) -> None:
    add(folder, "override", OVERRIDE | {"approved_on": "2026-11-28"})
    refuse_decided_ahead(load_registers(folder), Run(datetime(2026, 11, 28, 1, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))), folder)
