"""What a workbook may hold: forms, lines, units, periods and ratings, as the reader looks them up.

`Forms` is built once from the registers, is small and pickles: worker processes need neither pydantic nor the registers.
"""

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, TypeVar

from pipelines.language.vietnamese import match_key
from pipelines.returns.described import Table, tables_of
from pipelines.returns.form_lines import Line
from pipelines.returns.lookup import look_up
from pipelines.returns.periods import NO_HALF, Half, KnownPeriod, Named, half_up_to, is_as_of_another, read_periods

if TYPE_CHECKING:  # the registers pull in pydantic, which worker processes do without
    from pipelines.reference import Form, Period, Reference
    from pipelines.reference.registers import Frequency

Value = TypeVar("Value")


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
    """Unit code, name or alias → unit_id."""
    unit_names: Mapping[str, str]
    """unit_id → name as registered (the latest)."""
    periods: tuple[KnownPeriod, ...]
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
    head_words: Mapping[str, str] = field(default_factory=dict)
    """Further words before the colon of a head's fields → field, for an office that writes another language."""
    tables: tuple[Table, ...] = ()
    """Tables of described forms."""
    versions: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """(form_id, period_id) → version in force, as printed ('01-TCĐ-2023H2-3fa9c1'); where the form has a line due."""
    passwords: tuple[str, ...] = field(default=(), repr=False)
    """Passwords to try on encrypted files, besides Excel's own default."""
    passwords_mark: str = ""
    """Slow hash of the passwords: tells in `repr` that they changed, and not what they are."""

    @classmethod
    def of(cls, reference: "Reference", passwords: tuple[str, ...] = ()) -> "Forms":
        """Gather what the reader needs from the registers."""
        lines = {}
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
            )
        ratings = sorted(reference.codes("rating"), key=lambda code: -code.rank)
        units = [(unit.unit_id, text) for unit in reference.unit for text in (unit.unit_id, unit.name_vi)]
        units += [(alias.unit_id, alias.alias_vi) for alias in reference.unit_alias]
        return cls(
            lines=lines,
            form_codes={match_key(code): form.form_id for form in reference.form for code in (form.sheet_name, form.code)},
            form_titles=_unique((match_key(form.title_vi), form.form_id) for form in reference.form),
            units=_unique((match_key(text), unit_id) for unit_id, text in units),
            unit_names={unit.unit_id: unit.name_vi for unit in reference.unit},
            periods=tuple(
                KnownPeriod(period.period_id, period.label_vi, period.year, period.half, period.starts_on, period.ends_on)
                for period in reference.period
            ),
            ratings=_unique(
                (match_key(text), (code.code, code.rank))
                for code in ratings
                for text in (code.code, code.label_vi, *code.aliases)
            ),
            rating_labels=tuple(dict.fromkeys(code.label_vi for code in ratings)),
            measures=_several(
                (match_key(text), code.code)
                for code in reference.codes("unit_of_measure")
                for text in (code.label_vi, *code.aliases)
            ),
            measure_labels={code.code: code.label_vi for code in reference.codes("unit_of_measure")},
            sections=_several((line.form_id, match_key(_NUMERAL.sub("", line.section_vi))) for line in reference.form_line),
            unit_parents={unit.unit_id: unit.parent_id for unit in reference.unit if unit.parent_id},
            tables=tables_of(reference),
            versions={
                (form.form_id, period.period_id): version_stamp(reference, form.form_id, period.period_id)
                for form in reference.form
                for period in reference.period
                if reference.lines_due(form, period.period_id)
            },
            passwords=passwords,
            passwords_mark=_slow_hash(passwords),
        )

    @cached_property
    def measure_words(self) -> frozenset[str]:
        """Keys of every word for a measure: what may follow a number in a cell, whichever the line's own is."""
        return frozenset(self.measures)

    @property
    def period_ids(self) -> tuple[str, ...]:
        """Every period of the register."""
        return tuple(period.period_id for period in self.periods)

    def form_named(self, text: str) -> str | None:
        """Form with this code or title."""
        return look_up(self.form_codes, text) or look_up(self.form_titles, text)

    def periods_in(self, text: str) -> tuple[str, ...]:
        """Periods that a text names, in the register's order; () when none, several for a whole year or several statements.

        Understands the register's labels, '6 tháng đầu năm 2021', '6T cuối 2020', 'kỳ II/2020', '2020H2', 'năm 2021', and a
        span of days, which names the half-years that lie in it whole. () also where one of several is none of the register's:
        the others alone are not what it says.
        """
        halves = self.halves_in(text)
        found = tuple(period.period_id for period in self.periods if (period.year, period.half) in halves)
        return found if len(found) == len(halves) else ()

    def halves_in(self, text: str) -> frozenset[Half]:
        """Half-years that a text or several statements name, whether or not the register has them.

        With NO_HALF among them where one counts up to a day of another: '6 tháng cuối năm 2020 | Số liệu tính đến 30/6/2021'.
        """
        statements = text.split(STATEMENTS)
        halves = frozenset(half for statement in statements for half in _named(self, statement).halves)
        is_other = halves and any(is_as_of_another(statement, halves) for statement in statements)
        return halves | {NO_HALF} if is_other else halves

    def unit_named(self, text: str) -> str | None:
        """Unit with this code, name or alias; also with both of them: 'Chi bộ 1 (TC01)', 'TC01 - Chi bộ 1'."""
        if unit_id := look_up(self.units, text):
            return unit_id
        parts = _NAME_AND_CODE.fullmatch(text.strip())
        found = {look_up(self.units, part) for part in parts.groups() if part} if parts else set()
        return found.pop() if len(found) == 1 else None

    def units_above(self, unit_ids: Iterable[str]) -> frozenset[str]:
        """Units that any of these is part of, at every level."""
        found: set[str] = set()
        for unit_id in unit_ids:
            above = self.unit_parents.get(unit_id)
            while above and above not in found:
                found.add(above)
                above = self.unit_parents.get(above)
        return frozenset(found)

    def periods_of_column(self, heading: str) -> tuple[str, ...]:
        """Periods that the heading of a column names, with ids also for those that the register does not have: none of ours.

        'Số liệu (tính đến 30/6/2020)' names the half-year that ends then.
        """
        until = half_up_to(heading)
        halves = self.halves_in(heading) or ({until} if until else set())
        return tuple(f"{year}H{half}" for year, half in sorted(halves))

    def besides_periods(self, text: str) -> list[str]:
        """The words of a text but for those that name a period, as match_key has them."""
        return _named(self, text).rest.split()


