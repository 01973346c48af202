"""What stands in a Word document, as a reader meets it."""

from collections.abc import Iterator
from pathlib import Path

from docx import Document
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from tests.page import plainly


def text_of(path: Path) -> list[str]:
    """Every line of a document, in its order; the cells of a row are parted by ' | '."""
    return [plainly(line) for line in _lines(Document(str(path)))]


def _lines(part: object) -> Iterator[str]:
    for each in part.iter_inner_content():  # type: ignore[attr-defined]  # documents and cells have it alike
        if isinstance(each, Paragraph):
            yield each.text
        elif isinstance(each, Table):
            yield from (" | ".join(_text(cell) for cell in row.cells) for row in each.rows)


def _text(cell: _Cell) -> str:
    return " ".join(line for line in _lines(cell) if line)
