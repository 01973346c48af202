"""The clean return in every format that can be written here."""

import re
from functools import partial
from pathlib import Path

from openpyxl.workbook import Workbook
from openpyxl.workbook.defined_name import DefinedName

from tests.corpus.case import ALL_GONE, Case, also, gone
from tests.corpus.making import (
    FIRST,
    FORMULA_LINES,
    Change,
    LibreOffice,
    archive,
    biff5,
    both,
    cut,
    each_code,
    each_text,
    edited,
    encrypted,
    formula,
    merge,
    named,
    of_unit,
    one_sheet,
    only,
    options,
    page,
    parts,
    put,
    raw,
    shown_as,
    text,
    to_cp1258,
    web_archive,
    with_parts,
    write_template,
    xlsb,
    xlsx,
)
from tests.unit.workbooks import CLEAN, Draft

UTF8 = ":Text - txt - csv (StarCalc):44,34,76"
xls, ods, calc_xlsx = LibreOffice("xls"), LibreOffice("ods"), LibreOffice("xlsx")
calc_csv, calc_html = LibreOffice("csv", UTF8), LibreOffice("html")


def template(draft: Draft, path: Path) -> Path:
    """As the project writes it: formats, merged head, protection, drop-downs."""
    return write_template(path.with_suffix(".xlsx"), CLEAN)


def template_with_formulas(draft: Draft, path: Path) -> Path:
    """As the project writes it, totals as formulas with their results."""
    return write_template(
        path.with_suffix(".xlsx"), {code: value for code, value in CLEAN.items() if code not in FORMULA_LINES}
    )


def refused(name: str, content: bytes, because: str) -> Case:
    """What is no workbook is refused with the reason."""
    return Case(
        name, entries=ALL_GONE, findings=("unreadable_file",), write=raw(content), because=because, returns=(), format="unknown"
    )


def in_libreoffice(what: str, change: Change, entries: dict[str, str], findings: tuple[str, ...]) -> list[Case]:
    """One odd thing in the other two workbook formats."""
    return [
        Case(f"{what} in .{kind.extension}", change, entries, findings, write=kind, format=kind.extension)
        for kind in (xls, ods)
    ]


def _prefixed(name: str, content: bytes) -> bytes:
    if not re.fullmatch(r"xl/(?:worksheets/sheet\d|workbook|sharedStrings|styles)\.xml", name):
        return content
    content = re.sub(rb"<(/?)(?=[a-zA-Z])", rb"<\1x:", content)
    return content.replace(b"xmlns=", b"xmlns:x=")


def _strict(name: str, content: bytes) -> bytes:
    content = content.replace(
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main", b"http://purl.oclc.org/ooxml/spreadsheetml/main"
    )
    content = content.replace(b"<workbook ", b'<workbook conformance="strict" ')
    return content.replace(
        b"http://schemas.openxmlformats.org/officeDocument/2006/", b"http://purl.oclc.org/ooxml/officeDocument/"
    )


def _strict_and_prefixed(name: str, content: bytes) -> bytes:
    return _prefixed(name, _strict(name, content))


def _with_odd_cells(draft: Draft) -> None:
    """A share shown as a percentage, an error and a merged figure: what the XML alone tells."""
    shown_as("1.13", "0.0%", 0.965)(draft)
    formula("1.10", "=1/0", "#DIV/0!")(draft)
    merge("1.07", "1.08")(draft)


ODD = {"1.07": "unreadable", "1.08": "unreadable", "1.10": "unreadable", "1.13": "96.5"}
ODD_FIGURES = {"1.05": "≈< 50", "1.06": "none_occurred", "1.10": "unreadable", "1.13": "96.5"}
ODD_FINDINGS = ("error_cell 01-TCĐ!E21", "merged_value 01-TCĐ!E18", "merged_value 01-TCĐ!E19")


def _with_odd_figures(draft: Draft) -> None:
    """A share shown as a percentage, an error, a bound and words: what any format can hold."""
    shown_as("1.13", "0.0%", 0.965)(draft)
    formula("1.10", "=1/0", "#DIV/0!")(draft)
    put("1.05", "gần 50")(draft)
    put("1.06", "không phát sinh")(draft)


def _chosen_names(book: Workbook) -> None:
    book.defined_names["dang_vien"] = DefinedName("dang_vien", attr_text=f"'{FIRST}'!$E$21")


