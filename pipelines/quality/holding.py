"""Holding a return back whose path and header name different units or periods, where another return stands already."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import duckdb

from pipelines.language.notation import format_day
from pipelines.language.words import say
from pipelines.quality.findings import Case
from pipelines.queries import table

CONTRADICTED, HELD = "header_disagrees", "key_contradicts"
"""Subjects of the two rules about such a return: accepted and asked about where nothing stood yet, otherwise held."""


def decide_held(db: duckdb.DuckDBPyConnection, cases: Sequence[Case]) -> list[Case]:
    """The cases, with one about the contradiction for each return that has it: that it is held, or that it is asked about.

    Args:
        db: connection with quality.stood_before. Nothing is written.
        cases: every case about returns, with both for each return that has a contradiction.
    """
    unsound = {case.return_id for case in cases if case.rule.severity == "error" and case.rule.subject != HELD}
    found = [row for row in table(db, "quality.stood_before") if row["stood_id"] not in unsound]
    held = {row["return_id"] for row in found} & {case.return_id for case in cases if case.rule.subject == HELD}
    stood: dict[str | None, list[date | None]] = {came: [] for came in held}
    for row in found:
        if row["return_id"] in held and row["stood_id"] not in held:
            stood[row["return_id"]].append(row["withdrawn_on"])
    return [
        replace(case, detail=_told(case, stood[case.return_id])) if case.rule.subject == HELD else case
        for case in cases
        if not (case.rule.subject == HELD and case.return_id not in held)
        and not (case.rule.subject == CONTRADICTED and case.return_id in held)
    ]


def _told(case: Case, withdrawn_on: Sequence[date | None]) -> str:
    """Why a return is held, and what became of the returns that stood when it came; None: still there."""
    days = [day for day in withdrawn_on if day]
    since = say("that return still counts")
    if days and len(days) == len(withdrawn_on):
        since = say(
            "that return was withdrawn on {day}, but this one counts only when it is corrected and sent again",
            day=format_day(max(days)),
        )
    whose = say(
        "and the unit and period in the head of the form ({named}) had an accepted return when this file came",
        named=case.received,
    )
    return f"{case.detail}, {whose}; {since}"
