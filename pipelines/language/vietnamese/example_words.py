"""Words of printed forms by which register lines are proposed for them: what heads, rows and texts around a table say.

Beside the Vietnamese ones stand those of English forms: a proposal is only asked about, so nothing is read by them.
"""

import re
from typing import Final

UNITS: Final = ("xã", "phường", "huyện", "tỉnh", "đơn vị", "chi bộ", "thị trấn")
"""What heads over the names of units say."""
UNITS_BELOW: Final = (*UNITS, "cơ sở")
"""What a head says that is over units: 'Chia theo cơ sở'."""
BY: Final = "chia theo"
CODE: Final = "mã"
YEAR: Final = "năm"
PLAN: Final = re.compile(r"kế hoạch|\bplan\b")
YEAR_BEFORE: Final = re.compile(r"\{year_before\}|cùng kỳ|năm trước")
FROM_JANUARY: Final = re.compile(r"lũy kế|luỹ kế")
MONTHS: Final = "{month} tháng"
BREAKDOWN: Final = re.compile(r"(?:chia ra|trong đó|chia theo|phân theo|bao gồm|gồm|of which|by)\b[:\s]*", re.IGNORECASE)
OF_WHICH: Final = re.compile(r"(?:trong đó|of which|including)\b[:\s]*", re.IGNORECASE)
FORM: Final = re.compile(r"\b(?:biểu(?:\s+mẫu)?(?:\s+số)?|form)\s*:?\s*([\w./-]*\d[\w./-]*)", re.IGNORECASE)
REMARK: Final = re.compile(r"\s*(?:ghi chú|chú thích|notes?|figures in)\b", re.IGNORECASE)
CONTINUED: Final = re.compile(r"\(\s*tiếp theo.*?\)|\bcontinued\b", re.IGNORECASE)
PERIOD_IN_LABEL: Final = re.compile(r"(?:\s*năm)?\s*\{\w+\}")
MONTH: Final = re.compile(r"tháng\s+(\d{1,2})(?!\d)", re.IGNORECASE)


def following_month(month: str) -> dict[str, str]:
    """Texts that name a month → the same as they follow the period: 'Tháng 9' → 'Tháng {month}'."""
    return {f"Tháng {month}": "Tháng {month}", f"{month} tháng": MONTHS}
