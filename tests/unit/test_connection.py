"""What SQL on the project's own connections cannot do, whatever text finds its way into it."""

import re
import subprocess
import sys
from itertools import product
from pathlib import Path

import duckdb
import pytest

from pipelines.warehouse.connection import STORAGE_VERSION, connect
from tests.conftest import Installation

TRIES = [
    "attach '{elsewhere}/other.duckdb' as other",
    "attach '{folder}/releases/../../other.duckdb' as other",
    "select * from read_text('{elsewhere}/secret.txt')",
    "select * from read_csv('{elsewhere}/secret.txt')",
    "select * from '{elsewhere}/secret.txt'",
    "copy (select 1) to '{elsewhere}/out.csv'",
    "export database '{elsewhere}/out'",
    "install httpfs",
    "load '{elsewhere}/some.duckdb_extension'",
    "set enable_external_access = true",
    "set autoload_known_extensions = true",
    "set allowed_directories = ['{elsewhere}']",
    "reset lock_configuration",
    "set allowed_configs = ['enable_external_access']",
]


@pytest.mark.parametrize("read_only", [False, True])
def test_sql_reaches_no_other_file_and_no_extension(read_only: bool, tmp_path: Path) -> None:
    folder, elsewhere = tmp_path / "warehouse", tmp_path / "elsewhere"
    (folder / "releases").mkdir(parents=True)
    elsewhere.mkdir()
    (elsewhere / "secret.txt").write_text("secret", encoding="utf-8")
    build = folder / "build.duckdb"
    connect(build).close()
    with connect(folder / "build.duckdb", read_only=read_only, attachable=folder / "releases") as db:
        again = connect(folder / "build.duckdb", read_only=read_only)  # of one that is open
        for sql, connection in product(TRIES, (db, again)):
            with pytest.raises(duckdb.Error):
                connection.execute(sql.format(folder=folder, elsewhere=elsewhere)).fetchall()
            assert [path.name for path in elsewhere.iterdir()] == ["secret.txt"], sql
        assert again.execute("select current_setting('TimeZone')").fetchall() == [("UTC",)]
        again.close()


def test_a_folder_with_an_odd_name_can_be_attached_from(tmp_path: Path) -> None:
    shelf = tmp_path / "it's, a [shelf]"
    shelf.mkdir()
    with connect(tmp_path / "build.duckdb", attachable=shelf) as db:
        db.execute(f"attach '{str(shelf).replace(chr(39), chr(39) * 2)}/one.duckdb' as one")
        db.execute("create table one.held as select 1 as number")
    assert (shelf / "one.duckdb").is_file()


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    """One with a published file of one row and a release, and a file beside them."""
    (tmp_path / "warehouse" / "releases").mkdir(parents=True)
    for name in ("analytics", "releases/earlier"):
        with duckdb.connect() as db:
            db.execute(f"attach '{tmp_path}/warehouse/{name}.duckdb' as made (storage_version '{STORAGE_VERSION}')")
            db.execute("create table made.t as select 41 + 1 as a")
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    return Installation(tmp_path)


def shell(installation: Installation, typed: str) -> subprocess.CompletedProcess[str]:
    """What `make sql` says to what is typed."""
    return subprocess.run(
        [sys.executable, "-m", "pipelines", "sql"],
        env=installation.environment,
        input=typed,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_sql_typed_into_the_shell_reaches_as_little(installation: Installation) -> None:
    tries = {
        "select * from read_text('{root}/secret.txt');": "disabled by configuration",
        "attach '{root}/warehouse/build.duckdb' as other;": "disabled by configuration",
        "copy t to '{root}/out.csv';": "disabled by configuration",
        "set enable_external_access = true;": "while database is running",
        "install httpfs;": "disabled by configuration",
        "insert into t values (1);": "read-only",
    }
    done = shell(installation, "\n".join(tries).format(root=installation.root))
    assert re.findall("disabled by configuration|while database is running|read-only", done.stderr) == [*tries.values()]
    assert "secret" not in done.stdout
    assert not (installation.root / "out.csv").exists()


def test_the_shell_reads_the_published_file_and_earlier_releases_and_writes_a_result_where_its_user_says(
    installation: Installation,
) -> None:
    earlier, out = installation.root / "warehouse" / "releases" / "earlier.duckdb", installation.root / "out.csv"
    typed = (
        f"attach '{earlier}' as earlier (read_only);",
        ".mode csv",
        f".once {out}",
        "select t.a, e.a as b from t, earlier.t as e;",
    )
    done = shell(installation, "\n".join(typed))
    assert done.stderr == ""
    assert out.read_text(encoding="utf-8").split() == ["a,b", "42,42"]
