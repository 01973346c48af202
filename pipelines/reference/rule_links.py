"""Checks the registers of rules against the others: what each rule names, and what its kind needs."""

from collections.abc import Iterator, Mapping

from pipelines.reference.decisions import Override
from pipelines.reference.derived_rules import DERIVED_KINDS
from pipelines.reference.examples import read_example
from pipelines.reference.kinds import ABOUT_RETURNS, READER, RETURN_KINDS
from pipelines.reference.lines import Lines, Unknown
from pipelines.reference.registers import Code, Form, FormLine, Indicator, Unit
from pipelines.reference.rule_lines import Rule, RuleSubject
from pipelines.reference.rules import prerequisite_faults, reporters, rule_faults

ABOUT_NO_INDICATOR = ABOUT_RETURNS | {READER, "unique_key"}
"""Kinds whose subject is no indicator."""
WITHOUT_EXAMPLE = frozenset({READER, "unique_key"})
"""Kinds that no figures break: faults that are met while a file is read, and of the warehouse itself."""


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
        yield from _example_faults("rule", line, row.breaks_with, row, unknown)
        for fault in rule_faults(row, indicators, reported_by, code_lists):
            yield f"rule.csv:{line}: {row.rule_id}: {fault}"
    rules = {row.rule_id: (line, row) for line, row in loaded["rule"].rows if isinstance(row, Rule)}
    known_as: dict[str, int] = {}
    for line, own in loaded["rule_subject"].rows:
        assert isinstance(own, RuleSubject)
        if own.rule_id in rules:
            yield from _example_faults("rule_subject", line, own.breaks_with, rules[own.rule_id][1], unknown)
        if own.known_as and known_as.setdefault(own.known_as, line) != line:
            yield (
                f"rule_subject.csv:{line}: {own.rule_id}: known_as '{own.known_as}' stands on line {known_as[own.known_as]} "
                "already: one rule was about one indicator, and findings of two would share their key"
            )
        for fault in _subject_faults(own, rules, indicators, reported_by, code_lists):
            yield f"rule_subject.csv:{line}: {own.rule_id}: {fault}"
    for rule, fault in prerequisite_faults([row for _, row in rules.values()]):
        yield f"rule.csv:{rules[rule.rule_id][0]}: {rule.rule_id}: {fault}"


def known_before(loaded: Mapping[str, Lines]) -> dict[str, str]:
    """Rule that was about one indicator alone before → the rule that is about it now."""
    further = (row for _, row in loaded["rule_subject"].rows if isinstance(row, RuleSubject))
    return {row.known_as: row.rule_id for row in further if row.known_as}


def check_overrides(loaded: Mapping[str, Lines]) -> Iterator[str]:
    """Yield each override that could not hold, as 'file:line: fault'."""
    severities = {row.rule_id: row.severity for _, row in loaded["rule"].rows if isinstance(row, Rule)}
    severities |= {name: severities[rule_id] for name, rule_id in known_before(loaded).items() if rule_id in severities}
    for line, row in loaded["override"].rows:
        assert isinstance(row, Override)
        if severities.get(row.rule_id) == "error":
            yield f"override.csv:{line}: {row.rule_id} is an error: the return is mended, not explained"
        if row.valid_to_on and row.valid_to_on < row.approved_on:
            yield f"override.csv:{line}: ends on {row.valid_to_on}, before it was approved on {row.approved_on}"


def _example_faults(register: str, line: int, example: str | None, rule: Rule, unknown: Unknown) -> Iterator[str]:
    """Yield what is wrong with the example of a rule."""
    where = f"{register}.csv:{line}: {rule.rule_id}: breaks_with"
    if rule.kind in WITHOUT_EXAMPLE:
        if example:
            yield f"{where}: no figures break a rule of kind '{rule.kind}'; leave it empty"
        return
    if not example and rule.kind in DERIVED_KINDS:
        return
    if not example:
        yield f"{where} is empty: write cells that must break the rule, like 'TC01 2021H2 members_closing=blank'"
        return
    cells = list(read_example(example))
    yield from unknown(register, line, "breaks_with", "unit", (cell.unit_id for cell in cells))
    yield from unknown(register, line, "breaks_with", "period", (cell.period_id for cell in cells))
    yield from unknown(register, line, "breaks_with", "indicator", (cell.indicator_id for cell in cells))
    returns = dict.fromkeys(f"{cell.unit_id} {cell.period_id}" for cell in cells)
    if rule.kind in RETURN_KINDS and len(returns) > 1:
        yield f"{where}: kind '{rule.kind}' judges each return for itself; these are cells of {', '.join(returns)}"
    if rule.kind in RETURN_KINDS and any(cell.indicator_id is None for cell in cells):
        yield f"{where}: kind '{rule.kind}' judges what came; a return that is missing breaks nothing of it"


def _subject_faults(
    own: RuleSubject,
    rules: Mapping[str, tuple[int, Rule]],
    indicators: Mapping[str, Indicator],
    reported_by: Mapping[str, frozenset[str]],
    code_lists: frozenset[str],
) -> Iterator[str]:
    """Yield why a rule could not be judged about a further subject."""
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
