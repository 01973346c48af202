"""The sample as other offices would have saved it: the same returns as .xls, .ods and .csv give the same marts, row for row.

One period here: of each other reporter, and of every ninth grassroots unit, in the three formats by turns; `make soak` saves
all returns in each.
"""

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from pipelines.folders import PROJECT
from tests.conftest import PERIOD, Installation, copy_of_sample
from tests.libreoffice import convert, libreoffice

CSV_OF_EVERY_SHEET = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
"""LibreOffice's filter options: comma, quote, UTF-8, from row 1, values as shown, every sheet to a file of its own."""
FORMATS = ("xls", "ods", "csv")

Marts = dict[str, list[tuple[Any, ...]]]
PERIODS = sorted(path.name for path in (PROJECT / "raw" / "returns").iterdir())
OF_THE_FILE = ("path", "file_sha256", "receipt_id", "sheet_name", "finding_id", "newest_path")
"""Columns that tell one file from another; in a finding's id its sheet counts."""


def save_as(extension: str, files: list[Path], out: Path) -> None:
    """Save workbooks in another format; the sheets of one become .csv files within one .zip."""
    convert(files, CSV_OF_EVERY_SHEET if extension == "csv" else extension, out)
    if extension == "csv":
        zip_sheets(out)
    assert len(list(out.iterdir())) == len(files)


def zip_sheets(folder: Path) -> None:
    """One .zip per workbook, of the .csv files of its sheets."""
    for path in sorted(folder.glob("*.csv")):
        with ZipFile(folder / f"{path.name.split('-')[0]}.zip", "a") as archive:
            archive.write(path, path.name)
        path.unlink()


def all_of(workbooks: list[Path]) -> list[Path]:
    return workbooks


def some_of(workbooks: list[Path]) -> list[Path]:
    """Those of the reporters with forms of their own, and every ninth of the grassroots units, whose forms are alike."""
    grassroots = [path for path in workbooks if path.name.startswith("TC")]
    return [path for path in workbooks if path not in grassroots] + grassroots[::9]


def compare(
    root: Path, extensions: Sequence[str], expected: Marts, chosen: Callable[[list[Path]], list[Path]], *periods: str
) -> None:
    """Save the chosen workbooks in one of these formats, in turn, and run the job on them and the others."""
    libreoffice()
    other = copy_of_sample(root / "other", *periods)
    for folder in sorted((other.root / "raw" / "returns").iterdir()):
        workbooks = chosen(sorted(folder.glob("*.xlsx")))
        for number, extension in enumerate(extensions):
            saved_so = workbooks[number :: len(extensions)]
            out = other.root / "converted" / folder.name / extension
            save_as(extension, saved_so, out)
            for path in saved_so:
                path.unlink()
            for path in out.iterdir():
                shutil.move(path, folder)
    other.night()
    assert other.query("select rule_id, path, message_vi from quality.finding where severity = 'error'") == []
    found = other.marts(without=OF_THE_FILE)
    assert list(found) == list(expected)
    for name, rows in expected.items():
        assert found[name] == rows, name


def test_one_period_saved_in_other_formats_gives_the_same_marts(one_period: Installation, tmp_path: Path) -> None:
    compare(tmp_path, FORMATS, one_period.marts(without=OF_THE_FILE), some_of, PERIOD)


@pytest.mark.soak
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("extension", FORMATS)
def test_the_whole_sample_saved_in_another_format_gives_the_same_marts(
    extension: str, sample: Installation, tmp_path: Path
) -> None:
    compare(tmp_path, [extension], sample.marts(without=OF_THE_FILE), all_of, *PERIODS)
