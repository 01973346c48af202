"""What came in: the archive, and every cell as received."""

from collections.abc import Iterator

import dagster as dg

from pipelines.assets.faults import tells_faults
from pipelines.assets.metadata import asset_spec, table_metadata
from pipelines.folders import Folders
from pipelines.intake import landing
from pipelines.intake.archive import Archive, Receipt
from pipelines.intake.arrivals import settled_seconds
from pipelines.intake.contracts import READ_TABLES, RECEIPT, UNRECEIVED
from pipelines.intake.journals import mend_journals
from pipelines.intake.past import received_then
from pipelines.intake.soundness import as_repairs, mend_journal
from pipelines.intake.version import reader_version
from pipelines.intake.witness import has_all_landed, landed_lines
from pipelines.operations.unkept import note_unkept
from pipelines.reference import Registers
from pipelines.returns.layout import Forms
from pipelines.warehouse import Build

returns_folder = dg.AssetSpec(
    key=dg.AssetKey(["raw", "returns"]),
    description="Workbooks as the units sent them, in raw/returns, one folder per period.",
    group_name="files",
    kinds={"excel"},
    owners=["team:data-steward"],
)


@dg.multi_asset(
    name="raw_receipt",
    specs=[asset_spec(table, kinds={"excel", "duckdb"}, deps=["raw.returns"]) for table in (RECEIPT, UNRECEIVED)],
)
@tells_faults
def receipt(
    context: dg.AssetExecutionContext, folders: dg.ResourceParam[Folders], warehouse: dg.ResourceParam[Build]
) -> Iterator[dg.MaterializeResult[None]]:
    """Archives every file that is new or changed, by its SHA-256, before anything reads it; what cannot be, it tells."""
    archive = Archive(folders.archive)
    # Before what no journal names is judged, and whichever asset comes first.
    mend_journals(warehouse, folders.archive)
    (landed,) = landed_lines(warehouse, (RECEIPT, Receipt))
    all_landed = has_all_landed(warehouse, RECEIPT, landed)
    warehouse.repairs += mend_journal(archive, landed, folders.returns, all_landed=all_landed)
    received = received_then(archive) if folders.replay else archive.receive(folders.returns, settled=settled_seconds())
    warehouse.repairs += as_repairs(received.put_back)
    with warehouse.transaction() as db:
        landing.land_receipts(db, archive)
        landing.land_unreceived(db, received.unreceived)
        warehouse.made.note([RECEIPT.name, UNRECEIVED.name], context.run.run_id)
    note_unkept(folders, received.unkept)
    for item in received.unreceived:
        context.log.warning(f"not received: {item.path}: {item.reason_vi}")
    for table, counted in ((RECEIPT, {"new_receipts": len(received.new)}), (UNRECEIVED, {})):
        yield dg.MaterializeResult(asset_key=table.name.split("."), metadata={**table_metadata(warehouse, table), **counted})


# Registers that are refused must read nothing: contents would lose what the next night's comparison looks for.
_REGISTERS = "office wording sentence unit unit_alias period code form form_line form_table form_slot breakdown indicator"
_READ_BY = [f"reference.{name}" for name in _REGISTERS.split()]


@dg.multi_asset(
    name="raw_returns",
    specs=[asset_spec(table, kinds={"excel", "duckdb"}, deps=["raw.receipt", *_READ_BY]) for table in READ_TABLES],
)
@tells_faults
def contents(
    context: dg.AssetExecutionContext,
    folders: dg.ResourceParam[Folders],
    registers: dg.ResourceParam[Registers],
    warehouse: dg.ResourceParam[Build],
) -> Iterator[dg.MaterializeResult[None]]:
    """Reads every content not yet read; what was read before, by the same reader and registers, is not read again."""
    forms = Forms.of(registers.reference, folders.passwords())
    archive, version = Archive(folders.archive), reader_version(forms)
    count = landing.land_contents(warehouse, archive, folders.returns, forms, version, context.log.info)
    context.log.info(f"read {count} workbook(s)")
    for table in READ_TABLES:
        metadata = {**table_metadata(warehouse, table), "workbooks_read_now": count}
        yield dg.MaterializeResult(asset_key=table.name.split("."), metadata=metadata)
