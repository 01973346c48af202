"""Faults that a person can mend: what, where, remedy."""

import difflib
import errno
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

REMEDY_OF_A_FULL_DISK = "make room on the disk that holds it, then run again: it goes on from what was done so far"
REMEDY_OF_RIGHTS = "let the account that runs the night read and write the folder that holds it and all in it, then run again"
REMEDY_OF_A_FILE_LIMIT = (
    "raise the limit on the size of a file for the account that runs the night (`ulimit -f`, LimitFSIZE= of a service), "
    "then run again"
)
FIRST_FAULTS = 5
"""Faults of registers that are told before the remedy: it stands on the first screen, and the other faults below it."""


def says_disk_is_full(error: BaseException | str) -> bool:
    """Whether an error, or what caused it, is that there is no room on a disk, whatever class tells it."""
    if isinstance(error, str):
        return any(said in error for said in ("No space left on device", "Disk quota exceeded", "database or disk is full"))
    is_full = isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)
    cause = error.__cause__ or error.__context__
    return is_full or says_disk_is_full(str(error)) or (cause is not None and says_disk_is_full(cause))


def says_no_right(error: BaseException | str) -> bool:
    """Whether an error is that this account may not read or write there, whatever class tells it."""
    if isinstance(error, str):
        return any(said in error for said in ("Permission denied", "Operation not permitted", "Read-only file system"))
    return says_no_right(str(error)) or (isinstance(error, OSError) and error.errno in (errno.EACCES, errno.EPERM, errno.EROFS))


def says_file_is_too_large(error: BaseException | str) -> bool:
    """Whether an error is that a file may grow no further, for the system limits its size."""
    if isinstance(error, str):
        return "File too large" in error
    return says_file_is_too_large(str(error)) or (isinstance(error, OSError) and error.errno == errno.EFBIG)


def remedy_of_the_system(error: BaseException | str) -> str | None:
    """The remedy of what the system did not let be done, in whatever class it is told; None for all else."""
    if says_disk_is_full(error):
        return REMEDY_OF_A_FULL_DISK
    if says_file_is_too_large(error):
        return REMEDY_OF_A_FILE_LIMIT
    return REMEDY_OF_RIGHTS if says_no_right(error) else None


def did_you_mean(value: str, known: Iterable[str], former: Mapping[str, str] = MappingProxyType({})) -> str:
    """What follows a fault about an unknown name: its name now (`former`: before → now), one spelt alike, or nothing."""
    near = [former[value]] if value in former else difflib.get_close_matches(value, sorted(known), n=1)
    return f"; did you mean '{near[0]}'?" if near else ""


class PipelineError(Exception):
    """A fault in the data or the project, with the step that mends it, and what else belongs to it below."""

    def __init__(self, what: str, *, where: str, remedy: str, more: str = "") -> None:
        super().__init__("\n".join(filter(None, (f"{where}: {what}", f"Remedy: {remedy}", more))))
        self.what = what
        self.where = where
        self.remedy = remedy
        self.more = more


_TAKE_OVER = (
    "Sentences that no line says, or nobody says any more, are another version's: `make words` takes over the lines that "
    "come with this one (raw/reference/sentence.csv and wording.csv of the project)"
)


class RegisterError(PipelineError):
    """The registers in raw/reference contradict themselves. Lists every fault with file and line."""

    def __init__(self, faults: Sequence[str], *, where: str) -> None:
        self.faults = tuple(faults)
        first, rest = ("\n".join(f"  {fault}" for fault in part) for part in (faults[:FIRST_FAULTS], faults[FIRST_FAULTS:]))
        some = f", the first {FIRST_FAULTS} of them (all others below)" if rest else ""
        is_of_a_version = any(": no line says" in fault or ": nobody says" in fault for fault in faults)
        lacking = f". {_TAKE_OVER}" if is_of_a_version else ""
        super().__init__(
            f"{len(faults)} fault(s) in the registers{some}:\n{first}",
            where=where,
            remedy="mend the lines named here; nothing is loaded until all registers agree" + lacking,
            more=f"The other {len(faults) - FIRST_FAULTS}:\n{rest}" if rest else "",
        )


class ContractError(PipelineError):
    """A register that the code names in one place and not in another."""


class UnreadableReturnError(PipelineError):
    """A received file that is not a readable workbook. `what` is Vietnamese: a clerk reads it."""


class DataFolderError(PipelineError):
    """The folder that holds all data is not there."""


class PasswordsError(PipelineError):
    """The file of passwords for encrypted workbooks cannot be read."""


class AddressError(PipelineError):
    """The address given for other machines cannot be read."""


class RunInstantError(PipelineError):
    """The instant given to a run cannot be read."""


class ReturnsFolderError(PipelineError):
    """The folder that returns are put into is not there, or cannot be looked into."""


class SettlingError(PipelineError):
    """The time for files to settle is none."""


class ArchiveError(PipelineError):
    """The archive of received files is damaged or cannot be written."""


class ModelError(PipelineError):
    """An SQL model that cannot be understood: unknown table, missing header, undocumented column."""


class SqlTestError(PipelineError):
    """An SQL test returned rows: the model it stands beside is wrong, and was rolled back."""


class AccountingError(PipelineError):
    """Cells of a file that are neither observation nor explained away."""


class RuleError(PipelineError):
    """A quality rule that could not be judged, or a suite that judged none."""


class WarehouseBusyError(PipelineError):
    """Another run holds the private build file."""


class BuildFileError(PipelineError):
    """The private build file or its lock cannot be opened, though nothing says that it is broken."""


class AuditError(PipelineError):
    """A finished build that must not be published."""


class DocumentError(PipelineError):
    """A document that cannot be written; the release is published."""


class SlipError(PipelineError):
    """Slips that could not be written; the others are, and the release is published."""


class PublicationError(PipelineError):
    """A release that could not be written or put in place."""


class FreezeError(PipelineError):
    """A release that cannot be frozen; nothing was kept."""


class ReminderError(PipelineError):
    """Nobody can be reminded: no such period, nothing published, a template that cannot be filled in."""


class AsOfError(PipelineError):
    """A past state that cannot be made again."""


class NotMadeAgainError(AsOfError):
    """A past state of which a step failed."""


class WhyError(PipelineError):
    """Two releases whose change cannot be taken apart."""


class BackupError(PipelineError):
    """A backup that could not be made or put back; what it held before is as it was."""


class BackupBusyError(BackupError):
    """Another backup is being made in the same folder, which is no failure."""


class MailError(PipelineError):
    """Mail cannot be sent, the environment does not say how, or what was sent cannot be noted."""


class MessageError(MailError):
    """One message that a mail server did not take; it may take others."""


class StorageError(PipelineError):
    """Dagster's own state cannot be kept."""
