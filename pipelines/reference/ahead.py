"""Refuses decisions that are dated after the day of the run."""

from pathlib import Path

from pipelines.errors import RegisterError
from pipelines.reference.decisions import decided_ahead
from pipelines.reference.load import Loaded
from pipelines.reference.run import Run


def refuse_decided_ahead(loaded: Loaded, run: Run, folder: Path) -> None:
    """Refuse decisions that are dated after the day of the run.

    Raises:
        RegisterError: lists them with file and line.
    """
    if faults := list(decided_ahead(loaded.records, run.office_on)):
        raise RegisterError(faults, where=str(folder))
