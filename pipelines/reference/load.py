"""Loads the registers whole and checks them against one another.

All faults of lines are reported at once, with names that no register has; when every line can be read, all those between them.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import cached_property
from itertools import product
from pathlib import Path
from zoneinfo import ZoneInfo

from pipelines.errors import RegisterError
from pipelines.folders import require_parent
from pipelines.language import words as language
from pipelines.language.calendars import Calendar
from pipelines.reference.breakdown_cuts import wholes_of
from pipelines.reference.cells import Records
from pipelines.reference.contract import REGISTERS, require_registers
from pipelines.reference.cross_check import cross_check
from pipelines.reference.decisions import Correction, Override, Withdrawal
from pipelines.reference.derived_rules import derived_rules
from pipelines.reference.documents import DOCUMENT_TEMPLATE, Document, LayoutProfile, PrintedFigure, templates_in
from pipelines.reference.fields import holds_on
from pipelines.reference.figures import decide
from pipelines.reference.form_cells import Shape, shapes
from pipelines.reference.form_tables import Breakdown, FormSlot, FormTable, ListIndicator
from pipelines.reference.frequency import ends_with, frequencies_of, is_asked, year_of
from pipelines.reference.lines import Lines
from pipelines.reference.links import broken_links, require_links, unknown_in
from pipelines.reference.namesakes import distinct_names
from pipelines.reference.owed import not_owed
from pipelines.reference.part_cells import PartCell, part_cells
from pipelines.reference.part_indicators import with_target_parts
from pipelines.reference.received import Received
from pipelines.reference.registers import (
    Code,
    Form,
    FormLine,
    Indicator,
    MissingBound,
    Period,
    PeriodType,
    Target,
    Term,
    Unit,
    UnitAlias,
)
from pipelines.reference.reminding import ReminderStep, UnitMail
from pipelines.reference.rule_lines import Rule, RuleSubject
from pipelines.reference.run import Office
from pipelines.reference.unit_events import UnitEvent, with_successors
from pipelines.reference.wording import DictionaryName, Sentence, Wording, office_words
from pipelines.reference.wording_links import words_in


@dataclass(frozen=True)
class Reference:
    """All registers, loaded and cross-checked. Tuples keep the order of the files."""

    office: tuple[Office]
    term: tuple[Term, ...]
    period: tuple[Period, ...]
    unit: tuple[Unit, ...]
    unit_alias: tuple[UnitAlias, ...]
    code: tuple[Code, ...]
    form: tuple[Form, ...]
    form_line: tuple[FormLine, ...]
    indicator: tuple[Indicator, ...]
    target: tuple[Target, ...]
    printed_figure: tuple[PrintedFigure, ...]
    rule: tuple[Rule, ...]
    rule_subject: tuple[RuleSubject, ...] = ()
    correction: tuple[Correction, ...] = ()
    override: tuple[Override, ...] = ()
    withdrawal: tuple[Withdrawal, ...] = ()
    form_table: tuple[FormTable, ...] = ()
    form_slot: tuple[FormSlot, ...] = ()
    breakdown: tuple[Breakdown, ...] = ()
    wording: tuple[Wording, ...] = ()
    sentence: tuple[Sentence, ...] = ()
    missing_bound: tuple[MissingBound, ...] = ()
    list_indicator: tuple[ListIndicator, ...] = ()
    unit_event: tuple[UnitEvent, ...] = ()
    received: tuple[Received, ...] = ()
    dictionary: tuple[DictionaryName, ...] = ()
    reminder_step: tuple[ReminderStep, ...] = ()
    unit_mail: tuple[UnitMail, ...] = ()
    layout_profile: tuple[LayoutProfile, ...] = ()
    document: tuple[Document, ...] = ()

    @cached_property
    def words(self) -> language.Words:
        """What the office calls things."""
        return office_words(self.office[0].language, self.wording, self.sentence)

    @cached_property
    def time_zone(self) -> ZoneInfo:
        """Time zone of the office."""
        return ZoneInfo(self.office[0].time_zone)

    @cached_property
    def indicators(self) -> dict[str, Indicator]:
        """Indicators by id."""
        return {indicator.indicator_id: indicator for indicator in self.indicator}

    @cached_property
    def periods(self) -> dict[str, Period]:
        """Periods by id."""
        return {period.period_id: period for period in self.period}

    @cached_property
    def calendar(self) -> Calendar:
        """Periods by the months that their labels name."""
        return Calendar.of(self.period, self.office[0].language)

    @cached_property
    def years(self) -> dict[str, int | None]:
        """Year that each period is counted to; None for a term."""
        return {period.period_id: year_of(period, self.period) for period in self.period}

    @cached_property
    def ending_with(self) -> dict[str, set[PeriodType]]:
        """Longer types of period of which one ends with each period."""
        return {period.period_id: ends_with(period, self.period, self.term) for period in self.period}

    @cached_property
    def frequencies(self) -> dict[str, set[PeriodType]]:
        """Types of period for which each form is reported: as it says, else as often as its indicators are asked for."""
        asked: dict[str, set[PeriodType]] = defaultdict(set)
        rows: tuple[FormLine | FormTable | FormSlot | ListIndicator, ...]
        rows = (*self.form_line, *self.form_table, *self.form_slot, *self.list_indicator)
        for row in rows:
            if row.indicator_id:
                asked[row.form_id].add(self.indicators[row.indicator_id].frequency)
        known = {period.period_type for period in self.period}
        return {form.form_id: frequencies_of(form.frequency, asked[form.form_id], known) for form in self.form}

    @cached_property
    def lines_by_form(self) -> dict[str, tuple[FormLine, ...]]:
        """Lines of each form, in printed order."""
        lines: dict[str, list[FormLine]] = defaultdict(list)
        for line in self.form_line:
            lines[line.form_id].append(line)
        return {form_id: tuple(found) for form_id, found in lines.items()}

    @cached_property
    def shapes(self) -> dict[tuple[str, str], Shape]:
        """Described tables by form and table, each with its rows and columns."""
        return shapes(self.form_table, self.form_slot)

    @cached_property
    def part_cells(self) -> list[PartCell]:
        """Cells of described forms that make up indicators that stand in no cell as a whole."""
        return part_cells(self.indicator, self.form_line, self.shapes.values(), wholes_of(self.breakdown))

    @cached_property
    def unit_names(self) -> dict[tuple[str, date], str]:
        """Name of each line of a unit (`Unit.key`), by which nobody can take it for another one."""
        return distinct_names(self.unit)

    @cached_property
    def _unit_versions(self) -> dict[str, list[Unit]]:
        """Lines of each unit."""
        versions: dict[str, list[Unit]] = defaultdict(list)
        for unit in self.unit:
            versions[unit.unit_id].append(unit)
        return dict(versions)

    def versions_of(self, unit_id: str) -> Sequence[Unit]:
        """The lines of a unit, in the register's order."""
        return self._unit_versions.get(unit_id, ())

    def codes(self, list_id: str, on: date | None = None) -> tuple[Code, ...]:
        """Entries of one code list; those that hold on a day, where one is named."""
        return tuple(code for code in self.code if code.list_id == list_id and (on is None or holds_on(code, on)))

    def rules_on(self, day: date) -> tuple[Rule, ...]:
        """Rules that cover periods that end on a day, each once per subject that it is about."""
        return tuple(rule for rule in self.rules_by_subject if holds_on(rule, day))

    @cached_property
    def rules_by_subject(self) -> tuple[Rule, ...]:
        """Rules in the register's order, each once per subject that it is about."""
        further: dict[str, list[RuleSubject]] = defaultdict(list)
        for own in self.rule_subject:
            further[own.rule_id].append(own)
        return tuple(about for rule in self.rule for about in (rule, *map(rule.about, further[rule.rule_id])))

    @cached_property
    def former_rules(self) -> dict[tuple[str, str], str]:
        """Rule and indicator → the rule that was about this indicator alone before."""
        return {(own.rule_id, own.indicator_id): own.known_as for own in self.rule_subject if own.known_as}

    def unit_on(self, unit_id: str, period_id: str) -> Unit | None:
        """The unit as it was on the last day of a period; None when it owed no return for it."""
        return next((unit for unit in self.versions_of(unit_id) if holds_on(unit, self.periods[period_id].ends_on)), None)

    def units_owing(self, period_id: str) -> tuple[Unit, ...]:
        """Units that exist on the last day of a period and have a line due in it."""
        units = (self.unit_on(unit_id, period_id) for unit_id in self._unit_versions)
        return tuple(unit for unit in units if unit and self.due_lines(unit, period_id))

    def forms_of(self, unit: Unit, period_id: str) -> tuple[Form, ...]:
        """Forms that a unit reports in a period, in the register's order."""
        ends_on = self.periods[period_id].ends_on
        return tuple(form for form in self.form if form.is_reported_by(unit) and holds_on(form, ends_on))

    def lines_due(self, form: Form, period_id: str) -> tuple[FormLine, ...]:
        """What a form asks of everyone who reports it in a period; yearly indicators of half-years in the second one."""
        return self._lines_due[form.form_id, period_id]

    @cached_property
    def _lines_due(self) -> dict[tuple[str, str], tuple[FormLine, ...]]:
        """`lines_due` of every form and period: asked again for every unit."""
        asked: dict[tuple[str, str], tuple[FormLine, ...]] = {}
        for form, period in product(self.form, self.period):
            often, ends = self.frequencies[form.form_id], self.ending_with[period.period_id]
            asked[form.form_id, period.period_id] = tuple(
                line
                for line in (self.lines_by_form.get(form.form_id, ()) if holds_on(form, period.ends_on) else ())
                if holds_on(line, period.ends_on)
                and is_asked(period, self.indicators[line.indicator_id].frequency, often, ends)
            )
        return asked

    def due_lines(self, unit: Unit, period_id: str) -> dict[str, tuple[FormLine, ...]]:
        """Lines due from a unit in a period, by form id; forms without any are left out."""
        due = {form.form_id: self.lines_due(form, period_id) for form in self.forms_of(unit, period_id)}
        return {form_id: lines for form_id, lines in due.items() if lines}


