"""Rules that follow from described forms: no line of the register states them, and one may state them more strictly."""

from collections.abc import Collection, Iterable
from datetime import date

from pipelines.language.words import label
from pipelines.reference.fields import Register
from pipelines.reference.kinds import KINDS
from pipelines.reference.rule_lines import Rule

_ALWAYS = date(1900, 1, 1)
_RULES = {
    "form_total": ("FORM-SUM", "A total that a form prints is the sum of its parts"),
    "form_part": ("FORM-PART", "What is a part of another figure is no more than it"),
    "form_ratio": ("FORM-RATIO", "A ratio that a form prints is that of its figures"),
    "form_unknown": ("FORM-UNKNOWN", "A total of what is not known says at least so much"),
    "form_twice": ("FORM-TWICE", "What a return says twice is said alike"),
    "told_twice": ("FORM-TOLD-TWICE", "What two units say of one of them is the same"),
    "unit_total": ("FORM-UNITS", "What a unit says of itself is the sum of the units below it"),
    "cumulative": ("FORM-CUMULATIVE", "A figure from January on is the one before and the period's own together"),
    "growth": ("FORM-GROWTH", "A figure from January on is no less than the one before"),
    "retold": ("FORM-RETOLD", "What a return says of another period is what was said then"),
    "blank_plan": ("FORM-PLAN", "A plan that was told, or of what is reported, is not left blank"),
}
"""Kind → id, and why it exists."""
DERIVED_IDS = frozenset(rule_id for rule_id, _ in _RULES.values())
DERIVED_KINDS = frozenset(_RULES)
"""Kinds that are about cells of described forms and units above others: no example of single indicators breaks them."""


def derived_rules(stated: Iterable[Rule], tables: Collection[Register], units: Iterable[Register]) -> tuple[Rule, ...]:
    """The rules about described forms and units above others, each about all that no such rule of the register names.

    They are about the arithmetic of a form, how it goes on from period to period, and what several tell of one thing; and they
    are warnings: what a clerk's total and parts say is kept as it came, and asked about. A line of the register of the same
    kind ('form_total', subject an indicator or '*', severity 'error') takes their place.

    Args:
        stated: rules of the register.
        tables: lines of form_table; without any no form is described.
        units: lines of unit.
    """
    every = {rule.kind for rule in stated if rule.subject == "*"}
    has_parents = any(getattr(unit, "parent_id", None) for unit in units)
    return tuple(
        Rule(
            rule_id=rule_id,
            kind=kind,
            scope=KINDS[kind].scope,
            severity="warning",
            is_blocking=False,
            subject="*",
            message_vi=label("form_rule", kind),
            remedy_vi=label("form_remedy", kind),
            owner="data-steward",
            reason=reason,
            valid_from_on=_ALWAYS,
        )
        for kind, (rule_id, reason) in _RULES.items()
        if kind not in every and (has_parents if kind == "unit_total" else tables)
    )
