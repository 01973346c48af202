"""Loads the registers whole and checks them against one another; every fault is reported at once."""

import csv
import difflib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import cached_property
from itertools import pairwise
from pathlib import Path

from pydantic import ValidationError

from pipelines.errors import RegisterError
from pipelines.reference.registers import (
    Code,
    Correction,
    Figure,
    Form,
    FormLine,
    Indicator,
    Override,
    Period,
    Register,
    Rule,
    Target,
    Term,
    Unit,
    UnitAlias,
    holds_on,
)
from pipelines.reference.rules import prerequisite_faults, reporters, rule_faults
from pipelines.tables import Table

REGISTERS: dict[str, type[Register]] = {
    "term": Term,
    "period": Period,
    "unit": Unit,
    "unit_alias": UnitAlias,
    "code": Code,
    "form": Form,
    "form_line": FormLine,
    "indicator": Indicator,
    "target": Target,
    "figure": Figure,
    "rule": Rule,
    "correction": Correction,
    "override": Override,
}
"""Register → model. The register's name is its file (raw/reference/<name>.csv) and table (reference.<name>)."""

KEYS: dict[str, tuple[str, ...]] = {
    "term": ("term_id",),
    "period": ("period_id",),
    "unit": ("unit_id", "valid_from_on"),
    "unit_alias": ("alias_vi",),
    "code": ("list_id", "code", "valid_from_on"),
    "form": ("form_id",),
    "form_line": ("form_id", "line_code"),
    "indicator": ("indicator_id",),
    "target": ("target_id", "version"),
    "figure": ("figure_id",),
    "rule": ("rule_id",),
    "correction": ("unit_id", "period_id", "indicator_id"),
    "override": ("rule_id", "unit_id", "period_id", "indicator_id"),
}
"""Columns that identify one line of a register: its grain."""
MAY_BE_EMPTY = ("correction", "override")
"""Registers that hold nothing while there is nothing to correct or to accept."""


@dataclass(frozen=True)
class Reference:
    """All registers, loaded and cross-checked. Tuples keep the order of the files."""

    term: tuple[Term, ...]
    period: tuple[Period, ...]
    unit: tuple[Unit, ...]
    unit_alias: tuple[UnitAlias, ...]
    code: tuple[Code, ...]
    form: tuple[Form, ...]
    form_line: tuple[FormLine, ...]
    indicator: tuple[Indicator, ...]
    target: tuple[Target, ...]
    figure: tuple[Figure, ...]
    rule: tuple[Rule, ...]
    correction: tuple[Correction, ...] = ()
    override: tuple[Override, ...] = ()

    @cached_property
    def indicators(self) -> dict[str, Indicator]:
        """Indicators by id."""
        return {indicator.indicator_id: indicator for indicator in self.indicator}

    @cached_property
    def periods(self) -> dict[str, Period]:
        """Periods by id."""
        return {period.period_id: period for period in self.period}

    @cached_property
    def lines_by_form(self) -> dict[str, tuple[FormLine, ...]]:
        """Lines of each form, in printed order."""
        lines: dict[str, list[FormLine]] = defaultdict(list)
        for line in self.form_line:
            lines[line.form_id].append(line)
        return {form_id: tuple(found) for form_id, found in lines.items()}

    @cached_property
    def _unit_spans(self) -> dict[str, list[Unit]]:
        """Lines of each unit."""
        spans: dict[str, list[Unit]] = defaultdict(list)
        for unit in self.unit:
            spans[unit.unit_id].append(unit)
        return dict(spans)

    def spans_of(self, unit_id: str) -> Sequence[Unit]:
        """The lines of a unit, in the register's order."""
        return self._unit_spans.get(unit_id, ())

    def codes(self, list_id: str, on: date | None = None) -> tuple[Code, ...]:
        """Entries of one code list; those that hold on a day, where one is named."""
        return tuple(code for code in self.code if code.list_id == list_id and (on is None or holds_on(code, on)))

    def rules_on(self, day: date) -> tuple[Rule, ...]:
        """Rules that cover periods that end on a day."""
        return tuple(rule for rule in self.rule if holds_on(rule, day))

    def unit_on(self, unit_id: str, period_id: str) -> Unit | None:
        """The unit as it was on the last day of a period; None when it owed no return for it."""
        ends_on = self.periods[period_id].ends_on
        return next((unit for unit in self.spans_of(unit_id) if holds_on(unit, ends_on)), None)

    def units_owing(self, period_id: str) -> tuple[Unit, ...]:
        """Units that exist on the last day of a period and have a line due in it."""
        units = (self.unit_on(unit_id, period_id) for unit_id in self._unit_spans)
        return tuple(unit for unit in units if unit and self.due_lines(unit, period_id))

    def forms_of(self, unit: Unit, period_id: str) -> tuple[Form, ...]:
        """Forms that a unit reports in a period, in the register's order."""
        ends_on = self.periods[period_id].ends_on
        return tuple(
            form for form in self.form if {unit.kind, unit.unit_id} & set(form.reported_by) and holds_on(form, ends_on)
        )

    def lines_due(self, form: Form, period_id: str) -> tuple[FormLine, ...]:
        """What a form asks of everyone who reports it in a period; yearly indicators are due in the second half-year."""
        period = self.periods[period_id]
        if not holds_on(form, period.ends_on):
            return ()
        return tuple(
            line
            for line in self.lines_by_form.get(form.form_id, ())
            if (period.half == 2 or self.indicators[line.indicator_id].frequency == "half_year")
            and holds_on(line, period.ends_on)
        )

    def due_lines(self, unit: Unit, period_id: str) -> dict[str, tuple[FormLine, ...]]:
        """Lines due from a unit in a period, by form id; forms without any are left out."""
        due = {form.form_id: self.lines_due(form, period_id) for form in self.forms_of(unit, period_id)}
        return {form_id: lines for form_id, lines in due.items() if lines}


