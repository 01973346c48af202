"""Rules of the register, judged: findings, and the rules as asset checks."""

from collections.abc import Collection, Iterator, Mapping, Sequence

import dagster as dg

from pipelines.assets.faults import tells_faults
from pipelines.assets.metadata import Lineage, asset_key, asset_spec, table_metadata
from pipelines.assets.rule_checks import SAMPLE, check_results, check_specs
from pipelines.folders import Folders
from pipelines.intake.publications import Publications
from pipelines.links import address
from pipelines.models import Model
from pipelines.quality import data_docs
from pipelines.quality.cases import require_cases, table_of
from pipelines.quality.findings import first_findings
from pipelines.quality.return_validations import record_validations
from pipelines.quality.tables import KEPT, RETURN_VALIDATION, VALIDATED
from pipelines.quality.validation import OF_RETURNS, OF_THE_BLOC, Half, results, validate
from pipelines.reference import Reference, Registers, Rule, register_tables
from pipelines.reference.run import RUN, read_run
from pipelines.warehouse import Build

_Results = Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]
_OF_REGISTERS = [table.name for table in register_tables.TABLES.values()]
_OF_WORDS = [f"reference.{name}" for name in ("rule", "rule_subject", "indicator", "period", "code")]
"""Registers that the words and keys of findings come from."""
WITH_RULES = (*OF_RETURNS.models, *OF_THE_BLOC.models)
"""Models that are made while rules are judged, and not by a step of their own."""


def quality_assets(
    rules: Sequence[Rule], models: Mapping[str, Model], behind: Mapping[str, Lineage]
) -> list[dg.AssetsDefinition]:
    """Assets quality.return_finding (decides which returns are accepted) and quality.finding (everything found), with theirs.

    Raises:
        ModelError: a kind of rule without a model of its cases, or one that lacks a column.
    """
    require_cases(models)
    return [_finding(half, rules, models, behind) for half in (OF_RETURNS, OF_THE_BLOC)]


def _finding(
    half: Half, rules: Sequence[Rule], models: Mapping[str, Model], behind: Mapping[str, Lineage]
) -> dg.AssetsDefinition:
    """One step of all tables of a half of the rules: each of them without the others would be wrong."""
    read = _read(half, models)
    # The instant of a run tells when returns were judged; that it is another one is no reason to judge them.
    inputs = sorted(set[str]().union(*read.values()) - read.keys() - {RUN.name})
    tables = [*(models[name].table for name in half.models), half.finding, half.result, *half.noted]
    kinds, group = {"greatexpectations", "duckdb"}, None if half is OF_RETURNS else "audit"

    @dg.multi_asset(
        name=half.finding.name.replace(".", "_"),
        specs=[
            asset_spec(table, kinds=kinds, deps=sorted(read[table.name]), group=group, behind=behind.get(table.name))
            for table in tables
        ],
        check_specs=list(check_specs([rule for rule in rules if half.holds(rule) and rule.is_blocking], half.finding.name)),
        can_subset=True,
    )
    @tells_faults
    def finding(
        context: dg.AssetExecutionContext,
        folders: dg.ResourceParam[Folders],
        registers: dg.ResourceParam[Registers],
        warehouse: dg.ResourceParam[Build],
    ) -> _Results:
        reference = registers.reference
        if half.noted and RETURN_VALIDATION.name not in warehouse.tables():
            with warehouse.transaction() as db:
                warehouse.repairs += Publications(folders.archive).restore(db, RETURN_VALIDATION, warehouse.folder)
        _judge(reference, warehouse, half, models, inputs, [table.name for table in tables])
        if half is OF_THE_BLOC:
            _build_pages(folders, reference, warehouse)
        # A person may ask for one table alone; Dagster hears of no other.
        for table in [table for table in tables if asset_key(table.name) in context.selected_asset_keys]:
            metadata = {**table_metadata(warehouse, table), "data_docs": _index(folders)}
            yield dg.MaterializeResult(asset_key=asset_key(table.name), metadata=metadata)
        yield from _outcomes(folders, reference, warehouse, half, context.selected_asset_check_keys)

    return finding


def _index(folders: Folders) -> dg.MetadataValue[str]:
    """The first page of the data docs."""
    return dg.MetadataValue.url(address(folders, folders.data_docs / "index.html"))


def quality_checks(rules: Sequence[Rule]) -> list[dg.AssetChecksDefinition]:
    """The rules that stop no release as checks of the cases of their kind, which are told once their half is judged."""
    told = ((half, [rule for rule in rules if half.holds(rule) and not rule.is_blocking]) for half in (OF_RETURNS, OF_THE_BLOC))
    return [_checks(half, shown) for half, shown in told if shown]


