"""The example beside a rule: cells that break it, put into a bloc that breaks none."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_CELL = re.compile(r"(?P<unit>\S+) (?P<period>\S+?)(?: (?P<indicator>[^\s=]+))?=(?P<written>[^;]+)")
MISSING = "missing"
"""What is written of a return that does not come."""


@dataclass(frozen=True)
class ExampleCell:
    """One cell of one return, or a return as a whole."""

    unit_id: str
    period_id: str
    indicator_id: str | None
    """None: the return as a whole."""
    written: str
    """Number, '>20', code of a rating, text that cannot be read, state ('blank', 'not_applicable', …), or 'missing'."""


def read_example(text: str) -> Iterator[ExampleCell]:
    """Read 'TC01 2021H2 members_closing=blank; TC01 2021H2 members_opening=5; VP 2022H1=missing'.

    Raises:
        ValueError: a part is no cell, or a return as a whole that is not missing.
    """
    for part in text.split(";"):
        found = _CELL.fullmatch(part.strip())
        if not found or (found["indicator"] is None) != (found["written"] == MISSING):
            raise ValueError(
                f"'{part.strip()}' is not 'unit period indicator=figure' or 'unit period={MISSING}'; parts are separated by ';'"
            )
        yield ExampleCell(found["unit"], found["period"], found["indicator"], found["written"].strip())