def tables() -> dict[str, Table]:
    """Contract of each table 'reference.<register>', derived from its model."""
    return {name: _table(name, model) for name, model in REGISTERS.items()}


def load_reference(folder: Path) -> Reference:
    """Read every register in `folder` and check them against one another.

    Raises:
        RegisterError: lists every fault of every register with file and line.
    """
    faults: list[str] = []
    loaded = {name: _Lines.read(folder / f"{name}.csv", model, faults) for name, model in REGISTERS.items()}
    if not faults:
        faults += sorted(_cross_check(loaded))
    if faults:
        raise RegisterError(faults, where=str(folder))
    return Reference(**{field.name: tuple(row for _, row in loaded[field.name].rows) for field in fields(Reference)})  # type: ignore[arg-type]


def readable_rules(folder: Path) -> tuple[Rule, ...]:
    """Rules that can be read, faulty lines left out: enough to name the checks before `load_reference` reports every fault."""
    faults: list[str] = []
    return tuple(row for _, row in _Lines.read(folder / "rule.csv", Rule, faults).rows if isinstance(row, Rule))


@dataclass(frozen=True)
class _Lines:
    """The lines of one register with their line numbers in the file."""

    file: str
    rows: list[tuple[int, Register]]

    @classmethod
    def read(cls, path: Path, model: type[Register], faults: list[str]) -> "_Lines":
        rows: list[tuple[int, Register]] = []
        if not path.is_file():
            faults.append(f"{path.name}: the register is missing")
            return cls(path.name, rows)
        try:
            text = path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            faults.append(f"{path.name}: not UTF-8 (byte {error.start}); save it as 'CSV UTF-8'")
            return cls(path.name, rows)
        reader = csv.DictReader(text.splitlines(keepends=True), restkey="(extra)", restval="")
        seen: dict[tuple[object, ...], int] = {}
        key = KEYS[path.stem]
        for record in reader:
            if not any(record.values()):
                continue
            line = reader.line_num
            try:
                row = model.model_validate({name: value for name, value in record.items() if value != ""})
            except ValidationError as error:
                faults.extend(f"{path.name}:{line}: {_explain(fault)}" for fault in error.errors())
                continue
            identity = tuple(getattr(row, column) for column in key)
            if identity in seen:
                faults.append(f"{path.name}:{line}: {' '.join(map(str, identity))} stands on line {seen[identity]} already")
            seen.setdefault(identity, line)
            rows.append((line, row))
        if not rows and not faults and path.stem not in MAY_BE_EMPTY:
            faults.append(f"{path.name}: the register is empty")
        return cls(path.name, rows)


def _explain(fault: object) -> str:
    details = dict(fault)  # type: ignore[call-overload]
    place = ".".join(str(part) for part in details["loc"])
    received = details.get("input")
    shown = "" if isinstance(received, dict) else f", received {received!r}"
    return f"{place}: {details['msg']}{shown}"


