"""Checks registers against one another: links, dates, and what each kind of line needs."""

import difflib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations

from pipelines.errors import ContractError
from pipelines.reference.circles import circle, is_part_of_itself
from pipelines.reference.code_names import code_name_faults
from pipelines.reference.contract import KEYS, REGISTERS
from pipelines.reference.dates import date_faults
from pipelines.reference.fields import overlap
from pipelines.reference.form_table_links import check_form_tables
from pipelines.reference.form_tables import Breakdown, FormSlot, FormTable
from pipelines.reference.frequency import year_of
from pipelines.reference.lines import Lines
from pipelines.reference.registers import (
    Code,
    Form,
    FormLine,
    Indicator,
    Period,
    PrintedFigure,
    Target,
    Unit,
)
from pipelines.reference.rule_links import check_overrides, check_rules, known_before
from pipelines.reference.wording_links import check_words


def require_links() -> None:
    """Require of each link that its columns and its registers are there.

    Raises:
        ContractError: the first that is not, with the file.
    """
    for register, column, target in _LINKS:
        where, remedy = "pipelines/reference/links.py", f"mend the line ({register!r}, {column!r}, {target!r}) of _LINKS"
        if register not in REGISTERS or column not in REGISTERS[register].model_fields:
            raise ContractError(f"register '{register}' has no column '{column}'", where=where, remedy=remedy)
        if target not in REGISTERS and target != _FORMER and not target.startswith("code '"):
            raise ContractError(f"'{target}' is no register", where=where, remedy=remedy)


def cross_check(loaded: dict[str, Lines]) -> Iterator[str]:
    """Yield every disagreement between registers as 'file:line: fault'."""
    ids = {name: {str(getattr(row, KEYS[name][0])) for _, row in lines.rows} for name, lines in loaded.items()}
    codes: dict[str, set[str]] = defaultdict(set)
    for _, row in loaded["code"].rows:
        assert isinstance(row, Code)
        codes[row.list_id].add(row.code)
    known: dict[str, set[str]] = {**ids, **{f"code '{name}'": entries for name, entries in codes.items()}}
    known["breakdown"] = {f"{row.axis_id}={row.member_id}" for _, row in loaded["breakdown"].rows if isinstance(row, Breakdown)}
    known["form_table"] = {
        f"{row.form_id} {row.table_id}" for _, row in loaded["form_table"].rows if isinstance(row, FormTable)
    }
    known[_FORMER] = ids["rule"] | known_before(loaded).keys()

    def unknown(name: str, line: int, what: str, register: str, values: Iterable[str | None]) -> Iterator[str]:
        for value in values:
            if value is not None and value not in known.get(register, set()):
                hint = _hint(value, sorted(known.get(register, set())))
                yield f"{loaded[name].file}:{line}: {what} '{value}' is not in register {register}{hint}"

    for register, column, target in _LINKS:
        for line, row in loaded[register].rows:
            value = getattr(row, column)
            yield from unknown(register, line, column, target, value if isinstance(value, tuple) else (value,))
    yield from code_name_faults([(line, row) for line, row in loaded["code"].rows if isinstance(row, Code)])
    for check in (
        _check_office,
        check_words,
        _check_unit_parents,
        date_faults,
        _check_forms,
        _check_asked_once,
        _check_indicators,
        _check_targets,
        check_overrides,
    ):
        yield from check(loaded)
    yield from check_form_tables(loaded, unknown)
    yield from check_rules(loaded, unknown)


def _hint(value: str, known: list[str]) -> str:
    """What was meant: a value that differs by zeros that a spreadsheet takes from numbers, else one that is spelt alike."""
    same = [name for name in known if _without_zeros(name) == _without_zeros(value)]
    near = same or difflib.get_close_matches(value, known, n=1)
    return f"; did you mean '{near[0]}'?" if near else ""


def _without_zeros(name: str) -> str:
    return re.sub(r"(?<!\d)0+(?=\d)", "", name)


_FORMER = "rule, or what one was known as in rule_subject"
_LINKS = (
    ("term", "first_period_id", "period"),
    ("term", "mid_term_period_id", "period"),
    ("term", "last_period_id", "period"),
    ("unit", "kind", "code 'unit_kind'"),
    ("unit", "sector", "code 'sector'"),
    ("unit", "successor_id", "unit"),
    ("unit", "parent_id", "unit"),
    ("unit_alias", "unit_id", "unit"),
    ("form_line", "form_id", "form"),
    ("form_line", "indicator_id", "indicator"),
    ("form_table", "form_id", "form"),
    ("form_table", "indicator_id", "indicator"),
    ("form_slot", "indicator_id", "indicator"),
    ("breakdown", "axis_id", "code 'axis'"),
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
    ("rule_subject", "rule_id", "rule"),
    ("rule_subject", "indicator_id", "indicator"),
    ("rule_subject", "whole", "indicator"),
    ("correction", "unit_id", "unit"),
    ("correction", "period_id", "period"),
    ("correction", "indicator_id", "indicator"),
    ("override", "rule_id", _FORMER),
    ("override", "unit_id", "unit"),
    ("override", "period_id", "period"),
    ("override", "indicator_id", "indicator"),
)
"""Columns whose value must stand in another register."""

