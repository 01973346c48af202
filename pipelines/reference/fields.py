"""What a field of a register may hold, and what every line of one has in common."""

import re
from datetime import date
from typing import Annotated, Protocol

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, StringConstraints

LONGEST_ID = 100
"""Files are named after a unit and a period, and systems end names at 255 bytes."""
_ID, _PERIOD_ID = r"^[A-Za-z0-9_\-]+$", r"^[A-Za-z0-9_\-]+(/[A-Za-z0-9_\-]+)*$"
LINE_CODE, HASH = r"^\S*[^\s+*/-]\S*$", r"^[0-9a-fA-F]{8,64}$"
CELL = r"^.+![A-Z]{1,3}[1-9]\d*$"
_SLOT_CODE, _MEMBER = r"^\S+$", r"^[A-Za-z0-9_\-]+=[A-Za-z0-9_\-]+$"
_RELATIVE_PERIOD = r"^(year|last_year|from_january|month_(1[0-2]|[1-9])|quarter_[1-4]|half_[12])(_year_before)?$|^year_before$"
PATTERNS = {
    _ID: "may hold letters without marks, digits, '_' and '-' only",
    _PERIOD_ID: "may hold letters without marks, digits, '_' and '-' only, and '/' between them, as in 2024/25",
    LINE_CODE: "must be one word: the code as printed ('1.10', 'R-101', '0010'), or a name of ours ('_total')",
    HASH: "must be the hash of a content, or its first 8 digits or more: digits and the letters a to f",
    CELL: "must be a sheet and a cell of it, as a finding shows them: 09-KT!E11",
    _SLOT_CODE: "must be one word: the code as printed, the path to it ('II/2/a'), or a name of ours ('_total')",
    _MEMBER: "must be axis=member, like sex=female, several parted by spaces",
    _RELATIVE_PERIOD: (
        "must be year, last_year, from_january, month_1 to month_12, quarter_1 to quarter_4, half_1 or half_2, each also with "
        "_year_before behind it, or year_before alone"
    ),
}
"""Pattern of a field → what it allows, in words."""
Id = Annotated[str, StringConstraints(pattern=_ID, max_length=LONGEST_ID)]
PeriodId = Annotated[str, StringConstraints(pattern=_PERIOD_ID, max_length=LONGEST_ID)]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Words = Annotated[tuple[str, ...], BeforeValidator(lambda value: tuple((value or "").split()))]
"""Several ids in one field, separated by spaces."""
SlotCode = Annotated[str, StringConstraints(pattern=_SLOT_CODE)]
Members = Annotated[
    tuple[Annotated[str, StringConstraints(pattern=_MEMBER)], ...], BeforeValidator(lambda value: tuple((value or "").split()))
]
"""Members of axes in one field, 'sex=female age=under_5'."""
RelativePeriod = Annotated[str, StringConstraints(pattern=_RELATIVE_PERIOD)]
Aliases = Annotated[
    tuple[str, ...], BeforeValidator(lambda value: tuple(part.strip() for part in (value or "").split("|") if part.strip()))
]
"""Several spellings in one field, separated by '|'."""


def naming(*places: str, known_to: str) -> AfterValidator:
    """A text that may name these in braces, and nothing else: what fills it in, as 'a letter', knows no more."""
    named, known = re.compile(rf"{{(?:{'|'.join(places)})}}"), ", ".join(f"{{{place}}}" for place in places)

    def check(text: str) -> str:
        left = named.sub("", text)
        if unknown := re.search(r"{[^{}]*}", left):
            raise ValueError(f"{unknown[0]} is nothing that {known_to} knows; write one of {known}")
        if "{" in left or "}" in left:
            raise ValueError(f"braces do not match; between braces may stand one of {known}")
        return text

    return AfterValidator(check)


class Register(BaseModel):
    """One line of a register. Empty fields are None; unknown columns are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class Dated(Protocol):
    """A line of a register that holds for a span of days; an end that is None is open."""

    @property
    def valid_from_on(self) -> date | None:
        """First day."""

    @property
    def valid_to_on(self) -> date | None:
        """Last day."""


def holds_on(row: Dated, day: date) -> bool:
    """Whether a line of a register holds on a day, its first and last day included."""
    return (row.valid_from_on or day) <= day <= (row.valid_to_on or day)


def overlap(*rows: Dated) -> bool:
    """Whether there is a day on which all these lines of registers hold."""
    first = max((row.valid_from_on for row in rows if row.valid_from_on), default=date.min)
    return all((row.valid_to_on or date.max) >= first for row in rows)
