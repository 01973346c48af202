"""The tables of cases, one per kind: validated when their rows have changed since they were last validated."""

import hashlib
from collections.abc import Iterable, Mapping
from importlib.metadata import version

import duckdb

from pipelines.errors import ModelError, RuleError
from pipelines.models import Model
from pipelines.quality.suites import GreatExpectations, SuiteResult
from pipelines.quality.tables import FAILING_CASE, VALIDATION
from pipelines.queries import table
from pipelines.reference.kinds import KINDS
from pipelines.tables import comment, delete, insert
from pipelines.warehouse.made import content

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
        RuleError: a kind could not be judged.
    """
    for kept in (VALIDATION, FAILING_CASE):
        db.execute(kept.create_sql(if_missing=True))
        comment(db, kept)
    known = {row["kind"]: row["fingerprint"] for row in table(db, VALIDATION.name)}
    fingerprints = {kind: _fingerprint(db, kind) for kind in kinds}
    changed = [kind for kind, fingerprint in fingerprints.items() if known.get(kind) != fingerprint]
    engine: GreatExpectations | None = None
    for kind in changed:
        validation = SuiteResult((), "")
        if db.table(table_of(kind)).limit(1).fetchall():
            engine = engine or GreatExpectations()
            validation = _validated(db, engine, kind)
        for kept in (VALIDATION, FAILING_CASE):
            delete(db, kept, "kind", [kind])
        if validation.failed_rows:
            _keep_failing(db, kind, validation)
        row = {"kind": [kind], "fingerprint": [fingerprints[kind]], "rendered": [validation.rendered]}
        insert(db, VALIDATION, row)
    return changed


def _validated(db: duckdb.DuckDBPyConnection, engine: GreatExpectations, kind: str) -> SuiteResult:
    """Only the columns that are looked at travel to pandas, numbers as DOUBLE."""
    expectations = KINDS[kind].expectations
    columns = sorted({column for expected in expectations for column in expected.columns})
    frame = db.table(table_of(kind)).select(*columns).df()
    empty = [column for column in columns if frame[column].isna().any()]
    if empty:
        raise RuleError(
            f"cases of kind '{kind}' have no {empty[0]}, and would pass unseen",
            where=table_of(kind),
            remedy=f"leave out of sql/quality/case_{kind}.sql what cannot be judged",
        )
    return engine.validate(kind, frame, expectations)


def _keep_failing(db: duckdb.DuckDBPyConnection, kind: str, validation: SuiteResult) -> None:
    """Keep the cases that fail: rows come in the order in which they were validated."""
    cases = db.table(table_of(kind))
    told = [column for column in (*KEY, *_TOLD) if column in cases.columns]
    failing = cases.select(*told).to_arrow_table().take(list(validation.failed_rows))
    insert(db, FAILING_CASE, {"kind": [kind] * len(failing), **failing.to_pydict()})


def _fingerprint(db: duckdb.DuckDBPyConnection, kind: str) -> str:
    """What tells whether the cases of a kind, or what is expected of them, have changed."""
    expected = repr((content(db, table_of(kind)), KINDS[kind].expectations, version("great_expectations")))
    return hashlib.sha256(expected.encode()).hexdigest()[:16]
