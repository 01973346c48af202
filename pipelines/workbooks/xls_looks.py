"""Reads what the looks of .xls (BIFF5 and BIFF8) say of meaning: number formats and fonts of cells, and texts whose letters
look different.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from pipelines.language.text_marks import Face, Run
from pipelines.workbooks.grid import Style
from pipelines.workbooks.inks import PALETTE, PAPER, Ink, is_tiny
from pipelines.workbooks.number_formats import BUILT_IN, changes_meaning

_FONT, _FORMAT, _XF, _SHARED_TEXTS, _CONTINUED, _PALETTE = 0x31, 0x41E, 0xE0, 0xFC, 0x3C, 0x92
_STRUCK, _SOLID = 0x08, 1
_TWIPS = 20
"""Parts of a point in which heights are told."""
_HEIGHTS: dict[int, Face] = {1: "raised", 2: "lowered"}
_WIDE, _WITH_EXTENSION, _RICH = 1, 4, 8
"""Flags of a text of BIFF8: two bytes a letter; more about it behind it; with runs."""
Runs = list[tuple[int, int]]
"""First letter and number of the font, for each run of a text but the first."""


def ink_of_font(grbit: int, height: int, twips: int, colour: str) -> Ink:
    """What a font's flags, script, size and colour say, in .xlsb as well."""
    face: Face = "struck" if grbit & _STRUCK else _HEIGHTS.get(height, "plain")
    return Ink("hidden" if is_tiny(twips / _TWIPS) else face, colour)


def fill_of(pattern: int, colour: str) -> str:
    """Colour of a cell, in .xlsb as well; '' for a pattern."""
    return PAPER if not pattern else colour if pattern == _SOLID else ""


def style_of(code: str, ink: Ink, fill: str) -> Style:
    """What number format, font and fill say together."""
    return Style(code if changes_meaning(code) else "", ink.on(fill))


@dataclass(slots=True)
class Looks:
    """What the records at the start of a workbook say of looks."""

    encoding: str = "cp1258"
    """Of the texts of BIFF5."""
    codes: dict[int, str] = field(default_factory=lambda: dict(BUILT_IN))
    _fonts: list[tuple[int, int, int, int]] = field(default_factory=list)
    """Flags, script, height and colour of each font."""
    _cell_formats: list[tuple[int, int, int, int]] = field(default_factory=list)
    """Font, number format, pattern and colour of each cell format."""
    _palette: dict[int, str] = field(default_factory=lambda: dict(PALETTE))
    _table: list[bytes] = field(default_factory=list)
    """The record with the shared texts, and those that continue it."""
    _is_in_table: bool = False

    def take(self, record: int, data: bytes) -> None:
        """Take a record of the workbook."""
        is_in_table, self._is_in_table = self._is_in_table, False
        if record == _FONT:
            twips, grbit, colour, _, height = struct.unpack_from("<5H", data)
            self._fonts.append((grbit, height, twips, colour))
        elif record == _FORMAT:
            self.codes[struct.unpack_from("<H", data)[0]] = _format_code(data, self.encoding)
        elif record == _XF:
            self._cell_formats.append((*struct.unpack_from("<HH", data), *_fill(data)))
        elif record == _PALETTE:
            colours = (data[at : at + 3].hex().upper() for at in range(2, len(data) - 3, 4))
            self._palette.update(enumerate(colours, 8))
        elif record == _SHARED_TEXTS or (record == _CONTINUED and is_in_table):
            self._table.append(data)
            self._is_in_table = True

    def ink(self, font: int) -> Ink:
        """How a font looks; there is none with the number 4."""
        place = font - (font > 4)
        if place >= len(self._fonts):
            return Ink()
        grbit, height, twips, colour = self._fonts[place]
        return ink_of_font(grbit, height, twips, self.colour(colour))

    def colour(self, number: int) -> str:
        """A colour of the palette."""
        return self._palette.get(number, "")

    def fill(self, cell_format: int) -> str:
        """Colour of the cells of a format."""
        if cell_format >= len(self._cell_formats):
            return PAPER
        *_, pattern, colour = self._cell_formats[cell_format]
        return fill_of(pattern, self.colour(colour))

    def styles(self) -> dict[int, Style]:
        """Number of a cell format → what it says; those that say nothing are left out."""
        found = {
            number: style_of(self.codes.get(code, ""), self.ink(font), self.fill(number))
            for number, (font, code, *_) in enumerate(self._cell_formats)
        }
        return {number: style for number, style in found.items() if style}

    def font_of(self, cell_format: int) -> int:
        """Font of a cell format."""
        return self._cell_formats[cell_format][0] if cell_format < len(self._cell_formats) else 0

    @property
    def has_marks(self) -> bool:
        """Whether any font can strike out, raise, lower or hide: only then are texts worth a look."""
        fills = {PAPER, *map(self.fill, range(len(self._cell_formats)))}
        inks = {self.ink(font + (font > 3)) for font in range(len(self._fonts))}
        return any(ink.on(fill) != "plain" for ink in inks for fill in fills)

    def rich_texts(self) -> dict[int, tuple[str, Runs]]:
        """Shared texts with several fonts, by their number, if any font says anything."""
        if not self.has_marks or not self._table:
            return {}
        return {number: (text, runs) for number, (text, runs) in enumerate(_shared_texts(self._table)) if runs}

    def shared_texts(self) -> list[str]:
        """All shared texts, by their number."""
        return [text for text, _ in _shared_texts(self._table)] if self._table else []

    def runs(self, text: str, runs: Runs, cell_format: int) -> list[Run]:
        """The runs of a rich text, as they look in a cell of this format."""
        starts = [(0, self.font_of(cell_format)), *runs]
        ends = [start for start, _ in starts[1:]] + [len(text)]
        fill = self.fill(cell_format)
        return [(text[start:end], self.ink(font).on(fill)) for (start, font), end in zip(starts, ends, strict=True)]


