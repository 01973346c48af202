"""The sample as other offices would have saved it: the same returns as .xls, .ods and .csv give the same marts, row for row.

One period here; `make soak` converts all of them.
"""

import shutil
import subprocess
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from pipelines.folders import PROJECT
from tests.conftest import PERIOD, Installation, copy_of_sample

SOFFICE = shutil.which("soffice")
CSV_OF_EVERY_SHEET = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
"""LibreOffice's filter options: comma, quote, UTF-8, from row 1, values as shown, every sheet to a file of its own."""
FILES_PER_CALL = 100
"""LibreOffice gives up without a word when it is handed too many files at once."""

Marts = dict[str, list[tuple[Any, ...]]]
PERIODS = sorted(path.name for path in (PROJECT / "raw" / "returns").iterdir())
OF_THE_FILE = ("path", "file_sha256", "receipt_id", "sheet_name", "finding_id", "newest_path")
"""Columns that tell one file from another; in a finding's id its sheet counts."""

pytestmark = pytest.mark.skipif(SOFFICE is None, reason="needs LibreOffice: apt-get install libreoffice-calc")


def convert(folder: Path, target: str, out: Path, profile: Path) -> None:
    """Convert every workbook of a folder."""
    out.mkdir(parents=True)
    files = sorted(folder.glob("*.xlsx"))
    for start in range(0, len(files), FILES_PER_CALL):
        names = [str(path) for path in files[start : start + FILES_PER_CALL]]
        subprocess.run(
            [
                str(SOFFICE),
                f"-env:UserInstallation={profile.as_uri()}",
                "--headless",
                "--convert-to",
                target,
                "--outdir",
                str(out),
                *names,
            ],
            check=True,
            capture_output=True,
            timeout=600,
        )


def zip_sheets(folder: Path) -> None:
    """One .zip per workbook, of the .csv files of its sheets."""
    for path in sorted(folder.glob("*.csv")):
        with ZipFile(folder / f"{path.name.split('-')[0]}.zip", "a") as archive:
            archive.write(path, path.name)
        path.unlink()


def compare(root: Path, extension: str, expected: Marts, *periods: str) -> None:
    other = copy_of_sample(root / "other", *periods)
    for folder in sorted((other.root / "raw" / "returns").iterdir()):
        out = other.root / "converted" / folder.name
        convert(folder, CSV_OF_EVERY_SHEET if extension == "csv" else extension, out, root / "profile")
        if extension == "csv":
            zip_sheets(out)
        came = len(list(folder.glob("*.xlsx")))
        assert len(list(out.iterdir())) == came
        shutil.rmtree(folder)
        shutil.move(out, folder)
    done = other.command("nightly")
    assert done.returncode == 0, done.stdout + done.stderr
    assert other.query("select rule_id, path, message_vi from quality.finding where severity = 'error'") == []
    found = other.marts(without=OF_THE_FILE)
    assert list(found) == list(expected)
    for name, rows in expected.items():
        assert found[name] == rows, name


@pytest.mark.parametrize("extension", ["xls", "ods", "csv"])
def test_one_period_saved_in_another_format_gives_the_same_marts(
    extension: str, one_period: Installation, tmp_path: Path
) -> None:
    compare(tmp_path, extension, one_period.marts(without=OF_THE_FILE), PERIOD)


@pytest.mark.soak
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("extension", ["xls", "ods", "csv"])
def test_the_whole_sample_saved_in_another_format_gives_the_same_marts(
    extension: str, sample: Installation, tmp_path: Path
) -> None:
    compare(tmp_path, extension, sample.marts(without=OF_THE_FILE), *PERIODS)
