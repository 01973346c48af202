"""Whether the archive still holds what is about to be used; what it lost is put back where the same file still lies around."""

import hashlib
from collections.abc import Container, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from pipelines.errors import ArchiveError
from pipelines.intake.archive import Archive, Receipt
from pipelines.intake.arrivals import UnreceivedError, look, read_whole, require_folder
from pipelines.reference.documents import registers_in

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
    for receipt in archive.journal.examine().readable if faults else ():
        if receipt.file_sha256 in faults:
            names.setdefault(receipt.file_sha256, receipt.path)
    told = []
    for file_sha256, content in _lying_around(returns_folder, faults) if faults else ():
        with suppress(OSError):  # what cannot be written stays a fault
            archive.keep(file_sha256, content)
            told.append(f"the archived content of {names.get(file_sha256, file_sha256)} {faults.pop(file_sha256)}")
    return names, faults, as_repairs(told)


def as_repairs(put_back: Sequence[str]) -> list[str]:
    """What is told of contents that were put back from raw/returns: of the first each, and how many more."""
    repairs = [f"{line}; put back from raw/returns" for line in put_back[:NAMED]]
    if len(put_back) > NAMED:
        repairs.append(f"and of {len(put_back) - NAMED} more archived contents; put back from raw/returns")
    return repairs


def mend_journal(archive: Archive, landed: Sequence[Receipt], returns_folder: Path, *, all_landed: bool = False) -> list[str]:
    """Put the journal right as far as the receipts that were landed tell, and what it names then; one line each.

    Args:
        archive: whose journal it is.
        landed: receipts that were landed.
        returns_folder: where the same files may still lie.
        all_landed: whether those are all that there were: the build file has them, and not an older release alone.

    Raises:
        ReturnsFolderError: the inbox is away.
        DataFolderError: so is the archive: a journal written now would lie in a void, and in the way when the disk is back.
        ArchiveError: contents lie there of which no receipt is left, and nothing tells that none was lost.
    """
    require_folder(returns_folder)
    told = _require_receipts(archive, {receipt.file_sha256 for receipt in landed}, returns_folder, all_landed=all_landed)
    if mended := archive.mend_journal(landed):
        names, faults, repairs = put_back(archive, {receipt.file_sha256 for receipt in archive.receipts()}, returns_folder)
        told += [*mended, *repairs]
        if faults:
            lost = f"{len(faults)} archived content(s) are damaged or missing, first {names[next(iter(faults))]}"
            told.append(f"{lost}: restore raw/archive/objects from a backup; `make verify-archive` names all")
    return told


def _require_receipts(archive: Archive, landed: Container[str], returns_folder: Path, *, all_landed: bool) -> list[str]:
    """See that what was archived and no receipt is left of lies around still, to be received anew: else units would count as
    missing that have reported. What a run left that was killed while it received was never received: it is set aside."""
    left, lost = ([each for each in unnamed if each not in landed] for unnamed in archive.unnamed())
    if not left and not lost:
        return []
    around = {file_sha256 for file_sha256, _ in _lying_around(returns_folder, [*left, *lost])}
    around |= {hashlib.sha256(path.read_bytes()).hexdigest() for path in registers_in(returns_folder.parent / "reference")}
    gone = [file_sha256 for file_sha256 in lost if file_sha256 not in around]
    if gone and not all_landed:
        raise ArchiveError(
            f"no receipt is left of {len(gone)} archived content(s) that do not lie in raw/returns either ({_first(gone)}): "
            "units that have reported would count as missing, so nothing is published",
            where=str(archive.journal.path),
            remedy="restore receipts.jsonl and registers.jsonl from a backup; where there is none, put those contents into "
            "raw/returns again (`make verify-archive` names them), or move them out of raw/archive/objects to go on without",
        )
    told = []
    if len(gone) < len(lost):
        told.append(
            f"no receipt is left of {len(lost) - len(gone)} archived content(s); they still lie in raw/returns or "
            "raw/reference, and are received anew"
        )
    if never := [*(file_sha256 for file_sha256 in left if file_sha256 not in around), *gone]:
        kept = {archive.set_aside(file_sha256).parent for file_sha256 in never}
        told.append(
            f"{len(never)} archived content(s) were never received, for a run was killed, and lie in raw/returns no more "
            f"({_first(never)}); moved to {kept.pop()}: what is still wanted of them, put into raw/returns again"
        )
    archive.settle()
    return told


def _first(contents: Sequence[str]) -> str:
    return ", ".join(file_sha256[:12] for file_sha256 in contents[:NAMED]) + ", …" * (len(contents) > NAMED)


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
