"""Results that a file stores beside its formulas: those of the formula are read, others are doubted and never published."""

import re
from pathlib import Path

import openpyxl

from tests.corpus.case import Case, gone
from tests.corpus.making import (
    FIRST,
    Change,
    LibreOffice,
    Writer,
    at,
    both,
    formula,
    in_sheets,
    line,
    only,
    parts,
    put,
    shown_as,
    write_template,
    xlsb,
    xlsx,
)
from tests.unit.workbooks import CLEAN, VALUE, Draft

TOTAL = "=E15+E16+E18-E19-E20"
"""Line 1.10 (E21) from the lines before it: 128."""
TEMPLATE_TOTAL = '=IF(COUNTA(E12,E13)=0,"",N(E12)+N(E13))'
"""Line 1.01 (E11), as the project's own template computes it: 1."""
ROWS = {"1.01": 11, "1.05": 16, "1.10": 21, "1.13": 25}


def stale(
    name: str, written: str, stored: float | str, computed: str, *, code: str = "1.10", also: Change | None = None, **more: str
) -> Case:
    """A stored result that its formula does not come out as; `more`: what other lines say ('l105')."""
    change = formula(code, written, stored)
    return Case(
        name,
        both(change, also) if also else change,
        {code: "unreadable", **{f"1.{line[-2:]}": said for line, said in more.items()}},
        (f"stale_result {FIRST}!E{ROWS[code]}",),
        because=f"công thức {written} tính ra {computed}",
    )


def right(name: str, written: str, stored: float | str | bool, *, also: Change | None = None, write: Writer = xlsx) -> Case:
    """A result of line 1.10 that is taken as it is stored: 128."""
    change = formula("1.10", written, stored)
    found = write.extension if isinstance(write, LibreOffice) else "xlsx"
    return Case(name, both(change, also) if also else change, write=write, format=found)


def _in_one_group(name: str, content: bytes) -> bytes:
    """The formula of E21 as that of a note in F19, which stands two rows above and one column to the right."""
    if not name.endswith("sheet1.xml"):
        return content
    first = b'<c r="F19"><f t="shared" ref="E19:F21" si="0">F13+F14+F16-F17-F18</f><v>0</v></c>'
    content = re.sub(rb'(<c r="E21"[^>]*>)<f>[^<]*</f>', rb'\1<f t="shared" si="0"/>', content)
    return re.sub(rb'(?=</row><row r="20")', first, re.sub(rb'<c r="F19"[^>]*/>', b"", content))


def _as_array(name: str, content: bytes) -> bytes:
    array = rb'\g<1><f t="array" ref="E21">'
    return re.sub(rb'(<c r="E21"[^>]*>)<f>', array, content) if name.endswith("sheet1.xml") else content


def _as_empty_text(name: str, content: bytes) -> bytes:
    """The result of E21 as an empty text, as programs store it that compute '=IF(…,"",…)'."""
    return content.replace(b'<c r="E21"', b'<c r="E21" t="str"') if name.endswith("sheet1.xml") else content


def _computed(name: str, content: bytes) -> bytes:
    """The workbook no longer asks to be computed when it is opened, as when Excel has saved it."""
    return content.replace(b' fullCalcOnLoad="1"', b"") if name == "xl/workbook.xml" else content


def _percent(draft: Draft) -> None:
    """97,5 %, shown as a percentage of 0.975."""
    shown_as("1.13", "0.0%", 0.975)(draft)
    draft.formulas[line(draft, "1.13")[1], VALUE] = ("=E24/E23", 0.975)


def _unfilled(draft: Draft, path: Path) -> Path:
    """The project's own template, as nobody has filled it in yet: totals are formulas that come out blank."""
    return write_template(path.with_suffix(".xlsx"), {})


def _resaved(draft: Draft, path: Path) -> Path:
    """The same, opened and saved by a library that does not compute: no formula has a result."""
    written = _unfilled(draft, path)
    openpyxl.load_workbook(written).save(written)
    return written


