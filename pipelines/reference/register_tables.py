"""Lands the registers, and what follows from them, as tables."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

import duckdb

from pipelines.reference.cell_meanings import FORM_CELL, form_cells
from pipelines.reference.contract import require_registers, tables
from pipelines.reference.decisions import Override
from pipelines.reference.described_dues import Owed, described_figures_due
from pipelines.reference.figures import rating_words, shown_key, written_key
from pipelines.reference.form_parts import FORM_PART, form_parts
from pipelines.reference.form_periods import FORM_PERIOD, form_periods
from pipelines.reference.list_indicators import LIST_CONDITION, list_conditions
from pipelines.reference.load import HELD, Reference
from pipelines.reference.part_cells import PART_CELL, SUMMED_INDICATOR, summed_indicators
from pipelines.reference.received import came_at
from pipelines.reference.registers import Target, Term
from pipelines.reference.unit_events import UNIT_SHARE, UNIT_SPLIT, unit_shares, unit_splits
from pipelines.tables import Table, by_column, comment, insert

DUE_LINE = Table(
    name="reference.due_line",
    description="What each unit owes: the lines of the forms that it reports, in each period in which it exists.",
    grain="one row per unit, period, form and line due; of described forms per unit that the figure is about, and indicator",
    columns={
        "unit_id": ("VARCHAR", "unit that owes the line"),
        "owner_id": ("VARCHAR", "unit that the figure is about, where it is not the one that reports"),
        "period_id": ("VARCHAR", "period"),
        "form_id": ("VARCHAR", "form"),
        "line_code": ("VARCHAR", "line of the form"),
        "indicator_id": ("VARCHAR", "indicator that the line asks for"),
        "is_cumulative": (
            "BOOLEAN",
            "whether it is told from January on alone, so that the period's own figure follows from it",
        ),
        "told_in_id": (
            "VARCHAR",
            "period of the return that tells it: its own, or a longer one, such as a year's with columns of months",
        ),
    },
)
BESIDE_LINE = Table(
    name="reference.beside_line",
    description="What described forms tell beside what a unit owes: months, quarters and halves of the period that it owes.",
    grain="one row per unit, shorter period and indicator",
    columns={
        "unit_id": ("VARCHAR", "unit that the figure is about"),
        "period_id": ("VARCHAR", "the shorter period"),
        "indicator_id": ("VARCHAR", "indicator"),
        "reporter_id": ("VARCHAR", "unit that reports: itself where it does, else the first of the others"),
        "told_in_id": ("VARCHAR", "period of the return that tells it: the shortest"),
    },
)
RULE_PART = Table(
    name="reference.rule_part",
    description="Indicators that a rule adds up, one by one.",
    grain="one row per rule and part",
    columns={
        "rule_id": ("VARCHAR", "rule"),
        "kind": ("VARCHAR", "what the rule tests"),
        "indicator_id": ("VARCHAR", "indicator"),
        "is_subtracted": ("BOOLEAN", "whether it is taken away from the sum"),
    },
)
WORD = Table(
    name="reference.word",
    description="A word for each code: of the register's code lists, the latest label, and of those that the warehouse makes.",
    grain="one row per code list and code",
    columns={
        "list_id": ("VARCHAR", "code list, e.g. 'sector' of the register, 'verdict' of the warehouse"),
        "code": ("VARCHAR", "code, as stored"),
        "label_vi": ("VARCHAR", "word for it"),
    },
)
_KEYS = {
    "correction": {"received_key": ("VARCHAR", "the wrong value as raw.entry.received_key has it; null when blank")},
    "term": {
        "period_type": ("VARCHAR", "type of its periods"),
        "starts_on": ("DATE", "first day"),
        "mid_term_on": ("DATE", "last day that the mid-term evaluation covers"),
        "ends_on": ("DATE", "last day"),
    },
    "target": {
        "period_type": ("VARCHAR", "type of its periods"),
        "starts_on": ("DATE", "first day that counts"),
        "ends_on": ("DATE", "last day that counts"),
    },
    "unit": {"distinct_name_vi": ("VARCHAR", "its name; where another unit has the same, with a unit that it is part of")},
    "override": {"received_keys": ("VARCHAR[]", "the values that were explained as quality.finding.received_key has them")},
    "received": {"came_at": ("TIMESTAMP", "the instant (UTC); null where the line says none that can be read")},
    "dictionary": {"identifier": ("VARCHAR", "its name as SQL has it without quotes: small, with '_' for blanks")},
}
require_registers(HELD)
TABLES: dict[str, Table] = {
    name: replace(table, columns={**table.columns, **_KEYS.get(name, {})}) for name, table in tables().items()
} | {
    "beside_line": BESIDE_LINE,
    "due_line": DUE_LINE,
    "form_cell": FORM_CELL,
    "form_part": FORM_PART,
    "form_period": FORM_PERIOD,
    "list_condition": LIST_CONDITION,
    "part_cell": PART_CELL,
    "rule_part": RULE_PART,
    "summed_indicator": SUMMED_INDICATOR,
    "unit_share": UNIT_SHARE,
    "unit_split": UNIT_SPLIT,
    "word": WORD,
}
"""Name → contract of every table in schema reference."""


def write_registers(db: duckdb.DuckDBPyConnection, reference: Reference) -> None:
    """Make every table of schema reference anew and comment it. The caller's transaction makes it all or nothing."""
    lay_registers(db, reference)
    for table in TABLES.values():
        comment(db, table)


