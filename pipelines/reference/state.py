"""One state of the registers, read once however often a run asks."""

from functools import cached_property
from pathlib import Path

from pipelines.reference.load import Loaded, Reference, load_registers


class Registers:
    """The registers in `folder`, read once however often a run asks: it is judged by one state of them."""

    def __init__(self, folder: Path, *, is_past: bool = False) -> None:
        self.folder = folder
        self.is_past = is_past

    @cached_property
    def loaded(self) -> Loaded:
        """The registers, and the files that they were read from.

        Raises:
            RegisterError: lists the faults of all registers with file and line.
        """
        return load_registers(self.folder, is_past=self.is_past)

    @property
    def reference(self) -> Reference:
        """The registers; raises as `loaded` does."""
        return self.loaded.reference
