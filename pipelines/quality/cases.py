"""The tables of cases, one per kind: validated when their rows have changed since they were last validated."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from importlib.metadata import version

import duckdb

from pipelines.errors import ModelError, RuleError
from pipelines.models import Model
from pipelines.quality.suites import GreatExpectations, Validation
from pipelines.quality.tables import FAILING_CASE, VALIDATION
from pipelines.reference.kinds import KINDS
from pipelines.tables import comment, insert

KEY = ("rule_id", "return_id", "unit_id", "period_id", "indicator_id")
"""Columns of every table of cases."""
_TOLD = ("received_low", "received_high", "expected_low", "expected_high", "detail")
"""Columns that a table of cases has where its kind knows them."""


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


def validate_cases(db: duckdb.DuckDBPyConnection, kinds: Iterable[str]) -> list[str]:
    """Validate the kinds whose cases have changed, and keep what fails in quality.failing_case and quality.validation.

    What was validated once is not validated again: a night in which nothing came does not need Great Expectations at all.

    Returns:
        the kinds that were validated now.

    Raises:
        RuleError: a kind could not be evaluated.
    """
    for table in (VALIDATION, FAILING_CASE):
        db.execute(table.create_sql(if_missing=True))
        comment(db, table)
    known = dict(db.execute("select kind, fingerprint from quality.validation").fetchall())
    fingerprints = {kind: _fingerprint(db, kind) for kind in kinds}
    changed = [kind for kind, (_, fingerprint) in fingerprints.items() if known.get(kind) != fingerprint]
    engine: GreatExpectations | None = None
    for kind in changed:
        case_count, fingerprint = fingerprints[kind]
        validation = Validation((), "")
        if case_count:
            engine = engine or GreatExpectations()
            validation = _validated(db, engine, kind)
        for table in (VALIDATION, FAILING_CASE):
            db.execute(f"delete from {table.name} where kind = ?", [kind])
        _keep_failing(db, kind, validation)
        row = {"kind": [kind], "fingerprint": [fingerprint], "rendered": [validation.rendered]}
        insert(db, VALIDATION, row)
    return changed


def _validated(db: duckdb.DuckDBPyConnection, engine: GreatExpectations, kind: str) -> Validation:
    """Only the columns that are looked at travel to pandas, numbers as DOUBLE; rows that fail are told by their rowid.

    Rows of a table that is kept by parts are not numbered without gaps.
    """
    expectations = KINDS[kind].expectations
    columns = sorted({column for expected in expectations for column in expected.columns})
    frame = db.execute(f"select rowid as row, {', '.join(columns)} from {table_of(kind)} order by rowid").df()
    rows = frame.pop("row")
    empty = [column for column in columns if frame[column].isna().any()]
    if empty:
        raise RuleError(
            f"cases of kind '{kind}' have no {empty[0]}, and would pass unseen",
            where=table_of(kind),
            remedy=f"leave out of sql/quality/case_{kind}.sql what cannot be judged",
        )
    validation = engine.validate(kind, frame, expectations)
    return replace(validation, failed_rows=tuple(rows.iloc[list(validation.failed_rows)].tolist()))


def _keep_failing(db: duckdb.DuckDBPyConnection, kind: str, validation: Validation) -> None:
    has = {row[0] for row in db.execute(f"describe {table_of(kind)}").fetchall()}
    columns = ", ".join(f"cases.{column}" for column in (*KEY, *_TOLD) if column in has)
    db.execute(
        f"insert into quality.failing_case by name select ? as kind, {columns} from {table_of(kind)} as cases "
        "where rowid in (select unnest(?::bigint[])) order by rowid",
        [kind, list(validation.failed_rows)],
    )


def _fingerprint(db: duckdb.DuckDBPyConnection, kind: str) -> tuple[int, str]:
    """Number of cases, and what tells whether they, or what is expected of them, have changed."""
    found = db.execute(f"select count(*), sum(hash(cases)::hugeint) from {table_of(kind)} as cases").fetchone()
    assert found is not None
    expected = repr((KINDS[kind].expectations, version("great_expectations")))
    return found[0], f"{found[0]} {found[1]} {hashlib.sha256(expected.encode()).hexdigest()[:16]}"
