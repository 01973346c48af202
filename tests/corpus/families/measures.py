"""What a sheet says of the measure of its figures: a known multiple is computed, another measure is no figure."""

from pipelines.language.text_marks import written
from tests.corpus.case import Case
from tests.corpus.making import (
    FIRST,
    HEADER,
    SECOND,
    Change,
    LibreOffice,
    Writer,
    at,
    both,
    columns,
    merge,
    page,
    put,
    shown_as,
    text,
    xlsx,
)
from tests.unit.workbooks import LABEL, MEASURE, NOTE, VALUE, Cell


def _struck(text: str) -> str:
    return written([(text, "struck")])


MONEY, SHEET, E16 = "10.05", "10-CĐ", "10-CĐ!E16"
"""Line in đồng on the return of the trade union, its sheet and its cell."""
WITHOUT_COLUMN = columns(0, 1, 2, None, 4, 5)


def money(name: str, said: str, *changes: Change, fault: str = "", write: Writer = xlsx, because: str = "") -> Case:
    """An amount beside some statement of its measure."""
    return Case(
        name,
        both(*changes),
        {MONEY: said},
        (f"{fault} {E16}",) if fault else (),
        returns=("CDVC 2020H2",),
        unit_id="CDVC",
        write=write,
        format=None,
        because=because,
    )


def on_line(written: str, figure: Cell, said: str, fault: str = "", write: Writer = xlsx, kind: str = "") -> Case:
    """An amount with its measure in the column 'Đơn vị tính'."""
    name = f"{figure!r} in {written!r} on its line{kind and ', '}{kind}"
    return money(name, said, put(MONEY, figure), put(MONEY, written, MEASURE), fault=fault, write=write)


def in_place(row: int, column: int, value: Cell) -> Change:
    """A cell of the trade union's sheet."""
    return at(row, column, value, SHEET)


def heading(written: str, figure: Cell, said: str) -> Case:
    """An amount under a heading that says its measure, on a form without a column 'Đơn vị tính'."""
    return money(f"{figure!r} under {written!r}", said, put(MONEY, figure), in_place(HEADER, VALUE, written), WITHOUT_COLUMN)


def head(name: str, *places: tuple[int, int, Cell]) -> Case:
    """650 million under a head that says so, on a form without a column 'Đơn vị tính'."""
    changes = [in_place(*place) for place in places]
    return money(name, "650000000", put(MONEY, 650), WITHOUT_COLUMN, *changes)


def section(name: str, said: str, *cells: tuple[int, Cell]) -> Case:
    """A row above the lines of the section that holds the amount."""
    return money(name, said, put(MONEY, 650), WITHOUT_COLUMN, *(in_place(11, *cell) for cell in cells))


def in_format(
    number_format: str, said: str, *changes: Change, fault: str = "", because: str = "", write: Writer = xlsx, kind: str = ""
) -> Case:
    """An amount whose number format writes its measure."""
    name = f"{said} under {number_format}, {len(changes)} changes{kind and ', '}{kind}"
    shown = shown_as(MONEY, number_format)
    return money(name, said, put(MONEY, 650), *changes, shown, fault=fault, because=because, write=write)


