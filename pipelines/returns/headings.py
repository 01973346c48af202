"""Finds a form's table on a sheet: its head, header row and columns, by their words and never by their position."""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import NamedTuple

from pipelines.language.vietnamese import clean, match_key
from pipelines.returns.layout import STATEMENTS, Forms, look_up
from pipelines.workbooks.grid import Place, Remembered, Value, as_text

COLUMN_WORDS: Mapping[str, tuple[str, ...]] = {
    "number": ("STT", "TT", "Số TT", "Số thứ tự"),
    "code": ("Mã số", "Mã", "Mã chỉ tiêu", "Mã dòng", "Mã số chỉ tiêu"),
    "label": (
        "Nội dung",
        "Chỉ tiêu",
        "Tên chỉ tiêu",
        "Nội dung chỉ tiêu",
        "Chỉ tiêu thống kê",
        "Nội dung báo cáo",
        "Chỉ tiêu báo cáo",
    ),
    "measure": ("Đơn vị tính", "ĐVT", "Đơn vị"),
    "value": (
        "Số liệu",
        "Số lượng",
        "Số liệu báo cáo",
        "Số liệu trong kỳ",
        "Số liệu kỳ này",
        "Số liệu kỳ báo cáo",
        "Kỳ này",
        "Kết quả",
        "Kết quả thực hiện",
        "Thực hiện",
        "Thực hiện trong kỳ",
        "Giá trị",
        "Số báo cáo",
        "Tổng số",
    ),
    "reference": (
        "Kỳ trước",
        "Số liệu kỳ trước",
        "Số kỳ trước",
        "Thực hiện kỳ trước",
        "Kỳ báo cáo trước",
        "Cùng kỳ",
        "Cùng kỳ năm trước",
        "Số liệu cùng kỳ",
        "Năm trước",
        "Số liệu năm trước",
    ),
    "note": ("Ghi chú", "Giải trình", "Diễn giải", "Chú thích", "Kiểm tra"),
}
"""Headings met in offices, by what their column holds. Figures for reference are those of another period: shown beside the
period's own and not read. Any other heading is an extra column, reported and not read."""

FIELD_WORDS: Mapping[str, tuple[str, ...]] = {
    "form": ("Biểu số", "Mẫu số", "Biểu mẫu số", "Mẫu biểu số", "Biểu", "Số biểu"),
    "unit_name": (
        "Đơn vị báo cáo",
        "Tên đơn vị",
        "Tên đơn vị báo cáo",
        "Đơn vị gửi",
        "Đơn vị gửi báo cáo",
        "Đơn vị lập báo cáo",
    ),
    "unit_code": ("Mã đơn vị", "Mã đơn vị báo cáo", "Mã số đơn vị"),
    "period": ("Kỳ báo cáo", "Kì báo cáo", "Kỳ", "Thời kỳ", "Thời gian báo cáo", "Kỳ số liệu", "Thời điểm báo cáo"),
    "receiver": ("Đơn vị nhận", "Đơn vị nhận báo cáo", "Nơi nhận", "Nơi nhận báo cáo", "Kính gửi"),
    "version": ("Phiên bản biểu", "Phiên bản biểu mẫu", "Phiên bản mẫu", "Phiên bản"),
}
"""Words before the colon in a form's head, by what follows them."""

_COLUMN_ROLES = {match_key(word): role for role, words in COLUMN_WORDS.items() for word in words}
_FIELDS = {match_key(word): field for field, words in FIELD_WORDS.items() for word in words}
_PARENTHESES = re.compile(r"\([^)]*\)")
_VALUE_WORDS = {part for word in (*COLUMN_WORDS["value"], "từ ngày", "đến", "của năm") for part in match_key(word).split()}
"""Words beside a period's that leave a heading one of figures: 'Kế hoạch 6 tháng đầu năm 2021' is none."""
_COMPARED = re.compile(rf"\b(?:{match_key('so với')}|{match_key('cùng kỳ')}|{match_key('kỳ trước')})\b")
_COLUMN_NUMBER = re.compile(r"\(?(?:[A-ZĐ]|(\d{1,2}))\)?(?:\s*=[\d\s+:/x*()-]+)?")
MAX_HEADING = 80
"""Longer texts are no headings."""
MAX_TITLE = 200
"""Longer texts are no titles."""
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


