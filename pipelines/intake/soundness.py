"""Whether the archive still holds what is about to be used; what it lost is put back where the same file still lies around."""

import hashlib
from collections.abc import Container, Iterable, Mapping, Sequence
from pathlib import Path

from pipelines.errors import ArchiveError
from pipelines.intake.archive import Archive, Receipt
from pipelines.intake.arrivals import UnreceivedError, look, read_whole, require_folder

NAMED = 5
"""Damaged contents that a fault names; `make verify-archive` names all."""


def require_sound(
    archive: Archive, contents: Iterable[str], landed: Container[str], returns_folder: Path
) -> tuple[list[str], list[str]]:
    """See that contents are what was received; one that is not is put back from raw/returns where the same file lies there.

    Args:
        archive: where the contents lie.
        contents: those that are to be read.
        landed: those of which something was landed before, by another reader or by other registers.
        returns_folder: where the same files may still lie.

    Returns:
        standing: contents that are damaged or missing, so that what was landed of them stands.
        told: what was put back and what stands: one line each.

    Raises:
        ArchiveError: contents are missing or changed and nothing was landed of them: the warehouse's fault and no unit's, so
            nothing is read in their place.
    """
    names, faults, told = put_back(archive, contents, returns_folder)
    lost = [file_sha256 for file_sha256 in faults if file_sha256 not in landed]
    if lost:
        raise ArchiveError(
            f"{len(lost)} archived content(s) that must be read are damaged, and nothing was landed of them before: "
            f"{_listed(lost, names, faults)}",
            where=str(archive.object_path(lost[0])),
            remedy="restore raw/archive/objects from a backup, or put the same files into raw/returns again, and run again; "
            "`make verify-archive` names all that are damaged",
        )
    if faults:
        told.append(
            f"{len(faults)} archived content(s) are damaged, so what was landed of them before stands: "
            f"{_listed(list(faults), names, faults)}; restore raw/archive/objects from a backup, and the next run reads them"
        )
    return list(faults), told


def _listed(contents: Sequence[str], names: Mapping[str, str], faults: Mapping[str, str]) -> str:
    more = f", and {len(contents) - NAMED} more" if len(contents) > NAMED else ""
    return "; ".join(f"{names.get(content, content)} {faults[content]}" for content in contents[:NAMED]) + more


def put_back(
    archive: Archive, contents: Iterable[str], returns_folder: Path
) -> tuple[dict[str, str], dict[str, str], list[str]]:
    """Put contents that are damaged or missing back from raw/returns, where the same files lie there.

    Returns:
        names: path by which each damaged content was received first, by its hash.
        faults: what is wrong with those that could not be put back, by their hashes.
        repairs: what was put back, one line each.
    """
    faults = {file_sha256: fault for file_sha256 in contents if (fault := archive.fault(file_sha256))}
    names: dict[str, str] = {}
    for receipt in archive.receipts() if faults else ():
        if receipt.file_sha256 in faults:
            names.setdefault(receipt.file_sha256, receipt.path)
    told = []
    for file_sha256, content in _lying_around(returns_folder, faults) if faults else ():
        archive.keep(file_sha256, content)
        told.append(f"the archived content of {names.get(file_sha256, file_sha256)} {faults.pop(file_sha256)}")
    repairs = [f"{line}; put back from raw/returns" for line in told[:NAMED]]
    if len(told) > NAMED:
        repairs.append(f"and of {len(told) - NAMED} more archived contents; put back from raw/returns")
    return names, faults, repairs


def mend_journal(archive: Archive, landed: Sequence[Receipt], returns_folder: Path) -> list[str]:
    """Put the journal right as far as the receipts that were landed tell, and what it names then; one line each.

    Raises:
        ReturnsFolderError: the inbox is away.
        DataFolderError: so is the archive: a journal written now would lie in a void, and in the way when the disk is back.
        ArchiveError: nothing was landed that could tell, and contents lie there of which no receipt is left.
    """
    require_folder(returns_folder)
    told = [] if landed else _require_receipts(archive, returns_folder)
    told += archive.mend_journal(landed)
    if not told:
        return []
    names, faults, repairs = put_back(archive, {receipt.file_sha256 for receipt in archive.receipts()}, returns_folder)
    if faults:
        lost = f"{len(faults)} archived content(s) are damaged or missing, first {names[next(iter(faults))]}"
        repairs.append(f"{lost}: restore raw/archive/objects from a backup; `make verify-archive` names all")
    return [*told, *repairs]


def _require_receipts(archive: Archive, returns_folder: Path) -> list[str]:
    """See that what was archived and no receipt is left of lies around still, to be received anew: else units would count as
    missing that have reported. A run that was killed while it received leaves such contents too, and their files lie there."""
    unnamed = archive.unnamed_since_last_receipt()
    if not unnamed:
        return []
    around = {file_sha256 for file_sha256, _ in _lying_around(returns_folder, unnamed)}
    around |= {hashlib.sha256(path.read_bytes()).hexdigest() for path in (returns_folder.parent / "reference").glob("*.csv")}
    if lost := [file_sha256 for file_sha256 in unnamed if file_sha256 not in around]:
        listed = ", ".join(file_sha256[:12] for file_sha256 in lost[:NAMED]) + ", …" * (len(lost) > NAMED)
        raise ArchiveError(
            f"no receipt is left of {len(lost)} archived content(s) that do not lie in raw/returns either ({listed}): units "
            "that have reported would count as missing, so nothing is published",
            where=str(archive.journal.path),
            remedy="restore receipts.jsonl and registers.jsonl from a backup; where there is none, put those contents into "
            "raw/returns again (`make verify-archive` names them), or move them out of raw/archive/objects to go on without",
        )
    return [f"no receipt is left of {len(unnamed)} archived content(s); they lie in raw/returns, and are received anew"]


def _lying_around(returns_folder: Path, wanted: Iterable[str]) -> list[tuple[str, bytes]]:
    """Those of the contents that a file in raw/returns has, with the bytes."""
    left, found = set(wanted), []
    for arrival in look(returns_folder)[0]:
        if not left:
            break
        try:
            content = read_whole(arrival)
        except UnreceivedError:
            continue  # told where it was to be received
        file_sha256 = hashlib.sha256(content).hexdigest()
        if file_sha256 in left:
            left.remove(file_sha256)
            found.append((file_sha256, content))
    return found
