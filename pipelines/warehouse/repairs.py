"""What a night put right, kept until a release tells of it: the night that mends may be killed before its own does."""

from collections.abc import Iterable, Iterator
from pathlib import Path

FILE = "untold_repairs.txt"


class Repairs:
    """Repairs that no release has told yet, of this run and of those before it that were killed: one line each, oldest first.

    A full disk raises OSError: then the mended thing is whole, and the run fails for the disk.
    """

    def __init__(self, folder: Path) -> None:
        self._file = folder / FILE

    def __iter__(self) -> Iterator[str]:
        if self._file.is_file():
            yield from self._file.read_text(encoding="utf-8", errors="replace").splitlines()

    def __iadd__(self, lines: Iterable[str]) -> "Repairs":
        known = set(self)
        new = [line for line in dict.fromkeys(" ".join(told.split()) for told in lines) if line not in known]
        if new:
            with self._file.open("a", encoding="utf-8") as file:
                file.write("".join(f"{line}\n" for line in new))
        return self

    def append(self, line: str) -> None:
        """Add one."""
        self += [line]

    def forget(self) -> None:
        """They were told."""
        self._file.unlink(missing_ok=True)
