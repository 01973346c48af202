"""Serves what people read to a browser on this machine: read-only, a few folders, nothing that a page could send elsewhere."""

import html
import mimetypes
import shutil
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote, unquote, urlsplit

from pipelines.language.words import say, sentence, words
from pipelines.links import HOST, SERVED
from pipelines.pages import script_hash

HEADERS = {
    "Content-Security-Policy": f"default-src 'none'; script-src {script_hash()}; style-src 'unsafe-inline'; "
    "img-src data:; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
}
TYPES = {
    ".csv": "text/csv; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


LABELS = {
    "data_docs": sentence("Results of the checks"),
    "exports": sentence("Exports for analysts"),
    "releases": sentence("Releases and their notes"),
    "reports": sentence("Evaluations"),
    "slips": sentence("Slips for the units"),
    "documents": sentence("Documents to hand upward"),
    "document": sentence("Reports"),
    "annex": sentence("Annex workbooks"),
    "on_request": sentence("For one cut-off, on request"),
    "evaluation_mid_term.html": sentence("Mid-term evaluation"),
    "evaluation_end_of_term.html": sentence("End-of-term evaluation"),
    "steward.html": sentence("Returns to follow up"),
    "dictionary.html": sentence("Data dictionary"),
}
"""Folder or file → what a reader calls it."""
TITLE = sentence("Results of the returns")


def not_found() -> str:
    """Page for what is not there, with room for its code as http.server fills it."""
    said = say(
        "There is no such page, or it may not be seen (code {code}). A newer one may have taken its place.", code="%(code)d"
    )
    return (
        f'<!doctype html><html lang="{words().language}"><meta charset="utf-8"><title>%(code)d</title>'
        f'<p>{said}</p><p><a href="/">{say("To the list")}</a></p></html>'
    )


class PagesServer(ThreadingHTTPServer):
    """The folders in `SERVED` below `warehouse`, on a port of this machine that no other machine reaches."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, warehouse: Path, port: int) -> None:
        super().__init__((HOST, port), _Handler)
        self.warehouse = warehouse


def find(warehouse: Path, requested: str) -> Path | None:
    """File or folder that a request means; None when it names nothing, something hidden, or leads out of the folders served.

    The warehouse itself stands for the list of the folders.
    """
    parts = [part for part in unquote(urlsplit(requested).path).split("/") if part]
    if not parts:
        return warehouse
    if parts[0] not in SERVED or any(part.startswith(".") or "\0" in part for part in parts):
        return None
    found = warehouse.joinpath(*parts).resolve()
    inside = (warehouse / parts[0]).resolve()  # the Data Docs are a link to those of the last night
    return found if found.is_relative_to(inside) and found.exists() else None


class _Handler(BaseHTTPRequestHandler):
    server: PagesServer
    error_content_type = TYPES[".html"]

    @property
    def error_message_format(self) -> str:  # type: ignore[override]  # http.server has a constant
        """The page for what is not there, in the words in force."""
        return not_found()

    def do_GET(self) -> None:
        """Send a file, or the list of a folder."""
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        """Send only what a file is."""
        self._answer(with_body=False)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 the name is http.server's
        """Say nothing of each request."""

    def _answer(self, *, with_body: bool) -> None:
        # Another name for this machine is a page elsewhere that tries to read through the browser (DNS rebinding).
        if (self.headers.get("Host") or "").partition(":")[0] not in (HOST, "localhost"):
            return self.send_error(HTTPStatus.FORBIDDEN)
        try:
            return self._send_found(find(self.server.warehouse, self.path), with_body=with_body)
        except ConnectionError:
            self.close_connection = True  # the reader went away
        except OSError:  # a name that cannot be, a file that is gone or not to be read
            return self.send_error(HTTPStatus.NOT_FOUND)

    def _send_found(self, found: Path | None, *, with_body: bool) -> None:
        if found is None:
            return self.send_error(HTTPStatus.NOT_FOUND)
        if found.is_dir() and not urlsplit(self.path).path.endswith("/"):
            return self._redirect()
        if (found / "index.html").is_file():
            found /= "index.html"
        if found.is_dir():
            return self._send_list(found, with_body=with_body)
        with found.open("rb") as file:
            return self._send(TYPES.get(found.suffix), found, file if with_body else None)

    def _redirect(self) -> None:
        self.send_response(HTTPStatus.MOVED_PERMANENTLY)
        self.send_header("Location", f"{urlsplit(self.path).path}/")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _send(self, kind: str | None, path: Path, body: BinaryIO | None) -> None:
        self._head(kind or mimetypes.guess_type(path.name)[0] or "application/octet-stream", path.stat().st_size)
        if body:
            shutil.copyfileobj(body, self.wfile)

    def _send_list(self, folder: Path, *, with_body: bool) -> None:
        is_root = folder == self.server.warehouse
        names = sorted(path.name + "/" * path.is_dir() for path in folder.iterdir() if not path.name.startswith("."))
        shown = [name for name in names if not is_root or name.rstrip("/") in SERVED]
        links = "".join(f'<li><a href="{quote(name)}">{html.escape(_label(name))}</a></li>' for name in shown)
        title = say(TITLE) if is_root else html.escape(_label(folder.name))
        back = "" if is_root else f'<p><a href="../">{say("To the list above")}</a></p>'
        empty = "" if shown else f"<p>{say('There is nothing here yet.')}</p>"
        page = (
            f'<!doctype html><html lang="{words().language}"><meta charset="utf-8"><title>{title}</title>'
            f"<h1>{title}</h1>{back}{empty}<ul>{links}</ul></html>"
        )
        content = page.encode()
        self._head(TYPES[".html"], len(content))
        if with_body:
            self.wfile.write(content)

    def _head(self, kind: str, size: int) -> None:
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(size))
        for name, value in HEADERS.items():
            self.send_header(name, value)
        self.end_headers()


def _label(name: str) -> str:
    known = LABELS.get(name.rstrip("/"))
    return say(known) if known else name
