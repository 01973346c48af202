"""What the rest of each target's time may bring."""

import dagster as dg

from pipelines.assets.faults import tells_faults
from pipelines.assets.metadata import asset_key, asset_spec, table_metadata
from pipelines.outlook import MADE_FROM, OUTLOOK, write_outlooks
from pipelines.warehouse import Build


@dg.multi_asset(name="core_outlook_interval", specs=[asset_spec(OUTLOOK, kinds={"scipy", "duckdb"}, deps=list(MADE_FROM))])
@tells_faults
def outlook_interval(warehouse: dg.ResourceParam[Build]) -> dg.MaterializeResult[None]:
    """Makes core.outlook_interval, unless what it is made from is as it was."""
    key = warehouse.made.key(MADE_FROM)
    if not warehouse.made.stand([OUTLOOK.name], key):
        with warehouse.transaction() as db:
            write_outlooks(db)
            warehouse.made.note([OUTLOOK.name], key)
    return dg.MaterializeResult(asset_key=asset_key(OUTLOOK.name), metadata=table_metadata(warehouse, OUTLOOK))
