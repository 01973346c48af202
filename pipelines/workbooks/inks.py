"""Colours and sizes of letters, as far as they decide whether anyone sees them: white on white, or a point high."""

import colorsys
import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from pipelines.language.text_marks import Face

PAPER: Final = "FFFFFF"
"""What a cell without a fill looks like. Colours are written 'RRGGBB'; '' is one that the program chooses, or not known."""
BLACK: Final = "000000"
TINY_POINTS: Final = 2.0
"""Height up to which letters are a speck."""
_CODE: Final = re.compile("[0-9A-Fa-f]{6}")
_SAME: Final = 24
"""Difference of red, green or blue, of 255, up to which two colours are one to the eye."""
_INDEXED: Final = """
000000 FFFFFF FF0000 00FF00 0000FF FFFF00 FF00FF 00FFFF 800000 008000 000080 808000 800080 008080 C0C0C0 808080
9999FF 993366 FFFFCC CCFFFF 660066 FF8080 0066CC CCCCFF 000080 FF00FF FFFF00 00FFFF 800080 800000 008080 0000FF
00CCFF CCFFFF CCFFCC FFFF99 99CCFF FF99CC CC99FF FFCC99 3366FF 33CCCC 99CC00 FFCC00 FF9900 FF6600 666699 969696
003366 339966 003300 333300 993300 993366 333399 333333
"""
PALETTE: Final[Mapping[int, str]] = {
    **dict(enumerate(_INDEXED.split()[:8])),
    **dict(enumerate(_INDEXED.split(), 8)),
    64: BLACK,
    65: PAPER,
    0x7FFF: "",
}
"""Colours of Excel by their number: the first eight twice; then those of letters and of paper, and the automatic one."""
_OFFICE: Final = "FFFFFF 000000 E7E6E6 44546A 4472C4 ED7D31 A5A5A5 FFC000 5B9BD5 70AD47 0563C1 954F72"
THEME: Final = tuple(_OFFICE.split())
"""Colours of Office's own theme, in the order in which workbooks number them."""


class Ink(NamedTuple):
    """How a font shows letters."""

    face: Face = "plain"
    """'hidden' where they are too small to see."""
    colour: str = ""

    def on(self, fill: str) -> Face:
        """How they look in a cell with this fill."""
        return "hidden" if is_unseen(self.colour, fill) else self.face


def is_unseen(colour: str, fill: str) -> bool:
    """Whether nobody tells letters of a colour from what they stand on."""
    if not colour or not fill:
        return False
    if not (_CODE.fullmatch(colour) and _CODE.fullmatch(fill)):
        return colour == fill  # names of colours that a page uses
    return all(abs(int(colour[at : at + 2], 16) - int(fill[at : at + 2], 16)) <= _SAME for at in (0, 2, 4))


def is_tiny(points: float) -> bool:
    """Whether letters of this height are not seen."""
    return 0 <= points <= TINY_POINTS


def tinted(colour: str, tint: float) -> str:
    """A colour made lighter (up to 1) or darker (down to -1)."""
    if not tint or not _CODE.fullmatch(colour):
        return colour
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4))
    hue, light, saturation = colorsys.rgb_to_hls(red, green, blue)
    light = light * (1 + tint) if tint < 0 else light + (1 - light) * tint
    parts = colorsys.hls_to_rgb(hue, min(max(light, 0.0), 1.0), saturation)
    return "".join(f"{round(255 * part):02X}" for part in parts)
