"""What a cell says and how a slot's period is called, in words."""

from collections.abc import Sequence
from decimal import Decimal

from pipelines.language.words import label, labels
from pipelines.pages import format_number

_ROOM = "…"
"""Where the number stands in the words for a bound."""
WORDED = ("none_occurred", "not_applicable")
"""States without a number that a cell says in words."""


def relative_period(said: str) -> str:
    """A period of a form's slot in words: 'from_january_year_before' → 'lũy kế từ đầu năm, cùng kỳ năm trước'."""
    base = said.removesuffix("year_before").removesuffix("_")
    name, _, number = base.partition("_")
    if name == "month":
        text = f"tháng {number} trong năm"
    elif name == "quarter":
        text = f"quý {number} trong năm"
    else:
        text = label("relative_period", base or "same")
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
    if state in WORDED:
        return label("cell_state", state)
    if state not in ("value", "zero") or value is None:
        return received
    return labels("comparator").get(comparator or "=", _ROOM).replace(_ROOM, format_number(value))
