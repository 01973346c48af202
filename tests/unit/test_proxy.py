"""The proxy of deploy/nginx.conf, as a real nginx runs it: TLS, a login, no other name, and the guard behind it."""

import asyncio
import base64
import http.client
import os
import re
import shutil
import socket
import ssl
import subprocess
import threading
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from pipelines import links
from pipelines.folders import PROJECT
from pipelines.guard import Guard
from pipelines.pages_server import PagesServer
from tests.certificates import certificate
from tests.ports import free_ports, is_open
from tests.waiting import until

NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
NAME = "so-lieu.example"
LOGIN = ("xem", "mot hai ba")
PATIENCE_SECONDS = 60
pytestmark = pytest.mark.skipif(NGINX is None, reason="needs nginx: apt-get install nginx-light")


@dataclass(frozen=True)
class Proxy:
    """A running proxy."""

    plain: int
    tls: int
    certificate: Path

    def ask(
        self, path: str, *, method: str = "GET", name: str = NAME, login: tuple[str, str] | None = LOGIN, **headers: str
    ) -> http.client.HTTPResponse:
        context = ssl.create_default_context(cafile=str(self.certificate))
        connection = http.client.HTTPSConnection("127.0.0.1", self.tls, context=context, timeout=PATIENCE_SECONDS)
        connection.sock = context.wrap_socket(socket.create_connection(("127.0.0.1", self.tls)), server_hostname=name)
        sent = {"Host": name, **{key.replace("_", "-"): value for key, value in headers.items()}}
        if login:
            sent["Authorization"] = "Basic " + base64.b64encode(":".join(login).encode()).decode()
        connection.request(method, path, headers=sent)
        answer = connection.getresponse()
        answer.body = answer.read().decode()  # type: ignore[attr-defined]
        connection.close()
        return answer


