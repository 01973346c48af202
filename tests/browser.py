"""Dagster's webserver on an installation, and a headless Chromium to look at it."""

import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, expect, sync_playwright

from pipelines.folders import PROJECT
from tests.conftest import Installation
from tests.ports import free_ports
from tests.waiting import until

CHROMIUM = shutil.which("chromium")
QUIET = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)
SLOW_MS = 180_000
"""Guards against hanging; a busy machine takes its time."""
expect.set_options(timeout=SLOW_MS)


@contextmanager
def webserver(installation: Installation) -> Iterator[str]:
    """A read-only webserver; gives its address."""
    (port,) = free_ports(1)
    with (installation.root / "webserver.log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "pipelines", "webserver", "--port", str(port), "--read-only"],
            cwd=PROJECT,
            env=installation.environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        url = f"http://127.0.0.1:{port}"
        try:
            until(lambda: _is_up(url, server))
            yield url
        finally:
            server.terminate()
            server.wait(SLOW_MS / 1000)


@contextmanager
def browser_tab(visited: list[str]) -> Iterator[Page]:
    """A tab that notes in `visited` every address it asks for."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET.split())
        tab = browser.new_page(viewport={"width": 1800, "height": 1000})
        tab.set_default_timeout(SLOW_MS)
        tab.on("request", lambda request: visited.append(request.url))
        yield tab
        browser.close()


def _is_up(url: str, server: subprocess.Popen[bytes]) -> bool:
    assert server.poll() is None, "the webserver did not come up"
    try:
        with urllib.request.urlopen(f"{url}/server_info", timeout=SLOW_MS / 1000):
            return True
    except OSError:
        return False
