"""The registers, as tables."""

from collections.abc import Iterator

import dagster as dg

from pipelines.assets.faults import tells_faults, tells_the_steward
from pipelines.assets.metadata import asset_spec, table_metadata
from pipelines.folders import Folders
from pipelines.intake.contracts import FREEZE, PUBLICATION, PUBLISHED_FIGURE, REGISTER_STATE, REMINDER
from pipelines.intake.journals import land_journals, mend_journals
from pipelines.intake.register_archive import RegisterArchive
from pipelines.intake.standing import refuse_vanished
from pipelines.intake.waiting import REGISTERS, state_of_registers
from pipelines.reference import Registers, register_tables, run
from pipelines.reference.ahead import refuse_decided_ahead
from pipelines.warehouse import Build

registers_folder = dg.AssetSpec(
    key=dg.AssetKey(["raw", "reference"]),
    description="Registers as CSV files, edited by the steward: units, periods, forms, indicators, targets, rules.",
    group_name="files",
    kinds={"csv"},
    owners=["team:data-steward"],
)

_TABLES = [*register_tables.TABLES.values(), run.RUN, REGISTER_STATE, FREEZE, REMINDER, PUBLICATION, PUBLISHED_FIGURE]


@dg.multi_asset(
    name="reference",
    specs=[asset_spec(table, kinds={"csv", "duckdb"}, deps=["raw.reference"]) for table in _TABLES],
)
@tells_faults
def reference(
    context: dg.AssetExecutionContext,
    folders: dg.ResourceParam[Folders],
    registers: dg.ResourceParam[Registers],
    warehouse: dg.ResourceParam[Build],
) -> Iterator[dg.MaterializeResult[None]]:
    """Every register, loaded and cross-checked whole: one fault and none is loaded. The run's instant lands with them.

    They are compared with the last state that was loaded, and become it.
    """
    # Told before they are read: a change while they are read is then one since this run.
    context.instance.add_run_tags(context.run.run_id, {REGISTERS: state_of_registers(folders.reference)})
    archive = RegisterArchive(folders.archive)
    with tells_the_steward(folders):
        loaded = registers.loaded
        begun = run.begin(loaded.reference.time_zone, folders.replay.run_at if folders.replay else None)
        refuse_decided_ahead(loaded, begun, folders.reference)
        mend_journals(warehouse, folders.archive)
        refuse_vanished(warehouse, archive, loaded, folders.reference)
    landed = [table.name for table in register_tables.TABLES.values()]
    key = warehouse.made.key([], sorted(loaded.contents.items()))
    with warehouse.transaction() as db:
        if not warehouse.made.stand(landed, key):
            register_tables.write_registers(db, loaded.reference)
            warehouse.made.note(landed, key)
        run.write_run(db, begun)
        warehouse.made.note([run.RUN.name], begun.run_at.isoformat())
    archive.keep(loaded.contents)
    land_journals(warehouse, folders.archive, key)
    for table in _TABLES:
        yield dg.MaterializeResult(asset_key=table.name.split("."), metadata=table_metadata(warehouse, table))
