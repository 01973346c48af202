"""Dagster's UI in a real browser, for one who only looks: what someone new sees, and that nothing is fetched from outside.

(That nothing can be changed: tests/unit/test_webserver; by the whole command: `make soak`.)
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from pipelines.definitions import models
from pipelines.folders import PROJECT
from tests.browser import CHROMIUM, browser_tab, webserver
from tests.conftest import Installation
from tests.end_to_end.test_ui_command import asked, sent, ui
from tests.ports import free_ports


def files(root: Path) -> dict[str, bytes]:
    """Every file of an installation but what SQLite lays beside a database that is read."""
    found = (path for path in sorted(root.rglob("*")) if path.is_file() and not path.name.endswith(("-wal", "-shm")))
    return {str(path.relative_to(root)): path.read_bytes() for path in found}


@pytest.fixture(scope="module")
def address(sample: Installation, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Of a read-only webserver on a copy of the sample after its nightly run."""
    with webserver(sample.copied(tmp_path_factory.mktemp("ui") / "used")) as address:
        yield address


@pytest.fixture(scope="module")
def visited() -> list[str]:
    """Every address that the pages asked for."""
    return []


@pytest.fixture(scope="module")
def page(visited: list[str]) -> Iterator[Page]:
    if CHROMIUM is None:
        pytest.skip("needs chromium: apt-get install chromium")
    with browser_tab(visited) as tab:
        yield tab


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


def test_the_lineage_page_shows_the_layers_of_the_design(page: Page, address: str) -> None:
    page.goto(f"{address}/asset-groups")
    for group in ("files", "raw", "reference", "staging", "quality", "core", "marts", "audit", "publication"):
        expect(page.get_by_text(group, exact=True).first).to_be_visible()


def test_an_asset_says_what_it_is_how_many_rows_it_has_and_what_its_columns_mean(page: Page, address: str) -> None:
    page.goto(f"{address}/assets/marts/target_evaluation?view=overview")
    for text in (
        "How far each target is met at each cut-off",
        "Row count",
        "analyst",
        "DuckDB",
        "cutoff_period_id",
        models["marts.target_evaluation"].table.columns["cutoff_period_id"][1],
    ):
        expect(page.get_by_text(text).first).to_be_visible()


def test_an_asset_shows_where_its_column_comes_from(page: Page, address: str) -> None:
    page.goto(f"{address}/assets/core/target_progress?view=overview")
    described = models["core.target_progress"].table.columns["coverage_pct"][1]
    # Whatever else the column is made of, the results of single targets are among it.
    behind = re.compile(rf"^{re.escape(described)} ⟵ (.+, )?core\.target_result\.due_count\b")
    expect(page.get_by_text(behind).first).to_be_visible()


def test_the_rules_are_checks_and_the_contradiction_of_the_report_is_a_warning(page: Page, address: str) -> None:
    page.goto(f"{address}/assets/quality/case_reconcile?view=checks&checkDetail=reconcile_warning")
    expect(page.get_by_text("reconcile_warning").first).to_be_visible()
    expect(page.get_by_text("Failed: REC-01 (1 of 1).").first).to_be_visible()
    expect(page.get_by_text("Warning").first).to_be_visible()


def test_the_schedule_and_the_sensor_are_on(page: Page, address: str) -> None:
    page.goto(f"{address}/automation")
    for text in ("nightly", "returns_arrived", "02:00"):
        expect(page.get_by_text(text).first).to_be_visible()


def test_nothing_is_fetched_from_outside(page: Page, visited: list[str]) -> None:
    hosts = {urlsplit(url).hostname for url in visited if url.startswith(("http", "ws"))}
    assert len(visited) > 50
    assert hosts == {"127.0.0.1"}
