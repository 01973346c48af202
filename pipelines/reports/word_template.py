"""Word templates that an office edits itself, filled in: they run no programs, and what is wrong in one is told."""

import io
import re
from collections.abc import Callable, Mapping
from typing import Any

from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docxtpl import DocxTemplate  # type: ignore[import-untyped]  # ships without types
from jinja2 import StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

from pipelines.errors import PipelineError
from pipelines.language.notation import format_number

_CLOSED = re.compile(r"\{\{(?:(?!\{[{%#]).)*?\}\}|\{%(?:(?!\{[{%#]).)*?%\}|\{#.*?#\}")
_BRACES = re.compile(r"\{[{%#]|[}%#]\}")


def fill(template: bytes, content: Mapping[str, Any], refused: Callable[[str], PipelineError]) -> WordDocument:
    """The document: what stands in the template between braces is filled in. Filters are `number` and `two` ('03').

    Args:
        template: a Word document (.docx).
        content: name → what it stands for.
        refused: makes the error of what is wrong.

    Raises:
        PipelineError: the template is no Word document, or names what there is not.
    """
    # Whoever mails a template may not run programs.
    environment = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    environment.filters |= {"number": format_number, "two": "{:02d}".format}
    filled: Any = DocxTemplate(io.BytesIO(template))
    try:
        filled.init_docx()
    except Exception as error:  # a damaged file raises whatever its readers happen to meet
        raise refused(f"it cannot be opened as a Word document: {error!r}") from error
    if broken := _paragraph_with_open_braces(filled.docx):
        raise refused(f"braces are opened and not closed, or closed and not opened, in the paragraph '{broken}'")
    try:
        filled.render(dict(content), environment)
    except Exception as error:  # what a template asks to be worked out raises whatever it likes
        raise refused(f"what stands between its braces cannot be filled in: {error}") from error
    document: WordDocument = filled.docx
    return document


def _paragraph_with_open_braces(template: WordDocument) -> str:
    """First paragraph of a template in which braces have no other end: they would swallow what follows; '' where none has."""
    running = (RELATIONSHIP_TYPE.HEADER, RELATIONSHIP_TYPE.FOOTER)
    parts: list[Any] = [template.element.body]
    parts += [each.target_part.element for each in template.part.rels.values() if each.reltype in running]
    texts = ("".join(text.text or "" for text in line.iter(qn("w:t"))) for part in parts for line in part.iter(qn("w:p")))
    return next((text for text in texts if _BRACES.search(_CLOSED.sub("", text))), "")
