"""Proposes what the columns of an example are: what they hold, whose figures they give, which breakdown and period."""

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pipelines.language.example_words import begins, said
from pipelines.language.months import Months
from pipelines.language.vietnamese import match_key
from pipelines.language.words import keys_of, say
from pipelines.returns.headings import column_role
from pipelines.returns.layout import Forms
from pipelines.returns.measures import statement_in
from pipelines.templates.example_arithmetic import most_say, said_by_number
from pipelines.templates.example_kinds import find_kind
from pipelines.templates.example_members import Member, ask_for_members, member_of
from pipelines.templates.example_periods import find_periods
from pipelines.templates.example_rows import name_of, unique
from pipelines.templates.example_tables import ExampleTable, is_figure

ASK = "ask_vi"
"""Column behind those of each register: what the steward is to decide. No register has it: what still asks does not load."""
Line = dict[str, str]
"""Column of a register → what is proposed."""
_SIGNS = ("x", "×", "-", "–", "…", "...", "")
_ROLES = {"no": "code", "head": "code", "item": "label", "line": "code", "description": "label", "remarks": "note"}


@dataclass
class ExampleColumn:
    """One column of an example, and what is proposed for it."""

    page: ExampleTable
    at: int
    texts: tuple[str, ...]
    code: str
    formula: str
    role: str = ""
    heads: tuple[str, ...] = ()
    undated: tuple[str, ...] = ()
    run: Months | None = None
    value_kind: str = ""
    period: str = ""
    measure: str = ""
    is_unit: bool = False
    is_total: bool = False
    of_which: str = ""
    members: list[Member] = field(default_factory=list)
    asks: list[str] = field(default_factory=list)

    @property
    def has_figures(self) -> bool:
        """Whether figures stand in it."""
        return not self.role

    @property
    def label(self) -> str:
        """Its lowest head."""
        return self.heads[-1] if self.heads else ""

    @property
    def is_counted(self) -> bool:
        """Whether others may add it up."""
        return self.has_figures and not (self.value_kind or self.run or self.is_unit or "/" in self.formula)


def columns_of(table: ExampleTable, forms: Forms, own: Months | None, follows: Mapping[str, str]) -> list[ExampleColumn]:
    """The columns of a table, from left to right.

    Args:
        table: the table.
        forms: what is registered already.
        own: months that the form is about.
        follows: texts that follow the period → what stands for them: '2025' → '{year}'.
    """
    headed = {heading.column: heading for heading in table.headings}
    places = range(min(headed), max(headed) + 1)
    found: list[ExampleColumn] = []
    for at in places:
        texts = [value for row in range(table.first_row, table.end_row) if (value := table.at(row, at)) != ""]
        if at not in headed and not texts:
            continue
        heads = headed[at].texts if at in headed else ()
        code, formula = said_by_number(table.numbers.get(at, ""))
        is_again = code != "" and code in (column.code for column in found)
        column = ExampleColumn(table, at, heads, "" if is_again else code, formula, _role(table, at, heads), heads)
        column.asks += [say("column number {number} comes twice: which is it (slot_code)?", number=code)] if is_again else []
        found.append(column)
    find_periods([column for column in found if column.has_figures], forms, own, follows)
    named = iter(unique(f"_{name_of(' '.join(column.heads) or 'column')}" for column in found if not column.code))
    for column in found:
        column.code = column.code or next(named)
    _settle_roles(found)
    figures = [column for column in found if column.has_figures]
    _find_units(figures, forms)
    _find_formulas(table, figures)
    for column in figures:
        _find_kind(column, forms)
    has_units = any(column.is_unit for column in figures)
    by_code = {column.code: column for column in figures}
    for column in figures:
        if has_units and not (column.is_unit or column.formula or column.value_kind):
            column.asks.append(say("a total of all units?"))
        over = by_code.get(column.formula.partition("/")[0]) if "/" in column.formula else None
        column.period = over.period if over and not over.value_kind else column.period
    return found