_SHEET_NAME = 31
"""Longest name of a sheet."""


def _check_office(loaded: dict[str, Lines]) -> Iterator[str]:
    for line, _ in loaded["office"].rows[1:]:
        yield f"office.csv:{line}: a warehouse has one office; delete this line"


def _check_unit_parents(loaded: dict[str, Lines]) -> Iterator[str]:
    units = [(line, row) for line, row in loaded["unit"].rows if isinstance(row, Unit)]
    parents = {row.unit_id: row.parent_id for _, row in units}
    for line, row in units:
        if is_part_of_itself(row.unit_id, row.parent_id, parents):
            yield f"unit.csv:{line}: {row.unit_id} is part of itself by way of {row.parent_id}"


def _check_forms(loaded: dict[str, Lines]) -> Iterator[str]:
    kinds = {row.code for _, row in loaded["code"].rows if isinstance(row, Code) and row.list_id == "unit_kind"}
    units = {row.unit_id for _, row in loaded["unit"].rows if isinstance(row, Unit)}
    used = {
        row.form_id
        for name in ("form_line", "form_table")
        for _, row in loaded[name].rows
        if isinstance(row, FormLine | FormTable)
    }
    names: dict[str, int] = {}
    codes: dict[str, set[str]] = defaultdict(set)
    for _, row in loaded["form_line"].rows:
        assert isinstance(row, FormLine)
        codes[row.form_id].add(row.line_code)
    for line, row in loaded["form"].rows:
        assert isinstance(row, Form)
        if len(row.code) > _SHEET_NAME:
            yield f"form.csv:{line}: code '{row.code}' cannot name a sheet: it has more than {_SHEET_NAME} characters"
        if names.setdefault(row.sheet_name.casefold(), line) != line:
            yield f"form.csv:{line}: code '{row.code}' stands on line {names[row.sheet_name.casefold()]} already"
        if row.form_id not in used:
            yield f"form.csv:{line}: form '{row.form_id}' has no line in form_line.csv, and no table in form_table.csv"
        for reporter in sorted(set(row.reported_by) - kinds - units):
            yield f"form.csv:{line}: reported_by '{reporter}' is neither a unit nor a kind of unit"
    reported: dict[tuple[str, str], int] = {}
    for line, row in loaded["form_line"].rows:
        assert isinstance(row, FormLine)
        if reported.setdefault((row.form_id, row.indicator_id), line) != line:
            earlier = reported[(row.form_id, row.indicator_id)]
            yield f"form_line.csv:{line}: indicator '{row.indicator_id}' stands on line {earlier} of the same form already"
        if row.formula:
            yield from (f"form_line.csv:{line}: {fault}" for fault in _formula_faults(row, codes[row.form_id]))
    rows = [(line, row) for line, row in loaded["form_line"].rows if isinstance(row, FormLine)]
    for form_id in codes:
        named = {row.line_code: (row.formula or "").split()[::2] for _, row in rows if row.form_id == form_id}
        if round_way := circle(named):
            line = next(line for line, row in rows if (row.form_id, row.line_code) == (form_id, round_way[0]))
            yield f"form_line.csv:{line}: formulas go round in a circle: {' → '.join(round_way)}"


def _formula_faults(line: FormLine, codes: set[str]) -> Iterator[str]:
    words = (line.formula or "").split()
    for word in words[::2]:
        if "." in word and word not in codes:
            yield f"formula names line {word}, which {line.form_id} does not have"
    is_sound = len(words) % 2 and all(word in codes or "." in word or word.isdecimal() for word in words[::2])
    if not is_sound or not set(words[1::2]) <= set("+-*/") or not codes & set(words):
        yield f"formula is line codes and whole numbers with + - * / between them, parted by spaces, received '{line.formula}'"


