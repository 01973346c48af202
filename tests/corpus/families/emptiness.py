"""Six states that must never be mixed up: a value, zero, none occurred, not applicable, blank, and never came."""

from openpyxl.workbook import Workbook

from tests.corpus.case import ALL_GONE, Case, gone
from tests.corpus.making import (
    FIRST,
    LibreOffice,
    Writer,
    both,
    drop_row,
    each_cell,
    edited,
    formula,
    in_sheets,
    only,
    put,
    shown_as,
    text,
)
from tests.unit.workbooks import CLEAN, VALUE


def said(written: str | float | None, state: str, name: str = "") -> Case:
    """What a figure cell says of nothing."""
    return Case(name or f"{written!r} means {state}", put("1.05", written), {"1.05": state})


def unclear(written: str) -> Case:
    """What may mean two kinds of nothing."""
    return Case(f"{written!r} is unclear", put("1.05", written), {"1.05": "unreadable"}, (f"unreadable_value {FIRST}!E16",))


FAR_ROW = b'<row r="1048576"><c r="A1048576" t="inlineStr"><is><t xml:space="preserve"> </t></is></c></row>'


def far(address: str, content: str = " ") -> Writer:
    """A blank, or something that is none, in a far cell of the first sheet."""

    def edit(book: Workbook) -> None:
        book.worksheets[0][address] = content

    return edited(edit)


FAR = [
    Case("a blank in the last cell of a sheet", write=far("XFD1048576")),
    Case("a blank that does not break, in the last row", write=far("A1048576", "\u00a0")),
    Case("a blank inside its cell, in the last row", write=in_sheets(b"</sheetData>", FAR_ROW + b"</sheetData>")),
    Case("a blank far away in xls", write=LibreOffice("xls", source=far("IV60000")), format="xls"),
    Case("a blank far away in ods", write=LibreOffice("ods", source=far("IV60000")), format="ods"),
    Case(
        "a word in the last cell of a sheet",
        entries=ALL_GONE,
        findings=("unreadable_file",),
        write=far("XFD1048576", "x"),
        because="trải rộng",
        returns=(),
        format="",
    ),
]
CASES = [
    *FAR,
    said(0, "0"),
    said(0.0, "0", "0.0 means zero"),
    said("0", "0"),
    said("00", "0"),
    said("0 người", "0"),
    unclear("O"),
    said("không phát sinh", "none_occurred"),
    said("Không phát sinh.", "none_occurred"),
    said("KHÔNG PHÁT SINH", "none_occurred"),
    said("kho\u0302ng pha\u0301t sinh", "none_occurred", "none occurred, decomposed"),
    said("kh«ng ph¸t sinh", "none_occurred", "none occurred in TCVN3"),
    said("khoâng phaùt sinh", "none_occurred", "none occurred in VNI"),
    said("KPS", "none_occurred"),
    said("không", "none_occurred"),
    said("không có", "none_occurred"),
    said("0 phát sinh", "none_occurred"),
    said("-", "none_occurred"),
    said("–", "none_occurred", "a dash, as statistical forms print none"),
    said("—", "none_occurred", "a long dash"),
    said("không có trường hợp nào", "none_occurred"),
    said("không áp dụng", "not_applicable"),
    said("N/A", "not_applicable"),
    said("không thuộc đối tượng", "not_applicable"),
    said(None, "blank", "an empty cell"),
    said("   ", "blank", "a cell of blanks"),
    said("\u00a0\u200b", "blank", "a cell of invisible characters"),
    said("……", "blank", "the dotted line of a printed form"),
    said("____", "blank"),
    said("chưa có số liệu", "blank"),
    *(said(dashes, "blank") for dashes in ("----", "–––", "- - -", "....", "--")),
    unclear("chưa có"),
    unclear("x"),
    unclear("?"),
    unclear("/"),
    unclear("không báo cáo"),
    Case("a rating not applicable", put("4.01", "Không áp dụng"), {"4.01": "not_applicable"}),
    Case("a rating left blank", put("4.01", None), {"4.01": "blank"}),
    Case("a rating not yet given", put("4.01", "Chưa xếp loại"), {"4.01": "unreadable"}, ("unreadable_value 04-TCĐ!E11",)),
    Case("zero per cent, shown so", shown_as("1.13", "0%", 0.0), {"1.13": "0"}),
    Case(
        "a zero that its format hides",
        shown_as("1.03", "#,##0;-#,##0;;@", 0.0),
        findings=("hidden_figures 01-TCĐ!E13",),
        because="định dạng",
    ),
    Case("a zero that its format shows as a dash", shown_as("1.03", '#,##0;-#,##0;"-"', 0.0)),
    Case(
        "a formula over blank cells",
        both(put("1.02", None), put("1.03", None), formula("1.01", '=IF(COUNTA(E12,E13)=0,"",E12+E13)', "")),
        {"1.01": "blank", "1.02": "blank", "1.03": "blank"},
    ),
    Case("a line that is not there", drop_row("1.05"), {"1.05": "gone"}),
    Case("a form that is not there", only("02-TCĐ", "03-TCĐ", "04-TCĐ"), gone("1")),
    Case("a return with every figure blank", each_cell(VALUE, lambda value: None), dict.fromkeys(CLEAN, "blank")),
    Case(
        "a return with every figure zero",
        each_cell(VALUE, lambda value: 0),
        {**dict.fromkeys(CLEAN, "0"), "4.01": "unreadable"},
        ("unreadable_value 04-TCĐ!E11",),
    ),
    Case(
        "blank cells in a text file",
        both(put("1.05", None), put("1.06", "")),
        {"1.05": "blank", "1.06": "blank"},
        write=text(),
        format="csv",
    ),
    Case(
        "a workbook with nothing in it",
        lambda draft: draft.sheets.update({name: [] for name in draft.sheets}),
        ALL_GONE,
        ("no_form",),
        returns=(),
    ),
]