class Stamp(NamedTuple):
    """The version of a form, as printed in its head, and the cell that says it."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Head:
    """What a form's head says of itself, as received; None where it is silent.

    Statements that differ stand together, with STATEMENTS between: such a form or unit is unknown, such periods are several.
    """

    form: str | None = None
    unit_name: str | None = None
    unit_code: str | None = None
    period: str | None = None
    version: Stamp | None = None
    """Its own alone: what another form's head says of its version is never taken over."""

    def completed_by(self, other: "Head") -> "Head":
        """This head, with what it leaves out taken from another; name and code of the unit together, as one statement."""
        unit = self if self.unit_name or self.unit_code else other
        return Head(self.form or other.form, unit.unit_name, unit.unit_code, self.period or other.period, self.version)

    def unit_ids(self, forms: Forms) -> frozenset[str]:
        """Units that name and code stand for; the texts themselves where they stand for none."""
        return frozenset(look_up(forms.units, text) or text for text in (self.unit_name, self.unit_code) if text)


def column_role(text: str) -> str | None:
    """What a column with this heading holds; None when the words are not known."""
    return _ROLES[text]


def _decide_role(text: str) -> str | None:
    if len(text) > MAX_HEADING:
        return None
    if role := look_up(_COLUMN_ROLES, text) or look_up(_COLUMN_ROLES, _PARENTHESES.sub(" ", text)):
        return role
    before, colon, _ = text.partition(":")  # 'Kỳ trước: 6 tháng đầu năm 2023'
    return "reference" if colon and look_up(_COLUMN_ROLES, before) == "reference" else None


_ROLES = Remembered(_decide_role)


@lru_cache(maxsize=8192)
def field_of(text: str) -> tuple[str, str] | None:
    """Field of a form's head and what follows its words: 'Mã đơn vị: TC01' → ('unit_code', 'TC01'); None for other texts."""
    before, colon, after = text.partition(":")
    field = look_up(_FIELDS, before)
    if field and (colon or field != "form"):
        return field, after.strip()
    if field == "form" or not colon:
        words = text.split()
        for count in (3, 2):
            if len(words) > count and look_up(_FIELDS, " ".join(words[:count])) == "form":
                return "form", " ".join(words[count:])
    return None


def is_header_row(row: Sequence[Value]) -> bool:
    """Whether a row names the columns of a form: what is counted, and where its code or its figure stands."""
    roles = set(map(_ROLES.__getitem__, row))
    return ("label" in roles and bool(roles & {"code", "value", "number"})) or {"code", "value"} <= roles


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
        if not cells or any(column in fixed or not _is_heading(value, forms) for column, value in cells):
            break
        first_row += 1
    columns = _columns_under(forms, tuple(map(tuple, rows[header_row:first_row])))
    return columns._replace(header_row=header_row, first_row=first_row)


@lru_cache(maxsize=512)
def _columns_under(forms: Forms, heading_rows: tuple[tuple[Value, ...], ...]) -> Columns:
    """The columns below these headings; the same ones stand in every workbook."""
    top = {column: value for column, value in enumerate(heading_rows[0]) if isinstance(value, str) and value.strip()}
    below = {column: str(value) for row in heading_rows[1:] for column, value in enumerate(row) if value != ""}
    roles = {column: column_role(text) for column, text in top.items()}
    parents = {column: max((c for c in top if c <= column), default=column) for column in top.keys() | below.keys()}
    fixed = {role: column for column, role in reversed(roles.items()) if role in ("number", "code", "label")}
    values: list[tuple[int, tuple[str, ...]]] = []
    others: dict[int, str] = {}
    headings: dict[int, str] = {}
    for column, parent in sorted(parents.items()):
        # A lone smaller heading only says more of the one above it; among several, each must say itself what it holds.
        is_alone = sum(parents[other] == parent for other in below) <= 1
        own = below.get(column) or top[column]
        texts = dict.fromkeys(text for text in (top.get(parent), below.get(column)) if text)
        headings[column] = " – ".join(texts)
        role = column_role(own) or (roles.get(column) if is_alone else None)
        if role is None and column_role(" ".join(forms.besides_periods(headings[column]))) == "reference":
            role = "reference"
        if role in ("code", "label") and fixed.get(role) == column:
            continue
        periods = _periods_over(tuple(texts), forms, is_known=role == "value")
        if role == "value" or (periods and role is None):
            values.append((column, periods))
        else:
            others[column] = "extra" if role in (None, "code", "label") else role
    return Columns(0, 1, fixed.get("number"), fixed.get("code"), fixed.get("label"), tuple(values), others, headings)


