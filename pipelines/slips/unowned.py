"""Files that name no unit and hold nothing to mark: nobody gets a slip for them, the steward gets one list of them all."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import xlsxwriter  # type: ignore[import-untyped]

from pipelines.folders import write_whole
from pipelines.language.words import say, sentence
from pipelines.slips.facts import SlipFinding

NAME = "khong_ro_don_vi.xlsx"
"""File of the list, beside the slips."""
_HEADINGS = (
    (sentence("File"), 60),
    (sentence("Received at"), 18),
    (sentence("Rule"), 12),
    (sentence("What is wrong"), 70),
    (sentence("Remedy"), 70),
)
_ALWAYS = datetime(2020, 1, 1)  # noqa: DTZ001 a workbook's properties bear no zone
"""Instant of making, always the same, so that the same findings give the same bytes."""


@dataclass(frozen=True, slots=True)
class Unowned:
    """One such file."""

    path: str
    """File as received, below raw/returns."""
    received_at: datetime
    """Instant of receipt, in the time zone of the office."""
    findings: Sequence[SlipFinding]


def write_unowned(path: Path, files: Sequence[Unowned]) -> None:
    """Write the list, one line per finding; what says the same is left untouched."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"created": _ALWAYS})
        sheet = book.add_worksheet(say("Unit not known"))
        bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        for column, (heading, width) in enumerate(_HEADINGS):
            sheet.set_column(column, column, width, wrapped)
            sheet.write_string(0, column, say(heading), bold)
        sheet.freeze_panes(1, 0)
        row = 0
        for file in files:
            for finding in file.findings:
                row += 1
                received = f"{file.received_at:%d/%m/%Y %H:%M}"
                said = (file.path, received, finding.rule_id, finding.message_vi, finding.remedy_vi or "")
                for column, text in enumerate(said):
                    sheet.write_string(row, column, text)
        sheet.autofilter(0, 0, row, len(_HEADINGS) - 1)
    if not path.is_file() or path.read_bytes() != made.getvalue():
        write_whole(path, made.getvalue())
