"""What letters and the list for the leaders may say, by the names that their templates use."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from pipelines.language.notation import format_day, parts_of_a_day
from pipelines.operations.late_returns import Chase, slip_of
from pipelines.reference import ReminderStep
from pipelines.reference.described_dues import described_due


def letter_content(
    found: Chase, row: Mapping[str, Any], step: ReminderStep, before: Sequence[date], attached: Path
) -> dict[str, Any]:
    """What a letter may say, by the names that its template uses."""
    unit = found.reference.unit_on(row["unit_id"], found.period.period_id)
    assert unit is not None
    named = {
        "unit": row["unit_name_vi"],
        "office": found.reference.office[0].name_vi,
        "period": re.sub(r"(?<=\d) ", "\u00a0", found.period.label_vi),  # no line ends between a number and its word
        "due_on": format_day(row["due_on"]),
        "late_days": row["overdue_days"],
        "answer_on": format_day(found.on + timedelta(days=step.answer_days)),
    }
    subject, asked = step.subject_vi, step.missing_vi
    if row["stands"] == "refused":
        subject, asked = step.refused_subject_vi or subject, step.refused_vi
    due = {*found.reference.due_lines(unit, found.period.period_id)}
    due |= {form.form_id for form in described_due(found.reference, unit, found.period)}
    forms = [form for form in found.reference.forms_of(unit, found.period.period_id) if form.form_id in due]
    return {
        **named,
        **parts_of_a_day(found.on),
        "on": format_day(found.on),
        "step": step.step_number,
        "subject": subject.format(**named),
        "demand": asked.format(**named),
        "is_refused": row["stands"] == "refused",
        "has_older_version": row["has_older_version"],
        "file": row["newest_path"],
        "faults": found.faults.get(row["return_id"], []),
        "forms": [{"code": form.code, "title": form.title_vi} for form in forms],
        "figure_count": row["figure_count"],
        "before": [format_day(day) for day in before],
        "attached": attached.name,
        "is_slip": slip_of(found, row) is not None,
        "signer": step.signer_vi,
        "signer_name": step.signer_name_vi or "",
    }


def list_content(found: Chase) -> dict[str, Any]:
    """What the list of the day may say."""
    known = found.reminders.of_period(found.period.period_id)
    rows = [
        {
            "unit": row["unit_name_vi"],
            "stands": row["stands"],
            "overdue_days": row["overdue_days"],
            "has_older_version": row["has_older_version"],
            "late_days": row["late_days"],
            "received_on": format_day(row["received_on"]) if row["received_on"] else "",
            "verdict_count": row["verdict_count"],
            "targets": row["targets"] or "",
            "figure_count": row["figure_count"],
            "faults": [_with_place(fault) for fault in found.faults.get(row["return_id"], [])],
            "before": [format_day(day) for day in found.written_on(known.get(row["unit_id"], [])).values()],
        }
        for row in found.rows
    ]
    parts = {name: [row for row in rows if row["stands"] == name] for name in ("missing", "refused", "late")}
    there = [name for name in parts if parts[name]]
    return {
        "office": found.reference.office[0].name_vi,
        "period": found.period.label_vi,
        "due_on": format_day(found.period.due_on),
        "on": format_day(found.on),
        **parts_of_a_day(found.on),
        **parts,
        "numeral": dict(zip(there, ("I", "II", "III"), strict=False)),
    }


def _with_place(fault: Mapping[str, Any]) -> str:
    """What is wrong, behind the sheet and the cell where it is."""
    return ": ".join(filter(None, (", ".join(filter(None, (fault["sheet_name"], fault["address"]))), fault["message_vi"])))
