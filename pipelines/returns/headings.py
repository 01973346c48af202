"""Finds a form's table on a sheet: its head, header row and columns, by their words and never by their position."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from pipelines.returns.grid import Remembered, Value, as_text
from pipelines.returns.layout import Forms
from pipelines.returns.vietnamese import match_key

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
    "note": ("Ghi chú", "Giải trình", "Diễn giải", "Chú thích"),
}
"""Headings met in offices, by what their column holds. Any other heading is an extra column, reported and not read."""

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
    "period": ("Kỳ báo cáo", "Kỳ", "Thời kỳ", "Thời gian báo cáo", "Kỳ số liệu", "Thời điểm báo cáo"),
}
"""Words before the colon in a form's head, by what follows them."""

_COLUMN_ROLES = {match_key(word): role for role, words in COLUMN_WORDS.items() for word in words}
_FIELDS = {match_key(word): field for field, words in FIELD_WORDS.items() for word in words}
_PARENTHESES = re.compile(r"\([^)]*\)")
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
    """Remaining headed columns → 'number', 'measure', 'note', or 'extra'."""
    headings: Mapping[int, str]
    """Heading of each column as printed."""


@dataclass(frozen=True, slots=True)
class Head:
    """What a form's head says of itself, as received; None where it is silent."""

    form: str | None = None
    unit_name: str | None = None
    unit_code: str | None = None
    period: str | None = None


def column_role(text: str) -> str | None:
    """What a column with this heading holds; None when the words are not known."""
    return _ROLES[text]


def _decide_role(text: str) -> str | None:
    key = match_key(text) if len(text) <= MAX_HEADING else ""
    return _COLUMN_ROLES.get(key) or _COLUMN_ROLES.get(match_key(_PARENTHESES.sub(" ", text))) if key else None


_ROLES = Remembered(_decide_role)


@lru_cache(maxsize=8192)
def field_of(text: str) -> tuple[str, str] | None:
    """Field of a form's head and what follows its words: 'Mã đơn vị: TC01' → ('unit_code', 'TC01'); None for other texts."""
    before, colon, after = text.partition(":")
    field = _FIELDS.get(match_key(before))
    if field and (colon or field != "form"):
        return field, after.strip()
    if field == "form" or not colon:
        words = text.split()
        for count in (3, 2):
            if len(words) > count and _FIELDS.get(match_key(" ".join(words[:count]))) == "form":
                return "form", " ".join(words[count:])
    return None


def is_header_row(row: Sequence[Value]) -> bool:
    """Whether a row names the columns of a form: what is counted, and where its code or its figure stands."""
    roles = set(map(_ROLES.__getitem__, row))
    return ("label" in roles and bool(roles & {"code", "value", "number"})) or {"code", "value"} <= roles


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
    values: list[tuple[int, tuple[str, ...]]] = []
    others: dict[int, str] = {}
    headings: dict[int, str] = {}
    for column, parent in sorted(parents.items()):
        # A lone smaller heading only says more of the one above it; among several, each must say itself what it holds.
        is_alone = sum(parents[other] == parent for other in below) <= 1
        own = below.get(column) or top[column]
        headings[column] = " – ".join(dict.fromkeys(text for text in (top.get(parent), below.get(column)) if text))
        role = column_role(own) or (roles.get(column) if is_alone else None)
        periods = forms.periods_in(headings[column])
        if role in ("code", "label"):
            continue
        if role == "value" or (periods and role is None):
            values.append((column, periods))
        else:
            others[column] = role or "extra"
    found = {role: column for column, role in reversed(roles.items()) if role in ("number", "code", "label")}
    return Columns(0, 1, found.get("number"), found.get("code"), found.get("label"), tuple(values), others, headings)


def read_head(rows: Sequence[Sequence[Value]], forms: Forms) -> Head:
    """The fields of a form's head: 'Biểu số', 'Đơn vị báo cáo', 'Mã đơn vị', 'Kỳ báo cáo'.

    What follows a field's words stands in the same cell after a colon, or in the next filled cell to the right. Where no field
    says so, a cell that is a unit's name, or that names a period, is taken.
    """
    found: dict[str, str] = {}
    loose: dict[str, str] = {}
    for row in rows:
        cells = [value for value in row if value != ""]
        for position, value in enumerate(cells):
            if not isinstance(value, str):
                continue
            for text in value.splitlines():
                if field := field_of(text):
                    after = field[1] or next((as_text(cell) for cell in cells[position + 1 : position + 2]), "")
                    if after and not field_of(after):
                        found.setdefault(field[0], after)
                elif match_key(text) in forms.units:
                    loose.setdefault("unit_name", text)
                elif match_key(text) in forms.form_titles:
                    loose.setdefault("form", text)
                elif _names_period(text) and forms.periods_in(text):
                    loose.setdefault("period", text)
    if "unit_code" in found:
        loose.pop("unit_name", None)
    return Head(**{**loose, **found})


def _names_period(text: str) -> bool:
    return "20" in text and len(text) < 200


def _is_heading(value: Value, forms: Forms) -> bool:
    """Whether a cell below a header row is a smaller heading: words, not a figure."""
    return isinstance(value, str) and (any(character.isalpha() for character in value) or bool(forms.periods_in(value)))
