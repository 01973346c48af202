"""Files made to break the reader, or broken on the way: bounded, answered with one finding, and the others are read."""

import base64
import random
import re
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

from pipelines.workbooks.sniff import MAX_UNPACKED_BYTES
from tests.corpus.case import ALL_GONE, Case, gone
from tests.corpus.making import (
    FIRST,
    LibreOffice,
    Writer,
    archive,
    biff5,
    cut,
    encrypted,
    in_sheets,
    only,
    page,
    parts,
    put,
    raw,
    text,
    with_parts,
    xlsb,
    xlsx,
)
from tests.unit.workbooks import NOTE, Draft

NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text", "manifest")
)
LAUGHS = (
    b'<!DOCTYPE lolz [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%s">' % (97 + level, b"&%c;" % (96 + level) * 10) for level in range(1, 10))
    + b"]>"
)
OUTSIDE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
ENTITY = re.compile(rb"(<si><t[^>]*>)")
TOO_LARGE = MAX_UNPACKED_BYTES + 1024**2
"""Bytes of a part that is larger than a whole workbook may be. Such parts are packed in haste: a second is saved with each."""


def refused(name: str, write: Writer, because: str = "", *, found: str | None = "unknown") -> Case:
    """A file that is not read at all, with the reason."""
    return Case(name, entries=ALL_GONE, findings=("unreadable_file",), write=write, because=because, returns=(), format=found)


def _in_part(start: str, change: Callable[[bytes], bytes]) -> Writer:
    return parts(lambda name, content: change(content) if name.startswith(start) else content)


def _with_doctype(doctype: bytes) -> Callable[[bytes], bytes]:
    return lambda content: ENTITY.sub(rb"\1&a;", content.replace(b"?>", b"?>" + doctype, 1), count=1)


def _large_picture(size: int, *, level: int = 6) -> Writer:
    """A picture of this many bytes of nothing, made only when it is written."""
    return lambda draft, path: with_parts(("xl/media/image1.png", b"\0" * size), level=level)(draft, path)


def _lying_bomb(draft: Draft, path: Path) -> Path:
    """A part that says it holds a thousand bytes and unpacks to more than is let in."""
    return _understated(with_parts(("xl/worksheets/sheet9.xml", b" " * TOO_LARGE), level=1)(draft, path))


def _lying_sheet(draft: Draft, path: Path) -> Path:
    """As above, in a sheet that the workbook uses: the reader has to unpack it."""
    only(FIRST)(draft)  # one such sheet is enough
    return _understated(in_sheets(b"</sheetData>", b" " * TOO_LARGE + b"</sheetData>", level=1)(draft, path))


def _understated(target: Path) -> Path:
    """Let every part that is too large say of itself that it holds a thousand bytes."""
    content = bytearray(target.read_bytes())
    for signature, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = content.find(signature)
        while at >= 0:
            if struct.unpack_from("<I", content, at + place)[0] >= TOO_LARGE:
                struct.pack_into("<I", content, at + place, 1000)
            at = content.find(signature, at + 4)
    target.write_bytes(bytes(content))
    return target


def _overlapping(draft: Draft, path: Path) -> Path:
    """A container whose parts all lie on the same bytes."""
    target = with_parts(*((f"xl/media/{number}.bin", b"\0" * 900_000) for number in range(2)))(draft, path)
    with zipfile.ZipFile(target) as container:
        infos = container.infolist()
        first, second = infos[-2], infos[-1]
    content = bytearray(target.read_bytes())
    at = content.rfind(b"PK\x01\x02")
    struct.pack_into("<I", content, at + 42, first.header_offset)
    assert second.header_offset != first.header_offset
    target.write_bytes(bytes(content))
    return target


def _ods(rows: str) -> Callable[[Draft, Path], Path]:
    """A hand-made .ods of one sheet."""
    table = f'<table:table table:name="A">{rows}</table:table>'
    body = f"<office:body><office:spreadsheet>{table}</office:spreadsheet></office:body>"
    content = f"<office:document-content {NAMESPACES}>{body}</office:document-content>"
    entry = '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    manifest = f"<manifest:manifest {NAMESPACES}>{entry}</manifest:manifest>"
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    return archive(("mimetype", kind), ("META-INF/manifest.xml", manifest.encode()), ("content.xml", content.encode()))


def _symbolic_link(draft: Draft, path: Path) -> Path:
    """A .zip with a link to a file of the system in it."""
    target = archive(("TC01.xlsx", xlsx))(draft, path)
    link = zipfile.ZipInfo("passwd.csv")
    link.create_system, link.external_attr = 3, 0o120777 << 16
    with zipfile.ZipFile(target, "a") as container:
        container.writestr(link, "/etc/passwd")
    return target


