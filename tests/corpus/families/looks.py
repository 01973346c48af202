"""What letters look like and what number formats show: understood or asked about, never two looks joined to one number."""

from collections.abc import Mapping

from pipelines.language.text_marks import Run
from tests.corpus.case import Case, gone
from tests.corpus.making import (
    FIRST,
    HEADER,
    UNIT_ROW,
    Change,
    LibreOffice,
    Writer,
    biff5,
    both,
    formula,
    head,
    looking,
    only,
    options,
    page,
    put,
    shown_as,
    struck,
    xlsb,
    xlsx,
)
from tests.unit.workbooks import CODE, LABEL, MEASURE, VALUE

COUNT, SMALL, SHARE = "1.11", "1.05", "1.13"
E16, E23, E25 = (f"{FIRST}!E16", f"{FIRST}!E23", f"{FIRST}!E25")
REST_GONE = gone("2", "3", "4")
FOOTNOTE: tuple[Run, ...] = (("5", "plain"), ("1", "raised"))
CORRECTED: tuple[Run, ...] = (("5", "struck"), ("8", "plain"))
FORMATS: Mapping[str, Writer] = {
    "xlsx": xlsx,
    "xls": LibreOffice("xls"),
    "ods": LibreOffice("ods"),
    "xlsb": xlsb,
    "html": page(),
    "xls of Excel 5": biff5,
}


def in_formats(
    what: str,
    change: Change,
    entries: dict[str, str],
    findings: tuple[str, ...],
    formats: tuple[str, ...] = tuple(FORMATS),
    because: str = "",
) -> list[Case]:
    """One odd look in several formats."""
    return [
        Case(
            f"{what} in {name}",
            both(only(FIRST), change) if name in ("xlsb", "xls of Excel 5") else change,
            {**REST_GONE, **entries} if name in ("xlsb", "xls of Excel 5") else entries,
            tuple(finding.replace(FIRST, "Bảng 1") for finding in findings) if name == "html" else findings,
            FORMATS[name],
            because,
            format=name.split()[0],
        )
        for name in formats
    ]


def text(what: str, runs: tuple[Run, ...], said: str, *findings: str, because: str = "") -> Case:
    """A text with looks on the line of a small count."""
    return Case(f"{what}, by its looks", looking(SMALL, *runs), {SMALL: said}, findings, because=because)


def unclear(what: str, *runs: Run, because: str) -> Case:
    """A text of which no one figure is left."""
    return text(what, runs, "unreadable", f"unclear_marks {E16}", because=because)


def understood(what: str, *runs: Run, said: str) -> Case:
    """A text whose rest is plainly one figure."""
    return text(what, runs, said, f"marked_figure {E16}")


def otherwise(number_format: str, value: float, because: str, *, line: str = COUNT, at: str = E23) -> Case:
    """A number whose format shows another."""
    return Case(
        f"{value!r} shown as {because!r} by {number_format}",
        shown_as(line, number_format, value),
        {line: "unreadable"},
        (f"shown_otherwise {at}",),
        because=because,
    )


def same(number_format: str, value: float, said: str, *, line: str = COUNT) -> Case:
    """A number whose format shows what it is."""
    return Case(f"{value!r} is {said} under {number_format}", shown_as(line, number_format, value), {line: said})


