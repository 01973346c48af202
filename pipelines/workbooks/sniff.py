"""Tells what a received file is from its content, never from its name, and refuses what is not safe to open."""

import io
import re
import struct
import unicodedata
import zipfile
import zlib
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from pipelines.errors import UnreadableReturnError
from pipelines.language.words import say, sentence

MAX_FILE_BYTES = 32 * 1024**2
"""Largest file that is opened; a filled return is under 100 KB."""
MAX_UNPACKED_BYTES = 256 * 1024**2
"""Most that the parts of a file may come to once unpacked."""
MAX_RATIO = 500
"""Most that a part over 1 MB may shrink to: sheets of real text come to 10 to 50."""
MAX_KEPT_BYTES = 2 * 1024**2
"""Unpacked parts of a file that are kept while it is read."""
MAX_GRID_CELLS = 5_000_000
"""Most cells, empty ones included, between the first and the last filled one of a sheet."""
MAX_PARTS = 2_000
"""Most parts in a file, and files in a .zip."""

DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    LookupError,
    OSError,
    ValueError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    OverflowError,
)
"""What a damaged container provokes in the libraries that open it."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_REFUSED = (
    (b"%PDF", sentence("this is a PDF file")),
    (b"\x89PNG", sentence("this is a picture")),
    (b"\xff\xd8\xff", sentence("this is a picture")),
    (b"Rar!", sentence("this is a RAR archive")),
    (b"7z\xbc\xaf\x27\x1c", sentence("this is a 7z archive")),
    (b"\x1f\x8b", sentence("this is a gzip archive")),
    (b"{\\rtf", sentence("this is an RTF document")),
    (b"L\0\0\0\x01\x14\x02\0", sentence("this is only a shortcut to a file")),
    (b"[InternetShortcut]", sentence("this is only a shortcut to a web page")),
)
"""First bytes of what is no spreadsheet → what it is."""
_OLD = (
    (b"\x09\x00\x04\x00", sentence("this is an Excel 2 file")),
    (b"\x09\x02\x06\x00", sentence("this is an Excel 3 file")),
    (b"\x09\x04\x06\x00", sentence("this is an Excel 4 file")),
    (b"\x00\x00\x02\x00\x04\x04", sentence("this is a Lotus 1-2-3 file")),
    (b"\x00\x00\x02\x00\x06\x04", sentence("this is a Lotus 1-2-3 file")),
    (b"\x00\x00\x1a\x00", sentence("this is a Lotus 1-2-3 file")),
    (b"ID;P", sentence("this is a SYLK spreadsheet (.slk)")),
    (b"TABLE\r\n0,1", sentence("this is a DIF spreadsheet")),
)
"""First bytes of spreadsheets that no library here reads → what they are."""
_MACRO_SHEET = 0x40
"""Kind of sheet in the first record of Excel 2 to 4."""
_XML = (
    (b"urn:schemas-microsoft-com:office:spreadsheet", sentence("this is an XML 2003 spreadsheet, which is not supported")),
    (b"<office:document ", sentence("this is a flat XML OpenDocument file (.fods), which is not supported")),
    (b"<pkg:package", sentence("this is a flat XML Office file, which is not supported")),
)
"""What stands near the start of an XML file that is no web page → what it is."""
_HTML = (b"<!doctype html", b"<html", b"<table", b"<meta", b"<head", b"<?xml", b"<div", b"<!--")
_BEFORE_MARKUP = re.compile(rb"(?:[\s\0]++|\xef\xbb\xbf|\xff\xfe|\xfe\xff|<!--.*?-->|<%.*?%>|<\?(?!xml).*?\?>)++", re.DOTALL)
"""What may stand before the page itself: marks of an encoding, blanks, comments, and tags that a server was to replace.

