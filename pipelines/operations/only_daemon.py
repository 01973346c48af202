"""One daemon for each installation, whatever its port: two would start each night twice and retry a killed one twice."""

import fcntl
import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipelines.errors import StorageError

LOCK = "ui.lock"
"""File of the warehouse that `make ui` holds while its daemon runs; says who held it last."""


@contextmanager
def only_daemon(warehouse: Path, port: int, look_instead: str) -> Iterator[None]:
    """Hold the right to run the daemon of an installation; the system gives it back, however its holder ends.

    Args:
        warehouse: folder of the installation.
        port: where the UI that runs it is found.
        look_instead: command that shows the UI without a daemon.

    Raises:
        StorageError: another `make ui` runs it, or the lock cannot be written.
    """
    path = warehouse / LOCK
    try:
        warehouse.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise StorageError(
            f"the lock of the daemon cannot be written ({error.strerror})",
            where=str(path),
            remedy=f"run it as the account that ran it before, or only look: {look_instead}",
        ) from error
    with os.fdopen(descriptor, "r+", encoding="utf-8", errors="replace") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StorageError(
                f"`make ui` runs here already, with its daemon ({lock.readline().strip() or 'it has not said where'})",
                where=str(path),
                remedy=f"use that one or end it, or only look: {look_instead}",
            ) from error
        lock.truncate(0)
        lock.write(f"process {os.getpid()} on {platform.node()}, port {port}\n")
        lock.flush()
        yield
