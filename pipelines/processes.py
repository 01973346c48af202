"""Which process on which machine is at work, and whether it still is: told by its number and the instant at which it began."""

import os
import platform
from collections.abc import Mapping
from pathlib import Path

HOST, PROCESS, BEGAN = "process/host", "process/id", "process/began"
"""Names under which a process is noted."""
_PROCESSES = Path("/proc")


def this_process() -> dict[str, str]:
    """This process, as it is noted with what it does."""
    return noted(os.getpid())


def noted(process_id: int) -> dict[str, str]:
    """A process of this machine, as it is noted."""
    return {HOST: platform.node(), PROCESS: str(process_id), BEGAN: _began(process_id) or ""}


def has_ended(note: Mapping[str, str]) -> bool | None:
    """Whether a noted process has ended; None where that is not noted, or on another machine."""
    if note.get(HOST) != platform.node() or not note.get(PROCESS, "").isdecimal() or not note.get(BEGAN):
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
