"""Personal data never enters: a sheet that carries any is refused, and not one of its cells is kept."""

from tests.corpus.case import Case, gone
from tests.corpus.making import FIRST, Change, add_sheet, after, at, both, insert_column, put, text
from tests.unit.workbooks import LABEL, NOTE, Grid

SHEET = "Danh sách"
SECRETS = (
    "022099001234",
    "100123456",
    "0912345678",
    "0912 345 678",
    "+84 912 345 678",
    "2220123456",
    "C1234567",
    "45.012345",
    "Nguyễn Văn An",
    "Trần Thị Bình",
)
"""Invented identifiers; none may be found in anything that is kept of any file of this family."""
PEOPLE = ("Nguyễn Văn An", "Trần Thị Bình")

CONTACTS: Grid = [[None, None, f"{name}, ĐT 0912345678"] for name in (*PEOPLE, PEOPLE[0])]


def listed(name: str, grid: Grid, address: str, because: str) -> Case:
    """A sheet of people beside the forms: the forms are read, the sheet is refused."""
    return Case(name, add_sheet(SHEET, grid), findings=(f"personal_data {SHEET}!{address}",), because=because)


def beside(name: str, change: Change, address: str, because: str = "") -> Case:
    """Personal data on a form: that form is refused whole, the others are read."""
    return Case(name, change, gone("1"), (f"personal_data {FIRST}!{address}",), because=because)


def label(second: str, third: str) -> Change:
    """Other labels on two lines of the first form."""
    return both(put("1.02", second, LABEL), put("1.03", third, LABEL))


OTHER = (f"line_differs {FIRST}!C12", f"line_differs {FIRST}!C13")
"""What is found of lines whose code is known and whose label is not."""

