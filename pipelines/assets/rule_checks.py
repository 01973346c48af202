"""The rules as asset checks: one check per kind and severity, with its rules as a table, of the cases of their kind.

Those that stop the release are checks of the findings, for which it waits: the findings themselves wait for the cases.
Dagster stores an event per check before the first step runs, and another with its result: one check per rule would cost
a night more than its reading.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

import dagster as dg

from pipelines.assets.metadata import asset_key, link, markdown
from pipelines.language.words import say
from pipelines.quality.cases import table_of
from pipelines.quality.findings import place
from pipelines.quality.validation import RuleResult
from pipelines.reference import Rule

Findings = Mapping[str, Sequence[Mapping[str, Any]]]
"""Rule → findings of it, with the columns that `first_findings` gives."""
SAMPLE = 5
"""How many findings of a rule its check shows."""
_CONSEQUENCES = {
    "error": "The return is rejected; its last accepted revision stays in force.",
    "warning": "The return is accepted and asked about.",
    "note": "For information.",
}


def check_name(rule: Rule | RuleResult) -> str:
    """Check that shows a rule: its kind and severity, and by itself what stops the release: 'unique_key_error_blocking'."""
    return f"{rule.kind}_{rule.severity}{'_blocking' if rule.is_blocking else ''}"


def checked(rule: Rule | RuleResult, findings: str) -> dg.AssetKey:
    """Asset that the check of a rule is of; `findings`: table of findings of its half of the rules."""
    return asset_key(findings if rule.is_blocking else table_of(rule.kind))


def check_specs(rules: Sequence[Rule], findings: str, deps: Iterable[str] = ()) -> Iterator[dg.AssetCheckSpec]:
    """The checks of rules, told once the tables `deps` are made; a blocking one holds blocking rules only."""
    for name, of_check in groupby(sorted(rules, key=check_name), key=check_name):
        shown = list(of_check)
        asked = [(rule.rule_id, rule.reason, rule.message_vi, rule.remedy_vi, rule.source or "", rule.owner) for rule in shown]
        consequence = "Stops the release." if shown[0].is_blocking else _CONSEQUENCES[shown[0].severity]
        yield dg.AssetCheckSpec(
            name,
            asset=checked(shown[0], findings),
            additional_deps=[asset_key(dep) for dep in deps],
            blocking=shown[0].is_blocking,
            description=f"{len(shown)} rule(s) of kind '{shown[0].kind}'. {consequence} Skipped when none had a case to judge.",
            metadata={
                "rules": dg.MetadataValue.md(markdown(["Rule", "Reason", "Message", "Remedy", "Source", "Owner"], asked))
            },
        )


def check_results(
    results: Sequence[RuleResult], first: Findings, findings: str, addresses: Mapping[str, str]
) -> Iterator[dg.AssetCheckResult]:
    """One result per check in which some rule judged a case; Dagster shows the others as skipped, not as passed.

    Args:
        results: outcome of each rule.
        first: rule → the findings of it that are shown.
        findings: table of all findings.
        addresses: where the Data Docs tell of each rule.
    """
    for name, of_check in groupby(sorted(results, key=check_name), key=check_name):
        shown = sorted(of_check, key=lambda result: (_STATES.index(result.state), result.rule_id))
        if all(result.state == "no case" for result in shown):
            continue
        failed = [result for result in shown if result.state == "failed"]
        table_of_rules = [_row(result, addresses[result.rule_id]) for result in shown]
        yield dg.AssetCheckResult(
            passed=not failed,
            asset_key=checked(shown[0], findings),
            check_name=name,
            severity=dg.AssetCheckSeverity.ERROR if shown[0].is_blocking else dg.AssetCheckSeverity.WARN,
            description=_in_words(shown),
            metadata={
                "rules": dg.MetadataValue.md(markdown(["Rule", "State", "Cases", "Findings"], table_of_rules)),
                **({"findings": dg.MetadataValue.md(sample(first, failed))} if failed else {}),
                "judged": sum(result.case_count for result in shown),
                "failed": sum(result.finding_count for result in shown),
            },
        )


_STATES = ("failed", "passed", "no case")
"""In the order of the table: what failed comes first."""


def _row(result: RuleResult, address: str) -> tuple[object, ...]:
    return link(result.rule_id, address), result.state, result.case_count, result.finding_count


def _in_words(results: Sequence[RuleResult]) -> str:
    """'Failed: SUM-02 (3 of 57). Passed: 2 rules. No case: SUM-04.'."""
    failed = [f"{rule.rule_id} ({rule.finding_count} of {rule.case_count})" for rule in results if rule.state == "failed"]
    passed = sum(rule.state == "passed" for rule in results)
    idle = [rule.rule_id for rule in results if rule.state == "no case"]
    said = {"Failed": ", ".join(failed), "Passed": f"{passed} rule(s)" if passed else "", "No case": ", ".join(idle)}
    return " ".join(f"{state}: {rules}." for state, rules in said.items() if rules)


def sample(findings: Findings, results: Sequence[RuleResult]) -> str:
    """The first findings of each rule as a Markdown table in Vietnamese: rule, return, cell, message."""
    rows = [
        (finding["rule_id"], *place(finding), finding["message_vi"])
        for result in results
        for finding in findings.get(result.rule_id, ())
    ]
    return markdown([say("Rule"), say("Return, file or period"), say("Cell"), say("What it says")], rows)
