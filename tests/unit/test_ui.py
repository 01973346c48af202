"""`make ui` ends where it cannot go on, and leaves nothing behind when it is killed: the next start heals."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import dagster as dg
import pytest

from pipelines import ui
from pipelines.folders import PROJECT
from pipelines.operations.dagster_repair import damage_since_start, mend_storage
from tests.waiting import until

STATE = "history/runs.db"


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
