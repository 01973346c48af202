"""Tells what a received file is from its content, never from its name, and refuses what is not safe to open."""

import io
import struct
import zipfile
import zlib
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
)
_REMEDY = "lưu lại dạng .xlsx rồi gửi lại"


@dataclass(frozen=True, slots=True)
class Sniffed:
    """What the content is."""

    format: str
    """'xlsx', 'xlsm', 'xlsb', 'ods', 'locked_ods', 'xls', 'ole' (encrypted or another OLE file), 'zip', 'html', 'mhtml' or
    'text'."""
    archive: zipfile.ZipFile | None = None
    """For zipped formats: the container, open."""


def unreadable(what_vi: str, where: str) -> UnreadableReturnError:
    """The error of a file that cannot be read; `what_vi` says why, in Vietnamese."""
    return UnreadableReturnError(what_vi, where=where, remedy=_REMEDY)


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
            raise unreadable(f"{reason}, không phải bảng tính", where)
    if content.startswith(_OLE):
        return Sniffed("ole")
    if content.startswith(b"PK"):
        return _sniff_zip(content, where)
    start = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(b"mime-version:"):
        return Sniffed("mhtml")
    if b"urn:schemas-microsoft-com:office:spreadsheet" in start:
        raise unreadable("đây là bảng tính dạng XML 2003, chưa hỗ trợ", where)
    text = start.replace(b"\0", b"")  # UTF-16
    if (
        text.lstrip(b"\xff\xfe").startswith(
            (b"<!doctype html", b"<html", b"<table", b"<meta", b"<head", b"<?xml", b"<div", b"<!--")
        )
        or b"<table" in text
    ):
        return Sniffed("html")
    return Sniffed("text")


def too_large(size: int, where: str) -> UnreadableReturnError:
    """The error of a file over the limit."""
    return unreadable(f"tệp lớn {size / 1024**2:.0f} MB, vượt giới hạn {MAX_FILE_BYTES // 1024**2} MB", where)


def check_spread(filled: Collection[tuple[int, int]], where: str) -> None:
    """Refuse a sheet whose filled cells span a grid too large to hold.

    Raises:
        UnreadableReturnError: the grid is over MAX_GRID_CELLS.
    """
    if filled:
        height, width = (max(numbers) - min(numbers) + 1 for numbers in zip(*filled, strict=True))
        if height * width > MAX_GRID_CELLS:
            raise unreadable(f"trang tính trải rộng {height} dòng × {width} cột; xóa các ô thừa ở xa", where)


def _sniff_zip(content: bytes, where: str) -> Sniffed:
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        parts = archive.infolist()
        _check_sizes(parts, where)
        names = {part.filename for part in parts}
        if "mimetype" in names:
            return _sniff_open_document(archive, names, where)
    except DAMAGED as error:
        raise unreadable("tệp bị cắt cụt hoặc hỏng, không mở được", where) from error
    if "xl/workbook.bin" in names:
        found = "xlsb"
    elif "xl/vbaProject.bin" in names:
        found = "xlsm"  # its macros are never looked at
    elif any(name.casefold().lstrip("/") == "[content_types].xml" for name in names):
        found = "xlsx"
        if any(name.startswith(("word/", "ppt/")) for name in names):
            raise unreadable("đây là văn bản Word hoặc PowerPoint, không phải bảng tính", where)
    else:
        found = "zip"
    return Sniffed(found, archive)


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


def _sniff_open_document(archive: zipfile.ZipFile, names: set[str], where: str) -> Sniffed:
    kind = archive.read("mimetype")[:200]
    if not kind.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        raise unreadable("đây là văn bản OpenDocument, không phải bảng tính", where)
    if "META-INF/manifest.xml" in names and b"encryption-data" in archive.read("META-INF/manifest.xml"):
        return Sniffed("locked_ods", archive)
    return Sniffed("ods", archive)


def encrypted(where: str) -> UnreadableReturnError:
    """The error of a file that asks for a password that we do not have."""
    return UnreadableReturnError("tệp được đặt mật khẩu", where=where, remedy="bỏ mật khẩu, lưu lại rồi gửi lại")
