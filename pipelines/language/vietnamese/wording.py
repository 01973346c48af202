"""What a cell says and how grave a finding is, in words."""

from collections.abc import Sequence
from decimal import Decimal

from pipelines.pages import format_number

COMPARATORS = {
    ">": "trên {}",
    ">=": "từ {} trở lên",
    "<": "dưới {}",
    "<=": "không quá {}",
    "≈": "khoảng {}",
    "≈<": "gần {}",
}
"""Comparator of a bound → its words, with room for the number."""
SEVERITIES_VI = {"error": "Lỗi", "warning": "Cảnh báo", "note": "Lưu ý"}
"""Severity of a finding, worst first → its word."""
STATES_VI = {"none_occurred": "không phát sinh", "not_applicable": "không áp dụng"}
"""State without a number → its words."""
FORM_WORDS_VI = {
    "form": "Biểu số",
    "motto": "ĐẢNG CỘNG SẢN VIỆT NAM",
    "period": "Kỳ báo cáo",
    "unit": "Đơn vị báo cáo",
    "unit_code": "Mã đơn vị",
    "receiver": "Đơn vị nhận",
    "version": "Phiên bản biểu",
    "measure": "Đơn vị tính",
    "day": "Ngày …… tháng …… năm ………",
    "maker": "NGƯỜI LẬP BIỂU",
    "head": "THỦ TRƯỞNG ĐƠN VỊ",
    "signed": "(ký, họ tên)",
    "sealed": "(ký, họ tên, đóng dấu)",
    "page": "Trang",
}
"""What a form prints besides its own lines and heads."""
MEANING_WORDS_VI = {
    "sheet": "Ý nghĩa từng ô",
    "cell": "Ô",
    "row": "Dòng",
    "column": "Cột",
    "owner": "Đơn vị",
    "indicator": "Chỉ tiêu",
    "breakdown": "Phân tổ",
    "period": "Kỳ số liệu",
    "measure": "Đơn vị tính",
    "kind": "Loại số liệu",
    "part": "Cách tính vào tổng",
    "any_unit": "đơn vị ghi ở dòng",
    "any_item": "dòng của danh sách",
    "is_sender": "đơn vị báo cáo",
    "closed": "Ô đóng: không có số liệu",
    "total": "Là tổng: không cộng cùng các phần",
    "of_which": "Trong đó: không cộng thêm",
    "own": "Số liệu gốc",
}
"""Heads and words of the sheet that says what each cell of a form becomes."""
VALUE_KINDS_VI = {"figure": "thực hiện", "plan": "kế hoạch", "reference": "để so sánh", "computed": "tỷ lệ, chỉ để kiểm tra"}
"""Kind of value → its words."""
_SPANS_VI = {
    "": "kỳ báo cáo",
    "year": "cả năm",
    "last_year": "năm trước",
    "from_january": "lũy kế từ đầu năm",
    "month": "tháng {} trong năm",
    "quarter": "quý {} trong năm",
    "half": "6 tháng đầu năm|6 tháng cuối năm",
}


def relative_period(said: str) -> str:
    """A period of a form's slot in words: 'from_january_year_before' → 'lũy kế từ đầu năm, cùng kỳ năm trước'."""
    base = said.removesuffix("year_before").removesuffix("_")
    name, _, number = base.partition("_") if base not in _SPANS_VI else (base, "", "")
    text = _SPANS_VI[name].format(number)
    if "|" in text:
        text = text.split("|")[int(number) - 1]
    return text if base == said else "cùng kỳ năm trước" if not base else f"{text}, cùng kỳ năm trước"


_ARGUMENTS_VI = {
    "whole": "ghi mã chỉ tiêu làm mốc so sánh",
    "parts": "ghi mã các phần, cách nhau bằng dấu cách",
    "minimum": "ghi mức nhỏ nhất được chấp nhận",
    "maximum": "ghi mức lớn nhất được chấp nhận",
    "tolerance": "ghi mức chênh lệch được chấp nhận",
    "minimum_history": "ghi số kỳ, số đơn vị hoặc số chỉ tiêu ít nhất phải có để so sánh",
}
"""Column of register 'rule' → what the steward writes there."""


def missing_argument(columns: Sequence[str], kind: str, title_vi: str) -> str:
    """What is wrong with a rule that lacks a column which its kind needs (of several, one of them), and what to write."""
    named = " hoặc ".join(f"'{column}'" for column in columns)
    remedy = " hoặc ".join(_ARGUMENTS_VI[column] for column in columns)
    return f"cột {named} còn trống, mà quy tắc loại '{kind}' ({title_vi}) không kiểm tra được nếu thiếu; {remedy}"


def format_bounds(low: float, high: float, decimals: int = 4) -> str:
    """A number, or the span it lies in: (3, 3) → '3'; (3, 5) → 'từ 3 đến 5'."""
    first, last = format_number(low, decimals), format_number(high, decimals)
    return first if first == last else f"từ {first} đến {last}"


def format_observation(*, state: str, value: Decimal | None, comparator: str | None, received: str | None) -> str | None:
    """What a cell says: '1.234,5', 'trên 20', 'không phát sinh'; text that is no number as received; None when blank."""
    if state in STATES_VI:
        return STATES_VI[state]
    if state not in ("value", "zero") or value is None:
        return received
    return COMPARATORS.get(comparator or "=", "{}").format(format_number(value))