CASES = [
    listed("a list of names", [["STT", "Họ và tên"], [1, PEOPLE[0]], [2, PEOPLE[1]]], "B2", "danh sách họ tên"),
    listed(
        "a list of names decomposed",
        [["STT", "Ho\u0323 va\u0300 te\u0302n"], [1, PEOPLE[0]], [2, PEOPLE[1]]],
        "B2",
        "danh sách họ tên",
    ),
    listed("a list of names in TCVN3", [["STT", "Hä vµ tªn"], [1, PEOPLE[0]], [2, PEOPLE[1]]], "B2", "danh sách họ tên"),
    listed("citizen identity numbers as text", [["TT", "Số CCCD"], [1, "022099001234"]], "B2", "giấy tờ"),
    listed("citizen identity numbers as numbers", [["TT", "Số CCCD"], [1, 22099001234]], "B2", "giấy tờ"),
    listed("old identity numbers", [["TT", "CMND"], [1, "100123456"]], "B2", "giấy tờ"),
    listed("party card numbers", [["TT", "Số thẻ đảng"], [1, "45.012345"]], "B2", "giấy tờ"),
    listed("telephone numbers as numbers", [["TT", "Số điện thoại"], [1, 912345678]], "B2", "điện thoại"),
    listed("an identity number in a sentence", [["Đ/c A, CCCD số 022099001234"]], "A1", "căn cước"),
    listed("a mobile number in a sentence", [["Đ/c A: 0912 345 678"]], "A1", "di động"),
    listed("an international mobile number", [["Đ/c A: +84 912 345 678"]], "A1", "di động"),
    beside("a mobile number in a note", put("1.05", "gọi 0912345678", NOTE), "F16", "di động"),
    beside("an identity number in a note", put("1.05", "022099001234", NOTE), "F16", "căn cước"),
    beside("an identity number in a figure cell", put("1.05", "022099001234"), "E16", "căn cước"),
    beside("a mobile number alone under the signature", at(31, LABEL, "0912 345 678"), "C32", "di động"),
    Case("the mobile number of the one who signs", at(31, LABEL, "ĐT: 0912 345 678")),
    Case("the preparer's mobile number in a cell of its own", after("1.16", [], [None, None, "ĐT:", None, "0912345678"])),
    beside(
        "mobile numbers of three people under the table",
        after("1.16", [], *CONTACTS),
        "C32",
        "di động",
    ),
    beside("a column of identity numbers in the form", insert_column(6, "CCCD", "022099001234"), "G11"),
    beside(
        "a list of names under the table",
        after("1.16", [], ["STT", None, "Họ và tên"], [1, None, PEOPLE[0]], [2, None, PEOPLE[1]]),
        "C31",
        "danh sách",
    ),
    Case(
        "a list of names in a text file",
        after("1.16", [], ["STT", None, "Họ và tên"], [1, None, PEOPLE[0]], [2, None, PEOPLE[1]]),
        gone("1", "2", "3", "4"),
        ("personal_data CSV!C31",),
        write=text(),
        returns=(),
        format="csv",
    ),
    Case("the office's own telephone", at(1, 3, "Điện thoại: 0203.3835.123")),
    Case("the name of the one who signs", at(31, LABEL, "Nguyễn Văn Bảy")),
    Case(
        "a long amount of money is no identity number",
        put("10.05", "1.250.000.000"),
        {"10.05": "1250000000"},
        unit_id="CDVC",
        returns=("CDVC 2020H2",),
    ),
    listed("social insurance numbers", [["TT", "Mã số BHXH"], [1, "2220123456"], [2, "2220123457"]], "B2", "giấy tờ"),
    listed("insurance numbers under 'BHXH'", [["BHXH"], ["2220123456"], ["2220123457"], ["0120123458"]], "A2", "giấy tờ"),
    listed("passport numbers", [["TT", "Số hộ chiếu"], [1, "C1234567"]], "B2", "giấy tờ"),
    listed("party card numbers as numbers", [["Thẻ đảng viên"], [45.012345], [45.0124]], "A2", "giấy tờ"),
    listed(
        "identity numbers under a longer heading", [["Số CCCD người nhận quà"], ["100123456"], ["100123457"]], "A2", "giấy tờ"
    ),
    listed("a party card in a sentence", [["Đ/c B, số thẻ đảng 45.012345, đã chuyển đi"]], "A1", "căn cước"),
    beside("an old identity number before its word", put("1.05", "100123456 (CMND)", NOTE), "F16", "căn cước"),
    Case(
        "social insurance in a label",
        label("Thu BHXH, BHYT tự nguyện", "Dịch vụ TCBC khác (2200+2403+2701+2702)"),
        findings=OTHER,
    ),
    Case(
        "the number of a letter of the insurance fund",
        both(put("1.02", "Theo công văn số 771/BHXH", NOTE), put("1.05", "QĐ ngày 24/3/2020", NOTE)),
    ),
    Case("a long number of a letter", put("1.05", "Công văn 1234567890/BHXH-TST ngày 24/3/2020", NOTE)),
    Case("passports and party cards that were issued", label("Số hộ chiếu cấp mới", "Số thẻ đảng cấp mới"), findings=OTHER),
    Case("money paid to the insurance fund", add_sheet(SHEET, [["Đơn vị", "Nộp BHXH"], ["A", "1.250.000.000 đồng"]])),
    Case("sums under 'BHXH'", put("1.05", "Nộp BHXH 1.250.000.000 đồng", NOTE)),
    Case(
        "the telephone of each office",
        add_sheet(SHEET, [["Số điện thoại"], ["0203.3835.123"]]),
        findings=(f"unknown_sheet {SHEET}!A2",),
    ),
    Case(
        "a unit called like the insurance fund",
        both(at(1, 0, "BHXH TỈNH MẪU"), put("1.05", 6), put("1.11", 123456), at(9, 0, "(2200+2403+2701+2702)")),
        {"1.05": "6", "1.11": "123456"},
    ),
    Case("'Họ và tên' to fill in, without names", after("1.16", [], ["Họ và tên: ……………"])),
]