HELD = tuple(field.name for field in fields(Reference))
"""Registers that `Reference` holds."""


@dataclass(frozen=True)
class Loaded:
    """Registers without a fault, and the files that they were read from."""

    reference: Reference
    records: dict[str, Records]
    """Register → its lines as text."""
    contents: dict[str, bytes]
    """Register → its file, and each template by its file's name."""


def load_reference(folder: Path) -> Reference:
    """The registers in `folder`; raises a RegisterError with all their faults, or a DataFolderError: no folder is above it."""
    return load_registers(folder).reference


def load_registers(folder: Path, *, is_past: bool = False) -> Loaded:
    """`load_reference`, with what was read, of the past by names of then. From here on this process speaks its words."""
    require_registers(HELD)
    require_links()
    require_parent(folder)
    faults: list[str] = []
    loaded = read = {name: Lines.read(folder / f"{name}.csv", faults, is_past=is_past) for name in REGISTERS}
    if faults:
        faults += sorted(broken_links(read, unknown_in(read)))
    else:
        language.use(words_in(read))
        faults += sorted(cross_check(read))
        loaded = decide(read, faults)
    if not faults:
        rows = Reference(**{name: tuple(row for _, row in loaded[name].rows) for name in HELD})  # type: ignore[arg-type]
        reference = with_target_parts(replace(rows, unit=with_successors(rows.unit, rows.unit_event)))
        reference = replace(reference, rule=(*rows.rule, *derived_rules(rows.rule, rows.form_table, rows.unit)))
        faults += not_owed(loaded["correction"], reference)
    templates = templates_in(folder)
    if loaded["document"].rows and DOCUMENT_TEMPLATE not in templates:
        faults.append(f"document.csv: the template {DOCUMENT_TEMPLATE}, from which documents are made, is missing beside it")
    if faults:
        raise RegisterError(faults, where=str(folder))
    held = {name: lines for name, lines in read.items() if lines.content}
    contents = {name: lines.content for name, lines in held.items()} | templates
    return Loaded(reference, {name: lines.records for name, lines in held.items()}, contents)
