"""The steward's page, made after the release and the slips to which it links."""

import dagster as dg

from pipelines import slips
from pipelines.assets.faults import tells_faults
from pipelines.assets.metadata import asset_key, unchanged_since
from pipelines.folders import Folders
from pipelines.language.words import words
from pipelines.links import address
from pipelines.reference import Registers
from pipelines.reference.run import RUN, read_run
from pipelines.reports.steward import FILE_NAME, SHOWN, write_steward_page
from pipelines.warehouse import Build


@dg.asset(
    key=asset_key("reports.steward"),
    deps=[asset_key("warehouse.analytics"), asset_key("reports.slip")],
    group_name="publication",
    kinds={"html"},
    owners=["team:data-steward"],
    description="Who has sent and who is late, what was refused and why, explanations to decide, decisions without effect and "
    "faults of registers: one page for the steward, made from the release.",
)
@tells_faults
def steward(
    folders: dg.ResourceParam[Folders], registers: dg.ResourceParam[Registers], warehouse: dg.ResourceParam[Build]
) -> dg.MaterializeResult[None]:
    """Writes warehouse/reports/steward.html; one that says the same of the same day stands."""
    page = folders.reports / FILE_NAME
    with warehouse.release.open() as db:
        found = slips.slips_by_file(db, folders.slips)
        key = warehouse.made.key([*SHOWN, RUN.name], words().fingerprint, sorted(found))
        if not warehouse.made.files_stand("steward", key, [page]):
            write_steward_page(db, page, read_run(warehouse.db, registers.reference.time_zone).office_on, found)
            warehouse.made.note_files("steward", key, [page])
    return dg.MaterializeResult(
        metadata={"page": dg.MetadataValue.url(address(folders, page)), **unchanged_since(warehouse, "steward")}
    )
