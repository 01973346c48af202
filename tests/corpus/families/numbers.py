"""Numbers in every notation that clerks use, and what is no number."""

import datetime as dt

from openpyxl.workbook import Workbook

from tests.corpus.case import Case
from tests.corpus.making import FIRST, both, edited, formula, in_sheets, options, put, shown_as, text
from tests.unit.workbooks import CODE, MEASURE

COUNT, SMALL, SHARE, MONEY = "1.11", "1.05", "1.13", "10.05"
"""Lines in attendances (0 to 6000), in persons (0 to 60), in per cent, and in đồng."""
E16, E23, E25, E14 = (f"{FIRST}!E16", f"{FIRST}!E23", f"{FIRST}!E25", "10-CĐ!E16")


def count(written: str | float, said: str, name: str = "") -> Case:
    """A number of attendances."""
    return Case(name or f"{written!r} as a count", put(COUNT, written), {COUNT: said})


def share(written: str | float, said: str, name: str = "") -> Case:
    """A percentage."""
    return Case(name or f"{written!r} as a share", put(SHARE, written), {SHARE: said})


def money(written: str | float, said: str, *findings: str, name: str = "") -> Case:
    """An amount in đồng, on the return of the trade union."""
    return Case(
        name or f"{written!r} as an amount",
        put(MONEY, written),
        {MONEY: said},
        findings,
        returns=("CDVC 2020H2",),
        unit_id="CDVC",
    )


def no_count(written: str | float | bool, name: str = "", *, fault: str = "unreadable_value") -> Case:
    """What stands for no number of persons."""
    return Case(name or f"{written!r} is no count", put(SMALL, written), {SMALL: "unreadable"}, (f"{fault} {E16}",))


def no_share(written: str | float, name: str = "") -> Case:
    """What stands for no percentage."""
    return Case(name or f"{written!r} is no share", put(SHARE, written), {SHARE: "unreadable"}, (f"unreadable_value {E25}",))


def number_format(code: str, shown: str, value: float, said: str) -> Case:
    """A number under a format that could be taken for something else."""
    return Case(f"{value!r} shown as {shown}", shown_as(code, shown, value), {code: said})


def no_number(name: str, shown: str, value: float, **more: bool) -> Case:
    """A number that the workbook shows as a date or time."""
    return Case(name, both(options(**more), shown_as(SMALL, shown, value)), {SMALL: "unreadable"}, (f"unreadable_value {E16}",))


def _formula_without_value(book: Workbook) -> None:
    book[FIRST]["E21"] = "=E15+E16+E18-E19-E20"


def _date_by_openpyxl(book: Workbook) -> None:
    book[FIRST]["E16"] = dt.datetime(2020, 7, 1)  # noqa: DTZ001  # as openpyxl takes it


