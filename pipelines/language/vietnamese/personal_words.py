"""Words and forms of the numbers that persons have, as Vietnamese offices write them: what a sheet is refused for."""

import re
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class PersonalNumbers:
    """One sort of numbers that persons have."""

    words: str
    """What names them in a text, as match_key has it (a pattern)."""
    written: str
    """Their form in a text (a pattern)."""
    stored: str
    """Their form where a spreadsheet took them for numbers and dropped zeros (a pattern)."""


NUMBERS = {
    "identity_heading": PersonalNumbers(
        r"cccd|cmnd|cmtnd|căn cước(?: công dân)?|(?:số|giấy) chứng minh|chứng minh (?:nhân dân|thư)|số định danh(?: cá nhân)?",
        r"\d{3}(?:[ .-]?\d{3}){2,3}",
        r"\d{8,9}|\d{11,12}",
    ),
    "passport_heading": PersonalNumbers(r"hộ chiếu", r"[a-z]{1,2} ?\d{6,8}", r"\d{7,8}"),
    "party_card_heading": PersonalNumbers(r"thẻ đảng(?: viên)?", r"\d{2}[. -]?\d{6}", r"\d{7,8}|\d{1,2}\.\d{4,6}"),
    "insurance_heading": PersonalNumbers(
        r"(?:mã|mã số|số sổ|số thẻ|sổ|thẻ) (?:bhxh|bhyt|bảo hiểm xã hội|bảo hiểm y tế)",
        r"(?:[a-z]{2} ?\d{3} ?)?\d{10}",
        r"\d{9,10}",
    ),
    "bare_insurance_heading": PersonalNumbers(r"bhxh|bảo hiểm xã hội", r"\d{10}", r"(?!)"),
}
"""Kind of heading → the numbers below it. Below 'BHXH' alone stand sums of money as well: only what is typed as text counts."""
MONEY: Final = "đồng|đ|vnđ|triệu|tỷ"
"""What follows an amount: no number of a person."""
GENERIC = re.compile(r"\b(?:số|mã|mã số|thẻ|sổ|giấy|hoặc|và|đảng viên|cá nhân|của)\b|[\W_]")
"""Words beside a number's name that leave a heading one of such numbers alone."""
CONTACT_WORDS = ("đt", "đtdđ", "sđt", "điện thoại", "di động", "liên hệ", "hotline", "đường dây nóng", "tel", "zalo")
OF_BUSINESS = re.compile(
    r"(?i:\b(?:stk|(?:số )?(?:tk|tài khoản)|mst|mã số thuế|mã (?:số )?(?:dự án|công trình|hợp đồng|gói thầu)"
    r"|(?:công văn|cv|tờ trình|quyết định|qđ|hợp đồng|hóa đơn) số)\W{0,3}(?:\d{3,4}(?: \d{3,4}){2,4}|(?:\d[.-]?){6,19})(?!\d))"
    r"|\b\d{10}-\d{3}\b|\b\d+/(?:CV|QĐ|TTr|BC|KH|TB|NQ|HD|HĐ|TT|ĐA)\b"
)
"""Numbers of accounts, projects, taxpayers and letters, led by their words; '0912345678-001' and '0912345678/CV' as well."""
