"""Makes the corpus's files: a clean return, changed in one way, written in one format."""

import copy
import csv
import io
import re
import struct
import tempfile
import unicodedata
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import msoffcrypto
import openpyxl
from openpyxl.workbook import Workbook

from pipelines.language.text_marks import Face, Run
from pipelines.language.vietnamese import text as legacy
from pipelines.templates.template import Number, write_workbook
from tests.libreoffice import convert
from tests.unit.workbooks import CLEAN, CODE, FONTS, LABEL, MEASURE, VALUE, Cell, Draft, Grid, reference, rezipped, zipped

Change = Callable[[Draft], object]
"""One odd thing that is done to the clean return."""
Writer = Callable[[Draft, Path], Path]
"""Writes a return below a path without extension, and says where."""

UNIT, PERIOD = "TC01", "2020H2"
FORMULA_LINES = ("1.01", "1.10", "1.13", "1.16", "3.07", "3.11", "4.02")
FIRST, SECOND, THIRD, FOURTH = "01-TCĐ", "02-TCĐ", "03-TCĐ", "04-TCĐ"
TITLE, NAME, PERIOD_TITLE, UNIT_ROW, HEADER = 2, 1, 3, 5, 7
"""Rows of a sheet's head, from 0."""
TITLES = {"1": FIRST, "2": SECOND, "3": THIRD, "4": FOURTH}


# The clean return.
def write_template(
    path: Path, values: Mapping[str, Number | str | None], *, unit_id: str = UNIT, period_id: str = PERIOD
) -> Path:
    """The workbook as the project itself writes it for a unit, filled with these values by line code."""
    unit = reference().unit_on(unit_id, period_id)
    assert unit is not None
    by_line = {(f"form_{int(code.partition('.')[0]):02}", code): value for code, value in values.items()}
    period = reference().periods[period_id]
    write_workbook(path, reference(), unit, period, receiver_vi="Văn phòng Đảng ủy mẫu", values=by_line)
    return path


@lru_cache(maxsize=4)
def _template_grids(unit_id: str, period_id: str, values: tuple[tuple[str, Number | str], ...]) -> dict[str, Grid]:
    with tempfile.TemporaryDirectory() as folder:
        path = write_template(Path(folder) / "clean.xlsx", dict(values), unit_id=unit_id, period_id=period_id)
        book = openpyxl.load_workbook(path)
    return {
        sheet.title: [[_plain(cell) for cell in row] for row in sheet.iter_rows(values_only=True)] for sheet in book.worksheets
    }


def _plain(value: object) -> Cell:
    assert value is None or isinstance(value, str | int | float)
    return value


def clean(unit_id: str = UNIT, period_id: str = PERIOD, values: Mapping[str, Number | str] = CLEAN) -> Draft:
    """The cells of a clean return, without its looks."""
    grids = _template_grids(unit_id, period_id, tuple(values.items()))
    return Draft({title: [row.copy() for row in grid] for title, grid in grids.items()})


# Changes. Lines are named by their code, sheets by their form.
def sheet_of(draft: Draft, code: str) -> Grid:
    """The sheet on which a line stands."""
    return draft.sheets.get(TITLES[code[0]], draft.grid)


def line(draft: Draft, code: str) -> tuple[Grid, int]:
    """Sheet and row, from 0, of a line."""
    grid = sheet_of(draft, code)
    return grid, next(number for number, row in enumerate(grid) if len(row) > CODE and row[CODE] == code)


def put(code: str, value: Cell, column: int = VALUE) -> Change:
    """Something else in a line's cell."""
    return cell(lambda draft: line(draft, code), column, value)


def head(row: int, column: int, value: Cell) -> Change:
    """Something else in one place of every sheet."""

    def change(draft: Draft) -> None:
        for grid in draft.sheets.values():
            _set(grid, row, column, value)

    return change


def at(row: int, column: int, value: Cell, sheet: str = FIRST) -> Change:
    """Something else in one place of one sheet."""
    return cell(lambda draft: (draft.sheets[sheet], row), column, value)