CASES = [
    # Separators.
    count("1.234", "1234"),
    count("1,234", "1234"),
    count("1 234", "1234"),
    count("1\u00a0234", "1234", "a no-break space between thousands"),
    count("1\u202f234", "1234", "a narrow no-break space between thousands"),
    count("1.234.567", "1234567", "a count far over its range is kept: a rule reports it"),
    count("1,234,567", "1234567"),
    count("1.234,0", "1234"),
    count("1,234.0", "1234"),
    count("720,00", "720"),
    count("720.0", "720"),
    count("0720", "720"),
    count("720 ", "720"),
    count("72O", "720", "the letter O for the digit 0"),
    count("l2O", "120", "the letters l and O for digits"),
    count(720.5, "720.5", "half an attendance is kept as stored: a rule reports it"),
    count(719.9999999999999, "720", "floating-point noise is no fraction"),
    count(1234567890123456, "1234567890123456", "sixteen digits"),
    count(-5, "-5"),
    count("-5", "-5"),
    count("−5", "-5", "a typographic minus"),
    count("(5)", "-5", "a bookkeeper's brackets"),
    Case("'03' with its leading zero", put(SMALL, "03"), {SMALL: "3"}),
    Case("'1.234,5' is no whole number", put(COUNT, "1.234,5"), {COUNT: "unreadable"}, (f"unreadable_value {E23}",)),
    no_count("1,5"),
    no_count("1.23"),
    no_count("1.2345"),
    no_count("12 34"),
    no_count("1..2"),
    no_count(",5"),
    no_count("- 5", "a dash and a blank before the number: minus or list?"),
    no_count("5-7"),
    no_count("từ 5 đến 7"),
    no_count("3+4"),
    no_count("7 hoặc 8"),
    no_count("7l", "litres, or the digit 1?"),
    no_count("14/21"),
    no_count("½"),
    Case("'7²' has a footnote mark", put(SMALL, "7²"), {SMALL: "7"}, (f"marked_figure {E16}",)),
    no_count("7(1)", "a footnote mark behind the number"),
    no_count("NaN"),
    no_count(1e30, "a number too large for the warehouse"),
    no_count("9" * 400, "four hundred digits"),
    # Scales, units, words.
    money("1,5 triệu", "1500000"),
    money("6 tỷ đồng", "6000000000"),
    money("2 tỷ 350 triệu đồng", "2350000000"),
    money("1.250.000 đ", "1250000"),
    money("350.000.000", "350000000"),
    money("15 tr", "15000000"),
    money("750 nghìn đồng", "750000"),
    money(350000000, "350000000"),
    *(
        money(written, "unreadable", f"ambiguous_number {E14}", name=f"{written!r} alone: which of two?")
        for written in ("1,234 tỷ đồng", "1.500 triệu đồng", "7.082 triệu", "7,082 triệu", "650.500 triệu")
    ),
    Case(
        "'7.082' counted in millions: which of two?",
        both(put("11.07", "7.082"), put("11.07", "triệu đồng", MEASURE)),
        {"11.07": "unreadable"},
        ("ambiguous_number 11-ĐTN!E18",),
        returns=("DTN 2020H2",),
        unit_id="DTN",
    ),
    money("1.500.000 người", "unreadable", f"unreadable_value {E14}"),
    Case(
        "'1.500 triệu đồng' in a column of Vietnamese thousands",
        both(put("11.03", "1.250.000"), put("11.07", "1.500 triệu đồng")),
        {"11.03": "1250000", "11.07": "1500000000"},
        returns=("DTN 2020H2",),
        unit_id="DTN",
    ),
    Case(
        "'1.500 triệu đồng' in a column of English decimals",
        both(put("11.03", "1,250.0"), put("11.07", "1.500 triệu đồng")),
        {"11.03": "1250", "11.07": "1500000"},
        returns=("DTN 2020H2",),
        unit_id="DTN",
    ),
    *(
        Case(
            f"{written!r} in a column of {other!r} is asked about",
            both(put(COUNT, written), put(SHARE, other)),
            {COUNT: "unreadable", SHARE: other.replace(",", ".").rstrip("% ")},
            (f"ambiguous_number {E23}",),
            because="1234" if "1" in written else "7082",
        )
        for written, other in (("7.082", "96.5"), ("7.082", "12.5 %"), ("1,234", "96,5"), ("1,234 lượt", "97,25%"))
    ),
    Case(
        "columns that disagree leave two readings",
        both(put(COUNT, "1.234"), put(SHARE, "96.5"), put("1.16", "97,5")),
        {COUNT: "unreadable", SHARE: "96.5", "1.16": "97.5"},
        (f"ambiguous_number {E23}",),
    ),
    Case(
        "a count in a column of Vietnamese decimals",
        both(put(COUNT, "1.234"), put(SHARE, "96,5")),
        {COUNT: "1234", SHARE: "96.5"},
    ),
    count("720 lượt", "720"),
    count("1.234 lượt người", "1234"),
    count("07 đ/c", "7"),
    count("bảy trăm hai mươi", "720"),
    count("07 (bảy) đồng chí", "7"),
    no_count("7 (tám)", "the number and its words disagree"),
    no_count("7 con gà", "a unit of measure that nobody knows"),
    no_count("7 đ/c, trong đó 3 nữ", "a number with a remark"),
    no_count("7 triệu đồng", "an amount of money for persons"),
    no_count("7%", "a share for persons"),
    # Percentages.
    share("96,5%", "96.5"),
    share("96.5 %", "96.5"),
    share("96,5", "96.5"),
    share("96.125", "96.125", "three decimals of a percentage are no thousands"),
    share(96.5, "96.5"),
    share(100, "100"),
    share("100%", "100"),
    share("96,5 phần trăm", "96.5"),
    number_format(SHARE, "0.0%", 0.965, "96.5"),
    number_format(SHARE, "0%", 1.2, "120"),
    number_format(SHARE, "0.00%", 0, "0"),
    number_format(SHARE, "#,##0.0 %;[Red]-0.0%", 0.965, "96.5"),
    number_format(SHARE, '0.0"%"', 96.5, "96.5"),
    number_format(SHARE, r"0.0\%", 96.5, "96.5"),
    no_share("14/21"),
    no_share("96,5 người"),
    Case("a count shown as a percentage", shown_as(SMALL, "0%", 0.07), {SMALL: "unreadable"}, (f"unreadable_value {E16}",)),
    # Bounds.
    share("trên 96%", "> 96"),
    share("gần 90 %", "≈< 90"),
    count("gần 4.500", "≈< 4500"),
    count("hơn 500", "> 500"),
    count("trên 500", "> 500"),
    count("khoảng 700", "≈ 700"),
    count("~700", "≈ 700"),
    count("dưới 100", "< 100"),
    count("chưa đến 100", "< 100"),
    count("không quá 800", "<= 800"),
    count("tối đa 800", "<= 800"),
    count("ít nhất 700", ">= 700"),
    count("từ 500 trở lên", ">= 500"),
    count("700+", ">= 700"),
    count("≥ 700", ">= 700"),
    count("> 0", "> 0", "more than nothing is not nothing"),
    count("gần một trăm", "≈< 100"),
    no_count("trên dưới hơn 5", "two words of comparison"),
    # Number formats that are not dates, dates, times.
    number_format(COUNT, '#,##0 "lượt"', 720, "720"),
    number_format(COUNT, "#,##0 [$lượt-42A]", 720, "720"),
    number_format(COUNT, r"#,##0\ \l\ư\ợ\t", 720, "720"),
    number_format(COUNT, '_(* #,##0_);_(* (#,##0);_(* "-"??_);_(@_)', 720, "720"),
    number_format(COUNT, "0.00E+00", 720, "720"),
    number_format(COUNT, "@", 720, "720"),
    number_format(COUNT, "[<1000]0;[Blue]#,##0", 720, "720"),
    no_number("a number shown as a date", "dd/mm/yyyy", 44000),
    no_number("a number shown as a Vietnamese date", "[$-42A]d mmmm yyyy", 44000),
    no_number("a number shown as a time", "hh:mm", 0.5),
    no_number("a number shown as a duration", "[h]:mm", 7.5),
    no_number("a number shown as a date, counted from 1904", "dd/mm/yyyy", 44000, date_1904=True),
    Case("dates counted from 1904, and no date", options(date_1904=True)),
    Case(
        "a date by openpyxl",
        entries={SMALL: "unreadable"},
        findings=(f"unreadable_value {E16}",),
        write=edited(_date_by_openpyxl),
    ),
    no_count("14/07/2020"),
    no_count("2020-07-14 00:00:00"),
    no_count("7h30"),
    Case(
        "a line's code that became the first of May",
        both(put("1.05", 43952, CODE), lambda draft: draft.formats.__setitem__((15, CODE), {"num_format": "d.m"})),
    ),
    # Error cells, formulas, booleans.
    *(
        Case(f"the error {error}", formula("1.10", "=E15/0", error), {"1.10": "unreadable"}, (f"error_cell {FIRST}!E21",))
        for error in ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!")
    ),
    Case("an error typed as text", put("1.10", "#REF!"), {"1.10": "unreadable"}, (f"error_cell {FIRST}!E21",)),
    Case(
        "an error as LibreOffice writes it in text",
        put("1.10", "Err:502"),
        {"1.10": "unreadable"},
        ("error_cell CSV!E21",),
        write=text(),
        format="csv",
    ),
    Case("a formula with its result", formula("1.10", "=E15+E16+E18-E19-E20", 128)),
    Case("a formula across sheets", formula("1.10", "='02-TCĐ'!E11*64", 128)),
    Case("a formula whose result is a number as text", formula("1.10", '="12"&"8"', "128")),
    Case(
        "a formula whose result is words",
        formula("1.05", '="không"&" phát sinh"', "không phát sinh"),
        {"1.05": "none_occurred"},
    ),
    Case(
        "a formula whose result is nothing",
        entries={"1.05": "blank"},
        write=in_sheets(
            rb'<c r="E16"([^>]*)><v>7</v></c>', rb'<c r="E16"\1 t="str"><f>IF(1,"","")</f><v></v></c>', is_pattern=True
        ),
    ),
    Case("a formula whose result is true", formula("1.05", "=1=1", True), {"1.05": "unreadable"}, (f"unreadable_value {E16}",)),
    Case(
        "a formula without a result",
        entries={"1.10": "unreadable"},
        findings=(f"formula_without_value {FIRST}!E21",),
        write=edited(_formula_without_value),
    ),
    Case(
        "a shared formula without results",
        entries={"1.07": "unreadable", "1.08": "unreadable"},
        findings=(f"formula_without_value {FIRST}!E18", f"formula_without_value {FIRST}!E19"),
        write=in_sheets(
            rb'<c r="E18"([^>]*)><v>4</v></c>(.*?)<c r="E19"([^>]*)><v>2</v></c>',
            rb'<c r="E18"\1><f t="shared" ref="E18:E19" si="0">E15-E16</f></c>\2<c r="E19"\3><f t="shared" si="0"/></c>',
            is_pattern=True,
        ),
    ),
    no_count(True, "a cell that holds true"),
    no_count("TRUE", "the word TRUE"),
]
