"""Reads returns in worker processes, bounded in time and memory: a file that hangs, crashes or swells costs itself alone.

What is bounded is the processor's time, so that a busy machine refuses no file that a quiet one reads. The clock on the wall
only ends what waits for ever.
"""

import gc
import multiprocessing as mp
import resource
import signal
import sys
import threading
import traceback
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import TimeoutError as FutureTimeoutError
from contextlib import contextmanager
from itertools import chain, islice
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path
from types import ModuleType
from typing import Any

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from pipelines.language.words import say, sentence, use
from pipelines.returns.layout import Forms
from pipelines.returns.reader import read_return_or_finding
from pipelines.returns.result import ReturnRead, unreadable_return

DEFAULT_CPU_SECONDS = 60.0
DEFAULT_WAIT_SECONDS = 900.0
DEFAULT_MEMORY_BYTES = 2 * 1024**3
FILES_PER_TASK = 16
"""Files handed to a worker at once; when they take too long or bring it down, each is tried again alone."""
MOST_KILLS = 3
"""Times that the worker of a file may be killed from outside before it is left for the next run."""
TASKS_AHEAD = 4
"""Tasks waiting per worker: results are taken in order, so memory does not grow with the number of files."""

_TOO_MUCH_MEMORY = sentence("reading it takes too much memory, it was stopped")

Read = tuple[Path, ReturnRead]


def read_returns(
    paths: Iterable[Path],
    forms: Forms,
    *,
    workers: int = 2,
    cpu_seconds: float = DEFAULT_CPU_SECONDS,
    wait_seconds: float = DEFAULT_WAIT_SECONDS,
    memory_bytes: int = DEFAULT_MEMORY_BYTES,
) -> Iterator[Read]:
    """Read files in worker processes, in the input's order.

    A file that cannot be read, hangs, crashes its worker or needs too much memory comes back with `is_readable` False and a
    finding 'unreadable_file' that says which, in Vietnamese; one that the reader itself fails on, with 'reader_failed'. The
    others are read all the same. Whose worker was killed from outside, by the system for want of memory or by somebody, is no
    fault of the file: it comes back so with `is_final` False, to be read again.

    Args:
        paths: files to read.
        forms: what they may hold.
        workers: worker processes.
        cpu_seconds: most processor time that one file may take.
        wait_seconds: longest time on the clock that the files handed to a worker at once may take, however busy the machine.
        memory_bytes: address space of each worker.
    """
    todo = iter(paths)
    ahead = list(islice(todo, workers))
    if not ahead:
        return
    workers = len(ahead)  # each takes as long to begin as to read some files
    bounds = (forms, cpu_seconds, memory_bytes)
    pool = ProcessPool(max_workers=workers, initializer=_start_worker, initargs=bounds, context=_context())
    try:
        waiting: deque[tuple[list[Path], ProcessFuture[list[ReturnRead]]]] = deque()
        batches = _batches(chain(ahead, todo))
        while True:
            for batch in islice(batches, max(0, workers * TASKS_AHEAD - len(waiting))):
                waiting.append((batch, pool.schedule(_read_batch, args=(batch,), timeout=wait_seconds)))
            if not waiting:
                break
            batch, future = waiting.popleft()
            yield from _results(pool, batch, future, cpu_seconds, wait_seconds)
    finally:
        pool.stop()  # type: ignore[no-untyped-call]  # pebble leaves it untyped
        pool.join()


def _batches(paths: Iterator[Path]) -> Iterator[list[Path]]:
    """Batches of growing size, so that all workers soon have something to do and a few files are spread out as well."""
    size = 1
    while batch := list(islice(paths, size)):
        yield batch
        size = min(FILES_PER_TASK, size * 2)


def _results(
    pool: ProcessPool, batch: list[Path], future: ProcessFuture[list[ReturnRead]], cpu_seconds: float, wait_seconds: float
) -> Iterator[Read]:
    try:
        yield from zip(batch, future.result(), strict=True)
    except (FutureTimeoutError, ProcessExpired, MemoryError) as error:
        alone = error if len(batch) == 1 else None
        for path in batch:
            yield path, _read_alone(pool, path, alone, cpu_seconds, wait_seconds)


