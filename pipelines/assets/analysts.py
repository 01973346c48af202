"""What analysts get beside the release: its dictionary to read, and its marts for other programs."""

import dagster as dg

from pipelines.assets.faults import tells_faults
from pipelines.assets.metadata import asset_key, unchanged_since
from pipelines.folders import Folders
from pipelines.language.words import words
from pipelines.links import address
from pipelines.reports.dictionary import FILE_NAME, write_dictionary_page
from pipelines.reports.export import export_marts
from pipelines.warehouse import Build, last_release


@dg.asset(
    key=asset_key("reports.dictionary"),
    deps=[asset_key("warehouse.analytics")],
    group_name="publication",
    kinds={"html"},
    owners=["team:analyst"],
    description="Every public table and column of the release, what it means and where it comes from: one page to search, made "
    "from the tables of the dictionary in the release.",
)
@tells_faults
def dictionary(folders: dg.ResourceParam[Folders], warehouse: dg.ResourceParam[Build]) -> dg.MaterializeResult[None]:
    """Writes warehouse/reports/dictionary.html; that of the same release stands."""
    page = folders.reports / FILE_NAME
    key = warehouse.made.key([], last_release(folders.warehouse).stem, words().fingerprint)
    if not warehouse.made.files_stand("dictionary", key, [page]):
        with warehouse.release.open() as db:
            write_dictionary_page(db, page)
        warehouse.made.note_files("dictionary", key, [page])
    return dg.MaterializeResult(
        metadata={"page": dg.MetadataValue.url(address(folders, page)), **unchanged_since(warehouse, "dictionary")}
    )


@dg.asset(
    key=asset_key("reports.export"),
    deps=[asset_key("warehouse.analytics")],
    group_name="publication",
    kinds={"csv", "parquet"},
    owners=["team:analyst"],
    description="The marts as Parquet, CSV and SDMX with a datapackage.json, in warehouse/exports. `make export` makes "
    "them first: from then on each night writes again those that changed.",
)
@tells_faults
def export(folders: dg.ResourceParam[Folders]) -> dg.MaterializeResult[None]:
    """Brings warehouse/exports up to date, where there is such a folder."""
    if not folders.exports.is_dir():
        return dg.MaterializeResult(metadata={"exports": dg.MetadataValue.text("none: `make export` makes them first")})
    written = export_marts(folders)
    return dg.MaterializeResult(
        metadata={
            "exports": dg.MetadataValue.url(address(folders, folders.exports) + "/"),
            "folder": dg.MetadataValue.path(str(folders.exports)),
            "written_now": dg.MetadataValue.json(written),
        }
    )
