"""Takes blanks out of a workbook whose filled cells span a grid too large to hold: one ' ' in the last row costs no return.

A cell with nothing but blanks says no more than an empty one. What is left is opened anew; where it still spans too much, there
are figures or words far away, and the workbook is refused.
"""

import io
import re
import struct
import zipfile
from collections.abc import Callable

from pipelines.language.vietnamese import clean
from pipelines.workbooks.sniff import Sniffed
from pipelines.workbooks.xlsx_xml import without_prefixes

_ITEM = re.compile(rb"<si\b[^>]*?(?:/>|>(.*?)</si>)", re.DOTALL)
_CELL = re.compile(rb"<c\b([^>]*?)(?<!/)>(.*?)</c>", re.DOTALL)
_TEXT = re.compile(rb"<(?:t|v)\b[^>/]*>(.*?)</(?:t|v)>", re.DOTALL)
_KIND = re.compile(rb"\bt\s*=\s*[\"'](\w+)")
_ODS_CELL = re.compile(
    r"<table:table-cell\b([^>]*\bvalue-type\s*=\s*[\"']string[\"'][^>]*)(?<!/)>(.*?)</table:table-cell>", re.DOTALL
)
_ODS_TYPE = re.compile(r"\s(?:office|calcext):(?:value-type|string-value)\s*=\s*(?:\"[^\"]*\"|'[^']*')")
_MARKUP = re.compile(r"<[^>]+>")
_SHARED_TEXT, _BLANK = 0xFD, 0x201


def without_blanks(content: bytes, sniffed: Sniffed) -> bytes | None:
    """A copy of the workbook without cells of blanks alone; None for a format in which they are not looked for.

    Raises:
        what a damaged container provokes: see sniff.DAMAGED.
    """
    if sniffed.archive is None:
        return _xls_without_blanks(content)
    if sniffed.format == "ods":
        return _changed(sniffed.archive, lambda name, part: _ods_without_blanks(part) if name == "content.xml" else part)
    return _xlsx_without_blanks(sniffed.archive) if sniffed.format in ("xlsx", "xlsm") else None


def _changed(archive: zipfile.ZipFile, change: Callable[[str, bytes], bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as copy:
        for part in archive.infolist():
            copy.writestr(part.filename, change(part.filename, archive.read(part)))
    return out.getvalue()


def _is_blank(texts: list[bytes]) -> bool:
    return not clean(b"".join(texts).decode("utf-8", "replace"))


def _xlsx_without_blanks(archive: zipfile.ZipFile) -> bytes:
    parts = archive.NameToInfo
    shared = archive.read("xl/sharedStrings.xml") if "xl/sharedStrings.xml" in parts else b""
    items = _ITEM.findall(without_prefixes(shared, b"<sst")) if shared else []
    blanks = {b"%d" % number for number, item in enumerate(items) if _is_blank(_TEXT.findall(item))}

    def kept(cell: re.Match[bytes]) -> bytes:
        kind, texts = _KIND.search(cell[1]), _TEXT.findall(cell[2])
        if b"<f" in cell[2]:
            return cell[0]
        if kind and kind[1] == b"s":
            return b"" if texts and texts[0].strip() in blanks else cell[0]
        return b"" if _is_blank(texts) else cell[0]

    def change(name: str, part: bytes) -> bytes:
        return _CELL.sub(kept, without_prefixes(part, b"<sheetData")) if name.startswith("xl/worksheets/sheet") else part

    return _changed(archive, change)


def _ods_without_blanks(content: bytes) -> bytes:
    def kept(cell: re.Match[str]) -> str:
        is_blank = not clean(_MARKUP.sub("", cell[2])) and "table:formula" not in cell[1]
        return f"<table:table-cell{_ODS_TYPE.sub('', cell[1])}/>" if is_blank else cell[0]

    return _ODS_CELL.sub(kept, content.decode("utf-8")).encode()


def _xls_without_blanks(content: bytes) -> bytes:
    """The same file with the records of such texts as those of empty cells."""
    import olefile  # here: few files need it

    from pipelines.workbooks.xls_looks import Looks
    from pipelines.workbooks.xls_marks import record_places

    file = io.BytesIO(content)
    with olefile.OleFileIO(file, write_mode=True) as ole:
        name = "Workbook" if ole.exists("Workbook") else "Book"
        stream = bytearray(ole.openstream(name).read())
        looks = Looks()
        for record, start, size in record_places(bytes(stream)):
            looks.take(record, bytes(stream[start : start + size]))
        blanks = {number for number, text in enumerate(looks.shared_texts()) if not clean(text)}
        for record, start, _ in record_places(bytes(stream)):
            if record == _SHARED_TEXT and struct.unpack_from("<I", stream, start + 6)[0] in blanks:
                struct.pack_into("<H", stream, start - 4, _BLANK)
        ole.write_stream(name, bytes(stream))
    return file.getvalue()
