"""The registers of corrections and overrides: what the steward may decide, and what is refused with file and line."""

import csv
import shutil
from pathlib import Path

import duckdb
import pytest

from pipelines.errors import RegisterError
from pipelines.folders import PROJECT
from pipelines.reference import landing, load_reference

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
        ("correction", CORRECTION | {"corrected": "ba"}, "correction.csv:2: 'members_admitted' needs a number"),
        (
            "correction",
            CORRECTION | {"indicator_id": "organisation_rating", "corrected": "kha"},
            "correction.csv:2: corrected 'kha' is not in register code 'rating'",
        ),
        ("correction", CORRECTION | {"reason_vi": ""}, "correction.csv:2: reason_vi: Field required"),
        (
            "override",
            OVERRIDE | {"rule_id": "SUM-05"},
            "override.csv:2: SUM-05 is an error: the return is mended, not explained",
        ),
        ("override", OVERRIDE | {"rule_id": "CON-99"}, "override.csv:2: rule_id 'CON-99' is not in register rule"),
        ("override", OVERRIDE | {"cell_count": "0"}, "override.csv:2: cell_count"),
        ("override", OVERRIDE | {"valid_to_on": "2020-01-01"}, "override.csv:2: ends on 2020-01-01, before it was approved"),
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


@pytest.mark.parametrize("corrected", ["3", "none_occurred", "not_applicable"])
def test_a_decision_lands_as_a_row(corrected: str, folder: Path, database: duckdb.DuckDBPyConnection) -> None:
    add(folder, "correction", CORRECTION | {"corrected": corrected})
    add(folder, "override", OVERRIDE | {"received": "75 | 76"})
    database.execute("create schema reference")
    landing.land(database, load_reference(folder))
    assert database.execute("select corrected from reference.correction").fetchall() == [(corrected,)]
    assert database.execute("select received, cell_count from reference.override").fetchall() == [(["75", "76"], 1)]
