"""Finds the header row of a form's table and what each column holds, by their words and never by their position."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from pipelines.language.letters import CAPITALS, SMALL
from pipelines.language.text_marks import in_force
from pipelines.language.vietnamese import clean
from pipelines.language.vietnamese.measures import split_statement, without_measure
from pipelines.language.words import forget_with_words, keys, keys_of, label, remembered
from pipelines.returns.head_fields import field_of
from pipelines.returns.layout import Forms
from pipelines.returns.lookup import look_up
from pipelines.returns.measures import Statement, statement_in
from pipelines.returns.remarks import is_harmless
from pipelines.workbooks.grid import Kinds, Value, as_text, kinds_of
from pipelines.workbooks.remembered import Remembered, RememberedRows

_CHECK = "check"
"""The column in which a template says what is wrong: read as a note."""


_PARENTHESES = re.compile(r"\(([^)]*)\)")
_COLUMN_NUMBER = re.compile(rf"\(?(?:[{CAPITALS}]|\d{{1,2}}[{SMALL}]|-?(\d{{1,2}}))\)?(?:\s*=[\d\s+:/x*()-]+)?")
"""Also '2b' of a column put in, and '-1': what a spreadsheet makes of a typed '(1)'."""
_YEAR = re.compile(r"(?:\d{1,2}\W){0,2}(?:19|20)\d\d")
"""Also a month or a day of one."""
_BESIDE_FIGURES = ("number", "code", "label", "measure", "note")
"""What a heading at the left of a smaller one may be without saying anything of it."""
MAX_HEADING = 80
"""Longer texts are no headings."""
MAX_SUBHEADINGS = 3
"""Rows of smaller headings that may stand below a header row."""


class Columns(NamedTuple):
    """What each column of one table holds; columns are counted from 0."""

    header_row: int
    first_row: int
    """First row below the headings."""
    number: int | None
    code: int | None
    label: int | None
    values: tuple[tuple[int, tuple[str, ...]], ...]
    """Value columns with the periods that their heading names; () when it names none."""
    others: Mapping[int, str]
    """Remaining headed columns → 'number', 'measure', 'reference', 'note', or 'extra'."""
    headings: Mapping[int, str]
    """Heading of each column as printed."""
    measures: Mapping[int, Statement] = {}
    """Columns whose heading states a measure."""

    @property
    def measure(self) -> int | None:
        """The column 'Đơn vị tính'."""
        return next((column for column, role in self.others.items() if role == "measure"), None)


@remembered()
def _column_roles() -> Mapping[str, str]:
    """Key of a heading met in offices → what its column holds.

    Figures for reference are those of another period: shown beside the period's own and not read. Any other heading is an extra
    column, reported and not read.
    """
    return {key: "note" if code == _CHECK else code for key, code in keys("column").items()}


@remembered()
def _value_words() -> frozenset[str]:
    """Words beside a period's that leave a heading one of figures: 'Kế hoạch 6 tháng đầu năm 2021' is none."""
    told = (*keys_of("column", "value"), *keys_of("phrase", "beside_figures"))
    return frozenset(part for key in told for part in key.split())


def column_role(text: str) -> str | None:
    """What a column with this heading holds; None when the words are not known."""
    return _ROLES[text]


def _decide_role(text: str) -> str | None:
    if len(text) > MAX_HEADING:
        return None
    for words in dict.fromkeys((text, text.rstrip("* "), _PARENTHESES.sub(" ", text), without_measure(text))):
        if role := look_up(_column_roles(), words):
            return role
    split = split_statement(text)
    if split.is_marked and split.stated and not split.rest:
        return "measure"  # 'Đơn vị tính: triệu đồng' over an empty column
    before, colon, _ = text.partition(":")  # 'Kỳ trước: 6 tháng đầu năm 2023'
    return "reference" if colon and look_up(_column_roles(), before) == "reference" else None


_ROLES = Remembered(_decide_role)
forget_with_words(_ROLES)


def is_header_row(row: Sequence[Value]) -> bool:
    """Whether a row names the columns of a form: what is counted, and where its code or its figure stands."""
    return HEADS_TABLE[kinds_of(row)]


def _decide_header(row: Kinds) -> bool:
    roles = {_ROLES[value] for value in row if isinstance(value, str)}
    return ("label" in roles and bool(roles & {"code", "value", "number"})) or {"code", "value"} <= roles


HEADS_TABLE = RememberedRows(_decide_header)
"""Rows of a sheet's skeleton → see is_header_row."""
forget_with_words(HEADS_TABLE)


def count_known_words(rows: Sequence[Sequence[str]]) -> int:
    """How much of a table is headings and head fields that we know; a header row counts most."""
    score = 0
    for row in rows:
        score += 100 * is_header_row(row)
        score += sum(0 < len(value) < 200 and bool(column_role(value) or field_of(value)) for value in row)
    return score


def read_columns(rows: Sequence[Sequence[Value]], header_row: int, forms: Forms) -> Columns:
    """What each column below a header row holds, counting in up to three rows of smaller headings."""
    top = rows[header_row]
    fixed = [column for column, value in enumerate(top) if _ROLES[value] in ("code", "label")]
    first_row = header_row + 1
    for row in rows[first_row : first_row + MAX_SUBHEADINGS]:
        cells = [(column, value) for column, value in enumerate(row) if value != ""]
        if not cells or any(column in fixed for column, _ in cells):
            break
        if not all(_is_heading(value, forms) for _, value in cells) and not _divides_figures(row, top):
            break
        first_row += 1
    columns = _columns_under(forms, tuple(map(tuple, rows[header_row:first_row])))
    return columns._replace(header_row=header_row, first_row=first_row)


