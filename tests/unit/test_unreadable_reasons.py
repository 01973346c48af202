"""Why a file cannot be read, in a clerk's words: each kind of file has its own, and 'damaged' is said only of what is."""

import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.returns.reader import read_return_or_finding
from tests.unit.workbooks import Draft, forms, rezipped

OLE_START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENTITY = b'?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
XML = b'<?xml version="1.0" encoding="UTF-8"?>'
XML_2003 = b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"></Workbook>'
FLAT = b'<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"></office:document>'


def biff(start: bytes, kind: int = 0x10) -> bytes:
    """The first records of an Excel 2, 3 or 4 file; `kind`: 0x10 a worksheet, 0x40 a sheet of macros."""
    return start + b"\0\0" + struct.pack("<H", kind) + b"\0" * 40 + b"\x0a\0\0\0"


def container(*members: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members:
            archive.writestr(name, content)
    return out.getvalue()


def workbook(
    change: Callable[[str, bytes], bytes] = lambda _, content: content, moved: tuple[str, str] = ("", "")
) -> Callable[[Path], bytes]:
    """A clean return with its parts changed, and moved to another folder."""

    def made(folder: Path) -> bytes:
        with zipfile.ZipFile(rezipped(Draft().write_xlsx(folder / "clean.xlsx"), change)) as archive:
            return container(*((name.replace(*moved), archive.read(name)) for name in archive.namelist()))

    return made


def as_macros(name: str, content: bytes) -> bytes:
    if not name.endswith("workbook.xml.rels"):
        return content
    return content.replace(b"worksheets/", b"macrosheets/").replace(b'/worksheet"', b'/xlMacrosheet"')


def in_part(start: str, old: bytes, new: bytes) -> Callable[[Path], bytes]:
    return workbook(lambda name, content: content.replace(old, new, 1) if name.startswith(start) else content)


def half(folder: Path) -> bytes:
    content = workbook()(folder)
    return content[: len(content) // 2]


def with_entities_in_texts(name: str, content: bytes) -> bytes:
    return content.replace(b"?>", ENTITY, 1).replace(b"<t>", b"<t>&b;", 1) if name == "xl/sharedStrings.xml" else content


ODS = b"application/vnd.oasis.opendocument.spreadsheet"
REASONS: dict[str, tuple[bytes | Callable[[Path], bytes], str]] = {
    "nothing": (b"", "tệp rỗng"),
    "an Excel 2 sheet": (biff(b"\x09\x00\x04\x00"), "tệp Excel 2, quá cũ"),
    "an Excel 3 sheet": (biff(b"\x09\x02\x06\x00"), "tệp Excel 3, quá cũ"),
    "an Excel 4 sheet": (biff(b"\x09\x04\x06\x00"), "tệp Excel 4, quá cũ"),
    "an Excel 4 workbook": (biff(b"\x09\x04\x06\x00", 0x100), "tệp Excel 4, quá cũ"),
    "an Excel 4 macro sheet": (biff(b"\x09\x04\x06\x00", 0x40), "tệp Excel 4 (trang macro), quá cũ"),
    "a Lotus file": (b"\x00\x00\x02\x00\x06\x04\x06\x00" + b"\1" * 40, "Lotus 1-2-3"),
    "a SYLK file": (b"ID;PWXL;N;E\r\nC;Y1;X1;K1\r\nE\r\n", "SYLK"),
    "a DIF file": (b'TABLE\r\n0,1\r\n"EXCEL"\r\n', "DIF"),
    "XML of Excel 2003": (XML + XML_2003, "XML 2003"),
    "XML of Excel 2003 behind a comment": (b"\xef\xbb\xbf\r\n<!-- x -->" + XML_2003, "XML 2003"),
    "XML of Excel 2003 in UTF-16": ((XML + XML_2003).decode().encode("utf-16"), "XML 2003"),
    "flat OpenDocument": (XML + FLAT, ".fods"),
    "a shortcut of Windows": (b"L\0\0\0\x01\x14\x02\0" + b"\0" * 60, "lối tắt"),
    "a shortcut to a page": (b"[InternetShortcut]\r\nURL=https://example.invalid\r\n", "lối tắt"),
    "a link to Google Sheets": (b'{"":"WARNING!","doc_id":"1","email":"a@example.invalid"}', "Google Trang tính"),
    "a Word document": (container(("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w/>")), "Word"),
    "an Apple Numbers file": (container(("Index/Document.iwa", b"x"), ("Metadata/a.plist", b"x")), "Apple Numbers"),
    "an .ods that is a letter": (container(("mimetype", b"application/vnd.oasis.opendocument.text")), "văn bản OpenDocument"),
    "an empty .zip": (container(), "không chứa tệp nào"),
    "a workbook without sheets": (
        workbook(lambda name, content: b"<workbook><sheets/></workbook>" if name == "xl/workbook.xml" else content),
        "không có trang tính nào",
    ),
    "a sheet of Excel 4's macros": (workbook(as_macros, ("worksheets/", "macrosheets/")), "trang macro Excel 4"),
    "a container without a workbook": (container(("[Content_Types].xml", b"<Types/>")), "không có phần chính"),
    "entities in the texts": (workbook(with_entities_in_texts), "thực thể XML"),
    "entities in a sheet": (in_part("xl/worksheets/sheet1", b"?>", ENTITY), "thực thể XML"),
    "entities in an .ods": (
        container(("mimetype", ODS), ("content.xml", XML.replace(b"?>", ENTITY) + b"<a/>")),
        "thực thể XML",
    ),
    "two sheets of one name": (
        container(("[Content_Types].xml", b"<Types/>"), ("xl/sheet.xml", b"1"), ("xl\\Sheet.xml", b"2")),
        "hai phần cùng tên 'xl/sheet.xml'",
    ),
    "half a workbook": (half, "cắt cụt hoặc hỏng"),
    "noise behind the start of an .xls": (OLE_START + b"\x11" * 5000, "cắt cụt hoặc hỏng"),
    "a sheet that ends in the middle of a tag": (
        workbook(lambda name, content: content[: content.rfind(b"<c ") + 5] if name.endswith("sheet1.xml") else content),
        "cắt cụt hoặc hỏng",
    ),
}
"""What came → its content, and words of the reason."""


@pytest.mark.parametrize("kind", REASONS)
def test_the_reason_says_what_the_file_is_and_damaged_only_of_what_is_damaged(kind: str, tmp_path: Path) -> None:
    made, words = REASONS[kind]
    path = tmp_path / "return.xlsx"
    path.write_bytes(made if isinstance(made, bytes) else made(tmp_path))
    read = read_return_or_finding(path, forms())
    assert (read.is_readable, read.findings["fault"]) == (False, ["unreadable_file"])
    (detail,) = read.findings["detail"]
    assert words in detail
    assert ("hỏng" in detail) == ("hỏng" in words)


def test_what_mends_it_is_said_where_saving_it_again_would_not(tmp_path: Path) -> None:
    for start, remedy in ((b"%PDF-1.7", "gửi chính tệp bảng tính"), (b'{"doc_id":"1"}', "tải về dạng .xlsx")):
        path = tmp_path / "return.xlsx"
        path.write_bytes(start)
        (detail,) = read_return_or_finding(path, forms()).findings["detail"]
        assert f"; {remedy}" in detail
