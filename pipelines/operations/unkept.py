"""Files that came and that the archive could not take: a fault of this machine, so its operator is told."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from pipelines.errors import remedy_of_the_system
from pipelines.folders import Folders, write_whole
from pipelines.operations.alarms import Alarm

_LISTED = 5
_REMEDY = "see to what the system says (space on the disk, rights, the disk itself)"


def note_unkept(folders: Folders, unkept: Sequence[tuple[str, OSError]]) -> None:
    """Note for `make watch` what the archive could not take in this night; where it took all, the note is gone."""
    if unkept:
        noted = [(path, error.strerror or str(error), str(_place_of(error, folders))) for path, error in unkept]
        write_whole(folders.unkept, json.dumps(noted, ensure_ascii=False).encode())
    else:
        folders.unkept.unlink(missing_ok=True)


def _place_of(error: OSError, folders: Folders) -> Path:
    """Folder that did not take what was to be written: of a move, the one that it leads to."""
    named = error.filename2 or error.filename
    return Path(named).parent if isinstance(named, str | Path) else folders.archive


def unkept_alarms(folders: Folders) -> Iterator[Alarm]:
    """One alarm for each thing that the system said: further files and folders of the same cause are no other."""
    try:
        unkept = [(path, why, where) for path, why, where in json.loads(folders.unkept.read_text(encoding="utf-8"))]
    except (OSError, ValueError, TypeError):  # not there, or damaged: the next night notes it anew
        return
    for said in dict.fromkeys(why for _, why, _ in unkept):
        paths = [path for path, why, _ in unkept if why == said]
        places = list(dict.fromkeys(where for _, why, where in unkept if why == said))
        first = ", the first" if len(paths) > _LISTED else ""
        more = f" and {len(places) - _LISTED} more" if len(places) > _LISTED else ""
        listed = "".join(f"\n  {path}" for path in paths[:_LISTED])
        yield Alarm(
            "archive",
            f"unkept {hashlib.sha256(said.encode()).hexdigest()}",
            f"{len(paths)} file(s) that came could not be archived",
            f"{len(paths)} file(s) in raw/returns could not be archived ({said}){first}:{listed}\n"
            f"Where: {', '.join(places[:_LISTED])}{more}\n"
            f"Remedy: {remedy_of_the_system(said) or _REMEDY}; the next night receives them. Their units have nothing to mend",
        )
