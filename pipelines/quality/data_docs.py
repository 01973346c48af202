"""Data Docs: web pages about every rule, what it found and how Great Expectations judged it, in Vietnamese.

Great Expectations renders each validation; the pages around that are our own, as its own fetch scripts, styles and fonts
from the internet and show nothing without it. A page is one file that loads nothing: no script, no picture, no font.
"""

import os
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


def _placeholders() -> dict[str, str]:
    return {name: say(text) for name, text in _PLACEHOLDERS.items()}


@dataclass(frozen=True)
class RuleDocs:
    """What a page says about one rule."""

    rule_id: str
    severity: str
    is_blocking: bool
    message_vi: str
    remedy_vi: str
    source: str | None
    case_count: int
    finding_count: int
    sample: Sequence[dict[str, str]]
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

    @property
    def failed(self) -> tuple[RuleDocs, ...]:
        """Rules that found something."""
        return tuple(rule for rule in self.rules if rule.finding_count)

    @property
    def idle(self) -> tuple[RuleDocs, ...]:
        """Rules that had no case to judge: they have not passed."""
        return tuple(rule for rule in self.rules if not rule.finding_count and not rule.case_count)

    @property
    def passed(self) -> tuple[RuleDocs, ...]:
        """Rules that judged something and found nothing."""
        return tuple(rule for rule in self.rules if not rule.finding_count and rule.case_count)

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
    suites = sorted(_suites(db, reference, run), key=lambda suite: list(labels("rule_kind")).index(suite.name))
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
    of_kind: dict[str, list[RuleDocs]] = {}
    for result in results(db, RULE_RESULT.name, reference.rule):
        docs = _rule(rules[result.rule_id], result, findings.get(result.rule_id, ()))
        of_kind.setdefault(result.kind, []).append(docs)
    return [SuiteDocs(kind, rendered.get(kind, ""), run.run_at, docs) for kind, docs in of_kind.items()]


def _rule(rule: Rule, result: RuleResult, findings: Sequence[Mapping[str, Any]]) -> RuleDocs:
    return RuleDocs(
        rule_id=rule.rule_id,
        severity=rule.severity,
        is_blocking=rule.is_blocking,
        message_vi=fill(rule, rule.message_vi, _placeholders()),
        remedy_vi=fill(rule, rule.remedy_vi, _placeholders()),
        source=rule.source,
        case_count=result.case_count,
        finding_count=result.finding_count,
        sample=[_in_words(finding) for finding in findings],
    )


def _in_words(finding: Mapping[str, Any]) -> dict[str, str]:
    where, cell = place(finding)
    facts = {column: finding[column] or "" for column in ("received", "expected", "message_vi")}
    return {"where": where, "cell": cell, **facts}
