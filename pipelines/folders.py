"""Where things lie: the project's own files, and the data below one root; how files are replaced and folders removed."""

import hashlib
import os
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pipelines.errors import DataFolderError, PasswordsError

PROJECT = Path(__file__).resolve().parents[1]
SQL = PROJECT / "sql"


def require_parent(folder: Path) -> None:
    """See that the folder is there that one of the folders with data lies in: without it, all that is in it is missing.

    Raises:
        DataFolderError: it is not there.
    """
    if not folder.parent.is_dir():
        raise DataFolderError(
            "the folder with returns, registers and archive is not there",
            where=str(folder.parent),
            remedy="see that UNIT_RETURNS_ROOT names the folder that holds raw/ and warehouse/, and that its disk is there",
        )


def remove_folder(folder: Path) -> None:
    """Remove a folder and all in it; an error names the whole path, of which `shutil` tells but the last name."""
    try:
        shutil.rmtree(folder)
    except OSError as error:
        found = list(folder.rglob(Path(str(error.filename)).name)) if folder.is_dir() else []
        error.filename = str((found[0] if len(found) == 1 else folder).absolute())
        raise


def write_whole(path: Path, content: bytes) -> None:
    """Write a file whole or not at all; its folder is made where it is missing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    short = hashlib.sha256(os.fsencode(path.name)).hexdigest()[:16]  # a name may be as long as allowed
    part = path.with_name(f".{short}.part")
    part.write_bytes(content)
    os.replace(part, path)  # noqa: PTH105 the rename is the point


@dataclass(frozen=True)
class Replay:
    """Instants of a run that makes a past state again, of an archive that is cut to what it held then: it receives nothing."""

    run_at: datetime
    """Instant of the run, which decides its office day."""
    published_at: datetime
    """Instant of its release."""


@dataclass(frozen=True)
class Folders:
    """Folders of one installation, all below `root`."""

    root: Path
    replay: Replay | None = None
    """Given where they are those of a replay."""

    @classmethod
    def from_environment(cls) -> "Folders":
        """The project itself, or the folder that the environment variable UNIT_RETURNS_ROOT names."""
        return cls(Path(os.environ.get("UNIT_RETURNS_ROOT", PROJECT)).resolve())

    @property
    def returns(self) -> Path:
        """Workbooks as received, one folder per period."""
        return self.root / "raw" / "returns"

    @property
    def reference(self) -> Path:
        """Registers, edited by the steward."""
        return self.root / "raw" / "reference"

    @property
    def archive(self) -> Path:
        """Everything ever received."""
        return self.root / "raw" / "archive"

    def passwords(self) -> tuple[str, ...]:
        """Passwords to try on encrypted workbooks: the lines of the file that UNIT_RETURNS_PASSWORDS names, if it is set.

        The file lies outside `raw/`, which is published and backed up.

        Raises:
            PasswordsError: the file cannot be read.
        """
        name = os.environ.get("UNIT_RETURNS_PASSWORDS")
        if not name:
            return ()
        try:
            return tuple(line for line in Path(name).read_text(encoding="utf-8").splitlines() if line)
        except (OSError, UnicodeDecodeError) as error:
            raise PasswordsError(
                f"the file of passwords cannot be read: {error}",
                where="UNIT_RETURNS_PASSWORDS",
                remedy="name a UTF-8 text file with one password per line, or unset the variable",
            ) from error

    @property
    def warehouse(self) -> Path:
        """Everything derived."""
        return self.root / "warehouse"

    @property
    def failures(self) -> Path:
        """Why runs failed, newest last; absent as long as none did."""
        return self.warehouse / "failures.txt"

    @property
    def confirmed(self) -> Path:
        """When a night last made or confirmed a release, and which."""
        return self.warehouse / "confirmed.json"

    @property
    def unkept(self) -> Path:
        """Files that the archive could not take in the last night; absent where it took all."""
        return self.warehouse / "unkept.json"

    @property
    def backed_up(self) -> Path:
        """When a backup was last made, and where; absent as long as none was."""
        return self.warehouse / "backed_up.json"

    @property
    def reports(self) -> Path:
        """Evaluations, ready to print."""
        return self.warehouse / "reports"

    @property
    def documents(self) -> Path:
        """Evaluations as documents to hand upward, with their annexes."""
        return self.reports / "documents"

    @property
    def data_docs(self) -> Path:
        """Data Docs: web pages about every rule and what it found; begins with index.html."""
        return self.warehouse / "data_docs"

    @property
    def exports(self) -> Path:
        """Marts as files for other programs; absent where nobody asked for them."""
        return self.warehouse / "exports"

    @property
    def slips(self) -> Path:
        """What units get back: their workbooks with every fault on its cell."""
        return self.warehouse / "slips"

    @property
    def reminders(self) -> Path:
        """Letters to late units, by period, with the list for the leaders."""
        return self.warehouse / "reminders"
