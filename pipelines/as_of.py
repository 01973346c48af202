"""The warehouse as it was known at an instant: the nightly's own assets on the archive as it was then.

<warehouse>/as_of/<instant>.duckdb   what came out, read-only; it may be deleted at any time
<warehouse>/as_of/.work              the installation as it was, while it is made or where that failed
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import dagster as dg

from pipelines.assets.faults import reasons
from pipelines.assets.publication import RELEASE
from pipelines.definitions import definitions_of
from pipelines.errors import AsOfError, NotMadeAgainError
from pipelines.folders import PROJECT, Folders, remove_folder, require_parent
from pipelines.intake.past import Past, lay_out, past
from pipelines.intake.publications import Publication, Publications
from pipelines.language.words import use, words
from pipelines.reference import readable_time_zone
from pipelines.warehouse import last_release
from pipelines.warehouse.build import locked
from pipelines.warehouse.differing import differing_tables
from pipelines.warehouse.files import replace_durably
from pipelines.warehouse.signature import code_version

FOLDER = "as_of"
_WORK = ".work"
_WITHOUT_PAGES = dg.AssetSelection.all() - dg.AssetSelection.groups("publication", "operations") | dg.AssetSelection.assets(
    RELEASE
)
"""Everything that a release is made of, and itself."""
FIGURES = dg.AssetSelection.all() - dg.AssetSelection.groups("publication", "operations", "marts")
"""Everything that says what targets and indicators come to."""
_QUIET = {"loggers": {"progress": {"config": {"is_quiet": True}}}}
"""A line for each step of each state would hide what came out."""


@dataclass(frozen=True)
class AsOf:
    """A past state that was made again."""

    path: Path
    """Its file."""
    known: Past
    release_id: str
    """The instant, and the first digits of the fingerprint of its content."""
    differing: list[str] | None
    """Tables that are not those of the release published last by then; None where that file is not at hand."""

    @property
    def is_the_release(self) -> bool:
        """Whether it is, row for row, the release that was published last by then."""
        return self.known.last is not None and _content(self.known.last.release_id) == _content(self.release_id)

    @property
    def is_wrong(self) -> bool:
        """Whether it should be the release that was published last by then and is not: this code made that, of just this."""
        last = self.known.last
        is_by_this_code = last is not None and last.code_version == code_version()
        return self.known.is_of_release and is_by_this_code and not self.is_the_release

    @property
    def told(self) -> str:
        """What it is, in a line, and where it differs from what was published, in another."""
        last, since = self.known.last, self.known.since_last
        if last is None:
            return "No release was published by then."
        named = f"release {last.release_id}, published {last.published_at}Z"
        if self.is_the_release:
            return f"It is {named}, row for row."
        why = []
        if any(since):
            why.append("{} file(s), {} state(s) of registers, {} freeze(s) and {} reminder(s) had come since".format(*since))
        if last.code_version != code_version():
            why.append(f"version {last.code_version} made it, and this is {code_version()}")
        which = f"; other rows in {', '.join(self.differing)}" if self.differing else ""
        if not why:
            why = ["this version made it, and makes it otherwise now" if self.is_wrong else "the day is another"]
        return f"It is not {named}: {', and '.join(why)}{which}."


def instant(text: str, zone: ZoneInfo) -> datetime:
    """An instant as a person writes it, '2023-07-31T02:00': in the office's time zone unless it says its offset.

    Raises:
        AsOfError: it is none.
    """
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise AsOfError(
            f"'{text}' is no instant" if text.strip() else "no instant is given",
            where="AT",
            remedy=f"write it as AT=2023-07-31T02:00, of {zone.key}, or with its offset: AT=2023-07-31T02:00+07:00",
        ) from error
    return at if at.tzinfo else at.replace(tzinfo=zone)


def make_as_of(folders: Folders, text: str, now: datetime) -> AsOf:
    """Make the warehouse as it was known at an instant; a night may run meanwhile, and is not disturbed.

    Raises:
        AsOfError: the instant is none, in the future or before all that is known, a content is missing, or a step failed.
        ArchiveError: a journal is damaged.
        WarehouseBusyError: another state is being made.
    """
    require_parent(folders.archive)
    zone = readable_time_zone(folders.reference)
    at = instant(text, zone)
    known = past(folders.archive, at, now)
    with work_folder(folders) as work:
        made = replay(known, folders.archive, work)
        shown = at.astimezone(zone)
        parts = "%Y-%m-%dT%H%M%S.%f%z" if shown.microsecond else "%Y-%m-%dT%H%M%S%z" if shown.second else "%Y-%m-%dT%H%M%z"
        target = work.with_name(f"{shown.strftime(parts)}.duckdb")
        replace_durably(made, target)
        return AsOf(target, known, made.stem, _differing(folders, known.last, target))


def replay_releases(folders: Folders) -> Iterator[AsOf]:
    """Make every release of the journal again, one after the other as the nights did; each file lies there until the next.

    Raises:
        AsOfError: nothing is journaled, a content is missing, or a step failed.
        ArchiveError: a journal is damaged.
        WarehouseBusyError: another state is being made.
    """
    require_parent(folders.archive)
    published = Publications(folders.archive).journal.read()
    if not published:
        raise AsOfError("no publication is in the journal", where=str(folders.archive), remedy="run `make nightly`")
    with work_folder(folders) as work:
        for line in published:
            at = datetime.fromisoformat(line.published_at).replace(tzinfo=UTC)
            known = past(folders.archive, at, at)
            made = replay(known, folders.archive, work)
            yield AsOf(made, known, made.stem, _differing(folders, line, made))


def tell_as_of(folders: Folders, text: str, now: datetime, say: Callable[[str], None]) -> None:
    """`make_as_of`, and say where it lies and what it is; raises as that does."""
    made = make_as_of(folders, text, now)
    say(f"{made.path}")
    say(f"  {len(made.known.receipts)} file(s) and {len(made.known.states)} state(s) of registers were known by then.")
    say(f"  {made.told}")


def compare_releases(folders: Folders, say: Callable[[str], None]) -> int:
    """`replay_releases`, and say of each what came out; gives how many this code made and makes otherwise now."""
    made_otherwise = 0
    for number, made in enumerate(replay_releases(folders), 1):
        say(f"{number:>4}  {made.told}")
        made_otherwise += made.is_wrong
    say(f"{made_otherwise} of them this version made and makes otherwise now.")
    return made_otherwise


def replay(known: Past, archive: Path, root: Path) -> Path:
    """Run the nightly job up to its release on the archive as it was, in a folder of its own; gives the file of that release.

    What an earlier replay built there is gone on from: it must have been of an earlier state.

    Raises:
        AsOfError: a content is missing, or a step failed.
    """
    return last_release(build_again(known, archive, root, _WITHOUT_PAGES).warehouse)


def build_again(known: Past, archive: Path, root: Path, wanted: dg.AssetSelection) -> Folders:
    """`replay` of some assets alone; gives the folders in which they were made.

    Raises:
        AsOfError: a content is missing.
        NotMadeAgainError: a step failed.
    """
    for before in (root / "raw", root / "warehouse" / "releases", root / "warehouse" / "dagster"):
        if before.exists():
            remove_folder(before)
    then = lay_out(known, archive, root)
    spoken = words()
    try:
        fault = run_again(then, wanted)
    finally:
        use(spoken)
    if fault:
        raise NotMadeAgainError(
            f"what was known at {known.at.isoformat()} could not be made again: {fault}",
            where=str(root),
            remedy=f"mend what it says; with registers of another time it may take the code of then{_code_of(known.last)}",
        )
    return then


def run_again(folders: Folders, wanted: dg.AssetSelection) -> str | None:
    """Run some steps of the nightly job on what was laid out; gives why the first one failed that did."""
    definitions = definitions_of(folders)
    selected = wanted.resolve(definitions.resolve_asset_graph())
    with _own_dagster(folders), dg.DagsterInstance.get() as instance:
        result = definitions.resolve_job_def("nightly").execute_in_process(
            run_config=_QUIET, asset_selection=sorted(selected), instance=instance, raise_on_error=False
        )
    return None if result.success else reasons(result.all_events)[0]


@contextmanager
def work_folder(folders: Folders) -> Iterator[Path]:
    """A folder to make past states in, alone: empty at first, and gone at the end unless that failed.

    Raises:
        WarehouseBusyError: another state is being made.
    """
    work = folders.warehouse / FOLDER / _WORK
    with locked(work.parent, 0):
        if work.exists():
            remove_folder(work)
        yield work
        remove_folder(work)


def _code_of(last: Publication | None) -> str:
    return f", version {last.code_version}" if last else ""


def _content(release_id: str) -> str:
    """First digits of the fingerprint of a release's rows and comments, which end its name."""
    return release_id.rpartition("-")[2]


def _differing(folders: Folders, last: Publication | None, made: Path) -> list[str] | None:
    published = folders.warehouse / "releases" / f"{last.release_id}.duckdb" if last else None
    return differing_tables(published, made) if published and published.is_file() else None


@contextmanager
def _own_dagster(folders: Folders) -> Iterator[None]:
    """Let Dagster keep what it notes of a replay with the replay, in SQLite."""
    storage = folders.warehouse / "dagster"
    storage.mkdir(parents=True)
    own = {"DAGSTER_HOME": str(PROJECT), "DAGSTER_STORAGE": str(storage)}
    before = {name: os.environ.get(name) for name in own}
    os.environ.update(own)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