def _checks(half: Half, rules: Sequence[Rule]) -> dg.AssetChecksDefinition:
    @dg.multi_asset_check(
        name=f"{half.finding.name.replace('.', '_')}_checks",
        specs=list(check_specs(rules, half.finding.name, deps=[half.result.name])),
        can_subset=True,  # else none of them could be left out
    )
    @tells_faults
    def checks(
        context: dg.AssetCheckExecutionContext,
        folders: dg.ResourceParam[Folders],
        registers: dg.ResourceParam[Registers],
        warehouse: dg.ResourceParam[Build],
    ) -> Iterator[dg.AssetCheckResult]:
        yield from _outcomes(folders, registers.reference, warehouse, half, context.selected_asset_check_keys)

    return checks


def _read(half: Half, models: Mapping[str, Model]) -> dict[str, set[str]]:
    """Each table of a half of the rules → the tables that it is made from; what is kept of cases stands for their tables."""
    cases, kept = {table_of(kind) for kind in half.kinds}, {table.name for table in KEPT}
    read = {name: set(models[name].dependencies) for name in half.models}
    found = {name: tables - kept | (cases if tables & kept else set()) for name, tables in read.items()}
    found[half.finding.name] = {half.broken_case, "raw.entry", "staging.return", *_OF_WORDS}
    found[half.result.name] = {half.set_aside, half.finding.name, "reference.rule", "quality.reader_case_count", *cases}
    found |= {table.name: {half.finding.name, "staging.return", RUN.name} for table in half.noted}
    if half.before:
        found[half.finding.name].add(half.before.finding.name)
        found[half.result.name].add(half.before.result.name)
    return found


def _judge(
    reference: Reference, build: Build, half: Half, models: Mapping[str, Model], inputs: Sequence[str], names: Sequence[str]
) -> None:
    """Judge a half of the rules, unless what they were judged on is as it was."""
    kept = [table.name for table in KEPT]
    key = build.made.key([*inputs, *_OF_REGISTERS])
    if build.made.stand(names, key):
        return
    cases = {name: build.made.content(name) for name in map(table_of, half.kinds) if name in models}
    with build.transaction() as db:
        unchanged = build.parts.read_by(VALIDATED.name).items() & cases.items()
        if not build.made.stand(kept, "kept"):
            unchanged = set()
            for name in kept:
                db.execute(f"drop table if exists {name}")
        validate(db, reference, half, models, dict(unchanged))
        build.parts.note_read(VALIDATED.name, cases)
        if half.noted:
            rules = {"registers": build.made.key(_OF_REGISTERS)}
            is_same = build.parts.read_by(RETURN_VALIDATION.name) == rules and bool(build.made.since(RETURN_VALIDATION.name))
            record_validations(db, reference, read_run(db, reference.time_zone), are_rules_the_same=is_same)
            build.parts.note_read(RETURN_VALIDATION.name, rules)
        build.made.note(kept, "kept")
        build.made.note(names, key)


def _build_pages(folders: Folders, reference: Reference, build: Build) -> None:
    """Make the Data Docs, unless they were made of just this and lie there as they were made."""
    key = build.made.key([*data_docs.MADE_FROM, *_OF_REGISTERS])
    if not build.made.files_stand("data_docs", key, folders.data_docs.rglob("*")):
        data_docs.build(build.db, reference, read_run(build.db, reference.time_zone), folders.data_docs)
        build.made.note_files("data_docs", key, folders.data_docs.rglob("*"))


def _outcomes(
    folders: Folders, reference: Reference, warehouse: Build, half: Half, asked: Collection[dg.AssetCheckKey]
) -> Iterator[dg.AssetCheckResult]:
    """What came of the rules of a half, as those checks that are asked for; all lead to the Data Docs."""
    rules = [rule for rule in reference.rule if half.holds(rule)]
    addresses = {
        rule.rule_id: address(folders, folders.data_docs / data_docs.page_of(rule.kind), rule.rule_id) for rule in rules
    }
    told = {(key.asset_key, key.name) for key in asked}
    findings = first_findings(warehouse.db, half.finding.name, SAMPLE)
    outcomes = results(warehouse.db, half.result.name, rules)
    for result in check_results(outcomes, findings, half.finding.name, addresses):
        if (result.asset_key, result.check_name) in told:
            yield result
