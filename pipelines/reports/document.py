"""The evaluation as a document that is handed upward: .docx from the office's own Word template, and tagged PDF."""

import io
from itertools import count
from pathlib import Path
from typing import Any

import duckdb

from pipelines.errors import DocumentError
from pipelines.folders import write_whole
from pipelines.reference import Reference
from pipelines.reference.documents import DOCUMENT_TEMPLATE
from pipelines.reference.load import Loaded
from pipelines.reports.document_content import document_content
from pipelines.reports.document_head import line_of
from pipelines.reports.document_words import Notes
from pipelines.reports.evaluated import Evaluated, cutoffs, evaluated
from pipelines.reports.pdf import begin_pdfs, write_pdfs

_NUMERALS = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def write_documents(
    db: duckdb.DuckDBPyConnection, loaded: Loaded, folder: Path, period_id: str = "", shelf: Path | None = None
) -> list[Path]:
    """Write the evaluations that are due as .docx, each replaced whole; LibreOffice begins on them, for `write_pdfs`.

    Args:
        db: a published release.
        loaded: the registers, with the template.
        folder: where they are written.
        period_id: write the one up to this period alone, and wait for its .pdf.
        shelf: the folder of releases with frozen ones, beside which an evaluation stands.

    Returns:
        what was written; nothing where register document has no line for it.

    Raises:
        DocumentError: the template cannot be filled in, LibreOffice failed, or there is no such evaluation.
    """
    written = []
    for cutoff in cutoffs(db, loaded.reference, period_id):
        written.append(folder / f"{cutoff.name}.docx")
        filled = document(loaded.reference, loaded.contents[DOCUMENT_TEMPLATE], evaluated(db, loaded.reference, cutoff, shelf))
        write_whole(written[-1], filled)
    if period_id:
        return [*written, *write_pdfs(written)]
    begin_pdfs(written)
    return written


def document(reference: Reference, template: bytes, found: Evaluated) -> bytes:
    """The document: the template filled in, looking as its profile says.

    Raises:
        DocumentError: the template is no Word document, or names what there is not.
    """
    from pipelines.reports import document_layout, word_template  # half a second, paid by who writes one

    notes = Notes()
    content = document_content(reference, found, notes)
    _, profile = line_of(reference, found)
    numbers = {"section": _numbers(roman=True), "annex": _numbers(roman=False)}
    filled = word_template.fill(template, {**content, **numbers}, _refused)
    try:
        document_layout.lay_out(filled, profile)
        document_layout.set_notes(filled, notes.texts)
    except Exception as error:  # a template that lost a part of a Word document raises whatever misses it
        raise _refused(f"it cannot be laid out: {error!r}") from error
    told = filled.core_properties
    told.title, told.author = content["head"]["title"] + " " + content["head"]["subject"], reference.office[0].name_vi
    told.created = told.modified = found.released_at.replace(tzinfo=None)
    saved = io.BytesIO()
    filled.save(saved)
    return saved.getvalue()


def _refused(what: str) -> DocumentError:
    return DocumentError(
        what,
        where=f"raw/reference/{DOCUMENT_TEMPLATE}",
        remedy="mend it in Word, or put back the last one that worked: `git` or raw/archive has it (docs/documents.md)",
    )


def _numbers(*, roman: bool) -> Any:
    """What numbers sections in the order in which the template asks: 'I', 'II', …, or '1', '2', …"""
    numbers = count(1)
    return lambda: _roman(next(numbers)) if roman else str(next(numbers))


def _roman(number: int) -> str:
    for value, numeral in _NUMERALS:
        if number >= value:
            return numeral + _roman(number - value)
    return ""
