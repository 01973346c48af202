"""An append-only journal: one JSON object a line, durable before anyone is told, whole after a crash."""

import json
import os
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from pipelines.errors import ArchiveError

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Row = TypeVar("Row")


def read_journal(path: Path, kind: type[Row]) -> list[Row]:
    """Lines of a journal, oldest first; [] if it is not there. A line torn by a crash was never confirmed and does not count.

    Raises:
        ArchiveError: a line other than a torn last one cannot be read.
    """
    try:
        if not path.exists():
            return []
        return [kind(**json.loads(line)) for line in path.read_bytes().split(b"\n")[:-1]]
    except (OSError, ValueError, TypeError) as error:
        raise ArchiveError(
            f"the journal, or a line of it, cannot be read as a {kind.__name__.lower()}: {error}",
            where=str(path),
            remedy="restore the journal from a backup; it is only ever appended to",
        ) from error


def append_to_journal(path: Path, rows: Iterable["DataclassInstance"]) -> None:
    """Append lines after the last whole one, and have them on disk."""
    lines = "".join(json.dumps(asdict(row), ensure_ascii=False) + "\n" for row in rows)
    with path.open("ab+") as file:
        file.seek(0)
        file.truncate(file.read().rfind(b"\n") + 1)
        file.write(lines.encode())
        file.flush()
        os.fsync(file.fileno())


def named_contents(folder: Path) -> set[str]:
    """Hashes of the contents that any journal of a folder names."""
    lines = (line for path in folder.glob("*.jsonl") for line in path.read_bytes().split(b"\n")[:-1])
    return {json.loads(line)["file_sha256"] for line in lines}