def _locked_member(draft: Draft, path: Path) -> Path:
    """A .zip whose member is marked as encrypted."""
    target = archive(("TC01.xlsx", xlsx))(draft, path)
    content = bytearray(target.read_bytes())
    content[6] |= 1
    content[content.rfind(b"PK\x01\x02") + 8] |= 1
    target.write_bytes(bytes(content))
    return target


def _locked_ods(draft: Draft, path: Path) -> Path:
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    manifest = b'<manifest:manifest><manifest:encryption-data manifest:checksum-type="SHA256"/></manifest:manifest>'
    return archive(("mimetype", kind), ("META-INF/manifest.xml", manifest), ("content.xml", b"\x8f\x11\x02"))(draft, path)


def _many_sheets(draft: Draft) -> None:
    draft.sheets.update({f"Sheet{number}": [] for number in range(250 - len(draft.sheets))})


def _sparse(size: int) -> Writer:
    def write(draft: Draft, path: Path) -> Path:
        target = path.with_suffix(".xlsx")
        with target.open("wb") as file:
            file.truncate(size)
        return target

    return write


def _random_bytes(seed: int, start: bytes = b"") -> bytes:
    return start + random.Random(seed).randbytes(20_000)


BLANK_ROWS = b"".join(b'<row r="%d"><c r="A%d"/></row>' % (row, row) for row in range(40, 100_040))
FAR = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
CELL = '<table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="16384"/>'

