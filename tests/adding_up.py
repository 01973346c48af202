"""What `make why` wrote of a change, beside what the two releases say."""

from decimal import Decimal

import duckdb

from pipelines.folders import Folders
from pipelines.reports.changes import figures_at
from pipelines.warehouse import open_release
from pipelines.why import Why


def adds_up(folders: Folders, why: Why) -> dict[str, Decimal | None]:
    """The parts of each figure's change add up to it; none has a value where a release has no number. Gives their sums."""
    with open_release(folders.warehouse) as db:
        before, after = (
            {row["figure_key"]: row["value"] for row in figures_at(db, line.publication_id).to_pylist()}
            for line in (why.earlier, why.later)
        )
    with duckdb.connect(str(why.path), read_only=True) as db:
        parts = dict(
            db.execute(
                "select figure_key, sum(part_value) from change_part where (from_release, to_release) = (?, ?) group by all",
                [why.earlier.publication_id, why.later.publication_id],
            ).fetchall()
        )
    for key in before.keys() | after.keys():
        was, now = before.get(key), after.get(key)
        if was is None or now is None:
            assert parts.get(key) is None, key
        else:
            assert (parts.get(key) or 0) == now - was, key
    return parts
