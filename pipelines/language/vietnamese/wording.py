"""What a cell says and how grave a finding is, in words."""

from decimal import Decimal

from pipelines.pages import format_number

_COMPARATORS = {
    ">": "trên {}",
    ">=": "từ {} trở lên",
    "<": "dưới {}",
    "<=": "không quá {}",
    "≈": "khoảng {}",
    "≈<": "gần {}",
}
SEVERITIES_VI = {"error": "Lỗi", "warning": "Cảnh báo", "note": "Lưu ý"}
"""Severity of a finding, worst first → its word."""
STATES_VI = {"none_occurred": "không phát sinh", "not_applicable": "không áp dụng"}
"""State without a number → its words."""


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
    return _COMPARATORS.get(comparator or "=", "{}").format(format_number(value))
