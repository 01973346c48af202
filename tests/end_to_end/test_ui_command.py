"""`make ui` the morning after a failed night, in a real browser: it names its ports, shows what failed, what someone new looks
for, fetches nothing from outside, and ends cleanly.

(That nothing can be changed by one who only looks: tests/unit/test_webserver; by the whole command: `make soak`.)
"""

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
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from playwright.sync_api import Page, expect
from rich.console import Console

from pipelines import definitions
from pipelines.__main__ import main
from pipelines.definitions import models
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


@dataclass(frozen=True)
class Running:
    """The command, after that night."""

    port: int
    pages_port: int
    log: Path
    process: subprocess.Popen[bytes]
    stop: Callable[[], None]
    """End it with Ctrl-C, if that was not done."""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@pytest.fixture(scope="module")
def running(failed: FailedNight, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """What all tests of the UI look at: its four processes take seconds to begin."""
    port, pages_port = free_ports(2)
    log = tmp_path_factory.mktemp("ui") / "ui.log"
    with ExitStack() as stack:
        process = stack.enter_context(ui(failed.installation, port, pages_port, log))
        yield Running(port, pages_port, log, process, stack.close)


@pytest.fixture(scope="module")
def visited() -> list[str]:
    """Every address that the pages asked for."""
    return []


@pytest.fixture(scope="module")
def page(visited: list[str], running: Running) -> Iterator[Page]:
    """A tab of a browser, begun after that night: no other loop of events runs beside the browser's."""
    if CHROMIUM is None:
        pytest.skip("needs chromium: apt-get install chromium")
    with browser_tab(visited) as tab:
        yield tab


def test_a_broken_register_stops_the_run_names_every_fault_and_keeps_the_release(failed: FailedNight) -> None:
    assert "target.csv:8" in failed.said
    assert "did you mean 'members_admitted'" in failed.said
    assert "Remedy: mend the lines named here" in failed.said
    assert "Traceback" not in failed.said
    assert (failed.installation.root / "warehouse" / "analytics.duckdb").read_bytes() == failed.release


def test_the_lineage_page_shows_the_layers_of_the_design(page: Page, running: Running) -> None:
    page.goto(f"{running.address}/asset-groups")
    for group in ("files", "raw", "reference", "staging", "quality", "core", "marts", "audit", "publication"):
        expect(page.get_by_text(group, exact=True).first).to_be_visible()


def test_an_asset_says_what_it_is_how_many_rows_it_has_and_what_its_columns_mean(page: Page, running: Running) -> None:
    page.goto(f"{running.address}/assets/marts/target_evaluation?view=overview")
    for text in (
        "How far each target is met at each cut-off",
        "Row count",
        "analyst",
        "DuckDB",
        "cutoff_period_id",
        models["marts.target_evaluation"].table.columns["cutoff_period_id"][1],
    ):
        expect(page.get_by_text(text).first).to_be_visible()


def test_an_asset_shows_where_its_column_comes_from(page: Page, running: Running) -> None:
    page.goto(f"{running.address}/assets/core/target_progress?view=overview")
    described = models["core.target_progress"].table.columns["coverage_pct"][1]
    # Whatever else the column is made of, the results of single targets are among it.
    behind = re.compile(rf"^{re.escape(described)} ⟵ (.+, )?core\.target_result\.due_count\b")
    expect(page.get_by_text(behind).first).to_be_visible()


def test_the_rules_are_checks_and_the_contradiction_of_the_report_is_a_warning(page: Page, running: Running) -> None:
    page.goto(f"{running.address}/assets/quality/case_reconcile?view=checks&checkDetail=reconcile_warning")
    expect(page.get_by_text("reconcile_warning").first).to_be_visible()
    expect(page.get_by_text("1 rule(s) of kind 'reconcile'").first).to_be_visible()
    # The failed night came to none of its checks: what they found stands in the night before.
    of_check = 'assetKey: {path: ["quality", "case_reconcile"]}, checkName: "reconcile_warning", limit: 9'
    _, told = asked(running.port, f"{{ assetCheckExecutions({of_check}) {{ evaluation {{ severity success description }} }} }}")
    found = [run["evaluation"] for run in json.loads(told)["data"]["assetCheckExecutions"]]
    assert [(check["severity"], check["success"]) for check in found if check] == [("WARN", False)]
    assert "Failed: REC-01 (1 of 1)." in told


def test_the_schedule_and_the_sensor_are_on(page: Page, running: Running) -> None:
    page.goto(f"{running.address}/automation")
    for text in ("nightly", "returns_arrived", "02:00"):
        expect(page.get_by_text(text).first).to_be_visible()


def test_the_morning_after_a_failed_night_the_first_screen_says_what_where_and_remedy(
    page: Page, running: Running, failed: FailedNight
) -> None:
    (run_id,) = re.findall(r"/runs/([0-9a-f-]+)", failed.said)
    page.goto(f"{running.address}/runs/{run_id}")
    for text in ("did you mean 'members_admitted'", "Remedy: mend the lines named here"):
        expect(page.get_by_text(text).last).to_be_in_viewport()
    page.goto(f"http://127.0.0.1:{running.pages_port}/reports/evaluation_mid_term.html")
    expect(page.get_by_text("T1a").first).to_be_visible()
    page.goto(f"{running.address}/assets/reports/evaluation")
    leads_to = page.get_by_role("link", name=re.compile("evaluation_mid_term")).first.get_attribute("href")
    assert leads_to == "http://127.0.0.1:3001/reports/evaluation_mid_term.html"


def test_nothing_is_fetched_from_outside(page: Page, visited: list[str]) -> None:
    hosts = {urlsplit(url).hostname for url in visited if url.startswith(("http", "ws"))}
    assert len(visited) > 50
    assert hosts == {"127.0.0.1"}


def test_what_is_asked_from_elsewhere_is_refused_and_told_and_the_command_ends_cleanly(
    running: Running, failed: FailedNight
) -> None:
    (run_id,) = re.findall(r"/runs/([0-9a-f-]+)", failed.said)
    port = running.port
    deletion = f'mutation {{ deletePipelineRun(runId: "{run_id}") {{ __typename }} }}'
    by_get = f"/graphql?query={quote(deletion)}"
    assert sent(port, by_get)[0] == 405
    assert sent(port, by_get, Host="elsewhere.example", Origin="https://elsewhere.example")[0] == 421
    assert sent(port, by_get, b"", Content_Type="text/plain")[0] == 415
    assert run_id in asked(port, "{ runsOrError { ... on Runs { results { runId } } } }")[1]
    # Its daemon looks whether something came.
    ticks = "sensors { sensorState { ticks(limit: 1) { skipReason } } }"
    looked = f"{{ repositoriesOrError {{ ... on RepositoryConnection {{ nodes {{ {ticks} }} }} }} }}"
    until(lambda: "nothing new in raw/returns" in asked(port, looked)[1])
    # The page asks and is told over a web socket too: what it shows was let through.
    assert "DeletePipelineRunSuccess" in asked(port, deletion)[1]
    running.stop()
    assert running.process.returncode == 0
    told = running.log.read_text(encoding="utf-8")
    assert f"http://127.0.0.1:{running.pages_port}\n" in told
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


def files(root: Path) -> dict[str, bytes]:
    """Every file of an installation but what SQLite lays beside a database that is read."""
    found = (path for path in sorted(root.rglob("*")) if path.is_file() and not path.name.endswith(("-wal", "-shm")))
    return {str(path.relative_to(root)): path.read_bytes() for path in found}


@pytest.mark.soak
def test_read_only_the_ui_shows_everything_and_changes_nothing(sample: Installation, tmp_path: Path) -> None:
    looked_at, log, (port, pages_port) = sample.copied(tmp_path / "used"), tmp_path / "ui.log", free_ports(2)
    with ui(looked_at, port, pages_port, log, "--read-only"):
        lay_there = files(looked_at.root)
        runs = json.loads(asked(port, "{ runsOrError { ... on Runs { results { runId } } } }")[1])
        (run_id,) = [run["runId"] for run in runs["data"]["runsOrError"]["results"]]
        denied = asked(port, f'mutation {{ deletePipelineRun(runId: "{run_id}") {{ __typename }} }}')[1]
        assert "not configured to execute mutation" in denied
        reported = sent(port, "/report_asset_materialization/raw/entry", b"{}", Content_Type="application/json")
        assert reported[0] != 200
        assert "not configured to execute mutation" in asked(port, "mutation { setNuxSeen }")[1]
        assert run_id in asked(port, "{ runsOrError { ... on Runs { results { runId } } } }")[1]
        assert "nothing can be started or changed here" in log.read_text(encoding="utf-8")
        assert files(looked_at.root) == lay_there
        assert not (PROJECT / ".nux").exists()
