"""A small world for SQL tests: two units, four half-years, five lines; rows are given, models are built, rows come out."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

import duckdb

from pipelines import models
from pipelines.definitions import models as shipped
from pipelines.definitions import python_tables
from pipelines.language.words import words
from pipelines.models import Model
from pipelines.quality.validation import OF_RETURNS
from pipelines.queries import query
from pipelines.reference import Reference
from pipelines.reference.figures import shown_key
from pipelines.reference.register_tables import DUE_LINE
from pipelines.reference.registers import Unit
from pipelines.reference.unit_events import unit_shares
from pipelines.tables import insert
from pipelines.warehouse import FUNCTIONS, SCHEMAS
from tests.databases import create, lasting, make
from tests.judging import behind, judged_by, validate_return_rules

PERIODS = {"2020H2": (2020, 2), "2021H1": (2021, 1), "2021H2": (2021, 2), "2022H1": (2022, 1)}
LINES = {"admitted": "1.01", "attended": "1.02", "due": "1.03", "members": "1.04", "rating": "1.05", "opening": "1.06"}
RATING_RANKS = {"failed": 1, "fair": 2, "good": 3, "excellent": 4}
RECEIVED_AT = datetime(2023, 1, 1, tzinfo=UTC).replace(tzinfo=None)
OFFICE_ON = date(2023, 1, 2)

RETURNS = "(select * from marts.return join marts.unit using (unit_version_id))"
"""Returns due, with the unit's id."""
TOTALS = """(
    select * from core.span_value join core.span using (span_id)
    where group_kind = 'bloc' and (span_kind <> 'year_to_date' or is_of_term)
)"""
"""Every indicator over every span, all units together; a year so far within its term."""

COUNTED = ("marts.file", "marts.finding", "marts.return", "marts.not_counted", "marts.unit")
"""What is read to say how many there are of all."""
DECIDED = ("marts.decision", "marts.finding", "marts.unit")
"""What is read to say which decisions are idle."""

_NAMED = re.compile(rf"\b(?:{'|'.join(SCHEMAS)})\.\w+")
"""A table of the warehouse, as it stands in SQL."""

Cell = int | str | None
"""What a clerk entered: a number, '>5', 'good', 'none' (không phát sinh), 'n/a' (không áp dụng), or None for blank."""


