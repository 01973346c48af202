"""What waits for a run: what lies in raw/returns and is not in the last release."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import duckdb

from pipelines.folders import Folders
from pipelines.intake.archive import utc_text
from pipelines.intake.arrivals import look
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
    held = _released(folders.warehouse, "select path, size_bytes, modified_at from raw.receipt")
    told = _released(folders.warehouse, "select path, reason_vi from raw.unreceived")
    arrivals, unreceived = look(folders.returns)
    files = {(arrival.name, str(arrival.size_bytes), utc_text(arrival.modified_at)) for arrival in arrivals}
    items: set[Item] = (files - held) | ({(item.path, item.reason_vi) for item in unreceived} - told)
    if not is_in_place(folders.warehouse):
        published = folders.warehouse / PUBLISHED
        items.add((PUBLISHED, str(published.stat().st_mtime_ns) if published.exists() else "missing"))
    return Waiting(tuple(sorted(items)), tuple(arrival.modified_at for arrival in arrivals))


def state_of_registers(folder: Path) -> str:
    """Short hash that changes with every change of a register, also one that is taken back."""
    found = sorted((path.name, path.stat()) for path in folder.glob("*.csv"))
    stats = [(name, about.st_size, about.st_mtime_ns, about.st_ctime_ns) for name, about in found]
    return hashlib.sha256(repr(stats).encode()).hexdigest()[:16]


def last_register_change(folder: Path) -> float:
    """When a register was last written (seconds since 1970); 0 where there is none."""
    return max((path.stat().st_mtime for path in folder.glob("*.csv")), default=0.0)


def _released(warehouse: Path, query: str) -> set[Item]:
    """Rows of the last release, as text; none where there is no release, or one that cannot be read, which a run will mend."""
    if newest_release(warehouse) is None:
        return set()
    try:
        with open_release(warehouse) as db:
            rows = db.execute(query).fetchall()
    except duckdb.Error:
        return set()
    return {
        tuple(value.isoformat(timespec="microseconds") if hasattr(value, "isoformat") else str(value) for value in row)
        for row in rows
    }
