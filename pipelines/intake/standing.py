"""What stands on the registers, and whether they still hold it up."""

from collections.abc import Sequence
from pathlib import Path

import duckdb

from pipelines import queries
from pipelines.errors import RegisterError
from pipelines.intake.register_archive import RegisterArchive
from pipelines.reference.history import Archived, Standing, vanished
from pipelines.reference.load import Loaded
from pipelines.reference.reading import read_archived
from pipelines.warehouse import Build, newest_release, open_release

_UNKNOWN = " (no release can be read here, so whatever was received may stand on it)"


def refuse_vanished(build: Build, archive: RegisterArchive, loaded: Loaded, folder: Path) -> None:
    """Compare registers with their last archived state; before the first there is nothing to compare.

    Args:
        build: as the last run left it; what was landed there, or is in the last release, stands on the registers.
        archive: earlier states.
        loaded: the registers of this run.
        folder: where they lie, for the error.

    Raises:
        RegisterError: a line is gone, or ended too early, although figures or findings stand on it.
    """
    last = {name: held for name, held in archive.last(loaded.contents).items() if name in loaded.records}
    if all(loaded.contents[name] == content for name, (_, content) in last.items()):
        return
    before = Archived(
        {name: read_archived(name, content) for name, (_, content) in last.items()},
        {name: state.loaded_at for name, (state, _) in last.items()},
    )
    withdrawal = loaded.records.get("withdrawal")
    withdrawn = [record.fields["file_sha256"].lower() for record in withdrawal.rows] if withdrawal else []
    standing = _standing(build, withdrawn)
    if standing is None and archive.archive.receipts():
        faults = [fault + _UNKNOWN for fault in vanished(before, loaded.records, before.everything())]
    else:
        faults = vanished(before, loaded.records, standing or Standing())
    if faults:
        raise RegisterError(faults, where=str(folder))


def _standing(build: Build, withdrawn: Sequence[str]) -> Standing | None:
    """What the build and the last release hold: a run that was killed may have left a build with less."""
    found = [landed(build.db, withdrawn)]
    if newest_release(build.folder):
        try:
            with open_release(build.folder) as db:
                found.append(landed(db, withdrawn))
        except duckdb.Error:
            # It is damaged, and publication will say so: until then nobody knows what it held.
            return None
    known = [standing for standing in found if standing]
    return Standing.united(known) if known else None


def landed(db: duckdb.DuckDBPyConnection, withdrawn: Sequence[str]) -> Standing | None:
    """What the build holds; None when returns were never landed in it.

    Args:
        db: the build.
        withdrawn: contents that no longer count, by their hashes or the beginnings of them.
    """
    tables = queries.columns(db).keys()
    if not {"raw.return", "raw.entry"} <= tables:
        return None
    contents = [content for (content,) in queries.distinct(db, "raw.return", "file_sha256")] if withdrawn else []
    held_up: dict[str, set[tuple[str, str]]] = {"return": set(), "line": set(), "rating": set()}
    out = [content for content in contents if content.startswith(tuple(withdrawn))]
    for what, *pair in queries.tuples(db, "intake/held_up", out=out):
        held_up[what].add((pair[0], pair[1]))
    of_finding = ("rule_id", "period_id", "indicator_id")
    return Standing(
        returns=held_up["return"],
        lines=held_up["line"],
        ratings=held_up["rating"],
        findings=set(queries.distinct(db, "quality.finding", *of_finding)) if "quality.finding" in tables else set(),
    )
