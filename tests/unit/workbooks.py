"""Makes real files to read: one return of form 01-TCĐ as a grid of cells, changed in one way, written in any format."""

import csv
import datetime as dt
import html
import io
import json
import struct
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]  # ships without types

from pipelines.language.text_marks import Face, Run
from pipelines.reference import Reference, load_reference
from pipelines.returns.layout import Forms

ROOT = Path(__file__).parents[2]
Cell = str | float | int | bool | None
Grid = list[list[Cell]]

CLEAN: Mapping[str, int | float | str] = {
    "1.01": 1,
    "1.02": 1,
    "1.03": 0,
    "1.04": 120,
    "1.05": 7,
    "1.06": 3,
    "1.07": 4,
    "1.08": 2,
    "1.09": 1,
    "1.10": 128,
    "1.11": 720,
    "1.12": 702,
    "1.13": 97.5,
    "1.14": 120,
    "1.15": 117,
    "1.16": 97.5,
    "2.01": 2,
    "2.02": 5,
    "2.03": 3,
    "2.04": 12,
    "2.05": 4,
    "2.06": 1,
    "2.07": 0,
    "2.08": 0,
    "2.09": 0,
    "2.10": 0,
    "2.11": 0,
    "2.12": 0,
    "3.01": 4,
    "3.02": 10,
    "3.03": 2,
    "3.04": 3,
    "3.05": 1,
    "3.06": 6,
    "3.07": 1,
    "3.08": 1,
    "3.09": 0,
    "3.10": 0,
    "3.11": 2,
    "3.12": 1,
    "3.13": 1,
    "3.14": 0,
    "3.15": 0,
    "4.01": "Hoàn thành tốt nhiệm vụ",
    "4.02": 120,
    "4.03": 20,
    "4.04": 90,
    "4.05": 8,
    "4.06": 2,
    "4.07": 5,
    "4.08": 4,
    "4.09": 300,
    "4.10": 150,
}
"""What the clean return says, by line code: unit TC01, second half of 2020, forms 01-TCĐ to 04-TCĐ."""
VALUES: dict[str, Cell] = {code: value for code, value in CLEAN.items() if code.startswith("1.")}
"""What it says on form 01-TCĐ."""
HEADINGS = ["STT", "Mã số", "Nội dung", "Đơn vị tính", "Số liệu", "Ghi chú"]
HEADER_ROW = 6
NUMBER, CODE, LABEL, MEASURE, VALUE, NOTE = range(6)


@lru_cache(maxsize=1)
def reference() -> Reference:
    """The shipped registers."""
    return load_reference(ROOT / "raw" / "reference")


@lru_cache(maxsize=1)
def forms() -> Forms:
    """The forms of the shipped registers."""
    return Forms.of(reference(), passwords=("bi-mat",))


def plain_grid(form_id: str = "form_01", values: dict[str, Cell] | None = None) -> Grid:
    """The cells of a plain return of TC01 for 2020H2, as a clerk gets it from the template."""
    values = VALUES if values is None else values
    form = next(form for form in reference().form if form.form_id == form_id)
    rows: Grid = [
        [f"Biểu số: {form.code}", None, None, "ĐẢNG CỘNG SẢN VIỆT NAM", None, None],
        [form.title_vi.upper()],
        ["Kỳ báo cáo: 6 tháng cuối năm 2020"],
        ["Đơn vị báo cáo: Đảng bộ cơ sở mẫu số 01", None, None, "Mã đơn vị: TC01"],
        ["Đơn vị nhận: Văn phòng Đảng ủy mẫu"],
        [],
        list(HEADINGS),
        ["A", "B", "C", "D", "1", "2"],
    ]
    section, number = "", 0
    for line in reference().lines_by_form[form_id]:
        if line.valid_from_on and line.valid_from_on > dt.date(2020, 12, 31):
            continue
        if line.section_vi != section:
            section, number = line.section_vi, 0
            numeral, _, title = section.partition(". ")
            rows.append([numeral, None, title, None, None, None])
        number += 1
        measure = forms().measure_labels[reference().indicators[line.indicator_id].unit_of_measure]
        rows.append([number, line.line_code, line.label_vi, measure, values.get(line.line_code), None])
    rows += [
        [],
        [None, None, None, None, "Ngày 10 tháng 01 năm 2021"],
        ["NGƯỜI LẬP BIỂU", None, None, None, "THỦ TRƯỞNG ĐƠN VỊ"],
    ]
    return rows


def row_of(grid: Grid, code: str) -> int:
    """Row, from 0, of a line in a grid."""
    return next(number for number, row in enumerate(grid) if len(row) > CODE and row[CODE] == code)


