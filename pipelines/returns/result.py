"""What reading one file gives: tables of its cells, entries and faults, and the account of its filled cells."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

RETURN_COLUMNS = ("unit_id", "period_id", "unit_text", "period_text")
CELL_COLUMNS = ("sheet_name", "address", "row_number", "column_number", "text", "role")
ENTRY_COLUMNS = (
    "unit_id",
    "period_id",
    "form_id",
    "line_code",
    "sheet_name",
    "address",
    "received",
    "value",
    "comparator",
    "state",
    "code",
    "measure_text",
    "multiplier",
    "table_id",
    "column_code",
    "owner_id",
    "row_key",
    "indicator_id",
    "breakdown",
    "days",
    "value_kind",
    "is_total",
    "is_of_which",
    "section_code",
)
ENTRY_OF_LINE: dict[str, Any] = {
    "table_id": "",
    "column_code": "",
    "owner_id": None,
    "row_key": None,
    "indicator_id": None,
    "breakdown": "",
    "days": None,
    "value_kind": "figure",
    "is_total": False,
    "is_of_which": False,
    "section_code": None,
}
"""What the last columns say of an entry whose form has one line for each indicator."""
ENTRY_KEY = (*ENTRY_COLUMNS[:4], "table_id", "column_code", "owner_id", "row_key")
KEY_OF_LINE = ("", "", None, None)
"""The last four of a key of such an entry."""
SAID_COLUMNS = ENTRY_COLUMNS[7:11]
FINDING_COLUMNS = (
    "fault",
    "unit_id",
    "period_id",
    "form_id",
    "line_code",
    "sheet_name",
    "address",
    "received",
    "expected",
    "detail",
)
EXPLANATION_COLUMNS = ("finding_key", "received", "explanation_vi")
REFUSALS = frozenset({"personal_data", "unreadable_member"})
"""Faults for which a part of a file is not taken in."""
MAX_RECEIVED = 500
"""Characters of a received text that a finding or an entry carries; raw.cell has it whole."""

Columnar = dict[str, list[Any]]
"""Column → values, all of one length."""


def _empty(columns: Sequence[str]) -> Columnar:
    return {name: [] for name in columns}


@dataclass(slots=True)
class ReturnRead:
    """What one file holds.

    Tables are column → values, with the columns of raw.return, raw.cell, raw.entry, raw.reader_fault and raw.explanation.
    """

    format: str
    is_readable: bool
    is_final: bool = True
    """Whether its content decides this, and not what happened to the process that read it."""
    returns: Columnar = field(default_factory=lambda: _empty(RETURN_COLUMNS))
    """One row per unit and period that the workbook names."""
    cells: Columnar = field(default_factory=lambda: _empty(CELL_COLUMNS))
    """One row per filled cell, but for sheets with personal data, whose cells are only counted."""
    entries: Columnar = field(default_factory=lambda: _empty(ENTRY_COLUMNS))
    """One row per figure cell found of a form line, blank ones included; those of described tables by table, row and column."""
    findings: Columnar = field(default_factory=lambda: _empty(FINDING_COLUMNS))
    """One row per fault. Empty when the workbook is clean."""
    explanations: Columnar = field(default_factory=lambda: _empty(EXPLANATION_COLUMNS))
    """One row per finding and value that the unit explains in a slip which it sent back ('Giải trình')."""
    filled_count: int = 0
    """Filled cells, counted in the grid and apart from the roles below."""
    entry_count: int = 0
    """Filled cells that are the figure of a form line."""
    label_count: int = 0
    """Filled cells that are headings, labels, notes or signatures."""
    explained_count: int = 0
    """Filled cells that a finding explains."""

    @property
    def outcome(self) -> Literal["returns", "answer", "refused", "unrecognised"]:
        """What became of the file; 'answer': a slip's list alone, sent back with explanations."""
        if self.returns["unit_id"]:
            return "returns"
        if self.explanations["finding_key"]:
            return "answer"
        return "refused" if not self.is_readable or REFUSALS & set(self.findings["fault"]) else "unrecognised"

    def find(self, fault: str, *, received: str | None = None, **more: str | None) -> None:
        """Add a finding; columns not named are null."""
        row = {"fault": fault, "received": received and received[:MAX_RECEIVED], **more}
        for name, values in self.findings.items():
            values.append(row.get(name))

    def explain(self, explanations: Iterable[tuple[str, str | None, str]]) -> None:
        """Add explanations: finding key, received, text. Several of one finding and value become one, joined by '; '."""
        texts: dict[tuple[str, str | None], dict[str, None]] = {}
        for finding_key, received, text in (*zip(*self.explanations.values(), strict=True), *explanations):
            texts.setdefault((finding_key, received), {})[text] = None
        rows = [(*key, "; ".join(said)) for key, said in texts.items()]
        self.explanations = {name: [row[place] for row in rows] for place, name in enumerate(EXPLANATION_COLUMNS)}


def unreadable_return(reason_vi: str, fault: str = "unreadable_file", *, is_final: bool = True) -> ReturnRead:
    """What stands for a file that could not be read; `reason_vi` says why in the office's words."""
    read = ReturnRead("unknown", is_readable=False, is_final=is_final)
    read.find(fault, detail=reason_vi)
    return read
