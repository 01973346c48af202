"""The sample as other offices would have saved it: the same returns as .xls, .ods and .csv give the same figures.

Of one period here what is read of each other reporter's, and of every ninth grassroots unit's, in the three formats by turns:
models are given nothing else. `make soak` saves all returns in each and compares the marts, row for row.
"""

import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from pipelines.folders import PROJECT
from pipelines.intake.pool import read_returns
from tests.conftest import FIRST_HALF, PERIOD, Installation, copy_of_sample
from tests.libreoffice import convert, libreoffice
from tests.unit.workbooks import forms

CSV_OF_EVERY_SHEET = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
"""LibreOffice's filter options: comma, quote, UTF-8, from row 1, values as shown, every sheet to a file of its own."""
FORMATS = ("xls", "ods", "csv")

Columns = dict[str, list[Any]]
PERIODS = FIRST_HALF
OF_THE_FILE = ("path", "file_sha256", "receipt_id", "sheet_name", "finding_id", "newest_path")
"""Columns that tell one file from another; in a finding's id its sheet counts."""
AS_STORED = "received"
"""Column of the cell's own text: of a quotient other programs store one digit less."""


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


def save_in_turns(
    folder: Path, extensions: Sequence[str], chosen: Callable[[list[Path]], list[Path]], out: Path
) -> dict[Path, Path]:
    """Save the chosen workbooks of a folder in one of these formats, in turn; gives workbook → what it became."""
    libreoffice()
    workbooks = chosen(sorted(folder.glob("*.xlsx")))
    became: dict[Path, Path] = {}
    for number, extension in enumerate(extensions):
        saved_so = workbooks[number :: len(extensions)]
        save_as(extension, saved_so, out / extension)
        named = {path.name.split(".")[0]: path for path in (out / extension).iterdir()}
        became |= {path: named[path.stem] for path in saved_so}
    return became


def landed(paths: Iterable[Path]) -> Iterator[tuple[Columns, ...]]:
    """What the models are given of each file, but for columns of the file itself."""
    for _, read in read_returns(paths, forms()):
        tables = (read.returns, read.entries, read.findings, read.explanations)
        yield tuple(
            {name: values for name, values in table.items() if name not in (*OF_THE_FILE, AS_STORED)} for table in tables
        )


def test_one_period_saved_in_other_formats_gives_the_models_the_same(tmp_path: Path) -> None:
    became = save_in_turns(PROJECT / "raw" / "returns" / PERIOD, FORMATS, some_of, tmp_path)
    assert len(became) > 10
    for workbook, before, after in zip(became, landed(became), landed(became.values()), strict=True):
        assert after == before, workbook.name


@pytest.mark.soak
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("extension", FORMATS)
def test_the_whole_sample_saved_in_another_format_gives_the_same_marts(
    extension: str, sample: Installation, tmp_path: Path
) -> None:
    expected = sample.marts(without=OF_THE_FILE)
    other = copy_of_sample(tmp_path / "other", *PERIODS)
    for folder in sorted((other.root / "raw" / "returns").iterdir()):
        for workbook, saved in save_in_turns(folder, [extension], all_of, tmp_path / "saved" / folder.name).items():
            workbook.unlink()
            shutil.move(saved, folder)
    other.night()
    assert other.query("select rule_id, path, message_vi from quality.finding where severity = 'error'") == []
    found = other.marts(without=OF_THE_FILE)
    assert list(found) == list(expected)
    for name, rows in expected.items():
        assert found[name] == rows, name
