"""The journals beside that of receipts: of registers, of freezes and of publications."""

from pathlib import Path

from pipelines.intake.contracts import FREEZE, PUBLICATION, REGISTER_STATE
from pipelines.intake.freezes import Freeze, Freezes
from pipelines.intake.publications import Publication, Publications
from pipelines.intake.register_archive import RegisterArchive, State
from pipelines.intake.witness import land_lines, landed_lines
from pipelines.warehouse import Build


def mend_journals(build: Build, archive: Path) -> None:
    """Put them right where they are damaged, cut or gone, as far as what was landed tells; the build tells what was done.

    A release whose publication a crash kept out of the journal is entered.
    """
    publications = Publications(archive)
    build.repairs += RegisterArchive(archive).mend_journal(landed_lines(build, REGISTER_STATE, State))
    build.repairs += Freezes(archive).mend_journal(landed_lines(build, FREEZE, Freeze))
    build.repairs += publications.mend_journal(landed_lines(build, PUBLICATION, Publication))
    publications.enter(build.folder)


def land_journals(build: Build, archive: Path, key: str) -> None:
    """Fill their tables, and note that they were made of `key`."""
    with build.transaction() as db:
        land_lines(db, REGISTER_STATE, RegisterArchive(archive).states())
        land_lines(db, FREEZE, Freezes(archive).journal.read())
        land_lines(db, PUBLICATION, Publications(archive).journal.read())
        build.made.note([REGISTER_STATE.name, FREEZE.name, PUBLICATION.name], key)
