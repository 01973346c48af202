"""Documents as tagged PDF (PDF/UA), by LibreOffice where it is installed."""

import json
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from pipelines.errors import DocumentError
from pipelines.folders import write_whole

_OPTIONS = {"PDFUACompliance": "true", "UseTaggedPDF": "true", "ExportBookmarks": "true"}
_SECONDS = 300


def libreoffice() -> str | None:
    """LibreOffice's program; None where it, or its Writer, is not installed."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        return None
    # Where Calc alone is installed the program is there, and opens no document.
    beside = Path(program).resolve().parent
    return program if beside.name != "program" or [*beside.glob("*swlo.*")] else None


def write_pdfs(documents: Sequence[Path]) -> list[Path]:
    """Write each document as .pdf beside it, replaced whole; none where LibreOffice is not installed.

    Raises:
        DocumentError: LibreOffice failed.
    """
    program = libreoffice()
    if program is None or not documents:
        return []
    options = {name: {"type": "boolean", "value": value} for name, value in _OPTIONS.items()}
    with tempfile.TemporaryDirectory() as folder:
        own = f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}"  # else it meets one that somebody has open
        to = f"pdf:writer_pdf_Export:{json.dumps(options)}"
        command = [program, own, "--headless", "--convert-to", to, "--outdir", folder, *map(str, documents)]
        done = subprocess.run(  # noqa: S603 a program of this machine, on files of ours
            command, check=False, capture_output=True, text=True, timeout=_SECONDS
        )
        made = [Path(folder) / f"{path.stem}.pdf" for path in documents]
        if done.returncode or not all(path.is_file() for path in made):
            raise DocumentError(
                f"LibreOffice made no PDF: {done.stderr.strip() or done.stdout.strip()}",
                where=str(documents[0]),
                remedy="open the document in LibreOffice and see what it says; the .docx is written",
            )
        for path, pdf in zip(documents, made, strict=True):
            write_whole(path.with_suffix(".pdf"), pdf.read_bytes())
    return [path.with_suffix(".pdf") for path in documents]
