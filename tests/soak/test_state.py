"""A year of nights: Dagster's state, and what the process that clears it holds, stay within a bound."""

import resource
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.definitions.run_request import InstigatorType

from pipelines.assets.state import RUNS_KEPT, prune
from pipelines.folders import PROJECT
from tests.conftest import Installation
from tests.soak.nights import SENSORS, repeat_run, size, store_ticks

NIGHTS = 365
STATE_BYTES = 200_000_000
"""Bound that docs/operations.md states."""


def forget_ticks(instance: dg.DagsterInstance, now: datetime) -> None:
    """As the daemon does after each tick, by the project's settings."""
    for status, days in instance.get_tick_retention_settings(InstigatorType.SENSOR).items():
        before = (now - timedelta(days=days)).timestamp()
        for sensor in SENSORS:
            instance.purge_ticks(sensor, selector_id=sensor, before=before, tick_statuses=[status])


@pytest.mark.soak
def test_after_a_year_of_nights_the_state_is_as_large_as_after_a_month(
    sample: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_year(sample.root / "warehouse" / "dagster", tmp_path / "dagster", monkeypatch)


def a_year(real: Path, storage: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Simulate the nights on a copy of the state after one real night."""
    shutil.copytree(real, storage)
    monkeypatch.setenv("DAGSTER_STORAGE", str(storage))
    monkeypatch.setenv("DAGSTER_HOME", str(PROJECT))
    today, sizes, held = datetime(2026, 1, 1, tzinfo=UTC), [], []
    with dg.DagsterInstance.get() as instance:
        (first,) = instance.get_runs(limit=1)
        last = first.run_id
        for number in range(NIGHTS):
            last = repeat_run(storage, last)
            store_ticks(storage, today + timedelta(days=number))
            prune(instance)
            forget_ticks(instance, today + timedelta(days=number + 1))
            sizes.append(size(storage))
            held.append((len(list(Path("/proc/self/fd").iterdir())), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss))
        assert instance.get_runs_count() == RUNS_KEPT
    month, year = 2 * RUNS_KEPT, NIGHTS - 1
    for number in (0, RUNS_KEPT, month, year):
        print(
            f"night {number + 1}: {sizes[number] / 1e6:.1f} MB, {held[number][0]} files open, {held[number][1] / 1024:.0f} MB"
        )
    assert max(sizes) < STATE_BYTES
    assert sizes[year] < 1.05 * sizes[month]
    assert held[year][0] <= held[month][0] + 2
    assert held[year][1] < 1.1 * held[month][1]
