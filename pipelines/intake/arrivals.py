"""What lies in raw/returns: files to receive, and what cannot be received. Only files are opened; links are not followed."""

import errno
import os
import re
import stat
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from pipelines.errors import ReturnsFolderError, SettlingError
from pipelines.folders import require_parent
from pipelines.language.words import say, sentence
from pipelines.workbooks.clutter import is_clutter
from pipelines.workbooks.sniff import MAX_FILE_BYTES

_KINDS = (
    (stat.S_ISLNK, sentence("this is a link (symlink), no file")),
    (stat.S_ISFIFO, sentence("this is a pipe, no file")),
    (stat.S_ISSOCK, sentence("this is a socket, no file")),
    (stat.S_ISCHR, sentence("this is a device, no file")),
    (stat.S_ISBLK, sentence("this is a device, no file")),
)
_NAMED_LIKE_A_FILE = re.compile(r"\.(xls[xmb]?|ods|csv|html?|zip)", re.IGNORECASE)
_ERRORS = {
    errno.EACCES: sentence("there is no right to read it"),
    errno.EPERM: sentence("there is no right to read it"),
    errno.ENOENT: sentence("it vanished while it was received"),
    errno.ELOOP: _KINDS[0][1],
    errno.ENAMETOOLONG: sentence("its name or path is too long"),
}
_UNSHOWABLE = re.compile(r"[\x00-\x1f\x7f\udc80-\udcff]|\\(?=x[0-9a-f]{2})")


