"""What the steward decides about figures, findings and files that came: one pydantic model per register."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints

from pipelines.reference.cells import Records
from pipelines.reference.fields import CELL, HASH, Aliases, Id, PeriodId, Register, Text

DECIDED_ON = {"correction": "agreed_on", "override": "approved_on", "withdrawal": "withdrawn_on"}
"""Register → column with the day of the decision."""


class Correction(Register):
    """A known bad figure that the steward replaces, until the unit mends it. What was received stays as it is in raw."""

    unit_id: Id
    """Unit whose return holds the figure."""
    period_id: PeriodId
    """Period of the return."""
    indicator_id: Id
    """Indicator."""
    received: Text | None = None
    """The wrong value, as received; empty: the cell is blank. Where anything else stands, the correction has expired."""
    corrected: Text
    """What counts instead: a number, a rating code, 'none_occurred' or 'not_applicable'."""
    reason_vi: Text
    """Why."""
    agreed_by: Text
    """Who of the unit agreed."""
    agreed_on: date
    """Day of the agreement."""
    cell: Annotated[str, StringConstraints(pattern=CELL)] | None = None
    """In a described form, the cell of the wrong figure as a finding shows it ('09-KT!E11'): of a part, a plan or another unit.
    Empty: what the form says of the unit and the indicator as a whole."""


class Override(Register):
    """An explanation (giải trình) that an approver accepted: its warning is closed while the values stay the same."""

    rule_id: Id
    """Rule that gave the warning."""
    unit_id: Id | None = None
    """Unit; empty: the finding is about no single unit."""
    period_id: PeriodId
    """Period of the finding."""
    indicator_id: Id | None = None
    """Indicator; empty: every indicator that the rule found fault with."""
    received: Aliases = ()
    """Values that were explained, as the finding shows them, separated by '|'; another value voids the override."""
    cell_count: Annotated[int, Field(ge=1)]
    """Findings that are covered, at most; more of them void the override."""
    reason_vi: Text
    """The explanation."""
    explained_by: Text
    """Who of the unit explained."""
    approved_by: Text
    """Who accepted it."""
    approved_on: date
    """Day of the acceptance."""
    valid_to_on: date | None = None
    """Last day on which it holds; empty: no end."""


class Withdrawal(Register):
    """A content that no longer counts, as it was sent by mistake: the revision before it stands again."""

    file_sha256: Annotated[str, StringConstraints(to_lower=True, strip_whitespace=True, pattern=HASH)]
    """Hash of the content, as in marts.return_revision, or its first digits (8 or more)."""
    reason_vi: Text
    """Why."""
    withdrawn_by: Text
    """Who decided."""
    withdrawn_on: date
    """Day of the decision."""


def decided_ahead(records: Mapping[str, Records], office_on: date) -> Iterator[str]:
    """Yield each decision that is dated after the day of the run as 'file:line: fault'."""
    for name, column in DECIDED_ON.items():
        for record in records[name].rows if name in records else ():
            if record.fields[column] > office_on.isoformat():
                yield (
                    f"{name}.csv:{record.line}: {column}: is after the day of this run, {office_on}, and nothing is decided "
                    f"ahead, received '{record.fields[column]}'"
                )
