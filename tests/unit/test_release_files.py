"""How releases are copied and compared."""

import errno
import os
from pathlib import Path

import pytest

from pipelines.warehouse import files

CONTENT = os.urandom(3 << 20) + b"end"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "source"
    path.write_bytes(CONTENT)
    return path


def copied(source: Path) -> bytes:
    with source.open("rb") as file:
        file.read(10)  # wherever it stands, all of it is copied
        files.copy_bytes(file, source.with_name("copy"))
    return source.with_name("copy").read_bytes()


def stop_after(monkeypatch: pytest.MonkeyPatch, count: int, number: int | None) -> None:
    """Let the kernel copy so many bytes, then end, or raise an error of this number."""
    by_kernel, made = os.copy_file_range, list[int]()

    def copy_file_range(source: int, target: int, _: int, offset: int) -> int:
        if made and number is not None:
            raise OSError(number, os.strerror(number))
        made.append(0 if made else by_kernel(source, target, count, offset))
        return made[-1]

    monkeypatch.setattr(os, "copy_file_range", copy_file_range)


def test_a_copy_holds_every_byte(source: Path) -> None:
    assert copied(source) == CONTENT


@pytest.mark.parametrize("number", [None, errno.EXDEV, errno.EOPNOTSUPP, errno.EINVAL])
def test_what_the_kernel_does_not_copy_the_program_does(
    source: Path, monkeypatch: pytest.MonkeyPatch, number: int | None
) -> None:
    stop_after(monkeypatch, 1_000_001, number)
    assert copied(source) == CONTENT


def test_a_full_disk_is_told_and_not_tried_again(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stop_after(monkeypatch, 1_000_001, errno.ENOSPC)
    with pytest.raises(OSError, match="No space left"):
        copied(source)


@pytest.mark.parametrize("other", [CONTENT[:-1], CONTENT + b"x", CONTENT[:-1] + b"x", b"x" + CONTENT[1:], b""])
def test_files_that_differ_in_a_byte_or_in_length_are_not_alike(source: Path, other: bytes) -> None:
    path = source.with_name("other")
    path.write_bytes(other)
    assert not files.are_alike(source, path)
    path.write_bytes(CONTENT)
    assert files.are_alike(source, path)
