"""Rules of the register, judged: findings, and the rules as asset checks."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import dagster as dg
import duckdb
import pandas as pd

from pipelines.assets.faults import tells_faults
from pipelines.assets.metadata import asset_key, asset_spec, table_metadata
from pipelines.assets.rule_checks import check_results, check_specs
from pipelines.folders import Folders
from pipelines.links import address
from pipelines.models import Model
from pipelines.quality import (
    FINDING,
    RETURN_FINDING,
    RuleResult,
    Validation,
    data_docs,
    validate_bloc_rules,
    validate_return_rules,
)
from pipelines.quality.cases import require_cases, table_of
from pipelines.quality.return_validations import record_validations
from pipelines.quality.tables import FAILING_CASE, OF_ALL, OF_RETURNS, RETURN_VALIDATION, VALIDATED, VALIDATION
from pipelines.quality.validation import standing_results, write_bloc_findings, write_return_findings
from pipelines.reference import Reference, Registers, Rule, register_tables
from pipelines.reference.kinds import KINDS, READER, RETURN_KINDS
from pipelines.reference.rules import is_about_returns
from pipelines.reference.run import RUN, read_run
from pipelines.tables import Table
from pipelines.warehouse import Build

_Results = Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]
_RETURN_INPUTS = [
    *(table_of(kind) for kind in (READER, *KINDS) if kind == READER or kind in RETURN_KINDS),
    *("quality.reader_scope", "quality.stood_before", "raw.reader_fault", "staging.return", "staging.observation"),
]
_BLOC_INPUTS = [
    *(table_of(kind) for kind in KINDS if kind not in RETURN_KINDS),
    *(table.name for table in OF_RETURNS),
    *("staging.return", "staging.observation"),
]
_OF_REGISTERS = [table.name for table in register_tables.TABLES.values()]
_KEPT = [VALIDATION.name, VALIDATED.name, FAILING_CASE.name]
"""Tables of what was validated, which both halves add to from night to night."""


def quality_assets(rules: Sequence[Rule], models: Mapping[str, Model]) -> list[dg.AssetsDefinition]:
    """Assets quality.return_finding (decides which returns are accepted) and quality.finding (everything found).

    Raises:
        ModelError: a kind of rule without a model of its cases, or one that lacks a column.
    """
    require_cases(models)
    return [
        _return_finding([rule for rule in rules if is_about_returns(rule)]),
        _finding([rule for rule in rules if not is_about_returns(rule)]),
    ]


def _return_finding(rules: Sequence[Rule]) -> dg.AssetsDefinition:
    @dg.multi_asset(
        name="quality_return_finding",
        specs=[asset_spec(table, kinds={"greatexpectations", "duckdb"}, deps=_RETURN_INPUTS) for table in OF_RETURNS],
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
        found = _found(folders, registers.reference, warehouse, _OF_RETURNS)
        yield from _told(context, folders, warehouse, _OF_RETURNS.tables, found)

    return return_finding


def _finding(rules: Sequence[Rule]) -> dg.AssetsDefinition:
    @dg.multi_asset(
        name="quality_finding",
        specs=[asset_spec(table, kinds={"greatexpectations", "duckdb"}, deps=_BLOC_INPUTS, group="audit") for table in OF_ALL],
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
        found = _found(folders, registers.reference, warehouse, _OF_THE_BLOC)
        warehouse.repairs += data_docs.set_aside_strays(folders.validations, [_OF_RETURNS.name, _OF_THE_BLOC.name])
        _build_pages(folders, warehouse)
        yield from _told(context, folders, warehouse, _OF_THE_BLOC.tables, found)

    return finding


@dg.multi_asset(
    name="quality_return_validation",
    specs=[asset_spec(RETURN_VALIDATION, kinds={"duckdb"}, deps=["quality.return_finding", "staging.return", RUN.name])],
)
@tells_faults
def return_validation(registers: dg.ResourceParam[Registers], warehouse: dg.ResourceParam[Build]) -> dg.MaterializeResult[None]:
    """Notes the instant at which a return was judged for the first time, or by rules that have changed since."""
    reference, added = registers.reference, 0
    key = warehouse.made.key(["quality.return_finding", "staging.return", *_OF_REGISTERS])
    if not warehouse.made.stand([RETURN_VALIDATION.name], key):
        with warehouse.transaction() as db:
            added = record_validations(db, reference, read_run(db, reference.time_zone))
            warehouse.made.note([RETURN_VALIDATION.name], key)
    return dg.MaterializeResult(metadata={**table_metadata(warehouse, RETURN_VALIDATION), "judged_anew": added})


@dataclass(frozen=True)
class _Half:
    """The rules about returns, or those about the bloc: how they are validated."""

    name: str
    is_about: Callable[[Rule], bool]
    validate: Callable[[duckdb.DuckDBPyConnection, Reference], Validation]
    write: Callable[[duckdb.DuckDBPyConnection, Validation], None]
    tables: tuple[Table, Table, Table]
    """Findings, outcomes of rules, and what else comes out."""
    inputs: Sequence[str]


_OF_RETURNS = _Half("returns", is_about_returns, validate_return_rules, write_return_findings, OF_RETURNS, _RETURN_INPUTS)
_OF_THE_BLOC = _Half(
    "bloc",
    lambda rule: not is_about_returns(rule),
    validate_bloc_rules,
    write_bloc_findings,
    OF_ALL,
    _BLOC_INPUTS,
)


@dataclass(frozen=True)
class _Found:
    """What the rules found, now or when they were last judged."""

    results: Sequence[RuleResult]
    findings: pd.DataFrame
    addresses: Mapping[str, str]
    """Rule → where the Data Docs tell of it."""


def _found(folders: Folders, reference: Reference, build: Build, half: _Half) -> _Found:
    """Validate, write what was found, and keep it for the Data Docs; what was judged on the same tables stands."""
    names = [table.name for table in half.tables]
    key = build.made.key([*half.inputs, *_OF_REGISTERS])
    kept = folders.validations / f"{half.name}.json"
    if not (build.made.stand(names, key) and build.made.files_stand(kept.stem, key, [kept])):
        with build.transaction() as db:
            if not build.made.stand(_KEPT, "kept"):
                for name in _KEPT:
                    db.execute(f"drop table if exists {name}")
            validation = half.validate(db, reference)
            half.write(db, validation)
            run = read_run(db, reference.time_zone)
            data_docs.keep(folders.validations, half.name, validation, reference, run)
            build.made.note(_KEPT, "kept")
            build.made.note(names, key)
            build.made.note_files(kept.stem, key, [kept])
    rules = [rule for rule in reference.rule if half.is_about(rule)]
    pages = data_docs.kept_pages(folders.validations, half.name)
    return _Found(
        standing_results(build.db, names[1], rules),
        build.db.sql(f"from {names[0]}").df(),
        {rule_id: address(folders, folders.data_docs / page, rule_id) for rule_id, page in pages.items()},
    )


def _build_pages(folders: Folders, build: Build) -> None:
    """Make the Data Docs, unless they were made of just this and lie there as they were made."""
    key = build.made.key([], *(path.read_bytes() for path in sorted(folders.validations.glob("*.json"))))
    if not build.made.files_stand("data_docs", key, folders.data_docs.rglob("*")):
        data_docs.build(folders.validations, folders.data_docs)
        build.made.note_files("data_docs", key, folders.data_docs.rglob("*"))


def _told(
    context: dg.AssetExecutionContext,
    folders: Folders,
    warehouse: Build,
    tables: Sequence[Table],
    found: _Found,
) -> _Results:
    """Tables with their metadata, then the rules as checks; all lead to the Data Docs.

    A person may ask for one table alone; Dagster hears of no other. (Only assets that allow it may leave a check out.)
    """
    index = dg.MetadataValue.url(address(folders, folders.data_docs / "index.html"))
    for table in [table for table in tables if asset_key(table.name) in context.selected_asset_keys]:
        metadata = {**table_metadata(warehouse, table), "data_docs": index}
        yield dg.MaterializeResult(asset_key=asset_key(table.name), metadata=metadata)
    for result in check_results(found.results, found.findings, tables[0].name, found.addresses):
        if dg.AssetCheckKey(asset_key(tables[0].name), result.check_name or "") in context.selected_asset_check_keys:
            yield result
