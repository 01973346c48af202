"""What a workbook may hold: forms, lines, units, periods and ratings, as the reader looks them up.

`Forms` is built once from the registers, is small and pickles: worker processes need neither pydantic nor the registers.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from pipelines.language.calendars import Calendar, KnownPeriod, ends_together
from pipelines.language.months import NO_MONTHS, PARTS, Months
from pipelines.language.period_words import Named
from pipelines.language.relative_periods import FROM_JANUARY
from pipelines.language.vietnamese import clean, match_key
from pipelines.language.words import Words
from pipelines.returns.described import Table, tables_of
from pipelines.returns.form_lines import Line
from pipelines.returns.lookup import all_above, look_up, several, unique
from pipelines.returns.namesakes import UnitLines, names_of_units
from pipelines.returns.versions import slow_hash, version_stamp

if TYPE_CHECKING:  # the registers pull in pydantic, which worker processes do without
    from pipelines.reference import Reference


# Compared by identity: one Forms serves a whole run, and caches hang on it.
@dataclass(frozen=True, eq=False)
class Forms:
    """Everything that a workbook may hold, keyed as the reader meets it. Keys of text are `match_key`s."""

    lines: Mapping[tuple[str, str], Line]
    """(form_id, line_code) → line, in printed order."""
    form_codes: Mapping[str, str]
    """Form code as printed ('01-TCĐ') → form_id."""
    form_titles: Mapping[str, str]
    """Form title → form_id."""
    units: Mapping[str, str]
    """Unit code, name or alias → unit_id, where it is one unit's alone."""
    unit_names: Mapping[str, str]
    """unit_id → its latest name, by which nobody can take it for another unit."""
    calendar: Calendar
    ratings: Mapping[str, tuple[str, int]]
    """Rating code, label or alias → (code, rank)."""
    rating_labels: tuple[str, ...] = ()
    """Labels of the ratings as printed, best first."""
    measures: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Label or alias of a unit of measure → its codes; 'lượt' is short for several."""
    measure_labels: Mapping[str, str] = field(default_factory=dict)
    """Code of a unit of measure → label as printed."""
    sections: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """form_id → titles of its sections, without their numbers."""
    unit_parents: Mapping[str, str] = field(default_factory=dict)
    """unit_id → unit that it is part of (the latest)."""
    namesakes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Name or alias of several units → these."""
    unit_lines: UnitLines = field(default_factory=UnitLines)
    """What tells them apart."""
    words: Words = field(default_factory=Words)
    """What the office calls things."""
    tables: tuple[Table, ...] = ()
    """Tables of described forms."""
    period_types: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """form_id → types of period for which it is reported."""
    versions: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """(form_id, period_id) → version in force, as printed ('01-TCĐ-2023H2-3fa9c1'); where the form has a line due."""
    passwords: tuple[str, ...] = field(default=(), repr=False)
    """Passwords to try on encrypted files, besides Excel's own default."""
    passwords_mark: str = ""
    """Slow hash of the passwords: tells in `repr` that they changed, and not what they are."""

    @classmethod
    def of(cls, reference: "Reference", passwords: tuple[str, ...] = ()) -> "Forms":
        """Gather what the reader needs from the registers."""
        lines, described = {}, {table.form_id for table in reference.form_table}
        for line in reference.form_line:
            indicator = reference.indicators[line.indicator_id]
            lines[line.form_id, line.line_code] = Line(
                line.form_id,
                line.line_code,
                line.label_vi,
                match_key(line.label_vi),
                indicator.unit_of_measure,
                indicator.decimals,
                indicator.valid_min,
                indicator.valid_max,
                is_flow=indicator.aggregation == "sum",
            )
        ratings = sorted(reference.codes("rating"), key=lambda code: -code.rank)
        names = reference.unit_names
        called = names_of_units(reference)
        named = several((name.key, name.unit_id) for name in called)
        namesakes = {key: unit_ids for key, unit_ids in named.items() if len(unit_ids) > 1}
        return cls(
            lines=lines,
            form_codes={match_key(code): form.form_id for form in reference.form for code in (form.sheet_name, form.code)},
            form_titles=unique((match_key(form.title_vi), form.form_id) for form in reference.form),
            units={key: unit_ids[0] for key, unit_ids in named.items() if len(unit_ids) == 1},
            unit_names={unit.unit_id: names[unit.key] for unit in reference.unit},
            calendar=reference.calendar,
            ratings=unique(
                (match_key(text), (code.code, code.rank))
                for code in ratings
                for text in (code.code, code.label_vi, *code.aliases)
            ),
            rating_labels=tuple(dict.fromkeys(code.label_vi for code in ratings)),
            measures=several(
                (match_key(text), code.code)
                for code in reference.codes("unit_of_measure")
                for text in (code.label_vi, *code.aliases)
            ),
            measure_labels={code.code: code.label_vi for code in reference.codes("unit_of_measure")},
            sections=several((line.form_id, match_key(_NUMERAL.sub("", line.section_vi))) for line in reference.form_line),
            unit_parents={unit.unit_id: unit.parent_id for unit in reference.unit if unit.parent_id},
            namesakes=namesakes,
            unit_lines=UnitLines.of(reference.unit, namesakes, called),
            words=reference.words,
            tables=tables_of(reference),
            period_types={form_id: frozenset(types) for form_id, types in reference.frequencies.items()},
            versions={
                (form.form_id, period.period_id): version_stamp(reference, form.form_id, period.period_id)
                for form in reference.form
                for period in reference.period
                if reference.lines_due(form, period.period_id) or form.form_id in described
            },
            passwords=passwords,
            passwords_mark=slow_hash(passwords),
        )

    @cached_property
    def measure_words(self) -> frozenset[str]:
        """Keys of every word for a measure: what may follow a number in a cell, whichever the line's own is."""
        return frozenset(self.measures)

    @cached_property
    def wholes(self) -> frozenset[str]:
        """Units that have parts."""
        return frozenset(self.unit_parents.values())

    @property
    def periods(self) -> tuple[KnownPeriod, ...]:
        """Every period of the register."""
        return self.calendar.periods

    @cached_property
    def period_ids(self) -> tuple[str, ...]:
        """Their ids."""
        return tuple(period.period_id for period in self.periods)

    def only_period(self, period_ids: tuple[str, ...]) -> KnownPeriod | None:
        """The period, where it is just one that is named."""
        return next((period for period in self.periods if (period.period_id,) == period_ids), None)

    def is_reported_for(self, form_id: str | None, period: KnownPeriod) -> bool:
        """Whether a form is reported for periods of this kind; one that says nothing of it is for any."""
        types = self.period_types.get(form_id or "", frozenset())
        return not types or period.period_type in types

    def form_named(self, text: str) -> str | None:
        """Form with this code or title."""
        return look_up(self.form_codes, text) or look_up(self.form_titles, text)

    def periods_in(self, text: str, form_id: str | None = None) -> tuple[str, ...]:
        """Periods that a text names, in the register's order; () when none, several for a whole year or several statements.

        Understands the register's labels and ids, '6 tháng đầu năm 2021', 'Quý III/2025', 'T9/2025', '9 tháng năm 2025', 'năm
        2021', and a run of days. A year is all of its parts where the register has no years. () also where one of several is
        none of the register's: the others alone are not what it says. Of several, a form's are those for which it is reported:
        '01/2024' on a monthly one is no quarter, and 'Tháng 9 và 9 tháng năm 2025' is September on one that tells figures from
        January on beside those of the month, or where the register has no such nine months.
        """
        runs = self.runs_in(text)
        if (known := self._known_to(form_id, runs)) and self._is_meant_alone(known, form_id, runs):
            return (known,)
        matched = [self.calendar.matching(run) for run in runs]
        found = {period for periods in matched for period in periods} if all(matched) else set()
        types = self.period_types.get(form_id or "", frozenset())
        own = [period for period in self.periods if period in found and period.period_type in types]
        return tuple(period.period_id for period in (own if len(own) == 1 else self.periods) if period in found)

    def _known_to(self, form_id: str | None, runs: frozenset[Months]) -> str | None:
        """The one period of several runs that a form is reported for; None where it is none or more of them."""
        found = [
            period.period_id
            for period in (self.periods if len(runs) > 1 else ())
            if self.calendar.runs[period.period_id] in runs and self.is_reported_for(form_id, period)
        ]
        return found[0] if len(found) == 1 else None

    def _is_meant_alone(self, period_id: str, form_id: str | None, runs: frozenset[Months]) -> bool:
        """Whether a period is named with what it completes, and the form has columns for both.

        Or as a part of a year or with such a part, and the register has none of the others.
        """
        own = self.calendar.runs[period_id]
        if form_id in self._counting_on and ends_together(own, runs):
            return True
        registered = set(self.calendar.runs.values())
        return any(ends_together(run, runs) for run in runs) and not registered.intersection(runs - {own})

    @cached_property
    def _counting_on(self) -> frozenset[str]:
        """Forms that have figures from January on beside those of their period."""
        return frozenset(
            table.form_id for table in self.tables if {"", FROM_JANUARY} <= {cell.period for cell in table.cells.values()}
        )

    def names_of_runs(self, text: str) -> list[str]:
        """What a text names, as a person is told it: the register's labels, '01/2025–09/2025' where it has none."""
        labels = {self.calendar.runs[period.period_id]: period.label_vi for period in reversed(self.periods)}
        return [labels.get(run) or run.shown for run in sorted(self.runs_in(text) - {NO_MONTHS})]

    def runs_in(self, text: str) -> frozenset[Months]:
        """Runs of months that a text or several statements name, whether or not the register has them.

        With NO_MONTHS among them where one counts up to a day of another: '6 tháng cuối năm 2020 | Số liệu tính đến 30/6/2021'.
        """
        return _runs_in(self, text)

    def unit_named(self, text: str) -> str | None:
        """Unit with this code, name or alias; also with both of them: 'Chi bộ 1 (TC01)', 'TC01 - Chi bộ 1'."""
        if unit_id := look_up(self.units, text):
            return unit_id
        parts = _NAME_AND_CODE.fullmatch(text.strip())
        found = {look_up(self.units, part) for part in parts.groups() if part} if parts else set()
        return found.pop() if len(found) == 1 else None

    def units_named(self, text: str) -> tuple[str, ...]:
        """The unit with this code, name or alias, or all of several that have this name; () for any other text."""
        if (one := self.unit_named(text)) or not self.namesakes:
            return (one,) if one else ()
        if several := look_up(self.namesakes, text):
            return several
        parts = _NAME_AND_UNIT.fullmatch(text.strip())
        known = [self.units_named(part) for part in parts.groups() if part] if parts else []
        return self.unit_lines.of_both(*known) if known else ()

    def units_above(self, unit_ids: Iterable[str]) -> frozenset[str]:
        """Units that any of these is part of, at every level."""
        return frozenset(above for unit_id in unit_ids for above in all_above(unit_id, self.unit_parents.get))

    def periods_of_column(self, heading: str) -> tuple[str, ...]:
        """Periods that the heading of a column names, with names also for those that the register does not have: none of ours.

        'Số liệu (tính đến 30/6/2020)' names whatever ends then (`are_one`).
        """
        runs = _named_in_column(self, heading).runs or self.calendar.up_to(heading)
        matched = {run: self.calendar.matching(run) for run in sorted(runs)}
        return tuple(
            dict.fromkeys(name for run, found in matched.items() for name in [one.period_id for one in found] or [str(run)])
        )

    def are_one(self, period_ids: Iterable[str]) -> bool:
        """Whether what the heading of a column names is one period, or one of several that end on the same day."""
        named = set(period_ids)
        ends = {period.ends_on for period in self.periods if period.period_id in named}
        return len(named) == 1 or (len(ends) == 1 and named <= set(self.period_ids))

    def without_plans(self, title: str) -> str:
        """What a title says of the past: 'Kết quả 6 tháng đầu năm; phương hướng 6 tháng cuối năm' is about the former."""
        return self.calendar.words.without_plans(title, clean(title))

    def is_as_of(self, text: str) -> bool:
        """Whether a text says up to which day figures are counted."""
        return bool(self.calendar.words.days_as_of(text))

    def besides_periods(self, text: str) -> list[str]:
        """The words of a text but for those that name a period, as match_key has them."""
        return _named(self, text).rest.split()


