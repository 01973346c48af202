"""A night makes again what changed or was harmed, and nothing else."""

from datetime import datetime, timedelta

import duckdb
import pytest

from pipelines.reference import load_reference
from pipelines.reference.run import INSTANT, read_run
from pipelines.warehouse import open_build
from tests.conftest import Installation

HARMED = ("core.observation", "marts.finding", "quality.finding", "staging.entry")


def since(installation: Installation) -> dict[str, datetime | None]:
    """Table → since when it is as it is."""
    with open_build(installation.root / "warehouse") as build:
        return {table: build.made.since(table) for table in build.columns()}


def test_a_night_with_nothing_new_reads_nothing_makes_again_only_what_was_harmed_and_keeps_the_release(
    published: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    warehouse = published.root / "warehouse"
    release = (warehouse / "analytics.duckdb").stat()
    marts, before = published.marts(), since(published)
    with duckdb.connect(str(warehouse / "build.duckdb")) as db:
        db.execute("update core.observation set value = value + 1; delete from marts.finding; truncate quality.finding")
        db.execute("drop table staging.entry")
        last = read_run(db, load_reference(published.root / "raw" / "reference").time_zone)
    # The day after, whatever the clock says: nothing falls due on it, so the day alone makes nothing again.
    monkeypatch.setenv(INSTANT, (last.run_at + timedelta(days=1)).isoformat())
    page = warehouse / "reports" / "evaluation_mid_term.html"
    docs = warehouse / "data_docs" / "index.html"
    text = page.read_bytes()
    page.write_text("another page")
    docs.unlink()
    made = published.night()
    for node, count in (("raw_receipt", "new_receipts"), ("raw_returns", "workbooks_read_now")):
        assert made.asset_materializations_for_node(node)[0].metadata[count].value == 0
    assert (warehouse / "analytics.duckdb").stat().st_mtime_ns == release.st_mtime_ns
    assert len(list((warehouse / "releases").glob("*.duckdb"))) == 1
    after = since(published)
    assert {table for table in after if after[table] != before[table]} == {*HARMED, "reference.run", "reference.publication"}
    assert published.marts() == marts
    assert page.read_bytes() == text
    assert docs.is_file()
    published_now = made.asset_materializations_for_node("warehouse__analytics")[0].metadata
    assert not published_now["is_new"].value
    told = f"{', '.join(HARMED)} in the build file: not as they had been made; made again"
    assert published_now["repairs"].value == [told]
