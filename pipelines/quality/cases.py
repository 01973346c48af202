"""The tables of cases, one per kind: those of a unit and period are validated when they have changed since they were last."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import duckdb
import pyarrow as pa

from pipelines.errors import ModelError, RuleError
from pipelines.models import Model
from pipelines.quality.suites import Total, engine, rendered
from pipelines.quality.tables import FAILING_CASE, KEPT, VALIDATED, VALIDATION
from pipelines.queries import query, rows, tuples
from pipelines.reference.kinds import KINDS
from pipelines.tables import comment, delete, insert

KEY = ("rule_id", "return_id", "unit_id", "period_id", "indicator_id")
"""Columns of every table of cases."""
_TOLD = ("received_low", "received_high", "expected_low", "expected_high", "detail", "sheet_name", "address")
"""Columns that a table of cases has where its kind knows them."""

SAMPLED_VALUES = 10
"""How many failing values of an expectation Great Expectations is to show."""


def table_of(kind: str) -> str:
    """Table with the cases of a kind."""
    return f"quality.case_{kind}"


def require_cases(models: Mapping[str, Model]) -> None:
    """Require of each kind a model of its cases, with the columns that its expectations look at.

    Raises:
        ModelError: one has none, or lacks such a column.
    """
    for name, kind in KINDS.items():
        file = f"sql/quality/case_{name}.sql"
        if table_of(name) not in models:
            remedy = f"write {file}, or take the kind's line out of pipelines/reference/kinds.py"
            raise ModelError(f"the kind of rule '{name}' has no model of its cases", where=file, remedy=remedy)
        columns = models[table_of(name)].table.columns
        lacking = [column for expectation in kind.expectations for column in expectation.columns if column not in columns]
        if lacking:
            what = f"the kind of rule '{name}' expects something of column '{lacking[0]}', which its cases do not have"
            raise ModelError(what, where=file, remedy="mend the kind's line in pipelines/reference/kinds.py, or add the column")


def validate_cases(db: duckdb.DuckDBPyConnection, kinds: Iterable[str]) -> dict[str, int]:
    """Validate the cases that have changed, and keep what fails in quality.failing_case and quality.validation.

    Cases of a unit and period that are what they were when they were validated stand with what was found: no expectation of a
    case looks at another one. A night in which nothing came does not need Great Expectations at all. What is expected of them
    is code, and other code begins with tables that are empty.

    Returns:
        kind → number of its cases that were validated now, for each kind of which any case came, went or changed.

    Raises:
        RuleError: a kind could not be judged.
    """
    for kept in KEPT:
        db.execute(kept.create_sql(if_missing=True))
        comment(db, kept)
    validated: dict[str, int] = {}
    for kind in kinds:
        changed = rows(db, "quality/queries/changed_cases", cases=table_of(kind), kind=kind)
        if not changed:
            continue
        _forget(db, kind, changed)
        standing = [{"kind": kind, **row} for row in changed if row["fingerprint"]]
        insert(db, VALIDATED, {name: [row[name] for row in standing] for name in VALIDATED.columns})
        delete(db, VALIDATION, "kind", [kind])
        validated[kind] = 0
        if db.table(table_of(kind)).limit(1).fetchall():
            validated[kind], html = _validate_changed(db, kind)
            insert(db, VALIDATION, {"kind": [kind], "rendered": [html]})
    return validated


def _forget(db: duckdb.DuckDBPyConnection, kind: str, changed: Sequence[Mapping[str, Any]]) -> None:
    """Forget what was found in these units and periods; they are registered as 'changed'."""
    places = pa.schema([("unit_id", pa.string()), ("period_id", pa.string())])
    db.register("changed", pa.Table.from_pylist([{name: row[name] for name in places.names} for row in changed], places))
    for forget in ("forget_validated", "forget_failing_case"):
        tuples(db, f"quality/queries/{forget}", kind=kind)


def _validate_changed(db: duckdb.DuckDBPyConnection, kind: str) -> tuple[int, str]:
    """Validate the cases of what is registered as 'changed', and keep which of them fail.

    Only the columns that are looked at travel to pandas, numbers as DOUBLE.

    Returns:
        number of these cases, and what is to be told of all cases of the kind.
    """
    expectations = KINDS[kind].expectations
    columns = sorted({column for expected in expectations for column in expected.columns})
    cases = db.sql(query("quality/queries/cases_of_changed"), params={"cases": table_of(kind)})
    told = [column for column in (*KEY, *_TOLD) if column in cases.columns]
    changed = cases.select(*dict.fromkeys([*columns, *told])).to_arrow_table()
    frame = db.from_arrow(changed).select(*columns).df()
    empty = [column for column in columns if frame[column].isna().any()]
    if empty:
        raise RuleError(
            f"cases of kind '{kind}' have no {empty[0]}, and would pass unseen",
            where=table_of(kind),
            remedy=f"leave out of sql/quality/case_{kind}.sql what cannot be judged",
        )
    validation = engine().validate(kind, frame, expectations)
    if validation.failing:
        failing = changed.select(told).take(list(validation.failing)).to_pydict()
        shown = list(validation.failing.values())
        of_kind = {"kind": kind, "is_about_returns": KINDS[kind].is_about_returns}
        insert(db, FAILING_CASE, {name: [value] * len(shown) for name, value in of_kind.items()} | failing | {"shown": shown})
    found = tuples(db, "quality/queries/expectation_total", kind=kind, expectations=len(expectations), sampled=SAMPLED_VALUES)
    (case_count,) = db.table(table_of(kind)).count("*").fetchall()[0]
    return len(frame), rendered(kind, validation.results, [Total(case_count, count, tuple(sample)) for count, sample in found])
