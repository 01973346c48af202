"""Personal data never enters: a sheet that carries any is refused, and not one of its cells is kept."""

from tests.corpus.case import Case, gone
from tests.corpus.making import FIRST, Change, add_sheet, after, at, insert_column, put, text
from tests.unit.workbooks import LABEL, NOTE, Grid

SHEET = "Danh sách"
SECRETS = ("022099001234", "100123456", "0912345678", "0912 345 678", "+84 912 345 678", "Nguyễn Văn An", "Trần Thị Bình")
"""Invented identifiers; none may be found in anything that is kept of any file of this family."""
PEOPLE = ("Nguyễn Văn An", "Trần Thị Bình")


def listed(name: str, grid: Grid, address: str, because: str) -> Case:
    """A sheet of people beside the forms: the forms are read, the sheet is refused."""
    return Case(name, add_sheet(SHEET, grid), findings=(f"personal_data {SHEET}!{address}",), because=because)


def beside(name: str, change: Change, address: str, because: str = "") -> Case:
    """Personal data on a form: that form is refused whole, the others are read."""
    return Case(name, change, gone("1"), (f"personal_data {FIRST}!{address}",), because=because)


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
    listed("a mobile number in a sentence", [["Liên hệ đ/c A: 0912 345 678"]], "A1", "di động"),
    listed("an international mobile number", [["Liên hệ: +84 912 345 678"]], "A1", "di động"),
    beside("a mobile number in a note", put("1.05", "gọi 0912345678", NOTE), "F16", "di động"),
    beside("an identity number in a note", put("1.05", "022099001234", NOTE), "F16", "căn cước"),
    beside("an identity number in a figure cell", put("1.05", "022099001234"), "E16", "căn cước"),
    beside("a mobile number under the signature", at(31, LABEL, "ĐT: 0912 345 678"), "C32", "di động"),
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
    Case("'Họ và tên' to fill in, without names", after("1.16", [], ["Họ và tên: ……………"])),
]
