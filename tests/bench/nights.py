"""Nights as their operator runs them, in processes of their own: seconds on the clock, of the processor, and memory."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from pipelines.folders import PROJECT
from tests.conftest import Installation

_STEP = re.compile(r"✓ (\w+) +([\d.]+) s")


@dataclass(frozen=True)
class Spent:
    """What one process, with those that it waited for, took from start to exit."""

    seconds: float
    cpu_seconds: float
    peak_bytes: int
    told: str
    """What it said on both channels."""

    @property
    def steps(self) -> dict[str, float]:
        """Seconds of each step, as the job itself tells them."""
        return {step: float(text) for step, text in _STEP.findall(self.told)}


def spent(arguments: Sequence[str], environment: dict[str, str], log: Path) -> Spent:
    """Run a module of Python to its end; `log` is a file for what it says."""
    started = time.perf_counter()
    with log.open("wb") as into:
        process = subprocess.Popen([sys.executable, "-m", *arguments], cwd=PROJECT, env=environment, stdout=into, stderr=into)
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    told = log.read_text(encoding="utf-8")
    if process.returncode:
        raise AssertionError(told)
    return Spent(time.perf_counter() - started, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024, told)


def night(installation: Installation) -> Spent:
    """Run the nightly job."""
    return spent(["pipelines", "nightly"], installation.environment, installation.root / "night.log")


def dagster_alone(installation: Installation, assets: Sequence[int]) -> Spent:
    """Run steps that make so many assets each and do nothing, with Dagster's own storage as it comes."""
    home = installation.root / "trivial"
    home.mkdir()
    settings = yaml.safe_load((PROJECT / "dagster.yaml").read_text(encoding="utf-8"))
    settings["storage"] = {"sqlite": {"base_dir": str(home)}}
    (home / "dagster.yaml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    environment = {**installation.environment, "DAGSTER_STORAGE": str(home), "DAGSTER_HOME": str(home)}
    return spent(["tests.bench.trivial", *map(str, assets)], environment, home / "trivial.log")