TWO_VALUES = in_sheets(rb'(<c r="E16"[^>]*><v>7</v>)', rb"\1<v>8</v>", is_pattern=True)
CASES = [
    Case(
        "two values in one cell",
        entries=ALL_GONE,
        findings=("unreadable_file",),
        write=TWO_VALUES,
        because="hai giá trị",
        returns=(),
        format="",
    ),
    # Too much.
    refused("a zip bomb", _large_picture(TOO_LARGE, level=1), "giải nén"),
    refused("a part that shrinks beyond reason", _large_picture(50 * 1024**2), "bom nén"),
    Case("an unused part that lies about its size", write=_lying_bomb),
    refused("a sheet that lies about its size", _lying_sheet, found=None),
    refused("three thousand parts", with_parts(*((f"xl/media/{number}.bin", b"") for number in range(3000))), "3013 phần"),
    Case("parts that lie on the same bytes", write=_overlapping),
    refused("cells a million rows and columns apart", in_sheets(b"</sheetData>", FAR), "1048576 dòng × 16384 cột"),
    Case(
        "claimed dimensions of a whole sheet",
        write=in_sheets(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"', is_pattern=True),
    ),
    Case("a hundred thousand blank rows", write=in_sheets(b"</sheetData>", BLANK_ROWS + b"</sheetData>")),
    Case(
        "a million blank rows in .ods",
        write=LibreOffice(
            "ods", source=in_sheets(b"</sheetData>", b'<row r="1048576"><c r="A1048576" s="1"/></row></sheetData>')
        ),
        format="ods",
    ),
    refused(
        "seventeen billion cells in a few bytes of .ods",
        _ods(f'<table:table-row table:number-rows-repeated="1048576">{CELL}</table:table-row>'),
        found=None,
    ),
    Case(
        "a note of a quarter of a million letters",
        write=in_sheets(
            rb'<c r="F16"[^>]*/>|(?=</row><row r="17")',
            rb'<c r="F16" t="inlineStr"><is><t>' + base64.b64encode(random.Random(5).randbytes(187_500)) + b"</t></is></c>",
            is_pattern=True,
        ),
    ),
    Case("a note of thirty thousand letters", put("1.05", "x" * 30_000, NOTE)),
    Case(
        "a figure cell of thirty thousand letters",
        put("1.05", "9" * 30_000),
        {"1.05": "unreadable"},
        (f"unreadable_value {FIRST}!E16",),
    ),
    Case(
        "two hundred and fifty sheets",
        _many_sheets,
        ALL_GONE,
        ("unreadable_file",),
        because="250 trang tính",
        returns=(),
        format="unknown",
    ),
    refused(
        "two hundred thousand lines of text",
        raw(b"STT,M\xc3\xa3 s\xe1\xbb\x91,N\xe1\xbb\x99i dung\n" + b"1,1.01,x\n" * 200_000, ".csv"),
        "100000 dòng",
        found=None,
    ),
    refused("two hundred megabytes of nothing", _sparse(200 * 1024**2), "vượt giới hạn"),
    refused("sheets of cells that never end", in_sheets(b"</sheetData>", b"<c>" * 400_000 + b"</sheetData>"), found=None),
    Case(
        "tables in tables, thirty thousand deep",
        entries=ALL_GONE,
        findings=("no_form",),
        write=raw(b"<html><table><tr><td>" * 30_000, ".xls"),
        returns=(),
        format="html",
    ),
    # Entities and paths.
    Case(
        "a billion laughs in a sheet",
        entries=ALL_GONE,
        findings=("unreadable_file",),
        write=_in_part("xl/worksheets/", _with_doctype(LAUGHS)),
        returns=(),
        format=None,
    ),
    refused("a billion laughs in the table of texts", _in_part("xl/sharedStrings", _with_doctype(LAUGHS)), found=None),
    refused("an entity that is a file of the system", _in_part("xl/sharedStrings", _with_doctype(OUTSIDE)), found=None),
    refused(
        "a sheet that lies outside",
        _in_part(
            "xl/_rels/workbook.xml.rels",
            lambda content: re.sub(rb'Target="worksheets/sheet\d.xml"', b'Target="../../../../etc/hostname"', content),
        ),
        found=None,
    ),
    refused(
        "a sheet that lies on the net",
        _in_part(
            "xl/_rels/workbook.xml.rels",
            lambda content: content.replace(
                b'Target="worksheets/sheet1.xml"', b'Target="http://example.invalid/a.xml" TargetMode="External"'
            ),
        ),
        found=None,
    ),
    Case("members of a .zip that climb out", write=archive(("../../../tmp/TC01.xlsx", xlsx)), format="zip"),
    Case("a member of a .zip with an absolute path", write=archive(("/etc/TC01.xlsx", xlsx)), format="zip"),
    Case(
        "a symbolic link in a .zip",
        findings=("unreadable_member passwd.csv",),
        write=_symbolic_link,
        because="passwd.csv",
        format="zip",
    ),
    Case(
        "a .zip in a .zip",
        entries=ALL_GONE,
        findings=("unreadable_member a.zip",),
        write=archive(("a.zip", archive(("TC01.xlsx", xlsx)))),
        because="nằm trong tệp nén",
        returns=(),
        format="zip",
    ),
    refused("an empty .zip", archive(), "không chứa tệp nào"),
    # Broken.
    refused("an empty file", raw(b""), "tệp rỗng"),
    refused("zeros", raw(b"\0" * 5000), "byte 0"),
    refused("random bytes", raw(_random_bytes(1)), "không"),
    refused("random bytes that start like a .zip", raw(_random_bytes(2, b"PK\x03\x04")), "hỏng"),
    refused("random bytes that start like an .xls", raw(_random_bytes(3, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")), "hỏng"),
    refused("random bytes that start like UTF-16", raw(_random_bytes(4, b"\xff\xfe")), found=None),
    refused("a byte order mark and nothing", raw(b"\xef\xbb\xbf", ".csv"), found=None),
    *(refused(f"the first {share:.0%} of an .xlsx", cut(share), "cắt cụt") for share in (0.01, 0.5, 0.9, 0.99)),
    refused("the first half of an .ods", cut(0.5, _ods("")), "cắt cụt"),
    refused("the first half of an .xlsb", cut(0.5, xlsb), "cắt cụt"),
    refused("the first half of an .xls", cut(0.5, biff5), found=None),
    Case(
        "the first half of a text file",
        lambda draft: draft.sheets.update({name: grid[:18] for name, grid in draft.sheets.items()}),
        {**gone("2", "3", "4"), **{f"1.{number:02}": "gone" for number in range(8, 17)}}
        | {f"{form}.{number:02}": "gone" for form in (2, 3, 4) for number in range(1, 16) if f"{form}.{number:02}" in ALL_GONE},
        write=lambda draft, path: text()(Draft({FIRST: draft.sheets[FIRST]}), path),
        format="csv",
    ),
    Case(
        "the first part of a web page",
        entries=ALL_GONE,
        findings=("no_form",),
        write=cut(0.05, page()),
        returns=(),
        format="html",
    ),
    # Locked.
    refused("a password that nobody told", encrypted("khác"), "mật khẩu"),
    refused("an .ods with a password", _locked_ods, "mật khẩu"),
    Case(
        "a locked member in a .zip",
        entries=ALL_GONE,
        findings=("unreadable_member TC01.xlsx",),
        write=_locked_member,
        because="mật khẩu",
        returns=(),
        format="zip",
    ),
]