@dataclass
class Draft:
    """A workbook to be: sheets by name, and what else a file may say of its cells."""

    sheets: dict[str, Grid] = field(default_factory=lambda: {"01-TCĐ": plain_grid()})
    formats: dict[tuple[int, int], dict[str, Any]] = field(default_factory=dict)
    """Cell of the first sheet → number format and the like, as xlsxwriter takes them."""
    formulas: dict[tuple[int, int], tuple[str, Any]] = field(default_factory=dict)
    """Cell of the first sheet → formula and stored result."""
    rich: dict[tuple[int, int], list[Run]] = field(default_factory=dict)
    """Cell of the first sheet → its text as runs of letters that look different."""
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    """Merged ranges of the first sheet: first row, first column, last row, last column."""
    merges_on: dict[str, list[tuple[int, int, int, int]]] = field(default_factory=dict)
    """Merged ranges of further sheets, by their names."""
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    options: dict[str, Any] = field(default_factory=dict)
    """Options of xlsxwriter's workbook."""

    @property
    def grid(self) -> Grid:
        """The first sheet."""
        return next(iter(self.sheets.values()))

    def put(self, code: str, value: Cell, column: int = VALUE) -> "Draft":
        """Change what stands on a line."""
        row = self.grid[row_of(self.grid, code)]
        row.extend([None] * (column + 1 - len(row)))
        row[column] = value
        return self

    def at(self, code: str, column: int = VALUE) -> tuple[int, int]:
        """Place of a line's cell."""
        return row_of(self.grid, code), column

    def write_xlsx(self, path: Path) -> Path:
        """Write an .xlsx."""
        with xlsxwriter.Workbook(
            str(path), {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, **self.options}
        ) as book:
            book.set_properties({"created": dt.datetime(2021, 1, 1)})  # noqa: DTZ001  # as xlsxwriter takes it
            for position, (name, grid) in enumerate(self.sheets.items()):
                sheet = book.add_worksheet(name)
                formats = self.formats if position == 0 else {}
                for row, cells in enumerate(grid):
                    for column, value in enumerate(cells):
                        look = book.add_format(formats[row, column]) if (row, column) in formats else None
                        if position == 0 and (runs := self.rich.get((row, column))):
                            _write_rich(book, sheet, (row, column), runs, look)
                        elif position == 0 and (row, column) in self.formulas:
                            sheet.write_formula(row, column, self.formulas[row, column][0], look, self.formulas[row, column][1])
                        elif isinstance(value, str):
                            sheet.write_string(row, column, value, look)
                        elif value is not None:
                            sheet.write(row, column, value, look)
                for first_row, first_column, last_row, last_column in self.merges_on.get(name, () if position else self.merges):
                    sheet.merge_range(first_row, first_column, last_row, last_column, grid[first_row][first_column])
                if position == 0:
                    for row in self.hidden_rows:
                        sheet.set_row(row, None, None, {"hidden": True})
                    for column in self.hidden_columns:
                        sheet.set_column(column, column, None, None, {"hidden": True})
        return path

    def write_text(self, path: Path, *, encoding: str = "utf-8-sig", delimiter: str = ",") -> Path:
        """Write a CSV or TSV of the first sheet; numbers with a decimal comma where the comma is free."""
        text = io.StringIO(newline="")
        writer = csv.writer(text, delimiter=delimiter)
        for cells in self.grid:
            writer.writerow([_text(value, decimal="." if delimiter == "," else ",") for value in cells])
        path.write_bytes(text.getvalue().encode(encoding))
        return path

    def write_xlsb(self, path: Path) -> Path:
        """Write an .xlsb of the first sheet: no program here writes them, so its records are put together by hand.

        Cells with a format are shown by it; those with a formula hold the error #DIV/0!, or with the
        result "" or 0 a sum of one area of column E that was not computed.
        """
        looks = [json.loads(text) for text in dict.fromkeys(json.dumps(look) for look in self.formats.values())]
        texts = list(self.rich.values())
        cells = b""
        for row, values in enumerate(self.grid):
            cells += _record(0, struct.pack("<IIHBBBI", row, 0, 300, 0, 0x10 * (row in self.hidden_rows), 0, 0))
            for column, value in enumerate(values):
                head = struct.pack(
                    "<II", column, looks.index(self.formats[place]) + 1 if (place := (row, column)) in self.formats else 0
                )
                if (row, column) in self.formulas and self.formulas[row, column][1] != "#DIV/0!":
                    cells += _uncomputed_sum(head, *self.formulas[row, column])
                elif (row, column) in self.formulas:
                    cells += _record(3, head + b"\x07")
                elif (row, column) in self.rich:
                    cells += _record(7, head + struct.pack("<I", texts.index(self.rich[row, column])))
                elif isinstance(value, str):
                    cells += _record(6, head + _wide(value))
                elif value is not None:
                    cells += _record(5, head + struct.pack("<d", value))
        ranges = (struct.pack("<IIII", top, bottom, left, right) for top, left, bottom, right in self.merges)
        merges = _record(177, struct.pack("<I", len(self.merges))) + b"".join(_record(176, r) for r in ranges) + _record(178)
        extent = struct.pack("<IIII", 0, len(self.grid), 0, 10)
        hidden = b"".join(_record(60, struct.pack("<IIIIH", c, c, 2000, 0, 1)) for c in self.hidden_columns)
        columns = _record(390) + hidden + _record(391) if hidden else b""
        sheet = _record(129) + _record(148, extent) + columns + _record(145) + cells + _record(146) + merges + _record(130)
        bundle = _record(156, struct.pack("<II", 0, 1) + _wide("rId1") + _wide(next(iter(self.sheets))))
        book = _record(131) + _record(143) + bundle + _record(144) + _record(132)
        codes = (
            _record(44, struct.pack("<H", 170 + n) + _wide(look.get("num_format", "General"))) for n, look in enumerate(looks)
        )
        formats = _record(615, struct.pack("<I", len(looks))) + b"".join(codes) + _record(616)
        fonts = (
            _record(611, struct.pack("<I", len(FONTS))) + b"".join(_record(43, _font(face)) for face in FONTS) + _record(612)
        )
        fonts_of = (
            FONTS.index("hidden") if look.get("font_color") == "#FFFFFF" else int(look.get("font_strikeout", False))
            for look in looks
        )
        pairs = [(0, 0), *((170 + number, font) for number, font in enumerate(fonts_of))]
        cell_looks = b"".join(_record(47, struct.pack("<HHH", 0, *pair) + b"\0" * 8 + b"\1\0") for pair in pairs)
        styles = (
            _record(278)
            + formats
            + fonts
            + _record(617, struct.pack("<I", len(pairs)))
            + cell_looks
            + _record(618)
            + _record(279)
        )
        shared = _record(159, struct.pack("<II", len(texts), len(texts))) + b"".join(map(_rich_item, texts)) + _record(160)
        office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        package = "http://schemas.openxmlformats.org/package/2006"

        def relations(*pairs: tuple[str, str]) -> bytes:
            links = "".join(
                f'<Relationship Id="rId{number}" Type="{office}/{kind}" Target="{target}"/>'
                for number, (kind, target) in enumerate(pairs, 1)
            )
            return f'<?xml version="1.0"?><Relationships xmlns="{package}/relationships">{links}</Relationships>'.encode()

        kinds = "".join(
            f'<Override PartName="/xl/{part}.bin" ContentType="application/vnd.ms-excel.{kind}"/>'
            for part, kind in (
                ("workbook", "sheet.binary.macroEnabled.main"),
                ("worksheets/sheet1", "worksheet"),
                ("styles", "styles"),
                ("sharedStrings", "sharedStrings"),
            )
        )
        defaults = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        types = f'<?xml version="1.0"?><Types xmlns="{package}/content-types">{defaults}{kinds}</Types>'
        return zipped(
            path,
            [
                ("[Content_Types].xml", types.encode()),
                ("_rels/.rels", relations(("officeDocument", "xl/workbook.bin"))),
                ("xl/workbook.bin", book),
                (
                    "xl/_rels/workbook.bin.rels",
                    relations(
                        ("worksheet", "worksheets/sheet1.bin"), ("styles", "styles.bin"), ("sharedStrings", "sharedStrings.bin")
                    ),
                ),
                ("xl/sharedStrings.bin", shared),
                ("xl/worksheets/sheet1.bin", sheet),
                ("xl/styles.bin", styles),
            ],
        )

    def write_html(self, path: Path, *, encoding: str = "utf-8") -> Path:
        """Write a page with one table per sheet, as office programs and web systems export it."""
        tables = "".join(
            "<table border=1>"
            + "".join(
                "<tr>" + "".join(self._html_cell((row, column), v, position) for column, v in enumerate(cells)) + "</tr>"
                for row, cells in enumerate(grid)
            )
            + "</table>"
            for position, grid in enumerate(self.sheets.values())
        )
        page = f'<html><head><meta charset="{encoding}"><style>td {{color: red}}</style></head><body>{tables}</body></html>'
        path.write_bytes(page.encode(encoding))
        return path

    def _html_cell(self, place: tuple[int, int], value: Cell, position: int) -> str:
        runs = self.rich.get(place) if position == 0 else None
        inside = "".join(HTML[face].format(html.escape(text)) for text, face in runs) if runs else html.escape(_text(value))
        look = self.formats.get(place, {}) if position == 0 else {}
        if look.get("font_color"):
            return f"<td bgcolor='{look.get('bg_color', '#FFFFFF')}'><font color='{look['font_color']}'>{inside}</font></td>"
        return f"<td style='text-decoration:line-through'>{inside}</td>" if look.get("font_strikeout") else f"<td>{inside}</td>"


