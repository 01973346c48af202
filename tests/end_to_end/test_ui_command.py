"""`make ui` the morning after a failed night: it names its ports, shows what failed, and ends cleanly."""

import gc
import io
import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import expect
from rich.console import Console

from pipelines import definitions
from pipelines.__main__ import main
from pipelines.folders import PROJECT, Folders
from pipelines.links import PAGES_PORT_VARIABLE
from pipelines.ui import UiError, run_ui
from tests.browser import CHROMIUM, SLOW_MS, browser_tab
from tests.conftest import Installation
from tests.ports import free_ports
from tests.waiting import until


def command(installation: Installation, port: int, pages_port: int, *options: str) -> tuple[list[str], dict[str, str]]:
    environment = {**installation.environment, "UNIT_RETURNS_PAGES_PORT": str(pages_port)}
    return [sys.executable, "-m", "pipelines", "ui", "--port", str(port), *options], environment


@contextmanager
def ui(installation: Installation, port: int, pages_port: int, log: Path, *options: str) -> Iterator[subprocess.Popen[bytes]]:
    """The command, once it has said that it is up; ended with Ctrl-C."""
    arguments, environment = command(installation, port, pages_port, *options)
    with log.open("w") as output:
        running = subprocess.Popen(
            arguments, cwd=PROJECT, env=environment, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
        )
        try:
            with urllib.request.urlopen(wait_for(running, log, port), timeout=SLOW_MS / 1000):
                yield running
        finally:
            os.killpg(running.pid, signal.SIGINT)
            running.wait(SLOW_MS / 1000)


def wait_for(running: subprocess.Popen[bytes], log: Path, port: int) -> str:
    """Address of the UI, when the command has named it."""

    def is_named() -> bool:
        said = log.read_text(encoding="utf-8")
        assert running.poll() is None, said
        return f"http://127.0.0.1:{port}\n" in said

    until(is_named)
    return f"http://127.0.0.1:{port}/server_info"


def sent(port: int, path: str, body: bytes | None = None, **headers: str) -> tuple[int, str]:
    """HTTP status and body of the answer to a request to the UI."""
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", body)
    for name, value in headers.items():
        request.add_header(name.replace("_", "-"), value)
    try:
        with urllib.request.urlopen(request, timeout=SLOW_MS / 1000) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def asked(port: int, query: str) -> tuple[int, str]:
    """As the UI's own page asks."""
    return sent(
        port,
        "/graphql",
        json.dumps({"query": query}).encode(),
        Content_Type="application/json",
        Origin=f"http://127.0.0.1:{port}",
    )


@dataclass(frozen=True)
class FailedNight:
    """A night after which nothing new is published."""

    installation: Installation
    release: bytes
    """The file that was published before."""
    said: str
    """What it said in the terminal."""


@pytest.fixture(scope="module")
def failed(sample: Installation, tmp_path_factory: pytest.TempPathFactory) -> FailedNight:
    """A night that stopped at a register with a word misspelt, after the sample's."""
    used = sample.copied(tmp_path_factory.mktemp("failed") / "used")
    release = (used.root / "warehouse" / "analytics.duckdb").read_bytes()
    register = used.root / "raw" / "reference" / "target.csv"
    register.write_text(register.read_text(encoding="utf-8").replace("members_admitted", "members_admited"), encoding="utf-8")
    return FailedNight(used, release, said_by_a_failed_night(used))


def said_by_a_failed_night(installation: Installation) -> str:
    """What the command says when it fails, which it must; run in this process, which has loaded all that it needs."""
    folders, thresholds = Folders(installation.root), gc.get_threshold()
    told = io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(told):
        for name, value in installation.environment.items():
            patch.setenv(name, value)
        patch.setattr(sys, "argv", ["pipelines", "nightly"])
        patch.setattr(definitions, "folders", folders)
        patch.setattr(definitions, "defs", definitions.definitions_of(folders))
        with pytest.raises(SystemExit) as ended:
            main()
    gc.set_threshold(*thresholds)
    assert ended.value.code == 1
    return told.getvalue()


