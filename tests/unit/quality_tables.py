"""Given rows for the rules: a small bloc whose returns break no rule, to be changed by a test and laid down in DuckDB."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from pipelines.definitions import models as shipped
from pipelines.quality.tables import RETURN_FINDING
from pipelines.reference import Reference, Rule, Target, Term, Unit, load_reference
from pipelines.reference.examples import ExampleCell
from pipelines.reference.register_tables import lay_registers
from tests.databases import few_rows, keep, make

PERIODS = ("2021H2", "2022H1")
UNITS = ("TC01", "TC56", "TC57", "TC58", "VP", "CDVC", "DTN", "CCB")
"""A committee, two cells that merge into a third between the periods, and some other reporters that rules name."""
ALL_PERIODS = ("2020H2", "2021H1", "2021H2", "2022H1", "2022H2", "2023H1", "2023H2")
ALL_UNITS = (*(f"TC{number:02}" for number in range(1, 11)), *UNITS[1:], "BTC", "BTG", "BDV", "UBKT")
"""For rules that need a past and peers: ten committees, the cells that merge, and every other reporter."""
MERGED, DOUBLED = "TC58", 2
"""The merged unit is twice as large as the others."""

Row = dict[str, Any]

_TABLES = {
    "raw.receipt": "receipt_id integer, path varchar, file_sha256 varchar, size_bytes bigint, modified_at timestamp, "
    "received_at timestamp, outcome varchar",
    "raw.unreceived": "path varchar, reason_vi varchar",
    "raw.entry": "file_sha256 varchar, unit_id varchar, period_id varchar, form_id varchar, line_code varchar, "
    "sheet_name varchar, address varchar, state varchar, value decimal(24, 6), comparator varchar, measure_text varchar, "
    "multiplier decimal(24, 6)",
    "raw.reader_fault": "file_sha256 varchar, fault varchar, unit_id varchar, period_id varchar, form_id varchar, "
    "line_code varchar, sheet_name varchar, address varchar, received varchar, expected varchar, detail varchar",
    "staging.return": "return_id varchar, unit_id varchar, period_id varchar, revision integer, receipt_id integer, "
    "file_sha256 varchar, path varchar, received_at timestamp, withdrawn_on date, path_period_id varchar, "
    "path_unit_id varchar, has_contradiction boolean",
    "staging.withdrawal": "named_sha256 varchar, file_sha256 varchar, content_count bigint, withdrawn_on date, "
    "withdrawn_by varchar, reason_vi varchar",
    "staging.incoming": "line_number integer, path varchar, received varchar, came_at timestamp, receipt_id integer, "
    "status varchar, starts_on date",
    "staging.entry": "return_id varchar, unit_id varchar, period_id varchar, indicator_id varchar, form_id varchar, "
    "line_code varchar, sheet_name varchar, address varchar, received varchar, value decimal(24, 6), comparator varchar, "
    "state varchar, code varchar, is_due boolean, is_on_form boolean, is_corrected boolean, "
    # What forms of one line for each indicator have alike.
    "owner_id varchar, table_id varchar default '', column_code varchar, row_key varchar, printed_order integer, "
    "breakdown varchar default '', axes varchar default '', relative_period varchar default '', days varchar, "
    "value_kind varchar default 'figure', is_unit_total boolean default false, is_of_which boolean default false, "
    "is_partial boolean default false, is_part boolean default false, is_observed boolean default true, "
    "is_other boolean default false, multiplier decimal(24, 6) default 1",
}

_STOCK = 100
_PER_PERSON = (
    *("members_opening", "members_closing", "meeting_attendance_due", "meeting_attendance_present"),
    *("resolution_study_due", "resolution_study_attended", "staff_assessed", "staff_advanced"),
    *("members_rated", "members_rated_excellent", "members_rated_good", "members_rated_fair", "members_rated_failed"),
)
"""Figures that are twice as large in a unit twice as large."""
_FIGURES: dict[str, float] = {
    "grassroots_organisations": 1,
    "members_opening": _STOCK,
    "members_admitted": 3,
    "members_admitted_youth": 2,
    "members_transferred_in": 1,
    "members_transferred_out": 2,
    "members_removed": 2,
    "members_closing": _STOCK,
    "meeting_attendance_due": 600,
    "meeting_attendance_present": 570,
    "meeting_attendance_reported_pct": 95,
    "resolution_study_due": 100,
    "resolution_study_attended": 90,
    "resolution_study_reported_pct": 90,
    "members_disciplined": 1,
    "members_expelled": 1,
    "members_rated": 100,
    "members_rated_excellent": 10,
    "members_rated_good": 80,
    "members_rated_fair": 9,
    "members_rated_failed": 1,
    "agencies_rated": 1,
    "agencies_rated_good": 1,
    "staff_assessed": 120,
    "staff_advanced": 115,
    "members_admitted_year": 6,
    "members_transferred_in_from_bloc": 1,
    "members_transferred_out_to_bloc": 1,
    "union_members": 2000,
    "union_donations_vnd": 200_000_000,
    "youth_union_members": 1000,
    "youth_trained": 500,
    "veterans_members": 100,
}
"""Indicator → figure that agrees with the others; those not named here are zero, ratings are 'hoan_thanh_tot'."""
_GROWING = {"union_members": 1, "youth_union_members": 1, "youth_trained": 1}
"""Figures that hardly come out alike twice → what each period adds to them."""
_ALTERNATING = ("model_collectives", "collectives_commended_by_grassroots", "member_inspections_by_grassroots")
"""Counts that are 0 and 1 by turns: no return is a copy of the one before."""
_NUMBERING = ("model_individuals", "individuals_commended_by_grassroots")
"""Counts that are the number of the unit, in digits from 0 to 3: no return is a copy of another unit's."""
_COMMITTEE_ONLY = (
    *("standing_committee_members_replaced", "inspection_members_replaced", "inspection_deputy_heads_replaced"),
    *("inspection_heads_replaced", "organisation_inspections_by_inspection_committees"),
    *("organisation_supervisions_by_inspection_committees", "members_supervised_by_inspection_committees"),
)
"""Lines that do not apply to a party cell."""


