"""A return that comes again with other figures."""

from collections.abc import Callable
from pathlib import Path
from random import Random

import openpyxl


def change_figures(path: Path, most: int, changed: Callable[[int], int | None], dice: Random) -> None:
    """Change up to so many of the whole numbers above one that a workbook tells."""
    book = openpyxl.load_workbook(path)
    told = [
        (cell, value)
        for sheet in book
        for row in sheet.iter_rows(min_row=8)
        for cell in row
        if isinstance(value := cell.value, int) and value > 1
    ]
    for cell, value in dice.sample(told, min(most, len(told))):
        cell.value = changed(value)
    book.save(path)
