"""Reads what the looks of .xlsb say of meaning: number formats and fonts of cells, and texts whose letters look different."""

import struct
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field

from pipelines.language.text_marks import Face, written
from pipelines.workbooks.grid import PLAIN, Marks, Place, Style
from pipelines.workbooks.number_formats import BUILT_IN
from pipelines.workbooks.xls_looks import Runs, face_of_font, style_of
from pipelines.workbooks.xls_marks import number_of_rk
from pipelines.workbooks.xlsb_records import records, text_at

_RK, _REAL, _SHARED_TEXT, _FORMULA_NUMBER, RICH_TEXT = 2, 5, 7, 9, 62
_TEXTS = (6, _SHARED_TEXT, 8, RICH_TEXT)
_ITEM, _FONT, _FORMAT, _XF, _CELL_FORMATS, _END_CELL_FORMATS = 19, 43, 44, 47, 617, 618


@dataclass(frozen=True, slots=True)
class XlsbLooks:
    """What the parts of a workbook say of looks."""

    styles: Mapping[int, Style] = field(default_factory=dict)
    """Number of a cell format → what it says; those that say nothing are left out."""
    fonts: tuple[Face, ...] = ()
    rich: Mapping[int, tuple[str, Runs]] = field(default_factory=dict)
    """Shared texts with several fonts, if any font says anything."""

    def mark(self, marks: Marks, at: Place, record: int, body: bytes) -> None:
        """Add what the look of a filled cell says."""
        style = self.styles.get(struct.unpack_from("<I", body, 4)[0] & 0xFFFFFF, PLAIN)
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
                marks.texts[at] = self._written(*rich, style.face)

    @property
    def _has_marks(self) -> bool:
        return any(face != "plain" for face in self.fonts)

    def _written(self, text: str, runs: Runs, face: Face) -> str:
        starts = [0, *(start for start, _ in runs), len(text)]
        faces = [face, *(self.fonts[font] if font < len(self.fonts) else "plain" for _, font in runs)]
        return written((text[start:end], face) for start, end, face in zip(starts, starts[1:], faces, strict=False))


def looks_of(archive: zipfile.ZipFile) -> XlsbLooks:
    """What a workbook says of looks."""
    parts = set(archive.namelist())
    if "xl/styles.bin" not in parts:
        return XlsbLooks()
    codes = dict(BUILT_IN)
    fonts: list[Face] = []
    cell_formats: list[tuple[int, int]] = []
    is_inside = False
    for record, body in records(archive.read("xl/styles.bin")):
        if record == _FORMAT:
            codes[struct.unpack_from("<H", body)[0]] = text_at(body, 2)[0]
        elif record == _FONT:
            grbit, height = struct.unpack_from("<H", body, 2)[0], struct.unpack_from("<H", body, 6)[0]
            fonts.append(face_of_font(grbit, height))
        elif record in (_CELL_FORMATS, _END_CELL_FORMATS):
            is_inside = record == _CELL_FORMATS
        elif record == _XF and is_inside:
            cell_formats.append(struct.unpack_from("<HH", body, 2))
    found = {
        number: style_of(codes.get(code, ""), fonts[font] if font < len(fonts) else "plain")
        for number, (code, font) in enumerate(cell_formats)
    }
    has_texts = any(face != "plain" for face in fonts) and "xl/sharedStrings.bin" in parts
    return XlsbLooks(
        {number: style for number, style in found.items() if style},
        tuple(fonts),
        _rich_texts(archive.read("xl/sharedStrings.bin")) if has_texts else {},
    )


def _rich_texts(data: bytes) -> dict[int, tuple[str, Runs]]:
    items = (body for record, body in records(data) if record == _ITEM)
    return {number: _rich_text(body) for number, body in enumerate(items) if body[0] & 1}


def _rich_text(body: bytes) -> tuple[str, Runs]:
    """Text and runs of a rich text, which begins with its flags."""
    text, at = text_at(body, 1)
    count = struct.unpack_from("<I", body, at)[0] if body[0] & 1 else 0
    return text, [struct.unpack_from("<HH", body, at + 4 + 4 * number) for number in range(count)]