SETTLED_SECONDS = 20.0
"""A file counts as arrived when nobody has written to it for this long."""
SETTLED = "UNIT_RETURNS_SETTLED_SECONDS"
"""Environment variable that gives another time."""
JUST_WRITTEN = sentence("it was written just now and may not be whole; it is received by the next run")


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file that can be received, as far as its folder tells."""

    path: Path
    """As the system finds it."""
    name: str
    """Below raw/returns, with '/', as `shown`."""
    size_bytes: int
    modified_ns: int

    @property
    def modified_at(self) -> float:
        """Last change, in seconds since 1970."""
        return self.modified_ns / 1e9

    def has_settled(self, seconds: float) -> bool:
        """Whether nobody has written to it for so long; a time in the future is a wrong clock, not a file being written."""
        return not 0 <= time.time() - self.modified_at < seconds


@dataclass(frozen=True, slots=True)
class Unreceived:
    """Something in raw/returns that cannot be received as it is."""

    path: str
    """Below raw/returns, with '/', as `shown`."""
    reason_vi: str


class UnreceivedError(Exception):
    """Why a file cannot be received, in Vietnamese."""


def look(folder: Path) -> tuple[list[Arrival], list[Unreceived]]:
    """What lies below `folder`: files, in order of their last change, then by name; and what is none, or is out of reach.

    What systems lay beside the files of people is passed over (`is_clutter`). A missing folder is empty.
    """
    found = list(_walk(folder))
    arrivals = [item for item in found if isinstance(item, Arrival)]
    # A folder named like a file is nothing amiss where something in it is received or told of by itself.
    full = {str(parent) for item in arrivals for parent in PurePosixPath(item.name).parents}
    unreceived = [item for item in found if isinstance(item, Unreceived) and item.path not in full]
    return (
        sorted(arrivals, key=lambda arrival: (arrival.modified_ns, arrival.name)),
        sorted(unreceived, key=lambda item: item.path),
    )


def require_folder(folder: Path) -> None:
    """See that the folder that returns are put into is there: a share that is away is no inbox without new files.

    Raises:
        ReturnsFolderError: it is not, or cannot be looked into.
        DataFolderError: not even the folder above it is.
    """
    require_parent(folder)
    try:
        os.scandir(folder).close()
    except OSError as error:
        raise ReturnsFolderError(
            f"the folder that returns are put into cannot be looked into ({error.strerror})",
            where=str(folder),
            remedy="mount the share, or make the folder and let the account that runs the night read it; then run again",
        ) from error


def settled_seconds() -> float:
    """How long nobody must have written to a file.

    Raises:
        SettlingError: the environment variable holds no number of seconds.
    """
    given = os.environ.get(SETTLED, "")
    try:
        seconds = float(given) if given else SETTLED_SECONDS
    except ValueError:
        seconds = -1
    if not 0 <= seconds <= 3600:
        raise SettlingError(f"'{given}' is no number of seconds", where=SETTLED, remedy="write one up to 3600, or unset it")
    return seconds


def wait_until_settled(folder: Path, seconds: float, say: Callable[[str], None], sleep: Callable[[float], None]) -> None:
    """Wait for files that were written just now, at most three times as long as a file takes to settle."""
    for attempt in range(3):
        young = [arrival for arrival in look(folder)[0] if not arrival.has_settled(seconds)]
        if not young:
            return
        if attempt == 0:
            say(f"{len(young)} file(s) were written less than {seconds:g} s ago: waiting until they settle")
        age = time.time() - max(arrival.modified_at for arrival in young)
        sleep(min(seconds, max(0.0, seconds - age)) + 0.1)


def read_whole(arrival: Arrival) -> bytes:
    """Content of a file that nobody writes to, at most MAX_FILE_BYTES.

    Raises:
        UnreceivedError: it is gone, out of reach, no file any more, too large, or being written.
    """
    try:
        # It may have become a link or a pipe since it was listed: a link is refused, a pipe does not block.
        descriptor = os.open(arrival.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with open(descriptor, "rb") as file:  # noqa: PTH123 a descriptor is no path
            before = os.fstat(descriptor)
            if not stat.S_ISREG(before.st_mode):
                raise UnreceivedError(_kind_vi(before.st_mode))
            content = file.read(MAX_FILE_BYTES + 1)
            after = os.fstat(descriptor)
    except OSError as error:
        raise UnreceivedError(reason_vi(error)) from error
    if len(content) > MAX_FILE_BYTES:
        raise UnreceivedError(_too_large_vi(after.st_size))
    if (before.st_mtime_ns, before.st_size) != (after.st_mtime_ns, after.st_size) or len(content) != after.st_size:
        raise UnreceivedError(say("it was being written while it was received; it is received by the next run"))
    return content


def shown(path: Path, folder: Path) -> str:
    r"""A path below `folder` as it is shown and stored: text that is always UTF-8, and another for every other name.

    Bytes that are not UTF-8 and control characters stand as '\xe1'; a backslash that would read so as '\x5c'.
    """
    name = os.fsencode(path.relative_to(folder)).decode("utf-8", "surrogateescape")
    return _UNSHOWABLE.sub(lambda found: f"\\x{ord(found[0]) & 0xFF:02x}", name)


def reason_vi(error: OSError) -> str:
    """Why something could not be opened or read."""
    known = _ERRORS.get(error.errno or 0)
    return say(known) if known else say("it cannot be read ({why})", why=error.strerror or error)


def _walk(root: Path) -> Iterator[Arrival | Unreceived]:
    folders = [root]
    while folders:
        folder = folders.pop()
        try:
            with os.scandir(folder) as listed:
                entries = list(listed)
        except FileNotFoundError:
            continue
        except OSError as error:
            yield Unreceived(shown(folder, root), say("folder: {why}", why=reason_vi(error)))
            continue
        for entry in entries:
            if is_clutter(entry.name):
                continue
            try:
                about = entry.stat(follow_symlinks=False)
            except OSError as error:
                yield Unreceived(shown(Path(entry.path), root), reason_vi(error))
                continue
            if stat.S_ISDIR(about.st_mode):
                folders.append(Path(entry.path))
            if found := _judged(Path(entry.path), root, about):
                yield found


def _judged(path: Path, root: Path, about: os.stat_result) -> Arrival | Unreceived | None:
    """None for a folder that is named like one; its files are looked at in any case."""
    name = shown(path, root)
    if stat.S_ISDIR(about.st_mode):
        if _NAMED_LIKE_A_FILE.fullmatch(path.suffix):
            return Unreceived(name, say("this is a folder named like a file; the files in it are received on their own"))
        return None
    if not stat.S_ISREG(about.st_mode):
        return Unreceived(name, _kind_vi(about.st_mode))
    if about.st_size > MAX_FILE_BYTES:
        return Unreceived(name, _too_large_vi(about.st_size))
    if not os.access(path, os.R_OK):
        return Unreceived(name, say(_ERRORS[errno.EACCES]))
    return Arrival(path, name, about.st_size, about.st_mtime_ns)


def _kind_vi(mode: int) -> str:
    return next((say(said) for is_kind, said in _KINDS if is_kind(mode)), say("this is no file"))


def _too_large_vi(size: int) -> str:
    return say(
        "the file has {size} MB, above the limit of {most} MB", size=f"{size / 1024**2:.0f}", most=MAX_FILE_BYTES // 1024**2
    )