def cell(where: Callable[[Draft], tuple[Grid, int]], column: int, value: Cell) -> Change:
    """Something else in a cell of a row that is yet to be found."""

    def change(draft: Draft) -> None:
        grid, row = where(draft)
        _set(grid, row, column, value)

    return change


def _set(grid: Grid, row: int, column: int, value: Cell) -> None:
    grid[row].extend([None] * (column + 1 - len(grid[row])))
    grid[row][column] = value


def both(*changes: Change) -> Change:
    """Several changes that make one odd thing."""

    def change(draft: Draft) -> None:
        for one in changes:
            one(draft)

    return change


def shown_as(code: str, number_format: str, value: Cell = None) -> Change:
    """A number format on a line of the first sheet, and another value under it."""

    def change(draft: Draft) -> None:
        grid, row = line(draft, code)
        if value is not None:
            _set(grid, row, VALUE, value)
        draft.formats[row, VALUE] = {"num_format": number_format}

    return change


def looking(code: str, *runs: Run, column: int = VALUE) -> Change:
    """A text whose letters look different, on a line of the first sheet."""

    def change(draft: Draft) -> None:
        grid, row = line(draft, code)
        _set(grid, row, column, "".join(text for text, _ in runs))
        draft.rich[row, column] = list(runs)

    return change


def struck(code: str, value: Cell = None, column: int = VALUE) -> Change:
    """A cell of a line of the first sheet, struck out whole, and another value in it."""

    def change(draft: Draft) -> None:
        grid, row = line(draft, code)
        if value is not None:
            _set(grid, row, column, value)
        draft.formats[row, column] = {"font_strikeout": True}

    return change


def coloured(code: str, letters: str, fill: str = "", value: Cell = None) -> Change:
    """A cell of a line of the first sheet with letters of a colour, and a fill."""

    def change(draft: Draft) -> None:
        grid, row = line(draft, code)
        if value is not None:
            _set(grid, row, VALUE, value)
        draft.formats[row, VALUE] = {"font_color": letters} | ({"bg_color": fill} if fill else {})

    return change


def formula(code: str, written: str, result: Any) -> Change:
    """A formula with a stored result on a line of the first sheet."""
    return lambda draft: draft.formulas.__setitem__((line(draft, code)[1], VALUE), (written, result))


def options(**more: Any) -> Change:
    """Options of the workbook, as xlsxwriter takes them."""
    return lambda draft: draft.options.update(more)


def each_text(function: Callable[[str], Cell]) -> Change:
    """Every text of the workbook, rewritten. Sheet names stay: they are written by the program, not by the clerk."""

    def change(draft: Draft) -> None:
        for grid in draft.sheets.values():
            for row in grid:
                row[:] = [function(value) if isinstance(value, str) else value for value in row]

    return change


def each_label(function: Callable[[str], Cell]) -> Change:
    """Every line's label, rewritten."""
    return each_cell(LABEL, function)


def each_code(function: Callable[[str], Cell]) -> Change:
    """Every line's code, rewritten."""
    return each_cell(CODE, function)


def each_cell(column: int, function: Callable[[str], Cell]) -> Change:
    """The cells of one column of every form line, rewritten."""

    def change(draft: Draft) -> None:
        for grid in draft.sheets.values():
            for row in grid:
                if is_line(row):
                    row[column] = function(str(row[column]))

    return change


def is_line(row: Sequence[Cell]) -> bool:
    """Whether a row of the clean return is a form line."""
    return len(row) > CODE and re.fullmatch(r"\d+\.\d\d", str(row[CODE])) is not None


def insert_rows(row: int, *new: list[Cell], sheet: str = FIRST) -> Change:
    """New rows before one of a sheet."""
    return lambda draft: draft.sheets[sheet].__setitem__(slice(row, row), [list(cells) for cells in new])


def after(code: str, *new: list[Cell]) -> Change:
    """New rows below a line."""

    def change(draft: Draft) -> None:
        grid, row = line(draft, code)
        grid[row + 1 : row + 1] = [list(cells) for cells in new]

    return change


