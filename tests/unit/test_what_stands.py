"""'The last release stands' is said when it does: it was opened and compared; where it did not, it does now."""

import os
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from pipelines.warehouse import PUBLISHED, open_build, what_stands
from pipelines.warehouse.shelf import releases
from tests.unit.test_publication import assert_verified, edit, leave_a_log, publish_values
from tests.unit.test_warehouse import published


def spoil(path: Path) -> None:
    path.chmod(0o644)
    path.write_bytes(os.urandom(5000))


def test_what_was_compared_is_said_to_stand(tmp_path: Path) -> None:
    release_id = publish_values(tmp_path, 1).release_id
    before = (tmp_path / PUBLISHED).stat()
    assert what_stands(tmp_path) == f"analysts read release {release_id} as it was published"
    assert (tmp_path / PUBLISHED).stat() == before


def test_before_the_first_release_nothing_is_said_to_stand(tmp_path: Path) -> None:
    assert what_stands(tmp_path) == "nothing is published yet"
    (tmp_path / PUBLISHED).write_bytes(b"something")
    assert what_stands(tmp_path) == "nothing is published yet"


@pytest.mark.parametrize(
    "harm",
    [
        spoil,
        lambda path: path.unlink(),
        lambda path: os.truncate(path, 0),
        lambda path: os.truncate(path, 5000),
        lambda path: edit(path, "update marts.thing set a = 9"),
        lambda path: leave_a_log(path, "delete from marts.thing"),
        lambda path: (path.unlink(), path.symlink_to("build.duckdb")),
    ],
    ids=["random", "missing", "empty", "cut", "altered", "a log", "a link"],
)
def test_a_damaged_published_file_is_put_back_from_its_release(tmp_path: Path, harm: Callable[[Path], object]) -> None:
    release_id = publish_values(tmp_path, 1).release_id
    harm(tmp_path / PUBLISHED)
    assert release_id in what_stands(tmp_path)
    assert published(tmp_path) == [(1,)]
    assert what_stands(tmp_path) == f"analysts read release {release_id} as it was published"
    publish_values(tmp_path, 1)
    assert_verified(tmp_path)


def test_where_the_last_release_is_damaged_too_the_one_before_it_is_put_there_and_named(tmp_path: Path) -> None:
    first = publish_values(tmp_path, 1).release_id
    publish_values(tmp_path, 2)
    spoil(tmp_path / PUBLISHED)
    spoil(releases(tmp_path)[-1])
    assert what_stands(tmp_path) == f"{PUBLISHED} was not a release as it was published; release {first} was put there"
    assert published(tmp_path) == [(1,)]
    assert what_stands(tmp_path) == f"analysts read release {first}, not the last one, as it was published"


def test_a_published_file_that_is_whole_stands_though_its_release_is_damaged(tmp_path: Path) -> None:
    release_id = publish_values(tmp_path, 1).release_id
    spoil(releases(tmp_path)[-1])
    assert what_stands(tmp_path) == f"analysts read release {release_id} as it was published"


def test_where_nothing_is_whole_nothing_is_said_to_stand(tmp_path: Path) -> None:
    publish_values(tmp_path, 1)
    spoil(tmp_path / PUBLISHED)
    spoil(releases(tmp_path)[-1])
    assert "nothing whole is published" in what_stands(tmp_path)
    publish_values(tmp_path, 1)
    assert published(tmp_path) == [(1,)]


def test_what_cannot_be_put_back_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish_values(tmp_path, 1)
    (tmp_path / PUBLISHED).unlink()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert "could not be put right ([Errno 28] No space left on device)" in what_stands(tmp_path)


def test_where_the_folder_cannot_be_locked_what_stands_is_compared_all_the_same(tmp_path: Path) -> None:
    release_id = publish_values(tmp_path, 1).release_id
    (tmp_path / "build.lock").unlink()
    (tmp_path / "build.lock").mkdir()
    assert what_stands(tmp_path) == f"analysts read release {release_id} as it was published"
    (tmp_path / PUBLISHED).unlink()
    assert "could not be put right (the lock of the build file cannot be written" in what_stands(tmp_path)


def test_while_another_run_publishes_nothing_is_touched(tmp_path: Path) -> None:
    publish_values(tmp_path, 1)
    (tmp_path / PUBLISHED).unlink()
    with open_build(tmp_path):
        assert "another run is under way" in what_stands(tmp_path)
    assert not (tmp_path / PUBLISHED).exists()


def test_what_is_published_opens(tmp_path: Path) -> None:
    publish_values(tmp_path, 1)
    (tmp_path / PUBLISHED).unlink()
    what_stands(tmp_path)
    with duckdb.connect(str(tmp_path / PUBLISHED), read_only=True) as db:
        assert db.execute("from marts.thing").fetchall() == [(1,)]