def _role(table: ExampleTable, at: int, heads: Sequence[str]) -> str:
    """What it holds by the words over it, else by what stands in it; '' for figures."""
    own = heads[-1] if heads else ""
    if len(heads) < 2:
        role = column_role(own) if own else None
        role = _ROLES.get(match_key(own).rstrip("."), role)
        if role in ("number", "code", "label", "measure", "note"):
            return str(role)
    rows = range(table.first_row, table.end_row)
    body = [table.at(row, at) for row in rows if (row, at) not in table.sheet.formulas]
    said = [value for value in body if not (isinstance(value, str) and value.strip().casefold() in _SIGNS)]
    texts = [value for value in said if isinstance(value, dt.date) or not is_figure(value)]
    if not said or len(texts) * 2 <= len(said):
        return "note" if match_key(own).startswith("note") else ""
    return "text"


def _settle_roles(columns: list[ExampleColumn]) -> None:
    """Of columns of texts, the first is the label where none is named; others are what tells of the rows of a list.

    'Đơn vị' is short for the unit of measure, and where nothing else names the rows it is over the units that report.
    """
    if not any(column.role in ("label", "text") for column in columns):
        for column in [other for other in columns if other.role == "measure"][:1]:
            column.role = "label"
    for column in columns:
        key, has_label = match_key(" ".join(column.heads)), any(other.role == "label" for other in columns)
        if column.role in ("", "text") and len(column.code) == 1 and column.code.isalpha():
            # Letters number the columns that tell rows apart, digits those of figures.
            column.role = "code" if key.startswith(keys_of("example", "code")) else "text"
        if column.role == "text" and not has_label:
            column.role = "label"
        elif column.role == "text":
            column.role = "key" if key.startswith(keys_of("example", "code")) else "attribute"
            column.asks.append(
                say("a column of texts: is role '{role}' right (key, key_attribute, attribute, note)?", role=column.role)
            )
    if "code" not in [column.role for column in columns]:
        for column in columns:
            if column.role == "number":
                column.role = "code"


def _find_units(figures: list[ExampleColumn], forms: Forms) -> None:
    known = [column for column in figures if column.heads and forms.units_named(column.heads[-1])]
    for column in figures:
        top = match_key(column.heads[0]) if len(column.heads) > 1 else ""
        says_units = top.startswith(keys_of("example", "by")) and said("unit").search(top) is not None
        column.is_unit = says_units or (len(known) > 1 and column in known)


def _find_kind(column: ExampleColumn, forms: Forms) -> None:
    key = match_key(" ".join(column.heads))
    statements = [found.text for text in column.heads if (found := statement_in(text, "heading", forms))]
    column.measure = statements[-1] if statements else ("%" if "%" in key else "")
    if column.formula and "/" in column.formula:
        column.run, column.period = None, ""
        return
    find_kind(column, key)


def _find_formulas(table: ExampleTable, figures: list[ExampleColumn]) -> None:
    """Arithmetic of columns, from the column numbers and the cells."""
    codes = {column.at: column.code for column in figures}
    for column in figures:
        cells = [(row, column.at) for row in range(table.first_row, table.end_row)]
        said = most_say(
            table.sheet.formulas,
            cells,
            lambda cell, other: codes.get(other[1]) if other[0] == cell[0] and other != cell else None,
        )
        said = "" if column.code in re.split(r"[-+*/]", said) else said
        if said and column.formula and set(re.split(r"\W", said)) != set(re.split(r"\W", column.formula)):
            column.asks.append(
                say(
                    "the formula in the cells is {formula}, the row of column numbers says {printed}",
                    formula=said,
                    printed=column.formula,
                )
            )
        column.formula = column.formula or said
        parts = re.split(r"[-+=]", column.formula)
        if any(other.is_unit and other.code in parts for other in figures):
            column.formula = "units"


def find_parts(figures: list[ExampleColumn], *, is_said: bool) -> None:
    """Propose of which column those are parts that no total has; `is_said`: only those that say so."""
    totals = [column for column in figures if column.is_total or (column.formula and "/" not in column.formula)]
    in_totals = {part for column in totals for part in re.split(r"[-+*/= ]+", column.formula)}
    totals = [column for column in totals if "-" not in column.formula]  # of what is left of others they are no parts
    for place, column in enumerate(figures):
        is_part = not column.formula and column not in totals and column.code not in in_totals
        if not is_part or column.is_unit or column.value_kind:
            continue
        says_so = any(begins("of_which").match(text) for text in column.heads)
        if (is_said or column.run) and not says_so:
            continue
        before = [one for one in reversed(figures[:place]) if one.is_counted and not one.of_which and one.code not in in_totals]
        wholes = [*before[:1], *totals] if says_so else totals
        # What is counted in another measure is part of none of them: 'Kinh phí (triệu đồng)' beside pupils.
        alike = [total for total in wholes if not (column.measure and column.measure != total.measure)]
        if not alike:
            continue
        near = (total for total in alike if len(total.heads) > 1 and total.heads[0] == column.heads[0])
        column.of_which = next(near, alike[0]).code
        if not says_so:
            column.asks.append(say("it is part of no total: is it a part of column {whole} (of_which)?", whole=column.of_which))


