"""Why figures changed between two releases: what each step of causes changes of each figure, as tables and as a page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from pipelines import queries
from pipelines.intake.causes import METHOD, Cause, Told
from pipelines.language.words import say, sentence
from pipelines.tables import Table, comment, insert
from pipelines.warehouse.connection import connect

REASON_WORDS = {
    METHOD: sentence("another version of the software"),
    "wording": sentence("wording and sentences of the office"),
    "day": sentence("a period ended"),
    "unit_event": sentence("register of units or their events"),
    "register": sentence("register of indicators, forms, periods or targets"),
    "rule": sentence("rule of data quality"),
    "return": sentence("new return"),
    "late_return": sentence("late return"),
    "revision": sentence("revised return"),
    "received": sentence("the book of incoming files"),
    "withdrawal": sentence("withdrawn return"),
    "correction": sentence("figure that the office corrected"),
    "override": sentence("explanation that was accepted"),
}
"""Reason → what a page calls it, in the order in which they are applied."""
_WORKINGS = {"changed": "reports/change_step", "told": "reports/change_told", "behind": "reports/change_behind"}
"""Table that a later question asks → the question that makes it."""
_PAIR: Mapping[str, tuple[str, str]] = {
    "from_release": ("INTEGER", "earlier release, by its number, as in marts.vintage"),
    "to_release": ("INTEGER", "later release"),
}
PART = Table(
    name="change_part",
    description="What each step between two releases changes of each figure. Parts of one figure add up to its whole change "
    "exactly: sum(part_value) is its value in the later release less that in the earlier one, where both have one.",
    grain="one row per pair of releases that were compared, figure and step that changes it",
    columns={
        **_PAIR,
        "figure_key": ("VARCHAR", "figure, as in marts.vintage"),
        "step_number": ("INTEGER", "step: change_cause tells what it applies"),
        "reason": (
            "VARCHAR",
            "reason of the causes of the step that are about the figure; of several 'a+b'; null where nothing that came is one",
        ),
        "reason_vi": ("VARCHAR", "its name"),
        "label_vi": ("VARCHAR", "what the target asks for, or the indicator"),
        "target_version_id": ("VARCHAR", "target and version; null for totals"),
        "indicator_id": ("VARCHAR", "indicator; null for targets"),
        "start_period_id": ("VARCHAR", "first period of the span; null for targets"),
        "start_vi": ("VARCHAR", "its name"),
        "cutoff_period_id": ("VARCHAR", "last period that counts"),
        "cutoff_vi": ("VARCHAR", "its name"),
        "verdict_before": ("VARCHAR", "verdict before the step; null for totals"),
        "verdict_before_vi": ("VARCHAR", "its name"),
        "verdict": ("VARCHAR", "verdict after it"),
        "verdict_vi": ("VARCHAR", "its name"),
        "figure_before_vi": ("VARCHAR", "what it came to before, in words; null where nothing was known"),
        "figure_vi": ("VARCHAR", "what it came to after"),
        "value_before": ("DECIMAL(38, 6)", "the number before; null for ratings"),
        "figure_value": ("DECIMAL(38, 6)", "the number after"),
        "part_value": (
            "DECIMAL(38, 6)",
            "by how much the step changes the number that was there last; null unless both releases have one",
        ),
        "low_value_before": ("DECIMAL(38, 6)", "least that it may be, before"),
        "low_value": ("DECIMAL(38, 6)", "least that it may be, after"),
        "high_value_before": ("DECIMAL(38, 6)", "most that it may be, before"),
        "high_value": ("DECIMAL(38, 6)", "most that it may be, after"),
        "known_count_before": ("BIGINT", "unit figures known, before"),
        "known_count": ("BIGINT", "unit figures known, after"),
        "due_count_before": ("BIGINT", "unit figures due, before"),
        "due_count": ("BIGINT", "unit figures due, after"),
        "cause_ids": (
            "VARCHAR[]",
            "causes of the step that are about its target, or tell in its days what it is made of: cause_id of change_cause",
        ),
    },
)
CAUSE = Table(
    name="change_cause",
    description="What came between two releases, in the steps in which it is applied.",
    grain="one row per pair of releases that were compared, step and cause",
    columns={
        **_PAIR,
        "step_number": ("INTEGER", "step, from 1"),
        "cause_number": ("INTEGER", "place among all causes"),
        "reason": ("VARCHAR", "reason (docs/operations.md)"),
        "cause_id": ("VARCHAR", "return, path of a file without one, line of a register, ended period, or version of the code"),
        "change": ("VARCHAR", "added, changed or removed"),
        "about": ("VARCHAR", "path of the return, or what identifies the line"),
        "period_id": ("VARCHAR", "period that it is about; null where it is about no single one"),
        "target_id": ("VARCHAR", "target, likewise"),
        "unit_id": ("VARCHAR", "unit about whose return something was decided; null for all else"),
        "indicator_id": ("VARCHAR", "indicator of which a line tells what its missing figures may be; null for all else"),
        "from_on": (
            "VARCHAR",
            "of a line of a register the first day of whose figures it may tell; 9999-12-31: of none; null: of any",
        ),
    },
)


@dataclass(frozen=True)
class Changes:
    """Steps between two releases and what they change."""

    causes: Sequence[dict[str, Any]]
    """Rows of CAUSE, without the releases."""
    parts: Sequence[dict[str, Any]]
    """Rows of PART, likewise, with ends_on and day_count, the last day and the length of what the figure is about, and whether
    that was over by the later release (is_over)."""


def told_by_receipts(db: duckdb.DuckDBPyConnection, after: int) -> dict[int, list[Told]]:
    """Returns that each receipt after a number brought, as a release tells."""
    rows = queries.tuples(db, "reports/receipt_return", after=after)
    return {number: [Told(*row[1:]) for row in of_one] for number, of_one in groupby(rows, lambda row: row[0])}


def figures_at(db: duckdb.DuckDBPyConnection, number: int) -> pa.Table:
    """Figures as a release said them, by its number; `db` is that release or a later one."""
    return db.sql(queries.query("reports/figure_at"), params={"number": number}).to_arrow_table()


def changes(
    db: duckdb.DuckDBPyConnection, steps: Sequence[Sequence[Cause]], states: Sequence[pa.Table], *, run_at: str
) -> Changes:
    """What each step changes of each figure.

    Args:
        db: a release, for names.
        steps: causes that each applies.
        states: figures before the first step and after each.
        run_at: instant of the later release's run (UTC, ISO 8601).
    """
    numbered = [(number, cause) for number, step in enumerate(steps, 1) for cause in step]
    causes = [
        {name: getattr(cause, name, None) for name in CAUSE.columns if name not in _PAIR}
        | {"step_number": number, "cause_number": place}
        for place, (number, cause) in enumerate(numbered, 1)
    ]
    frames = {
        "said": pa.concat_tables(
            state.append_column("step_number", pa.array([number] * len(state), pa.int32()))
            for number, state in enumerate(states)
        ),
        "step": pa.table({"step_number": pa.array(range(len(states)), pa.int32())}),
        "word": pa.table(
            {
                "place": pa.array(range(len(REASON_WORDS)), pa.int32()),
                "reason": list(REASON_WORDS),
                "reason_vi": list(map(reason_vi, REASON_WORDS)),
            }
        ),
        "cause": pa.Table.from_pylist(
            causes, pa.schema([(name, _arrow(kind)) for name, (kind, _) in CAUSE.columns.items() if name not in _PAIR])
        ),
    }
    try:
        for name, frame in frames.items():
            db.register(name, frame)
        for name, question in _WORKINGS.items():
            frames[name] = db.sql(queries.query(question)).to_arrow_table()
            db.register(name, frames[name])
        return Changes(causes, queries.rows(db, "reports/change_part", run_at=run_at))
    finally:
        for name in frames:
            db.unregister(name)


def reason_vi(reason: str) -> str:
    """What a page calls a reason."""
    return say(REASON_WORDS[reason])


def write_tables(made: Changes, from_release: int, to_release: int, path: Path, held: Path) -> None:
    """Write a database with tables change_cause and change_part: these, and what `held` tells of other pairs of releases.

    What `held` holds otherwise than this version writes it is left out, as it can be made again.
    """
    pair = {"from_release": from_release, "to_release": to_release}
    with connect(path) as db:
        for table, rows in ((CAUSE, made.causes), (PART, made.parts)):
            db.execute(table.create_sql())
            insert(db, table, {name: [(pair | row)[name] for row in rows] for name in table.columns})
            if (others := _of_others(held, table)) is not None:
                is_other = (duckdb.ColumnExpression("from_release") != from_release) | (
                    duckdb.ColumnExpression("to_release") != to_release
                )
                db.from_arrow(others).filter(is_other).insert_into(table.name)
            comment(db, table)


def _of_others(path: Path, table: Table) -> pa.Table | None:
    """Rows that a file already has of a table; None where it has none such, or is no database."""
    if not path.is_file():
        return None
    try:
        with connect(path, read_only=True) as db:
            held = db.table(table.name)
            kinds = [(name, str(kind)) for name, kind in zip(held.columns, held.types, strict=True)]
            is_alike = kinds == [(name, kind.replace(" ", "")) for name, (kind, _) in table.columns.items()]
            return held.to_arrow_table() if is_alike else None
    except duckdb.Error:
        return None


def _arrow(kind: str) -> pa.DataType:
    return pa.int32() if kind == "INTEGER" else pa.string()