_NAME_AND_CODE = re.compile(r"([^()]+)\(([^()]+)\)|(\S+)\s+[–—-]\s+(.+)|(.+)\s+[–—-]\s+(\S+)")
_NAME_AND_UNIT = re.compile(r"([^()]+)\(([^()]+)\)|(.+?)(?:\s+[–—-]|,)\s+(.+)")
STATEMENTS = " | "
"""Between statements of one head that differ."""
_NUMERAL = re.compile(r"^\s*(?:[IVXLC]+|\d+)\s*[.):]\s*")
"""Number before the title of a section."""


@lru_cache(maxsize=4096)
def _named(forms: Forms, text: str) -> Named:
    """Periods that one statement names, and its other words."""
    return forms.calendar.read(text)


@lru_cache(maxsize=1 << 14)
def _runs_in(forms: Forms, text: str) -> frozenset[Months]:
    """As Forms.runs_in: asked again and again of the same heads."""
    statements = text.split(STATEMENTS)
    runs = frozenset(run for statement in statements for run in _named(forms, statement).runs)
    is_other = runs and any(forms.calendar.is_as_of_another(statement, runs) for statement in statements)
    return runs | {NO_MONTHS} if is_other else runs


@lru_cache(maxsize=4096)
def _named_in_column(forms: Forms, text: str) -> Named:
    """The same of a column, which may be about any part of a year."""
    return forms.calendar.read(text, PARTS)
