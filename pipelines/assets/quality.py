"""Rules of the register, evaluated: findings, and the rules as asset checks."""

from collections.abc import Callable, Iterator, Mapping, Sequence

import dagster as dg
import duckdb

from pipelines.assets.faults import tells_faults
from pipelines.assets.metadata import asset_key, asset_spec, table_metadata
from pipelines.assets.rule_checks import check_results, check_specs
from pipelines.folders import Folders
from pipelines.links import address
from pipelines.quality import (
    FINDING,
    RETURN_FINDING,
    Evaluation,
    data_docs,
    evaluate_bloc_rules,
    evaluate_return_rules,
    landing,
)
from pipelines.quality.cases import table_of
from pipelines.quality.checks import RETURN_CHECK, record_checks
from pipelines.reference import Reference, Registers, Rule
from pipelines.reference.kinds import KINDS, READER, RETURN_KINDS
from pipelines.reference.rules import is_about_returns
from pipelines.reference.run import RUN, landed_run
from pipelines.tables import Table
from pipelines.warehouse import Build

_Results = Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]
_RETURN_INPUTS = [
    *(table_of(kind) for kind in (READER, *KINDS) if kind == READER or kind in RETURN_KINDS),
    *("quality.reader_scope", "raw.reader_fault", "staging.return", "staging.observation"),
]
_BLOC_INPUTS = [
    *(table_of(kind) for kind in KINDS if kind not in RETURN_KINDS),
    *(table.name for table in landing.OF_RETURNS),
    *("core.return", "core.observation"),
]

EVALUATIONS = ("returns", "bloc")
"""What is evaluated in a night, and kept for the Data Docs under these names."""


def quality_assets(rules: Sequence[Rule]) -> list[dg.AssetsDefinition]:
    """Assets quality.return_finding (decides which returns are accepted) and quality.finding (everything found)."""
    return [
        _return_finding([rule for rule in rules if is_about_returns(rule)]),
        _finding([rule for rule in rules if not is_about_returns(rule)]),
    ]


def _return_finding(rules: Sequence[Rule]) -> dg.AssetsDefinition:
    @dg.multi_asset(
        name="quality_return_finding",
        specs=[asset_spec(table, kinds={"greatexpectations", "duckdb"}, deps=_RETURN_INPUTS) for table in landing.OF_RETURNS],
        check_specs=list(check_specs(rules, RETURN_FINDING.name)),
        can_subset=True,
    )
    @tells_faults
    def return_finding(
        context: dg.AssetExecutionContext,
        folders: dg.ResourceParam[Folders],
        registers: dg.ResourceParam[Registers],
        warehouse: dg.ResourceParam[Build],
    ) -> _Results:
        evaluation, addresses = _evaluate(
            folders, registers.reference, warehouse, EVALUATIONS[0], evaluate_return_rules, landing.land_return_findings
        )
        yield from _told(context, folders, warehouse, landing.OF_RETURNS, evaluation, addresses)

    return return_finding


def _finding(rules: Sequence[Rule]) -> dg.AssetsDefinition:
    @dg.multi_asset(
        name="quality_finding",
        specs=[
            asset_spec(table, kinds={"greatexpectations", "duckdb"}, deps=_BLOC_INPUTS, group="audit")
            for table in landing.OF_ALL
        ],
        check_specs=list(check_specs(rules, FINDING.name)),
        can_subset=True,
    )
    @tells_faults
    def finding(
        context: dg.AssetExecutionContext,
        folders: dg.ResourceParam[Folders],
        registers: dg.ResourceParam[Registers],
        warehouse: dg.ResourceParam[Build],
    ) -> _Results:
        evaluation, addresses = _evaluate(
            folders, registers.reference, warehouse, EVALUATIONS[1], evaluate_bloc_rules, landing.land_bloc_findings
        )
        warehouse.repairs += data_docs.set_aside_strays(folders.validations, EVALUATIONS)
        data_docs.build(folders.validations, folders.data_docs)
        yield from _told(context, folders, warehouse, landing.OF_ALL, evaluation, addresses)

    return finding


@dg.multi_asset(
    name="quality_return_check",
    specs=[asset_spec(RETURN_CHECK, kinds={"duckdb"}, deps=["quality.return_finding", "staging.return", RUN.name])],
)
@tells_faults
def return_check(registers: dg.ResourceParam[Registers], warehouse: dg.ResourceParam[Build]) -> dg.MaterializeResult[None]:
    """Notes the instant at which a return was judged for the first time, or by rules that have changed since."""
    reference = registers.reference
    with warehouse.transaction() as db:
        added = record_checks(db, reference, landed_run(db, reference.time_zone))
    return dg.MaterializeResult(metadata={**table_metadata(warehouse.db, RETURN_CHECK), "judged_anew": added})


def _evaluate(
    folders: Folders,
    reference: Reference,
    warehouse: Build,
    name: str,
    evaluate: Callable[[duckdb.DuckDBPyConnection, Reference], Evaluation],
    land: Callable[[duckdb.DuckDBPyConnection, Evaluation], None],
) -> tuple[Evaluation, Mapping[str, str]]:
    """Evaluate, land what was found, and keep it for the Data Docs; gives also the address of each rule."""
    with warehouse.transaction() as db:
        evaluation = evaluate(db, reference)
        land(db, evaluation)
        run = landed_run(db, reference.time_zone)
    pages = data_docs.keep(folders.validations, name, evaluation, reference, run)
    return evaluation, {rule_id: address(folders, folders.data_docs / page, rule_id) for rule_id, page in pages.items()}


def _told(
    context: dg.AssetExecutionContext,
    folders: Folders,
    warehouse: Build,
    tables: Sequence[Table],
    evaluation: Evaluation,
    addresses: Mapping[str, str],
) -> _Results:
    """Tables with their metadata, then the rules as checks; all lead to the Data Docs.

    A person may ask for one table alone; Dagster hears of no other. (Only assets that allow it may leave a check out.)
    """
    index = dg.MetadataValue.url(address(folders, folders.data_docs / "index.html"))
    for table in [table for table in tables if asset_key(table.name) in context.selected_asset_keys]:
        metadata = {**table_metadata(warehouse.db, table), "data_docs": index}
        yield dg.MaterializeResult(asset_key=asset_key(table.name), metadata=metadata)
    for result in check_results(evaluation.results, evaluation.findings, tables[0].name, addresses):
        if dg.AssetCheckKey(asset_key(tables[0].name), result.check_name or "") in context.selected_asset_check_keys:
            yield result
