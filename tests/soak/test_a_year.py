"""A year of real nights, with arrivals, revisions, refusals and faults at random: it ends where a single build does."""

import os
import random
import shutil
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipelines.folders import PROJECT, Folders
from pipelines.intake.archive import Archive
from pipelines.reference.run import INSTANT
from tests.conftest import PERIOD, Installation, copy_of_sample
from tests.soak.revised import change_figures

NIGHTS = int(os.environ.get("SOAK_NIGHTS", "365"))
FIRST = datetime(2025, 1, 1, 19, 0, tzinfo=UTC)
OFF = range(NIGHTS // 3, NIGHTS // 3 + 3)
"""Nights that the host is off."""
CLOCKS = {NIGHTS // 4: timedelta(days=365), NIGHTS // 2: timedelta(days=-40)}
"""Nights on which the clock is wrong, and by how much."""


class Year:
    """An installation, what happens to it by day, and how its nights end."""

    def __init__(self, root: Path, dice: random.Random) -> None:
        self.at = copy_of_sample(root, PERIOD)
        self.folders = Folders(root)
        self.dice = dice
        shipped = (path for path in sorted((PROJECT / "raw" / "returns").glob("*/*.xlsx")) if path.parent.name != PERIOD)
        self.to_come = list(shipped)
        self.mend: Callable[[], object] | None = None
        """What puts right a fault that does not heal by itself."""
        self.told: Counter[str] = Counter()

    def day(self, number: int) -> None:
        """Something happens, and what was broken the day before is mended."""
        if self.mend:
            self.mend()
            self.mend = None
        events = [self.arrives, self.arrives, self.is_revised, self.is_garbage, self.is_quiet, self.has_a_fault]
        happening = self.dice.choice(events)
        happening(number)
        self.told[happening.__name__] += 1

    def night(self, number: int) -> None:
        """A run; only what nobody but a person can mend fails it."""
        os.environ[INSTANT] = (FIRST + timedelta(days=number) + CLOCKS.get(number, timedelta())).isoformat()
        if self.mend:
            self.at.failed_night()
            self.told["failed nights"] += 1
        else:
            self.at.night()

    def arrives(self, number: int) -> None:
        """Returns of later periods come, some twice."""
        for shipped in self.to_come[: self.dice.randint(1, 3)]:
            target = self.folders.returns / shipped.parent.name / shipped.name
            target.parent.mkdir(exist_ok=True)
            shutil.copyfile(shipped, target)
            self.to_come.remove(shipped)

    def is_revised(self, number: int) -> None:
        """A unit sends a file again with another figure, which may break a rule."""
        path = self.dice.choice(sorted(self.folders.returns.glob("*/TC*.xlsx")))
        change_figures(path, 1, lambda figure: figure + 1, self.dice)

    def is_garbage(self, number: int) -> None:
        """Something that is no workbook comes, or one cut off."""
        content = self.dice.choice(sorted(self.folders.returns.glob("*/*.xlsx"))).read_bytes()
        (self.folders.returns / f"rác {number}.xlsx").write_bytes(
            self.dice.choice([b"", self.dice.randbytes(999), content[:2000]])
        )

    def is_quiet(self, number: int) -> None:
        """Nothing."""

    def has_a_fault(self, number: int) -> None:
        """The disk, or somebody, spoils something."""
        faults = [self._build, self._published, self._release, self._warehouse, self._torn_journal, self._register, self._blob]
        fault = self.dice.choice(faults)
        fault()
        self.told[fault.__name__] += 1

    def _build(self) -> None:
        (self.folders.warehouse / "build.duckdb").write_bytes(self.dice.randbytes(5000))

    def _published(self) -> None:
        published = self.folders.warehouse / "analytics.duckdb"
        published.chmod(0o644)
        published.write_bytes(published.read_bytes()[:-4096])

    def _release(self) -> None:
        release = self.dice.choice(sorted((self.folders.warehouse / "releases").glob("*.duckdb")))
        release.chmod(0o644)
        release.write_bytes(b"")

    def _warehouse(self) -> None:
        shutil.rmtree(self.folders.warehouse)

    def _torn_journal(self) -> None:
        with Archive(self.folders.archive).journal.path.open("ab") as journal:
            journal.write(b'{"receipt_id": 9')

    def _register(self) -> None:
        register = self.folders.reference / "target.csv"
        whole = register.read_text(encoding="utf-8")
        register.write_text(whole.replace("members_admitted", "members_admited"), encoding="utf-8")
        self.mend = lambda: register.write_text(whole, encoding="utf-8")

    def _blob(self) -> None:
        """A blob is lost with all that was read of it, and the inbox does not hold it: it comes back from a backup."""
        archive = Archive(self.folders.archive)
        receipt = self.dice.choice(archive.receipts())
        lost = [archive.object_path(receipt.file_sha256)]
        lost += [path for path in self.folders.returns.rglob("*.xlsx") if path.read_bytes() == lost[0].read_bytes()]
        whole = {path: path.read_bytes() for path in lost}
        for path in lost:
            path.unlink()
        shutil.rmtree(self.folders.warehouse)
        self.mend = lambda: [path.write_bytes(content) for path, content in whole.items()]


@pytest.mark.soak
@pytest.mark.timeout(6 * 3600)
def test_a_year_of_nights_ends_where_a_single_build_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(INSTANT, FIRST.isoformat())
    monkeypatch.setenv("UNIT_RETURNS_SETTLED_SECONDS", "0")
    year = Year(tmp_path / "year", random.Random(int(os.environ.get("SOAK_SEED", "165"))))
    year.night(0)
    for number in range(1, NIGHTS):
        year.day(number)
        if number not in OFF:
            year.night(number)
    if year.mend:
        year.mend()
        year.mend = None
    year.night(NIGHTS)
    single = Installation(tmp_path / "single")
    for part in ("archive", "reference"):
        shutil.copytree(year.folders.root / "raw" / part, single.root / "raw" / part)
    (single.root / "raw" / "returns").mkdir()
    single.night()
    receipts = Archive(year.folders.archive).receipts()
    print(
        dict(year.told),
        f"{len(receipts)} receipts, {len(list((year.folders.warehouse / 'releases').glob('*.duckdb')))} releases",
    )
    # How often a return was checked, and a rule had nothing to say before, is the history of nights, not of returns.
    lived, built = (each.marts(without=("validation_count", "closed_count")) for each in (year.at, single))
    assert list(lived) == list(built)
    for name, rows in built.items():
        assert lived[name] == rows, name