def _fill(cell_format: bytes) -> tuple[int, int]:
    """Pattern and colour: BIFF8 says them at the end, BIFF5 in its middle."""
    if len(cell_format) >= 20:
        return struct.unpack_from("<I", cell_format, 14)[0] >> 26, struct.unpack_from("<H", cell_format, 18)[0] & 0x7F
    about, pattern = struct.unpack_from("<HH", cell_format, 8)
    return pattern & 0x3F, about & 0x7F


def rich_label(data: bytes, biff: int, encoding: str) -> tuple[str, Runs]:
    """Text and runs of a cell that holds them itself (record RSTRING): BIFF5 has bytes, BIFF8 words."""
    if biff == 8:
        (text, runs), *_ = _texts(_Reader([data[6:]]), 1)
        if not runs:  # the runs stand behind the text here, counted
            at = 6 + 3 + len(text) * (2 if data[8] & _WIDE else 1)
            count = struct.unpack_from("<H", data, at)[0]
            runs = [struct.unpack_from("<HH", data, at + 2 + 4 * number) for number in range(count)]
        return text, runs
    length = struct.unpack_from("<H", data, 6)[0]
    count = data[8 + length]
    pairs = data[9 + length : 9 + length + 2 * count]
    return data[8 : 8 + length].decode(encoding, "replace"), list(zip(pairs[::2], pairs[1::2], strict=True))


def _format_code(data: bytes, encoding: str) -> str:
    """A number format: BIFF8 has a length of two bytes and a byte of flags, BIFF5 a length of one byte."""
    if len(data) == 3 + data[2]:
        return data[3:].decode(encoding, "replace")
    return data[5:].decode("utf-16-le" if data[4] & 1 else "latin-1", "replace")


class _Reader:
    """Bytes of a record and of those that continue it. Where letters are cut, their width is told anew."""

    def __init__(self, parts: list[bytes]) -> None:
        self._parts = parts
        self._part = self._at = 0

    def take(self, size: int) -> bytes:
        """The next bytes, over the end of a record if need be."""
        taken = b""
        while len(taken) < size:
            part = self._parts[self._part]
            found = part[self._at : self._at + size - len(taken)]
            self._at += len(found)
            taken += found
            if len(taken) < size:
                self._part, self._at = self._part + 1, 0
        return taken

    def number(self, layout: str) -> int:
        """The next number."""
        return int(struct.unpack(layout, self.take(struct.calcsize(layout)))[0])

    def letters(self, count: int, flags: int) -> str:
        """The next letters."""
        text = ""
        while count:
            width = 2 if flags & _WIDE else 1
            if self._at >= len(self._parts[self._part]):
                self._part, self._at = self._part + 1, 0
                flags = self.number("<B")
                continue
            here = min(count, (len(self._parts[self._part]) - self._at) // width) or 1
            text += self.take(here * width).decode("utf-16-le" if width == 2 else "latin-1", "replace")
            count -= here
        return text


def _shared_texts(table: list[bytes]) -> Iterator[tuple[str, Runs]]:
    reader = _Reader(table)
    reader.take(4)
    return _texts(reader, reader.number("<I"))


def _texts(reader: _Reader, count: int) -> Iterator[tuple[str, Runs]]:
    for _ in range(count):
        length, flags = reader.number("<H"), reader.number("<B")
        run_count = reader.number("<H") if flags & _RICH else 0
        extension = reader.number("<I") if flags & _WITH_EXTENSION else 0
        text = reader.letters(length, flags)
        runs = [(reader.number("<H"), reader.number("<H")) for _ in range(run_count)]
        reader.take(extension)
        yield text, runs