def drop_row(code: str) -> Change:
    """A form line that is not there."""

    def change(draft: Draft) -> None:
        grid, row = line(draft, code)
        del grid[row]

    return change


def insert_column(at: int, heading: Cell = None, content: Cell = None, sheet: str = FIRST) -> Change:
    """A new column in a sheet's table; `content` stands on every form line."""

    def change(draft: Draft) -> None:
        for number, row in enumerate(draft.sheets[sheet][HEADER:], HEADER):
            row.extend([None] * (at - len(row)))
            row.insert(at, heading if number == HEADER else content if is_line(row) else None)

    return change


def columns(*order: int | None, sheets: Iterable[str] | None = None) -> Change:
    """The tables' columns in another order; None: an empty one; a column not named is gone."""

    def change(draft: Draft) -> None:
        for name in sheets or list(draft.sheets):
            for row in draft.sheets[name][HEADER:]:
                cells = [*row, *[None] * (6 - len(row))]
                row[:] = [None if column is None else cells[column] for column in order]

    return change


def shift(rows: int = 0, right: int = 0) -> Change:
    """Everything on the first sheet, further down and to the right."""

    def change(draft: Draft) -> None:
        grid = draft.grid
        grid[:] = [*([] for _ in range(rows)), *([None] * right + row for row in grid)]

    return change


def merge(first_code: str, last_code: str, first_column: int = VALUE, last_column: int = VALUE) -> Change:
    """Cells of several lines merged; the first one's content is what stands there."""

    def change(draft: Draft) -> None:
        (grid, top), (_, bottom) = line(draft, first_code), line(draft, last_code)
        for row in range(top, bottom + 1):
            for column in range(first_column, last_column + 1):
                if (row, column) != (top, first_column):
                    grid[row][column] = None
        draft.merges.append((top, first_column, bottom, last_column))

    return change


def rename(*names: str) -> Change:
    """Other names on the sheets' tabs, in order; sheets beyond keep theirs."""

    def change(draft: Draft) -> None:
        new = [*names, *list(draft.sheets)[len(names) :]]
        draft.sheets = dict(zip(new, draft.sheets.values(), strict=True))

    return change


def add_sheet(name: str, grid: Grid, *, first: bool = False) -> Change:
    """One more sheet, behind the others or before them."""

    def change(draft: Draft) -> None:
        draft.sheets = {name: grid, **draft.sheets} if first else {**draft.sheets, name: grid}

    return change


def only(*names: str) -> Change:
    """Without the other sheets."""
    return lambda draft: draft.__setattr__("sheets", {name: draft.sheets[name] for name in names})


def one_sheet(draft: Draft) -> None:
    """All forms below one another on one sheet."""
    draft.sheets = {"Tổng hợp": [row for grid in draft.sheets.values() for row in [*grid, [], []]]}


def reverse_lines(draft: Draft) -> None:
    """The lines of the second section, last one first."""
    grid, first = line(draft, "1.04")
    _, last = line(draft, "1.10")
    grid[first : last + 1] = reversed(grid[first : last + 1])


# Letters.
def to_tcvn3(text: str) -> str:
    """A text as the fonts .VnTime store it: Latin-1 characters that only look right in the font. Capitals lose their tone."""
    codes = {letter: code for code, letter in legacy._TCVN3.items()}
    return "".join(codes.get(letter) or codes.get(letter.lower()) or letter for letter in unicodedata.normalize("NFC", text))


def to_vni(text: str) -> str:
    """A text as the fonts VNI-Times store it."""
    codes = {letter: code for code, letter in legacy._VNI.items()}
    return "".join(codes.get(letter, letter) for letter in unicodedata.normalize("NFC", text))


def to_cp1258(text: str) -> str:
    """A text for Windows-1258: letters with quality marks whole, tones as combining characters."""
    letters = []
    for letter in unicodedata.normalize("NFC", text):
        try:
            letter.encode("cp1258")
            letters.append(letter)
        except UnicodeEncodeError:
            parts = unicodedata.normalize("NFD", letter)
            tone = next(mark for mark in parts if mark in "\u0300\u0301\u0303\u0309\u0323")
            letters.append(unicodedata.normalize("NFC", parts.replace(tone, "")) + tone)
    return "".join(letters)


