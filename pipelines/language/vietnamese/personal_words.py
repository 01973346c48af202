"""Words and forms of the numbers that persons have, as Vietnamese offices write them."""

from collections.abc import Mapping
from typing import Final

_SAID = {
    ("personal_number", "identity"): (
        "CCCD|CMND|CMTND|căn cước|căn cước công dân|số chứng minh|giấy chứng minh|chứng minh nhân dân"
        "|chứng minh thư|số định danh|số định danh cá nhân"
    ),
    ("personal_number", "passport"): "hộ chiếu",
    ("personal_number", "party_card"): "thẻ đảng|thẻ đảng viên",
    ("personal_number", "insurance"): (
        "mã BHXH|mã BHYT|mã bảo hiểm xã hội|mã bảo hiểm y tế|mã số BHXH|mã số BHYT|mã số bảo hiểm xã hội"
        "|mã số bảo hiểm y tế|số sổ BHXH|số sổ BHYT|số sổ bảo hiểm xã hội|số sổ bảo hiểm y tế|số thẻ BHXH"
        "|số thẻ BHYT|số thẻ bảo hiểm xã hội|số thẻ bảo hiểm y tế|sổ BHXH|sổ BHYT|sổ bảo hiểm xã hội"
        "|sổ bảo hiểm y tế|thẻ BHXH|thẻ BHYT|thẻ bảo hiểm xã hội|thẻ bảo hiểm y tế"
    ),
    ("personal_number", "insurance_alone"): "BHXH|bảo hiểm xã hội",
    ("personal_form", "identity"): "### ### ###|### ### ### ###",
    ("personal_form", "passport"): "A ######|A #######|A ########|AA ######|AA #######|AA ########",
    ("personal_form", "party_card"): "## ######",
    ("personal_form", "insurance"): "##########|AA ### ##########",
    ("personal_form", "insurance_alone"): "##########",
    ("personal_form", "citizen"): "0## ### ### ###",
    ("personal_form", "mobile"): "0[35789]# # # # # # # #|84 [35789]# # # # # # # #|+84 [35789]# # # # # # # #",
    ("personal_stored", "identity"): "########|#########|###########|############",
    ("personal_stored", "passport"): "#######|########",
    ("personal_stored", "party_card"): "#######|########|#.####|#.#####|#.######|##.####|##.#####|##.######",
    ("personal_stored", "insurance"): "#########|##########",
    ("personal_stored", "mobile"): "[35789]########|84[35789]########",
    ("personal_word", "contact"): "ĐT|ĐTDĐ|SĐT|điện thoại|di động|liên hệ|hotline|đường dây nóng|tel|zalo",
    ("personal_word", "money"): "đồng|đ|VNĐ|triệu|tỷ",
    ("personal_word", "beside"): "số|mã|mã số|thẻ|sổ|giấy|hoặc|và|đảng viên|cá nhân|của",
    ("personal_word", "business"): (
        "STK|TK|tài khoản|số TK|số tài khoản|MST|mã số thuế|mã dự án|mã công trình|mã hợp đồng|mã gói thầu"
        "|mã số dự án|mã số công trình|mã số hợp đồng|mã số gói thầu|công văn số|CV số|tờ trình số"
        "|quyết định số|QĐ số|hợp đồng số|hóa đơn số"
    ),
    ("personal_word", "letter"): "CV|QĐ|TTr|BC|KH|TB|NQ|HD|HĐ|TT|ĐA",
}
BEFORE: Final[Mapping[tuple[str, str], tuple[str, ...]]] = {code: tuple(said.split("|")) for code, said in _SAID.items()}
"""List and code of the wording → spellings: of registers that are older than these lists."""
