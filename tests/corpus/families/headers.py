"""Who and when: the head's words for unit and period, right, wrong, missing and at odds."""

from tests.corpus.case import ALL_GONE, Case, also, gone
from tests.corpus.making import FIRST, NAME, PERIOD_TITLE, SECOND, UNIT_ROW, Change, at, both, columns, head, rename
from tests.unit.workbooks import MEASURE


def unit(name: str | None, code: str | None, title: str | None = None) -> Change:
    """What the head says of the unit: 'Đơn vị báo cáo', 'Mã đơn vị', and the name printed above the title."""
    return both(head(UNIT_ROW, 0, name), head(UNIT_ROW, MEASURE, code), head(NAME, 0, title))


def period(text: str | None) -> Change:
    """What the head says of the period."""
    return head(PERIOD_TITLE, 0, text)


def known(name: str, change: Change) -> Case:
    """A head that says the same in other words."""
    return Case(name, change)


def unknown_unit(name: str, change: Change, because: str = "") -> Case:
    """A head that names no unit: nothing is read, and it is said once."""
    return Case(name, change, ALL_GONE, ("unknown_unit 01-TCĐ",), returns=(), because=because)


def unknown_period(name: str, text: str | None) -> Case:
    """A head that names no period."""
    return Case(name, period(text), ALL_GONE, ("unknown_period 01-TCĐ",), returns=(), because=(text or "").partition(": ")[2])


OWN, OWN_CODE = "Đơn vị báo cáo: Đảng bộ cơ sở mẫu số 01", "Mã đơn vị: TC01"

