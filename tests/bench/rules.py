"""All rules over one period, for a bloc of any size: `python -m tests.bench.rules UNITS …`.

Prints JSON. Seconds are those of the validation alone: neither the import of Great Expectations nor making the tables counts.
"""

import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb

from pipelines.folders import PROJECT
from pipelines.reference import Reference, load_reference
from tests.judging import Validation, validate_bloc_rules, validate_return_rules
from tests.sample.generate import generate
from tests.sample.scale import write_registers
from tests.sample.tables import lay_out

SEED = 165
WARM_UP_UNITS = 7


def laid_out(units: int) -> tuple[duckdb.DuckDBPyConnection, Reference]:
    """The tables of a bloc of this many grassroots units, in memory, after one period."""
    source = PROJECT / "raw" / "reference"
    with tempfile.TemporaryDirectory() as folder:
        write_registers(load_reference(source), source, Path(folder), units, 1)
        reference = load_reference(Path(folder))
    db = duckdb.connect()
    lay_out(db, reference, generate(reference, list(reference.periods), SEED))
    return db, reference


def measure(units: int) -> dict[str, float]:
    """'cells' (figures judged), and seconds: 'returns', 'bloc', and 'floor', in which DuckDB hands the figures to pandas."""
    db, reference = laid_out(units)
    with db:
        started = time.perf_counter()
        cells = len(db.sql("from staging.observation").df())
        floor = time.perf_counter() - started
        returns, bloc = (seconds(validate, db, reference) for validate in (validate_return_rules, validate_bloc_rules))
    return {"cells": cells, "floor": floor, "returns": returns, "bloc": bloc}


def seconds(validate: Callable[..., Validation], db: duckdb.DuckDBPyConnection, reference: Reference) -> float:
    """Seconds of one validation."""
    started = time.perf_counter()
    validate(db, reference)
    return time.perf_counter() - started


if __name__ == "__main__":
    measure(WARM_UP_UNITS)
    print(json.dumps({units: measure(int(units)) for units in sys.argv[1:]}))
