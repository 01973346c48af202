"""The sentences of a rule, as clerks and stewards read them."""

from collections.abc import Mapping
from string import Formatter

from pipelines.errors import RuleError
from pipelines.reference import Rule

_BLANK = {
    "received": "(trống)",
    "expected": "(không xác định)",
    "detail": "(không rõ)",
    "label": "(không rõ)",
    "period": "(không rõ)",
}
"""Placeholder of a template → what it becomes when there is nothing to say."""


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
