"""Which cells of a workbook are shaded: on paper, grey is where no figure goes."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import openpyxl
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.utils.exceptions import InvalidFileException

from pipelines.workbooks.grid import Place
from pipelines.workbooks.grounds import grounds_of_ods, grounds_of_xls
from pipelines.workbooks.sniff import sniff

_GROUNDS = {"ods": grounds_of_ods, "xls": grounds_of_xls}
_WHITE_RGB, _WHITE_INDEXES, _WHITE_THEME = "FFFFFF", frozenset({1, 9, 64, 65}), 0


def shaded_cells(path: Path) -> Mapping[str, frozenset[Place]]:
    """Sheet → its cells, from 0, that have another ground than paper; nothing of .xlsb, of pages and of texts."""
    content = path.read_bytes()
    sniffed = sniff(content, path.name)
    if sniffed.format == "ole":
        from pipelines.workbooks.ole_files import open_ole  # here: few files need it

        content, sniffed = open_ole(content, path.name, ())
    if ground_of := _GROUNDS.get(sniffed.format):
        return ground_of(content)
    try:
        book = openpyxl.load_workbook(io.BytesIO(content))
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError, OSError):
        return {}
    return {
        sheet.title: frozenset(
            (row, column)
            for row, cells in enumerate(sheet.iter_rows(min_row=1, min_col=1))
            for column, cell in enumerate(cells)
            if cell.has_style and _is_shaded(cell)
        )
        for sheet in book.worksheets
    }


def _is_shaded(cell: Cell | MergedCell) -> bool:
    """Whether it has a pattern, a gradient, or a colour other than white."""
    kind, colour = cell.fill.fill_type, getattr(cell.fill, "fgColor", None)
    if kind != "solid" or colour is None:
        return bool(kind)
    if colour.type == "theme":
        return bool(colour.theme != _WHITE_THEME or colour.tint)
    return colour.indexed not in _WHITE_INDEXES if colour.type == "indexed" else str(colour.rgb)[-6:].upper() != _WHITE_RGB