def form_version(reference: "Reference", form_id: str, period_id: str) -> str:
    """Version of what a form asks for in a period: six hexadecimal digits, the same as long as nothing printed changes.

    It depends on the form's code and title and, line by line, on section, code, label, indicator, unit of measure and formula
    of what is due in the period; not on who reports it, nor on what a line may hold.
    """
    form = _form(reference, form_id)
    asked = [
        (
            line.section_vi,
            line.line_code,
            line.label_vi,
            line.indicator_id,
            reference.indicators[line.indicator_id].unit_of_measure,
            line.formula,
        )
        for line in reference.lines_due(form, period_id)
    ]
    return hashlib.sha256(json.dumps([form.code, form.title_vi, asked]).encode()).hexdigest()[:6]


def version_stamp(reference: "Reference", form_id: str, period_id: str) -> str:
    """A form's version as printed in its head, after 'Phiên bản biểu:': '01-TCĐ-2023H2-3fa9c1'."""
    return f"{_form(reference, form_id).code}-{period_id}-{form_version(reference, form_id, period_id)}"


def periods_before(reference: "Reference", period: "Period") -> "dict[Frequency, Period]":
    """Frequency of an indicator → the period in which it was due last before this one; nothing where the register begins."""
    earlier = [other for other in reference.period if other.starts_on < period.starts_on]
    due: dict[Frequency, list[Period]] = {"half_year": earlier, "year": [other for other in earlier if other.half == 2]}
    return {frequency: max(found, key=lambda other: other.starts_on) for frequency, found in due.items() if found}


def _form(reference: "Reference", form_id: str) -> "Form":
    return next(form for form in reference.form if form.form_id == form_id)


_NAME_AND_CODE = re.compile(r"([^()]+)\(([^()]+)\)|(\S+)\s+[–—-]\s+(.+)|(.+)\s+[–—-]\s+(\S+)")
STATEMENTS = " | "
"""Between statements of one head that differ."""
_NUMERAL = re.compile(r"^\s*(?:[IVXLC]+|\d+)\s*[.):]\s*")
"""Number before the title of a section."""


@lru_cache(maxsize=4096)
def _named(forms: Forms, text: str) -> Named:
    """Periods that one statement names, and its other words."""
    return read_periods(text, forms.periods)


def _slow_hash(passwords: tuple[str, ...]) -> str:
    return (
        hashlib.scrypt("\n".join(passwords).encode(), salt=b"returns", n=1 << 14, r=8, p=1, dklen=16).hex() if passwords else ""
    )


def _unique(pairs: Iterable[tuple[str, Value]]) -> dict[str, Value]:
    """Pairs as a dict, without the keys that mean two things: an ambiguous name names nobody."""
    found: dict[str, set[Value]] = defaultdict(set)
    for key, value in pairs:
        found[key].add(value)
    return {key: next(iter(values)) for key, values in found.items() if len(values) == 1}


def _several(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """Pairs as a dict of all that a key means."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for key, value in pairs:
        found[key][value] = None
    return {key: tuple(values) for key, values in found.items()}