def _cross_check(loaded: dict[str, _Lines]) -> Iterator[str]:
    """Yield every disagreement between registers as 'file:line: fault'."""
    ids = {name: {str(getattr(row, KEYS[name][0])) for _, row in lines.rows} for name, lines in loaded.items()}
    codes: dict[str, set[str]] = defaultdict(set)
    for _, row in loaded["code"].rows:
        assert isinstance(row, Code)
        codes[row.list_id].add(row.code)
    known: dict[str, set[str]] = {**ids, **{f"code '{name}'": entries for name, entries in codes.items()}}

    def unknown(name: str, line: int, what: str, register: str, values: Iterable[str | None]) -> Iterator[str]:
        for value in values:
            if value is not None and value not in known.get(register, set()):
                near = difflib.get_close_matches(value, sorted(known.get(register, set())), n=1)
                hint = f"; did you mean '{near[0]}'?" if near else ""
                yield f"{loaded[name].file}:{line}: {what} '{value}' is not in register {register}{hint}"

    for register, column, target in _LINKS:
        for line, row in loaded[register].rows:
            value = getattr(row, column)
            yield from unknown(register, line, column, target, value if isinstance(value, tuple) else (value,))
    for check in (_check_units, _check_periods, _check_forms, _check_indicators, _check_overrides):
        yield from check(loaded)
    for check_with in (_check_targets, _check_rules, _check_corrections):
        yield from check_with(loaded, unknown)


_LINKS = (
    ("term", "first_period_id", "period"),
    ("term", "mid_term_period_id", "period"),
    ("term", "last_period_id", "period"),
    ("unit", "kind", "code 'unit_kind'"),
    ("unit", "sector", "code 'sector'"),
    ("unit", "successor_id", "unit"),
    ("unit_alias", "unit_id", "unit"),
    ("form_line", "form_id", "form"),
    ("form_line", "indicator_id", "indicator"),
    ("indicator", "domain", "code 'domain'"),
    ("indicator", "unit_of_measure", "code 'unit_of_measure'"),
    ("indicator", "numerator_ids", "indicator"),
    ("indicator", "denominator_ids", "indicator"),
    ("indicator", "derived_from_id", "indicator"),
    ("indicator", "derived_at_least", "code 'rating'"),
    ("target", "indicator_id", "indicator"),
    ("target", "first_period_id", "period"),
    ("target", "last_period_id", "period"),
    ("figure", "indicator_id", "indicator"),
    ("rule", "whole", "indicator"),
    ("rule", "prerequisite", "rule"),
    ("correction", "unit_id", "unit"),
    ("correction", "period_id", "period"),
    ("correction", "indicator_id", "indicator"),
    ("override", "rule_id", "rule"),
    ("override", "unit_id", "unit"),
    ("override", "period_id", "period"),
    ("override", "indicator_id", "indicator"),
)
"""Columns whose value must stand in another register."""

_Unknown = Callable[[str, int, str, str, Iterable[str | None]], Iterator[str]]


def _check_units(loaded: dict[str, _Lines]) -> Iterator[str]:
    spans: dict[str, list[tuple[int, Unit]]] = defaultdict(list)
    names: dict[str, str] = {}
    for line, row in loaded["unit"].rows:
        assert isinstance(row, Unit)
        spans[row.unit_id].append((line, row))
        if row.valid_to_on and row.valid_to_on < row.valid_from_on:
            yield f"unit.csv:{line}: {row.unit_id} ends on {row.valid_to_on}, before it begins on {row.valid_from_on}"
        if row.successor_id and not row.valid_to_on:
            yield f"unit.csv:{line}: {row.unit_id} has successor {row.successor_id} but no last day"
        if names.setdefault(row.name_vi.casefold(), row.unit_id) != row.unit_id:
            yield f"unit.csv:{line}: name '{row.name_vi}' already belongs to {names[row.name_vi.casefold()]}"
    for unit_id, found in spans.items():
        found.sort(key=lambda item: item[1].valid_from_on)
        for (line_before, before), (line, after) in pairwise(found):
            if before.valid_to_on is None or before.valid_to_on >= after.valid_from_on:
                yield f"unit.csv:{line}: dates of {unit_id} overlap those of line {line_before}"
    for line, row in loaded["unit_alias"].rows:
        assert isinstance(row, UnitAlias)
        if names.get(row.alias_vi.casefold(), row.unit_id) != row.unit_id:
            yield f"unit_alias.csv:{line}: '{row.alias_vi}' is the name of {names[row.alias_vi.casefold()]}"