def test_a_broken_register_stops_the_run_names_every_fault_and_keeps_the_release(failed: FailedNight) -> None:
    assert "target.csv:8" in failed.said
    assert "did you mean 'members_admitted'" in failed.said
    assert "Remedy: mend the lines named here" in failed.said
    assert "Traceback" not in failed.said
    assert (failed.installation.root / "warehouse" / "analytics.duckdb").read_bytes() == failed.release


@pytest.mark.skipif(CHROMIUM is None, reason="needs chromium: apt-get install chromium")
def test_the_morning_after_a_failed_night_the_first_screen_says_what_where_and_remedy(
    failed: FailedNight, tmp_path: Path
) -> None:
    (run_id,) = re.findall(r"/runs/([0-9a-f-]+)", failed.said)
    ticks = "sensors { sensorState { ticks(limit: 1) { skipReason } } }"
    looked = f"{{ repositoriesOrError {{ ... on RepositoryConnection {{ nodes {{ {ticks} }} }} }} }}"
    port, pages_port = free_ports(2)
    log = tmp_path / "ui.log"
    with ui(failed.installation, port, pages_port, log) as running, browser_tab([]) as tab:
        tab.goto(f"http://127.0.0.1:{port}/runs/{run_id}")
        for text in ("did you mean 'members_admitted'", "Remedy: mend the lines named here"):
            expect(tab.get_by_text(text).last).to_be_in_viewport()
        tab.goto(f"http://127.0.0.1:{pages_port}/reports/evaluation_mid_term.html")
        expect(tab.get_by_text("T1a").first).to_be_visible()
        tab.goto(f"http://127.0.0.1:{port}/assets/reports/evaluation")
        leads_to = tab.get_by_role("link", name=re.compile("evaluation_mid_term")).first.get_attribute("href")
        assert leads_to == "http://127.0.0.1:3001/reports/evaluation_mid_term.html"
        deletion = f'mutation {{ deletePipelineRun(runId: "{run_id}") {{ __typename }} }}'
        by_get = f"/graphql?query={quote(deletion)}"
        assert sent(port, by_get)[0] == 405
        assert sent(port, by_get, Host="elsewhere.example", Origin="https://elsewhere.example")[0] == 421
        assert sent(port, by_get, b"", Content_Type="text/plain")[0] == 415
        assert run_id in asked(port, "{ runsOrError { ... on Runs { results { runId } } } }")[1]
        # Its daemon looks whether something came.
        until(lambda: "nothing new in raw/returns" in asked(port, looked)[1])
        # The page asks and is told over a web socket too: what it shows was let through.
        assert "DeletePipelineRunSuccess" in asked(port, deletion)[1]
    assert running.returncode == 0
    told = log.read_text(encoding="utf-8")
    assert f"http://127.0.0.1:{pages_port}\n" in told
    assert told.endswith("stopped\n")
    assert "refused '/graphql': GraphQL is asked by POST" in told
    assert "DEBUG" not in told
    assert "Traceback" not in told


@pytest.mark.parametrize("taken", [0, 1])
def test_a_port_that_is_taken_is_named_with_the_way_out(taken: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ports = free_ports(2)
    monkeypatch.setenv(PAGES_PORT_VARIABLE, str(ports[1]))
    monkeypatch.setenv("DAGSTER_STORAGE", str(tmp_path / "storage"))
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", ports[taken]))
        holder.listen()
        with pytest.raises(UiError) as told:
            run_ui(Console(), Folders(tmp_path), ports[0])
    assert f"port {ports[taken]} is taken by another program" in str(told.value)
    assert ("make ui PORT=" if taken == 0 else "UNIT_RETURNS_PAGES_PORT=") in str(told.value)
