"""The sensor compares what lies in raw/returns with what was published, and tries a failed run again when something changed."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest

from pipelines.assets.automation import NIGHTLY, arrival_sensor
from pipelines.assets.killed_runs import STARTING_SECONDS
from pipelines.folders import Folders
from pipelines.intake import landing
from pipelines.intake.archive import Archive
from pipelines.intake.arrivals import SETTLED_SECONDS
from pipelines.intake.waiting import REGISTERS, state_of_registers
from pipelines.warehouse import PUBLISHED, newest_release, open_build, publish


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    folders = Folders(tmp_path)
    (folders.returns / "2020H2").mkdir(parents=True)
    folders.reference.mkdir()
    write(folders.reference / "unit.csv", "unit_id\nTC01 \n")
    write(folders.returns / "2020H2" / "TC01.xlsx", "one")
    return folders


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as instance:
        yield instance


def write(path: Path, text: str, *, age: float = SETTLED_SECONDS + 60) -> None:
    """Write a file as if so many seconds ago."""
    path.write_text(text, encoding="utf-8")
    os.utime(path, (time.time() - age, time.time() - age))


class Daemon:
    """Dagster's daemon as far as the sensor meets it: a run key starts one run, and the run publishes or fails."""

    def __init__(self, folders: Folders, instance: dg.DagsterInstance) -> None:
        self.folders, self.instance = folders, instance
        self.keys: set[str | None] = set()
        self.said = ""

    def tick(self) -> int:
        """Look once; how many runs the daemon would start."""
        with dg.build_sensor_context(instance=self.instance) as context:
            result = arrival_sensor(self.folders)(context)
        assert isinstance(result, dg.SensorResult)
        self.said = result.skip_reason.skip_message or "" if isinstance(result.skip_reason, dg.SkipReason) else ""
        keys = {request.run_key for request in result.run_requests or []} - self.keys
        self.keys |= keys
        return len(keys)

    def run(self, *, fails: bool = False, registers: str | None = None) -> None:
        """A run that archives what came, and publishes it unless it fails; `registers` is how it found them, if not as now."""
        archive = Archive(self.folders.archive)
        received = archive.receive(self.folders.returns)
        if not fails:
            with open_build(self.folders.warehouse) as build:
                landing.land_receipts(build.db, archive)
                landing.land_unreceived(build.db, received.unreceived)
                publish(build)

        @dg.op
        def work() -> None:
            if fails:
                raise ValueError

        @dg.job(name=NIGHTLY.name)
        def nightly() -> None:
            work()

        tags = {REGISTERS: registers or state_of_registers(self.folders.reference)}
        nightly.execute_in_process(instance=self.instance, raise_on_error=False, tags=tags)


@pytest.fixture
def daemon(folders: Folders, instance: dg.DagsterInstance) -> Daemon:
    return Daemon(folders, instance)


def test_a_file_still_being_written_starts_no_run(daemon: Daemon, folders: Folders) -> None:
    write(folders.returns / "2020H2" / "TC02.xlsx", "half", age=1)
    assert daemon.tick() == 0
    assert "not settled yet" in daemon.said


def test_settled_files_ask_for_one_run_however_often_the_sensor_looks(daemon: Daemon) -> None:
    assert [daemon.tick() for _ in range(3)] == [1, 0, 0]


def test_what_was_published_asks_for_nothing_and_a_new_file_asks_again(daemon: Daemon, folders: Folders) -> None:
    daemon.tick()
    daemon.run()
    assert daemon.tick() == 0
    assert "the last release holds all" in daemon.said
    write(folders.returns / "2020H2" / "TC02.xlsx", "two")
    assert daemon.tick() == 1


@pytest.mark.parametrize("age", [100.0, 86400.0 * 300, -1000.0], ids=["touched", "restored", "of a wrong clock"])
def test_a_file_whose_time_alone_changed_asks_for_nothing(daemon: Daemon, folders: Folders, age: float) -> None:
    daemon.run()
    write(folders.returns / "2020H2" / "TC01.xlsx", "one", age=age)
    assert daemon.tick() == 0
    assert "the last release holds all" in daemon.said
    write(folders.returns / "2020H2" / "TC01.xlsx", "two", age=age)
    assert daemon.tick() == 1


