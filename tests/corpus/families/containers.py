"""Workbooks whose container is unusual: read where its own directory says what is meant, refused where it says two things."""

import re
import struct
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

from tests.corpus.case import Case, gone
from tests.corpus.families.formats import ODD, ODD_FINDINGS, _with_odd_cells
from tests.corpus.families.hostile import refused
from tests.corpus.making import FIRST, Writer, archive, biff5, only, page, xlsb, xlsx
from tests.unit.workbooks import Draft, zipped

REST_GONE = gone("2", "3", "4")


def renamed(
    change: Callable[[str], str], mend: Callable[[str, bytes], bytes] = lambda _, content: content, *, of: Writer = xlsx
) -> Writer:
    """A workbook whose parts have other names, with `mend` for what names them."""

    def write(draft: Draft, path: Path) -> Path:
        written = of(draft, path)
        with zipfile.ZipFile(written) as container:
            members = [(change(name), mend(name, container.read(name))) for name in container.namelist()]
        return zipped(written, members)

    return write


def replaced(old: str, new: str) -> Writer:
    """An .xlsx with another name for a part, and for it wherever it is named."""
    return renamed(
        lambda name: name.replace(old, new),
        lambda name, content: content.replace(old.encode(), new.encode()) if name.endswith(".rels") else content,
    )


def _backslashed(name: str) -> str:
    return name.replace("/", "\\")


def _with_a_decoy(draft: Draft, path: Path) -> Path:
    """The workbook is xl/book.xml, and one without sheets lies where the workbook usually lies."""
    target = replaced("workbook.xml", "book.xml")(draft, path)
    with zipfile.ZipFile(target, "a") as container:
        container.writestr("xl/workbook.xml", "<workbook><sheets/></workbook>")
        container.writestr("xl/_rels/workbook.xml.rels", "<Relationships/>")
    return target


def _in_another_folder(name: str) -> str:
    return re.sub(r"^xl/(_rels/)?workbook\.xml", r"data/\1Book.xml", name)


def _as_that_folder_says(name: str, content: bytes) -> bytes:
    if name == "_rels/.rels":
        return content.replace(b"xl/workbook.xml", b"/data/Book.xml")
    return re.sub(rb'Target="(?!http)', b'Target="../xl/', content) if name == "xl/_rels/workbook.xml.rels" else content


def doubled(name: str, *, of: Writer = xlsx, as_name: str | None = None, change: tuple[bytes, bytes] = (b"", b"")) -> Writer:
    """A workbook with a second part of the same name, or of one that office programs take for the same."""

    def write(draft: Draft, path: Path) -> Path:
        target = of(draft, path)
        with warnings.catch_warnings(), zipfile.ZipFile(target, "a") as container:
            warnings.simplefilter("ignore")  # the standard library says that it is doubled, too
            container.writestr(as_name or name, container.read(name).replace(*change))
        return target

    return write


def twice(what: str, write: Writer, part: str) -> Case:
    """A workbook with two parts of one name is refused whole."""
    return refused(what, write, f"hai phần cùng tên '{part}'")


def _ods(draft: Draft, path: Path) -> Path:
    """An .ods of two lines, by hand: LibreOffice's would come too late to be changed."""
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    content = b"<office:document-content><office:body><office:spreadsheet/></office:body></office:document-content>"
    return archive(("mimetype", kind), ("META-INF/manifest.xml", b"<manifest/>"), ("content.xml", content))(draft, path)


def _macro_sheet(draft: Draft, path: Path) -> Path:
    """An .xls whose sheet calls itself one of Excel 4's macros."""
    target = biff5(draft, path)
    content = bytearray(target.read_bytes())
    sheet = content.index(struct.pack("<HHHH", 0x809, 8, 0x500, 0x10))
    content[sheet + 6] = 0x40
    content[content.index(struct.pack("<H", 0x85), 512) + 9] = 1
    target.write_bytes(bytes(content))
    return target


def _one_name_twice(draft: Draft, path: Path) -> Path:
    """A .zip of the whole return, and of its first sheet under the same name."""
    first = Draft({FIRST: draft.sheets[FIRST]})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return archive(("TC01.xlsx", xlsx), ("TC01.xlsx", lambda _, other: xlsx(first, other)))(draft, path)


