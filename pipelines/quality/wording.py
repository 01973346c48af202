"""The sentences of a rule, as clerks and stewards read them."""

from collections.abc import Mapping

from pipelines.errors import RuleError
from pipelines.language.notation import quoted
from pipelines.language.words import say, sentence
from pipelines.reference import Rule
from pipelines.reference.rules import PLACEHOLDERS, template_fault

_BLANK = {"received": sentence("(blank)"), "expected": sentence("(not determined)")}
"""Placeholder of a template → what it becomes when there is nothing to say."""
_UNKNOWN = sentence("(not known)")
"""What any other becomes."""


def fill(rule: Rule, template: str, facts: Mapping[str, str | None]) -> str:
    """Fill the placeholders of a rule's template.

    Args:
        rule: the rule that the template belongs to.
        template: text with the placeholders PLACEHOLDERS in braces.
        facts: their values; a missing or empty one is worded as such ('(trống)').

    Raises:
        RuleError: the template has another placeholder, or unbalanced braces.
    """
    if fault := template_fault(template):
        raise RuleError(
            f"the wording of {rule.rule_id} cannot be filled: '{template}': {fault}",
            where=f"rule.csv: {rule.rule_id}",
            remedy="mend message_vi and remedy_vi; write a brace that is meant as text twice",
        )
    return template.format_map(
        {name: quoted(facts.get(name) or "") or say(_BLANK.get(name, _UNKNOWN)) for name in PLACEHOLDERS}
    )
