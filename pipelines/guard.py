"""Lets only the UI's own page speak to Dagster's webserver, which asks no one who they are and lets any web page change it.

A page elsewhere can make a browser on this machine send requests here: by a link or a form, through a name of its own that it
points at this machine (DNS rebinding), or by framing the UI. Its requests tell themselves by Host, Origin, Sec-Fetch-Site or
a content type that a form can send; what tells itself so never reaches Dagster.
"""

import logging
from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketClose

ANSWER_HEADERS = {
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_POLICY_VIOLATION = 1008
_LONGEST_LOGGED = 200
_LOG = logging.getLogger(__name__)


class Guard:
    """ASGI middleware: an application that answers its own page, and programs of this machine, alone."""

    def __init__(self, app: ASGIApp, origins: Collection[str]) -> None:
        """Guard an application.

        Args:
            app: the application behind.
            origins: where its page comes from, as a browser writes it: 'http://127.0.0.1:3000'.
        """
        self._app = app
        self._origins = frozenset(origins)
        self._hosts = frozenset(urlsplit(origin).netloc for origin in origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it in a line that says why."""
        if scope["type"] == "lifespan":
            return await self._app(scope, receive, send)
        refused = self._refusal(scope)
        if refused is None:
            return await self._app(scope, receive, _with_headers(send))
        status, why = refused
        _LOG.warning("refused %s: %s", repr(scope["path"])[:_LONGEST_LOGGED], why[:_LONGEST_LOGGED])
        if scope["type"] == "websocket":
            return await WebSocketClose(_POLICY_VIOLATION)(scope, receive, send)
        return await PlainTextResponse(f"Refused: {why}\n", status, ANSWER_HEADERS)(scope, receive, send)

    def _refusal(self, scope: Scope) -> tuple[int, str] | None:
        """HTTP status and reason, where a request is not let through."""
        headers = Headers(scope=scope)
        hosts = headers.getlist("host")
        if len(hosts) != 1 or hosts[0].lower() not in self._hosts:
            return 421, f"this server is not called {', '.join(map(repr, hosts)) or 'without a name'}"
        for origin in headers.getlist("origin"):
            if origin.lower() not in self._origins:
                return 403, f"it was sent by a page of {origin!r}"
        if scope["type"] == "websocket":
            return None
        return _foreign(scope["method"], headers) or _careless(scope["method"], scope["path"], headers)


def _foreign(method: str, headers: Headers) -> tuple[int, str] | None:
    """Refusal of what a page elsewhere asks for, unless it is a link that a person follows."""
    if headers.get("sec-fetch-site", "none") in ("none", "same-origin"):
        return None
    follows_a_link = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
    return None if method == "GET" and follows_a_link else (403, "it was sent by a page of another address")


def _careless(method: str, path: str, headers: Headers) -> tuple[int, str] | None:
    """Refusal of requests that a page elsewhere could send without the browser asking first whether it may."""
    if method not in ("GET", "HEAD", "POST"):
        return 405, f"nothing here is asked for by {method[:20]!r}"
    if method == "POST":
        kind = headers.get("content-type", "").partition(";")[0].strip().lower()
        return None if kind == "application/json" else (415, "changes are sent as application/json")
    if path.startswith("/logs/") and {"", ".", ".."} & set(path.split("/")[2:]):
        return 404, "there is no such log"
    if path.rstrip("/") == "/graphql" and "text/html" not in headers.get("accept", ""):
        return 405, "GraphQL is asked by POST"
    return None


def _with_headers(send: Send) -> Send:
    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).update(ANSWER_HEADERS)
        await send(message)

    return send_with_headers