SHEET = "xl/worksheets/sheet1.xml"
OTHER_FIGURE = (b"<v>128</v>", b"<v>999</v>")
BLANKS = b"\r\n" * 4000
SERVER_TAGS = b'<%@ page contentType="application/vnd.ms-excel" %>\r\n<%! int more = 3 > 2 ? 1 : 0; %>' + b" " * 5000
PHP = b'<?php header("Content-Type: application/vnd.ms-excel"); $a->b(); ?>\n'


def behind(start: bytes) -> Writer:
    """A web page behind what a server was to replace, or to skip."""

    def write(draft: Draft, path: Path) -> Path:
        target = page()(draft, path)
        target.write_bytes(start + target.read_bytes())
        return target

    return write


CASES = [
    # Parts under other names.
    Case("the workbook is xl/workbook2.xml", write=replaced("workbook.xml", "workbook2.xml")),
    Case("the workbook lies in another folder", write=renamed(_in_another_folder, _as_that_folder_says)),
    Case("backslashes in the names of parts", write=renamed(_backslashed)),
    Case("names of parts that begin with a slash", write=renamed(lambda name: f"/{name}")),
    Case("names of parts in capitals", write=renamed(str.upper)),
    Case("sheets in another folder", write=replaced("worksheets/", "tabs/")),
    Case(
        "a blank in the name of a sheet's part",
        write=renamed(
            lambda name: name.replace("sheet1.xml", "trang 1.xml"),
            lambda name, content: content.replace(b"sheet1.xml", b"trang%201.xml") if name.endswith(".rels") else content,
        ),
    ),
    Case("texts under another name", write=replaced("sharedStrings.xml", "texts.xml")),
    Case(
        "styles under another name: percentages stay percentages",
        _with_odd_cells,
        ODD,
        ODD_FINDINGS,
        replaced("styles.xml", "looks.xml"),
    ),
    Case("another workbook lies where the workbook usually lies", write=_with_a_decoy),
    Case("without relationships of the container", write=renamed(lambda name: name.replace("_rels/.rels", "_rels/none"))),
    Case(
        "an .xlsb with backslashes in the names of parts",
        only(FIRST),
        REST_GONE,
        write=renamed(_backslashed, of=xlsb),
        format="xlsb",
    ),
    # Two parts of one name.
    twice("a sheet twice", doubled(SHEET, change=OTHER_FIGURE), SHEET),
    twice("a sheet twice, once in capitals", doubled(SHEET, as_name=SHEET.upper(), change=OTHER_FIGURE), SHEET),
    twice("a sheet twice, once with backslashes", doubled(SHEET, as_name=SHEET.replace("/", "\\")), SHEET),
    twice("the table of texts twice", doubled("xl/sharedStrings.xml"), "xl/sharedstrings.xml"),
    twice("a sheet of an .xlsb twice", doubled("xl/worksheets/sheet1.bin", of=xlsb), "xl/worksheets/sheet1.bin"),
    twice("the content of an .ods twice", doubled("content.xml", of=_ods), "content.xml"),
    Case(
        "two files of one name in a .zip are two files",
        findings=(f"repeated_sheet TC01.xlsx (2)/{FIRST}!E11",),
        write=_one_name_twice,
        format="zip",
    ),
    # Pages behind what stands before them.
    *(
        Case(f"a web page behind {what}", write=behind(start), format="html")
        for what, start in (
            ("tags of a server", SERVER_TAGS),
            ("a script of PHP", PHP),
            ("a long comment", b"<!-- " + b"x" * 9000 + b" -->"),
            ("two thousand blank lines", BLANKS),
            ("a byte order mark and blanks", b"\xef\xbb\xbf" + BLANKS),
            ("all of them", b"\xef\xbb\xbf" + BLANKS + SERVER_TAGS + PHP + b"<!-- x -->"),
        )
    ),
    Case("a macro sheet of Excel 4 beside nothing else", only(FIRST), REST_GONE, write=_macro_sheet, format="xls"),
]
