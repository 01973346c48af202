"""Data Docs: web pages about every rule, what it found and how Great Expectations judged it, in Vietnamese.

Great Expectations renders each validation; the pages around that are our own, as its own fetch scripts, styles and fonts
from the internet and show nothing without it. A page is one file that loads nothing: no script, no picture, no font.
"""

import os
from collections.abc import Collection, Hashable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
from pydantic import BaseModel, TypeAdapter, ValidationError

from pipelines import pages
from pipelines.folders import remove_folder, write_whole
from pipelines.language.words import label, labels, say, sentence
from pipelines.quality.findings import place
from pipelines.quality.validation import RuleResult, Validation
from pipelines.quality.wording import fill
from pipelines.reference import Reference, Rule
from pipelines.reference.run import Run
from pipelines.warehouse.obstacles import set_aside

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


class RuleDocs(BaseModel, frozen=True):
    """What a page says about one rule."""

    rule_id: str
    severity: str
    is_blocking: bool
    message_vi: str
    remedy_vi: str
    source: str | None
    case_count: int
    finding_count: int
    sample: tuple[dict[str, str], ...]
    """The first findings: where, cell, received, expected, message_vi."""


class SuiteDocs(BaseModel, frozen=True):
    """One page: the rules of one kind."""

    name: str
    """Kind."""
    rendered: str
    """HTML by Great Expectations about all cases of the kind; empty for rules of the reader."""
    validated_at: datetime
    rules: tuple[RuleDocs, ...]

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


_SUITES = TypeAdapter(tuple[SuiteDocs, ...])


def keep(folder: Path, name: str, validation: Validation, reference: Reference, run: Run) -> dict[str, str]:
    """Keep what a validation says until the pages are made, as the validations of a night are steps of their own.

    Args:
        folder: where it is kept; `<folder>/<name>.json` is replaced whole.
        name: name of the validation.
        validation: what the rules found.
        reference: the registers that its rules come from.
        run: the run that judged them, for its instant.

    Returns:
        Rule → file name of the page that will tell of it, e.g. 'sum_of_parts.html'.
    """
    suites = _suites(validation, reference, run)
    write_whole(folder / f"{name}.json", _SUITES.dump_json(suites))
    return kept_pages(folder, name)


def kept_pages(folder: Path, name: str) -> dict[str, str]:
    """Rule → file name of the page that will tell of it, as the validation was kept."""
    suites = _SUITES.validate_json((folder / f"{name}.json").read_bytes())
    return {rule.rule_id: f"{suite.name}.html" for suite in suites for rule in suite.rules}


def set_aside_strays(kept: Path, names: Collection[str]) -> list[str]:
    """Set aside what lies among the kept validations and is none, or of another version; one line each.

    `names` are those of the validations that were kept just now.
    """
    return [
        set_aside(path, kept.parent, "no validation of this version")
        for path in sorted(kept.glob("*.json"))
        if path.stem not in names or not _is_kept(path)
    ]


def _is_kept(path: Path) -> bool:
    try:
        suites = _SUITES.validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return False
    return all(suite.name in labels("rule_kind") for suite in suites)


def build(kept: Path, folder: Path) -> Path:
    """Make the pages anew from everything in `kept`: one per kind of rule, and an index.

    `folder` is a link to the pages of the last night, and is turned to the new ones when they are complete: who reads meets
    the old pages or the new ones, each kind whole.

    Returns:
        The index.
    """
    suites = [suite for path in sorted(kept.glob("*.json")) for suite in _SUITES.validate_json(path.read_bytes())]
    suites.sort(key=lambda suite: list(labels("rule_kind")).index(suite.name))
    versions = folder.with_name(f".{folder.name}")
    new = versions / f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}"
    new.mkdir(parents=True)
    environment = pages.environment("pipelines.quality")
    environment.globals["severities"] = labels("severity")
    page = environment.get_template("suite.html.jinja")
    for suite in suites:
        (new / f"{suite.name}.html").write_text(page.render(suite=suite, suites=suites), encoding="utf-8")
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


def _suites(validation: Validation, reference: Reference, run: Run) -> tuple[SuiteDocs, ...]:
    rules = {rule.rule_id: rule for rule in reference.rule}
    findings = dict(tuple(validation.findings.groupby("rule_id")))
    of_kind: dict[str, list[RuleDocs]] = {}
    for result in validation.results:
        docs = _rule(rules[result.rule_id], result, findings.get(result.rule_id))
        of_kind.setdefault(result.kind, []).append(docs)
    return tuple(
        SuiteDocs(name=kind, rendered=validation.rendered.get(kind, ""), validated_at=run.run_at, rules=tuple(docs))
        for kind, docs in of_kind.items()
    )


def _rule(rule: Rule, result: RuleResult, findings: pd.DataFrame | None) -> RuleDocs:
    sample = [] if findings is None else findings.head(SAMPLE).to_dict("records")
    return RuleDocs(
        rule_id=rule.rule_id,
        severity=rule.severity,
        is_blocking=rule.is_blocking,
        message_vi=fill(rule, rule.message_vi, _placeholders()),
        remedy_vi=fill(rule, rule.remedy_vi, _placeholders()),
        source=rule.source,
        case_count=result.case_count,
        finding_count=result.finding_count,
        sample=tuple(_in_words(finding) for finding in sample),
    )


def _in_words(finding: Mapping[Hashable, Any]) -> dict[str, str]:
    where, cell = place(finding)
    facts = {column: finding[column] for column in ("received", "expected", "message_vi")}
    return {"where": where, "cell": cell, **{name: value if isinstance(value, str) else "" for name, value in facts.items()}}
