"""Holding a return back whose path and header name different units or periods, where another return stands already."""

from collections.abc import Sequence

import duckdb

from pipelines.quality.findings import Case

CONTRADICTED, HELD = "header_disagrees", "key_contradicts"
"""Subjects of the two rules about such a return: accepted and asked about where nothing stood yet, otherwise held."""

# Decided by replay: what counts is what stood when it came. The first sound return of a unit and period always stood, so
# an earlier sound one is enough. What was taken back later stood on that day.
_HELD = """
select return_id
from staging.return as came
where has_contradiction and exists (
    select 1
    from staging.return as stood
    where stood.unit_id = came.unit_id
        and stood.period_id = came.period_id
        and stood.revision < came.revision
        and not list_contains($unsound::varchar[], stood.return_id)
        and (stood.withdrawn_on is null or stood.withdrawn_on >= came.received_at::date)
)
"""


def decide_held(db: duckdb.DuckDBPyConnection, cases: Sequence[Case]) -> list[Case]:
    """The cases, with one about the contradiction for each return that has it: that it is held, or that it is asked about.

    Args:
        db: connection with staging.return. Nothing is written.
        cases: every case about returns, with both for each return that has a contradiction.
    """
    unsound = {case.return_id for case in cases if case.rule.severity == "error" and case.rule.subject != HELD}
    found = db.execute(_HELD, {"unsound": sorted(return_id for return_id in unsound if return_id)}).fetchall()
    held = {row[0] for row in found} & {case.return_id for case in cases if case.rule.subject == HELD}
    return [
        case
        for case in cases
        if not (case.rule.subject == HELD and case.return_id not in held)
        and not (case.rule.subject == CONTRADICTED and case.return_id in held)
    ]
