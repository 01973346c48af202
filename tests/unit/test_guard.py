"""Who may speak to Dagster's webserver, as a browser or a program of this machine sends it."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from pipelines import links
from pipelines.errors import AddressError
from pipelines.folders import Folders
from pipelines.guard import Guard

OWN = "127.0.0.1:3000"
ORIGIN = f"http://{OWN}"
JSON = {"content-type": "application/json"}
PAGE = {"sec-fetch-site": "same-origin", "sec-fetch-mode": "cors", "sec-fetch-dest": "empty"}
LINK = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document", "accept": "text/html"}
MUTATION = b"query=mutation{deletePipelineRun(runId:%22x%22){__typename}}"


def asked(
    method: str,
    path: str,
    headers: dict[str, str] | list[tuple[str, str]],
    *,
    kind: str = "http",
    hosts: tuple[str, ...] = (OWN,),
) -> tuple[int | None, dict[str, str]]:
    """HTTP status and headers of the answer; 101 for a web socket let through, and 200 where the application answered."""
    sent: list[Any] = []

    async def application(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b""})
        else:
            await send({"type": "websocket.accept"})

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    pairs = [("host", host) for host in hosts] + list(headers.items() if isinstance(headers, dict) else headers)
    scope = {
        "type": kind,
        "method": method,
        "path": path,
        "query_string": MUTATION,
        "headers": [(name.encode(), value.encode()) for name, value in pairs],
    }
    asyncio.run(Guard(application, links.own_origins(3000))(scope, receive, send))
    first = sent[0]
    if kind == "websocket":
        return (101 if first["type"] == "websocket.accept" else 403), {}
    return first["status"], {name.decode(): value.decode() for name, value in first["headers"]}


@pytest.mark.parametrize(
    ("method", "path", "headers"),
    [
        ("GET", "/", {"accept": "text/html"}),
        ("GET", "/runs/1", LINK),
        ("GET", "/graphql", {"accept": "text/html"}),
        ("GET", "/server_info", {}),
        ("HEAD", "/", {}),
        ("POST", "/graphql", {**JSON, **PAGE, "origin": ORIGIN}),
        ("POST", "/graphql", {**JSON, "origin": "http://localhost:3000"}),
        ("POST", "/graphql", {"content-type": "application/json; charset=utf-8"}),
    ],
)
def test_the_page_itself_a_link_to_it_and_programs_of_this_machine_are_answered(
    method: str, path: str, headers: dict[str, str]
) -> None:
    status, answer = asked(method, path, headers)
    assert status == 200
    assert answer["x-frame-options"] == "DENY"


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("GET", "/graphql", {}, 405),
        ("GET", "/graphql/", {"accept": "*/*"}, 405),
        ("HEAD", "/graphql", {}, 405),
        ("GET", "/graphql", {**LINK, "sec-fetch-dest": "image", "sec-fetch-mode": "no-cors"}, 403),
        ("GET", "/", {**LINK, "sec-fetch-dest": "iframe"}, 403),
        (
            "GET",
            "/logs/a/b/c.err",
            {"sec-fetch-site": "same-site", "sec-fetch-mode": "no-cors", "sec-fetch-dest": "script"},
            403,
        ),
        ("POST", "/graphql", {**JSON, "origin": "https://elsewhere.example"}, 403),
        ("POST", "/graphql", {**JSON, "origin": "null"}, 403),
        ("POST", "/graphql", {**JSON, "origin": "http://127.0.0.1:3001"}, 403),
        ("POST", "/graphql", {**JSON, "origin": f"{ORIGIN}.elsewhere.example"}, 403),
        ("POST", "/graphql", {**LINK, **JSON}, 403),
        ("POST", "/graphql", {}, 415),
        ("POST", "/graphql", {"content-type": "text/plain; application/json"}, 415),
        ("POST", "/graphql", {"content-type": "application/graphql"}, 415),
        ("POST", "/report_asset_materialization/raw/entry", {"content-type": "application/x-www-form-urlencoded"}, 415),
        ("PUT", "/graphql", JSON, 405),
        ("OPTIONS", "/graphql", {"origin": ORIGIN}, 405),
    ],
)
def test_a_page_elsewhere_changes_and_reads_nothing(method: str, path: str, headers: dict[str, str], status: int) -> None:
    assert asked(method, path, headers)[0] == status


@pytest.mark.parametrize(
    "hosts",
    [(), ("elsewhere.example",), ("elsewhere.example:3000",), ("127.0.0.1",), (OWN, OWN), (OWN, "elsewhere.example"), ("",)],
)
def test_another_name_for_this_machine_is_not_answered(hosts: tuple[str, ...]) -> None:
    assert asked("GET", "/", {}, hosts=hosts)[0] == 421


def test_of_several_origins_each_must_be_its_own() -> None:
    assert asked("POST", "/graphql", [*JSON.items(), ("origin", ORIGIN), ("origin", "https://elsewhere.example")])[0] == 403


@pytest.mark.parametrize(("origin", "status"), [(ORIGIN, 101), ("https://elsewhere.example", 403), ("null", 403)])
def test_a_web_socket_is_opened_by_the_page_alone(origin: str, status: int) -> None:
    assert asked("GET", "/graphql", {"origin": origin}, kind="websocket")[0] == status


def test_behind_a_proxy_its_address_is_the_servers_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(links.ADDRESS_VARIABLE, "https://links.example, https://So-Lieu.example/")
    sent = {**JSON, **PAGE, "origin": "https://so-lieu.example"}
    assert asked("POST", "/graphql", sent, hosts=("so-lieu.example",))[0] == 200
    assert asked("POST", "/graphql", {**sent, "origin": "http://so-lieu.example"}, hosts=("so-lieu.example",))[0] == 403


@pytest.mark.parametrize(
    "given", ["so-lieu.example", "ftp://so-lieu.example", "https://", "https://so-lieu.example/ui", "https://a.example b"]
)
def test_an_address_that_is_none_is_refused_with_the_remedy(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(links.ADDRESS_VARIABLE, given)
    with pytest.raises(AddressError, match=r"UNIT_RETURNS_ADDRESS.*\nRemedy: write it as 'https://"):
        links.own_origins(3000)


def test_links_lead_to_the_first_address(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folders = Folders(tmp_path)
    page = folders.warehouse / "slips" / "2020H2" / "Đảng ủy.xlsx"
    assert links.address(folders, page) == "http://127.0.0.1:3001/slips/2020H2/%C4%90%E1%BA%A3ng%20%E1%BB%A7y.xlsx"
    monkeypatch.setenv(links.ADDRESS_VARIABLE, "https://so-lieu.example, https://van-hanh.example")
    assert links.address(folders, page, "x").startswith("https://so-lieu.example/pages/slips/2020H2/")


@pytest.mark.parametrize("path", ["/logs/..", "/logs/", "/logs/a/../b.out", "/logs//x.err"])
def test_a_log_that_cannot_be_is_refused_before_dagster_stumbles_over_it(path: str) -> None:
    assert asked("GET", path, PAGE)[0] == 404
    assert asked("GET", "/logs/run/compute_logs/step.out", PAGE)[0] == 200