@dataclass
class World:
    """Rows to start from; returns are (unit, period) → line → cell, in order of receipt."""

    returns: Sequence[tuple[str, str, Mapping[str, Cell]]] = ()
    rejected: set[int] = field(default_factory=set)
    """Receipts (from 1) whose return has a finding of severity 'error'."""
    targets: list[dict[str, Any]] = field(default_factory=list)
    least: int = 0
    """Least number of members that the register allows a unit."""
    copies: int = 0
    """Further lines, indicators and a rate (admitted_0, attended_pct_0, …): so many small worlds in one."""
    merged: bool = False
    """Unit B dissolves into A at the end of 2020."""
    findings: list[dict[str, Any]] = field(default_factory=list)
    """More findings of returns."""
    rule_subjects: list[dict[str, Any]] = field(default_factory=list)
    """Further subjects of rules."""
    missing_bounds: list[dict[str, Any]] = field(default_factory=list)
    """What is missing may be, by indicator."""
    corrections: list[dict[str, Any]] = field(default_factory=list)
    overrides: list[dict[str, Any]] = field(default_factory=list)
    office_on: date = OFFICE_ON
    """Day of the run."""
    explanations: list[dict[str, Any]] = field(default_factory=list)
    """Explanations that came with the first receipt."""
    withdrawals: list[dict[str, Any]] = field(default_factory=list)
    booked: Sequence[tuple[str, datetime | str | None]] = ()
    """Lines of the book of incoming files: path and instant, or a text that says none."""
    paths: Mapping[int, str] = field(default_factory=dict)
    """Paths of receipts (from 1) that lie elsewhere than at '<period>/<unit>.xlsx'."""
    members: Mapping[int, str] = field(default_factory=dict)
    """Receipts (from 1) that are a .zip, and the file in it."""
    more_headings: list[dict[str, Any]] = field(default_factory=list)
    """Further units and periods that contents name."""
    registers: Reference | None = None
    """Registers whose rules make the findings, in place of `rejected` and `findings`."""
    faults: Mapping[int, str] = field(default_factory=dict)
    """Faults that the reader met in receipts (from 1)."""
    received: Mapping[int, str] = field(default_factory=dict)
    """What those faults are about."""
    unreceived: Sequence[str] = ()
    """Paths of what lies there and could not be received."""
    received_at: datetime = RECEIVED_AT
    clocks: Mapping[int, datetime] = field(default_factory=dict)
    """Number of a receipt → instant that the clock told then, where it told another."""
    outcomes: Mapping[int, str] = field(default_factory=dict)
    """Receipts (from 1) that became no return: refused, unrecognised or answer."""

    @property
    def lines(self) -> dict[str, str]:
        """Line code by name, copies included."""
        return LINES | {
            f"{name}_{copy}": f"{copy + 2}.{code[-2:]}" for copy in range(self.copies) for name, code in LINES.items()
        }

    def build(self, db: duckdb.DuckDBPyConnection, *wanted: str) -> duckdb.DuckDBPyConnection:
        """Lay these rows into an empty database, judge the returns, make the `wanted` models, and return the database.

        What is asked of it by `rows` is made when it is asked: each model costs time. All are made with what they read, and
        their SQL tests must hold.
        """
        stands = begin(db, self.given())
        judge_returns(db, self.registers, stands)
        make_missing(db, wanted)
        return db

    def given(self) -> dict[str, list[dict[str, Any]]]:
        """Table that Python makes → its rows."""
        return {
            "reference.run": [{"run_at": RECEIVED_AT, "office_on": self.office_on}],
            "reference.target": [{**days_of(row["first_period_id"], row["last_period_id"]), **row} for row in self.targets],
            "reference.correction": [{"received_key": _key(row["received"]), **row} for row in self.corrections],
            "reference.override": [
                {"received_keys": [_key(text) for text in row["received"]], **row} for row in self.overrides
            ],
            "reference.rule_subject": self.rule_subjects,
            "reference.missing_bound": self.missing_bounds,
            "reference.withdrawal": self.withdrawals,
            "reference.received": [
                {"line_number": number, "path": path, "received_at": str(at), "came_at": None if isinstance(at, str) else at}
                for number, (path, at) in enumerate(self.booked, start=2)
            ],
            "reference.rule": [rule.model_dump() for rule in self.registers.rule] if self.registers else [],
            **self._reference(),
            **self._raw(),
            "quality.return_finding": self._findings(),
            "quality.finding": self._findings(),
        }

    def _units(self) -> list[str]:
        return ["A", "B"]

    def _reference(self) -> dict[str, list[dict[str, Any]]]:
        start, end = date(2010, 1, 1), date(2020, 12, 31)
        numbers = {"label_vi": "l", "domain": "d", "valid_min": Decimal(0), "valid_max": Decimal(10), "is_higher_better": True}

        def indicator(name: str, aggregation: str, **more: object) -> dict[str, Any]:
            base = {"frequency": "half_year", "numerator_ids": [], "denominator_ids": [], "unit_of_measure": "persons"}
            return {"indicator_id": name, "aggregation": aggregation, "decimals": 0, **numbers, **base, **more}

        def indicators(copy: str) -> list[dict[str, Any]]:
            ratings = {"frequency": "year", "unit_of_measure": "rating", "valid_min": Decimal(1), "valid_max": Decimal(4)}
            parts = {"numerator_ids": [f"attended{copy}"], "denominator_ids": [f"due{copy}"]}
            return [
                indicator(f"admitted{copy}", "sum"),
                indicator(f"attended{copy}", "sum"),
                indicator(f"due{copy}", "sum"),
                indicator(f"attended_pct{copy}", "rate", **parts, unit_of_measure="percent", valid_max=Decimal(100)),
                indicator(f"members{copy}", "last", valid_min=Decimal(self.least)),
                indicator(f"opening{copy}", "last", stock_point="opening"),
                indicator(f"rating{copy}", "worst", **ratings),
                indicator(f"rated{copy}", "sum", frequency="year", derived_from_id=f"rating{copy}", derived_at_least="failed"),
                indicator(
                    f"rated_good{copy}", "sum", frequency="year", derived_from_id=f"rating{copy}", derived_at_least="good"
                ),
            ]

        units = [
            {
                "unit_id": unit,
                "name_vi": f"Đơn vị {unit}",
                "distinct_name_vi": f"Đơn vị {unit}",
                "kind": "k",
                "sector": "s",
                "valid_from_on": start,
            }
            | ({"valid_to_on": end, "successor_id": "A"} if unit == "B" and self.merged else {})
            for unit in self._units()
        ]
        return {
            "reference.term": [
                {
                    "term_id": "T",
                    "first_period_id": "2020H2",
                    "mid_term_period_id": "2021H1",
                    "last_period_id": "2022H1",
                    **days_of("2020H2", "2022H1"),
                    "mid_term_on": date(2021, 6, 30),
                }
            ],
            "reference.period": [
                {
                    "period_id": name,
                    "label_vi": name,
                    "year": year,
                    "due_on": days_of(name, name)["ends_on"],
                    **days_of(name, name),
                }
                for name, (year, _) in PERIODS.items()
            ],
            "reference.office": [{"office_id": "o", "name_vi": "Văn phòng", "time_zone": "Asia/Ho_Chi_Minh"}],
            "reference.unit": units,
            "reference.unit_share": _became(units),
            "reference.word": [
                {"list_id": list_id, "code": code, "label_vi": label_vi}
                for list_id, labels in {
                    **words().labels,
                    "rating": {code: code for code in RATING_RANKS},
                    "unit_of_measure": {"persons": "người", "percent": "%"},
                }.items()
                for code, label_vi in labels.items()
            ],
            "reference.wording": [
                {"list_id": list_id, "code": code, "text": text, "aliases": list(aliases)}
                for (list_id, code), (text, *aliases) in words().spellings.items()
            ],
            "reference.code": [
                {"list_id": "rating", "code": code, "rank": rank, "label_vi": code, "valid_from_on": start}
                for code, rank in RATING_RANKS.items()
            ],
            "reference.indicator": [
                row for copy in ("", *(f"_{copy}" for copy in range(self.copies))) for row in indicators(copy)
            ],
            "reference.form_line": [
                {"form_id": "f", "line_code": code, "indicator_id": name, "label_vi": name} for name, code in self.lines.items()
            ],
            "reference.due_line": [
                dict(zip(DUE_LINE.columns, (unit, None, period, "f", code, name, False, period), strict=True))
                for unit in self._units()
                for period, (_, half) in PERIODS.items()
                for name, code in self.lines.items()
                if (half == 2 or not name.startswith("rating")) and not (self.merged and unit == "B" and period != "2020H2")
            ],
        }

    def _raw(self) -> dict[str, list[dict[str, Any]]]:
        receipts, files, headings, entries = [], {}, {}, {}
        for number, (unit, period, cells) in enumerate(self.returns, start=1):
            content = f"{unit}{period}{sorted((name, str(cell)) for name, cell in cells.items())}"
            path = self.paths.get(number, f"{period}/{unit}.xlsx")
            received_at = self.clocks.get(number, self.received_at)
            receipts.append({"receipt_id": number, "path": path, "file_sha256": content, "received_at": received_at})
            member = self.members.get(number)
            outcome = self.outcomes.get(number, "returns")
            files[content] = {"file_sha256": content, "outcome": outcome, "format": "zip" if member else "xlsx"}
            if number in self.outcomes:
                continue
            headings[content] = {"file_sha256": content, "unit_id": unit, "period_id": period}
            for name, cell in cells.items():
                entry = _entry(cell)
                key = {"received_key": _key(entry.get("received")), "sheet_name": f"{member}/f" if member else "f"}
                entries[content, name] = {**headings[content], "form_id": "f", "line_code": self.lines[name], **key, **entry}
        return {
            "raw.receipt": receipts,
            "raw.unreceived": [{"path": path, "reason_vi": "không có quyền đọc"} for path in self.unreceived],
            "raw.file": list(files.values()),
            "raw.return": [*headings.values(), *self.more_headings],
            "raw.entry": list(entries.values()),
            "raw.reader_fault": [
                {
                    "file_sha256": receipts[number - 1]["file_sha256"],
                    "fault": fault,
                    "received": self.received.get(number),
                }
                for number, fault in self.faults.items()
            ],
            "raw.explanation": [
                {"file_sha256": receipts[0]["file_sha256"], "received_key": _key(row.get("received")), **row}
                for row in self.explanations
            ],
        }

    def _return_ids(self) -> list[str]:
        seen: Counter[tuple[str, str]] = Counter()
        found = []
        for unit, period, _ in self.returns:
            seen[unit, period] += 1
            found.append(f"{unit}-{period}-r{seen[unit, period]}")
        return found

    def _findings(self) -> list[dict[str, Any]]:
        rejected = [
            {"finding_id": f"x{number}", "rule_id": "X", "severity": "error", "return_id": return_id}
            for number, return_id in enumerate(self._return_ids(), start=1)
            if number in self.rejected
        ]
        return rejected + [
            {"finding_id": f"f{number}", "received_key": _key(row.get("received")), **row}
            for number, row in enumerate(self.findings, start=1)
        ]


