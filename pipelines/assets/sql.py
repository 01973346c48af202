"""One asset per SQL file: path = table = asset key; dependencies and lineage from the SQL itself."""

from collections.abc import Iterator
from dataclasses import replace

import dagster as dg

from pipelines import models
from pipelines.assets.faults import tells_faults
from pipelines.assets.metadata import Lineage, asset_key, asset_spec, table_metadata
from pipelines.errors import SqlTestError
from pipelines.models import Model, SqlTest
from pipelines.warehouse import Build
from pipelines.warehouse.parts import Kept

_Results = Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]


def sql_asset(model: Model, behind: Lineage) -> dg.AssetsDefinition:
    """The asset of one model: builds the table and runs its tests in one transaction, each test a blocking check.

    What was built from the same tables by the same code stands, with what its tests found.

    `behind` is the model's column lineage.
    """

    @dg.multi_asset(
        name=model.name.replace(".", "_"),
        specs=[
            # Here and not with each run: it is stored once, and not three times a night.
            asset_spec(model.table, kinds={"sql", "duckdb"}, deps=list(model.dependencies), behind=behind).merge_attributes(
                metadata={"sql": dg.MetadataValue.md(f"```sql\n{model.sql}\n```")}
            )
        ],
        check_specs=[
            dg.AssetCheckSpec(check_name(test), asset=asset_key(model.name), blocking=True, description=test.description)
            for test in model.tests
        ],
    )
    @tells_faults
    def build_model(warehouse: dg.ResourceParam[Build]) -> _Results:
        key = warehouse.made.key(model.reads)
        results: list[dg.AssetCheckResult] = []
        if warehouse.made.stand([model.name], key):
            results = [_check_result(model, test, []) for test in model.tests]
        else:
            try:
                make(warehouse, model, key, results)
            except SqlTestError:
                yield from results
                raise
        yield dg.MaterializeResult(metadata=table_metadata(warehouse, model.table, behind))
        yield from results

    return build_model


def make(warehouse: Build, model: Model, key: str, results: list[dg.AssetCheckResult]) -> None:
    """Build the table from what `key` tells, run its tests and add what each found to `results`."""
    with warehouse.transaction() as db:
        count = bring(warehouse, model)
        for test in (_asked(warehouse, model, test, count) for test in model.tests):
            with models.tells_sql(f"sql/{model.name.partition('.')[0]}/{test.name}.test.sql"):
                wrong = models.run_test(db, test)
            results.append(_check_result(model, test, wrong))
            models.require(test, model, wrong)
        warehouse.made.note([model.name], key)


def bring(warehouse: Build, model: Model) -> int | None:
    """Bring the table of a model to what its select gives now, within a transaction, touching as little as can be.

    Returns:
        how many of its parts were made again; None where it is kept by none, or all of it was made anew.
    """
    with models.tells_sql(models.file_of(model)):
        if model.kept_by:
            return warehouse.parts.make(_kept(model), lambda: models.build(warehouse.db, model))
        if held := warehouse.made.held(model.name):  # by this same code: its columns, and what is said, are what they were
            warehouse.parts.write(model.name, model.sql, held=held)
        else:
            models.build(warehouse.db, model)
    return None


def _asked(warehouse: Build, model: Model, test: SqlTest, count: int | None) -> SqlTest:
    """A test as it is to be asked of a table of which `count` parts were made again: of the others it was asked before."""
    if count is None or not test.is_of_each_part or not model.reads <= set(model.dependencies):
        return test
    return replace(test, sql=warehouse.parts.of_made_again(_kept(model), test.sql))


def _kept(model: Model) -> Kept:
    return Kept(model.name, model.sql, model.dependencies, model.kept_by, model.reaches)


def check_name(test: SqlTest) -> str:
    """Name of a test as an asset check."""
    return test.name.replace(".", "__")


def _check_result(model: Model, test: SqlTest, wrong: list[dict[str, object]]) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        passed=not wrong,
        asset_key=asset_key(model.name),
        check_name=check_name(test),
        description=test.description,
        metadata={"wrong_rows": len(wrong), "first_wrong_row": str(wrong[0]) if wrong else "none"},
    )
