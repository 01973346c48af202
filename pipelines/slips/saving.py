"""Saves a slip: the same bytes each time, with the stored results of formulas."""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Mapping
from xml.sax.saxutils import escape

from openpyxl.utils.datetime import to_excel
from openpyxl.workbook import Workbook

from pipelines.slips.facts import (
    SlipFacts,
)
from pipelines.workbooks.grid import Sheet, place

_WITHOUT_VALUE = re.compile(
    rb'<c r="([A-Z]+)(\d+)"((?: s="\d+")?)(?: t="\w+")?>(<f\b[^>]*?(?:/>|>[^<]*</f>))<v(?:\s*/>|></v>)</c>'
)
"""A cell with a formula, as openpyxl writes it, by lxml or without."""
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
_FIRST_DAY_OF_ZIP = (1980, 1, 1, 0, 0, 0)


def utc(instant: dt.datetime) -> dt.datetime:
    """An instant of any time zone, as UTC has it."""
    return instant.astimezone(dt.UTC)


def saved_bytes(book: Workbook, facts: SlipFacts, sheets: Mapping[str, Sheet]) -> bytes:
    """The bytes of a workbook, the same each time, with the results of its formulas, which openpyxl leaves out."""
    raw = io.BytesIO()
    book.save(raw)
    grids = {sheet.path.lstrip("/"): sheets[sheet.title] for sheet in book.worksheets if sheet.title in sheets}
    saved = io.BytesIO()
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(saved, "w", zipfile.ZIP_DEFLATED) as target:
        # The list of types first, as Excel does; the rest by name, for openpyxl writes the parts of macros in any order.
        for name in sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            part = source.read(name)
            if name == "docProps/core.xml":
                part = _MODIFIED.sub(rb"\g<1>%b" % f"{utc(facts.received_at):%Y-%m-%dT%H:%M:%SZ}".encode(), part)
            elif name in grids:
                part = _with_results(part, grids[name], book.epoch)
            entry = zipfile.ZipInfo(name, _FIRST_DAY_OF_ZIP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, part)
    return saved.getvalue()


def _with_results(xml: bytes, sheet: Sheet, epoch: dt.datetime) -> bytes:
    """A sheet with the stored results put back into its formulas: nothing that they depend on has changed."""

    def complete(found: re.Match[bytes]) -> bytes:
        row, column = place(found[1].decode(), found[2].decode())
        cells = sheet.rows[row] if row < len(sheet.rows) else []
        value = cells[column] if column < len(cells) else ""
        fault = sheet.faults.get((row, column))
        if fault == "formula_without_value":
            return found[0]
        if fault == "error_cell":
            kind, text = "e", str(value)
        elif isinstance(value, bool):
            kind, text = "b", str(int(value))
        elif isinstance(value, str):
            kind, text = "str", value
        elif isinstance(value, int | float):
            kind, text = "n", str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)
        else:
            kind, text = "n", str(to_excel(value, epoch))  # type: ignore[no-untyped-call]
        written = escape(text).encode()
        return b'<c r="%b%b"%b t="%b">%b<v>%b</v></c>' % (found[1], found[2], found[3], kind.encode(), found[4], written)

    return _WITHOUT_VALUE.sub(complete, xml)