def _became(units: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows of reference.unit_share."""
    fields = ("unit_id", "name_vi", "kind", "sector", "valid_from_on", "valid_to_on", "successor_id")
    shares = unit_shares([Unit(**{name: unit.get(name) for name in fields}) for unit in units], [])
    return [dict(zip(shares, row, strict=True)) for row in zip(*shares.values(), strict=True)]


def in_copies(cells: Sequence[Mapping[str, Cell]]) -> dict[str, Cell]:
    """What is told in small worlds, each of them of its own copy of the lines (`World.copies`)."""
    return {f"{name}_{copy}": cell for copy, told in enumerate(cells) for name, cell in told.items()}


def days_of(first_id: str, last_id: str) -> dict[str, Any]:
    """Days from the first of one half-year to the last of another, as the registers land them."""
    (year, half), (last_year, last) = PERIODS[first_id], PERIODS[last_id]
    ends_on = date(last_year, 12, 31) if last == 2 else date(last_year, 6, 30)
    return {"period_type": "half_year", "starts_on": date(year, 1 if half == 1 else 7, 1), "ends_on": ends_on}


def _key(received: str | None) -> str | None:
    return None if received is None else shown_key(received)


NONE_WITHOUT = {
    **dict.fromkeys(
        (
            "staging.foreign_unit",
            "staging.described_entry",
            "staging.list_cell",
            "staging.list_row_use",
            "staging.list_figure",
            "staging.part_sum",
            "staging.part_figure",
            "core.kind_value",
            "core.told_figure",
            "core.cumulative_taken_in",
            "core.cumulative_told",
            "core.cumulative_bound",
            "core.period_figure",
            "quality.foreign_fault",
        ),
        "reference.form_cell",
    ),
    "staging.correction": "reference.correction",
    "quality.correction_fault": "reference.correction",
    "staging.withdrawal": "reference.withdrawal",
    "quality.withdrawal_fault": "reference.withdrawal",
    "staging.incoming": "reference.received",
    "quality.received_fault": "reference.received",
    "staging.explanation": "raw.explanation",
}
"""Model → the table without whose rows a world has none of its, whatever else is given."""


def is_of_registers(model: str) -> bool:
    """Whether a model is made from registers alone."""
    return all(name.startswith("reference.") for name in _roots(model))


@cache
def _roots(name: str) -> frozenset[str]:
    """Tables that Python makes behind a table."""
    return frozenset().union(*map(_roots, shipped[name].reads)) if name in shipped else frozenset({name})


@dataclass(frozen=True)
class Start:
    """A database in which worlds begin: what all of them have in common lies there, and what is made of that alone."""

    db: duckdb.DuckDBPyConnection
    given: Mapping[str, list[dict[str, Any]]]
    made: Mapping[str, Collection[str]]
    """Model that is made already → tables that it is made from."""


_STARTS: dict[str, Start] = {}
"""Database → what lies there."""
_FREE: list[Start] = []
"""Those in which no world lies."""


@contextmanager
def begun() -> Iterator[duckdb.DuckDBPyConnection]:
    """A database for one world, in which half of it is made already. What is done in it is taken back at the end."""
    start = _FREE.pop() if _FREE else _start()
    start.db.begin()
    try:
        yield start.db
    finally:
        start.db.rollback()
        _FREE.append(start)


def _start() -> Start:
    db = lasting()
    given = World().given()
    begin(db, given)
    of_registers = {name: _roots(name) for name in shipped if is_of_registers(name)}
    make_missing(db, [*of_registers, *NONE_WITHOUT])
    kept = of_registers | {name: frozenset({given}) for name, given in NONE_WITHOUT.items()}
    _drop(db, behind(kept) - kept.keys())
    return _STARTS.setdefault(_name(db), Start(db, given, kept))


def forget() -> None:
    """Let go of all of them, at the end of all tests."""
    _STARTS.clear()
    _FREE.clear()


def begin(db: duckdb.DuckDBPyConnection, given: Mapping[str, list[dict[str, Any]]]) -> set[str]:
    """Lay the given rows into a database that is empty, or `begun`; returns the models that are made already."""
    lies: Mapping[str, list[dict[str, Any]]] = {}
    stands: set[str] = set()
    if start := _STARTS.get(_name(db)):
        lies = start.given
        changed = {name for name in lies.keys() | given.keys() if lies.get(name, []) != given.get(name, [])}
        stands = {name for name, roots in start.made.items() if changed.isdisjoint(roots)}
        _drop(db, start.made.keys() - stands)
    else:
        lay_empty(db)
    for table in python_tables:
        before, rows = lies.get(table.name, []), given.get(table.name, [])
        if before and before != rows:
            db.execute(f"truncate {table.name}")
        if rows and before != rows:
            insert(db, table, {name: [row.get(name) for row in rows] for name in table.columns})
    return stands


def _drop(db: duckdb.DuckDBPyConnection, names: Iterable[str]) -> None:
    db.execute(";".join(f"drop table {name}" for name in names))


def _name(db: duckdb.DuckDBPyConnection) -> str:
    found = db.execute("select current_database()").fetchone()
    assert found is not None
    return str(found[0])


def lay_empty(db: duckdb.DuckDBPyConnection) -> None:
    """Every table that Python makes, empty."""
    for schema in SCHEMAS:
        db.execute(f"create schema {schema}")
    db.execute(query(FUNCTIONS))
    create(db, python_tables)


def judge_returns(db: duckdb.DuckDBPyConnection, registers: Reference | None, stands: Collection[str] = ()) -> None:
    """Judge each return by the rules of the registers, if any are given; models that stand are not made again."""
    make_missing(db, ["staging.return"])
    judged = "select return_id, file_sha256, received_at as validated_at from staging.return"
    db.execute(f"insert into quality.return_validation by name {judged}")
    if registers:
        make_missing(db, [name for name in behind(judged_by(registers, OF_RETURNS)) if name.startswith("staging.")])
        validate_return_rules(db, registers, stands)
        db.execute("insert into quality.finding from quality.return_finding")


def make_missing(db: duckdb.DuckDBPyConnection, wanted: Iterable[str]) -> None:
    """Make these models, and those that they are made from, as far as they are not there yet; each test of theirs must hold."""
    there = "select schema_name || '.' || table_name from duckdb_tables() where database_name = current_database()"
    needed = behind(wanted, [name for (name,) in db.execute(there).fetchall()])
    make_tested(db, (model for name, model in shipped.items() if name in needed))


def make_tested(db: duckdb.DuckDBPyConnection, some: Iterable[Model]) -> None:
    """Make these models; a test of theirs that fails and blocks raises."""
    for model in some:
        make(db, model)
        for test in model.tests:
            models.require(test, model, models.run_test(db, test))


def _entry(cell: Cell) -> dict[str, Any]:
    if cell is None:
        return {"state": "blank"}
    if cell == "none":
        return {"state": "none_occurred", "value": Decimal(0)}
    if cell == "n/a":
        return {"state": "not_applicable"}
    if isinstance(cell, str) and cell in RATING_RANKS:
        return {"state": "value", "value": Decimal(RATING_RANKS[cell]), "comparator": "=", "code": cell, "received": cell}
    text = str(cell)
    comparator = text.rstrip("0123456789") or "="
    value = Decimal(text.lstrip("<>=≈"))
    return {"state": "value" if value else "zero", "value": value, "comparator": comparator, "received": text}


def rows(db: duckdb.DuckDBPyConnection, query: str) -> list[tuple[Any, ...]]:
    """Rows of a query, decimals as plain numbers; models that it names are made first, if they are not there."""
    make_missing(db, shipped.keys() & _NAMED.findall(query))
    found = db.execute(query).fetchall()
    return [tuple(float(value) if isinstance(value, Decimal) else value for value in row) for row in found]