CASES = [
    known("unit by name alone", unit(OWN, None)),
    known("unit by code alone", unit(None, OWN_CODE)),
    known("unit by alias", unit("Đơn vị báo cáo: ĐBCS mẫu số 01", None)),
    known("unit by the name above the title", unit(None, None, "ĐẢNG BỘ CƠ SỞ MẪU SỐ 01")),
    known("unit in capitals", unit(OWN.upper(), None)),
    known("unit with its code in small letters", unit(OWN, "Mã đơn vị: tc01")),
    known("unit in the cell to the right", both(unit("Đơn vị báo cáo:", None), head(UNIT_ROW, 2, "Đảng bộ cơ sở mẫu số 01"))),
    known("unit under another heading", unit("Tên đơn vị: Đảng bộ cơ sở mẫu số 01", None)),
    known("unit and period in one cell", both(unit(f"{OWN}\nKỳ báo cáo: 6 tháng cuối năm 2020", None), period(None))),
    Case(
        "a misspelt name beside a known code",
        unit("Đơn vị báo cáo: Đảng bộ cơ sơ mẫu số 01", OWN_CODE),
        findings=("unit_differs 01-TCĐ",),
    ),
    Case("a misspelt code beside a known name", unit(OWN, "Mã đơn vị: TC1"), findings=("unit_differs 01-TCĐ",), because="TC1"),
    unknown_unit("a misspelt name alone", unit("Đơn vị báo cáo: Đảng bộ cơ sơ mẫu số 01", None), "cơ sơ"),
    unknown_unit("a unit in no register", unit("Đơn vị báo cáo: Đảng bộ phường X", "Mã đơn vị: PX"), "phường X"),
    unknown_unit("name and code of two units", unit(OWN, "Mã đơn vị: TC02"), "TC02"),
    unknown_unit("no unit", unit(None, None)),
    unknown_unit("a unit left to fill in", unit("Đơn vị báo cáo: ………", "Mã đơn vị: …")),
    *(
        Case(
            f"an empty field for the unit beside {beside!r}",
            both(
                unit("Đơn vị gửi:", None), *(at(UNIT_ROW, 1, beside, name) for name in ("01-TCĐ", SECOND, "03-TCĐ", "04-TCĐ"))
            ),
            ALL_GONE,
            ("unknown_unit 01-TCĐ",),
            returns=(),
            because="không ghi tên hoặc mã",
        )
        for beside in (
            "Đơn vị tính: người",
            "ĐẢNG CỘNG SẢN VIỆT NAM",
            "Ngày gửi: 10/01/2021",
            "Kính gửi: Văn phòng Đảng ủy mẫu",
        )
    ),
    known("period as 6T cuối 2020", period("Kỳ báo cáo: 6T cuối 2020")),
    known("period as 2020H2", period("Kỳ báo cáo: 2020H2")),
    known("period as days", period("Kỳ báo cáo: từ 01/07/2020 đến 31/12/2020")),
    known("period in words", period("Kỳ báo cáo: sáu tháng cuối năm 2020")),
    known("period as half-year II", period("Kỳ báo cáo: kỳ II/2020")),
    known("period in brackets under the title", period("(Số liệu 6 tháng cuối năm 2020)")),
    known("period in the cell to the right", both(period("Kỳ báo cáo"), head(PERIOD_TITLE, 2, "6 tháng cuối năm 2020"))),
    known("period in capitals without a colon", period("KỲ BÁO CÁO 6 THÁNG CUỐI NĂM 2020")),
    unknown_period("a period before the registers begin", "Kỳ báo cáo: 6 tháng cuối năm 2019"),
    unknown_period("a quarter", "Kỳ báo cáo: quý IV năm 2020"),
    unknown_period("a month", "Kỳ báo cáo: tháng 12/2020"),
    unknown_period("a whole year", "Kỳ báo cáo: năm 2021"),
    unknown_period("days that are no half-year", "Kỳ báo cáo: từ 15/07/2020 đến 31/12/2020"),
    unknown_period("nine months of days", "Kỳ báo cáo: từ 01/01/2020 đến 30/09/2020"),
    unknown_period("days that close in the middle of a month alone", "Kỳ báo cáo: 01/07/2020 - 14/12/2020"),
    known("days that close in the middle of a month", period("Kỳ báo cáo: từ 15/6/2020 đến 14/12/2020")),
    known("days that close on one day of a month", period("Kỳ báo cáo: 15/06/2020 - 15/12/2020")),
    known("days that close half a month later", period("Kỳ báo cáo: 16/7/2020 - 15/1/2021")),
    known(
        "a title with the plans for the next period",
        period("BÁO CÁO kết quả 6 tháng cuối năm 2020; phương hướng, nhiệm vụ 6 tháng đầu năm 2021"),
    ),
    known(
        "the plans for the next period below the title",
        both(period("Kỳ báo cáo: 6 tháng cuối năm 2020"), head(4, 0, "Phương hướng, nhiệm vụ 6 tháng đầu năm 2021")),
    ),
    known("tasks that were done", period("Kết quả thực hiện nhiệm vụ 6 tháng cuối năm 2020 và kế hoạch 6 tháng đầu năm 2021")),
    known("a title whose year stands with the plans", period("Kết quả 6 tháng cuối năm 2020, nhiệm vụ năm 2021")),
    unknown_period("a year with a letter in it", "Kỳ báo cáo: 6 tháng cuối năm 202x"),
    unknown_period("no period", None),
    known(
        "the head on the first sheet alone",
        both(*(at(row, column, None, name) for row in (1, 3, 5) for column in (0, 3) for name in (SECOND, "03-TCĐ", "04-TCĐ"))),
    ),
    Case(
        "another unit on the second sheet",
        both(
            at(UNIT_ROW, 0, "Đơn vị báo cáo: Đảng bộ cơ sở mẫu số 02", SECOND),
            at(UNIT_ROW, MEASURE, "Mã đơn vị: TC02", SECOND),
            at(NAME, 0, None, SECOND),
        ),
        gone("2") | also("TC02 2020H2", "2"),
        returns=("TC01 2020H2", "TC02 2020H2"),
    ),
    Case(
        "another period on the second sheet",
        at(PERIOD_TITLE, 0, "Kỳ báo cáo: 6 tháng đầu năm 2021", SECOND),
        gone("2") | also("TC01 2021H1", "2"),
        returns=("TC01 2020H2", "TC01 2021H1"),
    ),
    Case("two periods in one head", at(4, 0, "Kỳ báo cáo: 6 tháng đầu năm 2021"), gone("1"), ("unknown_period 01-TCĐ",)),
    known("no form code, and tabs without one", both(head(0, 0, None), rename("Sheet1", "Sheet2", "Sheet3", "Sheet4"))),
    known("a form code in no register", head(0, 0, "Biểu số: 99-XYZ")),
    known("a form code without its đ", at(0, 0, "Biểu số: 01-TCD")),
    known("the form code of another form, with codes on the lines", at(0, 0, "Biểu số: 02-TCĐ")),
    Case(
        "the form code of another form, without codes",
        both(at(0, 0, "Biểu số: 02-TCĐ"), columns(0, 2, 3, 4, 5, sheets=[FIRST])),
        gone("1"),
        ("unknown_sheet 01-TCĐ!D9",),
    ),
]
