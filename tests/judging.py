"""The rules judged in a database of a test: its tables of cases are made first, as the models of a night are."""

from collections.abc import Iterable

import duckdb
import pandas as pd

from pipelines import models, quality
from pipelines.definitions import models as shipped
from pipelines.quality.cases import table_of
from pipelines.quality.tables import SET_ASIDE
from pipelines.quality.validation import Validation
from pipelines.reference import Reference
from pipelines.reference.kinds import KINDS, READER, RETURN_KINDS
from pipelines.reference.register_tables import write_rules

OF_THE_READER = (table_of(READER), "quality.reader_scope", "quality.stood_before")
OF_REGISTERS = ("core.said", "core.unit_of_period")
"""Models of core that are made of registers alone."""
AMONG_CORE = (
    *OF_REGISTERS,
    *("core.unit_heir", "core.unit_lineage", "core.period_total", "core.due_figure", "core.reported_value"),
)
"""Models of core that only come into being with the cases, where a test gives the others by hand."""


def validate_return_rules(db: duckdb.DuckDBPyConnection, registers: Reference) -> Validation:
    """The rules of `registers` about returns, on what lies in the other schemas."""
    write_rules(db, registers)
    _build(db, (*OF_THE_READER, *_tables(registers, RETURN_KINDS)), OF_REGISTERS)
    return quality.validate_return_rules(db, registers)


def validate_bloc_rules(db: duckdb.DuckDBPyConnection, registers: Reference) -> Validation:
    """The rules of `registers` about accepted returns together."""
    write_rules(db, registers)
    _build(db, _tables(registers, KINDS.keys() - RETURN_KINDS), AMONG_CORE)
    return quality.validate_bloc_rules(db, registers)


def residuals(db: duckdb.DuckDBPyConnection, *validations: Validation) -> pd.DataFrame:
    """Rows of quality.residual after these validations."""
    db.execute(SET_ASIDE.create_sql())
    for validation in validations:
        db.register("rows", validation.set_aside)
        db.execute(f"insert into {SET_ASIDE.name} by name from rows")
        db.unregister("rows")
    model = shipped["quality.residual"]
    made = {row[0] for row in db.execute("select table_name from duckdb_tables() where schema_name = 'quality'").fetchall()}
    _build(db, [name for name in model.dependencies if name.removeprefix("quality.") not in made], AMONG_CORE)
    models.make(db, model)
    return db.execute("from quality.residual order by all").df()


def behind(names: Iterable[str]) -> set[str]:
    """These models, and every model that they are made from."""
    found = set(names)
    for model in reversed(shipped.values()):
        if model.name in found:
            found |= shipped.keys() & model.dependencies
    return found


def _tables(registers: Reference, kinds: Iterable[str]) -> list[str]:
    """Tables of cases of these kinds, as far as there are rules of them."""
    return [table_of(kind) for kind in {rule.kind for rule in registers.rule} & set(kinds)]


def _build(db: duckdb.DuckDBPyConnection, wanted: Iterable[str], others: Iterable[str]) -> None:
    needed = behind(wanted)
    for name, model in shipped.items():
        if name in needed and (name.startswith("quality.") or name in others):
            models.make(db, model)
