"""What Dagster itself costs: `python -m tests.bench.trivial STEPS` runs a job of so many steps that do nothing.

Same executor and same storage as the nightly job, run in the same way; one asset per step and no check.
"""

import sys

import dagster as dg


def trivial_assets(steps: int) -> list[dg.AssetsDefinition]:
    """A chain of assets that do nothing."""

    def trivial_asset(number: int) -> dg.AssetsDefinition:
        @dg.asset(name=f"step_{number}", deps=[f"step_{number - 1}"] if number else [])
        def nothing() -> None:
            """Does nothing."""

        return nothing

    return [trivial_asset(number) for number in range(steps)]


def main(steps: int) -> None:
    """Run the job to its end."""
    definitions = dg.Definitions(
        assets=trivial_assets(steps),
        jobs=[dg.define_asset_job("trivial", selection=dg.AssetSelection.all())],
        executor=dg.in_process_executor,
    )
    with dg.DagsterInstance.get() as instance:
        definitions.resolve_job_def("trivial").execute_in_process(instance=instance)


if __name__ == "__main__":
    main(int(sys.argv[1]))
