"""Reads what the looks of .xlsb say of meaning: number formats and fonts of cells, and texts whose letters look different."""

import struct
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pipelines.language.text_marks import Face, Run
from pipelines.workbooks.grid import PLAIN, Marks, Place, Style
from pipelines.workbooks.inks import PALETTE, PAPER, THEME, Ink, tinted
from pipelines.workbooks.number_formats import BUILT_IN
from pipelines.workbooks.xls_looks import Runs, fill_of, ink_of_font, style_of
from pipelines.workbooks.xls_marks import number_of_rk
from pipelines.workbooks.xlsb_records import records, text_at

_RK, _REAL, _SHARED_TEXT, _FORMULA_NUMBER, RICH_TEXT = 2, 5, 7, 9, 62
_TEXTS = (6, _SHARED_TEXT, 8, RICH_TEXT)
_ITEM, _FONT, _FORMAT, _FILL, _XF, _CELL_FORMATS, _END_CELL_FORMATS = 19, 43, 44, 45, 47, 617, 618
_INDEX, _RGB, _THEME = 1, 2, 3
"""Ways to tell a colour."""


@dataclass(frozen=True, slots=True)
class XlsbLooks:
    """What the parts of a workbook say of looks."""

    styles: Mapping[int, Style] = field(default_factory=dict)
    """Number of a cell format → what it says; those that say nothing are left out."""
    fonts: tuple[Ink, ...] = ()
    fills: Mapping[int, str] = field(default_factory=dict)
    """Number of a cell format → colour of the cell, where it is not white."""
    rich: Mapping[int, tuple[str, Runs]] = field(default_factory=dict)
    """Shared texts with several fonts, if any font says anything."""

    def mark(self, marks: Marks, at: Place, record: int, body: bytes) -> None:
        """Add what the look of a filled cell says."""
        number = struct.unpack_from("<I", body, 4)[0] & 0xFFFFFF
        style = self.styles.get(number, PLAIN)
        if style and record in (_RK, _REAL, _FORMULA_NUMBER):
            packed = record == _RK
            value = number_of_rk(struct.unpack_from("<I", body, 8)[0]) if packed else struct.unpack_from("<d", body, 8)[0]
            marks.style(at, style, value)
        elif record in _TEXTS:
            marks.style(at, style, None)
            rich = self.rich.get(struct.unpack_from("<I", body, 8)[0]) if record == _SHARED_TEXT else None
            if record == RICH_TEXT and self._has_marks:
                rich = _rich_text(body[8:])
            if rich:
                marks.letters(at, self._runs(*rich, style.face, self.fills.get(number, PAPER)), style)

    @property
    def _has_marks(self) -> bool:
        return _can_mark(self.fonts, self.fills)

    def _runs(self, text: str, runs: Runs, face: Face, fill: str) -> list[Run]:
        starts = [0, *(start for start, _ in runs), len(text)]
        faces = [face, *(self.fonts[font].on(fill) if font < len(self.fonts) else "plain" for _, font in runs)]
        return [(text[start:end], face) for start, end, face in zip(starts, starts[1:], faces, strict=False)]


def _can_mark(fonts: Iterable[Ink], fills: Mapping[int, str]) -> bool:
    """Whether any letter may look different in any cell."""
    return any(ink.on(fill) != "plain" for ink in set(fonts) for fill in {PAPER, *fills.values()})


def looks_of(archive: zipfile.ZipFile) -> XlsbLooks:
    """What a workbook says of looks."""
    parts = set(archive.namelist())
    if "xl/styles.bin" not in parts:
        return XlsbLooks()
    codes = dict(BUILT_IN)
    fonts: list[Ink] = []
    fills: list[str] = []
    cell_formats: list[tuple[int, int, int]] = []
    is_inside = False
    for record, body in records(archive.read("xl/styles.bin")):
        if record == _FORMAT:
            codes[struct.unpack_from("<H", body)[0]] = text_at(body, 2)[0]
        elif record == _FONT:
            twips, grbit, _, height = struct.unpack_from("<4H", body)
            fonts.append(ink_of_font(grbit, height, twips, _colour(body, 12)))
        elif record == _FILL:
            fills.append(fill_of(struct.unpack_from("<I", body)[0], _colour(body, 4)))
        elif record in (_CELL_FORMATS, _END_CELL_FORMATS):
            is_inside = record == _CELL_FORMATS
        elif record == _XF and is_inside:
            cell_formats.append(struct.unpack_from("<3H", body, 2))
    found, grounds = {}, {}
    for number, (code, font, fill) in enumerate(cell_formats):
        ground = fills[fill] if fill < len(fills) else PAPER
        if ground != PAPER:
            grounds[number] = ground
        if style := style_of(codes.get(code, ""), fonts[font] if font < len(fonts) else Ink(), ground):
            found[number] = style
    has_texts = _can_mark(fonts, grounds) and "xl/sharedStrings.bin" in parts
    rich = _rich_texts(archive.read("xl/sharedStrings.bin")) if has_texts else {}
    return XlsbLooks(found, tuple(fonts), grounds, rich)


def _colour(body: bytes, at: int) -> str:
    """A colour; those of the theme are taken for Office's own."""
    kind, number, tint = struct.unpack_from("<BBh", body, at)
    if kind >> 1 == _RGB:
        return body[at + 4 : at + 7].hex().upper()
    if kind >> 1 == _THEME and number < len(THEME):
        return tinted(THEME[number], tint / 0x7FFF)
    return tinted(PALETTE.get(number, ""), tint / 0x7FFF) if kind >> 1 == _INDEX else ""


def _rich_texts(data: bytes) -> dict[int, tuple[str, Runs]]:
    items = (body for record, body in records(data) if record == _ITEM)
    return {number: _rich_text(body) for number, body in enumerate(items) if body[0] & 1}


def _rich_text(body: bytes) -> tuple[str, Runs]:
    """Text and runs of a rich text, which begins with its flags."""
    text, at = text_at(body, 1)
    count = struct.unpack_from("<I", body, at)[0] if body[0] & 1 else 0
    return text, [struct.unpack_from("<HH", body, at + 4 + 4 * number) for number in range(count)]