def find_members(figures: list[ExampleColumn]) -> None:
    """Propose breakdowns for the columns of a table whose rows are its indicators: by the heads above one another."""
    periods, wholes = Counter(column.run for column in figures), {column.of_which for column in figures}
    plain = [
        column
        for column in figures
        if not (column.formula or column.value_kind or column.is_unit or column.is_total or column.code in wholes)
        and (not column.run or periods[column.run] > 1)
        and (column.run or not column.period)
        and (column.undated or not column.heads)
    ]
    measures = Counter(column.measure for column in plain if column.measure).most_common()
    for column in [other for other in plain if len(measures) > 1 and other.measure not in ("", measures[0][0])]:
        plain.remove(column)
        column.asks.append(say("counted in another unit of measure than other columns: of which indicator (indicator_id)?"))
    if len(plain) < 2 and not any(column.of_which for column in plain):
        return
    tops: dict[str, set[str]] = defaultdict(set)
    for column in plain:
        for leaf in column.undated[-1:] if len(column.undated) > 1 else ():
            tops[leaf].add(column.undated[0])
    above: dict[tuple[str, ...], set[tuple[str, ...]]] = defaultdict(set)
    for column in plain:
        above[_from_breakdown(column.undated)].add(_above_breakdown(column.undated))
    for column in plain:
        top, *levels = _from_breakdown(column.undated) or ("",)
        if begins("of_which").match(top):
            texts = [begins("of_which").sub("", top), *levels] if begins("of_which").sub("", top) else levels
            column.members = [member_of(name_of(text), text.capitalize(), text) for text in texts]
        elif begins("breakdown").match(top) and levels:
            axis = axis_over((top, *levels))
            column.members = [
                member_of(_axis(axis, level), _axis_label(axis, level), text) for level, text in enumerate(levels)
            ]
        elif levels and any(len(tops[text]) > 1 for text in levels):  # heads that come again below others: both are axes
            column.members = [
                member_of(_axis("axis", level), say("Axis {number}", number=level + 1), text)
                for level, text in enumerate(column.undated)
            ]
        elif levels:
            column.members = [member_of(_axis(top, level), _axis_label(top, level), text) for level, text in enumerate(levels)]
        else:
            column.members = [member_of("axis", say("Axis of breakdown"), top)]
        if len(above[_from_breakdown(column.undated)]) > 1:  # 'chia theo tuổi' below 'Nam' and 'Nữ': those are members as well
            for level, text in enumerate(_above_breakdown(column.undated)):
                column.members.append(member_of(_axis("axis", level), say("Axis {number}", number=level + 1), text))
        column.asks.append(ask_for_members())
    known = {member.text: member for column in plain for member in column.members}
    for column in figures:
        if column.is_total or (
            column.formula and "/" not in column.formula
        ):  # a total over one axis still has the member of the other
            column.members = [known[text] for text in column.heads if text in known]


def _from_breakdown(heads: tuple[str, ...]) -> tuple[str, ...]:
    """The heads from the lowest one on that says 'chia theo' above others: what stands above it is what is counted."""
    said = [place for place, text in enumerate(heads[:-1]) if begins("breakdown").match(text)]
    return heads[said[-1] :] if said else heads


def _above_breakdown(heads: tuple[str, ...]) -> tuple[str, ...]:
    """The heads above those."""
    return heads[: len(heads) - len(_from_breakdown(heads))]


def axis_over(heads: tuple[str, ...]) -> str:
    """What heads above the lowest one break down by: what 'chia theo' says, else the uppermost; '' where there is but one."""
    top, *levels = _from_breakdown(heads) or ("",)
    return begins("breakdown").sub("", top) or top if levels else ""


def _axis(text: str, level: int) -> str:
    return name_of(text) + (f"_{level + 1}" if level else "")


def _axis_label(text: str, level: int) -> str:
    return text[:1].upper() + text[1:] + (f" ({level + 1})" if level else "")
