"""Worker processes: what one file costs, and that it costs itself alone."""

import dataclasses
import os
import signal
import threading
from pathlib import Path
from typing import Any

import pytest
from pebble import ProcessPool

from pipelines.errors import PasswordsError
from pipelines.folders import Folders
from pipelines.intake.pool import FILES_PER_TASK, MOST_KILLS, read_returns
from pipelines.returns.result import ReturnRead
from tests.libreoffice import converted
from tests.unit.test_reader import PLAIN, check, values
from tests.unit.workbooks import Draft, forms

BYTES = 1024**3
LARGE_PAGE = "<table><tr>" + "<td>1</td>" * 350_000 + "</tr></table>"
"""It takes seconds to read."""


def reason(read: ReturnRead) -> str:
    check(read)
    assert (read.is_readable, read.findings["fault"]) == (False, ["unreadable_file"])
    return str(read.findings["detail"][0])


def test_bad_files_among_many_cost_themselves_alone_and_the_order_is_kept(tmp_path: Path) -> None:
    paths = [Draft().put("1.05", number).write_xlsx(tmp_path / f"{number}.xlsx") for number in range(2 * FILES_PER_TASK)]
    os.truncate(paths[5], 3000)
    far = Draft()
    far.grid.extend([*([] for _ in range(19_000)), [*[None] * 250, "x"]])
    paths[12] = converted(far.write_xlsx(tmp_path / "far.xlsx"), "xls")  # its grid brings the worker down
    reads = list(read_returns(paths, forms(), workers=2, memory_bytes=300 * 1024**2))
    assert [path for path, _ in reads] == paths
    for number, (_, read) in enumerate(reads):
        check(read)
        if number not in (5, 12):
            assert values(read)["1.05"] == number
    assert "cắt cụt" in reason(reads[5][1])
    assert "bộ nhớ" in reason(reads[12][1])


def test_a_file_that_needs_too_much_processor_time_is_stopped_and_those_beside_it_are_read(tmp_path: Path) -> None:
    paths = [Draft().write_xlsx(tmp_path / f"{number}.xlsx") for number in range(8)]
    paths[5] = tmp_path / "5.html"
    paths[5].write_text(LARGE_PAGE, encoding="utf-8")
    reads = dict(read_returns(paths, forms(), workers=1, cpu_seconds=1))
    assert "quá 1 giây xử lý" in reason(reads.pop(paths[5]))
    assert [values(read) for read in reads.values()] == [PLAIN] * 7


def test_a_file_that_came_alone_and_hangs_is_stopped_and_not_tried_again_and_those_behind_it_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    never, tries, schedule = tmp_path / "never.xlsx", list[list[Path]](), ProcessPool.schedule

    def counted(*args: Any, **named: Any) -> Any:
        [tried] = named["args"]
        tries.append(tried)
        return schedule(*args, **named)

    os.mkfifo(never)
    others = [Draft().write_xlsx(tmp_path / f"{number}.xlsx") for number in range(3)]
    monkeypatch.setattr(ProcessPool, "schedule", counted)
    reads = dict(read_returns([never, *others], forms(), workers=1, wait_seconds=4, memory_bytes=BYTES))
    stopped = reads.pop(never)
    assert (reason(stopped), stopped.is_final) == ("đọc quá 4 giây, đã dừng", True)
    assert [values(read) for read in reads.values()] == [PLAIN] * 3
    assert tries == [[never], others[:2], others[2:]]


def children(pid: int) -> list[int]:
    """Processes that a process started, as the system tells."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="utf-8").split()]


def has_open(pid: int, path: Path) -> bool:
    try:
        return any(file.resolve() == path for file in Path(f"/proc/{pid}/fd").iterdir())
    except OSError:  # it ended meanwhile
        return False


def read_by_killed_workers(path: Path, *, then: Path | None) -> tuple[ReturnRead, int]:
    """Read a file that never ends while each worker is killed from outside as it reads, as the system does for want of memory.

    After two kills `then` takes its place. Gives also how many were killed.
    """
    os.mkfifo(path)
    killed: set[int] = set()
    ended = threading.Event()

    def kill() -> None:
        while not ended.is_set():
            for pid in {worker for server in children(os.getpid()) for worker in children(server)} - killed:
                if has_open(pid, path):
                    killed.add(pid)
                    if then and len(killed) == 2:
                        then.replace(path)
                        ended.set()  # who reads that has `path` open too
                    os.kill(pid, signal.SIGKILL)

    held = os.open(path, os.O_RDWR)  # so that a reader waits for what is never written
    thread = threading.Thread(target=kill)
    thread.start()
    try:
        ((_, read),) = read_returns([path], forms(), workers=1)
    finally:
        ended.set()
        thread.join()
        os.close(held)
    return read, len(killed)


def test_a_file_whose_worker_is_killed_from_outside_is_read_again_and_never_refused_for_it(tmp_path: Path) -> None:
    read, kills = read_by_killed_workers(tmp_path / "a.xlsx", then=Draft().write_xlsx(tmp_path / "b.xlsx"))
    assert (kills, values(read), read.is_final) == (2, PLAIN, True)


def test_a_file_whose_worker_is_always_killed_is_left_for_the_next_run(tmp_path: Path) -> None:
    read, kills = read_by_killed_workers(tmp_path / "a.xlsx", then=None)
    assert "bộ nhớ" in reason(read)
    assert (kills, read.is_final) == (1 + MOST_KILLS, False)


def test_a_file_that_needs_too_much_memory_is_told_so(tmp_path: Path) -> None:
    table = tmp_path / "a.csv"
    table.write_text("x" * 30_000_000, encoding="utf-8")
    (_, read) = next(read_returns([table], forms(), workers=1, memory_bytes=170 * 1024**2))
    assert "bộ nhớ" in reason(read)


def test_a_fault_of_the_reader_is_told_without_what_stands_in_the_file(tmp_path: Path) -> None:
    draft = Draft()
    draft.grid[3] = ["Đơn vị báo cáo: Đảng bộ số một", None, None, "Mã đơn vị: TC01"]
    paths = [draft.write_xlsx(tmp_path / "a.xlsx"), Draft().write_xlsx(tmp_path / "b.xlsx")]
    broken = dataclasses.replace(forms(), unit_names={})
    (_, failed), (_, read) = read_returns(paths, broken, workers=1)
    assert (failed.findings["fault"], failed.is_readable, values(read)) == (["reader_failed"], False, PLAIN)
    assert failed.findings["detail"][0].startswith("KeyError ở owners.py, dòng ")


def test_no_files_start_no_worker() -> None:
    assert list(read_returns([], forms())) == []


def test_passwords_are_lines_of_a_file_outside_the_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("UNIT_RETURNS_PASSWORDS", raising=False)
    assert Folders(tmp_path).passwords() == ()
    (tmp_path / "mat-khau.txt").write_text("bi-mat\n\nhai ba\n", encoding="utf-8")
    monkeypatch.setenv("UNIT_RETURNS_PASSWORDS", str(tmp_path / "mat-khau.txt"))
    assert Folders(tmp_path).passwords() == ("bi-mat", "hai ba")
    monkeypatch.setenv("UNIT_RETURNS_PASSWORDS", str(tmp_path / "none.txt"))
    with pytest.raises(PasswordsError, match="one password per line"):
        Folders(tmp_path).passwords()
