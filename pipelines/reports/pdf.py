"""Documents as tagged PDF (PDF/UA), by LibreOffice where it is installed."""

import atexit
import hashlib
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


class Conversion:
    """A LibreOffice at work on documents, while others are at work too; it ends with this process at the latest."""

    def __init__(self, program: str, documents: Sequence[Path]) -> None:
        self._documents = documents
        self._folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        options = {name: {"type": "boolean", "value": value} for name, value in _OPTIONS.items()}
        to = f"pdf:writer_pdf_Export:{json.dumps(options)}"
        own = f"-env:UserInstallation={(Path(self._folder.name) / 'profile').as_uri()}"  # else it meets one that is open
        command = [program, own, "--headless", "--convert-to", to, "--outdir", self._folder.name, *map(str, documents)]
        self._process = subprocess.Popen(  # noqa: S603 a program of this machine, on files of ours
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        atexit.register(self.close)

    def pdfs(self) -> dict[Path, bytes]:
        """Wait for the documents as PDF, by document.

        Raises:
            DocumentError: LibreOffice failed.
        """
        try:
            said, _ = self._process.communicate(timeout=_SECONDS)
            made = {path: Path(self._folder.name) / f"{path.stem}.pdf" for path in self._documents}
            if self._process.returncode or not all(pdf.is_file() for pdf in made.values()):
                raise DocumentError(
                    f"LibreOffice made no PDF: {said.strip()}",
                    where=str(self._documents[0]),
                    remedy="open the document in LibreOffice and see what it says; the .docx is written",
                )
            return {path: pdf.read_bytes() for path, pdf in made.items()}
        finally:
            self.close()

    def close(self) -> None:
        """End LibreOffice where it still runs, and remove what it made."""
        atexit.unregister(self.close)
        with self._process:
            self._process.kill()
        self._folder.cleanup()


_begun: dict[frozenset[tuple[Path, str]], Conversion] = {}
"""What documents say → the LibreOffice that is at work on them."""


def begin_pdfs(documents: Sequence[Path]) -> None:
    """Let LibreOffice begin on documents of which `write_pdfs` will be asked for later; nothing where it is not installed."""
    program = libreoffice()
    if program and documents and (what := _content_of(documents)) not in _begun:
        _begun[what] = Conversion(program, documents)


def write_pdfs(documents: Sequence[Path]) -> list[Path]:
    """Write each document as .pdf beside it, replaced whole; none where LibreOffice is not installed.

    Raises:
        DocumentError: LibreOffice failed.
    """
    begin_pdfs(documents)
    conversion = _begun.pop(_content_of(documents), None)
    made = conversion.pdfs() if conversion else {}
    for path, pdf in made.items():
        write_whole(path.with_suffix(".pdf"), pdf)
    return [path.with_suffix(".pdf") for path in made]


def _content_of(documents: Sequence[Path]) -> frozenset[tuple[Path, str]]:
    return frozenset((path, hashlib.sha256(path.read_bytes()).hexdigest()) for path in documents)
