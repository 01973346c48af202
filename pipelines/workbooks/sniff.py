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

MAX_FILE_BYTES = 32 * 1024**2
"""Largest file that is opened; a filled return is under 100 KB."""
MAX_UNPACKED_BYTES = 256 * 1024**2
"""Most that the parts of a file may come to once unpacked."""
MAX_RATIO = 500
"""Most that a part over 1 MB may shrink to: sheets of real text come to 10 to 50."""
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
    (b"%PDF", "đây là tệp PDF"),
    (b"\x89PNG", "đây là ảnh chụp"),
    (b"\xff\xd8\xff", "đây là ảnh chụp"),
    (b"Rar!", "đây là tệp nén RAR"),
    (b"7z\xbc\xaf\x27\x1c", "đây là tệp nén 7z"),
    (b"\x1f\x8b", "đây là tệp nén gzip"),
    (b"{\\rtf", "đây là văn bản RTF"),
    (b"L\0\0\0\x01\x14\x02\0", "đây chỉ là lối tắt (shortcut) đến tệp"),
    (b"[InternetShortcut]", "đây chỉ là lối tắt (shortcut) đến một trang web"),
)
"""First bytes of what is no spreadsheet → what it is."""
_OLD = (
    (b"\x09\x00\x04\x00", "đây là tệp Excel 2"),
    (b"\x09\x02\x06\x00", "đây là tệp Excel 3"),
    (b"\x09\x04\x06\x00", "đây là tệp Excel 4"),
    (b"\x00\x00\x02\x00\x04\x04", "đây là tệp Lotus 1-2-3"),
    (b"\x00\x00\x02\x00\x06\x04", "đây là tệp Lotus 1-2-3"),
    (b"\x00\x00\x1a\x00", "đây là tệp Lotus 1-2-3"),
    (b"ID;P", "đây là bảng tính dạng SYLK (.slk)"),
    (b"TABLE\r\n0,1", "đây là bảng tính dạng DIF"),
)
"""First bytes of spreadsheets that no library here reads → what they are."""
_MACRO_SHEET = 0x40
"""Kind of sheet in the first record of Excel 2 to 4."""
_XML = (
    (b"urn:schemas-microsoft-com:office:spreadsheet", "đây là bảng tính dạng XML 2003, chưa hỗ trợ"),
    (b"<office:document ", "đây là tệp OpenDocument dạng XML phẳng (.fods), chưa hỗ trợ"),
    (b"<pkg:package", "đây là tệp Office dạng XML phẳng, chưa hỗ trợ"),
)
"""What stands near the start of an XML file that is no web page → what it is."""
_HTML = (b"<!doctype html", b"<html", b"<table", b"<meta", b"<head", b"<?xml", b"<div", b"<!--")
_BEFORE_MARKUP = re.compile(rb"(?:[\s\0]++|\xef\xbb\xbf|\xff\xfe|\xfe\xff|<!--.*?-->|<%.*?%>|<\?(?!xml).*?\?>)++", re.DOTALL)
"""What may stand before the page itself: marks of an encoding, blanks, comments, and tags that a server was to replace.

It gives nothing back (`++`): to be able to, the engine would keep a hundred bytes for every blank.
"""
SAVE_AS_XLSX = "mở tệp bằng Excel hoặc LibreOffice, lưu lại dạng .xlsx rồi gửi lại"
"""What mends most: the remedy of rule READ-01 says the same."""
SEND_THE_WORKBOOK = "gửi chính tệp bảng tính (.xlsx)"
"""What mends a file that is something else."""


@dataclass(frozen=True, slots=True)
class Sniffed:
    """What the content is."""

    format: str
    """'xlsx', 'xlsm', 'xlsb', 'ods', 'locked_ods', 'xls', 'ole' (encrypted or another OLE file), 'zip', 'html', 'mhtml' or
    'text'."""
    archive: zipfile.ZipFile | None = None
    """For zipped formats: the container, open."""


def unreadable(what_vi: str, where: str, remedy_vi: str = SAVE_AS_XLSX) -> UnreadableReturnError:
    """The error of a file that cannot be read: why, and what mends it, in Vietnamese."""
    return UnreadableReturnError(what_vi, where=where, remedy=remedy_vi)


def damaged(where: str) -> UnreadableReturnError:
    """The error of a file that lost something on its way, or was written wrongly."""
    return unreadable("tệp bị cắt cụt hoặc hỏng, không mở được", where)