UNFILLED: tuple[tuple[str, Writer, str], ...] = (
    ("as it is", _unfilled, "xlsx"),
    ("saved by openpyxl", _resaved, "xlsx"),
    ("saved by LibreOffice", LibreOffice("xlsx", source=_unfilled), "xlsx"),
    ("as .xls", LibreOffice("xls", source=_unfilled), "xls"),
    ("as .ods", LibreOffice("ods", source=_unfilled), "ods"),
)
UNKNOWN = "=SUM(OFFSET(E15,0,0,2))"
"""127 from lines 1.04 and 1.05, by a function that is not computed here."""


def _without_request(draft: Draft, path: Path) -> Path:
    return parts(_computed)(draft, path)


def circular(name: str, written: str, stored: float, *, write: Writer = xlsx, also: Change | None = None, **more: str) -> Case:
    """A result of line 1.10 whose formula draws on itself."""
    change = formula("1.10", written, stored)
    return Case(
        name,
        both(change, also) if also else change,
        {"1.10": "unreadable", **{f"1.{line[-2:]}": said for line, said in more.items()}},
        tuple(f"stale_result {FIRST}!E{ROWS[code]}" for code in ROWS if code == "1.10" or f"l{code.replace('.', '')}" in more),
        write,
        because="công thức tham chiếu vòng",
        format=write.extension if isinstance(write, LibreOffice) else "xlsx",
    )


counted = both(at(0, 9, "Khiển trách 2020"), at(1, 9, "Khiển trách 2020"))
"""Words with digits in J1 and J2, for a formula to count."""


def array(written: str, stored: float, computed: str) -> Case:
    """A result of line 1.10 (E21) that its array formula does not come out as."""
    return Case(
        f"{{={written}}} stored as {stored}",
        formula("1.10", f"={written}", stored),
        {"1.10": "unreadable"},
        (f"stale_result {FIRST}!E21",),
        parts(_as_array),
        because=f"tính ra {computed}",
    )


def _written(value: str) -> Writer:
    """Line 1.05 (E16) with its 7 written another way in the XML."""
    return in_sheets(rb'(<c r="E16"[^>]*><v>)7(</v>)', rb"\g<1>" + value.encode() + rb"\2", is_pattern=True)