def _check_asked_once(loaded: dict[str, Lines]) -> Iterator[str]:
    """A figure that two forms ask of one unit would have two values."""
    forms = {row.form_id: row for _, row in loaded["form"].rows if isinstance(row, Form)}
    units = [row for _, row in loaded["unit"].rows if isinstance(row, Unit)]
    by_indicator: dict[str, list[tuple[int, FormLine]]] = defaultdict(list)
    for line, row in loaded["form_line"].rows:
        assert isinstance(row, FormLine)
        by_indicator[row.indicator_id].append((line, row))
    for indicator_id, lines in by_indicator.items():
        for (line_before, before), (line, after) in combinations(lines, 2):
            for unit in units:
                if not {before.form_id, after.form_id} <= forms.keys():
                    break  # told already
                asked = [{unit.kind, unit.unit_id} & set(forms[row.form_id].reported_by) for row in (before, after)]
                dated = (unit, before, after, forms[before.form_id], forms[after.form_id])
                if before.form_id != after.form_id and all(asked) and overlap(*dated):
                    yield (
                        f"form_line.csv:{line}: {unit.unit_id} would report '{indicator_id}' here and on line {line_before}; "
                        "give one of the two an indicator of its own"
                    )
                    break


def _check_indicators(loaded: dict[str, Lines]) -> Iterator[str]:
    on_form = {
        row.indicator_id
        for name in ("form_line", "form_table", "form_slot")
        for _, row in loaded[name].rows
        if isinstance(row, FormLine | FormTable | FormSlot)
    }
    ranks = {row.rank for _, row in loaded["code"].rows if isinstance(row, Code) and row.list_id == "rating"}
    for line, row in loaded["indicator"].rows:
        assert isinstance(row, Indicator)
        is_rating = row.unit_of_measure == "rating"
        if row.valid_min > row.valid_max:
            yield f"indicator.csv:{line}: valid_min of '{row.indicator_id}' is above valid_max"
        elif is_rating and ranks and [row.valid_min, row.valid_max] != [min(ranks), max(ranks)]:
            yield (
                f"indicator.csv:{line}: valid_min and valid_max of '{row.indicator_id}' are {row.valid_min}, {row.valid_max}, "
                f"those of a rating are the least and greatest rank of code list 'rating', {min(ranks)} and {max(ranks)}"
            )
        if is_rating and row.aggregation not in ("worst", "none"):
            yield f"indicator.csv:{line}: '{row.indicator_id}' is a rating, which has no total (aggregation 'worst')"
        if (row.aggregation == "rate") != bool(row.numerator_ids and row.denominator_ids):
            yield f"indicator.csv:{line}: '{row.indicator_id}' needs numerator and denominator if, and only if, it is a rate"
        if row.aggregation == "rate" and row.is_higher_better is None:
            yield f"indicator.csv:{line}: rate '{row.indicator_id}' does not say whether higher is better"
        if row.stock_point and row.aggregation != "last":
            yield f"indicator.csv:{line}: '{row.indicator_id}' is no stock (aggregation 'last') and has no stock_point"
        if bool(row.derived_from_id) != bool(row.derived_at_least):
            yield f"indicator.csv:{line}: '{row.indicator_id}' needs both derived_from_id and derived_at_least, or neither"
        is_computed = row.aggregation == "rate" or bool(row.derived_from_id)
        if is_computed == (row.indicator_id in on_form):
            yield (
                f"indicator.csv:{line}: '{row.indicator_id}' is computed and must not stand on a form"
                if is_computed
                else f"indicator.csv:{line}: no form line asks for '{row.indicator_id}'"
            )


def _check_targets(loaded: dict[str, Lines]) -> Iterator[str]:
    indicators = {row.indicator_id: row for _, row in loaded["indicator"].rows if isinstance(row, Indicator)}
    for line, row in loaded["target"].rows:
        assert isinstance(row, Target)
        indicator = indicators.get(row.indicator_id)
        if indicator is None:
            continue
        if row.once_value and indicator.unit_of_measure != "rating":
            yield f"target.csv:{line}: once_value: only a rating is asked for once, received '{row.once_value}'"
        if row.rule == "cumulative" and indicator.aggregation != "sum":
            yield f"target.csv:{line}: cumulative target {row.target_id} needs an indicator that is summed"
        if row.rule == "every_year" and indicator.aggregation == "sum" and indicator.frequency not in ("year", "term"):
            # A sum of part of a year against a whole year's target would be judged before the year is over.
            yield f"target.csv:{line}: every_year target {row.target_id} needs a rate, a stock, a rating or a yearly indicator"
        if row.rule == "every_year" and indicator.is_higher_better is None:
            yield f"target.csv:{line}: indicator '{row.indicator_id}' does not say which year is the worst"
    periods = [row for _, row in loaded["period"].rows if isinstance(row, Period)]
    years = {year_of(period, periods) for period in periods}
    for line, row in loaded["figure"].rows:
        assert isinstance(row, PrintedFigure)
        if row.year is not None and row.year not in years:
            yield f"figure.csv:{line}: {row.figure_id} is of year {row.year}, of which period.csv has no period"
        if (row.scope == "year") != (row.year is not None):
            yield f"figure.csv:{line}: {row.figure_id} needs a year if, and only if, its scope is 'year'"
