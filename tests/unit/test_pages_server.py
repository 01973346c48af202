"""The pages that links lead to: a few folders, read-only, for this machine alone."""

import http.client
import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipelines.__main__ import app
from pipelines.errors import AddressError
from pipelines.folders import Folders
from pipelines.links import address, pages_port
from pipelines.pages_server import PagesServer


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    """A warehouse with something to read, and something that is nobody's business, in it and beside it."""
    folder = tmp_path / "warehouse"
    for name, content in {
        "reports/evaluation_mid_term.html": "đánh giá",
        "slips/2020H2/TC01 phiếu.xlsx": "slip",
        "slips/2020H2/<b>.xlsx": "slip",
        **{f"reports/documents/{name}/a.docx": "báo cáo" for name in ("document", "annex", "on_request")},
        "releases/.part": "hidden",
        "exports/unit.csv": "đơn vị",
        ".data_docs/20261127/index.html": "data docs",
        ".data_docs/20261127/return.html": "return",
        "analytics.duckdb": "secret",
        "dagster/runs.db": "secret",
        "../raw/passwords.txt": "secret",
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    (folder / "data_docs").symlink_to(".data_docs/20261127")
    (folder / "slips" / "out").symlink_to("../dagster")
    return folder


@pytest.fixture
def server(warehouse: Path) -> Iterator[PagesServer]:
    with PagesServer(warehouse, 0) as pages:
        threading.Thread(target=pages.serve_forever, args=(0.01,), daemon=True).start()
        yield pages
        pages.shutdown()


def ask(server: PagesServer, path: str, method: str = "GET", host: str = "127.0.0.1") -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port)
    connection.request(method, path, headers={"Host": host})
    return connection.getresponse()


def test_the_address_of_a_page_leads_to_it(warehouse: Path, server: PagesServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNIT_RETURNS_PAGES_PORT", str(server.server_port))
    folders = Folders(warehouse.parent)
    for path, content in {
        folders.reports / "evaluation_mid_term.html": "đánh giá",
        folders.slips / "2020H2" / "TC01 phiếu.xlsx": "slip",
        folders.data_docs / "index.html": "data docs",
        folders.exports / "unit.csv": "đơn vị",
    }.items():
        found = address(folders, path, "SUM-01")
        assert found.startswith(f"http://127.0.0.1:{server.server_port}/")
        assert found.endswith("#SUM-01")
        answer = ask(server, found.partition("#")[0].removeprefix(f"http://127.0.0.1:{server.server_port}"))
        assert (answer.status, answer.read().decode()) == (200, content)


def test_exports_are_data_and_no_page(server: PagesServer) -> None:
    answer = ask(server, "/exports/unit.csv")
    assert (answer.getheader("Content-Type"), answer.getheader("X-Content-Type-Options")) == (
        "text/csv; charset=utf-8",
        "nosniff",
    )


def test_a_page_can_load_and_send_nothing(server: PagesServer) -> None:
    answer = ask(server, "/reports/evaluation_mid_term.html")
    assert answer.getheader("Content-Type") == "text/html; charset=utf-8"
    assert str(answer.getheader("Content-Security-Policy")).startswith("default-src 'none';")
    assert answer.getheader("X-Content-Type-Options") == "nosniff"


def test_folders_are_listed_and_the_data_docs_begin_with_their_index(server: PagesServer) -> None:
    root = ask(server, "/").read().decode()
    assert [
        name for name in ("data_docs/", "exports/", "releases/", "reports/", "slips/") if f'href="{name}"' not in root
    ] == []
    assert "analytics" not in root
    assert "dagster" not in root
    listed = ask(server, "/slips/2020H2/").read().decode()
    assert "TC01 phiếu.xlsx" in listed
    assert "&lt;b&gt;.xlsx" in listed
    assert ask(server, "/data_docs/").read() == b"data docs"
    assert (ask(server, "/data_docs").status, ask(server, "/data_docs").getheader("Location")) == (301, "/data_docs/")


@pytest.mark.parametrize(
    "path",
    [
        "/analytics.duckdb",
        "/dagster/runs.db",
        "/.data_docs/20261127/index.html",
        "/releases/.part",
        "/reports/../analytics.duckdb",
        "/reports/%2e%2e/analytics.duckdb",
        "/reports/..%2f..%2fraw/passwords.txt",
        "/reports//../../raw/passwords.txt",
        "/reports/..\\..\\raw\\passwords.txt",
        "/slips/out/runs.db",
        "/slips/none.xlsx",
        "/slips/%00",
        f"/slips/{'x' * 5000}",
        "/etc/passwd",
        "//etc/passwd",
    ],
)
def test_nothing_else_is_served(path: str, server: PagesServer) -> None:
    answer = ask(server, path)
    assert answer.status == 404
    assert b"secret" not in answer.read()


def test_nothing_can_be_changed(warehouse: Path, server: PagesServer) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        assert ask(server, "/reports/evaluation_mid_term.html", method).status == 501
    assert (warehouse / "reports" / "evaluation_mid_term.html").exists()


def test_a_page_elsewhere_reads_nothing_under_a_name_of_its_own(server: PagesServer) -> None:
    assert ask(server, "/reports/evaluation_mid_term.html", host="evil.example:3001").status == 403
    assert ask(server, "/reports/evaluation_mid_term.html", host="localhost:3001").status == 200


def test_the_head_of_a_file_comes_without_its_body(server: PagesServer) -> None:
    answer = ask(server, "/slips/2020H2/TC01%20phi%E1%BA%BFu.xlsx", "HEAD")
    assert (answer.status, answer.getheader("Content-Length"), answer.read()) == (200, "4", b"")


def test_who_reads_is_spoken_to_in_vietnamese(server: PagesServer) -> None:
    missing = ask(server, "/reports/none.html")
    assert missing.getheader("Content-Type") == "text/html; charset=utf-8"
    assert "Không có trang này" in missing.read().decode()
    root = ask(server, "/").read().decode()
    assert "Phiếu trả lời các đơn vị" in root
    assert "Đánh giá giữa nhiệm kỳ" in ask(server, "/reports/").read().decode()
    listed = [ask(server, path).read().decode() for path in ("/reports/", "/reports/documents/")]
    assert re.findall(r"<li><a [^>]*>([^<]*)</a>", "".join(listed)) == [
        "Báo cáo và phụ lục trình lên cấp trên",
        "Đánh giá giữa nhiệm kỳ",
        "Phụ lục số liệu (bảng tính)",
        "Báo cáo",
        "Lập riêng cho một mốc, theo yêu cầu",
    ]
    assert "Chưa có gì ở đây" in ask(server, "/releases/").read().decode()


@pytest.mark.parametrize("port", ["abc", "0", "70000", "-1", "３００１", "3001.5"])
def test_a_port_that_is_none_is_refused_with_what_to_write(port: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNIT_RETURNS_PAGES_PORT", port)
    with pytest.raises(AddressError, match=r"UNIT_RETURNS_PAGES_PORT: .* is no port\nRemedy: write a number from 1 to 65535"):
        pages_port()


@pytest.mark.parametrize(("given", "port"), [("", 3001), (" ", 3001), (" 3111 ", 3111)])
def test_an_empty_port_is_the_usual_one(given: str, port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNIT_RETURNS_PAGES_PORT", given)
    assert pages_port() == port


def test_a_port_that_no_machine_has_is_refused_before_anything_starts() -> None:
    told = CliRunner().invoke(app, ["ui", "--port", "70000"])
    assert told.exit_code != 0
    assert told.exception is None or isinstance(told.exception, SystemExit)