def with_entities(where: str) -> UnreadableReturnError:
    """The error of XML that declares entities: no office program does, and a few lines of them unpack to gigabytes."""
    return unreadable("tệp có khai báo thực thể XML (<!ENTITY), là dấu hiệu của tệp phá hoại, không mở", where)


def sniff(content: bytes, where: str) -> Sniffed:
    """What a file is, by its content.

    Raises:
        UnreadableReturnError: empty, too large, too large once unpacked, damaged, or of a kind that holds no table.
    """
    if not content.strip(b"\0"):
        raise unreadable("tệp rỗng" if not content else "tệp chỉ có byte 0, không có nội dung", where)
    if len(content) > MAX_FILE_BYTES:
        raise too_large(len(content), where)
    for start, reason in _REFUSED:
        if content.startswith(start):
            raise unreadable(f"{reason}, không phải bảng tính", where, SEND_THE_WORKBOOK)
    for start, reason in _OLD:
        if content.startswith(start):
            is_macro = content[1] <= 4 and content[0] == 9 and content[6] == _MACRO_SHEET
            raise unreadable(f"{reason}{' (trang macro)' if is_macro else ''}, quá cũ, không đọc được", where)
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
            raise unreadable(reason, where)
    if start.startswith(b"{") and b'"doc_id"' in start:
        raise unreadable(
            "đây chỉ là đường dẫn đến Google Trang tính, không có số liệu",
            where,
            "tải về dạng .xlsx (Tệp > Tải xuống) rồi gửi lại",
        )
    return "html" if start.startswith(_HTML) or b"<table" in start else "text"


def too_large(size: int, where: str) -> UnreadableReturnError:
    """The error of a file over the limit."""
    return unreadable(f"tệp lớn {size / 1024**2:.0f} MB, vượt giới hạn {MAX_FILE_BYTES // 1024**2} MB", where)


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
            what = f"trang tính trải rộng {height} dòng × {width} cột; xóa các ô thừa ở xa"
            raise TooSpreadOutError(what, where=where, remedy=SAVE_AS_XLSX)


def _sniff_zip(content: bytes, where: str) -> Sniffed:
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
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
                raise unreadable("đây là văn bản Word, PowerPoint hoặc Visio, không phải bảng tính", where)
        elif any(name.startswith("index/") and name.endswith(".iwa") for name in keys):
            raise unreadable("đây là tệp Apple Numbers hoặc Pages, chưa hỗ trợ", where, "xuất ra dạng .xlsx rồi gửi lại")
        else:
            found = "zip"
    except DAMAGED as error:
        raise damaged(where) from error
    twice = next((name for name, count in keys.items() if count > 1), None)
    if twice and found != "zip":
        # One program reads the first of them, another one the last: nobody knows which figures were meant.
        raise unreadable(f"trong tệp có hai phần cùng tên '{twice}', không rõ phần nào đúng", where)
    return Sniffed(found, archive)


def part_key(name: str) -> str:
    """The name of a part of a workbook as office programs compare it: 'xl\\Workbook.xml' is 'xl/workbook.xml'."""
    return unicodedata.normalize("NFC", name.replace("\\", "/").lstrip("/")).casefold()


def _check_sizes(parts: list[zipfile.ZipInfo], where: str) -> None:
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MAX_PARTS:
        raise unreadable(f"tệp có {len(parts)} phần, vượt giới hạn {MAX_PARTS}", where)
    if unpacked > MAX_UNPACKED_BYTES:
        raise unreadable(
            f"nội dung giải nén {unpacked / 1024**2:.0f} MB, vượt giới hạn {MAX_UNPACKED_BYTES // 1024**2} MB", where
        )
    for part in parts:
        if part.file_size > 1024**2 and part.file_size > MAX_RATIO * max(part.compress_size, 1):
            raise unreadable("tệp nén bất thường (bom nén), không mở", where)


def _open_document_kind(archive: zipfile.ZipFile, names: set[str], where: str) -> str:
    kind = archive.read("mimetype")[:200]
    if not kind.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        raise unreadable("đây là văn bản OpenDocument, không phải bảng tính", where)
    if "META-INF/manifest.xml" in names and b"encryption-data" in archive.read("META-INF/manifest.xml"):
        return "locked_ods"
    return "ods"


def encrypted(where: str) -> UnreadableReturnError:
    """The error of a file that asks for a password that we do not have."""
    return UnreadableReturnError("tệp được đặt mật khẩu", where=where, remedy="bỏ mật khẩu, lưu lại rồi gửi lại")
