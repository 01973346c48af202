"""The journals beside that of receipts: of registers, of freezes, of reminders and of publications."""

from pathlib import Path

from pipelines import queries
from pipelines.intake.contracts import FREEZE, PUBLICATION, PUBLISHED_FIGURE, REGISTER_STATE, REMINDER
from pipelines.intake.freezes import Freeze, Freezes
from pipelines.intake.publications import Publication, Publications
from pipelines.intake.register_archive import RegisterArchive, State
from pipelines.intake.reminders import Reminder, Reminders
from pipelines.intake.witness import land_lines, landed_lines
from pipelines.warehouse import Build
from pipelines.warehouse.build import row_counts

_SAYS_SINCE_WHEN = "core.figure_vintage"
"""Table that names the instant of the run that made the release, of which nothing else is made."""


def mend_journals(build: Build, archive: Path) -> None:
    """Put them right where they are damaged, cut or gone, as far as what was landed tells; the build tells what was done.

    A release whose publication a crash kept out of the journal is entered.
    """
    publications = Publications(archive)
    states, freezes, reminders, published = landed_lines(
        build, (REGISTER_STATE, State), (FREEZE, Freeze), (REMINDER, Reminder), (PUBLICATION, Publication)
    )
    build.repairs += RegisterArchive(archive).mend_journal(states)
    build.repairs += Freezes(archive).mend_journal(freezes)
    build.repairs += Reminders(archive).mend_journal(reminders)
    build.repairs += publications.mend_journal(published)
    publications.enter(build.folder)


def land_journals(build: Build, archive: Path, key: str) -> None:
    """Fill their tables, and note that they were made of `key`; what was published is only added to."""
    publications = Publications(archive)
    lines = publications.journal.read()
    with build.transaction() as db:
        land_lines(db, REGISTER_STATE, RegisterArchive(archive).states())
        land_lines(db, FREEZE, Freezes(archive).journal.read())
        land_lines(db, REMINDER, Reminders(archive).journal.read())
        landed = _landed(build)
        if landed != len(lines) or not landed:
            after = landed if landed < len(lines) else 0
            build.repairs += publications.restore(db, PUBLISHED_FIGURE, build.folder, after=after)
        land_lines(db, PUBLICATION, lines)
        if _is_unpublished(build, len(lines)):
            build.made.forget([_SAYS_SINCE_WHEN])
        build.made.note([each.name for each in (REGISTER_STATE, FREEZE, REMINDER, PUBLICATION, PUBLISHED_FIGURE)], key)


def _landed(build: Build) -> int:
    """How many publications the figures are of that the build has, where they stand as they were landed."""
    stand = all(build.made.since(table.name) for table in (PUBLICATION, PUBLISHED_FIGURE))
    return row_counts(build.db, {PUBLICATION.name: {}})[PUBLICATION.name] if stand else 0


def _is_unpublished(build: Build, published: int) -> bool:
    """Whether a run before said figures first and came to no release: the one that does says them, at its own instant."""
    if _SAYS_SINCE_WHEN not in queries.columns(build.db):
        return False
    ((count,),) = queries.tuples(build.db, "intake/unpublished_figures", published=published)
    return bool(count)
