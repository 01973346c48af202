"""What a field of a register may hold, and what every line of one has in common."""

from datetime import date
from typing import Annotated, Protocol

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints

Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_\-]+$")]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Words = Annotated[tuple[str, ...], BeforeValidator(lambda value: tuple((value or "").split()))]
"""Several ids in one field, separated by spaces."""
Aliases = Annotated[
    tuple[str, ...], BeforeValidator(lambda value: tuple(part.strip() for part in (value or "").split("|") if part.strip()))
]
"""Several spellings in one field, separated by '|'."""


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