def lay_registers(db: duckdb.DuckDBPyConnection, reference: Reference) -> None:
    """Make every table of schema reference anew, without a word about it, which takes as long again."""
    keys = _received_keys(reference) | _days(reference)
    keys["received"] = {"came_at": list(came_at(reference.received, reference.time_zone))}
    keys["dictionary"] = {"identifier": [row.identifier for row in reference.dictionary]}
    keys["unit"] = {"distinct_name_vi": [reference.unit_names[unit.key] for unit in reference.unit]}
    for name in tables():
        _write_register(db, reference, name, keys.get(name, {}))
    _fill(db, DUE_LINE, _due_lines(reference))
    _fill(db, BESIDE_LINE, by_column(BESIDE_LINE, _beside_lines(reference)))
    _fill(db, FORM_CELL, form_cells(reference.shapes.values(), reference.breakdown))
    _fill(db, FORM_PART, form_parts(reference.shapes.values(), reference.breakdown))
    _fill(db, FORM_PERIOD, form_periods(reference))
    _fill(db, LIST_CONDITION, list_conditions(reference.list_indicator, reference.shapes))
    _fill(db, PART_CELL, by_column(PART_CELL, reference.part_cells))
    _fill(db, SUMMED_INDICATOR, summed_indicators(reference.part_cells, reference.list_indicator))
    _fill(db, UNIT_SHARE, unit_shares(reference.unit, reference.unit_event))
    _fill(db, UNIT_SPLIT, unit_splits(reference.unit, reference.unit_event, reference.period))
    _fill(db, WORD, words(reference))
    _fill(db, RULE_PART, _rule_parts(reference))


def write_rules(db: duckdb.DuckDBPyConnection, reference: Reference) -> None:
    """Make the tables about rules alone anew."""
    for name in ("rule", "rule_subject"):
        _write_register(db, reference, name, {})
    _fill(db, RULE_PART, _rule_parts(reference))


def _write_register(db: duckdb.DuckDBPyConnection, reference: Reference, name: str, keys: dict[str, list[object]]) -> None:
    rows = getattr(reference, name)
    columns: dict[str, list[object]] = {column: [getattr(row, column) for row in rows] for column in tables()[name].columns}
    _fill(db, TABLES[name], columns | keys)


def _received_keys(reference: Reference) -> dict[str, dict[str, list[object]]]:
    """What decisions name, in the one spelling in which it is compared with figures and findings."""
    ratings = rating_words(reference.code)
    subjects = {rule.rule_id: rule.subject for rule in reference.rule}
    subjects |= {former: indicator_id for (_, indicator_id), former in reference.former_rules.items()}

    def keys(override: Override) -> list[str]:
        indicator = reference.indicators.get(override.indicator_id or subjects.get(override.rule_id, ""))
        return [written_key(text, indicator, ratings) if indicator else shown_key(text) for text in override.received]

    corrections: list[object] = [
        written_key(row.received, reference.indicators[row.indicator_id], ratings) if row.received else None
        for row in reference.correction
    ]
    return {"correction": {"received_key": corrections}, "override": {"received_keys": list(map(keys, reference.override))}}


def _days(reference: Reference) -> dict[str, dict[str, list[object]]]:
    """Days of what the registers name by its periods, and years where they leave them to be told from the days."""
    days = reference.periods

    def of(rows: Sequence[Term] | Sequence[Target]) -> dict[str, list[object]]:
        return {
            "period_type": [days[row.last_period_id].period_type for row in rows],
            "starts_on": [days[row.first_period_id].starts_on for row in rows],
            "ends_on": [days[row.last_period_id].ends_on for row in rows],
        }

    return {
        "period": {"year": [reference.years[period.period_id] for period in reference.period]},
        "term": {**of(reference.term), "mid_term_on": [days[row.mid_term_period_id].ends_on for row in reference.term]},
        "target": of(reference.target),
    }


def _due_lines(reference: Reference) -> dict[str, list[object]]:
    rows: list[Owed] = [
        (unit.unit_id, None, period.period_id, line.form_id, line.line_code, line.indicator_id, False, period.period_id)
        for period in reference.period
        for unit in reference.units_owing(period.period_id)
        for lines in reference.due_lines(unit, period.period_id).values()
        for line in lines
    ]
    rows += described_figures_due(reference)
    return by_column(DUE_LINE, rows)


def _beside_lines(reference: Reference) -> Iterator[tuple[str, ...]]:
    def place(row: Owed) -> tuple[timedelta, bool, str]:
        told_in = reference.periods[row[-1]]
        return told_in.ends_on - told_in.starts_on, (row[1] or row[0]) != row[0], row[0]

    seen = set()
    for row in sorted(described_figures_due(reference, is_beside=True), key=place):
        reporter_id, owner_id, period_id, _, _, indicator_id, _, told_in_id = row
        if (key := (owner_id or reporter_id, period_id, indicator_id)) not in seen:
            seen.add(key)
            yield *key, reporter_id, told_in_id


def _rule_parts(reference: Reference) -> dict[str, list[object]]:
    rows = (
        (rule.rule_id, rule.kind, part.removeprefix("-"), part.startswith("-"))
        for rule in reference.rule
        if rule.kind != "unique_key"  # its parts are columns
        for part in rule.parts
    )
    return by_column(RULE_PART, rows)


def words(reference: Reference) -> dict[str, list[object]]:
    """Rows of reference.word: where the register has a list that the warehouse makes, its labels count."""
    found = {(row.list_id, row.code): row.text for row in reference.wording}
    found |= {(row.list_id, row.code): row.label_vi for row in sorted(reference.code, key=lambda row: row.valid_from_on)}
    keys = sorted(found)
    return {
        "list_id": [list_id for list_id, _ in keys],
        "code": [code for _, code in keys],
        "label_vi": [found[key] for key in keys],
    }


def _fill(db: duckdb.DuckDBPyConnection, table: Table, columns: dict[str, list[object]]) -> None:
    db.execute(table.create_sql())
    insert(db, table, columns)
