"""Files that are nothing but large: within bounds of time and memory, each is read right or refused with the reason."""

import random
import struct
from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.intake.pool import read_returns
from pipelines.workbooks.sniff import MAX_FILE_BYTES
from tests.corpus.making import biff5
from tests.libreoffice import converted
from tests.unit.test_reader import PLAIN, check, values
from tests.unit.workbooks import VALUE, Draft, forms, rezipped

SECONDS, BYTES = 20.0, 1024**3
"""Most processor time and memory for one file."""
MEGABYTES = 1024**2
MOST = MAX_FILE_BYTES // MEGABYTES
"""Megabytes of the largest file that is let in."""
Make = Callable[[Path], Path]


def _sparse(path: Path) -> Path:
    with path.open("wb") as file:
        file.truncate(200 * MEGABYTES)
    return path


def _filled_with(content: bytes, megabytes: int, name: str) -> Make:
    def make(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(content * (megabytes * MEGABYTES // len(content)))
        return path

    return make


def _blanks(megabytes: int) -> bytes:
    """White space that a zip does not shrink beyond reason."""
    return (
        random.Random(1)
        .randbytes(megabytes * MEGABYTES // 50)
        .hex()
        .encode()
        .translate(bytes.maketrans(b"0123456789abcdef", b"        \t\t\t\t\n\n\n\n"))
        * 25
    )


def _far_number(folder: Path) -> Path:
    """An .xls of Excel 5 with one number in a row and column that no sheet of it can have."""
    draft = Draft()
    draft.grid[0][0] = "Biểu số: 01-TCĐ"
    path = biff5(draft, folder / "a.xls")
    near = struct.pack("<HHHHHd", 0x203, 14, 14, VALUE, 0, float(str(draft.grid[14][VALUE])))
    content = path.read_bytes()
    assert content.count(near) == 1
    path.write_bytes(content.replace(near, near[:4] + struct.pack("<HH", 60_000, 30_000) + near[8:]))
    return path


def _in_part(start: str, old: bytes, new: Callable[[], bytes], *, level: int = 6) -> Make:
    """A plain .xlsx with something large in one of its parts."""

    def make(folder: Path) -> Path:
        def change(name: str, content: bytes) -> bytes:
            if not name.startswith(start):
                return content
            assert old in content
            return content.replace(old, new(), 1)

        return rezipped(Draft().write_xlsx(folder / "a.xlsx"), change, level=level)

    return make


def _styled_cells(rows: int, columns: int) -> bytes:
    cells = b'<c s="1"/>' * columns
    return b"".join(b'<row r="%d">%s</row>' % (row, cells) for row in range(40, 40 + rows)) + b"</sheetData>"


def _styled_rows() -> bytes:
    return b"".join(b'<row r="%d" s="1" customFormat="1" ht="15"/>' % row for row in range(40, 1_048_577)) + b"</sheetData>"


def _far_styled_cell() -> bytes:
    return b'<row r="1048576"><c r="XFD1048576" s="1"/></row></sheetData>'


def _ods(rows: str) -> Make:
    """An .ods of the plain return with more rows below it."""

    def make(folder: Path) -> Path:
        def change(name: str, content: bytes) -> bytes:
            return (
                content.replace(b"</table:table>", rows.encode() + b"</table:table>", 1) if name == "content.xml" else content
            )

        return rezipped(converted(Draft().write_xlsx(folder / "a.xlsx"), "ods"), change)

    return make


END_OF_TEXTS, END_OF_CELLS = b"</sst>", b"</sheetData>"
MILLION_ROWS = '<table:table-row table:number-rows-repeated="1048000">{}</table:table-row>'
WIDE = 'table:number-columns-repeated="16384"/>'
NUMBER = '<table:table-cell office:value-type="float" office:value="1"'
REFUSED: dict[str, tuple[Make, str]] = {
    "200 MB of zeros": (lambda folder: _sparse(folder / "a.xlsx"), "200 MB"),
    "more blanks than are let in, called .csv": (_filled_with(b" ", MOST + 1, "a.csv"), f"{MOST + 1} MB"),
    "as many zeros as are let in": (_filled_with(b"\0", MOST, "a.csv"), "byte 0"),
    "as many blanks before a page as are let in": (
        _filled_with(b" " * (MEGABYTES - 7) + b"<table>", MOST, "a.xls"),
        "trang web lớn",
    ),
    "as many open cells as are let in": (_filled_with(b"<table><tr><td>", MOST, "a.xls"), "trang web lớn"),
    "200 MB of blanks in the table of texts": (
        _in_part("xl/sharedStrings", END_OF_TEXTS, lambda: b" " * 200 * MEGABYTES + END_OF_TEXTS),
        "bom nén",
    ),
    "seventeen billion numbers in .ods": (_ods(MILLION_ROWS.format(f"{NUMBER} {WIDE}")), "trải rộng"),
    "a number far away in .xls": (_far_number, "trải rộng 60001 dòng × 30001 cột"),
    "a million rows of numbers in .ods": (_ods(MILLION_ROWS.format(f"{NUMBER}/>" * 6)), "trải rộng"),
}
FILLED: dict[str, tuple[bytes, str, str]] = {
    "blanks": (b" ", "a.csv", "không có"),
    "line ends": (b"\n", "a.csv", "không có"),
    "marks of an encoding": (b"\xff\xfe", "a.csv", ""),
    "comments": (b"<!---->", "a.xls", "không có"),
    "commas": (b",", "a.csv", ""),
    "lines of commas": (b",,,,,\r\n", "a.csv", ""),
    "quotes": (b'"', "a.csv", ""),
    "bad bytes": (b"\xff", "a.csv", ""),
}
"""What a file is filled with, its name, and the reason."""
PADDED = {"the table of texts": ("xl/sharedStrings", END_OF_TEXTS), "the cells": ("xl/worksheets", END_OF_CELLS)}
"""Where a workbook is padded with blanks: which parts, and before what."""
READ: dict[str, Make] = {
    "a thousand texts of blanks": _in_part(
        "xl/sharedStrings", END_OF_TEXTS, lambda: (b"<si><t>" + b" " * 1000 + b"</t></si>") * 1000 + END_OF_TEXTS
    ),
    "a million rows that only have a look": _in_part("xl/worksheets", END_OF_CELLS, _styled_rows),
    "a million cells that only have a look": _in_part("xl/worksheets", END_OF_CELLS, lambda: _styled_cells(1000, 1000)),
    "the last cell of a sheet with only a look": _in_part("xl/worksheets", END_OF_CELLS, _far_styled_cell),
    "a million blank rows in .ods": _ods(MILLION_ROWS.format("<table:table-cell/>")),
    "a million blank rows with a look in .ods": _ods(MILLION_ROWS.format(f'<table:table-cell table:style-name="ce1" {WIDE}')),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_large_file_of_nothing_is_refused_with_the_reason(name: str, tmp_path: Path) -> None:
    make, because = REFUSED[name]
    check_refused(make(tmp_path), because, SECONDS)


@pytest.mark.parametrize("megabytes", [pytest.param(MOST // 4, id="a quarter"), pytest.param(MOST, marks=pytest.mark.soak)])
@pytest.mark.parametrize("name", FILLED)
def test_a_file_filled_with_one_thing_is_refused_in_time_that_grows_as_it_does(
    name: str, megabytes: int, tmp_path: Path
) -> None:
    content, file_name, because = FILLED[name]
    check_refused(_filled_with(content, megabytes, file_name)(tmp_path), because, SECONDS * megabytes / MOST)


def check_refused(path: Path, because: str, seconds: float) -> None:
    ((_, read),) = read_returns([path], forms(), workers=1, cpu_seconds=seconds, memory_bytes=BYTES)
    check(read)
    assert (read.entries["value"], read.findings["fault"]) == ([], ["unreadable_file"])
    assert because in read.findings["detail"][0]
    assert "giây" not in read.findings["detail"][0]


@pytest.mark.parametrize("name", READ)
def test_a_return_among_nothing_is_read(name: str, tmp_path: Path) -> None:
    check_read(READ[name](tmp_path), SECONDS)


@pytest.mark.parametrize("megabytes", [12, pytest.param(48, marks=pytest.mark.soak)])
@pytest.mark.parametrize("name", PADDED)
def test_a_return_among_mixed_blanks_is_read_in_time_that_grows_as_they_do(name: str, megabytes: int, tmp_path: Path) -> None:
    start, end = PADDED[name]
    path = _in_part(start, end, lambda: _blanks(megabytes) + end, level=1)(tmp_path)
    check_read(path, SECONDS * megabytes / 48)


def check_read(path: Path, seconds: float) -> None:
    ((_, read),) = read_returns([path], forms(), workers=1, cpu_seconds=seconds, memory_bytes=BYTES)
    check(read)
    assert values(read) == PLAIN
    assert read.findings["fault"] == []
