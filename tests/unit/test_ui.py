"""`make ui` ends where it cannot go on, and leaves nothing behind when it is killed: the next start heals."""

import io
import os
import platform
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest
from rich.console import Console

from pipelines import ui
from pipelines.errors import StorageError
from pipelines.folders import PROJECT, Folders
from pipelines.language.words import Words, use
from pipelines.links import PAGES_PORT_VARIABLE
from pipelines.operations.dagster_repair import damage_since_start, mend_storage
from pipelines.operations.only_daemon import LOCK, only_daemon
from tests.ports import free_ports
from tests.unit.test_receiving import as_nobody
from tests.waiting import until

STATE = "history/runs.db"
HOLDS = (
    "import signal, sys; from pathlib import Path; from pipelines.operations.only_daemon import only_daemon\n"
    "with only_daemon(Path(sys.argv[1]), int(sys.argv[2]), ''): print('held', flush=True); signal.pause()"
)
"""What another `make ui` does with the lock: holds it until it is killed."""


def stop(*_: object, **__: object) -> None:
    """In place of waiting: Ctrl-C at once."""
    raise KeyboardInterrupt


def test_a_clock_that_is_set_back_ends_the_ui_and_one_that_is_set_forward_or_a_little_back_does_not() -> None:
    ahead = time.time() - time.monotonic()
    assert ui._require_no_clock_set_back(ahead + 60) == ahead + 60
    assert ui._require_no_clock_set_back(ahead - 86400) >= ahead - 1
    with pytest.raises(ui.UiError, match=r"set back by 1 day(.|\n)*Remedy: start again"):
        ui._require_no_clock_set_back(ahead + 86400)


@pytest.mark.parametrize("harm", ["random", "gone"])
def test_state_that_is_damaged_while_it_is_in_use_ends_the_ui_and_the_next_start_heals(
    harm: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ui, "CHECK_SECONDS", 0)
    storage = tmp_path / "dagster"
    storage.mkdir()
    with dg.DagsterInstance.local_temp(str(storage)):
        assert damage_since_start(storage) is None
    for suffix in ("-wal", "-shm"):
        Path(f"{storage / STATE}{suffix}").unlink(missing_ok=True)
    (storage / STATE).unlink()
    if harm == "random":
        (storage / STATE).write_bytes(os.urandom(20_000))
    with pytest.raises(ui.UiError, match=rf"{STATE}: .*\nRemedy: start again"):
        ui._watch([], storage=storage)
    assert len(mend_storage(storage, tmp_path)) == (harm == "random")
    with dg.DagsterInstance.local_temp(str(storage)):
        assert damage_since_start(storage) is None


def test_what_the_ui_started_ends_when_it_is_killed_itself() -> None:
    starts = (
        "import signal, sys; from pipelines.ui import _running\n"
        "signal.signal(signal.SIGTERM, signal.SIG_DFL)  # that a shell ignores it is inherited by all that it starts\n"
        "with _running([[sys.executable, '-c', 'import signal; signal.pause()']]) as found:\n"
        "    print(found[0].pid, flush=True); signal.pause()"
    )
    with subprocess.Popen([sys.executable, "-c", starts], cwd=PROJECT, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        until(lambda: b"pause" in Path(f"/proc/{child}/cmdline").read_bytes().split(b"setpriv")[0])
        parent.send_signal(signal.SIGKILL)

    def is_gone() -> bool:
        stat = Path(f"/proc/{child}/stat")
        return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] in "ZX"

    until(is_gone)


@pytest.fixture
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Folders]:
    """An installation that ran once; the signals that the UI takes to itself are given back."""
    (tmp_path / "warehouse" / "dagster").mkdir(parents=True)
    monkeypatch.setenv("DAGSTER_STORAGE", str(tmp_path / "warehouse" / "dagster"))
    monkeypatch.setenv("DAGSTER_HOME", str(PROJECT))
    handlers = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield Folders(tmp_path)
    for number, handler in handlers.items():
        signal.signal(number, handler)


def test_a_second_ui_on_the_same_folder_runs_no_second_daemon_and_names_the_first(
    installation: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    port, another = free_ports(2)
    with subprocess.Popen(
        [sys.executable, "-c", HOLDS, str(installation.warehouse), "3000"], cwd=PROJECT, stdout=subprocess.PIPE, text=True
    ) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == "held\n"
        with pytest.raises(StorageError) as told:
            ui.run_ui(Console(file=io.StringIO()), installation, port)
        monkeypatch.setattr(ui, "_watch", stop)
        monkeypatch.setenv(PAGES_PORT_VARIABLE, str(another))
        ui.run_ui(Console(file=io.StringIO()), installation, port, is_read_only=True)
        first.send_signal(signal.SIGKILL)
    assert f"process {first.pid} on {platform.node()}, port 3000" in str(told.value)
    assert f"make ui READ_ONLY=1 PORT={port + 10}" in str(told.value)
    assert str(told.value).count("\n") == 1
    with only_daemon(installation.warehouse, port, ""):
        assert f"port {port}\n" in (installation.warehouse / LOCK).read_text(encoding="utf-8")


def test_a_lock_of_another_account_is_told_with_the_way_to_look(
    installation: Folders, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tmp_path.chmod(0o755)
    monkeypatch.chdir(tmp_path)  # the folders above may be closed to others
    (installation.warehouse / LOCK).touch(0o444)
    installation.warehouse.chmod(0o555)
    with as_nobody(), pytest.raises(StorageError, match=r"cannot be written \(Permission denied\)\nRemedy: .*LOOK") as told:
        only_daemon(Path("warehouse"), 3000, "LOOK").__enter__()
    assert str(told.value).count("\n") == 1


def test_the_pages_speak_the_office_s_words_where_nothing_else_has_loaded_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(PROJECT / "raw" / "reference", tmp_path / "raw" / "reference")
    (tmp_path / "warehouse" / "slips").mkdir(parents=True)
    (port,) = free_ports(1)
    monkeypatch.setenv(PAGES_PORT_VARIABLE, str(port))
    use(Words())
    with ui._serving(Folders(tmp_path)), urllib.request.urlopen(f"http://127.0.0.1:{port}/") as answer:
        page = answer.read().decode()
    assert '<html lang="vi">' in page
    assert "Phiếu trả lời các đơn vị" in page