def test_a_file_that_is_again_what_it_was_two_receipts_ago_asks_for_a_run(daemon: Daemon, folders: Folders) -> None:
    path = folders.returns / "2020H2" / "TC01.xlsx"
    before = path.stat()
    daemon.run()
    write(path, "two")
    daemon.run()
    path.write_text("one", encoding="utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert daemon.tick() == 1


def test_what_a_run_tried_in_vain_is_named_with_that_run(
    daemon: Daemon, folders: Folders, instance: dg.DagsterInstance
) -> None:
    with dg.build_sensor_context(instance=instance) as context:
        asked = arrival_sensor(folders)(context)
        assert isinstance(asked, dg.SensorResult)
        assert asked.run_requests

        @dg.job(name=NIGHTLY.name)
        def nightly() -> None:
            pass

        tags = {"dagster/run_key": str(asked.run_requests[0].run_key)}
        run = instance.create_run_for_job(nightly, status=dg.DagsterRunStatus.FAILURE, tags=tags)
    daemon.run(fails=True)
    assert daemon.tick() == 0
    assert f"2020H2/TC01.xlsx: run {run.run_id} tried just these" in daemon.said


def test_a_register_mended_after_a_failed_run_is_tried_once_and_what_was_received_is_published(
    daemon: Daemon, folders: Folders
) -> None:
    assert daemon.tick() == 1
    daemon.run(fails=True)
    assert [daemon.tick() for _ in range(3)] == [0, 0, 0]
    write(folders.reference / "unit.csv", "unit_id\nTC01\n")
    assert [daemon.tick() for _ in range(3)] == [1, 0, 0]
    daemon.run()
    assert daemon.tick() == 0


def test_each_change_after_a_failure_is_tried_once_also_one_that_is_taken_back(daemon: Daemon, folders: Folders) -> None:
    daemon.tick()
    daemon.run(fails=True)
    for text in ("unit_id\nTC02\n", "unit_id\nTC01 \n", "unit_id\nTC03\n"):
        write(folders.reference / "unit.csv", text)
        assert [daemon.tick() for _ in range(3)] == [1, 0, 0]
        daemon.run(fails=True)
        assert [daemon.tick() for _ in range(3)] == [0, 0, 0]
    write(folders.returns / "2020H2" / "TC02.xlsx", "two")
    assert [daemon.tick() for _ in range(2)] == [1, 0]


def test_a_register_mended_after_a_failed_night_starts_a_run_though_no_file_waits(daemon: Daemon, folders: Folders) -> None:
    daemon.run()
    daemon.run(fails=True)
    assert daemon.tick() == 0
    write(folders.reference / "unit.csv", "unit_id\nTC01\n")
    assert [daemon.tick() for _ in range(2)] == [1, 0]


def test_a_register_mended_while_the_failing_run_went_on_is_not_missed(daemon: Daemon, folders: Folders) -> None:
    broken = state_of_registers(folders.reference)
    write(folders.reference / "unit.csv", "unit_id\nTC01\n")
    daemon.run(fails=True, registers=broken)
    assert [daemon.tick() for _ in range(2)] == [1, 0]


def test_a_register_edited_after_a_good_run_waits_for_the_night(daemon: Daemon, folders: Folders) -> None:
    daemon.run()
    write(folders.reference / "unit.csv", "unit_id\nTC01\nTC02\n")
    assert daemon.tick() == 0


def test_a_register_still_being_edited_starts_no_run(daemon: Daemon, folders: Folders) -> None:
    daemon.run(fails=True)
    write(folders.reference / "unit.csv", "unit_id\nTC01\n", age=1)
    assert daemon.tick() == 0
    assert "not settled yet" in daemon.said


@pytest.mark.parametrize("name", [pytest.param("TC02.xlsx", marks=pytest.mark.soak), "2020H2/TC02.xlsx"])
def test_what_can_never_be_received_starts_one_run_and_another_when_it_is_mended(
    daemon: Daemon, folders: Folders, name: str
) -> None:
    daemon.run()
    (folders.returns / name).symlink_to("nowhere")
    assert [daemon.tick() for _ in range(3)] == [1, 0, 0]
    daemon.run()
    assert [daemon.tick() for _ in range(3)] == [0, 0, 0]
    (folders.returns / name).unlink()
    write(folders.returns / name, "two")
    assert daemon.tick() == 1


def test_system_files_start_no_run(daemon: Daemon, folders: Folders) -> None:
    daemon.run()
    write(folders.returns / "desktop.ini", "system")
    assert daemon.tick() == 0


@pytest.mark.parametrize("harm", ["altered", "gone"])
def test_a_published_file_that_is_not_the_release_asks_for_one_run(daemon: Daemon, folders: Folders, harm: str) -> None:
    daemon.run()
    published = folders.warehouse / PUBLISHED
    published.unlink()
    if harm == "altered":
        published.write_bytes(b"other")
    assert [daemon.tick() for _ in range(2)] == [1, 0]
    daemon.run()
    assert daemon.tick() == 0


def test_a_release_that_cannot_be_read_holds_nothing(daemon: Daemon, folders: Folders) -> None:
    daemon.run()
    release = newest_release(folders.warehouse)
    assert release is not None
    release.chmod(0o644)
    release.write_bytes(b"no database")
    assert [daemon.tick() for _ in range(2)] == [1, 0]


def begin(instance: dg.DagsterInstance) -> None:
    """A run that has begun and not ended."""

    @dg.job(name=NIGHTLY.name)
    def nightly() -> None:
        pass

    instance.create_run_for_job(nightly, status=dg.DagsterRunStatus.STARTED)


def test_no_run_is_asked_for_while_one_is_under_way(daemon: Daemon, instance: dg.DagsterInstance) -> None:
    begin(instance)
    assert daemon.tick() == 0
    assert daemon.said == "a run is under way"


def test_a_run_that_was_killed_long_ago_blocks_nothing(
    daemon: Daemon, folders: Folders, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(instance)
    monkeypatch.setattr("pipelines.assets.automation.STARTING_SECONDS", -1)
    monkeypatch.setattr("pipelines.assets.killed_runs.STARTING_SECONDS", -1)
    assert STARTING_SECONDS > 0
    with open_build(folders.warehouse):
        assert daemon.tick() == 0
        assert daemon.said == "a run is under way"
    assert [daemon.tick() for _ in range(2)] == [1, 0]