def _periods_over(texts: tuple[str, ...], forms: Forms, *, is_known: bool) -> tuple[str, ...]:
    """Periods that the headings over a column name; unless they are known to be over figures, they must say nothing else."""
    for text in (" ".join(texts), " ".join(reversed(texts))):  # 'Năm 2021' over '6 tháng đầu năm'
        periods = forms.periods_in(text)
        if periods and (is_known or _VALUE_WORDS.issuperset(forms.besides_periods(text))):
            return periods
    return ()


def is_column_numbers(row: Sequence[Value]) -> bool:
    """Whether a row numbers the columns: 'A', 'B', '1', '2', '3 = 1 + 2'."""
    texts = [clean(as_text(value)) for value in row if value != ""]
    found = [_COLUMN_NUMBER.fullmatch(text) for text in texts]
    numbers = [int(number[1]) for number in found if number and number[1]]
    is_running = numbers == list(range(1, len(numbers) + 1)) or any("=" in text for text in texts)
    return len(texts) > 1 and all(found) and is_running


def read_head(rows: Sequence[Sequence[Value]], forms: Forms, first_row: int = 0) -> Head:
    """The fields of a form's head: 'Biểu số', 'Đơn vị báo cáo', 'Mã đơn vị', 'Kỳ báo cáo', 'Phiên bản biểu'.

    What follows a field's words stands in the same cell after a colon, or in the next filled cell to the right. Where no field
    says so, a cell that is a unit's name, or that names a period, is taken; but not the name of whom the form is sent to.
    `first_row` is the sheet's row, from 0, with which `rows` begin.
    """
    said: dict[str, list[str]] = defaultdict(list)
    loose: dict[str, list[str]] = defaultdict(list)
    version: Stamp | None = None
    is_addressed = False
    for row_number, row in enumerate(rows, first_row):
        columns = [column for column, value in enumerate(row) if value != ""]
        cells = [row[column] for column in columns]
        for position, value in enumerate(cells):
            for text in value.splitlines() if isinstance(value, str) else ():
                if field := field_of(text):
                    after = field[1] or next((as_text(cell) for cell in cells[position + 1 : position + 2]), "")
                    is_addressed = field[0] == "receiver"
                    if field[0] == "version":
                        version = version or (Stamp(after.strip(), (row_number, columns[position])) if after else None)
                    elif after and not field_of(after):
                        said[field[0]].append(after)
                elif (name := _loose_field(text, forms)) and not (is_addressed and name == "unit_name"):
                    loose[name].append(text)
    if "unit_code" in said:
        loose.pop("unit_name", None)
    meanings: dict[str, Callable[[str], object]] = {
        "form": forms.form_named,
        "unit_name": partial(look_up, forms.units),
        "unit_code": partial(look_up, forms.units),
        "period": forms.periods_in,
    }
    statements = {field: _statement(said[field] or loose[field], meaning) for field, meaning in meanings.items()}
    return Head(**statements, version=version)


@lru_cache(maxsize=8192)
def _loose_field(text: str, forms: Forms) -> str | None:
    """Field that a text says without the field's words."""
    if look_up(forms.units, text):
        return "unit_name"
    if text.strip() and forms.form_named(text):
        return "form"
    is_period = "20" in text and len(text) < MAX_TITLE and forms.periods_in(text) and not _COMPARED.search(match_key(text))
    return "period" if is_period else None


def _statement(texts: list[str], meaning: Callable[[str], object]) -> str | None:
    """One of several texts for a field if those that mean anything mean the same; else all of them, so that none is chosen."""
    known = {text: meant for text in texts if (meant := meaning(text))}
    if len(set(known.values())) > 1:
        return STATEMENTS.join(known)
    return next(iter(known), next(iter(texts), None))


def _is_heading(value: Value, forms: Forms) -> bool:
    """Whether a cell below a header row is a smaller heading: words, not a figure."""
    return isinstance(value, str) and (any(character.isalpha() for character in value) or bool(forms.periods_in(value)))