async def application(scope: Any, receive: Any, send: Any) -> None:
    """What lies behind: tells what it was asked, or greets over a web socket."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.send", "text": "xin chào"})
        await send({"type": "websocket.close"})
        return
    headers = {name.decode(): value.decode() for name, value in scope["headers"]}
    told = f"{scope['method']} {scope['path']} login={headers.get('authorization')}".encode()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": told})


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    folder = tmp_path_factory.mktemp("proxy")
    plain, tls, ui, pages = free_ports(4)
    cert, key = certificate(folder, NAME, "van-hanh.example")
    (folder / "viewers").write_text(f"{LOGIN[0]}:{{PLAIN}}{LOGIN[1]}\n", encoding="utf-8")
    (folder / "operators").write_text("", encoding="utf-8")
    site = (PROJECT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    for shipped, own in (
        (r"listen 80\b", f"listen 127.0.0.1:{plain}"),
        (r"listen 443\b", f"listen 127.0.0.1:{tls}"),
        (r"/etc/nginx/unit-returns-", f"{folder}/"),
        (r"/etc/ssl/certs/unit-returns.pem", str(cert)),
        (r"/etc/ssl/private/unit-returns.key", str(key)),
        (r"127.0.0.1:3010", f"127.0.0.1:{ui}"),
        (r"127.0.0.1:3011", f"127.0.0.1:{pages}"),
    ):
        site, count = re.subn(shipped, own, site)
        assert count, shipped
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(
        f"{user} pid {folder}/pid; error_log {folder}/error.log; daemon off; events {{}} http {{ access_log off; {site} }}",
        encoding="utf-8",
    )
    (folder / "warehouse" / "reports").mkdir(parents=True)
    (folder / "warehouse" / "reports" / "evaluation.html").write_text("đánh giá", encoding="utf-8")
    guarded = Guard(application, [*links.own_origins(ui), f"https://{NAME}"])
    behind = uvicorn.Server(uvicorn.Config(guarded, port=ui, lifespan="off", log_level="error", proxy_headers=False))
    threading.Thread(target=asyncio.run, args=(behind.serve(),), daemon=True).start()
    assert NGINX
    with (
        PagesServer(folder / "warehouse", pages) as server,
        subprocess.Popen([NGINX, "-c", folder / "nginx.conf", "-p", folder, "-e", folder / "error.log"]) as nginx,
    ):
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            for port in (tls, ui):
                until(partial(is_up, port, nginx, folder / "error.log"))
            yield Proxy(plain, tls, cert)
        finally:
            nginx.terminate()
            nginx.wait(PATIENCE_SECONDS)
            server.shutdown()
            behind.should_exit = True


def is_up(port: int, nginx: subprocess.Popen[bytes], log: Path) -> bool:
    assert nginx.poll() is None, log.read_text(encoding="utf-8")
    return is_open(port)


def test_without_a_login_or_with_a_wrong_one_nothing_is_shown(proxy: Proxy) -> None:
    for login in (None, ("xem", "wrong"), ("ai", "mot hai ba")):
        for path in ("/", "/graphql", "/pages/reports/"):
            assert proxy.ask(path, login=login).status == 401


def test_behind_the_login_are_the_ui_and_the_pages_and_the_password_stays_outside(proxy: Proxy) -> None:
    shown = proxy.ask("/runs")
    assert (shown.status, shown.body) == (200, "GET /runs login=None")  # type: ignore[attr-defined]
    assert shown.getheader("Strict-Transport-Security") == "max-age=31536000"
    assert shown.getheader("X-Frame-Options") == "DENY"
    page = proxy.ask("/pages/reports/evaluation.html")
    assert (page.status, page.body) == (200, "đánh giá")  # type: ignore[attr-defined]
    assert proxy.ask("/pages/reports").getheader("Location", "").endswith("/pages/reports/")


def test_the_guard_still_holds_behind_the_proxy(proxy: Proxy) -> None:
    assert proxy.ask("/graphql", method="POST", Content_Type="application/json", Origin=f"https://{NAME}").status == 200
    assert (
        proxy.ask("/graphql", method="POST", Content_Type="application/json", Origin="https://elsewhere.example").status == 403
    )
    assert proxy.ask("/graphql?query=mutation{x}").status == 405
    assert proxy.ask("/pages/reports/evaluation.html", method="POST").status == 403


def test_a_web_socket_of_the_page_passes(proxy: Proxy) -> None:
    answer = proxy.ask(
        "/graphql",
        Upgrade="websocket",
        Connection="Upgrade",
        Sec_WebSocket_Key="dGhlIHNhbXBsZSBub25jZQ==",
        Sec_WebSocket_Version="13",
        Origin=f"https://{NAME}",
    )
    assert answer.status == 101


def test_another_name_gets_no_certificate_and_no_answer(proxy: Proxy) -> None:
    with pytest.raises(ssl.SSLError):
        proxy.ask("/", name="elsewhere.example")
    with socket.create_connection(("127.0.0.1", proxy.plain)) as plain:
        plain.sendall(b"GET / HTTP/1.1\r\nHost: elsewhere.example\r\n\r\n")
        assert plain.recv(100) == b""


def test_a_name_in_the_host_other_than_in_the_handshake_is_not_led_on(proxy: Proxy) -> None:
    with pytest.raises(http.client.RemoteDisconnected):
        proxy.ask("/", Host="elsewhere.example")


def test_without_tls_the_way_leads_to_tls(proxy: Proxy) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", proxy.plain, timeout=PATIENCE_SECONDS)
    connection.request("GET", "/runs", headers={"Host": NAME})
    answer = connection.getresponse()
    assert (answer.status, answer.getheader("Location")) == (301, f"https://{NAME}/runs")
    connection.close()


def test_old_tls_is_refused(proxy: Proxy) -> None:
    context = ssl.create_default_context(cafile=str(proxy.certificate))
    context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # that these are old is the point
        context.minimum_version, context.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    with socket.create_connection(("127.0.0.1", proxy.tls)) as raw, pytest.raises((ssl.SSLError, ConnectionError)):
        context.wrap_socket(raw, server_hostname=NAME)