def _check_periods(loaded: dict[str, _Lines]) -> Iterator[str]:
    found: list[tuple[int, Period]] = []
    for line, row in loaded["period"].rows:
        assert isinstance(row, Period)
        found.append((line, row))
        if row.ends_on < row.starts_on:
            yield f"period.csv:{line}: {row.period_id} ends on {row.ends_on}, before it begins on {row.starts_on}"
    found.sort(key=lambda item: item[1].starts_on)
    for (line_before, before), (line, after) in pairwise(found):
        if before.ends_on >= after.starts_on:
            yield f"period.csv:{line}: dates of {after.period_id} overlap those of line {line_before}"
        if before.period_id >= after.period_id:
            yield f"period.csv:{line}: {after.period_id} must sort after {before.period_id}"
    for line, row in loaded["term"].rows:
        assert isinstance(row, Term)
        if not row.first_period_id <= row.mid_term_period_id <= row.last_period_id:
            yield f"term.csv:{line}: periods of {row.term_id} are not in order"


def _check_forms(loaded: dict[str, _Lines]) -> Iterator[str]:
    kinds = {row.code for _, row in loaded["code"].rows if isinstance(row, Code) and row.list_id == "unit_kind"}
    units = {row.unit_id for _, row in loaded["unit"].rows if isinstance(row, Unit)}
    used = {row.form_id for _, row in loaded["form_line"].rows if isinstance(row, FormLine)}
    codes: dict[str, set[str]] = defaultdict(set)
    for _, row in loaded["form_line"].rows:
        assert isinstance(row, FormLine)
        codes[row.form_id].add(row.line_code)
    for line, row in loaded["form"].rows:
        assert isinstance(row, Form)
        if row.form_id not in used:
            yield f"form.csv:{line}: form '{row.form_id}' has no line in form_line.csv"
        for reporter in sorted(set(row.reported_by) - kinds - units):
            yield f"form.csv:{line}: reported_by '{reporter}' is neither a unit nor a kind of unit"
    reported: dict[tuple[str, str], int] = {}
    for line, row in loaded["form_line"].rows:
        assert isinstance(row, FormLine)
        if reported.setdefault((row.form_id, row.indicator_id), line) != line:
            earlier = reported[(row.form_id, row.indicator_id)]
            yield f"form_line.csv:{line}: indicator '{row.indicator_id}' stands on line {earlier} of the same form already"
        for word in (row.formula or "").split():
            if "." in word and word not in codes[row.form_id]:
                yield f"form_line.csv:{line}: formula names line {word}, which {row.form_id} does not have"


def _check_indicators(loaded: dict[str, _Lines]) -> Iterator[str]:
    on_form = {row.indicator_id for _, row in loaded["form_line"].rows if isinstance(row, FormLine)}
    for line, row in loaded["indicator"].rows:
        assert isinstance(row, Indicator)
        if row.valid_min > row.valid_max:
            yield f"indicator.csv:{line}: valid_min of '{row.indicator_id}' is above valid_max"
        if (row.aggregation == "rate") != bool(row.numerator_ids and row.denominator_ids):
            yield f"indicator.csv:{line}: '{row.indicator_id}' needs numerator and denominator if, and only if, it is a rate"
        if row.aggregation == "rate" and row.is_higher_better is None:
            yield f"indicator.csv:{line}: rate '{row.indicator_id}' does not say whether higher is better"
        if bool(row.derived_from_id) != bool(row.derived_at_least):
            yield f"indicator.csv:{line}: '{row.indicator_id}' needs both derived_from_id and derived_at_least, or neither"
        is_computed = row.aggregation == "rate" or bool(row.derived_from_id)
        if is_computed == (row.indicator_id in on_form):
            yield (
                f"indicator.csv:{line}: '{row.indicator_id}' is computed and must not stand on a form"
                if is_computed
                else f"indicator.csv:{line}: no form line asks for '{row.indicator_id}'"
            )


def _check_targets(loaded: dict[str, _Lines], unknown: _Unknown) -> Iterator[str]:
    indicators = {row.indicator_id: row for _, row in loaded["indicator"].rows if isinstance(row, Indicator)}
    for line, row in loaded["target"].rows:
        assert isinstance(row, Target)
        indicator = indicators.get(row.indicator_id)
        if row.first_period_id > row.last_period_id:
            yield f"target.csv:{line}: {row.target_id} ends before it begins"
        if indicator is None:
            continue
        if indicator.unit_of_measure == "rating":
            yield from unknown("target", line, "target_value", "code 'rating'", (row.target_value, row.once_value))
        elif not _is_number(row.target_value) or row.once_value:
            yield f"target.csv:{line}: {row.target_id} needs a number as target_value, received '{row.target_value}'"
        if row.rule == "cumulative" and indicator.aggregation != "sum":
            yield f"target.csv:{line}: cumulative target {row.target_id} needs an indicator that is summed"
        if row.rule == "every_year" and indicator.is_higher_better is None:
            yield f"target.csv:{line}: indicator '{row.indicator_id}' does not say which year is the worst"
    for line, row in loaded["figure"].rows:
        assert isinstance(row, Figure)
        if (row.scope == "year") != (row.year is not None):
            yield f"figure.csv:{line}: {row.figure_id} needs a year if, and only if, its scope is 'year'"


