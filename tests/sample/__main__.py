"""Command line of the sample generator: `python -m tests.sample --help`."""

from pathlib import Path
from typing import Annotated

import typer

from pipelines.reference import load_reference
from tests.sample import plan
from tests.sample.scale import write_registers
from tests.sample.workbooks import SEED, write_returns, write_term

ROOT = Path(__file__).parents[2]


def main(
    seed: Annotated[int, typer.Option(help="Seed: the same one gives the same bytes.")] = SEED,
    units: Annotated[int | None, typer.Option(min=1, help="Grassroots units at the end of the term.")] = None,
    periods: Annotated[int | None, typer.Option(min=1, help="Half-years, all of them reported.")] = None,
    out: Annotated[Path | None, typer.Option(help="Folder for returns/ (and reference/, with sizes). Default: raw/.")] = None,
) -> None:
    """Write the shipped sample; with --units or --periods, a bloc of that size with registers of its own."""
    reference = load_reference(ROOT / "raw" / "reference")
    if units is None and periods is None:
        count = write_term(
            reference, (out or ROOT / "raw") / "returns", (out or ROOT / "raw" / "reference") / "received.csv", seed
        )
    elif out is None:
        raise typer.BadParameter("a bloc of another size needs --out, so that it does not replace the shipped one")
    else:
        write_registers(reference, ROOT / "raw" / "reference", out / "reference", units or plan.UNITS, periods or plan.PERIODS)
        reference = load_reference(out / "reference")
        count = write_returns(reference, list(reference.periods), out / "returns", seed)
    typer.echo(f"{count} returns written")


if __name__ == "__main__":
    typer.run(main)
