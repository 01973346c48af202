"""`make ui`: Dagster's UI and daemon, and the pages that its links lead to, until Ctrl-C."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg
from rich.console import Console

from pipelines.assets.clock import forget_what_is_to_come
from pipelines.assets.killed_runs import fail_killed_runs
from pipelines.errors import PipelineError
from pipelines.folders import PROJECT, Folders
from pipelines.language.words import use
from pipelines.links import HOST, PAGES_PORT_VARIABLE, own_origins, pages_port
from pipelines.operations.dagster_home import POSTGRES
from pipelines.operations.dagster_repair import damage_since_start, mend_storage, tells_storage_faults
from pipelines.operations.failures import keep_room_for_last_words
from pipelines.operations.only_daemon import only_daemon
from pipelines.operations.outage import Outage, Records
from pipelines.operations.watch import CLOCK_LEEWAY
from pipelines.pages_server import PagesServer
from pipelines.reference import readable_words

GRACE_SECONDS = 20
"""How long a program may take to end before it is killed."""
CHECK_SECONDS = 30
"""How often Dagster's state and the clock are looked at."""


class UiError(PipelineError):
    """The UI cannot start, or stopped by itself."""


def run_ui(console: Console, folders: Folders, port: int, *, is_read_only: bool = False) -> None:
    """Run webserver, daemon and pages; returns on Ctrl-C or SIGTERM.

    Read-only, for those who only look: nothing can be started or changed, and no daemon runs, so it may run beside another.

    Raises:
        UiError: a port is taken, or a program ended by itself.
        StorageError: Dagster's state cannot be read or written, or another daemon runs on it.
        AddressError: the address given for other machines cannot be read.
    """
    own_origins(port)
    look_instead = f"{PAGES_PORT_VARIABLE}={pages_port() + 10} make ui READ_ONLY=1 PORT={port + 10}"
    with nullcontext() if is_read_only else only_daemon(folders.warehouse, port, look_instead):
        _run_ui(console, folders, port, is_read_only=is_read_only)


def _run_ui(console: Console, folders: Folders, port: int, *, is_read_only: bool) -> None:
    _require_free(port, f"choose another: make ui PORT={port + 10}")
    _require_free(pages_port(), f"choose another: {PAGES_PORT_VARIABLE}={pages_port() + 10} make ui")
    storage = Path(os.environ["DAGSTER_STORAGE"])
    repairs = [] if is_read_only else mend_storage(storage, folders.warehouse)
    # Its storage exists before two programs begin to make it at once, which spoils it.
    with tells_storage_faults(storage), dg.DagsterInstance.get() as instance:
        if not is_read_only:
            keep_room_for_last_words(folders.warehouse)
            repairs += fail_killed_runs(instance, folders, are_retried=True)
            repairs += forget_what_is_to_come(instance, datetime.now(UTC))
    for told in repairs:
        console.print(told, soft_wrap=True, markup=False)
    signal.signal(signal.SIGTERM, _interrupt)
    signal.signal(signal.SIGINT, _interrupt)
    outage = Outage(_tell) if os.environ.get(POSTGRES) else None
    commands = _commands(port, is_read_only=is_read_only)
    with suppress(KeyboardInterrupt), _serving(folders), _running(commands, outage) as processes:
        console.print("starting Dagster …")
        _watch(processes, until_up=f"http://{HOST}:{port}/server_info")
        console.print(f"Dagster's UI  http://{HOST}:{port}")
        console.print(f"pages, slips  http://{HOST}:{pages_port()}")
        if is_read_only:
            console.print("Ctrl-C ends it; nothing can be started or changed here.")
        else:
            console.print("Ctrl-C ends both; the nightly job and the sensors run as long as this does.")
        _watch(processes, storage=None if outage else storage, outage=outage, has_daemon=not is_read_only)
    console.print("stopped")


