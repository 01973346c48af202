"""Dagster's UI in a real browser: what someone new sees, and that nothing is fetched from outside."""

import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from pipelines.folders import PROJECT
from tests.conftest import Installation

CHROMIUM = shutil.which("chromium")
QUIET = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync"
SLOW_MS = 60_000

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs chromium: apt-get install chromium")


@pytest.fixture(scope="module")
def address(sample: Installation) -> Iterator[str]:
    """Address of a read-only webserver on the sample after its nightly run."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = (sample.root / "webserver.log").open("w")
    server = subprocess.Popen(
        [Path(sys.executable).parent / "dagster-webserver", "--host", "127.0.0.1", "--port", str(port), "--read-only"],
        cwd=PROJECT,
        env=sample.environment,
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        wait_until_up(url, server)
        yield url
    finally:
        server.terminate()
        server.wait(30)
        log.close()


def wait_until_up(url: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/server_info", timeout=2):
                return
        except OSError:
            time.sleep(0.5)
    raise AssertionError("the webserver did not come up")


@pytest.fixture(scope="module")
def visited() -> list[str]:
    """Every address that the pages asked for."""
    return []


@pytest.fixture(scope="module")
def page(visited: list[str]) -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET.split())
        tab = browser.new_page(viewport={"width": 1800, "height": 1000})
        tab.set_default_timeout(SLOW_MS)
        tab.on("request", lambda request: visited.append(request.url))
        yield tab
        browser.close()


def test_the_lineage_page_shows_the_layers_of_the_design(page: Page, address: str) -> None:
    page.goto(f"{address}/asset-groups")
    for group in ("files", "raw", "reference", "staging", "quality", "core", "marts", "audit", "publication"):
        expect(page.get_by_text(group, exact=True).first).to_be_visible(timeout=SLOW_MS)


def test_an_asset_says_what_it_is_how_many_rows_it_has_and_what_its_columns_mean(page: Page, address: str) -> None:
    page.goto(f"{address}/assets/marts/target_progress?view=overview")
    for text in (
        "How far each target is met at each cut-off",
        "Row count",
        "analyst",
        "DuckDB",
        "cutoff_period_id",
        "last half-year that counts",
    ):
        expect(page.get_by_text(text).first).to_be_visible(timeout=SLOW_MS)


def test_an_asset_shows_where_its_column_comes_from(page: Page, address: str) -> None:
    page.goto(f"{address}/assets/marts/target_progress?view=overview")
    expect(page.get_by_text("known among due, percent ⟵ marts.target_result.due_count").first).to_be_visible(timeout=SLOW_MS)


def test_the_rules_are_checks_and_the_contradiction_of_the_report_is_a_warning(page: Page, address: str) -> None:
    page.goto(f"{address}/assets/quality/finding?view=checks&checkDetail=REC_01")
    expect(page.get_by_text("REC_01").first).to_be_visible(timeout=SLOW_MS)
    expect(page.get_by_text("Two reporters count the same people").first).to_be_visible(timeout=SLOW_MS)
    expect(page.get_by_text("Warning").first).to_be_visible(timeout=SLOW_MS)


def test_the_schedule_and_the_sensor_are_on(page: Page, address: str) -> None:
    page.goto(f"{address}/automation")
    for text in ("nightly", "returns_arrived", "02:00"):
        expect(page.get_by_text(text).first).to_be_visible(timeout=SLOW_MS)


def test_nothing_is_fetched_from_outside(visited: list[str]) -> None:
    hosts = {urlsplit(url).hostname for url in visited if url.startswith(("http", "ws"))}
    assert len(visited) > 50
    assert hosts == {"127.0.0.1"}
