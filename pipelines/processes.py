"""Which process on which machine is at work, and whether it still is: told by its number and the instant at which it began."""

import os
import platform
from collections.abc import Mapping
from pathlib import Path

HOST, PROCESS, BEGAN, RUN = "process/host", "process/id", "process/began", "process/run"
"""Names under which a process is noted, with the run that it works on."""
_PROCESSES = Path("/proc")


def this_process(run_id: str) -> dict[str, str]:
    """This process, as it is noted with the run that it works on."""
    return noted(os.getpid(), run_id)


def noted(process_id: int, run_id: str) -> dict[str, str]:
    """A process of this machine, as it is noted."""
    return {HOST: platform.node(), PROCESS: str(process_id), BEGAN: _began(process_id) or "", RUN: run_id}


def has_ended(note: Mapping[str, str], run_id: str) -> bool | None:
    """Whether the process that works on a run has ended; None where that is not noted, or on another machine.

    A run that is started again inherits the note of the run before, and not its process.
    """
    is_noted = note.get(RUN) == run_id and note.get(PROCESS, "").isdecimal() and note.get(BEGAN)
    if not is_noted or note.get(HOST) != platform.node():
        return None
    return _began(int(note[PROCESS])) != note.get(BEGAN)


def _began(process_id: int) -> str | None:
    """When a process began, in ticks since a start of the machine; None when it is no more, or but a zombie."""
    try:
        # Its name stands in brackets and may hold anything; then come its state and, as the 22nd field, when it began.
        fields = (_PROCESSES / str(process_id) / "stat").read_text(errors="replace").rpartition(")")[2].split()
        machine = (_PROCESSES / "sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return None
    return None if fields[0] in "ZX" else f"{fields[19]} {machine}"