_TONE_PAIRS = {"oà": "òa", "oá": "óa", "oả": "ỏa", "oạ": "ọa", "uỷ": "ủy", "uý": "úy", "uỳ": "ùy", "oẻ": "ỏe", "oè": "òe"}


def new_tones(text: str) -> str:
    """Tones as the schools teach them: 'hoà', 'uỷ'."""
    for new, old in _TONE_PAIRS.items():
        text = re.sub(rf"(?<![qQ]){old}\b", new, text)
    return text


# Writers.
def xlsx(draft: Draft, path: Path) -> Path:
    """An .xlsx by xlsxwriter."""
    return draft.write_xlsx(path.with_suffix(".xlsx"))


def named(name: str, writer: Writer = xlsx) -> Writer:
    """A file that calls itself something else."""
    return lambda draft, path: writer(draft, path).rename(path.with_name(path.name + name))


def edited(edit: Callable[[Workbook], object]) -> Writer:
    """An .xlsx that openpyxl has opened, changed and saved: formulas lose their stored results."""

    def write(draft: Draft, path: Path) -> Path:
        written = xlsx(draft, path)
        book = openpyxl.load_workbook(written)
        edit(book)
        book.save(written)
        return written

    return write


def parts(change: Callable[[str, bytes], bytes], *, level: int = 6) -> Writer:
    """An .xlsx whose parts are changed, and packed at this level of zlib's."""
    return lambda draft, path: rezipped(xlsx(draft, path), change, level=level)