def _read_alone(pool: ProcessPool, path: Path, error: Exception | None, cpu_seconds: float, wait_seconds: float) -> ReturnRead:
    """Read a file again whose worker did not come back; `error` is that of one which had it alone: it may be the file's."""
    tries = MOST_KILLS
    while error is None or (tries and _is_killed(error)):
        tries -= 1
        try:
            return pool.schedule(_read_batch, args=([path],), timeout=wait_seconds).result()[0]
        except (FutureTimeoutError, ProcessExpired, MemoryError) as found:
            error = found
    return unreadable_return(_reason(error, cpu_seconds, wait_seconds), is_final=not _is_killed(error))


def _is_killed(error: Exception) -> bool:
    """Whether a worker was killed from outside."""
    return isinstance(error, ProcessExpired) and error.exitcode == -signal.SIGKILL


def _reason(error: Exception, cpu_seconds: float, wait_seconds: float) -> str:
    if isinstance(error, ProcessExpired) and error.exitcode == -signal.SIGPROF:
        return say("reading it takes more than {seconds} seconds of the processor, it was stopped", seconds=f"{cpu_seconds:g}")
    if isinstance(error, FutureTimeoutError):
        return say("reading it takes more than {seconds} seconds, it was stopped", seconds=f"{wait_seconds:g}")
    if isinstance(error, MemoryError):
        return say(_TOO_MUCH_MEMORY)
    return say("the file breaks the reader or takes too much memory, it was stopped")


_worker_bounds: list[tuple[Forms, float]] = []


def _start_worker(forms: Forms, cpu_seconds: float, memory_bytes: int) -> None:
    use(forms.words)
    gc.freeze()  # what is loaded stays: no collection need look at it again
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    _worker_bounds[:] = [(forms, cpu_seconds)]


def _read_batch(paths: list[Path]) -> list[ReturnRead]:
    forms, cpu_seconds = _worker_bounds[0]
    return [_read_in_time(path, forms, cpu_seconds) for path in paths]


def _read_in_time(path: Path, forms: Forms, cpu_seconds: float) -> ReturnRead:
    """Read a file; when it takes too long, the signal ends this process, also in the midst of a library's compiled code."""
    signal.setitimer(signal.ITIMER_PROF, cpu_seconds)
    try:
        return _read_one(path, forms)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _read_one(path: Path, forms: Forms) -> ReturnRead:
    try:
        return read_return_or_finding(path, forms)
    except MemoryError:
        return unreadable_return(say(_TOO_MUCH_MEMORY))
    except Exception as error:  # noqa: BLE001  # a fault of ours: told to the operator by a finding, and the night goes on
        return unreadable_return(_where(error), "reader_failed")
    except BaseException as error:
        # Rust panics arrive as pyo3's PanicException, which is no Exception and cannot be imported.
        if type(error).__name__ != "PanicException":
            raise
        return unreadable_return(say("the file is damaged, the reader cannot make sense of it"))


def _where(error: Exception) -> str:
    """Kind of an error and where it arose; not its message, which may hold what stands in a cell."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return say("{error} in {file}, line {line}", error=type(error).__name__, file=Path(frame.filename).name, line=frame.lineno)


class _WorkerProcess(ForkServerProcess):
    """A worker that starts without running the caller's main program again, which may take seconds to import (Dagster)."""

    def start(self) -> None:
        """Start the process."""
        with _without_main():
            super().start()


class _WorkerContext(ForkServerContext):
    Process = _WorkerProcess


_main_lock = threading.Lock()


@contextmanager
def _without_main() -> Iterator[None]:
    """Hide the main module from multiprocessing, which would otherwise import it in every worker."""
    with _main_lock:
        main = sys.modules["__main__"]
        sys.modules["__main__"] = ModuleType("__main__")
        try:
            yield
        finally:
            sys.modules["__main__"] = main


def _context() -> Any:
    context = _WorkerContext()
    mp.get_context("forkserver").set_forkserver_preload(["pipelines.intake.pool"])
    return context