def _tell(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _commands(port: int, *, is_read_only: bool) -> list[list[str]]:
    webserver = [sys.executable, "-m", "pipelines", "webserver", "--port", str(port)]
    if is_read_only:
        return [[*webserver, "--read-only"]]
    daemon = Path(sys.executable).parent / "dagster-daemon"
    return [webserver, [str(daemon), "run", "--code-server-log-level", "error", "--log-level", "warning"]]


def _require_free(port: int, remedy: str) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise UiError(
                f"port {port} is taken by another program ({error.strerror})",
                where=f"{HOST}:{port}",
                remedy=f"end that program (another `make ui`?), or {remedy}",
            ) from error


@contextmanager
def _serving(folders: Folders) -> Iterator[None]:
    use(readable_words(folders.reference))
    with PagesServer(folders.warehouse, pages_port()) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield
        finally:
            server.shutdown()


@contextmanager
def _running(commands: Sequence[list[str]], outage: Outage | None = None) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Programs in sessions of their own, so that Ctrl-C reaches this one alone and it ends them in good order.

    Should it be killed itself, the system ends them, so that they keep no port and no second daemon runs beside the next.
    What they say of PostgreSQL being away is left to the outage.
    """
    bound = [setpriv, "--pdeathsig", "TERM"] if (setpriv := shutil.which("setpriv")) else []
    environment = {**os.environ, "PYTHONWARNINGS": "ignore"}
    stdout, stderr = (subprocess.PIPE, subprocess.STDOUT) if outage else (None, None)
    processes = [
        subprocess.Popen(  # noqa: S603 our own commands
            [*bound, *command], cwd=PROJECT, env=environment, start_new_session=True, stdout=stdout, stderr=stderr
        )
        for command in commands
    ]
    for process in processes:
        if outage and process.stdout:
            records = Records(_tell, outage)
            threading.Thread(target=records.follow, args=[process.stdout.fileno()], daemon=True).start()
    try:
        yield processes
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            with suppress(subprocess.TimeoutExpired):
                process.wait(GRACE_SECONDS)
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _watch(
    processes: Sequence[subprocess.Popen[bytes]],
    *,
    until_up: str | None = None,
    storage: Path | None = None,
    outage: Outage | None = None,
    has_daemon: bool = False,
) -> None:
    """Wait until an address answers, or for ever.

    Raises:
        UiError: one of the programs ended, or what a start mends: Dagster's state in this folder was damaged, or the clock was
            set back, and the daemon holds in memory what it waits for.
    """
    looked_at, ahead = time.monotonic(), time.time() - time.monotonic()
    while True:
        if time.monotonic() - looked_at >= CHECK_SECONDS:
            looked_at = time.monotonic()
            if outage:
                outage.look()
            ahead = _require_no_clock_set_back(ahead) if has_daemon else ahead
            if storage and (damage := damage_since_start(storage)):
                raise UiError(
                    f"Dagster's state was damaged while it was in use ({damage})",
                    where=str(storage),
                    remedy="start again, as unit-returns.service does by itself: what is damaged is then set aside, made anew",
                )
        for process in processes:
            if process.poll() is not None:
                assert isinstance(process.args, list)
                name = "the webserver" if "webserver" in process.args else "Dagster's daemon"
                raise UiError(
                    f"{name} ended by itself with status {process.returncode}",
                    where="make ui",
                    remedy="mend what it says above, then start again",
                )
        if until_up:
            with suppress(OSError), urllib.request.urlopen(until_up, timeout=2):  # noqa: S310 our own address
                return
        time.sleep(0.5)


def _require_no_clock_set_back(ahead: float) -> float:
    """See that the clock is not far behind what it was ahead of the time since the machine started; what it is ahead now."""
    now = time.time() - time.monotonic()
    if now < ahead - CLOCK_LEEWAY.total_seconds():
        raise UiError(
            f"the clock was set back by {timedelta(seconds=round(ahead - now))}, and Dagster would wait until that is over",
            where="make ui",
            remedy="start again, as unit-returns.service does by itself: sensors and schedules then go on from now",
        )
    return max(ahead, now)
