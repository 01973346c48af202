"""Why figures changed between two releases: what came between is applied step by step, and figures are made after each.

<warehouse>/releases/why/why.duckdb              parts of each change and causes, by SQL, of all that were asked for
<warehouse>/releases/why/<earlier>-<later>.html  the same of two releases to read, in the office's language

They may be deleted at any time.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from pipelines import queries
from pipelines.as_of import FIGURES, build_again, work_folder
from pipelines.errors import NotMadeAgainError, WhyError
from pipelines.folders import Folders, require_parent
from pipelines.intake.causes import METHOD, Cause, Step, Told, between, joined, steps, that_load
from pipelines.intake.past import Past
from pipelines.intake.publications import Publication, Publications
from pipelines.reports.change_page import write_change_page
from pipelines.reports.changes import Changes, changes, figures_at, told_by_receipts, write_tables
from pipelines.warehouse import open_release
from pipelines.warehouse.build import BUILD, locked
from pipelines.warehouse.connection import connect
from pipelines.warehouse.files import replace_durably
from pipelines.warehouse.signature import code_version

FOLDER = "releases/why"
_EXAMPLE = "make why FROM=12 TO=14"


@dataclass(frozen=True)
class Why:
    """A change that was taken apart."""

    earlier: Publication
    later: Publication
    path: Path
    """File that holds it, beside those of other pairs."""
    made: Changes
    built_count: int
    """States that were made again for it."""


def make_why(folders: Folders, earlier: str, later: str, say: Callable[[str], None] = lambda _: None) -> Why:
    """Take the change of every figure between two releases apart by what came between them.

    Args:
        folders: the installation; a night may run meanwhile, and is not disturbed.
        earlier: release, by its name or its number; the one before the later one where it is empty.
        later: likewise; the last one where it is empty.
        say: told what is made again.

    Raises:
        WhyError: they are no two releases of the journal, or nothing is noted of what one of them said.
        AsOfError: a content of a state between them is missing.
        ArchiveError: a journal is damaged, or a content is missing.
        WarehouseBusyError: another state is being made.
    """
    require_parent(folders.archive)
    first, last = _two(Publications(folders.archive).journal.read(), earlier.strip(), later.strip())
    begin, end = between(folders.archive, first.publication_id, last.publication_id)
    with open_release(folders.warehouse) as db:
        is_noted = "marts.vintage" in queries.columns(db)
        said = [figures_at(db, line.publication_id) if is_noted else pa.table({}) for line in (first, last)]
        if not all(map(len, said)):
            raise WhyError(
                "nothing is noted of what one of these releases said: a version without marts.vintage made it",
                where=f"releases {first.publication_id} and {last.publication_id}",
                remedy=f"run `make nightly`, and name two of which marts.vintage tells: {_EXAMPLE}",
            )
        applied, to_build = _plan(folders.archive, begin, end, told_by_receipts(db, first.receipt_count))
        applied, built = _built(folders, applied, to_build, say)
        made = changes(db, applied, [said[0], *built, said[1]], run_at=last.run_at)
    path = folders.warehouse / FOLDER / "why.duckdb"
    with locked(path.parent, 0):
        part = path.with_suffix(".part")
        part.unlink(missing_ok=True)
        write_tables(made, first.publication_id, last.publication_id, part, held=path)
        replace_durably(part, path)
    page = path.with_name(f"{first.publication_id}-{last.publication_id}.html")
    write_change_page(made, first.release_id, last.release_id, page)
    return Why(first, last, path, made, len(built))


def tell_why(folders: Folders, earlier: str, later: str, say: Callable[[str], None]) -> None:
    """`make_why`, and say what each step is and changes; raises as that does."""
    found = make_why(folders, earlier, later, say)
    say(f"{found.path}")
    say(f"  from release {found.earlier.publication_id} ({found.earlier.release_id})")
    say(f"  to release   {found.later.publication_id} ({found.later.release_id}); {found.built_count} state(s) made again")
    numbers = dict.fromkeys(cause["step_number"] for cause in found.made.causes)
    for number in numbers:
        causes = [cause for cause in found.made.causes if cause["step_number"] == number]
        parts = [part for part in found.made.parts if part["step_number"] == number]
        reason = joined(cause["reason"] for cause in causes)
        results = sum(part["target_version_id"] is not None for part in parts)
        changed = f"{results:>4} result(s)  {len(parts) - results:>5} total(s)"
        say(f"  {number:>2}  {reason:<24} {len(causes):>5} cause(s)  {changed}")


def _two(published: Sequence[Publication], earlier: str, later: str) -> tuple[Publication, Publication]:
    last = _named(published, later) if later else published[-1] if published else None
    before = published[: last.publication_id - 1] if last else []
    first = _named(published, earlier) if earlier else before[-1] if before else None
    if first is None or last is None or first.publication_id >= last.publication_id:
        raise WhyError(
            "fewer than two releases are in the journal" if len(published) < 2 else "FROM is no release before TO",
            where=f"FROM={earlier} TO={later}",
            remedy=f"name an earlier and a later one by name or number: {_EXAMPLE}",
        )
    return first, last


def _named(published: Sequence[Publication], name: str) -> Publication:
    """A release by its number or its name, of which the beginning is enough where no other begins so."""
    found = [
        line
        for line in published
        if name == str(line.publication_id) or (len(name) > len("20260101") and line.release_id.startswith(name))
    ]
    if len(found) != 1:
        raise WhyError(
            f"'{name}' names {'no release' if not found else 'several releases'}",
            where="FROM, TO",
            remedy=f"name one as marts.release (release_id) or marts.vintage (from_release) tell: {_EXAMPLE}",
        )
    return found[0]


def _plan(
    archive: Path, begin: Past, end: Past, told: Mapping[int, Collection[Told]]
) -> tuple[list[Sequence[Cause]], list[Past]]:
    """Causes of each step, and the states that must be made again: all but the first and the last, which were published.

    What this code makes otherwise of the earlier release's inputs, or of the later one's, is a step of its own.
    """
    now = code_version()
    first, last = ([Cause(METHOD, known.last.code_version, "changed")] if known.last else [] for known in (begin, end))
    is_old, is_other = (not step or step[0].cause_id != now for step in (first, last))
    found = steps(archive, begin, end, told)
    if not found:
        return [first if first != last else []], []
    found = that_load([*([Step(first, begin)] if is_old else []), *found], archive)
    applied, states = [step.causes for step in found], [step.known for step in found]
    return ([*applied, last], states) if is_other else (applied, states[:-1])


def _built(
    folders: Folders, applied: Sequence[Sequence[Cause]], known: Sequence[Past], say: Callable[[str], None]
) -> tuple[list[Sequence[Cause]], list[pa.Table]]:
    """Figures after the first steps, of states of the archive that are each made again on top of the one before.

    A step after which nothing can be made is one with the next: a rule that stops a release may need what came with it.
    """
    steps, found = list(applied), list[pa.Table]()
    if not known:
        return steps, found
    with work_folder(folders) as work:
        for number, state in enumerate(known, 1):
            place = len(found)
            say(f"  making state {number} of {len(known)}: {joined(cause.reason for cause in steps[place])}")
            try:
                then = build_again(state, folders.archive, work, FIGURES)
            except NotMadeAgainError as error:
                say(f"  it cannot be told apart from what comes next: {str(error).splitlines()[0]}")
                steps[place : place + 2] = [[*steps[place], *steps[place + 1]]]
                continue
            with connect(then.warehouse / BUILD, read_only=True) as db:
                found.append(db.table("core.figure_said").to_arrow_table())
    return steps, found