def _parts_of_return(draft: Draft, path: Path) -> Path:
    """One CSV per form, in one .zip."""
    return archive(*((f"{name}.csv", partial(_only_sheet, name)) for name in draft.sheets))(draft, path)


def _only_sheet(name: str, draft: Draft, path: Path) -> Path:
    return text()(Draft({name: draft.sheets[name]}), path)


XML_2003 = b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"></Workbook>'
REST_GONE = gone("2", "3", "4")


def _in_utf_16(name: str, content: bytes) -> bytes:
    """The first sheet in two bytes for each letter."""
    if not name.endswith("sheet1.xml"):
        return content
    return content.decode().replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16")


CASES = [
    Case("a sheet in UTF-16", write=parts(_in_utf_16)),
    Case("as the project's template writes it", write=template),
    Case("as the project's template writes it, with formulas", write=template_with_formulas),
    Case("saved by openpyxl", write=edited(lambda book: None)),
    Case("saved by LibreOffice as .xlsx", write=calc_xlsx),
    Case("the template saved by LibreOffice as .xlsx", write=LibreOffice("xlsx", source=template_with_formulas)),
    Case("texts inside the cells instead of a shared table", options(constant_memory=True)),
    Case("XML with prefixes", write=parts(_prefixed)),
    Case("strict Open XML", write=parts(_strict)),
    Case("strict Open XML with prefixes", write=parts(_strict_and_prefixed)),
    *(
        Case(f"percentages, errors and merged cells in {what}", _with_odd_cells, ODD, ODD_FINDINGS, parts(change))
        for what, change in (
            ("XML with prefixes", _prefixed),
            ("strict Open XML", _strict),
            ("strict Open XML with prefixes", _strict_and_prefixed),
        )
    ),
    Case("defined names", write=edited(_chosen_names)),
    Case("an .xlsx called .xls", write=named(".xls")),
    Case("an .xlsx called .pdf", write=named(".pdf")),
    Case("an .xlsx without an extension", write=named("")),
    Case("macros", write=named(".xlsm", with_parts(("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0 never looked at"))), format="xlsm"),
    Case("Excel's own default password", write=encrypted("VelvetSweatshop")),
    Case("a password of the register", write=encrypted("bi-mat")),
    Case(".xls", write=xls, format="xls"),
    Case(".ods", write=ods, format="ods"),
    Case("the template as .xls", write=LibreOffice("xls", source=template_with_formulas), format="xls"),
    Case("the template as .ods", write=LibreOffice("ods", source=template_with_formulas), format="ods"),
    *in_libreoffice("a share shown as a percentage", shown_as("1.13", "0.0%", 0.965), {"1.13": "96.5"}, ()),
    *in_libreoffice(
        "a number shown as a date",
        shown_as("1.05", "dd/mm/yyyy", 44000),
        {"1.05": "unreadable"},
        ("unreadable_value 01-TCĐ!E16",),
    ),
    *in_libreoffice(
        "a division by zero", formula("1.10", "=1/0", "#DIV/0!"), {"1.10": "unreadable"}, ("error_cell 01-TCĐ!E21",)
    ),
    *in_libreoffice("a formula with its result", formula("1.10", "=E15+E16+E18-E19-E20", 128), {}, ()),
    *in_libreoffice(
        "a merged figure",
        merge("1.07", "1.08"),
        {"1.07": "unreadable", "1.08": "unreadable"},
        ("merged_value 01-TCĐ!E18", "merged_value 01-TCĐ!E19"),
    ),
    *in_libreoffice("a bound", put("1.11", "gần 4.500"), {"1.11": "≈< 4500"}, ()),
    *in_libreoffice("codes as numbers", each_code(float), {}, ()),
    *in_libreoffice("dates counted from 1904, and no date", options(date_1904=True), {}, ()),
    Case(".xlsb, by hand", only(FIRST), REST_GONE, write=xlsb, format="xlsb"),
    Case(
        "a bound in .xlsb, by hand",
        both(only(FIRST), put("1.11", "gần 4.500")),
        {**REST_GONE, "1.11": "≈< 4500"},
        write=xlsb,
        format="xlsb",
    ),
    Case(".xls of Excel 5 (BIFF5), by hand", only(FIRST), REST_GONE, write=biff5, format="xls"),
    Case("all forms on one sheet by LibreOffice as .csv", one_sheet, write=calc_csv, format="csv"),
    Case("a web page by LibreOffice", write=calc_html, format="html"),
    *(
        Case(
            f"odd figures by LibreOffice as .{kind.extension}",
            change,
            ODD_FIGURES,
            (f"error_cell {cell}",),
            kind,
            format=kind.extension,
        )
        for kind, change, cell in (
            (calc_xlsx, _with_odd_figures, f"{FIRST}!E21"),
            (calc_csv, both(_with_odd_figures, one_sheet), "CSV!E21"),
            (calc_html, _with_odd_figures, "Bảng 1!E21"),
        )
    ),
    *(
        Case(f"comma-separated text in {encoding}", write=text(encoding), format="csv")
        for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be")
    ),
    Case("semicolons", write=text(delimiter=";"), format="csv"),
    Case("tabs", write=text(delimiter="\t"), format="tsv"),
    Case("vertical bars", write=text(delimiter="|"), format="csv"),
    Case("Excel's line about the separator", write=text(delimiter=";", prefix="sep=;\r\n", encoding="utf-8"), format="csv"),
    Case("line feeds alone", write=text(line_end="\n"), format="csv"),
    Case("carriage returns alone", write=text(line_end="\r"), format="csv"),
    Case("every cell in quotes", write=text(quote_all=True), format="csv"),
    Case(
        "line breaks inside a quoted cell",
        put("1.09", "Giảm khác\n(từ trần, xóa tên, khai trừ, xin ra)", 2),
        write=text(),
        format="csv",
    ),
    Case("a CSV called .xls", write=named(".xls", text()), format="csv"),
    Case("a web page called .xls", write=page(), format="html"),
    Case("a web page in UTF-16 called .xls", write=page("utf-16"), format="html"),
    Case("a web page in Windows-1258", each_text(to_cp1258), write=page("cp1258"), format="html"),
    Case("a web page called .xlsx", write=page(suffix=".xlsx"), format="html"),
    Case("a web archive (MHTML)", write=web_archive, format="html"),
    Case("a .zip of one return", write=archive(("TC01.xlsx", xlsx)), format="zip"),
    Case("a .zip of the forms of one return", write=_parts_of_return, format="zip"),
    Case(
        "a .zip of two returns",
        entries=also("TC02 2020H2", "1234"),
        write=archive(("TC01.xlsx", xlsx), ("2/TC02.xlsx", of_unit("TC02", "Đảng bộ cơ sở mẫu số 02"))),
        returns=("TC01 2020H2", "TC02 2020H2"),
        format="zip",
    ),
    Case(
        "a .zip with what operating systems leave in it",
        write=archive(("TC01.xlsx", xlsx), ("__MACOSX/._TC01.xlsx", b"x"), ("Thumbs.db", b"x"), ("~$TC01.xlsx", b"x")),
        format="zip",
    ),
    Case(
        "a .zip with a picture in it",
        findings=("unreadable_member anh.png",),
        write=archive(("TC01.xlsx", xlsx), ("anh.png", b"\x89PNG....")),
        because="anh.png",
        format="zip",
    ),
    Case(
        "a .zip with a broken return in it",
        findings=("unreadable_member TC02.xlsx",),
        write=archive(("TC01.xlsx", xlsx), ("TC02.xlsx", cut(0.5))),
        because="TC02.xlsx",
        format="zip",
    ),
    refused("a PDF", b"%PDF-1.7 ...", "PDF"),
    refused("a picture", b"\x89PNG\r\n\x1a\n", "ảnh"),
    refused("a RAR archive", b"Rar!\x1a\x07", "RAR"),
    refused("a spreadsheet of Excel 2003 in XML", XML_2003, "XML 2003"),
    refused("an RTF text", b"{\\rtf1 x}", "RTF"),
    refused("a letter in plain text", "Kính gửi Văn phòng, đơn vị xin gửi báo cáo.".encode(), "không có bảng"),
    refused("a page that asks to log in", b"<html><body>Dang nhap</body></html>", "không có bảng"),
    Case(
        "a Word document",
        entries=ALL_GONE,
        findings=("unreadable_file",),
        write=archive(("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w/>")),
        because="Word",
        returns=(),
        format="unknown",
    ),
]
