"""What Dagster itself costs: `python -m tests.bench.trivial 1 1 6 …` runs steps that make so many assets each and do nothing.

Same executor as the nightly job, run in the same way; no check.
"""

import sys
from collections.abc import Iterator, Sequence

import dagster as dg


def trivial_assets(assets: Sequence[int]) -> list[dg.AssetsDefinition]:
    """A chain of steps, each of so many assets."""

    def trivial_step(number: int, count: int) -> dg.AssetsDefinition:
        specs = [
            dg.AssetSpec(f"asset_{number}_{place}", deps=[f"asset_{number - 1}_0"] if number else []) for place in range(count)
        ]

        @dg.multi_asset(name=f"step_{number}", specs=specs)
        def nothing() -> Iterator[dg.MaterializeResult[None]]:
            """Does nothing."""
            yield from (dg.MaterializeResult(asset_key=spec.key) for spec in specs)

        return nothing

    return [trivial_step(number, count) for number, count in enumerate(assets)]


def main(assets: Sequence[int]) -> None:
    """Run the job to its end."""
    definitions = dg.Definitions(
        assets=trivial_assets(assets),
        jobs=[dg.define_asset_job("trivial", selection=dg.AssetSelection.all())],
        executor=dg.in_process_executor,
    )
    with dg.DagsterInstance.get() as instance:
        definitions.resolve_job_def("trivial").execute_in_process(instance=instance)


if __name__ == "__main__":
    main([int(count) for count in sys.argv[1:]])
