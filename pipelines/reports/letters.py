"""Letters and lists as Word documents, from templates that the office edits itself."""

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import StrictUndefined
from jinja2.exceptions import TemplateError
from jinja2.sandbox import SandboxedEnvironment

from pipelines.errors import ReminderError
from pipelines.language.notation import format_day, format_number


def render(template: Path, content: Mapping[str, Any]) -> bytes:
    """A document from a Word template: what stands there between double braces is filled in.

    Filters are `number`, `day` ('05/08/2025') and `two` ('03').

    Raises:
        ReminderError: the template is not there, is no Word document, or names what is not known.
    """
    from docx.opc.exceptions import PackageNotFoundError
    from docxtpl import DocxTemplate  # type: ignore[import-untyped]  # ships without types

    environment = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    environment.filters |= {"number": format_number, "day": format_day, "two": "{:02d}".format}
    try:
        document = DocxTemplate(str(template))
        document.render(dict(content), environment, autoescape=True)
    except (PackageNotFoundError, KeyError, ValueError) as error:
        raise ReminderError(
            f"the template cannot be opened ({error})",
            where=str(template),
            remedy="save it there as a Word document (.docx), or take the one that ships with the project",
        ) from error
    except TemplateError as error:
        raise ReminderError(
            f"the template cannot be filled in: {error}",
            where=str(template),
            remedy="mend what stands there between braces (docs/operations.md, 'Remind late units', lists what is known)",
        ) from error
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def says_the_same(path: Path, content: bytes) -> bool:
    """Whether a document that lies there says what another says: two with the same text are not the same bytes."""
    from docx import Document
    from docx.opc.exceptions import PackageNotFoundError

    try:
        return bool(Document(str(path)).element.xml == Document(io.BytesIO(content)).element.xml)
    except (PackageNotFoundError, KeyError, ValueError):
        return False
