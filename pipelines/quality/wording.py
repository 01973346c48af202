"""Numbers and sentences as clerks and stewards read them."""

from collections.abc import Mapping
from decimal import Decimal
from string import Formatter

from pipelines.errors import RuleError
from pipelines.pages import format_number
from pipelines.reference import Rule

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
_BLANK = {
    "received": "(trống)",
    "expected": "(không xác định)",
    "detail": "(không rõ)",
    "label": "(không rõ)",
    "period": "(không rõ)",
}
"""Placeholder of a template → what it becomes when there is nothing to say."""


def format_span(low: float, high: float, decimals: int = 4) -> str:
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


def fill(rule: Rule, template: str, facts: Mapping[str, str | None]) -> str:
    """Fill the placeholders of a rule's template.

    Args:
        rule: the rule that the template belongs to.
        template: text with placeholders {received}, {expected}, {label}, {detail}, {period}.
        facts: their values; a missing or empty one is worded as such ('(trống)').

    Raises:
        RuleError: the template has another placeholder, or unbalanced braces.
    """
    words = {name: facts.get(name) or blank for name, blank in _BLANK.items()}
    try:
        pieces = list(Formatter().parse(template))
    except ValueError as error:
        raise _template_error(rule, f"'{template}': {error}") from error
    for _, name, form, conversion in pieces:
        if name is not None and (name not in words or form or conversion):
            raise _template_error(rule, f"'{template}' has the unknown placeholder {{{name}}}")
    return "".join(text + (words[name] if name else "") for text, name, _, _ in pieces)


def _template_error(rule: Rule, what: str) -> RuleError:
    known = ", ".join(f"{{{name}}}" for name in _BLANK)
    return RuleError(
        f"the wording of {rule.rule_id} cannot be filled: {what}",
        where=f"rule.csv: {rule.rule_id}",
        remedy=f"use only {known} in message_vi and remedy_vi; write a brace that is meant as text twice",
    )