def _check_rules(loaded: dict[str, _Lines], unknown: _Unknown) -> Iterator[str]:
    indicators = {row.indicator_id: row for _, row in loaded["indicator"].rows if isinstance(row, Indicator)}
    code_lists = frozenset(row.list_id for _, row in loaded["code"].rows if isinstance(row, Code))
    reported_by = reporters(
        [row for _, row in loaded["unit"].rows if isinstance(row, Unit)],
        [row for _, row in loaded["form"].rows if isinstance(row, Form)],
        [row for _, row in loaded["form_line"].rows if isinstance(row, FormLine)],
    )
    for line, row in loaded["rule"].rows:
        assert isinstance(row, Rule)
        if row.kind not in ("reader", "unique_key", "completeness"):
            if row.subject != "*":
                yield from unknown("rule", line, "subject", "indicator", (row.subject,))
            yield from unknown("rule", line, "parts", "indicator", (part.lstrip("-") for part in row.parts))
        for fault in rule_faults(row, indicators, reported_by, code_lists):
            yield f"rule.csv:{line}: {row.rule_id}: {fault}"
    rules = {row.rule_id: (line, row) for line, row in loaded["rule"].rows if isinstance(row, Rule)}
    for rule, fault in prerequisite_faults([row for _, row in rules.values()]):
        yield f"rule.csv:{rules[rule.rule_id][0]}: {rule.rule_id}: {fault}"


def _check_corrections(loaded: dict[str, _Lines], unknown: _Unknown) -> Iterator[str]:
    indicators = {row.indicator_id: row for _, row in loaded["indicator"].rows if isinstance(row, Indicator)}
    for line, row in loaded["correction"].rows:
        assert isinstance(row, Correction)
        indicator = indicators.get(row.indicator_id)
        if indicator is None or row.corrected in ("none_occurred", "not_applicable"):
            continue
        if indicator.unit_of_measure == "rating":
            yield from unknown("correction", line, "corrected", "code 'rating'", (row.corrected,))
        elif not _is_number(row.corrected):
            yield (
                f"correction.csv:{line}: '{row.indicator_id}' needs a number, 'none_occurred' or 'not_applicable', "
                f"received '{row.corrected}'"
            )


def _check_overrides(loaded: dict[str, _Lines]) -> Iterator[str]:
    severities = {row.rule_id: row.severity for _, row in loaded["rule"].rows if isinstance(row, Rule)}
    for line, row in loaded["override"].rows:
        assert isinstance(row, Override)
        if severities.get(row.rule_id) == "error":
            yield f"override.csv:{line}: {row.rule_id} is an error: the return is mended, not explained"
        if row.valid_to_on and row.valid_to_on < row.approved_on:
            yield f"override.csv:{line}: ends on {row.valid_to_on}, before it was approved on {row.approved_on}"


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _table(name: str, model: type[Register]) -> Table:
    schema = model.model_json_schema()
    columns = {
        column: (_sql_type(definition), definition["description"].strip())
        for column, definition in schema["properties"].items()
    }
    return Table(
        name=f"reference.{name}",
        description=(model.__doc__ or "").strip(),
        grain=f"one row per {', '.join(KEYS[name])}",
        columns=columns,
    )


def _sql_type(definition: dict[str, object]) -> str:
    """DuckDB type of a JSON-schema property."""
    options = definition.get("anyOf")
    if isinstance(options, list):
        kinds = [option for option in options if option.get("type") != "null"]
        if any(option.get("type") == "number" for option in kinds):
            return "DECIMAL(24, 6)"
        return _sql_type(kinds[0])
    if definition.get("format") == "date":
        return "DATE"
    if definition.get("type") == "array":
        return "VARCHAR[]"
    return {"integer": "INTEGER", "number": "DECIMAL(24, 6)", "boolean": "BOOLEAN"}.get(str(definition.get("type")), "VARCHAR")