WORKBOOKS = ("xlsx", "xls", "ods", "xlsb", "xls of Excel 5")
CASES = [
    # Letters.
    *in_formats("a raised footnote mark", looking(SMALL, *FOOTNOTE), {SMALL: "5"}, (f"marked_figure {E16}",), because="5¹"),
    *in_formats(
        "a struck-out figure before the right one", looking(SMALL, *CORRECTED), {SMALL: "8"}, (f"marked_figure {E16}",)
    ),
    *in_formats("a struck-out number", struck(SMALL), {SMALL: "unreadable"}, (f"unclear_marks {E16}",), because="cả ô"),
    *in_formats("a struck-out text", struck(SMALL, "7 người"), {SMALL: "unreadable"}, (f"unclear_marks {E16}",)),
    *in_formats(
        "a lowered number", looking(SMALL, ("5", "plain"), ("1", "lowered")), {SMALL: "unreadable"}, (f"unclear_marks {E16}",)
    ),
    *in_formats(
        "a footnote mark on a label",
        looking(SMALL, ("Đảng viên mới kết nạp trong kỳ", "plain"), ("1", "raised"), column=LABEL),
        {},
        (),
    ),
    *in_formats("a footnote mark on a measure", looking(SMALL, ("người", "plain"), ("1", "raised"), column=MEASURE), {}, ()),
    Case(
        "texts inside the cells, with looks",
        both(options(constant_memory=True), looking(SMALL, *FOOTNOTE)),
        {SMALL: "5"},
        (f"marked_figure {E16}",),
    ),
    understood(
        "a word for nothing beside a struck-out figure", ("5 ", "struck"), ("không phát sinh", "plain"), said="none_occurred"
    ),
    understood("a figure cut short", ("12", "plain"), ("3", "struck"), said="12"),
    understood("a star behind a figure", ("5", "plain"), ("*", "raised"), said="5"),
    understood("a number in raised brackets behind a bound", ("trên 50", "plain"), ("(2)", "raised"), said="> 50"),
    understood("a footnote mark in two parts", ("5", "plain"), ("1", "raised"), ("2", "raised"), said="5"),
    understood("a struck-out figure and a footnote mark", ("5", "struck"), ("8", "plain"), ("1", "raised"), said="8"),
    unclear("a figure struck out in its middle", ("1", "plain"), ("2", "struck"), ("3", "plain"), because="nằm giữa"),
    unclear("a raised number before a figure", ("1", "raised"), ("5", "plain"), because="trước số liệu"),
    unclear("a raised number inside a figure", ("5", "plain"), ("1", "raised"), ("8", "plain"), because="ở giữa"),
    unclear("a power of ten", ("10", "plain"), ("3", "raised"), because="số mũ"),
    unclear("a raised number alone", ("5", "raised"), because="như dấu chú thích"),
    unclear("all struck out in parts", ("1", "struck"), (" ", "plain"), ("2", "struck"), because="gạch ngang"),
    unclear("a struck-out figure before dots", ("5", "struck"), (" …", "plain"), because="gạch ngang"),
    Case(
        "a struck-out formula",
        both(formula("1.10", "=E15+E16+E18-E19-E20", 128), struck("1.10")),
        {"1.10": "unreadable"},
        (f"unclear_marks {FIRST}!E21",),
    ),
    Case("a struck-out line of dots", struck(SMALL, "…"), {SMALL: "blank"}),
    Case("a struck-out blank cell", struck(SMALL, ""), {SMALL: "blank"}),
    Case("'5¹' as characters", put(SMALL, "5¹"), {SMALL: "5"}, (f"marked_figure {E16}",)),
    Case("'5₁' as characters", put(SMALL, "5₁"), {SMALL: "unreadable"}, (f"unclear_marks {E16}",)),
    Case("'5̶8' as characters", put(SMALL, "5\u03368"), {SMALL: "8"}, (f"marked_figure {E16}",)),
    Case("'5 người¹'", put(SMALL, "5 người¹"), {SMALL: "5"}),
    Case("a footnote mark on a rating", put("4.01", "Hoàn thành tốt nhiệm vụ¹"), {}),
    Case("a footnote mark on a heading", head(HEADER, VALUE, "Số liệu¹")),
    Case("a footnote mark on the unit's code", head(UNIT_ROW, MEASURE, "Mã đơn vị: TC01¹")),
    Case("a footnote mark on a line's code", put(SMALL, "1.05¹", CODE)),
    Case(
        "the label of a line struck out, its figure not",
        struck(SMALL, column=LABEL),
        {SMALL: "unreadable"},
        (f"unclear_marks {E16}",),
        because="nội dung của dòng bị gạch ngang",
    ),
    Case(
        "a word of a label struck out",
        looking(SMALL, ("Số ", "struck"), ("Đảng viên mới kết nạp trong kỳ", "plain"), column=LABEL),
    ),
    # Number formats.
    *in_formats("padding as wide as a percent sign", shown_as(SMALL, "#,##0_%", 5), {SMALL: "5"}, (), WORKBOOKS),
    *in_formats(
        "a percent sign under a condition that does not hold", shown_as(SMALL, "[<=1]0%;0", 5), {SMALL: "5"}, (), WORKBOOKS
    ),
    *in_formats(
        "a percent sign under a condition that holds",
        shown_as(SMALL, "[<=1]0%;0", 0.5),
        {SMALL: "unreadable"},
        (f"unreadable_value {E16}",),
        WORKBOOKS,
        "phần trăm",
    ),
    *in_formats(
        "thousands shown alone",
        shown_as(COUNT, "0,", 38000),
        {COUNT: "unreadable"},
        (f"shown_otherwise {E23}",),
        WORKBOOKS,
        "'38'",
    ),
    *in_formats(
        "a figure that its format hides", shown_as(SMALL, ";;;"), {}, (f"hidden_figures {E16}",), WORKBOOKS, "định dạng"
    ),
    otherwise("0.0,,", 38_000_000, "'38,0'"),
    otherwise('#,##0 "triệu đồng"', 38, "'38 triệu đồng'"),
    otherwise('0"000"', 38, "'38000'"),
    otherwise('"1"0', 38, "'138'"),
    otherwise("0%%", 0.5, "'5000%%'", line=SHARE, at=E25),
    otherwise('"Có"', 5, "'Có'"),
    otherwise("[>100]0;[<10]0", 50, "'####'"),
    otherwise("0;0", -5, "'5'"),
    otherwise("[<10]0;dd/mm/yyyy", 44000, "'ngày giờ'"),
    Case("a text that its format hides", shown_as(SMALL, ";;;", "7"), {}, (f"hidden_figures {E16}",)),
    Case("zero under '#,###'", shown_as("1.03", "#,###", 0.0), {}, (f"hidden_figures {FIRST}!E13",)),
    Case(
        '5 under 0"%" where no per cent is asked',
        shown_as(SMALL, '0"%"', 5),
        {SMALL: "unreadable"},
        (f"unreadable_value {E16}",),
    ),
    # What a format writes beside a number.
    *(
        otherwise(number_format, 5, f"'{shown}'", line=SMALL, at=E16)
        for number_format, shown in (
            ('"trên "0', "trên 5"),
            ('">"0', ">5"),
            ('"≥"0', "≥5"),
            ('"gần "0', "gần 5"),
            ('"~"0', "~5"),
            ('0"+"', "5+"),
            ('0" trở lên"', "5 trở lên"),
            ("-0", "-5"),
            (r"\-0", "-5"),
            ("(0)", "(5)"),
            ('"âm "0', "âm 5"),
            ('0"/10"', "5/10"),
            ('0"x2"', "5x2"),
            ('0" lượt"', "5 lượt"),
            ('0" chi bộ"', "5 chi bộ"),
            ('0" tập thể"', "5 tập thể"),
            ('0" vạn"', "5 vạn"),
            ('0" chục"', "5 chục"),
            ('0"‰"', "5‰"),
            ('#,##0 "₫"', "5 ₫"),
            ("#,##0 [$₫-42A]", "5 ₫"),
            (r"#,##0\ \d\y", "5 dy"),
        )
    ),
    *in_formats(
        "a bound in the number format",
        shown_as(SMALL, '"trên "0', 5),
        {SMALL: "unreadable"},
        (f"shown_otherwise {E16}",),
        WORKBOOKS,
        "trên",
    ),
    *in_formats(
        "another measure in the number format",
        shown_as(SMALL, '0" lượt"', 5),
        {SMALL: "unreadable"},
        (f"shown_otherwise {E16}",),
        ("xls", "ods", "xlsb"),
        "lượt",
    ),
    same('0" lượt người";-0" lượt người"', 720, "720"),
    same("#,##0_%", 96.15, "96.15", line=SHARE),
    same("[<=1]0%;0", 0.9615, "96.15", line=SHARE),
    same("[<=1]0%;0.00", 96.15, "96.15", line=SHARE),
    same('_(* #,##0_%_);_(* (#,##0)_%;_(* "-"_%;_(@_)', 720, "720"),
    same("0*%", 720, "720"),
    same(r"0\%", 96.5, "96.5", line=SHARE),
    same("#,##0;[Red]#,##0", -5, "-5"),
    same("[Blue]0;[Color10]0", 720, "720"),
    same("[$-421]#,##0;-#,##0", 720, "720"),
    same('0 "tỷ lệ"', 96.5, "96.5", line=SHARE),
    same('#,##0 "lượt người"', 720, "720"),
    same('#,##0" lượt"', 720, "720"),
    same("0.00E+00", 720, "720"),
    same("# ?/?", 7.5, "7.5"),
    same('0;-0;"không phát sinh"', 0, "0"),
]