@lru_cache(maxsize=512)
def _columns_under(forms: Forms, heading_rows: tuple[tuple[Value, ...], ...]) -> Columns:
    """The columns below these headings; the same ones stand in every workbook."""
    top = {column: value for column, value in enumerate(heading_rows[0]) if isinstance(value, str) and value.strip()}
    below: dict[int, list[str]] = {}
    for row in heading_rows[1:]:
        for column, value in enumerate(row):
            if value != "":
                below.setdefault(column, []).append(as_text(value))
    roles = {column: column_role(text) for column, text in top.items()}
    parents = {column: max((c for c in top if c <= column), default=column) for column in top.keys() | below.keys()}
    fixed = {role: column for column, role in reversed(roles.items()) if role in ("number", "code", "label")}
    values: list[tuple[int, tuple[str, ...]]] = []
    others: dict[int, str] = {}
    headings: dict[int, str] = {}
    measures: dict[int, Statement] = {}
    for column, parent in sorted(parents.items()):
        # A lone smaller heading only says more of the one above it; among several, each must say itself what it holds.
        is_alone = sum(parents[other] == parent for other in below) <= 1
        own = below[column][-1] if column in below else top[column]
        texts = dict.fromkeys(text for text in (top.get(parent), *below.get(column, ())) if text)
        headings[column] = " – ".join(texts)
        for text in reversed(texts):
            is_role = column_role(text) is not None and not split_statement(text).stated  # 'Đơn vị' is no measure here
            if column not in measures and not is_role and (statement := statement_in(text, "heading", forms)):
                measures[column] = statement
        role = column_role(own) or (roles.get(column) if is_alone else None)
        if role == "measure" and is_alone and roles.get(column):  # 'ĐVT: triệu đồng' below 'Số liệu'
            role = roles[column]
        remarks = _remarks_of(tuple(texts)) if role == "value" else ()
        if not all(is_harmless(remark, forms) for remark in remarks):
            role = "reference" if any(column_role(remark) == "reference" for remark in remarks) else None
        if role is None and column_role(" ".join(forms.besides_periods(headings[column]))) == "reference":
            role = "reference"
        if role in ("code", "label") and fixed.get(role) == column:
            continue
        periods = _periods_over(tuple(texts), forms, is_known=role == "value")
        if role == "value" or (periods and role is None):
            values.append((column, periods))
        else:
            others[column] = "extra" if role in (None, "code", "label") else role
    return Columns(0, 1, fixed.get("number"), fixed.get("code"), fixed.get("label"), tuple(values), others, headings, measures)


def _remarks_of(texts: tuple[str, ...]) -> tuple[str, ...]:
    """What the headings over a column of figures say beside the words for figures."""
    remarks: list[str] = []
    for text in map(in_force, texts):
        split = split_statement(text)
        if _column_role_of(text) or column_role(text) in _BESIDE_FIGURES:
            continue
        if _column_role_of(_PARENTHESES.sub(" ", text)):
            remarks += _PARENTHESES.findall(text)
        elif _column_role_of(without_measure(text)):
            remarks.append(f"{label('form_word', 'measure')}: {split.stated}" if split.is_marked else split.stated)
        else:
            remarks.append(text)
    return tuple(remarks)


def _column_role_of(text: str) -> str | None:
    role = look_up(_column_roles(), text.rstrip("* "))
    return None if role == "reference" else role


def _divides_figures(row: Sequence[Value], top: Sequence[Value]) -> bool:
    """Whether a row of no line divides the columns below a heading of figures: '2019' | '2020', '<30' | '≥30', 7 | 8."""
    headed = [column for column, value in enumerate(top) if value != ""]
    cells = {column: value for column, value in enumerate(row) if value != ""}
    parents = [max((head for head in headed if head <= column), default=column) for column in cells]
    roles = [_ROLES[top[parent]] if parent < len(top) else None for parent in parents]
    if any(role in ("number", "code", "label") for role in roles) or is_column_numbers(row):
        return False
    of_figures = [parent for parent, role in zip(parents, roles, strict=True) if role == "value"]
    is_dated = any(role == "value" and _is_year(value) for role, value in zip(roles, cells.values(), strict=True))
    return is_dated or len(set(of_figures)) < len(of_figures)


def _is_year(value: Value) -> bool:
    return isinstance(value, dt.date) or _YEAR.fullmatch(clean(as_text(value))) is not None


def _periods_over(texts: tuple[str, ...], forms: Forms, *, is_known: bool) -> tuple[str, ...]:
    """Periods that the headings over a column name; unless they are known to be over figures, they must say nothing else."""
    for text in (" ".join(texts), " ".join(reversed(texts))):  # 'Năm 2021' over '6 tháng đầu năm'
        periods = forms.periods_of_column(text)
        if periods and (is_known or _value_words().issuperset(forms.besides_periods(text))):
            return periods
    return ()


def is_column_numbers(row: Sequence[Value]) -> bool:
    """Whether a row numbers the columns: 'A', 'B', '1', '2', '3 = 1 + 2'."""
    texts = [clean(as_text(value)) for value in row if value != ""]
    found = [_COLUMN_NUMBER.fullmatch(text) for text in texts]
    numbers = [int(number[1]) for number in found if number and number[1]]
    is_running = numbers == list(range(1, len(numbers) + 1)) or any("=" in text for text in texts)
    return len(texts) > 1 and all(found) and is_running


def _is_heading(value: Value, forms: Forms) -> bool:
    """Whether a cell below a header row is a smaller heading: words, not a figure."""
    return isinstance(value, str) and (any(character.isalpha() for character in value) or bool(forms.periods_in(value)))
