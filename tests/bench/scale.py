"""A bloc of many units: what one changed workbook costs, and how memory grows with the periods already in."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import openpyxl

from tests.bench.nights import Spent, night, spent
from tests.conftest import Installation

_FIGURES = """
    select sheet_name, address, value::double, path
    from staging.observation join staging.return using (return_id, unit_id, period_id)
    where state = 'value' and address is not null and path like '%.xlsx' order by return_id desc, address
"""


@dataclass(frozen=True)
class Scale:
    """What nights of a large bloc took."""

    workbooks: int
    first: Spent
    """All its workbooks read."""
    nothing_with_half: Spent
    """Nothing new, with the first half of the periods in."""
    changed_with_half: Spent
    """One figure of one workbook changed, with the first half of the periods in."""
    nothing: Spent
    """Nothing new, with all periods in."""
    changed: Spent
    """One figure of one workbook changed."""


def measure(folder: Path, units: int, periods: int) -> Scale:
    """Lay out a bloc in `folder` and run its nights."""
    laid_out, root = folder / "laid_out", folder / "root"
    size = ["--units", str(units), "--periods", str(periods), "--out", str(laid_out)]
    spent(["tests.sample", *size], dict(os.environ), folder / "sample.log")
    shutil.copytree(laid_out / "reference", root / "raw" / "reference")
    came = sorted(path for path in (laid_out / "returns").iterdir() if path.is_dir())
    installation = Installation(root)
    _let_come(root, came[: len(came) // 2])
    begun = night(installation)
    nothing_with_half = night(installation)
    change_one(installation)
    changed_with_half = night(installation)
    _let_come(root, came[len(came) // 2 :])
    ended = night(installation)
    nothing = night(installation)
    change_one(installation)
    changed = night(installation)
    first = Spent(begun.seconds + ended.seconds, begun.cpu_seconds + ended.cpu_seconds, ended.peak_bytes, "")
    return Scale(
        len(list((root / "raw" / "returns").glob("*/*"))), first, nothing_with_half, changed_with_half, nothing, changed
    )


def change_one(installation: Installation) -> None:
    """Let one unit send its last workbook again with one figure changed."""
    sheet, address, value, path = installation.query(_FIGURES)[0]
    file = installation.root / "raw" / "returns" / path
    book = openpyxl.load_workbook(file)
    book[sheet][address] = value + 1
    book.save(file)


def _let_come(root: Path, periods: list[Path]) -> None:
    for period in periods:
        shutil.move(period, root / "raw" / "returns" / period.name)
