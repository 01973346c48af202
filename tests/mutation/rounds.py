"""Rounds of the mutation test: many returns are corrupted at once, one cell of each unit, and everything is judged."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from random import Random
from typing import Any

import duckdb
import pandas as pd

from pipelines.definitions import models as shipped
from pipelines.queries import query
from pipelines.reference import Reference
from pipelines.returns.layout import Forms
from pipelines.returns.values import read_figure
from pipelines.warehouse import FUNCTIONS
from tests.databases import make
from tests.judging import validate_bloc_rules, validate_return_rules
from tests.mutation.clerk import Cell, Change, Sheet, as_typed, corrupt

LAYERS = ("raw", "reference", "staging", "quality", "core")
COPIES = ("the period before", "another unit")
"""Of what a return may be a copy."""
Key = tuple[str | None, ...]
"""Rule, unit, period and indicator of a finding."""


@dataclass
class Mutation:
    """One corrupted cell, and the rules that found it."""

    cell: Cell
    kind: str
    change: Change
    found_by: set[str] = field(default_factory=set)


class Bloc:
    """A published sample, copied, whose cells can be corrupted and judged again and again."""

    def __init__(self, published: str, reference: Reference) -> None:
        self.reference = reference
        self.forms = Forms.of(reference)
        self.db = duckdb.connect()
        self.db.execute(query(FUNCTIONS))
        self.db.execute(f"attach '{published}' as published (read_only)")
        tables = self.db.sql("select schema_name, table_name from duckdb_tables() where database_name = 'published'").fetchall()
        for schema in LAYERS:
            self.db.execute(f"create schema {schema}")
        for schema, table in tables:
            if schema in LAYERS:
                self.db.execute(f"create table {schema}.{table} as from published.{schema}.{table}")
        self.db.execute("create table clean_entry as from raw.entry")
        self.db.execute("create table clean_finding as from raw.reader_fault")
        self.cells = self._cells()
        self.clean = _keys(self.db.sql("from published.quality.finding").df())
        """What the night itself found."""

    def _cells(self) -> list[Cell]:
        """Every figure that is due and stands in a return."""
        found = self.db.sql("""
            select unit_id, period_id, form_id, line_code, indicator_id, indicator.unit_of_measure, value
            from staging.observation
            join reference.indicator as indicator using (indicator_id)
            where is_due and is_on_form and state not in ('blank', 'unreadable')
            order by unit_id, period_id, form_id, line_code
        """).fetchall()
        return [Cell(*row) for row in found]

    def found(self, changes: Change) -> set[Key]:
        """Every finding, with these cells written instead of the clean ones."""
        db = self.db
        db.execute("create or replace table raw.entry as from clean_entry")
        db.execute("create or replace table raw.reader_fault as from clean_finding")
        self._write(changes)
        for model in shipped.values():
            if model.name.startswith("staging."):
                make(db, model)
        early = validate_return_rules(db, self.reference)
        for name in _needed("core.observation"):
            make(db, shipped[name])
        late = validate_bloc_rules(db, self.reference)
        return _keys(early.findings) | _keys(late.findings)

    def _write(self, changes: Change) -> None:
        """Write cells as the reader would have read them."""
        rows: list[dict[str, Any]] = []
        for cell, written in changes.items():
            figure = read_figure(
                written, self.forms.lines[cell.form_id, cell.line_code], self.forms, fault=None, is_percent=False
            )
            rows.append(dict(zip(("unit_id", "period_id", "form_id", "line_code"), cell.key, strict=True)) | figure._asdict())
        if not rows:
            return
        given = pd.DataFrame(rows, dtype=object)
        given["value"] = [None if value is None else str(value) for value in given["value"]]
        self.db.register("written", given)
        self.db.execute("""
            update raw.entry
            set received = written.received, value = written.value::decimal(24, 6), comparator = written.comparator,
                state = written.state, code = written.code
            from written
            where (entry.unit_id, entry.period_id, entry.form_id, entry.line_code)
                = (written.unit_id, written.period_id, written.form_id, written.line_code)
        """)
        self.db.execute("""
            insert into raw.reader_fault by name
            select
                entry.file_sha256, written.fault, entry.unit_id, entry.period_id, entry.form_id, entry.line_code,
                entry.sheet_name, entry.address, written.received, written.expected, written.detail
            from written
            join raw.entry as entry using (unit_id, period_id, form_id, line_code)
            where written.fault is not null
        """)
        self.db.unregister("written")

    def sheet(self, cell: Cell) -> Sheet:
        """The form that the cell stands in."""
        earlier = [
            other
            for (unit_id, period_id, form_id), cells in self._sheets.items()
            for other in cells
            if (unit_id, form_id) == (cell.unit_id, cell.form_id) and period_id < cell.period_id
        ]
        labels = tuple(code.label_vi for code in sorted(self.reference.codes("rating"), key=lambda code: code.rank))
        before = {other.line_code: other for other in earlier}  # the latest stays
        return Sheet(tuple(self._sheets[cell.unit_id, cell.period_id, cell.form_id]), before, labels)

    @cached_property
    def _sheets(self) -> dict[tuple[str, str, str], list[Cell]]:
        sheets = defaultdict(list)
        for cell in self.cells:
            sheets[cell.unit_id, cell.period_id, cell.form_id].append(cell)
        return dict(sheets)

    def family(self, unit_id: str) -> str:
        """The unit, or the one that took it over: what is wrong in one of them may show in the other."""
        successors = {unit.unit_id: unit.successor_id for unit in self.reference.unit if unit.successor_id}
        while unit_id in successors:
            unit_id = str(successors[unit_id])
        return unit_id

    def round(self, rng: Random, count: int) -> list[Mutation]:
        """Corrupt `count` cells drawn from all, at most one of a unit, and note which rules found each.

        A finding that the clean sample has is no find. Any other belongs to the mutated cell of its unit; one about a whole
        period or the bloc to the mutations of an indicator that the rule looks at, in that period.
        """
        drawn: dict[str, Cell] = {}
        for cell in rng.sample(self.cells, len(self.cells)):
            drawn.setdefault(self.family(cell.unit_id), cell)
            if len(drawn) == count:
                break
        mutations = {}
        for family, cell in drawn.items():
            mutations[family] = Mutation(cell, *corrupt(cell, self.sheet(cell), rng))
        return self._find(mutations)

    def copies(self, rng: Random, count: int) -> list[Mutation]:
        """Write `count` whole returns from others, and note which rules found each; at most one of a unit.

        By turns of the unit's own return of the period before, and of another unit's of the same kind and period: every number
        on a line that both have.
        """
        returns: dict[tuple[str, str], dict[str, Cell]] = defaultdict(dict)
        for cell in self.cells:
            if not cell.is_rating:
                returns[cell.unit_id, cell.period_id][cell.indicator_id] = cell
        periods = sorted({period_id for _, period_id in returns})
        mutations: dict[str, Mutation] = {}
        written: set[tuple[str, str]] = set()
        copied: set[tuple[str, str]] = set()
        for unit_id, period_id in rng.sample(sorted(returns), len(returns)):
            own, family = returns[unit_id, period_id], self.family(unit_id)
            kind = COPIES[len(mutations) % len(COPIES)]
            if kind == "the period before":
                others = [(unit_id, before) for before, now in pairwise(periods) if now == period_id]
            else:
                others = [other for other in sorted(returns) if other[1] == period_id and returns[other].keys() == own.keys()]
            # What is overwritten itself is no longer there to be like.
            others = [other for other in others if other in returns and other not in written]
            if len(mutations) == count or family in mutations or not others or (unit_id, period_id) in copied:
                continue
            other = rng.choice(others)
            source = returns[other]
            if any(cell.value != source[name].value for name, cell in own.items() if name in source):
                change = {cell: as_typed(source[name]) for name, cell in own.items() if name in source}
                mutations[family] = Mutation(own[min(own)], kind, change)
                written.add((unit_id, period_id))
                copied.add(other)
        return self._find(mutations)

    def _find(self, mutations: Mapping[str, Mutation]) -> list[Mutation]:
        """Validate mutations of one cell or return of each family, and note the rules that found them."""
        changes = {cell: written for mutation in mutations.values() for cell, written in mutation.change.items()}
        for rule_id, unit_id, period_id, _ in self.found(changes) - self.clean:
            assert rule_id is not None
            if unit_id is not None:
                if self.family(unit_id) in mutations:  # else of the unit whose return was copied
                    mutations[self.family(unit_id)].found_by.add(rule_id)
                continue
            for mutation in mutations.values():
                cells = [cell for cell in mutation.change if cell.period_id == period_id]
                if any(cell.indicator_id in self._looks_at[rule_id] for cell in cells):
                    mutation.found_by.add(rule_id)
        return list(mutations.values())

    @cached_property
    def _looks_at(self) -> dict[str, set[str]]:
        return {rule.rule_id: {rule.subject, rule.whole or "", *rule.parts} for rule in self.reference.rule}


def _keys(findings: pd.DataFrame) -> set[Key]:
    columns = ["rule_id", "unit_id", "period_id", "indicator_id"]
    rows = findings[columns].astype(object).itertuples(index=False)
    return {tuple(None if pd.isna(value) else str(value) for value in row) for row in rows}


def _needed(name: str) -> list[str]:
    """Models of core that a model is built from, and it, in order."""
    needed = {name}
    for model in reversed(shipped.values()):
        if model.name in needed:
            needed |= {other for other in model.dependencies if other.startswith("core.")}
    return [model for model in shipped if model in needed]
