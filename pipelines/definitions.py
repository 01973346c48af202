"""Dagster's entry: names everything, decides nothing."""

from functools import partial

import dagster as dg

from pipelines.assets import raw, reference
from pipelines.assets.analysts import dictionary, export
from pipelines.assets.automation import (
    NIGHTLY,
    arrival_sensor,
    failure_sensor,
    nightly_schedule,
    progress_logger,
    recovery_sensor,
)
from pipelines.assets.outlook import outlook_interval
from pipelines.assets.publication import annex, document, evaluation, pdf, release_asset, release_notes, slip
from pipelines.assets.quality import WITH_RULES, quality_assets, quality_checks
from pipelines.assets.sql import sql_asset
from pipelines.assets.state import dagster_state
from pipelines.assets.steward import steward
from pipelines.folders import SQL, Folders
from pipelines.intake import contracts as returns_contracts
from pipelines.language.words import use
from pipelines.lineage import models_with_lineage
from pipelines.outlook import OUTLOOK
from pipelines.quality import tables as quality_tables
from pipelines.reference import Registers, readable_rules, readable_time_zone, readable_words, register_tables
from pipelines.reference.run import RUN
from pipelines.warehouse.dictionary import write_dictionary
from pipelines.warehouse.resource import Warehouse

python_tables = [
    *register_tables.TABLES.values(),
    RUN,
    returns_contracts.FREEZE,
    returns_contracts.REGISTER_STATE,
    returns_contracts.REMINDER,
    returns_contracts.PUBLICATION,
    returns_contracts.PUBLISHED_FIGURE,
    returns_contracts.RECEIPT,
    returns_contracts.UNRECEIVED,
    *returns_contracts.READ_TABLES,
    *quality_tables.TABLES,
    OUTLOOK,
]
folders = Folders.from_environment()
models, behind = models_with_lineage(SQL, python_tables, folders.warehouse)
columns = {table.name: list(table.columns) for table in [*python_tables, *(model.table for model in models.values())]}
model_assets = [sql_asset(model, behind[model.name]) for model in models.values() if model.name not in WITH_RULES]

describe = partial(write_dictionary, reads={name: model.dependencies for name, model in models.items()}, behind=behind)


def definitions_of(folders: Folders) -> dg.Definitions:
    """Everything that Dagster is to know about the installation in `folders`, in the office's words from here on."""
    use(readable_words(folders.reference))
    rules = readable_rules(folders.reference)
    return dg.Definitions(
        assets=[
            raw.returns_folder,
            reference.registers_folder,
            reference.reference,
            raw.receipt,
            raw.contents,
            *model_assets,
            *quality_assets(rules, models, behind),
            outlook_interval,
            release_asset(columns, describe),
            evaluation,
            document,
            pdf,
            annex,
            release_notes,
            slip,
            steward,
            dictionary,
            export,
            dagster_state,
        ],
        asset_checks=quality_checks(rules),
        jobs=[NIGHTLY],
        schedules=[nightly_schedule(readable_time_zone(folders.reference))],
        sensors=[arrival_sensor(folders), failure_sensor(folders), recovery_sensor(folders)],
        resources={
            "folders": folders,
            "registers": dg.ResourceDefinition(lambda _: Registers(folders.reference, is_past=folders.replay is not None)),
            "warehouse": Warehouse(folder=str(folders.warehouse)),
        },
        loggers={"progress": progress_logger},
        executor=dg.in_process_executor,
    )


defs = definitions_of(folders)
