"""Data Docs: web pages about every rule, what it found and how Great Expectations judged it, in Vietnamese.

Great Expectations renders each validation; the pages around that are our own, as its own fetch scripts, styles and fonts
from the internet and show nothing without it. A page is one file that loads nothing: no script, no picture, no font.
"""

import os
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from pipelines import pages, queries
from pipelines.folders import remove_folder
from pipelines.language.words import label, labels, say, sentence
from pipelines.quality.findings import first_findings, place
from pipelines.quality.tables import FINDING, RULE_RESULT, VALIDATION
from pipelines.quality.validation import RuleResult, results
from pipelines.quality.wording import fill
from pipelines.reference import Reference, Rule
from pipelines.reference.run import Run

MADE_FROM = (FINDING.name, RULE_RESULT.name, VALIDATION.name)
"""Tables that the pages tell of, beside the registers."""

SAMPLE = 10
"""How many findings of a rule a page shows."""
_PLACEHOLDERS = {
    "received": sentence("‹value received›"),
    "expected": sentence("‹value expected›"),
    "detail": sentence("‹detail›"),
    "label": sentence("‹name of the indicator›"),
    "period": sentence("‹period›"),
}
"""Placeholder of a message → what stands for it where no finding fills it."""


@dataclass(frozen=True)
class RuleDocs(RuleResult):
    """What a page says about one rule."""

    message_vi: str
    remedy_vi: str
    source: str | None
    sample: Sequence[Mapping[str, Any]]
    """The first findings: where, cell, received, expected, message_vi."""


@dataclass(frozen=True)
class SuiteDocs:
    """One page: the rules of one kind."""

    name: str
    """Kind."""
    rendered: str
    """HTML by Great Expectations about all cases of the kind; empty for rules of the reader."""
    validated_at: datetime
    rules: Sequence[RuleDocs]

    @property
    def title_vi(self) -> str:
        """Title of the page."""
        return label("rule_kind", self.name)

    def of(self, state: str) -> list[RuleDocs]:
        """Its rules that failed, passed, or had no case to judge."""
        return [rule for rule in self.rules if rule.state == state]

    @property
    def finding_count(self) -> int:
        """Findings of all its rules."""
        return sum(rule.finding_count for rule in self.rules)


def page_of(kind: str) -> str:
    """File name of the page that tells of the rules of a kind, e.g. 'sum_of_parts.html'."""
    return f"{kind}.html"


def build(db: duckdb.DuckDBPyConnection, reference: Reference, run: Run, folder: Path) -> Path:
    """Make the pages anew: one per kind of rule, and an index.

    Args:
        db: connection with the tables MADE_FROM.
        reference: the registers that its rules come from.
        run: the run that judged them, for its instant.
        folder: a link to the pages of the last night, which is turned to the new ones when they are complete: who reads meets
            the old pages or the new ones, each kind whole.

    Returns:
        The index.
    """
    suites = _suites(db, reference, run)
    versions = folder.with_name(f".{folder.name}")
    new = versions / f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}"
    new.mkdir(parents=True)
    environment = pages.environment("pipelines.quality")
    environment.globals["severities"] = labels("severity")
    page = environment.get_template("suite.html.jinja")
    for suite in suites:
        (new / page_of(suite.name)).write_text(page.render(suite=suite, suites=suites), encoding="utf-8")
    index = environment.get_template("index.html.jinja").render(suites=suites)
    (new / "index.html").write_text(index, encoding="utf-8")
    _turn(folder, new)
    for old in versions.iterdir():
        if old != new:
            remove_folder(old)
    return folder / "index.html"


def _turn(link: Path, target: Path) -> None:
    """Let `link` point to `target`, at once; a folder in its place (a copy that was put back) makes room."""
    if link.is_dir() and not link.is_symlink():
        remove_folder(link)
    turned = target.with_suffix(".link")
    turned.symlink_to(target.relative_to(link.parent), target_is_directory=True)
    os.replace(turned, link)  # noqa: PTH105 the rename is the point


def _suites(db: duckdb.DuckDBPyConnection, reference: Reference, run: Run) -> list[SuiteDocs]:
    rules = {rule.rule_id: rule for rule in reference.rule}
    rendered = {row["kind"]: row["rendered"] for row in queries.table(db, VALIDATION.name)}
    findings = first_findings(db, FINDING.name, SAMPLE)
    of_kind: dict[str, list[RuleDocs]] = defaultdict(list)
    for result in results(db, RULE_RESULT.name, reference.rule):
        of_kind[result.kind].append(_rule(rules[result.rule_id], result, findings.get(result.rule_id, ())))
    return [
        SuiteDocs(kind, rendered.get(kind, ""), run.run_at, of_kind[kind]) for kind in labels("rule_kind") if kind in of_kind
    ]


def _rule(rule: Rule, result: RuleResult, findings: Sequence[Mapping[str, Any]]) -> RuleDocs:
    unfilled = {name: say(text) for name, text in _PLACEHOLDERS.items()}
    return RuleDocs(
        **vars(result),
        message_vi=fill(rule, rule.message_vi, unfilled),
        remedy_vi=fill(rule, rule.remedy_vi, unfilled),
        source=rule.source,
        sample=[{**finding, **dict(zip(("where", "cell"), place(finding), strict=True))} for finding in findings],
    )