def _figure(unit: Unit, period_place: int, indicator_id: str) -> float | str:
    """What a unit reports in the bloc that breaks no rule."""
    if unit.kind == "party_cell" and indicator_id in _COMMITTEE_ONLY:
        return "not_applicable"
    if indicator_id == {"party_committee": "grassroots_committees", "party_cell": "grassroots_cells"}.get(unit.kind):
        return 1
    if indicator_id in _ALTERNATING:
        return period_place % 2
    if indicator_id in _NUMBERING:
        number = int(unit.unit_id.removeprefix("TC"))
        return divmod(number % 16, 4)[1 - _NUMBERING.index(indicator_id)]
    figure = _FIGURES.get(indicator_id, 0) + period_place * _GROWING.get(indicator_id, 0)
    return figure * DOUBLED if unit.unit_id == MERGED and indicator_id in _PER_PERSON else figure


@cache
def reference(units: tuple[str, ...] = UNITS, periods: tuple[str, ...] = PERIODS) -> Reference:
    """The shipped registers, with the units and periods of the small bloc alone."""
    loaded = load_reference(Path("raw/reference"))
    days = {name: min(max(name, min(periods)), max(periods)) for name in loaded.periods}

    def within(row: Term | Target) -> dict[str, str]:
        named = {column: getattr(row, column, "") for column in ("first_period_id", "mid_term_period_id", "last_period_id")}
        return {column: days[name] for column, name in named.items() if name}

    return replace(
        loaded,
        term=tuple(term.model_copy(update=within(term)) for term in loaded.term),
        target=tuple(target.model_copy(update=within(target)) for target in loaded.target),
        unit=tuple(unit for unit in loaded.unit if unit.unit_id in units),
        period=tuple(period for period in loaded.period if period.period_id in periods),
    )


def landed_registers(registers: Reference) -> str:
    """A database with every table of schema reference, laid once however many worlds stand on the same registers."""

    def lay(db: duckdb.DuckDBPyConnection) -> None:
        db.execute("create schema reference")
        lay_registers(db, registers)

    if id(registers) not in _LANDED:
        _LANDED[id(registers)] = (registers, keep(lay))
    return _LANDED[id(registers)][1]


_LANDED: dict[int, tuple[Reference, str]] = {}
"""Registers by their identity, which is theirs as long as they are held here, and the database that they lie in."""


def rule(rule_id: str) -> Rule:
    return next(rule for rule in reference().rule if rule.rule_id == rule_id)


def with_rules(*rules: Rule) -> Reference:
    """The small bloc's registers with these rules alone."""
    return replace(reference(), rule=rules)


