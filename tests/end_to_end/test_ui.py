"""Dagster's UI in a real browser: what someone new sees, and that nothing is fetched from outside."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from pipelines.definitions import models
from tests.browser import CHROMIUM, browser_tab, webserver
from tests.conftest import Installation

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs chromium: apt-get install chromium")


@pytest.fixture(scope="module")
def address(sample: Installation) -> Iterator[str]:
    """Address of a webserver on the sample after its nightly run."""
    with webserver(sample) as url:
        yield url


@pytest.fixture(scope="module")
def visited() -> list[str]:
    """Every address that the pages asked for."""
    return []


@pytest.fixture(scope="module")
def page(visited: list[str]) -> Iterator[Page]:
    with browser_tab(visited) as tab:
        yield tab


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


def test_nothing_is_fetched_from_outside(visited: list[str]) -> None:
    hosts = {urlsplit(url).hostname for url in visited if url.startswith(("http", "ws"))}
    assert len(visited) > 50
    assert hosts == {"127.0.0.1"}
