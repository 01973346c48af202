"""Versions of what a form asks for, as its head prints them."""

import hashlib
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the registers pull in pydantic, which worker processes do without
    from pipelines.reference import Form, Reference


def form_version(reference: "Reference", form_id: str, period_id: str) -> str:
    """Version of what a form asks for in a period: six hexadecimal digits, the same as long as nothing printed changes.

    It depends on the form's code and title and, line by line, on section, code, label, indicator, unit of measure and formula
    of what is due in the period, or on the tables that describe it; not on who reports it, nor on what a line may hold.
    """
    form = _form(reference, form_id)
    asked = [
        (
            line.section_vi,
            line.line_code,
            line.label_vi,
            line.indicator_id,
            reference.indicators[line.indicator_id].unit_of_measure,
            line.formula,
        )
        for line in reference.lines_due(form, period_id)
    ]
    tables = [
        [line.model_dump(mode="json") for line in (shape.table, *shape.rows, *shape.columns)]
        for (described_id, _), shape in reference.shapes.items()
        if described_id == form_id
    ]
    printed = [form.code, form.title_vi, asked, *([tables] if tables else [])]
    return hashlib.sha256(json.dumps(printed).encode()).hexdigest()[:6]


def version_stamp(reference: "Reference", form_id: str, period_id: str) -> str:
    """A form's version as printed in its head, after 'Phiên bản biểu:': '01-TCĐ-2023H2-3fa9c1'."""
    return f"{_form(reference, form_id).code}-{period_id}-{form_version(reference, form_id, period_id)}"


def slow_hash(passwords: tuple[str, ...]) -> str:
    """What tells that passwords are others, and not what they are."""
    return (
        hashlib.scrypt("\n".join(passwords).encode(), salt=b"returns", n=1 << 14, r=8, p=1, dklen=16).hex() if passwords else ""
    )


def _form(reference: "Reference", form_id: str) -> "Form":
    return next(form for form in reference.form if form.form_id == form_id)