@dataclass
class World:
    """Rows of the tables, to be changed before `lay`. A fresh one breaks no rule."""

    registers: Reference = field(default_factory=reference)
    receipts: list[Row] = field(default_factory=list)
    unreceived: list[Row] = field(default_factory=list)
    findings: list[Row] = field(default_factory=list)
    returns: list[Row] = field(default_factory=list)
    observations: list[Row] = field(default_factory=list)
    withdrawals: list[Row] = field(default_factory=list)
    booked: list[Row] = field(default_factory=list)

    def __post_init__(self) -> None:
        for period in self.registers.period:
            for unit in self.registers.units_owing(period.period_id):
                self.receive(unit.unit_id, period.period_id)
            admitted = [row for row in self.observations if row["period_id"] == period.period_id]
            youth = sum(row["value"] for row in admitted if row["indicator_id"] == "members_admitted_youth")
            self.write("DTN", period.period_id, "youth_admitted_to_party", float(youth))

    def receive(self, unit_id: str, period_id: str, revision: int = 1) -> None:
        """Add a return with a clean figure on every due line."""
        receipt_id = len(self.receipts) + 1
        receipt = {"receipt_id": receipt_id, "path": f"{period_id}/{unit_id}.xlsx", "file_sha256": f"sha-{receipt_id}"}
        self.receipts.append(receipt)
        of_return = {"return_id": f"{unit_id}-{period_id}-r{revision}", "unit_id": unit_id, "period_id": period_id}
        self.returns.append(
            {
                **receipt,
                **of_return,
                "revision": revision,
                "path_period_id": period_id,
                "path_unit_id": unit_id,
                "has_contradiction": False,
            }
        )
        unit = self.registers.unit_on(unit_id, period_id) if period_id in self.registers.periods else None
        if unit is None:
            raise LookupError(f"{unit_id} owes no return for {period_id}, or is not in this bloc")
        place = ALL_PERIODS.index(period_id)
        for lines in self.registers.due_lines(unit, period_id).values():
            for line in lines:
                self.observations.append(
                    {
                        **of_return,
                        "indicator_id": line.indicator_id,
                        "form_id": line.form_id,
                        "line_code": line.line_code,
                        "sheet_name": line.form_id,
                        "address": f"D{10 + int(line.line_code.partition('.')[2])}",
                        "is_due": True,
                        "is_on_form": True,
                        "is_corrected": False,
                    }
                )
                is_rating = self.registers.indicators[line.indicator_id].unit_of_measure == "rating"
                self._set(self.observations[-1], 3 if is_rating else _figure(unit, place, line.indicator_id))
                self.observations[-1]["code"] = "hoan_thanh_tot" if is_rating else None

    def cell(self, unit_id: str, period_id: str, indicator_id: str, revision: int = 1) -> Row:
        """The row of one observation, to be changed."""
        key = (f"{unit_id}-{period_id}-r{revision}", indicator_id)
        found = [row for row in self.observations if (row["return_id"], row["indicator_id"]) == key]
        if not found:
            raise LookupError(f"{unit_id} owes no '{indicator_id}' for {period_id}, or is not in this bloc")
        return found[0]

    def write(
        self, unit_id: str, period_id: str, indicator_id: str, figure: float | str, comparator: str = "=", revision: int = 1
    ) -> None:
        """Write a number, or a state ('blank', 'not_applicable', …), into a cell."""
        self._set(self.cell(unit_id, period_id, indicator_id, revision), figure, comparator)

    def put(self, example: ExampleCell, revision: int = 1) -> None:
        """Put a cell of an example into a revision, or take the return away."""
        if example.indicator_id is None:
            self.drop(lambda row: row["return_id"] == f"{example.unit_id}-{example.period_id}-r{revision}")
            return
        row = self.cell(example.unit_id, example.period_id, example.indicator_id, revision)
        figure = re.fullmatch(r"([<>=≈]*)(-?\d+(?:\.\d+)?)", example.written)
        ranks = {code.code: code.rank for code in self.registers.codes("rating")}
        if figure:
            self._set(row, float(figure[2]), figure[1] or "=")
        elif example.written in ranks:
            self._set(row, float(ranks[example.written]))
            row["code"] = example.written
        elif example.written in ("blank", "not_applicable", "none_occurred", "unreadable"):
            self._set(row, example.written)
        else:
            self._set(row, "unreadable")
            row["received"] = example.written

    def drop(self, is_dropped: Callable[[Row], bool]) -> None:
        """Take returns away as if they had never come."""
        self.returns = [row for row in self.returns if not is_dropped(row)]
        ids = {row["return_id"] for row in self.returns}
        self.observations = [row for row in self.observations if row["return_id"] in ids]

    def report_by(self, reporter_id: str, unit_id: str, period_id: str) -> None:
        """Move the figures of a unit into the return of another, as forms of several units hold them."""
        moved = f"{unit_id}-{period_id}-r1"
        for row in self.observations:
            if row["return_id"] == moved:
                row["return_id"] = f"{reporter_id}-{period_id}-r1"
        self.drop(lambda row: row["return_id"] == moved)

    def returned(self, return_id: str = "TC01-2021H2-r1") -> Row:
        """The row of one return, to be changed."""
        return next(row for row in self.returns if row["return_id"] == return_id)

    def fault(self, fault: str, **columns: str | None) -> None:
        """A fault that the reader met in the return of TC01 for 2021H2, at line 1.04."""
        place = {"unit_id": "TC01", "period_id": "2021H2", "form_id": "form_01", "line_code": "1.04"}
        cell = {"sheet_name": "form_01", "address": "D14", "received": "1o0", "detail": "ghi chú"}
        self.findings.append({"file_sha256": self.returned()["file_sha256"], "fault": fault, **place, **cell, **columns})

    @contextmanager
    def lay(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A database with schemas raw, reference, staging, quality (no finding) and core (every return accepted)."""
        with few_rows(like=landed_registers(self.registers)) as db:
            self._lay(db)
            yield db

    def _lay(self, db: duckdb.DuckDBPyConnection) -> None:
        for schema in ("raw", "staging", "quality", "core"):
            db.execute(f"create schema {schema}")
        db.execute(RETURN_FINDING.create_sql())
        rows = {
            "raw.receipt": self.receipts,
            "raw.unreceived": self.unreceived,
            "raw.entry": [],
            "raw.reader_fault": self.findings,
            "staging.return": self.returns,
            "staging.withdrawal": self.withdrawals,
            "staging.incoming": self.booked,
            "staging.entry": self.observations,
        }
        for table, columns in _TABLES.items():
            db.execute(f"create table {table} ({columns})")
            if rows[table]:
                given = pd.DataFrame(rows[table], dtype=object)
                if "value" in given:  # as text: the widest number decides the type of decimals
                    given["value"] = [None if value is None else str(value) for value in given["value"]]
                db.register("given", given)
                db.execute(f"insert into {table} by name select * from given")
                db.unregister("given")
        db.execute("create view staging.delivery as select * exclude (return_id, revision) from staging.return")
        db.execute("""
            create view staging.receipt as
            select
                * exclude (outcome),
                coalesce(outcome, 'returns') as outcome,
                null::date as withdrawn_on,
                null::varchar as path_unit_id,
                null::varchar as path_period_id
            from raw.receipt
        """)
        db.execute("update staging.entry set owner_id = unit_id")
        make(db, shipped["staging.figure"])
        for name in ("list_figure", "part_figure"):  # no form of the bloc is a list, or has parts
            db.execute(f"create table staging.{name} as from staging.figure where false")
        for name in ("described_entry", "foreign_unit"):  # and none is described
            columns = ", ".join(f"{column} varchar" for column in shipped[f"staging.{name}"].table.columns)
            db.execute(f"create table staging.{name} ({columns})")
        make(db, shipped["staging.observation"])
        db.execute(
            "create table staging.correction "
            "(return_id varchar, indicator_id varchar, sheet_name varchar, address varchar, measure_vi varchar)"
        )
        db.execute("create table staging.unit_above (part_id varchar, period_id varchar, whole_id varchar, level integer)")
        db.execute("""
            create table core.return as
            select *, revision = max(revision) over (partition by unit_id, period_id) as is_in_force from staging.return
        """)
        db.execute("""
            create table core.observation as
            select
                o.*, r.unit_id as reporter_id, r.path, r.is_in_force
            from staging.observation as o
            join core.return as r using (return_id)
            where is_due
        """)

    @staticmethod
    def _set(row: Row, figure: float | str, comparator: str = "=") -> None:
        is_number = not isinstance(figure, str)
        row["state"] = figure if isinstance(figure, str) else "value" if figure else "zero"
        row["value"] = Decimal(str(figure)) if is_number else (Decimal(0) if figure == "none_occurred" else None)
        row["comparator"] = comparator if is_number else None
        row["received"] = None if figure == "blank" else str(figure)
        row["code"] = None