def _text(value: Cell, decimal: str = ".") -> str:
    return "" if value is None else str(value).replace(".", decimal) if isinstance(value, float) else str(value)


HTML = {"plain": "{}", "struck": "<del>{}</del>", "raised": "<sup>{}</sup>", "lowered": "<sub>{}</sub>"} | {
    "hidden": "<span style='color:#fff'>{}</span>"
}
"""How a web page shows letters."""
FACES: tuple[Face, ...] = ("plain", "struck", "raised", "lowered")
FONTS: tuple[Face, ...] = (*FACES, "hidden")
"""Fonts of an .xlsb; the last one is white."""
LOOKS: Mapping[Face, dict[str, Any]] = {
    "struck": {"font_strikeout": True},
    "raised": {"font_script": 1},
    "lowered": {"font_script": 2},
    "hidden": {"font_color": "#FFFFFF"},
}
"""How letters look, as xlsxwriter takes it."""


def _write_rich(book: Any, sheet: Any, place: tuple[int, int], runs: Sequence[Run], look: Any) -> None:
    """Write a text whose letters look different; runs of one look are a text in a cell that looks so."""
    faces = {face for _, face in runs}
    if len(faces) == 1:
        face = faces.pop()
        sheet.write_string(*place, "".join(text for text, _ in runs), book.add_format(LOOKS[face]) if face != "plain" else look)
        return
    fragments: list[Any] = []
    for text, face in runs:
        fragments += [text] if face == "plain" else [book.add_format(LOOKS[face]), text]
    assert sheet.write_rich_string(*place, *fragments, *([look] if look else [])) == 0


