"""Rules of the register, evaluated: findings, and every rule as an asset check."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import dagster as dg
import duckdb
import pandas as pd

from pipelines.assets.metadata import asset_key, asset_spec, table_metadata
from pipelines.folders import Folders
from pipelines.quality import (
    FINDING,
    RETURN_FINDING,
    Evaluation,
    RuleResult,
    data_docs,
    evaluate_bloc_rules,
    evaluate_return_rules,
    landing,
)
from pipelines.quality.checks import RETURN_CHECK, record_checks
from pipelines.quality.findings import place
from pipelines.quality.suites import stop_engine, take_validations
from pipelines.reference import Reference, Rule, load_reference
from pipelines.reference.rules import is_about_returns
from pipelines.tables import Table
from pipelines.warehouse import Build

_Results = Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]
_RETURN_INPUTS = ["raw.finding", "raw.receipt", "staging.return", "staging.observation", "reference.due_line"]
_BLOC_INPUTS = [*(table.name for table in landing.OF_RETURNS), "core.return", "core.observation", "reference.due_line"]
SAMPLE = 5
"""How many findings of a rule its check shows."""


def quality_assets(rules: Sequence[Rule]) -> list[dg.AssetsDefinition]:
    """Assets quality.return_finding (decides which returns are accepted) and quality.finding (everything found)."""
    of_returns = [rule for rule in rules if is_about_returns(rule)]
    of_the_bloc = [rule for rule in rules if not is_about_returns(rule)]

    @dg.multi_asset(
        name="quality_return_finding",
        specs=[asset_spec(table, kinds={"greatexpectations", "duckdb"}, deps=_RETURN_INPUTS) for table in landing.OF_RETURNS],
        check_specs=[_check_spec(rule, RETURN_FINDING.name) for rule in of_returns],
    )
    def return_finding(folders: dg.ResourceParam[Folders], warehouse: dg.ResourceParam[Build]) -> _Results:
        evaluation, pages = _evaluate(folders, warehouse, "returns", evaluate_return_rules, landing.land_return_findings)
        yield from _told(folders, warehouse, landing.OF_RETURNS, evaluation, pages)

    @dg.multi_asset(
        name="quality_finding",
        specs=[
            asset_spec(table, kinds={"greatexpectations", "duckdb"}, deps=_BLOC_INPUTS, group="audit")
            for table in landing.OF_ALL
        ],
        check_specs=[_check_spec(rule, FINDING.name) for rule in of_the_bloc],
    )
    def finding(folders: dg.ResourceParam[Folders], warehouse: dg.ResourceParam[Build]) -> _Results:
        evaluation, pages = _evaluate(folders, warehouse, "bloc", evaluate_bloc_rules, landing.land_bloc_findings)
        stop_engine()  # nothing is evaluated after this
        data_docs.build(folders.validations, folders.data_docs)
        yield from _told(folders, warehouse, landing.OF_ALL, evaluation, pages)

    return [return_finding, finding]


@dg.multi_asset(
    name="quality_return_check",
    specs=[asset_spec(RETURN_CHECK, kinds={"duckdb"}, deps=["quality.return_finding", "staging.return"])],
)
def return_check(folders: dg.ResourceParam[Folders], warehouse: dg.ResourceParam[Build]) -> dg.MaterializeResult[None]:
    """Notes the instant at which a return was judged for the first time, or by rules that have changed since."""
    with warehouse.transaction() as db:
        added = record_checks(db, load_reference(folders.reference))
    return dg.MaterializeResult(metadata={**table_metadata(warehouse.db, RETURN_CHECK), "judged_anew": added})


def _evaluate(
    folders: Folders,
    warehouse: Build,
    name: str,
    evaluate: Callable[[duckdb.DuckDBPyConnection, Reference], Evaluation],
    land: Callable[[duckdb.DuckDBPyConnection, Evaluation], None],
) -> tuple[Evaluation, Mapping[str, Path]]:
    """Evaluate, land what was found, and keep it for the Data Docs; gives also the page of each rule."""
    reference = load_reference(folders.reference)
    with warehouse.transaction() as db:
        evaluation = evaluate(db, reference)
        land(db, evaluation)
    pages = data_docs.keep(folders.validations, name, evaluation, take_validations(), reference)
    return evaluation, {rule_id: folders.data_docs / page for rule_id, page in pages.items()}


def _told(
    folders: Folders, warehouse: Build, tables: Sequence[Table], evaluation: Evaluation, pages: Mapping[str, Path]
) -> _Results:
    """Tables with their metadata, then every rule as a check; all lead to the Data Docs."""
    index = dg.MetadataValue.path(folders.data_docs / "index.html")
    for table in tables:
        metadata = {**table_metadata(warehouse.db, table), "data_docs": index}
        yield dg.MaterializeResult(asset_key=asset_key(table.name), metadata=metadata)
    of_rule = dict(tuple(evaluation.findings.groupby("rule_id")))
    for result in evaluation.results:
        yield _check_result(result, tables[0].name, of_rule.get(result.rule_id), pages[result.rule_id])


def check_name(rule_id: str) -> str:
    """Name of a rule as an asset check."""
    return rule_id.replace("-", "_")


def _check_spec(rule: Rule, table: str) -> dg.AssetCheckSpec:
    consequence = {
        "error": "The return is rejected; its last accepted revision stays in force.",
        "warning": "The return is accepted and asked about.",
        "note": "For information.",
    }[rule.severity]
    return dg.AssetCheckSpec(
        check_name(rule.rule_id),
        asset=asset_key(table),
        blocking=rule.is_blocking,
        description=f"{rule.reason}. {'Stops the release.' if rule.is_blocking else consequence}",
        metadata={"message_vi": rule.message_vi, "remedy_vi": rule.remedy_vi, "source": rule.source or "", "owner": rule.owner},
    )


def _check_result(result: RuleResult, table: str, findings: pd.DataFrame | None, page: Path) -> dg.AssetCheckResult:
    """`findings` are those of the rule; None when there are none."""
    return dg.AssetCheckResult(
        passed=result.is_passed,
        asset_key=asset_key(table),
        check_name=check_name(result.rule_id),
        severity=dg.AssetCheckSeverity.ERROR if result.is_blocking else dg.AssetCheckSeverity.WARN,
        metadata={
            "evaluated": result.evaluated_count,
            "failed": result.failed_count,
            **({} if findings is None else {"sample": dg.MetadataValue.md(sample(findings))}),
            "expectation": result.expectation_type,
            "severity_of_finding": result.severity,
            "data_docs": dg.MetadataValue.path(page),
        },
    )


def sample(findings: pd.DataFrame) -> str:
    """The first findings as a Markdown table in Vietnamese: return, cell, message."""
    rows = [["Phiếu, tệp hoặc kỳ", "Ô", "Nội dung"], ["---"] * 3]
    for finding in findings.head(SAMPLE).to_dict("records"):
        texts = (*place(finding), str(finding["message_vi"]))
        rows.append([text.replace("|", "\\|").replace("\n", " ") for text in texts])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)
