"""The archive of registers: each state that was loaded, kept for ever beside the returns, with a journal of when it was."""

import hashlib
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipelines.errors import ArchiveError
from pipelines.intake.archive import Archive, utc_text
from pipelines.journal import Journal


def file_of(name: str) -> str:
    """Name of the file that a state is one of: 'unit' → 'unit.csv'; a file that is no register has its own."""
    return name if "." in name else f"{name}.csv"


@dataclass(frozen=True, slots=True)
class State:
    """One state of one register: it held from this instant to the next one in the journal that has its name."""

    state_id: int
    """Position in the journal, from 1."""
    name: str
    """Register, e.g. 'unit', or the file's name of what is none, e.g. 'evaluation.docx'."""
    file_sha256: str
    size_bytes: int
    loaded_at: str
    """Instant at which it was first loaded without a fault (UTC, ISO 8601)."""


class RegisterArchive:
    """States of registers in the archive's object store, and registers.jsonl, one line per state."""

    def __init__(self, folder: Path) -> None:
        self.archive = Archive(folder)
        self.journal = Journal(folder / "registers.jsonl", State)

    def states(self) -> list[State]:
        """The journal, oldest first."""
        return self.journal.read()

    def mend_journal(self, landed: Sequence[State]) -> list[str]:
        """Put the journal right where it is damaged, cut or gone, as far as the states that were landed tell; one line each."""
        return self.journal.mend(landed, lambda state: self.archive.fault(state.file_sha256) is None)

    def last(self, now: Mapping[str, bytes] | None = None) -> dict[str, tuple[State, bytes]]:
        """Last state of each register by name, and its content; {} before the first night.

        Args:
            now: the registers as they are, by name: one that is as it was last loaded puts a damaged content right.

        Raises:
            ArchiveError: a content is missing or is not what was archived.
        """
        last = {state.name: state for state in self.states()}
        for name, content in (now or {}).items():
            if name in last and hashlib.sha256(content).hexdigest() == last[name].file_sha256:
                self.archive.keep(last[name].file_sha256, content)
        return {name: (state, self._content(state)) for name, state in last.items()}

    def changed(self, contents: Mapping[str, bytes]) -> dict[str, str]:
        """Of registers, by name, those whose content is another than at the last state: name → its hash."""
        held = {state.name: state.file_sha256 for state in self.states()}
        now = {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}
        return {name: file_sha256 for name, file_sha256 in now.items() if held.get(name) != file_sha256}

    def keep(self, contents: Mapping[str, bytes]) -> list[State]:
        """Archive the registers, by name, whose content is another than at the last state; returns the new states."""
        known, now, changed = self.states(), utc_text(time.time()), self.changed(contents)
        new = [
            State(number, name, file_sha256, len(contents[name]), now)
            for number, (name, file_sha256) in enumerate(changed.items(), len(known) + 1)
        ]
        if new:
            self.archive.enter(self.journal, new, {file_sha256: contents[name] for name, file_sha256 in changed.items()})
        return new

    def _content(self, state: State) -> bytes:
        path = self.archive.object_path(state.file_sha256)
        content = path.read_bytes() if path.is_file() else b""
        if hashlib.sha256(content).hexdigest() != state.file_sha256:
            raise ArchiveError(
                f"the state of register '{state.name}' loaded at {state.loaded_at} is {'changed' if content else 'missing'}",
                where=str(path),
                remedy="restore raw/archive/objects from a backup, or put the register back as it was then, and run again",
            )
        return content
