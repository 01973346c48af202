"""Checks the registers of rules against the others: what each rule names, and what its kind needs."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from pipelines.reference.examples import read_example
from pipelines.reference.kinds import ABOUT_RETURNS, READER
from pipelines.reference.lines import Lines
from pipelines.reference.registers import Code, Form, FormLine, Indicator, Unit
from pipelines.reference.rule_lines import Rule, RuleSubject
from pipelines.reference.rules import prerequisite_faults, reporters, rule_faults

ABOUT_NO_INDICATOR = ABOUT_RETURNS | {READER, "unique_key"}
"""Kinds whose subject is no indicator."""
Unknown = Callable[[str, int, str, str, Iterable[str | None]], Iterator[str]]
"""Of a register, line, column and other register: yields which of some values that one does not have."""


def check_rules(loaded: Mapping[str, Lines], unknown: Unknown) -> Iterator[str]:
    """Yield every fault of registers rule and rule_subject as 'file:line: fault'."""
    indicators = {row.indicator_id: row for _, row in loaded["indicator"].rows if isinstance(row, Indicator)}
    code_lists = frozenset(row.list_id for _, row in loaded["code"].rows if isinstance(row, Code))
    reported_by = reporters(
        [row for _, row in loaded["unit"].rows if isinstance(row, Unit)],
        [row for _, row in loaded["form"].rows if isinstance(row, Form)],
        [row for _, row in loaded["form_line"].rows if isinstance(row, FormLine)],
    )
    for line, row in loaded["rule"].rows:
        assert isinstance(row, Rule)
        if row.kind not in ABOUT_NO_INDICATOR:
            if row.subject != "*":
                yield from unknown("rule", line, "subject", "indicator", (row.subject,))
            yield from unknown("rule", line, "parts", "indicator", (part.lstrip("-") for part in row.parts))
        yield from unknown("rule", line, "breaks_with", "indicator", _named_by_example(row.breaks_with))
        for fault in rule_faults(row, indicators, reported_by, code_lists):
            yield f"rule.csv:{line}: {row.rule_id}: {fault}"
    rules = {row.rule_id: (line, row) for line, row in loaded["rule"].rows if isinstance(row, Rule)}
    for line, own in loaded["rule_subject"].rows:
        assert isinstance(own, RuleSubject)
        yield from unknown("rule_subject", line, "breaks_with", "indicator", _named_by_example(own.breaks_with))
        for fault in _subject_faults(own, rules, indicators, reported_by, code_lists):
            yield f"rule_subject.csv:{line}: {own.rule_id}: {fault}"
    for rule, fault in prerequisite_faults([row for _, row in rules.values()]):
        yield f"rule.csv:{rules[rule.rule_id][0]}: {rule.rule_id}: {fault}"


def _named_by_example(example: str | None) -> list[str | None]:
    return [cell.indicator_id for cell in read_example(example)] if example else []


def _subject_faults(
    own: RuleSubject,
    rules: Mapping[str, tuple[int, Rule]],
    indicators: Mapping[str, Indicator],
    reported_by: Mapping[str, frozenset[str]],
    code_lists: frozenset[str],
) -> Iterator[str]:
    """Yield why a rule could not be evaluated about a further subject."""
    if own.known_as in rules:
        yield f"known_as '{own.known_as}' is a rule of its own; end that rule or leave known_as empty"
    if own.rule_id not in rules or own.indicator_id not in indicators:
        return  # told already
    rule = rules[own.rule_id][1]
    if rule.kind in ABOUT_NO_INDICATOR or rule.subject in ("*", own.indicator_id):
        yield f"a rule of kind '{rule.kind}' about '{rule.subject}' has no further subject '{own.indicator_id}'"
    else:
        told = set(rule_faults(rule, indicators, reported_by, code_lists))
        found = rule_faults(rule.about(own), indicators, reported_by, code_lists)
        yield from (fault for fault in found if fault not in told)
