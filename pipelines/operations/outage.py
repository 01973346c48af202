"""PostgreSQL away while a night or `make ui` runs: Dagster tells it in up to 8,000 lines a minute, and here in one."""

import codecs
import logging
import os
import re
import select
import threading
from collections.abc import Callable

from pipelines.errors import StorageError
from pipelines.operations.dagster_home import POSTGRES, REMEDY_OF_THE_SERVER, require_postgres, said_of_server, server

IDLE_SECONDS = 1.0
"""A record of the log to which nothing is added for so long is whole."""
_READ_BYTES = 65_536
_BEGINS = re.compile(r"(?:\x1b\[[\d;]*m)*(?:\d{4}-\d\d-\d\d \d\d:|(?:DEBUG|INFO|WARNING|ERROR|CRITICAL): ?|refused )")
"""How a record of Dagster's log, of Python's and of the webserver's begins; its traces are further lines of it."""
_LOST = re.compile(
    r"\bpsycopg2\.(?:OperationalError|InterfaceError|errors\.(?:AdminShutdown|CrashShutdown|CannotConnectNow))\)?:? ?(.*)"
    r"|\bDagsterPostgresException: (.*)"
)
"""How a record tells that a connection could not be had, or was lost; what was said of it."""


class Outage:
    """Whether PostgreSQL is away: told once when it is first met, and once when it is over."""

    def __init__(self, tell: Callable[[str], object]) -> None:
        self._tell = tell
        self._is_told = False
        self._lock = threading.Lock()

    def met(self, said: str) -> None:
        """Tell that the server is away, unless that is told already."""
        with self._lock:
            if not self._is_told:
                self._is_told = True
                self._tell(
                    f"{server()} cannot be reached ({said_of_server(said)}); Dagster tries again until it is back, and "
                    f"no night starts before; this is told once. Remedy: {REMEDY_OF_THE_SERVER}\n"
                )

    def look(self) -> None:
        """Tell that it is over, if it was told and the server answers."""
        address = os.environ.get(POSTGRES)
        if not self._is_told or not address:
            return
        try:
            require_postgres(address)
        except StorageError:
            return  # it was told
        with self._lock:
            self._is_told = False
            self._tell(f"{server()} answers again\n")


class OutageFilter(logging.Filter):
    """Keeps from a log of this process what tells that the server is away: the outage tells that."""

    def __init__(self, outage: Outage) -> None:
        super().__init__()
        self._outage = outage

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether a record is about something else."""
        found = _LOST.search(record.getMessage())
        if found:
            self._outage.met(found[1] or found[2] or "")
        return not found


class Records:
    """The log of a program, record by record: those that tell that the server is away are left to the outage."""

    def __init__(self, tell: Callable[[str], object], outage: Outage) -> None:
        self._tell, self._outage = tell, outage
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._held = ""
        """What was written of a record that may go on."""

    def write(self, written: bytes) -> None:
        """Take what a program wrote; told is each record after which another one begins."""
        lines = (self._held + self._decoder.decode(written)).splitlines(keepends=True)
        self._held = ""
        for line in lines:
            if self._held and _BEGINS.match(line):
                self.end()
            self._held += line

    def end(self) -> None:
        """Tell the record that is held: nothing more came."""
        record, self._held = self._held, ""
        if found := _LOST.search(record):
            self._outage.met(found[1] or found[2] or "")
        elif record:
            self._tell(record)

    def follow(self, descriptor: int) -> None:
        """Take all that a program writes, until it and what it started have ended."""
        while True:
            if self._held and not select.select([descriptor], [], [], IDLE_SECONDS)[0]:
                self.end()
            written = os.read(descriptor, _READ_BYTES)
            self.write(written)
            if not written:
                return self.end()