def _font(face: Face) -> bytes:
    """A font of .xlsb."""
    height = {"raised": 1, "lowered": 2}.get(face, 0)
    colour = b"\5\0\0\0\xff\xff\xff\xff" if face == "hidden" else b"\0" * 8
    return struct.pack("<HHHHBBBB", 220, 8 * (face == "struck"), 400, height, 0, 2, 0, 0) + colour + b"\2" + _wide("Calibri")


def _rich_item(runs: Sequence[Run]) -> bytes:
    """A rich text of .xlsb."""
    starts = [sum(len(text) for text, _ in runs[:number]) for number in range(len(runs))]
    pairs = b"".join(struct.pack("<HH", start, FONTS.index(face)) for start, (_, face) in zip(starts, runs, strict=True))
    return _record(19, b"\1" + _wide("".join(text for text, _ in runs)) + struct.pack("<I", len(runs)) + pairs)


def _record(kind: int, data: bytes = b"") -> bytes:
    """A record of .xlsb: type and length in groups of seven bits."""
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size = len(data)
    while size > 127:
        head += bytes([size & 0x7F | 0x80])
        size >>= 7
    return head + bytes([size]) + data


def _uncomputed_sum(head: bytes, formula: str, result: str | int) -> bytes:
    """A cell of .xlsb with a sum of one area, '=SUM(E15:E20)', and an empty text or a number as its result."""
    top, bottom = (int(number) - 1 for number in formula.replace(")", "").replace("E", "").split("(")[1].split(":"))
    tokens = struct.pack("<BIIHH", 0x25, top, bottom, VALUE, VALUE) + b"\x22\1\4\0"
    written = struct.pack("<HI", 2, len(tokens)) + tokens + struct.pack("<I", 0)
    return (
        _record(8, head + _wide("") + written)
        if result == ""
        else _record(9, head + struct.pack("<d", float(result)) + written)
    )


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def zipped(path: Path, members: Sequence[tuple[str, bytes]], *, level: int = 6) -> Path:
    """A .zip of these members; the level, 1 to 9, tells how hard it is pressed."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return path


def rezipped(path: Path, change: Callable[[str, bytes], bytes], *, level: int = 6) -> Path:
    """The same container with its parts changed."""
    with zipfile.ZipFile(path) as archive:
        parts = [(name, archive.read(name)) for name in archive.namelist()]
    return zipped(path, [(name, change(name, content)) for name, content in parts], level=level)