CASES = [
    *(
        on_line(written, 650, "650000000")
        for written in ("TRIỆU ĐỒNG", "tr.đ", "trđ", "Tr. đồng", "triệu đ", "tr VND", "1.000.000 đồng", "10⁶ đồng")
    ),
    *(
        on_line(written, 650, "650000")
        for written in ("nghìn đồng", "ngàn đồng", "1.000đ", "1000 đồng", "1,000 đ", "ng.đ", "(nghìn đồng)", "10^3 đ", "nghìn")
    ),
    on_line("tỉ đồng", "6,25", "6250000000"),
    on_line("triÖu ®ång", 650, "650000000"),
    on_line("trieäu ñoàng", 650, "650000000"),
    on_line("triệu đồng¹", 650, "650000000"),
    on_line("triệu đồng", 0.1, "100000"),
    on_line("triệu đồng", "12,5", "12500000"),
    on_line("triệu đồng", "bảy", "7000000"),
    on_line("triệu đồng", "trên 50", "> 50000000"),
    on_line("triệu đồng", "1,5 triệu đồng", "1500000"),
    on_line("triệu đồng", "2 tỷ", "2000000000"),
    on_line("triệu đồng", "650.000.000 đ", "650000000"),
    on_line("triệu đồng", "không phát sinh", "none_occurred"),
    on_line("triệu đồng", None, "blank"),
    *(on_line(written, 650, "650") for written in ("VNĐ", "đ", "đồng Việt Nam", "-", "…", "Như trong biểu")),
    *(on_line(written, 650, "unreadable", "other_measure") for written in ("người", "nghìn người", "%", "lượt")),
    *(on_line(written, 650, "unreadable", "unknown_measure") for written in ("USD", "tr USD", "đồng/người", "103 đồng", "‰")),
    on_line("người", "650 triệu đồng", "650000000"),
    *(
        in_format(number_format, "unreadable", fault="shown_otherwise", because=shown)
        for number_format, shown in (
            ("[$$-409]#,##0.00", "'$650,00'"),
            ("$#,##0", "'$650'"),
            ("[$€-2] #,##0", "'€ 650'"),
            ('"USD "0', "'USD 650'"),
            ('0" trđ"', "'650 trđ'"),
            ("#,##0 [$trđ-42A]", "'650 trđ'"),
            ('0" ngđ"', "'650 ngđ'"),
            ('0" ng.đ"', "'650 ng.đ'"),
            ('0" nđ"', "'650 nđ'"),
            ('0" (1.000đ)"', "'650 (1.000đ)'"),
            ('0" x 1000"', "'650 x 1000'"),
        )
    ),
    *(
        in_format(number_format, "650")
        for number_format in (
            "#,##0 [$₫-42A]",
            "[$VND] #,##0",
            '0" đồng"',
            '_-* #,##0\\ "₫"_-;\\-* #,##0\\ "₫"_-;_-* "-"??\\ "₫"_-;_-@_-',
        )
    ),
    in_format('0" trđ"', "650000000", put(MONEY, "triệu đồng", MEASURE)),
    *(
        in_format(number_format, "650000000", put(MONEY, "triệu đồng", MEASURE))
        for number_format in ('#,##0" triệu đồng"', '#,##0" tr.đ"', '0" triệu"')
    ),
    *(
        in_format(number_format, "unreadable", put(MONEY, "triệu đồng", MEASURE), fault="shown_otherwise")
        for number_format in ('#,##0" nghìn đồng"', '#,##0," triệu đồng"')
    ),
    in_format('#,##0" triệu đồng"', "unreadable", fault="shown_otherwise"),
    in_format('0" trđ"', "0", put(MONEY, 0)),
    in_format('0" đồng"', "unreadable", put(MONEY, "triệu đồng", MEASURE), fault="shown_otherwise"),
    in_format('"$"#,##0', "unreadable", fault="shown_otherwise", because="'$650'", write=LibreOffice("ods"), kind="ods"),
    in_format('0" trđ"', "unreadable", fault="shown_otherwise", because="'650 trđ'", write=LibreOffice("xls"), kind="xls"),
    on_line("triệu đồng", 650, "650000000", write=page(), kind="html"),
    on_line("triệu đồng", 650, "650000000", write=text(), kind="csv"),
    on_line("triệu đồng", 650, "650000000", write=LibreOffice("xls"), kind="xls"),
    on_line("tập thể", 650, "unreadable", "other_measure", write=LibreOffice("ods"), kind="ods"),
    money(
        "a measure merged over several lines",
        "650000000",
        put(MONEY, 650),
        put("10.04", "triệu đồng", MEASURE),
        merge("10.04", MONEY, MEASURE, MEASURE),
    ),
    money("a measure 'as above'", "650000000", put(MONEY, 650), put("10.04", "triệu đồng", MEASURE), put(MONEY, "nt", MEASURE)),
    Case(
        "a measure in the label",
        both(put(MONEY, 650), put(MONEY, "Số tiền ủng hộ các quỹ (triệu đồng)", LABEL), WITHOUT_COLUMN),
        {MONEY: "650000000"},
        (f"line_differs {SHEET}!C16",),
        returns=("CDVC 2020H2",),
        unit_id="CDVC",
    ),
    heading("Số liệu (triệu đồng)", 650, "650000000"),
    heading("Số liệu – ĐVT: nghìn đồng", 650, "650000"),
    heading("Số liệu, tr.đ", 650, "650000000"),
    heading("Số liệu\n(Đơn vị tính: 1.000đ)", 650, "650000"),
    heading("Kết quả (đồng)", 650, "650"),
    heading("Số liệu (triệu đồng)", "1,5 triệu đồng", "1500000"),
    head("a measure in the head", (6, 3, "Đơn vị tính: triệu đồng")),
    head("a measure at the right of the head", (6, 5, "ĐVT: triệu đồng")),
    head("a measure beside its words", (6, 3, "Đơn vị tính:"), (6, 4, "triệu đồng")),
    head("a measure in brackets above the table", (6, 4, "(ĐVT: tr.đ)")),
    head("a measure after 'Đơn vị'", (6, 4, "Đơn vị: Triệu đồng")),
    head("one measure of several", (6, 4, "Đơn vị tính: người, triệu đồng")),
    head("the nearest of two measures", (6, 4, "Đơn vị tính: đồng"), (HEADER, VALUE, "Số liệu (triệu đồng)")),
    section("a measure in the heading of the section", "650000000", (LABEL, "Phúc lợi và phong trào (triệu đồng)")),
    section("a row that says nothing but the measure", "650000000", (0, None), (LABEL, None), (4, "ĐVT: triệu đồng")),
    money("a list of measures", "650", put(MONEY, 650), in_place(6, 4, "Đơn vị tính: người, đồng")),
    money("the measures as in the form", "650", put(MONEY, 650), WITHOUT_COLUMN, in_place(6, 4, "ĐVT: Như trong biểu")),
    money(
        "dollars in the head",
        "unreadable",
        put(MONEY, 650),
        WITHOUT_COLUMN,
        in_place(6, 4, "ĐVT: USD"),
        fault="unknown_measure",
    ),
    money(
        "the printed measure on the line, another multiple in the heading",
        "unreadable",
        put(MONEY, 650),
        in_place(HEADER, VALUE, "Số liệu (triệu đồng)"),
        fault="measures_disagree",
        because="ô E8",
    ),
    money(
        "the printed measure on the line, another multiple in the head",
        "unreadable",
        put(MONEY, 650),
        in_place(6, 4, "Đơn vị tính: nghìn đồng"),
        fault="measures_disagree",
    ),
    *(
        money(
            f"a struck-out measure in {what}, {fault}",
            "unreadable",
            put(MONEY, 650),
            in_place(row, VALUE, before + _struck("triệu đồng") + after),
            *more,
            fault=fault,
            because="ô E",
        )
        for what, row, before, after in (
            ("the heading", HEADER, "Số liệu (", ")"),
            ("the head", 6, "Đơn vị tính: ", ""),
            ("a cell of its own", 6, "", ""),
        )
        for more, fault in (((), "measures_disagree"), ((WITHOUT_COLUMN,), "unknown_measure"))
        if not (more and row == 6)
    ),
    Case("a struck-out measure of others in the head", at(6, 4, f"ĐVT: {_struck('triệu đồng')}")),
    money(
        "'trđ' among the numbers of the columns",
        "unreadable",
        put(MONEY, 650),
        in_place(8, 4, "trđ"),
        fault="measures_disagree",
    ),
    money("'trđ' below 'Số liệu'", "650000000", put(MONEY, 650), WITHOUT_COLUMN, in_place(8, 4, "trđ")),
    Case("persons counted in thousands", put("1.05", "nghìn người", MEASURE), {"1.05": "7000"}),
    Case("persons under another name", put("1.05", "đ/c", MEASURE)),
    Case(
        "attendances for persons", put("1.05", "lượt người", MEASURE), {"1.05": "unreadable"}, (f"other_measure {FIRST}!E16",)
    ),
    Case(
        "collectives for persons",
        put("2.05", "tập thể", MEASURE),
        {"2.05": "unreadable"},
        (f"other_measure {SECOND}!E17",),
        because="người",
    ),
    Case("a share in per mille", put("1.13", "‰", MEASURE), {"1.13": "unreadable"}, (f"unknown_measure {FIRST}!E25",)),
    Case("a share under words for its measure", put("1.13", "phần trăm", MEASURE)),
    Case("persons in the heading of a column, shares in their labels", both(at(HEADER, VALUE, "Số liệu (người)"))),
    Case("a column of units beside the figures", both(at(HEADER, MEASURE, "Đơn vị"), put("1.05", "Chi bộ 1", MEASURE))),
    Case(
        "a measure that is not on the first page",
        at(6, NOTE, "Đơn vị tính: nghìn người", SECOND),
        dict.fromkeys(("2.02", "2.04", "2.05", *(f"2.{number:02}" for number in range(6, 13))), "unreadable"),
        tuple(f"measures_disagree {SECOND}!E{row}" for row in (12, 15, 17, *range(19, 26))),
    ),
]
