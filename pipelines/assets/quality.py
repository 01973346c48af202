"""Rules of the register, evaluated: findings, and every rule as an asset check."""

from collections.abc import Callable, Iterator, Sequence

import dagster as dg
import duckdb

from pipelines.assets.metadata import asset_key, asset_spec, table_metadata
from pipelines.folders import Folders
from pipelines.quality import (
    FINDING,
    RETURN_FINDING,
    RULE_RESULT,
    Evaluation,
    RuleResult,
    evaluate_bloc_rules,
    evaluate_return_rules,
    landing,
)
from pipelines.quality.checks import RETURN_CHECK, record_checks
from pipelines.reference import Reference, Rule, load_reference
from pipelines.warehouse import Build

_Results = Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]
_RETURN_INPUTS = ["raw.finding", "raw.receipt", "staging.return", "staging.observation", "reference.due_line"]
_BLOC_INPUTS = ["quality.return_finding", "quality.return_rule_result", "core.return", "core.observation", "reference.due_line"]


def quality_assets(rules: Sequence[Rule]) -> list[dg.AssetsDefinition]:
    """Assets quality.return_finding (decides which returns are accepted) and quality.finding (everything found)."""
    of_returns = [rule for rule in rules if landing.is_return_rule(rule)]
    of_the_bloc = [rule for rule in rules if not landing.is_return_rule(rule)]

    @dg.multi_asset(
        name="quality_return_finding",
        specs=[
            asset_spec(table, kinds={"greatexpectations", "duckdb"}, deps=_RETURN_INPUTS)
            for table in (RETURN_FINDING, landing.RETURN_RULE_RESULT)
        ],
        check_specs=[_check_spec(rule, RETURN_FINDING.name) for rule in of_returns],
    )
    def return_finding(folders: dg.ResourceParam[Folders], warehouse: dg.ResourceParam[Build]) -> _Results:
        reference = load_reference(folders.reference)
        evaluation = _evaluate(warehouse, reference, evaluate_return_rules, landing.land_return_findings)
        for table in (RETURN_FINDING, landing.RETURN_RULE_RESULT):
            yield dg.MaterializeResult(asset_key=asset_key(table.name), metadata=table_metadata(warehouse.db, table))
        yield from (_check_result(result, RETURN_FINDING.name) for result in evaluation.results)

    @dg.multi_asset(
        name="quality_finding",
        specs=[
            asset_spec(table, kinds={"greatexpectations", "duckdb"}, deps=_BLOC_INPUTS, group="audit")
            for table in (FINDING, RULE_RESULT)
        ],
        check_specs=[_check_spec(rule, FINDING.name) for rule in of_the_bloc],
    )
    def finding(folders: dg.ResourceParam[Folders], warehouse: dg.ResourceParam[Build]) -> _Results:
        reference = load_reference(folders.reference)
        evaluation = _evaluate(warehouse, reference, evaluate_bloc_rules, landing.land_bloc_findings)
        for table in (FINDING, RULE_RESULT):
            yield dg.MaterializeResult(asset_key=asset_key(table.name), metadata=table_metadata(warehouse.db, table))
        yield from (_check_result(result, FINDING.name) for result in evaluation.results)

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
    warehouse: Build,
    reference: Reference,
    evaluate: Callable[[duckdb.DuckDBPyConnection, Reference], Evaluation],
    land: Callable[[duckdb.DuckDBPyConnection, Evaluation], None],
) -> Evaluation:
    with warehouse.transaction() as db:
        evaluation = evaluate(db, reference)
        land(db, evaluation)
    return evaluation


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


def _check_result(result: RuleResult, table: str) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        passed=result.is_passed,
        asset_key=asset_key(table),
        check_name=check_name(result.rule_id),
        severity=dg.AssetCheckSeverity.ERROR if result.is_blocking else dg.AssetCheckSeverity.WARN,
        metadata={
            "evaluated": result.evaluated_count,
            "failed": result.failed_count,
            "expectation": result.expectation_type,
            "severity_of_finding": result.severity,
        },
    )