It gives nothing back (`++`): to be able to, the engine would keep a hundred bytes for every blank.
"""
SAVE_AS_XLSX = sentence("open the file in Excel or LibreOffice, save it as .xlsx and send it again")
"""What mends most: the remedy of rule READ-01 says the same."""
SEND_THE_WORKBOOK = sentence("send the spreadsheet itself (.xlsx)")
"""What mends a file that is something else."""


class Container(zipfile.ZipFile):
    """A zipped file whose parts are unpacked once, however many readers look at them; large ones are not kept."""

    def __init__(self, file: io.BytesIO) -> None:
        super().__init__(file)
        self._unpacked: dict[str, bytes] = {}
        self._room = MAX_KEPT_BYTES

    def read(self, name: str | zipfile.ZipInfo, pwd: bytes | None = None) -> bytes:
        """The content of a part."""
        if not isinstance(name, str) or pwd is not None:
            return super().read(name, pwd)
        if (found := self._unpacked.get(name)) is None:
            found = super().read(name)
            if len(found) <= self._room:
                self._room -= len(found)
                self._unpacked[name] = found
        return found


@dataclass(frozen=True, slots=True)
class Sniffed:
    """What the content is."""

    format: str
    """'xlsx', 'xlsm', 'xlsb', 'ods', 'locked_ods', 'xls', 'ole' (encrypted or another OLE file), 'zip', 'html', 'mhtml' or
    'text'."""
    archive: zipfile.ZipFile | None = None
    """For zipped formats: the container, open."""


def unreadable(what: str, where: str, remedy: str = SAVE_AS_XLSX) -> UnreadableReturnError:
    """The error of a file that cannot be read: why, as it is said, and the sentence for what mends it."""
    return UnreadableReturnError(what, where=where, remedy=say(remedy))


def damaged(where: str) -> UnreadableReturnError:
    """The error of a file that lost something on its way, or was written wrongly."""
    return unreadable(say("the file is cut off or damaged and cannot be opened"), where)


def with_entities(where: str) -> UnreadableReturnError:
    """The error of XML that declares entities: no office program does, and a few lines of them unpack to gigabytes."""
    return unreadable(
        say("the file declares XML entities (<!ENTITY), which is a sign of a hostile file; it is not opened"), where
    )


def sniff(content: bytes, where: str) -> Sniffed:
    """What a file is, by its content.

    Raises:
        UnreadableReturnError: empty, too large, too large once unpacked, damaged, or of a kind that holds no table.
    """
    if not content.strip(b"\0"):
        raise unreadable(say("the file is empty") if not content else say("the file is nothing but zero bytes"), where)
    if len(content) > MAX_FILE_BYTES:
        raise too_large(len(content), where)
    for start, reason in _REFUSED:
        if content.startswith(start):
            raise unreadable(say("{what}, no spreadsheet", what=say(reason)), where, SEND_THE_WORKBOOK)
    for start, reason in _OLD:
        if content.startswith(start):
            is_macro = content[1] <= 4 and content[0] == 9 and content[6] == _MACRO_SHEET
            raise unreadable(
                say(
                    "{what}{macro}, too old to be read", what=say(reason), macro=f" ({say('macro sheet')})" if is_macro else ""
                ),
                where,
            )
    if content.startswith(_OLE):
        return Sniffed("ole")
    if content.startswith(b"PK"):
        return _sniff_zip(content, where)
    return Sniffed(_kind_of_text(content, where))


def _kind_of_text(content: bytes, where: str) -> str:
    """'html', 'mhtml' or 'text'."""
    before = _BEFORE_MARKUP.match(content)
    start = content[before.end() if before else 0 :][:4096].replace(b"\0", b"").lower()  # UTF-16 has a 0 in every other byte
    if start.startswith(b"mime-version:"):
        return "mhtml"
    for sign, reason in _XML if start.startswith(b"<") else ():
        if sign in start:
            raise unreadable(say(reason), where)
    if start.startswith(b"{") and b'"doc_id"' in start:
        raise unreadable(
            say("this is only a link to Google Sheets, without figures"),
            where,
            sentence("download it as .xlsx (File > Download) and send that"),
        )
    return "html" if start.startswith(_HTML) or b"<table" in start else "text"


def too_large(size: int, where: str) -> UnreadableReturnError:
    """The error of a file over the limit."""
    return unreadable(
        say(
            "the file has {size} MB, above the limit of {most} MB", size=f"{size / 1024**2:.0f}", most=MAX_FILE_BYTES // 1024**2
        ),
        where,
    )


class TooSpreadOutError(UnreadableReturnError):
    """Filled cells lie so far apart that the grid between them cannot be held."""


def check_spread(filled: Collection[tuple[int, int]], where: str) -> None:
    """Refuse a sheet whose filled cells span a grid too large to hold.

    Raises:
        TooSpreadOutError: the grid is over MAX_GRID_CELLS.
    """
    if filled:
        height, width = (max(numbers) - min(numbers) + 1 for numbers in zip(*filled, strict=True))
        if height * width > MAX_GRID_CELLS:
            what = say(
                "the sheet spans {rows} rows and {columns} columns; delete stray cells far away", rows=height, columns=width
            )
            raise TooSpreadOutError(what, where=where, remedy=say(SAVE_AS_XLSX))


def _sniff_zip(content: bytes, where: str) -> Sniffed:
    try:
        archive = Container(io.BytesIO(content))
        parts = archive.infolist()
        _check_sizes(parts, where)
        names = {part.filename for part in parts}
        keys = Counter(part_key(part.filename) for part in parts if not part.is_dir())
        if "mimetype" in names:
            found = _open_document_kind(archive, names, where)
        elif "xl/workbook.bin" in keys:
            found = "xlsb"
        elif "xl/vbaproject.bin" in keys:
            found = "xlsm"  # its macros are never looked at
        elif "[content_types].xml" in keys or "xl/workbook.xml" in keys:
            found = "xlsx"
            if any(name.startswith(("word/", "ppt/", "visio/")) for name in keys):
                raise unreadable(say("this is a Word, PowerPoint or Visio file, no spreadsheet"), where)
        elif any(name.startswith("index/") and name.endswith(".iwa") for name in keys):
            raise unreadable(
                say("this is an Apple Numbers or Pages file, which is not supported"),
                where,
                sentence("export it as .xlsx and send that"),
            )
        else:
            found = "zip"
    except DAMAGED as error:
        raise damaged(where) from error
    twice = next((name for name, count in keys.items() if count > 1), None)
    if twice and found != "zip":
        # One program reads the first of them, another one the last: nobody knows which figures were meant.
        raise unreadable(say("two parts of the file are named '{name}'; which one is right cannot be told", name=twice), where)
    return Sniffed(found, archive)


def part_key(name: str) -> str:
    """The name of a part of a workbook as office programs compare it: 'xl\\Workbook.xml' is 'xl/workbook.xml'."""
    return unicodedata.normalize("NFC", name.replace("\\", "/").lstrip("/")).casefold()


def _check_sizes(parts: list[zipfile.ZipInfo], where: str) -> None:
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MAX_PARTS:
        raise unreadable(say("the file has {count} parts, above the limit of {most}", count=len(parts), most=MAX_PARTS), where)
    if unpacked > MAX_UNPACKED_BYTES:
        raise unreadable(
            say(
                "unpacked it has {size} MB, above the limit of {most} MB",
                size=f"{unpacked / 1024**2:.0f}",
                most=MAX_UNPACKED_BYTES // 1024**2,
            ),
            where,
        )
    for part in parts:
        if part.file_size > 1024**2 and part.file_size > MAX_RATIO * max(part.compress_size, 1):
            raise unreadable(say("an unusual archive (a zip bomb), it is not opened"), where)


def _open_document_kind(archive: zipfile.ZipFile, names: set[str], where: str) -> str:
    kind = archive.read("mimetype")[:200]
    if not kind.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        raise unreadable(say("this is an OpenDocument text, no spreadsheet"), where)
    if "META-INF/manifest.xml" in names and b"encryption-data" in archive.read("META-INF/manifest.xml"):
        return "locked_ods"
    return "ods"


def encrypted(where: str) -> UnreadableReturnError:
    """The error of a file that asks for a password that we do not have."""
    return unreadable(say("the file has a password"), where, sentence("take the password off, save it and send it again"))
