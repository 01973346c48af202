"""Checks registers against one another: links, dates, and what each kind of line needs."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from pipelines.reference.circles import circle, is_part_of_itself
from pipelines.reference.code_names import code_name_faults
from pipelines.reference.dates import date_faults
from pipelines.reference.dictionary_names import check_dictionary
from pipelines.reference.documents import PrintedFigure
from pipelines.reference.fields import overlap
from pipelines.reference.form_table_links import check_form_tables
from pipelines.reference.form_tables import FormSlot, FormTable, ListIndicator
from pipelines.reference.frequency import year_of
from pipelines.reference.lines import Lines
from pipelines.reference.links import broken_links, unknown_in
from pipelines.reference.list_indicators import check_list_indicators
from pipelines.reference.part_indicators import check_part_indicators
from pipelines.reference.registers import (
    Code,
    Form,
    FormLine,
    Indicator,
    MissingBound,
    Period,
    Unit,
)
from pipelines.reference.rule_links import check_overrides, check_rules
from pipelines.reference.target_links import check_targets
from pipelines.reference.unit_event_faults import event_faults
from pipelines.reference.wording_links import check_words

_SHEET_NAME = 31
"""Longest name of a sheet."""


def cross_check(loaded: dict[str, Lines]) -> Iterator[str]:
    """Yield every disagreement between registers that could be read whole, as 'file:line: fault'."""
    unknown = unknown_in(loaded)
    yield from broken_links(loaded, unknown)
    yield from code_name_faults([(line, row) for line, row in loaded["code"].rows if isinstance(row, Code)])
    for check in (
        _check_office,
        check_words,
        check_dictionary,
        _check_unit_parents,
        date_faults,
        event_faults,
        _check_forms,
        _check_asked_once,
        _check_indicators,
        check_targets,
        _check_printed_figures,
        _check_missing_bounds,
        check_overrides,
    ):
        yield from check(loaded)
    of_tables = list(check_form_tables(loaded, unknown))
    yield from of_tables
    if not of_tables:
        yield from check_part_indicators(loaded, unknown)
    yield from check_list_indicators(loaded, unknown)
    yield from check_rules(loaded, unknown)


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
    # Where lines are numbered 1, 2, 3, a number is a line, but for what another is multiplied with or divided by.
    is_numbered = any(code.isdecimal() for code in codes)
    factors = {place for place, word in enumerate(words) if word in "*/" for place in (place - 1, place + 1)}
    numbers = {word for place, word in enumerate(words) if word.isdecimal() and (place in factors or not is_numbered)}
    unknown = [word for word in words[::2] if word not in codes | numbers and word not in "+-*/"]
    yield from (f"formula names line {word}, which {line.form_id} does not have" for word in unknown)
    is_sound = len(words) % 2 and not set(words[::2]) & set("+-*/")
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
                asked = [forms[row.form_id].is_reported_by(unit) for row in (before, after)]
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
    listed = {row.indicator_id for _, row in loaded["list_indicator"].rows if isinstance(row, ListIndicator)}
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
        is_computed = row.aggregation == "rate" or bool(row.derived_from_id or row.part_of_id) or row.indicator_id in listed
        if is_computed == (row.indicator_id in on_form):
            yield (
                f"indicator.csv:{line}: '{row.indicator_id}' is computed and must not stand on a form"
                if is_computed
                else f"indicator.csv:{line}: no form line asks for '{row.indicator_id}'"
            )


def _check_printed_figures(loaded: dict[str, Lines]) -> Iterator[str]:
    periods = [row for _, row in loaded["period"].rows if isinstance(row, Period)]
    years = {year_of(period, periods) for period in periods}
    for line, row in loaded["printed_figure"].rows:
        assert isinstance(row, PrintedFigure)
        if row.year is not None and row.year not in years:
            yield f"printed_figure.csv:{line}: {row.figure_id} is of year {row.year}, of which period.csv has no period"
        if (row.taken_over == "year") != (row.year is not None):
            yield f"printed_figure.csv:{line}: {row.figure_id} needs a year if, and only if, its taken_over is 'year'"


def _check_missing_bounds(loaded: dict[str, Lines]) -> Iterator[str]:
    indicators = {row.indicator_id: row for _, row in loaded["indicator"].rows if isinstance(row, Indicator)}
    for line, row in loaded["missing_bound"].rows:
        assert isinstance(row, MissingBound)
        indicator, where = indicators.get(row.indicator_id), f"missing_bound.csv:{line}"
        if indicator is None:
            continue
        if indicator.aggregation not in ("sum", "last"):
            yield f"{where}: '{row.indicator_id}' is neither added up nor a stock, and has no bounds of its own"
        if row.minimum is row.maximum is row.least_share_pct is row.most_share_pct is row.most_change is None:
            yield f"{where}: the line bounds nothing; give minimum, maximum, least_share_pct, most_share_pct or most_change"
        least, most = (indicator.valid_min, indicator.valid_max)
        low, high = (least if row.minimum is None else row.minimum, most if row.maximum is None else row.maximum)
        if not least <= low <= high <= most:
            yield f"{where}: minimum and maximum of '{row.indicator_id}' must lie in order between {least} and {most}"
