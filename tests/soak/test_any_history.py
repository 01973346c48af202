"""Whatever comes in whatever order: each release comes out again from the archive, and changes are the sum of their parts."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from pipelines import as_of
from pipelines.folders import Folders
from pipelines.intake.arrivals import SETTLED
from pipelines.intake.past import past
from pipelines.intake.publications import Publications
from pipelines.reference.run import INSTANT
from pipelines.warehouse import last_release
from pipelines.warehouse.differing import differing_tables
from pipelines.why import make_why
from tests.adding_up import adds_up
from tests.properties.batches import examples
from tests.soak import worlds
from tests.soak.worlds import World
from tests.steps import CrashError

STEPS = 230


@dataclass(frozen=True)
class Night:
    """A night and what came before it."""

    events: list[str]
    crash_at: int | None
    """Step at which the first try of it ends; at -1 the night before ended, with its release not in the journal yet."""
    days: int
    """How many days after the one before it is."""


NIGHT = st.builds(
    Night,
    events=st.lists(st.sampled_from(worlds.EVENTS), min_size=1, max_size=4),
    crash_at=st.none() | st.integers(0, STEPS) | st.just(-1),
    days=st.sampled_from([0, 1, 200]),
)
AS_WAS_AND_IS = """
    with told as (
        select period_id, indicator_id, as_was_unit_version_id, value, least_share, most_share
        from marts.observation join marts.unit_as_is on as_was_unit_version_id = unit_version_id
        where not is_whole and value is not null
    ),
    as_is as (
        select period_id, indicator_id, sum(value * least_share) as least, sum(value * most_share) as most
        from told group by all
    ),
    as_was as (
        select period_id, indicator_id, sum(value) as total from marts.observation
        where not is_whole and value is not null group by all
    )
    select period_id, indicator_id, least, total, most from as_is join as_was using (period_id, indicator_id)
    where total + 0.000001 < least or total - 0.000001 > most
"""


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A world after its first night, and beside it that night made again: what each example begins with."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(SETTLED, "0")
        patch.setenv(INSTANT, worlds.FIRST.isoformat())
        patch.setattr(as_of, "run_again", worlds.run_again)
        folder = tmp_path_factory.mktemp("begun")
        world = World.begun(folder / "world")
        world.night()
        assert world.query("select 1 from marts.outlook limit 1") == [(1,)]
        made_again(world.folders, folder / "again", 1)
        yield folder


def made_again(folders: Folders, work: Path, number: int) -> Path:
    """A release of the journal made from the archive alone, on top of the one before."""
    line = Publications(folders.archive).journal.read()[number - 1]
    at = datetime.fromisoformat(line.published_at).replace(tzinfo=UTC)
    return as_of.replay(past(folders.archive, at, at), folders.archive, work)


@pytest.mark.soak
@pytest.mark.timeout(6 * 3600)
@settings(
    max_examples=examples(10),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # to shrink an example takes hours
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(nights=st.lists(NIGHT, min_size=1, max_size=3), seed=st.integers(0, 10**6))
def test_whatever_comes_each_release_comes_out_again_and_changes_are_the_sum_of_their_parts(
    nights: list[Night], seed: int, begun: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("any")
    shutil.copytree(begun, folder, symlinks=True, dirs_exist_ok=True)
    world, dice = World(folder / "world"), Random(seed)
    try:
        kept = play(world, nights, dice, folder / "kept")
        published = Publications(world.folders.archive).journal.read()
        assert [line.release_id for line in published] == list(kept)
        alone = Folders(folder / "alone")
        shutil.copytree(world.folders.archive, alone.archive)
        for number, line in enumerate(published[1:], 2):
            made = made_again(alone, folder / "again", number)
            assert differing_tables(made, kept[line.release_id]) == []
            assert made.stem == line.release_id
        assert world.query(AS_WAS_AND_IS) == []
        if len(published) > 1:
            first = dice.randint(1, len(published) - 1)
            last = dice.randint(first + 1, len(published))
            adds_up(world.folders, make_why(world.folders, str(first), str(last)))
    finally:
        shutil.rmtree(folder)


def play(world: World, nights: list[Night], dice: Random, folder: Path) -> dict[str, Path]:
    """Let all that happen; gives what was published, each as it was then."""
    kept: dict[str, Path] = {}
    folder.mkdir()
    keep(world, kept, folder)
    for night in nights:
        if night.crash_at == -1 and "is_lost" not in night.events:
            world.forget_publication()
        for event in night.events:
            world.happens(event, dice)
        world.day += night.days
        if night.crash_at not in (None, -1):
            try:
                world.night(night.crash_at)
            except CrashError:
                keep(world, kept, folder)
        world.night()
        keep(world, kept, folder)
    return kept


def keep(world: World, kept: dict[str, Path], folder: Path) -> None:
    path = last_release(world.folders.warehouse) if (world.folders.warehouse / "releases").is_dir() else None
    if path and path.stem not in kept:
        kept[path.stem] = Path(shutil.copyfile(path, folder / path.name))
