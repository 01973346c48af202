"""Register received, the book of incoming files, as clerks and spreadsheet programs write it."""

import shutil
from datetime import datetime
from pathlib import Path

import pytest

from pipelines.folders import PROJECT
from pipelines.reference import load_reference
from pipelines.reference.received import came_at
from tests.unit.register_files import faults

PATH = "2023H2/TC01_2023H2.xlsx"
IN_UTC = datetime(2024, 1, 15, 1, 30)  # noqa: DTZ001 UTC, as stored


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PROJECT / "raw" / "reference", tmp_path / "reference"))


def read(folder: Path, *lines: str) -> list[tuple[int, str, datetime | None]]:
    """Line, path and instant of each line of the book."""
    (folder / "received.csv").write_text("\n".join(["path,received_at", *lines, ""]), encoding="utf-8")
    reference = load_reference(folder)
    instants = came_at(reference.received, reference.time_zone)
    return [(row.line_number, row.path, at) for row, at in zip(reference.received, instants, strict=True)]


def test_an_instant_is_that_of_the_office_however_a_program_wrote_it(folder: Path) -> None:
    written = ["2024-01-15 08:30", "2024-01-15T08:30:00", "15/01/2024 08:30", "15/1/2024 8:30 SA", "15.01.2024 8h30"]
    written += ["2024-01-15 01:30:00+00:00", "2024/01/15 8:30:00 AM"]
    found = read(folder, *(f"{PATH},{text}" for text in written))
    assert [at for _, _, at in found] == [IN_UTC] * len(written)
    assert [line for line, _, _ in found] == [*range(2, 2 + len(written))]


def test_a_day_alone_is_its_end_and_an_instant_after_noon_is_after_noon(folder: Path) -> None:
    (day, later) = read(folder, f"{PATH},2024-01-15", f"{PATH},2024-01-15 08:30 CH")
    assert (day[2], later[2]) == (datetime(2024, 1, 15, 16, 59, 59), datetime(2024, 1, 15, 13, 30))  # noqa: DTZ001


def test_a_path_may_be_written_from_the_folder_above_and_with_the_strokes_of_windows(folder: Path) -> None:
    found = read(folder, f"raw/returns/{PATH},2024-01-15", r"2023H2\TC01_2023H2.xlsx,2024-01-15", f"./{PATH},2024-01-15")
    assert {path for _, path, _ in found} == {PATH}


def test_a_day_that_may_be_two_is_decided_by_the_others_of_the_book_or_by_nobody(folder: Path) -> None:
    assert read(folder, f"{PATH},03/04/2024 08:00")[0][2] is None
    assert read(folder, f"{PATH},03/04/2024 08:00", f"{PATH},15/04/2024")[0][2] == datetime(2024, 4, 3, 1)  # noqa: DTZ001


@pytest.mark.parametrize(
    "odd", ["hôm qua", "2024-13-01", "2024-01-15 25:00", "08:30", "450", "15/01", "0001-01-01 00:00", "9999-12-31T23:59-07:00"]
)
def test_what_is_no_instant_stops_nothing_and_says_nothing(folder: Path, odd: str) -> None:
    assert read(folder, f"{PATH},{odd}") == [(2, PATH, None)]


def test_a_line_that_is_not_yet_written_to_its_end_stops_nothing(folder: Path) -> None:
    assert read(folder, ",2024-01-15", f"{PATH},") == [(2, "", datetime(2024, 1, 15, 16, 59, 59)), (3, PATH, None)]  # noqa: DTZ001


def test_an_office_without_a_book_loads_and_a_book_without_a_column_does_not(folder: Path) -> None:
    (folder / "received.csv").unlink(missing_ok=True)
    assert load_reference(folder).received == ()
    (folder / "received.csv").write_text("path\n2023H2/TC01_2023H2.xlsx\n", encoding="utf-8")
    assert list(faults(folder)) == ["received.csv:1: column 'received_at' is missing"]
