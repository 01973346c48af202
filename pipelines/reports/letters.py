"""Letters and lists as Word documents, from templates that the office edits itself."""

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from docx import Document
from docx.opc.exceptions import PackageNotFoundError

from pipelines.errors import ReminderError
from pipelines.reference.documents import LayoutProfile
from pipelines.reports.document_layout import lay_out
from pipelines.reports.word_template import fill


def render(template: Path, content: Mapping[str, Any], profile: LayoutProfile | None = None) -> bytes:
    """A document from a Word template, as `word_template.fill` fills it in; a profile is laid over its styles.

    Raises:
        ReminderError: the template is not there, is no Word document, or names what is not known.
    """

    def refused(what: str) -> ReminderError:
        remedy = "mend it in Word (docs/operations.md, 'Remind late units', lists what is known), or take the one that ships"
        return ReminderError(what, where=str(template), remedy=f"{remedy} with the project")

    try:
        held = template.read_bytes()
    except OSError as error:
        raise refused(f"the template cannot be opened ({error.strerror})") from error
    written = io.BytesIO()
    filled = fill(held, content, refused)
    if profile:
        lay_out(filled, profile)
    filled.save(written)
    return written.getvalue()


def says_the_same(path: Path, content: bytes) -> bool:
    """Whether a document that lies there says what another says: two with the same text are not the same bytes."""
    try:
        return bool(Document(str(path)).element.xml == Document(io.BytesIO(content)).element.xml)
    except (PackageNotFoundError, KeyError, ValueError):
        return False
