"""The rules judged in a database of a test: its tables of cases are made first, as the models of a night are."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import duckdb
import pandas as pd

from pipelines.definitions import models as shipped
from pipelines.quality.cases import table_of
from pipelines.quality.tables import KEPT
from pipelines.quality.validation import OF_RETURNS, OF_THE_BLOC, Half, RuleResult, results, validate
from pipelines.reference import Reference
from pipelines.reference.kinds import READER
from pipelines.reference.register_tables import write_rules
from tests.databases import make

GIVEN = ("core.return", "core.observation")
"""Models of core that a test gives by hand; all others that cases are made from come into being with them."""


OF_THE_READER = frozenset({"quality.case_reader", "quality.reader_case_count"})
_EMPTY: list[str] = []
"""SQL of these tables, once they were made without a rule."""


@dataclass(frozen=True)
class Validation:
    """What one half of the rules found."""

    findings: pd.DataFrame
    """Its findings, with the columns of quality.finding, in the register's order."""
    results: tuple[RuleResult, ...]


def validate_return_rules(db: duckdb.DuckDBPyConnection, registers: Reference, stands: Collection[str] = ()) -> Validation:
    """The rules of `registers` about returns, on what lies in the other schemas; models that stand are not made again."""
    return _validate(db, registers, OF_RETURNS, stands)


def validate_bloc_rules(db: duckdb.DuckDBPyConnection, registers: Reference) -> Validation:
    """The rules of `registers` about accepted returns together."""
    return _validate(db, registers, OF_THE_BLOC)


def _validate(db: duckdb.DuckDBPyConnection, registers: Reference, half: Half, stands: Collection[str] = ()) -> Validation:
    write_rules(db, registers)
    wanted = judged_by(registers, half)
    if READER in {rule.kind for rule in registers.rule}:
        _build(db, wanted, (*GIVEN, *stands))
    else:
        _lay_none_of_the_reader(db)
        _build(db, wanted - OF_THE_READER, (*GIVEN, *OF_THE_READER, *stands))
    for table in (half.before.finding, half.before.result) if half.before else ():
        db.execute(table.create_sql(if_missing=True))
    validate(db, registers, half, shipped)
    rules = [rule for rule in registers.rule if half.holds(rule)]
    return Validation(_findings(db, half, [rule.rule_id for rule in rules]), results(db, half.result.name, rules))


def judged_by(registers: Reference, half: Half) -> set[str]:
    """Tables that one half of the rules looks at."""
    read = {name for model in half.models for name in shipped[model].dependencies} - set(half.models)
    cases = {table_of(kind) for kind in half.kinds if kind in {rule.kind for rule in registers.rule}}
    return read | cases | {"quality.reader_case_count"}


def _findings(db: duckdb.DuckDBPyConnection, half: Half, rule_ids: list[str]) -> pd.DataFrame:
    found: pd.DataFrame = db.sql(
        f"from {half.finding.name} where list_contains($ids, rule_id) order by list_position($ids, rule_id), "
        "receipt_id is null, unit_id, period_id, return_id, receipt_id, indicator_id, finding_id",
        params={"ids": rule_ids},
    ).df()
    types = {column: "Int64" if sql_type == "INTEGER" else "str" for column, (sql_type, _) in half.finding.columns.items()}
    return found.astype(types)


def residuals(db: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Rows of quality.residual, for what was validated before."""
    model = shipped["quality.residual"]
    made = {row[0] for row in db.execute("select table_name from duckdb_tables() where schema_name = 'quality'").fetchall()}
    _build(db, [name for name in model.dependencies if name.removeprefix("quality.") not in made])
    make(db, model)
    return db.execute("from quality.residual order by all").df()


def behind(names: Iterable[str], given: Collection[str] = ()) -> set[str]:
    """These models, and every model that they are made from, but for those that are given."""
    found = set(names) - set(given)
    for model in reversed(shipped.values()):
        if model.name in found:
            found |= (shipped.keys() & model.dependencies) - set(given)
    return found


def _lay_none_of_the_reader(db: duckdb.DuckDBPyConnection) -> None:
    """Without a rule about them there are no cases of the reader; to make what they come from is half of the work of a rule."""
    if not _EMPTY:
        _build(db, OF_THE_READER)
        for name in OF_THE_READER:
            assert db.table(name).fetchall() == []
        names = [name.removeprefix("quality.") for name in OF_THE_READER]
        told = "select sql from duckdb_tables() where database_name = current_database() and list_contains($names, table_name)"
        _EMPTY.extend(sql for (sql,) in db.execute(told, {"names": names}).fetchall())
    for sql in _EMPTY:
        db.execute(sql.replace("CREATE TABLE", "create or replace table", 1))


def _build(db: duckdb.DuckDBPyConnection, wanted: Iterable[str], given: Collection[str] = GIVEN) -> None:
    needed = behind(wanted, given)
    for kept in KEPT:
        db.execute(kept.create_sql(if_missing=True))
    for name, model in shipped.items():
        if name in needed and name.startswith(("quality.", "core.")):
            make(db, model)