def with_parts(*more: tuple[str, bytes], level: int = 6) -> Writer:
    """An .xlsx with more parts than it needs, packed at this level of zlib's."""

    def write(draft: Draft, path: Path) -> Path:
        written = xlsx(draft, path)
        with zipfile.ZipFile(written, "a", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
            for name, content in more:
                archive.writestr(name, content)
        return written

    return write


def in_sheets(old: bytes, new: bytes, *, is_pattern: bool = False, level: int = 6) -> Writer:
    """An .xlsx with the XML of its sheets changed, packed at this level of zlib's."""

    def write(draft: Draft, path: Path) -> Path:
        changed = 0

        def change(name: str, content: bytes) -> bytes:
            nonlocal changed
            if not name.startswith("xl/worksheets/sheet"):
                return content
            found = re.sub(old, new, content) if is_pattern else content.replace(old, new, 1)
            changed += found != content
            return found

        written = parts(change, level=level)(draft, path)
        assert changed, f"no sheet has {old!r}"
        return written

    return write


def text(
    encoding: str = "utf-8-sig", delimiter: str = ",", prefix: str = "", line_end: str = "\r\n", quote_all: bool = False
) -> Writer:
    """A CSV of all sheets, below one another."""

    def write(draft: Draft, path: Path) -> Path:
        written = io.StringIO(newline="")
        writer = csv.writer(
            written, delimiter=delimiter, lineterminator=line_end, quoting=csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL
        )
        decimal = "." if delimiter == "," else ","
        for grid in draft.sheets.values():
            writer.writerows([as_typed(value, decimal) for value in row] for row in grid)
        target = path.with_suffix(".csv")
        target.write_bytes((prefix + written.getvalue()).encode(encoding))
        return target

    return write


def as_typed(value: Cell, decimal: str = ",") -> str:
    """A cell as a text file has it."""
    return "" if value is None else str(value).replace(".", decimal) if isinstance(value, float) else str(value)


def page(encoding: str = "utf-8", suffix: str = ".xls") -> Writer:
    """A web page with a table per sheet."""
    return lambda draft, path: draft.write_html(path.with_suffix(suffix), encoding=encoding)


def web_archive(draft: Draft, path: Path) -> Path:
    """A page in MIME parts, as Excel saves it."""
    content = page()(draft, path).read_text(encoding="utf-8")
    target = path.with_suffix(".mht")
    target.write_bytes(
        b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="x"\r\n\r\n--x\r\nContent-Location: file:///a.htm\r\n'
        b'Content-Transfer-Encoding: 8bit\r\nContent-Type: text/html; charset="utf-8"\r\n\r\n'
        + content.encode()
        + b"\r\n--x--\r\n"
    )
    return target


def xlsb(draft: Draft, path: Path) -> Path:
    """An .xlsb, put together by hand."""
    return draft.write_xlsb(path.with_suffix(".xlsb"))


def biff5(draft: Draft, path: Path, codepage: int = 1258) -> Path:
    """An .xls of Excel 5 (BIFF5) of the first sheet, put together by hand: nothing here writes them."""
    body = b""
    for row, cells in enumerate(draft.grid):
        for column, value in enumerate(cells):
            place = struct.pack("<HHH", row, column, int((row, column) in draft.formats))
            if runs := draft.rich.get((row, column)):
                letters = _ansi("".join(text for text, _ in runs), codepage)
                starts = [sum(len(_ansi(text, codepage)) for text, _ in runs[:number]) for number in range(len(runs))]
                pairs = bytes(part for start, (_, face) in zip(starts, runs, strict=True) for part in (start, BIFF_FONTS[face]))
                body += _biff(0xD6, place + struct.pack("<H", len(letters)) + letters + bytes([len(runs)]) + pairs)
            elif isinstance(value, str):
                letters = _ansi(value, codepage)
                body += _biff(0x204, place + struct.pack("<H", len(letters)) + letters)
            elif value is not None:
                body += _biff(0x203, place + struct.pack("<d", value))
    name = _ansi(next(iter(draft.sheets)), codepage)
    fonts = b"".join(_biff_font(face) for face in ("plain", "plain", "plain", "plain", *FONTS[1:]))
    code = _ansi(next(iter(draft.formats.values()), {}).get("num_format", "General"), codepage)
    looks = fonts + _biff(0x41E, struct.pack("<HB", 170, len(code)) + code)
    looks += b"".join(_biff(0xE0, struct.pack("<HH", *pair) + b"\0" * 12) for pair in ((0, 0), (_struck_font(draft), 170)))
    start = _biff(0x809, struct.pack("<HHHH", 0x500, 5, 0, 0)) + _biff(0x42, struct.pack("<H", codepage)) + looks
    bound_size = 4 + 6 + 1 + len(name)
    bound = _biff(0x85, struct.pack("<IHB", len(start) + bound_size + 4, 0, len(name)) + name)
    extent = _biff(0x200, struct.pack("<HHHHH", 0, len(draft.grid), 0, 6, 0))
    stream = start + bound + _biff(0x0A) + _biff(0x809, struct.pack("<HHHH", 0x500, 0x10, 0, 0)) + extent + body + _biff(0x0A)
    target = path.with_suffix(".xls")
    target.write_bytes(_compound_file("Book", stream))
    return target


BIFF_FONTS: Mapping[Face, int] = {"plain": 0, "struck": 5, "raised": 6, "lowered": 7, "hidden": 8}
"""Numbers of fonts: there is none with the number 4."""


def _struck_font(draft: Draft) -> int:
    looks = draft.formats.values()
    face: Face = "struck" if any("font_strikeout" in one for one in looks) else "plain"
    return BIFF_FONTS["hidden" if any("font_color" in one for one in looks) else face]


def _biff_font(face: str) -> bytes:
    height = {"raised": 1, "lowered": 2}.get(face, 0)
    flags, colour = 8 * (face == "struck"), 9 if face == "hidden" else 0x7FFF
    return _biff(0x31, struct.pack("<HHHHHBBBB", 200, flags, colour, 400, height, 0, 0, 0, 0) + b"\5Arial")


def _ansi(text: str, codepage: int) -> bytes:
    """A text in Windows-1258; or in Windows-1252, which the fonts of TCVN3 and VNI show as Vietnamese."""
    return to_cp1258(text).encode("cp1258") if codepage == 1258 else text.replace("Đ", "D").encode("cp1252")


def _biff(kind: int, data: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _compound_file(name: str, stream: bytes) -> bytes:
    """An OLE2 file with one stream: a sector each for the FAT and the directory, then the stream's."""
    stream += b"\0" * max(0, 4096 - len(stream))  # smaller ones would need a second, finer FAT
    count = -(-len(stream) // 512)
    assert count + 2 <= 128, "one sector of FAT"
    fat = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, count + 2), 0xFFFFFFFE]
    fat += [0xFFFFFFFF] * (128 - len(fat))

    def entry(title: str, kind: int, child: int, start: int, size: int) -> bytes:
        letters = title.encode("utf-16-le")
        links = struct.pack("<III", 0xFFFFFFFF, 0xFFFFFFFF, child)
        named = letters.ljust(64, b"\0") + struct.pack("<HBB", len(letters) + 2 if title else 0, kind, 1)
        return named + links + b"\0" * 36 + struct.pack("<IQ", start, size)

    empty = entry("", 0, 0xFFFFFFFF, 0, 0)
    directory = entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + entry(name, 2, 0xFFFFFFFF, 2, len(stream)) + 2 * empty
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0) + struct.pack("<I", 0)
    header += b"\xff" * (512 - len(header))
    return header + struct.pack("<128I", *fat) + directory + stream.ljust(count * 512, b"\0")


