"""The newest release, opened once for all that a run makes of it: opening it takes longer than most of its questions."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from pipelines.warehouse.connection import connect
from pipelines.warehouse.shelf import last_release


class ReleaseAtHand:
    """The newest release of a warehouse, for reading: what was audited, whatever lies at the published path."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._opened: tuple[Path, duckdb.DuckDBPyConnection] | None = None

    @contextmanager
    def open(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection of its own to the release that is the newest by now.

        Raises:
            PublicationError: nothing is published yet.
        """
        release = last_release(self._folder)
        if self._opened and self._opened[0] != release:
            self.close()
        if not self._opened:
            self._opened = release, connect(release, read_only=True)
        with self._opened[1].cursor() as db:
            yield db

    def close(self) -> None:
        """Let go of the file."""
        if self._opened:
            self._opened[1].close()
            self._opened = None