CASES = [
    *(
        Case(f"the template, not filled in, {what}", entries=dict.fromkeys(CLEAN, "blank"), write=write, format=found)
        for what, write, found in UNFILLED
    ),
    stale("a sum of constants stored as 0", "=3+2", 0, "5", code="1.05"),
    stale("a total stored as 0 although its parts are filled", TOTAL, 0, "128"),
    stale("a total that its parts have outgrown", TOTAL, 127, "128"),
    Case(
        "a total stored as an empty text although its parts are filled",
        formula("1.10", TOTAL, ""),
        {"1.10": "unreadable"},
        (f"stale_result {FIRST}!E21",),
        parts(_as_empty_text),
        because=f"công thức {TOTAL} tính ra 128",
    ),
    stale("a share stored as 0", "=ROUND(E24/E23*100,2)", 0, "97.5", code="1.13"),
    stale("a total of the template stored as 0", TEMPLATE_TOTAL, 0, "1", code="1.01"),
    Case(
        "a total stored as 0 over blank lines is blank",
        both(formula("1.01", TEMPLATE_TOTAL, 0), put("1.02", None), put("1.03", None)),
        {"1.01": "blank", "1.02": "blank", "1.03": "blank"},
    ),
    Case(
        "a total stored as 7 over blank lines",
        both(formula("1.01", TEMPLATE_TOTAL, 7), put("1.02", None), put("1.03", None)),
        {"1.01": "unreadable", "1.02": "blank", "1.03": "blank"},
        (f"stale_result {FIRST}!E11",),
        because="tính ra ô trống",
    ),
    stale("a total of another formula", "=E16*64", 0, "128", also=formula("1.05", "=1+1", 2), l105="2"),
    stale("a figure from another sheet stored as 0", "='02-TCĐ'!E11*64", 0, "128"),
    stale("a division by zero stored as 0", "=E15/E13", 0, "#DIV/0!"),
    stale(
        "a total with texts among its parts",
        "=SUM(E15:E16)",
        0,
        "120",
        also=put("1.05", "không phát sinh"),
        l105="none_occurred",
    ),
    stale("a text where a number comes out", "=IFERROR(E15+8,0)", "không áp dụng", "128"),
    Case(
        "a formula that cells share, stored as 0",
        formula("1.10", TOTAL, 0),
        {"1.10": "unreadable"},
        (f"stale_result {FIRST}!E21",),
        parts(_in_one_group),
        because=f"công thức {TOTAL} tính ra 128",
    ),
    *(
        Case(
            f"a total with {what} stored as {stored} in .{kind.extension}",
            formula("1.10", written, stored),
            {"1.10": "unreadable"},
            (f"stale_result {FIRST}!E21",),
            kind,
            because="tính ra 128",
            format=kind.extension,
        )
        for kind in (LibreOffice("xls"), LibreOffice("ods"))
        for what, written, stored in (
            ("signs", TOTAL, 127),
            ("functions", '=IF(COUNTA(E15,E16)=0,"",ROUND(SUM(E15:E16)+N(E13),0)+1)', 5),
            ("constants", "=2^7*100%", 12),
        )
    ),
    *(
        Case(
            f"a total that nobody fills in, stored as 0 in .{kind.extension}, is blank",
            both(formula("1.01", TEMPLATE_TOTAL, 0), put("1.02", None), put("1.03", None)),
            {"1.01": "blank", "1.02": "blank", "1.03": "blank"},
            write=kind,
            format=kind.extension,
        )
        for kind in (LibreOffice("xls"), LibreOffice("ods"))
    ),
    Case(
        "a sum of one area with another result in .xlsb",
        both(only(FIRST), formula("1.10", "=SUM(E15:E16)", 126)),
        {**gone("2", "3", "4"), "1.10": "unreadable"},
        (f"stale_result {FIRST}!E21",),
        xlsb,
        because="công thức =SUM(E15:E16) tính ra 127",
        format="xlsb",
    ),
    right("a total with its result", TOTAL, 128),
    *(
        right(f"a total with its result in .{kind.extension}", TOTAL, 128, write=kind)
        for kind in (LibreOffice("xls"), LibreOffice("ods"))
    ),
    right("a formula that cells share, with its result", TOTAL, 128, write=parts(_in_one_group)),
    right("the noise of floating point", "=0.1+0.2+127.7", 128),
    right("blank cells count as 0", "=J1+128", 128),
    right("a sum over labels", "=SUM(C15:E15)+8", 128),
    right("a formula whose result is a number as text", '="12"&"8"', "128"),
    Case(
        "a function that is not judged, stored as 0 by a library",
        formula("1.10", UNKNOWN, 0),
        {"1.10": "unreadable"},
        (f"formula_without_value {FIRST}!E21",),
        because="yêu cầu tính lại khi mở",
    ),
    Case(
        "a function that is not judged, stored as 0 over figures",
        formula("1.10", UNKNOWN, 0),
        {"1.10": "unreadable"},
        (f"formula_without_value {FIRST}!E21",),
        _without_request,
        because="các ô mà công thức tham chiếu có số liệu",
    ),
    Case(
        "a function that is not judged, stored as 0 over blank cells",
        formula("1.10", "=SUM(OFFSET(J1,0,0,2))", 0),
        {"1.10": "0"},
        write=_without_request,
    ),
    right("a function that is not judged over figures", UNKNOWN, 128),
    circular("a total within its own sum", "=SUM(E15:E21)", 0),
    circular("a total that adds to itself", "=E21+1", 12, write=_without_request),
    circular("a subtotal of its whole column", "=SUBTOTAL(9,E:E)", 128),
    circular("two lines that draw on each other", "=E16*64", 0, also=formula("1.05", "=E21/64", 0), l105="unreadable"),
    circular("a total within its own sum by way of another sheet", "='02-TCĐ'!E11+SUM(E15:E21)", 128),
    right("a sum up to the cell above", "=SUM(E15:OFFSET(E21,-1,0))", 128),
    stale("a subtotal stored as 0", "=SUBTOTAL(9,E15:E16)", 0, "127"),
    stale("a look-up stored as 0", '=VLOOKUP("1.04",B11:E19,4,FALSE)', 0, "120"),
    stale("a sum by a condition stored as another", '=SUMIFS(E15:E16,E15:E16,">100")', 127, "120"),
    stale("a branch that leaves a subtotal aside", "=IF(1,5,SUBTOTAL(9,E15:E16))", 128, "5"),
    stale("a sum of constants in braces", "=SUM({100,27})", 128, "127"),
    stale("a number read from a text", '=VALUE("3")', 128, "3"),
    right("a subtotal with its result", "=SUBTOTAL(9,E15:E16)+1", 128),
    right("a look-up with its result", '=VLOOKUP("1.04",B11:E19,4,FALSE)+8', 128),
    *(
        Case(f"a value written as {value}", write=_written(value))
        for value in ("&#55;", "<![CDATA[7]]>", "<!-- 9 -->7", "7<?pi?>", "&#x37;", "&#32;7")
    ),
    *(
        Case(f"a value written as {value}", entries={"1.05": "78"}, write=_written(value))
        for value in ("7&#56;", "7<![CDATA[8]]>", "7<!-- </v> -->8", "7<?pi?>8")
    ),
    right("a formula that looks at the clock", "=IF(TODAY()>0,1,0)", 128),
    right("a reference to another file", "=[1]Tong!A1", 128),
    right("a defined name", "=dang_vien", 128),
    Case(
        "a text that is a number in some languages only",
        both(put("1.05", "1,28"), formula("1.10", "=E16*100", 128)),
        {"1.05": "unreadable"},
        (f"unreadable_value {FIRST}!E16",),
    ),
    right("an array formula", "=SUM(E15:E16*1)+1", 128, write=parts(_as_array)),
    right("an array formula that is not judged", "=SUM(ABS(E15:E16)*1)", 128, write=parts(_as_array)),
    array("SUM(E15:E16)", 0, "127"),
    array("100+5", 77, "105"),
    array("SUM(E15:E16*1)", 5, "127"),
    Case(
        "an array formula that is not judged, stored as 0 over figures",
        formula("1.10", "=SUM(ABS(E15:E16)*1)", 0),
        {"1.10": "unreadable"},
        (f"formula_without_value {FIRST}!E21",),
        parts(lambda name, content: _computed(name, _as_array(name, content))),
        because="các ô mà công thức tham chiếu có số liệu",
    ),
    *(
        Case(
            f"a true 0 of {written}",
            both(counted, formula("1.05", written, 0), formula("1.10", "=SUM(E15:E15)+8", 128)),
            {"1.05": "0"},
            write=_without_request,
        )
        for written in (
            '=COUNTIF(J1:J2,"Khai trừ 2020")',
            '=COUNTIFS(J1:J2,"Khai trừ 2020",J1:J2,"Khai trừ 2020")',
            "=COUNTBLANK(J1:J2)",
            '=SUMPRODUCT((J1:J2="Khai trừ 2020")*1)',
            '=SUMPRODUCT(--(LEFT(J1:J2,8)="Khai trừ"))',
            '=SUMPRODUCT(--ISNUMBER(SEARCH("Khai trừ",J1:J2)))',
            '=COUNTIF(J1:J2,"*trừ 2020")',
        )
    ),
    stale("a count by words stored as 0", '=COUNTIF(J1:J2,"Khiển trách 2020")', 0, "2", code="1.05", also=counted),
    stale("a count by first letters stored as 0", '=SUMPRODUCT(--(LEFT(J1:J2,5)="Khiển"))', 0, "2", code="1.05", also=counted),
    Case(
        "a count that is not judged, stored as 0 by nobody known",
        both(counted, formula("1.05", '=SUMPRODUCT(--ISNUMBER(SEARCH("2020",J1:J2)))', 0)),
        {"1.05": "unreadable"},
        (f"formula_without_value {FIRST}!E16",),
        _without_request,
    ),
    Case("a percentage with its result", _percent),
]