def encrypted(password: str) -> Writer:
    """An .xlsx with a password."""

    def write(draft: Draft, path: Path) -> Path:
        target = path.with_suffix(".locked.xlsx")
        with xlsx(draft, path).open("rb") as plain, target.open("wb") as cipher:
            msoffcrypto.OfficeFile(plain).encrypt(password, cipher)
        return target

    return write


def raw(content: bytes | Callable[[], bytes], suffix: str = ".xlsx") -> Writer:
    """These bytes, whatever the clean return says."""

    def write(draft: Draft, path: Path) -> Path:
        target = path.with_suffix(suffix)
        target.write_bytes(content if isinstance(content, bytes) else content())
        return target

    return write


def cut(share: float, writer: Writer = xlsx) -> Writer:
    """The first part of a file."""

    def write(draft: Draft, path: Path) -> Path:
        target = writer(draft, path)
        content = target.read_bytes()
        target.write_bytes(content[: int(len(content) * share)])
        return target

    return write


def archive(*members: tuple[str, Writer | bytes]) -> Writer:
    """A .zip of files; a writer's member is the return as it stands."""

    def write(draft: Draft, path: Path) -> Path:
        contents = [
            (name, made if isinstance(made, bytes) else made(draft, path.with_name(f"{path.name} {number}")).read_bytes())
            for number, (name, made) in enumerate(members)
        ]
        return zipped(path.with_suffix(".zip"), contents)

    return write


def of_unit(unit_id: str, name: str) -> Writer:
    """The return of another unit, as .xlsx."""

    def write(draft: Draft, path: Path) -> Path:
        other = copy.deepcopy(draft)
        head(UNIT_ROW, 0, f"Đơn vị báo cáo: {name}")(other)
        head(UNIT_ROW, MEASURE, f"Mã đơn vị: {unit_id}")(other)
        head(NAME, 0, name)(other)
        return xlsx(other, path)

    return write


@dataclass(frozen=True)
class LibreOffice:
    """Written as .xlsx, then converted with all others of its kind in one call: see `convert_waiting`."""

    extension: str
    filter_options: str = ""
    source: Writer = xlsx

    @property
    def folder(self) -> str:
        """Name of the folder for files of this kind."""
        return f"to {self.extension}" + "".join(letter for letter in self.filter_options if letter.isalnum())

    def __call__(self, draft: Draft, path: Path) -> Path:
        """Write what is to be converted; returns where the result will be."""
        waiting = path.parent / self.folder
        (waiting / "done").mkdir(parents=True, exist_ok=True)
        self.source(draft, waiting / path.name)
        return waiting / "done" / f"{path.name}.{self.extension}"

    def convert_waiting(self, folder: Path) -> None:
        """Convert every file that waits below `folder`."""
        waiting = folder / self.folder
        convert([path for path in waiting.iterdir() if path.is_file()], self.extension + self.filter_options, waiting / "done")
