"""What waits for a run: what lies in raw/returns and is not in the last release."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import duckdb

from pipelines import queries
from pipelines.folders import Folders
from pipelines.intake.archive import utc_text
from pipelines.intake.arrivals import Arrival, UnreceivedError, look, read_whole
from pipelines.journal import as_text
from pipelines.reference.documents import registers_in
from pipelines.warehouse import PUBLISHED, is_in_place, newest_release, open_release

REGISTERS = "registers"
"""Tag of a run: how the registers stood when it read them (`state_of_registers`)."""
Item = tuple[str, ...]
"""Path below raw/returns and what tells its states apart: the same as long as nothing changes."""


@dataclass(frozen=True)
class Waiting:
    """What a run would bring."""

    items: tuple[Item, ...]
    """Files that the last release does not hold, what it does not yet tell as not receivable, and a published file that is
    not that release; sorted."""
    written_at: tuple[float, ...]
    """When each file in raw/returns was last written (seconds since 1970)."""


def waiting(folders: Folders) -> Waiting:
    """Compare what lies in raw/returns with what the last release holds: received is not yet published."""
    held = {path: stood for path, *stood in _released(folders.warehouse, "intake/last_receipt")}
    told = _released(folders.warehouse, "intake/unreceived")
    arrivals, unreceived = look(folders.returns)
    items: set[Item] = set()
    items.update({(item.path, item.reason_vi) for item in unreceived} - told)
    for arrival in arrivals:
        if not _is_held(arrival, held.get(arrival.name)):
            items.add((arrival.name, str(arrival.size_bytes), utc_text(arrival.modified_at)))
    if not is_in_place(folders.warehouse):
        published = folders.warehouse / PUBLISHED
        items.add((PUBLISHED, str(published.stat().st_ctime_ns) if published.exists() else "missing"))
    return Waiting(tuple(sorted(items)), tuple(arrival.modified_at for arrival in arrivals))


def _is_held(arrival: Arrival, stood: Sequence[str] | None) -> bool:
    """Whether a file is what its path held at its last receipt (size, last change, hash), also if only touched."""
    if stood is None or stood[0] != str(arrival.size_bytes):
        return False
    if stood[1] == utc_text(arrival.modified_at):
        return True
    try:
        return _hash(arrival) == stood[2]
    except UnreceivedError:
        return False


@lru_cache(maxsize=100_000)
def _hash(arrival: Arrival) -> str:
    """SHA-256 of a file; each state of a file is read once, however often the sensor looks."""
    return hashlib.sha256(read_whole(arrival)).hexdigest()


def state_of_registers(folder: Path) -> str:
    """Short hash that changes with every change of a register, also one that is taken back."""
    found = sorted((path.name, path.stat()) for path in registers_in(folder))
    stats = [(name, about.st_size, about.st_mtime_ns, about.st_ctime_ns) for name, about in found]
    return hashlib.sha256(repr(stats).encode()).hexdigest()[:16]


def last_register_change(folder: Path) -> float:
    """When a register was last written (seconds since 1970); 0 where there is none."""
    return max((path.stat().st_mtime for path in registers_in(folder)), default=0.0)


def _released(warehouse: Path, query: str) -> set[Item]:
    """Rows of a query, as text; none where there is no release, or one that cannot be read, which a run will mend."""
    if newest_release(warehouse) is None:
        return set()
    try:
        with open_release(warehouse) as db:
            rows = queries.tuples(db, query)
    except duckdb.Error:
        return set()
    return {tuple(map(as_text, row)) for row in rows}
