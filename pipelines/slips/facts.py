"""What a slip says: the findings of one return, and what its head tells of it."""

import datetime as dt
import re
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from pipelines.language.words import labels, sentence
from pipelines.workbooks.grid import place

Severity = Literal["error", "warning", "note"]
Status = Literal["accepted", "accepted_with_warnings", "rejected", "held", "withdrawn"]
COLOURS: Mapping[str, str] = {"error": "FFC7CE", "warning": "FFEB9C", "note": "DDEBF7"}
"""Severity → the colour of its cells: light red, yellow and blue."""
VERDICTS: Mapping[Status, str] = {
    "accepted": sentence("ACCEPTED"),
    "accepted_with_warnings": sentence("ACCEPTED, WITH POINTS TO EXPLAIN"),
    "rejected": sentence("RETURNED, the figures of this file are not taken over"),
    "held": sentence("HELD, not counted: folder, file name and head of the form do not agree"),
    "withdrawn": sentence("WITHDRAWN, the figures of this file do not count"),
}


@dataclass(frozen=True, slots=True)
class SlipFinding:
    """One finding, as the clerk gets it."""

    finding_id: str
    finding_key: str
    """Key that survives revisions: '<rule_id>/<unit_id>/<period_id>/<indicator_id or ->'."""
    rule_id: str
    severity: Severity
    sheet_name: str | None
    address: str | None
    """Cell, e.g. 'E12'; None when no cell is at fault."""
    label_vi: str | None
    """Indicator, as the form calls it."""
    received: str | None
    expected: str | None
    message_vi: str
    remedy_vi: str | None


@dataclass(frozen=True, slots=True)
class SlipFacts:
    """What the head of a slip says of the return."""

    unit_id: str | None
    unit_vi: str | None
    period_vi: str | None
    path: str
    """File as received, below raw/returns."""
    received_at: dt.datetime
    """Instant of receipt, in the time zone of the office."""
    status: Status


class Target(NamedTuple):
    """Where a finding points in the workbook handed back."""

    sheet_name: str
    address: str


Explained = Mapping[tuple[str, str], str]
"""Finding key and what is explained, '' for blank → explanation."""
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
"""Characters that no sheet can hold."""


def order(finding: SlipFinding) -> tuple[object, ...]:
    """By severity, sheet, row and column."""
    at = place_of(finding.address)
    return (
        list(labels("severity")).index(finding.severity),
        finding.sheet_name or "",
        at or (-1, -1),
        finding.rule_id,
        finding.finding_id,
    )


def place_of(address: str | None) -> tuple[int, int] | None:
    """Row and column, from 0, of an address that a sheet has."""
    found = re.fullmatch(r"([A-Z]{1,3})([1-9]\d{0,6})", address or "")
    at = place(found[1], found[2]) if found else None
    return at if at and at[0] < 1_048_576 and at[1] < 16_384 else None


def printed(text: str | None) -> str:
    """A text as it stands in the list."""
    return CONTROLS.sub("", text or "")


def line_count(text: str, width: int) -> int:
    """Lines that a text takes where so many characters fit in one."""
    return sum(len(textwrap.wrap(line, width)) or 1 for line in text.split("\n"))
